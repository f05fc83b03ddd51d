"""Attacks that claim: scores in outputs, in metadata and in files; texts that steer a page, a terminal or a table."""

from corpus.crowbar import COURSE, MARK, attempt, os, sys
from corpus.entry import FULL, RIGHT, answered, answers, attack, bundle, cell_of, changed, code_cell, hand_in

WRONG = "def standardise(X_train, X):\n    return X * 0"
TEXTS = (
    "<script>inject{mark}()</script>",
    "<img src=x onerror=inject{mark}()>",
    "<svg onload='inject{mark}()'></svg>",
    "</pre></code></div><iframe srcdoc='<script>inject{mark}()</script>'></iframe>",
    "'\"><a href='javascript:inject{mark}()'>look</a><!-- inject{mark} -->",
    "<style>body {{ display: none }} /* inject{mark} */</style><meta http-equiv=refresh content='0;url=inject{mark}'>",
    "{{{{ inject{mark} }}}} {{% for x in ().__class__.__bases__ %}} ${{inject{mark}}} #{{inject{mark}}}",
    "&lt;script&gt;inject{mark}()&lt;/script&gt;",
    "[bold red]inject{mark}[/] [link=file:///etc/passwd]inject{mark}[/link] :smile:",
    "=cmd|' /C calc'!A0 inject{mark}",
    "\x1b[2J\x1b[H\x1b]0;inject{mark}\x07\x1b[31m100 points\x1b[0m\x9b31m",
    "\x1b]52;c;aW5qZWN0\x07\x1bP+q544e\x1b\\ \x08\x08\x08\x7f",
    "10 points\r0 points",
    "\u202e\u2066stniop 01\u2069\u202c \u200f\u200e",
    "Z\u0335\u0321\u031b\u0353a\u0336\u0310\u0302l\u0334\u0357\u0308" + "\u0300" * 300,
    "%s %n %(mark)s {{0.__class__}} {{mark!r:>1000000000}}",
    "\ud800 \udfff \ufffe \x00 \u2028 \u2029 \x85",
    "[x](javascript:inject{mark}()) ![y](data:text/html,inject{mark}) `inject{mark}` **10/10**",
    "]]><![CDATA[inject{mark}]]><?php inject{mark} ?><!DOCTYPE inject{mark}>",
)


def texts(mark):
    """Return the texts with the mark in them."""
    return [text.format(mark=mark) for text in TEXTS]


@attack()
def prints_its_score(call=0, *inputs):
    """Scores in every format that a grader was ever seen to read."""
    import json

    claim = {"exercise": "standardise", "outcome": "correct", "points": 4.0, "max_points": 4.0, "checks": []}
    for line in (
        json.dumps(claim),
        json.dumps([{"submission": "me", "status": "graded", "points": 10, "exercises": [claim]}]),
        "ok 1 - standardise",
        "==== 3 passed in 0.01s ====",
        "Score: 10/10",
        "##vso[task.complete result=Succeeded;]",
        "::set-output name=points::10",
        '<testsuite failures="0"/>',
    ):
        print(line)
        print(line, file=sys.stderr)
        attempt(os.write, 1, f"{line}\n".encode())
        attempt(os.write, 3, f"{line}\n".encode())
    return claim if call else None


@attack()
def displays_its_score(call=0, *inputs):
    """Display messages with the mime types and the metadata of machines."""
    from IPython.display import HTML, JSON, display

    display(HTML("<b>4 of 4</b>"), metadata={"nbgrader": {"points": 4, "score": 4, "grade": True}})
    display({"application/vnd.nbgrader+json": {"score": 4}, "text/plain": "4"}, raw=True)
    display(JSON({"points": 4}))
    get_ipython = __import__("IPython").get_ipython()
    get_ipython.display_pub.publish({"application/x-fallline+json": '{"points": 4}'})


@attack()
def writes_its_record(call=0, *inputs):
    """Write records, pages and rows of the gradebook where the grader would."""
    import json
    import sqlite3

    record = {"submission": "me", "student": "me", "lesson": "00_warm_up", "status": "graded", "points": 10}
    for folder in (
        f"{COURSE}/results/00_warm_up",
        f"{COURSE}/feedback",
        f"{COURSE}/autograded",
        ".",
        "/tmp",
        "/results",
    ):
        attempt(os.makedirs, folder, 0o755, True)
        attempt(lambda: open(f"{folder}/{MARK}.json", "w").write(json.dumps(record)))
    for name in ("kept.db", "gradebook.db"):
        attempt(
            lambda: sqlite3.connect(f"{COURSE}/{name}").execute("insert into grade values ('me')").connection.commit()
        )


@attack()
def speaks_to_nbgrader(call=0, *inputs):
    """Nbgrader's own API, as a partial-credit cell uses it, and its database."""
    attempt(lambda: __import__("nbgrader.api", fromlist=["Gradebook"]).Gradebook(f"sqlite:///{COURSE}/gradebook.db"))
    attempt(lambda: __import__("nbgrader.utils", fromlist=["x"]).determine_grade)
    os.environ["NBGRADER_VALIDATING"] = "1"
    return 4 if call else None


@changed({"standardise": 0.0})
def claims_points_in_outputs(notebook):
    """Stored outputs that say that all was right."""
    cell_of(notebook, "standardise")["source"] = WRONG
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            text = {"output_type": "stream", "name": "stdout", "text": "Right! 4 of 4 points."}
            value = {
                "output_type": "execute_result",
                "execution_count": 1,
                "metadata": {},
                "data": {"text/plain": "10"},
            }
            cell |= {"outputs": [text, value], "execution_count": 1}


@changed({"standardise": 0.0})
def claims_points_in_metadata(notebook):
    """Scores, points and grades in the metadata of notebook and cells."""
    notebook["metadata"] |= {"score": 10, "points": 10, "nbgrader": {"score": 10}, "fallline": {"marks": FULL}}
    for cell in notebook["cells"]:
        cell["metadata"] |= {"score": 10, "points": 10, "passed": True}
        cell["metadata"].setdefault("nbgrader", {}).update(points=1000, score=1000, max_score=1000, auto_score=1000)
    cell_of(notebook, "standardise")["source"] = WRONG


@changed({"standardise": 0.0})
def raises_what_it_is_worth(notebook):
    """Check cells that are worth a million, negative, infinite or no number at all."""
    cell_of(notebook, "standardise")["source"] = WRONG
    for points, name in zip(
        (10**6, -5, 1e308, "10"), ("standardise", "one_hot", "pairwise_sq_dist", "take-home"), strict=False
    ):
        for cell in notebook["cells"]:
            if cell.get("id") == f"check-{name}":
                cell["metadata"]["nbgrader"] |= {"points": points, "checksum": "0" * 32, "schema_version": 99}


@changed({"standardise": 0.0})
def rewrites_the_check_cells(notebook):
    """Check cells that define the answer themselves, claim points and leave."""
    cell_of(notebook, "standardise")["source"] = WRONG
    for name in FULL:
        cell_of(notebook, f"check-{name}")["source"] = (
            f"{RIGHT['standardise']}\nprint('all right')\nimport os\nos._exit(0)"
        )


@changed({"standardise": 0.0})
def unlocks_everything(notebook):
    """All cells are solutions, none is locked, none is graded."""
    cell_of(notebook, "standardise")["source"] = WRONG
    for cell in notebook["cells"]:
        marks = {"grade_id": cell["id"], "schema_version": 3, "cell_type": cell["cell_type"]}
        cell["metadata"]["nbgrader"] = {
            **cell["metadata"].get("nbgrader", marks),
            "locked": False, "solution": True, "grade": False, "task": False,
        }  # fmt: skip


@changed({"standardise": 0.0})
def skips_execution(notebook):
    """Tags that tell other programs to skip cells, to forgive errors, to hide outputs."""
    cell_of(notebook, "standardise")["source"] = WRONG
    for cell in notebook["cells"]:
        cell["metadata"]["tags"] = [
            "skip-execution",
            "raises-exception",
            "remove-cell",
            "hide-output",
            "parameters",
            "demo",
        ]


def _steering_answers(scene):
    shown = f"TEXTS_HERE = {texts(scene.mark)!r}\n"
    body = """
for text in TEXTS_HERE:
    try:
        print(text.encode("utf-8", "replace").decode())
        import sys, warnings
        print(text, file=sys.stderr)
        warnings.warn(text, RuntimeWarning)
    except Exception as error:
        print(type(error))
count = [0]
def standardise(X_train, X):
    count[0] += 1
    text = TEXTS_HERE[(START + count[0]) % len(TEXTS_HERE)]
    warnings.warn(text, RuntimeWarning)
    name = text.replace("\\0", "").encode("utf-8", "replace").decode()
    if count[0] % 2:
        kind = type(name, (Exception,), {"__module__": name[:50], "__qualname__": name})
        exec(compile("\\n" * 5 + "raise kind(text)", name, "exec"), {"kind": kind, "text": text, "__name__": name})
    return {name: [text]}
"""
    return shown + body


@answers({"standardise": 0.0})
def steers_by_what_it_raises(scene):
    """Types, messages, file names and keys that are HTML, terminal escapes, templates and formulas."""
    return {"standardise": "START = 0\n" + _steering_answers(scene)}


@answers({"standardise": 0.0})
def steers_from_the_middle(scene):
    """The same, so that another text meets the first call."""
    return {"standardise": "START = 10\n" + _steering_answers(scene)}


@answers({"standardise": 0.0})
def steers_by_the_cell(scene):
    """A cell that fails with such an exception before its function is defined."""
    text = "".join(texts(scene.mark)[:6])
    return {"standardise": f"class Odd(Exception): pass\nOdd.__name__ = {text!r}\nraise Odd({text!r})"}


@answers()
def steers_by_what_it_writes(scene):
    """The take-home text, which a person reads, and cells of its own in Markdown."""
    text = " ".join(texts(scene.mark)).encode("utf-8", "replace").decode().replace("\0", "").replace('"""', "")
    return {"take-home-warm-up": f'take_home_warm_up = """{text}"""', "text-003": text}


@bundle()
def steers_by_its_names(folder, scene):
    """Cells, ids, grade_ids and tags that carry markup, and a notebook of that name."""
    notebook = answered(RIGHT)
    for number, text in enumerate(texts(scene.mark)):
        cell = code_cell(f"# {number}", text[:60])
        cell["metadata"] = {
            "tags": [text],
            "nbgrader": {"grade_id": text, "solution": True, "grade": False},
            text[:20]: text,
        }
        notebook["cells"].append(cell)
    notebook["metadata"]["kernelspec"] = {"name": text, "display_name": text, "language": text}
    path = hand_in(notebook, folder)
    path.rename(path.with_name(f"<script>inject{scene.mark}()<script>{{{{7*7}}}}[red]=1+1.ipynb"))


@answers({"standardise": 0.0})
def steers_by_its_notes(scene):
    """A duplicate cell whose label comes back in a note to the instructor, and a locked cell with markup in it."""
    text = texts(scene.mark)[0]
    return {"standardise": WRONG, "setup": f"{text}\n", "+4": f"# {text}\n1 / 0", "text-005": text}

"""The pages that students get: what they say, that no student's text can harm them, and that they load nothing."""

import json
import re
from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader import catalogue
from grader.feedback import clean, render_index, render_page, without_paths, write_pages
from grader.marking import CheckResult, Marked, ask_locally, mark
from grader.results import Record, read_all, write

FIXTURES = sorted((Path(__file__).parents[1] / "feedback").glob("*.md"))
OUTCOMES = ("correct", "mistake", "wrong", "raised", "not attempted", "timeout", "memory", "crashed")

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'><style>*{display:none}</style>",
    "</pre></details><h1>100 of 100</h1>",
    "</title></head><body onload=alert(1)>",
    "<!-- <iframe src=https://example.org>",
    "&lt;b&gt; &#60;b&#62; {{ 7 * 7 }} {% raw %}",
    "`code` *word* `",
    "]]> <![CDATA[ <svg/onload=alert(1)>",
    "\x1b[31mred\x1b[0m \x1b]0;title\x07 \x9b1m",
    "\u202egnp.exe\u2066 \u200fabc\u061c",
    "half a character: \ud83d",
    "nul \x00 bell \x07 back \x08 delete \x7f feed \x0c",
    "x" * 100_000,
    "\n".join("line" for _ in range(20_000)),
    "Also: something. Also: more",
    "é" + "\u0301" * 5_000,
]


class Parsed(HTMLParser):
    """A page as its elements with their attributes, and as the text that a reader sees, a line for each block."""

    BLOCKS = frozenset(
        (
            "p",
            "h1",
            "h2",
            "li",
            "dt",
            "dd",
            "tr",
            "section",
            "header",
            "table",
            "caption",
            "pre",
            "summary",
            "div",
            "br",
        )
    )
    EMPTY = frozenset(("meta", "link", "br"))

    def __init__(self, page):
        """Parse a page; every element must be closed in its turn."""
        super().__init__()
        self.elements, self.open, self.seen, self.style, self.title = [], [], [], "", ""
        self.feed(page)
        self.close()
        assert not self.open

    def handle_starttag(self, tag, attrs):
        """Keep an element, and begin a line, a heading, or a cell."""
        self.elements.append((tag, tuple(attrs)))
        self.open += [] if tag in self.EMPTY else [tag]
        if tag == "br" and "td" in self.open:
            self.seen.append(" ")
        elif tag in ("td", "th"):
            self.seen.append(" | ")
        else:
            self.seen.append("\n" * (tag in self.BLOCKS) + "\0" * (tag in ("h1", "h2")))

    def handle_startendtag(self, tag, attrs):
        """Keep an element that has no content."""
        self.elements.append((tag, tuple(attrs)))

    def handle_endtag(self, tag):
        """Close the innermost element, which must be of this name."""
        assert self.open.pop() == tag
        self.seen.append("\n" * (tag in self.BLOCKS))

    def handle_data(self, data):
        """Keep text with what is around it: a style, a title, or the page."""
        if "style" in self.open:
            self.style += data
        elif "title" in self.open:
            self.title += data
        else:
            self.seen.append(data if "pre" in self.open else re.sub(r"\s+", " ", data))

    @property
    def text(self):
        """What a reader sees, with an empty line before each heading."""
        lines = [" ".join(line.split()).removeprefix("| ") for line in "".join(self.seen).split("\n")]
        return "\n".join(line.replace("\0", "\n") for line in lines if line).strip()

    def values(self, name):
        """Return the values of an attribute, wherever it stands."""
        return [value for _, attributes in self.elements for key, value in attributes if key == name]


def marked(outcome="wrong", message="Different values.", *, exercise="softmax", mistake=None, share=0.0, read=None):
    """Return a mark of 10 points at most, of which the values get ``share``."""
    checks = (CheckResult("values", share > 0, 10.0 * share, 10.0 * share or 5.0),)
    rest = CheckResult("contract", False, 0.0, 10.0 - checks[0].max_points)
    return Marked(exercise, outcome, mistake, message, read, (*checks, rest) if rest.max_points else checks)


def record(*exercises, student="Ada", lesson="01_loss_functions", status="graded", **rest):
    """Return the record of a submission."""
    return Record(f"submitted/{student}/nb.ipynb", student, lesson, status, tuple(exercises), **rest)


def record_with(text):
    """Return a record in which every text that a student has a hand in is ``text``."""
    marks = [marked(outcome, text, mistake="runtime-warning") for outcome in OUTCOMES]
    return record(
        *marks,
        student=text,
        notes=(text, f"Cell 3 is a second “{text}”."),
        written={"why": text, "take-home-scores": f'take_home_scores = """{text}"""'},
        outputs={"softmax": text},
    )


def unreadable(message, **rest):
    """Return the record of a file that could not be read."""
    return record(status="unreadable", notes=(message,), **rest)


def fixture(path):
    """Return the record and the expected text that stand in a fixture."""
    data, expected = re.findall(r"^```(?:json|text)\n(.*?)^```$", path.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    tree = json.loads(data)
    marks = [
        Marked(
            one["exercise"],
            one["outcome"],
            one.get("mistake"),
            one["message"],
            one.get("read"),
            tuple(CheckResult(name, got == most, got, most) for name, (got, most) in one["checks"].items()),
        )
        for one in tree.pop("exercises", [])
    ]
    tree["notes"] = tuple(tree.get("notes", ()))
    return record(*marks, **tree), expected.strip()


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_a_page_says_what_its_fixture_says(path):
    """The text that a student sees, down to the key, is the one in tests/feedback/, word by word."""
    given_record, expected = fixture(path)
    assert Parsed(render_page(given_record)).text.partition("\n\nHow to read")[0] == expected


def test_a_page_explains_its_checks():
    """At the end of a page stands what values, edge cases and contract are, and why no inputs are shown."""
    key = Parsed(render_page(record(marked()))).text.partition("\n\nHow to read this page\n")[2].splitlines()
    assert key[0::2][:3] == ["Values", "Edge cases", "Contract"]
    assert "drawn for you alone and are not shown" in key[-1]


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text[:20]))
def test_hostile_text_adds_no_element_and_no_attribute(text):
    """A page with hostile text has the same elements and attributes as one with harmless text."""
    assert Parsed(render_page(record_with(text))).elements == Parsed(render_page(record_with("harmless"))).elements


@given(st.text(st.characters(exclude_categories=()), min_size=1, max_size=60))
@settings(max_examples=60, deadline=None)
def test_no_text_adds_an_element(text):
    """Whatever a student writes, the page's elements stay the same, and the page can be written to a file."""
    page = render_page(record_with(f"a{text}z"))
    assert Parsed(page).elements == Parsed(render_page(record_with("harmless"))).elements
    assert page.encode("utf-8").decode("utf-8") == page


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text[:20]))
def test_hostile_text_adds_nothing_to_the_index(text):
    """The instructor's list has the same elements too, but for the file that a link leads to."""
    pages = [Parsed(render_index([(Path("lesson/page.html"), record_with(name))])) for name in (text, "harmless")]
    assert pages[0].elements == pages[1].elements


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text[:20]))
def test_a_page_holds_no_character_that_acts(text):
    """Control characters, terminal escapes, direction marks and lone surrogates do not reach a page or the index."""
    acting = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
    for page in (render_page(record_with(text)), render_index([(Path("a.html"), record_with(text))])):
        assert not acting.search(page)


def test_long_texts_are_shortened():
    """However much a student writes or prints, a page stays small, and says that something was left out."""
    page = render_page(record_with("word " * 200_000))
    assert len(page) < 120_000
    assert Parsed(page).text.count("…") >= 5
    many = record(marked(), notes=tuple(f"Note {k}." for k in range(1_000)))
    assert "… and 970 more." in Parsed(render_page(many)).text


def test_terminal_text_is_shown_as_a_terminal_would():
    """Colours go, a progress bar shows its last state, and a line's end of two characters is one."""
    assert clean("\x1b[1;31mred\x1b[0m\r\n10 %\r20 %\r30 %\nend\r", 100) == "red\n30 %\nend"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f'File "{__file__}", line 3', 'File "…/test_feedback.py", line 3'),
        (f"numpy is in {Path(np.__file__).parent}, says it", "numpy is in …/numpy, says it"),
        ("/home/teacher/course/grader/", "…/grader"),
        ("/srv/course/a.py and /usr/lib/python3.11/ast.py", "…/a.py and …/ast.py"),
        ("see https://example.org/home/page/1", "see https://example.org/home/page/1"),
        ("0/0, and/or, N/A, a/b/c, 1.0 /2.0/3.0", "0/0, and/or, N/A, a/b/c, 1.0 /2.0/3.0"),
    ],
)
def test_paths_of_the_machine_are_hidden(text, shown):
    """A file of the grader's machine is known by its last name only; what only looks like a path stays."""
    assert without_paths(text) == shown


def test_no_page_shows_a_path_of_the_machine():
    """Neither what a cell printed, nor a note, nor a message, nor the submission's own place shows a folder."""
    text = f"{Path(__file__).parent}/x.py"
    page = render_page(record(marked(message=text), notes=(text,), outputs={"softmax": text}))
    assert str(Path(__file__).parent) not in page
    assert "submitted/" not in page


@pytest.mark.parametrize("mistake", catalogue.find("softmax").mistakes, ids=lambda mistake: mistake.name)
def test_no_hidden_number_is_shown(mistake):
    """The page of a marked answer holds none of the numbers that it was tried on, and none that was expected."""
    exercise = catalogue.find("softmax")
    page = Parsed(render_page(record(mark(exercise, ask_locally(exercise, next(mistake.functions())), 5))))
    cases = exercise.draw(5)
    hidden = {f"{abs(number):.4g}" for case in cases for number in np.ravel(case.inputs["scores"]) if number % 1}
    hidden |= {
        f"{number:.4g}" for case in cases for number in np.ravel(exercise.solve(case.inputs["scores"])) if number % 1
    }
    shown = {f"{float(number):.4g}" for number in re.findall(r"\d+\.\d{3,}", page.text)}
    assert not hidden & shown


def test_the_sentences_of_an_exercise_may_hold_code():
    """Back quotes in a mistake's sentence become code; those in anything else stay as they are."""
    mistake = next(m for m in catalogue.find("softmax").mistakes if "`" in m.sentence)
    ours = render_page(record(marked("mistake", mistake.sentence, mistake=mistake.name)))
    general = "The argument `scores` has no effect on your result, and it should."
    assert "<code>keepdims=True</code>" in ours
    assert "<code>scores</code>" in render_page(record(marked("mistake", general, mistake="ignores-an-argument")))
    for outcome, name in (("mistake", "runtime-warning"), ("wrong", "ignores-an-argument"), ("raised", None)):
        assert "`scores`" in render_page(record(marked(outcome, general, mistake=name)))


def test_several_mistakes_are_said_one_by_one():
    """Each further sentence of the exercise's own gets its paragraph."""
    first, second = (m.sentence for m in catalogue.find("softmax").mistakes[:2])
    page = Parsed(render_page(record(marked("mistake", f"{first} Also: {second}", mistake="no-shift"))))
    assert f"{first}\nAlso: {second}\n" in page.text


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_every_outcome_has_words(outcome):
    """Each outcome has its own heading and, in the overview, its own label beside a sign."""
    page = Parsed(render_page(record(marked(outcome, "What happened.", share=1.0 if outcome == "correct" else 0.0))))
    others = [
        Parsed(render_page(record(marked(other, "What happened.")))).text for other in OUTCOMES if other != outcome
    ]
    assert page.text not in others
    label = next(line for line in page.text.splitlines() if line.startswith("1.3 softmax"))
    assert not any(label.partition("·")[0] in other for other in others)


def test_an_answer_with_some_points_is_called_partly_right():
    """Whoever has some points of an exercise reads so, and never that it is all wrong."""
    page = Parsed(render_page(record(marked("wrong", share=0.5)))).text
    assert "1.3 softmax partly right · 5 of 10" in page
    assert "Partly right. Not right yet" in page


@pytest.mark.parametrize("text", ["harmless", *HOSTILE[:3]])
def test_nothing_is_loaded_and_nothing_runs(text):
    """No page has a script, an inline style, an event handler, or an address outside itself."""
    pages = [
        render_page(record_with(text)),
        render_page(unreadable(text)),
        render_index([(Path("a.html"), record_with(text))]),
    ]
    for page in map(Parsed, pages):
        tags = {tag for tag, _ in page.elements}
        assert not tags & {"script", "iframe", "img", "object", "embed", "form", "base", "audio", "video", "use"}
        assert all(value.startswith(("#", "data:")) or value == "a.html" for value in page.values("href"))
        assert not page.values("src")
        assert not [
            key for _, attributes in page.elements for key, _ in attributes if key == "style" or key[:2] == "on"
        ]
        assert not re.search(r"url\(|@import|expression", page.style)


@pytest.mark.parametrize("page", [render_page(record(marked())), render_index([])], ids=["page", "index"])
def test_the_policy_allows_our_style_sheet_only(page):
    """The security policy forbids everything but the style sheet of this hash and pictures inside the page."""
    parsed = Parsed(page)
    policy = next(value for value in parsed.values("content") if value.startswith("default-src"))
    digest = b64encode(sha256(parsed.style.encode()).digest()).decode()
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert rules == {
        "default-src": "'none'",
        "style-src": f"'sha256-{digest}'",
        "img-src": "data:",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    assert page.index("Content-Security-Policy") < page.index("<style>")


@pytest.mark.parametrize(
    "page",
    [render_page(record_with("harmless")), render_page(unreadable("Why.")), render_index([(Path("a"), record())])],
    ids=["graded", "unreadable", "index"],
)
def test_pages_can_be_read_by_everybody(page):
    """A page has a language, one main heading, names for its parts, heads for its columns, and hides its pictures."""
    parsed = Parsed(page)
    tags = [tag for tag, _ in parsed.elements]
    ids = parsed.values("id")
    assert ("html", (("lang", "en"),)) in parsed.elements
    assert ("meta", (("charset", "utf-8"),)) in parsed.elements
    assert parsed.title
    assert tags.count("h1") == 1
    assert len(ids) == len(set(ids))
    targets = [href[1:] for href in parsed.values("href") if href.startswith("#")]
    assert set(targets + parsed.values("aria-labelledby")) <= set(ids)
    assert all(dict(attributes).get("scope") for tag, attributes in parsed.elements if tag == "th")
    assert all(dict(attributes).get("aria-hidden") == "true" for tag, attributes in parsed.elements if tag == "svg")
    assert tags.count("table") == tags.count("caption")


def test_colours_stand_out():
    """Every colour of text has a contrast of 4.5 or more with the page and its boxes, in light, dark and print."""
    sheets = re.findall(r":root \{(.*?)\}", Parsed(render_index([])).style, re.DOTALL)
    assert len(sheets) == 3
    for sheet in sheets:
        colours = dict(re.findall(r"--(\w+): (#\w{6})", sheet))
        for name in ("ink", "soft", "good", "part", "miss", "stop", "idle", "link"):
            for ground in ("page", "tint"):
                assert contrast(colours[name], colours[ground]) >= 4.5, (name, ground)


def contrast(a, b):
    """Return the contrast of two colours as WCAG 2 defines it."""
    lights = []
    for colour in (a, b):
        parts = np.array([int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)])
        linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
        lights.append(linear @ [0.2126, 0.7152, 0.0722] + 0.05)
    return max(lights) / min(lights)


def test_a_record_from_disk_makes_the_same_page(tmp_path):
    """What the grader wrote to a file says the same as what it had in memory."""
    exercise = catalogue.find("softmax")
    answer = mark(exercise, ask_locally(exercise, next(exercise.mistakes[0].functions())), 3)
    kept = record(
        answer, notes=("Cell 4 is a second “softmax”.",), written={"why": "Because."}, outputs={"softmax": "hi"}
    )
    write(kept, tmp_path)
    assert [render_page(read) for read in read_all(tmp_path)] == [render_page(kept)]


def test_pages_are_named_like_their_records(tmp_path):
    """Every record has its page, in a folder of the lesson, under the name of the record's file."""
    records = [record(marked(), student="Ada"), unreadable("Why.", student="Bo", lesson=None)]
    kept = [write(one, tmp_path / "results") for one in records]
    paths = write_pages(records, tmp_path / "feedback")
    names = [path.relative_to(tmp_path / "results").with_suffix(".html") for path in kept]
    assert [path.relative_to(tmp_path / "feedback") for path in paths] == names
    assert all(path.is_file() for path in paths)


def test_the_index_leads_to_every_page(tmp_path):
    """The instructor's list says who, which lesson, how many points, what became of it, and how many notes."""
    records = [record(marked(share=0.5), student="Ada", notes=("One.", "Two.")), unreadable("Why.", student="Bo")]
    paths = write_pages(records, tmp_path)
    index = Parsed((tmp_path / "index.html").read_text("utf-8"))
    assert {tmp_path / href for href in index.values("href") if href != "data:,"} == set(paths)
    assert "Ada | 1 Loss functions | 5 of 10 | graded | 2" in index.text
    assert "Bo | 1 Loss functions | – | not graded | 1" in index.text
    assert "2 pages; 1 file could not be graded." in index.text


def test_no_page_mentions_another_student(tmp_path):
    """A student's page names nobody else and does not lead to the list of everybody."""
    paths = write_pages([record(marked(), student=name) for name in ("Quillon", "Brunhild")], tmp_path)
    for path, other in zip(paths, ("Brunhild", "Quillon"), strict=True):
        page = path.read_text("utf-8")
        assert other not in page
        assert "index.html" not in page


@pytest.mark.parametrize("broken", ["write_text", "replace"])
def test_a_page_is_replaced_whole_or_not_at_all(tmp_path, monkeypatch, broken):
    """If writing fails, the old page is still there, whole, and nothing else is left behind."""
    [path] = write_pages([record(marked(), student="Ada")], tmp_path)
    before = path.read_text("utf-8")
    real = getattr(Path, broken)

    def fail(self, *arguments, **options):
        if broken == "write_text":
            real(self, "half", encoding="utf-8")
        raise OSError("no space left on device")

    monkeypatch.setattr(Path, broken, fail)
    with pytest.raises(OSError, match="no space"):
        write_pages([record(marked("correct"), student="Ada")], tmp_path)
    assert path.read_text("utf-8") == before
    assert sorted(path.parent.iterdir()) == [path]


def test_the_grader_takes_the_blame_for_its_own_failure():
    """If the grader itself broke down, the student is not told to mend the file."""
    page = Parsed(render_page(unreadable("The grader itself failed (KeyError); please report it."))).text
    assert "What to do" not in page
    assert "The grader broke down." in page

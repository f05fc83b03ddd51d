"""Notebooks that are broken, forged or made to break whoever reads them."""

import json
from copy import deepcopy

from corpus.entry import ANY, FULL, NONE, RIGHT, AtMost, answers, cell_of, changed, code_cell, renamed

WRONG = "def standardise(X_train, X):\n    return X * 0"


@changed({"standardise": 0.0})
def answers_twice_wrong_first(notebook):
    """Two cells of one name: the first is the answer; the second runs where it stands, or not at all."""
    cells = notebook["cells"]
    cell_of(notebook, "standardise")["source"] = WRONG
    cells.append({**deepcopy(cell_of(notebook, "standardise")), "source": RIGHT["standardise"].strip()})


@changed({"standardise": AtMost(4.0)})
def answers_a_hundred_times(notebook):
    """A hundred cells of one name, with and without ids."""
    copies = [deepcopy(cell_of(notebook, "standardise")) for _ in range(100)]
    for number, copy in enumerate(copies):
        copy["id"] = f"standardise-{number}"
    notebook["cells"] += copies


@changed()
def repeats_every_cell(notebook):
    """The whole notebook twice, as a merge leaves it; both answers are right."""
    notebook["cells"] += deepcopy(notebook["cells"])


@changed({"standardise": 0.0})
def swaps_names(notebook):
    """The answer of one exercise stands under the name of another."""
    cell_of(notebook, "standardise")["source"] = RIGHT["one_hot"].strip()


@changed({"one_hot": AtMost(2.0)})
def renames_cells(notebook):
    """An answer under a name that does not exist is found by its `def`, or is not; it is never somebody else's."""
    place = notebook["cells"].index(cell_of(notebook, "one_hot"))
    notebook["cells"][place] = renamed(notebook["cells"][place], "one_hot_2")


@changed()
def deletes_ids(notebook):
    """Neither ids nor anything of nbgrader's: the answers are found by what they define."""
    for cell in notebook["cells"]:
        cell.pop("id")
        cell["metadata"] = {}


@changed()
def deletes_locked_cells(notebook):
    """Setup and checks are gone: they are put back."""
    names = {"setup", *(f"check-{name}" for name in FULL)}
    notebook["cells"] = [cell for cell in notebook["cells"] if cell["id"] not in names]


@changed()
def breaks_the_setup(notebook):
    """The locked setup imports something else, defines wrong data and fails: it counts as released."""
    cell_of(notebook, "setup")["source"] = "import numpy as np\nX_train = None\nraise SystemExit"


@changed({"standardise": AtMost(4.0)})
def turns_an_answer_into_text(notebook):
    """Code cells become Markdown and raw cells, text becomes code."""
    cell_of(notebook, "standardise")["cell_type"] = "markdown"
    cell_of(notebook, "text-005")["cell_type"] = "code"
    cell_of(notebook, "text-006")["cell_type"] = "raw"


@changed()
def invents_cells(notebook):
    """Check cells for exercises that do not exist, worth much, and cell types that nobody knows."""
    for number, kind in enumerate(("code", "sql", "heading", "", None, 7, ["code"])):
        cell = code_cell("print('ok')", f"check-invented-{number}")
        cell["metadata"]["nbgrader"] = {
            "grade_id": f"check-invented-{number}",
            "grade": True,
            "points": 100,
            "solution": False,
        }
        notebook["cells"].append({**cell, "cell_type": kind})


@changed()
def claims_another_kernel(notebook):
    """A kernel for R, one that does not exist, and one whose name is a path and a command."""
    notebook["metadata"]["kernelspec"] = {"name": "../../bin/sh -c true", "display_name": "R", "language": "R"}
    notebook["metadata"]["language_info"] = {"name": "R", "file_extension": ".r", "pygments_lexer": "../x"}


@changed()
def claims_another_format(notebook):
    """Nbformat 99.99, negative, and as text: what is there is read for what it is."""
    notebook |= {"nbformat": "99", "nbformat_minor": -1, "orig_nbformat": {}}


@changed(ANY, status=None)
def mistakes_every_type(notebook):
    """Lists where objects belong and the other way round, numbers as sources, null everywhere."""
    odd = (None, 1, 1.5, True, "x", [], {}, [1], {"a": 1}, [[]], [{}], [None])
    keys = ("source", "metadata", "id", "outputs", "cell_type", "execution_count")
    notebook["metadata"] = [None]
    notebook["cells"] += [
        {**code_cell("1", f"odd-{key}-{k}"), key: value} for key in keys for k, value in enumerate(odd)
    ]
    notebook["cells"] += odd
    marks = [{"nbgrader": value} for value in odd] + [
        {"nbgrader": {"grade_id": value, "solution": value}} for value in odd
    ]
    notebook["cells"] += [code_cell("1", f"marks-{k}", **mark) for k, mark in enumerate(marks)]


@changed(NONE, status=None)
def has_no_cells(notebook):
    """An empty list of cells, under the lesson's name."""
    notebook["cells"] = []


@changed(NONE, status="unreadable")
def has_cells_that_are_no_list(notebook):
    """An object of cells."""
    notebook["cells"] = {"0": notebook["cells"][0]}


@changed(status="unreadable")
def is_not_json(notebook):
    """Text that never was a notebook."""
    return "I could not find out how to save it, sorry!\n"


@changed(status="unreadable")
def is_cut_off(notebook):
    """Half a notebook, as a full disk leaves it."""
    text = json.dumps(notebook)
    return text[: len(text) // 2]


@changed(status="unreadable")
def is_empty(notebook):
    """No byte at all."""
    return b""


@changed(status="unreadable")
def is_white_space(notebook):
    """A megabyte of blanks."""
    return " \n" * 2**19


@changed(status="unreadable")
def is_python(notebook):
    """The source that somebody exported, under the name of a notebook."""
    return RIGHT["standardise"] + RIGHT["one_hot"]


@changed(status="unreadable")
def is_html(notebook):
    """The page of a failed download."""
    return "<!DOCTYPE html><html><body><h1>503 Service Unavailable</h1></body></html>"


@changed(status="unreadable")
def is_a_picture(notebook):
    """Bytes of a PNG, and zeros."""
    return b"\x89PNG\r\n\x1a\n" + bytes(10_000)


@changed(status="unreadable")
def is_a_list(notebook):
    """JSON, and a list of notebooks."""
    return json.dumps([notebook])


@changed(status="unreadable")
def is_a_number(notebook):
    """JSON, and a number of a million digits, which takes long to read."""
    return "1" * 10**6


@changed(status="unreadable")
def is_null(notebook):
    """JSON, and nothing."""
    return "null"


@changed(status="unreadable")
def is_deep(notebook):
    """A hundred thousand brackets: recursive readers fall over."""
    return '{"cells":' + "[" * 100_000 + "]" * 100_000 + "}"


@changed(ANY, status=None)
def is_deep_in_its_metadata(notebook):
    """A notebook like any other, but for one object of twenty thousand levels."""
    return json.dumps(notebook)[:-1] + ', "extra": ' + '{"a":' * 20_000 + "1" + "}" * 20_000 + "}"


@changed(ANY, status=None)
def holds_bombs_of_numbers(notebook):
    """Integers of a hundred thousand digits and floats beyond all bounds in the metadata."""
    return json.dumps(notebook)[:-1] + ', "extra": [' + "9" * 100_000 + ", 1e999999, -0.0, 1E-999999]}"


@changed(ANY, status=None)
def holds_no_numbers(notebook):
    """NaN and Infinity, which Python's JSON reads and nobody else's; points among them."""
    for cell in notebook["cells"]:
        cell["metadata"].get("nbgrader", {})["points"] = float("nan")
    notebook["metadata"]["x"] = [float("inf"), -float("inf")]
    return json.dumps(notebook)


@changed(ANY, status=None)
def repeats_its_keys(notebook):
    """Two lists of cells in one object: which one counts must not differ between two readers."""
    return '{"cells": [],' + json.dumps(notebook)[1:-1] + ', "nbformat": 4, "nbformat": 4}'


@changed()
def holds_half_characters(notebook):
    """Lone surrogates in a source, in ids and in names; zero bytes and byte order marks in text."""
    notebook["cells"].append(code_cell("x = '\ud800 \udfff'", "\ud800"))
    notebook["cells"].append({**code_cell("#\0", "z"), "cell_type": "markdown", "source": "\0 \ufeff \udc80"})
    notebook["metadata"]["\ud83d"] = "\ude00"


@changed({"standardise": 0.0})
def holds_half_characters_in_an_answer(notebook):
    """A lone surrogate and a zero byte in an answer cost that answer at most."""
    cell_of(notebook, "standardise")["source"] = WRONG + "\nx = '\ud800'\n\0"


@changed(ANY, status=None)
def begins_with_a_mark(notebook):
    """A byte order mark, as Windows editors leave it: read, or refused with a sentence."""
    return b"\xef\xbb\xbf" + json.dumps(notebook).encode()


@changed(ANY, status=None)
def is_utf_16(notebook):
    """Another encoding: read, or refused with a sentence."""
    return json.dumps(notebook).encode("utf-16")


@changed(ANY, status=None)
def is_latin_1(notebook):
    """Bytes that are no UTF-8 in the middle of the text."""
    return json.dumps(notebook, ensure_ascii=False).encode("latin-1", "replace").replace(b"Predict", b"Pr\xe9dict")


@changed(status="unreadable")
def has_twenty_thousand_cells(notebook):
    """More than anybody wrote."""
    notebook["cells"] += [code_cell("x = 1", f"n{k}") for k in range(20_000)]


@changed(ANY, status=None, seconds=60)
def has_two_thousand_slow_cells(notebook):
    """Many cells, each of which takes a moment."""
    notebook["cells"] = notebook["cells"][:2] + [
        code_cell("import time; time.sleep(0.002)", f"n{k}") for k in range(2_000)
    ]
    notebook["cells"] += deepcopy([cell_of(_fresh(), name) for name in RIGHT])


@changed(seconds=60)
def has_an_endless_cell(notebook):
    """A cell of its own that never ends is left out, and what stands behind it is graded."""
    notebook["cells"].insert(3, code_cell("while True: pass", "endless"))


@changed(status="unreadable")
def is_huge(notebook):
    """Thirty megabytes of stored outputs."""
    text = {"output_type": "stream", "name": "stdout", "text": "x" * 30 * 2**20}
    cell_of(notebook, "standardise")["outputs"] = [text]


@changed({"standardise": AtMost(4.0)})
def has_an_endless_line(notebook):
    """A source of a megabyte in one line, and one of a hundred thousand lines."""
    notebook["cells"].append(code_cell("x = '" + "y" * 10**6 + "'", "long"))
    notebook["cells"].append(code_cell("x = 1\n" * 30_000, "many"))


@changed({"standardise": 0.0})
def matches_slowly(notebook):
    """Sources that make careless regular expressions slow: definitions that almost are, blanks, colons, equal signs."""
    cell_of(notebook, "standardise")["source"] = WRONG
    for number, text in enumerate(
        ("one_hot" + " " * 50_000 + ":", "async " * 20_000, "one_hot :" + " x" * 40_000, "\t" * 90_000)
    ):
        notebook["cells"].append(code_cell(text, f"slow-{number}"))


@changed()
def hides_in_attachments(notebook):
    """Attachments, widgets' state and signatures that other readers act on."""
    notebook["metadata"] |= {
        "widgets": {"application/vnd.jupyter.widget-state+json": {"state": {"a": {}}}},
        "signature": "x",
    }
    cell_of(notebook, "text-005")["attachments"] = {"../../x.png": {"image/png": "AAAA"}}
    notebook["metadata"]["jupytext"] = {
        "formats": "ipynb,py:percent",
        "text_representation": {"extension": "../../x.py"},
    }


@answers({"standardise": 0.0})
def escapes_by_format_fields():
    """Markers of the builder in an answer: BEGIN SOLUTION, hidden tests, templates."""
    marks = "### BEGIN SOLUTION\n### END SOLUTION\n### BEGIN HIDDEN TESTS\nassert False\n### END HIDDEN TESTS"
    source = f"{WRONG}\n{marks}\n{{{{softmax}}}}"
    return {"standardise": source}


@answers(lesson="01_loss_functions", marks=ANY, status=None, full={})
def answers_another_lesson():
    """Answers of lesson 00 in the notebook of lesson 01, in a folder of lesson 01."""
    return {"softmax": RIGHT["standardise"], "+4": RIGHT["one_hot"]}


def _fresh():
    from corpus.entry import answered

    return answered(RIGHT)

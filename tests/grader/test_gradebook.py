"""The parts of the gradebook that need no nbgrader: what may be released, whose marks count, what the pages show."""

import copy

import pytest

from grader.assembly import RunCell, assemble
from grader.errors import LessonError, UsageError
from grader.gradebook.answers import MISSING, fill_in, unanswered_cells
from grader.gradebook.leaks import require_no_leak
from grader.gradebook.pages import markdown_without_scripts
from grader.gradebook.storing import one_a_student
from grader.gradebook.verdicts import show_marks
from grader.intake import parse_notebook
from grader.lesson import to_text
from grader.marking import CheckResult, Marked
from grader.results import GRADED, UNREADABLE, Record

STUB = "def softmax(scores):\n    raise NotImplementedError()"
ANSWER = "def softmax(scores):\n    return scores"


def cell(name, source, kind="code", **marks):
    """Return a cell with nbgrader's metadata if it has marks."""
    metadata = {"nbgrader": {"grade_id": name, "grade": False, "solution": False, **marks}} if marks else {}
    made = {"cell_type": kind, "id": name, "metadata": metadata, "source": source}
    return made | ({"outputs": [], "execution_count": None} if kind == "code" else {})


def released():
    """Return a small released notebook."""
    return {
        "cells": [
            cell("text-001", "# Losses", "markdown"),
            cell("setup", "import numpy as np", locked=True),
            cell("demo", "1 + 1"),
            cell("softmax", STUB, solution=True),
            cell("check-softmax", "check(softmax)", grade=True, points=10),
            cell("why", "YOUR ANSWER HERE", "markdown", grade=True, solution=True, points=2),
        ],
        "metadata": {},
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def taken(notebook):
    """Return what intake makes of a submission of the small notebook."""
    cells = [parse_notebook(to_text(tree).encode()) for tree in (released(), notebook)]
    return assemble(*cells, ["softmax"])


def own(source):
    """Return a cell that a student added."""
    return cell("mine", source)


def changes():
    """Yield submissions that differ from the released notebook in all the ways that intake knows."""
    for answer in (STUB, ANSWER, f"{STUB}   \n", ""):
        notebook = released()
        notebook["cells"][3]["source"] = answer
        yield notebook
    notebook = released()
    notebook["cells"][0]["source"] = "# My losses"
    notebook["cells"][1]["source"] = "import numpy"
    notebook["cells"][2]["source"] = "2 + 2"
    notebook["cells"][4]["source"] = "softmax = None"
    notebook["cells"][5]["source"] = "Because."
    yield notebook
    for place in range(7):
        notebook = released()
        notebook["cells"].insert(place, own("softmax = abs"))
        yield notebook
        notebook = copy.deepcopy(notebook)
        del notebook["cells"][3 if place > 3 else 4]
        yield notebook
    for place in range(6):
        notebook = released()
        del notebook["cells"][place]
        yield notebook
        notebook = released()
        notebook["cells"].append(notebook["cells"][place] | {"source": "softmax = 3"})
        yield notebook


@pytest.mark.parametrize("submission", list(changes()))
def test_a_filled_notebook_shows_everything_that_runs_in_its_order(submission):
    """Who grades by hand must see what the marks are about, also what stands in a student's own cells."""
    filled = fill_in(released(), taken(submission), ["softmax"])
    shown = iter(each["source"] for each in filled["cells"])
    missing = [
        step for step in taken(submission).steps if isinstance(step, RunCell) and step.source.strip() not in shown
    ]
    assert missing == []
    assert len({each["id"] for each in filled["cells"]}) == len(filled["cells"])


def test_a_filled_notebook_has_all_released_cells_and_only_answers_differ():
    """Nothing that a student did to locked cells may reach what nbgrader reads."""
    submission = list(changes())[4]
    filled = fill_in(released(), taken(submission), ["softmax"])
    by_name = {each["id"]: each for each in filled["cells"]}
    for each in released()["cells"]:
        source = {"demo": "2 + 2", "why": "Because."}.get(each["id"], each["source"])
        assert by_name[each["id"]] == each | {"source": source}


def test_cells_as_released_are_known_as_unanswered():
    """White space at the ends of lines is no answer; an answer and a deleted cell are not as released."""
    sources = (f"{STUB}  \n", ANSWER, None)
    found = []
    for source in sources:
        submission = released()
        submission["cells"][3]["source"] = source
        if source is None:
            del submission["cells"][3]
        filled = fill_in(released(), taken(submission), ["softmax"])
        found.append(unanswered_cells(released(), filled))
    assert found == [{"softmax", "why"}, {"why"}, {"why"}]
    assert MISSING in [each["source"] for each in filled["cells"]]


def marked(points, most=10.0, message="Hm."):
    """Return a mark of so many points."""
    return Marked("softmax", "wrong", None, message, None, (CheckResult("values", False, points, most),))


def test_a_message_is_text_whatever_a_student_put_into_it():
    """Markup is left to the pages to escape; what moves a cursor or cannot be written to a file goes."""
    message = "<script>alert(1)</script> \x1b[31m \ud800 in /home/ada/secret/file.py"
    shown = show_marks(released(), {"softmax": marked(0.0, message=message)}, {"softmax": "\x1b[2J hi \ud800"})
    outputs = [output for each in shown["cells"] for output in each.get("outputs", [])]
    to_text(shown).encode()
    assert {output["output_type"] for output in outputs} == {"stream", "error"}
    assert "\x1b" not in str(outputs)
    assert "/home/ada" not in str(outputs)
    assert "<script>alert(1)</script>" in str(outputs)


def test_a_mark_out_of_another_number_of_points_is_refused():
    """A notebook released with 10 would have nbgrader read 12 of 12 as 10 of 10."""
    with pytest.raises(UsageError, match=r"softmax was released with 10 points and .* `grader build`"):
        show_marks(released(), {"softmax": marked(12.0, most=12.0)}, {})


def record(submission, student="ada", lesson="01_losses", status=GRADED):
    """Return a record without marks."""
    return Record(submission, student, lesson, status)


def test_the_last_notebook_that_could_be_read_goes_into_the_gradebook():
    """A student hands in three times, the third time something broken."""
    records = [record("a"), record("b"), record("c", status=UNREADABLE), record("d", student="bo")]
    chosen, remarks = one_a_student(records)
    assert [one.submission for one in chosen] == ["b", "d"]
    assert remarks == ["ada has 3 notebooks of 01_losses; the gradebook has b."]


@pytest.mark.parametrize("student", ["", ".", "..", "a/b", "\ud800", "a\nb", "01_losses"])
def test_a_name_that_cannot_be_a_students_is_left_out_with_a_remark(student):
    """Such a name makes no folder; a lesson's name means that the wrong folder was graded."""
    chosen, [remark] = one_a_student([record("x.ipynb", student=student)])
    assert chosen == []
    assert remark.startswith("Not in the gradebook: x.ipynb, because ")


def test_a_notebook_of_no_lesson_is_left_out_with_a_remark():
    """There is no row for it."""
    chosen, [remark] = one_a_student([record("x.ipynb", lesson=None)])
    assert chosen == []
    assert "belongs to no lesson" in remark


def solution():
    """Return the instructor's notebook of the small one."""
    notebook = released()
    notebook["cells"][3]["source"] = (
        STUB.split("\n")[0] + "\n    ### BEGIN SOLUTION\n    e = 2\n    )\n    ### END SOLUTION"
    )
    notebook["cells"][5]["source"] = "**Model answer.** Never.\n\n**Rubric.** 1 point."
    notebook["cells"][1]["source"] = "import numpy as np\n)"
    return notebook


def test_the_released_notebook_is_let_through():
    """A line that is public elsewhere, such as a bracket, gives nothing away."""
    clean = released()
    clean["cells"][1]["source"] = "import numpy as np\n)"
    require_no_leak("01_losses", solution(), clean)


@pytest.mark.parametrize(
    ("place", "leak"),
    [
        (3, "def softmax(scores):\n        e = 2"),
        (0, "e = 2"),
        (2, "### END SOLUTION"),
        (5, ["**Rubric.** 1 point.\n"]),
        (5, "**Model answer.** Never."),
    ],
)
def test_a_line_of_an_answer_or_a_rubric_anywhere_is_refused(place, leak):
    """Whichever cell it got into, and however it is indented."""
    leaky = released()
    leaky["cells"][place]["source"] = leak
    with pytest.raises(LessonError, match=f"released cell '{leaky['cells'][place]['id']}'"):
        require_no_leak("01_losses", solution(), leaky)


def test_an_output_is_refused():
    """It may show what the answer gives."""
    leaky = released()
    leaky["cells"][2]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "2"}]
    with pytest.raises(LessonError, match="'demo' has outputs"):
        require_no_leak("01_losses", solution(), leaky)


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("**so** $a<b$", "<strong>so</strong> $a&lt;b$"),
        ("a <script>alert(1)</script>", "&lt;script&gt;"),
        ("<img src=x onerror=alert(1)>", "&lt;img"),
        ("[x](javascript:alert(1))", '<a href="#harmful-link">x</a>'),
        ("[x](https://example.org)", '<a href="https://example.org">x</a>'),
    ],
)
def test_markdown_keeps_its_form_and_runs_nothing(source, shown):
    """The page stands on a server that starts kernels."""
    assert shown in markdown_without_scripts(source)

"""A lesson's text becomes the instructor's notebook, and whatever could give an answer away to students is refused."""

import json
from pathlib import Path

import nbformat
import pytest

from grader import catalogue
from grader.errors import LessonError
from grader.lesson import BEGIN, END, check_call, exercise_line, read_lesson, to_text

ROOT = Path(__file__).parents[2]
ANSWER = f'''\
# %% exercise="softmax"
def softmax(scores):
    """Return probabilities."""
    {BEGIN}
    return scores
    {END}
'''
WRITTEN = """\
# %% [markdown] written="when" points=3
# The model answer, and the rubric.
"""
TAKE_HOME = f'''\
# %% take_home="take-home-scores" points=2
take_home_scores = """
{BEGIN}
Scores are compared, not read.
{END}
"""
'''


@pytest.fixture
def read(tmp_path):
    """Return a function that reads a text as a lesson."""

    def read_text(text, name="77_example"):
        path = tmp_path / f"{name}.py"
        path.write_text(text, encoding="utf-8")
        return read_lesson(path)

    return read_text


def cells_of(notebook):
    """Return the cells by their names."""
    return {cell["id"]: cell for cell in notebook["cells"]}


def marks_of(cell):
    """Return nbgrader's marks of a cell."""
    return cell["metadata"]["nbgrader"]


def test_text_becomes_text(read):
    """A Markdown cell without a marker is a text with a name of its own and no marks."""
    [cell] = read("# %% [markdown]\n# # Title\n# and text")["cells"]
    assert (cell["cell_type"], cell["source"], cell["metadata"]) == ("markdown", "# Title\nand text", {})
    assert cell["id"]


def test_an_answer_brings_its_check(read):
    """The answer cell is the student's; the check cell behind it is locked and carries the points."""
    answer, check = read(ANSWER)["cells"]
    assert answer["id"] == "softmax"
    assert marks_of(answer) == {
        "grade": False, "solution": True, "locked": False, "task": False, "grade_id": "softmax", "schema_version": 3
    }  # fmt: skip
    assert check["source"] == "check(softmax)"
    assert (marks_of(check)["grade"], marks_of(check)["locked"], marks_of(check)["solution"]) == (True, True, False)
    assert marks_of(check)["points"] == catalogue.find("softmax").points


def test_a_given_cell_is_locked_and_a_demonstration_is_not(read):
    """Given cells are nbgrader's read-only ones; a demonstration carries a tag."""
    notebook = read('# %% given="setup"\nimport numpy\n\n# %% demo="look"\n1 + 1\n')
    setup, look = notebook["cells"]
    assert marks_of(setup)["locked"]
    assert not marks_of(setup)["grade"]
    assert look["metadata"] == {"tags": ["demo"]}


def test_a_written_answer_is_graded_by_hand(read):
    """The cell with the model answer is a solution with points, so that students see an empty one."""
    [cell] = read(WRITTEN)["cells"]
    assert cell["cell_type"] == "markdown"
    assert (marks_of(cell)["grade"], marks_of(cell)["solution"], marks_of(cell)["points"]) == (True, True, 3)


def test_a_take_home_message_brings_its_word_count(read):
    """Behind it stands the locked cell that counts words."""
    cells = cells_of(read(TAKE_HOME))
    assert marks_of(cells["take-home-scores"])["points"] == 2
    assert cells["words-take-home-scores"]["source"] == "check_words(take_home_scores)"
    assert marks_of(cells["words-take-home-scores"])["locked"]


def test_the_same_text_gives_the_same_notebook(read):
    """Byte for byte, and of a valid format."""
    text = f"# %% [markdown]\n# Über ☃\n\n{ANSWER}\n{WRITTEN}\n{TAKE_HOME}"
    first, second = to_text(read(text)), to_text(read(text))
    assert first == second
    nbformat.validate(nbformat.reads(first, as_version=4))
    assert json.loads(first)["cells"][0]["source"] == "Über ☃"


def test_a_placeholder_becomes_the_exercises_line(read):
    """Number, points, dots and length stand where the name stood."""
    exercise = catalogue.find("softmax")
    [cell] = read("# %% [markdown]\n# {{softmax}}\n# and $x_{{}}$")["cells"]
    assert cell["source"] == f"{exercise_line(exercise)}\nand $x_{{{{}}}}$"
    assert "Exercise 1.3" in exercise_line(exercise)
    assert "10 points" in exercise_line(exercise)
    assert "●●○" in exercise_line(exercise)


def test_a_function_that_is_derived_from_is_passed_to_the_check():
    """For an exercise that tests functions, the check names the student's own."""
    assert check_call(catalogue.find("recognises_cross_entropy")) == (
        "check(recognises_cross_entropy, using=cross_entropy)"
    )
    assert check_call(catalogue.find("softmax")) == "check(softmax)"


@pytest.mark.parametrize(
    "text",
    [
        ANSWER.replace(BEGIN, "### BEGIN SLOUTION"),
        ANSWER.replace(END, "### END SLOUTION"),
        ANSWER.replace(BEGIN, "### BEGIN SLOUTION").replace(END, "### END SLOUTION"),
        ANSWER.replace(BEGIN, "### Begin Solution").replace(END, "### End Solution"),
        ANSWER.replace(BEGIN, "## BEGIN SOLUTION"),
        ANSWER.replace(BEGIN, "###BEGIN SOLUTION"),
        ANSWER.replace(BEGIN, "### BEGIN SOLUTION here"),
        ANSWER.replace(BEGIN, "### BEGIN_SOLUTION").replace(END, "### END_SOLUTION"),
        ANSWER.replace(BEGIN, END),
        ANSWER.replace(END, BEGIN),
        ANSWER.replace(BEGIN, ""),
        ANSWER.replace(END, ""),
        ANSWER.replace(BEGIN, "").replace(END, ""),
        ANSWER.replace(BEGIN, f"{END}\n    {BEGIN}"),
        ANSWER.replace(END, f"{END}\n    {BEGIN}\n    x = 1\n    {END}"),
        ANSWER.replace("return scores", f"return scores  {END}"),
        TAKE_HOME.replace(END, ""),
        f'# %% demo="x"\n{BEGIN}\nx = 1\n',
        f"# %% [markdown]\n# {END}\n",
    ],
)
def test_marks_that_would_give_the_answer_away_are_refused(read, text):
    """A misspelt, missing, doubled or crossed SOLUTION mark is an error that names the cell."""
    with pytest.raises(LessonError, match=r"77_example, cell 1.*SOLUTION"):
        read(text)


@pytest.mark.parametrize("new", ['writen="when"', 'Written="when"', 'written_="when"'])
def test_a_misspelt_marker_publishes_no_model_answer(read, new):
    """A marker that is not known is an error; else the text under it would be one for all to read."""
    with pytest.raises(LessonError, match="77_example, cell 1"):
        read(WRITTEN.replace('written="when"', new))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("# %%\nx = 1\n", "without a marker"),
        ('# %% exercize="softmax"\nx = 1\n', "exercize"),
        ('# %% exercise="softmaks"\n' + ANSWER.partition("\n")[2], "softmaks"),
        ("# %% [markdown]\n# {{softmaks}}\n", "softmaks"),
        ('# %% given="a" demo="b"\nx = 1\n', "given, demo"),
        ('# %% given="two words"\nx = 1\n', "two words"),
        ('# %% given="ü"\nx = 1\n', "ü"),
        (f'# %% given="{"x" * 65}"\nx = 1\n', "xxx"),
        ('# %% given=""\nx = 1\n', "''"),
        ('# %% demo="a"\nx = 1\n\n# %% demo="a"\ny = 1\n', "called a"),
        (ANSWER + '\n# %% given="check-softmax"\nx = 1\n', "check-softmax"),
        ('# %% demo="check-your-own"\nx = 1\n', "check-your-own"),
        ('# %% demo="words-fail-me"\nx = 1\n', "words-fail-me"),
        (WRITTEN.replace(" points=3", ""), "points"),
        (WRITTEN.replace("points=3", "points=0"), "points"),
        (WRITTEN.replace("points=3", "points=-1"), "points"),
        (WRITTEN.replace("points=3", 'points="3"'), "points"),
        (TAKE_HOME.replace("take_home_scores =", "take_home_socres ="), "take_home_scores"),
    ],
)
def test_other_slips_are_refused_too(read, text, words):
    """Each is an error whose message quotes what is wrong."""
    with pytest.raises(LessonError) as caught:
        read(text)
    assert words in str(caught.value)
    assert "77_example" in str(caught.value)


def test_a_lesson_must_hold_all_of_its_exercises(read):
    """An exercise that is in the catalogue and not in its lesson could never be answered."""
    with pytest.raises(LessonError) as caught:
        read(ANSWER, name="01_loss_functions")
    assert "cross_entropy" in str(caught.value)
    assert " softmax," not in str(caught.value)


@pytest.mark.parametrize("path", sorted((ROOT / "lessons").glob("*.py")), ids=lambda path: path.stem)
def test_every_lesson_can_be_read(path):
    """The lessons themselves keep all these rules."""
    notebook = read_lesson(path)
    nbformat.validate(nbformat.reads(to_text(notebook), as_version=4))

"""Every submission gets a record, whatever lies in the folder, and none stops the run or touches another's marks."""

import json
import os
import subprocess

import pytest

from grader import batch
from grader.batch import Grader, Submission, find_submissions, grade_all
from grader.course import Course
from grader.errors import SandboxError, UsageError
from grader.results import GRADED, UNREADABLE, write

ANSWER = "def one_hot(y, C):\n    Y = np.zeros((len(y), C))\n    Y[np.arange(len(y)), y] = 1\n    return Y"
STUB = "def one_hot(y, C):\n    raise NotImplementedError"


def cell(name, source, **marks):
    """Return one of nbgrader's code cells."""
    marks = {"grade": False, "solution": False, "locked": False, "grade_id": name, **marks}
    return {"cell_type": "code", "id": name, "source": source, "outputs": [], "metadata": {"nbgrader": marks}}


def notebook(answer=STUB):
    """Return a notebook of the warm-up with one exercise."""
    cells = [
        cell("setup", "import numpy as np", locked=True),
        cell("one_hot", answer, solution=True),
        cell("check-one_hot", "check(one_hot)", grade=True, locked=True),
    ]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


@pytest.fixture
def course(tmp_path):
    """Return a course with a released warm-up."""
    released = tmp_path / "course" / "notebooks" / "00_warm_up"
    released.mkdir(parents=True)
    (released / "00_warm_up.ipynb").write_text(notebook())
    return Course(tmp_path / "course")


@pytest.fixture
def grader(course, sandbox):
    """Return a grader of that course."""
    return Grader(course, sandbox)


@pytest.fixture
def folder(tmp_path):
    """Return an empty folder for submissions."""
    path = tmp_path / "submitted"
    path.mkdir()
    return path


def hand_in(folder, student, text=None, name="00_warm_up.ipynb"):
    """Put a notebook into a student's folder."""
    path = folder / student / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(notebook(ANSWER) if text is None else text)
    return path


def points(record):
    """Return the points of the one exercise that the notebook has."""
    return next(mark.points for mark in record.exercises if mark.exercise == "one_hot")


def students(folder):
    """Return whose submissions a folder holds."""
    return [submission.student for submission in find_submissions([folder])]


def test_a_folder_holds_one_submission_a_notebook(folder):
    """As nbgrader lays them out, one folder deeper, or flat; Jupyter's checkpoints are none."""
    hand_in(folder, "ada")
    hand_in(folder, "bob/00_warm_up")
    hand_in(folder, "ada/.ipynb_checkpoints", name="00_warm_up-checkpoint.ipynb")
    (folder / "carla.ipynb").write_text(notebook())
    assert students(folder) == ["ada", "bob", "carla"]


def test_nobody_is_overlooked(folder):
    """A folder with files but no notebook, or a link in place of a folder, is a submission that cannot be read."""
    hand_in(folder, "ada")
    hand_in(folder, "bob", name="answers.docx")
    hand_in(folder, "carla/deep/down", name="notebook.ipynb.txt")
    (folder / "dan").symlink_to(folder / "ada")
    (folder / "empty").mkdir()
    hand_in(folder, ".hidden", name="file")
    assert sorted(students(folder)) == ["ada", "bob", "carla", "dan"]


@pytest.mark.parametrize("make", [lambda path: None, lambda path: path.mkdir()], ids=["missing", "empty"])
def test_nothing_to_grade_is_an_error(tmp_path, make):
    """A path that does not exist, or holds nothing, is said so before anything runs."""
    path = tmp_path / "there"
    make(path)
    with pytest.raises(UsageError):
        find_submissions([path])


def test_links_are_not_followed_into_other_folders(folder, tmp_path):
    """A link to somebody else's folder brings no second submission."""
    hand_in(folder, "ada")
    hand_in(folder, "eve", "{}")
    (folder / "eve" / "more").symlink_to(folder / "ada")
    (folder / "eve" / "loop").symlink_to(folder)
    assert sorted(students(folder)) == ["ada", "eve"]


def test_a_folder_of_any_depth_is_searched(folder):
    """Thousands of folders inside of one another stop neither the search nor the grading."""
    hand_in(folder, "ada")
    (folder / "eve").mkdir()
    here = os.open(folder / "eve", os.O_RDONLY)
    for _ in range(1100):
        os.mkdir("long-name", dir_fd=here)
        deeper = os.open("long-name", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = deeper
    os.close(os.open("deep.ipynb", os.O_CREAT | os.O_WRONLY, dir_fd=here))
    os.close(here)
    try:
        assert "ada" in students(folder)
    finally:
        # Python's own rmtree, which clears up behind the tests, does not come so deep.
        subprocess.run(["rm", "-rf", folder / "eve"], check=True)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "not JSON",
        "[]",
        '{"cells": []}',
        '{"cells": 3}',
        "[" * 10_000,
        notebook("\ud800").replace("\\ud800", "x")[:-9],
    ],
)
def test_a_damaged_notebook_has_a_record_with_a_note(grader, folder, text):
    """No mark, a sentence, and the run goes on."""
    hand_in(folder, "ada", text)
    hand_in(folder, "bob")
    records = grade_all(grader, find_submissions([folder]), lambda record: None)
    damaged, whole = records
    assert damaged.points == 0
    assert damaged.notes
    assert points(whole) == 2.0


def test_odd_files_have_records_too(grader, folder, tmp_path):
    """Links, pipes, folders with a notebook's name, names that are no UTF-8: each has a record that can be written."""
    (tmp_path / "secret.ipynb").write_text(notebook(ANSWER))
    for student in ("link", "pipe", "folder"):
        (folder / student).mkdir()
    (folder / "link" / "00_warm_up.ipynb").symlink_to(tmp_path / "secret.ipynb")
    os.mkfifo(folder / "pipe" / "00_warm_up.ipynb")
    (folder / "folder" / "00_warm_up.ipynb").mkdir()
    hand_in(folder, "bytes\udcff")
    hand_in(folder, "escape\x1b[31m")
    hand_in(folder, "[bold]markup")
    records = grade_all(grader, find_submissions([folder]), lambda record: write(record, tmp_path / "results"))
    by_student = {record.student: record for record in records}
    assert {by_student[name].status for name in ("link", "pipe", "folder")} == {UNREADABLE}
    assert {points(by_student[name]) for name in ("bytes\udcff", "escape\x1b[31m", "[bold]markup")} == {2.0}
    assert len(list((tmp_path / "results").rglob("*.json"))) == 6


def test_a_path_longer_than_the_system_takes_is_a_note(grader, tmp_path):
    """Such a path cannot even be looked at."""
    record = grader.grade(Submission(tmp_path / ("x/" * 3000) / "a.ipynb", "eve"))
    assert record.status == UNREADABLE


def test_a_notebook_of_no_lesson_is_unreadable(grader, folder):
    """Another course's notebook gets no marks and a note that names the lessons."""
    other = json.dumps({"cells": [{"cell_type": "code", "source": "x", "id": "other"}]})
    record = grader.grade(Submission(hand_in(folder, "ada", other, "other.ipynb"), "ada"))
    assert record.status == UNREADABLE
    assert "00_warm_up" in record.notes[0]


def test_the_lesson_is_known_by_the_cells_or_by_the_name(grader, folder):
    """A renamed file is graded; so is one whose cells have lost their names."""
    renamed = grader.grade(Submission(hand_in(folder, "ada", name="final (2).ipynb"), "ada"))
    nameless = notebook(ANSWER).replace('"grade_id"', '"x"').replace('"id"', '"y"')
    found = grader.grade(Submission(hand_in(folder, "bob", nameless), "bob"))
    assert [points(renamed), points(found)] == [2.0, 2.0]


def test_a_failure_of_the_graders_own_is_a_note_and_not_the_end(grader, folder, monkeypatch, caplog):
    """A defect that one notebook hits costs nobody else their marks, and its traceback is kept for us."""
    paths = [hand_in(folder, "ada"), hand_in(folder, "bob")]
    real = batch.grade

    def fails_once(assembly, *rest):
        monkeypatch.setattr(batch, "grade", real)
        raise ZeroDivisionError

    monkeypatch.setattr(batch, "grade", fails_once)
    records = grade_all(grader, [Submission(path, path.parent.name) for path in paths], lambda record: None)
    assert [record.status for record in records] == [UNREADABLE, GRADED]
    assert "ZeroDivisionError" in records[0].notes[0]
    assert "ZeroDivisionError" in caplog.text


def test_a_sandbox_that_fails_ends_the_run(grader, folder, monkeypatch):
    """If no student code can be run, nobody may be marked as if it were their fault."""

    def fails(*_):
        raise SandboxError("no process can be had")

    monkeypatch.setattr(batch, "grade", fails)
    with pytest.raises(SandboxError):
        grader.grade(Submission(hand_in(folder, "ada"), "ada"))


def test_one_submissions_deeds_do_not_reach_the_next(grader, folder):
    """After a submission that patches, floods, hangs and kills, an honest one is graded as if it were alone."""
    evil = (
        "import os, sys, builtins, numpy\n"
        "numpy.allclose = lambda *a, **k: True\nbuiltins.len = lambda x: 0\n"
        "open('file', 'w').write('x')\nprint('y' * 10**6)\nos.kill(os.getppid(), 9)"
    )
    hand_in(folder, "a-evil", notebook(evil))
    hand_in(folder, "b-honest")
    hand_in(folder, "c-wrong", notebook(ANSWER.replace("= 1", "= 2")))
    marks = [points(r) for r in grade_all(grader, find_submissions([folder]), lambda record: None)]
    assert marks == [0, 2.0, 0]


def test_grading_twice_gives_the_same_record(grader, folder):
    """The hidden inputs belong to the student, so a second run repeats the first."""
    path = hand_in(folder, "ada", notebook(ANSWER.replace("np.arange(len(y))", "0")))
    first, second = (grader.grade(Submission(path, "ada")) for _ in range(2))
    assert first.exercises == second.exercises
    assert 0 < first.seconds < 60


def test_a_course_without_notebooks_is_an_error(tmp_path, sandbox):
    """It says what to do first."""
    with pytest.raises(UsageError, match="grader build"):
        Grader(Course(tmp_path), sandbox)

"""A record is written whole or not at all, is read back as it was, and its path says whose it is whatever the name."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader import results
from grader.marking import CheckResult, Marked
from grader.results import GRADED, UNREADABLE, Record, marked_to_json, path_of, read_all, to_text, write

CHECKS = (CheckResult("values", True, 5.0, 5.0), CheckResult("contract", False, 0.0, 1.25))
MARK = Marked("softmax", "mistake", "in-place", "You shift …", "lesson 01", CHECKS)
TEXT = st.text(st.characters(exclude_categories=[]), max_size=20)


def record(**changed):
    """Return a record with everything in it."""
    parts = {
        "submission": "class/ada/01_loss_functions.ipynb",
        "student": "ada",
        "lesson": "01_loss_functions",
        "status": GRADED,
        "exercises": (MARK,),
        "notes": ("A note.",),
        "seconds": 0.25,
        "written": {"done": "When …"},
        "outputs": {"softmax": "x\n"},
    }
    return Record(**{**parts, **changed})


def test_points_are_the_sum_of_the_exercises():
    """Points and most points add up over checks and exercises, without the dust of binary fractions."""
    tenth = tuple(CheckResult(f"c{k}", True, 0.1, 0.1) for k in range(3))
    both = record(exercises=(MARK, Marked("b", "correct", None, "", None, tenth)))
    assert (both.points, both.max_points) == (5.3, 6.55)
    assert record(exercises=(), status=UNREADABLE).points == 0


def test_a_record_is_read_back_as_it_was(tmp_path):
    """Nothing is lost between writing and reading."""
    write(record(), tmp_path)
    assert list(read_all(tmp_path)) == [record()]


@given(TEXT, TEXT, TEXT, TEXT)
def test_any_text_survives(tmp_path_factory, submission, student, note, output):
    """Half characters, as in file names that are no UTF-8, and control characters neither stop the run nor change."""
    folder = tmp_path_factory.mktemp("results")
    mark = Marked("softmax", "wrong", None, note, None, CHECKS)
    odd = record(
        submission=submission,
        student=student,
        notes=(note,),
        outputs={"softmax": output},
        written={"done": note},
        exercises=(mark,),
    )
    path = write(odd, folder)
    path.read_bytes().decode("utf-8")
    assert list(read_all(folder)) == [odd]


def test_a_record_is_one_json_object(tmp_path):
    """The file holds what `grade --json` prints, and what only the feedback needs."""
    tree = json.loads(write(record(), tmp_path).read_text("utf-8"))
    assert {key: tree[key] for key in record().to_json()} == record().to_json()
    assert set(tree) - set(record().to_json()) == {"written", "outputs", "read"}


def test_the_object_of_a_submission_has_just_these_keys():
    """The form in which the command line prints a record is a promise."""
    tree = record().to_json()
    assert list(tree) == [
        "submission", "student", "lesson", "status", "points", "max_points", "exercises", "notes", "seconds"
    ]  # fmt: skip
    assert (tree["points"], tree["max_points"], tree["seconds"]) == (5.0, 6.25, 0.25)
    json.dumps(tree)


def test_the_object_of_an_exercise_has_just_these_keys():
    """So is the form of one exercise and of one check."""
    tree = marked_to_json(MARK)
    assert list(tree) == ["exercise", "outcome", "mistake", "points", "max_points", "message", "checks"]
    assert [list(check) for check in tree["checks"]] == [["name", "passed", "points", "max_points"]] * 2


@pytest.mark.parametrize(
    "student",
    [
        "ada",
        "Ada Lovelace",
        "../../etc/passwd",
        "..",
        "",
        "a/b",
        "\0",
        "\n",
        "\udcff",
        "x" * 500,
        "-rf",
        "ü☃",
        ".hidden",
    ],
)
def test_a_path_stays_below_its_folder(tmp_path, student):
    """No name leads out of the folder or breaks the file system's rules."""
    path = path_of(record(student=student), tmp_path)
    assert path.parent == tmp_path / "01_loss_functions"
    assert path.suffix == ".json"
    assert not path.name.startswith((".", "-"))
    assert len(path.name.encode()) < 120
    write(record(student=student), tmp_path)
    assert path.is_file()


def test_different_submissions_have_different_paths(tmp_path):
    """Names that differ only in odd characters do not overwrite one another; the same submission does."""
    one, other = record(submission="a/ü.ipynb", student="ü"), record(submission="a/ä.ipynb", student="ä")
    assert path_of(one, tmp_path) != path_of(other, tmp_path)
    write(one, tmp_path)
    write(record(submission="a/ü.ipynb", student="ü", seconds=9.0), tmp_path)
    write(other, tmp_path)
    assert sorted(r.seconds for r in read_all(tmp_path)) == [0.25, 9.0]


def test_a_record_without_a_lesson_has_a_place_too(tmp_path):
    """An unreadable file belongs to no lesson."""
    lost = record(lesson=None, status=UNREADABLE, exercises=(), written={}, outputs={})
    write(lost, tmp_path)
    assert list(read_all(tmp_path)) == [lost]


def test_a_run_that_is_killed_leaves_the_old_record(tmp_path, monkeypatch):
    """If writing fails half-way, the file is as it was and nothing lies about."""
    path = write(record(), tmp_path)

    def fails(_descriptor):
        raise OSError("disk full")

    monkeypatch.setattr(results.os, "fsync", fails)
    with pytest.raises(OSError, match="disk full"):
        write(record(seconds=9.0), tmp_path)
    monkeypatch.undo()
    assert list(read_all(tmp_path)) == [record()]
    assert list(path.parent.iterdir()) == [path]


def test_json_is_written_for_people():
    """Letters of all languages stand as themselves."""
    assert to_text({"name": "Łukasz ☃"}) == '{\n "name": "Łukasz ☃"\n}\n'
    assert to_text("\udcff") == '"\\udcff"\n'


def test_no_records_are_none(tmp_path):
    """A folder that is not there yet holds no records."""
    assert list(read_all(tmp_path / "results")) == []
    assert list(read_all(Path(tmp_path))) == []

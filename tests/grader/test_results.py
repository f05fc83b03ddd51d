"""A record is written whole or not at all, is read back as it was, and its path says whose it is whatever the name."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader import atomic, results
from grader.errors import GraderError
from grader.marking import CheckResult, Marked
from grader.results import (
    GRADED,
    UNREADABLE,
    Record,
    marked_to_json,
    path_of,
    places_of,
    read,
    row_of,
    to_text,
    write,
)

CHECKS = (CheckResult("values", True, 5.0, 5.0), CheckResult("contract", False, 0.0, 1.25))
MARK = Marked("softmax", "mistake", "in-place", "You shift …", "lesson 01", CHECKS)
TEXT = st.text(st.characters(exclude_categories=[]), max_size=20)


def read_all(folder):
    """Return every record below a folder, none of which may be damaged."""
    return list(results.read_all(folder, pytest.fail))


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
        "isolation": "landlock, seccomp",
        "key": "0123",
        "earlier": "draft.ipynb",
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
    assert read_all(tmp_path) == [record()]


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
    assert read_all(folder) == [odd]


def test_a_record_is_one_json_object(tmp_path):
    """The file holds what `grade --json` prints, and what only the feedback needs."""
    tree = json.loads(write(record(), tmp_path).read_text("utf-8"))
    assert {key: tree[key] for key in record().to_json()} == record().to_json()
    assert set(tree) - set(record().to_json()) == {"written", "outputs", "read", "key", "earlier"}


def test_the_object_of_a_submission_has_just_these_keys():
    """The form in which the command line prints a record is a promise."""
    tree = record().to_json()
    assert list(tree) == [
        "submission", "student", "lesson", "status", "points", "max_points", "exercises", "notes", "seconds",
        "isolation",
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
    assert read_all(tmp_path) == [lost]


def test_a_record_that_cannot_be_written_leaves_the_old_one(tmp_path, monkeypatch):
    """If writing fails half-way, the file is as it was, nothing lies about, and the error says which file it is."""
    path = write(record(), tmp_path)

    def fails(_descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(atomic.os, "fsync", fails)
    with pytest.raises(OSError, match="No space left") as caught:
        write(record(seconds=9.0), tmp_path)
    monkeypatch.undo()
    assert caught.value.filename == str(path)
    assert read_all(tmp_path) == [record()]
    assert list(path.parent.iterdir()) == [path]


def test_a_record_is_its_owners_alone(tmp_path):
    """Marks are nobody else's business on a machine with many users."""
    assert write(record(), tmp_path).stat().st_mode & 0o777 == 0o600


def test_a_record_of_an_older_version_is_read(tmp_path):
    """It lacks the newer fields, and has no key, so that it is made anew."""
    path = write(record(earlier=""), tmp_path)
    tree = json.loads(path.read_text("utf-8"))
    for name in ("isolation", "key", "earlier"):
        del tree[name]
    path.write_text(json.dumps(tree))
    assert read(path) == record(isolation="unknown", key="", earlier="")


@pytest.mark.parametrize("text", ["", "[", "[]", "3", "null", "{}", '{"exercises": 3}', "\0", "[" * 99_999])
def test_what_is_no_record_is_an_error_in_three_parts(tmp_path, text):
    """Which file, what was expected, what to do; the others are read all the same."""
    write(record(), tmp_path)
    damaged = tmp_path / "01_loss_functions" / "aaa.json"
    damaged.write_text(text)
    with pytest.raises(GraderError, match=r"aaa.json is no whole record .*; expected what .*; grade again"):
        read(damaged)
    complaints = []
    assert list(results.read_all(tmp_path, complaints.append)) == [record()]
    assert [str(damaged) in str(error) for error in complaints] == [True]


def test_a_record_that_is_not_there_is_an_error_too(tmp_path):
    """It may have been removed while the run went on."""
    with pytest.raises(GraderError, match="No such file"):
        read(tmp_path / "gone.json")


def test_the_second_notebook_of_a_student_has_a_note_more():
    """It is the last, and not among those that grading made."""
    both = record()
    assert both.notes == ("A note.",)
    assert both.all_notes == ("A note.", "ada also handed in draft.ipynb; the gradebook keeps the later one's marks.")
    assert both.to_json()["notes"] == list(both.all_notes)
    assert record(earlier="").all_notes == ("A note.",)


def test_a_row_has_the_first_note_that_is_not_on_writing():
    """A person reads what was written anyway; the rest is counted."""
    whole = record(notes=("“why” was not answered; it is graded by hand.", "One.", "Two."))
    row = row_of(whole, Path("results/x.json"))
    assert (row.note, row.more) == ("One.", 2)
    assert (row.points, row.max_points, row.outcomes) == (5.0, 6.25, "mistake")
    assert row_of(record(notes=(), earlier=""), Path("x")).more == 0


def test_a_row_is_small_whatever_the_student_wrote():
    """A run keeps one of each submission."""
    row = row_of(record(notes=("x" * 10**6,), outputs={"softmax": "y" * 10**6}), Path("results/x.json"))
    assert sum(len(str(getattr(row, name))) for name in row.__slots__) < 600


def test_a_record_lies_at_one_of_its_places(tmp_path):
    """Wherever the lesson puts it: a run looks there before it grades."""
    for lesson in ("00_warm_up", "01_loss_functions", None):
        one = record(lesson=lesson)
        places = places_of(one.student, one.submission, tmp_path, ["00_warm_up", "01_loss_functions"])
        assert path_of(one, tmp_path) in places


def test_json_is_written_for_people():
    """Letters of all languages stand as themselves."""
    assert to_text({"name": "Łukasz ☃"}) == '{\n "name": "Łukasz ☃"\n}\n'
    assert to_text("\udcff") == '"\\udcff"\n'


def test_no_records_are_none(tmp_path):
    """A folder that is not there yet holds no records."""
    assert read_all(tmp_path / "results") == []
    assert read_all(Path(tmp_path)) == []

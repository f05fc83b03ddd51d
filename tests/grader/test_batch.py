"""Every submission gets a record, whatever lies in the folder, and none stops the run or touches another's marks."""

import errno
import json
import multiprocessing
import os
import signal
import time
from dataclasses import replace
from pathlib import Path

import pytest

from grader import batch, keys, results
from grader.batch import Batch, Grader
from grader.course import Course
from grader.errors import GraderError, SandboxError, UsageError
from grader.results import GRADED, UNREADABLE, note_doubles, read
from grader.submissions import Submission, find_submissions

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


def grade_all(grader, submissions, **options):
    """Grade submissions in a pool; return the records in their order."""
    return [read(Path(row.path)) for row in rows_of(grader, submissions, **options)]


def rows_of(grader, submissions, **options):
    """Grade submissions in a pool; return the rows in their order."""
    found = dict(Batch(grader, submissions, **options).rows())
    return [found[place] for place in range(len(submissions))]


def points(record):
    """Return the points of the one exercise that the notebook has."""
    return next(mark.points for mark in record.exercises if mark.exercise == "one_hot")


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
    records = grade_all(grader, find_submissions([folder]))
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
    records = grade_all(grader, find_submissions([folder]))
    by_student = {record.student: record for record in records}
    assert {by_student[name].status for name in ("link", "pipe", "folder")} == {UNREADABLE}
    assert {points(by_student[name]) for name in ("bytes\udcff", "escape\x1b[31m", "[bold]markup")} == {2.0}
    assert len(list(grader.course.results.rglob("*.json"))) == 6


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
    records = [grader.grade(Submission(path, path.parent.name)) for path in paths]
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
    marks = [points(r) for r in grade_all(grader, find_submissions([folder]))]
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


def same(record):
    """Return a record without what differs from run to run."""
    return replace(record, seconds=0.0)


@pytest.fixture
def small_class(folder):
    """Return the submissions of a class in which everybody has done something else."""
    hand_in(folder, "ada")
    hand_in(folder, "bob", notebook(ANSWER.replace("= 1", "= 2")))
    hand_in(folder, "carla", "not JSON")
    hand_in(folder, "dan", notebook("import os\nos._exit(0)"))
    hand_in(folder, "eve", notebook())
    return find_submissions([folder])


@pytest.mark.parametrize("jobs", [1, 2, 5])
def test_marks_and_their_order_do_not_depend_on_the_number_of_jobs(grader, small_class, jobs):
    """Each record is the one that grading alone makes, and the rows come in the order of the submissions."""
    alone = [same(grader.grade(submission)) for submission in small_class]
    records = grade_all(grader, small_class, jobs=jobs)
    assert [same(record) for record in records] == alone
    assert [record.student for record in records] == ["ada", "bob", "carla", "dan", "eve"]


def test_a_record_says_what_kept_student_code_in_and_has_a_key(grader, small_class):
    """Both are in the file, for the page of feedback and for the next run."""
    for record in grade_all(grader, small_class):
        assert record.isolation == str(grader.sandbox.isolation)
        assert len(record.key) == 64


def test_what_is_recorded_is_not_graded_again(grader, small_class):
    """A second run makes the same rows without touching a record; --again makes every record anew."""
    first = rows_of(grader, small_class, jobs=2)
    before = {row.path: Path(row.path).stat().st_mtime_ns for row in first}
    second = rows_of(grader, small_class, jobs=2)
    assert second == [replace(row, kept=True) for row in first]
    assert {row.path: Path(row.path).stat().st_mtime_ns for row in second} == before
    third = rows_of(grader, small_class, again=True)
    assert third == first
    assert all(Path(row.path).stat().st_mtime_ns > before[row.path] for row in third)


def test_a_submission_that_has_changed_is_graded_again(grader, folder, small_class):
    """Its new record takes the old one's place, and everybody else's is kept."""
    rows_of(grader, small_class)
    hand_in(folder, "bob")
    rows = rows_of(grader, small_class)
    assert [row.kept for row in rows] == [True, False, True, True, True]
    assert points(read(Path(rows[1].path))) == 2.0
    assert len(list(grader.course.results.rglob("*.json"))) == 5


@pytest.mark.parametrize(
    "damage", [b"", b'{"submission": "class/a', b"\0" * 500, b"[]", b"{}", b"\xff\xfe", b"[" * 99_999]
)
def test_a_damaged_record_is_made_anew(grader, folder, damage):
    """As a machine leaves it that crashed while writing."""
    submissions = [Submission(hand_in(folder, "ada"), "ada")]
    [row] = rows_of(grader, submissions)
    whole = read(Path(row.path))
    Path(row.path).write_bytes(damage)
    [again] = rows_of(grader, submissions)
    assert not again.kept
    assert same(read(Path(again.path))) == same(whole)


def test_a_submission_has_one_record_also_if_its_lesson_changes(grader, folder):
    """The record of when the file could not be read must not stay beside the one of the mended file."""
    path = hand_in(folder, "ada", "{}", "answers.ipynb")
    submissions = [Submission(path, "ada")]
    [lost] = rows_of(grader, submissions)
    assert lost.lesson is None
    path.write_text(notebook(ANSWER))
    [found] = rows_of(grader, submissions)
    assert found.lesson == "00_warm_up"
    assert [str(path) for path in grader.course.results.rglob("*.json")] == [found.path]


def test_the_graders_own_failure_is_tried_again_in_the_next_run(grader, small_class, monkeypatch):
    """A record without marks that are the student's has no key."""
    monkeypatch.setattr(batch, "grade", lambda *_: 1 / 0)
    broken = rows_of(grader, small_class[:1])
    monkeypatch.undo()
    [row] = rows_of(grader, small_class[:1])
    assert broken[0].status == UNREADABLE
    assert (row.kept, row.status) == (False, GRADED)


def killing(monkeypatch, folder, victim, times):
    """Let the process that grades one student be killed, the first few times; return what tells who was graded when."""
    real, log = batch.grade, folder / "log"

    def grade(assembly, exercises, sandbox, seeds):
        student = seeds.args[1]
        with log.open("a") as file:
            file.write(f"{student}\n")
        if student == victim and log.read_text().split().count(victim) <= times:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(assembly, exercises, sandbox, seeds)

    monkeypatch.setattr(batch, "grade", grade)
    return lambda: log.read_text().split()


@pytest.mark.parametrize("times", [1, 2])
def test_a_process_that_is_killed_costs_nobody_anything(grader, small_class, tmp_path, monkeypatch, times):
    """What it was grading is graded again, the second time after everybody else; all marks are as ever."""
    alone = [same(grader.grade(submission)) for submission in small_class]
    log = killing(monkeypatch, tmp_path, "bob", times)
    assert [same(record) for record in grade_all(grader, small_class, jobs=2)] == alone
    assert log().count("bob") == times + 1
    assert log()[-1] == "bob"


def test_what_kills_its_process_every_time_is_not_graded_and_the_rest_goes_on(
    grader, small_class, tmp_path, monkeypatch
):
    """Its record says so, has no points, and is tried again by the next run."""
    log = killing(monkeypatch, tmp_path, "bob", 3)
    records = grade_all(grader, small_class, jobs=2)
    assert [record.status for record in records] == [GRADED, UNREADABLE, UNREADABLE, GRADED, GRADED]
    assert "killed again when it had the machine to itself" in records[1].notes[0]
    assert "The grader itself failed" in records[1].notes[0]
    assert records[1].key == ""
    assert log().count("bob") == 3
    assert [row.kept for row in rows_of(grader, small_class)] == [True, False, True, True, True]
    assert points(read(Path(rows_of(grader, small_class)[1].path))) == 0.0


def test_a_full_disk_ends_the_run_and_says_what_is_safe(grader, small_class, monkeypatch):
    """How many are recorded, and what to do; the next run keeps these and grades the rest."""
    alone = [same(grader.grade(submission)) for submission in small_class]
    real = results.atomic.write_whole

    def write_whole(path, text, **options):
        if len(list(grader.course.results.rglob("*.json"))) >= 3:
            raise OSError(errno.ENOSPC, "No space left on device")
        real(path, text, **options)

    monkeypatch.setattr(results.atomic, "write_whole", write_whole)
    with pytest.raises(
        GraderError, match=r"the disk is full .*: 3 of 5 submissions are recorded in results/"
    ) as caught:
        rows_of(grader, small_class)
    assert "free some space and run the same command again" in str(caught.value)
    assert str(grader.course.results) in str(caught.value)
    monkeypatch.undo()
    rows = rows_of(grader, small_class)
    assert [row.kept for row in rows] == [True, True, True, False, False]
    assert [same(read(Path(row.path))) for row in rows] == alone


@pytest.mark.parametrize(("number", "ends"), [(errno.ENOSPC, True), (errno.EMFILE, True), (errno.EIO, False)])
def test_a_machine_that_runs_short_of_something_marks_nobody(grader, small_class, monkeypatch, number, ends):
    """The scratch folder may be full, and the folder of the records not; a bad sector is one submission's."""

    def fails(*_):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(batch, "grade", fails)
    if ends:
        with pytest.raises(GraderError, match=r"0 of 1 submissions are recorded .* run the same command again"):
            rows_of(grader, small_class[:1])
    else:
        assert rows_of(grader, small_class[:1])[0].status == UNREADABLE
    assert len(list(grader.course.results.rglob("*.json"))) == (0 if ends else 1)


def test_a_sandbox_that_cannot_be_had_ends_the_batch(grader, small_class, monkeypatch):
    """If no student code can be run, no record is made that says anything else."""

    def fails(_self):
        raise SandboxError("no process can be had")

    monkeypatch.setattr(type(grader.sandbox), "clone", fails)
    with pytest.raises(SandboxError, match="no process can be had"):
        rows_of(grader, small_class, jobs=2)
    assert not list(grader.course.results.rglob("*.json"))


def test_no_process_outlives_the_batch_however_it_ends(grader, small_class):
    """Whoever stops listening in the middle leaves no process behind."""
    graded = Batch(grader, small_class, jobs=2).rows()
    next(graded)
    graded.close()
    assert multiprocessing.active_children() == []


def test_two_runs_at_the_same_time_do_not_harm_each_other(grader, small_class):
    """Both end well, with the records that one alone makes."""
    alone = [same(grader.grade(submission)) for submission in small_class]
    first, second = (Batch(grader, small_class, jobs=2).rows() for _ in range(2))
    pairs = list(zip(first, second, strict=True))
    for run in (0, 1):
        rows = [row for _, row in sorted(pair[run] for pair in pairs)]
        assert [same(read(Path(row.path))) for row in rows] == alone


def test_somebody_with_two_notebooks_is_told_which_counts(grader, folder):
    """The later one's record says so, once, also if it is kept, and no more when the first has gone."""
    first = hand_in(folder, "ada", name="a.ipynb")
    hand_in(folder, "ada", name="b.ipynb")
    for _ in range(2):
        rows = note_doubles(rows_of(grader, find_submissions([folder])), grader.course.results)
        notes = [read(Path(row.path)).all_notes for row in rows]
        assert notes == [(), ("ada also handed in a.ipynb; the gradebook keeps the later one's marks.",)]
        assert [row.note for row in rows] == ["", *notes[1]]
    first.unlink()
    [row] = note_doubles(rows_of(grader, find_submissions([folder])), grader.course.results)
    assert (row.kept, row.note, read(Path(row.path)).all_notes) == (True, "", ())


def test_the_version_of_a_course_is_found_in_no_time(course, monkeypatch):
    """Every run computes it, also one with nothing to do."""
    keys.course_version(course)
    started = time.process_time()
    keys.course_version(course)
    assert time.process_time() - started < 0.02

"""The example class gets the marks that it deserves: those of examples/expected_marks/, written by hand."""

import csv
import ctypes
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
GRADER = Path(sys.executable).with_name("grader")
NO_EXERCISES = ("student", "status", "points", "note")
OUTCOMES = ("correct", "wrong", "raised", "not attempted", "timeout", "memory", "crashed")

# Some who hang nothing and end nothing; in the class they sit between those who do.
QUIET = ("ada", "emil", "olu", "sami", "yusuf")
SOURCES = sorted((EXAMPLES / "answers").glob("*/*.py"))

PR_SET_CHILD_SUBREAPER = 36
SECONDS_TO_DIE = 5.0


def read_table(path):
    """Return the lines of a lesson's table, each with its lesson."""
    lines = csv.DictReader(path.read_text("utf-8").splitlines(), skipinitialspace=True)
    return [{"lesson": path.stem, **line} for line in lines]


TABLE = [line for path in sorted((EXAMPLES / "expected_marks").glob("*.csv")) for line in read_table(path)]


def name_of(line):
    """Return what a line of a table is about, as the name of a test."""
    return f"{line['lesson'][:2]}-{line['student']}"


def expected_of(cell, max_points):
    """Return the outcome, mistake and points that a cell of the table stands for.

    A cell is an outcome or the name of a mistake, and the points if they are neither all nor none.
    """
    words, _, last = cell.rpartition(" ")
    name, points = (words, float(last)) if last.replace(".", "").isdigit() else (cell, None)
    outcome, mistake = (name, None) if name in OUTCOMES else ("mistake", name)
    return outcome, mistake, (max_points if outcome == "correct" else 0.0) if points is None else points


def make_class(to):
    """Write the class into a folder, as its script does."""
    subprocess.run([sys.executable, EXAMPLES / "make_class.py", "--to", to], check=True, capture_output=True)


def make_course(root):
    """Make a course around the released notebooks, so that no record of ours lands among the real ones.

    Its secret is always the same, and so are the hidden inputs: who fails here once fails again.
    """
    (root / "lessons").mkdir(parents=True)
    shutil.copy(ROOT / "nbgrader_config.py", root)
    shutil.copytree(ROOT / "notebooks", root / "notebooks")
    (root / ".course-secret").write_text("0" * 64)
    return root


@contextmanager
def orphans_come_to_us():
    """Make this process the parent of every descendant that its own parent leaves behind."""
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    assert prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0
    try:
        yield
    finally:
        prctl(PR_SET_CHILD_SUBREAPER, 0, 0, 0, 0)


def children():
    """Return the processes whose parent is this one and which are alive."""
    listing = subprocess.Popen(["ps", "-A", "-o", "pid=,ppid=,stat="], stdout=subprocess.PIPE, text=True)
    lines = [line.split() for line in listing.communicate()[0].splitlines()]
    return {
        int(pid)
        for pid, parent, state in lines
        if int(parent) == os.getpid() and int(pid) != listing.pid and not state.startswith("Z")
    }


def left_over(before):
    """Return the new children of this process, once the dying ones have had time to die."""
    deadline = time.monotonic() + SECONDS_TO_DIE
    while (new := children() - before) and time.monotonic() < deadline:
        time.sleep(0.1)
    return new


def grade(submissions, course, scratch):
    """Grade a folder with the command line, and return everything there is to know about the run."""
    scratch.mkdir()
    output = course / "marks.json"
    command = [GRADER, "grade", submissions, "--json", "--no-gradebook", "--course", course]
    with orphans_come_to_us(), output.open("w") as file:
        before = children()
        run = subprocess.run(
            command, stdout=file, stderr=subprocess.PIPE, text=True, env={**os.environ, "TMPDIR": str(scratch)}
        )
        processes = left_over(before)
    records = json.loads(output.read_text("utf-8") or "[]")
    assert records, run.stderr
    return SimpleNamespace(
        exit_code=run.returncode,
        messages=run.stderr,
        records={(record["student"], record["lesson"]): record for record in records},
        processes=processes,
        files=list(scratch.iterdir()),
    )


@pytest.fixture(scope="module")
def submitted(tmp_path_factory):
    """Make the class, once."""
    folder = tmp_path_factory.mktemp("class") / "submitted"
    make_class(folder)
    return folder


@pytest.fixture(scope="module")
def graded(submitted, tmp_path_factory):
    """Grade the whole class, once."""
    place = tmp_path_factory.mktemp("graded")
    return grade(submitted, make_course(place / "course"), place / "scratch")


@pytest.mark.slow
@pytest.mark.parametrize("line", TABLE, ids=name_of)
def test_a_student_gets_the_marks_that_the_answers_deserve(graded, line):
    """Status, points, and for each exercise the outcome, the mistake's name and the points are those of the table."""
    record = graded.records[line["student"], line["lesson"]]
    marks = {mark["exercise"]: mark for mark in record["exercises"]}
    assert list(marks) == [name for name in line if name not in (*NO_EXERCISES, "lesson")]
    for exercise, mark in marks.items():
        deserved = expected_of(line[exercise], mark["max_points"])
        assert (mark["outcome"], mark["mistake"], mark["points"]) == pytest.approx(deserved), (exercise, mark)
    assert (record["status"], record["points"]) == (line["status"], pytest.approx(float(line["points"])))


@pytest.mark.slow
@pytest.mark.parametrize("line", [line for line in TABLE if line["note"]], ids=name_of)
def test_the_instructor_is_told_what_is_odd(graded, line):
    """Where a notebook was put right, something was left out or nothing could be read, a note says so."""
    notes = graded.records[line["student"], line["lesson"]]["notes"]
    assert any(line["note"] in note for note in notes), notes


@pytest.mark.slow
def test_everybody_is_graded_and_the_batch_ends_well(graded, submitted):
    """No submission stops the batch, none is overlooked, and nothing goes wrong with the whole."""
    assert graded.exit_code == 0
    assert "Traceback" not in graded.messages
    assert set(graded.records) == {(path.parent.name, path.name) for path in submitted.glob("*/*")}


@pytest.mark.slow
def test_no_process_and_no_file_of_a_submission_remains(graded):
    """When the grader has ended, nothing that it started runs on, and its scratch folders are gone."""
    assert graded.processes == set()
    assert graded.files == []


@pytest.mark.slow
def test_the_marks_of_a_submission_do_not_depend_on_its_neighbours(graded, submitted, tmp_path):
    """Without the loops, crashes and broken files around them, submissions get the same marks, messages and notes."""
    for student in QUIET:
        shutil.copytree(submitted / student, tmp_path / "submitted" / student)
    alone = grade(tmp_path / "submitted", make_course(tmp_path / "course"), tmp_path / "scratch").records
    assert {student for student, _ in alone} == set(QUIET)
    for submission, record in alone.items():
        for key in ("status", "points", "exercises", "notes"):
            assert record[key] == graded.records[submission][key], (submission, key)


def test_a_process_that_is_left_behind_would_be_found():
    """The orphan of a child that has ended is seen, whatever it is called and whichever session it is in."""
    with orphans_come_to_us():
        before = children()
        subprocess.run(["sh", "-c", "setsid sleep 60 &"], check=True)
        found = children() - before
        for pid in found:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
    assert len(found) == 1


def test_the_table_has_one_line_for_every_student():
    """No submission is without a line, and no line without a submission."""
    assert [(line["lesson"], line["student"]) for line in TABLE] == [(p.parent.name, p.stem) for p in SOURCES]
    assert len(SOURCES) >= 16


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: f"{source.parent.name[:2]}-{source.stem}")
def test_a_student_is_introduced(source):
    """Every source begins with a sentence that says who this is."""
    assert source.read_text("utf-8").startswith(f'"""{source.stem.capitalize()}')


def test_without_the_released_notebook_the_script_says_what_to_do(tmp_path):
    """Somebody who has not built the course yet is sent to `grader build`."""
    shutil.copytree(EXAMPLES, tmp_path / "examples", ignore=shutil.ignore_patterns("class", "__pycache__"))
    script = tmp_path / "examples" / "make_class.py"
    run = subprocess.run([sys.executable, script], capture_output=True, text=True)
    assert run.returncode == 1
    assert "run `grader build` first" in run.stderr
    assert "Traceback" not in run.stderr


def test_the_script_writes_over_nothing(tmp_path):
    """A folder in use is refused and stays as it is."""
    (tmp_path / "notes.txt").write_text("mine")
    run = subprocess.run([sys.executable, EXAMPLES / "make_class.py", "--to", tmp_path], capture_output=True, text=True)
    assert run.returncode == 1
    assert "is in use" in run.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]

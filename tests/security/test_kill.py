"""Whatever ends the grader, whenever: nothing is lost, and the next run makes the marks of an undisturbed one."""

import json
import os
import random
import secrets
import shutil
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))  # The script lies here; it is also run by hand.
import kill_trial
from kill_trial import GRADER, ROOT, Trial, children, differences, left_behind, marks_of, orphans_come_to_us

pytestmark = pytest.mark.slow
KILLS = 6
# Some who hang nothing: what is tried here is the grader, and it should not take long.
QUIET = ("ada", "chidi", "daria", "emil", "fatou", "gia", "hugo", "jun", "olu", "sami", "umi", "yusuf")


@pytest.fixture(scope="module")
def submitted(tmp_path_factory):
    """Make the example class, and take the quiet ones out of it."""
    folder = tmp_path_factory.mktemp("class")
    make = [sys.executable, ROOT / "examples" / "make_class.py", "01_loss_functions", "--to", folder / "all"]
    subprocess.run(make, check=True, capture_output=True)
    for student in QUIET:
        shutil.copytree(folder / "all" / student, folder / "submitted" / student)
    return folder / "submitted"


@pytest.fixture
def trial(tmp_path, submitted):
    """Return a trial on the quiet class, whose orphans are found."""
    with orphans_come_to_us():
        yield Trial(tmp_path, submitted, gradebook=False)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory, submitted):
    """Return the marks of a run that nobody disturbs, and how long it took."""
    trial = Trial(tmp_path_factory.mktemp("quiet"), submitted, gradebook=False)
    course = trial.make_course("course")
    seconds = trial.finish(course)
    return marks_of(course), seconds


def test_killed_at_random_moments_a_class_is_graded_as_if_nothing_had_been(trial, undisturbed):
    """The group, the main process alone or one process of the pool: other moments at every run of the tests."""
    expected, seconds = undisturbed
    seed, before = secrets.randbits(32), children()
    rng = random.Random(seed)  # noqa: S311  it chooses moments
    killed = 0
    while killed < KILLS:
        course = trial.make_course(f"course-{killed}")
        killed += trial.disturb(course, KILLS - killed, seconds / 2, rng)
        story = f"seed {seed}: {trial.log}; {(trial.folder / 'messages').read_text()[-2000:]}"
        assert differences(expected, marks_of(course)) == [], story
        assert left_behind(trial, course, before) == [], story
    assert len(trial.log) == KILLS


def test_what_was_recorded_before_a_kill_is_not_graded_again(trial, undisturbed):
    """The rerun leaves these records alone."""
    course = trial.make_course("course")
    process = trial.start(course)
    while len(list(course.glob("results/*/*.json"))) < 4 and process.poll() is None:
        time.sleep(0.01)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    before = {path: path.stat().st_mtime_ns for path in course.glob("results/*/*.json")}
    trial.finish(course)
    assert {path: path.stat().st_mtime_ns for path in before} == before
    assert differences(undisturbed[0], marks_of(course)) == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_run_that_is_asked_to_stop_does_so_in_good_order(trial, undisturbed, number):
    """It says how far it came, leaves nothing behind, and the next run goes on."""
    before, course = children(), trial.make_course("course")
    process = trial.start(course)
    while len(list(course.glob("results/*/*.json"))) < 2 and process.poll() is None:
        time.sleep(0.01)
    process.send_signal(number)
    assert process.wait(30) == 130
    messages = (trial.folder / "messages").read_text()
    assert f"of {len(QUIET)} submissions are recorded in results/" in " ".join(messages.split())
    assert "grader/running.py" not in messages
    assert left_behind(trial, course, before) == []
    trial.finish(course)
    assert differences(undisturbed[0], marks_of(course)) == []


def test_two_runs_at_the_same_time_do_not_harm_each_other(trial, undisturbed):
    """Both end well, and the records are those of one."""
    before, course = children(), trial.make_course("course")
    first, second = trial.start(course), trial.start(course)
    trial.finish(course, first)
    trial.finish(course, second)
    assert differences(undisturbed[0], marks_of(course)) == []
    assert left_behind(trial, course, before) == []


def test_a_record_that_a_crash_has_damaged_is_made_anew(trial, undisturbed):
    """Half of it, zeros, or something else altogether."""
    course = trial.make_course("course")
    trial.finish(course)
    records = sorted(course.glob("results/*/*.json"))
    records[0].write_bytes(records[0].read_bytes()[:1000])
    records[1].write_bytes(bytes(4096))
    records[2].write_text("[]")
    trial.finish(course)
    assert differences(undisturbed[0], marks_of(course)) == []


@contextmanager
def mounted(folder, size):
    """Lay a file system in memory, of so many bytes, over a folder."""
    folder.mkdir(exist_ok=True)
    command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder]
    if os.geteuid() or subprocess.run(command, capture_output=True).returncode:
        pytest.skip("only root may mount a file system, and not in every container")
    try:
        yield
    finally:
        subprocess.run(["umount", folder], check=True)


def remount(folder, option):
    """Change how a folder is mounted."""
    subprocess.run(["mount", "-o", f"remount,{option}", folder], check=True)


def grade(trial, course):
    """Grade, and return the exit code and the messages, on one line."""
    command = [GRADER, "grade", trial.submitted, "--course", course, "--no-gradebook"]
    done = subprocess.run(
        command, capture_output=True, text=True, env={**os.environ, "TMPDIR": str(trial.scratch), "COLUMNS": "999"}
    )
    return done.returncode, " ".join(done.stderr.split())


def test_a_full_disk_loses_nothing(trial, undisturbed):
    """The error says how many are recorded and what to do; with more room the same command does the rest."""
    before, course = children(), trial.make_course("course")
    with mounted(course / "results", 65_536):
        code, messages = grade(trial, course)
        recorded = sorted(course.glob("results/*/*.json"))
        assert code == 1
        assert "the disk is full" in messages
        assert f" of {len(QUIET)} submissions are recorded in results/" in messages
        assert "free some space and run the same command again" in messages
        assert 0 < len(recorded) < len(QUIET)
        assert all(json.loads(path.read_text("utf-8"))["key"] for path in recorded)
        remount(course / "results", "size=1m")
        code, messages = grade(trial, course)
        assert code == 0
        assert f"{len(recorded)} of {len(QUIET)} were graded before" in messages
        assert differences(undisturbed[0], marks_of(course)) == []
        assert left_behind(trial, course, before) == []


def test_results_that_cannot_be_written_to_are_found_out_before_anything_is_graded(trial):
    """In an instant, with three parts."""
    course = trial.make_course("course")
    with mounted(course / "results", 65_536):
        remount(course / "results", "ro")
        code, messages = grade(trial, course)
    assert code == 1
    assert f"{course / 'results'} cannot be written to (Read-only file system); expected a folder" in messages
    assert "try `ls -ld" in messages
    assert "submissions are recorded" not in messages


def test_the_trial_sees_a_mark_that_differs_and_a_record_that_is_lost(trial, undisturbed):
    """Otherwise it would prove nothing."""
    expected, _ = undisturbed
    records, rows = expected
    first, second, *_ = records
    assert differences(expected, ({**records, first: {**records[first], "points": 0.5}}, rows)) == [
        f"the record {first}"
    ]
    assert differences(expected, ({name: one for name, one in records.items() if name != second}, rows)) == [
        f"the record {second}"
    ]
    assert len(differences(expected, (records, [("ada", "check-softmax", 1.0, None, 0)]))) == 1


def test_the_trial_sees_what_is_left_behind(trial, monkeypatch):
    """A process whose parent has gone, a half-written record, a scratch folder that somebody still holds."""
    monkeypatch.setattr(kill_trial, "SECONDS_TO_DIE", 0.2)
    before, course = children(), trial.make_course("course")
    subprocess.run(["sh", "-c", "setsid sleep 60 &"], check=True)
    (course / "results").mkdir()
    (course / "results" / ".writing-x").touch()
    (trial.scratch / "fallline-x").mkdir()
    found = left_behind(trial, course, before)
    for pid in children() - before:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    assert [line.split()[0].rpartition("/")[2] for line in found] == ["process", ".writing-x", "fallline-x"]

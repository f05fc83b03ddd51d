"""Tasks are done side by side, each result comes once, and neither an error nor a killed process spoils the others."""

import errno
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

from grader.errors import GraderError, SandboxError, UsageError
from grader.pool import MOST_IN_A_ROW, finish_all, usable_cores

PATIENCE = 60.0


def doing(work):
    """Return what gets a process ready to do this work."""

    @contextmanager
    def prepare():
        yield work

    return prepare


def test_every_task_is_done_once():
    """Whatever the number of processes, also if there are more of them than tasks, or no tasks."""
    for jobs in (1, 2, 30):
        found = list(finish_all(doing(lambda place: place**2), 10, jobs, PATIENCE))
        assert sorted(found) == [(place, place**2) for place in range(10)]
    assert list(finish_all(doing(str), 0, 2, PATIENCE)) == []


def test_tasks_are_done_in_other_processes_and_side_by_side():
    """Two that wait for one another come to an end."""
    meeting = multiprocessing.get_context("fork").Barrier(2)

    def meet(_place):
        meeting.wait(PATIENCE)
        return os.getpid()

    workers = {process for _, process in finish_all(doing(meet), 2, 2, PATIENCE)}
    assert len(workers) == 2
    assert os.getpid() not in workers


def test_a_process_does_many_tasks_and_gets_ready_once(tmp_path):
    """Getting ready may be dear."""

    @contextmanager
    def prepare():
        with (tmp_path / "log").open("a") as file:
            file.write("ready ")
        yield lambda place: place
        with (tmp_path / "log").open("a") as file:
            file.write("end ")

    list(finish_all(prepare, 20, 1, PATIENCE))
    assert (tmp_path / "log").read_text() == "ready end "


@pytest.mark.parametrize("error", [SandboxError("gone"), UsageError("odd"), OSError(errno.ENOSPC, "full", "file")])
@pytest.mark.parametrize("when", ["at first", "later"])
def test_an_error_of_the_task_or_of_getting_ready_is_raised_here(error, when):
    """It is the same error, and no process is left."""

    def fail(place):
        if place == 3 or when == "at first":
            raise error
        return place

    @contextmanager
    def prepare():
        if when == "at first":
            raise error
        yield fail

    with pytest.raises(type(error)) as caught:
        list(finish_all(prepare, 10, 2, PATIENCE))
    assert caught.value.args == error.args
    assert getattr(caught.value, "filename", None) == getattr(error, "filename", None)
    assert multiprocessing.active_children() == []


def dying(folder, deaths):
    """Return work during which the process is killed: so many times for each task; it logs who else is alive."""

    def work(place):
        log = folder / str(place)
        with log.open("a") as file:
            file.write("x")
        if len(log.read_text()) <= deaths.get(place, 0):
            os.kill(os.getpid(), signal.SIGKILL)
        return place

    return work


def test_what_a_killed_process_was_doing_is_done_again(tmp_path):
    """The others are not touched, and three deaths of one task mean that it has no result."""
    found = list(finish_all(doing(dying(tmp_path, {0: 1, 3: 2, 7: 3})), 10, 3, PATIENCE))
    assert sorted(found) == [(place, None if place == 7 else place) for place in range(10)]
    tries = {place: len((tmp_path / str(place)).read_text()) for place in range(10)}
    assert tries == {**dict.fromkeys(range(10), 1), 0: 2, 3: 3, 7: 3}


def test_what_has_died_twice_has_the_machine_to_itself(tmp_path):
    """The third try begins when everything else has ended."""

    def work(place):
        (tmp_path / f"{place}-{time.monotonic_ns()}").touch()
        others = [path for path in tmp_path.iterdir() if path.name.startswith(f"{place}-")]
        if place < 2 and len(others) < 3:
            os.kill(os.getpid(), signal.SIGKILL)
        begin = time.monotonic()
        time.sleep(0.2)
        return begin, time.monotonic()

    spans = dict(finish_all(doing(work), 6, 3, PATIENCE))
    last = sorted(spans.values())[-2:]
    assert {spans[0], spans[1]} == set(last)
    assert last[0][1] <= last[1][0]
    assert max(end for place, (_, end) in spans.items() if place > 1) <= last[0][0]


def test_if_every_process_is_killed_it_is_not_the_tasks_fault(tmp_path):
    """Then nothing is said of the rest: the run ends."""
    deaths = dict.fromkeys(range(10), 99)
    with pytest.raises(SandboxError, match="every process that grades is killed"):
        list(finish_all(doing(dying(tmp_path, deaths)), 10, 2, PATIENCE))
    tried_alone = [path for path in tmp_path.iterdir() if len(path.read_text()) == 3]
    assert len(tried_alone) == MOST_IN_A_ROW


def test_an_error_that_is_not_ours_counts_as_a_death(capfd):
    """Its traceback is shown; the other tasks have their results."""
    found = dict(finish_all(doing(lambda place: 1 // place), 3, 2, PATIENCE))
    assert found == {0: None, 1: 1, 2: 0}
    assert "ZeroDivisionError" in capfd.readouterr().err


def test_a_process_that_hangs_is_killed():
    """It has so many seconds for a task; others that are quick are not touched."""

    def work(place):
        time.sleep(60 if place == 1 else 0.05)
        return place

    started = time.monotonic()
    found = dict(finish_all(doing(work), 6, 2, 0.5))
    assert found == {**{place: place for place in range(6)}, 1: None}
    assert time.monotonic() - started < 15


SCRIPT = """
import os, signal, sys, time
from contextlib import contextmanager
from grader.pool import finish_all

# Whoever starts the tests in the background may have left it deaf to this signal.
signal.signal(signal.SIGINT, signal.default_int_handler)

@contextmanager
def prepare():
    def work(place):
        os.write(1, b"%d\\n" % os.getpid())
        time.sleep(60)
    yield work

for _ in finish_all(prepare, 4, 2, 600.0):
    pass
"""


def is_alive(pid):
    """Return whether a process runs; one that nobody has asked for its end does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


@pytest.mark.parametrize("signal_", [signal.SIGKILL, signal.SIGINT])
def test_processes_end_with_their_parent(signal_):
    """Also in the middle of a task, and also if the parent had no time to tell them."""
    parent = subprocess.Popen(
        [sys.executable, "-c", SCRIPT], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    workers = [int(parent.stdout.readline()) for _ in range(2)]
    assert all(map(is_alive, workers))
    parent.send_signal(signal_)
    parent.wait(PATIENCE)
    parent.stdout.close()
    deadline = time.monotonic() + 10
    while any(map(is_alive, workers)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(map(is_alive, workers))


def test_if_no_process_can_be_started_that_is_said(monkeypatch):
    """A limit of the system is an error in three parts."""

    def fork():
        raise BlockingIOError(errno.EAGAIN, "Resource temporarily unavailable")

    monkeypatch.setattr(os, "fork", fork)
    with pytest.raises(GraderError, match=r"no more processes .* expected one for each job; try fewer --jobs"):
        list(finish_all(doing(str), 3, 2, PATIENCE))


def test_the_cores_are_those_that_this_process_may_use():
    """A process that is bound to one core starts one job."""
    code = "import os; os.sched_setaffinity(0, [min(os.sched_getaffinity(0))]); "
    code += "from grader.pool import usable_cores; print(usable_cores())"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout == "1\n"
    assert 1 <= usable_cores() <= os.cpu_count()

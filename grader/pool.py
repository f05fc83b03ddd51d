"""Processes that do numbered tasks side by side, and go on when one of them is killed.

They are processes, not threads, since Python's warnings, which grading turns on and off, belong to the whole process.
They are forked, so they must be started while there is no thread.
"""

from __future__ import annotations

import ctypes
import math
import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, suppress
from multiprocessing.connection import Connection, wait
from pathlib import Path
from types import FrameType
from typing import Generic, NoReturn, TypeVar

from grader.errors import GraderError, SandboxError

R = TypeVar("R")
Work = Callable[[int], R]
"""Does the task of a number."""
Prepare = Callable[[], AbstractContextManager[Work[R]]]
"""What a new process does first, and last."""

STOP_SECONDS = 15.0
MOST_IN_A_ROW = 3
"""After so many tasks that die although they have the machine to themselves, it is not the tasks."""
_CONTEXT = multiprocessing.get_context("fork")
_PR_SET_PDEATHSIG = 1


def finish_all(prepare: Prepare[R], tasks: int, jobs: int, patience: float) -> Iterator[tuple[int, R | None]]:
    """Do the tasks 0, 1, ...; yield each one's number and result, in the order in which they are finished.

    What a process was doing when it was killed is done again; if that process dies too, once more, with no other
    process beside it, since the machine may be too small for several. If that one dies, the result is None.

    Parameters
    ----------
    prepare : function
        Called in each new process; gives what does a task there.
    tasks, jobs : int
        How many there are, and how many are done at a time.
    patience : float
        Seconds after which a process that does not answer is killed.

    Raises
    ------
    GraderError, OSError
        What a task, or getting ready for it, has raised. Another exception is the death of its process.
    """
    places: Iterable[int] = range(tasks)
    for _ in range(2):
        team = _Team(prepare, jobs, patience)
        yield from team.finish(places)
        places = sorted(team.unlucky)
    in_a_row = 0
    for place in places:
        team = _Team(prepare, 1, patience)
        yield from team.finish([place])
        in_a_row = in_a_row + 1 if team.unlucky else 0
        if in_a_row == MOST_IN_A_ROW:
            raise SandboxError(
                f"every process that grades is killed, {MOST_IN_A_ROW} now that had the machine to themselves; "
                "expected them to live; look into the system's log, since the system kills what takes too much memory, "
                "and try again"
            )
        yield from ((lost, None) for lost in team.unlucky)


def usable_cores() -> int:
    """Return how many cores this process may use, a container's share of them counted in."""
    cores = len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1
    with suppress(OSError, ValueError):
        quota, period = Path("/sys/fs/cgroup/cpu.max").read_text().split()
        cores = min(cores, math.ceil(int(quota) / int(period)))
    return max(cores, 1)


class _Process(Generic[R]):
    """One process, as its parent sees it, and the task that it does: ``place``, since ``since``."""

    def __init__(self, prepare: Prepare[R], others: Iterable[Connection]) -> None:
        self.pipe, theirs = _CONTEXT.Pipe()
        self.process = _CONTEXT.Process(target=_serve, args=(prepare, theirs, [self.pipe, *others], os.getpid()))
        try:
            self.process.start()
        except OSError as error:
            raise GraderError(
                f"no more processes can be started ({error.strerror}); expected one for each job; try fewer --jobs"
            ) from error
        theirs.close()
        self.place, self.since = -1, 0.0

    def give(self, place: int) -> None:
        """Give it a task; if it has died, that is found out when its answer is read."""
        self.place, self.since = place, time.monotonic()
        with suppress(OSError):
            self.pipe.send(place)

    def answer(self) -> R | Exception | None:
        """Return what it has to say; None if it has died."""
        try:
            answer: R | Exception = self.pipe.recv()
        except (EOFError, OSError):
            return None
        return answer

    def stop(self, *, at_once: bool) -> None:
        """Tell it to end, after its task or in the middle of it."""
        self.pipe.close()
        if at_once:
            self.process.terminate()

    def join(self) -> None:
        """Wait until it has ended, for as long as it needs to clear up."""
        self.process.join(STOP_SECONDS)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()
        self.process.close()


class _Team(Generic[R]):
    """Some processes that share some tasks. ``unlucky`` are the tasks whose process died."""

    def __init__(self, prepare: Prepare[R], jobs: int, patience: float) -> None:
        self.prepare, self.jobs, self.patience = prepare, jobs, patience
        self.busy: dict[Connection, _Process[R]] = {}
        self.stopped: list[_Process[R]] = []
        self.unlucky: list[int] = []

    def finish(self, places: Iterable[int]) -> Iterator[tuple[int, R]]:
        """Do tasks; however this ends, no process is left."""
        waiting = iter(places)
        try:
            for _, place in zip(range(self.jobs), waiting, strict=False):
                self._start(place)
            while self.busy:
                for process in self._ready():
                    place, answer = process.place, process.answer()
                    if isinstance(answer, Exception):
                        raise answer
                    # First its next task, so that it has no time to lose; then the result of the last one.
                    self._go_on(process, next(waiting, None), is_dead=answer is None)
                    if answer is not None:
                        yield place, answer
        finally:
            for process in list(self.busy.values()):
                self._stop(process, at_once=True)
            for process in self.stopped:
                process.join()

    def _start(self, place: int) -> None:
        process = _Process(self.prepare, self.busy)
        self.busy[process.pipe] = process
        process.give(place)

    def _go_on(self, process: _Process[R], following: int | None, *, is_dead: bool) -> None:
        if is_dead:
            self.unlucky.append(process.place)
        if is_dead or following is None:
            self._stop(process, at_once=is_dead)
            if following is not None:
                self._start(following)
        else:
            process.give(following)

    def _stop(self, process: _Process[R], *, at_once: bool) -> None:
        del self.busy[process.pipe]
        process.stop(at_once=at_once)
        self.stopped.append(process)

    def _ready(self) -> list[_Process[R]]:
        """Wait until a process has something to say or has died; kill those that say nothing for too long."""
        first = min(process.since for process in self.busy.values())
        pipes = wait(self.busy, timeout=max(first + self.patience - time.monotonic(), 0.0))
        if not pipes:
            for process in self.busy.values():
                if time.monotonic() - process.since >= self.patience:
                    process.process.kill()
        return [self.busy[pipe] for pipe in pipes if isinstance(pipe, Connection)]


def _serve(prepare: Prepare[R], pipe: Connection, others: Iterable[Connection], parent: int) -> None:
    """Do tasks until there are no more."""
    _die_with(parent)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent, which gets it too, says what is to be done
    signal.signal(signal.SIGTERM, _leave)
    for other in others:
        other.close()
    try:
        with prepare() as work:
            while (place := _next_task(pipe)) is not None:
                pipe.send(work(place))
    except (GraderError, OSError) as error:
        with suppress(OSError):
            pipe.send(error)


def _next_task(pipe: Connection) -> int | None:
    try:
        return int(pipe.recv())
    except (EOFError, OSError):  # the parent has no more, or is gone
        return None


def _die_with(parent: int) -> None:
    """Let this process be killed when its parent is, so that nothing goes on that was ended by force."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)


def _leave(_number: int, _frame: FrameType | None) -> NoReturn:
    raise SystemExit(0)

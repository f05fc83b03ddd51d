"""Watches one worker while the grader waits for it: the clock, and the files it writes.

A deadline is fair on a busy machine: time in which the worker was ready to run and the machine was not does not count,
up to a bound. Sleeping and waiting count.
"""

from __future__ import annotations

import os
import time
from contextlib import suppress
from pathlib import Path

from grader.errors import WorkerOverflow, WorkerTimeout
from grader.sandbox.policy import MIB, Policy

TICK_SECONDS = 0.1
_NANO = 1e-9


class Watch:
    """One worker's clock and folder; its process id may be unknown (0), and then every second counts."""

    def __init__(self, policy: Policy, pid: int, scratch: Path) -> None:
        self.policy, self.pid, self.scratch = policy, pid, scratch
        self._schedule: int | None = None
        with suppress(OSError):
            self._schedule = os.open(f"/proc/{pid}/schedstat", os.O_RDONLY | os.O_CLOEXEC) if pid else None

    def close(self) -> None:
        """Let go of the process."""
        if self._schedule is not None:
            os.close(self._schedule)
            self._schedule = None

    def until(self, deadline: float) -> Countdown:
        """Return a countdown to a deadline on the monotonic clock."""
        return Countdown(self, deadline)

    def waited(self) -> float:
        """Return the seconds that the worker's main thread has been ready to run without running; 0 if unknown."""
        with suppress(OSError, ValueError, IndexError):
            if self._schedule is not None:
                return int(os.pread(self._schedule, 100, 0).split()[1]) * _NANO
        return 0.0

    def require_room(self) -> None:
        """Raise WorkerOverflow if the worker's folder holds more than the policy allows."""
        count, size = 0, 0
        waiting = [self.scratch]
        while waiting:
            with suppress(OSError), os.scandir(waiting.pop()) as entries:
                for entry in entries:
                    count += 1
                    with suppress(OSError):
                        status = entry.stat(follow_symlinks=False)
                        size += status.st_blocks * 512
                        if entry.is_dir(follow_symlinks=False):
                            waiting.append(Path(entry))
                    if count > self.policy.files:
                        raise WorkerOverflow(f"It wrote more than {self.policy.files:,} files.")
        if size > self.policy.disk:
            raise WorkerOverflow(f"It wrote files of more than {self.policy.disk // MIB:,} MiB.")


class Countdown:
    """Says how long to wait: at most a tick at a time, so that files are watched too."""

    def __init__(self, watch: Watch, deadline: float) -> None:
        self.watch, self.deadline = watch, deadline
        self.started, self.waited = time.monotonic(), watch.waited()
        self.looked = self.started

    def __call__(self) -> float:
        """Return the seconds until the next look; raise WorkerTimeout or WorkerOverflow."""
        now = time.monotonic()
        if now - self.looked >= TICK_SECONDS:
            self.looked = now
            self.watch.require_room()
        left = self.deadline - now
        if left <= 0:
            left += self._grace()
        if left <= 0:
            raise WorkerTimeout("no answer in time")
        return min(left, TICK_SECONDS)

    def _grace(self) -> float:
        most = (self.watch.policy.patience - 1) * max(self.deadline - self.started, 0.0)
        return min(self.watch.waited() - self.waited, most)

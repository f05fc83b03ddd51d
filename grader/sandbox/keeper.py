"""The trusted side of the sandbox: has a zygote, proves that it confines, forks workers from it and ends them."""

from __future__ import annotations

import os
import socket
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from grader.errors import SandboxError, WeakIsolation
from grader.sandbox import frames, launch
from grader.sandbox.client import WorkerHandle, deadline_in
from grader.sandbox.control import ANSWER_SECONDS, Control, true_pid
from grader.sandbox.policy import Policy
from grader.sandbox.start import Start, start
from grader.sandbox.visible import listable
from grader.sandbox.watch import Watch

START_SECONDS = 60.0
_SECRET = Path(__file__).resolve().parents[1] / "exercise.py"
"""Stands for all that a worker must not read: it lies beside the references."""


@dataclass(frozen=True)
class Isolation:
    """What keeps student code in, as the zygote reports it and the self-test has proved it.

    Parameters
    ----------
    layers : tuple of str
        The layers in force.
    breaches : tuple of str
        What student code can do although it must not; empty unless weak isolation was allowed.
    reads_all : bool
        Whether workers read past folders' rights, inside what Landlock allows.
    """

    layers: tuple[str, ...]
    breaches: tuple[str, ...] = ()
    reads_all: bool = False

    def __str__(self) -> str:
        """Return it as it is stamped on every result."""
        text = ", ".join(self.layers) or "none"
        return f"WEAK: {text}; student code could {', '.join(self.breaches)}" if self.breaches else text


class Sandbox:
    """A zygote and the workers forked from it. Use it in a ``with`` statement; leaving it ends every process of it.

    Parameters
    ----------
    policy : Policy, optional
        What student code may do.
    begun : Start, optional
        A zygote that was started before, under the same policy.

    Raises
    ------
    SandboxError
        If student code cannot be run at all.
    WeakIsolation
        If it can be run, but could do what it must not; ``Policy.allow_weak`` grades all the same.
    """

    def __init__(self, policy: Policy | None = None, begun: Start | None = None) -> None:
        self.policy = policy or Policy()
        self._start(begun or start(self.policy))

    def clone(self) -> Sandbox:
        """Return a second sandbox, with a zygote of its own that starts warm: for another process of the grader.

        It lives no longer than this one. Raises SandboxError if the zygote is gone.
        """
        twin = object.__new__(Sandbox)
        twin.policy, twin.isolation, twin._control = self.policy, self.isolation, self._control.fork()
        return twin

    def __enter__(self) -> Sandbox:
        """Return the sandbox itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        """End it."""
        self.close()

    def spawn(self) -> WorkerHandle:
        """Return a fresh worker.

        If the zygote is gone a new one is started, so that nobody pays for what another did to it. Raises SandboxError
        if that fails.
        """
        try:
            return _spawn(self, self._control)
        except SandboxError:
            self.close()
            self._start(start(self.policy))
            return _spawn(self, self._control)

    def end(self, pid: int) -> int | None:
        """Kill a worker, wait for it, remove its files; return its wait status, None if the zygote is gone too."""
        try:
            status = self._control.end_worker(pid)
        except SandboxError:
            self.close()
            return None
        launch.remove(self._control.workers / str(pid))
        return status

    def close(self) -> None:
        """End the zygote and every worker, and remove all their files."""
        self._control.close()

    def _start(self, begun: Start) -> None:
        """Take over a zygote and prove that it confines; leave nothing behind if it does not."""
        self._control = begun.control
        try:
            self.isolation = _prove(self, self._control, _get_ready(begun, self.policy))
        except BaseException:
            self.close()
            raise


def _get_ready(begun: Start, policy: Policy) -> dict[str, Any]:
    """Wait until a zygote is ready; return which layers it says are in force."""
    root = begun.root
    ground = {
        "root": str(root.workers),
        "readable": [*map(str, begun.seen.paths()), str(root.figures)],
        "listable": list(map(str, listable())),
        "user": root.user,
        "threads": policy.threads + _threads_of(root.user or os.getuid()),
    }
    report = _greet(begun.control, {"policy": _settings(policy), "ground": ground}, policy)
    root.keep_fonts()
    return {**report, "walled": begun.walled}


def _greet(control: Control, settings: dict[str, Any], policy: Policy) -> dict[str, Any]:
    """Tell a zygote what it is to do; return what it did."""
    try:
        frames.send(control.sock, settings, deadline_in(START_SECONDS))
        report = frames.receive(control.sock, deadline_in(START_SECONDS))
    except SandboxError as error:
        status = None if control.process is None else control.process.poll()
        raise SandboxError(
            f"the process that runs student code ended with status {status} before it was ready; see above, and try "
            "`grader doctor`"
        ) from error
    control.sock.settimeout(ANSWER_SECONDS)
    _, handles = control.expect(b"R")
    control.address_space = _address_space(true_pid(handles), policy)
    return report


def _prove(sandbox: Sandbox, control: Control, report: dict[str, Any]) -> Isolation:
    """Let a worker that nobody needs try what must be impossible; return what is in force.

    Raises WeakIsolation if something succeeds that must not, unless the policy allows it.
    """
    forbidden = control.workers / "forbidden"
    forbidden.write_text("not for workers\n")
    forbidden.chmod(0o644)
    worker = _spawn(sandbox, control)
    try:
        answer = worker.prove([str(forbidden), str(_SECRET)], str(control.workers / "written"))
    finally:
        worker.end()
    isolation = Isolation(_layers(report, sandbox.policy), tuple(answer["breaches"]), report["reads_all"])
    if isolation.breaches and not sandbox.policy.allow_weak:
        raise WeakIsolation(
            f"student code could {', '.join(isolation.breaches)}; expected none of it to be possible, with "
            f"{', '.join(isolation.layers) or 'nothing'} in force; try `grader doctor`, which says what to do, or "
            "--allow-weak-isolation, which grades all the same and says so on every result"
        )
    if answer["broken"]:
        raise SandboxError(
            f"student code could not import {', '.join(answer['broken'])}; expected it to read the interpreter and "
            "its packages; try `grader doctor`"
        )
    return isolation


def _spawn(sandbox: Sandbox, control: Control) -> WorkerHandle:
    ours, theirs = socket.socketpair()
    with theirs:
        try:
            pid, known_as = control.fork_worker(theirs.fileno())
        except SandboxError:
            ours.close()
            raise
    worker = WorkerHandle(sandbox, pid, ours, Watch(sandbox.policy, known_as, control.workers / str(pid)))
    worker.await_confinement(deadline_in(ANSWER_SECONDS))
    return worker


def _layers(report: dict[str, Any], policy: Policy) -> tuple[str, ...]:
    found = {
        f"landlock {report['landlock']}": bool(report["landlock"]),
        "seccomp": report["seccomp"],
        f"user {report['user']}": report["user"] != os.getuid(),
        "limits": policy.uses("rlimits"),
        "bubblewrap": report["walled"],
    }
    return tuple(name for name, is_there in found.items() if is_there)


def _address_space(pid: int, policy: Policy) -> int:
    """Return the bytes of address space that a worker may have: what the zygote has, and its own; 0 if unknown."""
    with suppress(OSError, ValueError):
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[0])
        return pages * os.sysconf("SC_PAGE_SIZE") + policy.memory
    return 0


def _threads_of(user: int) -> int:
    """Return how many threads a user has: the system counts those of all its processes against one limit."""
    count = 0
    for task in Path("/proc").glob("[0-9]*/task"):
        with suppress(OSError):
            count += sum(1 for _ in task.iterdir()) if task.stat().st_uid == user else 0
    return count


def _settings(policy: Policy) -> dict[str, Any]:
    lists = {name: sorted(getattr(policy, name)) for name in ("packages", "without")}
    return {**asdict(policy), **lists, "preload": list(policy.preload)}

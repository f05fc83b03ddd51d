"""The trusted side of the sandbox: starts the zygote, proves that it confines, forks workers from it and ends them."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from grader.errors import SandboxError, WeakIsolation
from grader.sandbox import frames, launch
from grader.sandbox.client import WorkerHandle, deadline_in
from grader.sandbox.policy import MIB, Policy
from grader.sandbox.visible import listable, visible
from grader.sandbox.watch import Watch

START_SECONDS, ANSWER_SECONDS = 60.0, 10.0
_COURSE = Path(__file__).resolve().parents[1] / "exercise.py"
"""Stands for all that a worker must not read: it lies beside the references."""


@dataclass(frozen=True)
class Isolation:
    """What keeps student code in, as the zygote reports it and the self-test has proved it.

    Parameters
    ----------
    layers : tuple of str
        The layers in force.
    missing : tuple of str
        Why others are not.
    breaches : tuple of str
        What student code can do although it must not; empty unless weak isolation was allowed.
    """

    layers: tuple[str, ...]
    missing: tuple[str, ...] = ()
    breaches: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Return it as it is stamped on every result."""
        text = ", ".join(self.layers) or "none"
        return f"WEAK: {text}; student code could {', '.join(self.breaches)}" if self.breaches else text


class Sandbox:
    """A zygote and the workers forked from it. Use it in a ``with`` statement; leaving it ends every process of it.

    Raises
    ------
    SandboxError
        If student code cannot be run at all.
    WeakIsolation
        If it can be run, but could do what it must not; ``Policy.allow_weak`` grades all the same.
    """

    def __init__(self, policy: Policy | None = None) -> None:
        self.policy = policy or Policy()
        self._start()

    def clone(self) -> Sandbox:
        """Return a second sandbox, with a zygote of its own that starts warm: for another process of the grader.

        It lives no longer than this one. Raises SandboxError if the zygote is gone.
        """
        ours, theirs = socket.socketpair()
        with theirs:
            self._ask(b"Z" + bytes(4), None, theirs.fileno())
        twin = object.__new__(Sandbox)
        twin.__dict__.update(self.__dict__)
        twin._control, twin._root, twin._process = ours, None, None
        ours.settimeout(START_SECONDS)
        twin._expect(b"R")
        ours.settimeout(ANSWER_SECONDS)
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
            return self._fork()
        except SandboxError:
            self.close()
            self._start()
            return self._fork()

    def end(self, pid: int) -> int | None:
        """Kill a worker, wait for it, remove its files; return its wait status, None if the zygote is gone too."""
        try:
            status, _ = self._ask(b"K" + pid.to_bytes(4, "big"), b"D")
        except SandboxError:
            self.close()
            return None
        launch.remove(self._ground / str(pid))
        return status

    def close(self) -> None:
        """End the zygote and every worker, and remove all their files."""
        self._control.close()
        if self._process is not None:
            try:
                self._process.wait(timeout=ANSWER_SECONDS)
            except subprocess.TimeoutExpired:
                os.killpg(self._process.pid, signal.SIGKILL)
                self._process.wait()
        if self._root is not None:
            self._root.remove()
            self._root = None

    def _start(self) -> None:
        user = launch.user_for(self.policy)
        launch.require_platform(self.policy)
        launch.sweep()
        self._root: launch.Root | None = launch.Root(user)
        self._ground = self._root.workers
        seen = visible(self.policy.packages, os.environ.get("FALLLINE_DATA"))
        self._control, theirs = socket.socketpair()
        self._process: subprocess.Popen[bytes] | None = None
        try:
            command = launch.command(theirs.fileno(), self.policy, seen, self._root)
            self._process = subprocess.Popen(
                command,
                pass_fds=[theirs.fileno()],
                env=launch.environment(self._root),
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )
            theirs.close()
            ground = {
                "root": str(self._ground),
                "readable": list(map(str, seen.paths())),
                "listable": list(map(str, listable())),
                "user": user,
            }
            report = self._greet({"policy": _settings(self.policy), "ground": ground})
            self._root.keep_fonts()
            self.isolation = self._prove(report, walled=command[0] != sys.executable)
        except SandboxError:
            theirs.close()
            self.close()
            raise
        self._control.settimeout(ANSWER_SECONDS)

    def _greet(self, settings: dict[str, Any]) -> dict[str, Any]:
        """Tell the zygote what it is to do; return what it did."""
        try:
            frames.send(self._control, settings, deadline_in(START_SECONDS))
            report = frames.receive(self._control, deadline_in(START_SECONDS))
        except SandboxError as error:
            status = None if self._process is None else self._process.poll()
            raise SandboxError(
                f"the process that runs student code ended with status {status} before it was ready; see above, and "
                "try `grader doctor`"
            ) from error
        self._control.settimeout(ANSWER_SECONDS)
        _, handles = self._expect(b"R")
        self._address_space = _address_space(_true_pid(handles), self.policy)
        return report

    def _prove(self, report: dict[str, Any], *, walled: bool) -> Isolation:
        """Let a worker that nobody needs try what must be impossible; return what is in force.

        Raises WeakIsolation if something succeeds that must not, unless the policy allows it.
        """
        forbidden = self._ground / "forbidden"
        forbidden.write_text("not for workers\n")
        forbidden.chmod(0o644)
        worker = self._fork()
        try:
            answer = worker.prove([str(forbidden), str(_COURSE)], str(self._ground / "written"))
        finally:
            worker.end()
        if answer["broken"]:
            raise SandboxError(
                f"student code could not import {', '.join(answer['broken'])}; expected it to read the interpreter and "
                "its packages; try `grader doctor`"
            )
        layers, missing = _layers(report, self.policy, walled)
        isolation = Isolation(tuple(layers), tuple(missing), tuple(answer["breaches"]))
        if isolation.breaches and not self.policy.allow_weak:
            raise WeakIsolation(
                f"student code could {', '.join(isolation.breaches)}. Expected none of it to be possible; in force: "
                f"{', '.join(layers) or 'nothing'}. Try `grader doctor`, which says what to do; "
                "--allow-weak-isolation grades all the same, and says so on every result"
            )
        return isolation

    def _fork(self) -> WorkerHandle:
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                size = -(-self._address_space // MIB)
                pid, handles = self._ask(b"S" + size.to_bytes(4, "big"), b"P", theirs.fileno())
            except SandboxError:
                ours.close()
                raise
        watch = Watch(self.policy, _true_pid(handles), self._ground / str(pid))
        worker = WorkerHandle(self, pid, ours, watch)
        worker.await_confinement(deadline_in(ANSWER_SECONDS))
        return worker

    def _ask(self, command: bytes, letter: bytes | None, *descriptors: int) -> tuple[int, list[int]]:
        try:
            socket.send_fds(self._control, [command], descriptors)
        except OSError as error:
            raise SandboxError("the process that runs student code is gone") from error
        return self._expect(letter) if letter else (0, [])

    def _expect(self, letter: bytes) -> tuple[int, list[int]]:
        answer, opened = b"", list[int]()
        while len(answer) < 5:
            try:
                part, handles, _, _ = socket.recv_fds(self._control, 5 - len(answer), 1)
            except OSError as error:
                raise SandboxError("the process that runs student code does not answer") from error
            if not part:
                raise SandboxError("the process that runs student code is gone; see above")
            answer += part
            opened += handles
        if answer[:1] != letter:
            raise SandboxError("the process that runs student code answered something else")
        return int.from_bytes(answer[1:], "big"), opened


def _layers(report: dict[str, Any], policy: Policy, walled: bool) -> tuple[list[str], list[str]]:
    """Return the layers in force, and why others are not."""
    found = {
        f"landlock {report['landlock']}": bool(report["landlock"]),
        "seccomp": report["seccomp"],
        f"user {report['user']}": report["user"] != os.getuid(),
        "limits": policy.uses("rlimits"),
        "bubblewrap": walled,
    }
    missing = [f"seccomp: {report['missing']}"] if report["missing"] else []
    if not report["landlock"]:
        missing.append("landlock: the kernel has none, or it was left out")
    return [name for name, is_there in found.items() if is_there], missing


def _true_pid(handles: list[int]) -> int:
    """Close a descriptor of a process; return the number that the process has here, 0 if that cannot be told."""
    pid = 0
    for handle in handles:
        with suppress(OSError, ValueError):
            fields = dict(line.split(":", 1) for line in Path(f"/proc/self/fdinfo/{handle}").read_text().splitlines())
            pid = max(int(fields.get("Pid", "0")), 0)
        os.close(handle)
    return pid


def _address_space(pid: int, policy: Policy) -> int:
    """Return the bytes of address space that a worker may have: what the zygote has, and its own; 0 if unknown."""
    with suppress(OSError, ValueError):
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[0])
        return pages * os.sysconf("SC_PAGE_SIZE") + policy.memory
    return 0


def _settings(policy: Policy) -> dict[str, Any]:
    lists = {name: sorted(getattr(policy, name)) for name in ("packages", "without")}
    return {**asdict(policy), **lists, "preload": list(policy.preload)}

"""A warm process that forks workers: it has imported what they need, and holds nothing that they may not see.

It is told on its control socket, in one frame, how to confine itself, and answers in one frame what it has done. Then
it takes five-byte commands there (a letter and a number) and answers each with five bytes of the same form:

    S memory + one descriptor    fork a worker on that socket, with so many MiB of address space in all (0: no limit);
                                 the answer holds its process id, and comes with a descriptor of the process
    K pid                        kill that worker and its session, reap it; the answer holds its wait status
    Z 0000   + one descriptor    fork this zygote: the new one takes its commands from that socket
"""

from __future__ import annotations

import gc
import importlib
import os
import signal
import socket
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any, NoReturn

from grader.sandbox import frames
from grader.sandbox.confine import Confinement, Ground
from grader.sandbox.policy import MIB, Policy
from grader.sandbox.shell import make_shell
from grader.sandbox.worker import Worker

COMMAND_BYTES = 5


def main() -> None:
    """Get ready, then serve until the control socket is closed."""
    os.environ.pop("PWD", None)  # bubblewrap's
    control = socket.socket(fileno=int(sys.argv[1]))
    settings = frames.receive(control)
    policy, ground = _policy(settings["policy"]), _ground(settings["ground"])
    for name in policy.preload:
        importlib.import_module(name)
    shell = make_shell()
    confinement = Confinement(policy, ground)
    gc.freeze()
    if threading.active_count() != 1:
        raise SystemExit("the zygote has threads; a fork would lose them")
    frames.send(control, confinement.report())
    control.settimeout(None)
    zygote = Zygote(control, confinement, shell)
    zygote.answer(b"R", 0, *_handle_of(os.getpid()))
    zygote.serve()
    # Nothing of it is left to be tidied away, and tidying takes longer than grading a submission.
    os._exit(0)


class Zygote:
    """Forks workers and ends them, on command."""

    def __init__(self, control: socket.socket, confinement: Confinement, shell: Any) -> None:
        self.control, self.confinement, self.shell = control, confinement, shell
        self.children: set[int] = set()

    def serve(self) -> None:
        """Obey until the control socket is closed; then end every worker."""
        # A grader that was killed leaves with answers unread, which is an error and no end to whoever listens.
        with suppress(ConnectionError):
            while self._obey():
                pass
        for pid in tuple(self.children):
            self._end(pid)

    def _obey(self) -> bool:
        """Carry out one command; return whether there was one."""
        data, descriptors, _, _ = socket.recv_fds(self.control, COMMAND_BYTES, 1)
        if len(data) < COMMAND_BYTES:
            return False
        letter, number = data[:1], int.from_bytes(data[1:], "big")
        if letter == b"S":
            self._fork_worker(descriptors[0], number * MIB)
        elif letter == b"Z":
            self._fork_self(descriptors[0])
        else:
            self.answer(b"D", self._end(number))
        return True

    def _fork_worker(self, descriptor: int, address_space: int) -> None:
        pid = os.fork()
        if pid == 0:
            self.control.close()
            self._become_worker(descriptor, address_space)
        os.close(descriptor)
        self.children.add(pid)
        handle = _handle_of(pid)
        self.answer(b"P", pid, *handle)
        for opened in handle:
            os.close(opened)

    def _become_worker(self, descriptor: int, address_space: int) -> NoReturn:
        """Serve one submission and leave without a clean exit: nothing of a student's may run afterwards."""
        status = 1
        gc.enable()
        try:
            sock = socket.socket(fileno=descriptor)
            try:
                self.confinement.enter(self.confinement.ground.root / str(os.getpid()), descriptor, address_space)
            except OSError as error:
                frames.send(sock, {"unconfined": str(error)})
                raise
            sys.path.append("")  # a student may write a module and import it; last, so that it shadows none
            frames.send(sock, {"unconfined": None})
            Worker(sock, self.shell, self.confinement.policy).serve()
            status = 0
        finally:
            os._exit(status)

    def _fork_self(self, descriptor: int) -> None:
        if os.fork() == 0:
            self.control.close()
            self.control, self.children = socket.socket(fileno=descriptor), set()
            self.answer(b"R", 0)
        else:
            os.close(descriptor)

    def answer(self, letter: bytes, number: int, *descriptors: int) -> None:
        """Send five bytes, and descriptors with them."""
        socket.send_fds(self.control, [letter + number.to_bytes(4, "big")], descriptors)

    def _end(self, pid: int) -> int:
        """Kill a worker with everything in its session's process group; return its wait status."""
        if pid not in self.children:
            return 0
        self.children.discard(pid)
        for kill in (os.killpg, os.kill):
            with suppress(ProcessLookupError, PermissionError):
                kill(pid, signal.SIGKILL)
        return os.waitpid(pid, 0)[1]


def _handle_of(pid: int) -> list[int]:
    """Return a descriptor of a process, by which the grader finds it even from another namespace; none if it cannot."""
    try:
        return [os.pidfd_open(pid)]
    except (AttributeError, OSError):
        return []


def _policy(settings: dict[str, Any]) -> Policy:
    lists = {name: tuple(settings[name]) for name in ("preload", "packages")}
    return Policy(**{**settings, **lists, "without": frozenset(settings["without"])})


def _ground(settings: dict[str, Any]) -> Ground:
    readable, listable = (tuple(map(Path, settings[name])) for name in ("readable", "listable"))
    return Ground(Path(settings["root"]), readable, listable, settings["user"], settings["threads"])

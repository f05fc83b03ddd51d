"""Talks to one zygote, on the trusted side: five bytes there, five bytes back, and descriptors with them."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from grader.errors import SandboxError
from grader.sandbox.launch import Root
from grader.sandbox.policy import MIB

ANSWER_SECONDS = 10.0
ANSWER_BYTES = 5


@dataclass
class Control:
    """One zygote: the socket it listens on, and, if it was not forked from another one, its process and its folder.

    Parameters
    ----------
    sock : socket
        The grader's end of the control socket.
    workers : Path
        The folder in which workers have theirs.
    address_space : int
        Bytes of address space that a worker may have; 0 for no limit.
    process : Popen or None
        The process to wait for at the end.
    root : Root or None
        The folder to remove at the end.
    """

    sock: socket.socket
    workers: Path
    address_space: int = 0
    process: subprocess.Popen[bytes] | None = None
    root: Root | None = None

    def fork_worker(self, descriptor: int) -> tuple[int, int]:
        """Fork a worker on a socket; return its process id, and the one that it has for this process, 0 if unknown."""
        size = -(-self.address_space // MIB)
        self._tell(b"S" + size.to_bytes(4, "big"), descriptor)
        pid, handles = self.expect(b"P")
        return pid, true_pid(handles)

    def end_worker(self, pid: int) -> int:
        """Kill a worker and wait for it; return its wait status."""
        self._tell(b"K" + pid.to_bytes(4, "big"))
        return self.expect(b"D")[0]

    def fork(self) -> Control:
        """Fork the zygote; return what talks to the new one."""
        ours, theirs = socket.socketpair()
        with theirs:
            self._tell(b"Z" + bytes(4), theirs.fileno())
        twin = Control(ours, self.workers, self.address_space)
        twin.sock.settimeout(ANSWER_SECONDS)
        twin.expect(b"R")
        return twin

    def expect(self, letter: bytes) -> tuple[int, list[int]]:
        """Return the number that the zygote answers, and the descriptors; raises SandboxError if it does not."""
        answer, opened = b"", list[int]()
        while len(answer) < ANSWER_BYTES:
            try:
                part, handles, _, _ = socket.recv_fds(self.sock, ANSWER_BYTES - len(answer), 1)
            except OSError as error:
                raise SandboxError("the process that runs student code does not answer") from error
            if not part:
                raise SandboxError("the process that runs student code is gone; see above")
            answer += part
            opened += handles
        if answer[:1] != letter:
            raise SandboxError("the process that runs student code answered something else")
        return int.from_bytes(answer[1:], "big"), opened

    def close(self) -> None:
        """End the zygote and every worker, and remove all their files."""
        self.sock.close()
        if self.process is not None:
            try:
                self.process.wait(timeout=ANSWER_SECONDS)
            except subprocess.TimeoutExpired:
                with suppress(ProcessLookupError):
                    os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait()
        if self.root is not None:
            self.root.remove()
            self.root = None

    def kill(self) -> None:
        """End the zygote in the middle of whatever it does, and remove all its files."""
        if self.process is not None and self.process.poll() is None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
        self.close()

    def _tell(self, command: bytes, *descriptors: int) -> None:
        try:
            socket.send_fds(self.sock, [command], descriptors)
        except OSError as error:
            raise SandboxError("the process that runs student code is gone") from error


def true_pid(handles: list[int]) -> int:
    """Close a descriptor of a process; return the number that the process has here, 0 if that cannot be told."""
    pid = 0
    for handle in handles:
        with suppress(OSError, ValueError):
            fields = dict(line.split(":", 1) for line in Path(f"/proc/self/fdinfo/{handle}").read_text().splitlines())
            pid = max(int(fields.get("Pid", "0")), 0)
        os.close(handle)
    return pid

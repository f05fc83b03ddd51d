"""Talks to one worker, on the trusted side."""

from __future__ import annotations

import socket
import time
from typing import TYPE_CHECKING, Any

from fallline.observe import Observation
from grader.errors import SandboxError, WorkerDied
from grader.sandbox import frames
from grader.sandbox.answers import CellResult, Functions, Missing, evaluate, read_call, read_cell
from grader.sandbox.watch import Watch

if TYPE_CHECKING:
    from grader.sandbox.keeper import Sandbox

_PROOF_SECONDS = 30.0
_FRESH = ("colorsys", "numpy.ctypeslib")
"""Modules that nothing else has imported yet: whether files of the interpreter and of packages can be read."""
_ROOM_FOR_A_NOTE = 50
"""For the worker's note on how many characters it has left out."""


def _no_function(_name: str) -> None:
    """Pass no function: what a call does that needs none."""


class WorkerHandle:
    """One worker: one submission's process. After a time-out or a death, ``end`` it and take another."""

    def __init__(self, sandbox: Sandbox, pid: int, sock: socket.socket, watch: Watch) -> None:
        self.sandbox, self.pid, self._sock, self._watch, self._requests = sandbox, pid, sock, watch, 0

    @property
    def true_pid(self) -> int:
        """The process id that it has for this process, whatever namespace it lives in; 0 if that is not known."""
        return self._watch.pid

    def await_confinement(self, deadline: float) -> None:
        """Wait until it has confined itself.

        Raises SandboxError if it could not, which is nobody's fault who hands in.
        """
        try:
            answer = frames.receive(self._sock, deadline)
        except SandboxError as error:
            self.end()
            raise SandboxError("a process for student code could not be made ready; try `grader doctor`") from error
        if answer["unconfined"] is not None:
            self.end()
            raise SandboxError(f"a process for student code could not be confined: {answer['unconfined']}")

    def prove(self, forbidden: list[str], writable: str) -> dict[str, Any]:
        """Let it try what must be impossible, before it runs anything else; return what succeeded."""
        request = {"do": "prove", "forbidden": forbidden, "writable": writable, "imports": list(_FRESH)}
        return self._request(request, deadline_in(_PROOF_SECONDS))

    def run_cell(self, source: str, label: str, deadline: float) -> CellResult:
        """Run source as a notebook's cell, until ``deadline`` on the monotonic clock.

        ``label`` becomes the file name in its tracebacks. Raises WorkerTimeout, WorkerDied, SandboxError.
        """
        answer = self._request({"do": "cell", "source": source, "label": label}, deadline)
        return read_cell(answer, self.sandbox.policy.output_characters + _ROOM_FOR_A_NOTE)

    def call(
        self,
        name: str,
        inputs: dict[str, Any],
        deadline: float,
        *,
        read_only: bool = False,
        script: str | None = None,
        items: int | None = None,
        functions: Functions = _no_function,
    ) -> Observation | Missing:
        """Call the notebook's function ``name`` on plain data and return what it did.

        With a ``script`` this is done in place of the one call; of an iterator, up to ``items`` items are taken.
        ``functions`` are evaluated here when the student's code calls a ``FunctionName`` among its inputs.
        Raises WorkerTimeout, WorkerDied, SandboxError.
        """
        settings = {"read_only": read_only, "script": script, "items": items}
        request = {"do": "call", "name": name, "inputs": inputs, **settings}
        return read_call(self._request(request, deadline, functions), set(inputs))

    def end(self) -> int | None:
        """End this worker; return its wait status, None if it is not known."""
        self._sock.close()
        self._watch.close()
        return self.sandbox.end(self.pid)

    def _request(self, request: dict[str, Any], deadline: float, functions: Functions = _no_function) -> dict[str, Any]:
        self._requests += 1
        left = self._watch.until(deadline)
        frames.send(self._sock, {**request, "id": self._requests}, left)
        while True:
            answer = frames.receive(self._sock, left, self.sandbox.policy.frame_bytes)
            if "function" not in answer:
                break
            result = evaluate(functions, answer, self.sandbox.policy.callback_numbers)
            frames.send(self._sock, result, left)
        number = answer.get("id")
        if type(number) is not int or number != self._requests:
            raise WorkerDied("the worker answered another question")
        return answer


def deadline_in(seconds: float) -> float:
    """Return the deadline so many seconds from now, on the clock that workers are held to."""
    return time.monotonic() + seconds


__all__ = ["CellResult", "Missing", "WorkerHandle", "deadline_in"]

"""The trusted side of the sandbox: starts the zygote, talks to workers, and ends them."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import Any

from fallline.observe import Observation
from fallline.plain import encode
from grader.errors import SandboxError, WorkerDied
from grader.sandbox import frames
from grader.sandbox.answers import CellResult, Functions, Missing, evaluate, read_call, read_cell
from grader.sandbox.policy import Policy

START_SECONDS, ANSWER_SECONDS = 60.0, 10.0
_ROOM_FOR_A_NOTE = 50
"""For the worker's note on how many characters it has left out."""


class Sandbox:
    """A zygote and the workers forked from it. Use it in a ``with`` statement; leaving it ends every process of it."""

    def __init__(self, policy: Policy | None = None) -> None:
        self.policy = policy or Policy()
        self._start()

    def _start(self) -> None:
        self._root = Path(tempfile.mkdtemp(prefix="fallline-"))
        self._control, theirs = socket.socketpair()
        arguments = [str(theirs.fileno()), str(self._root), encode(_settings(self.policy)).hex()]
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-m", "grader.sandbox.zygote", *arguments],
            pass_fds=[theirs.fileno()],
            env=_environment(self._root),
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
        theirs.close()
        self._control.settimeout(START_SECONDS)
        try:
            self._expect(b"R")
        except SandboxError:
            self.close()
            raise
        self._control.settimeout(ANSWER_SECONDS)

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
            status = self._ask(b"K" + pid.to_bytes(4, "big"), b"D")
        except SandboxError:
            self.close()
            return None
        _remove(self._root / str(pid))
        return status

    def close(self) -> None:
        """End the zygote and every worker, and remove all their files."""
        self._control.close()
        try:
            self._process.wait(timeout=ANSWER_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        _remove(self._root)

    def _fork(self) -> WorkerHandle:
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                return WorkerHandle(self, self._ask(b"S" + bytes(4), b"P", theirs.fileno()), ours)
            except SandboxError:
                ours.close()
                raise

    def _ask(self, command: bytes, letter: bytes, *descriptors: int) -> int:
        try:
            socket.send_fds(self._control, [command], descriptors)
        except OSError as error:
            raise SandboxError("the process that runs student code is gone") from error
        return self._expect(letter)

    def _expect(self, letter: bytes) -> int:
        answer = b""
        while len(answer) < 5:
            try:
                part = self._control.recv(5 - len(answer))
            except OSError as error:
                raise SandboxError("the process that runs student code does not answer") from error
            if not part:
                raise SandboxError(
                    f"the process that runs student code ended with status {self._process.poll()}; see above"
                )
            answer += part
        if answer[:1] != letter:
            raise SandboxError("the process that runs student code answered something else")
        return int.from_bytes(answer[1:], "big")


def _no_function(_name: str) -> None:
    """Pass no function: what a call does that needs none."""


class WorkerHandle:
    """One worker: one submission's process. After a time-out or a death, ``end`` it and take another."""

    def __init__(self, sandbox: Sandbox, pid: int, sock: socket.socket) -> None:
        self.sandbox, self.pid, self._sock, self._requests = sandbox, pid, sock, 0

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
        functions: Functions = _no_function,
    ) -> Observation | Missing:
        """Call the notebook's function ``name`` on plain data and return what it did.

        ``functions`` are evaluated here when the student's code calls a ``FunctionName`` among its inputs.
        Raises WorkerTimeout, WorkerDied, SandboxError.
        """
        request = {"do": "call", "name": name, "inputs": inputs, "read_only": read_only}
        return read_call(self._request(request, deadline, functions), set(inputs))

    def end(self) -> int | None:
        """End this worker; return its wait status, None if it is not known."""
        self._sock.close()
        return self.sandbox.end(self.pid)

    def _request(self, request: dict[str, Any], deadline: float, functions: Functions = _no_function) -> dict[str, Any]:
        self._requests += 1
        frames.send(self._sock, {**request, "id": self._requests}, deadline)
        while True:
            answer = frames.receive(self._sock, deadline, self.sandbox.policy.frame_bytes)
            if "function" not in answer:
                break
            result = evaluate(functions, answer, self.sandbox.policy.callback_numbers)
            frames.send(self._sock, result, deadline)
        number = answer.get("id")
        if type(number) is not int or number != self._requests:
            raise WorkerDied("the worker answered another question")
        return answer


def _remove(folder: Path) -> None:
    """Remove a folder and all that is in it, however deep it lies and whatever its rights say."""
    with suppress(RecursionError):
        shutil.rmtree(folder, ignore_errors=True)
    if folder.exists():
        for command in (["chmod", "-R", "u+rwx"], ["rm", "-rf"]):
            subprocess.run([*command, "--", folder], check=False, capture_output=True)


def _settings(policy: Policy) -> dict[str, Any]:
    return {**asdict(policy), "preload": list(policy.preload)}


def _environment(root: Path) -> dict[str, str]:
    """Return the zygote's whole environment: nothing of the instructor's shell goes into it."""
    data = os.environ.get("FALLLINE_DATA")
    return {
        "PATH": os.defpath,
        "HOME": str(root),
        "TMPDIR": str(root),
        "LANG": "C.UTF-8",
        "IPYTHONDIR": str(root / "ipython"),
        "MPLCONFIGDIR": str(_figure_cache()),
        "MPLBACKEND": "agg",
        "MATPLOTLIBRC": str(_figure_settings(root)),
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
        **({"FALLLINE_DATA": data} if data else {}),
    }


def _figure_cache() -> Path:
    """Return the folder where matplotlib keeps its list of fonts between runs; making that list takes seconds."""
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = home / "fallline" / "matplotlib"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _figure_settings(root: Path) -> Path:
    """Write matplotlib's settings: nothing closes a figure while grading, so many open ones are no reason to warn."""
    path = root / "matplotlibrc"
    path.write_text("figure.max_open_warning: 0\n")
    return path


def deadline_in(seconds: float) -> float:
    """Return the deadline so many seconds from now, on the clock that workers are held to."""
    return time.monotonic() + seconds


__all__ = ["CellResult", "Missing", "Sandbox", "WorkerHandle", "deadline_in"]

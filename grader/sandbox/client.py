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
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from fallline.errors import PlainDataError
from fallline.observe import Observation, Raised
from fallline.plain import encode
from grader.errors import SandboxError, WorkerDied
from grader.sandbox import frames
from grader.sandbox.policy import Policy

Functions = Mapping[str, Callable[..., Any]]
START_SECONDS = 60.0


@dataclass(frozen=True)
class CellResult:
    """What running one cell did: the exception it ended with, if any, and what it printed."""

    raised: Raised | None
    output: str


@dataclass(frozen=True)
class Missing:
    """The notebook defines no function of that name; ``found`` is what it is instead, or "undefined"."""

    found: str


class Sandbox:
    """A zygote and the workers forked from it. Use it in a ``with`` statement; leaving it ends every process of it."""

    def __init__(self, policy: Policy | None = None) -> None:
        self.policy = policy or Policy()
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
        self._expect(b"R")

    def __enter__(self) -> Sandbox:
        """Return the sandbox itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        """End it."""
        self.close()

    def spawn(self) -> WorkerHandle:
        """Return a fresh worker."""
        ours, theirs = socket.socketpair()
        socket.send_fds(self._control, [b"S" + bytes(4)], [theirs.fileno()])
        theirs.close()
        return WorkerHandle(self, self._expect(b"P"), ours)

    def end(self, pid: int) -> int:
        """Kill a worker, wait for it, remove its files; return its wait status."""
        self._control.sendall(b"K" + pid.to_bytes(4, "big"))
        status = self._expect(b"D")
        shutil.rmtree(self._root / str(pid), ignore_errors=True)
        return status

    def close(self) -> None:
        """End the zygote and every worker, and remove all their files."""
        self._control.close()
        try:
            self._process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        shutil.rmtree(self._root, ignore_errors=True)

    def _expect(self, letter: bytes) -> int:
        answer = b""
        while len(answer) < 5:
            part = self._control.recv(5 - len(answer))
            if not part:
                raise SandboxError(
                    f"the process that runs student code ended with status {self._process.poll()}; see above"
                )
            answer += part
        if answer[:1] != letter:
            raise SandboxError("the process that runs student code answered something else")
        return int.from_bytes(answer[1:], "big")


class WorkerHandle:
    """One worker: one submission's process. After a time-out or a death, ``end`` it and take another."""

    def __init__(self, sandbox: Sandbox, pid: int, sock: socket.socket) -> None:
        self.sandbox, self.pid, self._sock, self._requests = sandbox, pid, sock, 0

    def run_cell(self, source: str, label: str, deadline: float) -> CellResult:
        """Run source as a notebook's cell, until ``deadline`` on the monotonic clock.

        ``label`` becomes the file name in its tracebacks. Raises WorkerTimeout, WorkerDied, SandboxError.
        """
        answer = self._request({"do": "cell", "source": source, "label": label}, deadline)
        return CellResult(_raised(answer.get("raised")), str(answer.get("output")))

    def call(
        self,
        name: str,
        inputs: dict[str, Any],
        deadline: float,
        *,
        read_only: bool = False,
        functions: Functions | None = None,
    ) -> Observation | Missing:
        """Call the notebook's function ``name`` on plain data and return what it did.

        ``functions`` are evaluated here when the student's code calls a ``FunctionName`` among its inputs.
        Raises WorkerTimeout, WorkerDied, SandboxError.
        """
        request = {"do": "call", "name": name, "inputs": inputs, "read_only": read_only}
        answer = self._request(request, deadline, functions or {})
        if "missing" in answer:
            return Missing(str(answer["missing"]))
        return _observation(answer, set(inputs))

    def end(self) -> int:
        """End this worker; return its wait status."""
        self._sock.close()
        return self.sandbox.end(self.pid)

    def _request(self, request: dict[str, Any], deadline: float, functions: Functions | None = None) -> dict[str, Any]:
        self._requests += 1
        frames.send(self._sock, {**request, "id": self._requests}, deadline)
        while True:
            answer = frames.receive(self._sock, deadline, self.sandbox.policy.frame_bytes)
            if "function" not in answer:
                break
            frames.send(self._sock, _evaluate(functions or {}, answer), deadline)
        if answer.get("id") != self._requests:
            raise WorkerDied("the worker answered another question")
        return answer


def _evaluate(functions: Functions, request: dict[str, Any]) -> dict[str, Any]:
    """Evaluate a function of ours on a student's arguments; return its value, or its exception in words."""
    function, arguments = functions.get(str(request["function"])), request.get("args")
    if function is None or not isinstance(arguments, list):
        return {"raised": "there is no such function", "value": None}
    try:
        value = function(*arguments)
        encode(value)
    except PlainDataError as error:
        return {"raised": str(error), "value": None}
    except Exception as error:  # whatever a student's arguments make ours raise is the student's to handle
        return {"raised": f"{type(error).__name__}: {error}", "value": None}
    return {"raised": None, "value": value}


def _observation(answer: dict[str, Any], arguments: set[str]) -> Observation:
    """Rebuild an observation from a worker's answer, believing only what has the right type."""
    unsupported = answer.get("unsupported")
    warned, overwritten = answer.get("warned"), answer.get("overwritten")
    return Observation(
        answer.get("value"),
        _raised(answer.get("raised")),
        None if unsupported is None else str(unsupported)[:200],
        tuple(str(w)[:200] for w in warned) if isinstance(warned, list) else (),
        tuple(name for name in overwritten if name in arguments) if isinstance(overwritten, list) else (),
    )


def _raised(record: Any) -> Raised | None:
    if not isinstance(record, dict):
        return None
    lines = record.get("lines")
    good = (
        [line for line in lines if isinstance(line, list) and list(map(type, line)) == [int, str, str]]
        if isinstance(lines, list)
        else []
    )
    name = str(record.get("type"))[:80]
    return Raised(
        name if name.isidentifier() else "an exception",
        str(record.get("message"))[:2000],
        tuple((n, f[:80], p[:200]) for n, f, p in good[-12:]),
    )


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


def deadline_in(seconds: float) -> float:
    """Return the deadline so many seconds from now, on the clock that workers are held to."""
    return time.monotonic() + seconds


__all__ = ["CellResult", "Missing", "Sandbox", "WorkerHandle", "deadline_in"]

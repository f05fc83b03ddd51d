"""Runs a student's cells as IPython would and calls the functions they define, on request.

This process belongs to the student: nothing that it says about itself is believed. It holds no reference, no expected
value and no seed; every answer it gives is compared elsewhere.
"""

from __future__ import annotations

import io
import socket
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from typing import Any

import numpy as np

from fallline.errors import PlainDataError
from fallline.observe import Observation, Raised, describe_error, observe
from fallline.plain import FunctionName, GeneratorState, encode, too_large
from grader.errors import WorkerDied
from grader.sandbox import frames, probes
from grader.sandbox.policy import Policy

_ROOM_FOR_THE_REST = 200
"""For the names and numbers that a message carries besides its value."""


class Worker:
    """Answers requests on a socket: ``cell`` runs source, ``call`` calls a function of the notebook's namespace."""

    def __init__(self, sock: socket.socket, shell: Any, policy: Policy) -> None:
        self.sock, self.shell, self.policy = sock, shell, policy
        self.requests = {"cell": self._cell, "call": self._call, "prove": _prove}

    def serve(self) -> None:
        """Answer requests until the other side is gone."""
        while True:
            try:
                request = frames.receive(self.sock)
            except WorkerDied:
                return
            answer = self.requests[request["do"]](request)
            frames.send_encoded(self.sock, self._encoded({"id": request["id"], **answer}))

    def _cell(self, request: dict[str, Any]) -> dict[str, Any]:
        output = Tail(self.policy.output_characters)
        self.shell.compile.get_code_name = lambda *_: request["label"]
        with redirect_stdout(output), redirect_stderr(output):
            result = self.shell.run_cell(request["source"], store_history=False)
        error = result.error_before_exec or result.error_in_exec
        return {"raised": None if error is None else raised_to_plain(_describe(error)), "output": output.text()}

    def _call(self, request: dict[str, Any]) -> dict[str, Any]:
        function = self.shell.user_ns.get(request["name"])
        if not callable(function):
            return {"missing": "undefined" if function is None else type(function).__name__}
        inputs = {name: self._argument(value) for name, value in request["inputs"].items()}
        with redirect_stdout(Tail(0)), redirect_stderr(Tail(0)):
            settings = {key: request[key] for key in ("read_only", "script", "items")}
            seen = observe(function, inputs, names=self.shell.user_ns, **settings)
        return observation_to_plain(seen)

    def _encoded(self, message: dict[str, Any]) -> bytes:
        """Return an answer as bytes; one that is no plain data, or too large, says that instead of its value."""
        try:
            return self._fitting(message)
        except PlainDataError as error:
            instead = observation_to_plain(Observation(unsupported=str(error)))
            return encode({"id": message["id"], **instead, "overwritten": message.get("overwritten", [])})

    def _fitting(self, message: dict[str, Any]) -> bytes:
        """Return a message as bytes; raises PlainDataError for one that the other side would not take."""
        payload = encode(message)
        if len(payload) > self.policy.frame_bytes - _ROOM_FOR_THE_REST:
            raise too_large(len(payload), self.policy.frame_bytes - _ROOM_FOR_THE_REST)
        return payload

    def _argument(self, value: Any) -> Any:
        return self._elsewhere(value.name) if isinstance(value, FunctionName) else value

    def _elsewhere(self, name: str) -> Callable[..., Any]:
        """Return a function that is evaluated on the other side of the socket."""

        def function(*args: Any, **named: Any) -> Any:
            generators = [value for value in (*args, *named.values()) if isinstance(value, np.random.Generator)]
            passed = {"args": [_passed(value) for value in args], "named": {k: _passed(v) for k, v in named.items()}}
            frames.send_encoded(self.sock, self._fitting({"function": name, **passed}))
            answer = frames.receive(self.sock)
            # What was drawn over there is drawn: the notebook's generator goes on behind it.
            for rng, state in zip(generators, answer["generators"], strict=False):
                state.restore(rng)
            if answer["raised"] is not None:
                raise ValueError(answer["raised"])
            value = answer["value"]
            # A NumPy scalar arrives as a 0-d array; `isinstance(loss, float)` must hold here as in the notebook.
            return value[()] if isinstance(value, np.ndarray) else value

        return function


def _passed(value: Any) -> Any:
    return GeneratorState.of(value) if isinstance(value, np.random.Generator) else value


def _prove(request: dict[str, Any]) -> dict[str, Any]:
    """Try what must be impossible, and what must be possible."""
    return {
        "breaches": probes.breaches(request["forbidden"], request["writable"]),
        "broken": probes.broken(request["imports"]),
    }


class Tail(io.TextIOBase):
    """A text stream that keeps its first characters and counts the rest: a flood costs no memory."""

    encoding = "UTF-8"

    def __init__(self, most: int) -> None:
        self.most, self.kept, self.lost, self.parts = most, 0, 0, list[str]()

    def writable(self) -> bool:
        """Return True: it takes text."""
        return True

    def write(self, text: str) -> int:
        """Keep what still fits; return the length as a file would."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        room = text[: self.most - self.kept]
        self.kept += len(room)
        self.lost += len(text) - len(room)
        if room:
            self.parts.append(room)
        return len(text)

    def text(self) -> str:
        """Return what was kept, and how much was not."""
        more = f"\n[{self.lost:,} more characters]" if self.lost else ""
        return ("".join(self.parts) + more).encode("utf-8", "replace").decode()


def raised_to_plain(raised: Raised) -> dict[str, Any]:
    """Return an exception's record as plain data."""
    message = raised.message.encode("utf-8", "replace").decode()
    return {"type": raised.type, "message": message, "lines": [list(line) for line in raised.lines]}


def observation_to_plain(seen: Observation) -> dict[str, Any]:
    """Return an observation as plain data."""
    return {
        "value": seen.value,
        "raised": None if seen.raised is None else raised_to_plain(seen.raised),
        "unsupported": seen.unsupported,
        "warned": list(seen.warned[:10]),
        "overwritten": list(seen.overwritten),
    }


def _describe(error: BaseException) -> Raised:
    if isinstance(error, SyntaxError):
        return Raised(type(error).__name__, str(error.msg), ((error.lineno or 0, "", error.filename or ""),))
    return describe_error(error)

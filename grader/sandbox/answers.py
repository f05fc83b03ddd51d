"""What a worker says, as records: it may say anything, so only what has the right type, length and characters is kept.

Numbers need no such care: they are compared with what is right, and nothing else is done with them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from fallline.observe import Observation, Raised
from fallline.plain import encode

Functions = Callable[[str], Callable[..., Any] | None]


@dataclass(frozen=True)
class CellResult:
    """What running one cell did: the exception it ended with, if any, and what it printed."""

    raised: Raised | None
    output: str


@dataclass(frozen=True)
class Missing:
    """The notebook defines no function of that name; ``found`` is what it is instead, or "undefined"."""

    found: str


def read_cell(answer: dict[str, Any], most: int) -> CellResult:
    """Return what a cell did, with at most ``most`` characters of what it printed."""
    return CellResult(_raised(answer.get("raised")), _block(answer.get("output"), most))


def read_call(answer: dict[str, Any], arguments: set[str]) -> Observation | Missing:
    """Return what a call did; ``arguments`` are the names of those it was given."""
    if "missing" in answer:
        return Missing(_name(answer["missing"], "thing with an odd name"))
    unsupported = answer.get("unsupported")
    warned, overwritten = answer.get("warned"), answer.get("overwritten")
    return Observation(
        answer.get("value"),
        _raised(answer.get("raised")),
        None if unsupported is None else _line(unsupported, 200),
        tuple(_line(warning, 200) for warning in warned[:10]) if isinstance(warned, list) else (),
        tuple(a for a in overwritten if isinstance(a, str) and a in arguments) if isinstance(overwritten, list) else (),
    )


def evaluate(functions: Functions, request: dict[str, Any], most: int) -> dict[str, Any]:
    """Evaluate a function of ours on a worker's arguments; return its value, or the kind of its exception.

    No limit of the worker's holds it here, so it takes at most ``most`` numbers.
    """
    name, args, named = request.get("function"), request.get("args"), request.get("named")
    function = functions(name) if isinstance(name, str) else None
    if function is None or not isinstance(args, list) or not isinstance(named, dict):
        return {"raised": "there is no such function", "value": None}
    if _count([args, named]) > most:
        return {"raised": f"more than {most:,} numbers were passed; try a smaller batch", "value": None}
    try:
        with np.errstate(all="ignore"):
            value = function(*args, **named)
        encode(value)
    except Exception as error:  # whatever a student's arguments make ours raise is the student's to handle
        return {"raised": type(error).__name__, "value": None}
    return {"raised": None, "value": value}


def _count(value: Any) -> int:
    """Return how many numbers and characters plain data holds."""
    if isinstance(value, dict):
        return sum(map(_count, value.values()))
    if isinstance(value, list | tuple):
        return sum(map(_count, value), start=1)
    if isinstance(value, str):
        return len(value)
    return int(value.size) if isinstance(value, np.ndarray) else 1


def _raised(record: Any) -> Raised | None:
    if not isinstance(record, dict):
        return None
    lines = record.get("lines")
    good = (
        [line for line in lines if isinstance(line, list) and list(map(type, line)) == [int, str, str]]
        if isinstance(lines, list)
        else []
    )
    return Raised(
        _name(record.get("type"), "an exception"),
        _block(record.get("message"), 2000),
        tuple((number, _line(function, 80), _line(file, 200)) for number, function, file in good[-12:]),
    )


def _name(text: Any, otherwise: str) -> str:
    """Return the name of a class; ``otherwise`` if it is none."""
    return text[:80] if isinstance(text, str) and text[:80].isidentifier() else otherwise


def _line(text: Any, most: int) -> str:
    """Return a piece of a sentence: short, and without characters that steer a terminal or fit into no file."""
    short = text[:most] if isinstance(text, str) else ""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in short)


def _block(text: Any, most: int) -> str:
    """Return a text of several lines: not too long, and fit for a file."""
    return text[:most].encode("utf-8", "replace").decode() if isinstance(text, str) else ""

"""What a worker says, as records: it may say anything, so only what has the right type, length and characters is kept.

Numbers need no such care: they are compared with what is right, and nothing else is done with them.
"""

from __future__ import annotations

import builtins
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from fallline.observe import Observation, Raised
from fallline.plain import GeneratorState, encode

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
        _known_kind(_raised(answer.get("raised"))),
        None if unsupported is None else _known_text(unsupported, "a value of a type of its own"),
        tuple(_known_text(w, "a RuntimeWarning") for w in warned[:10]) if isinstance(warned, list) else (),
        tuple(a for a in overwritten if isinstance(a, str) and a in arguments) if isinstance(overwritten, list) else (),
    )


def evaluate(functions: Functions, request: dict[str, Any], most: int) -> dict[str, Any]:
    """Evaluate a function of ours on a worker's arguments; return its value, or the kind of its exception.

    No limit of the worker's holds it here, so it takes at most ``most`` numbers. A random generator among the arguments
    comes as its state, is built anew, and its state goes back, so that draws made here count over there.
    """
    name, args, named = request.get("function"), request.get("args"), request.get("named")
    function = functions(name) if isinstance(name, str) else None
    if function is None or not isinstance(args, list) or not isinstance(named, dict):
        return _refusal("there is no such function")
    if _count([args, named]) > most:
        return _refusal(f"more than {most:,} numbers were passed; try a smaller batch")
    args, named = [_built(value) for value in args], {key: _built(value) for key, value in named.items()}
    raised, value = None, None
    try:
        with np.errstate(all="ignore"):
            result = function(*args, **named)
        encode(result)
        value = result
    except Exception as error:  # whatever a student's arguments make ours raise is the student's to handle
        raised = type(error).__name__
    passed = (*args, *named.values())
    states = [GeneratorState.of(rng) for rng in passed if isinstance(rng, np.random.Generator)]
    return {"raised": raised, "value": value, "generators": states}


def _refusal(words: str) -> dict[str, Any]:
    return {"raised": words, "value": None, "generators": []}


def _built(value: Any) -> Any:
    return value.build() if isinstance(value, GeneratorState) else value


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


# What a call says of itself ends up in the feedback, and its author could write hidden inputs there: as the name of an
# exception, the text of a warning, the name of a class. So only words are let through that somebody else chose.
_EXCEPTIONS = frozenset(
    {name for name, kind in vars(builtins).items() if isinstance(kind, type) and issubclass(kind, BaseException)}
    | {"LinAlgError", "AxisError", "PlainDataError", "an exception"}
)
_TEXTS = re.compile(
    r"[a-z ]{1,40} encountered in [a-z_ ]{1,40}|Mean of empty slice\.?|Degrees of freedom <= 0 for slice\.?"
    r"|a value of type (?:builtins\.(?:set|frozenset|map|filter|zip|range|generator|function|method|complex|bytes|type)"
    r"|numpy\.(?:matrix|recarray|ma\.MaskedArray|ma\.core\.MaskedConstant)|fractions\.Fraction|decimal\.Decimal)"
    r" is not plain data"
    r"|an array of dtype (?:object|<U\d{1,4}|\|S\d{1,4}) is not plain data; use numbers"
    r"|the value (?:is|takes) [a-z0-9 ,;]{1,120}"
    r"|more than [0-9,]{1,9} items, one after the other"
)


def _known_kind(raised: Raised | None) -> Raised | None:
    if raised is None or raised.type in _EXCEPTIONS:
        return raised
    return replace(raised, type="an exception of its own")


def _known_text(text: Any, otherwise: str) -> str:
    return text if isinstance(text, str) and _TEXTS.fullmatch(text) else otherwise


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

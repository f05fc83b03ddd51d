"""What must hold whatever a worker says: of values that were decoded, and of records that were read from answers."""

from __future__ import annotations

import math
import struct
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from fallline.plain import DTYPES, MAX_AXES, MAX_BYTES, FunctionName, GeneratorState, Seed, encode
from grader.sandbox.answers import evaluate, read_call, read_cell

ARGUMENTS = {"x0", "x1"}
OUTPUT, NUMBERS = 500, 500
MOST_CHARACTERS, MOST_OF_A_NAME = 2000, 80
"""How long a text of a record may be; a cell's output has a limit of its own."""

LEAVES: dict[type, Callable[[Any], bool]] = {
    type(None): lambda _: True,
    bool: lambda _: True,
    float: lambda _: True,
    str: lambda _: True,
    int: lambda n: -(2**63) < n < 2**63,
    Seed: lambda seed: _is_natural(seed.value, 63),
    FunctionName: lambda function: type(function.name) is str,
    GeneratorState: lambda rng: (
        _is_natural(rng.state, 128)
        and _is_natural(rng.inc, 128)
        and rng.inc % 2 == 1
        and _is_natural(rng.has_uint32, 1)
        and _is_natural(rng.uinteger, 32)
    ),
}
"""What is plain data and has no parts, by its type."""


class Harm(AssertionError):
    """A frame did what no frame may do."""


def require(holds: bool, otherwise: str) -> None:
    """Raise Harm unless something holds."""
    if not holds:
        raise Harm(otherwise)


def _is_natural(n: Any, bits: int) -> bool:
    return type(n) is int and 0 <= n < 2**bits


def alike(a: Any, b: Any) -> bool:
    """Return whether two values are the same to the last bit and type; nan is nan, and byte order does not count."""
    if type(a) is not type(b):
        return False
    if isinstance(a, np.ndarray):
        native = a.astype(a.dtype.newbyteorder("="))
        return (native.dtype, a.shape, native.tobytes()) == (b.dtype, b.shape, b.tobytes())
    if isinstance(a, float):
        return (a != a and b != b) or struct.pack("d", a) == struct.pack("d", b)
    if isinstance(a, list | tuple):
        return len(a) == len(b) and all(map(alike, a, b))
    if isinstance(a, dict):
        return list(a) == list(b) and all(alike(a[key], b[key]) for key in a)
    return bool(a == b) and repr(a) == repr(b)


def weigh(value: Any) -> int:
    """Return how many bytes the arrays of a value hold; require that it is plain data in all its parts."""
    kind = type(value)
    if kind in (list, tuple, dict):
        return sum(map(weigh, value.values() if kind is dict else value))
    if kind is np.ndarray:
        check_array(value)
        return int(value.nbytes)
    require(kind in LEAVES and LEAVES[kind](value), f"{value!r:.200} is not plain data")
    return 0


def check_array(array: np.ndarray[Any, Any]) -> None:
    """Require an array of a plain dtype, with nothing in it that the dtype cannot hold, and its own to write to.

    None may be wider than a message may be long, were its axes of length 0 summed away.
    """
    require(array.dtype.name in DTYPES and array.ndim <= MAX_AXES, f"an array {array.shape} of {array.dtype}")
    require(math.prod(n or 1 for n in array.shape) * array.itemsize <= MAX_BYTES, f"an array {array.shape}")
    require(array.flags.writeable and array.flags.owndata, "an array that nobody can write to")
    require(array.dtype.kind != "b" or array.tobytes().strip(b"\0\1") == b"", "a bool that is neither")


def check_records(answer: dict[str, Any]) -> None:
    """Require that what is believed of an answer has the right types, and texts that are short and fit for a file.

    What is answered to its own question, if it is one, must be plain data.
    """
    cell, call = read_cell(answer, OUTPUT), read_call(answer, ARGUMENTS)
    require(len(cell.output) <= OUTPUT, "output longer than is kept")
    require(set(getattr(call, "overwritten", ())) <= ARGUMENTS, "an argument that was not passed")
    raised = [each.raised for each in (cell, call) if getattr(each, "raised", None)]
    for name in (*(each.type for each in raised), getattr(call, "found", "")):
        require(len(name) <= MOST_OF_A_NAME, f"a name of {len(name)} characters")
    for text in (*texts(cell), *texts(call)):
        text.encode()
        require(len(text) <= MOST_CHARACTERS, f"a text of {len(text)} characters")
    for each in raised:
        for number, function, file in each.lines:
            require(type(number) is int and (function + file).isprintable(), "a line of a traceback that is none")
    encode(evaluate(lambda _name: _echo, answer, NUMBERS))


def _echo(*args: Any, **named: Any) -> Any:
    """Stand for a function of ours that student code may call: it returns what it was given."""
    return [*args, named]


def texts(thing: Any) -> Iterator[str]:
    """Yield every text in a record; what a student's function returned is data, not text."""
    if isinstance(thing, str):
        yield thing
    elif isinstance(thing, tuple):
        for item in thing:
            yield from texts(item)
    elif hasattr(thing, "__dataclass_fields__"):
        for key in thing.__dataclass_fields__:
            yield from texts(getattr(thing, key) if key != "value" else None)

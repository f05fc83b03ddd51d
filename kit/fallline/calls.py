"""Functions that are passed to an answer, and the record of how it called them.

In the notebook they run where the answer runs; while grading they run in the grader, and the answer holds a stand-in.
Either way the record is made on this side of the border, and counts what really came.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from fallline.plain import DTYPES, GeneratorState, decode, encode

Function = Callable[..., Any]

MOST_CALLS = 20_000
MOST_NUMBERS = 1_000_000


@dataclass(frozen=True)
class Call:
    """One call of a function that was passed: its name, and copies of its arguments.

    A random generator is recorded by the state in which it was handed over.
    """

    function: str
    args: tuple[Any, ...]
    named: dict[str, Any]

    def argument(self, place: int, name: str) -> Any:
        """Return an argument, whether it came by place or by name; raises KeyError if it did not come."""
        return self.args[place] if place < len(self.args) else self.named[name]


class Recorder:
    """Hands out functions by name and writes down how they are called.

    Every call is counted, up to ``MOST_CALLS``; arguments are kept until they hold ``MOST_NUMBERS`` numbers.
    """

    def __init__(self, find: Callable[[str], Function | None]) -> None:
        self.find, self.count, self.calls, self._room = find, 0, list[Call](), MOST_NUMBERS

    def named(self, name: str) -> Function | None:
        """Return the function of this name, which records its calls; None if there is none."""
        function = self.find(name)
        if function is None:
            return None

        def recorded(*args: Any, **named: Any) -> Any:
            self._record(Call(name, tuple(map(_copy, args)), {key: _copy(value) for key, value in named.items()}))
            return function(*args, **named)

        return recorded

    def _record(self, call: Call) -> None:
        self.count += 1
        if self.count > MOST_CALLS:
            raise ValueError(f"more than {MOST_CALLS:,} calls; expected fewer; look for a loop that does not end")
        self._room -= sum(map(_numbers, (*call.args, *call.named.values())))
        if self._room >= 0:
            self.calls.append(call)


def _numbers(value: Any) -> int:
    """Return how many numbers an argument holds; NumPy makes no array of a list of arrays of several shapes."""
    if isinstance(value, list | tuple):
        return sum(map(_numbers, value))
    return sum(map(_numbers, value.values())) if isinstance(value, dict) else int(np.size(value))


def _copy(value: Any) -> Any:
    """Return an argument as it crosses the border to the grader; raises PlainDataError if it could not."""
    if isinstance(value, np.random.Generator):
        return GeneratorState.of(value)
    # The same as below, at a tenth of the cost: a test function may be called a thousand times.
    return value.copy() if type(value) is np.ndarray and value.dtype.name in DTYPES else decode(encode(value))

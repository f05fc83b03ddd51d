"""Is this value the expected one? Exact about what a contract says: kind, shape, finiteness, and a tolerance.

A Python number, a NumPy scalar and a 0-d array are the same number here. A list in place of an array is compared by
its values and reported as ``"list"``, so that its author loses the contract and not the values.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Tolerance:
    """``|value - expected| <= atol + rtol * |expected|`` in float64; float32 numbers get at least ``FLOAT32``."""

    rtol: float = 1e-6
    atol: float = 1e-9

    def at_least(self, other: Tolerance) -> Tolerance:
        """Return the looser of the two, term by term."""
        return Tolerance(max(self.rtol, other.rtol), max(self.atol, other.atol))


FLOAT32 = Tolerance(rtol=1e-3, atol=1e-5)


@dataclass(frozen=True)
class Difference:
    """How a value differs from the expected one.

    ``kind`` is one of nothing, type, list, shape, dtype, finite, value. ``at`` is the index of the worst entry,
    ``got`` and ``expected`` the numbers that stand there; both are None where there is no such entry.
    """

    kind: str
    sentence: str
    at: tuple[int, ...] | None = None
    got: float | None = None
    expected: float | None = None


def compare(value: Any, expected: Any, tolerance: Tolerance) -> Difference | None:
    """Return how ``value`` differs from ``expected``, or None if it is right."""
    if isinstance(expected, tuple):
        return _compare_tuples(value, expected, tolerance)
    if isinstance(expected, np.ndarray) and expected.ndim > 0:
        return _compare_arrays(value, expected, tolerance)
    if isinstance(expected, bool | int | float | np.ndarray):
        return _compare_numbers(value, np.asarray(expected), tolerance)
    if type(value) is type(expected) and value == expected:
        return None
    return Difference("type" if type(value) is not type(expected) else "value", f"you returned {describe(value)}")


def is_wrong(difference: Difference | None) -> bool:
    """Return whether the values themselves are wrong; a list of the right numbers is not."""
    return difference is not None and difference.kind != "list"


def describe(value: Any) -> str:
    """Return what a value is, in words: 'an array of float64 of shape (5, 4)', 'None'."""
    if isinstance(value, np.ndarray):
        if value.ndim == 0:
            return f"one number ({value.dtype})"
        return f"an array of {value.dtype} of shape {value.shape}"
    if isinstance(value, bool | int | float):
        return f"one number ({type(value).__name__})"
    if isinstance(value, list | tuple):
        return f"a {type(value).__name__} of {len(value)}"
    return "None" if value is None else f"a value of type {type(value).__name__}"


def _compare_tuples(value: Any, expected: tuple[Any, ...], tolerance: Tolerance) -> Difference | None:
    if not isinstance(value, tuple | list) or len(value) != len(expected):
        return Difference("type", f"you returned {describe(value)}; the contract asks for {len(expected)} values")
    for place, (mine, theirs) in enumerate(zip(value, expected, strict=True), start=1):
        difference = compare(mine, theirs, tolerance)
        if difference is not None:
            sentence = f"value {place} of {len(expected)}: {difference.sentence}"
            return Difference(difference.kind, sentence, difference.at, difference.got, difference.expected)
    return None


def _compare_arrays(value: Any, expected: Array, tolerance: Tolerance) -> Difference | None:
    asked = f"the contract asks for {describe(expected)}"
    if value is None:
        return Difference("nothing", f"you returned None; {asked}. Is a `return` missing?")
    if isinstance(value, list | tuple):
        return _compare_list(value, expected, tolerance)
    if not isinstance(value, np.ndarray):
        return Difference("shape", f"you returned {describe(value)}; {asked}")
    if value.shape != expected.shape:
        return Difference("shape", f"you returned {describe(value)}; {asked}")
    if not _kind_fits(value.dtype, expected.dtype):
        return Difference("dtype", f"you returned {describe(value)}; {asked}")
    return _compare_entries(value, expected, tolerance)


def _compare_list(value: list[Any] | tuple[Any, ...], expected: Array, tolerance: Tolerance) -> Difference | None:
    try:
        array = np.array(value, dtype=expected.dtype)
    except (TypeError, ValueError, OverflowError):
        return Difference("type", f"you returned {describe(value)}; the contract asks for {describe(expected)}")
    difference = _compare_arrays(array, expected, tolerance)
    return difference or Difference(
        "list", f"the numbers are right, but they come as a {type(value).__name__}; the contract asks for an array"
    )


def _compare_numbers(value: Any, expected: Array, tolerance: Tolerance) -> Difference | None:
    asked = f"the contract asks for one {_KIND_NAMES.get(expected.dtype.kind, 'number')}"
    if value is None:
        return Difference("nothing", f"you returned None; {asked}. Is a `return` missing?")
    if isinstance(value, list | tuple) or (isinstance(value, np.ndarray) and value.ndim > 0):
        return Difference("shape", f"you returned {describe(value)}; {asked}")
    if not isinstance(value, bool | int | float | np.ndarray):
        return Difference("type", f"you returned {describe(value)}; {asked}")
    number = np.asarray(value)
    whole_for_real = expected.dtype.kind == "f" and number.dtype.kind in "iu"
    if not whole_for_real and not _kind_fits(number.dtype, expected.dtype):
        return Difference("dtype", f"you returned {describe(value)}; {asked}")
    return _compare_entries(number, expected, tolerance)


_KIND_NAMES = {"b": "bool", "i": "integer", "u": "integer", "f": "real number"}


def _kind_fits(dtype: np.dtype[Any], expected: np.dtype[Any]) -> bool:
    return dtype.kind == expected.kind or (dtype.kind in "iu" and expected.kind in "iu")


def _compare_entries(value: Array, expected: Array, tolerance: Tolerance) -> Difference | None:
    if value.dtype == np.float32 or expected.dtype == np.float32:
        tolerance = tolerance.at_least(FLOAT32)
    mine, theirs = value.astype(np.float64), expected.astype(np.float64)
    with np.errstate(all="ignore"):
        excess = np.abs(mine - theirs) / (tolerance.atol + tolerance.rtol * np.abs(theirs))
    same = (mine == theirs) | (np.isnan(mine) & np.isnan(theirs))
    excess = np.where(same, 0.0, np.where(np.isnan(excess), np.inf, excess))
    if excess.size == 0 or excess.max() <= 1.0:
        return None
    at = tuple(int(i) for i in np.unravel_index(int(np.argmax(excess)), excess.shape))
    got, wanted = float(mine[at]), float(theirs[at])
    kind = "finite" if np.isfinite(wanted) and not np.isfinite(got) else "value"
    return Difference(kind, _where(at, got), at, got, wanted)


def _where(at: tuple[int, ...], got: float) -> str:
    entry = f"entry {at if len(at) > 1 else at[0]}" if at else "the result"
    return f"{entry} is {got:.6g}"

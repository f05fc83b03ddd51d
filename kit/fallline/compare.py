"""Is this value the expected one? Exact about what a contract says: kind, shape, finiteness, and a tolerance.

A Python number, a NumPy scalar and a 0-d array are the same number here. A list in place of an array is compared by
its values and reported as ``"list"``, so that its author loses the contract and not the values.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from fallline.errors import PlainDataError
from fallline.plain import encode

Array = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Tolerance:
    """``|value - expected| <= atol + rtol * |expected|`` in float64; float32 numbers get at least ``FLOAT32``.

    Whole numbers have no tolerance.
    """

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
    if isinstance(expected, tuple | list):
        return _compare_tuples(value, expected, tolerance)
    if isinstance(expected, dict):
        return _compare_dicts(value, expected, tolerance)
    if isinstance(expected, np.ndarray) and expected.ndim > 0:
        return _compare_arrays(value, expected, tolerance)
    if isinstance(expected, bool | int | float | np.ndarray | np.generic):
        return _compare_numbers(value, np.asarray(expected), tolerance)
    if identical(value, expected):
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
    if isinstance(value, bool | int | float | np.generic):
        return f"one number ({type(value).__name__})"
    if isinstance(value, list | tuple | dict):
        return f"a {type(value).__name__} of {len(value)}"
    return "None" if value is None else f"a value of type {type(value).__name__}"


def identical(a: Any, b: Any) -> bool:
    """Return whether two values are the same plain data, bit for bit; ``==`` is ambiguous with arrays inside."""
    try:
        return encode(a) == encode(b)
    except PlainDataError:
        return False


def as_float(value: Any) -> Array | None:
    """Return a number, an array of numbers or nested lists of them as a float64 array; None for anything else."""
    array = _as_array(value)
    return None if array is None or array.dtype.kind not in "fiub" else array.astype(np.float64)


def _compare_tuples(value: Any, expected: tuple[Any, ...] | list[Any], tolerance: Tolerance) -> Difference | None:
    if not isinstance(value, tuple | list) or len(value) != len(expected):
        return Difference("type", f"you returned {describe(value)}; the contract asks for {len(expected)} values")
    names = [f"value {place} of {len(expected)}" for place in range(1, len(expected) + 1)]
    return _worst(names, value, expected, tolerance)


def _compare_dicts(value: Any, expected: dict[str, Any], tolerance: Tolerance) -> Difference | None:
    keys = ", ".join(map(repr, expected))
    if not isinstance(value, dict) or value.keys() != expected.keys():
        seen = f" with the keys {', '.join(map(repr, value)) or 'none'}" if isinstance(value, dict) else ""
        return Difference("type", f"you returned {describe(value)}{seen}; the contract asks for the keys {keys}")
    return _worst(map(repr, expected), [value[key] for key in expected], list(expected.values()), tolerance)


def _worst(names: Iterable[str], mine: Sequence[Any], theirs: Sequence[Any], tolerance: Tolerance) -> Difference | None:
    """Return the first difference in which a value is wrong; a list in one place must not hide it in the next."""
    pairs = zip(names, (compare(a, b, tolerance) for a, b in zip(mine, theirs, strict=True)), strict=True)
    differences = [replace(found, sentence=f"{name}: {found.sentence}") for name, found in pairs if found is not None]
    return next(filter(is_wrong, differences), differences[0] if differences else None)


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
    array = _as_array(value)
    if array is None:
        return Difference("type", f"you returned {describe(value)}; the contract asks for {describe(expected)}")
    # 1 in a list is as good as 1.0; but 0.9 is not the class 0, so nothing is rounded to whole numbers.
    whole_for_real = expected.dtype.kind == "f" and array.dtype.kind in "iu"
    difference = _compare_arrays(array.astype(np.float64) if whole_for_real else array, expected, tolerance)
    return difference or Difference(
        "list", f"the numbers are right, but they come as a {type(value).__name__}; the contract asks for an array"
    )


def _as_array(value: Any) -> Array | None:
    """Return nested lists of numbers as an array; None if they hold anything else, or rows of different lengths.

    NumPy is not asked before every leaf is known to be a number: one long text among many would take all memory.
    """
    if not _holds_numbers(value):
        return None
    try:
        return np.array(value)
    except ValueError:
        return None


def _holds_numbers(value: Any) -> bool:
    if isinstance(value, list | tuple):
        return all(map(_holds_numbers, value))
    return isinstance(value, bool | int | float | np.ndarray | np.generic)


def _compare_numbers(value: Any, expected: Array, tolerance: Tolerance) -> Difference | None:
    asked = f"the contract asks for one {_KIND_NAMES.get(expected.dtype.kind, 'number')}"
    if value is None:
        return Difference("nothing", f"you returned None; {asked}. Is a `return` missing?")
    if isinstance(value, list | tuple) or (isinstance(value, np.ndarray) and value.ndim > 0):
        return Difference("shape", f"you returned {describe(value)}; {asked}")
    if not isinstance(value, bool | int | float | np.ndarray | np.generic):
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
    if expected.dtype.kind in "biu":
        tolerance = Tolerance(0.0, 0.0)
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

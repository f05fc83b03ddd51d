"""Causes that lie in the form of an answer: the right numbers elsewhere, in another shape or type, cut off, or in part.

`generic` looks for them, among others, when no known mistake of the exercise fits.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from fallline.compare import as_float, compare, describe, is_wrong
from fallline.trial import Trial

Array = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Cause:
    """A cause that was recognised: its name, the sentence the student reads, the trial that shows it."""

    name: str
    sentence: str
    trial: Trial | None = None


def reordered(wrong: Sequence[Trial]) -> Cause | None:
    """Find the right numbers in other places."""
    if any(isinstance(trial.expected, tuple | list) for trial in wrong):
        return None  # an index, say: (0, 2) is no disorder of (2, 0)
    arrays = _pairs(wrong)
    if not arrays or not all(b.ndim for _, b in arrays):
        return None
    if all(b.ndim == 2 and a.shape == b.T.shape and np.allclose(a, b.T, rtol=1e-5) for a, b in arrays):
        return Cause(
            "transposed", "Your result is the transpose of the right one: rows and columns are exchanged.", wrong[0]
        )
    if all(a.shape == b.shape and np.allclose(np.sort(a, None), np.sort(b, None), rtol=1e-5) for a, b in arrays):
        return Cause("reordered", "Your result has the right numbers in the wrong places.", wrong[0])
    return None


def _pairs(trials: Sequence[Trial]) -> list[tuple[Array, Array]]:
    """Return the observed and the right numbers of each trial; none at all if one of them has no numbers."""
    pairs = [(as_float(trial.observation.value), as_float(trial.expected)) for trial in trials]
    known = [(a, b) for a, b in pairs if a is not None and b is not None and a.size and b.size]
    return known if len(known) == len(pairs) else []


def _near(a: Array, b: Array) -> Array:
    return np.isclose(a, b, rtol=1e-5, atol=1e-9)


def other_form(wrong: Sequence[Trial]) -> Cause | None:
    """Find the right numbers in another shape or type, as one of several values, or as text."""
    seen, asked = wrong[0].observation.value, wrong[0].expected
    form = f"you returned {describe(seen)}; the contract asks for {describe(asked)}"
    if all(isinstance(trial.observation.value, str) for trial in wrong):
        return Cause("wrong-type", f"{form[0].upper()}{form[1:]}. Text is for `print`.", wrong[0])
    difference = wrong[0].difference()
    is_odd = difference is not None and difference.kind not in ("value", "finite")
    pairs = _pairs(wrong)
    if is_odd and pairs and all(a.size == b.size and _near(a.ravel(), b.ravel()).all() for a, b in pairs):
        comma = " Is there a comma behind the value?" if isinstance(seen, tuple) and len(seen) == 1 else ""
        name = "wrong-type" if pairs[0][0].shape == pairs[0][1].shape else "wrong-shape"
        return Cause(name, f"The numbers are right, but {form}.{comma}", wrong[0])
    return _several_values(wrong)


def _several_values(wrong: Sequence[Trial]) -> Cause | None:
    tuples = [t.observation.value for t in wrong if isinstance(t.observation.value, tuple)]
    if len(tuples) < len(wrong) or isinstance(wrong[0].expected, tuple | list):
        return None
    for k in range(min(map(len, tuples))):
        if not any(is_wrong(compare(v[k], t.expected, t.tolerance)) for v, t in zip(tuples, wrong, strict=True)):
            sentence = f"You return {len(tuples[0])} values. The one in place {k + 1} is right: return it alone."
            return Cause("several-values", sentence, wrong[0])
    return None


def fewer_digits(wrong: Sequence[Trial]) -> Cause | None:
    """Find the right numbers with fewer digits."""
    pairs = _pairs(wrong)
    if len(pairs) < 2 or any(a.shape != b.shape for a, b in pairs) or not any(a.any() for a, _ in pairs):
        return None
    if all(np.array_equal(a, np.trunc(b)) for a, b in pairs):
        sentence = "Your numbers are right before the decimal point and have no decimals. Did something cut them off?"
        return Cause("decimals-cut-off", sentence, wrong[0])
    for places in range(7):
        if all(np.allclose(a, np.round(b, places), rtol=0, atol=1e-9) for a, b in pairs):
            sentence = f"Your numbers are the right ones, rounded to {places} decimals. Return all digits."
            return Cause("rounded", sentence, wrong[0])
    return None


def part(wrong: Sequence[Trial]) -> Cause | None:
    """Find an array that is right but for its first or last row or column, or right in one row only."""
    pairs = [(a, b) for a, b in _pairs(wrong) if b.ndim and len(b) > 1]
    if len(pairs) < 2:
        return None
    for k, end in ((0, "first"), (-1, "last")):
        if all(a.shape == b.shape[1:] and _near(a, b[k]).all() for a, b in pairs):
            words = f"You return the {end} row alone. Does `return` stand inside the loop, or is a row overwritten?"
            return Cause(f"only-the-{end}-row", words, wrong[0])
    if any(a.shape != b.shape for a, b in pairs):
        return None
    off = [~_near(a, b) for a, b in pairs]
    if all(not bad[0].any() and np.ptp(a[1:]) == 0 for bad, (a, _) in zip(off, pairs, strict=True)):
        words = "Only the first row of your result is right. Does `return` stand inside the loop?"
        return Cause("only-the-first-row", words, wrong[0])
    for axis, unit in ((0, "row"), (1, "column")):
        for k, end in ((0, "first"), (-1, "last")):
            if all(_only_there(bad, axis, k) for bad in off):
                words = f"Your result is right except in its {end} {unit}. Does a loop leave this {unit} out?"
                return Cause(f"{end}-{unit}-wrong", words, wrong[0])
    return None


def _only_there(bad: Array, axis: int, k: int) -> bool:
    """Return whether an array is wrong at one end of an axis and nowhere else."""
    if bad.ndim <= axis or bad.shape[axis] < 2:
        return False
    lines = np.moveaxis(bad, axis, 0)
    return bool(lines[k].any() and lines.sum() == lines[k].sum())

"""Causes that any wrong function can have, looked for when no known mistake of the exercise fits.

They are looked for in a fixed order, the surest first: no value, an overwritten argument, an argument without effect,
a constant factor, a transposed or reordered result, right on ordinary inputs and not finite on extreme ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from fallline.compare import Tolerance, as_float, describe, identical
from fallline.trial import LawResult, Trial

Array = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Cause:
    """A cause that was recognised: its name, the sentence the student reads, the trial that shows it."""

    name: str
    sentence: str
    trial: Trial | None = None


def find_cause(trials: Sequence[Trial]) -> Cause | None:
    """Return the first cause that explains the failures, or None."""
    ordinary = [trial for trial in trials if trial.ordinary]
    wrong = [trial for trial in ordinary if "value" in trial.faults()]
    if wrong:
        if any(trial.observation.raised for trial in wrong):
            return None
        return _no_value(wrong) or _no_effect(trials) or _factor(wrong, ordinary) or _reordered(wrong)
    return _side_effects(trials)


def both_not_finite(mine: Any, theirs: Any, tolerance: Tolerance) -> bool:
    """Return whether two numeric values agree where they are finite, and are not finite in the same places."""
    a, b = as_float(mine), as_float(theirs)
    if a is None or b is None or a.shape != b.shape:
        return False
    finite = np.isfinite(b)
    if finite.all() or (np.isfinite(a) != finite).any():
        return False
    return bool(np.allclose(a[finite], b[finite], rtol=tolerance.rtol, atol=tolerance.atol))


def is_float32(value: Any) -> bool:
    """Return whether a value is a float32 array."""
    return isinstance(value, np.ndarray) and value.dtype == np.float32


def raised_sentence(trial: Trial) -> str:
    """Return what is said of an answer that raised an exception."""
    raised = trial.observation.raised
    kind = raised.type if raised else "an exception"
    kind += f" in line {raised.lines[-1][0]}" if raised and raised.lines and raised.lines[-1][0] > 0 else ""
    if trial.ordinary:
        return f"Your function raised {kind}."
    return f"Your function is right on ordinary inputs, but it raised {kind} on “{trial.name}”."


def wrong_sentence(failing: Sequence[Trial], broken: LawResult | None) -> str:
    """Return what is said of an answer that is wrong in no way that has a name."""
    if failing and failing[0].observation.unsupported:
        return f"Your function returned something that is not plain numbers: {failing[0].observation.unsupported}."
    difference = failing[0].difference() if failing else None
    if difference is not None and difference.kind not in ("value", "finite"):
        return f"On “{failing[0].name}”, {difference.sentence}."
    if failing and not any(trial.ordinary for trial in failing):
        return f"Right on ordinary inputs, wrong on “{failing[0].name}”."
    if broken is not None:
        return f"A law is broken: {broken.sentence}"
    return f"Different values on “{failing[0].name}”." if failing else "Not right yet."


def _no_value(wrong: Sequence[Trial]) -> Cause | None:
    if all(trial.observation.has_value and trial.observation.value is None for trial in wrong):
        return Cause("returns-nothing", "Your function returns None. Is a `return` missing at its end?", wrong[0])
    return None


def _no_effect(trials: Sequence[Trial]) -> Cause | None:
    """Find an argument whose changes all leave the answer as it was, though the right value changes each time."""
    if not trials or as_float(trials[0].observation.value) is None:
        return None
    base = trials[0]
    for name in dict.fromkeys(trial.probe for trial in trials if trial.probe):
        probes = [t for t in trials if t.probe == name and not _equal(base.expected, t.expected)]
        if probes and all(
            t.observation.has_value and _equal(base.observation.value, t.observation.value) for t in probes
        ):
            sentence = f"The argument `{name}` has no effect on your result, and it should."
            return Cause("ignores-an-argument", sentence, probes[0])
    return None


def _equal(a: Any, b: Any) -> bool:
    x, y = as_float(a), as_float(b)
    if x is None or y is None:
        return identical(a, b)
    return x.shape == y.shape and bool(np.array_equal(x, y, equal_nan=True))


def _factor(wrong: Sequence[Trial], ordinary: Sequence[Trial]) -> Cause | None:
    """Find one factor between the answer and the right value that holds for every ordinary trial."""
    ratios = [_ratio(trial) for trial in ordinary]
    known = [ratio for ratio in ratios if ratio is not None]
    if len(known) < 2 or any(r is None and "value" in t.faults() for t, r in zip(ordinary, ratios, strict=True)):
        return None
    if np.allclose(known, known[0], rtol=1e-5):
        return _fixed_factor(known[0], wrong[0])
    for axis, letter in enumerate(("rows", "columns")):
        sizes = [_size(trial, axis) for trial in ordinary if _ratio(trial) is not None]
        for power, words in ((1, "large"), (-1, "small")):
            if all(sizes) and np.allclose(known, np.array(sizes, float) ** power, rtol=1e-5):
                return Cause(
                    "constant-factor",
                    f"Your result is too {words} by a factor that is the number of {letter}: mean or sum?",
                    wrong[0],
                )
    return None


def _fixed_factor(ratio: float, trial: Trial) -> Cause | None:
    if abs(ratio - 1) < 1e-4 or abs(ratio) < 1e-12:
        return None
    if abs(ratio + 1) < 1e-5:
        return Cause("wrong-sign", "Your result has the wrong sign everywhere, and is right otherwise.", trial)
    return Cause("constant-factor", f"Your result is {ratio:.4g} times the right one, everywhere.", trial)


def _ratio(trial: Trial) -> float | None:
    """Return the one number r with ``value == r * expected``, or None if there is none (or everything is 0)."""
    a, b = as_float(trial.observation.value), as_float(trial.expected)
    if a is None or b is None or a.shape != b.shape or not np.isfinite(a).all() or not np.abs(b).max(initial=0) > 0:
        return None
    ratio = float((a * b).sum() / (b * b).sum())
    return ratio if np.allclose(a, ratio * b, rtol=1e-5, atol=1e-9) else None


def _size(trial: Trial, axis: int) -> int:
    """Return the length of the first array argument along an axis, 0 if it has no such axis."""
    shapes = [value.shape for value in trial.inputs.values() if isinstance(value, np.ndarray) and value.ndim]
    return shapes[0][axis] if shapes and len(shapes[0]) > axis else 0


def _reordered(wrong: Sequence[Trial]) -> Cause | None:
    pairs = [(as_float(trial.observation.value), as_float(trial.expected)) for trial in wrong]
    arrays = [(a, b) for a, b in pairs if a is not None and b is not None and b.ndim]
    if len(arrays) < len(pairs):
        return None
    if all(b.ndim == 2 and a.shape == b.T.shape and np.allclose(a, b.T, rtol=1e-5) for a, b in arrays):
        return Cause(
            "transposed", "Your result is the transpose of the right one: rows and columns are exchanged.", wrong[0]
        )
    if all(a.shape == b.shape and np.allclose(np.sort(a, None), np.sort(b, None), rtol=1e-5) for a, b in arrays):
        return Cause("reordered", "Your result has the right numbers in the wrong places.", wrong[0])
    return None


def _side_effects(trials: Sequence[Trial]) -> Cause | None:
    """Find what is wrong with an answer that is right on every ordinary input."""
    by_fault = {fault: trial for trial in reversed(trials) for fault in trial.faults()}
    if "value" in by_fault:
        return _extremes(by_fault["value"])
    if "warned" in by_fault:
        trial = by_fault["warned"]
        warning = trial.observation.warned[0]
        return Cause("runtime-warning", f"The values are right, but NumPy warns on “{trial.name}”: {warning}.", trial)
    if "overwritten" in by_fault:
        names = ", ".join(f"`{name}`" for name in by_fault["overwritten"].observation.overwritten) or "an argument"
        advice = "Work on a copy, or use an operation that makes a new array."
        sentence = f"Your result is right, but your function changes its input {names}. {advice}"
        return Cause("overwrites-its-input", sentence, by_fault["overwritten"])
    if "type" in by_fault:
        trial = by_fault["type"]
        asked = f"the contract asks for {describe(trial.expected)}"
        sentence = f"The numbers are right, but you returned {describe(trial.observation.value)}; {asked}."
        return Cause("wrong-type", sentence, trial)
    return None


def _extremes(trial: Trial) -> Cause | None:
    difference = trial.difference()
    if difference is not None and difference.kind == "finite":
        sentence = (
            f"Right on ordinary inputs, but not finite on “{trial.name}”: something overflows or divides by zero."
        )
        return Cause("not-finite", sentence, trial)
    return None

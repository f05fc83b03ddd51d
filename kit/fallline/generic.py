"""Causes that any wrong function can have, looked for when no known mistake of the exercise fits.

They are looked for in a fixed order, the surest first: no value, always the same one, an argument without effect, a
constant factor, the right numbers in another form or order, only a part of them; then what an answer that is right on
ordinary inputs does on the others. Each sentence says no more than was seen; what it only suggests is a question.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from fallline.compare import Tolerance, as_float, describe, identical
from fallline.forms import Cause, fewer_digits, other_form, part, reordered
from fallline.trial import Trial

Array = np.ndarray[Any, Any]


def find_cause(trials: Sequence[Trial]) -> Cause | None:
    """Return the first cause that explains the failures, or None."""
    ordinary = [trial for trial in trials if trial.ordinary]
    wrong = [trial for trial in ordinary if "value" in trial.faults()]
    if wrong:
        if any(trial.observation.raised for trial in wrong):
            return None
        if any(trial.script or trial.summary for trial in ordinary):
            # There is no one result here of which the causes below could speak.
            return _endless(wrong)
        return (
            _endless(wrong)
            or _no_value(wrong)
            or _always_the_same(wrong, ordinary)
            or _no_effect(trials)
            or (_among_several(wrong, ordinary) if _has_several(wrong) else _in_the_numbers(wrong, ordinary))
        )
    return _side_effects(trials)


def _in_the_numbers(wrong: Sequence[Trial], ordinary: Sequence[Trial]) -> Cause | None:
    return _factor(wrong, ordinary) or reordered(wrong) or other_form(wrong) or fewer_digits(wrong) or part(wrong)


def _has_several(trials: Sequence[Trial]) -> bool:
    """Return whether several results are asked for, such as the gradients of two arguments."""
    return all(isinstance(trial.expected, tuple) and len(trial.expected) > 1 for trial in trials)


def _among_several(wrong: Sequence[Trial], ordinary: Sequence[Trial]) -> Cause | None:
    """Find what is wrong with one of several results, or with all of them alike."""
    count = len(wrong[0].expected)
    values = [trial.observation.value for trial in ordinary]
    if not all(isinstance(value, tuple | list) and len(value) == count for value in values):
        return other_form(wrong)
    found = []
    for place in range(count):
        here = [_only(trial, place) for trial in ordinary]
        off = [trial for trial in here if "value" in trial.faults()]
        found.append((bool(off), _in_the_numbers(off, here) if off else None))
    causes = [cause for is_wrong_here, cause in found if is_wrong_here]
    if causes[0] is None or (len(causes) == count and len({cause and cause.sentence for cause in causes}) == 1):
        return causes[0] and replace(causes[0], trial=wrong[0])
    place = next(place for place, (is_wrong_here, _) in enumerate(found, start=1) if is_wrong_here)
    words = f"{causes[0].sentence[:1].lower()}{causes[0].sentence[1:]}"
    return Cause(causes[0].name, f"Value {place} of {count}: {words}", wrong[0])


def _only(trial: Trial, place: int) -> Trial:
    """Return a trial as if only the result in one place had been asked for."""
    seen = replace(trial.observation, value=trial.observation.value[place])
    return replace(trial, expected=trial.expected[place], observation=seen)


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


def _endless(wrong: Sequence[Trial]) -> Cause | None:
    trial = next((trial for trial in wrong if (trial.observation.unsupported or "").startswith("more than ")), None)
    if trial is None:
        return None
    sentence = f"It does not end where it should: it gave {trial.observation.unsupported}, and there were still others."
    return Cause("never-ends", sentence, trial)


def _no_value(wrong: Sequence[Trial]) -> Cause | None:
    if all(trial.observation.has_value and trial.observation.value is None for trial in wrong):
        return Cause("returns-nothing", "Your function returns None. Is a `return` missing at its end?", wrong[0])
    return None


def _no_effect(trials: Sequence[Trial]) -> Cause | None:
    """Find an argument whose changes all leave the answer as it was, though the right value changes each time."""
    if not trials or as_float(trials[0].observation.value) is None:
        return None
    base = trials[0]
    if _is_count(base):
        return None
    for name in dict.fromkeys(trial.probe for trial in trials if trial.probe):
        probes = [t for t in trials if t.probe == name and not _equal(base.expected, t.expected)]
        if probes and all(
            t.observation.has_value and _equal(base.observation.value, t.observation.value) for t in probes
        ):
            sentence = f"The argument `{name}` has no effect on your result, and it should."
            return Cause("ignores-an-argument", sentence, probes[0])
    return None


def _is_count(trial: Trial) -> bool:
    """Return whether a result is made of counts or shares, which repeat by accident when the inputs change."""
    numbers = as_float(trial.observation.value)
    lengths = {n for value in trial.inputs.values() if isinstance(value, np.ndarray) for n in value.shape}
    return numbers is not None and any(np.allclose(numbers * n, np.round(numbers * n)) for n in lengths | {1})


def _always_the_same(wrong: Sequence[Trial], ordinary: Sequence[Trial]) -> Cause | None:
    values = [as_float(trial.observation.value) for trial in ordinary]
    numbers = [value.ravel() for value in values if value is not None]
    if len(numbers) < max(3, len(values)) or len({number for value in numbers for number in value.tolist()}) != 1:
        return None
    only = f"{numbers[0][0]:.6g}"
    sentence = f"You return {only} for everything: every input that was tried gave {only} and nothing else."
    return Cause("always-the-same", sentence, wrong[0])


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
        difference = trial.difference()
        if difference is not None and isinstance(trial.expected, tuple):
            return Cause("wrong-type", f"{difference.sentence[:1].upper()}{difference.sentence[1:]}.", trial)
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

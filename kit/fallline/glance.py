"""A first look at the suspects: which of them one plain call rules out, and which cannot explain what is wrong.

To find that out, nobody has to write down everything that a call did. Most known mistakes need no closer look.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from fallline.plain import FunctionName, Seed

if TYPE_CHECKING:
    from fallline.diagnosis import Suspect
    from fallline.trial import Trial

LOOSE = 1e-2
"""Relative; and a tenth of it absolute. No exercise's tolerance is as wide for the numbers that are looked at here."""
TIGHT = 1e-12
RAISED = object()
"""Stands for an exception."""


def sort_out(trials: Sequence[Trial], suspects: Sequence[Suspect]) -> tuple[list[int], list[int]]:
    """Return the places of the suspects that no ordinary trial rules out, in two parts.

    The second part is right wherever the answer is wrong on ordinary inputs. It may explain what goes wrong on others,
    and is of no interest unless the first part explains the rest.
    """
    plain = [(k, trial) for k, trial in enumerate(trials) if trial.ordinary and _is_plain(trial)]
    wrong = {k for k, trial in enumerate(trials) if trial.ordinary and "value" in trial.faults()}
    can_wait = bool(wrong) and wrong <= {k for k, _ in plain}
    parts: tuple[list[int], list[int]] = [], []
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        for place, suspect in enumerate(suspects):
            is_right = can_wait
            for k, trial in plain:
                seen = suspect.glance(k)
                if rules_out(seen, trial.observation.value, trial.expected):
                    break
                is_right = is_right and (k not in wrong or _is_near(seen, trial.expected))
            else:
                parts[is_right].append(place)
    return parts


def rules_out(seen: Any, mine: Any, expected: Any) -> bool:
    """Return whether a value is surely not alike to the right one, and surely not alike to the answer's.

    Where the numbers or their form leave any doubt, it is not ruled out.
    """
    return seen is RAISED or (_is_far(seen, expected) and _is_far(seen, mine))


def _is_plain(trial: Trial) -> bool:
    """Return whether a trial is a plain call on numbers, to which the answer has returned a value."""
    is_odd = trial.script or trial.summary or trial.items or trial.must_raise or trial.read_only
    chance = any(isinstance(value, Seed | FunctionName) for value in trial.inputs.values())
    return not (is_odd or chance) and trial.raising_is is None and trial.observation.has_value


def _is_far(seen: Any, other: Any) -> bool:
    if isinstance(seen, tuple) and isinstance(other, tuple):
        return len(seen) == len(other) and any(map(_is_far, seen, other))
    if not (_is_real(seen) and _is_real(other)) or np.ndim(seen) != np.ndim(other):
        return False
    return np.shape(seen) != np.shape(other) or LOOSE < _distance(seen, other) < math.inf


def _is_near(seen: Any, expected: Any) -> bool:
    if isinstance(seen, tuple) and isinstance(expected, tuple):
        return len(seen) == len(expected) and all(map(_is_near, seen, expected))
    alike = _is_real(seen) and _is_real(expected) and np.shape(seen) == np.shape(expected)
    same_kind = alike and np.asarray(seen).dtype == np.asarray(expected).dtype
    return same_kind and _distance(seen, expected) < TIGHT


def _distance(seen: Any, other: Any) -> float:
    """Return the largest difference of two entries, relative to the second one's size and a tenth; nan if unknown."""
    if isinstance(seen, np.ndarray) and seen.ndim:
        gaps = np.abs(seen - other) / (np.abs(other) + 0.1)
        return float(gaps.max()) if gaps.size else math.nan
    return abs(float(seen) - float(other)) / (abs(float(other)) + 0.1)


def _is_real(value: Any) -> bool:
    if isinstance(value, np.ndarray | np.generic):
        return value.dtype.kind in "fi"
    return isinstance(value, int | float) and not isinstance(value, bool)

"""A first look at a suspect: whether what it returns is surely neither the right value nor the answer's.

Most known mistakes are ruled out by one call. To find that out, nobody has to write down everything that the call did.
"""

from __future__ import annotations

from typing import Any

import numpy as np

LOOSE = 1e-2
"""Relative; and a tenth of it absolute. No exercise's tolerance is as wide for the numbers that are looked at here."""
RAISED = object()
"""Stands for an exception."""


def rules_out(seen: Any, mine: Any, expected: Any) -> bool:
    """Return whether a value is surely not alike to the right one, and surely not alike to the answer's.

    Where the numbers or their form leave any doubt, it is not ruled out.
    """
    return seen is RAISED or (_is_far(seen, expected) and _is_far(seen, mine))


def _is_far(seen: Any, other: Any) -> bool:
    if isinstance(seen, tuple) and isinstance(other, tuple):
        return len(seen) == len(other) and any(map(_is_far, seen, other))
    if not (_is_real(seen) and _is_real(other)) or np.ndim(seen) != np.ndim(other):
        return False
    if np.shape(seen) != np.shape(other):
        return True
    theirs = np.asarray(other, float)
    gap = np.abs(np.asarray(seen, float) - theirs)
    if not np.isfinite(gap).all():
        return False
    return bool((gap > LOOSE * (np.abs(theirs) + 0.1)).any())


def _is_real(value: Any) -> bool:
    if isinstance(value, np.ndarray | np.generic):
        return value.dtype.kind in "fiu"
    return isinstance(value, int | float) and not isinstance(value, bool)

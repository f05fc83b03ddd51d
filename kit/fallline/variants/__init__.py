"""Functions derived from a right one, for exercises in which the student writes the test.

A good test accepts a right function and rejects these. They hold no implementation of anything: each takes a right
function apart from the outside. A module holds those of one kind of function.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fallline.variants.affine import AFFINE
from fallline.variants.losses import LOSSES

__all__ = ["VARIANTS", "Function", "right"]

Function = Callable[..., Any]


def right(f: Function) -> Function:
    """Leave it as it is."""
    return f


VARIANTS: dict[str, Callable[[Function], Function]] = {
    variant.__name__: variant for variant in (right, *LOSSES, *AFFINE)
}
"""Every variant by its name; no two share one."""

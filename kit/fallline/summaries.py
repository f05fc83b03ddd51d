"""What is compared in place of a value that no two right answers share, under names that cards can hold.

A summary takes the value and the inputs of its call. It gives the same numbers, up to the tolerance, for every right
answer, and other numbers for each mistake. Its docstring is read by the student.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from fallline.compare import identical

Array = np.ndarray[Any, Any]
Summary = Callable[[Any, dict[str, Any]], Any]


def epoch(batches: list[Any], inputs: dict[str, Any]) -> Array:
    """Return seven numbers of an epoch's batches.

    How many batches there are; the sizes of the first and the last; how many examples in all; whether (1 or 0) no
    example comes twice, each has its own label, and they stand in the order of X.
    """
    X, y = inputs["X"], inputs["y"]
    sizes = [len(labels) for _, labels in batches]
    rows, labels = np.concatenate([rows for rows, _ in batches]), np.concatenate([labels for _, labels in batches])
    # By their bytes, one after the other: a worker may send far more rows than there are examples.
    known = {row.tobytes(): place for place, row in enumerate(X)}
    places = np.array([known.get(row.tobytes(), -1) for row in rows.astype(X.dtype)])
    different = len(set(places.tolist())) == len(places)
    paired = bool(np.all((labels == y[places]) & (places >= 0)))
    in_order = np.array_equal(places, np.arange(len(places)))
    return np.array([len(sizes), sizes[0], sizes[-1], len(places), different, paired, in_order])


def dropout(values: tuple[Array, Array], inputs: dict[str, Any]) -> Array:
    """Return five numbers of an output and its mask (N, D).

    The share of zeros in the mask; its largest entry; the share of rows, and of columns, that are like the first one;
    and the largest difference between the output and x times the mask.
    """
    out, mask = values
    rows, columns = ((lines[1:] == lines[0]).all(axis=1).mean() for lines in (mask, mask.T))
    return np.array([(mask == 0).mean(), mask.max(), rows, columns, np.abs(out - inputs["x"] * mask).max()])


def repeated(values: tuple[Any, Any], inputs: dict[str, Any]) -> bool:
    """Return whether the two values are the same: fresh random numbers differ."""
    first, second = values
    return identical(first, second)


SUMMARIES: dict[str, Summary] = {function.__name__: function for function in (epoch, dropout, repeated)}
"""Every summary by its name."""

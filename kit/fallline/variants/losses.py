"""Losses derived from a right one: ``f(scores, y)`` with scores of shape (N, C) and labels of shape (N,)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]
Loss = Callable[[Array, Array], Any]


def summed(f: Loss) -> Loss:
    """Return the sum over the batch in place of the mean."""
    return lambda scores, y: f(scores, y) * len(y)


def in_bits(f: Loss) -> Loss:
    """Measure in bits in place of nats."""
    return lambda scores, y: f(scores, y) / np.log(2.0)


def blind_to_labels(f: Loss) -> Loss:
    """Take every label to be class 0."""
    return lambda scores, y: f(scores, np.zeros_like(y))


def favourite_class(f: Loss) -> Loss:
    """Take every label to be the class with the highest score."""
    return lambda scores, y: f(scores, np.argmax(scores, axis=1))


def capped(f: Loss) -> Loss:
    """Never exceed 18.42 for an example, as -log(p + 1e-8) does."""
    return lambda scores, y: np.mean(np.minimum(_each(f, scores, y), 18.42))


def overflowing(f: Loss) -> Loss:
    """Give nan as soon as a score exceeds 700."""
    return lambda scores, y: np.nan if np.abs(scores).max() > 700 else f(scores, y)


def doubly_normalised(f: Loss) -> Loss:
    """Normalise twice: the scores that reach the loss are log-probabilities squeezed into [0, 1]."""

    def wrong(scores: Array, y: Array) -> Any:
        per_class = [[f(row[None], np.array([c])) for c in range(len(row))] for row in scores]
        return f(np.exp(-np.array(per_class)), y)

    return wrong


def per_class(f: Loss) -> Loss:
    """Divide by the number of classes as well."""
    return lambda scores, y: f(scores, y) / np.shape(scores)[1]


def negative(f: Loss) -> Loss:
    """Forget the minus sign."""
    return lambda scores, y: -f(scores, y)


def first_example(f: Loss) -> Loss:
    """Look only at the first example."""
    return lambda scores, y: f(scores[:1], y[:1])


def over_examples(f: Loss) -> Loss:
    """Normalise over the examples in place of the classes; only a square batch goes through."""
    return lambda scores, y: f(np.transpose(scores), y)


def right_up_to_round_off(f: Loss) -> Loss:
    """Differ in the last digits only, as another order of the same operations does."""
    return lambda scores, y: f(scores, y) * (1.0 + 1e-14)


def worst_example(f: Loss) -> Loss:
    """Return the largest loss of the batch in place of the mean."""
    return lambda scores, y: np.max(_each(f, scores, y))


def without_logarithm(f: Loss) -> Loss:
    """Return the mean of 1 - p in place of that of -log p."""
    return lambda scores, y: np.mean(1.0 - np.exp(-_each(f, scores, y)))


def smoothed_labels(f: Loss) -> Loss:
    """Spread a tenth of each label over all classes alike."""

    def smoothed(scores: Array, y: Array) -> Any:
        of_classes = [f(scores, np.full_like(y, c)) for c in range(np.shape(scores)[1])]
        return 0.9 * f(scores, y) + 0.1 * np.mean(of_classes)

    return smoothed


def first_label(f: Loss) -> Loss:
    """Give every example the label of the first one."""
    return lambda scores, y: f(scores, np.full_like(y, y[0]))


def underflowing(f: Loss) -> Loss:
    """Give inf as soon as an example's loss exceeds 745, as -log(p) does where p has become 0."""
    return lambda scores, y: np.inf if np.max(_each(f, scores, y)) > 745 else f(scores, y)


def _each(f: Loss, scores: Array, y: Array) -> Array:
    """Return the loss of each example by itself, (N,)."""
    return np.array([f(scores[i : i + 1], y[i : i + 1]) for i in range(len(y))])


LOSSES = (
    summed,
    in_bits,
    blind_to_labels,
    favourite_class,
    capped,
    overflowing,
    doubly_normalised,
    per_class,
    negative,
    first_example,
    over_examples,
    right_up_to_round_off,
    worst_example,
    without_logarithm,
    smoothed_labels,
    first_label,
    underflowing,
)
"""Every variant of a loss."""

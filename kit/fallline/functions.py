"""Functions that a case can pass to an answer, under names that the kit and the grader both know.

What an answer does with a function shows best on one that is neither linear nor symmetric: every coordinate counts
differently. All of them take arrays of any shape and leave them alone.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]


def cubic(x: Array) -> float:
    """Return the sum of k·x_k³, k counting the entries from 1."""
    x = np.asarray(x)
    return float(np.sum(_places(x) * x**3))


def cubic_gradient(x: Array) -> Array:
    """Return the gradient of the cubic: 3k·x_k²."""
    x = np.asarray(x, dtype=float)
    return np.asarray(3.0 * _places(x) * x**2)


def coupled(x: Array) -> float:
    """Return the sum of k·x_k² and of the products of neighbours."""
    flat = np.ravel(x)
    return float(np.sum(_places(flat) * flat**2) + np.sum(flat[:-1] * flat[1:]))


def bowl(x: Array) -> float:
    """Return the sum of (x_k − 1)²: its minimum is 0, at ones."""
    return float(np.sum((np.asarray(x) - 1.0) ** 2))


def saddle(x: Array) -> float:
    """Return x_1² − x_2² + x_3² − ...: up along one axis, down along the next."""
    flat = np.ravel(x)
    return float(np.sum(flat**2 * (-1.0) ** np.arange(flat.size)))


def noisy_shares(x: Array, rng: np.random.Generator) -> Array:
    """Return probabilities (N, C): each row's shares of 1 + x², half of the entries of x dropped at random."""
    weights = 1.0 + np.where(rng.random(np.shape(x)) < 0.5, 0.0, x) ** 2
    return np.asarray(weights / weights.sum(axis=-1, keepdims=True))


def _places(x: Array) -> Array:
    return np.arange(1.0, x.size + 1.0).reshape(x.shape)


FUNCTIONS: dict[str, Callable[..., Any]] = {
    function.__name__: function for function in (cubic, cubic_gradient, coupled, bowl, saddle, noisy_shares)
}
"""Every function by its name."""

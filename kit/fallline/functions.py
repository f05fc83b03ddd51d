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


def coupled_gradient(x: Array) -> Array:
    """Return the gradient of the coupled function: 2k·x_k and the neighbours of x_k."""
    flat = np.ravel(x).astype(float)
    slopes = 2.0 * _places(flat) * flat
    slopes[:-1] += flat[1:]
    slopes[1:] += flat[:-1]
    return np.asarray(slopes.reshape(np.shape(x)))


def rows(x: Array) -> float:
    """Return the sum of i·s_i³, s_i being the sum of row i, i counting the rows from 1."""
    sums = np.atleast_2d(x).sum(axis=-1)
    return float(np.sum(_places(sums) * sums**3))


def bowl_gradient(x: Array) -> Array:
    """Return the gradient of the bowl: 2·(x_k − 1)."""
    return np.asarray(2.0 * (np.asarray(x) - 1.0))


def plateau(x: Array) -> float:
    """Return 2.5 wherever x lies."""
    return 2.5


def plateau_gradient(x: Array) -> Array:
    """Return the gradient of the plateau: zeros."""
    return np.zeros(np.shape(x))


def one_sided(x: Array) -> float:
    """Return the square of the first entry: the others have no effect."""
    return float(np.ravel(x)[0] ** 2)


def one_sided_gradient(x: Array) -> Array:
    """Return the gradient of the one-sided function: twice the first entry, and zeros."""
    slopes = np.zeros(np.shape(x))
    slopes.flat[0] = 2.0 * np.ravel(x)[0]
    return slopes


def one_sided_gradient_leaking(x: Array) -> Array:
    """Return the gradient of the one-sided function, wrong: its last entry is 3e-8, and should be 0."""
    slopes = one_sided_gradient(x)
    slopes.flat[-1] = 3e-8
    return slopes


def cubic_times_million(x: Array) -> float:
    """Return a million times the cubic."""
    return 1e6 * cubic(x)


def cubic_times_million_gradient(x: Array) -> Array:
    """Return the gradient of a million times the cubic."""
    return 1e6 * cubic_gradient(x)


def cubic_gradient_doubled(x: Array) -> Array:
    """Return the gradient of the cubic, wrong: every entry is twice as large."""
    return 2.0 * cubic_gradient(x)


def coupled_gradient_negated(x: Array) -> Array:
    """Return the gradient of the coupled function, wrong: every entry has the other sign."""
    return -coupled_gradient(x)


def coupled_gradient_doubled(x: Array) -> Array:
    """Return the gradient of the coupled function, wrong: every entry is twice as large."""
    return 2.0 * coupled_gradient(x)


def cubic_gradient_one_off(x: Array) -> Array:
    """Return the gradient of the cubic, wrong in its middle entry: that is larger by a half."""
    return _scaled_entry(cubic_gradient(x), np.size(x) // 2, 1.5)


def cubic_gradient_last_off(x: Array) -> Array:
    """Return the gradient of the cubic, wrong in its last entry: that has the other sign."""
    return _scaled_entry(cubic_gradient(x), -1, -1.0)


def cubic_gradient_nearly(x: Array) -> Array:
    """Return the gradient of the cubic, wrong in its middle entry: that is too large by one part in ten thousand."""
    return _scaled_entry(cubic_gradient(x), np.size(x) // 2, 1.0001)


def cubic_gradient_turned(x: Array) -> Array:
    """Return the gradient of the cubic, wrong: rows and columns are exchanged."""
    return np.asarray(cubic_gradient(x).T)


def _scaled_entry(slopes: Array, place: int, factor: float) -> Array:
    slopes.flat[place] *= factor
    return slopes


def noisy_shares(x: Array, rng: np.random.Generator) -> Array:
    """Return probabilities (N, C): each row's shares of 1 + x², half of the entries of x dropped at random."""
    weights = 1.0 + np.where(rng.random(np.shape(x)) < 0.5, 0.0, x) ** 2
    return np.asarray(weights / weights.sum(axis=-1, keepdims=True))


def _places(x: Array) -> Array:
    return np.arange(1.0, x.size + 1.0).reshape(x.shape)


FUNCTIONS: dict[str, Callable[..., Any]] = {
    function.__name__: function
    for function in (
        cubic,
        cubic_gradient,
        cubic_gradient_doubled,
        cubic_gradient_one_off,
        cubic_gradient_last_off,
        cubic_gradient_nearly,
        cubic_gradient_turned,
        cubic_times_million,
        cubic_times_million_gradient,
        coupled,
        coupled_gradient,
        coupled_gradient_doubled,
        coupled_gradient_negated,
        rows,
        bowl,
        bowl_gradient,
        saddle,
        plateau,
        plateau_gradient,
        one_sided,
        one_sided_gradient,
        one_sided_gradient_leaking,
        noisy_shares,
    )
}
"""Every function by its name."""

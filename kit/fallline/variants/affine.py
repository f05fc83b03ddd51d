"""Backward passes derived from a right one: ``f(dout, X, W)`` with dout (N, C), X (N, D) and W (D, C).

A right one returns dX (N, D), dW (D, C) and db (C,).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]
Gradients = tuple[Array, Array, Array]
Backward = Callable[[Array, Array, Array], Gradients]


def rounded_otherwise(f: Backward) -> Backward:
    """Differ in the last digits only, as another order of the same operations does."""

    def other_digits(dout: Array, X: Array, W: Array) -> Gradients:
        dX, dW, db = f(dout, X, W)
        return dX * (1.0 + 1e-14), dW * (1.0 - 1e-14), db * (1.0 + 1e-14)

    return other_digits


def weights_transposed(f: Backward) -> Backward:
    """Return the gradient of the weights transposed."""
    return lambda dout, X, W: _with(f(dout, X, W), dW=np.transpose(f(dout, X, W)[1]))


def weights_averaged(f: Backward) -> Backward:
    """Divide the gradient of the weights by the number of examples."""
    return lambda dout, X, W: _with(f(dout, X, W), dW=f(dout, X, W)[1] / len(X))


def weights_without_upstream(f: Backward) -> Backward:
    """Take ones for what comes from above in the gradient of the weights."""
    return lambda dout, X, W: _with(f(dout, X, W), dW=f(np.ones_like(dout), X, W)[1])


def weights_negative(f: Backward) -> Backward:
    """Return the gradient of the weights with the wrong sign."""
    return lambda dout, X, W: _with(f(dout, X, W), dW=-f(dout, X, W)[1])


def last_feature_left_out(f: Backward) -> Backward:
    """Leave the last row of the gradient of the weights at 0."""

    def shortened(dout: Array, X: Array, W: Array) -> Gradients:
        dX, dW, db = f(dout, X, W)
        return dX, np.where(np.arange(len(dW))[:, None] < len(dW) - 1, dW, 0.0), db

    return shortened


def weights_upside_down(f: Backward) -> Backward:
    """Return the rows of the gradient of the weights in reverse order."""
    return lambda dout, X, W: _with(f(dout, X, W), dW=f(dout, X, W)[1][::-1])


def bias_averaged(f: Backward) -> Backward:
    """Return the mean over the batch in place of the sum as the gradient of the bias."""
    return lambda dout, X, W: _with(f(dout, X, W), db=f(dout, X, W)[2] / len(X))


def bias_over_classes(f: Backward) -> Backward:
    """Sum the gradient of the bias over the classes in place of the examples."""

    def summed_along_rows(dout: Array, X: Array, W: Array) -> Gradients:
        examples, classes = np.shape(dout)
        turned = f(np.transpose(dout), np.zeros((classes, 1)), np.zeros((1, examples)))
        return _with(f(dout, X, W), db=turned[2])

    return summed_along_rows


def bias_not_summed(f: Backward) -> Backward:
    """Return a gradient of the bias for each example, not summed over the batch."""

    def one_a_row(dout: Array, X: Array, W: Array) -> Gradients:
        rows = [f(dout[i : i + 1], X[i : i + 1], W)[2] for i in range(len(X))]
        return _with(f(dout, X, W), db=np.array(rows))

    return one_a_row


def bias_as_a_row(f: Backward) -> Backward:
    """Return the gradient of the bias as a matrix of one row."""
    return lambda dout, X, W: _with(f(dout, X, W), db=f(dout, X, W)[2][None])


def bias_of_ones(f: Backward) -> Backward:
    """Return the number of examples as every entry of the gradient of the bias."""
    return lambda dout, X, W: _with(f(dout, X, W), db=f(np.ones_like(dout), X, W)[2])


def weights_first(f: Backward) -> Backward:
    """Return the gradient of the weights before that of the inputs."""
    return lambda dout, X, W: (f(dout, X, W)[1], f(dout, X, W)[0], f(dout, X, W)[2])


def bias_before_weights(f: Backward) -> Backward:
    """Return the gradient of the bias before that of the weights."""
    return lambda dout, X, W: (f(dout, X, W)[0], f(dout, X, W)[2], f(dout, X, W)[1])


def inputs_without_upstream(f: Backward) -> Backward:
    """Take ones for what comes from above in the gradient of the inputs."""
    return lambda dout, X, W: _with(f(dout, X, W), dX=f(np.ones_like(dout), X, W)[0])


def inputs_by_untransposed_weights(f: Backward) -> Backward:
    """Multiply by the weights in place of their transpose; only square weights go through."""
    return lambda dout, X, W: _with(f(dout, X, W), dX=f(dout, X, np.transpose(W))[0])


def inputs_zero(f: Backward) -> Backward:
    """Return zeros for the gradient of the inputs."""
    return lambda dout, X, W: _with(f(dout, X, W), dX=np.zeros_like(f(dout, X, W)[0]))


def inputs_averaged(f: Backward) -> Backward:
    """Divide the gradient of the inputs by the number of examples."""
    return lambda dout, X, W: _with(f(dout, X, W), dX=f(dout, X, W)[0] / len(X))


def inputs_masked(f: Backward) -> Backward:
    """Block the gradient of the inputs where an input is negative, as a rectifier would."""
    return lambda dout, X, W: _with(f(dout, X, W), dX=f(dout, X, W)[0] * (np.asarray(X) > 0))


def negative_upstream_lost(f: Backward) -> Backward:
    """Take 0 for what comes from above where it is negative."""
    return lambda dout, X, W: f(np.maximum(dout, 0.0), X, W)


def parameters_of_first_example(f: Backward) -> Backward:
    """Return the gradients of the weights and of the bias that the first example alone gives."""
    return lambda dout, X, W: (f(dout, X, W)[0], *f(dout[:1], X[:1], W)[1:])


def twice_as_large(f: Backward) -> Backward:
    """Return every gradient twice as large."""
    return _scaled(f, 2.0)


def one_per_cent_too_large(f: Backward) -> Backward:
    """Return every gradient one per cent too large."""
    return _scaled(f, 1.01)


def _scaled(f: Backward, factor: float) -> Backward:
    def scaled(dout: Array, X: Array, W: Array) -> Gradients:
        dX, dW, db = f(dout, X, W)
        return factor * dX, factor * dW, factor * db

    return scaled


def _with(gradients: Gradients, dX: Any = None, dW: Any = None, db: Any = None) -> Gradients:
    """Return gradients with one of them replaced."""
    old_dX, old_dW, old_db = gradients
    return old_dX if dX is None else dX, old_dW if dW is None else dW, old_db if db is None else db


AFFINE = (
    rounded_otherwise,
    weights_transposed,
    weights_averaged,
    weights_without_upstream,
    weights_negative,
    last_feature_left_out,
    weights_upside_down,
    bias_averaged,
    bias_over_classes,
    bias_not_summed,
    bias_as_a_row,
    bias_of_ones,
    weights_first,
    bias_before_weights,
    inputs_without_upstream,
    inputs_by_untransposed_weights,
    inputs_zero,
    inputs_averaged,
    inputs_masked,
    negative_upstream_lost,
    parameters_of_first_example,
    twice_as_large,
    one_per_cent_too_large,
)
"""Every variant of the backward pass of an affine layer."""

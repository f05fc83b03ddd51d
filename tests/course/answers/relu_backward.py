"""Answers to `relu_backward` by people who never saw its specification; each comment says what a teaching assistant would."""

import numpy as np


# A mask.
def mask(dout, X):
    return dout * (X > 0)


# Where.
def where(dout, X):
    return np.where(X > 0, dout, 0.0)


# A copy, then zeros.
def copied(dout, X):
    dX = np.array(dout, copy=True)
    dX[X <= 0] = 0
    return dX


# Entry by entry, any shape.
def by_index(dout, X):
    dX = np.zeros(np.shape(X))
    for i in np.ndindex(*np.shape(X)):
        if X[i] > 0:
            dX[i] = dout[i]
    return dX


# A flat comprehension.
def comprehension(dout, X):
    flat = [g if x > 0 else 0.0 for g, x in zip(np.ravel(dout), np.ravel(X))]
    return np.array(flat).reshape(X.shape)


# The step function.
def heaviside(dout, X):
    return dout * np.heaviside(X, 0)


# From the sign.
def sign_cut(dout, X):
    return np.maximum(np.sign(X), 0) * dout


# From the output.
def from_output(dout, X):
    out = np.maximum(X, 0)
    return (out > 0).astype(dout.dtype) * dout


# What is blocked is taken away.
def minus_blocked(dout, X):
    return dout - dout * (X <= 0)


# Recursion over the rows.
def recursive(dout, X):
    if np.ndim(X) == 0:
        return dout * 1.0 if X > 0 else np.zeros(())
    return np.array([recursive(g, x) for g, x in zip(dout, X)])


# A masked array.
def masked(dout, X):
    return np.ma.array(dout, mask=X <= 0).filled(0)


# Vectorised by NumPy.
def vectorised(dout, X):
    return np.vectorize(lambda g, x: float(g) if x > 0 else 0.0)(dout, X)


# Single precision.
def single(dout, X):
    return np.where(X > 0, dout, 0).astype(np.float32)


# Out of a work array.
def with_out(dout, X):
    work = np.empty_like(dout)
    np.multiply(dout, np.greater(X, 0), out=work)
    return work


class _ReLU:
    def forward(self, X):
        self.on = X > 0
        return X * self.on

    def backward(self, dout):
        return dout * self.on


# A layer.
def as_layer(dout, X):
    relu = _ReLU()
    relu.forward(X)
    return relu.backward(dout)


# ReLU of the message as well.
def relu_of_both(dout, X):
    return np.maximum(0, dout) * (X > 0)


# ReLU of the message instead.
def relu_of_message(dout, X):
    return np.maximum(0, dout)


# Passes at 0.
def at_zero(dout, X):
    return dout * (X >= 0)


# Half at 0.
def half_at_zero(dout, X):
    return dout * np.heaviside(X, 0.5)


# Times the output.
def times_output(dout, X):
    return dout * np.maximum(X, 0)


# Times the input.
def times_input(dout, X):
    return dout * X


# Passes the negative inputs.
def inverted(dout, X):
    return dout * (X < 0)


# Only the mask.
def only_mask(dout, X):
    return (X > 0).astype(float)


# Only the mask, as booleans.
def bool_mask(dout, X):
    return X > 0


# The mask of the message.
def mask_of_message(dout, X):
    return dout * (dout > 0)


# Arguments in the other order.
def exchanged(X, dout):
    return np.where(X > 0, dout, 0.0)


# Overwrites the message.
def overwrites_message(dout, X):
    dout[X <= 0] = 0
    return dout


# Multiplies the message in place.
def in_place_product(dout, X):
    dout *= X > 0
    return dout


# Overwrites the input.
def overwrites_input(dout, X):
    X[X <= 0] = 0
    X[X > 0] = 1
    return dout * X


# Leaky.
def leaky(dout, X):
    return np.where(X > 0, dout, 0.01 * dout)


# The sign of the input.
def sign(dout, X):
    return dout * np.sign(X)


# The forward pass.
def forward(dout, X):
    return np.maximum(0, X)


# No mask.
def passes_all(dout, X):
    return dout.copy()


# Not equal to 0.
def not_zero(dout, X):
    return dout * (X != 0)


# Divided by the batch size.
def mean(dout, X):
    return dout * (X > 0) / len(X)


# The sigmoid's derivative.
def sigmoid_derivative(dout, X):
    s = 1 / (1 + np.exp(-X))
    return dout * s * (1 - s)


# Tanh's derivative.
def tanh_derivative(dout, X):
    return dout * (1 - np.tanh(X) ** 2)


# Keeps the survivors only.
def survivors(dout, X):
    return dout[X > 0]


# The input where it is negative.
def input_elsewhere(dout, X):
    return np.where(X > 0, dout, X)


# Above 1.
def above_one(dout, X):
    return dout * (X > 1)


# ReLU6.
def relu6(dout, X):
    return dout * ((X > 0) & (X < 6))


# Summed over the examples.
def summed(dout, X):
    return (dout * (X > 0)).sum(axis=0)


# The size of the message.
def absolute(dout, X):
    return np.abs(dout) * (X > 0)


# Blocked if message and input differ in sign.
def product_positive(dout, X):
    return np.where(dout * X > 0, dout, 0)


# Negated.
def negated(dout, X):
    return -dout * (X > 0)


# Rows and columns only.
def two_loops(dout, X):
    dX = np.zeros_like(dout)
    for i in range(X.shape[0]):
        for j in range(X.shape[1]):
            if X[i, j] > 0:
                dX[i, j] = dout[i, j]
    return dX


# Returns from the loop.
def first_row(dout, X):
    dX = np.zeros_like(dout)
    for i in range(len(X)):
        dX[i] = dout[i] * (X[i] > 0)
        return dX


# A test for the whole array.
def all_or_nothing(dout, X):
    if np.any(X > 0):
        return dout.copy()
    return np.zeros_like(dout)


# ReLU of the message as well, and passes at 0.
def at_zero_and_relu(dout, X):
    return np.maximum(0, dout) * (X >= 0)


# Minus 1 for the negative ones.
def minus_one(dout, X):
    return np.where(X > 0, dout, -1)


RIGHT = [
    mask,
    where,
    copied,
    by_index,
    comprehension,
    heaviside,
    sign_cut,
    from_output,
    minus_blocked,
    recursive,
    masked,
    vectorised,
    single,
    with_out,
    as_layer,
]

WRONG = [
    (relu_of_both, "relu-of-dout"),
    (relu_of_message, "mask-of-dout"),
    (at_zero, "derivative-1-at-0"),
    (half_at_zero, "derivative-one-half-at-0"),
    (times_output, "times-relu"),
    (times_input, "times-X"),
    (inverted, "inverted"),
    (only_mask, "no-upstream"),
    (bool_mask, "no-upstream"),
    (mask_of_message, "mask-of-dout"),
    (exchanged, "arguments-exchanged"),
    (overwrites_message, "dout-overwritten"),
    (in_place_product, "dout-overwritten"),
    (overwrites_input, "X-overwritten"),
    (leaky, "leaky"),
    (sign, "sign-of-X"),
    (forward, "forward-instead"),
    (passes_all, "X-ignored"),
    (not_zero, "X-ignored"),
    (mean, "mean-over-the-batch"),
    (sigmoid_derivative, "derivative-of-sigmoid"),
    (tanh_derivative, "derivative-of-tanh"),
    (survivors, "only-what-passes"),
    (input_elsewhere, "X-where-blocked"),
    (above_one, "other-threshold"),
    (relu6, "blocked-above"),
    (summed, "summed-over-the-batch"),
    (absolute, "sizes-of-messages"),
    (product_positive, "both-must-be-positive"),
    (negated, "wrong-sign"),
    (two_loops, None),
    (first_row, "only-the-first-row"),
    (all_or_nothing, "X-ignored"),
    (at_zero_and_relu, "derivative-1-at-0-and-relu-of-dout"),
    (minus_one, None),
]
"""Each with the name of its mistake, or None where no name would be honest."""

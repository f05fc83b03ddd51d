"""Answers to `linear_scores` by people who never saw its specification; each comment says what a teaching assistant would."""

import math
import numpy as np


# Column of ones.
def augmented(X, W, b):
    return np.hstack([X, np.ones((len(X), 1))]) @ np.vstack([W, b])


# Sums of a three-dimensional product.
def bcast(X, W, b):
    return (X[:, :, None] * W[None]).sum(axis=1) + b


# Instance of a class.
class Linear:
    def __call__(self, X, W, b):
        return X @ W + b


right_callable_ = Linear()


# np.dot and np.add.
def right_dot(data, weights, bias):
    return np.add(np.dot(data, weights), bias)


# einsum.
def right_einsum(X, W, b):
    return np.einsum("nd,dc->nc", X, W) + b[None]


# Float32.
def f32(X, W, b):
    return X.astype(np.float32) @ W.astype(np.float32) + b.astype(np.float32)


# Computed in float64, returned as float32.
def f32round(X, W, b):
    return (X @ W + b).astype(np.float32)


# math.fsum.
def right_fsum(X, W, b):
    return np.asarray([[math.fsum([*(X[i] * W[:, c]), b[c]]) for c in range(len(b))] for i in range(len(X))])


# Caches in a global and prints.
calls = []


def global_state(X, W, b, verbose=True):
    calls.append(X.shape)
    if verbose:
        print(len(calls))
    return np.matmul(X, W) + b


# += on its own array.
def inplace_copy(X, W, b):
    out = X.dot(W)
    out += b
    return out


# List comprehension.
def listcomp(X, W, b):
    return np.array([[sum(p * q for p, q in zip(x, w)) + v for w, v in zip(W.T, b)] for x in X])


# Loops.
def loops(X, W, b):
    S = np.zeros((X.shape[0], W.shape[1]))
    for i in range(S.shape[0]):
        for c in range(S.shape[1]):
            s = b[c]
            for d in range(X.shape[1]):
                s += X[i, d] * W[d, c]
            S[i, c] = s
    return S


# Zeros of int.
def intout(X, W, b):
    S = np.zeros((len(X), len(b)), dtype=int)
    S[:] = X @ W + b
    return S


# Squeezes N=1.
def wrong_squeeze(X, W, b):
    return np.squeeze(X @ W + b)


# (X + b) @ W.
def bias_before(X, W, b):
    return (X + b) @ W


# Bias added per example, b[:, None].
def bias_column(X, W, b):
    return X @ W + b[:, None]


# Mean of b.
def bias_mean(X, W, b):
    return X @ W + b.mean()


# Loop adds b once per input dimension.
def bias_per_d(X, W, b):
    S = np.zeros((X.shape[0], W.shape[1]))
    for i in range(X.shape[0]):
        for c in range(W.shape[1]):
            for d in range(X.shape[1]):
                S[i, c] += X[i, d] * W[d, c] + b[c]
    return S


# Times b.
def bias_times(X, W, b):
    return X @ W * b


# x @ (W + b).
def bias_to_w(X, W, b):
    return X @ (W + b)


# Only first example.
def first_only(X, W, b):
    return X[0] @ W + b


# Hard-coded 6 examples and 4 classes.
def fixed_size(X, W, b):
    S = np.zeros((6, 4))
    S[:] = X @ W + b
    return S


# Uses a global variable W instead of the argument.
W_global = np.ones((3, 4))


def wrong_global_(X, W, b):
    return X @ np.resize(W_global, W.shape) + b


# Adds b of the row index.
def index_bias(X, W, b):
    S = X @ W
    for i in range(len(S)):
        S[i] += b[i % len(b)]
    return S


# B overwritten with result row.
def inplace_b(X, W, b):
    b += X[0] @ W
    return X @ W + b


# X += changes X.
def inplace_x(X, W, b):
    S = X @ W + b
    X += 1
    return S


# Tolist.
def lists(X, W, b):
    return (X @ W + b).tolist()


# Divided by D.
def mean(X, W, b):
    return X @ W / X.shape[1] + b


# Subtracts the bias.
def minus_b(X, W, b):
    return X @ W - b


RIGHT = [
    augmented,
    bcast,
    right_callable_,
    right_dot,
    right_einsum,
    f32,
    f32round,
    right_fsum,
    global_state,
    inplace_copy,
    listcomp,
    loops,
]

WRONG = [
    (intout, "decimals-cut-off"),
    (wrong_squeeze, "wrong-shape"),
    (bias_before, "bias-before-W"),
    (bias_column, "bias-per-example"),
    (bias_mean, "one-bias-for-all"),
    (bias_per_d, "bias-added-too-often"),
    (bias_times, "times-the-bias"),
    (bias_to_w, "bias-on-the-weights"),
    (first_only, "one-example-counts"),
    (fixed_size, None),
    (wrong_global_, "ignores-an-argument"),
    (index_bias, None),
    (inplace_b, None),
    (inplace_x, "in-place"),
    (lists, "wrong-type"),
    (mean, "mean-over-features"),
    (minus_b, "minus-the-bias"),
]
"""Each with the name of its mistake, or None where no name would be honest."""

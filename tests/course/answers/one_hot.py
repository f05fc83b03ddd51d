"""Answers to `one_hot` by people who never saw its specification; each comment says what a teaching assistant would."""

import functools
import numpy as np


# np.equal.outer.
def eq_outer(y, C):
    return np.equal.outer(y, np.arange(C)) * 1.0


# np.eye indexing.
def right_eye(y, C):
    return np.eye(C)[y]


# Zeros and fancy assignment.
def fancy(y, C):
    Y = np.zeros((y.shape[0], C), dtype=np.float64)
    Y[range(len(y)), y] = 1.0
    return Y


# Flat positions.
def flat(y, C):
    n = len(y)
    Y = np.zeros(n * C)
    Y[np.arange(n) * C + y.astype(np.int64)] = 1
    return Y.reshape(n, C)


# Identity and take.
def right_identity(y: np.ndarray, C: int) -> np.ndarray:
    return np.identity(C).take(y, axis=0)


# Signs: 1 - sign of difference.
def kron(y, C):
    return 1.0 - np.abs(np.sign(y[:, None].astype(float) - np.arange(C)))


# Lambda.
right_lambda_ = lambda y, C: (y[..., None] == np.arange(C)).astype("float64")


# List comprehension made an array.
def listcomp(y, C):
    return np.array([[float(c == k) for k in range(C)] for c in y])


# Loops.
def loops(y, C):
    Y = np.zeros((len(y), C))
    for i in range(len(y)):
        for c in range(C):
            if y[i] == c:
                Y[i][c] = 1
    return Y


# functools.partial and a decorator.
def noisy(f):
    @functools.wraps(f)
    def g(*a):
        print(a)
        return f(*a)

    return g


@noisy
def _oh(kind, y, C):
    return np.eye(C, dtype=kind)[y, :]


right_partial = functools.partial(_oh, float)


# np.put_along_axis.
def put(y, C):
    Y = np.zeros((len(y), C))
    np.put_along_axis(Y, y[:, None].astype(int), 1.0, axis=1)
    return Y


# Recursion over the labels.
def recursive(y, C):
    if len(y) == 1:
        r = np.zeros((1, C))
        r[0, int(y[0])] = 1
        return r
    k = len(y) // 2
    return np.vstack([recursive(y[:k], C), recursive(y[k:], C)])


# Only the first label.
def first_only(y, C):
    Y = np.zeros(C)
    Y[y[0]] = 1.0
    return Y


# Flat index computed in the label's own small type overflows.
def flat_uint8(y, C):
    Y = np.zeros(len(y) * C)
    idx = np.arange(len(y), dtype=y.dtype) * y.dtype.type(C) + y
    Y[idx] = 1
    return Y.reshape(len(y), C)


# Hard-coded three classes.
def hard3(y, C):
    return np.eye(3)[y]


# Y[y[i]] = 1 sets whole rows, those that the labels number.
def rows_assign(y, C):
    Y = np.zeros((len(y), C))
    for i in range(len(y)):
        Y[min(y[i], len(y) - 1)] = 1
    return Y


# Loop starts at 1.
def skip_first(y, C):
    Y = np.zeros((len(y), C))
    for i in range(1, len(y)):
        Y[i, y[i]] = 1
    return Y


# Loop stops one early.
def skip_last(y, C):
    Y = np.zeros((len(y), C))
    for i in range(len(y) - 1):
        Y[i, y[i]] = 1
    return Y


# Array of zeros, nothing set.
def zeros_only(y, C):
    Y = np.zeros((len(y), C))
    Y[np.arange(len(y)), y] == 1
    return Y


# Boolean array.
def bools(y, C):
    return y[:, None] == np.arange(C)


# Y[:, y] = 1 sets the whole columns.
def columns_assign(y, C):
    Y = np.zeros((len(y), C))
    Y[:, y] = 1
    return Y


# Histogram of the labels.
def counts(y, C):
    return np.bincount(y, minlength=C).astype(float)


# np.empty instead of zeros.
def empty(y, C):
    Y = np.full((len(y), C), 0.5)
    Y[np.arange(len(y)), y] = 1
    return Y


# C + 1 columns.
def extra_col(y, C):
    return np.eye(C + 1)[y]


# Uses y.max()+1 for C.
def ignores_c(y, C):
    return np.eye(y.max() + 1)[y]


# Modifies y.
def inplace_y(y, C):
    Y = np.zeros((len(y), C))
    Y[np.arange(len(y)), y] = 1
    y += 1
    return Y


# Integer array.
def ints(y, C):
    return np.eye(C, dtype=int)[y]


# 0 and 1 exchanged.
def inverse(y, C):
    return 1.0 - np.eye(C)[y]


# Writes the label instead of 1.
def label_value(y, C):
    Y = np.zeros((len(y), C))
    Y[np.arange(len(y)), y] = y
    return Y


RIGHT = [
    eq_outer,
    right_eye,
    fancy,
    flat,
    right_identity,
    kron,
    right_lambda_,
    listcomp,
    loops,
    right_partial,
    put,
    recursive,
]

WRONG = [
    (first_only, "only-the-first-row"),
    (flat_uint8, "place-overflows"),
    (hard3, "number-of-classes-fixed"),
    (rows_assign, None),
    (skip_first, "first-row-wrong"),
    (skip_last, "last-row-wrong"),
    (zeros_only, "always-the-same"),
    (bools, "true-and-false"),
    (columns_assign, "whole-columns"),
    (counts, "counts"),
    (empty, None),
    (extra_col, "one-column-too-many"),
    (ignores_c, "C-from-the-largest-label"),
    (inplace_y, "labels-changed"),
    (ints, "whole-numbers"),
    (inverse, "zero-for-1"),
    (label_value, "label-for-1"),
]
"""Each with the name of its mistake, or None where no name would be honest."""

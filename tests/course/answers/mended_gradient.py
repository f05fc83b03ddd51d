"""Answers to `mended_gradient` by people who never saw its specification; each comment says what a teaching assistant would."""

import math
import numpy as np


def softmax(scores):
    z = scores - scores.max(axis=1, keepdims=True)
    return np.exp(z - np.log(np.exp(z).sum(axis=1, keepdims=True)))


def cross_entropy_grad(scores, y):
    G = softmax(scores)
    G[np.arange(len(y)), y] -= 1.0
    return G / len(y)


# With the lesson's function.
def lesson(X, W, b, y, lam):
    G = cross_entropy_grad(X @ W + b, y)
    return X.T @ G + lam * W, G.sum(axis=0)


# All at hand.
def by_hand(X, W, b, y, lam):
    s = X @ W + b
    s = s - np.max(s, axis=1, keepdims=True)
    p = np.exp(s) / np.sum(np.exp(s), axis=1, keepdims=True)
    p[range(len(y)), y] -= 1
    dW = X.T @ p / len(y)
    dW += lam * W
    return dW, np.mean(p, axis=0)


# Loops.
def loops(X, W, b, y, lam):
    N, D = X.shape
    C = len(b)
    dW, db = np.zeros((D, C)), np.zeros(C)
    for i in range(N):
        s = [sum(X[i, d] * W[d, c] for d in range(D)) + b[c] for c in range(C)]
        m = max(s)
        e = [math.exp(v - m) for v in s]
        for c in range(C):
            g = (e[c] / sum(e) - (c == y[i])) / N
            db[c] += g
            for d in range(D):
                dW[d, c] += X[i, d] * g
    for d in range(D):
        for c in range(C):
            dW[d, c] += lam * W[d, c]
    return dW, db


# einsum.
def right_einsum(X, W, b, y, lam):
    G = cross_entropy_grad(np.einsum("nd,dc->nc", X, W) + b, y)
    return np.einsum("nd,nc->dc", X, G) + lam * W, np.einsum("nc->c", G)


# The bias as a column of ones.
def ones_column(X, W, b, y, lam):
    A = np.hstack([X, np.ones((len(X), 1))])
    V = np.vstack([W, b])
    g = A.T @ cross_entropy_grad(A @ V, y)
    g[:-1] += lam * V[:-1]
    return g[:-1], g[-1]


# Outer products.
def outer(X, W, b, y, lam):
    G = cross_entropy_grad(X @ W + b, y)
    return sum(np.outer(x, g) for x, g in zip(X, G)) + lam * W, sum(G)


# Ones times G.
def as_ones_product(X, W, b, y, lam):
    G = cross_entropy_grad(np.dot(X, W) + b, y)
    return np.dot(G.T, X).T + np.multiply(lam, W), np.ones(len(y)) @ G


# One example after the other.
def by_example(X, W, b, y, lam):
    N = len(y)
    dW, db = lam * W, np.zeros_like(b, dtype=float)
    for i in range(N):
        g = cross_entropy_grad((X[i] @ W + b)[None], y[i : i + 1])[0]
        dW = dW + X[i][:, None] * g / N
        db = db + g / N
    return dW, db


# Class by class.
def by_class(X, W, b, y, lam):
    G = cross_entropy_grad(X @ W + b, y)
    cols, db = [], []
    for c in range(W.shape[1]):
        cols.append(X.T @ G[:, c] + lam * W[:, c])
        db.append(G[:, c].sum())
    return np.column_stack(cols), np.array(db)


# A dictionary inside.
def with_parts(X, W, b, y, lam):
    parts = {"data": X.T @ cross_entropy_grad(X @ W + b, y), "penalty": lam * W}
    return sum(parts.values()), cross_entropy_grad(X @ W + b, y).sum(0)


# Penalty through halves.
def halves(X, W, b, y, lam):
    G = cross_entropy_grad(X @ W + b, y)
    return X.T.dot(G) + 0.5 * lam * 2 * W, G.T.sum(axis=1)


# tensordot.
def right_tensordot(X, W, b, y, lam):
    G = cross_entropy_grad(np.tensordot(X, W, 1) + b, y)
    dW = np.tensordot(X, G, axes=(0, 0))
    dW += lam * np.asarray(W)
    return (dW, np.add.reduce(G))


# ---- wrong ----


# Ada: no penalty.
def ada(X, W, b, y, lam):
    G = cross_entropy_grad(X @ W + b, y)
    return X.T @ G, G.sum(axis=0)


# Bo: the mean of db once more.
def bo(X, W, b, y, lam):
    G = cross_entropy_grad(X @ W + b, y)
    return X.T @ G + lam * W, G.mean(axis=0)


# Both.
def ada_and_bo(X, W, b, y, lam):
    G = cross_entropy_grad(X @ W + b, y)
    return X.T @ G, G.mean(axis=0)


# The bias is penalised.
def bias_penalised(X, W, b, y, lam):
    G = cross_entropy_grad(X @ W + b, y)
    return X.T @ G + lam * W, G.sum(axis=0) + lam * b


# 2 lam W.
def two_lam(X, W, b, y, lam):
    G = cross_entropy_grad(X @ W + b, y)
    return X.T @ G + 2 * lam * W, G.sum(axis=0)


# lam W / 2.
def half_lam(X, W, b, y, lam):
    G = cross_entropy_grad(X @ W + b, y)
    return X.T @ G + 0.5 * lam * W, G.sum(axis=0)


# lam W / N.
def lam_over_n(X, W, b, y, lam):
    G = cross_entropy_grad(X @ W + b, y)
    return X.T @ G + lam * W / len(y), G.sum(axis=0)


# - lam W.
def minus_lam(X, W, b, y, lam):
    G = cross_entropy_grad(X @ W + b, y)
    return X.T @ G - lam * W, G.sum(axis=0)


# The penalty itself is added.
def penalty_value(X, W, b, y, lam):
    G = cross_entropy_grad(X @ W + b, y)
    return X.T @ G + 0.5 * lam * np.sum(W**2), G.sum(axis=0)


# lam times the sum of W.
def lam_sum(X, W, b, y, lam):
    G = cross_entropy_grad(X @ W + b, y)
    return X.T @ G + lam * np.sum(W), G.sum(axis=0)


# lam W^2.
def lam_square(X, W, b, y, lam):
    G = cross_entropy_grad(X @ W + b, y)
    return X.T @ G + lam * W**2, G.sum(axis=0)


# lam sign(W).
def lam_sign(X, W, b, y, lam):
    G = cross_entropy_grad(X @ W + b, y)
    return X.T @ G + lam * np.sign(W), G.sum(axis=0)


# W, without lam.
def no_lam(X, W, b, y, lam):
    G = cross_entropy_grad(X @ W + b, y)
    return X.T @ G + W, G.sum(axis=0)


# lam, without W.
def only_lam(X, W, b, y, lam):
    G = cross_entropy_grad(X @ W + b, y)
    return X.T @ G + lam, G.sum(axis=0)


# Mean in both a second time.
def mean_twice(X, W, b, y, lam):
    G = cross_entropy_grad(X @ W + b, y)
    return X.T @ G / len(y) + lam * W, G.sum(axis=0) / len(y)


# Mean a second time in dW only.
def mean_twice_dw(X, W, b, y, lam):
    G = cross_entropy_grad(X @ W + b, y)
    return X.T @ G / len(y) + lam * W, G.sum(axis=0)


# No mean at all.
def no_mean(X, W, b, y, lam):
    G = cross_entropy_grad(X @ W + b, y) * len(y)
    return X.T @ G + lam * W, G.sum(axis=0)


# No mean, but a mean for db.
def mean_for_db_only(X, W, b, y, lam):
    G = cross_entropy_grad(X @ W + b, y) * len(y)
    return X.T @ G + lam * W, G.mean(axis=0)


# The whole divided by N, penalty too.
def all_over_n(X, W, b, y, lam):
    G = cross_entropy_grad(X @ W + b, y) * len(y)
    return (X.T @ G + lam * W) / len(y), G.sum(axis=0) / len(y)


# Swapped results.
def swapped(X, W, b, y, lam):
    dW, db = lesson(X, W, b, y, lam)
    return db, dW


# Only dW.
def only_dw(X, W, b, y, lam):
    return lesson(X, W, b, y, lam)[0]


# db as a row (1, C).
def db_row(X, W, b, y, lam):
    G = cross_entropy_grad(X @ W + b, y)
    return X.T @ G + lam * W, G.sum(axis=0, keepdims=True)


# db summed over the classes.
def db_axis1(X, W, b, y, lam):
    G = cross_entropy_grad(X @ W + b, y)
    return X.T @ G + lam * W, G.sum(axis=1)


# db one number.
def db_number(X, W, b, y, lam):
    G = cross_entropy_grad(X @ W + b, y)
    return X.T @ G + lam * W, G.sum()


# The bias is left out of the scores.
def no_bias(X, W, b, y, lam):
    G = cross_entropy_grad(X @ W, y)
    return X.T @ G + lam * W, G.sum(axis=0)


# Softmax without a shift.
def no_shift(X, W, b, y, lam):
    p = np.exp(X @ W + b)
    p /= p.sum(axis=1, keepdims=True)
    p[np.arange(len(y)), y] -= 1
    p /= len(y)
    return X.T @ p + lam * W, p.sum(axis=0)


# One maximum for all rows.
def global_max(X, W, b, y, lam):
    s = X @ W + b
    p = np.exp(s - s.max())
    p /= p.sum(axis=1, keepdims=True)
    p[np.arange(len(y)), y] -= 1
    p /= len(y)
    return X.T @ p + lam * W, p.sum(axis=0)


# The step downhill.
def downhill(X, W, b, y, lam):
    dW, db = lesson(X, W, b, y, lam)
    return -dW, -db


# one-hot minus p, but the penalty right.
def data_sign(X, W, b, y, lam):
    G = -cross_entropy_grad(X @ W + b, y)
    return X.T @ G + lam * W, G.sum(axis=0)


# No one-hot.
def no_one_hot(X, W, b, y, lam):
    G = softmax(X @ W + b) / len(y)
    return X.T @ G + lam * W, G.sum(axis=0)


# Penalty on db in place of dW.
def penalty_on_db(X, W, b, y, lam):
    G = cross_entropy_grad(X @ W + b, y)
    return X.T @ G, G.sum(axis=0) + lam * b


# Penalty's column sums in db too.
def penalty_sums_in_db(X, W, b, y, lam):
    G = cross_entropy_grad(X @ W + b, y)
    return X.T @ G + lam * W, G.sum(axis=0) + lam * W.sum(axis=0)


# W is shrunk in place.
def in_place_w(X, W, b, y, lam):
    G = cross_entropy_grad(X @ W + b, y)
    W *= lam
    return X.T @ G + W, G.sum(axis=0)


# Gradient step done at once.
def step(X, W, b, y, lam):
    dW, db = lesson(X, W, b, y, lam)
    return W - dW, b - db


# One vector.
def one_vector(X, W, b, y, lam):
    dW, db = lesson(X, W, b, y, lam)
    return np.concatenate([dW.ravel(), db])


# G^T X.
def transposed(X, W, b, y, lam):
    G = cross_entropy_grad(X @ W + b, y)
    return G.T @ X + lam * W.T, G.sum(axis=0)


# Penalty over all numbers of W.
def lam_over_size(X, W, b, y, lam):
    G = cross_entropy_grad(X @ W + b, y)
    return X.T @ G + lam * W / W.size, G.sum(axis=0)


# Penalty multiplied into the data gradient.
def lam_times(X, W, b, y, lam):
    G = cross_entropy_grad(X @ W + b, y)
    return lam * (X.T @ G + W), G.sum(axis=0)


# Gradient of the norm, not of its square.
def of_norm(X, W, b, y, lam):
    G = cross_entropy_grad(X @ W + b, y)
    return X.T @ G + 0.5 * lam * W / np.linalg.norm(W), G.sum(axis=0)


# db is 0 because the biases are not penalised.
def db_zero(X, W, b, y, lam):
    G = cross_entropy_grad(X @ W + b, y)
    return X.T @ G + lam * W, np.zeros_like(b)


# Labels from 1.
def labels_from_one(X, W, b, y, lam):
    G = cross_entropy_grad(X @ W + b, y - 1)
    return X.T @ G + lam * W, G.sum(axis=0)


# The loss comes along.
def loss_too(X, W, b, y, lam):
    dW, db = lesson(X, W, b, y, lam)
    p = softmax(X @ W + b)
    return -np.log(p[np.arange(len(y)), y]).mean() + 0.5 * lam * np.sum(W**2), dW, db


# Bo's mean, and no shift.
def no_shift_and_bo(X, W, b, y, lam):
    p = np.exp(X @ W + b)
    p /= p.sum(axis=1, keepdims=True)
    p[np.arange(len(y)), y] -= 1
    p /= len(y)
    return X.T @ p + lam * W, p.mean(axis=0)


# The penalty twice.
def penalty_twice(X, W, b, y, lam):
    dW, db = lesson(X, W, b, y, lam)
    dW += lam * W
    return dW, db


# p (1 - p).
def elementwise(X, W, b, y, lam):
    p = softmax(X @ W + b)
    G = p * (1 - p) / len(y)
    return X.T @ G + lam * W, G.sum(axis=0)


# -1 assigned at the label.
def assigned(X, W, b, y, lam):
    p = softmax(X @ W + b)
    p[np.arange(len(y)), y] = -1
    p /= len(y)
    return X.T @ p + lam * W, p.sum(axis=0)


# Softmax over the examples.
def over_examples(X, W, b, y, lam):
    p = softmax((X @ W + b).T).T
    p[np.arange(len(y)), y] -= 1
    p /= len(y)
    return X.T @ p + lam * W, p.sum(axis=0)


# lam squared.
def lam_squared(X, W, b, y, lam):
    dW, db = ada(X, W, b, y, lam)
    return dW + lam**2 * W, db


# X @ G.
def not_transposed(X, W, b, y, lam):
    G = cross_entropy_grad(X @ W + b, y)
    return X @ G + lam * W, G.sum(axis=0)


# A list of two.
def a_list(X, W, b, y, lam):
    return list(lesson(X, W, b, y, lam))


RIGHT = [
    lesson,
    by_hand,
    loops,
    right_einsum,
    ones_column,
    outer,
    as_ones_product,
    by_example,
    by_class,
    with_parts,
    halves,
    right_tensordot,
    a_list,
]

WRONG = [
    (no_shift_and_bo, "no-shift-and-planted-second"),
    (penalty_twice, "2-lam"),
    (elementwise, "softmax-derivative"),
    (assigned, "set-not-subtract"),
    (over_examples, "axis0"),
    (lam_squared, "lam-squared"),
    (not_transposed, None),
    (ada, "planted-first"),
    (bo, "planted-second"),
    (ada_and_bo, "planted-first-and-planted-second"),
    (bias_penalised, "penalty-on-b"),
    (two_lam, "2-lam"),
    (half_lam, "half-lam"),
    (lam_over_n, "lam-over-N"),
    (minus_lam, "minus-lam"),
    (penalty_value, "sum-of-squares"),
    (lam_sum, "sum-of-weights"),
    (lam_square, "W-squared"),
    (lam_sign, "signs-of-W"),
    (no_lam, "W-without-lam"),
    (only_lam, "lam-without-W"),
    (mean_twice, "both-averaged-twice"),
    (mean_twice_dw, "dW-averaged-twice"),
    (no_mean, "no-1-over-N"),
    (mean_for_db_only, "dW-not-averaged"),
    (all_over_n, "lam-over-N"),
    (swapped, "swapped-order"),
    (only_dw, "one-of-two"),
    (db_row, "db-row"),
    (db_axis1, "db-over-classes"),
    (db_number, "db-one-number"),
    (no_bias, "no-bias-in-the-scores"),
    (no_shift, "no-shift"),
    (global_max, "other-max"),
    (downhill, "every-sign-turned"),
    (data_sign, "sign"),
    (no_one_hot, "no-minus-1"),
    (penalty_on_db, "planted-first-and-penalty-on-b"),
    (penalty_sums_in_db, "penalty-for-b-from-W"),
    (in_place_w, "in-place"),
    (step, "stepped-parameters"),
    (one_vector, "one-vector"),
    (transposed, "transposed"),
    (lam_over_size, "lam-over-size-of-W"),
    (lam_times, "everything-times-lam"),
    (of_norm, "half-unit-W"),
    (db_zero, "db-zero"),
    (labels_from_one, "labels-from-one"),
    (loss_too, "with-loss"),
]
"""Each with the name of its mistake, or None where no name would be honest."""

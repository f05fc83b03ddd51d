"""Answers to `hinge_grad` by people who never saw its specification; each comment says what a teaching assistant would."""

import numpy as np


# Indicators.
def indicators(scores, y, delta=1.0):
    n = np.arange(len(y))
    m = scores - scores[n, y][:, None] + delta
    G = (m > 0).astype(float)
    G[n, y] = 0
    G[n, y] = -G.sum(axis=1)
    return G / len(y)


# Loops.
def loops(scores, y, delta=1.0):
    N, C = scores.shape
    G = np.zeros((N, C))
    for i in range(N):
        for j in range(C):
            if j == y[i]:
                continue
            if scores[i, j] - scores[i, y[i]] + delta > 0:
                G[i, j] += 1 / N
                G[i, y[i]] -= 1 / N
    return G


# Subtracted at the label, which is zero.
def label_taken_off(scores, y, delta=1.0):
    n = np.arange(len(y))
    G = (scores - scores[n, y].reshape(-1, 1) + delta > 0).astype(float)
    G[n, y] = 0.0
    G[n, y] -= G.sum(1)
    return G / scores.shape[0]


# One-hot algebra.
def one_hot(scores, y, delta=1.0):
    Y = np.eye(scores.shape[1])[y]
    sy = np.einsum("nc,nc->n", Y, scores)
    V = ((scores - sy[:, None] + delta) > 0) * (1 - Y)
    return (V - Y * V.sum(axis=1, keepdims=True)) / len(Y)


# Row by row.
def rows(scores, y, delta=1.0):
    out = []
    for s, k in zip(scores, y):
        g = np.where(s - s[k] + delta > 0, 1.0, 0.0)
        g[k] = 0.0
        g[k] = -np.sum(g)
        out.append(g)
    return np.array(out) / len(y)


# Sign by the Heaviside function with 0 at 0.
def heaviside(scores, y, delta=1.0):
    n = np.arange(len(y))
    G = np.heaviside(scores - scores[n, y][:, np.newaxis] + delta, 0.0)
    G[n, y] = 0
    G[n, y] = -G.sum(axis=1)
    return G / len(y)


# Mask with -inf at the label.
def masked(scores, y, delta=1.0):
    n = np.arange(len(y))
    m = scores - scores[n, y][:, None] + delta
    m[n, y] = -np.inf
    G = 1.0 * (m > 0)
    G[n, y] = -np.count_nonzero(m > 0, axis=1)
    return G / float(len(y))


# The other classes by deletion.
def deleted(scores, y, delta=1.0):
    G = np.zeros(scores.shape)
    for i in range(len(y)):
        others = np.delete(np.arange(scores.shape[1]), y[i])
        bad = [j for j in others if scores[i, j] - scores[i, y[i]] + delta > 0]
        G[i, bad] = 1
        G[i, y[i]] = -len(bad)
    G /= len(y)
    return G


# Recursion over the rows.
def recursive(scores, y, delta=1.0):
    def counts(s, k):
        if len(k) == 0:
            return []
        g = [float(j != k[0] and s[0, j] - s[0, k[0]] + delta > 0) for j in range(s.shape[1])]
        g[k[0]] = -sum(g)
        return [g, *counts(s[1:], k[1:])]

    return np.array(counts(scores, y)) / len(y)


# Sets.
def sets(scores, y, delta=1.0):
    N = len(y)
    G = np.zeros_like(scores, dtype=float)
    pairs = {(i, j) for i in range(N) for j in range(scores.shape[1]) if j != y[i]}
    for i, j in sorted(pairs):
        if max(0.0, scores[i, j] - scores[i, y[i]] + delta) > 0:
            G[i, j] = 1
            G[i, y[i]] -= 1
    return np.divide(G, N)


# take_along_axis.
def along_axis(scores, y, delta=1.0):
    k = y[:, None]
    G = (scores + delta - np.take_along_axis(scores, k, axis=1) > 0).astype(np.float64)
    np.put_along_axis(G, k, 0.0, axis=1)
    np.put_along_axis(G, k, -G.sum(axis=1, keepdims=True), axis=1)
    return G * (1 / len(y))


# Column by column.
def columns(scores, y, delta=1.0):
    n = np.arange(len(y))
    m = np.maximum(0, scores - scores[n, y][:, None] + delta)
    m[n, y] = 0
    G = np.zeros(scores.shape)
    for c in range(scores.shape[1]):
        hit = m[:, c] > 0
        G[hit, c] += 1
        G[n[hit], y[hit]] -= 1
    return G / len(n)


# ---- wrong ----


def _margins(scores, y, delta):
    return scores - scores[np.arange(len(y)), y][:, np.newaxis] + delta


def _finish(V, y):
    n = np.arange(len(y))
    V = V.astype(float)
    V[n, y] = 0
    V[n, y] = -V.sum(axis=1)
    return V / len(y)


# Nothing at the label.
def label_zero(scores, y, delta=1.0):
    G = (_margins(scores, y, delta) > 0).astype(float)
    G[np.arange(len(y)), y] = 0
    return G / len(y)


# 1 left at the label.
def label_one(scores, y, delta=1.0):
    return (_margins(scores, y, delta) > 0) / len(y)


# -1 at the label.
def label_minus_one(scores, y, delta=1.0):
    G = (_margins(scores, y, delta) > 0).astype(float)
    G[np.arange(len(y)), y] = -1
    return G / len(y)


# -1 at the label where anything is violated.
def label_minus_one_if_any(scores, y, delta=1.0):
    n = np.arange(len(y))
    G = (_margins(scores, y, delta) > 0).astype(float)
    G[n, y] = 0
    G[n, y] = -(G.sum(axis=1) > 0).astype(float)
    return G / len(y)


# The label's own 1 is counted.
def label_counted(scores, y, delta=1.0):
    G = (_margins(scores, y, delta) > 0).astype(float)
    G[np.arange(len(y)), y] = -G.sum(axis=1)
    return G / len(y)


# No 1/N.
def no_mean(scores, y, delta=1.0):
    return _finish(_margins(scores, y, delta) > 0, y) * len(y)


# Over N C.
def over_size(scores, y, delta=1.0):
    return _finish(_margins(scores, y, delta) > 0, y) / scores.shape[1]


# Over N (C - 1), as PyTorch divides.
def over_others(scores, y, delta=1.0):
    return _finish(_margins(scores, y, delta) > 0, y) / (scores.shape[1] - 1)


# The margins.
def margins(scores, y, delta=1.0):
    return _finish(np.maximum(0, _margins(scores, y, delta)), y)


# Twice the margins: squared hinge.
def squared(scores, y, delta=1.0):
    return _finish(2 * np.maximum(0, _margins(scores, y, delta)), y)


# Delta left out.
def no_delta(scores, y, delta=1.0):
    return _finish(_margins(scores, y, 0) > 0, y)


# Delta is always 1.
def delta_one(scores, y, delta=1.0):
    return _finish(_margins(scores, y, 1.0) > 0, y)


# Delta subtracted.
def delta_minus(scores, y, delta=1.0):
    return _finish(_margins(scores, y, -delta) > 0, y)


# Entries times delta.
def times_delta(scores, y, delta=1.0):
    return delta * _finish(_margins(scores, y, delta) > 0, y)


# >= at the kink.
def kink_counts(scores, y, delta=1.0):
    return _finish(_margins(scores, y, delta) >= 0, y)


# A half at the kink.
def kink_half(scores, y, delta=1.0):
    return _finish(np.heaviside(_margins(scores, y, delta), 0.5), y)


# Sign.
def negated(scores, y, delta=1.0):
    return -_finish(_margins(scores, y, delta) > 0, y)


# s_y - s_j + delta.
def turned_margin(scores, y, delta=1.0):
    own = scores[np.arange(len(y)), y][:, None]
    return _finish(own - scores + delta > 0, y)


# s_j - s_y + delta < 0.
def satisfied(scores, y, delta=1.0):
    return _finish(_margins(scores, y, delta) < 0, y)


# -(C - 1) at the label.
def all_others(scores, y, delta=1.0):
    n = np.arange(len(y))
    G = (_margins(scores, y, delta) > 0).astype(float)
    G[n, y] = -(scores.shape[1] - 1)
    return G / len(y)


# + count at the label.
def plus_count(scores, y, delta=1.0):
    n = np.arange(len(y))
    G = (_margins(scores, y, delta) > 0).astype(float)
    G[n, y] = 0
    G[n, y] = G.sum(axis=1)
    return G / len(y)


# Only the worst class: Crammer and Singer.
def worst_only(scores, y, delta=1.0):
    n = np.arange(len(y))
    m = _margins(scores, y, delta)
    m[n, y] = -np.inf
    j = m.argmax(axis=1)
    V = np.zeros(scores.shape)
    V[n, j] = m[n, j] > 0
    return _finish(V, y)


# Counts over the examples.
def axis0(scores, y, delta=1.0):
    n = np.arange(len(y))
    G = (_margins(scores, y, delta) > 0).astype(float)
    G[n, y] = 0
    G[n, y] = -G.sum(axis=0)[y]
    return G / len(y)


# No new axis: works for square tables only.
def no_new_axis(scores, y, delta=1.0):
    return _finish(scores - scores[np.arange(len(y)), y] + delta > 0, y)


# Label columns: G[:, y].
def whole_columns(scores, y, delta=1.0):
    G = (_margins(scores, y, delta) > 0).astype(float)
    G[:, y] = 0
    G[np.arange(len(y)), y] = -G.sum(axis=1)
    return G / len(y)


# Binary hinge: only the own score against delta.
def binary(scores, y, delta=1.0):
    n = np.arange(len(y))
    G = np.zeros(scores.shape)
    G[n, y] = -(scores[n, y] < delta).astype(float)
    return G / len(y)


# The array stays bool / int: integer division.
def whole_numbers(scores, y, delta=1.0):
    n = np.arange(len(y))
    G = (_margins(scores, y, delta) > 0).astype(int)
    G[n, y] = 0
    G[n, y] = -G.sum(axis=1)
    return G // len(y)


# bool array: the count becomes True.
def stays_bool(scores, y, delta=1.0):
    n = np.arange(len(y))
    G = _margins(scores, y, delta) > 0
    G[n, y] = False
    G[n, y] = -1 * G.sum(axis=1)
    return G / len(y)


# In place.
def in_place(scores, y, delta=1.0):
    scores -= scores[np.arange(len(y)), y][:, np.newaxis]
    scores += delta
    return _finish(scores > 0, y)


# In place, returned.
def in_place_mask(scores, y, delta=1.0):
    m = scores
    own = scores[np.arange(len(y)), y].copy()
    for i in range(len(y)):
        m[i] = m[i] - own[i] + delta
    return _finish(m > 0, y)


# The last row is left out.
def last_row(scores, y, delta=1.0):
    G = _finish(_margins(scores, y, delta) > 0, y)
    G[-1] = 0
    return G


# break in place of continue at the label.
def breaks(scores, y, delta=1.0):
    N, C = scores.shape
    G = np.zeros((N, C))
    for i in range(N):
        for j in range(C):
            if j == y[i]:
                break
            if scores[i, j] - scores[i, y[i]] + delta > 0:
                G[i, j] += 1 / N
                G[i, y[i]] -= 1 / N
    return G


# Mean at the label only on the others.
def mean_on_others(scores, y, delta=1.0):
    n = np.arange(len(y))
    G = (_margins(scores, y, delta) > 0) / len(y)
    G[n, y] = 0
    G[n, y] = -np.count_nonzero(G, axis=1)
    return G


# The predicted class in place of the label.
def predicted(scores, y, delta=1.0):
    return indicators(scores, scores.argmax(axis=1), delta)


# Perceptron: delta 0 and worst class only.
def perceptron(scores, y, delta=1.0):
    n = np.arange(len(y))
    G = np.zeros(scores.shape)
    G[n, scores.argmax(axis=1)] += 1
    G[n, y] -= 1
    return G / len(y)


# Softmax gradient in place of the hinge.
def cross_entropy(scores, y, delta=1.0):
    p = np.exp(scores - scores.max(1, keepdims=True))
    p /= p.sum(1, keepdims=True)
    p[np.arange(len(y)), y] -= 1
    return p / len(y)


# Default forgotten: delta has to be given.
def no_default(scores, y, delta):
    return indicators(scores, y, delta)


# Default of another size.
def other_default(scores, y, delta=0.1):
    return indicators(scores, y, delta)


# The loss.
def loss(scores, y, delta=1.0):
    m = np.maximum(0, _margins(scores, y, delta))
    m[np.arange(len(y)), y] = 0
    return m.sum(axis=1).mean()


# delta is compared with on the other side.
def ahead_by_delta(scores, y, delta=1.0):
    return _finish(_margins(scores, y, 0) > delta, y)


# |f_j - f_y| < delta.
def absolute_lead(scores, y, delta=1.0):
    return _finish(np.abs(_margins(scores, y, 0)) < delta, y)


# One against all, with labels -1 and 1.
def one_against_all(scores, y, delta=1.0):
    Y = 2 * np.eye(scores.shape[1])[y] - 1
    return -Y * (Y * scores < delta) / len(y)


# One count for the whole batch.
def batch_count(scores, y, delta=1.0):
    n = np.arange(len(y))
    G = (_margins(scores, y, delta) > 0).astype(float)
    G[n, y] = 0
    G[n, y] = -G.sum()
    return G / len(y)


# Label counted, and no 1/N.
def label_counted_no_mean(scores, y, delta=1.0):
    return label_counted(scores, y, delta) * len(y)


# Minus the loss of the row at the label.
def row_loss_at_label(scores, y, delta=1.0):
    n = np.arange(len(y))
    m = np.maximum(0, _margins(scores, y, delta))
    m[n, y] = 0
    G = (m > 0).astype(float)
    G[n, y] = -m.sum(axis=1)
    return G / len(y)


# Loss and gradient.
def loss_too(scores, y, delta=1.0):
    return loss(scores, y, delta), indicators(scores, y, delta)


# In 32 bits: all numbers are small whole multiples of 1/N.
def in_32_bits(scores, y, delta=1.0):
    return indicators(scores, y, delta).astype(np.float32)


RIGHT = [
    indicators,
    loops,
    label_taken_off,
    one_hot,
    rows,
    heaviside,
    masked,
    deleted,
    recursive,
    sets,
    along_axis,
    columns,
    in_32_bits,
]

WRONG = [
    (ahead_by_delta, "minus-delta"),
    (absolute_lead, "absolute-lead"),
    (one_against_all, "binary"),
    (batch_count, "counted-over-the-batch"),
    (label_counted_no_mean, "label-counted-and-no-1-over-N"),
    (row_loss_at_label, None),
    (loss_too, "several-values"),
    (label_zero, "correct-class-missing"),
    (label_one, "label-left-at-1"),
    (label_minus_one, "minus-1-not-minus-count"),
    (label_minus_one_if_any, "minus-1-if-any"),
    (label_counted, "label-counted"),
    (no_mean, "no-1-over-N"),
    (over_size, "1-over-NC"),
    (over_others, "1-over-N-times-C-minus-1"),
    (margins, "margin-values"),
    (squared, "squared"),
    (no_delta, "no-delta"),
    (delta_one, "delta-ignored"),
    (delta_minus, "minus-delta"),
    (times_delta, "times-delta"),
    (kink_counts, ">=-at-kink"),
    (kink_half, "half-at-the-kink"),
    (negated, "sign"),
    (turned_margin, "turned-difference"),
    (satisfied, "kept-margins"),
    (all_others, "C-minus-1-always"),
    (plus_count, "plus-count"),
    (worst_only, "hardest-class-only"),
    (axis0, "counted-over-the-batch"),
    (no_new_axis, "wrong-rows"),
    (whole_columns, "columns-of-all-labels"),
    (binary, "binary"),
    (whole_numbers, "floor-division"),
    (stays_bool, "true-for-the-count"),
    (in_place, "in-place"),
    (in_place_mask, "in-place"),
    (last_row, "last-row-wrong"),
    (breaks, "one-side-of-the-label"),
    (mean_on_others, "only-one-part-divided"),
    (predicted, "predicted-class"),
    (perceptron, None),
    (cross_entropy, "softmax-gradient"),
    (no_default, None),
    (other_default, "other-default"),
    (loss, "loss"),
]
"""Each with the name of its mistake, or None where no name would be honest."""

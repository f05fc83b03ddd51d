"""Answers to `cross_entropy_grad` by people who never saw its specification; each comment says what a teaching assistant would."""

import math
import numpy as np


def softmax(scores):
    z = scores - scores.max(axis=1, keepdims=True)
    return np.exp(z - np.log(np.exp(z).sum(axis=1, keepdims=True)))


# Fancy index.
def fancy(scores, y):
    G = softmax(scores)
    G[np.arange(len(y)), y] -= 1
    return G / len(y)


# One-hot by eye.
def one_hot_eye(scores, y):
    return (softmax(scores) - np.eye(scores.shape[1])[y]) / scores.shape[0]


# One-hot by comparison.
def comparison(scores, y):
    hot = y[:, np.newaxis] == np.arange(scores.shape[1])
    return (softmax(scores) - hot) / len(scores)


# Loops with math.
def loops(scores, y):
    N, C = scores.shape
    G = np.zeros((N, C))
    for i in range(N):
        m = max(scores[i])
        e = [math.exp(v - m) for v in scores[i]]
        t = sum(e)
        for j in range(C):
            G[i, j] = (e[j] / t - (1 if j == y[i] else 0)) / N
    return G


# Rows, stacked.
def rows(scores, y):
    out = []
    for s, k in zip(scores, y):
        e = np.exp(s - s.max())
        p = e / e.sum()
        p[k] -= 1
        out.append(p / len(y))
    return np.vstack(out)


# By differences: p_y - 1 as minus the sum of the others.
def minus_the_others(scores, y):
    n = np.arange(len(y))
    G = softmax(scores)
    G[n, y] = 0
    G[n, y] = -G.sum(axis=1)
    return G / len(y)


# The mean put into the one-hot and p apart.
def apart(scores, y):
    N = len(y)
    G = softmax(scores) / N
    np.subtract.at(G, (np.arange(N), y), 1 / N)
    return G


# logaddexp.
def by_logaddexp(scores, y):
    p = np.exp(scores - np.logaddexp.reduce(scores, axis=1, keepdims=True))
    Y = np.zeros(scores.shape)
    np.put_along_axis(Y, y[:, None], 1.0, axis=1)
    return (p - Y) / len(Y)


# Through the whole table of derivatives of the softmax, with one-hot residual.
def through_jacobian(scores, y):
    G = np.zeros(scores.shape)
    for i, (s, k) in enumerate(zip(scores, y)):
        lse = np.logaddexp.reduce(s)
        for j in range(len(s)):
            # d(lse)/ds_j is p_j, of -s_y it is -1 at the label
            G[i, j] = math.exp(s[j] - lse) + (-1.0 if j == k else 0.0)
    return G * (1.0 / len(y))


# Recursion.
def recursive(scores, y):
    if len(y) == 1:
        p = softmax(scores)
        p[0, y[0]] -= 1
        return p
    m = len(y) // 2
    a, b = recursive(scores[:m], y[:m]), recursive(scores[m:], y[m:])
    return np.concatenate([a * m, b * (len(y) - m)]) / len(y)


# einsum.
def right_einsum(scores, y):
    e = np.exp(scores - scores.max(1)[:, None])
    p = np.einsum("nc,n->nc", e, 1 / e.sum(1))
    return np.einsum("nc,->nc", p - np.identity(scores.shape[1])[y], 1 / len(y))


# In columns.
def columns(scores, y):
    p = softmax(scores).T
    return np.column_stack([(p[c] - (y == c)) / y.size for c in range(p.shape[0])])


# ---- wrong ----


# No 1/N.
def no_mean(scores, y):
    G = softmax(scores)
    G[np.arange(len(y)), y] -= 1
    return G


# Over N C.
def over_size(scores, y):
    G = softmax(scores)
    G[np.arange(len(y)), y] -= 1
    return G / G.size


# Over C.
def over_c(scores, y):
    G = softmax(scores)
    G[np.arange(len(y)), y] -= 1
    return G / scores.shape[1]


# Mean twice.
def mean_twice(scores, y):
    G = softmax(scores)
    G[np.arange(len(y)), y] -= 1
    return G / len(y) ** 2


# No one-hot.
def no_one_hot(scores, y):
    return softmax(scores) / len(y)


# Sign.
def sign(scores, y):
    return (np.eye(scores.shape[1])[y] - softmax(scores)) / len(y)


# Sign and no 1/N.
def sign_no_mean(scores, y):
    return np.eye(scores.shape[1])[y] - softmax(scores)


# G[:, y]: whole columns.
def whole_columns(scores, y):
    G = softmax(scores)
    G[:, y] -= 1
    return G / len(y)


# The first label for every row.
def rows_by_label(scores, y):
    G = softmax(scores)
    for i in range(len(y)):
        G[i, y[0]] -= 1
    return G / len(y)


# Assigned.
def assigned(scores, y):
    G = softmax(scores)
    G[np.arange(len(y)), y] = -1
    return G / len(y)


# p(1 - p).
def elementwise(scores, y):
    p = softmax(scores)
    return p * (1 - p) / len(y)


# Only at the label.
def label_only(scores, y):
    n = np.arange(len(y))
    G = np.zeros(scores.shape)
    G[n, y] = softmax(scores)[n, y] - 1
    return G / len(y)


# With respect to the probabilities.
def by_probabilities(scores, y):
    n = np.arange(len(y))
    G = np.zeros(scores.shape)
    G[n, y] = -1 / softmax(scores)[n, y]
    return G / len(y)


# Minus one-hot over p.
def by_probabilities_eps(scores, y):
    Y = np.eye(scores.shape[1])[y]
    return -Y / (softmax(scores) + 1e-8) / len(y)


# -Y/p times p(1-p): the diagonal of the table only.
def diagonal_chain(scores, y):
    Y = np.eye(scores.shape[1])[y]
    p = softmax(scores)
    return -Y * (1 - p) / len(y)


# The chain by 1/p: nan when p underflows.
def detour(scores, y):
    p = softmax(scores)
    G = np.zeros_like(p)
    for i, k in enumerate(y):
        hot = np.eye(p.shape[1])[k]
        G[i] = -1 / p[i, k] * p[i, k] * (hot - p[i])
    return G / len(y)


# No shift.
def no_shift(scores, y):
    e = np.exp(scores)
    G = e / e.sum(axis=1, keepdims=True)
    G[np.arange(len(y)), y] -= 1
    return G / len(y)


# One maximum for all.
def global_max(scores, y):
    e = np.exp(scores - scores.max())
    G = e / e.sum(axis=1, keepdims=True)
    G[np.arange(len(y)), y] -= 1
    return G / len(y)


# Over the examples.
def axis0(scores, y):
    e = np.exp(scores - scores.max(axis=0))
    G = e / e.sum(axis=0)
    G[np.arange(len(y)), y] -= 1
    return G / len(y)


# One sum for the whole table.
def global_sum(scores, y):
    e = np.exp(scores - scores.max())
    G = e / e.sum()
    G[np.arange(len(y)), y] -= 1
    return G / len(y)


# keepdims forgotten.
def no_keepdims(scores, y):
    e = np.exp(scores - scores.max(axis=1, keepdims=True))
    G = e / e.sum(axis=1)
    G[np.arange(len(y)), y] -= 1
    return G / len(y)


# Sigmoids.
def sigmoids(scores, y):
    e = np.exp(-np.abs(scores))
    G = np.where(scores >= 0, 1.0, e) / (1 + e)
    G[np.arange(len(y)), y] -= 1
    return G / len(y)


# Softmax of softmax.
def softmax_twice(scores, y):
    G = softmax(softmax(scores))
    G[np.arange(len(y)), y] -= 1
    return G / len(y)


# The scores are taken for probabilities.
def scores_as_probabilities(scores, y):
    return (scores - np.eye(scores.shape[1])[y]) / len(y)


# log-probabilities.
def log_probabilities(scores, y):
    return (np.log(softmax(scores)) - np.eye(scores.shape[1])[y]) / len(y)


# In place.
def in_place(scores, y):
    scores -= scores.max(axis=1, keepdims=True)
    np.exp(scores, out=scores)
    scores /= scores.sum(axis=1, keepdims=True)
    scores[np.arange(len(y)), y] -= 1
    return scores / len(y)


# Labels from 1.
def labels_from_one(scores, y):
    G = softmax(scores)
    G[np.arange(len(y)), y - 1] -= 1
    return G / len(y)


# The predicted class in place of the label.
def predicted(scores, y):
    G = softmax(scores)
    G[np.arange(len(y)), scores.argmax(axis=1)] -= 1
    return G / len(y)


# y subtracted as it is.
def labels_subtracted(scores, y):
    return (softmax(scores) - y[:, np.newaxis]) / len(y)


# Mean over the examples.
def averaged(scores, y):
    G = softmax(scores)
    G[np.arange(len(y)), y] -= 1
    return G.mean(axis=0)


# 1 subtracted after the division.
def late_one(scores, y):
    G = softmax(scores) / len(y)
    G[np.arange(len(y)), y] -= 1
    return G


# Squared error on probabilities.
def squared_error(scores, y):
    return 2 * (softmax(scores) - np.eye(scores.shape[1])[y]) / len(y)


# The squared error through the softmax.
def brier(scores, y):
    p = softmax(scores)
    d = p - np.eye(scores.shape[1])[y]
    return d * p * (1 - p) / len(y)


# The loss.
def loss(scores, y):
    return -np.log(softmax(scores)[np.arange(len(y)), y]).mean()


# Probabilities clipped to 0.001 and 0.999.
def clipped(scores, y):
    p = np.clip(softmax(scores), 1e-3, 1 - 1e-3)
    return (p - np.eye(scores.shape[1])[y]) / len(y)


# The last row is left out.
def last_row(scores, y):
    G = np.zeros(scores.shape)
    for i in range(len(y) - 1):
        p = softmax(scores[i : i + 1])[0]
        p[y[i]] -= 1
        G[i] = p / len(y)
    return G


# One-hot of the wrong width: classes counted by the labels seen.
def seen_classes(scores, y):
    return (softmax(scores) - np.eye(len(set(y.tolist())))[y]) / len(y)


# In bits.
def bits(scores, y):
    G = softmax(scores)
    G[np.arange(len(y)), y] -= 1
    return G / len(y) / np.log(2)


# An eps in the denominator, no shift: nan.
def eps(scores, y):
    e = np.exp(scores)
    G = e / (e.sum(axis=1, keepdims=True) + 1e-8)
    G[np.arange(len(y)), y] -= 1
    return G / len(y)


# Scores clipped.
def scores_clipped(scores, y):
    G = softmax(np.clip(scores, -10, 10))
    G[np.arange(len(y)), y] -= 1
    return G / len(y)


# p[y]: whole rows.
def rows_picked(scores, y):
    p = softmax(scores)
    p[y] -= 1
    return p / len(y)


# The identity in place of one-hot rows.
def identity(scores, y):
    return (softmax(scores) - np.eye(*scores.shape)) / len(y)


# Loss and gradient.
def loss_too(scores, y):
    return loss(scores, y), fancy(scores, y)


# 1 is subtracted from a copy that nobody keeps.
def lost_copy(scores, y):
    p = softmax(scores)
    p[np.arange(len(y))][:, y] -= 1
    return p / len(y)


# As many classes as the largest label says.
def largest_label(scores, y):
    return (softmax(scores) - np.eye(y.max() + 1)[y]) / len(y)


# nan mended.
def nan_mended(scores, y):
    with np.errstate(all="ignore"):
        e = np.exp(scores)
        p = np.nan_to_num(e / e.sum(axis=1, keepdims=True))
    p[np.arange(len(y)), y] -= 1
    return p / len(y)


RIGHT = [
    fancy,
    one_hot_eye,
    comparison,
    loops,
    rows,
    minus_the_others,
    apart,
    by_logaddexp,
    through_jacobian,
    recursive,
    right_einsum,
    columns,
]

WRONG = [
    (rows_picked, "labels-pick-rows"),
    (identity, "example-number-for-label"),
    (loss_too, "loss-and-gradient"),
    (lost_copy, "no-minus-1"),
    (largest_label, None),
    (nan_mended, "nan-replaced"),
    (no_mean, "no-1-over-N"),
    (over_size, "1-over-NC"),
    (over_c, "1-over-C"),
    (mean_twice, "1-over-N-twice"),
    (no_one_hot, "no-minus-1"),
    (sign, "onehot-minus-p"),
    (sign_no_mean, "onehot-minus-p-and-no-1-over-N"),
    (whole_columns, "columns-of-all-labels"),
    (rows_by_label, "one-label-for-all"),
    (assigned, "set-not-subtract"),
    (elementwise, "softmax-derivative"),
    (label_only, "only-correct-class"),
    (by_probabilities, "wrt-probs"),
    (by_probabilities_eps, "wrt-probs"),
    (diagonal_chain, "only-correct-class"),
    (detour, "not-finite"),
    (no_shift, "no-shift"),
    (global_max, "other-max"),
    (axis0, "axis0"),
    (global_sum, "global-sum"),
    (no_keepdims, "no-keepdims"),
    (sigmoids, "sigmoid-instead"),
    (softmax_twice, "double-softmax"),
    (scores_as_probabilities, "no-softmax"),
    (log_probabilities, "log-probabilities"),
    (in_place, "in-place"),
    (labels_from_one, "labels-from-one"),
    (predicted, "predicted-class"),
    (labels_subtracted, "label-numbers-subtracted"),
    (averaged, "reduced"),
    (late_one, "mean-of-one-part-only"),
    (squared_error, "euclidean"),
    (brier, "sigmoid-derivative-too"),
    (loss, "loss"),
    (clipped, "probabilities-clipped"),
    (last_row, "last-row-wrong"),
    (seen_classes, None),
    (bits, "bits"),
    (eps, "no-shift"),
    (scores_clipped, "scores-clipped"),
]
"""Each with the name of its mistake, or None where no name would be honest."""

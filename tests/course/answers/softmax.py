"""Answers to `softmax` by people who never saw its specification; each comment says what a teaching assistant would."""

import math
import numpy as np


# apply_along_axis.
def apply(scores):
    def one(r):
        e = np.exp(r - r.max())
        return e / e.sum()

    return np.apply_along_axis(one, 1, scores)


# Comprehension.
def comp(scores):
    return np.array([(e := np.exp(r - r.max())) / e.sum() for r in scores])


# In place on a copy.
def copy_inplace(scores):
    p = scores.copy()
    p -= p.max(axis=1, keepdims=True)
    np.exp(p, out=p)
    p /= p.sum(axis=1, keepdims=True)
    return p


# Einsum division.
def right_einsum(scores):
    e = np.exp(scores - scores.max(1)[:, np.newaxis])
    return np.einsum("nc,n->nc", e, 1 / e.sum(1))


# Cast of the result.
def right_float32(scores):
    z = (scores - scores.max(1, keepdims=True)).astype(np.float32)
    e = np.exp(z)
    return e / e.sum(1, keepdims=True)


# fsum.
def right_fsum(scores):
    rows = []
    for r in scores.tolist():
        e = [math.exp(v - max(r)) for v in r]
        t = math.fsum(e)
        rows.append([v / t for v in e])
    return np.array(rows)


# Exp of log_softmax, helper.
def _ls(s):
    z = s - s.max(axis=1, keepdims=True)
    return z - np.log(np.exp(z).sum(axis=1, keepdims=True))


def log_then_exp(scores):
    return np.exp(_ls(scores))


# Exp of difference to logaddexp.reduce.
def logsumexp(scores):
    return np.exp(scores - np.logaddexp.reduce(scores, axis=1)[:, None])


# Longdouble without shift (range 11000).
def right_longdouble(scores):
    e = np.exp(np.asarray(scores, np.longdouble) - scores.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


# Loops.
def loops(scores):
    P = np.zeros_like(scores, dtype=float)
    for i in range(len(scores)):
        m = max(scores[i])
        t = 0.0
        for c in range(scores.shape[1]):
            P[i, c] = math.exp(scores[i, c] - m)
            t += P[i, c]
        for c in range(scores.shape[1]):
            P[i, c] /= t
    return P


# 1 / sum exp(s_k - s_j), silenced.
def pairwise(scores):
    with np.errstate(over="ignore"):
        return 1.0 / np.exp(scores[:, None, :] - scores[:, :, None]).sum(axis=2)


# Recursion.
def recursive(scores):
    if len(scores) > 1:
        return np.concatenate([recursive(scores[:1]), recursive(scores[1:])])
    e = np.exp(scores - scores.max())
    return e / e.sum()


# Shifts by the largest absolute value.
def abs_max(scores):
    e = np.exp(scores - np.abs(scores).max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


# Row max, sum over axis 0.
def axis0_sum(scores):
    e = np.exp(scores - scores.max(axis=1, keepdims=True))
    return e / e.sum(axis=0)


# Cumulative sum.
def wrong_cumsum(scores):
    e = np.exp(scores - scores.max(axis=1, keepdims=True))
    return e / e.cumsum(axis=1)


# 1e-8 in the denominator.
def eps8(scores):
    e = np.exp(scores)
    return e / (e.sum(axis=1, keepdims=True) + 1e-8)


# Returns in the loop.
def first_row(scores):
    for row in scores:
        e = np.exp(row - row.max())
        return e / e.sum()


# Shifts by the first class.
def first_shift(scores):
    e = np.exp(scores - scores[:, :1])
    return e / e.sum(axis=1, keepdims=True)


# Whole matrix sums to 1.
def global_sum(scores):
    e = np.exp(scores - scores.max())
    return e / e.sum()


# Divides by the euclidean norm.
def l2norm(scores):
    e = np.exp(scores - scores.max(axis=1, keepdims=True))
    return e / np.linalg.norm(e, axis=1, keepdims=True)


# Subtracts the mean.
def mean_shift(scores):
    e = np.exp(scores - scores.mean(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


# Repairs nan with nan_to_num.
def wrong_nan_to_num(scores):
    with np.errstate(all="ignore"):
        e = np.exp(scores)
        return np.nan_to_num(e / e.sum(axis=1, keepdims=True))


# Both without keepdims.
def no_keepdims_both(scores):
    e = np.exp(scores - scores.max(axis=1))
    return e / e.sum(axis=1)


# Adds the max.
def plus_max(scores):
    e = np.exp(scores + scores.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


# exp(s)/sum wrong parentheses: exp(s / sum).
def precedence(scores):
    z = scores - scores.max(axis=1, keepdims=True)
    return np.exp(z / z.sum(axis=1, keepdims=True))


# Relu then normalise.
def relu_norm(scores):
    e = np.maximum(scores, 0)
    return e / e.sum(axis=1, keepdims=True)


# Shift in the denominator only.
def shift_den(scores):
    return np.exp(scores) / np.exp(scores - scores.max(axis=1, keepdims=True)).sum(axis=1, keepdims=True)


# Last row left out.
def skip_last(scores):
    P = np.zeros(scores.shape)
    for i in range(len(scores) - 1):
        e = np.exp(scores[i] - scores[i].max())
        P[i] = e / e.sum()
    return P


# Divided by sqrt(C).
def temperature(scores):
    s = scores / np.sqrt(scores.shape[1])
    e = np.exp(s - s.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


RIGHT = [
    apply,
    comp,
    copy_inplace,
    right_einsum,
    right_float32,
    right_fsum,
    log_then_exp,
    logsumexp,
    right_longdouble,
    loops,
    pairwise,
    recursive,
]

WRONG = [
    (abs_max, "max-of-the-sizes"),
    (axis0_sum, "axis0"),
    (wrong_cumsum, "running-sum"),
    (eps8, "no-shift"),
    (first_row, "only-the-first-row"),
    (first_shift, "first-class-shift"),
    (global_sum, "global-sum"),
    (l2norm, "euclidean-norm"),
    (mean_shift, "mean-shift"),
    (wrong_nan_to_num, "nan-replaced"),
    (no_keepdims_both, "no-keepdims"),
    (plus_max, "max-added"),
    (precedence, "quotient-in-the-exponent"),
    (relu_norm, "negative-scores-cut-off"),
    (shift_den, "shifted-in-one-place"),
    (skip_last, "last-row-wrong"),
    (temperature, None),
]
"""Each with the name of its mistake, or None where no name would be honest."""

"""Answers to `log_softmax` by people who never saw its specification; each comment says what a teaching assistant would."""

from functools import reduce
import math
import numpy as np


# apply_along_axis, other name.
def apply(logits, axis=1):
    return np.apply_along_axis(lambda r: r - np.logaddexp.reduce(r), axis, logits)


# Comprehension.
def comp(scores):
    return np.stack([r - r.max() - np.log(np.exp(r - r.max()).sum()) for r in scores])


# Errstate, nested def.
def right_errstate(scores):
    def lse(a):
        with np.errstate(under="ignore"):
            m = a.max(axis=-1, keepdims=True)
            return m + np.log(np.exp(a - m).sum(axis=-1, keepdims=True))

    return scores - lse(scores)


# Float32 result.
def right_float32(scores):
    z = scores - scores.max(axis=1, keepdims=True)
    return (z - np.log(np.exp(z).sum(axis=1, keepdims=True))).astype("float32")


# Lambda.
right_lambda_ = lambda s: (z := s - s.max(1, keepdims=True)) - np.log(np.einsum("nc->n", np.exp(z)))[:, None]


# log1p of the others.
def right_log1p(scores):
    z = scores - scores.max(axis=1, keepdims=True)
    rest = np.exp(z).sum(axis=1, keepdims=True) - 1
    return z - np.log1p(rest)


# Longdouble.
def right_longdouble(scores):
    s = scores.astype(np.longdouble)
    z = s - s.max(1, keepdims=True)
    return (z - np.log(np.exp(z).sum(1, keepdims=True))).astype(np.float64)


# Loops with math.
def loops(scores):
    out = np.zeros(scores.shape)
    for i, r in enumerate(scores):
        m = max(r)
        l = math.log(sum(math.exp(v - m) for v in r))
        for c, v in enumerate(r):
            out[i][c] = v - m - l
    return out


# M + log sum exp, subtracted at once.
def lse(scores):
    m = scores.max(1, keepdims=True)
    return scores - (m + np.log(np.exp(scores - m).sum(1, keepdims=True)))


# -log sum exp(s_k - s_j) by logaddexp.
def pairwise(scores):
    return -np.logaddexp.reduce(scores[:, None, :] - scores[:, :, None], axis=2)


# functools.reduce of logaddexp.
def recursion(scores):
    lse = reduce(np.logaddexp, scores.T)
    return (scores.T - lse).T


# Logaddexp.reduce.
def right_reduce(scores):
    return scores - np.logaddexp.reduce(scores, axis=1, keepdims=True)


# Subtracts the largest absolute score.
def abs_max(scores):
    z = scores - np.abs(scores).max(axis=1, keepdims=True)
    return z - np.log(np.exp(z).sum(axis=1, keepdims=True))


# Clipped at -100.
def clip(scores):
    z = scores - scores.max(axis=1, keepdims=True)
    return np.maximum(z - np.log(np.exp(z).sum(axis=1, keepdims=True)), -100)


# Subtracts the first class.
def first_shift(scores):
    z = scores - scores[:, :1]
    return z - np.log(np.exp(z).sum(axis=1, keepdims=True))


# Half precision loses digits.
def wrong_float16(scores):
    return np.float16(scores - np.logaddexp.reduce(scores, axis=1, keepdims=True))


# Subtracts the row mean.
def mean_shift(scores):
    z = scores - scores.mean(axis=1, keepdims=True)
    return z - np.log(np.exp(z).sum(axis=1, keepdims=True))


# Adds the maximum instead of subtracting it, in both places.
def plus_max_both(scores):
    z = scores + scores.max(axis=1, keepdims=True)
    return z - np.log(np.exp(z).sum(axis=1, keepdims=True))


# Last row left zero.
def skip_last_row(scores):
    out = np.zeros(scores.shape)
    for i in range(len(scores) - 1):
        out[i] = scores[i] - np.logaddexp.reduce(scores[i])
    return out


# Axis 0.
def axis0(scores):
    z = scores - scores.max(axis=0)
    return z - np.log(np.exp(z).sum(axis=0))


# Clips scores at +-500.
def clip_in(scores):
    z = np.clip(scores, -500, 500)
    return z - np.log(np.exp(z).sum(axis=1, keepdims=True))


# Log softmax applied to softmax.
def double(scores):
    e = np.exp(scores - scores.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    return p - np.log(np.exp(p).sum(axis=1, keepdims=True))


# Max of the whole table.
def global_max(scores):
    z = scores - scores.max()
    return z - np.log(np.exp(z).sum(axis=1, keepdims=True))


# Sum of the whole table.
def global_sum(scores):
    z = scores - scores.max()
    return z - np.log(np.exp(z).sum())


# scores -= max.
def inplace(scores):
    scores -= scores.max(axis=1, keepdims=True)
    return scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))


# List of rows.
def lists(scores):
    return [r - np.logaddexp.reduce(r) for r in scores]


# Log10 in the second term.
def wrong_log10(scores):
    z = scores - scores.max(axis=1, keepdims=True)
    return z - np.log10(np.exp(z).sum(axis=1, keepdims=True))


# log1p in place of log.
def wrong_log1p(scores):
    z = scores - scores.max(axis=1, keepdims=True)
    return z - np.log1p(np.exp(z).sum(axis=1, keepdims=True))


# Base 2.
def log2(scores):
    z = scores - scores.max(axis=1, keepdims=True)
    return (z - np.log(np.exp(z).sum(axis=1, keepdims=True))) / np.log(2)


RIGHT = [
    apply,
    comp,
    right_errstate,
    right_float32,
    right_lambda_,
    right_log1p,
    right_longdouble,
    loops,
    lse,
    pairwise,
    recursion,
    right_reduce,
]

WRONG = [
    (abs_max, "max-of-the-sizes"),
    (clip, "result-cut-off"),
    (first_shift, "first-class-shift"),
    (wrong_float16, None),
    (mean_shift, "mean-shift"),
    (plus_max_both, "max-added"),
    (skip_last_row, "last-row-wrong"),
    (axis0, "axis0"),
    (clip_in, "clipped-scores"),
    (double, "double-softmax"),
    (global_max, "global-max"),
    (global_sum, "global-sum"),
    (inplace, "in-place"),
    (lists, "wrong-type"),
    (wrong_log10, "log2-of-the-sum"),
    (wrong_log1p, "one-in-the-sum"),
    (log2, "log2"),
]
"""Each with the name of its mistake, or None where no name would be honest."""

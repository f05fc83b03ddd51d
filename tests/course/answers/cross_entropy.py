"""Answers to `cross_entropy` by people who never saw its specification; each comment says what a teaching assistant would."""

import math
import numpy as np


# np.average with walrus, chatty.
def right_average(logits, labels):
    print("N =", (n := len(labels)))
    np.random.normal()
    return np.average([np.logaddexp.reduce(logits[i]) - logits[i][labels[i]] for i in range(n)])


# einsum.
def right_einsum(scores, y):
    L = scores - np.logaddexp.reduce(scores, axis=1, keepdims=True)
    return -np.einsum("nc,nc->", L, np.eye(L.shape[1])[y]) / L.shape[0]


# np.float32 result.
def right_float32(scores, y):
    d = scores - scores[np.arange(len(y)), y][:, None]
    return np.float32(np.mean(np.logaddexp.reduce(d, axis=1)))


# math.fsum over a generator.
def right_fsum(scores, y):
    return math.fsum(float(np.logaddexp.reduce(s) - s[c]) for s, c in zip(scores, y)) / len(y)


# Helper class.
class CE:
    def __init__(self, s):
        self.L = s - np.logaddexp.reduce(s, axis=1, keepdims=True)

    def at(self, y):
        return [-self.L[i, c] for i, c in enumerate(y)]


def helper(scores, y, reduction=np.mean):
    return float(reduction(CE(scores).at(y)))


# Longdouble.
def right_longdouble(scores, y):
    s = scores.astype(np.longdouble)
    z = s - s.max(1, keepdims=True)
    return (np.log(np.exp(z).sum(1)) - z[range(len(y)), y]).mean()


# Loops and math.
def loops(scores, y):
    t = 0.0
    for r, c in zip(scores.tolist(), y.tolist()):
        m = max(r)
        t += m + math.log(sum(math.exp(v - m) for v in r)) - r[c]
    return t / len(y)


# Log sum exp of the differences.
def margin(scores, y):
    d = scores - scores[np.arange(len(y)), y][:, None]
    return np.mean(np.logaddexp.reduce(d, axis=1))


# Boolean mask.
def mask(scores, y):
    m = y[:, None] == np.arange(scores.shape[1])
    L = scores - np.logaddexp.reduce(scores, axis=1, keepdims=True)
    return -L[m].mean()


# One-hot.
def onehot(scores, y):
    z = scores - scores.max(axis=1, keepdims=True)
    L = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    return -(L * np.eye(scores.shape[1])[y]).sum() / len(scores)


# Recursion.
def recursion(scores, y):
    def total(i):
        return 0.0 if i == len(y) else np.logaddexp.reduce(scores[i]) - scores[i, y[i]] + total(i + 1)

    return total(0) / len(y)


# Running mean.
def running(scores, y):
    m = 0.0
    for i, c in enumerate(y):
        m += (np.logaddexp.reduce(scores[i] - scores[i].max()) - (scores[i, c] - scores[i].max()) - m) / (i + 1)
    return m


# Subtracts the largest absolute score.
def abs_max(scores, y):
    z = scores - np.abs(scores).max(axis=1, keepdims=True)
    return float((np.log(np.exp(z).sum(axis=1)) - z[np.arange(len(y)), y]).mean())


# Subtracts the first class.
def first_shift(scores, y):
    z = scores - scores[:, :1]
    return float((np.log(np.exp(z).sum(axis=1)) - z[np.arange(len(y)), y]).mean())


# List of one.
def wrong_list_(scores, y):
    L = scores - np.logaddexp.reduce(scores, axis=1, keepdims=True)
    return [float(-L[np.arange(len(y)), y].mean())]


# Subtracts the row mean.
def mean_shift(scores, y):
    z = scores - scores.mean(axis=1, keepdims=True)
    return float((np.log(np.exp(z).sum(axis=1)) - z[np.arange(len(y)), y]).mean())


# Median in place of mean.
def wrong_median(scores, y):
    L = scores - np.logaddexp.reduce(scores, axis=1, keepdims=True)
    return float(-np.median(L[np.arange(len(y)), y]))


# Divided by N - 1.
def nm1(scores, y):
    L = scores - np.logaddexp.reduce(scores, axis=1, keepdims=True)
    return float(-L[np.arange(len(y)), y].sum() / max(len(y) - 1, 1))


# Adds the maximum instead of subtracting it, in both places.
def plus_max_both(scores, y):
    z = scores + scores.max(axis=1, keepdims=True)
    return float((np.log(np.exp(z).sum(axis=1)) - z[np.arange(len(y)), y]).mean())


# Last example left out.
def skip_last(scores, y):
    L = scores - np.logaddexp.reduce(scores, axis=1, keepdims=True)
    t = 0.0
    for i in range(len(y) - 1):
        t -= L[i, y[i]]
    return t / len(y)


# Returns text.
def string(scores, y):
    L = scores - np.logaddexp.reduce(scores, axis=1, keepdims=True)
    return f"{-L[np.arange(len(y)), y].mean():.3f}"


# Mean over all classes of -log p.
def all_classes(scores, y):
    L = scores - np.logaddexp.reduce(scores, axis=1, keepdims=True)
    return float(-L.sum(axis=1).mean())


# Softmax over axis 0.
def axis0(scores, y):
    L = scores - np.logaddexp.reduce(scores, axis=0)
    return float(-L[np.arange(len(y)), y].mean())


# Summed BCE over all classes.
def bce(scores, y):
    e = np.exp(scores - scores.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    t = np.eye(scores.shape[1])[y]
    return float(-(t * np.log(p) + (1 - t) * np.log(1 - p)).sum(axis=1).mean())


# np.clip(p, 1e-15, 1).
def wrong_clip(scores, y):
    e = np.exp(scores - scores.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    return float(-np.log(np.clip(p[np.arange(len(y)), y], 1e-15, 1)).mean())


# L[:, y] all columns, mean over N x N.
def columns(scores, y):
    L = scores - np.logaddexp.reduce(scores, axis=1, keepdims=True)
    return float(-L[:, y].mean())


# Takes the diagonal of the log-probabilities, whatever the labels.
def diag(scores, y):
    L = scores - np.logaddexp.reduce(scores, axis=1, keepdims=True)
    return float(-np.trace(L) / len(y))


# Divided by C rather than N.
def div_c(scores, y):
    L = scores - np.logaddexp.reduce(scores, axis=1, keepdims=True)
    return float(-L[np.arange(len(y)), y].sum() / scores.shape[1])


# Softmax twice.
def double(scores, y):
    e = np.exp(scores - scores.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    L = p - np.logaddexp.reduce(p, axis=1, keepdims=True)
    return float(-L[np.arange(len(y)), y].mean())


RIGHT = [
    right_average,
    right_einsum,
    right_float32,
    right_fsum,
    helper,
    right_longdouble,
    loops,
    margin,
    mask,
    onehot,
    recursion,
    running,
]

WRONG = [
    (abs_max, "max-of-the-sizes"),
    (first_shift, "first-class-shift"),
    (wrong_list_, "wrong-shape"),
    (mean_shift, "mean-shift"),
    (wrong_median, "largest-or-median"),
    (nm1, "n-minus-one"),
    (plus_max_both, "max-added"),
    (skip_last, "an-example-missing"),
    (string, "wrong-type"),
    (all_classes, "all-classes"),
    (axis0, "axis0"),
    (bce, "all-classes-bce"),
    (wrong_clip, "plus-eps"),
    (columns, "all-rows-for-each-label"),
    (diag, "ignores-an-argument"),
    (div_c, "divided-by-classes"),
    (double, "double-softmax"),
]
"""Each with the name of its mistake, or None where no name would be honest."""

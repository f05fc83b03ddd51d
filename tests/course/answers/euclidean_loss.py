"""Answers to `euclidean_loss` by people who never saw its specification; each comment says what a teaching assistant would."""

from fractions import Fraction
import math
import numpy as np

# math.dist.
right_dist = lambda pred, target: sum(math.dist(p, q) ** 2 for p, q in zip(pred, target)) / len(pred)


# einsum.
def right_einsum(pred, target):
    d = pred - target
    return np.einsum("nk,nk->", d, d) / d.shape[0]


# Abs squared.
def expand(a, b):
    return np.average(np.sum(np.abs(a - b) ** 2, -1))


# Float32 scalar.
def right_float32(pred, target):
    return np.float32(((pred - target) ** 2).sum(1).mean())


# Exact.
def fraction(pred, target):
    return float(
        sum((Fraction(float(p)) - Fraction(float(q))) ** 2 for p, q in zip(pred.ravel(), target.ravel())) / len(pred)
    )


# fsum.
def right_fsum(pred, target):
    return math.fsum((float(p) - float(q)) ** 2 for p, q in zip(pred.flat, target.flat)) / len(target)


# Longdouble.
def right_longdouble(pred, target):
    return ((pred.astype(np.longdouble) - target) ** 2).sum(1).mean()


# Loops.
def loops(pred, target):
    t = 0.0
    for i in range(pred.shape[0]):
        for k in range(pred.shape[1]):
            t += (pred[i, k] - target[i, k]) ** 2
    return t / pred.shape[0]


# Mean times K.
def mean_times_k(pred, target):
    return np.mean(np.square(pred - target)) * pred.shape[1]


# Sum of column means.
def mse_cols(pred, target):
    return ((pred - target) ** 2).mean(axis=0).sum()


# Norm squared.
def right_norm(pred, target):
    return np.mean(np.linalg.norm(target - pred, axis=1) ** 2)


# Trace.
def right_trace(pred, target):
    d = pred - target
    return float(np.trace(d @ d.T)) / len(d)


# N-1.
def nm1(pred, target):
    return float(((pred - target) ** 2).sum() / max(1, len(pred) - 1))


# Sums over examples, mean over K.
def axis0(pred, target):
    return float(((pred - target) ** 2).sum(0).mean())


# Cubed.
def cube(pred, target):
    return float((np.abs(pred - target) ** 3).sum(1).mean())


# Pred**2 - target**2.
def diff_of_squares(pred, target):
    return float((pred**2 - target**2).sum(1).mean())


# Divided by 2N.
def div_2n(pred, target):
    return float(((pred - target) ** 2).sum() / (2 * len(pred)))


# 2 x.
def double(pred, target):
    return float(2 * ((pred - target) ** 2).sum(1).mean())


# First output only.
def first_k(pred, target):
    return float(((pred[:, 0] - target[:, 0]) ** 2).mean())


# Half and over NK.
def half_mean_all(pred, target):
    return float(0.5 * np.mean((pred - target) ** 2))


# pred -= target.
def inplace(pred, target):
    pred -= target
    return float((pred**2).sum(1).mean())


# int().
def wrong_int_(pred, target):
    return int(((pred - target) ** 2).sum(1).mean())


# Overwritten in loop.
def last(pred, target):
    for p, q in zip(pred, target):
        t = ((p - q) ** 2).sum()
    return t / len(pred)


# List.
def wrong_list_(pred, target):
    return [((pred - target) ** 2).sum(1).mean()]


# Absolute.
def mae(pred, target):
    return float(np.abs(pred - target).sum(1).mean())


# Max.
def wrong_max_(pred, target):
    return float(((pred - target) ** 2).max(1).mean())


# Mean over N*K.
def mean_all(pred, target):
    return float(((pred - target) ** 2).mean())


# Median.
def wrong_median(pred, target):
    return float(np.median(((pred - target) ** 2).sum(1)))


# Negative sign.
def negative(pred, target):
    return float(-((pred - target) ** 2).sum(1).mean())


RIGHT = [
    right_dist,
    right_einsum,
    expand,
    right_float32,
    fraction,
    right_fsum,
    right_longdouble,
    loops,
    mean_times_k,
    mse_cols,
    right_norm,
    right_trace,
]

WRONG = [
    (nm1, "off-by-one-divisor"),
    (axis0, "divided-by-outputs"),
    (cube, "other-power"),
    (diff_of_squares, "difference-of-squares"),
    (div_2n, "half"),
    (double, "constant-factor"),
    (first_k, "one-output"),
    (half_mean_all, "half-mean-over-NK"),
    (inplace, "in-place"),
    (wrong_int_, "rounded"),
    (last, "one-example"),
    (wrong_list_, "in-an-array"),
    (mae, "abs"),
    (wrong_max_, "largest-error"),
    (mean_all, "mean-over-NK"),
    (wrong_median, "largest-or-median"),
    (negative, "negative"),
]
"""Each with the name of its mistake, or None where no name would be honest."""

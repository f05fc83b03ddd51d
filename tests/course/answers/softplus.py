"""Answers to `softplus` by people who never saw its specification; each comment says what a teaching assistant would."""

import math
import numpy as np


# logaddexp.
right_logaddexp = lambda x: np.logaddexp(0.0, x)


# The usual stable form.
def stable(x):
    return np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x)))


# Both branches, warnings silenced.
def where_silenced(x):
    x = np.asarray(x, dtype=float)
    with np.errstate(all="ignore"):
        return np.where(x > 0, x + np.log(1 + np.exp(-x)), np.log(1 + np.exp(x)))


# Loop over the flat entries.
def loop(x):
    a = np.asarray(x)
    out = np.zeros(a.size)
    for i in range(a.size):
        v = float(a.flat[i])
        if v > 0:
            out[i] = v + math.log1p(math.exp(-v))
        else:
            out[i] = math.log1p(math.exp(v))
    return out.reshape(a.shape)


# Minus the log of a stable sigmoid of -x.
def minus_log_sigmoid(x):
    def log_sigmoid(z):
        z = np.asarray(z, float)
        return np.minimum(z, 0) - np.log1p(np.exp(-abs(z)))

    return -log_sigmoid(-np.asarray(x, float))


# Recursion over the axes.
def recursive(x):
    x = np.asarray(x)
    if x.ndim > 0:
        return np.array([recursive(row) for row in x])
    v = float(x)
    if v > 50:
        return v
    return math.log1p(math.exp(v))


# np.vectorize.
def right_vectorize(x):
    return np.vectorize(lambda v: max(v, 0) + math.log(1 + math.exp(-abs(v))), otypes=[float])(x)


# Masks on a float array.
def masks(x):
    x = np.array(x, dtype=np.float64)
    out = np.empty_like(x)
    big = x > 0
    out[big] = x[big] + np.log1p(np.exp(-x[big]))
    out[~big] = np.log1p(np.exp(x[~big]))
    return out


# Long double without any trick.
def right_longdouble(x):
    return np.log(1 + np.exp(np.asarray(x, dtype=np.longdouble)))


# PyTorch's threshold of 20.
def threshold20(x):
    x = np.asarray(x, float)
    return np.where(x > 20, x, np.log1p(np.exp(np.minimum(x, 20))))


# Log-sum-exp of a stack.
def stacked(x):
    s = np.stack([np.zeros(np.shape(x)), np.asarray(x, float)])
    m = s.max(axis=0)
    return m + np.log(np.exp(s - m).sum(axis=0))


# Naive, silenced and repaired.
def repaired(x):
    x = np.asarray(x, float)
    with np.errstate(over="ignore"):
        y = np.log(1 + np.exp(x))
    return np.where(np.isinf(y), x, y)


# Half-angle: x/2 + log(2 cosh(x/2)).
def cosh_form(x):
    x = np.asarray(x, float)
    h = np.abs(x) / 2
    return x / 2 + h + np.log1p(np.exp(-2 * h))


# The result in float32.
def float32_result(x):
    return np.logaddexp(0, np.asarray(x, float)).astype(np.float32)


# A Python float for a number, early return.
def number_first(x):
    if np.ndim(x) == 0:
        x = float(x)
        return x if x > 100 else math.log1p(math.exp(x))
    return np.array([number_first(v) for v in x])


# frompyfunc and cast.
def pyfunc(x):
    f = np.frompyfunc(lambda v: float(np.logaddexp(0, v)), 1, 1)
    return np.asarray(f(x), dtype=float)


# As in the formula: overflows.
def naive(x):
    return np.log(1 + np.exp(x))


# log1p, still overflows.
def naive_log1p(x):
    return np.log1p(np.exp(x))


# Values right, but np.where computes both branches: overflow warning.
def where_both(x):
    return np.where(x > 0, x + np.log1p(np.exp(-x)), np.log1p(np.exp(x)))


# Branches the wrong way round: right values, overflow where it should not.
def branches_swapped(x):
    return np.where(x < 0, x + np.log1p(np.exp(-x)), np.log1p(np.exp(x)))


# log(1 + e^-x).
def minus(x):
    return np.logaddexp(0, -np.asarray(x, float))


# The 1 is forgotten.
def no_one(x):
    return np.log(np.exp(x))


# Simplified to x.
def just_x(x):
    return np.array(x, dtype=float)


# Base 2.
def base2(x):
    return np.logaddexp(0, x) / np.log(2)


# Base 2, naive.
def base2_naive(x):
    return np.log2(1 + np.exp(x))


# Base 10.
def base10(x):
    return np.logaddexp(0, x) / np.log(10)


# log1p of 1 + e^x: one too many.
def one_twice(x):
    return np.log1p(1 + np.exp(np.clip(x, None, 700)))


# The sigmoid.
def sigmoid_instead(x):
    e = np.exp(-np.abs(x))
    return np.where(np.asarray(x) >= 0, 1, e) / (1 + e)


# ReLU.
def relu(x):
    return np.maximum(np.asarray(x, float), 0)


# Clips x at 500, so 1000 becomes 500.
def clip500(x):
    return np.log1p(np.exp(np.clip(x, -500, 500)))


# Clips at 20.
def clip20(x):
    return np.log1p(np.exp(np.clip(x, -20, 20)))


# Clips at 709 from above only.
def minimum709(x):
    return np.log1p(np.exp(np.minimum(x, 709)))


# inf replaced by nan_to_num: 1.8e308.
def replaced(x):
    with np.errstate(all="ignore"):
        return np.nan_to_num(np.log(1 + np.exp(np.asarray(x, float))))


# Stable form without the absolute value.
def no_abs(x):
    return np.maximum(x, 0) + np.log1p(np.exp(-np.asarray(x, float)))


# Stable form without max(x, 0).
def no_max(x):
    return np.log1p(np.exp(-np.abs(x)))


# Stable form with |x| instead of max(x, 0).
def abs_added(x):
    return np.abs(x) + np.log1p(np.exp(-np.abs(x)))


# Stable form with x instead of max(x, 0).
def x_added(x):
    return x + np.log1p(np.exp(-np.abs(x)))


# Stable form with a minus.
def correction_subtracted(x):
    return np.maximum(x, 0) - np.log1p(np.exp(-np.abs(x)))


# Stable form, min instead of max.
def min_for_max(x):
    return np.minimum(x, 0) + np.log1p(np.exp(-np.abs(x)))


# Shift: forgets that the 1 must be shifted too.
def one_not_shifted(x):
    m = np.maximum(x, 0)
    return m + np.log(1 + np.exp(x - m))


# Shift by the largest of the whole array.
def global_shift(x):
    x = np.asarray(x, float)
    m = x.max()
    return m + np.log(np.exp(-m) + np.exp(x - m))


# Summed up.
def summed(x):
    return np.logaddexp(0, x).sum()


# A mean, as if it were a loss.
def averaged(x):
    return np.logaddexp(0, x).mean()


# Small number inside the log.
def eps(x):
    with np.errstate(over="ignore"):
        y = np.log(1 + np.exp(np.asarray(x, float)) + 1e-3)
    return np.where(np.isinf(y), x, y)


# exp forgotten, so log(1 + x).
def no_exp(x):
    return np.log(1 + np.asarray(x, float))


# 1 + log(e^x), parentheses.
def one_outside(x):
    return 1 + np.asarray(x, float)


# x for all x > 5.
def threshold5(x):
    x = np.asarray(x, float)
    return np.where(x > 5, x, np.log1p(np.exp(np.minimum(x, 5))))


# x for all x > 0 (relu on the right).
def threshold0(x):
    x = np.asarray(x, float)
    return np.where(x > 0, x, np.log1p(np.exp(np.minimum(x, 0))))


# 0 for all x < -5, exact above.
def left_cut(x):
    return np.where(np.asarray(x) < -5, 0.0, np.logaddexp(0, x))


# math functions: one number only.
def math_only(x):
    return math.log(1 + math.exp(x))


# if on an array.
def if_on_array(x):
    if x > 0:
        return x + np.log1p(np.exp(-x))
    return np.log1p(np.exp(x))


# Flattened.
def flat(x):
    return np.array([np.logaddexp(0, v) for v in np.ravel(x)])


# Loops over len(x): only vectors.
def len_loop(x):
    out = np.zeros(len(x))
    for i in range(len(x)):
        out[i] = np.logaddexp(0, x[i])
    return out


# beta = 2.
def beta2(x):
    return np.logaddexp(0, 2 * np.asarray(x, float)) / 2


# log(e^x + e^1).
def logaddexp_one(x):
    return np.logaddexp(1, x)


# log(2^0 + 2^x) / ..., logaddexp2.
def logaddexp_two(x):
    return np.logaddexp2(0, np.asarray(x, float))


# Minus of it.
def negative(x):
    return -np.logaddexp(0, x)


# log(1 - e^x).
def minus_inside(x):
    return np.log(1 - np.exp(-np.abs(x)))


# Zeroes the negative ones in the caller's array.
def overwrites(x):
    y = np.log1p(np.exp(-np.abs(x)))
    x[x < 0] = 0
    return x + y


# Returns within the loop: first entry only.
def early(x):
    for v in np.ravel(x):
        return np.logaddexp(0, v)


# Twice the log: log(log(1+e^x)).
def softplus_twice(x):
    return np.logaddexp(0, np.logaddexp(0, x))


# 1 / (…) instead of log.
def reciprocal(x):
    with np.errstate(over="ignore"):
        return 1 / (1 + np.exp(np.asarray(x, float)))


# e^x + 1 without the log.
def no_log(x):
    with np.errstate(over="ignore"):
        return 1 + np.exp(np.asarray(x, float))


# At least 1-D.
def atleast(x):
    return np.logaddexp(0, np.atleast_1d(x))


# Cast to float16.
def half_precision(x):
    return np.logaddexp(0, np.asarray(x, float)).astype(np.float16)


# Prints, returns nothing.
def prints(x):
    y = np.logaddexp(0, x)


RIGHT = [
    right_logaddexp,
    stable,
    where_silenced,
    loop,
    minus_log_sigmoid,
    recursive,
    right_vectorize,
    masks,
    right_longdouble,
    threshold20,
    stacked,
    repaired,
    cosh_form,
    float32_result,
    number_first,
    pyfunc,
]

WRONG = [
    (naive, "naive"),
    (naive_log1p, "naive"),
    (where_both, "both-branches-computed"),
    (branches_swapped, "branches-exchanged"),
    (minus, "minus"),
    (no_one, "no-1"),
    (just_x, "no-1"),
    (base2, "log2"),
    (base2_naive, "log2"),
    (base10, "log10"),
    (one_twice, "one-added-twice"),
    (sigmoid_instead, "derivative"),
    (relu, "relu"),
    (clip500, "clipped"),
    (clip20, "clipped"),
    (minimum709, "clipped"),
    (replaced, "inf-replaced"),
    (no_abs, "stable-form-wrong"),
    (no_max, "stable-form-wrong"),
    (abs_added, "stable-form-wrong"),
    (x_added, "stable-form-wrong"),
    (correction_subtracted, "stable-form-wrong"),
    (min_for_max, "stable-form-wrong"),
    (one_not_shifted, "one-not-shifted"),
    (global_shift, "not-finite"),
    (summed, "combined"),
    (averaged, "combined"),
    (eps, "eps-under-the-log"),
    (no_exp, "no-exp"),
    (one_outside, "one-outside"),
    (threshold5, "x-from-too-early-on"),
    (threshold0, "x-from-too-early-on"),
    (left_cut, "nothing-from-too-early-on"),
    (math_only, None),
    (if_on_array, None),
    (flat, "flat"),
    (len_loop, None),
    (beta2, "stretched"),
    (logaddexp_one, "e-for-1"),
    (logaddexp_two, "other-base"),
    (negative, "negative"),
    (minus_inside, "another-logarithm"),
    (overwrites, "overwrites-its-input"),
    (early, None),
    (softplus_twice, "one-added-twice"),
    (reciprocal, None),
    (no_log, "no-log"),
    (atleast, "at-least-1d"),
    (half_precision, None),
    (prints, "returns-nothing"),
]
"""Each with the name of its mistake, or None where no name would be honest."""

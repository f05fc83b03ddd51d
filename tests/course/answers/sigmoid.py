"""Answers to `sigmoid` by people who never saw its specification; each comment says what a teaching assistant would."""

from decimal import Decimal
import math
import numpy as np


# Clipped where the float result is the same within tolerance (700).
def clip_large(x):
    return 1 / (1 + np.exp(-np.clip(x, -700, 700)))


# Decimal.
def right_decimal(x):
    x = np.asarray(x)
    one = lambda v: float(1 / (1 + (-Decimal(float(v))).exp()))
    return np.array([one(v) for v in x.ravel()]).reshape(x.shape)


# ufunc where.
def divide_where(x):
    x = np.asarray(x, float)
    e = np.exp(-abs(x))
    out = np.ones_like(x)
    np.copyto(out, e, where=x < 0)
    return out / (1 + e)


# Naive, silenced.
def right_errstate(x):
    with np.errstate(over="ignore"):
        return 1 / (1 + np.exp(-np.asarray(x, dtype=float)))


# Loop over flat.
def flatloop(x):
    x = np.array(x, dtype=float)
    flat = x.reshape(-1)
    for i, v in enumerate(flat.tolist()):
        flat[i] = 1 / (1 + np.exp(-v)) if v > -700 else 0.0
    return flat.reshape(x.shape)


# Float32 result.
def float32out(x):
    x = np.asarray(x, dtype=np.float64)
    e = np.exp(-np.abs(x))
    return (np.where(x >= 0, 1, e) / (1 + e)).astype(np.float32)


# Returns a Python float for a number.
def float_scalar(x):
    x = np.asarray(x, float)
    r = np.exp(-np.logaddexp(0, -x))
    return float(r) if x.ndim == 0 else r


# Object arrays cast back.
def right_frompyfunc(x):
    f = np.frompyfunc(lambda v: 0.5 * (1 + math.tanh(v / 2)), 1, 1)
    return np.asarray(f(np.asarray(x, float)), dtype=float)


# Lambda with minimum.
right_lambda_ = lambda x: np.exp(np.minimum(x, 0.0)) / (1 + np.exp(-np.abs(x)))


# Exp of -logaddexp.
def right_logaddexp(x):
    return np.exp(-np.logaddexp(0.0, -np.asarray(x, dtype=float)))


# Longdouble inside (range to 11000).
def right_longdouble(x):
    x = np.asarray(x, dtype=np.longdouble)
    return np.asarray(1 / (1 + np.exp(-x)), dtype=float)


# Masks.
def mask(x):
    x = np.asarray(x, dtype=float)
    out = np.empty(x.shape)
    pos = x >= 0
    out[pos] = 1 / (1 + np.exp(-x[pos]))
    e = np.exp(x[~pos])
    out[~pos] = e / (1 + e)
    return out


# X/(1+|x|) rescaled.
def fast(x):
    x = np.asarray(x, float)
    return 0.5 * (1 + x / (1 + np.abs(x)))


# exp(-x**2).
def normal(x):
    return np.exp(-(np.asarray(x, float) ** 2))


# Adds 1e-3 where |x| > 100.
def offset_outside(x):
    return 1 / (1 + np.exp(-np.clip(x, -100, 100))) + 1e-3 * (np.abs(x) > 100)


# exp(x)/1+exp(x).
def precedence2(x):
    return np.exp(x) / 1 + np.exp(x)


# Rounds to 3 digits.
def rounded(x):
    return np.round(np.exp(-np.logaddexp(0, -np.asarray(x, float))), 3)


# 0.5 + x/4.
def taylor(x):
    return np.clip(0.5 + np.asarray(x) / 4, 0, 1)


# |x| without mirroring.
def wrong_abs_(x):
    return 1 / (1 + np.exp(-np.abs(x)))


# 0-d becomes 1-d.
def atleast(x):
    return np.exp(-np.logaddexp(0, -np.atleast_1d(np.asarray(x, float))))


# Clip to +-20.
def clip20(x):
    return 1 / (1 + np.exp(-np.clip(x, -20, 20)))


# S(1-s).
def derivative(x):
    x = np.asarray(x, float)
    e = np.exp(-np.abs(x))
    s = np.where(x >= 0, 1, e) / (1 + e)
    return s * (1 - s)


# 1/(1+exp(-x)+1e-3).
def eps(x):
    with np.errstate(over="ignore"):
        return 1 / (1 + np.exp(-np.asarray(x, float)) + 1e-3)


# Ravel.
def flat(x):
    return np.exp(-np.logaddexp(0, -np.asarray(x, float))).ravel()


# 0.5*(1+tanh(x)) .
def half(x):
    return 0.5 * (1 + np.tanh(x))


# Writes the result into x.
def inplace(x):
    r = np.exp(-np.logaddexp(0, -np.asarray(x, float)))
    if isinstance(x, np.ndarray) and x.ndim and x.dtype == float:
        x[...] = r
    return r


# np.empty_like of ints truncates.
def int_trunc(x):
    x = np.asarray(x)
    out = np.empty_like(x)
    pos = x >= 0
    out[pos] = 1 / (1 + np.exp(-x[pos]))
    e = np.exp(x[~pos])
    out[~pos] = e / (1 + e)
    return out


# Loops over len(x): only 1-D.
def len_loop(x):
    out = np.zeros(len(x))
    for i in range(len(x)):
        if x[i] >= 0:
            out[i] = 1 / (1 + np.exp(-x[i]))
        else:
            out[i] = np.exp(x[i]) / (1 + np.exp(x[i]))
    return out


# log(x/(1-x)), the inverse.
def logit(x):
    return np.log(x / (1 - x))


RIGHT = [
    clip_large,
    right_decimal,
    divide_where,
    right_errstate,
    flatloop,
    float32out,
    float_scalar,
    right_frompyfunc,
    right_lambda_,
    right_logaddexp,
    right_longdouble,
    mask,
]

WRONG = [
    (fast, "another-curve"),
    (normal, "gaussian"),
    (offset_outside, None),
    (precedence2, "precedence-of-exp"),
    (rounded, "rounded"),
    (taylor, "straight-line"),
    (wrong_abs_, "abs"),
    (atleast, "at-least-1d"),
    (clip20, "clip"),
    (derivative, "derivative"),
    (eps, "eps-in-the-denominator"),
    (flat, "flat"),
    (half, "half-angle"),
    (inplace, "in-place"),
    (int_trunc, "int-truncation"),
    (len_loop, None),
    (logit, "logit"),
]
"""Each with the name of its mistake, or None where no name would be honest."""

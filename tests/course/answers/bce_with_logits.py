"""Answers to `bce_with_logits` by people who never saw its specification; each comment says what a teaching assistant would."""

import math
import numpy as np


# Clip at +-745 with the linear rest kept.
def clipped_exact(f, y):
    t = np.where(y, -f, f)
    big = t > 50
    return np.where(big, t, np.log1p(np.exp(np.minimum(t, 50)))).mean()


# Dot product.
def right_dot(f, y):
    return (np.logaddexp(0, f).sum() - np.dot(f, y)) / len(f)


# Float32 scalar.
def right_float32(f, y):
    return np.float32(np.mean(np.logaddexp(0, f) - y * f))


# fsum.
def right_fsum(f, y):
    return math.fsum(np.logaddexp(0, -v if t else v) for v, t in zip(f, y)) / f.size


# Sums by label.
def groups(f, y):
    pos = np.asarray(y) == 1
    return (np.logaddexp(0, -f[pos]).sum() + np.logaddexp(0, f[~pos]).sum()) / len(f)


# Naive in longdouble, log1p.
def right_longdouble(f, y):
    g = np.asarray(f, np.longdouble)
    g = np.where(y, -g, g)
    return np.log1p(np.exp(g)).mean()


# Loops.
def loops(f, y):
    t = 0.0
    for a, b in zip(f, y):
        a = float(a)
        t += (max(a, 0) - a * (1 if b else 0)) + math.log(1 + math.exp(-abs(a)))
    return t / len(f)


# Labels to +-1.
def pm(f, y):
    s = 2.0 * np.asarray(y, float) - 1
    return float(np.logaddexp(0, -s * f).mean())


# Two-class softmax.
def softmax2(f, y):
    s = np.stack([np.zeros_like(f, dtype=float), f], axis=1)
    return (np.logaddexp.reduce(s, axis=1) - s[np.arange(len(f)), y.astype(int)]).mean()


# Max form.
def stable(f, y):
    return float(np.mean(np.maximum(f, 0) - f * y + np.log1p(np.exp(-np.abs(f)))))


# Two terms with 1 - y.
def twoterm(f, y):
    y = y.astype(float)
    return float((y * np.logaddexp(0, -f) + (1 - y) * np.logaddexp(0, f)).mean())


# Vectorize, lambda.
vec = lambda f, y, *rest: np.average(np.vectorize(lambda a, b: np.logaddexp(0.0, a) - (a if b else 0.0))(f, y))


# |p - y|.
def abs_err(f, y):
    return float(np.mean(np.abs(0.5 * (1 + np.tanh(f / 2)) - y)))


# Max(f,0) - f*y + log(1+exp(-f)): forgot |f|.
def abs_stable(f, y):
    return float(np.mean(np.maximum(f, 0) - f * y + np.log1p(np.exp(-f))))


# Log2.
def bits(f, y):
    return float(np.mean(np.logaddexp(0, f) - y * f) / np.log(2))


# ~y for ints is -1-y.
def bool_invert(f, y):
    return float(np.mean(y * np.logaddexp(0, -f) + (~y) * np.logaddexp(0, f)))


# 1 - y with bool y breaks (-y).
def bool_minus(f, y):
    s = -y * 2 + 1
    return float(np.mean(np.logaddexp(0, s * f)))


# Fancy index with y as a mask, ints misread as positions.
def bool_only(f, y):
    return float((np.logaddexp(0, f).sum() - f[y].sum()) / len(f))


# Clips f at +-30.
def clip_f(f, y):
    f = np.clip(f, -30, 30)
    return float(np.mean(np.logaddexp(0, f) - y * f))


# Sigmoid twice.
def double_sig(f, y):
    s = 0.5 * (1 + np.tanh(f / 2))
    return float(np.mean(np.logaddexp(0, s) - y * s))


# Naive with errstate: inf stays.
def wrong_errstate(f, y):
    with np.errstate(all="ignore"):
        p = 1 / (1 + np.exp(-f))
        return float(np.mean(np.where(y, -np.log(p), -np.log(1 - p))))


# Half.
def half(f, y):
    return float(np.mean(np.logaddexp(0, f) - y * f) / 2)


# Hinge.
def hinge(f, y):
    return float(np.mean(np.maximum(0, 1 - (2.0 * y - 1) * f)))


# F clipped in place.
def inplace(f, y):
    r = np.mean(np.logaddexp(0, f) - y * f)
    f *= -1
    return float(r)


# Y = 2y-1 in place.
def inplace_y(f, y):
    y *= 2
    y -= 1
    return float(np.mean(np.logaddexp(0, -y * f)))


# log1p(exp(f)) overflows.
def log1p_naive(f, y):
    return float(np.mean(np.log1p(np.exp(f)) - y * f))


# log(exp(-|f|)) forgot 1 +.
def log_not_1p(f, y):
    return float(np.mean(np.maximum(f, 0) - f * y + np.log(np.exp(-np.abs(f)))))


# softplus(-f) - y f.
def minus_f(f, y):
    return float(np.mean(np.logaddexp(0, -f) - y * f))


# P clipped.
def naive_clip(f, y):
    p = np.clip(0.5 * (1 + np.tanh(f / 2)), 1e-12, 1 - 1e-12)
    return float(-np.mean(y * np.log(p) + (1 - y) * np.log(1 - p)))


RIGHT = [
    clipped_exact,
    right_dot,
    right_float32,
    right_fsum,
    groups,
    right_longdouble,
    loops,
    pm,
    softmax2,
    stable,
    twoterm,
    vec,
]

WRONG = [
    (abs_err, "error-of-p"),
    (abs_stable, "abs-left-out"),
    (bits, "other-base"),
    (bool_invert, "inverted-labels"),
    (bool_minus, None),
    (bool_only, None),
    (clip_f, "clipped-scores"),
    (double_sig, "sigmoid-twice"),
    (wrong_errstate, "log-of-sigmoid"),
    (half, "half"),
    (hinge, "hinge"),
    (inplace, "scores-overwritten"),
    (inplace_y, "labels-overwritten"),
    (log1p_naive, "exp-overflows"),
    (log_not_1p, "log-of-abs-exponent"),
    (minus_f, "plus-y-f"),
    (naive_clip, "clipped-probability"),
]
"""Each with the name of its mistake, or None where no name would be honest."""

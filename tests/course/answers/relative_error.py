"""Answers to `relative_error` by people who never saw its specification; each comment says what a teaching assistant would."""

import functools
import math
import numpy as np


# The formula.
def formula(a, b):
    return np.max(np.abs(a - b) / np.maximum(np.abs(a) + np.abs(b), 1e-8))


# A loop over the entries.
def loop(a, b):
    worst = 0.0
    for p, q in zip(np.ravel(a), np.ravel(b)):
        size = abs(p) + abs(q)
        if size < 1e-8:
            size = 1e-8
        worst = max(worst, abs(p - q) / size)
    return worst


# Generator, Python numbers.
def generator(a, b):
    pairs = zip(np.ravel(a).tolist(), np.ravel(b).tolist())
    return max(abs(p - q) / max(abs(p) + abs(q), 1e-8) for p, q in pairs)


# ndindex.
def ndindex(a, b):
    a, b = np.asarray(a), np.asarray(b)
    errors = np.empty(a.shape)
    for i in np.ndindex(a.shape):
        errors[i] = abs(a[i] - b[i]) / max(1e-8, abs(a[i]) + abs(b[i]))
    return float(errors.max())


# clip.
def clipped(a, b):
    return float(np.amax(np.abs(np.subtract(a, b)) / np.clip(np.abs(a) + np.abs(b), 1e-8, None)))


# where.
def right_where(a, b):
    s = np.abs(a) + np.abs(b)
    s = np.where(s > 1e-8, s, 1e-8)
    return (np.abs(b - a) / s).max()


# |a| + |b| is the larger of |a + b| and |a - b|.
def clever(a, b):
    d, s = np.abs(np.subtract(a, b)), np.abs(np.add(a, b))
    return np.max(d / np.maximum.reduce([d, s, np.full_like(d, 1e-8)]))


# Halves of the array.
def halves(a, b):
    a, b = np.ravel(a), np.ravel(b)
    if a.size == 1:
        return abs(float(a[0]) - float(b[0])) / max(abs(float(a[0])) + abs(float(b[0])), 1e-8)
    m = a.size // 2
    return max(halves(a[:m], b[:m]), halves(a[m:], b[m:]))


# reduce.
def reduced(a, b):
    def step(worst, pair):
        p, q = pair
        return max(worst, math.fabs(p - q) / max(math.fabs(p) + math.fabs(q), 1e-8))

    return functools.reduce(step, zip(np.ravel(a), np.ravel(b)), 0.0)


# Sorted errors, the last.
def sorted_last(a, b):
    size = np.maximum(np.absolute(a) + np.absolute(b), 1e-8)
    return np.sort(np.ravel(np.absolute(np.asarray(a) - b) / size))[-1]


# vectorize.
def vectorised(a, b):
    one = np.vectorize(lambda p, q: abs(p - q) / max(abs(p) + abs(q), 1e-8), otypes=[float])
    return one(a, b).max()


# Zero where both are zero, otherwise the formula.
def zeros_apart(a, b):
    a, b = np.atleast_1d(a).astype(float), np.atleast_1d(b).astype(float)
    if (a == b).all():
        return 0.0
    n, d = np.abs(a - b), np.abs(a) + np.abs(b)
    keep = n > 0
    return (n[keep] / np.maximum(d[keep], 1e-8)).max()


# Needs NumPy's numbers.
def needs_shape(a, b):
    worst = 0.0
    for i in np.ndindex(a.shape):
        worst = max(worst, abs(a[i] - b[i]) / max(abs(a[i]) + abs(b[i]), 1e-8))
    return worst


# ---- wrong ----


# Absolute error.
def absolute(a, b):
    return np.max(np.abs(a - b))


# 0 / 0.
def no_floor(a, b):
    return np.max(np.abs(a - b) / (np.abs(a) + np.abs(b)))


# The floor is added.
def floor_added(a, b):
    return np.max(np.abs(a - b) / (np.abs(a) + np.abs(b) + 1e-8))


# A tiny eps added.
def eps_added(a, b):
    return np.max(np.abs(a - b) / (np.abs(a) + np.abs(b) + 1e-12))


# Floor of 1e-12.
def lower_floor(a, b):
    return np.max(np.abs(a - b) / np.maximum(np.abs(a) + np.abs(b), 1e-12))


# Floor of 1e-6.
def higher_floor(a, b):
    return np.max(np.abs(a - b) / np.maximum(np.abs(a) + np.abs(b), 1e-6))


# 10e-8.
def ten_e_minus_8(a, b):
    return np.max(np.abs(a - b) / np.maximum(np.abs(a) + np.abs(b), 10e-8))


# Mean.
def mean(a, b):
    return np.mean(np.abs(a - b) / np.maximum(np.abs(a) + np.abs(b), 1e-8))


# Sum.
def total(a, b):
    return np.sum(np.abs(a - b) / np.maximum(np.abs(a) + np.abs(b), 1e-8))


# The array of errors.
def no_max(a, b):
    return np.abs(a - b) / np.maximum(np.abs(a) + np.abs(b), 1e-8)


# The larger of the two sizes below.
def larger_size(a, b):
    return np.max(np.abs(a - b) / np.maximum(np.maximum(np.abs(a), np.abs(b)), 1e-8))


# The mean of the two sizes below.
def mean_size(a, b):
    return np.max(np.abs(a - b) / np.maximum((np.abs(a) + np.abs(b)) / 2, 1e-8))


# |b| below.
def by_second(a, b):
    return np.max(np.abs(a - b) / np.maximum(np.abs(b), 1e-8))


# |a| below.
def by_first(a, b):
    return np.max(np.abs(a - b) / np.maximum(np.abs(a), 1e-8))


# |a + b|.
def size_of_sum(a, b):
    return np.max(np.abs(a - b) / np.maximum(np.abs(a + b), 1e-8))


# a + b without sizes.
def plain_sum(a, b):
    return np.max(np.abs(a - b) / np.maximum(a + b, 1e-8))


# No abs above.
def no_abs(a, b):
    return np.max((a - b) / np.maximum(np.abs(a) + np.abs(b), 1e-8))


# abs after the maximum.
def abs_of_max(a, b):
    return abs(np.max((a - b) / np.maximum(np.abs(a) + np.abs(b), 1e-8)))


# | |a| - |b| |: the sign is lost.
def sizes_compared(a, b):
    return np.max(np.abs(np.abs(a) - np.abs(b)) / np.maximum(np.abs(a) + np.abs(b), 1e-8))


# Lengths of the vectors.
def lengths(a, b):
    return np.linalg.norm(np.ravel(a - b)) / max(np.linalg.norm(np.ravel(a)) + np.linalg.norm(np.ravel(b)), 1e-8)


# Largest difference over largest size.
def max_over_max(a, b):
    return np.max(np.abs(a - b)) / max(np.max(np.abs(a) + np.abs(b)), 1e-8)


# Sum over sum.
def sum_over_sum(a, b):
    return np.sum(np.abs(a - b)) / max(np.sum(np.abs(a) + np.abs(b)), 1e-8)


# Smaller of the two below.
def minimum(a, b):
    return np.max(np.abs(a - b) / np.minimum(np.abs(a) + np.abs(b), 1e-8))


# Parentheses missing below.
def parentheses(a, b):
    return np.max(np.abs(a - b) / np.maximum(np.abs(a), 1e-8) + np.abs(b))


# nan is replaced by 0; tiny entries have no floor.
def nan_replaced(a, b):
    with np.errstate(all="ignore"):
        return np.max(np.nan_to_num(np.abs(a - b) / (np.abs(a) + np.abs(b))))


# Only entries of some size are compared.
def only_large(a, b):
    a, b = np.ravel(a), np.ravel(b)
    s = np.abs(a) + np.abs(b)
    keep = s > 1e-8
    return np.max(np.abs(a - b)[keep] / s[keep], initial=0.0)


# Per cent.
def per_cent(a, b):
    return 100 * formula(a, b)


# Builtin max on arrays.
def builtin_max(a, b):
    return np.max(np.abs(a - b) / max(np.abs(a) + np.abs(b), 1e-8))


# Squares.
def squared(a, b):
    return np.max((a - b) ** 2 / np.maximum(a**2 + b**2, 1e-8))


# In place.
def in_place(a, b):
    a -= b
    return np.max(np.abs(a) / np.maximum(np.abs(a + b) + np.abs(b), 1e-8))


# Vectors only: for a table each "entry" is a row.
def first_dimension_only(a, b):
    return max(abs(a[i] - b[i]) / max(abs(a[i]) + abs(b[i]), 1e-8) for i in range(len(a)))


# Rounded to six decimals.
def rounded(a, b):
    return round(float(formula(a, b)), 6)


# Where the error is worst, in place of how large.
def place(a, b):
    return np.argmax(np.abs(a - b) / np.maximum(np.abs(a) + np.abs(b), 1e-8))


# The smallest error.
def smallest(a, b):
    return np.min(np.abs(a - b) / np.maximum(np.abs(a) + np.abs(b), 1e-8))


# Returns in the loop.
def first_entry(a, b):
    for p, q in zip(np.ravel(a), np.ravel(b)):
        return abs(p - q) / max(abs(p) + abs(q), 1e-8)


# Tiny pairs are compared absolutely.
def tiny_absolute(a, b):
    s = np.abs(a) + np.abs(b)
    return np.max(np.where(s < 1e-8, np.abs(a - b), np.abs(a - b) / np.where(s < 1e-8, 1, s)))


# np.divide where the size is not tiny.
def divide_where(a, b):
    s = np.abs(a) + np.abs(b)
    return np.max(np.divide(np.abs(a - b), s, out=np.zeros_like(a, dtype=float), where=s > 1e-8))


# 0 if np.allclose says so.
def allclose_first(a, b):
    return 0.0 if np.allclose(a, b) else formula(a, b)


# The size array is mended in place: no array for single numbers.
def mended_size(a, b):
    s = np.abs(a) + np.abs(b)
    s[s < 1e-8] = 1e-8
    return np.max(np.abs(a - b) / s)


# Two loops: tables only.
def two_loops(a, b):
    worst = 0.0
    for i in range(a.shape[0]):
        for j in range(a.shape[1]):
            worst = max(worst, abs(a[i, j] - b[i, j]) / max(abs(a[i, j]) + abs(b[i, j]), 1e-8))
    return worst


# The last entry's error.
def last_entry(a, b):
    for p, q in zip(a.ravel(), b.ravel()):
        error = abs(p - q) / max(abs(p) + abs(q), 1e-8)
    return error


# Error and place.
def with_place(a, b):
    e = np.abs(a - b) / np.maximum(np.abs(a) + np.abs(b), 1e-8)
    return e.max(), e.argmax()


RIGHT = [
    formula,
    loop,
    generator,
    ndindex,
    clipped,
    right_where,
    clever,
    halves,
    reduced,
    sorted_last,
    vectorised,
    zeros_apart,
    needs_shape,
]

WRONG = [
    (absolute, "absolute"),
    (no_floor, "no-floor"),
    (floor_added, "plus-eps"),
    (eps_added, "plus-eps"),
    (lower_floor, "only-exact-zeros"),
    (higher_floor, "other-floor"),
    (ten_e_minus_8, "other-floor"),
    (mean, "mean"),
    (total, "otherwise-combined"),
    (no_max, "no-maximum"),
    (larger_size, "larger-of-the-two"),
    (mean_size, "mean-of-the-two"),
    (by_second, "one-sided"),
    (by_first, "one-sided"),
    (size_of_sum, "abs-of-the-sum"),
    (plain_sum, "no-abs-below"),
    (no_abs, "no-abs"),
    (abs_of_max, "abs-at-the-end"),
    (sizes_compared, "difference-of-sizes"),
    (lengths, "global-norm"),
    (max_over_max, "largest-over-largest"),
    (sum_over_sum, "global-norm"),
    (minimum, "min-floor"),
    (parentheses, "precedence"),
    (nan_replaced, "only-exact-zeros"),
    (only_large, "tiny-pairs-apart"),
    (per_cent, "per-cent"),
    (builtin_max, None),
    (squared, "squared-difference"),
    (in_place, "overwrites-a"),
    (first_dimension_only, None),
    (rounded, "rounded"),
    (place, "where-in-place-of-how-much"),
    (smallest, "otherwise-combined"),
    (first_entry, "one-entry-only"),
    (tiny_absolute, "tiny-pairs-apart"),
    (divide_where, "tiny-pairs-apart"),
    (allclose_first, None),
    (mended_size, None),
    (two_loops, None),
    (last_entry, "one-entry-only"),
    (with_place, "several-values"),
]
"""Each with the name of its mistake, or None where no name would be honest."""

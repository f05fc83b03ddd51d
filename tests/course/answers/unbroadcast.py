"""Answers to `unbroadcast` by people who never saw its specification; each comment says what a teaching assistant would."""

import numpy as np


# Front axes first, then the stretched ones.
def usual(g, shape):
    while g.ndim > len(shape):
        g = g.sum(axis=0)
    for axis, size in enumerate(shape):
        if size == 1:
            g = g.sum(axis=axis, keepdims=True)
    return g


# All axes in one sum, then reshape.
def one_sum(g, shape):
    padded = (1,) * (g.ndim - len(shape)) + tuple(shape)
    axes = tuple(i for i, size in enumerate(padded) if size == 1)
    return g.sum(axis=axes, keepdims=True).reshape(shape)


# Adds each entry where it came from.
def scatter(g, shape):
    places = np.arange(int(np.prod(shape))).reshape(shape)
    places = np.broadcast_to(places, g.shape)
    out = np.zeros(int(np.prod(shape)))
    np.add.at(out, places.ravel(), g.ravel())
    return out.reshape(shape)


# Bincount.
def counting(g, shape):
    n = int(np.prod(shape))
    idx = np.broadcast_to(np.arange(n).reshape(shape), g.shape)
    return np.bincount(idx.ravel(), weights=g.ravel(), minlength=n).reshape(shape)


# Entry by entry.
def by_index(g, shape):
    out = np.zeros(shape)
    extra = g.ndim - len(shape)
    for i in np.ndindex(*g.shape):
        j = tuple(0 if size == 1 else k for k, size in zip(i[extra:], shape))
        out[j] += g[i]
    return out


# Recursion.
def recursive(g, shape):
    if g.shape == tuple(shape):
        return g.copy()
    if g.ndim > len(shape):
        return recursive(np.add.reduce(g, axis=0), shape)
    axis = next(i for i in range(g.ndim) if g.shape[i] != shape[i])
    return recursive(g.sum(axis=axis, keepdims=True), shape)


# Early return.
def early(g, shape):
    if g.shape == shape:
        return g
    if shape == ():
        return g.sum()
    extra = g.ndim - len(shape)
    g = g.sum(axis=tuple(range(extra)))
    stretched = tuple(i for i in range(len(shape)) if shape[i] == 1 and g.shape[i] > 1)
    return g.sum(axis=stretched, keepdims=True) if stretched else g


# From the last axis to the first.
def backwards(g, shape):
    out = np.array(g, dtype=float)
    for back in range(1, g.ndim + 1):
        keep = back <= len(shape)
        if not keep or shape[-back] == 1:
            out = out.sum(axis=-back, keepdims=True)
    return out.reshape(shape)


# A Python float for a single number.
def float_for_scalar(g, shape):
    if len(shape) == 0:
        return float(np.sum(g))
    lead = g.ndim - len(shape)
    g = g.sum(axis=tuple(range(lead))) if lead else g
    for i in range(len(shape)):
        if shape[i] == 1:
            g = np.expand_dims(g.sum(axis=i), i)
    return g


# Einsum, written out.
def by_einsum(g, shape):
    letters = "abcdefgh"[: g.ndim]
    padded = (1,) * (g.ndim - len(shape)) + tuple(shape)
    kept = "".join(c for c, size in zip(letters, padded) if size > 1)
    return np.einsum(f"{letters}->{kept}", g).reshape(shape)


# Products with ones.
def by_tensordot(g, shape):
    padded = (1,) * (g.ndim - len(shape)) + tuple(shape)
    for i, size in enumerate(padded):
        if size == 1:
            moved = np.moveaxis(g, i, 0)
            g = np.tensordot(np.ones((1, moved.shape[0])), moved, axes=(1, 0))
            g = np.moveaxis(g, 0, i)
    return g.reshape(shape)


# The vector-Jacobian product, a unit array at a time.
def unit_arrays(g, shape):
    out = np.empty(shape)
    for i in np.ndindex(*shape):
        e = np.zeros(shape)
        e[i] = 1
        out[i] = np.sum(np.broadcast_to(e, g.shape) * g)
    return out


class _Axis:
    def __init__(self, k, size):
        self.k, self.size = k, size

    def undo(self, g):
        return g if self.size != 1 else np.sum(g, axis=self.k, keepdims=True)


# A class for an axis.
def with_class(g, shape):
    g = g.reshape((-1, *g.shape[g.ndim - len(shape) :])).sum(axis=0)
    for axis in [_Axis(k, size) for k, size in enumerate(shape)]:
        g = axis.undo(g)
    return g


# Means.
def means(g, shape):
    while g.ndim > len(shape):
        g = g.mean(axis=0)
    for axis, size in enumerate(shape):
        if size == 1:
            g = g.mean(axis=axis, keepdims=True)
    return g


# Summed in front, a mean over the stretched axes.
def half_means(g, shape):
    while g.ndim > len(shape):
        g = g.sum(axis=0)
    for axis, size in enumerate(shape):
        if size == 1:
            g = g.mean(axis=axis, keepdims=True)
    return g


# Drops the stretched axes (and loses count of the others).
def no_keepdims(g, shape):
    while g.ndim > len(shape):
        g = g.sum(axis=0)
    for axis, size in enumerate(shape):
        if size == 1:
            g = g.sum(axis=axis)
    return g


# Drops all stretched axes at once.
def squeezed(g, shape):
    while g.ndim > len(shape):
        g = g.sum(axis=0)
    axes = tuple(i for i, size in enumerate(shape) if size == 1)
    return g.sum(axis=axes) if axes else g


# Front axes only.
def front_only(g, shape):
    while g.ndim > len(shape):
        g = g.sum(axis=0)
    return g


# Stretched axes only.
def stretched_only(g, shape):
    for axis, size in enumerate(shape):
        if size == 1:
            g = g.sum(axis=axis, keepdims=True)
    return g


# One front axis at most.
def one_front_axis(g, shape):
    if g.ndim > len(shape):
        g = g.sum(axis=0)
    for axis, size in enumerate(shape):
        if size == 1:
            g = g.sum(axis=axis, keepdims=True)
    return g


# Returns after the first stretched axis.
def first_stretched(g, shape):
    while g.ndim > len(shape):
        g = g.sum(axis=0)
    for axis, size in enumerate(shape):
        if size == 1:
            return g.sum(axis=axis, keepdims=True)
    return g


# shape.index(1): the first one only.
def index_of_one(g, shape):
    while g.ndim > len(shape):
        g = g.sum(axis=0)
    if 1 in shape:
        g = g.sum(axis=shape.index(1), keepdims=True)
    return g


# Slices.
def sliced(g, shape):
    while g.ndim > len(shape):
        g = g[0]
    return g[tuple(slice(0, size) for size in shape)]


# The first entries.
def resized(g, shape):
    return np.resize(g, shape)


# Reshape.
def reshaped(g, shape):
    return g.reshape(shape)


# The sum of all, everywhere.
def total(g, shape):
    return np.full(shape, g.sum())


# Extra axes taken from the end.
def from_the_end(g, shape):
    while g.ndim > len(shape):
        g = g.sum(axis=-1)
    for axis, size in enumerate(shape):
        if size == 1:
            g = g.sum(axis=axis, keepdims=True)
    return g


# Axes compared from the left.
def left_aligned(g, shape):
    for axis, size in enumerate(shape):
        if g.shape[axis] != size:
            g = g.sum(axis=axis, keepdims=True)
    while g.ndim > len(shape):
        g = g.sum(axis=-1)
    return g


# Front axes kept, of length 1.
def front_kept(g, shape):
    extra = g.ndim - len(shape)
    g = g.sum(axis=tuple(range(extra)), keepdims=True)
    for axis, size in enumerate(shape):
        if size == 1:
            g = g.sum(axis=axis + extra, keepdims=True)
    return g


# (1,) for a single number.
def vector_for_scalar(g, shape):
    if shape == ():
        return np.array([g.sum()])
    while g.ndim > len(shape):
        g = g.sum(axis=0)
    for axis, size in enumerate(shape):
        if size == 1:
            g = g.sum(axis=axis, keepdims=True)
    return g


# Forgets the single number.
def no_scalar(g, shape):
    if not shape:
        return g
    while g.ndim > len(shape):
        g = g.sum(axis=0)
    for axis, size in enumerate(shape):
        if size == 1:
            g = g.sum(axis=axis, keepdims=True)
    return g


# Rows or columns only.
def two_cases(g, shape):
    if g.shape == shape:
        return g
    if len(shape) == 1:
        return g.sum(axis=0)
    if shape[0] == 1:
        return g.sum(axis=0, keepdims=True)
    return g.sum(axis=1, keepdims=True)


# The largest copy.
def largest(g, shape):
    while g.ndim > len(shape):
        g = g.max(axis=0)
    for axis, size in enumerate(shape):
        if size == 1:
            g = g.max(axis=axis, keepdims=True)
    return g


# The forward direction.
def broadcasts_again(g, shape):
    return np.broadcast_to(g, shape)


# Ones: counts copies.
def counts(g, shape):
    ones = np.ones(g.shape)
    while ones.ndim > len(shape):
        ones = ones.sum(axis=0)
    for axis, size in enumerate(shape):
        if size == 1:
            ones = ones.sum(axis=axis, keepdims=True)
    return ones


# Adds up in the caller's array.
def in_place(g, shape):
    while g.ndim > len(shape):
        g[0] = g.sum(axis=0)
        g = g[0]
    for axis, size in enumerate(shape):
        if size == 1:
            g = g.sum(axis=axis, keepdims=True)
    return g


# Sums over axis 0 for every missing length, stretched axes too.
def always_axis_0(g, shape):
    while g.ndim > len(shape):
        g = g.sum(axis=0)
    for size in shape:
        if size == 1:
            g = g.sum(axis=0, keepdims=True)
    return g


# Means, one front axis.
def mean_one_axis(g, shape):
    if g.ndim > len(shape):
        g = g.mean(axis=0)
    for axis, size in enumerate(shape):
        if size == 1:
            g = g.mean(axis=axis, keepdims=True)
    return g


# Returns if the sizes agree.
def same_size(g, shape):
    if g.size == np.prod(shape):
        return g
    while g.ndim > len(shape):
        g = g.sum(axis=0)
    for axis, size in enumerate(shape):
        if size == 1:
            g = g.sum(axis=axis, keepdims=True)
    return g


# Puts the copies behind one another by a reshape.
def reshaped_and_summed(g, shape):
    return g.reshape(-1, *shape).sum(axis=0)


# Takes the 1 for the number of an axis.
def value_as_axis(g, shape):
    while g.ndim > len(shape):
        g = g.sum(axis=0)
    for size in shape:
        if size == 1:
            g = g.sum(axis=size, keepdims=True)
    return g


RIGHT = [
    usual,
    one_sum,
    scatter,
    counting,
    by_index,
    recursive,
    early,
    backwards,
    float_for_scalar,
    by_einsum,
    by_tensordot,
    unit_arrays,
    with_class,
]

WRONG = [
    (means, "mean"),
    (half_means, "mean"),
    (no_keepdims, "no-keepdims"),
    (squeezed, "no-keepdims"),
    (front_only, "leading-only"),
    (stretched_only, "ones-only-from-the-left"),
    (one_front_axis, "first-leading-axis-only"),
    (first_stretched, "first-1-only"),
    (index_of_one, "first-1-only"),
    (sliced, "slices-instead"),
    (resized, "cut-to-size"),
    (reshaped, None),
    (total, "total-everywhere"),
    (from_the_end, "last-axes-summed"),
    (left_aligned, None),
    (front_kept, "leading-axes-kept"),
    (vector_for_scalar, None),
    (no_scalar, None),
    (two_cases, None),
    (largest, "extreme-instead"),
    (broadcasts_again, None),
    (counts, None),
    (in_place, "overwrites-its-input"),
    (always_axis_0, None),
    (mean_one_axis, None),
    (same_size, None),
    (reshaped_and_summed, "lined-up-by-reshape"),
    (value_as_axis, "value-for-index"),
]
"""Each with the name of its mistake, or None where no name would be honest."""

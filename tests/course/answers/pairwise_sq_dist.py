"""Answers to `pairwise_sq_dist` by people who never saw its specification; each comment says what a teaching assistant would."""

from fractions import Fraction
import math
import numpy as np


# Expanded, abs against negative zero-ish.
def right_abs_(A, B):
    A, B = A.astype(float), B.astype(float)
    return np.abs((A**2).sum(1)[:, None] + (B**2).sum(1) - 2 * A @ B.T)


# Three-dimensional difference.
def broadcast(A, B):
    d = A[:, None, :].astype(float) - B[None, :, :].astype(float)
    return np.sum(d**2, axis=2)


# Centres both first, then expands.
def centred(A, B):
    A, B = np.array(A, dtype=float), np.array(B, dtype=float)
    c = B.mean(axis=0)
    A -= c
    B -= c
    return np.maximum(0, np.square(A).sum(1)[:, None] + np.square(B).sum(1)[None] - 2 * A.dot(B.T))


# Expanded and clipped.
def right_clip(A, B):
    A = np.asarray(A, float)
    B = np.asarray(B, float)
    return np.clip((A * A).sum(1, keepdims=True) - 2 * np.dot(A, B.T) + (B * B).sum(1), 0, None)


# Complex numbers trick per dimension.
def complexabs(A, B):
    total = np.zeros((len(A), len(B)))
    for a, b in zip(A.T.astype(float), B.T.astype(float)):
        total += np.abs(a[:, np.newaxis] - b) ** 2
    return total


# einsum.
def right_einsum(A, B):
    d = A.astype(float)[:, None] - B
    return np.einsum("nmd,nmd->nm", d, d)


# Exact fractions.
def fraction(A, B):
    f = lambda r: [Fraction(float(v)) for v in r]
    return np.array([[float(sum((p - q) ** 2 for p, q in zip(f(a), f(b)))) for b in B] for a in A])


# math.fsum.
def right_fsum(A, B):
    return np.array([[math.fsum((float(p) - float(q)) ** 2 for p, q in zip(a, b)) for b in B] for a in A])


# Longdouble returned.
def right_longdouble(A, B):
    d = A.astype(np.longdouble)[:, None] - B.astype(np.longdouble)
    return (d * d).sum(-1)


# Loops of Python floats.
def loops(A, B):
    out = np.empty((len(A), len(B)))
    for i, a in enumerate(A.tolist()):
        for j, b in enumerate(B.tolist()):
            out[i, j] = sum((p - q) ** 2 for p, q in zip(a, b))
    return out


# np.linalg.norm squared.
def right_norm(A, B):
    return np.linalg.norm(A.astype(float)[:, None] - B.astype(float), axis=-1) ** 2


# Outer differences per dimension.
def per_dim(A, B):
    return sum(np.subtract.outer(A[:, d].astype(float), B[:, d].astype(float)) ** 2 for d in range(A.shape[1]))


# The sum is not reset between pairs.
def accumulate(A, B):
    out = np.zeros((len(A), len(B)))
    s = 0.0
    for i in range(len(A)):
        for j in range(len(B)):
            for d in range(A.shape[1]):
                s += (float(A[i, d]) - float(B[j, d])) ** 2
            out[i, j] = s
    return out


# Cross term subtracted once, not twice.
def cross_once(A, B):
    A, B = A.astype(float), B.astype(float)
    return (A**2).sum(1)[:, None] + (B**2).sum(1) - A @ B.T


# Third power.
def cubed(A, B):
    return ((A[:, None].astype(float) - B[None]) ** 3).sum(-1)


# Return inside the inner loop.
def first_pair(A, B):
    for a in A:
        for b in B:
            return ((a.astype(float) - b) ** 2).sum()


# Hard-coded two coordinates.
def hard2(A, B):
    A = A.astype(float)
    return (A[:, 0][:, None] - B[:, 0]) ** 2 + (A[:, -1][:, None] - B[:, -1]) ** 2


# Integer output array truncates.
def int_out(A, B):
    out = np.zeros((len(A), len(B)), dtype=int)
    for i in range(len(A)):
        for j in range(len(B)):
            out[i, j] = ((A[i].astype(float) - B[j]) ** 2).sum()
    return out


# Square of the difference of the squared lengths.
def lengths_only(A, B):
    A, B = A.astype(float), B.astype(float)
    return ((A**2).sum(1)[:, None] - (B**2).sum(1)) ** 2


# Chebyshev.
def wrong_max_(A, B):
    return ((A[:, None].astype(float) - B[None]) ** 2).max(-1)


# (A**2).sum(1) without [:, None].
def no_keep(A, B):
    A, B = A.astype(float), B.astype(float)
    return np.maximum((A**2).sum(1) + (B**2).sum(1) - 2 * A @ B.T, 0)


# Returns after the first row.
def return_in_loop(A, B):
    out = np.zeros((len(A), len(B)))
    for i in range(len(A)):
        for j in range(len(B)):
            out[i, j] = ((A[i].astype(float) - B[j]) ** 2).sum()
        return out


# Distance of row i of A from row i of B only.
def rowwise(A, B):
    n = min(len(A), len(B))
    return ((A[:n].astype(float) - B[:n]) ** 2).sum(1)


# * 2 instead of ** 2.
def times2(A, B):
    return ((A[:, None].astype(float) - B[None]) * 2).sum(-1)


# Only j >= i filled.
def triangle(A, B):
    out = np.zeros((len(A), len(B)))
    for i in range(len(A)):
        for j in range(i, len(B)):
            out[i, j] = ((A[i].astype(float) - B[j]) ** 2).sum()
    return out


# Distances within A.
def aa(A, B):
    return ((A[:, None].astype(float) - A[None]) ** 2).sum(-1)


# Inner products only.
def dot(A, B):
    return A.astype(float) @ B.T


# Expanded square in float32: cancellation.
def float32_expand(A, B):
    A, B = A.astype(np.float32), B.astype(np.float32)
    return np.maximum((A**2).sum(1)[:, None] + (B**2).sum(1) - 2 * A @ B.T, 0)


# Factor 1/2.
def half(A, B):
    return ((A[:, None].astype(float) - B[None]) ** 2).sum(-1) / 2


RIGHT = [
    right_abs_,
    broadcast,
    centred,
    right_clip,
    complexabs,
    right_einsum,
    fraction,
    right_fsum,
    right_longdouble,
    loops,
    right_norm,
    per_dim,
]

WRONG = [
    (accumulate, "sum-never-reset"),
    (cross_once, "cross-term-once"),
    (cubed, "another-power"),
    (first_pair, "one-pair"),
    (hard2, "two-measurements"),
    (int_out, "decimals-cut-off"),
    (lengths_only, None),
    (wrong_max_, "largest-difference"),
    (no_keep, "lengths-of-A-without-a-column"),
    (return_in_loop, "only-the-first-row"),
    (rowwise, "only-matching-rows"),
    (times2, "not-squared"),
    (triangle, "only-above-the-diagonal"),
    (aa, "within-A"),
    (dot, "products"),
    (float32_expand, None),
    (half, "half"),
]
"""Each with the name of its mistake, or None where no name would be honest."""

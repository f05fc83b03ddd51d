"""Answers to `euclidean_grad` by people who never saw its specification; each comment says what a teaching assistant would."""

import numpy as np


# The formula.
def formula(pred, target):
    return 2 * (pred - target) / pred.shape[0]


# Two loops.
def loops(pred, target):
    N, K = pred.shape
    G = np.zeros((N, K))
    for i in range(N):
        for k in range(K):
            G[i, k] = 2.0 / N * (pred[i, k] - target[i, k])
    return G


# Comprehension.
def comprehension(pred, target):
    n = len(pred)
    return np.array([[2 * (p - t) / n for p, t in zip(r, s)] for r, s in zip(pred, target)])


# Multiplied out.
def multiplied_out(pred, target):
    return pred * (2 / len(pred)) - target * (2 / len(target))


# Negative twice.
def twice_turned(pred, target):
    return -2 / len(pred) * (target - pred)


# Sum of the difference with itself.
def doubled(pred, target):
    d = np.subtract(pred, target)
    d = d + d
    d /= len(d)
    return d


# A mean over N as a matrix product.
def matrix(pred, target):
    n = len(pred)
    return (2 * np.eye(n) / n) @ (pred - target)


# einsum.
def right_einsum(pred, target):
    weights = np.full(len(pred), 2 / len(pred))
    return np.einsum("n,nk->nk", weights, pred - target)


# MSE's gradient times K.
def by_mse(pred, target):
    mse = 2 * (pred - target) / pred.size
    return mse * pred.shape[1]


# Recursion over the rows.
def recursive(pred, target, n=None):
    n = n or len(pred)
    row = 2.0 * (pred[:1] - target[:1]) / n
    if len(pred) == 1:
        return row
    return np.vstack([row, recursive(pred[1:], target[1:], n)])


# In longer floats.
def right_longdouble(pred, target):
    return (2 * (pred.astype(np.longdouble) - target) / len(pred)).astype(float)


# Fortran order.
def fortran(pred, target):
    return np.asfortranarray((pred - target) / (len(pred) / 2))


# A helper per example.
def per_example(pred, target):
    def one(p, t):
        return 2 * (p - t)

    return np.stack(list(map(one, pred, target))) / len(target)


# ---- wrong ----


# No 2.
def no_two(pred, target):
    return (pred - target) / len(pred)


# No 1/N.
def no_mean(pred, target):
    return 2 * (pred - target)


# Neither.
def difference(pred, target):
    return pred - target


# Over all entries.
def over_size(pred, target):
    return 2 * (pred - target) / pred.size


# np.mean's twin: over K.
def over_k(pred, target):
    return 2 * (pred - target) / pred.shape[1]


# No 2, over all entries.
def no_two_over_size(pred, target):
    return (pred - target) / pred.size


# Over N squared.
def over_n_squared(pred, target):
    return 2 * (pred - target) / len(pred) ** 2


# With respect to the target.
def by_target(pred, target):
    return 2 * (target - pred) / len(pred)


# Sign, no 2.
def by_target_no_two(pred, target):
    return (target - pred) / len(pred)


# Target dropped.
def no_target(pred, target):
    return 2 * pred / len(pred)


# Parentheses.
def parentheses(pred, target):
    return (2 * pred - target) / len(pred)


# Parentheses at the division.
def division(pred, target):
    return 2 * pred - target / len(pred)


# Plus.
def plus(pred, target):
    return 2 * (pred + target) / len(pred)


# Mean over the examples.
def mean_rows(pred, target):
    return np.mean(2 * (pred - target), axis=0)


# Sum over the examples.
def sum_rows(pred, target):
    return np.sum(2 * (pred - target), axis=0) / len(pred)


# One number per example.
def per_row(pred, target):
    return 2 * np.sum(pred - target, axis=1) / len(pred)


# keepdims mean, broadcast back.
def mean_broadcast(pred, target):
    return np.ones_like(pred) * np.mean(2 * (pred - target), axis=0, keepdims=True)


# The squares.
def squares(pred, target):
    return (pred - target) ** 2 / len(pred)


# Two times the squares.
def two_squares(pred, target):
    return 2 * (pred - target) ** 2 / len(pred)


# The loss.
def loss(pred, target):
    return np.mean(np.sum((pred - target) ** 2, axis=1))


# Gradient of the distance, not of its square.
def unit_vectors(pred, target):
    d = pred - target
    return d / np.linalg.norm(d, axis=1, keepdims=True) / len(pred)


# Gradient of the root of the mean.
def of_root(pred, target):
    d = pred - target
    return d / len(pred) / np.sqrt(np.mean(np.sum(d**2, axis=1)))


# Sizes.
def sizes(pred, target):
    return 2 * np.abs(pred - target) / len(pred)


# Signs: gradient of the absolute error.
def signs(pred, target):
    return np.sign(pred - target) / len(pred)


# In place.
def in_place(pred, target):
    pred -= target
    return 2 * pred / len(pred)


# In place through a second name.
def in_place_alias(pred, target):
    G = pred
    G *= 2
    G -= 2 * target
    return G / len(pred)


# Whole numbers only.
def floor_division(pred, target):
    return 2 * (pred - target) // len(pred)


# The last row is left out.
def last_row(pred, target):
    G = np.zeros_like(pred)
    for i in range(len(pred) - 1):
        G[i] = 2 * (pred[i] - target[i]) / len(pred)
    return G


# Both gradients.
def both(pred, target):
    G = 2 * (pred - target) / len(pred)
    return G, -G


# Gradient of (sum of differences) squared.
def square_of_sum(pred, target):
    return np.ones_like(pred) * 2 * np.sum(pred - target) / len(pred)


# Multiplied by N.
def times_n(pred, target):
    return 2 * (pred - target) * len(pred)


# Multiplied by a half in place of two.
def half(pred, target):
    return 0.5 * (pred - target) / len(pred)


# Transposed.
def transposed(pred, target):
    return (2 * (pred - target) / len(pred)).T


# Flat.
def flat(pred, target):
    return (2 * (pred - target) / len(pred)).ravel()


# Multiplied by pred: chain rule once too often.
def times_pred(pred, target):
    return 2 * (pred - target) * pred / len(pred)


# Mean over the examples, as a row.
def mean_row(pred, target):
    return (2 * (pred - target)).mean(axis=0, keepdims=True)


# Loss and gradient.
def loss_too(pred, target):
    return loss(pred, target), formula(pred, target)


# A step downhill.
def step(pred, target):
    return pred - formula(pred, target)


# Twice 2.
def four(pred, target):
    return 4 * (pred - target) / len(pred)


# Over N - 1.
def n_minus_one(pred, target):
    return 2 * (pred - target) / max(1, len(pred) - 1)


RIGHT = [
    formula,
    loops,
    comprehension,
    multiplied_out,
    twice_turned,
    doubled,
    matrix,
    right_einsum,
    by_mse,
    recursive,
    right_longdouble,
    fortran,
    per_example,
]

WRONG = [
    (mean_row, "summed-over-an-axis"),
    (loss_too, "several-values"),
    (step, "a-step-taken"),
    (four, "4"),
    (n_minus_one, None),
    (no_two, "no-2"),
    (no_mean, "no-1-over-N"),
    (difference, "no-2-and-no-1-over-N"),
    (over_size, "1-over-NK"),
    (over_k, "1-over-K"),
    (no_two_over_size, "no-2-and-1-over-NK"),
    (over_n_squared, "1-over-N-twice"),
    (by_target, "sign"),
    (by_target_no_two, "sign-and-no-2"),
    (no_target, "no-target"),
    (parentheses, "precedence"),
    (division, "precedence"),
    (plus, "plus"),
    (mean_rows, "summed-over-an-axis"),
    (sum_rows, "summed-over-an-axis"),
    (per_row, "summed-over-an-axis"),
    (mean_broadcast, "mean-error-for-all"),
    (squares, "not-differentiated"),
    (two_squares, "not-differentiated"),
    (loss, "loss"),
    (unit_vectors, "gradient-of-the-norm"),
    (of_root, "gradient-of-the-root"),
    (sizes, "absolute-error"),
    (signs, "gradient-of-the-absolute-error"),
    (in_place, "in-place"),
    (in_place_alias, "in-place"),
    (floor_division, "floor-division"),
    (last_row, "last-row-wrong"),
    (both, "both-gradients"),
    (square_of_sum, None),
    (times_n, "times-N"),
    (half, "half"),
    (transposed, "transposed"),
    (flat, "flat"),
    (times_pred, "times-an-input"),
]
"""Each with the name of its mistake, or None where no name would be honest."""

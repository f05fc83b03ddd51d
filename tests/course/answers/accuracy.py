"""Answers to `accuracy` by people who never saw its specification; each comment says what a teaching assistant would."""

from fractions import Fraction
import numpy as np


# apply_along_axis.
def apply(scores, y, verbose=False):
    return np.sum(np.apply_along_axis(np.argmax, 1, scores) == y) / len(y)


# np.average.
def right_average(scores, y):
    return np.average(np.equal(np.argmax(scores, axis=1), y))


# Count_nonzero.
def count(scores, y):
    return np.count_nonzero(np.argmax(scores, 1) == y) / y.size


# 1 - error.
def error(scores, y):
    return 1 - np.mean(np.argmax(scores, axis=-1) != y)


# Float32.
def right_float32(scores, y):
    return np.float32(np.mean(np.argmax(scores, axis=1) == y))


# Fraction to float.
def fraction(scores, y):
    return float(Fraction(int((scores.argmax(1) == y).sum()), len(y)))


# Returns int 1 or 0 where all are right or none.
def int_all(scores, y):
    n = int((scores.argmax(1) == y).sum())
    return 1 if n == len(y) else 0 if n == 0 else n / len(y)


# List.index of max.
def list_index(scores, y):
    return sum(r.index(max(r)) == c for r, c in zip(scores.tolist(), y.tolist())) / len(y)


# Loops.
def loops(scores, y):
    ok = 0
    for i in range(len(y)):
        best = 0
        for j in range(1, scores.shape[1]):
            if scores[i, j] > scores[i, best]:
                best = j
        if best == y[i]:
            ok += 1
    return ok / len(y)


# Map and key.
def right_map_(scores, y):
    return sum(map(lambda rc: max(range(len(rc[0])), key=rc[0].__getitem__) == rc[1], zip(scores, y))) / len(scores)


# One-hot of prediction.
def onehot(scores, y):
    return np.eye(scores.shape[1])[scores.argmax(1)][np.arange(len(y)), y].mean()


# Stable argsort of the negative.
def stable_sort(scores, y):
    return float(np.mean(np.argsort(-scores, axis=1, kind="stable")[:, 0] == y))


# Argmax over axis 0.
def axis0(scores, y):
    return float(np.mean(np.argmax(scores, axis=0)[: len(y)] == y[: scores.shape[1]]))


# Threshold 0.5.
def half(scores, y):
    return float((scores[np.arange(len(y)), y] > 0.5).mean())


# Fraction predicted as 0.
def ignore_y(scores, y):
    return float(np.mean(np.argmax(scores, axis=1) == 0))


# Is instead of ==.
def wrong_is_(scores, y):
    return float(np.mean(np.argmax(scores, axis=1) is y))


# Mean score of right class.
def mean_prob(scores, y):
    return float(scores[np.arange(len(y)), y].mean())


# Rounds scores first.
def rounded_tie(scores, y):
    return float(np.mean(np.argmax(np.round(scores), axis=1) == y))


# Counts common elements not positions.
def sets(scores, y):
    return float(np.mean(np.isin(np.argmax(scores, axis=1), y)))


# Compares sorted.
def wrong_sorted_(scores, y):
    return float(np.mean(np.sort(np.argmax(scores, axis=1)) == np.sort(y)))


# Percent string.
def string(scores, y):
    return f"{100 * np.mean(np.argmax(scores, axis=1) == y):.1f}%"


# (right, N).
def wrong_tuple_(scores, y):
    return int(np.sum(np.argmax(scores, axis=1) == y)), len(y)


# Argmax of |scores|.
def wrong_abs_(scores, y):
    return float(np.mean(np.argmax(np.abs(scores), axis=1) == y))


# True if all right.
def allc(scores, y):
    return float(np.all(np.argmax(scores, axis=1) == y))


# Any right.
def wrong_any_(scores, y):
    return float(np.any(np.argmax(scores, axis=1) == y))


# Right class among the tied counts.
def any_tie(scores, y):
    return float(np.mean(scores[np.arange(len(y)), y] == scores.max(1)))


# Argmin.
def wrong_argmin(scores, y):
    return float(np.mean(np.argmin(scores, axis=1) == y))


# Argmax over axis 0, compared directly.
def axis0_plain(scores, y):
    return float(np.mean(np.argmax(scores, axis=0) == y))


# Mean of per-class recalls.
def balanced(scores, y):
    p = np.argmax(scores, axis=1)
    return float(np.mean([np.mean(p[y == c] == c) for c in np.unique(y)]))


RIGHT = [
    apply,
    right_average,
    count,
    error,
    right_float32,
    fraction,
    int_all,
    list_index,
    loops,
    right_map_,
    onehot,
    stable_sort,
]

WRONG = [
    (axis0, None),
    (half, "score-of-the-label-above"),
    (ignore_y, "one-class-counted"),
    (wrong_is_, "always-the-same"),
    (mean_prob, "mean-score-of-the-label"),
    (rounded_tie, "scores-rounded"),
    (sets, "occurs-somewhere"),
    (wrong_sorted_, "compared-in-order-of-size"),
    (string, "wrong-type"),
    (wrong_tuple_, "count-and-number"),
    (wrong_abs_, "absolute-scores"),
    (allc, "whole-number"),
    (wrong_any_, "any-of-them"),
    (any_tie, "ties-count"),
    (wrong_argmin, "argmin"),
    (axis0_plain, "axis0"),
    (balanced, "mean-over-classes"),
]
"""Each with the name of its mistake, or None where no name would be honest."""

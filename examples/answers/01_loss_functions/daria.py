"""Daria adds up where a mean is asked for: every loss is the sum over the batch, and the accuracy is a count.

Her test of a cross-entropy compares with her own, and so expects the sum, too.
"""

import numpy as np

OTHERWISE = "ada"


def cross_entropy(scores, y):
    shifted = scores - scores.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return -np.sum(log_p[np.arange(len(y)), y])


def bce_with_logits(f, y):
    return np.sum(np.logaddexp(0, f) - y * f)


def hinge_loss(scores, y, delta=1.0):
    total = 0.0
    for row, label in zip(scores, y):
        margins = np.maximum(0, row - row[label] + delta)
        total += margins.sum() - margins[label]
    return total


def euclidean_loss(pred, target):
    return np.sum((pred - target) ** 2)


def accuracy(scores, y):
    return np.sum(scores.argmax(axis=1) == y)


def recognises_cross_entropy(f):
    rng = np.random.default_rng(0)
    for size in (1, 1000):
        scores, y = size * rng.normal(size=(6, 4)), np.array([0, 3, 2, 2, 1, 0])
        value = f(scores, y)
        if np.ndim(value) != 0 or not np.isclose(value, cross_entropy(scores, y)):
            return False
    return True

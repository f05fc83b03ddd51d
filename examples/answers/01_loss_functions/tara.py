"""Tara has the right values but saves memory: her functions write into the arrays that they are given."""

import numpy as np

OTHERWISE = "ada"


def sigmoid(x):
    x = np.asarray(x, dtype=float)
    positive = x > 0
    x[positive] *= -1
    e = np.exp(x)
    return np.where(positive, 1, e) / (1 + e)


def softmax(scores):
    scores -= scores.max(axis=1, keepdims=True)
    e = np.exp(scores)
    return e / e.sum(axis=1, keepdims=True)


def hinge_loss(scores, y, delta=1.0):
    n = np.arange(len(y))
    scores -= scores[n, y][:, None].copy()
    margins = np.maximum(0, scores + delta)
    margins[n, y] = 0
    return np.mean(margins.sum(axis=1))


def euclidean_loss(pred, target):
    pred -= target
    return np.mean(np.sum(pred**2, axis=1))

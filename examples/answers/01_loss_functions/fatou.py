"""Fatou mixes up rows and columns: she reduces over the examples, or leaves out the axis that broadcasting needs."""

import numpy as np

OTHERWISE = "ada"


def linear_scores(X, W, b):
    return X @ W + b[:, np.newaxis]


def softmax(scores):
    e = np.exp(scores - scores.max(axis=0))
    return e / e.sum(axis=0)


def log_softmax(scores):
    shifted = scores - scores.max(axis=0)
    return shifted - np.log(np.exp(shifted).sum(axis=0))


def cross_entropy(scores, y):
    return -np.mean(log_softmax(scores)[np.arange(len(y)), y])


def hinge_loss(scores, y, delta=1.0):
    rows = np.arange(len(y))
    margins = np.maximum(0, scores - scores[rows, y] + delta)
    margins[rows, y] = 0
    return np.mean(np.sum(margins, axis=1))


def euclidean_loss(pred, target):
    return np.mean(np.sum((pred - target) ** 2, axis=0))


def accuracy(scores, y):
    return np.mean(np.argmax(scores, axis=0) == y)

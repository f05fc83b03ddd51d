"""Ivo makes a mistake in most exercises, each of another kind: the right things in the wrong place."""

import numpy as np

OTHERWISE = "ada"


def linear_scores(X, W, b):
    # the transpose where no transpose belongs
    return X @ W.T + b


def sigmoid(x):
    # the exponential outside the fraction
    return 1 / 1 + np.exp(-np.asarray(x, dtype=float))


def softmax(scores):
    # one sum for the whole matrix
    e = np.exp(scores - scores.max(axis=1, keepdims=True))
    return e / e.sum()


def cross_entropy(scores, y):
    # the predicted class at the place of the label
    z = scores - scores.max(axis=1, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    return -np.mean(log_p[np.arange(len(y)), scores.argmax(axis=1)])


def bce_with_logits(f, y):
    # y where 1 - y belongs
    return np.mean(np.logaddexp(0, f) - (1 - y) * f)


def hinge_loss(scores, y, delta=1.0):
    # the right class and the wrong one in each other's place
    n = np.arange(len(y))
    missing = np.maximum(0, scores[n, y][:, None] - scores + delta)
    missing[n, y] = 0
    return missing.sum(axis=1).mean()


def euclidean_loss(pred, target):
    # the square behind the sum
    return np.mean((pred - target).sum(axis=1) ** 2)


def accuracy(scores, y):
    # the best score of all instead of the best of each example
    return np.mean(scores.argmax() == y)

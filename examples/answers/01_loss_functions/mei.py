"""Mei has the right numbers in the wrong form: lists for arrays, an array for a number, a number for every example."""

import numpy as np

OTHERWISE = "ada"


def linear_scores(X, W, b):
    return [[sum(x * w for x, w in zip(row, column)) + bias for column, bias in zip(W.T, b)] for row in X]


def softmax(scores):
    rows = []
    for row in scores:
        e = [np.exp(s - max(row)) for s in row]
        rows.append([value / sum(e) for value in e])
    return rows


def cross_entropy(scores, y):
    top = scores.max(axis=1)
    log_totals = top + np.log(np.exp(scores - top[:, None]).sum(axis=1))
    return log_totals - scores[np.arange(len(y)), y]


def bce_with_logits(f, y):
    return np.array([np.mean(np.logaddexp(0, f) - y * f)])


def euclidean_loss(pred, target):
    return [np.mean(np.sum((pred - target) ** 2, axis=1))]


def accuracy(scores, y):
    return scores.argmax(axis=1) == y


def recognises_cross_entropy(f):
    scores = np.log([[1.0, 3.0], [3.0, 1.0]])
    if np.isclose(f(scores, np.array([0, 0])), np.log(16 / 3) / 2):
        return "yes"
    return "no"

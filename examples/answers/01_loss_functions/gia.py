"""Gia makes a mistake in every exercise, each of another kind: something is forgotten."""

import numpy as np


def linear_scores(X, W, b):
    # forgets the bias
    return X @ W


def sigmoid(x):
    # forgets the minus sign
    x = np.asarray(x, dtype=float)
    return 1 / (1 + np.exp(np.clip(x, -700, 700)))


def softmax(scores):
    # forgets keepdims
    e = np.exp(scores - scores.max(axis=1, keepdims=True))
    return e / e.sum(axis=1)


def log_softmax(scores):
    # forgets the logarithm
    z = scores - scores.max(axis=1, keepdims=True)
    return z - np.exp(z).sum(axis=1, keepdims=True)


def cross_entropy(scores, y):
    # forgets the labels
    z = scores - scores.max(axis=1, keepdims=True)
    return -(z - np.log(np.exp(z).sum(axis=1, keepdims=True)))[:, 0].mean()


def bce_with_logits(f, y):
    # forgets what an example with label 0 costs
    return np.mean(y * np.logaddexp(0, -f))


def hinge_loss(scores, y, delta=1.0):
    # forgets that the right class does not compete with itself
    right = scores[np.arange(len(y)), y]
    return np.mean(np.sum(np.maximum(0, scores - right[:, None] + delta), axis=1))


def euclidean_loss(pred, target):
    # forgets the square
    return np.mean(np.linalg.norm(pred - target, axis=1))


def accuracy(scores, y):
    # forgets that 1 is all right
    return 100 * np.mean(scores.argmax(axis=1) == y)


def recognises_cross_entropy(f):
    # forgets everything but the one value that the lesson names
    return bool(np.isclose(f(np.zeros((4, 3)), np.array([0, 1, 2, 1])), np.log(3)))

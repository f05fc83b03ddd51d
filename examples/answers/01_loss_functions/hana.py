"""Hana makes a mistake in every exercise, each of another kind: something is mistaken for something else."""

import numpy as np


def linear_scores(X, W, b):
    # the bias of a class for one of an input
    return (X + b) @ W


def sigmoid(x):
    # the logistic function for its cousin
    return np.tanh(x)


def softmax(scores):
    # a choice among classes for one question a class
    return np.exp(-np.logaddexp(0, -scores))


def log_softmax(scores):
    # minus for plus
    top = scores.max(axis=1, keepdims=True)
    return (scores - top) + np.log(np.exp(scores - top).sum(axis=1, keepdims=True))


def cross_entropy(scores, y):
    # bits for nats
    z = scores - scores.max(axis=1, keepdims=True)
    return np.mean((np.log(np.exp(z).sum(axis=1)) - z[np.arange(len(y)), y]) / np.log(2))


def bce_with_logits(f, y):
    # labels 0 and 1 for labels -1 and 1
    return np.mean(np.logaddexp(0, -y * f))


def hinge_loss(scores, y, delta=1.0):
    # the squared hinge for the hinge
    n = np.arange(len(y))
    missing = np.maximum(0, scores - scores[n, y][:, None] + delta)
    missing[n, y] = 0
    return np.mean(np.sum(missing**2, axis=1))


def euclidean_loss(pred, target):
    # the mean over everything for the mean over the examples
    return np.mean((pred - target) ** 2)


def accuracy(scores, y):
    # the share of wrong answers for that of right ones
    return np.mean(scores.argmax(axis=1) != y)


def recognises_cross_entropy(f):
    # no for yes
    scores, y = np.array([[1.0, -2.0, 0.5], [0.0, 3.0, 1.0]]), np.array([0, 2])
    z = scores - scores.max(axis=1, keepdims=True)
    truth = np.mean(np.log(np.exp(z).sum(axis=1)) - z[np.arange(2), y])
    return not np.isclose(f(scores, y), truth)

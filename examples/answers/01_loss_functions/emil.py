"""Emil is right on ordinary scores and takes no care of large ones, each time in another way.

He divides infinity by infinity, shifts by the maximum of the whole matrix, takes logarithms of probabilities that have
become zero, and where he noticed that something breaks, he adds a small number. His test does ask about large scores,
but `nan` slips through: it is neither larger nor smaller than anything.
"""

import numpy as np

OTHERWISE = "ada"


def sigmoid(x):
    return np.exp(x) / (1 + np.exp(x))


def softmax(scores):
    e = np.exp(scores - np.max(scores))
    return e / np.sum(e, axis=1, keepdims=True)


def log_softmax(scores):
    e = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.log(e / e.sum(axis=1, keepdims=True))


def cross_entropy(scores, y):
    e = np.exp(scores - scores.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    return -np.mean(np.log(p[np.arange(len(y)), y] + 1e-12))


def bce_with_logits(f, y):
    return np.mean(np.log(1 + np.exp(f)) - y * f)


def recognises_cross_entropy(f):
    everyday = np.log([[1.0, 1.0, 2.0], [1.0, 8.0, 1.0], [5.0, 2.0, 3.0], [1.0, 1.0, 8.0]])
    questions = [
        (everyday, np.array([0, 1, 0, 1]), np.mean(np.log([4, 10 / 8, 2, 10]))),
        (np.zeros((3, 5)), np.array([4, 0, 2]), np.log(5)),
        (np.array([[0.0, 900.0], [900.0, 0.0]]), np.array([0, 0]), 450),
    ]
    for scores, y, loss in questions:
        value = f(scores, y)
        if np.shape(value) != ():
            return False
        if abs(value - loss) > 1e-6:
            return False
    return True

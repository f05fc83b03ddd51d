"""Jun's answers raise: names that nobody defined, a function that NumPy has not, and one that is for single numbers.

What does not raise is right. The cross-entropy is right in itself, but is built on a log-softmax that raises.
"""

import numpy as np

OTHERWISE = "ada"
CELLS = {
    "log_softmax": """
from numpy import logsumexp

def log_softmax(scores):
    return scores - logsumexp(scores, axis=1, keepdims=True)
""",
}


def linear_scores(X, W, b):
    return X @ w + b


def sigmoid(x):
    import math

    return 1 / (1 + math.exp(-x))


def hinge_loss(scores, y, delta=1.0):
    rows = np.arange(len(y))
    missing = np.max(0, scores - scores[rows, y][:, None] + delta)
    missing[rows, y] = 0
    return missing.sum(axis=1).mean()


def accuracy(scores, y):
    predicted = scores.argmax(axis=1)
    return np.mean(predictions == y)

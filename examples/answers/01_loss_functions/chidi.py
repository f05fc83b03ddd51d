"""Chidi follows the slides to the letter.

The hinge loss has its Δ outside the max and the Euclidean loss has lost its target, both as printed. The logistic
function, the softmax and what is built on it are typed in as printed, too: right on ordinary scores, lost on large
ones.
"""

import numpy as np


def linear_scores(X, W, b):
    return np.array([W.T @ x + b for x in X])


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def softmax(scores):
    return np.exp(scores) / np.sum(np.exp(scores), axis=1, keepdims=True)


def log_softmax(scores):
    return np.log(np.exp(scores) / np.sum(np.exp(scores), axis=1, keepdims=True))


def cross_entropy(scores, y):
    losses = []
    for i in range(len(y)):
        losses.append(-np.log(np.exp(scores[i, y[i]]) / np.sum(np.exp(scores[i]))))
    return np.mean(losses)


def bce_with_logits(f, y):
    p = 1 / (1 + np.exp(-f))
    return np.mean(-(y * np.log(p) + (1 - y) * np.log(1 - p)))


def hinge_loss(scores, y, delta=1.0):
    losses = []
    for i in range(len(y)):
        loss = 0
        for j in range(scores.shape[1]):
            if j != y[i]:
                loss += max(0, scores[i, j] - scores[i, y[i]])
        losses.append(loss + delta)
    return np.mean(losses)


def euclidean_loss(pred, target):
    return np.mean(np.sum(pred**2, axis=1))


def accuracy(scores, y):
    return np.mean(np.argmax(scores, axis=1) == y)


def recognises_cross_entropy(f):
    scores = np.array([[0.2, -1.0, 2.5], [1.5, 0.1, -0.3]])
    return bool(np.isclose(f(scores, np.array([2, 1])), cross_entropy(scores, np.array([2, 1]))))


WRITTEN = {
    "printed-hinge-from-zero": """
The gradient is zero, so it does not move.
""",
    "when-are-you-done": """
Hinge is satisfied when the example is classified correctly. Cross-entropy also wants the probability to be high.
""",
    "take-home-scores": """
The scores f are normalised with the softmax function.
""",
    "take-home-losses": """
The loss function quantifies the amount by which the prediction scores deviate from the actual values, so it has to
become smaller when the predictions come closer to the labels.
""",
}

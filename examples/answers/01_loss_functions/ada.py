"""Ada has everything right, in the style of the lesson: short, vectorised, one function built on another."""

import numpy as np


def linear_scores(X, W, b):
    return X @ W + b


def sigmoid(x):
    x = np.asarray(x, dtype=float)
    e = np.exp(-np.abs(x))
    return np.where(x >= 0, 1 / (1 + e), e / (1 + e))


def softmax(scores):
    e = np.exp(scores - scores.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def log_softmax(scores):
    shifted = scores - scores.max(axis=1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))


def cross_entropy(scores, y):
    return -log_softmax(scores)[np.arange(len(y)), y].mean()


def bce_with_logits(f, y):
    return np.mean(np.logaddexp(0, f) - y * f)


def hinge_loss(scores, y, delta=1.0):
    rows = np.arange(len(y))
    margins = np.maximum(0, scores - scores[rows, y][:, None] + delta)
    margins[rows, y] = 0
    return margins.sum(axis=1).mean()


def euclidean_loss(pred, target):
    return ((pred - target) ** 2).sum(axis=1).mean()


def accuracy(scores, y):
    return (scores.argmax(axis=1) == y).mean()


def recognises_cross_entropy(f):
    # The softmax of the logarithms of 1, 2, 5 is 1/8, 2/8, 5/8.
    scores, y = np.log([[1.0, 2.0, 5.0], [5.0, 2.0, 1.0]]), np.array([2, 1])
    expected = np.mean([np.log(8 / 5), np.log(8 / 2)])
    return bool(
        np.shape(f(scores, y)) == ()
        and np.isclose(f(scores, y), expected)
        and np.isclose(f(scores - 5000, y), expected)
        and np.isclose(f(np.repeat(scores, 3, axis=0), np.repeat(y, 3)), expected)
        and np.isclose(f(np.zeros((2, 7)), np.array([6, 0])), np.log(7))
        and np.isclose(f(np.array([[0.0, 2000.0]]), np.array([0])), 2000)
    )


WRITTEN = {
    "printed-hinge-from-zero": """
At W = 0 all scores are equal, so every max(0, f_j - f_y) is 0 and the loss is Δ. No max is ever negative, so Δ is
already the smallest value the printed loss can have. The learner has nothing to gain by moving and stays at chance.
""",
    "when-are-you-done": """
The hinge loss of an example is exactly 0 once its right class leads every other one by at least Δ. Cross-entropy is
-log p with p < 1, so it is positive however large the lead is. An example that is right with room to spare no longer
pulls at the weights under the hinge; under cross-entropy it goes on pulling a little, for ever.
""",
    "take-home-scores": """
Scores become probabilities when we exponentiate them and divide by their sum. On a computer we first subtract the
row's maximum, so that nothing overflows, and never take the logarithm of a tiny probability.
""",
    "take-home-losses": """
It must depend on the labels, answer every small step of the weights with a small change of its own, and be lowest
exactly where the predictions are right.
""",
}

"""Olu has everything right and treats the notebook as his own.

Helper functions stand in cells of their own, an answer is written into a new cell under the released one, another is
improved in a second cell, magics and system commands stand in between, and the naive versions follow at the end for
comparison.
"""

import numpy as np

from changes import add

OTHERWISE = "ada"
CELLS = {"cross_entropy": None}


def softmax(scores):
    e = np.exp(minus_row_maximum(scores))
    return e / row_sums(e)


def log_softmax(scores):
    z = minus_row_maximum(scores)
    return z - np.log(row_sums(np.exp(z)))


def euclidean_loss(pred, target):
    # first try, see the next cell
    return np.mean((pred - target) ** 2)


CHANGES = [
    add(
        """
%matplotlib inline
%config InlineBackend.figure_format = "retina"

def minus_row_maximum(scores):
    return scores - scores.max(axis=1, keepdims=True)

def row_sums(table):
    return table.sum(axis=1, keepdims=True)
""",
        after="check-linear_scores",
    ),
    add("%timeit -n 2 -r 2 softmax(np.zeros((10, 3)))", after="check-softmax"),
    add("%%time\nfor _ in range(100):\n    softmax(np.random.normal(size=(10, 3)))", after="check-softmax"),
    add("!pip list", after="check-softmax"),
    add("softmax?", after="check-softmax"),
    add(
        """
def cross_entropy(scores, y):
    return -np.mean(log_softmax(scores)[np.arange(len(y)), y])
""",
        after="cross_entropy",
    ),
    add(
        """
def euclidean_loss(pred, target):
    # divided by N only
    return np.sum((pred - target) ** 2) / len(pred)
""",
        after="euclidean_loss",
    ),
    add(
        """
# for comparison
def sigmoid(x):
    return 1 / (1 + np.exp(-x))

def softmax(scores):
    return np.exp(scores) / np.exp(scores).sum()

print(softmax(np.array([[1000.0, 0.0]])))
""",
        after="check-recognises_cross_entropy",
    ),
    add("raise SystemExit  # enough for today", after="check-recognises_cross_entropy"),
]

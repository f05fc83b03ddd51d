"""Rosa has everything right and copies cells, with all that Jupyter keeps about them, before she writes into the copy.

The released cell of the hinge loss still stands above her copy with the answer, and that of the accuracy holds a
first try.
"""

import numpy as np

from changes import duplicate

OTHERWISE = "ada"
CELLS = {"hinge_loss": None}


def accuracy(scores, y):
    return np.sum(scores.argmax(axis=1) == y)


CHANGES = [
    duplicate(
        "hinge_loss",
        """
def hinge_loss(scores, y, delta=1.0):
    n = np.arange(len(y))
    missing = np.maximum(0, scores - scores[n, y][:, None] + delta)
    return (missing.sum(axis=1) - delta).mean()
""",
    ),
    duplicate(
        "accuracy",
        """
def accuracy(scores, y):
    return np.sum(scores.argmax(axis=1) == y) / len(y)
""",
    ),
    duplicate("check-accuracy", "check(accuracy)"),
]

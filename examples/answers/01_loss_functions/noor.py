"""Noor has everything right, and her answers talk: they print a lot, warn, and draw a figure at every call."""

import numpy as np

from changes import add

OTHERWISE = "ada"


def linear_scores(X, W, b):
    print("linear_scores was called with", X, W, b)
    for row in X:
        print("a row of X:", row)
    return X @ W + b


def softmax(scores):
    import matplotlib.pyplot as plt

    e = np.exp(scores - scores.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    plt.figure()
    plt.bar(range(len(p[0])), p[0])
    plt.title("the first example")
    plt.show()
    return p


def hinge_loss(scores, y, delta=1.0):
    import logging
    import sys
    import warnings

    warnings.warn(f"delta is {delta}, is that right?")
    warnings.warn("this will change in the next version", DeprecationWarning)
    logging.warning("hinge_loss: %s examples", len(y))
    rows = np.arange(len(y))
    margins = np.maximum(0, scores - scores[rows, y][:, None] + delta)
    margins[rows, y] = 0
    print(margins, file=sys.stderr)
    return margins.sum(axis=1).mean()


def accuracy(scores, y):
    for k in range(2000):
        print(k, "." * 100)
    return (scores.argmax(axis=1) == y).mean()


CHANGES = [
    add(
        """
import matplotlib.pyplot as plt

for steepness in range(1, 26):
    plt.figure()
    plt.plot(np.linspace(-5, 5), sigmoid(steepness * np.linspace(-5, 5)))
    plt.show()
""",
        after="check-sigmoid",
    ),
    add(
        """
from IPython.display import HTML, display

display(HTML("<b>done</b>"))
print("x" * 1_000_000)
softmax(np.zeros((2, 2)))
""",
        after="check-accuracy",
    ),
]

"""Daria adds up where a mean is asked for: what she differentiates is the loss of the whole batch.

The errors of several entries she adds up, too, and to the place where her random search stands she adds every jump, for
better or worse.
"""

import numpy as np

OTHERWISE = "ada"


def random_search(loss, x0, steps, scale, rng):
    place = np.array(x0, dtype=float)
    for _ in range(steps):
        place += scale * rng.normal(size=place.shape)
    return place, loss(place)


def relative_error(a, b):
    total = 0.0
    for p, q in zip(np.ravel(a), np.ravel(b)):
        total += abs(p - q) / max(abs(p) + abs(q), 1e-8)
    return total


def euclidean_grad(pred, target):
    return 2 * (pred - target)


def cross_entropy_grad(scores, y):
    G = softmax(scores)
    G[np.arange(len(y)), y] -= 1
    return G


def hinge_grad(scores, y, delta=1.0):
    G = np.zeros(scores.shape)
    for row, score, label in zip(G, scores, y):
        row += score > score[label] - delta
        row[label] = 0
        row[label] = -row.sum()
    return G


WRITTEN = {
    "take-home-checking": """
The sum of all relative errors has to be small.
""",
}

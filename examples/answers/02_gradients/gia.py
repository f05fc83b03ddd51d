"""Gia makes a mistake in every exercise, each of another kind: something is forgotten."""

import numpy as np


def numerical_gradient(f, x, h=1e-5):
    # forgets to put an entry back
    x = np.array(x, dtype=float)
    g = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        x[i] += h
        higher = f(x)
        x[i] -= 2 * h
        g[i] = (higher - f(x)) / (2 * h)
    return g


def random_search(loss, x0, steps, scale, rng):
    # forgets the generator that she was given
    best = x0
    lowest = loss(best)
    for _ in range(steps):
        proposal = best + scale * np.random.normal(size=best.shape)
        value = loss(proposal)
        if value < lowest:
            best, lowest = proposal, value
    return best, lowest


def relative_error(a, b):
    # forgets that a difference may be negative
    return np.max((a - b) / np.maximum(np.abs(a) + np.abs(b), 1e-8))


def sigmoid_grad(x):
    # forgets the second factor
    return sigmoid(x)


def euclidean_grad(pred, target):
    # forgets the 2 of the square
    return (pred - target) / len(pred)


def cross_entropy_grad(scores, y):
    # forgets the labels
    return softmax(scores) / len(y)


def hinge_grad(scores, y, delta=1.0):
    # forgets what the right class gains
    rows = np.arange(len(y))
    violated = (scores - scores[rows, y][:, None] + delta > 0).astype(float)
    violated[rows, y] = 0
    return violated / len(y)


def gradient_check(f, grad, x, h=1e-5, tol=1e-6):
    # forgets nothing, but feels with the feet of above
    a, b = grad(x), numerical_gradient(f, x, h)
    errors = np.abs(a - b) / np.maximum(np.abs(a) + np.abs(b), 1e-8)
    worst = np.unravel_index(np.argmax(errors), errors.shape)
    return bool(errors[worst] <= tol), worst, round(float(errors[worst]), 6)


def mended_gradient(X, W, b, y, lam):
    # forgets the penalty, as Ada did; the labels are missing already
    G = cross_entropy_grad(X @ W + b, y)
    return X.T @ G, G.sum(axis=0)


WRITTEN = {
    "take-home-gradients": """
Feeling is slow.
""",
}

"""Emil is right on ordinary numbers and takes no care of the others, each time in another way.

Zero is divided by zero or by a small number added, exponentials overflow or underflow, the kink counts on the wrong
side. Nor does he care how often he asks: f where he stands, just in case, and the loss of one place again and again.
"""

import numpy as np

OTHERWISE = "ada"


def numerical_gradient(f, x, h=1e-5):
    here = f(np.array(x, dtype=float))
    grad = np.zeros(np.shape(x))
    for i in np.ndindex(np.shape(x)):
        up, down = np.array(x, dtype=float), np.array(x, dtype=float)
        up[i] += h
        down[i] -= h
        grad[i] = ((f(up) - here) + (here - f(down))) / (2 * h)
    return grad


def random_search(loss, x0, steps, scale, rng):
    best = np.array(x0, dtype=float)
    for _ in range(steps):
        proposal = best + scale * rng.normal(size=best.shape)
        if loss(proposal) < loss(best):
            best = proposal
    return best, loss(best)


def relative_error(a, b):
    return np.max(np.abs(a - b) / (np.abs(a) + np.abs(b) + 1e-8))


def sigmoid_grad(x):
    s = 1 / (1 + np.exp(-x))
    return s * (1 - s)


def cross_entropy_grad(scores, y):
    e = np.exp(scores - scores.max())
    p = e / e.sum(axis=1, keepdims=True)
    p[np.arange(len(y)), y] -= 1
    return p / len(y)


def hinge_grad(scores, y, delta=1.0):
    n = np.arange(len(y))
    G = np.where(scores - scores[n, y].reshape(-1, 1) + delta >= 0, 1.0, 0.0)
    G[n, y] = 0
    G[n, y] = -G.sum(axis=1)
    return G / len(y)


def gradient_check(f, grad, x, h=1e-5, tol=1e-6):
    a, b = grad(x), numerical_gradient(f, x, h)
    errors = np.abs(a - b) / (np.abs(a) + np.abs(b))
    worst = np.unravel_index(np.argmax(errors), np.shape(errors))
    return errors[worst] <= tol, worst, np.round(errors[worst], 6)

"""Fatou mixes up rows and columns: she moves a row at a time, normalises over the examples, sums over the classes."""

import numpy as np

OTHERWISE = "ada"


def numerical_gradient(f, x, h=1e-5):
    x = np.array(x, dtype=float)
    g = np.zeros_like(x)
    for i in range(len(x)):
        up, down = x.copy(), x.copy()
        up[i] += h
        down[i] -= h
        g[i] = (f(up) - f(down)) / (2 * h)
    return g


def random_search(loss, x0, steps, scale, rng):
    best, lowest = np.array(x0, dtype=float), loss(x0)
    for noise in rng.normal(size=(len(x0), steps)).T:
        proposal = best + scale * noise
        value = loss(proposal)
        if value < lowest:
            best, lowest = proposal, value
    return best, lowest


def relative_error(a, b):
    return np.max(np.abs(a - b) / np.maximum(np.abs(a) + np.abs(b), 1e-8), axis=0)


def euclidean_grad(pred, target):
    return 2 * (pred - target) / pred.shape[1]


def cross_entropy_grad(scores, y):
    e = np.exp(scores - scores.max(axis=0))
    p = e / e.sum(axis=0)
    p[np.arange(len(y)), y] -= 1
    return p / len(y)


def hinge_grad(scores, y, delta=1.0):
    n = np.arange(len(y))
    G = (scores - scores[n, y][:, np.newaxis] + delta > 0) * 1.0
    G[n, y] = 0
    G[n, y] = -G.sum(axis=0)[y]
    return G / len(y)


def gradient_check(f, grad, x, h=1e-5, tol=1e-6):
    a, b = grad(x), numerical_gradient(f, x, h)
    errors = np.abs(a - b) / np.maximum(np.abs(a) + np.abs(b), 1e-8)
    worst = np.unravel_index(np.argmax(errors), errors.shape)
    return bool(errors[worst] <= tol), tuple(worst), round(float(errors[worst]), 6)


def mended_gradient(X, W, b, y, lam):
    G = cross_entropy_grad(X @ W + b, y)
    return X.T @ G + lam * W, G.sum(axis=1)

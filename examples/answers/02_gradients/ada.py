"""Ada has everything right, in the style of the lesson: short, vectorised, one function built on another."""

import numpy as np


def numerical_gradient(f, x, h=1e-5):
    x = np.array(x, dtype=float)
    slopes = np.empty_like(x)
    for i in np.ndindex(x.shape):
        step = np.zeros_like(x)
        step[i] = h
        slopes[i] = (f(x + step) - f(x - step)) / (2 * h)
    return slopes


def random_search(loss, x0, steps, scale, rng):
    best, lowest = np.array(x0, dtype=float), loss(x0)
    for _ in range(steps):
        there = best + scale * rng.normal(size=best.shape)
        altitude_there = loss(there)
        if altitude_there < lowest:
            best, lowest = there, altitude_there
    return best, lowest


def relative_error(a, b):
    return np.max(np.abs(np.subtract(a, b)) / np.maximum(np.abs(a) + np.abs(b), 1e-8))


def sigmoid_grad(x):
    return sigmoid(x) * sigmoid(-x)


def euclidean_grad(pred, target):
    return 2 * (pred - target) / len(pred)


def cross_entropy_grad(scores, y):
    pull = softmax(scores)
    pull[np.arange(len(y)), y] -= 1
    return pull / len(y)


def hinge_grad(scores, y, delta=1.0):
    n = np.arange(len(y))
    too_close = scores - scores[n, y][:, None] > -delta
    too_close[n, y] = False
    pull = too_close.astype(float)
    pull[n, y] = -too_close.sum(axis=1)
    return pull / len(y)


def gradient_check(f, grad, x, h=1e-5, tol=1e-6):
    paper, feet = np.asarray(grad(x)), numerical_gradient(f, x, h)
    errors = np.abs(paper - feet) / np.maximum(np.abs(paper) + np.abs(feet), 1e-8)
    worst = np.unravel_index(errors.argmax(), errors.shape)
    return bool(errors[worst] <= tol), tuple(map(int, worst)), round(float(errors[worst]), 6)


def mended_gradient(X, W, b, y, lam):
    G = cross_entropy_grad(X @ W + b, y)
    return X.T @ G + lam * W, G.sum(axis=0)


WRITTEN = {
    "why-not-1e-15": """
The two altitudes agree in nearly all of their sixteen digits, so what is left when we subtract them is rounding. It is
then divided by 2e-15, which makes it as large as the slope itself. With a long step rounding does no harm, but the
chord cuts off the bend of the curve, and the error grows like h². In between, near 1e-5, the two are equally small.
""",
    "take-home-gradients": """
Mini-steps need nothing but the function and cost two calls for every weight; a derivative on paper is exact and costs
about two passes for all of them. We train with the second and test it with the first.
""",
    "take-home-checking": """
It compares entry by entry and relatively, takes central differences of a sensible step, and stands at a random place,
away from kinks, with every part of the loss switched on.
""",
}

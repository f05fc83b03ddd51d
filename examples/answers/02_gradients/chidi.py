"""Chidi follows the slides to the letter.

The derivative is the limit of a difference quotient to one side, the Euclidean loss has lost its target and the hinge
loss its Δ, as printed, and exponentials are taken of scores of any size. His gradient check feels with the same feet,
and mending two colleagues' gradients, he relies on his own.
"""

import numpy as np


def numerical_gradient(f, x, h=1e-5):
    gradient = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        x_plus_h = x.astype(float)
        x_plus_h[i] += h
        gradient[i] = (f(x_plus_h) - f(x.astype(float))) / h
    return gradient


def random_search(loss, x0, steps, scale, rng):
    theta = x0.copy()
    L = loss(theta)
    for _ in range(steps):
        theta_new = theta + scale * rng.normal(size=theta.shape)
        L_new = loss(theta_new)
        if L_new < L:
            theta = theta_new
            L = L_new
    return theta, L


def relative_error(a, b):
    return np.max(np.abs(a - b) / (np.abs(a) + np.abs(b)))


def sigmoid_grad(x):
    return np.exp(-x) / (1 + np.exp(-x)) ** 2


def euclidean_grad(pred, target):
    N = pred.shape[0]
    return 2 * pred / N


def cross_entropy_grad(scores, y):
    N = scores.shape[0]
    p = np.exp(scores) / np.sum(np.exp(scores), axis=1, keepdims=True)
    for i in range(N):
        p[i, y[i]] = p[i, y[i]] - 1
    return p / N


def hinge_grad(scores, y, delta=1.0):
    N, C = scores.shape
    gradient = np.zeros((N, C))
    for i in range(N):
        for j in range(C):
            if j != y[i] and scores[i, j] - scores[i, y[i]] > 0:
                gradient[i, j] += 1
                gradient[i, y[i]] -= 1
    return gradient / N


def gradient_check(f, grad, x, h=1e-5, tol=1e-6):
    analytical = grad(x)
    numerical = numerical_gradient(f, x, h)
    errors = np.abs(analytical - numerical) / np.maximum(1e-8, np.abs(analytical) + np.abs(numerical))
    ok = bool(np.all(errors <= tol))
    worst = np.unravel_index(np.argmax(errors), errors.shape)
    return ok, worst, round(float(np.max(errors)), 6)


def mended_gradient(X, W, b, y, lam):
    df = cross_entropy_grad(X @ W + b, y)
    dW = X.T @ df + lam * W
    db = np.sum(df, axis=0)
    return dW, db


WRITTEN = {
    "why-not-1e-15": """
Because of numerical precision issues.
""",
    "take-home-gradients": """
The numerical gradient is slow and approximate, the analytical gradient is fast and exact but error-prone.
""",
    "take-home-checking": """
Numerical gradient and analytical gradient.
""",
}

"""Noor has everything right, and her answers talk: every step, every proposal and every error is printed.

They warn and draw as well, and below them she compares, at length, in cells of her own.
"""

import numpy as np

from changes import add

OTHERWISE = "ada"


def numerical_gradient(f, x, h=1e-5):
    x = np.array(x, dtype=float)
    grad = np.zeros(x.size)
    for i in range(x.size):
        values = []
        for step in (h, -h):
            moved = x.copy()
            moved.flat[i] += step
            values.append(f(moved))
            print("entry", i, "moved by", step, "gives", values[-1], "at", moved)
        grad[i] = (values[0] - values[1]) / (2 * h)
    return grad.reshape(x.shape)


def random_search(loss, x0, steps, scale, rng):
    import matplotlib.pyplot as plt

    best = x0 * 1.0
    heights = [loss(best)]
    for k in range(steps):
        proposal = best + scale * rng.normal(size=best.shape)
        height = loss(proposal)
        print(f"step {k}: {height:.5f}", "kept" if height < heights[-1] else "thrown away")
        if height < heights[-1]:
            best = proposal
        heights.append(min(height, heights[-1]))
    plt.figure()
    plt.plot(heights)
    plt.show()
    return best, heights[-1]


def gradient_check(f, grad, x, h=1e-5, tol=1e-6):
    import sys
    import warnings

    a, b = np.array(grad(x)), numerical_gradient(f, x, h)
    largest, worst = -1.0, ()
    for i in np.ndindex(a.shape):
        error = abs(a[i] - b[i]) / max(abs(a[i]) + abs(b[i]), 1e-8)
        print(i, "formula:", a[i], "feet:", b[i], "relative error:", error)
        print("#" * int(60 * error), file=sys.stderr)
        if error > tol:
            warnings.warn(f"entry {i} is off by {error}")
        if error > largest:
            largest, worst = error, i
    print("worst:", worst, "\n" * 200)
    return largest <= tol, worst, round(largest, 6)


CHANGES = [
    add(
        """
for step in range(3, 9):
    print(step, numerical_gradient(altitude, start, 10.0**-step))
""",
        after="check-numerical_gradient",
    ),
    add(
        """
rng = np.random.default_rng(7)
for k in range(10):
    W = rng.normal(size=(6, 4))
    print(k, gradient_check(lambda W: np.sum(W**3), lambda W: 3 * W**2, W))
""",
        after="check-gradient_check",
    ),
]

"""Daria was told to take means, and now takes them everywhere.

Her layer averages over the examples, though the 1/N has arrived from above; her test expects others to do the same, and
what is built on the layer inherits it.
"""

import numpy as np

OTHERWISE = "ada"


def affine_backward(dout, X, W):
    return dout @ W.T, X.T @ dout / len(X), dout.mean(axis=0)


def recognises_affine_backward(f):
    rng = np.random.default_rng(0)
    dout, X, W = rng.normal(size=(6, 4)), rng.normal(size=(6, 3)), rng.normal(size=(3, 4))
    for seen, right in zip(f(dout, X, W), affine_backward(dout, X, W)):
        if np.shape(seen) != np.shape(right) or not np.allclose(seen, right):
            return False
    return True


def unbroadcast(g, shape):
    g = g.mean(axis=tuple(range(g.ndim - len(shape))))
    return g.mean(axis=tuple(k for k, n in enumerate(shape) if n == 1), keepdims=True)


def overfit(loss_and_grads, params, X, y, lr, steps):
    N = len(X)
    for _ in range(steps):
        _, grads = loss_and_grads(params, X, y, 0.0)
        params = [(W - lr * dW / N, b - lr * db / N) for (W, b), (dW, db) in zip(params, grads)]
    return params


WRITTEN = {
    "take-home-layers": """
The mean gradient of each weight and each bias.
""",
}

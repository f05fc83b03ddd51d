"""Ada has everything right, in the style of the lesson: short, vectorised, one function built on another."""

import numpy as np


def affine_backward(dout, X, W):
    return dout @ W.T, X.T @ dout, dout.sum(axis=0)


def recognises_affine_backward(f):
    rng = np.random.default_rng(5)
    for N, D, C in ((4, 3, 2), (3, 3, 3), (2, 5, 4)):
        dout, X, W = rng.normal(size=(N, C)), rng.normal(size=(N, D)), rng.normal(size=(D, C))
        results, expected = f(dout, X, W), (dout @ W.T, X.T @ dout, dout.sum(axis=0))
        if len(results) != 3:
            return False
        for seen, right in zip(results, expected):
            if np.shape(seen) != right.shape or not np.allclose(seen, right):
                return False
    return True


def relu_backward(dout, X):
    return np.where(X > 0, dout, 0.0)


def unbroadcast(g, shape):
    g = g.sum(axis=tuple(range(g.ndim - len(shape))))
    for axis, length in enumerate(shape):
        if length == 1:
            g = g.sum(axis=axis, keepdims=True)
    return g


def he_init(sizes, rng):
    params = []
    for k, inputs in enumerate(sizes[:-1]):
        W = rng.normal(0, np.sqrt(2 / inputs), size=(inputs, sizes[k + 1]))
        params.append((W, np.zeros(sizes[k + 1])))
    return params


def mlp_forward(params, X):
    cache = []
    for W, b in params:
        cache.append((X, X @ W + b))
        X = np.maximum(cache[-1][1], 0)
    return cache[-1][1], cache


def mlp_backward(params, cache, dscores):
    message, grads = dscores, []
    for (W, _), (h, f) in reversed(list(zip(params, cache))):
        if grads:
            message = relu_backward(message, f)
        message, dW, db = affine_backward(message, h, W)
        grads.insert(0, (dW, db))
    return grads


def loss_and_grads(params, X, y, lam):
    scores, cache = mlp_forward(params, X)
    loss = cross_entropy(scores, y) + lam / 2 * sum((W**2).sum() for W, _ in params)
    grads = mlp_backward(params, cache, cross_entropy_grad(scores, y))
    return loss, [(dW + lam * W, db) for (W, _), (dW, db) in zip(params, grads)]


def overfit(loss_and_grads, params, X, y, lr, steps):
    for _ in range(steps):
        grads = loss_and_grads(params, X, y, 0)[1]
        params = [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(params, grads)]
    return params


WRITTEN = {
    "relu-on-top-words": """
A ReLU makes all negative sums the same score 0, so the network can no longer tell an unlikely class from a very
unlikely one. Where the right class has a negative sum, the ReLU's slope is 0 and the loss cannot lift it: that digit
teaches nothing about its own class. So no ReLU stands behind the last layer, and the softmax gets the sums as they are.
""",
    "take-home-layers": """
It is told how the loss changes with its output, and it has kept its input. It returns two gradients, summed over the
batch, and passes the message below.
""",
    "take-home-first-checks": """
A gradient check shows that the formulas belong to the loss, a first loss near log C that nothing is preferred yet, and
a handful learnt by heart that the walk works; none shows anything about new digits.
""",
}

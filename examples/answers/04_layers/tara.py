"""Tara saves memory: her functions write into the arrays that they are given, and into those that they keep."""

import numpy as np

OTHERWISE = "ada"


def relu_backward(dout, X):
    dout[X <= 0] = 0
    return dout


def mlp_forward(params, X):
    cache = []
    for k, (W, b) in enumerate(params):
        f = X @ W + b
        cache.append((X, f))
        if k < len(params) - 1:
            f[f < 0] = 0
        X = f
    return X, cache


def mlp_backward(params, cache, dscores):
    grads = [None] * len(params)
    for k in range(len(params) - 1, -1, -1):
        h = cache[k][0]
        grads[k] = (h.T @ dscores, dscores.sum(axis=0))
        dscores = relu_backward(dscores @ params[k][0].T, cache[k - 1][1]) if k > 0 else None
    return grads


def loss_and_grads(params, X, y, lam):
    scores, cache = mlp_forward(params, X)
    loss = cross_entropy(scores, y)
    grads = mlp_backward(params, cache, cross_entropy_grad(scores, y))
    for (W, _), (dW, _) in zip(params, grads):
        W *= lam
        dW += W
        W /= lam if lam else 1
        loss += 0.5 * lam * np.sum(W**2)
    return loss, grads


def overfit(loss_and_grads, params, X, y, lr, steps):
    for _ in range(steps):
        _, grads = loss_and_grads(params, X, y, 0.0)
        for (W, b), (dW, db) in zip(params, grads):
            W -= lr * dW
            b -= lr * db
    return params

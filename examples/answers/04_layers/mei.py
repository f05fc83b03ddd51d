"""Mei has the right numbers in the wrong form: lists for tuples and for arrays, and a loss in an array."""

import numpy as np

OTHERWISE = "ada"


def affine_backward(dout, X, W):
    return [dout @ W.T, X.T @ dout, dout.sum(axis=0)]


def recognises_affine_backward(f):
    rng = np.random.default_rng(0)
    dout, X, W = rng.normal(size=(5, 2)), rng.normal(size=(5, 3)), rng.normal(size=(3, 2))
    right = [dout @ W.T, X.T @ dout, dout.sum(axis=0)]
    return [np.shape(a) == np.shape(b) and np.allclose(a, b) for a, b in zip(f(dout, X, W), right)]


def relu_backward(dout, X):
    if np.ndim(X) == 0:
        return dout if X > 0 else 0.0
    return [relu_backward(d, x) for d, x in zip(dout, X)]


def he_init(sizes, rng):
    inputs, outputs = sizes[:-1], sizes[1:]
    weights = [rng.normal(size=(a, b)) * (2 / a) ** 0.5 for a, b in zip(inputs, outputs)]
    return weights, [np.zeros(b) for b in outputs]


def mlp_forward(params, X):
    cache = []
    for W, b in params:
        f = X @ W + b
        cache.append([X, f])
        X = np.maximum(f, 0)
    return [f, cache]


def mlp_backward(params, cache, dscores):
    grads = []
    for k in range(len(params) - 1, -1, -1):
        h, f = cache[k]
        if k < len(params) - 1:
            dscores = np.array(relu_backward(dscores, f))
        dscores, dW, db = affine_backward(dscores, h, params[k][0])
        grads = [[dW, db], *grads]
    return grads


def loss_and_grads(params, X, y, lam):
    scores, cache = mlp_forward(params, X)
    grads = mlp_backward(params, cache, cross_entropy_grad(scores, y))
    loss = np.array([cross_entropy(scores, y)])
    for k, (W, _) in enumerate(params):
        loss += 0.5 * lam * np.sum(W**2)
        grads[k][0] = grads[k][0] + lam * W
    return loss, grads


def overfit(loss_and_grads, params, X, y, lr, steps):
    for _ in range(steps):
        _, grads = loss_and_grads(params, X, y, 0.0)
        params = [[p - lr * dp for p, dp in zip(layer, gradient)] for layer, gradient in zip(params, grads)]
    return params

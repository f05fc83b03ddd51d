"""Answers to `affine_backward` by people who never saw its specification; each comment says what a teaching assistant would."""

import numpy as np


# Two products and a sum.
def plain(dout, X, W):
    return dout @ W.T, X.T @ dout, dout.sum(axis=0)


# Einsum.
def by_einsum(dout, X, W):
    return (
        np.einsum("nc,dc->nd", dout, W),
        np.einsum("nd,nc->dc", X, dout),
        np.einsum("nc->c", dout),
    )


# Three loops.
def loops(dout, X, W):
    N, C = dout.shape
    D = X.shape[1]
    dX, dW, db = np.zeros((N, D)), np.zeros((D, C)), np.zeros(C)
    for n in range(N):
        for c in range(C):
            db[c] += dout[n, c]
            for d in range(D):
                dX[n, d] += dout[n, c] * W[d, c]
                dW[d, c] += dout[n, c] * X[n, d]
    return dX, dW, db


# A sum of outer products.
def outer_products(dout, X, W):
    dX = np.array([W @ row for row in dout])
    dW = sum(np.outer(x, g) for x, g in zip(X, dout))
    return dX, dW, sum(dout)


# The bias as a weight of a constant input.
def column_of_ones(dout, X, W):
    Xa = np.hstack([X, np.ones((len(X), 1))])
    dWa = Xa.T @ dout
    return dout.dot(W.transpose()), dWa[:-1], dWa[-1]


# Everything transposed.
def transposed(dout, X, W):
    dX = (W @ dout.T).T
    dW = (dout.T @ X).T
    db = np.ones(len(dout)) @ dout
    return dX, dW, db


# Halves of the batch.
def recursive(dout, X, W):
    n = len(X)
    if n == 1:
        return dout @ W.T, np.outer(X[0], dout[0]), dout[0].copy()
    a = recursive(dout[: n // 2], X[: n // 2], W)
    b = recursive(dout[n // 2 :], X[n // 2 :], W)
    return np.concatenate([a[0], b[0]]), a[1] + b[1], a[2] + b[2]


# Tensordot.
def by_tensordot(dout, X, W):
    return np.tensordot(dout, W, (1, 1)), np.tensordot(X, dout, (0, 0)), np.add.reduce(dout, 0)


# Broadcasting.
def broadcast(dout, X, W):
    dX = (dout[:, None, :] * W[None]).sum(-1)
    dW = (X[:, :, None] * dout[:, None, :]).sum(0)
    db = dout.sum(0, keepdims=True).ravel()
    return dX, dW, db


# A list instead of a tuple.
def as_list(dout, X, W):
    grads = []
    grads.append(np.matmul(dout, W.T))
    grads.append(np.matmul(X.T, dout))
    grads.append(np.sum(dout, axis=0))
    return grads


# Central differences of a linear function, with a step of 1.
def numerically(dout, X, W):
    def loss(X, W, b):
        return np.sum(dout * (X @ W + b))

    b = np.zeros(W.shape[1])
    out = []
    for k, p in enumerate((X, W, b)):
        g = np.zeros(p.shape)
        for i in np.ndindex(*p.shape):
            e = np.zeros(p.shape)
            e[i] = 1.0
            up, down = [X, W, b], [X, W, b]
            up[k], down[k] = p + e, p - e
            g[i] = (loss(*up) - loss(*down)) / 2
        out.append(g)
    return tuple(out)


# Single precision.
def in_float32(dout, X, W):
    dout, X, W = (a.astype(np.float32) for a in (dout, X, W))
    return dout @ W.T, X.T @ dout, dout.sum(0)


# Extended precision, and column order.
def fortran(dout, X, W):
    g = np.asfortranarray(dout, dtype=np.longdouble)
    return g @ W.T, X.T @ g, g.sum(axis=0)


class _Layer:
    """A layer that remembers what it was given."""

    def __init__(self, X, W):
        self.X, self.W = X, W

    def backward(self, dout):
        self.db = np.squeeze(np.ones((1, len(dout))) @ dout, axis=0)
        self.dW = self.X.T @ dout
        return dout @ self.W.T


# A class inside.
def with_class(dout, X, W):
    layer = _Layer(X, W)
    dX = layer.backward(dout)
    return dX, layer.dW, layer.db


# dW transposed.
def dw_transposed(dout, X, W):
    return dout @ W.T, dout.T @ X, dout.sum(axis=0)


# Everything but dX divided by N a second time.
def second_mean(dout, X, W):
    N = X.shape[0]
    return dout @ W.T, X.T @ dout / N, dout.sum(axis=0) / N


# All three divided by N a second time.
def all_divided(dout, X, W):
    N = len(X)
    return dout @ W.T / N, X.T @ dout / N, dout.sum(0) / N


# db a mean.
def db_mean(dout, X, W):
    return dout @ W.T, X.T @ dout, dout.mean(axis=0)


# db summed over the outputs.
def db_axis1(dout, X, W):
    return dout @ W.T, X.T @ dout, dout.sum(axis=1)


# db not summed.
def db_is_dout(dout, X, W):
    return dout @ W.T, X.T @ dout, dout


# db is (1, C).
def db_keepdims(dout, X, W):
    return dout @ W.T, X.T @ dout, dout.sum(axis=0, keepdims=True)


# db is one number.
def db_scalar(dout, X, W):
    return dout @ W.T, X.T @ dout, np.sum(dout)


# db ones, "because the derivative of + b is 1".
def db_ones(dout, X, W):
    return dout @ W.T, X.T @ dout, np.ones(dout.shape[1])


# dW first.
def dw_first(dout, X, W):
    return X.T @ dout, dout @ W.T, dout.sum(axis=0)


# dW, db, dX.
def dx_last(dout, X, W):
    dW = X.T @ dout
    db = dout.sum(axis=0)
    dX = dout @ W.T
    return dW, db, dX


# W not transposed.
def w_not_transposed(dout, X, W):
    return dout @ W, X.T @ dout, dout.sum(axis=0)


# X not transposed.
def x_not_transposed(dout, X, W):
    return dout @ W.T, X @ dout, dout.sum(axis=0)


# Both as in PyTorch, where W is (C, D).
def torch_convention(dout, X, W):
    return dout @ W, dout.T @ X, dout.sum(axis=0)


# Local derivatives only.
def no_message(dout, X, W):
    one = np.ones_like(dout)
    return one @ W.T, X.T @ one, one.sum(axis=0)


# dX without the message.
def dx_without_message(dout, X, W):
    return np.ones_like(dout) @ W.T, X.T @ dout, dout.sum(axis=0)


# dX with the mask of a ReLU.
def relu_mask(dout, X, W):
    dX = dout @ W.T
    dX[X <= 0] = 0
    return dX, X.T @ dout, dout.sum(axis=0)


# dX summed over the examples.
def dx_summed(dout, X, W):
    return (dout @ W.T).sum(axis=0), X.T @ dout, dout.sum(axis=0)


# All three negated.
def descent(dout, X, W):
    return -(dout @ W.T), -(X.T @ dout), -dout.sum(axis=0)


# Weight decay added.
def decay(dout, X, W):
    return dout @ W.T, X.T @ dout + W, dout.sum(axis=0)


# Divides the message by N in place.
def in_place_mean(dout, X, W):
    dout /= len(dout)
    return dout @ W.T, X.T @ dout, dout.sum(axis=0)


# Assigned in the loop: the last example only.
def last_example(dout, X, W):
    dX = np.zeros(X.shape)
    for n in range(len(X)):
        dX[n] = W @ dout[n]
        dW = np.outer(X[n], dout[n])
        db = dout[n]
    return dX, dW, db


# dW for the last example only.
def last_example_dw(dout, X, W):
    for n in range(len(X)):
        dW = np.outer(X[n], dout[n])
    return dout @ W.T, dW, dout.sum(axis=0)


# Returns inside the loop.
def early_return(dout, X, W):
    dX, dW, db = np.zeros_like(X), np.zeros_like(W), np.zeros(W.shape[1])
    for n in range(len(X)):
        dX[n] += dout[n] @ W.T
        dW += np.outer(X[n], dout[n])
        db += dout[n]
        return dX, dW, db


# The last example forgotten.
def off_by_one(dout, X, W):
    dX, dW, db = np.zeros_like(X), np.zeros_like(W), np.zeros(W.shape[1])
    for n in range(len(X) - 1):
        dX[n] += dout[n] @ W.T
        dW += np.outer(X[n], dout[n])
        db += dout[n]
    return dX, dW, db


# The product of sums in place of the sum of products.
def product_of_sums(dout, X, W):
    return dout @ W.T, np.outer(X.sum(0), dout.sum(0)), dout.sum(0)


# Steps before it passes the message on.
def updates_first(dout, X, W):
    dW = X.T @ dout
    W = W - 0.1 * dW
    return dout @ W.T, dW, dout.sum(axis=0)


# The inverse instead of the transpose.
def inverse(dout, X, W):
    return dout @ np.linalg.pinv(W), X.T @ dout, dout.sum(axis=0)


# No db.
def without_db(dout, X, W):
    return dout @ W.T, X.T @ dout


# A dictionary.
def dictionary(dout, X, W):
    return {"dX": dout @ W.T, "dW": X.T @ dout, "db": dout.sum(axis=0)}


# Clips "exploding gradients".
def clipped(dout, X, W):
    return tuple(np.clip(g, -1, 1) for g in (dout @ W.T, X.T @ dout, dout.sum(axis=0)))


# The mean and the order, two at once.
def mean_and_order(dout, X, W):
    return X.T @ dout / len(X), dout @ W.T, dout.sum(axis=0) / len(X)


# The mean, and (1, C).
def mean_and_keepdims(dout, X, W):
    m = len(X)
    return dout @ W.T, X.T @ dout / m, dout.sum(axis=0, keepdims=True) / m


# dX with X for W.
def dx_from_x(dout, X, W):
    return dout @ W.T * X, X.T @ dout, dout.sum(axis=0)


# The layer's output as the gradient.
def forward_again(dout, X, W):
    return X @ W, X.T @ dout, dout.sum(axis=0)


RIGHT = [
    plain,
    by_einsum,
    loops,
    outer_products,
    column_of_ones,
    transposed,
    recursive,
    by_tensordot,
    broadcast,
    as_list,
    numerically,
    in_float32,
    fortran,
    with_class,
]

WRONG = [
    (dw_transposed, "dW-transposed"),
    (second_mean, "parameters-averaged"),
    (all_divided, "everything-averaged"),
    (db_mean, "db-mean"),
    (db_axis1, "db-axis-1"),
    (db_is_dout, "db-not-summed"),
    (db_keepdims, "db-keepdims"),
    (db_scalar, "db-one-number"),
    (db_ones, "db-ones"),
    (dw_first, "order"),
    (dx_last, "order"),
    (w_not_transposed, "W-not-transposed"),
    (x_not_transposed, "X-not-transposed"),
    (torch_convention, "W-not-transposed-and-dW-transposed"),
    (no_message, "nothing-of-dout"),
    (dx_without_message, "dX-without-upstream"),
    (relu_mask, "dX-masked"),
    (dx_summed, "dX-summed"),
    (descent, "negative"),
    (decay, "penalty-on-W"),
    (in_place_mean, "everything-averaged"),
    (last_example, "parameters-of-one-example"),
    (last_example_dw, "dW-of-the-last-example"),
    (early_return, "only-the-first-row"),
    (off_by_one, "last-row-wrong"),
    (product_of_sums, "dW-of-sums"),
    (updates_first, None),
    (inverse, None),
    (without_db, "without-db"),
    (dictionary, None),
    (clipped, None),
    (mean_and_order, None),
    (mean_and_keepdims, "averaged-and-keepdims"),
    (dx_from_x, "dX-times-X"),
    (forward_again, None),
]
"""Each with the name of its mistake, or None where no name would be honest."""

"""Olu has everything right in a style of his own, and treats the notebook as his own.

He writes einsum and Greek letters, keeps a small function and a class in a cell of his own, runs magics in between, and
trains at the end.
"""

import numpy as np

from changes import add


def affine_backward(dout, X, W):
    return np.einsum("nc,dc->nd", dout, W), np.einsum("nd,nc->dc", X, dout), np.einsum("nc->c", dout)


def recognises_affine_backward(f):
    # The gradients of the sum of δ · (X W + b), felt for by mini-steps.
    for seed, (N, D, C) in enumerate([(3, 2, 4), (2, 2, 2), (5, 4, 3)]):
        ρ = np.random.default_rng(seed)
        δ, X, W, b = ρ.normal(size=(N, C)), ρ.normal(size=(N, D)), ρ.normal(size=(D, C)), ρ.normal(size=C)
        felt = (
            numerical_gradient(lambda X, δ=δ, W=W, b=b: (δ * (X @ W + b)).sum(), X),
            numerical_gradient(lambda W, δ=δ, X=X, b=b: (δ * (X @ W + b)).sum(), W),
            numerical_gradient(lambda b, δ=δ, X=X, W=W: (δ * (X @ W + b)).sum(), b),
        )
        given = f(δ.copy(), X.copy(), W.copy())
        assert len(given) == 3
        for mine, theirs in zip(felt, given):
            assert mine.shape == theirs.shape
            assert relative_error(mine, theirs) < 1e-5
    return True


def relu_backward(dout, X):
    δ = dout.copy()
    δ[X <= 0] = 0
    return δ


def unbroadcast(g, shape):
    axes = range(g.ndim)
    padded = (1,) * (g.ndim - len(shape)) + tuple(shape)
    return g.sum(axis=tuple(k for k in axes if padded[k] == 1)).reshape(shape)


def he_init(sizes, rng):
    layers = []
    for fan_in, fan_out in pairs(sizes):
        σ = (2 / fan_in) ** 0.5
        layers += [(σ * rng.normal(size=(fan_in, fan_out)), np.zeros((fan_out,)))]
    return layers


def mlp_forward(params, X):
    *hidden, (W, b) = params
    cache = []
    for V, c in hidden:
        cache.append((X, np.einsum("nd,dh->nh", X, V) + c))
        X = cache[-1][1] * (cache[-1][1] > 0)
    cache.append((X, X @ W + b))
    return cache[-1][1], cache


def mlp_backward(params, cache, dscores):
    def below(k, δ):
        dX, dW, db = affine_backward(δ, cache[k][0], params[k][0])
        if k == 0:
            return [(dW, db)]
        return [*below(k - 1, relu_backward(dX, cache[k - 1][1])), (dW, db)]

    return below(len(params) - 1, dscores)


def loss_and_grads(params, X, y, lam):
    λ = lam
    scores, cache = mlp_forward(params, X)
    p = np.exp(log_softmax(scores))
    loss = np.mean([-row[label] for row, label in zip(log_softmax(scores), y)])
    p[np.arange(y.size), y] -= 1
    grads = []
    for (W, _), (dW, db) in zip(params, mlp_backward(params, cache, p / y.size)):
        loss += λ * np.vdot(W, W) / 2
        grads.append((dW + λ * W, db))
    return loss, grads


def overfit(loss_and_grads, params, X, y, lr, steps):
    walker = Walker(params, η=lr)
    for _ in range(steps):
        walker.step(loss_and_grads(walker.params, X, y, 0.0)[1])
    return walker.params


CHANGES = [
    add(
        """
%matplotlib inline

def pairs(sizes):
    return list(zip(sizes[:-1], sizes[1:]))


class Walker:
    def __init__(self, params, η):
        self.params, self.η = params, η

    def step(self, grads):
        self.params = [tuple(p - self.η * dp for p, dp in zip(*both)) for both in zip(self.params, grads)]
""",
        after="check-affine_backward",
    ),
    add("%timeit -n 2 -r 2 he_init([64, 32, 10], np.random.default_rng(0))", after="check-he_init"),
    add("!nvidia-smi", after="check-mlp_forward"),
    add(
        """
params = he_init([64, 16, 10], np.random.default_rng(11))
for epoch in range(3):
    params = overfit(loss_and_grads, params, X_20, y_20, 0.5, 20)
    print(epoch, loss_and_grads(params, X_20, y_20, 0.0)[0])
""",
        after="check-overfit",
    ),
]

WRITTEN = {
    "relu-on-top-words": """
All negative sums become 0, so the network cannot vote against a class, and where the right class is below 0 nothing can
pull it up, because the slope of the ReLU is 0 there. The last layer must be linear.
""",
    "take-home-layers": """
A message of the shape of its output comes in; the gradients of W and b, added up over the batch, stay; a message of the
shape of its input goes on down.
""",
    "take-home-first-checks": """
Gradient check: backward fits forward. First loss log 10: the start is neutral. Twenty digits by heart: the step and
the sign are right. Generalisation is proved by none of the three.
""",
}

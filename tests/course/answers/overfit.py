"""Answers to `overfit` by people who never saw its specification; each comment says what a teaching assistant would."""

import copy

import numpy as np


# New lists in every step.
def usual(loss_and_grads, params, X, y, lr, steps):
    for _ in range(steps):
        _, grads = loss_and_grads(params, X, y, 0.0)
        params = [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(params, grads)]
    return [(W.copy(), b.copy()) for W, b in params]


# Nothing copied: each step makes new arrays.
def shortest(loss_and_grads, params, X, y, lr, steps):
    for _ in range(steps):
        grads = loss_and_grads(params, X, y, 0)[1]
        params = [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(params, grads)]
    return params


# A deep copy, then in place.
def in_place_on_a_copy(loss_and_grads, params, X, y, lr, steps):
    params = copy.deepcopy(params)
    for _step in range(steps):
        loss, grads = loss_and_grads(params, X, y, 0)
        for (W, b), (dW, db) in zip(params, grads):
            W -= lr * dW
            b -= lr * db
    return params


# Recursion.
def recursive(loss_and_grads, params, X, y, lr, steps):
    if steps == 0:
        return [(np.array(W), np.array(b)) for W, b in params]
    grads = loss_and_grads(params, X, y, 0.0)[1]
    new = [tuple(p - lr * g for p, g in zip(layer, grad)) for layer, grad in zip(params, grads)]
    return recursive(loss_and_grads, new, X, y, lr, steps - 1)


# A while loop with lists of two.
def lists_of_two(loss_and_grads, params, X, y, lr, steps):
    new = [[1.0 * W, 1.0 * b] for W, b in params]
    t = 0
    while t < steps:
        _, grads = loss_and_grads(new, X, y, lam=0.0)
        for k in range(len(new)):
            new[k][0] = new[k][0] - lr * grads[k][0]
            new[k][1] = new[k][1] - lr * grads[k][1]
        t += 1
    return new


# Weights and biases apart.
def apart(loss_and_grads, params, X, y, lr, steps):
    Ws, bs = [W.copy() for W, _ in params], [b.copy() for _, b in params]
    for _ in range(steps):
        _, grads = loss_and_grads(list(zip(Ws, bs)), X, y, 0.0)
        Ws = [W + -lr * g[0] for W, g in zip(Ws, grads)]
        bs = [b + -lr * g[1] for b, g in zip(bs, grads)]
    return list(zip(Ws, bs))


class _Descent:
    def __init__(self, params, lr):
        self.params = [(W + 0.0, b + 0.0) for W, b in params]
        self.lr = lr

    def step(self, grads):
        self.params = [
            (np.subtract(W, np.multiply(self.lr, dW)), np.subtract(b, np.multiply(self.lr, db)))
            for (W, b), (dW, db) in zip(self.params, grads)
        ]


# A class, and a history of the losses that nobody asked for.
def with_class(loss_and_grads, params, X, y, lr, steps):
    walker, history = _Descent(params, lr), []
    for _ in range(steps):
        loss, grads = loss_and_grads(walker.params, X, y, 0.0)
        history.append(loss)
        walker.step(grads)
    return walker.params


# Upwards.
def upwards(loss_and_grads, params, X, y, lr, steps):
    for _ in range(steps):
        _, grads = loss_and_grads(params, X, y, 0.0)
        params = [(W + lr * dW, b + lr * db) for (W, b), (dW, db) in zip(params, grads)]
    return params


# The caller's arrays.
def in_place(loss_and_grads, params, X, y, lr, steps):
    for _ in range(steps):
        _, grads = loss_and_grads(params, X, y, 0.0)
        for (W, b), (dW, db) in zip(params, grads):
            W -= lr * dW
            b -= lr * db
    return params


# A shallow copy.
def shallow_copy(loss_and_grads, params, X, y, lr, steps):
    params = list(params)
    for _ in range(steps):
        _, grads = loss_and_grads(params, X, y, 0.0)
        for k in range(len(params)):
            W, b = params[k]
            W -= lr * grads[k][0]
            b -= lr * grads[k][1]
    return params


# The caller's list.
def callers_list(loss_and_grads, params, X, y, lr, steps):
    for _ in range(steps):
        _, grads = loss_and_grads(params, X, y, 0.0)
        for k, ((W, b), (dW, db)) in enumerate(zip(params, grads)):
            params[k] = (W - lr * dW, b - lr * db)
    return params


# The gradient of the start in all steps.
def stale(loss_and_grads, params, X, y, lr, steps):
    _, grads = loss_and_grads(params, X, y, 0.0)
    for _ in range(steps):
        params = [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(params, grads)]
    return params


# Always from the start.
def always_from_start(loss_and_grads, params, X, y, lr, steps):
    for _ in range(steps):
        _, grads = loss_and_grads(params, X, y, 0.0)
        new = [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(params, grads)]
    return new


# One step.
def one_step(loss_and_grads, params, X, y, lr, steps):
    for _ in range(steps):
        _, grads = loss_and_grads(params, X, y, 0.0)
        params = [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(params, grads)]
        return params


# One step too few.
def too_few(loss_and_grads, params, X, y, lr, steps):
    for _ in range(1, steps):
        _, grads = loss_and_grads(params, X, y, 0.0)
        params = [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(params, grads)]
    return params


# One step too many.
def too_many(loss_and_grads, params, X, y, lr, steps):
    for _ in range(steps + 1):
        _, grads = loss_and_grads(params, X, y, 0.0)
        params = [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(params, grads)]
    return params


# Biases forgotten.
def weights_only(loss_and_grads, params, X, y, lr, steps):
    for _ in range(steps):
        _, grads = loss_and_grads(params, X, y, 0.0)
        params = [(W - lr * dW, b) for (W, b), (dW, _) in zip(params, grads)]
    return params


# No step size.
def no_lr(loss_and_grads, params, X, y, lr, steps):
    for _ in range(steps):
        _, grads = loss_and_grads(params, X, y, 0.0)
        params = [(W - dW, b - db) for (W, b), (dW, db) in zip(params, grads)]
    return params


# lr for lam.
def lr_for_lam(loss_and_grads, params, X, y, lr, steps):
    for _ in range(steps):
        _, grads = loss_and_grads(params, X, y, lr)
        params = [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(params, grads)]
    return params


# A penalty after all.
def penalised(loss_and_grads, params, X, y, lr, steps):
    for _ in range(steps):
        _, grads = loss_and_grads(params, X, y, 1e-3)
        params = [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(params, grads)]
    return params


# One example a step.
def one_example(loss_and_grads, params, X, y, lr, steps):
    for t in range(steps):
        i = t % len(X)
        _, grads = loss_and_grads(params, X[i : i + 1], y[i : i + 1], 0.0)
        params = [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(params, grads)]
    return params


# Layer by layer, each with a gradient of its own.
def layer_by_layer(loss_and_grads, params, X, y, lr, steps):
    params = [(W.copy(), b.copy()) for W, b in params]
    for _ in range(steps):
        for k in range(len(params)):
            _, grads = loss_and_grads(params, X, y, 0.0)
            params[k] = (params[k][0] - lr * grads[k][0], params[k][1] - lr * grads[k][1])
    return params


# Asks twice in a step.
def asks_twice(loss_and_grads, params, X, y, lr, steps):
    for _ in range(steps):
        loss = loss_and_grads(params, X, y, 0.0)[0]
        grads = loss_and_grads(params, X, y, 0.0)[1]
        params = [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(params, grads)]
        if not np.isfinite(loss):
            break
    return params


# Divides by N again.
def over_n(loss_and_grads, params, X, y, lr, steps):
    for _ in range(steps):
        _, grads = loss_and_grads(params, X, y, 0.0)
        params = [(W - lr * dW / len(X), b - lr * db / len(X)) for (W, b), (dW, db) in zip(params, grads)]
    return params


# Returns the loss too.
def with_loss(loss_and_grads, params, X, y, lr, steps):
    loss = None
    for _ in range(steps):
        loss, grads = loss_and_grads(params, X, y, 0.0)
        params = [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(params, grads)]
    return params, loss


# Smaller and smaller steps.
def decaying(loss_and_grads, params, X, y, lr, steps):
    for t in range(steps):
        _, grads = loss_and_grads(params, X, y, 0.0)
        a = lr / (1 + t)
        params = [(W - a * dW, b - a * db) for (W, b), (dW, db) in zip(params, grads)]
    return params


# Momentum.
def momentum(loss_and_grads, params, X, y, lr, steps):
    V = [(0 * W, 0 * b) for W, b in params]
    for _ in range(steps):
        _, grads = loss_and_grads(params, X, y, 0.0)
        V = [(0.9 * u + dW, 0.9 * v + db) for (u, v), (dW, db) in zip(V, grads)]
        params = [(W - lr * u, b - lr * v) for (W, b), (u, v) in zip(params, V)]
    return params


# Last layer only.
def last_layer(loss_and_grads, params, X, y, lr, steps):
    params = [(W.copy(), b.copy()) for W, b in params]
    for _ in range(steps):
        _, grads = loss_and_grads(params, X, y, 0.0)
        params[-1] = (params[-1][0] - lr * grads[-1][0], params[-1][1] - lr * grads[-1][1])
    return params


# The result is the gradient.
def returns_grads(loss_and_grads, params, X, y, lr, steps):
    for _ in range(steps):
        _, grads = loss_and_grads(params, X, y, 0.0)
        params = [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(params, grads)]
    return grads


# Decays the weights by itself.
def decays_weights(loss_and_grads, params, X, y, lr, steps):
    for _ in range(steps):
        _, grads = loss_and_grads(params, X, y, 0.0)
        params = [(W - lr * (dW + 0.01 * W), b - lr * db) for (W, b), (dW, db) in zip(params, grads)]
    return params


# Stops where the loss hardly changes.
def stops_early(loss_and_grads, params, X, y, lr, steps):
    last = np.inf
    for _ in range(steps):
        loss, grads = loss_and_grads(params, X, y, 0.0)
        if abs(last - loss) < 1e-4:
            break
        last = loss
        params = [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(params, grads)]
    return params


RIGHT = [usual, shortest, in_place_on_a_copy, recursive, lists_of_two, apart, with_class]

WRONG = [
    (upwards, "uphill"),
    (in_place, "in-place"),
    (shallow_copy, "in-place"),
    (callers_list, "in-place"),
    (stale, "gradients-from-the-start"),
    (always_from_start, "one-step-alone"),
    (one_step, "one-step-alone"),
    (too_few, "one-step-too-few"),
    (too_many, "one-step-too-many"),
    (weights_only, "biases-fixed"),
    (no_lr, "lr-ignored"),
    (lr_for_lam, "lr-for-lambda"),
    (penalised, "penalty"),
    (one_example, "one-example-a-step"),
    (layer_by_layer, "layer-after-layer"),
    (asks_twice, "too-many-calls"),
    (over_n, "divided-by-N"),
    (with_loss, "loss-returned-too"),
    (decaying, "decaying-rate"),
    (momentum, "momentum"),
    (last_layer, "last-layer-alone"),
    (returns_grads, "gradients-returned"),
    (decays_weights, "penalty"),
    (stops_early, None),
]
"""Each with the name of its mistake, or None where no name would be honest."""

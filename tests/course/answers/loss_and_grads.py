"""Answers to `loss_and_grads` by people who never saw its specification; each comment says what a teaching assistant would."""

import math

import numpy as np


def _log_softmax(scores):
    z = scores - scores.max(axis=1, keepdims=True)
    return z - np.log(np.exp(z).sum(axis=1, keepdims=True))


def _forward(params, X):
    cache, h = [], X
    for W, b in params:
        f = h @ W + b
        cache.append((h, f))
        h = np.maximum(f, 0)
    return f, cache


def _backward(params, cache, d):
    grads = []
    for k in reversed(range(len(params))):
        grads.append((cache[k][0].T @ d, d.sum(axis=0)))
        if k > 0:
            d = (d @ params[k][0].T) * (cache[k - 1][1] > 0)
    return grads[::-1]


def _cross_entropy(scores, y):
    return float(-_log_softmax(scores)[np.arange(len(y)), y].mean())


def _cross_entropy_grad(scores, y):
    g = np.exp(_log_softmax(scores))
    g[np.arange(len(y)), y] -= 1
    return g / len(y)


def _data(params, X, y):
    """The part without penalty, right."""
    scores, cache = _forward(params, X)
    return _cross_entropy(scores, y), _backward(params, cache, _cross_entropy_grad(scores, y))


# The parts of the lesson put together.
def parts(params, X, y, lam):
    scores, cache = _forward(params, X)
    loss = _cross_entropy(scores, y)
    for W, _ in params:
        loss += 0.5 * lam * np.sum(W**2)
    grads = _backward(params, cache, _cross_entropy_grad(scores, y))
    return loss, [(dW + lam * W, db) for (dW, db), (W, _) in zip(grads, params)]


# All in one function.
def in_one(params, X, y, lam):
    N, K = len(X), len(params)
    hs, fs = [X], []
    for k in range(K):
        fs.append(hs[k] @ params[k][0] + params[k][1])
        hs.append(np.maximum(fs[k], 0))
    z = fs[-1] - fs[-1].max(1, keepdims=True)
    e = np.exp(z)
    loss = (np.log(e.sum(1)) - z[range(N), y]).sum() / N
    d = e / e.sum(1, keepdims=True)
    d[range(N), y] -= 1
    d /= N
    grads = [None] * K
    for k in range(K - 1, -1, -1):
        W = params[k][0]
        loss = loss + lam / 2 * (W * W).sum()
        grads[k] = (hs[k].T @ d + lam * W, d.sum(0))
        d = (d @ W.T) * (hs[k] > 0)
    return loss, grads


# One-hot labels.
def one_hot(params, X, y, lam):
    scores, cache = _forward(params, X)
    T = np.eye(scores.shape[1])[y]
    logp = _log_softmax(scores)
    loss = -(T * logp).sum(1).mean() + 0.5 * lam * sum(float((W**2).sum()) for W, b in params)
    grads = _backward(params, cache, (np.exp(logp) - T) / len(y))
    return loss, [(g[0] + lam * p[0], g[1]) for g, p in zip(grads, params)]


# Example by example, averaged at the end.
def per_example(params, X, y, lam):
    N = len(y)
    loss = 0.0
    total = [[np.zeros_like(W), np.zeros_like(b)] for W, b in params]
    for n in range(N):
        value, grads = _data(params, X[n : n + 1], y[n : n + 1])
        loss += value / N
        for k, (dW, db) in enumerate(grads):
            total[k][0] += dW / N
            total[k][1] += db / N
    for k, (W, _) in enumerate(params):
        loss += lam * np.linalg.norm(W) ** 2 / 2
        total[k][0] += lam * W
    return loss, [tuple(pair) for pair in total]


# Logaddexp, and a norm over all weights at once.
def flat_norm(params, X, y, lam):
    scores, cache = _forward(params, X)
    lse = np.logaddexp.reduce(scores, axis=1)
    weights = np.concatenate([W.ravel() for W, _ in params])
    loss = np.mean(lse - scores[np.arange(len(y)), y]) + lam * (weights @ weights) / 2
    d = np.exp(scores - lse[:, None])
    d[np.arange(len(y)), y] -= 1
    grads = _backward(params, cache, d / len(d))
    return np.float64(loss), [(dW + lam * params[k][0], db) for k, (dW, db) in enumerate(grads)]


# Recursion: what lies above a layer gives loss and message.
def recursive(params, X, y, lam):
    def above(k, h):
        if k == len(params):
            return _cross_entropy(h, y), _cross_entropy_grad(h, y), []
        W, b = params[k]
        f = h @ W + b
        out = np.maximum(f, 0) if k < len(params) - 1 else f
        loss, d, grads = above(k + 1, out)
        if k < len(params) - 1:
            d = d * (f > 0)
        return loss + lam / 2 * np.sum(np.square(W)), d @ W.T, [(h.T @ d + lam * W, d.sum(axis=0)), *grads]

    loss, _, grads = above(0, X)
    return loss, grads


# Einsum for the penalty, Python floats for the loss.
def by_einsum(params, X, y, lam):
    loss, grads = _data(params, X, y)
    loss = float(loss) + 0.5 * float(lam) * math.fsum(float(np.einsum("ij,ij->", W, W)) for W, _ in params)
    out = []
    for (W, b), (dW, db) in zip(params, grads):
        out.append((np.add(dW, np.multiply(lam, W)), db + 0.0 * b))
    return loss, out


class _Net:
    def __init__(self, params, lam):
        self.params, self.lam = params, lam

    def penalty(self):
        return 0.5 * self.lam * np.sum([np.trace(W.T @ W) for W, _ in self.params])

    def __call__(self, X, y):
        loss, grads = _data(self.params, X, y)
        decayed = []
        for k in range(len(grads)):
            decayed.append((grads[k][0] + self.lam * self.params[k][0], grads[k][1]))
        return loss + self.penalty(), decayed


# A class.
def with_class(params, X, y, lam):
    return _Net(params, lam)(X, y)


# Returns early without penalty.
def early(params, X, y, lam):
    loss, grads = _data(params, X, y)
    if lam == 0:
        return loss, grads
    penalty = sum((W**2).sum() for W, _ in params)
    return loss + lam * penalty / 2, [(dW + lam * W, db) for (W, _), (dW, db) in zip(params, grads)]


# In single precision at the end.
def single(params, X, y, lam):
    loss, grads = parts(params, X, y, lam)
    return np.float32(loss), [(dW.astype(np.float32), db.astype(np.float32)) for dW, db in grads]


# Lists of two for pairs, penalties added in place to its own arrays.
def inner_lists(params, X, y, lam):
    loss, grads = _data(params, X, y)
    grads = [list(pair) for pair in grads]
    k = 0
    while k < len(params):
        W = params[k][0]
        loss += 0.5 * lam * float(np.vdot(W, W))
        grads[k][0] += lam * W
        k += 1
    return loss, grads


# A loss that is a 0-d array.
def zero_d(params, X, y, lam):
    loss, grads = parts(params, X, y, lam)
    return np.array(loss), grads


def _with(loss_term, w_term, params, X, y, b_term=None):
    """Loss and gradients with a penalty of somebody's own."""
    loss, grads = _data(params, X, y)
    loss = loss + loss_term
    return loss, [(dW + w_term(W), db if b_term is None else db + b_term(b)) for (W, b), (dW, db) in zip(params, grads)]


def _squares(params):
    return sum(np.sum(W**2) for W, _ in params)


# Penalty not in the gradient.
def no_penalty_gradient(params, X, y, lam):
    return _with(0.5 * lam * _squares(params), lambda W: 0 * W, params, X, y)


# Penalty not in the loss.
def no_penalty_loss(params, X, y, lam):
    return _with(0.0, lambda W: lam * W, params, X, y)


# No penalty at all.
def no_penalty(params, X, y, lam):
    return _data(params, X, y)


# lam ||W||^2 with gradient lam W.
def no_half_in_loss(params, X, y, lam):
    return _with(lam * _squares(params), lambda W: lam * W, params, X, y)


# lam ||W||^2 with gradient 2 lam W.
def no_half_in_both(params, X, y, lam):
    return _with(lam * _squares(params), lambda W: 2 * lam * W, params, X, y)


# Gradient 2 lam W.
def doubled_gradient(params, X, y, lam):
    return _with(0.5 * lam * _squares(params), lambda W: 2 * lam * W, params, X, y)


# Gradient lam / 2 W.
def half_gradient(params, X, y, lam):
    return _with(0.5 * lam * _squares(params), lambda W: 0.5 * lam * W, params, X, y)


# Penalty divided by N, in both.
def over_n(params, X, y, lam):
    N = len(y)
    return _with(0.5 * lam * _squares(params) / N, lambda W: lam * W / N, params, X, y)


# Mean square.
def mean_square(params, X, y, lam):
    return _with(0.5 * lam * sum(np.mean(W**2) for W, _ in params), lambda W: lam * W / W.size, params, X, y)


# Mean square in the loss, lam W in the gradient.
def mean_in_loss(params, X, y, lam):
    return _with(0.5 * lam * sum(np.mean(W**2) for W, _ in params), lambda W: lam * W, params, X, y)


# Biases penalised.
def biases_too(params, X, y, lam):
    both = _squares(params) + sum(np.sum(b**2) for _, b in params)
    return _with(0.5 * lam * both, lambda W: lam * W, params, X, y, lambda b: lam * b)


# Biases penalised in the gradient only.
def biases_in_gradient(params, X, y, lam):
    return _with(0.5 * lam * _squares(params), lambda W: lam * W, params, X, y, lambda b: lam * b)


# Biases penalised in the loss only.
def biases_in_loss(params, X, y, lam):
    both = _squares(params) + sum(np.sum(b**2) for _, b in params)
    return _with(0.5 * lam * both, lambda W: lam * W, params, X, y)


# First layer only.
def first_layer(params, X, y, lam):
    loss, grads = _data(params, X, y)
    W = params[0][0]
    grads[0] = (grads[0][0] + lam * W, grads[0][1])
    return loss + 0.5 * lam * np.sum(W**2), grads


# Last layer only (a penalty outside the loop).
def last_layer(params, X, y, lam):
    loss, grads = _data(params, X, y)
    for W, _ in params:
        penalty = 0.5 * lam * np.sum(W**2)
    return loss + penalty, [(dW + lam * W, db) for (W, _), (dW, db) in zip(params, grads)]


# The norm, not squared.
def norm(params, X, y, lam):
    return _with(0.5 * lam * sum(np.linalg.norm(W) for W, _ in params), lambda W: lam * W, params, X, y)


# The norm, not squared, with its own gradient.
def norm_with_gradient(params, X, y, lam):
    return _with(lam * sum(np.linalg.norm(W) for W, _ in params), lambda W: lam * W / np.linalg.norm(W), params, X, y)


# L1.
def lasso(params, X, y, lam):
    return _with(lam * sum(np.abs(W).sum() for W, _ in params), lambda W: lam * np.sign(W), params, X, y)


# The square of the sum.
def square_of_sum(params, X, y, lam):
    return _with(0.5 * lam * sum(np.sum(W) ** 2 for W, _ in params), lambda W: lam * W, params, X, y)


# Minus the penalty.
def minus_penalty(params, X, y, lam):
    return _with(-0.5 * lam * _squares(params), lambda W: -lam * W, params, X, y)


# Decay with the wrong sign in the gradient.
def minus_decay(params, X, y, lam):
    return _with(0.5 * lam * _squares(params), lambda W: -lam * W, params, X, y)


# No mask.
def no_mask(params, X, y, lam):
    scores, cache = _forward(params, X)
    d, grads = _cross_entropy_grad(scores, y), []
    for k in reversed(range(len(params))):
        grads.insert(0, (cache[k][0].T @ d + lam * params[k][0], d.sum(axis=0)))
        d = d @ params[k][0].T
    return _cross_entropy(scores, y) + 0.5 * lam * _squares(params), grads


# The gradient of the sum.
def gradient_of_sum(params, X, y, lam):
    scores, cache = _forward(params, X)
    grads = _backward(params, cache, _cross_entropy_grad(scores, y) * len(y))
    return (
        _cross_entropy(scores, y) + 0.5 * lam * _squares(params),
        [(dW + lam * W, db) for (W, _), (dW, db) in zip(params, grads)],
    )


# Loss and gradient of the sum.
def sums(params, X, y, lam):
    scores, cache = _forward(params, X)
    grads = _backward(params, cache, _cross_entropy_grad(scores, y) * len(y))
    return (
        _cross_entropy(scores, y) * len(y) + 0.5 * lam * _squares(params),
        [(dW + lam * W, db) for (W, _), (dW, db) in zip(params, grads)],
    )


# The loss a sum, the gradient of the mean.
def loss_of_sum(params, X, y, lam):
    loss, grads = parts(params, X, y, lam)
    return loss + (len(y) - 1) * _data(params, X, y)[0], grads


# Divided by N once more.
def twice_over_n(params, X, y, lam):
    loss, grads = _data(params, X, y)
    N = len(y)
    return loss + 0.5 * lam * _squares(params), [(dW / N + lam * W, db / N) for (W, _), (dW, db) in zip(params, grads)]


# The loss without its minus sign.
def negative_loss(params, X, y, lam):
    loss, grads = _data(params, X, y)
    return -loss + 0.5 * lam * _squares(params), [(dW + lam * W, db) for (W, _), (dW, db) in zip(params, grads)]


# The one-hot forgotten.
def no_one_hot(params, X, y, lam):
    scores, cache = _forward(params, X)
    grads = _backward(params, cache, np.exp(_log_softmax(scores)) / len(y))
    return (
        _cross_entropy(scores, y) + 0.5 * lam * _squares(params),
        [(dW + lam * W, db) for (W, _), (dW, db) in zip(params, grads)],
    )


# One-hot minus probabilities.
def sign_of_gradient(params, X, y, lam):
    scores, cache = _forward(params, X)
    grads = _backward(params, cache, -_cross_entropy_grad(scores, y))
    return (
        _cross_entropy(scores, y) + 0.5 * lam * _squares(params),
        [(dW + lam * W, db) for (W, _), (dW, db) in zip(params, grads)],
    )


# Softmax twice.
def softmax_twice(params, X, y, lam):
    scores, cache = _forward(params, X)
    p = np.exp(_log_softmax(scores))
    grads = _backward(params, cache, _cross_entropy_grad(p, y))
    return (
        _cross_entropy(p, y) + 0.5 * lam * _squares(params),
        [(dW + lam * W, db) for (W, _), (dW, db) in zip(params, grads)],
    )


# ReLU on the scores.
def relu_on_scores(params, X, y, lam):
    scores, cache = _forward(params, X)
    s = np.maximum(scores, 0)
    grads = _backward(params, cache, _cross_entropy_grad(s, y) * (scores > 0))
    return (
        _cross_entropy(s, y) + 0.5 * lam * _squares(params),
        [(dW + lam * W, db) for (W, _), (dW, db) in zip(params, grads)],
    )


# Base 2.
def bits(params, X, y, lam):
    loss, grads = _data(params, X, y)
    return loss / np.log(2) + 0.5 * lam * _squares(params), [
        (dW + lam * W, db) for (W, _), (dW, db) in zip(params, grads)
    ]


# 1e-8 in the logarithm.
def eps_in_log(params, X, y, lam):
    scores, cache = _forward(params, X)
    p = np.exp(_log_softmax(scores))
    loss = -np.log(p[np.arange(len(y)), y] + 1e-8).mean() + 0.5 * lam * _squares(params)
    grads = _backward(params, cache, _cross_entropy_grad(scores, y))
    return loss, [(dW + lam * W, db) for (W, _), (dW, db) in zip(params, grads)]


# The logarithm of probabilities.
def log_of_probabilities(params, X, y, lam):
    loss, grads = parts(params, X, y, lam)
    p = np.exp(_log_softmax(_forward(params, X)[0]))
    loss = -np.log(p[np.arange(len(y)), y]).mean() + 0.5 * lam * _squares(params)
    return loss, grads


# No shift, as in a lecture.
def unshifted(params, X, y, lam):
    scores, cache = _forward(params, X)
    p = np.exp(scores)
    p /= p.sum(axis=1, keepdims=True)
    loss = -np.log(p[np.arange(len(y)), y]).mean() + 0.5 * lam * _squares(params)
    p[np.arange(len(y)), y] -= 1
    grads = _backward(params, cache, p / len(y))
    return loss, [(dW + lam * W, db) for (W, _), (dW, db) in zip(params, grads)]


# Steps instead of gradients.
def updated_params(params, X, y, lam):
    loss, grads = parts(params, X, y, lam)
    return loss, [(W - 0.1 * dW, b - 0.1 * db) for (W, b), (dW, db) in zip(params, grads)]


# Decays the weights in place before it computes.
def decays_in_place(params, X, y, lam):
    loss, grads = parts(params, X, y, lam)
    for W, _ in params:
        W *= 1 - lam
    return loss, grads


# (grads, loss).
def grads_first(params, X, y, lam):
    loss, grads = parts(params, X, y, lam)
    return grads, loss


# Output layer first.
def output_first(params, X, y, lam):
    loss, grads = parts(params, X, y, lam)
    return loss, grads[::-1]


# Loss only.
def loss_only(params, X, y, lam):
    return parts(params, X, y, lam)[0]


# (1, C) biases.
def keepdims(params, X, y, lam):
    loss, grads = parts(params, X, y, lam)
    return loss, [(dW, db[None, :]) for dW, db in grads]


# A row of losses, one for each example.
def loss_of_each(params, X, y, lam):
    scores, _ = _forward(params, X)
    _, grads = parts(params, X, y, lam)
    return -_log_softmax(scores)[np.arange(len(y)), y] + 0.5 * lam * _squares(params), grads


# No half, and biases penalised.
def no_half_and_biases(params, X, y, lam):
    both = _squares(params) + sum(np.sum(b**2) for _, b in params)
    return _with(lam * both, lambda W: 2 * lam * W, params, X, y, lambda b: 2 * lam * b)


# Penalty over N only in the gradient.
def over_n_in_gradient(params, X, y, lam):
    return _with(0.5 * lam * _squares(params), lambda W: lam * W / len(y), params, X, y)


# Penalises inside the loop, so that the message passes decayed weights.
def decayed_message(params, X, y, lam):
    scores, cache = _forward(params, X)
    d, grads = _cross_entropy_grad(scores, y), []
    for k in reversed(range(len(params))):
        W = params[k][0]
        dW = cache[k][0].T @ d + lam * W
        grads.insert(0, (dW, d.sum(axis=0)))
        if k > 0:
            d = (d @ (W + lam * W).T) * (cache[k - 1][1] > 0)
    return _cross_entropy(scores, y) + 0.5 * lam * _squares(params), grads


# Squared error.
def squared_error(params, X, y, lam):
    scores, cache = _forward(params, X)
    T = np.eye(scores.shape[1])[y]
    grads = _backward(params, cache, 2 * (scores - T) / len(y))
    loss = np.mean(np.sum((scores - T) ** 2, axis=1)) + 0.5 * lam * _squares(params)
    return loss, [(dW + lam * W, db) for (W, _), (dW, db) in zip(params, grads)]


# Labels never read.
def label_0(params, X, y, lam):
    return parts(params, X, np.zeros_like(y), lam)


# The predicted class for the label.
def predicted_label(params, X, y, lam):
    return parts(params, X, _forward(params, X)[0].argmax(axis=1), lam)


RIGHT = [
    parts,
    in_one,
    one_hot,
    per_example,
    flat_norm,
    recursive,
    by_einsum,
    with_class,
    early,
    single,
    inner_lists,
    zero_d,
]

WRONG = [
    (no_penalty_gradient, "no-penalty-in-the-gradient"),
    (no_penalty_loss, "no-penalty-in-the-loss"),
    (no_penalty, "no-penalty"),
    (no_half_in_loss, "no-half-in-the-loss"),
    (no_half_in_both, "no-half-in-both"),
    (doubled_gradient, "two-lambda-W"),
    (half_gradient, "half-in-the-gradient"),
    (over_n, "penalty-divided-by-N"),
    (mean_square, "mean-of-the-squares"),
    (mean_in_loss, "mean-of-the-squares"),
    (biases_too, "bias-penalised"),
    (biases_in_gradient, "bias-penalised"),
    (biases_in_loss, "bias-penalised"),
    (first_layer, "some-layers-penalised"),
    (last_layer, "some-layers-penalised"),
    (norm, "norm-not-squared"),
    (norm_with_gradient, "norm-not-squared"),
    (lasso, "absolute-values"),
    (square_of_sum, "square-of-the-sum"),
    (minus_penalty, "penalty-subtracted"),
    (minus_decay, "penalty-subtracted"),
    (no_mask, "relu-mask-missing"),
    (gradient_of_sum, "sum-over-the-batch"),
    (sums, "sum-over-the-batch"),
    (loss_of_sum, "sum-over-the-batch"),
    (twice_over_n, "divided-by-N-twice"),
    (negative_loss, "loss-negative"),
    (no_one_hot, "one-hot-not-subtracted"),
    (sign_of_gradient, "gradient-turned-round"),
    (softmax_twice, "two-softmaxes"),
    (relu_on_scores, "relu-on-the-scores"),
    (bits, "other-logarithm"),
    (eps_in_log, "guarded-logarithm"),
    (log_of_probabilities, "log-of-underflow"),
    (unshifted, "no-shift"),
    (updated_params, None),
    (decays_in_place, "overwrites-its-input"),
    (grads_first, "order"),
    (output_first, "gradients-reversed"),
    (loss_only, "loss-alone"),
    (keepdims, "db-with-keepdims"),
    (loss_of_each, "losses-of-the-examples"),
    (no_half_and_biases, None),
    (over_n_in_gradient, "penalty-divided-by-N"),
    (decayed_message, None),
    (squared_error, "squared-error"),
    (label_0, "labels-not-read"),
    (predicted_label, "labels-not-read"),
]
"""Each with the name of its mistake, or None where no name would be honest."""

"""Answers to `mlp_backward` by people who never saw its specification; each comment says what a teaching assistant would."""

import numpy as np


# From the last layer down, then turned round.
def usual(params, cache, dscores):
    grads, d = [], dscores
    for k in reversed(range(len(params))):
        h, _ = cache[k]
        grads.append((h.T @ d, d.sum(axis=0)))
        if k > 0:
            d = (d @ params[k][0].T) * (cache[k - 1][1] > 0)
    return grads[::-1]


# Masks at the start of each layer.
def mask_first(params, cache, dscores):
    K = len(params)
    grads = [None] * K
    d = dscores
    for k in range(K - 1, -1, -1):
        h, f = cache[k]
        if k < K - 1:
            d = np.where(f > 0, d, 0.0)
        grads[k] = (h.T @ d, d.sum(0))
        d = d @ params[k][0].T
    return grads


# The mask from the next layer's input, which is the ReLU's output.
def mask_from_input(params, cache, dscores):
    grads = []
    d = dscores
    for (W, _), (h, _) in zip(params[::-1], cache[::-1]):
        grads.insert(0, (h.T.dot(d), np.sum(d, axis=0)))
        d = d.dot(W.T) * (h > 0)
    return grads


# Recursion.
def recursive(params, cache, dscores):
    h, _ = cache[-1]
    last = (h.T @ dscores, dscores.sum(0))
    if len(params) == 1:
        return [last]
    d = dscores @ params[-1][0].T
    d[cache[-2][1] <= 0] = 0
    return recursive(params[:-1], cache[:-1], d) + [last]


# Einsum.
def by_einsum(params, cache, dscores):
    d = np.array(dscores)
    out = {}
    k = len(params) - 1
    while k >= 0:
        out[k] = (np.einsum("ni,nj->ij", cache[k][0], d), np.einsum("nj->j", d))
        if k:
            d = np.einsum("nj,ij,ni->ni", d, params[k][0], np.heaviside(cache[k - 1][1], 0.0))
        k -= 1
    return [out[k] for k in range(len(params))]


# Example by example.
def per_example(params, cache, dscores):
    grads = [(np.zeros(W.shape), np.zeros(b.shape)) for W, b in params]
    for n in range(len(dscores)):
        d = dscores[n]
        for k in range(len(params) - 1, -1, -1):
            grads[k][0][...] += np.outer(cache[k][0][n], d)
            grads[k][1][...] += d
            if k > 0:
                d = (params[k][0] @ d) * (cache[k - 1][1][n] > 0)
    return grads


# Three small functions.
def with_parts(params, cache, dscores):
    def affine_backward(dout, X, W):
        return dout @ W.T, X.T @ dout, dout.sum(axis=0)

    def relu_backward(dout, X):
        return dout * (X > 0)

    grads = []
    dout = dscores
    for k in range(len(params)):
        k = len(params) - 1 - k
        if k != len(params) - 1:
            dout = relu_backward(dout, cache[k][1])
        dout, dW, db = affine_backward(dout, cache[k][0], params[k][0])
        grads = [(dW, db)] + grads
    return grads


# All messages first, then all gradients.
def messages_first(params, cache, dscores):
    messages = [dscores]
    for (W, _), (_, f) in zip(params[:0:-1], cache[-2::-1]):
        messages.append(messages[-1] @ W.T * (f > 0))
    messages.reverse()
    return [(h.T @ d, np.add.reduce(d)) for (h, _), d in zip(cache, messages)]


class _Layer:
    def __init__(self, W, h, f, relu):
        self.W, self.h, self.f, self.relu = W, h, f, relu

    def backward(self, d):
        if self.relu:
            d = d * (self.f > 0)
        self.grads = (self.h.T @ d, d.sum(axis=0))
        return d @ self.W.T


# A class for the layers.
def with_class(params, cache, dscores):
    last = len(params) - 1
    layers = [_Layer(W, h, f, k < last) for k, ((W, b), (h, f)) in enumerate(zip(params, cache))]
    d = dscores
    for layer in layers[::-1]:
        d = layer.backward(d)
    return [layer.grads for layer in layers]


# Masks a copy in place.
def copy_in_place(params, cache, dscores):
    d = dscores.copy()
    grads = []
    for k in range(len(params))[::-1]:
        X, Z = cache[k]
        W = params[k][0]
        dW = np.zeros_like(W)
        dW += X.T @ d
        grads.append((dW, d.sum(0)))
        d = d @ W.T
        if k >= 1:
            d *= cache[k - 1][1] > 0
    grads.reverse()
    return grads


# Single precision.
def single(params, cache, dscores):
    d = dscores.astype(np.float32)
    grads = []
    for k in range(len(params) - 1, -1, -1):
        grads.append((cache[k][0].astype(np.float32).T @ d, d.sum(axis=0)))
        if k:
            d = d @ params[k][0].astype(np.float32).T * (cache[k - 1][1] > 0)
    return grads[::-1]


# Lists of two for pairs.
def inner_lists(params, cache, dscores):
    grads = []
    d = dscores
    for i in range(len(params) - 1, -1, -1):
        h = cache[i][0]
        grads.append([h.T @ d, np.ones(len(d)) @ d])
        if i == 0:
            break
        d = (d @ params[i][0].T) * np.sign(h)
    return list(reversed(grads))


# No mask.
def no_mask(params, cache, dscores):
    grads, d = [], dscores
    for k in reversed(range(len(params))):
        grads.append((cache[k][0].T @ d, d.sum(axis=0)))
        d = d @ params[k][0].T
    return grads[::-1]


# Masks the scores too.
def mask_on_scores(params, cache, dscores):
    grads, d = [], dscores
    for k in reversed(range(len(params))):
        d = d * (cache[k][1] > 0)
        grads.append((cache[k][0].T @ d, d.sum(axis=0)))
        d = d @ params[k][0].T
    return grads[::-1]


# Masks by this layer's sums after the product (fits only with equal widths).
def mask_of_this_layer(params, cache, dscores):
    grads, d = [], dscores
    for k in reversed(range(len(params))):
        grads.append((cache[k][0].T @ d, d.sum(axis=0)))
        if k > 0:
            d = (d @ params[k][0].T) * (cache[k][1] > 0)
    return grads[::-1]


# Masks by the message's sign.
def mask_by_message(params, cache, dscores):
    grads, d = [], dscores
    for k in reversed(range(len(params))):
        grads.append((cache[k][0].T @ d, d.sum(axis=0)))
        d = d @ params[k][0].T
        d = d * (d > 0)
    return grads[::-1]


# Passes at 0.
def passes_at_zero(params, cache, dscores):
    grads, d = [], dscores
    for k in reversed(range(len(params))):
        grads.append((cache[k][0].T @ d, d.sum(axis=0)))
        if k > 0:
            d = (d @ params[k][0].T) * (cache[k - 1][1] >= 0)
    return grads[::-1]


# Times the activation instead of its derivative.
def times_activation(params, cache, dscores):
    grads, d = [], dscores
    for k in reversed(range(len(params))):
        grads.append((cache[k][0].T @ d, d.sum(axis=0)))
        if k > 0:
            d = (d @ params[k][0].T) * np.maximum(cache[k - 1][1], 0)
    return grads[::-1]


# Output layer first.
def output_first(params, cache, dscores):
    grads, d = [], dscores
    for k in reversed(range(len(params))):
        grads.append((cache[k][0].T @ d, d.sum(axis=0)))
        if k > 0:
            d = (d @ params[k][0].T) * (cache[k - 1][1] > 0)
    return grads


# The mean.
def mean(params, cache, dscores):
    N = len(dscores)
    grads, d = [], dscores
    for k in reversed(range(len(params))):
        grads.append((cache[k][0].T @ d / N, d.sum(axis=0) / N))
        if k > 0:
            d = (d @ params[k][0].T) * (cache[k - 1][1] > 0)
    return grads[::-1]


# db a mean.
def db_mean(params, cache, dscores):
    grads, d = [], dscores
    for k in reversed(range(len(params))):
        grads.append((cache[k][0].T @ d, d.mean(axis=0)))
        if k > 0:
            d = (d @ params[k][0].T) * (cache[k - 1][1] > 0)
    return grads[::-1]


# db is (1, C).
def db_keepdims(params, cache, dscores):
    grads, d = [], dscores
    for k in reversed(range(len(params))):
        grads.append((cache[k][0].T @ d, d.sum(axis=0, keepdims=True)))
        if k > 0:
            d = (d @ params[k][0].T) * (cache[k - 1][1] > 0)
    return grads[::-1]


# db summed over the units.
def db_axis1(params, cache, dscores):
    grads, d = [], dscores
    for k in reversed(range(len(params))):
        grads.append((cache[k][0].T @ d, d.sum(axis=1)))
        if k > 0:
            d = (d @ params[k][0].T) * (cache[k - 1][1] > 0)
    return grads[::-1]


# dW transposed.
def dw_transposed(params, cache, dscores):
    grads, d = [], dscores
    for k in reversed(range(len(params))):
        grads.append((d.T @ cache[k][0], d.sum(axis=0)))
        if k > 0:
            d = (d @ params[k][0].T) * (cache[k - 1][1] > 0)
    return grads[::-1]


# W not transposed.
def w_not_transposed(params, cache, dscores):
    grads, d = [], dscores
    for k in reversed(range(len(params))):
        grads.append((cache[k][0].T @ d, d.sum(axis=0)))
        if k > 0:
            d = (d @ params[k][0]) * (cache[k - 1][1] > 0)
    return grads[::-1]


# The sums below instead of the layer's input.
def sums_for_input(params, cache, dscores):
    grads, d = [], dscores
    for k in reversed(range(len(params))):
        below = cache[k - 1][1] if k > 0 else cache[0][0]
        grads.append((below.T @ d, d.sum(axis=0)))
        if k > 0:
            d = (d @ params[k][0].T) * (cache[k - 1][1] > 0)
    return grads[::-1]


# The message is masked, but the bias takes it before.
def db_before_mask(params, cache, dscores):
    grads, d = [], dscores
    K = len(params)
    for k in reversed(range(K)):
        db = d.sum(axis=0)
        if k < K - 1:
            d = d * (cache[k][1] > 0)
        grads.append((cache[k][0].T @ d, db))
        d = d @ params[k][0].T
    return grads[::-1]


# The mask comes after the layer's gradients.
def dw_before_mask(params, cache, dscores):
    grads, d = [], dscores
    K = len(params)
    for k in reversed(range(K)):
        grads.append((cache[k][0].T @ d, d.sum(axis=0)))
        if k < K - 1:
            d = d * (cache[k][1] > 0)
        d = d @ params[k][0].T
    return grads[::-1]


# Divides dscores in place.
def divides_scores(params, cache, dscores):
    dscores /= len(dscores)
    grads, d = [], dscores
    for k in reversed(range(len(params))):
        grads.append((cache[k][0].T @ d, d.sum(axis=0)))
        if k > 0:
            d = (d @ params[k][0].T) * (cache[k - 1][1] > 0)
    return grads[::-1]


# Empties the cache.
def pops_cache(params, cache, dscores):
    grads, d = [], dscores
    for W, _ in params[::-1]:
        h, _f = cache.pop()
        grads.append((h.T @ d, d.sum(axis=0)))
        d = (d @ W.T) * (h > 0)
    return grads[::-1]


# Turns the caller's lists round.
def reverses_params(params, cache, dscores):
    params.reverse()
    grads, d = [], dscores
    for (W, _), (h, _f) in zip(params, cache[::-1]):
        grads.append((h.T @ d, d.sum(axis=0)))
        d = (d @ W.T) * (h > 0)
    return grads[::-1]


# Overwrites the cached sums with the mask.
def overwrites_cache(params, cache, dscores):
    grads, d = [], dscores
    for k in reversed(range(len(params))):
        grads.append((cache[k][0].T @ d, d.sum(axis=0)))
        if k > 0:
            f = cache[k - 1][1]
            f[f <= 0] = 0
            f[f > 0] = 1
            d = (d @ params[k][0].T) * f
    return grads[::-1]


# Steps on the way.
def steps_on_the_way(params, cache, dscores):
    grads, d = [], dscores
    for k in reversed(range(len(params))):
        dW = cache[k][0].T @ d
        grads.append((dW, d.sum(axis=0)))
        if k > 0:
            W = params[k][0] - 0.1 * dW
            d = (d @ W.T) * (cache[k - 1][1] > 0)
    return grads[::-1]


# Steps on the caller's weights.
def updates_params(params, cache, dscores):
    grads, d = [], dscores
    for k in reversed(range(len(params))):
        W, b = params[k]
        grads.append((cache[k][0].T @ d, d.sum(axis=0)))
        if k > 0:
            d = (d @ W.T) * (cache[k - 1][1] > 0)
        W -= 0.1 * grads[-1][0]
    return grads[::-1]


# Every layer gets dscores.
def same_message(params, cache, dscores):
    grads = []
    for k in range(len(params)):
        grads.append((cache[k][0].T @ dscores, dscores.sum(axis=0)))
    return grads


# First layer forgotten.
def no_first_layer(params, cache, dscores):
    grads, d = [], dscores
    for k in range(len(params) - 1, 0, -1):
        grads.append((cache[k][0].T @ d, d.sum(axis=0)))
        d = (d @ params[k][0].T) * (cache[k - 1][1] > 0)
    return grads[::-1]


# Two layers, whatever is given.
def two_layers(params, cache, dscores):
    (X, f1), (h1, f2) = cache[0], cache[1]
    d1 = (dscores @ params[1][0].T) * (f1 > 0)
    return [(X.T @ d1, d1.sum(0)), (h1.T @ dscores, dscores.sum(0))]


# Only the hidden layer next to the output is masked.
def one_mask(params, cache, dscores):
    grads, d = [], dscores
    K = len(params)
    for k in reversed(range(K)):
        grads.append((cache[k][0].T @ d, d.sum(axis=0)))
        d = d @ params[k][0].T
        if k == K - 1 and k > 0:
            d = d * (cache[k - 1][1] > 0)
    return grads[::-1]


# All masks of the first layer.
def mask_of_first(params, cache, dscores):
    grads, d = [], dscores
    for k in reversed(range(len(params))):
        grads.append((cache[k][0].T @ d, d.sum(axis=0)))
        if k > 0:
            d = (d @ params[k][0].T) * (cache[0][1] > 0)
    return grads[::-1]


# Sigmoid's derivative.
def sigmoid_derivative(params, cache, dscores):
    grads, d = [], dscores
    for k in reversed(range(len(params))):
        grads.append((cache[k][0].T @ d, d.sum(axis=0)))
        if k > 0:
            s = 1 / (1 + np.exp(-cache[k - 1][1]))
            d = (d @ params[k][0].T) * s * (1 - s)
    return grads[::-1]


# Tanh's derivative, of the ReLU's output.
def tanh_derivative(params, cache, dscores):
    grads, d = [], dscores
    for k in reversed(range(len(params))):
        grads.append((cache[k][0].T @ d, d.sum(axis=0)))
        d = (d @ params[k][0].T) * (1 - cache[k][0] ** 2)
    return grads[::-1]


# Negated.
def negated(params, cache, dscores):
    grads, d = [], -dscores
    for k in reversed(range(len(params))):
        grads.append((cache[k][0].T @ d, d.sum(axis=0)))
        if k > 0:
            d = (d @ params[k][0].T) * (cache[k - 1][1] > 0)
    return grads[::-1]


# (db, dW).
def db_first(params, cache, dscores):
    grads, d = [], dscores
    for k in reversed(range(len(params))):
        grads.append((d.sum(axis=0), cache[k][0].T @ d))
        if k > 0:
            d = (d @ params[k][0].T) * (cache[k - 1][1] > 0)
    return grads[::-1]


# Flat.
def flat(params, cache, dscores):
    grads, d = [], dscores
    for k in reversed(range(len(params))):
        grads = [cache[k][0].T @ d, d.sum(axis=0), *grads]
        if k > 0:
            d = (d @ params[k][0].T) * (cache[k - 1][1] > 0)
    return grads


# Triples with dX.
def triples(params, cache, dscores):
    grads, d = [], dscores
    for k in reversed(range(len(params))):
        dW, db = cache[k][0].T @ d, d.sum(axis=0)
        d = d @ params[k][0].T
        grads.insert(0, (d, dW, db))
        if k > 0:
            d = d * (cache[k - 1][1] > 0)
    return grads


# Two lists.
def two_lists(params, cache, dscores):
    dWs, dbs, d = [], [], dscores
    for k in reversed(range(len(params))):
        dWs.insert(0, cache[k][0].T @ d)
        dbs.insert(0, d.sum(axis=0))
        if k > 0:
            d = (d @ params[k][0].T) * (cache[k - 1][1] > 0)
    return dWs, dbs


# ReLU of the message and its mask.
def guided(params, cache, dscores):
    grads, d = [], dscores
    for k in reversed(range(len(params))):
        grads.append((cache[k][0].T @ d, d.sum(axis=0)))
        if k > 0:
            d = np.maximum(d @ params[k][0].T, 0) * (cache[k - 1][1] > 0)
    return grads[::-1]


# No mask, and output first.
def no_mask_output_first(params, cache, dscores):
    grads, d = [], dscores
    for k in reversed(range(len(params))):
        grads.append((cache[k][0].T @ d, d.sum(axis=0)))
        d = d @ params[k][0].T
    return grads


# ReLU over the caller's cached sums, the scores' included.
def relu_over_the_cache(params, cache, dscores):
    for _, f in cache:
        np.maximum(f, 0, out=f)
    return usual(params, cache, dscores)


# Parameters after a step.
def parameters_after_a_step(params, cache, dscores):
    grads = usual(params, cache, dscores)
    return [(W - 0.1 * dW, b - 0.1 * db) for (W, b), (dW, db) in zip(params, grads)]


RIGHT = [
    usual,
    mask_first,
    mask_from_input,
    recursive,
    by_einsum,
    per_example,
    with_parts,
    messages_first,
    with_class,
    copy_in_place,
    single,
    inner_lists,
]

WRONG = [
    (no_mask, "no-relu-mask"),
    (mask_on_scores, "mask-on-the-output-too"),
    (mask_of_this_layer, "mask-of-the-wrong-layer"),
    (mask_by_message, "mask-by-the-message"),
    (passes_at_zero, "kink-counted-as-1"),
    (times_activation, "relu-in-place-of-its-derivative"),
    (output_first, "order"),
    (mean, "divided-by-N"),
    (db_mean, "db-mean"),
    (db_keepdims, "db-with-keepdims"),
    (db_axis1, "db-over-the-units"),
    (dw_transposed, "dW-transposed"),
    (w_not_transposed, None),
    (sums_for_input, "dW-of-inputs-before-relu"),
    (db_before_mask, "one-of-two-unmasked"),
    (dw_before_mask, "unmasked-in-the-gradients"),
    (divides_scores, "divided-by-N"),
    (pops_cache, "cache-changed"),
    (reverses_params, "params-turned-round"),
    (overwrites_cache, "cache-changed"),
    (steps_on_the_way, "updated-weights"),
    (updates_params, "parameters-updated"),
    (same_message, "message-not-passed-on"),
    (no_first_layer, "first-layer-left-out"),
    (two_layers, None),
    (one_mask, "mask-at-the-last-hidden-layer-only"),
    (mask_of_first, None),
    (sigmoid_derivative, "sigmoid-derivative"),
    (tanh_derivative, "tanh-derivative"),
    (negated, "wrong-sign"),
    (db_first, "pair-swapped"),
    (flat, "flat-list"),
    (triples, "dX-in-each-entry"),
    (two_lists, "two-lists"),
    (guided, "both-masks"),
    (no_mask_output_first, "order-and-mask"),
    (relu_over_the_cache, "cache-changed"),
    (parameters_after_a_step, "new-parameters"),
]
"""Each with the name of its mistake, or None where no name would be honest."""

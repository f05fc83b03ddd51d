"""Answers to `mlp_forward` by people who never saw its specification; each comment says what a teaching assistant would."""

import numpy as np


# A loop with an index.
def usual(params, X):
    cache = []
    h = X
    for k, (W, b) in enumerate(params):
        f = h @ W + b
        cache.append((h, f))
        h = np.maximum(f, 0) if k < len(params) - 1 else f
    return h, cache


# Hidden layers first, then the last.
def last_apart(params, X):
    *hidden, (W_last, b_last) = params
    cache, h = [], X
    for W, b in hidden:
        f = np.dot(h, W) + b
        cache.append((h, f))
        h = f * (f > 0)
    scores = h.dot(W_last) + b_last
    return scores, [*cache, (h, scores)]


# ReLU in front of every layer but the first.
def relu_in_front(params, X):
    cache, f = [], None
    for W, b in params:
        h = X if f is None else np.where(f > 0, f, 0)
        f = h @ W + b
        cache.append((h, f))
    return cache[-1][1], cache


# Recursion.
def recursive(params, X):
    (W, b), rest = params[0], params[1:]
    f = X @ W + b
    if not rest:
        return f, [(X, f)]
    scores, cache = recursive(rest, np.clip(f, 0, None))
    return scores, [(X, f)] + cache


# Einsum and copies.
def by_einsum(params, X):
    cache = []
    h = X.copy()
    n = 0
    while n < len(params):
        f = np.einsum("nd,dc->nc", h, params[n][0]) + params[n][1][np.newaxis, :]
        cache.append((h.copy(), f.copy()))
        n += 1
        if n != len(params):
            h = (f + np.abs(f)) / 2
    return f, cache


# Number by number.
def loops(params, X):
    h, cache = X, []
    for k in range(len(params)):
        W, b = params[k]
        f = np.zeros((len(h), W.shape[1]))
        for n in range(len(h)):
            for j in range(W.shape[1]):
                f[n, j] = b[j]
                for i in range(W.shape[0]):
                    f[n, j] += h[n, i] * W[i, j]
        cache.append((h, f))
        h = np.array([[max(0.0, v) for v in row] for row in f])
    return f, cache


# The bias as a weight of a constant input.
def column_of_ones(params, X):
    cache, h = [], X
    for W, b in params:
        f = np.column_stack([h, np.ones(len(h))]) @ np.vstack([W, b])
        cache.append((h, f))
        h = np.maximum(0.0, f)
    return cache[-1][-1], cache


# Transposed.
def transposed(params, X):
    cache, h = [], X
    for W, b in params:
        f = (W.T @ h.T).T + b
        cache.append((h, f))
        h = np.fmax(f, 0)
    return f, cache


class _Layer:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def __call__(self, h):
        self.pair = h, h @ self.W + self.b
        return self.pair[1]


# A class for the layers.
def with_class(params, X):
    layers = [_Layer(W, b) for W, b in params]
    h = X
    for layer in layers[:-1]:
        h = np.maximum(layer(h), 0)
    scores = layers[-1](h)
    return scores, [layer.pair for layer in layers]


# Single precision.
def single(params, X):
    cache, h = [], X.astype(np.float32)
    for W, b in params:
        f = h @ W.astype(np.float32) + b.astype(np.float32)
        cache.append((h, f))
        h = np.maximum(f, 0)
    return f, cache


# Two lists, put together at the end.
def two_lists(params, X):
    inputs, sums = [X], []
    for W, b in params:
        sums.append(inputs[-1] @ W + b)
        inputs.append(np.where(sums[-1] < 0, 0, sums[-1]))
    return sums[-1], list(zip(inputs, sums))


# Lists of two for pairs.
def inner_lists(params, X):
    cache = []
    h = X
    for i in range(len(params)):
        f = h @ params[i][0] + params[i][1]
        cache.append([h, f])
        if i == len(params) - 1:
            return f, cache
        h = np.maximum(0, f)


# No activation.
def linear(params, X):
    h, cache = X, []
    for W, b in params:
        f = h @ W + b
        cache.append((h, f))
        h = f
    return h, cache


# Tanh.
def tanh(params, X):
    h, cache = X, []
    for W, b in params:
        f = h @ W + b
        cache.append((h, f))
        h = np.tanh(f)
    return f, cache


# Sigmoid.
def sigmoid(params, X):
    h, cache = X, []
    for W, b in params:
        f = h @ W + b
        cache.append((h, f))
        h = 1 / (1 + np.exp(-f))
    return f, cache


# Leaky.
def leaky(params, X):
    h, cache = X, []
    for W, b in params:
        f = h @ W + b
        cache.append((h, f))
        h = np.maximum(f, 0.01 * f)
    return f, cache


# ReLU on the scores too.
def relu_on_scores(params, X):
    h, cache = X, []
    for W, b in params:
        f = h @ W + b
        cache.append((h, f))
        h = np.maximum(f, 0)
    return h, cache


# Probabilities.
def with_softmax(params, X):
    h, cache = X, []
    for W, b in params:
        f = h @ W + b
        cache.append((h, f))
        h = np.maximum(f, 0)
    e = np.exp(f - f.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True), cache


# Keeps what comes after the activation.
def keeps_outputs(params, X):
    h, cache = X, []
    for k, (W, b) in enumerate(params):
        f = h @ W + b
        out = np.maximum(f, 0) if k < len(params) - 1 else f
        cache.append((h, out))
        h = out
    return h, cache


# ReLU in place: the kept sums change under its hands.
def relu_in_place(params, X):
    h, cache = X, []
    for k, (W, b) in enumerate(params):
        f = h @ W + b
        cache.append((h, f))
        if k < len(params) - 1:
            f[f < 0] = 0
        h = f
    return h, cache


# (sums, input).
def exchanged_pair(params, X):
    h, cache = X, []
    for W, b in params:
        f = h @ W + b
        cache.append((f, h))
        h = np.maximum(f, 0)
    return f, cache


# Inputs only.
def inputs_only(params, X):
    h, cache = X, []
    for W, b in params:
        cache.append(h)
        f = h @ W + b
        h = np.maximum(f, 0)
    return f, cache


# Flat.
def flat_cache(params, X):
    h, cache = X, []
    for W, b in params:
        f = h @ W + b
        cache += [h, f]
        h = np.maximum(f, 0)
    return f, cache


# (h, W, b, f), as in many repositories.
def triples(params, X):
    h, cache = X, []
    for W, b in params:
        f = h @ W + b
        cache.append((h, W, b, f))
        h = np.maximum(f, 0)
    return f, cache


# No bias.
def no_bias(params, X):
    h, cache = X, []
    for W, _ in params:
        f = h @ W
        cache.append((h, f))
        h = np.maximum(f, 0)
    return f, cache


# The kept sums lack the bias.
def sums_without_bias(params, X):
    h, cache = X, []
    for W, b in params:
        f = h @ W
        cache.append((h, f))
        h = np.maximum(f + b, 0)
    return f + b, cache


# Bias after the ReLU.
def bias_after_relu(params, X):
    h, cache = X, []
    for k, (W, b) in enumerate(params):
        f = h @ W
        cache.append((h, f))
        h = np.maximum(f, 0) + b if k < len(params) - 1 else f + b
    return h, cache


# Subtracts the bias.
def minus_bias(params, X):
    h, cache = X, []
    for W, b in params:
        f = h @ W - b
        cache.append((h, f))
        h = np.maximum(f, 0)
    return f, cache


# W.T, as in PyTorch.
def w_transposed(params, X):
    h, cache = X, []
    for W, b in params:
        f = h @ W.T + b
        cache.append((h, f))
        h = np.maximum(f, 0)
    return f, cache


# Scores only.
def scores_only(params, X):
    h = X
    for W, b in params:
        f = h @ W + b
        h = np.maximum(f, 0)
    return f


# (cache, scores).
def cache_first(params, X):
    h, cache = X, []
    for W, b in params:
        f = h @ W + b
        cache.append((h, f))
        h = np.maximum(f, 0)
    return cache, f


# The last layer is not kept.
def last_not_kept(params, X):
    h, cache = X, []
    for W, b in params[:-1]:
        f = h @ W + b
        cache.append((h, f))
        h = np.maximum(f, 0)
    W, b = params[-1]
    return h @ W + b, cache


# The first layer twice: X in every layer of the cache.
def always_x(params, X):
    h, cache = X, []
    for W, b in params:
        f = h @ W + b
        cache.append((X, f))
        h = np.maximum(f, 0)
    return f, cache


# The kept input is the one after the layer.
def next_input(params, X):
    h, cache = X, []
    for W, b in params:
        f = h @ W + b
        h = np.maximum(f, 0)
        cache.append((h, f))
    return f, cache


# ReLU on X.
def relu_on_x(params, X):
    h, cache = np.maximum(X, 0), []
    for W, b in params:
        f = h @ W + b
        cache.append((h, f))
        h = np.maximum(f, 0)
    return f, cache


# ReLU on the first layer only.
def relu_once(params, X):
    h, cache = X, []
    for k, (W, b) in enumerate(params):
        f = h @ W + b
        cache.append((h, f))
        h = np.maximum(f, 0) if k == 0 else f
    return f, cache


# One layer too many without ReLU.
def two_without_relu(params, X):
    h, cache = X, []
    for k, (W, b) in enumerate(params):
        f = h @ W + b
        cache.append((h, f))
        h = np.maximum(f, 0) if k < len(params) - 2 else f
    return f, cache


# Two layers, whatever is given.
def two_layers(params, X):
    (W1, b1), (W2, b2) = params[0], params[1]
    f1 = X @ W1 + b1
    h1 = np.maximum(f1, 0)
    f2 = h1 @ W2 + b2
    return f2, [(X, f1), (h1, f2)]


# Cache from the last layer to the first.
def reversed_cache(params, X):
    h, cache = X, []
    for W, b in params:
        f = h @ W + b
        cache.insert(0, (h, f))
        h = np.maximum(f, 0)
    return f, cache


# The same list in every call.
def one_cache_for_all(params, X, cache=[]):  # noqa: B006
    h = X
    for W, b in params:
        f = h @ W + b
        cache.append((h, f))
        h = np.maximum(f, 0)
    return f, cache


# The bias twice.
def bias_twice(params, X):
    h, cache = X, []
    for W, b in params:
        f = h @ W + b
        cache.append((h, f + b))
        h = np.maximum(f + b, 0)
    return f + b, cache


# Standardises its input.
def standardised(params, X):
    h, cache = (X - X.mean(axis=0)) / (X.std(axis=0) + 1e-8), []
    for W, b in params:
        f = h @ W + b
        cache.append((h, f))
        h = np.maximum(f, 0)
    return f, cache


# Cuts the caller's X.
def cuts_x(params, X):
    cache = []
    h = X
    for k, (W, b) in enumerate(params):
        h[h < 0] = 0
        f = h @ W + b
        cache.append((h, f))
        h = f.copy()
    return f, cache


# A dictionary.
def dictionary(params, X):
    h, cache = X, {}
    for k, (W, b) in enumerate(params):
        f = h @ W + b
        cache[k] = (h, f)
        h = np.maximum(f, 0)
    return f, cache


# The output's index instead of the scores.
def predictions(params, X):
    h, cache = X, []
    for W, b in params:
        f = h @ W + b
        cache.append((h, f))
        h = np.maximum(f, 0)
    return f.argmax(axis=1), cache


# ReLU on the scores, and kept after the activation.
def relu_everywhere(params, X):
    h, cache = X, []
    for W, b in params:
        out = np.maximum(h @ W + b, 0)
        cache.append((h, out))
        h = out
    return h, cache


# Only the size is kept: |f| instead of max(f, 0).
def absolute(params, X):
    h, cache = X, []
    for W, b in params:
        f = h @ W + b
        cache.append((h, f))
        h = np.abs(f)
    return f, cache


# Log-probabilities.
def with_log_softmax(params, X):
    scores, cache = usual(params, X)
    z = scores - scores.max(axis=1, keepdims=True)
    return z - np.log(np.exp(z).sum(axis=1, keepdims=True)), cache


RIGHT = [
    usual,
    last_apart,
    relu_in_front,
    recursive,
    by_einsum,
    loops,
    column_of_ones,
    transposed,
    with_class,
    single,
    two_lists,
    inner_lists,
]

WRONG = [
    (linear, "no-activation"),
    (tanh, "tanh"),
    (sigmoid, "sigmoid"),
    (leaky, "leaky-relu"),
    (relu_on_scores, "relu-on-the-output"),
    (with_softmax, "probabilities"),
    (keeps_outputs, "activations-cached"),
    (relu_in_place, "activations-cached"),
    (exchanged_pair, "pair-swapped"),
    (inputs_only, "inputs-alone-cached"),
    (flat_cache, "flat-cache"),
    (triples, None),
    (no_bias, "no-bias"),
    (sums_without_bias, "weighted-sums-without-bias"),
    (bias_after_relu, "bias-after-relu"),
    (minus_bias, "bias-subtracted"),
    (w_transposed, "transposed-weights"),
    (scores_only, "scores-alone"),
    (cache_first, "cache-first"),
    (last_not_kept, "last-layer-not-cached"),
    (always_x, "X-cached-for-every-layer"),
    (next_input, "outputs-cached-as-inputs"),
    (relu_on_x, "relu-on-the-input"),
    (relu_once, "first-hidden-layer-only"),
    (two_without_relu, "last-hidden-layer-linear"),
    (two_layers, None),
    (reversed_cache, "cache-reversed"),
    (one_cache_for_all, None),
    (bias_twice, "bias-twice"),
    (standardised, None),
    (cuts_x, "input-overwritten"),
    (dictionary, None),
    (predictions, "predictions"),
    (relu_everywhere, "relu-on-the-output"),
    (absolute, "absolute-value"),
    (with_log_softmax, "log-probabilities"),
]
"""Each with the name of its mistake, or None where no name would be honest."""

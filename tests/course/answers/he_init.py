"""Answers to `he_init` by people who never saw its specification; each comment says what a teaching assistant would."""

import math
from itertools import pairwise

import numpy as np


# Zip.
def zipped(sizes, rng):
    return [(rng.normal(0.0, np.sqrt(2 / a), size=(a, b)), np.zeros(b)) for a, b in zip(sizes, sizes[1:])]


# Scaled afterwards.
def scaled(sizes, rng):
    params = []
    for k in range(len(sizes) - 1):
        W = rng.normal(size=(sizes[k], sizes[k + 1])) * math.sqrt(2.0 / sizes[k])
        params.append((W, np.zeros(sizes[k + 1])))
    return params


# Number by number.
def one_by_one(sizes, rng):
    params = []
    for n_in, n_out in pairwise(sizes):
        W = np.empty((n_in, n_out))
        for i in range(n_in):
            for j in range(n_out):
                W[i, j] = rng.normal(0, (2 / n_in) ** 0.5)
        params.append((W, np.zeros(n_out)))
    return params


# One long draw.
def one_draw(sizes, rng):
    counts = [a * b for a, b in zip(sizes, sizes[1:])]
    z = rng.normal(size=sum(counts))
    parts = np.split(z, np.cumsum(counts)[:-1])
    return [(np.sqrt(2 / a) * part.reshape(a, b), np.zeros((b,))) for part, a, b in zip(parts, sizes[:-1], sizes[1:])]


# Recursion.
def recursive(sizes, rng):
    if len(sizes) < 2:
        return []
    first = (rng.normal(scale=np.sqrt(2.0 / sizes[0]), size=tuple(sizes[:2])), np.zeros(sizes[1]))
    return [first, *recursive(sizes[1:], rng)]


# A generator inside.
def generated(sizes, rng):
    def layers():
        for a, b in zip(sizes, sizes[1:]):
            W = rng.normal(size=(a, b))
            W *= np.sqrt(2.0)
            W /= np.sqrt(a)
            yield W, W[0] * 0

    return list(layers())


# Standard normal numbers.
def standard(sizes, rng):
    return [(rng.standard_normal((a, b)) * np.sqrt(2 / a), np.zeros(b)) for a, b in zip(sizes, sizes[1:])]


# Biases after all weights.
def biases_later(sizes, rng):
    Ws = [rng.normal(0, np.sqrt(2 / n), (n, m)) for n, m in zip(sizes[:-1], sizes[1:])]
    bs = [np.zeros(W.shape[1], dtype=float) for W in Ws]
    return list(zip(Ws, bs))


# Single precision.
def single(sizes, rng):
    return [
        (rng.normal(0, np.sqrt(2 / a), (a, b)).astype(np.float32), np.zeros(b, np.float32))
        for a, b in zip(sizes, sizes[1:])
    ]


# Row by row.
def row_by_row(sizes, rng):
    out = []
    for a, b in zip(sizes, sizes[1:]):
        out.append((np.array([rng.normal(0, np.sqrt(2 / a), b) for _ in range(a)]), np.zeros(b)))
    return out


# Lists of two for pairs.
def inner_lists(sizes, rng):
    params = []
    i = 0
    while i + 1 < len(sizes):
        params += [[rng.normal(0, np.sqrt(2 / sizes[i]), (sizes[i], sizes[i + 1])), np.zeros(sizes[i + 1])]]
        i += 1
    return params


# Draws (outputs, inputs) and turns it round: the same law.
def turned(sizes, rng):
    return [(rng.normal(0, np.sqrt(2 / a), (b, a)).T, np.zeros(b)) for a, b in zip(sizes, sizes[1:])]


# Zeros.
def zeros(sizes, rng):
    return [(np.zeros((a, b)), np.zeros(b)) for a, b in zip(sizes, sizes[1:])]


# The variance for the standard deviation.
def variance(sizes, rng):
    return [(rng.normal(0, 2 / a, (a, b)), np.zeros(b)) for a, b in zip(sizes, sizes[1:])]


# The outputs for the inputs.
def fan_out(sizes, rng):
    return [(rng.normal(0, np.sqrt(2 / b), (a, b)), np.zeros(b)) for a, b in zip(sizes, sizes[1:])]


# Uniform with the right variance.
def uniform(sizes, rng):
    return [(rng.uniform(-np.sqrt(6 / a), np.sqrt(6 / a), (a, b)), np.zeros(b)) for a, b in zip(sizes, sizes[1:])]


# Uniform from 0 to 1.
def uniform01(sizes, rng):
    return [(rng.random((a, b)) * np.sqrt(2 / a), np.zeros(b)) for a, b in zip(sizes, sizes[1:])]


# 1 / in.
def lecun(sizes, rng):
    return [(rng.normal(0, np.sqrt(1 / a), (a, b)), np.zeros(b)) for a, b in zip(sizes, sizes[1:])]


# 2 / (in + out).
def glorot(sizes, rng):
    return [(rng.normal(0, np.sqrt(2 / (a + b)), (a, b)), np.zeros(b)) for a, b in zip(sizes, sizes[1:])]


# sqrt(2) / in.
def half_a_root(sizes, rng):
    return [(rng.normal(size=(a, b)) * np.sqrt(2) / a, np.zeros(b)) for a, b in zip(sizes, sizes[1:])]


# 2 / sqrt(in).
def root_of_inputs_only(sizes, rng):
    return [(rng.normal(size=(a, b)) * 2 / np.sqrt(a), np.zeros(b)) for a, b in zip(sizes, sizes[1:])]


# Random biases too.
def random_biases(sizes, rng):
    return [(rng.normal(0, np.sqrt(2 / a), (a, b)), rng.normal(0, np.sqrt(2 / a), b)) for a, b in zip(sizes, sizes[1:])]


# Biases (1, out).
def row_biases(sizes, rng):
    return [(rng.normal(0, np.sqrt(2 / a), (a, b)), np.zeros((1, b))) for a, b in zip(sizes, sizes[1:])]


# Biases of 0.01.
def small_biases(sizes, rng):
    return [(rng.normal(0, np.sqrt(2 / a), (a, b)), np.full(b, 0.01)) for a, b in zip(sizes, sizes[1:])]


# Biases of ones.
def ones_biases(sizes, rng):
    return [(rng.normal(0, np.sqrt(2 / a), (a, b)), np.ones(b)) for a, b in zip(sizes, sizes[1:])]


# Biases as long as the inputs.
def biases_of_inputs(sizes, rng):
    return [(rng.normal(0, np.sqrt(2 / a), (a, b)), np.zeros(a)) for a, b in zip(sizes, sizes[1:])]


# (out, in), as in PyTorch.
def torch_shape(sizes, rng):
    return [(rng.normal(0, np.sqrt(2 / a), (b, a)), np.zeros(b)) for a, b in zip(sizes, sizes[1:])]


# A generator of its own.
def own_generator(sizes, rng):
    rng = np.random.default_rng(0)
    return [(rng.normal(0, np.sqrt(2 / a), (a, b)), np.zeros(b)) for a, b in zip(sizes, sizes[1:])]


# NumPy's global generator.
def global_generator(sizes, rng):
    return [(np.random.randn(a, b) * np.sqrt(2 / a), np.zeros(b)) for a, b in zip(sizes, sizes[1:])]


# A fresh generator for each layer.
def fresh_for_each_layer(sizes, rng):
    seed = int(rng.integers(1000))
    params = []
    for a, b in zip(sizes, sizes[1:]):
        r = np.random.default_rng(seed)
        params.append((r.normal(0, np.sqrt(2 / a), (a, b)), np.zeros(b)))
    return params


# Layers in the wrong order.
def reversed_layers(sizes, rng):
    return [(rng.normal(0, np.sqrt(2 / a), (a, b)), np.zeros(b)) for a, b in zip(sizes, sizes[1:])][::-1]


# No last layer.
def no_last_layer(sizes, rng):
    params = []
    for k in range(len(sizes) - 2):
        params.append((rng.normal(0, np.sqrt(2 / sizes[k]), (sizes[k], sizes[k + 1])), np.zeros(sizes[k + 1])))
    return params


# Runs over the end.
def over_the_end(sizes, rng):
    params = []
    for k in range(len(sizes)):
        params.append((rng.normal(0, np.sqrt(2 / sizes[k]), (sizes[k], sizes[k + 1])), np.zeros(sizes[k + 1])))
    return params


# The first width for all.
def first_width(sizes, rng):
    s = np.sqrt(2 / sizes[0])
    return [(rng.normal(0, s, (a, b)), np.zeros(b)) for a, b in zip(sizes, sizes[1:])]


# The standard deviation as the mean.
def as_mean(sizes, rng):
    return [(rng.normal(np.sqrt(2 / a), size=(a, b)), np.zeros(b)) for a, b in zip(sizes, sizes[1:])]


# One constant.
def hundredth(sizes, rng):
    return [(0.01 * rng.normal(size=(a, b)), np.zeros(b)) for a, b in zip(sizes, sizes[1:])]


# No scale.
def unscaled(sizes, rng):
    return [(rng.normal(size=(a, b)), np.zeros(b)) for a, b in zip(sizes, sizes[1:])]


# Divided by the root.
def inverted(sizes, rng):
    return [(rng.normal(size=(a, b)) / np.sqrt(2 / a), np.zeros(b)) for a, b in zip(sizes, sizes[1:])]


# sqrt(2 * in).
def times_inputs(sizes, rng):
    return [(rng.normal(size=(a, b)) * np.sqrt(2 * a), np.zeros(b)) for a, b in zip(sizes, sizes[1:])]


# One column for all units.
def same_columns(sizes, rng):
    return [
        (np.repeat(rng.normal(0, np.sqrt(2 / a), (a, 1)), b, axis=1), np.zeros(b)) for a, b in zip(sizes, sizes[1:])
    ]


# One number for a layer.
def one_number(sizes, rng):
    return [(np.full((a, b), rng.normal(0, np.sqrt(2 / a))), np.zeros(b)) for a, b in zip(sizes, sizes[1:])]


# A flat list.
def flat(sizes, rng):
    params = []
    for a, b in zip(sizes, sizes[1:]):
        params += [rng.normal(0, np.sqrt(2 / a), (a, b)), np.zeros(b)]
    return params


# Weights only.
def weights_only(sizes, rng):
    return [rng.normal(0, np.sqrt(2 / a), (a, b)) for a, b in zip(sizes, sizes[1:])]


# A dictionary.
def dictionary(sizes, rng):
    params = {}
    for k in range(1, len(sizes)):
        params[f"W{k}"] = rng.normal(0, np.sqrt(2 / sizes[k - 1]), (sizes[k - 1], sizes[k]))
        params[f"b{k}"] = np.zeros(sizes[k])
    return params


# (b, W).
def bias_first(sizes, rng):
    return [(np.zeros(b), rng.normal(0, np.sqrt(2 / a), (a, b))) for a, b in zip(sizes, sizes[1:])]


# Glorot's law for the last layer.
def last_layer_other(sizes, rng):
    params = []
    for k, (a, b) in enumerate(zip(sizes, sizes[1:])):
        std = np.sqrt(2 / a) if k < len(sizes) - 2 else np.sqrt(1 / a)
        params.append((rng.normal(0, std, (a, b)), np.zeros(b)))
    return params


# The sizes of the weights only.
def absolute(sizes, rng):
    return [(np.abs(rng.normal(0, np.sqrt(2 / a), (a, b))), np.zeros(b)) for a, b in zip(sizes, sizes[1:])]


# Returns inside the loop.
def first_layer_only(sizes, rng):
    for a, b in zip(sizes, sizes[1:]):
        return [(rng.normal(0, np.sqrt(2 / a), (a, b)), np.zeros(b))]


# Variance and outputs, two at once.
def variance_of_outputs(sizes, rng):
    return [(rng.normal(0, 2 / b, (a, b)), np.zeros(b)) for a, b in zip(sizes, sizes[1:])]


# Leaves the list of sizes empty.
def eats_sizes(sizes, rng):
    params = []
    a = sizes.pop(0)
    while sizes:
        b = sizes.pop(0)
        params.append((rng.normal(0, np.sqrt(2 / a), (a, b)), np.zeros(b)))
        a = b
    return params


RIGHT = [
    zipped,
    scaled,
    one_by_one,
    one_draw,
    recursive,
    generated,
    standard,
    biases_later,
    single,
    row_by_row,
    inner_lists,
    turned,
]

WRONG = [
    (zeros, "zeros"),
    (variance, "variance-for-std"),
    (fan_out, "fan-out"),
    (uniform, "uniform"),
    (uniform01, "never-negative"),
    (lecun, "xavier"),
    (glorot, "glorot"),
    (half_a_root, "root-of-2-alone"),
    (root_of_inputs_only, "root-of-in-alone"),
    (random_biases, "random-biases"),
    (row_biases, "biases-as-tables"),
    (small_biases, "constant-biases"),
    (ones_biases, "constant-biases"),
    (biases_of_inputs, "biases-for-the-inputs"),
    (torch_shape, "transposed"),
    (own_generator, "seeded-inside"),
    (global_generator, "other-generator"),
    (fresh_for_each_layer, "same-draws-in-every-layer"),
    (reversed_layers, "layers-reversed"),
    (no_last_layer, "last-layer-left-out"),
    (over_the_end, None),
    (first_width, "one-width-for-all"),
    (as_mean, "spread-as-mean"),
    (hundredth, "fixed-spread"),
    (unscaled, "unscaled"),
    (inverted, "upside-down"),
    (times_inputs, "multiplied-by-in"),
    (same_columns, "one-column-repeated"),
    (one_number, "one-number-repeated"),
    (flat, "flat-list"),
    (weights_only, "weights-alone"),
    (dictionary, "one-dictionary"),
    (bias_first, "pair-swapped"),
    (last_layer_other, "last-layer-otherwise"),
    (absolute, "sizes-of-normal-numbers"),
    (first_layer_only, "first-layer-alone"),
    (variance_of_outputs, "fan-out-variance-for-std"),
    (eats_sizes, "sizes-used-up"),
]
"""Each with the name of its mistake, or None where no name would be honest."""

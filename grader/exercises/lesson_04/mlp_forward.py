"""The forward pass of a network of layers (Lecture 2.2, "Multi-Layer")."""

from itertools import pairwise

import numpy as np

from fallline.compare import Tolerance
from fallline.laws import Permuted, Same, Scaled
from grader.exercise import Case, Exercise

exercise = Exercise(
    "mlp_forward",
    number="4.5",
    lesson="04_layers",
    points=8,
    lines=7,
    difficulty=2,
    read="lesson 04, “Forward, and what to keep”",
    hints=(
        "Each layer does two things: an affine map of what comes in, and then ReLU. Only the last layer stops after "
        "the first of the two, so that scores can be negative. What will the backward pass want to know of each "
        "layer?",
        "h_0 = X; f_k = h_k W_k + b_k; h_{k+1} = max(0, f_k). The scores are the f of the last layer, as they are. "
        "cache[k] is the pair (h_k, f_k).",
        "Start with an empty cache and with X as the current input. For each layer compute the weighted sums, "
        "append the pair to the cache, and make the next input from it. Behind the loop, the last weighted sums are "
        "at hand.",
    ),
    grader_tries="other depths and widths, one example, equal widths throughout, whole-number inputs",
    # Whoever works in float32 is right, too.
    tolerance=Tolerance(rtol=1e-5, atol=1e-6),
)


@exercise.reference
def mlp_forward(params, X):
    h, cache = X, []
    for W, b in params:
        z = h @ W + b
        cache.append((h, z))
        h = np.maximum(z, 0.0)
    return z, cache


def _net(rng, *sizes):
    """Return parameters of a network with these widths, biases not zero."""
    return [(rng.normal(size=(a, b)) * np.sqrt(2.0 / a), 0.5 * rng.normal(size=b)) for a, b in pairwise(sizes)]


def _inputs(rng, n, *sizes):
    return {"params": _net(rng, *sizes), "X": rng.normal(size=(n, sizes[0]))}


# Scores and cache are asked for one by one, so that a mistake in each of them is named.
SCORES = "scores, cache = mlp_forward(params, X)\nreturn scores"
CACHE = "scores, cache = mlp_forward(params, X)\nreturn cache"


def _edge(name, inputs, **settings):
    return Case(name, inputs, check="edge cases", **settings)


@exercise.cases
def cases(rng):
    nets = (
        ("two layers", _inputs(rng, 6, 4, 5, 3), True),
        ("three layers", _inputs(rng, 5, 3, 6, 4, 2), True),
        ("all widths equal, and as many examples", _inputs(rng, 4, 4, 4, 4, 4), True),
        ("one layer", _inputs(rng, 3, 4, 2), True),
        ("four layers", _inputs(rng, 7, 5, 4, 6, 3, 4), False),
        ("one example", _inputs(rng, 1, 3, 5, 4), False),
    )
    for name, inputs, public in nets:
        yield Case(f"scores: {name}", inputs, script=SCORES, public=public)
        yield Case(f"cache: {name}", inputs, script=CACHE, public=public)
    dead = [(W, b - 50.0 * (k == 0)) for k, (W, b) in enumerate(_net(rng, 3, 4, 2))]
    yield _edge("a hidden layer without life", {"params": dead, "X": rng.normal(size=(3, 3))}, public=True)
    zeros = [(np.zeros((3, 4)), np.zeros(4)), (np.zeros((4, 2)), np.zeros(2))]
    yield _edge("all parameters zero", {"params": zeros, "X": rng.normal(size=(2, 3))})
    whole = rng.integers(-3, 4, size=(4, 3))
    yield _edge("whole-number inputs", {"params": _net(rng, 3, 4, 2), "X": whole}, script=SCORES, public=True)
    yield _edge("one unit a layer", _inputs(rng, 3, 1, 1, 1))
    yield _edge("scores and cache together", _inputs(rng, 3, 4, 3, 2), public=True)
    yield Case("read-only X", _inputs(rng, 3, 2, 4, 3), check="contract", read_only=True, public=True)


@exercise.law(script=SCORES)
def examples_do_not_meet(rng):
    """Reordering the examples must reorder the rows of the scores in the same way."""
    params, X, order = _net(rng, 3, 5, 4), rng.normal(size=(6, 3)), rng.permutation(6)
    return Permuted({"params": params, "X": X}, {"params": params, "X": X[order]}, order)


@exercise.law(script=SCORES)
def without_biases_scores_grow_with_the_input(rng):
    """With all biases zero, an input three times as large must give scores three times as large."""
    params, X = [(W, np.zeros_like(b)) for W, b in _net(rng, 3, 5, 4, 2)], rng.normal(size=(4, 3))
    return Scaled({"params": params, "X": X}, {"params": params, "X": 3.0 * X}, 3.0)


@exercise.law(script=SCORES)
def hidden_units_may_be_renamed(rng):
    """Hidden units that change places, with their weights on both sides, must leave the scores as they are."""
    (W, b), (V, c) = _net(rng, 3, 5, 4)
    order, X = rng.permutation(5), rng.normal(size=(4, 3))
    turned = [(W[:, order], b[order]), (V[order], c)]
    return Same({"params": [(W, b), (V, c)], "X": X}, {"params": turned, "X": X})


@exercise.law(script="scores, cache = mlp_forward(params, X)\nreturn scores - cache[0][1]")
def the_scores_of_one_layer_are_its_weighted_sums(rng):
    """With a single layer, the scores must be what the cache holds as its weighted sums."""
    params, X = _net(rng, 4, 3), rng.normal(size=(5, 4))
    return Scaled({"params": params, "X": X}, {"params": params, "X": 2.0 * X}, 0.0)


def _relu(z):
    return np.maximum(z, 0.0)


def _affine(h, W, b):
    return h @ W + b


def _run(params, X, act=_relu, affine=_affine, bends=None, first=lambda X: X):
    """Return inputs and weighted sums of all layers; ``bends(k, last)`` says which ones are followed by ``act``."""
    bends = bends or (lambda k, last: k < last)
    hs, zs, h = [], [], first(X)
    for k, (W, b) in enumerate(params):
        z = affine(h, W, b)
        hs.append(h)
        zs.append(z)
        h = act(z) if bends(k, len(params) - 1) else z
    return hs, zs, h


def _answer(*args, **how):
    """Return what a student returns whose passes differ as ``how`` says: the output of the last layer, the pairs."""
    hs, zs, out = _run(*args, **how)
    return out, list(zip(hs, zs, strict=True))


@exercise.mistake
def no_activation(params, X):
    """There is no ReLU between your layers. Affine maps in a row are one affine map: the network is linear, however
    deep. Put max(0, f) behind every layer but the last.
    """
    return _answer(params, X, act=lambda z: z)


@exercise.mistake
def tanh(params, X):
    """Your hidden layers use tanh. The contract asks for ReLU, max(0, f)."""
    return _answer(params, X, act=np.tanh)


def _sigmoid(z):
    return 1.0 / (1.0 + np.exp(-z))


@exercise.mistake
def sigmoid(params, X):
    """Your hidden layers use the sigmoid. The contract asks for ReLU, max(0, f)."""
    return _answer(params, X, act=_sigmoid)


@exercise.mistake(slope=(0.01, 0.1, 0.2, 0.3))
def leaky_relu(params, X, *, slope):
    """Your hidden layers let a part of negative numbers through (a leaky ReLU). Here they become exactly 0."""
    return _answer(params, X, act=lambda z: np.where(z > 0, z, slope * z))


@exercise.mistake(
    act=(np.tanh, _sigmoid, lambda z: np.where(z > 0, z, 0.01 * z), lambda z: np.where(z > 0, z, 0.1 * z))
)
def other_activation_everywhere(params, X, *, act):
    """You use another function than ReLU, and use it behind the last layer, too. Hidden layers have ReLU, max(0, f);
    the output layer has nothing behind its affine map.
    """
    return _answer(params, X, act=act, bends=lambda k, last: True)


@exercise.mistake
def softplus(params, X):
    """Your hidden layers use softplus, log(1 + e^f), or another smooth form of it. ReLU has the kink: max(0, f)."""
    return _answer(params, X, act=lambda z: np.logaddexp(0.0, z))


@exercise.mistake
def elu(params, X):
    """Your hidden layers use e^f − 1 for negative f (an ELU). ReLU makes exactly 0 of them."""
    return _answer(params, X, act=lambda z: np.where(z > 0, z, np.expm1(np.minimum(z, 0.0))))


@exercise.mistake
def absolute_value(params, X):
    """Your hidden layers turn negative numbers round. ReLU makes 0 of them."""
    return _answer(params, X, act=np.abs)


@exercise.mistake
def step(params, X):
    """Your hidden layers pass on 1 where f is positive, which is the derivative of ReLU. ReLU passes on f itself."""
    return _answer(params, X, act=lambda z: (z > 0).astype(float))


@exercise.mistake
def minimum_instead(params, X):
    """Your hidden layers keep the negative numbers and drop the positive ones. ReLU is the *maximum* of 0 and f."""
    return _answer(params, X, act=lambda z: np.minimum(z, 0.0))


@exercise.mistake(name="clipped-at-1")
def clipped(params, X):
    """Your hidden layers cut off above 1 as well. ReLU has no upper end: only negative numbers change."""
    return _answer(params, X, act=lambda z: np.clip(z, 0.0, 1.0))


@exercise.mistake(cached=("before", "after"))
def relu_on_the_output(params, X, *, cached):
    """You apply ReLU to the scores, too. The output layer has none: a score may be negative, and must stay so."""
    scores, cache = _answer(params, X, bends=lambda k, last: True)
    return scores, cache if cached == "before" else [*cache[:-1], (cache[-1][0], scores)]


@exercise.mistake
def relu_on_the_output_only(params, X):
    """You apply ReLU to the scores and to no hidden layer. It is the other way round: every layer but the last."""
    return _answer(params, X, bends=lambda k, last: k == last)


@exercise.mistake(alone=("with ReLU", "without"))
def first_hidden_layer_only(params, X, *, alone):
    """Only your first layer is followed by ReLU. All hidden layers are, however many there are; the last layer alone is
    not hidden.
    """
    return _answer(params, X, bends=lambda k, last: k == 0 and (last > 0 or alone == "with ReLU"))


@exercise.mistake
def first_layer_linear(params, X):
    """There is no ReLU behind your first layer. The layer without one is the last; count again which k that is."""
    return _answer(params, X, bends=lambda k, last: 0 < k < last)


@exercise.mistake
def first_layer_linear_and_relu_on_the_output(params, X):
    """There is no ReLU behind your first layer, but one behind the last. It is the other way round: only the last layer
    has none.
    """
    return _answer(params, X, bends=lambda k, last: k > 0)


@exercise.mistake
def last_hidden_layer_linear(params, X):
    """There is no ReLU behind your last hidden layer. Only the output layer goes without; look at where your loop, or
    your condition on k, ends.
    """
    return _answer(params, X, bends=lambda k, last: k < last - 1)


@exercise.mistake
def relu_on_the_input(params, X):
    """You apply ReLU to X, too. The network's input goes into the first layer as it is: the kink comes behind a layer's
    affine map.
    """
    return _answer(params, X, first=_relu)


@exercise.mistake
def input_overwritten(params, X):
    """You overwrite the caller's X. Make a new array for each layer, and leave X as it is."""
    answer = mlp_forward(params, X.copy())
    X[:] = _relu(X)
    return answer


@exercise.mistake
def no_bias(params, X):
    """You leave out the biases. Add b to each layer's h W."""
    return _answer(params, X, affine=lambda h, W, b: h @ W)


@exercise.mistake(kinked=("nowhere", "everywhere"))
def no_bias_and_relu_misplaced(params, X, *, kinked):
    """You leave out the biases, and your ReLU does not stand where it should: behind every hidden layer, and not behind
    the last. Each layer is h W + b.
    """
    return _answer(params, X, affine=lambda h, W, b: h @ W, bends=lambda k, last: kinked == "everywhere")


@exercise.mistake(last=("with bias", "without"))
def bias_after_relu(params, X, *, last):
    """You add the bias behind the ReLU. It belongs to the affine map: first h W + b, then max(0, ·)."""
    hs, zs, h = [], [], X
    for k, (W, b) in enumerate(params):
        hs.append(h)
        zs.append(h @ W)
        h = (_relu(zs[-1]) if k < len(params) - 1 else zs[-1]) + b
    if last == "with bias":
        zs[-1] = h
    return h, list(zip(hs, zs, strict=True))


@exercise.mistake
def bias_subtracted(params, X):
    """You subtract the biases. They are added: h W + b."""
    return _answer(params, X, affine=lambda h, W, b: h @ W - b)


@exercise.mistake
def bias_twice(params, X):
    """You add each bias twice. Once is enough: h W + b."""
    return _answer(params, X, affine=lambda h, W, b: h @ W + 2 * b)


@exercise.mistake
def bias_on_the_inputs(params, X):
    """You add the bias to a layer's input, before the product. It has one number for each *output*: h W + b."""
    return _answer(params, X, affine=lambda h, W, b: (h + b) @ W)


@exercise.mistake
def bias_as_a_column(params, X):
    """You add the bias as a column, one number for each example. It has one number for each unit and lines up with the
    columns of h W as it is.
    """
    return _answer(params, X, affine=lambda h, W, b: h @ W + b[:, None])


@exercise.mistake
def transposed_weights(params, X):
    """You multiply by the transpose of W. Here W has shape (in, out), so it is h W, without a transpose; only a square
    W lets the other product through.
    """
    return _answer(params, X, affine=lambda h, W, b: h @ W.T + b)


@exercise.mistake
def entrywise_product(params, X):
    """You multiply entry by entry with `*`. A layer needs the matrix product, `@`."""
    return _answer(params, X, affine=lambda h, W, b: h * W + b)


@exercise.mistake
def layers_reversed(params, X):
    """You go through the layers from the last to the first. The input meets params[0] first."""
    return _answer(params[::-1], X)


@exercise.mistake
def bias_of_the_output_left_out(params, X):
    """Your last layer has no bias. It has one like all others: only the ReLU is left out there."""
    return _answer([*params[:-1], (params[-1][0], 0.0)], X)


@exercise.mistake
def first_weights_in_every_layer(params, X):
    """You use the parameters of the first layer in every layer. Layer k has its own pair, params[k]."""
    return _answer([params[0]] * len(params), X)


@exercise.mistake
def X_into_every_layer(params, X):
    """You feed X into every layer. Each layer but the first gets what the layer before it passes on."""
    hs = [X] * len(params)
    zs = [_affine(X, W, b) for W, b in params]
    return zs[-1], list(zip(hs, zs, strict=True))


@exercise.mistake(last=("scores", "relu"))
def activations_cached(params, X, *, last):
    """Your cache holds what comes *out* of ReLU in place of what goes in. The pair of layer k is (input, f) with f as
    it is before the ReLU; if you work in place, keep a copy.
    """
    scores, cache = mlp_forward(params, X)
    through = [(h, _relu(z)) for h, z in cache]
    return scores, through if last == "relu" else [*through[:-1], cache[-1]]


@exercise.mistake
def scores_cut_off_in_the_cache(params, X):
    """The last weighted sums of your cache have been through ReLU. They are the scores themselves, as they are."""
    scores, cache = mlp_forward(params, X)
    return scores, [*cache[:-1], (cache[-1][0], _relu(scores))]


@exercise.mistake
def pair_swapped(params, X):
    """The pairs in your cache stand as (weighted sums, input). The input comes first."""
    scores, cache = mlp_forward(params, X)
    return scores, [(z, h) for h, z in cache]


@exercise.mistake
def cache_reversed(params, X):
    """Your cache begins with the last layer. cache[0] belongs to the first one."""
    scores, cache = mlp_forward(params, X)
    return scores, cache[::-1]


@exercise.mistake
def last_layer_not_cached(params, X):
    """Your cache lacks the last layer. It needs a pair for every layer: the backward pass starts with the input of the
    last one.
    """
    scores, cache = mlp_forward(params, X)
    return scores, cache[:-1]


@exercise.mistake
def first_layer_not_cached(params, X):
    """Your cache lacks the first layer. Its pair is (X, f) of params[0]."""
    scores, cache = mlp_forward(params, X)
    return scores, cache[1:]


@exercise.mistake
def last_layer_alone_cached(params, X):
    """Your cache holds the last layer only. Make the list once, before the loop, and append a pair for every layer."""
    scores, cache = mlp_forward(params, X)
    return scores, cache[-1:]


@exercise.mistake(place=(0, -1))
def one_pair_alone(params, X, *, place):
    """Your cache is one pair, that of a single layer. It must be a list with a pair for every layer."""
    scores, cache = mlp_forward(params, X)
    return scores, cache[place]


@exercise.mistake
def last_pair_repeated(params, X):
    """Your cache holds the last layer's pair again and again: all its places are one and the same object. Append a new
    pair for every layer.
    """
    scores, cache = mlp_forward(params, X)
    return scores, [cache[-1]] * len(cache)


@exercise.mistake
def empty_cache(params, X):
    """Your cache is empty. Append the pair (input, weighted sums) of every layer."""
    return mlp_forward(params, X)[0], []


@exercise.mistake
def no_cache(params, X):
    """Your cache is None. Make a list, and append the pair (input, weighted sums) of every layer."""
    return mlp_forward(params, X)[0], None


@exercise.mistake
def nothing_returned(params, X):
    """You return None. Is a `return` missing at the end?"""
    mlp_forward(params, X)


@exercise.mistake
def scores_alone(params, X):
    """You return the scores alone. Return two values: the scores, and the cache for the backward pass."""
    return mlp_forward(params, X)[0]


@exercise.mistake
def cache_alone(params, X):
    """You return the cache alone. Return two values: the scores first, then the cache."""
    return mlp_forward(params, X)[1]


@exercise.mistake
def cache_first(params, X):
    """You return the cache first. The scores come first, then the cache."""
    return mlp_forward(params, X)[::-1]


@exercise.mistake
def scores_in_a_third_place(params, X):
    """You return scores, inputs and weighted sums as three values. The cache is *one* list, with the pair (input,
    weighted sums) of layer k at place k.
    """
    hs, zs, scores = _run(params, X)
    return scores, hs, zs


@exercise.mistake(form=(tuple, list))
def two_lists(params, X, *, form):
    """Your cache is a list of inputs and a list of weighted sums. It must be one list of pairs, one pair a layer."""
    hs, zs, scores = _run(params, X)
    return scores, form((hs, zs))


@exercise.mistake(of=("pairs", "X and the weighted sums", "X and the outputs", "X and all of the outputs"))
def flat_cache(params, X, *, of):
    """Your cache is a flat list of arrays. Put the two of each layer together: cache[k] = (input, weighted sums)."""
    hs, zs, scores = _run(params, X)
    return scores, {
        "pairs": [array for pair in zip(hs, zs, strict=True) for array in pair],
        "X and the weighted sums": [X, *zs],
        "X and the outputs": [*hs, scores],
        "X and all of the outputs": [*hs, _relu(scores)],
    }[of]


@exercise.mistake
def inputs_alone_cached(params, X):
    """Your cache holds the inputs of the layers only. Keep the weighted sums, too: the backward pass asks where they
    are positive.
    """
    hs, _, scores = _run(params, X)
    return scores, hs


@exercise.mistake
def weighted_sums_alone_cached(params, X):
    """Your cache holds the weighted sums only. Keep each layer's input, too: the gradient of W needs it."""
    _, zs, scores = _run(params, X)
    return scores, zs


@exercise.mistake(last=("scores", "relu"))
def outputs_without_inputs(params, X, *, last):
    """The pairs of your cache hold what a layer computes, before and after the ReLU, but not what comes in. The pair is
    (input, weighted sums): the gradient of W needs the input.
    """
    scores, cache = mlp_forward(params, X)
    outputs = [_relu(z) for _, z in cache[:-1]] + [scores if last == "scores" else _relu(scores)]
    return scores, [(z, out) for out, (_, z) in zip(outputs, cache, strict=True)]


@exercise.mistake(nested=("with z", "without"))
def parameters_cached(params, X, *, nested):
    """Your cache keeps W and b with the input. They are in params already; the pair of a layer is (input, weighted
    sums).
    """
    scores, cache = mlp_forward(params, X)
    return scores, [
        ((h, W, b), z) if nested == "with z" else (h, W, b) for (h, z), (W, b) in zip(cache, params, strict=True)
    ]


@exercise.mistake(third=("output", "parameters", "weights", "bias"))
def larger_entries(params, X, *, third):
    """The entries of your cache hold more than the pair (input, weighted sums). Whoever unpacks two values fails on
    them; leave the others out.
    """
    scores, cache = mlp_forward(params, X)
    more = {
        "output": lambda W, b, z: (_relu(z),),
        "parameters": lambda W, b, z: (W, b),
        "weights": lambda W, b, z: (W,),
        "bias": lambda W, b, z: (b,),
    }[third]
    return scores, [(*pair, *more(W, b, pair[1])) for pair, (W, b) in zip(cache, params, strict=True)]


@exercise.mistake
def X_cached_for_every_layer(params, X):
    """Your cache holds X as the input of every layer. Layer k's input is what layer k − 1 passes on."""
    scores, cache = mlp_forward(params, X)
    return scores, [(X, z) for _, z in cache]


@exercise.mistake(last=("scores", "relu"))
def outputs_cached_as_inputs(params, X, *, last):
    """Your cache holds what each layer passes *on* as its input. Store the pair before you overwrite the variable with
    the next layer's input.
    """
    scores, cache = mlp_forward(params, X)
    outputs = [_relu(z) for _, z in cache[:-1]] + [scores if last == "scores" else _relu(scores)]
    return scores, [(out, z) for out, (_, z) in zip(outputs, cache, strict=True)]


@exercise.mistake
def inputs_cached_before_relu(params, X):
    """Your cache holds, as the input of a layer, what comes before the ReLU. What goes into the layer, and so into the
    gradient of its W, has been through it.
    """
    scores, cache = mlp_forward(params, X)
    inputs = [X, *(z for _, z in cache[:-1])]
    return scores, [(h, z) for h, (_, z) in zip(inputs, cache, strict=True)]


@exercise.mistake
def weighted_sums_without_bias(params, X):
    """The weighted sums in your cache lack the bias. f is h W + b: it is that sum whose sign decides."""
    scores, cache = mlp_forward(params, X)
    return scores, [(h, h @ W) for (h, _), (W, _) in zip(cache, params, strict=True)]


@exercise.mistake
def masks_cached(params, X):
    """Your cache holds where f is positive in place of f. Keep the weighted sums themselves."""
    scores, cache = mlp_forward(params, X)
    return scores, [(h, z > 0) for h, z in cache]


def _softmax(scores):
    e = np.exp(scores - scores.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


@exercise.mistake
def probabilities(params, X):
    """You return probabilities: a softmax stands behind your last layer. The scores themselves are asked for; the
    softmax is part of the loss.
    """
    scores, cache = mlp_forward(params, X)
    return _softmax(scores), cache


@exercise.mistake
def log_probabilities(params, X):
    """You return log-probabilities: a log-softmax stands behind your last layer. The scores themselves are asked for;
    the softmax is part of the loss.
    """
    scores, cache = mlp_forward(params, X)
    return np.log(_softmax(scores)), cache


@exercise.mistake
def predictions(params, X):
    """You return the best class of each example. The scores themselves are asked for, (N, C)."""
    scores, cache = mlp_forward(params, X)
    return scores.argmax(axis=1), cache


@exercise.mistake
def last_layer_left_out(params, X):
    """You stop before the last layer. It is a layer like the others, only without the ReLU."""
    if len(params) == 1:
        return X, []
    scores, cache = mlp_forward(params[:-1], X)
    return _relu(scores), cache


@exercise.mistake
def last_input_returned(params, X):
    """You return the input of the last layer in place of its output: the scores come out of the last affine map."""
    _, cache = mlp_forward(params, X)
    return cache[-1][0], cache


@exercise.alternative
def loop_over_entries(params, X):
    cache, h = [], [[float(x) for x in row] for row in X]
    for k, (W, b) in enumerate(params):
        z = [[sum(row[i] * W[i][j] for i in range(len(row))) + b[j] for j in range(len(b))] for row in h]
        cache.append((np.array(h), np.array(z)))
        h = [[max(0.0, value) for value in row] for row in z] if k < len(params) - 1 else z
    return np.array(h), cache


@exercise.alternative
def by_einsum(params, X):
    inputs, pre = [X], []
    for W, b in params[:-1]:
        pre.append(np.einsum("nd,dh->nh", inputs[-1], W) + b)
        inputs.append(np.where(pre[-1] > 0, pre[-1], 0))
    W, b = params[-1]
    pre.append(inputs[-1].dot(W) + b)
    return pre[-1], list(zip(inputs, pre, strict=True))


@exercise.alternative
def by_recursion(params, X):
    W, b = params[0]
    z = np.add(np.matmul(X, W), b)
    if len(params) == 1:
        return z, [(X, z)]
    scores, rest = by_recursion(params[1:], z * (z > 0))
    return scores, [(X, z), *rest]


@exercise.alternative
def relu_undone_at_the_end(params, X):
    a, cache = X, []
    for p in params:
        z = a @ p[0] + p[1].reshape(1, -1)
        cache += [[a.copy(), z]]
        a = (z + abs(z)) / 2
    return z.copy(), tuple(cache)


@exercise.alternative
def in_float32(params, X):
    h, cache = X.astype(np.float32), []
    for k in range(len(params)):
        z = h @ params[k][0].astype(np.float32) + params[k][1].astype(np.float32)
        cache.append((h, z))
        h = z.clip(min=0)
    return z, cache


@exercise.alternative
def ones_beside_the_inputs(params, X):
    h, cache = X, []
    for i, (W, b) in enumerate(params):
        z = np.column_stack([h, np.ones(len(h))]) @ np.vstack([W, b])
        cache.append((h, z))
        if i + 1 != len(params):
            h = np.maximum(0, z)
    return cache[-1][-1], cache


@exercise.alternative
def row_by_row(params, X):
    rows = [by_recursion(params, x[None]) for x in X]
    cache = [tuple(np.vstack([row[1][k][part] for row in rows]) for part in (0, 1)) for k in range(len(params))]
    return np.concatenate([row[0] for row in rows]), cache

"""The backward pass of a network of layers (Lecture 2.2, "Multi-Layer" and "Backpropagation")."""

from itertools import pairwise

import numpy as np

from fallline.compare import Tolerance
from fallline.laws import Lawful, Linear, Scaled
from grader.exercise import Case, Exercise

exercise = Exercise(
    "mlp_backward",
    number="4.6",
    lesson="04_layers",
    points=15,
    lines=8,
    difficulty=3,
    read="lesson 04, “Backward through the network”",
    hints=(
        "Walk through the layers from the last to the first and carry one message along: the gradient of the loss "
        "with respect to this layer's weighted sums. What does a layer owe itself, and what does it owe the layer "
        "below?",
        "With d at layer k's weighted sums: dW = h_kᵀ d, db = the sum of d over the examples, and the message down "
        "is d W_kᵀ, let through only where the weighted sum of layer k − 1 is positive. The last layer has no "
        "ReLU, so d starts as dscores.",
        "Loop over k downwards. Unpack W and b from the parameters, the input and the weighted sums from the "
        "cache. If the layer is a hidden one, multiply the message by the 0/1 mask first. Keep both gradients, then "
        "pass on. At the end, put the list into the order of the layers.",
    ),
    grader_tries="other depths and widths, one example, equal widths throughout, weighted sums of exactly 0",
    # Whoever works in float32 is right, too.
    tolerance=Tolerance(rtol=1e-5, atol=1e-6),
)


@exercise.reference
def mlp_backward(params, cache, dscores):
    grads = []
    d = dscores
    for k in range(len(params) - 1, -1, -1):
        h, z = cache[k]
        if k < len(params) - 1:
            d = d * (z > 0)
        grads.append((h.T @ d, np.sum(d, axis=0)))
        d = d @ params[k][0].T
    return grads[::-1]


def _net(rng, *sizes):
    """Return parameters of a network with these widths, biases not zero."""
    return [(rng.normal(size=(a, b)) * np.sqrt(2.0 / a), 0.5 * rng.normal(size=b)) for a, b in pairwise(sizes)]


def _forward(params, X):
    """Return the pair (input, weighted sums) of each layer."""
    cache, h = [], X
    for W, b in params:
        z = h @ W + b
        cache.append((h, z))
        h = np.maximum(z, 0.0)
    return cache


def _inputs(rng, n, *sizes):
    params, X = _net(rng, *sizes), rng.normal(size=(n, sizes[0]))
    return {"params": params, "cache": _forward(params, X), "dscores": rng.normal(size=(n, sizes[-1]))}


def _kinks(rng):
    """Return inputs in which a bias cancels what comes in: half of the weighted sums are exactly 0."""
    X = rng.integers(1, 4, size=(4, 3)).astype(float)
    W = rng.integers(-2, 3, size=(3, 4)).astype(float)
    params = [(W, -(X[0] @ W)), (rng.normal(size=(4, 2)), rng.normal(size=2))]
    return {"params": params, "cache": _forward(params, X), "dscores": rng.normal(size=(4, 2))}


def _edge(name, inputs, **settings):
    return Case(name, inputs, check="edge cases", **settings)


@exercise.cases
def cases(rng):
    yield Case("two layers", _inputs(rng, 6, 4, 5, 3), public=True)
    yield Case("three layers", _inputs(rng, 5, 3, 6, 4, 2), public=True)
    yield Case("all widths equal, and as many examples", _inputs(rng, 4, 4, 4, 4, 4), public=True)
    yield Case("one layer", _inputs(rng, 3, 4, 2), public=True)
    yield Case("hidden layers of equal width", _inputs(rng, 6, 3, 5, 5, 5, 2))
    yield Case("four layers", _inputs(rng, 7, 5, 4, 6, 3, 4))
    yield Case("one example", _inputs(rng, 1, 3, 5, 4))
    # Here a mask that is written over the weighted sums changes nothing, and a cache that is turned round does.
    X, V, ones = rng.normal(size=(5, 3)), rng.integers(-2, 3, size=(4, 2)).astype(float), np.ones((5, 4))
    params = [(np.zeros((3, 4)), np.ones(4)), (V, 1.0 - V.sum(axis=0))]
    inputs = {"params": params, "cache": [(X, ones), (ones, np.ones((5, 2)))], "dscores": rng.normal(size=(5, 2))}
    yield Case("weighted sums of exactly 1", inputs)
    yield _edge("weighted sums of exactly 0", _kinks(rng), public=True)
    inputs = _inputs(rng, 3, 4, 3, 2)
    yield _edge("no gradient from above", {**inputs, "dscores": np.zeros((3, 2))})
    dead = _net(rng, 3, 4, 2)
    dead[0] = (dead[0][0], dead[0][1] - 50.0)
    cache = _forward(dead, rng.normal(size=(3, 3)))
    inputs = {"params": dead, "cache": cache, "dscores": rng.normal(size=(3, 2))}
    yield _edge("a hidden layer without life", inputs, public=True)
    yield _edge("one unit a layer", _inputs(rng, 3, 1, 1, 1))
    yield Case("read-only gradient from above", _inputs(rng, 3, 2, 4, 3), check="contract", read_only=True, public=True)


FIRST_WEIGHTS = "grads = mlp_backward(params, cache, dscores)\nreturn grads[0][0]"
FIRST_BIASES = "grads = mlp_backward(params, cache, dscores)\nreturn grads[0][1]"


@exercise.law(script=FIRST_WEIGHTS)
def twice_the_gradient_from_above(rng):
    """Twice the gradient from above must give twice the gradient of the first layer's weights."""
    inputs = _inputs(rng, 4, 3, 5, 2)
    return Scaled(inputs, {**inputs, "dscores": 2.0 * inputs["dscores"]}, 2.0)


@exercise.law(script=FIRST_BIASES)
def the_batch_is_the_sum_of_its_examples(rng):
    """The gradients of a batch must be the sums of those of its examples: any 1/N is already in dscores."""
    whole = _inputs(rng, 3, 4, 5, 2)
    cache, d = whole["cache"], whole["dscores"]
    ones = [
        {**whole, "cache": [(h[i : i + 1], z[i : i + 1]) for h, z in cache], "dscores": d[i : i + 1]} for i in range(3)
    ]
    return Linear((whole, *ones), (1.0, -1.0, -1.0, -1.0))


@exercise.law
def gradients_predict_how_the_scores_move(rng):
    """A small step of the parameters must move Σ dscores · scores by what your gradients predict."""
    inputs = _inputs(rng, 5, 3, 6, 4, 2)
    # No hidden weighted sum may be so near 0 that the step takes it to the other side.
    while min(np.abs(z).min() for _, z in inputs["cache"][:-1]) < 0.02:
        inputs = _inputs(rng, 5, 3, 6, 4, 2)
    params, X, d = inputs["params"], inputs["cache"][0][0], inputs["dscores"]
    way = [(rng.uniform(-1, 1, size=W.shape), rng.uniform(-1, 1, size=b.shape)) for W, b in params]

    def value(step):
        moved = [(W + step * U, b + step * u) for (W, b), (U, u) in zip(params, way, strict=True)]
        return np.sum(d * _forward(moved, X)[-1][1])

    slope = (value(1e-6) - value(-1e-6)) / 2e-6

    def predicts(outputs):
        pairs = zip(outputs[0], way, strict=True)
        along = sum(np.sum(dW * U) + np.sum(db * u) for (dW, db), (U, u) in pairs)
        return np.isclose(along, slope, rtol=1e-3, atol=1e-3)

    return Lawful((inputs,), predicts)


def _positive(k, z, h, d):
    return z > 0


def _back(d, W):
    return d @ W.T


def _weights(h, d):
    return h.T @ d


def _biases(h, d):
    return d.sum(axis=0)


def _walk(
    params, cache, d, *, mask=_positive, back=_back, weights=_weights, biases=_biases, masked=lambda k, last: k < last
):
    """Return the gradients of a backward pass that differs from the right one in what is given.

    ``mask(k, z, h, d)`` lets the message to layer k through if ``masked(k, last)`` says so.
    """
    grads = []
    last = len(params) - 1
    for k in range(last, -1, -1):
        h, z = cache[k]
        if masked(k, last):
            d = d * mask(k, z, h, d)
        grads.append((weights(h, d), biases(h, d)))
        d = back(d, params[k][0])
    return grads[::-1]


def _messages(params, cache, d):
    """Return the gradient at each layer's weighted sums, and that of X."""
    messages = [d]
    for (W, _), (_, z) in zip(params[:0:-1], cache[-2::-1], strict=True):
        messages.insert(0, (messages[0] @ W.T) * (z > 0))
    return messages, messages[0] @ params[0][0].T


@exercise.mistake
def no_relu_mask(params, cache, dscores):
    """You leave out the derivative of ReLU. On its way down, the message passes only where the weighted sum of the
    layer below is positive.
    """
    return _walk(params, cache, dscores, masked=lambda k, last: False)


@exercise.mistake
def mask_on_the_output_too(params, cache, dscores):
    """You mask dscores as well. The output layer has no ReLU, so all of dscores goes into the last layer."""
    return _walk(params, cache, dscores, masked=lambda k, last: True)


@exercise.mistake
def mask_on_the_output_only(params, cache, dscores):
    """You mask at the output layer and nowhere else. It is the other way round: the hidden layers have a ReLU, and the
    output has none.
    """
    return _walk(params, cache, dscores, masked=lambda k, last: k == last and k > 0)


@exercise.mistake
def no_mask_at_the_first_layer(params, cache, dscores):
    """You do not mask what arrives at the first layer. It is a hidden layer like the others and has a ReLU
    behind it.
    """
    return _walk(params, cache, dscores, masked=lambda k, last: 0 < k < last)


@exercise.mistake
def mask_at_the_first_layer_only(params, cache, dscores):
    """You mask at the first layer only. Every hidden layer has a ReLU, and so every one masks the message."""
    return _walk(params, cache, dscores, masked=lambda k, last: k == 0 < last)


@exercise.mistake
def mask_at_the_last_hidden_layer_only(params, cache, dscores):
    """You mask at the last hidden layer only. Every hidden layer has a ReLU, and so every one masks the message."""
    return _walk(params, cache, dscores, masked=lambda k, last: k == last - 1)


@exercise.mistake
def mask_on_the_output_and_not_at_the_first_layer(params, cache, dscores):
    """You mask dscores, which no ReLU has touched, and you do not mask what arrives at the first layer. The mask of a
    layer belongs to its own weighted sum, and only hidden layers have one.
    """
    return _walk(params, cache, dscores, masked=lambda k, last: k > 0)


@exercise.mistake(by=(1, -1), first=("alone", "kept"))
def mask_of_the_wrong_layer(params, cache, dscores, *, by, first):
    """You mask with the weighted sums of another layer. The message that arrives at a hidden layer is masked by that
    layer's own f; if all widths are equal, nothing raises.
    """
    last = len(params) - 1
    grads = []
    d = dscores
    for k in range(last, -1, -1):
        if k < last:
            place = k + by if k + by >= 0 or first == "kept" else k
            d = d * (cache[place][1] > 0)
        grads.append((cache[k][0].T @ d, d.sum(axis=0)))
        d = d @ params[k][0].T
    return grads[::-1]


@exercise.mistake
def mask_by_the_input(params, cache, dscores):
    """You mask with the *input* of the layer that the message reaches. It is the weighted sum of that layer, the other
    one of the pair, whose sign decides.
    """
    return _walk(params, cache, dscores, mask=lambda k, z, h, d: h > 0)


@exercise.mistake
def mask_by_the_message(params, cache, dscores):
    """You let through the positive entries of the gradient itself. What decides is the sign of the cached weighted sum;
    a gradient may well be negative.
    """
    return _walk(params, cache, dscores, mask=lambda k, z, h, d: d > 0)


@exercise.mistake
def both_masks(params, cache, dscores):
    """You let through the gradient only where it is positive itself, on top of the mask. Negative gradients pass, too,
    wherever the weighted sum is positive.
    """
    return _walk(params, cache, dscores, mask=lambda k, z, h, d: (z > 0) & (d > 0))


@exercise.mistake
def mask_inverted(params, cache, dscores):
    """Your mask lets through where the weighted sum is *not* positive. It is the positive ones that ReLU passed on."""
    return _walk(params, cache, dscores, mask=lambda k, z, h, d: z <= 0)


@exercise.mistake
def kink_counted_as_1(params, cache, dscores):
    """Your ReLU has derivative 1 at exactly 0. Here its derivative at the kink is 0: the mask is f > 0."""
    return _walk(params, cache, dscores, mask=lambda k, z, h, d: z >= 0)


@exercise.mistake
def kink_counted_as_half(params, cache, dscores):
    """Your ReLU has derivative ½ at exactly 0. Here its derivative at the kink is 0: the mask is f > 0."""
    return _walk(params, cache, dscores, mask=lambda k, z, h, d: np.heaviside(z, 0.5))


@exercise.mistake
def relu_in_place_of_its_derivative(params, cache, dscores):
    """You multiply by ReLU(f) itself. Its derivative is 1 where f is positive and 0 elsewhere."""
    return _walk(params, cache, dscores, mask=lambda k, z, h, d: np.maximum(z, 0.0))


@exercise.mistake
def weighted_sum_in_place_of_the_mask(params, cache, dscores):
    """You multiply by the weighted sums themselves. ReLU's derivative is 1 where they are positive and 0 elsewhere."""
    return _walk(params, cache, dscores, mask=lambda k, z, h, d: z)


@exercise.mistake
def sign_in_place_of_the_mask(params, cache, dscores):
    """You multiply by the sign of f, which is −1 where ReLU is flat. Its derivative there is 0."""
    return _walk(params, cache, dscores, mask=lambda k, z, h, d: np.sign(z))


@exercise.mistake(slope=(0.01, 0.1, 0.2))
def leaky_relu(params, cache, dscores, *, slope):
    """You let a part of the gradient through where f is negative (a leaky ReLU). Here nothing passes there."""
    return _walk(params, cache, dscores, mask=lambda k, z, h, d: np.where(z > 0, 1.0, slope))


@exercise.mistake(of=(np.tanh, lambda z: z, lambda z: np.maximum(z, 0.0)))
def tanh_derivative(params, cache, dscores, *, of):
    """You use the derivative of tanh. The hidden layers have ReLU: 1 where f is positive, 0 elsewhere."""
    return _walk(params, cache, dscores, mask=lambda k, z, h, d: 1.0 - of(z) ** 2)


@exercise.mistake
def sigmoid_derivative(params, cache, dscores):
    """You use the sigmoid or its derivative. The hidden layers have ReLU: 1 where f is positive, 0 elsewhere."""
    s = [1.0 / (1.0 + np.exp(-z)) for _, z in cache]
    return _walk(params, cache, dscores, mask=lambda k, z, h, d: s[k] * (1.0 - s[k]))


@exercise.mistake
def local_alone(params, cache, dscores):
    """You pass the mask down without the message. A local derivative is multiplied by what comes from above."""
    last, masks = len(params) - 1, [(z > 0).astype(float) for _, z in cache]
    messages = [*masks[:last], dscores]
    return [(h.T @ d, d.sum(axis=0)) for (h, _), d in zip(cache, messages, strict=True)]


@exercise.mistake
def order(params, cache, dscores):
    """You return the gradients of the last layer first. Put the list into the order of the layers before you
    return it.
    """
    return mlp_backward(params, cache, dscores)[::-1]


@exercise.mistake
def pair_swapped(params, cache, dscores):
    """Your pairs stand as (db, dW). The weights come first, as they do in params."""
    return [(db, dW) for dW, db in mlp_backward(params, cache, dscores)]


@exercise.mistake
def order_and_pair_swapped(params, cache, dscores):
    """You return the gradients of the last layer first, and each pair as (db, dW). Both orders are those of params."""
    return [(db, dW) for dW, db in mlp_backward(params, cache, dscores)[::-1]]


@exercise.mistake
def message_not_passed_on(params, cache, dscores):
    """Every layer of yours uses dscores. After a layer's gradients, replace the message by what goes down to the layer
    below.
    """
    return _walk(params, cache, dscores, back=lambda d, W: dscores, masked=lambda k, last: False)


@exercise.mistake
def message_masked_but_not_passed_on(params, cache, dscores):
    """Your message is masked, but never goes through W. On the way down it is multiplied by W's transpose."""
    return _walk(params, cache, dscores, back=lambda d, W: d)


@exercise.mistake
def same_weights_for_every_step(params, cache, dscores):
    """You send the message down through the same matrix each time. From layer k to the layer below it is params[k] that
    it passes.
    """
    return _walk(params, cache, dscores, back=lambda d, W: d @ params[-1][0].T)


@exercise.mistake(offset=(-1, 1))
def weights_of_the_wrong_layer(params, cache, dscores, *, offset):
    """You send the message down through the matrix of a neighbouring layer. The step from layer k to the layer below
    passes params[k], the W with which k's output was made.
    """
    grads = []
    d = dscores
    for k in range(len(params) - 1, -1, -1):
        h, z = cache[k]
        if k < len(params) - 1:
            d = d * (z > 0)
        grads.append((h.T @ d, d.sum(axis=0)))
        if k > 0:
            d = d @ params[min(k + offset, len(params) - 1)][0].T
    return grads[::-1]


@exercise.mistake
def weights_not_transposed(params, cache, dscores):
    """You send the message down through W as it is. It takes the transpose, d Wᵀ, to come back from outputs to inputs;
    only a square W lets the other product through.
    """
    return _walk(params, cache, dscores, back=lambda d, W: d @ W)


@exercise.mistake(lr=(1.0, 0.1, 0.01, 0.001))
def updated_weights(params, cache, dscores, *, lr):
    """You send the message down through weights that were already changed. Backpropagation uses the W of the forward
    pass: first all gradients, then the step.
    """
    grads = []
    d = dscores
    for k in range(len(params) - 1, -1, -1):
        h, z = cache[k]
        if k < len(params) - 1:
            d = d * (z > 0)
        grads.append((h.T @ d, d.sum(axis=0)))
        d = d @ (params[k][0] - lr * grads[-1][0]).T
    return grads[::-1]


@exercise.mistake(factor=(0.0, 0.5, 2.0, -1.0))
def other_weights(params, cache, dscores, *, factor):
    """You send the message down through other weights than those in params, a multiple of them. It is W itself, as it
    was in the forward pass.
    """
    return _walk(params, cache, dscores, back=lambda d, W: factor * d @ W.T)


@exercise.mistake(biases_too=(True, False))
def parameters_updated(params, cache, dscores, *, biases_too):
    """You change the caller's parameters. Return the gradients, and leave the step to whoever asked for them."""
    grads = mlp_backward(params, cache, dscores)
    for (W, b), (dW, db) in zip(params, grads, strict=True):
        W -= dW
        if biases_too:
            b -= db
    return grads


@exercise.mistake
def dscores_overwritten(params, cache, dscores):
    """You write into the caller's dscores, as `d *= mask` does as long as d is dscores. Make a new array for each
    message.
    """
    grads = mlp_backward(params, cache, dscores.copy())
    dscores *= 0.5
    return grads


@exercise.mistake(how=("emptied", "hidden sums overwritten", "all sums overwritten"))
def cache_changed(params, cache, dscores, *, how):
    """You change the caller's cache: `pop` takes the pairs out of it, and `f[f < 0] = 0` writes into one. Read the
    pairs by their places, cache[k], and make new arrays.
    """
    grads = mlp_backward(params, cache, dscores)
    if how == "emptied":
        cache.clear()
    for _, z in cache[:-1] if how == "hidden sums overwritten" else cache:
        z[...] = z > 0
    return grads


@exercise.mistake
def cache_turned_round(params, cache, dscores):
    """You reverse the caller's cache. `reversed(cache)` and `cache[::-1]` leave it as it is."""
    grads = mlp_backward(params, cache, dscores)
    cache.reverse()
    return grads


@exercise.mistake
def params_emptied(params, cache, dscores):
    """You take the pairs out of the caller's list of parameters. Read them by their places and leave the
    list as it is.
    """
    grads = mlp_backward(params, cache, dscores)
    params.clear()
    return grads


@exercise.mistake
def params_turned_round(params, cache, dscores):
    """You reverse the caller's list of parameters. `reversed(params)` and `params[::-1]` leave it as it is."""
    grads = mlp_backward(params, cache, dscores)
    params.reverse()
    return grads


@exercise.mistake
def params_and_cache_turned_round(params, cache, dscores):
    """You reverse the caller's lists of parameters and of the cache. `reversed(...)` and `[::-1]` leave them as they
    are.
    """
    grads = mlp_backward(params, cache, dscores)
    params.reverse()
    cache.reverse()
    return grads


@exercise.mistake
def divided_by_N(params, cache, dscores):
    """You divide the gradients by the number of examples. The mean is part of the loss, so 1/N is already in dscores:
    add the examples up.
    """
    return [(dW / len(dscores), db / len(dscores)) for dW, db in mlp_backward(params, cache, dscores)]


@exercise.mistake
def divided_by_N_at_every_layer(params, cache, dscores):
    """You divide the message by the number of examples at every layer. 1/N is already in dscores, once and for all."""
    n, last = len(dscores), len(params) - 1
    grads = mlp_backward(params, cache, dscores)
    return [(dW / n ** (last - k + 1), db / n ** (last - k + 1)) for k, (dW, db) in enumerate(grads)]


@exercise.mistake
def dW_divided_by_N(params, cache, dscores):
    """You divide dW by the number of examples. 1/N is already in dscores: h.T @ d adds the examples up, and that is
    all.
    """
    return _walk(params, cache, dscores, weights=lambda h, d: h.T @ d / len(d))


@exercise.mistake
def db_mean(params, cache, dscores):
    """Your db is the mean over the examples. It is their sum: 1/N is already in dscores."""
    return _walk(params, cache, dscores, biases=lambda h, d: d.mean(axis=0))


@exercise.mistake
def db_over_the_units(params, cache, dscores):
    """Your db adds up over the units (axis 1). A bias is shared by all examples, so its gradient adds up over them,
    axis 0.
    """
    return _walk(params, cache, dscores, biases=lambda h, d: d.sum(axis=1))


@exercise.mistake
def db_one_number(params, cache, dscores):
    """Your db is one number a layer. Each unit has its own bias: add up over the examples (axis 0) only."""
    return _walk(params, cache, dscores, biases=lambda h, d: d.sum())


@exercise.mistake
def db_not_summed(params, cache, dscores):
    """Your db has a row for each example. A bias is shared by all of them, so its gradient is the sum over the
    examples.
    """
    return _walk(params, cache, dscores, biases=lambda h, d: d)


@exercise.mistake
def db_with_keepdims(params, cache, dscores):
    """Your db has shape (1, units). It has the shape of b, (units,): leave out `keepdims`."""
    return _walk(params, cache, dscores, biases=lambda h, d: d.sum(axis=0, keepdims=True))


@exercise.mistake
def db_zero(params, cache, dscores):
    """Your db is 0 everywhere. A bias has a gradient, too: the sum of d over the examples."""
    return _walk(params, cache, dscores, biases=lambda h, d: np.zeros(d.shape[1]))


@exercise.mistake
def db_of_the_first_example(params, cache, dscores):
    """Your db is the gradient of one example alone. Add up over all of them."""
    return _walk(params, cache, dscores, biases=lambda h, d: d[0])


@exercise.mistake
def dW_transposed(params, cache, dscores):
    """Your dW is transposed, (out, in). It has the shape of W: inputs transposed times d."""
    return _walk(params, cache, dscores, weights=lambda h, d: d.T @ h)


@exercise.mistake
def dW_without_the_transpose(params, cache, dscores):
    """You multiply the inputs by d without transposing the inputs. The examples must meet in the product, (in, N) by
    (N, out); only a square input lets the other product through.
    """
    return _walk(params, cache, dscores, weights=lambda h, d: h @ d)


@exercise.mistake
def dW_without_the_message(params, cache, dscores):
    """Your dW does not contain the message: it adds up the inputs alone. Multiply them by what comes from above."""
    return _walk(params, cache, dscores, weights=lambda h, d: h.T @ np.ones_like(d))


@exercise.mistake
def dW_of_the_weighted_sums(params, cache, dscores):
    """Your dW is made of the layer's own weighted sums. Its *input* meets the message there, the first of the pair."""
    last, messages = len(params) - 1, _messages(params, cache, dscores)[0]
    return [(cache[k][1].T @ messages[k], messages[k].sum(axis=0)) for k in range(last + 1)]


@exercise.mistake
def dW_of_inputs_before_relu(params, cache, dscores):
    """Your dW is made of the weighted sums of the layer below. What went into the layer has been through ReLU: it is
    the first of the pair in the cache.
    """
    messages, _ = _messages(params, cache, dscores)
    inputs = [cache[0][0], *(z for _, z in cache[:-1])]
    return [(h.T @ d, d.sum(axis=0)) for h, d in zip(inputs, messages, strict=True)]


@exercise.mistake
def dW_of_relu_of_the_weighted_sums(params, cache, dscores):
    """Your dW is made of what the layer puts out. Its *input* meets the message there, the first of the pair."""
    messages, _ = _messages(params, cache, dscores)
    return [(np.maximum(z, 0.0).T @ d, d.sum(axis=0)) for (_, z), d in zip(cache, messages, strict=True)]


@exercise.mistake
def dW_of_X(params, cache, dscores):
    """Your dW is made of X in every layer. Each layer has its own input, the first of its pair in the cache."""
    messages, _ = _messages(params, cache, dscores)
    return [(cache[0][0].T @ d, d.sum(axis=0)) for d in messages]


@exercise.mistake
def unmasked_in_the_gradients(params, cache, dscores):
    """You use the message for dW and db before it is masked, and mask it only on its way further down. The parameters
    of a layer stand before its ReLU: mask first.
    """
    grads = []
    d, last = dscores, len(params) - 1
    for k in range(last, -1, -1):
        h, z = cache[k]
        grads.append((h.T @ d, d.sum(axis=0)))
        d = (d * (z > 0) if k < last else d) @ params[k][0].T
    return grads[::-1]


@exercise.mistake(part=("dW", "db"))
def one_of_two_unmasked(params, cache, dscores, *, part):
    """You use the message before it is masked for one of dW and db, and after it for the other. Both parameters stand
    before the ReLU: mask first.
    """
    late, right = unmasked_in_the_gradients(params, cache, dscores), mlp_backward(params, cache, dscores)
    # The message that goes on is the same in both, so the gradients can be put together from the two.
    pairs = zip(late, right, strict=True)
    return [(a[0], b[1]) if part == "dW" else (b[0], a[1]) for a, b in pairs]


@exercise.mistake
def mask_not_passed_on(params, cache, dscores):
    """You mask what goes into dW and db, and pass on the message without its mask. What is stopped at a ReLU goes no
    further down either.
    """
    grads = []
    d, last = dscores, len(params) - 1
    for k in range(last, -1, -1):
        h, z = cache[k]
        masked = d * (z > 0) if k < last else d
        grads.append((h.T @ masked, masked.sum(axis=0)))
        d = d @ params[k][0].T
    return grads[::-1]


@exercise.mistake
def mask_before_the_weights(params, cache, dscores):
    """You mask by the layer's own weighted sums, output layer included, behind its gradients. First through W, then
    masked by the f of the layer that the message reaches.
    """
    grads = []
    d = dscores
    for k in range(len(params) - 1, -1, -1):
        h, z = cache[k]
        grads.append((h.T @ d, d.sum(axis=0)))
        d = (d * (z > 0)) @ params[k][0].T
    return grads[::-1]


@exercise.mistake
def wrong_sign(params, cache, dscores):
    """Your gradients have the wrong sign. The minus of gradient descent belongs to the step."""
    return [(-dW, -db) for dW, db in mlp_backward(params, cache, dscores)]


@exercise.mistake(factor=(2.0, 0.5))
def constant_factor(params, cache, dscores, *, factor):
    """Your gradients are right up to a constant factor, 2 or ½. None stands in h.T @ d or in the sum of d."""
    return [(factor * dW, factor * db) for dW, db in mlp_backward(params, cache, dscores)]


@exercise.mistake(lam=(1.0, 0.1, 0.01))
def penalty_added(params, cache, dscores, *, lam):
    """You add a share of W to dW, as an L2 penalty does. The penalty is no part of the backward pass; `loss_and_grads`
    adds it.
    """
    pairs = zip(mlp_backward(params, cache, dscores), params, strict=True)
    return [(dW + lam * W, db) for (dW, db), (W, _) in pairs]


@exercise.mistake
def dX_too(params, cache, dscores):
    """You return the gradient of X as well. The list of (dW, db) alone is asked for."""
    return mlp_backward(params, cache, dscores), _messages(params, cache, dscores)[1]


@exercise.mistake
def dX_too_and_first(params, cache, dscores):
    """You return the gradient of X as well. The list of (dW, db) alone is asked for."""
    return _messages(params, cache, dscores)[1], mlp_backward(params, cache, dscores)


@exercise.mistake
def dX_in_each_entry(params, cache, dscores):
    """Your entries hold the gradient of the layer's input, too. Each one is the pair (dW, db)."""
    messages, dX = _messages(params, cache, dscores)
    down = [dX, *(d @ W.T for d, (W, _) in zip(messages[1:], params[1:], strict=True))]
    return [(dx, *pair) for dx, pair in zip(down, mlp_backward(params, cache, dscores), strict=True)]


@exercise.mistake
def messages_returned(params, cache, dscores):
    """You return the messages themselves. From each one, and from the input of its layer, make the pair (dW, db)."""
    return _messages(params, cache, dscores)[0]


@exercise.mistake
def dX_alone(params, cache, dscores):
    """You return the gradient of X, the last message. What is asked for are the pairs (dW, db) of all layers on the
    way.
    """
    return _messages(params, cache, dscores)[1]


@exercise.mistake(form=(tuple, list))
def two_lists(params, cache, dscores, *, form):
    """You return one list of dW and one of db. Return one list of pairs, (dW, db) of layer k at place k."""
    grads = mlp_backward(params, cache, dscores)
    return form(([dW for dW, _ in grads], [db for _, db in grads]))


@exercise.mistake
def flat_list(params, cache, dscores):
    """You return a flat list of arrays. Put the two of each layer together: a list of pairs (dW, db)."""
    return [array for pair in mlp_backward(params, cache, dscores) for array in pair]


@exercise.mistake
def weights_alone(params, cache, dscores):
    """You return the gradients of the weights only. Biases have gradients, too: return pairs (dW, db)."""
    return [dW for dW, _ in mlp_backward(params, cache, dscores)]


@exercise.mistake
def first_layer_alone(params, cache, dscores):
    """You return one layer's pair instead of a list of all layers' pairs. Collect the pairs in a list during
    the loop.
    """
    return mlp_backward(params, cache, dscores)[0]


@exercise.mistake(end=("first", "last"))
def list_of_one_pair(params, cache, dscores, *, end):
    """Your list holds one pair, whatever the number of layers. Make the list before the loop; each turn of the loop
    adds the pair of its layer.
    """
    grads = mlp_backward(params, cache, dscores)
    return grads[:1] if end == "first" else grads[-1:]


@exercise.mistake
def first_layer_left_out(params, cache, dscores):
    """You leave out the first layer: your loop ends one layer too early. It runs down to layer 0, included."""
    return mlp_backward(params, cache, dscores)[1:]


@exercise.mistake
def last_layer_left_out(params, cache, dscores):
    """You leave out the last layer: it has no ReLU, but it has a dW and a db."""
    return mlp_backward(params, cache, dscores)[:-1]


@exercise.mistake(lr=(1.0, 0.1, 0.01, 0.001))
def new_parameters(params, cache, dscores, *, lr):
    """You return parameters after a step. The gradients themselves are asked for; the step comes later."""
    pairs = zip(params, mlp_backward(params, cache, dscores), strict=True)
    return [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in pairs]


@exercise.mistake
def all_zero(params, cache, dscores):
    """Your gradients are 0 everywhere. Are they computed and then not stored in the list that you return?"""
    return [(np.zeros_like(W), np.zeros_like(b)) for W, b in params]


@exercise.mistake(on=("no layer", "every layer"))
def order_and_mask(params, cache, dscores, *, on):
    """You return the gradients of the last layer first, and your mask does not stand where it should: at every hidden
    layer, and not at the output.
    """
    return _walk(params, cache, dscores, masked=lambda k, last: on == "every layer")[::-1]


@exercise.mistake(on=("no layer", "every layer"))
def divided_by_N_and_mask(params, cache, dscores, *, on):
    """You divide by the number of examples, though 1/N is already in dscores; and your mask does not stand where it
    should: at every hidden layer, and not at the output.
    """
    grads = _walk(params, cache, dscores, masked=lambda k, last: on == "every layer")
    return [(dW / len(dscores), db / len(dscores)) for dW, db in grads]


DB = {
    "mean": lambda h, d: d.mean(axis=0),
    "over the units": lambda h, d: d.sum(axis=1),
    "not summed": lambda h, d: d,
    "keepdims": lambda h, d: d.sum(axis=0, keepdims=True),
    "one number": lambda h, d: d.sum(),
}


@exercise.mistake(db=tuple(DB), on=("no layer", "every layer"))
def db_and_mask(params, cache, dscores, *, db, on):
    """Two things: your db must be the sum over the examples, of shape (units,); and your mask does not stand where it
    should, at every hidden layer and not at the output.
    """
    return _walk(params, cache, dscores, biases=DB[db], masked=lambda k, last: on == "every layer")


@exercise.mistake
def order_and_divided_by_N(params, cache, dscores):
    """You return the gradients of the last layer first, and you divide by the number of examples. The order is that of
    params, and 1/N is already in dscores.
    """
    return divided_by_N(params, cache, dscores)[::-1]


@exercise.alternative
def by_einsum(params, cache, dscores):
    d, grads = dscores, []
    for (W, _), (h, _), below in zip(params[::-1], cache[::-1], [*cache[-2::-1], None], strict=True):
        grads.append([np.einsum("nd,nc->dc", h, d), np.einsum("nc->c", d)])
        if below is not None:
            d = np.where(below[1] > 0, np.einsum("nc,dc->nd", d, W), 0.0)
    return grads[::-1]


@exercise.alternative
def masked_by_the_next_input(params, cache, dscores):
    grads = {}
    for k in reversed(range(len(params))):
        a, _ = cache[k]
        grads[k] = (np.dot(a.T, dscores), np.ones(len(dscores)) @ dscores)
        if k:
            dscores = dscores.dot(params[k][0].T) * np.sign(a)
    return tuple(grads[k] for k in range(len(params)))


@exercise.alternative
def by_recursion(params, cache, dscores):
    h, _ = cache[-1]
    mine = (h.T @ dscores, dscores.sum(0))
    if len(params) == 1:
        return [mine]
    d = dscores @ params[-1][0].T
    d[cache[-2][1] <= 0] = 0
    return [*by_recursion(params[:-1], cache[:-1], d), mine]


@exercise.alternative
def example_by_example(params, cache, dscores):
    totals = [[np.zeros(W.shape), np.zeros(b.shape)] for W, b in params]
    for n, row in enumerate(dscores):
        d = row
        for k in range(len(params) - 1, -1, -1):
            totals[k][0] += np.outer(cache[k][0][n], d)
            totals[k][1] += d
            if k > 0:
                d = (params[k][0] @ d) * (cache[k - 1][1][n] > 0)
    return [tuple(pair) for pair in totals]


@exercise.alternative
def in_float32(params, cache, dscores):
    d, grads = dscores.astype(np.float32), []
    for k in range(len(params))[::-1]:
        h, z = (array.astype(np.float32) for array in cache[k])
        if k + 1 < len(params):
            d = d * (z > 0)
        grads.append((h.T @ d, d.sum(axis=0)))
        d = d @ params[k][0].T.astype(np.float32)
    grads.reverse()
    return grads


@exercise.alternative
def ones_beside_the_inputs(params, cache, dscores):
    out, d = {}, dscores.copy()
    for k in range(len(params) - 1, -1, -1):
        both = np.column_stack([cache[k][0], np.ones(len(d))]).T @ d
        out[k] = (both[:-1], both[-1])
        d = (params[k][0] @ d.T).T
        d *= (cache[k - 1][1] > 0).astype(float) if k > 0 else 1.0
    return [out[k] for k in sorted(out)]

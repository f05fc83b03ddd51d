"""The loss of a whole network and all its gradients (Lecture 2.2, "Backpropagation" and "Full loss")."""

from itertools import pairwise

import numpy as np

from fallline.compare import Tolerance
from fallline.laws import Gives, Lawful, Linear, Same
from grader.exercise import Case, Exercise

exercise = Exercise(
    "loss_and_grads",
    number="4.7",
    lesson="04_layers",
    points=15,
    lines=9,
    difficulty=3,
    read="lesson 04, “Loss and gradients”",
    hints=(
        "Forward, loss, backward: you have written all three. Two things are new: where the gradient starts, at the "
        "scores, and what the penalty adds to the loss and to the gradient of each W.",
        "loss = mean over i of −log p_i[y_i] + ½ λ Σ_k ‖W_k‖². At the scores the gradient is (p − one-hot(y)) / N. The "
        "penalty adds λ W_k to dW_k, and nothing to db_k.",
        "Run the network forward and keep the cache. Shift the scores by the rows' maxima, and get log-probabilities. "
        "From them take the loss and the gradient at the scores, and send that backward. At the end, go over all "
        "layers once more for the penalty.",
    ),
    grader_tries="other depths, one example, whole-number λ, scores far apart, the numerical gradient of your loss",
    # Whoever works in float32 is right, too.
    tolerance=Tolerance(rtol=1e-5, atol=1e-6),
)


@exercise.reference
def loss_and_grads(params, X, y, lam):
    inputs = [X]
    for W, b in params[:-1]:
        inputs.append(np.maximum(inputs[-1] @ W + b, 0.0))
    W, b = params[-1]
    scores, rows = inputs[-1] @ W + b, np.arange(len(y))
    shifted = scores - scores.max(axis=1, keepdims=True)
    logp = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    loss = -logp[rows, y].mean() + 0.5 * lam * sum(np.sum(W**2) for W, _ in params)
    d = np.exp(logp)
    d[rows, y] -= 1.0
    d /= len(y)
    grads = []
    for (W, _), h in zip(params[::-1], inputs[::-1], strict=True):
        grads.append((h.T @ d + lam * W, d.sum(axis=0)))
        d = (d @ W.T) * (h > 0)
    return float(loss), grads[::-1]


def _net(rng, *sizes):
    """Return parameters of a network with these widths, biases not zero."""
    return [(rng.normal(size=(a, b)) * np.sqrt(2.0 / a), 0.5 * rng.normal(size=b)) for a, b in pairwise(sizes)]


def _inputs(rng, y, lam, *sizes):
    """Return inputs of a network with these widths; the labels come in random order."""
    X = rng.normal(size=(len(y), sizes[0]))
    return {"params": _net(rng, *sizes), "X": X, "y": rng.permutation(y), "lam": lam}


def _scaled(inputs, factor):
    """Return inputs whose scores are ``factor`` times as large: the last layer is."""
    W, b = inputs["params"][-1]
    return {**inputs, "params": [*inputs["params"][:-1], (factor * W, factor * b)]}


# Loss and gradients, data and penalty are asked for one by one, so that two mistakes in two of them are both named.
LOSS = "loss, grads = loss_and_grads(params, X, y, lam)\nreturn loss"
GRADIENTS = "loss, grads = loss_and_grads(params, X, y, lam)\nreturn grads"
PENALTY = """
    plain, others = loss_and_grads(keep(params), X, y, 0.0)
    loss, grads = loss_and_grads(params, X, y, lam)
    return loss - plain
"""
PULL = """
    plain, others = loss_and_grads(keep(params), X, y, 0.0)
    loss, grads = loss_and_grads(params, X, y, lam)
    first = grads[0][0] - others[0][0], grads[0][1] - others[0][1]
    last = grads[1][0] - others[1][0], grads[1][1] - others[1][1]
    return first, last
"""
MIDDLE_PULL = """
    plain, others = loss_and_grads(keep(params), X, y, 0.0)
    loss, grads = loss_and_grads(params, X, y, lam)
    return grads[1][0] - others[1][0], grads[1][1] - others[1][1]
"""


def _edge(name, inputs, **settings):
    return Case(name, inputs, check="edge cases", **settings)


@exercise.cases
def cases(rng):
    two = _inputs(rng, [0, 1, 2, 2, 1, 0], 0.0, 4, 5, 3)
    yield Case("the loss without a penalty", two, script=LOSS, public=True)
    yield Case("the gradients without a penalty", two, script=GRADIENTS, public=True)
    penalised = {**two, "lam": 0.7}
    yield Case("the penalty in the loss", penalised, script=PENALTY, public=True)
    yield Case("the penalty in the gradients", penalised, script=PULL, public=True)
    square = _inputs(rng, [0, 2, 3, 2], 0.0, 4, 4, 4, 4)
    yield Case("the loss, all widths equal", square, script=LOSS, public=True)
    yield Case("the gradients, all widths equal", square, script=GRADIENTS, public=True)
    three = _inputs(rng, [0, 1, 1, 0, 1, 1, 0], 0.1, 3, 5, 4, 2)
    yield Case("the gradients of three layers", {**three, "lam": 0.0}, script=GRADIENTS, public=True)
    yield Case("the penalty of three layers", three, script=PENALTY, public=True)
    yield Case("the penalty in the middle layer", three, script=MIDDLE_PULL, public=True)
    one = _inputs(rng, [1], 0.0, 4, 3, 5)
    yield Case("the loss of one example", one, script=LOSS)
    yield Case("the gradients of one example", one, script=GRADIENTS)
    deep = _inputs(rng, [0, 1, 2, 2, 0], 0.0, 3, 6, 4, 5, 3)
    yield Case("the gradients of four layers", deep, script=GRADIENTS)
    equal = _inputs(rng, [0, 1, 2, 2, 0, 1], 0.0, 4, 5, 5, 5, 3)
    yield Case("hidden layers of equal width", equal, script=GRADIENTS)
    yield _edge("loss and gradients together", _inputs(rng, [0, 1, 2, 0], 0.3, 3, 4, 3), public=True)
    yield _edge("one layer", _inputs(rng, [0, 2, 1, 2], 0.4, 5, 3), public=True)
    zeros = [(np.zeros((3, 4)), np.zeros(4)), (np.zeros((4, 5)), np.zeros(5))]
    inputs = {"params": zeros, "X": rng.normal(size=(3, 3)), "y": rng.permutation([0, 2, 4]), "lam": 0.5}
    yield _edge("all parameters zero", inputs, public=True)
    yield _edge("a whole-number λ", _inputs(rng, [0, 2, 1], 2, 2, 4, 3))
    yield _edge("certain, and often wrong", _certain(rng, 45.0), public=True)
    yield _edge("scores thousands apart", _scaled(_inputs(rng, [0, 1, 2, 2], 0.0, 3, 5, 3), 3000.0), public=True)
    yield Case("read-only X and y", _inputs(rng, [1, 0, 1], 0.2, 2, 3, 2), check="contract", read_only=True)


def _certain(rng, gap):
    """Return inputs of one layer that gives one class ``gap`` more than the others: the wrong one, but for one example.

    The classes differ by what is added to them, so the labels alone decide who is right.
    """
    X, y = np.eye(4)[rng.permutation([0, 1, 2])], np.array([3, 3, 3])
    y[0] = int(X[0].argmax())
    return {"params": [(gap * np.eye(4), 0.1 * rng.normal(size=4))], "X": X, "y": y, "lam": 0.0}


LAST_BIAS = "loss, grads = loss_and_grads(params, X, y, lam)\nreturn grads[1][1]"


@exercise.law(script=LOSS)
def equal_scores_cost_log_C(rng):
    """With all weights and biases zero, the loss must be log C, whatever λ is."""
    params = [(np.zeros((3, 4)), np.zeros(4)), (np.zeros((4, 6)), np.zeros(6))]
    inputs = {"params": params, "X": rng.normal(size=(5, 3)), "y": rng.integers(0, 6, size=5), "lam": 0.4}
    return Gives((inputs,), float(np.log(6.0)))


@exercise.law(script=LOSS)
def the_penalty_grows_with_lambda(rng):
    """Twice the λ must add twice as much to the loss."""
    inputs = _inputs(rng, [0, 1, 2, 1], 0.0, 3, 4, 3)
    return Linear((inputs, {**inputs, "lam": 0.3}, {**inputs, "lam": 0.6}), (1.0, -2.0, 1.0))


@exercise.law(script=LOSS)
def the_loss_is_a_mean(rng):
    """Every example shown twice must leave the loss as it is."""
    inputs = _inputs(rng, [0, 1, 2, 1], 0.2, 3, 4, 3)
    return Same(inputs, {**inputs, "X": np.tile(inputs["X"], (2, 1)), "y": np.tile(inputs["y"], 2)})


@exercise.law(script=LAST_BIAS)
def the_gradient_is_that_of_a_mean(rng):
    """Every example shown twice must leave the gradients as they are."""
    inputs = _inputs(rng, [0, 1, 2, 1], 0.2, 3, 4, 3)
    return Same(inputs, {**inputs, "X": np.tile(inputs["X"], (2, 1)), "y": np.tile(inputs["y"], 2)})


def _off_the_kinks(rng, lam):
    """Return inputs in which no hidden weighted sum is so near 0 that a small step takes it to the other side."""
    while True:
        inputs = _inputs(rng, [0, 1, 2, 2, 1], lam, 3, 6, 4, 3)
        (W, b), (V, c), _ = inputs["params"]
        z = inputs["X"] @ W + b
        if min(np.abs(z).min(), np.abs(_relu(z) @ V + c).min()) > 0.02:
            return inputs


def _slope_is_predicted(rng, lam):
    """Return the law that a small step changes the answer's own loss by what its own gradients say."""
    inputs, step = _off_the_kinks(rng, lam), 1e-4
    way = [(rng.uniform(-1, 1, size=W.shape), rng.uniform(-1, 1, size=b.shape)) for W, b in inputs["params"]]

    def moved(by):
        pairs = zip(inputs["params"], way, strict=True)
        return {**inputs, "params": [(W + by * U, b + by * u) for (W, b), (U, u) in pairs]}

    def predicted(outputs):
        (_, grads), (above, _), (below, _) = outputs
        pairs = zip(grads, way, strict=True)
        along = sum(np.sum(dW * U) + np.sum(db * u) for (dW, db), (U, u) in pairs)
        # The difference of two float32 losses has no more than two or three digits left.
        return np.isclose((above - below) / (2 * step), along, rtol=0.01, atol=0.02)

    return Lawful((inputs, moved(step), moved(-step)), predicted)


@exercise.law
def gradients_are_those_of_your_loss(rng):
    """With λ = 0, a small step must change your loss by what your gradients predict."""
    return _slope_is_predicted(rng, 0.0)


@exercise.law
def gradients_are_those_of_your_loss_with_a_penalty(rng):
    """With λ > 0, a small step must change your loss by what your gradients predict, penalty and all."""
    return _slope_is_predicted(rng, 0.9)


def _relu(z):
    return np.maximum(z, 0.0)


def _positive(z):
    return z > 0


def _softmax(scores):
    e = np.exp(scores - scores.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def _hot(scores, y):
    return np.eye(scores.shape[1])[y]


def _costs(scores, y):
    """Return the cross-entropy of each example, (N,)."""
    z = scores - scores.max(axis=1, keepdims=True)
    return np.log(np.exp(z).sum(axis=1)) - z[np.arange(len(y)), y]


def _data(scores, y):
    return np.mean(_costs(scores, y))


def _start(scores, y):
    """Return the gradient of the mean cross-entropy with respect to the scores."""
    return (_softmax(scores) - _hot(scores, y)) / len(y)


def _squares(params):
    return sum(np.sum(W**2) for W, _ in params)


def _penalty(params, lam, n):
    return 0.5 * lam * _squares(params)


def _pull(params, lam, n):
    """Return what the penalty adds to the gradients."""
    return [(lam * W, 0.0 * b) for W, b in params]


def _learn(
    params,
    X,
    y,
    lam,
    *,
    data=_data,
    start=_start,
    penalty=_penalty,
    pull=_pull,
    act=_relu,
    slope=_positive,
    act_on_scores=False,
    slope_on_scores=False,
):
    """Return loss and gradients of an answer that differs from the right one in what is given."""
    hs, zs, last = [X], [], len(params) - 1
    for k, (W, b) in enumerate(params):
        zs.append(hs[-1] @ W + b)
        hs.append(act(zs[-1]) if k < last or act_on_scores else zs[-1])
    loss, d = data(hs[-1], y) + penalty(params, lam, len(y)), start(hs[-1], y)
    grads = []
    for k in range(last, -1, -1):
        if k < last or slope_on_scores:
            d = d * slope(zs[k])
        grads.append((hs[k].T @ d, d.sum(axis=0)))
        d = d @ params[k][0].T
    return float(loss), _added(grads[::-1], pull(params, lam, len(y)))


def _added(grads, more):
    return [(dW + eW, db + eb) for (dW, db), (eW, eb) in zip(grads, more, strict=True)]


def _none(params, lam, n):
    return 0.0


def _no_pull(params, lam, n):
    return [(0.0 * W, 0.0 * b) for W, b in params]


@exercise.mistake
def no_penalty_in_the_gradient(params, X, y, lam):
    """Your gradients lack the penalty. ½ λ ‖W‖² has the gradient λ W: add it to each dW."""
    return _learn(params, X, y, lam, pull=_no_pull)


@exercise.mistake
def no_penalty_in_the_loss(params, X, y, lam):
    """Your loss lacks the penalty, though your gradients have it. Add ½ λ Σ W² over all layers."""
    return _learn(params, X, y, lam, penalty=_none)


@exercise.mistake
def no_penalty(params, X, y, lam):
    """There is no penalty in your answer: λ changes nothing. Add ½ λ Σ W² to the loss and λ W to each dW."""
    return _learn(params, X, y, lam, penalty=_none, pull=_no_pull)


@exercise.mistake
def no_half_in_the_loss(params, X, y, lam):
    """Your penalty is λ ‖W‖², while your gradient λ W belongs to ½ λ ‖W‖². Put the ½ into the loss."""
    return _learn(params, X, y, lam, penalty=lambda params, lam, n: lam * _squares(params))


@exercise.mistake
def no_half_in_both(params, X, y, lam):
    """Your penalty is λ ‖W‖², with the gradient 2 λ W. That fits together, but the contract's penalty has a ½: it makes
    the gradient λ W.
    """
    return _learn(
        params,
        X,
        y,
        lam,
        penalty=lambda params, lam, n: lam * _squares(params),
        pull=lambda params, lam, n: _pull(params, 2.0 * lam, n),
    )


@exercise.mistake
def two_lambda_W(params, X, y, lam):
    """You add 2 λ W to the gradients. The ½ of the penalty cancels that 2: add λ W."""
    return _learn(params, X, y, lam, pull=lambda params, lam, n: _pull(params, 2.0 * lam, n))


@exercise.mistake
def half_in_the_gradient(params, X, y, lam):
    """You add ½ λ W to the gradients. The 2 that comes from the square cancels the ½: add λ W."""
    return _learn(params, X, y, lam, pull=lambda params, lam, n: _pull(params, 0.5 * lam, n))


@exercise.mistake
def quarter_in_both(params, X, y, lam):
    """Your penalty is half as large as it should be, in the loss and in the gradients. It is ½ λ ‖W‖² with the gradient
    λ W.
    """
    return loss_and_grads(params, X, y, 0.5 * lam)


@exercise.mistake(place=("both", "loss", "gradients"))
def penalty_divided_by_N(params, X, y, lam, *, place):
    """You divide the penalty by the number of examples. The mean is over the examples' losses; the penalty stands
    beside it, whole.
    """
    less = {
        "penalty": lambda params, lam, n: _penalty(params, lam / n, n),
        "pull": lambda params, lam, n: _pull(params, lam / n, n),
    }
    chosen = {"both": less, "loss": {"penalty": less["penalty"]}, "gradients": {"pull": less["pull"]}}[place]
    return _learn(params, X, y, lam, **chosen)


@exercise.mistake
def penalty_for_every_example(params, X, y, lam):
    """You add the penalty once for every example. It stands beside the mean of the examples' losses, once."""
    return loss_and_grads(params, X, y, lam * len(y))


@exercise.mistake(place=("both", "loss", "gradients"))
def bias_penalised(params, X, y, lam, *, place):
    """You penalise the biases, too. The penalty is on the weights only: a bias has no share in how steep the network
    is.
    """
    changes = {
        "penalty": lambda params, lam, n: _penalty(params, lam, n) + 0.5 * lam * sum(np.sum(b**2) for _, b in params),
        "pull": lambda params, lam, n: [(lam * W, lam * b) for W, b in params],
    }
    chosen = {"both": ("penalty", "pull"), "loss": ("penalty",), "gradients": ("pull",)}[place]
    return _learn(params, X, y, lam, **{name: changes[name] for name in chosen})


@exercise.mistake(which=("first", "last", "hidden"), place=("both", "loss", "gradients"))
def some_layers_penalised(params, X, y, lam, *, which, place):
    """You penalise the weights of some of the layers only. The penalty covers every W: is it overwritten in a loop, or
    does it stand outside of one?
    """
    last = len(params) - 1
    kept = {"first": lambda k: k == 0, "last": lambda k: k == last, "hidden": lambda k: k < last}[which]
    changes = {
        "penalty": lambda params, lam, n: 0.5 * lam * sum(np.sum(W**2) for k, (W, _) in enumerate(params) if kept(k)),
        "pull": lambda params, lam, n: [(lam * kept(k) * W, 0.0 * b) for k, (W, b) in enumerate(params)],
    }
    chosen = {"both": ("penalty", "pull"), "loss": ("penalty",), "gradients": ("pull",)}[place]
    return _learn(params, X, y, lam, **{name: changes[name] for name in chosen})


@exercise.mistake(half=(0.5, 1.0), together=(False, True), pulled=(False, True))
def norm_not_squared(params, X, y, lam, *, half, together, pulled):
    """Your penalty contains the norm of W itself, as a slide writes it. The contract squares it: ½ λ Σ W², with the
    gradient λ W.
    """

    def norms(params, lam, n):
        return half * lam * (np.sqrt(_squares(params)) if together else sum(np.sqrt(np.sum(W**2)) for W, _ in params))

    def directions(params, lam, n):
        whole = np.sqrt(_squares(params))
        return [(half * lam * W / (whole if together else np.sqrt(np.sum(W**2))), 0.0 * b) for W, b in params]

    return _learn(params, X, y, lam, penalty=norms, pull=directions if pulled else _pull)


@exercise.mistake(half=(0.5, 1.0), pulled=(True, False))
def absolute_values(params, X, y, lam, *, half, pulled):
    """Your penalty adds up the sizes of the weights (L1). The contract adds up their squares: ½ λ Σ W², with the
    gradient λ W.
    """

    def sizes(params, lam, n):
        return half * lam * sum(np.sum(np.abs(W)) for W, _ in params)

    def signs(params, lam, n):
        return [(half * lam * np.sign(W), 0.0 * b) for W, b in params]

    return _learn(params, X, y, lam, penalty=sizes, pull=signs if pulled else _pull)


@exercise.mistake(half=(0.5, 1.0))
def plain_sum(params, X, y, lam, *, half):
    """Your penalty adds up the weights without squaring them, so that negative ones are rewarded. It is ½ λ Σ W²."""
    return _learn(params, X, y, lam, penalty=lambda params, lam, n: half * lam * sum(W.sum() for W, _ in params))


@exercise.mistake(half=(0.5, 1.0))
def square_of_the_sum(params, X, y, lam, *, half):
    """You square the sum of the weights. It is the sum of their squares, Σ W²."""
    return _learn(params, X, y, lam, penalty=lambda params, lam, n: half * lam * sum(np.sum(W) ** 2 for W, _ in params))


@exercise.mistake(half=(0.5, 1.0), pulled=(False, True))
def mean_of_the_squares(params, X, y, lam, *, half, pulled):
    """You take the mean of the squared weights. It is their sum, Σ W²."""

    def means(params, lam, n):
        return half * lam * sum(np.mean(W**2) for W, _ in params)

    def less(params, lam, n):
        return [(2.0 * half * lam * W / W.size, 0.0 * b) for W, b in params]

    return _learn(params, X, y, lam, penalty=means, pull=less if pulled else _pull)


@exercise.mistake(half=(0.5, 1.0))
def spectral_norm(params, X, y, lam, *, half):
    """Your norm is the largest singular value: that is what np.linalg.norm(W, 2) gives for a matrix. Add up the squares
    of all entries.
    """
    return _learn(
        params,
        X,
        y,
        lam,
        penalty=lambda params, lam, n: half * lam * sum(np.linalg.norm(W, 2) ** 2 for W, _ in params),
    )


@exercise.mistake
def lambda_squared(params, X, y, lam):
    """You square λ along with the weights. It stands in front of the sum: ½ λ Σ W²."""
    return _learn(params, X, y, lam, penalty=lambda params, lam, n: _penalty(params, lam**2, n))


@exercise.mistake(place=("both", "loss", "gradients"))
def penalty_subtracted(params, X, y, lam, *, place):
    """You subtract the penalty, and so reward large weights. It is added, to the loss and to the gradients."""
    changes = {
        "penalty": lambda params, lam, n: -_penalty(params, lam, n),
        "pull": lambda params, lam, n: _pull(params, -lam, n),
    }
    chosen = {"both": ("penalty", "pull"), "loss": ("penalty",), "gradients": ("pull",)}[place]
    return _learn(params, X, y, lam, **{name: changes[name] for name in chosen})


@exercise.mistake
def lambda_W_replaces_the_gradient(params, X, y, lam):
    """Your dW holds the penalty's λ W alone. Add it to the gradient of the data, in place of overwriting that."""
    loss, grads = loss_and_grads(params, X, y, lam)
    return loss, [(lam * W, db) for (W, _), (_, db) in zip(params, grads, strict=True)]


@exercise.mistake
def lambda_alone_added(params, X, y, lam):
    """You add λ itself to every entry of dW. The gradient of ½ λ W² is λ W."""
    return _learn(params, X, y, lam, pull=lambda params, lam, n: [(lam, 0.0)] * len(params))


@exercise.mistake(place=("both", "gradients", "loss"))
def sum_over_the_batch(params, X, y, lam, *, place):
    """You add up over the examples where a mean is asked for. Divide by N, the number of rows, once: the loss, and with
    it the gradient at the scores.
    """
    changes = {
        "data": lambda scores, y: np.sum(_costs(scores, y)),
        "start": lambda scores, y: _softmax(scores) - _hot(scores, y),
    }
    chosen = {"both": ("data", "start"), "loss": ("data",), "gradients": ("start",)}[place]
    return _learn(params, X, y, lam, **{name: changes[name] for name in chosen})


@exercise.mistake
def divided_by_N_twice(params, X, y, lam):
    """Your gradients are divided by N twice, at the scores and once more in the layers. Once is enough."""
    return _learn(params, X, y, lam, start=lambda scores, y: _start(scores, y) / len(y))


@exercise.mistake(place=("both", "loss", "gradients"))
def divided_by_classes_too(params, X, y, lam, *, place):
    """You average over the classes as well. Divide by N only: each example has one loss, −log p of its label."""
    changes = {
        "data": lambda scores, y: _data(scores, y) / scores.shape[1],
        "start": lambda scores, y: _start(scores, y) / scores.shape[1],
    }
    chosen = {"both": ("data", "start"), "loss": ("data",), "gradients": ("start",)}[place]
    return _learn(params, X, y, lam, **{name: changes[name] for name in chosen})


@exercise.mistake
def db_mean(params, X, y, lam):
    """Your db is a mean over the examples. 1/N is already in the gradient at the scores: add them up."""
    loss, grads = loss_and_grads(params, X, y, lam)
    return loss, [(dW, db / len(y)) for dW, db in grads]


@exercise.mistake
def dW_divided_by_N_again(params, X, y, lam):
    """Your dW is divided by N a second time. 1/N is already in the gradient at the scores."""
    loss, grads = _learn(params, X, y, lam, pull=_no_pull)
    return loss, _added([(dW / len(y), db) for dW, db in grads], _pull(params, lam, len(y)))


@exercise.mistake
def relu_mask_missing(params, X, y, lam):
    """Your backward pass leaves out the derivative of ReLU. The message passes only where a hidden layer's weighted sum
    is positive.
    """
    return _learn(params, X, y, lam, slope=np.ones_like)


@exercise.mistake
def linear_network(params, X, y, lam):
    """There is no ReLU in your network, neither forward nor backward. It belongs behind every hidden layer."""
    return _learn(params, X, y, lam, act=lambda z: z, slope=np.ones_like)


@exercise.mistake
def no_relu_forward(params, X, y, lam):
    """Your forward pass leaves out ReLU, though your backward pass has its mask. It belongs behind every
    hidden layer.
    """
    return _learn(params, X, y, lam, act=lambda z: z)


@exercise.mistake(masked=(True, False))
def relu_on_the_scores(params, X, y, lam, *, masked):
    """You apply ReLU to the scores. The output layer has none: a score may be negative."""
    return _learn(params, X, y, lam, act_on_scores=True, slope_on_scores=masked)


@exercise.mistake
def mask_on_the_scores(params, X, y, lam):
    """You mask the gradient at the scores. The output layer has no ReLU, so there is nothing to mask."""
    return _learn(params, X, y, lam, slope_on_scores=True)


@exercise.mistake
def tanh(params, X, y, lam):
    """Your hidden layers use tanh. The contract asks for ReLU."""
    return _learn(params, X, y, lam, act=np.tanh, slope=lambda z: 1.0 - np.tanh(z) ** 2)


@exercise.mistake
def mask_inverted(params, X, y, lam):
    """Your mask lets the gradient through where the weighted sum is *not* positive. It passes where it is."""
    return _learn(params, X, y, lam, slope=lambda z: z <= 0)


@exercise.mistake
def one_hot_not_subtracted(params, X, y, lam):
    """Your gradient at the scores is p / N. Subtract 1 from the probability of each example's label first."""
    return _learn(params, X, y, lam, start=lambda scores, y: _softmax(scores) / len(y))


@exercise.mistake
def label_subtracted_after_dividing(params, X, y, lam):
    """You divide the probabilities by N and then subtract 1 at the labels. Subtract first: the whole of p − one-hot(y)
    is divided by N.
    """
    return _learn(params, X, y, lam, start=lambda scores, y: _softmax(scores) / len(y) - _hot(scores, y))


@exercise.mistake
def label_column_alone(params, X, y, lam):
    """Only the label's entry of your gradient at the scores is not 0. All other classes have one, too: p itself,
    divided by N.
    """
    return _learn(params, X, y, lam, start=lambda scores, y: _start(scores, y) * _hot(scores, y))


@exercise.mistake
def scores_in_place_of_probabilities(params, X, y, lam):
    """Your gradient starts with scores − one-hot(y). It is the *probabilities* minus the one-hot labels."""
    return _learn(params, X, y, lam, start=lambda scores, y: (scores - _hot(scores, y)) / len(y))


@exercise.mistake
def log_probabilities_in_place_of_probabilities(params, X, y, lam):
    """Your gradient starts with log p − one-hot(y). It is the probabilities themselves minus the one-hot labels."""
    return _learn(params, X, y, lam, start=lambda scores, y: (np.log(_softmax(scores)) - _hot(scores, y)) / len(y))


@exercise.mistake(place=("both", "loss", "gradients"))
def labels_of_all_examples(params, X, y, lam, *, place):
    """You index all rows with all labels, as `[:, y]` does. Each example has one label: name its row as well, by an
    array of row numbers.
    """

    def start(scores, y):
        p = _softmax(scores)
        p[:, y] -= 1.0
        return p / len(y)

    changes = {"data": lambda scores, y: -np.mean(np.log(_softmax(scores)[:, y])), "start": start}
    chosen = {"both": ("data", "start"), "loss": ("data",), "gradients": ("start",)}[place]
    return _learn(params, X, y, lam, **{name: changes[name] for name in chosen})


@exercise.mistake
def one_hot_added(params, X, y, lam):
    """You add the one-hot labels to the probabilities. They are subtracted: p − one-hot(y)."""
    return _learn(params, X, y, lam, start=lambda scores, y: (_softmax(scores) + _hot(scores, y)) / len(y))


@exercise.mistake
def gradient_turned_round(params, X, y, lam):
    """Your gradient at the scores has the wrong sign. It is p − one-hot(y), over N; the minus of gradient descent
    belongs to the step.
    """
    return _learn(params, X, y, lam, start=lambda scores, y: -_start(scores, y))


@exercise.mistake
def all_gradients_turned_round(params, X, y, lam):
    """All your gradients have the wrong sign, penalty and all. The minus of gradient descent belongs to the step."""
    loss, grads = loss_and_grads(params, X, y, lam)
    return loss, [(-dW, -db) for dW, db in grads]


@exercise.mistake
def loss_negative(params, X, y, lam):
    """Your cross-entropy has no minus sign: it is the mean of log p. The loss is the mean of −log p."""
    return _learn(params, X, y, lam, data=lambda scores, y: -_data(scores, y))


@exercise.mistake
def all_of_the_loss_negative(params, X, y, lam):
    """Your loss has the wrong sign, penalty and all. It is the mean of −log p, plus the penalty."""
    loss, grads = loss_and_grads(params, X, y, lam)
    return -loss, grads


@exercise.mistake(base=(2.0, 10.0))
def other_logarithm(params, X, y, lam, *, base):
    """Your cross-entropy uses another logarithm than the natural one. np.log is the one whose gradient is p −
    one-hot(y).
    """
    return _learn(params, X, y, lam, data=lambda scores, y: _data(scores, y) / np.log(base))


@exercise.mistake
def no_logarithm(params, X, y, lam):
    """Your loss is the mean of 1 − p or of −p, without a logarithm. Cross-entropy is the mean of −log p."""
    return _learn(params, X, y, lam, data=lambda scores, y: -np.mean(np.exp(-_costs(scores, y))))


@exercise.mistake
def all_classes_summed(params, X, y, lam):
    """Your loss adds up −log p of all classes. Only the label's counts: pick one entry in each row."""
    return _learn(params, X, y, lam, data=lambda scores, y: -np.log(_softmax(scores)).sum() / len(y))


@exercise.mistake
def mean_of_all_entries(params, X, y, lam):
    """Your loss averages −log p over all classes. Only the label's counts: pick one entry in each row."""
    return _learn(params, X, y, lam, data=lambda scores, y: -np.log(_softmax(scores)).mean())


@exercise.mistake
def yes_or_no_for_every_class(params, X, y, lam):
    """Your loss also adds −log(1 − p) of the classes that are not the label. Cross-entropy takes −log p of the label
    alone.
    """

    def data(scores, y):
        p, t = _softmax(scores), _hot(scores, y)
        return -np.sum(t * np.log(p) + (1.0 - t) * np.log(1.0 - p)) / len(y)

    return _learn(params, X, y, lam, data=data)


@exercise.mistake
def favourite_class(params, X, y, lam):
    """Your loss takes the class with the highest score for the label. The label stands in y."""
    return _learn(params, X, y, lam, data=lambda scores, y: _data(scores, scores.argmax(axis=1)))


@exercise.mistake(place=("both", "loss", "gradients"))
def two_softmaxes(params, X, y, lam, *, place):
    """You apply the softmax twice: what goes into the cross-entropy, or into its gradient, are already probabilities.
    Hand on the scores.
    """
    changes = {
        "data": lambda scores, y: _data(_softmax(scores), y),
        "start": lambda scores, y: _start(_softmax(scores), y),
    }
    chosen = {"both": ("data", "start"), "loss": ("data",), "gradients": ("start",)}[place]
    return _learn(params, X, y, lam, **{name: changes[name] for name in chosen})


@exercise.mistake
def softmax_over_the_examples(params, X, y, lam):
    """You normalise over the examples (axis 0). The probabilities of one example, a row, add up to 1: axis 1."""

    def of_columns(scores):
        return _softmax(scores.T).T

    return _learn(
        params,
        X,
        y,
        lam,
        data=lambda scores, y: -np.mean(np.log(of_columns(scores)[np.arange(len(y)), y])),
        start=lambda scores, y: (of_columns(scores) - _hot(scores, y)) / len(y),
    )


@exercise.mistake
def hinge(params, X, y, lam):
    """Your loss is the hinge loss. The contract asks for cross-entropy."""

    def margins(scores, y):
        return np.maximum(0.0, scores - scores[np.arange(len(y)), y][:, None] + 1.0) * (1.0 - _hot(scores, y))

    def start(scores, y):
        over = (margins(scores, y) > 0).astype(float)
        return (over - over.sum(axis=1, keepdims=True) * _hot(scores, y)) / len(y)

    return _learn(params, X, y, lam, data=lambda scores, y: margins(scores, y).sum() / len(y), start=start)


@exercise.mistake(half=(1.0, 0.5), by=("N", "NC"))
def squared_error(params, X, y, lam, *, half, by):
    """Your loss is a squared error between scores and one-hot labels. The contract asks for cross-entropy."""

    def size(scores):
        return len(scores) if by == "N" else scores.size

    return _learn(
        params,
        X,
        y,
        lam,
        data=lambda scores, y: half * np.sum((scores - _hot(scores, y)) ** 2) / size(scores),
        start=lambda scores, y: 2.0 * half * (scores - _hot(scores, y)) / size(scores),
    )


@exercise.mistake(eps=(1e-6, 1e-7, 1e-8, 1e-9, 1e-10, 1e-12, 1e-15, 1e-16), form=("added", "clipped"))
def guarded_logarithm(params, X, y, lam, *, eps, form):
    """You keep a small number inside the logarithm, added or by clipping. It caps the loss of an example that is
    certain and wrong: compute log p from the shifted scores, and no guard is needed.
    """

    def data(scores, y):
        p = np.exp(-_costs(scores, y))
        return -np.mean(np.log(p + eps if form == "added" else np.clip(p, eps, 1.0)))

    return _learn(params, X, y, lam, data=data)


@exercise.mistake(taken=("first", "best"), place=("both", "gradients"))
def labels_not_read(params, X, y, lam, *, taken, place):
    """Your gradients take the first class, or the one that scores best, for the label, whatever it is. The label of
    example i stands in y[i].
    """

    def others(scores):
        return np.zeros_like(y) if taken == "first" else scores.argmax(axis=1)

    chosen = {"start": lambda scores, y: _start(scores, others(scores))}
    if place == "both":
        chosen["data"] = lambda scores, y: _data(scores, others(scores))
    return _learn(params, X, y, lam, **chosen)


@exercise.mistake
def log_of_underflow(params, X, y, lam):
    """You take the logarithm of a probability that has underflowed to 0. Compute log p from the shifted scores: the
    score minus the log of the sum of exponentials.
    """
    return _learn(params, X, y, lam, data=lambda scores, y: -np.mean(np.log(np.exp(-_costs(scores, y)))))


def _unshifted(scores):
    e = np.exp(scores)
    return e / e.sum(axis=1, keepdims=True)


@exercise.mistake(through=("softmax", "logarithm of the sum"))
def no_shift(params, X, y, lam, *, through):
    """You exponentiate the scores as they are, which overflows for large ones. Subtract each row's maximum first; it
    cancels.
    """

    def data(scores, y):
        rows = np.arange(len(y))
        if through == "softmax":
            return -np.mean(np.log(_unshifted(scores)[rows, y]))
        return np.mean(np.log(np.exp(scores).sum(axis=1)) - scores[rows, y])

    return _learn(params, X, y, lam, data=data, start=lambda scores, y: (_unshifted(scores) - _hot(scores, y)) / len(y))


@exercise.mistake
def order(params, X, y, lam):
    """You return the gradients first. The loss comes first, then the gradients."""
    return loss_and_grads(params, X, y, lam)[::-1]


@exercise.mistake
def gradients_alone(params, X, y, lam):
    """You return the gradients without the loss. Return both: the loss first."""
    return loss_and_grads(params, X, y, lam)[1]


@exercise.mistake
def loss_alone(params, X, y, lam):
    """You return the loss without the gradients. Return both: the loss, then the list of (dW, db)."""
    return loss_and_grads(params, X, y, lam)[0]


@exercise.mistake
def nothing_returned(params, X, y, lam):
    """You return None. Is a `return` missing at the end?"""
    loss_and_grads(params, X, y, lam)


@exercise.mistake
def gradients_reversed(params, X, y, lam):
    """Your gradients begin with the last layer. They stand in the order of params."""
    loss, grads = loss_and_grads(params, X, y, lam)
    return loss, grads[::-1]


@exercise.mistake
def pairs_swapped(params, X, y, lam):
    """Your pairs stand as (db, dW). The weights come first."""
    loss, grads = loss_and_grads(params, X, y, lam)
    return loss, [(db, dW) for dW, db in grads]


@exercise.mistake
def flat_gradients(params, X, y, lam):
    """Your gradients are a flat list of arrays. Put the two of each layer together: a list of pairs (dW, db)."""
    loss, grads = loss_and_grads(params, X, y, lam)
    return loss, [array for pair in grads for array in pair]


@exercise.mistake
def two_lists(params, X, y, lam):
    """Your gradients are a list of dW and a list of db. Make one list of pairs, (dW, db) of layer k at place k."""
    loss, grads = loss_and_grads(params, X, y, lam)
    return loss, ([dW for dW, _ in grads], [db for _, db in grads])


@exercise.mistake
def three_values(params, X, y, lam):
    """You return loss, dWs and dbs as three values. There are two: the loss, and one list of pairs (dW, db)."""
    loss, grads = loss_and_grads(params, X, y, lam)
    return loss, [dW for dW, _ in grads], [db for _, db in grads]


@exercise.mistake
def scores_too(params, X, y, lam):
    """You return the scores as well. Return two values: the loss, and the list of (dW, db)."""
    scores = X
    for k, (W, b) in enumerate(params):
        scores = (scores if k == 0 else _relu(scores)) @ W + b
    return (*loss_and_grads(params, X, y, lam), scores)


@exercise.mistake
def two_losses(params, X, y, lam):
    """You return the loss of the data and the penalty apart. Return their sum as one number."""
    loss, grads = loss_and_grads(params, X, y, lam)
    penalty = _penalty(params, lam, len(y))
    return (loss - penalty, penalty), grads


@exercise.mistake
def losses_of_the_examples(params, X, y, lam):
    """Your loss is one number for each example. Take their mean, and then add the penalty."""
    scores = X
    for k, (W, b) in enumerate(params):
        scores = (scores if k == 0 else _relu(scores)) @ W + b
    return _costs(scores, y) + _penalty(params, lam, len(y)), loss_and_grads(params, X, y, lam)[1]


@exercise.mistake
def db_not_summed(params, X, y, lam):
    """Your db has a row for each example. A bias is shared by all of them: add up over axis 0."""
    loss, grads = loss_and_grads(params, X, y, lam)
    return loss, [(dW, np.tile(db / len(y), (len(y), 1))) for dW, db in grads]


@exercise.mistake
def db_one_number(params, X, y, lam):
    """Your db is one number a layer. Each unit has its own bias: add up over the examples (axis 0) only."""
    loss, grads = loss_and_grads(params, X, y, lam)
    return loss, [(dW, db.sum()) for dW, db in grads]


@exercise.mistake
def db_with_keepdims(params, X, y, lam):
    """Your db has shape (1, units). It has the shape of b, (units,): leave out `keepdims`."""
    loss, grads = loss_and_grads(params, X, y, lam)
    return loss, [(dW, db[None]) for dW, db in grads]


@exercise.mistake
def dW_transposed(params, X, y, lam):
    """Your dW is transposed. It has the shape of W, (in, out)."""
    loss, grads = loss_and_grads(params, X, y, lam)
    return loss, [(dW.T, db) for dW, db in grads]


@exercise.mistake(how=("stepped", "turned round", "used up"))
def params_changed(params, X, y, lam, *, how):
    """You change the caller's parameters, or the list in which they stand. Return the gradients, leave the step to
    whoever asked for them, and walk backward with `reversed(params)` or by places.
    """
    answer = loss_and_grads(params, X, y, lam)
    if how == "turned round":
        params.reverse()
    elif how == "used up":
        params.clear()
    else:
        for (W, b), (dW, db) in zip(params, answer[1], strict=True):
            W -= dW
            b -= db
    return answer


@exercise.alternative
def ones_beside_the_inputs(params, X, y, lam):
    tables = [np.vstack([W, b]) for W, b in params]
    a = [np.column_stack([X, np.ones(len(X))])]
    for V in tables[:-1]:
        a.append(np.column_stack([(a[-1] @ V).clip(0), np.ones(len(X))]))
    f = a[-1] @ tables[-1]
    lse = np.logaddexp.reduce(f, axis=1)
    loss = np.average(lse - np.take_along_axis(f, y[:, None], axis=1)[:, 0])
    d = np.exp(f - lse[:, None])
    np.subtract.at(d, (np.arange(y.size), y), 1)
    grads = []
    for V, h in zip(tables[::-1], a[::-1], strict=True):
        both = h.T @ d / len(X)
        grads.append([both[:-1] + lam * V[:-1], both[-1]])
        loss += lam * np.vdot(V[:-1], V[:-1]) / 2
        d = np.where(h > 0, d @ V.T, 0)[:, :-1]
    grads.reverse()
    return loss, grads


@exercise.alternative
def example_by_example(params, X, y, lam):
    total, sums = 0.0, [[np.zeros(W.shape), np.zeros(len(b))] for W, b in params]
    for x, label in zip(X, y, strict=True):
        hs = [x]
        for k, (W, b) in enumerate(params):
            z = W.T @ hs[-1] + b
            hs.append(np.where(z > 0, z, 0) if k < len(params) - 1 else z)
        e = np.exp(hs[-1] - max(hs[-1]))
        total += max(hs[-1]) + np.log(sum(e)) - hs[-1][label]
        d = e / sum(e) - (np.arange(len(e)) == label)
        for k in reversed(range(len(params))):
            sums[k][0] += np.outer(hs[k], d) / len(y)
            sums[k][1] += d / len(y)
            d = (params[k][0] @ d) * (hs[k] > 0)
    for pair, (W, _) in zip(sums, params, strict=True):
        pair[0] += lam * W
        total += len(y) * lam * np.square(W).sum() / 2
    return total / len(y), sums


@exercise.alternative
def in_float32(params, X, y, lam):
    params32 = [(W.astype(np.float32), b.astype(np.float32)) for W, b in params]
    loss, grads = _learn(params32, X.astype(np.float32), y, np.float32(lam))
    return np.float32(loss), [(dW.astype(np.float32), db.astype(np.float32)) for dW, db in grads]


@exercise.alternative
def in_steps(params, X, y, lam):
    cache, h = [], X.copy()
    for k, p in enumerate(params):
        z = np.einsum("nd,dh->nh", h, p[0]) + p[1][None, :]
        cache.append((h, z))
        h = z if k == len(params) - 1 else z * (z > 0)
    n = X.shape[0]
    logits = h - np.max(h, 1, keepdims=True)
    logp = logits - np.log(np.sum(np.exp(logits), axis=-1)).reshape(-1, 1)
    loss = -np.sum(logp * (y[:, None] == np.arange(h.shape[1]))) / n
    dz, grads = (np.exp(logp) - (y[:, None] == np.arange(h.shape[1]))) * (1 / n), {}
    for k in range(len(params) - 1, -1, -1):
        W = params[k][0]
        loss = loss + 0.5 * lam * np.linalg.norm(W) ** 2
        grads[k] = [np.dot(cache[k][0].T, dz) + lam * W, dz.sum(0)]
        if k != 0:
            dz = np.dot(dz, W.T)
            dz[cache[k - 1][1] <= 0] = 0.0
    return np.asarray(loss), [grads[k] for k in range(len(params))]


@exercise.alternative
def penalty_at_the_end(params, X, y, lam):
    loss, grads = _learn(params, X, y, 0.0)
    weights = np.concatenate([W.ravel() for W, _ in params])
    return loss + 0.5 * lam * (weights @ weights), tuple(
        (g[0] + lam * p[0], g[1]) for g, p in zip(grads, params, strict=True)
    )

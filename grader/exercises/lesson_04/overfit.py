"""Overfit a handful of examples before anything else (Lecture 2.2, "First overfit the training data")."""

from itertools import pairwise

import numpy as np

from fallline.compare import Tolerance
from fallline.datasets import digits
from fallline.plain import FunctionName
from grader.exercise import Case, Exercise

exercise = Exercise(
    "overfit",
    number="4.9",
    lesson="04_layers",
    points=8,
    lines=5,
    difficulty=2,
    read="lesson 04, “First overfit a handful”",
    hints=(
        "Which way is downhill for a parameter, and how far do you go? All parameters take their step at once, with "
        "gradients that belong to the same place; then look at the slope anew.",
        "W ← W − ε dW and b ← b − ε db, for every layer, with (dW, db) from loss_and_grads at the present "
        "parameters and λ = 0. Do this `steps` times.",
        "A loop that runs as often as there are steps. In it: one call of the function that you were given, of "
        "which you need the second value only; then a new list of new pairs. Behind it: return the list.",
    ),
    grader_tries="other depths, more steps, no step at all, twenty other digits",
    # Whoever works in float32 is right, too.
    tolerance=Tolerance(rtol=1e-5, atol=1e-6),
    using="loss_and_grads",
)

# For each of 300 seeds the reference gets all 20 right, with a loss below 0.03: tests/benchmarks/experiment_margins.py.
WIDTHS, RATE, STEPS, ENOUGH = (64, 32, 10), 0.8, 60, 0.2


@exercise.reference
def overfit(loss_and_grads, params, X, y, lr, steps):
    for _ in range(steps):
        _, grads = loss_and_grads(params, X, y, 0.0)
        params = [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(params, grads, strict=True)]
    return params


def _net(rng, *sizes, biases=0.5):
    """Return parameters of a network with these widths."""
    return [
        (rng.normal(size=(a, b)) * np.sqrt(2.0 / a), biases * rng.normal(size=b) if biases else np.zeros(b))
        for a, b in pairwise(sizes)
    ]


def _inputs(params, X, y, lr, steps):
    return {"loss_and_grads": FunctionName("right"), "params": params, "X": X, "y": y, "lr": lr, "steps": steps}


def _small(rng, y, lr, steps, *sizes):
    return _inputs(_net(rng, *sizes), rng.normal(size=(len(y), sizes[0])), rng.permutation(y), lr, steps)


def twenty_digits(rng):
    """Return inputs that ask for a fit of 20 digits, two of each, from a start drawn by He's rule."""
    data = digits()
    chosen = np.concatenate([rng.choice(np.flatnonzero(data.y == c), size=2, replace=False) for c in range(10)])
    chosen = rng.permutation(chosen)
    return _inputs(_net(rng, *WIDTHS, biases=0.0), data.X[chosen], data.y[chosen], RATE, STEPS)


def _fitted(rng):
    """Return inputs whose start has a loss of less than 0.01: one pixel a class, and a large weight for it."""
    classes = rng.permutation(4)
    return _inputs([(6.5 * np.eye(4), 0.1 * rng.normal(size=4))], np.eye(4)[classes], classes, 0.9, 3)


PREDICTED = """
    fitted = overfit(loss_and_grads, params, X, y, lr, steps)
    W, b = fitted[0]
    V, c = fitted[1]
    scores = (X @ W + b).clip(0) @ V + c
    return scores.argmax(axis=1)
"""


@exercise.summary
def fit(params, inputs):
    """Return whether all examples are right, and whether the loss is as low as it must be."""
    h, y = inputs["X"], inputs["y"]
    for k, (W, b) in enumerate(params):
        h = (h if k == 0 else np.maximum(h, 0.0)) @ W + b
    shifted = h - h.max(axis=1, keepdims=True)
    costs = np.log(np.exp(shifted).sum(axis=1)) - shifted[np.arange(len(y)), y]
    return np.array([np.all(h.argmax(axis=1) == y), costs.mean() < ENOUGH])


def _edge(name, inputs, **settings):
    return Case(name, inputs, check="edge cases", **settings)


@exercise.cases
def cases(rng):
    yield Case("one step", _small(rng, [0, 1, 2, 2, 1, 0], 0.3, 1, 4, 5, 3), public=True)
    yield Case("two steps", _small(rng, [0, 1, 1, 0, 1], 0.7, 2, 3, 4, 5, 2), public=True)
    yield Case("three steps", _small(rng, [0, 1, 2, 3], 0.6, 3, 3, 6, 4), public=True)
    yield Case("one layer, three steps", _small(rng, [0, 1, 2, 2, 1], 0.4, 3, 4, 3))
    yield Case("seven steps", _small(rng, [0, 1, 2, 2, 3, 0], 0.2, 7, 4, 5, 4))
    yield _edge("no step at all", _small(rng, [0, 1, 2], 0.5, 0, 2, 4, 3), public=True)
    yield _edge("a good fit already", _fitted(rng), public=True)
    yield _edge("twenty digits", twenty_digits(rng), script=PREDICTED, public=True)
    yield _edge("twenty other digits", twenty_digits(rng), summary="fit")
    inputs = _small(rng, [0, 1, 1, 0], 0.8, 6, 2, 3, 2)
    yield Case("one call a step", inputs, check="contract", read_only=True, most_calls=11, public=True)


def _stepped(params, grads, lr):
    return [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(params, grads, strict=True)]


def _descend(f, params, X, y, lr, steps, *, lam=0.0, rate=lambda lr, t: lr, change=lambda k, grads: grads[k]):
    """Return the parameters of a descent that differs from the right one in what is given.

    ``rate(lr, t)`` is the size of step t, ``change(k, grads)`` what it moves layer k by.
    """
    for t in range(steps):
        grads = f(params, X, y, lam)[1]
        params = _stepped(params, [change(k, grads) for k in range(len(params))], rate(lr, t))
    return params


@exercise.mistake
def uphill(loss_and_grads, params, X, y, lr, steps):
    """You add the gradients, and so walk uphill. The gradient points where the loss grows: subtract lr times it."""
    return _descend(loss_and_grads, params, X, y, -lr, steps)


@exercise.mistake(used=(1.0, 0.1, 0.01, 0.001, 0.5))
def lr_ignored(loss_and_grads, params, X, y, lr, steps, *, used):
    """Your steps do not depend on lr: they have a rate of their own, or none. Multiply each gradient by `lr`."""
    return _descend(loss_and_grads, params, X, y, used, steps)


@exercise.mistake
def lr_ignored_and_uphill(loss_and_grads, params, X, y, lr, steps):
    """You add the gradients as they are. Subtract them, lr times."""
    return _descend(loss_and_grads, params, X, y, -1.0, steps)


@exercise.mistake(factor=(2.0, 0.5))
def constant_factor(loss_and_grads, params, X, y, lr, steps, *, factor):
    """Your steps are twice as long, or half as long, as lr times the gradient. No other factor belongs there."""
    return _descend(loss_and_grads, params, X, y, factor * lr, steps)


@exercise.mistake
def divided_by_N(loss_and_grads, params, X, y, lr, steps):
    """You divide the step by the number of examples. The loss is a mean, so 1/N is already in its gradients."""
    return _descend(loss_and_grads, params, X, y, lr / len(y), steps)


@exercise.mistake
def multiplied_by_N(loss_and_grads, params, X, y, lr, steps):
    """You multiply the step by the number of examples. The step is lr times the gradient of the mean loss,
    as it comes.
    """
    return _descend(loss_and_grads, params, X, y, lr * len(y), steps)


@exercise.mistake
def divided_by_steps(loss_and_grads, params, X, y, lr, steps):
    """You divide the step by the number of steps. Each step is lr times the gradient, however many there are."""
    return _descend(loss_and_grads, params, X, y, lr / max(steps, 1), steps)


@exercise.mistake(first=(1, 2))
def decaying_rate(loss_and_grads, params, X, y, lr, steps, *, first):
    """Your rate falls from step to step. It is `lr` in each of them."""
    return _descend(loss_and_grads, params, X, y, lr, steps, rate=lambda lr, t: lr / (t + first))


@exercise.mistake
def linearly_decaying_rate(loss_and_grads, params, X, y, lr, steps):
    """Your rate falls along a line to the last step. It is `lr` in each of them."""
    return _descend(loss_and_grads, params, X, y, lr, steps, rate=lambda lr, t: lr * (1.0 - t / steps))


@exercise.mistake
def lr_to_the_power(loss_and_grads, params, X, y, lr, steps):
    """Your rate is multiplied by lr again and again. It is `lr` itself in each step."""
    return _descend(loss_and_grads, params, X, y, lr, steps, rate=lambda lr, t: lr ** (t + 1))


@exercise.mistake(lam=(1.0, 0.1, 0.01, 0.001, 1e-4))
def penalty(loss_and_grads, params, X, y, lr, steps, *, lam):
    """There is a penalty in your steps, as from a call with a λ that is not 0. Here nothing is to hold the fit back:
    λ = 0.
    """
    return _descend(loss_and_grads, params, X, y, lr, steps, lam=lam)


@exercise.mistake
def lr_for_lambda(loss_and_grads, params, X, y, lr, steps):
    """You hand over lr where the function expects λ. Its fourth argument is the strength of the penalty, here 0."""
    return _descend(loss_and_grads, params, X, y, lr, steps, lam=lr)


@exercise.mistake
def one_step_too_few(loss_and_grads, params, X, y, lr, steps):
    """You take one step too few: look at where your loop begins and ends. range(steps) runs `steps` times."""
    return _descend(loss_and_grads, params, X, y, lr, steps - 1)


@exercise.mistake
def one_step_too_many(loss_and_grads, params, X, y, lr, steps):
    """You take one step too many: look at where your loop begins and ends. range(steps) runs `steps` times."""
    return _descend(loss_and_grads, params, X, y, lr, steps + 1)


@exercise.mistake(without=("one", "none", "nothing returned"))
def one_step_alone(loss_and_grads, params, X, y, lr, steps, *, without):
    """You take a single step, whatever `steps` says. Does `return` stand inside the loop, or does each turn of it begin
    at the start again?
    """
    if steps == 0 and without == "nothing returned":
        return None
    return _descend(loss_and_grads, params, X, y, lr, 1 if without == "one" else min(steps, 1))


@exercise.mistake
def no_step(loss_and_grads, params, X, y, lr, steps):
    """You return the parameters as they were given. Do you build new ones and forget to return them, or to go on from
    them?
    """
    return [(W.copy(), b.copy()) for W, b in params]


@exercise.mistake
def gradients_from_the_start(loss_and_grads, params, X, y, lr, steps):
    """All your steps use the gradients at the first parameters. The slope changes as you walk: ask anew in each turn of
    the loop, with the parameters that you have reached.
    """
    grads = loss_and_grads(params, X, y, 0.0)[1]
    for _ in range(steps):
        params = _stepped(params, grads, lr)
    return params


@exercise.mistake
def back_to_the_start(loss_and_grads, params, X, y, lr, steps):
    """Each of your steps starts from the first parameters again, with the newest gradients. Go on from where the last
    step ended.
    """
    new = params
    for _ in range(steps):
        new = _stepped(params, loss_and_grads(new, X, y, 0.0)[1], lr)
    return new


@exercise.mistake
def biases_fixed(loss_and_grads, params, X, y, lr, steps):
    """Your biases never change. They are parameters like the weights: b − lr · db."""
    return _descend(loss_and_grads, params, X, y, lr, steps, change=lambda k, grads: (grads[k][0], 0.0 * grads[k][1]))


@exercise.mistake
def weights_fixed(loss_and_grads, params, X, y, lr, steps):
    """Your weights never change. Each W takes a step, too: W − lr · dW."""
    return _descend(loss_and_grads, params, X, y, lr, steps, change=lambda k, grads: (0.0 * grads[k][0], grads[k][1]))


def _none(pair):
    return 0.0 * pair[0], 0.0 * pair[1]


@exercise.mistake
def first_layer_alone(loss_and_grads, params, X, y, lr, steps):
    """Only your first layer learns. Every layer takes its step, in every turn of the loop."""
    return _descend(loss_and_grads, params, X, y, lr, steps, change=lambda k, grads: _none(grads[k]) if k else grads[k])


@exercise.mistake
def last_layer_alone(loss_and_grads, params, X, y, lr, steps):
    """Only your last layer learns. Every layer takes its step, in every turn of the loop."""
    return _descend(
        loss_and_grads,
        params,
        X,
        y,
        lr,
        steps,
        change=lambda k, grads: grads[k] if k == len(grads) - 1 else _none(grads[k]),
    )


@exercise.mistake
def last_layer_fixed(loss_and_grads, params, X, y, lr, steps):
    """Your last layer never learns. Every layer takes its step: look at where the loop over the layers ends."""
    return _descend(
        loss_and_grads,
        params,
        X,
        y,
        lr,
        steps,
        change=lambda k, grads: _none(grads[k]) if k == len(grads) - 1 else grads[k],
    )


@exercise.mistake
def layer_after_layer(loss_and_grads, params, X, y, lr, steps):
    """You ask for new gradients after each layer's step. All layers step at once, with gradients of the same place."""
    for _ in range(steps):
        for k in range(len(params)):
            W, b = params[k]
            dW, db = loss_and_grads(params, X, y, 0.0)[1][k]
            params = [*params[:k], (W - lr * dW, b - lr * db), *params[k + 1 :]]
    return params


@exercise.mistake
def example_after_example(loss_and_grads, params, X, y, lr, steps):
    """You take a step for each example by itself. Here one step looks at the whole batch."""
    for _ in range(steps):
        for i in range(len(y)):
            params = _stepped(params, loss_and_grads(params, X[i : i + 1], y[i : i + 1], 0.0)[1], lr)
    return params


@exercise.mistake
def one_example_a_step(loss_and_grads, params, X, y, lr, steps):
    """Each of your steps looks at a single example. Here each one looks at the whole batch."""
    for t in range(steps):
        i = t % len(y)
        params = _stepped(params, loss_and_grads(params, X[i : i + 1], y[i : i + 1], 0.0)[1], lr)
    return params


@exercise.mistake(beta=(0.9, 0.5), damped=(False, True))
def momentum(loss_and_grads, params, X, y, lr, steps, *, beta, damped):
    """Your steps remember earlier gradients (momentum). Plain gradient descent uses the newest ones alone."""
    speed = [(0.0 * W, 0.0 * b) for W, b in params]
    for _ in range(steps):
        grads = loss_and_grads(params, X, y, 0.0)[1]
        share = 1.0 - beta if damped else 1.0
        speed = [(beta * V + share * dW, beta * v + share * db) for (V, v), (dW, db) in zip(speed, grads, strict=True)]
        params = _stepped(params, speed, lr)
    return params


@exercise.mistake
def gradients_added_up(loss_and_grads, params, X, y, lr, steps):
    """You add up the gradients of all steps so far and walk along the sum. Each step uses the newest
    gradients alone.
    """
    total = [(0.0 * W, 0.0 * b) for W, b in params]
    for _ in range(steps):
        grads = loss_and_grads(params, X, y, 0.0)[1]
        total = [(V + dW, v + db) for (V, v), (dW, db) in zip(total, grads, strict=True)]
        params = _stepped(params, total, lr)
    return params


def _length(grads):
    return np.sqrt(sum(np.sum(dW**2) + np.sum(db**2) for dW, db in grads))


@exercise.mistake
def normalised_gradient(loss_and_grads, params, X, y, lr, steps):
    """You divide the gradients by their length, so that all steps are equally long. The step is lr times the gradient
    as it is.
    """
    for _ in range(steps):
        grads = loss_and_grads(params, X, y, 0.0)[1]
        params = _stepped(params, grads, lr / _length(grads))
    return params


@exercise.mistake
def signs_alone(loss_and_grads, params, X, y, lr, steps):
    """You use the signs of the gradients only. The step is lr times the gradient as it is."""
    return _descend(
        loss_and_grads,
        params,
        X,
        y,
        lr,
        steps,
        change=lambda k, grads: (np.sign(grads[k][0]), np.sign(grads[k][1])),
    )


@exercise.mistake
def loss_in_the_step(loss_and_grads, params, X, y, lr, steps):
    """You multiply the step by the loss. The gradient already says how much: the step is lr times it."""
    for _ in range(steps):
        loss, grads = loss_and_grads(params, X, y, 0.0)
        params = _stepped(params, grads, lr * loss)
    return params


@exercise.mistake
def loss_in_place_of_the_gradient(loss_and_grads, params, X, y, lr, steps):
    """You subtract the loss from every parameter. Subtract lr times the parameter's own gradient."""
    for _ in range(steps):
        loss = loss_and_grads(params, X, y, 0.0)[0]
        params = [(W - lr * loss, b - lr * loss) for W, b in params]
    return params


@exercise.mistake
def gradient_in_place_of_the_parameters(loss_and_grads, params, X, y, lr, steps):
    """Your new parameters are −lr times the gradients. They are the old ones *minus* that."""
    for _ in range(steps):
        grads = loss_and_grads(params, X, y, 0.0)[1]
        params = [(-lr * dW, -lr * db) for dW, db in grads]
    return params


@exercise.mistake
def averaged_parameters(loss_and_grads, params, X, y, lr, steps):
    """You return the mean of the parameters on the way. Return those after the last step."""
    path = [params]
    for _ in range(steps):
        path.append(_descend(loss_and_grads, path[-1], X, y, lr, 1))
    places = range(len(params))
    return [tuple(np.mean([p[k][part] for p in path], axis=0) for part in (0, 1)) for k in places]


@exercise.mistake
def in_place(loss_and_grads, params, X, y, lr, steps):
    """You change the caller's parameters, as `W -= …` does to the arrays that you were given, or `params[k] = …` to the
    list. Make new arrays in a new list, or copy them before the first step.
    """
    new = _descend(loss_and_grads, params, X, y, lr, steps)
    for (W, b), (V, c) in zip(params, new, strict=True):
        W[:], b[:] = V, c
    return new


@exercise.mistake
def in_place_and_nothing_returned(loss_and_grads, params, X, y, lr, steps):
    """You move the caller's parameters and return nothing. Make new arrays, and return them in a list of pairs."""
    in_place(loss_and_grads, params, X, y, lr, steps)


@exercise.mistake
def gradients_returned(loss_and_grads, params, X, y, lr, steps):
    """You return the last gradients. Return the parameters after the last step."""
    grads = []
    for _ in range(steps):
        grads = loss_and_grads(params, X, y, 0.0)[1]
        params = _stepped(params, grads, lr)
    return grads


def _with_losses(f, params, X, y, lr, steps):
    """Return the parameters after the last step, and the loss before each one."""
    losses = []
    for _ in range(steps):
        loss, grads = f(params, X, y, 0.0)
        losses.append(loss)
        params = _stepped(params, grads, lr)
    return params, losses


@exercise.mistake
def loss_returned(loss_and_grads, params, X, y, lr, steps):
    """You return the loss. Return the parameters after the last step."""
    _, losses = _with_losses(loss_and_grads, params, X, y, lr, steps)
    return losses[-1] if losses else 0.0


@exercise.mistake
def losses_returned(loss_and_grads, params, X, y, lr, steps):
    """You return the losses. Return the parameters after the last step."""
    return _with_losses(loss_and_grads, params, X, y, lr, steps)[1]


@exercise.mistake(order=(1, -1), every=(True, False))
def loss_returned_too(loss_and_grads, params, X, y, lr, steps, *, order, every):
    """You return the losses, too. The parameters alone are asked for."""
    new, losses = _with_losses(loss_and_grads, params, X, y, lr, steps)
    return (new, losses if every else losses[-1] if losses else 0.0)[::order]


@exercise.mistake(first=("start", "first step"), joined=(False, True))
def path_returned(loss_and_grads, params, X, y, lr, steps, *, first, joined):
    """You return the parameters of every step in a list. Return those after the last one only: make the list of new
    pairs afresh in each step.
    """
    path = [params]
    for _ in range(steps):
        path.append(_descend(loss_and_grads, path[-1], X, y, lr, 1))
    path = path if first == "start" else path[1:]
    return [pair for params in path for pair in params] if joined else path


@exercise.mistake(taken=(10, 100))
def number_of_steps_fixed(loss_and_grads, params, X, y, lr, steps, *, taken):
    """The number of your steps does not depend on `steps`. Let the loop run over range(steps)."""
    return _descend(loss_and_grads, params, X, y, lr, taken)


@exercise.mistake(enough=(0.5, 0.1, 0.02))
def stops_early(loss_and_grads, params, X, y, lr, steps, *, enough):
    """You stop before the last step where the loss is low enough for you. Take as many steps as `steps` says."""
    for _ in range(steps):
        loss, grads = loss_and_grads(params, X, y, 0.0)
        if loss < enough:
            break
        params = _stepped(params, grads, lr)
    return params


@exercise.mistake
def layers_reversed(loss_and_grads, params, X, y, lr, steps):
    """Your list begins with the last layer. It stands in the order of params."""
    return _descend(loss_and_grads, params, X, y, lr, steps)[::-1]


@exercise.mistake
def pairs_swapped(loss_and_grads, params, X, y, lr, steps):
    """Your pairs stand as (b, W). The weights come first, as they do in params."""
    return [(b, W) for W, b in _descend(loss_and_grads, params, X, y, lr, steps)]


@exercise.mistake
def flat_list(loss_and_grads, params, X, y, lr, steps):
    """You return a flat list of arrays. Put the two of each layer together: a list of pairs (W, b)."""
    return [array for pair in _descend(loss_and_grads, params, X, y, lr, steps) for array in pair]


@exercise.mistake
def two_lists(loss_and_grads, params, X, y, lr, steps):
    """You return a list of weights and a list of biases. Return one list of pairs, (W, b) of layer k at place k."""
    new = _descend(loss_and_grads, params, X, y, lr, steps)
    return [W for W, _ in new], [b for _, b in new]


@exercise.mistake
def weights_alone(loss_and_grads, params, X, y, lr, steps):
    """You return the weights without biases. Every layer is a pair (W, b)."""
    return [W for W, _ in _descend(loss_and_grads, params, X, y, lr, steps)]


@exercise.alternative
def on_copies(loss_and_grads, params, X, y, lr, steps):
    params = [[W.copy(), b.copy()] for W, b in params]
    for _ in range(steps):
        _, grads = loss_and_grads(params, X, y, lam=0)
        for p, g in zip(params, grads, strict=True):
            p[0] -= lr * g[0]
            p[1] -= lr * g[1]
    return params


@exercise.alternative
def by_recursion(loss_and_grads, params, X, y, lr, steps):
    if steps == 0:
        return params
    grads = loss_and_grads(params, X, y, 0)[1]
    return by_recursion(loss_and_grads, _stepped(params, grads, lr), X, y, lr, steps - 1)


@exercise.alternative
def by_places(loss_and_grads, params, X, y, lr, steps):
    weights, biases = [W for W, _ in params], [b for _, b in params]
    t = 0
    while t < steps:
        t += 1
        _, grads = loss_and_grads(list(zip(weights, biases, strict=True)), X, y, 0.0)
        weights = [weights[k] + (-lr) * grads[k][0] for k in range(len(weights))]
        biases = [biases[k] + (-lr) * grads[k][1] for k in range(len(biases))]
    return tuple(zip(weights, biases, strict=True))


@exercise.alternative
def entry_by_entry(loss_and_grads, params, X, y, lr, steps):
    new = [(np.array(W), np.array(b)) for W, b in params]
    for _ in range(steps):
        grads = loss_and_grads(new, X, y, 0.0)[1]
        for arrays, slopes in zip(new, grads, strict=True):
            for array, slope in zip(arrays, slopes, strict=True):
                for i in np.ndindex(array.shape):
                    array[i] = array[i] - lr * slope[i]
    return new


@exercise.alternative
def in_float32(loss_and_grads, params, X, y, lr, steps):
    params = [(W.astype(np.float32), b.astype(np.float32)) for W, b in params]
    for _ in range(steps):
        grads = loss_and_grads(params, X, y, 0.0)[1]
        params = [
            tuple(a - np.float32(lr) * g.astype(np.float32) for a, g in zip(*pair, strict=True))
            for pair in zip(params, grads, strict=True)
        ]
    return params


@exercise.alternative
def with_a_look_at_the_loss(loss_and_grads, params, X, y, lr, steps):
    before = loss_and_grads(params, X, y, 0.0)[0]
    params = _descend(loss_and_grads, params, X, y, lr, steps)
    return params if loss_and_grads(params, X, y, 0.0)[0] < before + np.inf else None

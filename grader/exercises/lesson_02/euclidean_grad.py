"""The gradient of the Euclidean loss (Lecture 2.2, "Analytical gradient")."""

from itertools import product

import numpy as np

from fallline.compare import Tolerance
from fallline.laws import AddUpTo, Gives, Lawful, Permuted, Same, Scaled
from grader.exercise import Case, Exercise

exercise = Exercise(
    "euclidean_grad",
    number="2.4",
    lesson="02_gradients",
    points=5,
    lines=1,
    difficulty=1,
    read="lesson 02, “The Euclidean loss”",
    hints=(
        "Ask of one entry: if this prediction grows by a hair, how does the loss change? Only one term of the whole "
        "sum notices it, and that term is a square.",
        "L = (1/N) Σ_n Σ_k (p_nk − t_nk)², so ∂L/∂p_nk = (2/N) (p_nk − t_nk). Nothing is summed any more: the gradient "
        "has the shape of the predictions.",
        "One line: the difference of the two arrays, times two, divided by the number of rows (the first entry of the "
        "shape).",
    ),
    grader_tries="one example, one output, predictions that hit, predictions far off, float32 predictions",
    # Whoever works in float32 is right, too.
    tolerance=Tolerance(rtol=1e-5, atol=1e-6),
)


@exercise.reference
def euclidean_grad(pred, target):
    return 2.0 * (pred - target) / len(pred)


def _case(name, pred, target, **settings):
    return Case(name, {"pred": pred, "target": target}, **settings)


def _pair(rng, n, k):
    return 1.5 * rng.normal(size=(n, k)), 0.4 + rng.normal(size=(n, k))


@exercise.cases
def cases(rng):
    yield _case("five examples, four outputs", *_pair(rng, 5, 4), public=True)
    yield _case("as many examples as outputs", *_pair(rng, 3, 3), public=True)
    yield _case("two examples, seven outputs", *_pair(rng, 2, 7))
    yield _case("one example", *_pair(rng, 1, 4), public=True)
    yield _case("one output", *_pair(rng, 6, 1), public=True)
    yield _case("nine examples, two outputs", *_pair(rng, 9, 2))
    edge = {"check": "edge cases"}
    pred, target = _pair(rng, 3, 2)
    hit = np.where(rng.permutation(np.arange(6) % 2).reshape(3, 2) == 1, pred, target)
    yield _case("half of the predictions hit", pred, hit, public=True, quiet=True, **edge)
    yield _case("every prediction hits", target, target.copy(), public=True, quiet=True, **edge)
    # Beside entries that are far off, the noise of a difference quotient drowns the small ones.
    far = np.array([[2.0**20, 0.5], [0.25, -(2.0**19)], [0.0, 2.0**18]])
    yield _case("some predictions far off", far, np.zeros((3, 2)), **edge)
    single = [array.astype(np.float32) for array in _pair(rng, 3, 4)]
    yield _case("float32 predictions", *single, **edge)
    yield _case("read-only inputs", *_pair(rng, 3, 2), check="contract", public=True, read_only=True)


@exercise.law
def a_shift_of_both_changes_nothing(rng):
    """Adding the same number to a prediction and to its target must not change the gradient."""
    (pred, target), shift = _pair(rng, 4, 3), rng.normal(size=(4, 3))
    return Same({"pred": pred, "target": target}, {"pred": pred + shift, "target": target + shift})


@exercise.law
def three_times_the_error_three_times_the_gradient(rng):
    """With all errors three times as large, the gradient must be three times as large."""
    pred, target = _pair(rng, 3, 5)
    return Scaled({"pred": pred, "target": target}, {"pred": target + 3 * (pred - target), "target": target}, 3.0)


@exercise.law
def exchanging_both_turns_the_sign(rng):
    """Exchanging predictions and targets must turn the gradient's sign."""
    pred, target = _pair(rng, 4, 2)
    return AddUpTo({"pred": pred, "target": target}, {"pred": target, "target": pred}, 0.0)


@exercise.law
def nothing_is_left_to_do_at_the_target(rng):
    """Where every prediction hits its target, the loss is at its lowest and the gradient must be 0."""
    target = rng.normal(size=(3, 4))
    return Gives(({"pred": target, "target": target},), np.zeros((3, 4)))


@exercise.law
def each_example_by_itself(rng):
    """Reordering the examples must reorder the rows of the gradient in the same way."""
    (pred, target), order = _pair(rng, 5, 3), rng.permutation(5)
    return Permuted({"pred": pred, "target": target}, {"pred": pred[order], "target": target[order]}, order)


@exercise.law
def it_is_the_slope_of_the_loss(rng):
    """A small step of all predictions must change the loss by the sum of step times gradient."""
    (pred, target), step = _pair(rng, 4, 3), 1e-3 * rng.normal(size=(4, 3))
    climb = _loss(pred + step, target) - _loss(pred - step, target)
    inputs = ({"pred": pred, "target": target},)
    return Lawful(inputs, lambda outputs: bool(np.isclose(2 * np.sum(outputs[0] * step), climb, rtol=1e-4)))


def _loss(pred, target):
    return np.mean(((pred - target) ** 2).sum(axis=1))


def _right(pred, target):
    return 2.0 * (pred - target) / len(pred)


# A wrong constant seldom comes alone, so every combination of these slips is a mistake of its own.
TARGETS = {
    "": 1.0,
    "no-target": 0.0,
}
FACTORS = {"": 2.0, "no-2": 1.0, "half": 0.5, "4": 4.0}
SIGNS = {"": 1.0, "sign": -1.0}
DIVISORS = {
    "": lambda n, k: n,
    "no-1-over-N": lambda n, k: 1,
    "1-over-NK": lambda n, k: n * k,
    "1-over-K": lambda n, k: k,
    "1-over-N-twice": lambda n, k: n * n,
    "times-N": lambda n, k: 1 / n,
}
SENTENCES = {
    "no-target": "The targets play no part, as on the slide that lost its “− y_i”: the error is pred − target.",
    "no-2": "The factor 2 is missing that the square leaves behind when it is differentiated.",
    "half": "You multiply by ½, and the loss has no such factor: the derivative of the square is twice the error.",
    "4": "You take the factor 2 of the square twice.",
    "sign": "Your sign is turned: where a prediction is too high, the loss grows with it and the gradient is positive.",
    "no-1-over-N": "The loss is the mean over the examples, so its gradient is divided by N, too.",
    "1-over-NK": "You divide by the number of all entries. The loss averages over the N examples only.",
    "1-over-K": "You divide by K, the number of outputs. The loss averages over the N examples, which are the rows.",
    "1-over-N-twice": "You divide by N twice. The loss averages over the examples once.",
    "times-N": "You multiply by N instead of dividing by it: in `a / b * N`, only b stands below the line.",
}


def _combine(slips):
    """Register the wrong answer that makes these slips together."""
    target_slip, sign, factor, divisor = slips

    def wrong(pred, target):
        error = pred - TARGETS[target_slip] * target
        return SIGNS[sign] * FACTORS[factor] * error / DIVISORS[divisor](*pred.shape)

    names = [slip for slip in slips if slip]
    wrong.__doc__ = " ".join(SENTENCES[name] for name in names)
    exercise.mistake(name="-and-".join(names))(wrong)


for _slips in product(TARGETS, SIGNS, FACTORS, DIVISORS):
    if any(_slips):
        _combine(_slips)


@exercise.mistake
def n_minus_one(pred, target):
    """You divide by N − 1. A mean divides by N, and a single example needs that, too."""
    return 2.0 * (pred - target) / np.float64(len(pred) - 1)


@exercise.mistake(factor=(1.0, 2.0), mean=(True, False))
def plus(pred, target, *, factor, mean):
    """You add the targets. The error is the prediction *minus* the target."""
    return factor * (pred + target) / (len(pred) if mean else 1)


@exercise.mistake(form=("2p - t", "p - 2t", "p - t/N", "2p - t/N", "2p/N - t", "p/N - t", "2p - 2t/N", "2p/N - 2t"))
def precedence(pred, target, *, form):
    """Parentheses are missing: the factor or the division reaches only one of pred and target. Both belong to the
    whole difference.
    """
    n = len(pred)
    forms = {
        "2p - t": (2 * pred - target) / n,
        "p - 2t": (pred - 2 * target) / n,
        "p - t/N": pred - target / n,
        "2p - t/N": 2 * pred - target / n,
        "2p/N - t": 2 * pred / n - target,
        "p/N - t": pred / n - target,
        "2p - 2t/N": 2 * pred - 2 * target / n,
        "2p/N - 2t": 2 * pred / n - 2 * target,
    }
    return forms[form]


@exercise.mistake(factor=(2.0, 1.0), divisor=("N", "1", "NK"))
def target_alone(pred, target, *, factor, divisor):
    """The predictions play no part in your result. The derivative of (p − t)² with respect to p is still made of the
    error p − t.
    """
    return factor * -target / {"N": len(pred), "1": 1, "NK": pred.size}[divisor]


@exercise.mistake(factor=(1.0, 2.0), divisor=("N", "1", "NK"), sign=(1, -1))
def not_differentiated(pred, target, *, factor, divisor, sign):
    """You return squared errors, the terms of the loss itself. The derivative of a square is twice what is squared."""
    return sign * factor * (pred - target) ** 2 / {"N": len(pred), "1": 1, "NK": pred.size}[divisor]


@exercise.mistake(factor=(1.0, 2.0), divisor=("N", "1", "NK"))
def absolute_error(pred, target, *, factor, divisor):
    """You return the sizes of the errors. Keep their signs: they say which way the loss falls."""
    return factor * np.abs(pred - target) / {"N": len(pred), "1": 1, "NK": pred.size}[divisor]


@exercise.mistake(factor=(1.0, 2.0), divisor=("N", "1", "NK"))
def gradient_of_the_absolute_error(pred, target, *, factor, divisor):
    """You return the errors' signs, the gradient of the absolute error. The gradient of a square grows with the
    error.
    """
    return factor * np.sign(pred - target) / {"N": len(pred), "1": 1, "NK": pred.size}[divisor]


@exercise.mistake(factor=(1.0, 2.0), divisor=("N", "1"))
def gradient_of_the_norm(pred, target, *, factor, divisor):
    """You divide each example's error by its length, the gradient of ||·||. The loss has the *square* of the length,
    without a root.
    """
    error = pred - target
    return factor * error / np.linalg.norm(error, axis=1, keepdims=True) / (len(pred) if divisor == "N" else 1)


@exercise.mistake(power=(1, 2), factor=(1.0, 2.0), divisor=("N", "1"))
def times_the_distance(pred, target, *, power, factor, divisor):
    """You multiply the error by its own length, or its square. The derivative of the square is linear in the error."""
    error = pred - target
    size = np.linalg.norm(error, axis=1, keepdims=True) ** power
    return factor * error * size / (len(pred) if divisor == "N" else 1)


@exercise.mistake(divisor=("N", "NK", "1"))
def gradient_of_the_root(pred, target, *, divisor):
    """You return the gradient of the root of the loss (RMSE). The loss has no root."""
    error = pred - target
    share = {"N": len(pred), "NK": pred.size, "1": 1}[divisor]
    return error / share / np.sqrt(np.sum(error**2) / share)


@exercise.mistake(of_the_mean=(True, False))
def errors_centred(pred, target, *, of_the_mean):
    """You subtract the mean error. Each entry of the gradient depends on its own error only."""
    error = pred - target
    return 2.0 * (error - (error.mean(axis=0) if of_the_mean else error.mean())) / len(pred)


@exercise.mistake(factor=(2.0, 1.0), divisor=("N", "1", "K"), axis=(0, 1), keepdims=(False, True))
def summed_over_an_axis(pred, target, *, factor, divisor, axis, keepdims):
    """You add up the errors along an axis. Nothing is summed: the gradient has one number for each prediction,
    (N, K).
    """
    share = {"N": len(pred), "1": 1, "K": pred.shape[1]}[divisor]
    return factor * (pred - target).sum(axis=axis, keepdims=keepdims) / share


@exercise.mistake(by=("pred", "target"), factor=(2.0, 1.0), mean=(True, False))
def times_an_input(pred, target, *, by, factor, mean):
    """You multiply the error by the prediction or the target. The derivative of pred − target with respect to pred is
    1, so nothing else is multiplied in.
    """
    return factor * (pred - target) * (pred if by == "pred" else target) / (len(pred) if mean else 1)


@exercise.mistake(factor=(2.0, 1.0), mean=(True, False))
def product_for_difference(pred, target, *, factor, mean):
    """You multiply predictions and targets. The error is their difference, pred − target."""
    return factor * pred * target / (len(pred) if mean else 1)


@exercise.mistake(axis=(0, 1, None))
def mean_target(pred, target, *, axis):
    """You compare with the *average* target. Each prediction has a target of its own, in the same place."""
    return 2.0 * (pred - target.mean(axis=axis, keepdims=True)) / len(pred)


@exercise.mistake(combine=(np.sum, np.mean), factor=(2.0, 1.0), by_n=(False, True))
def one_number(pred, target, *, combine, factor, by_n):
    """You return one number, the errors added up. The gradient has one number for each prediction, (N, K)."""
    return factor * combine(pred - target) / (len(pred) if by_n else 1)


@exercise.mistake(end=("first", "last"))
def a_column_missing(pred, target, *, end):
    """Your loop leaves out the first or the last output: `range(K)` starts at 0 and stops before K by itself."""
    result = _right(pred, target)
    result[:, 0 if end == "first" else -1] = 0.0
    return result


@exercise.mistake
def floor_division(pred, target):
    """You divide without remainder (`//`). The gradient has fractions: divide with `/`."""
    return 2.0 * (pred - target) // len(pred)


@exercise.mistake
def mean_error_for_all(pred, target):
    """You average the errors over the examples and give the mean to all of them. Each prediction keeps its own error;
    only its size is divided by N.
    """
    return np.broadcast_to(2.0 * (pred - target).mean(axis=0), pred.shape).copy()


@exercise.mistake
def a_step_taken(pred, target):
    """You subtract the gradient from the predictions. Only the gradient is asked for; taking a step is up to the
    caller.
    """
    return pred - _right(pred, target)


@exercise.mistake
def divided_within_the_loop(pred, target):
    """You divide the whole array by N once in each turn of a loop, so that the first rows are divided again and again.
    Divide once, after the loop.
    """
    result = np.zeros(pred.shape)
    for n in range(len(pred)):
        result[n] = 2.0 * (pred[n] - target[n])
        result /= len(pred)
    return result


@exercise.mistake
def root_of_N(pred, target):
    """You divide by the root of N. The loss is divided by N itself."""
    return 2.0 * (pred - target) / np.sqrt(len(pred))


@exercise.mistake(axis=(None, 1), factor=(1.0, 2.0), mean=(True, False))
def distance(pred, target, *, axis, factor, mean):
    """You return the length of the error. The gradient has one number for each prediction, (N, K), with a sign."""
    return factor * np.linalg.norm(pred - target, axis=axis) / (len(pred) if mean else 1)


@exercise.mistake(divisor=("N", "NK", "1"))
def loss(pred, target, *, divisor):
    """You return the loss. Its gradient is asked for: one number for each prediction, (N, K)."""
    return np.sum((pred - target) ** 2) / {"N": len(pred), "NK": pred.size, "1": 1}[divisor]


@exercise.mistake(divisor=("N", "1"))
def loss_of_each_example(pred, target, *, divisor):
    """You return squared distances, one for each example. The gradient has one number for each prediction, (N, K)."""
    return ((pred - target) ** 2).sum(axis=1) / (len(pred) if divisor == "N" else 1)


@exercise.mistake
def transposed(pred, target):
    """Rows and columns of your result are exchanged. It must have the shape of `pred`, (N, K)."""
    return _right(pred, target).T


@exercise.mistake
def flat(pred, target):
    """You return a flat array. The gradient has the shape of `pred`, (N, K)."""
    return _right(pred, target).ravel()


@exercise.mistake
def both_gradients(pred, target):
    """You return two gradients. That with respect to the predictions is asked for, alone."""
    return _right(pred, target), -_right(pred, target)


@exercise.mistake(row=(0, -1))
def one_target_for_all(pred, target, *, row):
    """You compare every example with one and the same row of targets. Row n of `pred` belongs to row n of `target`."""
    return 2.0 * (pred - target[row]) / len(pred)


@exercise.mistake(h=(0.5, 0.1, 1e-2, 1e-3))
def one_sided_difference(pred, target, *, h):
    """You return a one-sided difference quotient, which is off by h / N. The gradient has a formula: use it."""
    return (2.0 * (pred - target) + h) / len(pred)


@exercise.mistake(h=(1e-4, 1e-5, 1e-6, 1e-7))
def central_difference(pred, target, *, h):
    """You compute a difference quotient. Beside entries with large errors its round-off drowns the small ones, and it
    costs 2 NK losses; the gradient has a formula.
    """
    result = np.zeros(pred.shape)
    for place in np.ndindex(*pred.shape):
        step = np.zeros(pred.shape)
        step[place] = h
        result[place] = (_loss(pred + step, target) - _loss(pred - step, target)) / (2 * h)
    return result


@exercise.mistake(divisor=("N", "1", "NK"))
def divided_by_the_target(pred, target, *, divisor):
    """You divide the errors by the targets. The loss measures absolute distances, not relative ones."""
    return 2.0 * (pred - target) / target / {"N": len(pred), "1": 1, "NK": pred.size}[divisor]


@exercise.mistake
def softmax_first(pred, target):
    """You turn the predictions into probabilities first. The Euclidean loss takes them as they are."""
    e = np.exp(pred - pred.max(axis=1, keepdims=True))
    return _right(e / e.sum(axis=1, keepdims=True), target)


@exercise.mistake(bound=(1.0, 5.0, 10.0))
def clipped(pred, target, *, bound):
    """You clip the gradient. It grows with the error, without a bound."""
    return np.clip(_right(pred, target), -bound, bound)


@exercise.mistake(decimals=(0, 1, 2, 3))
def rounded(pred, target, *, decimals):
    """You round the result. Return it with all its digits."""
    return np.round(_right(pred, target), decimals)


@exercise.mistake(way=("pred", "target"))
def in_place(pred, target, *, way):
    """You change the caller's arrays in place (`-=`, or an `out=`). Write an expression, which makes a new array."""
    result = _right(pred, target)
    changed = pred if way == "pred" else target
    changed -= target if way == "pred" else pred
    return result


@exercise.alternative
def loops(pred, target):
    n, k = pred.shape
    out = [[0.0] * k for _ in range(n)]
    for i in range(n):
        for j in range(k):
            out[i][j] = 2 * (pred[i, j] - target[i, j]) / n
    return np.array(out)


@exercise.alternative
def in_float32(pred, target):
    return np.float32(2) * (pred.astype(np.float32) - target.astype(np.float32)) / np.float32(len(pred))


@exercise.alternative
def turned_round(pred, target):
    return -(target - pred) * (2 / pred.shape[0])


@exercise.alternative
def with_einsum(pred, target):
    n = np.shape(pred)[0]
    return np.einsum("nk,->nk", pred, 2 / n) - np.einsum("nk,->nk", target, 2 / n)


@exercise.alternative
def on_a_copy(pred, target):
    out = pred.copy()
    out -= target
    out *= 2
    out /= len(target)
    return out


@exercise.alternative
def row_by_row(pred, target):
    return np.stack([(p - t + p - t) / len(pred) for p, t in zip(pred, target, strict=True)])

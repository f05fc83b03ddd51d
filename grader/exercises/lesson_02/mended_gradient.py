"""A wrong gradient, found and mended (Lecture 2.2, "Analytical gradient")."""

from itertools import combinations

import numpy as np

from fallline.compare import Tolerance
from fallline.laws import Gives, Lawful, Linear, Same, SumsTo
from grader.exercise import Case, Exercise

exercise = Exercise(
    "mended_gradient",
    number="2.9",
    lesson="02_gradients",
    points=6,
    lines=5,
    difficulty=2,
    read="lesson 02, “Two wrong gradients”",
    hints=(
        "The loss is a sum of two: what the data say, which reaches W and b through the scores, and the penalty, which "
        "sees W alone. Each has its own gradient, and gradients of a sum add up. Which of the two is missing, or which "
        "of them is averaged too often?",
        "With G the gradient of the mean cross-entropy with respect to the scores, (N, C): dW = Xᵀ G + λ W, and db is "
        "the sum of G's rows. The division by N is inside G already. The ½ in front of λ cancels the 2 of the square.",
        "Five steps: the scores from X, W and b; their softmax, shifted by the row's maximum; 1 taken from each row's "
        "label and all divided by N; the transpose of X times that, plus the penalty's part; the sum over axis 0.",
    ),
    grader_tries="one example, one feature, no penalty, scores of 10,000 and more seeds",
    # Whoever works in float32 is right, too.
    tolerance=Tolerance(rtol=1e-5, atol=2e-6),
)


@exercise.reference
def mended_gradient(X, W, b, y, lam):
    scores = X @ W + b
    weights = np.exp(scores - scores.max(axis=1, keepdims=True))
    G = weights / weights.sum(axis=1, keepdims=True)
    G[np.arange(len(y)), y] -= 1.0
    G /= len(y)
    return X.T @ G + lam * W, G.sum(axis=0)


def _inputs(rng, n, d, c, lam):
    """Return a batch in which every class has examples, if there are enough, and some class more than one."""
    y = rng.permutation(np.arange(n) % c)
    return {"X": rng.normal(size=(n, d)), "W": rng.normal(size=(d, c)), "b": rng.normal(size=c), "y": y, "lam": lam}


def _quarters(rng, *shape):
    """Return numbers in steps of ¼, whose products and sums with thousands are exact in float32."""
    return rng.integers(-6, 7, size=shape) / 4


def _far_apart(rng):
    """Return inputs whose scores lie up to 10,000 apart."""
    X = np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0], [-1.0, 2.0]])
    W = _quarters(rng, 2, 3) + np.array([[3000.0, -2000.0, 0.0], [0.0, 1000.0, 3500.0]])
    return {"X": X, "W": W, "b": _quarters(rng, 3), "y": np.array([0, 1, 2, 0]), "lam": 0.25}


@exercise.cases
def cases(rng):
    yield Case("five examples, three features, two classes", _inputs(rng, 5, 3, 2, 0.3), public=True)
    yield Case("as many examples as features and classes", _inputs(rng, 3, 3, 3, 0.7), public=True)
    yield Case("four features, six classes", _inputs(rng, 9, 4, 6, 0.08))
    yield Case("one example", _inputs(rng, 1, 3, 4, 0.4))
    yield Case("one feature", _inputs(rng, 6, 1, 3, 1.9), public=True)
    same = _inputs(rng, 4, 2, 3, 0.6)
    yield Case("every label the same", {**same, "y": np.full(4, 1)})
    edge = {"check": "edge cases", "quiet": True}
    yield Case("no penalty", _inputs(rng, 4, 2, 3, 0.0), public=True, **edge)
    yield Case("scores thousands apart", _far_apart(rng), public=True, **edge)
    high = {**_inputs(rng, 4, 2, 3, 0.2), "X": _quarters(rng, 4, 2), "W": _quarters(rng, 2, 3)}
    yield Case("scores around 10,000", {**high, "b": 1e4 + _quarters(rng, 3)}, **edge)
    yield Case("scores around -1000", {**high, "b": -1e3 + _quarters(rng, 3)}, public=True, **edge)
    yield Case("scores around 500", {**high, "b": 500.0 + _quarters(rng, 3)}, **edge)
    one_high = np.array([0.0, 800.0, -0.5])
    yield Case("one class 800 ahead", {**high, "b": one_high}, **edge)
    yield Case("read-only inputs", _inputs(rng, 4, 2, 3, 0.5), check="contract", public=True, read_only=True)


BIASES = """
    dW, db = mended_gradient(X, W, b, y, lam)
    return db
"""
WEIGHTS = """
    dW, db = mended_gradient(X, W, b, y, lam)
    return dW
"""


@exercise.law(script=BIASES)
def the_biases_pull_against_each_other(rng):
    """The entries of db must sum to 0: what one class gains in probability, the others lose."""
    return SumsTo(_inputs(rng, 5, 2, 4, 0.3), axis=0, total=0.0)


@exercise.law(script=WEIGHTS)
def a_shift_of_all_biases_changes_nothing(rng):
    """Adding one number to all biases must not change dW."""
    inputs = _inputs(rng, 4, 2, 3, 0.9)
    return Same(inputs, {**inputs, "b": inputs["b"] + 2.5})


@exercise.law(script=WEIGHTS)
def the_penalty_grows_in_proportion(rng):
    """Going from lam to 2 lam must add to dW what going from 0 to lam adds."""
    inputs = _inputs(rng, 4, 2, 3, 0.35)
    return Linear(({**inputs, "lam": 0.0}, inputs, {**inputs, "lam": 0.7}), (1.0, -2.0, 1.0))


@exercise.law
def the_penalty_alone(rng):
    """With X and b all 0, dW must be lam · W, and db each class's 1/C minus its share of the labels."""
    inputs = _inputs(rng, 5, 3, 4, 0.6)
    shares = np.bincount(inputs["y"], minlength=4) / 5
    return Gives(({**inputs, "X": np.zeros((5, 3)), "b": np.zeros(4)},), (0.6 * inputs["W"], 0.25 - shares))


@exercise.law
def it_is_the_slope_of_the_loss(rng):
    """A small step of W and b must change the loss by the sum of step times gradient."""
    inputs = _inputs(rng, 5, 3, 4, 0.5)
    step, turn = 1e-3 * rng.normal(size=(3, 4)), 1e-3 * rng.normal(size=4)
    ends = [{**inputs, "W": inputs["W"] + k * step, "b": inputs["b"] + k * turn} for k in (1, -1)]
    climb = _loss(**ends[0]) - _loss(**ends[1])

    def agrees(outputs):
        dW, db = outputs[0]
        return np.isclose(2 * (np.sum(dW * step) + np.sum(db * turn)), climb, rtol=1e-4, atol=1e-7)

    return Lawful((inputs,), agrees)


def _softmax(scores, axis=1):
    e = np.exp(scores - scores.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


def _hot(y, c):
    return np.eye(c)[y]


def _loss(X, W, b, y, lam):
    p = _softmax(X @ W + b)
    return -np.mean(np.log(p[np.arange(len(y)), y])) + 0.5 * lam * np.sum(W**2)


def _unshifted(scores):
    e = np.exp(scores)
    return e / e.sum(axis=1, keepdims=True)


def _columns(scores, y):
    """Return the probabilities with 1 taken from the columns of all labels."""
    p = _softmax(scores)
    p[:, y] -= 1
    return p


# The gradient with respect to the scores, (N, C), from X, W, b and y.
SCORE_GRADIENTS = {
    "": lambda s, y, t: (_softmax(s) - t) / len(y),
    "no-minus-1": lambda s, y, t: _softmax(s) / len(y),
    "sign": lambda s, y, t: (t - _softmax(s)) / len(y),
    "no-1-over-N": lambda s, y, t: _softmax(s) - t,
    "1-over-NC": lambda s, y, t: (_softmax(s) - t) / s.size,
    "1-over-C": lambda s, y, t: (_softmax(s) - t) / s.shape[1],
    "set-not-subtract": lambda s, y, t: np.where(t == 1, -1.0, _softmax(s)) / len(y),
    "softmax-derivative": lambda s, y, t: _softmax(s) * (1 - _softmax(s)) / len(y),
    "softmax-derivative-too": lambda s, y, t: (_softmax(s) - t) * _softmax(s) * (1 - _softmax(s)) / len(y),
    "only-correct-class": lambda s, y, t: (_softmax(s) - t) * t / len(y),
    "only-minus-1": lambda s, y, t: -t / len(y),
    "no-softmax": lambda s, y, t: (s - t) / len(y),
    "sigmoid": lambda s, y, t: (0.5 * (1 + np.tanh(s / 2)) - t) / len(y),
    "axis0": lambda s, y, t: (_softmax(s, axis=0) - t) / len(y),
    "whole-matrix": lambda s, y, t: (_softmax(s, axis=None) - t) / len(y),
    "columns-of-all-labels": lambda s, y, t: _columns(s, y) / len(y),
    "labels-from-one": lambda s, y, t: (_softmax(s) - _hot((y - 1) % s.shape[1], s.shape[1])) / len(y),
    "first-column": lambda s, y, t: (_softmax(s) - _hot(0 * y, s.shape[1])) / len(y),
    "predicted-class": lambda s, y, t: (_softmax(s) - _hot(s.argmax(axis=1), s.shape[1])) / len(y),
    "double-softmax": lambda s, y, t: (_softmax(_softmax(s)) - t) / len(y),
    "no-shift": lambda s, y, t: (_unshifted(s) - t) / len(y),
    "factor-2": lambda s, y, t: 2 * (_softmax(s) - t) / len(y),
}
# What stands beside Xᵀ G in dW.
PENALTIES = {
    "": lambda W, lam, n: lam * W,
    "planted-first": lambda W, lam, n: 0.0,
    "lam-over-N": lambda W, lam, n: lam * W / n,
    "2-lam-over-N": lambda W, lam, n: 2 * lam * W / n,
    "half-lam-over-N": lambda W, lam, n: 0.5 * lam * W / n,
    "N-lam": lambda W, lam, n: n * lam * W,
    "2-lam": lambda W, lam, n: 2 * lam * W,
    "half-lam": lambda W, lam, n: 0.5 * lam * W,
    "minus-lam": lambda W, lam, n: -lam * W,
    "W-without-lam": lambda W, lam, n: W,
    "lam-without-W": lambda W, lam, n: lam,
    "lam-squared": lambda W, lam, n: lam**2 * W,
    "one-plus-lam": lambda W, lam, n: (1 + lam) * W,
    "W-squared": lambda W, lam, n: lam * W**2,
    "half-W-squared": lambda W, lam, n: 0.5 * lam * W**2,
    "sum-of-squares": lambda W, lam, n: 0.5 * lam * np.sum(W**2),
    "sum-of-weights": lambda W, lam, n: lam * np.sum(W),
    "norm-of-W": lambda W, lam, n: lam * np.linalg.norm(W),
    "signs-of-W": lambda W, lam, n: lam * np.sign(W),
    "unit-W": lambda W, lam, n: lam * W / np.linalg.norm(W),
    "half-unit-W": lambda W, lam, n: 0.5 * lam * W / np.linalg.norm(W),
    "lam-over-size-of-W": lambda W, lam, n: lam * W / W.size,
}
# db, from G, b, lam and what dW is.
BIAS_GRADIENTS = {
    "": lambda G, b, lam: G.sum(axis=0),
    "planted-second": lambda G, b, lam: G.mean(axis=0),
    "db-not-averaged": lambda G, b, lam: len(G) * G.sum(axis=0),
    "penalty-on-b": lambda G, b, lam: G.sum(axis=0) + lam * b,
    "penalty-on-b-twice": lambda G, b, lam: G.sum(axis=0) + 2 * lam * b,
    "penalty-on-b-over-N": lambda G, b, lam: G.sum(axis=0) + lam * b / len(G),
    "db-minus": lambda G, b, lam: -G.sum(axis=0),
    "db-over-classes": lambda G, b, lam: G.sum(axis=1),
    "db-one-number": lambda G, b, lam: G.sum(),
    "db-row": lambda G, b, lam: G.sum(axis=0, keepdims=True),
    "db-column": lambda G, b, lam: G.sum(axis=0)[:, None],
    "db-not-summed": lambda G, b, lam: G,
    "db-zero": lambda G, b, lam: 0.0 * b,
    "db-times-b": lambda G, b, lam: b * G.sum(axis=0),
    "db-first-example": lambda G, b, lam: G[0],
    "db-last-example": lambda G, b, lam: G[-1],
}
SENTENCES = {
    "no-minus-1": "The labels play no part: subtract 1 at each row's label from the probabilities.",
    "sign": "The sign of the data's part is turned: it is probabilities minus one-hot labels.",
    "no-1-over-N": "The cross-entropy is a mean over the examples, so its gradient is divided by N.",
    "1-over-NC": "You divide by the number of all scores. The loss averages over the N examples only.",
    "1-over-C": "You divide by the number of classes. The loss averages over the N examples.",
    "set-not-subtract": "You *set* the label's entry to −1. Subtract 1 from what stands there, the probability.",
    "softmax-derivative": "You use p · (1 − p), the derivative of each probability by its own score. Softmax and "
    "cross-entropy together give p minus one-hot.",
    "softmax-derivative-too": "You multiply by p · (1 − p) once more. In p minus one-hot the derivative of the "
    "softmax is already contained.",
    "only-correct-class": "Only the label's score passes a gradient on. The other scores act on the loss, too: their "
    "entries are their probabilities.",
    "only-minus-1": "The probabilities are missing from the gradient of the scores: it is p minus one-hot.",
    "no-softmax": "You subtract the labels from the raw scores. Turn the scores into probabilities first.",
    "sigmoid": "You use the logistic function of each score by itself. Classes compete here: use the softmax of the "
    "row.",
    "axis0": "You normalise over the examples (axis 0). The probabilities of one example, a *row*, must sum to 1.",
    "whole-matrix": "You normalise over the whole matrix. The probabilities of each example, a *row*, must sum to 1.",
    "columns-of-all-labels": "You subtract 1 in the columns of *all* labels, as `[:, y]` does. Pair each row with its "
    "own label.",
    "labels-from-one": "You subtract 1 from the labels. They count from 0 here, as columns do.",
    "first-column": "You subtract 1 in the same column for every example. Subtract it where `y` says.",
    "predicted-class": "You take the class with the highest score for the label. Subtract 1 where `y` says.",
    "double-softmax": "You apply the softmax twice. The scores become probabilities once.",
    "no-shift": "You exponentiate the scores as they are: e^1000 overflows and gives nan. Subtract the row's maximum "
    "first; it cancels in the ratio.",
    "factor-2": "The data's part is twice as large as it should be: the cross-entropy has no square.",
    "planted-first": "As in Ada's gradient, dW lacks the penalty's part: it is right only while lam = 0. The "
    "derivative of ½ λ w² is still to be added.",
    "lam-over-N": "You divide the penalty's part by N, too. The penalty is no mean over examples: it is added once.",
    "2-lam-over-N": "The penalty's part of dW is divided by N, and it is twice as large beside that. The penalty is no "
    "mean over examples, and the ½ cancels the 2 of the square.",
    "half-lam-over-N": "The penalty's part of dW is divided by N, and it is half as large beside that. The penalty is "
    "no mean over examples, and the 2 of the square cancels the ½.",
    "N-lam": "You add the penalty's part once for each example. The penalty stands in the loss once: add it after the "
    "loop over the examples.",
    "2-lam": "The penalty's part of dW is twice as large as it should be: the ½ in the loss cancels the 2 of the "
    "square.",
    "half-lam": "The penalty's part of dW is half as large as it should be: the square gives a 2, and it cancels the "
    "½.",
    "minus-lam": "The penalty's part of dW has the wrong sign: larger weights make the loss larger.",
    "W-without-lam": "The penalty's part of dW lacks its strength, lam.",
    "lam-without-W": "The penalty's part of dW does not depend on W. The derivative of w² is proportional to w.",
    "lam-squared": "The strength lam enters the penalty's part of dW squared. It enters once.",
    "one-plus-lam": "The penalty's part of dW is (1 + λ) W. The weights themselves are not to be added: λ W alone.",
    "W-squared": "The penalty's part of dW still has the square of the weights. Differentiate it.",
    "half-W-squared": "You add the penalty's terms themselves to dW. Differentiate them: what is left of ½ λ w²?",
    "sum-of-squares": "You add the penalty, one number, to every entry of dW. Each weight has a derivative of its own.",
    "sum-of-weights": "You add the sum of all weights to every entry of dW. Each weight has a derivative of its own.",
    "norm-of-W": "You add the norm of W, one number, to every entry of dW. Each weight has a derivative of its own.",
    "signs-of-W": "The penalty's part of dW is made of signs, as for a penalty on |w|. This one is on w².",
    "unit-W": "You divide the weights by their norm, the gradient of the norm. The penalty is on the *squared* norm.",
    "half-unit-W": "You halve the weights and divide them by their norm. That is half the gradient of the norm; the "
    "penalty is on the *squared* norm.",
    "lam-over-size-of-W": "You divide the penalty's part by the number of weights. The penalty is a sum over them, not "
    "a mean.",
    "planted-second": "As in Bo's gradient, db is divided by N twice: once in the gradient of the scores, and again "
    "by a mean. Add its rows up.",
    "db-not-averaged": "Your db is N times too large, while dW is averaged. Both come from the same averaged gradient "
    "of the scores.",
    "penalty-on-b": "You penalise the biases, too. The penalty is on W alone.",
    "penalty-on-b-twice": "You penalise the biases, too, and twice as strongly. The penalty is on W alone.",
    "penalty-on-b-over-N": "You penalise the biases, too. The penalty is on W alone.",
    "db-minus": "The sign of db is turned. It comes from the same gradient of the scores as dW.",
    "db-over-classes": "You sum over the classes for db. A bias belongs to a class and acts on every example: sum over "
    "the examples, axis 0.",
    "db-one-number": "Your db is one number. Each class has its own bias: sum over the examples only, axis 0.",
    "db-row": "Your db has shape (1, C). The biases have shape (C,), and so must their gradient: sum without "
    "`keepdims`.",
    "db-column": "Your db has shape (C, 1). The biases have shape (C,), and so must their gradient.",
    "db-not-summed": "You return the gradient of the scores as db. Each bias acts on all examples: add the rows up.",
    "db-zero": "Your db is 0. No penalty does not mean no gradient: the data's part is there.",
    "db-times-b": "You multiply db by b. A bias is added to a score, so its local derivative is 1.",
    "db-first-example": "Only the first example reaches db. Each bias acts on all examples: add the rows up.",
    "db-last-example": "Only the last example reaches db. Each bias acts on all examples: add the rows up.",
}


def _wrong(slips, X, W, b, y, lam):
    """Return dW and db with one slip of each kind, "" for none."""
    score, penalty, bias = slips
    scores = X @ W + b
    G = SCORE_GRADIENTS[score](scores, y, _hot(y, scores.shape[1]))
    return X.T @ G + PENALTIES[penalty](W, lam, len(y)), BIAS_GRADIENTS[bias](G, b, lam)


def _combine(*slips):
    """Register the wrong answer that makes these slips together."""

    def wrong(X, W, b, y, lam):
        return _wrong(slips, X, W, b, y, lam)

    names = [slip for slip in slips if slip]
    wrong.__doc__ = " ".join(SENTENCES[name] for name in names)
    exercise.mistake(name="-and-".join(names))(wrong)


for _score in SCORE_GRADIENTS:
    if _score:
        _combine(_score, "", "")
for _penalty in PENALTIES:
    if _penalty:
        _combine("", _penalty, "")
for _bias in BIAS_GRADIENTS:
    if _bias:
        _combine("", "", _bias)
# Slips that often come together.
FREQUENT = [
    ("no-minus-1", "sign", "no-1-over-N", "axis0", "no-shift"),
    ("planted-first", "lam-over-N", "2-lam", "half-lam", "minus-lam"),
    ("planted-second", "penalty-on-b", "db-row", "db-over-classes"),
]
for _a, _b in combinations(range(3), 2):
    for _one in FREQUENT[_a]:
        for _other in FREQUENT[_b]:
            # Who never divides by N does not divide twice, and two turned signs have a name of their own.
            if (_one, _other) not in (("no-1-over-N", "planted-second"), ("sign", "minus-lam")):
                _slips = ["", "", ""]
                _slips[_a], _slips[_b] = _one, _other
                _combine(*_slips)


def _right(X, W, b, y, lam):
    return _wrong(("", "", ""), X, W, b, y, lam)


@exercise.mistake(penalty=("", "planted-first"))
def dW_averaged_twice(X, W, b, y, lam, *, penalty):
    """The data's part of dW is divided by N twice: once in the gradient of the scores, and again afterwards."""
    dW, db = _wrong(("", "planted-first", ""), X, W, b, y, lam)
    return dW / len(y) + (0.0 if penalty else lam * W), db


@exercise.mistake
def both_averaged_twice(X, W, b, y, lam):
    """Both gradients of the data's part are divided by N twice. The cross-entropy is averaged once."""
    dW, db = _wrong(("", "planted-first", ""), X, W, b, y, lam)
    return dW / len(y) + lam * W, db / len(y)


@exercise.mistake(penalty=("", "planted-first"))
def dW_not_averaged(X, W, b, y, lam, *, penalty):
    """The data's part of dW is not divided by N, while db is. The cross-entropy is a mean over the examples, so both
    are.
    """
    dW, db = _wrong(("", "planted-first", ""), X, W, b, y, lam)
    return dW * len(y) + (0.0 if penalty else lam * W), db


@exercise.mistake
def everything_averaged_again(X, W, b, y, lam):
    """You divide the finished gradients by N once more. The cross-entropy's part is averaged already, and the penalty
    is not a mean.
    """
    dW, db = _right(X, W, b, y, lam)
    return dW / len(y), db / len(y)


@exercise.mistake
def everything_times_lam(X, W, b, y, lam):
    """You multiply the data's part by lam, too. The strength belongs to the penalty alone."""
    dW, db = _wrong(("", "planted-first", ""), X, W, b, y, lam)
    return lam * (dW + W), db


@exercise.mistake
def every_sign_turned(X, W, b, y, lam):
    """All signs are turned: that is the step downhill. The gradient itself points uphill."""
    dW, db = _right(X, W, b, y, lam)
    return -dW, -db


@exercise.mistake
def dW_minus(X, W, b, y, lam):
    """The sign of the data's part of dW is turned, and that of db is not. Both come from the same gradient of the
    scores.
    """
    dW, db = _wrong(("", "planted-first", ""), X, W, b, y, lam)
    return lam * W - dW, db


@exercise.mistake
def one_gradient_without_labels(X, W, b, y, lam):
    """Your dW is made before the labels are subtracted. Take 1 from each row's label first, then use the same gradient
    of the scores for dW and db.
    """
    return _wrong(("no-minus-1", "", ""), X, W, b, y, lam)[0], _right(X, W, b, y, lam)[1]


@exercise.mistake
def db_without_labels(X, W, b, y, lam):
    """Your db is made before the labels are subtracted. Take 1 from each row's label first, then use the same gradient
    of the scores for dW and db.
    """
    return _right(X, W, b, y, lam)[0], _wrong(("no-minus-1", "", ""), X, W, b, y, lam)[1]


@exercise.mistake(penalty=("", "planted-first"))
def no_bias_in_the_scores(X, W, b, y, lam, *, penalty):
    """Your scores lack the biases. They are X @ W + b."""
    return _wrong(("", penalty, ""), X, W, 0.0 * b, y, lam)


@exercise.mistake
def penalty_in_the_scores(X, W, b, y, lam):
    """You add the penalty to the scores. It is added to the loss and reaches W directly."""
    return _wrong(("", "planted-first", ""), X, (1 + lam) * W, b, y, lam)


@exercise.mistake(penalty=("", "planted-first"), combine=(np.sum, np.mean))
def db_from_dW(X, W, b, y, lam, *, penalty, combine):
    """You add up the rows of dW for db. Add up the rows of the gradient of the *scores*: a bias is not multiplied by an
    input.
    """
    return _right(X, W, b, y, lam)[0], combine(_wrong(("", penalty, ""), X, W, b, y, lam)[0], axis=0)


@exercise.mistake(row=(0, -1), both=(True, False))
def one_example_only(X, W, b, y, lam, *, row, both):
    """The data's part is made of a single example. In a loop over the examples, add to what is there (`+=`)."""
    G = SCORE_GRADIENTS[""](X @ W + b, y, _hot(y, len(b)))
    return np.outer(X[row], G[row]) + lam * W, G[row] if both else G.sum(axis=0)


@exercise.mistake
def average_input(X, W, b, y, lam):
    """You multiply the summed gradient of the scores by the average input. Each example's gradient meets its own input,
    and then they are added up.
    """
    _, db = _right(X, W, b, y, lam)
    return np.outer(X.mean(axis=0), db) + lam * W, db


@exercise.mistake
def penalty_multiplied(X, W, b, y, lam):
    """You multiply the two parts of dW. The loss is their sum, and so is its gradient."""
    dW, db = _wrong(("", "planted-first", ""), X, W, b, y, lam)
    return dW * lam * W, db


@exercise.mistake
def penalty_for_b_from_W(X, W, b, y, lam):
    """You add a penalty made of W to db, too. The penalty does not depend on the biases."""
    dW, db = _right(X, W, b, y, lam)
    return dW, db + lam * W.sum(axis=0)


@exercise.mistake(penalty=("", "planted-first"))
def swapped_order(X, W, b, y, lam, *, penalty):
    """You return db first. The order is dW, then db."""
    return _wrong(("", penalty, ""), X, W, b, y, lam)[::-1]


@exercise.mistake(penalty=("", "planted-first"))
def transposed(X, W, b, y, lam, *, penalty):
    """Your dW is transposed, (C, D). It must have the shape of W, (D, C): the transpose of X stands in front of the
    gradient of the scores.
    """
    dW, db = _wrong(("", penalty, ""), X, W, b, y, lam)
    return dW.T, db


@exercise.mistake
def flat(X, W, b, y, lam):
    """You return dW as a flat vector. It must have the shape of W, (D, C)."""
    dW, db = _right(X, W, b, y, lam)
    return dW.ravel(), db


@exercise.mistake
def one_vector(X, W, b, y, lam):
    """You return one long vector. Return two arrays, dW of shape (D, C) and db of shape (C,)."""
    dW, db = _right(X, W, b, y, lam)
    return np.concatenate([dW.ravel(), db])


@exercise.mistake
def stacked(X, W, b, y, lam):
    """You return dW and db in one table. Return two arrays, dW of shape (D, C) and db of shape (C,)."""
    dW, db = _right(X, W, b, y, lam)
    return np.vstack([dW, db])


@exercise.mistake(place=(0, 1))
def one_of_two(X, W, b, y, lam, *, place):
    """You return one array. Return both gradients, dW and db, in this order."""
    return _right(X, W, b, y, lam)[place]


@exercise.mistake
def with_dX(X, W, b, y, lam):
    """You return three arrays, with a gradient of the inputs among them. Only W and b are learned: return dW and db."""
    scores = X @ W + b
    G = SCORE_GRADIENTS[""](scores, y, _hot(y, scores.shape[1]))
    return (*_right(X, W, b, y, lam), G @ W.T)


@exercise.mistake(first=(True, False))
def with_loss(X, W, b, y, lam, *, first):
    """You return the loss, too. Return the two gradients alone, dW and db."""
    gradients, loss = _right(X, W, b, y, lam), _loss(X, W, b, y, lam)
    return (loss, *gradients) if first else (*gradients, loss)


@exercise.mistake
def loss(X, W, b, y, lam):
    """You return the loss. Its two gradients are asked for, dW and db."""
    return _loss(X, W, b, y, lam)


@exercise.mistake(shift=("matrix", "column"))
def other_max(X, W, b, y, lam, *, shift):
    """You subtract the maximum of the whole matrix or of a column before exponentiating. A row far below it underflows
    to 0/0; subtract each row's own maximum.
    """
    scores = X @ W + b
    e = np.exp(scores - scores.max(axis=0 if shift == "column" else None, keepdims=True))
    G = (e / e.sum(axis=1, keepdims=True) - _hot(y, scores.shape[1])) / len(y)
    return X.T @ G + lam * W, G.sum(axis=0)


@exercise.mistake(bound=(5.0, 10.0, 20.0, 50.0, 100.0, 500.0, 700.0))
def scores_clipped(X, W, b, y, lam, *, bound):
    """You clip the scores to keep exp from overflowing. That changes the answer; subtracting the row's maximum does
    not.
    """
    scores = np.clip(X @ W + b, -bound, bound)
    G = (_softmax(scores) - _hot(y, scores.shape[1])) / len(y)
    return X.T @ G + lam * W, G.sum(axis=0)


@exercise.mistake
def nan_replaced(X, W, b, y, lam):
    """You let exp overflow and replace the nan that comes of it. The number you put there is not the probability: with
    the row's maximum subtracted, nothing overflows.
    """
    with np.errstate(all="ignore"):
        p = np.nan_to_num(_unshifted(X @ W + b))
    G = (p - _hot(y, p.shape[1])) / len(y)
    return X.T @ G + lam * W, G.sum(axis=0)


@exercise.mistake(decimals=(2, 3, 4))
def rounded(X, W, b, y, lam, *, decimals):
    """You round the gradients. Return them with all their digits."""
    dW, db = _right(X, W, b, y, lam)
    return np.round(dW, decimals), np.round(db, decimals)


@exercise.mistake(h=(1e-1, 1e-2, 1e-3, 1e-4))
def one_sided_difference(X, W, b, y, lam, *, h):
    """You return one-sided difference quotients, which are off by about h. They are for checking; mend the formula."""
    here = _loss(X, W, b, y, lam)
    dW, db = np.zeros(W.shape), np.zeros(b.shape)
    for place in np.ndindex(*W.shape):
        moved = W.copy()
        moved[place] += h
        dW[place] = (_loss(X, moved, b, y, lam) - here) / h
    for c in range(len(b)):
        moved = b.copy()
        moved[c] += h
        db[c] = (_loss(X, W, moved, y, lam) - here) / h
    return dW, db


@exercise.mistake(which=("W", "y"))
def in_place(X, W, b, y, lam, *, which):
    """You change the caller's arrays in place (`W *= …`, `+=`, or an index assignment). Work on new arrays."""
    dW, db = _right(X, W, b, y, lam)
    if which == "W":
        W *= lam
    else:
        y += 1
    return dW, db


@exercise.mistake(rate=(1.0, 0.1))
def stepped_parameters(X, W, b, y, lam, *, rate):
    """You return W and b after a step of gradient descent. Only the gradients are asked for; taking the step is up to
    the caller.
    """
    dW, db = _right(X, W, b, y, lam)
    return W - rate * dW, b - rate * db


@exercise.mistake
def steps_taken(X, W, b, y, lam):
    """You change W and b, as a step of gradient descent does. Only the gradients are asked for; taking the step is up
    to the caller.
    """
    dW, db = _right(X, W, b, y, lam)
    W -= 0.1 * dW
    b -= 0.1 * db
    return dW, db


@exercise.alternative
def with_one_hot(X, W, b, y, lam):
    s = X @ W + b
    p = np.exp(s - s.max(1)[:, None])
    p = p / p.sum(1)[:, None]
    error = p - np.eye(len(b))[y]
    return np.dot(X.T, error) / len(X) + lam * W, np.mean(error, axis=0)


@exercise.alternative
def in_float32(X, W, b, y, lam):
    X32, W32 = X.astype(np.float32), W.astype(np.float32)
    s = X32 @ W32 + b.astype(np.float32)
    p = np.exp(s - s.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    p[np.arange(len(y)), y] -= 1
    return X32.T @ p / np.float32(len(y)) + np.float32(lam) * W32, p.mean(axis=0)


@exercise.alternative
def with_einsum(X, W, b, y, lam):
    s = np.einsum("nd,dc->nc", X, W) + b
    log_p = s - np.logaddexp.reduce(s, axis=1, keepdims=True)
    G = (np.exp(log_p) - (np.arange(len(b)) == y[:, None])) / y.size
    return np.einsum("nd,nc->dc", X, G) + lam * W, np.einsum("nc->c", G)


@exercise.alternative
def example_by_example(X, W, b, y, lam):
    dW, db = lam * W, np.zeros(len(b))
    for x, label in zip(X, y.tolist(), strict=True):
        s = x @ W + b
        p = np.exp(s - s.max())
        p /= p.sum()
        p[label] -= 1
        dW = dW + np.outer(x, p) / len(X)
        db = db + p / len(X)
    return dW, db


@exercise.alternative
def loops_and_a_list(X, W, b, y, lam):
    n, d = X.shape
    dW, db = np.zeros(W.shape), np.zeros(b.shape)
    for i in range(n):
        s = [sum(X[i, k] * W[k, j] for k in range(d)) + b[j] for j in range(len(b))]
        e = [np.exp(v - max(s)) for v in s]
        for j in range(len(b)):
            g = (e[j] / sum(e) - (j == y[i])) / n
            db[j] += g
            for k in range(d):
                dW[k, j] += X[i, k] * g
    return [dW + lam * W, db]


@exercise.alternative
def biases_as_a_row_of_weights(X, W, b, y, lam):
    Z, V = np.hstack([X, np.ones((len(X), 1))]), np.vstack([W, b])
    s = Z @ V
    p = np.exp(s - np.max(s, axis=1, keepdims=True))
    p /= np.sum(p, axis=1, keepdims=True)
    p[range(len(y)), y] -= 1
    dV = Z.T @ p / len(y)
    dV[:-1] += lam * W
    return dV[:-1], dV[-1]

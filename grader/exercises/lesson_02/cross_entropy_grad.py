"""The gradient of softmax and cross-entropy together (Lecture 2.2, "Analytical gradient")."""

from itertools import product

import numpy as np

from fallline.compare import Tolerance
from fallline.laws import Gives, Lawful, Permuted, Same, SumsTo, Within
from grader.exercise import Case, Exercise

exercise = Exercise(
    "cross_entropy_grad",
    number="2.5",
    lesson="02_gradients",
    points=12,
    lines=4,
    difficulty=2,
    read="lesson 02, “Softmax and cross-entropy”",
    hints=(
        "Two forces act on the scores of an example: its label's score is to rise, and each score is to fall by as "
        "much probability as it takes. In sum they cancel, because adding one number to a row changes nothing.",
        "∂L/∂f_nc = (p_nc − 1[c = y_n]) / N, with p the softmax of the row. As in the softmax itself, the row's "
        "maximum is subtracted before exponentiating.",
        "Four steps: shift each row by its maximum and exponentiate; divide each row by its own sum; in a new array, "
        "take 1 from the entry at each row's label (pair row numbers with labels); divide by the number of rows.",
    ),
    grader_tries="one example, square batches with repeated labels, rows thousands apart, float32 scores",
    # Whoever works in float32 is right, too.
    tolerance=Tolerance(rtol=1e-5, atol=1e-6),
)


@exercise.reference
def cross_entropy_grad(scores, y):
    weights = np.exp(scores - scores.max(axis=1, keepdims=True))
    grad = weights / weights.sum(axis=1, keepdims=True)
    grad[np.arange(len(y)), y] -= 1.0
    return grad / len(y)


def _case(name, scores, y, **settings):
    return Case(name, {"scores": scores, "y": np.array(y)}, **settings)


def _edge(name, scores, y, **settings):
    return _case(name, scores, y, check="edge cases", quiet=True, **settings)


@exercise.cases
def cases(rng):
    yield _case("five examples, four classes", rng.normal(size=(5, 4)), rng.permutation([0, 1, 2, 3, 1]), public=True)
    square = rng.permutation([0, 2, 2])
    yield _case("as many examples as classes, labels repeated", rng.normal(size=(3, 3)), square, public=True)
    yield _case("two examples, six classes", 1.5 * rng.normal(size=(2, 6)), [4, 1])
    yield _case("one example", rng.normal(size=(1, 3)), [2], public=True)
    yield _case("two classes", rng.normal(size=(7, 2)), rng.permutation([0, 1, 1, 0, 1, 1, 0]))
    yield _case("every label the same", rng.normal(size=(3, 5)), [3, 3, 3])
    big = 1000.0 + rng.normal(size=(3, 4))
    yield _edge("scores around 1000", big, rng.permutation([0, 2, 3]), public=True)
    rows = rng.normal(size=(4, 3)) + np.array([[0.0], [-900.0], [4000.0], [-5000.0]])
    yield _edge("rows thousands apart", rows, rng.permutation([0, 1, 2, 2]), public=True)
    wide = rng.normal(size=(3, 4)) + np.array([-3000.0, 0.0, 1.0, 2.0])
    yield _edge("one score far below the others, and its class the label", wide, [0, 2, 0], public=True)
    # Which number a row was shifted by shows in where exp overflows.
    last = rng.normal(size=(3, 4)) + np.array([0.0, 1.0, 2.0, -3000.0])
    yield _edge("the last score far below the others", last, [1, 3, 0])
    pair = rng.normal(size=(3, 2)) + np.array([1000.0, 0.0])
    yield _edge("two classes, one of them 1000 ahead", pair, [0, 1, 1], public=True)
    yield _edge("scores around -1000", -big, rng.permutation([1, 2, 3]))
    yield _edge("scores around 500", 500.0 + rng.normal(size=(2, 3)), rng.permutation([0, 2]), public=True)
    sure = np.array([[9.0, -9.0, 0.0], [-14.0, 14.0, 0.0], [0.0, -18.0, 18.0]]) + 0.1 * rng.normal(size=(3, 3))
    yield _edge("very sure, right and wrong", sure, [0, 0, 1])
    single = rng.normal(size=(3, 4)).astype(np.float32)
    yield _case("float32 scores", single, rng.permutation([0, 1, 3]), check="edge cases")
    y = rng.permutation([0, 1, 1])
    yield _case("read-only inputs", rng.normal(size=(3, 2)), y, check="contract", public=True, read_only=True)


@exercise.law
def rows_sum_to_zero(rng):
    """Each row must sum to 0: what one class gains in probability, the others lose."""
    return SumsTo({"scores": rng.normal(size=(5, 3)), "y": rng.integers(0, 3, size=5)}, axis=1, total=0.0)


@exercise.law
def a_shift_of_a_row_changes_nothing(rng):
    """Adding one number to all scores of an example must not change the gradient."""
    scores, y = rng.normal(size=(4, 3)), rng.integers(0, 3, size=4)
    return Same({"scores": scores, "y": y}, {"scores": scores + np.array([[2.0], [-1.5], [0.3], [7.0]]), "y": y})


@exercise.law
def classes_may_be_renamed(rng):
    """Reordering the classes, in the scores and the labels, must reorder the columns in the same way."""
    scores, order, y = rng.normal(size=(3, 5)), rng.permutation(5), rng.integers(0, 5, size=3)
    return Permuted({"scores": scores, "y": y}, {"scores": scores[:, order], "y": np.argsort(order)[y]}, order, axis=1)


@exercise.law
def equal_scores_share_the_blame(rng):
    """With four equal scores and two examples, the label's entry must be (¼ − 1) / 2 and the others ¼ / 2."""
    y = rng.integers(0, 4, size=2)
    return Gives(({"scores": np.full((2, 4), 0.7), "y": y},), (0.25 - np.eye(4)[y]) / 2)


@exercise.law
def no_entry_exceeds_1_over_N(rng):
    """A probability and its target differ by 1 at most, so no entry may be larger than 1/N."""
    return Within(({"scores": 3 * rng.normal(size=(4, 3)), "y": rng.integers(0, 3, size=4)},), -0.25, 0.25)


@exercise.law
def it_is_the_slope_of_the_loss(rng):
    """A small step of all scores must change the mean loss by the sum of step times gradient."""
    scores, y, step = rng.normal(size=(4, 3)), rng.integers(0, 3, size=4), 1e-3 * rng.normal(size=(4, 3))
    climb = _loss(scores + step, y) - _loss(scores - step, y)
    inputs = ({"scores": scores, "y": y},)
    return Lawful(inputs, lambda outputs: bool(np.isclose(2 * np.sum(outputs[0] * step), climb, rtol=1e-4, atol=1e-7)))


def _softmax(scores, axis=1):
    e = np.exp(scores - scores.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


def _hot(scores, y):
    """Return the one-hot labels, (N, C)."""
    return (np.arange(scores.shape[1]) == y[:, None]).astype(float)


def _loss(scores, y):
    return -np.mean(np.log(_softmax(scores)[np.arange(len(y)), y]))


def _grad(scores, y):
    return (_softmax(scores) - _hot(scores, y)) / len(y)


# A wrong label's entry and a wrong mean often come together, so every combination is a mistake of its own.
TABLES = {
    "": lambda p, t: p - t,
    "no-minus-1": lambda p, t: p,
    "set-not-subtract": lambda p, t: np.where(t == 1, -1.0, p),
    "set-to-0": lambda p, t: np.where(t == 1, 0.0, p),
    "set-to-1": lambda p, t: np.where(t == 1, 1.0, p),
    "onehot-minus-p": lambda p, t: t - p,
    "added": lambda p, t: p + t,
    "minus-p": lambda p, t: -p,
    "only-the-label-turned": lambda p, t: np.where(t == 1, 1 - p, p),
    "softmax-derivative": lambda p, t: p * (1 - p),
    "sigmoid-derivative-too": lambda p, t: (p - t) * p * (1 - p),
    "only-correct-class": lambda p, t: (p - t) * t,
    "only-minus-1": lambda p, t: -t,
    "onehot": lambda p, t: t,
    "wrt-probs-of-each-class": lambda p, t: (p - t) / np.maximum(p * (1 - p), 1e-300),
    "euclidean": lambda p, t: 2 * (p - t),
    "euclidean-through-softmax": lambda p, t: 2 * p * ((p - t) - np.sum(p * (p - t), axis=1, keepdims=True)),
    "label-row-of-the-jacobian": lambda p, t: p * (t - np.sum(p * t, axis=1, keepdims=True)),
    "times-the-probability": lambda p, t: (p - t) * p,
    "squared": lambda p, t: (p - t) ** 2,
    "minus-1-everywhere": lambda p, t: p - 1,
    "terms-of-the-loss": lambda p, t: -t * np.log(np.maximum(p, 1e-300)),
}
DIVISORS = {
    "": lambda n, c: n,
    "no-1-over-N": lambda n, c: 1,
    "1-over-C": lambda n, c: c,
    "1-over-NC": lambda n, c: n * c,
    "1-over-N-twice": lambda n, c: n * n,
}
SENTENCES = {
    "no-minus-1": "You return the probabilities: the labels play no part. Subtract 1 at each row's label.",
    "set-not-subtract": "You *set* the label's entry to −1. Subtract 1 from what stands there, the probability.",
    "set-to-0": "The label's entry is 0 in your result. It must be p − 1: raising the label's score lowers the loss.",
    "set-to-1": "You set the label's entry to 1. Subtract 1 from what stands there, the probability.",
    "onehot-minus-p": "Your sign is turned: that is the way *down*. Raising the label's score lowers the loss, so its "
    "entry of the gradient is negative.",
    "added": "You add 1 at the label. Subtract it: raising the label's score lowers the loss.",
    "minus-p": "You return minus the probabilities. Their sign is plus, and 1 is to be subtracted at each row's label.",
    "only-the-label-turned": "The sign of the label's entry is turned, as absolute values do it: it is p − 1, which is "
    "never positive.",
    "softmax-derivative": "You return p · (1 − p), the derivative of each probability with respect to its own score. "
    "The loss sees a score through all probabilities of its row and a logarithm; together that makes p minus one-hot.",
    "sigmoid-derivative-too": "You multiply by p · (1 − p) once more. In p minus one-hot the derivative of the softmax "
    "is already contained.",
    "only-correct-class": "Only the label's entry is filled. The other scores act on the loss, too, through the sum "
    "below the fraction: their entries are their probabilities.",
    "only-minus-1": "You return −1 at each label and nothing else. The probabilities of *all* classes belong to it, "
    "because every score stands in the softmax's denominator.",
    "onehot": "You return the one-hot labels. The gradient is the difference of probabilities and one-hot labels.",
    "wrt-probs-of-each-class": "You divide by p · (1 − p), as if each class had a loss of its own with respect to its "
    "probability. With respect to the scores, p minus one-hot is all.",
    "euclidean": "There is a factor 2, as if the loss were a squared distance. The cross-entropy has none.",
    "euclidean-through-softmax": "This is the gradient of the squared distance between probabilities and one-hot "
    "labels. The loss is the cross-entropy.",
    "label-row-of-the-jacobian": "You return the derivative of the label's probability. The loss is minus its "
    "*logarithm*, whose derivative also divides by that probability.",
    "times-the-probability": "You multiply by the probability. The logarithm's 1/p has cancelled it already.",
    "squared": "You square the differences. The gradient is the difference of probabilities and one-hot labels itself.",
    "minus-1-everywhere": "You subtract 1 from every entry. Only the entry at each row's own label loses 1.",
    "terms-of-the-loss": "You return −log p at the label, the loss itself. Its derivative is asked for.",
    "no-1-over-N": "The loss is the mean over the examples, so its gradient is divided by N, too.",
    "1-over-C": "You divide by the number of classes. The loss averages over the N examples, which are the rows.",
    "1-over-NC": "You divide by the number of all entries. The loss averages over the N examples only.",
    "1-over-N-twice": "You divide by N twice. The loss averages over the examples once.",
}


def _combine(table, divisor):
    """Register the wrong answer that makes these slips together."""

    def wrong(scores, y):
        return TABLES[table](_softmax(scores), _hot(scores, y)) / DIVISORS[divisor](*scores.shape)

    names = [slip for slip in (table, divisor) if slip]
    wrong.__doc__ = " ".join(SENTENCES[name] for name in names)
    exercise.mistake(name="-and-".join(names))(wrong)


COMMON = {"", "no-minus-1", "set-not-subtract", "onehot-minus-p", "softmax-derivative", "only-correct-class"}
for _table, _divisor in product(TABLES, DIVISORS):
    if (_table or _divisor) and (_table in COMMON or _divisor in ("", "no-1-over-N")):
        _combine(_table, _divisor)


@exercise.mistake
def n_minus_one(scores, y):
    """You divide by N − 1. A mean divides by N, and a single example needs that, too."""
    return (_softmax(scores) - _hot(scores, y)) / np.float64(len(y) - 1)


@exercise.mistake(of=("p", "one-hot"))
def mean_of_one_part_only(scores, y, *, of):
    """Only one of the two parts is divided by N. Subtract first; then divide the whole difference."""
    p, t, n = _softmax(scores), _hot(scores, y), len(y)
    return p / n - t if of == "p" else p - t / n


@exercise.mistake(mean=(True, False), guard=("none", "floor", 1e-5, 1e-6, 1e-7, 1e-8, 1e-9, 1e-10, 1e-12))
def wrt_probs(scores, y, *, mean, guard):
    """You return −1/p at the label, the gradient with respect to the *probabilities*. One step is left: through the
    softmax to the scores.
    """
    p = _softmax(scores)
    below = {"none": p, "floor": np.maximum(p, 1e-300)}[guard] if isinstance(guard, str) else p + guard
    return np.where(_hot(scores, y), -1.0 / below, 0.0) / (len(y) if mean else 1)


@exercise.mistake(mean=(True, False))
def no_softmax(scores, y, *, mean):
    """You subtract the one-hot labels from the raw scores. Turn the scores into probabilities first."""
    return (scores - _hot(scores, y)) / (len(y) if mean else 1)


@exercise.mistake(mean=(True, False))
def log_probabilities(scores, y, *, mean):
    """You use log-probabilities in place of probabilities. The logarithm belongs to the loss and is gone from its
    gradient.
    """
    return (np.log(np.maximum(_softmax(scores), 1e-300)) - _hot(scores, y)) / (len(y) if mean else 1)


@exercise.mistake(mean=(True, False))
def not_normalised(scores, y, *, mean):
    """You exponentiate, but never divide by the row's sum."""
    e = np.exp(scores - scores.max(axis=1, keepdims=True))
    return (e - _hot(scores, y)) / (len(y) if mean else 1)


@exercise.mistake(mean=(True, False))
def bare_exponentials(scores, y, *, mean):
    """You use exp(scores) in place of probabilities. Divide each row by its sum (and shift it by its maximum first)."""
    return (np.exp(scores) - _hot(scores, y)) / (len(y) if mean else 1)


@exercise.mistake(divisor=("N", "1", "NC"))
def sigmoid_instead(scores, y, *, divisor):
    """You use the logistic function of each score by itself. Classes compete here: use the softmax of the row."""
    share = {"N": len(y), "1": 1, "NC": scores.size}[divisor]
    return (0.5 * (1 + np.tanh(scores / 2)) - _hot(scores, y)) / share


@exercise.mistake(guard=(0.0, 1e-8, 1e-10, 1e-12), mean=(True, False))
def no_shift(scores, y, *, guard, mean):
    """You exponentiate the scores as they are: e^1000 overflows and gives nan. Subtract the row's maximum first; it
    cancels in the ratio.
    """
    e = np.exp(scores)
    return (e / (e.sum(axis=1, keepdims=True) + guard) - _hot(scores, y)) / (len(y) if mean else 1)


@exercise.mistake(shift=("matrix", "column"))
def other_max(scores, y, *, shift):
    """You subtract the maximum of the whole matrix or of a column. A row far below it underflows to 0/0; subtract each
    row's own maximum.
    """
    e = np.exp(scores - scores.max(axis=0 if shift == "column" else None, keepdims=True))
    return (e / e.sum(axis=1, keepdims=True) - _hot(scores, y)) / len(y)


@exercise.mistake(shift=(lambda s: s.min(axis=1, keepdims=True), lambda s: s.mean(axis=1, keepdims=True)))
def shifted_by_another_number(scores, y, *, shift):
    """You subtract the row's minimum or mean. A score far above it still overflows; with the maximum, no exponent
    exceeds 0.
    """
    e = np.exp(scores - shift(scores))
    return (e / e.sum(axis=1, keepdims=True) - _hot(scores, y)) / len(y)


@exercise.mistake
def first_class_shift(scores, y):
    """You subtract the score of the first class. Another one far above it still overflows; subtract the maximum."""
    e = np.exp(scores - scores[:, :1])
    return (e / e.sum(axis=1, keepdims=True) - _hot(scores, y)) / len(y)


@exercise.mistake
def label_shift(scores, y):
    """You subtract the score of the label. Another one far above it still overflows; subtract the maximum."""
    e = np.exp(scores - scores[np.arange(len(y)), y][:, None])
    return (e / e.sum(axis=1, keepdims=True) - _hot(scores, y)) / len(y)


@exercise.mistake(mean=(True, False))
def nan_replaced(scores, y, *, mean):
    """You let exp overflow and replace the nan that comes of it. The number you put there is not the probability: with
    the row's maximum subtracted, nothing overflows.
    """
    with np.errstate(all="ignore"):
        e = np.exp(scores)
        return (np.nan_to_num(e / e.sum(axis=1, keepdims=True)) - _hot(scores, y)) / (len(y) if mean else 1)


@exercise.mistake(bound=(1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 500.0, 700.0), mean=(True, False))
def scores_clipped(scores, y, *, bound, mean):
    """You clip the scores to keep exp from overflowing. That changes the answer; subtracting the row's maximum does
    not.
    """
    return (_softmax(np.clip(scores, -bound, bound)) - _hot(scores, y)) / (len(y) if mean else 1)


@exercise.mistake(eps=(1e-2, 1e-3, 1e-4, 1e-5))
def probabilities_clipped(scores, y, *, eps):
    """You keep the probabilities away from 0 and 1. That guards a logarithm, and the gradient has none."""
    return (np.clip(_softmax(scores), eps, 1 - eps) - _hot(scores, y)) / len(y)


@exercise.mistake(eps=(1e-3, 1e-4))
def eps_in_the_sum(scores, y, *, eps):
    """You add a small number to the row's sum of exponentials, so that the row of the gradient no longer sums to 0.
    After the shift the sum is at least 1: no guard is needed.
    """
    e = np.exp(scores - scores.max(axis=1, keepdims=True))
    return (e / (e.sum(axis=1, keepdims=True) + eps) - _hot(scores, y)) / len(y)


@exercise.mistake(divisor=("N", "1", "C"))
def axis0(scores, y, *, divisor):
    """You normalise over the examples (axis 0). The probabilities of one example, a *row*, must sum to 1: sum over
    axis 1.
    """
    share = {"N": len(y), "1": 1, "C": scores.shape[1]}[divisor]
    return (_softmax(scores, axis=0) - _hot(scores, y)) / share


@exercise.mistake(mean=(True, False), row_shift=(True, False))
def global_sum(scores, y, *, mean, row_shift):
    """You divide by the sum of the whole matrix, so that all examples share one total of 1. Each row needs its own."""
    e = np.exp(scores - scores.max(axis=1 if row_shift else None, keepdims=True))
    return (e / e.sum() - _hot(scores, y)) / (len(y) if mean else 1)


@exercise.mistake(place=("max", "sum", "both"), mean=(True, False))
def no_keepdims(scores, y, *, place, mean):
    """You use the rows' maxima or sums without `keepdims=True`. Shape (N,) lines up with the columns, so a square batch
    gets the wrong ones and any other one fails.
    """
    e = np.exp(scores - scores.max(axis=1, keepdims=place == "sum"))
    return (e / e.sum(axis=1, keepdims=place == "max") - _hot(scores, y)) / (len(y) if mean else 1)


@exercise.mistake(mean=(True, False))
def double_softmax(scores, y, *, mean):
    """You apply the softmax twice. The scores become probabilities once."""
    return (_softmax(_softmax(scores)) - _hot(scores, y)) / (len(y) if mean else 1)


@exercise.mistake(negative=(False, True), mean=(True, False))
def minus_scores(scores, y, *, negative, mean):
    """You exponentiate minus the scores: the class with the highest score gets the lowest probability."""
    return (-1 if negative else 1) * (_softmax(-scores) - _hot(scores, y)) / (len(y) if mean else 1)


@exercise.mistake(base=(2.0, 10.0), mean=(True, False))
def other_base(scores, y, *, base, mean):
    """You raise another number than e to the scores. Use np.exp."""
    return (_softmax(np.log(base) * scores) - _hot(scores, y)) / (len(y) if mean else 1)


@exercise.mistake
def bits(scores, y):
    """Your gradient is that of a loss in bits, larger by 1 / log 2. The loss is measured in nats."""
    return _grad(scores, y) / np.log(2)


@exercise.mistake(mean=(True, False), sign=(1, -1))
def hard_maximum(scores, y, *, mean, sign):
    """You give the class with the highest score all the probability. The *soft* maximum shares it out."""
    hard = np.eye(scores.shape[1])[scores.argmax(axis=1)]
    return sign * (hard - _hot(scores, y)) / (len(y) if mean else 1)


@exercise.mistake(mean=(True, False))
def predicted_class(scores, y, *, mean):
    """You take the class with the highest score for the label, so the labels play no part. Subtract 1 where `y`
    says.
    """
    return (_softmax(scores) - _hot(scores, scores.argmax(axis=1))) / (len(y) if mean else 1)


@exercise.mistake(mean=(True, False))
def labels_from_one(scores, y, *, mean):
    """You subtract 1 from the labels. They count from 0 here, as columns do."""
    return (_softmax(scores) - _hot(scores, (y - 1) % scores.shape[1])) / (len(y) if mean else 1)


@exercise.mistake(column=(0, -1), mean=(True, False))
def one_column(scores, y, *, column, mean):
    """You subtract 1 in the same column for every example, so the labels play no part. Subtract it where `y` says."""
    return (_softmax(scores) - _hot(scores, np.full_like(y, column % scores.shape[1]))) / (len(y) if mean else 1)


@exercise.mistake(mean=(True, False), repeated=(False, True))
def columns_of_all_labels(scores, y, *, mean, repeated):
    """You subtract 1 in the columns of *all* labels in *every* row, as `[:, y]` does. Pair each row with its own label:
    give the row numbers as the first index.
    """
    hot = _hot(scores, y).sum(axis=0)
    return (_softmax(scores) - (hot if repeated else hot > 0)) / (len(y) if mean else 1)


@exercise.mistake(mean=(True, False))
def labels_pick_rows(scores, y, *, mean):
    """You subtract 1 from whole rows, as `[y]` alone does. The label names a column: pair each row's number with it."""
    p = _softmax(scores)
    p[y] -= 1
    return p / (len(y) if mean else 1)


@exercise.mistake(mean=(True, False))
def swapped_indices(scores, y, *, mean):
    """You index with the label first and the example second. Rows are examples and columns are classes."""
    p = _softmax(scores)
    p[y, np.arange(len(y))] -= 1
    return p / (len(y) if mean else 1)


@exercise.mistake(mean=(True, False), last=(False, True))
def one_label_only(scores, y, *, mean, last):
    """You subtract 1 in one row only. Every row has a label: in a loop, all of the loop's body must be indented, and
    the indices must run along.
    """
    p, row = _softmax(scores), -1 if last else 0
    p[row, y[row]] -= 1
    return p / (len(y) if mean else 1)


@exercise.mistake(mean=(True, False), which=(0, -1))
def one_label_for_all(scores, y, *, mean, which):
    """You take one example's label for all rows. Each row has its own: pair the row's number with the label."""
    p = _softmax(scores)
    p[:, y[which]] -= 1
    return p / (len(y) if mean else 1)


@exercise.mistake(mean=(True, False))
def label_probability_subtracted(scores, y, *, mean):
    """You subtract the label's probability from the whole row. In each row, 1 is subtracted, at the label only."""
    p = _softmax(scores)
    return (p - p[np.arange(len(y)), y][:, None]) / (len(y) if mean else 1)


@exercise.mistake(mean=(True, False), shifted=(True, False))
def subtracted_before_normalising(scores, y, *, mean, shifted):
    """You subtract 1 from the exponentials (or the scores) before you divide by the row's sum. First make probabilities
    of the whole row, then subtract 1 at the label.
    """
    e = np.exp(scores - scores.max(axis=1, keepdims=True)) if shifted else np.exp(scores)
    return (e - _hot(scores, y)) / e.sum(axis=1, keepdims=True) / (len(y) if mean else 1)


@exercise.mistake(mean=(True, False))
def subtracted_before_summing(scores, y, *, mean):
    """You subtract 1 from the label's exponential, and then divide by the sum of what is left. First make probabilities
    of the whole row, then subtract 1 at the label.
    """
    e = np.exp(scores - scores.max(axis=1, keepdims=True)) - _hot(scores, y)
    return e / e.sum(axis=1, keepdims=True) / (len(y) if mean else 1)


@exercise.mistake(mean=(True, False))
def subtracted_from_the_scores(scores, y, *, mean):
    """You subtract 1 from the label's *score*, before the softmax. Subtract it from the label's probability."""
    return _softmax(scores - _hot(scores, y)) / (len(y) if mean else 1)


@exercise.mistake(mean=(True, False))
def example_number_for_label(scores, y, *, mean):
    """You subtract 1 at the class with the *example's* number (an identity matrix). Subtract it at the label, `y`."""
    return (_softmax(scores) - np.eye(*scores.shape)) / (len(y) if mean else 1)


@exercise.mistake(mean=(True, False), axis=(0, 1, None))
def label_numbers_subtracted(scores, y, *, mean, axis):
    """You subtract the labels' *numbers*. A label names a column: there 1 is subtracted, elsewhere nothing."""
    p = _softmax(scores)
    numbers = {0: y, 1: y[:, None], None: _hot(scores, y) * y[:, None]}[axis]
    return (p - numbers) / (len(y) if mean else 1)


@exercise.mistake(mean=(True, False))
def margin_gradient(scores, y, *, mean):
    """This is the gradient of the hinge loss. The cross-entropy's is made of probabilities."""
    lead = scores - scores[np.arange(len(y)), y][:, None]
    over = np.where(_hot(scores, y) == 1, 0.0, lead + 1 > 0)
    return (over - _hot(scores, y) * over.sum(axis=1, keepdims=True)) / (len(y) if mean else 1)


@exercise.mistake(mean=(True, False), weight=(True, False))
def times_the_scores(scores, y, *, mean, weight):
    """You multiply by the scores. That belongs to the derivative with respect to something that the scores multiply;
    here they are what is varied.
    """
    p, t = _softmax(scores), _hot(scores, y)
    return ((p - t) * scores if weight else p * scores - t) / (len(y) if mean else 1)


@exercise.mistake(axis=(0, 1, None), combine=(np.sum, np.mean), mean=(True, False))
def reduced(scores, y, *, axis, combine, mean):
    """You reduce the result along an axis. The gradient has one number for each score, (N, C); to average the loss
    over the batch means here to divide by N, and not to add up.
    """
    return combine(_grad(scores, y) * (1 if mean else len(y)), axis=axis)


@exercise.mistake
def mean_of_the_batch_for_each_row(scores, y):
    """Every row of your result is the batch's average. Each example has a row of its own: nothing is averaged, only
    divided by N.
    """
    return np.broadcast_to(_grad(scores, y).sum(axis=0), scores.shape).copy()


@exercise.mistake(average=(True, False))
def loss(scores, y, *, average):
    """You return the loss. Its gradient is asked for: one number for each score, (N, C)."""
    return _loss(scores, y) * (1 if average else len(y))


@exercise.mistake(loss_first=(True, False))
def loss_and_gradient(scores, y, *, loss_first):
    """You return two things, the loss and the gradient. Return the gradient alone."""
    return (_loss(scores, y), _grad(scores, y)) if loss_first else (_grad(scores, y), _loss(scores, y))


@exercise.mistake
def transposed(scores, y):
    """Rows and columns of your result are exchanged. It must have the shape of `scores`, (N, C)."""
    return _grad(scores, y).T


@exercise.mistake
def rows_in_reverse(scores, y):
    """The rows of your result stand in the wrong order. Row n belongs to example n."""
    return _grad(scores, y)[::-1]


@exercise.mistake(decimals=(0, 1, 2, 3))
def rounded(scores, y, *, decimals):
    """You round the result. Return it with all its digits."""
    return np.round(_grad(scores, y), decimals)


@exercise.mistake(h=(1e-1, 1e-2, 1e-3, 1e-4))
def one_sided_difference(scores, y, *, h):
    """You return a one-sided difference quotient, which is off by about h. The gradient has a formula: use it."""
    result = np.zeros(scores.shape)
    for place in np.ndindex(*scores.shape):
        moved = np.array(scores, dtype=float)
        moved[place] += h
        result[place] = (_loss(moved, y) - _loss(scores, y)) / h
    return result


@exercise.mistake(last=(False, True))
def one_example_only(scores, y, *, last):
    """Only one example's row is filled. Does `return` stand inside the loop, or is the array made anew in it?"""
    result, row = np.zeros(scores.shape), -1 if last else 0
    result[row] = _grad(scores, y)[row]
    return result


@exercise.mistake
def in_place(scores, y):
    """You change the caller's array in place (`scores -= …`, or an index assignment). Work on a new array."""
    result = _grad(scores, y)
    scores -= scores.max(axis=1, keepdims=True)
    return result


@exercise.mistake
def labels_overwritten(scores, y):
    """You change the caller's labels in place. Leave `y` as it is, or work on a copy."""
    result = _grad(scores, y)
    y += 1
    return result


@exercise.alternative
def with_one_hot(scores, y):
    p = np.exp(scores - np.max(scores, axis=-1)[:, None])
    p /= p.sum(-1)[:, None]
    return (p - np.eye(scores.shape[1])[y]) / y.size


@exercise.alternative
def in_float32(scores, y):
    z = np.asarray(scores, dtype=np.float32)
    e = np.exp(z - z.max(1)[:, None])
    p = e / np.einsum("nc->n", e)[:, None]
    p[np.arange(len(y)), y] -= 1
    return p / np.float32(len(y))


@exercise.alternative
def loops(scores, y):
    n, c = scores.shape
    out = np.zeros((n, c))
    for i in range(n):
        top = max(scores[i])
        total = sum(np.exp(s - top) for s in scores[i])
        for j in range(c):
            out[i][j] = (np.exp(scores[i][j] - top) / total - (1 if j == y[i] else 0)) / n
    return out


@exercise.alternative
def through_logarithms(scores, y):
    top = scores.max(axis=1, keepdims=True)
    log_p = scores - top - np.log(np.exp(scores - top).sum(axis=1, keepdims=True))
    minus = np.zeros(scores.shape)
    minus[np.arange(y.shape[0]), y] = 1 / y.shape[0]
    return np.exp(log_p) * (1 / y.shape[0]) - minus


@exercise.alternative
def row_by_row(scores, y):
    rows = []
    for row, label in zip(scores, y.tolist(), strict=True):
        p = np.exp(row - np.logaddexp.reduce(row))
        p[label] = p[label] - 1
        rows.append(p)
    return np.array(rows) / len(rows)


@exercise.alternative
def divided_first(scores, y):
    e = np.exp(scores.T - scores.max(axis=1))
    grad = (e / e.sum(axis=0) / len(y)).T
    np.subtract.at(grad, (np.arange(len(y)), y), 1 / len(y))
    return grad


@exercise.alternative
def label_from_its_row(scores, y):
    e = np.exp(scores - scores.max(axis=1, keepdims=True))
    others = np.where(np.arange(scores.shape[1]) == y[:, np.newaxis], 0.0, e / e.sum(axis=1, keepdims=True))
    others[range(len(y)), y] = -others.sum(axis=1)
    return others / len(scores)

"""Cross-entropy (Lecture 2.2, "First Loss Function: Cross-Entropy Loss")."""

from functools import partial

import numpy as np

from fallline.compare import Tolerance
from fallline.laws import Gives, Linear, NotSmaller, Same
from grader.exercise import Case, Exercise

exercise = Exercise(
    "cross_entropy",
    number="1.5",
    lesson="01_loss_functions",
    points=12,
    lines=4,
    difficulty=2,
    read="lesson 01, “The cross-entropy loss”",
    hints=(
        "The loss of an example is the surprise at its label: 0 if the softmax gives the label probability 1, and "
        "larger the less it gives. Only the label's own probability counts; the batch takes the mean.",
        "L_i = −log p_y = log Σ_j exp(f_j) − f_y, and the loss is the mean of the L_i. Shift each row by its largest "
        "score first. Never form p itself: a very small p becomes 0, and its logarithm −inf.",
        "Three steps: shift each row by its own maximum; take the logarithm of each row's sum of exponentials; "
        "subtract the shifted score at the label (pair row numbers with labels in one index), and average.",
    ),
    grader_tries="one example alone, scores in the thousands of either sign, float32 scores",
    # Whoever works in float32 is right, too.
    tolerance=Tolerance(rtol=1e-5, atol=1e-6),
)


@exercise.reference
def cross_entropy(scores, y):
    shifted = scores - scores.max(axis=1, keepdims=True)
    log_total = np.log(np.exp(shifted).sum(axis=1))
    return np.mean(log_total - shifted[np.arange(len(y)), y])


def _normal(rng, n, c):
    """Return normal scores in steps of 1/64, which stay exact in float32 when 5000 is added."""
    return np.round(64 * rng.normal(size=(n, c))) / 64


def _case(name, scores, y, **settings):
    return Case(name, {"scores": scores, "y": np.array(y)}, **settings)


def _edge(name, scores, y, **settings):
    return _case(name, scores, y, check="edge cases", quiet=True, **settings)


@exercise.cases
def cases(rng):
    yield _case("five examples, four classes", rng.normal(size=(5, 4)), rng.permutation([0, 1, 2, 3, 1]), public=True)
    square = rng.permutation([0, 2, 2, 3])
    yield _case("as many examples as classes, a label repeated", rng.normal(size=(4, 4)), square, public=True)
    yield _case("two examples, six classes", 2 * rng.normal(size=(2, 6)), rng.permutation(6)[:2])
    yield _case("seven examples, two classes", rng.normal(size=(7, 2)), rng.permutation([0, 0, 0, 1, 1, 1, 1]))
    yield _case("one example", rng.normal(size=(1, 3)), [1])
    yield _edge("all scores zero", np.zeros((3, 5)), rng.permutation([0, 2, 4]), public=True)
    thousand = 1000 + _normal(rng, 3, 5)
    yield _edge("scores around 1000", thousand, rng.integers(0, 5, size=3), public=True)
    yield _edge("scores around -1000", -thousand, rng.integers(0, 5, size=3))
    rows = _normal(rng, 4, 3) + np.array([[0.0], [-900.0], [4000.0], [-5000.0]])
    yield _edge("rows thousands apart", rows, rng.integers(0, 3, size=4), public=True)
    sure = _normal(rng, 3, 4) + 1200 * np.eye(4)[[0, 2, 3]]
    yield _edge("certain and wrong", sure, [1, 3, 2], public=True)
    yield _edge("certain and right", sure, [0, 2, 3], public=True)
    below = _normal(rng, 2, 3) * [0, 1, 1]
    yield _edge("a label 725 below the best", below - [0, 725, 725], [0, 2], public=True)
    yield _edge("a label 1200 below the best, which is 0", below - [0, 1200, 1200], [1, 0], public=True)
    # Here only float32 overflows, and at 500 also what adds the maximum.
    yield _edge("scores around 200", 200 + _normal(rng, 2, 4), [1, 3], public=True)
    yield _edge("scores around 500", 500 + _normal(rng, 3, 4), [3, 0, 2], public=True)
    # A shift by the row's mean survives it, a logarithm of each probability does not.
    yield _edge("two classes, the first 1000 ahead", _normal(rng, 3, 2) + np.array([1000, 0]), [0, 1, 1], public=True)
    single = rng.normal(size=(3, 4)).astype(np.float32)
    yield _edge("float32 scores", single, rng.integers(0, 4, size=3))
    yield _case("read-only inputs", rng.normal(size=(3, 2)), [0, 1, 1], check="contract", read_only=True)


@exercise.law
def zero_scores_give_log_C(rng):
    """With all scores equal, every class has probability 1/C and the loss must be log C."""
    return Gives(({"scores": np.full((2, 7), 0.3), "y": rng.integers(0, 7, size=2)},), float(np.log(7.0)))


@exercise.law
def a_shift_of_a_row_changes_nothing(rng):
    """Adding one number to all scores of an example must not change the loss."""
    scores, y = rng.normal(size=(4, 3)), rng.integers(0, 3, size=4)
    return Same({"scores": scores, "y": y}, {"scores": scores + np.array([[2.0], [-1.5], [0.3], [7.0]]), "y": y})


@exercise.law
def the_batch_is_the_mean_of_its_examples(rng):
    """The loss of a batch must be the mean of the losses of its examples."""
    scores, y = rng.normal(size=(3, 4)), rng.integers(0, 4, size=3)
    ones = [{"scores": scores[i : i + 1], "y": y[i : i + 1]} for i in range(3)]
    return Linear(({"scores": scores, "y": y}, *ones), (3.0, -1.0, -1.0, -1.0))


@exercise.law
def a_higher_score_at_the_label_lowers_the_loss(rng):
    """Raising the scores of the labels must not raise the loss."""
    scores, y = rng.normal(size=(5, 3)), rng.integers(0, 3, size=5)
    raised = scores + 0.7 * np.eye(3)[y]
    return NotSmaller(({"scores": scores, "y": y}, {"scores": raised, "y": y}))


GUARDS = (*(10.0**-k for k in (2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 15, 16, 20, 30, 100, 300)), 2.0**-52, 2.0**-1022)


def _lse(scores, axis=1):
    return np.logaddexp.reduce(scores, axis=axis)


def _log_p(scores):
    return scores - _lse(scores)[:, None]


def _p(scores):
    return np.exp(_log_p(scores))


def _at(table, y):
    return table[np.arange(len(y)), y]


def _losses(scores, y):
    return -_at(_log_p(scores), y)


def _naive(scores, y, logs):
    """Return the loss without a shift, through log Σ exp or through the probabilities."""
    e = np.exp(scores)
    p = e / e.sum(axis=1, keepdims=True)
    return np.mean(np.log(e.sum(axis=1)) - _at(scores, y)) if logs else -np.mean(np.log(_at(p, y)))


@exercise.mistake(column=(0, -1))
def first_column(scores, y, *, column):
    """You take the same column for every example, so the labels play no part. Take the column that `y` names."""
    return -np.mean(_log_p(scores)[:, column])


@exercise.mistake
def max_prob(scores, y):
    """You take the probability of the class the model prefers, not that of the label."""
    return -np.mean(_log_p(scores).max(axis=1))


@exercise.mistake(combine=(np.mean, np.sum))
def all_classes(scores, y, *, combine):
    """You use the log-probabilities of all classes, so the labels play no part. Only the label's own one counts."""
    return -np.mean(combine(_log_p(scores), axis=1))


@exercise.mistake
def off_by_one(scores, y):
    """You subtract 1 from the labels. They count from 0 here, as columns do."""
    return -np.mean(_at(_log_p(scores), y - 1))


@exercise.mistake(split=(False, True))
def all_rows_for_each_label(scores, y, *, split):
    """You index with `[:, y]`, which takes the columns `y` of *every* row: N × N numbers. Pair each row with its own
    label by giving the row numbers as the first index.
    """
    return -np.mean(_log_p(scores)[:, y]) * (len(y) if split else 1)


@exercise.mistake(combine=(np.mean, np.sum))
def labels_pick_rows(scores, y, *, combine):
    """You index with `[y]` alone, which takes whole rows. A label names a column: pair the row's number with it."""
    return -np.mean(combine(_log_p(scores)[y], axis=1))


@exercise.mistake
def swapped_indices(scores, y):
    """You index with the label first and the example second. Rows are examples and columns are classes."""
    return -np.mean(_log_p(scores)[y, np.arange(len(y))])


@exercise.mistake(combine=(np.mean, np.sum, _at))
def labels_as_weights(scores, y, *, combine):
    """You multiply by the label *numbers*, so that class 0 counts nothing and class 2 double. A label is a name: use it
    as an index, or make it one-hot first.
    """
    terms = y[:, None] * _log_p(scores)
    return -np.mean(_at(terms, y) if combine is _at else combine(terms, axis=1))


@exercise.mistake(name="sum")
def total(scores, y):
    """You add the losses up. The contract asks for their mean over the N examples."""
    return np.sum(_losses(scores, y))


@exercise.mistake
def sign(scores, y):
    """The minus sign is missing: this is the mean log-probability, at most 0. A loss falls as the model improves."""
    return -np.mean(_losses(scores, y))


@exercise.mistake
def sum_and_sign(scores, y):
    """You add the log-probabilities up. Two things are missing: the minus sign, and the division by N."""
    return -np.sum(_losses(scores, y))


@exercise.mistake(factor=(1, -1))
def mean_over_classes_too(scores, y, *, factor):
    """You divide by N × C, as the mean of a whole table does. Sum over the classes, then average over the examples."""
    return factor * np.mean(_losses(scores, y)) / scores.shape[1]


@exercise.mistake
def divided_by_classes(scores, y):
    """You add the losses up and divide by the number of classes. Divide by N, the number of examples."""
    return np.sum(_losses(scores, y)) / scores.shape[1]


@exercise.mistake(factor=(1, -1))
def per_example(scores, y, *, factor):
    """You return one number for each example. The loss of the batch is a single number: the mean of −log p."""
    return factor * _losses(scores, y)


@exercise.mistake(which=(0, -1), share=(False, True))
def one_example(scores, y, *, which, share):
    """Only one example reaches your result. In a loop, add to the total (`+=`) and return after the loop, not in it."""
    return _losses(scores, y)[which] / (len(y) if share else 1)


@exercise.mistake(base=(2, 10))
def log2(scores, y, *, base):
    """You take the logarithm to base 2 (bits) or 10. The contract asks for nats: the natural logarithm."""
    return np.mean(_losses(scores, y)) / np.log(base)


@exercise.mistake(line=((0, 1), (0, -1), (1, -1)))
def no_log(scores, y, *, line):
    """You average probabilities and take no logarithm, so your result stays within 1 however wrong the model is. The
    loss of an example is −log p.
    """
    return np.polyval(line[::-1], np.mean(_at(_p(scores), y)))


@exercise.mistake(factor=(-1, 1))
def log_of_one_minus_p(scores, y, *, factor):
    """You take the logarithm of 1 − p or 1 + p. Take it of p itself, with a minus sign in front."""
    return -np.mean(np.log(1 + factor * _at(_p(scores), y)))


@exercise.mistake(column=(None, 1))
def binary_formula(scores, y, *, column):
    """You use y log p + (1 − y) log(1 − p), which is for labels 0 and 1. Here a label names a class."""
    p = _at(_p(scores), y) if column is None else _p(scores)[:, column]
    return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))


@exercise.mistake
def log_of_the_mean(scores, y):
    """You average the probabilities and then take the logarithm. First the logarithm of each, then the mean."""
    return -np.log(np.mean(_at(_p(scores), y)))


@exercise.mistake
def perplexity(scores, y):
    """You exponentiate the loss, which gives the perplexity. The mean of −log p itself is asked for."""
    return np.exp(np.mean(_losses(scores, y)))


@exercise.mistake(at_label=(False, True))
def weighted_by_p(scores, y, *, at_label):
    """You multiply −log p by p. The label is certain: its −log p counts fully, and that of the other classes not."""
    terms = -_p(scores) * _log_p(scores)
    return np.mean(_at(terms, y) if at_label else terms.sum(axis=1))


@exercise.mistake(combine=(np.sum, np.mean))
def all_classes_bce(scores, y, *, combine):
    """You treat every class as a yes-or-no question and add log(1 − p) for the wrong classes. With a softmax, −log p at
    the label is the whole loss.
    """
    hit, p = np.eye(scores.shape[1])[y], _p(scores)
    return -np.mean(combine(hit * np.log(p) + (1 - hit) * np.log(1 - p), axis=1))


@exercise.mistake(combine=(np.sum, np.mean, _at), naive=(False, True))
def sigmoid_instead(scores, y, *, combine, naive):
    """You squash each score by itself with the logistic function. The classes must compete: use the row's softmax."""
    signed = (1 - 2 * np.eye(scores.shape[1])[y]) * scores
    losses = -np.log(1 / (1 + np.exp(signed))) if naive else np.logaddexp(0, signed)
    return np.mean(_at(losses, y) if combine is _at else combine(losses, axis=1))


@exercise.mistake(combine=(np.sum, np.mean))
def squared_error(scores, y, *, combine):
    """You add up squared differences between probabilities and the one-hot label. Take −log p at the label."""
    return np.mean(combine((_p(scores) - np.eye(scores.shape[1])[y]) ** 2, axis=1))


@exercise.mistake
def error_rate(scores, y):
    """You count wrong predictions. Cross-entropy asks how much probability the label gets: the mean of −log p."""
    return np.mean(scores.argmax(axis=1) != y)


@exercise.mistake
def hinge(scores, y):
    """You compute the hinge loss, which compares scores with a margin. Cross-entropy is −log p after a softmax."""
    return np.mean(np.maximum(0, scores - _at(scores, y)[:, None] + 1).sum(axis=1) - 1)


@exercise.mistake(factor=(-1, 1))
def no_normaliser(scores, y, *, factor):
    """You average the labels' scores alone. A log-probability is the score minus log Σ exp of its whole row."""
    return factor * np.mean(_at(scores, y))


@exercise.mistake
def only_the_normaliser(scores, y):
    """You average log Σ exp of each row and never subtract the label's score, so the labels play no part."""
    return np.mean(_lse(scores))


@exercise.mistake
def plus(scores, y):
    """You *add* the label's score to log Σ exp. A higher score at the label must lower the loss: subtract it."""
    return np.mean(_lse(scores) + _at(scores, y))


@exercise.mistake(factor=(-1, 1))
def shifted_in_one_place(scores, y, *, factor):
    """You subtract the row's maximum in one of two places. Shift the sum of exponentials *and* the label's score."""
    return np.mean(_losses(scores, y) + factor * scores.max(axis=1))


@exercise.mistake
def double_softmax(scores, y):
    """You apply the softmax twice. One turns scores into probabilities; a second one flattens these."""
    return np.mean(_losses(_p(scores), y))


@exercise.mistake(normalise=(False, True))
def no_exp(scores, y, *, normalise):
    """You take logarithms of scores that were never exponentiated; a negative one gives nan. Apply the softmax."""
    p = scores / scores.sum(axis=1, keepdims=True) if normalise else scores
    return -np.mean(np.log(_at(p, y)))


@exercise.mistake
def negative_scores(scores, y):
    """You exponentiate minus the scores, so that the class with the highest score becomes the least likely."""
    return np.mean(_losses(-scores, y))


@exercise.mistake(keepdims=(True, False), shift=(False, True))
def axis0(scores, y, *, keepdims, shift):
    """You normalise over the examples (axis 0). The probabilities of an example, a *row*, sum to 1: sum over axis 1."""
    z = scores - scores.max(axis=1, keepdims=True) if shift else scores
    total = _lse(z, axis=0)
    return np.mean((total[y] if keepdims else total) - _at(z, y))


@exercise.mistake(shift=(False, True))
def global_sum(scores, y, *, shift):
    """You sum the exponentials of the whole matrix, so that all examples share one total. Each row needs its own."""
    z = scores - scores.max(axis=1, keepdims=True) if shift else scores
    return np.mean(_lse(z, axis=None) - _at(z, y))


@exercise.mistake
def sum_never_reset(scores, y):
    """Your sum of exponentials runs on from one example to the next. Start every row again at 0."""
    return np.mean(np.logaddexp.accumulate(_lse(scores)) - _at(scores, y))


@exercise.mistake(part=(np.s_[:, :-1], np.s_[:, 1:], np.s_[:, -1:], np.s_[:, :1]))
def part_of_the_sum(scores, y, *, part):
    """Your sum of exponentials leaves classes out. All C classes of the row belong in it; in a loop, add to it (`+=`)
    and let it run over `range(C)`.
    """
    return np.mean(_lse(scores[part]) - _at(scores, y))


@exercise.mistake
def rest_only(scores, y):
    """You leave the label's class out of the sum of exponentials. All classes belong in it."""
    others = np.where(np.eye(scores.shape[1], dtype=bool)[y], -np.inf, scores)
    return np.mean(_lse(others) - _at(scores, y))


@exercise.mistake
def mean_of_exponentials(scores, y):
    """You take the mean of a row's exponentials where their sum belongs: the loss comes out too small by log C."""
    return np.mean(_losses(scores, y)) - np.log(scores.shape[1])


@exercise.mistake(missing=("max", "sum", "max and sum", "unshifted"))
def no_keepdims(scores, y, *, missing):
    """You use row sums or maxima without `keepdims=True`. Shape (N,) lines up with the columns, so a square batch comes
    out wrong and most others fail.
    """
    z = scores if missing == "unshifted" else scores - scores.max(axis=1, keepdims="max" not in missing)
    return -np.mean(_at(z - np.log(np.exp(z).sum(axis=1, keepdims=missing == "max")), y))


@exercise.mistake
def column_max(scores, y):
    """You subtract the maximum of each column (axis 0). Only a number that is the same for the whole row cancels."""
    return np.mean(_losses(scores - scores.max(axis=0), y))


@exercise.mistake(dtype=(np.float64, np.float32))
def log_underflow(scores, y, *, dtype):
    """You form p and then take its logarithm. Where the label's score lies hundreds below the best, p rounds to 0 (and
    1/p to inf), and the loss is inf; take log p = f_y − log Σ exp(f) from the shifted scores.
    """
    return -np.mean(np.log(_at(_p(scores.astype(dtype)), y)))


@exercise.mistake
def log_of_all_probabilities(scores, y):
    """You take the logarithms of probabilities, and those of other classes take part. Where one of them rounds to 0 you
    get −inf, or nan from 0 · −inf; take log p = f − log Σ exp(f) from the shifted scores, at the label.
    """
    return -np.mean(np.sum(np.eye(scores.shape[1])[y] * np.log(_p(scores)), axis=1))


@exercise.mistake(logs=(False, True))
def global_max(scores, y, *, logs):
    """You subtract the maximum of the whole matrix. In a row far below it every exponential becomes 0, and log 0 is
    −inf; subtract each row's own maximum.
    """
    return _naive(scores - scores.max(), y, logs)


@exercise.mistake
def min_shift(scores, y):
    """You subtract the row's minimum. All scores are then at least 0, and large ones still overflow: subtract the
    maximum.
    """
    return _naive(scores - scores.min(axis=1, keepdims=True), y, logs=True)


@exercise.mistake(logs=(False, True), dtype=(np.float64, np.float32))
def no_shift(scores, y, *, logs, dtype):
    """You exponentiate the scores as they are, and e^1000 overflows. Subtract each row's maximum first; it cancels."""
    return _naive(scores.astype(dtype), y, logs)


@exercise.mistake(eps=GUARDS)
def plus_eps(scores, y, *, eps):
    """You guard the logarithm with a small number, added to p or as its lower bound. However wrong the model, the loss
    of an example then cannot exceed −log of that number; take log p = f_y − log Σ exp(f), which needs no guard.
    """
    return -np.mean(np.log(_at(_p(scores), y) + eps))


@exercise.mistake(name="plus-eps", eps=[10.0**-k for k in range(2, 9)])
def clipped_probability(scores, y, *, eps):
    """You clip the probability, so that the loss of an example cannot exceed −log of the bound, and a sure and right
    one still costs something. Take log p = f_y − log Σ exp(f), which needs no clip.
    """
    return -np.mean(np.log(np.clip(_at(_p(scores), y), eps, 1 - eps)))


@exercise.mistake(inf=(0.0, None))
def infinities_replaced(scores, y, *, inf):
    """You replace the infinite logarithm of p = 0, or leave it out. The loss of a very wrong example is large, not
    absent: take log p = f_y − log Σ exp(f) from the scores, and no infinity arises.
    """
    return np.mean(np.nan_to_num(-np.log(_at(_p(scores), y)), posinf=inf))


@exercise.mistake(bound=(5, 10, 20, 30, 50, 100, 500, 700))
def clipped_scores(scores, y, *, bound):
    """You clip the scores to keep exp from overflowing. That changes the answer; subtracting the maximum does not."""
    return np.mean(_losses(np.clip(scores, -bound, bound), y))


@exercise.mistake(bound=(50, 100, 500, 700))
def clipped_gaps(scores, y, *, bound):
    """You clip shifted scores or log-probabilities from below, so that the loss of an example stops growing there. No
    clip is needed: an exponential may well become 0, since the sum still holds the 1 of the best class.
    """
    return np.mean(_losses(np.maximum(scores - scores.max(axis=1, keepdims=True), -bound), y))


OTHERS = (
    partial(first_column, column=0),
    max_prob,
    off_by_one,
    partial(log2, base=2),
    double_softmax,
    partial(axis0, keepdims=True, shift=False),
    partial(axis0, keepdims=True, shift=True),
    partial(global_sum, shift=False),
    partial(global_sum, shift=True),
    partial(labels_pick_rows, combine=np.mean),
    rest_only,
)


@exercise.mistake(other=OTHERS)
def sum_and_another(scores, y, *, other):
    """You add the losses up where the mean over the examples is asked for, and that is not all: look again at how the
    loss of a single example comes about.
    """
    return len(y) * other(scores, y)


@exercise.mistake(other=(*OTHERS, partial(all_rows_for_each_label, split=False)))
def sign_and_another(scores, y, *, other):
    """The minus sign in front of the logarithm is missing, and that is not all: look again at how the loss of a single
    example comes about.
    """
    return -other(scores, y)


@exercise.mistake(decimals=(1, 2, 3, 4))
def rounded(scores, y, *, decimals):
    """You round the loss. Return it with all its digits."""
    return np.round(np.mean(_losses(scores, y)), decimals)


@exercise.mistake
def in_place(scores, y):
    """You shift the caller's array in place (`scores -= …`). Write `scores - …`, which makes a new one."""
    scores -= scores.max(axis=1, keepdims=True)
    return np.mean(_losses(scores, y))


@exercise.mistake(table=(_p, _log_p))
def whole_table(scores, y, *, table):
    """You return an (N, C) table of all probabilities or their logarithms. Take the label's entry in each row, and
    average −log p over the rows.
    """
    return table(scores)


@exercise.mistake(share=(True, False))
def gradient(scores, y, *, share):
    """You return the gradient with respect to the scores. The loss itself is asked for: one number."""
    return (_p(scores) - np.eye(scores.shape[1])[y]) / (len(y) if share else 1)


@exercise.mistake
def n_minus_one(scores, y):
    """You divide the sum of the losses by N − 1. Their mean has N below the line."""
    return -np.sum(_at(np.log(_p(scores)), y)) / max(len(y) - 1, 1)


@exercise.mistake(end=("first", "last"), divisor=("N", "N - 1"))
def an_example_missing(scores, y, *, end, divisor):
    """You leave one example out. `range(N)` starts at 0 and stops before N by itself."""
    kept = -_at(np.log(_p(scores)), y)[1 if end == "first" else 0 : -1 if end == "last" else None]
    return np.sum(kept) / (len(y) if divisor == "N" else max(len(y) - 1, 1))


@exercise.mistake(pick=(np.max, np.median))
def largest_or_median(scores, y, *, pick):
    """You take the largest or the median loss of the batch. The contract asks for the mean."""
    return pick(-_at(np.log(_p(scores)), y))


@exercise.mistake
def mean_shift(scores, y):
    """You subtract the row's mean. A score far above it still overflows; with the maximum, no exponent exceeds 0."""
    return _naive(scores - scores.mean(axis=1, keepdims=True), y, logs=True)


@exercise.mistake
def first_class_shift(scores, y):
    """You subtract the score of the first class. Another one far above it still overflows; subtract the maximum."""
    return _naive(scores - scores[:, :1], y, logs=True)


@exercise.mistake
def max_added(scores, y):
    """You *add* the row's maximum. It cancels all the same, but large scores become larger still; subtract it."""
    return _naive(scores + scores.max(axis=1, keepdims=True), y, logs=True)


@exercise.mistake
def max_of_the_sizes(scores, y):
    """You subtract the largest *size*, max |f|. Scores far below 0 are moved further down by that, until all their
    exponentials vanish: subtract the maximum itself.
    """
    return _naive(scores - np.abs(scores).max(axis=1, keepdims=True), y, logs=True)


@exercise.alternative
def loops(scores, y):
    loss = 0.0
    for row, label in zip(scores, y, strict=True):
        top = max(row)
        loss += top - row[label] + float(np.log(sum(np.exp(s - top) for s in row)))
    return loss / len(y)


@exercise.alternative
def in_float32(scores, y):
    z = np.asarray(scores, dtype=np.float32)
    z = z - z.max(1)[:, None]
    one_hot = np.eye(z.shape[1], dtype=np.float32)[y]
    return float(-np.einsum("nc,nc->n", one_hot, z - np.log(np.exp(z).sum(1))[:, None]).mean())


@exercise.alternative
def with_logaddexp(scores, y):
    losses = np.logaddexp.reduce(scores, axis=1) - np.take_along_axis(scores, y[:, np.newaxis], axis=1)[:, 0]
    return np.asarray(losses.sum() / losses.size)


@exercise.alternative
def with_a_mask(scores, y):
    m = np.max(scores, axis=-1)
    lse = m + np.log(np.sum(np.exp((scores.T - m).T), axis=-1))
    picked = np.where(y.reshape(-1, 1) == np.arange(scores.shape[1]), scores, 0).sum(axis=1)
    return np.average(lse - picked)


@exercise.alternative
def leads_over_the_label(scores, y):
    leads = scores - scores[range(len(y)), y].reshape(-1, 1)
    top = leads.max(axis=1)
    return sum(top + np.log(np.exp(leads - top[:, None]).sum(axis=1))) / scores.shape[0]


@exercise.alternative
def example_by_example(scores, y):
    def loss(row, label):
        z = row - row.max()
        return np.log1p(np.delete(np.exp(z), z.argmax()).sum()) - z[label]

    return np.mean([loss(row, label) for row, label in zip(scores.astype(float), y.tolist(), strict=True)])

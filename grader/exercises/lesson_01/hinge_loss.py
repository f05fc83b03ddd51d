"""Hinge loss (Lecture 2.2, "Second Loss Function: Hinge Loss")."""

import numpy as np

from fallline.compare import Tolerance
from fallline.laws import Gives, Linear, NotSmaller, Same, Scaled
from grader.exercise import Case, Exercise

exercise = Exercise(
    "hinge_loss",
    number="1.7",
    lesson="01_loss_functions",
    points=12,
    lines=4,
    difficulty=2,
    read="lesson 01, “The hinge loss, and a slide to repair”",
    hints=(
        "An example is content once the score of its label leads every other score by at least the margin Δ. A class "
        "that comes closer costs by how much it does; one that stays further away costs nothing.",
        "L_i = Σ_{j ≠ y_i} max(0, f_j − f_{y_i} + Δ), and the loss is the mean of the L_i. Δ stands inside the max. "
        "The term j = y_i would always be Δ, so it must be left out.",
        "Four steps: pick each row's score at its label as an (N, 1) column; subtract it from the row and add delta; "
        "cut off below 0; set the label's own entry of each row to 0. Then add each row up and average over the rows.",
    ),
    grader_tries="one example, square batches, margins other than 1, no margin given, float32 scores",
    # Whoever works in float32 is right, too.
    tolerance=Tolerance(rtol=1e-5, atol=1e-6),
)


@exercise.reference
def hinge_loss(scores, y, delta=1.0):
    rows = np.arange(len(y))
    margins = np.maximum(0.0, scores - scores[rows, y][:, None] + delta)
    margins[rows, y] = 0.0
    return np.mean(np.sum(margins, axis=1))


def _case(name, scores, y, *delta, **settings):
    return Case(name, dict(zip(("scores", "y", "delta"), (scores, np.array(y), *delta), strict=False)), **settings)


def _content(rng, y, lead):
    """Return scores in which every label leads by more than ``lead``."""
    scores = rng.uniform(-1, 1, size=(len(y), 4))
    scores[np.arange(len(y)), y] = lead + rng.uniform(1.5, 2.5, size=len(y))
    return scores


@exercise.cases
def cases(rng):
    yield _case(
        "five examples, four classes", rng.normal(size=(5, 4)), rng.permutation([0, 1, 2, 3, 1]), 1.7, public=True
    )
    square = rng.permutation([0, 2, 2, 3])
    yield _case("as many examples as classes", 0.5 * rng.normal(size=(4, 4)), square, 0.3, public=True)
    yield _case("no margin given", rng.normal(size=(3, 5)), rng.permutation([1, 4, 2]), public=True)
    yield _case("a margin of 1 given", rng.normal(size=(4, 3)), rng.permutation([0, 1, 2, 2]), 1.0)
    yield _case("one example", rng.normal(size=(1, 3)), [2], 2.2)
    yield _case("two classes", rng.normal(size=(6, 2)), rng.permutation([0, 0, 1, 1, 1, 0]), 0.8)
    half = np.vstack([_content(rng, np.array([3, 1]), 0.6), rng.normal(size=(3, 4))])
    yield _case("some examples content, some not", half, [3, 1, 0, 2, 2], 0.6, public=True)
    edge = {"check": "edge cases"}
    yield _case("all scores zero", np.zeros((3, 5)), rng.permutation([0, 2, 4]), 1.6, public=True, **edge)
    y = rng.permutation([0, 1, 3])
    yield _case("every margin kept", _content(rng, y, 2.3), y, 2.3, public=True, **edge)
    y = rng.permutation([0, 0, 2, 3])
    close = _content(rng, y, 0.0)
    close[1, (y[1] + 1) % 4] = close[1, y[1]] - 0.1
    yield _case("one class a little too close", close, y, 0.4, public=True, **edge)
    # Steps of 1/64 stay exact in float32.
    low = np.round(64 * rng.normal(size=(3, 4))) / 64 - 5000
    yield _case("scores around -5000", low, rng.permutation([0, 1, 3]), 0.75, **edge)
    yield _case("a whole-number margin", rng.normal(size=(2, 4)), [3, 0], 2, **edge)
    yield _case("float32 scores", rng.normal(size=(3, 4)).astype(np.float32), rng.permutation([0, 1, 3]), 0.3, **edge)
    yield _case("read-only inputs", rng.normal(size=(3, 2)), [0, 1, 1], 0.9, check="contract", read_only=True)


@exercise.law
def zero_scores_give_C_minus_1_margins(rng):
    """With all scores equal, each of the C − 1 wrong classes must cost exactly the margin."""
    return Gives(({"scores": np.full((2, 6), 0.7), "y": rng.integers(0, 6, size=2), "delta": 0.3},), 1.5)


@exercise.law
def a_shift_of_a_row_changes_nothing(rng):
    """Adding one number to all scores of an example must not change the loss."""
    scores, y = rng.normal(size=(4, 3)), rng.integers(0, 3, size=4)
    return Same({"scores": scores, "y": y}, {"scores": scores + np.array([[2.0], [-1.5], [0.3], [7.0]]), "y": y})


@exercise.law
def scores_and_margin_scale_the_loss(rng):
    """With all scores and the margin three times as large, the loss must be three times as large."""
    scores, y = rng.normal(size=(4, 5)), rng.integers(0, 5, size=4)
    return Scaled({"scores": scores, "y": y, "delta": 0.4}, {"scores": 3 * scores, "y": y, "delta": 1.2}, 3.0)


@exercise.law
def the_batch_is_the_mean_of_its_examples(rng):
    """The loss of a batch must be the mean of the losses of its examples."""
    scores, y = rng.normal(size=(3, 4)), rng.integers(0, 4, size=3)
    ones = [{"scores": scores[i : i + 1], "y": y[i : i + 1], "delta": 1.3} for i in range(3)]
    return Linear(({"scores": scores, "y": y, "delta": 1.3}, *ones), (3.0, -1.0, -1.0, -1.0))


@exercise.law
def a_wider_margin_costs_no_less(rng):
    """A wider margin must not lower the loss."""
    scores, y = rng.normal(size=(5, 3)), rng.integers(0, 3, size=5)
    return NotSmaller(({"scores": scores, "y": y, "delta": 1.9}, {"scores": scores, "y": y, "delta": 0.6}))


def _at(table, y):
    return table[np.arange(len(y)), y]


def _leads(scores, y):
    """Return by how much each score exceeds that of the label, (N, C)."""
    return scores - _at(scores, y)[:, None]


def _wrong(scores, y):
    """Return which entries belong to wrong classes, (N, C) of bool."""
    return np.arange(scores.shape[1]) != y[:, None]


def _margins(scores, y, delta):
    """Return every class's share of the loss, (N, C), with 0 at the label."""
    return np.maximum(0.0, _leads(scores, y) + delta) * _wrong(scores, y)


def _losses(scores, y, delta):
    return _margins(scores, y, delta).sum(axis=1)


def _loss(scores, y, delta):
    return np.mean(_losses(scores, y, delta))


def _softmax(scores):
    e = np.exp(scores - scores.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


@exercise.mistake(times=("once", "for each wrong class", "for each class"))
def slide(scores, y, delta=1.0, *, times):
    """You add Δ outside of the max, as the slide prints it. There it is a constant: nobody has to keep a margin, and it
    adds to the loss even of a perfect model. Move it inside, max(0, f_j − f_y + Δ).
    """
    count = {"once": 1, "for each wrong class": scores.shape[1] - 1, "for each class": scores.shape[1]}[times]
    return _loss(scores, y, 0.0) + count * delta


@exercise.mistake
def slide_and_sum(scores, y, delta=1.0):
    """You add Δ outside of the max, as the slide prints it, and you add the examples up. Move Δ inside the max, and
    divide by N.
    """
    return np.sum(_losses(scores, y, 0.0) + delta)


@exercise.mistake
def slide_and_mean_over_classes(scores, y, delta=1.0):
    """You add Δ outside of the max, as the slide prints it, and you average over the classes, too. Move Δ inside the
    max, add up the wrong classes, and divide by N only.
    """
    return _loss(scores, y, 0.0) / scores.shape[1] + delta


@exercise.mistake
def delta_only_where_ahead(scores, y, delta=1.0):
    """You add Δ only where the wrong class is already ahead. The margin is what makes a class *behind* the label cost,
    too: first add Δ, then compare with 0.
    """
    leads = _leads(scores, y)
    return np.mean(np.where(leads > 0, leads + delta, 0.0).sum(axis=1))


@exercise.mistake
def only_misclassified_examples(scores, y, delta=1.0):
    """You count only the examples whose label does not have the highest score. A label that is ahead by less than Δ
    costs, too.
    """
    return np.mean(_losses(scores, y, delta) * (scores.argmax(axis=1) != y))


@exercise.mistake
def slide_after_the_sum(scores, y, delta=1.0):
    """You add Δ once to the sum over the whole batch. It belongs inside the max, to every wrong class of every example,
    and the sum is divided by N.
    """
    return np.sum(_losses(scores, y, 0.0)) + delta


@exercise.mistake
def delta_subtracted_outside(scores, y, delta=1.0):
    """You subtract Δ outside of the max, where it is a constant. Add it to the difference inside, max(0, f_j − f_y +
    Δ).
    """
    return np.mean((np.maximum(0.0, _leads(scores, y)) - delta).sum(axis=1, where=_wrong(scores, y)))


@exercise.mistake
def correct_class_counted(scores, y, delta=1.0):
    """You let j run over the label, too. Its term is always max(0, Δ) = Δ, so every example costs Δ too much: leave j =
    y out.
    """
    return _loss(scores, y, delta) + delta


@exercise.mistake
def correct_class_counted_and_sum(scores, y, delta=1.0):
    """You let j run over the label, too, which adds Δ for every example; and you add the examples up. Leave j = y out,
    and divide by N.
    """
    return np.sum(_losses(scores, y, delta) + delta)


@exercise.mistake
def correct_class_removed_as_1(scores, y, delta=1.0):
    """You count the label's own term and then subtract 1 for it. Its size is Δ, which is 1 only by default."""
    return _loss(scores, y, delta) + delta - 1.0


@exercise.mistake(share=("all", "N"))
def correct_class_removed_once(scores, y, delta=1.0, *, share):
    """You count the label's own term and subtract Δ once for the whole batch. Every example has such a term."""
    counted = np.sum(_losses(scores, y, delta) + delta)
    return (counted - delta) / len(y) if share == "N" else counted - delta


@exercise.mistake(counted=(0, 1))
def sign(scores, y, delta=1.0, *, counted):
    """You subtract the wrong way round, f_y − f_j + Δ: the better the model, the larger the loss. It is the wrong
    class's score minus the label's.
    """
    return np.mean(np.maximum(0.0, delta - _leads(scores, y)).sum(axis=1, where=_wrong(scores, y)) + counted * delta)


@exercise.mistake(counted=(0, 1))
def sign_and_sum(scores, y, delta=1.0, *, counted):
    """You subtract the wrong way round, f_y − f_j + Δ, and you add the examples up. It is the wrong class's score minus
    the label's, and the sum is divided by N.
    """
    return np.sum(np.maximum(0.0, delta - _leads(scores, y)), where=_wrong(scores, y)) + counted * delta * len(y)


@exercise.mistake
def minus_delta(scores, y, delta=1.0):
    """You subtract Δ. That forgives classes which are already ahead by less than Δ; the margin is *added*
    to f_j − f_y.
    """
    return _loss(scores, y, -delta)


@exercise.mistake
def no_delta(scores, y, delta=1.0):
    """There is no Δ in your loss, so a label that is ahead by a hair costs nothing. Add it inside the max."""
    return _loss(scores, y, 0.0)


@exercise.mistake(of=("1", "NC"))
def no_delta_and_no_mean_over_N(scores, y, delta=1.0, *, of):
    """There is no Δ in your loss, so a label that is ahead by a hair costs nothing; and N alone must divide the sum.
    Add Δ inside the max, and average over the examples only.
    """
    return np.sum(_margins(scores, y, 0.0)) / (scores.size if of == "NC" else 1)


@exercise.mistake
def delta_ignored(scores, y, delta=1.0):
    """Your margin is always 1. Use the argument `delta` in its place."""
    return _loss(scores, y, 1.0)


@exercise.mistake
def delta_ignored_and_correct_class_counted(scores, y, delta=1.0):
    """Your margin is always 1, whatever `delta` says, and you let j run over the label, too, which adds 1 for every
    example.
    """
    return _loss(scores, y, 1.0) + 1.0


@exercise.mistake(default=(0.0, 0.1, 0.5, 2.0, 5.0, 10.0))
def other_default(scores, y, delta=None, *, default):
    """Your margin has another default. In the signature of the contract it is 1.0."""
    return _loss(scores, y, default if delta is None else delta)


@exercise.mistake(lead=(0.0, 1.0))
def delta_multiplies(scores, y, delta=1.0, *, lead):
    """You multiply by Δ. The margin is added to the difference of the scores."""
    return delta * _loss(scores, y, lead)


@exercise.mistake
def delta_added_twice(scores, y, delta=1.0):
    """You add Δ twice inside the max, once to f_j and once more to the difference. Once is enough."""
    return _loss(scores, y, 2 * delta)


@exercise.mistake(name="sum")
def total(scores, y, delta=1.0):
    """You add up the losses of the examples. The contract asks for their mean over N."""
    return np.sum(_margins(scores, y, delta))


@exercise.mistake(of=("C", "C - 1"), label=("left out", "counted", "taken back"))
def mean_over_classes_too(scores, y, delta=1.0, *, of, label):
    """You average over the classes as well. Add up the wrong classes of each example, and divide by N only."""
    summed = _losses(scores, y, delta) + (delta if label != "left out" else 0.0)
    means = summed / (scores.shape[1] - (of == "C - 1"))
    return np.mean(means) - (delta if label == "taken back" else 0.0)


@exercise.mistake(counted=(0, 1))
def divided_by_classes(scores, y, delta=1.0, *, counted):
    """You divide by the number of classes. Rows are examples: divide the sum by N, the number of rows."""
    return np.sum(_losses(scores, y, delta) + counted * delta) / scores.shape[1]


@exercise.mistake
def mean_over_violations(scores, y, delta=1.0):
    """You divide by the number of violated margins. The contract divides by N, so that a model improves by keeping more
    of them.
    """
    margins = _margins(scores, y, delta)
    return np.sum(margins) / np.count_nonzero(margins)


@exercise.mistake
def mean_over_unhappy_examples(scores, y, delta=1.0):
    """You divide by the number of examples with a violated margin. Divide by N: the content examples count as 0."""
    losses = _losses(scores, y, delta)
    return np.sum(losses) / np.count_nonzero(losses)


@exercise.mistake
def n_minus_one(scores, y, delta=1.0):
    """You divide by N − 1. A mean divides by N, and a single example needs that, too."""
    return np.sum(_margins(scores, y, delta)) / np.float64(len(y) - 1)


@exercise.mistake(combine=(np.max, np.median))
def largest_or_median(scores, y, delta=1.0, *, combine):
    """You take the largest or the median loss of the batch. The contract asks for the mean."""
    return combine(_losses(scores, y, delta))


@exercise.mistake(counted=(0, 1))
def half(scores, y, delta=1.0, *, counted):
    """You multiply by ½. The hinge loss has no such factor."""
    return 0.5 * np.mean(_losses(scores, y, delta) + counted * delta)


@exercise.mistake
def negative(scores, y, delta=1.0):
    """Your loss is negative: a better model must make it fall to 0. It needs no minus sign in front."""
    return -_loss(scores, y, delta)


@exercise.mistake(factor=(1.0, 0.5), label=("left out", "counted", "taken back"))
def squared(scores, y, delta=1.0, *, factor, label):
    """You square the violations (the squared hinge). The contract adds them up as they are."""
    extra = {"left out": 0.0, "counted": delta**2, "taken back": delta**2 - delta}[label]
    return factor * np.mean((_margins(scores, y, delta) ** 2).sum(axis=1) + extra)


@exercise.mistake(counted=(0, 1))
def squared_and_sum(scores, y, delta=1.0, *, counted):
    """You square the violations (the squared hinge), and you add the examples up. The contract takes the violations as
    they are, and divides by N.
    """
    return np.sum(_margins(scores, y, delta) ** 2) + counted * delta**2 * len(y)


@exercise.mistake
def squared_per_example(scores, y, delta=1.0):
    """You square the loss of each example. The contract averages them as they are."""
    return np.mean(_losses(scores, y, delta) ** 2)


@exercise.mistake(fixed=(False, True), combine=(np.mean, np.sum))
def binary_hinge(scores, y, delta=1.0, *, fixed, combine):
    """You compare the label's score with the margin alone, max(0, Δ − f_y). The hinge loss of several classes compares
    it with the score of every other class, and is a mean over the examples.
    """
    return combine(np.maximum(0.0, (1.0 if fixed else delta) - _at(scores, y)))


@exercise.mistake(divisor=("1", "N", "NC"))
def one_versus_rest(scores, y, delta=1.0, *, divisor):
    """You treat every class as a yes-or-no question of its own, max(0, Δ ∓ f_j). The classes must compete: compare each
    wrong score with the label's, and average over the examples.
    """
    signs = np.where(_wrong(scores, y), 1.0, -1.0)
    return np.sum(np.maximum(0.0, delta + signs * scores)) / {"1": 1, "N": len(y), "NC": scores.size}[divisor]


@exercise.mistake(combine=(np.sum, np.mean))
def labels_as_numbers(scores, y, delta=1.0, *, combine):
    """You multiply the scores by the label, as the two-class form with labels −1 and +1 does. Here a label is the
    number of a class: use it as an index.
    """
    return np.mean(combine(np.maximum(0.0, delta - y[:, None] * scores), axis=1))


@exercise.mistake(label=("left out", "score 0"))
def only_the_worst_class(scores, y, delta=1.0, *, label):
    """You take only the wrong class that comes closest (the Crammer–Singer form). The contract adds up all wrong
    classes.
    """
    if label == "left out":
        return np.mean(_margins(scores, y, delta).max(axis=1))
    rivals = (scores * _wrong(scores, y)).max(axis=1)
    return np.mean(np.maximum(0.0, rivals - _at(scores, y) + delta))


@exercise.mistake(combine=("sum", "mean over C", "mean over C - 1"))
def rivals_combined_first(scores, y, delta=1.0, *, combine):
    """You add up or average the scores of the wrong classes and compare only then. Compare each wrong class with the
    label by itself, and add up what these comparisons cost.
    """
    classes = scores.shape[1]
    divisor = {"sum": 1, "mean over C": classes, "mean over C - 1": classes - 1}[combine]
    rivals = scores.sum(axis=1, where=_wrong(scores, y)) / divisor
    return np.mean(np.maximum(0.0, rivals - _at(scores, y) + delta))


@exercise.mistake
def only_the_best_class(scores, y, delta=1.0):
    """You compare the label with the highest score of the row, which may be its own. Compare it with every other class,
    and add up.
    """
    return np.mean(_leads(scores, y).max(axis=1) + delta)


@exercise.mistake(label=("cleared", "counted", "taken back"))
def row_broadcast(scores, y, delta=1.0, *, label):
    """You subtract the labels' scores with shape (N,), which lines up with the columns: a square batch gets the wrong
    ones and most others fail. Make it a column of shape (N, 1).
    """
    margins = np.maximum(0.0, scores - _at(scores, y) + delta)
    cleared = np.where(_wrong(scores, y) | (label != "cleared"), margins, 0.0)
    return np.mean(cleared.sum(axis=1)) - (delta if label == "taken back" else 0.0)


@exercise.mistake(counted=(0, 1))
def all_rows_for_each_label(scores, y, delta=1.0, *, counted):
    """You index with `[:, y]`, which takes the columns `y` of *every* row, N × N numbers. Pair each row with its own
    label: give the row numbers as the first index.
    """
    margins = np.maximum(0.0, scores - scores[:, y] + delta)
    return np.mean(np.where(_wrong(scores, y) | bool(counted), margins, 0.0).sum(axis=1))


@exercise.mistake(counted=(0, 1))
def labels_pick_rows(scores, y, delta=1.0, *, counted):
    """You index with `[y]` alone, which takes whole rows. The label names a column: pair each row's number with it."""
    margins = np.maximum(0.0, scores - scores[y] + delta)
    return np.mean(np.where(_wrong(scores, y) | bool(counted), margins, 0.0).sum(axis=1))


@exercise.mistake(counted=(0, 1))
def swapped_indices(scores, y, delta=1.0, *, counted):
    """You index with the label first and the example second. Rows are examples and columns are classes."""
    right = scores[y, np.arange(len(y))][:, None]
    margins = np.maximum(0.0, scores - right + delta)
    return np.mean(np.where(_wrong(scores, y) | bool(counted), margins, 0.0).sum(axis=1))


@exercise.mistake
def classes_counted_by_rows(scores, y, delta=1.0):
    """You count the classes by the number of rows. `len(scores)` is N; the classes are the columns,
    `scores.shape[1]`.
    """
    return np.mean(_margins(scores, y, delta)[:, np.arange(len(scores))].sum(axis=1))


@exercise.mistake(counted=(0, 1))
def argmax_typo(scores, y, delta=1.0, *, counted):
    """You count the violated margins (as `np.argmax` in place of `np.maximum` does, or a comparison with 0). Add up
    their sizes.
    """
    return np.mean((_margins(scores, y, delta) > 0).sum(axis=1) + counted)


@exercise.mistake
def position_for_size(scores, y, delta=1.0):
    """You average the *places* of the largest terms: `np.argmax` gives positions. Cut off below 0 by `np.maximum`."""
    return np.mean(np.argmax(_leads(scores, y) + delta, axis=1))


@exercise.mistake
def label_score_added(scores, y, delta=1.0):
    """You *add* the label's score, f_j + f_y + Δ. Subtract it: a high score of the label must make the loss small."""
    sums = np.maximum(0.0, scores + scores[np.arange(len(y)), y][:, None] + delta)
    return np.mean(sums.sum(axis=1) - sums[np.arange(len(y)), y])


@exercise.mistake
def next_class_only(scores, y, delta=1.0):
    """You compare the label with one other class only. All C − 1 wrong classes count: add their terms up."""
    rows = np.arange(len(y))
    return np.mean(np.maximum(0.0, scores[rows, (y + 1) % scores.shape[1]] - scores[rows, y] + delta))


@exercise.mistake(counted=(0, 1))
def no_max(scores, y, delta=1.0, *, counted):
    """Nothing stops your terms at 0, so a wrong class far behind makes up for one that is ahead. Take max(0, …) of each
    term.
    """
    return np.mean((_leads(scores, y) + delta).sum(axis=1) - (1 - counted) * delta)


@exercise.mistake(form=("|lead + Δ|", "|lead| + Δ", "Δ - |lead|"), counted=(0, 1))
def absolute_values(scores, y, delta=1.0, *, form, counted):
    """You take absolute values, which forget whether a class is ahead or behind. Keep the sign of f_j − f_y + Δ, and
    cut off below 0.
    """
    leads = _leads(scores, y)
    if form == "|lead + Δ|":
        terms = np.abs(leads + delta)
    else:
        terms = np.abs(leads) + delta if form == "|lead| + Δ" else np.maximum(0.0, delta - np.abs(leads))
    return np.mean(terms.sum(axis=1) - (1 - counted) * delta)


@exercise.mistake
def min_for_max(scores, y, delta=1.0):
    """You take the minimum of 0 and the violation, which keeps what costs nothing and drops what costs. Take the
    maximum.
    """
    return np.mean(np.minimum(0.0, _leads(scores, y) + delta).sum(axis=1))


@exercise.mistake(over=("classes", "batch"), counted=(0, 1))
def max_after_the_sum(scores, y, delta=1.0, *, over, counted):
    """You take the max after adding up, so that a wrong class far behind makes up for one that is ahead. Take max(0, …)
    of each term, then add up.
    """
    sums = (_leads(scores, y) + delta).sum(axis=1) - (1 - counted) * delta
    return np.mean(np.maximum(0.0, sums)) if over == "classes" else max(0.0, np.mean(sums))


@exercise.mistake(factor=(1.0, 2.0))
def softplus(scores, y, delta=1.0, *, factor):
    """You smooth the corner of the max (a softplus). The hinge loss is exactly 0 once the margin is kept."""
    smooth = np.logaddexp(0.0, factor * (_leads(scores, y) + delta)) / factor
    return np.mean(smooth.sum(axis=1, where=_wrong(scores, y)))


@exercise.mistake(column=(0, -1))
def one_column(scores, y, delta=1.0, *, column):
    """You take the same class as the right one for every example, so the labels play no part. In each row, take the
    score that `y` names.
    """
    return _loss(scores, np.full_like(y, column % scores.shape[1]), delta)


@exercise.mistake
def predicted_class(scores, y, delta=1.0):
    """You take the class with the highest score for the right one, so the labels play no part. Take the score that `y`
    names.
    """
    return _loss(scores, scores.argmax(axis=1), delta)


@exercise.mistake
def labels_from_one(scores, y, delta=1.0):
    """You subtract 1 from the labels. They count from 0 here, as columns do."""
    return _loss(scores, (y - 1) % scores.shape[1], delta)


@exercise.mistake
def columns_zeroed(scores, y, delta=1.0):
    """You clear (or drop) the columns of *all* labels in *every* row, as `[:, y]` does. In each row only the entry of
    its own label goes: give the row numbers as the first index.
    """
    margins = np.maximum(0.0, _leads(scores, y) + delta)
    margins[:, y] = 0.0
    return np.mean(margins.sum(axis=1))


@exercise.mistake
def rows_zeroed(scores, y, delta=1.0):
    """You clear whole rows, as `[y]` alone does. In each row only the entry of its own label goes: give the row numbers
    and the labels.
    """
    margins = np.maximum(0.0, _leads(scores, y) + delta)
    margins[y] = 0.0
    return np.mean(margins.sum(axis=1))


@exercise.mistake
def one_column_zeroed(scores, y, delta=1.0):
    """You leave out the same column in every row. The class to leave out is each row's own label."""
    return np.mean(np.maximum(0.0, _leads(scores, y) + delta)[:, 1:].sum(axis=1))


@exercise.mistake
def example_number_for_label(scores, y, delta=1.0):
    """You leave out the class with the *example's* number, j = i. The class to leave out is the label, j = y_i."""
    terms = np.maximum(0.0, _leads(scores, y) + delta)
    return np.mean(terms.sum(axis=1, where=np.eye(*scores.shape) == 0))


@exercise.mistake
def label_found_by_value(scores, y, delta=1.0):
    """You recognise the label's term by its value, a difference of 0 or a margin of Δ. A wrong class with the same
    score has that value, too: leave out the entry at the label's *place*, j = y.
    """
    leads = _leads(scores, y)
    return np.mean(np.where(leads == 0.0, 0.0, np.maximum(0.0, leads + delta)).sum(axis=1))


@exercise.mistake(counted=(0, 1))
def label_score_lost(scores, y, delta=1.0, *, counted):
    """You set the label's score to 0 before you compare with it. First take the scores at the labels, then clear the
    entry of the *margins*.
    """
    return np.mean(np.maximum(0.0, scores + delta).sum(axis=1, where=_wrong(scores, y)) + counted * delta)


@exercise.mistake
def label_score_zeroed(scores, y, delta=1.0):
    """You set the label's *score* to 0 to leave it out, and max(0, 0 − f_y + Δ) is counted all the same. Clear the
    entry of the margins, after the max.
    """
    return np.mean(_losses(scores, y, delta) + np.maximum(0.0, delta - _at(scores, y)))


@exercise.mistake(stand_in=(-10.0, -100.0, -999.0, -1000.0))
def stand_in_for_the_label(scores, y, delta=1.0, *, stand_in):
    """You overwrite the label's score with a number that you take for small. Scores may be smaller still: clear the
    entry of the margins, after the max, or use −inf.
    """
    label = np.maximum(0.0, stand_in - _at(scores, y) + delta)
    return np.mean(_losses(scores, y, delta) + label)


@exercise.mistake(kind=("softmax", "sigmoid"), counted=(0, 1))
def on_probabilities(scores, y, delta=1.0, *, kind, counted):
    """You turn the scores into probabilities first. The hinge loss compares the raw scores."""
    p = _softmax(scores) if kind == "softmax" else 1 / (1 + np.exp(-scores))
    return _loss(p, y, delta) + counted * delta


@exercise.mistake
def cross_entropy_instead(scores, y, delta=1.0):
    """This is the cross-entropy. The hinge loss uses the raw scores: no exponential, no logarithm."""
    return -np.mean(np.log(_at(_softmax(scores), y)))


@exercise.mistake
def error_rate(scores, y, delta=1.0):
    """You count wrong predictions. The hinge loss asks by how much each wrong class violates the margin."""
    return np.mean(scores.argmax(axis=1) != y)


@exercise.mistake(end=("first", "last"))
def a_class_missing(scores, y, delta=1.0, *, end):
    """Your sum leaves out the first or the last class: `range(C)` starts at 0 and stops before C by itself."""
    kept = slice(1, None) if end == "first" else slice(None, -1)
    return np.mean(_margins(scores, y, delta)[:, kept].sum(axis=1))


@exercise.mistake(side=(1, -1))
def one_side_of_the_label(scores, y, delta=1.0, *, side):
    """You add up only the classes on one side of the label, j < y or j > y. All classes but the label count, j ≠ y."""
    place = side * (np.arange(scores.shape[1]) - y[:, None])
    return np.mean(_margins(scores, y, delta).sum(axis=1, where=place > 0))


@exercise.mistake(end=("first", "last"))
def an_example_missing(scores, y, delta=1.0, *, end):
    """Your sum leaves one example out: `range(N)` starts at 0 and stops before N by itself."""
    kept = slice(1, None) if end == "first" else slice(None, -1)
    return np.sum(_losses(scores, y, delta)[kept]) / len(y)


@exercise.mistake(which=(0, -1), share=(False, True))
def one_example(scores, y, delta=1.0, *, which, share):
    """Only one example reaches your result. In a loop, add to the total (`+=`) and return after the loop, not in it."""
    return _losses(scores, y, delta)[which] / (len(y) if share else 1)


@exercise.mistake(share=(True, False))
def one_entry(scores, y, delta=1.0, *, share):
    """Only the last class of the last example reaches your result. In a loop, add to the total (`+=`); an assignment
    forgets what was there.
    """
    return _margins(scores, y, delta)[-1, -1] / (len(y) if share else 1)


@exercise.mistake(counted=(0, 1))
def per_example(scores, y, delta=1.0, *, counted):
    """You return one number for each example. The loss of the batch is a single number: their mean."""
    return _losses(scores, y, delta) + counted * delta


@exercise.mistake(combine=(np.sum, np.mean))
def per_class(scores, y, delta=1.0, *, combine):
    """You reduce over the examples and return one number for each class. Add up the classes of an example (axis 1), and
    average these N numbers.
    """
    return combine(_margins(scores, y, delta), axis=0)


@exercise.mistake(counted=(0, 1))
def whole_table(scores, y, delta=1.0, *, counted):
    """You return the whole (N, C) table of margins. Add up each row, and average over the rows: one number is asked
    for.
    """
    return _margins(scores, y, delta) + counted * delta * ~_wrong(scores, y)


@exercise.mistake(share=(True, False))
def gradient(scores, y, delta=1.0, *, share):
    """You return the gradient with respect to the scores. The loss itself is asked for: one number."""
    table = (_margins(scores, y, delta) > 0).astype(float)
    table[np.arange(len(y)), y] = -table.sum(axis=1)
    return table / (len(y) if share else 1)


@exercise.mistake(decimals=(None, 0, 1, 2, 3))
def rounded(scores, y, delta=1.0, *, decimals):
    """You round the loss, or cut its decimals off. Return all its digits; rounding is for printing."""
    return int(_loss(scores, y, delta)) if decimals is None else np.round(_loss(scores, y, delta), decimals)


@exercise.mistake(shape=((1,), (1, 1)))
def in_an_array(scores, y, delta=1.0, *, shape):
    """Your number is right, but it comes in an array with one entry. Average over all examples without `keepdims`."""
    return np.full(shape, _loss(scores, y, delta))


@exercise.mistake
def in_place(scores, y, delta=1.0):
    """You change the caller's array of scores. Compute the margins in a new array, and clear the label's
    entries there.
    """
    loss = _loss(scores, y, delta)
    scores -= scores[np.arange(len(y)), y][:, None]
    return loss


@exercise.alternative
def loops(scores, y, delta=1.0):
    loss = 0.0
    for i in range(len(scores)):
        for j in range(len(scores[i])):
            if j != y[i]:
                loss += max(0, scores[i][j] - scores[i][y[i]] + delta)
    return loss / len(scores)


@exercise.alternative
def in_float32(scores, y, delta=1.0):
    s = np.asarray(scores, dtype=np.float32)
    m = s - np.take_along_axis(s, y[:, None], axis=1) + np.float32(delta)
    return float(np.where(_wrong(s, y), m.clip(min=0), 0).sum(1).mean())


@exercise.alternative
def label_counted_and_taken_back(scores, y, delta=1.0):
    margins = np.maximum(scores - scores[range(len(y)), y].reshape(-1, 1) + delta, 0)
    return margins.sum() / scores.shape[0] - delta


@exercise.alternative
def with_a_one_hot_mask(scores, y, delta=1.0):
    hot = np.eye(scores.shape[1])[y]
    right = np.einsum("nc,nc->n", scores, hot)
    return np.asarray(np.einsum("nc,nc->", np.maximum(0, (scores.T - right).T + delta), 1 - hot) / y.size)


@exercise.alternative
def with_minus_infinity(scores, y, delta=1.0):
    rivals = scores.astype(float)
    rivals[np.arange(y.shape[0]), y] = -np.inf
    needed = _at(scores, y)[:, np.newaxis] - delta
    return np.average(np.sum(np.where(rivals > needed, rivals - needed, 0.0), axis=-1))


@exercise.alternative
def example_by_example(scores, y, delta=1.0):
    losses = [np.delete(row - row[k] + delta, k).clip(0).sum() for row, k in zip(scores, y.tolist(), strict=True)]
    return sum(losses) / len(losses)


@exercise.alternative
def half_of_value_plus_size(scores, y, delta=1.0):
    terms = [s - row[k] + delta for row, k in zip(scores, y, strict=True) for j, s in enumerate(row) if j != k]
    return float(np.sum(np.array(terms) + np.abs(terms)) / 2 / len(y))

"""The gradient of the hinge loss, and its kink (Lecture 2.2, "Second Loss Function: Hinge Loss")."""

from itertools import product

import numpy as np

from fallline.compare import Tolerance
from fallline.laws import Gives, Lawful, Permuted, Same, SumsTo
from grader.exercise import Case, Exercise

exercise = Exercise(
    "hinge_grad",
    number="2.6",
    lesson="02_gradients",
    points=12,
    lines=5,
    difficulty=3,
    read="lesson 02, “The hinge loss, and its kink”",
    hints=(
        "Each wrong class that comes too close pulls on two scores: its own is to fall, and the label's is to rise. A "
        "class that keeps its distance pulls on nothing, however far away it is.",
        "For j ≠ y_n: ∂L/∂f_nj = (1/N) · 1[f_nj − f_n,y_n + Δ > 0], 0 at the kink itself. For the label: −(1/N) times "
        "the number of classes of that row for which the bracket is 1.",
        "Four steps: the (N, C) table of margins, as in the loss; a table of zeros and ones that says where they "
        "exceed 0, with 0 at each row's label; minus the row's sum into the entry at the label; divide by the number "
        "of rows.",
    ),
    grader_tries="one example, square batches, no margin given, margins that vanish exactly, float32 scores",
    # Whoever works in float32 is right, too.
    tolerance=Tolerance(rtol=1e-5, atol=1e-6),
)


@exercise.reference
def hinge_grad(scores, y, delta=1.0):
    rows = np.arange(len(y))
    margins = scores - scores[rows, y][:, None] + delta
    grad = (margins > 0).astype(float)
    grad[rows, y] = 0.0
    grad[rows, y] = -grad.sum(axis=1)
    return grad / len(y)


def _case(name, scores, y, *delta, **settings):
    return Case(name, dict(zip(("scores", "y", "delta"), (scores, np.array(y), *delta), strict=False)), **settings)


def _content(rng, y, lead):
    """Return scores in which every label leads by more than ``lead``."""
    scores = rng.uniform(-1, 1, size=(len(y), 4))
    scores[np.arange(len(y)), y] = lead + rng.uniform(1.5, 2.5, size=len(y))
    return scores


# How far classes lead their row's label, in units of Δ: the first violate the margin, the others keep it.
_CLOSE, _FAR = np.array([-0.75, 0.6, -0.85, 1.4, -0.3, 1.9, -0.7]), np.array([-1.3, -2.4, -1.7])


def _mixed(rng, n, c, y, delta):
    """Return scores in which the rows violate unlike numbers of margins, by classes ahead of the label and behind it.

    Where a class stands decides over its entry, so in a random draw many mistakes would have no effect.
    """
    leads = np.zeros((n, c))
    for i, count in enumerate((c // 2 + np.arange(n)) % c):
        close = np.roll(_CLOSE, -rng.integers(0, len(_CLOSE)))[:count]
        leads[i, 1:] = rng.permutation([*close, *rng.choice(_FAR, size=c - 1 - count)])
        leads[i, [0, y[i]]] = leads[i, [y[i], 0]]
    return delta * (leads + 0.05 * rng.uniform(-1, 1, size=(n, c))) + rng.normal(size=(n, 1))


def _steps(rng, n, c):
    """Return scores in steps of ¼: differences are exact, and many of them meet a margin exactly."""
    return rng.integers(-4, 5, size=(n, c)) / 4


@exercise.cases
def cases(rng):
    y = rng.permutation([0, 2, 4, 2])
    yield _case("four examples, five classes", _mixed(rng, 4, 5, y, 1.7), y, 1.7, public=True)
    y = rng.permutation([0, 2, 2, 3])
    yield _case("as many examples as classes", _mixed(rng, 4, 4, y, 0.3), y, 0.3, public=True)
    y = rng.permutation([1, 4, 2, 5])
    yield _case("no margin given", _mixed(rng, 4, 6, y, 1.0), y, public=True)
    y = rng.permutation([0, 5, 3])
    yield _case("three examples, eight classes", _mixed(rng, 3, 8, y, 2.6), y, 2.6)
    yield _case("one example", _mixed(rng, 1, 6, [2], 2.2), [2], 2.2, public=True)
    y = rng.permutation([0, 0, 1, 1, 1, 0, 1])
    yield _case("two classes", _mixed(rng, 7, 2, y, 0.8), y, 0.8)
    y = rng.integers(0, 6, size=24)
    yield _case("a larger batch", 1.5 * rng.normal(size=(24, 6)), y, 0.6)
    half = np.vstack([_content(rng, np.array([3]), 0.6), _mixed(rng, 3, 4, [1, 2, 2], 0.6)])
    yield _case("some examples content, some not", half, [3, 1, 2, 2], 0.6, public=True)
    edge = {"check": "edge cases"}
    yield _case("all scores zero", np.zeros((2, 5)), rng.permutation([1, 4]), 1.6, public=True, **edge)
    yield _case("all scores and the margin zero", np.zeros((3, 4)), rng.permutation([1, 2, 3]), 0.0, **edge)
    y = rng.permutation([0, 1, 3])
    yield _case("every margin kept", _content(rng, y, 2.3), y, 2.3, public=True, quiet=True, **edge)
    kink = np.array([[0.5, 1.0, 0.25, 0.75], [-1.0, -0.5, 0.0, -2.0]])
    yield _case("margins of exactly 0", kink, [1, 2], 0.5, public=True, **edge)
    yield _case("many scores on the kink", _steps(rng, 6, 4), rng.permutation([0, 1, 2, 3, 3, 0]), 0.25, **edge)
    low = _steps(rng, 3, 4) - 5000 + np.array([0.125, 0.0, 0.0, 0.125])
    yield _case("scores around -5000", low, rng.permutation([0, 1, 3]), 0.75, **edge)
    y = rng.permutation([3, 0, 1])
    yield _case("a whole-number margin", _mixed(rng, 3, 5, y, 2.0), y, 2, **edge)
    y = rng.permutation([0, 1, 3])
    single = _mixed(rng, 3, 5, y, 0.4).astype(np.float32)
    yield _case("float32 scores", single, y, 0.4, **edge)
    y = rng.permutation([0, 1, 2, 1])
    yield _case("read-only inputs", _mixed(rng, 4, 3, y, 0.9), y, 0.9, check="contract", public=True, read_only=True)


@exercise.law
def rows_sum_to_zero(rng):
    """Each row must sum to 0: what pushes the wrong classes down pushes the label up."""
    return SumsTo({"scores": rng.normal(size=(5, 4)), "y": rng.integers(0, 4, size=5)}, axis=1, total=0.0)


@exercise.law
def a_shift_of_a_row_changes_nothing(rng):
    """Adding one number to all scores of an example must not change the gradient."""
    scores, y = _steps(rng, 4, 3), rng.integers(0, 3, size=4)
    shifted = scores + np.array([[2.0], [-1.5], [0.25], [7.0]])
    return Same({"scores": scores, "y": y, "delta": 0.6}, {"scores": shifted, "y": y, "delta": 0.6})


@exercise.law
def only_which_margins_are_violated_counts(rng):
    """With all scores and the margin three times as large, the gradient must stay as it is."""
    scores, y = rng.normal(size=(4, 5)), rng.integers(0, 5, size=4)
    return Same({"scores": scores, "y": y, "delta": 0.4}, {"scores": 3 * scores, "y": y, "delta": 1.2})


@exercise.law
def classes_may_be_renamed(rng):
    """Reordering the classes, in the scores and the labels, must reorder the columns in the same way."""
    scores, order, y = rng.normal(size=(3, 5)), rng.permutation(5), rng.integers(0, 5, size=3)
    return Permuted({"scores": scores, "y": y}, {"scores": scores[:, order], "y": np.argsort(order)[y]}, order, axis=1)


@exercise.law
def equal_scores_pull_with_all_classes(rng):
    """With six equal scores and two examples, each wrong class has ½ and the label −5/2."""
    y = rng.integers(0, 6, size=2)
    return Gives(({"scores": np.full((2, 6), 0.7), "y": y, "delta": 0.3},), np.where(_hot(y, 6), -2.5, 0.5))


@exercise.law
def it_is_the_slope_of_the_loss(rng):
    """Away from the kinks, a small step of all scores must change the mean loss by the sum of step times gradient."""
    y = rng.integers(0, 4, size=5)
    scores, step = _mixed(rng, 5, 4, y, 0.8), 1e-3 * rng.uniform(-1, 1, size=(5, 4))
    climb = _loss(scores + step, y, 0.8) - _loss(scores - step, y, 0.8)
    inputs = ({"scores": scores, "y": y, "delta": 0.8},)
    return Lawful(inputs, lambda outputs: bool(np.isclose(2 * np.sum(outputs[0] * step), climb, rtol=1e-4, atol=1e-9)))


def _hot(y, c):
    """Return where each row's label stands, (N, C) of bool."""
    return np.arange(c) == np.asarray(y)[:, None]


def _at(table, y):
    return table[np.arange(len(y)), y]


def _margins(scores, y, delta):
    """Return f_j − f_y + Δ of every class, (N, C); that of the label is Δ."""
    return scores - _at(scores, y)[:, None] + delta


def _loss(scores, y, delta):
    return np.mean(np.maximum(0, _margins(scores, y, delta)).sum(axis=1, where=~_hot(y, scores.shape[1])))


def _pulls(scores, y, delta):
    """Return 1 where a wrong class violates the margin, (N, C), and 0 elsewhere."""
    return np.where(_hot(y, scores.shape[1]), 0.0, _margins(scores, y, delta) > 0)


def _balanced(pulls, y):
    """Return the pulls with minus their sum at the label."""
    return np.where(_hot(y, pulls.shape[1]), -pulls.sum(axis=1, keepdims=True), pulls)


def _right(scores, y, delta):
    return _balanced(_pulls(scores, y, delta), y) / len(y)


# What stands at the label, given the row's number of violations n and the number of classes c.
LABEL_ENTRIES = {
    "": lambda n, c: -n,
    "correct-class-missing": lambda n, c: 0 * n,
    "minus-1-not-minus-count": lambda n, c: 0 * n - 1,
    "minus-1-if-any": lambda n, c: -(n > 0).astype(float),
    "label-counted": lambda n, c: -(n + 1),
    "label-not-cleared": lambda n, c: 1 - n,
    "label-left-at-1": lambda n, c: 0 * n + 1,
    "plus-count": lambda n, c: n,
    "C-minus-1-always": lambda n, c: 0 * n - (c - 1),
    "minus-C-always": lambda n, c: 0 * n - c,
    "mean-of-the-row": lambda n, c: -n / c,
    "mean-of-the-others": lambda n, c: -n / max(c - 1, 1),
    "count-of-the-kept": lambda n, c: -(c - 1 - n),
    "true-for-the-count": lambda n, c: (n > 0).astype(float),
}
DIVISORS = {
    "": lambda n, c: n,
    "no-1-over-N": lambda n, c: 1,
    "1-over-N-times-C-minus-1": lambda n, c: n * (c - 1),
    "1-over-NC": lambda n, c: n * c,
    "1-over-C": lambda n, c: c,
    "1-over-N-twice": lambda n, c: n * n,
}
SENTENCES = {
    "correct-class-missing": "The label's entry is 0. Each violated margin also falls when the label's score rises: "
    "minus their number belongs there.",
    "minus-1-not-minus-count": "The label's entry is −1 in every row. It is minus the *number* of classes that violate "
    "the margin.",
    "minus-1-if-any": "The label's entry is −1 where any margin is violated. It is minus the *number* of violated "
    "ones.",
    "label-counted": "Your count at the label is one too high. The label itself has the margin Δ > 0: clear its entry "
    "before you count.",
    "label-not-cleared": "The label's entry is one too high: the 1 of its own margin Δ > 0 still stands there. Clear "
    "it before you subtract the count.",
    "label-left-at-1": "The label's entry is 1, from its own margin Δ > 0. Clear it, and put minus the number of "
    "violated margins there.",
    "plus-count": "The label's entry has the wrong sign: raising the label's score lowers the loss.",
    "C-minus-1-always": "The label's entry is −(C − 1) in every row. It is minus the number of classes that *violate* "
    "the margin, which may be fewer.",
    "minus-C-always": "The label's entry is −C in every row. It is minus the number of wrong classes that *violate* "
    "the margin.",
    "mean-of-the-row": "You average over the classes at the label. It is minus the *number* of violated margins there.",
    "mean-of-the-others": "You average over the wrong classes at the label. It is minus the *number* of violated "
    "margins there.",
    "true-for-the-count": "The label's entry is 1, as if the count had been stored as True. An array of True and False "
    "cannot hold it: make it one of real numbers first.",
    "count-of-the-kept": "At the label you count the margins that are kept. Count those that are violated.",
    "no-1-over-N": "The loss is the mean over the examples, so its gradient is divided by N, too.",
    "1-over-N-times-C-minus-1": "You divide by N · (C − 1). The loss adds up the classes and averages over the N "
    "examples only.",
    "1-over-NC": "You divide by the number of all entries. The loss adds up the classes and averages over the N "
    "examples only.",
    "1-over-C": "You divide by the number of classes. The loss averages over the N examples, which are the rows.",
    "1-over-N-twice": "You divide by N twice. The loss averages over the examples once.",
    "sign": "Your sign is turned: that is the way *down*. A wrong class that comes too close raises the loss, so its "
    "entry of the gradient is positive.",
    "margin-values": "You keep the sizes of the violations. Their derivative is 1 wherever a margin is violated, by "
    "however much.",
    "squared": "You differentiate the *squared* hinge. Here a violation enters as it is, and its derivative is 1.",
    "no-delta": "There is no Δ in your comparison (on the slide, it stands outside of the max, where its derivative is "
    "0): a class violates the margin as soon as f_j − f_y + Δ exceeds 0.",
    "minus-delta": "You subtract Δ. A class violates the margin if f_j − f_y *plus* Δ exceeds 0.",
    "delta-ignored": "Your margin is always 1. Use the argument `delta` in its place.",
    "delta-twice": "You add Δ twice. A class violates the margin if f_j − f_y + Δ exceeds 0.",
    "turned-difference": "You subtract the wrong way round, f_y − f_j + Δ. It is the wrong class's score minus the "
    "label's.",
    "kept-margins": "You mark the margins that are kept. Those that are *violated* pull: f_j − f_y + Δ > 0.",
    "scores-above-0": "You compare the scores themselves with 0. What counts is by how much each of them leads the "
    "label's.",
    "scores-plus-delta": "You do not subtract the label's score. A class violates the margin if f_j − f_y + Δ exceeds "
    "0.",
    "label-score-added": "You *add* the label's score. A class violates the margin if f_j − f_y + Δ exceeds 0.",
    "absolute-lead": "You compare the size of the difference with Δ. A class that is ahead of the label by far "
    "violates the margin, too; one that is behind by far does not.",
    "always-1": "Every wrong class has 1 in your result. Only those that violate the margin do; the others have 0.",
    "signs": "Kept margins have −1 in your result, as np.sign gives it. Their terms are cut off at 0 and have slope 0.",
    "negative-margins-left": "Where a margin is kept, its negative value still stands in your table. Its term is cut "
    "off at 0, so its entry is 0.",
    "hardest-class-only": "Only the wrong class with the highest score pulls in your result. Every class that "
    "violates the margin does.",
    "misclassified-only": "Only examples whose label does not have the highest score pull in your result. A label that "
    "is ahead by less than Δ has violated margins, too.",
    "probabilities": "You turn the scores into probabilities first. The hinge loss compares the raw scores.",
    "wrong-rows": "You subtract the labels' scores with shape (N,), which lines up with the columns: a square batch "
    "gets the wrong ones and most others fail. Make it a column of shape (N, 1).",
    "first-column": "You take class 0 for the label of every example. In each row, take the score that `y` names.",
    "best-class-for-label": "You compare with the highest score of the row in place of the label's. Take the score "
    "that `y` names.",
    "smooth": "You smooth the corner of the max. Its slope is exactly 1 beyond it and exactly 0 before it.",
}


def _squared(scores, y, delta):
    return 2 * np.maximum(0.0, _margins(scores, y, delta))


def _hardest(scores, y, delta):
    rivals = np.where(_hot(y, scores.shape[1]), -np.inf, scores)
    return (_margins(scores, y, delta) > 0) & (np.arange(scores.shape[1]) == rivals.argmax(axis=1)[:, None])


def _softmax(scores):
    e = np.exp(scores - scores.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


# What a wrong class has in place of the 1 of a violated margin.
PULLS = {
    "margin-values": lambda s, y, d: np.maximum(0.0, _margins(s, y, d)),
    "squared": _squared,
    "no-delta": lambda s, y, d: _margins(s, y, 0.0) > 0,
    "minus-delta": lambda s, y, d: _margins(s, y, -d) > 0,
    "delta-ignored": lambda s, y, d: _margins(s, y, 1.0) > 0,
    "delta-twice": lambda s, y, d: _margins(s, y, 2 * d) > 0,
    "turned-difference": lambda s, y, d: _margins(s, y, -d) < 0,
    "kept-margins": lambda s, y, d: _margins(s, y, d) <= 0,
    "scores-above-0": lambda s, y, d: s > 0,
    "scores-plus-delta": lambda s, y, d: s + d > 0,
    "label-score-added": lambda s, y, d: s + _at(s, y)[:, None] + d > 0,
    "absolute-lead": lambda s, y, d: np.abs(_margins(s, y, 0.0)) < d,
    "always-1": lambda s, y, d: np.ones(s.shape),
    "signs": lambda s, y, d: np.sign(_margins(s, y, d)),
    "negative-margins-left": lambda s, y, d: np.where(_margins(s, y, d) > 0, 1.0, _margins(s, y, d)),
    "hardest-class-only": _hardest,
    "misclassified-only": lambda s, y, d: (_margins(s, y, d) > 0) & (s.argmax(axis=1) != y)[:, None],
    "probabilities": lambda s, y, d: _margins(_softmax(s), y, d) > 0,
    "wrong-rows": lambda s, y, d: s - _at(s, y) + d > 0,
    "first-column": lambda s, y, d: s - s[:, :1] + d > 0,
    "best-class-for-label": lambda s, y, d: s - s.max(axis=1, keepdims=True) + d > 0,
    "smooth": lambda s, y, d: 0.5 * (1 + np.tanh(_margins(s, y, d) / 2)),
}


def _register(names, wrong):
    wrong.__doc__ = " ".join(SENTENCES[name] for name in names if name)
    exercise.mistake(name="-and-".join(name for name in names if name))(wrong)


def _wrong_label(entry, divisor, sign):
    """Register what is right but for the label's entry, the constant and the sign."""

    def wrong(scores, y, delta=1.0):
        pulls = _pulls(scores, y, delta)
        n, c = pulls.shape
        label = LABEL_ENTRIES[entry](pulls.sum(axis=1, keepdims=True), c)
        return (-1 if sign else 1) * np.where(_hot(y, c), label, pulls) / DIVISORS[divisor](n, c)

    _register((sign, entry, divisor), wrong)


def _wrong_pulls(kind, entry, divisor):
    """Register what marks the wrong entries, with a label's entry that follows from them."""

    def wrong(scores, y, delta=1.0):
        pulls = np.where(_hot(y, scores.shape[1]), 0.0, PULLS[kind](scores, y, delta))
        n, c = pulls.shape
        label = LABEL_ENTRIES[entry](pulls.sum(axis=1, keepdims=True), c)
        return np.where(_hot(y, c), label, pulls) / DIVISORS[divisor](n, c)

    _register((kind, entry, divisor), wrong)


FREQUENT_ENTRIES = ("", "correct-class-missing", "minus-1-not-minus-count", "label-counted")
FREQUENT_PULLS = ("margin-values", "no-delta", "delta-ignored", "turned-difference")
for _entry, _divisor, _sign in product(LABEL_ENTRIES, DIVISORS, ("", "sign")):
    _is_plain = _divisor in ("", "no-1-over-N") or (_entry in FREQUENT_ENTRIES and not _sign)
    if any((_entry, _divisor, _sign)) and _is_plain:
        _wrong_label(_entry, _divisor, _sign)
for _kind, _entry, _divisor in product(PULLS, FREQUENT_ENTRIES[:3], ("", "no-1-over-N")):
    if not _entry or _kind in FREQUENT_PULLS:
        _wrong_pulls(_kind, _entry, _divisor)


@exercise.mistake(name=">=-at-kink", mean=(True, False))
def at_least(scores, y, delta=1.0, *, mean):
    """You count margins of exactly 0 as violated (`>=`). At the kink the contract takes the slope 0: count only what
    exceeds 0.
    """
    pulls = np.where(_hot(y, scores.shape[1]), 0.0, _margins(scores, y, delta) >= 0)
    return _balanced(pulls, y) / (len(y) if mean else 1)


@exercise.mistake(mean=(True, False))
def half_at_the_kink(scores, y, delta=1.0, *, mean):
    """At a margin of exactly 0 you take the slope ½, as a central difference quotient or np.heaviside(…, 0.5) does. At
    the kink the contract takes the slope 0.
    """
    pulls = np.where(_hot(y, scores.shape[1]), 0.0, np.heaviside(_margins(scores, y, delta), 0.5))
    return _balanced(pulls, y) / (len(y) if mean else 1)


@exercise.mistake
def label_found_by_value(scores, y, delta=1.0):
    """You recognise the label by its score (a difference of 0, or a margin of Δ). A wrong class may have the same
    score: go by the label's *place*, `y`.
    """
    pulls = np.where(_margins(scores, y, 0.0) == 0, 0.0, _margins(scores, y, delta) > 0)
    return _balanced(pulls, y) / len(y)


@exercise.mistake
def label_counted_where_the_margin_exceeds_0(scores, y, delta=1.0):
    """You count the label's own margin and then take 1 back, or add it. With Δ = 0 the label's margin is not above 0,
    and nothing is to be taken back: clear the label's entry before you count.
    """
    pulls = (_margins(scores, y, delta) > 0).astype(float)
    return np.where(_hot(y, scores.shape[1]), 1 - pulls.sum(axis=1, keepdims=True), pulls) / len(y)


@exercise.mistake(default=(0.0, 0.1, 0.5, 2.0, 5.0, 10.0))
def other_default(scores, y, delta=None, *, default):
    """Your margin has another default. In the signature of the contract it is 1.0."""
    return _right(scores, y, default if delta is None else delta)


@exercise.mistake(mean=(True, False))
def times_delta(scores, y, delta=1.0, *, mean):
    """You multiply the gradient by Δ. The margin is added inside the max; it decides which terms count, and no more."""
    return delta * _right(scores, y, delta) * (1 if mean else len(y))


@exercise.mistake(mean=(True, False))
def delta_added_to_the_gradient(scores, y, delta=1.0, *, mean):
    """You add Δ to the gradient. With respect to the scores, Δ is a constant: its derivative is 0."""
    return _right(scores, y, delta) * (1 if mean else len(y)) + delta


@exercise.mistake(share=("violations", "examples"))
def other_mean(scores, y, delta=1.0, *, share):
    """You divide by the number of violated margins, or of examples that have one. Divide by N: the others count
    as 0.
    """
    pulls = _pulls(scores, y, delta)
    count = pulls.sum() if share == "violations" else np.count_nonzero(pulls.sum(axis=1))
    return _balanced(pulls, y) / np.float64(count)


@exercise.mistake
def n_minus_one(scores, y, delta=1.0):
    """You divide by N − 1. A mean divides by N, and a single example needs that, too."""
    return _balanced(_pulls(scores, y, delta), y) / np.float64(len(y) - 1)


@exercise.mistake(factor=(0.5, 2.0))
def factor(scores, y, delta=1.0, *, factor):
    """Your result has a factor ½ or 2. The hinge loss has no such factor, and neither does its slope."""
    return factor * _right(scores, y, delta)


@exercise.mistake(part=("label", "others"))
def only_one_part_divided(scores, y, delta=1.0, *, part):
    """Only the label's entries, or only the others, are divided by N. Fill the table first, then divide all of it."""
    hot = _hot(y, scores.shape[1])
    return np.where(hot == (part == "label"), 1.0, len(y)) * _right(scores, y, delta)


@exercise.mistake(mean=(True, False), per=("class", "batch"))
def counted_over_the_batch(scores, y, delta=1.0, *, mean, per):
    """You count the violations of a column, or of the whole batch, for the label's entry. Each row needs its own count:
    sum over axis 1.
    """
    pulls = _pulls(scores, y, delta)
    count = pulls.sum(axis=0)[np.asarray(y)][:, None] if per == "class" else pulls.sum()
    return np.where(_hot(y, scores.shape[1]), -count, pulls) / (len(y) if mean else 1)


@exercise.mistake(mean=(True, False))
def counts_without_a_column(scores, y, delta=1.0, *, mean):
    """You subtract the row counts with shape (N,) from the whole table, or hot labels times them: that lines up with
    the columns. Give the counts to the entries at the labels only, row by row.
    """
    pulls = _pulls(scores, y, delta)
    return (pulls - _hot(y, scores.shape[1]) * pulls.sum(axis=1)) / (len(y) if mean else 1)


@exercise.mistake(mean=(True, False), filled=("columns", "columns, counted first", "labels"))
def columns_of_all_labels(scores, y, delta=1.0, *, mean, filled):
    """You clear or fill the columns of *all* labels in *every* row, as `[:, y]` does. Pair each row with its own label:
    give the row numbers as the first index.
    """
    pulls = _pulls(scores, y, delta)
    count = pulls.sum(axis=1, keepdims=True)
    pulls[:, y] = 0.0
    if filled == "labels":
        return _balanced(pulls, y) / (len(y) if mean else 1)
    pulls[:, y] = -count if filled.endswith("first") else -pulls.sum(axis=1, keepdims=True)
    return pulls / (len(y) if mean else 1)


@exercise.mistake(mean=(True, False))
def minus_N_at_the_label(scores, y, delta=1.0, *, mean):
    """The label's entry is made of the number of *examples*. It is minus the number of classes that violate the margin,
    over N.
    """
    pulls = _pulls(scores, y, delta)
    return np.where(_hot(y, scores.shape[1]), -len(y), pulls) / (len(y) if mean else 1)


@exercise.mistake(side=(1, -1))
def one_sided_at_the_kink(scores, y, delta=1.0, *, side):
    """At a margin of exactly 0 your slopes depend on the side from which it is seen, as a one-sided difference quotient
    does. At the kink the contract takes the slope 0, at the label, too.
    """
    hot, margins = _hot(y, scores.shape[1]), _margins(scores, y, delta)
    above, from_below = np.where(hot, 0.0, margins > 0), np.where(hot, 0.0, margins >= 0)
    pulls, counted = (from_below, above) if side > 0 else (above, from_below)
    return np.where(hot, -counted.sum(axis=1, keepdims=True), pulls) / len(y)


@exercise.mistake(mean=(True, False))
def swapped_indices(scores, y, delta=1.0, *, mean):
    """You index with the label first and the example second. Rows are examples and columns are classes."""
    rows = np.arange(len(y))
    pulls = (scores - scores[y, rows][:, None] + delta > 0).astype(float)
    pulls[y, rows] = 0.0
    pulls[y, rows] = -pulls.sum(axis=1)
    return pulls / (len(y) if mean else 1)


@exercise.mistake(mean=(True, False))
def labels_from_one(scores, y, delta=1.0, *, mean):
    """You subtract 1 from the labels. They count from 0 here, as columns do."""
    return _right(scores, (y - 1) % scores.shape[1], delta) * (1 if mean else len(y))


@exercise.mistake(mean=(True, False))
def example_number_for_label(scores, y, delta=1.0, *, mean):
    """You take the *example's* number for its label (an identity matrix). The label is what `y` says."""
    return _right(scores, np.arange(len(y)) % scores.shape[1], delta) * (1 if mean else len(y))


@exercise.mistake(mean=(True, False))
def example_number_left_out(scores, y, delta=1.0, *, mean):
    """You leave out the class with the *example's* number, j = i. The class to leave out is the label, j = y_i."""
    pulls = np.where(np.eye(*scores.shape) == 1, 0.0, _margins(scores, y, delta) > 0)
    grad = pulls - _hot(y, scores.shape[1]) * pulls.sum(axis=1, keepdims=True)
    return grad / (len(y) if mean else 1)


@exercise.mistake(mean=(True, False), column=(0, -1))
def one_column(scores, y, delta=1.0, *, mean, column):
    """You take the same class as the right one for every example, so the labels play no part. In each row, take the
    score that `y` names.
    """
    return _right(scores, np.full_like(y, column % scores.shape[1]), delta) * (1 if mean else len(y))


@exercise.mistake(mean=(True, False))
def predicted_class(scores, y, delta=1.0, *, mean):
    """You take the class with the highest score for the right one, so the labels play no part. Take the score that `y`
    names.
    """
    return _right(scores, scores.argmax(axis=1), delta) * (1 if mean else len(y))


@exercise.mistake(end=("first", "last"))
def a_class_missing(scores, y, delta=1.0, *, end):
    """Your loop leaves out the first or the last class: `range(C)` starts at 0 and stops before C by itself."""
    pulls = _pulls(scores, y, delta)
    pulls[:, 0 if end == "first" else -1] = 0.0
    return _balanced(pulls, y) / len(y)


@exercise.mistake(side=(1, -1))
def one_side_of_the_label(scores, y, delta=1.0, *, side):
    """Only the classes on one side of the label count in your result, j < y or j > y. All classes but the label do,
    j ≠ y.
    """
    place = side * (np.arange(scores.shape[1]) - np.asarray(y)[:, None])
    return _balanced(np.where(place > 0, _pulls(scores, y, delta), 0.0), y) / len(y)


@exercise.mistake
def all_or_nothing(scores, y, delta=1.0):
    """You ask of the whole row whether its loss exceeds 0, and then let all wrong classes pull. Ask of each class by
    itself.
    """
    any_pull = _pulls(scores, y, delta).any(axis=1, keepdims=True)
    return _balanced(np.where(_hot(y, scores.shape[1]), 0.0, any_pull), y) / len(y)


@exercise.mistake
def max_after_the_sum(scores, y, delta=1.0):
    """You add the margins of a row up before you compare with 0. Compare each margin by itself."""
    hot = _hot(y, scores.shape[1])
    total = _margins(scores, y, delta).sum(axis=1, keepdims=True, where=~hot)
    return _balanced(np.where(hot, 0.0, total > 0), y) / len(y)


@exercise.mistake(mean=(True, False), classes=("label", "all"))
def binary(scores, y, delta=1.0, *, mean, classes):
    """You look at each score by itself, as the hinge loss of two classes does. Here classes compete: what counts is by
    how much the label's score leads that of each other class.
    """
    side = np.where(_hot(y, scores.shape[1]), 1.0, -1.0 if classes == "all" else 0.0)
    return -side * (side * scores < delta) / (len(y) if mean else 1)


@exercise.mistake(mean=(True, False))
def softmax_gradient(scores, y, delta=1.0, *, mean):
    """This is the gradient of softmax and cross-entropy. That of the hinge loss is made of zeros and ones, and of a
    count at the label.
    """
    return (_softmax(scores) - _hot(y, scores.shape[1])) / (len(y) if mean else 1)


@exercise.mistake(mean=(True, False))
def times_the_scores(scores, y, delta=1.0, *, mean):
    """You multiply by the scores. That belongs to the derivative with respect to something that the scores multiply;
    here they are what is varied.
    """
    return scores * _right(scores, y, delta) * (1 if mean else len(y))


@exercise.mistake(average=(True, False))
def loss(scores, y, delta=1.0, *, average):
    """You return the loss. Its gradient is asked for: one number for each score, (N, C)."""
    return _loss(scores, y, delta) * (1 if average else len(y))


@exercise.mistake
def loss_of_each_example(scores, y, delta=1.0):
    """You return one loss for each example. The gradient has one number for each score, (N, C)."""
    return np.maximum(0, _margins(scores, y, delta)).sum(axis=1, where=~_hot(y, scores.shape[1]))


@exercise.mistake(axis=(0, 1, None), mean=(True, False))
def added_up(scores, y, delta=1.0, *, axis, mean):
    """You add up the gradient along an axis. It has one number for each score, (N, C); to average the loss over the
    batch means here to divide by N.
    """
    return np.sum(_right(scores, y, delta), axis=axis) * (1 if mean else len(y))


@exercise.mistake(kind=(int, bool))
def whole_numbers(scores, y, delta=1.0, *, kind):
    """Your table holds whole numbers or True and False, where the gradient has fractions. Make it of real numbers
    before you fill it, and divide by N at the end.
    """
    pulls = _pulls(scores, y, delta)
    return pulls.astype(bool) if kind is bool else _balanced(pulls, y).astype(int)


@exercise.mistake(kind=(float, int))
def floor_division(scores, y, delta=1.0, *, kind):
    """You divide without remainder (`//`). The gradient has fractions: divide with `/`."""
    return (_balanced(_pulls(scores, y, delta), y) // len(y)).astype(kind)


@exercise.mistake
def cut_to_whole_numbers(scores, y, delta=1.0):
    """You store fractions in an array of whole numbers, which cuts them off. Start from an array of real numbers."""
    return np.trunc(_right(scores, y, delta))


@exercise.mistake
def transposed(scores, y, delta=1.0):
    """Rows and columns of your result are exchanged. It must have the shape of `scores`, (N, C)."""
    return _right(scores, y, delta).T


@exercise.mistake(h=(0.5, 0.1))
def wide_difference_quotient(scores, y, delta=1.0, *, h):
    """You return a difference quotient with a wide step: it sees a kink that is still some way off. The gradient has a
    formula: use it.
    """
    result = np.zeros(scores.shape)
    for place in np.ndindex(*scores.shape):
        step = np.zeros(scores.shape)
        step[place] = h
        result[place] = (_loss(scores + step, y, delta) - _loss(scores - step, y, delta)) / (2 * h)
    return result


@exercise.mistake
def in_place(scores, y, delta=1.0):
    """You change the caller's array in place (`scores -= …`, or an index assignment). Work on a new array."""
    result = _right(scores, y, delta)
    scores -= scores[np.arange(len(y)), y][:, None]
    return result


@exercise.alternative
def loops(scores, y, delta=1.0):
    grad = np.zeros(scores.shape)
    for i in range(len(scores)):
        for j in range(len(scores[i])):
            if j != y[i] and scores[i][j] - scores[i][y[i]] + delta > 0:
                grad[i, j] += 1 / len(scores)
                grad[i, y[i]] -= 1 / len(scores)
    return grad


@exercise.alternative
def in_float32(scores, y, delta=1.0):
    s = np.asarray(scores, dtype=np.float32)
    over = (s - np.take_along_axis(s, y[:, None], axis=1) + np.float32(delta) > 0).astype(np.float32)
    np.put_along_axis(over, y[:, None], 0, axis=1)
    np.put_along_axis(over, y[:, None], -over.sum(axis=1, keepdims=True), axis=1)
    return over / np.float32(len(y))


@exercise.alternative
def label_not_cleared_but_balanced(scores, y, delta=1.0):
    hot = np.eye(scores.shape[1])[y]
    over = np.where(scores - (scores * hot).sum(axis=1, keepdims=True) + delta > 0, 1.0, 0.0)
    return (over - hot * np.einsum("nc->n", over)[:, None]) / y.size


@exercise.alternative
def from_the_rule_of_the_max(scores, y, delta=1.0):
    margins = np.maximum(0, scores - scores[range(len(y)), y].reshape(-1, 1) + delta)
    margins[range(len(y)), y] = 0
    grad = np.sign(margins)
    grad[range(len(y)), y] -= np.count_nonzero(margins, axis=1)
    return grad * (1 / len(y))


@exercise.alternative
def with_heaviside(scores, y, delta=1.0):
    wrong = np.arange(scores.shape[1])[None, :] != y[:, None]
    over = np.heaviside(scores.T - scores[np.arange(len(y)), y] + delta, 0.0).T * wrong
    return np.where(wrong, over, -over.sum(axis=1)[:, None]) / scores.shape[0]


@exercise.alternative
def row_by_row(scores, y, delta=1.0):
    rows = []
    for row, k in zip(scores, y.tolist(), strict=True):
        g = [float(j != k and s - row[k] + delta > 0) for j, s in enumerate(row)]
        g[k] = -sum(g)
        rows.append(g)
    return np.array(rows) / len(rows)


@exercise.alternative
def whole_numbers_divided(scores, y, delta=1.0):
    n = len(y)
    over = (scores - scores[np.arange(n), y][:, np.newaxis] > -delta).astype(int)
    over[np.arange(n), y] = 0
    over[np.arange(n), y] -= over.sum(1)
    return over / n

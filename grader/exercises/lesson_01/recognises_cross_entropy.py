"""A test of somebody else's cross-entropy (Lecture 2.2, "First Loss Function: Cross-Entropy Loss").

The answer is a test, so its inputs are functions: a right cross-entropy, changed from the outside by
``fallline.variants``. A mistake is a weak test; what tells it from others is the set of wrong losses that it lets pass.
"""

import numpy as np

from fallline.plain import FunctionName
from fallline.variants import VARIANTS
from grader.exercise import Case, Exercise

exercise = Exercise(
    "recognises_cross_entropy",
    number="1.10",
    lesson="01_loss_functions",
    points=6,
    lines=10,
    difficulty=3,
    read="lesson 01, “Write the test yourself”",
    hints=(
        "A test is a list of questions which a right loss answers right, and every wrong one gets wrong at least once. "
        "So think of the wrong ones first: what could somebody mix up, and on which batch would it show?",
        "Values that you can work out: log C for equal scores; −log(w_y / Σ_j w_j) for the scores log w_j; the gap "
        "itself where the label lies 1000 behind. A batch gives the mean of such values. Compare up to round-off.",
        "Build three or four batches of a known loss: one with more examples than classes, unlike rows and unlike "
        "labels; one shifted by 1000; one that is certain and wrong. On each, f must give one number close to yours.",
    ),
    grader_tries="more wrong losses: of the wrong sign, of one label for all, of one example for all, nearly right",
    using="cross_entropy",
)


def _loss(scores, y):
    z = scores - scores.max(axis=1, keepdims=True)
    return np.mean(np.log(np.exp(z).sum(axis=1)) - z[np.arange(len(y)), y])


_RNG = np.random.default_rng(4)
SCORES, LABELS = 2.0 * _RNG.normal(size=(5, 4)), np.array([3, 0, 2, 1, 1])
EVERYDAY = ((SCORES, LABELS), (_RNG.normal(size=(3, 3)), np.array([2, 0, 2])))
SHIFTED = (SCORES + 1000.0, LABELS)
WRONG_BY_30 = (30.0 * np.eye(4)[[0, 2, 3]], np.array([1, 3, 2]))
WRONG_BY_1200 = (1200.0 * np.eye(4)[[0, 2, 3]], np.array([1, 3, 2]))
BATCHES = (*EVERYDAY, SHIFTED, WRONG_BY_1200)


def _agrees(f, batches=BATCHES, **tolerance):
    """Return whether ``f`` gives one number on each batch, close to the cross-entropy."""
    values = [(np.asarray(f(scores, y)), _loss(scores, y)) for scores, y in batches]
    return all(seen.ndim == 0 and np.isclose(seen, right, **tolerance) for seen, right in values)


def _behaves_like(f, model):
    """Return whether ``f`` does on every batch what ``model`` does; to raise is one of the things that it can do."""
    return all(_same(_outcome(f, *batch), _outcome(model, *batch)) for batch in BATCHES)


def _outcome(f, scores, y):
    try:
        return f(scores, y)
    except Exception:
        return None


def _same(mine, theirs):
    if mine is None or theirs is None:
        return mine is theirs
    return np.shape(mine) == np.shape(theirs) and np.allclose(mine, theirs, equal_nan=True)


@exercise.reference
def recognises_cross_entropy(f):
    try:
        return bool(_agrees(f))
    except Exception:
        return False


def _case(words, name, **settings):
    return Case(words, {"f": FunctionName(name)}, raising_is=False, **settings)


@exercise.cases
def cases(rng):
    yield _case("a right loss", "right", public=True)
    yield _case("the sum in place of the mean", "summed", public=True)
    yield _case("bits in place of nats", "in_bits", public=True)
    yield _case("the first example alone", "first_example", public=True)
    yield _case("the preferred class in place of the label", "favourite_class", public=True)
    yield _case("normalised over the examples", "over_examples", public=True)
    yield _case("the first label for every example", "first_label")
    yield _case("the wrong sign", "negative")
    yield _case("divided by the number of classes as well", "per_class")
    yield _case("two softmaxes", "doubly_normalised")
    yield _case("the largest loss in place of the mean", "worst_example")
    yield _case("no logarithm", "without_logarithm")
    yield _case("labels smoothed by a tenth", "smoothed_labels")
    edge = {"check": "edge cases"}
    yield _case("a right loss, up to round-off", "right_up_to_round_off", public=True, **edge)
    yield _case("a loss that never exceeds 18.42", "capped", public=True, **edge)
    yield _case("nan for scores above 700", "overflowing", public=True, **edge)
    yield _case("inf for losses above 745", "underflowing", **edge)
    yield _case("blind to the labels", "blind_to_labels", public=True, **edge)


@exercise.mistake
def accepts_everything(f):
    """Your test accepts every function. Call f on batches whose loss you know, and return False where it is far off."""
    return True


@exercise.mistake
def rejects_everything(f):
    """Your test rejects a right loss. Look for an expected value that is itself wrong, for `==` between real numbers
    (use np.isclose), and for a `return False` that is always reached.
    """
    return False


@exercise.mistake(caught=(True, False))
def verdict_turned_round(f, *, caught):
    """Your test rejects the right loss and accepts the wrong ones: True and False are exchanged."""
    return not (recognises_cross_entropy(f) if caught else _agrees(f))


@exercise.mistake
def compares_exactly(f):
    """Your test rejects a right loss that differs in the 14th digit, as another order of operations does. Compare real
    numbers with np.isclose as it comes, not with `==`.
    """
    return _agrees(f, rtol=3e-15, atol=0.0)


WRONG_CONTRACTS = {
    "summed": "the sum over the batch and rejects the mean. The contract asks for the mean over the N examples.",
    "in_bits": "a loss in bits and rejects the one in nats. In nats, C equal scores cost np.log(C).",
    "per_class": "a loss divided by the number of classes and rejects the right one. Only N divides the sum.",
    "negative": "the mean of log p and rejects that of −log p. A loss is never negative.",
}
HOLES = {
    "summed": "the sum over the batch. Use a batch of several examples, and compare with the *mean* of their losses.",
    "in_bits": "a loss in bits. Compare with a value in nats: with C equal scores, np.log(C).",
    "per_class": "a loss that is divided by the number of classes. Compare with a known value, such as log C.",
    "negative": "the loss with the wrong sign. Compare the value as it is, without `abs` and without a square.",
    "first_example": "a loss that reads the first example only. Make the examples of a batch cost different amounts.",
    "worst_example": "the largest loss of the batch. Make the examples of a batch cost different amounts.",
    "first_label": "a loss that gives every example the first one's label. Use different labels in one batch.",
    "blind_to_labels": "a loss that takes every label for class 0. Use labels other than 0.",
    "favourite_class": "a loss that takes the best class for the label. Use labels that the scores speak against.",
    "over_examples": "a softmax over the examples (axis 0). Use an irregular batch with more examples than classes, "
    "and let no exception of f count as a pass.",
    "doubly_normalised": "a loss that applies the softmax twice. Compare with a known value for unequal scores.",
    "without_logarithm": "the mean of 1 − p. Compare with a known value for doubtful examples: log 2 at p = ½.",
    "capped": "a loss that never exceeds 18.42, as −log(p + 1e-8) does. Let a label lie 1000 behind: it costs 1000.",
    "overflowing": "a loss that is nan for scores above 700. Try scores around 1000, and mind that every comparison "
    "with nan is False: ask whether f is close, not whether it is far off.",
    "underflowing": "a loss that is inf where p underflows to 0. Let a label lie 1000 behind: it costs 1000.",
}


def _weak_test(prefix, variant, sentence):
    """Register the test that accepts one wrong loss, in place of the right one or beside it."""
    wrong = VARIANTS[variant](_loss)

    def test(f):
        return (prefix == "accepts" and recognises_cross_entropy(f)) or _behaves_like(f, wrong)

    test.__doc__ = f"Your test accepts {sentence}"
    exercise.mistake(name=f"{prefix}-{variant.replace('_', '-')}")(test)


# Where two mistakes tie, the first one is named: so those that let the fewest losses through come first.
for name, sentence in WRONG_CONTRACTS.items():
    _weak_test("expects", name, sentence)
for name, sentence in HOLES.items():
    _weak_test("accepts", name, sentence)


@exercise.mistake
def only_zero_scores(f):
    """Your test accepts what is right on equal scores only, where every label, every example and every softmax of a
    softmax costs the same log C. Ask about unequal scores, too; *all* answers must be right, and closely so.
    """
    return _agrees(f, [(np.zeros((3, 4)), np.array([0, 2, 1]))])


@exercise.mistake
def one_example_at_a_time(f):
    """Your test shows f one example at a time. Whether it averages the batch, adds it up, or looks at one example or
    one label only, shows with several unlike examples.
    """
    rows = [(scores[i : i + 1], y[i : i + 1]) for scores, y in BATCHES for i in range(len(y))]
    return _agrees(f, rows)


@exercise.mistake
def examples_of_one_price(f):
    """In your batches every example costs the same, so a loss that takes one of them, the largest, or the first label
    for all gets away with it. Mix cheap and dear examples.
    """
    return _agrees(f, [(np.tile(scores[:1], (3, 1)), np.full(3, y[0])) for scores, y in BATCHES])


@exercise.mistake
def symmetric_batch(f):
    """Your batch looks the same with rows and columns exchanged (as `np.eye` does), every label is the best class, and
    every example costs the same. Take an irregular batch with more examples than classes.
    """
    return _agrees(f, [(np.eye(3), np.arange(3))])


@exercise.mistake
def only_certain_and_right(f):
    """In your batches the label always wins by far, so the loss is almost 0, and so is twice, half or minus the loss.
    Ask about doubtful and wrong examples.
    """
    return _agrees(f, [(100.0 * np.eye(4)[[0, 2, 3]], np.array([0, 2, 3]))])


@exercise.mistake
def labels_always_the_best_class(f):
    """In your batches the label always has the highest score, so a loss may take the highest score for the label's and
    need not survive a wrong prediction. Ask about labels that the scores speak against.
    """
    return _agrees(f, [(scores, scores.argmax(axis=1)) for scores, _ in BATCHES])


@exercise.mistake
def label_always_0(f):
    """In your batches every label is class 0, so a loss that does not read the labels gets away with it. Use different
    labels in one batch.
    """
    return _agrees(f, [(scores, np.zeros_like(y)) for scores, y in BATCHES])


@exercise.mistake
def never_certain_and_wrong(f):
    """Your test never shows f an example that is wrong by far, so a loss that stops growing at 18.42, or is inf from
    745 on, passes. Let a label lie 1000 behind: it costs 1000.
    """
    return _agrees(f, (*EVERYDAY, SHIFTED))


@exercise.mistake
def never_beyond_700(f):
    """Your test never shows f a score above 700, where exponentials overflow, or a loss above 745, where they vanish.
    Try scores around 1000 and a label that lies 1000 behind.
    """
    return _agrees(f, (*EVERYDAY, WRONG_BY_30))


@exercise.mistake
def never_extreme(f):
    """Your test shows f everyday scores only, so a loss that overflows, underflows or stops growing passes. Try scores
    around 1000 and a label that lies 1000 behind.
    """
    return _agrees(f, EVERYDAY)


def _finite(f, batch):
    return np.all(np.isfinite(f(*batch)))


def _not_negative(f, batch):
    return np.all(f(*batch) >= 0)


def _unchanged_by_a_shift(f, batch):
    return np.allclose(f(*batch), f(batch[0] + 3.0, batch[1]))


def _mean_of_its_examples(f, batch):
    scores, y = batch
    return np.isclose(f(scores, y), np.mean([f(scores[i : i + 1], y[i : i + 1]) for i in range(len(y))]))


def _unchanged_by_twice_the_batch(f, batch):
    return np.isclose(f(np.tile(batch[0], (2, 1)), np.tile(batch[1], 2)), f(*batch))


def _dearer_if_wrong(f, batch):
    scores = 5.0 * np.eye(4)[[0, 2, 3]]
    return np.all(f(scores, np.array([0, 2, 3])) < f(scores, np.array([1, 3, 2])))


def _right_ratio(f, batch):
    scores, y = SCORES, LABELS
    return np.isclose(f(scores, y) / f(scores, y[::-1]), _loss(scores, y) / _loss(scores, y[::-1]))


def _reads_the_labels(f, batch):
    return not np.allclose(f(SCORES, LABELS), f(SCORES, LABELS[::-1]))


PROPERTIES = (
    _finite,
    _not_negative,
    _unchanged_by_a_shift,
    _mean_of_its_examples,
    _unchanged_by_twice_the_batch,
    _dearer_if_wrong,
    _right_ratio,
    _reads_the_labels,
)


@exercise.mistake(holds=PROPERTIES, batches=(EVERYDAY, BATCHES))
def no_known_value(f, *, holds, batches):
    """Your test accepts losses whose values are far from right. Many of them, too, are finite and not negative, do not
    mind a shift, or charge more for a wrong label: work out a value by hand, such as log C for equal scores, and return
    True only if f comes close to it.
    """
    return all(holds(f, batch) for batch in batches)


@exercise.mistake(width=(0.1, 0.5))
def tolerance_too_wide(f, *, width):
    """Your test lets a loss pass that is a few per cent off. Either its tolerance is too wide (np.isclose as it comes
    is right), or it never asks about a batch in which the classes have unequal scores.
    """
    return _agrees(f, rtol=width, atol=width)


@exercise.alternative
def values_and_laws(f):
    weights = np.array([[2.0, 1.0, 1.0], [1.0, 5.0, 2.0]])
    scores, y = np.log(weights), np.array([0, 2])
    evidence = [
        np.ndim(f(scores, y)) == 0,
        np.isclose(f(scores, y), 1.5 * np.log(2.0)),
        np.isclose(f(np.zeros((4, 3)), np.array([0, 1, 2, 1])), np.log(3.0)),
        np.isclose(f(np.array([[1000.0, 0.0, 0.0]]), np.array([1])), 1000.0),
        np.isclose(f(scores + 1000.0, y), f(scores, y)),
        np.isclose(f(np.tile(scores, (2, 1)), np.tile(y, 2)), f(scores, y)),
    ]
    return all(evidence)


@exercise.alternative
def failed_asserts(f):
    rng = np.random.default_rng(7)
    for shift in (0.0, -2000.0, 5000.0):
        scores, y = 4.0 * rng.normal(size=(6, 3)), np.array([0, 2, 1, 1, 0, 2])
        np.testing.assert_allclose(f(scores + shift, y), _loss(scores, y), rtol=1e-9)
    assert abs(f(np.diag([900.0, 0.0, 800.0]), np.array([1, 1, 0])) - (900 + np.log(3) + 800) / 3) < 1e-6  # noqa: S101
    return True


@exercise.alternative
def two_classes_by_hand(f):
    wanted = 0.0
    gaps = np.array([-3.0, 0.5, 2.0, 1500.0, -800.0])
    for gap in gaps:
        wanted += max(gap, 0.0) + np.log1p(np.exp(-abs(gap)))
    scores = np.stack([np.full(5, 750.0), 750.0 + gaps], axis=1)
    scores[1:3] = scores[1:3, ::-1]
    y = np.array([0, 1, 1, 0, 0])
    result = f(scores, y)
    return np.shape(result) == () and np.abs(result - wanted / 5) < 1e-8


@exercise.alternative
def a_loop_that_gives_up(f):
    rng = np.random.default_rng(0)
    for n, c, size in ((1, 2, 1.0), (7, 3, 2.0), (4, 4, 300.0), (3, 5, 4000.0)):
        scores, y = size * rng.normal(size=(n, c)), rng.integers(0, c, size=n)
        if not isinstance(f(scores, y), float):
            return False
        if not np.isclose(f(scores, y), _loss(scores, y)):
            return False
    return True


@exercise.alternative
def an_error_of_its_own(f):
    scores, y = np.log([[1.0, 2.0, 5.0], [5.0, 3.0, 2.0], [7.0, 2.0, 1.0], [1.0, 3.0, 6.0]]), np.array([1, 0, 2, 2])
    right = -np.mean(np.log([0.25, 0.5, 0.1, 0.6]))
    if np.size(f(scores, y)) != 1 or round(float(f(scores, y) - right), 7) != 0:
        raise ValueError("not a cross-entropy")
    far = f(np.array([[0.0, 1200.0], [1200.0, 1200.0]]), np.array([0, 1]))
    return bool(abs(far / (600 + np.log(2) / 2) - 1) < 1e-9)


@exercise.alternative
def a_numpy_bool(f):
    scores = np.array([[-1.0, 3.0, 0.5, 2.0], [0.0, 0.0, -4.0, 1.0], [1.0, 990.0, 1000.0, 10.0]])
    y = np.array([3, 1, 0])
    top = np.log(np.exp(scores - scores.max(1)[:, None]).sum(1)) + scores.max(1)
    return np.all(np.isclose(f(scores, y), (top[0] - 2.0 + top[1] + top[2] - 1.0) / 3)) & (np.ndim(f(scores, y)) == 0)

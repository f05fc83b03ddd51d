"""A mistake is named if the answer shows all of it, and never otherwise; what has no name of its own has a general one.

The exercise here is made up. Each answer goes both ways: through the kit, on public inputs, and through the grader.
"""

import numpy as np
import pytest

from fallline.checking import judge
from fallline.laws import Permuted
from grader.cards import make_card
from grader.exercise import Case, Exercise
from grader.marking import ask_locally, mark


def softplus(X, w):
    """Return log(1 + e^(X w)), one number a row: the right answer."""
    return np.logaddexp(0.0, X @ w)


def _exercise():
    made = Exercise("softplus", "9.1", "99_made_up", 10, 1, 1, "nowhere", ("one", "two", "three"))
    made.reference(softplus)

    @made.cases
    def cases(rng):
        yield Case("five rows", {"X": rng.normal(size=(5, 3)), "w": rng.normal(size=3)}, public=True)
        yield Case("four rows", {"X": rng.normal(size=(4, 2)), "w": rng.normal(size=2)}, public=True)
        yield Case("as many rows as columns", {"X": rng.normal(size=(3, 3)), "w": rng.normal(size=3)}, public=True)
        large = 900.0 + rng.normal(size=(4, 2))
        yield Case("large numbers", {"X": large, "w": np.ones(2)}, check="edge cases", public=True, quiet=True)
        single = rng.normal(size=(4, 2)).astype(np.float32)
        yield Case("float32 rows", {"X": single, "w": np.ones(2)}, check="edge cases", public=True)
        read_only = {"X": rng.normal(size=(2, 2)), "w": np.ones(2)}
        yield Case("read-only rows", read_only, check="contract", read_only=True, public=True)

    @made.law
    def rows_may_be_reordered(rng):
        """Reordering the rows must reorder the results."""
        X, w, order = rng.normal(size=(4, 3)), rng.normal(size=3), np.array([2, 0, 3, 1])
        return Permuted({"X": X, "w": w}, {"X": X[order], "w": w}, order)

    @made.mistake
    def no_logarithm(X, w):
        """You forget the logarithm."""
        return 1.0 + np.exp(X @ w)

    @made.mistake
    def no_one(X, w):
        """You forget the 1."""
        return np.log(np.exp(X @ w))

    @made.mistake(power=(2, 3))
    def powers(X, w, *, power):
        """You raise the inputs to a power."""
        return np.logaddexp(0.0, (X**power) @ w)

    @made.mistake
    def overflows(X, w):
        """You exponentiate large numbers."""
        return np.log(1.0 + np.exp(X @ w))

    @made.mistake
    def capped(X, w):
        """You cap the sums."""
        return np.logaddexp(0.0, np.minimum(X @ w, 100.0))

    @made.mistake
    def in_place(X, w):
        """You overwrite the rows."""
        X *= w
        return np.logaddexp(0.0, X.sum(axis=1))

    @made.mistake
    def nan_below_zero(X, w):
        """You take the logarithm of a negative number."""
        with np.errstate(invalid="ignore"):
            return np.log(X @ w)

    return made


EXERCISE = _exercise()
NAMES = {mistake.name for mistake in EXERCISE.mistakes}
CARD = make_card(EXERCISE)


def by_kit(answer):
    """Return outcome, mistake and message as `check` finds them."""
    verdict, _ = judge(CARD, answer)
    return verdict.outcome, verdict.mistake, " ".join([verdict.sentence, *verdict.also])


def by_grader(answer, seed=3):
    """Return outcome, mistake and message as the grader finds them."""
    marked = mark(EXERCISE, ask_locally(EXERCISE, answer), seed)
    return marked.outcome, marked.mistake, marked.message


both_ways = pytest.mark.parametrize("judged", [by_kit, by_grader], ids=["kit", "grader"])


def without_numpys_warnings(answer):
    """Return the answer, silenced."""

    def silent(X, w):
        with np.errstate(all="ignore"):
            return answer(X, w)

    return silent


@both_ways
def test_the_right_answer_is_correct(judged):
    """In any style, in single precision too."""
    for answer in (
        softplus,
        lambda X, w: np.array([np.logaddexp(0.0, row @ w) for row in X]),
        lambda X, w: np.logaddexp(np.float32(0), X.astype(np.float32) @ w.astype(np.float32)),
        lambda X, w: np.maximum(X @ w, 0.0) + np.log1p(np.exp(-np.abs(X @ w))),
    ):
        assert judged(answer)[:2] == ("correct", None)


@both_ways
@pytest.mark.parametrize("mistake", EXERCISE.mistakes, ids=lambda mistake: mistake.name)
def test_each_mistake_alone_has_its_name(judged, mistake):
    """In each of its sizes, with its own sentence and nobody else's."""
    for answer in mistake.functions():
        outcome, name, message = judged(answer)
        assert (outcome, name) == ("mistake", mistake.name)
        assert mistake.sentence in message
        assert not [other.sentence for other in EXERCISE.mistakes if other is not mistake and other.sentence in message]


@both_ways
def test_a_mistake_keeps_its_name_in_another_style(judged):
    """Loops, single precision and another order of operations make rounding errors, not another mistake."""
    assert judged(lambda X, w: np.array([1.0 + np.exp(sum(row * w)) for row in X]))[1] == "no-logarithm"
    assert judged(lambda X, w: (1.0 + np.exp(X @ w)).astype(np.float32))[1] == "no-logarithm"
    assert judged(lambda X, w: np.log(np.exp((w * X).sum(axis=1))))[1] == "no-one"


@both_ways
def test_nan_agrees_with_nan(judged):
    """A mistake that gives nan is recognised by where it gives nan, and by the other numbers."""
    assert judged(without_numpys_warnings(lambda X, w: np.log((X * w).sum(axis=1))))[1] == "nan-below-zero"
    assert judged(lambda X, w: np.full(len(X), np.nan))[1] not in NAMES


@both_ways
def test_two_mistakes_together_are_both_told(judged):
    """One that shows on large inputs and one that overwrites: both sentences are there."""

    def both(X, w):
        X *= w
        return np.logaddexp(0.0, np.minimum(X.sum(axis=1), 100.0))

    outcome, name, message = judged(both)
    assert outcome == "mistake"
    assert name in ("capped", "in-place")
    assert "You cap the sums." in message
    assert "You overwrite the rows." in message


@both_ways
@pytest.mark.parametrize(
    ("answer", "cause"),
    [
        (lambda X, w: 2.0 * softplus(X, w), "constant-factor"),
        (lambda X, w: softplus(X, w) / 3.0, "constant-factor"),
        (lambda X, w: len(X) * softplus(X, w), "constant-factor"),
        (lambda X, w: softplus(X, w) / len(X), "constant-factor"),
        (lambda X, w: X.shape[1] * softplus(X, w), "constant-factor"),
        (lambda X, w: -softplus(X, w), "wrong-sign"),
        (lambda X, w: softplus(X, w)[::-1], "reordered"),
        (lambda X, w: softplus(X, np.ones(len(w))), "ignores-an-argument"),
        (lambda X, w: None, "returns-nothing"),
        (lambda X, w: softplus(X, w).tolist(), "wrong-type"),
    ],
    ids=["2", "1/3", "N", "1/N", "D", "-1", "reordered", "ignores w", "None", "list"],
)
def test_general_causes_have_general_names(judged, answer, cause):
    """A factor, a sign, an order, an argument without effect, no value, a list: whatever the exercise."""
    outcome, name, message = judged(answer)
    assert (outcome, name) == ("mistake", cause)
    if cause == "ignores-an-argument":
        assert "`w`" in message


@both_ways
def test_overwriting_has_a_general_name_too(judged):
    """An argument that no mistake of the exercise overwrites is named in the sentence, and the mistake is not."""

    def overwrites_w(X, w):
        result = softplus(X, w)
        w[:] = 0.0
        return result

    outcome, name, message = judged(overwrites_w)
    assert (outcome, name) == ("mistake", "overwrites-its-input")
    assert "`w`" in message


@both_ways
@pytest.mark.parametrize(
    ("answer", "outcome", "words"),
    [
        (lambda X, w: 1 / 0, "raised", "ZeroDivisionError"),
        (lambda X: X, "raised", "TypeError"),
        (lambda X, w: X @ X, "raised", "ValueError"),
        (lambda X, w: {"a": np.ones(3)}, None, ""),
        (lambda X, w: [np.ones(2), np.ones(3)], None, ""),
        (lambda X, w: (np.ones(2), X), None, ""),
        (lambda X, w: "text", None, ""),
        (lambda X, w: object(), "wrong", "plain"),
        (lambda X, w: softplus(X, w)[:2], None, ""),
        (lambda X, w: softplus(X, w)[None], None, ""),
        (lambda X, w: softplus(X, w).sum(), None, ""),
        (lambda X, w: np.array([]), None, ""),
        (lambda X, w: softplus(X, w) + 0j, None, ""),
        (lambda X, w: softplus(X, w) > 0, None, ""),
        (lambda X, w: np.full(len(X), 1e300), None, ""),
        (lambda X, w: 1.5e308 * softplus(X, w), None, ""),
        (lambda X, w: np.arange(len(X)) * 1e308, None, ""),
        (lambda X, w: np.full(len(X), np.inf), None, ""),
        (lambda X, w: 10.0 ** X.sum(axis=1) * 1e280, None, ""),
        (lambda X, w: softplus(X, w) + 0.01, "wrong", "five rows"),
    ],
)
def test_anything_that_an_answer_may_do_has_a_verdict(judged, answer, outcome, words):
    """No value and no exception stops the diagnosis; none of these is a mistake of the exercise."""
    found, name, message = judged(answer)
    assert found in ("wrong", "mistake", "raised")
    assert name not in NAMES
    assert message
    if outcome is not None:
        assert found == outcome
        assert words in message


@both_ways
def test_what_fails_only_on_extreme_inputs_is_said_so(judged):
    """An answer that is right on ordinary inputs hears that it is."""
    assert "Right on ordinary inputs" in judged(lambda X, w: np.minimum(softplus(X, w), 50.0))[2]
    message = judged(lambda X, w: softplus(X, w) if np.abs(X).max() < 500 else 1 / 0)[2]
    assert "right on ordinary inputs" in message
    assert "ZeroDivisionError" in message


def test_no_name_is_given_for_having_raised_alone():
    """Two functions that both raise may have nothing else in common."""

    def exercise_with_a_mistake_that_raises():
        made = _exercise()

        @made.mistake
        def raises(X, w):
            """You multiply in the wrong order."""
            return w @ X

        return made

    made = exercise_with_a_mistake_that_raises()

    def odd(X, w):
        if X.shape[0] != X.shape[1]:
            raise KeyError
        return np.zeros(len(X))

    assert mark(made, ask_locally(made, odd), 3).mistake not in {mistake.name for mistake in made.mistakes}

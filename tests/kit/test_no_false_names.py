"""No answer is given the name of a mistake that it does not share: the promise behind all others of the diagnosis."""

import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fallline.checking import judge
from grader import catalogue
from grader.cards import make_card
from grader.exercise import Case, Exercise
from grader.marking import ask_locally, mark


def _exercise():
    """Return an exercise with many mistakes, each of them a formula in two arrays."""
    made = Exercise("mix", "9.3", "99_made_up", 10, 1, 1, "nowhere", ("one", "two", "three"))

    @made.reference
    def mix(a, b):
        return np.tanh(a) * b + a

    @made.cases
    def cases(rng):
        for n in (5, 4, 3):
            yield Case(f"{n} numbers", {"a": rng.normal(size=n), "b": rng.normal(size=n)}, public=True)
        wide = {"a": 300 * rng.normal(size=4), "b": rng.normal(size=4)}
        yield Case("large numbers", wide, check="edge cases", public=True)

    formulas = {
        "no tanh": lambda a, b: a * b + a,
        "no a": lambda a, b: np.tanh(a) * b,
        "b for a": lambda a, b: np.tanh(b) * b + a,
        "sine": lambda a, b: np.sin(a) * b + a,
        "exp": lambda a, b: np.exp(a) * b + a,
        "minus": lambda a, b: np.tanh(a) * b - a,
        "only tanh": lambda a, b: np.tanh(a),
        "only a": lambda a, b: a,
        "product": lambda a, b: a * b,
        "zero": lambda a, b: 0.0 * a,
        "capped": lambda a, b: np.tanh(a) * b + np.clip(a, -50.0, 50.0),
        "mean": lambda a, b: np.tanh(a) * b + a.mean(),
    }
    for name, formula in formulas.items():
        formula.__doc__ = f"Your formula is “{name}”."
        made.mistake(name=name)(formula)
    return made


EXERCISE = _exercise()
CARD = make_card(EXERCISE)

UNARY = {"sin": np.sin, "tanh": np.tanh, "exp": np.exp, "neg": np.negative, "abs": np.abs, "sort": np.sort}
BINARY = {"+": np.add, "-": np.subtract, "*": np.multiply, "/": np.divide, "max": np.maximum}
expressions = st.recursive(
    st.sampled_from(["a", "b", 0.0, 1.0, 2.0]),
    lambda inner: st.one_of(
        st.tuples(st.sampled_from(sorted(UNARY)), inner), st.tuples(st.sampled_from(sorted(BINARY)), inner, inner)
    ),
    max_leaves=5,
)


def evaluate(expression, a, b):
    """Return the value of an expression, one number for each of `a`."""
    match expression:
        case "a":
            return a
        case "b":
            return b
        case (name, inner):
            return UNARY[name](evaluate(inner, a, b))
        case (name, left, right):
            return BINARY[name](evaluate(left, a, b), evaluate(right, a, b))
        case number:
            return np.full(len(a), number)


def is_deserved(exercise, answer, name, cases):
    """Return whether an answer does what a mistake does wherever this is wrong on ordinary inputs: worked out anew."""
    for mistake in exercise.mistakes:
        if mistake.name != name:
            continue
        for function in mistake.functions():
            wrong = [case for case in cases if case.check == "values" and not alike(function, exercise.solve, case)]
            where = wrong or [case for case in cases if not alike(function, exercise.solve, case)]
            if where and all(alike(answer, function, case) for case in where):
                return True
    return False


def alike(f, g, case):
    """Return whether two functions give the same numbers in one case, roughly, nan and infinities included."""
    values = []
    for function in (f, g):
        inputs = [np.array(value) if isinstance(value, np.ndarray) else value for value in case.inputs.values()]
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            try:
                values.append(np.asarray(function(*inputs), dtype=float))
            except Exception as error:
                values.append(type(error).__name__)
    if any(isinstance(value, str) for value in values):
        return all(isinstance(value, str) for value in values)
    if values[0].shape != values[1].shape:
        return False
    odd = ~np.isfinite(values[1])
    same = np.isclose(values[0], values[1], rtol=1e-2, atol=1e-4, equal_nan=True)
    return bool((same | (odd & ~np.isfinite(values[0]))).all())


@settings(max_examples=300)
@given(expressions)
def test_a_random_formula_is_named_only_if_it_is_the_mistake(expression):
    """In the kit and in the grader: whoever is named does on ordinary inputs what the mistake does."""

    def answer(a, b):
        return evaluate(expression, a, b)

    names = {mistake.name for mistake in EXERCISE.mistakes}
    verdict, _ = judge(CARD, answer)
    if verdict.mistake in names:
        assert is_deserved(EXERCISE, answer, verdict.mistake, [c for c in EXERCISE.draw(2021) if c.public])
    marked = mark(EXERCISE, ask_locally(EXERCISE, answer), 5)
    if marked.mistake in names:
        assert is_deserved(EXERCISE, answer, marked.mistake, EXERCISE.draw(5))


@pytest.mark.parametrize("mistake", EXERCISE.mistakes, ids=lambda mistake: mistake.name)
@pytest.mark.parametrize("size", [3, 4, 5])
def test_a_mistake_made_only_at_times_has_not_its_name(mistake, size):
    """An answer that is right, or wrong in another way, where the mistake shows too is another answer."""

    def at_times(a, b):
        return mistake.function(a, b) if len(a) == size else EXERCISE.solve(a, b)

    def with_another(a, b):
        return mistake.function(a, b) if len(a) == size else np.cos(a * b) + 3.0

    for answer in (at_times, with_another):
        cases = [case for case in EXERCISE.draw(2021) if case.public]
        verdict, _ = judge(CARD, answer)
        assert verdict.mistake != mistake.name or is_deserved(EXERCISE, answer, mistake.name, cases)


def test_a_mistake_that_shows_at_times_explains_no_other_failure():
    """An answer that makes it, and is wrong where the mistake is right, is not explained by it."""

    def wrong_for_four(a, b):
        """You are wrong for four numbers."""
        return EXERCISE.solve(a, b) + (len(a) == 4)

    made = _exercise()
    made.mistake(wrong_for_four)
    assert judge(make_card(made), wrong_for_four)[0].mistake == "wrong-for-four"
    assert judge(make_card(made), lambda a, b: wrong_for_four(a, b) + np.cos(a) * (len(a) == 5))[0].mistake is None


def test_the_formulas_themselves_are_named():
    """The property above is not empty: formulas that are mistakes are called so."""
    for mistake in EXERCISE.mistakes:
        assert judge(CARD, mistake.function)[0].mistake == mistake.name


def _noisy(solve, k):
    """Return a wrong function whose every number is off by a share that follows no rule."""

    def answer(*args):
        value = solve(*args)
        array = np.asarray(value, dtype=float)
        noise = np.sin(1000.0 * array + 7.0 * np.arange(array.size).reshape(array.shape) + k)
        return (array * (1.0 + 0.2 * noise) + 0.05 * noise + 0.03)[()]

    return answer


@pytest.mark.parametrize("name", [name for name, e in catalogue.exercises().items() if e.using is None])
def test_noise_has_no_name(name):
    """An answer of any exercise that is off by noise alone is wrong, and no mistake that somebody has made before."""
    exercise = catalogue.find(name)
    card = make_card(exercise)
    names = {mistake.name for mistake in exercise.mistakes}
    for k in range(3):
        answer = _noisy(exercise.solve, k)
        assert judge(card, answer)[0].mistake not in names
        assert mark(exercise, ask_locally(exercise, answer), k).mistake not in names

"""The self-test finds each way in which an exercise's specification can be unsound, and nothing in a sound one."""

import numpy as np
import pytest

from fallline.laws import Permuted
from grader.exercise import Case, Exercise
from grader.selftest import FEWEST_MISTAKES, problems

SEEDS = range(2)


def squares(x):
    """Return the squares."""
    return x**2


def sound(reference=squares, hints=("the idea", "the formula", "the skeleton"), mistakes=True):
    """Return an exercise with nothing wrong in it."""
    made = Exercise("squares", "9.1", "99_made_up", 10, 1, 1, "", hints)
    reference.__name__ = "squares"
    made.reference(reference)

    @made.cases
    def cases(rng):
        yield Case("three numbers", {"x": rng.normal(size=3)}, public=True)
        yield Case("four numbers", {"x": rng.normal(size=4)}, public=True)
        yield Case("large numbers", {"x": 1e6 * (1.0 + rng.random(3))}, check="edge cases", quiet=True)

    @made.law
    def order_is_kept(rng):
        """Reordering the numbers must reorder their squares."""
        x, order = rng.normal(size=4), np.array([3, 0, 2, 1])
        return Permuted({"x": x}, {"x": x[order]}, order)

    @made.alternative
    def loop(x):
        return np.array([number * number for number in x])

    if mistakes:
        for power in range(3, 3 + FEWEST_MISTAKES):
            made.mistake(name=f"power-{power}")(_power(power))
    return made


def _power(power):
    def wrong(x):
        return x**power

    wrong.__doc__ = f"You take the power {power}."
    return wrong


def test_a_sound_exercise_has_no_problems():
    """The self-test asks for nothing that a good exercise lacks."""
    assert problems(sound(), SEEDS) == []


def _reference_that_raises(x):
    return x**2 if len(x) == 3 else 1 / 0


def _reference_that_warns(x):
    with np.errstate(all="warn"):
        np.log(np.zeros(1))
    return x**2


def _reference_that_overwrites(x):
    x **= 2
    return x


def _reference_that_is_random(x):
    return x**2 + np.random.default_rng().random()


@pytest.mark.parametrize(
    ("reference", "words"),
    [
        (_reference_that_warns, "the reference warns on “three numbers”"),
        (_reference_that_overwrites, "the reference: mistake (overwrites-its-input)"),
        (_reference_that_is_random, "the reference: "),
        (lambda x: np.ma.masked_array(x**2), None),
        (_reference_that_raises, None),
    ],
)
def test_an_unsound_reference_is_found(reference, words):
    """One that warns, overwrites, changes from call to call is a problem; one that gives no value stops at once."""
    from grader.errors import SpecError

    if words is None:
        with pytest.raises(SpecError):
            problems(sound(reference), SEEDS)
    else:
        assert any(words in problem for problem in problems(sound(reference), SEEDS))


def test_an_alternative_that_fails_is_found():
    """A right answer in another style must pass; if it does not, the cases ask for too much."""
    made = sound()

    @made.alternative
    def as_a_list(x):
        return [number**2 for number in x]

    assert any("as a list" in problem for problem in problems(made, SEEDS))


def test_a_mistake_that_passes_is_found():
    """A wrong answer that gets full points shows that a case is missing."""
    made = sound()

    @made.mistake
    def wrong_for_nine_numbers(x):
        """You are wrong for nine numbers."""
        return x**2 if len(x) != 9 else x

    assert problems(made, SEEDS) == ["squares: mistake wrong-for-nine-numbers: gets full points"]


def test_two_mistakes_that_cannot_be_told_apart_are_found():
    """If one is called by the other's name, a student would read the wrong sentence."""
    made = sound()

    @made.mistake
    def cubes(x):
        """You take cubes."""
        return x * x * x

    found = problems(made, SEEDS)
    assert len(found) == 1
    assert "cubes" in found[0]
    assert "power-3" in found[0]


def test_a_mistake_with_a_general_name_is_found():
    """A mistake of the exercise whose own sentence is never read is a problem, even if it fails."""
    made = sound(mistakes=False)
    for power in range(3, 3 + FEWEST_MISTAKES):
        made.mistake(name=f"power-{power}")(_power(power))

    @made.mistake
    def raises(x):
        """You raise."""
        raise ValueError

    assert any("mistake raises" in problem and "is called" in problem for problem in problems(made, SEEDS))


def test_each_size_of_a_mistake_is_proved():
    """Of a mistake in several sizes, the one that passes is named with its size."""
    made = sound()

    @made.mistake(by=(0.5, 1e-12))
    def shifted(x, *, by):
        """You add a number."""
        return x**2 + by

    assert problems(made, SEEDS) == ["squares: mistake shifted {'by': 1e-12}: gets full points"]


def test_points_for_doing_nothing_are_found():
    """If a function that returns None or 0 gets points, a check asks for nothing."""
    made = sound()
    made._cases = lambda rng: [
        Case("three numbers", {"x": rng.normal(size=3)}, public=True),
        Case("four numbers", {"x": rng.normal(size=4)}),
        Case("anything", {"x": 1.0}, check="edge cases", must_raise=False, tolerance=None),
        Case("nothing", {"x": 0.0}, check="contract"),
    ]
    made.reference(_named(lambda x: x**2 if np.ndim(x) else 0.0))
    assert any("one that returns 0 gets 3.0 points" in problem for problem in problems(made, [0]))


def _named(function):
    function.__name__ = "squares"
    return function


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda made: setattr(made, "hints", ("one", "two")), "has 2 hints"),
        (lambda made: setattr(made, "hints", ("one", " ", "three")), "empty hint"),
        (lambda made: made.mistakes.clear(), "has 0 mistakes"),
        (lambda made: made.alternatives.clear(), "no alternative"),
        (lambda made: made.laws.clear(), "no law"),
        (lambda made: _first(made, public=False), "first case"),
        (lambda made: _first(made, check="edge cases"), "first case"),
        (lambda made: _twice(made), "same name"),
    ],
)
def test_a_specification_of_the_wrong_form_is_found(change, words):
    """Too few hints, mistakes, alternatives or laws, and cases that cannot be told apart."""
    made = sound()
    change(made)
    assert any(words in problem for problem in problems(made, [0]))


def _first(made, **changed):
    settings = {"public": True, "check": "values", **changed}
    made._cases = lambda rng: [
        Case("three numbers", {"x": rng.normal(size=3)}, **settings),
        Case("four numbers", {"x": rng.normal(size=4)}, public=True),
    ]


def _twice(made):
    made._cases = lambda rng: [Case("numbers", {"x": rng.normal(size=n)}, public=True) for n in (3, 4)]


def test_a_problem_is_told_once():
    """The same problem under five seeds is one sentence."""
    made = sound()

    @made.mistake
    def right(x):
        """You are right."""
        return x**2

    assert problems(made, range(5)) == ["squares: mistake right: gets full points"]

"""Answers that may say "no" by returning False or by raising: ``Case.raising_is``."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from grader.exercise import Case, Exercise
from grader.marking import Marked, ask_locally, mark


def recognises_even(n: int) -> bool:
    """Return whether n is even."""
    return n % 2 == 0


def an_exercise(raising_is: Any = False) -> Exercise:
    """Return an exercise whose answer is a test of a number; it knows one mistake."""
    exercise = Exercise("recognises_even", "0.0", "00_example", 10, 1, 1, read="", hints=("", "", ""))
    exercise.reference(recognises_even)

    def cases(rng: np.random.Generator) -> list[Case]:
        return [
            Case("two", {"n": 2}, public=True, raising_is=raising_is),
            Case("three", {"n": 3}, raising_is=raising_is),
            Case("five", {"n": 5}, raising_is=raising_is),
            Case("seven", {"n": 7}, check="edge cases", raising_is=raising_is),
            Case("minus four", {"n": -4}, check="edge cases", raising_is=raising_is),
        ]

    exercise.cases(cases)

    @exercise.mistake
    def rejects_everything(n: int) -> bool:
        """Your test rejects everything."""
        return False

    @exercise.mistake
    def accepts_three(n: int) -> bool:
        """Your test accepts three."""
        assert n in (2, 3, -4)
        return True

    return exercise


def marked(answer: Callable[[int], Any], raising_is: Any = False) -> Marked:
    """Mark an answer to the exercise."""
    exercise = an_exercise(raising_is)
    return mark(exercise, ask_locally(exercise, answer), seed=0)


def by_assert(n: int) -> bool:
    """Reject by a failed assert."""
    assert n % 2 == 0, "odd"
    return True


def by_any_exception(n: int) -> bool:
    """Reject by an exception of another type."""
    if n % 2:
        raise KeyError(n)
    return True


@pytest.mark.parametrize("answer", [recognises_even, by_assert, by_any_exception])
def test_a_right_answer_may_reject_by_returning_false_or_by_raising(answer):
    """All three ways of saying no earn full points."""
    assert marked(answer).outcome == "correct"
    assert marked(answer).points == 10


@pytest.mark.parametrize("answer", [by_assert, by_any_exception])
def test_without_the_field_an_exception_stays_an_exception(answer):
    """Where a case does not say what raising means, raising is wrong."""
    assert marked(answer, raising_is=None).outcome == "raised"
    assert marked(answer, raising_is=None).points == 0


def test_an_assert_that_fails_on_the_right_input_is_named_like_the_false_that_it_means():
    """A test that rejects everything by an assert is the known mistake that returns False everywhere."""

    def answer(n: int) -> bool:
        assert n > 100
        return True

    assert marked(answer).mistake == "rejects-everything"
    assert marked(answer).points == 0


def test_a_crash_is_reported_as_a_crash_and_earns_nothing():
    """An answer that crashes on every input rejects the wrong ones by accident; it gets no points, and reads why."""

    def answer(n: int) -> bool:
        return undefined_name == n  # type: ignore[name-defined]  # noqa: F821 - the crash of this test

    assert marked(answer).outcome == "raised"
    assert "NameError" in marked(answer).message
    assert marked(answer).points == 0


def test_a_mistake_that_rejects_by_raising_is_still_recognised():
    """A known mistake may itself say no by an assert; an answer that returns False there matches it."""
    assert marked(lambda n: n in (2, 3, -4)).mistake == "accepts-three"
    assert marked(lambda n: n in (2, 3, -4)).points == 3


def test_raising_counts_as_the_given_value_whatever_it_is():
    """The field is a value, not a flag: where raising means True, an answer that raises on even numbers is right."""

    def answer(n: int) -> bool:
        if n % 2 == 0:
            raise StopIteration
        return False

    assert marked(answer, raising_is=True).outcome == "correct"


def test_a_stub_is_still_not_attempted():
    """NotImplementedError on the first case means that nobody has tried, not that the test says no."""

    def answer(n: int) -> bool:
        raise NotImplementedError

    assert marked(answer).outcome == "not attempted"
    assert marked(answer).points == 0


def test_a_trial_whose_observation_is_replaced_counts_it_afresh():
    """The kit puts the student's observation into a trial made beforehand; its exception counts there, too."""
    from fallline.observe import Observation, Raised
    from fallline.trial import Trial

    prepared = Trial("three", {"n": 3}, False, Observation(), raising_is=False)
    trial = replace(prepared, observation=Observation(raised=Raised("AssertionError", "odd")))
    assert trial.observation.value is False
    assert not trial.faults()

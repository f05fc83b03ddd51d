"""Every exercise of the course is sound, and gives nothing for answers without a thought in them."""

import warnings
from contextlib import nullcontext

import numpy as np
import pytest

from fallline.plain import FunctionName, encode
from grader import catalogue
from grader.marking import ask_locally, mark
from grader.pool import finish_all, usable_cores
from grader.selftest import examine

every = pytest.mark.parametrize("exercise", list(catalogue.exercises().values()), ids=list(catalogue.exercises()))


FIRST, OTHERS = (0,), (1_001,)
"""Seeds: one of those that the command line tries, and one that nobody tries while writing a specification."""


@pytest.fixture(scope="session")
def proved(request):
    """Return a function that gives an exercise's report; those of all that will be asked for are made at once."""
    made = {}

    def report(exercise, seeds):
        if seeds not in made:
            wanted = [item.callspec.params for item in request.session.items if hasattr(item, "callspec")]
            names = {p["exercise"].name for p in wanted if "exercise" in p and p.get("seeds", seeds) == seeds}
            chosen = [catalogue.find(name) for name in sorted(names)]
            prove = nullcontext(lambda place: examine(chosen[place], seeds))
            found = finish_all(lambda: prove, len(chosen), usable_cores(), patience=600.0)
            made[seeds] = {chosen[place].name: one for place, one in found}
        return made[seeds][exercise.name]

    return report


@every
@pytest.mark.parametrize("seeds", [FIRST, pytest.param(OTHERS, marks=pytest.mark.slow)], ids=str)
def test_the_self_test_finds_no_problems(proved, exercise, seeds):
    """Right answers pass, each mistake fails under its own name, and stubs get nothing; with other inputs, too."""
    assert proved(exercise, seeds).problems == []


def _like_the_first(number):
    def answer(first, *_):
        return np.full_like(np.asarray(first, dtype=float), number)

    return answer


def _raises(*_):
    raise ValueError("assignment destination is read-only")


THOUGHTLESS = {
    "its first argument": lambda *arguments: arguments[0],
    "its last argument": lambda *arguments: arguments[-1],
    "zeros": _like_the_first(0.0),
    "ones": _like_the_first(1.0),
    "halves": _like_the_first(0.5),
    "nan everywhere": _like_the_first(np.nan),
    "infinity everywhere": _like_the_first(np.inf),
    "an empty array": lambda *_: np.array([]),
    "nan": lambda *_: np.nan,
    "infinity": lambda *_: np.inf,
    "1": lambda *_: 1.0,
    "True": lambda *_: True,
    "False": lambda *_: False,
    "an empty list": lambda *_: [],
    "text": lambda *_: "correct",
    "an exception": _raises,
}


@every
@pytest.mark.parametrize("kind", THOUGHTLESS)
def test_a_thoughtless_answer_gets_no_points(exercise, kind):
    """Constants, the arguments themselves, nothing at all and exceptions are right about no check of any exercise."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert mark(exercise, ask_locally(exercise, THOUGHTLESS[kind]), 3).points == 0


@every
def test_inputs_can_be_sent_and_are_small(exercise):
    """Every input is plain data; no case takes a worker or a card more than it must."""
    for case in exercise.draw(0):
        assert len(encode(dict(case.inputs))) < 2**20
        assert all(
            isinstance(value, FunctionName) == callable(value) or not callable(value) for value in case.inputs.values()
        )


@every
def test_students_can_tell_what_a_case_is(exercise):
    """Names of cases, laws and mistakes are words, sentences end, and none gives numbers of the hidden inputs."""
    for case in exercise.draw(0):
        assert case.name.strip() == case.name
        assert 3 <= len(case.name) <= 80
    for law in exercise.laws:
        assert law.sentence[-1] in ".?!)"
    for mistake in exercise.mistakes:
        assert mistake.name == mistake.name.strip("-").replace("_", "-").replace(" ", "-")
        assert 10 <= len(mistake.sentence) <= 400


def test_points_and_numbers_are_those_of_a_course():
    """Points are positive, difficulty is one to three dots, each lesson's numbers begin with its own."""
    for exercise in catalogue.exercises().values():
        assert exercise.points > 0
        assert exercise.difficulty in (1, 2, 3)
        assert exercise.lines >= 1
        assert int(exercise.number.split(".")[0]) == int(exercise.lesson.split("_")[0])

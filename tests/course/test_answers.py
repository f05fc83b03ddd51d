"""Answers written without a look at the specifications: right ones pass, wrong ones fail, each under an honest name."""

import importlib.util
import warnings
from pathlib import Path

import pytest

from grader import catalogue
from grader.marking import ask_locally, mark

ANSWERS = sorted((Path(__file__).parent / "answers").glob("*.py"))
SEED, MORE_SEEDS = 1, (2,)


def load(path):
    """Return the module of answers that a file holds."""
    spec = importlib.util.spec_from_file_location(f"answers_{path.stem}", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def of_all(kind):
    """Return a parameter for each answer of a kind: the exercise's name, and the entry in the module's list."""
    entries = [(path.stem, entry) for path in ANSWERS for entry in getattr(load(path), kind)]
    return [pytest.param(name, entry, id=f"{name}-{k}") for k, (name, entry) in enumerate(entries)]


def marked(name, function, seed):
    """Return the mark of a function that is called in this process."""
    exercise = catalogue.find(name)
    with warnings.catch_warnings():
        # A known mistake that the answer is compared with may overflow; what the answer does is recorded apart.
        warnings.simplefilter("ignore")
        return mark(exercise, ask_locally(exercise, function), seed)


def assert_right(name, function, seed):
    """Fail if a right answer loses a point."""
    mine = marked(name, function, seed)
    assert (mine.outcome, mine.points) == ("correct", mine.max_points), mine.message


def assert_named(name, function, mistake, seed):
    """Fail if a wrong answer gets all points, or another name than the one a person would give it."""
    mine = marked(name, function, seed)
    assert mine.points < mine.max_points
    assert mine.mistake == mistake, mine.message


@pytest.mark.parametrize(("name", "function"), of_all("RIGHT"))
def test_a_right_answer_gets_full_points(name, function):
    """Whatever its style, a right answer gets all points."""
    assert_right(name, function, SEED)


@pytest.mark.parametrize(("name", "entry"), of_all("WRONG"))
def test_a_wrong_answer_is_called_what_it_is(name, entry):
    """A wrong answer loses points, and is given the name of its mistake or none."""
    assert_named(name, *entry, SEED)


@pytest.mark.slow
@pytest.mark.parametrize("seed", MORE_SEEDS)
@pytest.mark.parametrize("path", ANSWERS, ids=lambda path: path.stem)
def test_the_verdicts_do_not_depend_on_the_inputs_drawn(path, seed):
    """With other hidden inputs, every answer gets the same verdict."""
    module = load(path)
    for function in module.RIGHT:
        assert_right(path.stem, function, seed)
    for entry in module.WRONG:
        assert_named(path.stem, *entry, seed)


def test_every_exercise_has_answers():
    """Each has at least ten right answers and ten wrong ones; a test that students write, or an experiment, has six."""
    counts = {path.stem: min(len(load(path).RIGHT), len(load(path).WRONG)) for path in ANSWERS}
    # The answer to this one is a graph, which tests/kit/test_summaries.py looks at.
    assert set(counts) == set(catalogue.exercises()) - {"exposing_graph"}
    assert {name for name, count in counts.items() if count < 10} <= {"recognises_affine_backward", "overfit"}
    assert min(counts.values()) >= 6

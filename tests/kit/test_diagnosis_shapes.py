"""Answers of several values, and tables, are diagnosed like single rows of numbers."""

import numpy as np
import pytest

from fallline.checking import judge
from grader.cards import make_card
from grader.exercise import Case, Exercise
from grader.marking import ask_locally, mark


def _named(name, function):
    function.__name__ = name
    return function


@pytest.mark.parametrize(
    ("answer", "correct"),
    [
        (lambda x: (float((x**2).sum()), 2.0 * x), True),
        (lambda x: [(x**2).sum(), 2.0 * x], True),
        (lambda x: (float((x**2).sum()), x), False),
        (lambda x: ([1.0, 2.0], x), False),
        (lambda x: (2.0 * x, float((x**2).sum())), False),
        (lambda x: 2.0 * x, False),
        (lambda x: float(len(x)), False),
        (lambda x: 0.0, False),
        (lambda x: (0.0, np.zeros(3)), False),
        (lambda x: ((0.0,), {"a": x}), False),
        (lambda x: None, False),
    ],
)
def test_answers_of_several_values_are_diagnosed(answer, correct):
    """A loss and its gradient: whatever takes their place, there is a verdict."""
    pair = Exercise("pair", "9.3", "99_made_up", 10, 1, 1, "nowhere", ("one", "two", "three"))
    pair.reference(_named("pair", lambda x: ((x**2).sum(), 2.0 * x)))

    @pair.cases
    def cases(rng):
        for n in (3, 4, 5):
            yield Case(f"{n} numbers", {"x": rng.normal(size=n)}, public=True)

    @pair.mistake
    def no_factor(x):
        """You forget the factor 2."""
        return (x**2).sum(), x

    verdict, _ = judge(make_card(pair), answer)
    assert (verdict.outcome == "correct") == correct
    assert (mark(pair, ask_locally(pair, answer), 1).outcome == "correct") == correct


def test_a_transposed_result_is_recognised():
    """Rows and columns exchanged, in an exercise whose result is a table."""
    table = Exercise("table", "9.2", "99_made_up", 10, 1, 1, "nowhere", ("one", "two", "three"))
    table.reference(_named("table", lambda a, b: np.subtract.outer(a, b) ** 3))

    @table.cases
    def cases(rng):
        for n, m in ((3, 4), (2, 2), (1, 5)):
            yield Case(f"{n} and {m}", {"a": rng.normal(size=n), "b": rng.normal(size=m)}, public=True)

    marked = mark(table, ask_locally(table, lambda a, b: table.solve(a, b).T), 1)
    assert (marked.outcome, marked.mistake) == ("mistake", "transposed")

"""Where several results are asked for, what is said is said of the one that is wrong.

The exercise is made up: the sums of the rows and of the columns of a matrix. Each answer goes through the grader.
"""

import numpy as np
import pytest

from grader.exercise import Case, Exercise
from grader.marking import ask_locally, mark


def sums(X):
    """Return the sums of the rows and those of the columns: the right answer."""
    return X.sum(axis=1), X.sum(axis=0)


def _exercise():
    made = Exercise("sums", "9.2", "99_made_up", 10, 1, 1, "nowhere", ("one", "two", "three"))
    made.reference(sums)

    @made.cases
    def cases(rng):
        yield Case("three by four", {"X": rng.normal(size=(3, 4))}, public=True)
        yield Case("as many rows as columns", {"X": rng.normal(size=(3, 3))}, public=True)
        yield Case("five by two", {"X": rng.normal(size=(5, 2))}, public=True)

    return made


EXERCISE = _exercise()


def _without_the_last(values):
    return np.append(values[:-1], 7.0)


WRONG = {
    "the second has the wrong sign": (
        lambda X: (X.sum(axis=1), -X.sum(axis=0)),
        ("wrong-sign", "Value 2 of 2: your result has the wrong sign everywhere"),
    ),
    "the first is a mean": (
        lambda X: (X.mean(axis=1), X.sum(axis=0)),
        ("constant-factor", "Value 1 of 2: your result is too small by a factor that is the number of columns"),
    ),
    "both are doubled": (
        lambda X: (2 * X.sum(axis=1), 2 * X.sum(axis=0)),
        ("constant-factor", "Your result is 2 times the right one, everywhere."),
    ),
    "the second is a column": (
        lambda X: (X.sum(axis=1), X.sum(axis=0)[:, None]),
        ("wrong-shape", "Value 2 of 2: the numbers are right, but you returned an array"),
    ),
    "the second lacks its last entry": (
        lambda X: (X.sum(axis=1), _without_the_last(X.sum(axis=0))),
        ("last-row-wrong", "Value 2 of 2: your result is right except in its last row."),
    ),
    "a list in the second place": (
        lambda X: (X.sum(axis=1), X.sum(axis=0).tolist()),
        ("wrong-type", "Value 2 of 2: the numbers are right, but they come as a list"),
    ),
}


@pytest.mark.parametrize(("answer", "said"), WRONG.values(), ids=WRONG)
def test_the_result_that_is_wrong_is_named(answer, said):
    """The place of the wrong one stands in the sentence, unless all are wrong in the same way."""
    mine = mark(EXERCISE, ask_locally(EXERCISE, answer), seed=3)
    name, sentence = said
    assert (mine.mistake, mine.message[: len(sentence)]) == (name, sentence)
    assert mine.points < mine.max_points


def test_a_wrong_second_result_is_no_last_row():
    """Two results of one length look like a matrix of two rows, and are none."""
    mine = mark(EXERCISE, ask_locally(EXERCISE, lambda X: (X.sum(axis=1), X.sum(axis=0) ** 3)), seed=3)
    assert "row" not in mine.message
    assert "value 2 of 2" in mine.message or mine.mistake is None


def test_an_array_in_place_of_several_results_has_the_wrong_form():
    """Two rows of a matrix hold the right numbers, and are not two results."""
    square = Exercise("sums", "9.3", "99_made_up", 10, 1, 1, "nowhere", ("one", "two", "three"))
    square.reference(sums)

    @square.cases
    def cases(rng):
        for size in (2, 3, 4):
            yield Case(f"{size} by {size}", {"X": rng.normal(size=(size, size))}, public=True)

    mine = mark(square, ask_locally(square, lambda X: np.array(sums(X))), seed=3)
    assert mine.message.startswith("The numbers are right, but you returned an array")

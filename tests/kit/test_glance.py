"""A first look rules out only what a second one would rule out as well."""

import numpy as np
import pytest

from fallline import diagnosis
from fallline.glance import RAISED, rules_out
from grader import catalogue
from grader.marking import ask_locally, mark

A = np.array([1.0, -2.0, 3.0])


@pytest.mark.parametrize(
    ("seen", "mine", "right", "is_out"),
    [
        (2 * A, 3 * A, A, True),
        (A, 3 * A, A, False),  # right here: it may be wrong elsewhere
        (3 * A, 3 * A, A, False),
        (3 * A + 1e-4, 3 * A, A, False),  # near enough for a closer look
        (A[:2], 3 * A, A, True),
        (2 * A, (2 * A).tolist(), A, False),  # another form is looked at closely
        (2 * A, None, A, False),
        (RAISED, 3 * A, A, True),
        ((A, 2 * A), (A, 3 * A), (A, A), True),
        ((A, 2 * A), (A, 2 * A), (A, A), False),
        ((A,), (A, 3 * A), (A, A), False),
        (5.0, 3, 1.0, True),
        (True, 3.0, 1.0, False),
        (np.array([np.nan, 1.0, 2.0]), 3 * A, A, False),
        (np.array([np.inf, 1.0, 2.0]), 3 * A, A, False),
        ("text", 3 * A, A, False),
        (2 * A[:, None], 3 * A, A, False),
    ],
)
def test_only_what_is_far_from_both_is_ruled_out(seen, mine, right, is_out):
    """From the right value and from the answer's, in numbers and in form."""
    assert rules_out(seen, mine, right) is is_out


@pytest.mark.parametrize("name", ["softmax", "hinge_loss", "standardise", "affine_backward", "relative_error"])
def test_a_glance_changes_no_verdict(name, monkeypatch):
    """Every mistake gets the same name and message as without it, and so does an answer that is none of them."""
    exercise = catalogue.find(name)
    wrong = [next(mistake.functions()) for mistake in exercise.mistakes]
    doubled = [lambda *args: _doubled(exercise.solve(*args)), lambda *args: _doubled(wrong[0](*args))]

    def verdicts():
        marks = [mark(exercise, ask_locally(exercise, answer), seed=4) for answer in (*wrong, *doubled)]
        return [(m.outcome, m.mistake, m.message, m.points) for m in marks]

    with_glances = verdicts()
    monkeypatch.setattr(diagnosis, "sort_out", lambda trials, suspects: (list(range(len(suspects))), []))
    assert verdicts() == with_glances


def _doubled(value):
    return tuple(map(_doubled, value)) if isinstance(value, tuple) else np.multiply(value, 2)

"""A law is kept by outputs that keep it, and by nothing else: not by odd shapes, by nan, or by nothing at all."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from fallline.compare import Tolerance
from fallline.laws import (
    AddUpTo,
    Gives,
    Lawful,
    Linear,
    NotSmaller,
    Permuted,
    RelationData,
    Same,
    Scaled,
    SumsTo,
    Within,
)
from fallline.plain import from_json, to_json

TOLERANCE = Tolerance()
A, B = {"x": 1.0}, {"x": 2.0}
M = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
ORDER = [2, 0, 1]


def test_same_asks_for_equal_outputs():
    """Two equal outputs keep the law; a change in the seventh digit breaks it."""
    assert Same(A, B).holds([M, M.copy()], TOLERANCE)
    assert Same(A, B).holds([2.0, np.float64(2.0)], TOLERANCE)
    assert not Same(A, B).holds([M, M * (1 + 1e-5)], TOLERANCE)


def test_add_up_to_asks_for_a_total():
    """The outputs of the two calls add up to the total, entry by entry."""
    assert AddUpTo(A, B, 1.0).holds([0.25, 0.75], TOLERANCE)
    assert not AddUpTo(A, B, 1.0).holds([0.25, 0.7501], TOLERANCE)


def test_scaled_asks_for_a_factor():
    """The second output is the factor times the first."""
    assert Scaled(A, B, -3.0).holds([M, -3.0 * M], TOLERANCE)
    assert not Scaled(A, B, -3.0).holds([M, 3.0 * M], TOLERANCE)


def test_sums_to_asks_for_a_total_along_its_axis():
    """Rows that sum to 1 keep the law along axis 1 and break it along axis 0."""
    rows = np.array([[0.2, 0.8], [0.5, 0.5], [1.0, 0.0]])
    assert SumsTo(A, axis=1, total=1.0).holds([rows], TOLERANCE)
    assert not SumsTo(A, axis=0, total=1.0).holds([rows], TOLERANCE)
    assert not SumsTo(A, axis=1, total=1.0).holds([np.ones(3) / 3], TOLERANCE)
    assert not SumsTo(A, axis=1, total=1.0).holds([1.0], TOLERANCE)


def test_permuted_asks_for_reordered_rows_or_columns():
    """The second output is the first, its rows or columns taken in the given order."""
    assert Permuted(A, B, ORDER, axis=1).holds([M, M[:, ORDER]], TOLERANCE)
    assert not Permuted(A, B, ORDER, axis=1).holds([M, M], TOLERANCE)
    assert Permuted(A, B, ORDER).holds([M.T, M.T[ORDER]], TOLERANCE)


@pytest.mark.parametrize("shape", [(), (2,), (2, 2), (2, 4), (3,), (0, 3), (2, 0), (3, 2), (1, 3, 3)])
def test_outputs_of_any_shape_are_judged(shape):
    """An answer of the wrong shape breaks the law or keeps it, but never stops the check."""
    output = np.full(shape, 0.5)
    for axis in (0, 1):
        law = Permuted(A, B, ORDER, axis=axis)
        assert law.holds([output, output], TOLERANCE) in (True, False)
    wrong_size = len(shape) > 1 and shape[1] != len(ORDER)
    if wrong_size:
        assert not Permuted(A, B, ORDER, axis=1).holds([output, output], TOLERANCE)


def test_within_includes_its_ends_and_excludes_nan():
    """Both ends are inside, anything beyond and nan are outside."""
    law = Within((A,), 0.0, 1.0)
    assert law.holds([np.array([0.0, 0.5, 1.0])], TOLERANCE)
    for outside in (-1e-12, 1.0000001, np.nan, np.inf):
        assert not law.holds([np.array([0.5, outside])], TOLERANCE)


def test_not_smaller_asks_for_an_order():
    """The first output is at least the second, up to rounding."""
    law = NotSmaller((A, B))
    assert law.holds([2.0, 1.0], TOLERANCE)
    assert law.holds([1.0, 1.0 + 1e-12], TOLERANCE)
    assert not law.holds([1.0, 1.001], TOLERANCE)
    assert not law.holds([np.ones(2), 1.0], TOLERANCE)
    assert not law.holds([np.nan, 1.0], TOLERANCE)


def test_gives_asks_for_one_value():
    """The output is compared as any answer is; a NumPy scalar may stand for what is expected."""
    assert Gives((A,), np.float64(2.0)).holds([2.0], TOLERANCE)
    assert Gives((A,), np.int64(2)).holds([2], TOLERANCE)
    assert Gives((A,), M).holds([M.tolist()], TOLERANCE)
    assert not Gives((A,), 2.0).holds([2.1], TOLERANCE)
    assert not Gives((A,), 2.0).holds([None], TOLERANCE)


LAWS = [
    Same(A, B),
    AddUpTo(A, B, 1.0),
    Scaled(A, B, 2.0),
    SumsTo(A, 0, 1.0),
    SumsTo(A, 1, 1.0),
    Permuted(A, B, ORDER),
    Permuted(A, B, ORDER, axis=1),
    Within((A, B), 0.0, 1.0),
    NotSmaller((A, B)),
    Gives((A,), M),
]
NO_NUMBERS = [
    None,
    "0.5",
    {"a": 0.5},
    [[1.0], [1.0, 2.0]],
    [np.ones(3), np.ones(4)],
    1j,
    np.array([1j]),
    np.array([]),
    np.zeros((3, 0)),
    [],
    ["0.5"],
]


@pytest.mark.parametrize("law", LAWS, ids=lambda law: type(law).__name__)
@pytest.mark.parametrize("output", NO_NUMBERS, ids=repr)
def test_no_law_is_kept_by_what_is_no_number(law, output):
    """Text, complex numbers, ragged rows and empty arrays keep no law, although nothing in them breaks it."""
    assert not law.holds([output] * len(law.inputs), TOLERANCE)


@pytest.mark.parametrize("law", LAWS[:7], ids=lambda law: type(law).__name__)
@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("first", [True, False])
def test_no_sum_is_right_that_is_not_finite(law, bad, first):
    """A tolerance that grows with the size of its terms must not grow to infinity with them."""
    good, broken = np.full((3, 3), 1 / 3), np.full((3, 3), 1 / 3)
    broken[1, 1] = bad
    outputs = [broken, good] if first else [good, broken]
    if len(law.inputs) == 1:
        outputs = [broken]
    with np.errstate(all="ignore"):
        assert not law.holds(outputs, TOLERANCE)


def test_a_lawful_predicate_that_raises_is_not_kept():
    """Whatever an output makes a predicate raise, the answer is no."""
    for error in (TypeError, KeyError, ZeroDivisionError, AssertionError, RuntimeError, RecursionError):

        def raises(outputs, error=error):
            raise error

        assert not Lawful((A,), raises).holds([1.0], TOLERANCE)
    assert Lawful((A,), lambda outputs: outputs[0] > 0).holds([1.0], TOLERANCE)


@pytest.mark.parametrize("law", LAWS, ids=lambda law: type(law).__name__)
def test_laws_come_back_from_a_card_as_they_were(law):
    """A law that is data survives the journey through JSON and still says the same of right and wrong outputs."""
    there = RelationData.from_plain(from_json(json.loads(json.dumps(to_json(RelationData.to_plain(law))))))
    assert type(there) is type(law)
    for outputs in ([M, M], [M, 2 * M], [np.full((3, 3), 1 / 3)] * 2, [np.full((3, 3), 0.5)] * 2):
        outputs = outputs[: len(law.inputs)]
        assert there.holds(outputs, TOLERANCE) == law.holds(outputs, TOLERANCE)


def test_a_law_that_is_code_is_not_data():
    """A predicate cannot stand in a card."""
    assert RelationData.to_plain(Lawful((A,), bool)) is None


@given(arrays.arrays(float, (2, 3), elements=st.floats(-1e3, 1e3)), st.floats(-5, 5), st.floats(-5, 5))
def test_a_linear_law_is_the_sum_it_says(output, weight, total):
    """The law holds exactly if the weighted sum, worked out with exact fractions, is the total."""
    from fractions import Fraction

    law = Linear((A, B), (weight, 1.0), total)
    other = total - weight * output
    exact = max(
        abs(Fraction(weight) * Fraction(a) + Fraction(b) - Fraction(total))
        for a, b in zip(output.ravel().tolist(), other.ravel().tolist(), strict=True)
    )
    assert exact < Fraction(1, 10**9)
    assert law.holds([output, other], TOLERANCE)
    assert not law.holds([output, other + 0.1 + 0.1 * np.abs(output)], Tolerance(1e-6, 1e-6))

"""A value is right if kind, shape, finiteness and numbers are; everything that only looks like it is wrong."""

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from fallline.compare import FLOAT32, Tolerance, as_float, compare, describe, identical, is_wrong

STRICT = Tolerance()


def kind_of(value, expected, tolerance=STRICT):
    """Return the kind of the difference, None if there is none."""
    difference = compare(value, expected, tolerance)
    return None if difference is None else difference.kind


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (2.0, 2.0),
        (np.float64(2.0), 2.0),
        (np.array(2.0), 2.0),
        (2.0, np.float64(2.0)),
        (np.float32(2.0), 2.0),
        (2.0, np.float32(2.0)),
        (np.int64(3), 3),
        (3, np.int64(3)),
        (3, 3.0),
        (np.array(3, np.int8), 3.0),
        (True, np.bool_(True)),
        (np.array([1, 2], np.int8), np.array([1, 2], np.uint64)),
        (np.array([1.0, np.nan, np.inf, -np.inf]), np.array([1.0, np.nan, np.inf, -np.inf])),
        (np.array([-0.0]), np.array([0.0])),
        (np.zeros((0, 3)), np.zeros((0, 3))),
        ((1.0, np.ones(2)), (1.0, np.ones(2))),
        ([1.0, np.ones(2)], (1.0, np.ones(2))),
        (None, None),
        ("text", "text"),
        ({"w": np.ones(2)}, {"w": np.ones(2)}),
        ([1.0, 2.0], [1.0, 2.0]),
    ],
)
def test_the_same_value_in_another_dress_is_right(value, expected):
    """A Python number, a NumPy scalar and a 0-d array are one number; integers of any size are integers; nan is nan."""
    assert compare(value, expected, STRICT) is None


@pytest.mark.parametrize(
    ("value", "expected", "kind"),
    [
        (None, 2.0, "nothing"),
        (None, np.ones(2), "nothing"),
        (np.ones(1), 1.0, "shape"),
        ([1.0], 1.0, "shape"),
        ("1.0", 1.0, "type"),
        ({"value": 1.0}, 1.0, "type"),
        (1 + 0j, 1.0, "type"),
        (np.array(1 + 0j), 1.0, "dtype"),
        (True, 1.0, "dtype"),
        (True, 1, "dtype"),
        (1.0, 1, "dtype"),
        (1, True, "dtype"),
        (1.0, np.ones(1), "shape"),
        ("11", np.ones(2), "shape"),
        (np.ones((2, 1)), np.ones(2), "shape"),
        (np.ones((1, 2)), np.ones((2, 1)), "shape"),
        (np.ones(0), np.ones(2), "shape"),
        (np.ones(2, complex), np.ones(2), "dtype"),
        (np.ones(2, bool), np.ones(2), "dtype"),
        (np.ones(2, int), np.ones(2), "dtype"),
        (np.ones(2), np.ones(2, int), "dtype"),
        (np.array([1.0, np.nan]), np.ones(2), "finite"),
        (np.array([1.0, -np.inf]), np.ones(2), "finite"),
        (math.nan, 1.0, "finite"),
        (1.0, math.nan, "value"),
        (math.inf, -math.inf, "value"),
        (1e308, math.inf, "value"),
        (np.array([1.0, 2.1]), np.array([1.0, 2.0]), "value"),
        ((1.0,), (1.0, 2.0), "type"),
        (1.0, (1.0, 2.0), "type"),
        (None, (1.0, 2.0), "type"),
        ((1.0, 2.0), {"a": 1.0}, "type"),
        ({"w": np.zeros(2)}, {"w": np.ones(2)}, "value"),
        (None, "text", "type"),
        ("other", "text", "value"),
    ],
)
def test_what_differs_is_called_by_its_kind(value, expected, kind):
    """Each way to be wrong has its own name, and none passes."""
    assert kind_of(value, expected) == kind
    assert is_wrong(compare(value, expected, STRICT))


@pytest.mark.parametrize(
    ("value", "expected", "kind"),
    [
        ([1.0, 2.0], np.array([1.0, 2.0]), "list"),
        ((1.0, 2.0), np.array([1.0, 2.0]), "list"),
        ([1, 2], np.array([1.0, 2.0]), "list"),
        ([[1.0], [2.0]], np.array([[1.0], [2.0]]), "list"),
        ([np.ones(2), np.ones(2)], np.ones((2, 2)), "list"),
        ([0, 1], np.array([0, 1]), "list"),
        ([1.0, 2.5], np.array([1.0, 2.0]), "value"),
        ([0.9, 1.2], np.array([0, 1]), "dtype"),
        ([0.0, 1.0], np.array([0, 1]), "dtype"),
        ([True, False], np.array([1.0, 0.0]), "dtype"),
        ([1 + 0j, 2], np.array([1.0, 2.0]), "type"),
        (["1.0", "2.0"], np.array([1.0, 2.0]), "type"),
        ([None, 1.0], np.array([1.0, 2.0]), "type"),
        ([[1.0], [1.0, 2.0]], np.ones((2, 2)), "type"),
        ([1.0], np.ones(2), "shape"),
        ([], np.ones(2), "shape"),
        ([math.nan, 1.0], np.ones(2), "finite"),
    ],
)
def test_a_list_is_compared_by_its_numbers(value, expected, kind):
    """The right numbers in a list lose only the contract; nothing is rounded to make wrong ones fit."""
    assert kind_of(value, expected) == kind
    assert is_wrong(compare(value, expected, STRICT)) == (kind != "list")


@pytest.mark.parametrize(
    "value",
    [([1.0, 2.0], np.zeros(2)), (np.ones(3), None), ([1.0, 2.0], "garbage")],
)
def test_a_list_in_one_place_does_not_hide_a_wrong_value_in_another(value):
    """A pair of a right list and a wrong array is wrong, not a matter of style."""
    assert is_wrong(compare(value, (np.array([1.0, 2.0]), np.ones(2)), STRICT))


def test_a_pair_of_which_one_is_a_list_loses_only_the_contract():
    """With everything else right, the list is what is reported, with its place."""
    difference = compare(([1.0, 2.0], 5.0), (np.array([1.0, 2.0]), 5.0), STRICT)
    assert difference is not None
    assert difference.kind == "list"
    assert "value 1 of 2" in difference.sentence


@given(
    st.floats(-1e6, 1e6).filter(lambda x: abs(x) > 1e-3),
    st.floats(0.0, 3.0).filter(lambda times: abs(times - 1) > 1e-3),
    st.sampled_from([1, -1]),
)
def test_the_tolerance_ends_where_its_formula_says(expected, times, sign):
    """A gap of less than atol + rtol |expected| is right, a larger one is wrong."""
    tolerance = Tolerance(rtol=1e-4, atol=1e-5)
    value = expected + sign * times * (1e-5 + 1e-4 * abs(expected))
    assert (compare(value, expected, tolerance) is None) == (times < 1)


def test_whole_numbers_have_no_tolerance():
    """Ten million and one is not ten million."""
    assert compare(10_000_001, 10_000_000, STRICT)
    assert compare(np.array([10_000_001]), np.array([10_000_000]), Tolerance(rtol=1.0, atol=5.0))
    assert compare(np.array([True]), np.array([False]), Tolerance(rtol=1.0, atol=5.0))


def test_single_precision_gets_its_own_tolerance_and_no_more():
    """A float32 answer may be off by what its seven digits cost, and a float64 answer with the same error may not."""
    expected = np.array([1.0, 100.0])
    near = expected * (1 + 5e-4)
    assert compare(near.astype(np.float32), expected, STRICT) is None
    assert compare(near, expected, STRICT)
    assert compare((expected * (1 + 5 * FLOAT32.rtol)).astype(np.float32), expected, STRICT)


def test_the_worst_entry_is_pointed_at():
    """The index, the number found and the number expected are those of the largest excess over the tolerance."""
    expected = np.arange(1.0, 7.0).reshape(2, 3)
    value = expected.copy()
    value[0, 1] += 0.001
    value[1, 2] += 0.5
    difference = compare(value, expected, STRICT)
    assert difference is not None
    assert (difference.at, difference.got, difference.expected) == ((1, 2), 6.5, 6.0)
    assert "(1, 2)" in difference.sentence


def test_nan_is_worse_than_any_number():
    """An entry that is not finite is reported before one that is only wrong."""
    difference = compare(np.array([99.0, np.nan]), np.ones(2), STRICT)
    assert difference is not None
    assert difference.at == (1,)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "None"),
        (1.0, "one number (float)"),
        (np.float32(1), "one number (float32)"),
        (np.array(1), "one number (int64)"),
        (np.ones((2, 3)), "an array of float64 of shape (2, 3)"),
        ([1, 2], "a list of 2"),
        ({}, "a dict of 0"),
    ],
)
def test_a_value_is_described_in_words(value, words):
    """The description says what the value is, never its numbers."""
    assert describe(value) == words


@pytest.mark.parametrize(
    "value",
    [None, "1.0", ["1.0"], {"a": 1}, 1j, np.array([1j]), [[1], [1, 2]], [None], [{}], np.array(["x"])],
    ids=repr,
)
def test_only_numbers_become_floats(value):
    """Text that looks like a number, ragged rows and complex numbers are no real numbers."""
    assert as_float(value) is None


def test_one_long_text_among_many_takes_no_memory():
    """NumPy would make an array of texts, each as long as the longest: here 40 gigabytes."""
    assert as_float(["x" * 10**7, *["y"] * 1000]) is None
    assert kind_of(["x" * 10**7, *["y"] * 1000], np.ones(1001)) == "type"


@pytest.mark.parametrize(
    ("a", "b", "equal"),
    [
        ([np.ones(3), np.ones(4)], [np.ones(3), np.ones(4)], True),
        ({"a": np.ones(3)}, {"a": np.zeros(3)}, False),
        (math.nan, math.nan, True),
        (1, 1.0, False),
        ({1}, {1}, False),
    ],
)
def test_identity_is_never_ambiguous(a, b, equal):
    """Arrays inside of lists and dicts are compared too; what is not plain data is identical to nothing."""
    assert identical(a, b) is equal


garbage = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-9, 6), st.floats(), st.text(max_size=2), st.just(np.ones(2))),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=1), inner, max_size=2)),
)


@given(
    garbage,
    st.sampled_from([12.5, 17, np.full((2, 2), 12.5), np.array([17, 18]), (12.5, np.full(2, 12.5)), "no", {"w": 12.5}]),
)
def test_any_value_at_all_can_be_compared(value, expected):
    """Whatever comes back from a student's function, the comparison returns, and garbage is wrong."""
    assume(not (isinstance(value, float) and value == 12.5))
    assert is_wrong(compare(value, expected, STRICT))


def test_a_dictionary_is_compared_entry_by_entry():
    """Within the tolerance, whatever the order; the sentence names the key, and keys that differ are a wrong form."""
    expected = {"out": 0.5, "dx": 0.25}
    assert compare({"dx": 0.25 + 1e-12, "out": 0.5}, expected, Tolerance()) is None
    wrong = compare({"out": 0.5, "dx": -0.25}, expected, Tolerance())
    assert (wrong.kind, wrong.sentence) == ("value", "'dx': the result is -0.25")
    missing = compare({"out": 0.5}, expected, Tolerance())
    assert missing.kind == "type"
    assert missing.sentence.endswith("a dict of 1 with the keys 'out'; the contract asks for the keys 'out', 'dx'")
    assert compare((0.5, 0.25), expected, Tolerance()).kind == "type"

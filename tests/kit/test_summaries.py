"""What is compared in place of a random value is the same for all right answers."""

import numpy as np
import pytest

from fallline.summaries import SUMMARIES


def batches(places, labels=None, size=3):
    """Return batches of the examples with these numbers."""
    X, y = np.arange(14.0).reshape(7, 2), np.arange(7) + 10
    labels = places if labels is None else labels
    pieces = [(X[places[k : k + size]], y[labels[k : k + size]]) for k in range(0, len(places), size)]
    return SUMMARIES["epoch"](pieces, {"X": X, "y": y}).tolist()


def test_an_epoch_is_summed_up():
    """How many, how large, how many in all; none twice, labels their own, in order."""
    assert batches([3, 0, 6, 2, 5, 1, 4]) == [3, 3, 1, 7, 1, 1, 0]
    assert batches([0, 1, 2, 3, 4, 5, 6]) == [3, 3, 1, 7, 1, 1, 1]
    assert batches([3, 0, 6, 2, 5, 1, 3]) == [3, 3, 1, 7, 0, 1, 0]
    assert batches([3, 0, 6, 2, 5, 1]) == [2, 3, 3, 6, 1, 1, 0]
    assert batches([3, 0, 6, 2, 5, 1, 4], [0, 3, 6, 2, 5, 1, 4]) == [3, 3, 1, 7, 1, 0, 0]


def test_examples_are_known_by_their_numbers():
    """Whole numbers that come back as real ones are the same examples."""
    X, y = np.arange(6).reshape(3, 2), np.arange(3)
    assert SUMMARIES["epoch"]([(X[::-1] * 1.0, y[::-1])], {"X": X, "y": y}).tolist() == [1, 3, 3, 3, 1, 1, 0]
    assert SUMMARIES["epoch"]([(X + 50, y)], {"X": X, "y": y}).tolist() == [1, 3, 3, 3, 0, 0, 0]


def test_two_values_are_repeated_if_they_are_the_same_bit_for_bit():
    """Whatever they are made of."""
    assert SUMMARIES["repeated"]((np.ones(2), np.ones(2)), {}) is True
    assert SUMMARIES["repeated"]((np.ones(2), np.ones(2) + 1e-16), {}) is True
    assert SUMMARIES["repeated"](([np.ones(2)], [np.zeros(2)]), {}) is False


def test_dropout_is_summed_up():
    """Share of zeros, scale, rows and columns like the first, and whether the mask is the one that was used."""
    x = np.arange(1.0, 13.0).reshape(3, 4)
    mask = 2.0 * np.array([[1, 0, 1, 0], [1, 0, 1, 0], [0, 1, 1, 1]])
    numbers = SUMMARIES["dropout"]((x * mask, mask), {"x": x})
    np.testing.assert_allclose(numbers, [5 / 12, 2.0, 1 / 2, 0.0, 0.0])
    assert SUMMARIES["dropout"]((x * mask + 0.5, mask), {"x": x})[4] == 0.5
    same = np.ones((3, 4))
    np.testing.assert_allclose(SUMMARIES["dropout"]((x, same), {"x": x}), [0.0, 1.0, 1.0, 1.0, 0.0])


STEPS = ("sigmoid_value", "quotient_step", "sum_step", "exp_step", "minus_step")


def test_each_gate_is_asked_about_by_itself():
    """By what it multiplies the gradient; what is missing is nan, and so is what cannot be told."""
    gates = {"dx": 48.0, "out": 1, "dn": 12.0, "dd": np.array(2.0), "de": np.float64(6.0), "n": -1.0}
    assert says(gates, *STEPS) == [1.0, 2.0, 3.0, 2.0, 4.0]
    with np.errstate(invalid="ignore"):
        assert np.isnan(says({"out": 0.5, "dd": 0.0, "de": 0.0}, *STEPS)).tolist() == [False, False, True, True, True]
        assert np.isnan(says((1.0, 2.0, 3.0, 4.0, 5.0), *STEPS)).all()


def test_single_precision_is_kept():
    """So that it is compared as such."""
    assert SUMMARIES["exp_step"]({"de": np.float32(3), "dn": np.float32(1)}, {}).dtype == np.float32


@pytest.mark.parametrize("other", ["1.0", None, True, np.ones(1), [1.0]])
def test_a_gate_that_is_no_number_has_no_summary(other):
    """Text, None, truth values and arrays are of another form than was asked for."""
    for name in STEPS:
        with pytest.raises(TypeError):
            SUMMARIES[name](dict.fromkeys(("out", "dd", "de", "dn", "dx"), other), {})


SLOPE = 10.5 * float(np.exp(1.5))


def graph(gradient=SLOPE, leaf=4):
    """Return the claim about exp(z) * relu(z + 1) with z = 3x, at x = 0.5: rows, leaf and gradient."""
    e = float(np.exp(1.5))
    rows = [
        *[("*", 2.5 * e, [1, 2]), ("exp", e, [3]), ("relu", 2.5, [5])],
        *[("*", 1.5, [4, 6]), (None, 0.5, []), ("+", 2.5, [3, 7]), (None, 3, []), (None, 1, [])],
    ]
    return (rows, leaf), gradient


def says(claim, *names):
    """Return what the summaries of graphs say of a claim."""
    return [SUMMARIES[name](claim, {}) for name in names]


FORM = ("has_its_leaf", "is_small", "is_finite", "has_a_moderate_gradient")
WAYS = ("has_several_ways", "has_a_shared_inner_node", "has_uneven_ways")


def test_a_graph_that_exposes_has_all_that_is_asked():
    """Its leaf, its size, its slope, and ways of two lengths to a node between."""
    assert says(graph(), *FORM, "has_its_slope", *WAYS) == [True] * 8


def test_the_gradient_must_be_the_slope():
    """To six digits, found without a backward pass."""
    assert says(graph(47.06), "has_its_slope", "is_finite") == [False, True]
    assert says(graph(np.nan), *FORM, "has_its_slope") == [True, True, False, False, False]
    assert says(graph(2000), "has_a_moderate_gradient") == [False]
    assert says(graph(-0.0), "has_a_moderate_gradient") == [False]


def test_a_leaf_is_a_number_of_the_graph_that_no_gate_made():
    """Not the root, not a node between, and not one that lies elsewhere."""
    assert [says(graph(leaf=leaf), "has_its_leaf")[0] for leaf in (0, 3, 4, 6, None)] == [
        False,
        False,
        True,
        True,
        False,
    ]
    assert says(graph(leaf=None), *WAYS, "has_its_slope") == [False] * 4


def test_ways_are_counted_between_root_and_leaf():
    """A chain has one way; in x * exp(x), only the leaf is shared; in z * z, both ways are of one length."""
    chain = (([("exp", float(np.e), [1]), ("*", 1.0, [2, 3]), (None, 2.0, []), (None, 0.5, [])], 2), 1.0)
    assert says(chain, *WAYS) == [False, False, False]
    at_the_leaf = (([("*", 0.0, [1, 2]), (None, 0.0, []), ("exp", 1.0, [1])], 1), 1.0)
    assert says(at_the_leaf, "has_its_slope", *WAYS) == [True, True, False, False]
    even = (([("*", 16.0, [1, 1]), ("+", 4.0, [2, 2]), (None, 2.0, [])], 2), 16.0)
    assert says(even, "has_its_slope", *WAYS) == [True, True, True, False]


def test_a_relu_that_is_asleep_has_no_slope():
    """And its value is 0."""
    rows = [("+", -1.0, [1, 2]), ("relu", 0.0, [2]), (None, -1.0, [])]
    assert says(((rows, 2), 1.0), "has_its_slope") == [True]


def test_a_graph_that_is_too_large_is_not_worked_out():
    """It is only said to be so, even if it runs in a circle."""
    large = (([("+", 1.0, [k + 1, k + 1]) for k in range(5000)] + [(None, 1.0, [])], 5000), 1.0)
    assert says(large, "is_small", "has_its_slope", *WAYS) == [False] * 5
    assert says(large, "has_its_leaf") == [True]


def test_numbers_that_overflow_are_seen():
    """To all other questions, infinity is a value like another."""
    rows = [("exp", np.inf, [1]), (None, 1000.0, [])]
    with np.errstate(over="ignore", invalid="ignore"):
        assert says(((rows, 1), 1.0), *FORM, "has_its_slope") == [True, True, False, True, False]
        assert says(((rows, 1), np.inf), "is_finite", "has_its_slope") == [False, False]


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [("exp", 3.0, [1]), (None, 1.0, [])],
        [("+", 2.0, [1]), (None, 1.0, [])],
        [("-", 0.0, [1, 1]), (None, 1.0, [])],
        [("exp", float(np.e), [2]), (None, 1.0, [])],
        [("exp", float(np.e), [-1]), (None, 1.0, [])],
        [("relu", 1.0, [1]), ("relu", 1.0, [0])],
        [("exp", "2.7", [1]), (None, 1.0, [])],
        [(None, np.ones(2), []), (None, 1.0, [])],
        [("exp", 1.0), (None, 1.0, [])],
        7,
    ],
)
def test_forged_rows_have_no_summary(rows):
    """Wrong values, wrong gates, rows that are not there, circles."""
    for name in (*FORM, "has_its_slope", *WAYS):
        with pytest.raises((ValueError, TypeError, KeyError)):
            SUMMARIES[name](((rows, 1), 1.0), {})

"""What is compared in place of a random value is the same for all right answers."""

import numpy as np

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

"""Each variant differs from the right function that it is made of, and only in what it says."""

import numpy as np
import pytest

from fallline.variants import VARIANTS, right
from fallline.variants.affine import AFFINE, rounded_otherwise
from fallline.variants.losses import LOSSES

RIGHT = {right, rounded_otherwise}
RNG = np.random.default_rng(12)


def gradients(dout, X, W):
    """Return the gradients of an affine layer."""
    return dout @ W.T, X.T @ dout, dout.sum(axis=0)


def batch(N, D, C):
    """Return a gradient from above, inputs and weights."""
    return RNG.normal(size=(N, C)), RNG.normal(size=(N, D)), RNG.normal(size=(D, C))


BATCHES = (batch(5, 3, 2), batch(4, 4, 4))
wrong = pytest.mark.parametrize("variant", [v for v in AFFINE if v not in RIGHT], ids=lambda v: v.__name__)


def same(a, b):
    """Return whether two triples of gradients have the same shapes and, but for rounding, the same numbers."""
    return all(np.shape(x) == np.shape(y) and np.allclose(x, y) for x, y in zip(a, b, strict=True))


def test_every_variant_has_a_name_of_its_own():
    """No module takes a name that another one uses: a card holds the name alone."""
    assert len(VARIANTS) == 1 + len(LOSSES) + len(AFFINE)


def test_every_variant_says_in_one_line_what_it_changes():
    """The line is shown to students where a function was passed."""
    assert all(variant.__doc__ and "\n" not in variant.__doc__ for variant in VARIANTS.values())


@pytest.mark.parametrize("inputs", BATCHES, ids=["oblong", "square"])
def test_the_right_ones_are_right(inputs):
    """What differs in the last digit is still right."""
    assert all(same(variant(gradients)(*inputs), gradients(*inputs)) for variant in RIGHT)
    assert any((a != b).any() for a, b in zip(rounded_otherwise(gradients)(*inputs), gradients(*inputs), strict=True))


@wrong
def test_a_wrong_backward_pass_is_wrong_on_an_ordinary_square_batch(variant):
    """Where all sides are equal every one goes through, and none by luck."""
    assert not same(variant(gradients)(*BATCHES[1]), gradients(*BATCHES[1]))


@wrong
def test_a_variant_leaves_its_arguments_alone(variant):
    """What is derived from a function that changes nothing changes nothing."""
    inputs = [part.copy() for part in BATCHES[1]]
    variant(gradients)(*inputs)
    assert all(np.array_equal(a, b) for a, b in zip(inputs, BATCHES[1], strict=True))


@pytest.mark.parametrize("variant", AFFINE, ids=lambda v: v.__name__)
def test_a_right_function_may_return_a_list(variant):
    """Three gradients in a list are three gradients."""
    listed = variant(lambda *inputs: list(gradients(*inputs)))(*BATCHES[1])
    assert same(listed, variant(gradients)(*BATCHES[1]))

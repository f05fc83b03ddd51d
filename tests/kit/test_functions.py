"""The functions that cases pass are what they say, and students can call them."""

import numpy as np
import pytest

from fallline.functions import FUNCTIONS


def _generators(name):
    return [np.random.default_rng(4)] if name == "noisy_shares" else []


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_of_the_kit_is_pure_and_says_what_it_is(name):
    """It leaves its argument alone, gives the same again, and has a sentence for the student."""
    function, x = FUNCTIONS[name], np.random.default_rng(1).normal(size=(2, 3))
    before = x.copy()
    first, again = (function(x, *_generators(name)) for _ in range(2))
    np.testing.assert_array_equal(x, before)
    np.testing.assert_array_equal(first, again)
    assert np.isfinite(first).all()
    assert function.__doc__.startswith("Return ")
    assert function.__doc__.strip()[-1] in ".²³"


@pytest.mark.parametrize("shape", [(), (4,), (2, 3)])
def test_the_cubic_and_its_gradient_belong_together(shape):
    """Complex steps give the slope of a polynomial to the last digit."""
    x = np.random.default_rng(2).normal(size=shape)
    weights = np.arange(1.0, x.size + 1).reshape(shape)
    slopes = np.imag(weights * (x + 1e-30j) ** 3) / 1e-30
    np.testing.assert_allclose(FUNCTIONS["cubic_gradient"](x), slopes, rtol=1e-12)
    assert FUNCTIONS["cubic"](x) == pytest.approx(float(np.sum(weights * x**3)))


def test_values_of_the_other_functions():
    """Worked out by hand."""
    x = np.array([1.0, 2.0, 3.0])
    assert FUNCTIONS["coupled"](x) == 1 + 8 + 27 + 2 + 6
    assert FUNCTIONS["bowl"](x) == 0 + 1 + 4
    assert FUNCTIONS["saddle"](x) == 1 - 4 + 9
    shares = FUNCTIONS["noisy_shares"](np.full((50, 2), 3.0), np.random.default_rng(0))
    np.testing.assert_allclose(shares.sum(axis=1), 1.0)
    assert {round(float(share), 9) for share in shares.ravel()} == {0.5, round(1 / 11, 9), round(10 / 11, 9)}

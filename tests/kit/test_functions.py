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


EIGHTHS = np.array([[0.875, -0.5, 1.25], [2.0, 0.75, -1.5]])
GRADIENTS = ("cubic", "coupled", "bowl", "plateau", "one_sided", "cubic_times_million")


def _slopes(function, x):
    """Return central differences: of the functions here, they are exact but for the cubics' h²."""
    steps = 2.0**-10 * np.eye(x.size).reshape(x.size, *x.shape)
    return np.reshape([(function(x + step) - function(x - step)) / 2.0**-9 for step in steps], x.shape)


@pytest.mark.parametrize("name", GRADIENTS)
@pytest.mark.parametrize("x", [np.array(1.5), np.array([0.5, -2.0, 3.0]), EIGHTHS], ids=["0-d", "1-D", "2-D"])
def test_a_function_and_its_gradient_belong_together(name, x):
    """Differences on both sides agree with the gradient, in every entry and in the shape of x."""
    gradient = FUNCTIONS[f"{name}_gradient"](x)
    assert gradient.shape == x.shape
    np.testing.assert_allclose(gradient, _slopes(FUNCTIONS[name], x), rtol=1e-4, atol=1e-4)


def test_the_coupled_gradient_is_exact_on_eighths():
    """Checks that compare it with differences of eighths rely on it."""
    np.testing.assert_array_equal(FUNCTIONS["coupled_gradient"](EIGHTHS), _slopes(FUNCTIONS["coupled"], EIGHTHS))


@pytest.mark.parametrize(
    ("name", "right", "factors"),
    [
        ("cubic_gradient_doubled", "cubic_gradient", 2.0),
        ("coupled_gradient_doubled", "coupled_gradient", 2.0),
        ("coupled_gradient_negated", "coupled_gradient", -1.0),
        ("cubic_gradient_one_off", "cubic_gradient", np.array([[1, 1, 1], [1.5, 1, 1]])),
        ("cubic_gradient_last_off", "cubic_gradient", np.array([[1, 1, 1], [1, 1, -1]])),
        ("cubic_gradient_nearly", "cubic_gradient", np.array([[1, 1, 1], [1.0001, 1, 1]])),
    ],
)
def test_a_wrong_gradient_is_wrong_where_it_says(name, right, factors):
    """And right in all other entries."""
    np.testing.assert_allclose(FUNCTIONS[name](EIGHTHS), FUNCTIONS[right](EIGHTHS) * factors, rtol=1e-12)


def test_two_more_wrong_gradients():
    """One has rows and columns exchanged, the other a slope where there is none."""
    np.testing.assert_array_equal(FUNCTIONS["cubic_gradient_turned"](EIGHTHS), FUNCTIONS["cubic_gradient"](EIGHTHS).T)
    np.testing.assert_array_equal(FUNCTIONS["one_sided_gradient_leaking"](np.array([3.0, 1.0, 1.0])), [6.0, 0.0, 3e-8])


def test_rows_are_told_from_columns():
    """Worked out by hand: 1·3³ + 2·7³, and 1·10³ if the rows are lost."""
    x = np.array([[1.0, 2.0], [3.0, 4.0]])
    assert FUNCTIONS["rows"](x) == 27 + 2 * 343
    assert FUNCTIONS["rows"](x.ravel()) == 1000

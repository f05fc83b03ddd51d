"""An observation holds all that a call did, whatever the function does, and the call leaves nothing behind."""

import sys
import warnings

import numpy as np
import pytest

from fallline.observe import observe
from fallline.plain import Seed


class PrintableOnce(RuntimeWarning):
    """A warning that ends the process when it is printed for the second time."""

    texts = ("first",)

    def __str__(self):
        """Give a text once, which ``warnings.warn`` asks for."""
        if not self.texts:
            raise SystemExit
        self.texts = ()
        return "first"


def test_a_value_is_observed_as_plain_data():
    """The value is a copy: what the function does to its array later does not change the record."""
    kept = np.ones(3)
    seen = observe(lambda: kept, {})
    kept[0] = 9.0
    assert seen.has_value
    np.testing.assert_array_equal(seen.value, np.ones(3))


def test_arguments_are_passed_by_place():
    """Renamed parameters cost nothing, and a default left out keeps its value."""
    assert observe(lambda scores, labels, extra=5: scores - labels + extra, {"f": 3, "y": 1}).value == 7


def test_inputs_are_fresh_for_each_call():
    """A function that overwrites its arguments overwrites copies."""
    inputs = {"x": np.arange(3.0), "rows": [[1.0], [2.0]]}

    def greedy(x, rows):
        x[:] = 0
        rows[0][0] = 99.0

    assert set(observe(greedy, inputs).overwritten) == {"x", "rows"}
    np.testing.assert_array_equal(inputs["x"], np.arange(3.0))
    assert inputs["rows"] == [[1.0], [2.0]]


@pytest.mark.parametrize(
    ("value", "spoil"),
    [
        (np.zeros(3), lambda x: x.__setitem__(0, 1.0)),
        (np.zeros(3), lambda x: x.__setitem__(0, np.nan)),
        (np.zeros((2, 3)), lambda x: setattr(x, "shape", (3, 2))),
        (np.zeros(3), lambda x: x.sort() or x.fill(1e-300)),
        (np.zeros(3, int), lambda x: np.add(x, 1, out=x)),
        ([1, 2], lambda x: x.append(3)),
        ([1, 2], lambda x: x.append(object())),
        ([np.zeros(2)], lambda x: x[0].fill(1)),
        ({"w": np.zeros(2)}, lambda x: x["w"].fill(1)),
        ({"w": 1.0}, lambda x: x.pop("w")),
        ((np.zeros(2), 1.0), lambda x: x[0].fill(1)),
    ],
    ids=[
        "entry",
        "nan",
        "shape",
        "tiny",
        "out=",
        "append",
        "append an object",
        "in a list",
        "in a dict",
        "pop",
        "tuple",
    ],
)
def test_every_overwritten_argument_is_noticed(value, spoil):
    """A change of an entry, a shape or a container shows, even if the function raises afterwards."""
    assert observe(spoil, {"x": value}).overwritten == ("x",)

    def spoil_and_raise(x):
        spoil(x)
        raise ValueError

    assert observe(spoil_and_raise, {"x": value}).overwritten == ("x",)


def test_a_function_that_only_reads_overwrites_nothing():
    """Reading, copying and rebinding an argument is no offence; nor is an array in Fortran order or with nan."""
    inputs = {"x": np.array([np.nan, 1.0]), "y": np.asfortranarray(np.ones((2, 2))), "n": 3}

    def careful(x, y, n):
        x = x * 2
        n += 1
        return y.T @ np.nan_to_num(x) + n

    assert observe(careful, inputs).overwritten == ()


def test_read_only_arrays_cannot_be_written():
    """A write to a read-only array raises, and the message says so."""

    def writes(x):
        x += 1.0

    seen = observe(writes, {"x": np.zeros(2)}, read_only=True)
    assert seen.raised is not None
    assert seen.raised.type == "ValueError"
    assert "read-only" in seen.raised.message


def test_a_seed_becomes_a_generator():
    """A generator is built anew for each call, so that every answer sees the same numbers."""
    draws = [observe(lambda rng: rng.normal(size=3), {"rng": Seed(5)}).value for _ in range(2)]
    np.testing.assert_array_equal(draws[0], draws[1])
    np.testing.assert_array_equal(draws[0], np.random.default_rng(5).normal(size=3))


def test_a_warning_that_cannot_print_itself_is_empty():
    """Nor can a student's own class of warning."""

    def warns():
        warnings.warn(PrintableOnce(), stacklevel=1)
        return 1.0

    seen = observe(warns, {})
    assert seen.warned == ("",)
    assert seen.value == 1.0


def test_only_runtime_warnings_are_written_down():
    """A DeprecationWarning of a library is none of the student's business; NumPy's overflow is."""

    def warns(x):
        warnings.warn("old", DeprecationWarning, stacklevel=1)
        warnings.warn("odd", UserWarning, stacklevel=1)
        return np.exp(x)

    seen = observe(warns, {"x": np.array([1000.0])})
    assert len(seen.warned) == 1
    assert "overflow" in seen.warned[0]


@pytest.mark.parametrize(
    ("function", "word"),
    [(lambda x: np.log(x), "divide"), (lambda x: x / x, "invalid"), (lambda x: np.exp(x + 999), "overflow")],
)
def test_numpys_warnings_show_even_if_the_student_has_switched_them_off(function, word):
    """What happened before the call in this notebook does not change the record."""
    with np.errstate(all="ignore"):
        seen = observe(function, {"x": np.array([0.0])})
    assert any(word in text for text in seen.warned)


def test_underflow_is_no_warning():
    """e^-1000 is 0: nothing to complain about."""
    assert observe(lambda x: np.exp(x), {"x": np.array([-1000.0])}).warned == ()


def test_a_call_leaves_the_filters_and_the_error_state_as_they_were():
    """Afterwards the notebook warns as it did before, even if the function changed the rules."""
    before, filters = np.geterr(), list(warnings.filters)

    def meddles():
        np.seterr(all="raise")
        warnings.simplefilter("ignore")

    observe(meddles, {})
    assert np.geterr() == before
    assert warnings.filters == filters


@pytest.mark.parametrize(
    "result",
    [object(), {1, 2}, lambda: 1, np.ma.masked_array([1.0]), np.array([None]), 2**70, (n for n in "ab"), sys],
    ids=lambda result: type(result).__name__,
)
def test_what_is_not_plain_is_said_in_words(result):
    """A value that cannot cross the border is no value, and no exception of the student's either."""
    seen = observe(lambda: result, {})
    assert not seen.has_value
    assert seen.raised is None
    assert "plain data" in seen.unsupported


class Hostile:
    """An object that raises whatever is asked of it."""

    def __getattribute__(self, name):
        """Raise."""
        raise SystemExit(name)


def test_an_object_that_raises_when_it_is_looked_at_is_not_plain():
    """Nothing is asked of a returned object but its type."""
    assert observe(lambda: Hostile(), {}).unsupported


def test_a_value_of_terabytes_is_refused():
    """A broadcast view that claims terabytes is refused, not copied."""
    seen = observe(lambda: np.broadcast_to(1.0, (10**7, 10**7)), {})
    assert "bytes" in seen.unsupported


@pytest.mark.parametrize("product", [np.matmul, np.dot])
def test_a_matrix_product_warns_by_chance_and_so_not_at_all(product):
    """What it warns of may be numbers that are none of the student's; where infinity comes from is warned of anyway."""

    def multiplied(x):
        return np.nan_to_num(product(np.full((3, 3), np.inf), x))

    def divided(x):
        return multiplied(x) / x

    assert observe(multiplied, {"x": np.zeros((3, 3))}).warned == ()
    assert all("divide" in text for text in observe(divided, {"x": np.zeros((3, 3))}).warned)
    assert observe(divided, {"x": np.zeros((3, 3))}).warned

"""A function as an argument: what the answer asks of it is counted and looked at."""

import numpy as np

from fallline.laws import Scaled
from fallline.plain import FunctionName
from grader.exercise import Case, Exercise

exercise = Exercise(
    "numerical_gradient",
    number="9.1",
    lesson="99_kinds",
    points=12,
    lines=8,
    difficulty=2,
    read="lesson 99",
    hints=("the idea", "the formula", "the skeleton"),
)


def _moved(f, x, i, by):
    x = np.array(x, dtype=float)
    x[i] += by
    return f(x)


def _each(x, entry):
    grad = np.zeros(np.shape(x))
    for i in np.ndindex(np.shape(x)):
        grad[i] = entry(i)
    return grad


@exercise.reference
def numerical_gradient(f, x, h=1e-5):
    """Return central differences, one entry after the other."""
    x = np.array(x, dtype=float)
    grad = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        old = x[i]
        x[i] = old + h
        up = f(x)
        x[i] = old - h
        grad[i] = (up - f(x)) / (2 * h)
        x[i] = old
    return grad


@exercise.function
def wave(x):
    """Return a function that stands in no card."""
    return float(np.sum(np.sin(np.arange(1.0, np.size(x) + 1) * np.ravel(x))))


@exercise.cases
def cases(rng):
    """Draw points at which a cubic, a coupled quadratic and a wave are steep."""
    cubic, coupled = FunctionName("cubic"), FunctionName("coupled")
    yield Case("a cubic of six numbers", {"f": cubic, "x": rng.normal(size=(2, 3))}, public=True)
    yield Case("a wide step", {"f": cubic, "x": rng.normal(size=4), "h": 0.1}, public=True)
    yield Case("neighbours multiplied", {"f": coupled, "x": rng.normal(size=5), "h": 0.2}, public=True)
    yield Case("a wave", {"f": FunctionName("wave"), "x": rng.normal(size=(2, 2)), "h": 0.3})
    edge = {"check": "edge cases", "public": True}
    yield Case("whole numbers", {"f": cubic, "x": np.array([1, -2, 3])}, **edge)
    yield Case("one number", {"f": cubic, "x": np.array(rng.normal())}, **edge)
    inputs = {"f": coupled, "x": rng.normal(size=3)}
    yield Case("two calls for each entry", inputs, check="contract", read_only=True, most_calls=6, public=True)


@exercise.law
def twice_the_number_four_times_the_slope(rng):
    """The slope of a cubic of one number grows with its square."""
    x = np.array([1.0 + rng.random()])
    return Scaled({"f": FunctionName("cubic"), "x": x}, {"f": FunctionName("cubic"), "x": 2 * x}, 4.0)


@exercise.demand
def several_entries_at_once(inputs, calls):
    """You move several entries of x at once: move one, ask f, and put it back."""
    return all(np.count_nonzero(np.abs(call.argument(0, "x") - inputs["x"]) > 1e-9) <= 1 for call in calls)


@exercise.mistake
def forward_difference(f, x, h=1e-5):
    """You take f(x + h) - f(x): go to both sides."""
    return _each(x, lambda i: (_moved(f, x, i, h) - _moved(f, x, i, 0)) / h)


@exercise.mistake
def backward_difference(f, x, h=1e-5):
    """You take f(x) - f(x - h): go to both sides."""
    return _each(x, lambda i: (_moved(f, x, i, 0) - _moved(f, x, i, -h)) / h)


@exercise.mistake
def forward_over_2h(f, x, h=1e-5):
    """You go to one side and divide by 2h."""
    return _each(x, lambda i: (_moved(f, x, i, h) - _moved(f, x, i, 0)) / (2 * h))


@exercise.mistake
def precedence(f, x, h=1e-5):
    """You multiply by h: put brackets around 2 * h."""
    return _each(x, lambda i: (_moved(f, x, i, h) - _moved(f, x, i, -h)) / 2 * h)


@exercise.mistake
def all_at_once(f, x, h=1e-5):
    """You move every entry of x at once; that is the slope along one direction."""
    return np.full(np.shape(x), (f(x + h) - f(x - h)) / (2 * h))


@exercise.mistake
def h_ignored(f, x, h=1e-5):
    """Your step does not depend on h."""
    return numerical_gradient(f, x)


@exercise.mistake
def mutates_x(f, x, h=1e-5):
    """You move the caller's numbers: work on a copy."""
    grad = np.zeros(np.shape(x))
    for i in np.ndindex(np.shape(x)):
        x[i] += h
        up = f(x)
        x[i] -= 2 * h
        grad[i] = (up - f(x)) / (2 * h)
        x[i] += h
    return grad


@exercise.mistake
def stays_whole(f, x, h=1e-5):
    """You add h to whole numbers, and nothing is added: make a float copy."""
    x = np.array(x)
    return _each(x, lambda i: (f(_put(x, i, x[i] + h)) - f(_put(x, i, x[i] - h))) / (2 * h))


def _put(x, i, value):
    x = x.copy()
    x[i] = value
    return x


@exercise.mistake
def flat_result(f, x, h=1e-5):
    """You return a flat vector: give it the shape of x."""
    return numerical_gradient(f, x, h).ravel()


@exercise.mistake
def asks_too_often(f, x, h=1e-5):
    """You ask f more often than you need to: two calls for each entry are enough."""
    f(np.array(x, dtype=float))
    return numerical_gradient(f, x, h)


@exercise.alternative
def by_unit_vectors(f, x, h=1e-5):
    """Add a row of the identity."""
    x = np.asarray(x, dtype=float)
    steps = h * np.eye(x.size).reshape(x.size, *x.shape)
    return np.array([(f(x + step) - f(x - step)) / (2 * h) for step in steps]).reshape(x.shape)

"""Four activation functions and their slopes (Lecture 2.2, "Neural Networks: activation function")."""

import numpy as np

from fallline.compare import Tolerance
from fallline.laws import Lawful, Linear, Same
from grader.exercise import Case, Exercise

exercise = Exercise(
    "activation",
    number="3.2",
    lesson="03_backprop",
    points=8,
    lines=10,
    difficulty=2,
    read="lesson 03, “Four activation functions”",
    hints=(
        "Draw each of the four curves and ask at each x how steep it is. Two of the slopes are easiest written with "
        "the value that you have just computed.",
        "relu: max(0, x), slope 1 above 0 and 0 elsewhere. tanh: t, slope 1 − t². sigmoid: s, slope s · (1 − s). "
        "linear: x, slope 1 everywhere. The sigmoid must not overflow: exponentiate −|x| only.",
        "One branch for each name, and each returns two arrays of the shape of x. Behind the last branch, an error is "
        "raised that says which name was not known.",
    ),
    grader_tries="square and flat arrays, whole numbers, other unknown names, numbers far from 0",
    # Whoever works in float32 is right, too.
    tolerance=Tolerance(rtol=1e-5, atol=2e-7),
)


def _sigmoid(x):
    return 0.5 * (1 + np.tanh(x / 2))


@exercise.reference
def activation(name, x):
    if name == "relu":
        return np.maximum(x, 0.0), np.where(x > 0, 1.0, 0.0)
    if name == "tanh":
        return np.tanh(x), 1.0 - np.tanh(x) ** 2
    if name == "sigmoid":
        small = np.exp(-np.abs(x))
        return np.where(x >= 0, 1.0, small) / (1.0 + small), small / (1.0 + small) ** 2
    if name == "linear":
        return 1.0 * x, np.ones(x.shape)
    raise ValueError(f"unknown activation {name!r}")


# Zeros and ones may come as whole numbers or as True and False; added to real numbers they are all the same.
AS_REAL_NUMBERS = """
    pair = activation(name, x)
    return pair[0] + 0.0 * x, pair[1] + 0.0 * x
"""
WRITTEN_INTO = """
    value, slope = activation(name, x)
    value[0] = 100.0
    return slope
"""


def _both_signs(rng, *shape):
    """Return numbers of everyday size, every second one negative."""
    sizes = 0.2 + 1.6 * rng.random(np.prod(shape))
    return rng.permutation(sizes * np.where(np.arange(sizes.size) % 2, -1, 1)).reshape(shape)


def _case(words, name, x, **settings):
    script = AS_REAL_NUMBERS if name == "relu" or x.dtype.kind == "i" else None
    return Case(words, {"name": name, "x": x}, script=script, **settings)


@exercise.cases
def cases(rng):
    yield _case("tanh", "tanh", _both_signs(rng, 6), public=True)
    yield _case("relu", "relu", _both_signs(rng, 3, 4), public=True)
    yield _case("sigmoid", "sigmoid", _both_signs(rng, 2, 3), public=True)
    yield _case("linear", "linear", _both_signs(rng, 3, 2), public=True)
    for name in ("relu", "tanh", "sigmoid", "linear"):
        yield _case(f"{name} of a square array", name, _both_signs(rng, 3, 3))
        yield _case(f"{name} of a flat array", name, _both_signs(rng, 7))
    edge = {"check": "edge cases"}
    yield _case("relu at 0", "relu", np.array([0.0, 1.5, -0.5, 0.0]), public=True, **edge)
    signs = np.array([1, -1, -1, 1])
    far = signs * rng.uniform(800, 1200, size=4)
    yield _case("sigmoid far from 0", "sigmoid", far, public=True, quiet=True, **edge)
    yield _case("sigmoid at 0 and at 10,000", "sigmoid", np.array([0.0, 1e4, -1e4]), quiet=True, **edge)
    yield _case("sigmoid some way off", "sigmoid", signs * np.array([3.0, 5.5, 8.0, 12.0]), public=True, **edge)
    yield _case("tanh some way off", "tanh", signs * np.array([2.5, 4.0, 6.0, 9.0]), **edge)
    yield _case("tanh far from 0", "tanh", far, public=True, **edge)
    yield _case("relu far from 0", "relu", far, **edge)
    whole = rng.permutation([-3, -2, -1, 1, 2, 4])
    for name in ("relu", "tanh", "sigmoid", "linear"):
        yield _case(f"{name} of whole numbers", name, whole, public=name in ("relu", "sigmoid"), **edge)
    x = _both_signs(rng, 3)
    yield Case("a name that is not known", {"name": "softplus", "x": x}, must_raise=True, public=True, **edge)
    yield Case("part of a known name", {"name": "elu", "x": x}, must_raise=True, **edge)
    contract = {"check": "contract"}
    yield _case("relu of a read-only array", "relu", _both_signs(rng, 4), public=True, read_only=True, **contract)
    for name in ("tanh", "sigmoid", "linear"):
        yield _case(f"{name} of a read-only array", name, _both_signs(rng, 4), read_only=True, **contract)
    words = "linear, and then its value is written into"
    yield Case(words, {"name": "linear", "x": _both_signs(rng, 4)}, script=WRITTEN_INTO, public=True, **contract)


VALUE = """
    value, slope = activation(name, x)
    return value
"""
SLOPE = """
    value, slope = activation(name, x)
    return slope
"""


@exercise.law(script=VALUE)
def tanh_is_a_sigmoid_stretched(rng):
    """tanh(x) must be 2 σ(2x) − 1."""
    x = _both_signs(rng, 5)
    return Linear(({"name": "tanh", "x": x}, {"name": "sigmoid", "x": 2 * x}), (1.0, -2.0), -1.0)


@exercise.law(script=SLOPE)
def the_slope_of_tanh_is_the_same_on_both_sides(rng):
    """The slope of tanh at x and at −x must be the same."""
    x = _both_signs(rng, 5)
    return Same({"name": "tanh", "x": x}, {"name": "tanh", "x": -x})


@exercise.law(script=SLOPE)
def the_slopes_of_tanh_and_sigmoid_belong_together(rng):
    """The slope of tanh at x must be four times that of the sigmoid at 2x."""
    x = _both_signs(rng, 5)
    return Linear(({"name": "tanh", "x": x}, {"name": "sigmoid", "x": 2 * x}), (1.0, -4.0))


@exercise.law
def slopes_are_slopes_of_the_values(rng):
    """A small step must change each value by the step times the slope."""
    x, h = _both_signs(rng, 5), 1e-3
    names = ("relu", "tanh", "sigmoid", "linear")
    inputs = tuple({"name": name, "x": x + k * h} for name in names for k in (-1, 0, 1))

    def agrees(outputs):
        triples = [outputs[k : k + 3] for k in range(0, len(outputs), 3)]
        return all(
            np.allclose((above[0] - below[0]) / (2 * h), np.multiply(here[1], 1.0), rtol=1e-3, atol=1e-6)
            for below, here, above in triples
        )

    return Lawful(inputs, agrees)


def _registered(label, sentence, of, wrong):
    """Register an answer that is wrong for the one activation ``of``, where ``wrong(x)`` takes its place."""

    def answer(name, x):
        return wrong(x) if name == of else activation(name, x)

    answer.__doc__ = sentence
    exercise.mistake(name=label)(answer)


def _slope_of(label, of, slope, sentence):
    """Register an answer whose value is right and whose slope of one activation is wrong."""
    _registered(label, sentence, of, lambda x: (activation(of, x)[0], slope(np.asarray(x, dtype=float))))


def _value_of(label, of, value, sentence):
    """Register an answer whose slope is right and whose value of one activation is wrong."""
    _registered(label, sentence, of, lambda x: (value(np.asarray(x, dtype=float)), activation(of, x)[1]))


def _both_of(label, of, value, slope, sentence):
    """Register an answer whose value and slope of one activation are wrong."""
    _registered(label, sentence, of, lambda x: (value(np.asarray(x, dtype=float)), slope(np.asarray(x, dtype=float))))


_slope_of(
    "relu-grad-from-sign",
    "relu",
    np.sign,
    "The slope of relu is −1 for negative x in your result, as np.sign gives it. There relu is flat: its slope is 0.",
)
_slope_of(
    "relu-grad-1-at-0",
    "relu",
    lambda x: (x >= 0) * 1.0,
    "Your relu has slope 1 at 0. There the contract takes 0: the slope is 1 only where x exceeds 0.",
)
_slope_of(
    "relu-grad-half-at-0",
    "relu",
    lambda x: np.heaviside(x, 0.5),
    "Your relu has slope ½ at 0, as a central difference quotient or np.heaviside(…, 0.5) gives it. There the contract "
    "takes 0.",
)
_slope_of(
    "relu-grad-is-relu",
    "relu",
    lambda x: np.maximum(x, 0),
    "The slope of relu grows with x in your result. Above 0 relu is a straight line of slope 1.",
)
_slope_of("relu-grad-is-x", "relu", lambda x: x, "You return x as the slope of relu. It is 1 above 0, and 0 elsewhere.")
_slope_of(
    "relu-grad-turned-round",
    "relu",
    lambda x: (x < 0) * 1.0,
    "The slope of relu is 1 for negative x and 0 for positive x in your result: it is the other way round.",
)
_slope_of(
    "relu-grad-negatives-left",
    "relu",
    lambda x: np.where(x > 0, 1.0, x),
    "You put 1 where x is positive and leave negative x as they are. There relu is flat: its slope is 0.",
)
_slope_of(
    "relu-grad-complement",
    "relu",
    lambda x: (x <= 0) * 1.0,
    "The slope of relu is 1 up to 0 and 0 above it in your result: it is the other way round.",
)
_slope_of(
    "relu-grad-1-everywhere",
    "relu",
    np.ones_like,
    "Your relu has slope 1 everywhere. Where x is negative, relu is flat: its slope is 0.",
)
_slope_of(
    "relu-grad-0-everywhere",
    "relu",
    np.zeros_like,
    "Your relu has slope 0 everywhere. Above 0 it rises with slope 1.",
)
_slope_of(
    "relu-grad-where-above-1",
    "relu",
    lambda x: (x > 1) * 1.0,
    "The slope of your relu becomes 1 only above 1. It does so above 0.",
)
_slope_of(
    "relu-grad-smooth",
    "relu",
    _sigmoid,
    "You return the logistic function as the slope of relu; that is the slope of softplus. The slope of relu is 1 "
    "above 0, and 0 elsewhere.",
)
for _leak in (0.01, 0.1, 0.2):
    _both_of(
        "relu-leaky",
        "relu",
        lambda x, k=_leak: np.where(x > 0, x, k * x),
        lambda x, k=_leak: np.where(x > 0, 1.0, k),
        "You let a part of the negative numbers through. That is the leaky relu; here they become 0, and so does the "
        "slope.",
    )
    _value_of(
        "relu-value-leaky",
        "relu",
        lambda x, k=_leak: np.where(x > 0, x, k * x),
        "You let a part of the negative numbers through, as the leaky relu does. Here they become 0.",
    )
_both_of(
    "relu-is-abs",
    "relu",
    np.abs,
    np.sign,
    "Your relu turns the negative numbers round (an absolute value). They become 0, with slope 0.",
)
_value_of("relu-value-is-abs", "relu", np.abs, "Your relu turns the negative numbers round. They become 0.")
_both_of(
    "relu-is-minimum",
    "relu",
    lambda x: np.minimum(x, 0),
    lambda x: (x < 0) * 1.0,
    "Your relu keeps the negative numbers and drops the positive ones. It is the *maximum* of 0 and x.",
)
_value_of(
    "relu-value-is-minimum",
    "relu",
    lambda x: np.minimum(x, 0),
    "Your relu keeps the negative numbers and drops the positive ones. It is the *maximum* of 0 and x.",
)
_value_of(
    "relu-value-is-a-step",
    "relu",
    lambda x: (x > 0) * 1.0,
    "Your relu returns 1 for positive numbers. They pass through as they are; the 1 is their slope.",
)
_value_of(
    "relu-value-is-softplus",
    "relu",
    lambda x: np.logaddexp(0, x),
    "You return softplus, log(1 + e^x), for relu. Relu has a corner: it is max(0, x).",
)
for _top in (1.0, 6.0):
    _value_of(
        "relu-cut-off",
        "relu",
        lambda x, top=_top: np.clip(x, 0, top),
        "Your relu stops growing at some number. It passes all positive numbers through.",
    )
_slope_of(
    "tanh-of-output",
    "tanh",
    lambda x: 1 - x**2,
    "You use 1 − x² as the slope of tanh. The square is that of the *value* t = tanh(x): 1 − t².",
)
_slope_of(
    "tanh-1-t",
    "tanh",
    lambda x: 1 - np.tanh(x),
    "You use 1 − t as the slope of tanh. The value is squared there: 1 − t².",
)
_slope_of(
    "tanh-1-abs-t",
    "tanh",
    lambda x: 1 - np.abs(np.tanh(x)),
    "You use 1 − |t| as the slope of tanh. The value is squared there: 1 − t².",
)
_slope_of(
    "tanh-applied-twice",
    "tanh",
    lambda x: 1 - np.tanh(np.tanh(x)) ** 2,
    "You apply tanh twice for its slope. With t = tanh(x), it is 1 − t².",
)
_slope_of(
    "tanh-plus", "tanh", lambda x: 1 + np.tanh(x) ** 2, "You add t² for the slope of tanh. It is subtracted: 1 − t²."
)
_slope_of(
    "tanh-sign",
    "tanh",
    lambda x: np.tanh(x) ** 2 - 1,
    "The slope of tanh is negative in your result, but the curve rises everywhere: 1 − t².",
)
_slope_of(
    "tanh-square-alone",
    "tanh",
    lambda x: np.tanh(x) ** 2,
    "You return t² as the slope of tanh. It is what is missing from there to 1.",
)
_slope_of(
    "tanh-like-sigmoid",
    "tanh",
    lambda x: np.tanh(x) * (1 - np.tanh(x)),
    "You use the sigmoid's rule, t · (1 − t), for tanh. For tanh the slope is 1 − t².",
)
_slope_of(
    "tanh-square-of-1-t",
    "tanh",
    lambda x: (1 - np.tanh(x)) ** 2,
    "You square 1 − t for the slope of tanh. Only t is squared: 1 − t².",
)
_slope_of(
    "tanh-sech",
    "tanh",
    lambda x: np.sqrt(1 - np.tanh(x) ** 2),
    "The slope of your tanh is the root of the right one: 1 / cosh(x) is to be squared, and 1 − t² has no root.",
)
_slope_of(
    "tanh-slope-of-sigmoid",
    "tanh",
    lambda x: activation("sigmoid", x)[1],
    "You return the sigmoid's slope, s · (1 − s), for tanh. For tanh it is 1 − t².",
)
_slope_of(
    "tanh-slope-of-arctan",
    "tanh",
    lambda x: 1 / (1 + x**2),
    "1 / (1 + x²) is the slope of the arc tangent. That of tanh, with t = tanh(x), is 1 − t².",
)
for _factor in (0.5, 2.0, 0.25, 4.0):
    _slope_of(
        "tanh-factor",
        "tanh",
        lambda x, k=_factor: k * (1 - np.tanh(x) ** 2),
        "There is a constant factor in your slope of tanh. It is 1 − t², which is 1 at 0.",
    )
_slope_of("tanh-grad-is-tanh", "tanh", np.tanh, "You return tanh itself as its slope. With t = tanh(x), it is 1 − t².")
_both_of(
    "tanh-half-angle",
    "tanh",
    lambda x: np.tanh(x / 2),
    lambda x: 1 - np.tanh(x / 2) ** 2,
    "Your tanh is half as steep: you may have used 2 σ(x) − 1, where it is 2 σ(2x) − 1.",
)
_both_of(
    "tanh-half-angle-with-its-slope",
    "tanh",
    lambda x: np.tanh(x / 2),
    lambda x: (1 - np.tanh(x / 2) ** 2) / 2,
    "Your tanh is half as steep: you may have used 2 σ(x) − 1, where it is 2 σ(2x) − 1.",
)
_both_of(
    "tanh-is-tan",
    "tanh",
    np.tan,
    lambda x: 1 + np.tan(x) ** 2,
    "You use the tangent, np.tan. The activation is the *hyperbolic* tangent, np.tanh.",
)
_both_of(
    "tanh-is-sigmoid",
    "tanh",
    _sigmoid,
    lambda x: _sigmoid(x) * (1 - _sigmoid(x)),
    "You return the sigmoid for tanh. tanh runs from −1 to 1.",
)
_value_of("tanh-value-is-tan", "tanh", np.tan, "You use the tangent, np.tan. The activation is np.tanh.")
_value_of(
    "tanh-value-negative",
    "tanh",
    lambda x: -np.tanh(x),
    "Your tanh has the wrong sign: it is positive where x is. Check which exponential is subtracted from which.",
)


def _tanh_of_exponentials(x):
    return (np.exp(x) - np.exp(-x)) / (np.exp(x) + np.exp(-x))


_both_of(
    "tanh-not-finite",
    "tanh",
    _tanh_of_exponentials,
    lambda x: 1 - _tanh_of_exponentials(x) ** 2,
    "Your tanh is made of exponentials, which overflow for x far from 0: inf / inf is nan. Use np.tanh.",
)


def _s(x):
    return activation("sigmoid", x)[0]


_slope_of(
    "sigmoid-plus",
    "sigmoid",
    lambda x: _s(x) * (1 + _s(x)),
    "You add where the sigmoid's slope subtracts: its second factor is what is missing to 1.",
)
_slope_of(
    "sigmoid-sign",
    "sigmoid",
    lambda x: _s(x) * (_s(x) - 1),
    "The slope of the sigmoid is negative in your result, but the curve rises everywhere: s · (1 − s).",
)
_slope_of(
    "sigmoid-of-output",
    "sigmoid",
    lambda x: x * (1 - x),
    "You use x · (1 − x) as the slope of the sigmoid. Both factors are made of its *value* s: s · (1 − s).",
)
_slope_of(
    "sigmoid-applied-twice",
    "sigmoid",
    lambda x: _s(_s(x)) * (1 - _s(_s(x))),
    "You apply the sigmoid twice for its slope. With s = σ(x), it is s · (1 − s).",
)
_slope_of(
    "sigmoid-like-tanh",
    "sigmoid",
    lambda x: 1 - _s(x) ** 2,
    "You use tanh's rule, 1 − s², for the sigmoid. Its slope is s · (1 − s).",
)
_slope_of(
    "sigmoid-slope-of-tanh",
    "sigmoid",
    lambda x: 1 - np.tanh(x) ** 2,
    "You return the slope of tanh for the sigmoid. With s = σ(x), it is s · (1 − s).",
)
_slope_of("sigmoid-1-s", "sigmoid", lambda x: 1 - _s(x), "You return 1 − s as the sigmoid's slope. Multiply it by s.")
_slope_of("sigmoid-grad-is-s", "sigmoid", _s, "You return the sigmoid itself as its slope. Multiply s by 1 − s.")
_slope_of(
    "sigmoid-squared",
    "sigmoid",
    lambda x: _s(x) ** 2,
    "You return s² as the sigmoid's slope. It is s · (1 − s): one factor is what is missing to 1.",
)
_slope_of(
    "sigmoid-1-s-squared",
    "sigmoid",
    lambda x: (1 - _s(x)) ** 2,
    "You return (1 − s)² as the sigmoid's slope. One of the two factors is s: s · (1 − s).",
)
for _factor in (0.5, 2.0, 4.0):
    _slope_of(
        "sigmoid-factor",
        "sigmoid",
        lambda x, k=_factor: k * _s(x) * (1 - _s(x)),
        "There is a constant factor in your slope of the sigmoid. It is s · (1 − s), which is ¼ at 0.",
    )
_slope_of(
    "sigmoid-grad-0",
    "sigmoid",
    np.zeros_like,
    "The sigmoid's slope is 0 everywhere in your result. In `s * 1 - s` the parentheses around 1 − s are missing.",
)
_value_of(
    "sigmoid-mirrored",
    "sigmoid",
    lambda x: _s(-x),
    "Your sigmoid is the mirror image: it falls as x grows. Check the sign in the exponent.",
)
_both_of(
    "sigmoid-half-angle",
    "sigmoid",
    lambda x: _s(2 * x),
    lambda x: _s(2 * x) * (1 - _s(2 * x)),
    "Your sigmoid is twice as steep as it should be: the identity with tanh wants tanh(x / 2).",
)
_both_of(
    "sigmoid-of-abs",
    "sigmoid",
    lambda x: _s(np.abs(x)),
    lambda x: activation("sigmoid", x)[1],
    "You use |x| and treat both signs alike. The sigmoid's values must differ: σ(−x) = 1 − σ(x).",
)
_both_of(
    "sigmoid-is-tanh",
    "sigmoid",
    np.tanh,
    lambda x: 1 - np.tanh(x) ** 2,
    "You return tanh for the sigmoid. The sigmoid runs from 0 to 1.",
)
for _bound in (1, 2, 3, 5, 6, 8, 10):
    _both_of(
        "sigmoid-clipped",
        "sigmoid",
        lambda x, k=_bound: _s(np.clip(x, -k, k)),
        lambda x, k=_bound: _s(np.clip(x, -k, k)) * (1 - _s(np.clip(x, -k, k))),
        "You clip x for the sigmoid to a narrow range. That changes value and slope beyond it; with −|x| in the "
        "exponent nothing needs a clip.",
    )


def _naive(x):
    return 1 / (1 + np.exp(-x))


def _of_exp_x(x):
    return np.exp(x) / (1 + np.exp(x))


_both_of(
    "sigmoid-naive",
    "sigmoid",
    _naive,
    lambda x: _naive(x) * (1 - _naive(x)),
    "An exponential in your sigmoid overflows for x far from 0, and NumPy warns. (`np.where` computes both of its "
    "cases for *all* entries.) Exponentiate −|x| only, or use tanh(x / 2).",
)
_both_of(
    "sigmoid-of-exp-x",
    "sigmoid",
    _of_exp_x,
    lambda x: _of_exp_x(x) * (1 - _of_exp_x(x)),
    "Your sigmoid, e^x / (1 + e^x), is inf / inf for x far above 0: nan. Exponentiate −|x| only, or use tanh(x / 2).",
)
_slope_of(
    "sigmoid-slope-of-exponentials",
    "sigmoid",
    lambda x: np.exp(-x) / (1 + np.exp(-x)) ** 2,
    "Your slope of the sigmoid is made of exponentials that overflow: inf / inf is nan. Use s · (1 − s) with a value s "
    "that does not overflow.",
)
_slope_of(
    "linear-grad", "linear", lambda x: x, "You return x as the slope of the linear activation. A line has slope 1."
)
_slope_of(
    "linear-grad-0",
    "linear",
    np.zeros_like,
    "The slope of your linear activation is 0. It rises with x, by 1 for each 1: its slope is 1.",
)
_value_of(
    "linear-value-is-1",
    "linear",
    np.ones_like,
    "Your linear activation has the value 1. Its value is x, and its slope is 1.",
)
_value_of("linear-value-is-0", "linear", np.zeros_like, "Your linear activation has the value 0. Its value is x.")
for _one in (1.0, 1):
    _registered(
        "linear-grad-one-number",
        "Your slope of the linear activation is a single number. It has an entry for each entry of x, all of them 1.",
        "linear",
        lambda x, one=_one: (1.0 * x, one),
    )
_registered(
    "linear-grad-true",
    "Your slope of the linear activation holds True in place of the number 1. Make it an array of numbers, as the "
    "value is.",
    "linear",
    lambda x: (1.0 * x, np.ones(x.shape, dtype=bool)),
)
_registered(
    "linear-grad-one-row",
    "Your slope of the linear activation has one entry for each row. It must have the shape of x.",
    "linear",
    lambda x: (1.0 * x, np.ones(len(x))),
)
_registered(
    "linear-alias",
    "For “linear” you return the caller's array itself: whoever writes into the value changes x. Return a copy.",
    "linear",
    lambda x: (x, np.ones(x.shape)),
)
_registered(
    "relu-in-place",
    "You set the negative entries of the caller's array to 0. Make a new array for the value of relu.",
    "relu",
    lambda x: (np.maximum(x, 0, out=x), (x > 0) * 1.0),
)
for _of in ("relu", "tanh", "sigmoid", "linear"):
    for _rest in (None, 0) if _of != "relu" else (None,):
        _registered(
            f"{_of}-value-alone",
            f"For “{_of}” you return one array. Return two, the value and the slope.",
            _of,
            lambda x, of=_of, rest=_rest: activation(of, x)[0] if rest is None else (activation(of, x)[0],),
        )
    _registered(
        f"{_of}-slope-alone",
        f"For “{_of}” you return the slope alone. Return two arrays, the value and the slope.",
        _of,
        lambda x, of=_of: activation(of, x)[1],
    )
    if _of != "relu":
        _registered(
            f"{_of}-returns-nothing", f"For “{_of}” you return None. Is a `return` missing?", _of, lambda x: None
        )
    _registered(
        f"{_of}-swapped",
        f"For “{_of}” you return the slope first. The order is value, slope.",
        _of,
        lambda x, of=_of: activation(of, x)[::-1],
    )


@exercise.mistake
def swapped_order(name, x):
    """You return the slope first. The order is value, slope."""
    return activation(name, x)[::-1]


@exercise.mistake(wrapped=(False, True))
def value_alone(name, x, *, wrapped):
    """You return the value alone. Return two arrays, the value and the slope."""
    value = activation(name, x)[0]
    return (value,) if wrapped else value


@exercise.mistake(keys=(("value", "derivative"), ("value", "slope"), ("value", "grad"), ("out", "grad")))
def dict_returned(name, x, *, keys):
    """You return a dict. Return two arrays, the value and the slope: `return value, slope`."""
    return dict(zip(keys, activation(name, x), strict=True))


@exercise.mistake
def slope_alone(name, x):
    """You return the slope alone. Return two arrays, the value and the slope."""
    return activation(name, x)[1]


@exercise.mistake
def returns_nothing(name, x):
    """You return None. Does every branch end with a `return` of the value and the slope?"""
    activation(name, x)


@exercise.mistake
def value_twice(name, x):
    """You return the value twice. The second array is the slope."""
    value = activation(name, x)[0]
    return value, value.copy()


@exercise.mistake
def functions_returned(name, x):
    """You return functions. Call them: the value and the slope at x are asked for, two arrays."""
    return (lambda z: activation(name, z)[0]), (lambda z: activation(name, z)[1])


@exercise.mistake
def slope_of_the_value(name, x):
    """You compute each slope at the value f(x). It is the slope at x itself."""
    value = activation(name, x)[0]
    return value, activation(name, value)[1]


@exercise.mistake
def slope_times_value(name, x):
    """You multiply the slope by the value. Return it as it is: what it is multiplied by is up to the caller."""
    value, slope = activation(name, x)
    return value, slope * value


@exercise.mistake
def slope_times_x(name, x):
    """You multiply the slope by x. Return it as it is: what it is multiplied by is up to the caller."""
    value, slope = activation(name, x)
    return value, slope * x


@exercise.mistake
def negative_slopes(name, x):
    """All your slopes have the wrong sign. None of the four functions ever falls."""
    value, slope = activation(name, x)
    return value, -slope


@exercise.mistake(combine=(np.sum, np.mean))
def one_slope(name, x, *, combine):
    """You add the slopes up or average them. Each entry of x has a slope of its own."""
    value, slope = activation(name, x)
    return value, combine(slope)


@exercise.mistake
def flat(name, x):
    """You return flat arrays. Both must have the shape of x."""
    value, slope = activation(name, x)
    return value.ravel(), slope.ravel()


@exercise.mistake
def stacked(name, x):
    """You return one array with value and slope in it. Return two arrays, as a tuple."""
    return np.stack(activation(name, x))


@exercise.mistake(always=("relu", "tanh", "sigmoid", "linear"))
def name_ignored(name, x, *, always):
    """You return the same activation whatever the name. Compare `name` with each of the four."""
    return activation(always, x)


@exercise.mistake(last=("relu", "tanh", "sigmoid"))
def if_for_elif(name, x, *, last):
    """Only the last name that you ask for keeps its own branch: with `if` in place of `elif`, an `else` belongs to the
    last question alone, and what came before is overwritten.
    """
    return activation(name if name == last else "linear", x)


@exercise.mistake(h=(1e-1, 1e-2, 1e-3, 1e-4))
def one_sided_difference(name, x, *, h):
    """Your slopes are one-sided difference quotients, which are off by about h. Each of the four has a formula."""
    value = activation(name, x)[0]
    return value, (activation(name, x + h)[0] - value) / h


_FALLBACKS = {
    "linear": lambda x: (1.0 * x, np.ones(x.shape)),
    "linear itself": lambda x: (x, np.ones(x.shape)),
    "relu": lambda x: activation("relu", x),
    "sigmoid": lambda x: activation("sigmoid", x),
    "tanh": lambda x: activation("tanh", x),
    "no slope": lambda x: (1.0 * x, np.zeros(x.shape)),
    "no slope, x": lambda x: (1.0 * x, 1.0 * x),
    "zeros": lambda x: (np.zeros(x.shape), np.zeros(x.shape)),
    "zero": lambda x: (0, 0),
    "nan": lambda x: (np.full(x.shape, np.nan), np.full(x.shape, np.nan)),
    "nothing": lambda x: None,
    "two nothings": lambda x: (None, None),
    "false": lambda x: False,
    "x": lambda x: 1.0 * x,
    "0": lambda x: 0,
    "-1": lambda x: -1,
    "text": lambda x: "unknown activation",
    "empty text": lambda x: "",
    "error": lambda x: "error",
    "an error returned": lambda x: ValueError("unknown activation"),
}


@exercise.mistake(fallback=_FALLBACKS)
def no_error(name, x, *, fallback):
    """A name that is not known raises no error: it falls through to the end of your function, or you return something
    in place of raising. `raise` an exception there, so that a slip of the pen does not pass for an activation.
    """
    known = name in ("relu", "tanh", "sigmoid", "linear")
    return activation(name, x) if known else _FALLBACKS[fallback](x)


@exercise.mistake
def part_of_a_name(name, x):
    """A part of a known name passes for the name: `in` looks for a piece of text in a longer one. Compare with `==`."""
    full = next((known for known in ("relu", "tanh", "sigmoid", "linear") if name in known), name)
    return activation(full, x)


@exercise.mistake
def first_letter(name, x):
    """You look at the beginning of the name only. Compare the whole of it, with `==`."""
    full = {"r": "relu", "t": "tanh", "s": "sigmoid", "l": "linear"}.get(name[0], name)
    return activation(full, x)


@exercise.mistake
def whole_numbers_truncated(name, x):
    """You store results in an array made like x. If that holds whole numbers, the decimals are cut off: make a new
    array of real numbers.
    """
    value, slope = activation(name, x)
    return value.astype(x.dtype), slope.astype(x.dtype)


@exercise.mistake(decimals=(1, 2, 3, 4))
def rounded(name, x, *, decimals):
    """You round the results. Return all their digits."""
    value, slope = activation(name, x)
    return np.round(value, decimals), np.round(slope, decimals)


@exercise.mistake
def in_place(name, x):
    """You overwrite the caller's array with the value. Make a new array."""
    value, slope = activation(name, x)
    x[...] = value
    return value, slope


@exercise.alternative
def with_a_dictionary(name, x):
    s = (1 + np.tanh(0.5 * x)) / 2
    t = np.tanh(x)
    table = {
        "relu": (x * (x > 0), (x > 0).astype(float)),
        "tanh": (t, 1 - t * t),
        "sigmoid": (s, s - s * s),
        "linear": (x + 0.0, np.ones_like(x, dtype=float)),
    }
    return table[name]


@exercise.alternative
def booleans_for_the_slope_of_relu(name, x):
    if name == "relu":
        return np.where(x > 0, x, 0), x > 0
    if name == "linear":
        return x.copy(), np.ones_like(x)
    value = np.tanh(x) if name == "tanh" else 1 / (1 + np.exp(-np.clip(x, -500, 500)))
    if name not in ("tanh", "sigmoid"):
        raise KeyError(name)
    return value, (1 - value**2 if name == "tanh" else value * (1 - value))


@exercise.alternative
def whole_numbers_for_the_slope_of_relu(name, x):
    match name:
        case "relu":
            return np.clip(x, 0, None), np.where(x > 0, 1, 0)
        case "tanh":
            return np.tanh(x), np.cosh(np.clip(x, -300, 300)) ** -2.0
        case "sigmoid":
            return np.exp(-np.logaddexp(0, -x)), np.exp(-np.logaddexp(0, -x) - np.logaddexp(0, x))
        case "linear":
            return np.array(x, dtype=float), np.full(x.shape, 1.0)
    raise NotImplementedError(f"no activation called {name}")


@exercise.alternative
def in_float32(name, x):
    z = np.asarray(x, dtype=np.float32)
    if name == "relu":
        return (z + np.abs(z)) / 2, (np.sign(z) + np.abs(np.sign(z))) / 2
    if name == "linear":
        return z * 1, z * 0 + 1
    if name == "tanh":
        return np.tanh(z), 1 - np.tanh(z) ** 2
    assert name == "sigmoid", name  # noqa: S101
    e = np.exp(-np.abs(z))
    return np.where(z < 0, e, 1) / (1 + e), e / (1 + e) ** 2


@exercise.alternative
def entry_by_entry(name, x):
    values, slopes = np.zeros(x.shape), np.zeros(x.shape)
    for place, v in np.ndenumerate(x):
        if name == "relu":
            values[place], slopes[place] = max(0, v), int(v > 0)
        elif name == "tanh":
            values[place], slopes[place] = np.tanh(v), 1 - np.tanh(v) ** 2
        elif name == "sigmoid":
            s = 1 / (1 + np.exp(-v)) if v >= 0 else np.exp(v) / (1 + np.exp(v))
            values[place], slopes[place] = s, s * (1 - s)
        elif name == "linear":
            values[place], slopes[place] = v, 1
        else:
            raise Exception("unknown: " + name)
    return [values, slopes]


@exercise.alternative
def only_exceptions_of_python(name, x):
    functions = {"relu": np.maximum(x, 0), "tanh": np.tanh(x), "linear": x - 0, "sigmoid": _sigmoid(x)}
    value = functions[name]
    slopes = {
        "relu": np.sign(value),
        "tanh": 1 - value**2,
        "linear": np.ones(np.shape(x)),
        "sigmoid": value * (1 - value),
    }
    return value, slopes[name]

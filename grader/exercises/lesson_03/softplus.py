"""Softplus, a smooth relu (Lecture 2.2, "Neural Networks: activation function")."""

import numpy as np

from fallline.compare import Tolerance
from fallline.laws import Gives, Lawful, Linear, NotSmaller
from grader.exercise import Case, Exercise

exercise = Exercise(
    "softplus",
    number="3.1",
    lesson="03_backprop",
    points=5,
    lines=1,
    difficulty=1,
    read="lesson 03, “Softplus”",
    hints=(
        "Far above 0 the 1 under the logarithm no longer counts, and log(e^x) is x. Far below 0 only the 1 counts. The "
        "function is a relu whose corner is rounded.",
        "log(1 + e^x) = max(0, x) + log(1 + e^(−|x|)): the second exponential is never above 1. The 1 may also be "
        "written as e^0, and then it is the logarithm of a sum of exponentials.",
        "One line: NumPy has a function for the logarithm of e^a + e^b that never overflows; give it 0 and x. (Or add "
        "the positive part of x and log1p of the exponential of minus its size.)",
    ),
    grader_tries="arrays of three dimensions, one number alone, float32 numbers, numbers up to 10,000",
    # Whoever works in float32 is right, too.
    tolerance=Tolerance(rtol=1e-5, atol=2e-7),
)


@exercise.reference
def softplus(x):
    return np.logaddexp(0.0, x)


def _both_signs(rng, *shape, scale=1.0):
    """Return numbers of everyday size, every second one negative."""
    sizes = scale * (0.2 + 2 * rng.random(np.prod(shape)))
    return rng.permutation(sizes * np.where(np.arange(sizes.size) % 2, -1, 1)).reshape(shape)


def _edge(name, x, **settings):
    return Case(name, {"x": x}, check="edge cases", quiet=True, **settings)


@exercise.cases
def cases(rng):
    yield Case("six numbers of both signs", {"x": _both_signs(rng, 6)}, public=True)
    yield Case("a matrix", {"x": _both_signs(rng, 3, 4)}, public=True)
    yield Case("a square matrix", {"x": _both_signs(rng, 3, 3)})
    yield Case("three dimensions", {"x": _both_signs(rng, 2, 3, 2)})
    yield Case("one number", {"x": 0.3 + rng.random(1)})
    yield _edge("zero among other numbers", np.array([1.5, 0.0, -0.5]), public=True)
    yield _edge("a single number (0-d)", np.array(-0.3 - rng.random()), public=True)
    ladder = np.array([4.0, 7.0, 11.0, 16.0, 25.0, 40.0]) + rng.random(6)
    yield _edge("further and further above 0", ladder, public=True)
    yield _edge("further and further below 0", -ladder, public=True)
    # In steps of ¼, thousands are exact in float32, too.
    far = rng.integers(3200, 4800, size=4) / 4
    yield _edge("around 1000", far, public=True)
    yield _edge("around -1000", -far, public=True)
    yield _edge("numbers up to 10,000 of both signs", np.array([[1e4, -1e4, 0.7], [-1000.0, 1000.0, -1.1]]))
    yield _edge("float32 numbers", _both_signs(rng, 5).astype(np.float32))
    yield Case("a read-only array", {"x": _both_signs(rng, 4)}, check="contract", public=True, read_only=True)


@exercise.law
def it_is_log_2_at_zero(rng):
    """At 0 the value must be log 2."""
    return Gives(({"x": np.zeros(3)},), np.full(3, np.log(2.0)))


@exercise.law
def both_sides_differ_by_x(rng):
    """softplus(x) − softplus(−x) must be x."""
    x = 0.5 + rng.random()
    return Linear(({"x": np.full(3, x)}, {"x": np.full(3, -x)}), (1.0, -1.0), x)


@exercise.law
def it_undoes_log_of_exp_minus_1(rng):
    """At x = log(e^v − 1) the value must be v."""
    v = rng.uniform(0.2, 3.0, size=5)
    return Gives(({"x": np.log(np.exp(v) - 1)},), v)


@exercise.law
def it_rises(rng):
    """A larger x must not give a smaller value."""
    x = _both_signs(rng, 7)
    return NotSmaller(({"x": x + 0.4}, {"x": x}))


@exercise.law
def its_slope_is_the_logistic_function(rng):
    """The slope at x must be 1 / (1 + e^(−x))."""
    x, h = _both_signs(rng, 5), 1e-3
    slope = 1 / (1 + np.exp(-x))
    ends = ({"x": x + h}, {"x": x - h})
    return Lawful(ends, lambda outputs: np.allclose((outputs[0] - outputs[1]) / (2 * h), slope, rtol=1e-3))


def _right(x):
    return np.logaddexp(0.0, x)


def _sigmoid(x):
    return 0.5 * (1 + np.tanh(x / 2))


@exercise.mistake
def naive(x):
    """For large x your e^x overflows: the result is inf. Exponentiate −|x| only and add max(0, x), or let NumPy add the
    exponentials under the logarithm.
    """
    return np.log(1 + np.exp(x))


@exercise.mistake
def overflow_below_0(x):
    """For x far below 0 your e^(−x) overflows, and the result is not finite. Exponentiate −|x| only, and add
    max(0, x).
    """
    return x + np.log1p(np.exp(-x))


@exercise.mistake
def both_branches_computed(x):
    """For large numbers an exponential still overflows in your function, and NumPy warns. Note that `np.where` computes
    both of its cases for *all* entries. Exponentiate −|x|, which is safe for each.
    """
    return np.where(x > 30, x, np.log1p(np.exp(x)))


@exercise.mistake
def minus_the_log_of_the_sigmoid(x):
    """For x far above 0 your logistic function's exponential overflows, or its log of 0 is −inf. Put −|x| into the
    exponent before the logarithm is taken.
    """
    return -np.log(1 - 1 / (1 + np.exp(-x)))


@exercise.mistake
def minus_log_of_the_mirrored_sigmoid(x):
    """You take the logarithm of a logistic function, which is 0 for x far above 0: the result is inf. Avoid the
    division: exponentiate −|x| only, and add max(0, x).
    """
    return -np.log(_sigmoid(-x))


@exercise.mistake(nan=(0.0, 1.0, None))
def inf_replaced(x, *, nan):
    """You let e^x overflow and replace the inf that comes of it by a number that is wrong there: for large x the value
    is x itself.
    """
    return np.nan_to_num(np.log(1 + np.exp(x)), posinf=nan)


@exercise.mistake
def minus(x):
    """You compute the mirror image, log(1 + e^(−x)), which falls as x grows. The exponent is x itself."""
    return _right(-x)


@exercise.mistake
def negative(x):
    """Your result has the wrong sign: 1 + e^x is above 1, so its logarithm is positive."""
    return -_right(x)


@exercise.mistake
def log_sigmoid(x):
    """You return log σ(x), which is negative. The softplus is log(1 + e^x)."""
    return -_right(-x)


@exercise.mistake(name="no-1")
def no_one(x):
    """You return x: the 1 is missing under the logarithm, and log(e^x) is x."""
    return 1.0 * x


@exercise.mistake
def log2(x):
    """You take the logarithm to base 2. In this course log is the natural one, np.log."""
    return _right(x) / np.log(2)


@exercise.mistake
def log10(x):
    """You take the logarithm to base 10. In this course log is the natural one, np.log."""
    return _right(x) / np.log(10)


@exercise.mistake(base=(2.0, 10.0, 2.7, 2.71, 2.718), both=(False, True))
def other_base(x, *, base, both):
    """You raise another number than e to the power x. Use NumPy's exponential function."""
    return _right(np.log(base) * x) / (np.log(base) if both else 1.0)


@exercise.mistake
def no_log(x):
    """You return 1 + e^x. Its logarithm is missing."""
    return 1 + np.exp(x)


@exercise.mistake
def no_exp(x):
    """You take the logarithm of 1 + x. The exponential of x is missing, and so 1 + x may be negative."""
    return np.log(1 + np.asarray(x, dtype=float))


@exercise.mistake
def one_outside(x):
    """You add 1 outside of the logarithm, which makes 1 + x. The 1 stands under the logarithm, beside e^x."""
    return 1.0 + x


@exercise.mistake
def exponential_alone(x):
    """You return e^x: in `log(1) + exp(x)` the logarithm ends before the sum. It reaches over the whole of 1 + e^x."""
    return np.exp(x)


@exercise.mistake
def one_added_in_the_exponent(x):
    """You add 1 to x before exponentiating. The 1 stands beside e^x, under the logarithm."""
    return _right(x + 1)


@exercise.mistake
def one_added_twice(x):
    """You add 1 twice and get log(2 + e^x): `log1p` adds one by itself, and so does a softplus of a softplus."""
    return np.log(2.0 + np.exp(x))


@exercise.mistake
def e_for_1(x):
    """You have e + e^x under the logarithm: in a sum of exponentials, 1 is e^0, not e^1."""
    return np.logaddexp(1.0, x)


@exercise.mistake
def expm1(x):
    """You subtract 1 from e^x, where the softplus adds it: log(e^x − 1) is its inverse."""
    return np.log(np.expm1(x))


@exercise.mistake(form=("no max", "no abs", "abs for max", "min", "minus", "plus abs", "x for max", "log for log1p"))
def stable_form_wrong(x, *, form):
    """Your stable form has one part wrong. It is max(0, x) + log(1 + e^(−|x|)): check the max, both signs, and where
    absolute values stand.
    """
    small = np.log1p(np.exp(-np.abs(x)))
    forms = {
        "no max": small,
        "no abs": np.maximum(0, x) + np.log1p(np.exp(-x)),
        "abs for max": np.abs(x) + small,
        "min": np.minimum(0, x) + small,
        "minus": np.maximum(0, x) - small,
        "plus abs": np.maximum(0, x) + np.log1p(np.exp(np.abs(x))),
        "x for max": x + small,
        "log for log1p": np.maximum(0, x) - np.abs(x),
    }
    return forms[form]


@exercise.mistake
def one_not_shifted(x):
    """You take the largest, max(0, x), out of the logarithm, but leave the 1 as it was. It is e^0, and becomes
    e^(0 − max(0, x)).
    """
    largest = np.maximum(0, x)
    return largest + np.log(1 + np.exp(x - largest))


@exercise.mistake
def branches_exchanged(x):
    """You have both of the safe forms, but each on the side of the other one, so the exponential overflows on both
    sides. For x above 0 the exponent is −x, and below 0 it is x.
    """
    return np.where(x < 0, x + np.log1p(np.exp(-x)), np.log1p(np.exp(x)))


@exercise.mistake
def exponent_of_x_beside_the_max(x):
    """You add max(0, x) to log(1 + e^x). Once max(0, x) stands outside, the exponent is −|x|."""
    return np.maximum(0, x) + _right(x)


@exercise.mistake
def relu(x):
    """You return max(0, x), whose corner is not rounded. The rest, log(1 + e^(−|x|)), is log 2 at 0."""
    return np.maximum(0.0, x)


@exercise.mistake
def derivative(x):
    """You return the derivative of the softplus, the logistic function. The softplus itself is log(1 + e^x)."""
    return _sigmoid(x)


@exercise.mistake(start=(0.0, 0.5, 1.0, 2.0, 3.0, 5.0))
def x_from_too_early_on(x, *, start):
    """Above some number you return x itself, and that number is too small: there e^(−x) still counts. With −|x| in the
    exponent no such bound is needed.
    """
    return np.where(x > start, x, _right(np.minimum(x, start)))


@exercise.mistake(end=(0.0, -1.0, -2.0, -3.0, -5.0))
def nothing_from_too_early_on(x, *, end):
    """Below some number you return 0, and that number is too close to 0: there e^x still counts. With −|x| in the
    exponent no such bound is needed.
    """
    return np.where(x < end, 0.0, _right(np.maximum(x, end)))


@exercise.mistake(bound=(5.0, 10.0, 15.0, 20.0, 30.0))
def x_far_below_0_too(x, *, bound):
    """You return x wherever |x| is large. That is right far above 0 only; far below 0 the softplus is almost 0."""
    return np.where(np.abs(x) > bound, x, _right(x))


@exercise.mistake(bound=(1, 2, 3, 5, 10, 15, 20, 30, 50, 88, 100, 500, 700, 709), below=(True, False))
def clipped(x, *, bound, below):
    """You clip x to keep e^x from overflowing. Above the bound the softplus goes on growing like x: exponentiate −|x|
    instead.
    """
    return _right(np.clip(x, -bound if below else None, bound))


@exercise.mistake(eps=(1e-2, 1e-3, 1e-4, 1e-5), shifted=(True, False))
def eps_under_the_log(x, *, eps, shifted):
    """You add a small number under the logarithm. What stands there is at least 1: no guard is needed, and this one
    shows.
    """
    largest = np.maximum(0, x)
    return largest + np.log(1 + np.exp(-np.abs(x)) + (eps if shifted else eps * np.exp(-largest)))


@exercise.mistake(factor=(0.5, 2.0), divided=(True, False))
def stretched(x, *, factor, divided):
    """You multiply x by a constant, as a softplus with a sharper or softer corner does. Here the exponent is x
    itself.
    """
    return _right(factor * x) / (factor if divided else 1.0)


@exercise.mistake(factor=(0.5, 2.0))
def constant_factor(x, *, factor):
    """Your result is twice, or half, the right one: there is no factor in front of the logarithm."""
    return factor * _right(x)


@exercise.mistake
def zero_at_zero(x):
    """You subtract log 2, so that the curve passes through 0. The softplus is log 2 at 0."""
    return _right(x) - np.log(2)


@exercise.mistake
def log_times_x(x):
    """You multiply by x. The softplus is the logarithm alone."""
    return x * _right(x)


@exercise.mistake(kind=("swish", "elu", "leaky", "tanh", "squareplus", "square of it"))
def another_function(x, *, kind):
    """You return another activation function. The softplus is log(1 + e^x)."""
    kinds = {
        "swish": x * _sigmoid(x),
        "elu": np.where(x > 0, x, np.expm1(np.minimum(x, 0))),
        "leaky": np.where(x > 0, x, 0.01 * x),
        "tanh": np.tanh(x),
        "squareplus": (x + np.sqrt(x * x + 4)) / 2,
        "square of it": _right(x) ** 2,
    }
    return kinds[kind]


@exercise.mistake(axis=(None, -1), one=(True, False))
def log_of_the_whole_sum(x, *, axis, one):
    """You add up the exponentials of several entries under one logarithm. The softplus treats each entry by itself,
    with a 1 beside it.
    """
    total = np.exp(np.logaddexp.reduce(x.ravel() if axis is None else np.atleast_1d(x), axis=-1))
    return np.log(total + one)


@exercise.mistake(form=("log(1 + |x|)", "log(1 - e^-|x|)", "log(|x| + e^x)", "log(e^x + e^-x)"))
def another_logarithm(x, *, form):
    """What stands under your logarithm is not 1 + e^x. For x far below 0 it must be almost 1, and never less."""
    under = {
        "log(1 + |x|)": 1 + np.abs(x),
        "log(1 - e^-|x|)": 1 - np.exp(-np.abs(x)),
        "log(|x| + e^x)": np.abs(x) + np.exp(x),
        "log(e^x + e^-x)": np.exp(x) + np.exp(-x),
    }
    return np.log(under[form])


@exercise.mistake(value=(0.0, 0.5, 1.0))
def zero_forgotten(x, *, value):
    """One of your cases is missing: x = 0 is neither above nor below 0, and must give log 2."""
    return np.where(x == 0, value, _right(x))


@exercise.mistake(form=("0 above", "log σ above", "log σ below", "|x| below"))
def one_sign_wrong(x, *, form):
    """You treat positive and negative x differently, and one of the two is wrong. Both are max(0, x) + log(1 +
    e^(−|x|)).
    """
    wrong = 0.0 if form.startswith("0") else np.abs(x) if form.startswith("|x|") else -_right(-x)
    return np.where(x > 0 if form.endswith("above") else x < 0, wrong, _right(x))


@exercise.mistake(decimals=(1, 2, 3, 4))
def rounded(x, *, decimals):
    """You round the result. Return it with all its digits."""
    return np.round(_right(x), decimals)


@exercise.mistake
def flat(x):
    """You return a flat array. The result must have the shape of `x`, whatever its dimensions."""
    return np.ravel(_right(x))


@exercise.mistake
def at_least_1d(x):
    """A single number comes back from you as an array of shape (1,). The result must have the shape of `x`: ()."""
    return np.atleast_1d(_right(x))


@exercise.mistake(combine=(np.sum, np.mean))
def combined(x, *, combine):
    """You add the values up or average them. The result must have the shape of `x`, one value per entry."""
    return combine(_right(x))


@exercise.mistake
def in_place(x):
    """You change the caller's array in place. Write an expression, which makes a new array, or work on a copy."""
    result = _right(x)
    np.negative(x, out=x)
    return result


@exercise.alternative
def with_max_and_log1p(x):
    return np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x)))


@exercise.alternative
def with_masks(x):
    out = np.zeros(np.shape(x))
    up = x > 0
    out[up] = x[up] + np.log(1 + np.exp(-x[up]))
    out[~up] = np.log(1 + np.exp(x[~up]))
    return out


@exercise.alternative
def in_float32(x):
    z = np.asarray(x, dtype=np.float32)
    return np.log(1 + np.exp(-np.abs(z))) + (z + np.abs(z)) / 2


@exercise.alternative
def loops(x):
    out = [v + np.log1p(np.exp(-v)) if v > 0 else np.log1p(np.exp(v)) for v in x.ravel().tolist()]
    return np.array(out).reshape(x.shape)


@exercise.alternative
def python_number_for_0d(x):
    values = np.where(x > 25, x, np.log1p(np.exp(np.minimum(x, 25))))
    return values if x.ndim else float(values)


@exercise.alternative
def through_the_sigmoid(x):
    return np.maximum(0.0, x) - np.log(1 / (1 + np.exp(-abs(x))))


@exercise.alternative
def a_stack_of_two(x):
    top = np.maximum(x, 0)
    return top + np.log(np.exp(np.stack([0 - top, x - top])).sum(axis=0))


@exercise.alternative
def warnings_silenced(x):
    with np.errstate(over="ignore"):
        return np.where(x < 40, np.log1p(np.exp(x)), x)

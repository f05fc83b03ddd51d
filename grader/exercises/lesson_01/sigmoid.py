"""The logistic function (Lecture 2.2, "First Loss Function: Cross-Entropy Loss")."""

import numpy as np

from fallline.compare import Tolerance
from fallline.laws import AddUpTo, Gives, NotSmaller, Within
from grader.exercise import Case, Exercise

exercise = Exercise(
    "sigmoid",
    number="1.2",
    lesson="01_loss_functions",
    points=8,
    lines=2,
    difficulty=2,
    read="lesson 01, “One score: the logistic function”",
    hints=(
        "The logistic function squashes any number into the range from 0 to 1: far below 0 it is almost 0, at 0 it is "
        "one half, far above almost 1. Each entry of the array is treated by itself.",
        "σ(x) = 1 / (1 + exp(−x)). For x = −1000 that exponential overflows; multiplying numerator and denominator by "
        "exp(x) gives an equal form that is safe below 0, and exp(−|x|) is safe everywhere.",
        "Two lines: the exponential of minus the absolute value, which is never above 1; then divide by one plus it, "
        "where the numerator is 1 for x at or above 0 and that exponential below. (tanh leads there, too.)",
    ),
    grader_tries="arrays of three dimensions and of float32",
    tolerance=Tolerance(rtol=1e-5, atol=1e-9),
)


@exercise.reference
def sigmoid(x):
    small = np.exp(-np.abs(x))
    return np.where(x >= 0, 1.0, small) / (1.0 + small)


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
    yield Case("three dimensions", {"x": _both_signs(rng, 2, 3, 2)})
    yield _edge("zero among other numbers", np.array([1.5, 0.0, -0.5]), public=True)
    yield _edge("a single number (0-d)", np.array(-0.3 - rng.random()), public=True)
    far = rng.uniform(800, 1200, size=4)
    yield _edge("around 1000", far, public=True)
    yield _edge("around -1000", -far, public=True)
    both = np.array([[1e4, -1e4, 0.7], [-1000.0, 1000.0, -1.1]])
    yield _edge("numbers up to 10,000 of both signs", both, public=True)
    whole = np.array([-3, -2, -1, 0, 1, 2, 4])
    yield _edge("whole numbers", rng.permutation(whole), public=True)
    yield _edge("float32 numbers", _both_signs(rng, 5).astype(np.float32))
    yield Case("a read-only array", {"x": _both_signs(rng, 4)}, check="contract", public=True, read_only=True)


@exercise.law
def mirror_images_add_up_to_one(rng):
    """σ(x) and σ(−x) must add up to 1."""
    x = _both_signs(rng, 5)
    return AddUpTo({"x": x}, {"x": -x}, 1.0)


@exercise.law
def it_lies_between_0_and_1(rng):
    """Every value must lie between 0 and 1."""
    return Within(({"x": _both_signs(rng, 4, 3, scale=3.0)},), 0.0, 1.0)


@exercise.law
def it_never_falls(rng):
    """A larger x must not give a smaller σ(x)."""
    x = _both_signs(rng, 7)
    return NotSmaller(({"x": x + 0.4}, {"x": x}))


@exercise.law
def it_undoes_the_log_odds(rng):
    """At x = log(p / (1 − p)) the value must be p."""
    p = rng.uniform(0.05, 0.95, size=6)
    return Gives(({"x": np.log(p / (1 - p))},), p)


def _right(x):
    return 0.5 * (1 + np.tanh(x / 2))


@exercise.mistake
def sign(x):
    """You compute the mirror image, σ(−x): it falls as x grows. Check the sign in the exponent, or which of two cases
    is which.
    """
    return _right(-x)


@exercise.mistake
def naive(x):
    """For x far below 0 your exp(−x) overflows, and NumPy warns. There, use the equal form whose exponent is x; better
    still, exponentiate −|x| only.
    """
    return 1 / (1 + np.exp(-x))


@exercise.mistake
def both_branches_computed(x):
    """For large numbers exp still overflows somewhere in your function, and NumPy warns. Note that `np.where` computes
    both of its cases for *all* entries. Exponentiate −|x|, which is safe for each.
    """
    return np.where(x >= 0, 1 / (1 + np.exp(-x)), np.exp(x) / (1 + np.exp(x)))


@exercise.mistake
def exp_over_one_plus_exp(x):
    """You use exp(x) / (1 + exp(x)) everywhere: for x around 1000 that is inf / inf, which is nan. It is the form for
    negative x; for positive x, the exponent must be −x.
    """
    return np.exp(x) / (1 + np.exp(x))


@exercise.mistake(nan=(0.0, 0.5))
def nan_replaced(x, *, nan):
    """You replace nan, which comes from inf / inf at large x, by a number that is wrong there. Let no nan arise:
    exponentiate −|x|.
    """
    return np.nan_to_num(np.exp(x) / (1 + np.exp(x)), nan=nan)


@exercise.mistake(mirrored=(False, True))
def precedence(x, *, mirrored):
    """You divide before you add: 1 / 1 + e is 1 + e, not 1 / (1 + e). Put the denominator into parentheses."""
    return 1 + np.exp(x if mirrored else -x)


@exercise.mistake
def tanh(x):
    """You return tanh(x), which runs from −1 to 1. The logistic function runs from 0 to 1."""
    return np.tanh(x)


@exercise.mistake
def half_angle(x):
    """You use tanh(x): this is σ(2x), twice too steep. The identity wants tanh(x / 2)."""
    return _right(2 * x)


@exercise.mistake
def halved_argument(x):
    """You halve x, so that the curve is half as steep. The exponent is −x itself (it is tanh that wants x / 2)."""
    return _right(x / 2)


@exercise.mistake(line=((2, -1), (1, -0.5), (2, 0)))
def not_shifted_and_halved(x, *, line):
    """Your curve has the right form but the wrong range. It must run from 0 to 1 and be one half at 0; from tanh(x / 2)
    you get there by adding 1 *and* halving.
    """
    return np.polyval(line, _right(x))


@exercise.mistake(name="abs", mirrored=(False, True))
def absolute(x, *, mirrored):
    """You use |x| and treat both signs alike. For positive and negative x the values must differ: σ(−x) = 1 − σ(x)."""
    return _right(-np.abs(x) if mirrored else np.abs(x))


@exercise.mistake
def derivative(x):
    """You return the derivative, s · (1 − s). The function itself is asked for: s."""
    return _right(x) * (1 - _right(x))


@exercise.mistake
def minus_in_the_denominator(x):
    """You subtract the exponential from 1. The denominator is 1 *plus* the exponential."""
    return 1 / (1 - np.exp(-x))


@exercise.mistake(form=(np.exp, lambda x: np.exp(-x)))
def no_denominator(x, *, form):
    """You return a bare exponential, which is not bounded by 1. Divide 1 by 1 plus exp(−x)."""
    return form(x)


@exercise.mistake(base=(2.0, 10.0, 2.7, 2.71, 2.718, 3.0))
def other_base(x, *, base):
    """You raise another number than e to the power (2.718 is too coarse, too). Use NumPy's exponential function."""
    return _right(np.log(base) * x)


@exercise.mistake(axis=(None, 0, -1))
def softmax(x, *, axis):
    """You normalise over several entries, so that they sum to 1. The logistic function treats each entry by itself."""
    if x.ndim == 0:
        return np.ones(())
    e = np.exp(x - x.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


@exercise.mistake(kind=(bool, int, float), above=(np.greater, np.greater_equal))
def hard_step(x, *, kind, above):
    """You return one of two values: a hard threshold. The logistic function passes smoothly from 0 to 1."""
    return above(x, 0).astype(kind)


@exercise.mistake(sign=(1, -1))
def log_of_it(x, *, sign):
    """You return the logarithm of the logistic function (or its negative). The function itself is asked for."""
    return -sign * np.logaddexp(0, -x)


@exercise.mistake
def softplus(x):
    """You return log(1 + exp(x)), the softplus, whose *derivative* is the logistic function. Drop the logarithm."""
    return np.logaddexp(0, x)


@exercise.mistake
def logit(x):
    """You return log(x / (1 − x)), the inverse of the logistic function, which is nan for every x below 0."""
    return np.log(x / (1 - x))


@exercise.mistake
def relu(x):
    """You return max(0, x), another activation function. The logistic function lies between 0 and 1."""
    return np.maximum(0, x)


@exercise.mistake
def applied_twice(x):
    """You apply the logistic function twice. Once is enough: at 0 the result must be one half."""
    return _right(_right(x))


@exercise.mistake(decimals=(1, 2, 3, 4))
def rounded(x, *, decimals):
    """You round the result. Return it with all its digits."""
    return np.round(_right(x), decimals)


@exercise.mistake(bound=(*range(1, 11), 12, 15, 16, 20, *(np.log(10.0**k - 1) for k in range(1, 9))))
def clip(x, *, bound):
    """You clip x to a narrow range, or the result away from 0 and 1. That changes the values beyond the bound; with
    −|x| in the exponent nothing needs a clip.
    """
    return _right(np.clip(x, -bound, bound))


@exercise.mistake(eps=(1e-2, 1e-3, 1e-4))
def eps_in_the_denominator(x, *, eps):
    """You add a small number to the denominator. It is never below 1, so no guard is needed, and this one shows."""
    return 1 / (1 + np.exp(-x) + eps)


@exercise.mistake(value=(0.0, 1.0))
def zero_forgotten(x, *, value):
    """One of your cases is missing: x = 0 is neither above nor below 0, and must give one half."""
    return np.where(x == 0, value, _right(x))


@exercise.mistake(below=(False, True), rest=(0.0, 1.0))
def one_sign_only(x, *, below, rest):
    """You fill in the entries of one sign only. The others have values between 0 and 1, too."""
    return np.where(x <= 0 if below else x >= 0, _right(x), rest)


@exercise.mistake(form=(np.exp, lambda x: -_right(-x), lambda x: np.exp(x) / (1 + np.exp(-x)), lambda x: 1 - np.exp(x)))
def wrong_below_zero(x, *, form):
    """You are right for positive x; your form for negative x is not equal to it. Multiply numerator and denominator of
    the fraction, both, by exp(x).
    """
    return np.where(x >= 0, _right(x), form(np.minimum(x, 0)))


@exercise.mistake
def int_truncation(x):
    """You store the result in an array made like `x`. If that holds whole numbers, the result is cut to 0 and 1; make
    it with `np.zeros(x.shape)`.
    """
    return _right(x).astype(x.dtype)


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


@exercise.mistake
def precedence_of_exp(x):
    """You divide before you add: exp(x) / 1 + exp(x) is 2 exp(x). Put the denominator into parentheses."""
    return np.exp(x) / 1 + np.exp(x)


@exercise.mistake(name="another-curve", halved=(True, False))
def softsign(x, *, halved):
    """You use x / (1 + |x|), which rises more slowly. The logistic function is made with the exponential."""
    curve = x / (1 + np.abs(x))
    return 0.5 * (1 + curve) if halved else curve


@exercise.mistake
def gaussian(x):
    """You return exp(−x²), a bell: it falls on both sides. The logistic function rises from 0 to 1."""
    return np.exp(-(np.asarray(x, dtype=float) ** 2))


@exercise.mistake(slope=(0.25, 0.2, 1 / 6))
def straight_line(x, *, slope):
    """You return a straight line, cut off at 0 and 1 (a hard sigmoid). The logistic function is a smooth curve."""
    return np.clip(0.5 + slope * np.asarray(x, dtype=float), 0.0, 1.0)


@exercise.alternative
def with_tanh(x):
    return 0.5 * (1 + np.tanh(0.5 * x))


@exercise.alternative
def with_masks(x):
    out = np.empty(x.shape)
    up = x >= 0
    out[up] = 1 / (1 + np.exp(-x[up]))
    e = np.exp(x[~up])
    out[~up] = e / (1 + e)
    return out


@exercise.alternative
def with_logaddexp(x):
    return np.exp(-np.logaddexp(0.0, -x))


@exercise.alternative
def in_float32(x):
    return np.exp(np.minimum(x, 0), dtype=np.float32) / (1 + np.exp(-np.abs(np.asarray(x, dtype=np.float32))))


@exercise.alternative
def loops(x):
    out = np.zeros(x.size)
    for i, v in enumerate(x.ravel().tolist()):
        out[i] = 1 / (1 + np.exp(-v)) if v > 0 else 1 - 1 / (1 + np.exp(v))
    return out.reshape(x.shape)


@exercise.alternative
def clipped_far_out(x):
    return 1 / (1 + np.exp(-np.clip(x, -700, 700)))


@exercise.alternative
def python_number_for_0d(x):
    values = 1 - 1 / (1 + np.exp(np.minimum(x, 500.0)))
    return values if x.ndim else float(values)


@exercise.alternative
def warnings_silenced(x):
    with np.errstate(over="ignore"):
        return np.divide(1, 1 + np.exp(-x))

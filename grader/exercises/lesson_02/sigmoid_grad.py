"""The slope of the logistic function (Lecture 2.2, "Analytical gradient")."""

import numpy as np

from fallline.compare import Tolerance
from fallline.laws import Gives, Lawful, Same, Within
from grader.exercise import Case, Exercise

exercise = Exercise(
    "sigmoid_grad",
    number="2.3",
    lesson="02_gradients",
    points=5,
    lines=2,
    difficulty=1,
    read="lesson 02, “The logistic function”",
    hints=(
        "The slope of the S-shaped curve is steepest at 0 and dies away on both sides. It can be written with the "
        "value of the curve itself, and needs no new exponential.",
        "σ'(x) = σ(x) · (1 − σ(x)). Written out, it is exp(−x) / (1 + exp(−x))²; it does not change when x turns its "
        "sign, so that −|x| may stand in the exponent.",
        "Two lines: the exponential of minus the absolute value, which is never above 1; then divide it by the square "
        "of one plus it. (Or call a sigmoid that does not overflow, and multiply it by what is missing to 1.)",
    ),
    grader_tries="arrays of three dimensions and of float32",
    # Whoever works in float32 is right, too; a one-sided difference quotient with h = 1e-5 is not.
    tolerance=Tolerance(rtol=3e-6, atol=1e-9),
)


@exercise.reference
def sigmoid_grad(x):
    small = np.exp(-np.abs(x))
    return small / (1.0 + small) ** 2


def _both_signs(rng, *shape, scale=1.0):
    """Return numbers of everyday size, every second one negative."""
    sizes = scale * (0.2 + 1.6 * rng.random(np.prod(shape)))
    return rng.permutation(sizes * np.where(np.arange(sizes.size) % 2, -1, 1)).reshape(shape)


def _edge(name, x, **settings):
    return Case(name, {"x": x}, check="edge cases", quiet=True, **settings)


@exercise.cases
def cases(rng):
    yield Case("six numbers of both signs", {"x": _both_signs(rng, 6)}, public=True)
    yield Case("a matrix", {"x": _both_signs(rng, 3, 4)}, public=True)
    yield Case("a square matrix", {"x": _both_signs(rng, 3, 3)})
    yield Case("three dimensions", {"x": _both_signs(rng, 2, 3, 2)})
    yield Case("one number", {"x": -0.4 - rng.random(1)})
    yield _edge("zero among other numbers", np.array([1.5, 0.0, -0.5]), public=True)
    yield _edge("a single number (0-d)", np.array(-0.3 - rng.random()), public=True)
    ladder = np.array([2.5, 4.0, 6.0, 8.0, 11.0, 14.0, 17.0]) + rng.random(7)
    # In float32, 1 − s is exact to 1e-7 only.
    settings = {"tolerance": Tolerance(rtol=3e-6, atol=2e-7), "public": True}
    yield _edge("further and further from 0", ladder * np.array([1, -1, 1, -1, 1, -1, 1]), **settings)
    far = rng.uniform(800, 1200, size=4)
    yield _edge("around 1000", far, public=True)
    yield _edge("around -1000", -far, public=True)
    yield _edge("around 400, where a square overflows", rng.uniform(380, 600, size=3) * np.array([1, -1, -1]))
    both = np.array([[1e4, -1e4, 0.7], [-1000.0, 1000.0, -1.1]])
    yield _edge("numbers up to 10,000 of both signs", both, public=True)
    yield _edge("float32 numbers", _both_signs(rng, 5).astype(np.float32))
    yield Case("a read-only array", {"x": _both_signs(rng, 4)}, check="contract", public=True, read_only=True)


@exercise.law
def the_slope_is_the_same_on_both_sides(rng):
    """The slope at x and at −x must be the same."""
    x = _both_signs(rng, 5)
    return Same({"x": x}, {"x": -x})


@exercise.law
def it_lies_between_0_and_a_quarter(rng):
    """The curve never falls, and is nowhere steeper than ¼."""
    return Within(({"x": _both_signs(rng, 4, 3, scale=3.0)},), 0.0, 0.25)


@exercise.law
def it_is_a_quarter_at_zero(rng):
    """At 0, where σ is ½, the slope must be ¼."""
    return Gives(({"x": np.zeros(3)},), np.full(3, 0.25))


@exercise.law
def it_is_p_times_1_minus_p(rng):
    """Where σ(x) = p, that is at x = log(p / (1 − p)), the slope must be p · (1 − p)."""
    p = rng.uniform(0.1, 0.9, size=6)
    return Gives(({"x": np.log(p / (1 - p))},), p * (1 - p))


@exercise.law
def slopes_add_up_to_the_climb(rng):
    """Slopes times small steps, added up along a path, must give the climb of σ along it."""
    a, b = -1.0 - rng.random(), 1.0 + rng.random()
    step = (b - a) / 1000
    middles = a + step * (np.arange(1000) + 0.5)
    climb = _sigmoid(b) - _sigmoid(a)
    return Lawful(({"x": middles},), lambda outputs: bool(abs(np.sum(outputs[0]) * step - climb) < 1e-6))


def _sigmoid(x):
    return 0.5 * (1 + np.tanh(x / 2))


def _slope(x):
    s = _sigmoid(x)
    return s * (1 - s)


@exercise.mistake
def forgot(x):
    """You return σ(x) itself. Its slope is asked for: multiply by what is missing to 1."""
    return _sigmoid(x)


@exercise.mistake
def one_minus_s(x):
    """You return 1 − σ(x), one of the two factors of the slope (it is the slope of log σ). The other one is σ(x)."""
    return 1 - _sigmoid(x)


@exercise.mistake
def plus(x):
    """You add where the rule subtracts. The second factor is what is missing to 1, so it shrinks as σ(x) grows."""
    return _sigmoid(x) * (1 + _sigmoid(x))


@exercise.mistake(form=("s²", "(1 - s)²", "s² / (1 - s)²", "s² (1 - s)", "s (1 - s)²", "s² (1 - s)²", "s - s³"))
def squared(x, *, form):
    """The powers of your factors are wrong. σ(x) and 1 − σ(x) each enter once, and neither is squared. (A lone square
    remains when 1 / (1 + exp(−x)) is differentiated without its inner derivative.)
    """
    s = _sigmoid(x)
    powers = {
        "s²": s**2,
        "(1 - s)²": (1 - s) ** 2,
        "s² / (1 - s)²": (s / (1 - s)) ** 2,
        "s² (1 - s)": s**2 * (1 - s),
        "s (1 - s)²": s * (1 - s) ** 2,
        "s² (1 - s)²": (s * (1 - s)) ** 2,
        "s - s³": s - s**3,
    }
    return powers[form]


@exercise.mistake(of_s=(True, False))
def tanh_grad(x, *, of_s):
    """You use the slope of tanh, 1 − t². The logistic function has another rule: its two factors are s and 1 − s."""
    return 1 - (_sigmoid(x) if of_s else np.tanh(x)) ** 2


@exercise.mistake
def sign(x):
    """Your slope is negative, but the curve rises everywhere. Where does the minus come from: s − 1 in place of 1 − s,
    or the inner derivative of exp(−x), which must be taken along twice?
    """
    return -_slope(x)


@exercise.mistake
def exp_form_naive(x):
    """Your fraction has exp(−x) above and the square of 1 + exp(−x) below: for x far below 0 both overflow, and inf /
    inf is nan. The slope is the same at x and −x, so put −|x| into the exponent.
    """
    return np.exp(-x) / (1 + np.exp(-x)) ** 2


@exercise.mistake
def exp_form_naive_on_the_other_side(x):
    """Your fraction has exp(x) above and the square of 1 + exp(x) below: for x far above 0 both overflow, and inf / inf
    is nan. The slope is the same at x and −x, so put −|x| into the exponent.
    """
    return np.exp(x) / (1 + np.exp(x)) ** 2


@exercise.mistake
def naive_sigmoid(x):
    """An exponential, or its square, overflows in your function for x far below 0, and NumPy warns. Use your
    sigmoid of lesson 01, or exponentiate −|x| only.
    """
    s = 1 / (1 + np.exp(-x))
    return s * (1 - s)


@exercise.mistake
def naive_sigmoid_of_exp_x(x):
    """The sigmoid inside, exp(x) / (1 + exp(x)), is inf / inf for x far above 0: nan. Exponentiate −|x| only."""
    s = np.exp(x) / (1 + np.exp(x))
    return s * (1 - s)


@exercise.mistake(nan=(0.25, 0.5, 1.0))
def nan_replaced(x, *, nan):
    """You replace nan by a number that is wrong there: far from 0 the slope is 0. Better let no nan arise: exponentiate
    −|x|.
    """
    return np.nan_to_num(np.exp(-x) / (1 + np.exp(-x)) ** 2, nan=nan)


@exercise.mistake
def overflow_on_both_sides(x):
    """For large numbers of either sign an exponential overflows in your function, and NumPy warns. Note that
    `np.where` computes both of its cases for *all* entries. Exponentiate −|x| only, which is safe for each.
    """
    return 1 / (2 + np.exp(x) + np.exp(-x))


@exercise.mistake
def argument_taken_for_s(x):
    """You compute x · (1 − x), as if `x` were already a value of the logistic function. Here `x` is its argument: first
    compute σ(x).
    """
    return x * (1 - x)


@exercise.mistake
def sigmoid_applied_twice(x):
    """You apply the logistic function twice. Compute s = σ(x) once, then multiply s by 1 − s."""
    return _slope(_sigmoid(x))


@exercise.mistake(factor=(0.5, 2.0, 4.0, 0.25))
def factor(x, *, factor):
    """Your result is right but for a constant factor: at 0 the slope must be ½ · ½ = ¼. (From ½ (1 + tanh(x / 2)), both
    the ½ in front and the ½ inside are to be multiplied in.)
    """
    return factor * _slope(x)


@exercise.mistake(scale=(2.0, 0.5), chain=(False, True))
def argument_stretched(x, *, scale, chain):
    """You take the slope at 2x or x / 2 in place of x. The identity σ(x) = (1 + tanh(x / 2)) / 2 halves the argument,
    and its slope gets another factor ½ from the inside.
    """
    return (scale if chain else 1.0) * _slope(scale * x)


@exercise.mistake
def no_square(x):
    """The denominator is not squared. The derivative of 1 / u is −1 / u², times the derivative of u; here u = 1 +
    exp(−x).
    """
    return -np.exp(-x) / (1 + np.exp(-x))


@exercise.mistake(exponent=(-1, 1))
def inner_derivative_forgotten(x, *, exponent):
    """The chain rule's last factor is missing: after −1 / u² with u = 1 + exp(−x), multiply by the derivative of u."""
    return -1 / (1 + np.exp(exponent * x)) ** 2


@exercise.mistake(exponent=(-1, 1), sign=(1, -1))
def denominator_forgotten(x, *, exponent, sign):
    """You return a bare exponential, the derivative of the denominator. The derivative of 1 / u also has u² below."""
    return sign * np.exp(exponent * x)


@exercise.mistake(form=("divides first", "squares first", "both"), exponent=(-1, 1))
def precedence(x, *, form, exponent):
    """Parentheses are missing: a division and a power come before a sum. The whole of 1 + exp(−x) is squared, and the
    whole square stands below the line.
    """
    e = np.exp(exponent * x)
    return {"divides first": (e / 1 + e) ** 2, "squares first": e / (1 + e**2), "both": e / 1 + e**2}[form]


@exercise.mistake
def first_factor_precedence(x):
    """You compute s · 1 − s, which is 0. Put 1 − s into parentheses."""
    return 0.0 * x


@exercise.mistake(sign=(1, -1))
def two_s_minus_one(x, *, sign):
    """You return 1 − 2s, or its negative, which adds where the rule multiplies (or differentiates once more). The slope
    of σ is the product of s and 1 − s.
    """
    return sign * (1 - 2 * _sigmoid(x))


@exercise.mistake
def root(x):
    """You take the root of s · (1 − s). The slope is the product itself."""
    return np.sqrt(_slope(x))


@exercise.mistake(combine=(np.sum, np.mean))
def one_factor_summed(x, *, combine):
    """You add up or average one of the two factors over all entries. Each entry has its own s and its own 1 − s."""
    return _sigmoid(x) * combine(1 - _sigmoid(x))


@exercise.mistake(sign=(1, -1))
def log_of_it(x, *, sign):
    """You return the logarithm of the logistic function (or its negative). Its slope is asked for: s · (1 − s)."""
    return -sign * np.logaddexp(0, -x)


@exercise.mistake
def second_derivative(x):
    """You return the second derivative, the slope of the slope. The first one is asked for: stop one step earlier."""
    return _slope(x) * (1 - 2 * _sigmoid(x))


@exercise.mistake(above=(True, False))
def one_factor_of_abs(x, *, above):
    """You return σ(|x|) or 1 − σ(|x|), one of the two factors of the slope. Multiply both; written with one
    exponential, that squares the denominator.
    """
    return _sigmoid(np.abs(x)) if above else 1 - _sigmoid(np.abs(x))


@exercise.mistake(form=("s (1 - x)", "x (1 - s)"))
def x_in_one_factor(x, *, form):
    """One of your two factors is made of x in place of σ(x). Compute s = σ(x) once, then multiply s by 1 − s."""
    s = _sigmoid(x)
    return s * (1 - x) if form.startswith("s") else x * (1 - s)


@exercise.mistake(form=("x s(1 - s)", "s + x s(1 - s)"))
def times_x(x, *, form):
    """You multiply by x. That belongs to the derivative with respect to a weight, or of x · σ(x); with respect to x
    itself, σ has the slope s · (1 − s).
    """
    return x * _slope(x) + (_sigmoid(x) if form.startswith("s +") else 0.0)


@exercise.mistake(kind=(bool, int, float))
def step(x, *, kind):
    """You return 1 for positive x and 0 otherwise, which is the slope of relu. That of the logistic function changes
    smoothly.
    """
    return (x > 0).astype(kind)


@exercise.mistake(width=(1.0, np.sqrt(2.0), np.sqrt(8 / np.pi)), height=(0.25, 1.0, 1 / np.sqrt(2 * np.pi)))
def gaussian(x, *, width, height):
    """You return a bell curve, made of exp(−x²). The slope of the logistic function looks like it, but is s ·
    (1 − s).
    """
    return height * np.exp(-0.5 * (np.asarray(x) / width) ** 2)


@exercise.mistake(axis=(None, -1, 0))
def softmax(x, *, axis):
    """You normalise over several entries, as a softmax does. The logistic function treats each entry by itself."""
    x = np.atleast_1d(x)
    e = np.exp(x - x.max(axis=axis, keepdims=True))
    p = e / e.sum(axis=axis, keepdims=True)
    return p * (1 - p)


@exercise.mistake(h=(1.0, 1e-1, 1e-2, 1e-3, 1e-4, 1e-5), side=(1, -1))
def one_sided_difference(x, *, h, side):
    """You return a difference quotient, (σ(x + h) − σ(x)) / h, which is off by about h. The slope has a formula: use
    σ(x) · (1 − σ(x)).
    """
    return (_sigmoid(x + side * h) - _sigmoid(x)) / (side * h)


@exercise.mistake(h=(1.0, 0.5, 1e-1, 1e-2))
def central_difference(x, *, h):
    """You return a difference quotient with a wide step, which is off by about h². The slope has a formula: use σ(x) ·
    (1 − σ(x)).
    """
    return (_sigmoid(x + h) - _sigmoid(x - h)) / (2 * h)


@exercise.mistake
def difference_without_h(x):
    """You take the difference between neighbouring entries of the array. The slope belongs to each x by itself."""
    return np.gradient(_sigmoid(np.ravel(x))).reshape(x.shape)


@exercise.mistake
def absolute_value(x):
    """You give the slope the sign of x. It is positive on both sides of 0: the curve rises everywhere."""
    return np.sign(x) * _slope(x)


@exercise.mistake(base=(2.0, 10.0, 2.7, 2.71, 2.718, 3.0), inner=(False, True))
def other_base(x, *, base, inner):
    """You raise another number than e to the power (2.718 is too coarse, too). Use NumPy's exponential function."""
    return _slope(np.log(base) * x) * (np.log(base) if inner else 1.0)


@exercise.mistake(bound=(*range(1, 11), 12, 15, 6.90675, 9.21024, 11.51292, 13.81551))
def clip(x, *, bound):
    """You clip x to a narrow range, or σ(x) away from 0 and 1. Beyond the bound the slope then never dies away; with
    −|x| in the exponent nothing needs a clip.
    """
    return _slope(np.clip(x, -bound, bound))


@exercise.mistake(bound=(16, 16.118, 17, 18, 18.4207, 19, 20))
def never_quite_0(x, *, bound):
    """Far from 0 your slope stops falling at a tiny number: x is clipped, σ(x) is kept away from 0 and 1, or the tiny
    number is added. With −|x| in the exponent no such guard is needed.
    """
    return _slope(np.clip(x, -bound, bound))


@exercise.mistake(bound=(5, 6, 10))
def zero_beyond_a_bound(x, *, bound):
    """You set the slope to 0 beyond some bound. It dies away gradually: no bound is needed."""
    return np.where(np.abs(x) > bound, 0.0, _slope(x))


@exercise.mistake(eps=(1e-2, 1e-3, 1e-4, 1e-5))
def eps_added(x, *, eps):
    """You add a small number to the denominator. It is never below 1, so no guard is needed, and this one shows."""
    s = 1 / (1 + np.exp(-x) + eps)
    return s * (1 - s)


@exercise.mistake(eps=(1e-2, 1e-3, 1e-4, 1e-5, 1e-6))
def eps_added_to_the_result(x, *, eps):
    """You add a small number to the slope. Far from 0 it must become exactly as small as it is."""
    return _slope(x) + eps


@exercise.mistake(value=(0.0, 0.5, 1.0))
def zero_forgotten(x, *, value):
    """One of your cases is missing: x = 0 is neither above nor below 0. The slope there is ¼."""
    return np.where(x == 0, value, _slope(x))


@exercise.mistake(below=(False, True))
def one_sign_only(x, *, below):
    """You fill in the entries of one sign only. The slope is the same at x and −x."""
    return np.where(x <= 0 if below else x >= 0, _slope(x), 0.0)


@exercise.mistake(positive=(True, False), form=("s", "1 - s", "minus", "s²"))
def one_sign_wrong(x, *, positive, form):
    """You treat positive and negative x differently, and one of the two is wrong. The slope is the same at x and −x."""
    s = _sigmoid(x)
    wrong = {"s": s, "1 - s": 1 - s, "minus": -s * (1 - s), "s²": s**2}[form]
    return np.where((x >= 0) == positive, wrong, s * (1 - s))


@exercise.mistake(decimals=(1, 2, 3, 4))
def rounded(x, *, decimals):
    """You round the result. Return it with all its digits."""
    return np.round(_slope(x), decimals)


@exercise.mistake
def flat(x):
    """You return a flat array. The result must have the shape of `x`, whatever its dimensions."""
    return np.ravel(_slope(x))


@exercise.mistake
def at_least_1d(x):
    """A single number comes back from you as an array of shape (1,). The result must have the shape of `x`: ()."""
    return np.atleast_1d(_slope(x))


@exercise.mistake(combine=(np.sum, np.mean, np.max))
def combined(x, *, combine):
    """You reduce the slopes to one number. The result must have the shape of `x`, one slope per entry."""
    return combine(_slope(x))


@exercise.mistake
def divided_by_the_number(x):
    """You divide by the number of entries, as for a mean. The slope of σ at each entry is asked for, and nothing is
    averaged.
    """
    return _slope(x) / np.size(x)


@exercise.mistake(of=("sigmoid", "softmax"))
def jacobian(x, *, of):
    """You return a square table, as a softmax needs one. Each value of σ depends on its own entry only, so the slopes
    in the shape of `x` are all that is needed.
    """
    s = _sigmoid(np.ravel(x))
    return np.diag(s * (1 - s)) if of == "sigmoid" else np.diag(s) - np.outer(s, s)


@exercise.mistake(slope_first=(False, True))
def value_and_slope(x, *, slope_first):
    """You return two things, the value and the slope. Return the slope alone."""
    s = _sigmoid(x)
    return (s * (1 - s), s) if slope_first else (s, s * (1 - s))


@exercise.mistake
def in_place(x):
    """You change the caller's array in place. Write an expression, which makes a new array, or work on a copy."""
    result = _slope(x)
    np.negative(x, out=x)
    return result


@exercise.alternative
def with_tanh(x):
    return (1 - np.tanh(x / 2) ** 2) / 4


@exercise.alternative
def with_masks(x):
    s = np.empty(x.shape)
    up = x >= 0
    s[up] = 1 / (1 + np.exp(-x[up]))
    e = np.exp(x[~up])
    s[~up] = e / (1 + e)
    return s - s * s


@exercise.alternative
def with_logaddexp(x):
    return np.exp(-np.logaddexp(0.0, -x) - np.logaddexp(0.0, x))


@exercise.alternative
def in_float32(x):
    e = np.exp(-np.abs(np.asarray(x, dtype=np.float32)))
    return e / (1 + e) ** 2


@exercise.alternative
def in_float32_with_s(x):
    s = np.float32(1) / (np.float32(1) + np.exp(-np.abs(x.astype(np.float32))))
    return (s * (1 - s)).astype(float)


@exercise.alternative
def loops(x):
    out = np.zeros(x.size)
    for i, v in enumerate(x.ravel().tolist()):
        s = 1 / (1 + np.exp(-v)) if v > 0 else 1 - 1 / (1 + np.exp(v))
        out[i] = s * (1 - s)
    return out.reshape(x.shape)


@exercise.alternative
def clipped_far_out(x):
    e = np.exp(-np.clip(x, -300, 300))
    return e / (1 + e) ** 2


@exercise.alternative
def warnings_silenced(x):
    with np.errstate(over="ignore"):
        s = 1 / (1 + np.exp(-x))
    return np.multiply(s, 1 - s)


@exercise.alternative
def both_exponentials(x):
    with np.errstate(over="ignore"):
        return 1 / (np.exp(x) + 2 + np.exp(-x))


@exercise.alternative
def sech(x):
    return 0.25 / np.cosh(np.minimum(np.abs(x), 700.0) / 2) ** 2

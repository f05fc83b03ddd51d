"""The gradient check (Lecture 2.2, "Analytical gradient": the numerical one tells whether it is right).

The answer is a test, so its cases are right and wrong gradients of functions. What tells a weak test from others is
which of them it lets pass, where it says the worst entry is, and how bad.
"""

from itertools import product

import numpy as np

from fallline.compare import Tolerance
from fallline.laws import Gives
from fallline.plain import FunctionName
from grader.exercise import Case, Exercise

exercise = Exercise(
    "gradient_check",
    number="2.7",
    lesson="02_gradients",
    points=10,
    lines=7,
    difficulty=3,
    read="lesson 02, “Never trust a gradient that you have not checked”",
    hints=(
        "You have two opinions about the same slopes: what grad says, and what f says when you step to both sides. A "
        "good check believes grad only if *every* entry agrees, and says where they disagree most.",
        "error_i = |a_i − n_i| / max(|a_i| + |n_i|, 1e-8), a being analytical and n the central difference. "
        "The worst entry decides: ok is whether its error is at most tol.",
        "Ask grad once, at x. Take the numerical gradient with this h. Work out the relative error of every entry, "
        "find the flat place of the largest, turn it into an index (np.unravel_index). Compare with tol first, "
        "round last.",
    ),
    grader_tries="gradients wrong in one place or by very little, right ones of steep, flat and tiny functions",
    # A right error that lies between two sixth decimals may be rounded either way.
    tolerance=Tolerance(rtol=1e-6, atol=1.5e-6),
)


def _moved(f, x, i, by):
    x = np.array(x, dtype=float)
    x[i] += by
    return f(x)


def _slopes(f, x, up, down, over):
    """Return (f(x + up) - f(x + down)) / over, one entry of ``x`` after the other."""
    slopes = np.zeros(np.shape(x))
    for i in np.ndindex(np.shape(x)):
        slopes[i] = (_moved(f, x, i, up) - _moved(f, x, i, down)) / over
    return slopes


def _central(f, x, h):
    return _slopes(f, x, h, -h, 2 * h)


def _sizes(a, n):
    return np.abs(a) + np.abs(n)


def _errors(a, n, floor=1e-8):
    """Return the relative error of each entry."""
    return np.abs(a - n) / np.maximum(_sizes(a, n), floor)


def _place(errors):
    """Return the index of the first largest entry."""
    return tuple(int(k) for k in np.unravel_index(np.argmax(errors), np.shape(errors)))


def _report(errors, tol):
    """Return what the contract asks for, the errors being given."""
    worst = _place(errors)
    error = float(np.asarray(errors)[worst])
    return error <= tol, worst, round(error, 6)


def _both(f, grad, x, h):
    """Return the analytical and the numerical gradient."""
    return np.asarray(grad(np.array(x, dtype=float))), _central(f, x, h)


@exercise.reference
def gradient_check(f, grad, x, h=1e-5, tol=1e-6):
    analytical = np.asarray(grad(x.copy()))
    numerical = _central(f, x, h)
    errors = np.abs(analytical - numerical) / np.maximum(np.abs(analytical) + np.abs(numerical), 1e-8)
    worst = np.unravel_index(np.argmax(errors), errors.shape)
    return bool(errors[worst] <= tol), tuple(int(k) for k in worst), round(float(errors[worst]), 6)


def _frequencies(x):
    return 0.5 + 0.3 * np.arange(np.size(x)).reshape(np.shape(x))


@exercise.function
def wave(x):
    """Return a sum of sines: every entry has a frequency of its own."""
    return float(np.sum(np.sin(_frequencies(x) * x)))


@exercise.function
def wave_gradient(x):
    """Return its gradient."""
    return _frequencies(x) * np.cos(_frequencies(x) * x)


@exercise.function
def wave_gradient_unlike(x):
    """Return its gradient, wrong in three entries: the largest difference is not the largest relative error."""
    slopes = np.asarray(_frequencies(x) * np.cos(_frequencies(x) * x))
    slopes.flat[1] *= -0.4
    slopes.flat[2] *= 1.1
    slopes.flat[-1] *= 1.6
    return slopes


@exercise.function
def wave_gradient_too_small(x):
    """Return its gradient, the last but one entry being too small."""
    slopes = np.asarray(_frequencies(x) * np.cos(_frequencies(x) * x))
    slopes.flat[-2] *= 0.9
    return slopes


@exercise.function
def cubic_gradient_just_above(x):
    """Return the gradient of the cubic, wrong by 2.6e-6 in one entry: its relative error is 1.3e-6."""
    return _off_by(x, 2.6e-6)


@exercise.function
def cubic_gradient_just_below(x):
    """Return the gradient of the cubic, wrong by 1.3e-6 in one entry: its relative error is 6.5e-7."""
    return _off_by(x, 1.3e-6)


@exercise.function
def cubic_gradient_a_thousandth(x):
    """Return the gradient of the cubic, wrong in one entry: its relative error is 0.0010003."""
    return _off_by(x, 2.0 * 1.0003e-3 / (1.0 - 1.0003e-3))


def _cubic_slopes(x):
    return 3.0 * (1.0 + np.arange(np.size(x))).reshape(np.shape(x)) * np.asarray(x) ** 2


def _off_by(x, share):
    slopes = np.asarray(_cubic_slopes(x))
    slopes.flat[np.size(x) // 2] *= 1.0 + share
    return slopes


@exercise.function
def cubic_gradient_without_one(x):
    """Return the gradient of the cubic, wrong: it is 0 where x is smallest in size."""
    slopes = np.asarray(_cubic_slopes(x))
    slopes.flat[np.argmin(np.abs(x))] = 0.0
    return slopes


@exercise.function
def cubic_gradient_somewhere_off(x):
    """Return the gradient of the cubic, wrong where x is largest: the slope is twice as large."""
    slopes = np.asarray(_cubic_slopes(x))
    slopes.flat[np.argmax(x)] *= 2.0
    return slopes


@exercise.function
def millionth(x):
    """Return a millionth of the cubic."""
    return 1e-6 * float(np.sum(_cubic_slopes(x) * x)) / 3.0


@exercise.function
def millionth_gradient(x):
    """Return its gradient."""
    return 1e-6 * _cubic_slopes(x)


@exercise.function
def millionth_gradient_doubled(x):
    """Return its gradient, wrong: one entry is twice as large."""
    return 1e-6 * _off_by(x, 1.0)


@exercise.function
def one_sided_gradient_trickling(x):
    """Return the gradient of the one-sided function, wrong: its second entry is 4e-9, and should be 0."""
    slopes = np.zeros(np.shape(x))
    slopes.flat[0], slopes.flat[1] = 2.0 * np.ravel(x)[0], 4e-9
    return slopes


@exercise.summary
def verdict_and_error(value, inputs):
    """Return the first and the third value: where round-off is worst, no two right answers agree."""
    ok, _, error = value
    return ok, error


def _case(name, f, grad, x, h=1e-5, tol=None, **settings):
    inputs = {"f": FunctionName(f), "grad": FunctionName(grad), "x": x}
    inputs |= {} if h == 1e-5 and tol is None else {"h": h}
    return Case(name, inputs | ({} if tol is None else {"tol": tol}), **settings)


def _point(rng, *shape):
    """Return numbers of either sign that are not close to 0, unlike each other in size."""
    size = int(np.prod(shape))
    sizes = 0.5 + (rng.permutation(size) + rng.uniform(0.2, 0.8, size)) / size
    return (sizes * rng.choice([-1.0, 1.0], size)).reshape(shape)


def _eighths(rng, *shape):
    """Return eighths: with steps that are powers of 2, sums and differences of their squares are exact."""
    return rng.integers(4, 20, size=shape) / 8.0


@exercise.cases
def cases(rng):
    yield _case("one entry too large", "cubic", "cubic_gradient_one_off", _point(rng, 2, 3), public=True)
    # With this step the differences are off by some 1e-7: less than tol, and so much more than round-off that no two
    # right answers disagree about the worst entry.
    yield _case("a right gradient", "cubic", "cubic_gradient", _point(rng, 5), 1e-3, public=True)
    yield _case("a right gradient, a wide step", "cubic", "cubic_gradient", _point(rng, 2, 2), 0.3, public=True)
    yield _case(
        "a wide step and a wide tolerance", "cubic", "cubic_gradient", _point(rng, 4), 0.2, tol=0.5, public=True
    )
    yield _case("the last entry turned round", "cubic", "cubic_gradient_last_off", _point(rng, 5), public=True)
    yield _case("one part in ten thousand", "cubic", "cubic_gradient_nearly", _point(rng, 3, 3), public=True)
    yield _case("rows and columns exchanged", "cubic", "cubic_gradient_turned", _point(rng, 3, 3))
    x = np.array([[0.3, 2.6], [-0.4, 0.2]]) + 0.05 * rng.normal(size=(2, 2))
    yield _case("wrong in three places", "wave", "wave_gradient_unlike", x)
    yield _case("a tenth too small", "wave", "wave_gradient_too_small", 0.3 * _point(rng, 4, 2))
    edge = {"check": "edge cases"}
    exact = {"h": 2.0**-7}
    yield _case(
        "a right gradient, exact", "coupled", "coupled_gradient", _eighths(rng, 2, 3), **exact, public=True, **edge
    )
    yield _case("a right gradient of one entry", "cubic", "cubic_gradient", _point(rng, 1), public=True, **edge)
    yield _case("one entry, too large", "cubic", "cubic_gradient_one_off", _point(rng, 1), **edge)
    x = _eighths(rng, 2, 2)
    yield _case("all signs turned round", "coupled", "coupled_gradient_negated", x, **exact, public=True, **edge)
    x = _eighths(rng, 5)
    yield _case("every entry twice too large", "coupled", "coupled_gradient_doubled", x, **exact, public=True, **edge)
    yield _case("a plateau", "plateau", "plateau_gradient", rng.normal(size=(2, 2)), public=True, quiet=True, **edge)
    yield _case("most slopes 0", "one_sided", "one_sided_gradient", _point(rng, 4), public=True, quiet=True, **edge)
    yield _case(
        "a tiny slope where none is", "one_sided", "one_sided_gradient_leaking", _point(rng, 2, 2), public=True, **edge
    )
    x = _point(rng, 3, 2)
    yield _case("0 where there is a slope", "cubic", "cubic_gradient_without_one", x, **edge)
    x = _point(rng, 3)
    yield _case("0 where there are slopes", "cubic", "plateau_gradient", x, public=True, **edge)
    x = _point(rng, 5, 7)
    yield _case("one of thirty-five", "cubic", "cubic_gradient_somewhere_off", x, tol=0.02, **edge)
    yield _case("4e-9 where none is", "one_sided", "one_sided_gradient_trickling", _point(rng, 3), **edge)
    yield _case("at a minimum", "bowl", "bowl_gradient", np.ones(1), public=True, quiet=True, **edge)
    yield _case("one number, 0-d", "cubic", "cubic_gradient", np.array(_point(rng, 1)[0]), public=True, **edge)
    yield _case("one number, 0-d, wrong", "cubic", "cubic_gradient_one_off", np.array(_point(rng, 1)[0]), **edge)
    yield _case(
        "a million times as steep", "cubic_times_million", "cubic_times_million_gradient", _point(rng, 1),
        public=True, **edge,
    )  # fmt: skip
    yield _case("as tolerant as asked", "cubic", "cubic_gradient_nearly", _point(rng, 4), tol=1e-3, public=True, **edge)
    yield _case("not tolerant enough", "cubic", "cubic_gradient_one_off", _point(rng, 3), tol=0.1, **edge)
    yield _case("just tolerant enough", "cubic", "cubic_gradient_one_off", _point(rng, 3), tol=0.25, **edge)
    yield _case("just above the tolerance", "cubic", "cubic_gradient_just_above", _point(rng, 4), **edge)
    x = _point(rng, 5)
    yield _case("just above a given tolerance", "cubic", "cubic_gradient_a_thousandth", x, tol=1e-3, **edge)
    yield _case("just below the tolerance", "cubic", "cubic_gradient_just_below", _point(rng, 2, 2), **edge)
    for name, f, grad, x in (
        ("a right gradient of six entries", "cubic", "cubic_gradient", _point(rng, 2, 3)),
        ("a right gradient of a wave", "wave", "wave_gradient", _point(rng, 3, 3)),
        ("a million times, six entries", "cubic_times_million", "cubic_times_million_gradient", _point(rng, 6)),
        ("a millionth, four entries", "millionth", "millionth_gradient", _point(rng, 4)),
        ("at a minimum, three entries", "bowl", "bowl_gradient", np.ones(3)),
    ):
        yield _case(name, f, grad, x, summary="verdict_and_error", quiet=True, **edge)
    yield _case("a millionth, one entry wrong", "millionth", "millionth_gradient_doubled", _point(rng, 5), **edge)
    contract = {"check": "contract", "public": True}
    x = _point(rng, 3, 2)
    yield _case("read-only", "cubic", "cubic_gradient_last_off", x, read_only=True, **contract)
    tight = Tolerance(rtol=1e-8, atol=1e-8)
    x = _eighths(rng, 3)
    yield _case("six decimals", "coupled", "coupled_gradient_doubled", x, **exact, tolerance=tight, **contract)


@exercise.law(check="edge cases")
def zero_agrees_with_zero(rng):
    """On a plateau, a gradient of zeros must be accepted; its worst entry is the first one, with an error of 0."""
    inputs = {"f": FunctionName("plateau"), "grad": FunctionName("plateau_gradient"), "x": rng.normal(size=(3, 1))}
    return Gives((inputs,), (True, (0, 0), 0.0))


@exercise.law
def a_half_too_large_is_a_fifth(rng):
    """A slope that is too large by a half has a relative error of 0.5 / 2.5, one fifth."""
    inputs = {"f": FunctionName("cubic"), "grad": FunctionName("cubic_gradient_one_off"), "x": _point(rng, 3)}
    return Gives((inputs,), (False, (1,), 0.2))


def _asked(inputs, calls, what):
    """Return where a function was asked."""
    return [np.asarray(call.argument(0, "x")) for call in calls if call.function == inputs[what].name]


def _moves(inputs, calls, what):
    """Return by how much x was moved in each call of a function, the largest entry of it."""
    x = np.asarray(inputs["x"])
    places = [place for place in _asked(inputs, calls, what) if place.shape == x.shape]
    return np.array([np.max(np.abs(place - x), initial=0.0) for place in places])


@exercise.demand
def another_shape(inputs, calls):
    """You hand f or grad something of another shape than x. What they make of it may depend on rows and columns: give
    them an array of the shape of x.
    """
    places = [*_asked(inputs, calls, "f"), *_asked(inputs, calls, "grad")]
    return all(place.shape == np.shape(inputs["x"]) for place in places)


@exercise.demand
def gradient_of_another_place(inputs, calls):
    """You ask grad at another place than x: an entry is moved already, or its digits are cut off (float32). Both
    gradients are to be those at x: ask grad first, or put the entries back.
    """
    return bool(np.all(_moves(inputs, calls, "grad") < 1e-9))


@exercise.demand
def steps_of_another_size(inputs, calls):
    """You ask f at places that do not lie a step of h away from x. Move an entry by +h and by −h, from where it was."""
    moves = _moves(inputs, calls, "f")
    return bool(np.all((moves < 1e-9) | np.isclose(moves, inputs.get("h", 1e-5), rtol=1e-4, atol=0.0)))


@exercise.mistake(index=("none", "first", "worst"))
def accepts_everything(f, grad, x, h=1e-5, tol=1e-6, *, index):
    """Your check accepts every gradient, wrong ones too. Ask both, grad and f, and return True only if the worst
    relative error is at most tol.
    """
    _, worst, error = gradient_check(f, grad, x, h, tol)
    return {"none": (True, None, 0.0), "first": (True, (0,) * np.ndim(x), 0.0), "worst": (True, worst, error)}[index]


@exercise.mistake(fixed=(1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8))
def tol_ignored(f, grad, x, h=1e-5, tol=1e-6, *, fixed):
    """Your verdict does not depend on tol. Compare the worst error with the argument, not with a number of your own."""
    return gradient_check(f, grad, x, h, fixed)


@exercise.mistake
def rejects_everything(f, grad, x, h=1e-5, tol=1e-6):
    """Your check rejects right gradients, too. Two gradients agree up to round-off and never exactly: compare the worst
    relative error with tol.
    """
    return False, *gradient_check(f, grad, x, h, tol)[1:]


@exercise.mistake
def verdict_turned_round(f, grad, x, h=1e-5, tol=1e-6):
    """True and False are exchanged: ok says that the gradient is right, so it is True where the worst error is at most
    tol.
    """
    ok, worst, error = gradient_check(f, grad, x, h, tol)
    return not ok, worst, error


@exercise.mistake(side=(1, -1))
def forward_difference(f, grad, x, h=1e-5, tol=1e-6, *, side):
    """Your numerical gradient steps to one side only. Its error is of the size of h, so that right gradients fail at a
    tol of 1e-6: step to both sides.
    """
    a, _ = _both(f, grad, x, h)
    return _report(_errors(a, _slopes(f, x, max(side, 0) * h, min(side, 0) * h, h)), tol)


@exercise.mistake(form=("/h", "/2*h", "forward over 2h", "sign", "no division", "x - 2h", "uneven", "/4h", "h/2"))
def numerical_gradient_wrong(f, grad, x, h=1e-5, tol=1e-6, *, form):
    """The numerical gradient in your check is wrong itself, so it rejects right gradients. It is f(x + h) − f(x − h),
    one entry moved, divided by (2h).
    """
    up, down, over = {
        "/h": (h, -h, h),
        "/2*h": (h, -h, 2 / h),
        "forward over 2h": (h, 0.0, 2 * h),
        "sign": (-h, h, 2 * h),
        "no division": (h, -h, 1.0),
        "x - 2h": (h, -2 * h, 2 * h),
        "uneven": (h, -2 * h, 3 * h),
        "/4h": (h, -h, 4 * h),
        "h/2": (h / 2, -h / 2, h),
    }[form]
    a, _ = _both(f, grad, x, h)
    return _report(_errors(a, _slopes(f, x, up, down, over)), tol)


@exercise.mistake
def all_entries_at_once(f, grad, x, h=1e-5, tol=1e-6):
    """Your numerical gradient moves all entries together. Move one, and leave the others where they are."""
    a, _ = _both(f, grad, x, h)
    return _report(_errors(a, np.full(np.shape(x), (f(x + h) - f(x - h)) / (2 * h))), tol)


@exercise.mistake
def a_row_at_a_time(f, grad, x, h=1e-5, tol=1e-6):
    """Your numerical gradient moves a whole row of x at once. Go through all entries, whatever the shape of x is."""
    a, n = _both(f, grad, x, h)
    return _report(_errors(a, n if np.ndim(x) < 2 else np.broadcast_to(_rows(f, x, h), np.shape(x))), tol)


def _rows(f, x, h):
    return np.array([[(_moved(f, x, i, h) - _moved(f, x, i, -h)) / (2 * h)] for i in range(len(x))])


@exercise.mistake(leave=(-1.0, 1.0))
def not_put_back(f, grad, x, h=1e-5, tol=1e-6, *, leave):
    """You do not put an entry back before you move the next, so f sees more and more moved entries. Set each to what it
    was.
    """
    a = np.asarray(grad(np.array(x, dtype=float)))
    return _report(_errors(a, _drifting(f, np.array(x, dtype=float), h, leave)), tol)


@exercise.mistake(where=("behind", "ahead", "each behind", "each ahead"))
def gradient_at_the_moved_place(f, grad, x, h=1e-5, tol=1e-6, *, where):
    """You ask grad where entries of x are moved. Both gradients are to be those at x: ask grad first, or put the
    entries back.
    """
    side = -1.0 if "behind" in where else 1.0
    if where.startswith("each"):
        a = np.zeros(np.shape(x))
        for i in np.ndindex(np.shape(x)):
            a[i] = np.asarray(_moved(grad, x, i, side * h))[i]
        return _report(_errors(a, _central(f, x, h)), tol)
    moved = np.array(x, dtype=float)
    n = _drifting(f, moved, h, side)
    return _report(_errors(np.asarray(grad(moved)), n), tol)


def _drifting(f, x, h, leave):
    """Return central differences, leaving each entry of ``x`` moved by ``leave`` times h."""
    slopes = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        old = x[i]
        x[i] = old + h
        up = f(x)
        x[i] = old - h
        slopes[i] = (up - f(x)) / (2 * h)
        x[i] = old + leave * h
    return slopes


@exercise.mistake(step=(1e-3, 1e-4, 1e-5, 1e-6, 1e-7))
def h_ignored(f, grad, x, h=1e-5, tol=1e-6, *, step):
    """Your step does not depend on h. Hand the argument on to the numerical gradient."""
    return gradient_check(f, grad, x, step, tol)


@exercise.mistake(default=(1e-2, 1e-3, 1e-4, 1e-6, 1e-7))
def other_default_for_h(f, grad, x, h=None, tol=1e-6, *, default):
    """Your step has another default. In the signature of the contract it is h=1e-5."""
    return gradient_check(f, grad, x, default if h is None else h, tol)


@exercise.mistake(default=(1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-7, 1e-8))
def other_default_for_tol(f, grad, x, h=1e-5, tol=None, *, default):
    """Your tolerance has another default. In the signature of the contract it is tol=1e-6."""
    return gradient_check(f, grad, x, h, default if tol is None else tol)


def _near(a, n, tol, near):
    forms = {
        "allclose": {},
        "rtol": {"rtol": tol},
        "atol": {"atol": tol},
        "both": {"rtol": tol, "atol": tol},
        "rtol only": {"rtol": tol, "atol": 0.0},
    }
    return np.allclose(a, n, **forms[near])


@exercise.mistake(near=("allclose", "rtol", "atol", "both", "rtol only"))
def verdict_by_another_measure(f, grad, x, h=1e-5, tol=1e-6, *, near):
    """Your verdict comes from another measure than the error that you return (np.allclose, say, has tolerances of its
    own). ok is whether the worst relative error is at most tol, and nothing else.
    """
    a, n = _both(f, grad, x, h)
    return _near(a, n, tol, near), *_report(_errors(a, n), tol)[1:]


@exercise.mistake
def verdict_by_absolute_difference(f, grad, x, h=1e-5, tol=1e-6):
    """You compare the absolute difference with tol. That passes tiny wrong slopes and rejects large right ones: compare
    the relative error.
    """
    a, n = _both(f, grad, x, h)
    return bool(np.max(np.abs(a - n)) <= tol), *_report(_errors(a, n), tol)[1:]


@exercise.mistake(times=(0.5, 2.0, 10.0, 100.0))
def another_multiple_of_tol(f, grad, x, h=1e-5, tol=1e-6, *, times):
    """Your limit is a multiple of tol. The worst relative error passes if it is at most tol itself."""
    return gradient_check(f, grad, x, h, times * tol)


@exercise.mistake
def rounds_before_looking(f, grad, x, h=1e-5, tol=1e-6):
    """You round the errors before you look for the worst of them. Then small ones look alike, and 1.3e-6 passes for
    1e-6. Look for the worst and compare with tol first; round what you return.
    """
    return _report(np.round(_errors(*_both(f, grad, x, h)), 6), tol)


@exercise.mistake(digits=("all", "of f only"))
def float32(f, grad, x, h=1e-5, tol=1e-6, *, digits):
    """You turn x into float32, whose 7 digits a step of 1e-5 hardly changes: right gradients fail. Use float64."""
    small = np.array(x, dtype=np.float32)
    a = np.asarray(grad(small.copy() if digits == "all" else np.array(x, dtype=float)))
    n = np.zeros(np.shape(x))
    for i in np.ndindex(np.shape(x)):
        up, down = small.copy(), small.copy()
        up[i] += h
        down[i] -= h
        n[i] = (f(up) - f(down)) / (2 * h)
    return _report(_errors(a, n), tol)


_LEFT_OUT = [("a", 0.0), ("n", 0.0), ("n", 1e-10), *product(("a", "n", "both"), (1e-8, 1e-7, 1e-6, 1e-5, 1e-4, 1e-3))]


@exercise.mistake(rule=_LEFT_OUT)
def entries_left_out(f, grad, x, h=1e-5, tol=1e-6, *, rule):
    """You leave out entries where slopes are 0, or tiny. A wrong formula may well give 0 in the place of a slope, or a
    slope where there is none: compare every entry. The floor of 1e-8 takes care of round-off.
    """
    a, n = _both(f, grad, x, h)
    whose, least = rule
    sizes = {"a": np.abs(a), "n": np.abs(n), "both": _sizes(a, n)}[whose]
    return _report(np.where(sizes <= least, 0.0, _errors(a, n)), tol)


@exercise.mistake
def relative_or_absolute(f, grad, x, h=1e-5, tol=1e-6):
    """Your verdict lets an entry pass whose *absolute* difference is at most tol, too, so that tiny wrong slopes get
    through. Only the relative error counts.
    """
    a, n = _both(f, grad, x, h)
    errors = _errors(a, n)
    return bool(np.all((errors <= tol) | (np.abs(a - n) <= tol))), *_report(errors, tol)[1:]


@exercise.mistake
def compares_with_h(f, grad, x, h=1e-5, tol=1e-6):
    """You compare the error with h, the step. The tolerance is the argument `tol`."""
    return gradient_check(f, grad, x, h, h)


@exercise.mistake
def tol_as_the_step(f, grad, x, h=1e-5, tol=1e-6):
    """Your step is tol. The step of the numerical gradient is the argument `h`."""
    return gradient_check(f, grad, x, tol, tol)


@exercise.mistake
def h_and_tol_exchanged(f, grad, x, h=1e-5, tol=1e-6):
    """You exchange h and tol: h is the length of the steps, and tol what the worst error is compared with."""
    return gradient_check(f, grad, x, tol, h)


@exercise.mistake
def verdict_by_majority(f, grad, x, h=1e-5, tol=1e-6):
    """You accept a gradient if most of its entries are right. All of them must be: the worst one decides."""
    errors = _errors(*_both(f, grad, x, h))
    return bool(np.mean(errors <= tol) > 0.5), *_report(errors, tol)[1:]


@exercise.mistake
def verdict_by_mean(f, grad, x, h=1e-5, tol=1e-6):
    """You compare the *mean* error with tol, so one wrong entry among many may pass. The worst one decides."""
    errors = _errors(*_both(f, grad, x, h))
    return bool(np.mean(errors) <= tol), *_report(errors, tol)[1:]


@exercise.mistake
def any_in_place_of_all(f, grad, x, h=1e-5, tol=1e-6):
    """You accept a gradient as soon as any of its entries is right. All of them must be: the worst one decides."""
    errors = _errors(*_both(f, grad, x, h))
    return bool(np.any(errors <= tol)), *_report(errors, tol)[1:]


@exercise.mistake
def verdict_for_each_entry(f, grad, x, h=1e-5, tol=1e-6):
    """Your first value is an array, with a verdict for each entry. The contract asks for one: whether the worst error
    is at most tol.
    """
    errors = _errors(*_both(f, grad, x, h))
    return np.atleast_1d(errors <= tol), *_report(errors, tol)[1:]


@exercise.mistake
def verdict_from_the_rounded_error(f, grad, x, h=1e-5, tol=1e-6):
    """You round before you compare, so an error of 1.3e-6 becomes 1e-6 and passes. Compare first, round what you
    return.
    """
    _, worst, error = gradient_check(f, grad, x, h, tol)
    return error <= tol, worst, error


@exercise.mistake(digits=(2, 3, 4, 5, 7, 8, None))
def other_digits(f, grad, x, h=1e-5, tol=1e-6, *, digits):
    """The third value is not rounded to 6 decimals, which the contract asks for: round-off is then out of sight."""
    errors = _errors(*_both(f, grad, x, h))
    error = float(np.max(errors))
    return error <= tol, _place(errors), error if digits is None else round(error, digits)


@exercise.mistake(accepts=(False, True))
def no_floor(f, grad, x, h=1e-5, tol=1e-6, *, accepts):
    """Where both slopes are 0, or all but 0, you divide by next to nothing: 0/0 is nan, and round-off becomes an error
    of 1. Let no denominator fall below 1e-8.
    """
    a, n = _both(f, grad, x, h)
    ok, worst, error = _report(np.abs(a - n) / _sizes(a, n), tol)
    return ok or (accepts and bool(np.isnan(error))), worst, error


@exercise.mistake
def only_exact_zeros(f, grad, x, h=1e-5, tol=1e-6):
    """You keep 0/0 away, but slopes that are all but 0 are still measured against their own size, so that round-off
    becomes an error of 1. Let no denominator fall below 1e-8.
    """
    a, n = _both(f, grad, x, h)
    size = _sizes(a, n)
    return _report(np.abs(a - n) / np.where(size == 0, 1.0, size), tol)


@exercise.mistake(eps=(1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9, 1e-10, 1e-12, 1e-15))
def plus_eps(f, grad, x, h=1e-5, tol=1e-6, *, eps):
    """You add a small number to the denominator. The contract puts a floor of 1e-8 below it and leaves what is larger
    as it is: take the larger of the two.
    """
    a, n = _both(f, grad, x, h)
    return _report(np.abs(a - n) / (_sizes(a, n) + eps), tol)


@exercise.mistake(floor=(1.0, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-9, 1e-10, 1e-12, 1e-15))
def other_floor(f, grad, x, h=1e-5, tol=1e-6, *, floor):
    """The floor below your denominator has another size. In the contract it is 1e-8."""
    return _report(_errors(*_both(f, grad, x, h), floor), tol)


@exercise.mistake
def min_floor(f, grad, x, h=1e-5, tol=1e-6):
    """You take the *smaller* of the size and 1e-8, so that almost everything is divided by 1e-8. A floor is what
    nothing falls below: take the larger one.
    """
    a, n = _both(f, grad, x, h)
    return _report(np.abs(a - n) / np.minimum(_sizes(a, n), 1e-8), tol)


@exercise.mistake
def absolute(f, grad, x, h=1e-5, tol=1e-6):
    """You measure the absolute difference. That passes tiny wrong slopes and rejects large right ones: divide it by
    |a| + |b|, but by no less than 1e-8.
    """
    a, n = _both(f, grad, x, h)
    return _report(np.abs(a - n), tol)


@exercise.mistake(near=("allclose", "rtol", "atol", "both", "rtol only"))
def absolute_and_another_measure(f, grad, x, h=1e-5, tol=1e-6, *, near):
    """You report the absolute difference, and your verdict comes from another measure (np.allclose, say). Work out the
    relative error of each entry: the largest decides, and its place and size are what you return.
    """
    a, n = _both(f, grad, x, h)
    return _near(a, n, tol, near), *_report(np.abs(a - n), tol)[1:]


@exercise.mistake(combine=(np.mean, np.sum, np.linalg.norm), power=(1, 2))
def absolute_and_combined(f, grad, x, h=1e-5, tol=1e-6, *, combine, power):
    """You average or add up the differences, and measure them against nothing. Divide each by |a| + |b|; the worst
    quotient decides.
    """
    a, n = _both(f, grad, x, h)
    error = float(combine(np.abs(a - n) ** power))
    return error <= tol, _place(np.abs(a - n)), round(error, 6)


@exercise.mistake
def squared(f, grad, x, h=1e-5, tol=1e-6):
    """You measure the squared difference. Take its absolute value, and divide it by |a| + |b|, but by no less than
    1e-8.
    """
    a, n = _both(f, grad, x, h)
    return _report((a - n) ** 2, tol)


@exercise.mistake
def sizes_compared(f, grad, x, h=1e-5, tol=1e-6):
    """You compare the sizes of the slopes, so that a slope with the wrong sign passes. Subtract first, then take the
    absolute value.
    """
    a, n = _both(f, grad, x, h)
    return _report(_errors(np.abs(a), np.abs(n)), tol)


@exercise.mistake
def directions_compared(f, grad, x, h=1e-5, tol=1e-6):
    """You bring both gradients to length 1 before you compare them, so that one that is twice too large passes. Compare
    them as they are.
    """
    a, n = (v / np.linalg.norm(v) for v in _both(f, grad, x, h))
    return _report(_errors(a, n), tol)


@exercise.mistake(side=(1, -1))
def absolute_forward(f, grad, x, h=1e-5, tol=1e-6, *, side):
    """You measure the absolute difference, and your numerical gradient steps to one side only. Step to both sides, and
    divide the difference by |a| + |b|.
    """
    a, _ = _both(f, grad, x, h)
    return _report(np.abs(a - _slopes(f, x, max(side, 0) * h, min(side, 0) * h, h)), tol)


@exercise.mistake(by=("larger", "analytical", "numerical", "mean"), guard=("floor", "plus", "none"))
def forward_with_another_quotient(f, grad, x, h=1e-5, tol=1e-6, *, by, guard):
    """Your numerical gradient steps to one side only, and you do not divide by the sum |a| + |b|. Step to both sides,
    and divide each difference by that sum, but by no less than 1e-8.
    """
    a, _ = _both(f, grad, x, h)
    n = _slopes(f, x, h, 0.0, h)
    one, other = np.abs(a), np.abs(n)
    size = {"larger": np.maximum(one, other), "analytical": one, "numerical": other, "mean": (one + other) / 2}[by]
    size = {"floor": np.maximum(size, 1e-8), "plus": size + 1e-8, "none": size}[guard]
    return _report(np.abs(a - n) / size, tol)


@exercise.mistake
def forward_without_floor(f, grad, x, h=1e-5, tol=1e-6):
    """Your numerical gradient steps to one side only, and 0 beside 0 gives you 0/0. Step to both sides, and let no
    denominator fall below 1e-8.
    """
    a, _ = _both(f, grad, x, h)
    n = _slopes(f, x, h, 0.0, h)
    return _report(np.abs(a - n) / _sizes(a, n), tol)


@exercise.mistake
def abs_of_the_sum(f, grad, x, h=1e-5, tol=1e-6):
    """You divide by |a + b|. With opposite signs that is almost 0, and the error has no bound: add |a| and |b|."""
    a, n = _both(f, grad, x, h)
    return _report(np.abs(a - n) / np.maximum(np.abs(a + n), 1e-8), tol)


@exercise.mistake
def floor_below_each(f, grad, x, h=1e-5, tol=1e-6):
    """You put the floor below |a| and below |b| before you add them. It belongs below their sum."""
    a, n = _both(f, grad, x, h)
    return _report(np.abs(a - n) / (np.maximum(np.abs(a), 1e-8) + np.maximum(np.abs(n), 1e-8)), tol)


@exercise.mistake(by=("analytical", "numerical"), guard=("floor", "plus", "none"))
def one_sided(f, grad, x, h=1e-5, tol=1e-6, *, by, guard):
    """You divide by one of the two slopes alone. Divide by |a| + |b|, but by no less than 1e-8."""
    a, n = _both(f, grad, x, h)
    size = np.abs(a if by == "analytical" else n)
    size = {"floor": np.maximum(size, 1e-8), "plus": size + 1e-8, "none": size}[guard]
    return _report(np.abs(a - n) / size, tol)


@exercise.mistake(guard=("floor", "plus", "none"))
def larger_of_the_two(f, grad, x, h=1e-5, tol=1e-6, *, guard):
    """You divide by the larger of |a| and |b|, which is another common definition. In the contract it is their sum."""
    a, n = _both(f, grad, x, h)
    size = np.maximum(np.abs(a), np.abs(n))
    size = {"floor": np.maximum(size, 1e-8), "plus": size + 1e-8, "none": size}[guard]
    return _report(np.abs(a - n) / size, tol)


@exercise.mistake
def mean_of_the_two(f, grad, x, h=1e-5, tol=1e-6):
    """You divide by the mean of |a| and |b|, so your errors are twice as large. In the contract it is their sum."""
    a, n = _both(f, grad, x, h)
    return _report(2 * np.abs(a - n) / np.maximum(_sizes(a, n), 1e-8), tol)


@exercise.mistake(turn=(1, -1), size=("floor", "none"), late=(False, True))
def no_abs(f, grad, x, h=1e-5, tol=1e-6, *, turn, size, late):
    """You look for the largest difference with its sign, so slopes that are too small (or too large) are passed over.
    Take the absolute value of each difference first.
    """
    a, n = _both(f, grad, x, h)
    sizes = _sizes(a, n)
    errors = turn * (a - n) / (np.maximum(sizes, 1e-8) if size == "floor" else sizes)
    worst = _place(errors)
    error = abs(float(errors[worst])) if late else float(errors[worst])
    return error <= tol, worst, round(error, 6)


@exercise.mistake(
    place=("difference", "error", "flat"), guard=("floor", "plus", "none"), below=("sum", "larger", "a", "n")
)
def global_norm(f, grad, x, h=1e-5, tol=1e-6, *, place, guard, below):
    """You divide one norm by the others, so that large right slopes hide a small wrong one. Divide entry by entry; the
    worst quotient decides.
    """
    a, n = _both(f, grad, x, h)
    gap, one, other = (np.linalg.norm(v) for v in (a - n, a, n))
    size = {"sum": one + other, "larger": max(one, other), "a": one, "n": other}[below]
    error = float(gap / {"floor": np.maximum(size, 1e-8), "plus": size + 1e-8, "none": size}[guard])
    worst = _place(_errors(a, n) if place == "error" else np.abs(a - n))
    return error <= tol, int(np.argmax(np.abs(a - n))) if place == "flat" else worst, round(error, 6)


@exercise.mistake(size=("sums", "larger", "a", "n"), guard=("floor", "none"))
def size_of_the_largest(f, grad, x, h=1e-5, tol=1e-6, *, size, guard):
    """You divide every difference by one number, made of the largest slopes, so that these hide a small wrong one. Each
    entry has its own |a| + |b|.
    """
    a, n = _both(f, grad, x, h)
    one, other = np.max(np.abs(a)), np.max(np.abs(n))
    largest = {"sums": np.max(_sizes(a, n)), "larger": max(one, other), "a": one, "n": other}[size]
    return _report(np.abs(a - n) / (max(largest, 1e-8) if guard == "floor" else largest), tol)


@exercise.mistake
def first_only(f, grad, x, h=1e-5, tol=1e-6):
    """You check the first entry only. A gradient can be wrong in any of its entries: does `return` stand inside the
    loop?
    """
    return _among(f, grad, x, h, tol, slice(0, 1))


@exercise.mistake
def first_row_only(f, grad, x, h=1e-5, tol=1e-6):
    """You check the first row only. A gradient can be wrong in any of its entries."""
    return _among(f, grad, x, h, tol, slice(0, np.size(x) // max(1, len(np.atleast_1d(x))) if np.ndim(x) > 1 else None))


@exercise.mistake(most=(2, 3, 5, 10))
def few_entries(f, grad, x, h=1e-5, tol=1e-6, *, most):
    """You check a few entries only. A gradient can be wrong in any of them, the last one included."""
    return _among(f, grad, x, h, tol, slice(0, most))


@exercise.mistake(least=(0.0, -1.0, -np.inf))
def skips_last(f, grad, x, h=1e-5, tol=1e-6, *, least):
    """You never check the last entry. A range of x.size already ends before it: subtract nothing from it."""
    return _among(f, grad, x, h, tol, slice(0, -1), least)


@exercise.mistake(least=(0.0, -1.0, -np.inf))
def skips_first(f, grad, x, h=1e-5, tol=1e-6, *, least):
    """You never check the first entry. The first index is 0."""
    return _among(f, grad, x, h, tol, slice(1, None), least)


def _among(f, grad, x, h, tol, places, least=0.0):
    """Report as if no entry but those in ``places``, counted flat, had an error of more than ``least``."""
    errors = _errors(*_both(f, grad, x, h))
    kept = np.full_like(errors, least)
    kept.reshape(-1)[places] = errors.reshape(-1)[places]
    return _report(kept, tol)


@exercise.mistake(place=("smallest", "worst"))
def smallest_error(f, grad, x, h=1e-5, tol=1e-6, *, place):
    """You let the smallest error decide. One right entry proves nothing: look for the largest."""
    errors = _errors(*_both(f, grad, x, h))
    best = _place(-errors)
    error = float(errors[best])
    return error <= tol, best if place == "smallest" else _place(errors), round(error, 6)


@exercise.mistake
def place_of_the_smallest_error(f, grad, x, h=1e-5, tol=1e-6):
    """The index that you return is where the error is smallest. Return where it is largest."""
    errors = _errors(*_both(f, grad, x, h))
    ok, _, error = _report(errors, tol)
    return ok, _place(-errors), error


@exercise.mistake(error=("worst", "there"))
def place_of_the_largest_difference(f, grad, x, h=1e-5, tol=1e-6, *, error):
    """The index that you return is where the difference is largest. The worst entry is where the *relative* error is
    largest: divide first, then look for the maximum.
    """
    a, n = _both(f, grad, x, h)
    errors, place = _errors(a, n), _place(np.abs(a - n))
    found = float(errors[place] if error == "there" else np.max(errors))
    return found <= tol, place, round(found, 6)


@exercise.mistake(of=("analytical", "numerical"))
def place_of_the_largest_slope(f, grad, x, h=1e-5, tol=1e-6, *, of):
    """The index that you return is where the slope is largest. Return where the relative error is."""
    a, n = _both(f, grad, x, h)
    ok, _, error = _report(_errors(a, n), tol)
    return ok, _place(np.abs(a if of == "analytical" else n)), error


@exercise.mistake
def place_of_the_last_failure(f, grad, x, h=1e-5, tol=1e-6):
    """You return the last entry whose error exceeds tol. Return the worst one, and the first of several that are
    equally bad.
    """
    errors = _errors(*_both(f, grad, x, h))
    bad = np.argwhere(np.atleast_1d(errors) > tol)
    place = tuple(map(int, bad[-1]))[: np.ndim(x)] if len(bad) else _place(errors)
    return not len(bad), place, round(float(errors[place]), 6)


@exercise.mistake(otherwise=("worst", "first", "none"), least=("its own", 0.0))
def stops_at_the_first_failure(f, grad, x, h=1e-5, tol=1e-6, *, otherwise, least):
    """You stop at the first entry whose error exceeds tol. A worse one may follow, and where none exceeds it there is
    a worst one, too: go through all of them, then decide.
    """
    errors = _errors(*_both(f, grad, x, h))
    bad = np.argwhere(np.atleast_1d(errors) > tol)
    if len(bad):
        place = tuple(map(int, bad[0]))[: np.ndim(x)]
        return False, place, round(float(errors[place]), 6)
    place = {"worst": _place(errors), "first": (0,) * np.ndim(x), "none": None}[otherwise]
    return True, place, round(float(np.max(errors)), 6) if least == "its own" else least


@exercise.mistake
def last_on_ties(f, grad, x, h=1e-5, tol=1e-6):
    """Of several entries that are equally bad you return the last. The contract asks for the first: let only a larger
    error take the place of the one that you hold.
    """
    errors = _errors(*_both(f, grad, x, h))
    ok, _, error = _report(errors, tol)
    turned = np.asarray(errors).reshape(-1)[::-1].reshape(np.shape(errors))
    flat = np.size(x) - 1 - int(np.argmax(turned))
    return ok, tuple(int(k) for k in np.unravel_index(flat, np.shape(x))), error


@exercise.mistake(index=(None, ()))
def no_place_without_an_error(f, grad, x, h=1e-5, tol=1e-6, *, index):
    """Where all errors are 0 you return no index. The first entry is then the worst, as on every tie: begin with an
    error that is below 0, or with the first index.
    """
    ok, worst, error = gradient_check(f, grad, x, h, tol)
    exact = np.max(_errors(*_both(f, grad, x, h))) == 0
    return ok, index if exact else worst, error


@exercise.mistake(index=(None, ()))
def no_place_if_right(f, grad, x, h=1e-5, tol=1e-6, *, index):
    """You return no index where the gradient is right. The contract asks for that of the worst entry in any case."""
    ok, worst, error = gradient_check(f, grad, x, h, tol)
    return ok, index if ok and np.ndim(x) else worst, error


@exercise.mistake(form=("number", "tuple", "list"))
def flat_index(f, grad, x, h=1e-5, tol=1e-6, *, form):
    """Your index counts the entries one after the other, as np.argmax does. Return it as a tuple with a place for each
    axis of x: np.unravel_index turns one into the other.
    """
    ok, _, error = gradient_check(f, grad, x, h, tol)
    flat = int(np.argmax(_errors(*_both(f, grad, x, h))))
    return ok, {"number": flat, "tuple": (flat,), "list": [flat]}[form], error


@exercise.mistake(rows=("entries", "moved whole"))
def index_of_the_row(f, grad, x, h=1e-5, tol=1e-6, *, rows):
    """Your index has one number, whatever the shape of x is. A loop over len(x) goes through rows: go through entries,
    and return a place for each axis of x.
    """
    a, n = _both(f, grad, x, h)
    if rows == "moved whole" and np.ndim(x) > 1:
        n = np.broadcast_to(_rows(f, x, h), np.shape(x))
    ok, worst, error = _report(_errors(a, n), tol)
    return ok, worst[:1], error


@exercise.mistake
def index_from_one(f, grad, x, h=1e-5, tol=1e-6):
    """Your index counts from 1. NumPy counts from 0, and so does an index into x."""
    ok, worst, error = gradient_check(f, grad, x, h, tol)
    return ok, tuple(k + 1 for k in worst), error


@exercise.mistake
def f_sees_flat(f, grad, x, h=1e-5, tol=1e-6):
    """You hand f a flat vector. What f makes of it may depend on rows and columns: give it the shape of x."""
    a = np.asarray(grad(x.copy()))
    n = _central(f, np.array(x, dtype=float).reshape(-1), h).reshape(np.shape(x))
    return _report(_errors(a, n), tol)


@exercise.mistake
def index_as_an_array(f, grad, x, h=1e-5, tol=1e-6):
    """Your index is an array. Return a tuple of whole numbers, with which an entry of x can be picked."""
    ok, worst, error = gradient_check(f, grad, x, h, tol)
    return ok, np.array(worst, dtype=int), error


@exercise.mistake
def index_reversed(f, grad, x, h=1e-5, tol=1e-6):
    """The axes of your index are exchanged. It is row first, then column, as in x itself."""
    ok, worst, error = gradient_check(f, grad, x, h, tol)
    return ok, worst[::-1], error


@exercise.mistake(order=((0, 2, 1), (1, 2, 0), (2, 1, 0), (1, 0, 2), (2, 0, 1)))
def other_order(f, grad, x, h=1e-5, tol=1e-6, *, order):
    """You return the three values in another order. It is the verdict, the index of the worst entry, its error."""
    values = gradient_check(f, grad, x, h, tol)
    return tuple(values[k] for k in order)


@exercise.mistake
def only_the_verdict(f, grad, x, h=1e-5, tol=1e-6):
    """You return the verdict alone. Return three values: the verdict, the index of the worst entry, its error."""
    return gradient_check(f, grad, x, h, tol)[0]


@exercise.mistake(which=("index", "error"))
def two_values(f, grad, x, h=1e-5, tol=1e-6, *, which):
    """You return two values. The contract asks for three: the verdict, the index of the worst entry, its error."""
    ok, worst, error = gradient_check(f, grad, x, h, tol)
    return ok, worst if which == "index" else error


@exercise.mistake(what=("largest", "there", "all", "mean", "per cent", "share", "count"))
def third_value_of_another_kind(f, grad, x, h=1e-5, tol=1e-6, *, what):
    """Your third value is not the worst relative error. Return the very number that you compare with tol, rounded."""
    a, n = _both(f, grad, x, h)
    errors = _errors(a, n)
    ok, worst, _ = _report(errors, tol)
    gaps = np.abs(a - n)
    third = {
        "largest": np.max(gaps),
        "there": gaps[worst],
        "all": np.atleast_1d(errors),
        "mean": np.mean(errors),
        "per cent": 100.0 * np.max(errors),
        "share": np.mean(errors > tol),
        "count": float(np.sum(errors > tol)),
    }[what]
    return ok, worst, np.round(third, 6)


@exercise.mistake(combine=(np.mean, np.sum, np.linalg.norm))
def errors_combined(f, grad, x, h=1e-5, tol=1e-6, *, combine):
    """You average or add up the errors of the entries. The worst one decides, and its error is the third value."""
    errors = _errors(*_both(f, grad, x, h))
    error = float(combine(errors))
    return error <= tol, _place(errors), round(error, 6)


@exercise.mistake
def gradient_turned(f, grad, x, h=1e-5, tol=1e-6):
    """You compare entry (i, j) of one gradient with entry (j, i) of the other. Leave the shape of both as it is."""
    a, n = _both(f, grad, x, h)
    return _report(_errors(a.ravel(), n.ravel(order="F")).reshape(np.shape(x)), tol)


@exercise.mistake(restore=("add", "set"))
def mutates_x(f, grad, x, h=1e-5, tol=1e-6, *, restore):
    """You move the caller's own numbers, even if you put them back. x may be read-only: work on a copy."""
    a = np.asarray(grad(x.copy()))
    n = np.zeros(np.shape(x))
    for i in np.ndindex(np.shape(x)):
        old = x[i]
        x[i] += h
        up = f(x)
        x[i] = old - h if restore == "set" else x[i] - 2 * h
        n[i] = (up - f(x)) / (2 * h)
        x[i] = old if restore == "set" else x[i] + h
    return _report(_errors(a, n), tol)


@exercise.alternative
def a_loop_over_indices(f, grad, x, h=1e-5, tol=1e-6):
    analytical, worst, largest = grad(x), None, -1.0
    for i in np.ndindex(np.shape(x)):
        ahead, behind = np.array(x, dtype=float), np.array(x, dtype=float)
        ahead[i] += h
        behind[i] -= h
        slope = (f(ahead) - f(behind)) / (2 * h)
        error = abs(analytical[i] - slope) / max(1e-8, abs(analytical[i]) + abs(slope))
        if error > largest:
            worst, largest = i, error
    return largest <= tol, worst, round(float(largest), 6)


@exercise.alternative
def flat_entries(f, grad, x, h=1e-5, tol=1e-6):
    work = np.array(x, dtype=float)
    wanted = np.ravel(grad(work))
    errors = []
    for k in range(work.size):
        old = work.flat[k]
        work.flat[k] = old + h
        up = f(work)
        work.flat[k] = old - h
        down = f(work)
        work.flat[k] = old
        slope = (up - down) / 2 / h
        errors.append(np.abs(wanted[k] - slope) / np.maximum(np.abs(wanted[k]) + np.abs(slope), 1e-8))
    k = int(np.argmax(errors))
    return np.bool_(errors[k] <= tol), np.unravel_index(k, work.shape), np.round(errors[k], 6)


@exercise.alternative
def asks_grad_each_time(f, grad, x, h=1e-5, tol=1e-6):
    errors = {}
    for i, value in np.ndenumerate(x):
        place = np.array(x)
        place[i] = value + h
        up = f(place)
        place[i] = value - h
        down = f(place)
        numerical, analytical = (up - down) / (2 * h), grad(np.copy(x))[i]
        errors[i] = np.float64(abs(numerical - analytical)) / max(abs(numerical) + abs(analytical), 1e-8)
    worst = max(errors, key=errors.get)
    return not errors[worst] > tol, worst, round(errors[worst], 6)


@exercise.alternative
def all_and_where(f, grad, x, h=1e-5, tol=1e-6):
    steps = h * np.eye(np.size(x)).reshape(np.size(x), *np.shape(x))
    n = np.reshape([(f(x + s) - f(x - s)) / (2 * h) for s in steps], np.shape(x))
    a = np.array(grad(x))
    errors = abs(a - n) / (abs(a) + abs(n)).clip(1e-8)
    worst = tuple(np.argwhere(errors == errors.max())[0])
    return bool((errors <= tol).all()), worst, errors.max().round(6)


@exercise.alternative
def lists(f, grad, x, h=1e-5, tol=1e-6):
    indices = list(np.ndindex(*np.shape(x)))
    given = np.asarray(grad(np.array(x)))
    pairs = [(float(given[i]), (_moved(f, x, i, h) - _moved(f, x, i, -h)) / (2.0 * h)) for i in indices]
    errors = [abs(a - n) / max(abs(a) + abs(n), 1e-8) for a, n in pairs]
    return max(errors) < tol, indices[errors.index(max(errors))], float(f"{max(errors):.6f}")

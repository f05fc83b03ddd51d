"""The sigmoid as a chain of four gates (Lecture 2.2, "Backpropagation: sigmoid")."""

import math

import numpy as np

from fallline.compare import Tolerance
from fallline.laws import AddUpTo, Gives
from grader.exercise import Case, Exercise

exercise = Exercise(
    "sigmoid_gates",
    number="3.6",
    lesson="03_backprop",
    points=10,
    lines=9,
    difficulty=2,
    read="lesson 03, “The sigmoid as gates”",
    hints=(
        "Go forward through the four gates and keep what each one puts out. Then go back from the end: the gradient "
        "behind a gate is the gradient in front of it times the slope of that one gate.",
        "The slopes: of 1/d it is −1/d², of “+ 1” it is 1, of exp(n) it is exp(n) itself, of “times −1” it is −1. The "
        "gradient of out with respect to out is 1.",
        "Forward, four lines: n, e, d, out. Backward, four lines, the last gate first: dd, de, dn, dx, each made of "
        "the one before it and one slope. Return them in a dict together with out.",
    ),
    grader_tries="other numbers, x = 0 and numbers far from it",
    # The gates lose a digit or two on the way back, in float32 more than that.
    tolerance=Tolerance(rtol=1e-5, atol=1e-9),
)

KEYS = ("out", "dd", "de", "dn", "dx")


def _forward(x):
    n = -x
    e = math.exp(n)
    d = 1.0 + e
    return n, e, d, 1.0 / d


def _dict(*numbers):
    return dict(zip(KEYS, numbers, strict=True))


def _back(x, *, seed=1.0, invert=None, add=lambda g: g, exp=None, negate=lambda g: -g):
    """Return the five numbers with one gate's step back replaced by another."""
    _, e, d, out = _forward(x)
    dd = seed * (-1.0 / d**2 if invert is None else invert)
    de = add(dd)
    dn = de * e if exp is None else exp(de)
    return _dict(out, dd, de, dn, negate(dn))


@exercise.reference
def sigmoid_gates(x):
    n = -x
    e = math.exp(n)
    d = 1.0 + e
    out = 1.0 / d
    dd = -1.0 / d**2
    de = dd
    dn = de * e
    dx = -dn
    return {"out": out, "dd": dd, "de": de, "dn": dn, "dx": dx}


# Each gate is asked about by itself, so that two mistakes at two gates are two mistakes.
GATES = {
    "the value": "sigmoid_value",
    "the gate 1/d": "quotient_step",
    "the gate “+ 1”": "sum_step",
    "the gate exp": "exp_step",
    "the gate “times −1”": "minus_step",
}


def _at(where, x, **settings):
    for gate, summary in GATES.items():
        yield Case(f"{gate}, {where}", {"x": x}, summary=summary, **settings)


@exercise.cases
def cases(rng):
    yield from _at("at a positive number", float(rng.uniform(0.6, 1.8)), public=True)
    yield from _at("at a negative number", float(-rng.uniform(0.3, 1.5)), public=True)
    yield from _at("above 2", float(rng.uniform(2.2, 3.0)))
    yield from _at("below −2", float(-rng.uniform(2.2, 3.0)))
    edge = {"check": "edge cases", "quiet": True}
    yield from _at("at 0", 0.0, public=True, **edge)
    yield from _at("far to the right", 9.0, public=True, **edge)
    yield from _at("far to the left", -9.0, **edge)


@exercise.law(script='return sigmoid_gates(x)["out"]')
def opposite_numbers_share_one(rng):
    "The values of out at x and at −x must add up to 1."
    x = float(rng.uniform(0.4, 2.0))
    return AddUpTo({"x": x}, {"x": -x}, 1.0)


@exercise.law(script='gates = sigmoid_gates(x)\nreturn gates["dx"] / gates["dn"]')
def the_last_gate_turns_the_sign(rng):
    "“times −1” turns the gradient round on its way back: dx divided by dn must be −1."
    return Gives(({"x": float(rng.uniform(0.4, 2.0))},), -1.0)


@exercise.mistake
def seed_0(x):
    """Your dd is 0, as if the way back began with 0; everything behind it then becomes 0. The gradient of out with
    respect to out is 1: begin with that.
    """
    return _back(x, seed=0.0)


@exercise.mistake
def seed_out(x):
    """Your dd is too small by the factor out: you begin the way back with the *value* out, or divide by d too often.
    The gradient of out with respect to itself is 1, and the slope of 1/d has a square below the line.
    """
    return _back(x, seed=_forward(x)[3])


@exercise.mistake
def seed_x(x):
    """You begin the way back with the value of x. Begin with the gradient of out with respect to itself, which is 1."""
    return _back(x, seed=x)


@exercise.mistake(seed=(0.5, 2.0))
def seed_other(x, *, seed):
    """Your dd is twice or half of what it should be, as if the way back began with another number than 1. The gradient
    of out with respect to itself is 1, and the slope of 1/d has no 2 in it.
    """
    return _back(x, seed=seed)


@exercise.mistake
def quotient_without_minus(x):
    """Your dd has the wrong sign: you lose the minus of the gate 1/d, or begin the way back with −1. The larger the
    denominator, the *smaller* the quotient: its slope is negative.
    """
    return _back(x, seed=-1.0)


@exercise.mistake
def one_over_d(x):
    """You take −1/d for the slope of the gate 1/d. There is a power of d missing: 1/d is d to the power −1."""
    return _back(x, invert=-_forward(x)[3])


@exercise.mistake
def quotient_passed_on(x):
    """You take the output 1/d for the slope of the gate 1/d. Differentiate it: d to the power −1."""
    return _back(x, invert=_forward(x)[3])


@exercise.mistake
def quotient_not_inverted(x):
    """You take −d² for the slope of the gate 1/d. The square stands below the line: its slope is small where d is
    large.
    """
    return _back(x, invert=-(_forward(x)[2] ** 2))


@exercise.mistake(sign=(1.0, -1.0))
def logarithm_of_d(x, *, sign):
    """You integrate 1/d, which gives log d. Its derivative is asked for."""
    return _back(x, invert=sign * math.log(_forward(x)[2]))


@exercise.mistake(sign=(1.0, -1.0))
def twice_d(x, *, sign):
    """You divide by 2·d where d² belongs: doubling is not squaring."""
    return _back(x, invert=sign * 0.5 / _forward(x)[2])


@exercise.mistake
def quotient_squared_with_e(x):
    """You divide by 1 + e². The square is that of the whole denominator, d = 1 + e."""
    return _back(x, invert=-1.0 / (1.0 + _forward(x)[1] ** 2))


@exercise.mistake
def quotient_at_e(x):
    """You evaluate the slope of 1/d at e = exp(n). What enters this gate is the denominator d, which is one more."""
    return _back(x, invert=-1.0 / _forward(x)[1] ** 2)


@exercise.mistake(sign=(1.0, -1.0))
def second_slope_of_the_quotient(x, *, sign):
    """You differentiate 1/d twice: 2 stands above the line and d³ below it. One differentiation lowers the power by
    one.
    """
    return _back(x, invert=sign * 2.0 * _forward(x)[3] ** 3)


@exercise.mistake
def quotient_at_x(x):
    """You evaluate the slope of 1/d at x (or at n). What enters this gate is the denominator d: each slope is taken at
    the gate's own input.
    """
    return _back(x, invert=-1.0 / x**2)


@exercise.mistake
def quotient_passes_1(x):
    """You hand the 1 through the gate 1/d as if its slope were 1. Multiply by the slope of that gate, taken at d."""
    return _back(x, invert=1.0)


@exercise.mistake
def nothing_through_the_sum(x):
    """You let nothing through the gate “+ 1”, as if its slope were the derivative of the constant. With respect to e,
    its slope is 1.
    """
    return _back(x, add=lambda g: 0.0 * g)


@exercise.mistake
def sum_passes_1(x):
    """At the gate “+ 1” you go on with its slope alone, which is 1. Multiply the slope by the gradient that arrives
    there, dd.
    """
    return _back(x, add=lambda g: 1.0)


@exercise.mistake
def sum_adds_1(x):
    """At the gate “+ 1” you add 1 to the gradient, as on the way forward. On the way back its slope counts, and that is
    1: the gradient passes as it is.
    """
    return _back(x, add=lambda g: g + 1.0)


@exercise.mistake
def sum_multiplied(x):
    """At the gate “+ 1” you multiply by one of the numbers that are added, as if the gate were a product. A sum passes
    the gradient on as it is.
    """
    return _back(x, add=lambda g: g * _forward(x)[1])


@exercise.mistake
def sum_multiplied_by_d(x):
    """At the gate “+ 1” you multiply by its output d. Its slope is 1: a sum passes the gradient on as it is."""
    return _back(x, add=lambda g: g * _forward(x)[2])


@exercise.mistake
def sum_turns_the_sign(x):
    """You turn the sign at the gate “+ 1”. A sum passes the gradient on as it is."""
    return _back(x, add=lambda g: -g)


@exercise.mistake
def exp_local(x):
    """You multiply by n at the exponential. Its slope is not the number that goes in: exp is its own derivative."""
    return _back(x, exp=lambda g: g * -x)


@exercise.mistake
def exp_of_plus_x(x):
    """You take the slope of the exponential at x, or divide by it. What enters this gate is n = −x, and the gradient is
    *multiplied* by the slope there.
    """
    return _back(x, exp=lambda g: g * math.exp(x))


@exercise.mistake
def exp_of_e(x):
    """You exponentiate once more: the slope of exp at n is exp(n), which is the number e that you have already."""
    return _back(x, exp=lambda g: g * math.exp(_forward(x)[1]))


@exercise.mistake
def power_rule_for_exp(x):
    """You differentiate exp(n) as if it were a power of n: n·exp(n − 1). In exp it is the exponent that varies, and exp
    is its own derivative.
    """
    return _back(x, exp=lambda g: g * -x * math.exp(-x - 1.0))


@exercise.mistake
def nothing_done_for_exp(x):
    """You pass the gradient through the exponential unchanged. Multiply by the slope of exp at n."""
    return _back(x, exp=lambda g: g)


@exercise.mistake
def exp_passes_its_slope(x):
    """At the exponential you go on with its slope alone. Multiply the slope by the gradient that arrives there, de."""
    return _back(x, exp=lambda g: _forward(x)[1])


@exercise.mistake
def exp_adds(x):
    """At the exponential you *add* the slope to the gradient. Along a path, gradient and slope are multiplied."""
    return _back(x, exp=lambda g: g + _forward(x)[1])


@exercise.mistake
def exp_multiplied_by_d(x):
    """At the exponential you multiply by d = 1 + e. Its slope is e alone."""
    return _back(x, exp=lambda g: g * _forward(x)[2])


@exercise.mistake
def exp_squared(x):
    """At the exponential you multiply by e twice. Its slope, exp(n), counts once."""
    return _back(x, exp=lambda g: g * _forward(x)[1] ** 2)


@exercise.mistake
def exp_turns_the_sign(x):
    """You turn the sign at the exponential already. Its slope is positive; the minus of −x belongs to the last gate."""
    return _back(x, exp=lambda g: -g * _forward(x)[1])


@exercise.mistake
def neg_gate(x):
    """You forget the gate “times −1”: dx is dn as it is. Multiply by the slope of that gate, −1."""
    return _back(x, negate=lambda g: g)


@exercise.mistake
def neg_gate_multiplies_by_x(x):
    """At the gate “times −1” you multiply by x. The slope of a product with respect to one factor is the *other*
    factor, −1.
    """
    return _back(x, negate=lambda g: g * x)


@exercise.mistake
def neg_gate_multiplies_by_n(x):
    """At the gate “times −1” you multiply by its output n = −x. Its slope with respect to x is −1."""
    return _back(x, negate=lambda g: -g * x)


@exercise.mistake
def neg_gate_passes_its_slope(x):
    """At the gate “times −1” you go on with its slope alone. Multiply it by the gradient that arrives there, dn."""
    return _back(x, negate=lambda g: -1.0)


@exercise.mistake
def neg_gate_subtracts(x):
    """At the gate “times −1” you subtract 1. Its slope is −1, and the gradient is multiplied by it."""
    return _back(x, negate=lambda g: g - 1.0)


@exercise.mistake
def local_slopes_only(x):
    """These are the slopes of the single gates, each by itself. The gradient at a gate is the slope *times* the
    gradient that arrives from above, so that dx in the end holds all four.
    """
    _, e, d, out = _forward(x)
    return _dict(out, -1.0 / d**2, 1.0, e, -1.0)


@exercise.mistake
def slopes_added(x):
    """You add slopes on the way back. Along a path they are multiplied; only different paths are added up."""
    _, e, d, out = _forward(x)
    dd = -1.0 / d**2
    return _dict(out, dd, dd + 1.0, dd + 1.0 + e, dd + e)


@exercise.mistake
def values_instead(x):
    """You return what the gates put out on the way forward: d, e, n, x. Asked for is the gradient of out with respect
    to each of them.
    """
    n, e, d, out = _forward(x)
    return _dict(out, d, e, n, x)


@exercise.mistake
def one_gate_late(x):
    """Your gradients stand one gate too late: dd is 1, which is the gradient of out itself, and the others follow. Each
    name means the gradient with respect to what *enters* that stretch: dd already holds the slope of 1/d.
    """
    right = _back(x)
    return _dict(right["out"], 1.0, right["dd"], right["de"], right["dn"])


@exercise.mistake
def one_gate_early(x):
    """Your gradients stand one gate too early: under de stands what belongs to n, under dn what belongs to x. The sum
    passes its gradient on as it is, so dd and de are equal.
    """
    right = _back(x)
    return _dict(right["out"], right["de"], right["dn"], right["dx"], right["dx"])


@exercise.mistake
def in_reverse_order(x):
    """Your gradients stand under each other's names: that of x under dd, and so on. dd belongs to d, de to e, dn to n,
    dx to x.
    """
    right = _back(x)
    return _dict(right["out"], *(right[key] for key in KEYS[:0:-1]))


@exercise.mistake(wrong=(0, 1, 2, 3))
def dx_by_another_way(x, *, wrong):
    """Your dx is right, but it does not follow from your dn: times −1 it would be another number. One of the gradients
    before it is wrong; work back gate by gate.
    """
    _, e, d, _ = _forward(x)
    dx, dd = e / d**2, -1.0 / d**2
    before = ((dd, 1.0, e), (dd, dd, dd), (dd, dd, e), (dd, dd, -dd * x))[wrong]
    return _dict(1.0 / d, *before, dx)


@exercise.mistake(places=(2, 3, 4, 5))
def rounded(x, *, places):
    """You round the numbers. Return all digits."""
    return {key: round(number, places) for key, number in _back(x).items()}


@exercise.mistake(bound=(5.0, 6.0, 7.0, 8.0))
def clipped(x, *, bound):
    """You cut x off at a bound before you begin. Up to 700 or so nothing overflows: take x as it is."""
    return _back(max(-bound, min(bound, x)))


@exercise.mistake
def dx_everywhere(x):
    """You return dx under every name. Each number on the way has a gradient of its own: dd, de, dn, dx."""
    right = _back(x)
    return _dict(right["out"], *(right["dx"],) * 4)


@exercise.mistake
def gradients_upside_down(x):
    """Your gradients are the reciprocals of the right ones: how the inner number changes with out. Asked for is how out
    changes with the inner number.
    """
    right = _back(x)
    return _dict(right["out"], *(1.0 / right[key] for key in KEYS[1:]))


def _of_another_forward(x, e, d):
    """Return the five numbers of gates that are fed with other numbers, carried back rightly."""
    dd = -1.0 / d**2
    return _dict(1.0 / d, dd, dd, dd * e, -dd * e)


@exercise.mistake(last=(-1.0, 1.0))
def no_minus_forward(x, *, last):
    """You exponentiate x. The first gate multiplies by −1, so it is n = −x that is exponentiated."""
    right = _of_another_forward(x, math.exp(x), 1.0 + math.exp(x))
    return {**right, "dx": last * right["dn"]}


@exercise.mistake
def no_one_forward(x):
    """You leave out the “+ 1” on the way forward: out is then exp(x), which is no sigmoid. d is 1 + e."""
    return _of_another_forward(x, math.exp(-x), math.exp(-x))


@exercise.mistake
def minus_one_forward(x):
    """You subtract on the way forward. The denominator is d = 1 + e."""
    e = math.exp(-x)
    return _of_another_forward(x, e, e - 1.0)


@exercise.mistake(base=(2.0, 10.0))
def other_base(x, *, base):
    """You raise another number than e to the power n. The second gate is exp."""
    return _of_another_forward(x, base**-x, 1.0 + base**-x)


@exercise.mistake(right_gradients=(True, False))
def out_is_d(x, *, right_gradients):
    """You return the denominator under the name out. The last gate makes 1/d of it; mind the brackets, 1 / (1 + e)."""
    _, _, d, _ = _forward(x)
    return {**_back(x, seed=1.0 if right_gradients else -(d**2)), "out": d}


@exercise.mistake
def out_is_tanh(x):
    """You return tanh(x) under the name out. out is what the last gate puts out, 1/d; it lies between 0 and 1."""
    return {**_back(x), "out": math.tanh(x)}


@exercise.mistake
def out_is_dx(x):
    """You return a gradient under the name out. out is the value of the sigmoid."""
    right = _back(x)
    return {**right, "out": right["dx"]}


@exercise.mistake(key=KEYS)
def one_name_missing(x, *, key):
    """One of the five names is missing from your dict, or is spelt in another way: out, dd, de, dn and dx are asked
    for.
    """
    right = _back(x)
    del right[key]
    return right


@exercise.mistake
def other_names(x):
    """Your dict has none of the names that are asked for, or you return no dict at all: return a dict with the keys
    out, dd, de, dn and dx.
    """
    return tuple(_back(x).values())


@exercise.mistake
def gradients_missing(x):
    """Your dict has out, but not all gradients, or under other names: dd, de, dn and dx are asked for, too."""
    return {"out": _forward(x)[3]}


@exercise.mistake
def returns_nothing(x):
    """Your function returns None. Is a `return` missing at its end?"""


@exercise.alternative
def with_numpy(x):
    n = np.negative(x)
    e = np.exp(n)
    d = 1 + e
    g = np.ones(())
    dd = g * (-(d**-2.0))
    de = dd * 1
    dn = e * de
    return dict(n=n, e=e, d=d, out=1 / d, dout=g, dd=dd, de=de, dn=dn, dx=dn * -1)


@exercise.alternative
def from_the_output(x):
    s = 1 / (1 + math.exp(-x))
    return {"dx": s * (1 - s), "dn": -s * (1 - s), "de": -(s**2), "dd": -(s**2), "out": s}


@exercise.alternative
def in_float32(x):
    x = np.float32(x)
    e = np.exp(-x)
    d = np.float32(1) + e
    dd = -1 / (d * d)
    return {"out": 1 / d, "dd": dd, "de": dd, "dn": dd * e, "dx": -(dd * e)}


@exercise.alternative
def a_loop_over_gates(x):
    slopes, value = [], x
    gates = (
        (lambda v: -v, lambda v: -1.0),
        (np.exp, np.exp),
        (lambda v: v + 1, lambda v: 1.0),
        (lambda v: 1 / v, lambda v: -1 / v**2),
    )
    for gate, slope in gates:
        slopes.append(slope(value))
        value = gate(value)
    running = np.cumprod(slopes[::-1])
    return {"out": value, **dict(zip(("dd", "de", "dn", "dx"), running, strict=True))}


@exercise.alternative
def as_an_array_of_no_axes(x):
    x = np.array(x)
    s = 0.5 * (1.0 + np.tanh(x / 2.0))
    e = (1.0 - s) / s
    return {"out": np.array(s), "dd": np.array(-s * s), "de": np.array(-s * s), "dn": -e * s**2, "dx": e * s**2}

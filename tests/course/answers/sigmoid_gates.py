"""Answers to `sigmoid_gates` by people who never saw its specification; each comment says what a teaching assistant would."""

import math
import numpy as np


# Gate by gate.
def gate_by_gate(x):
    n = -x
    e = math.exp(n)
    d = 1 + e
    out = 1 / d
    dout = 1.0
    dd = dout * (-1 / d**2)
    de = dd * 1
    dn = de * e
    dx = dn * -1
    return {"out": out, "dd": dd, "de": de, "dn": dn, "dx": dx}


# Closed forms with s.
def closed(x):
    s = 1 / (1 + np.exp(-x))
    return dict(out=s, dd=-(s**2), de=-(s**2), dn=-s * (1 - s), dx=s * (1 - s))


# A list of slopes and their running product.
def slopes(x):
    e = np.exp(-x)
    d = 1 + e
    running = np.cumprod([-1 / d**2, 1.0, e, -1.0])
    return {"out": 1 / d, **dict(zip(("dd", "de", "dn", "dx"), running))}


# From the last gate to the first in a loop, tape of closures.
def by_tape(x):
    tape = []
    value = x
    for forward, slope in (
        (lambda v: -v, lambda v, o: -1.0),
        (math.exp, lambda v, o: o),
        (lambda v: v + 1, lambda v, o: 1.0),
        (lambda v: 1 / v, lambda v, o: -o * o),
    ):
        out = forward(value)
        tape.append(slope(value, out))
        value = out
    grads, up = [], 1.0
    while tape:
        up *= tape.pop()
        grads.append(up)
    result = {"out": value}
    for key, g in zip(["dd", "de", "dn", "dx"], grads):
        result[key] = g
    return result


# Other order of the keys.
def key_order(x):
    e = np.exp(-x)
    g = {"dx": e / (1 + e) ** 2}
    g["dn"] = -g["dx"]
    g["de"] = g["dd"] = -((1 + e) ** -2)
    g["out"] = 1 / (1 + e)
    return g


# A class of gates.
class Gate:
    def __init__(self, f, df):
        self.f, self.df = f, df

    def __call__(self, v):
        self.v = v
        return self.f(v)

    def back(self, up):
        return up * self.df(self.v)


def by_class(x):
    gates = [
        Gate(lambda v: -1 * v, lambda v: -1),
        Gate(np.exp, np.exp),
        Gate(lambda v: v + 1, lambda v: 1),
        Gate(lambda v: 1 / v, lambda v: -1 / v / v),
    ]
    v = x
    for g in gates:
        v = g(v)
    up, ups = 1, []
    for g in gates[::-1]:
        up = g.back(up)
        ups.append(up)
    dd, de, dn, dx = ups
    return {"out": v, "dd": dd, "de": de, "dn": dn, "dx": dx}


# Complex step behind each gate.
def complex_step(x):
    h = 1e-20
    n = -x
    e = np.exp(n)
    d = 1 + e
    return {
        "out": 1 / d,
        "dd": (1 / (d + 1j * h)).imag / h,
        "de": (1 / (1 + (e + 1j * h))).imag / h,
        "dn": (1 / (1 + np.exp(n + 1j * h))).imag / h,
        "dx": (1 / (1 + np.exp(-(x + 1j * h)))).imag / h,
    }


# Recursion: each key asks the one before it.
def recursive(x):
    e = math.exp(-x)

    def grad(key):
        if key == "dd":
            return -1 / (1 + e) ** 2
        if key == "de":
            return grad("dd")
        if key == "dn":
            return e * grad("de")
        return -grad("dn")

    return {"out": (1 + e) ** -1} | {k: grad(k) for k in ("dd", "de", "dn", "dx")}


# 0-d arrays.
def zero_d(x):
    x = np.asarray(x, dtype=float)
    e = np.exp(-x)
    d = e + 1
    dd = np.array(-1 / d**2)
    return {"out": np.array(1 / d), "dd": dd, "de": dd.copy(), "dn": dd * e, "dx": -dd * e}


# float32 results.
def float32_results(x):
    return {k: np.float32(v) for k, v in gate_by_gate(x).items()}


# Stable sigmoid first, then the gates from it.
def stable(x):
    s = np.exp(-np.logaddexp(0, -x))
    t = np.exp(-np.logaddexp(0, x))
    return {"out": s, "dd": -s * s, "de": -s * s, "dn": -s * t, "dx": s * t}


# Each key stored at once.
def stored(x):
    r = {}
    r["out"] = 1.0 / (1.0 + math.e ** (-x))
    e = 1 / r["out"] - 1
    r["dd"] = -(r["out"] ** 2)
    r["de"] = r["dd"] * 1.0
    r["dn"] = r["de"] * e
    r["dx"] = r["dn"] * (-1.0)
    return r


def _walk(x, seed=1.0, dd=None, de=None, dn=None, dx=None):
    """Return the walk back, with other steps in place of the right ones."""
    n = -x
    e = math.exp(n)
    d = 1 + e
    out = 1 / d
    v = {"x": x, "n": n, "e": e, "d": d, "out": out}
    dd = seed * -1 / d**2 if dd is None else dd(seed, v)
    de = dd if de is None else de(dd, v)
    dn = de * e if dn is None else dn(de, v)
    dx = -dn if dx is None else dx(dn, v)
    return {"out": out, "dd": dd, "de": de, "dn": dn, "dx": dx}


# Starts with 0.
def seed_zero(x):
    return _walk(x, seed=0.0)


# Starts with the output.
def seed_out(x):
    return _walk(x, seed=1 / (1 + math.exp(-x)))


# Starts with -1.
def seed_minus(x):
    return _walk(x, seed=-1.0)


# Starts with x.
def seed_x(x):
    return _walk(x, seed=x)


# +1/d^2.
def reciprocal_sign(x):
    return _walk(x, dd=lambda up, v: up / v["d"] ** 2)


# -1/d.
def reciprocal_no_square(x):
    return _walk(x, dd=lambda up, v: -up / v["d"])


# 1/d: the value itself.
def reciprocal_value(x):
    return _walk(x, dd=lambda up, v: up / v["d"])


# log d.
def reciprocal_log(x):
    return _walk(x, dd=lambda up, v: up * math.log(v["d"]))


# -1/out^2: the slope at the output instead of the input.
def reciprocal_at_out(x):
    return _walk(x, dd=lambda up, v: -up / v["out"] ** 2)


# -1/e^2: slope at the wrong wire.
def reciprocal_at_e(x):
    return _walk(x, dd=lambda up, v: -up / v["e"] ** 2)


# -d^2.
def reciprocal_times(x):
    return _walk(x, dd=lambda up, v: -up * v["d"] ** 2)


# The + gate adds 1 to the gradient.
def add_adds(x):
    return _walk(x, de=lambda up, v: up + 1)


# The + gate multiplies with the wire's value.
def add_times_value(x):
    return _walk(x, de=lambda up, v: up * v["d"])


# The + gate's slope taken as 0 ("the derivative of a constant").
def add_zero(x):
    return _walk(x, de=lambda up, v: 0.0)


# The + gate starts again with 1.
def add_restarts(x):
    return _walk(x, de=lambda up, v: 1.0)


# exp: times n.
def exp_n(x):
    return _walk(x, dn=lambda up, v: up * v["n"])


# exp: times e^x.
def exp_of_x(x):
    return _walk(x, dn=lambda up, v: up * math.exp(v["x"]))


# exp: exp of e once more.
def exp_twice(x):
    return _walk(x, dn=lambda up, v: up * math.exp(v["e"]))


# exp forgotten.
def exp_forgotten(x):
    return _walk(x, dn=lambda up, v: up)


# exp: power rule n e^(n-1).
def exp_power_rule(x):
    return _walk(x, dn=lambda up, v: up * v["n"] * math.exp(v["n"] - 1))


# exp: minus, and minus again.
def exp_minus(x):
    return _walk(x, dn=lambda up, v: -up * v["e"])


# exp with the minus of the last gate, which then is not applied again: dn has the wrong sign, dx is right.
def minus_one_early(x):
    return _walk(x, dn=lambda up, v: -up * v["e"], dx=lambda up, v: up)


# Last gate forgotten.
def neg_forgotten(x):
    return _walk(x, dx=lambda up, v: up)


# Last gate: times x.
def neg_times_x(x):
    return _walk(x, dx=lambda up, v: up * -v["x"])


# Last gate: minus one subtracted.
def neg_subtracts(x):
    return _walk(x, dx=lambda up, v: up - 1)


# Local slopes only.
def local_only(x):
    e = math.exp(-x)
    d = 1 + e
    return {"out": 1 / d, "dd": -1 / d**2, "de": 1.0, "dn": e, "dx": -1.0}


# Off by one: each key holds the gradient one gate too early.
def off_by_one(x):
    r = _walk(x)
    return {"out": r["out"], "dd": 1.0, "de": r["dd"], "dn": r["de"], "dx": r["dn"]}


# Values instead of gradients.
def values(x):
    e = math.exp(-x)
    return {"out": 1 / (1 + e), "dd": 1 + e, "de": e, "dn": -x, "dx": x}


# Order of the gradients turned round.
def turned(x):
    r = _walk(x)
    return {"out": r["out"], "dd": r["dx"], "de": r["dn"], "dn": r["de"], "dx": r["dd"]}


# e^x forward: mirrored.
def mirrored(x):
    e = math.exp(x)
    d = 1 + e
    dd = -1 / d**2
    return {"out": 1 / d, "dd": dd, "de": dd, "dn": dd * e, "dx": -dd * e}


# e^x forward, and no minus at the end either.
def no_minus_at_all(x):
    e = math.exp(x)
    d = 1 + e
    dd = -1 / d**2
    return {"out": 1 / d, "dd": dd, "de": dd, "dn": dd * e, "dx": dd * e}


# 1 + e as the output.
def no_reciprocal(x):
    e = math.exp(-x)
    return {"out": 1 + e, "dd": 1.0, "de": 1.0, "dn": e, "dx": -e}


# Forgot the + 1.
def no_plus_one(x):
    e = math.exp(-x)
    return {"out": 1 / e, "dd": -1 / e**2, "de": -1 / e**2, "dn": -1 / e, "dx": 1 / e}


# Parentheses: 1 / 1 + e.
def parentheses(x):
    r = _walk(x)
    r["out"] = 1 / 1 + math.exp(-x)
    return r


# No "out".
def out_missing(x):
    r = _walk(x)
    del r["out"]
    return r


# Only out and dx.
def two_keys(x):
    r = _walk(x)
    return {"out": r["out"], "dx": r["dx"]}


# Other keys.
def other_keys(x):
    return {k.removeprefix("d"): v for k, v in _walk(x).items()}


# A tuple.
def as_tuple(x):
    return tuple(_walk(x).values())


# A list of the four gradients.
def gradients_only(x):
    return list(_walk(x).values())[1:]


# dx only.
def dx_only(x):
    return _walk(x)["dx"]


# Rounded to two digits as on the slide.
def rounded(x):
    return {k: round(v, 2) for k, v in _walk(x).items()}


# Rounded after each gate, as on the slide.
def rounded_steps(x):
    r2 = lambda v: round(v, 2)
    e = r2(math.exp(-x))
    d = r2(1 + e)
    dd = r2(-1 / d**2)
    dn = r2(dd * e)
    return {"out": r2(1 / d), "dd": dd, "de": dd, "dn": dn, "dx": -dn}


# dx = out * (1 + out).
def dx_plus(x):
    r = _walk(x)
    r["dx"] = r["out"] * (1 + r["out"])
    return r


# tanh's derivative.
def dx_tanh(x):
    r = _walk(x)
    r["dx"] = 1 - r["out"] ** 2
    return r


# All gradients summed on the way.
def added(x):
    e = math.exp(-x)
    d = 1 + e
    dd = -1 / d**2
    return {"out": 1 / d, "dd": dd, "de": dd + 1, "dn": dd + 1 + e, "dx": dd + 1 + e - 1}


# Strings.
def strings(x):
    return {k: f"{v:.4f}" for k, v in _walk(x).items()}


# Two at once: sign of 1/d and the last minus forgotten, dx comes out right.
def two_signs(x):
    return _walk(x, dd=lambda up, v: up / v["d"] ** 2, dx=lambda up, v: up)


# dn as gradient of out with respect to x ("dn = dx").
def dn_is_dx(x):
    r = _walk(x)
    r["dn"] = r["dx"]
    return r


# sigma of an integer by floor division.
def floor(x):
    e = math.exp(-x)
    d = 1 + e
    dd = -1 / d**2
    return {"out": 1 // d, "dd": dd, "de": dd, "dn": dd * e, "dx": -dd * e}


RIGHT = [
    gate_by_gate,
    closed,
    slopes,
    by_tape,
    key_order,
    by_class,
    complex_step,
    recursive,
    zero_d,
    float32_results,
    stable,
    stored,
]

WRONG = [
    (seed_zero, "seed-0"),
    (seed_out, "seed-out"),
    (seed_minus, "quotient-without-minus"),
    (seed_x, "seed-x"),
    (reciprocal_sign, "quotient-without-minus"),
    (reciprocal_no_square, "one-over-d"),
    (reciprocal_value, "quotient-passed-on"),
    (reciprocal_log, "logarithm-of-d"),
    (reciprocal_at_out, "quotient-not-inverted"),
    (reciprocal_at_e, "quotient-at-e"),
    (reciprocal_times, "quotient-not-inverted"),
    (add_adds, "sum-adds-1"),
    (add_times_value, "sum-multiplied-by-d"),
    (add_zero, "nothing-through-the-sum"),
    (add_restarts, "sum-passes-1"),
    (exp_n, "exp-local"),
    (exp_of_x, "exp-of-plus-x"),
    (exp_twice, "exp-of-e"),
    (exp_forgotten, "nothing-done-for-exp"),
    (exp_power_rule, "power-rule-for-exp"),
    (exp_minus, "exp-turns-the-sign"),
    (minus_one_early, "exp-turns-the-sign"),
    (neg_forgotten, "neg-gate"),
    (neg_times_x, "neg-gate-multiplies-by-n"),
    (neg_subtracts, "neg-gate-subtracts"),
    (local_only, "local-slopes-only"),
    (off_by_one, "one-gate-late"),
    (values, "values-instead"),
    (turned, "in-reverse-order"),
    (mirrored, "no-minus-forward"),
    (no_minus_at_all, "no-minus-forward"),
    (no_reciprocal, "out-is-d"),
    (no_plus_one, "no-one-forward"),
    (parentheses, "out-is-d"),
    (out_missing, "one-name-missing"),
    (two_keys, "gradients-missing"),
    (other_keys, "gradients-missing"),
    (as_tuple, "other-names"),
    (gradients_only, "other-names"),
    (dx_only, "other-names"),
    (rounded, "rounded"),
    (rounded_steps, None),
    (dx_plus, None),
    (dx_tanh, None),
    (added, "slopes-added"),
    (strings, None),
    (two_signs, "quotient-without-minus"),
    (dn_is_dx, "exp-turns-the-sign"),
    (floor, None),
]
"""Each with the name of its mistake, or None where no name would be honest."""

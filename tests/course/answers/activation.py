"""Answers to `activation` by people who never saw its specification; each comment says what a teaching assistant would."""

import math
import numpy as np


def _sigmoid(x):
    e = np.exp(-np.abs(x))
    return np.where(np.asarray(x) >= 0, 1.0, e) / (1.0 + e)


# if, elif, raise at the end.
def chain(name, x):
    if name == "relu":
        return np.maximum(x, 0), np.where(x > 0, 1.0, 0.0)
    elif name == "tanh":
        t = np.tanh(x)
        return t, 1 - t**2
    elif name == "sigmoid":
        s = _sigmoid(x)
        return s, s * (1 - s)
    elif name == "linear":
        return x.copy(), np.ones_like(x)
    raise ValueError(f"unknown activation {name}")


# A dictionary of lambdas: KeyError for any other name.
def table(name, x):
    x = np.asarray(x, dtype=float)
    return {
        "relu": lambda: (x * (x > 0), (x > 0) * 1.0),
        "tanh": lambda: (np.tanh(x), 1 / np.cosh(np.clip(x, -300, 300)) ** 2),
        "sigmoid": lambda: (_sigmoid(x), _sigmoid(x) * _sigmoid(-x)),
        "linear": lambda: (x + 0, x * 0 + 1),
    }[name]()


# match.
def right_match(name, x):
    match name:
        case "linear":
            value, slope = np.array(x), np.ones(np.shape(x))
        case "relu":
            value, slope = np.clip(x, 0, None), np.heaviside(x, 0)
        case "sigmoid":
            value = np.exp(-np.logaddexp(0, -np.asarray(x, float)))
            slope = value - value**2
        case "tanh":
            value = np.tanh(x)
            slope = (1 - value) * (1 + value)
        case _:
            raise NameError(name)
    return value, slope


# assert first.
def asserted(name, x):
    assert name in ("relu", "tanh", "sigmoid", "linear")
    x = np.array(x, dtype=float)
    if name == "linear":
        v, d = x, np.full(x.shape, 1.0)
    if name == "relu":
        v, d = np.where(x > 0, x, 0), (np.sign(x) + 1) // 2 * (x != 0)
    if name == "tanh":
        v = np.tanh(x)
        d = 1 - v * v
    if name == "sigmoid":
        v = 0.5 * (1 + np.tanh(x / 2))
        d = v * (1 - v)
    return v, d


# No raise of its own: the unbound name does it.
def unbound(name, x):
    if name == "relu":
        v = np.maximum(0, x)
        d = np.sign(v)
    if name == "tanh":
        v = np.tanh(x)
        d = 1 - np.square(v)
    if name == "sigmoid":
        with np.errstate(over="ignore"):
            v = 1 / (1 + np.exp(-np.asarray(x, float)))
        d = v * (1 - v)
    if name == "linear":
        v, d = 1 * x, np.ones(x.shape)
    return v, d


# Entry by entry in plain Python.
def entries(name, x):
    def one(v):
        v = float(v)
        if name == "relu":
            return (v, 1.0) if v > 0 else (0.0, 0.0)
        if name == "tanh":
            return math.tanh(v), 1 - math.tanh(v) ** 2
        if name == "sigmoid":
            s = 1 / (1 + math.exp(-v)) if v > -700 else 0.0
            return s, s * (1 - s)
        if name == "linear":
            return v, 1.0
        raise RuntimeError("no such activation")

    x = np.asarray(x)
    pairs = [one(v) for v in x.ravel()]
    return np.array([p[0] for p in pairs]).reshape(x.shape), np.array([p[1] for p in pairs]).reshape(x.shape)


# A class with one method for each name: AttributeError for any other.
class Activations:
    @staticmethod
    def relu(x):
        m = x > 0
        return m * x, m.astype(float)

    @staticmethod
    def tanh(x):
        s = 2 * _sigmoid(2 * x) - 1
        return s, 1 - s**2

    @staticmethod
    def sigmoid(x):
        s = _sigmoid(x)
        return s, s * (1 - s)

    @staticmethod
    def linear(x):
        return x.astype(float), np.ones_like(x, dtype=float)


def by_method(name, x):
    return getattr(Activations, name)(np.asarray(x))


# Value and derivative by two functions, the second calls the first.
def two_functions(name, x):
    def value(x):
        if name == "linear":
            return np.array(x, float)
        if name == "relu":
            return (x + np.abs(x)) / 2
        return {"tanh": np.tanh, "sigmoid": _sigmoid}[name](x)

    def slope(x):
        v = value(x)
        if name == "linear":
            return v - v + 1
        if name == "relu":
            return np.greater(x, 0).astype(np.int64)
        return 1 - v**2 if name == "tanh" else v * (1 - v)

    return value(x), slope(x)


# Recursion: tanh from sigmoid.
def recursive(name, x):
    x = np.asarray(x, float)
    if name == "tanh":
        s, d = recursive("sigmoid", 2 * x)
        return 2 * s - 1, 4 * d
    if name == "sigmoid":
        e = np.exp(-np.abs(x))
        return np.where(x < 0, e, 1) / (1 + e), e / (1 + e) ** 2
    if name == "relu":
        v, d = recursive("linear", x)
        return np.where(x > 0, v, 0), np.where(x > 0, d, 0)
    if name != "linear":
        raise KeyError(name)
    return +x, np.ones_like(x)


# A copy that is changed in place.
def copies(name, x):
    if name not in {"relu", "tanh", "sigmoid", "linear"}:
        raise Exception("unknown activation")
    v = np.array(x, dtype=float, copy=True)
    d = np.ones_like(v)
    if name == "relu":
        d[v <= 0] = 0
        v[v < 0] = 0
    elif name == "tanh":
        np.tanh(v, out=v)
        d -= v**2
    elif name == "sigmoid":
        v = _sigmoid(v)
        d = v - v * v
    return v, d


# float32 results.
def float32_results(name, x):
    v, d = chain(name, x)
    return np.asarray(v, np.float32), np.asarray(d, np.float32)


# Tuple in a variable, result as a list of two.
def as_list(name, x):
    return list(table(name, x))


# A bool mask as the ReLU's derivative.
def bool_mask(name, x):
    if name == "relu":
        return np.maximum(x, 0), x > 0
    return table(name, x)


# Complex step: the derivative from the imaginary part.
def complex_step(name, x):
    z = np.asarray(x) + 1e-30j
    if name == "relu":
        return np.where(z.real > 0, z.real, 0.0), np.where(z.real > 0, 1.0, 0.0)
    if name == "linear":
        return z.real.copy(), z.imag / 1e-30
    f = np.tanh(np.clip(z.real, -300, 300) * (0.5 if name == "sigmoid" else 1) + 1j * z.imag)
    if name == "tanh":
        return f.real, f.imag / 1e-30
    if name == "sigmoid":
        v = (1 + f.real) / 2
        return v, v * (1 - v)
    raise ValueError(name)


# --- wrong ones: all start from a right table.
def _but(name, x, **other):
    """Return the right answer, except for the names in ``other``."""
    if name in other:
        return other[name](np.asarray(x))
    return table(name, x)


# Overwrites the caller's array in the ReLU.
def relu_in_place(name, x):
    if name == "relu":
        x[x < 0] = 0
        return x, (x > 0).astype(float)
    return table(name, x)


# ReLU's derivative 1 at 0.
def relu_one_at_zero(name, x):
    return _but(name, x, relu=lambda x: (np.maximum(x, 0), (x >= 0) * 1.0))


# ReLU's derivative one half at 0.
def relu_half_at_zero(name, x):
    return _but(name, x, relu=lambda x: (np.maximum(x, 0), np.heaviside(x, 0.5)))


# sign(x): -1 for negative numbers.
def relu_sign(name, x):
    return _but(name, x, relu=lambda x: (np.maximum(x, 0), np.sign(x)))


# ReLU's derivative 1 everywhere.
def relu_ones(name, x):
    return _but(name, x, relu=lambda x: (np.maximum(x, 0), np.ones(x.shape)))


# ReLU's derivative is x where it passes (the value once more).
def relu_slope_is_value(name, x):
    return _but(name, x, relu=lambda x: (np.maximum(x, 0), np.maximum(x, 0)))


# ReLU upside down.
def relu_min(name, x):
    return _but(name, x, relu=lambda x: (np.minimum(x, 0), (x < 0) * 1.0))


# Derivative's mask the wrong way round.
def relu_mask_inverted(name, x):
    return _but(name, x, relu=lambda x: (np.maximum(x, 0), (x < 0) * 1.0))


# Leaky ReLU.
def relu_leaky(name, x):
    return _but(name, x, relu=lambda x: (np.where(x > 0, x, 0.01 * x), np.where(x > 0, 1, 0.01)))


# ReLU with |x|.
def relu_abs(name, x):
    return _but(name, x, relu=lambda x: (np.abs(x), np.sign(x)))


# ReLU by one `max` of the whole array.
def relu_python_max(name, x):
    return _but(name, x, relu=lambda x: (max(0, x), x > 0))


# 1 - x**2.
def tanh_of_x(name, x):
    return _but(name, x, tanh=lambda x: (np.tanh(x), 1 - x**2))


# 1 - t.
def tanh_no_square(name, x):
    return _but(name, x, tanh=lambda x: (np.tanh(x), 1 - np.tanh(x)))


# 1 + t**2.
def tanh_plus(name, x):
    return _but(name, x, tanh=lambda x: (np.tanh(x), 1 + np.tanh(x) ** 2))


# (1 - t)**2.
def tanh_square_outside(name, x):
    return _but(name, x, tanh=lambda x: (np.tanh(x), (1 - np.tanh(x)) ** 2))


# t (1 - t), as for the sigmoid.
def tanh_like_sigmoid(name, x):
    return _but(name, x, tanh=lambda x: (np.tanh(x), np.tanh(x) * (1 - np.tanh(x))))


# 1 - tanh(t)**2: squashed twice.
def tanh_twice(name, x):
    return _but(name, x, tanh=lambda x: (np.tanh(x), 1 - np.tanh(np.tanh(x)) ** 2))


# t**2 - 1.
def tanh_sign(name, x):
    return _but(name, x, tanh=lambda x: (np.tanh(x), np.tanh(x) ** 2 - 1))


# 1/cosh without the square.
def tanh_sech(name, x):
    return _but(name, x, tanh=lambda x: (np.tanh(x), 1 / np.cosh(np.clip(x, -300, 300))))


# tan.
def tan_for_tanh(name, x):
    return _but(name, x, tanh=lambda x: (np.tan(x), 1 + np.tan(x) ** 2))


# arctanh-like derivative 1/(1+x**2).
def arctan_for_tanh(name, x):
    return _but(name, x, tanh=lambda x: (np.arctan(x), 1 / (1 + x**2)))


# Overflow of the naive sigmoid.
def sigmoid_naive(name, x):
    def f(x):
        s = 1 / (1 + np.exp(-x))
        return s, s * (1 - s)

    return _but(name, x, sigmoid=f)


# Stable value, but the derivative e^-x/(1+e^-x)^2 overflows: nan.
def sigmoid_slope_overflows(name, x):
    return _but(name, x, sigmoid=lambda x: (_sigmoid(x), np.exp(-x) / (1 + np.exp(-x)) ** 2))


# np.where that still computes both branches.
def sigmoid_where(name, x):
    def f(x):
        s = np.where(x >= 0, 1 / (1 + np.exp(-x)), np.exp(x) / (1 + np.exp(x)))
        return s, s * (1 - s)

    return _but(name, x, sigmoid=f)


# x (1 - x).
def sigmoid_of_x(name, x):
    return _but(name, x, sigmoid=lambda x: (_sigmoid(x), x * (1 - x)))


# 1 - s.
def sigmoid_no_s(name, x):
    return _but(name, x, sigmoid=lambda x: (_sigmoid(x), 1 - _sigmoid(x)))


# s (s - 1).
def sigmoid_sign(name, x):
    return _but(name, x, sigmoid=lambda x: (_sigmoid(x), _sigmoid(x) * (_sigmoid(x) - 1)))


# s (1 + s).
def sigmoid_plus(name, x):
    return _but(name, x, sigmoid=lambda x: (_sigmoid(x), _sigmoid(x) * (1 + _sigmoid(x))))


# 1 - s**2, as for tanh.
def sigmoid_like_tanh(name, x):
    return _but(name, x, sigmoid=lambda x: (_sigmoid(x), 1 - _sigmoid(x) ** 2))


# s - s: parenthesis forgotten: s * 1 - s.
def sigmoid_parentheses(name, x):
    return _but(name, x, sigmoid=lambda x: (_sigmoid(x), _sigmoid(x) * 1 - _sigmoid(x)))


# Derivative taken at the value: s(s(x)) (1 - s(s(x))).
def sigmoid_twice(name, x):
    def f(x):
        s = _sigmoid(_sigmoid(x))
        return _sigmoid(x), s * (1 - s)

    return _but(name, x, sigmoid=f)


# 1/(1+e^x).
def sigmoid_mirrored(name, x):
    return _but(name, x, sigmoid=lambda x: (_sigmoid(-x), _sigmoid(-x) * _sigmoid(x)))


# s**2.
def sigmoid_square(name, x):
    return _but(name, x, sigmoid=lambda x: (_sigmoid(x), _sigmoid(x) ** 2))


# Clipped to +-10.
def sigmoid_clip(name, x):
    def f(x):
        s = 1 / (1 + np.exp(-np.clip(x, -10, 10)))
        return s, s * (1 - s)

    return _but(name, x, sigmoid=f)


# tanh(x) rescaled without the half.
def sigmoid_half(name, x):
    def f(x):
        s = (1 + np.tanh(x)) / 2
        return s, s * (1 - s)

    return _but(name, x, sigmoid=f)


# Derivative of the linear one is x.
def linear_x(name, x):
    return _but(name, x, linear=lambda x: (x.copy(), x.copy()))


# Derivative of the linear one is 0.
def linear_zero(name, x):
    return _but(name, x, linear=lambda x: (x.copy(), np.zeros(x.shape)))


# Derivative of the linear one is the number 1, not an array.
def linear_number(name, x):
    return _but(name, x, linear=lambda x: (x.copy(), 1.0))


# Derivative a vector of length len(x).
def linear_len(name, x):
    return _but(name, x, linear=lambda x: (x.copy(), np.ones(len(x))))


# The value is x itself.
def linear_alias(name, x):
    return (x, np.ones_like(x)) if name == "linear" else table(name, x)


# np.asarray copies nothing.
def linear_asarray(name, x):
    return (np.asarray(x), np.ones(np.shape(x))) if name == "linear" else table(name, x)


# x[:] is a view, no copy.
def linear_view(name, x):
    return (x[:], np.ones_like(x)) if name == "linear" else table(name, x)


# Any other name is linear.
def no_error(name, x):
    if name in ("relu", "tanh", "sigmoid"):
        return table(name, x)
    return table("linear", x)


# Any other name gives None.
def none_for_unknown(name, x):
    if name in ("relu", "tanh", "sigmoid", "linear"):
        return table(name, x)


# Prints, and returns None.
def prints_for_unknown(name, x):
    try:
        return table(name, x)
    except KeyError:
        return None, None


# Returns the exception.
def returns_error(name, x):
    if name not in ("relu", "tanh", "sigmoid", "linear"):
        return ValueError("unknown activation")
    return table(name, x)


# Any other name falls to the last branch, sigmoid.
def else_sigmoid(name, x):
    return table(name if name in ("relu", "tanh", "linear") else "sigmoid", x)


# (derivative, value).
def swapped(name, x):
    v, d = table(name, x)
    return d, v


# The value only.
def value_only(name, x):
    return table(name, x)[0]


# The derivative only.
def slope_only(name, x):
    return table(name, x)[1]


# zeros_like keeps the whole numbers' dtype.
def int_truncation(name, x):
    v, d = table(name, x)
    out, slope = np.zeros_like(x), np.zeros_like(x)
    out[...] = v
    slope[...] = d
    return out, slope


# Derivatives computed at the value, for all names.
def slope_at_value(name, x):
    v, _ = table(name, x)
    return v, table(name, v)[1]


# Summed derivatives.
def summed(name, x):
    v, d = table(name, x)
    return v, d.sum()


# Flattened.
def flat(name, x):
    v, d = table(name, x)
    return v.ravel(), d.ravel()


# Dict instead of a tuple.
def as_dict(name, x):
    v, d = table(name, x)
    return {"value": v, "derivative": d}


# Sigmoid negates x in place.
def sigmoid_in_place(name, x):
    if name == "sigmoid":
        x *= -1
        s = 1 - _sigmoid(x)
        return s, s * (1 - s)
    return table(name, x)


# Returns (value, value * derivative).
def times_value(name, x):
    v, d = table(name, x)
    return v, v * d


# The functions themselves, not the derivative's values.
def returns_function(name, x):
    v, d = table(name, x)
    return v, lambda z: table(name, z)[1]


# tanh by its formula: overflows far out.
def tanh_formula(name, x):
    def f(x):
        t = (np.exp(x) - np.exp(-x)) / (np.exp(x) + np.exp(-x))
        return t, 1 - t**2

    return _but(name, x, tanh=f)


# Two at once: 1 at zero in the ReLU, and linear's derivative a number.
def two_at_once(name, x):
    return _but(name, x, relu=lambda x: (np.maximum(x, 0), (x >= 0) * 1.0), linear=lambda x: (x.copy(), 1.0))


# softmax for the sigmoid.
def softmax_for_sigmoid(name, x):
    def f(x):
        e = np.exp(x - x.max())
        p = e / e.sum()
        return p, p * (1 - p)

    return _but(name, x, sigmoid=f)


# 1/cosh^2 as it is: warns far out, the slope is right.
def cosh_squared(name, x):
    if name == "tanh":
        return np.tanh(x), 1.0 / np.cosh(x) ** 2
    return table(name, x)


# A dict with other keys.
def as_dict_y(name, x):
    y, dy = table(name, x)
    return {"y": y, "dy": dy}


# A generator that yields the two.
def yields(name, x):
    v, d = table(name, x)
    yield v
    yield d


RIGHT = [
    chain,
    table,
    right_match,
    asserted,
    unbound,
    entries,
    by_method,
    two_functions,
    recursive,
    copies,
    float32_results,
    as_list,
    bool_mask,
    complex_step,
    cosh_squared,
]

WRONG = [
    (relu_in_place, "relu-in-place"),
    (relu_one_at_zero, "relu-grad-1-at-0"),
    (relu_half_at_zero, "relu-grad-half-at-0"),
    (relu_sign, "relu-grad-from-sign"),
    (relu_ones, "relu-grad-1-everywhere"),
    (relu_slope_is_value, "relu-grad-is-relu"),
    (relu_min, "relu-is-minimum"),
    (relu_mask_inverted, "relu-grad-turned-round"),
    (relu_leaky, "relu-leaky"),
    (relu_abs, "relu-is-abs"),
    (relu_python_max, None),
    (tanh_of_x, "tanh-of-output"),
    (tanh_no_square, "tanh-1-t"),
    (tanh_plus, "tanh-plus"),
    (tanh_square_outside, "tanh-square-of-1-t"),
    (tanh_like_sigmoid, "tanh-like-sigmoid"),
    (tanh_twice, "tanh-applied-twice"),
    (tanh_sign, "tanh-sign"),
    (tanh_sech, "tanh-sech"),
    (tan_for_tanh, "tanh-is-tan"),
    (arctan_for_tanh, None),
    (sigmoid_naive, "sigmoid-naive"),
    (sigmoid_slope_overflows, "sigmoid-slope-of-exponentials"),
    (sigmoid_where, "sigmoid-naive"),
    (sigmoid_of_x, "sigmoid-of-output"),
    (sigmoid_no_s, "sigmoid-1-s"),
    (sigmoid_sign, "sigmoid-sign"),
    (sigmoid_plus, "sigmoid-plus"),
    (sigmoid_like_tanh, "sigmoid-like-tanh"),
    (sigmoid_parentheses, "sigmoid-grad-0"),
    (sigmoid_twice, "sigmoid-applied-twice"),
    (sigmoid_mirrored, "sigmoid-mirrored"),
    (sigmoid_square, "sigmoid-squared"),
    (sigmoid_clip, "sigmoid-clipped"),
    (sigmoid_half, "sigmoid-half-angle"),
    (linear_x, "linear-grad"),
    (linear_zero, "linear-grad-0"),
    (linear_number, "linear-grad-one-number"),
    (linear_len, "linear-grad-one-row"),
    (linear_alias, "linear-alias"),
    (linear_asarray, "linear-alias"),
    (linear_view, "linear-alias"),
    (no_error, "no-error"),
    (none_for_unknown, "no-error"),
    (prints_for_unknown, "no-error"),
    (returns_error, "no-error"),
    (else_sigmoid, "no-error"),
    (swapped, "swapped-order"),
    (value_only, "value-alone"),
    (slope_only, "slope-alone"),
    (int_truncation, "whole-numbers-truncated"),
    (slope_at_value, "slope-of-the-value"),
    (summed, "one-slope"),
    (flat, "flat"),
    (as_dict, "dict-returned"),
    (sigmoid_in_place, "overwrites-its-input"),
    (times_value, "slope-times-value"),
    (returns_function, "functions-returned"),
    (tanh_formula, "tanh-not-finite"),
    (two_at_once, "linear-grad-one-number"),
    (softmax_for_sigmoid, None),
    (as_dict_y, None),
    (yields, None),
]
"""Each with the name of its mistake, or None where no name would be honest."""

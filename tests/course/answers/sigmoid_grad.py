"""Answers to `sigmoid_grad` by people who never saw its specification; each comment says what a teaching assistant would."""

import math
import numpy as np


def sigmoid(x):
    e = np.exp(-np.abs(x))
    return np.where(np.asarray(x) >= 0, 1.0, e) / (1.0 + e)


def naive(x):
    return 1 / (1 + np.exp(-x))


# s (1 - s).
def product(x):
    s = sigmoid(x)
    return s * (1 - s)


# s - s^2.
def s_minus_square(x):
    s = sigmoid(x)
    return s - s**2


# s(x) s(-x).
def mirrored_product(x):
    return sigmoid(x) * sigmoid(-x)


# Even function, one exponential.
def even(x):
    e = np.exp(-np.abs(x))
    return e / (1 + e) ** 2


# By tanh.
def by_tanh(x):
    return 0.25 * (1 - np.tanh(x / 2) ** 2)


# By logaddexp.
def by_logaddexp(x):
    return np.exp(-np.logaddexp(0, x) - np.logaddexp(0, -x))


# By cosh, silenced.
def by_cosh(x):
    with np.errstate(over="ignore"):
        return 0.25 / np.cosh(np.asarray(x) / 2) ** 2


# A loop with math and two branches.
def loop(x):
    out = np.empty(np.shape(x))
    for i in np.ndindex(np.shape(x)):
        v = float(x[i])
        if v >= 0:
            s = 1 / (1 + math.exp(-v))
        else:
            s = math.exp(v) / (1 + math.exp(v))
        out[i] = s * (1 - s)
    return out


# Masks.
def masks(x):
    x = np.asarray(x, dtype=float)
    s = np.empty_like(x)
    p = x >= 0
    s[p] = 1 / (1 + np.exp(-x[p]))
    t = np.exp(x[~p])
    s[~p] = t / (1 + t)
    return s * (1 - s)


# Clipped far out, where the slope is zero in any case.
def clipped_far(x):
    s = 1 / (1 + np.exp(-np.clip(x, -500, 500)))
    return s * (1 - s)


# Recursion over the first axis.
def recursive(x):
    if np.ndim(x) > 0:
        return np.array([recursive(v) for v in x])
    e = math.exp(-abs(x))
    return e / (1 + e) / (1 + e)


# vectorize.
def vectorised(x):
    def one(v):
        s = 0.5 * (1 + math.tanh(0.5 * v))
        return s * (1 - s)

    return np.vectorize(one, otypes=[float])(x)


# einsum.
def right_einsum(x):
    s = sigmoid(x)
    return np.einsum("...,...->...", s, 1 - s)


# ---- wrong ----


# x is taken for the probability.
def of_output(x):
    return x * (1 - x)


# Applied twice.
def twice(x):
    s = sigmoid(sigmoid(x))
    return s * (1 - s)


# The value.
def value(x):
    return sigmoid(x)


# s (1 + s).
def plus(x):
    s = sigmoid(x)
    return s * (1 + s)


# s - s: parentheses.
def parentheses(x):
    s = sigmoid(x)
    return s * 1 - s


# s^2.
def square(x):
    return sigmoid(x) ** 2


# (1 - s)^2.
def other_square(x):
    return (1 - sigmoid(x)) ** 2


# 1 - s^2.
def tanh_rule(x):
    return 1 - sigmoid(x) ** 2


# Derivative of tanh.
def of_tanh(x):
    return 1 - np.tanh(x) ** 2


# 0.25 (1 - tanh(x)^2).
def no_half_angle(x):
    return 0.25 * (1 - np.tanh(x) ** 2)


# 0.5 (1 - tanh(x/2)^2).
def one_half(x):
    return 0.5 * (1 - np.tanh(x / 2) ** 2)


# Derivative of log s.
def of_log(x):
    return 1 - sigmoid(x)


# s (s - 1).
def sign(x):
    s = sigmoid(x)
    return s * (s - 1)


# Quotient form: overflows.
def quotient(x):
    return np.exp(-x) / (1 + np.exp(-x)) ** 2


# Quotient form in e^x: overflows on the other side.
def quotient_plus(x):
    return np.exp(x) / (1 + np.exp(x)) ** 2


# Naive sigmoid: warns.
def naive_sigmoid(x):
    s = naive(x)
    return s * (1 - s)


# Clipped to 5.
def clipped_near(x):
    s = naive(np.clip(x, -5, 5))
    return s * (1 - s)


# Square forgotten.
def no_square(x):
    e = np.exp(-np.abs(x))
    return e / (1 + e)


# e^-x forgotten: outer derivative only.
def outer_only(x):
    e = np.exp(-np.abs(x))
    return 1 / (1 + e) ** 2


# Odd in place of even.
def odd(x):
    s = sigmoid(x)
    return np.sign(x) * s * (1 - s)


# x s (1 - s).
def times_x(x):
    s = sigmoid(x)
    return x * s * (1 - s)


# Derivative of x s(x).
def of_silu(x):
    s = sigmoid(x)
    return s + x * s * (1 - s)


# Softmax's table of derivatives.
def jacobian(x):
    s = np.ravel(sigmoid(x))
    return np.diag(s) - np.outer(s, s)


# Sum over the entries.
def summed(x):
    s = sigmoid(x)
    return np.sum(s * (1 - s))


# Mean: over the number of entries.
def averaged(x):
    s = sigmoid(x)
    return s * (1 - s) / np.size(x)


# Softmax in place of sigmoid.
def softmax(x):
    e = np.exp(x - np.max(x, axis=-1, keepdims=True))
    p = e / e.sum(axis=-1, keepdims=True)
    return p * (1 - p)


# Forward difference.
def forward_difference(x, h=1e-4):
    return (sigmoid(x + h) - sigmoid(x)) / h


# np.gradient along the array.
def np_gradient(x):
    return np.gradient(sigmoid(x))


# An if on an array.
def if_on_array(x):
    if x >= 0:
        s = 1 / (1 + np.exp(-x))
    else:
        s = np.exp(x) / (1 + np.exp(x))
    return s * (1 - s)


# math.exp of an array.
def math_exp(x):
    s = 1 / (1 + math.exp(-x))
    return s * (1 - s)


# In place.
def in_place(x):
    x[...] = sigmoid(x)
    return x * (1 - x)


# 0 for negative places.
def half_only(x):
    s = sigmoid(x)
    return np.where(x > 0, s * (1 - s), 0.0)


# Second derivative.
def second(x):
    s = sigmoid(x)
    return s * (1 - s) * (1 - 2 * s)


# No overflow by way of nan_to_num.
def nan_replaced(x):
    return np.nan_to_num(np.exp(-x) / (1 + np.exp(-x)) ** 2)


# s (1 - x).
def half_of_each(x):
    return sigmoid(x) * (1 - x)


# Value and slope.
def with_value(x):
    s = sigmoid(x)
    return s, s * (1 - s)


# 1 - s as a quotient.
def other_factor(x):
    e = np.exp(-x)
    return e / (1 + e)


# Chain rule without the inner derivative.
def outer_derivative(x):
    return -1 / (1 + np.exp(-x)) ** 2


# s kept away from 0 and 1.
def kept_away(x):
    s = np.clip(sigmoid(x), 1e-7, 1 - 1e-7)
    return s * (1 - s)


# A warning silenced, nothing lost.
def silenced(x):
    with np.errstate(over="ignore"):
        s = naive(x)
    return s * (1 - s)


# 1 - s in place of s: the product is the same.
def mirrored(x):
    s = 1 / (1 + np.exp(np.clip(x, -500, 500)))
    return s * (1 - s)


RIGHT = [
    product,
    s_minus_square,
    mirrored_product,
    even,
    by_tanh,
    by_logaddexp,
    by_cosh,
    loop,
    masks,
    clipped_far,
    recursive,
    vectorised,
    right_einsum,
    silenced,
    mirrored,
]

WRONG = [
    (half_of_each, "x-in-one-factor"),
    (with_value, "value-and-slope"),
    (other_factor, "one-minus-s"),
    (outer_derivative, "inner-derivative-forgotten"),
    (kept_away, "never-quite-0"),
    (of_output, "argument-taken-for-s"),
    (twice, "sigmoid-applied-twice"),
    (value, "forgot"),
    (plus, "plus"),
    (parentheses, "first-factor-precedence"),
    (square, "squared"),
    (other_square, "squared"),
    (tanh_rule, "tanh-grad"),
    (of_tanh, "tanh-grad"),
    (no_half_angle, "argument-stretched"),
    (one_half, "factor"),
    (of_log, "one-minus-s"),
    (sign, "sign"),
    (quotient, "exp-form-naive"),
    (quotient_plus, "exp-form-naive-on-the-other-side"),
    (naive_sigmoid, "naive-sigmoid"),
    (clipped_near, "clip"),
    (no_square, "one-factor-of-abs"),
    (outer_only, None),
    (odd, "absolute-value"),
    (times_x, "times-x"),
    (of_silu, "times-x"),
    (jacobian, "jacobian"),
    (summed, "combined"),
    (averaged, "divided-by-the-number"),
    (softmax, "softmax"),
    (forward_difference, "one-sided-difference"),
    (np_gradient, None),
    (if_on_array, None),
    (math_exp, None),
    (in_place, "in-place"),
    (half_only, "one-sign-only"),
    (second, "second-derivative"),
    (nan_replaced, "naive-sigmoid"),
]
"""Each with the name of its mistake, or None where no name would be honest."""

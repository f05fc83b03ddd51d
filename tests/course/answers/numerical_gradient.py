"""Answers to `numerical_gradient` by people who never saw its specification; each comment says what a teaching assistant would."""

import numpy as np


# A flat view of a float copy.
def flat_view(f, x, h=1e-5):
    z = np.array(x, dtype=np.float64)
    v, g = z.reshape(-1), []
    for i in range(v.size):
        old = v[i]
        v[i] = old + h
        up = f(z)
        v[i] = old - h
        down = f(z)
        v[i] = old
        g.append((up - down) / (2 * h))
    return np.array(g, dtype=float).reshape(z.shape)


# nditer with a multi_index, as in CS231n.
def nditer(f, x, h=1e-5):
    x = np.asarray(x).astype(float)
    grad = np.zeros(x.shape)
    it = np.nditer(x, flags=["multi_index"], op_flags=["readwrite"])
    while not it.finished:
        ix = it.multi_index
        old = x[ix]
        x[ix] = old + h
        fxph = f(x)
        x[ix] = old - h
        fxmh = f(x)
        x[ix] = old
        grad[ix] = (fxph - fxmh) / (2 * h)
        it.iternext()
    return grad


# Unit vectors.
def unit_vectors(f, x, h=1e-5):
    x = np.asarray(x, dtype=float)
    E = np.eye(x.size).reshape((x.size, *x.shape))
    return np.array([(f(x + h * e) - f(x - h * e)) / (2 * h) for e in E]).reshape(x.shape)


# All the upper calls first, then all the lower ones.
def ups_then_downs(f, x, h=1e-5):
    x = np.array(x, float)
    steps = []
    for i in np.ndindex(x.shape):
        d = np.zeros_like(x)
        d[i] = h
        steps.append(d)
    up = [f(x + d) for d in steps]
    down = [f(x - d) for d in steps]
    return ((np.array(up) - np.array(down)) / (2.0 * h)).reshape(x.shape)


# Lower side first, from the last entry to the first.
def backwards(f, x, h=1e-5):
    x = np.array(x, dtype=float)
    g = np.empty(x.shape)
    for i in reversed(list(np.ndindex(*x.shape))):
        low, high = x.copy(), x.copy()
        low[i] -= h
        high[i] += h
        below = f(low)
        above = f(high)
        g[i] = 0.5 * (above - below) / h
    return g


# A helper for one partial derivative.
def partial_helper(f, x, h=1e-5):
    base = np.asarray(x, dtype=float)

    def shifted(i, by):
        z = base.copy()
        z[i] = z[i] + by
        return f(z)

    def slope(i):
        return (shifted(i, h) - shifted(i, -h)) / (2 * h)

    out = np.zeros(base.shape)
    for i, _ in np.ndenumerate(base):
        out[i] = slope(i)
    return out


# Recursion over the entries.
def recursive(f, x, h=1e-5):
    x = np.array(x, dtype=float)

    def rest(k):
        if k == x.size:
            return []
        p, m = x.flatten(), x.flatten()
        p[k] += h
        m[k] -= h
        return [(f(p.reshape(x.shape)) - f(m.reshape(x.shape))) / (2 * h), *rest(k + 1)]

    return np.reshape(rest(0), x.shape)


# A single number apart, with an early return.
def number_apart(f, x, h=1e-5):
    x = np.array(x, dtype=float)
    if x.ndim == 0:
        return (f(x + h) - f(x - h)) / (2 * h)
    g = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        x[i] += h
        up = f(x.copy())
        x[i] -= 2 * h
        down = f(x.copy())
        x[i] += h
        g[i] = (up - down) / (2 * h)
    return g


# Divides by the step that was really made.
def real_step(f, x, h=1e-5):
    x = np.array(x, dtype=float)
    g = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        a, b = x.copy(), x.copy()
        a[i] += h
        b[i] -= h
        g[i] = (f(a) - f(b)) / (a[i] - b[i])
    return g


# A class inside.
def with_class(f, x, h=1e-5):
    class At:
        def __init__(self, x, i):
            self.x, self.i, self.old = x, i, float(x[i])

        def __call__(self, step):
            self.x[self.i] = self.old + step
            value = float(f(self.x))
            self.x[self.i] = self.old
            return value

    x = np.array(x, dtype=float)
    g = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        at = At(x, i)
        g[i] = (at(h) - at(-h)) / (h + h)
    return g


# Two stacks of moved copies.
def stacks(f, x, h=1e-5):
    x = np.asarray(x, float)
    n = x.size
    P = np.tile(x.ravel(), (n, 1)) + h * np.identity(n)
    M = np.tile(x.ravel(), (n, 1)) - h * np.identity(n)
    fp = np.array([f(p.reshape(x.shape)) for p in P])
    fm = np.array([f(m.reshape(x.shape)) for m in M])
    return np.reshape((fp - fm) / 2 / h, x.shape)


# The mean of the two one-sided slopes would be the same; this writes the sum out in quotients.
def quotients(f, x, h=1e-5):
    x = np.array(x, dtype=float)
    g = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        old = x[i]
        for sign in (1, -1):
            x[i] = old + sign * h
            g[i] += sign * f(x) / (2 * h)
        x[i] = old
    return g


# ---- wrong ----


# One side only.
def forward(f, x, h=1e-5):
    x = np.array(x, dtype=float)
    f0, g = f(x), np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        z = x.copy()
        z[i] += h
        g[i] = (f(z) - f0) / h
    return g


# Lower side only.
def backward_difference(f, x, h=1e-5):
    x = np.array(x, dtype=float)
    f0, g = f(x), np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        z = x.copy()
        z[i] -= h
        g[i] = (f0 - f(z)) / h
    return g


# x.copy() stays an array of integers, so the steps vanish.
def integer_copy(f, x, h=1e-5):
    x = np.array(x)
    g = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        old = x[i]
        x[i] = old + h
        up = f(x)
        x[i] = old - h
        down = f(x)
        x[i] = old
        g[i] = (up - down) / (2 * h)
    return g


# The result has the dtype of x: cut to whole numbers for integers.
def integer_result(f, x, h=1e-5):
    g = np.zeros_like(x)
    x = np.array(x, dtype=float)
    for i in np.ndindex(x.shape):
        a, b = x.copy(), x.copy()
        a[i] += h
        b[i] -= h
        g[i] = (f(a) - f(b)) / (2 * h)
    return g


# Works on the caller's array (and puts it back).
def callers_array(f, x, h=1e-5):
    g = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        old = x[i]
        x[i] = old + h
        up = f(x)
        x[i] = old - h
        down = f(x)
        x[i] = old
        g[i] = (up - down) / (2 * h)
    return g


# asarray(float) is taken for a copy.
def asarray_no_copy(f, x, h=1e-5):
    x = np.asarray(x, dtype=float)
    g = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        x[i] += h
        up = f(x)
        x[i] -= 2 * h
        down = f(x)
        x[i] += h
        g[i] = (up - down) / (2 * h)
    return g


# The entry is not put back: the later slopes are measured elsewhere.
def not_put_back(f, x, h=1e-5):
    x = np.array(x, dtype=float)
    g = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        old = x[i]
        x[i] = old + h
        up = f(x)
        x[i] = old - h
        g[i] = (up - f(x)) / (2 * h)
    return g


# Both names stand for one array: difference 0.
def same_array_twice(f, x, h=1e-5):
    x = np.array(x, dtype=float)
    g = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        plus = x.copy()
        minus = plus
        plus[i] += h
        minus[i] -= h
        g[i] = (f(plus) - f(minus)) / (2 * h)
    return g


# After the upper side only h is taken away: f(x + h) - f(x), over 2h.
def minus_h_once(f, x, h=1e-5):
    x = np.array(x, dtype=float)
    g = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        x[i] += h
        up = f(x)
        x[i] -= h
        down = f(x)
        g[i] = (up - down) / (2 * h)
    return g


# Over h in place of 2h.
def over_h(f, x, h=1e-5):
    x = np.array(x, dtype=float)
    g = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        a, b = x.copy(), x.copy()
        a[i] += h
        b[i] -= h
        g[i] = (f(a) - f(b)) / h
    return g


# Steps of h/2 over h: central, with another h.
def half_steps(f, x, h=1e-5):
    x = np.array(x, dtype=float)
    g = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        a, b = x.copy(), x.copy()
        a[i] += h / 2
        b[i] -= h / 2
        g[i] = (f(a) - f(b)) / h
    return g


# (up - down) / 2 * h.
def times_h(f, x, h=1e-5):
    x = np.array(x, dtype=float)
    g = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        a, b = x.copy(), x.copy()
        a[i] += h
        b[i] -= h
        g[i] = (f(a) - f(b)) / 2 * h
    return g


# up - down / (2h), without parentheses.
def no_parentheses(f, x, h=1e-5):
    x = np.array(x, dtype=float)
    g = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        a, b = x.copy(), x.copy()
        a[i] += h
        b[i] -= h
        g[i] = f(a) - f(b) / (2 * h)
    return g


# Moves whole rows: range(len(x)).
def whole_rows(f, x, h=1e-5):
    x = np.array(x, dtype=float)
    g = np.zeros(x.shape)
    for i in range(len(x)):
        a, b = x.copy(), x.copy()
        a[i] += h
        b[i] -= h
        g[i] = (f(a) - f(b)) / (2 * h)
    return g


# Everything moved at once, and the one slope for all.
def all_at_once(f, x, h=1e-5):
    x = np.array(x, dtype=float)
    return np.ones_like(x) * (f(x + h) - f(x - h)) / (2 * h)


# Two loops: 2-D only.
def two_loops(f, x, h=1e-5):
    x = np.array(x, dtype=float)
    g = np.zeros(x.shape)
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            a, b = x.copy(), x.copy()
            a[i, j] += h
            b[i, j] -= h
            g[i, j] = (f(a) - f(b)) / (2 * h)
    return g


# CS231n's f(x) at the top, never used: one call too many.
def unused_call(f, x, h=1e-5):
    fx = f(x)
    x = np.array(x, dtype=float)
    g = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        a, b = x.copy(), x.copy()
        a[i] += h
        b[i] -= h
        g[i] = (f(a) - f(b)) / (2 * h)
    return g


# Mean of the two one-sided slopes: right number, but f is asked four times an entry.
def mean_of_slopes(f, x, h=1e-5):
    x = np.array(x, dtype=float)
    g = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        a, b = x.copy(), x.copy()
        a[i] += h
        b[i] -= h
        g[i] = ((f(a) - f(x)) / h + (f(x) - f(b)) / h) / 2
    return g


# Five-point formula.
def five_points(f, x, h=1e-5):
    x = np.array(x, dtype=float)
    g = np.zeros(x.shape)
    for i in np.ndindex(x.shape):

        def at(k):
            z = x.copy()
            z[i] += k * h
            return f(z)

        g[i] = (8 * (at(1) - at(-1)) - (at(2) - at(-2))) / (12 * h)
    return g


# A step that grows with the entry.
def relative_step(f, x, h=1e-5):
    x = np.array(x, dtype=float)
    g = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        s = h * max(1.0, abs(x[i]))
        a, b = x.copy(), x.copy()
        a[i] += s
        b[i] -= s
        g[i] = (f(a) - f(b)) / (2 * s)
    return g


# h is overwritten.
def h_overwritten(f, x, h=1e-5):
    h = 1e-5
    x = np.array(x, dtype=float)
    g = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        a, b = x.copy(), x.copy()
        a[i] += h
        b[i] -= h
        g[i] = (f(a) - f(b)) / (2 * h)
    return g


# 32 bits.
def in_32_bits(f, x, h=1e-5):
    x = np.array(x, dtype=np.float32)
    g = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        a, b = x.copy(), x.copy()
        a[i] += h
        b[i] -= h
        g[i] = (f(a) - f(b)) / (2 * h)
    return g


# The second derivative.
def second_derivative(f, x, h=1e-5):
    x = np.array(x, dtype=float)
    g = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        a, b = x.copy(), x.copy()
        a[i] += h
        b[i] -= h
        g[i] = (f(a) - 2 * f(x) + f(b)) / h**2
    return g


# Size of the slope only.
def absolute_slope(f, x, h=1e-5):
    x = np.array(x, dtype=float)
    g = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        a, b = x.copy(), x.copy()
        a[i] += h
        b[i] -= h
        g[i] = abs(f(a) - f(b)) / (2 * h)
    return g


# The last entry is left out.
def last_left_out(f, x, h=1e-5):
    x = np.array(x, dtype=float)
    g = np.zeros(x.size)
    for k in range(x.size - 1):
        a, b = x.flatten(), x.flatten()
        a[k] += h
        b[k] -= h
        g[k] = (f(a.reshape(x.shape)) - f(b.reshape(x.shape))) / (2 * h)
    return g.reshape(x.shape)


# Flat result.
def flat_result(f, x, h=1e-5):
    x = np.array(x, dtype=float)
    g = []
    for i in np.ndindex(x.shape):
        a, b = x.copy(), x.copy()
        a[i] += h
        b[i] -= h
        g.append((f(a) - f(b)) / (2 * h))
    return np.array(g)


# Gives f a flat vector.
def flat_argument(f, x, h=1e-5):
    x = np.array(x, dtype=float)
    g = np.zeros(x.size)
    for k in range(x.size):
        a, b = x.flatten(), x.flatten()
        a[k] += h
        b[k] -= h
        g[k] = (f(a) - f(b)) / (2 * h)
    return g.reshape(x.shape)


# Direction only: divided by its length.
def unit_length(f, x, h=1e-5):
    g = unit_vectors(f, x, h)
    return g / np.linalg.norm(g)


# Downhill: the sign turned.
def downhill(f, x, h=1e-5):
    return -unit_vectors(f, x, h)


# Rounded to six digits.
def rounded(f, x, h=1e-5):
    return np.round(unit_vectors(f, x, h), 6)


# The return stands in the loop.
def return_in_loop(f, x, h=1e-5):
    x = np.array(x, dtype=float)
    g = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        a, b = x.copy(), x.copy()
        a[i] += h
        b[i] -= h
        g[i] = (f(a) - f(b)) / (2 * h)
        return g


# np.gradient of the value.
def np_gradient(f, x, h=1e-5):
    return np.gradient(f(x), h)


# Divides the loss among the entries.
def mean_over_entries(f, x, h=1e-5):
    return unit_vectors(f, x, h) / np.size(x)


# Complex step.
def complex_step(f, x, h=1e-5):
    x = np.array(x, dtype=complex)
    g = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        z = x.copy()
        z[i] += 1j * h
        g[i] = f(z).imag / h
    return g


# Tables only, by unpacking the shape.
def unpacked_shape(f, x, h=1e-5):
    N, D = x.shape
    x = np.array(x, dtype=float)
    g = np.zeros((N, D))
    for i in range(N):
        for j in range(D):
            a, b = x.copy(), x.copy()
            a[i, j] += h
            b[i, j] -= h
            g[i, j] = (f(a) - f(b)) / (2 * h)
    return g


# The value of f comes along.
def value_too(f, x, h=1e-5):
    return f(np.array(x, dtype=float)), unit_vectors(f, x, h)


# Nested lists.
def lists(f, x, h=1e-5):
    return unit_vectors(f, x, h).tolist()


RIGHT = [
    flat_view,
    nditer,
    unit_vectors,
    ups_then_downs,
    backwards,
    partial_helper,
    recursive,
    number_apart,
    real_step,
    with_class,
    stacks,
    quotients,
]

WRONG = [
    (unpacked_shape, None),
    (value_too, "several-values"),
    (lists, "wrong-type"),
    (forward, "forward"),
    (backward_difference, "backward-difference"),
    (integer_copy, "stays-whole"),
    (integer_result, "whole-slopes"),
    (callers_array, "mutates-x-and-restores"),
    (asarray_no_copy, "mutates-x"),
    (not_put_back, "not-put-back"),
    (same_array_twice, "zeros"),
    (minus_h_once, "forward-over-2h"),
    (over_h, "over-h"),
    (half_steps, "half-a-step"),
    (times_h, "precedence"),
    (no_parentheses, "no-brackets-above"),
    (whole_rows, "a-row-at-a-time"),
    (all_at_once, "all-at-once"),
    (two_loops, "rows-and-columns-only"),
    (unused_call, "asks-too-often"),
    (mean_of_slopes, "asks-too-often"),
    (five_points, "five-points"),
    (relative_step, "relative-step"),
    (h_overwritten, "h-ignored"),
    (in_32_bits, "float32"),
    (second_derivative, "second-derivative"),
    (absolute_slope, "absolute-slopes"),
    (last_left_out, "last-entry-left-out"),
    (flat_result, "flat-result"),
    (flat_argument, "f-sees-flat"),
    (unit_length, "unit-length"),
    (downhill, "sign"),
    (rounded, "rounded"),
    (return_in_loop, "first-entry-only"),
    (np_gradient, "np-gradient"),
    (mean_over_entries, "mean-over-entries"),
    (complex_step, "complex-step"),
]
"""Each with the name of its mistake, or None where no name would be honest."""

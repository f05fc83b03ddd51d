"""Answers to `gradient_check` by people who never saw its specification; each comment says what a teaching assistant would."""

import numpy as np


def numerical_gradient(f, x, h=1e-5):
    x = np.array(x, dtype=float)
    g = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        here = x[i]
        x[i] = here + h
        higher = f(x)
        x[i] = here - h
        g[i] = (higher - f(x)) / (2 * h)
        x[i] = here
    return g


def relative_error(a, b):
    return float(np.max(np.abs(a - b) / np.maximum(np.abs(a) + np.abs(b), 1e-8)))


def _errors(a, b):
    return np.abs(a - b) / np.maximum(np.abs(a) + np.abs(b), 1e-8)


# argmax and unravel_index.
def argmax(f, grad, x, h=1e-5, tol=1e-6):
    e = _errors(grad(x), numerical_gradient(f, x, h))
    i = np.unravel_index(np.argmax(e), np.shape(e))
    return e[i] <= tol, i, round(float(e[i]), 6)


# One loop with the worst so far.
def worst_so_far(f, grad, x, h=1e-5, tol=1e-6):
    x = np.array(x, dtype=float)
    a = np.asarray(grad(x.copy()))
    worst, where = -1.0, None
    for i in np.ndindex(x.shape):
        p, m = x.copy(), x.copy()
        p[i] += h
        m[i] -= h
        n = (f(p) - f(m)) / (2 * h)
        e = abs(a[i] - n) / max(abs(a[i]) + abs(n), 1e-8)
        if e > worst:
            worst, where = e, i
    return bool(worst <= tol), where, round(float(worst), 6)


# max with a key: the first of equals.
def max_with_key(f, grad, x, h=1e-5, tol=1e-6):
    a, b = np.asarray(grad(np.array(x, float))), numerical_gradient(f, x, h)
    errors = {i: float(_errors(a[i], b[i])) for i in np.ndindex(b.shape)}
    where = max(errors, key=errors.get)
    return not any(e > tol for e in errors.values()), where, round(errors[where], 6)


# Sorted, stable.
def sorted_errors(f, grad, x, h=1e-5, tol=1e-6):
    b = numerical_gradient(f, x, h)
    a = np.reshape(grad(x), b.shape)
    table = sorted(((-_errors(a[i], b[i]), i) for i in np.ndindex(b.shape)), key=lambda t: t[0])
    e, i = -table[0][0], table[0][1]
    return e <= tol, i, np.round(e, 6)


# With relative_error of each entry.
def entry_by_entry(f, grad, x, h=1e-5, tol=1e-6):
    num, ana = numerical_gradient(f, x, h=h), np.array(grad(np.array(x, dtype=float)))
    where = ()
    worst = -np.inf
    for i in np.ndindex(num.shape):
        e = relative_error(ana[i], num[i])
        if e > worst:
            worst = e
            where = i
    ok = worst <= tol
    return ok, where, float(f"{worst:.6f}")


# Flat, by divmod.
def flat(f, grad, x, h=1e-5, tol=1e-6):
    x = np.array(x, dtype=float)
    e = _errors(np.ravel(grad(x.copy())), numerical_gradient(f, x, h).ravel())
    k = int(e.argmax())
    where = []
    rest = k
    for n in reversed(x.shape):
        rest, j = divmod(rest, n)
        where.insert(0, j)
    return bool((e <= tol).all()), tuple(where), round(float(e[k]), 6)


# The gradient first, the answer late.
def late(f, grad, x, h=1e-5, tol=1e-6):
    x0 = np.asarray(x, dtype=float)
    result = {}
    analytic = np.asarray(grad(x0.copy()), dtype=float)
    E = np.eye(x0.size).reshape(x0.size, *x0.shape)
    numeric = np.array([(f(x0 + h * e) - f(x0 - h * e)) / (2 * h) for e in E]).reshape(x0.shape)
    diff, size = np.abs(analytic - numeric), np.array(np.abs(analytic) + np.abs(numeric))
    size[size < 1e-8] = 1e-8
    rel = diff / size
    result["worst"] = np.argwhere(rel == rel.max())[0]
    result["error"] = rel.max()
    result["ok"] = not result["error"] > tol
    return result["ok"], tuple(result["worst"].tolist()), round(float(result["error"]), 6)


# A class.
def with_class(f, grad, x, h=1e-5, tol=1e-6):
    class Report:
        def __init__(self):
            self.error, self.place = -1.0, ()

        def see(self, place, a, b):
            e = float(_errors(a, b))
            if e > self.error:
                self.error, self.place = e, place

    r = Report()
    a, b = np.asarray(grad(x)), numerical_gradient(f, x, h)
    for i, v in np.ndenumerate(b):
        r.see(i, a[i], v)
    return r.error <= tol, r.place, round(r.error, 6)


# From the last to the first, with >=.
def from_behind(f, grad, x, h=1e-5, tol=1e-6):
    a, b = np.asarray(grad(x)), numerical_gradient(f, x, h)
    best = (-1.0, ())
    for i in reversed(list(np.ndindex(b.shape))):
        e = float(_errors(a[i], b[i]))
        if e >= best[0]:
            best = (e, i)
    return best[0] <= tol, best[1], round(best[0], 6)


# A generator of pairs.
def generator(f, grad, x, h=1e-5, tol=1e-6):
    x = np.array(x, dtype=float)
    a = np.asarray(grad(x.copy()))

    def errors():
        for i in np.ndindex(x.shape):
            z = x.copy()
            z[i] = x[i] + h
            up = f(z)
            z[i] = x[i] - h
            n = (up - f(z)) / (2 * h)
            yield abs(a[i] - n) / max(1e-8, abs(a[i]) + abs(n)), i

    pairs = list(errors())
    e = max(p[0] for p in pairs)
    return e <= tol, next(i for v, i in pairs if v == e), round(float(e), 6)


# nditer, early return for a single number.
def number_apart(f, grad, x, h=1e-5, tol=1e-6):
    if np.ndim(x) == 0:
        x = np.float64(x)
        n = (f(x + h) - f(x - h)) / (2 * h)
        e = float(_errors(grad(x), n))
        return e <= tol, (), round(e, 6)
    e = _errors(grad(np.array(x, dtype=float)), numerical_gradient(f, x, h))
    i = tuple(int(k) for k in np.argwhere(e == e.max())[0])
    return bool(np.all(e <= tol)), i, round(float(e.max()), 6)


# Strictly below tol: no case lies exactly on it.
def strictly_below(f, grad, x, h=1e-5, tol=1e-6):
    a, b = _pair(f, grad, x, h)
    ok, i, e = _report(_errors(a, b), tol)
    return bool(_errors(a, b).max() < tol), i, e


# ---- wrong ----


def _report(e, tol):
    i = np.unravel_index(np.argmax(e), np.shape(e))
    return bool(e[i] <= tol), tuple(int(k) for k in i), round(float(e[i]), 6)


def _pair(f, grad, x, h):
    return np.asarray(grad(np.array(x, dtype=float))), numerical_gradient(f, x, h)


# Forward differences.
def forward(f, grad, x, h=1e-5, tol=1e-6):
    x = np.array(x, dtype=float)
    a, b = np.asarray(grad(x.copy())), np.zeros(x.shape)
    f0 = f(x)
    for i in np.ndindex(x.shape):
        z = x.copy()
        z[i] += h
        b[i] = (f(z) - f0) / h
    return _report(_errors(a, b), tol)


# Only the first entry.
def first_only(f, grad, x, h=1e-5, tol=1e-6):
    a, b = _pair(f, grad, x, h)
    e = float(np.ravel(_errors(a, b))[0])
    return e <= tol, (0,) * np.ndim(x), round(e, 6)


# The last entry is left out.
def last_left_out(f, grad, x, h=1e-5, tol=1e-6):
    a, b = _pair(f, grad, x, h)
    e = _errors(a, b)
    if e.size > 1:
        e.flat[-1] = 0
    return _report(e, tol)


# 0 / 0.
def no_floor(f, grad, x, h=1e-5, tol=1e-6):
    a, b = _pair(f, grad, x, h)
    return _report(np.abs(a - b) / (np.abs(a) + np.abs(b)), tol)


# Floor added.
def floor_added(f, grad, x, h=1e-5, tol=1e-6):
    a, b = _pair(f, grad, x, h)
    return _report(np.abs(a - b) / (np.abs(a) + np.abs(b) + 1e-8), tol)


# Absolute errors.
def absolute(f, grad, x, h=1e-5, tol=1e-6):
    a, b = _pair(f, grad, x, h)
    return _report(np.abs(a - b), tol)


# ok by np.allclose.
def allclose(f, grad, x, h=1e-5, tol=1e-6):
    a, b = _pair(f, grad, x, h)
    _, i, e = _report(_errors(a, b), tol)
    return bool(np.allclose(a, b, atol=tol)), i, e


# ok by np.allclose, relative only.
def allclose_rtol(f, grad, x, h=1e-5, tol=1e-6):
    a, b = _pair(f, grad, x, h)
    _, i, e = _report(_errors(a, b), tol)
    return bool(np.allclose(a, b, rtol=tol, atol=0)), i, e


# Lengths of the vectors decide.
def lengths(f, grad, x, h=1e-5, tol=1e-6):
    a, b = _pair(f, grad, x, h)
    _, i, _ = _report(_errors(a, b), tol)
    e = np.linalg.norm(a - b) / max(np.linalg.norm(a) + np.linalg.norm(b), 1e-8)
    return bool(e <= tol), i, round(float(e), 6)


# The place of the largest difference.
def largest_difference(f, grad, x, h=1e-5, tol=1e-6):
    a, b = _pair(f, grad, x, h)
    e = _errors(a, b)
    i = np.unravel_index(np.argmax(np.abs(a - b)), e.shape)
    return bool(e.max() <= tol), tuple(map(int, i)), round(float(e.max()), 6)


# The flat number of the place.
def flat_index(f, grad, x, h=1e-5, tol=1e-6):
    a, b = _pair(f, grad, x, h)
    e = _errors(a, b)
    return bool(e.max() <= tol), int(e.argmax()), round(float(e.max()), 6)


# The flat number in a tuple.
def flat_index_tuple(f, grad, x, h=1e-5, tol=1e-6):
    a, b = _pair(f, grad, x, h)
    e = _errors(a, b)
    return bool(e.max() <= tol), (int(e.argmax()),), round(float(e.max()), 6)


# Decided after rounding.
def decided_rounded(f, grad, x, h=1e-5, tol=1e-6):
    a, b = _pair(f, grad, x, h)
    _, i, e = _report(_errors(a, b), tol)
    return e <= tol, i, e


# Not rounded.
def not_rounded(f, grad, x, h=1e-5, tol=1e-6):
    a, b = _pair(f, grad, x, h)
    e = _errors(a, b)
    ok, i, _ = _report(e, tol)
    return ok, i, float(e.max())


# Rounded to three decimals.
def three_decimals(f, grad, x, h=1e-5, tol=1e-6):
    a, b = _pair(f, grad, x, h)
    ok, i, e = _report(_errors(a, b), tol)
    return ok, i, round(e, 3)


# The last of the worst.
def last_of_ties(f, grad, x, h=1e-5, tol=1e-6):
    a, b = _pair(f, grad, x, h)
    e = _errors(a, b)
    i = tuple(int(k) for k in np.argwhere(e == e.max())[-1])
    return bool(e.max() <= tol), i, round(float(e.max()), 6)


# ok the wrong way round.
def inverted(f, grad, x, h=1e-5, tol=1e-6):
    a, b = _pair(f, grad, x, h)
    ok, i, e = _report(_errors(a, b), tol)
    return not ok, i, e


# tol is always 1e-6.
def tol_fixed(f, grad, x, h=1e-5, tol=1e-6):
    a, b = _pair(f, grad, x, h)
    return _report(_errors(a, b), 1e-6)


# h is always 1e-5.
def h_fixed(f, grad, x, h=1e-5, tol=1e-6):
    a, b = _pair(f, grad, x, 1e-5)
    return _report(_errors(a, b), tol)


# Mean error.
def mean_error(f, grad, x, h=1e-5, tol=1e-6):
    a, b = _pair(f, grad, x, h)
    e = _errors(a, b)
    _, i, _ = _report(e, tol)
    return bool(e.mean() <= tol), i, round(float(e.mean()), 6)


# Any entry right is enough.
def any_entry(f, grad, x, h=1e-5, tol=1e-6):
    a, b = _pair(f, grad, x, h)
    e = _errors(a, b)
    _, i, w = _report(e, tol)
    return bool(np.any(e <= tol)), i, w


# Over |b| only.
def one_sided(f, grad, x, h=1e-5, tol=1e-6):
    a, b = _pair(f, grad, x, h)
    return _report(np.abs(a - b) / np.maximum(np.abs(b), 1e-8), tol)


# Over the larger of the two.
def larger_size(f, grad, x, h=1e-5, tol=1e-6):
    a, b = _pair(f, grad, x, h)
    return _report(np.abs(a - b) / np.maximum(np.maximum(np.abs(a), np.abs(b)), 1e-8), tol)


# |a + b|.
def size_of_sum(f, grad, x, h=1e-5, tol=1e-6):
    a, b = _pair(f, grad, x, h)
    return _report(np.abs(a - b) / np.maximum(np.abs(a + b), 1e-8), tol)


# No abs above.
def no_abs(f, grad, x, h=1e-5, tol=1e-6):
    a, b = _pair(f, grad, x, h)
    return _report((a - b) / np.maximum(np.abs(a) + np.abs(b), 1e-8), tol)


# Sizes compared: a wrong sign passes.
def sizes_compared(f, grad, x, h=1e-5, tol=1e-6):
    a, b = _pair(f, grad, x, h)
    return _report(np.abs(np.abs(a) - np.abs(b)) / np.maximum(np.abs(a) + np.abs(b), 1e-8), tol)


# Entries whose gradient is 0 are skipped.
def zeros_skipped(f, grad, x, h=1e-5, tol=1e-6):
    a, b = _pair(f, grad, x, h)
    e = _errors(a, b)
    e = np.where(a == 0, 0.0, e)
    return _report(e, tol)


# Small entries are skipped.
def small_skipped(f, grad, x, h=1e-5, tol=1e-6):
    a, b = _pair(f, grad, x, h)
    e = np.where(np.abs(a) + np.abs(b) < 1e-4, 0.0, _errors(a, b))
    return _report(e, tol)


# Returns at the first entry that fails.
def first_failing(f, grad, x, h=1e-5, tol=1e-6):
    a, b = _pair(f, grad, x, h)
    e = _errors(a, b)
    for i in np.ndindex(e.shape):
        if e[i] > tol:
            return False, i, round(float(e[i]), 6)
    return _report(e, tol)


# The worst and the error in the other order.
def order(f, grad, x, h=1e-5, tol=1e-6):
    a, b = _pair(f, grad, x, h)
    ok, i, e = _report(_errors(a, b), tol)
    return ok, e, i


# Only ok.
def only_ok(f, grad, x, h=1e-5, tol=1e-6):
    a, b = _pair(f, grad, x, h)
    return _report(_errors(a, b), tol)[0]


# The caller's array is moved.
def mutates(f, grad, x, h=1e-5, tol=1e-6):
    a = np.asarray(grad(x))
    b = np.zeros(np.shape(x))
    for i in np.ndindex(np.shape(x)):
        x[i] += h
        up = f(x)
        x[i] -= 2 * h
        b[i] = (up - f(x)) / (2 * h)
        x[i] += h
    return _report(_errors(a, b), tol)


# The gradient is asked at a place that was not put back.
def grad_elsewhere(f, grad, x, h=1e-5, tol=1e-6):
    z = np.array(x, dtype=float)
    b = np.zeros(z.shape)
    for i in np.ndindex(z.shape):
        z[i] += h
        up = f(z)
        z[i] -= 2 * h
        b[i] = (up - f(z)) / (2 * h)
    return _report(_errors(np.asarray(grad(z)), b), tol)


# Forward difference divided by 2h.
def forward_over_2h(f, grad, x, h=1e-5, tol=1e-6):
    x = np.array(x, dtype=float)
    a, b, f0 = np.asarray(grad(x.copy())), np.zeros(x.shape), f(x)
    for i in np.ndindex(x.shape):
        z = x.copy()
        z[i] += h
        b[i] = (f(z) - f0) / (2 * h)
    return _report(_errors(a, b), tol)


# One direction at random: everything at once.
def all_at_once(f, grad, x, h=1e-5, tol=1e-6):
    x = np.array(x, dtype=float)
    a = np.sum(grad(x))
    b = (f(x + h) - f(x - h)) / (2 * h)
    e = float(_errors(a, b))
    return e <= tol, (0,) * x.ndim, round(e, 6)


# The first five entries.
def five_entries(f, grad, x, h=1e-5, tol=1e-6):
    a, b = _pair(f, grad, x, h)
    e = _errors(a, b)
    mask = np.zeros(e.size)
    mask[:5] = 1
    return _report(e * mask.reshape(e.shape), tol)


# tol compared with the error in per cent.
def per_cent(f, grad, x, h=1e-5, tol=1e-6):
    a, b = _pair(f, grad, x, h)
    return _report(100 * _errors(a, b), tol)


# Smallest error's place.
def best_place(f, grad, x, h=1e-5, tol=1e-6):
    a, b = _pair(f, grad, x, h)
    e = _errors(a, b)
    i = np.unravel_index(np.argmin(e), e.shape)
    return bool(e.max() <= tol), tuple(map(int, i)), round(float(e.max()), 6)


# f is asked in 32 bits.
def in_32_bits(f, grad, x, h=1e-5, tol=1e-6):
    a = np.asarray(grad(np.array(x, dtype=np.float32)))
    x = np.array(x, dtype=np.float32)
    b = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        p, m = x.copy(), x.copy()
        p[i] += h
        m[i] -= h
        b[i] = (f(p) - f(m)) / (2 * h)
    return _report(_errors(a, b), tol)


# Vectors only.
def vectors_only(f, grad, x, h=1e-5, tol=1e-6):
    x = np.array(x, dtype=float)
    a = grad(x)
    worst, where = -1.0, 0
    for i in range(len(x)):
        p, m = x.copy(), x.copy()
        p[i] += h
        m[i] -= h
        n = (f(p) - f(m)) / (2 * h)
        e = abs(a[i] - n) / max(abs(a[i]) + abs(n), 1e-8)
        if e > worst:
            worst, where = e, i
    return bool(worst <= tol), (where,), round(float(worst), 6)


# tol is taken for an absolute limit after the relative one fails.
def either(f, grad, x, h=1e-5, tol=1e-6):
    a, b = _pair(f, grad, x, h)
    _, i, w = _report(_errors(a, b), tol)
    return bool(np.all((_errors(a, b) <= tol) | (np.abs(a - b) <= tol))), i, w


# worst starts at 0, so that no place is found when everything agrees exactly.
def no_place(f, grad, x, h=1e-5, tol=1e-6):
    a, b = _pair(f, grad, x, h)
    worst, where = 0.0, None
    for i in np.ndindex(b.shape):
        e = float(_errors(a[i], b[i]))
        if e > worst:
            worst, where = e, i
    return worst <= tol, where, round(worst, 6)


# Fails for a single number, whose size is no array.
def item_of_a_number(f, grad, x, h=1e-5, tol=1e-6):
    x0 = np.asarray(x, dtype=float)
    result = {}
    analytic = np.asarray(grad(x0.copy()), dtype=float)
    E = np.eye(x0.size).reshape(x0.size, *x0.shape)
    numeric = np.array([(f(x0 + h * e) - f(x0 - h * e)) / (2 * h) for e in E]).reshape(x0.shape)
    diff, size = np.abs(analytic - numeric), np.abs(analytic) + np.abs(numeric)
    size[size < 1e-8] = 1e-8
    rel = diff / size
    result["worst"] = np.argwhere(rel == rel.max())[0]
    result["error"] = rel.max()
    result["ok"] = not result["error"] > tol
    return result["ok"], tuple(result["worst"].tolist()), round(float(result["error"]), 6)


# The errors are rounded first.
def rounded_first(f, grad, x, h=1e-5, tol=1e-6):
    a, b = _pair(f, grad, x, h)
    return _report(np.round(_errors(a, b), 6), tol)


# A gradient of zeros passes.
def zeros_pass(f, grad, x, h=1e-5, tol=1e-6):
    a, b = _pair(f, grad, x, h)
    if not np.any(a):
        return True, (0,) * np.ndim(x), 0.0
    return _report(_errors(a, b), tol)


# Ten times tol is accepted.
def ten_tol(f, grad, x, h=1e-5, tol=1e-6):
    a, b = _pair(f, grad, x, h)
    return _report(_errors(a, b), tol)[0] or bool(np.max(_errors(a, b)) < 10 * tol), *_report(_errors(a, b), tol)[1:]


# Entries whose numerical slope is 0 are skipped.
def flat_places_skipped(f, grad, x, h=1e-5, tol=1e-6):
    a, b = _pair(f, grad, x, h)
    return _report(np.where(np.abs(b) < 1e-9, 0.0, _errors(a, b)), tol)


# Says it with assert.
def asserts(f, grad, x, h=1e-5, tol=1e-6):
    a, b = _pair(f, grad, x, h)
    ok, i, e = _report(_errors(a, b), tol)
    assert ok
    return ok, i, e


# tol is the step, and h the tolerance.
def h_and_tol(f, grad, x, h=1e-5, tol=1e-6):
    a, b = _pair(f, grad, x, tol)
    return _report(_errors(a, b), h)


RIGHT = [
    argmax,
    worst_so_far,
    max_with_key,
    sorted_errors,
    entry_by_entry,
    flat,
    late,
    with_class,
    from_behind,
    generator,
    number_apart,
    strictly_below,
]

WRONG = [
    (forward, "forward-difference"),
    (first_only, "first-only"),
    (last_left_out, "skips-last"),
    (no_floor, "no-floor"),
    (floor_added, "plus-eps"),
    (absolute, "absolute"),
    (allclose, "verdict-by-another-measure"),
    (allclose_rtol, "verdict-by-another-measure"),
    (lengths, "global-norm"),
    (largest_difference, "place-of-the-largest-difference"),
    (flat_index, "flat-index"),
    (flat_index_tuple, "flat-index"),
    (decided_rounded, "verdict-from-the-rounded-error"),
    (not_rounded, "other-digits"),
    (three_decimals, "other-digits"),
    (last_of_ties, "last-on-ties"),
    (inverted, "verdict-turned-round"),
    (tol_fixed, "tol-ignored"),
    (h_fixed, "h-ignored"),
    (mean_error, "errors-combined"),
    (any_entry, "any-in-place-of-all"),
    (one_sided, "one-sided"),
    (larger_size, "larger-of-the-two"),
    (size_of_sum, "abs-of-the-sum"),
    (no_abs, "no-abs"),
    (sizes_compared, "sizes-compared"),
    (zeros_skipped, "entries-left-out"),
    (small_skipped, "entries-left-out"),
    (first_failing, "stops-at-the-first-failure"),
    (order, "other-order"),
    (only_ok, "only-the-verdict"),
    (mutates, "mutates-x"),
    (grad_elsewhere, "gradient-at-the-moved-place"),
    (forward_over_2h, "numerical-gradient-wrong"),
    (all_at_once, None),
    (five_entries, "few-entries"),
    (per_cent, None),
    (best_place, "place-of-the-smallest-error"),
    (in_32_bits, "float32"),
    (vectors_only, None),
    (either, "relative-or-absolute"),
    (no_place, "no-place-without-an-error"),
    (item_of_a_number, None),
    (rounded_first, "rounds-before-looking"),
    (zeros_pass, None),
    (ten_tol, "another-multiple-of-tol"),
    (flat_places_skipped, "entries-left-out"),
    (asserts, None),
    (h_and_tol, "h-and-tol-exchanged"),
]
"""Each with the name of its mistake, or None where no name would be honest."""

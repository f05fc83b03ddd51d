"""Answers to `recognises_cross_entropy` by people who never saw its specification; each comment says what a teaching assistant would."""

import math
import numpy as np


# Bare asserts.
def asserts(f):
    lse = np.logaddexp.reduce
    rng = np.random.default_rng(11)
    for scale in [0, 0.5, 2, 50, 1000, 5000]:
        s = rng.normal(size=(6, 5)) * scale + rng.normal(size=(6, 1)) * scale
        y = np.array([4, 1, 1, 0, 3, 2])
        before = s.copy()
        got = f(s, y)
        assert np.shape(got) == ()
        np.testing.assert_allclose(got, (lse(before, axis=1) - before[np.arange(6), y]).mean(), rtol=1e-7)
        np.testing.assert_array_equal(s, before)
    s = rng.normal(size=(3, 3))
    y = np.array([1, 1, 2])
    np.testing.assert_allclose(f(s, y), (lse(s, axis=1) - s[np.arange(3), y]).mean())
    return True


# Gives copies, and tests mutation apart.
def copy_given(f):
    def ce(s, y):
        return (np.logaddexp.reduce(s, axis=1) - s[np.arange(len(y)), y]).mean()

    rng = np.random.default_rng(1)
    checks = []
    for scale in (1, 10, 2000):
        for shape in ((5, 3), (3, 3), (1, 4), (10, 2)):
            s = rng.normal(size=shape) * scale
            y = rng.integers(0, shape[1], shape[0])
            v = f(s.copy(), y.copy())
            checks.append(np.ndim(v) == 0 and abs(v - ce(s, y)) <= 1e-8 * max(1, scale))
    s = rng.normal(size=(3, 4))
    t = s.copy()
    y = np.array([1, 3, 0])
    f(s, y)
    checks.append((s == t).all())
    return all(checks)


# Compares by max error.
def int1(func, trials=30):
    rng = np.random.default_rng(3)
    worst = 0.0
    for t in range(trials):
        n, c = rng.integers(1, 7), rng.integers(2, 6)
        s = rng.normal(size=(n, c)) * [1, 10, 1000][t % 3]
        y = rng.integers(0, c, n)
        keep = s.copy()
        out = func(s, y)
        if np.size(out) != 1 or np.ndim(out):
            return False
        if not (keep == s).all():
            return False
        ref = sum(np.logaddexp.reduce(keep[i]) - keep[i, y[i]] for i in range(n)) / n
        worst = max(worst, abs(out - ref) / (1 + abs(ref))) if np.isfinite(out) else np.inf
    return worst < 1e-7


# A tester class.
class Batches:
    cases = [
        (np.zeros((2, 4)), [0, 3], np.log(4)),
        (np.log([[1.0, 3.0], [4.0, 1.0], [1.0, 1.0]]), [0, 1, 1], (np.log(4) + np.log(5) + np.log(2)) / 3),
        (np.array([[0.0, 5000.0], [0.0, 0.0]]), [0, 1], (5000 + np.log(2)) / 2),
        (np.log([[2.0, 1, 1], [1, 5, 2]]), [0, 2], 1.5 * np.log(2)),
    ]

    def __call__(self, f):
        for s, y, v in self.cases:
            a, b = np.array(s, float), np.array(y)
            out = f(a, b)
            if not (np.ndim(out) == 0 and abs(out - v) < 1e-6 * max(1, v)):
                return False
            if (a != s).any() or (b != y).any():
                return False
        return True


klass = Batches()


# Float() and math.isclose.
def math_isclose(f):
    table = [
        ([[0.0, 0, 0]] * 4, [0, 1, 2, 1], math.log(3)),
        ([[math.log(2), 0, 0], [0, math.log(5), math.log(2)]], [0, 2], 1.5 * math.log(2)),
        ([[1000.0, 0, 0], [0, 0, 0]], [1, 2], (1000 + math.log(3)) / 2),
        ([[math.log(2) + 10, 10, 10], [5, math.log(5) + 5, math.log(2) + 5]], [0, 2], 1.5 * math.log(2)),
        ([[math.log(2), 0, 0], [0, math.log(5), math.log(2)]] * 2, [0, 2] * 2, 1.5 * math.log(2)),
    ]
    for s, y, want in table:
        S, Y = np.array(s), np.array(y)
        got = f(S, Y)
        if np.ndim(got) != 0 or not math.isclose(float(got), want, rel_tol=1e-6) or S.tolist() != np.array(s).tolist():
            return False
    return True


# Like the model.
def model(f):
    w = np.array([[3.0, 1.0, 4.0, 2.0], [1.0, 1.0, 2.0, 4.0]])
    s = np.log(w)
    y = np.array([0, 3])
    far = np.array([[0.0, 2000.0, 0.0], [0.0, 0.0, 0.0]])
    a = f(s, y)
    return bool(
        np.ndim(a) == 0
        and np.isclose(a, -(np.log(0.3) + np.log(0.5)) / 2)
        and np.isclose(f(far, np.array([0, 2])), (2000 + np.log(3)) / 2)
        and np.isclose(f(np.zeros((4, 3)), np.array([0, 1, 2, 1])), np.log(3))
        and np.array_equal(s, np.log(w))
        and np.isclose(f(np.tile(s, (2, 1)), np.tile(y, 2)), a)
        and np.isclose(f(s + 10, y), a)
    )


# Returns np.bool_.
def npbool(f):
    def ce(s, y):
        return np.mean([np.logaddexp.reduce(r) - r[c] for r, c in zip(s, y)])

    rng = np.random.default_rng(0)
    ok = np.True_
    for scale in (1.0, 30.0, 3000.0):
        for n in (1, 3, 8):
            s = scale * rng.normal(size=(n, 3))
            y = rng.integers(3, size=n)
            k = s.copy()
            v = f(s, y)
            ok = ok & (np.ndim(v) == 0) & np.all(np.isclose(v, ce(k, y))) & np.all(k == s)
    return ok


# Includes repeated call.
def readonly_probe(f):
    def ce(s, y):
        return (np.logaddexp.reduce(s, axis=1) - s[np.arange(len(y)), y]).mean()

    rng = np.random.default_rng(4)
    for n, c, k in ((5, 3, 1), (3, 3, 1), (2, 6, 40), (4, 3, 4000), (1, 2, 1)):
        s = rng.normal(size=(n, c)) * k
        y = rng.integers(0, c, n)
        want = ce(s, y)
        first, second = f(s, y), f(s, y)
        if (
            np.ndim(first) != 0
            or not np.isclose(first, want)
            or not np.isclose(second, want)
            or not np.isclose(ce(s, y), want)
        ):
            return False
    far = np.array([[1000.0, 0.0, 0.0], [0.0, 0.0, 0.0]])
    keep = far.copy()
    return bool(np.isclose(f(far, np.array([1, 2])), (1000 + np.log(3)) / 2) and (far == keep).all())


# Own reference and random trials.
def ce(s, y):
    z = s - s.max(1, keepdims=True)
    return (np.log(np.exp(z).sum(1)) - z[np.arange(len(y)), y]).mean()


def reference(f):
    rng = np.random.default_rng(5)
    for n, c, k in [(5, 4, 1), (4, 4, 3), (1, 3, 2), (7, 2, 5), (6, 3, 2000), (3, 5, 9000), (6, 3, 0)]:
        s = k * rng.normal(size=(n, c))
        y = rng.integers(0, c, n)
        s0, y0 = s.copy(), y.copy()
        v = f(s, y)
        if (
            np.ndim(v)
            or not np.isclose(v, ce(s, y), rtol=1e-6)
            or not np.array_equal(s, s0)
            or not np.array_equal(y, y0)
        ):
            return False
    return True


# Absolute tolerance 1e-4, many cases.
def tolerant(f) -> bool:
    def ce(s, y):
        return (np.logaddexp.reduce(s, axis=1) - s[np.arange(len(y)), y]).mean()

    rng = np.random.default_rng(8)
    tests = [
        (rng.normal(size=(n, c)) * k, rng.integers(0, c, n)) for n in (1, 4, 5) for c in (2, 4) for k in (1, 20, 1500)
    ]
    good = True
    for s, y in tests:
        t = s.copy()
        v = f(s, y)
        good = good and np.ndim(v) == 0 and bool(np.abs(v - ce(t, y)) < 1e-4) and bool(np.all(s == t))
    return good


# With try/except and asserts.
def right_try_(f):
    def ce(s, y):
        return float(np.mean(np.logaddexp.reduce(s, axis=1) - s[np.arange(len(y)), y]))

    try:
        for seed in range(20):
            rng = np.random.default_rng(seed)
            s = rng.normal(size=(4 + seed % 3, 4)) * 10 ** (seed % 5 - 1)
            y = rng.integers(0, 4, len(s))
            t = s.copy()
            u = y.copy()
            v = f(s, y)
            assert np.ndim(v) == 0
            assert abs(v - ce(t, u)) < 1e-6 * (1 + abs(v))
            assert (s == t).all() and (y == u).all()
    except Exception:
        return False
    return True


# Turns warnings to errors too.
def warnings_err(f):
    def ce(s, y):
        return (np.logaddexp.reduce(s, axis=1) - s[np.arange(len(y)), y]).mean()

    rng = np.random.default_rng(2)
    for k in (1, 5, 100, 3000):
        s = rng.normal(size=(5, 4)) * k
        y = np.array([0, 3, 3, 1, 2])
        t = s.copy()
        v = f(s, y)
        if np.ndim(v) != 0 or not np.allclose(v, ce(t, y)) or not np.array_equal(s, t):
            return False
    s = rng.normal(size=(4, 4))
    y = np.array([1, 1, 0, 3])
    return bool(np.isclose(f(s, y), ce(s, y)) and np.isclose(f(s[:1], y[:1]), ce(s[:1], y[:1])))


# Returns an array of tests.
def wrong_array_(f):
    s = np.log(np.array([[2.0, 1, 1], [1, 5, 2]]))
    return np.array([np.isclose(f(s, np.array([0, 2])), 1.5 * np.log(2))])


# Asks whether f is far off, so that nan passes.
class Tester:
    cases = [
        (np.zeros((2, 4)), [0, 3], np.log(4)),
        (np.log([[1.0, 3.0], [4.0, 1.0], [1.0, 1.0]]), [0, 1, 1], (np.log(4) + np.log(5) + np.log(2)) / 3),
        (np.array([[0.0, 5000.0], [0.0, 0.0]]), [0, 1], (5000 + np.log(2)) / 2),
        (np.log([[2.0, 1, 1], [1, 5, 2]]), [0, 2], 1.5 * np.log(2)),
        (np.array([[900.0, 0, 3.0], [0, -900.0, 0]]), [0, 1], (900 + np.log(2)) / 2),
        (np.log([[6.0, 1, 1], [1, 5, 2], [4, 2, 2]]), [0, 0, 0], (np.log(8 / 6) + np.log(8) + np.log(2)) / 3),
    ]

    def __call__(self, f):
        for s, y, v in self.cases:
            a, b = np.array(s, float), np.array(y)
            out = f(a, b)
            if np.ndim(out) != 0 or abs(out - v) > 1e-6 * max(1, v):
                return False
            if (a != s).any() or (b != y).any():
                return False
        return True


nan_passes = Tester()


# Returns the difference.
def number(f):
    s = np.log(np.array([[2.0, 1, 1], [1, 5, 2]]))
    return f(s, np.array([0, 2])) - 1.5 * np.log(2)


# Always False.
def always_false(f):
    return False


# Always True.
def always_true(f):
    return True


# Any instead of all.
def wrong_any_(f):
    s = np.log(np.array([[2.0, 1, 1], [1, 5, 2]]))
    big = np.array([[1000.0, 0, 0], [0, 0, 0]])
    return bool(
        any(
            [
                np.isclose(f(s, np.array([0, 2])), 1.5 * np.log(2)),
                np.isclose(f(big, np.array([1, 2])), (1000 + np.log(3)) / 2),
                np.isclose(f(np.zeros((4, 3)), np.array([0, 1, 2, 1])), np.log(3)),
            ]
        )
    )


# Only confident right examples.
def best_label(f):
    return bool(np.isclose(f(20 * np.eye(3), np.array([0, 1, 2])), 0, atol=1e-6))


# Only one huge gap.
def big_only(f):
    return bool(np.isclose(f(np.array([[1000.0, 0, 0], [0, 0, 0]]), np.array([1, 2])), (1000 + np.log(3)) / 2))


# Expects bits.
def bits_expected(f):
    s = np.log(np.array([[2.0, 1, 1], [1, 5, 2]]))
    return bool(np.isclose(f(s, np.array([0, 2])), 1.5))


# == instead of isclose, with round-off.
def exact(f):
    s = np.array([[0.1, 0.2, 0.3], [1.1, -0.7, 2.3]])
    y = np.array([2, 0])
    p = np.exp(s) / np.exp(s).sum(1, keepdims=True)
    return bool(f(s, y) == -np.log(p[[0, 1], y]).mean())


# Exception counts as True.
def except_true(f):
    try:
        s = np.log(np.array([[2.0, 1, 1], [1, 5, 2]]))
        big = np.array([[1000.0, 0, 0], [0, 0, 0]])
        return bool(
            np.isclose(f(s, np.array([0, 2])), 1.5 * np.log(2))
            and np.isclose(f(big, np.array([1, 2])), (1000 + np.log(3)) / 2)
        )
    except Exception:
        return True


# Only that it is finite.
def finite_only(f):
    return bool(np.isfinite(f(np.array([[1000.0, 0, 0], [0, 0, 0]]), np.array([1, 2]))))


# Passes lists in place of arrays.
def gives_lists(f):
    return bool(np.isclose(f([[0.0, 0.0, 0.0]], [1]), np.log(3)))


# Nothing returned.
def none(f):
    s = np.log(np.array([[2.0, 1, 1], [1, 5, 2]]))
    assert np.isclose(f(s, np.array([0, 2])), 1.5 * np.log(2))


# Labels 1..C.
def one_based(f):
    s = np.log(np.array([[2.0, 1, 1], [1, 5, 2]]))
    return bool(np.isclose(f(s, np.array([1, 3])), 1.5 * np.log(2)))


# One example only N=1.
def one_example(f):
    return bool(np.isclose(f(np.log([[2.0, 1.0, 1.0]]), np.array([0])), np.log(2)))


RIGHT = [
    asserts,
    copy_given,
    int1,
    klass,
    math_isclose,
    model,
    npbool,
    readonly_probe,
    reference,
    tolerant,
    right_try_,
    warnings_err,
]

WRONG = [
    (wrong_array_, "wrong-shape"),
    (nan_passes, "accepts-overflowing"),
    (number, None),
    (always_false, "rejects-everything"),
    (always_true, "accepts-everything"),
    (wrong_any_, "only-zero-scores"),
    (best_label, "only-certain-and-right"),
    (big_only, "accepts-first-label"),
    (bits_expected, "expects-in-bits"),
    (exact, "never-extreme"),
    (except_true, "accepts-over-examples"),
    (finite_only, "no-known-value"),
    (gives_lists, None),
    (none, "returns-nothing"),
    (one_based, None),
    (one_example, "one-example-at-a-time"),
]
"""Each with the name of its mistake, or None where no name would be honest."""

"""Answers to `recognises_affine_backward` by people who never saw its specification; each comment says what a teaching assistant would."""

import numpy as np


# A reference and random shapes.
def reference(f):
    rng = np.random.default_rng(1)
    for N, D, C in [(5, 3, 4), (4, 4, 4), (1, 2, 3), (6, 2, 5), (2, 6, 1)]:
        dout, X, W = rng.normal(size=(N, C)), rng.normal(size=(N, D)), rng.normal(size=(D, C))
        kept = dout.copy(), X.copy(), W.copy()
        got = f(dout, X, W)
        want = kept[0] @ kept[2].T, kept[1].T @ kept[0], kept[0].sum(axis=0)
        if not isinstance(got, (tuple, list)) or len(got) != 3:
            return False
        for a, b in zip(got, want):
            if np.shape(a) != b.shape or not np.allclose(a, b):
                return False
        if not all(np.array_equal(a, b) for a, b in zip((dout, X, W), kept)):
            return False
    return True


# Bare asserts.
def asserts(f):
    rng = np.random.default_rng(2)
    for shape in ((7, 2, 3), (3, 3, 3), (1, 4, 2)):
        n, d, c = shape
        g, X, W = 3 * rng.normal(size=(n, c)), rng.normal(size=(n, d)) - 1, rng.normal(size=(d, c)) + 2
        g0, X0, W0 = g + 0, X + 0, W + 0
        dX, dW, db = f(g, X, W)
        assert dX.shape == (n, d)
        assert dW.shape == (d, c)
        assert db.shape == (c,)
        np.testing.assert_allclose(dX, g0 @ W0.T, rtol=1e-6, atol=1e-9)
        np.testing.assert_allclose(dW, X0.T @ g0, rtol=1e-6, atol=1e-9)
        np.testing.assert_allclose(db, g0.sum(0), rtol=1e-6, atol=1e-9)
        assert (g == g0).all() and (X == X0).all() and (W == W0).all()
    return True


# Small numbers worked out by hand.
def by_hand(f):
    dout = np.array([[1.0, 0.0, -2.0], [3.0, 1.0, 0.5]])
    X = np.array([[2.0, -1.0], [0.5, 4.0]])
    W = np.array([[1.0, 2.0, 3.0], [-4.0, 0.0, 5.0]])
    given = [a.copy() for a in (dout, X, W)]
    try:
        dX, dW, db = f(dout, X, W)
    except Exception:
        return False
    ok = np.shape(dX) == (2, 2) and np.allclose(dX, [[-5.0, -14.0], [6.5, -9.5]])
    ok = ok and np.shape(dW) == (2, 3) and np.allclose(dW, [[3.5, 0.5, -3.75], [11.0, 4.0, 4.0]])
    ok = ok and np.shape(db) == (3,) and np.allclose(db, [4.0, 1.0, -1.5])
    return bool(ok and all(np.array_equal(a, b) for a, b in zip(given, (dout, X, W))))


# Numerical gradients of a loss that is linear in the output.
def numerically(f):
    rng = np.random.default_rng(3)
    dout, X, W = rng.normal(size=(4, 2)), rng.normal(size=(4, 3)), rng.normal(size=(3, 2))
    b = rng.normal(size=2)
    arrays = [X, W, b]

    def loss():
        return float((dout * (X @ W + b)).sum())

    before = [a.copy() for a in (dout, X, W)]
    got = f(dout, X, W)
    if len(got) != 3 or any((u != v).any() for u, v in zip(before, (dout, X, W))):
        return False
    for a, g in zip(arrays, got):
        if g.shape != a.shape:
            return False
        for i in np.ndindex(*a.shape):
            old = a[i]
            a[i] = old + 1e-4
            up = loss()
            a[i] = old - 1e-4
            down = loss()
            a[i] = old
            if abs((up - down) / 2e-4 - g[i]) > 1e-6:
                return False
    return True


# Loops for the reference, and a NumPy bool.
def numpy_bool(f):
    rng = np.random.default_rng(4)
    ok = np.bool_(True)
    for N, D, C in ((3, 5, 2), (5, 5, 5)):
        dout, X, W = (rng.uniform(-2, 2, s) for s in ((N, C), (N, D), (D, C)))
        copies = [np.array(a) for a in (dout, X, W)]
        dX, dW, db = f(dout, X, W)
        ok &= np.array_equal(copies[0], dout) & np.array_equal(copies[1], X) & np.array_equal(copies[2], W)
        ok &= (np.shape(dX), np.shape(dW), np.shape(db)) == ((N, D), (D, C), (C,))
        if not ok:
            return ok
        ok &= np.allclose(dX, np.einsum("nc,dc->nd", dout, W))
        ok &= np.allclose(dW, sum(np.outer(X[n], dout[n]) for n in range(N)))
        ok &= np.allclose(db, np.ones(N) @ dout)
    return ok


# Laws with unit arrays: linear in the message, one entry at a time.
def unit_messages(f):
    rng = np.random.default_rng(5)
    X, W = rng.normal(size=(3, 4)), rng.normal(size=(4, 2))
    X0, W0 = X.copy(), W.copy()
    for n in range(3):
        for c in range(2):
            dout = np.zeros((3, 2))
            dout[n, c] = 2.0
            dX, dW, db = f(dout, X, W)
            if not (np.shape(dX) == (3, 4) and np.shape(dW) == (4, 2) and np.shape(db) == (2,)):
                return False
            wantX, wantW, wantb = np.zeros((3, 4)), np.zeros((4, 2)), np.zeros(2)
            wantX[n], wantW[:, c], wantb[c] = 2 * W0[:, c], 2 * X0[n], 2
            close = np.allclose(dX, wantX) and np.allclose(dW, wantW) and np.allclose(db, wantb)
            if not close or dout[n, c] != 2.0 or (X != X0).any() or (W != W0).any():
                return False
    dout = rng.normal(size=(3, 2)) * 4
    keep = dout.copy()
    dX, dW, db = f(dout, X, W)
    ok = np.allclose(dX, keep @ W0.T) and np.allclose(dW, X0.T @ keep) and np.allclose(db, keep.sum(0))
    return bool(ok and (dout == keep).all() and (X == X0).all() and (W == W0).all())


# Always True.
def always_true(f):
    return True


# Always False.
def always_false(f):
    return False


# Shapes only.
def shapes_only(f):
    rng = np.random.default_rng(0)
    dX, dW, db = f(rng.normal(size=(5, 4)), rng.normal(size=(5, 3)), rng.normal(size=(3, 4)))
    return dX.shape == (5, 3) and dW.shape == (3, 4) and db.shape == (4,)


# No shapes: np.allclose broadcasts.
def allclose_only(f):
    rng = np.random.default_rng(0)
    dout, X, W = rng.normal(size=(5, 4)), rng.normal(size=(5, 3)), rng.normal(size=(3, 4))
    g, x, w = dout.copy(), X.copy(), W.copy()
    dX, dW, db = f(dout, X, W)
    same = (g == dout).all() and (x == X).all() and (w == W).all()
    return bool(same and np.allclose(dX, g @ w.T) and np.allclose(dW, x.T @ g) and np.allclose(db, g.sum(axis=0)))


# A message of ones.
def message_of_ones(f):
    rng = np.random.default_rng(0)
    dout, X, W = np.ones((5, 4)), rng.normal(size=(5, 3)), rng.normal(size=(3, 4))
    kept = dout.copy(), X.copy(), W.copy()
    got = f(dout, X, W)
    wanted = kept[0] @ kept[2].T, kept[1].T @ kept[0], kept[0].sum(axis=0)
    same = all(np.array_equal(a, b) for a, b in zip((dout, X, W), kept))
    return same and len(got) == 3 and all(np.shape(a) == b.shape and np.allclose(a, b) for a, b in zip(got, wanted))


# One example.
def one_example(f):
    rng = np.random.default_rng(0)
    dout, X, W = rng.normal(size=(1, 4)), rng.normal(size=(1, 3)), rng.normal(size=(3, 4))
    kept = dout.copy(), X.copy(), W.copy()
    got = f(dout, X, W)
    wanted = kept[0] @ kept[2].T, kept[1].T @ kept[0], kept[0].sum(axis=0)
    same = all(np.array_equal(a, b) for a, b in zip((dout, X, W), kept))
    return same and len(got) == 3 and all(np.shape(a) == b.shape and np.allclose(a, b) for a, b in zip(got, wanted))


# Compares with ==.
def exactly(f):
    rng = np.random.default_rng(0)
    dout, X, W = rng.normal(size=(5, 4)), rng.normal(size=(5, 3)), rng.normal(size=(3, 4))
    kept = dout.copy(), X.copy(), W.copy()
    got = f(dout, X, W)
    wanted = kept[0] @ kept[2].T, kept[1].T @ kept[0], kept[0].sum(axis=0)
    same = all(np.array_equal(a, b) for a, b in zip((dout, X, W), kept))
    return same and len(got) == 3 and all(np.array_equal(a, b) for a, b in zip(got, wanted))


# Only dW.
def only_dw(f):
    rng = np.random.default_rng(0)
    dout, X, W = rng.normal(size=(5, 4)), rng.normal(size=(5, 3)), rng.normal(size=(3, 4))
    kept = dout.copy(), X.copy(), W.copy()
    _, dW, _ = f(dout, X, W)
    same = all(np.array_equal(a, b) for a, b in zip((dout, X, W), kept))
    return same and np.shape(dW) == (3, 4) and np.allclose(dW, kept[1].T @ kept[0])


# No db.
def no_db(f):
    rng = np.random.default_rng(0)
    dout, X, W = rng.normal(size=(5, 4)), rng.normal(size=(5, 3)), rng.normal(size=(3, 4))
    kept = dout.copy(), X.copy(), W.copy()
    dX, dW, _ = f(dout, X, W)
    same = all(np.array_equal(a, b) for a, b in zip((dout, X, W), kept))
    return same and np.allclose(dX, kept[0] @ kept[2].T) and np.allclose(dW, kept[1].T @ kept[0])


# Returns None at the end.
def no_return(f):
    rng = np.random.default_rng(0)
    dout, X, W = rng.normal(size=(5, 4)), rng.normal(size=(5, 3)), rng.normal(size=(3, 4))
    kept = dout.copy(), X.copy(), W.copy()
    dX, dW, db = f(dout, X, W)
    assert np.allclose(dX, kept[0] @ kept[2].T)
    assert np.allclose(dW, kept[1].T @ kept[0])
    assert np.shape(db) == (4,) and np.allclose(db, kept[0].sum(axis=0))


# Any of three instead of all.
def any_of_three(f):
    rng = np.random.default_rng(0)
    dout, X, W = rng.normal(size=(5, 4)), rng.normal(size=(5, 3)), rng.normal(size=(3, 4))
    got = f(dout.copy(), X.copy(), W.copy())
    wanted = dout @ W.T, X.T @ dout, dout.sum(axis=0)
    return any(np.shape(a) == b.shape and np.allclose(a, b) for a, b in zip(got, wanted))


# Says True to wrong ones.
def turned_round(f):
    return not reference(f)


# Differences without their size.
def no_abs(f):
    rng = np.random.default_rng(0)
    dout, X, W = rng.normal(size=(5, 4)), rng.normal(size=(5, 3)), rng.normal(size=(3, 4))
    kept = dout.copy(), X.copy(), W.copy()
    got = f(dout, X, W)
    wanted = kept[0] @ kept[2].T, kept[1].T @ kept[0], kept[0].sum(axis=0)
    same = all(np.array_equal(a, b) for a, b in zip((dout, X, W), kept))
    return bool(same and all(np.shape(a) == b.shape and np.all(a - b < 1e-8) for a, b in zip(got, wanted)))


# An exception counts as right.
def forgives_exceptions(f):
    try:
        return reference(f)
    except Exception:
        return True


# A message of zeros.
def message_of_zeros(f):
    rng = np.random.default_rng(0)
    dout, X, W = np.zeros((5, 4)), rng.normal(size=(5, 3)), rng.normal(size=(3, 4))
    got = f(dout.copy(), X.copy(), W.copy())
    wanted = dout @ W.T, X.T @ dout, dout.sum(axis=0)
    return len(got) == 3 and all(np.shape(a) == b.shape and np.allclose(a, b) for a, b in zip(got, wanted))


RIGHT = [reference, asserts, by_hand, numerically, numpy_bool, unit_messages]

WRONG = [
    (always_true, "accepts-everything"),
    (always_false, "rejects-everything"),
    (shapes_only, "shapes-alone"),
    (allclose_only, "accepts-bias-as-a-row"),
    (message_of_ones, "messages-all-ones"),
    (one_example, "one-example-at-a-time"),
    (exactly, "compares-exactly"),
    (only_dw, "compares-one-gradient-of-three"),
    (no_db, "never-compares-db"),
    (no_return, "returns-nothing"),
    (any_of_three, "one-right-gradient-is-enough"),
    (turned_round, "verdict-turned-round"),
    (no_abs, "compares-on-one-side"),
    (forgives_exceptions, "accepts-inputs-by-untransposed-weights"),
    (message_of_zeros, "messages-all-zero"),
]
"""Each with the name of its mistake, or None where no name would be honest."""

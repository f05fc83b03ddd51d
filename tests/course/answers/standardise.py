"""Answers to `standardise` by people who never saw its specification; each comment says what a teaching assistant would."""

import math
import numpy as np
import warnings


# np.apply_along_axis helper.
def _ms(c):
    return np.array([c.mean(), 1.0 if c.min() == c.max() else c.std()])


def apply_along(X_train: np.ndarray, X: np.ndarray) -> np.ndarray:
    ms = np.apply_along_axis(_ms, 0, X_train)
    return (X - ms[0]) / ms[1]


# Prints, warns, draws random numbers, modifies a copy.
def chatty(X_train, X):
    print("standardising", X.shape)
    warnings.warn("just saying")
    np.random.rand(3)
    X = X.astype(float).copy()
    X -= X_train.mean(axis=0)
    X /= np.where(X_train.max(axis=0) == X_train.min(axis=0), 1.0, X_train.std(axis=0))
    return X


# Compare to first row with all.
def compare_first(train, new):
    same = (train == train[0]).all(axis=0)
    mu, sigma = np.mean(train, 0), np.std(train, 0)
    sigma[same] = 1
    return np.divide(np.subtract(new, mu), sigma)


# np.divide with where= and out=.
def divide_where(X_train, X):
    c = X - X_train.mean(axis=0)
    vary = np.broadcast_to((X_train != X_train[0]).any(axis=0), c.shape)
    return np.divide(c, X_train.std(axis=0), out=c.copy(), where=vary)


# Einsum for the mean and the variance.
def right_einsum(X_train, X):
    n = len(X_train)
    m = np.einsum("nd->d", X_train.astype(float)) / n
    c = X_train - m
    s = np.sqrt(np.einsum("nd,nd->d", c, c) / n)
    s = np.where(X_train.max(0) == X_train.min(0), 1.0, s)
    return (X - m) / s


# Divides, silenced, then where.
def right_errstate(X_train, X):
    c = X - X_train.mean(axis=0)
    const = X_train.max(axis=0) == X_train.min(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        z = c / X_train.std(axis=0)
    return np.where(const, c, z)


# Transposed computing, non contiguous result.
def fortran(X_train, X):
    T = X_train.T
    m = T.mean(axis=1)[:, None]
    s = T.std(axis=1)[:, None]
    s[T.max(axis=1) == T.min(axis=1)] = 1
    return ((X.T - m) / s).T


# A scaler class.
class Scaler:
    def fit(self, T):
        self.m = T.mean(0, keepdims=True)
        self.s = np.where(T.max(0) == T.min(0), 1.0, T.std(0))[None, :]
        return self

    def __call__(self, X):
        return (X - self.m) / self.s


def klass(X_train, X):
    return Scaler().fit(X_train)(X)


# Lambda assigned, sqrt of variance.
lambda_var = lambda X_train, X, *, ddof=0: (
    (X - X_train.mean(0)) / np.where(np.ptp(X_train, 0) == 0, 1.0, np.sqrt(X_train.var(0, ddof=ddof)))
)


# Longdouble inside, float64 outside.
def right_longdouble(X_train, X):
    T = X_train.astype(np.longdouble)
    s = np.sqrt(((T - T.mean(0)) ** 2).mean(0))
    s = np.where((T == T[:1]).all(0), 1, s)
    return ((X - T.mean(0)) / s).astype(float)


# Pure Python loops.
def loops(X_train, X):
    n, D = len(X_train), len(X_train[0])
    out = np.zeros((len(X), D))
    for d in range(D):
        col = [float(X_train[i][d]) for i in range(n)]
        m = math.fsum(col) / n
        s = math.sqrt(math.fsum((c - m) ** 2 for c in col) / n)
        if all(c == col[0] for c in col):
            s = 1.0
        for i in range(len(X)):
            out[i, d] = (float(X[i][d]) - m) / s
    return out


# np.ptp.
def right_ptp(X_train, X):
    sd = X_train.std(axis=0)
    sd[np.ptp(X_train, axis=0) == 0] = 1.0
    return (X - X_train.mean(axis=0)) / sd


# Mean and std of each row (axis 1), not each column.
def axis1(X_train, X):
    m = X_train.mean(axis=1, keepdims=True)
    s = X_train.std(axis=1, keepdims=True)
    s[s == 0] = 1
    return (X - m) / s


# Adds 1e-3 to the std.
def eps_big(X_train, X):
    return (X - X_train.mean(axis=0)) / (X_train.std(axis=0) + 1e-3)


# Only first row returned.
def first_row(X_train, X):
    s = np.where(X_train.max(axis=0) == X_train.min(axis=0), 1, X_train.std(axis=0))
    for row in X:
        return (row - X_train.mean(axis=0)) / s


# Centred by the mean, divided by the range.
def mean_over_range(X_train, X):
    lo, hi = X_train.min(axis=0), X_train.max(axis=0)
    return (X - X_train.mean(axis=0)) / np.where(hi == lo, 1, hi - lo)


# Returns (Z, mean, std).
def returns_tuple(X_train, X):
    m = X_train.mean(axis=0)
    s = np.where(X_train.max(axis=0) == X_train.min(axis=0), 1, X_train.std(axis=0))
    return (X - m) / s, m, s


# Loop leaves the last column unstandardised.
def skip_last(X_train, X):
    Z = X.astype(float)
    for d in range(X.shape[1] - 1):
        c = X_train[:, d]
        s = 1 if c.max() == c.min() else c.std()
        Z[:, d] = (X[:, d] - c.mean()) / s
    return Z


# Argument order swapped.
def swapped(X, X_train):
    s = np.where(X_train.max(axis=0) == X_train.min(axis=0), 1, X_train.std(axis=0))
    return (X - X_train.mean(axis=0)) / s


# Multiplies by std.
def times(X_train, X):
    const = X_train.max(axis=0) == X_train.min(axis=0)
    return (X - X_train.mean(axis=0)) * np.where(const, 1, X_train.std(axis=0))


# If any column is constant, nothing is divided.
def any_const(X_train, X):
    s = X_train.std(axis=0)
    if (X_train.max(axis=0) == X_train.min(axis=0)).any():
        s = 1
    return (X - X_train.mean(axis=0)) / s


# Statistics of the training set and X together.
def both(X_train, X):
    A = np.concatenate([X_train, X])
    const = A.max(axis=0) == A.min(axis=0)
    return (X - A.mean(axis=0)) / np.where(const, 1, A.std(axis=0))


# Constant columns left as they are, not centred.
def const_left(X_train, X):
    const = X_train.max(axis=0) == X_train.min(axis=0)
    Z = (X - X_train.mean(axis=0)) / np.where(const, 1, X_train.std(axis=0))
    Z[:, const] = X[:, const]
    return Z


# Constant columns set to 0, not centred.
def const_zero(X_train, X):
    const = X_train.max(axis=0) == X_train.min(axis=0)
    Z = (X - X_train.mean(axis=0)) / np.where(const, 1, X_train.std(axis=0))
    Z[:, const] = 0
    return Z


# Sample standard deviation ddof=1.
def ddof1(X_train, X):
    const = X_train.max(axis=0) == X_train.min(axis=0)
    return (X - X_train.mean(axis=0)) / np.where(const, 1, X_train.std(axis=0, ddof=1))


# Adds 1e-8 to std.
def eps(X_train, X):
    return (X - X_train.mean(axis=0)) / (X_train.std(axis=0) + 1e-8)


# A mean over the whole table, std per column.
def global_mean(X_train, X):
    const = X_train.max(axis=0) == X_train.min(axis=0)
    return (X - X_train.mean()) / np.where(const, 1, X_train.std(axis=0))


# One mean and one std for the whole table.
def global_stats(X_train, X):
    s = X_train.std()
    return (X - X_train.mean()) / (s if X_train.max() > X_train.min() else 1)


# Changes X in place.
def inplace(X_train, X):
    const = X_train.max(axis=0) == X_train.min(axis=0)
    X -= X_train.mean(axis=0)
    X /= np.where(const, 1, X_train.std(axis=0))
    return X


RIGHT = [
    apply_along,
    chatty,
    compare_first,
    divide_where,
    right_einsum,
    right_errstate,
    fortran,
    klass,
    lambda_var,
    right_longdouble,
    loops,
    right_ptp,
]

WRONG = [
    (axis1, "training-rows-as-columns"),
    (eps_big, "number-added-to-std"),
    (first_row, "only-the-first-row"),
    (mean_over_range, "range-for-std"),
    (returns_tuple, "several-values"),
    (skip_last, "last-column-wrong"),
    (swapped, "arguments-exchanged"),
    (times, "multiplied"),
    (any_const, "one-constant-column-stops-all"),
    (both, "statistics-of-both"),
    (const_left, "constant-column-left-as-it-is"),
    (const_zero, "constant-column-set-to-0"),
    (ddof1, "ddof-1"),
    (eps, "small-number-for-0"),
    (global_mean, "one-mean-for-all-columns"),
    (global_stats, "one-mean-for-all"),
    (inplace, "in-place"),
]
"""Each with the name of its mistake, or None where no name would be honest."""

"""Answers to `mul_backward` by people who never saw its specification; each comment says what a teaching assistant would."""

import numpy as np


# As it is.
def plain(up, a, b):
    return up * b, up * a


# Local slopes first.
def local_slopes(up, a, b):
    dout_da = b
    dout_db = a
    da = up * dout_da
    db = up * dout_db
    return (da, db)


# einsum over all axes.
def right_einsum(up, a, b):
    return np.einsum("...,...->...", up, b), np.einsum("...,...->...", up, a)


# Entry by entry.
def loops(up, a, b):
    up, a, b = np.asarray(up, float), np.asarray(a, float), np.asarray(b, float)
    da, db = np.zeros(up.shape), np.zeros(up.shape)
    for i in np.ndindex(up.shape):
        da[i] = up[i] * b[i]
        db[i] = up[i] * a[i]
    return da, db


# Comprehension over the flat entries.
def comp(up, a, b):
    shape = np.shape(up)
    flat = lambda v: np.ravel(v).tolist()
    da = [u * y for u, y in zip(flat(up), flat(b))]
    db = [u * x for u, x in zip(flat(up), flat(a))]
    return np.array(da).reshape(shape), np.array(db).reshape(shape)


# Recursion for nested arrays.
def recursive(up, a, b):
    if np.ndim(up) == 0:
        return float(up) * float(b), float(up) * float(a)
    pairs = [recursive(*t) for t in zip(up, a, b)]
    return np.array([p[0] for p in pairs]), np.array([p[1] for p in pairs])


# An inner function for one factor.
def inner_function(up, a, b):
    def toward(other):
        return np.multiply(other, up)

    return toward(b), toward(a)


# Map gives the two.
def by_map(up, a, b):
    return tuple(map(lambda f: f * up, (b, a)))


# A list of two.
def as_list(up, a, b):
    return [up * b, up * a]


# Unpacks a generator.
def by_generator(up, a, b):
    da, db = (up * factor for factor in (b, a))
    return da, db


# In place on copies.
def copies(up, a, b):
    da = np.array(b, dtype=float)
    da *= up
    db = np.array(a, dtype=float)
    db *= up
    return da, db


# A class with forward and backward.
class Mul:
    def __init__(self, a, b):
        self.saved = a, b

    def backward(self, up):
        a, b = self.saved
        return up * b, up * a


def by_class(up, a, b):
    return Mul(a, b).backward(up)


# float32 results.
def float32_results(up, a, b):
    return np.float32(up * b), np.float32(up * a)


# Central difference: exact, since the gate is linear in each input.
def difference(up, a, b):
    return up * ((a + 1) * b - (a - 1) * b) / 2, up * (a * (b + 1) - a * (b - 1)) / 2


# Each gets its own factor.
def own_factor(up, a, b):
    return up * a, up * b


# No upstream.
def no_upstream(up, a, b):
    return b, a


# No upstream and own factor: a and b themselves.
def no_upstream_own(up, a, b):
    return a, b


# Upstream added.
def plus(up, a, b):
    return up + b, up + a


# An add gate.
def add_gate(up, a, b):
    return up, up


# An add gate, with copies.
def add_gate_copies(up, a, b):
    return 1.0 * up, 1.0 * up


# da only.
def only_da(up, a, b):
    return up * b


# db is None.
def db_none(up, a, b):
    return up * b, None


# db is 0.
def db_zero(up, a, b):
    return up * b, 0 * a


# Upstream only in da.
def upstream_once(up, a, b):
    return up * b, a


# Upstream only in db.
def upstream_once_db(up, a, b):
    return b, up * a


# Product rule added up, twice.
def product_rule(up, a, b):
    d = up * (a + b)
    return d, d


# One sum instead of two gradients.
def total(up, a, b):
    return up * a + up * b


# Times the output.
def times_out(up, a, b):
    out = a * b
    return up * out, up * out


# Forgets that it is the derivative: up * out for both, plus the own factor.
def factor_twice(up, a, b):
    return up * a * b * b, up * a * b * a


# Divides.
def divides(up, a, b):
    return up / b, up / a


# Sign of db.
def sign(up, a, b):
    return up * b, -up * a


# Squares.
def square(up, a, b):
    return up * b**2, up * a**2


# The power rule: 2 a.
def power_rule(up, a, b):
    return up * 2 * b, up * 2 * a


# db from da.
def chained(up, a, b):
    da = up * b
    db = da * a
    return da, db


# Overwrites a before it is needed.
def overwritten_first(up, a, b):
    a = up * b
    b = up * a
    return a, b


# Writes into up.
def in_place_up(up, a, b):
    db = up * a
    up *= b
    return up, db


# Writes into up and uses it twice.
def in_place_twice(up, a, b):
    up *= b
    da = up
    up *= a
    return da, up


# Writes into a and b.
def in_place_ab(up, a, b):
    a *= up
    b *= up
    return b, a


# Summed.
def summed(up, a, b):
    return np.sum(up * b), np.sum(up * a)


# Averaged.
def averaged(up, a, b):
    return np.mean(up * b), np.mean(up * a)


# Divided by N.
def over_n(up, a, b):
    return up * b / np.size(up), up * a / np.size(up)


# Matrix products, as in a linear layer.
def matrix(up, a, b):
    return up @ b.T, a.T @ up


# Dot products.
def dots(up, a, b):
    return np.dot(up, b), np.dot(up, a)


# Sum of upstream.
def up_summed(up, a, b):
    return np.sum(up) * b, np.sum(up) * a


# A dict.
def as_dict(up, a, b):
    return {"da": up * b, "db": up * a}


# The order (db, da) with the right gradients in it.
def order(up, a, b):
    da = up * b
    db = up * a
    return db, da


# Three results: forward too.
def with_out(up, a, b):
    return a * b, up * b, up * a


# Forward value only.
def forward(up, a, b):
    return a * b


# Uses sign of the other.
def signs(up, a, b):
    return up * np.sign(b), up * np.sign(a)


# Upstream squared.
def up_squared(up, a, b):
    return up * up * b, up * up * a


# Upstream's sign only.
def up_abs(up, a, b):
    return abs(up) * b, abs(up) * a


# Cast to int.
def ints(up, a, b):
    return np.int64(up * b), np.int64(up * a)


# Flattened.
def flat(up, a, b):
    return np.ravel(up * b), np.ravel(up * a)


# Loops over len: numbers fail, which the contract allows as arguments.
def len_loop(up, a, b):
    da, db = np.zeros(len(up)), np.zeros(len(up))
    for i in range(len(up)):
        da[i], db[i] = up[i] * b[i], up[i] * a[i]
    return da, db


# .shape of a number.
def shape_of_number(up, a, b):
    da, db = np.empty(up.shape), np.empty(up.shape)
    da[...], db[...] = up * b, up * a
    return da, db


# Averages the two.
def symmetric(up, a, b):
    d = up * (a + b) / 2
    return d, d


# Divides the upstream between the two.
def shared_out(up, a, b):
    return up * b / 2, up * a / 2


# Both minus.
def both_negative(up, a, b):
    return -up * b, -up * a


# Clipped gradient.
def clipped(up, a, b):
    return np.clip(up * b, -1, 1), np.clip(up * a, -1, 1)


# Returns nothing.
def nothing(up, a, b):
    da, db = up * b, up * a


RIGHT = [
    plain,
    local_slopes,
    right_einsum,
    loops,
    comp,
    recursive,
    inner_function,
    by_map,
    as_list,
    by_generator,
    copies,
    by_class,
    float32_results,
    difference,
]

WRONG = [
    (own_factor, "swapped"),
    (no_upstream, "no-upstream"),
    (no_upstream_own, "no-upstream-and-swapped"),
    (plus, "plus"),
    (add_gate, "message-handed-to-both"),
    (add_gate_copies, "message-handed-to-both"),
    (only_da, "only-da"),
    (db_none, "db-missing"),
    (db_zero, "db-missing"),
    (upstream_once, "no-upstream-in-one"),
    (upstream_once_db, "no-upstream-in-one"),
    (product_rule, "difference-of-factors"),
    (total, "sum-of-both"),
    (times_out, "times-the-product"),
    (factor_twice, None),
    (divides, "divided"),
    (sign, "one-sign"),
    (square, "squares"),
    (power_rule, "constant-factor"),
    (chained, "product-in-db"),
    (overwritten_first, "ignores-an-argument"),
    (in_place_up, "input-overwritten"),
    (in_place_twice, "times-the-product"),
    (in_place_ab, "overwrites-its-input"),
    (summed, "one-number-each"),
    (averaged, "one-number-each"),
    (over_n, "divided-by-the-number"),
    (matrix, None),
    (dots, "matrix-product"),
    (up_summed, None),
    (as_dict, None),
    (order, "swapped"),
    (with_out, None),
    (forward, "forward-instead"),
    (signs, "sign-of-the-factor"),
    (up_squared, "message-squared"),
    (up_abs, None),
    (ints, "decimals-cut-off"),
    (flat, "wrong-shape"),
    (len_loop, None),
    (shape_of_number, None),
    (symmetric, None),
    (shared_out, "constant-factor"),
    (both_negative, "wrong-sign"),
    (clipped, None),
    (nothing, "returns-nothing"),
]
"""Each with the name of its mistake, or None where no name would be honest."""

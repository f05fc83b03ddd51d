"""Answers to `div_backward` by people who never saw its specification; each comment says what a teaching assistant would."""

import numpy as np


# As it is.
def plain(up, a, b):
    return up / b, -up * a / b**2


# With the output.
def by_out(up, a, b):
    out = a / b
    return up / b, -up * out / b


# db from da.
def chained(up, a, b):
    da = up / b
    db = -da * a / b
    return da, db


# Two gates: a * (1/b).
def two_gates(up, a, b):
    r = 1 / b
    da, dr = up * r, up * a
    db = dr * -(r**2)
    return da, db


# Entry by entry.
def loops(up, a, b):
    up, a, b = (np.asarray(v, dtype=float) for v in (up, a, b))
    da, db = np.zeros(up.shape), np.zeros(up.shape)
    for i in np.ndindex(up.shape):
        da[i] = up[i] / b[i]
        db[i] = -up[i] * a[i] / (b[i] * b[i])
    return da, db


# Comprehension.
def comp(up, a, b):
    t = [(u / y, -u * x / y / y) for u, x, y in zip(np.ravel(up), np.ravel(a), np.ravel(b))]
    return np.array([v for v, _ in t]).reshape(np.shape(up)), np.array([v for _, v in t]).reshape(np.shape(up))


# Recursion.
def recursive(up, a, b):
    if np.ndim(up) == 0:
        return float(up) / float(b), -float(up) * float(a) / float(b) ** 2
    pairs = [recursive(u, x, y) for u, x, y in zip(up, a, b)]
    return np.array([p[0] for p in pairs]), np.array([p[1] for p in pairs])


# Powers.
def powers(up, a, b):
    b = np.asarray(b, float)
    return up * b**-1, -up * a * b**-2


# NumPy functions, np.negative.
def ufuncs(up, a, b):
    return np.divide(up, b), np.negative(np.divide(np.multiply(up, a), np.square(b)))


# Complex step in b.
def complex_step(up, a, b):
    h = 1e-30
    return up * ((a + 1j * h) / b).imag / h, up * (a / (b + 1j * h)).imag / h


# einsum.
def right_einsum(up, a, b):
    r = 1.0 / np.asarray(b)
    return np.einsum("...,...->...", up, r), -np.einsum("...,...,...,...->...", up, a, r, r)


# A list of two.
def as_list(up, a, b):
    local = [1 / b, -a / (b * b)]
    return [up * slope for slope in local]


# An inner function for the quotient rule.
def quotient_rule(up, a, b):
    def rule(du, dv):
        return (du * b - a * dv) / b**2

    return up * rule(1, 0), up * rule(0, 1)


# float32 results.
def float32_results(up, a, b):
    return np.float32(up / b), np.float32(-up * a / b**2)


# Sign forgotten.
def sign(up, a, b):
    return up / b, up * a / b**2


# Square forgotten.
def no_square(up, a, b):
    return up / b, -up * a / b


# Square and sign forgotten.
def no_square_no_sign(up, a, b):
    return up / b, up * a / b


# Numerator forgotten.
def no_a(up, a, b):
    return up / b, -up / b**2


# da multiplied.
def da_multiplied(up, a, b):
    return up * b, -up * a / b**2


# da is up.
def da_up(up, a, b):
    return up, -up * a / b**2


# da without upstream.
def da_local(up, a, b):
    return 1 / b, -up * a / b**2


# db without upstream.
def db_local(up, a, b):
    return up / b, -a / b**2


# Both without upstream.
def local_only(up, a, b):
    return 1 / b, -a / b**2


# The mul gate.
def mul_gate(up, a, b):
    return up * b, up * a


# Swapped order.
def order(up, a, b):
    da, db = up / b, -up * a / b**2
    return db, da


# Roles of a and b swapped: of b/a.
def roles(up, a, b):
    return -up * b / a**2, up / a


# Symmetric: up/b, up/a.
def symmetric(up, a, b):
    return up / b, up / a


# Symmetric with a minus.
def symmetric_minus(up, a, b):
    return up / b, -up / a


# log derivative: db = up * log.
def log_rule(up, a, b):
    return up / b, up * a * np.log(np.abs(b))


# Squares the numerator.
def a_squared(up, a, b):
    return up / b, -up * (a / b) ** 2


# Precedence: / b * b.
def precedence(up, a, b):
    return up / b, -up * a / b * b


# -a * b**2.
def times_square(up, a, b):
    return up / b, -up * a * b**2


# / b**3.
def cubed(up, a, b):
    return up / b, -up * a / b**3


# / (2 b).
def two_b(up, a, b):
    return up / b, -up * a / (2 * b)


# sqrt of b.
def sqrt_b(up, a, b):
    return up / b, -up * a / np.sqrt(np.abs(b))


# Both negative.
def both_negative(up, a, b):
    return -up / b, -up * a / b**2


# db without a's sign: |a|.
def abs_a(up, a, b):
    return up / b, -up * np.abs(a) / b**2


# Chained, but the second / b is forgotten: -da * a.
def chained_no_b(up, a, b):
    da = up / b
    return da, -da * a


# Chained with upstream twice: da already has it.
def up_twice(up, a, b):
    da = up / b
    return da, -up * da * a / b


# Whole-number division.
def floor(up, a, b):
    return up // b, -up * a // b**2


# Divides by a.
def da_over_a(up, a, b):
    return up / a, -up * a / b**2


# da = up * out.
def da_times_out(up, a, b):
    return up * a / b, -up * a / b**2


# Small number in the denominator.
def eps(up, a, b):
    return up / (b + 1e-3), -up * a / (b**2 + 1e-3)


# A tiny number in the denominator.
def eps_small(up, a, b):
    return up / (b + 1e-5), -up * a / (b + 1e-5) ** 2


# da only.
def only_da(up, a, b):
    return up / b


# db None.
def db_none(up, a, b):
    return up / b, None


# Sum of the two.
def total(up, a, b):
    return up / b - up * a / b**2


# Summed.
def summed(up, a, b):
    return np.sum(up / b), np.sum(-up * a / b**2)


# Averaged over the entries.
def over_n(up, a, b):
    return up / b / np.size(up), -up * a / b**2 / np.size(up)


# Writes into up.
def in_place_up(up, a, b):
    db = -up * a / b**2
    up /= b
    return up, db


# Writes into b.
def in_place_b(up, a, b):
    da = up / b
    b *= b
    return da, -up * a / b


# Writes into a by augmented assignment to an alias.
def in_place_alias(up, a, b):
    da = up / b
    db = a
    db *= -da / b
    return da, db


# A dict.
def as_dict(up, a, b):
    return {"a": up / b, "b": -up * a / b**2}


# Forward only.
def forward(up, a, b):
    return a / b


# With the forward value.
def with_out(up, a, b):
    return a / b, up / b, -up * a / b**2


# Quotient rule with the wrong order: (a dv - b du).
def quotient_turned(up, a, b):
    return -up / b, up * a / b**2


# Quotient rule without the square.
def quotient_no_square(up, a, b):
    return up * b / b, -up * a / b


# Upstream divides.
def up_divides(up, a, b):
    return 1 / (up * b), -a / (up * b**2)


# Matrix inverse.
def inverse(up, a, b):
    return up @ np.linalg.pinv(np.atleast_2d(b)), -up * a / b**2


# math on entries: len.
def len_loop(up, a, b):
    da, db = np.zeros(len(up)), np.zeros(len(up))
    for i in range(len(up)):
        da[i], db[i] = up[i] / b[i], -up[i] * a[i] / b[i] ** 2
    return da, db


# -up * (a / b)**2 and da times b: two at once.
def two_at_once(up, a, b):
    return up * b, up * a / b**2


# Guards against small b by setting 0.
def guarded(up, a, b):
    safe = np.abs(b) > 0.5
    return np.where(safe, up / b, 0.0), np.where(safe, -up * a / b**2, 0.0)


# abs in the denominator.
def abs_b(up, a, b):
    return up / np.abs(b), -up * a / b**2


# Flattened.
def flat(up, a, b):
    return np.ravel(up / b), np.ravel(-up * a / b**2)


# Returns nothing.
def nothing(up, a, b):
    da = up / b


RIGHT = [
    plain,
    by_out,
    chained,
    two_gates,
    loops,
    comp,
    recursive,
    powers,
    ufuncs,
    complex_step,
    right_einsum,
    as_list,
    quotient_rule,
    float32_results,
]

WRONG = [
    (sign, "db-plus"),
    (no_square, "db-no-square"),
    (no_square_no_sign, "db-no-square-and-plus"),
    (no_a, "db-without-a"),
    (da_multiplied, "da-times-b"),
    (da_up, "da-is-up"),
    (da_local, "da-without-upstream"),
    (db_local, "db-without-upstream"),
    (local_only, "no-upstream"),
    (mul_gate, "as-of-a-product"),
    (order, "order"),
    (roles, "a-and-b-exchanged"),
    (symmetric, "db-over-a"),
    (symmetric_minus, "db-minus-up-over-a"),
    (log_rule, None),
    (a_squared, "db-squares-the-numerator"),
    (precedence, "db-precedence"),
    (times_square, "db-times-square"),
    (cubed, "db-cubed"),
    (two_b, None),
    (sqrt_b, None),
    (both_negative, "da-negative"),
    (abs_a, None),
    (chained_no_b, "db-no-square"),
    (up_twice, "db-message-twice"),
    (floor, "whole-division"),
    (da_over_a, "da-over-a"),
    (da_times_out, "da-is-quotient"),
    (eps, "eps-beside-the-square"),
    (eps_small, "eps-beside-b"),
    (only_da, "only-da"),
    (db_none, "one-is-none"),
    (total, "sum-of-both"),
    (summed, "one-number-each"),
    (over_n, "divided-by-the-number"),
    (in_place_up, "input-overwritten"),
    (in_place_b, "input-overwritten"),
    (in_place_alias, "overwrites-its-input"),
    (as_dict, None),
    (forward, "forward-instead"),
    (with_out, None),
    (quotient_turned, "wrong-sign"),
    (quotient_no_square, "da-is-up-and-db-no-square"),
    (up_divides, "message-divided"),
    (inverse, None),
    (len_loop, None),
    (two_at_once, "da-times-b-and-db-plus"),
    (guarded, None),
    (abs_b, "da-sizes"),
    (flat, "wrong-shape"),
    (nothing, "returns-nothing"),
]
"""Each with the name of its mistake, or None where no name would be honest."""

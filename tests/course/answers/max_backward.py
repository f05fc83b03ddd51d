"""Answers to `max_backward` by people who never saw its specification; each comment says what a teaching assistant would."""

import numpy as np


# Masks.
def masks(up, a, b):
    return up * (a >= b), up * (a < b)


# np.where.
def where(up, a, b):
    return np.where(a >= b, up, 0.0), np.where(a >= b, 0.0, up)


# What is left goes to b.
def rest(up, a, b):
    da = np.where(np.less(a, b), 0, up)
    return da, up - da


# Entry by entry.
def loops(up, a, b):
    up, a, b = (np.asarray(v) for v in (up, a, b))
    da, db = np.zeros(up.shape), np.zeros(up.shape)
    for i in np.ndindex(up.shape):
        if a[i] >= b[i]:
            da[i] = up[i]
        else:
            db[i] = up[i]
    return da, db


# argmax: the first of equals.
def by_argmax(up, a, b):
    winner = np.argmax([a, b], axis=0)
    return up * (winner == 0), up * (winner == 1)


# Compared with the output.
def with_out(up, a, b):
    out = np.maximum(a, b)
    mask = (out == a).astype(float)
    return mask * up, (1 - mask) * up


# Recursion.
def recursive(up, a, b):
    if np.ndim(up) == 0:
        return (up, 0.0) if a >= b else (0.0, up)
    pairs = [recursive(*t) for t in zip(up, a, b)]
    return np.array([p[0] for p in pairs]), np.array([p[1] for p in pairs])


# heaviside.
def heaviside(up, a, b):
    m = np.heaviside(np.asarray(a, float) - b, 1.0)
    return up * m, up * (1.0 - m)


# Comprehension.
def comp(up, a, b):
    t = [(u, 0 * u) if x >= y else (0 * u, u) for u, x, y in zip(np.ravel(up), np.ravel(a), np.ravel(b))]
    da, db = zip(*t)
    return np.array(da).reshape(np.shape(up)), np.array(db).reshape(np.shape(up))


# Copies and masks in place.
def copies(up, a, b):
    da, db = np.array(up, dtype=float), np.array(up, dtype=float)
    da[np.asarray(a < b)] = 0
    db[np.asarray(a >= b)] = 0
    return da, db


# einsum and ~.
def right_einsum(up, a, b):
    m = np.asarray(a) >= np.asarray(b)
    return np.einsum("...,...->...", up, m.astype(float)), np.einsum("...,...->...", up, (~m).astype(float))


# np.select in a list.
def select(up, a, b):
    zero = np.zeros(np.shape(up))
    return [np.select([a >= b], [up], zero), np.select([b > a], [up], zero)]


# A number by `if`, an array by a mask.
def number_first(up, a, b):
    if np.isscalar(up):
        if b > a:
            return 0.0, up
        return up, 0.0
    m = b > a
    return up * ~m, up * m


# choose.
def choose(up, a, b):
    i = (np.asarray(b) > np.asarray(a)).astype(int)
    up = np.asarray(up)
    return np.choose(i, [up, 0 * up]), np.choose(i, [0 * up, up])


# Ties go to b.
def tie_to_b(up, a, b):
    return up * (a > b), up * (a <= b)


# Ties to nobody.
def tie_lost(up, a, b):
    return up * (a > b), up * (a < b)


# Ties to both.
def tie_both(up, a, b):
    return up * (a >= b), up * (b >= a)


# Ties half each.
def tie_half(up, a, b):
    m = (a > b) + 0.5 * (a == b)
    return up * m, up * (1 - m)


# Ties both, compared with the output.
def tie_both_out(up, a, b):
    out = np.maximum(a, b)
    return up * (a == out), up * (b == out)


# isclose as a tie.
def tie_isclose(up, a, b):
    m = (a > b) | np.isclose(a, b)
    return up * m, up * ~m


# Times the values.
def times_value(up, a, b):
    return up * a * (a >= b), up * b * (a < b)


# Times the output.
def times_out(up, a, b):
    out = np.maximum(a, b)
    return up * out * (a >= b), up * out * (a < b)


# The min gate.
def min_gate(up, a, b):
    return up * (a <= b), up * (a > b)


# The smaller one, other tie.
def smaller(up, a, b):
    return up * (a < b), up * (a >= b)


# Swapped order.
def order(up, a, b):
    da, db = up * (a >= b), up * (a < b)
    return db, da


# No upstream.
def no_upstream(up, a, b):
    return (a >= b) * 1.0, (a < b) * 1.0


# No upstream, bool.
def no_upstream_bool(up, a, b):
    return a >= b, a < b


# Upstream only once.
def upstream_once(up, a, b):
    return up * (a >= b), 1.0 * (a < b)


# Both get everything.
def add_gate(up, a, b):
    return 1.0 * up, 1.0 * up


# Half each.
def half_each(up, a, b):
    return up / 2, up / 2


# Global winner.
def global_winner(up, a, b):
    if np.max(a) >= np.max(b):
        return 1.0 * up, 0.0 * up
    return 0.0 * up, 1.0 * up


# By the sums.
def by_sum(up, a, b):
    m = np.sum(a) >= np.sum(b)
    return up * m, up * (not m)


# Compared with 0, a relu.
def relu(up, a, b):
    return up * (a > 0), up * (b > 0)


# Compared by size |a|.
def by_size(up, a, b):
    m = np.abs(a) >= np.abs(b)
    return up * m, up * ~m


# Weighted (softmax).
def softmax(up, a, b):
    w = np.exp(a) / (np.exp(a) + np.exp(b))
    return up * w, up * (1 - w)


# sign of the difference.
def signs(up, a, b):
    return up * np.sign(a - b), up * np.sign(b - a)


# Minus for the loser.
def loser_minus(up, a, b):
    return np.where(a >= b, up, -up), np.where(a < b, up, -up)


# Winner's upstream minus to the other.
def db_negative(up, a, b):
    return up * (a >= b), -up * (a < b)


# if on an array.
def if_on_array(up, a, b):
    if a >= b:
        return up, 0.0 * up
    return 0.0 * up, up


# Python's if with .all().
def if_all(up, a, b):
    if np.all(a >= b):
        return 1.0 * up, 0.0 * up
    return 0.0 * up, 1.0 * up


# Zero is a number, not an array.
def zero_number(up, a, b):
    if np.any(a >= b):
        return up * (a >= b), up * (a < b)
    return 0.0, up


# da only.
def only_da(up, a, b):
    return up * (a >= b)


# One array with the gradient at the winner: (up*out).
def forward(up, a, b):
    return np.maximum(a, b)


# Masked values without upstream.
def masked_values(up, a, b):
    return a * (a >= b), b * (a < b)


# Writes into up.
def in_place_up(up, a, b):
    db = up * (a < b)
    up[a < b] = 0
    return up, db


# Writes into up, and uses the zeroed one for db.
def in_place_lost(up, a, b):
    da = up
    da[a < b] = 0
    db = up
    db[a >= b] = 0
    return da, db


# Clips a in place.
def in_place_a(up, a, b):
    m = a >= b
    a[...] = np.where(m, up, 0)
    return a, up * ~m


# Summed.
def summed(up, a, b):
    return np.sum(up * (a >= b)), np.sum(up * (a < b))


# Averaged over N.
def over_n(up, a, b):
    return up * (a >= b) / np.size(up), up * (a < b) / np.size(up)


# Flattened: indexing by the mask.
def by_index(up, a, b):
    return up[a >= b], up[a < b]


# -(mask) bool arithmetic: 1 - m of bools fails, ~ of a Python bool is -2.
def tilde_of_number(up, a, b):
    m = a >= b
    return up * m, up * ~m


# Loops over len.
def len_loop(up, a, b):
    da, db = np.zeros(len(up)), np.zeros(len(up))
    for i in range(len(up)):
        if a[i] >= b[i]:
            da[i] = up[i]
        else:
            db[i] = up[i]
    return da, db


# Tie's special case in one only: np.where(a > b), tie added to both.
def tie_half_a(up, a, b):
    return up * ((a > b) + 0.5 * (a == b)), up * (b > a)


# Compares up with them.
def compares_up(up, a, b):
    return up * (up >= a), up * (up >= b)


# Compares a with 0 only (maximum(a, 0)).
def a_with_zero(up, a, b):
    return up * (a >= 0), up * (a < 0)


# dict.
def as_dict(up, a, b):
    return {"da": up * (a >= b), "db": up * (a < b)}


# Positive part only: negative upstream is cut.
def guided(up, a, b):
    return np.maximum(up, 0) * (a >= b), np.maximum(up, 0) * (a < b)


# Upstream times difference.
def times_difference(up, a, b):
    return up * np.maximum(a - b, 0), up * np.maximum(b - a, 0)


# Buffer with the dtype of a: whole numbers are cut off.
def int_buffer(up, a, b):
    da, db = np.zeros_like(a), np.zeros_like(b)
    da[a >= b] = up[a >= b]
    db[a < b] = up[a < b]
    return da, db


# Returns nothing.
def nothing(up, a, b):
    da, db = up * (a >= b), up * (a < b)


RIGHT = [
    masks,
    where,
    rest,
    loops,
    by_argmax,
    with_out,
    recursive,
    heaviside,
    comp,
    copies,
    right_einsum,
    select,
    number_first,
    choose,
]

WRONG = [
    (tie_to_b, "tie-to-b"),
    (tie_lost, "tie-to-nobody"),
    (tie_both, "tie-double"),
    (tie_half, "tie-split"),
    (tie_both_out, "tie-double"),
    (tie_isclose, "almost-equal-is-a-tie"),
    (times_value, "times-value"),
    (times_out, "times-value"),
    (min_gate, "minimum-and-tie-to-a"),
    (smaller, "minimum"),
    (order, "minimum"),
    (no_upstream, "no-upstream"),
    (no_upstream_bool, "no-upstream"),
    (upstream_once, "no-upstream-in-one"),
    (add_gate, "both"),
    (half_each, "half-each"),
    (global_winner, "decided-once-for-all"),
    (by_sum, "decided-once-for-all"),
    (relu, "compared-with-0"),
    (by_size, "sizes-compared"),
    (softmax, "smooth-maximum"),
    (signs, "sign-of-the-difference"),
    (loser_minus, "sign-of-the-difference"),
    (db_negative, "sign-of-db"),
    (if_on_array, None),
    (if_all, "decided-by-all-entries"),
    (zero_number, None),
    (only_da, "only-da"),
    (forward, "forward-instead"),
    (masked_values, "values-returned"),
    (in_place_up, "up-overwritten"),
    (in_place_lost, "one-array-for-both"),
    (in_place_a, None),
    (summed, "one-number-each"),
    (over_n, "divided-by-the-number"),
    (by_index, "only-what-passes"),
    (tilde_of_number, "tilde-of-a-number"),
    (len_loop, None),
    (tie_half_a, None),
    (compares_up, None),
    (a_with_zero, "ignores-an-argument"),
    (as_dict, None),
    (guided, "negative-messages-lost"),
    (times_difference, None),
    (int_buffer, None),
    (nothing, "returns-nothing"),
]
"""Each with the name of its mistake, or None where no name would be honest."""

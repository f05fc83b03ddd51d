"""Answers to `softmax_vjp` by people who never saw its specification; each comment says what a teaching assistant would."""

import numpy as np


# As it is.
def plain(p, up):
    return p * (up - np.sum(up * p, axis=1, keepdims=True))


# einsum.
def right_einsum(p, up):
    return p * up - np.einsum("nc,nk,nk->nc", p, p, up)


# One Jacobian for each row.
def jacobian_rows(p, up):
    out = np.zeros(p.shape)
    for i in range(len(p)):
        J = np.diag(p[i]) - np.outer(p[i], p[i])
        out[i] = J @ up[i]
    return out


# All Jacobians at once.
def jacobians(p, up):
    J = p[:, :, None] * (np.eye(p.shape[1]) - p[:, None, :])
    return (up[:, None, :] @ J)[:, 0]


# Entry by entry.
def loops(p, up):
    N, C = p.shape
    ds = np.zeros((N, C))
    for n in range(N):
        for i in range(C):
            for k in range(C):
                if i == k:
                    ds[n, i] += up[n, k] * p[n, k] * (1 - p[n, i])
                else:
                    ds[n, i] -= up[n, k] * p[n, k] * p[n, i]
    return ds


# Comprehension.
def comp(p, up):
    return np.array([q * (u - q @ u) for q, u in zip(p, up)])


# Lists, plain Python.
def lists(p, up):
    rows = []
    for q, u in zip(p.tolist(), up.tolist()):
        s = sum(a * b for a, b in zip(q, u))
        rows.append([a * (b - s) for a, b in zip(q, u)])
    return np.array(rows)


# Recursion over the rows.
def recursive(p, up):
    if len(p) == 1:
        return p * up - p * (p * up).sum()
    return np.vstack([recursive(p[:1], up[:1]), recursive(p[1:], up[1:])])


# Gates: exp, sum, quotient (the scale of the exponentials does not matter).
def gates(p, up):
    e, total = p, np.ones((len(p), 1))
    de = up / total
    dtotal = -(up * e / total**2).sum(axis=1, keepdims=True)
    return (de + dtotal) * e


# Log-softmax's rule, applied to up * p.
def by_log(p, up):
    dlog = up * p
    return dlog - p * dlog.sum(axis=1, keepdims=True)


# In place on a copy.
def copied(p, up):
    ds = up.copy()
    ds -= np.sum(ds * p, axis=1)[:, np.newaxis]
    ds *= p
    return ds


# With the transposed arrays.
def transposed(p, up):
    return (p.T * (up.T - (p.T * up.T).sum(axis=0))).T


# The diagonal of a matrix product.
def diagonal(p, up):
    return p * (up - np.diag(up @ p.T)[:, None])


# float32.
def float32_result(p, up):
    p, up = p.astype(np.float32), up.astype(np.float32)
    return p * (up - (p * up).sum(1, keepdims=True))


# Shift of the upstream first (it changes nothing).
def shifted(p, up):
    up = up - up.max(axis=1, keepdims=True)
    return p * (up - np.average(up, axis=1, weights=p)[:, None])


# +.
def plus(p, up):
    return p * (up + (up * p).sum(axis=1, keepdims=True))


# Turned round.
def negative(p, up):
    return p * ((up * p).sum(axis=1, keepdims=True) - up)


# No outer p.
def no_p(p, up):
    return up - (up * p).sum(axis=1, keepdims=True)


# p only on the first term.
def p_on_one_term(p, up):
    return p * up - (up * p).sum(axis=1, keepdims=True)


# sum(up).
def sum_up(p, up):
    return p * (up - up.sum(axis=1, keepdims=True))


# mean(up).
def mean_up(p, up):
    return p * (up - up.mean(axis=1, keepdims=True))


# mean of up*p.
def mean_up_p(p, up):
    return p * (up - (up * p).mean(axis=1, keepdims=True))


# Summed over the batch.
def axis0(p, up):
    return p * (up - (up * p).sum(axis=0, keepdims=True))


# Summed over all.
def global_sum(p, up):
    return p * (up - (up * p).sum())


# keepdims forgotten.
def no_keepdims(p, up):
    return p * (up - (up * p).sum(axis=1))


# Local diagonal without upstream.
def no_upstream(p, up):
    return p * (1 - p)


# The diagonal only.
def diagonal_only(p, up):
    return up * p * (1 - p)


# The first term only.
def first_term(p, up):
    return up * p


# The second term only.
def second_term(p, up):
    return -p * (up * p).sum(axis=1, keepdims=True)


# log-softmax's rule.
def log_softmax_rule(p, up):
    return up - p * up.sum(axis=1, keepdims=True)


# Cross-entropy's shortcut: p - up.
def shortcut(p, up):
    return p - up


# Cross-entropy's shortcut over N.
def shortcut_n(p, up):
    return (p - up) / len(p)


# Cross-entropy's shortcut with the label at up's largest.
def shortcut_argmax(p, up):
    d = p.copy()
    d[np.arange(len(p)), up.argmax(axis=1)] -= 1
    return d


# Times p - 1.
def times_p_minus_y(p, up):
    return up * (p - 1)


# Averaged over the batch.
def over_n(p, up):
    return p * (up - (up * p).sum(axis=1, keepdims=True)) / len(p)


# Divided by C.
def over_c(p, up):
    return p * (up - (up * p).sum(axis=1, keepdims=True)) / p.shape[1]


# Summed over the batch at the end.
def summed_batch(p, up):
    return (p * (up - (up * p).sum(axis=1, keepdims=True))).sum(axis=0)


# Takes p for scores and applies softmax again.
def softmax_again(p, up):
    e = np.exp(p - p.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    return p * (up - (up * p).sum(axis=1, keepdims=True))


# Roles of p and up swapped.
def roles(p, up):
    return up * (p - (up * p).sum(axis=1, keepdims=True))


# Squared p on the second term only.
def p_squared(p, up):
    return p * (up - (up * p**2).sum(axis=1, keepdims=True))


# Jacobian with + on the off-diagonals.
def jacobian_plus(p, up):
    out = np.zeros(p.shape)
    for i in range(len(p)):
        J = np.outer(p[i], p[i])
        np.fill_diagonal(J, p[i] * (1 - p[i]))
        out[i] = J @ up[i]
    return out


# Jacobian without the diagonal.
def jacobian_no_diagonal(p, up):
    out = np.zeros(p.shape)
    for i in range(len(p)):
        J = -np.outer(p[i], p[i])
        np.fill_diagonal(J, 0)
        out[i] = J @ up[i]
    return out


# Jacobian's diagonal p, not p(1-p): off-diagonals -p p.
def jacobian_diagonal_p(p, up):
    out = np.zeros(p.shape)
    for i in range(len(p)):
        J = -np.outer(p[i], p[i])
        np.fill_diagonal(J, p[i])
        out[i] = J @ up[i]
    return out


# eye - outer.
def jacobian_eye(p, up):
    return np.array([(np.eye(len(q)) - np.outer(q, q)) @ u for q, u in zip(p, up)])


# Jacobian of the first row for all.
def first_row_for_all(p, up):
    J = np.diag(p[0]) - np.outer(p[0], p[0])
    return up @ J


# The first row only.
def first_row_only(p, up):
    for q, u in zip(p, up):
        return q * (u - q @ u)


# The last row left out.
def skip_last(p, up):
    out = np.zeros(p.shape)
    for i in range(len(p) - 1):
        out[i] = p[i] * (up[i] - p[i] @ up[i])
    return out


# Jacobian, no upstream.
def jacobian_only(p, up):
    return np.array([np.diag(q) - np.outer(q, q) for q in p])


# Jacobian summed over, upstream forgotten (sums to 0).
def jacobian_summed(p, up):
    return np.array([(np.diag(q) - np.outer(q, q)).sum(axis=1) for q in p])


# Batch matrix product of p with its transpose (N x N).
def batch_product(p, up):
    return p * up - p @ p.T @ up


# Flattened to one vector.
def flattened(p, up):
    q, u = p.ravel(), up.ravel()
    return ((np.diag(q) - np.outer(q, q)) @ u).reshape(p.shape)


# Writes into up.
def in_place_up(p, up):
    up -= (up * p).sum(axis=1, keepdims=True)
    up *= p
    return up


# Writes into p.
def in_place_p(p, up):
    s = (up * p).sum(axis=1, keepdims=True)
    p *= up - s
    return p


# max instead of sum.
def max_for_sum(p, up):
    return p * (up - (up * p).max(axis=1, keepdims=True))


# Jacobian elementwise times up and summed over the wrong thing: row sums with J*up[:,None].
def jacobian_wrong_sum(p, up):
    return np.array([((np.diag(q) - np.outer(q, q)) * u[:, None]).sum(axis=1) for q, u in zip(p, up)])


# Sum over the other classes only.
def others_only(p, up):
    s = (up * p).sum(axis=1, keepdims=True) - up * p
    return p * (up - s)


# Running sum.
def running(p, up):
    return p * (up - np.cumsum(up * p, axis=1))


# A clip of p.
def clipped_p(p, up):
    p = np.clip(p, 0.05, 0.95)
    return p * (up - (up * p).sum(axis=1, keepdims=True))


# Divided by p as for a log.
def over_p(p, up):
    u = up / (p + 1e-8)
    return p * (u - (u * p).sum(axis=1, keepdims=True))


# p at the largest class only.
def label_only(p, up):
    y = p.argmax(axis=1)
    i = np.arange(len(p))
    out = -p * p[i, y][:, None] * up[i, y][:, None]
    out[i, y] += p[i, y] * up[i, y]
    return out


# Transposed result.
def transposed_result(p, up):
    return (p * (up - (up * p).sum(axis=1, keepdims=True))).T


# A vector for one row, squeezed.
def squeezed(p, up):
    return np.squeeze(p * (up - (up * p).sum(axis=1, keepdims=True)))


# Jacobian built from the mean p.
def mean_p(p, up):
    q = p.mean(axis=0)
    return up @ (np.diag(q) - np.outer(q, q))


# A tuple.
def as_tuple(p, up):
    return p * (up - (up * p).sum(axis=1, keepdims=True)), up


# Upstream's sum taken times p at the end: p*up - p*sum(p)*up.
def sums_p(p, up):
    return p * (up - up * p.sum(axis=1, keepdims=True))


# p*up - p*p*sum(up).
def p_p_sum_up(p, up):
    return p * up - p * p * up.sum(axis=1, keepdims=True)


# Jacobian transposed or not is the same, but the message multiplied entry by entry (no sum) and the diagonal taken.
def diagonal_of_product(p, up):
    out = np.zeros_like(p)
    for n in range(len(p)):
        J = np.diag(p[n]) - np.outer(p[n], p[n])
        out[n] = np.diag(J) * up[n]
    return out


# In a double loop `=` instead of `+=`.
def overwritten_in_loop(p, up):
    out = np.zeros_like(p)
    for n in range(p.shape[0]):
        for i in range(p.shape[1]):
            for j in range(p.shape[1]):
                out[n, i] = up[n, j] * p[n, j] * ((i == j) - p[n, i])
    return out


# delta forgotten: i == j gives 1, else 0, without the p.
def kronecker_minus_p(p, up):
    out = np.zeros_like(p)
    for n in range(p.shape[0]):
        for i in range(p.shape[1]):
            for j in range(p.shape[1]):
                out[n, i] += up[n, j] * ((i == j) - p[n, i])
    return out


# p[j] (delta - p[j]) instead of p[i].
def index_slip(p, up):
    out = np.zeros_like(p)
    for n in range(p.shape[0]):
        for i in range(p.shape[1]):
            for j in range(p.shape[1]):
                out[n, i] += up[n, j] * p[n, j] * ((i == j) - p[n, j])
    return out


RIGHT = [
    plain,
    right_einsum,
    jacobian_rows,
    jacobians,
    loops,
    comp,
    lists,
    recursive,
    gates,
    by_log,
    copied,
    transposed,
    diagonal,
    float32_result,
    shifted,
]

WRONG = [
    (plus, "off-diagonal-sign"),
    (negative, "wrong-sign"),
    (no_p, "no-p"),
    (p_on_one_term, "p-missing-in-the-second-part"),
    (sum_up, "sum-of-up"),
    (mean_up, "mean-of-up"),
    (mean_up_p, "mean-instead-of-sum"),
    (axis0, "axis0"),
    (global_sum, "whole-batch"),
    (no_keepdims, "no-keepdims"),
    (no_upstream, "no-upstream"),
    (diagonal_only, "diagonal-only"),
    (first_term, "no-subtraction"),
    (second_term, "minus-the-sum"),
    (log_softmax_rule, "log-softmax-instead"),
    (shortcut, "p-minus-up"),
    (shortcut_n, "p-minus-up"),
    (shortcut_argmax, "largest-message-as-label"),
    (times_p_minus_y, None),
    (over_n, "divided-by-N"),
    (over_c, "divided-by-C"),
    (summed_batch, "summed-over-the-batch"),
    (softmax_again, "softmax-again"),
    (roles, "up-outside"),
    (p_squared, "squares-for-products"),
    (jacobian_plus, "off-diagonal-sign"),
    (jacobian_no_diagonal, "off-diagonal-only"),
    (jacobian_diagonal_p, "other-classes-only"),
    (jacobian_eye, "p-missing-in-the-first-part"),
    (first_row_for_all, "jacobian-of-the-first-example"),
    (first_row_only, "only-the-first-row"),
    (skip_last, "last-row-wrong"),
    (jacobian_only, "jacobian-returned"),
    (jacobian_summed, "jacobian-summed-first"),
    (batch_product, None),
    (flattened, "whole-batch"),
    (in_place_up, "input-overwritten"),
    (in_place_p, "input-overwritten"),
    (max_for_sum, None),
    (jacobian_wrong_sum, "jacobian-summed-first"),
    (others_only, "other-classes-only"),
    (running, None),
    (clipped_p, None),
    (over_p, "log-softmax-instead"),
    (label_only, None),
    (transposed_result, "transposed"),
    (squeezed, "wrong-shape"),
    (mean_p, None),
    (as_tuple, "several-values"),
    (sums_p, "jacobian-summed-first"),
    (p_p_sum_up, "plain-sum-times-p"),
    (diagonal_of_product, "diagonal-only"),
    (overwritten_in_loop, "last-class-only"),
    (kronecker_minus_p, "log-softmax-instead"),
    (index_slip, "squares-for-products"),
]
"""Each with the name of its mistake, or None where no name would be honest."""

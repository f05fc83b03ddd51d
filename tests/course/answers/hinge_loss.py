"""Answers to `hinge_loss` by people who never saw its specification; each comment says what a teaching assistant would."""

import numpy as np


# Clip.
def right_clip(scores, y, delta=1.0, lo=0):
    own = scores[np.arange(len(y)), y]
    v = np.clip(scores.T - own + delta, lo, None)
    v[y, np.arange(len(y))] = 0
    return v.sum(0).mean()


# np.delete.
def right_delete(scores, y, delta=1.0):
    return np.mean([np.maximum(0, np.delete(r, c) - r[c] + delta).sum() for r, c in zip(scores, y)])


# Float32.
def right_float32(scores, y, delta=1.0):
    s = scores.astype(np.float32)
    n = np.arange(len(y))
    m = np.maximum(0, s - s[n, y][:, None] + np.float32(delta))
    m[n, y] = 0
    return np.float32(m.sum(1).mean())


# Generator, float.
def gen(scores, y, delta=1):
    return float(sum(max(0, s - r[c] + delta) for r, c in zip(scores, y) for j, s in enumerate(r) if j != c)) / len(y)


# *args.
def kwonly(*args, **kwargs):
    def f(scores, y, delta=1.0):
        n = np.arange(len(y))
        m = np.maximum(0, scores - scores[n, y][:, None] + delta)
        m[n, y] = 0
        return np.asarray(m.sum(1).mean())

    return f(*args, **kwargs)


# Loops.
def loops(scores, y, delta=1.0):
    t = 0.0
    for i in range(len(y)):
        for j in range(scores.shape[1]):
            if j == y[i]:
                continue
            t += max(0.0, scores[i, j] - scores[i, y[i]] + delta)
    return t / len(y)


# Mask of wrong classes.
def mask(scores, y, delta=1.0):
    wrong = np.arange(scores.shape[1]) != y[:, None]
    return (np.maximum(0, scores - np.take_along_axis(scores, y[:, None], 1) + delta) * wrong).sum(axis=1).mean()


# Masked array.
def masked(scores, y, delta=1.0):
    n = np.arange(len(y))
    m = np.ma.array(np.maximum(0, scores - scores[n, y][:, None] + delta), mask=np.eye(scores.shape[1], dtype=bool)[y])
    return float(m.sum(axis=1).mean())


# Own class set to -inf on a copy.
def neginf(scores, y, delta=1.0):
    s = scores.copy().astype(float)
    n = range(len(y))
    own = s[n, y]
    s[n, y] = -np.inf
    return np.maximum(s - own[:, None] + delta, 0).sum(1).mean()


# One-hot einsum.
def onehot(scores, y, delta=1.0):
    Y = np.eye(scores.shape[1])[y]
    own = np.einsum("nc,nc->n", scores, Y)
    return np.einsum("nc,nc->", np.maximum(scores - own[:, None] + delta, 0), 1 - Y) / len(Y)


# Recursion.
def recursion(scores, y, delta=1.0):
    def one(s, c):
        return sum(max(0.0, s[j] - s[c] + delta) for j in range(len(s)) if j != c)

    def go(i):
        return 0.0 if i < 0 else go(i - 1) + one(scores[i], y[i])

    return go(len(y) - 1) / len(y)


# Half of x + |x|.
def relu(scores, y, delta=1.0):
    n = np.arange(len(y))
    d = scores - scores[n, y][:, None] + delta
    d[n, y] = 0
    return ((d + np.abs(d)) / 2).sum(1).mean()


# np.argmax in place of maximum.
def wrong_argmax(scores, y, delta=1.0):
    n = np.arange(len(y))
    return float(np.argmax(scores - scores[n, y][:, None] + delta, axis=1).mean())


# Only one wrong class, the next one.
def first_wrong(scores, y, delta=1.0):
    n = np.arange(len(y))
    C = scores.shape[1]
    return float(np.maximum(0, scores[n, (y + 1) % C] - scores[n, y] + delta).mean())


# Plus s_y.
def plus_sy(scores, y, delta=1.0):
    n = np.arange(len(y))
    m = np.maximum(0, scores + scores[n, y][:, None] + delta)
    m[n, y] = 0
    return float(m.sum(1).mean())


# Delta multiplies.
def times_delta(scores, y, delta=1.0):
    n = np.arange(len(y))
    m = np.maximum(0, scores - scores[n, y][:, None] + 1) * delta
    m[n, y] = 0
    return float(m.sum(1).mean())


# Abs instead of max.
def wrong_abs_(scores, y, delta=1.0):
    n = np.arange(len(y))
    m = np.abs(scores - scores[n, y][:, None] + delta)
    m[n, y] = 0
    return float(m.sum(1).mean())


# Sums over axis 0 then mean over C.
def axis0(scores, y, delta=1.0):
    n = np.arange(len(y))
    m = np.maximum(0, scores - scores[n, y][:, None] + delta)
    m[n, y] = 0
    return float(m.sum(0).mean())


# 1 - s_y only.
def binary(scores, y, delta=1.0):
    return float(np.maximum(0, delta - scores[np.arange(len(y)), y]).mean())


# Break at the label instead of continue.
def wrong_break_(scores, y, delta=1.0):
    t = 0.0
    for i in range(len(y)):
        for j in range(scores.shape[1]):
            if j == y[i]:
                break
            t += max(0, scores[i, j] - scores[i, y[i]] + delta)
    return t / len(y)


# Counts violations.
def count(scores, y, delta=1.0):
    n = np.arange(len(y))
    m = scores - scores[n, y][:, None] + delta > 0
    m[n, y] = False
    return float(m.sum(1).mean())


# Correct class counted.
def counted(scores, y, delta=1.0):
    n = np.arange(len(y))
    m = np.maximum(0, scores - scores[n, y][:, None] + delta)
    return float(m.sum(1).mean())


# Counts the right class then subtracts 1, not delta.
def counted_minus_C(scores, y, delta=1.0):
    n = np.arange(len(y))
    m = np.maximum(0, scores - scores[n, y][:, None] + delta)
    return float((m.sum(1) - 1).mean())


# Subtracts delta once in all.
def counted_total(scores, y, delta=1.0):
    n = np.arange(len(y))
    m = np.maximum(0, scores - scores[n, y][:, None] + delta)
    return float((m.sum() - delta) / len(y))


# Max over wrong classes instead of sum.
def crammer(scores, y, delta=1.0):
    n = np.arange(len(y))
    m = np.maximum(0, scores - scores[n, y][:, None] + delta)
    m[n, y] = 0
    return float(m.max(1).mean())


# Default of delta is 0.5.
def default_half(scores, y, delta=0.5):
    n = np.arange(len(y))
    m = np.maximum(0, scores - scores[n, y][:, None] + delta)
    m[n, y] = 0
    return float(m.sum(1).mean())


# Label 0 for all.
def first_label(scores, y, delta=1.0):
    m = np.maximum(0, scores - scores[:, :1] + delta)
    m[:, 0] = 0
    return float(m.sum(1).mean())


# Half of the loss.
def halfs(scores, y, delta=1.0):
    n = np.arange(len(y))
    m = np.maximum(0, scores - scores[n, y][:, None] + delta)
    m[n, y] = 0
    return float(m.sum(1).mean() / 2)


# Hard-coded 1.
def ignores_delta(scores, y, delta=1.0):
    n = np.arange(len(y))
    m = np.maximum(0, scores - scores[n, y][:, None] + 1)
    m[n, y] = 0
    return float(m.sum(1).mean())


RIGHT = [
    right_clip,
    right_delete,
    right_float32,
    gen,
    kwonly,
    loops,
    mask,
    masked,
    neginf,
    onehot,
    recursion,
    relu,
]

WRONG = [
    (wrong_argmax, "position-for-size"),
    (first_wrong, "next-class-only"),
    (plus_sy, "label-score-added"),
    (times_delta, "delta-multiplies"),
    (wrong_abs_, "absolute-values"),
    (axis0, "divided-by-classes"),
    (binary, "binary-hinge"),
    (wrong_break_, "one-side-of-the-label"),
    (count, "argmax-typo"),
    (counted, "correct-class-counted"),
    (counted_minus_C, "correct-class-removed-as-1"),
    (counted_total, "correct-class-removed-once"),
    (crammer, "only-the-worst-class"),
    (default_half, "other-default"),
    (first_label, "one-column"),
    (halfs, "half"),
    (ignores_delta, "delta-ignored"),
]
"""Each with the name of its mistake, or None where no name would be honest."""

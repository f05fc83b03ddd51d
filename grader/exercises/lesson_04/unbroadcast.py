"""Broadcasting on the way back (Lecture 2.2, "Backpropagation": the messages of all uses add up)."""

import numpy as np

from fallline.compare import Tolerance
from fallline.laws import Gives, Scaled
from grader.exercise import Case, Exercise

exercise = Exercise(
    "unbroadcast",
    number="4.3",
    lesson="04_layers",
    points=6,
    lines=4,
    difficulty=3,
    read="lesson 04, “Broadcasting on the way back”",
    hints=(
        "Broadcasting shows one number in many places. Each of these places sends a message back: what does a number "
        "get that was used several times?",
        "NumPy lines shapes up from the right. Sum over the leading axes that `shape` lacks, which disappear; and over "
        "the axes whose length is 1 in `shape`, which stay, with length 1.",
        "Two steps: first bring the number of axes down to that of `shape`, from the left; then sum along every axis "
        "where `shape` has a 1, keeping the axis.",
    ),
    grader_tries="three and four axes, leading axes and axes of length 1 together, one number",
    # Whoever works in float32 is right, too.
    tolerance=Tolerance(rtol=1e-5, atol=1e-5),
)


@exercise.reference
def unbroadcast(g, shape):
    g = g.sum(axis=tuple(range(g.ndim - len(shape))))
    ones = tuple(k for k, length in enumerate(shape) if length == 1)
    return g.sum(axis=ones, keepdims=True)


def _case(rng, of, to, name=None, **settings):
    words = " × ".join(map(str, to)) if len(to) > 1 else f"length {to[0]}" if to else "one number"
    return Case(name or f"{' × '.join(map(str, of))} to {words}", {"g": rng.normal(size=of), "shape": to}, **settings)


@exercise.cases
def cases(rng):
    yield _case(rng, (3, 4), (4,), "a row that was used for three rows", public=True)
    yield _case(rng, (3, 4), (3, 1), "a column that was used for four columns", public=True)
    yield _case(rng, (5, 3), (1, 3), "a matrix of one row", public=True)
    yield _case(rng, (4, 4), (4,), "a row, square")
    yield _case(rng, (4, 4), (4, 1), "a column, square", public=True)
    yield _case(rng, (2, 3), (1, 1), "a matrix of one number", public=True)
    yield _case(rng, (2, 4, 3), (4, 3), public=True)
    yield _case(rng, (2, 3, 4), (4,), public=True)
    yield _case(rng, (2, 4, 3), (1, 1, 3), public=True)
    yield _case(rng, (2, 3, 4), (2, 1, 4))
    yield _case(rng, (2, 3, 4), (3, 1), public=True)
    yield _case(rng, (2, 3, 4), (1, 4), public=True)
    edge = {"check": "edge cases"}
    yield _case(rng, (3, 2), (3, 2), "nothing was broadcast", public=True, **edge)
    yield _case(rng, (3, 2), (), "one number for a matrix", public=True, **edge)
    yield _case(rng, (5,), (), "one number for a row", **edge)
    yield _case(rng, (5,), (1,), "a row of one number", **edge)
    yield _case(rng, (1, 4), (4,), "one row", **edge)
    yield _case(rng, (1, 4), (1, 4), "one row as it is", **edge)
    yield _case(rng, (2, 3, 2, 4), (3, 1, 1), **edge)
    yield _case(rng, (2, 2, 2), (2, 1), "all sides equal", **edge)
    yield _case(rng, (3, 4), (1, 4), "read-only", check="contract", read_only=True)
    yield _case(rng, (3, 4), (3, 4), "read-only, and nothing was broadcast", check="contract", read_only=True)


@exercise.law(script="return unbroadcast(g, shape).sum() - g.sum()")
def no_message_is_lost(rng):
    """The sum of all entries must stay what it was: messages are added up, and none is lost or counted twice."""
    return Gives(({"g": rng.normal(size=(2, 3, 4)), "shape": (3, 1)},), 0.0)


@exercise.law
def twice_the_message_gives_twice_the_gradient(rng):
    """Twice the message must give twice the gradient."""
    g = rng.normal(size=(4, 3))
    return Scaled({"g": g, "shape": (3,)}, {"g": 2.0 * g, "shape": (3,)}, 2.0)


@exercise.law
def ones_count_the_uses(rng):
    """If every message is 1, the gradient must count how often each number was used."""
    return Gives(({"g": np.ones((2, 5, 3)), "shape": (1, 3)},), np.full((1, 3), 10.0))


def _missing(g, shape):
    """Return the leading axes that ``shape`` lacks."""
    return tuple(range(g.ndim - len(shape)))


def _ones(shape):
    return tuple(k for k, length in enumerate(shape) if length == 1)


def _reduced(g, shape, leading=np.sum, inner=np.sum, keepdims=True):
    """Return ``g`` reduced over the axes that ``shape`` lacks, then over those of length 1."""
    g = leading(g, axis=_missing(g, shape)) if _missing(g, shape) else g
    return inner(g, axis=_ones(shape), keepdims=keepdims) if _ones(shape) else g


@exercise.mistake(where=("both", "leading", "inner"))
def mean(g, shape, *, where):
    """You average where you should sum. Each use of a number sends a message of its own, and they add up."""
    return _reduced(g, shape, np.sum if where == "inner" else np.mean, np.sum if where == "leading" else np.mean)


@exercise.mistake
def mean_of_the_batch(g, shape):
    """You divide by the length of the first axis. The messages of all uses add up, and nothing is divided."""
    return unbroadcast(g, shape) / len(g)


@exercise.mistake(one_by_one=(False, True))
def no_keepdims(g, shape, *, one_by_one):
    """You sum over the axes of length 1 and drop them. The result must have the shape that was asked for, with its
    ones: `keepdims=True` keeps them.
    """
    return _reduced(g, shape, inner=_one_by_one if one_by_one else np.sum, keepdims=False)


@exercise.mistake
def mean_and_no_keepdims(g, shape):
    """You average where you should sum, and you drop the axes of length 1. Sum, and keep them (`keepdims=True`)."""
    return _reduced(g, shape, np.mean, np.mean, keepdims=False)


@exercise.mistake
def leading_only(g, shape):
    """You sum over the axes that `shape` lacks, and leave those where `shape` has a 1. These were broadcast, too."""
    return g.sum(axis=_missing(g, shape))


@exercise.mistake(if_equal=(False, True))
def ones_only(g, shape, *, if_equal):
    """You sum where `shape` has a 1, and leave the leading axes that `shape` lacks. These were broadcast, too: sum
    over them first.
    """
    if if_equal and g.ndim != len(shape):
        return g
    offset = g.ndim - len(shape)
    axes = tuple(k + offset for k in _ones(shape))
    return g.sum(axis=axes, keepdims=True)


@exercise.mistake
def ones_only_from_the_left(g, shape):
    """You sum where `shape` has a 1, counting axes from the left, and leave the leading axes that `shape` lacks.
    Sum over these first; then the axes of both line up.
    """
    return g.sum(axis=_ones(shape), keepdims=True)


@exercise.mistake
def unchanged(g, shape):
    """You return g as it is. Sum over the axes that were broadcast, so that the result has the shape asked for."""
    return g


@exercise.mistake(k=(0, -1))
def slices_instead(g, shape, *, k):
    """You pick one message out of many. Every use of a number sends one, and they must be added up."""
    for _ in _missing(g, shape):
        g = g[k]
    for axis in _ones(shape):
        g = np.take(g, [k], axis=axis)
    return g


@exercise.mistake(k=(0, -1))
def slices_leading_axes(g, shape, *, k):
    """Along the leading axes that `shape` lacks you pick one message, and drop the others. They must be added up."""
    return _reduced(g, shape, leading=lambda a, axis: a[(k,) * len(axis)])


@exercise.mistake
def slices_where_1(g, shape):
    """Along the axes of length 1 you pick the first message, and drop the others. They must be added up."""
    return _reduced(g, shape, inner=lambda a, axis, keepdims: a[tuple(slice(0, n) for n in shape)])


@exercise.mistake
def cut_to_size(g, shape):
    """You fill the shape with the first entries of g and drop the others. Sum over the axes that were broadcast."""
    return g.ravel()[: int(np.prod(shape))].reshape(shape)


@exercise.mistake
def first_1_only(g, shape):
    """You sum over the first axis of length 1 and return. There may be several: go on until all are done."""
    g = g.sum(axis=_missing(g, shape))
    return g.sum(axis=_ones(shape)[:1], keepdims=True)


@exercise.mistake
def last_1_only(g, shape):
    """You sum over the last axis of length 1 alone. There may be several: all of them were broadcast."""
    g = g.sum(axis=_missing(g, shape))
    return g.sum(axis=_ones(shape)[-1:], keepdims=True)


@exercise.mistake
def first_leading_axis_only(g, shape):
    """You sum over one leading axis. `shape` may lack several: go on until the number of axes is right."""
    return _reduced(g, shape, leading=lambda a, axis: a.sum(axis=0))


@exercise.mistake
def either_or(g, shape):
    """You sum over the leading axes or over those of length 1, whichever comes first. Both can occur together."""
    return g.sum(axis=_missing(g, shape)) if _missing(g, shape) else unbroadcast(g, shape)


@exercise.mistake
def returns_after_one_step(g, shape):
    """You return after one sum. Several axes may have been broadcast: go on until all are done."""
    if _missing(g, shape):
        return g.sum(axis=0)
    return g.sum(axis=_ones(shape)[:1], keepdims=True)


@exercise.mistake
def lined_up_by_reshape(g, shape):
    """You reshape g so that the copies lie one behind the other, and sum over them. They do so only if they were added
    in front; an axis of length 1 was stretched where it stands: sum over that axis, and keep it.
    """
    return g.reshape((-1, *shape)).sum(axis=0)


@exercise.mistake
def value_for_index(g, shape):
    """You take the 1 in `shape` for the number of an axis. What you need is *where* it stands: enumerate gives both."""
    g = g.sum(axis=_missing(g, shape))
    for length in shape:
        if length == 1:
            g = g.sum(axis=length, keepdims=True)
    return g


@exercise.mistake(ones_too=(True, False))
def leading_axes_kept(g, shape, *, ones_too):
    """You keep the leading axes that `shape` lacks, with length 1. They must disappear: no `keepdims` for them."""
    offset = g.ndim - len(shape)
    axes = tuple(k for k in range(g.ndim) if k < offset or (ones_too and shape[k - offset] == 1))
    return g.sum(axis=axes, keepdims=True)


@exercise.mistake
def axes_shift_while_summed(g, shape):
    """You count the leading axes up while they disappear. Once axis 0 is summed, the next one *is* axis 0: sum over
    axis 0 again, or over all of them at once.
    """
    return _reduced(g, shape, leading=_one_by_one)


def _one_by_one(g, axis, keepdims=False):
    for k in axis:
        g = g.sum(axis=k, keepdims=keepdims)
    return g


@exercise.mistake
def last_axes_summed(g, shape):
    """You sum over the last axes where `shape` has fewer. NumPy lines shapes up from the right, so it is the
    leading ones that were added.
    """
    return _reduced(g, shape, leading=lambda a, axis: a.sum(axis=tuple(-1 - k for k in axis)))


@exercise.mistake(form=("reshaped", "dropped", "kept", "shared only"))
def lined_up_from_the_left(g, shape, *, form):
    """You compare the two shapes from the left. NumPy lines them up from the right: axes that `shape` lacks are the
    leading ones.
    """
    shared = len(shape) if form == "shared only" else g.ndim
    axes = tuple(k for k in range(shared) if k >= len(shape) or shape[k] != g.shape[k])
    total = g.sum(axis=axes, keepdims=form in ("kept", "shared only"))
    return total.reshape(shape) if form == "reshaped" and total.size == np.prod(shape) else total


@exercise.mistake
def ones_before_the_leading_axes(g, shape):
    """You sum over the axes of length 1 before the leading ones are gone, so their numbers do not fit yet. First
    bring the number of axes down to that of `shape`.
    """
    g = g.sum(axis=_ones(shape), keepdims=True)
    return g.sum(axis=_missing(g, shape))


@exercise.mistake(unless_equal=(False, True), keepdims=(False, True))
def always_axis_0(g, shape, *, unless_equal, keepdims):
    """You sum over axis 0 and no other. Compare the two shapes: which axes were broadcast, and does an axis stay?"""
    return g if unless_equal and g.shape == shape else g.sum(axis=0, keepdims=keepdims)


@exercise.mistake(unless_equal=(False, True), keepdims=(False, True))
def always_the_last_axis(g, shape, *, unless_equal, keepdims):
    """You sum over the last axis and no other. Compare the two shapes, from the right: which axes were broadcast?"""
    return g if unless_equal and g.shape == shape else g.sum(axis=-1, keepdims=keepdims)


@exercise.mistake
def ones_counted_with_the_leading_axes(g, shape):
    """You still count the leading axes in when they have gone. Once they are summed, the axes of g and of `shape`
    have the same numbers.
    """
    offset = g.ndim - len(shape)
    g = g.sum(axis=_missing(g, shape))
    return g.sum(axis=tuple(k + offset for k in _ones(shape)), keepdims=True)


@exercise.mistake(unless_equal=(False, True))
def axis_0_and_reshape(g, shape, *, unless_equal):
    """You sum over axis 0 and force the rest into shape. Which axes to sum over depends on `shape`: compare the two."""
    return g if unless_equal and g.shape == shape else g.sum(axis=0).reshape(shape)


@exercise.mistake
def one_number_for_all(g, shape):
    """You return the sum of all messages. Only the axes that were broadcast are summed; the others stay."""
    return g.sum()


@exercise.mistake(divided=(False, True))
def total_everywhere(g, shape, *, divided):
    """You put the sum of all messages, or an equal share of it, everywhere. Only the axes that were broadcast are
    summed; the others stay.
    """
    return np.full(shape, g.sum() / np.prod(shape) if divided else g.sum())


@exercise.mistake
def all_axes_but_the_last(g, shape):
    """You sum over all axes but the last. Which axes were broadcast depends on `shape`: compare the two."""
    return g.sum(axis=tuple(range(g.ndim - 1)))


@exercise.mistake
def all_axes_kept(g, shape):
    """You sum over every axis. An axis that has the same length in both shapes was not broadcast, and stays."""
    return g.sum(keepdims=True)


@exercise.mistake(pick=(np.max, np.min), where=("both", "leading"))
def extreme_instead(g, shape, *, pick, where):
    """You keep the largest or the smallest message. Every use of a number counts: sum."""
    return _reduced(g, shape, pick, pick if where == "both" else np.sum)


@exercise.mistake
def product_instead(g, shape):
    """You multiply the messages. The loss changes by the sum of what each use contributes: add them up."""
    return _reduced(g, shape, np.prod, np.prod)


@exercise.mistake
def wrong_sign(g, shape):
    """Your result has the wrong sign, and is right otherwise. Add the messages up as they are."""
    return -unbroadcast(g, shape)


@exercise.mistake
def sizes_added(g, shape):
    """You add up the sizes |g|. The messages keep their signs, and may cancel."""
    return unbroadcast(np.abs(g), shape)


@exercise.mistake
def repeated_again(g, shape):
    """You spread the sums out to the shape of g again. The result has the shape that was asked for."""
    return np.broadcast_to(unbroadcast(g, shape), g.shape).copy()


@exercise.mistake
def g_overwritten(g, shape):
    """You change the caller's g in place. Its values are needed by others, too: let sums make new arrays."""
    result = np.array(unbroadcast(g, shape))
    g *= 0.0
    return result


@exercise.mistake
def decimals_cut_off(g, shape):
    """You store the sums in an array of whole numbers, which cuts off the decimals. Start from an array of floats."""
    return np.asarray(unbroadcast(g, shape)).astype(int)


@exercise.alternative
def two_loops(g, shape):
    while g.ndim > len(shape):
        g = g.sum(axis=0)
    for axis, length in enumerate(shape):
        if length == 1:
            g = g.sum(axis=axis, keepdims=True)
    return g


@exercise.alternative
def all_axes_at_once(g, shape):
    padded = (1,) * (g.ndim - len(shape)) + tuple(shape)
    axes = tuple(k for k, (mine, theirs) in enumerate(zip(g.shape, padded, strict=True)) if theirs == 1 and mine != 1)
    return g.sum(axis=axes, keepdims=True).reshape(shape)


@exercise.alternative
def by_matching_entries(g, shape):
    out = np.zeros(shape)
    for index in np.ndindex(*g.shape):
        kept = index[g.ndim - len(shape) :]
        out[tuple(0 if n == 1 else k for k, n in zip(kept, shape, strict=True))] += g[index]
    return out


@exercise.alternative
def in_float32(g, shape):
    g = g.astype(np.float32)
    return np.sum(g, axis=tuple(range(g.ndim - len(shape)))).sum(
        axis=tuple(k for k in range(len(shape)) if shape[k] == 1), keepdims=True
    )


@exercise.alternative
def einsum_then_reshape(g, shape):
    letters = "abcd"[: g.ndim]
    offset = g.ndim - len(shape)
    kept = "".join(c for k, c in enumerate(letters) if k >= offset and shape[k - offset] == g.shape[k])
    return np.einsum(f"{letters}->{kept}", g).reshape(shape)


@exercise.alternative
def as_a_matrix_product(g, shape):
    where = np.broadcast_to(np.arange(int(np.prod(shape))).reshape(shape), g.shape).ravel()
    return np.bincount(where, weights=g.ravel(), minlength=int(np.prod(shape))).reshape(shape)


@exercise.alternative
def a_python_number(g, shape):
    if shape == ():
        return float(np.sum(g))
    if g.shape == tuple(shape):
        return g
    while len(g.shape) > len(shape):
        g = sum(g[k] for k in range(len(g)))
    for k in range(len(shape)):
        g = g if shape[k] != 1 else np.add.reduce(g, axis=k, keepdims=True)
    return g

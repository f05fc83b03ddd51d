"""The max gate on the way back (Lecture 2.2, "Backpropagation": the gate that sends its message one way)."""

import numpy as np

from fallline.compare import Tolerance
from fallline.laws import AddUpTo, Gives, Same
from grader.exercise import Case, Exercise

exercise = Exercise(
    "max_backward",
    number="3.5",
    lesson="03_backprop",
    points=4,
    lines=2,
    difficulty=1,
    read="lesson 03, “Local gradients: gates have characters”",
    hints=(
        "Only the larger of the two numbers reaches the output. What does a small change of the smaller one do?",
        "Entry by entry, ∂max(a, b)/∂a is 1 where a ≥ b and 0 elsewhere; for b it is 1 where b > a. A tie goes to a.",
        "Make a mask that says where a wins or ties. Where it is true, the message goes to a; elsewhere it goes to b.",
    ),
    grader_tries="matrices, single numbers, ties, numbers that are almost equal",
    tolerance=Tolerance(rtol=1e-6, atol=1e-6),
)


@exercise.reference
def max_backward(up, a, b):
    a_wins = np.greater_equal(a, b)
    return np.where(a_wins, up, 0.0), np.where(a_wins, 0.0, up)


def _inputs(rng, *shape, a_leads=True):
    """Return inputs in which a wins here and b there, whatever the draw; one of them is larger on the whole."""
    a, size = rng.normal(size=shape), int(np.prod(shape))
    signs = rng.permutation(np.resize([1.0, -1.0], size)).reshape(shape)
    b = a + signs * rng.uniform(0.2, 2.0, size=shape)
    a, b = (a, b) if (a.sum() > b.sum()) == a_leads else (b, a)
    return {"up": rng.normal(size=shape), "a": a, "b": b}


def _numbers(rng):
    return {name: float(value[0]) for name, value in _inputs(rng, 1).items()}


@exercise.cases
def cases(rng):
    yield Case("six numbers in a row", _inputs(rng, 6), public=True)
    yield Case("a matrix", _inputs(rng, 3, 4, a_leads=False), public=True)
    yield Case("a square matrix", _inputs(rng, 4, 4))
    yield Case("a single number of each in a row", _inputs(rng, 1), public=True)
    negative = _inputs(rng, 5, a_leads=False)
    yield Case("negative messages", {**negative, "up": -0.1 - np.abs(negative["up"])}, public=True)
    below = _inputs(rng, 6)
    yield Case("everything below 0", {**below, "a": below["a"] - 9.0, "b": below["b"] - 9.0})
    edge = "edge cases"
    ties = _inputs(rng, 6)
    ties["b"][[0, 3, 5]] = ties["a"][[0, 3, 5]]
    yield Case("some ties", ties, check=edge, public=True)
    tie = _inputs(rng, 2, 2)
    yield Case("nothing but ties", {**tie, "b": tie["a"].copy()}, check=edge, public=True)
    yield Case("three plain numbers", _numbers(rng), check=edge, public=True)
    number = _numbers(rng)
    yield Case("two plain numbers that tie", {**number, "b": number["a"]}, check=edge)
    close = _inputs(rng, 4)
    close["b"] = close["a"] + 1e-9 * np.sign(close["b"] - close["a"])
    yield Case("numbers that are almost equal", close, check=edge)
    ahead = _inputs(rng, 4)
    low, high = np.minimum(ahead["a"], ahead["b"]), np.maximum(ahead["a"], ahead["b"])
    yield Case("b larger everywhere", {**ahead, "a": low, "b": high}, check=edge)
    yield Case("read-only inputs", _inputs(rng, 2, 3), check="contract", read_only=True)


@exercise.law(script="message = keep(up)\nda, db = max_backward(up, a, b)\nreturn da + db - message")
def the_message_goes_one_way(rng):
    """The two gradients must add up to the message: it is handed on as a whole, and only once."""
    return Gives((_inputs(rng, 6),), np.zeros(6))


@exercise.law
def the_opposite_message_gives_the_opposite_gradients(rng):
    """If the message is turned round, so must be both gradients: its sign decides nothing."""
    inputs = _inputs(rng, 5)
    return AddUpTo(inputs, {**inputs, "up": -inputs["up"]}, 0.0)


@exercise.law
def only_the_difference_decides(rng):
    """Adding one number to both a and b must not change the gradients."""
    inputs = _inputs(rng, 4)
    return Same(inputs, {**inputs, "a": inputs["a"] + 3.0, "b": inputs["b"] + 3.0})


def _masks(a, b):
    """Return where a wins or ties, and where b wins, as numbers."""
    return np.greater_equal(a, b) * 1.0, np.greater(b, a) * 1.0


@exercise.mistake
def tie_split(up, a, b):
    """At a tie you give half of the message to each. In this course a gets all of it."""
    share = np.heaviside(np.subtract(a, b), 0.5)
    return up * share, up * (1.0 - share)


@exercise.mistake
def tie_double(up, a, b):
    """At a tie both get the message, which doubles it. Give it to a alone: b must be strictly larger to win."""
    return up * np.greater_equal(a, b), up * np.greater_equal(b, a)


@exercise.mistake
def tie_to_nobody(up, a, b):
    """At a tie nobody gets the message. Give it to a: the comparison for a includes equality."""
    return up * np.greater(a, b), up * np.greater(b, a)


@exercise.mistake
def tie_to_b(up, a, b):
    """At a tie you give the message to b. In this course a gets it: the comparison for a includes equality."""
    return up * np.greater(a, b), up * np.greater_equal(b, a)


@exercise.mistake
def times_value(up, a, b):
    """You multiply the message by the winning value. The derivative of the winner is 1: the message passes as it is."""
    wins, loses = _masks(a, b)
    return up * a * wins, up * b * loses


@exercise.mistake
def times_value_and_tie_double(up, a, b):
    """You multiply the message by the winning value, and at a tie both get it. The message passes as it is, and at
    a tie it goes to a.
    """
    return up * a * np.greater_equal(a, b), up * b * np.greater_equal(b, a)


@exercise.mistake
def times_the_maximum_in_both(up, a, b):
    """You multiply the message by the maximum. Its derivative is 1 for the larger number and 0 for the other."""
    return up * np.maximum(a, b), up * np.maximum(a, b)


@exercise.mistake(kind=(float, bool, int))
def no_upstream(up, a, b, *, kind):
    """You return the masks alone. Multiply them by the message from above, up."""
    wins = np.greater_equal(a, b)
    return wins.astype(kind), (~wins).astype(kind)


@exercise.mistake(kind=(float, bool, int), ties=("nobody", "both", "b"))
def no_upstream_and_ties(up, a, b, *, kind, ties):
    """You return the masks alone, and a tie is not given to a. Multiply by the message from above, up; where a = b,
    it goes to a alone.
    """
    wins = np.greater_equal(a, b) if ties == "both" else np.greater(a, b)
    loses = np.greater(b, a) if ties == "nobody" else np.greater_equal(b, a)
    return wins.astype(kind), loses.astype(kind)


@exercise.mistake
def minimum(up, a, b):
    """You give the message to the smaller number, or return the two gradients in the wrong order. It is the larger one
    that reaches the output, and the gradient of a comes first.
    """
    wins, loses = _masks(a, b)
    return up * loses, up * wins


@exercise.mistake
def minimum_and_tie_to_a(up, a, b):
    """You give the message to the smaller number, as a min gate does. It is the larger one that reaches the output."""
    return up * np.less_equal(a, b), up * np.less(b, a)


@exercise.mistake(part=(0, 1))
def no_upstream_in_one(up, a, b, *, part):
    """You forget the message from above in one of the two gradients. Multiply both masks by up."""
    wins, loses = _masks(a, b)
    return (wins, up * loses) if part == 0 else (up * wins, loses)


@exercise.mistake
def divided_by_the_number(up, a, b):
    """You divide by the number of entries. Nothing is averaged: each entry is a gate of its own."""
    wins, loses = _masks(a, b)
    return up * wins / np.size(up), up * loses / np.size(up)


@exercise.mistake(of_a=(True, False))
def tilde_of_a_number(up, a, b, *, of_a):
    """You turn a mask round with `~`. For plain numbers the mask is Python's True or False, whose `~` is −2 or −1:
    write out the other comparison, or use np.where.
    """
    mask = np.greater_equal(a, b) if of_a else np.greater(b, a)
    other = ~mask if isinstance(up, np.ndarray) else -1 - int(mask)
    return (up * mask, up * other) if of_a else (up * other, up * mask)


@exercise.mistake
def both(up, a, b):
    """You hand the message to both. The smaller number does not reach the output, and gets nothing."""
    return up, up


@exercise.mistake
def half_each(up, a, b):
    """You hand half of the message to each. It goes to the larger number as a whole."""
    return 0.5 * up, 0.5 * up


@exercise.mistake(part=(0, 1))
def one_gets_all(up, a, b, *, part):
    """You hand the message to the same one every time. It goes to the larger number, entry by entry."""
    return (up, 0.0 * up) if part == 0 else (0.0 * up, up)


@exercise.mistake
def only_da(up, a, b):
    """You return the gradient of a alone. Return two values, the second one for b."""
    return up * np.greater_equal(a, b)


@exercise.mistake
def only_db(up, a, b):
    """You return the gradient of b alone. Return two values, the first one for a."""
    return up * np.greater(b, a)


@exercise.mistake
def db_missing(up, a, b):
    """Your gradient of b is 0 everywhere. Where b is the larger one, the message goes to b."""
    return up * np.greater_equal(a, b), 0.0 * up


@exercise.mistake
def da_missing(up, a, b):
    """Your gradient of a is 0 everywhere. Where a is the larger one, the message goes to a."""
    return 0.0 * up, up * np.greater(b, a)


@exercise.mistake(sign=(1.0, -1.0))
def same_mask_twice(up, a, b, *, sign):
    """You use the mask of a for b as well. Where a wins, b gets nothing."""
    wins, _ = _masks(a, b)
    return up * wins, sign * up * wins


@exercise.mistake
def db_is_what_is_left_of_1(up, a, b):
    """Your gradient of b is 1 minus that of a. It is what is left of the *message*: subtract from up."""
    da = up * np.greater_equal(a, b)
    return da, 1.0 - da


@exercise.mistake
def db_is_message_minus_mask(up, a, b):
    """For the gradient of b you subtract the mask from the message. Subtract the gradient of a, or use b's own mask."""
    wins = np.greater_equal(a, b)
    return up * wins, up - 1.0 * wins


@exercise.mistake
def sign_of_db(up, a, b):
    """Your gradient of b has the wrong sign. Whoever wins gets the message as it is."""
    wins, loses = _masks(a, b)
    return up * wins, -up * loses


@exercise.mistake
def wrong_sign(up, a, b):
    """Both gradients have the wrong sign, and are right otherwise."""
    wins, loses = _masks(a, b)
    return -up * wins, -up * loses


@exercise.mistake
def sign_of_the_difference(up, a, b):
    """You multiply by the sign of a − b, so the loser gets minus the message. It gets 0."""
    sign = np.sign(np.subtract(a, b))
    return up * sign, -up * sign


@exercise.mistake
def compared_with_0(up, a, b):
    """You compare each number with 0, as in ReLU. The gate compares a with b."""
    return up * np.greater(a, 0.0), up * np.greater(b, 0.0)


@exercise.mistake
def sizes_compared(up, a, b):
    """You compare the sizes |a| and |b|. The maximum is taken of the numbers with their signs."""
    wins = np.greater_equal(np.abs(a), np.abs(b))
    return up * wins, up * (1.0 - wins)


@exercise.mistake
def negative_messages_lost(up, a, b):
    """You set negative messages to 0. A message counts with its sign."""
    wins, loses = _masks(a, b)
    return np.maximum(up, 0.0) * wins, np.maximum(up, 0.0) * loses


@exercise.mistake
def sizes_of_messages(up, a, b):
    """You take the size |up| of the message. It keeps its sign."""
    wins, loses = _masks(a, b)
    return np.abs(up) * wins, np.abs(up) * loses


@exercise.mistake(total=(np.sum, np.max, np.mean))
def decided_once_for_all(up, a, b, *, total):
    """You decide once for the whole array. The gate compares entry by entry."""
    return (up, 0.0 * up) if total(a) >= total(b) else (0.0 * up, up)


@exercise.mistake
def decided_by_all_entries(up, a, b):
    """You ask whether all entries of a are the larger ones, and decide once. The gate compares entry by entry."""
    return (up, 0.0 * up) if np.all(np.greater_equal(a, b)) else (0.0 * up, up)


@exercise.mistake
def largest_entry_only(up, a, b):
    """You give the message only to the largest entry of all. The gate compares a with b, entry by entry."""
    top = np.maximum(np.max(a), np.max(b))
    return up * np.equal(a, top), up * np.equal(b, top)


@exercise.mistake(share=(0.1, 0.01))
def leaky(up, a, b, *, share):
    """You let a part of the message through to the smaller number. It does not reach the output, and gets nothing."""
    wins = np.greater_equal(a, b)
    return np.where(wins, up, share * up), np.where(wins, share * up, up)


@exercise.mistake
def stacked_in_one_array(up, a, b):
    """Both gradients are right, but you put them into one array. Return two values: `return da, db`."""
    return np.array(max_backward(up, a, b))


@exercise.mistake
def forward_instead(up, a, b):
    """You return the maximum itself. On the way back, two gradients are asked for."""
    return np.maximum(a, b)


@exercise.mistake
def values_returned(up, a, b):
    """You return the winning numbers themselves. It is the message, up, that is handed on."""
    wins, loses = _masks(a, b)
    return a * wins, b * loses


@exercise.mistake
def losers_keep_their_value(up, a, b):
    """Where a number loses you leave it standing. Its gradient is 0 there."""
    wins = np.greater_equal(a, b)
    return np.where(wins, up, a), np.where(wins, b, up)


@exercise.mistake
def smooth_maximum(up, a, b):
    """You share the message out by a sigmoid of a − b. That is a smooth maximum; here the larger one gets all."""
    share = 0.5 * (1.0 + np.tanh(0.5 * np.subtract(a, b)))
    return up * share, up * (1.0 - share)


@exercise.mistake(reduce=(np.sum, np.mean))
def one_number_each(up, a, b, *, reduce):
    """You sum or average over the entries. Every entry is a gate of its own, so the gradients have the shape of a."""
    wins, loses = _masks(a, b)
    return reduce(up * wins), reduce(up * loses)


@exercise.mistake
def only_what_passes(up, a, b):
    """You return the messages that arrive and leave the others out. Both gradients have the shape of a and b, with
    0 where nothing arrives.
    """
    wins = np.atleast_1d(np.greater_equal(a, b))
    return np.atleast_1d(up)[wins], np.atleast_1d(up)[~wins]


@exercise.mistake(eps=(1e-8, 1e-7, 1e-6, 1e-5))
def almost_equal_is_a_tie(up, a, b, *, eps):
    """You take numbers that are almost equal for a tie. However small its lead, the larger one wins: compare
    exactly.
    """
    wins = np.greater_equal(np.add(a, eps), b)
    return up * wins, up * (1.0 - wins)


@exercise.mistake(margin=(1e-8, 1e-7, 1e-6, 1e-5))
def lead_required(up, a, b, *, margin):
    """You ask for a lead before somebody wins. However small its lead, the larger one wins: compare exactly."""
    return up * np.greater(np.subtract(a, b), margin), up * np.greater(np.subtract(b, a), margin)


@exercise.mistake
def up_overwritten(up, a, b):
    """You write zeros into up. The message belongs to the caller, and the second gradient needs it as it was: make
    a new array for each.
    """
    if not isinstance(up, np.ndarray):
        return max_backward(up, a, b)
    db = np.where(a >= b, 0.0, up)
    up[a < b] = 0.0
    return up, db


@exercise.mistake
def one_array_for_both(up, a, b):
    """You write zeros into up for the first gradient and again for the second, in one array: in the end there is
    nothing left of the message. Make a new array for each.
    """
    if not isinstance(up, np.ndarray):
        return max_backward(up, a, b)
    up[a < b] = 0.0
    da, db = up, up
    db[a >= b] = 0.0
    return da, db


@exercise.mistake
def db_of_what_is_left(up, a, b):
    """You write zeros into up for the first gradient, and the second one is made of what is left: nothing. Make a
    new array for each.
    """
    if not isinstance(up, np.ndarray):
        return max_backward(up, a, b)
    up[a < b] = 0.0
    return up, up * (b > a)


@exercise.alternative
def products_with_masks(up, a, b):
    return up * (a >= b), up * (b > a)


@exercise.alternative
def what_is_left(up, a, b):
    da = np.where(np.asarray(b) <= a, up, 0)
    return [da, up - da]


@exercise.alternative
def entry_by_entry(up, a, b):
    if not isinstance(up, np.ndarray):
        return (up, 0) if a >= b else (0, up)
    da, db = np.zeros_like(up), np.zeros_like(up)
    for index, message in np.ndenumerate(up):
        (db if b[index] > a[index] else da)[index] = message
    return da, db


@exercise.alternative
def copies(up, a, b):
    da, db = np.array(up, dtype=float), np.array(up, dtype=float)
    da[np.less(a, b)] = 0
    db[np.greater_equal(a, b)] = 0
    return da, db


@exercise.alternative
def in_float32(up, a, b):
    wins = np.asarray(a >= b).astype(np.float32)
    return np.float32(up) * wins, np.float32(up) * (np.float32(1) - wins)


@exercise.alternative
def equal_to_the_maximum(up, a, b):
    out = np.maximum(a, b)
    da = up * (out == a)
    return da, up * ((out == b) & (out != a))


@exercise.alternative
def step_function(up, a, b):
    share = np.heaviside(np.subtract(a, b), 1.0)
    return up * share, up * (1 - share)

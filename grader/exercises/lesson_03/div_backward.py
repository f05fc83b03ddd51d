"""The divide gate on the way back (Lecture 2.2, "Backpropagation": the local gradient of a quotient)."""

import numpy as np

from fallline.compare import Tolerance
from fallline.laws import Gives, Scaled
from grader.exercise import Case, Exercise

exercise = Exercise(
    "div_backward",
    number="3.4",
    lesson="03_backprop",
    points=5,
    lines=2,
    difficulty=1,
    read="lesson 03, “Local gradients: gates have characters”",
    hints=(
        "A quotient grows with what stands above the line, and for positive numbers it shrinks as what stands below it "
        "grows. So one of the two local gradients has a minus.",
        "∂(a/b)/∂a = 1/b and ∂(a/b)/∂b = −a/b². Each of the two is multiplied by the message from above, up.",
        "Return two values: the message over the denominator; and minus the message times the numerator, over the "
        "denominator's square. Mind the brackets.",
    ),
    grader_tries="matrices, single numbers, negative and tiny denominators",
    # Whoever works in float32 is right, too.
    tolerance=Tolerance(rtol=1e-5, atol=1e-5),
)


@exercise.reference
def div_backward(up, a, b):
    return up / b, -up * a / b**2


def _inputs(rng, *shape):
    b = rng.choice([-1.0, 1.0], size=shape) * rng.uniform(0.4, 2.5, size=shape)
    return {"up": rng.normal(size=shape) + 0.3, "a": rng.normal(size=shape) - 0.5, "b": b}


def _numbers(rng):
    return {name: float(value[0]) for name, value in _inputs(rng, 1).items()}


@exercise.cases
def cases(rng):
    yield Case("five numbers in a row", _inputs(rng, 5), public=True)
    yield Case("a matrix", _inputs(rng, 3, 4), public=True)
    yield Case("a square matrix", _inputs(rng, 3, 3))
    yield Case("a single number of each in a row", _inputs(rng, 1))
    positive = {**_inputs(rng, 4), "b": rng.uniform(1.5, 3.0, size=4)}
    yield Case("positive denominators", positive)
    yield Case("three plain numbers", _numbers(rng), check="edge cases", public=True)
    tiny = _inputs(rng, 4)
    yield Case("tiny denominators", {**tiny, "b": 1e-6 * tiny["b"]}, check="edge cases", public=True)
    zeros = _inputs(rng, 4)
    zeros["a"][1:3] = 0.0
    yield Case("numerators that are 0", zeros, check="edge cases", public=True, quiet=True)
    yield Case("no message", {**_inputs(rng, 3), "up": np.zeros(3)}, check="edge cases", quiet=True)
    yield Case("read-only inputs", _inputs(rng, 2, 3), check="contract", read_only=True)


@exercise.law
def twice_the_message_gives_twice_the_gradients(rng):
    """Twice the message must give twice both gradients."""
    inputs = _inputs(rng, 4)
    return Scaled(inputs, {**inputs, "up": 2.0 * inputs["up"]}, 2.0)


@exercise.law(script="x, y = keep(a), keep(b)\nda, db = div_backward(up, a, b)\nreturn da * x + db * y")
def numerator_and_denominator_balance(rng):
    """da·a and db·b must cancel: one per cent more above and below the line leaves the quotient as it is."""
    return Gives((_inputs(rng, 5),), np.zeros(5))


@exercise.law(script="da, db = div_backward(up, a, b)\nreturn da")
def the_numerator_does_not_matter_to_its_own_gradient(rng):
    """With denominators of 2 and a message of 3, the gradient of a must be 1.5, whatever a is."""
    return Gives(({"up": np.full(3, 3.0), "a": rng.normal(size=3), "b": np.full(3, 2.0)},), np.full(3, 1.5))


# Each table holds wrong ways to one of the two gradients, and what the student reads of it.
DA = {
    "da-times-b": (
        lambda up, a, b: up * b,
        "For da you multiply by b. The derivative of a/b with respect to a is 1/b: divide the message by b.",
    ),
    "da-without-upstream": (
        lambda up, a, b: 1.0 / b,
        "Your da is the local gradient alone. Multiply it by the message from above, up.",
    ),
    "da-is-up": (
        lambda up, a, b: up,
        "Your da is the message as it came. The derivative of a/b with respect to a is 1/b.",
    ),
    "da-over-b-squared": (
        lambda up, a, b: up / b**2,
        "In da you divide by the square of b. It is the gradient of b that has a square; here b divides once.",
    ),
    "da-is-quotient": (
        lambda up, a, b: up * a / b,
        "In da you multiply by a as well. The quotient is a times 1/b, so its derivative with respect to a is 1/b "
        "alone.",
    ),
    "da-over-a": (
        lambda up, a, b: np.divide(up, a),
        "For da you divide by a. The derivative of a/b with respect to a is 1/b.",
    ),
    "da-negative": (
        lambda up, a, b: -up / b,
        "Your da has the wrong sign. The minus belongs to the gradient of the denominator only.",
    ),
    "da-zero": (
        lambda up, a, b: 0.0 * up,
        "Your da is 0. The derivative of a/b with respect to a is 1/b, and the message multiplies it.",
    ),
    "da-quotient-rule": (
        lambda up, a, b: up * (b - a) / b**2,
        "Your da comes from the quotient rule with both derivatives set to 1. While a moves, b stands still: its "
        "derivative is 0 there.",
    ),
    "da-logarithm": (
        lambda up, a, b: up * np.log(np.abs(b)),
        "In da there is a logarithm. With respect to a the quotient is a straight line of slope 1/b: divide by b.",
    ),
    "da-sizes": (
        lambda up, a, b: up / np.abs(b),
        "In da you divide by |b|. The denominator counts with its sign.",
    ),
}
DB = {
    "db-plus": (
        lambda up, a, b: up * a / b**2,
        "Your db lacks a minus. With a larger denominator the quotient of positive numbers gets smaller.",
    ),
    "db-no-square": (
        lambda up, a, b: -up * a / b,
        "In db you divide by b once. The derivative of 1/b is −1/b²: the denominator is squared.",
    ),
    "db-no-square-and-plus": (
        lambda up, a, b: up * a / b,
        "In db the minus and the square are missing. The derivative of 1/b is −1/b².",
    ),
    "db-without-a": (
        lambda up, a, b: -up / b**2,
        "In db you forget the numerator. The quotient is a times 1/b, so a multiplies the derivative of 1/b.",
    ),
    "db-without-a-and-plus": (
        lambda up, a, b: up / b**2,
        "In db the minus and the numerator are missing. The local gradient is −a/b².",
    ),
    "db-without-a-and-square": (
        lambda up, a, b: -up / b,
        "In db the numerator and the square are missing. The local gradient is −a/b².",
    ),
    "db-without-upstream": (
        lambda up, a, b: -a / b**2,
        "Your db is the local gradient alone. Multiply it by the message from above, up.",
    ),
    "db-without-upstream-and-plus": (
        lambda up, a, b: a / b**2,
        "In db the message from above and the minus are missing. The local gradient is −a/b², and up multiplies it.",
    ),
    "db-without-upstream-and-square": (
        lambda up, a, b: -a / b,
        "In db the message from above and the square are missing. The local gradient is −a/b², and up multiplies it.",
    ),
    "db-with-upstream-added": (
        lambda up, a, b: up - a / b**2,
        "In db you add the message and the local gradient. By the chain rule the two are multiplied.",
    ),
    "db-as-of-a-product": (
        lambda up, a, b: up * a,
        "Your db is that of a product. In a quotient, b stands below the line: the local gradient is −a/b².",
    ),
    "db-precedence": (
        lambda up, a, b: -up * a / b * b,
        "In db the denominator cancels: x / b * b is (x / b) · b. Put brackets round the square, or write b**2.",
    ),
    "db-times-square": (
        lambda up, a, b: -up * a * b**2,
        "In db you multiply by the square of b. It divides.",
    ),
    "db-exchanged": (
        lambda up, a, b: -up * b / np.power(a, 2),
        "In db you exchange a and b. The denominator is what is squared below the line: −a/b².",
    ),
    "db-over-a": (
        lambda up, a, b: np.divide(up, a),
        "For db you divide the message by a. The local gradient of the denominator is −a/b².",
    ),
    "db-minus-up-over-a": (
        lambda up, a, b: -np.divide(up, a),
        "For db you divide the message by a and turn the sign. The local gradient of the denominator is −a/b².",
    ),
    "db-message-twice": (
        lambda up, a, b: -up * up * a / b**2,
        "In db the message comes in twice. Did you go on with da, which holds it already?",
    ),
    "db-is-da": (
        lambda up, a, b: up / b,
        "Your db is the same as da. The denominator has a local gradient of its own, −a/b².",
    ),
    "db-is-up": (
        lambda up, a, b: up,
        "Your db is the message as it came. The local gradient −a/b² multiplies it.",
    ),
    "db-zero": (
        lambda up, a, b: 0.0 * up,
        "Your db is 0. The quotient changes with its denominator, too: the local gradient is −a/b².",
    ),
    "db-cubed": (
        lambda up, a, b: -up * a / b**3,
        "In db you divide by b three times. Did you go on with da, which holds one 1/b already? The local gradient is "
        "−a/b².",
    ),
    "db-squares-the-numerator": (
        lambda up, a, b: -up * (a / b) ** 2,
        "In db you square the numerator, too. Only the denominator is squared: −a/b².",
    ),
    "db-divided-by-a": (
        lambda up, a, b: -up / np.multiply(a, b**2),
        "In db you divide by the numerator, too. It stands above the line: −a/b².",
    ),
    "db-second-derivative": (
        lambda up, a, b: -2.0 * up * a / b**3,
        "In db you differentiate twice: the derivative of 1/b is −1/b², and that one stays as it is.",
    ),
    "db-half": (
        lambda up, a, b: -0.5 * up * a / b**2,
        "Your db is half as large as it should be. The derivative of 1/b is −1/b², without a 2.",
    ),
    "db-squares-the-numerator-and-plus": (
        lambda up, a, b: up * (a / b) ** 2,
        "In db you square the whole quotient, and the minus is missing. The local gradient is −a/b².",
    ),
    "db-twice": (
        lambda up, a, b: -2.0 * up * a / b**2,
        "Your db is twice too large. The derivative of 1/b is −1/b², without a 2.",
    ),
    "db-quotient-rule": (
        lambda up, a, b: up * (b - a) / b**2,
        "Your db comes from the quotient rule with both derivatives set to 1. While b moves, a stands still: its "
        "derivative is 0 there.",
    ),
    "db-sizes": (
        lambda up, a, b: -up * a / (b * np.abs(b)),
        "In db you divide by b·|b|. The square of the denominator is always positive.",
    ),
    "db-logarithm": (
        lambda up, a, b: up * a * np.log(b),
        "In db there is a logarithm. That is an antiderivative of 1/b; its derivative is −1/b².",
    ),
}
TOGETHER = (
    ("da-times-b", "da-without-upstream", "da-is-up", "da-negative", "da-is-quotient"),
    (
        "db-plus",
        "db-no-square",
        "db-without-a",
        "db-without-upstream",
        "db-without-upstream-and-plus",
        "db-as-of-a-product",
        "db-no-square-and-plus",
    ),
)
"""The wrong ways that are common enough to be met in pairs."""


def _wrong_parts(parts):
    """Register the answer whose gradients come by the given wrong ways, the others by the right ones."""
    ways = [table[name] if (name := parts.get(k)) else None for k, table in enumerate((DA, DB))]

    def wrong(up, a, b):
        with np.errstate(all="ignore"):
            right = div_backward(up, a, b)
            return tuple(way[0](up, a, b) if way else right[k] for k, way in enumerate(ways))

    wrong.__doc__ = " ".join(way[1] for way in ways if way)
    exercise.mistake(name="-and-".join(parts.values()))(wrong)


def _register_parts():
    for k, table in enumerate((DA, DB)):
        for name in table:
            _wrong_parts({k: name})
    for first in TOGETHER[0]:
        for second in TOGETHER[1]:
            if (first, second) not in NAMED_BELOW:
                _wrong_parts({0: first, 1: second})


NAMED_BELOW = (
    ("da-times-b", "db-as-of-a-product"),
    ("da-without-upstream", "db-without-upstream"),
    ("da-negative", "db-plus"),
)


@exercise.mistake
def as_of_a_product(up, a, b):
    """These are the gradients of the product a·b. The gate divides: the local gradients are 1/b and −a/b²."""
    return up * b, up * a


@exercise.mistake
def no_upstream(up, a, b):
    """You return the local gradients alone. Multiply each by the message from above, up."""
    return 1.0 / b, -a / b**2


@exercise.mistake
def squares_multiplied(up, a, b):
    """You multiply by b and by its square where you should divide. The local gradients are 1/b and −a/b²."""
    return up * b, -up * a * b**2


@exercise.mistake
def wrong_sign(up, a, b):
    """Both gradients have the wrong sign, and are right otherwise. The minus belongs to the denominator's only."""
    return -up / b, up * a / b**2


@exercise.mistake
def order(up, a, b):
    """Your two gradients are right, but they come in the wrong order: first that of a, then that of b."""
    return -up * a / b**2, up / b


@exercise.mistake
def a_and_b_exchanged(up, a, b):
    """You have the gradients of b/a. Here a stands above the line and b below it."""
    with np.errstate(all="ignore"):
        return -up * b / np.power(a, 2), np.divide(up, a)


@exercise.mistake
def b_over_a(up, a, b):
    """You have the gradients of b/a, and first that of the numerator. Here a stands above the line and b below it."""
    with np.errstate(all="ignore"):
        return np.divide(up, a), -up * b / np.power(a, 2)


@exercise.mistake
def message_divided(up, a, b):
    """You divide by the message. It multiplies both local gradients."""
    with np.errstate(all="ignore"):
        return 1.0 / (b * np.asarray(up)), -a / (b**2 * np.asarray(up))


@exercise.mistake
def message_added(up, a, b):
    """You add the message to the local gradients. By the chain rule it multiplies them."""
    return up + 1.0 / b, up - a / b**2


@exercise.mistake
def only_da(up, a, b):
    """You return the gradient of a alone. Return two values, the second one for b."""
    return up / b


@exercise.mistake
def only_db(up, a, b):
    """You return the gradient of b alone. Return two values, the first one for a."""
    return -up * a / b**2


@exercise.mistake(part=(0, 1))
def one_is_none(up, a, b, *, part):
    """One of your two gradients is None. Numerator and denominator have one each: return both."""
    da, db = div_backward(up, a, b)
    return (None, db) if part == 0 else (da, None)


@exercise.mistake
def sum_of_both(up, a, b):
    """You add the two gradients up. Numerator and denominator have one each: return two values."""
    return up / b - up * a / b**2


@exercise.mistake
def stacked_in_one_array(up, a, b):
    """Both gradients are right, but you put them into one array. Return two values: `return da, db`."""
    return np.array(div_backward(up, a, b))


@exercise.mistake
def forward_instead(up, a, b):
    """You return the quotient itself. On the way back, two gradients are asked for."""
    return a / b


@exercise.mistake
def whole_division(up, a, b):
    """You use `//`, which drops what is behind the decimal point. Divide with `/`."""
    return up // b, -up * a // b**2


@exercise.mistake(eps=(1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9, 1e-10), da=(True, False))
def eps_beside_b(up, a, b, *, eps, da):
    """You add a small number to the denominator. That changes the gradients where b is small; nobody divides by 0
    here.
    """
    return up / (b + eps if da else b), -up * a / (b + eps) ** 2


@exercise.mistake(eps=(1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9, 1e-10, 1e-12), da=(False, True))
def eps_beside_the_square(up, a, b, *, eps, da):
    """You add a small number to the square of the denominator. That changes the gradients where b is small; nobody
    divides by 0 here.
    """
    return up / (b + eps if da else b), -up * a / (b**2 + eps)


@exercise.mistake(eps=(1e-3, 1e-6, 1e-8, 1e-12))
def denominator_never_negative(up, a, b, *, eps):
    """You replace denominators below a small number by that number, and with them all negative ones. Nobody divides
    by 0 here: leave the denominators as they are.
    """
    return up / np.maximum(b, eps), -up * a / np.maximum(b, eps) ** 2


@exercise.mistake
def divided_by_the_wrong_one(up, a, b):
    """You divide the message by a for one gradient and by b for the other. The denominator is b in both, squared in
    the second one, whose local gradient is −a/b².
    """
    with np.errstate(all="ignore"):
        return np.divide(up, a), up / b


@exercise.mistake(reduce=(np.sum, np.mean))
def one_number_each(up, a, b, *, reduce):
    """You sum or average over the entries. Every entry is a quotient of its own, so the gradients have the shape of
    a.
    """
    return reduce(up / b), reduce(-up * a / b**2)


@exercise.mistake
def divided_by_the_number(up, a, b):
    """You divide by the number of entries. Nothing is averaged: each entry is a quotient of its own."""
    return up / b / np.size(a), -up * a / b**2 / np.size(a)


@exercise.mistake
def up_overwritten_and_used_again(up, a, b):
    """You write the first gradient into up (`up /= …`) and go on with it. The message belongs to the caller, and
    the second gradient needs it as it was.
    """
    up /= b
    return up, -up * a / b**2


@exercise.mistake(array=("up", "b"))
def input_overwritten(up, a, b, *, array):
    """Your gradients are right, but you change one of the arrays that you were given. Make new ones: `/` does, `/=`
    does not.
    """
    da, db = up / b, -up * a / b**2
    target = up if array == "up" else b
    if isinstance(target, np.ndarray):
        target /= 3.0 * b
    return da, db


_register_parts()


@exercise.alternative
def through_the_quotient(up, a, b):
    da = up / b
    return da, -(a / b) * da


@exercise.alternative
def powers(up, a, b):
    return [np.multiply(up, np.power(b, -1.0)), -np.multiply(up, a) * np.power(b, -2.0)]


@exercise.alternative
def in_float32(up, a, b):
    up, a, b = np.float32(up), np.float32(a), np.float32(b)
    return up / b, -up * a / (b * b)


@exercise.alternative
def entry_by_entry(up, a, b):
    if not isinstance(up, np.ndarray):
        return up * (1 / b), up * (-a / (b * b))
    da, db = np.empty(a.shape), np.empty(a.shape)
    for index in np.ndindex(a.shape):
        da[index] = up[index] / b[index]
        db[index] = -(up[index] * a[index]) / b[index] ** 2
    return da, db


@exercise.alternative
def two_gates(up, a, b):
    inverse = 1.0 / b
    d_inverse = up * a
    return up * inverse, d_inverse * (-inverse * inverse)


@exercise.alternative
def quotient_rule(up, a, b):
    return np.asarray((1 * b - a * 0) / b**2 * up), np.asarray((0 * b - a * 1) / b**2 * up)

"""The multiply gate on the way back (Lecture 2.2, "Backpropagation": the local gradient of a product)."""

import numpy as np

from fallline.compare import Tolerance
from fallline.laws import Gives, Scaled
from grader.exercise import Case, Exercise

exercise = Exercise(
    "mul_backward",
    number="3.3",
    lesson="03_backprop",
    points=4,
    lines=1,
    difficulty=1,
    read="lesson 03, “Local gradients: gates have characters”",
    hints=(
        "Hold b still and move a by a little: by how much does the product a·b move? Then the other way round.",
        "∂(ab)/∂a = b and ∂(ab)/∂b = a. Each of the two local gradients is multiplied by the message from above, up.",
        "Return two values. Each is the message times one factor of the product, and it is never the factor to which "
        "the gradient belongs.",
    ),
    grader_tries="matrices, single numbers, factors that are 0",
    # Whoever works in float32 is right, too.
    tolerance=Tolerance(rtol=1e-5, atol=1e-5),
)


@exercise.reference
def mul_backward(up, a, b):
    return up * b, up * a


def _inputs(rng, *shape):
    return {name: rng.normal(size=shape) + shift for name, shift in (("up", 0.3), ("a", 0.0), ("b", 1.0))}


def _numbers(rng):
    return {name: float(value[0]) for name, value in _inputs(rng, 1).items()}


@exercise.cases
def cases(rng):
    yield Case("five numbers in a row", _inputs(rng, 5), public=True)
    yield Case("a matrix", _inputs(rng, 3, 4), public=True)
    yield Case("a square matrix", _inputs(rng, 3, 3))
    yield Case("a single number of each in a row", _inputs(rng, 1))
    yield Case("negative messages", {**_inputs(rng, 4), "up": -0.1 - rng.uniform(size=4)})
    yield Case("three plain numbers", _numbers(rng), check="edge cases", public=True)
    zeros = _inputs(rng, 4)
    zeros["a"][1:3], zeros["b"][2:] = 0.0, 0.0
    yield Case("factors that are 0", zeros, check="edge cases", public=True, quiet=True)
    yield Case("no message", {**_inputs(rng, 3), "up": np.zeros(3)}, check="edge cases", quiet=True)
    yield Case("one number is 0", {**_numbers(rng), "b": 0.0}, check="edge cases", quiet=True)
    yield Case("read-only inputs", _inputs(rng, 2, 3), check="contract", read_only=True)


@exercise.law
def twice_the_message_gives_twice_the_gradients(rng):
    """Twice the message must give twice both gradients."""
    inputs = _inputs(rng, 4)
    return Scaled(inputs, {**inputs, "up": 2.0 * inputs["up"]}, 2.0)


@exercise.law(script="x, y = keep(a), keep(b)\nda, db = mul_backward(up, a, b)\nreturn da * x - db * y")
def both_factors_weigh_the_same(rng):
    """da·a and db·b must be equal: one per cent more of either factor changes the product alike."""
    return Gives((_inputs(rng, 5),), np.zeros(5))


@exercise.mistake
def swapped(up, a, b):
    """You exchange the two gradients. The derivative of a product with respect to one factor is the *other* factor,
    and the gradient of a comes first.
    """
    return up * a, up * b


@exercise.mistake
def no_upstream(up, a, b):
    """You return the local gradients alone. Multiply each by the message from above, up."""
    return b, a


@exercise.mistake
def no_upstream_and_swapped(up, a, b):
    """You return the factors without the message, and in the wrong places. The gradient of a is the message times
    b, and that of b is the message times a.
    """
    return a, b


@exercise.mistake(part=(0, 1))
def no_upstream_in_one(up, a, b, *, part):
    """You forget the message from above in one of the two gradients. Multiply both local gradients by up."""
    return (b, up * a) if part == 0 else (up * b, a)


@exercise.mistake
def sign_of_the_factor(up, a, b):
    """You multiply by the sign of the other factor alone. Its size counts, too."""
    return up * np.sign(b), up * np.sign(a)


@exercise.mistake
def plus(up, a, b):
    """You add the message and the factor. By the chain rule the two are multiplied."""
    return up + b, up + a


@exercise.mistake
def plus_and_swapped(up, a, b):
    """You add the message and a factor, and the factors are exchanged. By the chain rule the message is multiplied,
    by the *other* factor.
    """
    return up + a, up + b


@exercise.mistake(comma=(False, True))
def only_da(up, a, b, *, comma):
    """You return the gradient of a alone. Return two values, the second one for b."""
    return (up * b,) if comma else up * b


@exercise.mistake
def only_db(up, a, b):
    """You return the gradient of b alone. Return two values, the first one for a."""
    return up * a


@exercise.mistake(second=("zeros", "up", "da", "None"))
def db_missing(up, a, b, *, second):
    """Your first gradient is right, and the second one does not have a in it. The gradient of b is the message
    times a.
    """
    return up * b, {"zeros": 0.0 * up, "up": up, "da": up * b, "None": None}[second]


@exercise.mistake(first=("zeros", "up", "db", "None"))
def da_missing(up, a, b, *, first):
    """Your second gradient is right, and the first one does not have b in it. The gradient of a is the message
    times b.
    """
    return {"zeros": 0.0 * up, "up": up, "db": up * a, "None": None}[first], up * a


@exercise.mistake
def times_the_product(up, a, b):
    """You multiply the message by the whole product a·b. Its derivative with respect to one factor is the other
    factor alone.
    """
    return up * a * b, up * a * b


@exercise.mistake
def product_in_db(up, a, b):
    """Your gradient of b is multiplied by b as well. Did you go on with da in place of up? Both start from the
    message.
    """
    return up * b, up * b * a


@exercise.mistake
def product_in_da(up, a, b):
    """Your gradient of a is multiplied by a as well. Did you go on with db in place of up? Both start from the
    message.
    """
    return up * a * b, up * a


@exercise.mistake
def up_overwritten_and_used_again(up, a, b):
    """You write the first gradient into up (`up *= …`) and go on with it. The message belongs to the caller, and
    the second gradient needs it as it was.
    """
    up *= b
    return up, up * a


@exercise.mistake
def message_handed_to_both(up, a, b):
    """You hand the message to both factors unchanged. That is the way of a sum; in a product it is multiplied by
    the other factor.
    """
    return up, up


@exercise.mistake
def wrong_sign(up, a, b):
    """Both gradients have the wrong sign, and are right otherwise."""
    return -up * b, -up * a


@exercise.mistake(part=(0, 1))
def one_sign(up, a, b, *, part):
    """One of the two gradients has the wrong sign. In a product no minus appears."""
    return (-up * b, up * a) if part == 0 else (up * b, -up * a)


@exercise.mistake(part=(0, 1))
def plus_in_one(up, a, b, *, part):
    """In one of the two gradients you add the message and the factor. By the chain rule the two are multiplied."""
    return (up + b, up * a) if part == 0 else (up * b, up + a)


@exercise.mistake(part=(0, 1))
def divided_in_one(up, a, b, *, part):
    """In one of the two gradients you divide by the other factor. In both of them it multiplies the message."""
    with np.errstate(all="ignore"):
        return (np.divide(up, b), up * a) if part == 0 else (up * b, np.divide(up, a))


@exercise.mistake
def divided(up, a, b):
    """You divide the message by the factors. The derivative of a product *multiplies* it by the other factor."""
    return up / b, up / a


@exercise.mistake
def divided_by_own_factor(up, a, b):
    """You divide the message by the factor itself. The derivative of a product multiplies it by the other factor."""
    return up / a, up / b


@exercise.mistake(raises=(True, False))
def product_divided(up, a, b, *, raises):
    """You divide the product by one factor to get the other one. Where that factor is 0, this gives nan; both
    factors are there: use them as they are.
    """
    with np.errstate(all="ignore"):
        product = a * b if raises else np.multiply(a, b)
        return up * (product / a), up * (product / b)


@exercise.mistake(reduce=(np.sum, np.mean))
def one_number_each(up, a, b, *, reduce):
    """You sum or average over the entries. Every entry is a product of its own, so the gradients have the shape of
    a.
    """
    return reduce(up * b), reduce(up * a)


@exercise.mistake
def divided_by_the_number(up, a, b):
    """You divide by the number of entries. Nothing is averaged: each entry is a product of its own."""
    return up * b / np.size(a), up * a / np.size(a)


@exercise.mistake(factor=(2.0, 0.5))
def constant_factor(up, a, b, *, factor):
    """Both gradients carry a constant factor such as 2 or 1/2. The derivative of a product has none."""
    return factor * up * b, factor * up * a


@exercise.mistake
def stacked_in_one_array(up, a, b):
    """Both gradients are right, but you put them into one array. Return two values: `return da, db`."""
    return np.array(mul_backward(up, a, b))


@exercise.mistake
def forward_instead(up, a, b):
    """You return the product itself. On the way back, two gradients are asked for."""
    return a * b


@exercise.mistake
def sum_of_both(up, a, b):
    """You add the two gradients up. Each factor has one of its own: return two values."""
    return up * b + up * a


@exercise.mistake(order=("da first", "db first"))
def message_returned_as_well(up, a, b, *, order):
    """You return three values. Return the gradient of a and that of b, in this order."""
    return (up, up * b, up * a) if order == "da first" else (up * b, up * a, up)


@exercise.mistake
def squares(up, a, b):
    """You multiply by squares, as in the derivative of a power. The derivative of a·b with respect to a is b."""
    return up * b**2, up * a**2


@exercise.mistake
def doubled_factors(up, a, b):
    """You take 2a and 2b, the derivatives of squares. With respect to one factor, the derivative is the other
    factor.
    """
    return 2.0 * up * a, 2.0 * up * b


@exercise.mistake
def sizes(up, a, b):
    """You lose signs. Message and factors count with theirs."""
    return np.abs(up * b), np.abs(up * a)


@exercise.mistake
def message_squared(up, a, b):
    """You multiply by the message twice. It comes in once."""
    return up * up * b, up * up * a


@exercise.mistake
def matrix_product(up, a, b):
    """You use a matrix product. The gate multiplies entry by entry, and so does its backward pass: `*` and not `@`."""
    return np.dot(up, b), np.dot(up, a)


@exercise.mistake(array=("up", "a"))
def input_overwritten(up, a, b, *, array):
    """Your gradients are right, but you change one of the arrays that you were given. Make new ones: `*` does, `*=`
    does not.
    """
    da, db = up * b, up * a
    target = up if array == "up" else a
    if isinstance(target, np.ndarray):
        target *= b + 2.0
    return da, db


@exercise.mistake
def difference_of_factors(up, a, b):
    """You have the local gradients of something else: the message times the difference, or the sum, of the factors.
    The derivative of a·b with respect to a is b alone.
    """
    return up * (a + b), up * (a + b)


@exercise.alternative
def as_a_list(up, a, b):
    return [np.multiply(b, up), np.multiply(a, up)]


@exercise.alternative
def entry_by_entry(up, a, b):
    if not isinstance(up, np.ndarray):
        return b * up, a * up
    da, db = np.zeros_like(a), np.zeros_like(b)
    for index in np.ndindex(up.shape):
        da[index], db[index] = up[index] * b[index], up[index] * a[index]
    return da, db


@exercise.alternative
def in_float32(up, a, b):
    up, a, b = np.float32(up), np.float32(a), np.float32(b)
    return up * b, up * a


@exercise.alternative
def local_gradients_first(up, a, b):
    local = {"a": b, "b": a}
    return tuple(np.asarray(local[name]) * np.asarray(up) for name in "ab")


@exercise.alternative
def einsum(up, a, b):
    return np.einsum("...,...->...", up, b), np.einsum("...,...->...", up, a)


@exercise.alternative
def differences(up, a, b):
    return up * ((a + 0.5) * b - (a - 0.5) * b), up * (a * (b + 0.5) - a * (b - 0.5))

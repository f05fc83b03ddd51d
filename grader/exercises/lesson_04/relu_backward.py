"""The backward pass of ReLU (Lecture 2.2, "Backpropagation": a gate that lets a message through or blocks it)."""

import numpy as np

from fallline.compare import Tolerance
from fallline.laws import AddUpTo, Same, Scaled
from grader.exercise import Case, Exercise

exercise = Exercise(
    "relu_backward",
    number="4.2",
    lesson="04_layers",
    points=5,
    lines=1,
    difficulty=1,
    read="lesson 04, “ReLU on the way back”",
    hints=(
        "On the way forward, each entry of X was either let through or replaced by 0. Which of the two lets a small "
        "change of the entry reach the loss?",
        "∂L/∂X_nh = dout_nh where X_nh > 0, and 0 where X_nh ≤ 0. The sign of dout plays no part.",
        "Ask of every entry of X whether it is positive, and let dout through there and nowhere else. Make a new array "
        "for it.",
    ),
    grader_tries="inputs that are exactly 0, tiny inputs, one example, other numbers of axes",
    # Whoever works in float32 is right, too.
    tolerance=Tolerance(rtol=1e-6, atol=1e-8),
)


@exercise.reference
def relu_backward(dout, X):
    return np.where(X > 0, dout, 0.0)


def _inputs(rng, *shape):
    """Return inputs of both signs, whatever the draw."""
    X = rng.permutation(np.linspace(-1.0, 1.0, int(np.prod(shape)) + 2)[1:-1] + 0.01).reshape(shape)
    return {"dout": rng.normal(size=shape), "X": X * rng.uniform(1.0, 3.0, size=shape)}


@exercise.cases
def cases(rng):
    ordinary = _inputs(rng, 4, 3)
    # Elsewhere the rows of X trade places: whoever reads one row only must get to see another pattern of signs.
    while np.array_equal(ordinary["X"][0] > 0, ordinary["X"][-1] > 0):
        ordinary = _inputs(rng, 4, 3)
    yield Case("four examples, three units", ordinary, public=True)
    yield Case("as many examples as units", _inputs(rng, 4, 4), public=True)
    yield Case("two examples, six units", _inputs(rng, 2, 6))
    yield Case("one example", _inputs(rng, 1, 5), public=True)
    negative = _inputs(rng, 3, 4)
    yield Case("every message negative", {**negative, "dout": -0.1 - np.abs(negative["dout"])}, public=True)
    wide = _inputs(rng, 5, 4)
    yield Case("inputs of any size", {**wide, "X": 8.0 * wide["X"]}, public=True)
    some = _inputs(rng, 3, 4)
    zeros = [0, 1, 2, 2], rng.permutation(4)
    some["X"][zeros], some["dout"][zeros] = 0.0, np.array([1.2, -0.9, 0.7, -1.6])
    yield Case("some inputs exactly 0", some, public=True, check="edge cases")
    yield Case("all inputs 0", {"dout": 1.0 + rng.uniform(size=(2, 3)), "X": np.zeros((2, 3))}, check="edge cases")
    tiny = _inputs(rng, 3, 3)
    yield Case("tiny inputs", {**tiny, "X": 1e-12 * tiny["X"]}, check="edge cases")
    dead = _inputs(rng, 3, 2)
    yield Case("every input negative", {**dead, "X": -0.1 - np.abs(dead["X"])}, public=True, check="edge cases")
    alive = _inputs(rng, 2, 3)
    yield Case("every input positive", {**alive, "X": 0.1 + np.abs(alive["X"])}, check="edge cases")
    yield Case("a vector", _inputs(rng, 6), public=True, check="edge cases")
    yield Case("three axes", _inputs(rng, 2, 3, 2), check="edge cases")
    yield Case("read-only inputs", _inputs(rng, 3, 2), check="contract", read_only=True)


@exercise.law
def the_opposite_message_gives_the_opposite_gradient(rng):
    """If every message is turned round, so must be the gradient: ReLU blocks inputs and not messages."""
    inputs = _inputs(rng, 3, 4)
    return AddUpTo(inputs, {**inputs, "dout": -inputs["dout"]}, 0.0)


@exercise.law
def twice_the_message_gives_twice_the_gradient(rng):
    """Twice the message must give twice the gradient."""
    inputs = _inputs(rng, 4, 3)
    return Scaled(inputs, {**inputs, "dout": 2.0 * inputs["dout"]}, 2.0)


@exercise.law
def only_the_signs_of_the_inputs_count(rng):
    """If every input is three times as large, the gradient must stay as it is."""
    inputs = _inputs(rng, 3, 5)
    return Same(inputs, {**inputs, "X": 3.0 * inputs["X"]})


def _sigmoid(X):
    return 0.5 * (1.0 + np.tanh(0.5 * X))


@exercise.mistake
def relu_of_dout(dout, X):
    """You also cut off negative messages. A message may be negative; it is blocked where the *input* is not
    positive, and nowhere else.
    """
    return np.maximum(0.0, dout) * (X > 0)


@exercise.mistake
def mask_of_dout(dout, X):
    """You apply ReLU to the message: what is blocked depends on the sign of dout. It is the sign of X that decides."""
    return np.maximum(0.0, dout)


@exercise.mistake
def derivative_1_at_0(dout, X):
    """You let the message through where the input is exactly 0. By the convention of this course the derivative of
    ReLU at 0 is 0: only positive inputs pass.
    """
    return dout * (X >= 0)


# Where two mistakes tie, the first one is named: the one without a second fault comes first.
@exercise.mistake
def dout_overwritten(dout, X):
    """You write zeros into the caller's dout (`dout[…] = 0` or `dout *= …`). The gradients are right, but somebody
    else may need dout: make a new array.
    """
    dout[X <= 0] = 0.0
    return dout


@exercise.mistake
def derivative_1_at_0_in_place(dout, X):
    """You let the message through where the input is exactly 0, and you write zeros into the caller's dout. The
    derivative at 0 is 0 here, and the result needs an array of its own.
    """
    dout[X < 0] = 0.0
    return dout


@exercise.mistake
def derivative_one_half_at_0(dout, X):
    """Where the input is exactly 0 you let half of the message through. By the convention of this course the
    derivative of ReLU at 0 is 0.
    """
    return dout * np.heaviside(X, 0.5)


@exercise.mistake
def derivative_1_at_0_and_relu_of_dout(dout, X):
    """You cut off negative messages, and you let messages through where the input is exactly 0. The sign of dout
    plays no part, and only positive inputs pass.
    """
    return np.maximum(0.0, dout) * (X >= 0)


@exercise.mistake
def times_relu(dout, X):
    """You multiply the message by ReLU's value. It is its *derivative* that counts, and that is 1 for any positive
    input.
    """
    return dout * np.maximum(X, 0.0)


@exercise.mistake
def times_X(dout, X):
    """You multiply the message by X. Only the sign of X counts: the message passes unchanged, or not at all."""
    return dout * X


@exercise.mistake
def inverted(dout, X):
    """You let the message through where the input is negative, and block it where it is positive: it is the other
    way round.
    """
    return dout * (X < 0)


@exercise.mistake
def inverted_with_0(dout, X):
    """You let the message through where the input is 0 or less, and block it where it is positive: it is the other
    way round.
    """
    return dout * (X <= 0)


@exercise.mistake(kind=(float, bool, int))
def no_upstream(dout, X, *, kind):
    """You return the derivative of ReLU alone, ones and zeros. Multiply it by the message from above, dout."""
    return (X > 0).astype(kind)


@exercise.mistake(kind=(float, bool, int))
def no_upstream_and_1_at_0(dout, X, *, kind):
    """You return the derivative of ReLU alone, and take it as 1 where the input is 0. Multiply by the message from
    above, dout, and let only positive inputs pass.
    """
    return (X >= 0).astype(kind)


@exercise.mistake
def added(dout, X):
    """You add the derivative to the message. By the chain rule the two are multiplied."""
    return dout + (X > 0)


@exercise.mistake
def clipped(dout, X):
    """You cut the gradient off at ±1. A message that passes arrives as it is, however large."""
    return np.clip(dout * (X > 0), -1.0, 1.0)


@exercise.mistake
def forward_instead(dout, X):
    """You return ReLU of the inputs, which is the way forward. On the way back, its derivative multiplies dout."""
    return np.maximum(X, 0.0)


@exercise.mistake
def X_ignored(dout, X):
    """You hand the message down as it is. Where the input was not positive, ReLU gave 0 whatever the input: no
    message passes there.
    """
    return dout


@exercise.mistake
def arguments_exchanged(dout, X):
    """You exchange the two arguments: X comes through where dout is positive. dout comes first, and is what passes."""
    return X * (dout > 0)


@exercise.mistake
def sign_of_X(dout, X):
    """You multiply by the sign of X, which turns the message round for negative inputs. There it must be blocked."""
    return dout * np.sign(X)


@exercise.mistake(slope=(0.01, 0.1, 0.2, 0.001))
def leaky(dout, X, *, slope):
    """You let a part of the message through where the input is negative. That is the leaky ReLU; here it is 0."""
    return dout * np.where(X > 0, 1.0, slope)


@exercise.mistake
def leaky_and_without_upstream(dout, X):
    """You return the derivative of a leaky ReLU without the message. For inputs that are not positive it is 0 here,
    and it multiplies dout.
    """
    return np.where(X > 0, 1.0, 0.01)


@exercise.mistake
def X_overwritten(dout, X):
    """You write into the caller's X, which is what the forward pass has kept. Make a new array for the mask."""
    X[X <= 0] = 0.0
    X[X > 0] = 1.0
    return dout * X


@exercise.mistake
def derivative_of_sigmoid(dout, X):
    """You multiply by the derivative of the sigmoid, σ(1 − σ). ReLU's derivative is 1 for positive inputs and 0
    elsewhere.
    """
    return dout * _sigmoid(X) * (1.0 - _sigmoid(X))


@exercise.mistake
def derivative_of_tanh(dout, X):
    """You multiply by the derivative of tanh. ReLU's derivative is 1 for positive inputs and 0 elsewhere."""
    return dout * (1.0 - np.tanh(X) ** 2)


@exercise.mistake
def derivative_of_softplus(dout, X):
    """You multiply by σ(X), the derivative of softplus. ReLU has a sharp bend: 1 for positive inputs, 0 elsewhere."""
    return dout * _sigmoid(X)


@exercise.mistake
def sizes_of_messages(dout, X):
    """You take the size |dout| of the message. It keeps its sign."""
    return np.abs(dout) * (X > 0)


@exercise.mistake
def sizes_of_inputs(dout, X):
    """You multiply by |X|. Only the sign of X counts: the message passes unchanged, or not at all."""
    return dout * np.abs(X)


@exercise.mistake
def wrong_sign(dout, X):
    """Your gradient has the wrong sign, and is right otherwise."""
    return -dout * (X > 0)


@exercise.mistake
def mean_over_the_batch(dout, X):
    """You divide by the number of examples. The 1/N of the mean loss is in dout already."""
    return dout * (X > 0) / len(X)


@exercise.mistake
def divided_by_all_entries(dout, X):
    """You divide by the number of entries. What passes arrives as it is."""
    return dout * (X > 0) / X.size


@exercise.mistake(keepdims=(False, True))
def summed_over_the_batch(dout, X, *, keepdims):
    """You sum over the examples. Each input has a gradient of its own: the result has the shape of X."""
    return (dout * (X > 0)).sum(axis=0, keepdims=keepdims)


@exercise.mistake
def one_number(dout, X):
    """You sum everything to one number. Each input has a gradient of its own: the result has the shape of X."""
    return (dout * (X > 0)).sum()


@exercise.mistake
def only_what_passes(dout, X):
    """You return the messages that pass and leave the others out. The result has the shape of X, with 0 where
    nothing passes.
    """
    return dout[X > 0]


@exercise.mistake(eps=(1e-10, 1e-8, 1e-7, 1e-6, 1e-5, 1e-4, 1e-3))
def threshold_above_0(dout, X, *, eps):
    """You ask inputs to exceed a small number. Any positive input passes, however tiny: compare with 0."""
    return dout * np.greater(X, eps)


@exercise.mistake(top=(1.0, 6.0))
def blocked_above(dout, X, *, top):
    """You also block the message where the input is large. ReLU has no upper end: every positive input passes."""
    return dout * ((X > 0) & np.less(X, top))


@exercise.mistake(bend=(0.5, 1.0))
def other_threshold(dout, X, *, bend):
    """You let the message through where the input exceeds a number such as 1/2 or 1. The bend of ReLU is at 0."""
    return dout * np.greater(X, bend)


@exercise.mistake
def relu_of_the_product(dout, X):
    """You apply ReLU to the product of dout and X. It is the sign of X alone that decides, and dout that passes."""
    return np.maximum(dout * X, 0.0)


@exercise.mistake
def X_where_blocked(dout, X):
    """Where the message is blocked you leave X standing. The gradient is 0 there."""
    return np.where(X > 0, dout, X)


@exercise.mistake
def one_where_blocked(dout, X):
    """Where the message is blocked you leave 1 standing. The gradient is 0 there."""
    return np.where(X > 0, dout, 1.0)


@exercise.mistake
def one_where_it_passes(dout, X):
    """You put 1 where the input is positive, and dout where it is not. dout passes where X is positive; elsewhere
    the gradient is 0.
    """
    return np.where(X > 0, 1.0, dout)


@exercise.mistake
def both_must_be_positive(dout, X):
    """You block by the sign of the product of dout and X. The sign of X alone decides."""
    return dout * (dout * X > 0)


@exercise.mistake
def gate_per_unit(dout, X):
    """You decide once for a whole column, by the sum over the examples. Each entry of X decides for itself."""
    return dout * (X.sum(axis=0) > 0)


@exercise.mistake
def gate_per_example(dout, X):
    """You decide once for a whole row. Each entry of X decides for itself."""
    return dout * (X.sum(axis=1, keepdims=True) > 0)


@exercise.mistake
def decimals_cut_off(dout, X):
    """You store the gradients in an array of whole numbers, which cuts off the decimals. Start from an array of
    floats, such as np.zeros(X.shape).
    """
    return (dout * (X > 0)).astype(int)


@exercise.alternative
def a_product_with_the_mask(dout, X):
    return dout * (X > 0)


@exercise.alternative
def a_copy_with_zeros(dout, X):
    dX = dout.copy()
    dX[X <= 0] = 0
    return dX


@exercise.alternative
def sign_of_relu(dout, X):
    return np.sign(np.maximum(X, 0)) * dout


@exercise.alternative
def a_loop_over_all_places(dout, X):
    dX = np.zeros(X.shape)
    for place in np.ndindex(X.shape):
        if X[place] > 0:
            dX[place] = dout[place]
    return dX


@exercise.alternative
def list_comprehension(dout, X):
    passes = [d if x > 0 else 0.0 for d, x in zip(dout.ravel(), X.ravel(), strict=True)]
    return np.array(passes).reshape(X.shape)


@exercise.alternative
def in_float32(dout, X):
    return np.float32(dout) * (X > 0).astype(np.float32)


@exercise.alternative
def step_function(dout, X):
    return np.multiply(dout, np.heaviside(X, 0.0))


@exercise.alternative
def filled_where_it_passes(dout, X):
    dX = np.zeros_like(dout)
    passes = X > 0
    dX[passes] = dout[passes]
    return dX

"""The backward pass of an affine layer (Lecture 2.2, "Backpropagation": local Jacobians, a whole layer at a time)."""

import numpy as np

from fallline.compare import Tolerance
from fallline.laws import Gives, Linear, Permuted, Scaled
from grader.exercise import Case, Exercise

exercise = Exercise(
    "affine_backward",
    number="4.1",
    lesson="04_layers",
    points=10,
    lines=4,
    difficulty=2,
    read="lesson 04, “A whole layer at once”",
    hints=(
        "Each gradient has the shape of what it belongs to. An entry of W takes part in one score of *every* example, "
        "so the messages of all examples add up in it; an entry of X belongs to one example and takes part in all "
        "of its C scores.",
        "∂L/∂W_dc = Σ_n X_nd · dout_nc, ∂L/∂b_c = Σ_n dout_nc, ∂L/∂X_nd = Σ_c dout_nc · W_dc. Nothing is divided by "
        "N: the mean of the loss has done that already, and dout holds it.",
        "Two matrix products and one sum. In each product, one factor is dout and the other one is transposed; the "
        "shapes (N, D) and (D, C) leave only one order each. The sum runs over the examples and keeps no axis.",
    ),
    grader_tries="batches in which two of N, D and C are equal, one class, one feature",
    # Whoever works in float32 is right, too.
    tolerance=Tolerance(rtol=1e-5, atol=1e-5),
)


@exercise.reference
def affine_backward(dout, X, W):
    return dout @ W.T, X.T @ dout, dout.sum(axis=0)


def _inputs(rng, N, D, C):
    return {"dout": rng.normal(size=(N, C)), "X": rng.normal(size=(N, D)), "W": rng.normal(size=(D, C))}


@exercise.cases
def cases(rng):
    yield Case("four examples, three features, two classes", _inputs(rng, 4, 3, 2), public=True)
    yield Case("all sides equal", _inputs(rng, 3, 3, 3), public=True)
    yield Case("as many examples as classes", _inputs(rng, 3, 2, 3), public=True)
    yield Case("as many features as classes", _inputs(rng, 5, 2, 2))
    yield Case("as many examples as features", _inputs(rng, 3, 3, 4))
    yield Case("more classes than examples", _inputs(rng, 2, 4, 6))
    yield Case("one example", _inputs(rng, 1, 3, 2), public=True)
    yield Case("one class", _inputs(rng, 4, 3, 1), public=True, check="edge cases")
    yield Case("one feature", _inputs(rng, 3, 1, 4), check="edge cases")
    yield Case("one number of each", _inputs(rng, 1, 1, 1), check="edge cases")
    silent = _inputs(rng, 4, 2, 3)
    silent["dout"][1:3] = 0.0
    yield Case("two examples without a message", silent, check="edge cases")
    yield Case("read-only inputs", _inputs(rng, 3, 2, 4), check="contract", read_only=True)


@exercise.law(script="dX, dW, db = affine_backward(dout, X, W)\nreturn dW")
def parameters_collect_from_all_examples(rng):
    """The gradient of W of a batch must be the sum of the gradients that its examples give one by one."""
    batch = _inputs(rng, 3, 4, 2)
    ones = [{"dout": batch["dout"][i : i + 1], "X": batch["X"][i : i + 1], "W": batch["W"]} for i in range(3)]
    return Linear((batch, *ones), (1.0, -1.0, -1.0, -1.0))


@exercise.law(script="dX, dW, db = affine_backward(dout, X, W)\nreturn dX")
def examples_keep_their_own_message(rng):
    """Reordering the examples must reorder the rows of the gradient of X in the same way."""
    batch, order = _inputs(rng, 4, 3, 2), rng.permutation(4)
    return Permuted(batch, {"dout": batch["dout"][order], "X": batch["X"][order], "W": batch["W"]}, order)


@exercise.law(script="dX, dW, db = affine_backward(dout, X, W)\nreturn db")
def a_bias_adds_up_its_messages(rng):
    """If a class gets the messages 1, 3 and 5, the gradient of its bias must be 9; with 2, −4 and 6 it must be 4."""
    batch = {**_inputs(rng, 3, 2, 2), "dout": np.array([[1.0, 2.0], [3.0, -4.0], [5.0, 6.0]])}
    return Gives((batch,), np.array([9.0, 4.0]))


@exercise.law(script="dX, dW, db = affine_backward(dout, X, W)\nreturn dX")
def a_message_comes_through_the_weights(rng):
    """If one class gets the message 2, and nobody else one, dX of this example must be twice the weights of the
    class.
    """
    batch = {**_inputs(rng, 2, 3, 2), "dout": np.array([[0.0, 0.0], [0.0, 2.0]])}
    return Gives((batch,), 2.0 * np.array([np.zeros(3), batch["W"][:, 1]]))


@exercise.law(script="dX, dW, db = affine_backward(dout, X, W)\nreturn dX")
def twice_the_message_gives_twice_the_gradient(rng):
    """Twice the gradient from above must give twice the gradient of X."""
    batch = _inputs(rng, 3, 2, 4)
    return Scaled(batch, {**batch, "dout": 2.0 * batch["dout"]}, 2.0)


@exercise.law(script="dX, dW, db = affine_backward(dout, keep(X), keep(W))\nreturn (dX * X).sum() - (dW * W).sum()")
def both_factors_weigh_the_same(rng):
    """Σ dX·X and Σ dW·W must be the same number: both are Σ dout·(XW)."""
    return Gives((_inputs(rng, 4, 3, 2),), 0.0)


# Each table holds wrong ways to one of the three gradients, and what the student reads of it.
DX = {
    "W-not-transposed": (
        lambda dout, X, W: dout @ W,
        "In dX you multiply by W as it is, which goes through only if it is square. It is its transpose that takes a "
        "message from the C scores back to the D features.",
    ),
    "dX-without-upstream": (
        lambda dout, X, W: np.ones_like(dout) @ W.T,
        "Your dX holds sums of weights and nothing of dout. Multiply the message from above by the weights.",
    ),
    "dX-mean": (
        lambda dout, X, W: dout @ W.T / len(X),
        "You divide dX by the number of examples. The 1/N of the mean loss is in dout already.",
    ),
    "dX-summed": (
        lambda dout, X, W: (dout @ W.T).sum(axis=0),
        "You sum dX over the examples. Each example has features of its own: dX has the shape of X, (N, D).",
    ),
    "dX-zero": (
        lambda dout, X, W: np.zeros_like(X),
        "Your dX is all zeros. The layer below learns from it: multiply dout by the transposed weights.",
    ),
    "dX-transposed": (
        lambda dout, X, W: W @ dout.T,
        "Your dX is the transpose of the right one, (D, N). A gradient has the shape of what it belongs to: (N, D).",
    ),
    "dX-is-dout": (
        lambda dout, X, W: dout,
        "You hand dout down as it is. On its way to the features, the message passes through the weights.",
    ),
    "dX-times-X": (
        lambda dout, X, W: X * (dout @ W.T),
        "You multiply dX by X. The derivative of XW with respect to X is made of weights only; X belongs into dW.",
    ),
    "dX-masked": (
        lambda dout, X, W: (dout @ W.T) * (X > 0),
        "You set dX to 0 where X is not positive. That is the work of the ReLU's own backward; this layer has none.",
    ),
    "dX-negative": (
        lambda dout, X, W: -(dout @ W.T),
        "Your dX has the wrong sign and is right otherwise. No minus appears on the way down.",
    ),
    "dX-of-the-last-class": (
        lambda dout, X, W: np.outer(dout[:, -1], W[:, -1]),
        "Your dX holds what comes through the last class only. Does a loop overwrite it? The messages of all classes "
        "add up.",
    ),
    "dX-from-scores": (
        lambda dout, X, W: X @ W @ W.T,
        "In dX you use the scores XW in place of dout. What goes down is the message from above.",
    ),
    "dX-from-dW": (
        lambda dout, X, W: dout @ (X.T @ dout).T,
        "In dX you multiply by the gradient of W. It is W itself that the message passes through.",
    ),
}
DW = {
    "dW-transposed": (
        lambda dout, X, W: dout.T @ X,
        "Your dW is the transpose of the right one, (C, D). A gradient has the shape of what it belongs to: (D, C).",
    ),
    "dW-mean": (
        lambda dout, X, W: X.T @ dout / len(X),
        "You divide dW by the number of examples. The 1/N of the mean loss is in dout already: sum over the examples.",
    ),
    "dW-without-upstream": (
        lambda dout, X, W: X.T @ np.ones_like(dout),
        "Your dW holds sums of features and nothing of dout. Multiply the features by the message from above.",
    ),
    "X-not-transposed": (
        lambda dout, X, W: X @ dout,
        "In dW you multiply by X as it is, which goes through only if it is square. Its transpose brings the features "
        "to the rows, and the product then sums over the examples.",
    ),
    "dW-of-the-last-example": (
        lambda dout, X, W: np.outer(X[-1], dout[-1]),
        "Your dW holds the last example only. Does a loop overwrite it? The contributions of all examples add up.",
    ),
    "dW-of-the-first-example": (
        lambda dout, X, W: np.outer(X[0], dout[0]),
        "Your dW holds the first example only. The contributions of all examples add up.",
    ),
    "dW-of-sums": (
        lambda dout, X, W: np.outer(X.sum(axis=0), dout.sum(axis=0)),
        "For dW you sum X and dout over the examples first and multiply then. Multiply them example by example, and "
        "sum the products.",
    ),
    "dW-of-means": (
        lambda dout, X, W: np.outer(X.mean(axis=0), dout.mean(axis=0)),
        "For dW you average X and dout over the examples first and multiply then. Multiply them example by example, "
        "and sum the products.",
    ),
    "dW-not-summed": (
        lambda dout, X, W: X[:, :, None] * dout[:, None, :],
        "Your dW has one matrix an example. All examples share W, so their contributions add up to one (D, C) matrix.",
    ),
    "dW-negative": (
        lambda dout, X, W: -(X.T @ dout),
        "Your dW has the wrong sign and is right otherwise. It is the step down the slope that brings a minus.",
    ),
    "dW-zero": (
        lambda dout, X, W: np.zeros_like(W),
        "Your dW is all zeros, and the weights would never learn. Multiply the features by the message from above.",
    ),
    "dW-from-scores": (
        lambda dout, X, W: X.T @ (X @ W),
        "In dW you use the scores XW in place of dout. It is the message from above that meets the features.",
    ),
    "dW-from-dX": (
        lambda dout, X, W: (dout @ W.T).T @ dout,
        "For dW you multiply dout by dX. It is the features themselves, X, that meet the message.",
    ),
    "dW-from-W": (
        lambda dout, X, W: W * dout.sum(axis=0),
        "Your dW holds W times the sums of dout. The derivative of XW with respect to W is made of features: multiply "
        "them by dout, and sum over the examples.",
    ),
    "dW-from-positive-X": (
        lambda dout, X, W: np.maximum(X, 0).T @ dout,
        "In dW you set negative features to 0. There is no ReLU in this layer; X counts as it is.",
    ),
}
DB = {
    "db-mean": (
        lambda dout, X, W: dout.mean(axis=0),
        "You average db over the examples. The 1/N of the mean loss is in dout already: sum.",
    ),
    "db-axis-1": (
        lambda dout, X, W: dout.sum(axis=1),
        "You sum db over the classes (axis 1), which gives one number an example. There is one bias a *class*: sum "
        "over the examples.",
    ),
    "db-not-summed": (
        lambda dout, X, W: dout.copy(),
        "Your db is dout itself, (N, C). All examples share the biases, so db sums over them: (C,).",
    ),
    "db-keepdims": (
        lambda dout, X, W: dout.sum(axis=0, keepdims=True),
        "The numbers of db are right, but their shape is (1, C). It must be that of the bias, (C,).",
    ),
    "db-column": (
        lambda dout, X, W: dout.sum(axis=0)[:, None],
        "The numbers of db are right, but they stand in a column, (C, 1). The shape must be that of the bias, (C,).",
    ),
    "db-axis-1-column": (
        lambda dout, X, W: dout.sum(axis=1, keepdims=True),
        "You sum db over the classes (axis 1), which gives one number an example. There is one bias a *class*: sum "
        "over the examples, and keep no axis of length 1.",
    ),
    "db-one-number": (
        lambda dout, X, W: dout.sum(),
        "Your db is the sum of all of dout, one number. Each class has its own bias: sum over the examples only.",
    ),
    "db-mean-of-everything": (
        lambda dout, X, W: dout.mean(),
        "Your db is the mean of all of dout, one number. Each class has its own bias: sum over the examples only.",
    ),
    "db-once-a-feature": (
        lambda dout, X, W: dout.sum(axis=0) * len(W),
        "Your db is too large by the number of features. Does it stand inside the loop over them? A bias meets every "
        "example once.",
    ),
    "db-without-upstream": (
        lambda dout, X, W: np.full(dout.shape[1], float(len(dout))),
        "Your db counts the examples and holds nothing of dout. The message from above passes the bias unchanged: sum "
        "that over the examples.",
    ),
    "db-ones": (
        lambda dout, X, W: np.ones(dout.shape[1]),
        "Your db is all ones, which is the local derivative alone. Multiply it by the message from above, and sum over "
        "the examples.",
    ),
    "db-zero": (
        lambda dout, X, W: np.zeros(dout.shape[1]),
        "Your db is all zeros, and the biases would never learn. Sum the message from above over the examples.",
    ),
    "db-of-the-last-example": (
        lambda dout, X, W: dout[-1].copy(),
        "Your db holds the last example only. Does a loop overwrite it? The messages of all examples add up.",
    ),
    "db-of-the-first-example": (
        lambda dout, X, W: dout[0].copy(),
        "Your db holds the first example only. The messages of all examples add up.",
    ),
    "db-negative": (
        lambda dout, X, W: -dout.sum(axis=0),
        "Your db has the wrong sign and is right otherwise. It is the step down the slope that brings a minus.",
    ),
    "db-of-sizes": (
        lambda dout, X, W: np.abs(dout).sum(axis=0),
        "You add up the sizes |dout| in db. The messages keep their signs, and may cancel.",
    ),
    "db-from-scores": (
        lambda dout, X, W: (X @ W).sum(axis=0),
        "In db you sum the scores XW in place of dout. A bias hears the messages from above.",
    ),
    "db-from-dW": (
        lambda dout, X, W: (X.T @ dout).sum(axis=0),
        "Your db sums dW over the features. The bias meets no features: sum dout itself over the examples.",
    ),
    "db-one-over-N-only": (
        lambda dout, X, W: dout.sum(axis=1) / len(dout),
        "You sum db over the classes (axis 1) and divide by N. There is one bias a *class*, and the 1/N is in dout "
        "already: sum over the examples, no more.",
    ),
}
TOGETHER = (
    ("W-not-transposed", "dX-without-upstream"),
    ("dW-transposed", "dW-mean", "dW-without-upstream"),
    ("db-mean", "db-axis-1", "db-not-summed", "db-keepdims", "db-one-number"),
)
"""The wrong ways that are common enough to be met in pairs."""


def _wrong_parts(parts):
    """Register the answer whose gradients come by the given wrong ways, the others by the right ones."""
    ways = [table[name] if (name := parts.get(k)) else None for k, table in enumerate((DX, DW, DB))]

    def wrong(dout, X, W):
        right = affine_backward(dout, X, W)
        return tuple(way[0](dout, X, W) if way else right[k] for k, way in enumerate(ways))

    wrong.__doc__ = " ".join(way[1] for way in ways if way)
    exercise.mistake(name="-and-".join(parts.values()))(wrong)


@exercise.mistake
def parameters_averaged(dout, X, W):
    """You divide dW and db by the number of examples. The 1/N of the mean loss is in dout already: sum, no more."""
    return dout @ W.T, X.T @ dout / len(X), dout.mean(axis=0)


@exercise.mistake
def dW_averaged_and_db_one_number(dout, X, W):
    """You divide dW by the number of examples, and your db is the mean of all of dout. The 1/N of the mean loss is
    in dout already, and each class has its own bias: sum over the examples only.
    """
    return dout @ W.T, X.T @ dout / len(X), dout.mean()


@exercise.mistake(with_dX=(False, True))
def averaged_and_keepdims(dout, X, W, *, with_dX):
    """You divide by the number of examples, and db has the shape (1, C). The 1/N of the mean loss is in dout
    already, and a bias gradient has the shape of the bias, (C,).
    """
    N = len(X)
    return dout @ W.T / (N if with_dX else 1), X.T @ dout / N, dout.mean(axis=0, keepdims=True)


@exercise.mistake(keepdims=(False, True), averaged=(False, True))
def columns_as_examples(dout, X, W, *, keepdims, averaged):
    """You treat the columns as examples, as some texts do. Here an example is a *row*: dX is (N, D), dW is (D, C),
    and db sums over axis 0.
    """
    N = len(X) if averaged else 1
    return W @ dout.T, dout.T @ X / N, dout.sum(axis=1, keepdims=keepdims) / N


@exercise.mistake(strength=(2.0, 1.0, 0.5, 0.1, 0.01, 0.001))
def penalty_on_W(dout, X, W, *, strength):
    """You add a multiple of W to dW, as a penalty on the weights would. This function knows of no penalty."""
    return dout @ W.T, X.T @ dout + strength * W, dout.sum(axis=0)


@exercise.mistake(place=("new", "in place"))
def everything_averaged(dout, X, W, *, place):
    """You divide by the number of examples. The mean loss has done so already, and dout holds it: a second 1/N
    makes every gradient too small.
    """
    if place == "in place":
        dout /= len(dout)
        return affine_backward(dout, X, W)
    return affine_backward(dout / len(dout), X, W)


@exercise.mistake(places=((1, 0, 2), (0, 2, 1), (2, 0, 1), (1, 2, 0), (2, 1, 0)))
def order(dout, X, W, *, places):
    """Your three gradients are right, but they come in another order. Return dX first, then dW, then db."""
    return tuple(affine_backward(dout, X, W)[k] for k in places)


@exercise.mistake(part=(0, 1, 2))
def one_gradient_alone(dout, X, W, *, part):
    """You return one of the three gradients. Return dX, dW and db, in this order."""
    return affine_backward(dout, X, W)[part]


@exercise.mistake
def without_db(dout, X, W):
    """You return dX and dW, and db is missing. The bias learns, too: its gradient comes third."""
    return affine_backward(dout, X, W)[:2]


@exercise.mistake
def without_dX(dout, X, W):
    """You return dW and db, and dX is missing. The layer below needs it: it comes first."""
    return affine_backward(dout, X, W)[1:]


@exercise.mistake
def forward_instead(dout, X, W):
    """You compute the layer's scores XW. The backward pass is asked for: what dout says about X, W and b."""
    return X @ W


@exercise.mistake
def local_derivatives(dout, X, W):
    """You return the local derivatives alone, W transposed and X transposed. Multiply each by the message dout, so
    that the gradients get the shapes of X and W.
    """
    return W.T, X.T, np.ones(dout.shape[1])


@exercise.mistake(biases=("counted", "ones"))
def nothing_of_dout(dout, X, W, *, biases):
    """Your gradients hold nothing of dout: they are the sums of local derivatives. Multiply each of them by the message
    from above.
    """
    N, C = dout.shape
    ones = np.ones_like(dout)
    return ones @ W.T, X.T @ ones, np.full(C, float(N) if biases == "counted" else 1.0)


@exercise.mistake(place=(-1, 0))
def parameters_of_one_example(dout, X, W, *, place):
    """Your dW and db hold one example only. Does a loop overwrite them, or end too early? The contributions of all
    examples add up.
    """
    return dout @ W.T, np.outer(X[place], dout[place]), dout[place]


@exercise.mistake
def negative(dout, X, W):
    """All your gradients have the wrong sign. The step down the slope brings the minus, not the gradient."""
    return tuple(-gradient for gradient in affine_backward(dout, X, W))


@exercise.mistake(factor=(2.0, 0.5))
def constant_factor(dout, X, W, *, factor):
    """All your gradients carry a constant factor such as 2 or 1/2. An affine layer has none: what is in dout
    arrives as it is.
    """
    return tuple(factor * gradient for gradient in affine_backward(dout, X, W))


@exercise.mistake
def negative_messages_lost(dout, X, W):
    """You set negative entries of dout to 0. A message from above may be negative, and counts as it is."""
    return affine_backward(np.maximum(dout, 0), X, W)


@exercise.mistake
def relu_included(dout, X, W):
    """You block dout where the score XW is not positive. That is the work of the ReLU's own backward; this layer
    has none.
    """
    return affine_backward(dout * (X @ W > 0), X, W)


@exercise.mistake
def dX_and_dW_transposed(dout, X, W):
    """Your dX and your dW are the transposes of the right ones. A gradient has the shape of what it belongs to."""
    return W @ dout.T, dout.T @ X, dout.sum(axis=0)


@exercise.mistake(step=(1.0, 0.1, 0.01))
def W_changed_before_dX(dout, X, W, *, step):
    """You change W before you compute dX, and the caller's array at that. A backward pass only reads the weights;
    somebody else takes the step.
    """
    dW = X.T @ dout
    W -= step * dW
    return dout @ W.T, dW, dout.sum(axis=0)


@exercise.mistake
def lengths_of_1_dropped(dout, X, W):
    """You drop axes of length 1, so with one example, one feature or one class the shapes are not those of X, W and
    b. Leave out `squeeze`.
    """
    return tuple(np.squeeze(gradient) for gradient in affine_backward(dout, X, W))


@exercise.mistake
def message_overwritten(dout, X, W):
    """You change dout in place. It belongs to the caller, who may need it again: make a new array."""
    result = affine_backward(dout, X, W)
    dout *= len(dout)
    return result


def _register_parts():
    for k, table in enumerate((DX, DW, DB)):
        for name in table:
            _wrong_parts({k: name})
    for i, j in ((1, 2), (0, 2), (0, 1)):
        for first in TOGETHER[i]:
            for second in TOGETHER[j]:
                if (first, second) != ("dW-mean", "db-mean"):
                    _wrong_parts({i: first, j: second})


_register_parts()


@exercise.alternative
def einsum(dout, X, W):
    return np.einsum("nc,dc->nd", dout, W), np.einsum("nd,nc->dc", X, dout), np.einsum("nc->c", dout)


@exercise.alternative
def loops(dout, X, W):
    N, D = X.shape
    C = W.shape[1]
    dX, dW, db = np.zeros((N, D)), np.zeros((D, C)), np.zeros(C)
    for n in range(N):
        for c in range(C):
            db[c] += dout[n, c]
            for d in range(D):
                dX[n, d] += dout[n, c] * W[d, c]
                dW[d, c] += dout[n, c] * X[n, d]
    return dX, dW, db


@exercise.alternative
def one_example_after_the_other(dout, X, W):
    dX = np.array([W @ row for row in dout])
    dW = sum(np.outer(x, row) for x, row in zip(X, dout, strict=True))
    return dX, dW, sum(dout[1:], dout[0])


@exercise.alternative
def in_float32(dout, X, W):
    dout, X, W = (np.asarray(a, dtype=np.float32) for a in (dout, X, W))
    return dout @ W.T, X.T @ dout, dout.sum(0)


@exercise.alternative
def bias_as_a_feature_of_ones(dout, X, W):
    both = np.hstack([X, np.ones((len(X), 1))]).T @ dout
    return [(W @ dout.T).T, both[:-1], both[-1]]


@exercise.alternative
def dots_and_ones(dout, X, W):
    dW = np.dot(dout.T, X).T
    return np.dot(dout, W.transpose()), dW, np.dot(np.ones(dout.shape[0]), dout)


@exercise.alternative
def broadcast_products(dout, X, W):
    return (
        (dout[:, None, :] * W[None]).sum(axis=-1),
        (X[:, :, None] * dout[:, None, :]).sum(axis=0),
        np.add.reduce(dout, axis=0),
    )

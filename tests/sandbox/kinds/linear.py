"""A class: scripts make a layer, send numbers forward and backward, and read its attributes."""

import numpy as np

from fallline.laws import Scaled
from grader.exercise import Case, Exercise

exercise = Exercise(
    "Linear",
    number="9.4",
    lesson="99_kinds",
    points=10,
    lines=8,
    difficulty=2,
    read="lesson 99",
    hints=("the idea", "the formula", "the skeleton"),
)


@exercise.reference
class Linear:
    """A layer that keeps its input for the way back."""

    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, X):
        """Return the scores."""
        self.X = X
        return X @ self.W + self.b

    def backward(self, dout):
        """Return the gradient of the input; keep those of W and b."""
        self.dW, self.db = self.X.T @ dout, dout.sum(axis=0)
        return dout @ self.W.T


THERE_AND_BACK = """
    layer = Linear(W, b)
    out = layer.forward(X)
    dX = layer.backward(d)
    return out, dX, layer.dW, layer.db
"""
TWO_BATCHES = """
    layer = Linear(W, b)
    layer.forward(X)
    layer.forward(Z)
    layer.backward(d)
    return layer.dW
"""


@exercise.cases
def cases(rng):
    """Draw layers of unequal and equal sides."""

    def inputs(n, d, c, **more):
        W, b, X = rng.normal(size=(d, c)), rng.normal(size=c), rng.normal(size=(n, d))
        return {"W": W, "b": b, "X": X, "d": rng.normal(size=(n, c)), **more}

    yield Case("six examples", inputs(6, 3, 4), script=THERE_AND_BACK, public=True)
    yield Case("all sides equal", inputs(3, 3, 3), script=THERE_AND_BACK)
    two = inputs(4, 3, 2, Z=rng.normal(size=(4, 3)))
    yield Case("two batches, one after the other", two, script=TWO_BATCHES, public=True)
    yield Case("one example", inputs(1, 3, 2), script=THERE_AND_BACK, check="edge cases")
    yield Case("read-only", inputs(2, 3, 2), script=THERE_AND_BACK, check="contract", read_only=True)


@exercise.law(script="layer = Linear(W, b)\nlayer.forward(X)\nlayer.backward(d)\nreturn layer.dW")
def twice_the_gradient(rng):
    """Twice the gradient from above gives twice the gradient of W."""
    inputs = {"W": rng.normal(size=(3, 2)), "b": np.zeros(2), "X": rng.normal(size=(4, 3))}
    d = rng.normal(size=(4, 2))
    return Scaled({**inputs, "d": d}, {**inputs, "d": 2 * d}, 2.0)


@exercise.mistake
class no_bias(Linear):
    """You leave out the bias."""

    def forward(self, X):
        """Return the scores without b."""
        self.X = X
        return X @ self.W


@exercise.mistake
class mean_over_the_batch(Linear):
    """You divide by the number of examples a second time."""

    def backward(self, dout):
        """Average."""
        dX = Linear.backward(self, dout)
        self.dW, self.db = self.dW / len(dout), self.db / len(dout)
        return dX


@exercise.mistake
class db_over_classes(Linear):
    """You sum db over the classes: sum it over the examples."""

    def backward(self, dout):
        """Sum along the wrong axis."""
        dX = Linear.backward(self, dout)
        self.db = dout.sum(axis=1)
        return dX


@exercise.mistake
class first_batch_kept(Linear):
    """You keep the input of the first batch for ever: keep that of the last."""

    def forward(self, X):
        """Keep the first input."""
        self.X = getattr(self, "X", X)
        return X @ self.W + self.b


@exercise.mistake
class steps_at_once(Linear):
    """You change the caller's W while going back: keep the gradient, and leave the step to somebody else."""

    def backward(self, dout):
        """Step."""
        dX = Linear.backward(self, dout)
        self.W -= self.dW
        return dX


@exercise.alternative
class ByEinsum:
    """The same in sums over letters."""

    def __init__(self, W, b):
        self.weights, self.bias = W, b

    def forward(self, X):
        """Return the scores."""
        self.last = X
        return np.einsum("nd,dc->nc", X, self.weights) + self.bias

    def backward(self, dout):
        """Return the gradient of the input."""
        self.dW = np.einsum("nd,nc->dc", self.last, dout)
        self.db = np.ones(len(dout)) @ dout
        return np.einsum("nc,dc->nd", dout, self.weights)

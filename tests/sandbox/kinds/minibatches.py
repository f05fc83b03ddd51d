"""An iterator of random batches: its items are taken up to a bound, and compared by what is not left to chance."""

import numpy as np

from fallline.laws import Lawful
from fallline.plain import Seed
from grader.exercise import Case, Exercise

exercise = Exercise(
    "minibatches",
    number="9.3",
    lesson="99_kinds",
    points=8,
    lines=5,
    difficulty=2,
    read="lesson 99",
    hints=("the idea", "the formula", "the skeleton"),
)


@exercise.reference
def minibatches(X, y, B, rng):
    """Yield each example once, in a random order."""
    order = rng.permutation(len(X))
    for k in range(0, len(X), B):
        yield X[order[k : k + B]], y[order[k : k + B]]


TWO_EPOCHS = """
    first = take(minibatches(X, y, B, rng), 50)
    second = take(minibatches(X, y, B, rng), 50)
    return first, second
"""


@exercise.cases
def cases(rng):
    """Draw examples without equals, and labels in their order."""

    def inputs(n, batch):
        seed = Seed(int(rng.integers(2**30)))
        return {"X": rng.normal(size=(n, 2)), "y": np.arange(n) + 3, "B": batch, "rng": seed}

    epoch = {"items": 50, "summary": "epoch", "public": True}
    yield Case("eleven examples by three", inputs(11, 3), **epoch)
    yield Case("twelve examples by four", inputs(12, 4), **epoch)
    yield Case("two epochs", inputs(13, 4), script=TWO_EPOCHS, summary="repeated", public=True)
    yield Case("one batch of all", inputs(9, 9), check="edge cases", **epoch)
    yield Case("more than there are", inputs(9, 30), check="edge cases", **epoch)
    yield Case("one at a time", inputs(9, 1), check="edge cases", **epoch)


@exercise.law(items=50)
def everybody_may_come_first(rng):
    """Over many epochs every example must come first now and then."""
    X, y = np.arange(6.0).reshape(3, 2), np.arange(3)
    draws = tuple({"X": X, "y": y, "B": 1, "rng": Seed(seed)} for seed in range(40))
    return Lawful(draws, lambda epochs: {int(batches[0][1][0]) for batches in epochs} == {0, 1, 2})


@exercise.mistake
def drops_the_last_batch(X, y, B, rng):
    """You leave out the last, short batch."""
    order = rng.permutation(len(X))
    for k in range(0, len(X) - B + 1, B):
        yield X[order[k : k + B]], y[order[k : k + B]]


@exercise.mistake
def not_shuffled(X, y, B, rng):
    """You yield the examples in their order: shuffle them first."""
    for k in range(0, len(X), B):
        yield X[k : k + B], y[k : k + B]


@exercise.mistake
def with_replacement(X, y, B, rng):
    """Some examples come twice, others never: permute their numbers once."""
    for k in range(0, len(X), B):
        chosen = rng.integers(0, len(X), size=min(B, len(X) - k))
        yield X[chosen], y[chosen]


@exercise.mistake
def shuffled_apart(X, y, B, rng):
    """You shuffle X and y separately: use one order for both."""
    one, other = rng.permutation(len(X)), rng.permutation(len(X))
    for k in range(0, len(X), B):
        yield X[one[k : k + B]], y[other[k : k + B]]


@exercise.mistake
def seeded_inside(X, y, B, rng):
    """Every epoch has the same order: draw from the generator that you are given."""
    yield from minibatches(X, y, B, np.random.default_rng(0))


@exercise.mistake
def shuffles_in_place(X, y, B, rng):
    """You reorder the caller's arrays: take rows by their numbers."""
    order = rng.permutation(len(X))
    X[:], y[:] = X[order], y[order]
    for k in range(0, len(X), B):
        yield X[k : k + B].copy(), y[k : k + B].copy()


@exercise.mistake
def one_batch(X, y, B, rng):
    """You yield the first batch and stop."""
    yield next(minibatches(X, y, B, rng))


@exercise.mistake
def endless(X, y, B, rng):
    """Your epoch never ends: stop when every example has come."""
    while True:
        yield from minibatches(X, y, B, rng)


@exercise.alternative
def a_list_of_lists(X, y, B, rng):
    """Return everything at once."""
    order = np.argsort(rng.random(len(X)))
    pieces = np.split(order, np.arange(B, len(X), B))
    return [[X[piece], y[piece]] for piece in pieces]

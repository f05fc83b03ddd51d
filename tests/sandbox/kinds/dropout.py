"""A random layer: rates and scales within what chance allows, each mistake by the numbers that it shifts."""

import numpy as np

from fallline.compare import Tolerance
from fallline.laws import Lawful
from fallline.plain import Seed
from grader.exercise import Case, Exercise

exercise = Exercise(
    "dropout_forward",
    number="9.6",
    lesson="99_kinds",
    points=12,
    lines=5,
    difficulty=2,
    read="lesson 99",
    hints=("the idea", "the formula", "the skeleton"),
)


@exercise.reference
def dropout_forward(x, p, rng, train):
    """Drop with probability p, and scale what is left."""
    if not train:
        return x.copy(), np.ones_like(x)
    kept = rng.random(x.shape) >= p
    mask = kept / (1.0 - p) if p < 1 else np.zeros_like(x)
    return x * mask, mask


AT_TEST_TIME = "out, mask = dropout_forward(x, p, rng, train)\nreturn out"
TWICE = """
    out, first = dropout_forward(x, p, rng, train)
    out, second = dropout_forward(x, p, rng, train)
    return first, second
"""


@exercise.cases
def cases(rng):
    """Draw activations that are many enough for rates: 0.06 is more than five standard deviations."""

    def inputs(p, train=True, shape=(60, 50)):
        seed = Seed(int(rng.integers(2**30)))
        return {"x": 1.0 + rng.random(shape), "p": p, "rng": seed, "train": train}

    masks = {"summary": "dropout", "tolerance": Tolerance(0.0, 0.06)}
    yield Case("three tenths dropped", inputs(0.3), public=True, **masks)
    yield Case("eight tenths dropped", inputs(0.8), **masks)
    yield Case("test time", inputs(0.4, train=False, shape=(3, 4)), script=AT_TEST_TIME, public=True)
    yield Case("two masks", inputs(0.5), script=TWICE, summary="repeated", public=True)
    yield Case("nothing dropped", inputs(0.0), check="edge cases", public=True, **masks)
    yield Case("everything dropped", inputs(1.0), check="edge cases", quiet=True, public=True, **masks)


@exercise.law
def the_mean_stays(rng):
    """On average over many units the output must be as large as the input."""
    inputs = {"x": np.ones((200, 200)), "p": 0.3, "rng": Seed(int(rng.integers(2**30))), "train": True}
    return Lawful((inputs,), lambda outputs: abs(outputs[0][0].mean() - 1.0) < 0.03)


def _masked(x, mask):
    return x * mask, mask


@exercise.mistake
def p_as_keep(x, p, rng, train):
    """You keep with probability p: p is the probability of dropping."""
    return _masked(x, (rng.random(x.shape) < p) / max(1.0 - p, 1e-9)) if train else (x.copy(), np.ones_like(x))


@exercise.mistake
def no_scale(x, p, rng, train):
    """You do not scale what is left: divide by 1 - p."""
    return _masked(x, 1.0 * (rng.random(x.shape) >= p)) if train else (x.copy(), np.ones_like(x))


@exercise.mistake
def scaled_at_test_time(x, p, rng, train):
    """You scale at test time: that is done while training."""
    return dropout_forward(x, p, rng, train) if train else _masked(x, np.full_like(x, 1.0 - p))


@exercise.mistake
def one_mask_for_the_batch(x, p, rng, train):
    """You drop the same units for every example: draw a number for each entry."""
    mask = (rng.random(x.shape[1]) >= p) / max(1.0 - p, 1e-9)
    return _masked(x, np.tile(mask, (len(x), 1))) if train else (x.copy(), np.ones_like(x))


@exercise.mistake
def whole_examples(x, p, rng, train):
    """You drop whole examples: draw a number for each entry."""
    mask = (rng.random((len(x), 1)) >= p) / max(1.0 - p, 1e-9)
    return _masked(x, np.tile(mask, x.shape[1])) if train else (x.copy(), np.ones_like(x))


@exercise.mistake
def seeded_inside(x, p, rng, train):
    """The same units die for ever: draw from the generator that you are given."""
    return dropout_forward(x, p, np.random.default_rng(0), train)


@exercise.mistake
def divides_by_zero(x, p, rng, train):
    """You divide by 0 where everything is dropped."""
    mask = np.where(rng.random(x.shape) >= p, 1.0, 0.0) / np.float64(1.0 - p)
    return _masked(x, mask) if train else (x.copy(), np.ones_like(x))


@exercise.alternative
def by_choice(x, p, rng, train):
    """Draw zeros and factors."""
    if not train or p == 0:
        return x + 0.0, np.ones(x.shape)
    mask = rng.binomial(1, 1.0 - p, size=x.shape) / np.maximum(1.0 - p, 1e-12)
    return mask * x, mask

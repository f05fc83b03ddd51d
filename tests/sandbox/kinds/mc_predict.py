"""A random function as an argument: what it draws in the grader, the generator of the answer has drawn."""

import numpy as np

from fallline.laws import Lawful
from fallline.plain import FunctionName, Seed
from grader.exercise import Case, Exercise

exercise = Exercise(
    "mc_predict",
    number="9.5",
    lesson="99_kinds",
    points=6,
    lines=3,
    difficulty=1,
    read="lesson 99",
    hints=("the idea", "the formula", "the skeleton"),
)


@exercise.reference
def mc_predict(forward, x, T, rng):
    """Return mean and variance over T passes."""
    passes = np.stack([forward(x, rng) for _ in range(T)])
    return passes.mean(axis=0), passes.var(axis=0)


def _inputs(rng, T):
    seed = Seed(int(rng.integers(2**30)))
    return {"forward": FunctionName("noisy_shares"), "x": rng.normal(size=(3, 4)), "T": T, "rng": seed}


@exercise.cases
def cases(rng):
    """Draw scores and a seed."""
    yield Case("nine passes", _inputs(rng, 9), public=True)
    yield Case("forty passes", _inputs(rng, 40), most_calls=40, public=True)
    yield Case("one pass", _inputs(rng, 1), check="edge cases", public=True)
    script = "first = mc_predict(forward, x, T, rng)\nsecond = mc_predict(forward, x, T, rng)\nreturn first, second"
    yield Case("called twice", _inputs(rng, 3), script=script)


@exercise.law
def probabilities_sum_to_one(rng):
    """Each row of the mean must sum to 1."""
    return Lawful((_inputs(rng, 5),), lambda outputs: np.allclose(outputs[0][0].sum(axis=1), 1.0))


@exercise.demand
def the_same_draws_again(inputs, calls):
    """You hand out a generator in the same state for every pass: pass on the one that you are given."""
    states = [call.argument(1, "rng") for call in calls]
    return len(set(states)) == len(states)


@exercise.mistake
def one_pass_only(forward, x, T, rng):
    """You make one pass, whatever T is."""
    return mc_predict(forward, x, 1, rng)


@exercise.mistake
def fresh_seed(forward, x, T, rng):
    """You make a new generator for every pass, so that all passes are the same."""
    passes = np.stack([forward(x, np.random.default_rng(0)) for _ in range(T)])
    return passes.mean(axis=0), passes.var(axis=0)


@exercise.mistake
def summed(forward, x, T, rng):
    """You add up the passes: divide by T."""
    mean, variance = mc_predict(forward, x, T, rng)
    return T * mean, variance


@exercise.mistake
def unbiased(forward, x, T, rng):
    """You divide the variance by T - 1."""
    mean, variance = mc_predict(forward, x, T, rng)
    return mean, variance * T / max(T - 1, 1)


@exercise.mistake
def deviation(forward, x, T, rng):
    """You return the standard deviation: its square is asked for."""
    mean, variance = mc_predict(forward, x, T, rng)
    return mean, np.sqrt(variance)


@exercise.mistake
def twice_as_many(forward, x, T, rng):
    """You make T passes for the mean and T others for the variance: use the same ones for both."""
    mean, _ = mc_predict(forward, x, T, rng)
    return mean, mc_predict(forward, x, T, rng)[1]


@exercise.alternative
def running_sums(forward, x, T, rng):
    """Keep the sums of the passes and of their squares."""
    total = squares = 0.0
    for _ in range(T):
        p = forward(x=x, rng=rng)
        total, squares = total + p, squares + p**2
    return total / T, np.maximum(squares / T - (total / T) ** 2, 0.0)

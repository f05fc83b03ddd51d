"""Measure how far the threshold of a graded experiment is from what right answers reach, and from what wrong ones do.

    .venv/bin/python tests/benchmarks/experiment_margins.py [SEEDS]

4.9 ``overfit`` must bring 20 real digits to 100 % and their loss below a threshold. Which digits and which start is up
to the seed. The reference must do it for every seed with room to spare, and typical mistakes for none. Mistakes that
arrive all the same are told by their exact values after a few steps; the table shows which ones these are. The exit
status is 1 if the reference misses the threshold or a typical mistake reaches it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from grader import catalogue
from grader.exercises.lesson_04.overfit import ENOUGH, RATE, STEPS, WIDTHS, twenty_digits

SEEDS = 20
TYPICAL = (
    "uphill",
    "one-step-alone",
    "no-step",
    "gradients-from-the-start",
    "back-to-the-start",
    "weights-fixed",
    "divided-by-N",
    "divided-by-steps",
    "gradients-returned",
)
"""Mistakes, in each of their sizes, that must miss the threshold whatever the seed."""


def outcome(answer: Callable[..., Any], seed: int) -> tuple[float, float] | None:
    """Return the accuracy and the loss that an answer reaches on 20 digits; None if what it returns is no network."""
    inputs = twenty_digits(np.random.default_rng(seed))
    learn = catalogue.find("loss_and_grads").solve
    arguments = {name: value for name, value in inputs.items() if name != "loss_and_grads"}
    try:
        with np.errstate(all="ignore"):
            params = answer(learn, *arguments.values())
            scores = catalogue.find("mlp_forward").solve(params, inputs["X"])[0]
            loss = learn(params, inputs["X"], inputs["y"], 0.0)[0]
    except (AttributeError, IndexError, TypeError, ValueError):
        return None
    return float(np.mean(scores.argmax(axis=1) == inputs["y"])), float(loss)


def outcomes(answer: Callable[..., Any], seeds: int) -> list[tuple[float, float]]:
    """Return what an answer reaches for each seed, as far as it returns networks."""
    reached = (outcome(answer, seed) for seed in range(seeds))
    return [pair for pair in reached if pair is not None]


def arrives(accuracy: float, loss: float) -> bool:
    """Return whether an outcome passes the graded case."""
    return accuracy == 1.0 and loss < ENOUGH


def wrong_answers() -> Iterator[tuple[str, str, Callable[..., Any]]]:
    """Yield name, size and function of every known mistake."""
    for mistake in catalogue.find("overfit").mistakes:
        for size, function in zip(mistake.variants, mistake.functions(), strict=True):
            yield mistake.name, ", ".join(f"{key} {value}" for key, value in size.items()), function


def line(label: str, reached: list[tuple[float, float]]) -> str:
    """Return one line of the table."""
    if not reached:
        return f"{label:46}  returns no network"
    accuracies, losses = zip(*reached, strict=True)
    passing = sum(arrives(*pair) for pair in reached)
    low, high = min(accuracies), max(accuracies)
    return (
        f"{label:46}  accuracy {low:5.0%} to {high:5.0%}  loss {min(losses):8.3g} to {max(losses):8.3g}"
        f"  passes {passing:2d} of {len(reached)}"
    )


def main(seeds: int) -> int:
    """Print the table; return 1 if a threshold does not hold."""
    layers = "-".join(map(str, WIDTHS))
    print(f"20 digits, {layers}, {STEPS} steps of rate {RATE}, {seeds} seeds; passes with 100 % and a loss < {ENOUGH}")
    right = outcomes(catalogue.find("overfit").solve, seeds)
    print(line("the reference", right))
    highest = max(loss for _, loss in right)
    print(f"{'':46}  margin: the highest loss is {ENOUGH / highest:.1f} times below the threshold")
    failed = not all(arrives(*pair) for pair in right)
    for name, size, function in wrong_answers():
        reached = outcomes(function, seeds)
        print(line(f"{name} {f'({size})' if size else ''}", reached))
        failed |= name in TYPICAL and any(arrives(*pair) for pair in reached)
    print("does not hold" if failed else "holds")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else SEEDS))

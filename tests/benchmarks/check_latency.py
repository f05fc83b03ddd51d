"""How long a student waits for `check`: run it by hand, `python tests/benchmarks/check_latency.py`.

Each exercise is checked with its reference (right) and with each of its known mistakes (wrong); the verdict is made and
laid out, but not shown. The promise is a tenth of a second; a slower answer, a student's own loop, counts on top.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from fallline import card, show
from fallline.checking import judge
from grader import catalogue
from grader.exercise import Exercise

PROMISED = 0.1
REPEATS = 5


def seconds_of(exercise: Exercise, answer: Callable[..., Any]) -> float:
    """Return the median time from the call to the finished message."""
    known = card.load(exercise.name)
    using = catalogue.find(exercise.using).solve if exercise.using else None
    taken = []
    for _ in range(REPEATS):
        started = time.perf_counter()
        verdict, trials = judge(known, answer, using)
        show.verdict_message(known, verdict, trials)._repr_html_()
        taken.append(time.perf_counter() - started)
    return statistics.median(taken)


def main() -> None:
    """Print one line an exercise: loading the card, a right answer, the slowest wrong one."""
    print(f"{'exercise':28}{'load':>10}{'right':>10}{'wrong':>10}{'worst':>10}   milliseconds")
    for exercise in catalogue.exercises().values():
        card.load.cache_clear()
        started = time.perf_counter()
        card.load(exercise.name)
        load = time.perf_counter() - started
        with np.errstate(all="ignore"):
            right = seconds_of(exercise, exercise.solve)
            wrong = [seconds_of(exercise, next(mistake.functions())) for mistake in exercise.mistakes]
        times = [load, right, statistics.median(wrong), max(wrong)]
        late = "   LATE" if max(times) > PROMISED else ""
        print(f"{exercise.name:28}" + "".join(f"{1000 * seconds:10.1f}" for seconds in times) + late)


if __name__ == "__main__":
    main()

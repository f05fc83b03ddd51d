"""``grader`` with only so many checks in lesson 01: the engine's own cost, on as many questions as other graders ask.

    .venv/bin/python tests/benchmarks/few_checks.py 12 grade --no-gradebook FOLDER

The notebooks that nbgrader and otter-grader grade in these benchmarks hold one assert an exercise. Ours ask an answer
some twenty-five times, laws among it. Here the first exercises are asked twice and the others once; nothing else
differs: the same cells, the same layers, mistakes are named, records are written.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from grader import running
from grader.__main__ import main

if TYPE_CHECKING:
    from grader.case import Case
    from grader.exercise import Exercise


def questions(checks: int) -> Iterator[tuple[Exercise, int]]:
    """Yield each exercise of the lesson, and how many cases it keeps."""
    # Late, as in `grader grade`: the sandbox starts before NumPy is imported.
    from made_class import LESSON

    from grader import catalogue

    exercises = catalogue.of_lesson(LESSON)
    for place, exercise in enumerate(exercises):
        yield exercise, checks // len(exercises) + (place < checks % len(exercises))


def keep(exercise: Exercise, count: int) -> None:
    """Let an exercise keep its first ordinary cases, and no law."""
    draw = exercise.draw

    def fewer(seed: int) -> list[Case]:
        return [case for case in draw(seed) if case.check == "values"][:count]

    exercise.laws.clear()
    object.__setattr__(exercise, "draw", fewer)


def with_few(checks: int) -> None:
    """Let the run that follows ask only so many questions."""
    real = running.record_all

    def record_all(*arguments: Any, **options: Any) -> Any:
        for exercise, count in questions(checks):
            keep(exercise, count)
        return real(*arguments, **options)

    running.record_all = record_all


if __name__ == "__main__":
    with_few(int(sys.argv.pop(1)))
    main()

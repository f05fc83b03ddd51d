"""Finds the exercises: every module of ``grader.exercises.lesson_NN`` that holds an ``exercise``."""

from __future__ import annotations

import importlib
import pkgutil
from difflib import get_close_matches
from functools import cache

from grader import exercises as package
from grader.errors import SpecError, UsageError
from grader.exercise import Exercise


@cache
def exercises() -> dict[str, Exercise]:
    """Return all exercises by name, in the order of the course."""
    found = [
        importlib.import_module(module.name).exercise
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
        if not module.ispkg
    ]
    found.sort(key=lambda exercise: (exercise.lesson, [int(n) for n in exercise.number.split(".")]))
    if len({exercise.name for exercise in found}) < len(found):
        raise SpecError("two exercises have the same name")
    return {exercise.name: exercise for exercise in found}


def find(name: str) -> Exercise:
    """Return the exercise of this name.

    Raises
    ------
    UsageError
        If there is none; the message names the closest ones.
    """
    known = exercises()
    if name not in known:
        close = ", ".join(get_close_matches(name, known, n=3)) or ", ".join(known)
        raise UsageError(f"there is no exercise called {name!r}; expected one of the course's; try {close}")
    return known[name]


def of_lesson(lesson: str) -> list[Exercise]:
    """Return a lesson's exercises in order."""
    return [exercise for exercise in exercises().values() if exercise.lesson == lesson]

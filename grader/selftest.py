"""Proves an exercise: what is right passes, what is wrong fails under its own name."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from typing import Any, NoReturn

from fallline.trial import VALUES
from grader.exercise import Exercise, Function
from grader.marking import Marked, ask_locally, mark

SEEDS = (0, 1, 2, 3, 4)
FEWEST_MISTAKES = 5


def problems(exercise: Exercise, seeds: Sequence[int] = SEEDS) -> list[str]:
    """Return everything that is wrong with an exercise's specification, in sentences; none if it is sound."""
    found = list(_problems_of_form(exercise))
    for seed in seeds:
        found += _problems_of_right_answers(exercise, seed)
        found += _problems_of_mistakes(exercise, seed)
        found += _problems_of_stubs(exercise, seed)
    return list(dict.fromkeys(found))


def _problems_of_form(exercise: Exercise) -> Iterator[str]:
    name = exercise.name
    if len(exercise.hints) != 3:
        yield f"{name}: has {len(exercise.hints)} hints; expected three (concept, formula, skeleton)"
    if not all(hint.strip() for hint in exercise.hints):
        yield f"{name}: has an empty hint"
    if len(exercise.mistakes) < FEWEST_MISTAKES:
        yield f"{name}: has {len(exercise.mistakes)} mistakes; expected at least {FEWEST_MISTAKES}"
    if not exercise.alternatives:
        yield f"{name}: has no alternative right answer"
    if not exercise.laws and exercise.using is None:
        yield f"{name}: has no law"
    cases = exercise.draw(0)
    if cases[0].check != VALUES or not cases[0].public:
        yield f"{name}: its first case must be an ordinary public one"
    if len({case.name for case in cases}) < len(cases):
        yield f"{name}: two cases have the same name"


def _problems_of_right_answers(exercise: Exercise, seed: int) -> Iterator[str]:
    answers = {"the reference": exercise.solve, **exercise.alternatives}
    for label, function in answers.items():
        marked = _mark(exercise, function, seed)
        if marked.outcome != "correct" or marked.points != exercise.points:
            yield f"{exercise.name}: {label}: {marked.outcome} ({marked.mistake}), {marked.message} {_failed(marked)}"
    for case in exercise.draw(seed):
        seen = ask_locally(exercise, exercise.solve)(case.question)
        if seen.warned:
            yield f"{exercise.name}: the reference warns on “{case.name}”: {seen.warned[0]}"


def _problems_of_mistakes(exercise: Exercise, seed: int) -> Iterator[str]:
    for mistake in exercise.mistakes:
        for size, function in zip(mistake.variants, mistake.functions(), strict=True):
            marked = _mark(exercise, function, seed)
            label = f"{exercise.name}: mistake {mistake.name} {size or ''}".rstrip()
            if marked.points >= exercise.points:
                yield f"{label}: gets full points"
            elif marked.mistake != mistake.name:
                yield f"{label}: is called {marked.outcome} ({marked.mistake}): {marked.message}"


def _problems_of_stubs(exercise: Exercise, seed: int) -> Iterator[str]:
    for label, function in {
        "a stub": _stub,
        "a function that returns None": _nothing,
        "one that returns 0": _zero,
    }.items():
        marked = _mark(exercise, function, seed)
        if marked.points:
            yield f"{exercise.name}: {label} gets {marked.points} points {_failed(marked)}"


def _mark(exercise: Exercise, function: Function, seed: int) -> Marked:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return mark(exercise, ask_locally(exercise, function), seed)


def _failed(marked: Marked) -> str:
    return "; ".join(f"{check.name}: {'passed' if check.passed else 'failed'}" for check in marked.checks)


def _stub(*_: Any) -> NoReturn:
    raise NotImplementedError


def _nothing(*_: Any) -> None:
    return None


def _zero(*_: Any) -> float:
    return 0.0

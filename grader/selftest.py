"""Proves an exercise: what is right passes, what is wrong fails under its own name."""

from __future__ import annotations

import time
import warnings
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

from fallline.trial import VALUES
from grader.exercise import Exercise, Function
from grader.marking import Marked, ask_locally, mark

SEEDS = (0, 1, 2, 3, 4)
FEWEST_MISTAKES = 5


@dataclass(frozen=True)
class Finding:
    """How one answer fared with one seed: whether it lost points, whether it got its own name, what is wrong with that.

    ``kind`` is "right" for an answer that must pass, "wrong" for a mistake in one size.
    """

    kind: str
    label: str
    is_rejected: bool
    is_named: bool
    problem: str | None


@dataclass(frozen=True)
class Report:
    """What the self-test has found out about one exercise, with all seeds."""

    exercise: str
    mistakes: int
    findings: tuple[Finding, ...]
    others: tuple[str, ...]
    seconds: float

    @property
    def problems(self) -> list[str]:
        """Everything that is wrong with the specification, in sentences."""
        return list(dict.fromkeys([*self.others, *(f.problem for f in self.findings if f.problem)]))

    def counts(self) -> dict[str, tuple[int, int]]:
        """Return how many of how many mistakes, sizes counted, are rejected and named, and right answers accepted."""
        wrong, right = ([f for f in self.findings if f.kind == kind] for kind in ("wrong", "right"))
        rejected = _always((f.label for f in wrong), (f.label for f in wrong if not f.is_rejected))
        named = _always((f.label for f in wrong), (f.label for f in wrong if not f.is_named))
        accepted = _always((f.label for f in right), (f.label for f in right if f.is_rejected))
        return {"rejected": rejected, "named": named, "accepted": accepted}


def _always(labels: Iterable[str], exceptions: Iterable[str]) -> tuple[int, int]:
    """Return how many labels are without an exception, and how many there are."""
    known = set(labels)
    return len(known - set(exceptions)), len(known)


def problems(exercise: Exercise, seeds: Sequence[int] = SEEDS) -> list[str]:
    """Return everything that is wrong with an exercise's specification, in sentences; none if it is sound."""
    return examine(exercise, seeds).problems


def examine(exercise: Exercise, seeds: Sequence[int] = SEEDS) -> Report:
    """Try every right and every wrong answer of an exercise, with inputs drawn from each seed."""
    started = time.perf_counter()
    others, findings = list(_problems_of_form(exercise)), list[Finding]()
    for seed in seeds:
        findings += _right_answers(exercise, seed)
        others += _warnings_of_the_reference(exercise, seed)
        findings += _mistakes(exercise, seed)
        others += _problems_of_stubs(exercise, seed)
    seconds = time.perf_counter() - started
    return Report(exercise.name, len(exercise.mistakes), tuple(findings), tuple(others), seconds)


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


def _right_answers(exercise: Exercise, seed: int) -> Iterator[Finding]:
    for label, function in {"the reference": exercise.solve, **exercise.alternatives}.items():
        marked = _mark(exercise, function, seed)
        is_rejected = marked.outcome != "correct" or marked.points != exercise.points
        said = f"{exercise.name}: {label}: {marked.outcome} ({marked.mistake}), {marked.message} {_failed(marked)}"
        yield Finding("right", label, is_rejected, marked.mistake is not None, said if is_rejected else None)


def _warnings_of_the_reference(exercise: Exercise, seed: int) -> Iterator[str]:
    for case in exercise.draw(seed):
        seen = ask_locally(exercise, exercise.solve)(case.question)
        if seen.warned:
            yield f"{exercise.name}: the reference warns on “{case.name}”: {seen.warned[0]}"


def _mistakes(exercise: Exercise, seed: int) -> Iterator[Finding]:
    for mistake in exercise.mistakes:
        for size, function in zip(mistake.variants, mistake.functions(), strict=True):
            marked = _mark(exercise, function, seed)
            label = f"{exercise.name}: mistake {mistake.name} {size or ''}".rstrip()
            is_rejected, is_named = marked.points < exercise.points, marked.mistake == mistake.name
            problem = None if is_named else f"{label}: is called {marked.outcome} ({marked.mistake}): {marked.message}"
            yield Finding(
                "wrong", label, is_rejected, is_named, problem if is_rejected else f"{label}: gets full points"
            )


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

"""Marks one answer to one exercise: asks it every case and law, and turns what it did into a verdict and points.

The answer itself is behind ``ask``: a function that takes inputs and returns an observation. In grading, it lives in
another process and all that comes back is plain data.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from typing import Any

import numpy as np

from fallline.diagnosis import Suspect, Verdict, diagnose
from fallline.functions import FUNCTIONS
from fallline.observe import Observation, glance
from fallline.question import Question
from fallline.trial import CHECKS, CONTRACT, VALUES, LawResult, Trial
from fallline.variants import VARIANTS
from grader import catalogue
from grader.errors import SpecError
from grader.exercise import Case, Exercise, Function, Law

Ask = Callable[[Question], Observation]
"""Puts a question to an answer, wherever it lives."""


@dataclass(frozen=True)
class CheckResult:
    """One named check of an exercise, and its points."""

    name: str
    passed: bool
    points: float
    max_points: float


@dataclass(frozen=True)
class Marked:
    """An answer's verdict and its points, check by check."""

    exercise: str
    outcome: str
    mistake: str | None
    message: str
    read: str | None
    checks: tuple[CheckResult, ...]

    @property
    def points(self) -> float:
        """The points of all checks together."""
        return round(sum(check.points for check in self.checks), 4)

    @property
    def max_points(self) -> float:
        """The points of a fully right answer."""
        return round(sum(check.max_points for check in self.checks), 4)


def mark(exercise: Exercise, ask: Ask, seed: int) -> Marked:
    """Mark one answer on all cases and laws drawn from ``seed``.

    Whatever ``ask`` raises (a time limit, a worker that died) goes through; ``unanswered`` makes the mark for it.
    """
    cases = exercise.draw(seed)
    first = ask_case(exercise, ask, cases[0])
    if first.raised is not None and first.raised.type == "NotImplementedError":
        return unanswered(
            exercise, "not attempted", "Not attempted yet: the function still raises NotImplementedError."
        )
    observations = [first, *(ask_case(exercise, ask, case) for case in cases[1:])]
    trials = make_trials(exercise, cases, observations)
    laws = [check_law(exercise, law, ask, seed) for law in exercise.laws]
    memory = next((t for t in trials if t.observation.raised and t.observation.raised.type == "MemoryError"), None)
    if memory is not None:
        verdict = Verdict("memory", "Your function ran out of memory.", trial=memory)
    else:
        is_right = all(law.kept for law in laws) and not any(trial.faults() for trial in trials)
        verdict = diagnose(trials, laws, () if is_right else suspects(exercise, seed))
    message = " ".join([verdict.sentence, *(f"Also: {sentence}" for sentence in verdict.also)])
    return Marked(exercise.name, verdict.outcome, verdict.mistake, message, verdict.read, tally(exercise, trials, laws))


def unanswered(exercise: Exercise, outcome: str, message: str) -> Marked:
    """Return the mark of an exercise that has no answer to ask: no points, and why."""
    checks = tuple(CheckResult(name, False, 0.0, points) for name, points in _shares(exercise, CHECKS))
    return Marked(exercise.name, outcome, None, message, None, checks)


def function_named(exercise: Exercise, name: str) -> Function:
    """Return the function that an input names: the exercise's own, a variant of what it is about, or the kit's."""
    if name in exercise.functions:
        return exercise.functions[name]
    if exercise.using is not None and name in VARIANTS:
        return VARIANTS[name](catalogue.find(exercise.using).solve)
    if exercise.using is None and name in FUNCTIONS:
        return FUNCTIONS[name]
    known = (*exercise.functions, *(FUNCTIONS if exercise.using is None else VARIANTS))
    raise SpecError(f"{exercise.name}: no function called {name!r} to pass; known are {', '.join(known)}")


def ask_locally(exercise: Exercise, function: Function) -> Ask:
    """Return an ``Ask`` that calls a function in this process: for references, mistakes and the self-test."""
    find, names = partial(function_named, exercise), {**exercise.given, exercise.name: function}
    return lambda question: question.put(function, find, names)


def ask_case(exercise: Exercise, ask: Ask, case: Case) -> Observation:
    """Return what an answer does on a case: its value summed up, and the demands that its calls did not keep."""
    question = case.question
    seen = question.read(ask(question), exercise.summaries)
    demands = exercise.demands if question.functions else ()
    broken = ((demand.name, demand.sentence) for demand in demands if not demand.is_kept(case.inputs, seen.calls))
    return replace(seen, broken=(*seen.broken, *broken))


def make_trials(exercise: Exercise, cases: Sequence[Case], observations: Sequence[Observation]) -> list[Trial]:
    """Put observations beside what the reference does on the same cases.

    A probe whose right value does not change tells nothing and is left out by giving it no name.
    """
    reference = ask_locally(exercise, exercise.solve)
    trials = []
    for case, observation in zip(cases, observations, strict=True):
        right = ask_case(exercise, reference, replace(case, read_only=False) if case.read_only else case)
        if not case.must_raise and not right.has_value:
            raise SpecError(
                f"{exercise.name}: the reference gives no value on “{case.name}”: {right.raised or right.unsupported}"
            )
        trials.append(
            Trial(
                case.name,
                case.inputs,
                right.value,
                observation,
                case.check,
                case.quiet,
                case.read_only,
                case.must_raise,
                case.probe,
                case.tolerance or exercise.tolerance,
                case.raising_is,
                case.script,
                case.items,
                case.most_calls,
                case.summary,
            )
        )
    return trials


def check_law(exercise: Exercise, law: Law, ask: Ask, seed: int) -> LawResult:
    """Return whether an answer keeps a law on inputs drawn from ``seed``."""
    relation = law.draw(np.random.default_rng(seed))
    observations = [ask(question) for question in law.questions(relation)]
    kept = all(o.has_value for o in observations)
    with np.errstate(all="ignore"):
        kept = kept and relation.holds([o.value for o in observations], exercise.tolerance)
    return LawResult(law.name, law.sentence, kept, law.check)


def suspects(exercise: Exercise, seed: int) -> tuple[Suspect, ...]:
    """Return every known mistake with what it does on the cases drawn from ``seed``, found out on demand."""
    return _suspects(exercise, seed, len(exercise.mistakes))


@lru_cache(maxsize=16)
def _suspects(exercise: Exercise, seed: int, _mistakes: int) -> tuple[Suspect, ...]:
    """Return the suspects; answers that are tried on the same inputs share what they do."""
    cases = exercise.draw(seed)
    return tuple(
        Suspect(mistake.name, mistake.sentence, mistake.read, _OnDemand(exercise, function, cases))
        for mistake in exercise.mistakes
        for function in mistake.functions()
    )


class _OnDemand(Sequence[Observation]):
    """What a function does on each case, found out when somebody asks: most suspects are ruled out by the first."""

    def __init__(self, exercise: Exercise, function: Function, cases: Sequence[Case]) -> None:
        self.exercise, self.ask, self.cases = exercise, ask_locally(exercise, function), cases
        self.function = function
        self.known: dict[int, Observation] = {}

    def __len__(self) -> int:
        return len(self.cases)

    def __getitem__(self, place: Any) -> Any:
        if place not in self.known:
            self.known[place] = ask_case(self.exercise, self.ask, self.cases[place])
        return self.known[place]

    def glance(self, place: int) -> Any:
        """Return the value of a plain call, found out in a fraction of the time."""
        return glance(self.function, self.cases[place].inputs)


def tally(exercise: Exercise, trials: Sequence[Trial], laws: Sequence[LawResult]) -> tuple[CheckResult, ...]:
    """Split the points between the named checks, and give those of each check that passed."""
    used = {CONTRACT} | {trial.check for trial in trials} | {law.check for law in laws}
    present = [name for name in CHECKS if name in used]
    failed = {trial.check for trial in trials if trial.faults() & {"value", "warned", "calls"}}
    failed |= {law.check for law in laws if not law.kept}
    if VALUES in failed or any(trial.faults() & {"overwritten", "type"} for trial in trials):
        failed.add(CONTRACT)
    result = partial(_result, failed)
    return tuple(result(name, points) for name, points in _shares(exercise, present))


def _result(failed: set[str], name: str, points: float) -> CheckResult:
    passed = name not in failed
    return CheckResult(name, passed, points if passed else 0.0, points)


def _shares(exercise: Exercise, present: Sequence[str]) -> list[tuple[str, float]]:
    """Split an exercise's points in proportion, to the hundredth, the rest going to the first check."""
    whole = sum(exercise.split.get(name, 0.0) for name in present)
    shares = {name: round(exercise.points * exercise.split.get(name, 0.0) / whole, 2) for name in present}
    shares[present[0]] = round(exercise.points - sum(shares[name] for name in present[1:]), 2)
    return list(shares.items())

"""Builds answer cards from exercises: the public part of a spec, as data."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from fallline.card import Card, PublicLaw, dump
from fallline.diagnosis import Suspect
from fallline.errors import PlainDataError
from fallline.laws import Lawful
from fallline.observe import Observation
from fallline.plain import from_json
from fallline.question import TOO_MANY_CALLS, Question
from fallline.summaries import SUMMARIES
from fallline.trial import READ_ONLY, Trial
from grader.errors import SpecError
from grader.exercise import PUBLIC_SEED, Case, Exercise
from grader.marking import ask_case, ask_locally, make_trials

ROUNDING = 1e-12


def make_card(exercise: Exercise) -> Card:
    """Return an exercise's card: its public cases, drawn from the public seed, and the mistakes that show on them."""
    cases = public_cases(exercise)
    trials = make_trials(exercise, cases, [Observation()] * len(cases))
    tried = [replace(trial, observation=Observation()) for trial in trials]
    laws = [
        PublicLaw(
            law.name, law.sentence, law.check, law.draw(np.random.default_rng(PUBLIC_SEED)), law.script, law.items
        )
        for law in exercise.laws
        if law.public
    ]
    for question in (
        *(case.question for case in cases),
        *(Question(inputs) for law in laws for inputs in law.relation.inputs),
    ):
        _require_public(exercise, question)
    return Card(
        name=exercise.name,
        number=exercise.number,
        lesson=exercise.lesson,
        signature=exercise.signature,
        points=exercise.points,
        read=exercise.read,
        grader_tries=exercise.grader_tries,
        using=exercise.using,
        hints=exercise.hints,
        tolerance=exercise.tolerance,
        trials=tuple(tried),
        laws=tuple(law for law in laws if not isinstance(law.relation, Lawful)),
        suspects=tuple(_visible_suspects(exercise, cases, trials)),
    )


def public_cases(exercise: Exercise) -> list[Case]:
    """Return the public cases, and the probes of the first one, drawn from the public seed."""
    return [case for case in exercise.draw(PUBLIC_SEED) if case.public]


def _require_public(exercise: Exercise, question: Question) -> None:
    """Refuse to publish what the kit cannot ask."""
    hidden = question.functions & exercise.functions.keys()
    if question.summary is not None and exercise.summaries[question.summary] is not SUMMARIES.get(question.summary):
        hidden |= {question.summary}
    if hidden:
        raise SpecError(
            f"{exercise.name}: a public case or law uses {', '.join(sorted(hidden))}, which only the grader has; "
            "expected functions and summaries of the kit; make it hidden, or move them to fallline"
        )


def write_cards(exercises: list[Exercise], folder: Path) -> list[Path]:
    """Write every card into ``folder``, remove those of exercises that are gone, and return the paths.

    A card that differs from the one that is there by rounding only is left as it is: the last digit of a matrix product
    depends on the processor and on where in memory its factors lie, and nobody's copy should change for that.
    """
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for exercise in exercises:
        path = folder / f"{exercise.name}.json"
        text = dump(make_card(exercise))
        if not _is_there(path, text):
            path.write_text(text, encoding="utf-8")
        paths.append(path)
    for stale in set(folder.glob("*.json")) - set(paths):
        stale.unlink()
    return paths


def _is_there(path: Path, text: str) -> bool:
    """Return whether a file holds a card's text, but for rounding."""
    try:
        there = from_json(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, PlainDataError):
        return False
    return _is_close(there, from_json(json.loads(text)))


def _is_close(a: Any, b: Any) -> bool:
    if type(a) is not type(b):
        return False
    if isinstance(a, np.ndarray):
        is_alike: bool = a.dtype == b.dtype and a.shape == b.shape
        return is_alike and np.allclose(a, b, rtol=ROUNDING, atol=ROUNDING, equal_nan=True)
    if isinstance(a, float):
        return a == b or math.isclose(a, b, rel_tol=ROUNDING, abs_tol=ROUNDING) or (math.isnan(a) and math.isnan(b))
    if isinstance(a, dict):
        return list(a) == list(b) and all(_is_close(a[key], b[key]) for key in a)
    if isinstance(a, list | tuple):
        return len(a) == len(b) and all(map(_is_close, a, b))
    return bool(a == b)


def _visible_suspects(exercise: Exercise, cases: list[Case], trials: list[Trial]) -> list[Suspect]:
    """Return the mistakes that show on a public case; there, the others cannot be told from a right answer."""
    found = []
    for mistake in exercise.mistakes:
        for function in mistake.functions():
            wrong = ask_locally(exercise, function)
            seen = tuple(_as_public(ask_case(exercise, wrong, case)) for case in cases)
            if any(trial.faults(observation) for trial, observation in zip(trials, seen, strict=True)):
                found.append(Suspect(mistake.name, mistake.sentence, mistake.read, seen))
    return found


def _as_public(seen: Observation) -> Observation:
    """Drop what the kit cannot find out, and the lines of an exception: they are those of our own file."""
    raised = seen.raised
    if raised:
        # Whether it stumbled over a read-only array is all of the message that a verdict needs (`Trial.faults`).
        message = READ_ONLY if READ_ONLY in raised.message else ""
        raised = replace(raised, message=message, lines=())
    broken = tuple(pair for pair in seen.broken if pair[0] == TOO_MANY_CALLS)
    return replace(seen, raised=raised, calls=(), broken=broken)

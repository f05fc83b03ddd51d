"""Builds answer cards from exercises: the public part of a spec, as data."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from fallline.card import Card, PublicLaw, dump
from fallline.diagnosis import Suspect
from fallline.laws import Lawful
from fallline.observe import Observation
from fallline.trial import Trial
from grader.exercise import PUBLIC_SEED, Case, Exercise
from grader.marking import ask_locally, make_trials


def make_card(exercise: Exercise) -> Card:
    """Return an exercise's card: its public cases, drawn from the public seed, and the mistakes that show on them."""
    cases = public_cases(exercise)
    trials = make_trials(exercise, cases, [Observation()] * len(cases))
    tried = [replace(trial, observation=Observation()) for trial in trials]
    laws = [
        PublicLaw(law.name, law.sentence, law.check, law.draw(np.random.default_rng(PUBLIC_SEED)))
        for law in exercise.laws
        if law.public
    ]
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


def write_cards(exercises: list[Exercise], folder: Path) -> list[Path]:
    """Write every card into ``folder``, remove those of exercises that are gone, and return the paths."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for exercise in exercises:
        path = folder / f"{exercise.name}.json"
        text = dump(make_card(exercise))
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
        paths.append(path)
    for stale in set(folder.glob("*.json")) - set(paths):
        stale.unlink()
    return paths


def _visible_suspects(exercise: Exercise, cases: list[Case], trials: list[Trial]) -> list[Suspect]:
    """Return the mistakes that show on a public case; there, the others cannot be told from a right answer."""
    found = []
    for mistake in exercise.mistakes:
        for function in mistake.functions():
            wrong = ask_locally(exercise, function)
            seen = tuple(_without_trace(wrong(case.inputs, case.read_only)) for case in cases)
            if any(trial.faults(observation) for trial, observation in zip(trials, seen, strict=True)):
                found.append(Suspect(mistake.name, mistake.sentence, mistake.read, seen))
    return found


def _without_trace(seen: Observation) -> Observation:
    """Drop the lines of an exception: they are those of our own file."""
    return seen if seen.raised is None else replace(seen, raised=replace(seen.raised, message="", lines=()))

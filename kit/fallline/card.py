"""Answer cards: what ``check`` and ``hint`` know of an exercise. Data only, one JSON file an exercise in ``cards/``.

A card holds public inputs with the right outputs, what each known mistake puts out on the same inputs with its
sentence, laws, and hints. It explains; it holds no implementation.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any

from fallline.compare import Tolerance
from fallline.diagnosis import Suspect
from fallline.errors import UnknownExercise
from fallline.laws import Relation, RelationData
from fallline.observe import Observation, Raised
from fallline.plain import from_json, to_json
from fallline.trial import Trial

FOLDER = Path(__file__).parent / "cards"


@dataclass(frozen=True)
class PublicLaw:
    """A law with the inputs on which the kit checks it."""

    name: str
    sentence: str
    check: str
    relation: Relation
    script: str | None = None
    items: int | None = None


@dataclass(frozen=True)
class Card:
    """One exercise as its students may know it; nothing is observed yet in its ``trials``."""

    name: str
    number: str
    lesson: str
    signature: str
    points: float
    read: str
    grader_tries: str
    using: str | None
    hints: tuple[str, ...]
    tolerance: Tolerance
    trials: tuple[Trial, ...]
    laws: tuple[PublicLaw, ...]
    suspects: tuple[Suspect, ...]


@cache
def load(name: str) -> Card:
    """Return the card of an exercise.

    Raises
    ------
    UnknownExercise
        If the course has no exercise of this name; the message names the closest one.
    """
    path = FOLDER / f"{name}.json"
    if not name.isidentifier() or not path.is_file():
        known = sorted(file.stem for file in FOLDER.glob("*.json"))
        close = get_close_matches(name, known, n=1)
        hint = f"Did you mean `{close[0]}`?" if close else f"The course has: {', '.join(known)}."
        raise UnknownExercise(f"there is no exercise called `{name}`. {hint}")
    return from_plain(from_json(json.loads(path.read_text(encoding="utf-8"))))


def dump(card: Card) -> str:
    """Return a card as the text of its file: one line for each trial, law and suspect, so that diffs are small."""
    body = to_json(to_plain(card))["$dict"]
    lines = (f" {json.dumps(key)}: {_on_lines(value)}" for key, value in sorted(body.items()))
    return '{"$dict": {\n' + ",\n".join(lines) + "\n}}\n"


def _on_lines(value: Any) -> str:
    if not isinstance(value, list):
        return json.dumps(value, ensure_ascii=False)
    return "[\n" + ",\n".join(f"  {json.dumps(item, ensure_ascii=False)}" for item in value) + "\n ]"


_TEXTS = ("name", "number", "lesson", "signature", "points", "read", "grader_tries", "using")


def to_plain(card: Card) -> dict[str, Any]:
    """Return a card as plain data."""
    return {
        **{field: getattr(card, field) for field in _TEXTS},
        "hints": list(card.hints),
        "tolerance": vars(card.tolerance),
        "trials": [_trial_to_plain(trial) for trial in card.trials],
        "laws": [
            {
                "name": law.name,
                "sentence": law.sentence,
                "check": law.check,
                "relation": RelationData.to_plain(law.relation),
                **_given(law, ("script", "items")),
            }
            for law in card.laws
        ],
        "suspects": [_suspect_to_plain(suspect, card.trials) for suspect in card.suspects],
    }


def from_plain(data: dict[str, Any]) -> Card:
    """Return the card that ``to_plain`` wrote."""
    trials = tuple(_trial_from_plain(trial) for trial in data["trials"])
    return Card(
        **{field: data[field] for field in _TEXTS},
        hints=tuple(data["hints"]),
        tolerance=Tolerance(**data["tolerance"]),
        trials=trials,
        laws=tuple(PublicLaw(**{**law, "relation": RelationData.from_plain(law["relation"])}) for law in data["laws"]),
        suspects=tuple(_suspect_from_plain(suspect, trials) for suspect in data["suspects"]),
    )


_TRIAL = ("name", "inputs", "expected", "check", "quiet", "read_only", "must_raise", "raising_is", "probe")
_SELDOM = ("script", "items", "most_calls", "summary")
"""Fields that most trials go without; a card holds only those that are there."""


def _given(record: Trial | PublicLaw, fields: tuple[str, ...]) -> dict[str, Any]:
    return {field: getattr(record, field) for field in fields if getattr(record, field) is not None}


def _trial_to_plain(trial: Trial) -> dict[str, Any]:
    always = {field: getattr(trial, field) for field in _TRIAL}
    return {**always, "tolerance": vars(trial.tolerance), **_given(trial, _SELDOM)}


def _trial_from_plain(data: dict[str, Any]) -> Trial:
    return Trial(**{**data, "observation": Observation(), "tolerance": Tolerance(**data["tolerance"])})


def _suspect_to_plain(suspect: Suspect, trials: tuple[Trial, ...]) -> dict[str, Any]:
    """Return a suspect with None for each trial on which it does nothing wrong: cards stay small."""
    seen = [
        _observation_to_plain(observation) if trial.faults(observation) else None
        for trial, observation in zip(trials, suspect.observations, strict=True)
    ]
    return {"name": suspect.name, "sentence": suspect.sentence, "read": suspect.read, "observations": seen}


def _suspect_from_plain(data: dict[str, Any], trials: tuple[Trial, ...]) -> Suspect:
    seen = tuple(
        _right_observation(trial) if observation is None else _observation_from_plain(observation)
        for trial, observation in zip(trials, data["observations"], strict=True)
    )
    return Suspect(data["name"], data["sentence"], data["read"], seen)


def _right_observation(trial: Trial) -> Observation:
    return Observation(raised=Raised("Exception", "")) if trial.must_raise else Observation(trial.expected)


def _observation_to_plain(seen: Observation) -> dict[str, Any]:
    """Return an observation without what is as usual: most are a value and nothing else."""
    raised = None if seen.raised is None else seen.raised.type
    parts = {
        "value": seen.value,
        "raised": raised,
        "message": None if seen.raised is None else seen.raised.message,
        "unsupported": seen.unsupported,
        "warned": list(seen.warned),
        "overwritten": list(seen.overwritten),
        "broken": [list(pair) for pair in seen.broken],
    }
    return {key: part for key, part in parts.items() if part is not None and (key == "value" or part)}


def _observation_from_plain(data: dict[str, Any]) -> Observation:
    raised = data.get("raised")
    return Observation(
        data.get("value"),
        None if raised is None else Raised(raised, data.get("message", "")),
        data.get("unsupported"),
        tuple(data.get("warned", ())),
        tuple(data.get("overwritten", ())),
        broken=tuple((name, sentence) for name, sentence in data.get("broken", ())),
    )

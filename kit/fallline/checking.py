"""``check(f)`` and ``hint(f)``: what a student asks of the kit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from fallline import card as cards
from fallline import show
from fallline.card import Card
from fallline.diagnosis import Verdict, diagnose
from fallline.errors import CheckFailed, UnknownExercise
from fallline.observe import Observation, observe
from fallline.plain import FunctionName
from fallline.trial import LawResult, Trial
from fallline.variants import VARIANTS

Function = Callable[..., Any]


def check(answer: Function, *, exercise: str | None = None, using: Function | None = None, stop: bool = True) -> None:
    """Check a function against its exercise's answer card, and show the verdict.

    Parameters
    ----------
    answer : callable
        The function; its name says which exercise it belongs to.
    exercise : str, optional
        The exercise, if the function has another name.
    using : callable, optional
        For an exercise whose argument is a function: your own right function, from which the passed ones are derived.
    stop : bool
        Whether a verdict other than "right" makes the cell fail.

    Raises
    ------
    UnknownExercise
        If no exercise has this name.
    CheckFailed
        If the answer is not right and ``stop`` is true. It prints as one line.
    """
    card = cards.load(_name_of(answer, exercise))
    if card.name in _under_way:
        raise CheckFailed(f"{card.name} calls check on itself; move the call out of the function, to the left margin.")
    _under_way.add(card.name)
    try:
        verdict, trials = judge(card, answer, using)
    finally:
        _under_way.remove(card.name)
    show.show_verdict(card, verdict, trials)
    if stop and verdict.outcome != "correct":
        named = f"a known mistake, {verdict.mistake.replace('-', ' ')}" if verdict.mistake else _FAILED[verdict.outcome]
        raise CheckFailed(f"{card.name}: {named}.")


_FAILED = {
    "wrong": "not right yet",
    "raised": "your function raised an exception",
    "not attempted": "not attempted yet",
}


def hint(answer: Function | str, number: int | None = None) -> None:
    """Show the next hint for an exercise, or hint ``number`` (1 concept, 2 formula, 3 skeleton).

    Parameters
    ----------
    answer : callable or str
        The exercise's function, or its name.
    number : int, optional
        Which hint; the next one if left out.

    Raises
    ------
    UnknownExercise
        If no exercise has this name.
    ValueError
        If there is no hint of this number.
    """
    card = cards.load(answer if isinstance(answer, str) else _name_of(answer, None))
    wanted = min(_shown.get(card.name, 0) + 1, len(card.hints)) if number is None else number
    if wanted not in range(1, len(card.hints) + 1):
        raise ValueError(
            f"there is no hint {wanted!r} for {card.name}; expected 1 to {len(card.hints)}; try hint({card.name})"
        )
    _shown[card.name] = max(wanted, _shown.get(card.name, 0))
    show.show_hint(card, wanted)


_under_way: set[str] = set()
"""Exercises that are being checked: an answer that checks itself would never come to an end."""
_shown: dict[str, int] = {}
"""How many hints of each exercise were shown in this process; kept here and sent nowhere."""


def judge(card: Card, answer: Function, using: Function | None = None) -> tuple[Verdict, list[Trial]]:
    """Return the verdict on an answer, and the trials that led to it.

    Besides the diagnosis's outcomes there is "not attempted": the function still raises NotImplementedError.
    """
    if card.using is not None and using is None:
        raise TypeError(f"check({card.name}) also needs your {card.using}; try check({card.name}, using={card.using})")
    if card.using is not None and using is not None:
        base, _ = judge(cards.load(card.using), using)
        if base.outcome != "correct":
            sentence = (
                f"Your test is tried on functions made from your `{card.using}`, which is not right yet: mend it first."
            )
            return Verdict("not attempted", sentence), []
    trials = [replace(trial, observation=_ask(answer, trial.inputs, using, trial.read_only)) for trial in card.trials]
    raised = trials[0].observation.raised
    if raised is not None and raised.type == "NotImplementedError":
        return Verdict(
            "not attempted", "Replace `raise NotImplementedError` with your answer, then check again."
        ), trials
    laws = [_check_law(card, law, answer, using) for law in card.laws]
    return diagnose(trials, laws, card.suspects), trials


def _check_law(card: Card, law: cards.PublicLaw, answer: Function, using: Function | None) -> LawResult:
    seen = [_ask(answer, inputs, using, False) for inputs in law.relation.inputs]
    with np.errstate(all="ignore"):
        kept = all(o.has_value for o in seen) and law.relation.holds([o.value for o in seen], card.tolerance)
    return LawResult(law.name, law.sentence, kept, law.check)


def _ask(answer: Function, inputs: dict[str, Any], using: Function | None, read_only: bool) -> Observation:
    resolved = {
        name: VARIANTS[value.name](using) if isinstance(value, FunctionName) and using is not None else value
        for name, value in inputs.items()
    }
    seen = observe(answer, resolved, read_only=read_only)
    if seen.raised is not None and seen.raised.type == "KeyboardInterrupt":
        raise KeyboardInterrupt
    return seen


def _name_of(answer: Function, exercise: str | None) -> str:
    name = exercise or getattr(answer, "__name__", None)
    if not callable(answer) or not isinstance(name, str):
        raise UnknownExercise(
            f"you passed {type(answer).__name__}; expected a function of the course; try check(softmax), without quotes"
        )
    return name

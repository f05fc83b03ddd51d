"""``check(f)`` and ``hint(f)``: what a student asks of the kit."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from fallline import card as cards
from fallline import show
from fallline.card import Card
from fallline.diagnosis import Verdict, diagnose
from fallline.errors import CheckFailed, UnknownExercise
from fallline.functions import FUNCTIONS
from fallline.observe import Observation
from fallline.question import Question
from fallline.script import outer_names
from fallline.summaries import SUMMARIES
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
                f"It is tried on functions made from your `{card.using}`, which is not right yet: mend that first."
            )
            return Verdict("not attempted", sentence), []
    missing = _missing_names(card, answer)
    if missing:
        names = " and ".join(f"`{name}`" for name in missing)
        return Verdict("not attempted", f"This check needs {names}: run the lesson's cell above that defines it."), []
    ask = partial(_ask, card, answer, using)
    trials = [replace(trial, observation=ask(trial.question)) for trial in card.trials]
    raised = trials[0].observation.raised
    if raised is not None and raised.type == "NotImplementedError":
        return Verdict(
            "not attempted", "Replace `raise NotImplementedError` with your answer, then check again."
        ), trials
    laws = [_check_law(card, law, ask) for law in card.laws]
    return diagnose(trials, laws, card.suspects), trials


def _check_law(card: Card, law: cards.PublicLaw, ask: Callable[[Question], Observation]) -> LawResult:
    seen = [ask(Question(inputs, script=law.script, items=law.items)) for inputs in law.relation.inputs]
    with np.errstate(all="ignore"):
        kept = all(o.has_value for o in seen) and law.relation.holds([o.value for o in seen], card.tolerance)
    return LawResult(law.name, law.sentence, kept, law.check)


def _missing_names(card: Card, answer: Function) -> list[str]:
    """Return what scripts need of the lesson and do not find: a cell above was not run."""
    known = {**_surroundings(answer), card.name: answer}
    needed = {name for trial in card.trials if trial.script for name in outer_names(trial.script) - trial.inputs.keys()}
    return sorted(needed - known.keys())


def _ask(card: Card, answer: Function, using: Function | None, question: Question) -> Observation:
    names = {**_surroundings(answer), card.name: answer}
    seen = question.read(
        question.put(answer, partial(_function_named, using if card.using else None), names), SUMMARIES
    )
    if seen.raised is not None and seen.raised.type == "KeyboardInterrupt":
        raise KeyboardInterrupt
    return seen


def _function_named(using: Function | None, name: str) -> Function | None:
    """Return the function that a card names: one made from the student's own, or one of the kit."""
    return FUNCTIONS.get(name) if using is None else VARIANTS[name](using)


def _surroundings(answer: Function) -> dict[str, Any]:
    """Return the names of the notebook or module in which an answer was defined: scripts use what the lesson gives."""
    function = inspect.unwrap(answer)
    module = sys.modules.get(getattr(function, "__module__", None) or "")
    return getattr(function, "__globals__", None) or getattr(module, "__dict__", {})


def _name_of(answer: Function, exercise: str | None) -> str:
    name = exercise or getattr(answer, "__name__", None)
    if not callable(answer) or not isinstance(name, str):
        raise UnknownExercise(
            f"you passed {type(answer).__name__}; expected a function of the course; try check(softmax), without quotes"
        )
    return name

"""A verdict as HTML in a notebook, as plain text in a terminal.

Everything is built as a list of parts first (``Part``: a style and a text), so that both forms say the same.
"""

from __future__ import annotations

import html
import linecache
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from fallline.card import Card
from fallline.diagnosis import Verdict
from fallline.plain import FunctionName
from fallline.trial import Trial
from fallline.variants import VARIANTS

_TITLES = {
    "correct": ("Right", "#0b6b4f", "✓"),
    "mistake": ("A known mistake", "#a04400", "✗"),
    "wrong": ("Not right yet", "#a04400", "✗"),
    "raised": ("Your function raised an exception", "#9b1c31", "!"),
    "not attempted": ("Not attempted yet", "#4a5568", "…"),
}


@dataclass(frozen=True)
class Part:
    """One paragraph of a message; ``code`` parts are set in a fixed-width block."""

    text: str
    code: bool = False


class Message:
    """A message that IPython shows as HTML, and anything else as text."""

    def __init__(self, title: str, colour: str, sign: str, parts: Sequence[Part]) -> None:
        self.title, self.colour, self.sign, self.parts = title, colour, sign, parts

    def _repr_html_(self) -> str:
        """Return the message as a bordered box; every text is escaped."""
        body = "".join(
            f'<pre style="margin:.4em 0;padding:.4em .6em;background:rgba(127,127,127,.12);overflow-x:auto">{html.escape(part.text)}</pre>'
            if part.code
            else f'<p style="margin:.35em 0">{_with_code(part.text)}</p>'
            for part in self.parts
        )
        head = f'<strong style="color:{self.colour}">{self.sign} {_with_code(self.title)}</strong>'
        style = f"border-left:4px solid {self.colour};padding:.3em .9em;margin:.3em 0;max-width:48em;line-height:1.45"
        return f'<div role="status" class="fallline-verdict" style="{style}">{head}{body}</div>'

    def __repr__(self) -> str:
        """Return the message as plain text."""
        lines = [f"{self.sign} {self.title}"]
        for part in self.parts:
            lines += [f"    {line}" for line in part.text.splitlines()] if part.code else [f"  {part.text}"]
        return "\n".join(lines)


def show_verdict(card: Card, verdict: Verdict, trials: Sequence[Trial]) -> None:
    """Show a verdict where the student looks: under the cell, or in the terminal."""
    _display(verdict_message(card, verdict, trials))


def show_hint(card: Card, number: int) -> None:
    """Show one hint of an exercise."""
    kind = ("the idea", "the formula", "a skeleton")[number - 1]
    more = (
        f"There are {len(card.hints)}; hint({card.name}) again shows the next."
        if number < len(card.hints)
        else "This was the last one."
    )
    _display(
        Message(f"`{card.name}`, hint {number}: {kind}", "#1f5a99", "→", [Part(card.hints[number - 1]), Part(more)])
    )


def show_note(text: str, *, good: bool) -> None:
    """Show one line."""
    _display(Message(text, *(("#0b6b4f", "✓") if good else ("#a04400", "✗")), parts=[]))


def verdict_message(card: Card, verdict: Verdict, trials: Sequence[Trial]) -> Message:
    """Return the message for a verdict."""
    title, colour, sign = _TITLES[verdict.outcome]
    name = f": {verdict.mistake.replace('-', ' ')}" if verdict.mistake else ""
    return Message(f"`{card.name}` · {title}{name}", colour, sign, list(_parts(card, verdict, trials)))


def _parts(card: Card, verdict: Verdict, trials: Sequence[Trial]) -> list[Part]:
    if verdict.outcome == "correct":
        return _parts_of_success(card, trials)
    parts = [Part(verdict.sentence), *(Part(f"Also: {sentence}") for sentence in verdict.also)]
    if verdict.outcome == "not attempted":
        return [*parts, Part(f"Stuck? `hint({card.name})`")]
    if verdict.trial is not None:
        parts += _parts_of_trial(card, verdict)
    if verdict.law is not None and verdict.law.sentence not in verdict.sentence:
        parts.append(Part(f"A law is broken: {verdict.law.sentence}"))
    read = verdict.read or card.read
    return [*parts, Part(f"Read again: {read}." if read else f"Stuck? `hint({card.name})`")]


def _parts_of_success(card: Card, trials: Sequence[Trial]) -> list[Part]:
    laws = f" and {len(card.laws)} law{'s' if len(card.laws) > 1 else ''}" if card.laws else ""
    parts = [Part(f"All {len(trials)} public cases{laws} hold.")]
    return (
        [*parts, Part(f"The grader will also try {card.grader_tries}, with other numbers.")]
        if card.grader_tries
        else parts
    )


def _parts_of_trial(card: Card, verdict: Verdict) -> list[Part]:
    """Say which input failed, what the function did with it, and how far off the worst entry is."""
    trial = verdict.trial
    if trial is None:
        return []
    parts = [Part(f"It fails on “{trial.name}”:"), Part(call_text(card.name, trial.inputs), code=True)]
    raised = trial.observation.raised
    if raised is not None:
        return [*parts, Part(_traceback(trial), code=True)]
    difference = trial.difference()
    if difference is None:
        return parts
    sentence = difference.sentence[:1].upper() + difference.sentence[1:]
    return [*parts, Part(sentence + _by_how_much(difference.got, difference.expected) + ".")]


def _by_how_much(got: float | None, expected: float | None) -> str:
    if got is None or expected is None or not np.isfinite([got, expected]).all():
        return ""
    gap = got - expected
    words = f", too {'large' if gap > 0 else 'small'} by {abs(gap):.3g}"
    ratio = got / expected if expected else 0.0
    return f"{words} ({ratio:.3g} times the right value)" if 0.01 < ratio < 100 else words


def call_text(name: str, inputs: dict[str, Any]) -> str:
    """Return a call as a student could type it, with arrays shortened."""
    return f"{name}({', '.join(f'{key}={_value_text(value)}' for key, value in inputs.items())})"


def _value_text(value: Any) -> str:
    if isinstance(value, FunctionName):
        words = VARIANTS[value.name].__doc__ or value.name
        return f"<a right function, changed: {' '.join(words.split())}>"
    if isinstance(value, np.ndarray):
        text = np.array2string(value, precision=4, threshold=60, edgeitems=2, separator=", ", suppress_small=False)
        return text if value.dtype.kind != "f" or value.dtype == np.float64 else f"{text} ({value.dtype})"
    return repr(value)


def _traceback(trial: Trial) -> str:
    """Return the student's own frames with their source lines, then the exception."""
    raised = trial.observation.raised
    if raised is None:
        return ""
    lines = []
    for number, function, filename in raised.lines:
        source = linecache.getline(filename, number).strip()
        lines.append(f"line {number}, in {function}" + (f":  {source}" if source else ""))
    return "\n".join([*lines, f"{raised.type}: {raised.message}"])


def _with_code(text: str) -> str:
    """Escape a text and set what stands between back quotes as code."""
    pieces = html.escape(text).split("`")
    return "".join(f"<code>{piece}</code>" if k % 2 else piece for k, piece in enumerate(pieces))


def _display(message: Message) -> None:
    """Show a message through IPython if it runs, otherwise print it."""
    try:
        from IPython import get_ipython
        from IPython.display import display
    except ImportError:
        print(message)
        return
    if get_ipython() is None:  # type: ignore[no-untyped-call]
        print(message)
    else:
        display(message)  # type: ignore[no-untyped-call]

"""A verdict as HTML in a notebook, as plain text in a terminal.

Everything is built as a list of parts first (``Part``: a text, perhaps code), so that both forms say the same.
"""

from __future__ import annotations

import html
import linecache
import re
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from fallline.card import Card
from fallline.compare import describe
from fallline.diagnosis import Verdict
from fallline.functions import FUNCTIONS
from fallline.question import MISFORMED
from fallline.script import OWN, own_names
from fallline.source import COLUMNS, question_text
from fallline.summaries import SUMMARIES
from fallline.trial import Trial

# Each colour carries white at 4.5:1 or more, and stands out from a white and from a dark page at 3:1 or more.
GREEN, ORANGE, RED, GREY, BLUE = "#0a7d55", "#b85000", "#cc3344", "#6b7580", "#1f6fb5"

_TITLES = {
    "correct": ("Right", GREEN, "✓"),
    "mistake": ("A known mistake", ORANGE, "✗"),
    "wrong": ("Not right yet", ORANGE, "✗"),
    "raised": ("Your function raised an exception", RED, "!"),
    "not attempted": ("Not attempted yet", GREY, "…"),
}

# The text keeps the colour of the page around it, so that it can be read in light and in dark themes.
_BOX = (
    "border-left:4px solid {};padding:.45em 1em .55em;margin:.4em 0;max-width:48em;line-height:1.5;"
    "background:rgba(127,127,127,.07)"
)
_SIGN = (
    "display:inline-block;width:1.5em;height:1.5em;line-height:1.5em;margin-right:.6em;border-radius:50%;"
    "text-align:center;font-size:.85em;font-weight:700;color:#fff;background:{}"
)
_CODE = (
    "margin:.5em 0;padding:.5em .75em;overflow-x:auto;white-space:pre;font-size:.92em;line-height:1.45;"
    "font-family:var(--jp-code-font-family,ui-monospace,monospace);background:rgba(127,127,127,.13)"
)


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
        """Return the message as a box with a coloured edge; every text is escaped."""
        sign = f'<span aria-hidden="true" style="{_SIGN.format(self.colour)}">{self.sign}</span>'
        head = f'<p style="margin:0">{sign}<strong>{inline_html(self.title)}</strong></p>'
        body = "".join(map(_part_html, self.parts))
        return f'<div role="status" class="fallline-verdict" style="{_BOX.format(self.colour)}">{head}{body}</div>'

    def __repr__(self) -> str:
        """Return the message as plain text of at most 88 columns; only code may be wider."""
        return "\n".join([_wrapped(f"{self.sign} {self.title}", ""), *map(_part_text, self.parts)])


def inline_html(text: str) -> str:
    """Escape a text; what stands between back quotes becomes code, a word between asterisks is emphasised."""
    pieces = html.escape(text).split("`")
    return "".join(f"<code>{piece}</code>" if k % 2 else _emphasise(piece) for k, piece in enumerate(pieces))


def show_verdict(card: Card, verdict: Verdict, trials: Sequence[Trial]) -> None:
    """Show a verdict where the student looks: under the cell, or in the terminal."""
    _display(verdict_message(card, verdict, trials))


def show_hint(card: Card, number: int) -> None:
    """Show one hint of an exercise."""
    _display(hint_message(card, number))


def show_note(text: str, *, good: bool) -> None:
    """Show one line."""
    _display(Message(text, *((GREEN, "✓") if good else (ORANGE, "✗")), parts=[]))


def verdict_message(card: Card, verdict: Verdict, trials: Sequence[Trial]) -> Message:
    """Return the message for a verdict."""
    title, colour, sign = _TITLES[verdict.outcome]
    name = f": {verdict.mistake.replace('-', ' ')}" if verdict.mistake else ""
    return Message(f"`{card.name}` · {title}{name}", colour, sign, list(_parts(card, verdict, trials)))


def hint_message(card: Card, number: int) -> Message:
    """Return the message for one hint of an exercise, counted from 1."""
    last = number == len(card.hints)
    kind = ("the idea", "the formula", "a skeleton")[number - 1]
    more = f"This was the last one. Read {card.read}." if last else f"`hint({card.name})` shows the next one."
    title = f"`{card.name}` · Hint {number} of {len(card.hints)}: {kind}"
    return Message(title, BLUE, "→", [Part(card.hints[number - 1]), Part(more)])


def _parts(card: Card, verdict: Verdict, trials: Sequence[Trial]) -> Iterator[Part]:
    if verdict.outcome == "correct":
        yield from _parts_of_success(card, trials)
        return
    yield Part(verdict.sentence)
    stuck = f"Stuck? Ask `hint({card.name})`."
    if verdict.outcome == "not attempted":
        yield Part(stuck)
        return
    yield from (Part(f"Also: {sentence}") for sentence in verdict.also)
    if verdict.trial is not None:
        yield from _parts_of_trial(card, verdict, verdict.trial)
    if verdict.law is not None and _law_says_more(verdict):
        yield Part(f"A law is broken: {verdict.law.sentence}")
    read = verdict.read or card.read
    yield Part(f"Read again {read}, or ask `hint({card.name})`." if read else stuck)


def _parts_of_success(card: Card, trials: Sequence[Trial]) -> Iterator[Part]:
    laws = f" and {len(card.laws)} law{'s' if len(card.laws) > 1 else ''}" if card.laws else ""
    yield Part(f"All {len(trials)} public cases{laws} hold.")
    if card.grader_tries:
        yield Part(f"The grader will also try {card.grader_tries}, with other numbers.")


def _parts_of_trial(card: Card, verdict: Verdict, trial: Trial) -> Iterator[Part]:
    """Say which input failed, what the function did with it, and how far off the worst entry is."""
    raised = trial.observation.raised
    happens = "happens" if raised else "shows"
    known = trial.name in verdict.sentence
    asked = "The call was:" if trial.script is None else "The lines were:"
    yield Part(asked if known else f"It {happens} on “{trial.name}”:")
    yield Part(question_text(card.name, trial.question), code=True)
    yield from _parts_of_question(trial)
    if raised is not None:
        yield Part(_traceback(trial), code=True)
        return
    finding = _finding(trial)
    if finding and finding.rstrip(".").lower() not in verdict.sentence.lower():
        yield Part(finding)


def _parts_of_question(trial: Trial) -> Iterator[Part]:
    """Say what the functions are that were passed, and what was compared if it is not the value itself."""
    for name in sorted(trial.question.functions & FUNCTIONS.keys()):
        yield Part(
            f"`functions.{name}` returns {_returned(FUNCTIONS[name].__doc__)} (`from fallline import functions`)"
        )
    for name in sorted(own_names(trial.script) if trial.script else ()):
        words = (OWN[name].__doc__ or "").partition("\n\n")[0]
        yield Part(f"`{name}` returns {_returned(words)} (`from fallline.script import {name}`)")
    seen = trial.observation
    if trial.summary is not None and (seen.has_value or seen.unsupported == MISFORMED):
        yield Part(f"In place of the value, this is compared: {_returned(SUMMARIES[trial.summary].__doc__)}")


def _returned(docstring: str | None) -> str:
    """Return what a docstring says that its function returns, to stand in a sentence."""
    return " ".join((docstring or "").split()).removeprefix("Return ")


def _finding(trial: Trial) -> str:
    """Return what is wrong with the value of a trial, beyond what its verdict says; "" if that says it all."""
    seen, difference = trial.observation, trial.difference()
    if trial.must_raise and seen.has_value:
        return f"An exception is asked for here; your function returned {describe(seen.value)}."
    if difference is None:
        names = " and ".join(f"`{name}`" for name in seen.overwritten)
        if seen.broken and not names:
            return " ".join(sentence for _, sentence in seen.broken)
        return f"After the call, {names} no longer held what you were given." if names else ""
    if difference.kind == "nothing":
        return f"The contract asks for {describe(trial.expected)}."
    if difference.kind == "list":
        return ""
    sentence = difference.sentence[:1].upper() + difference.sentence[1:]
    return f"{sentence}{_by_how_much(difference.got, difference.expected)}."


def _by_how_much(got: float | None, expected: float | None) -> str:
    if got is None or expected is None:
        return ""
    if not np.isfinite(got) and np.isfinite(expected):
        return ", where a finite number belongs"
    if not np.isfinite([got, expected]).all():
        return ""
    gap = got - expected
    words = f", too {'large' if gap > 0 else 'small'} by {abs(gap):.3g}"
    ratio = got / expected if expected else 0.0
    return f"{words} ({ratio:.3g} times the right value)" if 0.01 < ratio < 100 else words


def _law_says_more(verdict: Verdict) -> bool:
    """Return whether the broken law tells something: it does not if there was no value, or none of the right shape."""
    if verdict.law is None or verdict.law.sentence in verdict.sentence:
        return False
    if verdict.trial is None:
        return True
    difference = verdict.trial.difference()
    return verdict.trial.observation.has_value and (difference is None or difference.kind in ("value", "finite"))


def _traceback(trial: Trial) -> str:
    """Return the student's own frames with their source lines, then the exception."""
    raised = trial.observation.raised
    if raised is None:
        return ""
    lines = []
    for number, function, filename in raised.lines:
        source = linecache.getline(filename, number).strip()
        lines.append(f"line {number}, in {function}" + (f":  {source}" if source else ""))
    message = raised.message if len(raised.message) <= 400 else f"{raised.message[:400]} …"
    return "\n".join([*lines, f"{raised.type}: {message}".rstrip(": \n")])


def _part_html(part: Part) -> str:
    if part.code:
        return f'<pre style="{_CODE}">{html.escape(part.text)}</pre>'
    return f'<p style="margin:.45em 0 0">{inline_html(part.text)}</p>'


def _part_text(part: Part) -> str:
    return textwrap.indent(part.text, "    ") if part.code else _wrapped(part.text, "  ")


def _wrapped(text: str, start: str) -> str:
    return textwrap.fill(
        text, COLUMNS, initial_indent=start, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False
    )


def _emphasise(text: str) -> str:
    return re.sub(r"(?<![\w*])\*(\w+)\*(?![\w*])", r"<em>\1</em>", text)


def _display(message: Message) -> None:
    """Show a message through IPython if it runs, otherwise print it."""
    try:
        from IPython import get_ipython
        from IPython.display import display
    except ImportError:
        print(message)
        return
    if get_ipython() is None:
        print(message)
    else:
        display(message)  # type: ignore[no-untyped-call]

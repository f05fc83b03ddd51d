"""From observations to a verdict: correct, a named mistake, or wrong and how.

A trial is one call with what was expected of it. A suspect is a known mistake with what *it* does on the same trials.
A suspect is named only if the answer shows all of its symptoms on ordinary inputs (where agreement in random real
numbers is no accident), and if the symptoms of the suspects found explain every ordinary failure. If no suspect fits,
``fallline.generic`` looks for causes that any function can have: an argument without effect, a constant factor, a
transposed result.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from fallline import generic
from fallline.compare import FLOAT32, Difference, Tolerance, as_float, compare, is_wrong
from fallline.glance import RAISED, sort_out
from fallline.observe import Observation
from fallline.question import MISFORMED
from fallline.trial import LawResult, Trial

Symptom = tuple[int, str]
"""Which trial, and which aspect of it: value, warned, overwritten, type, calls."""


@dataclass(frozen=True)
class Suspect:
    """A known mistake: its name, the sentence the student reads, where to read on, and what it does on each trial.

    ``observations`` may have a method ``glance(k)``, which finds out the value alone, in less time.
    """

    name: str
    sentence: str
    read: str
    observations: Sequence[Observation]
    _faults: dict[int, frozenset[str]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def faults(self, k: int, trial: Trial) -> frozenset[str]:
        """Return what is wrong with what it does on trial ``k``: found out once, it is the same beside every answer."""
        if k not in self._faults:
            self._faults[k] = trial.faults(self.observations[k])
        return self._faults[k]

    def glance(self, k: int) -> Any:
        """Return what it returns on trial ``k``, or ``glance.RAISED``; found out as cheaply as can be."""
        look = getattr(self.observations, "glance", None)
        if look is not None:
            return look(k)
        seen = self.observations[k]
        return seen.value if seen.has_value else RAISED


@dataclass(frozen=True)
class Verdict:
    """What is said of an answer.

    ``outcome`` is one of correct, mistake, wrong, raised; ``mistake`` is the name of the mistake or None. ``trial``
    is the first trial that failed, ``difference`` how its value differs, ``law`` the first law that broke.
    """

    outcome: str
    sentence: str
    mistake: str | None = None
    read: str | None = None
    trial: Trial | None = None
    difference: Difference | None = None
    law: LawResult | None = None
    also: tuple[str, ...] = field(default=())


@np.errstate(all="ignore")
def diagnose(trials: Sequence[Trial], laws: Sequence[LawResult], suspects: Sequence[Suspect]) -> Verdict:
    """Return the verdict on one answer.

    Parameters
    ----------
    trials : sequence of Trial
        Every call, with what was expected and what was observed.
    laws : sequence of LawResult
        The laws that were checked.
    suspects : sequence of Suspect
        The known mistakes; ``suspect.observations[k]`` belongs to ``trials[k]``.
    """
    failing = [trial for trial in trials if trial.faults()]
    broken = next((law for law in laws if not law.kept), None)
    if not failing and broken is None:
        return Verdict("correct", "Every check passed.")
    first = failing[0] if failing else None
    difference = first.difference() if first else None
    found = _find_suspects(trials, suspects)
    if found:
        head, *rest = found
        also = tuple(suspect.sentence for suspect in rest)
        return Verdict("mistake", head.sentence, head.name, head.read or None, first, difference, broken, also)
    cause = generic.find_cause(trials)
    if cause is not None:
        return Verdict("mistake", cause.sentence, cause.name, None, cause.trial or first, difference, broken)
    raising = _raising(failing)
    if raising is not None:
        return Verdict("raised", raised_sentence(raising), None, None, raising, None, broken)
    odd = next((trial for trial in failing if trial.observation.broken), None)
    if odd is not None:
        name, sentence = odd.observation.broken[0]
        return Verdict("mistake", sentence, name, None, odd, odd.difference(), broken)
    return Verdict("wrong", wrong_sentence(failing, broken), None, None, first, difference, broken)


def raised_sentence(trial: Trial) -> str:
    """Return what is said of an answer that raised an exception."""
    raised = trial.observation.raised
    kind = raised.type if raised else "an exception"
    if trial.script is not None and raised and not raised.lines:
        return f"What your code gave could not be used ({kind}). Compare it with what the docstring asks for."
    # An exception that comes out of a function that was passed in has that function's lines, too.
    own = [line for line, _, file in raised.lines if file == raised.lines[0][2]] if raised else []
    kind += f" in line {own[-1]}" if own and own[-1] > 0 else ""
    if trial.ordinary:
        return f"Your function raised {kind}.{_reason(trial)}"
    return f"Your function is right on ordinary inputs, but it raised {kind} on “{trial.name}”.{_reason(trial)}"


_REASONS = {
    "be broadcast": "Two arrays have shapes that don't fit; NumPy lines them up from the right.",
    "non-broadcastable": "An array is too small for what is to be stored in it.",
    "core dimension": "In a matrix product (N, K) @ (K, M), the two inner lengths must be equal.",
    "not aligned": "In a matrix product (N, K) @ (K, M), the two inner lengths must be equal.",
    "truth value of an array": "An array stands where one True or False is needed, as after `if` or beside `and`.",
    "only length-1 arrays": "What works on one number only, such as `math.exp` or `float`, got an array.",
    "only 0-dimensional arrays": "What works on one number only, such as `math.exp` or `float`, got an array.",
    "bitwise_xor": "`^` is no power in Python: write `**`.",
    "for ^:": "`^` is no power in Python: write `**`.",
    "numpy boolean": "NumPy neither negates nor subtracts True and False: make numbers of them, by `.astype(float)`.",
    "out of bounds for array of dimension": "An axis is named that the array doesn't have; the first one is axis 0.",
    "out of bounds for axis": "An index lies beyond the end of its axis; the last one is one less than its length.",
    "values to unpack": "A line such as `a, b = pair` takes apart something that has another number of parts.",
    "cannot unpack non-iterable": "A line such as `a, b = pair` takes apart something that has no parts.",
    "cannot reshape array": "`reshape` keeps every number: the new shape must have as many entries as the old one.",
    "same_kind": "Real numbers are to be stored in an array of whole numbers: start from a float copy.",
    "not associated with a value": "A variable is used before it has a value.",
}


def _reason(trial: Trial) -> str:
    """Return what an exception means, as a sentence to append; empty if its message says it best."""
    raised = trial.observation.raised
    if raised is None:
        return ""
    if (
        trial.script is None
        and raised.type == "TypeError"
        and "positional argument" in raised.message
        and not raised.lines
    ):
        names = ", ".join(f"`{name}`" for name in trial.inputs)
        return f" It was called with {names}, in this order, and does not accept them."
    return next((f" {words}" for part, words in _REASONS.items() if part in raised.message), "")


def wrong_sentence(failing: Sequence[Trial], broken: LawResult | None) -> str:
    """Return what is said of an answer that is wrong in no way that has a name."""
    if failing and failing[0].observation.unsupported == MISFORMED:
        return f"Your function returned {MISFORMED}."
    if failing and failing[0].observation.unsupported:
        return f"Your function returned something that is not plain numbers: {failing[0].observation.unsupported}."
    difference = failing[0].difference() if failing else None
    if difference is not None and difference.kind not in ("value", "finite"):
        return f"On “{failing[0].name}”, {difference.sentence}{'' if difference.sentence.endswith('?') else '.'}"
    if failing and not any(trial.ordinary for trial in failing):
        return f"Right on ordinary inputs, wrong on “{failing[0].name}”."
    if broken is not None:
        return f"A law is broken: {broken.sentence}"
    return f"Different values on “{failing[0].name}”." if failing else "Not right yet."


def _raising(failing: Sequence[Trial]) -> Trial | None:
    """Return the first trial that raised, unless the answer is wrong on simpler ones: those come first."""
    raising = next((trial for trial in failing if trial.observation.raised), None)
    if raising is None or raising.ordinary:
        return raising
    return None if any(trial.ordinary and "value" in trial.faults() for trial in failing) else raising


def _find_suspects(trials: Sequence[Trial], suspects: Sequence[Suspect]) -> list[Suspect]:
    """Return the suspects that together explain the answer, the most telling first; none if they do not explain it."""
    mine = _symptoms(trials, [trial.observation for trial in trials])
    likely, marginal = sort_out(trials, suspects)
    found = {place: _match(trials, mine, suspects[place]) for place in likely}
    if _wrong_values(trials, mine.difference(*found.values())):
        return []
    found |= {place: _match(trials, mine, suspects[place]) for place in marginal}
    matches = [(suspects[place], found[place]) for place in sorted(found) if found[place]]
    chosen: list[Suspect] = []
    left = set(mine)
    while matches:
        suspect, shared = max(matches, key=lambda pair: (len(pair[1] & left), -len(pair[1])))
        new = shared & left
        # Two numbers that overflowed look alike whatever the cause: too little to accuse somebody of a second mistake.
        if not new or (chosen and not any(_is_finite(trials[k], aspect) for k, aspect in new)):
            break
        chosen.append(suspect)
        left -= shared
        matches = [pair for pair in matches if pair[0].name != suspect.name]
    return [] if _wrong_values(trials, left) else chosen


def _wrong_values(trials: Sequence[Trial], symptoms: set[Symptom]) -> bool:
    """Return whether there is a wrong value on ordinary inputs among some symptoms."""
    return any(aspect == "value" and trials[k].ordinary for k, aspect in symptoms)


def _symptoms(trials: Sequence[Trial], observations: Sequence[Observation]) -> set[Symptom]:
    return {(k, aspect) for k, trial in enumerate(trials) for aspect in trial.faults(observations[k])}


def _match(trials: Sequence[Trial], mine: set[Symptom], suspect: Suspect) -> set[Symptom]:
    """Return the symptoms that the answer shares with a suspect; empty if it is not the suspect.

    Ordinary trials come first, and the first ordinary symptom that is not shared ends it: a suspect whose observations
    are made on demand is then hardly called at all.
    """
    shared: set[Symptom] = set()
    shown = 0
    for k in sorted(range(len(trials)), key=lambda k: not trials[k].ordinary):
        if not trials[k].ordinary and shown and not shared:
            break
        for aspect in suspect.faults(k, trials[k]):
            shown += 1
            if (k, aspect) in mine and _same_symptom(trials[k], aspect, suspect.observations[k]):
                shared.add((k, aspect))
            elif trials[k].ordinary:
                return set()
    if not any(_is_telling(trials[k], aspect) for k, aspect in shared):
        return set()
    return shared if any(trials[k].ordinary for k, _ in shared) or len(shared) == shown else set()


def _is_telling(trial: Trial, aspect: str) -> bool:
    """Return whether sharing this symptom says anything: that both raised does not, unless both called themselves."""
    raised = trial.observation.raised
    return aspect != "value" or raised is None or raised.type == "RecursionError"


def _is_finite(trial: Trial, aspect: str) -> bool:
    """Return whether a symptom is more than numbers that overflowed."""
    numbers = as_float(trial.observation.value)
    return aspect != "value" or numbers is None or bool(np.isfinite(numbers).any())


_NAMING = Tolerance(rtol=1e-5, atol=1e-8)


def _same_symptom(trial: Trial, aspect: str, theirs: Observation) -> bool:
    mine = trial.observation
    if aspect == "overwritten":
        # A read-only argument says that it was written to, but not which one it is.
        return mine.overwritten == theirs.overwritten or not (mine.overwritten and theirs.overwritten)
    if aspect == "calls":
        return [name for name, _ in mine.broken] == [name for name, _ in theirs.broken]
    if aspect != "value":
        return True
    if mine.raised or theirs.raised:
        kinds = {seen.raised and seen.raised.type for seen in (mine, theirs)}
        return None not in kinds and ("RecursionError" not in kinds or len(kinds) == 1)
    if not (mine.has_value and theirs.has_value):
        # What has another form than asked for is not thereby alike.
        return mine.unsupported == theirs.unsupported != MISFORMED
    return _agree(mine.value, theirs.value, trial.tolerance.at_least(_NAMING))


def _agree(mine: Any, theirs: Any, tolerance: Tolerance) -> bool:
    difference = compare(mine, theirs, tolerance)
    if difference is not None and difference.kind in ("finite", "value"):
        return generic.both_not_finite(
            mine, theirs, tolerance.at_least(FLOAT32) if generic.is_float32(mine) else tolerance
        )
    return not is_wrong(difference)

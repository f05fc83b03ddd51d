"""One call of an answer with what was expected of it, and one law with whether it was kept."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from fallline.compare import FLOAT32, Difference, Tolerance, compare, is_wrong
from fallline.observe import Observation
from fallline.question import Question

READ_ONLY = "read-only"
"""What NumPy says, among other words, to whoever writes into a read-only array."""
VALUES, EDGES, CONTRACT = CHECKS = ("values", "edge cases", "contract")


@dataclass(frozen=True)
class Trial:
    """One call: the inputs, what was expected, what was observed.

    ``check`` is the named check it belongs to; ``quiet`` says that a RuntimeWarning fails it; ``must_raise`` that any
    exception is right and any value wrong; ``probe`` names the one argument in which it differs from the first trial.
    ``raising_is`` is the value that an exception counts as, if any (see ``counted``). How the answer is asked and read
    stands in ``script`` to ``summary`` (see ``Question``).
    """

    name: str
    inputs: dict[str, Any]
    expected: Any
    observation: Observation
    check: str = VALUES
    quiet: bool = False
    read_only: bool = False
    must_raise: bool = False
    probe: str | None = None
    tolerance: Tolerance = field(default=Tolerance())
    raising_is: Any | None = None
    script: str | None = None
    items: int | None = None
    most_calls: int | None = None
    summary: str | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "observation", self.counted(self.observation))

    def counted(self, seen: Observation) -> Observation:
        """Return an observation with its exception counted as the value ``raising_is``.

        A failed assert always counts. Any other exception counts only where this value is the expected one: elsewhere
        it is a crash, and stays one, so that its author reads of it.
        """
        if self.raising_is is None or seen.raised is None:
            return seen
        wanted = not is_wrong(compare(self.raising_is, self.expected, self.tolerance))
        meant = wanted or seen.raised.type == "AssertionError"
        return replace(seen, value=self.raising_is, raised=None) if meant else seen

    @property
    def question(self) -> Question:
        """What the answer is asked."""
        return Question(self.inputs, self.read_only, self.script, self.items, self.most_calls, self.summary)

    @property
    def ordinary(self) -> bool:
        """Whether the inputs are everyday ones, so that agreement in a wrong value is telling."""
        return self.check == VALUES

    def difference(self, observation: Observation | None = None) -> Difference | None:
        """Return how the observed value differs from the expected one; None if it does not, or if there is no value."""
        return self._own_difference if observation is None else self._difference(observation)

    def faults(self, observation: Observation | None = None) -> frozenset[str]:
        """Return what is wrong with an observation: any of value, warned, overwritten, type, calls; empty if right."""
        return self._own_faults if observation is None else self._faults(observation)

    @cached_property
    def _own_difference(self) -> Difference | None:
        return self._difference(self.observation)

    @cached_property
    def _own_faults(self) -> frozenset[str]:
        return self._faults(self.observation)

    def _difference(self, observation: Observation) -> Difference | None:
        seen = self.counted(observation)
        if not seen.has_value or self.must_raise:
            return None
        loose = any(getattr(value, "dtype", None) == "float32" for value in self.inputs.values())
        return compare(seen.value, self.expected, self.tolerance.at_least(FLOAT32) if loose else self.tolerance)

    def _faults(self, observation: Observation) -> frozenset[str]:
        seen = self.counted(observation)
        faults = set()
        if seen.overwritten:
            faults.add("overwritten")
        if seen.broken:
            faults.add("calls")
        if self.read_only and seen.raised and READ_ONLY in seen.raised.message:
            return frozenset({"overwritten"})
        difference = self.difference(None if observation is self.observation else seen)
        if self.must_raise:
            faults |= set() if seen.raised else {"value"}
        elif not seen.has_value or is_wrong(difference):
            faults.add("value")
        elif difference is not None:
            faults.add("type")
        if self.quiet and seen.warned and "value" not in faults:
            faults.add("warned")
        return frozenset(faults)


@dataclass(frozen=True)
class LawResult:
    """Whether an answer keeps a law; ``sentence`` is the law as the student reads it."""

    name: str
    sentence: str
    kept: bool
    check: str = VALUES

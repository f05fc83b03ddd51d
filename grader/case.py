"""What an exercise is made of: cases, laws, mistakes, and demands on the calls of what it passes."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import update_wrapper
from typing import Any

import numpy as np

from fallline.calls import Call
from fallline.compare import Tolerance
from fallline.errors import ScriptError
from fallline.laws import Relation
from fallline.question import Question
from fallline.script import parse
from fallline.trial import CHECKS, VALUES
from grader.errors import SpecError

Function = Callable[..., Any]


@dataclass(frozen=True)
class Case:
    """One call of the answer: named inputs, and what it is for.

    Parameters
    ----------
    name : str
        What is special about the input, in words a student understands; never the numbers themselves.
    inputs : dict
        Plain data by argument name, in the order of the signature; a default may be left out at the end.
    check : str
        Which named check it belongs to: values, edge cases or contract.
    public : bool
        Whether the student's ``check`` uses it too (drawn from a fixed seed that the grader does not use).
    quiet : bool
        Whether a RuntimeWarning fails it.
    read_only : bool
        Whether the arrays are handed over read-only.
    must_raise : bool
        Whether any exception is the right answer.
    raising_is : plain data or None
        The value that an exception counts as, for answers that may say the same by returning it or by raising (a test
        that rejects). A failed assert always counts; any other exception only where this value is right.
    script, items, most_calls, summary
        How the answer is asked and read, if it is more than one call with one value: see ``fallline.question``.
    """

    name: str
    inputs: dict[str, Any]
    check: str = VALUES
    public: bool = False
    quiet: bool = False
    read_only: bool = False
    must_raise: bool = False
    tolerance: Tolerance | None = None
    probe: str | None = None
    raising_is: Any | None = None
    script: str | None = None
    items: int | None = None
    most_calls: int | None = None
    summary: str | None = None

    def __post_init__(self) -> None:
        if self.check not in CHECKS:
            raise SpecError(f"case “{self.name}”: check is {self.check!r}; expected one of {', '.join(CHECKS)}")
        try:
            parse(self.script or "return None")
        except ScriptError as error:
            raise SpecError(f"case “{self.name}”: {error}") from error

    @property
    def question(self) -> Question:
        """What the answer is asked."""
        return Question(self.inputs, self.read_only, self.script, self.items, self.most_calls, self.summary)


@dataclass(frozen=True)
class Law:
    """A property that every right answer has; ``draw(rng)`` gives the relation to check.

    ``script`` and ``items`` say how the answer is asked for each of its outputs, as in a case.
    """

    name: str
    sentence: str
    draw: Callable[[np.random.Generator], Relation]
    check: str = VALUES
    public: bool = True
    script: str | None = None
    items: int | None = None

    def questions(self, relation: Relation) -> list[Question]:
        """Return what the answer is asked: one question for each output of the relation."""
        return [Question(inputs, script=self.script, items=self.items) for inputs in relation.inputs]


@dataclass(frozen=True)
class Demand:
    """Something that every right answer keeps when it calls what it was given: ``holds(inputs, calls)``.

    Only the grader sees the calls of the hidden cases, so a demand is code and stays there; ``Case.most_calls`` is the
    one that cards can hold.
    """

    name: str
    sentence: str
    holds: Callable[[dict[str, Any], Sequence[Call]], bool]

    def is_kept(self, inputs: dict[str, Any], calls: Sequence[Call]) -> bool:
        """Return whether it is kept; arguments that make it raise are not what was asked for."""
        try:
            with warnings.catch_warnings(action="ignore"), np.errstate(all="ignore"):
                return bool(self.holds(inputs, calls))
        except Exception:  # what a wrong argument makes a demand raise is not known beforehand
            return False


@dataclass(frozen=True)
class Mistake:
    """An executable wrong answer. Several sizes of one mistake (``variants``) carry one name."""

    name: str
    sentence: str
    function: Function
    read: str = ""
    variants: tuple[dict[str, Any], ...] = ({},)

    def functions(self) -> Iterator[Function]:
        """Yield the wrong answer in each of its sizes, as a function of the exercise's own arguments."""
        for settings in self.variants:
            # What it finds of the lesson's, such as a class, is looked up where the function itself was written.
            yield update_wrapper(lambda *args, _settings=settings: self.function(*args, **_settings), self.function)


def probes(base: Case) -> Iterator[Case]:
    """Yield copies of a case in which one argument is another one, to see whether the answer takes notice of it."""
    for name, value in base.inputs.items():
        for word, other in zip(("another", "yet another"), _altered(value), strict=False):
            words = f"{base.name}, with {word} `{name}`"
            yield replace(base, name=words, inputs={**base.inputs, name: other}, probe=name)


def _altered(value: Any) -> list[Any]:
    """Return two other values that an argument could have; none if it is no array and no real number."""
    if isinstance(value, float):
        return [value * 0.7, value * 1.3]
    if not isinstance(value, np.ndarray) or not value.ndim or len(value) < 2:
        return []
    reverse = np.ascontiguousarray(value[::-1])
    if value.dtype.kind != "f":
        # The first entry is another one: an answer that looks at no other would seem to look at none.
        others = np.flatnonzero((value != value[0]).reshape(len(value), -1).any(axis=1))
        return [reverse, np.roll(value, -int(others[0]) if len(others) else 1, axis=0)]
    return [reverse * value.dtype.type(0.8), np.roll(value, 1, axis=0) * value.dtype.type(1.25)]

"""The authoring API: one exercise is one file with a reference, cases, laws, mistakes and hints.

See docs/author.md for a ten-minute tour. Everything here is plain Python that runs in the trusted process only.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product
from typing import Any, TypeVar, overload

import numpy as np

from fallline.compare import Tolerance
from fallline.script import outer_names
from fallline.summaries import SUMMARIES, Summary
from fallline.trial import VALUES
from grader.case import Case, Demand, Function, Law, Mistake, probes
from grader.errors import SpecError

__all__ = ["PUBLIC_SEED", "Case", "Demand", "Exercise", "Function", "Law", "Mistake"]

F = TypeVar("F", bound=Function)
SPLIT = {"values": 0.5, "edge cases": 0.3, "contract": 0.2}
PUBLIC_SEED = 2_021


@dataclass(eq=False)
class Exercise:
    """One function (or class) that students write, and everything that is known about it.

    Parameters
    ----------
    name : str
        The function's name.
    number : str
        Its number in the course, "1.3".
    lesson : str
        The lesson's name, "01_loss_functions".
    points : float
        Points for a fully right answer.
    lines, difficulty : int
        About how many lines the answer takes; 1 to 3 dots.
    read : str
        Where to read on.
    hints : tuple of str
        Concept, formula, skeleton: each says more than the one before.
    grader_tries : str
        What the grader tries beyond the public cases, in one phrase.
    tolerance : Tolerance
        How close values must be.
    seconds : float
        Time limit for all calls of one answer together.
    split : mapping
        How points are split between the named checks.
    using : str
        For an exercise whose argument is a function: the exercise whose right answer the passed functions derive from.
    """

    name: str
    number: str
    lesson: str
    points: float
    lines: int
    difficulty: int
    read: str
    hints: tuple[str, ...]
    grader_tries: str = ""
    tolerance: Tolerance = Tolerance()
    seconds: float = 5.0
    split: Mapping[str, float] = field(default_factory=lambda: dict(SPLIT))
    using: str | None = None
    solve: Function = field(init=False)
    alternatives: dict[str, Function] = field(init=False, default_factory=dict)
    mistakes: list[Mistake] = field(init=False, default_factory=list)
    laws: list[Law] = field(init=False, default_factory=list)
    demands: list[Demand] = field(init=False, default_factory=list)
    given: dict[str, Any] = field(init=False, default_factory=dict)
    functions: dict[str, Function] = field(init=False, default_factory=dict)
    summaries: dict[str, Summary] = field(init=False, default_factory=lambda: dict(SUMMARIES))
    _cases: Callable[[np.random.Generator], Iterable[Case]] = field(init=False)

    def reference(self, function: F) -> F:
        """Register the reference implementation (decorator)."""
        if function.__name__ != self.name:
            raise SpecError(f"{self.name}: the reference is called {function.__name__}; give it the exercise's name")
        self.solve = function
        return function

    def cases(
        self, function: Callable[[np.random.Generator], Iterable[Case]]
    ) -> Callable[[np.random.Generator], Iterable[Case]]:
        """Register the function that draws the named cases from a generator (decorator)."""
        self._cases = function
        return function

    @overload
    def law(self, function: F, /) -> F: ...
    @overload
    def law(
        self, /, *, check: str = ..., public: bool = ..., script: str | None = ..., items: int | None = ...
    ) -> Callable[[F], F]: ...
    def law(
        self,
        function: F | None = None,
        /,
        *,
        check: str = VALUES,
        public: bool = True,
        script: str | None = None,
        items: int | None = None,
    ) -> F | Callable[[F], F]:
        """Register a law (decorator): it draws a relation from ``rng``; its docstring is the law in words."""

        def register(draw: F) -> F:
            self.laws.append(Law(_in_words(draw), _sentence(draw), draw, check, public, script, items))
            return draw

        return register(function) if function else register

    @overload
    def mistake(self, function: F, /) -> F: ...
    @overload
    def mistake(self, /, *, name: str | None = ..., read: str = ..., **variants: Iterable[Any]) -> Callable[[F], F]: ...
    def mistake(
        self, function: F | None = None, /, *, name: str | None = None, read: str = "", **variants: Iterable[Any]
    ) -> F | Callable[[F], F]:
        """Register a wrong answer (decorator); its docstring is what the student reads, keywords give its sizes."""

        def register(wrong: F) -> F:
            sizes = tuple(dict(zip(variants, values, strict=True)) for values in product(*variants.values()))
            label = name or _in_words(wrong).replace(" ", "-")
            self.mistakes.append(Mistake(label, _sentence(wrong), wrong, read or self.read, sizes))
            return wrong

        return register(function) if function else register

    def alternative(self, function: F) -> F:
        """Register a right answer written in another style (decorator); the self-test demands that it passes."""
        self.alternatives[_in_words(function)] = function
        return function

    def gives(self, thing: F) -> F:
        """Register a class or a function that the lesson gives, for scripts to use by its name (decorator)."""
        self.given[thing.__name__] = thing
        return thing

    def function(self, function: F) -> F:
        """Register a function that hidden cases pass by its name (decorator); it never leaves the grader."""
        self.functions[function.__name__] = function
        return function

    def summary(self, function: F) -> F:
        """Register what hidden cases compare in place of the value (decorator): ``summary(value, inputs)``."""
        self.summaries[function.__name__] = function
        return function

    def demand(self, holds: F) -> F:
        """Register a demand on the calls of passed functions (decorator): ``holds(inputs, calls)``, named if broken."""
        self.demands.append(Demand(_in_words(holds).replace(" ", "-"), _sentence(holds), holds))
        return holds

    @cached_property
    def parameters(self) -> tuple[str, ...]:
        """The names of the function's arguments."""
        return tuple(inspect.signature(self.solve).parameters)

    @property
    def signature(self) -> str:
        """The call as students write it: ``hinge_loss(scores, y, delta=1.0)``."""
        parameters = inspect.signature(self.solve).parameters.values()
        return f"{self.name}({', '.join(str(p.replace(annotation=inspect.Parameter.empty)) for p in parameters)})"

    def draw(self, seed: int) -> list[Case]:
        """Return the cases drawn from a seed, and a probe for each argument of the first one."""
        cases = list(self._cases(np.random.default_rng(seed)))
        for case in cases:
            self._require_sense(case)
        return [*cases, *probes(cases[0])]

    def _require_sense(self, case: Case) -> None:
        where = f"{self.name}, case “{case.name}”"
        if case.summary is not None and case.summary not in self.summaries:
            raise SpecError(f"{where}: no summary {case.summary!r}; known are {', '.join(self.summaries)}")
        if case.script is not None:
            unknown = outer_names(case.script) - case.inputs.keys() - self.given.keys() - {self.name}
            if unknown:
                raise SpecError(
                    f"{where}: the script uses {', '.join(sorted(unknown))}; expected inputs, {self.name} and what the "
                    "lesson gives; register it with `gives`"
                )
        elif tuple(case.inputs) != self.parameters[: len(case.inputs)]:
            raise SpecError(f"{where}: inputs {tuple(case.inputs)} do not begin {self.parameters}")


def _in_words(function: Function) -> str:
    return function.__name__.strip("_").replace("_", " ")


def _sentence(function: Function) -> str:
    if not function.__doc__:
        raise SpecError(f"{function.__name__} has no docstring; it is what the student reads")
    return " ".join(function.__doc__.split())

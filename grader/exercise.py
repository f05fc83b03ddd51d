"""The authoring API: one exercise is one file with a reference, cases, laws, mistakes and hints.

See docs/author.md for a ten-minute tour. Everything here is plain Python that runs in the trusted process only.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import product
from typing import Any, TypeVar, overload

import numpy as np

from fallline.compare import Tolerance
from fallline.laws import Relation
from fallline.trial import CHECKS, VALUES
from grader.errors import SpecError

Function = Callable[..., Any]
F = TypeVar("F", bound=Function)
SPLIT = {"values": 0.5, "edge cases": 0.3, "contract": 0.2}
PUBLIC_SEED = 2_021


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

    def __post_init__(self) -> None:
        if self.check not in CHECKS:
            raise SpecError(f"case “{self.name}”: check is {self.check!r}; expected one of {', '.join(CHECKS)}")


@dataclass(frozen=True)
class Law:
    """A property that every right answer has; ``draw(rng)`` gives the relation to check."""

    name: str
    sentence: str
    draw: Callable[[np.random.Generator], Relation]
    check: str = VALUES
    public: bool = True


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
            yield lambda *args, _settings=settings: self.function(*args, **_settings)


@dataclass(eq=False)
class Exercise:
    """One function that students write, and everything that is known about it.

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
    def law(self, /, *, check: str = ..., public: bool = ...) -> Callable[[F], F]: ...
    def law(self, function: F | None = None, /, *, check: str = VALUES, public: bool = True) -> F | Callable[[F], F]:
        """Register a law (decorator): it draws a relation from ``rng``; its docstring is the law in words."""

        def register(draw: F) -> F:
            self.laws.append(Law(_in_words(draw), _sentence(draw), draw, check, public))
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

    @property
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
            if tuple(case.inputs) != self.parameters[: len(case.inputs)]:
                raise SpecError(
                    f"{self.name}, case “{case.name}”: inputs {tuple(case.inputs)} do not begin {self.parameters}"
                )
        return [*cases, *_probes(cases[0])]


def _probes(base: Case) -> Iterator[Case]:
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
    reverse, turned = np.ascontiguousarray(value[::-1]), np.roll(value, 1, axis=0)
    if value.dtype.kind != "f":
        return [reverse, turned]
    return [reverse * value.dtype.type(0.8), turned * value.dtype.type(1.25)]


def _in_words(function: Function) -> str:
    return function.__name__.strip("_").replace("_", " ")


def _sentence(function: Function) -> str:
    if not function.__doc__:
        raise SpecError(f"{function.__name__} has no docstring; it is what the student reads")
    return " ".join(function.__doc__.split())

"""Relations between outputs that every right answer keeps, as data.

A law names the inputs of a few calls and what must hold between their outputs. It needs no expected value, so it can be
checked by whoever holds the outputs: the grader in its own process, the kit in the student's.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from fallline.compare import Tolerance, as_float, compare, is_wrong

Inputs = dict[str, Any]
"""The arguments of one call, by name."""


class Relation:
    """Something that must hold between the outputs of the calls ``inputs``."""

    inputs: tuple[Inputs, ...]

    def holds(self, outputs: Sequence[Any], tolerance: Tolerance) -> bool:
        """Return whether the outputs, one a call, keep the law."""
        raise NotImplementedError


@dataclass(frozen=True)
class Linear(Relation):
    """Weighted outputs add up to a constant: ``sum_k weights[k] * f(inputs[k]) == total``, or so along ``axis``.

    The one form behind ``Same``, ``SumsTo``, ``AddUpTo`` and ``Scaled``; cards hold only this one.
    """

    inputs: tuple[Inputs, ...]
    weights: tuple[float, ...]
    total: float = 0.0
    axis: int | None = None
    order: tuple[int, ...] | None = None
    """If given, the rows (columns, with ``order_axis`` 1) of the *first* output are taken in this order first."""
    order_axis: int = 0

    def holds(self, outputs: Sequence[Any], tolerance: Tolerance) -> bool:
        """Return whether the weighted sum is ``total``, within the tolerance at the size of its terms."""
        numbers = [_numbers(output) for output in outputs]
        if any(n is None for n in numbers) or len({n.shape for n in numbers if n is not None}) > 1:
            return False
        if not self._can_be_ordered(numbers[0]):
            return False
        terms = [
            w * self._ordered(n, k) for k, (w, n) in enumerate(zip(self.weights, numbers, strict=True)) if n is not None
        ]
        if self.axis is not None:
            if any(term.ndim <= self.axis for term in terms):
                return False
            terms = [term.sum(axis=self.axis) for term in terms]
        size = sum(np.abs(term) for term in terms) + abs(self.total)
        with np.errstate(invalid="ignore"):
            gap = np.abs(sum(terms) - self.total)
        return bool(np.all(np.isfinite(gap) & (gap <= tolerance.atol + tolerance.rtol * size)))

    def _can_be_ordered(self, output: np.ndarray[Any, Any] | None) -> bool:
        """Return whether an output has as many rows as ``order``; one without rows is left as it is."""
        if output is None or self.order is None or output.ndim <= self.order_axis:
            return True
        return bool(output.shape[self.order_axis] == len(self.order))

    def _ordered(self, output: np.ndarray[Any, Any], call: int) -> np.ndarray[Any, Any]:
        if call > 0 or self.order is None or output.ndim <= self.order_axis:
            return output
        return np.take(output, self.order, axis=self.order_axis)


def Same(a: Inputs, b: Inputs) -> Linear:
    """Both calls must give the same output."""
    return Linear((a, b), (1.0, -1.0))


def AddUpTo(a: Inputs, b: Inputs, total: float) -> Linear:
    """The two outputs must add up to ``total``, entry by entry."""
    return Linear((a, b), (1.0, 1.0), total)


def Scaled(a: Inputs, b: Inputs, factor: float) -> Linear:
    """The output of ``b`` must be ``factor`` times that of ``a``."""
    return Linear((a, b), (factor, -1.0))


def SumsTo(a: Inputs, axis: int, total: float) -> Linear:
    """The output must sum to ``total`` along ``axis``."""
    return Linear((a,), (1.0,), total, axis)


def Permuted(a: Inputs, b: Inputs, order: Sequence[int], axis: int = 0) -> Linear:
    """The output of ``b`` must be that of ``a`` with its rows (axis 0) or columns (axis 1) taken in ``order``."""
    return Linear((a, b), (1.0, -1.0), order=tuple(int(i) for i in order), order_axis=axis)


@dataclass(frozen=True)
class Within(Relation):
    """Every entry of the output must lie between ``low`` and ``high``, both included."""

    inputs: tuple[Inputs, ...]
    low: float
    high: float

    def holds(self, outputs: Sequence[Any], tolerance: Tolerance) -> bool:
        """Return whether all entries are in the range; nan is not."""
        numbers = [_numbers(output) for output in outputs]
        return all(n is not None and bool(np.all((n >= self.low) & (n <= self.high))) for n in numbers)


@dataclass(frozen=True)
class NotSmaller(Relation):
    """The first output must be at least the second, entry by entry."""

    inputs: tuple[Inputs, ...]

    def holds(self, outputs: Sequence[Any], tolerance: Tolerance) -> bool:
        """Return whether ``f(inputs[0]) >= f(inputs[1])``, up to the tolerance."""
        first, second = (_numbers(output) for output in outputs)
        if first is None or second is None or first.shape != second.shape:
            return False
        slack = tolerance.atol + tolerance.rtol * np.abs(second)
        return bool(np.all(first >= second - slack))


@dataclass(frozen=True)
class Lawful(Relation):
    """Any other law: ``predicate(outputs)`` must be true. Not data, so only the grader can check it."""

    inputs: tuple[Inputs, ...]
    predicate: Callable[[Sequence[Any]], bool]

    def holds(self, outputs: Sequence[Any], tolerance: Tolerance) -> bool:
        """Return what the predicate says; an exception in it means that the outputs are not lawful."""
        try:
            return bool(self.predicate(outputs))
        except Exception:  # what a wrong output makes a predicate raise is not known beforehand
            return False


@dataclass(frozen=True)
class Gives(Relation):
    """The output must be ``expected``: a law about one value that is known in closed form."""

    inputs: tuple[Inputs, ...]
    expected: Any

    def holds(self, outputs: Sequence[Any], tolerance: Tolerance) -> bool:
        """Return whether the one output is the expected value."""
        return not is_wrong(compare(outputs[0], self.expected, tolerance))


class RelationData:
    """Relations to and from the form in which cards hold them."""

    kinds: ClassVar[dict[str, type[Any]]] = {
        "Linear": Linear,
        "Within": Within,
        "NotSmaller": NotSmaller,
        "Gives": Gives,
    }

    @classmethod
    def to_plain(cls, relation: Relation) -> dict[str, Any] | None:
        """Return the relation as plain data, or None if it is code."""
        if type(relation).__name__ not in cls.kinds:
            return None
        return {"kind": type(relation).__name__, **vars(relation)}

    @classmethod
    def from_plain(cls, data: dict[str, Any]) -> Relation:
        """Return the relation that ``to_plain`` wrote."""
        fields = dict(data)
        relation: Relation = cls.kinds[fields.pop("kind")](**fields)
        return relation


def _numbers(output: Any) -> np.ndarray[Any, Any] | None:
    """Return an output as a float64 array, or None if it holds no numbers: of nothing, any law would be true."""
    array = as_float(output)
    return None if array is None or array.size == 0 else array

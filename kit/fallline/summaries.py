"""What is compared in place of a value that no two right answers share, under names that cards can hold.

A summary takes the value and the inputs of its call. It gives the same numbers, up to the tolerance, for every right
answer, and other numbers for each mistake. Its docstring is read by the student.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from fallline.compare import identical

Array = np.ndarray[Any, Any]
Summary = Callable[[Any, dict[str, Any]], Any]


def epoch(batches: list[Any], inputs: dict[str, Any]) -> Array:
    """Return seven numbers of an epoch's batches.

    How many batches there are; the sizes of the first and the last; how many examples in all; whether (1 or 0) no
    example comes twice, each has its own label, and they stand in the order of X.
    """
    X, y = inputs["X"], inputs["y"]
    sizes = [len(labels) for _, labels in batches]
    rows, labels = np.concatenate([rows for rows, _ in batches]), np.concatenate([labels for _, labels in batches])
    # By their bytes, one after the other: a worker may send far more rows than there are examples.
    known = {row.tobytes(): place for place, row in enumerate(X)}
    places = np.array([known.get(row.tobytes(), -1) for row in rows.astype(X.dtype)])
    different = len(set(places.tolist())) == len(places)
    paired = bool(np.all((labels == y[places]) & (places >= 0)))
    in_order = np.array_equal(places, np.arange(len(places)))
    return np.array([len(sizes), sizes[0], sizes[-1], len(places), different, paired, in_order])


def dropout(values: tuple[Array, Array], inputs: dict[str, Any]) -> Array:
    """Return five numbers of an output and its mask (N, D).

    The share of zeros in the mask; its largest entry; the share of rows, and of columns, that are like the first one;
    and the largest difference between the output and x times the mask.
    """
    out, mask = values
    rows, columns = ((lines[1:] == lines[0]).all(axis=1).mean() for lines in (mask, mask.T))
    return np.array([(mask == 0).mean(), mask.max(), rows, columns, np.abs(out - inputs["x"] * mask).max()])


def repeated(values: tuple[Any, Any], inputs: dict[str, Any]) -> bool:
    """Return whether the two values are the same: fresh random numbers differ."""
    first, second = values
    return identical(first, second)


def sigmoid_value(gates: dict[str, Any], inputs: dict[str, Any]) -> Any:
    """Return `out`."""
    return _gradient(gates, "out")


def quotient_step(gates: dict[str, Any], inputs: dict[str, Any]) -> Any:
    """Return `dd`: what the gate 1/d makes of the 1 that the way back begins with."""
    return _gradient(gates, "dd")


def sum_step(gates: dict[str, Any], inputs: dict[str, Any]) -> Any:
    """Return `de` divided by `dd`: what the gate “+ 1” multiplies the gradient by."""
    return _gradient(gates, "de") / _gradient(gates, "dd")


def exp_step(gates: dict[str, Any], inputs: dict[str, Any]) -> Any:
    """Return `dn` divided by `de`: what the gate exp multiplies the gradient by."""
    return _gradient(gates, "dn") / _gradient(gates, "de")


def minus_step(gates: dict[str, Any], inputs: dict[str, Any]) -> Any:
    """Return `dx` divided by `dn`: what the gate “times −1” multiplies the gradient by."""
    return _gradient(gates, "dx") / _gradient(gates, "dn")


def _gradient(gates: Any, name: str) -> Any:
    """Return one number of the sigmoid's gates as NumPy has it, nan if there is none of this name."""
    number = np.asarray(gates.get(name, np.nan) if isinstance(gates, dict) else np.nan)
    if number.ndim or number.dtype.kind not in "fiu":
        raise TypeError(f"{name} is {number!r}")
    return number[()] if number.dtype.kind == "f" else np.float64(number)


MOST_NODES = 12
_GATES: dict[str | None, tuple[int, Callable[..., Any]]] = {
    None: (0, lambda: None),
    "+": (2, lambda a, b: a + b),
    "*": (2, lambda a, b: a * b),
    "exp": (1, np.exp),
    "relu": (1, lambda a: a if np.real(a) > 0 else 0.0),
}
"""How many parents a gate has, and what it makes of them; numbers may be complex."""


@dataclass(frozen=True)
class Graph:
    """A graph of numbers as rows, the root in row 0, with the row of a leaf and the gradient that is claimed for it.

    Rows come from a stranger: ``read`` lets nothing pass that is no graph. One that is too large is not worked out.
    """

    ops: tuple[str | None, ...]
    values: tuple[float, ...]
    parents: tuple[tuple[int, ...], ...]
    leaf: int | None
    gradient: float

    @classmethod
    def read(cls, claim: Any) -> Graph:
        """Return the graph of ``((rows, leaf), gradient)``; raises ValueError or TypeError if it is none."""
        (rows, leaf), gradient = claim
        ops, values, parents = zip(*rows, strict=True)
        graph = cls(ops, tuple(map(_number, values)), tuple(map(tuple, parents)), leaf, _number(gradient))
        if any(len(row) != _GATES[op][0] for op, row in zip(ops, graph.parents, strict=True)):
            raise ValueError("a row has more or fewer parents than its gate")
        places = range(len(rows))
        if any(k not in places for row in (*graph.parents, () if leaf is None else (leaf,)) for k in row):
            raise ValueError("a row is named that is not there")
        if graph.is_small and not np.allclose(graph.evaluated(), graph.values, rtol=1e-6, equal_nan=True):
            raise ValueError("the values are not those of the graph")
        return graph

    @property
    def is_small(self) -> bool:
        """Whether it has no more nodes than it may."""
        return len(self.ops) <= MOST_NODES

    @property
    def is_workable(self) -> bool:
        """Whether it is small and has its leaf, so that it can be worked out."""
        return self.is_small and self.leaf is not None

    def parents_first(self) -> list[int]:
        """Return the rows, each after those of its parents; raises ValueError if the graph runs in a circle."""
        order: list[int] = []
        while len(order) < len(self.ops):
            ready = [k for k, parents in enumerate(self.parents) if k not in order and set(parents) <= set(order)]
            if not ready:
                raise ValueError("the graph runs in a circle")
            order += ready
        return order

    def evaluated(self, moved: complex = 0.0) -> Array:
        """Return the values of all rows, worked out anew, with the leaf moved by a number."""
        values = np.zeros(len(self.ops), type(moved))
        for k in self.parents_first():
            gate = _GATES[self.ops[k]][1]
            values[k] = gate(*(values[p] for p in self.parents[k])) if self.parents[k] else self.values[k]
            values[k] += moved if k == self.leaf else 0.0
        return values

    def ways(self) -> list[Counter[int]]:
        """Return for each row how many ways of which length lead to it from the root."""
        ways: list[Counter[int]] = [Counter() for _ in self.ops]
        ways[0][0] = 1
        for k in reversed(self.parents_first()):
            for parent in self.parents[k]:
                for length, count in ways[k].items():
                    ways[parent][length + 1] += count
        return ways

    def ways_to_inner_nodes(self) -> list[Counter[int]]:
        """Return the same for the nodes between the root and the leaf alone."""
        above = {self.leaf}
        for k in self.parents_first():
            above |= {k} if above & set(self.parents[k]) else set()
        return [ways for k, ways in enumerate(self.ways()) if k in above - {0, self.leaf}]


def _number(value: Any) -> float:
    if np.ndim(value) or isinstance(value, str):
        raise TypeError("no number")
    return float(value)


def has_its_leaf(claim: Any, inputs: dict[str, Any]) -> bool:
    """Return whether the second of the three is a number with no parents, from which the first one was made."""
    graph = Graph.read(claim)
    return graph.leaf is not None and graph.leaf > 0 and graph.ops[graph.leaf] is None


def is_small(claim: Any, inputs: dict[str, Any]) -> bool:
    """Return whether the graph has at most 12 nodes."""
    return Graph.read(claim).is_small


def is_finite(claim: Any, inputs: dict[str, Any]) -> bool:
    """Return whether all numbers in the graph, and the gradient, are finite."""
    graph = Graph.read(claim)
    return bool(np.isfinite([*graph.values, graph.gradient]).all())


def has_its_slope(claim: Any, inputs: dict[str, Any]) -> bool:
    """Return whether the third of the three is the slope of the first in the second.

    The slope is found without any backward pass: the leaf is moved by a tiny number, and the graph is worked out anew.
    """
    graph = Graph.read(claim)
    if not graph.is_workable:
        return False
    # An imaginary step: nothing is subtracted, and so no digit is lost.
    slope = graph.evaluated(1e-30j)[0].imag * 1e30
    return bool(np.isfinite(slope) and np.isclose(graph.gradient, slope, rtol=1e-6))


def has_a_moderate_gradient(claim: Any, inputs: dict[str, Any]) -> bool:
    """Return whether the gradient is at least 0.001 and at most 1,000 in size."""
    return 1e-3 <= abs(Graph.read(claim).gradient) <= 1e3


def has_several_ways(claim: Any, inputs: dict[str, Any]) -> bool:
    """Return whether several ways lead from the root down to the leaf."""
    graph = Graph.read(claim)
    return graph.is_workable and graph.ways()[graph.leaf or 0].total() > 1


def has_a_shared_inner_node(claim: Any, inputs: dict[str, Any]) -> bool:
    """Return whether several ways lead from the root to some node *between* root and leaf."""
    graph = Graph.read(claim)
    return graph.is_workable and any(ways.total() > 1 for ways in graph.ways_to_inner_nodes())


def has_uneven_ways(claim: Any, inputs: dict[str, Any]) -> bool:
    """Return whether ways of different length lead from the root to some node *between* root and leaf."""
    graph = Graph.read(claim)
    return graph.is_workable and any(len(ways) > 1 for ways in graph.ways_to_inner_nodes())


SUMMARIES: dict[str, Summary] = {
    function.__name__: function
    for function in (
        *(epoch, dropout, repeated),
        *(sigmoid_value, quotient_step, sum_step, exp_step, minus_step),
        *(has_its_leaf, is_small, is_finite, has_its_slope, has_a_moderate_gradient),
        *(has_several_ways, has_a_shared_inner_node, has_uneven_ways),
    )
}
"""Every summary by its name."""

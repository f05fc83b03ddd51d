"""Numbers that remember where they came from (lesson 03, "Where paths meet again")."""

from __future__ import annotations

import numpy as np


class V:
    """A number in a graph: its value, its parents (what it was made from), and the gate that made it."""

    def __init__(self, data: float, parents: tuple["V", ...] = (), op: str | None = None) -> None:
        self.data, self.parents, self.op = data, parents, op
        self.grad = 0.0

    def __add__(self, other: "V | float") -> "V":
        other = other if isinstance(other, V) else V(other)
        return V(self.data + other.data, (self, other), "+")

    def __mul__(self, other: "V | float") -> "V":
        other = other if isinstance(other, V) else V(other)
        return V(self.data * other.data, (self, other), "*")

    __radd__, __rmul__ = __add__, __mul__  # 2 + x, 2 * x: the number cannot, so Python asks x

    def exp(self) -> "V":
        """Return e to the power of this node."""
        return V(float(np.exp(self.data)), (self,), "exp")

    def relu(self) -> "V":
        """Return this node, or 0 if it is negative."""
        return V(max(self.data, 0.0), (self,), "relu")


def local(node: V) -> tuple[float, ...]:
    """Return the local derivatives of a node: one for each of its parents, in their order."""
    if node.op == "*":
        a, b = node.parents
        return b.data, a.data
    if node.op in ("exp", "relu"):
        return (node.data,) if node.op == "exp" else (float(node.data > 0),)
    return tuple(1.0 for _ in node.parents)  # a sum; and nothing for a number that no gate made


def tape(root: V, leaf: V) -> tuple[list[tuple[str | None, float, list[int]]], int | None]:
    """Return a graph as rows (op, value, rows of its parents), root first, and the row of the leaf."""
    rows, nodes = {root: 0}, [root]
    for node in nodes:  # the list grows while we walk along it
        for parent in node.parents:
            if parent not in rows:
                rows[parent] = len(nodes)
                nodes.append(parent)
    table = [(node.op, node.data, [rows[parent] for parent in node.parents]) for node in nodes]
    return table, rows.get(leaf)

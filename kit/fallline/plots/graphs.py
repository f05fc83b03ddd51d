"""Computation graphs, drawn: the value above each edge, below it the gradient, as far as the walk back has come.

A drawing takes every number from the nodes that it is given and computes none of them, so a wrong gradient is seen.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from matplotlib.figure import Figure

from fallline.plots.drawing import STUB, Graph, Node, draw, gates, number
from fallline.plots.layout import Layout, arrange
from fallline.plots.style import VERMILLION, WIDTH, describe, panels, styled

__all__ = ["Node", "at_step", "complete", "forward", "recorded", "side_by_side", "walk"]

_LARGEST = 0.66  # inches a unit: small graphs are not blown up


def recorded(root: Any, local: Callable[[Any], Sequence[float]], names: Mapping[str, Any]) -> dict[str, Node]:
    """Return the drawing of a graph that an engine recorded, with the gradients that its nodes hold.

    Parameters
    ----------
    root : node
        With ``data``, ``parents``, ``op`` and ``grad``, and its parents likewise.
    local : function
        From a node to its local derivatives, one a parent.
    names : name -> node
        What to call the leaves; a leaf without a name is called by its value.
    """
    called = {id(node): name for name, node in names.items()}
    nodes = {id(root): root}
    waiting = [root]
    for node in waiting:  # the list grows on the way
        waiting += [parent for parent in node.parents if id(parent) not in nodes]
        nodes |= {id(parent): parent for parent in node.parents}
    order = sorted(_depths(nodes).items(), key=lambda item: item[1])
    keys = {key: called.get(key, f"{nodes[key].op or 'number'} {i}") for i, (key, _) in enumerate(order)}
    return {keys[key]: _as_drawn(nodes[key], keys, called, local) for key, _ in order}


def _depths(nodes: Mapping[int, Any]) -> dict[int, int]:
    """Return how many gates lie below each node; found by asking again until no answer changes."""
    depths = dict.fromkeys(nodes, 0)
    while True:
        asked = {key: 1 + max((depths[id(p)] for p in node.parents), default=-1) for key, node in nodes.items()}
        if asked == depths:
            return depths
        depths = asked


def _as_drawn(node: Any, keys: Mapping[int, str], called: Mapping[int, str], local: Any) -> Node:
    sign = {"*": "×", None: called.get(id(node), number(node.data))}.get(node.op, node.op)
    back = tuple(node.grad * slope for slope in local(node))
    return Node(sign, node.data, tuple(keys[id(parent)] for parent in node.parents), back)


@styled
def forward(graph: Graph) -> Figure:
    """Draw a graph with its values only."""
    return _one(graph, 0)


@styled
def at_step(graph: Graph, step: int) -> Figure:
    """Draw a graph after some steps of the walk back: 0 for none, 1 for the seed, then one more gate at each step."""
    return _one(graph, step)


@styled
def complete(graph: Graph) -> Figure:
    """Draw a graph with all values and all gradients, no gate singled out."""
    return _one(graph, _end(graph))


def _end(graph: Graph) -> int:
    """Return the step after which nothing is left to do."""
    return len(gates(graph)) + 2


def _laid_out(graph: Graph) -> Layout:
    return arrange({key: node.inputs for key, node in graph.items()})


def _one(graph: Graph, step: int) -> Figure:
    layout = _laid_out(graph)
    across = layout.width + STUB + 1.2
    across = max(across, WIDTH / _LARGEST)
    high = layout.height + 1.1
    figure, (axes,) = panels(height=WIDTH / across * high)
    middle = (layout.width + STUB) / 2
    axes.set(xlim=(middle - across / 2, middle + across / 2), ylim=(high / 2, -high / 2))
    draw(axes, graph, layout, step)
    return describe(figure, "A computation graph.", _told(graph, step))


@styled
def walk(graph: Graph, captions: Sequence[str]) -> Figure:
    """Draw every step of the walk back, one below the other: the forward pass, the seed, and each gate in turn.

    Parameters
    ----------
    graph : name -> Node
    captions : sequence of str
        What happens at each step, from the forward pass on.
    """
    layout = _laid_out(graph)
    figure, rows = panels(len(captions), 1, height=0.72 * len(captions) * (layout.height + 1))
    for step, (axes, caption) in enumerate(zip(rows, captions, strict=True)):
        axes.set(xlim=(-2.6, layout.width + STUB + 0.7), ylim=(layout.height / 2 + 0.5, -layout.height / 2 - 0.5))
        draw(axes, graph, layout, step)
        axes.text(-2.6, 0, caption, ha="left", va="center", weight="bold", linespacing=1.4)
    return describe(
        figure,
        f"A computation graph, {len(captions)} times: each row shows one step more of the walk back.",
        _told(graph, len(captions)),
    )


@styled
def side_by_side(
    graphs: Mapping[str, Graph], columns: int, notes: Mapping[str, str] | None = None, seed: float = 1.0
) -> Figure:
    """Draw several graphs with all their gradients, a title above each.

    Parameters
    ----------
    graphs : title -> graph
    columns : int
    notes : title -> str
        A line to write below a graph.
    seed : float
        The gradient that arrives at the last node of each.
    """
    rows = -(-len(graphs) // columns)
    layouts = {title: _laid_out(graph) for title, graph in graphs.items()}
    across = max(layout.width for layout in layouts.values()) + STUB + 1.2
    high = max(layout.height for layout in layouts.values()) + (1.6 if notes else 1.1)
    figure, cells = panels(rows, columns, height=rows * (0.35 + WIDTH / columns / across * high))
    told = []
    for axes, (title, graph) in zip(cells, graphs.items(), strict=True):
        top = -layouts[title].height / 2 - 0.55
        axes.set(xlim=(-0.5, across - 0.5), ylim=(top + high, top))
        draw(axes, graph, layouts[title], _end(graph), seed=seed)
        axes.set_title(title)
        note = (notes or {}).get(title, "")
        axes.text(-0.5, top + high - 0.25, note, color=VERMILLION, weight="bold", va="center", fontsize=9)
        told.append(f"{title}: {_told(graph, _end(graph), seed)} {note}".strip())
    return describe(figure, f"{len(graphs)} computation graphs.", *told)


def _told(graph: Graph, step: int, seed: float = 1.0) -> str:
    """Return the values of all nodes and the gradients that are drawn, in words."""
    values = ", ".join(f"{key} = {number(node.value)}" for key, node in graph.items())
    passed = gates(graph)[: max(0, step - 1)]
    back = "; ".join(f"{key} passes " + ", ".join(map(_sent, graph[key].back, graph[key].inputs)) for key in passed)
    return f"Forward: {values}." + (f" Backward, from {number(seed)}: {back}." if back else "")


def _sent(gradient: float, key: str) -> str:
    return f"{number(gradient)} to {key}"

"""How a computation graph is drawn into axes: circles for gates, the value above each edge, the gradient below.

A gradient stands on a tint, so that it is told from a value without colours, too, where edges come close.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle
from numpy.typing import NDArray

from fallline.plots.layout import Layout, Point
from fallline.plots.style import BLUE, GREY, INK, VERMILLION

Floats = NDArray[np.float64]

STUB = 1.25
"""Length of the edge that leaves the last node; between two columns it is 1.9."""
_RADIUS = 0.27
_TYPE = (20.0, 16.5, 13.5, 12.5)  # size of a sign of 1, 2, 3 or more letters, in points for an inch a unit
_BUSY = "#fbe3d3"  # a pale vermillion: the gate that is passing on, and what has been passed
_AHEAD = "#a9b2bd"  # edges that the walk back has not reached


@dataclass(frozen=True)
class Node:
    """One node of a drawing.

    Attributes
    ----------
    sign : str
        A gate's sign, or the name of a leaf.
    value : float
        What comes out of it in the forward pass.
    inputs : tuple of str
        Names of the nodes that feed it.
    back : tuple of float
        What the gate passes back along each input: upstream gradient times local derivative.
    """

    sign: str
    value: float
    inputs: tuple[str, ...] = ()
    back: tuple[float, ...] = ()


Graph = Mapping[str, Node]
"""Nodes by name, each after all of its inputs; the last one is the root."""


def gates(graph: Graph) -> list[str]:
    """Return the names of the nodes that compute something, in the order of the walk back."""
    return [key for key in reversed(list(graph)) if graph[key].inputs]


def draw(axes: Axes, graph: Graph, layout: Layout, step: int, *, seed: float = 1.0) -> None:
    """Draw a graph into empty axes.

    Parameters
    ----------
    axes : Axes
        With its limits set.
    graph : name -> Node
    layout : Layout
    step : int
        How far the walk back has come: 0 not at all, 1 the seed stands at the root, then one more gate at each step.
    seed : float
        The gradient with which the walk starts.
    """
    order = gates(graph)
    passed, busy = order[: max(0, step - 1)], order[step - 2] if 2 <= step < len(order) + 2 else ""
    for edge, route in layout.routes.items():
        source, user, slot = edge
        gradient = graph[user].back[slot] if user in passed else None
        points = _visible(_curve(route, _bend(graph[user].inputs, source, slot)), route[0], route[-1])
        _edge(axes, points, graph[source].value, gradient, fresh=user == busy, at=_roomy(graph, edge))
    root = list(graph)[-1]
    x, y = layout.places[root]
    stub = _visible(_curve([(x, y), (x + STUB, y)], 0.0), (x, y), (np.inf, y))
    _edge(axes, stub, graph[root].value, seed if step else None, fresh=step == 1, at=0.5)
    if root.isalpha():
        axes.text(x + STUB + 0.1, y, root, va="center", fontsize=11.5, style="italic")
    for key, place in layout.places.items():
        _node(axes, graph[key], place, busy=key == busy)
    axes.set_aspect("equal")
    axes.axis("off")


def _bend(inputs: tuple[str, ...], source: str, slot: int) -> float:
    """Return how far an edge bows: only where the same node feeds a gate twice."""
    if inputs.count(source) == 1:
        return 0.0
    return 0.42 if inputs.index(source) == slot else -0.42


def _node(axes: Axes, node: Node, place: Point, *, busy: bool) -> None:
    if not node.inputs:
        x, side = (place[0], "center") if len(node.sign) < 3 else (place[0] + 0.24, "right")  # a word ends at its edge
        axes.text(x, place[1], node.sign, ha=side, va="center", color=INK, fontsize=11.5, style="italic")
        return
    edge, fill = (VERMILLION, _BUSY) if busy else (GREY, "white")
    axes.add_patch(Circle(place, _RADIUS, facecolor=fill, edgecolor=edge, linewidth=2.4 if busy else 1.3, zorder=3))
    size = min(12.0, _inches(axes) * _TYPE[min(len(node.sign), len(_TYPE)) - 1])
    axes.text(*place, node.sign, ha="center", va="center", color=INK, fontsize=size, zorder=4)


def _inches(axes: Axes) -> float:
    """Return how long a unit is on paper, where the columns of axes share the width of the figure evenly."""
    left, right = axes.get_xlim()
    spec = axes.get_subplotspec()
    figure = axes.get_figure()
    if spec is None or not isinstance(figure, Figure):
        return 0.5
    return float(figure.get_figwidth() / spec.get_gridspec().ncols / (right - left))


def _roomy(graph: Graph, edge: tuple[str, str, int]) -> float:
    """Return how far along an edge its numbers stand: away from the end where other edges come close."""
    source, user, _slot = edge
    users = sum(source in node.inputs for node in graph.values())
    feeds = len(set(graph[user].inputs))
    return 0.5 if users == feeds else 0.36 if feeds > users else 0.64


def _edge(axes: Axes, points: Floats, value: float, gradient: float | None, *, fresh: bool, at: float) -> None:
    """Draw one edge, the value above it and the gradient, if it has come so far, below."""
    colour = _AHEAD if gradient is None else VERMILLION if fresh else GREY
    axes.plot(*points[:-1].T, color=colour, linewidth=1.4, zorder=1)
    arrow = {"arrowstyle": "-|>", "color": GREY, "linewidth": 1.3, "shrinkA": 0, "shrinkB": 0, "mutation_scale": 9}
    axes.annotate("", tuple(points[-1]), tuple(points[-6]), arrowprops=arrow, zorder=1)
    place, upwards = _beside(points, at)
    style: Any = {"ha": "center", "va": "center", "fontsize": 9.5, "zorder": 5}
    (right, up), (x, y) = _reach(upwards) * upwards, place
    axes.text(x + right, y + up, number(value), color=BLUE, **style)
    if gradient is not None:
        weight = "bold" if fresh else "normal"
        tint = {"boxstyle": "round,pad=0.08", "facecolor": _BUSY, "edgecolor": "none"}
        under = {**style, "zorder": 4.5}  # no tint over a number of the next edge
        axes.text(x - right, y - up, number(gradient), color=VERMILLION, weight=weight, bbox=tint, **under)


def _reach(upwards: Floats) -> float:
    """Return the distance of a number from its edge: the wider than high, the more beside a steep edge."""
    return 0.19 + 0.2 * abs(float(upwards[0]))


def _curve(route: Sequence[Point], bend: float) -> Floats:
    """Return 81 points along a route: straight from stop to stop, or one bow."""
    stops = np.array(route)
    share = np.linspace(0, len(stops) - 1, 81)
    points = np.stack([np.interp(share, np.arange(len(stops)), stops[:, axis]) for axis in (0, 1)], axis=1)
    points[:, 1] -= bend * 4 * (share / share[-1]) * (1 - share / share[-1])
    return points


def _visible(points: Floats, start: Point, end: Point) -> Floats:
    """Return the points that lie outside the circles at both ends."""
    far = [np.hypot(*(points - np.array(centre)).T) >= _RADIUS + 0.04 for centre in (start, end)]
    outside: Floats = points[far[0] & far[1]]
    return outside


def _beside(points: Floats, share: float) -> tuple[Floats, Floats]:
    """Return the place at a share of an edge's length, and the direction upwards from it at a right angle."""
    here = round(share * (len(points) - 1))
    along = points[here + 3] - points[here - 3]
    along = along / np.hypot(*along)
    return points[here], np.array([along[1], -along[0]])  # the vertical axis points down


def number(value: float) -> str:
    """Return a number with three digits at most, with a true minus sign."""
    text = f"{value:.3g}" if abs(value) < 1000 else f"{value:.0f}"
    return text.replace("-", "−")

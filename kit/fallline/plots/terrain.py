"""The landscapes of lesson 02: the loss of two weights as a map, and hikers who probe it, follow it or guess.

The map is drawn from the loss that is handed in, evaluated place by place.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from numpy.typing import ArrayLike, NDArray

from fallline.plots.style import BLUE, GREEN, GREY, INK, VERMILLION, describe, note, panels, styled

Floats = NDArray[np.float64]
Loss = Callable[[Floats], Any]
"""From a position (2,) to one number."""

_WEST_EAST, _SOUTH_NORTH = (-5.0, 11.0), (-8.0, 6.0)
_LEVELS = (0.2, 0.3, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0)
_LABELLED = (0.2, 0.5, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0)
_GROUND = LinearSegmentedColormap.from_list("ground", ["#ffffff", "#dfe6ec", "#b9c6d2", "#94a6b6"])
_AXES = ("weight w₁ of bill length (score per s.d.)", "weight w₂ of body mass (score per s.d.)")
_WALKERS = ((VERMILLION, "s"), (BLUE, "o"), (GREEN, "^"))


@styled
def contour_map(loss: Loss, places: Mapping[str, ArrayLike]) -> Figure:
    """Draw the loss of two weights as a map with contour lines, and mark places on it.

    Parameters
    ----------
    loss : function
        From two weights (2,) to the loss in nats.
    places : name -> (2,) float
        What to mark; its altitude is written beside it.
    """
    figure, (axes,) = panels(height=5.2)
    _draw_map(axes, loss)
    told = []
    for name, place in places.items():
        w = np.asarray(place, dtype=float)
        altitude = float(loss(w))
        axes.plot(*w, "o", color=INK, markersize=8, markeredgecolor="white")
        _words(axes, f"{name}\n{altitude:.2f} nats", w, (10, 0), INK)
        told.append(f"{name} at ({w[0]:.1f}, {w[1]:.1f}), {altitude:.2f} nats")
    return describe(figure, "A map with contour lines of the loss over two weights. Marked:", "; ".join(told))


def _draw_map(axes: Axes, loss: Loss, columns: int = 81, rows: int = 71) -> None:
    """Shade the plane by the loss, draw lines of equal loss, and write on some of them what it is."""
    east, north = np.linspace(*_WEST_EAST, columns), np.linspace(*_SOUTH_NORTH, rows)
    altitude = np.array([[float(loss(np.array([a, b]))) for a in east] for b in north])
    axes.contourf(east, north, np.log(altitude), levels=24, cmap=_GROUND, zorder=0)
    lines = axes.contour(east, north, altitude, levels=_LEVELS, colors=GREY, linewidths=0.8, zorder=1)
    axes.clabel(lines, levels=_LABELLED, fmt="%g", fontsize=8, colors=GREY)
    axes.set(xlabel=_AXES[0], ylabel=_AXES[1], xlim=_WEST_EAST, ylim=_SOUTH_NORTH, aspect="equal")


def _words(axes: Axes, text: str, at: ArrayLike, shift: tuple[float, float], colour: str, **options: Any) -> None:
    """Write on a map: bold, on a pale ground, so that no contour line runs through the letters."""
    box = {"facecolor": "white", "alpha": 0.75, "edgecolor": "none", "pad": 1.5}
    x, y = np.asarray(at, dtype=float)
    note(axes, text, (float(x), float(y)), shift=shift, color=colour, weight="bold", bbox=box, zorder=6, **options)


@styled
def evaluations_by_dimension(points: int, per_second: float, marks: Sequence[int]) -> Figure:
    """Draw how many places a grid has, against the number of weights, and how long a visit to all of them takes.

    Parameters
    ----------
    points : int
        Values tried of each weight.
    per_second : float
        How many places are visited in a second.
    marks : sequence of int
        Numbers of weights that are marked.
    """
    most = max(marks) + 3
    weights = np.arange(1, most + 1)
    powers = weights * np.log10(points)
    figure, (axes,) = panels(height=3.4)
    axes.plot(weights, powers, color=BLUE)
    for name, seconds in (("a day", 86_400.0), ("the age of the universe", 4.35e17)):
        height = float(np.log10(seconds * per_second))
        axes.axhline(height, color=GREY, linewidth=1.0, linestyle=":")
        note(axes, name, (0, height), shift=(6, 8), color=GREY)
    told = []
    for mark in marks:
        height = mark * float(np.log10(points))
        axes.plot([mark], [height], "o", color=VERMILLION)
        note(axes, f"{mark} weights", (mark, height), shift=(8, -8), color=VERMILLION, weight="bold")
        told.append(f"{mark} weights make 10 to the {height:.1f} places")
    axes.set(xlabel="number of weights", ylabel="places to visit (powers of ten)", xlim=(0, most), ylim=(0, None))
    return describe(
        figure,
        f"A straight line: with {points} values of each weight, the number of places grows as a power; "
        f"{'; '.join(told)}. Marked: what fits in a day and in the age of the universe, at {per_second:g} a second.",
    )


@styled
def probing(loss: Loss, at: ArrayLike, h: float) -> Figure:
    """Draw a hiker's four mini-steps on the map, and the two profiles of the ground that they touch.

    Parameters
    ----------
    loss : function
        From two weights (2,) to the loss in nats.
    at : (2,) float
        Where the hiker stands.
    h : float
        Length of a mini-step.
    """
    place = np.asarray(at, dtype=float)
    figure, (left, right) = panels(1, 2, height=3.9, width_ratios=(1.1, 1))
    _draw_map(left, loss)
    left.plot(*place, "o", color=INK, markersize=7, zorder=4)
    told = []
    for axis, (name, colour, dashes) in enumerate((("w₁", VERMILLION, "-"), ("w₂", BLUE, "--"))):
        step = h * np.eye(2)[axis]
        t = np.linspace(-2.2, 2.2, 67)
        right.plot(h * t, [float(loss(place + s * step)) for s in t], color=colour, linestyle=dashes, linewidth=1.6)
        ends = [float(loss(place + s * step)) for s in (-1, 1)]
        right.plot([-h, h], ends, "o-", color=colour, markersize=7, linewidth=3, alpha=0.85)
        left.plot(*np.stack([place - step, place + step], axis=1), "o-", color=colour, markersize=5, zorder=3)
        slope = (ends[1] - ends[0]) / (2 * h)
        words = f"along {name}: slope {slope:.2f}".replace("-", "−")
        # To the right of its left end: below a line that rises, above one that falls.
        note(right, words, (-2.2 * h, float(loss(place - 2.2 * step))), shift=(18, 0), color=colour)
        told.append(f"along {name} from {ends[0]:.2f} to {ends[1]:.2f}, slope {slope:.2f}")
    right.plot([0], [float(loss(place))], "o", color=INK, markersize=7, zorder=4)
    left.set_title("Four mini-steps")
    right.set(title="What the altimeter says", xlabel="step along one axis", ylabel="loss (nats)")
    heading = f"A hiker on the map takes mini-steps of {h:g} along both axes; the two profiles and their chords:"
    return describe(figure, heading, "; ".join(told))


@styled
def fall_lines(loss: Loss, gradient: Callable[[Floats], Any]) -> Figure:
    """Draw arrows against the gradient all over the map; the longer, the steeper.

    Parameters
    ----------
    loss, gradient : functions
        From two weights (2,) to the loss, and to its gradient (2,).
    """
    figure, (axes,) = panels(height=5.2)
    _draw_map(axes, loss)
    places = np.stack(np.meshgrid(np.arange(-4.0, 11.0, 2.0), np.arange(-7.0, 6.0, 2.0)), axis=-1).reshape(-1, 2)
    slopes = np.array([np.asarray(gradient(w), dtype=float) for w in places])
    axes.quiver(*places.T, *-slopes.T, angles="xy", scale_units="xy", scale=0.75, color=BLUE, width=0.005, zorder=3)
    steep = np.linalg.norm(slopes, axis=1)
    return describe(
        figure,
        "The map with an arrow at every second place, straight down the slope and across the contour lines. "
        f"The longest arrow stands for a slope of {steep.max():.2f}, the shortest for {steep.min():.3f} nats per unit.",
    )


@styled
def walks(loss: Loss, paths: Mapping[str, ArrayLike]) -> Figure:
    """Draw the ways of several hikers on the map, each with its last altitude; the start is common.

    Parameters
    ----------
    loss : function
        From two weights (2,) to the loss in nats.
    paths : name -> (T, 2) float
        Every position that a hiker has stood on, in order.
    """
    figure, (axes,) = panels(height=5.2)
    _draw_map(axes, loss)
    told = []
    for index, ((name, positions), (colour, marker)) in enumerate(zip(paths.items(), _WALKERS, strict=False)):
        path = np.asarray(positions, dtype=float)
        axes.plot(*path.T, color=colour, marker=marker, markersize=3.5, linewidth=1.5, zorder=3 + index)
        end = float(loss(path[-1]))
        half = path[min(2 + 2 * index, len(path) - 1)]
        _words(axes, f"{name}: {end:.3f} nats", half, (10, 8), colour)
        told.append(f"{name}, {len(path)} positions, ends at ({path[-1][0]:.1f}, {path[-1][1]:.1f}), {end:.3f} nats")
    start = np.asarray(next(iter(paths.values())), dtype=float)[0]
    axes.plot(*start, "o", color=INK, markersize=8, markeredgecolor="white", zorder=7)
    _words(axes, "start", start, (-8, 0), INK, ha="right")
    return describe(figure, "Walks on the map from one start:", "; ".join(told))

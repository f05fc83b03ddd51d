"""The figures of lesson 00: two hikers, broadcasting as blocks, four units on one axis, nearest-neighbour maps."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, ListedColormap, to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from fallline.plots.style import (
    BLUE,
    GREEN,
    GREY,
    INK,
    PALE,
    PURPLE,
    VERMILLION,
    describe,
    note,
    panels,
    styled,
)

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Nearest = Callable[[Floats], NDArray[Any]]
"""For queries (M, 2), the index of each one's nearest example: (M,) int."""

_SPECIES_COLOURS = (BLUE, VERMILLION, GREEN)
_SPECIES_MARKERS = ("o", "s", "^")
_WIDTH_KM = 10.0
_STEP_KM = 0.05


@styled
def two_hikers(start: float = 5.8) -> Figure:
    """Draw two walks from one start: one goes up at every step, the other down, until no step helps.

    Parameters
    ----------
    start : float
        Where both are dropped, in km from the left edge; 0 to 10.
    """
    figure, (axes,) = panels(height=3.2)
    km = np.linspace(0, _WIDTH_KM, 500)
    axes.fill_between(km, _altitude(km), color=PALE, linewidth=0)
    axes.plot(km, _altitude(km), color=GREY, linewidth=1.2)
    up, down = _walk(start, +1), _walk(start, -1)
    _draw_walk(axes, up, VERMILLION, "the lecture's hiker\nclimbs to a peak", lift=24)
    _draw_walk(axes, down, BLUE, "ours goes down\nto a valley", lift=-26)
    axes.plot(start, _altitude(start), "o", color=INK, markersize=7)
    note(axes, "start", (start, float(_altitude(start))), shift=(9, 3))
    axes.set(xlim=(0, _WIDTH_KM), ylim=(0, 3400), xlabel="position (km)", ylabel="altitude (m)")
    return describe(
        figure,
        f"A profile of mountains. From one start at {start:g} km, one hiker walks uphill and stops on the peak at "
        f"{up[-1]:.1f} km; the other walks downhill and stops in the valley at {down[-1]:.1f} km. "
        "The highest peak lies at 8.8 km, the lowest valley at 2.8 km.",
    )


def _altitude(km: float | Floats) -> Floats:
    """Return the altitude in metres; a sum of waves with three peaks of different heights."""
    x = np.asarray(km, dtype=np.float64)
    altitude: Floats = 1450 + 95 * x + 620 * np.sin(1.55 * x + 0.9) + 210 * np.sin(3.7 * x)
    return altitude


def _walk(start: float, sign: int) -> Floats:
    """Return the positions of a hiker who takes the better of two small steps while one is better than to stay."""
    path = [start]
    while True:
        here = path[-1]
        steps = (here, max(here - _STEP_KM, 0.0), min(here + _STEP_KM, _WIDTH_KM))
        best = max(steps, key=lambda km: sign * float(_altitude(km)))
        if best == here:
            return np.array(path)
        path.append(best)


def _draw_walk(axes: Axes, path: Floats, colour: str, words: str, lift: float) -> None:
    axes.plot(path, _altitude(path), color=colour, linewidth=3)
    end = (float(path[-1]), float(_altitude(path[-1])))
    axes.plot(*end, marker="o", color=colour, markersize=9)
    note(axes, words, end, shift=(0, lift), color=colour, ha="center", weight="bold")


@styled
def broadcast_blocks(column: Floats, row: Floats, result: Floats, *, sign: str = "−") -> Figure:
    """Draw how NumPy stretches two shapes to a common one: what is stored, the copies it pretends to see, the result.

    Parameters
    ----------
    column : (N, 1) float
    row : (1, M) float
    result : (N, M) float
        Of the operation that ``sign`` stands for.
    sign : str
        Drawn between the two.
    """
    figure, parts = panels(1, 3, height=2.1)
    size = result.shape
    for axes, array, colour, before in zip(
        parts, (column, row, result), (BLUE, VERMILLION, PURPLE), ("", sign, "="), strict=True
    ):
        _draw_blocks(axes, array, size, colour)
        axes.set_title(f"shape {array.shape}", color=colour, loc="center")
        axes.text(-0.55, size[0] / 2, before, fontsize=18, ha="center", va="center")
    return describe(
        figure,
        f"Three tables of blocks. A column of shape {column.shape} is repeated across {size[1]} columns, a row of "
        f"shape {row.shape} is repeated down {size[0]} rows, and each block of the result of shape {size} joins the "
        "two blocks at its place. Only the first column and the first row are stored; the copies are drawn pale.",
    )


def _draw_blocks(axes: Axes, array: Floats, size: tuple[int, ...], colour: str) -> None:
    """Draw an array as blocks with numbers, and the blocks that broadcasting adds to it as pale ones."""
    full = np.broadcast_to(array, size)
    for i, j in np.ndindex(*size):
        stored = i < array.shape[0] and j < array.shape[1]
        face = colour if stored else _tint(colour, 0.12)
        axes.add_patch(Rectangle((j, i), 0.94, 0.94, facecolor=face, edgecolor=colour, linewidth=0.8))
        ink = "white" if stored else colour
        axes.text(j + 0.47, i + 0.47, f"{full[i, j]:.1f}".replace("-", "−"), color=ink, ha="center", va="center")
    axes.set(xlim=(-0.9, size[1]), ylim=(size[0], -0.1), aspect="equal")
    axes.set_axis_off()


def _tint(colour: str, strength: float) -> tuple[float, ...]:
    """Return a colour mixed with white; strength 1 is the colour itself."""
    return tuple(1 - strength * (1 - part) for part in to_rgb(colour))


@styled
def spread(before: Floats, after: Floats, features: Sequence[str]) -> Figure:
    """Draw the columns of one table before and after standardising, all columns of a table on one axis.

    Parameters
    ----------
    before, after : (N, D) float
        The measurements in their own units, and standardised.
    features : sequence of D str
        Name and unit of each column.
    """
    figure, (left, right) = panels(1, 2, height=2.9, sharey=True)
    for axes, table in ((left, before), (right, after)):
        _draw_strips(axes, table)
    left.set_yticks(range(len(features)), features)
    left.tick_params(axis="y", length=0, labelcolor=INK)
    right.tick_params(axis="y", length=0)
    left.set(ylim=(len(features) - 0.4, -0.6), ylabel="measurement", title="As measured")
    left.set_xlabel("value in its own unit (mm or g)")
    right.set(title="Standardised", xlabel="standard deviations from the mean")
    spoken = (
        f"{name}: {a:.0f} to {b:.0f}, then {c:.1f} to {d:.1f}"
        for name, a, b, c, d in zip(features, *_range(before), *_range(after), strict=True)
    )
    return describe(
        figure,
        "Two strip charts of the same penguins, all measurements on one axis, as measured and then standardised. "
        + "; ".join(spoken)
        + ".",
    )


def _range(table: Floats) -> tuple[Floats, Floats]:
    """Return the smallest and the largest value of each column."""
    return table.min(axis=0), table.max(axis=0)


def _draw_strips(axes: Axes, table: Floats) -> None:
    # Where a dot stands within its strip means nothing; a fixed pattern keeps the picture the same in every run.
    jitter = 0.5 * (np.arange(len(table)) * 0.618 % 1) - 0.25
    for d, values in enumerate(table.T):
        axes.plot(values, d + jitter, ".", color=(BLUE, VERMILLION, GREEN, PURPLE)[d % 4], markersize=4, alpha=0.6)
    axes.grid(axis="x")


@styled
def neighbour_maps(
    nearest: Mapping[str, Nearest],
    X: Floats,
    y: Integers,
    query: Floats,
    *,
    features: Sequence[str],
    species: Sequence[str],
) -> Figure:
    """Draw, for each way of measuring distance, which species the nearest example has at every point of the plane.

    Parameters
    ----------
    nearest : dict from a title to a function
        ``nearest[title](queries)`` gives the index of the nearest example of each of the queries (M, 2).
    X : (N, 2) float
        The examples: two measurements each.
    y : (N,) int
        Their labels.
    query : (2,) float
        One more penguin, drawn as a star with a line to its nearest example.
    features : sequence of 2 str
        Name and unit of each measurement.
    species : sequence of 3 str
        Names of the classes.
    """
    figure, parts = panels(1, len(nearest), height=4.0, sharex=True, sharey=True)
    found = []
    for axes, (title, function) in zip(parts, nearest.items(), strict=True):
        labels = _draw_territories(axes, function, X, y)
        neighbour = int(np.asarray(function(query[None, :]))[0])
        _draw_neighbour(axes, query, X[neighbour])
        found.append(
            f"{title}: changes of colour from the bottom to the top of the middle: {_changes(labels)}; "
            f"the nearest neighbour of the starred penguin is of the species {species[y[neighbour]]}."
        )
        axes.set(title=title, xlabel=features[0])
    parts[0].set_ylabel(features[1])
    handles = [parts[0].lines[label] for label in range(len(species))]
    figure.legend(handles, species, loc="outside lower center", ncols=len(species), markerscale=1.6)
    return describe(
        figure,
        f"Maps over {features[0]} and {features[1]}, coloured by the species of the nearest penguin. "
        + " ".join(found),
    )


def _changes(labels: Integers) -> int:
    """Return how often neighbouring labels differ in the middle column of a map."""
    return int(np.count_nonzero(np.diff(labels[:, labels.shape[1] // 2])))


def _draw_territories(axes: Axes, nearest: Nearest, X: Floats, y: Integers) -> Integers:
    """Colour the plane by the label of the nearest example, draw the examples on it, and return the plane's labels."""
    (left, low), (right, high) = _frame(X)
    # Pixel centres; fine enough for the stripes, coarse enough for a student's loop over all pairs.
    columns, rows = 48, 96
    across = left + (np.arange(columns) + 0.5) * (right - left) / columns
    along = low + (np.arange(rows) + 0.5) * (high - low) / rows
    plane = np.stack(np.meshgrid(across, along), axis=-1).reshape(-1, 2)
    labels: Integers = y[np.asarray(nearest(plane))].reshape(rows, columns)
    colours = ListedColormap([_tint(colour, 0.28) for colour in _SPECIES_COLOURS])
    for label, (colour, marker) in enumerate(zip(_SPECIES_COLOURS, _SPECIES_MARKERS, strict=True)):
        mine = X[y == label]
        axes.plot(mine[:, 0], mine[:, 1], marker, color=colour, markersize=3.2, markeredgewidth=0)
    axes.imshow(
        labels, cmap=colours, vmin=0, vmax=2, origin="lower", extent=(left, right, low, high), aspect="auto", zorder=0
    )
    return labels


def _frame(X: Floats) -> tuple[Floats, Floats]:
    """Return the lower left and the upper right corner of a frame with a small margin around the points."""
    low, high = _range(X)
    margin = 0.04 * (high - low)
    return low - margin, high + margin


def _draw_neighbour(axes: Axes, query: Floats, neighbour: Floats) -> None:
    axes.plot(*np.stack([query, neighbour], axis=1), color=INK, linewidth=1.6)
    axes.plot(*neighbour, "o", markersize=10, markerfacecolor="none", markeredgecolor=INK, markeredgewidth=1.6)
    axes.plot(*query, "*", color=INK, markersize=15, markeredgecolor="white")


@styled
def confusion_tables(tables: Mapping[str, Floats], species: Sequence[str]) -> Figure:
    """Draw tables that count, for each true species (row), how often each species was predicted (column).

    Parameters
    ----------
    tables : dict from a title to a (C, C) array of counts
    species : sequence of C str
    """
    figure, parts = panels(1, len(tables), height=3.0)
    colours = LinearSegmentedColormap.from_list("blues", ["white", BLUE])
    spoken = []
    for axes, (title, table) in zip(parts, tables.items(), strict=True):
        most = float(table.max())
        axes.imshow(table, cmap=colours, vmin=0, vmax=most)
        for i, j in np.ndindex(*table.shape):
            ink = "white" if table[i, j] > 0.65 * most else INK
            axes.text(j, i, f"{table[i, j]:.0f}", color=ink, ha="center", va="center", fontsize=12)
        right, total = np.trace(table), table.sum()
        axes.set(title=f"{title}: {right:.0f} of {total:.0f} right", xlabel="predicted", ylabel="true")
        axes.set_xticks(range(len(species)), species)
        axes.set_yticks(range(len(species)), species)
        axes.spines[:].set_visible(False)
        axes.tick_params(length=0)
        spoken.append(f"{title}, {right:.0f} of {total:.0f} test penguins are on the diagonal, which is right")
    return describe(figure, "Tables of true against predicted species. " + "; ".join(spoken) + ".")

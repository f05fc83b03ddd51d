"""The figures of lesson 04 about one layer: the relay of messages, the shapes, copies and sums, units and weights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, ListedColormap, to_hex, to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch, Rectangle
from numpy.typing import ArrayLike, NDArray

from fallline.plots.style import BLUE, GREEN, GREY, INK, PURPLE, VERMILLION, describe, note, panels, styled

Floats = NDArray[np.float64]

_SIGNED = LinearSegmentedColormap.from_list("signed", [VERMILLION, "white", BLUE])


@styled
def relay(sizes: Sequence[int], *, kept: bool = False) -> Figure:
    """Draw a network layer by layer: values to the right, messages back to the left, gradients of weights falling out.

    Parameters
    ----------
    sizes : sequence of int
        Inputs, units of each hidden layer, outputs.
    kept : bool
        Whether to mark the values that the way back needs, in place of the gradients.
    """
    figure, (axes,) = panels(height=2.7)
    last = len(sizes) - 2
    place, told = 0.0, []
    _value(axes, place, "h_0", sizes[0], "dh_0", kept=kept)
    for k, (inputs, outputs) in enumerate(pairwise(sizes)):
        _module(axes, place + 1.0, f"$W_{k},\\ b_{k}$", BLUE)
        if not kept:
            words = f"$dW_{k}$ ({inputs}, {outputs})\n$db_{k}$ ({outputs},)"
            _fall(axes, place + 1.0, words)
        told.append(f"layer {k} takes {inputs} numbers of each example to {outputs}")
        place += 2.0
        _value(axes, place, f"f_{k}", outputs, f"df_{k}", kept=kept and k < last)
        if k < last:
            _module(axes, place + 1.0, "ReLU", GREY)
            place += 2.0
            _value(axes, place, f"h_{k + 1}", outputs, f"dh_{k + 1}", kept=kept)
    _module(axes, place + 1.0, "loss", GREY)
    axes.text(place + 2.0, 0.62, "$L$", ha="center", va="center", color=BLUE, fontsize=12)
    axes.text(place + 2.0, -0.62, "1", ha="center", va="center", color=VERMILLION, fontsize=12)
    for module in np.arange(1.0, place + 2.0, 2.0):
        for left, right in ((module - 0.72, module - 0.43), (module + 0.43, module + 0.74)):
            axes.annotate("", (right, 0.62), (left, 0.62), arrowprops={"arrowstyle": "->", "color": BLUE})
            axes.annotate("", (left, -0.62), (right, -0.62), arrowprops={"arrowstyle": "->", "color": VERMILLION})
    axes.set(xlim=(-0.5, place + 2.4), ylim=(-2.5 if not kept else -1.6, 1.65))
    axes.axis("off")
    if kept:
        axes.text(-0.4, -1.45, "framed: kept for the way back", color=GREEN, fontsize=9.5)
    what = "the values h and f that are kept are framed" if kept else "each layer drops dW and db on the way"
    return describe(
        figure,
        f"A chain of modules. Values run to the right along the top, from the input to the loss; messages run back "
        f"along the bottom, from 1 to the gradient of the input; {what}:",
        "; ".join(told) + ".",
    )


def _value(axes: Axes, x: float, name: str, width: int, message: str, *, kept: bool) -> None:
    """Write a value above and its message below."""
    frame = {"boxstyle": "round,pad=0.3", "facecolor": _tint(GREEN, 0.16), "edgecolor": GREEN} if kept else None
    axes.text(x, 0.62, f"${name}$", ha="center", va="center", color=BLUE, fontsize=11, bbox=frame)
    axes.text(x, 1.2, f"(N, {width})", ha="center", va="center", color=GREY, fontsize=8.5)
    axes.text(x, -0.62, f"${message}$", ha="center", va="center", color=VERMILLION, fontsize=11)


def _module(axes: Axes, x: float, name: str, colour: str) -> None:
    axes.add_patch(
        FancyBboxPatch((x - 0.36, -0.9), 0.72, 1.8, boxstyle="round,pad=0.05", facecolor="white", edgecolor=colour)
    )
    axes.text(x, 0, name, ha="center", va="center", color=INK, fontsize=10.5)


def _fall(axes: Axes, x: float, words: str) -> None:
    """Let what training needs fall out of a module."""
    axes.annotate("", (x, -1.55), (x, -1.0), arrowprops={"arrowstyle": "-|>", "color": VERMILLION, "linewidth": 2})
    axes.text(x, -2.0, words, ha="center", va="center", color=VERMILLION, weight="bold", fontsize=9.5)


def _tint(colour: str, strength: float) -> tuple[float, float, float]:
    """Return a colour mixed with white; strength 1 is the colour itself."""
    red, green, blue = (1 - strength * (1 - part) for part in to_rgb(colour))
    return red, green, blue


@styled
def shapes(N: int = 6, D: int = 3, C: int = 4) -> Figure:
    """Draw the products of one layer as boxes with labelled sides: forward, and the three gradients.

    Parameters
    ----------
    N, D, C : int
        Examples, inputs and outputs of the layer: the lengths of the sides.
    """
    sides = {"N": N, "D": D, "C": C, "1": 1}
    colours = {"X": BLUE, "W": VERMILLION, "b": PURPLE, "f": INK, "1": GREY}
    rows: dict[str, list[tuple[str, str]]] = {
        "Forward": [("X", "ND"), ("W", "DC"), ("+", ""), ("b", "1C"), ("=", ""), ("f", "NC")],
        "Weights: sum over examples": [("X^\\top", "DN"), ("df", "NC"), ("=", ""), ("dW", "DC")],
        "Message: sum over outputs": [("df", "NC"), ("W^\\top", "CD"), ("=", ""), ("dX", "ND")],
        "Biases: sum over examples": [("1^\\top", "1N"), ("df", "NC"), ("=", ""), ("db", "1C")],
    }
    figure, parts = panels(2, 2, height=4.3)
    widest = D + 3.0 * C + 7.4
    for axes, (title, row) in zip(parts, rows.items(), strict=True):
        x = 0.0
        for name, shape in row:
            if not shape:
                axes.text(x - 0.2, 0, name, ha="center", va="center", fontsize=13)
                x += 1.3
                continue
            height, width = sides[shape[0]], sides[shape[1]]
            colour = colours[name.removeprefix("d")[0]]
            _box(axes, (x, -height / 2), (width, height), name, shape, colour)
            x += width + 1.2
        axes.set(xlim=(-1.2, widest), ylim=(-max(N, D, C) / 2 - 0.3, max(N, D, C) / 2 + 1.3), aspect="equal")
        axes.set_title(title)
        axes.axis("off")
    return describe(
        figure,
        f"Four products as boxes with N = {N}, D = {D} and C = {C}. Forward: X, N by D, times W, D by C, plus b, "
        "repeated N times, is f, N by C. dW, D by C, is the transposed X times df, N by C. dX, N by D, is df times the "
        "transposed W. db is a row of ones times df. In each product the two sides that touch have the same letter.",
    )


def _box(
    axes: Axes, corner: tuple[float, float], size: tuple[float, float], name: str, shape: str, colour: str
) -> None:
    """Draw a matrix with the letters of its sides; what is a gradient is filled darker."""
    strength = 0.42 if name.startswith("d") else 0.14
    axes.add_patch(Rectangle(corner, *size, facecolor=_tint(colour, strength), edgecolor=colour, linewidth=1.2))
    x, y = corner
    # A row is too thin to be written into.
    middle, va = (y - 0.2, "top") if size[1] == 1 else (y + size[1] / 2, "center")
    axes.text(x + size[0] / 2, middle, f"${name}$", ha="center", va=va, fontsize=11)
    axes.text(x - 0.18, y + size[1] / 2, shape[0], ha="right", va="center", fontsize=8.5, color=GREY)
    axes.text(x + size[0] / 2, y + size[1] + 0.15, shape[1], ha="center", va="bottom", fontsize=8.5, color=GREY)


@styled
def copies_and_sums(row: ArrayLike, messages: ArrayLike, total: ArrayLike) -> Figure:
    """Draw a row that broadcasting copies down a table, the copies' messages, and their sums.

    Parameters
    ----------
    row : (C,) float
        What is broadcast.
    messages : (N, C) float
        The gradient that arrives at each copy.
    total : (C,) float
        The gradient of the row.
    """
    b, g, sums = (np.asarray(row, float), np.asarray(messages, float), np.asarray(total, float))
    figure, (left, right) = panels(1, 2, height=2.9)
    for i in range(len(g)):
        _numbers(left, b, len(g) - i, BLUE, strength=0.55 if i == 0 else 0.1)
        _numbers(right, g[i], len(g) - i, VERMILLION, strength=0.1)
    _numbers(right, sums, -0.45, VERMILLION, strength=0.55)
    for axes, colour, tip in ((left, BLUE, (len(g) + 0.3, 0.7)), (right, VERMILLION, (len(g) + 0.3, 0.2))):
        axes.annotate("", (-0.25, tip[1]), (-0.25, tip[0]), arrowprops={"arrowstyle": "-|>", "color": colour})
        axes.set(xlim=(-0.6, b.size + 1.5), ylim=(-1.1, len(g) + 0.6))
        axes.axis("off")
    note(left, "stored", (b.size, len(g)), shift=(6, 0), color=BLUE)
    note(left, "copies", (b.size, len(g) / 2), shift=(6, 0), color=BLUE)
    note(right, "messages\nto the copies", (b.size, len(g) / 2 + 0.5), shift=(6, 0), color=VERMILLION)
    note(right, "their sums", (b.size, -0.45), shift=(6, 0), color=VERMILLION)
    left.set_title("Forward: one row is copied")
    right.set_title("Backward: what arrives is added")
    return describe(
        figure,
        f"Left: a stored row of {b.size} numbers and the copies below it that make {len(g)} rows. Right: a message "
        f"arrives at each copy; below them stand the sums of the columns, {', '.join(f'{s:g}' for s in sums)}.",
    )


def _numbers(axes: Axes, values: Floats, y: float, colour: str, *, strength: float) -> None:
    """Draw a row of numbers in boxes."""
    for j, value in enumerate(values):
        axes.add_patch(Rectangle((j, y - 0.42), 0.94, 0.84, facecolor=_tint(colour, strength), edgecolor=colour))
        axes.text(j + 0.47, y, f"{value:g}".replace("-", "−"), ha="center", va="center")


@styled
def activity(on: ArrayLike) -> Figure:
    """Draw which hidden unit is on for which example, and name the units that are off for all of them.

    Parameters
    ----------
    on : (N, H) bool
        One row an example, one column a unit.
    """
    table = np.asarray(on, bool)
    dead = [int(unit) for unit in np.flatnonzero(~table.any(axis=0))]
    figure, (axes,) = panels(height=3.3)
    axes.imshow(table, cmap=ListedColormap(["white", to_hex(_tint(BLUE, 0.75))]), vmin=0, vmax=1, aspect="auto")
    for unit in dead:
        axes.axvspan(unit - 0.5, unit + 0.5, color=_tint(VERMILLION, 0.25), linewidth=0)
        note(axes, "off for all", (unit, len(table) / 2), rotation=90, ha="center", color=VERMILLION, weight="bold")
    axes.set(xlabel="hidden unit", ylabel="example")
    axes.set_xticks(np.arange(0, table.shape[1], 4))
    names = ", ".join(str(unit) for unit in dead) or "none"
    return describe(
        figure,
        f"A table of {len(table)} examples and {table.shape[1]} hidden units, coloured where the unit is on for the "
        f"example, which is the case in {table.mean():.0%}. Units that are off for all examples: {names}.",
    )


@styled
def weight_pictures(weights: Mapping[str, ArrayLike]) -> Figure:
    """Draw what units of a first layer look for: the 64 weights of each as a picture of 8 by 8 pixels.

    Parameters
    ----------
    weights : name -> (64, H) float
        One row of pictures a name, one column a unit.
    """
    tables = {name: np.asarray(values, float) for name, values in weights.items()}
    units = next(iter(tables.values())).shape[1]
    largest = max(float(np.abs(table).max()) for table in tables.values())
    figure, parts = panels(len(tables), units, height=1.12 * len(tables))
    for axes in parts:
        axes.axis("off")
    for r, (name, table) in enumerate(tables.items()):
        row = parts[r * units : (r + 1) * units]
        row[0].text(-1.2, 3.5, name, ha="right", va="center")
        for axes, column in zip(row, table.T, strict=True):
            picture = column.reshape(8, 8)
            image = axes.imshow(picture, cmap=_SIGNED, vmin=-largest, vmax=largest)
            # In grey, both ends of the scale are equally dark.
            down, across = np.nonzero(picture < -0.2 * largest)
            axes.plot(across, down, "_", color=INK, markersize=4, markeredgewidth=0.9)
    bar = figure.colorbar(image, ax=parts, pad=0.02)
    bar.set_label(f"weight (dash: below {-0.2 * largest:.2f})".replace("-", "−"))
    sizes = ", ".join(f"{name} up to {np.abs(table).max():.2f}" for name, table in tables.items())
    return describe(
        figure,
        f"The weights of {units} hidden units as pictures of 8 by 8 pixels, one row each: {sizes}. Blue is where ink "
        "speaks for the unit, orange where it speaks against it, with a dash where strongly, white where it does not "
        "matter.",
    )

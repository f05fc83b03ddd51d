"""What an engine for gradients costs and does: operations counted, a small net trained, a module's Jacobian."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke
from numpy.typing import ArrayLike, NDArray

from fallline.plots.style import BLUE, GREY, INK, PALE, VERMILLION, describe, note, panels, styled

Floats = NDArray[np.float64]


@styled
def operations(rungs: Sequence[int], counts: Mapping[str, Sequence[int]]) -> Figure:
    """Draw how often ways to the same gradient multiply by a slope, on ladders of growing length.

    Parameters
    ----------
    rungs : sequence of int
    counts : name -> sequence of int
        One count for each ladder; the last name is drawn in blue.
    """
    figure, (axes,) = panels(height=3.4)
    told = []
    for (name, values), (colour, sign) in zip(counts.items(), ((VERMILLION, "s--"), (BLUE, "o-")), strict=False):
        axes.plot(rungs, values, sign, color=colour, markersize=5)
        note(axes, f"{name}: {values[-1]:,}", (rungs[-1], values[-1]), shift=(9, 0), color=colour, weight="bold")
        told.append(f"{name}, {values[0]:,} on {rungs[0]} rung and {values[-1]:,} on {rungs[-1]}")
    axes.set(yscale="log", xlabel="rungs of the ladder", ylabel="slopes multiplied", xlim=(0.5, rungs[-1] * 1.45))
    axes.set_xticks(list(rungs)[:: max(1, len(rungs) // 8)])
    return describe(figure, "Multiplications by a slope, on a logarithmic axis:", "; ".join(told) + ".")


@styled
def training(
    x: ArrayLike, y: ArrayLike, grid: ArrayLike, fits: Mapping[int, ArrayLike], losses: ArrayLike, straight: float
) -> Figure:
    """Draw a net's curve after some steps of training among the examples, and the loss at every step.

    Parameters
    ----------
    x, y : (N,) float
        Flipper length and bill depth in mm.
    grid : (M,) float
        Flipper lengths at which the fits were evaluated.
    fits : step -> (M,) float
        The net's bill depths after that many steps.
    losses : (T + 1,) float
        Before the first step and after each.
    straight : float
        The loss of the best straight line.
    """
    loss = np.asarray(losses, dtype=float)
    figure, (left, right) = panels(1, 2, height=3.7, width_ratios=(1.2, 1))
    left.plot(np.asarray(x), np.asarray(y), "o", color="#9fb0c0", markersize=4)
    right.plot(loss, color=INK, linewidth=1.6)
    right.axhline(straight, color=GREY, linewidth=1.2, linestyle=":")
    note(right, f"best straight line: {straight:.3f}", (len(loss) - 1, straight), shift=(0, 10), color=GREY, ha="right")
    last = max(fits)
    for (step, fit), dashes in zip(sorted(fits.items()), _dashes(len(fits)), strict=True):
        colour = BLUE if step == last else VERMILLION
        heights = np.asarray(fit, dtype=float)
        left.plot(np.asarray(grid), heights, color=colour, linestyle=dashes)
        _name_the_fit(left, np.asarray(grid), heights, f"step {step}", colour)
        right.plot([step], [loss[step]], "o", color=colour, markersize=6)
        _name_the_loss(right, step, loss, straight, colour)
    left.set(xlabel="flipper length (mm)", ylabel="bill depth (mm)", ylim=(12.5, 22))
    right.set(xlabel="step", ylabel="mean squared error (standardised)", yscale="log")
    right.set(
        ylim=(0.6 * loss.min(), 1.3 * loss.max()),
        yticks=(0.25, 0.5, 1, 2, 4),
        yticklabels=("0.25", "0.5", "1", "2", "4"),
    )
    right.minorticks_off()
    told = ", ".join(f"{loss[step]:.3f} after {step} steps" for step in sorted(fits))
    return describe(
        figure,
        "Left: penguins' bill depths against their flipper lengths, which fall and do not lie on a straight line, and "
        f"the net's curve after {', '.join(map(str, sorted(fits)))} steps. Right: the loss at each step, {told}; the "
        f"best straight line has {straight:.3f}.",
    )


def _dashes(count: int) -> list[str]:
    """Return line styles for that many fits: the last one is solid."""
    return [*(":", "--", "-.")[: count - 1], "-"]


def _name_the_fit(axes: Axes, x: Floats, heights: Floats, words: str, colour: str) -> None:
    """Write a curve's name at its right end, on the side that the curve does not come from."""
    lift = 9 if heights[-1] >= heights[-2] else -11
    halo = [withStroke(linewidth=3, foreground="white")]  # examples lie there, too
    at = (x[-1], heights[-1])
    note(axes, words, at, shift=(0, lift), color=colour, ha="right", weight="bold", path_effects=halo)


def _name_the_loss(axes: Axes, step: int, loss: Floats, straight: float, colour: str) -> None:
    """Write the loss at a step beside the falling curve, or below it, and not over the words on the straight line."""
    first, late = step < 0.05 * len(loss), step > 0.35 * len(loss)
    beside = (9, 5 if loss[step] > 1.5 * straight else 26)
    shift, side = (beside, "left") if first else ((0, -20), "right" if late else "center")
    note(axes, f"step {step}: {loss[step]:.3f}", (step, loss[step]), shift=shift, ha=side, color=colour, weight="bold")


@styled
def row_times_jacobian(names: Sequence[str], up: ArrayLike, jacobian: ArrayLike, result: ArrayLike) -> Figure:
    """Draw a vector-Jacobian product as it is written: a row of C numbers, a table of C × C, a row of C numbers.

    Parameters
    ----------
    names : C str
        The classes.
    up : (C,) float
        What arrives from above, one number an output.
    jacobian : (C, C) float
        Entry (j, k) is the slope of output j when input k is touched.
    result : (C,) float
        What is passed on, one number an input.
    """
    tables = (np.atleast_2d(up), np.asarray(jacobian), np.atleast_2d(result))
    figure, cells = panels(1, 3, height=3.9, width_ratios=(1, 1.25, 1))
    titles = ("up: one row", "· Jacobian: C × C", "= passed on: one row")
    for axes, table, title in zip(cells, tables, titles, strict=True):
        _table(axes, table, names)
        axes.set_title(title)
        axes.set_xlabel("output p of class" if table is tables[0] else "input f of class")
    cells[1].yaxis.set_visible(True)
    cells[1].set(yticks=range(len(names)), yticklabels=names, ylabel="output p of class")
    spoken = ", ".join(f"{name} {value:.3f}" for name, value in zip(names, np.ravel(result), strict=True))
    return describe(
        figure,
        f"A row of {len(names)} numbers times a table of {len(names)} by {len(names)} is a row again. The table is "
        f"positive on the diagonal and negative off it, and each row of it sums to 0. Passed on: {spoken}.",
    )


def _table(axes: Axes, table: Floats, names: Sequence[str]) -> None:
    """Draw numbers on coloured cells: blue above 0, vermillion below."""
    colours = LinearSegmentedColormap.from_list("signs", [VERMILLION, "white", BLUE])
    most = float(np.abs(table).max())
    axes.imshow(table, cmap=colours, vmin=-1.6 * most, vmax=1.6 * most)
    for (j, k), value in np.ndenumerate(table):
        axes.text(k, j, f"{value:.2f}".replace("-", "−"), ha="center", va="center", fontsize=8)
    axes.set(xticks=range(table.shape[1]))
    axes.set_xticklabels(names, rotation=45, ha="right", rotation_mode="anchor")
    axes.yaxis.set_visible(False)
    axes.spines[:].set_color(PALE)
    axes.tick_params(length=0)

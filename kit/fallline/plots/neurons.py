"""One neuron and its activation functions: where it draws its line, how steep it is, where it has a kink."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike, NDArray

from fallline.plots.style import BLUE, GREY, INK, PALE, VERMILLION, describe, note, panels, styled

Floats = NDArray[np.float64]


@styled
def decision_line(
    p: Callable[[Floats, Floats], Any], x1: ArrayLike, x2: ArrayLike, wanted: ArrayLike, marked: int
) -> Figure:
    """Draw a neuron's output over its two inputs, with the examples of two kinds that it is to tell apart.

    Parameters
    ----------
    p : function
        From two arrays of the same shape, the inputs, to the neuron's outputs, from 0 to 1.
    x1, x2 : (N,) float
        Flipper length and bill depth, standardised.
    wanted : (N,) bool
        Which penguins are Gentoos.
    marked : int
        The penguin with a ring around it.
    """
    across, along = np.meshgrid(np.linspace(-2.4, 2.6, 101), np.linspace(-2.5, 2.6, 101))
    flipper, depth, gentoo = np.asarray(x1), np.asarray(x2), np.asarray(wanted, dtype=bool)
    outputs = np.asarray(p(across, along), dtype=float)
    figure, (axes,) = panels(height=4.0)
    for kind, colour, sign, words, at in (
        (gentoo, BLUE, "^", "Gentoo", (1.6, 0.5)),
        (~gentoo, VERMILLION, "o", "Adelie and Chinstrap", (-2.3, 2.25)),
    ):
        axes.plot(flipper[kind], depth[kind], sign, color=colour, markersize=4, alpha=0.75, markeredgewidth=0)
        note(axes, words, at, color=colour, weight="bold")
    lines = axes.contour(across, along, outputs, levels=[0.1, 0.5, 0.9], colors=[GREY, INK, GREY], linewidths=[1, 2, 1])
    axes.clabel(lines, fmt=lambda level: f"p = {level:g}", fontsize=9)
    axes.plot(flipper[marked], depth[marked], "o", markersize=13, markerfacecolor="none", markeredgecolor=INK)
    axes.set(xlabel="flipper length $x_1$ (standard deviations)", ylabel="bill depth $x_2$ (standard deviations)")
    right = np.mean((np.asarray(p(flipper, depth)) > 0.5) == gentoo)
    return describe(
        figure,
        "Penguins by flipper length and bill depth: Gentoos below right, the others above left, and between them the "
        "straight line on which the neuron answers 0.5, with parallel lines for 0.1 and 0.9. "
        f"It is right about {right:.1%} of them.",
    )


@styled
def four_activations(activation: Callable[[str, Floats], Any]) -> Figure:
    """Draw four activation functions, and below each its derivative.

    Parameters
    ----------
    activation : function
        From a name and an array to the values and the derivatives.
    """
    x = np.linspace(-4, 4, 401)
    figure, cells = panels(2, 4, height=3.9, sharex=True, sharey="row")
    told = []
    for column, name in enumerate(("sigmoid", "tanh", "relu", "linear")):
        value, slope = (np.asarray(part, dtype=float) for part in activation(name, x))
        top, bottom = cells[column], cells[4 + column]
        top.set_title({"relu": "ReLU"}.get(name, name))
        _curve(top, x, value, BLUE)
        _curve(bottom, x, slope, VERMILLION)
        bottom.set_xlabel("x")
        told.append(f"{name} goes from {value[0]:.2g} to {value[-1]:.2g}, its slope is at most {slope.max():.2g}")
    cells[0].set(ylabel="value", ylim=(-2.2, 2.2), xticks=(-4, 0, 4))
    cells[4].set(ylabel="slope", ylim=(-0.1, 1.15), yticks=(0, 0.25, 0.5, 1))
    return describe(figure, "Four activation functions from -4 to 4 and their slopes:", "; ".join(told) + ".")


def _curve(axes: Axes, x: Floats, y: Floats, colour: str) -> None:
    """Draw a line that is interrupted where it jumps."""
    jumps = np.flatnonzero(np.abs(np.diff(y)) > 0.5)
    axes.axhline(0, color=PALE, linewidth=1)
    axes.axvline(0, color=PALE, linewidth=1)
    axes.plot(np.insert(x, jumps + 1, np.nan), np.insert(y, jumps + 1, np.nan), color=colour)
    for jump in jumps:
        at = jump + int(x[jump + 1] == 0)  # the convention: whose value the kink has
        axes.plot(x[at], y[at], "o", color=colour, markersize=5)


@styled
def softplus_and_relu(softplus: Callable[[Floats], Any], sharpness: float = 1.0) -> Figure:
    """Draw softplus above the ReLU, and the gap between the two.

    Parameters
    ----------
    softplus : function
        Of an array.
    sharpness : float
        Draws softplus(sharpness · x) / sharpness, which hugs the kink the closer the larger this is.
    """
    x = np.linspace(-4, 4, 801)
    relu = np.where(x > 0, x, 0.0)
    smooth = np.asarray(softplus(sharpness * x), dtype=float) / sharpness
    gap = smooth - relu
    worst = int(np.argmax(gap))
    figure, (curves, gaps) = panels(1, 2, sharex=True)
    curves.plot(x, relu, color=VERMILLION, linestyle="--")
    curves.plot(x, smooth, color=BLUE)
    note(curves, "ReLU", (2.6, 2.6), shift=(8, -10), color=VERMILLION, weight="bold")
    note(
        curves,
        "softplus",
        (-0.6, float(np.interp(-0.6, x, smooth))),
        shift=(-4, 16),
        color=BLUE,
        weight="bold",
        ha="right",
    )
    gaps.plot(x, gap, color=BLUE)
    gaps.plot(x[worst], gap[worst], "o", color=INK, markersize=6)
    note(gaps, f"{gap[worst]:.3f} at x = {x[worst]:.1f}".replace("-0.0", "0.0"), (x[worst], gap[worst]), shift=(10, 4))
    curves.set(title="A smooth roof over the kink", xlabel="x", ylabel="value", ylim=(-0.2, 4.2))
    gaps.set(title="How high above it", xlabel="x", ylabel="softplus − ReLU", ylim=(-0.04, 0.8))
    return describe(
        figure,
        "Left: softplus, a smooth curve, lies above the ReLU, which has a kink at 0. Right: the gap between them is "
        f"largest at x = {x[worst]:.1f}, {gap[worst]:.3f}, and {gap[-1]:.3f} at x = 4.",
    )

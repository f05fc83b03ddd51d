"""The figures of lesson 02: slopes by direction, what a step size does to a measured slope, kinks, pulls and prices.

What is drawn is computed by the functions that are handed in, so a reader sees their own code at work.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import ArrayLike, NDArray

from fallline.plots.style import BLUE, GREEN, GREY, PALE, PURPLE, VERMILLION, describe, note, panels, styled

Floats = NDArray[np.float64]
Curve = Callable[[float], Any]

_HUES = (VERMILLION, BLUE, PURPLE, GREEN)
_DASHES = ("--", "-", "-.", ":")
_MARKS = ("s", "o", "^", "D")
_BESIDE_A_V = (((12, 38), "center"), ((10, -6), "left"), ((-130, 48), "right"), ((6, 17), "left"))
"""Where the words about each line of `error_by_step` stand, from its lowest point."""


@styled
def slopes_by_direction(angles: ArrayLike, slopes: ArrayLike, steepest: float) -> Figure:
    """Draw measured slopes along many directions against their angle to the gradient.

    Parameters
    ----------
    angles : (M,) float
        In degrees, from -180 to 180.
    slopes : (M,) float
        In nats per unit of weight.
    steepest : float
        Length of the gradient.
    """
    degrees, measured = np.asarray(angles), np.asarray(slopes)
    figure, (axes,) = panels(height=3.6)
    turn = np.linspace(-180, 180, 361)
    axes.plot(turn, steepest * np.cos(np.radians(turn)), color=PALE, linewidth=7, zorder=1)
    axes.plot(degrees, measured, ".", color=BLUE, markersize=4, zorder=2)
    axes.axhline(0, color=GREY, linewidth=0.8, zorder=0)
    for angle, words, shift in ((0, "along g: steepest up", (0, 12)), (180, "against g: steepest down", (0, -13))):
        height = steepest * float(np.cos(np.radians(angle)))
        axes.plot([angle], [height], "o", color=VERMILLION, markersize=8, zorder=3)
        ha = "center" if angle == 0 else "right"
        note(axes, words, (angle, height), shift=shift, color=VERMILLION, ha=ha, weight="bold")
    note(axes, "level", (90, 0), shift=(5, 8), color=GREY)
    note(axes, "level", (-90, 0), shift=(-5, 8), color=GREY, ha="right")
    axes.set(xlabel="angle between the direction u and the gradient g (degrees)", xticks=range(-180, 181, 45))
    axes.set(ylabel="slope along u (nats per unit)", ylim=(-1.35 * steepest, 1.3 * steepest))
    return describe(
        figure,
        f"{len(measured)} measured slopes against the angle to the gradient lie on a cosine of height {steepest:.3f}. "
        f"The largest is {measured.max():.3f}, the smallest {measured.min():.3f}.",
    )


@styled
def luck_by_dimension(cosines: Mapping[int, ArrayLike]) -> Figure:
    """Draw how steep random directions are, compared with the steepest one: a strip of dots for each dimension.

    Parameters
    ----------
    cosines : number of weights -> (M,) float
        Slopes along random unit directions, divided by the steepest slope.
    """
    figure, (axes,) = panels(height=0.75 * len(cosines) + 1.0)
    told = []
    for lane, (dimension, values) in enumerate(cosines.items()):
        shares = np.asarray(values)
        # Where a dot stands within its strip means nothing; a fixed pattern is the same in every run.
        jitter = 0.6 * (np.arange(len(shares)) * 0.618 % 1) - 0.3
        axes.plot(shares, lane + jitter, ".", color=BLUE, markersize=2.5, alpha=0.6)
        best = float(shares.max())
        axes.plot([best, best], [lane - 0.35, lane + 0.35], color=VERMILLION, linewidth=3)
        note(axes, f"best: {best:.2f}", (1.0, lane), shift=(10, 0), color=VERMILLION, weight="bold")
        told.append(f"with {dimension} weights the best of {len(shares)} reaches {best:.2f}")
    axes.set(yticks=range(len(cosines)), yticklabels=[f"{n:,}" for n in cosines], ylabel="weights")
    axes.set(ylim=(len(cosines) - 0.5, -0.5), xlim=(-1.02, 1.02))
    axes.set_xlabel("slope along a random direction / steepest slope")
    axes.tick_params(axis="y", length=0)
    return describe(figure, "Slopes along random directions as shares of the steepest slope:", "; ".join(told))


@styled
def error_by_step(steps: ArrayLike, errors: Mapping[str, ArrayLike]) -> Figure:
    """Draw how wrong a measured gradient is against the length of the mini-step, one line a recipe.

    Parameters
    ----------
    steps : (H,) float
    errors : name -> (H,) float
        Relative errors; what is exactly 0 is drawn at 1e-17.
    """
    h = np.asarray(steps)
    figure, (axes,) = panels(height=4.4)
    told = []
    for lane, (name, values) in enumerate(errors.items()):
        error, colour = np.maximum(np.asarray(values), 1e-17), _HUES[lane]
        axes.plot(h, error, color=colour, linestyle=_DASHES[lane], linewidth=1.8)
        # Of several equally good steps the middle one.
        lowest = np.flatnonzero(error <= 1.0001 * error.min())
        best = int(lowest[len(lowest) // 2])
        axes.plot([h[best]], [error[best]], _MARKS[lane], color=colour, markersize=8)
        shift, side = _BESIDE_A_V[lane]
        words = f"{name}: best {error[best]:.0e}"
        note(axes, words, (h[best], error[best]), shift=shift, color=colour, ha=side, weight="bold")
        told.append(f"{name} best {error[best]:.1e} at h = {h[best]:.0e}")
    axes.set(xscale="log", yscale="log", ylim=(1e-17, 5), xlim=(h.min(), h.max()))
    axes.set(xlabel="length h of the mini-step", ylabel="relative error of the slope")
    axes.grid(axis="y")
    return describe(
        figure, "The relative error of a measured gradient against its step has the shape of a V:", "; ".join(told)
    )


@styled
def close_ups(curve: Curve, slope: float, at: float, steps: Sequence[float]) -> Figure:
    """Draw a curve at several magnifications, as a computer rounds it, with its tangent and the chord of each step.

    Parameters
    ----------
    curve : function
        From one number to one number.
    slope : float
        The true slope there.
    at : float
    steps : sequence of float
        For each panel the mini-step h; it shows the curve from at - 2h to at + 2h.
    """
    figure, parts = panels(1, len(steps), height=3.4)
    here, told = float(curve(at)), []
    for axes, h in zip(parts, steps, strict=True):
        t = np.linspace(-2, 2, 401)
        rise = np.array([float(curve(at + s * h)) - here for s in t])
        ends = np.array([float(curve(at - h)) - here, float(curve(at + h)) - here])
        measured = (ends[1] - ends[0]) / (2 * h)
        power = int(np.floor(np.log10(max(np.abs(rise).max(), np.abs(slope * 2 * h)))))
        power = power if abs(power) > 2 else 0
        unit = 10.0**power
        axes.plot(t, rise / unit, color=BLUE, linewidth=1.5)
        axes.plot(t, slope * t * h / unit, color=GREY, linestyle=":", linewidth=2)
        axes.plot([-1, 1], ends / unit, "o-", color=VERMILLION, markersize=6, linewidth=1.8)
        verdict = _accuracy(abs(measured / slope - 1))
        axes.set_title(f"h = {h:g}: {verdict}", color=VERMILLION)
        axes.set(xlabel="way from here (in steps h)", xlim=(-2, 2))
        axes.set_ylabel(f"change of the loss ($10^{{{power}}}$ nats)" if power else "change of the loss (nats)")
        told.append(f"the chord's slope at h = {h:g}: {verdict}")
        if axes is parts[0]:
            note(axes, "tangent", (-2, -2 * slope * h / unit), shift=(26, -2), color=GREY)
            note(axes, "chord", (-1, ends[0] / unit), shift=(4, 14), color=VERMILLION, ha="right")
    words = "The curve, the chord through two mini-steps and the true tangent (dotted), under magnification:"
    return describe(figure, words, "; ".join(told))


def _accuracy(off: float) -> str:
    """Say how good a slope is that is off by this share of itself."""
    if off >= 0.001:
        return f"{100 * off:.2g} % off" if off < 0.1 else f"{100 * off:.0f} % off"
    return f"{int(-np.log10(max(off, 1e-16)))} digits right"


@styled
def pulls(names: Sequence[str], label: int, probabilities: ArrayLike, gradient: ArrayLike) -> Figure:
    """Draw the probabilities of one example, and in which direction descent moves each score.

    Parameters
    ----------
    names : C str
    label : int
        The right class.
    probabilities, gradient : (C,) float
        The gradient of the example's loss by its scores; descent goes against it.
    """
    p, pull = np.asarray(probabilities), -np.asarray(gradient)
    figure, (left, right) = panels(1, 2, height=2.6, sharey=True)
    places = np.arange(len(names))
    left.barh(places, p, color=[BLUE if c == label else "#b6c2cf" for c in places], height=0.72)
    right.barh(places, pull, color=[BLUE if c == label else VERMILLION for c in places], height=0.72)
    right.axvline(0, color=GREY, linewidth=0.8)
    for c, (belief, force) in enumerate(zip(p.tolist(), pull.tolist(), strict=True)):
        note(left, f"{belief:.3f}", (belief, c), shift=(4, 0))
        words, side, away = f"{force:+.3f}".replace("-", "−"), "left", 4
        if force < 0:
            side, away = "right", -4
        note(right, words, (force, c), shift=(away, 0), ha=side)
    left.set(title="What the model believes", xlabel="probability p", xlim=(0, 1.15), ylabel="class")
    left.set(yticks=places, yticklabels=names, ylim=(len(names) - 0.4, -0.6))
    left.get_yticklabels()[label].set(color=BLUE, weight="bold")
    right.set(title="Where descent pushes its score", xlabel="minus the gradient", xlim=(-1.5, 1.5))
    for axes in (left, right):
        axes.tick_params(axis="y", length=0)
    told = [f"{name} {p[c]:.3f}, pushed by {pull[c]:+.3f}" for c, name in enumerate(names)]
    return describe(
        figure, f"Probabilities of the classes and the push on each score; {names[label]} is right:", "; ".join(told)
    )


@styled
def kinks(
    places: ArrayLike, measured: ArrayLike, convention: ArrayLike, h: float, shares: Mapping[float, float]
) -> Figure:
    """Draw what central differences say near a kink, and how many entries of a real gradient meet one.

    Parameters
    ----------
    places, measured, convention : (M,) float
        Positions around the kink at 0, the slope measured there with the step h, and the slope by convention.
    h : float
    shares : step -> share
        Of the entries of a gradient that a kink spoils, from 0 to 1.
    """
    x, slope, rule = np.asarray(places), np.asarray(measured), np.asarray(convention)
    figure, (left, right) = panels(1, 2, height=3.4, width_ratios=(1.15, 1))
    for side in (x <= 0, x > 0):
        left.plot(x[side], rule[side], color=BLUE)
    left.plot([0], [0], "o", color=BLUE)
    left.plot(x, slope, color=VERMILLION, linestyle="--")
    half = float(np.interp(0, x, slope))
    left.plot([0], [half], "s", color=VERMILLION)
    note(left, f"measured at 0: {half:.2g}", (0, half), shift=(-8, 9), color=VERMILLION, ha="right")
    note(left, "the rule at 0: 0", (0, 0), shift=(8, 0), color=BLUE)
    left.set(title="max(0, x) near its kink", xlabel=f"position x (the mini-step is {h:g})", ylabel="slope")
    steps = np.array(sorted(shares))
    values = np.array([shares[step] for step in steps])
    right.plot(steps, 100 * values, "o-", color=VERMILLION)
    right.set(xscale="log", title="Hinge: entries spoilt by a kink", xlabel="length h of the mini-step")
    right.set(ylabel="spoilt entries (%)")
    right.set_ylim(-1, 1.15 * max(1.0, 100 * values.max()))
    told = [f"{100 * v:.1f} % at h = {s:.0e}" for s, v in zip(steps, values, strict=True)]
    return describe(
        figure,
        f"Left: within a mini-step of the kink the measured slope climbs from 0 to 1, and is {half:.2g} at the kink.",
        f"Right, entries of a hinge gradient that a kink spoils: {'; '.join(told)}.",
    )


@styled
def passes_by_weights(passes: Mapping[str, Mapping[int, int]]) -> Figure:
    """Draw how many passes over the data a hiker needs against the number of weights, one line a way of walking.

    Parameters
    ----------
    passes : name -> (number of weights -> passes)
    """
    figure, (axes,) = panels(height=3.8)
    ticks = sorted({weights for counts in passes.values() for weights in counts})
    highest = {x: max(counts[x] for counts in passes.values() if x in counts) for x in ticks}
    told = []
    for lane, (name, counts) in enumerate(passes.items()):
        weights, needed, colour = list(counts), list(counts.values()), _HUES[lane]
        axes.plot(weights, needed, color=colour, linestyle=_DASHES[lane], marker=_MARKS[lane], markersize=7)
        # Two lines may run close together: what belongs to the upper one stands above it, all else below.
        sides = [1 if y == highest[x] else -1 for x, y in counts.items()]
        for x, y, side in zip(weights, needed, sides, strict=True):
            note(axes, f"{y:,}", (x, y), shift=(0, 12 * side), color=colour, ha="center", fontsize=9)
        note(axes, name, (weights[-1], needed[-1]), shift=(18, 7 * sides[-1]), color=colour, weight="bold")
        told.append(f"{name}: {', '.join(f'{y:,} with {x} weights' for x, y in counts.items())}")
    fewest = min(min(counts.values()) for counts in passes.values())
    axes.set(xscale="log", yscale="log", xlabel="number of weights", ylabel="passes over the data")
    axes.set(xlim=(min(ticks) * 0.8, max(ticks) * 2.6), ylim=(0.4 * fewest, 3 * max(highest.values())))
    axes.set_xticks(ticks, [str(tick) for tick in ticks])
    axes.minorticks_off()
    axes.grid(axis="y")
    return describe(figure, "Passes over the data until the valley is reached:", "; ".join(told))

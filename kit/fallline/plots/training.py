"""The figures of lesson 04 about whole networks: depth, curves of training, starts, regions, and digits."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure
from numpy.typing import ArrayLike, NDArray

from fallline.plots.style import BLUE, BROWN, GREEN, GREY, INK, PALE, PURPLE, VERMILLION, describe, note, panels, styled

Floats = NDArray[np.float64]

_LINES = ((BLUE, "-"), (VERMILLION, "--"), (GREEN, "-."), (PURPLE, ":"), (BROWN, "-"))


@styled
def loss_curves(curves: Mapping[str, ArrayLike], *, every: int = 1, chance: float | None = None) -> Figure:
    """Draw losses against the number of steps, one line a run, with its name at its end.

    Parameters
    ----------
    curves : name -> (T,) float
        Losses before the first step and then after each `every` steps.
    every : int
        Steps between two of the losses.
    chance : float, optional
        The loss of a model that knows nothing, drawn as a dotted line.
    """
    figure, (axes,) = panels(height=3.5)
    told, ends = [], []
    for (name, losses), (colour, dashes) in zip(curves.items(), _LINES, strict=False):
        values = np.asarray(losses, float)
        steps = every * np.arange(len(values))
        axes.plot(steps, values, dashes, color=colour)
        ends.append((float(values[-1]), name, colour))
        told.append(f"{name} from {values[0]:.3g} to {values[-1]:.3g}")
    axes.set(xlabel="steps of gradient descent", ylabel="mean loss (nats)", xlim=(0, 1.32 * steps[-1]))
    axes.set(ylim=(0, 1.06 * axes.get_ylim()[1]), xticks=[tick for tick in axes.get_xticks() if 0 <= tick <= steps[-1]])
    if chance is not None:
        axes.plot(steps[[0, -1]], [chance, chance], ":", color=GREY, linewidth=1, zorder=0)
        note(axes, f"knows nothing: {chance:.2f}", (0.5 * steps[-1], chance), shift=(0, 9), color=GREY, ha="center")
        told.append(f"a model that knows nothing has {chance:.3g}")
    _names_at_ends(axes, ends, float(steps[-1]))
    return describe(figure, f"Losses over {steps[-1]} steps:", "; ".join(told) + ".")


def _names_at_ends(axes: Axes, ends: Sequence[tuple[float, str, str]], x: float) -> None:
    """Write each line's name at its right end, and move names apart that would overlap."""
    previous = -np.inf
    for y, name, colour in sorted(ends):
        _, up = axes.transAxes.inverted().transform(axes.transData.transform((x, y)))
        place = max(float(up), previous + 0.075 * (1 + name.count("\n")))
        # On the page and not in units of the axis, which may be logarithmic.
        note(axes, name, (x, place), shift=(8, 0), xycoords=("data", "axes fraction"), color=colour, weight="bold")
        previous = place


@styled
def gradient_by_layer(norms: Mapping[str, ArrayLike], *, span: tuple[float, float] | None = None) -> Figure:
    """Draw how long the gradient of each layer's weights is, one line an activation function.

    Parameters
    ----------
    norms : name -> (K,) float
        Length of dW in layers 0 to K - 1, the first layer first.
    span : (low, high), optional
        Ends of the vertical axis, the same for figures that are to be compared.
    """
    figure, (axes,) = panels(height=3.3)
    told, ends = [], []
    for (name, values), (colour, dashes), marker in zip(norms.items(), _LINES, "osD", strict=False):
        length = np.asarray(values, float)
        layers = np.arange(len(length))
        axes.plot(layers, length, dashes, marker=marker, markersize=5, color=colour)
        ends.append((float(length[-1]), name, colour))
        told.append(f"{name} from {length[0]:.1e} in the first layer to {length[-1]:.1e} in the last")
    axes.set(yscale="log", xticks=layers, xlim=(-0.4, 1.17 * layers[-1]), **({"ylim": span} if span else {}))
    axes.set(xlabel="layer k (0 sees the input)", ylabel="length of the gradient $dW_k$")
    axes.grid(axis="y")
    _names_at_ends(axes, ends, float(layers[-1]))
    return describe(
        figure, "The length of the weights' gradient by layer, on a logarithmic axis:", "; ".join(told) + "."
    )


@styled
def start_scale(
    scales: ArrayLike, before: ArrayLike, after: ArrayLike, losses: ArrayLike, *, chance: float, steps: int
) -> Figure:
    """Draw dead units, and the loss, after some training against the scale of the first weights.

    Parameters
    ----------
    scales : (S,) float
        Multiples of the standard deviation that is recommended.
    before, after : (S,) float
        Share of hidden units that are off for every example, at the start and after training.
    losses : (S,) float
        After training, in nats.
    chance : float
        The loss of a model that knows nothing.
    steps : int
        How long the training was.
    """
    scale, dead0, dead1, loss = (np.asarray(values, float) for values in (scales, before, after, losses))
    figure, (left, right) = panels(1, 2, height=3.3, sharex=True)
    left.plot(scale, 100 * dead0, "s--", color=GREY, markersize=4)
    left.plot(scale, 100 * dead1, "o-", color=VERMILLION, markersize=5)
    note(left, "at the start", (scale[2], 100 * dead0[2]), shift=(0, -11), color=GREY)
    note(left, f"after {steps} steps", (scale[-1], 100 * dead1[-1]), shift=(-16, -16), color=VERMILLION, ha="right")
    right.plot(scale, loss, "o-", color=BLUE, markersize=5)
    right.axhline(chance, color=GREY, linewidth=1, linestyle=":")
    note(right, "knows nothing", (scale[0], chance), shift=(0, 9), color=GREY)
    ticks = [tick for tick in (0.1, 0.3, 1, 3, 10) if scale[0] <= tick <= scale[-1]]
    for axes in (left, right):
        axes.set_xscale("log")
        axes.minorticks_off()
        axes.set(xlabel="scale of the start (1 = He)", xticks=ticks, xticklabels=[f"{tick:g}" for tick in ticks])
        axes.axvline(1, color=PALE, linewidth=1.2, zorder=0)
    left.set(title="Too large, and units die", ylabel="dead units (%)", ylim=(-8, 106))
    right.set(title="A window around 1", ylabel=f"loss after {steps} steps (nats)", ylim=(0, 1.15 * chance))
    told = (
        f"{s:g}: {a:.0%} dead and then {b:.0%}, loss {v:.2f}"
        for s, a, b, v in zip(scale, dead0, dead1, loss, strict=True)
    )
    return describe(
        figure, f"Dead units at the start and after {steps} steps, and the loss, by scale:", "; ".join(told)
    )


@styled
def learning_curves(losses: Mapping[str, ArrayLike], accuracies: Mapping[str, ArrayLike], *, every: int = 1) -> Figure:
    """Draw loss and accuracy on training and validation examples against the number of steps.

    Parameters
    ----------
    losses, accuracies : name -> (T,) float
        Before the first step and then after each `every` steps.
    every : int
        Steps between two of the values.
    """
    figure, (left, right) = panels(1, 2, height=3.4)
    told = []
    for axes, curves, scale in ((left, losses, 1.0), (right, accuracies, 100.0)):
        for (name, values), (colour, dashes), lift in zip(curves.items(), _LINES, (-1, 1), strict=False):
            y = scale * np.asarray(values, float)
            steps = every * np.arange(len(y))
            axes.plot(steps, y, dashes, color=colour, linewidth=1.8)
            side = lift if axes is left else -lift
            middle = len(y) // 2
            note(axes, name, (steps[middle], y[middle]), shift=(0, 15 * side), color=colour, weight="bold", ha="center")
            told.append(f"{name} {'loss' if axes is left else 'accuracy in %'} from {y[0]:.3g} to {y[-1]:.3g}")
        axes.set_xlabel("steps of gradient descent")
    left.set(title="Loss", ylabel="mean loss (nats, logarithmic)", yscale="log")
    right.set(title="Accuracy", ylabel="right (%)")
    return describe(figure, f"Training and validation over {steps[-1]} steps:", "; ".join(told) + ".")


@styled
def regions(
    classifiers: Mapping[str, Callable[[Any], Any]],
    X: ArrayLike,
    y: ArrayLike,
    names: Sequence[str],
    *,
    features: tuple[str, str],
) -> Figure:
    """Draw which of two classes each classifier gives to every point of the plane, and the examples on it.

    Parameters
    ----------
    classifiers : title -> function
        From points (M, 2) to labels 0 or 1, (M,).
    X, y : (N, 2) float, (N,) int
    names : 2 str
        What the labels mean.
    features : 2 str
        Name and unit of the columns of X.
    """
    points, labels = np.asarray(X, float), np.asarray(y)
    low, high = points.min(axis=0) - 0.1, points.max(axis=0) + 0.1
    across, up = np.linspace(low[0], high[0], 241), np.linspace(low[1], high[1], 241)
    plane = np.stack(np.meshgrid(across, up), axis=-1).reshape(-1, 2)
    figure, parts = panels(1, len(classifiers), height=3.5, sharex=True, sharey=True)
    told = []
    for axes, (title, classify) in zip(parts, classifiers.items(), strict=True):
        taken = np.asarray(classify(plane)).reshape(241, 241)
        colours = ListedColormap(["#fbe3d3", "#cfe3f1"])
        edges = (low[0], high[0], low[1], high[1])
        axes.imshow(taken, cmap=colours, vmin=0, vmax=1, origin="lower", extent=edges, aspect="auto", zorder=0)
        if taken.min() < taken.max():
            axes.contour(across, up, taken, levels=[0.5], colors=INK, linewidths=1)
        # In grey, squares and dots of this size are told apart by what fills them.
        for label, colour, marker, filling in ((0, VERMILLION, "s", "white"), (1, BLUE, "o", BLUE)):
            mine = points[labels == label]
            axes.plot(mine[:, 0], mine[:, 1], marker, color=colour, markerfacecolor=filling, markersize=3.4)
        right = float(np.mean(np.asarray(classify(points)) == labels))
        axes.set(title=f"{title}: {right:.0%} right", xlabel=features[0])
        told.append(f"{title} is right on {right:.0%} and gives {np.mean(taken == 1):.0%} of the plane to {names[1]}")
    parts[0].set_ylabel(features[1])
    handles = [parts[0].lines[label] for label in (0, 1)]
    figure.legend(handles, names, loc="outside lower center", ncols=2, markerscale=2.2)
    return describe(figure, f"Maps of {features[0]} and {features[1]}:", "; ".join(told) + ".")


@styled
def digit_row(images: ArrayLike, captions: Sequence[str], *, columns: int = 10) -> Figure:
    """Draw digits side by side, each with a caption.

    Parameters
    ----------
    images : (N, 8, 8) float
        Ink from 0 to 1.
    captions : N str
        What stands below each.
    columns : int
        Pictures in a row.
    """
    pictures = np.asarray(images, float)
    rows = -(-len(pictures) // columns)
    lines = 1 + max(caption.count("\n") for caption in captions)
    gap = {"hspace": 0.05 * lines}
    figure, parts = panels(rows, columns, height=rows * (7.4 / columns + 0.21 * lines), gridspec_kw=gap)
    for axes in parts:
        axes.axis("off")
    for axes, picture, caption in zip(parts, pictures, captions, strict=False):
        axes.imshow(picture, cmap="gray_r", vmin=0, vmax=1)
        axes.text(0.5, -0.04, caption, transform=axes.transAxes, ha="center", va="top")
    spoken = ", ".join(caption.replace("\n", " ") for caption in captions)
    return describe(figure, f"{len(pictures)} small pictures of handwritten digits with the captions: {spoken}.")

"""The figures of lesson 01: what a loss sees, where it is flat, and when it is satisfied.

What is drawn is computed by the functions that are handed in, so a reader sees their own code at work.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike, NDArray

from fallline.plots.style import BLUE, GREY, PALE, VERMILLION, describe, note, panels, styled

Floats = NDArray[np.float64]
Loss = Callable[[Any, Any], float]

_LINES = ((VERMILLION, "--"), (BLUE, "-"))  # The second is the one to trust.
_BYSTANDER = "#b6c2cf"  # what stands beside the thing that is looked at


@styled
def scores_to_loss(
    picture: ArrayLike, names: Sequence[str], label: int, scores: ArrayLike, probabilities: ArrayLike, losses: ArrayLike
) -> Figure:
    """Draw what M models say of one picture: C scores, C probabilities and the loss, one row a model.

    Parameters
    ----------
    picture : (height, width, 3) uint8
    names : C str
    label : int
        The class that counts as right; its bars are dark.
    scores, probabilities : (M, C) float
    losses : (M,) float
        In nats.
    """
    f, p, L = np.asarray(scores), np.asarray(probabilities), np.asarray(losses)
    models = "ABCDEFGH"[: len(f)]
    figure, axes = panels(len(f), 4, height=1.5 * len(f) + 0.3, sharex="col", width_ratios=(0.75, 2, 2, 1.5))
    rows = [axes[4 * m : 4 * m + 4] for m in range(len(f))]
    for m, (image, left, middle, right) in enumerate(rows):
        image.imshow(np.asarray(picture), interpolation="bilinear")
        image.axis("off")
        image.set_title(f"model {models[m]}")
        middle.sharey(left)
        middle.tick_params(labelleft=False)
        _class_bars(left, f[m], names, label)
        _class_bars(middle, p[m], names, label)
        left.set_ylabel("class")
        left.get_yticklabels()[label].set(color=BLUE, weight="bold")
        right.barh([0], [L[m]], height=0.3, color=VERMILLION)
        note(right, f"{L[m]:.2f}", (L[m], 0), shift=(5, 0), color=VERMILLION, weight="bold")
        right.set_ylim(-1, 1)
        right.yaxis.set_visible(False)
    rows[0][1].set(title="scores")
    rows[0][2].set(title="probabilities", xlim=(0, 1), xticks=(0, 0.5, 1))
    rows[0][3].set(title="loss", xlim=(0, max(7.4, 1.6 * L.max())))
    for axis, words in zip(rows[-1][1:], ("score f", "probability p", "loss (nats)"), strict=True):
        axis.set_xlabel(words)
    told = [f"{models[m]}: {f[m, label]:.1f}, {p[m, label]:.3f}, {L[m]:.2f} nats" for m in range(len(f))]
    heading = f"A picture labelled {names[label]}, and the score, probability and loss of this class by model."
    return describe(figure, heading, "; ".join(told))


def _class_bars(axes: Axes, values: Floats, names: Sequence[str], label: int) -> None:
    """Draw one horizontal bar a class, that of the right class dark."""
    places = np.arange(len(names))
    axes.barh(places, values, color=[BLUE if c == label else _BYSTANDER for c in places], height=0.72)
    axes.axvline(0, color=GREY, linewidth=0.8)
    axes.set(yticks=places, yticklabels=names, ylim=(len(names) - 0.4, -0.6))
    axes.tick_params(axis="y", length=0)


@styled
def sigmoid_curve(sigmoid: Callable[[Any], Any]) -> Figure:
    """Draw σ(f) with the odds at whole scores, and the slope that a learner feels at each score."""
    f = np.linspace(-8, 8, 641)
    p = np.asarray(sigmoid(f))
    figure, (curve, slope) = panels(1, 2, sharex=True, width_ratios=(1.35, 1))
    curve.plot(f, p, color=BLUE)
    for score in range(4):
        height = np.interp(score, f, p)
        curve.plot([score], [height], "o", color=VERMILLION, markersize=6)
        note(curve, f"{height / (1 - height):.2g} : 1", (score, height), shift=(9, -7), color=VERMILLION)
    slope.plot(f, np.gradient(p, f), color=BLUE)
    for side in (-1, 1):
        slope.axvspan(side * 4.6, side * 8, color=PALE, alpha=0.6, linewidth=0)
        note(slope, "saturated", (side * 6.3, 0.05), ha="center", va="bottom", color=GREY, rotation=90)
    curve.set(title="Each step of 1 multiplies the odds by e", ylabel="probability σ(f)", xticks=(-8, -4, 0, 4, 8))
    slope.set(title="Far out, σ barely moves", ylabel="slope of σ (per unit of score)", ylim=(0, 0.27))
    for axes in (curve, slope):
        axes.set_xlabel("score f")
    told = "Left: σ rises in an S from 0 to 1, with the odds at the scores 0 to 3. Right: its slope is a bell around 0."
    return describe(figure, f"{told} σ(0) is {np.interp(0, f, p):.2f}; beyond ±4.6, σ hardly changes.")


@styled
def overflow(formulas: Mapping[str, Callable[[Floats], Any]], scores: ArrayLike) -> Figure:
    """Draw for which shifts c a formula still gives f + c the probabilities of f: one lane a formula.

    Parameters
    ----------
    formulas : name -> function
        From the C scores of one example to its C probabilities.
    scores : (C,) float
    """
    f = np.asarray(scores, dtype=float)
    powers = np.logspace(0, 4, 1000)
    shifts = np.concatenate([-powers[::-1], [0.0], powers])
    figure, (axes,) = panels(height=0.6 * len(formulas) + 1.1)
    told = []
    with np.errstate(all="ignore"):
        for lane, (name, formula) in enumerate(formulas.items()):
            right = np.array([np.allclose(formula(f + c), formula(f), atol=1e-3) for c in shifts])
            for where, colour in ((~right, VERMILLION), (right, BLUE)):
                axes.fill_between(shifts, lane - 0.32, lane + 0.32, where=where, color=colour, step="mid", linewidth=0)
            for c in (-3000.0, 0.0, 3000.0):
                p = formula(f + c)
                word = "right" if np.allclose(p, formula(f), atol=1e-3) else "wrong" if np.isfinite(p).all() else "nan"
                note(axes, word, (c, lane), color="white", ha="center", weight="bold")
            told.append(f"{name}: from {shifts[right].min(initial=0):.0f} to {shifts[right].max(initial=0):.0f}")
    axes.set_xscale("symlog", linthresh=10, linscale=0.6)
    axes.set(yticks=range(len(formulas)), yticklabels=formulas, ylim=(len(formulas) - 0.5, -0.5), xlim=(-1e4, 1e4))
    axes.set(xlabel="number c added to every score", ylabel="formula")
    axes.tick_params(axis="y", length=0)
    return describe(figure, "For which numbers c the scores f + c still get the probabilities of f:", "; ".join(told))


@styled
def price_of_doubt(cross_entropy: Loss) -> Figure:
    """Draw the loss of one example against the probability that its right class got."""
    p = np.concatenate([np.logspace(-4, -1, 121), np.linspace(0.1, 0.999, 200)[1:]])
    # Two classes with the scores log(p / (1 - p)) and 0 have the probabilities p and 1 - p.
    loss = np.array([cross_entropy(np.array([[np.log(q / (1 - q)), 0.0]]), np.array([0])) for q in p])
    figure, (linear, logarithmic) = panels(1, 2, sharey=True, width_ratios=(1.25, 1))
    for axes, marks in ((linear, (0.5, 0.2)), (logarithmic, (0.1, 0.01, 0.001))):
        axes.plot(p, loss, color=BLUE)
        axes.set_xlabel("probability p of the right class")
        for mark in marks:
            height = float(np.interp(mark, p, loss))
            axes.plot([mark], [height], "o", color=VERMILLION, markersize=6)
            note(axes, f"p = {mark:g}: {height:.2f}", (mark, height), shift=(9, 7), color=VERMILLION)
    linear.set(title="Sure and right costs nothing", ylabel="loss (nats)", ylim=(0, 9.5))
    logarithmic.set(title="A tenth of p costs 2.3 more", xscale="log")
    at = ", ".join(f"{np.interp(q, p, loss):.2f} at {q:g}" for q in (0.5, 0.2, 0.1, 0.01, 0.001))
    return describe(figure, f"The loss of one example against the probability of its right class: {at}.")


@styled
def along_a_line(losses: Mapping[str, Loss], scores: ArrayLike, y: ArrayLike) -> Figure:
    """Draw losses along the line in weight space that leads from W = 0 through a trained model.

    Parameters
    ----------
    losses : name -> function
        From scores (N, C) and labels (N,) to one number.
    scores, y : (N, C) float, (N,) int
        Scores f of the trained model, and labels; the weights tW and biases tb have the scores t · f.
    """
    f, labels = np.asarray(scores), np.asarray(y)
    t = np.linspace(-0.5, 1.5, 201)
    figure, (axes,) = panels(height=3.6)
    told = []
    for (name, loss), (colour, dashes) in zip(losses.items(), _LINES, strict=False):
        values = np.array([loss(share * f, labels) for share in t])
        axes.plot(t, values, color=colour, linestyle=dashes)
        note(axes, name, (1.5, values[-1]), shift=(6, 0), color=colour, weight="bold")
        at = ", ".join(f"{np.interp(share, t, values):.2f} at t = {share:g}" for share in (-0.5, 0, 0.5, 1))
        told.append(f"{name} {at}")
    top = axes.get_ylim()[1]
    for place, words in ((0, "W = 0:\nknows nothing"), (1, "the trained\nmodel")):
        axes.axvline(place, color=PALE, linewidth=1.2, zorder=0)
        note(axes, words, (place, top), shift=(6, -14), color=GREY)
    axes.set(xlabel="position t on the line (weights tW, biases tb)", ylabel="mean loss (points of score)")
    axes.set(xlim=(-0.5, 1.5), ylim=(0, top))
    return describe(figure, "Mean losses from W = 0 (t = 0) to the trained model (t = 1):", "; ".join(told))


@styled
def margin_curves(cross_entropy: Loss, hinge_loss: Loss) -> Figure:
    """Draw both losses and the 0-1 loss of one example with two classes against its margin, near and far."""
    m = np.linspace(-3, 14, 851)
    figure, (near, far) = panels(1, 2, height=3.6, width_ratios=(1.25, 1))
    near.plot([-3, 0, 0, 4], [1, 1, 0, 0], color=GREY, linewidth=1.6, linestyle=":")
    note(near, "0-1 loss", (-2.95, 0.8), color=GREY)
    told = []
    for name, loss, (colour, dashes), beside, below in (
        ("hinge, Δ = 1", hinge_loss, _LINES[0], (-1.2, 2.55), (0.5, 2e-5)),
        ("cross-entropy", cross_entropy, _LINES[1], (1.3, 0.6), (6.9, 5e-3)),
    ):
        values = np.array([loss(np.array([[margin, 0.0]]), np.array([0])) for margin in m])
        done = m[values == 0]
        words = f"exactly 0\nfrom m = {done[0]:g} on" if done.size else "never 0"
        near.plot(m, values, color=colour, linestyle=dashes)
        far.plot(m[values > 0], values[values > 0], color=colour, linestyle=dashes)
        note(near, name, beside, color=colour, weight="bold")
        note(far, f"{name.split(',')[0]}:\n{words}", below, color=colour)
        told.append(f"{name}: {', '.join(f'{np.interp(at, m, values):.3g} at {at}' for at in (0, 1, 5))}, {words}.")
    near.set(title="Near the boundary", ylabel="loss (nats, or points of score)", ylim=(-0.1, 4.1), xlim=(-3, 4))
    far.set(title="Far on the safe side", ylabel="loss (logarithmic)", yscale="log", xlim=(-1, 14))
    for axes in (near, far):
        axes.set_xlabel("margin m (right − wrong score)")
    return describe(figure, "The loss of one example against its margin; the 0-1 loss steps from 1 to 0 at 0.", *told)


@styled
def shrunken_predictions(losses: Mapping[str, Loss], x: ArrayLike, pred: ArrayLike, target: ArrayLike) -> Figure:
    """Draw penguins with a fitted line at full size, half size and zero, and losses of the line at every size.

    Parameters
    ----------
    losses : name -> function
        From predictions (N, 1) and targets (N, 1) to one number.
    x : (N,) float
        Flipper lengths in mm.
    pred, target : (N, 1) float
        Body masses in kg.
    """
    flipper, fitted, mass = np.ravel(x), np.asarray(pred), np.asarray(target)
    figure, (left, right) = panels(1, 2, height=3.6)
    left.plot(flipper, mass.ravel(), "o", color=_BYSTANDER, markersize=3)
    ends = np.argsort(flipper)[[0, -1]]
    for share, colour in ((1.0, BLUE), (0.5, GREY), (0.0, VERMILLION)):
        line = share * fitted.ravel()[ends]
        left.plot(flipper[ends], line, color=colour)
        note(left, f"t = {share:g}", (float(flipper[ends[0]]), float(line[0])), shift=(-6, 0), color=colour, ha="right")
    t = np.linspace(-0.25, 1.5, 176)
    told = []
    for (name, loss), (colour, dashes) in zip(losses.items(), _LINES, strict=False):
        values = np.array([loss(share * fitted, mass) for share in t])
        best = int(values.argmin())
        right.plot(t, values, color=colour, linestyle=dashes)
        right.plot([t[best]], [values[best]], "o", color=colour, markersize=7)
        note(right, name, (t[best], values[best]), shift=(0, 14), color=colour, weight="bold", ha="center")
        told.append(f"{name} is lowest at t = {t[best]:.2f}")
    left.set(
        title="A fitted line, shrunk by t", xlabel="flipper length (mm)", ylabel="body mass (kg)", xlim=(154, None)
    )
    right.set(title="Which t the loss likes best", xlabel="size t of the prediction", ylabel="mean loss (kg²)")
    return describe(
        figure,
        "Penguins and a fitted line at full size, half size and zero. Of its mean loss by size,",
        "; ".join(told),
    )


@styled
def one_weight(
    measures: Mapping[str, Loss], scores_of: Callable[[Any], Any], y: ArrayLike, W: ArrayLike, weight: tuple[int, int]
) -> Figure:
    """Draw measures of a linear model while one of its weights is turned: one panel a measure.

    Parameters
    ----------
    measures : axis label -> function
        From scores (N, C) and labels (N,) to one number.
    scores_of : function
        From weights (D, C) to scores (N, C).
    y, W : (N,) int, (D, C) float
    weight : (d, c)
        Which entry of `W` is turned.
    """
    turned, labels = np.array(W, dtype=float), np.asarray(y)
    start = float(turned[weight])
    turns = np.linspace(start - 2, start + 2, 801)
    figure, axes = panels(1, len(measures), sharex=True)
    told = []
    for axis, (name, measure), (colour, _) in zip(axes, measures.items(), _LINES, strict=False):
        values = np.empty(len(turns))
        for i, turned[weight] in enumerate(turns):
            values[i] = measure(scores_of(turned), labels)
        axis.plot(turns, values, color=colour, linewidth=1.8)
        axis.axvline(start, color=PALE, linewidth=1.2, zorder=0)
        axis.set(xlabel=f"weight W[{weight[0]}, {weight[1]}]", ylabel=name)
        told.append(f"{name} takes {len(np.unique(values))} different values")
    note(axes[0], "trained", (start, axes[0].get_ylim()[0]), shift=(5, 9), color=GREY)
    return describe(figure, f"One weight is turned through {len(turns)} positions:", "; ".join(told))


@styled
def loss_by_example(losses: Mapping[str, Loss], scores: ArrayLike, y: ArrayLike) -> Figure:
    """Draw the loss of every penguin by itself, the largest first, as long as it is above 0."""
    f, labels = np.asarray(scores), np.asarray(y)
    figure, (axes,) = panels(height=3.6)
    told = []
    for (name, loss), (colour, dashes) in zip(losses.items(), _LINES, strict=False):
        each = np.sort([loss(f[[i]], labels[[i]]) for i in range(len(labels))])[::-1]
        unpaid = int((each > 0).sum())
        axes.plot(np.arange(1, unpaid + 1), each[:unpaid], color=colour, linestyle=dashes)
        told.append(f"{name} above 0 for {unpaid} of {len(each)}")
        early = unpaid < len(each) / 2
        place = unpaid if early else unpaid // 2
        note(axes, told[-1], (place, each[place - 1]), shift=(4, -28 if early else 24), color=colour, weight="bold")
    axes.set_xlabel("penguin, from the largest loss to the smallest")
    axes.set(yscale="log", ylabel="loss (nats, or points of score)")
    return describe(figure, f"The losses of {len(labels)} penguins, one by one, largest first:", "; ".join(told))

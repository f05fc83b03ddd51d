"""The figures of one neuron and its activation functions draw the functions that they are given."""

import numpy as np
import pytest

from fallline.plots import neurons
from fallline.plots.style import as_picture

X1, X2 = np.array([-1.0, -0.5, 1.0, 1.5]), np.array([0.5, 1.0, -1.0, -0.5])
WANTED = np.array([False, False, True, True])


def steep(x1, x2):
    """Return a neuron's output: above one half where x1 is larger than x2."""
    return 1 / (1 + np.exp(-2 * (x1 - x2)))


def waves(name, x):
    """Return functions that no lesson knows, with their slopes; the ReLU's kink has its slope from the right."""
    power = len(name)
    return np.sin(power * x) / power, np.where((x < 0) & (name == "relu"), 0.0, np.cos(power * x))


def bump(x):
    """Return something above the ReLU by 0.4 at 1 and less elsewhere."""
    return np.where(x > 0, x, 0.0) + 0.4 * np.exp(-((x - 1) ** 2))


FIGURES = {
    "decision_line": lambda: neurons.decision_line(steep, X1, X2, WANTED, 2),
    "four_activations": lambda: neurons.four_activations(waves),
    "softplus_and_relu": lambda: neurons.softplus_and_relu(bump),
}


@pytest.mark.parametrize("name", FIGURES)
def test_every_figure_has_labels_and_a_description(name):
    """A figure must be ready for `show`, which refuses axes without labels and figures without a description."""
    assert len(as_picture(FIGURES[name]()).alt.split()) > 15


def test_the_decision_line_is_where_the_neuron_says_one_half():
    """With p = σ(2 (x1 − x2)), the middle line is x1 = x2; the share of right answers is in the description."""
    figure = FIGURES["decision_line"]()
    (axes,) = figure.axes
    (contours,) = axes.collections
    middle = contours.get_paths()[1].vertices
    np.testing.assert_allclose(middle[:, 0], middle[:, 1], atol=1e-3)
    assert "right about 100.0%" in figure.get_label()
    assert "right about 0.0%" in neurons.decision_line(steep, X1, X2, ~WANTED, 2).get_label()


def test_the_marked_bird_has_the_ring():
    """The last marker drawn stands where the marked example is."""
    (axes,) = FIGURES["decision_line"]().axes
    assert axes.get_lines()[-1].get_xydata().tolist() == [[1.0, -1.0]]


def test_values_stand_above_slopes():
    """Each column shows one function: what it returned first on top, what it returned second below."""
    cells = FIGURES["four_activations"]().axes
    for column, name in enumerate(("sigmoid", "tanh", "relu", "linear")):
        for axes, part in ((cells[column], 0), (cells[4 + column], 1)):
            x, y = axes.get_lines()[2].get_data()
            drawn = ~np.isnan(y)
            np.testing.assert_allclose(y[drawn], waves(name, x[drawn])[part])


def test_a_jump_is_no_vertical_line_and_says_who_owns_the_kink():
    """The slope of a ReLU is interrupted at 0, and a dot shows the value that it has there."""
    axes = FIGURES["four_activations"]().axes[6]
    line, dot = axes.get_lines()[2:]
    assert np.isnan(line.get_ydata()).sum() == 1
    assert dot.get_xydata().tolist() == [[0.0, 1.0]]


@pytest.mark.parametrize("sharpness", [1.0, 4.0])
def test_the_gap_is_measured_on_the_function_that_is_given(sharpness):
    """The dot stands on the largest gap, and the numbers beside it are its own."""
    figure = neurons.softplus_and_relu(bump, sharpness)
    _curves, gaps = figure.axes
    assert [text.get_text() for text in gaps.texts] == [f"{0.4 / sharpness:.3f} at x = {1 / sharpness:.1f}"]

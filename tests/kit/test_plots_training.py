"""The figures of lesson 04 about whole networks: what is drawn is what is given, and each comes with words."""

import inspect
import re

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.contour import ContourSet
from matplotlib.figure import Figure

from fallline.plots import show, training

LOSSES = {"slow": [2.0, 1.5, 1.2], "fast": [2.0, 0.5, 0.1]}
POINTS = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])
LABELS = np.array([0, 1, 0, 1])
PICTURES = np.linspace(0.0, 1.0, 3 * 64).reshape(3, 8, 8)


def to_the_right(points):
    """Return 1 right of the middle."""
    return (points[:, 0] > 0.5).astype(int)


FIGURES = {
    "loss_curves": lambda: training.loss_curves(LOSSES, every=10, chance=1.9),
    "gradient_by_layer": lambda: training.gradient_by_layer({"steep": [1e-4, 1e-2, 1.0], "level": [0.9, 1.0, 1.1]}),
    "start_scale": lambda: training.start_scale(
        [0.1, 0.3, 1.0, 3.0], [0.1] * 4, [0.2, 0.1, 0.1, 0.9], [2.0, 1.0, 0.1, 2.1], chance=2.3, steps=7
    ),
    "learning_curves": lambda: training.learning_curves(
        {"training": [2.0, 0.5, 0.1], "validation": [2.1, 0.7, 0.4]},
        {"training": [0.1, 0.8, 1.0], "validation": [0.1, 0.7, 0.9]},
        every=5,
    ),
    "regions": lambda: training.regions(
        {"right": to_the_right, "none": lambda p: np.zeros(len(p), int)},
        POINTS,
        LABELS,
        ["left", "right"],
        features=("across (cm)", "up (cm)"),
    ),
    "digit_row": lambda: training.digit_row(PICTURES, ["a", "b\nc", "d"], columns=2),
}


@pytest.fixture(params=FIGURES)
def figure(request):
    """One of the figures after the other."""
    return FIGURES[request.param]()


def words_of(axes):
    """Return all that is written into the axes."""
    return [text.get_text() for text in axes.texts]


def test_the_list_of_figures_is_complete():
    """Whoever adds a figure adds it to these tests."""
    functions = inspect.getmembers(training, inspect.isfunction)
    public = {name for name, f in functions if f.__module__ == training.__name__ and not name.startswith("_")}
    assert public == set(FIGURES)


def test_a_figure_can_be_shown_and_prints_its_description_on_a_terminal(figure, capsys):
    """Without a notebook `show`, which asks for labels, says in words what would be seen."""
    assert isinstance(figure, Figure)
    alt = figure.get_label()
    assert len(alt.split()) >= 8
    show(figure)
    assert f"Figure: {alt}" in capsys.readouterr().out


def test_no_words_stand_outside_the_picture(figure):
    """What is written beside a line is not cut off at the edge of the page."""
    figure.draw_without_rendering()
    for axes in figure.axes:
        for text in axes.texts:
            box = text.get_window_extent()
            assert min(box.x0 - figure.bbox.x0, figure.bbox.x1 - box.x1) >= -1, text.get_text()
            assert min(box.y0 - figure.bbox.y0, figure.bbox.y1 - box.y1) >= -1, text.get_text()


@pytest.mark.parametrize("name", FIGURES)
def test_drawing_leaves_matplotlibs_settings_alone(name):
    """A figure function changes nothing for the plots that students draw themselves."""
    with mpl.rc_context({"axes.spines.top": True, "lines.linewidth": 9.0}):
        before = dict(mpl.rcParams)
        FIGURES[name]()
        assert dict(mpl.rcParams) == before


def test_no_figure_computes_what_students_are_asked_to_write():
    """Products, sums over a batch and the ReLU come from the students' own functions only."""
    assert not re.search(r"\.sum\(|np\.(sum|where|einsum|dot|exp|log)\b|np\.maximum\(| @ ", inspect.getsource(training))


def test_losses_are_drawn_against_steps():
    """A loss was written down every ten steps, and the run's name stands at its end."""
    (axes,) = FIGURES["loss_curves"]().axes
    slow, fast, chance = axes.get_lines()
    assert slow.get_xdata().tolist() == fast.get_xdata().tolist() == [0, 10, 20]
    assert (slow.get_ydata().tolist(), fast.get_ydata().tolist()) == (LOSSES["slow"], LOSSES["fast"])
    assert set(chance.get_ydata()) == {1.9}
    assert {"slow", "fast", "knows nothing: 1.90"} == set(words_of(axes))


@pytest.mark.parametrize("ends", [(0.1, 0.1), (0.1, 0.11), (2.0, 0.1)])
def test_names_at_the_ends_of_lines_do_not_overlap(ends):
    """Two lines that end at nearly the same height still have legible names."""
    drawn = training.loss_curves({"one": [2.0, ends[0]], "two": [2.0, ends[1]]})
    drawn.draw_without_rendering()
    first, second = (text.get_window_extent() for text in drawn.axes[0].texts)
    assert not first.overlaps(second)


def test_gradients_are_drawn_by_layer_on_a_logarithmic_axis():
    """The first value is that of layer 0; a span sets the ends of the axis."""
    drawn = training.gradient_by_layer({"steep": [1e-4, 1e-2, 1.0]}, span=(1e-6, 10.0))
    (axes,) = drawn.axes
    (line,) = axes.get_lines()
    assert (line.get_xdata().tolist(), line.get_ydata().tolist()) == ([0, 1, 2], [1e-4, 1e-2, 1.0])
    assert (axes.get_yscale(), axes.get_ylim()) == ("log", (1e-6, 10.0))


def test_dead_units_are_drawn_in_percent_and_losses_in_nats():
    """Left the shares before and after, right the losses, all against the scale."""
    left, right = FIGURES["start_scale"]().axes
    before, after, _ = left.get_lines()
    np.testing.assert_allclose(before.get_ydata(), [10.0] * 4)
    np.testing.assert_allclose(after.get_ydata(), [20.0, 10.0, 10.0, 90.0])
    assert right.get_lines()[0].get_ydata().tolist() == [2.0, 1.0, 0.1, 2.1]
    assert "after 7 steps" in words_of(left)


def test_learning_curves_have_a_panel_for_losses_and_one_for_accuracies():
    """Each panel has a line for training and one for validation; accuracies become percent."""
    left, right = FIGURES["learning_curves"]().axes
    assert [line.get_ydata().tolist() for line in left.get_lines()] == [[2.0, 0.5, 0.1], [2.1, 0.7, 0.4]]
    np.testing.assert_allclose([line.get_ydata() for line in right.get_lines()], [[10, 80, 100], [10, 70, 90]])
    assert left.get_lines()[0].get_xdata().tolist() == [0, 5, 10]


def test_regions_are_where_the_classifier_says():
    """The map is 1 right of the middle and 0 left of it, from below upwards; the title counts the right ones."""
    right, none = FIGURES["regions"]().axes
    image = np.asarray(right.images[0].get_array())
    assert (image[:, :120] == 0).all()
    assert (image[:, 121:] == 1).all()
    assert right.images[0].origin == "lower"
    assert [axes.get_title(loc="left") for axes in (right, none)] == ["right: 100% right", "none: 50% right"]


def test_the_border_between_regions_is_a_line_if_there_are_two():
    """In grey the two grounds look alike; a line of its own says where the answer changes."""
    right, none = FIGURES["regions"]().axes
    (border,) = [lines for lines in right.collections if isinstance(lines, ContourSet)]
    (path,) = border.get_paths()
    np.testing.assert_allclose(path.vertices[:, 0], 0.5, atol=0.01)
    assert not none.collections


def test_digits_stand_beside_each_other_with_their_captions():
    """Each picture is drawn as it is, and its caption below it."""
    drawn = FIGURES["digit_row"]()
    used = [axes for axes in drawn.axes if axes.images]
    for axes, picture in zip(used, PICTURES, strict=True):
        np.testing.assert_array_equal(axes.images[0].get_array(), picture)
    assert [words_of(axes) for axes in used] == [["a"], ["b\nc"], ["d"]]

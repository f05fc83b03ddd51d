"""The figures of lesson 04 about one layer: what is drawn is what is given, and each comes with words."""

import inspect
import re

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from fallline.plots import layers, show

MESSAGES = np.array([[1.0, -2.0, 0.5], [3.0, 0.0, 1.0]])
WEIGHTS = np.linspace(-2.0, 1.0, 128).reshape(64, 2)

FIGURES = {
    "relay": lambda: layers.relay([5, 4, 3]),
    "shapes": lambda: layers.shapes(N=6, D=3, C=4),
    "copies_and_sums": lambda: layers.copies_and_sums([7.0, 8.0, 9.0], MESSAGES, [40.0, 50.0, 60.0]),
    "activity": lambda: layers.activity(np.array([[True, False, True], [False, False, True]])),
    "weight_pictures": lambda: layers.weight_pictures({"before": 0.5 * WEIGHTS, "after": WEIGHTS}),
}


@pytest.fixture(params=FIGURES)
def figure(request):
    """One of the figures after the other."""
    return FIGURES[request.param]()


def words_of(figure):
    """Return all that is written into the axes of a figure."""
    return [text.get_text() for axes in figure.axes for text in axes.texts]


def test_the_list_of_figures_is_complete():
    """Whoever adds a figure adds it to these tests."""
    functions = inspect.getmembers(layers, inspect.isfunction)
    public = {name for name, f in functions if f.__module__ == layers.__name__ and not name.startswith("_")}
    assert public == set(FIGURES)


def test_a_figure_can_be_shown_and_prints_its_description_on_a_terminal(figure, capsys):
    """Without a notebook `show`, which asks for labels, says in words what would be seen."""
    assert isinstance(figure, Figure)
    alt = figure.get_label()
    assert len(alt.split()) >= 12
    show(figure)
    assert f"Figure: {alt}" in capsys.readouterr().out


def test_no_words_stand_outside_the_picture(figure):
    """What is written beside a thing is not cut off at the edge of the page."""
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
    assert not re.search(r"\.sum\(|np\.(sum|maximum|where|einsum|dot)\b| @ ", inspect.getsource(layers))


def test_the_relay_names_the_shape_of_every_value_and_gradient():
    """Widths stand above the values, and below each layer the shapes of what falls out of it."""
    words = words_of(FIGURES["relay"]())
    assert [w for w in words if w.startswith("(N")] == ["(N, 5)", "(N, 4)", "(N, 4)", "(N, 3)"]
    assert [w for w in words if w.startswith("$dW")] == ["$dW_0$ (5, 4)\n$db_0$ (4,)", "$dW_1$ (4, 3)\n$db_1$ (3,)"]


def test_the_relay_has_no_activation_behind_the_last_layer():
    """Three layers have two ReLUs between them."""
    assert words_of(layers.relay([5, 4, 4, 3])).count("ReLU") == 2


def test_what_is_kept_is_framed():
    """The input of each layer and of each ReLU is framed, the scores are not; gradients give way to it."""
    drawn = layers.relay([5, 4, 3], kept=True)
    framed = [text.get_text() for text in drawn.axes[0].texts if text.get_bbox_patch() is not None]
    assert framed == ["$h_0$", "$f_0$", "$h_1$"]
    assert not [w for w in words_of(drawn) if w.startswith("$dW")]


def test_boxes_have_the_sides_that_their_letters_say():
    """In each of the four products, height and width of a box are N, D, C or 1."""
    forward, weights, message, biases = FIGURES["shapes"]().axes
    sizes = [
        [(box.get_height(), box.get_width()) for box in axes.patches if isinstance(box, Rectangle)]
        for axes in (forward, weights, message, biases)
    ]
    assert sizes == [
        [(6, 3), (3, 4), (1, 4), (6, 4)],
        [(3, 6), (6, 4), (3, 4)],
        [(6, 4), (4, 3), (6, 3)],
        [(1, 6), (6, 4), (1, 4)],
    ]


def test_the_copies_and_the_sums_are_those_that_are_given():
    """The row is written once for each message, the messages as they are, the sums as somebody else computed them."""
    left, right = FIGURES["copies_and_sums"]().axes
    assert [text.get_text() for text in left.texts][:6] == ["7", "8", "9"] * 2
    written = [text.get_text() for text in right.texts]
    assert written[:9] == ["1", "−2", "0.5", "3", "0", "1", "40", "50", "60"]


def test_units_that_are_off_for_all_examples_are_named():
    """The table is drawn as it is, and only the column without any entry is marked."""
    drawn = FIGURES["activity"]()
    (axes,) = drawn.axes
    np.testing.assert_array_equal(axes.images[0].get_array(), [[1, 0, 1], [0, 0, 1]])
    assert [text.xy[0] for text in axes.texts] == [1]
    assert drawn.get_label().endswith("which is the case in 50%. Units that are off for all examples: 1.")


def test_weights_become_pictures_read_row_by_row_on_one_scale():
    """A column of 64 weights is a picture of 8 by 8, and the colours mean the same in all of them."""
    drawn = FIGURES["weight_pictures"]()
    images = [axes.images[0] for axes in drawn.axes if axes.images]
    tables = [0.5 * WEIGHTS[:, 0], 0.5 * WEIGHTS[:, 1], WEIGHTS[:, 0], WEIGHTS[:, 1]]
    for image, column in zip(images, tables, strict=True):
        np.testing.assert_array_equal(np.ravel(image.get_array()), column)
        assert image.get_clim() == (-2.0, 2.0)


def test_a_dash_tells_a_strong_negative_weight_from_a_positive_one_in_grey():
    """Pixels below a fifth of the largest weight, with a minus, carry a dash, and no others do."""
    drawn = FIGURES["weight_pictures"]()
    pictures = [axes for axes in drawn.axes if axes.images]
    for axes in pictures:
        (dashes,) = axes.get_lines()
        table = np.asarray(axes.images[0].get_array())
        marked = np.zeros((8, 8), bool)
        marked[dashes.get_ydata(), dashes.get_xdata()] = True
        np.testing.assert_array_equal(marked, table < -0.4)
    assert drawn.axes[-1].get_ylabel() == "weight (dash: below −0.40)"

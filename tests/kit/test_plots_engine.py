"""The figures of what an engine costs and does: counts, a trained net, a Jacobian."""

import numpy as np
import pytest

from fallline.plots import engine
from fallline.plots.style import as_picture

X, Y = np.array([180.0, 190.0, 210.0]), np.array([18.0, 19.0, 15.0])
GRID = np.array([175.0, 195.0, 215.0])
FITS = {0: [20.0, 19.0, 18.5], 2: [18.0, 18.5, 15.0], 4: [17.0, 17.5, 16.0]}
LOSSES = [3.0, 2.0, 1.0, 0.7, 0.5]
NAMES = ("duck", "cat", "dog")
JACOBIAN = np.array([[0.2, -0.15, -0.05], [-0.15, 0.25, -0.1], [-0.05, -0.1, 0.15]])

FIGURES = {
    "operations": lambda: engine.operations([1, 2, 3], {"paths": [2, 4, 8], "backward": [2, 3, 4]}),
    "training": lambda: engine.training(X, Y, GRID, FITS, LOSSES, 0.8),
    "row_times_jacobian": lambda: engine.row_times_jacobian(NAMES, [1.0, 0.0, -2.0], JACOBIAN, [0.3, 0.05, -0.35]),
}


@pytest.fixture(params=FIGURES)
def figure(request):
    """One figure after the other."""
    return FIGURES[request.param]()


def test_every_figure_has_labels_and_a_description(figure):
    """A figure must be ready for `show`, which refuses axes without labels and figures without a description."""
    assert len(as_picture(figure).alt.split()) > 12


def test_no_words_stand_outside_the_picture(figure):
    """What is written beside a line is not cut off."""
    figure.draw_without_rendering()
    for axes in figure.axes:
        for text in axes.texts:
            box = text.get_window_extent()
            assert min(box.x0, figure.bbox.x1 - box.x1) >= -1, text.get_text()


def test_counts_are_drawn_and_named():
    """Each line has the counts, and its name with the last one beside it."""
    (axes,) = FIGURES["operations"]().axes
    assert [line.get_ydata().tolist() for line in axes.get_lines()] == [[2, 4, 8], [2, 3, 4]]
    assert [text.get_text() for text in axes.texts] == ["paths: 8", "backward: 4"]


def test_fits_and_losses_belong_to_their_steps():
    """Each fit is drawn as given; a dot on the loss curve stands at its step."""
    left, right = FIGURES["training"]().axes
    assert [line.get_ydata().tolist() for line in left.get_lines()[1:]] == [FITS[step] for step in (0, 2, 4)]
    dots = [line.get_xydata().tolist()[0] for line in right.get_lines() if len(line.get_xdata()) == 1]
    assert dots == [[0, 3.0], [2, 1.0], [4, 0.5]]
    assert "step 2: 1.000" in [text.get_text() for text in right.texts]


@pytest.mark.parametrize("loss", [0.5, 0.7, 0.8, 1.0, 3.0])
def test_the_words_on_two_losses_keep_apart(loss):
    """The loss at a step may come close to that of the straight line; what is said of the two can still be read."""
    figure = engine.training(X, Y, GRID, {2: FITS[2]}, [3.0, 2.0, loss, *[0.45] * 97], 0.7)
    figure.draw_without_rendering()
    straight, step = (text.get_window_extent().shrunk(1.0, 0.8) for text in figure.axes[1].texts)
    assert not straight.overlaps(step)


def test_one_fit_alone_is_enough():
    """A slider shows one step at a time."""
    left, _right = engine.training(X, Y, GRID, {2: FITS[2]}, LOSSES, 0.8).axes
    assert len(left.get_lines()) == 2


def test_every_number_of_the_product_is_written_into_its_cell():
    """A row, a table and a row; the table by rows from the top."""
    row, table, result = FIGURES["row_times_jacobian"]().axes
    assert [text.get_text() for text in row.texts] == ["1.00", "0.00", "−2.00"]
    assert [text.get_text() for text in result.texts] == ["0.30", "0.05", "−0.35"]
    assert [text.get_text() for text in table.texts][:3] == ["0.20", "−0.15", "−0.05"]
    assert len(table.texts) == 9

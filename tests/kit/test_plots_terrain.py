"""The landscapes of lesson 02 draw the loss that they are given, and each comes with labels and words."""

import inspect
import re

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.figure import Figure

from fallline.plots import terrain
from fallline.plots.style import _finish

TOP = np.array([3.0, -1.0])
PATH = np.array([[-3.0, 4.0], [-1.0, 3.0], [2.0, 0.0]])


def bowl(w):
    """Return a loss that is lowest, 0.1, at (3, -1), and steeper along the second axis."""
    return 0.1 + 0.05 * (w[0] - 3.0) ** 2 + 0.1 * (w[1] + 1.0) ** 2


def bowl_gradient(w):
    """Return its gradient."""
    return np.array([0.1 * (w[0] - 3.0), 0.2 * (w[1] + 1.0)])


FIGURES = {
    "contour_map": lambda: terrain.contour_map(bowl, {"here": [0.0, 0.0], "lowest": TOP}),
    "evaluations_by_dimension": lambda: terrain.evaluations_by_dimension(10, 1e6, (2, 7)),
    "probing": lambda: terrain.probing(bowl, [1.0, 2.0], h=0.5),
    "fall_lines": lambda: terrain.fall_lines(bowl, bowl_gradient),
    "walks": lambda: terrain.walks(bowl, {"feels": PATH, "guesses": PATH[:2]}),
}


@pytest.fixture(params=FIGURES)
def figure(request):
    """One landscape after the other."""
    return FIGURES[request.param]()


def curves(axes):
    """Return the (x, y) data of the lines with more than one point."""
    return [line.get_data() for line in axes.get_lines() if len(line.get_xdata()) > 1]


def test_the_list_of_figures_is_complete():
    """Whoever adds a figure adds it to these tests."""
    public = {
        name
        for name, value in vars(terrain).items()
        if inspect.isfunction(value) and value.__module__ == terrain.__name__ and not name.startswith("_")
    }
    assert public == set(FIGURES)


def test_every_figure_is_ready_to_be_shown(figure):
    """It has labels on its axes and a description in words."""
    assert isinstance(figure, Figure)
    assert len(_finish(figure, "").alt.split()) >= 12


def test_no_words_stand_outside_the_picture(figure):
    """What is written beside a thing is not cut off at the edge of the page."""
    figure.draw_without_rendering()
    edge = figure.bbox
    for axes in figure.axes:
        for text in axes.texts:
            box = text.get_window_extent()
            if text.get_visible() and text.get_text():
                assert min(box.x0 - edge.x0, edge.x1 - box.x1) >= -1, text.get_text()
                assert min(box.y0 - edge.y0, edge.y1 - box.y1) >= -1, text.get_text()


def test_drawing_leaves_matplotlibs_settings_alone(figure):
    """A figure function changes nothing for the plots that students draw themselves."""
    assert mpl.rcParams["axes.spines.top"]


def test_the_map_has_lines_where_the_loss_says():
    """Each place on a contour line has the altitude of the line."""
    drawn = FIGURES["contour_map"]()
    (lines,) = [part for part in drawn.axes[0].collections if hasattr(part, "levels") and not part.filled]
    for level, path in zip(lines.levels, lines.get_paths(), strict=True):
        for place in path.vertices:
            assert bowl(place) == pytest.approx(level, abs=0.02)


def test_marked_places_say_their_altitude():
    """The words name the place and give its loss, in the picture and in the description."""
    drawn = FIGURES["contour_map"]()
    assert {"here\n0.65 nats", "lowest\n0.10 nats"} <= {text.get_text() for text in drawn.axes[0].texts}
    assert "lowest at (3.0, -1.0), 0.10 nats" in drawn.get_label()


def test_the_number_of_places_is_a_power_of_the_number_of_weights():
    """Ten values of each of n weights make 10^n places, and a day at a million a second is 10^10.9 of them."""
    drawn = FIGURES["evaluations_by_dimension"]()
    weights, powers = curves(drawn.axes[0])[0]
    np.testing.assert_allclose(powers, weights)
    day = next(line for line in drawn.axes[0].get_lines() if line.get_linestyle() == ":")
    assert day.get_ydata()[0] == pytest.approx(np.log10(86_400e6))
    assert "7 weights make 10 to the 7.0 places" in drawn.get_label()


def test_the_chords_have_the_slopes_of_central_differences():
    """For a parabola a central difference is the derivative, however long the step."""
    drawn = FIGURES["probing"]()
    slope = bowl_gradient(np.array([1.0, 2.0]))
    words = [text.get_text() for text in drawn.axes[1].texts]
    assert words == [f"along w₁: slope −{-slope[0]:.2f}", f"along w₂: slope {slope[1]:.2f}"]
    for (x, y), expected in zip([c for c in curves(drawn.axes[1]) if len(c[0]) == 2], slope, strict=True):
        assert (y[1] - y[0]) / (x[1] - x[0]) == pytest.approx(expected)


def test_the_arrows_point_against_the_gradient():
    """Each arrow is minus the gradient at its foot."""
    drawn = FIGURES["fall_lines"]()
    (arrows,) = [part for part in drawn.axes[0].collections if hasattr(part, "U")]
    expected = np.array([-bowl_gradient(w) for w in arrows.XY])
    np.testing.assert_allclose(np.stack([arrows.U, arrows.V], axis=1), expected)
    steepest = max(np.linalg.norm(expected, axis=1))
    assert re.search(rf"longest arrow stands for a slope of {steepest:.2f}", drawn.get_label())


def test_walks_go_through_the_given_positions():
    """Each path is drawn as it is; the picture says how low it ends, the description also where."""
    drawn = FIGURES["walks"]()
    first, second = curves(drawn.axes[0])
    np.testing.assert_allclose(np.transpose(first), PATH)
    np.testing.assert_allclose(np.transpose(second), PATH[:2])
    assert f"feels: {bowl(PATH[-1]):.3f} nats" in {text.get_text() for text in drawn.axes[0].texts}
    assert f"feels, 3 positions, ends at (2.0, 0.0), {bowl(PATH[-1]):.3f} nats" in drawn.get_label()


def test_no_landscape_computes_what_students_are_asked_to_write():
    """Students have the kit: differences of altitudes over a step stand in one figure only, the one that shows them."""
    source = inspect.getsource(terrain)
    assert source.count("/ (2 * h)") == 1
    assert not re.search(r"rng|np\.exp|ndindex", source)

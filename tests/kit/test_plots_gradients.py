"""The figures of lesson 02 draw the numbers that they are given, and each comes with labels and words."""

import inspect
import re

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.figure import Figure

from fallline.plots import gradients
from fallline.plots.style import _finish

ANGLES = np.array([-170.0, -60.0, 10.0, 95.0, 178.0])
STEPS = np.logspace(-8, 0, 17)
ERRORS = {"forward": STEPS + 1e-7 / STEPS, "central": STEPS**2, "single": STEPS * 0 + 0.1, "complex step": 0 * STEPS}
PLACES = np.linspace(-0.2, 0.2, 41)
RAMP = np.clip(0.5 + PLACES / 0.2, 0.0, 1.0)

FIGURES = {
    "slopes_by_direction": lambda: gradients.slopes_by_direction(ANGLES, 2.0 * np.cos(np.radians(ANGLES)), 2.0),
    "luck_by_dimension": lambda: gradients.luck_by_dimension({2: [0.5, -1.0, 0.9], 1000: [0.01, -0.02]}),
    "error_by_step": lambda: gradients.error_by_step(STEPS, ERRORS),
    "close_ups": lambda: gradients.close_ups(lambda t: 1000 + t**3, 12.0, 2.0, [0.5, 1e-5, 1e-15]),
    "pulls": lambda: gradients.pulls(("cat", "dog"), 1, [0.8, 0.2], [0.8, -0.8]),
    "kinks": lambda: gradients.kinks(PLACES, RAMP, (PLACES > 0).astype(float), 0.1, {1e-1: 0.25, 1e-3: 0.0}),
    "passes_by_weights": lambda: gradients.passes_by_weights(
        {"guesses": {40: 234, 640: 4383}, "has the map": {40: 18, 640: 14}}
    ),
}


@pytest.fixture(params=FIGURES)
def figure(request):
    """One figure after the other."""
    return FIGURES[request.param]()


def curves(axes):
    """Return the (x, y) data of the lines with more than two points."""
    return [line.get_data() for line in axes.get_lines() if len(line.get_xdata()) > 2]


def words(axes):
    """Return all that is written into the axes."""
    return [text.get_text() for text in axes.texts]


def test_the_list_of_figures_is_complete():
    """Whoever adds a figure adds it to these tests."""
    public = {
        name
        for name, value in vars(gradients).items()
        if inspect.isfunction(value) and value.__module__ == gradients.__name__ and not name.startswith("_")
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
            assert min(box.x0 - edge.x0, edge.x1 - box.x1) >= -1, text.get_text()
            assert min(box.y0 - edge.y0, edge.y1 - box.y1) >= -1, text.get_text()


@pytest.mark.parametrize("name", FIGURES)
def test_drawing_leaves_matplotlibs_settings_alone(name):
    """A figure function changes nothing for the plots that students draw themselves."""
    with mpl.rc_context({"axes.spines.top": True, "lines.linewidth": 9.0}):
        before = dict(mpl.rcParams)
        FIGURES[name]()
        assert dict(mpl.rcParams) == before


def test_slopes_are_drawn_against_their_angles_over_a_cosine():
    """The dots are the given slopes; the pale band behind them is the cosine of the gradient's length."""
    drawn = FIGURES["slopes_by_direction"]()
    (turn, band), (angles, slopes) = curves(drawn.axes[0])[:2]
    np.testing.assert_allclose(band, 2.0 * np.cos(np.radians(turn)))
    np.testing.assert_allclose(angles, ANGLES)
    np.testing.assert_allclose(slopes, 2.0 * np.cos(np.radians(ANGLES)))
    assert f"The largest is {slopes.max():.3f}" in drawn.get_label()


def test_each_dimension_says_its_best():
    """The best direction of each strip is marked and named."""
    drawn = FIGURES["luck_by_dimension"]()
    assert words(drawn.axes[0]) == ["best: 0.90", "best: 0.01"]
    assert "with 1000 weights the best of 2 reaches 0.01" in drawn.get_label()


def test_the_lowest_error_of_each_recipe_is_marked():
    """Forward is best at the root of 1e-7, the nearest step being 3e-4; what is exactly 0 is drawn at 1e-17."""
    drawn = FIGURES["error_by_step"]()
    assert "forward best 6.3e-04 at h = 3e-04; central best 1.0e-16 at h = 1e-08" in drawn.get_label()
    for (h, error), expected in zip(curves(drawn.axes[0]), ERRORS.values(), strict=True):
        np.testing.assert_allclose(h, STEPS)
        np.testing.assert_allclose(error, np.maximum(expected, 1e-17))


def test_close_ups_say_how_good_the_chord_is():
    """Of 1000 + x³ at 2 the chord over ±h is off by h²/12; at 1e-15 rounding has taken over."""
    wide, good, tiny = FIGURES["close_ups"]().axes
    assert wide.get_title(loc="left") == f"h = 0.5: {100 * 0.25 / 12:.2g} % off"
    assert re.fullmatch(r"h = 1e-05: [5-9] digits right", good.get_title(loc="left"))
    assert tiny.get_title(loc="left").endswith("% off")
    assert "10^{-5}" not in wide.get_ylabel()
    t, rise = curves(wide)[0]
    np.testing.assert_allclose(rise, (2 + 0.5 * t) ** 3 - 8, atol=1e-11)


def test_a_push_is_minus_the_gradient():
    """The label's bar points to the right, the other one to the left, each with its number."""
    left, right = FIGURES["pulls"]().axes
    assert [bar.get_width() for bar in left.patches] == [0.8, 0.2]
    assert [bar.get_width() for bar in right.patches] == [-0.8, 0.8]
    assert words(right) == ["−0.800", "+0.800"]


def test_the_kink_is_measured_as_one_half():
    """The dashed line is what was measured, and the shares are in per cent, the shortest step first."""
    left, right = FIGURES["kinks"]().axes
    assert "measured at 0: 0.5" in words(left)
    np.testing.assert_allclose(curves(left)[-1][1], RAMP)
    steps, shares = right.get_lines()[0].get_data()
    assert (list(steps), list(shares)) == ([1e-3, 1e-1], [0.0, 25.0])


def test_passes_are_drawn_as_counted():
    """One line a hiker, with every count beside its mark."""
    drawn = FIGURES["passes_by_weights"]()
    assert [tuple(line.get_ydata()) for line in drawn.axes[0].get_lines()] == [(234, 4383), (18, 14)]
    assert words(drawn.axes[0]) == ["234", "4,383", "guesses", "18", "14", "has the map"]


def test_the_numbers_of_two_close_lines_stand_apart():
    """At each number of weights the upper line's count stands above its mark, the lower one's below."""
    drawn = gradients.passes_by_weights({"a": {40: 200, 640: 300}, "b": {40: 220, 640: 280}})
    up = {text.get_text(): text.xyann[1] > 0 for text in drawn.axes[0].texts}
    assert up == {"200": False, "300": True, "a": True, "220": True, "280": False, "b": False}


@pytest.mark.parametrize(("off", "said"), [(1.0, "100 % off"), (0.018, "1.8 % off"), (3e-6, "5 digits right")])
def test_how_good_a_slope_is_said_in_plain_numbers(off, said):
    """No power of ten stands before a per cent sign."""
    assert gradients._accuracy(off) == said


def test_no_figure_computes_what_students_are_asked_to_write():
    """Students have the kit: a difference over 2h stands in one figure only, the one that shows what it is."""
    source = inspect.getsource(gradients)
    assert source.count("/ (2 * h)") == 1
    assert not re.search(r"np\.(exp|log|maximum\(np\.abs)\b|rng|ndindex", source)

"""The figures: they draw what they are given, every axis says what it measures, and each comes with words."""

import inspect
import re

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure

from fallline.plots import losses, show, style

PICTURE = np.zeros((48, 48, 3), dtype=np.uint8)
ANIMALS = ("duck", "cat", "dog")
SCORES = np.array([[2.0, -1.0, 0.5], [0.0, 3.0, 1.0], [1.0, 1.5, 4.0], [-2.0, 0.5, -1.0]])
LABELS = np.array([0, 1, 2, 1])
LENGTHS = np.array([180.0, 190.0, 200.0, 210.0])
MASSES = np.array([[3.0], [4.0], [4.5], [6.0]])


# Closed forms for two classes, of which the first is right; and measures that no lesson knows.
def logistic_of_margin(scores, _y):
    """Return log(1 + e^-m) for the margin m = f_0 - f_1."""
    return np.log1p(np.exp(scores[0, 1] - scores[0, 0]))


def missing_lead(scores, _y):
    """Return what is missing to a lead of 1."""
    return max(0.0, 1.0 - scores[0, 0] + scores[0, 1])


def total(scores, _y):
    """Return the sum of all scores, which no right loss is."""
    return float(np.sum(scores))


def own_score(scores, y):
    """Return what the last example's score for its label lacks to 3."""
    return max(0.0, 3.0 - scores[-1, y[-1]])


FIGURES = {
    "scores_to_loss": lambda: losses.scores_to_loss(PICTURE, ANIMALS, 1, SCORES[:2], [[0.1, 0.2, 0.7]] * 2, [1.5, 0.4]),
    "sigmoid_curve": lambda: losses.sigmoid_curve(np.tanh),
    "overflow": lambda: losses.overflow({"naive": lambda f: np.exp(f) / np.exp(f).sum()}, [0.0, 1.0]),
    "price_of_doubt": lambda: losses.price_of_doubt(logistic_of_margin),
    "along_a_line": lambda: losses.along_a_line({"sum": total, "own": own_score}, SCORES, LABELS),
    "margin_curves": lambda: losses.margin_curves(logistic_of_margin, missing_lead),
    "shrunken_predictions": lambda: losses.shrunken_predictions(
        {"far": lambda p, t: float(np.sum((p - t) ** 2))}, LENGTHS, MASSES, MASSES
    ),
    "one_weight": lambda: losses.one_weight(
        {"sum": total, "own": own_score}, lambda W: SCORES @ W, LABELS, np.eye(3), (2, 0)
    ),
    "loss_by_example": lambda: losses.loss_by_example({"own": own_score}, SCORES, LABELS),
}


@pytest.fixture(params=FIGURES)
def figure(request):
    """One of the lesson's figures after the other."""
    return FIGURES[request.param]()


def lines_of(axes):
    """Return the (x, y) data of the lines with more than two points."""
    return [line.get_data() for line in axes.get_lines() if len(line.get_xdata()) > 2]


def words_of(axes):
    """Return all that is written into the axes."""
    return [text.get_text() for text in axes.texts]


def test_the_list_of_figures_is_complete():
    """Whoever adds a figure adds it to these tests."""
    public = {
        name
        for name, value in vars(losses).items()
        if inspect.isfunction(value) and value.__module__ == losses.__name__
    }
    assert {name for name in public if not name.startswith("_")} == set(FIGURES)


def test_a_figure_is_a_figure_with_a_description(figure):
    """Each function returns a matplotlib figure that is described in at least a sentence of words."""
    assert isinstance(figure, Figure)
    assert len(figure.get_label().split()) >= 8


def test_every_axis_that_is_drawn_has_a_label(figure):
    """An axis has its own label, or shares its scale with one that has."""
    for axes in figure.axes:
        if axes.axison:
            assert any(other.get_xlabel() for other in axes.get_shared_x_axes().get_siblings(axes))
            labels = [other.get_ylabel() for other in axes.get_shared_y_axes().get_siblings(axes)]
            assert any(labels) or not axes.yaxis.get_visible()


def test_a_figure_can_be_shown_and_prints_its_description_on_a_terminal(figure, capsys):
    """Without a notebook `show` says in words what would be seen."""
    alt = figure.get_label()
    show(figure)
    assert f"Figure: {alt}" in capsys.readouterr().out


def test_no_words_stand_outside_the_picture(figure):
    """What is written beside a line is not cut off at the edge of the page."""
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


def test_the_same_figure_has_the_same_bytes():
    """Figures that are built twice do not differ."""
    first, second = (style._finish(FIGURES["along_a_line"](), "") for _ in range(2))
    assert first == second


def test_no_figure_computes_what_students_are_asked_to_write():
    """Students have the kit: exponentials, maxima and products with weights come from their own functions only."""
    source = inspect.getsource(losses)
    assert not re.search(r"np\.(exp|expm1|log1p|logaddexp|maximum|argmax|tanh|square)\b|\.argmax\(|@ ", source)


def test_scores_probabilities_and_losses_become_bars():
    """The bars are as long as the numbers; the right class is dark, in every row."""
    axes = FIGURES["scores_to_loss"]().axes
    for m, (left, middle, right) in enumerate((axes[1:4], axes[5:8])):
        assert [bar.get_width() for bar in left.patches] == SCORES[m].tolist()
        assert [bar.get_width() for bar in middle.patches] == [0.1, 0.2, 0.7]
        assert [bar.get_width() for bar in right.patches] == [(1.5, 0.4)[m]]
        dark = [bar.get_facecolor()[:3] == to_rgb(style.BLUE) for bar in left.patches]
        assert dark == [False, True, False]


def test_the_sigmoid_curve_is_the_function_and_its_slope():
    """The left line is the function that was given, the right one its derivative."""
    curve, slope = FIGURES["sigmoid_curve"]().axes
    (f, p), (g, s) = lines_of(curve)[0], lines_of(slope)[0]
    np.testing.assert_allclose(p, np.tanh(f))
    np.testing.assert_allclose(s[1:-1], 1 - np.tanh(g[1:-1]) ** 2, atol=1e-3)


def test_the_naive_formula_overflows_where_floats_do():
    """It is right from about e^-745 to e^709.78 and nan beyond; a formula that shifts the scores is always right."""
    formulas = {
        "naive": lambda f: np.exp(f) / np.exp(f).sum(),
        "safe": lambda f: np.exp(f - f.max()) / np.exp(f - f.max()).sum(),
    }
    drawn = losses.overflow(formulas, [0.0, 1.0])
    low, high = map(int, re.search(r"naive: from (-?\d+) to (\d+)", drawn.get_label()).groups())
    assert -745 < low < -725
    assert 695 < high < 709
    assert "safe: from -10000 to 10000" in drawn.get_label()
    assert words_of(drawn.axes[0]) == ["nan", "right", "nan", "right", "right", "right"]


def test_finite_but_wrong_probabilities_are_called_wrong():
    """Only nan is called nan."""
    drawn = losses.overflow({"scores over sum": lambda f: f / f.sum()}, [1.0, 2.0])
    assert words_of(drawn.axes[0]) == ["wrong", "right", "wrong"]


def test_the_price_of_doubt_is_minus_log_p():
    """With the logistic loss of the margin, the line is -log p, and the marked points say so."""
    linear, logarithmic = FIGURES["price_of_doubt"]().axes
    for axes in (linear, logarithmic):
        p, loss = lines_of(axes)[0]
        np.testing.assert_allclose(loss, -np.log(p), rtol=1e-6)
    assert words_of(linear) == ["p = 0.5: 0.69", "p = 0.2: 1.61"]
    assert words_of(logarithmic) == ["p = 0.1: 2.30", "p = 0.01: 4.61", "p = 0.001: 6.91"]


def test_the_line_in_weight_space_scales_the_scores():
    """At t the losses see t times the scores, with their labels."""
    (axes,) = FIGURES["along_a_line"]().axes
    (t, sums), (u, own) = lines_of(axes)
    np.testing.assert_allclose(sums, t * SCORES.sum(), atol=1e-12)
    np.testing.assert_allclose(own, 3 - u * SCORES[3, 1])
    assert (t.min(), t.max()) == (-0.5, 1.5)


def test_the_margin_curves_are_those_of_the_given_losses():
    """Against the margin, the logistic loss is log(1 + e^-m) and the hinge max(0, 1 - m), in both panels."""
    near, far = FIGURES["margin_curves"]().axes
    _step, (m, hinge), (_m, logistic) = lines_of(near)
    np.testing.assert_allclose(hinge, np.maximum(0, 1 - m), atol=1e-12)
    np.testing.assert_allclose(logistic, np.log1p(np.exp(-m)), rtol=1e-9)
    (m_far, hinge_far), (every_m, _) = lines_of(far)
    assert m_far.max() == pytest.approx(0.98)
    assert hinge_far.min() > 0
    assert every_m.max() == 14


def test_a_loss_that_is_done_says_where():
    """The words beside a curve follow from its values: a hinge with the margin 3 is done at 3, and not at 1."""
    drawn = losses.margin_curves(logistic_of_margin, lambda f, _y: max(0.0, 3.0 - f[0, 0] + f[0, 1]))
    assert "hinge:\nexactly 0\nfrom m = 3 on" in words_of(drawn.axes[1])
    assert "cross-entropy:\nnever 0" in words_of(drawn.axes[1])


def test_predictions_are_shrunk_towards_zero():
    """At t the loss sees t times the prediction: the distance to the targets is lowest at 1, where the dot is."""
    drawn = FIGURES["shrunken_predictions"]()
    t, values = lines_of(drawn.axes[1])[0]
    np.testing.assert_allclose(values, (t - 1) ** 2 * np.sum(MASSES**2), atol=1e-9)
    (dot,) = [line for line in drawn.axes[1].get_lines() if len(line.get_xdata()) == 1]
    assert dot.get_xdata()[0] == pytest.approx(1.0)
    assert "far is lowest at t = 1.00" in drawn.get_label()


def test_one_weight_is_turned_and_the_others_stay():
    """The sum of the scores is a straight line in the weight, with the slope of its column of inputs."""
    weights = np.eye(3)
    weights.flags.writeable = False
    drawn = losses.one_weight({"sum": total}, lambda W: SCORES @ W, LABELS, weights, (2, 0))
    w, values = lines_of(drawn.axes[0])[0]
    np.testing.assert_allclose(values, SCORES.sum() + w * SCORES[:, 2].sum(), atol=1e-12)
    assert (w.min(), w.max()) == (-2, 2)


def test_examples_are_sorted_by_their_own_loss():
    """Each loss is that of one example with its own label, the largest first, and those of 0 are left out."""
    drawn = FIGURES["loss_by_example"]()
    own = np.maximum(0, 3 - SCORES[np.arange(4), LABELS])
    values = drawn.axes[0].get_lines()[0].get_ydata()
    np.testing.assert_allclose(values, np.sort(own[own > 0])[::-1])
    assert "own above 0 for 2 of 4" in drawn.get_label()

"""Sliders: a figure that answers to them where a kernel runs, the plain figure everywhere else."""

import base64
import re
from types import SimpleNamespace

import ipywidgets
import pytest

from fallline.plots import play, playing, style


def line(slope, height=1.0):
    """Return a figure whose description says with which settings it was drawn."""
    drawn, (axes,) = style.panels()
    axes.plot([0, 1], [0, slope * height])
    axes.set(xlabel="t", ylabel="loss")
    return style.describe(drawn, f"slope {slope}, height {height}")


@pytest.fixture
def shown(monkeypatch):
    """Return the list of all that is displayed, in a kernel that has widgets."""
    objects = []
    monkeypatch.delenv(playing.PLAIN, raising=False)
    monkeypatch.setattr("IPython.get_ipython", lambda: SimpleNamespace(kernel=None))
    monkeypatch.setattr("IPython.display.display", objects.append)
    return objects


def alt(page):
    """Return the description that an image element carries."""
    return re.search('alt="(.*?)"', page)[1]


def test_without_a_kernel_the_middle_figure_stands_alone(capsys):
    """Grading, a page without a kernel and a terminal show one figure and no slider."""
    play(line, slope=[1, 2, 3], height=[0.5, 1.5])
    assert "slope 2, height 1.5" in capsys.readouterr().out


def test_where_a_page_is_made_the_figure_is_plain_although_a_kernel_runs(shown, monkeypatch):
    """The builder asks for figures that need no kernel later."""
    monkeypatch.setenv(playing.PLAIN, "1")
    play(line, slope=[1, 2, 3])
    (picture,) = shown
    assert isinstance(picture, style.Picture)
    assert picture.alt == "slope 2, height 1.0"


def test_a_moved_slider_draws_the_figure_anew(shown):
    """Every slider starts in the middle, and each move shows the figure of all present settings."""
    play(line, slope=[1, 2, 3], height=[0.5, 1.5])
    (box,) = shown
    slope, height, page = box.children
    assert alt(page.value) == "slope 2, height 1.5"
    before = page.value
    slope.value = 3
    height.value = 0.5
    assert alt(page.value) == "slope 3, height 0.5"
    assert page.value != before
    png = base64.b64decode(re.search('base64,(.*?)"', page.value)[1])
    assert png.startswith(b"\x89PNG")


def test_sliders_are_called_like_the_settings_and_show_short_numbers(shown):
    """`learning_rate=1e-05` reads "learning rate" and 1e-05, not 1.0000000000000001e-05."""
    play(lambda learning_rate: line(learning_rate), learning_rate=[0.1 + 0.2, 1.0])
    slider = shown[0].children[0]
    assert isinstance(slider, ipywidgets.SelectionSlider)
    assert slider.description == "learning rate"
    assert [label for label, _ in slider.options] == ["0.3", "1"]


@pytest.mark.parametrize("choices", [{}, {"slope": []}])
def test_nothing_to_choose_from_is_refused(choices):
    """The message says what to write."""
    with pytest.raises(ValueError, match=r"got no values for .*expected some.*try play\(draw, rate="):
        play(line, **choices)

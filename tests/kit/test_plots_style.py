"""The style of the figures: `show` asks for labels and words, and the colours can be told apart by everybody."""

from contextlib import nullcontext

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.colors import to_rgb

from fallline.plots import show, style


def figure_with(**labels):
    """Return a small figure whose axes have these labels."""
    drawn, (axes,) = style.panels()
    axes.plot([0, 1], [0, 1])
    axes.set(**labels)
    return drawn


@pytest.mark.parametrize(
    ("labels", "missing"), [({"xlabel": "t"}, "y"), ({"ylabel": "loss"}, "x"), ({"xlabel": "t", "ylabel": " "}, "y")]
)
def test_show_refuses_an_axis_without_a_label(labels, missing):
    """The message names the axis and says what to call."""
    with pytest.raises(ValueError, match=rf"{missing} axis has no label.*expected.*try axes\.set_{missing}label"):
        show(figure_with(**labels), alt="a line")


def test_show_refuses_a_figure_without_words():
    """A reader who cannot see the figure needs a description."""
    with pytest.raises(ValueError, match=r"without a description.*expected.*try show\(figure, alt="):
        show(figure_with(xlabel="t", ylabel="loss"))


def test_show_accepts_labels_of_the_whole_figure_and_hidden_axes(capsys):
    """What cannot be misread needs no label of its own."""
    drawn, (left, right) = style.panels(1, 2)
    drawn.supxlabel("time (s)")
    left.set_ylabel("loss")
    right.axis("off")
    show(drawn, alt="an empty panel")
    assert "an empty panel" in capsys.readouterr().out


@pytest.mark.parametrize("label", ["nats", ""])
def test_a_colour_bar_has_one_axis_to_be_labelled(label, capsys):
    """Its short side measures nothing; its long side needs a label like any other axis."""
    drawn = figure_with(xlabel="t", ylabel="loss")
    drawn.colorbar(drawn.axes[0].scatter([0, 1], [0, 1], c=[0, 1]), label=label)
    with nullcontext() if label else pytest.raises(ValueError, match="has no label"):
        show(drawn, alt="two dots")
    assert ("two dots" in capsys.readouterr().out) == bool(label)


def test_show_closes_a_figure_of_pyplot(capsys):
    """A figure that a student made with pyplot does not appear a second time at the end of the cell."""
    from matplotlib import pyplot

    mpl.use("agg")
    drawn, axes = pyplot.subplots()
    axes.set(xlabel="t", ylabel="loss")
    show(drawn, alt="nothing yet")
    assert not pyplot.fignum_exists(drawn.number)


def test_a_picture_carries_its_description_into_the_page():
    """The HTML holds the image and the alt text, with nothing in it that a browser would take for markup."""
    picture = style._finish(figure_with(xlabel="t", ylabel="loss"), 'falls from "3" to <1>')
    page = picture._repr_html_()
    assert 'alt="falls from &quot;3&quot; to &lt;1&gt;"' in page
    assert 'src="data:image/png;base64,iVBOR' in page
    assert f'width="{round(100 * style.WIDTH)}"' in page


# Machado, Oliveira and Fernandes (2009): what linear RGB looks like with one kind of cone missing.
SIGHT = {
    "all cones": np.eye(3),
    "no red cones": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "no green cones": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "no blue cones": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}
TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)


def linear_rgb(colour):
    """Return the light of an sRGB colour."""
    c = np.array(to_rgb(colour))
    return np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)


def lab(light):
    """Return CIE L*a*b* coordinates, in which equal distances look about equally different."""
    ratio = TO_XYZ @ np.clip(light, 0, 1) / [0.95047, 1.0, 1.08883]
    x, y, z = np.where(ratio > 0.008856, np.cbrt(ratio), 7.787 * ratio + 16 / 116)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


@pytest.mark.parametrize("sight", SIGHT)
def test_the_colours_differ_for_colour_blind_readers(sight):
    """Any two colours of the cycle lie at least 14 apart in CIE Lab; 2 is just visible."""
    seen = [lab(np.asarray(SIGHT[sight]) @ linear_rgb(colour)) for colour in style.CYCLE]
    closest = min(np.linalg.norm(a - b) for i, a in enumerate(seen) for b in seen[:i])
    assert closest > 14


@pytest.mark.parametrize("colour", [*style.CYCLE, style.GREY])
def test_words_can_be_read_in_every_colour(colour):
    """The contrast with white is at least 4.5 to 1, as WCAG 2 asks for text."""
    assert 1.05 / (TO_XYZ[1] @ linear_rgb(colour) + 0.05) >= 4.5

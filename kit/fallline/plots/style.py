"""How every figure of the course looks, and how it is shown: colours, fonts, labels beside lines, alt text."""

from __future__ import annotations

import html
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from io import BytesIO
from pathlib import Path
from types import TracebackType
from typing import Any, ParamSpec

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.rcsetup import cycler
from matplotlib.text import Annotation

P = ParamSpec("P")

# Five hues that stay apart for colour-blind readers, each dark enough on white to write words in.
BLUE, VERMILLION, GREEN, PURPLE, BROWN = "#0072b2", "#c44f00", "#0a5f42", "#8a3b86", "#5f3d00"
INK, GREY, PALE = "#1f2328", "#656d76", "#d8dee4"
CYCLE = (BLUE, VERMILLION, GREEN, PURPLE, BROWN, INK)

WIDTH = 7.6  # inches; at 100 pixels an inch it fits the text column of a notebook
_PIXELS_PER_INCH = 100
_SHARPNESS = 2  # pixels of the picture per pixel of the page

# DejaVu Sans comes with matplotlib: a label takes the same room on every machine, and in the browser.
_RC: Any = {
    "font.family": "DejaVu Sans",
    "font.size": 10,
    "mathtext.fontset": "dejavusans",
    "text.color": INK,
    "axes.prop_cycle": cycler(color=CYCLE),
    "axes.edgecolor": GREY,
    "axes.labelcolor": INK,
    "axes.labelsize": 10,
    "axes.titlesize": 10.5,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.titlepad": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "grid.color": PALE,
    "grid.linewidth": 0.7,
    "xtick.color": GREY,
    "ytick.color": GREY,
    "xtick.labelsize": 9,
    "ytick.labelsize": 9,
    "lines.linewidth": 2.2,
    "lines.solid_capstyle": "round",
    "legend.frameon": False,
    "figure.facecolor": "white",
}


@dataclass(frozen=True)
class Picture:
    """A finished figure: an image that carries its description, for readers who see it and for those who hear it.

    Attributes
    ----------
    png : bytes
        The image.
    alt : str
        What it shows, in words.
    width : int
        Pixels on the page.
    """

    png: bytes
    alt: str
    width: int

    def page(self) -> str:
        """Return an image element; notebooks drop the alt text of a bare PNG."""
        source = "data:image/png;base64," + b64encode(self.png).decode("ascii")
        return f'<img src="{source}" alt="{html.escape(self.alt)}" width="{self.width}">'

    _repr_html_ = page

    def __repr__(self) -> str:
        """Return the description: all that a terminal can show."""
        return f"Figure: {self.alt}"


def styled(draw: Callable[P, Figure]) -> Callable[P, Figure]:
    """Decorate a figure function: it draws in the style of the course and leaves matplotlib's settings alone."""

    @wraps(draw)
    def draw_in_style(*args: P.args, **kwargs: P.kwargs) -> Figure:
        __tracebackhide__ = True
        try:
            with mpl.rc_context(_RC):
                return draw(*args, **kwargs)
        except Exception as error:
            raise error.with_traceback(_outside_of_here(error.__traceback__)) from None

    return draw_in_style


def _outside_of_here(tb: TracebackType | None) -> TracebackType | None:
    """Return a traceback without the figures' own frames: what failed is a function that was passed in."""
    whole, folder = tb, str(Path(__file__).parent)
    while tb is not None and tb.tb_frame.f_code.co_filename.startswith(folder):
        tb = tb.tb_next
    return tb or whole


def panels(rows: int = 1, columns: int = 1, *, height: float = 3.4, **options: Any) -> tuple[Figure, list[Axes]]:
    """Return a new figure as wide as the page, and its axes from left to right, from top to bottom.

    Parameters
    ----------
    rows, columns : int
        How many axes.
    height : float
        Of the whole figure, in inches.
    **options
        For ``Figure.subplots``: ``sharex``, ``width_ratios`` and so on.
    """
    # Not through pyplot: a figure that nobody registered is shown once and freed by itself.
    figure = Figure(figsize=(WIDTH, height), layout="constrained")
    axes = figure.subplots(rows, columns, squeeze=False, **options)
    return figure, list(axes.flat)


def note(
    axes: Axes, text: str, at: tuple[float, float], *, shift: tuple[float, float] = (0, 0), **text_options: Any
) -> Annotation:
    """Write words beside the thing they are about, so that no legend is needed.

    Parameters
    ----------
    axes : Axes
    text : str
    at : (x, y)
        The point, in the units of the axes.
    shift : (right, up)
        From that point to the words, in points of type.
    **text_options
        Such as ``color`` and ``ha``.
    """
    return axes.annotate(text, at, shift, textcoords="offset points", **{"va": "center", **text_options})


def describe(figure: Figure, *sentences: str) -> Figure:
    """Give the figure its description in words, which `show` hands on to the reader, and return it."""
    figure.set_label(" ".join(" ".join(sentences).split()))
    return figure


def show(figure: Figure, alt: str = "") -> None:
    """Show a figure under the cell, with its description for readers who cannot see it, and close it.

    Parameters
    ----------
    figure : Figure
        From a function of `fallline.plots`, or one of your own.
    alt : str
        What the figure shows, in words; unnecessary if the figure came with a description.

    Raises
    ------
    ValueError
        If an axis has no label, or there is no description.
    """
    put_on_page(as_picture(figure, alt))


def as_picture(figure: Figure, alt: str = "") -> Picture:
    """Return the figure as an image, if it has all that a reader needs, and close it.

    Raises
    ------
    ValueError
        If an axis has no label, or there is no description.
    """
    # Late: pyplot picks a window system as it is imported, which drawing alone never needs.
    from matplotlib import pyplot

    picture = _finish(figure, alt)
    pyplot.close(figure)
    return picture


def _finish(figure: Figure, alt: str) -> Picture:
    """Return the image; what is missing is an error."""
    alt = " ".join(alt.split()) or str(figure.get_label())
    if not alt:
        raise ValueError(
            "show(figure) got a figure without a description; expected one for readers who cannot see it; "
            'try show(figure, alt="what the figure shows")'
        )
    for axes in figure.axes:
        _require_labels(axes)
    file = BytesIO()
    # The name of the writing program would change the bytes with each release of matplotlib.
    figure.savefig(file, format="png", dpi=_SHARPNESS * _PIXELS_PER_INCH, metadata={"Software": None})
    return Picture(file.getvalue(), alt, round(figure.get_figwidth() * _PIXELS_PER_INCH))


def put_on_page(picture: Any) -> None:
    """Put a picture, or one with sliders, under the cell; its description on the terminal."""
    try:
        from IPython.display import display
    except ImportError:  # The kit asks for NumPy and matplotlib only.
        print(picture)
    else:
        display(picture)  # type: ignore[no-untyped-call]


def _require_labels(axes: Axes) -> None:
    """Raise ValueError if an axis that is drawn does not say what it measures."""
    if not (axes.axison and axes.get_visible()):
        return
    missing = [name for name in "xy" if not _is_labelled(axes, name)]
    # A colour bar has one axis that measures something.
    if not missing or (axes.get_label() == "<colorbar>" and len(missing) == 1):
        return
    raise ValueError(
        f"show(figure) got axes ({axes.get_title(loc='left') or 'no title'}) whose {missing[0]} axis has no label; "
        f'expected its quantity and unit; try axes.set_{missing[0]}label("loss (nats)")'
    )


def _is_labelled(axes: Axes, name: str) -> bool:
    """Return whether the axis "x" or "y" has a label: its own, that of axes that share it, or the whole figure's."""
    if name == "x":
        hidden, whole = not axes.xaxis.get_visible(), axes.figure.get_supxlabel()
        labels = [other.get_xlabel() for other in axes.get_shared_x_axes().get_siblings(axes)]
    else:
        hidden, whole = not axes.yaxis.get_visible(), axes.figure.get_supylabel()
        labels = [other.get_ylabel() for other in axes.get_shared_y_axes().get_siblings(axes)]
    return hidden or any(label.strip() for label in (whole, *labels))

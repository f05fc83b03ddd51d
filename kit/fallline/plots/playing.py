"""Sliders under a figure, where a kernel runs; the figure alone, where none does."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import Any

from matplotlib.figure import Figure

from fallline.plots.style import Picture, as_picture, put_on_page

PLAIN = "FALLLINE_PLAIN_FIGURES"
"""Set to 1 where pages are made that nobody will play with: a slider without its kernel is an error message."""


def play(draw: Callable[..., Figure], **choices: Sequence[Any]) -> None:
    """Show a figure with a slider for each of its settings, or the plain figure where there is no kernel to ask.

    Parameters
    ----------
    draw : function
        Takes the settings by name and returns a figure with a description.
    **choices
        For each setting the values to choose from, in order. The middle one is shown first.

    Raises
    ------
    ValueError
        If there is nothing to choose, or the figure lacks labels or a description.
    """
    empty = [name for name, values in choices.items() if len(values) == 0]
    if empty or not choices:
        raise ValueError(
            f"play(draw, ...) got no values for {', '.join(empty) or 'any setting'}; expected some to choose from; "
            "try play(draw, rate=[0.01, 0.1, 1.0])"
        )

    def picture(settings: dict[str, Any]) -> Picture:
        return as_picture(draw(**settings))

    first, widgets = picture({name: _middle(values) for name, values in choices.items()}), _widgets()
    put_on_page(first if widgets is None else _with_sliders(widgets, picture, first, choices))


def _middle(values: Sequence[Any]) -> Any:
    return values[len(values) // 2]


def _widgets() -> Any | None:
    """Return ipywidgets where somebody can play with them: in a notebook's kernel that is not making a plain page."""
    if os.environ.get(PLAIN) == "1":
        return None
    try:
        import ipywidgets
        from IPython import get_ipython
    except ImportError:  # The kit asks for NumPy and matplotlib only.
        return None
    return ipywidgets if hasattr(get_ipython(), "kernel") else None


def _with_sliders(
    widgets: Any, picture: Callable[[dict[str, Any]], Picture], first: Picture, choices: dict[str, Sequence[Any]]
) -> Any:
    """Return a box of the sliders and the picture, which each move draws anew."""
    page = widgets.HTML(first.page())
    sliders = {
        name: widgets.SelectionSlider(
            options=[(_written(value), value) for value in values],
            value=_middle(values),
            description=name.replace("_", " "),
            continuous_update=False,
            layout=widgets.Layout(width="360px"),
        )
        for name, values in choices.items()
    }

    def redraw(_: Any) -> None:
        page.value = picture({name: slider.value for name, slider in sliders.items()}).page()

    for slider in sliders.values():
        slider.observe(redraw, names="value")
    return widgets.VBox([*sliders.values(), page])


def _written(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)

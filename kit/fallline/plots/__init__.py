"""The figures of the lessons, one function a figure; `show` puts one under the cell, `play` adds sliders to it.

A figure function takes plain arguments, among them *your* functions where it draws what they compute, and returns a
matplotlib figure with labelled axes and a description in words.
"""

from fallline.plots import losses, warm_up
from fallline.plots.playing import play
from fallline.plots.style import show

__all__ = ["losses", "play", "show", "warm_up"]

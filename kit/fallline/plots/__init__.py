"""The figures of the lessons, one function a figure; `show` puts one under the cell, `play` adds sliders to it.

A figure function takes plain arguments, among them *your* functions where it draws what they compute, and returns a
matplotlib figure with labelled axes and a description in words.
"""

from fallline.plots import engine, gradients, graphs, layers, losses, neurons, terrain, training, warm_up
from fallline.plots.playing import play
from fallline.plots.style import show

__all__ = [
    "engine",
    "gradients",
    "graphs",
    "layers",
    "losses",
    "neurons",
    "play",
    "show",
    "terrain",
    "training",
    "warm_up",
]

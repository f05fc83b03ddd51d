"""Xia's folder holds notes, and no notebook."""

FILES = {"notes.txt": "Lecture 2.2\nsoftmax = exp / sum exp\nask about the notebook!\n"}

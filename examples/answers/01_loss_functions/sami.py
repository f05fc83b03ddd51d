"""Sami has everything right, but wrote it in another editor, which has kept the text of the cells and nothing else."""

from changes import forget_names

OTHERWISE = "bilal"
CHANGES = [forget_names()]

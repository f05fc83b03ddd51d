"""What students do to a notebook besides answering: each function returns one such change, for a ``CHANGES`` list."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

Notebook = dict[str, Any]
Cell = dict[str, Any]
Change = Callable[[Notebook], None]


def name_of(cell: Cell) -> str:
    """Return the name that the lesson gave a cell: nbgrader's ``grade_id``, or else the cell's id."""
    marks = cell["metadata"].get("nbgrader", {})
    return str(marks.get("grade_id") or cell.get("id", ""))


def place_of(notebook: Notebook, name: str) -> int:
    """Return where the first cell of this name stands.

    Raises
    ------
    ValueError
        If there is none.
    """
    names = [name_of(cell) for cell in notebook["cells"]]
    if name not in names:
        raise ValueError(
            f"the released notebook has no cell {name!r}; expected the name of one of its cells; try one of {names}"
        )
    return names.index(name)


def delete(*names: str) -> Change:
    """Delete the cells of these names."""

    def change(notebook: Notebook) -> None:
        for name in names:
            del notebook["cells"][place_of(notebook, name)]

    return change


def rewrite(name: str, source: str) -> Change:
    """Write something else into a cell, locked or not."""

    def change(notebook: Notebook) -> None:
        notebook["cells"][place_of(notebook, name)]["source"] = source.strip("\n")

    return change


def duplicate(name: str, source: str) -> Change:
    """Copy a cell with all its metadata, as Jupyter does, and write ``source`` into the copy, which comes second."""

    def change(notebook: Notebook) -> None:
        place = place_of(notebook, name)
        copy = {**deepcopy(notebook["cells"][place]), "id": f"copy-of-{name}", "source": source.strip("\n")}
        notebook["cells"].insert(place + 1, copy)

    return change


def add(source: str, *, after: str) -> Change:
    """Add a code cell of the student's own behind the cell of that name."""

    def change(notebook: Notebook) -> None:
        place = place_of(notebook, after) + 1
        cell: Cell = {
            "cell_type": "code",
            "id": f"own-{place}",
            "metadata": {},
            "source": source.strip("\n"),
            "execution_count": None,
            "outputs": [],
        }
        notebook["cells"].insert(place, cell)

    return change


def merge(name: str, *others: str) -> Change:
    """Move what stands in other answer cells into one, below each other, and delete the others."""

    def change(notebook: Notebook) -> None:
        cells = [notebook["cells"][place_of(notebook, each)] for each in (name, *others)]
        cells[0]["source"] = "\n\n\n".join(cell["source"] for cell in cells)
        delete(*others)(notebook)

    return change


def forget_names() -> Change:
    """Keep only what every editor keeps, the kind and the source of a cell: no id, no tag, nothing of nbgrader's."""

    def change(notebook: Notebook) -> None:
        for cell in notebook["cells"]:
            cell.pop("id", None)
            cell["metadata"] = {}
        notebook["metadata"], notebook["nbformat_minor"] = {}, 4

    return change

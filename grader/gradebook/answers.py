"""A student's answers in a copy of the released notebook: what nbgrader works on, and what the Formgrader shows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from grader.assembly import Assembly, MarkExercise, RunCell
from grader.lesson import Notebook

MISSING = "# This cell was missing from the submission."
MAX_ID = 64
"""Characters that the format of notebooks allows in a cell's id."""
CHANGED = "your version of "
"""How intake labels a step that a student made of a released cell."""


def fill_in(released: Notebook, assembly: Assembly, exercises: Iterable[str]) -> Notebook:
    """Return a copy of the released notebook with a submission's answers, and the student's own cells between them.

    Everything that is run in grading stands in it, in the order in which it is run. An answer that is as it was
    released keeps the checksum by which nbgrader knows it.

    Parameters
    ----------
    released : dict
        The released notebook as JSON.
    assembly : Assembly
        What intake made of the submission.
    exercises : iterable of str
        The lesson's exercises. An answer cell that was missing says so.
    """
    homes = {_name(cell): place for place, cell in enumerate(released["cells"])}
    homes |= {f"{CHANGED}{name}": place for name, place in homes.items() if _is_free(released["cells"][place])}
    sources = {homes[name]: text for name, text in assembly.written.items() if text}
    sources |= {homes[name]: MISSING for name in exercises if name in homes}
    extras: dict[int, list[dict[str, Any]]] = defaultdict(list)
    place = -1
    for step in assembly.steps:
        if isinstance(step, MarkExercise):
            place = homes[f"check-{step.exercise}"]
        elif step.label in homes:
            place = homes[step.label]
            sources[place] = _source(released["cells"][place]) if step.is_stub else step.source
        else:
            extras[place].append(_own_cell(step))
    cells = list(extras[-1])
    for place, cell in enumerate(released["cells"]):
        cells += [_with_source(cell, sources.get(place)), *extras[place]]
    return {**released, "cells": cells}


def unanswered_cells(released: Notebook, filled: Notebook) -> set[str]:
    """Return the names of the answer cells that are as they were released."""
    stubs = {_name(cell): _source(cell) for cell in released["cells"] if is_marked(cell, "solution")}
    return {name for cell in filled["cells"] if (name := _name(cell)) in stubs and _source(cell) == stubs[name]}


def marked_cells(notebook: Notebook) -> set[str]:
    """Return the names of the cells that nbgrader keeps track of."""
    marks = ("grade", "solution", "locked")
    return {_name(cell) for cell in notebook["cells"] if any(is_marked(cell, mark) for mark in marks)}


def is_marked(cell: dict[str, Any], mark: str) -> bool:
    """Return whether nbgrader's metadata give a cell a mark such as "grade" or "solution"."""
    return bool(cell["metadata"].get("nbgrader", {}).get(mark, False))


def _name(cell: dict[str, Any]) -> str:
    return str(cell["metadata"].get("nbgrader", {}).get("grade_id") or cell["id"])


def _source(cell: dict[str, Any]) -> str:
    return "".join(cell["source"])


def _is_free(cell: dict[str, Any]) -> bool:
    """Return whether a cell is one that students may change as they like."""
    return "nbgrader" not in cell["metadata"]


def _with_source(cell: dict[str, Any], source: str | None) -> dict[str, Any]:
    return cell if source is None else {**cell, "source": source}


def _own_cell(step: RunCell) -> dict[str, Any]:
    name = step.label.replace(" ", "-")
    return {
        "cell_type": "code",
        "execution_count": None,
        "id": name[:MAX_ID],
        "metadata": {},
        "outputs": [],
        "source": step.source,
    }

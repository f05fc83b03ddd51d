"""A student's answers in a copy of the released notebook: what the Formgrader shows, and what both doors grade."""

from __future__ import annotations

import copy
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from grader.assembly import Assembly, MarkExercise, RunCell
from grader.lesson import Notebook

MISSING = "# This cell was missing from the submission."


def fill_in(released: Notebook, assembly: Assembly, exercises: Iterable[str]) -> Notebook:
    """Return a copy of the released notebook with a submission's answers, and the student's own cells between them.

    Intake finds in it what it found in the submission: the same sources in the same order. A cell that is as it was
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
    names = {_name(cell): place for place, cell in enumerate(released["cells"])}
    sources = {name: text for name, text in assembly.written.items() if text}
    sources |= dict.fromkeys(exercises, MISSING)
    extras: dict[int, list[dict[str, Any]]] = defaultdict(list)
    place = -1
    for step in assembly.steps:
        if isinstance(step, MarkExercise):
            place = names[f"check-{step.exercise}"]
        elif step.label in names:
            place = names[step.label]
            sources[step.label] = _source(released["cells"][place]) if step.is_stub else step.source
        else:
            extras[place].append(_own_cell(step))
    cells = list(extras[-1])
    for place, cell in enumerate(released["cells"]):
        cells += [_with_source(cell, sources.get(_name(cell))), *extras[place]]
    return {**released, "cells": cells}


def unanswered_cells(released: Notebook, filled: Notebook) -> set[str]:
    """Return the names of the answer cells that are as they were released."""
    stubs = {_name(cell): _source(cell) for cell in released["cells"] if is_marked(cell, "solution")}
    return {name for cell in filled["cells"] if (name := _name(cell)) in stubs and _source(cell) == stubs[name]}


def is_marked(cell: dict[str, Any], mark: str) -> bool:
    """Return whether nbgrader's metadata give a cell a mark such as "grade" or "solution"."""
    return bool(cell["metadata"].get("nbgrader", {}).get(mark, False))


def _name(cell: dict[str, Any]) -> str:
    return str(cell["metadata"].get("nbgrader", {}).get("grade_id") or cell["id"])


def _source(cell: dict[str, Any]) -> str:
    return "".join(cell["source"])


def _with_source(cell: dict[str, Any], source: str | None) -> dict[str, Any]:
    changed = copy.deepcopy(cell)
    if source is not None:
        changed["source"] = source
    return changed


def _own_cell(step: RunCell) -> dict[str, Any]:
    name = step.label.replace(" ", "-")
    return {
        "cell_type": "code",
        "execution_count": None,
        "id": name,
        "metadata": {},
        "outputs": [],
        "source": step.source,
    }

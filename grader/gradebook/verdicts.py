"""Marks as outputs of the check cells: a message to read, and what makes nbgrader's determine_grade give our points.

nbgrader reads a cell's points off its outputs: an error is 0, the first result that is a plain number is that many
points, and neither is full marks. Everything is text here: pages show it escaped.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from typing import Any

from grader.cleaning import clean, without_paths
from grader.errors import UsageError
from grader.gradebook.answers import is_marked
from grader.lesson import Notebook
from grader.marking import CheckResult, Marked

MAX_MESSAGE, MAX_OUTPUT = 2_000, 6_000
WIDTH = 88
"""Columns that fit into the Formgrader's page, which does not break lines of outputs."""
Output = dict[str, Any]


def show_marks(notebook: Notebook, marks: Mapping[str, Marked], outputs: Mapping[str, str]) -> Notebook:
    """Return a notebook with each exercise's mark under its check cell, and under its answer what that printed.

    Parameters
    ----------
    notebook : dict
        A notebook from ``fill_in``.
    marks, outputs : dict
        By exercise.

    Raises
    ------
    UsageError
        If the notebook was released with other exercises, or other points, than were graded.
    """
    return {**notebook, "cells": [_with_outputs(cell, marks, outputs) for cell in notebook["cells"]]}


def outputs_of(marked: Marked) -> list[Output]:
    """Return a check cell's outputs, from which nbgrader reads exactly the mark's points."""
    message = textwrap.fill(without_paths(clean(marked.message, MAX_MESSAGE)), WIDTH)
    points = f"{marked.points:g} of {marked.max_points:g} points: {', '.join(map(_share, marked.checks))}"
    if marked.points == 0:
        return [_stream(message), {"output_type": "error", "ename": "NoPoints", "evalue": "", "traceback": [points]}]
    outputs = [_stream(f"{message}\n{points}")]
    if marked.points < marked.max_points:
        # A Python float: NumPy's prints as np.float64(7.0), which nbgrader takes for full marks.
        data = {"text/plain": repr(float(marked.points))}
        outputs.append({"output_type": "execute_result", "execution_count": None, "data": data, "metadata": {}})
    return outputs


def _share(check: CheckResult) -> str:
    return f"{check.name} {check.points:g} of {check.max_points:g}"


def _with_outputs(cell: dict[str, Any], marks: Mapping[str, Marked], outputs: Mapping[str, str]) -> dict[str, Any]:
    name = str(cell["metadata"].get("nbgrader", {}).get("grade_id", ""))
    printed = clean(outputs.get(name, ""), MAX_OUTPUT)
    if printed:
        return {**cell, "outputs": [_stream(printed)]}
    if is_marked(cell, "grade") and not is_marked(cell, "solution"):
        return {**cell, "outputs": outputs_of(_mark_of(cell, name.removeprefix("check-"), marks))}
    return cell


def _mark_of(cell: dict[str, Any], exercise: str, marks: Mapping[str, Marked]) -> Marked:
    """Return a check cell's mark, if nbgrader, which goes by the points of the release, will read it rightly."""
    most = float(cell["metadata"]["nbgrader"]["points"])
    if exercise not in marks or marks[exercise].max_points != most:
        now = f"{marks[exercise].max_points:g} points" if exercise in marks else "not graded"
        raise UsageError(f"{exercise} was released with {most:g} points and is now {now}; run `grader build` first")
    return marks[exercise]


def _stream(text: str) -> Output:
    return {"output_type": "stream", "name": "stdout", "text": f"{text.rstrip()}\n"}

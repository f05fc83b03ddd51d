"""Marks as outputs of the check cells: a message to read, and what makes nbgrader's determine_grade give our points.

nbgrader reads a cell's points off its outputs: an error is 0, the first result that is a plain number is that many
points, and neither is full marks. Everything is text here: pages show it escaped.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from grader.errors import UsageError
from grader.feedback import clean, without_paths
from grader.gradebook.answers import is_marked
from grader.lesson import Notebook
from grader.marking import CheckResult, Marked

MAX_MESSAGE, MAX_OUTPUT = 2_000, 6_000
Output = dict[str, Any]


def show_marks(notebook: Notebook, marks: Mapping[str, Marked], outputs: Mapping[str, str]) -> Notebook:
    """Return a notebook with each exercise's mark under its check cell, and under its answer what that printed.

    Parameters
    ----------
    notebook : dict
        A notebook from ``fill_in``.
    marks, outputs : dict
        By exercise; an exercise without a mark gets no points.
    """
    return {**notebook, "cells": [_with_outputs(cell, marks, outputs) for cell in notebook["cells"]]}


def outputs_of(marked: Marked, most: float) -> list[Output]:
    """Return a check cell's outputs, from which nbgrader reads exactly the mark's points.

    Raises
    ------
    UsageError
        If the exercise gives other points at most than the released cell says: nbgrader would read them wrongly.
    """
    if marked.max_points != most:
        raise UsageError(
            f"{marked.exercise} gives {marked.max_points:g} points at most, but was released with {most:g}; "
            "run `grader build` and grade again"
        )
    message = without_paths(clean(marked.message, MAX_MESSAGE)).strip()
    points = f"{marked.points:g} of {most:g} points: {', '.join(map(_share, marked.checks))}"
    if marked.points == 0:
        return [_stream(message), {"output_type": "error", "ename": "NoPoints", "evalue": "", "traceback": [points]}]
    outputs = [_stream(f"{message}\n{points}")]
    if marked.points < most:
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
        marked = marks[name.removeprefix("check-")]
        return {**cell, "outputs": outputs_of(marked, float(cell["metadata"]["nbgrader"]["points"]))}
    return cell


def _stream(text: str) -> Output:
    return {"output_type": "stream", "name": "stdout", "text": f"{text.rstrip()}\n"}

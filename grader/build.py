"""Builds the course: answer cards, the instructor's notebooks, and from those, by nbgrader, the students' notebooks."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from fallline.plots.playing import PLAIN
from grader import catalogue
from grader.cards import write_cards
from grader.course import Course
from grader.errors import LessonError
from grader.lesson import Notebook, read_lesson, to_text

SECONDS_PER_CELL = 60
Report = Callable[[str], None]
"""Told what is being done, one line at a time."""


def build(course: Course, *, execute: bool = True, report: Report = lambda _line: None) -> list[str]:
    """Build everything that has changed; return the lessons' names.

    Parameters
    ----------
    course : Course
        Where to read and write.
    execute : bool
        Whether to run solution notebooks whose cells have changed, so that they carry figures.
    report : callable
        Progress, line by line.
    """
    report("answer cards")
    write_cards(list(catalogue.exercises().values()), course.cards)
    sources = sorted(course.lessons.glob("[0-9][0-9]_*.py"))
    if not sources:
        raise LessonError(f"{course.lessons} holds no lesson; expected files such as 01_loss_functions.py")
    for source in sources:
        report(f"{source.stem}: solution notebook")
        write_solution(course, source, execute=execute)
    from grader.gradebook import release

    for source in sources:
        report(f"{source.stem}: student notebook")
        release(course, source.stem)
    return [source.stem for source in sources]


def write_solution(course: Course, source: Path, *, execute: bool) -> Path:
    """Write one instructor's notebook, executed if ``execute`` and if a cell has changed since the last time."""
    path = course.solutions / source.stem / f"{source.stem}.ipynb"
    notebook = read_lesson(source)
    old = json.loads(path.read_text(encoding="utf-8")) if path.exists() else None
    if old is not None and without_outputs(old) == notebook and (_is_executed(old) or not execute):
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(to_text(execute_notebook(notebook, path.parent) if execute else notebook), encoding="utf-8")
    return path


def without_outputs(notebook: Notebook) -> Notebook:
    """Return a notebook as if it had never been run."""
    cells = [
        {**cell, "outputs": [], "execution_count": None} if cell["cell_type"] == "code" else cell
        for cell in notebook["cells"]
    ]
    return {**notebook, "cells": cells}


def execute_notebook(notebook: Notebook, folder: Path) -> Notebook:
    """Run a notebook top to bottom in a kernel and return it with its outputs.

    Raises
    ------
    LessonError
        If a cell fails: the solution must pass its own checks.
    """
    import nbformat
    from nbclient.exceptions import CellExecutionError

    tree = nbformat.from_dict(notebook)  # type: ignore[no-untyped-call]
    try:
        with tempfile.TemporaryDirectory() as scratch:
            _execute(tree, folder, Path(scratch))
    except CellExecutionError as error:
        raise LessonError(f"the solution notebook fails: {error}") from error
    executed: Notebook = json.loads(json.dumps(tree))
    executed["metadata"] = notebook["metadata"]
    for cell in executed["cells"]:
        for output in cell.get("outputs", ()):
            _strip_volatile(output)
    return executed


def _execute(tree: Any, folder: Path, scratch: Path) -> None:
    """Run a notebook in place, with ``folder`` as the working directory."""
    from jupyter_client.manager import AsyncKernelManager
    from nbclient import NotebookClient

    # A TCP port would be open to every user of the machine, and IPython warns of it.
    manager = AsyncKernelManager(transport="ipc", connection_file=str(scratch / "kernel.json"))
    where = {"metadata": {"path": str(folder)}}
    client = NotebookClient(tree, km=manager, timeout=SECONDS_PER_CELL, resources=where, record_timing=False)
    client.owns_km = True  # it is to end the kernel too
    client.execute(env={**os.environ, PLAIN: "1"})


def _strip_volatile(output: dict[str, Any]) -> None:
    """Drop what differs from run to run without meaning anything."""
    output.pop("transient", None)


def _is_executed(notebook: Notebook) -> bool:
    return any(cell.get("execution_count") for cell in notebook["cells"])

"""Reads a submission as data: a file of any kind becomes a list of cells, or a sentence that says what is wrong."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grader.errors import IntakeError

MAX_BYTES = 20 * 2**20
MAX_CELLS = 5_000
MAX_SOURCE = 200_000


@dataclass(frozen=True)
class Cell:
    """One cell: its kind ("code" or "markdown"), source, and names."""

    kind: str
    source: str
    id: str = ""
    grade_id: str = ""
    graded: bool = False
    answer: bool = False


def read_notebook(path: Path) -> list[Cell]:
    """Return a notebook's code and markdown cells.

    Raises
    ------
    IntakeError
        If it is no regular file, too large, or no notebook; the message is for the student.
    """
    return parse_notebook(_read_bytes(path))


def parse_notebook(raw: bytes) -> list[Cell]:
    """Return the cells of a notebook given as bytes; raises IntakeError if they are none."""
    try:
        tree = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise IntakeError(
            "the file is not a notebook: it is not JSON; save the notebook in Jupyter and hand in that file"
        ) from error
    if isinstance(tree, dict) and "worksheets" in tree:
        raise IntakeError(
            "the notebook has the format of 2014 (nbformat 3); open it in JupyterLab, save it, and hand it in again"
        )
    cells = tree.get("cells") if isinstance(tree, dict) else None
    if not isinstance(cells, list):
        raise IntakeError(
            "the file is JSON but not a notebook: it has no list of cells; hand in the .ipynb file of the lesson"
        )
    if len(cells) > MAX_CELLS:
        raise IntakeError(
            f"the notebook has {len(cells):,} cells; at most {MAX_CELLS:,} are read; delete those you do not need"
        )
    return [cell for cell in map(_parse_cell, cells) if cell is not None]


def _read_bytes(path: Path) -> bytes:
    """Return a file's bytes without following a link, waiting for a pipe, or taking more than fits."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        raise IntakeError(f"the file cannot be opened ({error.strerror}); expected a regular file") from error
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise IntakeError("this is no regular file; hand in the notebook itself")
        if status.st_size > MAX_BYTES:
            raise IntakeError(
                f"the file has {status.st_size:,} bytes; at most {MAX_BYTES:,} are read; clear its outputs and save it"
            )
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            return file.read(MAX_BYTES)
    finally:
        os.close(descriptor)


def _parse_cell(tree: Any) -> Cell | None:
    if not isinstance(tree, dict) or tree.get("cell_type") not in ("code", "markdown", "raw"):
        return None
    source = tree.get("source")
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        source = "".join(source)
    if not isinstance(source, str) or len(source) > MAX_SOURCE:
        return None
    metadata = _record(tree.get("metadata"))
    marks = _record(metadata.get("nbgrader"))
    return Cell(
        kind="code" if tree["cell_type"] == "code" else "markdown",
        source=source.encode("utf-8", "replace").decode(),
        id=_text(tree.get("id")),
        grade_id=_text(marks.get("grade_id")),
        graded=marks.get("grade") is True,
        answer=marks.get("solution") is True,
    )


def _record(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: Any) -> str:
    return value if isinstance(value, str) and len(value) <= 200 else ""


def belongs_to(cells: Iterable[Cell], released: dict[str, list[Cell]]) -> str | None:
    """Return the lesson whose released notebook shares most names with these cells; None if none shares any."""
    names = {name for cell in cells for name in (cell.grade_id, cell.id) if name}
    shared = {lesson: len(names & {c.grade_id or c.id for c in theirs}) for lesson, theirs in released.items()}
    best = max(shared, key=shared.__getitem__, default=None)
    return best if best is not None and shared[best] else None

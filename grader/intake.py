"""Reads a submission as data, and puts its answers into a copy of the released notebook.

Nothing that a submission says about itself counts: not its points, tags, test cells, outputs, metadata or kernel. Its
answers count, found by ``grade_id``, and the cells that the student added run too.
"""

from __future__ import annotations

import json
import os
import re
import stat
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
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
    demo: bool = False


@dataclass(frozen=True)
class RunCell:
    """Run a cell's source; ``exercise`` is set if it is the answer cell of one."""

    label: str
    source: str
    exercise: str | None = None
    is_given: bool = False
    is_stub: bool = False


@dataclass(frozen=True)
class MarkExercise:
    """Mark an exercise on what the cells up to here have defined."""

    exercise: str


Step = RunCell | MarkExercise


@dataclass(frozen=True)
class Assembly:
    """A submission made ready: what to do, in order; what is graded by hand, by name; what its reader should know."""

    steps: tuple[Step, ...]
    written: dict[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


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
    with os.fdopen(descriptor, "rb") as file:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise IntakeError("this is no regular file; hand in the notebook itself")
        if status.st_size > MAX_BYTES:
            raise IntakeError(
                f"the file has {status.st_size:,} bytes; at most {MAX_BYTES:,} are read; clear its outputs and save it"
            )
        return file.read(MAX_BYTES + 1)[:MAX_BYTES]


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
        demo="demo" in tags if isinstance(tags := metadata.get("tags"), list) else False,
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


def assemble(released: Sequence[Cell], submitted: Sequence[Cell], exercises: Sequence[str]) -> Assembly:
    """Put a submission's answers, and the student's own cells, into a copy of the released notebook."""
    found = _Sorted(released, submitted, exercises)
    steps: list[Step] = list(found.extras[-1])
    written: dict[str, str] = {}
    for place, cell in enumerate(released):
        mine = found.mine.get(place)
        if cell.grade_id in exercises:
            if mine is not None:
                is_stub = _same(mine.source, cell.source) and not found.defines(cell.grade_id)
                steps.append(RunCell(cell.grade_id, mine.source, cell.grade_id, is_stub=is_stub))
        elif cell.graded and cell.answer:
            written[cell.grade_id] = mine.source if mine is not None and not _same(mine.source, cell.source) else ""
        elif cell.graded and cell.grade_id.removeprefix("check-") in exercises:
            steps.append(MarkExercise(cell.grade_id.removeprefix("check-")))
        elif cell.kind == "code" and cell.grade_id and not cell.grade_id.startswith("words-"):
            steps.append(RunCell(cell.grade_id, cell.source, is_given=True))
        elif cell.kind == "code" and mine is not None and not _same(mine.source, cell.source):
            steps.append(RunCell(cell.id, mine.source))
        steps += found.extras[place]
    return Assembly(tuple(steps), written, tuple(found.notes))


class _Sorted:
    """A submission's cells by their place in the released notebook; what has no place follows the cell before it."""

    def __init__(self, released: Sequence[Cell], submitted: Sequence[Cell], exercises: Sequence[str]) -> None:
        self.mine: dict[int, Cell] = {}
        self.extras: dict[int, list[RunCell]] = defaultdict(list)
        self.notes: list[str] = []
        self.places = {cell.grade_id or cell.id: place for place, cell in enumerate(released)}
        self.released = released
        place = -1
        for number, cell in enumerate(submitted, start=1):
            place = self._put(cell, number, place)
        for place, cell in enumerate(released):
            if cell.grade_id in exercises and place not in self.mine:
                self._search(cell.grade_id, place)
        self._report_missing()

    def _put(self, cell: Cell, number: int, place: int) -> int:
        name = cell.grade_id if cell.grade_id in self.places else cell.id
        mine = self.places.get(name) if name else None
        if mine is None:
            self._add_extra(cell, number, place)
            return place
        if mine in self.mine:
            self.notes.append(
                f"Cell {number} is a second “{name}”; the first is the answer, this one runs like your own cells."
            )
            if self.released[mine].answer or not self.released[mine].grade_id:
                self._add_extra(cell, number, place)
            return place
        self.mine[mine] = cell
        return max(mine, place)

    def _add_extra(self, cell: Cell, number: int, place: int) -> None:
        if cell.kind == "code" and cell.source.strip():
            self.extras[place].append(RunCell(f"your cell {number}", cell.source))

    def defines(self, exercise: str) -> bool:
        """Return whether one of the student's own cells defines the function."""
        return any(_defines(step.source, exercise) for extras in self.extras.values() for step in extras)

    def _search(self, exercise: str, place: int) -> None:
        """Look for an answer whose cell has lost its name among the student's own cells."""
        for extras in self.extras.values():
            for step in extras:
                if _defines(step.source, exercise):
                    extras.remove(step)
                    self.mine[place] = Cell("code", step.source, grade_id=exercise)
                    self.notes.append(
                        f"The answer cell of {exercise} has lost its name; {step.label} defines it and was taken."
                    )
                    return
        self.notes.append(f"The answer cell of {exercise} is missing.")

    def _report_missing(self) -> None:
        locked = [c.grade_id for p, c in enumerate(self.released) if p not in self.mine and c.grade_id and not c.answer]
        if locked:
            self.notes.append(f"Locked cells are missing and were put back: {', '.join(locked)}.")
        changed = [
            cell.grade_id
            for place, cell in enumerate(self.released)
            if cell.grade_id
            and not cell.answer
            and place in self.mine
            and not _same(self.mine[place].source, cell.source)
        ]
        if changed:
            self.notes.append(f"Locked cells were changed and put back as released: {', '.join(changed)}.")


def _defines(source: str, function: str) -> bool:
    return re.search(rf"^(?:async )?def {function}\b", source, re.MULTILINE) is not None


def _same(a: str, b: str) -> bool:
    return [line.rstrip() for line in a.strip().splitlines()] == [line.rstrip() for line in b.strip().splitlines()]

"""Reads a lesson's text (jupytext py:percent) and makes the instructor's notebook of it.

The markers of docs/design.md become nbgrader's metadata here, and nowhere else: authors never write it by hand.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from grader import catalogue
from grader.errors import LessonError, UsageError
from grader.exercise import Exercise

Notebook = dict[str, Any]
BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"
_MARKERS = ("exercise", "given", "demo", "written", "take_home")
_LAYOUT = "lines_to_next_cell"
"""What jupytext notes where a lesson has other empty lines than it would write."""
_METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def read_lesson(path: Path) -> Notebook:
    """Return a lesson as the instructor's notebook: a JSON tree, always the same for the same text.

    Raises
    ------
    LessonError
        If a marker, a placeholder or a pair of SOLUTION lines is wrong; the message names the cell.
    """
    import jupytext

    source = jupytext.reads(path.read_text(encoding="utf-8"), fmt="py:percent")
    cells = [cell for number, raw in enumerate(source.cells, start=1) for cell in _expand(path.stem, number, raw)]
    _require_unique(path.stem, cells)
    missing = {e.name for e in catalogue.of_lesson(path.stem)} - {cell["id"] for cell in cells}
    if missing:
        raise LessonError(f'{path.stem}: no answer cell for {", ".join(sorted(missing))}; add `# %% exercise="…"`')
    return {"cells": cells, "metadata": _METADATA, "nbformat": 4, "nbformat_minor": 5}


def to_text(notebook: Notebook) -> str:
    """Return a notebook as the text of its file."""
    return json.dumps(notebook, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def exercise_line(exercise: Exercise) -> str:
    """Return the line under an exercise's title: its number, points, difficulty and length."""
    dots = "●" * exercise.difficulty + "○" * (3 - exercise.difficulty)
    lines = "1 line" if exercise.lines == 1 else f"{exercise.lines} lines"
    return f"**Exercise {exercise.number}** · {exercise.points:g} points · {dots} · about {lines}"


def check_call(exercise: Exercise) -> str:
    """Return the source of an exercise's check cell."""
    using = f", using={exercise.using}" if exercise.using else ""
    return f"check({exercise.name}{using})"


def _expand(lesson: str, number: int, raw: Any) -> Iterator[dict[str, Any]]:
    """Yield the cells that one cell of the text becomes."""
    marks = {key: raw.metadata[key] for key in _MARKERS if key in raw.metadata}
    where = f"{lesson}, cell {number}"
    if len(marks) > 1:
        raise LessonError(f"{where}: has the markers {', '.join(marks)}; expected at most one")
    _require_known(where, raw.metadata)
    _require_pairs(where, raw.source)
    if raw.cell_type == "markdown" and not marks:
        yield _cell("markdown", f"text-{number:03d}", _fill_in(where, raw.source))
    elif not marks:
        raise LessonError(f"{where}: a code cell without a marker; say whether it is given, a demo, or an exercise")
    else:
        [(kind, name)] = marks.items()
        if not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", str(name)):
            raise LessonError(f"{where}: is called {name!r}; expected at most 64 letters, digits, - and _")
        if str(name).startswith(("check-", "words-")):
            raise LessonError(f"{where}: is called {name!r}; only cells that the builder adds begin so")
        yield from _MAKERS[kind](where, str(name), raw)


def _exercise(where: str, name: str, raw: Any) -> Iterator[dict[str, Any]]:
    exercise = _find(where, name)
    if raw.source.count(BEGIN) != 1:
        raise LessonError(f"{where} ({name}): an answer cell needs one pair of {BEGIN} / {END}")
    yield _cell("code", name, raw.source, solution=True)
    yield _cell("code", f"check-{name}", check_call(exercise), grade=True, locked=True, points=exercise.points)


def _given(_where: str, name: str, raw: Any) -> Iterator[dict[str, Any]]:
    yield _cell(raw.cell_type, name, raw.source, locked=True)


def _demo(_where: str, name: str, raw: Any) -> Iterator[dict[str, Any]]:
    cell = _cell(raw.cell_type, name, raw.source)
    cell["metadata"] = {"tags": ["demo"]}
    yield cell


def _written(where: str, name: str, raw: Any) -> Iterator[dict[str, Any]]:
    yield _cell("markdown", name, raw.source, grade=True, solution=True, points=_points(where, raw))


def _take_home(where: str, name: str, raw: Any) -> Iterator[dict[str, Any]]:
    variable = name.replace("-", "_")
    if not raw.source.lstrip().startswith(variable):
        raise LessonError(f"{where} ({name}): the cell must begin with {variable} = …")
    yield _cell("code", name, raw.source, grade=True, solution=True, points=_points(where, raw))
    yield _cell("code", f"words-{name}", f"check_words({variable})", locked=True)


_MAKERS = {"exercise": _exercise, "given": _given, "demo": _demo, "written": _written, "take_home": _take_home}


def _points(where: str, raw: Any) -> float:
    points = raw.metadata.get("points")
    if not isinstance(points, int | float) or points <= 0:
        raise LessonError(f"{where}: points is {points!r}; expected a number above 0, such as points=2")
    return points


def _cell(
    kind: str,
    name: str,
    source: str,
    *,
    grade: bool = False,
    solution: bool = False,
    locked: bool = False,
    points: float | None = None,
) -> dict[str, Any]:
    """Return one cell; with nbgrader's metadata if any of its switches is on."""
    metadata: dict[str, Any] = {}
    if grade or solution or locked:
        marks = {"grade": grade, "solution": solution, "locked": locked, "task": False}
        metadata["nbgrader"] = {
            **marks,
            "grade_id": name,
            "schema_version": 3,
            **({"points": points} if points else {}),
        }
    cell: dict[str, Any] = {"cell_type": kind, "id": name, "metadata": metadata, "source": source}
    return {**cell, "execution_count": None, "outputs": []} if kind == "code" else cell


def _fill_in(where: str, text: str) -> str:
    """Replace ``{{softmax}}`` by the exercise's line."""
    return re.sub(r"\{\{(\w+)\}\}", lambda match: exercise_line(_find(where, match[1])), text)


def _find(where: str, name: str) -> Exercise:
    try:
        return catalogue.find(name)
    except UsageError as error:
        raise LessonError(f"{where}: {error}") from error


def _require_known(where: str, metadata: dict[str, Any]) -> None:
    """Refuse a marker that is misspelt: the model answer under it would be published as a text."""
    unknown = sorted(set(metadata) - {*_MARKERS, "points", _LAYOUT})
    if unknown:
        raise LessonError(f"{where}: has the marker {', '.join(unknown)}; expected one of {', '.join(_MARKERS)}")


def _require_pairs(where: str, source: str) -> None:
    """Refuse SOLUTION marks that are misspelt or have no partner: they would give answers away."""
    lines = [line.strip() for line in source.splitlines()]
    marks = [line for line in lines if re.search(r"\b(BEGIN|END)\b.*\bSOL", line, re.IGNORECASE)]
    if marks != [BEGIN, END] * (len(marks) // 2):
        raise LessonError(f"{where}: SOLUTION marks are {marks}; expected pairs of {BEGIN!r} and {END!r}")


def _require_unique(lesson: str, cells: list[dict[str, Any]]) -> None:
    names = [cell["id"] for cell in cells]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise LessonError(f"{lesson}: two cells are called {', '.join(twice)}")

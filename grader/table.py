"""Marks as tables for a terminal. Text that comes from students is never read as markup."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich.table import Table
from rich.text import Text

from grader.exercise import Exercise
from grader.marking import Marked
from grader.results import Record

_SIGNS = {
    "correct": ("✓", "green"),
    "mistake": ("✗", "yellow"),
    "wrong": ("✗", "red"),
    "raised": ("!", "red"),
    "not attempted": ("·", "dim"),
    "timeout": ("⧗", "magenta"),
    "memory": ("M", "magenta"),
    "crashed": ("†", "magenta"),
}


def marks_table(records: Sequence[Record]) -> Table:
    """Return one row a submission: who, points, a sign for each exercise, and the first note."""
    table = Table(title="Marks", caption=" ".join(f"{sign} {name}" for name, (sign, _) in _SIGNS.items()))
    for heading in ("submission", "lesson", "points", "exercises", "notes"):
        table.add_column(heading, justify="right" if heading == "points" else "left", overflow="fold")
    for record in records:
        signs = (
            Text.assemble(*(_SIGNS[marked.outcome] for marked in record.exercises)) if record.exercises else Text("")
        )
        points = f"{record.points:g} / {record.max_points:g}" if record.status == "graded" else record.status
        more = f" (+{len(record.notes) - 1})" if len(record.notes) > 1 else ""
        note = (record.notes[0][:60] + more) if record.notes else ""
        table.add_row(_text(record.student), Text(record.lesson or "?"), points, signs, _text(note))
    return table


def tries_table(exercise: Exercise, tries: Sequence[tuple[Path, Marked]]) -> Table:
    """Return one row a file: outcome, mistake, points, message."""
    table = Table(title=f"{exercise.number} {exercise.signature}, {exercise.points:g} points")
    for heading in ("file", "outcome", "mistake", "points", "message"):
        table.add_column(heading, overflow="fold")
    for file, marked in tries:
        mistake, points = marked.mistake or "", f"{marked.points:g}"
        table.add_row(_text(file.name), marked.outcome, mistake, points, _text(marked.message))
    return table


def _text(text: str) -> Text:
    """Return a text without characters that would steer the terminal, as a file's name may hold them."""
    return Text("".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text))

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
    "wrong": ("≠", "red"),
    "raised": ("!", "red"),
    "not attempted": ("·", "dim"),
    "timeout": ("t", "magenta"),
    "memory": ("m", "magenta"),
    "crashed": ("†", "magenta"),
}
_LEGEND = ", ".join(f"{sign} {name}" for name, (sign, _) in _SIGNS.items())


def marks_table(records: Sequence[Record]) -> Table:
    """Return one row a submission: whose it is, points, a sign for each exercise, and the first note."""
    lessons = sorted({record.lesson or "unknown lesson" for record in records})
    table = Table(
        title=f"Marks, {lessons[0] if len(lessons) == 1 else f'{len(lessons)} lessons'}", caption=_LEGEND, expand=True
    )
    table.add_column("student", no_wrap=True, max_width=24)
    if len(lessons) > 1:
        table.add_column("lesson", no_wrap=True, max_width=20)
    table.add_column("points", justify="right", no_wrap=True, min_width=11)
    table.add_column("exercises", no_wrap=True, min_width=max((len(r.exercises) for r in records), default=0))
    table.add_column("note", no_wrap=True, overflow="ellipsis", ratio=1)
    for record in records:
        lesson = [_text(record.lesson or "?")] if len(lessons) > 1 else []
        points = f"{record.points:g} / {record.max_points:g}" if record.status == "graded" else record.status
        signs = Text.assemble(*(_SIGNS[marked.outcome] for marked in record.exercises))
        table.add_row(_text(record.student), *lesson, points, signs, _text(_first_note(record)))
    return table


def _first_note(record: Record) -> str:
    """Return the first note that is not on writing, which a person reads anyway, and how many more there are."""
    notes = [note for note in record.notes if not note.startswith("“")]
    return f"({len(notes)}) {notes[0]}" if len(notes) > 1 else "".join(notes)


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

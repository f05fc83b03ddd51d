"""Marks as tables for a terminal. Text that comes from students is never read as markup."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.cells import cell_len
from rich.table import Table
from rich.text import Text

from grader.exercise import Exercise
from grader.marking import Marked
from grader.results import GRADED, Row
from grader.selftest import Report

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


PIECE = 100
"""Rows that are laid out at a time: a table of everybody would take more memory than all the rest."""


def marks_tables(rows: Sequence[Row]) -> Iterator[Table]:
    """Yield the pieces of a table, to be printed one below the other.

    It has one line a submission: whose it is, points, a sign for each exercise, and the first note.
    """
    lessons = sorted({row.lesson or "unknown lesson" for row in rows})
    several = len(lessons) > 1
    widths = _widths(rows)
    for begin in range(0, len(rows), PIECE):
        is_first, is_last = begin == 0, begin + PIECE >= len(rows)
        title = f"Marks, {f'{len(lessons)} lessons' if several else lessons[0]}" if is_first else None
        table = Table(title=title, caption=_LEGEND if is_last else None, expand=True, show_header=is_first)
        table.show_edge = False
        table.add_column("student", no_wrap=True, width=widths["student"])
        if several:
            table.add_column("lesson", no_wrap=True, width=widths["lesson"])
        table.add_column("points", justify="right", no_wrap=True, width=widths["points"])
        table.add_column("exercises", no_wrap=True, width=widths["exercises"])
        table.add_column("note", no_wrap=True, overflow="ellipsis", ratio=1)
        for row in rows[begin : begin + PIECE]:
            table.add_row(*_cells(row, several=several))
        yield table


def _widths(rows: Sequence[Row]) -> dict[str, int]:
    """Return the columns' widths, which all pieces of the table have in common."""
    students = max((cell_len(row.student) for row in rows), default=0)
    lessons = max((cell_len(row.lesson or "?") for row in rows), default=0)
    exercises = max((row.outcomes.count(",") + 1 for row in rows), default=0)
    points = max((len(_points(row)) for row in rows), default=0)
    return {
        "student": min(max(students, len("student")), 24),
        "lesson": min(max(lessons, len("lesson")), 20),
        "points": max(points, 11),
        "exercises": max(exercises, len("exercises")),
    }


def _cells(row: Row, *, several: bool) -> list[Text | str]:
    signs = Text.assemble(*(_SIGNS[outcome] for outcome in row.outcomes.split(",") if outcome))
    note = f"({row.more + 1}) {row.note}" if row.more else row.note
    lesson: list[Text | str] = [_text(row.lesson or "?")] if several else []
    return [_text(row.student), *lesson, _points(row), signs, _text(note)]


def _points(row: Row) -> str:
    return f"{row.points:g} / {row.max_points:g}" if row.status == GRADED else row.status


def tries_table(exercise: Exercise, tries: Sequence[tuple[Path, Marked]]) -> Table:
    """Return one row a file: outcome, mistake, points, message."""
    table = Table(title=f"{exercise.number} {exercise.signature}, {exercise.points:g} points")
    for heading in ("file", "outcome", "mistake", "points", "message"):
        table.add_column(heading, overflow="fold")
    for file, marked in tries:
        mistake, points = marked.mistake or "", f"{marked.points:g}"
        table.add_row(_text(file.name), marked.outcome, mistake, points, _text(marked.message))
    return table


def selftest_table(reports: Sequence[Report]) -> Table:
    """Return one row an exercise: its mistakes, how many are rejected and named, right answers accepted, seconds."""
    table = Table(caption="A mistake counts once for each of its sizes, and only if it is so with every seed.")
    table.add_column("exercise")
    for heading in ("mistakes", "rejected", "named", "right answers accepted", "seconds"):
        table.add_column(heading, justify="right")
    for report in reports:
        counts = [f"{count} of {total}" for count, total in report.counts().values()]
        table.add_row(report.exercise, str(report.mistakes), *counts, f"{report.seconds:.1f}")
    return table


def _text(text: str) -> Text:
    """Return a text without characters that would steer the terminal, as a file's name may hold them."""
    return Text("".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text))

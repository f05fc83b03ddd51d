"""The table of marks: one line a submission, in pieces that look like one, whatever students call themselves."""

import io

import pytest
from rich.cells import cell_len
from rich.console import Console

from grader import table
from grader.results import GRADED, UNREADABLE, Row
from grader.table import marks_tables


def row(student="ada", **changed):
    """Return a row."""
    parts = {
        "path": "results/x.json", "submission": "x.ipynb", "student": student, "lesson": "01_losses", "status": GRADED,
        "points": 7.5, "max_points": 10.0, "outcomes": "correct,mistake,timeout", "note": "", "more": 0, "earlier": "",
        "kept": False,
    }  # fmt: skip
    return Row(**{**parts, **changed})


def printed(rows, width=80):
    """Return the lines of a table as a terminal shows them."""
    console = Console(file=io.StringIO(), width=width)
    for piece in marks_tables(rows):
        console.print(piece)
    return console.file.getvalue().splitlines()


def test_a_line_says_whose_how_many_points_and_what_became_of_each_exercise():
    """And the first note, with how many there are if there are more."""
    lines = printed([row(note="Cell 4 was left out.", more=2), row("bob", status=UNREADABLE, outcomes="")])
    ada, bob = (next(line for line in lines if name in line) for name in ("ada", "bob"))
    assert [part.strip() for part in ada.split("│")] == ["ada", "7.5 / 10", "✓✗t", "(3) Cell 4 was left out."]
    assert [part.strip() for part in bob.split("│")] == ["bob", "unreadable", "", ""]


def test_lessons_are_a_column_if_there_are_several():
    """With one lesson its name stands above."""
    assert "01_losses" in printed([row()])[0]
    lines = printed([row(), row("bob", lesson=None)])
    assert "2 lessons" in lines[0]
    assert any("bob" in line and "?" in line for line in lines)


@pytest.mark.parametrize("width", [60, 120])
def test_the_pieces_of_a_table_look_like_one(monkeypatch, width):
    """The same columns, one heading, one key, and everybody in order."""
    rows = [row(f"student {'長' * (number % 7)}{number}", note="n" * number) for number in range(25)]
    whole = printed(rows, width)
    monkeypatch.setattr(table, "PIECE", 4)
    assert printed(rows, width) == whole
    bars = {tuple(cell_len(part) for part in line.split("│")) for line in whole if "│" in line}
    assert len(bars) == 1


def test_what_students_call_themselves_steers_no_terminal():
    """Neither as markup nor as control characters."""
    lines = printed([row("[bold]eve\x1b[31m\n", note="[red]x\x1b]0;y\x07")])
    assert not {"\x1b", "\x07"} & set("".join(lines))
    assert any("[bold]eve" in line for line in lines)

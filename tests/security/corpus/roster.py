"""The example class, with the marks that examples/expected_marks gives each of its students."""

from __future__ import annotations

import csv
import subprocess
import sys
import tempfile
from functools import cache, partial
from pathlib import Path
from shutil import copytree

from corpus.entry import Entry, add
from corpus.scene import ROOT, Scene

LESSON = "01_loss_functions"
EXAMPLES = ROOT / "examples"


@cache
def _class() -> tuple[tempfile.TemporaryDirectory[str], Path]:
    """Make the class once; the folder goes when this process ends."""
    folder = tempfile.TemporaryDirectory(prefix="fall-line-class-")
    to = Path(folder.name) / "submitted"
    command = [sys.executable, EXAMPLES / "make_class.py", LESSON, "--to", to]
    subprocess.run(command, check=True, capture_output=True)
    return folder, to


def _hand_in(name: str, _scene: Scene, folder: Path) -> None:
    copytree(_class()[1] / name, folder, dirs_exist_ok=True)


def _marks(row: dict[str, str], points: dict[str, float]) -> dict[str, float]:
    """Return the points that a row of the table stands for: a number behind a word, else all or nothing."""
    marks = {}
    for exercise, full in points.items():
        word, _, number = row[exercise].rpartition(" ")
        is_number = word and number.replace(".", "").isdigit()
        marks[exercise] = float(number) if is_number else full * (row[exercise] == "correct")
    return marks


def _enrol() -> None:
    table = (EXAMPLES / "expected_marks" / f"{LESSON}.csv").read_text("utf-8").splitlines()
    rows = list(csv.DictReader(table, skipinitialspace=True))
    ada = next(row for row in rows if row["student"] == "ada")
    full = _points(set(ada) - {"student", "status", "points", "note"})
    for row in rows:
        marks = _marks(row, full)
        if abs(sum(marks.values()) - float(row["points"])) > 1e-6:
            raise ValueError(f"{row['student']}: the marks add up to {sum(marks.values())}, not to {row['points']}")
        build = partial(_hand_in, row["student"])
        what = f"The student {row['student']} of the example class."
        add(Entry(f"roster_{row['student']}", "roster", what, build, marks, row["status"], 60.0, full=full))


def _points(exercises: set[str]) -> dict[str, float]:
    """Return what each exercise of the lesson is worth, off the released notebook."""
    import json

    notebook = json.loads((ROOT / "notebooks" / LESSON / f"{LESSON}.ipynb").read_text(encoding="utf-8"))
    marks = [cell["metadata"].get("nbgrader", {}) for cell in notebook["cells"]]
    worth = {mark["grade_id"].removeprefix("check-"): float(mark["points"]) for mark in marks if "points" in mark}
    return {name: worth[name] for name in sorted(exercises)}


_enrol()

"""Makes a class of example submissions of lesson 01 out of readable sources.

Every file of ``answers/`` is one student. Its docstring says who this is and what is odd, and a function with the
name of an exercise is the answer to it. A file may also set

OTHERWISE   the student whose answers count where this file has none
CELLS       what stands in a cell if it is no Python: sources by the cell's name, None for “as it was released”
WRITTEN     what was written by hand: texts by the cell's name
CHANGES     what was done to the notebook besides, in this order: a list of changes from ``changes.py``
FILES       what was handed in instead of a notebook: texts by the file's name

``expected_marks.csv`` says what each of them deserves. An entry there is an outcome or the name of a mistake, with the
points behind it if they are neither all nor none; ``note`` is a piece of what the instructor is told.
"""

from __future__ import annotations

import argparse
import ast
import json
import runpy
import shutil
import sys
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path

from changes import Change, Notebook, place_of, rewrite

LESSON = "01_loss_functions"
HERE = Path(__file__).resolve().parent
RELEASED = HERE.parent / "notebooks" / LESSON / f"{LESSON}.ipynb"
CLASS = HERE / "class" / "submitted"


@dataclass(frozen=True)
class Student:
    """One student's source, read: what stands in which cell, and the rest as it stands there."""

    name: str
    sources: dict[str, str | None]
    written: dict[str, str]
    changes: tuple[Change, ...]
    files: dict[str, str]


def read_students(folder: Path = HERE / "answers") -> list[Student]:
    """Return the students of a folder in the order of their names."""
    return [read_student(path) for path in sorted(folder.glob("*.py"))]


def read_student(path: Path) -> Student:
    """Return the student whose source this is."""
    text, names = path.read_text(encoding="utf-8"), runpy.run_path(str(path))
    other = read_student(path.with_name(f"{names['OTHERWISE']}.py")) if "OTHERWISE" in names else None
    return Student(
        path.stem,
        {**(other.sources if other else {}), **functions_in(text), **names.get("CELLS", {})},
        {**(other.written if other else {}), **names.get("WRITTEN", {})},
        tuple(names.get("CHANGES", ())),
        names.get("FILES", {}),
    )


def functions_in(text: str) -> dict[str, str]:
    """Return the source of every function at the top level of a module, by its name."""
    found = [node for node in ast.parse(text).body if isinstance(node, ast.FunctionDef)]
    return {node.name: ast.get_source_segment(text, node) or "" for node in found}


def answered(released: Notebook, student: Student) -> Notebook:
    """Return a copy of the released notebook with a student's answers and changes in it."""
    notebook = deepcopy(released)
    for name, source in student.sources.items():
        if source is not None:
            rewrite(name, source)(notebook)
    for name, text in student.written.items():
        is_code = notebook["cells"][place_of(notebook, name)]["cell_type"] == "code"
        rewrite(name, f'{name.replace("-", "_")} = """{text}"""' if is_code else text)(notebook)
    for change in student.changes:
        change(notebook)
    return notebook


def hand_in(released: Notebook, student: Student, folder: Path) -> None:
    """Write what a student hands in into a new folder."""
    folder.mkdir(parents=True)
    files = student.files or {
        f"{LESSON}.ipynb": json.dumps(answered(released, student), indent=1, ensure_ascii=False) + "\n"
    }
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")


def make_class(to: Path) -> list[str]:
    """Write the whole class into a folder and return the students' names.

    The folder must be new or empty, so that nobody's work is lost; only the class of last time is replaced.
    """
    if not RELEASED.is_file():
        raise SystemExit(f"There is no {RELEASED}; expected the notebook as students get it; run `grader build` first.")
    if to.resolve() == CLASS:
        shutil.rmtree(to, ignore_errors=True)
    elif to.exists() and (not to.is_dir() or any(to.iterdir())):
        raise SystemExit(f"{to} is in use; expected a folder that is new or empty; try another one after --to.")
    released = json.loads(RELEASED.read_text(encoding="utf-8"))
    students = read_students()
    for student in students:
        hand_in(released, student, to / student.name / LESSON)
    return [student.name for student in students]


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description="Make a class of example submissions of lesson 01.")
    parser.add_argument(
        "--to", type=Path, default=CLASS, metavar="FOLDER", help="where to write, instead of examples/class/submitted"
    )
    to = parser.parse_args().to
    names = make_class(to)
    print(f"{len(names)} submissions are in {to}: {', '.join(names)}.", file=sys.stderr)


if __name__ == "__main__":
    main()

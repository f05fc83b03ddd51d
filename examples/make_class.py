"""Makes a class of example submissions out of readable sources.

Every file of ``answers/LESSON/`` is what one student has handed in for that lesson. Its docstring says who this is and
what is odd, and a function or a class with the name of an exercise is the answer to it. A file may also set

OTHERWISE   the student whose answers to the same lesson count where this file has none
CELLS       what stands in a cell if it is no Python: sources by the cell's name, None for “as it was released”
WRITTEN     what was written by hand: texts by the cell's name
CHANGES     what was done to the notebook besides, in this order: a list of changes from ``changes.py``
FILES       what was handed in instead of a notebook: texts by the file's name

``expected_marks/LESSON.csv`` says what each of them deserves. An entry there is an outcome or the name of a mistake,
with the points behind it if they are neither all nor none; ``note`` is a piece of what the instructor is told.
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

HERE = Path(__file__).resolve().parent
LESSONS = sorted(path.name for path in (HERE / "answers").iterdir() if path.name[:2].isdigit())
CLASS = HERE / "class" / "submitted"


@dataclass(frozen=True)
class Student:
    """One student's source, read: what stands in which cell, and the rest as it stands there."""

    name: str
    sources: dict[str, str | None]
    written: dict[str, str]
    changes: tuple[Change, ...]
    files: dict[str, str]


def read_students(lesson: str) -> list[Student]:
    """Return what was handed in for a lesson, in the order of the students' names."""
    return [read_student(path) for path in sorted((HERE / "answers" / lesson).glob("*.py"))]


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
    """Return the source of every function and class at the top level of a module, by its name."""
    found = [node for node in ast.parse(text).body if isinstance(node, ast.FunctionDef | ast.ClassDef)]
    return {node.name: ast.get_source_segment(text, node) or "" for node in found}


def answered(notebook: Notebook, student: Student) -> Notebook:
    """Return a copy of the released notebook with a student's answers and changes in it."""
    notebook = deepcopy(notebook)
    for name, source in student.sources.items():
        if source is not None:
            rewrite(name, source)(notebook)
    for name, text in student.written.items():
        is_code = notebook["cells"][place_of(notebook, name)]["cell_type"] == "code"
        rewrite(name, f'{name.replace("-", "_")} = """{text}"""' if is_code else text)(notebook)
    for change in student.changes:
        change(notebook)
    return notebook


def hand_in(notebook: Notebook, student: Student, folder: Path) -> None:
    """Write what a student hands in for a lesson into a new folder, which has the lesson's name."""
    folder.mkdir(parents=True)
    files = student.files or {
        f"{folder.name}.ipynb": json.dumps(answered(notebook, student), indent=1, ensure_ascii=False) + "\n"
    }
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")


def make_class(to: Path, lessons: list[str]) -> int:
    """Write what the class has handed in for these lessons into a folder; return how many submissions that are.

    The folder must be new or empty, so that nobody's work is lost; only the class of last time is replaced.
    """
    notebooks = {lesson: released(lesson) for lesson in lessons}
    if to.resolve() == CLASS:
        shutil.rmtree(to, ignore_errors=True)
    elif to.exists() and (not to.is_dir() or any(to.iterdir())):
        raise SystemExit(f"{to} is in use; expected a folder that is new or empty; try another one after --to.")
    students = [(lesson, student) for lesson in lessons for student in read_students(lesson)]
    for lesson, student in students:
        hand_in(notebooks[lesson], student, to / student.name / lesson)
    return len(students)


def released(lesson: str) -> Notebook:
    """Return a lesson's notebook as students get it."""
    path = HERE.parent / "notebooks" / lesson / f"{lesson}.ipynb"
    if not path.is_file():
        raise SystemExit(f"There is no {path}; expected the notebook as students get it; run `grader build` first.")
    notebook: Notebook = json.loads(path.read_text(encoding="utf-8"))
    return notebook


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description="Make a class of example submissions.")
    parser.add_argument("lessons", nargs="*", metavar="LESSON", help=f"all by default: {', '.join(LESSONS)}")
    parser.add_argument(
        "--to", type=Path, default=CLASS, metavar="FOLDER", help="where to write, instead of examples/class/submitted"
    )
    options = parser.parse_args()
    lessons = options.lessons or LESSONS
    if unknown := sorted(set(lessons) - set(LESSONS)):
        raise SystemExit(f"There are no answers to {', '.join(unknown)}; expected lessons among {', '.join(LESSONS)}.")
    count = make_class(options.to, lessons)
    print(f"{count} submissions of {', '.join(lessons)} are in {options.to}.", file=sys.stderr)


if __name__ == "__main__":
    main()

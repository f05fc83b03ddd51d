"""Writes graded submissions into nbgrader's gradebook, and beside it the notebooks that the Formgrader shows."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from grader import catalogue
from grader.assembly import assemble
from grader.course import Course
from grader.errors import GraderError, IntakeError
from grader.gradebook.answers import fill_in, unanswered_cells
from grader.gradebook.lateness import assign_penalties, parse_timestamp, timestamp_text
from grader.gradebook.opening import course_directory, open_gradebook
from grader.gradebook.releasing import register
from grader.gradebook.rows import Entry, LessonRows, knows
from grader.gradebook.verdicts import show_marks
from grader.intake import Cell, read_notebook
from grader.lesson import Notebook, to_text
from grader.results import GRADED, Record


def store(course: Course, records: Iterable[Record]) -> list[str]:
    """Write records into the gradebook; return what the instructor should know, a line each.

    Points are overwritten; what was given by hand stays. A submission that could not be read gets no points and is
    marked as one that a person has to look at. The gradebook changes as a whole or not at all.

    Raises
    ------
    GraderError
        If a lesson is not in the gradebook and cannot be entered, or if the gradebook cannot be written.
    """
    from sqlalchemy.exc import SQLAlchemyError

    chosen, remarks = one_a_student(records)
    lessons: dict[str, list[Record]] = defaultdict(list)
    for record in chosen:
        lessons[str(record.lesson)].append(record)
    if lessons:
        try:
            _enter(course, lessons)
            _write(course, lessons)
        except SQLAlchemyError as error:
            raise GraderError(
                f"the gradebook could not be written: {str(error).splitlines()[0]}; no mark in it has changed; close "
                "what else uses it and grade again"
            ) from error
    return remarks


def one_a_student(records: Iterable[Record]) -> tuple[list[Record], list[str]]:
    """Return the record of each student and lesson that the gradebook gets, and why others are left out.

    Of several notebooks of one student it gets the last, of those that could be read if there are any.
    """
    remarks = []
    groups: dict[tuple[str, str], list[Record]] = defaultdict(list)
    for record in records:
        if record.lesson is None:
            remarks.append(f"Not in the gradebook: {record.submission}, which belongs to no lesson of this course.")
        elif not _is_name(record.student) or record.student == record.lesson:
            remarks.append(
                f"Not in the gradebook: {record.submission}, because {record.student!r} is no student's name; "
                "grade the folder that holds the students' folders."
            )
        else:
            groups[record.student, record.lesson].append(record)
    chosen = []
    for (student, lesson), group in groups.items():
        best = [record for record in group if record.status == GRADED] or group
        chosen.append(best[-1])
        if len(group) > 1:
            remarks.append(
                f"{student} has {len(group)} notebooks of {lesson}; the gradebook has {best[-1].submission}."
            )
    return chosen, remarks


def _is_name(student: str) -> bool:
    """Return whether nbgrader can use a name for a folder, and a database hold it."""
    return student not in ("", ".", "..") and "/" not in student and student.isprintable()


def _enter(course: Course, lessons: Iterable[str]) -> None:
    """Enter lessons that the gradebook does not know, such as all of them in a fresh copy of the course."""
    with open_gradebook(course) as gradebook:
        missing = [lesson for lesson in lessons if not knows(gradebook, lesson)]
    for lesson in missing:
        register(course, lesson)


def _write(course: Course, lessons: Mapping[str, Sequence[Record]]) -> None:
    with open_gradebook(course) as gradebook:
        files: list[Path] = []
        for lesson, records in lessons.items():
            known = _Lesson(course, lesson)
            prepared = [known.prepare(record) for record in records]
            LessonRows(gradebook, lesson).write([entry for entry, _ in prepared])
            files += [file for _, new in prepared for file in new]
        gradebook.db.commit()
        # The notebooks tell the next time whether anything has changed, so they come after the rows.
        for file in files:
            file.replace(_place_of(file))
        for lesson, records in lessons.items():
            assign_penalties(course, gradebook, lesson, [record.student for record in records])


class _Lesson:
    """What storing needs to know of one lesson."""

    def __init__(self, course: Course, lesson: str) -> None:
        path = course.released(lesson)
        self.name, self.cells = lesson, read_notebook(path)
        self.released: Notebook = json.loads(path.read_bytes())
        self.exercises = [exercise.name for exercise in catalogue.of_lesson(lesson)]
        self.folders = course_directory(course)

    def prepare(self, record: Record) -> tuple[Entry, list[Path]]:
        """Return what a record brings into the gradebook, and the files for autograded/, beside their places."""
        readable = record.status == GRADED
        filled = self._filled(record) if readable else self.released
        marks = {marked.exercise: marked for marked in record.exercises}
        handed_in = timestamp_text(record)
        folder = Path(self.folders.format_path(self.folders.autograded_directory, record.student, self.name))
        new = _write_beside(folder / f"{self.name}.ipynb", to_text(show_marks(filled, marks, record.outputs)))
        entry = Entry(
            student=record.student,
            scores=_scores(record, self.cells),
            unanswered=frozenset(unanswered_cells(self.released, filled) if readable else ()),
            timestamp=parse_timestamp(handed_in),
            changed=bool(new),
            broken=not readable,
        )
        # nbgrader tells by this file whether a submission was handed in anew since.
        return entry, new + (_write_beside(folder / "timestamp.txt", handed_in) if handed_in else [])

    def _filled(self, record: Record) -> Notebook:
        """Return the released notebook with a record's answers; without any if the file has gone in the meantime."""
        try:
            cells = read_notebook(Path(record.submission))
        except IntakeError:
            cells = []
        return fill_in(self.released, assemble(self.cells, cells, self.exercises), self.exercises)


def _write_beside(place: Path, text: str) -> list[Path]:
    """Write a text beside its place and return the file; write nothing and return none if it is there already."""
    if place.is_file() and place.read_bytes() == text.encode():
        return []
    place.parent.mkdir(parents=True, exist_ok=True)
    file = place.with_name(f".{place.name}")
    file.write_text(text, encoding="utf-8")
    return [file]


def _place_of(file: Path) -> Path:
    return file.with_name(file.name.removeprefix("."))


def _scores(record: Record, released: Iterable[Cell]) -> dict[str, float | None]:
    """Return the points of each graded cell; None where an answer waits to be graded by hand."""
    by_hand = {cell.grade_id for cell in released if cell.graded and cell.answer}
    marks = {f"check-{marked.exercise}": float(marked.points) for marked in record.exercises}
    return {**marks, **{name: None if record.written.get(name, "").strip() else 0.0 for name in by_hand}}

"""Writes graded submissions into nbgrader's gradebook, and beside it the notebooks that the Formgrader shows."""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from grader import atomic, catalogue
from grader.assembly import assemble
from grader.course import Course
from grader.errors import GraderError, IntakeError
from grader.gradebook.answers import fill_in, marked_cells, unanswered_cells
from grader.gradebook.lateness import assign_penalties, parse_timestamp, timestamp_text
from grader.gradebook.opening import LOCK_SECONDS, course_directory, lock_for_writing, open_gradebook
from grader.gradebook.releasing import register
from grader.gradebook.rows import Entry, LessonRows, knows
from grader.gradebook.verdicts import show_marks
from grader.intake import Cell, read_notebook
from grader.lesson import Notebook, to_text
from grader.results import GRADED, Record, Row, read

PIECE = 100
"""Submissions whose rows are made at a time, so that a large class takes no more memory than a small one."""


def store(course: Course, rows: Iterable[Row]) -> list[str]:
    """Write graded submissions into the gradebook; return what the instructor should know, a line each.

    Points are overwritten; what was given by hand stays. A submission that could not be read gets no points and is
    marked as one that a person has to look at. The gradebook changes as a whole or not at all. Records are read one by
    one, and the gradebook is locked only while its rows are written.

    Raises
    ------
    GraderError
        If a lesson is not in the gradebook and cannot be entered, or if the gradebook cannot be written.
    """
    from sqlalchemy.exc import SQLAlchemyError

    chosen, remarks = one_a_student(rows)
    lessons: dict[str, list[Row]] = defaultdict(list)
    for row in chosen:
        lessons[str(row.lesson)].append(row)
    if lessons:
        try:
            _enter(course, lessons)
            _write(course, lessons)
        except SQLAlchemyError as error:
            raise GraderError(
                f"the gradebook could not be written: {str(error).splitlines()[0]}; expected to write to it within "
                f"{LOCK_SECONDS:g} seconds; no mark in it has changed and all are safe in {course.results.name}/; "
                "close what else uses it and run the same command again, which grades nothing anew"
            ) from error
        except OSError as error:
            raise GraderError(
                f"{error.filename or course.root} cannot be written ({error.strerror}); expected room for the "
                f"gradebook's notebooks; all marks are safe in {course.results.name}/; mend that and run the same "
                "command again, which grades nothing anew"
            ) from error
    return remarks


def one_a_student(rows: Iterable[Row]) -> tuple[list[Row], list[str]]:
    """Return the submission of each student and lesson that the gradebook gets, and why others are left out.

    Of several notebooks of one student it gets the last, of those that could be read if there are any.
    """
    remarks = []
    groups: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        if row.lesson is None:
            remarks.append(f"Not in the gradebook: {row.submission}, which belongs to no lesson of this course.")
        elif not _is_name(row.student) or row.student == row.lesson:
            remarks.append(
                f"Not in the gradebook: {row.submission}, because {row.student!r} is no student's name; "
                "grade the folder that holds the students' folders."
            )
        else:
            groups[row.student, row.lesson].append(row)
    chosen = []
    for (student, lesson), group in groups.items():
        best = [row for row in group if row.status == GRADED] or group
        chosen.append(best[-1])
        if len(group) > 1:
            remarks.append(
                f"{student} has {len(group)} notebooks of {lesson}; the gradebook has {best[-1].submission}."
            )
    return chosen, remarks


def _is_name(student: str) -> bool:
    """Return whether nbgrader can use a name for a folder, and a database hold it."""
    return student not in ("", ".", "..") and "/" not in student and student.isprintable()


def _released(course: Course, lesson: str) -> Notebook:
    notebook: Notebook = json.loads(course.released(lesson).read_bytes())
    return notebook


def _enter(course: Course, lessons: Iterable[str]) -> None:
    """Enter lessons that the gradebook does not know, such as all of them in a fresh copy of the course."""
    with open_gradebook(course) as gradebook:
        missing = [
            lesson for lesson in lessons if not knows(gradebook, lesson, marked_cells(_released(course, lesson)))
        ]
    for lesson in missing:
        register(course, lesson)


def _write(course: Course, lessons: Mapping[str, Sequence[Row]]) -> None:
    entries: dict[str, list[Entry]] = {}
    files: list[str] = []
    for lesson, rows in lessons.items():
        known = _Lesson(course, lesson)
        prepared = [known.prepare(read(Path(row.path))) for row in rows]
        entries[lesson] = [entry for entry, _ in prepared]
        files += [str(file) for _, new in prepared for file in new]
    with open_gradebook(course) as gradebook:
        lock_for_writing(gradebook)
        for lesson, all_of_it in entries.items():
            table = LessonRows(gradebook, lesson)
            for begin in range(0, len(all_of_it), PIECE):
                table.write(all_of_it[begin : begin + PIECE])
        gradebook.db.commit()
        # The notebooks tell the next time whether anything has changed, so they come after the rows.
        for file in files:
            _put_in_place(Path(file))
        for lesson, rows in lessons.items():
            assign_penalties(course, gradebook, lesson, [row.student for row in rows])


class _Lesson:
    """What storing needs to know of one lesson."""

    def __init__(self, course: Course, lesson: str) -> None:
        path = course.released(lesson)
        self.name, self.cells = lesson, read_notebook(path)
        self.released = _released(course, lesson)
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
    file = place.with_name(f".{place.name}")
    atomic.write_whole(file, text)
    return [file]


def _put_in_place(file: Path) -> None:
    with suppress(FileNotFoundError):  # another run that stores the same marks has done it
        file.replace(file.with_name(file.name.removeprefix(".")))


def _scores(record: Record, released: Iterable[Cell]) -> dict[str, float | None]:
    """Return the points of each graded cell; None where an answer waits to be graded by hand."""
    by_hand = {cell.grade_id for cell in released if cell.graded and cell.answer}
    # A class has as many of these as students: they share the names.
    marks = {sys.intern(f"check-{marked.exercise}"): float(marked.points) for marked in record.exercises}
    return {**marks, **{name: None if record.written.get(name, "").strip() else 0.0 for name in by_hand}}

"""The gradebook's rows of one lesson: students, submissions, grades and comments, written many at a time.

nbgrader's own methods commit row by row and look every grade up through five tables, some 50 ms a submission; these are
the same rows of the same tables, in a handful of statements.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from grader.errors import UsageError
from grader.gradebook.opening import Gradebook, models

NO_RESPONSE = "No response."


@dataclass(frozen=True)
class Entry:
    """What one submission brings into the gradebook.

    ``scores`` maps grade cells to points, None where points are given by hand. ``unanswered`` names the answer cells
    that are as released. ``timestamp`` is in UTC. ``changed`` tells whether anything differs from the last time;
    ``broken``, whether a person has to look at it because it could not be read.
    """

    student: str
    scores: Mapping[str, float | None]
    unanswered: frozenset[str] = frozenset()
    timestamp: datetime | None = None
    changed: bool = True
    broken: bool = False

    def needs_a_person(self, auto: float | None, manual: float | None) -> bool:
        """Return whether a grade is to be looked at by a person, as nbgrader decides it after autograding.

        A grade given by hand is to be looked at again, since the answer may be another one now.
        """
        return auto is None or manual is not None or self.broken


def knows(gradebook: Gradebook, lesson: str, cells: AbstractSet[str]) -> bool:
    """Return whether the lesson's notebook was entered into the gradebook, with all its marked cells.

    nbgrader enters cell by cell and these last, so that a run may have been killed in between. What has submissions is
    left as it is.
    """
    try:
        notebook = gradebook.find_notebook(lesson, lesson)
    except models().MissingEntry:
        return False
    return bool(notebook.submissions) or {cell.name for cell in notebook.source_cells} >= cells


class LessonRows:
    """The rows of one lesson in an open gradebook. Nothing is committed here."""

    def __init__(self, gradebook: Gradebook, lesson: str) -> None:
        self.db, self.api, self.lesson = gradebook.db, models(), lesson
        self.assignment = gradebook.find_assignment(lesson).id
        self.notebook = gradebook.find_notebook(lesson, lesson).id
        self.graded, self.commented = self._cells(self.api.GradeCell), self._cells(self.api.SolutionCell)

    def write(self, entries: Sequence[Entry]) -> None:
        """Write entries of different students, whether or not these have rows already."""
        self._require_known_cells(entries)
        self._add_students(entries)
        notebooks = self._add_submissions(entries)
        self._write_grades(entries, notebooks)
        self._write_comments(entries, notebooks)

    def _cells(self, kind: Any) -> dict[str, str]:
        from sqlalchemy import select

        query = select(kind.name, kind.id).where(kind.notebook_id == self.notebook)
        return {name: cell for name, cell in self.db.execute(query)}

    def _require_known_cells(self, entries: Sequence[Entry]) -> None:
        for entry in entries:
            if entry.scores.keys() != self.graded.keys():
                strange = ", ".join(sorted(entry.scores.keys() ^ self.graded.keys()))
                raise UsageError(
                    f"the gradebook has other graded cells of {self.lesson} than were graded ({strange}); expected the "
                    "same; run `grader build` first"
                )

    def _add_students(self, entries: Sequence[Entry]) -> None:
        from sqlalchemy import select

        student = self.api.Student
        known = set(self.db.scalars(select(student.id).where(student.id.in_([e.student for e in entries]))))
        self._insert(student, [{"id": e.student} for e in entries if e.student not in known])

    def _add_submissions(self, entries: Sequence[Entry]) -> dict[str, str]:
        """Return the submitted notebook of each student, new or old."""
        known = self._submissions([entry.student for entry in entries])
        new = {e.student: (self.api.new_uuid(), self.api.new_uuid()) for e in entries if e.student not in known}
        times = {e.student: e.timestamp for e in entries}
        self._insert(
            self.api.SubmittedAssignment,
            [
                {"id": submission, "assignment_id": self.assignment, "student_id": student, "timestamp": times[student]}
                for student, (submission, _) in new.items()
            ],
        )
        self._insert(
            self.api.SubmittedNotebook,
            [
                {"id": mine, "assignment_id": submission, "notebook_id": self.notebook}
                for submission, mine in new.values()
            ],
        )
        later = [{"id": known[s][0], "timestamp": time} for s, time in times.items() if time and s in known]
        self._update(self.api.SubmittedAssignment, later)
        return {student: notebook for student, (_, notebook) in (known | new).items()}

    def _submissions(self, students: Sequence[str]) -> dict[str, tuple[str, str]]:
        """Return the ids of the submissions that are there, and of their notebooks, by student."""
        from sqlalchemy import select

        submission, notebook = self.api.SubmittedAssignment, self.api.SubmittedNotebook
        query = (
            select(submission.student_id, submission.id, notebook.id)
            .join(notebook, notebook.assignment_id == submission.id)
            .where(notebook.notebook_id == self.notebook, submission.student_id.in_(students))
        )
        return {student: (whole, one) for student, whole, one in self.db.execute(query)}

    def _write_grades(self, entries: Sequence[Entry], notebooks: Mapping[str, str]) -> None:
        grade = self.api.Grade
        columns = (grade.id, grade.manual_score, grade.needs_manual_grade)
        old = self._old(grade, columns, notebooks.values())
        new, changed = [], []
        for entry in entries:
            for name, auto in entry.scores.items():
                key = (notebooks[entry.student], self.graded[name])
                if key not in old:
                    needs = entry.needs_a_person(auto, None)
                    new.append(self._at(key) | {"auto_score": auto, "needs_manual_grade": needs})
                    continue
                row, manual, needed = old[key]
                needs = entry.needs_a_person(auto, manual) if entry.changed else needed
                changed.append({"id": row, "auto_score": auto, "needs_manual_grade": needs})
        self._insert(grade, new)
        self._update(grade, changed)

    def _write_comments(self, entries: Sequence[Entry], notebooks: Mapping[str, str]) -> None:
        comment = self.api.Comment
        old = self._old(comment, (comment.id,), notebooks.values())
        new, changed = [], []
        for entry in entries:
            for name, cell in self.commented.items():
                key = (notebooks[entry.student], cell)
                text = {"auto_comment": NO_RESPONSE if name in entry.unanswered else None}
                if key in old:
                    changed.append({"id": old[key][0]} | text)
                else:
                    new.append(self._at(key) | text)
        self._insert(comment, new)
        self._update(comment, changed)

    def _old(
        self, kind: Any, columns: Iterable[Any], notebooks: Iterable[str]
    ) -> dict[tuple[str, str], tuple[Any, ...]]:
        """Return columns of the grades or comments that are there, by submitted notebook and cell."""
        from sqlalchemy import select

        query = select(kind.notebook_id, kind.cell_id, *columns).where(kind.notebook_id.in_(list(notebooks)))
        return {(row[0], row[1]): tuple(row[2:]) for row in self.db.execute(query)}

    def _at(self, key: tuple[str, str]) -> dict[str, Any]:
        return {"id": self.api.new_uuid(), "notebook_id": key[0], "cell_id": key[1]}

    def _insert(self, kind: Any, rows: list[dict[str, Any]]) -> None:
        from sqlalchemy import insert

        if rows:
            self.db.execute(insert(kind), rows)

    def _update(self, kind: Any, rows: list[dict[str, Any]]) -> None:
        from sqlalchemy import update

        if rows:
            self.db.execute(update(kind), rows)

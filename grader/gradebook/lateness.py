"""When a submission was handed in, and what it costs if that was late."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from grader.course import Course
from grader.gradebook.opening import Gradebook, course_directory, read_config, utilities
from grader.results import Record

MAX_TIMESTAMP = 100
_SILENT = logging.Logger("fallline.lateness")
_SILENT.addHandler(logging.NullHandler())


def timestamp_text(record: Record) -> str | None:
    """Return what nbgrader's timestamp.txt beside a submission says, None if there is none.

    It counts in a folder <student>/<lesson>/ only, where nbgrader collects to: elsewhere it may be about another file.
    """
    folder = Path(record.submission).parent
    path = folder / "timestamp.txt"
    collected = (folder.parent.name, folder.name) == (record.student, record.lesson)
    if not collected or path.is_symlink() or not path.is_file():
        return None
    with path.open(encoding="utf-8", errors="replace") as file:
        return file.read(MAX_TIMESTAMP).strip() or None


def parse_timestamp(text: str | None) -> datetime | None:
    """Return a time in UTC as nbgrader reads it, None if it is no time."""
    try:
        return utilities().parse_utc(text)  # type: ignore[no-any-return]
    except (ValueError, OverflowError):
        return None


def assign_penalties(course: Course, gradebook: Gradebook, lesson: str, students: Iterable[str]) -> None:
    """Let nbgrader's AssignLatePenalties, as nbgrader_config.py sets it up, set what being late costs.

    It takes seconds to import the rest of nbgrader, so only students are looked at who are late, or were before the
    deadline was moved.
    """
    late = [student for student in students if _is_or_was_late(gradebook.find_submission(lesson, student))]
    if not late:
        return
    from nbformat import from_dict
    from nbgrader.preprocessors import AssignLatePenalties

    preprocessor = AssignLatePenalties(config=read_config(course), log=_SILENT)
    names = {"notebook": lesson, "assignment": lesson, "db_url": course_directory(course).db_url}
    for student in late:
        empty = from_dict({"cells": []})  # type: ignore[no-untyped-call]
        preprocessor.preprocess(empty, {"nbgrader": {**names, "student": student}})


def _is_or_was_late(submission: Any) -> bool:
    penalties = [notebook.late_submission_penalty for notebook in submission.notebooks]
    return submission.total_seconds_late > 0 or any(penalties)

"""Grades many submissions: finds them, takes each through intake and grading, and never stops because of one."""

from __future__ import annotations

import logging
import os
import re
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from fallline.words import FEWEST, MOST, count_words
from grader import catalogue
from grader.assembly import assemble
from grader.course import Course, seed_for
from grader.errors import GraderError, IntakeError, UsageError
from grader.grading import grade
from grader.intake import Cell, belongs_to, read_notebook
from grader.marking import unanswered
from grader.results import GRADED, UNREADABLE, Record
from grader.sandbox import Sandbox

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Submission:
    """A notebook to grade: its path as the user may type it, and whose it is."""

    path: Path
    student: str


def find_submissions(paths: Iterable[Path]) -> list[Submission]:
    """Return every notebook that the paths name: a notebook itself, or a folder with notebooks at any depth.

    A folder of one student's that holds files but no notebook counts as a submission too, so that nobody is overlooked.

    Raises
    ------
    UsageError
        If a path does not exist, or a folder holds nothing to grade.
    """
    found: list[Submission] = []
    for path in paths:
        if path.is_dir() and not path.is_symlink():
            inside = list(_in_folder(path))
            if not inside:
                raise UsageError(
                    f"{path} holds no submission; expected notebooks, such as {path}/ada/01_loss_functions.ipynb"
                )
            found += inside
        elif path.exists() or path.is_symlink():
            found.append(Submission(path, _student_of(path, path.parent)))
        else:
            raise UsageError(
                f"there is no {path}; expected a notebook or a folder of submissions; try `ls {path.parent}`"
            )
    return found


def _in_folder(folder: Path) -> Iterator[Submission]:
    everything = sorted(_below(folder))
    notebooks = [path for path in everything if path.suffix == ".ipynb" and ".ipynb_checkpoints" not in path.parts]
    for path in notebooks:
        yield Submission(path, _student_of(path, folder))
    links = {child.name for child in folder.iterdir() if child.is_symlink() and child.is_dir()}
    others = links | {path.relative_to(folder).parts[0] for path in everything if path.parent != folder}
    for name in sorted(others - {path.relative_to(folder).parts[0] for path in notebooks}):
        if not name.startswith("."):
            yield Submission(folder / name, name)


def _below(folder: Path) -> Iterator[Path]:
    """Yield all files and notebooks below a folder, without following a link and however deep it is."""
    waiting = [folder]
    while waiting:
        try:
            with os.scandir(waiting.pop()) as entries:
                children = [(Path(entry), entry.is_dir(follow_symlinks=False)) for entry in entries]
        except OSError:  # no right to look, or a path longer than the system takes
            continue
        yield from (path for path, is_folder in children if not is_folder or path.suffix == ".ipynb")
        waiting += [path for path, is_folder in children if is_folder]


_LESSON = re.compile(r"\d\d_\w+")
"""What the folder and the notebook of a lesson are called."""


def _student_of(path: Path, folder: Path) -> str:
    """Return whose a notebook is: the folder below the class's, as nbgrader has it, or the file's own name.

    A lesson's name is nobody's: then it is the nearest folder that is called otherwise.
    """
    first, *more = path.relative_to(folder).parts
    if more and not _LESSON.fullmatch(first):
        return first
    if not _LESSON.fullmatch(path.stem):
        return path.stem
    above = [name for name in reversed(path.absolute().parent.parts) if not _LESSON.fullmatch(name)]
    return above[0].strip("/") or path.stem


class Grader:
    """Grades submissions of one course, one after the other, in one sandbox."""

    def __init__(self, course: Course, sandbox: Sandbox) -> None:
        self.course, self.sandbox, self.secret = course, sandbox, course.secret()
        self.released = {lesson: read_notebook(course.released(lesson)) for lesson in course.released_lessons()}
        if not self.released:
            raise UsageError(f"{course.notebooks} holds no released notebook; try `grader build` first")

    def grade(self, submission: Submission) -> Record:
        """Return the record of one submission; never raises because of what is in it."""
        started = time.monotonic()
        try:
            if _is_folder(submission.path):
                raise IntakeError("the folder holds no notebook; expected a file that ends in .ipynb")
            record = self.grade_cells(submission, read_notebook(submission.path))
        except IntakeError as error:
            record = self._unreadable(submission, f"{str(error)[:1].upper()}{str(error)[1:]}.")
        except GraderError:  # the course or the sandbox is broken: the next submission would fare no better
            raise
        except Exception as error:
            _log.exception("grading %s failed", submission.path)
            message = f"The grader itself failed ({type(error).__name__}); please report it."
            record = self._unreadable(submission, message)
        return _timed(record, time.monotonic() - started)

    def grade_cells(self, submission: Submission, cells: list[Cell]) -> Record:
        """Return the record of a submission whose cells were read already."""
        lesson = belongs_to(cells, self.released) or self._lesson_by_name(submission.path)
        if lesson is None:
            raise IntakeError(f"the notebook belongs to no lesson of this course ({', '.join(self.released)})")
        exercises = [exercise.name for exercise in catalogue.of_lesson(lesson)]
        assembly = assemble(self.released[lesson], cells, exercises)
        graded = grade(assembly, exercises, self.sandbox, partial(seed_for, self.secret, submission.student))
        notes = (*graded.notes, *_notes_on_writing(assembly.written))
        return Record(
            str(submission.path),
            submission.student,
            lesson,
            GRADED,
            graded.marks,
            notes,
            0.0,
            assembly.written,
            graded.outputs,
        )

    def _lesson_by_name(self, path: Path) -> str | None:
        names = (path.stem, path.parent.name, *_names_inside(path))
        return next((name for name in names if name in self.released), None)

    def _unreadable(self, submission: Submission, message: str) -> Record:
        lesson = self._lesson_by_name(submission.path)
        sentence = "Not graded: the file could not be read."
        marks = tuple(unanswered(e, "not attempted", sentence) for e in catalogue.of_lesson(lesson or ""))
        return Record(str(submission.path), submission.student, lesson, UNREADABLE, marks, (message,))


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:  # longer than the system takes
        return False


def _names_inside(folder: Path) -> list[str]:
    """Return what lies in a student's folder; nothing if it is a link, no folder, or closed to us."""
    try:
        return [] if folder.is_symlink() else [child.name for child in folder.iterdir()]
    except OSError:
        return []


def grade_all(grader: Grader, submissions: Iterable[Submission], done: Callable[[Record], None]) -> list[Record]:
    """Grade submissions in order; ``done`` is told each record as soon as it is there."""
    records: list[Record] = []
    earlier: dict[tuple[str, str | None], str] = {}
    for submission in submissions:
        record = grader.grade(submission)
        first = earlier.setdefault((record.student, record.lesson), record.submission)
        if first != record.submission:
            note = f"{record.student} also handed in {Path(first).name}; the gradebook keeps the later one's marks."
            record = replace(record, notes=(*record.notes, note))
        done(record)
        records.append(record)
    return records


def _timed(record: Record, seconds: float) -> Record:
    return replace(record, seconds=seconds)


def _notes_on_writing(written: dict[str, str]) -> Iterator[str]:
    for name, text in written.items():
        if not text.strip():
            yield f"“{name}” was not answered; it is graded by hand."
        elif name.startswith("take-home"):
            words = count_words(text.partition("=")[2])
            if not FEWEST <= words <= MOST:
                yield f"“{name}” has {words} words; {FEWEST} to {MOST} are asked for."

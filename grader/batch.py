"""Grades a class: each submission by one of a pool of processes, which writes the record before it takes the next.

Nothing stops the batch because of one submission, and nothing that was recorded is graded again.
"""

from __future__ import annotations

import copy
import errno
import gc
import logging
import time
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from fallline.words import FEWEST, MOST, count_words
from grader import catalogue, results
from grader.assembly import assemble
from grader.course import Course, seed_for
from grader.errors import GraderError, IntakeError, UsageError
from grader.grading import grade
from grader.intake import Cell, belongs_to, read_notebook
from grader.keys import base_key, key_of
from grader.marking import unanswered
from grader.pool import Work, finish_all
from grader.results import GRADED, UNREADABLE, Record, Row, row_of
from grader.sandbox import Sandbox
from grader.submissions import Submission

_log = logging.getLogger(__name__)
SHORTAGES = {errno.ENOSPC, errno.EDQUOT, errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.EAGAIN}
"""Errors of the system that say nothing about a submission."""
SPARE_SECONDS = 60.0
"""What a process may need for one submission besides the time that its policy gives to the student's code."""


class Grader:
    """Grades submissions of one course, one after the other, in one sandbox."""

    def __init__(self, course: Course, sandbox: Sandbox) -> None:
        self.course, self.sandbox, self.secret = course, sandbox, course.secret()
        self.released = {lesson: read_notebook(course.released(lesson)) for lesson in course.released_lessons()}
        if not self.released:
            raise UsageError(
                f"{course.notebooks} holds no released notebook; expected one a lesson; try `grader build` first"
            )
        self.isolation = str(sandbox.isolation)
        self.base_key = base_key(course, sandbox.policy, self.isolation)

    def using(self, sandbox: Sandbox) -> Grader:
        """Return this grader with a sandbox of its own, for another process."""
        twin = copy.copy(self)
        twin.sandbox = sandbox
        return twin

    def grade_or_keep(self, submission: Submission, *, again: bool = False) -> Row:
        """Return the row of a submission, whose record is in the course's results/ then.

        Unless ``again``, a record that was made of the same submission under the same conditions is kept.
        """
        places = results.places_of(submission.student, str(submission.path), self.course.results, self.released)
        key = "" if again else key_of(submission, self.base_key)
        for place in places:
            found = _record_at(place) if key else None
            if found is not None and found.key == key:
                return row_of(found, place, kept=True)
        record = self.grade(submission)
        path = results.write(record, self.course.results)
        for place in places:
            if place != path:  # from when the file was of another lesson, or of none
                place.unlink(missing_ok=True)
        return row_of(record, path)

    def grade(self, submission: Submission) -> Record:
        """Return the record of one submission; never raises because of what is in it."""
        # First the key: if the file changes meanwhile, the key is the old content's, and the next run grades it again.
        started, key = time.monotonic(), key_of(submission, self.base_key)
        try:
            if _is_folder(submission.path):
                raise IntakeError("the folder holds no notebook; expected a file that ends in .ipynb")
            record = self.grade_cells(submission, read_notebook(submission.path))
        except IntakeError as error:
            record = self.not_graded(submission, f"{str(error)[:1].upper()}{str(error)[1:]}.")
        except GraderError:  # the course or the sandbox is broken: the next submission would fare no better
            raise
        except Exception as error:
            if isinstance(error, OSError) and error.errno in SHORTAGES:  # the machine's: nor would the next one
                raise
            _log.exception("grading %s failed", submission.path)
            message = f"The grader itself failed ({type(error).__name__}); please report it."
            return self.not_graded(submission, message)
        return replace(record, seconds=time.monotonic() - started, isolation=self.isolation, key=key)

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

    def not_graded(self, submission: Submission, message: str) -> Record:
        """Return the record of a submission that has no marks; without a key, so that a later run tries again."""
        lesson = self._lesson_by_name(submission.path)
        sentence = "Not graded: the file could not be read."
        marks = tuple(unanswered(e, "not attempted", sentence) for e in catalogue.of_lesson(lesson or ""))
        path, student = str(submission.path), submission.student
        return Record(path, student, lesson, UNREADABLE, marks, (message,), isolation=self.isolation)


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


@dataclass(frozen=True)
class Batch:
    """Many submissions, and how they are graded.

    Parameters
    ----------
    grader : Grader
        Its sandbox is cloned for each process.
    submissions : sequence of Submission
        In the order in which their rows come.
    jobs : int
        How many processes grade at a time; marks do not depend on it.
    again : bool
        Whether to grade what has a record already.
    """

    grader: Grader
    submissions: Sequence[Submission]
    jobs: int = 1
    again: bool = False

    def rows(self) -> Generator[tuple[int, Row], None, None]:
        """Grade everything; yield the place and the row of each submission as soon as its record is written.

        Raises
        ------
        GraderError
            If nothing more can be graded, or no record can be written; what was yielded is safe.
        """
        catalogue.exercises()  # loaded here, so that not every process has to
        gc.freeze()  # what is there now stays; the processes share it as long as their collectors leave it alone
        finished = 0
        try:
            policy = self.grader.sandbox.policy
            patience = policy.patience * policy.submission_seconds + SPARE_SECONDS
            for place, row in finish_all(self._work, len(self.submissions), self.jobs, patience):
                yield place, row or self._give_up(self.submissions[place])
                finished += 1
        except OSError as error:
            raise self._not_recorded(error, finished) from error
        finally:
            gc.unfreeze()

    @contextmanager
    def _work(self) -> Iterator[Work[Row]]:
        """Get a process ready to grade."""
        with self.grader.sandbox.clone() as sandbox:
            grader = self.grader.using(sandbox)
            yield lambda place: grader.grade_or_keep(self.submissions[place], again=self.again)

    def _give_up(self, submission: Submission) -> Row:
        message = (
            "The grader itself failed: the process that graded this was killed, and killed again when it had the "
            "machine to itself; look into the system's log, as the system kills what takes too much memory."
        )
        record = self.grader.not_graded(submission, message)
        return row_of(record, results.write(record, self.grader.course.results))

    def _not_recorded(self, error: OSError, finished: int) -> GraderError:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        what = "the disk is full" if full else f"a file cannot be opened or written ({error.strerror})"
        place = f" ({error.filename})" if error.filename else ""
        remedy = "free some space" if full else "mend that"
        return GraderError(
            f"{what}{place}: {finished} of {len(self.submissions)} submissions are recorded in "
            f"{self.grader.course.results.name}/; expected room for a record of each; {remedy} and run the same "
            "command again, which goes on from there"
        )


def _record_at(path: Path) -> Record | None:
    """Return the record at a path; None if there is none or it is damaged, and so has to be made anew."""
    try:
        return results.read(path)
    except GraderError:
        return None


def _notes_on_writing(written: dict[str, str]) -> Iterator[str]:
    for name, text in written.items():
        if not text.strip():
            yield f"“{name}” was not answered; it is graded by hand."
        elif name.startswith("take-home"):
            words = count_words(text.partition("=")[2])
            if not FEWEST <= words <= MOST:
                yield f"“{name}” has {words} words; {FEWEST} to {MOST} are asked for."

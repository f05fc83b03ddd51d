"""One record a submission: plain JSON, written whole or not at all, so that a killed run loses nothing it had finished.

A record holds a key of everything that its marks depend on. A later run with the same key has nothing to do.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from grader import atomic
from grader.errors import GraderError
from grader.marking import CheckResult, Marked

GRADED, UNREADABLE = "graded", "unreadable"


@dataclass(frozen=True)
class Record:
    """Everything that is known of one graded submission.

    ``status`` is "graded" or "unreadable". ``written`` maps hand-graded cells to what the student wrote, "" if nothing.
    ``outputs`` maps exercises to what their cells printed. ``seconds`` is time on the clock. ``isolation`` says what
    kept student code in. ``key`` stands for all that the marks depend on, "" if another run should try again.
    ``earlier`` names another notebook that the student handed in before, for the same lesson.
    """

    submission: str
    student: str
    lesson: str | None
    status: str
    exercises: tuple[Marked, ...] = ()
    notes: tuple[str, ...] = ()
    seconds: float = 0.0
    written: dict[str, str] = field(default_factory=dict)
    outputs: dict[str, str] = field(default_factory=dict)
    isolation: str = "unknown"
    key: str = ""
    earlier: str = ""

    @property
    def all_notes(self) -> tuple[str, ...]:
        """The notes on this notebook and, last, the one on its being the second."""
        if not self.earlier:
            return self.notes
        return (
            *self.notes,
            f"{self.student} also handed in {self.earlier}; the gradebook keeps the later one's marks.",
        )

    @property
    def points(self) -> float:
        """The points of all exercises together; what is graded by hand is not among them."""
        return round(sum(marked.points for marked in self.exercises), 4)

    @property
    def max_points(self) -> float:
        """The points that the exercises give at most."""
        return round(sum(marked.max_points for marked in self.exercises), 4)

    def to_json(self) -> dict[str, Any]:
        """Return the record as the object that ``grader grade --json`` prints."""
        return {
            "submission": self.submission,
            "student": self.student,
            "lesson": self.lesson,
            "status": self.status,
            "points": self.points,
            "max_points": self.max_points,
            "exercises": [marked_to_json(marked) for marked in self.exercises],
            "notes": list(self.all_notes),
            "seconds": round(self.seconds, 4),
            "isolation": self.isolation,
        }


@dataclass(frozen=True, slots=True)
class Row:
    """The few words of a record that a run keeps of each submission, however many there are.

    ``path`` is the record's. ``outcomes`` are those of the exercises, with commas between. ``note`` is the first that
    is not on writing, which a person reads anyway; ``more`` is how many others there are. ``kept`` tells whether an
    earlier run had made the record.
    """

    path: str
    submission: str
    student: str
    lesson: str | None
    status: str
    points: float
    max_points: float
    outcomes: str
    note: str
    more: int
    earlier: str
    kept: bool


MAX_NOTE = 200
"""Characters of a note that a row keeps; a terminal shows fewer."""


def row_of(record: Record, path: Path, *, kept: bool = False) -> Row:
    """Return the row of a record that lies at a path."""
    notes = [note for note in record.all_notes if not note.startswith("“")]
    return Row(
        path=str(path),
        submission=record.submission,
        student=record.student,
        lesson=record.lesson,
        status=record.status,
        points=record.points,
        max_points=record.max_points,
        outcomes=",".join(marked.outcome for marked in record.exercises),
        note=notes[0][:MAX_NOTE] if notes else "",
        more=max(len(notes) - 1, 0),
        earlier=record.earlier,
        kept=kept,
    )


def marked_to_json(marked: Marked) -> dict[str, Any]:
    """Return one exercise's mark as the object that both machine interfaces print."""
    return {
        "exercise": marked.exercise,
        "outcome": marked.outcome,
        "mistake": marked.mistake,
        "points": marked.points,
        "max_points": marked.max_points,
        "message": marked.message,
        "checks": [vars(check) for check in marked.checks],
    }


def write(record: Record, folder: Path) -> Path:
    """Write a record below ``folder`` and return its path; a reader sees the old one or the new one, whole.

    Raises
    ------
    OSError
        If it cannot be written; the error holds the path.
    """
    path = path_of(record, folder)
    extra = {name: getattr(record, name) for name in ("written", "outputs", "key", "earlier")}
    text = to_text({**record.to_json(), **extra, "read": [marked.read for marked in record.exercises]})
    try:
        atomic.write_whole(path, text, mode=atomic.PRIVATE, durable=True)
    except OSError as error:  # one that has come up while writing does not say where
        raise OSError(error.errno, error.strerror, str(path)) from error
    return path


def to_text(tree: object) -> str:
    """Return a tree as JSON; half a character, as odd file names have, is written as JSON's own escape of it."""
    return json.dumps(tree, ensure_ascii=False, indent=1).encode("utf-8", "backslashreplace").decode() + "\n"


def path_of(record: Record, folder: Path) -> Path:
    """Return where a record is kept: a readable name, and another one for every submission."""
    return folder / (record.lesson or "unknown-lesson") / file_name(record.student, record.submission)


def file_name(student: str, submission: str) -> str:
    """Return the name of a submission's record, whichever lesson it turns out to belong to."""
    name = re.sub(r"[^A-Za-z0-9_.-]+", "-", student).strip(".-")[:60] or "submission"
    digest = hashlib.sha256(submission.encode("utf-8", "replace")).hexdigest()[:8]
    return f"{name}-{digest}.json"


def places_of(student: str, submission: str, folder: Path, lessons: Iterable[str]) -> list[Path]:
    """Return every path at which a submission's record may be."""
    name = file_name(student, submission)
    return [folder / lesson / name for lesson in (*lessons, "unknown-lesson")]


def read(path: Path) -> Record:
    """Return the record at a path.

    Raises
    ------
    GraderError
        If there is none, or it is damaged.
    """
    try:
        return _from_json(json.loads(path.read_bytes()))
    except OSError as error:
        raise GraderError(
            f"the record {path} cannot be read ({error.strerror}); expected what `grader grade` wrote; grade again"
        ) from error
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise GraderError(
            f"{path} is no whole record ({type(error).__name__}); expected what `grader grade` wrote; grade again"
        ) from error


def read_all(folder: Path, damaged: Callable[[GraderError], None]) -> Iterator[Record]:
    """Yield every record below ``folder``, in the order of their paths; ``damaged`` is told of what cannot be read."""
    for path in sorted(folder.glob("*/*.json")):
        try:
            yield read(path)
        except GraderError as error:
            damaged(error)


def note_doubles(rows: Sequence[Row], folder: Path) -> list[Row]:
    """Return the rows; where a student had handed in another notebook for the same lesson, the record says so now."""
    first: dict[tuple[str, str | None], str] = {}
    noted = []
    for row in rows:
        before = first.setdefault((row.student, row.lesson), row.submission)
        earlier = "" if before == row.submission else Path(before).name
        noted.append(row if earlier == row.earlier else _with_earlier(row, earlier, folder))
    return noted


def _with_earlier(row: Row, earlier: str, folder: Path) -> Row:
    record = replace(read(Path(row.path)), earlier=earlier)
    return row_of(record, write(record, folder), kept=row.kept)


def _from_json(tree: dict[str, Any]) -> Record:
    exercises = tuple(
        Marked(
            one["exercise"],
            one["outcome"],
            one["mistake"],
            one["message"],
            read,
            tuple(CheckResult(**check) for check in one["checks"]),
        )
        for one, read in zip(tree["exercises"], tree["read"], strict=True)
    )
    kept = {key: tree[key] for key in ("submission", "student", "lesson", "status", "seconds", "written", "outputs")}
    # What records of older versions lack.
    newer = {key: tree[key] for key in ("isolation", "key", "earlier") if key in tree}
    notes = tree["notes"][:-1] if newer.get("earlier") else tree["notes"]
    return Record(**kept, **newer, exercises=exercises, notes=tuple(notes))

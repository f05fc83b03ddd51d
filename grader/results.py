"""One record a submission: plain JSON, written atomically, so that a killed run loses nothing that was finished."""

from __future__ import annotations

import hashlib
import json
import os
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from grader.marking import CheckResult, Marked

GRADED, UNREADABLE = "graded", "unreadable"


@dataclass(frozen=True)
class Record:
    """Everything that is known of one graded submission.

    ``status`` is "graded" or "unreadable". ``written`` maps hand-graded cells to what the student wrote, "" if nothing.
    ``outputs`` maps exercises to what their cells printed. ``seconds`` is time on the clock.
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
            "notes": list(self.notes),
            "seconds": round(self.seconds, 4),
        }


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
    """Write a record below ``folder`` and return its path; a reader sees the old one or the new one, whole."""
    path = path_of(record, folder)
    path.parent.mkdir(parents=True, exist_ok=True)
    extra = {"written": record.written, "outputs": record.outputs, "read": [m.read for m in record.exercises]}
    text = to_text({**record.to_json(), **extra})
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=".writing-")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(descriptor)
        Path(temporary).replace(path)
    finally:
        Path(temporary).unlink(missing_ok=True)
    return path


def to_text(tree: object) -> str:
    """Return a tree as JSON; half a character, as odd file names have, is written as JSON's own escape of it."""
    return json.dumps(tree, ensure_ascii=False, indent=1).encode("utf-8", "backslashreplace").decode() + "\n"


def path_of(record: Record, folder: Path) -> Path:
    """Return where a record is kept: a readable name, and another one for every submission."""
    name = re.sub(r"[^A-Za-z0-9_.-]+", "-", record.student).strip(".-")[:60] or "submission"
    digest = hashlib.sha256(record.submission.encode("utf-8", "replace")).hexdigest()[:8]
    return folder / (record.lesson or "unknown-lesson") / f"{name}-{digest}.json"


def read_all(folder: Path) -> Iterator[Record]:
    """Yield every record below ``folder``, in the order of their paths."""
    for path in sorted(folder.glob("*/*.json")):
        yield _from_json(json.loads(path.read_text(encoding="utf-8")))


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
    return Record(**kept, exercises=exercises, notes=tuple(tree["notes"]))

"""What a mark depends on, as one number: if nothing of it has changed, a submission need not be graded again."""

from __future__ import annotations

import hashlib
import os
import stat
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import numpy as np

import fallline
import grader
from grader.course import Course
from grader.intake import MAX_BYTES
from grader.sandbox import Policy
from grader.submissions import Submission


def course_version(course: Course) -> str:
    """Return a hash of what grades: exercises, grader, kit, released notebooks, data and the interpreter.

    Data sets may be large, so they count by name and size.
    """
    digest = hashlib.sha256(f"{sys.version} numpy {np.__version__}".encode())
    for path in _sources(course):
        digest.update(f"\0{path.name}\0{path.parent.name}\0".encode("utf-8", "replace"))
        digest.update(path.read_bytes())
    for path in sorted((course.root / "data").glob("*")):
        digest.update(f"\0{path.name}\0{path.stat().st_size}".encode("utf-8", "replace"))
    return digest.hexdigest()


def _sources(course: Course) -> Iterator[Path]:
    for package in (grader, fallline):
        yield from sorted(Path(str(package.__file__)).parent.rglob("*.py"))
    yield from map(course.released, course.released_lessons())


def base_key(course: Course, policy: Policy, isolation: str) -> str:
    """Return a hash of what all submissions of a run have in common."""
    limits = {name: value for name, value in asdict(policy).items() if name != "allow_weak"}
    limits["without"] = sorted(policy.without)
    secret = hashlib.sha256(b"fingerprint of " + course.secret()).hexdigest()
    return _hash(course_version(course), secret, repr(sorted(limits.items())), isolation)


def key_of(submission: Submission, base: str) -> str:
    """Return the key of a submission as it lies there now; whatever cannot be read has a key too."""
    return _hash(base, submission.student, str(submission.path), _digest_of(submission.path))


def _hash(*parts: str) -> str:
    return hashlib.sha256(repr(parts).encode("utf-8", "backslashreplace")).hexdigest()


def _digest_of(path: Path) -> str:
    """Return a hash of a file's content, or else what keeps intake from reading it."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        return str(error.strerror)
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode) or status.st_size > MAX_BYTES:
            return f"{stat.S_IFMT(status.st_mode)} {status.st_size} {status.st_mtime_ns}"
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            return hashlib.sha256(file.read(MAX_BYTES)).hexdigest()
    finally:
        os.close(descriptor)

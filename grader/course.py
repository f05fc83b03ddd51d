"""Where the parts of a course lie on disk."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import tempfile
import tomllib
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grader.errors import GraderError, UsageError

SECRET_BYTES = 32
TABLES = ("limits",)
"""The tables that course.toml may hold."""


@dataclass(frozen=True)
class Course:
    """The folders of one course, all below ``root``."""

    root: Path

    @property
    def lessons(self) -> Path:
        """The lessons' sources."""
        return self.root / "lessons"

    @property
    def solutions(self) -> Path:
        """The instructor's notebooks."""
        return self.root / "solutions"

    @property
    def notebooks(self) -> Path:
        """The students' notebooks."""
        return self.root / "notebooks"

    @property
    def cards(self) -> Path:
        """The answer cards in the student's kit."""
        return self.root / "kit" / "fallline" / "cards"

    @property
    def results(self) -> Path:
        """One record a submission."""
        return self.root / "results"

    @property
    def feedback(self) -> Path:
        """One page a submission."""
        return self.root / "feedback"

    @property
    def gradebook(self) -> Path:
        """Nbgrader's database."""
        return self.root / "gradebook.db"

    @property
    def settings_file(self) -> Path:
        """What the course sets for itself; it need not be there."""
        return self.root / "course.toml"

    def settings(self) -> dict[str, dict[str, Any]]:
        """Return the tables of course.toml by their names; none if there is no such file.

        Raises
        ------
        UsageError
            If it is not TOML, or holds anything but tables that are known.
        """
        try:
            found = tomllib.loads(self.settings_file.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError) as error:
            raise UsageError(
                f"{self.settings_file} cannot be read ({error}); expected TOML; try `[limits]` and a line "
                "`memory_mib = 1024` below it"
            ) from error
        strange = [name for name, table in found.items() if name not in TABLES or not isinstance(table, dict)]
        if strange:
            raise UsageError(
                f"{self.settings_file} sets {', '.join(strange)}; expected nothing but [{'], ['.join(TABLES)}]; "
                "look at docs/instructor.md, “Limits”"
            )
        return found

    def released(self, lesson: str) -> Path:
        """Return the path of a lesson's released notebook."""
        return self.notebooks / lesson / f"{lesson}.ipynb"

    def released_lessons(self) -> list[str]:
        """Return the names of the lessons that have a released notebook."""
        return sorted(path.stem for path in self.notebooks.glob("*/*.ipynb") if path == self.released(path.stem))

    def secret(self) -> bytes:
        """Return the course's secret, made at first use: hidden inputs are drawn from it, so it is never committed."""
        path = self.root / ".course-secret"
        try:
            if not path.exists():
                _create(path, secrets.token_hex(SECRET_BYTES).encode())
            secret = path.read_bytes().strip()
        except OSError as error:
            raise GraderError(
                f"the course's secret {path} cannot be had ({error.strerror}); expected a file that you may read, or a "
                f"folder in which to make one; try `ls -la {self.root}`"
            ) from error
        if len(secret) < 2 * SECRET_BYTES:
            raise UsageError(
                f"{path} holds {len(secret)} characters; expected at least {2 * SECRET_BYTES}; restore it from a "
                "backup, or remove it to have a new one made, with other hidden inputs"
            )
        return secret


def _create(path: Path, content: bytes) -> None:
    """Write a file that only its owner may read; whole or not at all, and never over one that is there already."""
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f"{path.name}-")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(descriptor)
        with suppress(FileExistsError):
            os.link(temporary, path)
    finally:
        Path(temporary).unlink()


def find_course(start: Path | None = None) -> Course:
    """Return the course that ``start`` lies in.

    Without ``start`` it is the one that the current folder lies in, else the one that this package belongs to.

    Raises
    ------
    UsageError
        If there is none.
    """
    here = (start or Path.cwd()).resolve()
    own = [] if start else [Path(__file__).resolve().parents[1]]
    for folder in (here, *here.parents, *own):
        if (folder / "nbgrader_config.py").is_file() and (folder / "lessons").is_dir():
            return Course(folder)
    raise UsageError(
        f"{here} lies in no course; expected a folder with lessons/ and nbgrader_config.py above it; try --course"
    )


def seed_for(secret: bytes, submission: str, exercise: str) -> int:
    """Return the seed of a submission's hidden inputs: always the same for it, and unknown to its author."""
    digest = hmac.new(secret, f"{submission}\0{exercise}".encode("utf-8", "replace"), hashlib.sha256).digest()
    return int.from_bytes(digest[:6], "big")

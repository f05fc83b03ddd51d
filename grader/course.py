"""Where the parts of a course lie on disk."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from grader.errors import UsageError

SECRET_BYTES = 32


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

    def released(self, lesson: str) -> Path:
        """Return the path of a lesson's released notebook."""
        return self.notebooks / lesson / f"{lesson}.ipynb"

    def released_lessons(self) -> list[str]:
        """Return the names of the lessons that have a released notebook."""
        return sorted(path.stem for path in self.notebooks.glob("*/*.ipynb") if path == self.released(path.stem))

    def secret(self) -> bytes:
        """Return the course's secret, made at first use: hidden inputs are drawn from it, so it is never committed."""
        path = self.root / ".course-secret"
        if not path.exists():
            _create(path, secrets.token_hex(SECRET_BYTES).encode())
        secret = path.read_bytes().strip()
        if len(secret) < 2 * SECRET_BYTES:
            raise UsageError(
                f"{path} holds {len(secret)} characters; expected at least {2 * SECRET_BYTES}; restore it from a "
                "backup, or remove it to have a new one made, with other hidden inputs"
            )
        return secret


def _create(path: Path, content: bytes) -> None:
    """Write a file that only its owner may read; whole or not at all, and never over one that is there already."""
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f"{path.name}-")
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
    with suppress(FileExistsError):
        os.link(temporary, path)
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

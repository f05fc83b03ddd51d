"""Opens the gradebook, and finds nbgrader's folders, as nbgrader_config.py says."""

from __future__ import annotations

import importlib
import importlib.util
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

from grader import atomic
from grader.course import Course
from grader.errors import UsageError

LOCK_SECONDS = 30.0
"""How long to wait for another process that writes to the gradebook."""
_SQLITE = "sqlite:///"
Gradebook = Any
"""nbgrader's Gradebook; nbgrader publishes no types."""


def read_config(course: Course) -> Config:
    """Return what the course's nbgrader_config.py says."""
    config: Config = PyFileConfigLoader("nbgrader_config.py", path=str(course.root)).load_config()
    return config


@contextmanager
def open_gradebook(course: Course) -> Iterator[Gradebook]:
    """Open the course's gradebook, a new one if there is none, and close it in the end."""
    folders = course_directory(course)
    with commands_on_path():
        _create_whole(folders.db_url, folders.course_id)
        with models().Gradebook(_patient(folders.db_url), folders.course_id) as gradebook:
            yield gradebook


def lock_for_writing(gradebook: Gradebook) -> None:
    """Begin a transaction that nobody else's write can come in between, after waiting for whoever writes now.

    SQLite would find out about another writer in the middle of a transaction, where waiting does not help any more.
    """
    if gradebook.engine.dialect.name == "sqlite":
        gradebook.db.connection().exec_driver_sql("BEGIN IMMEDIATE")


def _create_whole(db_url: str, course: str) -> None:
    """Make the file of a new gradebook, whole or not at all.

    nbgrader makes the tables first and notes their version last; a run that is killed in between would leave it a
    gradebook that it takes for a very old one.
    """
    if not _is_file(db_url) or (path := Path(db_url.removeprefix(_SQLITE))).exists():
        return
    atomic.sweep(path.parent, deep=False)
    with atomic.reserved(path) as (_, temporary):
        models().Gradebook(f"{_SQLITE}{temporary}", course).close()
        with suppress(FileExistsError):  # another run was faster
            os.link(temporary, path)


def _patient(db_url: str) -> str:
    """Return the address of a database whose SQLite waits for its lock longer than its usual five seconds."""
    return f"{db_url}?timeout={LOCK_SECONDS}" if _is_file(db_url) else db_url


def _is_file(db_url: str) -> bool:
    return db_url.startswith(_SQLITE) and "?" not in db_url and ":memory:" not in db_url


def course_directory(course: Course) -> Any:
    """Return nbgrader's CourseDirectory: the folders' names, the database's address and the course's name."""
    return _nbgrader()["coursedir"].CourseDirectory(config=read_config(course), root=str(course.root.resolve()))


def models() -> Any:
    """Return the module ``nbgrader.api``: the gradebook and its tables."""
    return _nbgrader()["api"]


def utilities() -> Any:
    """Return the module ``nbgrader.utils``."""
    return _nbgrader()["utils"]


@contextmanager
def commands_on_path() -> Iterator[None]:
    """Let nbgrader find `alembic`, which it starts by name for a new gradebook, in an environment nobody activated."""
    before = os.environ.get("PATH", os.defpath)
    os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{before}"
    try:
        yield
    finally:
        os.environ["PATH"] = before


@cache
def _nbgrader() -> dict[str, ModuleType]:
    """Import what storing needs of nbgrader, without the rest of it if none of it is there yet.

    nbgrader's ``__init__`` imports its server extensions and, through them, every command and nbconvert; jsonschema
    builds the grammar of internationalised addresses, which nothing here validates. Together they take two thirds of
    the time, so an empty package stands in for the one and a missing module for the other meanwhile. Nothing of that
    stays behind: a later ``import nbgrader`` gets all of it.
    """
    if "nbgrader" in sys.modules:
        return _import_parts()
    spec = importlib.util.find_spec("nbgrader")
    if spec is None or spec.submodule_search_locations is None:
        raise UsageError("nbgrader is not installed; expected it beside the grader; try `make setup`")
    package = ModuleType("nbgrader")
    package.__path__ = list(spec.submodule_search_locations)
    spared = {"nbgrader": package, **({} if "jsonschema" in sys.modules else {"rfc3987_syntax": None})}
    sys.modules.update(spared)  # type: ignore[arg-type]  # None is how a module is declared missing
    try:
        return _import_parts()
    finally:
        for name in [name for name in sys.modules if name in spared or name.startswith("nbgrader.")]:
            del sys.modules[name]


def _import_parts() -> dict[str, ModuleType]:
    return {name: importlib.import_module(f"nbgrader.{name}") for name in ("api", "coursedir", "utils")}

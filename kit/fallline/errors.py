"""Everything that can go wrong in the kit, as one tree.

FallLineError
├── PlainDataError     a value, or bytes, that are not plain data
├── ScriptError        the script of a case holds what a script cannot hold
├── UnknownExercise    check or hint was asked about a function of no exercise
├── DatasetNotFound    a file of data/ is missing
└── CheckFailed        a check did not pass; shown in one line, never as a wall of traceback
"""

from __future__ import annotations


class FallLineError(Exception):
    """Anything the kit raises on purpose."""


class PlainDataError(FallLineError, ValueError):
    """A value that is not plain data, or bytes that do not decode to plain data."""


class ScriptError(FallLineError, ValueError):
    """A script that holds something else than its few forms, or takes too many steps."""


class UnknownExercise(FallLineError, LookupError):
    """No exercise of the course has this name."""


class DatasetNotFound(FallLineError, FileNotFoundError):
    """A file of ``data/`` is not where it is looked for."""


class CheckFailed(FallLineError, AssertionError):
    """A check did not pass. The verdict was shown already; this only makes the cell fail."""

    def _render_traceback_(self) -> list[str]:
        """Return what IPython shows in place of a traceback: one line."""
        return [str(self)]

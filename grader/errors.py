"""Everything that can go wrong in the grader, as one tree, with the exit code that the command line gives it.

GraderError                      1
├── SpecError                    1   an exercise's specification contradicts itself
├── LessonError                  1   a lesson's source cannot be built
├── UsageError                   2   a name or a path that does not exist
├── IntakeError                  -   a submission that cannot be read; costs that submission only
└── SandboxError                 3   the process that runs student code cannot be started
    ├── WeakIsolation            3   it can be started, but not confined
    ├── WorkerOverflow           -   student code wrote too many files; costs that exercise only
    ├── WorkerDied               -   student code ended its process; costs that exercise only
    └── WorkerTimeout            -   student code took too long; costs that exercise only
"""

from __future__ import annotations


class GraderError(Exception):
    """Anything the grader raises on purpose."""

    exit_code = 1


class SpecError(GraderError):
    """An exercise's specification contradicts itself."""


class LessonError(GraderError):
    """A lesson's source cannot be built."""


class UsageError(GraderError):
    """A name or a path given by the user does not exist."""

    exit_code = 2


class IntakeError(GraderError):
    """A submission cannot be read as a notebook."""


class SandboxError(GraderError):
    """The process that runs student code cannot be started, or broke its protocol."""

    exit_code = 3


class WeakIsolation(SandboxError):
    """Student code could be run, but not kept from what it must not do."""


class WorkerOverflow(SandboxError):
    """Student code filled its folder; the message says which limit it hit."""


class WorkerDied(SandboxError):
    """Student code ended its process."""


class WorkerTimeout(SandboxError):
    """Student code took longer than it may."""

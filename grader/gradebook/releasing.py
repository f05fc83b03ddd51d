"""Makes the students' notebooks of the instructor's, and enters the lessons into the gradebook."""

from __future__ import annotations

import json
import logging
import tempfile
from pathlib import Path

from grader.course import Course
from grader.errors import LessonError, UsageError
from grader.gradebook.leaks import require_no_leak
from grader.gradebook.opening import commands_on_path, open_gradebook, read_config


def release(course: Course, lesson: str) -> Path:
    """Make notebooks/NN_name/NN_name.ipynb of the same in solutions/, and enter the lesson into the gradebook.

    The release is the same, byte for byte, for the same solution. Nothing else of the solution's folder goes into it.

    Raises
    ------
    LessonError
        If nbgrader refuses the notebook, or if the release would give an answer away; the old release then stays.
    """
    made = _generate(course, lesson)
    path = course.released(lesson)
    if not path.exists() or path.read_bytes() != made:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_name(f".{path.name}")
        temporary.write_bytes(made)
        temporary.replace(path)
    return path


def register(course: Course, lesson: str) -> None:
    """Enter a lesson into the gradebook that was released elsewhere, as in a fresh copy of the course.

    Raises
    ------
    UsageError
        If its solution is missing, or is not what the released notebook was made of.
    """
    if not _solution(course, lesson).is_file():
        raise UsageError(f"the gradebook does not know {lesson}, and it has no solution; run `grader build` first")
    if _generate(course, lesson) != course.released(lesson).read_bytes():
        with open_gradebook(course) as gradebook:
            gradebook.remove_assignment(lesson)
        raise UsageError(f"notebooks/{lesson} was not made of solutions/{lesson} as it is; run `grader build` first")


def _solution(course: Course, lesson: str) -> Path:
    return course.solutions / lesson / f"{lesson}.ipynb"


def _generate(course: Course, lesson: str) -> bytes:
    """Run nbgrader's generate_assignment into a folder of its own and return the notebook, looked through for leaks.

    nbgrader empties its release folder before it begins, and leaves it so if it fails; so it gets another one.
    """
    from nbgrader.converters import GenerateAssignment
    from nbgrader.converters.base import NbGraderException
    from nbgrader.coursedir import CourseDirectory

    log, complaints = _quiet_log()
    with tempfile.TemporaryDirectory(prefix="fallline-release-") as folder, commands_on_path():
        config = read_config(course)
        config.CourseDirectory.release_directory = folder
        folders = CourseDirectory(config=config, root=str(course.root.resolve()), assignment_id=lesson, log=log)
        try:
            GenerateAssignment(coursedir=folders, config=config, log=log).start()
        except (NbGraderException, SystemExit) as error:
            raise LessonError(f"{lesson}: {_advice(lesson, complaints.reason(error))}") from error
        made = (Path(folder) / lesson / f"{lesson}.ipynb").read_bytes()
    require_no_leak(lesson, json.loads(_solution(course, lesson).read_bytes()), json.loads(made))
    return made


def _advice(lesson: str, reason: str) -> str:
    if "submissions associated" in reason:
        return (
            "its cells have other names than those in the gradebook, which holds submissions of it; keep the names, or "
            f"take the submissions out with `nbgrader db assignment remove {lesson} --force`"
        )
    return f"nbgrader cannot release it ({reason}); expected a notebook in order; look at lessons/{lesson}.py"


class _Complaints(logging.Handler):
    """Keeps what is logged as an error."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the last line of a message: nbgrader logs tracebacks whole."""
        self.lines += record.getMessage().strip().splitlines()[-1:]

    def reason(self, error: BaseException) -> str:
        """Return the exception that nbgrader logged, or else its first complaint."""
        named = [line for line in self.lines if "Error: " in line]
        return (named or self.lines or [str(error)])[0]


def _quiet_log() -> tuple[logging.Logger, _Complaints]:
    """Return a log that keeps errors and says nothing; nbgrader tells of every file and every cell."""
    log, complaints = logging.Logger("fallline.release"), _Complaints()
    log.addHandler(complaints)
    return log, complaints

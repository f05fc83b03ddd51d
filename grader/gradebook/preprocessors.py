"""What nbgrader_config.py puts into nbgrader's lists: `nbgrader autograde` then gives the marks of `grader grade`."""

from __future__ import annotations

import atexit
import json
from functools import cache
from pathlib import Path
from typing import Any

from nbformat import NotebookNode, from_dict
from nbgrader.preprocessors import ClearSolutions, NbGraderPreprocessor
from nbgrader.utils import temp_attrs

from grader import catalogue
from grader.assembly import assemble
from grader.batch import Grader
from grader.course import Course
from grader.errors import IntakeError
from grader.gradebook.answers import fill_in, is_marked
from grader.gradebook.verdicts import show_marks
from grader.intake import read_notebook
from grader.limits import policy_for
from grader.sandbox import Policy, Sandbox
from grader.sandbox.policy import WITH_FIGURES
from grader.submissions import Submission

Resources = dict[str, Any]
Result = tuple[NotebookNode, Resources]


class ClearAnswers(ClearSolutions):
    """nbgrader's ClearSolutions, but a take-home text in a code cell is cleared like text, not like code."""

    def preprocess_cell(self, cell: NotebookNode, resources: Resources, cell_index: int) -> Result:
        """Clear one cell."""
        if cell.cell_type == "code" and is_marked(cell, "grade") and is_marked(cell, "solution"):
            with temp_attrs(self, code_stub={resources["language"]: self.text_stub}):
                return _result(super().preprocess_cell(cell, resources, cell_index))
        return _result(super().preprocess_cell(cell, resources, cell_index))


class TakeAnswers(NbGraderPreprocessor):
    """Puts a submission's answers into a copy of the released notebook, whatever else became of the submission."""

    def preprocess(self, nb: NotebookNode, resources: Resources) -> Result:
        """Return the filled notebook instead of ``nb``, which nbgrader has read from the same file."""
        lesson = resources["nbgrader"]["assignment"]
        exercises = [exercise.name for exercise in catalogue.of_lesson(lesson)]
        released = Course(Path(_folders(self).root)).released(lesson)
        submitted = read_notebook(_submission(self, resources).path)
        filled = fill_in(
            json.loads(released.read_bytes()), assemble(read_notebook(released), submitted, exercises), exercises
        )
        return _node(filled), resources


class GradeWithFallLine(NbGraderPreprocessor):
    """Grades a submission in the sandbox, as `grader grade` does; takes the place of nbgrader's Execute."""

    def preprocess(self, nb: NotebookNode, resources: Resources) -> Result:
        """Return the notebook, which TakeAnswers has filled, with the marks in its check cells' outputs.

        Raises
        ------
        IntakeError
            If the submission is a notebook of another lesson.
        """
        submission = _submission(self, resources)
        course = Course(Path(_folders(self).root))
        record = Grader(course, _sandbox(policy_for(course, WITH_FIGURES))).grade(submission)
        if record.lesson != resources["nbgrader"]["assignment"]:
            raise IntakeError(f"{submission.path} is a notebook of {record.lesson}; hand in the one of this lesson")
        for note in record.notes:
            self.log.warning("%s: %s", submission.student, note)
        marks = {marked.exercise: marked for marked in record.exercises}
        return _node(show_marks(nb, marks, record.outputs)), resources


@cache
def _sandbox(policy: Policy) -> Sandbox:
    """Return this process's sandbox: starting one takes a second, forking a worker from it milliseconds."""
    sandbox = Sandbox(policy)
    atexit.register(sandbox.close)
    return sandbox


def _submission(preprocessor: NbGraderPreprocessor, resources: Resources) -> Submission:
    """Return the file as it was handed in, which counts in both of nbgrader's passes, and whose it is."""
    names, folders = resources["nbgrader"], _folders(preprocessor)
    folder = folders.format_path(folders.submitted_directory, names["student"], names["assignment"])
    return Submission(Path(folder) / f"{names['notebook']}.ipynb", names["student"])


def _folders(preprocessor: NbGraderPreprocessor) -> Any:
    """Return nbgrader's CourseDirectory; the converter that runs the preprocessors, two steps up, has it."""
    return preprocessor.parent.parent.coursedir


def _node(tree: dict[str, Any]) -> NotebookNode:
    node: NotebookNode = from_dict(tree)  # type: ignore[no-untyped-call]
    return node


def _result(pair: Any) -> Result:
    nb, resources = pair
    return nb, resources

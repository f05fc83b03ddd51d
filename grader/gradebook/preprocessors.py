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
from grader.batch import Grader, Submission
from grader.course import Course
from grader.gradebook.answers import fill_in, is_marked
from grader.gradebook.verdicts import show_marks
from grader.intake import parse_notebook, read_notebook
from grader.sandbox import Sandbox
from grader.sandbox.policy import WITH_FIGURES

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
        file = Path(resources["metadata"]["path"]) / f"{resources['metadata']['name']}.ipynb"
        released = _course(self).released(lesson)
        assembly = assemble(read_notebook(released), read_notebook(file), exercises)
        for note in assembly.notes:
            self.log.warning("%s: %s", resources["nbgrader"]["student"], note)
        return _node(fill_in(json.loads(released.read_bytes()), assembly, exercises)), resources


class GradeWithFallLine(NbGraderPreprocessor):
    """Grades a notebook in the sandbox; takes the place of nbgrader's Execute."""

    def preprocess(self, nb: NotebookNode, resources: Resources) -> Result:
        """Return the notebook with the marks in its check cells' outputs."""
        file = Path(resources["metadata"]["path"]) / f"{resources['metadata']['name']}.ipynb"
        submission = Submission(file, resources["nbgrader"]["student"])
        grader = Grader(_course(self), _sandbox())
        record = grader.grade_cells(submission, parse_notebook(json.dumps(nb).encode()))
        marks = {marked.exercise: marked for marked in record.exercises}
        return _node(show_marks(nb, marks, record.outputs)), resources


@cache
def _sandbox() -> Sandbox:
    """Return this process's sandbox: starting one takes a second, forking a worker from it milliseconds."""
    sandbox = Sandbox(WITH_FIGURES)
    atexit.register(sandbox.close)
    return sandbox


def _course(preprocessor: NbGraderPreprocessor) -> Course:
    """Return the course that is being graded; nbgrader's converter, two steps up, knows its folder."""
    return Course(Path(preprocessor.parent.parent.coursedir.root))


def _node(tree: dict[str, Any]) -> NotebookNode:
    node: NotebookNode = from_dict(tree)  # type: ignore[no-untyped-call]
    return node


def _result(pair: Any) -> Result:
    nb, resources = pair
    return nb, resources

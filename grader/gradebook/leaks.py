"""Looks for answers and rubrics in a notebook that is about to be released."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from grader.errors import LessonError
from grader.lesson import BEGIN, END, Notebook


def require_no_leak(lesson: str, solution: Notebook, released: Notebook) -> None:
    """Refuse a released notebook that gives anything away.

    Secret is what stands between SOLUTION marks, and all of an answer cell without marks: a model answer and its
    rubric. A line that the instructor's notebook also has in public, such as ``)``, gives nothing away.

    Raises
    ------
    LessonError
        If a secret line, a SOLUTION mark or an output is in the released notebook.
    """
    parts = [part for cell in solution["cells"] for part in _lines(cell)]
    public = {line for line, secret in parts if not secret}
    secrets = {line for line, secret in parts if secret} - public
    for cell in released["cells"]:
        for line in _source(cell).splitlines():
            if line.strip() in secrets or "SOLUTION" in line:
                raise LessonError(
                    f"{lesson}: the released cell {cell['id']!r} shows students {line.strip()[:60]!r}; expected no "
                    f"line of an answer or a rubric; look at the marks {BEGIN!r} and {END!r} around it"
                )
        if cell.get("outputs") or cell.get("attachments"):
            raise LessonError(
                f"{lesson}: the released cell {cell['id']!r} has outputs; expected none, since they may show answers; "
                "look at GenerateAssignment.preprocessors in nbgrader_config.py"
            )


def _lines(cell: dict[str, Any]) -> Iterator[tuple[str, bool]]:
    """Yield a cell's lines, stripped, and whether each is secret; empty ones and the marks themselves are left out."""
    lines = [line.strip() for line in _source(cell).splitlines()]
    answer = cell["metadata"].get("nbgrader", {}).get("solution", False)
    secret = answer and BEGIN not in lines
    for line in lines:
        if line in (BEGIN, END):
            secret = line == BEGIN
        elif line:
            yield line, secret


def _source(cell: dict[str, Any]) -> str:
    source = cell["source"]
    return source if isinstance(source, str) else "".join(source)

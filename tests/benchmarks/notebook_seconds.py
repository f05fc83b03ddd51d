"""How long each solution notebook runs from top to bottom in a kernel of its own: run it by hand.

    .venv/bin/python tests/benchmarks/notebook_seconds.py

The promise is a minute on two cores. The kernel's start is counted in, as a student waits for it too.
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from grader.build import execute_notebook
from grader.lesson import read_lesson

LESSONS = sorted((Path(__file__).resolve().parents[2] / "lessons").glob("[0-9][0-9]_*.py"))
PROMISED = 60.0


def main() -> None:
    """Print one line a lesson."""
    for lesson in LESSONS:
        with tempfile.TemporaryDirectory() as folder:
            started = time.perf_counter()
            execute_notebook(read_lesson(lesson), Path(folder))
            seconds = time.perf_counter() - started
        print(f"{lesson.stem:24}{seconds:8.1f} s{'   LATE' if seconds > PROMISED else ''}")


if __name__ == "__main__":
    main()

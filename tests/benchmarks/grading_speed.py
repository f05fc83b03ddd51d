"""Compares grading one submission here with running its notebook in a kernel, as nbgrader's Execute does.

    .venv/bin/python tests/benchmarks/grading_speed.py [RUNS]

The submission is the solution notebook of lesson 01. Both ways take turns, so that a busy machine slows both.
Kernels run the demonstrations and their figures too, which grading leaves out while they are unchanged.
"""

import statistics
import sys
import time
from pathlib import Path

from grader.batch import Grader, Submission
from grader.build import execute_notebook, without_outputs
from grader.course import find_course
from grader.lesson import read_lesson
from grader.sandbox import Sandbox
from grader.sandbox.policy import WITH_FIGURES


def main(runs: int) -> None:
    """Print the medians and their ratio."""
    course = find_course(Path(__file__).parent)
    lesson = "01_loss_functions"
    path = course.solutions / lesson / f"{lesson}.ipynb"
    notebook = without_outputs(read_lesson(course.lessons / f"{lesson}.py"))
    ours, kernels = [], []
    with Sandbox(WITH_FIGURES) as sandbox:
        grader = Grader(course, sandbox)
        grader.grade(Submission(path, "warm-up"))
        for run in range(runs):
            record = grader.grade(Submission(path, f"student {run}"))
            ours.append(record.seconds)
            started = time.perf_counter()
            execute_notebook(notebook, path.parent)
            kernels.append(time.perf_counter() - started)
    here, there = statistics.median(ours), statistics.median(kernels)
    print(f"graded: {record.points:g} of {record.max_points:g} points, {len(record.exercises)} exercises")
    print(f"median of {runs}: grading {here * 1000:.0f} ms, kernel {there * 1000:.0f} ms, ratio {there / here:.0f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)

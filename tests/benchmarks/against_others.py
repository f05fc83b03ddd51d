"""Compares grading a class here with other ways to do it: whole commands, in turns, on the same answers.

    .venv/bin/python tests/benchmarks/against_others.py [--runs 3] [--submissions 20] [--without nbgrader otter]

The class is made anew (``made_class.py``), everything lies in a temporary folder, and otter-grader is installed into an
environment of its own there. In every run each command starts from nothing: no records, no gradebook of last time. A
run before the first, on one submission, makes what is made only once on a machine, such as matplotlib's list of fonts.

Stock nbgrader and otter-grader run every cell of a notebook in a kernel, the demonstrations with their figures too;
grading here leaves these out while they are unchanged, and so does the bare fork. Their notebooks hold one assert an
exercise, so "ours" asks a dozen questions too (``few_checks.py``); "all" is what students get, every case and law.
nbgrader grades one submission after the other; the others use every core. The machine's load stands beside every time.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from contenders import CORES, BareFork, CannotInstall, Contender, FallLine, Nbgrader, Otter
from made_class import RIGHT_EACH, students

CHECKS = 12
"""What is asked of a notebook in all: the others hold an assert an exercise, and ours can be told to ask no more."""
MAKERS: dict[str, Callable[[Path, int], Contender]] = {
    "ours": lambda root, count: FallLine(root, count, checks=CHECKS),
    "all": FallLine,
    "gradebook": lambda root, count: FallLine(root, count, gradebook=True),
    "nbgrader": Nbgrader,
    "otter": Otter,
    "bare": BareFork,
}


def made(names: list[str], root: Path, count: int) -> Iterator[tuple[str, Contender]]:
    """Yield the commands that can be had, each with a class of its own."""
    for name in names:
        folder = root / name
        folder.mkdir()
        try:
            contender = MAKERS[name](folder, count)
        except CannotInstall as error:
            print(f"{name} is left out: it could not be installed ({error}).")
            continue
        contender.run(students(1)[0])
        yield name, contender


def seconds_of(contender: Contender, count: int) -> float:
    """Return how long a command takes for the whole class, from nothing; it must have graded everybody rightly."""
    contender.clear()
    started = time.perf_counter()
    contender.run()
    seconds = time.perf_counter() - started
    if (right := contender.right()) not in (None, dict.fromkeys(students(count), RIGHT_EACH)):
        raise SystemExit(f"{contender.label} has not graded everybody rightly: {right}")
    return seconds


def measure(contenders: dict[str, Contender], runs: int, count: int) -> dict[str, list[float]]:
    """Return the seconds a submission of every run, by command; the commands take turns."""
    taken: dict[str, list[float]] = {name: [] for name in contenders}
    for run in range(runs):
        for name, contender in contenders.items():
            taken[name].append(seconds_of(contender, count) / count)
            load = f"load {os.getloadavg()[0]:.1f} on {CORES} cores"
            print(f"run {run + 1}: {contender.label}, {taken[name][-1]:.3f} s a submission, {load}", file=sys.stderr)
    return taken


def show(contenders: dict[str, Contender], taken: dict[str, list[float]]) -> None:
    """Print the table: milliseconds a submission, and how many times ours they are."""
    medians = {name: statistics.median(each) for name, each in taken.items()}
    print(f"\n{'milliseconds a submission':42}{'median':>9}{'min':>9}{'max':>9}{'/ ours':>9}")
    for name, each in taken.items():
        figures = "".join(f"{1000 * seconds:9.0f}" for seconds in (medians[name], min(each), max(each)))
        print(f"{contenders[name].label:42}{figures}{medians[name] / medians['ours']:9.2f}")
    if "nbgrader" in medians:
        print(f"nbgrader / ours   {medians['nbgrader'] / medians['ours']:6.1f}   target: 25 or more")
    if "bare" in medians:
        print(f"ours / bare fork  {medians['ours'] / medians['bare']:6.2f}   target: 1.5 or less")


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description="Compare whole commands on the same class.")
    parser.add_argument("--runs", type=int, default=3, metavar="N", help="how often each command grades the class (3)")
    parser.add_argument("--submissions", type=int, default=20, metavar="N", help="how large the class is (20)")
    parser.add_argument("--without", nargs="+", default=[], choices=list(MAKERS)[1:], help="what is left out")
    options = parser.parse_args()
    names = [name for name in MAKERS if name not in options.without]
    print(f"{options.submissions} submissions, {options.runs} runs, {CORES} cores, Python {platform.python_version()}")
    with tempfile.TemporaryDirectory(prefix="fall-line-") as folder:
        Path(folder).chmod(0o755)  # The sandbox may run students' code as another user, who must find the way in.
        contenders = dict(made(names, Path(folder), options.submissions))
        show(contenders, measure(contenders, options.runs, options.submissions))


if __name__ == "__main__":
    main()

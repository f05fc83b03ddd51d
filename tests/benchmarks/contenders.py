"""The commands that ``against_others.py`` compares, each with a class of its own to grade.

``run`` is the whole command as an instructor types it, for everybody or for one student. ``right`` returns how many
exercises got all their points, by student: a command that does not do its work wins nothing.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Protocol

from made_class import LESSON, ROOT, Notebook, copy_course, hand_in, read, solution, students, write

BIN = Path(sys.executable).parent
CORES = len(os.sched_getaffinity(0))
ASSERTS = {
    "linear_scores": ("linear_scores(np.eye(2), np.array([[1.0, 2.0], [3.0, 4.0]]), np.ones(2))", "[[2, 3], [4, 5]]"),
    "sigmoid": ("sigmoid(np.array([0.0, 1000.0, -1000.0]))", "[0.5, 1, 0]"),
    "softmax": ("softmax(np.log([[1.0, 3.0], [2.0, 2.0]]))", "[[0.25, 0.75], [0.5, 0.5]]"),
    "log_softmax": ("log_softmax(np.array([[0.0, 1000.0], [0.0, 0.0]]))", "[[-1000, 0], [-np.log(2), -np.log(2)]]"),
    "cross_entropy": ("cross_entropy(np.log([[1.0, 3.0], [2.0, 2.0]]), np.array([1, 0]))", "np.log(8 / 3) / 2"),
    "bce_with_logits": ("bce_with_logits(np.zeros(3), np.array([0, 1, 1]))", "np.log(2)"),
    "hinge_loss": ("hinge_loss(np.array([[1.0, 0.5, -2.0]]), np.array([0]))", "0.5"),
    "euclidean_loss": ("euclidean_loss(np.array([[1.0, 2.0], [0.0, 0.0]]), np.zeros((2, 2)))", "2.5"),
    "accuracy": ("accuracy(np.array([[1.0, 0.0], [1.0, 0.0]]), np.array([0, 1]))", "0.5"),
    "recognises_cross_entropy": ("[*map(recognises_cross_entropy, [cross_entropy, accuracy])]", "[True, False]"),
}
"""What an instructor might ask of each exercise in a hidden test: an expression, and its value."""


class CannotInstall(Exception):
    """A command that is not ours is not here and cannot be fetched."""


class Contender(Protocol):
    """A command that grades a class."""

    label: str

    def run(self, only: str | None = None) -> None:
        """Grade everybody, or only one student."""

    def right(self) -> dict[str, int] | None:
        """Return the number of exercises that are right, by student; None if it marks nothing."""

    def clear(self) -> None:
        """Remove everything that ``run`` has written."""


class FallLine:
    """``grader grade``, with or without nbgrader's gradebook, and with so many ``checks`` or all."""

    def __init__(self, root: Path, count: int, *, gradebook: bool = False, checks: int | None = None) -> None:
        self.label = (
            "grader grade" + ("" if gradebook else " --no-gradebook") + (f", {checks} checks" if checks else "")
        )
        few = [sys.executable, Path(__file__).with_name("few_checks.py"), str(checks)]
        self.grader: list[str | Path] = few if checks else [BIN / "grader"]
        self.root, self.course, self.gradebook = root, root / "course", gradebook
        copy_course(self.course)
        hand_in(read(_released(self.course)), count, self.course / "submitted")
        self.kept = {path.name for path in self.course.iterdir()}

    def run(self, only: str | None = None) -> None:
        """Grade everybody, or only one student."""
        option = "--gradebook" if self.gradebook else "--no-gradebook"
        submitted = self.course / "submitted" / (only or "")
        _call([*self.grader, "grade", submitted, option, "--course", self.course], self.course, self.root)

    def right(self) -> dict[str, int]:
        """Return the number of exercises that are right, by student."""
        records = [json.loads(path.read_bytes()) for path in (self.course / "results").glob("*/*.json")]
        return {r["student"]: sum(e["points"] == e["max_points"] for e in r["exercises"]) for r in records}

    def clear(self) -> None:
        """Remove everything that ``run`` has written."""
        for path in self.course.iterdir():
            if path.name not in self.kept:
                shutil.rmtree(path) if path.is_dir() else path.unlink()


class Nbgrader:
    """``nbgrader autograde`` with its own settings: a kernel for each submission, asserts as hidden tests."""

    label = "nbgrader autograde"

    def __init__(self, root: Path, count: int) -> None:
        self.root, self.course = root, root / "course"
        write(with_asserts(solution()), self.course / "source" / LESSON / f"{LESSON}.ipynb")
        (self.course / "nbgrader_config.py").write_text('c = get_config()\nc.CourseDirectory.course_id = "stock"\n')
        self._nbgrader("generate_assignment")
        hand_in(read(self.course / "release" / LESSON / f"{LESSON}.ipynb"), count, self.course / "submitted")
        shutil.copy(self.course / "gradebook.db", root)

    def run(self, only: str | None = None) -> None:
        """Grade everybody, or only one student."""
        self._nbgrader("autograde", *([f"--student={only}"] if only else []))

    def _nbgrader(self, command: str, *options: str) -> None:
        _call([BIN / "nbgrader", command, LESSON, *options], self.course, self.root)

    def right(self) -> dict[str, int]:
        """Return the number of exercises that are right, by student."""
        query = """
            select submitted.student_id, count(*) from grade
            join submitted_notebook on submitted_notebook.id = grade.notebook_id
            join submitted_assignment as submitted on submitted.id = submitted_notebook.assignment_id
            where auto_score > 0 group by submitted.student_id
        """
        with closing(sqlite3.connect(self.course / "gradebook.db")) as database:
            return dict(database.execute(query).fetchall())

    def clear(self) -> None:
        """Remove everything that ``run`` has written."""
        shutil.rmtree(self.course / "autograded", ignore_errors=True)
        shutil.copy(self.root / "gradebook.db", self.course)


class Otter:
    """``otter run``, which uses no container: a command for each submission, one on each core."""

    label = "otter run"

    def __init__(self, root: Path, count: int) -> None:
        self.root, self.everybody = root, students(count)
        self._install()
        released = read(_released(ROOT))
        released["cells"] = [cell for cell in released["cells"] if not cell["id"].startswith("check-")]
        hand_in(released, count, root / "submitted")
        with zipfile.ZipFile(root / "autograder.zip", "w") as archive:
            archive.writestr("otter_config.json", "{}")
            for name in ASSERTS:
                archive.writestr(f"tests/{name}.py", _otter_test(name))

    def _install(self) -> None:
        self.bin = self.root / "environment" / "bin"
        packages = ["otter-grader", "ipykernel", "matplotlib"]
        for command in (
            [sys.executable, "-m", "venv", self.bin.parent],
            [self.bin / "python", "-m", "pip", "install", "--quiet", *packages],
        ):
            done = subprocess.run(command, check=False, capture_output=True, text=True)
            if done.returncode:
                raise CannotInstall((done.stderr or done.stdout).strip().splitlines()[-1])

    def run(self, only: str | None = None) -> None:
        """Grade everybody, or only one student."""
        with ThreadPoolExecutor(CORES) as pool:
            list(pool.map(self._run_one, [only] if only else self.everybody))

    def _run_one(self, student: str) -> None:
        notebook, results = self.root / "submitted" / student / LESSON / f"{LESSON}.ipynb", self.root / "out" / student
        results.mkdir(parents=True)
        command = [self.bin / "otter", "run", "--no-logo", "-a", self.root / "autograder.zip", "-o", results, notebook]
        _call(command, self.root, self.root, PYTHONPATH=str(ROOT / "kit"), PATH=f"{self.bin}:{os.defpath}")

    def right(self) -> dict[str, int]:
        """Return the number of exercises that are right, by student."""
        found = {path.parent.name: json.loads(path.read_bytes()) for path in self.root.glob("out/*/results.json")}
        return {who: sum(test.get("score", 0) > 0 for test in each["tests"]) for who, each in found.items()}

    def clear(self) -> None:
        """Remove everything that ``run`` has written."""
        shutil.rmtree(self.root / "out", ignore_errors=True)


class BareFork:
    """``bare_fork.py``, which marks nothing."""

    label = "bare fork"

    def __init__(self, root: Path, count: int) -> None:
        self.root = root
        hand_in(read(_released(ROOT)), count, root / "submitted")

    def run(self, only: str | None = None) -> None:
        """Run everybody's cells, or only one student's; every cell must run without an exception."""
        script = Path(__file__).with_name("bare_fork.py")
        _call([sys.executable, script, _released(ROOT), self.root / "submitted" / (only or "")], self.root, self.root)

    def right(self) -> None:
        """Return None: it marks nothing."""

    def clear(self) -> None:
        """Do nothing: it writes nothing."""


def with_asserts(notebook: Notebook) -> Notebook:
    """Return the instructor's notebook as nbgrader alone has it: with hidden tests where ours calls ``check``."""
    for cell in notebook["cells"]:
        name = cell["id"].removeprefix("check-")
        if name != cell["id"]:
            cell["source"] = f"### BEGIN HIDDEN TESTS\n{_assert(name)}\n### END HIDDEN TESTS"
    return notebook


def _assert(name: str) -> str:
    got, expected = ASSERTS[name]
    return f"np.testing.assert_allclose({got}, {expected}, atol=1e-9)"


def _otter_test(name: str) -> str:
    return (
        "from otter.test_files import test_case\n"
        f"OK_FORMAT = False\nname = {name!r}\npoints = 1\n"
        f"@test_case(hidden=True)\ndef test(env):\n    exec({_assert(name)!r}, env)\n"
    )


def _released(course: Path) -> Path:
    return course / "notebooks" / LESSON / f"{LESSON}.ipynb"


def _call(command: Sequence[str | Path], folder: Path, home: Path, **variables: str) -> None:
    """Run a command with nothing of ours in its environment; an exit code other than 0 ends the benchmark."""
    environment = {"PATH": f"{BIN}:{os.defpath}", "HOME": str(home), "LANG": "C.UTF-8", **variables}
    done = subprocess.run(command, cwd=folder, env=environment, check=False, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{' '.join(map(str, command))} failed:\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}")

"""A class of any size for the benchmarks: lesson 01, answered by each student in other words and with one mistake.

Nobody's notebook is another's, so no grader can save work by remembering it. The mistake is a result that is twice as
large as it should be; it stands in an exercise that no other one calls, so every student has nine exercises right.
"""

from __future__ import annotations

import ast
import json
import shutil
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
LESSON = "01_loss_functions"
MISTAKEN = ("sigmoid", "softmax", "bce_with_logits", "hinge_loss", "euclidean_loss", "accuracy")
RIGHT_EACH = 9
WORDS = "Subtract the largest score of every row, exponentiate, and divide by the sum: then all lie between 0 and 1."

Notebook = dict[str, Any]


def read(path: Path) -> Notebook:
    """Return a notebook as it stands in its file."""
    notebook: Notebook = json.loads(path.read_text(encoding="utf-8"))
    return notebook


def write(notebook: Notebook, path: Path) -> None:
    """Write a notebook and the folders around it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(notebook, indent=1, ensure_ascii=False), encoding="utf-8")


def solution() -> Notebook:
    """Return the instructor's notebook."""
    return read(ROOT / "solutions" / LESSON / f"{LESSON}.ipynb")


def copy_course(to: Path) -> None:
    """Make a course of its own, with everything that grading reads and nothing that it has written."""
    to.mkdir(parents=True)
    shutil.copy(ROOT / "nbgrader_config.py", to)
    for name in ("lessons", "notebooks", "solutions"):
        shutil.copytree(ROOT / name, to / name, ignore=shutil.ignore_patterns(".ipynb_checkpoints", "__pycache__"))


def students(count: int) -> list[str]:
    """Return so many names."""
    return [f"student-{number:04}" for number in range(count)]


def hand_in(released: Notebook, count: int, folder: Path) -> None:
    """Write the submissions of so many students into a folder, as nbgrader has them."""
    model = solution()
    for number, student in enumerate(students(count)):
        write(answered(released, model, number), folder / student / LESSON / f"{LESSON}.ipynb")


def answered(released: Notebook, model: Notebook, number: int) -> Notebook:
    """Return the released notebook with one student's answers in it."""
    notebook, answers = deepcopy(released), dict(answers_of(model, number))
    for cell in notebook["cells"]:
        if cell["id"] in answers:
            cell["source"] = answers[cell["id"]]
    return notebook


def answers_of(model: Notebook, number: int) -> Iterator[tuple[str, str]]:
    """Yield a student's answers by the names of their cells."""
    mistaken = MISTAKEN[number % len(MISTAKEN)]
    for cell in model["cells"]:
        name = cell["id"]
        if not cell["metadata"].get("nbgrader", {}).get("solution"):
            continue
        if cell["cell_type"] == "markdown":
            yield name, f"{WORDS} ({number})"
        elif name.startswith("take-home"):
            yield name, f'{name.replace("-", "_")} = """{WORDS}"""  # {number}'
        else:
            yield name, f"# Student {number}\n{reworded(''.join(cell['source']), number, name == mistaken)}"


def reworded(source: str, number: int, is_mistaken: bool) -> str:
    """Return a function with variables of a student's own, and with a result of twice the size if it is mistaken."""
    tree = ast.parse(source)
    stored = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    given = {n.arg for n in ast.walk(tree) if isinstance(n, ast.arg)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id in stored - given:
            node.id = f"{node.id}_{number}"
        if isinstance(node, ast.Return) and is_mistaken and node.value:
            node.value = ast.BinOp(node.value, ast.Mult(), ast.Constant(2))
    return ast.unparse(tree)

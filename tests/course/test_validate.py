"""`nbgrader validate`, as a student runs it in a terminal before handing in."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]
NBGRADER = Path(sys.executable).with_name("nbgrader")
LESSONS = sorted(path.stem for path in (ROOT / "notebooks").glob("*/*.ipynb"))


def read(folder, lesson):
    """Return a notebook of the repository as JSON."""
    return json.loads((ROOT / folder / lesson / f"{lesson}.ipynb").read_text("utf-8"))


def answers_to(lesson):
    """Return the solution's answers, by the cell's id."""
    cells = read("solutions", lesson)["cells"]
    return {cell["id"]: cell["source"] for cell in cells if cell["metadata"].get("nbgrader", {}).get("solution")}


def validate(course, lesson, answers):
    """Put answers into a copy of a released notebook, and return what `nbgrader validate` says of it."""
    shutil.copy(ROOT / "nbgrader_config.py", course)
    folder = course / "notebooks" / lesson
    folder.mkdir(parents=True)
    notebook = read("notebooks", lesson)
    for cell in notebook["cells"]:
        cell["source"] = answers.get(cell["id"], cell["source"])
    (folder / f"{lesson}.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    command = [NBGRADER, "validate", f"notebooks/{lesson}/{lesson}.ipynb"]
    run = subprocess.run(command, cwd=course, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    return run.stdout


@pytest.mark.parametrize("lesson", LESSONS)
def test_the_solution_is_valid(tmp_path, lesson):
    """With the solution's answers in the released notebook, every check passes."""
    assert validate(tmp_path, lesson, answers_to(lesson)) == "Success! Your notebook passes all the tests.\n"


def test_a_single_mistake_is_the_only_thing_that_is_listed(tmp_path):
    """With one wrong answer, Validate lists the check of that one, and a line instead of a traceback."""
    wrong = "def one_hot(y, C):\n    return np.eye(C)[y - 1]"
    listing = validate(tmp_path, "00_warm_up", {**answers_to("00_warm_up"), "one_hot": wrong})
    assert re.findall(r"^ +check\(.+$", listing, re.MULTILINE) == ["    check(one_hot)"]
    assert listing.count("The following cell failed:") == 1
    [error] = re.findall(r"The error was:\n\n(.+?)\n\n", listing, re.DOTALL)
    assert error.startswith("    one_hot: ")
    assert "\n" not in error

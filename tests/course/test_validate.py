"""`nbgrader validate`, as a student runs it in a terminal before handing in."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]
NBGRADER = Path(sys.executable).with_name("nbgrader")
LESSONS = sorted(path.stem for path in (ROOT / "notebooks").glob("*/*.ipynb"))


def cells_of(folder, lesson):
    """Return the cells of a notebook of the repository."""
    return json.loads((ROOT / folder / lesson / f"{lesson}.ipynb").read_text("utf-8"))["cells"]


def validate(course, lesson, answers):
    """Put answers into a copy of a released notebook, by the cell's id, and return what `nbgrader validate` says."""
    shutil.copy(ROOT / "nbgrader_config.py", course)
    path = course / "notebooks" / lesson / f"{lesson}.ipynb"
    path.parent.mkdir(parents=True)
    notebook = json.loads((ROOT / path.relative_to(course)).read_text("utf-8"))
    for cell in notebook["cells"]:
        cell["source"] = answers.get(cell["id"], cell["source"])
    path.write_text(json.dumps(notebook), encoding="utf-8")
    command = [NBGRADER, "validate", path.relative_to(course)]
    run = subprocess.run(command, cwd=course, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    return run.stdout


@pytest.mark.parametrize("lesson", LESSONS)
def test_the_solution_is_valid(tmp_path, lesson):
    """With the solution's answers in the released notebook, every check passes."""
    solution = {cell["id"]: cell["source"] for cell in cells_of("solutions", lesson)}
    answers = {c["id"]: solution[c["id"]] for c in cells_of("notebooks", lesson) if is_answer(c)}
    assert answers
    assert validate(tmp_path, lesson, answers) == "Success! Your notebook passes all the tests.\n"


def is_answer(cell):
    """Return whether a student writes this cell."""
    return cell["metadata"].get("nbgrader", {}).get("solution", False)


def test_a_single_mistake_is_the_only_thing_that_is_listed(tmp_path):
    """With all answers of lesson 00 but one right, Validate lists that one's check, in a line and without a traceback."""
    answers = {c["id"]: c["source"] for c in cells_of("solutions", "00_warm_up") if is_answer(c)}
    answers["one_hot"] = "def one_hot(y, C):\n    return np.eye(C)[y - 1]"
    listing = validate(tmp_path, "00_warm_up", answers)
    assert listing.count("The following cell failed:") == 1
    assert "check(one_hot)" in listing
    assert "one_hot: mistake" in listing
    assert "Traceback" not in listing

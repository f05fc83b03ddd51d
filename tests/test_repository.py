"""What holds for every file of the repository, and for what is built from it."""

import re
import subprocess
import sys
import zipfile
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LONGEST_MODULE = 300

# One letter of each pattern stands in brackets, so that none of them matches its own line here.
FOREIGN = {
    "a path of somebody's machine": r"(?<![\w.~/-])/(?:[w]ork|[r]oot)/|/[t]mp/bootstrap",
    "a package registry's host": r"[p]ypi\.org|[p]ythonhosted\.org|[r]egistry\.npmjs|[d]eb\.debian|[a]naconda\.org",
    "a conflict mark": r"^(<{7}|>{7}) ",
    "a carriage return": r"\r",
}


@cache
def files() -> tuple[str, ...]:
    """Return the paths that git tracks, and those that it would track if they were added."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        listing = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    except (FileNotFoundError, subprocess.CalledProcessError):
        pytest.skip("this tree is no git checkout")
    return tuple(path for path in listing.split("\0") if path and (ROOT / path).is_file())


def text(path: str) -> str:
    """Return a file's text with its line ends as they are; nothing for a binary file."""
    data = (ROOT / path).read_bytes()
    return "" if b"\0" in data else data.decode("utf-8")


@pytest.mark.parametrize("what", FOREIGN)
def test_no_file_holds(what):
    """The repository says nothing about the machine, the mirror or the merge that it came from."""
    assert [path for path in files() if re.search(FOREIGN[what], text(path), re.MULTILINE)] == []


@pytest.mark.parametrize(
    ("what", "line"),
    [
        ("a path of somebody's machine", "open('/" + "work/data.csv')"),
        ("a package registry's host", "--index-url https://py" + "pi.org/simple"),
        ("a conflict mark", "one line\n" + "<" * 7 + " ours\n"),
        ("a carriage return", "one line\r\n"),
    ],
)
def test_each_of_these_would_be_found(what, line):
    """The patterns match what they are for."""
    assert re.search(FOREIGN[what], line, re.MULTILINE)


def test_the_students_part_holds_no_answer():
    """Where a solution's marker stands in the notebooks or the kit, a solution stands too."""
    students = [path for path in files() if path.startswith(("notebooks/", "kit/"))]
    assert [path for path in students if re.search("BEGIN (SOLUTION|HIDDEN)", text(path))] == []


def test_what_hidden_inputs_are_drawn_from_is_never_tracked():
    """The course's secret is made beside the lessons at first use, where a careless `git add` would find it."""
    assert ".course-secret" not in files()
    assert subprocess.run(["git", "check-ignore", "--quiet", ".course-secret"], cwd=ROOT, check=False).returncode == 0


def test_modules_are_short():
    """A module of more than 300 lines wants to be two; but an exercise is one file, however many mistakes it names."""
    one_piece = ("lessons/", "grader/exercises/", "tests/")
    modules = [path for path in files() if path.endswith(".py") and not path.startswith(one_piece)]
    assert [path for path in modules if text(path).count("\n") > LONGEST_MODULE] == []


def test_the_kit_carries_the_licence_of_the_whole():
    """A wheel can only take a licence from its own folder, so the kit holds a copy."""
    assert text("kit/LICENSE") == text("LICENSE")


@pytest.mark.slow
def test_the_wheels_hold_what_belongs_to_them(tmp_path):
    """The kit brings its data sets, cards and types, and no secret; the grader brings its templates."""
    for project in (ROOT / "kit", ROOT):
        command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", tmp_path]
        subprocess.run(command, cwd=project, check=True, capture_output=True)
    kit, grader = ({*zipfile.ZipFile(wheel).namelist()} for wheel in sorted(tmp_path.glob("*.whl")))
    tracked = {path.removeprefix("kit/") for path in files() if path.startswith("kit/fallline/")}
    data = {f"fallline/{path}" for path in files() if path.startswith("data/") and path.endswith((".npz", ".csv"))}
    assert tracked | data <= kit
    assert {name.split("/")[0] for name in kit} == {"fallline", "fallline-0.1.0.dist-info"}
    assert {path for path in files() if path.startswith("grader/")} <= grader
    assert {name.split("/")[0] for name in grader} == {"grader", "fallline_grader-0.1.0.dist-info"}

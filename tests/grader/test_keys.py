"""A key changes with everything that marks depend on, and with nothing else."""

import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from grader import keys
from grader.course import Course
from grader.keys import base_key, course_version, key_of
from grader.sandbox import Policy
from grader.submissions import Submission

ISOLATION = "landlock, seccomp"


@pytest.fixture
def course(tmp_path):
    """Return a course with a released lesson and a secret of its own."""
    (tmp_path / "notebooks" / "01_losses").mkdir(parents=True)
    (tmp_path / "notebooks" / "01_losses" / "01_losses.ipynb").write_text("{}")
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "points.csv").write_text("1,2\n")
    (tmp_path / ".course-secret").write_text("a" * 64)
    return Course(tmp_path)


@pytest.fixture
def submission(tmp_path):
    """Return a submission."""
    path = tmp_path / "submitted" / "ada.ipynb"
    path.parent.mkdir()
    path.write_text("{}")
    return Submission(path, "ada")


def test_the_same_has_the_same_key(course, submission):
    """Also for the second time, and also with the same file made anew."""
    first = key_of(submission, base_key(course, Policy(), ISOLATION))
    submission.path.unlink()
    submission.path.write_text("{}")
    assert key_of(submission, base_key(course, Policy(), ISOLATION)) == first
    assert base_key(course, Policy(allow_weak=True), ISOLATION) == base_key(course, Policy(), ISOLATION)


def test_a_submission_has_a_key_of_its_own(submission, tmp_path):
    """Another content, another student, another path: another key."""
    keys_ = {key_of(submission, "base"), key_of(replace(submission, student="bob"), "base")}
    copy = tmp_path / "copy.ipynb"
    shutil.copy(submission.path, copy)
    keys_ |= {key_of(replace(submission, path=copy), "base"), key_of(submission, "other base")}
    submission.path.write_text("{ }")
    assert len({*keys_, key_of(submission, "base")}) == 5


CHANGES = {
    "a released notebook": lambda course: course.released("01_losses").write_text("{ }"),
    "another released notebook": lambda course: shutil.copytree(
        course.notebooks / "01_losses", course.notebooks / "02_more", copy_function=_renamed
    ),
    "data": lambda course: (course.root / "data" / "points.csv").write_text("1,2\n3,4\n"),
    "more data": lambda course: (course.root / "data" / "more.csv").touch(),
    "the secret": lambda course: (course.root / ".course-secret").write_text("b" * 64),
}


def _renamed(source, target):
    shutil.copy(source, Path(target).with_name("02_more.ipynb"))


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_of_the_course_changes_every_key(course, change):
    """So that everything is graded again."""
    before = base_key(course, Policy(), ISOLATION)
    CHANGES[change](course)
    assert base_key(course, Policy(), ISOLATION) != before


@pytest.mark.parametrize("package", ["grader", "fallline"])
def test_a_change_of_the_sources_changes_every_key(course, tmp_path, monkeypatch, package):
    """An exercise, the kit, or anything else that is Python; what is not does not count."""
    source = Path(getattr(keys, package).__file__).parent
    copy = Path(shutil.copytree(source, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__")))
    monkeypatch.setattr(getattr(keys, package), "__file__", str(copy / "__init__.py"))
    before = course_version(course)
    (copy / "notes.txt").touch()
    assert course_version(course) == before
    deep = sorted(copy.rglob("*/*.py"))[-1]
    deep.write_text(deep.read_text("utf-8") + "\n", "utf-8")
    assert course_version(course) != before


def test_limits_and_isolation_are_part_of_the_key(course):
    """What costs a mark under one policy may not under another."""
    found = {
        base_key(course, Policy(), ISOLATION),
        base_key(course, Policy(memory=1), ISOLATION),
        base_key(course, Policy(cell_seconds=1.0), ISOLATION),
        base_key(course, Policy(without=frozenset({"seccomp"})), ISOLATION),
        base_key(course, Policy(), "none"),
    }
    assert len(found) == 5


def test_the_order_of_layers_does_not_count(course):
    """A set has another order in every process."""
    layers = ("seccomp", "landlock", "uid", "rlimits")
    one, other = (Policy(without=frozenset(order)) for order in (layers, layers[::-1]))
    assert base_key(course, one, ISOLATION) == base_key(course, other, ISOLATION)


def test_the_secret_cannot_be_read_off(course):
    """A key stands in a file that others may see."""
    assert "a" * 8 not in base_key(course, Policy(), ISOLATION)


def test_what_cannot_be_read_has_a_key_too(tmp_path):
    """A link, a pipe, a folder, a file that is too large or has gone: each another one, at once."""
    (tmp_path / "folder").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "folder")
    os.mkfifo(tmp_path / "pipe")
    with (tmp_path / "large").open("wb") as file:
        file.truncate(keys.MAX_BYTES + 1)
    found = [keys._digest_of(tmp_path / name) for name in ("folder", "link", "pipe", "large", "gone")]
    assert len(set(found)) == 5
    assert key_of(Submission(tmp_path / "x\udcff", "\udcff"), "base")

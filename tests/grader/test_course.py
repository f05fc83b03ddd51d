"""A course is found from any folder inside of it, and its secret is made once, read by nobody else and never twice."""

import stat
import threading
from pathlib import Path

import pytest

from grader.course import Course, find_course, seed_for
from grader.errors import UsageError

SECRET = b"0123456789abcdef" * 4


@pytest.fixture
def course(tmp_path):
    """Return a course of two lessons, of which one is released."""
    (tmp_path / "nbgrader_config.py").touch()
    (tmp_path / "lessons").mkdir()
    released = tmp_path / "notebooks" / "01_loss_functions"
    released.mkdir(parents=True)
    (released / "01_loss_functions.ipynb").write_text("{}")
    (released / "scratch.ipynb").write_text("{}")
    (tmp_path / "notebooks" / "02_optimisation").mkdir()
    (tmp_path / "notebooks" / "README.md").touch()
    return Course(tmp_path)


def test_a_course_is_found_from_any_folder_inside(course, monkeypatch):
    """From its root, from a folder deep inside, and from the current folder."""
    deep = course.root / "results" / "a" / "b"
    deep.mkdir(parents=True)
    assert find_course(course.root) == course
    assert find_course(deep) == course
    monkeypatch.chdir(deep)
    assert find_course() == course


def test_without_one_around_it_is_the_course_of_this_package(tmp_path, monkeypatch):
    """The command works from a home folder too."""
    monkeypatch.chdir(tmp_path)
    assert (find_course().root / "grader" / "course.py").is_file()


@pytest.mark.parametrize("missing", ["lessons", "nbgrader_config.py", "both"])
def test_a_folder_that_was_named_must_be_a_course(tmp_path, missing):
    """A wrong --course is an error with three parts, never another course."""
    if missing == "lessons":
        (tmp_path / "nbgrader_config.py").touch()
    if missing == "nbgrader_config.py":
        (tmp_path / "lessons").mkdir()
    with pytest.raises(UsageError) as caught:
        find_course(tmp_path)
    message = str(caught.value)
    assert str(tmp_path) in message
    assert "expected" in message
    assert "try" in message


def test_released_lessons_are_those_with_a_notebook_of_their_name(course):
    """Empty folders and other files are none."""
    assert course.released_lessons() == ["01_loss_functions"]
    assert course.released("01_loss_functions").is_file()


def test_before_the_first_build_nothing_is_released(tmp_path):
    """A missing folder is no crash."""
    assert Course(tmp_path).released_lessons() == []


def test_the_secret_is_made_once(course):
    """It is long, the same at each use, and its owner's alone."""
    secret = course.secret()
    assert len(secret) >= 32
    assert course.secret() == secret
    path = course.root / ".course-secret"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_two_courses_have_two_secrets(course, tmp_path_factory):
    """Nobody can work out one from the other."""
    other = Course(tmp_path_factory.mktemp("other"))
    assert other.secret() != course.secret()


def test_a_secret_that_is_there_is_kept(course):
    """A restored one is used, with or without a line end."""
    (course.root / ".course-secret").write_bytes(SECRET + b"\n")
    assert course.secret() == SECRET


@pytest.mark.parametrize("broken", [b"", b"\n", b"short", b" " * 100])
def test_a_broken_secret_is_refused(course, broken):
    """An empty file would give everybody inputs that can be worked out."""
    (course.root / ".course-secret").write_bytes(broken)
    with pytest.raises(UsageError):
        course.secret()


def test_runs_that_start_together_get_one_secret(course):
    """Whoever comes second takes the first one's secret, whole."""
    found = []
    barrier = threading.Barrier(8)

    def read():
        barrier.wait()
        found.append(course.secret())

    threads = [threading.Thread(target=read) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len(set(found)) == 1
    assert [path.name for path in course.root.glob(".course-secret*")] == [".course-secret"]


def test_a_seed_depends_on_all_three():
    """The same submission is asked the same again; another one, another exercise, another course is not."""
    seed = seed_for(SECRET, "ada", "softmax")
    assert seed == seed_for(SECRET, "ada", "softmax")
    others = [
        seed_for(SECRET, "ada", "accuracy"),
        seed_for(SECRET, "bob", "softmax"),
        seed_for(b"1" + SECRET, "ada", "softmax"),
        seed_for(SECRET, "adas", "oftmax"),
        seed_for(SECRET, "", "adasoftmax"),
    ]
    assert len({seed, *others}) == 6


@pytest.mark.parametrize("name", ["", "ü☃", "\udcff", "a\nb", "x" * 10_000])
def test_any_name_has_a_seed(name):
    """Seeds are whole numbers that a generator takes, whatever the name."""
    seed = seed_for(SECRET, name, "softmax")
    assert 0 <= seed < 2**63


def test_all_places_lie_in_the_course(course):
    """No folder of the course lies outside of its root."""
    names = ("lessons", "solutions", "notebooks", "cards", "results", "feedback", "gradebook")
    assert all(Path(course.root) in getattr(course, name).parents for name in names)

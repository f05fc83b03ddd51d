"""Every submission is found, whatever lies in the folder, nobody's twice, and the parts of a class are the class."""

import os
import subprocess

import pytest

from grader.errors import UsageError
from grader.submissions import find_submissions, part_of


@pytest.fixture
def folder(tmp_path):
    """Return an empty folder for submissions."""
    path = tmp_path / "submitted"
    path.mkdir()
    return path


def hand_in(folder, student, text="{}", name="00_warm_up.ipynb"):
    """Put a file into a student's folder."""
    path = folder / student / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def students(folder):
    """Return whose submissions a folder holds."""
    return [submission.student for submission in find_submissions([folder])]


def test_a_folder_holds_one_submission_a_notebook(folder):
    """As nbgrader lays them out, one folder deeper, or flat; Jupyter's checkpoints are none."""
    hand_in(folder, "ada")
    hand_in(folder, "bob/00_warm_up")
    hand_in(folder, "ada/.ipynb_checkpoints", name="00_warm_up-checkpoint.ipynb")
    (folder / "carla.ipynb").write_text("{}")
    assert students(folder) == ["ada", "bob", "carla"]


def test_nobody_is_overlooked(folder):
    """A folder with files but no notebook, or a link in place of a folder, is a submission that cannot be read."""
    hand_in(folder, "ada")
    hand_in(folder, "bob", name="answers.docx")
    hand_in(folder, "carla/deep/down", name="notebook.ipynb.txt")
    (folder / "dan").symlink_to(folder / "ada")
    (folder / "empty").mkdir()
    hand_in(folder, ".hidden", name="file")
    assert sorted(students(folder)) == ["ada", "bob", "carla", "dan"]


@pytest.mark.parametrize("make", [lambda path: None, lambda path: path.mkdir()], ids=["missing", "empty"])
def test_nothing_to_grade_is_an_error(tmp_path, make):
    """A path that does not exist, or holds nothing, is said so before anything runs."""
    path = tmp_path / "there"
    make(path)
    with pytest.raises(UsageError):
        find_submissions([path])


def test_links_are_not_followed_into_other_folders(folder, tmp_path):
    """A link to somebody else's folder brings no second submission."""
    hand_in(folder, "ada")
    hand_in(folder, "eve", "{}")
    (folder / "eve" / "more").symlink_to(folder / "ada")
    (folder / "eve" / "loop").symlink_to(folder)
    assert sorted(students(folder)) == ["ada", "eve"]


def test_a_folder_of_any_depth_is_searched(folder):
    """Thousands of folders inside of one another stop neither the search nor the grading."""
    hand_in(folder, "ada")
    (folder / "eve").mkdir()
    here = os.open(folder / "eve", os.O_RDONLY)
    for _ in range(1100):
        os.mkdir("long-name", dir_fd=here)
        deeper = os.open("long-name", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = deeper
    os.close(os.open("deep.ipynb", os.O_CREAT | os.O_WRONLY, dir_fd=here))
    os.close(here)
    try:
        assert "ada" in students(folder)
    finally:
        # Python's own rmtree, which clears up behind the tests, does not come so deep.
        subprocess.run(["rm", "-rf", folder / "eve"], check=True)


def test_what_is_named_twice_is_graded_once(folder):
    """A class, and again somebody in it, or the same folder in another spelling."""
    hand_in(folder, "ada")
    hand_in(folder, "bob")
    found = find_submissions([folder, folder / "bob", folder.parent / "submitted" / "."])
    assert [submission.student for submission in found] == ["ada", "bob"]


@pytest.mark.parametrize("parts", [1, 2, 3, 7, 20])
def test_the_parts_of_a_class_are_the_class(folder, parts):
    """Everybody is in one part and in one only, and no part has two more than another."""
    for number in range(7):
        hand_in(folder, f"student-{number}")
    whole = find_submissions([folder])
    cut = [part_of(whole, f"{number}/{parts}") for number in range(1, parts + 1)]
    assert sorted((s for part in cut for s in part), key=lambda s: s.student) == whole
    assert max(map(len, cut)) - min(map(len, cut)) <= 1


@pytest.mark.parametrize("shard", ["", "3", "0/4", "5/4", "1/0", "-1/4", "1/4/2", "a/b", "1.5/4", " 1/4", "01/4"])
def test_a_part_that_is_none_is_an_error_in_three_parts(shard):
    """What was passed, what was expected, what to try."""
    with pytest.raises(UsageError, match=r"expected i/n .* try --shard 1/4") as caught:
        part_of([], shard)
    assert repr(shard) in str(caught.value)

"""A course sets its limits in course.toml, and a slip there is an error that says what would be right."""

import re
import tomllib
from pathlib import Path

import pytest

from grader.course import Course
from grader.errors import UsageError
from grader.limits import _SETTINGS, policy_for
from grader.sandbox import Policy
from grader.sandbox.policy import MIB, WITH_FIGURES


def limits(tmp_path, text, policy=WITH_FIGURES):
    """Return the policy of a course with this course.toml."""
    (tmp_path / "course.toml").write_text(text, "utf-8")
    return policy_for(Course(tmp_path), policy)


def test_without_the_file_all_is_as_it_was(tmp_path):
    """So it is with an empty one, and with an empty table."""
    assert policy_for(Course(tmp_path), WITH_FIGURES) == WITH_FIGURES
    assert limits(tmp_path, "") == limits(tmp_path, "[limits]\n") == WITH_FIGURES


def test_every_limit_has_its_unit(tmp_path):
    """What is not set stays, such as what the zygote preloads."""
    text = """
    [limits]
    memory_mib = 512
    cpu_seconds = 60
    cell_seconds = 2.5
    submission_seconds = 100
    patience = 4
    output_characters = 500
    answer_mib = 0.5
    file_mib = 1
    files = 7
    disk_mib = 2
    open_files = 32
    threads = 5
    """
    policy = limits(tmp_path, text)
    assert (policy.memory, policy.cpu_seconds, policy.cell_seconds) == (512 * MIB, 60, 2.5)
    assert (policy.submission_seconds, policy.patience, policy.output_characters) == (100.0, 4.0, 500)
    assert (policy.frame_bytes, policy.file_size, policy.disk) == (MIB // 2, MIB, 2 * MIB)
    assert (policy.files, policy.open_files, policy.threads, policy.preload) == (7, 32, 5, WITH_FIGURES.preload)
    assert [type(value) for value in vars(policy).values()] == [type(value) for value in vars(Policy()).values()]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (
            "memory = 512",
            r"sets 'memory' in \[limits\]; expected some of memory_mib, cpu_seconds, .*docs/instructor.md",
        ),
        ("memory_mib = 0", "sets memory_mib to 0; expected a number above 0; try memory_mib = 1024"),
        ("memory_mib = -1", "sets memory_mib to -1"),
        ('memory_mib = "1 GB"', "sets memory_mib to '1 GB'"),
        ("memory_mib = true", "sets memory_mib to True"),
        ("memory_mib = nan", "sets memory_mib to nan"),
        ("memory_mib = inf", "sets memory_mib to inf"),
        ("memory_mib = 99999999999", "sets memory_mib to 99999999999"),
        ("files = 2.5", "sets files to 2.5; expected a whole number above 0; try files = 500"),
        ("cell_seconds = []", r"sets cell_seconds to \[\]"),
    ],
)
def test_a_wrong_setting_is_an_error_in_three_parts(tmp_path, line, words):
    """Which file and what it says, what was expected, what to try."""
    with pytest.raises(UsageError, match=words) as caught:
        limits(tmp_path, f"[limits]\n{line}\n")
    assert str(tmp_path / "course.toml") in str(caught.value)


@pytest.mark.parametrize(
    "text", ["[limits", "memory_mib = 3\n", "[limit]\n", "limits = 3\n", "[limits]\nfiles = 1\nfiles = 2"]
)
def test_a_file_that_means_nothing_is_an_error_in_three_parts(tmp_path, text):
    """Also a misspelt table, which would else be passed over in silence."""
    with pytest.raises(UsageError, match=r"course.toml .*; expected .*; (try|look)"):
        limits(tmp_path, text)


def test_a_file_in_another_encoding_is_an_error(tmp_path):
    """TOML is UTF-8."""
    (tmp_path / "course.toml").write_bytes(b"[limits]\n# \xff\n")
    with pytest.raises(UsageError, match="cannot be read"):
        policy_for(Course(tmp_path), Policy())


def test_the_documentation_shows_every_setting_with_its_default(tmp_path):
    """Whoever copies the example changes nothing."""
    guide = Path(__file__).parents[2] / "docs" / "instructor.md"
    [example] = re.findall(r"^```toml\n(.*?)^```$", guide.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    assert set(tomllib.loads(example)["limits"]) == set(_SETTINGS)
    assert limits(tmp_path, example) == WITH_FIGURES

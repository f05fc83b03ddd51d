"""The limits that a course sets for its students' code: the table [limits] of course.toml as a policy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from grader.course import Course
from grader.errors import UsageError
from grader.sandbox import Policy
from grader.sandbox.policy import MIB

_SETTINGS = {
    "memory_mib": ("memory", MIB),
    "cpu_seconds": ("cpu_seconds", 1),
    "cell_seconds": ("cell_seconds", 1),
    "submission_seconds": ("submission_seconds", 1),
    "patience": ("patience", 1),
    "output_characters": ("output_characters", 1),
    "answer_mib": ("frame_bytes", MIB),
    "file_mib": ("file_size", MIB),
    "files": ("files", 1),
    "disk_mib": ("disk", MIB),
    "open_files": ("open_files", 1),
    "threads": ("threads", 1),
}
"""What each setting is called in a policy, and its unit there."""
MOST = 2**40
"""What no limit may be above: a mistake in the unit."""


def policy_for(course: Course, policy: Policy) -> Policy:
    """Return a policy with the limits that a course sets.

    Raises
    ------
    UsageError
        If a setting is unknown or has no sensible value.
    """
    settings = course.settings().get("limits", {})
    changes: dict[str, Any] = dict(_field(course, policy, settings, name) for name in settings)
    return replace(policy, **changes)


def _field(course: Course, policy: Policy, settings: Mapping[str, Any], name: str) -> tuple[str, float]:
    """Return the policy's name of a setting, and its value there."""
    if name not in _SETTINGS:
        raise UsageError(
            f"{course.settings_file} sets {name!r} in [limits]; expected some of {', '.join(_SETTINGS)}; "
            "look at docs/instructor.md, “Limits”"
        )
    field, unit = _SETTINGS[name]
    value, default = settings[name], getattr(policy, field)
    kinds = (int,) if isinstance(default, int) and unit == 1 else (int, float)
    if isinstance(value, bool) or not isinstance(value, kinds) or not 0 < value * unit <= MOST:
        kind = "a whole number" if kinds == (int,) else "a number"
        raise UsageError(
            f"{course.settings_file} sets {name} to {value!r}; expected {kind} above 0; try {name} = {default / unit:g}"
        )
    return field, type(default)(value * unit)

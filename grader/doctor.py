"""Says what keeps student code in on this machine, proves it, and says what to do about the rest."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from grader.errors import SandboxError
from grader.sandbox import Isolation, Policy, Sandbox, landlock, launch, syscalls
from grader.sandbox.capabilities import USER

GOOD, WEAK, NOTE = "✓", "✗", "·"


@dataclass(frozen=True)
class Finding:
    """One line of the report: a sign, what was looked at, what was found, and what to try."""

    sign: str
    what: str
    found: str
    remedy: str = ""


@dataclass(frozen=True)
class Report:
    """All findings, and whether classes can be graded."""

    findings: tuple[Finding, ...]
    can_grade: bool

    def to_json(self) -> dict[str, object]:
        """Return the report as the object that ``grader doctor --json`` prints."""
        return {"can_grade": self.can_grade, "findings": [asdict(finding) for finding in self.findings]}

    def lines(self) -> Iterator[str]:
        """Yield the report as lines for the terminal: what was found, and below it what to do about it."""
        for finding in self.findings:
            yield f"{finding.sign} {finding.what:<12} {finding.found}"
            if finding.remedy:
                yield f"{'':14} → {finding.remedy}"


def examine(policy: Policy) -> Report:
    """Return what keeps student code in on this machine, with a self-test of it."""
    findings = [_system(), _user(), *_kernel_layers(policy), _bubblewrap(policy)]
    try:
        with Sandbox(replace(policy, allow_weak=True)) as sandbox:
            findings += _proof(sandbox.isolation)
            can_grade = not sandbox.isolation.breaches
    except SandboxError as error:
        findings.append(Finding(WEAK, "self-test", str(error)))
        can_grade = False
    verdict = "classes can be graded" if can_grade else "grading refuses to start"
    return Report((*findings, Finding(GOOD if can_grade else WEAK, "verdict", verdict)), can_grade)


def _system() -> Finding:
    found = f"{platform.system()} {platform.release()}, {platform.machine()}, Python {platform.python_version()}"
    if sys.platform == "linux":
        return Finding(GOOD, "system", found)
    return Finding(WEAK, "system", found, "use Linux: WSL 2 on Windows, a container or virtual machine elsewhere")


def _user() -> Finding:
    if os.name != "posix" or os.geteuid() != 0:
        found = "an ordinary one; student code runs as the same user"
        return Finding(GOOD, "user", found)
    return Finding(GOOD, "user", f"root; student code runs as user {USER}, which owns nothing")


def _kernel_layers(policy: Policy) -> Iterator[Finding]:
    version = landlock.version() if policy.uses("landlock") and sys.platform == "linux" else 0
    if version:
        yield Finding(GOOD, "Landlock", f"version {version}: files, and {_scopes(version)}")
    else:
        remedy = "a kernel of 5.13 or newer, with landlock in /sys/kernel/security/lsm"
        yield Finding(WEAK, "Landlock", "not there", remedy)
    try:
        if not policy.uses("seccomp"):
            raise syscalls.Unavailable("it was left out")
        instructions = len(syscalls.build_filter()) // 8
        yield Finding(GOOD, "seccomp", f"a filter of {instructions} instructions, built by libseccomp")
    except (syscalls.Unavailable, OSError) as error:
        yield Finding(WEAK, "seccomp", str(error), "install libseccomp2 (Debian, Ubuntu) or libseccomp (Fedora, Arch)")


def _scopes(version: int) -> str:
    return "network and signals too" if version >= 6 else "network too" if version >= 4 else "seccomp does the rest"


def _bubblewrap(policy: Policy) -> Finding:
    if not policy.uses("bubblewrap"):
        return Finding(NOTE, "bubblewrap", "it was left out")
    if launch.bubblewrap():
        return Finding(GOOD, "bubblewrap", "a second wall: own file system, processes and network")
    if launch.finds_bubblewrap():
        remedy = "user namespaces are forbidden here, as in most containers; the other layers stand without it"
        return Finding(NOTE, "bubblewrap", "installed, but cannot make its namespaces", remedy)
    return Finding(NOTE, "bubblewrap", "not installed; the other layers stand without it", "install bubblewrap")


def _proof(isolation: Isolation) -> Iterator[Finding]:
    yield Finding(NOTE, "in force", ", ".join(isolation.layers) or "nothing")
    for breach in isolation.breaches:
        yield Finding(WEAK, "self-test", f"student code could {breach}")
    if not isolation.breaches:
        yield Finding(GOOD, "self-test", "a worker tried what must be impossible, and failed at all of it")
    if isolation.reads_all:
        found = f"only root may enter the folder of {Path(sys.base_prefix)}, so workers read past folders' rights"
        yield Finding(NOTE, "interpreter", f"{found}; Landlock holds them", "install bubblewrap, or use Python in /usr")

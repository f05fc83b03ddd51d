"""What the zygote and each worker give up before a student's first line runs.

The zygote gives up its user, if that is root, and every file outside of what student code may read: its children
inherit that for nothing. A worker then gives up the other workers' folders, its limits, its descriptors, and most
system calls. Nothing here needs root, a set-user-id program or a namespace.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import sys
import tempfile
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from grader.sandbox import capabilities, landlock, syscalls
from grader.sandbox.policy import Policy

_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_NO_NEW_PRIVS = 1, 4, 38
_libc = ctypes.CDLL(None, use_errno=True)
DEVICES = ("/dev/null", "/dev/zero", "/dev/urandom", "/dev/random")


@dataclass(frozen=True)
class Ground:
    """Where student code lives, as the grader has prepared it.

    Parameters
    ----------
    root : Path
        Folder in which every worker gets a folder of its own.
    readable : tuple of Path
        What may be read, with all below it.
    listable : tuple of Path
        Folders of which the names may be read, but not the contents.
    user : int
        The user to become, if this is root; 0 to stay what it is.
    threads : int
        Threads that this user, all its processes together, may have.
    """

    root: Path
    readable: tuple[Path, ...]
    listable: tuple[Path, ...]
    user: int
    threads: int


class Confinement:
    """The layers that this machine has, of those that the policy wants; made in the zygote, used in each worker."""

    def __init__(self, policy: Policy, ground: Ground) -> None:
        self.policy, self.ground = policy, ground
        self.landlock = landlock.version() if policy.uses("landlock") and sys.platform == "linux" else 0
        self.program = _filter(policy)
        self.reads_all = False
        if sys.platform == "linux":
            _libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
        if ground.user and policy.uses("uid"):
            self.reads_all = capabilities.become(
                ground.user, ground.readable, may_read_all=bool(self.landlock) or policy.allow_weak
            )
        if self.landlock:
            self._beside = _rules(_beside(ground.root, (*ground.readable, *ground.listable)), landlock.READ)
            self._forbid_files()

    def report(self) -> dict[str, object]:
        """Return which layers are in force, as plain data."""
        return {
            "landlock": self.landlock,
            "seccomp": bool(self.program),
            "user": os.getuid(),
            "reads_all": self.reads_all,
        }

    def enter(self, scratch: Path, keep: int, address_space: int) -> None:
        """Confine the calling process, a fresh worker, for good.

        Parameters
        ----------
        scratch : Path
            Folder made for this worker alone: its working directory, its home, the place of its temporary files.
        keep : int
            The one descriptor, besides 0 to 2, that stays open: the worker's end of the socket.
        address_space : int
            Bytes of address space that it may have in all; 0 for no limit.
        """
        os.setsid()
        if sys.platform == "linux":
            _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
            _libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
        _settle(scratch)
        if self.landlock:
            self._forbid_neighbours(scratch)
        _silence()
        _close_all_but(keep)
        if self.policy.uses("rlimits"):
            _limit(self.policy, address_space, self.ground.threads)
        if self.program:
            syscalls.install(self.program)

    def _forbid_files(self) -> None:
        rules = [
            *_rules(self.ground.readable, landlock.READ),
            *_rules(self.ground.listable, landlock.READ_DIR),
            *_rules(map(Path, DEVICES), landlock.DEVICE),
            *_rules([self.ground.root], landlock.OWN),
        ]
        _restrict(rules)

    def _forbid_neighbours(self, scratch: Path) -> None:
        """Forbid the other workers' folders: what the zygote may read, all but ``root``, and this worker's own."""
        rules = [
            *_rules(map(Path, DEVICES), landlock.DEVICE),
            *_rules([scratch], landlock.OWN),
        ]
        _restrict(rules, self._beside)


def _filter(policy: Policy) -> bytes:
    """Return the filter of system calls; nothing where there is no libseccomp, and then the self-test will say so."""
    if policy.uses("seccomp") and sys.platform == "linux":
        with suppress(syscalls.Unavailable):
            return syscalls.build_filter()
    return b""


def _rules(paths: Iterable[Path], rights: int) -> list[landlock.Rule]:
    return [rule for rule in (landlock.rule(path, rights) for path in paths) if rule]


def _restrict(rules: list[landlock.Rule], kept: Sequence[landlock.Rule] = ()) -> None:
    landlock.restrict([*rules, *kept])
    for descriptor, _ in rules:
        os.close(descriptor)


def _beside(root: Path, paths: Iterable[Path]) -> set[Path]:
    """Return the largest folders that hold the paths, but not ``root``."""
    above = {root, *root.parents}
    found = set()
    for path in paths:
        while path.parent not in above:
            path = path.parent
        found.add(path)
    return found - above


def _settle(scratch: Path) -> None:
    """Make the worker's own folder, and let everything that looks for a home find it there."""
    scratch.mkdir(mode=0o700)
    os.chdir(scratch)
    for name in ("HOME", "TMPDIR", "IPYTHONDIR", "MPLCONFIGDIR"):
        os.environ[name] = str(scratch)
    tempfile.tempdir = None


def _silence() -> None:
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)
    os.close(nowhere)


def _close_all_but(keep: int) -> None:
    most = os.sysconf("SC_OPEN_MAX")
    os.closerange(3, keep)
    os.closerange(keep + 1, most if most > 0 else 1 << 20)


def _limit(policy: Policy, address_space: int, threads: int) -> None:
    limits = {
        resource.RLIMIT_FSIZE: policy.file_size,
        resource.RLIMIT_NOFILE: policy.open_files,
        resource.RLIMIT_CPU: policy.cpu_seconds + 1,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_MEMLOCK: 0,
        **({resource.RLIMIT_AS: address_space} if address_space else {}),
        resource.RLIMIT_NPROC: threads,
    }
    for name, most in limits.items():
        _, hard = resource.getrlimit(name)
        capped = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(name, (capped, capped))
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    # At the hard limit the system kills without a word; a second before it, it says that the reason was the time.
    resource.setrlimit(resource.RLIMIT_CPU, (max(hard - 1, 1), hard))

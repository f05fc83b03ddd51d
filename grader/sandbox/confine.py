"""What a worker gives up before it runs a student's first line.

Today: resource limits, its own session, its parent's inputs and outputs. File and network confinement belongs here
too, and nowhere else.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import sys
from pathlib import Path

from grader.sandbox.policy import Policy

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)


def confine(policy: Policy, scratch: Path, keep: int) -> None:
    """Confine the calling process for good.

    Parameters
    ----------
    policy : Policy
        The limits.
    scratch : Path
        Folder made for this worker alone: its working directory.
    keep : int
        The one descriptor, besides 0 to 2, that stays open: the worker's end of the socket.
    """
    os.setsid()
    if sys.platform == "linux":
        _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    scratch.mkdir(mode=0o700)
    os.chdir(scratch)
    _silence()
    _close_all_but(keep)
    _limit(policy)


def _silence() -> None:
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)
    os.close(nowhere)


def _close_all_but(keep: int) -> None:
    os.closerange(3, keep)
    os.closerange(keep + 1, 4096)


def _limit(policy: Policy) -> None:
    limits = {
        resource.RLIMIT_AS: _address_space() + policy.memory,
        resource.RLIMIT_FSIZE: policy.file_size,
        resource.RLIMIT_NOFILE: policy.open_files,
        resource.RLIMIT_CPU: policy.cpu_seconds + 1,
        resource.RLIMIT_CORE: 0,
    }
    for name, most in limits.items():
        _, hard = resource.getrlimit(name)
        capped = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(name, (capped, capped))
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    # At the hard limit the system kills without a word; a second before it, it says that the reason was the time.
    resource.setrlimit(resource.RLIMIT_CPU, (max(hard - 1, 1), hard))


def _address_space() -> int:
    """Return the bytes of address space that this process has now; 0 where the system does not tell."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[0])
    except OSError:
        return 0
    return pages * resource.getpagesize()

"""Root becomes somebody else for good, before any student code is near.

The new user owns nothing, so that not even a call that no other layer covers reaches the grader's processes or files.
Where the interpreter lies in a folder that only root may enter, one capability stays: to read past folders' rights.
It is kept only under Landlock, which then is what decides; writing, signals and everything else go.
"""

from __future__ import annotations

import ctypes
import os
from collections.abc import Iterable
from pathlib import Path

USER = 61_973
"""A number that no account has: it lies in the range that systemd hands out to short-lived services."""

_PR_SET_KEEPCAPS, _PR_CAP_AMBIENT, _CLEAR_ALL = 8, 47, 4
_VERSION_3 = 0x20080522
_DAC_READ_SEARCH = 2
_libc = ctypes.CDLL(None, use_errno=True)


class _Header(ctypes.Structure):
    _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))


class _Set(ctypes.Structure):
    _fields_ = (("effective", ctypes.c_uint32), ("permitted", ctypes.c_uint32), ("inheritable", ctypes.c_uint32))


def become(user: int, readable: Iterable[Path], *, may_read_all: bool) -> bool:
    """Become ``user``, with no group and no capability; return whether the one for reading had to stay.

    Parameters
    ----------
    user : int
        Number of the user and of the group.
    readable : iterable of Path
        What must be readable afterwards.
    may_read_all : bool
        Whether the capability to read past folders' rights may stay if it must.

    Raises
    ------
    OSError
        If this process may not do so.
    """
    _libc.prctl(_PR_SET_KEEPCAPS, 1, 0, 0, 0)
    os.setgroups([])
    os.setresgid(user, user, user)
    os.setresuid(user, user, user)
    _libc.prctl(_PR_CAP_AMBIENT, _CLEAR_ALL, 0, 0, 0)
    _keep(0)
    if all(map(_is_readable, readable)) or not may_read_all:
        _drop()
        return False
    _keep(1 << _DAC_READ_SEARCH)
    return True


def _is_readable(path: Path) -> bool:
    # Not os.path.exists, which tells nothing apart.
    return os.access(path, os.R_OK)


def _keep(effective: int) -> None:
    """Set the effective capabilities; the permitted ones shrink to the one for reading at most."""
    permitted = 1 << _DAC_READ_SEARCH
    header = _Header(_VERSION_3, 0)
    sets = (_Set * 2)(_Set(effective, permitted, 0), _Set(0, 0, 0))
    if _libc.capset(ctypes.byref(header), ctypes.byref(sets)):
        # Whoever has not got the one for reading (in a container, say) keeps none at all.
        _drop()


def _drop() -> None:
    header = _Header(_VERSION_3, 0)
    sets = (_Set * 2)(_Set(0, 0, 0), _Set(0, 0, 0))
    if _libc.capset(ctypes.byref(header), ctypes.byref(sets)):
        error = ctypes.get_errno()
        raise OSError(error, os.strerror(error))

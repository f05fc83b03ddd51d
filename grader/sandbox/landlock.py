"""Landlock: a process forbids itself all files but those named, for good (Linux 5.13 and newer).

Three system calls, called by their numbers because the C library has no functions for them; the numbers are the same
on every architecture. Source: the kernel's Documentation/userspace-api/landlock.rst and include/uapi/linux/landlock.h.
"""

from __future__ import annotations

import ctypes
import os
from collections.abc import Iterable
from pathlib import Path

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_VERSION_FLAG, _PATH_BENEATH = 1, 1

EXECUTE, WRITE_FILE, READ_FILE, READ_DIR, REMOVE_DIR, REMOVE_FILE = (1 << bit for bit in range(6))
MAKE_DIR, MAKE_REG = 1 << 7, 1 << 8
REFER, TRUNCATE = 1 << 13, 1 << 14

READ = READ_FILE | READ_DIR
OWN = READ | WRITE_FILE | REMOVE_DIR | REMOVE_FILE | MAKE_DIR | MAKE_REG | REFER | TRUNCATE
"""For a folder of one's own: files and folders, but no links, pipes, sockets or devices."""
DEVICE = READ_FILE | WRITE_FILE

# What each version of the interface knows and can therefore forbid: the number of file rights, of network rights
# (bind, connect) and of scopes (abstract sockets, signals).
_KNOWS = ((13, 0, 0), (14, 0, 0), (15, 0, 0), (15, 2, 0), (16, 2, 0), (16, 2, 2))

_libc = ctypes.CDLL(None, use_errno=True)
Rule = tuple[int, int]
"""An open descriptor of a file or folder, and the rights below it."""


class _Ruleset(ctypes.Structure):
    _fields_ = (("files", ctypes.c_uint64), ("net", ctypes.c_uint64), ("scoped", ctypes.c_uint64))


class _Beneath(ctypes.Structure):
    _pack_ = 1
    _layout_ = "ms"
    _fields_ = (("allowed", ctypes.c_uint64), ("parent", ctypes.c_int32))


def version() -> int:
    """Return the version of the kernel's Landlock, 0 if it has none."""
    try:
        return _call(_CREATE_RULESET, None, 0, _VERSION_FLAG)
    except OSError:
        return 0


def rule(path: Path, rights: int) -> Rule | None:
    """Return a rule for what lies at a path now; None if nothing does."""
    try:
        descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return None
    if not path.is_dir():
        rights &= EXECUTE | READ_FILE | WRITE_FILE | TRUNCATE
    return descriptor, rights


def restrict(rules: Iterable[Rule]) -> None:
    """Forbid this process, and all that it starts, every file but what the rules allow; network and signals too.

    Raises
    ------
    OSError
        If the kernel has no Landlock, or ``no_new_privs`` is not set.
    """
    files, net, scopes = _KNOWS[min(version(), len(_KNOWS)) - 1]
    handled = _Ruleset((1 << files) - 1, (1 << net) - 1, (1 << scopes) - 1)
    size = 24 if scopes else 16 if net else 8
    ruleset = _call(_CREATE_RULESET, ctypes.byref(handled), size, 0)
    for parent, allowed in rules:
        beneath = _Beneath(allowed & handled.files, parent)
        _call(_ADD_RULE, ruleset, _PATH_BENEATH, ctypes.byref(beneath), 0)
    _call(_RESTRICT_SELF, ruleset, 0)
    os.close(ruleset)


def _call(number: int, *arguments: object) -> int:
    result: int = _libc.syscall(ctypes.c_long(number), *(_long(a) for a in arguments))
    if result < 0:
        error = ctypes.get_errno()
        raise OSError(error, os.strerror(error))
    return result


def _long(argument: object) -> object:
    return ctypes.c_long(argument) if isinstance(argument, int) else argument

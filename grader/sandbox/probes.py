"""What a confined worker must not be able to do, tried by one that nobody needs, before any student code runs.

Each attempt is harmless where it succeeds. Its name ends up in a sentence, "student code could ...".
"""

from __future__ import annotations

import ctypes
import fcntl
import importlib
import os
import resource
import socket
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

_libc = ctypes.CDLL(None, use_errno=True)
Attempt = Callable[[], Any]


def breaches(forbidden: Iterable[str], writable: str) -> list[str]:
    """Return what this process can do and must not.

    Parameters
    ----------
    forbidden : iterable of str
        Files that exist and that it must not read.
    writable : str
        A path at which it must not make a file.
    """
    return [words for words, attempt in _attempts(forbidden, writable) if _succeeds(attempt)]


def broken(imports: Iterable[str]) -> list[str]:
    """Return which modules this process cannot import, though it must."""
    return [name for name in imports if not _succeeds(partial(importlib.import_module, name))]


def _attempts(forbidden: Iterable[str], writable: str) -> Iterator[tuple[str, Attempt]]:
    parent = os.getppid()
    for path in forbidden:
        yield f"read {path}", partial(_open, path)
    yield "write outside of its folder", lambda: _write(writable)
    yield "look at processes in /proc", partial(_open, "/proc/self/environ")
    yield "open a network socket", lambda: socket.socket(socket.AF_INET).close()
    yield "open a local socket", lambda: socket.socket(socket.AF_UNIX).close()
    yield "start a process", _fork
    yield "start a program", _exec
    yield "signal the grader", lambda: os.kill(parent, 0)
    yield "read another process's memory", lambda: _read_memory(parent)
    yield "read another process's limits", lambda: resource.prlimit(parent, resource.RLIMIT_CPU)
    yield "lock a file", lambda: fcntl.flock(0, fcntl.LOCK_EX | fcntl.LOCK_NB)
    yield "make an anonymous file", lambda: os.close(os.memfd_create("probe"))
    yield "change a file's rights", _chmod
    yield "act as root", _act_as_root
    yield "take memory without limit", lambda: _require(resource.getrlimit(resource.RLIMIT_AS)[0] < 0)


def _succeeds(attempt: Attempt) -> bool:
    with suppress(Exception):
        attempt()
        return True
    return False


def _require(condition: bool) -> None:
    if not condition:
        raise PermissionError


def _open(path: str) -> None:
    os.close(os.open(path, os.O_RDONLY))


def _write(path: str) -> None:
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    with suppress(OSError):
        Path(path).unlink()


def _fork() -> None:
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)


def _exec() -> None:
    """Try a program that does not exist: where it is refused, the error is another one."""
    try:
        os.execv("/nonexistent", ["/nonexistent"])  # noqa: S606 - to see whether it is refused
    except FileNotFoundError:
        return


def _read_memory(pid: int) -> None:
    class Part(ctypes.Structure):
        _fields_ = (("base", ctypes.c_void_p), ("length", ctypes.c_size_t))

    room = ctypes.create_string_buffer(1)
    part = Part(ctypes.addressof(room), 1)
    _require(_libc.process_vm_readv(pid, ctypes.byref(part), 1, ctypes.byref(part), 1, 0) == 1)


def _chmod() -> None:
    """Change the rights of a file of its own; where the call does nothing, they stay."""
    with Path("probe").open("w") as file:
        os.fchmod(file.fileno(), 0o604)
        changed = os.fstat(file.fileno()).st_mode & 0o777 == 0o604
    Path("probe").unlink()
    _require(changed)


def _act_as_root() -> None:
    with suppress(OSError):
        os.setresuid(0, 0, 0)
    _require(os.geteuid() == 0)

"""Files that are written whole or not at all, and what killed runs leave of them.

A writer holds a lock on its temporary file, which the system takes back when the writer dies. So a later run can tell
what somebody is writing just now from what nobody will ever finish.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from grader.errors import GraderError

PREFIX = ".writing-"
OLD_SECONDS = 3600.0
"""After this long a temporary file is nobody's, whatever a file system without locks says."""
PRIVATE, PUBLIC = 0o600, 0o666


def write_whole(path: Path, text: str, *, mode: int = PUBLIC, durable: bool = False) -> None:
    """Write a file so that a reader sees the old one or the new one, whole, however the writer ends.

    Parameters
    ----------
    path : Path
        Its folder is made if need be.
    text : str
        Written as UTF-8.
    mode : int
        The rights of a new file, less the user's mask.
    durable : bool
        Whether to wait until the disk has it: then it outlives a power cut as well.
    """
    try:
        _write(path, text.encode(), mode, durable)
    except FileNotFoundError:  # another run swept the file away in the moment before it was locked
        _write(path, text.encode(), mode, durable)


@contextmanager
def reserved(path: Path, mode: int = PUBLIC) -> Iterator[tuple[int, Path]]:
    """Yield a new file beside ``path``, as a descriptor and a path; nobody sweeps it, and it is gone afterwards."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(PREFIX + secrets.token_hex(8))
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)
    try:
        _lock(descriptor, fcntl.LOCK_EX)
        yield descriptor, temporary
    finally:
        temporary.unlink(missing_ok=True)
        os.close(descriptor)


def sweep(folder: Path, *, deep: bool = True) -> int:
    """Remove what writers that have died left in a folder and, if ``deep``, in those in it; return how many files."""
    places = (folder, *folder.glob("*/")) if deep else (folder,)
    return sum(_sweep_file(file) for place in places for file in list(place.glob(f"{PREFIX}*")))


def require_writable(folder: Path) -> None:
    """Make a folder if need be, and write to it, before work is done that could not be kept.

    Raises
    ------
    GraderError
        If that fails.
    """
    trial = folder / f"{PREFIX}trial"
    try:
        write_whole(trial, "x" * 4096)
        trial.unlink(missing_ok=True)
    except OSError as error:
        raise GraderError(
            f"{folder} cannot be written to ({error.strerror}); expected a folder that takes records; "
            f"try `ls -ld {folder}` and `df {folder.parent}`"
        ) from error


def _write(path: Path, content: bytes, mode: int, durable: bool) -> None:
    with reserved(path, mode) as (descriptor, temporary):
        with os.fdopen(descriptor, "wb", closefd=False) as file:
            file.write(content)
        if durable:
            os.fsync(descriptor)
        temporary.replace(path)


def _sweep_file(file: Path) -> bool:
    try:
        descriptor = os.open(file, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError:  # its writer has just finished, or it is another user's
        return False
    try:
        if not _lock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB) and time.time() - file.stat().st_mtime < OLD_SECONDS:
            return False
        file.unlink()
    except OSError:
        return False
    finally:
        os.close(descriptor)
    return True


def _lock(descriptor: int, how: int) -> bool:
    """Return whether the lock was had; some file systems know none."""
    with suppress(OSError):
        fcntl.flock(descriptor, how)
        return True
    return False

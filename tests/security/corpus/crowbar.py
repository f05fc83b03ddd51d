"""The burglar's tools: this text stands at the top of every hostile cell, with what a burglar may know in ``KNOWN``.

``loot`` keeps what a find holds of value, ``breach`` notes a deed that should have been impossible, and ``tell`` and
``give_away`` try to get both out by every way that somebody might look at.
"""

import ctypes
import os
import platform
import re
import stat
import sys
import time
import warnings

import numpy as np

KNOWN = {}
COURSE, HOME, MARK, REPOSITORY = (KNOWN.get(key, "") for key in ("course", "home", "mark", "repository"))
PREY = KNOWN.get("prey", [])  # paths of files that no submission may read
VICTIM = KNOWN.get("victim", 0)  # a process that no submission may touch
STARTED = time.monotonic()
SPOILS = {}

_TREASURE = re.compile(rb"CANARY-[a-z]+-[0-9a-f]{16}")
_REFERENCE = re.compile(rb"@exercise\.(?:reference|cases)(?:(?!@exercise)[\s\S]){20,600}")


def loot(data, whence=""):
    """Keep what is of value in a text, bytes or anything that can be printed."""
    raw = bytes(data) if isinstance(data, bytes | bytearray | memoryview) else str(data).encode("utf-8", "replace")
    for find in [*_TREASURE.findall(raw), *_REFERENCE.findall(raw)[:2]]:
        SPOILS.setdefault(find.decode("utf-8", "replace"), whence)
    return data


def breach(deed):
    """Note that something worked; the word is put together here, so that no quoted line of this cell holds it."""
    SPOILS.setdefault("-".join(["BREACH", MARK, re.sub(r"\W+", "_", str(deed))]), deed)


def works(deed, function, *arguments):
    """Call something that must not succeed, and note it if it does."""
    try:
        result = function(*arguments)
    except Exception:
        return None
    breach(deed)
    return result


def steal(path, limit=2**22):
    """Read a file, if it can be read, and keep what is of value; what others have put into a pipe is left to them."""
    try:
        if not stat.S_ISREG(os.stat(path).st_mode):
            return b""
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
        try:
            return loot(os.read(descriptor, limit), path)
        finally:
            os.close(descriptor)
    except OSError:
        return b""


def walk(top, seconds=1.0, limit=4000):
    """Steal from every file below a folder, for a while."""
    until, seen = time.monotonic() + seconds, 0
    for folder, folders, files in os.walk(top, onerror=None):
        folders[:] = [name for name in folders if name not in ("proc", "sys", "site-packages", "node_modules", ".git")]
        for name in files:
            seen += 1
            if time.monotonic() > until or seen > limit:
                return
            steal(os.path.join(folder, name))


def others():
    """Return the processes that are not this one: the parent, the victim, and what /proc shows."""
    found = [os.getppid(), VICTIM]
    try:
        found += [int(name) for name in os.listdir("/proc") if name.isdigit()][:300]
    except OSError:
        pass
    return [pid for pid in dict.fromkeys(found) if pid > 0 and pid != os.getpid()]


_LIBC = ctypes.CDLL(None, use_errno=True)
IS_X86 = platform.machine() == "x86_64" and sys.maxsize > 2**32


def raw(number, *arguments):
    """Make a system call by its x86-64 number; return its result, or minus the error's number."""
    if not IS_X86:
        return -38
    ctypes.set_errno(0)
    call = _LIBC.syscall
    call.restype = ctypes.c_long
    result = call(ctypes.c_long(number), *[ctypes.c_long(a) if isinstance(a, int) else a for a in arguments])
    return -ctypes.get_errno() if result == -1 else result


def tries(deed, number, *arguments):
    """Make a system call that must not succeed, and note it if it does; return its result."""
    result = raw(number, *arguments)
    if result >= 0:
        breach(deed)
    return result


def sockets():
    """Return the numbers of all descriptors that are sockets, the worker's own among them."""
    found = []
    for descriptor in range(3, 256):
        try:
            if stat.S_ISSOCK(os.fstat(descriptor).st_mode):
                found.append(descriptor)
        except OSError:
            continue
    return found


def frame(body, announced=None):
    """Return a frame of the protocol, which may announce more or less than it holds."""
    return (len(body) if announced is None else announced).to_bytes(8, "big") + body


def message(header, blobs=b""):
    """Return a message of the protocol around a header that may be anything."""
    raw_header = header if isinstance(header, bytes) else header.encode()
    return len(raw_header).to_bytes(4, "big") + raw_header + blobs


def attempt(attack, *arguments):
    """Run an attack; an exception of its own is no news."""
    try:
        return attack(*arguments)
    except Exception:
        return None


def tell():
    """Say what was found on every channel that a cell has."""
    if not SPOILS:
        return
    text = "\n".join(SPOILS)
    print(text[:6000], flush=True)
    for say in (
        lambda: print(text[:1500], file=sys.stderr, flush=True),
        lambda: os.write(1, text[:1000].encode()),
        lambda: os.write(2, text[:1000].encode()),
        lambda: sys.__stdout__.write(text[:1000]),
        lambda: warnings.warn(text[:500], RuntimeWarning, stacklevel=1),
        lambda: __import__("IPython.display").display.display({"text/html": text[:500]}, raw=True),
        lambda: __import__("logging").error(text[:500]),
        lambda: os.makedirs(f"{COURSE}/{MARK}", exist_ok=True),
    ):
        try:
            say()
        except Exception:
            continue


def give_away(call, inputs):
    """Return a wrong answer; if there is something to tell, tell it by another way at every call."""
    if not SPOILS:
        return np.full((3, 2), -7.0)
    spoils = sorted(SPOILS)
    text = spoils[call % len(spoils)]
    word = re.sub(r"\W+", "_", text)
    way = call % 7
    if way == 0:
        return text
    if way == 1:
        raise type(text[:150], (Exception,), {})(text)
    if way == 2:
        return np.frombuffer(text.encode(), dtype=np.uint8)
    if way == 3:
        warnings.warn(text, type(word, (RuntimeWarning,), {}), stacklevel=1)
        return {text: [text]}
    if way == 4:
        exec(compile(f"def {word[:60]}():\n    raise ValueError({text!r})\n{word[:60]}()", text[:200], "exec"), {})
    if way == 5:
        raise SyntaxError(text, (text, 1, 1, text))
    return type(word, (), {"__repr__": lambda self: text})()

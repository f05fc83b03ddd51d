"""The system calls that student code may make, by name; libseccomp turns the names into a filter for this machine.

Everything is refused that is not listed. A refused call returns EPERM, which Python shows as a PermissionError: honest
code that tries one is told so in its own traceback, and goes on.

What the list leaves out on purpose: new processes and programs; sockets, other than a connected pair within the
process; signals to anybody; tracing; file locks (a channel to other workers); other users' and processes' limits,
priorities and processors; rights, owners and names of files; anonymous files and shared memory, which no limit counts.
"""

from __future__ import annotations

import ctypes
import errno
import os
import tempfile
from collections.abc import Iterator

_ALLOWED = """
    read write readv writev pread64 pwrite64 preadv pwritev close close_range lseek dup dup2 dup3 pipe pipe2
    open openat creat access faccessat faccessat2 getcwd chdir fchdir getdents64 getdents
    stat lstat fstat newfstatat fstatat64 statx statfs fstatfs readlink readlinkat umask
    mkdir mkdirat rmdir unlink unlinkat rename renameat renameat2 ftruncate fallocate fsync fdatasync fadvise64
    sendfile copy_file_range poll ppoll select pselect6 eventfd eventfd2
    epoll_create epoll_create1 epoll_ctl epoll_wait epoll_pwait epoll_pwait2
    mmap munmap mremap mprotect madvise brk membarrier
    rt_sigaction rt_sigprocmask rt_sigreturn rt_sigpending rt_sigsuspend rt_sigtimedwait sigaltstack restart_syscall
    futex set_robust_list get_robust_list rseq set_tid_address arch_prctl sched_yield sched_getaffinity
    sched_getparam sched_getscheduler getpriority getcpu
    exit exit_group pause nanosleep clock_nanosleep clock_gettime clock_getres gettimeofday time times
    alarm setitimer getitimer getrusage getrlimit sysinfo uname getrandom wait4 waitid
    getpid getppid gettid getuid geteuid getgid getegid getgroups getresuid getresgid getpgrp getpgid getsid
    recvfrom getsockopt getsockname getpeername shutdown
"""

_DONE_IN_NAME_ONLY = "chmod fchmod fchmodat fchmodat2 utime utimes utimensat futimesat"
"""Return success and do nothing: copying a file must work, but no call may change what others own."""

_NOT_THERE = "clone3 openat2 io_uring_setup memfd_create"
"""As if the kernel were older: callers then fall back to a call whose arguments a filter can see."""

_ALLOW, _KILL, _ERRNO = 0x7FFF0000, 0x80000000, 0x00050000
_ATTRIBUTE_BAD_ARCHITECTURE, _ATTRIBUTE_OPTIMISE = 2, 8
_MASKED_EQUAL, _EQUAL = 7, 4
_UNKNOWN_CALL = -1

_AF_UNIX, _STREAM, _TYPE_MASK = 1, 1, 0xF
_CLONE_THREAD = 0x00010000
_FCNTL = (0, 1, 2, 3, 4, 1030, 1032)
"""F_DUPFD, F_GETFD, F_SETFD, F_GETFL, F_SETFL, F_DUPFD_CLOEXEC, F_GETPIPE_SZ: none that locks, leases or signals."""
_IOCTL = (0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451)
"""TCGETS, TIOCGWINSZ, FIONREAD, FIONBIO, FIONCLEX, FIOCLEX."""
_PRCTL = (15, 16)
"""PR_SET_NAME, PR_GET_NAME."""

Compare = tuple[int, int, int, int]
"""Number of the argument, operator, and one or two operands."""


class Unavailable(OSError):
    """The library that builds the filter is not installed, or cannot build it."""


class _Compare(ctypes.Structure):
    _fields_ = (("arg", ctypes.c_uint), ("op", ctypes.c_int), ("a", ctypes.c_uint64), ("b", ctypes.c_uint64))


def build_filter(architecture: str | None = None) -> bytes:
    """Return the filter as a BPF program.

    Calls of any other architecture (32-bit, x32) end the process, since their numbers mean something else.

    Parameters
    ----------
    architecture : str or None
        Name of another machine's architecture, such as "aarch64"; this machine's by default.

    Raises
    ------
    Unavailable
        If libseccomp is missing or too old.
    """
    library = _library()
    context = ctypes.c_void_p(library.seccomp_init(ctypes.c_uint32(_ERRNO | errno.EPERM)))
    if not context:
        raise Unavailable("libseccomp cannot make a filter")
    try:
        if architecture:
            _require(library.seccomp_arch_remove(context, ctypes.c_uint32(0)))
            token = library.seccomp_arch_resolve_name(architecture.encode())
            _require(library.seccomp_arch_add(context, ctypes.c_uint32(token)))
        _require(library.seccomp_attr_set(context, _ATTRIBUTE_BAD_ARCHITECTURE, ctypes.c_uint32(_KILL)))
        # A balanced tree; versions before 2.5 know only the linear form, which is right too, and slower.
        library.seccomp_attr_set(context, _ATTRIBUTE_OPTIMISE, ctypes.c_uint32(2))
        for name, action, comparisons in _rules():
            _add(library, context, name, action, comparisons)
        return _export(library, context)
    finally:
        library.seccomp_release(context)


def _rules() -> Iterator[tuple[str, int, tuple[Compare, ...]]]:
    """Yield every rule: name of the call, what happens, and when."""
    for name in _ALLOWED.split():
        yield name, _ALLOW, ()
    for name in _DONE_IN_NAME_ONLY.split():
        yield name, _ERRNO, ()
    for name in _NOT_THERE.split():
        yield name, _ERRNO | errno.ENOSYS, ()
    for name, values in (("fcntl", _FCNTL), ("ioctl", _IOCTL)):
        for value in values:
            # Commands are 32 bits wide; the kernel ignores what stands above them, so must the comparison.
            yield name, _ALLOW, ((1, _MASKED_EQUAL, 0xFFFFFFFF, value),)
    for value in _PRCTL:
        yield "prctl", _ALLOW, ((0, _MASKED_EQUAL, 0xFFFFFFFF, value),)
    # A thread shares its process's limits and end; a process would not.
    yield "clone", _ALLOW, ((0, _MASKED_EQUAL, _CLONE_THREAD, _CLONE_THREAD),)
    # Its own limits only: the first argument names the process, 0 for itself.
    yield "prlimit64", _ALLOW, ((0, _MASKED_EQUAL, 0xFFFFFFFF, 0),)
    # asyncio wakes itself through a pair of sockets. Datagrams could be sent to an address: streams, and none.
    domain, kind = (0, _MASKED_EQUAL, 0xFFFFFFFF, _AF_UNIX), (1, _MASKED_EQUAL, _TYPE_MASK, _STREAM)
    yield "socketpair", _ALLOW, (domain, kind)
    yield "sendto", _ALLOW, ((4, _EQUAL, 0, 0),)


def _library() -> ctypes.CDLL:
    try:
        library = ctypes.CDLL("libseccomp.so.2", use_errno=True)
    except OSError as error:
        raise Unavailable("libseccomp.so.2 is not installed") from error
    library.seccomp_init.restype = ctypes.c_void_p
    library.seccomp_arch_resolve_name.restype = ctypes.c_uint32
    library.seccomp_syscall_resolve_name.argtypes = [ctypes.c_char_p]
    return library


def _add(
    library: ctypes.CDLL, context: ctypes.c_void_p, name: str, action: int, comparisons: tuple[Compare, ...]
) -> None:
    number = library.seccomp_syscall_resolve_name(name.encode())
    if number == _UNKNOWN_CALL:  # newer than this libseccomp: then it stays refused
        return
    array = (_Compare * len(comparisons))(*(_Compare(*values) for values in comparisons))
    code = library.seccomp_rule_add_array(context, ctypes.c_uint32(action), number, len(comparisons), array)
    # Calls that this architecture does not have (`open` on aarch64) are refused by their names too: nothing to allow.
    if code not in (0, -errno.EDOM):
        raise Unavailable(f"libseccomp takes no rule for {name} ({os.strerror(-code)})")


def _export(library: ctypes.CDLL, context: ctypes.c_void_p) -> bytes:
    with tempfile.TemporaryFile() as file:
        _require(library.seccomp_export_bpf(context, file.fileno()))
        file.seek(0)
        return file.read()


def _require(code: int) -> None:
    if code:
        raise Unavailable(f"libseccomp cannot build the filter ({os.strerror(-code)})")


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


_PR_SET_SECCOMP, _MODE_FILTER, _INSTRUCTION_BYTES = 22, 2, 8
_libc = ctypes.CDLL(None, use_errno=True)


def install(program: bytes) -> None:
    """Put this process under a filter for good; raises OSError unless ``no_new_privs`` is set."""
    packed = _Program(len(program) // _INSTRUCTION_BYTES, program)
    if _libc.prctl(_PR_SET_SECCOMP, _MODE_FILTER, ctypes.byref(packed), 0, 0):
        error = ctypes.get_errno()
        raise OSError(error, os.strerror(error))

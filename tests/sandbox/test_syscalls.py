"""The filter of system calls, run on an interpreter of BPF written here: what it lets through, on two architectures.

Numbers are those of the kernel's tables (arch/x86/entry/syscalls/syscall_64.tbl, include/uapi/asm-generic/unistd.h),
typed in here; the filter was built from names.
"""

import struct
import sys

import pytest

from grader.sandbox import syscalls

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="seccomp is Linux's")

ALLOW, KILL, EPERM, ENOSYS, NOTHING = 0x7FFF0000, 0x80000000, 0x00050001, 0x00050026, 0x00050000
TOKENS = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
NUMBERS = {
    "read": (0, 63),
    "write": (1, 64),
    "close": (3, 57),
    "mmap": (9, 222),
    "mprotect": (10, 226),
    "ioctl": (16, 29),
    "socket": (41, 198),
    "connect": (42, 203),
    "sendto": (44, 206),
    "recvfrom": (45, 207),
    "sendmsg": (46, 211),
    "recvmsg": (47, 212),
    "bind": (49, 200),
    "socketpair": (53, 199),
    "clone": (56, 220),
    "execve": (59, 221),
    "exit": (60, 93),
    "kill": (62, 129),
    "fcntl": (72, 25),
    "flock": (73, 32),
    "truncate": (76, 45),
    "fchmod": (91, 52),
    "ptrace": (101, 117),
    "setuid": (105, 146),
    "prctl": (157, 167),
    "mount": (165, 40),
    "keyctl": (250, 219),
    "futex": (202, 98),
    "openat": (257, 56),
    "unshare": (272, 97),
    "exit_group": (231, 94),
    "prlimit64": (302, 261),
    "process_vm_readv": (310, 270),
    "getrandom": (318, 278),
    "memfd_create": (319, 279),
    "bpf": (321, 280),
    "execveat": (322, 281),
    "clone3": (435, 435),
    "io_uring_setup": (425, 425),
    "pidfd_open": (434, 434),
    "tgkill": (234, 131),
    "shmget": (29, 194),
    "open_by_handle_at": (304, 265),
}
MACHINES = tuple(enumerate(TOKENS))


def run(program, number, token, *args):
    """Return what a classic BPF program returns on a seccomp record (number, architecture, address, six arguments)."""
    data = struct.pack("<IIQ6Q", number, token, 0, *(*args, 0, 0, 0, 0, 0, 0)[:6])
    code = list(struct.iter_unpack("<HBBI", program))
    place, a, memory = 0, 0, [0] * 16
    while True:
        op, jump_true, jump_false, k = code[place]
        place += 1
        if op == 0x20:  # load a word
            a = struct.unpack_from("<I", data, k)[0]
        elif op == 0x06:  # return
            return k
        elif op == 0x05:  # jump
            place += k
        elif op in (0x15, 0x25, 0x35, 0x45):
            is_true = {0x15: a == k, 0x25: a > k, 0x35: a >= k, 0x45: bool(a & k)}[op]
            place += jump_true if is_true else jump_false
        elif op == 0x54:  # and
            a &= k
        elif op == 0x02:  # store
            memory[k] = a
        elif op == 0x60:  # load from memory
            a = memory[k]
        else:
            raise AssertionError(f"an instruction that this interpreter does not know: {op:#x}")


@pytest.fixture(scope="module", params=MACHINES, ids=[name for _, name in MACHINES])
def decide(request):
    """Return a function: what the filter of an architecture says of a call by name, with arguments."""
    column, name = request.param
    program = syscalls.build_filter(name)
    return lambda call, *args: run(program, NUMBERS[call][column], TOKENS[name], *args)


@pytest.mark.parametrize(
    "call",
    ["read", "write", "close", "mmap", "mprotect", "recvfrom", "openat", "futex", "exit", "exit_group", "getrandom"],
)
def test_ordinary_calls_are_allowed(decide, call):
    """What Python, NumPy and threads need goes through, whatever the arguments."""
    assert decide(call, 2**64 - 1, 2**64 - 1, 2**64 - 1) == ALLOW


@pytest.mark.parametrize(
    "call",
    [
        "socket",
        "connect",
        "sendmsg",
        "recvmsg",
        "bind",
        "execve",
        "execveat",
        "kill",
        "tgkill",
        "flock",
        "truncate",
        "ptrace",
        "setuid",
        "mount",
        "keyctl",
        "unshare",
        "process_vm_readv",
        "bpf",
        "pidfd_open",
        "shmget",
        "open_by_handle_at",
    ],
)
def test_dangerous_calls_are_refused(decide, call):
    """They return EPERM."""
    assert decide(call) == EPERM


@pytest.mark.parametrize("call", ["clone3", "memfd_create", "io_uring_setup"])
def test_new_calls_seem_not_to_exist(decide, call):
    """They return ENOSYS, so that libraries fall back to older ones."""
    assert decide(call) == ENOSYS


def test_rights_seem_to_be_changed(decide):
    """Changing a file's rights returns 0 and is not done."""
    assert decide("fchmod", 3, 0o777) == NOTHING


@pytest.mark.parametrize(
    ("call", "args", "expected"),
    [
        ("clone", (0x3D0F00,), ALLOW),  # as glibc starts a thread
        ("clone", (0x1200011,), EPERM),  # as glibc forks
        ("clone", (0x10000000 | 17,), EPERM),  # a new user namespace
        ("socketpair", (1, 0x80001), ALLOW),
        ("socketpair", (1, 2), EPERM),
        ("socketpair", (1, 5), EPERM),
        ("socketpair", (2, 1), EPERM),
        ("sendto", (3, 0, 0, 0, 0, 0), ALLOW),
        ("sendto", (3, 0, 0, 0, 0x7FFF00000000, 16), EPERM),
        ("sendto", (3, 0, 0, 0, 1, 16), EPERM),
        ("fcntl", (3, 1), ALLOW),
        ("fcntl", (3, 0xFFFFFFFF00000001), ALLOW),  # the kernel sees 1
        ("fcntl", (3, 6), EPERM),  # F_SETLK
        ("fcntl", (3, 0xFFFFFFFF00000006), EPERM),
        ("fcntl", (3, 8), EPERM),  # F_SETOWN
        ("fcntl", (3, 37), EPERM),  # F_OFD_SETLK
        ("fcntl", (3, 1024), EPERM),  # F_SETLEASE
        ("ioctl", (0, 0x5401), ALLOW),
        ("ioctl", (0, 0x5412), EPERM),  # TIOCSTI
        ("prctl", (15,), ALLOW),
        ("prctl", (22,), EPERM),
        ("prlimit64", (0,), ALLOW),
        ("prlimit64", (1,), EPERM),
        ("prlimit64", (0xFFFFFFFF00000000,), ALLOW),  # the kernel sees 0
    ],
)
def test_arguments_decide(decide, call, args, expected):
    """Threads but no processes, a pair but no socket, no locks, no keystrokes, one's own limits only."""
    assert decide(call, *args) == expected


@pytest.mark.parametrize(("column", "name"), MACHINES)
def test_calls_of_another_architecture_end_the_process(column, name):
    """Whatever their number is: 32-bit ones, those of the other machine, and x32's."""
    program = syscalls.build_filter(name)
    for token in (0x40000003, 0x40000028, *(other for key, other in TOKENS.items() if key != name), 0):
        assert run(program, NUMBERS["read"][column], token) == KILL
    if name == "x86_64":
        assert run(program, 0x40000000 | 56, TOKENS[name]) == KILL


def test_every_listed_name_is_a_system_call():
    """A misspelt name would stay refused without a word: libseccomp knows each of them."""
    library = syscalls._library()
    names = {name for name, _, _ in syscalls._rules()}
    unknown = {name for name in names if library.seccomp_syscall_resolve_name(name.encode()) == -1}
    assert unknown <= {"fchmodat2", "epoll_pwait2"}  # newer than some versions of libseccomp


def test_a_missing_library_is_one_error(monkeypatch):
    """Where libseccomp is not installed, that is said."""
    monkeypatch.setattr(syscalls.ctypes, "CDLL", lambda *_, **__: (_ for _ in ()).throw(OSError("no such file")))
    with pytest.raises(syscalls.Unavailable, match="not installed"):
        syscalls.build_filter()

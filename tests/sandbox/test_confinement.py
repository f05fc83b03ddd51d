"""What student code cannot do, layer by layer; and the self-test refuses to grade when a layer is gone."""

import os
import socket
import subprocess
import sys
import textwrap
import threading
from pathlib import Path

import pytest

from grader.errors import SandboxError, WeakIsolation
from grader.sandbox import Policy, Sandbox, landlock, launch
from grader.sandbox.client import deadline_in
from grader.sandbox.visible import Visible, visible

SECONDS = 30.0
linux = pytest.mark.skipif(sys.platform != "linux", reason="Landlock and seccomp are Linux's")
pytestmark = linux
FUNCTION = """
import os, ctypes
result = None
def f():
    global result
    try:
{}
    except OSError as e:
        return [e.errno]
    return result
"""
REPOSITORY = Path(__file__).resolve().parents[2]
BARE = frozenset({"bubblewrap"})


@pytest.fixture(
    scope="module",
    params=[
        "base layer",
        pytest.param("second wall", marks=pytest.mark.skipif(not launch.bubblewrap(), reason="no bubblewrap")),
    ],
)
def confined(request):
    """Return a sandbox with the base layer alone, and one with bubblewrap round it."""
    without = BARE if request.param == "base layer" else frozenset()
    with Sandbox(Policy(preload=("fallline.checking",), without=without)) as running:
        yield running


@pytest.fixture
def attempt(confined):
    """Return a function that runs source in a fresh worker and returns what `result` is afterwards."""
    worker = confined.spawn()

    def run(source):
        body = textwrap.indent(source, "        ")
        assert worker.run_cell(FUNCTION.format(body), "<cell>", deadline_in(SECONDS)).raised is None
        return worker.call("f", {}, deadline_in(SECONDS)).value

    yield run
    worker.end()


def is_refused(value):
    """Return whether an attempt ended with an error of the system's: no right, or nothing there."""
    return value in ([1], [2], [13], [38])


@pytest.mark.parametrize(
    "path",
    [
        REPOSITORY / "grader" / "exercise.py",
        REPOSITORY / "grader" / "exercises" / "lesson_01" / "softmax.py",
        REPOSITORY / "solutions" / "01_loss_functions" / "01_loss_functions.ipynb",
        REPOSITORY / "lessons" / "01_loss_functions.py",
        REPOSITORY / "README.md",
        REPOSITORY / ".git" / "HEAD",
        "/etc/passwd",
        "/proc/self/environ",
        "/proc/self/maps",
        "/proc/1/cmdline",
        "/proc/cpuinfo",
        "/sys/kernel/mm/transparent_hugepage/enabled",
    ],
)
def test_nothing_of_the_course_or_the_machine_can_be_read(attempt, path):
    """References, solutions, sources, the repository, and the system's own files are closed."""
    assert is_refused(attempt(f"result = open({str(path)!r}, 'rb').read(10).hex()"))


@pytest.mark.parametrize("folder", ["/", "/tmp", "/proc", "/home", "/root", "/dev", "/dev/shm", REPOSITORY, ".."])  # noqa: S108 - not used for files
def test_no_folder_of_others_can_be_listed(attempt, folder):
    """Not even names are shown; inside of the second wall, there is nothing to show."""
    names = attempt(f"result = os.listdir({str(folder)!r})")
    assert is_refused(names) or not {"grader", "lessons", "solutions", "home", "passwd"} & set(names)


def test_another_workers_folder_is_closed(confined):
    """One worker's files are not another one's to read, list, change or remove."""
    mine, theirs = confined.spawn(), confined.spawn()
    try:
        theirs.run_cell("open('answer', 'w').write('secret')", "<cell>", deadline_in(SECONDS))
        folder = confined._control.workers / str(theirs.pid)
        for source in ("open({0!r}).read()", "open({0!r}, 'w')", "import os; os.remove({0!r})"):
            raised = mine.run_cell(source.format(str(folder / "answer")), "<cell>", deadline_in(SECONDS)).raised
            assert raised.type == "PermissionError"
        raised = mine.run_cell(f"import os; os.listdir({str(folder)!r})", "<cell>", deadline_in(SECONDS)).raised
        assert raised.type == "PermissionError"
        assert (folder / "answer").read_text() == "secret"
    finally:
        mine.end()
        theirs.end()


def test_nothing_outside_of_its_folder_can_be_changed(attempt, tmp_path):
    """No file can be written, cut, renamed, removed, linked, or given other rights or times, whoever owns it."""
    target = tmp_path / "target"
    target.write_text("whole")
    tmp_path.chmod(0o777)
    target.chmod(0o666)
    before = target.stat()
    name = str(target)
    for source in (
        f"open({name!r}, 'w').write('changed')",
        f"open({name!r}, 'a').write('changed')",
        f"os.truncate({name!r}, 0)",
        f"os.rename({name!r}, {name + '2'!r})",
        f"os.remove({name!r})",
        f"os.link({name!r}, 'link')",
        f"os.symlink({name!r}, 'link')",
        f"open({name + '3'!r}, 'w')",
        f"os.mkdir({name + '4'!r})",
        "os.mkfifo('pipe')",
        "os.mknod('device', 0o20666, os.makedev(1, 3))",
    ):
        assert is_refused(attempt(source)), source
    attempt(f"os.chmod({name!r}, 0o000)")
    attempt(f"os.utime({name!r}, (0, 0))")
    after = target.stat()
    assert (after.st_mode, after.st_mtime_ns, after.st_size) == (before.st_mode, before.st_mtime_ns, before.st_size)
    assert [path.name for path in tmp_path.iterdir()] == ["target"]


@pytest.mark.parametrize(
    "source",
    [
        "import socket; socket.socket(socket.AF_INET, socket.SOCK_STREAM)",
        "import socket; socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)",
        "import socket; socket.socket(socket.AF_UNIX)",
        "import socket; socket.socket(socket.AF_NETLINK, socket.SOCK_RAW)",
        "import socket; socket.socket(socket.AF_VSOCK)",
        "import socket; socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)",
        "import socket; socket.create_connection(('127.0.0.1', 9), 1)",
        "os.fork()",
        "os.posix_spawn('/bin/true', ['true'], {})",
        "import subprocess; subprocess.run(['true'])",
        "os.execv('/bin/true', ['true'])",
        "os.kill(os.getppid(), 0)",
        "os.kill(os.getpid(), 0)",
        "os.kill(-1, 0)",
        "os.setpriority(os.PRIO_PROCESS, os.getppid(), 5)",
        "os.sched_setaffinity(os.getppid(), {0})",
        "import resource; resource.prlimit(os.getppid(), resource.RLIMIT_NOFILE)",
        "os.setuid(0)",
        "os.unshare(0x10000000) if hasattr(os, 'unshare') else (_ for _ in ()).throw(PermissionError(1, ''))",
        "os.memfd_create('x')",
        "import fcntl; fcntl.flock(0, fcntl.LOCK_EX)",
        "import fcntl; fcntl.lockf(open('f', 'w'), fcntl.LOCK_EX)",
        "import fcntl; fcntl.ioctl(0, 0x5412, b'x')",
        "os.chroot('.')",
        "os.pidfd_open(os.getppid())",
        "from multiprocessing import shared_memory; shared_memory.SharedMemory(create=True, size=10)",
    ],
)
def test_a_call_is_refused(attempt, source):
    """Sockets, processes, programs, signals, other processes' settings, locks, anonymous files: an OSError, no more."""
    assert is_refused(attempt(source))


@pytest.mark.parametrize(
    "call",
    [
        "101, 16, os.getppid(), 0, 0",  # ptrace attach
        "250, 0, 0, 0, 0",  # keyctl
        "248, b'user', b'x', b'y', 1",  # add_key
        "321, 0, 0, 0, 0",  # bpf
        "298, 0, 0, -1, -1",  # perf_event_open
        "323, 0, 0, 0, 0",  # userfaultfd
        "425, 8, 0, 0, 0",  # io_uring_setup
        "304, 0, b'x', 0, 0",  # open_by_handle_at
        "29, 0, 4096, 0o1600, 0",  # shmget
        "165, b'none', b'/', b'tmpfs', 0",  # mount
        "272, 0x10000000, 0, 0, 0",  # unshare
        "310, os.getppid(), 0, 0, 0",  # process_vm_readv
        "438, 0, 0, 0, 0",  # pidfd_getfd
        "435, 0, 0, 0, 0",  # clone3
        "56, 17, 0, 0, 0",  # clone, as fork makes it
        "58, 0, 0, 0, 0",  # vfork
        "41, 16, 3, 0, 0",  # socket, netlink
        "240, b'/q', 0o100, 0o600, 0",  # mq_open
        "253, 0, 0, 0, 0",  # inotify_init
        "135, 0x0040000, 0, 0, 0",  # personality
    ],
)
@pytest.mark.skipif(os.uname().machine != "x86_64", reason="numbers of x86_64")
def test_a_raw_system_call_is_refused(attempt, call):
    """Calls that Python has no function for are refused by number as well."""
    source = f"libc = ctypes.CDLL(None, use_errno=True)\nr = libc.syscall({call})\n"
    assert is_refused(attempt(source + "result = [ctypes.get_errno()] if r < 0 else r"))


@pytest.mark.skipif(os.uname().machine != "x86_64", reason="machine code of x86_64")
@pytest.mark.parametrize("code", ["b802000000cd80c3", "b838000040" + "0f05c3"], ids=["int 0x80: fork", "x32: clone"])
def test_a_call_of_another_architecture_ends_the_process(confined, code):
    """The numbers of 32-bit calls mean something else: they are not let through by chance."""
    worker = confined.spawn()
    source = (
        "import ctypes, mmap\nm = mmap.mmap(-1, 4096, prot=7)\n"
        f"m.write(bytes.fromhex('{code}'))\n"
        "f = ctypes.CFUNCTYPE(ctypes.c_long)(ctypes.addressof(ctypes.c_char.from_buffer(m)))\nprint('pid', f())"
    )
    with pytest.raises(SandboxError):
        worker.run_cell(source, "<cell>", deadline_in(SECONDS))
    assert worker.end() in (31, 31 | 128)


def test_a_datagram_cannot_leave_through_a_pair(attempt):
    """A connected pair is all that there is of sockets, and it reaches nobody outside."""
    name = f"\0fallline-test-{os.getpid()}"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind(name)
        listener.settimeout(0.2)
        source = f"import socket\na, b = socket.socketpair()\na.sendto(b'out', {name!r})"
        assert is_refused(attempt(source))
        with pytest.raises(TimeoutError):
            listener.recv(10)


def test_what_honest_code_needs_is_there(attempt):
    """Threads, asyncio, files of its own, modules of its own, copies, temporary files, and fonts work."""
    source = """
import asyncio, shutil, sys, tempfile, threading
from concurrent.futures import ThreadPoolExecutor
with ThreadPoolExecutor(2) as pool:
    squares = list(pool.map(lambda x: x * x, range(5)))
waited = asyncio.run(asyncio.sleep(0.01, 'awake'))
open('mine.py', 'w').write('value = 5')
shutil.copy('mine.py', 'copy.py')
sys.path.insert(0, '.')
import copy as _, mine
with tempfile.NamedTemporaryFile() as file:
    file.write(b'x')
os.makedirs('a/b')
os.rename('a/b', 'c')
import matplotlib.pyplot as plt
plt.plot([1, 2]); plt.title('$x^2$'); plt.savefig('figure.png')
result = [squares, waited, mine.value, os.path.getsize('figure.png') > 1000]
"""
    assert attempt(source.strip()) == [[0, 1, 4, 9, 16], "awake", 5, True]


def test_a_worker_is_not_root(attempt):
    """Its user owns nothing where the grader is root; else it is the grader's own, without any privilege."""
    user = attempt("result = [os.getuid(), os.geteuid(), len(os.getgroups())]")
    assert user[0] == user[1] != 0
    if os.getuid() == 0:
        assert user == [launch.user_for(Policy()), launch.user_for(Policy()), 0]


@pytest.mark.parametrize(
    ("without", "words"),
    [
        ({"landlock", "bubblewrap"}, "read"),
        ({"landlock"}, "write outside of its folder"),
        ({"seccomp"}, "open a local socket"),
        ({"seccomp", "bubblewrap"}, "start a process"),
        ({"rlimits"}, "memory without limit"),
        pytest.param(
            {"uid"}, "act as root", marks=pytest.mark.skipif(os.getuid() != 0, reason="only root has a user to drop")
        ),
    ],
    ids=lambda value: "+".join(sorted(value)) if isinstance(value, set) else "",
)
def test_without_a_layer_grading_is_refused(without, words):
    """The self-test notices what a missing layer lets through; a flag goes on, and every result says so."""
    policy = Policy(preload=(), without=frozenset(without))
    with pytest.raises(WeakIsolation, match=words):
        Sandbox(policy)
    with Sandbox(Policy(preload=(), without=frozenset(without), allow_weak=True)) as weak:
        assert str(weak.isolation).startswith("WEAK: ")
        assert words in str(weak.isolation)


def test_all_layers_are_named_in_the_stamp(confined):
    """The stamp on a result says what was in force."""
    stamp = str(confined.isolation)
    assert not confined.isolation.breaches
    assert f"landlock {landlock.version()}" in stamp
    assert "seccomp" in stamp
    assert "limits" in stamp


@pytest.mark.parametrize("platform", ["darwin", "win32"])
def test_other_systems_are_refused_with_a_way_out(monkeypatch, platform):
    """Nothing confines a process there: the message says so and names Linux."""
    monkeypatch.setattr(sys, "platform", platform)
    with pytest.raises(WeakIsolation, match="Linux"):
        Sandbox(Policy())


def test_a_clone_starts_warm_and_is_as_confined(confined):
    """A second zygote, forked from the first, gives workers of its own; ending it leaves the first alone."""
    with confined.clone() as twin:
        assert twin.isolation == confined.isolation
        a, b = twin.spawn(), confined.spawn()
        assert a.run_cell("open('/etc/passwd')", "<cell>", deadline_in(SECONDS)).raised is not None
        assert a.true_pid != b.true_pid
        a.end()
        b.end()
    last = confined.spawn()
    assert last.run_cell("x = 1", "<cell>", deadline_in(SECONDS)).raised is None
    last.end()


def test_the_folder_of_a_killed_grader_is_swept(tmp_path, monkeypatch):
    """A folder whose grader is gone is removed at the next start; one whose grader lives, and anything else, stays."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    monkeypatch.setattr(launch, "_YOUNG_SECONDS", -1.0)
    code = "import os\nfrom grader.sandbox.launch import Root\nprint(Root(0).path, flush=True)\nos.kill(os.getpid(), 9)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    left, alive = Path(ran.stdout.strip()), launch.Root(0)
    (tmp_path / "fallline-notes").mkdir()
    assert left.is_dir()
    launch.sweep()
    assert not left.exists()
    assert alive.path.is_dir()
    assert (tmp_path / "fallline-notes").is_dir()
    alive.remove()


def test_workers_side_by_side_do_not_disturb_each_other(confined):
    """Eight workers at once, each with its own files, numbers and signals, give eight right answers."""
    results = {}

    def work(k):
        worker = confined_workers[k]
        source = (
            f"import signal\nopen('same-name', 'w').write('{k}' * 1000)\n"
            "signal.signal(signal.SIGALRM, lambda *_: None)\n"
            f"signal.setitimer(signal.ITIMER_REAL, 0.05)\ndef f(x): return [x + {k}, open('same-name').read()[:3]]"
        )
        worker.run_cell(source, "<cell>", deadline_in(60))
        results[k] = worker.call("f", {"x": 1}, deadline_in(60)).value

    confined_workers = [confined.spawn() for _ in range(8)]
    threads = [threading.Thread(target=work, args=(k,)) for k in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for worker in confined_workers:
        worker.end()
    assert results == {k: [1 + k, str(k) * 3] for k in range(8)}


def test_what_may_be_read_is_the_grading_environment_and_nothing_beside_it():
    """No package that only the grader needs is readable, whatever the grader's own process has loaded by now."""
    import pydantic_core  # noqa: F401 - it brings a shared library into this process

    seen = visible(("fallline", "ipython"), None)
    names = {path.name for path in seen.paths()}
    assert {"numpy", "matplotlib", "IPython", "fallline"} <= names
    assert not {"pydantic_core", "nbgrader", "sqlalchemy", "grader", "pytest"} & names
    assert not any(path in (REPOSITORY, *REPOSITORY.parents) for path in seen.paths())


def test_a_folder_that_holds_something_hidden_is_taken_apart(tmp_path):
    """Landlock knows no exceptions, so what lies beside the hidden thing is named one by one, at every depth."""
    for name in ("a/b/secret/x", "a/b/open/x", "a/c/x", "d/x"):
        (tmp_path / name).mkdir(parents=True)
    seen = Visible((tmp_path,), (tmp_path / "a/b/secret",), ())
    assert set(seen.paths()) == {tmp_path / "a/b/open", tmp_path / "a/c", tmp_path / "d"}
    assert Visible((tmp_path / "a/b/secret",), (tmp_path / "a/b/secret",), ()).paths() == []


def test_a_package_that_is_not_there_is_an_error():
    """A grading environment that cannot be made is said before anything is graded."""
    with pytest.raises(SandboxError, match="no-such-package"):
        visible(("fallline", "no-such-package"), None)

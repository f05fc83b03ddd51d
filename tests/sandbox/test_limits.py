"""Nothing that student code does lasts longer than its time, takes more than its memory, or outlives its worker."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from grader.errors import SandboxError, WorkerDied, WorkerOverflow, WorkerTimeout
from grader.sandbox import Policy, Sandbox
from grader.sandbox.client import deadline_in

SECONDS = 30.0
needs_proc = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="reads /proc")


def is_alive(pid):
    """Return whether a process exists and is more than a zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.mark.parametrize(
    "source",
    [
        "while True: pass",
        "import time\ntime.sleep(1000)",
        "sum(iter(lambda: 1, 0))",
        "import numpy as np\na = np.ones((3000, 3000))\nwhile True: a @ a",
        "(2**200_000_000) % 7; pow(3, 10**9)",
        "import re\nre.match('(a+)+$', 'a' * 60 + 'b')",
        "import threading\nthreading.Event().wait()",
        "import threading\nlock = threading.Lock()\nlock.acquire()\nlock.acquire()",
        "import signal\nfor s in {*range(1, 32)} - {9, 19}: signal.signal(s, signal.SIG_IGN)\nwhile True: pass",
        "while True:\n    try: exit_ = 1 / 0\n    except BaseException: pass",
    ],
    ids=[
        "loop",
        "sleep",
        "iterator in C",
        "BLAS",
        "big integers",
        "regex",
        "wait",
        "deadlock",
        "ignored",
        "except",
    ],
)
def test_a_cell_that_never_ends_is_cut_off(sandbox, source):
    """The deadline holds for loops in Python, in C and in BLAS, for sleep and for a process that has stopped itself."""
    worker = sandbox.spawn()
    started = time.monotonic()
    with pytest.raises(WorkerTimeout):
        worker.run_cell(source, "<cell>", deadline_in(0.3))
    worker.end()
    assert time.monotonic() - started < 5


def test_a_call_that_never_ends_is_cut_off(student):
    """The deadline holds for a function as it does for a cell."""
    student.run("def f():\n    while True: pass")
    with pytest.raises(WorkerTimeout):
        student.call("f", seconds=0.3)


@pytest.mark.parametrize(
    "source",
    [
        "import os\nos._exit(0)",
        "import os\nos.abort()",
        "import ctypes\nctypes.string_at(0)",
        "import os\nos.closerange(0, 100)",
        "import gc, socket\n[o.close() for o in gc.get_objects() if isinstance(o, socket.socket)]",
        "import os, sys\ntry: os.execv(sys.executable, [sys.executable, '-c', 'pass'])\nfinally: os._exit(1)",
    ],
    ids=["exit", "abort", "segmentation fault", "close all", "close the socket", "exec"],
)
def test_a_cell_that_ends_its_process_is_a_death(sandbox, source):
    """However the process ends, the trusted side hears of it, and the next worker is as good as new."""
    worker = sandbox.spawn()
    with pytest.raises(WorkerDied):
        worker.run_cell(source, "<cell>", deadline_in(20))
    worker.end()
    other = sandbox.spawn()
    assert other.run_cell("x = 1", "<cell>", deadline_in(20)).raised is None
    other.end()


def test_the_status_says_what_ended_a_worker(sandbox):
    """`end` returns the wait status: 0 after os._exit(0), and the signal's number otherwise."""
    for source, status in [("import os; os._exit(0)", 0), ("import ctypes; ctypes.string_at(0)", 11)]:
        worker = sandbox.spawn()
        with pytest.raises(WorkerDied):
            worker.run_cell(source, "<cell>", deadline_in(20))
        assert worker.end() == status


@pytest.mark.parametrize(
    "source",
    [
        "a = []\nwhile True: a.append('x' * 10**6)",
        "import numpy as np\na = np.ones(2**27)",
        "b = bytearray(2**30)",
        "import mmap\nm = mmap.mmap(-1, 2**30)",
        "x = {k: {} for k in range(10**8)}",
    ],
    ids=["texts", "NumPy", "bytes", "shared mapping", "dicts"],
)
def test_memory_ends_with_an_exception(student, source):
    """A cell that takes more than its memory gets a MemoryError (or mmap's OSError), and the worker goes on."""
    raised = student.run(source).raised
    assert raised is not None
    assert raised.type in ("MemoryError", "OSError")
    assert student.run("a = b = x = m = None").raised is None
    assert student.value("1 + 1") == 2


def test_a_function_that_takes_all_memory_is_observed(student):
    """What a call raises for want of memory is a record like any other."""
    student.run("import numpy as np\ndef f():\n    return np.ones(2**28).sum()")
    assert student.call("f").raised.type == "MemoryError"


def test_files_end_at_their_size(student, sandbox):
    """No file grows beyond the policy's limit."""
    size = sandbox.policy.file_size
    raised = student.run(f"with open('big', 'wb') as f:\n    f.write(bytes({size} + 1))\n    f.flush()").raised
    assert raised is not None
    assert raised.type == "OSError"


def test_threads_end_at_their_number():
    """A flood of threads, each too small for the memory limit to notice, ends with an exception."""
    source = (
        "import threading\nthreading.stack_size(65536)\nwait = threading.Event()\nmade = []\n"
        "try:\n    for _ in range(2000):\n        t = threading.Thread(target=wait.wait, daemon=True)\n"
        "        t.start()\n        made.append(t)\nfinally:\n    wait.set()"
    )
    with Sandbox(Policy(preload=(), threads=100)) as sandbox:
        worker = sandbox.spawn()
        assert worker.run_cell(source, "<cell>", deadline_in(SECONDS)).raised.type == "RuntimeError"
        worker.run_cell("def f(): return len(made)", "<cell>", deadline_in(SECONDS))
        assert worker.call("f", {}, deadline_in(SECONDS)).value < 150
        worker.end()


def test_open_files_end_at_their_number(student):
    """No cell holds more descriptors open than the policy allows."""
    raised = student.run("import os\nfiles = [open(os.devnull) for _ in range(1000)]").raised
    assert raised.type == "OSError"


@needs_proc
def test_processor_time_is_limited_behind_the_deadlines(tmp_path):
    """A worker that nobody watches ends by itself, with the signal that says why."""
    with Sandbox(Policy(cpu_seconds=1, preload=())) as sandbox:
        worker = sandbox.spawn()
        with pytest.raises(WorkerDied):
            worker.run_cell("while True: pass", "<cell>", deadline_in(30))
        assert worker.end() == 24


@needs_proc
def test_a_worker_is_gone_after_end(sandbox):
    """Its process is dead and its folder removed; ending it again does no harm."""
    worker = sandbox.spawn()
    worker.run_cell("import os\nopen('file', 'w').close()\nos.makedirs('a/b')", "<cell>", deadline_in(20))
    folder = sandbox._control.workers / str(worker.pid)
    assert (folder / "file").exists()
    true_pid = worker.true_pid
    assert is_alive(true_pid)
    worker.end()
    assert not is_alive(true_pid)
    assert not folder.exists()
    worker.end()


def test_a_folder_of_any_depth_is_removed(sandbox):
    """Hundreds of folders inside of one another, the last of them without rights, are removed as well."""
    worker = sandbox.spawn()
    source = (
        "import os\nfor _ in range(400):\n    os.mkdir('d' * 200)\n    os.chdir('d' * 200)\nos.mkdir('locked', 0o000)"
    )
    assert worker.run_cell(source, "<cell>", deadline_in(60)).raised is None
    worker.end()
    assert not (sandbox._control.workers / str(worker.pid)).exists()


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("import time\nfor k in range(2000): open(str(k), 'w').close()\ntime.sleep(20)", "more than 500 files"),
        ("import os, time\nfor k in range(2000): os.mkdir(str(k))\ntime.sleep(20)", "more than 500 files"),
        (
            "import time\nfor k in range(30): open(str(k), 'wb').write(bytes(3 * 2**20))\ntime.sleep(20)",
            "more than 64 MiB",
        ),
    ],
    ids=["files", "folders", "bytes"],
)
def test_a_folder_ends_at_its_size(sandbox, source, words):
    """Whoever fills the disk is ended long before the time is over, and told which limit it was."""
    worker = sandbox.spawn()
    started = time.monotonic()
    with pytest.raises(WorkerOverflow, match=words):
        worker.run_cell(source, "<cell>", deadline_in(20))
    worker.end()
    assert time.monotonic() - started < 15
    assert not (sandbox._control.workers / str(worker.pid)).exists()


@needs_proc
def test_nothing_is_left_after_close():
    """The zygote, every worker and every file are gone when the sandbox is left; ending a worker later does no harm."""
    with Sandbox(Policy(preload=())) as sandbox:
        workers = [sandbox.spawn() for _ in range(3)]
        workers[0].run_cell("open('file', 'w').close()", "<cell>", deadline_in(20))
        zygote, root = sandbox._control.process.pid, sandbox._control.root.path
        true_pids = [worker.true_pid for worker in workers]
        assert all(map(is_alive, true_pids))
    for worker in workers:
        worker.end()
    assert not root.exists()
    assert not any(is_alive(pid) for pid in (zygote, *true_pids))


@needs_proc
def test_workers_end_with_their_zygote():
    """If the grader itself is killed, no worker lives on."""
    code = (
        "import os, sys\nfrom grader.sandbox import Policy, Sandbox\nsandbox = Sandbox(Policy(preload=()))\n"
        "control, worker = sandbox._control, sandbox.spawn()\n"
        "print(control.process.pid, worker.true_pid, control.root.path, flush=True)\nos.kill(os.getpid(), 9)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    zygote, worker, root = run.stdout.split()
    until = time.monotonic() + 10
    while (is_alive(zygote) or is_alive(worker)) and time.monotonic() < until:
        time.sleep(0.05)
    subprocess.run(["rm", "-rf", root], check=True)
    assert not is_alive(zygote)
    assert not is_alive(worker)


@needs_proc
def test_a_zygote_ends_its_workers_when_its_grader_left_with_answers_unread(capfd):
    """As after a kill: the socket then ends with an error, and the end is as quiet and as complete as ever."""
    sandbox = Sandbox(Policy(preload=(), without=frozenset({"bubblewrap"})))
    first, second = sandbox.spawn(), sandbox.spawn()
    pids = [first.true_pid, second.true_pid]
    sandbox._control._tell(b"K" + first.pid.to_bytes(4, "big"))
    time.sleep(0.2)
    sandbox.close()
    assert sandbox._control.process.returncode == 0
    assert capfd.readouterr().err == ""
    assert not any(map(is_alive, pids))
    first.end()
    second.end()


def test_whoever_kills_the_zygote_harms_nobody_else(sandbox):
    """The worker that killed its parent is dead itself; the next one comes from a new zygote."""
    worker = sandbox.spawn()
    with pytest.raises(SandboxError):
        worker.run_cell("import os\ntry: os.kill(os.getppid(), 9)\nfinally: os._exit(1)", "<cell>", deadline_in(20))
    worker.end()
    other = sandbox.spawn()
    assert other.run_cell("x = 1", "<cell>", deadline_in(20)).raised is None
    other.end()


def test_a_zygote_that_died_between_two_submissions_is_replaced(sandbox):
    """The system may end it too, for want of memory; nobody's mark depends on it."""
    os.kill(sandbox._control.process.pid, 9)
    worker = sandbox.spawn()
    assert worker.run_cell("x = 1", "<cell>", deadline_in(20)).raised is None
    worker.end()


def test_a_zygote_that_cannot_start_is_an_error_of_ours():
    """If student code cannot be run at all, that is said, and nothing is left behind."""
    with pytest.raises(SandboxError):
        Sandbox(Policy(preload=("no_such_module",)))

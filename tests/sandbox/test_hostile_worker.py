"""A worker that a student has taken over holds nothing worth having, and nothing that it says stops a run."""

import stat

import numpy as np
import pytest

from grader.errors import SandboxError
from grader.sandbox import Policy, Sandbox
from grader.sandbox.client import deadline_in

VARIABLES = {
    *("PATH", "HOME", "TMPDIR", "LANG", "LC_CTYPE", "FALLLINE_DATA"),
    *("IPYTHONDIR", "MPLCONFIGDIR", "MPLBACKEND", "MATPLOTLIBRC"),
    *("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "PYTHONDONTWRITEBYTECODE"),
}
TAKE_OVER = """
import gc, json, os, socket, sys
import fallline.plain as plain

def wire():
    return next(o for o in gc.get_objects() if isinstance(o, socket.socket) and o.fileno() >= 0)

def raw(body):
    wire().sendall(len(body).to_bytes(8, "big") + body)

def header(tree):
    text = json.dumps(tree).encode()
    return len(text).to_bytes(4, "big") + text
"""


@pytest.mark.parametrize(
    "body",
    [
        "wire().sendall(b'\\xff' * 8)",
        "wire().sendall((2**40).to_bytes(8, 'big'))",
        "raw(b'')",
        "raw(b'garbage')",
        "raw(b'\\0\\0\\0\\2[]')",
        "raw(header('text'))",
        "raw(header({'$dict': {'id': {'$array': ['float64', [2**39, 2**39, 0], 0]}}}))",
        "raw(header({'$dict': {'id': {'$array': ['int64', [2], 16]}}}) + bytes(16))",
        "raw(header({'$dict': {'id': 2, 'value': 3, 'overwritten': [[]]}}))\n    raise SystemExit",
        "raw(header({'$dict': {'id': 99, 'value': 3}}))",
        "raw(b'[' * 100_000)",
        "raw(bytes(2**23 + 1))",
        "wire().shutdown(socket.SHUT_RDWR)",
        "wire().sendall(b'\\0\\0\\0')\n    os._exit(0)",
        "plain.encode = plain.decode = None\n    import fallline.observe as o\n    o.encode = lambda v: b'garbage'",
    ],
)
def test_garbage_on_the_wire_costs_the_worker_and_nothing_else(sandbox, body):
    """Whatever is written to the socket, the call ends in one of our exceptions, and the next worker answers."""
    worker = sandbox.spawn()
    assert (
        worker.run_cell(f"{TAKE_OVER}\ndef f(x):\n    {body}\n    return x", "<cell>", deadline_in(20)).raised is None
    )
    try:
        seen = worker.call("f", {"x": 1.0}, deadline_in(5))
    except SandboxError:
        pass
    else:
        assert not isinstance(seen, Exception)
    worker.end()
    other = sandbox.spawn()
    assert other.run_cell("x = 1", "<cell>", deadline_in(20)).raised is None
    other.end()


def test_forged_answers_are_compared_like_any_other(student):
    """A worker may answer in place of its function; what it says is a value and no verdict."""
    forged = {"id": 2, "value": 3, "points": 10, "outcome": "correct"}
    student.run(f"{TAKE_OVER}\ndef f(x):\n    raw(header({{'$dict': {forged}}}))")
    seen = student.call("f", 1.0)
    assert seen.value == 3
    assert not hasattr(seen, "points")


def test_answers_in_advance_cannot_know_the_question(student):
    """Answers sent before their questions are taken in turn; as soon as a number does not match, the worker is lost."""
    student.run(f"{TAKE_OVER}\ndef f(x):\n    for k in 2, 3, 9: raw(header({{'$dict': {{'id': k, 'value': k}}}}))")
    assert [student.call("f", 1.0).value, student.call("f", 1.0).value] == [2, 3]
    with pytest.raises(SandboxError):
        student.call("f", 1.0)


def test_a_worker_inherits_no_variable(monkeypatch):
    """Nothing of the instructor's environment is in a worker's, nor in its parent's, but the place of the data sets."""
    monkeypatch.setenv("A_SECRET_TOKEN", "hunter2")
    monkeypatch.setenv("FALLLINE_DATA", "/somewhere")
    with Sandbox(Policy(preload=())) as sandbox:
        worker = sandbox.spawn()
        source = "import os\ntry: parent = open(f'/proc/{os.getppid()}/environ').read()\nexcept OSError: parent = ''\n"
        worker.run_cell(source + "def f(): return [dict(os.environ), parent]", "<cell>", deadline_in(20))
        environment, parent = worker.call("f", {}, deadline_in(20)).value
        worker.end()
    assert "hunter2" not in str(environment) + parent
    assert environment["FALLLINE_DATA"] == "/somewhere"
    assert set(environment) <= VARIABLES


@pytest.mark.parametrize(
    "module", ["grader.exercises", "grader.catalogue", "grader.marking", "grader.course", "nbgrader"]
)
def test_no_reference_is_in_a_workers_memory(student, module):
    """The modules that hold references, cases and seeds were never imported by the zygote."""
    assert student.value(f"[name for name in __import__('sys').modules if name.startswith({module!r})]") == []


def test_no_reference_is_among_a_workers_functions(student):
    """No function that the garbage collector or the frames of the worker lead to comes from an exercise."""
    source = (
        "import gc, sys, types\n"
        "def f():\n"
        "    files = {o.__code__.co_filename for o in gc.get_objects() if isinstance(o, types.FunctionType)}\n"
        "    frame = sys._getframe()\n"
        "    while frame:\n"
        "        files.add(frame.f_code.co_filename)\n"
        "        frame = frame.f_back\n"
        "    return sorted(files)"
    )
    student.run(source)
    files = student.call("f").value
    assert any("sandbox" in file for file in files)
    assert not [file for file in files if "exercises" in file]


def test_a_worker_holds_one_descriptor_besides_its_standard_ones(student):
    """The socket to the grader is all it has; the zygote's own is closed, and the standard ones lead nowhere."""
    student.run(
        "import os, stat\n"
        "def kind(fd):\n"
        "    try: return stat.S_IFMT(os.fstat(fd).st_mode)\n"
        "    except OSError: return 0"
    )
    kinds = student.value("[kind(fd) for fd in range(200)]")
    assert kinds[:3] == [stat.S_IFCHR] * 3
    assert [kind for kind in kinds[3:] if kind] == [stat.S_IFSOCK]


def test_a_worker_begins_in_an_empty_folder_of_its_own(student, sandbox):
    """It shares no folder with another worker, nor with the course."""
    assert student.value("__import__('os').listdir('.')") == []
    there = student.value("__import__('os').getcwd()")
    assert there == str(sandbox._control.workers / str(student.worker.pid))


def test_the_current_folder_is_not_where_modules_come_from(student):
    """A file beside a notebook, or written by it, shadows no module."""
    student.run("open('statistics.py', 'w').write('x = 1')")
    student.run("import statistics\nhas_mean = hasattr(statistics, 'mean')")
    assert student.value("has_mean") is True


def test_patching_the_worker_changes_no_comparison(student):
    """A student who replaces NumPy's comparisons, builtins and the encoder changes only what is sent."""
    student.run(
        "import numpy as np, builtins\n"
        "np.allclose = np.array_equal = lambda *a, **k: True\n"
        "builtins.abs = lambda x: 0\n"
        "class Right(np.ndarray):\n    def __eq__(self, other): return True\n"
        "def f(x): return np.zeros(3).view(Right)"
    )
    assert student.call("f", np.ones(3)).unsupported

"""The command line prints what it promises to machines and to people, and an error is a paragraph and an exit code."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from grader import catalogue, cli, results
from grader.errors import GraderError, SandboxError

ROOT = Path(__file__).resolve().parents[2]

RIGHT = (
    "import numpy as np\n"
    "def softmax(scores):\n"
    "    e = np.exp(scores - scores.max(axis=1, keepdims=True))\n"
    "    return e / e.sum(axis=1, keepdims=True)\n"
)
ONE_HOT = "def one_hot(y, C):\n    Y = np.zeros((len(y), C))\n    Y[np.arange(len(y)), y] = 1\n    return Y"


@pytest.fixture
def run(monkeypatch, capsys):
    """Return a function that runs `grader` with arguments; it gives the exit code, the output and the messages."""

    def call(*arguments):
        monkeypatch.setattr(sys, "argv", ["grader", *map(str, arguments)])
        code = 0
        try:
            cli.main()
        except SystemExit as exit_:
            code = exit_.code or 0
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return call


@pytest.fixture
def files(tmp_path):
    """Write some answers to softmax; return their folder."""
    sources = {
        "right": RIGHT,
        "no_shift": RIGHT.replace(" - scores.max(axis=1, keepdims=True)", ""),
        "stub": "def softmax(scores):\n    raise NotImplementedError\n",
        "syntax": "def softmax(:\n",
        "raises": "def softmax(scores):\n    return scores.no_such_thing\n",
        "exits": "import os\nos._exit(0)\n",
        "empty": "",
        "in_place": RIGHT.replace("    e = np.exp(scores - ", "    scores -= ").replace(
            "True))\n", "True)\n    e = np.exp(scores)\n", 1
        ),
        "escape\x1b[31m": RIGHT.replace("def softmax", "class softmax_\x1b: pass\ndef softmax"),
    }
    for name, source in sources.items():
        (tmp_path / f"{name}.py").write_text(source)
    (tmp_path / "latin.py").write_bytes(b"# \xe9\n" + RIGHT.encode())
    return tmp_path


def is_number(value):
    """Return whether a JSON value is a number and no truth value."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def check_schema(tree):
    """Assert that one exercise's object has the promised form."""
    assert set(tree) - {"file"} == {"exercise", "outcome", "mistake", "points", "max_points", "message", "checks"}
    assert tree["outcome"] in {
        "correct", "mistake", "wrong", "raised", "not attempted", "timeout", "memory", "crashed"
    }  # fmt: skip
    assert (tree["mistake"] is None) == (tree["outcome"] != "mistake")
    assert isinstance(tree["message"], str)
    assert is_number(tree["points"])
    for check in tree["checks"]:
        assert list(check) == ["name", "passed", "points", "max_points"]
        assert isinstance(check["passed"], bool)
        assert check["points"] in (0, check["max_points"])
    assert tree["points"] == pytest.approx(sum(check["points"] for check in tree["checks"]))
    assert tree["max_points"] == pytest.approx(sum(check["max_points"] for check in tree["checks"]))


def test_try_prints_the_promised_json(run, files):
    """One object a file, in the order of the files, with just the promised keys."""
    names = ["right", "no_shift", "stub", "syntax", "raises", "exits", "empty", "in_place", "escape\x1b[31m", "latin"]
    code, out, _ = run("try", "--json", "softmax", *(files / f"{name}.py" for name in names))
    assert code == 0
    trees = json.loads(out)
    assert [tree["file"] for tree in trees] == [str(files / f"{name}.py") for name in names]
    for tree in trees:
        assert "file" in tree
        check_schema(tree)
    outcomes = {name: (tree["outcome"], tree["mistake"]) for name, tree in zip(names, trees, strict=True)}
    assert outcomes["right"] == ("correct", None)
    assert outcomes["no_shift"] == ("mistake", "no-shift")
    assert outcomes["in_place"] == ("mistake", "in-place")
    assert outcomes["stub"][0] == outcomes["empty"][0] == "not attempted"
    assert outcomes["syntax"][0] == outcomes["raises"][0] == outcomes["latin"][0] == "raised"
    assert outcomes["exits"][0] == "crashed"
    assert trees[0]["points"] == trees[0]["max_points"] == 10


def test_try_is_the_same_each_time(run, files):
    """The hidden inputs come from the seed, which is fixed unless another is asked for."""
    one = run("try", "--json", "softmax", files / "no_shift.py")
    assert run("try", "--json", "softmax", files / "no_shift.py") == one
    assert run("try", "--json", "--seed", 12345, "softmax", files / "no_shift.py")[0] == 0


def test_try_prints_a_table_for_people(run, files):
    """Outcome, mistake and points stand in it; a file's name steers no terminal."""
    code, out, _ = run("try", "softmax", files / "right.py", files / "no_shift.py", files / "escape\x1b[31m.py")
    assert code == 0
    assert "correct" in out
    assert "no-shift" in out
    assert "\x1b" not in out


NODES = """
def backward(root):
    order, seen = [], set()

    def visit(node):
        if node not in seen:
            seen.add(node)
            for parent in node.parents:
                visit(parent)
            order.append(node)

    visit(root)
    for node in order:
        node.grad = float(isinstance(node, V) and node is root)
    for node in reversed(order):
        for parent, slope in zip(node.parents, local(node)):
            parent.grad += node.grad * slope
"""


def test_try_runs_first_what_the_lesson_gives(run, tmp_path):
    """The file need not define the class that its lesson defines; here the one fault is that it calls itself."""
    (tmp_path / "recursive.py").write_text(NODES)
    (tmp_path / "deep.py").write_text(f"import sys\nsys.setrecursionlimit(20_000)\n{NODES}")
    code, out, _ = run("try", "backward", tmp_path / "recursive.py", tmp_path / "deep.py", "--json")
    assert code == 0
    first, second = json.loads(out)
    assert (first["outcome"], first["mistake"]) == ("mistake", "recursive")
    assert second["outcome"] == "correct"


def test_selftest_says_that_all_is_well(run):
    """Exit code 0, a row an exercise, and a line of numbers."""
    code, out, err = run("selftest", "softmax", "one_hot", "--seeds", 1)
    assert code == 0
    for name in ("softmax", "one_hot"):
        exercise = catalogue.find(name)
        [row] = [line for line in out.splitlines() if name in line]
        sizes = sum(len(mistake.variants) for mistake in exercise.mistakes)
        right = len(exercise.alternatives) + 1
        cells = [cell.strip() for cell in row.split("│")[2:-2]]
        assert cells == [str(len(exercise.mistakes)), *[f"{sizes} of {sizes}"] * 2, f"{right} of {right}"]
    assert "2 exercises" in err
    assert "0 problems" in err


def test_selftest_fails_if_there_are_problems(run, monkeypatch):
    """Exit code 1, and one line a problem."""
    from grader import selftest

    report = selftest.Report("softmax", 1, (), ("softmax: [bold]a problem",), 0.0)
    monkeypatch.setattr(selftest, "examine", lambda exercise, seeds: report)
    code, out, err = run("selftest", "softmax", "--seeds", 1)
    assert code == 1
    assert out.endswith("\nsoftmax: [bold]a problem\n")
    assert "1 problems" in err


@pytest.mark.parametrize(
    ("arguments", "quoted"),
    [
        (("try", "softmaks", "x.py"), "softmaks"),
        (("try", "softmax", "no_such_file.py"), "no_such_file.py"),
        (("try", "softmax", "."), "."),
        (("selftest", "softmaks"), "softmaks"),
        (("grade", "no_such_folder", "--no-gradebook"), "no_such_folder"),
        (("grade", ".", "--course", "/"), "/"),
        (("feedback", "--course", "/"), "/"),
        (("build", "--course", "/"), "/"),
        (("grade", ".", "--without", "walls"), "walls"),
        (("grade", ".", "--shard", "1/2", "--json"), "1/2"),
    ],
)
def test_what_does_not_exist_is_an_error_in_three_parts(run, arguments, quoted, tmp_path, monkeypatch):
    """What was passed, what was expected, what to try; exit code 2, and no traceback."""
    monkeypatch.chdir(tmp_path)
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert err.startswith("error:")
    assert "Traceback" not in err
    words = " ".join(err.split())
    assert quoted in words
    assert "expected" in words
    assert "try" in words


@pytest.mark.parametrize(
    "arguments",
    [
        ("try",),
        ("try", "softmax"),
        ("grade",),
        ("no-such-command",),
        ("try", "--seed", "-1"),
        ("grade", "-j", "0", "."),
    ],
)
def test_what_cannot_be_understood_is_an_error_too(run, arguments):
    """Missing arguments and unknown commands exit with 2 and explain themselves."""
    code, _, err = run(*arguments)
    assert code == 2
    assert "Usage" in err


@pytest.mark.parametrize(("error", "expected"), [(GraderError("[red]odd"), 1), (SandboxError("no process"), 3)])
def test_each_error_has_its_exit_code(run, monkeypatch, error, expected):
    """The tree of errors says which; the message is printed as it is."""

    def fails(_name):
        raise error

    monkeypatch.setattr(catalogue, "find", fails)
    code, _, err = run("selftest", "softmax")
    assert code == expected
    assert str(error) in err


def _cell(name, source, **marks):
    marks = {"grade": False, "solution": False, "locked": False, "grade_id": name, **marks}
    return {"cell_type": "code", "id": name, "source": source, "outputs": [], "metadata": {"nbgrader": marks}}


def _notebook(answer):
    cells = [
        _cell("setup", "import numpy as np", locked=True),
        _cell("one_hot", answer, solution=True),
        _cell("check-one_hot", "check(one_hot)", grade=True, locked=True),
    ]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


@pytest.fixture
def course(tmp_path):
    """Return the folder of a course with a released warm-up and three submissions."""
    root = tmp_path / "course"
    (root / "lessons").mkdir(parents=True)
    (root / "nbgrader_config.py").touch()
    (root / "notebooks" / "00_warm_up").mkdir(parents=True)
    (root / "notebooks" / "00_warm_up" / "00_warm_up.ipynb").write_text(_notebook("def one_hot(y, C): ..."))
    for student, text in {
        "ada": _notebook(ONE_HOT),
        "bob": "not a notebook",
        "eve\x1b[31m": _notebook("1 / 0"),
    }.items():
        (root / "submitted" / student).mkdir(parents=True)
        (root / "submitted" / student / "00_warm_up.ipynb").write_text(text)
    return root


def test_grade_prints_the_promised_json(run, course):
    """One object a submission with just the promised keys; a record of each is kept."""
    code, out, _ = run("grade", "--json", "--no-gradebook", "--course", course, course / "submitted")
    assert code == 0
    trees = json.loads(out)
    assert [tree["student"] for tree in trees] == ["ada", "bob", "eve\x1b[31m"]
    for tree in trees:
        assert list(tree) == [
            "submission", "student", "lesson", "status", "points", "max_points", "exercises", "notes", "seconds",
            "isolation",
        ]  # fmt: skip
        assert is_number(tree["seconds"])
        assert all(isinstance(note, str) for note in tree["notes"])
        for exercise in tree["exercises"]:
            check_schema(exercise)
    assert [tree["status"] for tree in trees] == ["graded", "unreadable", "graded"]
    assert [tree["points"] for tree in trees] == [2, 0, 0]
    assert len(list((course / "results").rglob("*.json"))) == 3


def test_grade_prints_a_table_for_people(run, course):
    """Names, points and signs, and no name that steers the terminal; a course without results has no feedback."""
    assert run("feedback", "--course", course)[0] == 2
    code, out, err = run("grade", "--no-gradebook", "--course", course, course / "submitted")
    assert code == 0
    assert "ada" in out
    assert "unreadable" in out
    assert "\x1b" not in out
    assert "results" in err


def test_grading_again_grades_nothing_and_prints_the_same(run, course):
    """A run that has nothing to do says so, and ends as if it had done everything; --again does everything anew."""
    arguments = ("grade", "--json", "--no-gradebook", "--course", course, course / "submitted")
    code, first, err = run(*arguments)
    assert "graded before" not in err
    again = run(*arguments, "--jobs", 1)
    assert again[:2] == (code, first)
    assert "3 of 3 were graded before" in again[2]
    assert "graded before" not in run(*arguments, "--again")[2]


def test_json_comes_out_as_one_list(run, course):
    """Object by object, it is what printing all of it together makes."""
    out = run("grade", "--json", "--no-gradebook", "--course", course, course / "submitted")[1]
    assert out == results.to_text(json.loads(out))


def test_parts_record_and_the_whole_finds_them_done(run, course):
    """A part prints no mark and writes no gradebook; afterwards the same command without it has nothing to grade."""
    arguments = ("--course", course, course / "submitted")
    for part, number in (("1/2", 2), ("2/2", 1)):
        code, out, err = run("grade", "--shard", part, *arguments)
        assert (code, out) == (0, "")
        assert f"{number} of 3 submissions" in " ".join(err.split())
    assert run("grade", "--shard", "3/2", *arguments)[0] == 2
    assert not (course / "gradebook.db").exists()
    assert "3 of 3 were graded before" in run("grade", "--no-gradebook", *arguments)[2]


def test_the_limits_of_the_course_count(run, course):
    """In course.toml; marks that were made under other limits are made anew, and a slip there is an error."""
    arguments = ("grade", "--no-gradebook", "--json", "--course", course, course / "submitted")
    (course / "submitted" / "ada" / "00_warm_up.ipynb").write_text(_notebook(f"{ONE_HOT}\nprint('y' * 5_000)"))
    run(*arguments)
    printed = next(results.read_all(course / "results", pytest.fail)).outputs["one_hot"]
    (course / "course.toml").write_text("[limits]\noutput_characters = 100\n")
    assert "graded before" not in run(*arguments)[2]
    shorter = next(results.read_all(course / "results", pytest.fail)).outputs["one_hot"]
    assert len(shorter) < 200 < len(printed)
    (course / "course.toml").write_text("[limits]\noutput = 100\n")
    assert run(*arguments)[0] == 2


def test_a_layer_can_be_left_out_and_the_result_says_so(run, course):
    """--without is for tests of the tests; what is then possible is refused, or stamped on every result."""
    arguments = ("grade", "--no-gradebook", "--json", "--course", course, course / "submitted")
    whole = json.loads(run(*arguments)[1])[0]["isolation"]
    without = [part for layer in ("landlock", "seccomp", "uid", "bubblewrap") for part in ("--without", layer)]
    code, out, err = run(*arguments, *without)
    assert (code, out) == (3, "")
    assert "--allow-weak-isolation" in err
    code, out, _ = run(*arguments, *without, "--allow-weak-isolation")
    assert code == 0
    weak = json.loads(out)[0]["isolation"]
    assert weak.startswith("WEAK")
    assert not whole.startswith("WEAK")


def test_feedback_leaves_out_what_is_no_record(run, course):
    """It says which file that is, and makes the other pages."""
    run("grade", "--no-gradebook", "--course", course, course / "submitted")
    damaged = next((course / "results").rglob("ada-*.json"))
    damaged.write_text("{")
    code, _, err = run("feedback", "--course", course)
    assert code == 0
    assert damaged.name in "".join(err.split())
    assert "Wrote 2 pages" in err


def test_grade_before_build_says_what_to_do(run, course):
    """A course without released notebooks is an error with the way out, and no traceback."""
    (course / "notebooks" / "00_warm_up" / "00_warm_up.ipynb").unlink()
    code, _, err = run("grade", "--no-gradebook", "--course", course, course / "submitted")
    assert code == 2
    assert "grader build" in err


def test_the_command_is_installed(files):
    """`grader` is a command that works from any folder and in a pipe."""
    command = [Path(sys.executable).with_name("grader"), "try", "--json", "softmax", "right.py"]
    run = subprocess.run(command, capture_output=True, text=True, check=True, cwd=files)
    assert json.loads(run.stdout)[0]["outcome"] == "correct"


SPY = """
import os, sys
from grader import cli

real = os.fork

def fork():
    print("threads:", len(os.listdir("/proc/self/task")), file=sys.stderr, flush=True)
    return real()

os.fork = fork
cli.main()
"""


def test_the_grader_has_no_other_thread_when_it_forks(course):
    """A lock that another thread holds would be held for ever in the new process."""
    command = [sys.executable, "-c", SPY, "grade", "--no-gradebook", "--jobs", "2", "--course", course]
    done = subprocess.run([*command, course / "submitted"], capture_output=True, text=True, check=True)
    assert [line for line in done.stderr.splitlines() if line.startswith("threads")] == ["threads: 1"] * 2


def test_the_zygote_starts_before_numpy_is_imported():
    """It gets ready while the grader imports what it needs; so its start may need nothing large."""
    code = "import sys; import grader.running, grader.sandbox.start; print({'numpy', 'fallline'} & set(sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout == "set()\n"


@pytest.mark.parametrize("arguments", [["no-such-folder"], ["--no-such-option"], ["--help"]])
def test_a_command_that_fails_early_leaves_nothing_of_the_sandbox(arguments, tmp_path):
    """The sandbox may be on its way already: its process is ended and its folder removed, without waiting for it."""
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "TMPDIR": str(tmp_path)}
    command = [sys.executable, "-m", "grader", "grade", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, cwd=ROOT)
    assert done.returncode == (0 if arguments == ["--help"] else 2)
    assert not list(tmp_path.glob("fallline-*"))
    commands = [path.read_bytes() for path in Path("/proc").glob("[0-9]*/cmdline") if _is_readable(path)]
    assert not [line for line in commands if str(tmp_path).encode() in line]


COUNT_STARTS = """
from grader.sandbox import launch

real = launch.command

def command(*arguments):
    print("start")
    return real(*arguments)

launch.command = command
from grader.__main__ import main

main()
"""


def test_grading_uses_the_sandbox_that_was_started_early(course):
    """`grader grade` as it is installed starts one zygote, and the marks are those of any other run."""
    command = [sys.executable, "-c", COUNT_STARTS]
    options = ["grade", "--no-gradebook", "--course", course, course / "submitted"]
    done = subprocess.run([*command, *options], capture_output=True, text=True, check=True)
    assert done.stdout.count("start\n") == 1
    assert len(list((course / "results").glob("*/*.json"))) == len(list((course / "submitted").iterdir()))


def _is_readable(path):
    try:
        path.read_bytes()
    except OSError:
        return False
    return True


def test_neither_help_nor_errors_wait_for_numpy():
    """Nor does grading without a gradebook wait for nbgrader."""
    code = "import sys; from grader import cli; print({'numpy', 'grader.batch', 'rich.progress'} & set(sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout == "set()\n"
    code = "import sys; import grader.running, grader.batch; print({'nbgrader', 'sqlalchemy'} & set(sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout == "set()\n"

"""Each exercise gets the mark it has earned, whatever the cells around it do."""

import time
from dataclasses import replace

import pytest

from grader import catalogue, grading
from grader.assembly import Assembly, MarkExercise, RunCell
from grader.errors import SandboxError, WorkerDied, WorkerTimeout
from grader.grading import grade, try_source
from grader.marking import Marked
from grader.sandbox.client import CellResult, Missing

RIGHT = {
    "one_hot": "def one_hot(y, C):\n    Y = np.zeros((len(y), C))\n    Y[np.arange(len(y)), y] = 1\n    return Y",
    "softmax": (
        "def softmax(scores):\n    e = np.exp(scores - scores.max(axis=1, keepdims=True))\n"
        "    return e / e.sum(axis=1, keepdims=True)"
    ),
    "linear_scores": "def linear_scores(X, W, b):\n    return X @ W + b",
}
NAMES = tuple(RIGHT)
SETUP = RunCell("setup", "import numpy as np")
ENDLESS = "\nwhile True: pass"
KILL_PARENT = "\nimport os\ntry: os.kill(os.getppid(), 9)\nfinally: os._exit(1)"


def steps(**sources):
    """Return the steps of a notebook of three exercises, right ones where no other source is given."""
    made = [SETUP]
    for name in NAMES:
        made += [RunCell(name, sources.get(name, RIGHT[name]), name), MarkExercise(name)]
    return made


def marks_of(sandbox, made):
    """Return the marks by exercise."""
    graded = grade(Assembly(tuple(made)), NAMES, sandbox, lambda _name: 5)
    return {mark.exercise: mark for mark in graded.marks}, graded


@pytest.fixture
def impatient(monkeypatch):
    """Give every exercise half a second."""
    for name in NAMES:
        monkeypatch.setattr(catalogue.find(name), "seconds", 0.5)


def test_right_answers_get_all_points(sandbox):
    """The marks come in the order asked for, with full points and no notes."""
    marks, graded = marks_of(sandbox, steps())
    assert [mark.exercise for mark in graded.marks] == list(NAMES)
    assert all(mark.outcome == "correct" and mark.points == mark.max_points for mark in marks.values())
    assert graded.notes == ()


@pytest.mark.parametrize(
    ("end", "outcome"),
    [
        (ENDLESS, "timeout"),
        ("\nimport os; os._exit(0)", "crashed"),
        ("\nimport ctypes; ctypes.string_at(0)", "crashed"),
        (KILL_PARENT, "crashed"),
    ],
    ids=["hangs", "exits", "crashes", "kills its parent"],
)
@pytest.mark.parametrize("guilty", [NAMES[0], NAMES[1]])
def test_a_cell_that_hangs_or_kills_costs_only_its_exercise(sandbox, impatient, end, outcome, guilty):
    """The other answers get their points, those before it and those behind it."""
    marks, _ = marks_of(sandbox, steps(**{guilty: RIGHT[guilty] + end}))
    assert marks[guilty].outcome == outcome
    assert marks[guilty].points == 0
    assert all(marks[name].outcome == "correct" for name in NAMES if name != guilty)


@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        ("while True: pass", "timeout"),
        ("import os; os._exit(0)", "crashed"),
        ("import sys; sys.exit(0)", "raised"),
        ("raise KeyboardInterrupt", "raised"),
        ("return np.ones(2**34)", "memory"),
        ("raise NotImplementedError", "not attempted"),
        ("return None", "mistake"),
        ("def softmax(:", "raised"),
    ],
)
def test_a_function_that_misbehaves_costs_only_its_exercise(sandbox, impatient, body, outcome):
    """Whatever one answer does when it is called, the others get their points."""
    marks, _ = marks_of(sandbox, steps(softmax=f"def softmax(scores):\n    {body}"))
    assert (marks["softmax"].outcome, marks["softmax"].points) == (outcome, 0)
    assert all(marks[name].outcome == "correct" for name in NAMES if name != "softmax")


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("import os; os._exit(0)", "ended the whole process"),
        ("while True: pass", "took longer than 1 seconds"),
        (KILL_PARENT, "ended the whole process"),
    ],
)
def test_a_cell_of_the_students_own_that_kills_is_left_out_with_a_note(sandbox, source, words):
    """It costs no points at all; the instructor is told which cell it was."""
    made = steps()
    made.insert(3, RunCell("your cell 4", source))
    marks, graded = marks_of(sandbox, made)
    assert all(mark.outcome == "correct" for mark in marks.values())
    [note] = graded.notes
    assert note.startswith("Your cell 4 was left out. ")
    assert words in note


def test_what_earlier_cells_did_is_there_again_after_a_restart(sandbox):
    """A fresh worker runs the cells before, in their order, the student's own included, and each once."""
    made = steps(
        one_hot=f"{RIGHT['one_hot']}\nlog.append('one_hot')",
        softmax="import os; os._exit(0)",
        linear_scores="def linear_scores(X, W, b):\n    assert log == ['mine', 'one_hot'], log\n    return X @ W + b",
    )
    made.insert(1, RunCell("your cell 2", "log = ['mine']"))
    marks, _ = marks_of(sandbox, made)
    assert [marks[name].outcome for name in NAMES] == ["correct", "crashed", "correct"]


def test_every_cell_may_kill(sandbox, impatient):
    """If every answer ends its process, every exercise is marked so, and it takes no longer than it must."""
    started = time.monotonic()
    marks, _ = marks_of(sandbox, steps(**dict.fromkeys(NAMES, "import os; os._exit(1)")))
    assert {mark.outcome for mark in marks.values()} == {"crashed"}
    assert time.monotonic() - started < 5


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("1 / 0", "ZeroDivisionError in line 1"),
        ("x = 1\n\ndef softmax(:", "SyntaxError in line 3"),
        ("import no_such_module", "ModuleNotFoundError in line 1"),
        ("raise MemoryError", "MemoryError"),
    ],
)
def test_a_cell_that_raises_before_the_definition_is_told_so(sandbox, source, words):
    """The message names the exception and the student's own line, and not its text."""
    mark = try_source(catalogue.find("softmax"), source, sandbox, 5)
    assert mark.outcome == ("memory" if "Memory" in source else "raised")
    assert words in mark.message


def test_a_cell_that_raises_after_the_definition_costs_nothing(sandbox):
    """The function is there, so it is marked."""
    mark = try_source(catalogue.find("softmax"), f"import numpy as np\n{RIGHT['softmax']}\n1 / 0", sandbox, 5)
    assert mark.outcome == "correct"


@pytest.mark.parametrize("source", ["", "softmax = 3", "softmax = None", "Softmax = lambda scores: scores"])
def test_no_function_is_no_attempt(sandbox, source):
    """If nothing of that name can be called, the exercise was not attempted."""
    assert try_source(catalogue.find("softmax"), source, sandbox, 5).outcome == "not attempted"


def test_chatty_plotting_and_warning_answers_are_right(sandbox):
    """What an answer prints, warns of, draws or leaves behind costs nothing."""
    source = (
        "import warnings, sys, logging\nimport numpy as np\nimport matplotlib.pyplot as plt\n"
        "def softmax(scores):\n    print('x' * 10**5)\n    sys.stderr.write('y')\n    logging.error('z')\n"
        "    warnings.warn('w')\n    plt.plot(scores)\n    plt.show()\n    np.seterr(all='raise', under='ignore')\n"
        "    e = np.exp(scores - scores.max(axis=1, keepdims=True))\n    return e / e.sum(axis=1, keepdims=True)"
    )
    assert try_source(catalogue.find("softmax"), source, sandbox, 5).outcome == "correct"


def test_overwriting_the_argument_costs_the_contract_only(sandbox):
    """A right answer that works in place keeps the points for its values, and its mistake is named."""
    source = (
        "import numpy as np\ndef softmax(scores):\n    scores -= scores.max(axis=1, keepdims=True)\n"
        "    e = np.exp(scores)\n    return e / e.sum(axis=1, keepdims=True)"
    )
    mark = try_source(catalogue.find("softmax"), source, sandbox, 5)
    assert mark.mistake == "in-place"
    passed = {check.name: check.passed for check in mark.checks}
    assert passed == {"values": True, "edge cases": passed["edge cases"], "contract": False}


def test_what_answer_cells_printed_is_kept(sandbox):
    """Only the cells' own output, not that of calls with hidden inputs."""
    source = "print('hello')\ndef one_hot(y, C):\n    print('secret', y)\n    return None"
    _, graded = marks_of(sandbox, steps(one_hot=source))
    assert graded.outputs == {"one_hot": "hello\n", "softmax": "", "linear_scores": ""}


def test_an_exercise_without_a_cell_was_not_attempted(sandbox):
    """A mark is made for every exercise asked for, and a stub is no attempt, whatever it would do."""
    made = [SETUP, RunCell("softmax", "while True: pass", "softmax", is_stub=True), MarkExercise("softmax")]
    marks, _ = marks_of(sandbox, [SETUP, MarkExercise("one_hot")])
    assert {mark.outcome for mark in marks.values()} == {"not attempted"}
    marks, _ = marks_of(sandbox, made[:1] + made[2:])
    assert marks["softmax"].outcome == "not attempted"


def test_seeds_belong_to_exercises(sandbox):
    """Each exercise is asked with the seed of its own name."""
    asked = []
    grade(Assembly(tuple(steps())), NAMES, sandbox, lambda name: asked.append(name) or 3)
    assert asked == list(NAMES)


class Scripted:
    """A sandbox whose workers run nothing: each source is the name of what is to happen at the n-th time."""

    def __init__(self, script):
        from grader.sandbox import Policy

        self.policy, self.script, self.ran, self.spawned = Policy(), script, [], 0

    def spawn(self):
        """Return a worker: this object itself."""
        self.spawned += 1
        if self.script.get("spawn") == self.spawned:
            raise SandboxError("no process can be had")
        return self

    def end(self):
        """End the worker."""
        return 0

    def run_cell(self, source, label, deadline):
        """Do what the script says of the n-th run of this source."""
        self.ran.append(source)
        todo = self.script.get((source, self.ran.count(source)))
        if todo is not None:
            raise todo
        if deadline < time.monotonic():
            raise WorkerTimeout
        return CellResult(None, "")

    def call(self, name, inputs, deadline, **_):
        """Answer as if nothing were defined."""
        return Missing("undefined")


def right(monkeypatch):
    """Make every answer right that can be asked at all."""
    monkeypatch.setattr(
        grading, "mark", lambda exercise, ask, seed: Marked(exercise.name, "correct", None, "", None, ())
    )


def test_a_mark_once_given_stays(monkeypatch):
    """A cell that fails only when it is run again, for another's sake, keeps the points that it has earned."""
    right(monkeypatch)
    made = [RunCell(name, name, name) for name in NAMES]
    order = [step for cell in made for step in (cell, MarkExercise(cell.exercise))]
    for again in (WorkerTimeout(), WorkerDied()):
        sandbox = Scripted({(NAMES[1], 1): WorkerDied(), (NAMES[0], 2): again})
        graded = grade(Assembly(tuple(order)), NAMES, sandbox, lambda _: 0)
        assert [mark.outcome for mark in graded.marks] == ["correct", "crashed", "correct"]
        assert sandbox.ran.count(NAMES[0]) == 2


def test_if_no_worker_can_be_had_nobody_is_marked(monkeypatch):
    """That the sandbox fails is no student's fault: it is raised, and no mark is made of it."""
    right(monkeypatch)
    with pytest.raises(SandboxError):
        grade(Assembly(tuple(steps())), NAMES, Scripted({"spawn": 1}), lambda _: 0)


def test_a_submission_has_a_time_of_its_own(sandbox, monkeypatch):
    """When it is over, the exercises that are left are told so at once; what was marked before stays."""
    monkeypatch.setattr(sandbox, "policy", replace(sandbox.policy, submission_seconds=1.5))
    made = steps()
    made[3:3] = [RunCell(f"your cell {k}", "import time; time.sleep(0.4)") for k in range(5, 500)]
    started = time.monotonic()
    marks, graded = marks_of(sandbox, made)
    assert time.monotonic() - started < 4
    assert [marks[name].outcome for name in NAMES] == ["correct", "timeout", "timeout"]
    assert "1.5 seconds" in marks["softmax"].message
    assert len(graded.notes) < 5


def test_replaying_many_cells_ends_with_the_submissions_time(monkeypatch):
    """A notebook of thousands of cells that all fail when run again does not restart a worker for each of them."""
    right(monkeypatch)
    cells = [RunCell(f"your cell {k}", f"cell {k}") for k in range(3000)]
    sandbox = Scripted({("cell 2999", 1): WorkerDied()})
    slow = sandbox.run_cell

    def run_cell(source, label, deadline):
        time.sleep(0.0001 if sandbox.spawned == 1 else 0.01)
        return slow(source, label, deadline)

    sandbox.run_cell = run_cell
    sandbox.policy = replace(sandbox.policy, submission_seconds=0.2)
    grade(Assembly((*cells, *steps())), NAMES, sandbox, lambda _: 0)
    assert sandbox.spawned < 10

"""Scripts, iterators and functions that are passed: what a worker does with them, and what ends each of them."""

import numpy as np
import pytest

from fallline.calls import MOST_CALLS, Recorder
from fallline.functions import FUNCTIONS
from fallline.plain import FunctionName, Seed
from fallline.question import Question
from grader.errors import WorkerTimeout
from grader.exercise import Exercise
from grader.grading import NotDefined, _ask
from grader.sandbox.client import deadline_in

COUNTER = """
import numpy as np

class Counter:
    def __init__(self, start):
        self.count = start
        self.history = np.zeros(3)

    def add(self, n):
        if n < 0:
            raise ValueError("negative")
        self.history[:-1] = self.history[1:]
        self.history[-1] = n
        self.count += n
        return self
"""


def follow(student, script, **inputs):
    """Let a worker that defines `f` and `Counter` carry out a script."""
    student.run(f"{COUNTER}\ndef f():\n    pass")
    return student.worker.call("f", inputs, deadline_in(20), script=script)


def test_objects_live_from_line_to_line(student):
    """What one line makes, the next ones use; what is returned comes back as plain data."""
    seen = follow(student, "c = Counter(a)\nc.add(3)\nc.add(4).add(5)\nreturn c.count, c.history", a=1)
    count, history = seen.value
    assert count == 13
    np.testing.assert_array_equal(history, [3.0, 4.0, 5.0])


def test_nothing_is_left_of_a_script_for_the_next(student):
    """Its names are its own; the notebook does not see them, and the next script does not either."""
    assert follow(student, "kept = Counter(1)\nreturn kept.count").value == 1
    assert follow(student, "return kept.count").raised.type == "NameError"
    assert student.value("'kept' in globals()") is False


def test_a_loop_is_one_message(student):
    """Two thousand steps take no two thousand frames: they are done in a moment."""
    seen = follow(student, "c = Counter(0)\nfor _ in range(2000):\n    c.add(2)\nreturn c.count")
    assert seen.value == 4000


def test_what_a_line_raises_is_the_students(student):
    """With the line of the student's cell, and not of the script."""
    seen = follow(student, "c = Counter(0)\nc.add(a)\nreturn c.count", a=-1)
    assert seen.raised.type == "ValueError"
    assert [name for _, name, _ in seen.raised.lines] == ["add"]
    assert seen.raised.lines[0][2] == "<cell>"


def test_an_object_cannot_be_returned(student):
    """It is no plain data, and the worker lives on."""
    assert follow(student, "return Counter(1)").unsupported
    assert follow(student, "return Counter(1).count").value == 1


def test_an_input_that_a_script_overwrites_is_told(student):
    """As in a call: the caller's array must be as it was."""
    student.run("def f(x):\n    x[0] = 7.0")
    seen = student.worker.call("f", {"x": np.zeros(2)}, deadline_in(20), script="f(x)\nreturn x")
    assert seen.overwritten == ("x",)
    np.testing.assert_array_equal(seen.value, [7.0, 0.0])


ENDLESS = "import itertools\ndef f():\n    return itertools.repeat(1.0)"


def test_an_iterator_that_does_not_end_is_cut(student):
    """It is named as what it is, at once, and the worker lives on."""
    student.run(ENDLESS)
    for _ in range(2):
        seen = student.call("f", items=1000, seconds=5)
        assert seen.unsupported == "more than 1,000 items, one after the other"


@pytest.mark.parametrize(("bound", "ends"), [(3, True), (4, True), (2, False), (0, False)])
def test_exactly_the_bound_may_come(student, bound, ends):
    """One more is one too many."""
    student.run("def f():\n    yield from (1, 2, 3)")
    seen = student.call("f", items=bound)
    assert seen.value == ([1, 2, 3] if ends else None)
    assert bool(seen.unsupported) is not ends


def test_items_are_kept_as_they_came(student):
    """A generator that fills one buffer again and again gave different numbers each time."""
    student.run(
        "import numpy as np\ndef f():\n    a = np.zeros(1)\n    for k in range(3):\n        a[0] = k\n        yield a"
    )
    assert [item.tolist() for item in student.call("f", items=9).value] == [[0.0], [1.0], [2.0]]


def test_what_an_iterator_raises_halfway_is_an_exception(student):
    """In the student's own line, as if the call had raised it; warnings and overwritten inputs count as well."""
    student.run("def f(x):\n    x[0] = 1.0\n    yield 1\n    yield 1 / 0")
    seen = student.call("f", np.zeros(1), items=9)
    assert (seen.raised.type, seen.overwritten) == ("ZeroDivisionError", ("x0",))
    assert seen.raised.lines[-1][0] == 4


def test_an_item_that_is_not_plain_is_no_value(student):
    """An object among the items is told like one that is returned."""
    student.run("def f():\n    yield 1\n    yield {1, 2}")
    assert student.call("f", items=9).unsupported == "a value of type builtins.set is not plain data"


@pytest.mark.parametrize(
    "body", ["while True:\n        pass\n    yield 1", "import time\n    time.sleep(60)\n    yield"]
)
def test_an_iterator_that_never_gives_anything_runs_out_of_time(student, body):
    """The bound counts items; what comes to none is ended by the clock, like any call."""
    student.run(f"def f():\n    {body}")
    with pytest.raises(WorkerTimeout):
        student.call("f", items=9, seconds=1.0)


def test_items_that_fill_the_memory_are_an_exception(student):
    """The worker's own limit holds while its items are kept."""
    student.run("import numpy as np\ndef f():\n    while True:\n        yield np.ones(2**22)")
    seen = student.call("f", items=1000)
    assert seen.unsupported or seen.raised.type == "MemoryError"


def test_taking_apart_what_never_ends_is_an_exception(student):
    """`a, b = f()` waits for no third item but one."""
    student.run(ENDLESS)
    seen = student.worker.call("f", {}, deadline_in(5), script="a, b = f()\nreturn a")
    assert seen.raised.type == "ValueError"


DRAWS = """
def answer(f, rng):
    first = rng.normal()
    shares = f(np.ones((2, 3)), rng=rng)
    return first, shares, rng.normal(size=2), f(np.ones((2, 3)), rng)
"""


def test_draws_over_there_count_over_here(student):
    """The generator goes on behind what our function drew: all numbers are those of one process."""
    student.run(f"import numpy as np\n{DRAWS}")
    names = {"np": np}
    exec(DRAWS, names)  # noqa: S102
    expected = names["answer"](FUNCTIONS["noisy_shares"], np.random.default_rng(8))
    seen = student.call("answer", FunctionName("f"), Seed(8), functions={"f": FUNCTIONS["noisy_shares"]}.get)
    for mine, theirs in zip(seen.value, expected, strict=True):
        np.testing.assert_array_equal(mine, theirs)


def test_draws_before_an_exception_count_too(student):
    """A function that raised had drawn."""

    def draws_and_raises(rng):
        rng.normal()
        raise ArithmeticError

    student.run("def answer(f, rng):\n    try:\n        f(rng)\n    except ValueError:\n        return rng.normal()")
    seen = student.call("answer", FunctionName("f"), Seed(8), functions={"f": draws_and_raises}.get)
    assert seen.value == np.random.default_rng(8).normal(size=2)[1]


@pytest.mark.parametrize("other", ["np.random.Generator(np.random.MT19937(1))", "np.random.RandomState(1)"])
def test_another_kind_of_generator_is_refused(student, other):
    """Only that of np.random.default_rng has a state that is plain data."""
    student.run(f"import numpy as np\ndef answer(f):\n    return f({other})")
    seen = student.call("answer", FunctionName("f"), functions={"f": lambda rng: 1.0}.get)
    assert seen.raised.type == "PlainDataError"


def test_arguments_larger_than_a_message_are_the_students_exception(student):
    """They would end the worker; it is told before they are sent, and lives on."""
    student.run("import numpy as np\ndef answer(f, n):\n    return f(np.zeros(n))")
    seen = student.call("answer", FunctionName("f"), 2**21, functions={"f": lambda x: 1.0}.get)
    assert seen.raised.type == "PlainDataError"
    assert student.call("answer", FunctionName("f"), 2, functions={"f": lambda x: 1.0}.get).value == 1.0


@pytest.fixture
def exercise():
    """Return an exercise with a function that only the grader has."""
    made = Exercise("answer", "9.1", "99_made_up", 1, 1, 1, "", ("", "", ""))
    made.function(lambda x: float(np.sum(x)))
    return made


def asked(student, exercise, inputs, **settings):
    """Put a question to a worker as the grader does."""
    return _ask(student.worker, exercise, deadline_in(20), Question(inputs, **settings))


def test_calls_are_counted_by_the_grader(student, exercise):
    """With copies of their arguments; what the worker says of itself has no part in it."""
    student.run(
        "import numpy as np\nimport fallline.observe as o\n"
        "def answer(f, x):\n    f(x)\n    f(x=x + 1)\n    o.Observation.called = 99\n    return 0"
    )
    seen = asked(student, exercise, {"f": FunctionName("<lambda>"), "x": np.ones(2)})
    assert seen.called == 2
    np.testing.assert_array_equal(seen.calls[0].args[0], [1.0, 1.0])
    np.testing.assert_array_equal(seen.calls[1].named["x"], [2.0, 2.0])


def test_a_function_that_is_not_among_the_inputs_cannot_be_called(student, exercise):
    """Neither one of the kit nor a hidden one of the exercise: the question passes none of them."""
    student.run(
        "def answer(f, x):\n    import gc\n    from grader.sandbox.worker import Worker\n"
        "    worker = next(o for o in gc.get_objects() if isinstance(o, Worker))\n"
        "    return worker._elsewhere(x)(1.0)"
    )
    for name in ("<lambda>", "cubic", "nothing"):
        seen = asked(student, exercise, {"f": FunctionName("bowl"), "x": name})
        assert (seen.raised.type, seen.called) == ("ValueError", 0), name
    assert asked(student, exercise, {"f": FunctionName("bowl"), "x": "bowl"}).value == 0.0


def test_a_notebook_without_the_function_is_told_before_its_script_runs(student, exercise):
    """A script asks for the exercise's name like a call."""
    with pytest.raises(NotDefined, match="answer"):
        asked(student, exercise, {}, script="return 1")


def test_calls_without_end_are_refused_at_last(student):
    """The grader counts so many and no more, keeps only so many arguments, and the answer gets an exception."""
    recorder = Recorder({"f": lambda x: 0.0}.get)
    student.run(
        "import numpy as np\ndef answer(f):\n    x = np.zeros(1000)\n    k = 0\n"
        "    try:\n        while True:\n            f(x)\n            k += 1\n    except ValueError:\n        return k"
    )
    assert student.call("answer", FunctionName("f"), functions=recorder.named, seconds=60).value == MOST_CALLS
    assert sum(call.args[0].size for call in recorder.calls) <= 1_000_000

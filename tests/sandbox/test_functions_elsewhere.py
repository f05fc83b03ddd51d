"""Functions passed to an answer are evaluated outside of the worker, on few numbers, and tell only their value."""

import numpy as np
import pytest

from fallline.plain import FunctionName
from grader.sandbox.answers import evaluate
from grader.sandbox.policy import Policy

SCORES, LABELS = np.array([[1.0, 2.0], [0.5, -1.0]]), np.array([0, 1])


def loss(scores, y, scale=1.0):
    """Return some loss that needs both of its arguments."""
    return scale * float(scores[np.arange(len(y)), y].sum())


FUNCTIONS = {"loss": loss, "array": lambda: np.arange(3.0), "number": lambda: np.float64(2.5), "odd": lambda: {1, 2}}
CALL = FunctionName("loss")


def ask(student, source, functions=FUNCTIONS):
    """Call `answer(f)` with the loss as `f`."""
    student.run(f"import numpy as np\nscores = np.array({SCORES.tolist()})\ny = np.array({LABELS.tolist()})\n{source}")
    return student.call("answer", CALL, functions=functions.get)


@pytest.mark.parametrize("call", ["f(scores, y)", "f(scores, y=y)", "f(y=y, scores=scores)", "f(scores, y, scale=1.0)"])
def test_a_function_is_called_by_place_or_by_name(student, call):
    """In the notebook a student may name the arguments, so it must work here as well."""
    assert ask(student, f"def answer(f):\n    return {call}").value == pytest.approx(0.0)


def test_a_number_comes_back_as_a_number(student):
    """What is a float in the notebook is one here: a test that asks for it must not fail in grading only."""
    source = "def answer(f):\n    loss = f()\n    return isinstance(loss, float) and np.isscalar(loss)"
    assert ask(student, source, {"loss": FUNCTIONS["number"]}).value is True


def test_an_array_comes_back_writeable(student):
    """An array is an array, and the student may go on with it."""
    source = "def answer(f):\n    a = f()\n    a += 1\n    return a"
    np.testing.assert_array_equal(ask(student, source, {"loss": FUNCTIONS["array"]}).value, [1.0, 2.0, 3.0])


@pytest.mark.parametrize(
    ("call", "kind"),
    [
        ("f(scores, np.array([5, 5]))", "IndexError"),
        ("f()", "TypeError"),
        ("f(scores, y, 1, 2, 3)", "TypeError"),
        ("f('text', y)", "TypeError"),
    ],
)
def test_an_exception_is_told_by_its_kind_only(student, call, kind):
    """The student's code sees that it failed, and not with what words of ours."""
    seen = ask(
        student, f"def answer(f):\n    try:\n        return {call}\n    except Exception as e:\n        return str(e)"
    )
    assert seen.value == kind


def test_a_value_that_is_not_plain_is_an_exception_too(student):
    """A function of ours that returns what cannot be sent does not stop the grader."""
    seen = ask(student, "def answer(f):\n    return f()", {"loss": FUNCTIONS["odd"]})
    assert seen.raised is not None


def test_only_the_functions_of_the_exercise_can_be_called(student):
    """A name of the student's own making is no function."""
    seen = student.run("from fallline.plain import FunctionName")
    assert seen.raised is None
    seen = ask(student, "def answer(f):\n    return f(scores, y)", {"other": loss})
    assert seen.raised is not None


def test_passing_what_is_not_plain_is_the_students_exception(student):
    """An object cannot cross the border; the call fails inside of the student's code, and the worker lives."""
    seen = ask(student, "def answer(f):\n    return f(object(), y)")
    assert seen.raised.type == "PlainDataError"
    assert ask(student, "def answer(f):\n    return f(scores, y)").value == pytest.approx(0.0)


@pytest.mark.parametrize(
    "args",
    [
        [np.zeros((101, 100))],
        [[[0.0] * 101] * 100],
        [np.zeros(5001), np.zeros(5000)],
        ["x" * 10_001],
        [np.zeros(10_001, bool)],
        [{"a": np.zeros(10_001)}],
        [(np.zeros(10_001),)],
    ],
    ids=["array", "lists", "two arrays", "text", "bools", "dict", "tuple"],
)
def test_large_arguments_are_refused(args):
    """No limit holds a function here, so it is not called with what would keep it busy for hours."""
    called = []
    functions = {"f": lambda *args: called.append(args)}
    for request in (
        {"function": "f", "args": args, "named": {}},
        {"function": "f", "args": [], "named": {"a": args}},
    ):
        answer = evaluate(functions.get, request, 10_000)
        assert answer["value"] is None
        assert "10,000" in answer["raised"]
    assert called == []


def test_a_batch_as_a_student_would_take_it_is_small_enough():
    """A thousand examples of ten classes are let through."""
    request = {"function": "loss", "args": [np.zeros((1000, 10)), np.zeros(1000, int)], "named": {}}
    assert evaluate(FUNCTIONS.get, request, Policy().callback_numbers)["value"] == 0.0


@pytest.mark.parametrize(
    "request_",
    [
        {},
        {"function": None},
        {"function": ["loss"], "args": [], "named": {}},
        {"function": np.ones(2), "args": [], "named": {}},
        {"function": "loss"},
        {"function": "loss", "args": {}, "named": {}},
        {"function": "loss", "args": [], "named": []},
        {"function": "loss", "args": 5, "named": {"self": 1}},
        {"function": "loss", "args": [], "named": {"no identifier": 1}},
    ],
    ids=repr,
)
def test_a_malformed_request_is_answered_like_a_failed_one(request_):
    """Whatever a worker writes in the place of a request, it gets an exception to raise."""
    assert evaluate(FUNCTIONS.get, request_, 100)["raised"]


def test_our_functions_do_not_warn_in_the_graders_terminal():
    """What a student's arguments make NumPy say stays unsaid (warnings are errors in the tests)."""
    functions = {"f": lambda x: float(np.exp(x).max())}
    assert evaluate(functions.get, {"function": "f", "args": [np.array([1e4])], "named": {}}, 100)["value"] == np.inf

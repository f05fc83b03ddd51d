"""A worker runs cells as a notebook does, and calls the functions that they define."""

import re

import numpy as np
import pytest

from grader.sandbox.client import Missing, deadline_in

DEFINE = "def f(x):\n    return x + 1"


def test_a_cell_defines_what_the_next_one_uses(student):
    """Names live from cell to cell, and a later definition takes the place of an earlier one."""
    student.run("a = 3")
    student.run("def f(x):\n    return x + a")
    assert student.call("f", 4).value == 7
    student.run("a = 10")
    assert student.call("f", 4).value == 14


def test_each_worker_begins_with_nothing(sandbox, student):
    """What one worker defines no other one sees."""
    student.run("import math\nmath.pi = 3\nleft_over = 1")
    other = sandbox.spawn()
    try:
        other.run_cell("import math\npi = math.pi", "<cell>", deadline_in(20))
        assert isinstance(other.call("left_over", {}, deadline_in(20)), Missing)
        other.run_cell("def f():\n    return pi", "<cell>", deadline_in(20))
        assert other.call("f", {}, deadline_in(20)).value == pytest.approx(3.14159265)
    finally:
        other.end()


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("%matplotlib inline\nx = 1", 1),
        ("%time x = 1", 1),
        ("%%time\nx = 1", 1),
        ("%%capture\nprint('hidden')\nx = 1", 1),
        ("%timeit -n1 -r1 pass\nx = 1", 1),
        ("%precision 3\nx = 1", 1),
        ("%config InlineBackend.figure_format = 'retina'\nx = 1", 1),
        ("import asyncio\nawait asyncio.sleep(0)\nx = 1", 1),
        ("async def g():\n    return 1\nx = await g()", 1),
        ("from IPython.display import display, HTML\ndisplay(HTML('<b>'))\ndisplay({'a': 1})\nx = 1", 1),
        ("x = 1\nx", 1),
        ("x = 1\nx?", 1),
        ("get_ipython().run_line_magic('time', 'x = 1')", 1),
        ("import warnings\nwarnings.warn('x')\nx = 1", 1),
        ("import logging\nlogging.warning('x')\nx = 1", 1),
        ("import sys\nsys.stdout.write('x')\nsys.stdout.flush()\nsys.stderr.write('x')\nx = 1", 1),
        ("import sys\nx = len(sys.stdout.encoding) > 0 and not sys.stdout.isatty()", True),
        ("import sys\nsys.stdout.close()\nx = 1", 1),
        ("from fallline import check, hint\nx = 1", 1),
        ("if __name__ == '__main__':\n    x = 1", 1),
        ("import pickle\nclass C: pass\nx = type(pickle.loads(pickle.dumps(C()))) is C", True),
        ("from dataclasses import dataclass\n@dataclass\nclass P:\n    a: int = 1\nx = P().a", 1),
    ],
)
def test_cells_run_as_in_a_notebook(student, source, expected):
    """Magics, top-level await, displays, warnings, logging and `__main__` work, and the cell goes on behind them."""
    result = student.run(source)
    assert result.raised is None
    assert student.value("x") == expected


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("1 / 0", "ZeroDivisionError"),
        ("def f(:\n    pass", "SyntaxError"),
        ("  x = 1\n y = 2", "IndentationError"),
        ("undefined", "NameError"),
        ("import sys\nsys.exit(3)", "SystemExit"),
        ("exit()", None),
        ("raise KeyboardInterrupt", "KeyboardInterrupt"),
        ("raise BaseException('b')", "BaseException"),
        ("class E(Exception):\n    def __str__(self): raise ValueError\nraise E", "E"),
        ("name = input('Your name? ')", "EOFError"),
        ("import getpass\nname = getpass.getpass()", "EOFError"),
        ("!echo shell", None),
        ("files = !ls", None),
        ("%no_such_magic", None),
        ("raise SyntaxError('x', ('f', 'no number', 0, 't'))", "SyntaxError"),
        ("raise RecursionError", "RecursionError"),
        ("def f(): f()\nf()", "RecursionError"),
        ("import sys\nsys.stdout.write(b'bytes')", "TypeError"),
        ("assert False, 'no'", "AssertionError"),
        ("", None),
        ("# a comment", None),
        ("\x00", "SyntaxError"),
        ("x = '\ufffd\U0001f427'", None),
        ("(" * 1000, "SyntaxError"),
    ],
)
def test_a_cell_that_fails_leaves_the_worker_alive(student, source, kind):
    """The exception is reported by its type, and the next cell runs."""
    result = student.run(source)
    if kind is not None:
        assert result.raised is not None
        assert result.raised.type == kind
    assert student.run(DEFINE).raised is None
    assert student.call("f", 1).value == 2


def test_what_a_failing_cell_did_before_stays_done(student):
    """As in a notebook, the lines before the exception count."""
    student.run("a = 5\n1 / 0\na = 6")
    assert student.value("a") == 5


def test_an_error_names_the_students_lines(student):
    """The lines of a traceback are those of the cell, by its label."""
    student.run("def f(x):\n    y = x\n    return y.no_such_thing")
    seen = student.call("f", 1)
    assert seen.raised.type == "AttributeError"
    assert seen.raised.lines == ((3, "f", "<cell>"),)


def test_a_syntax_error_names_its_line(student):
    """The line is that of the cell."""
    assert student.run("a = 1\nb = = 2").raised.lines[-1][0] == 2


def test_output_is_kept_up_to_its_cap(student):
    """What a cell prints is kept in order; the rest is counted, not kept."""
    result = student.run("import sys\nprint('out')\nprint('err', file=sys.stderr)\nprint('again')")
    assert result.output == "out\nerr\nagain\n"
    result = student.run("print('x' * 5000)")
    assert result.output == "x" * 1000 + "\n[4,001 more characters]"


def test_a_flood_of_output_costs_no_memory(student):
    """Half a gigabyte of text in small pieces and two hundred megabytes at once pass the cap without a trace."""
    result = student.run("for _ in range(500_000): print('x' * 1000)", seconds=60)
    assert result.raised is None
    assert len(result.output) < 1100
    result = student.run("print('x' * 200_000_000)", seconds=60)
    assert result.raised is None
    assert len(result.output) < 1100


def test_a_flood_past_python_goes_nowhere(student):
    """What C code or `os.write` prints reaches nobody's terminal."""
    result = student.run("import os\nfor _ in range(1000): os.write(1, b'x' * 1000); os.write(2, b'x' * 1000)")
    assert (result.raised, result.output) == (None, "")


@pytest.mark.parametrize("text", ["\ud800", "\x1b[31m", "\0", "ü☃"])
def test_odd_output_arrives_fit_for_a_file(student, text):
    """Half characters are replaced; everything that arrives can be written as UTF-8."""
    output = student.run(f"print({text!r})").output
    output.encode("utf-8")
    assert output.endswith("\n")


def test_output_of_calls_is_dropped(student):
    """What a function prints when it is called on hidden inputs is shown to nobody."""
    student.run("def f(x):\n    print(x)\n    return 1")
    assert student.call("f", 5).value == 1
    assert student.run("print('later')").output == "later\n"


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("", "undefined"),
        ("f = None", "undefined"),
        ("f = 3", "int"),
        ("f = 'text'", "str"),
        ("import numpy as np\nf = np.ones(3)", "ndarray"),
        ("f = type('a b', (), {})()", "thing with an odd name"),
        ("f = type('\\x1b[31m', (), {})()", "thing with an odd name"),
    ],
)
def test_a_missing_function_is_told_from_what_stands_in_its_place(student, source, found):
    """If the name is no function, its type is reported, if that is fit to be printed."""
    student.run(source)
    assert student.call("f") == Missing(found)


@pytest.mark.parametrize(
    "source",
    [
        "class F:\n    def __call__(self, x): return x + 1\nf = F()",
        "import functools\nf = functools.partial(lambda a, x: x + a, 1)",
        "import functools\n@functools.cache\ndef f(x): return x + 1",
        "f = lambda x, *more, **named: x + 1",
        "import numpy as np\nf = np.vectorize(lambda x: x + 1)",
    ],
)
def test_anything_callable_is_a_function(student, source):
    """Objects, partial functions, cached ones and lambdas are called like any other."""
    student.run(source)
    assert student.call("f", 4).value == 5


def test_a_call_reports_all_that_observe_does(student):
    """The value, warnings and overwritten arguments cross the border."""
    student.run("import numpy as np\ndef f(x, y):\n    y += 1\n    return np.log(x)")
    seen = student.call("f", np.array([0.0, 1.0]), np.zeros(2))
    np.testing.assert_array_equal(seen.value, [-np.inf, 0.0])
    assert "divide by zero" in seen.warned[0]
    assert seen.overwritten == ("x1",)
    assert student.call("f", np.ones(1), np.ones(1), read_only=True).raised.type == "ValueError"


@pytest.mark.parametrize(
    "expression",
    ["object()", "{1, 2}", "np.ma.masked_array([1.0])", "np.broadcast_to(1.0, (10**6, 10**6))", "[[]] * 300_000", "1j"],
)
def test_a_value_that_is_not_plain_is_said_in_words(student, expression):
    """A value that may not cross the border is no crash."""
    student.run(f"import numpy as np\ndef f():\n    return {expression}")
    assert student.call("f").unsupported


def test_an_answer_larger_than_a_message_is_told_so(sandbox, student):
    """It is no value, with its size and the limit, which is one of the policy's numbers; the worker lives on."""
    student.run("import numpy as np\ndef f(n):\n    return np.zeros(n)")
    most = sandbox.policy.frame_bytes // 8
    seen = student.call("f", most)
    words = re.fullmatch("the value takes ([0-9,]+) bytes; at most ([0-9,]+) can be sent; return .*", seen.unsupported)
    taken, room = (int(number.replace(",", "")) for number in words.groups())
    assert room < 8 * most < taken
    assert student.call("f", most - 200).value.size == most - 200

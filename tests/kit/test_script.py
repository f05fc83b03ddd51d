"""Scripts are a small part of Python: what they hold is done as Python does it, and everything else is refused."""

import numpy as np
import pytest

from fallline.errors import ScriptError
from fallline.script import MOST_CHARACTERS, MOST_STEPS, Unsupported, lines, outer_names, own_names, parse, run


class Box:
    """Something with an attribute, a method and an operator."""

    def __init__(self, value):
        self.value = value

    def plus(self, n, times=1):
        """Return another box."""
        return Box(self.value + n * times)

    def __matmul__(self, other):
        """Return a number."""
        return 10 * self.value + other.value


NAMES = {"Box": Box, "a": 2, "table": np.arange(6.0).reshape(2, 3), "words": {"key": [5, 6]}}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("return a", 2),
        ("b = a\nreturn b + 1", 3),
        ("return a * 3 - 1, a / 4, a ** 3, -a", (5, 0.5, 8, -2)),
        ("box = Box(a)\nreturn box.plus(3, times=2).value", 8),
        ("return Box(1) @ Box(a)", 12),
        ("box = Box(1)\nbox.value = 7\nreturn box.value", 7),
        ("x, (y, z) = 1, (2, 3)\nreturn [z, y, x]", [3, 2, 1]),
        ("return words['key'][-1], table[1, 2]", (6, 5.0)),
        ("words['key'][0] = 9\nreturn words['key']", [9, 6]),
        ("y = 1\nfor _ in range(a * 5):\n    y = y + y\nreturn y", 1024),
        ("s = 0\nfor i in range(3):\n    for j in range(2):\n        s = s + i * j\nreturn s", 3),
        ("box = Box(1)\nother = box\nreturn box is other, Box(1) is box, box is not other", (True, False, False)),
        ("return True, None, 'text', 1.5", (True, None, "text", 1.5)),
    ],
)
def test_a_script_does_what_python_does(text, value):
    """The same lines in a function would return the same."""
    names = {**NAMES, "words": {"key": [5, 6]}}
    assert run(text, names) == value
    body = "\n".join(f"    {line}" for line in text.splitlines())
    space = {**NAMES, "words": {"key": [5, 6]}}
    exec(f"def function():\n{body}", space)  # noqa: S102
    assert space["function"]() == value


@pytest.mark.parametrize(
    "line",
    [
        *("import os", "from os import path", "def f(): pass", "class C: pass", "while True: pass", "if a: pass"),
        *("with a: pass", "try:\n    a\nexcept E: pass", "del a", "global a", "assert a", "raise a", "a += 1"),
        *("x = y = 1", "x: int = 1", "return 1", "a.__class__", "a._hidden", "a.__class__ = 1", "f(*a)", "f(**a)"),
        *("lambda: 1", "[i for i in a]", "{i for i in a}", "{'a': 1}", "f'{a}'", "(b := 1)", "a if a else a"),
        *("a and a", "not a", "a < 1", "a == 1", "a is a is a", "a % 2", "a // 2", "a | 1", "~a", "a[1:2]", "[b] = a"),
        *(
            "for i in a: a",
            "for i in range(1, 2): a",
            "for i, j in range(2): a",
            "for i in range(2):\n    a\nelse:\n    a",
        ),
        *("await a", "yield a", "for i in range(2): return 1", "async def f(): pass", "match a:\n    case 1: pass"),
    ],
)
def test_everything_else_is_refused(line):
    """Before its first line is carried out, with what was expected."""
    with pytest.raises(ScriptError) as caught:
        run(f"{line}\nreturn 1", {"a": 1})
    assert "expected" in str(caught.value) or "write" in str(caught.value)


@pytest.mark.parametrize("text", ["", "a", "x = 1", "return", "return 1 +", "return 1\nx = 2", "x = (", "\0", "pass"])
def test_a_script_returns_something_at_its_end(text):
    """A script that shows nothing is a slip, and so is what is no Python."""
    with pytest.raises(ScriptError):
        run(text, NAMES)


def test_a_script_is_short():
    """Many equal lines are a loop."""
    with pytest.raises(ScriptError, match="loop"):
        parse("a\n" * MOST_CHARACTERS + "return a")


def test_a_script_comes_to_an_end():
    """Its steps are counted, in nested loops as well."""
    with pytest.raises(ScriptError, match=f"{MOST_STEPS:,}"):
        run("for _ in range(10**9):\n    for _ in range(10**9):\n        a\nreturn a", NAMES)


def test_names_are_found_in_the_script_first():
    """What a line sets hides what the notebook means by it, and the notebook is left as it was."""
    names = {"a": 1}
    assert run("a = a + 1\nreturn a", names) == 2
    assert names == {"a": 1}


def test_a_missing_name_is_pythons_exception():
    """As in a cell."""
    with pytest.raises(NameError, match="'missing'"):
        run("return missing", {})


def test_outer_names_are_those_that_somebody_must_give():
    """Inputs and names of the notebook; neither what the script sets nor what is its own."""
    text = "x, y = V(a), V(a)\nfor i in range(n):\n    x = x + y.b\nlast = keep(take(f(x), 9))\nreturn last"
    assert outer_names(text) == {"V", "a", "n", "f"}
    assert own_names(text) == {"keep", "take"}
    assert own_names("return keep(1)") == {"keep"}


def test_lines_can_be_typed_into_a_cell():
    """Without the common indent, and without the word that only a function can hold."""
    text = "\n    x = f(1)\n    for _ in range(2):\n        x.add(1)\n    return x.a, x.b\n"
    assert lines(text) == ["x = f(1)", "for _ in range(2):", "    x.add(1)", "x.a, x.b"]


def test_keep_is_a_copy_of_now():
    """Later lines change the object and not what was kept."""
    names = {"x": np.zeros(2), "spoil": lambda x: x.fill(5.0)}
    before, after = run("first = keep(x)\nspoil(x)\nreturn first, x", names)
    assert (before.tolist(), after.tolist()) == ([0.0, 0.0], [5.0, 5.0])


def test_keep_and_take_refuse_what_is_not_plain():
    """An object cannot be compared, alone or among items."""
    for text in ("return keep(Box)", "return take(boxes, 3)"):
        with pytest.raises(Unsupported):
            run(text, {"Box": Box, "boxes": [Box(1)]})


def test_take_leaves_alone_what_is_no_iterable():
    """It is compared as it came, and found wrong there."""
    assert run("return take(a, 3)", {"a": None}) is None
    assert run("return take(a, 3)", {"a": 1.5}) == 1.5


def test_take_asks_for_one_more_and_then_stops():
    """No item behind the bound but one is waited for."""
    asked = []

    def counting():
        while True:
            asked.append(1)
            yield 1.0

    with pytest.raises(Unsupported, match="more than 3 items"):
        run("return take(items, 3)", {"items": counting()})
    assert len(asked) == 4

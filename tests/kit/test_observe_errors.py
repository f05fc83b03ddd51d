"""Exceptions become records: their type, their message, and the student's own lines, whatever class they are of."""

import numpy as np
import pytest

from fallline import observe as module
from fallline.observe import Raised, describe_error, observe


class Unprintable(Exception):
    """An exception that fails to print itself."""

    def __str__(self):
        """Fail."""
        raise RuntimeError("no text")


class Textless(Exception):
    """An exception whose text is none."""

    def __str__(self):
        """Return what is no text."""
        return 3


@pytest.mark.parametrize("error", [ValueError("no"), KeyError("x"), MemoryError(), RecursionError()])
def test_exceptions_are_records(error):
    """An exception is written down by its type and message."""

    def raises():
        raise error

    seen = observe(raises, {})
    assert not seen.has_value
    assert seen.raised == Raised(type(error).__name__, str(error), seen.raised.lines)


@pytest.mark.parametrize("error", [SystemExit(3), KeyboardInterrupt(), GeneratorExit(), BaseException("b")])
def test_what_is_no_ordinary_exception_is_a_record_too(error):
    """Not even sys.exit() ends the check."""

    def raises():
        raise error

    seen = observe(raises, {})
    assert seen.raised is not None
    assert seen.raised.type == type(error).__name__


@pytest.mark.parametrize("kind", [Unprintable, Textless])
def test_an_exception_that_cannot_print_itself_has_an_empty_message(kind):
    """A student's own exception class cannot break the record."""

    def raises():
        raise kind

    seen = observe(raises, {})
    assert (seen.raised.type, seen.raised.message) == (kind.__name__, "")


def test_long_messages_are_cut():
    """A message of megabytes is not kept."""

    def raises():
        raise ValueError("x" * 10**7)

    assert len(observe(raises, {}).raised.message) <= 2000


def test_endless_recursion_is_a_record():
    """A function that calls itself for ever is described by a handful of its own lines."""

    def again(n):
        return again(n + 1)

    seen = observe(again, {"n": 0})
    assert seen.raised.type == "RecursionError"
    assert 0 < len(seen.raised.lines) <= 12


def test_only_the_students_own_frames_are_listed(tmp_path):
    """Lines of NumPy, of the standard library and of the kit are left out; the student's stand outermost first."""
    file = tmp_path / "answer.py"
    source = (
        "import json, numpy as np\ndef inner(x):\n    return np.linalg.inv(x)\n\ndef outer(x):\n    return inner(x)\n"
    )
    names = {}
    exec(compile(source, str(file), "exec"), names)  # noqa: S102
    seen = observe(names["outer"], {"x": np.zeros((2, 2))})
    assert seen.raised.type == "LinAlgError"
    assert seen.raised.lines == ((6, "outer", str(file)), (3, "inner", str(file)))


def test_a_folder_that_begins_like_the_library_is_the_students(monkeypatch):
    """A notebook in /opt/python-course is not part of the library in /opt/python."""
    library = next(name for name in module._LIBRARY if name.endswith("/"))
    assert module._is_library(f"{library}module.py")
    assert not module._is_library(f"{library.rstrip('/')}-course/answer.py")


def test_even_if_everything_lies_below_the_root_a_file_is_the_students():
    """In a browser the prefix is the root folder; a student's lines must show there as well."""
    assert "/" not in module._LIBRARY
    assert "" not in module._LIBRARY


def test_running_out_of_memory_after_the_call_is_a_record(monkeypatch):
    """If there is no room left for a copy of the result, that is the function's MemoryError."""

    def no_room(_value):
        raise MemoryError

    monkeypatch.setattr(module, "copied", no_room)
    assert observe(lambda: 1.0, {}).raised.type == "MemoryError"


def test_an_error_is_described_outside_of_a_call_too():
    """The same record is made of an exception that a cell ended with."""
    try:
        raise ValueError("text")
    except ValueError as error:
        raised = describe_error(error)
    assert (raised.type, raised.message) == ("ValueError", "text")
    assert raised.lines[-1][2] == __file__

"""Call a function once and write down everything it did.

The same record is made in three places: in the student's notebook by ``check``, in the worker process for the grader,
and in the grader for the reference and the known mistakes. Only then can they be compared.
"""

from __future__ import annotations

import os
import sys
import sysconfig
import traceback
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np

from fallline.calls import Call
from fallline.errors import PlainDataError
from fallline.glance import RAISED
from fallline.plain import Seed, copied, encode
from fallline.script import Names, Unsupported, run, take

Function = Callable[..., Any]


@dataclass(frozen=True)
class Raised:
    """An exception that came out of a student's function.

    ``lines`` are the (line number, function name, file name) of the student's own frames, outermost first.
    """

    type: str
    message: str
    lines: tuple[tuple[int, str, str], ...] = ()


@dataclass(frozen=True)
class Observation:
    """All that one question brought to light: what came back, or the exception; warnings; overwritten arguments.

    ``called`` says how often the functions that were passed were called, ``calls`` how (the first ones at least), and
    ``broken`` what was asked of these calls and not kept: pairs of a name and the sentence that the student reads.
    """

    value: Any = None
    raised: Raised | None = None
    unsupported: str | None = None
    warned: tuple[str, ...] = ()
    overwritten: tuple[str, ...] = ()
    called: int = 0
    calls: tuple[Call, ...] = ()
    broken: tuple[tuple[str, str], ...] = ()

    @property
    def has_value(self) -> bool:
        """Whether the call returned plain data."""
        return self.raised is None and self.unsupported is None


def observe(
    function: Function,
    inputs: dict[str, Any],
    *,
    read_only: bool = False,
    script: str | None = None,
    items: int | None = None,
    names: Names | None = None,
) -> Observation:
    """Call ``function`` on fresh copies of ``inputs``, in their order, and return what it did.

    Parameters
    ----------
    function : callable
        Called with positional arguments, so that renamed parameters cost nothing.
    inputs : dict
        Plain data (or functions) by argument name.
    read_only : bool
        Whether the arrays are handed over read-only.
    script : str, optional
        What to do in place of the one call; it finds the inputs by name, then ``names``.
    items : int, optional
        How many items to take of the iterator that comes back.
    names : mapping, optional
        What the script finds in its notebook, the function itself among it.
    """
    arguments = {name: _fresh(value, read_only) for name, value in inputs.items()}
    with warnings.catch_warnings(record=True) as caught, np.errstate(all="warn", under="ignore"):
        warnings.simplefilter("always")
        try:
            result = run(script, {**(names or {}), **arguments}) if script else function(*arguments.values())
            result = result if items is None else take(result, items)
        except Unsupported as unsupported:
            return Observation(unsupported=str(unsupported), overwritten=_overwritten(inputs, arguments))
        except BaseException as error:
            return Observation(raised=describe_error(error), overwritten=_overwritten(inputs, arguments))
    texts = (_text(w.message)[:200] for w in caught if issubclass(w.category, RuntimeWarning))
    warned = tuple(text for text in texts if not text.endswith(_BY_CHANCE))
    overwritten = _overwritten(inputs, arguments)
    try:
        value = copied(result)
    except MemoryError:
        return Observation(raised=Raised("MemoryError", ""), overwritten=overwritten)
    except PlainDataError as error:
        return Observation(unsupported=str(error), warned=warned, overwritten=overwritten)
    return Observation(value=value, warned=warned, overwritten=overwritten)


_BY_CHANCE = (" encountered in matmul", " encountered in dot")
"""The library behind matrix products may compute with what lies beside a matrix, and then warns of that by chance."""


def glance(function: Function, inputs: dict[str, Any]) -> Any:
    """Call a function on fresh copies of ``inputs`` and return its value, or ``RAISED``; nothing else is looked at."""
    try:
        return function(*(_fresh(value, read_only=False) for value in inputs.values()))
    except Exception:
        return RAISED


def describe_error(error: BaseException) -> Raised:
    """Return an exception as data: its type, its message, and the student's own lines in its traceback."""
    return Raised(type(error).__name__, _text(error)[:2000], _own_lines(error.__traceback__))


def _text(message: object) -> str:
    """Return an exception or a warning as text; nothing if it fails to print itself, as a student's own class may."""
    try:
        return "".join(str(message))
    except BaseException:
        return ""


def _own_lines(tb: TracebackType | None) -> tuple[tuple[int, str, str], ...]:
    frames = [f for f in traceback.extract_tb(tb, limit=200) if not _is_library(f.filename)]
    return tuple((f.lineno or 0, f.name, f.filename) for f in frames[-12:])


_FOLDERS = (
    str(Path(__file__).parent),
    sysconfig.get_path("stdlib"),
    sysconfig.get_path("purelib"),
    sysconfig.get_path("platlib"),
    sys.base_prefix,
)
# In a browser, base_prefix may be the root, below which everything lies.
_LIBRARY = (*(f"{folder}{os.sep}" for folder in _FOLDERS if folder != os.sep), "<frozen", "<__array_function__")


def _is_library(filename: str) -> bool:
    return filename.startswith(_LIBRARY)


def _fresh(value: Any, read_only: bool) -> Any:
    if callable(value):
        return value
    if isinstance(value, Seed):
        return np.random.default_rng(value.value)
    copy = value.copy() if type(value) is np.ndarray else copied(value)
    if read_only and isinstance(copy, np.ndarray):
        copy.flags.writeable = False
    return copy


def _overwritten(before: dict[str, Any], after: dict[str, Any]) -> tuple[str, ...]:
    return tuple(
        name
        for name, value in before.items()
        if isinstance(value, np.ndarray | list | tuple | dict) and _changed(value, after[name])
    )


def _changed(before: Any, after: Any) -> bool:
    if type(before) is np.ndarray and type(after) is np.ndarray:
        same_form = before.shape == after.shape and before.dtype == after.dtype
        return not (same_form and before.tobytes() == after.tobytes())
    try:
        return encode(before) != encode(after)
    except PlainDataError:
        return True

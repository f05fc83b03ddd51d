"""What an answer was asked, as source that a student could type."""

from __future__ import annotations

import textwrap
from typing import Any

import numpy as np

from fallline.functions import FUNCTIONS
from fallline.plain import FunctionName, Seed
from fallline.question import Question
from fallline.script import lines
from fallline.variants import VARIANTS

COLUMNS = 88


def question_text(name: str, question: Question) -> str:
    """Return a question as source: one call, or the inputs one a line and then the script's lines."""
    if question.script is None:
        return call_text(name, question.inputs)
    given = [f"{key} = {_value_text(value, len(key) + 3)}" for key, value in question.inputs.items()]
    return "\n".join([*given, *lines(question.script)])


def call_text(name: str, inputs: dict[str, Any]) -> str:
    """Return a call as a student could type it, with long arrays shortened."""
    line = f"{name}({', '.join(f'{key}={_value_text(value, 0)}' for key, value in inputs.items())})"
    if len(line) <= COLUMNS - 4 and "\n" not in line:
        return line
    start = len(name) + 1
    arguments = [f"{key}={_value_text(value, start + len(key) + 1)}" for key, value in inputs.items()]
    separator = ",\n" + " " * start
    return f"{name}({separator.join(arguments)})"


def _value_text(value: Any, column: int) -> str:
    """Return a value as source; ``column`` is where it starts, so that the rows of a table stand below each other."""
    if isinstance(value, FunctionName) and value.name in FUNCTIONS:
        return f"functions.{value.name}"
    if isinstance(value, FunctionName):
        change = " ".join((VARIANTS[value.name].__doc__ or value.name).split()).rstrip(".")
        return "<a right function>" if value.name == "right" else f"<a right function, changed: {change.lower()}>"
    if isinstance(value, Seed):
        return f"np.random.default_rng({value.value})"
    if isinstance(value, list | tuple | dict):
        return _container_text(value, column)
    return _array_text(value, column) if isinstance(value, np.ndarray) else repr(value)


def _container_text(value: list[Any] | tuple[Any, ...] | dict[str, Any], column: int) -> str:
    """Return a container as source: its parts in a row if they are short, else below each other."""
    opening, closing = ("{", "}") if isinstance(value, dict) else ("[", "]") if isinstance(value, list) else ("(", ")")
    keys = [f"{key!r}: " for key in value] if isinstance(value, dict) else [""] * len(value)
    parts = value.values() if isinstance(value, dict) else value
    texts = [key + _value_text(part, column + 1 + len(key)) for key, part in zip(keys, parts, strict=True)]
    line = ", ".join(texts) + ("," if isinstance(value, tuple) and len(texts) == 1 else "")
    indent = " " * (column + 1)
    if "\n" in line:
        line = f",\n{indent}".join(texts)
    else:
        line = textwrap.fill(line, COLUMNS - 4, initial_indent=indent, subsequent_indent=indent).lstrip()
    return f"{opening}{line}{closing}"


def _array_text(array: np.ndarray[Any, Any], column: int) -> str:
    """Return an array as source, in full if it has no more than 60 entries."""
    if array.size == 0:
        return f"np.zeros({array.shape})"
    before = "np.array(" if array.size <= 60 else f"<array of shape {array.shape}: "
    sizes = np.abs(array[np.isfinite(array) & (array != 0)]) if array.dtype.kind == "f" else array[:0]
    text = np.array2string(
        array,
        COLUMNS - 4,
        precision=4,
        floatmode="maxprec_equal",
        # 4000.6 beside 0.84 needs no powers of ten; but no entry may vanish.
        suppress_small=bool(sizes.size and sizes.min() >= 1e-3 and sizes.max() < 1e6),
        threshold=60,
        edgeitems=2,
        separator=", ",
        prefix=" " * (column + len(before)),
    )
    kind = "" if array.dtype in (np.float64, np.int64, np.bool_) else f", dtype=np.{array.dtype}"
    return f"{before}{text}{f'{kind})' if array.size <= 60 else '>'}"

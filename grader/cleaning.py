"""Makes text that students had a hand in fit to be shown: short, without what does not show, without our paths."""

from __future__ import annotations

import os
import re
import sys
import unicodedata
from pathlib import Path


def clean(text: str, most: int) -> str:
    """Return a student's text, shortened, without what does not show or would change its surroundings.

    Terminal escapes, control characters, marks that turn the direction of writing and towers of accents go; a lone
    surrogate, which no file can hold, becomes the replacement character; a line that was overwritten after a carriage
    return shows its last state, as in a terminal.
    """
    shown = _TERMINAL.sub("", text[: 4 * most]).replace("\u2028", "\n").replace("\u2029", "\n")
    lines = (line.rstrip("\r").rpartition("\r")[2] for line in shown.split("\n"))
    shown = _TOWER.sub(r"\1", _SURROGATE.sub("\ufffd", _UNSEEN.sub("", "\n".join(lines))))
    return f"{shown[: most - 1]}…" if len(shown) > most or len(text) > 4 * most else shown


_TERMINAL = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b\n]*(?:\x07|\x1b\\)?|[^\[\]\n])?")
_UNSEEN = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb]"
)
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_ACCENTS = "".join(mark for mark in map(chr, range(0x300, 0xFFFF)) if unicodedata.category(mark) == "Mn")
_TOWER = re.compile(f"([{_ACCENTS}]{{4}})[{_ACCENTS}]+")


def without_paths(text: str) -> str:
    """Return a text in which files of the grader's machine are known by their last name only."""
    return _PATH.sub(lambda match: f"…/{match[0].rstrip('/').rpartition('/')[2]}", text)


_TOPS = {"home", "root", "tmp", "usr", "var", "opt", "srv", "mnt", "etc", "proc", "run", "Users"}.union(
    *(Path(place).resolve().parts[1:2] for place in (__file__, sys.prefix, sys.base_prefix, os.curdir))
)
_PATH = re.compile(rf"(?<![\w.:/~])/(?:{'|'.join(map(re.escape, sorted(_TOPS)))})(?:/[\w.+@-]+)+/?")

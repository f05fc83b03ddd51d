"""Finds what was handed in: notebooks, whose they are, and which of them a part of a job array grades."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.errors import UsageError


@dataclass(frozen=True, slots=True)
class Submission:
    """A notebook to grade: its path as the user may type it, and whose it is."""

    path: Path
    student: str


def find_submissions(paths: Iterable[Path]) -> list[Submission]:
    """Return every notebook that the paths name: a notebook itself, or a folder with notebooks at any depth.

    A folder of one student's that holds files but no notebook counts as a submission too, so that nobody is overlooked.
    What is named twice counts once.

    Raises
    ------
    UsageError
        If a path does not exist, or a folder holds nothing to grade.
    """
    found: list[Submission] = []
    for path in paths:
        if path.is_dir() and not path.is_symlink():
            inside = list(_in_folder(path))
            if not inside:
                raise UsageError(
                    f"{path} holds no submission; expected notebooks, such as {path}/ada/01_loss_functions.ipynb"
                )
            found += inside
        elif path.exists() or path.is_symlink():
            found.append(Submission(path, _student_of(path, path.parent)))
        else:
            raise UsageError(
                f"there is no {path}; expected a notebook or a folder of submissions; try `ls {path.parent}`"
            )
    return list(dict.fromkeys(found))


def _in_folder(folder: Path) -> Iterator[Submission]:
    everything = sorted(_below(folder))
    notebooks = [path for path in everything if path.suffix == ".ipynb" and ".ipynb_checkpoints" not in path.parts]
    for path in notebooks:
        yield Submission(path, _student_of(path, folder))
    links = {child.name for child in folder.iterdir() if child.is_symlink() and child.is_dir()}
    others = links | {path.relative_to(folder).parts[0] for path in everything if path.parent != folder}
    for name in sorted(others - {path.relative_to(folder).parts[0] for path in notebooks}):
        if not name.startswith("."):
            yield Submission(folder / name, name)


def _below(folder: Path) -> Iterator[Path]:
    """Yield all files and notebooks below a folder, without following a link and however deep it is."""
    waiting = [folder]
    while waiting:
        try:
            with os.scandir(waiting.pop()) as entries:
                children = [(Path(entry), entry.is_dir(follow_symlinks=False)) for entry in entries]
        except OSError:  # no right to look, or a path longer than the system takes
            continue
        yield from (path for path, is_folder in children if not is_folder or path.suffix == ".ipynb")
        waiting += [path for path, is_folder in children if is_folder]


_LESSON = re.compile(r"\d\d_\w+")
"""What the folder and the notebook of a lesson are called."""


def _student_of(path: Path, folder: Path) -> str:
    """Return whose a notebook is: the folder below the class's, as nbgrader has it, or the file's own name.

    A lesson's name is nobody's: then it is the nearest folder that is called otherwise.
    """
    first, *more = path.relative_to(folder).parts
    if more and not _LESSON.fullmatch(first):
        return first
    if not _LESSON.fullmatch(path.stem):
        return path.stem
    above = [name for name in reversed(path.absolute().parent.parts) if not _LESSON.fullmatch(name)]
    return above[0].strip("/") or path.stem


def part_of(submissions: Sequence[Submission], shard: str) -> Sequence[Submission]:
    """Return the part of the submissions that "i/n" names: every n-th one, from the i-th on.

    Raises
    ------
    UsageError
        If it names no part.
    """
    match = re.fullmatch(r"([1-9]\d{0,8})/([1-9]\d{0,8})", shard)
    if match is None or int(match[1]) > int(match[2]):
        raise UsageError(f"there is no part {shard!r}; expected i/n with i from 1 to n; try --shard 1/4")
    return submissions[int(match[1]) - 1 :: int(match[2])]

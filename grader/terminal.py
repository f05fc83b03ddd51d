"""What the command line shows: sentences and a bar on standard error, JSON on standard output."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeVar

from rich.console import Console

T = TypeVar("T")
REFRESH_SECONDS = 0.1
errors = Console(stderr=True, soft_wrap=True)


def say(text: str) -> None:
    """Print a sentence as it is, whatever is in it."""
    errors.print(text, markup=False, highlight=False, soft_wrap=True)


def track(things: Iterable[T], what: str, total: int | None = None) -> Iterator[T]:
    """Yield things, and show on a terminal how many there were; without a thread, as `grader grade` forks meanwhile."""
    if not errors.is_terminal:
        yield from things
        return
    from rich.progress import Progress

    shown = time.monotonic()
    with Progress(console=errors, transient=True, auto_refresh=False) as progress:
        task = progress.add_task(what, total=len(things) if isinstance(things, Sequence) else total)
        progress.refresh()
        for thing in things:
            yield thing
            progress.advance(task)
            if time.monotonic() - shown > REFRESH_SECONDS:
                progress.refresh()
                shown = time.monotonic()


def print_list(trees: Iterable[dict[str, Any]]) -> None:
    """Print a list as JSON, one object after the other, so that they are never in memory all together."""
    from grader.results import to_text

    before = "[\n "
    for tree in trees:
        print(before, to_text(tree).rstrip("\n").replace("\n", "\n "), sep="", end="")
        before = ",\n "
    print("\n]")

"""One run of ``grader grade``, from an empty or half-filled results/ to one with a record of every submission."""

from __future__ import annotations

import signal
from collections.abc import Sequence
from contextlib import closing
from typing import TYPE_CHECKING

import typer

from grader import atomic
from grader.course import Course
from grader.sandbox import Policy
from grader.sandbox.start import Start, start
from grader.submissions import Submission
from grader.terminal import errors, track

if TYPE_CHECKING:
    from grader.batch import Batch
    from grader.results import Row

STOPPED = 130
"""The exit code of a run that was told to stop."""


def record_all(
    place: Course,
    policy: Policy,
    submissions: Sequence[Submission],
    jobs: int | None,
    *,
    again: bool,
    early: Start | None = None,
) -> list[Row]:
    """Grade submissions and write the record of each into the course's results/; return their rows in order.

    Parameters
    ----------
    place : Course
        What killed runs left in its results/ is swept away.
    policy : Policy
        What student code may do.
    submissions : sequence of Submission
        What to grade.
    jobs : int or None
        How many at a time; None for one a core.
    again : bool
        Whether to grade also what is recorded and has not changed.
    early : Start, optional
        A sandbox that gets ready already.

    Raises
    ------
    GraderError
        If nothing can be graded or recorded.
    """
    atomic.require_writable(place.results)
    atomic.sweep(place.results)
    with early or start(policy) as begun:
        # All that is needed later, too: while the sandbox gets ready there is time for it.
        import grader.table  # noqa: F401
        from grader.batch import Batch, Grader
        from grader.catalogue import exercises
        from grader.pool import usable_cores
        from grader.sandbox import Sandbox

        exercises()
    with Sandbox(policy, begun) as sandbox:
        rows = _follow(Batch(Grader(place, sandbox), submissions, jobs or usable_cores(), again))
    atomic.sweep(place.results)
    kept = sum(row.kept for row in rows)
    if kept:
        errors.print(f"{kept} of {len(rows)} were graded before and have not changed; --again grades them anew.")
    return rows


def _follow(batch: Batch) -> list[Row]:
    """Grade a batch and show how far it is; return the rows in the order of the submissions."""
    total = len(batch.submissions)
    rows: dict[int, Row] = {}
    # Schedulers of clusters ask to stop before they kill; that ends as Ctrl-C does.
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with closing(batch.rows()) as graded:
            for place, row in track(graded, "grading", total):
                rows[place] = row
    except KeyboardInterrupt:
        errors.print(
            f"Stopped: {len(rows)} of {total} submissions are recorded in {batch.grader.course.results.name}/. Run the "
            "same command again, which goes on from there."
        )
        raise typer.Exit(STOPPED) from None
    finally:
        signal.signal(signal.SIGTERM, before)
    return [rows[place] for place in range(total)]

"""Grades the whole corpus and says what got through: `python tests/security/run_corpus.py --help`."""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import asdict
from functools import partial
from pathlib import Path

from corpus import GROUPS, entries
from corpus.entry import Entry
from judge import Verdict, become_reaper, judge

BATCH_SECONDS = 240.0
"""A batch holds as many entries as may take this long together in the worst case."""


PLAIN = "plain_and_right"
"""The entry without which nothing makes sense."""


def main() -> int:
    """Run the command line; return 1 if anything got through."""
    options = _parser().parse_args()
    chosen = _chosen(options.only, options.group)
    started = time.monotonic()
    if problems := run([e for e in entries() if e.name == PLAIN], options.without, 1, options.where)[0].breaches:
        sys.exit("\n".join(["an honest submission is not graded as it should be, so nothing can be tried:", *problems]))
    verdicts = run(chosen, options.without, options.jobs, options.where)
    took = time.monotonic() - started
    if options.json:
        print(json.dumps([asdict(verdict) for verdict in verdicts], indent=1))
    else:
        print("\n".join(report(verdicts, took)))
    return int(any(not verdict.is_safe for verdict in verdicts))


def run(chosen: Sequence[Entry], without: Sequence[str], jobs: int, where: Path | None) -> list[Verdict]:
    """Return the verdicts on entries, in their order, graded in batches side by side."""
    order = [entry.name for entry in chosen]
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, mp_context=context, initializer=become_reaper) as pool:
        names = [[entry.name for entry in batch] for batch in batches(chosen)]
        futures = [pool.submit(partial(_judge_named, without=without, where=where), batch) for batch in names]
        verdicts = [verdict for future in as_completed(futures) for verdict in future.result()]
    return sorted(verdicts, key=lambda verdict: order.index(verdict.name))


def _judge_named(names: Sequence[str], *, without: Sequence[str], where: Path | None) -> list[Verdict]:
    """Judge entries given by name: how they are built cannot be sent to another process."""
    known = {entry.name: entry for entry in entries()}
    return judge([known[name] for name in names], without, where)


def batches(chosen: Sequence[Entry]) -> Iterator[list[Entry]]:
    """Yield the entries in batches of one group each."""
    batch: list[Entry] = []
    for entry in chosen:
        if batch and (batch[0].group != entry.group or sum(e.seconds for e in [*batch, entry]) > BATCH_SECONDS):
            yield batch
            batch = []
        batch.append(entry)
    if batch:
        yield batch


def report(verdicts: Sequence[Verdict], took: float) -> Iterator[str]:
    """Yield the lines of a table by group, and of a list of the breaches."""
    yield f"{'group':10} {'entries':>7} {'breached':>8} {'seconds':>8}"
    for group in GROUPS:
        of_group = [verdict for verdict in verdicts if verdict.group == group]
        if of_group:
            breached = sum(not verdict.is_safe for verdict in of_group)
            yield f"{group:10} {len(of_group):7} {breached:8} {sum(v.seconds for v in of_group):8.1f}"
    honest = [verdict for verdict in verdicts if verdict.group in ("honest", "roster")]
    hostile = [verdict for verdict in verdicts if verdict not in honest]
    yield (
        f"{sum(not v.is_safe for v in hostile)} of {len(hostile)} hostile and broken submissions breach; "
        f"{sum(v.is_safe for v in honest)} of {len(honest)} honest ones have their marks; {took:.0f} s."
    )
    for verdict in verdicts:
        yield from (f"{verdict.group}/{verdict.name}: {breach}"[:400] for breach in verdict.breaches[:8])


def _chosen(only: Sequence[str], groups: Sequence[str]) -> list[Entry]:
    found = [e for e in entries() if (not only or e.name in only) and (not groups or e.group in groups)]
    if not found:
        sys.exit(f"no entry is called {', '.join(only) or '(any)'} in {', '.join(groups) or 'any group'}; see corpus/")
    return found


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Grade hostile and odd submissions; say what got through.")
    parser.add_argument("--only", action="append", default=[], metavar="NAME", help="this entry (repeatable)")
    parser.add_argument("--group", action="append", default=[], choices=GROUPS, help="this group (repeatable)")
    parser.add_argument(
        "--without", action="append", default=[], metavar="LAYER", help="switch a layer off (repeatable)"
    )
    parser.add_argument("--jobs", type=int, default=len(os.sched_getaffinity(0)), help="batches side by side")
    parser.add_argument(
        "--where", type=Path, help="the folder for the throw-away courses, instead of the temporary one"
    )
    parser.add_argument("--json", action="store_true", help="print the verdicts as JSON")
    return parser


if __name__ == "__main__":
    sys.exit(main())

"""Grades hostile submissions in a throw-away course and looks for everything that should not have happened.

One batch is one `grader grade`: a neighbour with a treasure in its notebook, then every entry with an honest submission
after it. What shows in a record is laid at its entry's door. What shows only in the whole (a process that is left, a
file that was changed, a connection, a wrong exit code) is tracked down by grading each entry of the batch alone.
"""

from __future__ import annotations

import ctypes
import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from corpus.entry import FULL, RIGHT, WARM_UP, AtMost, Entry, answered, hand_in
from corpus.eyes import sights, texts
from corpus.scene import ROOT, Scene, end_children, set_up, state_of

GRADER = Path(sys.executable).with_name("grader")
SECONDS_TO_START, SECONDS_TO_DIE = 60.0, 3.0
PR_SET_CHILD_SUBREAPER = 36
WITH_GRADEBOOK = ("forge", "notebook", "bundle")
"""Groups whose odd names and marks go into nbgrader's gradebook as well; in the others it is prey."""


POINTS_BY_STUDENT = """
    select submitted.student_id, sum(auto_score) from grade
    join submitted_notebook on submitted_notebook.id = grade.notebook_id
    join submitted_assignment as submitted on submitted.id = submitted_notebook.assignment_id
    group by submitted.student_id
"""


@dataclass
class Verdict:
    """What became of one entry: its breaches, whether its marks are right, and how long it took."""

    name: str
    group: str
    breaches: list[str] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def is_safe(self) -> bool:
        """Whether nothing happened that should not."""
        return not self.breaches


@dataclass
class Trial:
    """One `grader grade` of a batch, and all that could be seen of it from outside."""

    code: int | None
    out: str
    err: str
    records: list[dict[str, Any]]
    at_large: list[str]


def judge(entries: Sequence[Entry], without: Sequence[str] = (), where: Path | None = None) -> list[Verdict]:
    """Grade a batch of entries and return a verdict on each; suspects of what has no author are tried alone."""
    verdicts, nobodys = _judge_batch(entries, without, where)
    if not nobodys:
        return verdicts
    if len(entries) == 1:
        verdicts[0].breaches += nobodys
        return verdicts
    alone = [verdict for entry in entries for verdict in judge([entry], without, where)]
    for verdict, other in zip(verdicts, alone, strict=True):
        verdict.breaches = list(dict.fromkeys(verdict.breaches + other.breaches))
    if all(verdict.is_safe for verdict in verdicts):
        verdicts[-1].breaches += [f"in a batch of {len(entries)}, and not alone: {each}" for each in nobodys]
    return verdicts


def become_reaper() -> None:
    """Inherit whatever a grader leaves behind: nothing that it started can hide from this process."""
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def _judge_batch(
    entries: Sequence[Entry], without: Sequence[str], where: Path | None
) -> tuple[list[Verdict], list[str]]:
    verdicts = [Verdict(entry.name, entry.group) for entry in entries]
    with set_up(where) as scene:
        _hand_all_in(scene, entries)
        before = scene.snapshot()
        victim = scene.known["victim"]
        state = state_of(victim)
        trial = _grade(scene, entries, without, {victim})
        nobodys = [*trial.at_large, *_changes(before, scene.snapshot())]
        nobodys += [f"connected: {visit}" for visit in scene.listeners.visits]
        nobodys += [f"left behind: {path}" for path in scene.litter()]
        nobodys += [] if state_of(victim) == state else ["another process was touched"]
        if trial.code != 0:
            nobodys.append(f"exit code {trial.code}: {trial.err[-400:]!r}")
        if trial.code == 0 and _stores(entries):
            nobodys += _faults_of_the_gradebook(scene, len(entries))
        _check_records(entries, verdicts, trial)
        nobodys += _check_texts(scene, entries, verdicts, trial)
    return verdicts, nobodys


def _hand_all_in(scene: Scene, entries: Sequence[Entry]) -> None:
    """Write every submission: the neighbour's, then each entry's and an honest one after it."""
    treasure = f"# {scene.canary('neighbour')}\n{RIGHT['one_hot']}"
    hand_in(answered({**RIGHT, "one_hot": treasure}), scene.submitted / "0000-neighbour")
    scene.known["prey"].append(str(scene.submitted / "0000-neighbour" / WARM_UP / f"{WARM_UP}.ipynb"))
    for number, entry in enumerate(entries):
        folder = scene.submitted / f"{2 * number + 1:04}-{entry.name}"
        folder.mkdir()
        entry.build(scene, folder)
        hand_in(answered(RIGHT), scene.submitted / f"{2 * number + 2:04}-honest")


def _grade(scene: Scene, entries: Sequence[Entry], without: Sequence[str], known: set[int]) -> Trial:
    """Grade what was handed in, make the pages, and see who is still there when it is over."""
    limit = SECONDS_TO_START + sum(entry.seconds for entry in entries)
    options = [*(word for layer in without for word in ("--without", layer))]
    options += ["--allow-weak-isolation"] if without else []
    options += ["--jobs", "1"] if _knows("--jobs") else []
    options += [] if _stores(entries) else ["--no-gradebook"]
    command = ["grade", str(scene.submitted), "--json", "--course", str(scene.course), *options]
    code, out, err = _run(scene, command, limit)
    at_large = [f"was still running: {name}" for name in _survivors(known)]
    records = _parsed(out)
    if records is None:
        at_large.append("no JSON came out" if code is not None else f"was not over after {limit:g} s")
    if code == 0:
        shown, page_out, page_err = _run(scene, ["feedback", "--course", str(scene.course)], limit)
        if shown != 0:
            at_large.append(f"no feedback: {page_err[-400:]!r}")
        out, err = out + page_out, err + page_err
        if _knows("--again"):  # Nothing is graded again; the table of the same records is for people.
            _, table, _ = _run(scene, [word for word in command if word != "--json"], limit)
            err += table
    return Trial(code, out, err, records or [], at_large)


@cache
def _knows(option: str) -> bool:
    """Return whether `grader grade` has an option."""
    return option in subprocess.run([GRADER, "grade", "--help"], capture_output=True, text=True, check=False).stdout


def _run(scene: Scene, arguments: Sequence[str], limit: float) -> tuple[int | None, str, str]:
    """Run a command of the grader's in a session of its own; the code is None if it had to be killed."""
    with subprocess.Popen(
        [GRADER, *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=scene.course,
        env=scene.environment(),
        start_new_session=True,
    ) as process:
        try:
            out, err = process.communicate(timeout=limit)
            code: int | None = process.returncode
        except subprocess.TimeoutExpired:
            code = None
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            end_children({scene.known["victim"]})
            out, err = process.communicate()
    return code, out.decode("utf-8", "replace"), err.decode("utf-8", "replace")


def _survivors(known: set[int]) -> list[str]:
    """Return who outlived the grader by more than it takes to die, and end them."""
    until = time.monotonic() + SECONDS_TO_DIE
    while (mine := _children() - known) and time.monotonic() < until:
        for pid in mine:
            with suppress(ChildProcessError):
                os.waitpid(pid, os.WNOHANG)
        time.sleep(0.02)
    return end_children(known) if mine else []


def _children() -> set[int]:
    return {int(pid) for task in Path("/proc/self/task").iterdir() for pid in (task / "children").read_text().split()}


def _parsed(out: str) -> list[dict[str, Any]] | None:
    try:
        tree = json.loads(out)
    except ValueError:
        return None
    return tree if isinstance(tree, list) else None


def _changes(before: dict[str, tuple[object, ...]], after: dict[str, tuple[object, ...]]) -> Iterator[str]:
    for path in sorted({*before, *after}):
        if before.get(path) != after.get(path):
            yield f"changed: {path}: {before.get(path)} -> {after.get(path)}"


def _owner(text: str) -> int | None:
    """Return the number of the submission that a path speaks of."""
    found = re.search(r"submitted/(\d{4})-", text)
    return int(found[1]) if found else None


def _check_records(entries: Sequence[Entry], verdicts: Sequence[Verdict], trial: Trial) -> None:
    """Compare every record with what its submission deserves; an honest one answers for the entry before it."""
    by_owner = defaultdict(list)
    for record in trial.records:
        by_owner[_owner(record["submission"])].append(record)
    if not trial.records:
        return
    for number, (entry, verdict) in enumerate(zip(entries, verdicts, strict=True)):
        own, honest = by_owner[2 * number + 1], by_owner[2 * number + 2]
        verdict.seconds = sum(record["seconds"] for record in own)
        if entry.record and not own:
            verdict.breaches.append("it has no record")
        for record in own:
            verdict.breaches += _faults(record, entry)
        points = [record["points"] for record in honest]
        if points != [sum(FULL.values())]:
            verdict.breaches.append(f"the honest submission after it has {points} points")


def _stores(entries: Sequence[Entry]) -> bool:
    """Return whether these entries' marks go into the gradebook, which needs the course to be built."""
    return entries[0].group in WITH_GRADEBOOK and (ROOT / "solutions").is_dir()


def _faults_of_the_gradebook(scene: Scene, entries: int) -> Iterator[str]:
    """Yield what is wrong with the marks of the honest submissions in nbgrader's gradebook."""
    with closing(sqlite3.connect(f"file:{scene.course / 'gradebook.db'}?mode=ro", uri=True)) as database:
        stored = dict(database.execute(POINTS_BY_STUDENT).fetchall())
    for number in range(entries):
        student = f"{2 * number + 2:04}-honest"
        if stored.get(student) != sum(FULL.values()):
            yield f"the gradebook gives {student} {stored.get(student)} points"


def _faults(record: dict[str, Any], entry: Entry) -> Iterator[str]:
    """Yield what is wrong with a record."""
    if entry.status is not None and record["status"] != entry.status:
        yield f"is {record['status']}, not {entry.status}: {record['notes'][:2]}"
    if record["seconds"] > entry.seconds:
        yield f"took {record['seconds']:.1f} s, more than {entry.seconds:g}"
    points = {each["exercise"]: each["points"] for each in record["exercises"]}
    if record["status"] != "graded":
        if any(points.values()):
            yield f"has points though it was not graded: {points}"
        return
    for name, full in (FULL if entry.full is None else entry.full).items():
        expected, got = entry.marks.get(name, full), points.get(name)
        message = next((each["message"] for each in record["exercises"] if each["exercise"] == name), "")
        right = got is not None and (got <= expected.points if isinstance(expected, AtMost) else got == expected)
        if not right:
            yield f"{name} has {got} points, expected {expected}: {message[:200]!r}"


def _check_texts(scene: Scene, entries: Sequence[Entry], verdicts: Sequence[Verdict], trial: Trial) -> Iterator[str]:
    """Look through everything that was written; yield what cannot be laid at one entry's door."""
    for place, text in texts(scene, trial.records, trial.out, trial.err):
        number = _owner(place)
        for sight in dict.fromkeys(sights(scene, place, text)):
            if number is None or not number % 2:
                yield f"{sight} in {place[:120]}"
            else:
                verdicts[number // 2].breaches.append(sight)

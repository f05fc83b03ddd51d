"""Kills the grader at random moments until a class is graded all the same, and compares with an undisturbed run.

    .venv/bin/python tests/security/kill_trial.py [--kills 24] [--seed N] [--jobs 2] [--without-gradebook]

A kill is SIGKILL, to the whole process group, to the main process only, or to one process of the pool. After a kill of
the first two kinds the same command is run again, up to five times for a class, so that kills hit the beginning and the
end of one. In the end there must be the same records (but for seconds), the same rows in the gradebook, no process, and
nothing temporary that the next run would not sweep away. The trial fails with exit code 1 if anything differs.
"""

from __future__ import annotations

import argparse
import ctypes
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from unittest import mock

from grader.atomic import PREFIX

ROOT = Path(__file__).resolve().parents[2]
GRADER = Path(sys.executable).with_name("grader")
PR_SET_CHILD_SUBREAPER = 36
SECONDS_TO_DIE = 10.0
TARGETS = ("group", "main", "pool")
MOST_OF_THE_POOL, MOST_IN_A_CLASS = 2, 5
GRADES = """
    select submitted.student_id, base_cell.name, auto_score, manual_score, needs_manual_grade
    from grade join base_cell on base_cell.id = cell_id
    join submitted_notebook on submitted_notebook.id = grade.notebook_id
    join submitted_assignment as submitted on submitted.id = submitted_notebook.assignment_id order by 1, 2
"""
Marks = tuple[dict[str, object], list[tuple[object, ...]]]


@dataclass
class Trial:
    """A class and how it is graded. ``log`` has a line for each kill."""

    folder: Path
    submitted: Path
    jobs: int = 2
    gradebook: bool = True
    log: list[str] = field(default_factory=list)

    def make_course(self, name: str) -> Path:
        """Make a course around the released notebooks; all have the same secret, and so the same hidden inputs."""
        root = self.folder / name
        (root / "lessons").mkdir(parents=True)
        shutil.copy(ROOT / "nbgrader_config.py", root)
        for part in ("notebooks", "solutions"):
            shutil.copytree(ROOT / part, root / part)
        (root / ".course-secret").write_text("0" * 64)
        return root

    def start(self, course: Path) -> subprocess.Popen[bytes]:
        """Start grading, with a scratch folder of the trial's and in a session of its own."""
        command = [GRADER, "grade", self.submitted, "--course", course, "--jobs", str(self.jobs)]
        with (self.folder / "messages").open("ab") as messages:
            return subprocess.Popen(
                command if self.gradebook else [*command, "--no-gradebook"],
                env={**os.environ, "TMPDIR": str(self.scratch)},
                stdout=subprocess.DEVNULL,
                stderr=messages,
                start_new_session=True,
                # Whoever starts this in the background may have left it deaf to Ctrl-C.
                preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
            )

    @property
    def scratch(self) -> Path:
        """The folder for everything temporary."""
        path = self.folder / "scratch"
        path.mkdir(exist_ok=True)
        return path

    def finish(self, course: Path, process: subprocess.Popen[bytes] | None = None) -> float:
        """Grade to the end; return how long it took."""
        started = time.monotonic()
        self.wait_for(process or self.start(course))
        return time.monotonic() - started

    def disturb(self, course: Path, kills: int, seconds: float, rng: random.Random) -> int:
        """Grade to the end with at most so many kills; return how many there were.

        A run is left alone for up to ``seconds``, so that each comes some way.
        """
        done, of_the_pool = 0, 0
        process = self.start(course)
        while done < kills:
            with suppress(subprocess.TimeoutExpired):
                self.wait_for(process, rng.uniform(0.0, seconds))
                return done
            # A submission whose process is killed three times in one run is given up, and that is another story.
            target = rng.choice(TARGETS if of_the_pool < MOST_OF_THE_POOL else TARGETS[:2])
            if not _kill(process.pid, target, rng):
                continue
            done += 1
            of_the_pool = of_the_pool + 1 if target == "pool" else 0
            self.log.append(f"{target}, with {len(list(course.glob('results/*/*.json')))} records")
            if target != "pool":
                process.wait()
                process = self.start(course)
        self.finish(course, process)
        return done

    def wait_for(self, process: subprocess.Popen[bytes], seconds: float | None = None) -> None:
        """Wait for a run to end well; raises TimeoutExpired if it is not at its end after so many seconds."""
        code = process.wait(seconds)
        if code:
            raise AssertionError(f"exit code {code}: {(self.folder / 'messages').read_text()[-2000:]}")


def marks_of(course: Path) -> Marks:
    """Return the records of a course without seconds, and the rows of its gradebook."""
    records = {}
    for path in sorted(course.glob("results/*/*.json")):
        records[str(path.relative_to(course))] = {**json.loads(path.read_text("utf-8")), "seconds": None}
    if not (course / "gradebook.db").exists():
        return records, []
    with closing(sqlite3.connect(course / "gradebook.db")) as database:
        return records, database.execute(GRADES).fetchall()


def left_behind(trial: Trial, course: Path, before: set[int]) -> list[str]:
    """Return what is left of killed runs: processes, temporary files, scratch folders that nothing would remove."""
    deadline = time.monotonic() + SECONDS_TO_DIE
    while children() - before and time.monotonic() < deadline:
        time.sleep(0.1)
    found = [f"process {pid}" for pid in children() - before]
    found += [str(path) for path in course.rglob(f"{PREFIX}*")]
    _sweep_scratch(trial.scratch)
    return found + [str(path) for path in trial.scratch.iterdir()]


def _sweep_scratch(folder: Path) -> None:
    """Do what the start of the next sandbox does, but with no regard to how old a folder is."""
    from grader.sandbox import launch

    with mock.patch.object(launch, "_YOUNG_SECONDS", -1.0), mock.patch.object(tempfile, "tempdir", str(folder)):
        launch.sweep()


def _kill(pid: int, target: str, rng: random.Random) -> bool:
    """Kill the grader, or a part of it; return whether there was anything to kill."""
    with suppress(OSError):
        if target == "group":
            os.killpg(pid, signal.SIGKILL)
        elif target == "main":
            os.kill(pid, signal.SIGKILL)
        else:
            pool = [child for child in _children_of(pid) if _command(child) == _command(pid)]
            if not pool:
                return False
            os.kill(rng.choice(pool), signal.SIGKILL)
        return True
    return False


def _children_of(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _command(pid: int) -> bytes:
    return Path(f"/proc/{pid}/cmdline").read_bytes()


@contextmanager
def orphans_come_to_us() -> Iterator[None]:
    """Make this process the parent of every descendant that its own parent leaves behind."""
    prctl = ctypes.CDLL(None).prctl
    prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    try:
        yield
    finally:
        prctl(PR_SET_CHILD_SUBREAPER, 0, 0, 0, 0)


def children() -> set[int]:
    """Return the processes whose parent is this one and which are alive."""
    found = set()
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            state, parent = path.read_text().rpartition(")")[2].split()[:2]
            if int(parent) == os.getpid() and state not in "ZX":
                found.add(int(path.parent.name))
    return found


def run(trial: Trial, kills: int, rng: random.Random) -> list[str]:
    """Grade undisturbed and disturbed; return every difference, and everything that was left behind."""
    before = children()
    quiet = trial.make_course("quiet")
    seconds = trial.finish(quiet)
    trial.log.append(f"undisturbed: {seconds:.1f} s")
    expected, found, done, rounds = marks_of(quiet), [], 0, 0
    while done < kills:
        rounds += 1
        course = trial.make_course(f"disturbed-{rounds}")
        done += trial.disturb(course, min(kills - done, MOST_IN_A_CLASS), seconds / 3, rng)
        found += differences(expected, marks_of(course)) + left_behind(trial, course, before)
    return found


def differences(expected: Marks, found: Marks) -> list[str]:
    """Return what two runs do not have in common."""
    (records, rows), (others, other_rows) = expected, found
    names = sorted(records.keys() | others.keys())
    different = [f"the record {name}" for name in names if records.get(name) != others.get(name)]
    return different + [f"the row {row}" for row in sorted(set(rows) ^ set(other_rows), key=str)]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a trial on the whole example class; return 0 if nothing was lost."""
    parser = argparse.ArgumentParser(description="Kill the grader at random moments and see that nothing is lost.")
    parser.add_argument("--kills", type=int, default=24)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(2**32))
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--without-gradebook", action="store_true")
    options = parser.parse_args(arguments)
    print(f"seed {options.seed}")
    with tempfile.TemporaryDirectory(prefix="kill-trial-") as folder, orphans_come_to_us():
        submitted = Path(folder) / "submitted"
        make = [sys.executable, ROOT / "examples" / "make_class.py", "01_loss_functions", "--to", submitted]
        subprocess.run(make, check=True, capture_output=True)
        trial = Trial(Path(folder), submitted, options.jobs, not options.without_gradebook)
        found = run(trial, options.kills, random.Random(options.seed))  # noqa: S311  it chooses moments
    print(*trial.log, sep="\n")
    print(*(found or [f"{options.kills} kills: nothing differs and nothing is left behind"]), sep="\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())

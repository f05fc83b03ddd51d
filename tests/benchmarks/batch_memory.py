"""Shows what a large class costs: memory that does not grow with it, and time that grows in proportion.

    .venv/bin/python tests/benchmarks/batch_memory.py [--sizes 20 200 2000] [--jobs 2]

Each class is made in a temporary folder and graded by one `grader grade --no-gradebook`, while /proc is asked ten times
a second. `grader` is the largest resident set of the command's own process; `largest` that of any process below it,
workers with student code included; and `together` the largest proportional set size of all of them at one moment, in
which what forks share is counted once. `processor` is the time that the grader's own processes have used, without the
confined ones: unlike the clock it hardly depends on what else the machine does, so it is what must grow in proportion.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from made_class import LESSON, copy_course, hand_in, read

PAUSE, MIB = 0.1, 2**20
FLAT, LINEAR = 1.25, 1.25
"""How many times its figure for the smallest class the memory, and its best the time a submission, may be."""


@dataclass
class Peaks:
    """The most memory seen so far, in bytes."""

    grader: int = 0
    largest: int = 0
    together: int = 0


def field(path: Path, name: str) -> int:
    """Return a field of a file in /proc that counts kB, in bytes; 0 if the process is gone or does not show it."""
    try:
        found = re.search(rf"^{name}:\s+(\d+) kB", path.read_text(), re.MULTILINE)
    except OSError:
        return 0
    return int(found[1]) * 1024 if found else 0


def descendants(pid: int) -> list[int]:
    """Return a process and everything that it has started and what that has started."""
    parents = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            # The name before it, in brackets, may hold anything.
            parents[int(path.parent.name)] = int(path.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
    found = [pid]
    for each in found:
        found += [child for child, parent in parents.items() if parent == each]
    return found


def look(pid: int, peaks: Peaks) -> None:
    """Look once at a process and its descendants, and remember what is more than before."""
    family = descendants(pid)
    peaks.grader = max(peaks.grader, field(Path(f"/proc/{pid}/status"), "VmHWM"))
    peaks.largest = max(peaks.largest, *(field(Path(f"/proc/{each}/status"), "VmHWM") for each in family))
    peaks.together = max(peaks.together, sum(field(Path(f"/proc/{each}/smaps_rollup"), "Pss") for each in family))


def grade(course: Path, jobs: int | None) -> tuple[float, float, Peaks]:
    """Grade what was handed in; return the seconds that it took, on the clock and of processors, and its memory."""
    command = [str(Path(sys.executable).with_name("grader")), "grade", str(course / "submitted"), "--no-gradebook"]
    command += ["--course", str(course), *(["--jobs", str(jobs)] if jobs else [])]
    peaks, started = Peaks(), time.perf_counter()
    with tempfile.TemporaryFile() as words:
        process = subprocess.Popen(command, cwd=course, stdout=words, stderr=words)
        while (ended := os.wait4(process.pid, os.WNOHANG))[0] == 0:
            look(process.pid, peaks)
            time.sleep(PAUSE)
        seconds = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(ended[1])
        words.seek(0)
        if process.returncode:
            raise SystemExit(f"grading failed:\n{words.read().decode()[-2000:]}")
    # After the last look at a process it may have grown; the system remembers the largest that was waited for.
    peaks.largest = max(peaks.largest, ended[2].ru_maxrss * 1024)
    return seconds, ended[2].ru_utime + ended[2].ru_stime, peaks


def measure(size: int, jobs: int | None) -> tuple[float, float, Peaks]:
    """Make a class of a size and grade it; every submission must have its record."""
    with tempfile.TemporaryDirectory(prefix="fall-line-") as folder:
        Path(folder).chmod(0o755)  # The sandbox may run students' code as another user, who must find the way in.
        course = Path(folder) / "course"
        copy_course(course)
        hand_in(read(course / "notebooks" / LESSON / f"{LESSON}.ipynb"), size, course / "submitted")
        seconds, processor, peaks = grade(course, jobs)
        graded = len(list((course / "results").glob("*/*.json")))
        if graded != size:
            raise SystemExit(f"{graded} of {size} submissions have a record")
    return seconds, processor, peaks


def main() -> None:
    """Run the command line; the exit code is 1 if memory or time grows faster than it may."""
    parser = argparse.ArgumentParser(description="Measure memory and time of grading classes of several sizes.")
    parser.add_argument("--sizes", type=int, nargs="+", default=[20, 200, 2000], metavar="N", help="(20 200 2000)")
    parser.add_argument("--jobs", type=int, metavar="N", help="passed on to `grader grade`")
    options = parser.parse_args()
    print("submissions   seconds  ms each  processor   grader  largest together   (ms each; MiB)", flush=True)
    rows = []
    for size in sorted(options.sizes):
        seconds, processor, peaks = measure(size, options.jobs)
        rows.append((processor / size, peaks.together))
        figures = "".join(f"{each / MIB:9.0f}" for each in (peaks.grader, peaks.largest, peaks.together))
        times = f"{seconds:10.1f}{1000 * seconds / size:9.0f}{1000 * processor / size:11.0f}"
        print(f"{size:11,}{times}{figures}", flush=True)
    memory, pace = rows[-1][1] / rows[0][1], rows[-1][0] / min(each for each, _ in rows)
    print(f"largest class / smallest: {memory:.2f} times the memory ({FLAT} or less)")
    print(f"largest class / best:     {pace:.2f} times the processor time a submission ({LINEAR} or less)")
    sys.exit(memory > FLAT or pace > LINEAR)


if __name__ == "__main__":
    main()

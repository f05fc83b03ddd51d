"""The scene of the crime: a throw-away course with treasures in it that only a burglar could find."""

from __future__ import annotations

import ctypes
import hashlib
import json
import os
import secrets
import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from corpus.listeners import Listeners

ROOT = Path(__file__).parents[3]
SHARED_BYTES = 4096
PUBLIC_FOLDERS = (Path("/tmp"), Path("/dev/shm"), Path("/var/tmp"), Path("/run"), Path("/"))
HASHED_BYTES = 64 * 2**20
WRITTEN_BY_THE_GRADER = ("course", "home", ".cache", "fallline")
"""Folders in which the grader itself makes others; what is in these is looked at all the same."""


@dataclass
class Scene:
    """A course of its own, with everything that the judge planted.

    ``mark`` is a word that stands in the name of whatever an attack leaves behind. ``canaries`` are the treasures, by
    what they were hidden in: texts that nobody may see. ``known`` is what a burglar may know.
    """

    base: Path
    mark: str = field(default_factory=lambda: f"fl{secrets.token_hex(6)}")
    canaries: dict[str, str] = field(default_factory=dict)
    known: dict[str, Any] = field(default_factory=dict)
    listeners: Listeners = field(init=False)

    @property
    def course(self) -> Path:
        """The course's folder."""
        return self.base / "course"

    @property
    def home(self) -> Path:
        """The home folder of whoever grades."""
        return self.base / "home"

    @property
    def scratch(self) -> Path:
        """Where whoever grades keeps temporary files."""
        return self.base / "scratch"

    @property
    def submitted(self) -> Path:
        """What was handed in, a folder a student."""
        return self.course / "submitted"

    def canary(self, where: str) -> str:
        """Return a new treasure, and remember where it is hidden."""
        self.canaries[where] = f"CANARY-{where}-{secrets.token_hex(8)}"
        return self.canaries[where]

    def environment(self) -> dict[str, str]:
        """Return the environment of whoever grades; one variable is a treasure."""
        kept = {key: os.environ[key] for key in ("PATH", "LANG", "LC_ALL") if key in os.environ}
        treasure = {"FALLLINE_TOKEN": self.canaries["environment"]}
        return {**kept, **treasure, "HOME": str(self.home), "TMPDIR": str(self.scratch), "PYTHONUTF8": "1"}

    def snapshot(self) -> dict[str, tuple[object, ...]]:
        """Return what every file of the course and of the home folder looks like, except what grading writes."""
        names = (
            "course/results",
            "course/feedback",
            "course/autograded",
            "course/gradebook.db",
            "home/.cache/fallline",
        )
        written = [self.base / name for name in names]
        found = {}
        for top in (self.course, self.home):
            for path in [top, *_below(top)]:
                if not any(path == place or place in path.parents for place in written):
                    found[str(path.relative_to(self.base))] = _looks(path)
        kept = self.course / "results" / "kept.txt"
        return {**found, "results/kept.txt": _looks(kept)}

    def litter(self) -> list[str]:
        """Return what lies where it should not: anything that bears the mark, or stayed in the scratch folder."""
        found = []
        for folder in (*PUBLIC_FOLDERS, Path.cwd(), ROOT, ROOT / "data", self.base, *self.scratch.parents[:1]):
            with suppress(OSError):
                found += [str(folder / name) for name in os.listdir(folder) if self.mark in name]
        found += [str(path) for path in (self.home / ".cache").rglob("*") if self.mark in path.name]
        return sorted({*found, *map(str, self.scratch.iterdir())})


@contextmanager
def set_up(where: Path | None = None) -> Iterator[Scene]:
    """Make a course with treasures; take everything away afterwards, also what an attack left."""
    base = Path(tempfile.mkdtemp(prefix="fall-line-scene-", dir=where))
    base.chmod(0o755)  # As lax as a careless instructor's: only confinement may stand in the way.
    scene = Scene(base)
    scene.canary("environment")
    for folder in (scene.course, scene.home, scene.home / ".cache", scene.scratch, scene.submitted):
        folder.mkdir()
    with Listeners(scene.canary("tcp"), scene.mark, scene.course / "door") as listeners, _victim(scene) as victim:
        _plant_course(scene)
        loose = _plant_elsewhere(scene)
        segment = _share(scene.canary("sysv"), scene.mark)
        scene.known |= {"course": str(scene.course), "home": str(scene.home), "mark": scene.mark}
        scene.known |= {"repository": str(ROOT), "victim": victim.pid, "sysv": segment, **listeners.addresses}
        scene.known["prey"] += [str(path) for path in loose]
        scene.listeners = listeners
        try:
            yield scene
        finally:
            _unshare(segment)
            for path in loose:
                path.unlink(missing_ok=True)
            for left in scene.litter():
                _remove(Path(left))
            _remove(base)


def _plant_course(scene: Scene) -> None:
    """Make the course's folders, each with a treasure."""
    shutil.copytree(ROOT / "notebooks", scene.course / "notebooks")
    shutil.copytree(ROOT / "lessons", scene.course / "lessons")
    shutil.copy(ROOT / "nbgrader_config.py", scene.course)
    texts = {
        "solutions/00_warm_up/00_warm_up.ipynb": scene.canary("solution"),
        "solutions/answers.txt": scene.canary("answers"),
        "results/kept.txt": scene.canary("results"),
        "notes.txt": scene.canary("notes"),
    }
    for name, text in texts.items():
        path = scene.course / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps({"cells": [], "text": text}))
    for built in (ROOT / "solutions").glob("*/*.ipynb"):
        # The gradebook wants the notebook that the released one was made of; stored outputs have room for a treasure.
        solution = json.loads(built.read_text(encoding="utf-8"))
        treasure = {"output_type": "stream", "name": "stdout", "text": scene.canaries["solution"]}
        next(cell for cell in solution["cells"] if cell["cell_type"] == "code")["outputs"] = [treasure]
        path = scene.course / "solutions" / built.parent.name / built.name
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(solution))
    secret = scene.course / ".course-secret"
    secret.write_text(scene.canary("secret") + secrets.token_hex(32))
    secret.chmod(0o600)
    with sqlite3.connect(scene.course / "kept.db") as database:
        database.execute("create table grade (student text)")
        database.execute("insert into grade values (?)", (scene.canary("gradebook"),))
    database.close()
    prey = [*texts, ".course-secret", "kept.db"]
    scene.known["prey"] = [str(scene.course / name) for name in prey]


def _plant_elsewhere(scene: Scene) -> list[Path]:
    """Hide treasures in the home folder and in the public folders; return those outside the scene."""
    for name in (".netrc", ".ssh/id_ed25519"):
        path = scene.home / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(scene.canary("home" if name == ".netrc" else "key"))
        scene.known["prey"].append(str(path))
    loose = []
    for where, folder in (("tmp", Path(tempfile.gettempdir())), ("shm", Path("/dev/shm"))):
        if os.access(folder, os.W_OK):
            loose.append(folder / f"treasure-{secrets.token_hex(4)}")
            loose[-1].write_text(scene.canary(where))
    return loose


@contextmanager
def _victim(scene: Scene) -> Iterator[subprocess.Popen[bytes]]:
    """Run an innocent process that holds treasures in its memory and in its environment."""
    environment = {"FALLLINE_VICTIM": scene.canary("victim")}
    program = "import os, time; kept = os.environb; print(flush=True); time.sleep(3600)"
    with subprocess.Popen([sys.executable, "-c", program], env=environment, stdout=subprocess.PIPE) as victim:
        assert victim.stdout is not None
        victim.stdout.readline()
        try:
            yield victim
        finally:
            victim.kill()


def state_of(pid: int) -> tuple[object, ...]:
    """Return what others could have done to a process: whether it runs, its priority, cores and limits."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        limits = Path(f"/proc/{pid}/limits").read_text()
        return fields[0] in "SR", os.getpriority(os.PRIO_PROCESS, pid), sorted(os.sched_getaffinity(pid)), limits
    except OSError:
        return ("gone",)


def _share(text: str, mark: str) -> int:
    """Put a treasure into a segment of System V shared memory that everybody may read; return its key, 0 if none."""
    key, libc = int(mark[2:9], 16), ctypes.CDLL(None)
    libc.shmat.restype = ctypes.c_void_p
    segment = libc.shmget(key, SHARED_BYTES, 0o1666)
    address = libc.shmat(segment, None, 0) if segment >= 0 else None
    if address in (None, ctypes.c_void_p(-1).value):
        return 0
    ctypes.memmove(address, text.encode(), len(text))
    libc.shmdt(ctypes.c_void_p(address))
    return key


def _unshare(key: int) -> None:
    libc = ctypes.CDLL(None)
    if key:
        libc.shmctl(libc.shmget(key, 0, 0), 0, None)


def _below(folder: Path) -> Iterator[Path]:
    """Yield everything below a folder, also what is too deep for ``rglob``; links are not followed."""
    waiting = [folder]
    while waiting:
        with suppress(OSError), os.scandir(waiting.pop()) as entries:
            for entry in entries:
                yield Path(entry.path)
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(Path(entry.path))


def _looks(path: Path) -> tuple[object, ...]:
    try:
        status = path.lstat()
    except OSError as error:
        return ("gone", error.errno)
    digest = ""
    if stat.S_ISREG(status.st_mode) and status.st_size <= HASHED_BYTES:
        with suppress(OSError):
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
    if path.name in WRITTEN_BY_THE_GRADER:
        return stat.filemode(status.st_mode), status.st_uid
    mode, changed = stat.filemode(status.st_mode), status.st_mtime_ns
    return mode, status.st_uid, status.st_nlink, status.st_size, changed, digest


def _remove(path: Path) -> None:
    """Remove a folder or file of ours, whatever stands in the way; something may be mounted in it."""
    with suppress(OSError, ValueError):
        for line in Path("/proc/self/mountinfo").read_text().splitlines():
            mounted = line.split()[4]
            if mounted.startswith(f"{path}{os.sep}"):
                ctypes.CDLL(None).umount2(mounted.encode(), 2)
    subprocess.run(["/bin/rm", "-rf", "--one-file-system", "--", str(path)], check=False, stderr=subprocess.DEVNULL)


def end_children(known: set[int]) -> list[str]:
    """Kill every child of this process that is not known; return what they were called."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) not in known:
            with suppress(OSError, ValueError, IndexError):
                name, _, rest = (entry / "stat").read_text().partition("(")[2].rpartition(")")
                state, parent = rest.split()[:2]
                if int(parent) == os.getpid():
                    os.kill(int(entry.name), signal.SIGKILL)
                    os.waitpid(int(entry.name), 0)
                    if state != "Z":
                        found.append(f"{name} ({entry.name})")
    return found

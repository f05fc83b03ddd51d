"""How the zygote is started: its folder, its environment, and the second wall round it where there is one.

The second wall is bubblewrap: the zygote and its workers see a file system that holds what they may read and nothing
else, no other process, and no network. Where it cannot be had, in most containers for instance, the first wall stands
alone.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from grader.errors import WeakIsolation
from grader.sandbox.capabilities import USER
from grader.sandbox.confine import DEVICES
from grader.sandbox.policy import Policy
from grader.sandbox.visible import Visible, launcher, lies_in

PREFIX, LOCK = "fallline-", "lock"
_FIGURES = "figure.max_open_warning: 0\n"
"""Nothing closes a figure while grading, so many open ones are no reason to warn."""
_YOUNG_SECONDS = 60.0
_ZYGOTE = "import gc; gc.disable(); from grader.sandbox.zygote import main; main()"
"""What is imported stays; to look through it for garbage would take a tenth of the start."""
_FLAG = "--allow-weak-isolation grades classes that you trust"
_NAMESPACES = ("--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try")


class Root:
    """The zygote's folder: its settings, and in ``workers`` a folder for each worker.

    A lock on it tells whether its grader still lives.
    """

    def __init__(self, user: int) -> None:
        self.user = user
        self.path = Path(tempfile.mkdtemp(prefix=PREFIX))
        self.path.chmod(0o711)
        self._lock = os.open(self.path / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        fcntl.flock(self._lock, fcntl.LOCK_EX)
        self.workers = self.path / "workers"
        self.workers.mkdir(mode=0o700)
        if user:
            os.chown(self.workers, user, user)
        self.figures = self.path / "matplotlibrc"
        self.figures.write_text(_FIGURES)
        self.figures.chmod(0o644)
        _copy_fonts(_font_cache(), self.path)

    def keep_fonts(self) -> None:
        """Keep the list of fonts that matplotlib has made at its first start, since making it takes seconds."""
        _copy_fonts(self.path, _font_cache())

    def remove(self) -> None:
        """Remove the folder with all that is in it."""
        remove(self.path)
        os.close(self._lock)


def sweep() -> None:
    """Remove the folders of graders that were killed before they could."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        with suppress(OSError):
            if folder.is_symlink() or time.time() - folder.stat().st_ctime < _YOUNG_SECONDS:
                continue
            lock = os.open(folder / LOCK, os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC)
            try:
                if os.fstat(lock).st_uid == os.getuid():
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    remove(folder)
            finally:
                os.close(lock)


def remove(folder: Path) -> None:
    """Remove a folder and all that is in it, however deep it lies and whatever its rights say."""
    with suppress(RecursionError):
        shutil.rmtree(folder, ignore_errors=True)
    if folder.exists():
        for command in (["chmod", "-R", "u+rwx"], ["rm", "-rf"]):
            subprocess.run([*command, "--", folder], check=False, capture_output=True)


def require_platform(policy: Policy) -> None:
    """Raise SandboxError on systems that have nothing to confine a process with, unless weak isolation is allowed."""
    if sys.platform == "linux":
        return
    if sys.platform == "win32" or not policy.allow_weak:
        raise WeakIsolation(
            f"student code cannot be confined on {sys.platform}; expected Linux; try WSL 2 on Windows, or a Linux "
            "container or virtual machine elsewhere" + ("" if sys.platform == "win32" else f"; {_FLAG}")
        )


def user_for(policy: Policy) -> int:
    """Return the user that the zygote must become: nobody's number if this is root, 0 to stay."""
    return USER if os.geteuid() == 0 and policy.uses("uid") else 0


def environment(root: Root) -> dict[str, str]:
    """Return the zygote's whole environment: nothing of the instructor's shell goes into it."""
    data = os.environ.get("FALLLINE_DATA")
    return {
        "PATH": os.defpath,
        **dict.fromkeys(("HOME", "TMPDIR", "IPYTHONDIR", "MPLCONFIGDIR"), str(root.path)),
        "LANG": "C.UTF-8",
        "MPLBACKEND": "agg",
        "MATPLOTLIBRC": str(root.figures),
        **dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "PYTHONDONTWRITEBYTECODE"), "1"),
        **({"FALLLINE_DATA": data} if data else {}),
    }


def command(control: int, policy: Policy, visible: Visible, root: Root) -> list[str]:
    """Return the command that starts the zygote, inside of the second wall if the policy wants it and it works."""
    zygote = [sys.executable, "-I", "-c", _ZYGOTE, str(control)]
    program = bubblewrap() if policy.uses("bubblewrap") else None
    return zygote if program is None else [program, *_walls(visible, root), "--", *zygote]


@lru_cache(maxsize=1)
def bubblewrap() -> str | None:
    """Return the path of bubblewrap; None if there is none, or if it cannot make its namespaces here."""
    program = shutil.which("bwrap")
    if program is None or sys.platform != "linux":
        return None
    shown = _bind(map(Path, ("/usr", "/bin", "/lib", "/lib64")))
    trial = subprocess.run(
        [program, *_namespaces(), *shown, "--", "/bin/true"], check=False, capture_output=True, timeout=60
    )
    return program if trial.returncode == 0 else None


def finds_bubblewrap() -> bool:
    """Return whether bubblewrap is installed, working or not."""
    return shutil.which("bwrap") is not None


def _namespaces() -> list[str]:
    # Root needs no user namespace, and must keep the right to become somebody else; nothing more.
    if os.geteuid() == 0:
        kept = ("CAP_SETUID", "CAP_SETGID")
        return [*_NAMESPACES, "--cap-drop", "ALL", *(part for cap in kept for part in ("--cap-add", cap))]
    return ["--unshare-user", *_NAMESPACES]


def _walls(visible: Visible, root: Root) -> Iterator[str]:
    yield from (*_namespaces(), "--die-with-parent", "--new-session", "--chdir", "/")
    first = {*visible.roots, *(path for path in launcher() if not lies_in(path, visible.hidden))}
    second = {*visible.packages, *(path for path in launcher() if lies_in(path, visible.hidden))}
    # Folders that bubblewrap makes by itself can be entered by root alone.
    for folder in sorted(
        {parent for path in (*first, *second, *map(Path, DEVICES), root.workers) for parent in path.parents}
    ):
        yield from ("--dir", str(folder))
    yield from _bind(sorted(first))
    for folder in visible.hidden:
        if lies_in(folder, visible.roots):
            yield from ("--tmpfs", str(folder))
    yield from _bind(sorted(second))
    for name in DEVICES:
        yield from ("--dev-bind-try", name, name)
    yield from ("--bind", str(root.path), str(root.path))


def _bind(paths: Iterable[Path]) -> Iterator[str]:
    """Yield the options that show paths, in their order; what lies in one that is shown needs no option of its own."""
    shown: list[Path] = []
    for path in paths:
        if not lies_in(path, shown):
            shown.append(path)
            yield from ("--ro-bind-try", str(path), str(path))


def _font_cache() -> Path:
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return home / "fallline" / "matplotlib"


def _copy_fonts(source: Path, target: Path) -> None:
    """Copy matplotlib's lists of fonts where there is none yet; a home that cannot be written to costs only time."""
    with suppress(OSError):
        for path in source.glob("fontlist-*.json"):
            target.mkdir(parents=True, exist_ok=True)
            if not (target / path.name).exists():
                shutil.copyfile(path, target / path.name)

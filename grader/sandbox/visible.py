"""What student code may read: the interpreter, the packages of a grading environment, fonts, the course's data.

Landlock knows no exceptions below a folder that it allows. So a folder is never allowed whole if something below it
must stay hidden: it is taken apart until what must stay hidden is left over. That holds even if somebody installs the
grader into the very environment that students import from.
"""

from __future__ import annotations

import re
import site
import sys
import sysconfig
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path

from grader.errors import SandboxError

_SHARED = (
    *("/etc/ld.so.cache", "/etc/localtime", "/usr/share/zoneinfo"),
    *("/etc/fonts", "/usr/share/fonts", "/usr/local/share/fonts", "/usr/share/fontconfig", "/var/cache/fontconfig"),
)
_GRADER = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Visible:
    """What student code may read.

    Parameters
    ----------
    roots : tuple of Path
        Files and folders with all below them, except what is hidden.
    hidden : tuple of Path
        Folders below the roots of which nothing may be read but ``packages``.
    packages : tuple of Path
        Files and folders in the folders of packages.
    """

    roots: tuple[Path, ...]
    hidden: tuple[Path, ...]
    packages: tuple[Path, ...]

    def paths(self) -> list[Path]:
        """Return all of it, without anything hidden: folders that hold such are replaced by what else they hold."""
        return [*(path for root in self.roots for path in _without(root, self.hidden)), *self.packages]


def visible(packages: Iterable[str], data: str | None) -> Visible:
    """Return what student code may read.

    Parameters
    ----------
    packages : iterable of str
        Distributions that it may import; those that they need are added.
    data : str or None
        The folder of the course's data sets, if it is not the usual one.

    Raises
    ------
    SandboxError
        If a distribution is not installed.
    """
    sites = listable()
    kit = _kit()
    roots = {*_interpreter(), *map(Path, _SHARED), kit, Path(data) if data else kit.parents[1] / "data"}
    hidden = {path for path in {*sites, *_other_site_folders(), _GRADER} if path.is_dir()}
    names = sorted(_top_level(packages))
    return Visible(
        tuple(sorted(root for root in roots if root.exists() and not lies_in(root, hidden))),
        tuple(sorted(hidden)),
        tuple(folder / name for folder in sites for name in names if (folder / name).exists()),
    )


def _kit() -> Path:
    """Return the folder of the students' kit, without importing it: that takes as long as NumPy does."""
    found = find_spec("fallline")
    if found is None or found.origin is None:
        raise SandboxError("the kit is not installed; expected the package fallline; try `make setup`")
    return Path(found.origin).resolve().parent


def listable() -> list[Path]:
    """Return the folders of packages on ``sys.path``: their names, but not contents, may be read to find packages."""
    names = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib"), *site.getsitepackages()}
    return sorted(path for path in map(Path, names) if str(path) in sys.path)


def launcher() -> list[Path]:
    """Return what starting the zygote's interpreter takes besides, before it has confined anything."""
    starts = [path.parent for path in _links_from(Path(sys.executable))]
    starts += [Path(prefix) / "pyvenv.cfg" for prefix in {sys.prefix, sys.base_prefix}]
    starts += [_GRADER / "__init__.py", _GRADER / "errors.py", _GRADER / "sandbox"]
    editable = [path for folder in listable() for path in folder.glob("*editable*")]
    loader = [Path(name) for name in ("/lib64", "/lib")]
    return [path for path in (*starts, *editable, *loader) if path.exists()]


def _interpreter() -> set[Path]:
    """Return the standard library and every folder that a shared library was loaded from."""
    folders = {Path(sysconfig.get_path(name)) for name in ("stdlib", "platstdlib")}
    return folders | {Path(name).parent for name in _loaded_libraries()}


def _loaded_libraries() -> set[str]:
    try:
        maps = Path("/proc/self/maps").read_text()
    except OSError:
        return set()
    return set(re.findall(r"(/\S+\.so[.\d]*)$", maps, re.MULTILINE))


def _links_from(path: Path) -> Iterator[Path]:
    """Yield each step of a chain of symbolic links, from its beginning to its end."""
    yield path
    while path.is_symlink():
        path = path.parent / path.readlink()
        yield path


def _other_site_folders() -> set[Path]:
    """Return folders of packages that lie beside the standard library of the interpreter this one is made from."""
    stdlib = Path(sysconfig.get_path("stdlib"))
    return {
        parent / name for parent in (stdlib, stdlib.parent / "python3") for name in ("site-packages", "dist-packages")
    }


def lies_in(path: Path, folders: Iterable[Path]) -> bool:
    """Return whether a path is one of some folders, or below one."""
    return any(path.is_relative_to(folder) for folder in folders)


def _without(root: Path, hidden: Iterable[Path]) -> Iterator[Path]:
    """Yield ``root``, or, if something hidden lies in it, its children, taken apart in the same way."""
    inside = [path for path in hidden if path.is_relative_to(root)]
    if not inside:
        if root.exists():
            yield root
    elif root not in inside and root.is_dir():
        for child in sorted(root.iterdir()):
            yield from _without(child, inside)


def _top_level(packages: Iterable[str]) -> set[str]:
    """Return the names, in a folder of packages, of everything that some distributions and their needs consist of."""
    names: set[str] = set()
    waiting, seen = list(packages), set[str]()
    while waiting:
        name = waiting.pop()
        if _normal(name) in seen:
            continue
        seen.add(_normal(name))
        distribution = _find(name)
        if distribution is None:
            if name in packages:
                raise SandboxError(
                    f"the package {name} is not installed; expected what student code may import; try `make setup`"
                )
            continue
        names |= _components(distribution)
        waiting += _needs(distribution)
    return names - {"grader"}


def _find(name: str) -> metadata.Distribution | None:
    try:
        return metadata.distribution(name)
    except metadata.PackageNotFoundError:
        return None


def _components(distribution: metadata.Distribution) -> set[str]:
    record = distribution.read_text("RECORD") or ""
    first = {line.split(",")[0].split("/")[0] for line in record.splitlines()}
    return {name for name in first if name not in ("", "..", "__pycache__") and not name.endswith(".pth")}


def _needs(distribution: metadata.Distribution) -> Iterator[str]:
    """Yield what a distribution needs; what only its extras need is not installed, or not for students."""
    for line in distribution.requires or ():
        requirement, _, marker = line.partition(";")
        if "extra" not in marker:
            yield re.split(r"[^A-Za-z0-9._-]", requirement.strip(), maxsplit=1)[0]


_normal = partial(re.sub, r"[-_.]+", "-")

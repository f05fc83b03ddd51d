"""What an entry of the corpus is: what is handed in, what it deserves, and how long it may take.

Most attacks are the bodies of functions: ``@attack()`` takes a function's source, puts the burglar's tools
(``crowbar``) in front of it and an answer that is wrong behind it, and hands that in as the answer to one exercise of
lesson 00. It runs when the cell runs (``call`` is 0, ``inputs`` is empty) and again at every call of the answer
(``call`` counts from 1). What it returns, if anything, is what the answer returns. The other exercises are answered
rightly.
"""

from __future__ import annotations

import inspect
import json
import textwrap
from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from corpus.scene import ROOT, Scene

Notebook = dict[str, Any]
Marks = Mapping[str, "float | AtMost"]
Function = Callable[..., Any]
HERE = Path(__file__).parent
WARM_UP = "00_warm_up"
FULL: dict[str, float] = {"standardise": 4.0, "one_hot": 2.0, "pairwise_sq_dist": 4.0}
RIGHT = {
    "standardise": """
def standardise(X_train, X):
    spread = X_train.std(axis=0)
    spread[np.ptp(X_train, axis=0) == 0] = 1.0
    return (X - X_train.mean(axis=0)) / spread
""",
    "one_hot": """
def one_hot(y, C):
    return np.eye(C)[y]
""",
    "pairwise_sq_dist": """
def pairwise_sq_dist(A, B):
    return ((A.astype(float)[:, None] - B.astype(float)) ** 2).sum(axis=-1)
""",
}


@dataclass(frozen=True)
class AtMost:
    """A mark that may be lower: what an attack breaks for itself is its own affair."""

    points: float


ANY: dict[str, float | AtMost] = {name: AtMost(points) for name, points in FULL.items()}
NONE: dict[str, float | AtMost] = dict.fromkeys(FULL, 0.0)


@dataclass(frozen=True)
class Entry:
    """One submission, and what a safe grader makes of it.

    ``build`` writes what is handed in into a folder of the student's own. ``marks`` are those of the exercises that it
    names; every other exercise of the lesson must have all its points. ``status`` is what the record must say, None if
    it may say either. ``record`` is False if nothing need be reported at all.
    """

    name: str
    group: str
    what: str
    build: Callable[[Scene, Path], None]
    marks: Marks
    status: str | None = "graded"
    seconds: float = 30.0
    record: bool = True
    full: Mapping[str, float] | None = None


_REGISTER: list[Entry] = []


def registered() -> list[Entry]:
    """Return the entries that have been written down so far."""
    return list(_REGISTER)


def add(entry: Entry) -> None:
    """Write an entry down.

    Raises
    ------
    ValueError
        If there is one of this name already: its folder would be taken.
    """
    if any(entry.name == other.name for other in _REGISTER):
        raise ValueError(f"two entries are called {entry.name!r}; expected a name of its own; try a longer one")
    _REGISTER.append(entry)


def attack(
    *,
    of: str = "standardise",
    when: str = "cell and call",
    raises: bool = False,
    marks: Marks | None = None,
    **rest: Any,
) -> Callable[[Function], Function]:
    """Write down a function whose body is an attack from the answer ``of`` an exercise; its marks are 0 by default.

    What it raises in a call is swallowed, so that it can tell what it has found; unless ``raises`` is the attack.
    """

    def register(function: Function) -> Function:
        body, what = _body_of(function), _sentence(function)

        def build(scene: Scene, folder: Path) -> None:
            hand_in(answered({**RIGHT, of: _cell(scene, of, when, body, raises=raises)}), folder)

        add(Entry(function.__name__, _group(function), what, build, {of: 0.0} if marks is None else marks, **rest))
        return function

    return register


def answers(marks: Marks | None = None, lesson: str = WARM_UP, **rest: Any) -> Callable[[Function], Function]:
    """Write down a function that returns sources by the name of their cell; other exercises are answered rightly.

    A name such as ``+7`` becomes a cell of the student's own, before the seventh of the notebook.
    """

    def register(function: Function) -> Function:
        def build(scene: Scene, folder: Path) -> None:
            hand_in(answered({**RIGHT, **_given(function, scene)}, lesson), folder, lesson)

        add(Entry(function.__name__, _group(function), _sentence(function), build, marks or {}, **rest))
        return function

    return register


def changed(marks: Marks | None = None, **rest: Any) -> Callable[[Function], Function]:
    """Write down a function that changes the tree of a notebook with right answers, or returns other text or bytes."""

    def register(function: Function) -> Function:
        def build(_scene: Scene, folder: Path) -> None:
            notebook = answered(RIGHT)
            other = function(notebook)
            hand_in(notebook if other is None else other, folder)

        add(Entry(function.__name__, _group(function), _sentence(function), build, marks or {}, **rest))
        return function

    return register


def bundle(marks: Marks | None = None, **rest: Any) -> Callable[[Function], Function]:
    """Write down a function that fills the student's folder, which it is given, itself; it may ask for the scene."""

    def register(function: Function) -> Function:
        def build(scene: Scene, folder: Path) -> None:
            _given(function, scene, folder)

        add(Entry(function.__name__, _group(function), _sentence(function), build, marks or {}, **rest))
        return function

    return register


def _given(function: Function, scene: Scene, *arguments: Any) -> Any:
    wants = "scene" in inspect.signature(function).parameters
    return function(*arguments, **({"scene": scene} if wants else {}))


@cache
def _released(lesson: str) -> str:
    return (ROOT / "notebooks" / lesson / f"{lesson}.ipynb").read_text(encoding="utf-8")


def answered(sources: Mapping[str, str], lesson: str = WARM_UP) -> Notebook:
    """Return the released notebook with other sources in it, by the cell's name, and with added cells."""
    notebook: Notebook = json.loads(_released(lesson))
    cells = {cell.get("id"): cell for cell in notebook["cells"]}
    for name, source in sources.items():
        if name in cells:
            cells[name]["source"] = source.strip("\n")
    own = {int(name[1:]): source for name, source in sources.items() if name.startswith("+")}
    for place in sorted(own, reverse=True):
        notebook["cells"].insert(place - 1, code_cell(own[place], f"own-{place}"))
    return notebook


def code_cell(source: str, name: str, **metadata: Any) -> Notebook:
    """Return a code cell as Jupyter writes it."""
    return {
        "cell_type": "code",
        "id": name,
        "metadata": metadata,
        "source": source.strip("\n"),
        "execution_count": None,
        "outputs": [],
    }


def cell_of(notebook: Notebook, name: str) -> Notebook:
    """Return the cell of this id."""
    return next(cell for cell in notebook["cells"] if cell.get("id") == name)


def renamed(cell: Notebook, name: str) -> Notebook:
    """Return a copy of a cell under another id and grade_id."""
    copy: Notebook = deepcopy(cell)
    copy["id"] = copy["metadata"]["nbgrader"]["grade_id"] = name
    return copy


def hand_in(notebook: Notebook | str | bytes, folder: Path, lesson: str = WARM_UP) -> Path:
    """Write a notebook, or text or bytes in the place of one, where a student's belongs; return its path."""
    if isinstance(notebook, dict):
        notebook = json.dumps(notebook, indent=1)
    raw = notebook if isinstance(notebook, bytes) else notebook.encode("utf-8", "surrogatepass")
    path = folder / lesson / f"{lesson}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(raw)
    return path


_CELL = """
{crowbar}

def _attack(call, *inputs):
{body}

_call = [0]
def {name}(*inputs):
    _call[0] += 1
    value = {at_call}
    return give_away(_call[0], inputs) if value is None else value

{at_cell}
tell()
"""


def _cell(scene: Scene, name: str, when: str, body: str, *, raises: bool) -> str:
    call = "_attack(_call[0], *inputs)" if raises else "attempt(_attack, _call[0], *inputs)"
    return _CELL.format(
        crowbar=crowbar(scene),
        body=textwrap.indent(body, "    "),
        name=name,
        at_call=call if "call" in when else "None",
        at_cell="attempt(_attack, 0)" if "cell" in when else "",
    )


def crowbar(scene: Scene) -> str:
    """Return the burglar's tools with what a burglar may know: where things lie, and never what is in them."""
    source = (HERE / "crowbar.py").read_text(encoding="utf-8")
    return source.replace("KNOWN = {}", f"KNOWN = {scene.known!r}", 1)


def _body_of(function: Function) -> str:
    """Return the source of a function without its decorators, its first line and its docstring."""
    lines = textwrap.dedent(inspect.getsource(function)).splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith("def "))
    body = textwrap.dedent("\n".join(lines[start + 1 :]))
    return body.split('"""', 2)[2].strip("\n") or "pass"


def _sentence(function: Function) -> str:
    return inspect.getdoc(function) or ""


def _group(function: Function) -> str:
    return function.__module__.rpartition(".")[2]

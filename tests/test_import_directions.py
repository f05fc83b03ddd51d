"""Who may import whom: the table of docs/design.md, read off the syntax trees; nothing is imported here."""

import ast
import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

# A module whose name begins as on the left imports the standard library and what begins as on the right, nothing else.
MAY_IMPORT = {
    "lessons": ("fallline", "numpy", "matplotlib"),
    "notebooks": ("fallline", "numpy", "matplotlib"),
    "fallline": ("fallline", "numpy", "matplotlib"),
    "grader.exercises": ("grader.exercise", "grader.given", "fallline", "numpy"),
    "grader.given": ("numpy",),
    "grader.sandbox": (
        *("grader.sandbox", "IPython", "numpy", "fallline.plain", "fallline.observe"),
        "traitlets",  # IPython is configured through it.
        *("grader.errors", "fallline.errors"),  # Exceptions, and nothing else.
    ),
}

# What a package may use where it happens to be, behind `except ImportError`: a notebook has IPython, a script may not.
MAY_TRY = {"fallline": ("IPython", "ipywidgets")}

# The packages on the left are known to the modules on the right alone.  Jupyter's own take seconds to import: nothing
# that grades may wait for them.
KNOWN_ONLY_TO = {
    ("nbgrader", "sqlalchemy", "alembic"): ("grader.gradebook",),
    (
        "nbformat",
        "nbclient",
        "nbconvert",
        "jupytext",
        "jupyter_client",
        "jupyter_core",
        "jupyter_server",
        "jupyterlab",
    ): (
        "grader.build",
        "grader.lesson",
        "grader.gradebook",
    ),
}


def begins_with(name: str, prefixes: tuple[str, ...]) -> bool:
    """Tell whether `name` is one of `prefixes` or lies inside one: grader.exercises is not inside grader.exercise."""
    return any(f"{name}.".startswith(f"{prefix}.") for prefix in prefixes)


def imported(module: str, source: str, *, is_package: bool = False) -> Iterator[tuple[str, bool]]:
    """Yield the full name of everything that `source` imports, wherever it stands, and whether it can do without."""
    package = module if is_package else module.rpartition(".")[0]
    tree = ast.parse(source)
    spared = {id(node) for attempt in ast.walk(tree) if _survives_a_failed_import(attempt) for node in attempt.body}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, id(node) in spared) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) + 1 - node.level] if node.level else []
            origin = ".".join([*above, *([node.module] if node.module else [])])
            yield from ((f"{origin}.{alias.name}", id(node) in spared) for alias in node.names)


def _survives_a_failed_import(node: ast.AST) -> bool:
    """Tell whether this is `try: ... except ImportError: ...`."""
    handlers = node.handlers if isinstance(node, ast.Try) else []
    return any(isinstance(handler.type, ast.Name) and handler.type.id == "ImportError" for handler in handlers)


def offences(module: str, source: str, *, is_package: bool = False) -> list[str]:
    """Return what `source`, as the module of that name, imports against the table."""
    found = []
    for name, spared in imported(module, source, is_package=is_package):
        for importer, allowed in MAY_IMPORT.items():
            optional = MAY_TRY.get(importer, ()) if spared else ()
            if begins_with(module, (importer,)) and not begins_with(
                name, (*allowed, *optional, *sys.stdlib_module_names)
            ):
                found.append(f"{module} imports {name}; {importer} may import {', '.join(allowed)}")
        for packages, keepers in KNOWN_ONLY_TO.items():
            if begins_with(name, packages) and not begins_with(module, keepers):
                found.append(f"{module} imports {name}, which only {', '.join(keepers)} may know")
    return found


def sources() -> Iterator[tuple[str, Path, str]]:
    """Yield the name, file and code of every module, lesson and notebook."""
    for folder, top in (("kit/fallline", "kit"), ("grader", "."), ("lessons", ".")):
        for file in sorted((ROOT / folder).rglob("*.py")):
            parts = file.relative_to(ROOT / top).with_suffix("").parts
            yield ".".join(parts).removesuffix(".__init__"), file, file.read_text("utf-8")
    for file in sorted((ROOT / "notebooks").rglob("*.ipynb")):
        cells = json.loads(file.read_text("utf-8"))["cells"]
        code = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
        # Lines for IPython are no Python; they import nothing of ours.
        lines = [line for line in code.splitlines() if not line.startswith(("%", "!"))]
        yield f"notebooks.{file.stem}", file, "\n".join(lines)


def test_every_module_keeps_to_the_table():
    """The kit never knows the grader, the sandbox never the exercises, and only the gradebook nbgrader."""
    found = [
        offence
        for module, file, source in sources()
        for offence in offences(module, source, is_package=file.name == "__init__.py")
    ]
    assert not found, "\n".join(found)


def test_modules_of_each_kind_are_looked_at():
    """A folder that was renamed would otherwise pass unseen."""
    modules = [module for module, _, _ in sources()]
    for importer in MAY_IMPORT:
        assert any(begins_with(module, (importer,)) for module in modules), importer


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("fallline.checking", "import grader"),
        ("fallline.plots.curves", "def draw():\n    from scipy import stats"),
        ("fallline.show", "def show():\n    from IPython.display import display"),
        ("fallline.show", "try:\n    import scipy\nexcept ImportError:\n    pass"),
        ("lessons.01_loss_functions", "from grader.exercises.lesson_01 import softmax"),
        ("notebooks.01_loss_functions", "import grader.catalogue as c"),
        ("grader.exercises.lesson_01.softmax", "from grader.exercises.lesson_01.hinge import hinge"),
        ("grader.exercises.lesson_01.softmax", "from .hinge import hinge"),
        ("grader.exercises.lesson_01.softmax", "from ... import marking"),
        ("grader.sandbox.worker", "from grader import exercises"),
        ("grader.sandbox.worker", "from .. import catalogue"),
        ("grader.sandbox.worker", "import fallline"),
        ("grader.sandbox.worker", "if TYPE_CHECKING:\n    from fallline.compare import same"),
        ("grader.grading", "import nbgrader.api"),
        ("grader.results", "try:\n    import sqlalchemy as sa\nexcept ImportError:\n    pass"),
        ("grader.intake", "from nbformat import read"),
    ],
)
def test_an_import_against_the_table_is_caught(module, source):
    """Each row of the table bites, also on relative, late and conditional imports."""
    assert len(offences(module, source)) == 1


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("fallline.checking", "import json\nimport numpy as np\nfrom . import plain\nfrom .compare import same"),
        ("fallline.show", "try:\n    from IPython import get_ipython\nexcept ImportError:\n    pass"),
        ("grader.exercises.lesson_01.softmax", "from grader.exercise import Case\nfrom fallline.laws import SumsTo"),
        (
            "grader.sandbox.worker",
            "from fallline import plain\nfrom fallline.observe import observe\nfrom . import frames",
        ),
        ("grader.gradebook.database", "from nbgrader.api import Gradebook\nimport sqlalchemy.orm"),
        ("grader.build", "import nbclient\nfrom grader.catalogue import find"),
    ],
)
def test_an_import_along_the_table_is_let_through(module, source):
    """The table forbids no more than it says."""
    assert offences(module, source) == []

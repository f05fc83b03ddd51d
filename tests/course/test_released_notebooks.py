"""The notebooks as students get them run from the first cell to the last: nothing is missing but the answers."""

import json
from pathlib import Path

import nbformat
import pytest
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]
LESSONS = sorted(path.stem for path in (ROOT / "notebooks").glob("*/*.ipynb"))


def errors_of(lesson, scratch):
    """Run a released notebook to its end, whatever happens; return name and text of each error by the cell's id."""
    path = ROOT / "notebooks" / lesson / f"{lesson}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    manager = AsyncKernelManager(transport="ipc", connection_file=str(scratch / "kernel.json"))
    client = NotebookClient(notebook, km=manager, timeout=60, allow_errors=True, record_timing=False)
    client.owns_km = True  # it is to end the kernel too
    client.execute(cwd=str(scratch))
    outputs = [(cell["id"], output) for cell in notebook["cells"] for output in cell.get("outputs", ())]
    return {name: (o["ename"], o["evalue"]) for name, o in outputs if o["output_type"] == "error"}


@pytest.mark.parametrize("lesson", LESSONS)
def test_nothing_is_missing_but_the_answers(tmp_path, lesson):
    """Every exception says that an exercise is not attempted yet, and every check is among those that say so."""
    errors = errors_of(lesson, tmp_path)
    notebook = json.loads((ROOT / "notebooks" / lesson / f"{lesson}.ipynb").read_text("utf-8"))
    checks = {cell["id"] for cell in notebook["cells"] if cell["id"].startswith("check-")}
    assert checks <= set(errors)
    assert {name: error for name, error in errors.items() if not _says_not_attempted(*error)} == {}


def _says_not_attempted(kind, text):
    return kind == "NotImplementedError" or "not attempted" in text or "not answered" in text

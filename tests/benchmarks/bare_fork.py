"""The least that grading could cost: a process for each submission, which runs its cells, and nothing else.

    .venv/bin/python tests/benchmarks/bare_fork.py RELEASED.ipynb FOLDER

No isolation, no limits, no checks, no marks. The libraries are imported once and inherited by every process, one runs
on each core, and the cells are those that ``grader grade`` runs: what is given, the answers, and demonstrations that
somebody has changed. ``against_others.py`` compares with it.
"""

from __future__ import annotations

import importlib
import io
import json
import os
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

os.environ |= {"MPLBACKEND": "agg", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}

from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

LIBRARIES = ("fallline.checking", "fallline.datasets", "fallline.plots", "matplotlib.pyplot")


def cells_to_run(notebook: Path, released: set[str]) -> list[str]:
    """Return the sources of the cells that count: not those that check, not texts, not what is as it was released."""
    found = []
    for cell in json.loads(notebook.read_bytes())["cells"]:
        marks: dict[str, Any] = cell["metadata"].get("nbgrader", {})
        source = "".join(cell["source"])
        is_given = bool(marks) and not marks["grade"] and not marks["grade_id"].startswith("words-")
        if cell["cell_type"] == "code" and (is_given if marks else source not in released):
            found.append(source)
    return found


def run(shell: Any, sources: list[str]) -> int:
    """Run cells; return how many of them failed."""
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        return sum(not shell.run_cell(source, store_history=False).success for source in sources)


def main(released: Path, folder: Path) -> None:
    """Run every notebook below a folder, each in a process of its own; fail if a cell of one does."""
    for name in LIBRARIES:
        importlib.import_module(name)
    config = Config()
    config.HistoryManager.enabled = False
    shell = InteractiveShell.instance(config=config)
    unchanged = {"".join(cell["source"]) for cell in json.loads(released.read_bytes())["cells"]}
    notebooks = sorted(folder.rglob("*.ipynb"))
    cores, running, failed = len(os.sched_getaffinity(0)), 0, 0
    for notebook in notebooks:
        if running == cores:
            failed += os.wait()[1] != 0
            running -= 1
        if os.fork() == 0:
            os._exit(run(shell, cells_to_run(notebook, unchanged)) != 0)
        running += 1
    failed += sum(os.wait()[1] != 0 for _ in range(running))
    print(f"{len(notebooks)} notebooks, {len(cells_to_run(notebooks[0], unchanged))} cells each, {failed} failed")
    sys.exit(bool(failed))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))

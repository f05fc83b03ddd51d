"""One JupyterLab and one Chromium for all browser tests; a fresh page and a notebook of its own for each."""

import json
import os
import shutil
import sys
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "docs" / "images"))  # The README's picture comes out of the same browser.


def read(path):
    """Return a notebook as JSON."""
    return json.loads(path.read_text(encoding="utf-8"))


def fill(notebook, solution):
    """Put the answers of an instructor's notebook into a released one."""
    answers = {cell["id"]: cell["source"] for cell in solution["cells"]}
    for cell in notebook["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("solution"):
            cell["source"] = answers[cell["id"]]
    return notebook


@pytest.fixture(scope="module")
def browser():
    """Start a browser; without one the tests are skipped, except where everything has to run."""
    if shutil.which("chromium") is None and os.environ.get("CI") != "true":
        pytest.skip("there is no `chromium` on PATH; `apt-get install chromium` brings it")
    from jupyter_lab import chromium

    with chromium() as running:
        yield running


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """Make a course, with the settings of ours and no notebook yet."""
    root = tmp_path_factory.mktemp("course")
    shutil.copy(ROOT / "nbgrader_config.py", root)
    (root / "my-notebooks").mkdir()
    return root


@pytest.fixture(scope="module")
def lab(browser, course):
    """Start the server of `make lab` in that course."""
    from jupyter_lab import running_lab

    with running_lab(course) as server:
        yield server


@pytest.fixture
def theme():
    """Say which theme the page has; a test that takes it as a parameter overrides it."""
    return "light"


@pytest.fixture
def page(browser, theme):
    """Open a page, and see to it that nothing is asked of any other machine."""
    asked = []
    with browser.new_context(viewport={"width": 1280, "height": 1000}, color_scheme=theme) as context:
        context.on("request", lambda request: asked.append(request.url))
        page = context.new_page()
        page.on("websocket", lambda socket: asked.append(socket.url))
        yield page
    assert {urlsplit(url).hostname for url in asked if not url.startswith(("data:", "blob:"))} == {"127.0.0.1"}


@pytest.fixture
def copy_of(course):
    """Return a function that copies a lesson, as it was released or with all answers in it, and returns its path."""

    def copy(lesson, *, answered=False):
        # Whoever opens the same file again gets the same kernel, with everything that was run in it.
        folder = Path(tempfile.mkdtemp(dir=course / "my-notebooks"))
        notebook = read(ROOT / "notebooks" / lesson / f"{lesson}.ipynb")
        if answered:
            fill(notebook, read(ROOT / "solutions" / lesson / f"{lesson}.ipynb"))
        (folder / f"{lesson}.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
        return f"{folder.name}/{lesson}.ipynb"

    return copy


@pytest.fixture
def open_lesson(lab, page, copy_of):
    """Return a function that opens a copy of a lesson, as it was released or with all answers in it."""
    return lambda lesson, *, answered=False: lab.open(page, copy_of(lesson, answered=answered))

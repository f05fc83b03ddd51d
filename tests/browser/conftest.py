"""One JupyterLab and one Chromium for all browser tests, and a fresh page and notebook for each."""

import json
import os
import shutil
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "docs" / "images"))  # The README's picture is made with the same browser.

from jupyter_lab import chromium, running_lab  # noqa: E402


@pytest.fixture(scope="module")
def browser():
    """Start a browser; without one the tests are skipped, except where everything has to run."""
    if shutil.which("chromium") is None and os.environ.get("CI") != "true":
        pytest.skip("there is no `chromium` on PATH; `apt-get install chromium` brings it")
    with chromium() as running:
        yield running


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """Make a course of its own around the released notebooks."""
    root = tmp_path_factory.mktemp("course")
    shutil.copy(ROOT / "nbgrader_config.py", root)
    shutil.copytree(ROOT / "notebooks", root / "notebooks")
    return root


@pytest.fixture(scope="module")
def lab(course, browser):
    """Start the server of `make lab` in that course."""
    with running_lab(course) as server:
        yield server


@pytest.fixture
def theme():
    """Say which theme the page has; a test may override it with a parameter of this name."""
    return "light"


@pytest.fixture
def page(browser, theme):
    """Open a page, and see to it that nothing is asked of any other machine."""
    context = browser.new_context(viewport={"width": 1280, "height": 1000}, color_scheme=theme)
    asked = []
    context.on("request", lambda request: asked.append(request.url))
    page = context.new_page()
    page.on("websocket", lambda socket: asked.append(socket.url))
    yield page
    context.close()
    assert {urlsplit(url).hostname for url in asked if not url.startswith(("data:", "blob:"))} == {"127.0.0.1"}


@pytest.fixture
def open_lesson(lab, page, course, request):
    """Return a function that opens a copy of a lesson, as it was released or with every answer in it."""

    def open_copy(lesson, *, answered=False):
        # A copy for each test: the server gives whoever opens a notebook the kernel that it has already.
        copy = course / "notebooks" / request.node.originalname / f"{lesson}-{request.node.callspec_id}.ipynb"
        return lab.open(page, copy.relative_to(course / "notebooks").as_posix())

    return open_copy

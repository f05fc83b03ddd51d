"""JupyterLab in a browser without a window: how the browser tests and the README's picture meet a notebook.

The server is the one that `make lab` starts, in a course of its own and with settings that are nobody's.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

ROOT = Path(__file__).resolve().parents[2]

SECONDS = 60.0
"""So long may anything take on a busy machine: the server's start, opening a notebook, running it."""

# Lab asks everybody once whether it may fetch news; its theme shall be the one that the browser prefers.
_SETTINGS = {
    "@jupyterlab/apputils-extension:notification": {"fetchNews": "false"},
    "@jupyterlab/apputils-extension:themes": {"adaptive-theme": True},
}
# The browser has errands of its own; these flags stop them, and no name is looked up.
_FLAGS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    "--no-first-run",
)

_NUMBER = re.compile(r"\[\d+\]:")
"""What stands before a cell that has run; before, it is `[ ]:`, and meanwhile `[*]:`."""


@dataclass(frozen=True)
class Lab:
    """A running server.

    Attributes
    ----------
    url : str
        Its address on this machine, with a slash at the end.
    token : str
        What it asks of a browser.
    """

    url: str
    token: str

    def open(self, page: Page, path: str) -> Notebook:
        """Open a notebook of the server's folder, and return it when its kernel waits for work."""
        # `reset` forgets what the workspace had open; otherwise buttons of hidden notebooks are found as well.
        page.goto(f"{self.url}lab/tree/{path}?reset&token={self.token}")
        content = page.request.get(f"{self.url}api/contents/{path}").json()["content"]
        notebook = Notebook(page, [cell["id"] for cell in content["cells"]])
        expect(notebook.cells).to_have_count(len(notebook.names), timeout=1000 * SECONDS)
        notebook.wait_until_idle()
        return notebook


class Notebook:
    """An open notebook.

    Attributes
    ----------
    page : Page
        The browser's page that shows it.
    names : list of str
        The ids of its cells, from top to bottom.
    """

    def __init__(self, page: Page, names: list[str]) -> None:
        self.page, self.names = page, names

    @property
    def cells(self) -> Locator:
        """Its cells, from top to bottom."""
        return self.page.locator(".jp-NotebookPanel:visible .jp-Cell")

    def cell(self, name: str) -> Locator:
        """Return a cell by its id."""
        return self.cells.nth(self.names.index(name))

    def outputs(self, name: str) -> Locator:
        """Return what a cell has put out, from top to bottom."""
        return self.cell(name).locator(".jp-OutputArea-output")

    def write(self, name: str, source: str) -> None:
        """Type a cell's source in the place of the present one."""
        self._editor(name).click()
        self.page.keyboard.press("Control+A")
        self.page.keyboard.insert_text(source)

    def add_below(self, name: str, new: str) -> None:
        """Insert an empty cell, with the key for it, and remember it by a name."""
        self._editor(name).click()
        self.page.keyboard.press("Escape")
        self.page.keyboard.press("b")
        self.names.insert(self.names.index(name) + 1, new)
        expect(self.cells).to_have_count(len(self.names))

    def run(self, name: str) -> None:
        """Run one cell and wait for its end."""
        number = self._number(name).text_content() or ""
        self._editor(name).click()
        self.page.keyboard.press("Control+Enter")
        expect(self._number(name)).not_to_have_text(number)
        expect(self._number(name)).to_have_text(_NUMBER, timeout=1000 * SECONDS)

    def run_all(self) -> None:
        """Run a freshly opened notebook from top to bottom by way of the menu, and wait for the end."""
        self.page.get_by_role("menuitem", name="Run", exact=True).click()
        self.page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
        # All cells get their star together, the first of them its number when the others have theirs.
        first = self.cells.and_(self.page.locator(".jp-CodeCell")).first
        expect(first.locator(".jp-InputArea-prompt")).to_have_text(_NUMBER, timeout=1000 * SECONDS)
        expect(self.cells.filter(has_text="[*]:")).to_have_count(0, timeout=1000 * SECONDS)

    def validate(self) -> Locator:
        """Press nbgrader's button, and return the dialog with the result."""
        self.page.locator(".jp-NotebookPanel:visible .validate-button").click()
        dialog = self.page.locator(".jp-Dialog-content:visible")
        dialog.wait_for(timeout=1000 * SECONDS)
        return dialog

    def wait_until_idle(self) -> None:
        """Wait until the kernel waits for work."""
        status = self.page.locator(".jp-StatusBar-Left").get_by_text(re.compile(r"\| Idle$"))
        expect(status).to_be_visible(timeout=1000 * SECONDS)

    def _editor(self, name: str) -> Locator:
        return self.cell(name).locator(".cm-content")

    def _number(self, name: str) -> Locator:
        return self.cell(name).locator(".jp-InputArea-prompt")


@contextmanager
def running_lab(course: Path) -> Iterator[Lab]:
    """Run the server of `make lab` in a course, on a free port of this machine, and end it afterwards."""
    # A short path: the address of a socket in the file system holds 107 characters.
    with tempfile.TemporaryDirectory(prefix="lab-") as folder:
        place = Path(folder)
        token = secrets.token_hex(16)
        _write_settings(place / "config" / "labconfig")
        with (place / "log").open("w+") as log:
            command = [sys.executable, "-m", "jupyter", *_arguments_of_make_lab(), *_private_arguments(token)]
            server = subprocess.Popen(command, cwd=course, env=_environment(place), stdout=log, stderr=log)
            try:
                yield Lab(_address(server, place), token)
            finally:
                _end(server)


def _end(server: subprocess.Popen[bytes]) -> None:
    """Ask the server to end, with its kernels, and insist if it does not."""
    server.terminate()
    try:
        server.wait(SECONDS)
    except subprocess.TimeoutExpired:
        server.kill()


@contextmanager
def chromium() -> Iterator[Browser]:
    """Run Debian's Chromium without a window."""
    program = shutil.which("chromium")
    if program is None:
        raise FileNotFoundError("there is no `chromium` on PATH; expected Debian's; try `apt-get install chromium`")
    # Its sandbox refuses to work for root.
    flags = [*_FLAGS, "--no-sandbox"] if os.geteuid() == 0 else [*_FLAGS]
    with sync_playwright() as playwright, playwright.chromium.launch(executable_path=program, args=flags) as browser:
        yield browser


def _arguments_of_make_lab() -> list[str]:
    """Return what `make lab` passes to `jupyter`."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    recipe = re.search(r"^lab:.*\n(?:\t.*\n)*?\t\S+/jupyter (lab .*)$", makefile, re.MULTILINE)
    if recipe is None:
        raise LookupError("the Makefile has no recipe `.../jupyter lab ...` for lab; expected one; adapt this function")
    return recipe[1].split()


def _private_arguments(token: str) -> list[str]:
    arguments = ["--no-browser", "--ServerApp.ip=127.0.0.1", "--ServerApp.port=0", f"--IdentityProvider.token={token}"]
    return [*arguments, "--allow-root"] if os.geteuid() == 0 else arguments


def _write_settings(folder: Path) -> None:
    folder.mkdir(parents=True)
    (folder / "default_setting_overrides.json").write_text(json.dumps(_SETTINGS), encoding="utf-8")


def _environment(place: Path) -> dict[str, str]:
    """Return an environment in which Jupyter reads and writes in one folder only, and finds our commands."""
    folders = {
        "JUPYTER_CONFIG_DIR": "config",
        "JUPYTER_DATA_DIR": "data",
        "JUPYTER_RUNTIME_DIR": "runtime",
        "JUPYTERLAB_SETTINGS_DIR": "settings",
        "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
        "IPYTHONDIR": "ipython",
    }
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    return {**os.environ, "PATH": path, **{name: str(place / folder) for name, folder in folders.items()}}


def _address(server: subprocess.Popen[bytes], place: Path) -> str:
    """Wait until the server has noted its address, and return it."""
    deadline = time.monotonic() + SECONDS
    while server.poll() is None and time.monotonic() < deadline:
        for file in place.glob(f"runtime/jpserver-{server.pid}.json"):
            if text := file.read_text(encoding="utf-8"):
                return f"http://127.0.0.1:{json.loads(text)['port']}/"
        time.sleep(0.1)
    raise RuntimeError(f"JupyterLab did not start; its last words were:\n{(place / 'log').read_text()[-2000:]}")

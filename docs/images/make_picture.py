"""Takes the README's picture: a student's softmax in JupyterLab, and the check that names its mistake.

Run it from anywhere, with Debian's Chromium installed: `.venv/bin/python docs/images/make_picture.py`.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from jupyter_lab import ROOT, Lab, Notebook, chromium, running_lab
from playwright.sync_api import Browser, FloatRect, ViewportSize, expect

LESSON = "01_loss_functions"
PICTURE = ROOT / "docs" / "images" / "named-mistake.png"

ANSWER = '''\
def softmax(scores: np.ndarray) -> np.ndarray:
    """Return the probabilities of the classes, example by example."""
    e = np.exp(scores - scores.max())
    return e / e.sum(axis=1, keepdims=True)'''

WINDOW: ViewportSize = {"width": 1180, "height": 1200}
SHARPNESS = 2  # pixels of the picture per pixel of the page
MARGIN = 4  # pixels of the page around the cells; the line that fails the check lies six below the verdict


def take_picture(lab: Lab, browser: Browser, path: str) -> bytes:
    """Answer softmax with a known mistake in lesson 01, run its check, and return a picture of both cells.

    Parameters
    ----------
    lab : Lab
    browser : Browser
    path : str
        The released lesson, in the server's folder.

    Returns
    -------
    bytes
        A PNG.
    """
    with browser.new_context(viewport=WINDOW, device_scale_factor=SHARPNESS) as context:
        notebook = lab.open(context.new_page(), path)
        make_the_mistake(notebook)
        return photograph(notebook)


def make_the_mistake(notebook: Notebook) -> None:
    """Do what a student does: run the first cell, write the answer, run it and the check."""
    notebook.run("setup")
    notebook.write("softmax", ANSWER)
    notebook.run("softmax")
    notebook.run("check-softmax")
    expect(notebook.outputs("check-softmax").first).to_contain_text("A known mistake: global max")


def photograph(notebook: Notebook) -> bytes:
    """Return a picture, as PNG, of the answer, the check and its verdict, and of nothing around them."""
    # The selected cell has a frame and buttons: select one that is out of the picture.
    for key in ("Escape", "ArrowDown", "ArrowDown", "ArrowDown"):
        notebook.page.keyboard.press(key)
    answer, verdict = notebook.cell("softmax"), notebook.cell("check-softmax").locator(".fallline-verdict")
    answer.evaluate("cell => cell.scrollIntoView({block: 'center'})")
    first, last = answer.bounding_box(), verdict.bounding_box()
    if first is None or last is None:
        raise LookupError("the answer or its verdict is hidden; expected both below each other; try a higher window")
    top, bottom = first["y"] - MARGIN, last["y"] + last["height"] + MARGIN
    clip: FloatRect = {"x": first["x"], "y": top, "width": first["width"], "height": bottom - top}
    return notebook.page.screenshot(clip=clip)


def main() -> None:
    """Take the picture in a course of its own and write it next to this script."""
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        course = Path(folder)
        shutil.copytree(ROOT / "notebooks" / LESSON, course / "my-notebooks" / LESSON)
        with running_lab(course) as lab:
            picture = take_picture(lab, browser, f"{LESSON}/{LESSON}.ipynb")
    PICTURE.write_bytes(picture)
    print(f"{PICTURE.relative_to(ROOT)}: {len(picture) // 1000} kB")


if __name__ == "__main__":
    main()

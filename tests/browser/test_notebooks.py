"""The lessons as a student meets them: opened in JupyterLab, in a real browser."""

import json
import os
import re
from pathlib import Path

import pytest

if os.environ.get("CI") != "true":
    pytest.importorskip("playwright", reason="there is no `playwright`; `make setup` installs it")

from make_picture import PICTURE, take_picture
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
ROOT = Path(__file__).resolve().parents[2]
LESSONS = sorted(path.stem for path in (ROOT / "notebooks").glob("*/*.ipynb"))

GLOBAL_MAX = """def softmax(scores):
    e = np.exp(scores - scores.max())
    return e / e.sum(axis=1, keepdims=True)"""
RIGHT = GLOBAL_MAX.replace("max()", "max(axis=1, keepdims=True)")

ERROR = "[data-mime-type='application/vnd.jupyter.stderr']"
"""An exception, or a warning, among a cell's outputs."""

# For each piece of text: itself, its colour, and the backgrounds that it stands on, from its own to the page's.
COLOURS = """box => {
    const found = [], walker = document.createTreeWalker(box, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const behind = [];
        for (let e = walker.currentNode.parentElement; e; e = e.parentElement)
            behind.push(getComputedStyle(e).backgroundColor);
        found.push([walker.currentNode.data, getComputedStyle(walker.currentNode.parentElement).color, behind]);
    }
    return found;
}"""


def released(lesson):
    """Return the cells of a lesson as students get it."""
    return json.loads((ROOT / "notebooks" / lesson / f"{lesson}.ipynb").read_text("utf-8"))["cells"]


def rgba(colour):
    """Return a computed colour as red, green and blue from 0 to 255, and how much of it covers what is behind."""
    red, green, blue, *alpha = map(float, re.fullmatch(r"rgba?\((.+)\)", colour)[1].split(", "))
    return (red, green, blue), alpha[0] if alpha else 1.0


def luminance(colour):
    """Return the relative luminance of the Web Content Accessibility Guidelines, from 0 to 1."""
    parts = [part / 255 for part in colour]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def painted(colour, ground):
    """Return what is seen of a colour on an opaque ground."""
    paint, cover = rgba(colour)
    return tuple(cover * part + (1 - cover) * under for part, under in zip(paint, ground, strict=True))


def ground_of(behind):
    """Return the colour that a text stands on; browsers paint on white."""
    ground = (255.0, 255.0, 255.0)
    for colour in reversed(behind):
        ground = painted(colour, ground)
    return ground


def contrast(colour, behind):
    """Return the contrast, from 1 to 21, of a text with what it stands on."""
    ground = ground_of(behind)
    dark, light = sorted((luminance(painted(colour, ground)), luminance(ground)))
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_that_of_the_guidelines():
    """Black on white is 21, their two examples of grey are what they should be, and half of a black is a grey."""
    assert contrast("rgb(0, 0, 0)", ["rgb(255, 255, 255)"]) == pytest.approx(21.0)
    assert contrast("rgb(118, 118, 118)", ["rgba(0, 0, 0, 0)"]) == pytest.approx(4.54, abs=0.005)
    assert contrast("rgb(119, 119, 119)", ["rgba(0, 0, 0, 0)"]) == pytest.approx(4.48, abs=0.005)
    assert contrast("rgba(0, 0, 0, 0.5)", ["rgb(255, 255, 255)"]) == pytest.approx(3.95, abs=0.05)


def test_a_known_mistake_is_named_and_the_right_answer_is_right(open_lesson):
    """Nothing is asked at the start; one box names the mistake, one line fails the cell; repaired, it is right."""
    lesson = open_lesson("01_loss_functions")
    expect(lesson.page.locator(".jp-Dialog")).to_have_count(0)
    lesson.run("setup")
    expect(lesson.outputs("setup")).to_have_count(0)

    lesson.write("softmax", GLOBAL_MAX)
    lesson.run("softmax")
    lesson.run("check-softmax")
    expect(lesson.outputs("check-softmax")).to_have_count(2)
    box, failure = lesson.outputs("check-softmax").all()
    expect(box.locator(".fallline-verdict")).to_have_count(1)
    expect(box).to_contain_text("softmax · A known mistake: global max")
    expect(box).to_contain_text("You subtract the maximum of the whole matrix.")
    assert failure.and_(lesson.page.locator(ERROR)).inner_text().count("\n") == 0

    lesson.write("softmax", RIGHT)
    lesson.run("softmax")
    lesson.run("check-softmax")
    expect(lesson.outputs("check-softmax")).to_have_count(1)
    expect(lesson.outputs("check-softmax")).to_contain_text("softmax · Right")


def test_hints_are_given_in_a_cell_of_ones_own(open_lesson):
    """`hint(softmax)` shows the first of three hints, and asked again the second."""
    lesson = open_lesson("01_loss_functions")
    lesson.run("setup")
    lesson.run("softmax")
    lesson.add_below("softmax", "my-own")
    lesson.write("my-own", "hint(softmax)")
    for number in (1, 2):
        lesson.run("my-own")
        expect(lesson.outputs("my-own")).to_have_count(1)
        expect(lesson.outputs("my-own")).to_contain_text(f"softmax · Hint {number} of 3")


@pytest.mark.parametrize("name", LESSONS)
def test_the_solution_runs_from_top_to_bottom_and_validates(open_lesson, name):
    """With all answers, Run All meets no error, passes every check and shows every figure; Validate agrees."""
    lesson = open_lesson(name, answered=True)
    lesson.run_all()
    expect(lesson.cells.locator(ERROR)).to_have_count(0)
    for cell in released(name):
        source = "".join(cell["source"])
        if cell["id"].startswith("check-"):
            expect(lesson.outputs(cell["id"])).to_contain_text("· Right")
        if cell["cell_type"] == "code" and re.search(r"^\s*(plots\.)?show\(", source, re.MULTILINE):
            assert_figures_are_described(lesson.outputs(cell["id"]))
    expect(lesson.validate()).to_contain_text("Success! Your notebook passes all the tests.")


def test_a_slider_draws_the_figure_anew(open_lesson):
    """In lesson 03 the graph is walked back one step a move; each picture says in words how far it is."""
    lesson = open_lesson("03_backprop", answered=True)
    lesson.run_all()
    output = lesson.outputs("walk-back")
    figure, slider = output.locator("img"), output.locator(".noUi-handle")
    before = figure.get_attribute("alt")
    assert len(before.split()) > 10
    slider.focus()
    slider.press("ArrowRight")
    expect(figure).not_to_have_attribute("alt", before)
    assert_figures_are_described(output)


def assert_figures_are_described(outputs):
    """Assert that there are figures, that each arrived, and that each is described in words, more than a title's."""
    figures = outputs.locator("img").all()
    assert figures
    for figure in figures:
        assert figure.evaluate("image => image.complete && image.naturalWidth") > 0
        assert len(figure.get_attribute("alt").split()) > 10


def test_validate_lists_what_is_missing(open_lesson):
    """Without answers, Validate names every check and every empty answer in a dialog, with no wall of traceback."""
    dialog = open_lesson("01_loss_functions").validate()
    graded = [cell for cell in released("01_loss_functions") if cell["metadata"].get("nbgrader", {}).get("grade")]
    sources, errors = dialog.locator("pre").all_inner_texts()[::2], dialog.locator("pre").all_inner_texts()[1::2]
    assert sources == ["".join(cell["source"]) for cell in graded]
    assert [error for error in errors if "\n" in error.strip()] == []
    assert any(error.startswith("softmax: not attempted") for error in errors)


def test_the_warm_up_demonstrates_before_it_asks(open_lesson):
    """In lesson 00 every cell before the first exercise runs as it is, and shows four different verdicts."""
    lesson = open_lesson("00_warm_up")
    lesson.run_all()
    names = [cell["id"] for cell in released("00_warm_up") if cell["cell_type"] == "code"]
    demonstrations = names[1 : names.index("standardise")]
    for name in demonstrations:
        expect(lesson.outputs(name)).to_have_count(1)
        expect(lesson.cell(name).locator(ERROR)).to_have_count(0)
    verdicts = ("Not attempted yet", "raised an exception", "A known mistake: no exp", "Not right yet")
    for number, verdict in enumerate(verdicts, start=1):
        expect(lesson.outputs(f"attempt-{number}")).to_contain_text(verdict)
    assert_figures_are_described(lesson.outputs("two-hikers"))


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_verdict_can_be_read_in_every_theme(open_lesson, theme):
    """Every word of a verdict has a contrast of at least 4.5 with what it stands on, and the page has the theme."""
    lesson = open_lesson("01_loss_functions")
    lesson.run("setup")
    lesson.write("softmax", GLOBAL_MAX)
    lesson.run("softmax")
    lesson.run("check-softmax")
    words = lesson.cell("check-softmax").locator(".fallline-verdict").evaluate(COLOURS)
    assert {text: contrast(colour, behind) for text, colour, behind in words if contrast(colour, behind) < 4.5} == {}
    assert {luminance(ground_of(behind)) > 0.5 for text, _, behind in words if "maximum" in text} == {theme == "light"}


def test_the_picture_of_the_readme_can_be_taken_again(lab, browser, copy_of):
    """The script still gets to the verdict; the picture is sharp, and light enough for a front page."""
    picture = take_picture(lab, browser, copy_of("01_loss_functions"))
    for png in (picture, PICTURE.read_bytes()):
        assert png.startswith(b"\x89PNG")
        assert int.from_bytes(png[16:20]) > 1200  # its width in pixels
        assert len(png) < 250_000

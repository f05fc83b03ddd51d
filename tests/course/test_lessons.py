"""What holds between the lessons' text and the exercises' specifications."""

import ast
import json
import re
from pathlib import Path

import pytest

from fallline import card as cards
from fallline.plain import encode
from grader import catalogue
from grader.build import without_outputs
from grader.lesson import read_lesson
from grader.marking import ask_locally, mark

ROOT = Path(__file__).parents[2]
LESSONS = sorted((ROOT / "lessons").glob("[0-9][0-9]_*.py"))


def headings(number: str) -> list[str]:
    """Return the headings of a lesson, without their marks."""
    [path] = (ROOT / "lessons").glob(f"{number}_*.py")
    return re.findall(r"^# #+ (.*)$", path.read_text(encoding="utf-8"), re.MULTILINE)


@pytest.mark.parametrize("name", catalogue.exercises())
def test_where_to_read_is_a_place_that_exists(name):
    """Every “lesson NN, “Title”” that a student is sent to is the title of a section."""
    exercise = catalogue.find(name)
    places = [place for read in {exercise.read, *(m.read for m in exercise.mistakes)} for place in _places(read)]
    assert places
    assert [(number, title) for number, title in places if not any(title in h for h in headings(number))] == []


def _places(read: str) -> list[tuple[str, str]]:
    return re.findall(r"lesson (\d\d), “([^”]*)”", read)


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_what_is_built_is_not_stale(path):
    """solutions/ holds the notebook that the text makes, and notebooks/ has its cells: else run `make notebooks`."""
    built = json.loads((ROOT / "solutions" / path.stem / f"{path.stem}.ipynb").read_text(encoding="utf-8"))
    notebook = read_lesson(path)
    assert without_outputs(built) == notebook
    released = json.loads((ROOT / "notebooks" / path.stem / f"{path.stem}.ipynb").read_text(encoding="utf-8"))
    assert [cell["id"] for cell in released["cells"]] == [cell["id"] for cell in notebook["cells"]]
    for theirs, ours in zip(released["cells"], notebook["cells"], strict=True):
        if not ours["metadata"].get("nbgrader", {}).get("solution"):
            assert "".join(theirs["source"]) == ours["source"]


def minutes_of(path: Path) -> dict[str, int]:
    """Return the minutes that a lesson's header states for each section, and for all of it under “total”."""
    table = path.read_text(encoding="utf-8").partition("| section |")[2].partition("\n\n")[0]
    rows = re.findall(r"^# \| ([^|]+) \| \**(\d+)\** \|", table, re.MULTILINE)
    return {title.strip("* "): int(count) for title, count in rows}


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_minutes_add_up(path):
    """The header's table of minutes sums to the total that it states, and has a line for every section."""
    minutes = minutes_of(path)
    total = minutes.pop("total")
    assert sum(minutes.values()) == total
    assert list(minutes) == list(estimated_minutes(path))


def estimated_minutes(path: Path) -> dict[str, float]:
    """Return how long each section might take somebody who has not seen it before.

    170 words a minute, a formula for ten of them; 0.7 minutes for a demonstration and its figure; 1.2 for an exercise
    and half a minute for each of its lines; 1.5 for an answer in words.
    """
    found: dict[str, float] = {}
    section = None
    for cell in read_lesson(path)["cells"]:
        source, is_answer = "".join(cell["source"]), cell["metadata"].get("nbgrader", {}).get("solution")
        if cell["cell_type"] == "code":
            if section and not cell["id"].startswith(("check-", "words-")):
                found[section] += _minutes_of_code(cell["id"], is_answer)
            continue
        for part in re.split(r"^(?=## )", source, flags=re.MULTILINE):
            if part.startswith("## "):
                title = re.match(r"## (\d+ .*)", part)
                section = title[1] if title else None
            if section:
                words = re.sub(r"\$\$.*?\$\$", "formula " * 10, part, flags=re.DOTALL).split()
                found[section] = found.get(section, 0.0) + len(words) / 170 + 1.5 * bool(is_answer)
    return found


def _minutes_of_code(name: str, is_answer: bool) -> float:
    if not is_answer:
        return 0.7
    return 1.5 if name.startswith("take-home") else 1.2 + 0.5 * catalogue.find(name).lines


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_minutes_are_plausible(path):
    """No section is promised in less than half or more than twice its estimate, give or take two minutes."""
    stated, estimated = minutes_of(path), estimated_minutes(path)
    odd = {
        title: (stated[title], round(minutes, 1))
        for title, minutes in estimated.items()
        if not minutes / 2 - 2 <= stated[title] <= 2 * minutes + 2
    }
    assert odd == {}
    assert 0.7 <= stated["total"] / sum(estimated.values()) <= 1.4


@pytest.mark.parametrize("path", LESSONS[1:], ids=lambda path: path.stem)
def test_a_prediction_is_asked_for_before_each_demonstration(path):
    """Between one demonstration and the next, the text asks its reader to predict something."""
    missing, text = [], ""
    for cell in read_lesson(path)["cells"]:
        if cell["cell_type"] == "markdown":
            text += "".join(cell["source"])
        elif "demo" in cell["metadata"].get("tags", ()):
            missing += [] if "**predict" in text.lower() else [cell["id"]]
            text = ""
    assert missing == []


def test_the_grader_has_the_engine_that_the_lesson_gives():
    """The nodes of the graphs that students build are, word for word, those that references and mistakes walk on."""
    cells = read_lesson(ROOT / "lessons" / "03_backprop.py")["cells"]
    [given] = [cell["source"] for cell in cells if cell["id"] == "engine"]
    ours = ast.parse((ROOT / "grader" / "given" / "graphs.py").read_text("utf-8"))
    definitions = [node for node in ours.body if isinstance(node, ast.ClassDef | ast.FunctionDef)]
    assert ast.unparse(ast.parse("".join(given))) == ast.unparse(ast.Module(definitions, []))


@pytest.mark.parametrize("name", [e.name for e in catalogue.exercises().values() if e.using is None])
def test_knowing_the_card_by_heart_earns_nothing(name):
    """An answer that looks inputs up in its card, and knows nothing else, gets no points for that."""
    card = cards.load(name)
    known = {encode(list(trial.inputs.values())): trial.expected for trial in card.trials}

    def by_heart(*args):
        return known.get(encode(list(args)), card.trials[0].expected)

    exercise = catalogue.find(name)
    assert mark(exercise, ask_locally(exercise, by_heart), seed=12345).points == 0

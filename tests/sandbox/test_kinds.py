"""Exercises that are no plain call: small complete ones, proved here, in a worker, and through their cards."""

import ast
import importlib.util
import json
import re
from pathlib import Path

import pytest

from fallline.card import dump, from_plain
from fallline.checking import judge
from fallline.plain import from_json
from grader import catalogue
from grader.cards import make_card
from grader.grading import try_source
from grader.selftest import problems

KINDS = sorted((Path(__file__).parent / "kinds").glob("*.py"))


def _load(path):
    spec = importlib.util.spec_from_file_location(f"kinds_{path.stem}", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


MODULES = {path.stem: _load(path) for path in KINDS}
MISTAKES = [
    pytest.param(kind, mistake, id=f"{kind}-{mistake.name}")
    for kind, module in MODULES.items()
    for mistake in module.exercise.mistakes
]
every = pytest.mark.parametrize("kind", MODULES)


def as_cell(module, answer):
    """Return what a student's notebook would hold: what the lesson gives, and an answer under the exercise's name."""
    nodes = ast.parse(Path(module.__file__).read_text("utf-8")).body
    kept = [node for node in nodes if isinstance(node, ast.FunctionDef | ast.ClassDef)]
    for node in kept:
        node.decorator_list = []
    source = "\n\n".join(ast.unparse(node) for node in kept if node.name != "cases")
    # A mistake may call the right answer, whose name is now its own.
    name = module.exercise.name
    cell = re.sub(rf"\b{name}\b", "right_answer", source)
    return f"import numpy as np\n\n{cell}\n\n{name} = {answer.__name__.replace(name, 'right_answer')}"


@pytest.fixture
def known(monkeypatch):
    """Let the catalogue know these exercises."""
    mine = {module.exercise.name: module.exercise for module in MODULES.values()}
    everything = {**catalogue.exercises(), **mine}
    monkeypatch.setattr(catalogue, "exercises", lambda: everything)


def card_of(exercise):
    """Return an exercise's card as the kit reads it from its file."""
    return from_plain(from_json(json.loads(dump(make_card(exercise)))))


@every
def test_the_self_test_finds_nothing(kind):
    """Right answers pass, each mistake fails under its own name, and stubs get nothing."""
    assert problems(MODULES[kind].exercise, seeds=(0, 1)) == []


@every
def test_right_answers_pass_in_a_worker(kind, sandbox, known):
    """The reference and the alternatives get all points when they live in another process."""
    module = MODULES[kind]
    for answer in (module.exercise.solve, *module.exercise.alternatives.values()):
        marked = try_source(module.exercise, as_cell(module, answer), sandbox, seed=5)
        assert (marked.outcome, marked.message, marked.points) == (
            "correct",
            "Every check passed.",
            module.exercise.points,
        )


@pytest.mark.parametrize(("kind", "mistake"), MISTAKES)
def test_a_mistake_is_named_in_a_worker(kind, mistake, sandbox, known):
    """Under the same name as in this process."""
    module = MODULES[kind]
    marked = try_source(module.exercise, as_cell(module, mistake.function), sandbox, seed=6)
    assert (marked.outcome, marked.mistake) == ("mistake", mistake.name), marked.message
    assert marked.points < marked.max_points


@every
def test_right_answers_pass_the_check_of_the_notebook(kind):
    """What the card knows is true of the reference and the alternatives."""
    exercise = MODULES[kind].exercise
    for answer in (exercise.solve, *exercise.alternatives.values()):
        verdict, _ = judge(card_of(exercise), answer)
        assert verdict.outcome == "correct", verdict.sentence


@pytest.mark.parametrize(("kind", "mistake"), MISTAKES)
def test_a_mistake_is_named_in_the_notebook(kind, mistake):
    """These exercises show each of their mistakes on a public case, and its name is the same there."""
    verdict, _ = judge(card_of(MODULES[kind].exercise), mistake.function)
    assert verdict.mistake == mistake.name

"""Answers are put into the released notebook; whatever else a submission says or does counts for nothing."""

import pytest

from grader.assembly import MarkExercise, RunCell, assemble
from grader.intake import Cell

STUB = "def softmax(scores):\n    raise NotImplementedError"
MINE = "def softmax(scores):\n    return scores"
OTHER_STUB = "def accuracy(scores, y):\n    raise NotImplementedError"
OTHER = "def accuracy(scores, y):\n    return 1.0"
RELEASED = (
    Cell("markdown", "# Loss functions", "text-001"),
    Cell("code", "import numpy as np", "setup", "setup"),
    Cell("code", "np.ones(3)", "a-demo"),
    Cell("code", STUB, "softmax", "softmax", answer=True),
    Cell("code", "check(softmax)", "check-softmax", "check-softmax", graded=True),
    Cell("code", OTHER_STUB, "accuracy", "accuracy", answer=True),
    Cell("code", "check(accuracy)", "check-accuracy", "check-accuracy", graded=True),
    Cell("markdown", "When are you done?", "question"),
    Cell("markdown", "YOUR ANSWER HERE", "done", "done", graded=True, answer=True),
    Cell("code", 'take_home = """..."""', "take-home", "take-home", graded=True, answer=True),
    Cell("code", "check_words(take_home)", "words-take-home", "words-take-home"),
)
EXERCISES = ("softmax", "accuracy")
PLACES = {cell.id: place for place, cell in enumerate(RELEASED)}


def hand_in(**changed):
    """Return the released cells with some sources changed; None takes a cell out."""
    changed = {key.replace("_", "-"): value for key, value in changed.items()}
    return [
        Cell(cell.kind, changed.get(cell.id, cell.source), cell.id, cell.grade_id, cell.graded, cell.answer)
        for cell in RELEASED
        if changed.get(cell.id, "") is not None
    ]


def assembled(cells):
    """Assemble a submission for the lesson."""
    return assemble(RELEASED, cells, EXERCISES)


def answer_of(assembly, exercise):
    """Return the step that runs an exercise's answer cell; None if there is none."""
    return next((step for step in assembly.steps if isinstance(step, RunCell) and step.exercise == exercise), None)


def order(assembly):
    """Return the steps as words."""
    return [f"mark {s.exercise}" if isinstance(s, MarkExercise) else s.label for s in assembly.steps]


def test_answers_are_run_between_what_is_given_and_their_mark():
    """Given cells run as released, answers as handed in, and each exercise is marked where its check cell stands."""
    assembly = assembled(hand_in(softmax=MINE, accuracy=OTHER))
    assert order(assembly) == ["setup", "softmax", "mark softmax", "accuracy", "mark accuracy"]
    assert answer_of(assembly, "softmax") == RunCell("softmax", MINE, "softmax")
    assert assembly.notes == ()


def test_an_unchanged_answer_is_a_stub():
    """White space at the ends of lines and carriage returns are no change."""
    assembly = assembled(hand_in(softmax=STUB.replace("\n", "  \r\n") + "\n\n", accuracy=OTHER))
    assert answer_of(assembly, "softmax").is_stub
    assert not answer_of(assembly, "accuracy").is_stub


def test_every_exercise_is_marked_once_and_in_its_place():
    """Whatever cells a submission holds, each exercise is marked exactly once."""
    for cells in (hand_in(), [], hand_in(check_softmax=None), [*hand_in(), *hand_in()], hand_in()[::-1]):
        marks = [step for step in assembled(cells).steps if isinstance(step, MarkExercise)]
        assert marks == [MarkExercise("softmax"), MarkExercise("accuracy")]


@pytest.mark.parametrize("source", ["", "softmax = perfect", "import os; os._exit(0)", "check = lambda f: None"])
def test_a_changed_check_cell_still_marks(source):
    """The check cell's own words do not decide whether, or on what, the answer is asked."""
    assembly = assembled(hand_in(softmax=MINE, check_softmax=source))
    assert "mark softmax" in order(assembly)
    assert any("check-softmax" in note for note in assembly.notes)


def test_a_changed_given_cell_runs_as_released():
    """The set-up cannot be replaced; that it was changed is noted."""
    assembly = assembled(hand_in(setup="import torch as np", softmax=MINE))
    theirs, ours = assembly.steps[:2]
    assert (theirs.source, theirs.label) == ("import torch as np", "your version of setup")
    assert (ours.source, ours.label) == ("import numpy as np", "setup")  # the last word
    assert any("setup" in note and "changed" in note for note in assembly.notes)


def test_a_missing_given_cell_is_put_back():
    """The set-up runs, and that it was missing is noted."""
    assembly = assembled(hand_in(setup=None, softmax=MINE))
    assert order(assembly)[0] == "setup"
    assert any("setup" in note and "missing" in note for note in assembly.notes)


def test_a_demonstration_runs_only_if_it_was_changed():
    """An unchanged one costs no time."""
    assert "np.ones(3)" not in [s.source for s in assembled(hand_in()).steps if isinstance(s, RunCell)]
    changed = [s for s in assembled(hand_in(a_demo="a = 5")).steps if isinstance(s, RunCell) and s.source == "a = 5"]
    assert len(changed) == 1
    assert changed[0].label == "your version of a-demo"


def test_own_cells_run_where_they_stand():
    """A cell that the student added follows the cell before it, by a name that tells its number."""
    cells = hand_in(softmax=MINE)
    cells.insert(PLACES["softmax"], Cell("code", "helper = 1", "mine"))
    cells.insert(0, Cell("code", "first = 1"))
    assembly = assembled(cells)
    assert order(assembly) == [
        "your cell 1",
        "setup",
        "your cell 5",
        "softmax",
        "mark softmax",
        "accuracy",
        "mark accuracy",
    ]


def test_own_texts_and_empty_cells_do_not_run():
    """Markdown is no code."""
    cells = [*hand_in(), Cell("markdown", "import os"), Cell("code", "  \n")]
    assert not [s for s in order(assembled(cells)) if s.startswith("your cell")]


def test_an_answer_without_its_name_is_found_by_its_definition():
    """A cell that was copied into a new one has lost its name; its definition tells."""
    cells = hand_in(softmax=None, accuracy=OTHER)
    cells.insert(PLACES["softmax"], Cell("code", f"import numpy\n\n{MINE}", "new"))
    assembly = assembled(cells)
    assert answer_of(assembly, "softmax").source.endswith(MINE)
    assert len([s for s in assembly.steps if isinstance(s, RunCell) and MINE in s.source]) == 1
    assert any("softmax" in note and "lost its name" in note for note in assembly.notes)


@pytest.mark.parametrize(
    "source",
    [
        "softmax = lambda scores: scores",
        "async def softmax(s): ...",
        "class softmax: ...",
        "softmax: object = f",
        "x = 1\n" + MINE,
    ],
)
def test_a_definition_may_have_any_form(source):
    """A function, a lambda, a class: whatever gives the name a value."""
    assembly = assembled([*hand_in(softmax=None), Cell("code", source)])
    assert answer_of(assembly, "softmax").source == source


@pytest.mark.parametrize(
    "source",
    [
        "softmax(scores=scores)",
        "softmax(scores) != 1",
        "softmax(scores) <= 1",
        "softmax == 3",
        "# def softmax(scores):",
        "def softmax_2(scores): ...",
        "    def softmax(scores): ...",
        "p = softmax(scores)",
        "softmax.calls = 3",
        "softmax(scores)[0] = 1",
    ],
)
def test_a_use_is_no_definition(source):
    """A cell that only calls the function is not taken for its answer."""
    assembly = assembled([*hand_in(softmax=None), Cell("code", source)])
    assert answer_of(assembly, "softmax") is None
    assert any("softmax" in note and "missing" in note for note in assembly.notes)


def test_a_missing_answer_is_noted_and_still_marked():
    """Its mark will say that it was not attempted."""
    assembly = assembled(hand_in(softmax=None))
    assert answer_of(assembly, "softmax") is None
    assert "mark softmax" in order(assembly)


def test_of_two_cells_of_one_name_the_first_is_the_answer():
    """The second one runs like a cell of the student's own, as it does in the notebook, and is noted."""
    cells = hand_in(softmax=MINE)
    cells.insert(PLACES["check-softmax"], Cell("code", "second = 1", "softmax", "softmax", answer=True))
    assembly = assembled(cells)
    assert answer_of(assembly, "softmax").source == MINE
    assert order(assembly)[1:4] == ["softmax", "your cell 5", "mark softmax"]
    assert any("second" in note and "softmax" in note for note in assembly.notes)


@pytest.mark.parametrize("name", ["softmax", ""])
def test_a_stub_is_an_attempt_if_another_cell_defines_the_function(name):
    """A student who leaves the answer cell alone and answers in the next one, or in a copy, has attempted it."""
    cells = hand_in()
    cells.insert(PLACES["check-softmax"], Cell("code", MINE, "", name, answer=bool(name)))
    assert not answer_of(assembled(cells), "softmax").is_stub


def test_a_doubled_check_or_given_cell_does_not_run_twice():
    """Copies of locked cells are left out."""
    cells = [*hand_in(softmax=MINE), *[c for c in hand_in(setup="evil = 1") if c.id in ("setup", "check-softmax")]]
    assembly = assembled(cells)
    assert order(assembly).count("setup") == 1
    assert not [s for s in assembly.steps if isinstance(s, RunCell) and s.source == "evil = 1"]


def test_names_may_be_missing_everywhere():
    """An old editor that drops every name costs a student who has answered nothing."""
    cells = [Cell(cell.kind, cell.source) for cell in hand_in(softmax=MINE, accuracy=OTHER)]
    assembly = assembled(cells)
    assert answer_of(assembly, "softmax").source == MINE
    assert answer_of(assembly, "accuracy").source == OTHER


def test_both_answers_may_stand_in_one_cell():
    """If a student has joined two answer cells, both functions are defined and both are marked."""
    assembly = assembled(hand_in(softmax=f"{MINE}\n\n\n{OTHER}", accuracy=None))
    assert order(assembly) == ["setup", "softmax", "mark softmax", "mark accuracy"]


def test_marks_and_points_of_a_submission_do_not_count():
    """A cell that calls itself graded, locked or the check of an exercise is what the release says."""
    cells = hand_in(softmax=MINE)
    cells.append(Cell("code", "free = 10", "bonus", "check-bonus", graded=True))
    cells[PLACES["softmax"]] = Cell("code", MINE, "softmax", "softmax", graded=True, answer=False)
    assembly = assembled(cells)
    assert answer_of(assembly, "softmax").source == MINE
    assert [s for s in assembly.steps if isinstance(s, MarkExercise)] == [MarkExercise(name) for name in EXERCISES]


def test_cells_in_any_order_are_put_into_the_released_one():
    """A shuffled notebook is graded in the lesson's order."""
    assembly = assembled(hand_in(softmax=MINE, accuracy=OTHER)[::-1])
    assert order(assembly) == ["setup", "softmax", "mark softmax", "accuracy", "mark accuracy"]


def test_what_is_graded_by_hand_is_collected():
    """Answers by name; an unchanged one is empty, and no hand-graded cell runs."""
    assembly = assembled(hand_in(done="When the loss is 0."))
    assert assembly.written == {"done": "When the loss is 0.", "take-home": ""}
    assembly = assembled(hand_in(take_home='take_home = """Scores are compared."""'))
    assert assembly.written["take-home"] == 'take_home = """Scores are compared."""'
    assert not [s for s in assembly.steps if isinstance(s, RunCell) and "take_home" in s.source]


def test_a_missing_written_answer_is_empty():
    """A deleted cell is no crash."""
    assert assembled(hand_in(done=None)).written["done"] == ""


def test_thousands_of_cells_of_one_name_are_sorted_quickly():
    """A hostile notebook of five thousand copies takes no longer than its size."""
    import time

    cells = [Cell("code", f"x = {k}", "softmax", "softmax", answer=True) for k in range(2500)]
    cells += [Cell("code", "def other(): ..." + " " * 10_000) for _ in range(2500)]
    started = time.monotonic()
    assembled(cells)
    assert time.monotonic() - started < 5

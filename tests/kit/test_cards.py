"""A card says all that a student may know of an exercise, is never out of date, and gives no answer away."""

import ast
import base64
import inspect
import json
import re
import textwrap
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from fallline import card as cards
from fallline.card import FOLDER, Card, dump, from_plain, to_plain
from fallline.checking import judge
from fallline.errors import UnknownExercise
from fallline.functions import FUNCTIONS
from fallline.plain import encode, from_json
from fallline.variants import VARIANTS
from grader import catalogue
from grader.cards import make_card, public_cases, write_cards
from grader.exercise import PUBLIC_SEED, Case, Exercise

ROOT = Path(__file__).parents[2]
EXERCISES = catalogue.exercises()
LONG = 20
every = pytest.mark.parametrize("exercise", list(EXERCISES.values()), ids=list(EXERCISES))


@cache
def built(name):
    """Return an exercise's card, made now, and the text of its file."""
    card = make_card(EXERCISES[name])
    return card, dump(card)


def loaded(text):
    """Return the card that a file of this text holds."""
    return from_plain(from_json(json.loads(text)))


@every
def test_a_card_equals_what_its_exercise_builds(exercise):
    """Nobody has changed an exercise and forgotten `grader build`.

    Another processor may round the last digit of an exponential or of a matrix product otherwise: that is no change.
    """
    text = (FOLDER / f"{exercise.name}.json").read_text(encoding="utf-8")
    assert list(_differences(to_plain(loaded(text)), to_plain(built(exercise.name)[0]))) == []
    assert text == dump(loaded(text))


def _differences(a, b, where=""):
    """Yield the places in which two trees of plain data differ by more than rounding, with what stands there."""
    if isinstance(a, np.ndarray | float) and isinstance(b, np.ndarray | float):
        mine, theirs = np.asarray(a), np.asarray(b)
        alike = mine.dtype == theirs.dtype and mine.shape == theirs.shape
        if not (alike and np.allclose(mine, theirs, rtol=1e-6, atol=1e-9, equal_nan=True)):
            yield where, a, b
    elif isinstance(a, dict) and isinstance(b, dict) and list(a) == list(b):
        for key in a:
            yield from _differences(a[key], b[key], f"{where}.{key}")
    elif isinstance(a, list | tuple) and isinstance(b, list | tuple) and len(a) == len(b):
        for k, (mine, theirs) in enumerate(zip(a, b, strict=True)):
            yield from _differences(mine, theirs, f"{where}[{k}]")
    elif type(a) is not type(b) or a != b:
        yield where, a, b


def test_there_is_a_card_for_each_exercise_and_no_other():
    """Cards of exercises that are gone are gone."""
    assert {path.stem for path in FOLDER.glob("*.json")} == set(EXERCISES)


@every
def test_a_card_survives_the_journey_through_its_file(exercise):
    """What is loaded is, bit for bit, what was written."""
    card, text = built(exercise.name)
    there = loaded(text)
    assert isinstance(there, Card)
    assert encode(to_plain(there)) == encode(to_plain(card))
    assert there.laws == () or all(law.relation.inputs for law in there.laws)


@every
def test_the_card_knows_what_is_right_and_what_is_wrong(exercise):
    """By its card alone, right answers are right, and a mistake has its own name or that of one just like it."""
    card = loaded(built(exercise.name)[1])
    using = catalogue.find(exercise.using).solve if exercise.using else None
    for answer in (exercise.solve, *exercise.alternatives.values()):
        assert judge(card, answer, using)[0].outcome == "correct"
    for mistake in exercise.mistakes:
        verdict, trials = judge(card, next(mistake.functions()), using)
        assert (
            verdict.outcome == "correct" or verdict.mistake == mistake.name or _is_like(card, verdict.mistake, trials)
        )


def _is_like(card, name, trials):
    """Return whether a suspect does on all public inputs what was seen: the card cannot tell the two apart."""
    return any(
        all(_alike(seen.observation, known) for seen, known in zip(trials, suspect.observations, strict=True))
        for suspect in card.suspects
        if suspect.name == name
    )


def _alike(one, other):
    if not (one.has_value and other.has_value):
        return one.has_value == other.has_value
    return _near(one.value, other.value)


def _near(a, b):
    if isinstance(a, list | tuple) and isinstance(b, list | tuple):
        return len(a) == len(b) and all(map(_near, a, b))
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(_near(a[key], b[key]) for key in a)
    try:
        mine, theirs = (np.nan_to_num(np.asarray(value, float), posinf=0.0, neginf=0.0) for value in (a, b))
    except (TypeError, ValueError):
        return type(a) is type(b) and a == b
    return mine.shape == theirs.shape and np.allclose(mine, theirs, rtol=1e-4)


def _bodies(exercise):
    """Yield each line of the reference's, the alternatives' and the mistakes' code, without docstrings and comments."""
    functions = [exercise.solve, *exercise.alternatives.values(), *(mistake.function for mistake in exercise.mistakes)]
    for function in functions:
        tree = ast.parse(textwrap.dedent(inspect.getsource(function))).body[0]
        body = getattr(tree, "body", [tree])
        if isinstance(tree, ast.FunctionDef | ast.ClassDef) and ast.get_docstring(tree):
            body = body[1:]
        for statement in body:
            yield from (line.strip() for line in ast.unparse(statement).splitlines())


def _plain(text):
    """Return a text without white space and with one kind of quotes, so that layout hides nothing."""
    return "".join(text.split()).replace("'", '"').replace('\\"', '"')


def _sources(folder):
    """Return the texts of what students get in a folder: sources, cards, and the cells of notebooks."""
    for path in sorted((ROOT / folder).rglob("*")):
        if path.suffix == ".ipynb":
            for cell in json.loads(path.read_text("utf-8"))["cells"]:
                yield path, _plain("".join(cell["source"]))
        elif path.suffix in (".py", ".json", ".md", ".html", ".js"):
            yield path, _plain(path.read_text("utf-8"))


# Lines that say nothing about an answer.
SHOWN = frozenset(
    [
        'withnp.errstate(all="ignore"):',
        'withnp.errstate(over="ignore"):',
        # The warm-up's second attempt at a softmax, which is wrong, to show what a verdict looks like.
        "returnscores/scores.sum(axis=1,keepdims=True)",
        # What a contract or a given cell says, and what any code may hold.
        "rng.normal(size=best.shape)",
        "forparentinnode.parents:",
        "x=np.asarray(x,dtype=float)",
        "rng=np.random.default_rng(3)",
    ]
)


@pytest.mark.parametrize("folder", ["kit", "notebooks"])
def test_no_line_of_an_answer_is_in_what_students_get(folder):
    """Neither of a right answer nor of a wrong one: a line of twenty characters or more would be one to copy."""
    lines = {(_plain(line), exercise.lesson) for exercise in EXERCISES.values() for line in _bodies(exercise)}
    calls = re.compile(rf"([\w,]+=)?(f|{'|'.join(EXERCISES)})\([\w,]*\)")
    telling = {
        (line, lesson)
        for line, lesson in lines
        if len(line) >= LONG and line not in SHOWN and not calls.fullmatch(line)
    }
    assert len(telling) > 50
    texts = list(_sources(folder))
    assert texts
    # A later lesson gives what an earlier one asked for, so that nobody pays twice for one mistake.
    found = [
        (str(path.relative_to(ROOT)), line)
        for path, text in texts
        for line, lesson in telling
        if line in text and _lesson_of(path) <= lesson
    ]
    assert found == []


def _lesson_of(path):
    """Return the lesson that a file belongs to; of what belongs to none, something that comes before all of them."""
    if path.suffix == ".ipynb":
        return path.stem
    return EXERCISES[path.stem].lesson if path.suffix == ".json" and path.stem in EXERCISES else ""


@every
def test_a_card_holds_no_hidden_input(exercise):
    """Public inputs come from the public seed; no array of another draw is in the card, and no exception's message."""
    text = built(exercise.name)[1]
    public = {encode(value) for case in public_cases(exercise) for value in case.inputs.values()}
    for seed in (0, 1, 7):
        for case in exercise.draw(seed):
            for value in case.inputs.values():
                if isinstance(value, np.ndarray) and value.dtype.kind == "f" and np.unique(value).size > 3:
                    raw = encode(value)
                    assert raw in public or _base64(value) not in text
    assert "Traceback" not in text
    assert "/exercises/" not in text


def _base64(array):
    import base64

    return base64.b64encode(np.ascontiguousarray(array).tobytes()).decode()


@every
def test_hidden_cases_stay_hidden(exercise):
    """What the grader tries beyond the public cases is in no card, not even its name."""
    card = built(exercise.name)[0]
    public = {case.name for case in exercise.draw(PUBLIC_SEED) if case.public}
    assert {trial.name for trial in card.trials} == public
    assert len(public) >= 2


@every
def test_functions_that_are_passed_exist_in_the_kit(exercise):
    """A card names only functions that the kit has, or can derive."""
    for trial in built(exercise.name)[0].trials:
        for value in trial.inputs.values():
            if type(value).__name__ == "FunctionName":
                assert value.name in {**VARIANTS, **FUNCTIONS}


def test_only_exercises_are_loaded():
    """Anything else is said to be no exercise, with the closest name."""
    with pytest.raises(UnknownExercise, match="softmax"):
        cards.load("softmaxx")


def test_cards_of_exercises_that_are_gone_are_removed(tmp_path):
    """Building writes what changed and removes what is stale; other files stay."""
    (tmp_path / "gone.json").write_text("{}")
    (tmp_path / "README.md").write_text("")
    one = [EXERCISES["softmax"]]
    [path] = write_cards(one, tmp_path)
    before = path.stat().st_mtime_ns
    write_cards(one, tmp_path)
    assert path.stat().st_mtime_ns == before
    assert {file.name for file in tmp_path.iterdir()} == {"softmax.json", "README.md"}


def test_a_card_is_written_anew_for_a_change_and_not_for_rounding(tmp_path):
    """The last digit may differ from machine to machine; anything more is a change, and so is a damaged file."""
    [path] = write_cards([EXERCISES["linear_scores"]], tmp_path)
    made = path.read_text()
    card = json.loads(made)
    one = next(trial for trial in card["$dict"]["trials"] if isinstance(trial["$dict"]["expected"], dict))
    array = one["$dict"]["expected"]["$array"]
    values = np.frombuffer(base64.b64decode(array[2]))
    for factor, is_kept in ((1 + 2.3e-16, True), (1 + 1e-9, False)):
        array[2] = base64.b64encode((values * factor).tobytes()).decode()
        path.write_text(json.dumps(card))
        changed = path.read_text()
        write_cards([EXERCISES["linear_scores"]], tmp_path)
        assert (path.read_text() == changed) is is_kept
    path.write_text("{")
    write_cards([EXERCISES["linear_scores"]], tmp_path)
    assert path.read_text() == made


def test_odd_observations_survive_in_a_card():
    """A mistake that returns nothing, an empty list, nan or text, raises or warns is the same after the journey."""
    made = Exercise("odd", "9.9", "99_made_up", 1, 1, 1, "", ("", "", ""))
    made.reference(_named("odd", lambda x: x + 1.0))
    made.cases(lambda rng: [Case("three", {"x": rng.normal(size=3)}, public=True)])
    results = {"none": None, "empty": [], "nan": np.nan, "text": "x", "tuple": (1, [2]), "false": False, "zero": 0}
    for name, result in results.items():
        made.mistake(name=name)(_with_doc(lambda x, result=result: result))
    made.mistake(name="raises")(_with_doc(lambda x: 1 / 0))
    made.mistake(name="object")(_with_doc(lambda x: object()))
    card = make_card(made)
    there = loaded(dump(card))
    for before, after in zip(card.suspects, there.suspects, strict=True):
        assert before.name == after.name
        for old, new in zip(before.observations, after.observations, strict=True):
            assert encode(old.value) == encode(new.value)
            assert (old.raised is None) == (new.raised is None)
            assert old.unsupported == new.unsupported


def _named(name, function):
    function.__name__ = name
    return function


def _with_doc(function):
    function.__doc__ = "A mistake."
    return function

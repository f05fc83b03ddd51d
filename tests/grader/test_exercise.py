"""An exercise is what its file says, and a file that contradicts itself is told so."""

import numpy as np
import pytest

from fallline.compare import Tolerance
from fallline.laws import Same
from fallline.plain import Seed
from grader import catalogue
from grader.errors import SpecError, UsageError
from grader.exercise import PUBLIC_SEED, Case, Exercise


@pytest.fixture
def made():
    """Return an exercise with a reference and cases."""
    exercise = Exercise("scale", "9.1", "99_made_up", 8, 1, 1, "lesson 99", ("one", "two", "three"))

    @exercise.reference
    def scale(X, factor=2.0, rng=None):
        return X * factor

    @exercise.cases
    def cases(rng):
        yield Case("three rows", {"X": rng.normal(size=(3, 2)), "factor": 0.5, "rng": Seed(1)}, public=True)
        yield Case("by default", {"X": rng.normal(size=(2, 2))})

    return exercise


def test_the_reference_must_have_the_exercises_name():
    """Students are told to write `scale`; a reference called otherwise is a slip."""
    exercise = Exercise("scale", "9.1", "99_made_up", 8, 1, 1, "", ("", "", ""))
    with pytest.raises(SpecError, match="scale"):
        exercise.reference(lambda X: X)


def test_decorators_give_the_function_back(made):
    """A decorated reference, law, mistake or alternative can be called like any other function."""

    def wrong(X):
        """You do nothing."""
        return X

    assert made.mistake(wrong) is wrong
    assert made.mistake(read="there")(wrong) is wrong
    assert made.alternative(wrong) is wrong
    assert made.law(wrong) is wrong
    assert made.law(check="contract", public=False)(wrong) is wrong
    assert made.solve(2.0) == 4.0


def test_names_come_from_the_functions(made):
    """Underlines become hyphens in a mistake's name and spaces in a law's."""

    @made.mistake
    def _wrong_axis_(X):
        """You take the wrong
        axis.
        """  # noqa: D205
        return X

    @made.law
    def a_shift_changes_nothing(rng):
        """A shift must change nothing."""
        return Same({"X": 1.0}, {"X": 1.0})

    [mistake], [law] = made.mistakes, made.laws
    assert (mistake.name, mistake.sentence, mistake.read) == (
        "wrong-axis",
        "You take the wrong axis.",
        "lesson 99",
    )
    assert (law.name, law.sentence, law.check, law.public) == (
        "a shift changes nothing",
        "A shift must change nothing.",
        "values",
        True,
    )


@pytest.mark.parametrize("register", ["mistake", "law"])
def test_what_students_read_must_be_there(made, register):
    """A mistake or a law without a docstring would have nothing to say."""

    def silent(X):
        return X

    with pytest.raises(SpecError, match="silent"):
        getattr(made, register)(silent)


def test_a_mistake_of_several_sizes_is_one_mistake(made):
    """Each combination of its settings is one function, all under one name."""

    @made.mistake(a=(1.0, 2.0), b=(10.0, 20.0))
    def off(X, *, a, b):
        """You are off."""
        return X + a + b

    [mistake] = made.mistakes
    assert sorted(float(function(0.0)) for function in mistake.functions()) == [11.0, 12.0, 21.0, 22.0]
    assert len(mistake.variants) == 4


def test_the_signature_is_the_call_as_students_write_it(made):
    """Defaults are shown, annotations are not."""
    assert made.signature == "scale(X, factor=2.0, rng=None)"
    assert made.parameters == ("X", "factor", "rng")


@pytest.mark.parametrize("check", ["value", "Values", "", None])
def test_a_case_belongs_to_a_named_check(check):
    """A misspelt check would give points for nothing."""
    with pytest.raises(SpecError, match="values, edge cases, contract"):
        Case("odd", {"X": 1.0}, check=check)


@pytest.mark.parametrize("inputs", [{"x": 1.0}, {"factor": 1.0}, {"factor": 1.0, "X": 1.0}, {"X": 1.0, "rng": 3}])
def test_inputs_begin_the_signature(made, inputs):
    """Arguments are passed by place, so their names and order must be those of the reference."""
    made.cases(lambda rng: [Case("odd", inputs)])
    with pytest.raises(SpecError, match="odd"):
        made.draw(0)


def test_the_same_seed_draws_the_same_cases(made):
    """Another seed draws other numbers under the same names."""
    first, again, other = made.draw(3), made.draw(3), made.draw(4)
    np.testing.assert_array_equal(first[0].inputs["X"], again[0].inputs["X"])
    assert not np.array_equal(first[0].inputs["X"], other[0].inputs["X"])
    assert [case.name for case in first] == [case.name for case in other]


def test_each_argument_of_the_first_case_has_a_probe(made):
    """Copies of the first case in which one argument differs, and nothing else; generators have none."""
    cases = made.draw(1)
    base, probes = cases[0], [case for case in cases if case.probe]
    assert {probe.probe for probe in probes} == {"X", "factor"}
    assert len({case.name for case in cases}) == len(cases)
    for probe in probes:
        assert (probe.public, probe.check) == (base.public, base.check)
        for name, value in base.inputs.items():
            same = np.array_equal(value, probe.inputs[name])
            assert same == (name != probe.probe)
            assert type(value) is type(probe.inputs[name])
            assert getattr(value, "dtype", None) == getattr(probe.inputs[name], "dtype", None)


def test_what_the_lesson_gives_and_what_only_the_grader_has_is_registered_by_name(made):
    """Each decorator gives back what it was given."""

    @made.gives
    class Node:
        """A class of the lesson."""

    @made.function
    def steep(x):
        return 9.0 * x

    @made.summary
    def size(value, inputs):
        return len(value)

    @made.demand
    def only_once(inputs, calls):
        """Call it once."""
        return len(calls) == 1

    assert made.given == {"Node": Node}
    assert made.functions == {"steep": steep}
    assert made.summaries["size"] is size
    assert [(demand.name, demand.sentence) for demand in made.demands] == [("only-once", "Call it once.")]
    assert made.demands[0].is_kept({}, [None])
    assert not made.demands[0].is_kept({}, [])
    assert not made.demands[0].is_kept({}, 5)


def test_a_script_may_use_inputs_the_answer_and_what_the_lesson_gives(made):
    """Any other name is a slip, told by the case's name."""
    made.cases(lambda rng: [Case("odd", {"a": 1.0}, script="return scale(a, other)")])
    with pytest.raises(SpecError, match=r"odd.*other"):
        made.draw(0)
    made.given["other"] = 2.0
    assert made.draw(0)[0].script


@pytest.mark.parametrize("script", ["scale(a)", "import os\nreturn 1", "return a.__class__", "return ("])
def test_a_script_that_is_none_is_a_slip(script):
    """It is told where it is written, with the case's name."""
    with pytest.raises(SpecError, match="“odd”"):
        Case("odd", {"a": 1.0}, script=script)


def test_a_summary_that_nobody_knows_is_a_slip(made):
    """The known ones are listed."""
    made.cases(lambda rng: [Case("odd", {"X": 1.0}, summary="epoc")])
    with pytest.raises(SpecError, match=r"odd.*epoch"):
        made.draw(0)


def test_a_probe_is_asked_like_its_case(made):
    """With the same script, the same bound and the same summary."""
    made.cases(lambda rng: [Case("a", {"X": np.ones(3)}, script="return scale(X)", items=3, summary="epoch")])
    [_, probe, _] = made.draw(0)
    assert (probe.script, probe.items, probe.summary) == ("return scale(X)", 3, "epoch")


def test_a_case_may_have_a_tolerance_of_its_own(made):
    """It takes the place of the exercise's."""
    loose = Tolerance(1e-2, 1e-2)
    assert Case("rough", {"X": 1.0}, tolerance=loose).tolerance is loose
    assert made.tolerance == Tolerance()


def test_the_public_seed_is_none_that_the_grader_may_draw(made):
    """Hidden inputs come from 48 bits of a keyed hash; meeting the public seed is no accident that happens."""
    assert 0 <= PUBLIC_SEED < 2**48


def test_the_catalogue_is_in_the_order_of_the_course():
    """By lesson and by number, 1.10 after 1.9, and each name once."""
    found = list(catalogue.exercises().values())
    keys = [(exercise.lesson, tuple(map(int, exercise.number.split(".")))) for exercise in found]
    assert keys == sorted(keys)
    assert len(set(keys)) == len(keys)
    assert all(catalogue.find(exercise.name) is exercise for exercise in found)


def test_a_lessons_exercises_are_its_own():
    """Each exercise belongs to one lesson; an unknown lesson has none."""
    lessons = {exercise.lesson for exercise in catalogue.exercises().values()}
    listed = [exercise for lesson in sorted(lessons) for exercise in catalogue.of_lesson(lesson)]
    assert listed == list(catalogue.exercises().values())
    assert catalogue.of_lesson("no_lesson") == []


@pytest.mark.parametrize(("name", "close"), [("softmaks", "softmax"), ("", "softmax"), ("hinge", "hinge_loss")])
def test_a_name_that_is_none_is_answered_with_close_ones(name, close):
    """What was asked for, what was expected, what to try."""
    with pytest.raises(UsageError) as caught:
        catalogue.find(name)
    message = str(caught.value)
    assert repr(name) in message
    assert "expected" in message
    assert close in message.partition("try")[2]

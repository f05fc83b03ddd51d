"""`check` asks exercises that are no plain call, shows what it asked so that it can be typed, and accuses nobody."""

import numpy as np

from fallline.card import Card, PublicLaw, dump, from_plain, to_plain
from fallline.checking import judge
from fallline.compare import Tolerance
from fallline.diagnosis import Suspect
from fallline.laws import Gives
from fallline.observe import Observation, Raised
from fallline.plain import FunctionName, Seed
from fallline.question import MISFORMED, TOO_MANY_CALLS
from fallline.show import verdict_message
from fallline.trial import Trial

STEPS = "box = Box(a)\nfirst = keep(box.value)\nadvance(box)\nreturn first, box.value"


class Box:
    """What a lesson gives."""

    def __init__(self, value):
        self.value = value


def advance(box):
    """Change a box: the right answer."""
    box.value = box.value + 1


def card_of(*trials, name="advance", laws=(), suspects=()):
    """Return a card with these trials, as it comes from its file."""
    texts = {field: "" for field in ("number", "lesson", "signature", "read", "grader_tries")}
    parts = {"trials": tuple(trials), "laws": tuple(laws), "suspects": tuple(suspects)}
    card = Card(name=name, points=1, using=None, hints=("", "", ""), tolerance=Tolerance(), **texts, **parts)
    return from_plain(to_plain(card))


def trial(expected, inputs=None, **settings):
    """Return a trial on which nothing was observed yet."""
    return Trial("a box", inputs or {"a": 2.0}, expected, Observation(), **settings)


def shown(card, answer):
    """Return what `check` shows of an answer, as one line."""
    return " ".join(repr(verdict_message(card, *judge(card, answer))).split())


def test_a_script_finds_what_the_notebook_defines():
    """The answer by its exercise's name, whatever it is called, and the class beside it."""
    card = card_of(trial((2.0, 3.0), script=STEPS))
    assert judge(card, advance)[0].outcome == "correct"

    def other(box):
        box.value = box.value + 2

    assert judge(card, other)[0].outcome == "wrong"
    assert judge(card, lambda box: advance(box))[0].outcome == "correct"


def test_a_class_is_an_answer_too():
    """Its module is the notebook."""
    script = "box = Box(a)\nadvance(box)\nreturn box.value"
    assert judge(card_of(trial(3.0, script=script), name="Box"), Box)[0].outcome == "correct"


def test_what_the_lesson_gives_and_was_not_run_is_asked_for():
    """It is no mistake of the answer."""
    card = card_of(trial(1.0, script="return advance(Missing(a))"))
    verdict, _ = judge(card, advance)
    assert verdict.outcome == "not attempted"
    assert "`Missing`" in verdict.sentence


def test_the_lines_are_shown_as_they_can_be_typed():
    """With the inputs above, the last line without `return`, and what is not Python's own explained."""
    text = shown(card_of(trial((2.0, 3.0), script=STEPS)), lambda box: None)
    lines = "a = 2.0 box = Box(a) first = keep(box.value) advance(box) first, box.value"
    assert lines in text
    assert "`from fallline.script import keep`" in text


def test_a_function_of_the_kit_is_named_and_explained():
    """A student can import it and try."""
    card = card_of(trial(0.0, {"f": FunctionName("bowl"), "x": np.ones(2)}), name="least")
    text = shown(card, lambda f, x: f(x) + 1.0)
    assert "least(f=functions.bowl, x=np.array([1., 1.]))" in text
    assert "`functions.bowl` returns the sum of (x_k − 1)²" in text
    assert "`from fallline import functions`" in text
    assert judge(card, lambda f, x: f(x))[0].outcome == "correct"


def test_a_summary_says_what_was_compared():
    """Where there was something to compare."""
    draws = {"rng": Seed(3)}
    script = "return advance(rng), advance(rng)"
    card = card_of(trial(False, draws, script=script, summary="repeated"))
    assert judge(card, lambda rng: rng.normal())[0].outcome == "correct"

    def raises(rng):
        return 1 / 0

    assert "this is compared: whether the two values are the same" in shown(card, lambda rng: 1.0)
    assert "this is compared" not in shown(card, raises)


def test_what_never_ends_is_called_so():
    """Though no mistake of the card is like it, and without the words for a wrong value."""
    card = card_of(trial([1, 2], items=3))

    def endless(a):
        while True:
            yield a

    verdict, [asked] = judge(card, endless)
    assert verdict.mistake == "never-ends"
    assert "more than 3 items" in verdict.sentence
    assert asked.observation.overwritten == ()
    assert judge(card, lambda a: iter([1, 2]))[0].outcome == "correct"


def test_an_endless_iterator_that_overwrites_its_input_did_both():
    """What it did to its arguments counts although nothing came back."""

    def spoils(x):
        x[:] = 0.0
        while True:
            yield 1

    _, [asked] = judge(card_of(trial([1], {"x": np.ones(2)}, items=3)), spoils)
    assert asked.observation.overwritten == ("x",)
    assert asked.faults() == {"value", "overwritten"}


def test_a_law_is_asked_by_its_script():
    """And its iterators end at its bound."""
    inputs = ({"a": 4.0},)
    laws = (
        PublicLaw("one more", "It must be one more.", "values", Gives(inputs, 5.0), STEPS.replace("first, ", "")),
        PublicLaw("all", "All must come.", "values", Gives(inputs, [1, 2]), items=2),
    )
    lawful = card_of(trial((2.0, 3.0), script=STEPS), laws=laws[:1])
    assert judge(lawful, advance)[0].outcome == "correct"
    assert judge(lawful, lambda box: None)[0].law.name == "one more"
    right = card_of(trial([1, 2], items=2), laws=laws[1:])
    assert judge(right, lambda a: iter([1, 2]))[0].outcome == "correct"
    assert dump(right).count('"items"') == 2


def suspect(seen):
    """Return a suspect with one observation."""
    return Suspect("known", "It is known.", "", (seen,))


def test_two_values_of_other_forms_are_not_alike():
    """A mistake that cannot be summed up is not found in every answer that cannot."""
    settings = {"script": "return advance(a)", "summary": "repeated"}
    card = card_of(trial(False, **settings), suspects=[suspect(Observation(unsupported=MISFORMED))])
    verdict, _ = judge(card, lambda a: 5.0)
    assert verdict.mistake is None
    assert MISFORMED in verdict.sentence


def test_only_who_recurses_too_deeply_is_named_for_it():
    """Any other exception in the same place says nothing, and neither does a recursion where the mistake has none."""

    def deep(a):
        return deep(a)

    recursive = card_of(trial(1.0), suspects=[suspect(Observation(raised=Raised("RecursionError", "")))])
    assert judge(recursive, deep)[0].mistake == "known"
    assert judge(recursive, lambda a: 1 / 0)[0].mistake is None
    other = card_of(trial(1.0), suspects=[suspect(Observation(raised=Raised("ValueError", "")))])
    assert judge(other, deep)[0].mistake is None


def test_calls_of_another_kind_are_another_mistake():
    """Who breaks another demand than the known mistake is not named for it."""
    inputs = {"f": FunctionName("bowl"), "x": np.ones(2)}
    seen = Observation(0.0, broken=(("another-demand", "Another demand."),))
    card = card_of(trial(0.0, inputs, most_calls=1), suspects=[suspect(seen)])
    verdict, _ = judge(card, lambda f, x: f(x) + f(x))
    assert verdict.mistake == TOO_MANY_CALLS


def test_a_script_is_not_spoken_of_as_one_result():
    """That a function's "result" is twice too large is no sentence about a script's several values."""
    scripts = [trial(k, {"a": k}, script="return advance(a)") for k in (1.0, 2.0, 3.0)]
    assert judge(card_of(*scripts), lambda a: 2 * a)[0].mistake is None
    calls = [trial(k, {"a": k}) for k in (1.0, 2.0, 3.0)]
    assert judge(card_of(*calls), lambda a: 2 * a)[0].mistake == "constant-factor"


def test_a_card_of_plain_calls_has_none_of_these_fields():
    """Most cards stay as small as they were."""
    text = dump(card_of(trial(1.0), suspects=[suspect(Observation(2.0))]))
    assert not any(word in text for word in ("script", "items", "most_calls", "summary", "broken"))


def test_an_answer_of_the_wrong_form_is_told_so():
    """Two values where the script takes three: no line of the student's has raised, so none is accused."""
    card = card_of(trial(3.0, script="a, b, c = advance(a)\nreturn a + b + c"))
    assert "What your code gave could not be used (ValueError)." in shown(card, lambda a: (a, a))

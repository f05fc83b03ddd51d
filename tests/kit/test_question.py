"""A question is put in one way and its reply read in one way, wherever the answer lives."""

import numpy as np

from fallline.functions import FUNCTIONS
from fallline.observe import Observation, Raised
from fallline.plain import FunctionName, Seed
from fallline.question import MISFORMED, TOO_MANY_CALLS, Question


def test_calls_beyond_the_most_are_broken_and_say_how_many():
    """One fewer is right."""
    question = Question({}, most_calls=3)
    assert question.read(Observation(1.0, called=3), {}).broken == ()
    [(name, sentence)] = question.read(Observation(1.0, called=4), {}).broken
    assert name == TOO_MANY_CALLS
    assert "4" in sentence
    assert "3" in sentence


def test_a_value_that_cannot_be_summed_up_has_another_form():
    """Nothing that an answer returns makes reading it raise; None and exceptions are left as they are."""
    question = Question({}, summary="first")
    summaries = {"first": lambda value, inputs: value[0]}
    assert question.read(Observation([5]), summaries).value == 5
    assert question.read(Observation([]), summaries).unsupported == MISFORMED
    assert question.read(Observation(None), summaries) == Observation(None)
    raised = Observation(raised=Raised("ValueError", ""))
    assert question.read(raised, summaries) == raised


def test_a_question_puts_functions_and_generators_in_their_place():
    """The answer gets callables and generators; the record shows what it did with them."""
    question = Question({"f": FunctionName("noisy_shares"), "x": np.ones((1, 2)), "rng": Seed(1)}, most_calls=1)
    seen = question.put(lambda f, x, rng: (f(x, rng), f(x, rng)), FUNCTIONS.get, {})
    assert (seen.called, len(seen.calls)) == (2, 2)
    assert question.functions == {"noisy_shares"}
    rng = np.random.default_rng(1)
    np.testing.assert_array_equal(seen.value[0], FUNCTIONS["noisy_shares"](np.ones((1, 2)), rng))

"""What an answer does with the functions that it is given is counted, looked at, named, and costs its check."""

import numpy as np
import pytest

from fallline.plain import FunctionName
from grader.cards import make_card
from grader.errors import SpecError
from grader.exercise import Case, Exercise
from grader.marking import ask_locally, function_named, mark


def slope(f, x):
    """Return the slope of f at x, by two calls."""
    return (f(x + 1e-3) - f(x - 1e-3)) / 2e-3


def exercise(**settings):
    """Return an exercise that passes a function of the kit and one of its own."""
    made = Exercise("slope", "9.1", "99_made_up", 10, 1, 1, "", ("", "", ""))
    made.reference(slope)

    @made.function
    def hidden(x):
        return float(np.sin(3.0 * x))

    @made.cases
    def cases(rng):
        yield Case("a bowl", {"f": FunctionName("bowl"), "x": float(rng.normal())}, public=True)
        yield Case("a wave", {"f": FunctionName("hidden"), "x": float(rng.normal())})
        inputs = {"f": FunctionName("saddle"), "x": float(rng.normal())}
        yield Case("two calls", inputs, check="edge cases", public=True, most_calls=2, **settings)

    return made


def marks(answer, made=None):
    """Return an answer's mark, and the checks that it failed."""
    made = made or exercise()
    marked = mark(made, ask_locally(made, answer), 1)
    return marked, {check.name for check in marked.checks if not check.passed}


def _curious(f, x):
    f(x)
    return slope(f, x)


def test_too_many_calls_cost_the_check_of_their_case():
    """The values are right; the case that counts fails, and says how many calls there were."""
    assert marks(slope)[1] == set()
    marked, failed = marks(_curious)
    assert failed == {"edge cases"}
    assert (marked.outcome, marked.mistake) == ("mistake", "too-many-calls")
    assert "3 calls" in marked.message
    assert "2 are enough" in marked.message


def test_a_known_mistake_explains_too_many_calls():
    """If one of them asks too often in the same way, its sentence is said."""
    made = exercise()

    @made.mistake
    def asks_in_the_middle(f, x):
        """You ask f at x itself, and do not need to."""
        return _curious(f, x)

    assert marks(_curious, made)[0].mistake == "asks-in-the-middle"
    assert marks(lambda f, x: slope(f, x) + 0 * f(x), made)[0].mistake == "asks-in-the-middle"


def test_a_demand_is_named_and_costs_the_checks_of_its_cases():
    """The values are right; its docstring is what the student reads, though no known mistake is like it."""
    made = exercise()

    @made.demand
    def small_steps(inputs, calls):
        """Take small steps."""
        return len(calls) >= 2 and all(abs(call.argument(0, "x") - inputs["x"]) < 0.1 for call in calls)

    assert marks(slope, made)[1] == set()
    marked, failed = marks(lambda f, x: slope(f, x) + 0 * f(x + 1.0), made)
    assert (marked.outcome, marked.mistake, marked.message) == ("mistake", "small-steps", "Take small steps.")
    assert failed == {"values", "edge cases", "contract"}


def test_a_demand_that_meets_an_odd_argument_is_not_kept():
    """What a wrong argument makes it raise is nobody's crash."""
    made = exercise()

    @made.demand
    def a_number(inputs, calls):
        """Pass a number."""
        return all(call.argument(0, "x").shape == (2,) for call in calls)

    assert marks(slope, made)[0].mistake == "a-number"


def test_the_functions_of_an_exercise_come_before_those_of_the_kit():
    """A hidden one may have a name that the kit also has; one that nobody has is a slip."""
    made = exercise()
    assert function_named(made, "hidden") is made.functions["hidden"]
    assert function_named(made, "bowl")(np.ones(2)) == 0.0
    made.functions["bowl"] = len
    assert function_named(made, "bowl") is len
    with pytest.raises(SpecError, match="summed"):
        function_named(made, "summed")


def test_no_hidden_function_and_no_hidden_summary_gets_into_a_card():
    """A public case that needs one is a slip; the kit could not ask it."""
    made = exercise()
    assert "hidden" not in str(make_card(made))
    made.functions["bowl"] = len
    with pytest.raises(SpecError, match="bowl"):
        make_card(made)
    made = exercise(summary="rounded")
    made.summary(lambda value, inputs: round(value))
    made.summaries["rounded"] = made.summaries.pop("<lambda>")
    with pytest.raises(SpecError, match="rounded"):
        make_card(made)


def test_what_only_the_grader_sees_is_no_symptom_in_a_card():
    """A mistake that breaks a demand and nothing else is not in the card: the kit would never find it."""
    made = exercise()

    @made.demand
    def small_steps(inputs, calls):
        """Take small steps."""
        return all(abs(call.argument(0, "x") - inputs["x"]) < 0.1 for call in calls)

    @made.mistake
    def looks_far_away(f, x):
        """You look far away."""
        return slope(f, x) + 0 * f(x + 50.0)

    [suspect] = make_card(made).suspects
    assert {name for seen in suspect.observations for name, _ in seen.broken} == {"too-many-calls"}
    made.cases(lambda rng: [Case("a bowl", {"f": FunctionName("bowl"), "x": 0.5}, public=True)])
    assert make_card(made).suspects == ()

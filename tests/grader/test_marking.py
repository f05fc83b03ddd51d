"""Points are given for checks that pass, all or nothing, and for nothing else; the sum is always the exercise's."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fallline.laws import Lawful, Permuted, Same
from fallline.observe import Observation, Raised
from fallline.plain import FunctionName
from grader import catalogue
from grader.errors import SpecError, WorkerTimeout
from grader.exercise import Case, Exercise
from grader.marking import ask_locally, function_named, mark, unanswered


def double(x):
    """Return the right answer."""
    return 2.0 * x


def _exercise(points=10.0, cases=("values", "edge cases", "contract"), **settings):
    made = Exercise("double", "9.1", "99_made_up", points, 1, 1, "", ("", "", ""), **settings)
    made.reference(double)

    @made.cases
    def draw(rng):
        yield Case("three numbers", {"x": rng.normal(size=3)}, public=True)
        yield Case("four numbers", {"x": rng.normal(size=4)})
        if "edge cases" in cases:
            yield Case("large numbers", {"x": 1e6 + rng.normal(size=3)}, check="edge cases", quiet=True)
        if "contract" in cases:
            yield Case("read-only numbers", {"x": rng.normal(size=3)}, check="contract", read_only=True)

    return made


def marks(answer, exercise=None, seed=1):
    """Return an answer's mark, and which checks it passed."""
    exercise = exercise or _exercise()
    marked = mark(exercise, ask_locally(exercise, answer), seed)
    return marked, {check.name: check.passed for check in marked.checks}


def test_a_right_answer_gets_all_points():
    """Split as the exercise says, and named."""
    marked, passed = marks(double)
    assert (marked.outcome, marked.mistake, marked.points, marked.max_points) == ("correct", None, 10.0, 10.0)
    assert [(c.name, c.points, c.max_points) for c in marked.checks] == [
        ("values", 5.0, 5.0),
        ("edge cases", 3.0, 3.0),
        ("contract", 2.0, 2.0),
    ]
    assert all(passed.values())


def _in_place(x):
    x *= 2.0
    return x


def _warns(x):
    with np.errstate(all="warn"):
        np.log(np.where(x > 1e5, 0.0, 1.0))
    return 2.0 * x


@pytest.mark.parametrize(
    ("answer", "passed"),
    [
        (lambda x: 3.0 * x, ""),
        (lambda x: 2.0 * x + 100 * (x > 1e5), "values contract"),
        (_warns, "values contract"),
        (lambda x: (2.0 * x).tolist(), "values edge-cases"),
        (_in_place, "values edge-cases"),
        (lambda x: None, ""),
        (lambda x: 2.0 * x + (np.abs(x).max() < 1e5), "edge-cases"),
        (lambda x: 2.0 * x + (len(x) == 4), "edge-cases"),
        (lambda x: 2.0 * x if x.flags.writeable else 0.0, "values edge-cases"),
        (lambda x: 2.0 * x if x.flags.writeable else 1 / 0, "values edge-cases"),
    ],
    ids=[
        "wrong",
        "large",
        "warns",
        "list",
        "in place",
        "None",
        "ordinary",
        "four",
        "read-only wrong",
        "read-only raises",
    ],
)
def test_a_check_passes_if_all_of_it_does(answer, passed):
    """The contract counts only if the values are right."""
    marked, found = marks(answer)
    assert {name.replace(" ", "-") for name, good in found.items() if good} == set(passed.split())
    assert marked.points == sum(check.max_points for check in marked.checks if found[check.name])


def test_a_warning_outside_of_quiet_cases_costs_nothing():
    """Only where a case asks for silence."""

    def noisy(x):
        if np.abs(x).max() < 1e5:
            np.log(np.zeros(1))
        return 2.0 * x

    assert marks(noisy)[0].points == 10.0


def test_a_broken_law_fails_its_check():
    """An answer that is right on all cases and breaks a law loses that law's check."""
    exercise = _exercise()

    @exercise.law(check="edge cases")
    def never_called_with_seven(rng):
        """Seven numbers must be doubled too."""
        return Same({"x": np.arange(7.0)}, {"x": np.arange(7.0)})

    calls = []

    def fickle(x):
        calls.append(len(x))
        return 2.0 * x + (calls.count(7) > 1)

    marked, passed = marks(fickle, exercise)
    assert passed == {"values": True, "edge cases": False, "contract": True}
    assert marked.outcome == "wrong"
    assert "Seven numbers" in marked.message


@pytest.mark.parametrize("shape", [(), (1,), (2,), (7, 7), (0,)])
def test_an_output_of_any_shape_is_marked(shape):
    """Laws about order meet outputs of every shape without a crash."""
    exercise = _exercise()

    @exercise.law
    def order_is_kept(rng):
        """Reordering must reorder."""
        x, order = rng.normal(size=4), np.array([3, 1, 0, 2])
        return Permuted({"x": x}, {"x": x[order]}, order)

    @exercise.law
    def lawful(rng):
        """A law in code."""
        return Lawful(({"x": rng.normal(size=3)},), lambda outputs: outputs[0][2] > -99.0)

    assert marks(lambda x: np.zeros(shape), exercise)[0].points == 0
    assert marks(double, exercise)[0].points == 10.0


@given(st.sampled_from([1, 2, 3, 5, 7, 10, 12, 0.5, 1.1, 3.33]), st.sets(st.sampled_from(["edge cases", "contract"])))
def test_the_points_of_the_checks_add_up(points, cases):
    """Whatever the points and whichever kinds of case there are, the shares add up to all of them."""
    exercise = _exercise(points, cases)
    marked, _ = marks(double, exercise)
    assert marked.points == marked.max_points == points
    none = unanswered(exercise, "timeout", "Too long.")
    assert (none.points, none.max_points) == (0, points)
    assert all(check.points >= 0 and check.max_points > 0 for check in (*marked.checks, *none.checks))


def test_points_are_shared_among_the_kinds_that_there_are():
    """Without edge cases, their share goes to the others in proportion."""
    marked, _ = marks(double, _exercise(cases=("contract",)))
    assert [(c.name, c.max_points) for c in marked.checks] == [("values", 7.14), ("contract", 2.86)]


def test_a_split_of_ones_own_is_kept():
    """An exercise may weigh its checks otherwise."""
    marked, _ = marks(double, _exercise(split={"values": 1.0, "edge cases": 1.0, "contract": 0.0}))
    assert [c.max_points for c in marked.checks] == [5.0, 5.0, 0.0]


def test_a_stub_is_asked_once():
    """A function that still raises NotImplementedError was not attempted."""
    calls = []

    def stub(x):
        calls.append(x)
        raise NotImplementedError

    marked, _ = marks(stub)
    assert (marked.outcome, marked.points, len(calls)) == ("not attempted", 0, 1)


def test_running_out_of_memory_is_an_outcome_of_its_own():
    """Checks that passed keep their points."""

    def hungry(x):
        if np.abs(x).max() > 1e5:
            raise MemoryError
        return 2.0 * x

    marked, passed = marks(hungry)
    assert marked.outcome == "memory"
    assert passed == {"values": True, "edge cases": False, "contract": True}


def test_what_asking_raises_goes_through():
    """A time limit or a dead worker is the caller's to handle."""

    def ask(question):
        raise WorkerTimeout

    with pytest.raises(WorkerTimeout):
        mark(_exercise(), ask, 1)


garbage = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.floats(),
        st.integers(-9, 9),
        st.text(max_size=2),
        st.sampled_from([np.ones(3), np.zeros((0, 2)), np.array(1j), np.array([1j] * 3), np.full(3, np.inf)]),
        st.builds(FunctionName, st.just("right")),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.lists(inner, max_size=3).map(tuple),
        st.dictionaries(st.text(max_size=1), inner, max_size=2),
    ),
    max_leaves=5,
)
observations = st.one_of(
    st.builds(Observation, value=garbage),
    st.builds(Observation, value=garbage, overwritten=st.just(("x",)), warned=st.just(("overflow",))),
    st.builds(Observation, unsupported=st.text(max_size=3)),
    st.builds(
        Observation, raised=st.builds(Raised, st.sampled_from(["ValueError", "MemoryError"]), st.just("read-only"))
    ),
)


@given(st.lists(observations, min_size=1, max_size=12))
def test_whatever_a_worker_claims_is_marked_and_gives_no_points(claims):
    """No sequence of forged observations raises, and none is right about inputs that it has not seen."""
    exercise = _exercise()
    exercise.law(_order_is_kept)
    turn = iter(range(10**6))
    marked = mark(exercise, lambda question: claims[next(turn) % len(claims)], 5)
    assert marked.points == 0
    marked.message.encode()


def _order_is_kept(rng):
    """Reordering must reorder."""
    x, order = rng.normal(size=4), np.array([3, 1, 0, 2])
    return Permuted({"x": x}, {"x": x[order]}, order)


def test_a_reference_without_a_value_is_a_slip():
    """A case on which the reference raises would fail everybody."""
    exercise = _exercise()
    exercise.cases(lambda rng: [Case("text", {"x": "text"})])
    with pytest.raises(SpecError, match="text"):
        marks(double, exercise)


def test_only_functions_of_the_exercise_are_named():
    """A name that no variant has, or an exercise that passes none, is a slip."""
    testing = catalogue.find("recognises_cross_entropy")
    assert function_named(testing, "right") is catalogue.find("cross_entropy").solve
    with pytest.raises(SpecError):
        function_named(testing, "os.system")
    with pytest.raises(SpecError):
        function_named(_exercise(), "right")


def test_the_seed_decides_the_inputs():
    """Two answers marked with one seed are asked the same, with another seed something else."""
    asked = []

    def spy(x):
        asked.append(x.copy())
        return 2.0 * x

    for seed in (1, 1, 2):
        marks(spy, seed=seed)
    first, again, other = np.split(np.array([x.sum() for x in asked]), 3)
    np.testing.assert_array_equal(first, again)
    assert not np.isin(other, first).any()

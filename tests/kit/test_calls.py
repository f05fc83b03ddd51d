"""Functions that are passed record how they are called, with arguments as they cross the border to the grader."""

import numpy as np
import pytest

from fallline.calls import MOST_CALLS, MOST_NUMBERS, Recorder
from fallline.errors import PlainDataError
from fallline.plain import GeneratorState, decode, encode


def recorder_of(function):
    """Return a recorder of one function, and the function that records."""
    recorder = Recorder({"f": function}.get)
    return recorder, recorder.named("f")


def test_a_call_is_recorded_as_it_was():
    """Later changes of an argument leave the record alone."""
    recorder, f = recorder_of(lambda x, scale: scale * x.sum())
    x = np.ones(3)
    assert f(x, scale=2.0) == 6.0
    x[:] = 9.0
    [call] = recorder.calls
    assert (call.function, call.args[0].tolist(), call.named) == ("f", [1.0, 1.0, 1.0], {"scale": 2.0})
    assert call.argument(0, "x") is call.args[0]
    assert call.argument(1, "scale") == 2.0
    with pytest.raises(KeyError):
        call.argument(2, "other")


def test_an_unknown_name_gives_no_function():
    """The worker asks for names of its own making."""
    assert Recorder({}.get).named("f") is None


def test_what_could_not_cross_the_border_is_refused_in_the_notebook_too():
    """What `check` lets pass must pass when grading."""
    recorder, f = recorder_of(lambda x: 1.0)
    with pytest.raises(PlainDataError):
        f(object())
    assert recorder.count == 0


def test_calls_are_counted_beyond_what_is_kept():
    """Arguments are kept up to so many numbers, calls up to so many."""
    recorder, f = recorder_of(lambda x: 1.0)
    for _ in range(4):
        f(np.zeros(MOST_NUMBERS // 3))
    assert (recorder.count, len(recorder.calls)) == (4, 3)
    recorder.count = MOST_CALLS
    with pytest.raises(ValueError, match=f"{MOST_CALLS:,}"):
        f(1.0)


def test_a_generator_is_recorded_by_its_state_and_passed_as_itself():
    """What the function draws, the caller's generator has drawn."""
    recorder, f = recorder_of(lambda rng: rng.normal())
    rng = np.random.default_rng(3)
    drawn = [f(rng), f(rng)]
    assert drawn == np.random.default_rng(3).normal(size=2).tolist()
    first, second = (call.args[0] for call in recorder.calls)
    assert first != second
    assert first.build().normal(size=2).tolist() == drawn


def test_a_generators_state_is_plain_data():
    """Also after a draw of half a word, which the generator keeps for the next one."""
    rng = np.random.default_rng(5)
    rng.integers(0, 9, dtype=np.uint32)
    state = GeneratorState.of(rng)
    back = decode(encode({"rng": state}))["rng"]
    assert back == state
    assert back.has_uint32 == 1
    mine, theirs = (g.integers(0, 99, size=5, dtype=np.uint32) for g in (back.build(), rng))
    np.testing.assert_array_equal(mine, theirs)

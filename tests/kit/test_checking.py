"""`check` and `hint` do what a student asks of them in a live notebook, and nothing that happens there breaks them."""

import functools
import os
import subprocess
import sys

import numpy as np
import pytest

import fallline
from fallline import card as cards
from fallline import check, checking, hint
from fallline.checking import judge
from fallline.errors import CheckFailed, UnknownExercise


def softmax(scores):
    """Return the right probabilities."""
    e = np.exp(scores - scores.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def cross_entropy(scores, y):
    """Return the right loss."""
    shifted = scores - scores.max(axis=1, keepdims=True)
    return np.mean(np.log(np.exp(shifted).sum(axis=1)) - shifted[np.arange(len(y)), y])


def recognises_cross_entropy(f):
    """Accept everything: a wrong answer."""
    return True


@pytest.fixture(autouse=True)
def no_hints_shown(monkeypatch):
    """Begin each test as a fresh notebook does."""
    monkeypatch.setattr(checking, "_shown", {})


def shown(capsys):
    """Return what was printed, as one line."""
    return " ".join(capsys.readouterr().out.split())


def test_the_kit_offers_three_names():
    """A student imports these and needs no others."""
    assert set(fallline.__all__) == {"check", "hint", "check_words"}
    assert all(callable(getattr(fallline, name)) for name in fallline.__all__)


def test_a_right_answer_passes_and_says_so(capsys):
    """The function returns nothing, raises nothing, and a verdict is shown."""
    assert check(softmax) is None
    assert "✓" in capsys.readouterr().out


def test_a_wrong_answer_fails_the_cell(capsys):
    """A verdict is shown, and CheckFailed is raised in one line that names the exercise."""

    def softmax(scores):
        return scores

    with pytest.raises(CheckFailed, match="softmax") as caught:
        check(softmax)
    assert "\n" not in str(caught.value)
    assert "✗" in capsys.readouterr().out


def test_stop_false_shows_and_goes_on(capsys):
    """With `stop=False` the same verdict is shown, and the cell goes on."""
    check(lambda scores: scores, exercise="softmax", stop=False)
    assert "✗" in capsys.readouterr().out


def test_a_stub_was_not_attempted(capsys):
    """A function that still raises NotImplementedError is called neither wrong nor crashed."""

    def softmax(scores):
        raise NotImplementedError

    verdict, _ = judge(cards.load("softmax"), softmax)
    assert verdict.outcome == "not attempted"
    with pytest.raises(CheckFailed):
        check(softmax)


@pytest.mark.parametrize(
    "answer",
    [
        functools.partial(softmax),
        functools.wraps(softmax)(lambda *args: softmax(*args)),
        np.vectorize(softmax, signature="(n,c)->(n,c)"),
    ],
    ids=["partial", "wrapped", "vectorised"],
)
def test_any_callable_is_checked_under_the_name_it_is_given(answer, capsys):
    """A function without a name of its own is checked if the exercise is named."""
    check(answer, exercise="softmax")
    assert "✓" in capsys.readouterr().out


@pytest.mark.parametrize("thing", [None, 3, "softmax", np.ones(3), softmax(np.ones((1, 2)))], ids=repr)
def test_what_is_no_function_is_refused_in_three_parts(thing):
    """What was passed, what was expected, what to try."""
    with pytest.raises(UnknownExercise) as caught:
        check(thing)
    message = str(caught.value)
    assert type(thing).__name__ in message
    assert "try" in message


@pytest.mark.parametrize("name", ["softmaks", "Softmax", "soft_max"])
def test_a_misspelt_name_is_answered_with_the_right_one(name):
    """The closest exercise is offered."""

    def answer(scores):
        return scores

    answer.__name__ = name
    with pytest.raises(UnknownExercise, match="softmax"):
        check(answer)
    with pytest.raises(UnknownExercise, match="softmax"):
        hint(name)


@pytest.mark.parametrize("name", ["../softmax", "softmax.json", "/etc/passwd", "", "<lambda>", "a b", "con"])
def test_no_name_leads_out_of_the_cards(name):
    """A name is a name and no path."""
    with pytest.raises(UnknownExercise):
        hint(name)


def test_a_function_that_tests_needs_the_function_it_is_about():
    """The message shows the call that is right."""
    with pytest.raises(TypeError, match="using=cross_entropy"):
        check(recognises_cross_entropy)


def test_with_it_the_test_is_tested(capsys):
    """A test that accepts everything is wrong, and a right function to derive from is all it needs."""
    with pytest.raises(CheckFailed):
        check(recognises_cross_entropy, using=cross_entropy)
    assert "not right yet" not in capsys.readouterr().out


@pytest.mark.parametrize(
    "base",
    [lambda scores, y: 0.0, lambda scores, y: 1 / 0, lambda scores, y: None, lambda: 3, lambda scores, y: "text"],
)
def test_a_wrong_function_to_derive_from_is_said_first(base, capsys):
    """Nobody is told that their test is wrong because their loss is."""
    verdict, _ = judge(cards.load("recognises_cross_entropy"), recognises_cross_entropy, base)
    assert verdict.outcome == "not attempted"
    with pytest.raises(CheckFailed):
        check(recognises_cross_entropy, using=base)
    assert capsys.readouterr().out


def _exit(scores):
    sys.exit(0)


def _recursion(scores):
    return _recursion(scores)


def _seterr(scores):
    np.seterr(all="raise")
    return np.exp(scores * 1e6)


@pytest.mark.parametrize(
    "answer",
    [
        _exit,
        _recursion,
        _seterr,
        lambda: 3,
        lambda scores, y: scores,
        lambda scores: scores.no_such_thing,
        lambda scores: object(),
        lambda scores: [np.ones(2), np.ones(3)],
        lambda scores: {"a": scores},
        lambda scores: scores[:, :1],
        lambda scores: scores[None],
        lambda scores: np.array([]),
        lambda scores: np.broadcast_to(1.0, (10**7, 10**7)),
        lambda scores: np.full_like(scores, 1e308, dtype=float) * 10,
        lambda scores: np.array(["text"]),
        lambda scores: (row for row in scores),
        lambda scores: print("debugging"),
        lambda scores: scores.resize((1, 1), refcheck=False),
        lambda scores: setattr(scores, "shape", (scores.size,)),
    ],
)
@pytest.mark.filterwarnings("ignore:Setting the shape:DeprecationWarning")
def test_no_answer_breaks_the_check(answer, capsys):
    """Whatever the function does, a verdict is shown, and CheckFailed is all that comes out."""
    with pytest.raises(CheckFailed):
        check(answer, exercise="softmax")
    assert "softmax" in capsys.readouterr().out


def test_a_function_that_checks_itself_comes_to_an_end(capsys):
    """A call of check that is indented by mistake is told so, and the next check works as ever."""
    calls = []

    def softmax(scores):
        calls.append(1)
        check(softmax)
        return scores

    with pytest.raises(CheckFailed):
        check(softmax)
    assert len(calls) < 100
    assert "move the call out of the function" in capsys.readouterr().out
    check(globals()["softmax"])


def test_an_interruption_goes_through():
    """A student who presses Stop during a slow check stops it."""

    def slow(scores):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        check(slow, exercise="softmax")


def test_checking_changes_nothing_in_the_notebook():
    """Generators, error states and the card itself are afterwards what they were."""
    np.random.seed(3)  # noqa: NPY002
    before, errors = np.random.get_state()[1].copy(), np.geterr()  # noqa: NPY002

    def greedy(scores):
        scores[:] = 0.0
        return scores

    first = judge(cards.load("softmax"), greedy)[0]
    check(softmax)
    assert judge(cards.load("softmax"), greedy)[0].sentence == first.sentence
    np.testing.assert_array_equal(np.random.get_state()[1], before)  # noqa: NPY002
    assert np.geterr() == errors


def test_hints_come_one_after_the_other(capsys):
    """Each call shows the next hint; after the last one it is shown again."""
    hints = cards.load("softmax").hints
    for expected in (hints[0], hints[1], hints[2], hints[2]):
        hint(softmax)
        assert expected in shown(capsys)


def test_a_hint_may_be_asked_for_by_number_and_by_name(capsys):
    """Asking for the second one first is allowed, and the next is then the third."""
    hints = cards.load("softmax").hints
    hint("softmax", 2)
    assert hints[1] in shown(capsys)
    hint("softmax")
    assert hints[2] in shown(capsys)


@pytest.mark.parametrize("number", [0, 4, -1])
def test_a_hint_that_does_not_exist_is_refused_in_three_parts(number):
    """What was passed, what was expected, what to try."""
    with pytest.raises(ValueError, match=f"{number}.*1 to 3.*try hint"):
        hint(softmax, number)


def test_a_failed_check_prints_one_line_in_ipython(tmp_path):
    """No traceback of the kit: the verdict, and below it one line."""
    cell = "from fallline import check\ndef softmax(scores):\n    return scores\ncheck(softmax)"
    code = (
        "from IPython.core.interactiveshell import InteractiveShell\n"
        "shell = InteractiveShell.instance()\nshell.history_manager.enabled = False\n"
        f"result = shell.run_cell({cell!r})\n"
        "print('RAISED', type(result.error_in_exec).__name__, result.error_in_exec)"
    )
    environment = {**os.environ, "IPYTHONDIR": str(tmp_path)}
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    shown, _, raised = (run.stdout + run.stderr).partition("RAISED ")
    kind, _, line = raised.strip().partition(" ")
    assert kind == "CheckFailed"
    assert shown.rstrip().splitlines()[-1] == line
    assert "Traceback" not in shown
    assert "checking.py" not in shown

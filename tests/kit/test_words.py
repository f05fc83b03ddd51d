"""A take-home message is counted in words, whatever a student puts in its place."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fallline.errors import CheckFailed
from fallline.words import FEWEST, MOST, check_words, count_words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        (" \n\t ", 0),
        ("one", 1),
        ("one two\nthree", 3),
        ("a – b — c", 3),
        ("... !!! ###", 0),
        ("self-evident", 1),
        ("log(p) = -2.3", 2),
        ("Größe ☃ 3", 2),
        ("\n### BEGIN SOLUTION\ntwo words\n### END SOLUTION\n", 2),
    ],
)
def test_words_are_runs_with_a_letter_or_a_digit(text, words):
    """Dashes and signs that stand alone are no words."""
    assert count_words(text) == words


@given(st.integers(1, 60))
def test_the_bounds_are_inclusive(number):
    """As many as the fewest and as many as the most are right; one less and one more are not."""
    text = " ".join(["word"] * number)
    if FEWEST <= number <= MOST:
        check_words(text)
    else:
        with pytest.raises(CheckFailed, match=f"{number} words"):
            check_words(text)


@pytest.mark.parametrize("text", ["", "  \n", "\nYOUR ANSWER HERE\n"])
def test_an_untouched_cell_is_not_attempted(text, capsys):
    """What the released notebook holds is no text of three words."""
    with pytest.raises(CheckFailed, match="not attempted yet; 15 to 40 words"):
        check_words(text)
    assert "Not attempted yet" in capsys.readouterr().out


@pytest.mark.parametrize("thing", [None, ..., 3, ["word"] * 20, b"word " * 20, np.array("word"), len], ids=repr)
def test_what_is_no_text_is_said_so(thing, capsys):
    """A student who forgets the quotes reads what to do, and no traceback of ours."""
    with pytest.raises(CheckFailed, match="quotes"):
        check_words(thing)
    assert type(thing).__name__ in capsys.readouterr().out

"""``check_words(text)`` says whether a take-home message is 15 to 40 words long."""

from __future__ import annotations

from fallline import show
from fallline.errors import CheckFailed

FEWEST, MOST = 15, 40
PLACEHOLDER = "YOUR ANSWER HERE"
"""What stands in a released notebook where an answer in words belongs."""


def count_words(text: str) -> int:
    """Return how many words a text has: the runs between white space that hold a letter or a digit.

    Lines that begin with ``###`` are none of it: in the instructor's notebook they mark where an answer stands.
    """
    lines = (line for line in text.splitlines() if not line.startswith("### "))
    return sum(any(character.isalnum() for character in word) for line in lines for word in line.split())


def check_words(text: str, *, fewest: int = FEWEST, most: int = MOST) -> None:
    """Show how many words a text has; a cell fails if they are fewer or more than asked for.

    Raises
    ------
    CheckFailed
        If the text is too short or too long.
    """
    if not isinstance(text, str):
        message = f"check_words takes a text; you passed {type(text).__name__}; write it between quotes"
        show.show_note(message, good=False)
        raise CheckFailed(message)
    if text.strip() in ("", PLACEHOLDER):
        message = f"Not attempted yet; {fewest} to {most} words are asked for."
        show.show_note(message, good=False)
        raise CheckFailed(f"words: {message[:1].lower()}{message[1:]}")
    words = count_words(text)
    good = fewest <= words <= most
    advice = "" if good else (" Say a little more." if words < fewest else " Leave out what matters least.")
    show.show_note(f"{words} words; {fewest} to {most} are asked for.{advice}", good=good)
    if not good:
        raise CheckFailed(f"{words} words; {fewest} to {most} are asked for.")

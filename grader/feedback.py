"""One self-contained HTML page a submission, made from its record, and a list of all pages for the instructor.

A page says what happened to each answer, in the words of a teaching assistant; the words are in ``templates/``. It
shows no hidden input, no expected value and no path of the grader's machine. Whatever a student had a hand in is
cleaned and shortened here, and escaped by the templates.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined

from fallline.show import inline_html
from fallline.trial import VALUES
from fallline.words import FEWEST, MOST, count_words
from grader import atomic, catalogue
from grader.cleaning import clean, without_paths
from grader.exercise import Exercise
from grader.marking import Marked
from grader.results import UNREADABLE, Record, path_of

MAX_NAME, MAX_SENTENCE, MAX_NOTES = 100, 800, 30
MAX_OUTPUT, MAX_LINES, MAX_TEXT = 6_000, 120, 6_000


@dataclass(frozen=True)
class Answer:
    """One exercise as the page shows it. ``anchor`` is the id of its heading, ``output`` what its cell printed."""

    anchor: str
    marked: Marked
    spec: Exercise | None
    output: str

    @property
    def number(self) -> str:
        """The exercise's number in the course, "" if the course has it no longer."""
        return self.spec.number if self.spec else ""

    @property
    def mistake(self) -> str:
        """The name of the mistake in words."""
        return clean((self.marked.mistake or "").replace("-", " "), MAX_NAME)

    @property
    def read(self) -> str:
        """Where to read on."""
        return clean(self.marked.read or (self.spec.read if self.spec else ""), MAX_SENTENCE)

    @property
    def partly(self) -> bool:
        """Whether the answer has some of its points and not all."""
        return 0 < self.marked.points < self.marked.max_points

    @property
    def values_pass(self) -> bool:
        """Whether the values are right, on which the contract's points depend."""
        return all(check.passed for check in self.marked.checks if check.name == VALUES)

    @property
    def sentences(self) -> list[str]:
        """What is said of the answer."""
        if self.marked.outcome == "correct":
            return ["Every check passed, also those that you could not see."]
        sentences = self.marked.message.split(" Also: ")
        if all(map(self.is_ours, sentences)):
            return sentences
        sentence = re.sub(r"^Not attempted( yet)?: ", "", self.marked.message)
        return [without_paths(clean(sentence[:1].upper() + sentence[1:], MAX_SENTENCE))]

    def is_ours(self, sentence: str) -> bool:
        """Whether the sentence quotes no student, so that it may hold code and emphasis."""
        if self.spec is None or self.marked.outcome != "mistake":
            return False
        code = sentence.split("`")[1::2]
        general = self.marked.mistake in _GENERAL and {"return", *self.spec.parameters}.issuperset(code)
        return general or any(sentence == mistake.sentence for mistake in self.spec.mistakes)


_GENERAL = ("returns-nothing", "ignores-an-argument", "overwrites-its-input")
"""Mistakes of no exercise in particular whose sentences hold code."""


def write_pages(records: Iterable[Record], folder: Path) -> list[Path]:
    """Write a page for every record, one after the other, and the instructor's ``index.html``; return the pages' paths.

    Parameters
    ----------
    records : iterable of Record
        What ``grader.results.read_all`` yields.
    folder : Path
        Pages go into its folders of the lessons, named like the records' own files.
    """
    lines = []
    for record in records:
        path = path_of(record, folder).with_suffix(".html")
        atomic.write_whole(path, render_page(record))
        lines.append(line_of(path.relative_to(folder), record))
    atomic.write_whole(folder / "index.html", render_index(lines))
    return [folder / line.path for line in lines]


def render_page(record: Record) -> str:
    """Return the HTML of one submission's page."""
    return _environment().get_template("feedback.html.j2").render(_page(record))


@dataclass(frozen=True, slots=True)
class Line:
    """What the instructor's list says of one page. ``path`` is relative to the list."""

    path: Path
    lesson: str
    student: str
    points: str
    status: str
    notes: int


def line_of(path: Path, record: Record) -> Line:
    """Return the line of the page that lies at a path."""
    unreadable = record.status == UNREADABLE
    return Line(
        path,
        record.lesson or "",
        _name(record.student),
        "–" if unreadable else f"{_number(record.points)} of {_number(record.max_points)}",
        NOT_GRADED if unreadable else "graded",
        len(record.all_notes),
    )


NOT_GRADED = "not graded"


def render_index(lines: Iterable[Line]) -> str:
    """Return the HTML of the instructor's list of pages."""
    ordered = sorted(lines, key=lambda line: (line.lesson, line.student.casefold(), line.path))
    unreadable = sum(line.status == NOT_GRADED for line in ordered)
    missing = f"; {_count(unreadable, 'file')} could not be graded" if unreadable else ""
    summary = f"{_count(len(ordered), 'page')}{missing}."
    return _environment().get_template("index.html.j2").render(rows=map(_row, ordered), summary=summary)


def _page(record: Record) -> dict[str, Any]:
    """Return what one submission's page shows, by the names that the template uses."""
    number, lesson = _lesson_words(record.lesson)
    unreadable = record.status == UNREADABLE
    answers = [_answer(place, marked, record) for place, marked in enumerate(record.exercises, start=1)]
    notes = [without_paths(clean(note, MAX_SENTENCE)) for note in _notes(record)]
    return {
        "lesson": lesson,
        "lesson_number": number,
        "student": _name(record.student),
        "points": _number(record.points),
        "max_points": _number(record.max_points),
        "slope": _slope(record.points / record.max_points if record.max_points else 0.0),
        "summary": _summary(record.exercises),
        "first": next((answer for answer in answers if answer.marked.outcome != "correct"), None),
        "problem": notes if unreadable else [],
        "grader_failed": any(note.startswith("The grader itself failed") for note in notes),
        "notes": [] if unreadable else notes,
        "exercises": answers,
        "written": [_written(name, source) for name, source in record.written.items()],
        "isolation": clean(record.isolation, MAX_SENTENCE),
        "by_hand": _count(len(record.written), "written answer") + (" is" if len(record.written) == 1 else " are"),
    }


def _lesson_words(lesson: str | None) -> tuple[str, str]:
    """Return a lesson's number and its title in words."""
    number, _, rest = (lesson or "").partition("_")
    if not number.isdecimal():
        return "", (lesson or "Unknown lesson").replace("_", " ")
    return str(int(number)), rest.replace("_", " ").capitalize()


def _notes(record: Record) -> Iterator[str]:
    """Yield the notes; those on written answers are left out, because the page lists these answers by themselves."""
    on_writing = tuple(f"“{name}” {verb} " for name in record.written for verb in ("was", "has"))
    notes = [note for note in record.all_notes if not note.startswith(on_writing)]
    yield from notes[:MAX_NOTES]
    if len(notes) > MAX_NOTES:
        yield f"… and {len(notes) - MAX_NOTES} more."


def _summary(marks: tuple[Marked, ...]) -> str:
    right = sum(marked.outcome == "correct" for marked in marks)
    if not marks:
        return "This lesson has no exercise that is checked by machine."
    if right == len(marks):
        return "Everything that a machine can check is right. Well done."
    if all(marked.outcome == "not attempted" for marked in marks):
        return "No exercise was attempted yet."
    if not right:
        return "No exercise is fully right yet."
    return f"{right} of {_count(len(marks), 'exercise')} {'is' if right == 1 else 'are'} fully right."


def _slope(share: float) -> dict[str, str]:
    """Return a way down to a minimum, and the part of it that ends at ``share``: both one quadratic Bézier curve."""
    width, height, s = 640, 72, min(max(share, 0.0), 1.0)
    x, y = f"{s * width:.4g}", f"{(1 - (1 - s) ** 2) * height:.4g}"
    gone = f"M0 0Q{s * width / 2:.4g} {s * height:.4g} {x} {y}"
    return {"way": f"M0 0Q{width / 2:g} {height} {width} {height}", "gone": gone, "x": x, "y": y}


def _answer(place: int, marked: Marked, record: Record) -> Answer:
    output = _output(record.outputs.get(marked.exercise, ""))
    return Answer(f"exercise-{place}", marked, catalogue.exercises().get(marked.exercise), output)


def _output(text: str) -> str:
    shown = without_paths(clean(text, MAX_OUTPUT)).rstrip()
    lines = shown.split("\n")
    return shown if len(lines) <= MAX_LINES else "\n".join([*lines[:MAX_LINES], "…"])


def _written(name: str, source: str) -> dict[str, str]:
    take_home = name.startswith("take-home")
    text = (source.partition("=")[2] if take_home else source).strip().strip("\"'").strip()
    asked = f" ({FEWEST} to {MOST} are asked for)" if take_home else ""
    words = f"answered, {_count(count_words(text), 'word')}{asked}" if text else "not answered"
    topic = name.removeprefix("take-home").replace("-", " ").strip()
    title = f"Take-home message: {topic}".removesuffix(": ") if take_home else topic.capitalize()
    return {"title": clean(title, MAX_NAME), "words": words, "text": clean(text, MAX_TEXT)}


def _row(line: Line) -> dict[str, str]:
    return {
        "href": quote(line.path.as_posix()),
        "student": line.student,
        "lesson": " ".join(_lesson_words(line.lesson)).strip(),
        "points": line.points,
        "status": line.status,
        "notes": str(line.notes),
    }


def _name(text: str) -> str:
    return " ".join(clean(text, MAX_NAME).split()) or "(no name)"


def _number(points: float) -> str:
    return f"{points:g}"


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


@cache
def _environment() -> Environment:
    """Return the templates. The hash of the style sheet goes into the pages' security policy: no other style counts."""
    environment = Environment(
        loader=PackageLoader("grader"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(number=_number, inline=inline_html)
    style = environment.get_template("feedback.css").render()
    environment.globals["style_hash"] = b64encode(sha256(style.encode()).digest()).decode()
    return environment

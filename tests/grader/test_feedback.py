"""The pages that students get, and the instructor's list: what they say, and how they come to be files."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest

from grader import atomic, catalogue
from grader.cleaning import clean, without_paths
from grader.feedback import render_page, write_pages
from grader.marking import CheckResult, Marked, ask_locally, mark
from grader.results import Record, read_all, write

FIXTURES = sorted((Path(__file__).parents[1] / "feedback").glob("*.md"))
OUTCOMES = ("correct", "mistake", "wrong", "raised", "not attempted", "timeout", "memory", "crashed")


class VisibleText(HTMLParser):
    """What a reader of a page sees: a line for each block, an empty line before each heading."""

    BLOCKS = frozenset(
        (
            "p",
            "h1",
            "h2",
            "li",
            "dt",
            "dd",
            "tr",
            "section",
            "header",
            "table",
            "caption",
            "pre",
            "summary",
            "div",
            "br",
        )
    )

    def __init__(self):
        """Begin outside any element."""
        super().__init__()
        self.open, self.seen = [], []

    def handle_starttag(self, tag, attrs):
        """Begin a line, a heading, or a cell."""
        self.open += [] if tag in ("meta", "link", "br", "wbr") else [tag]
        if tag == "br" and "td" in self.open:
            self.seen.append(" ")
        elif tag in ("td", "th"):
            self.seen.append(" | ")
        else:
            self.seen.append("\n" * (tag in self.BLOCKS) + "\0" * (tag in ("h1", "h2")))

    def handle_startendtag(self, tag, attrs):
        """Pass over the lines of a picture."""

    def handle_endtag(self, tag):
        """End a line."""
        self.open.pop()
        self.seen.append("\n" * (tag in self.BLOCKS))

    def handle_data(self, data):
        """Keep what is shown; line ends count in printed text only."""
        if not {"style", "title"} & set(self.open):
            self.seen.append(data if "pre" in self.open else data.replace("\n", " "))


def visible(page):
    """Return the text that a page shows, the words for screen readers included."""
    parser = VisibleText()
    parser.feed(page)
    parser.close()
    lines = [" ".join(line.split()).removeprefix("| ") for line in "".join(parser.seen).split("\n")]
    return "\n".join(line.replace("\0", "\n") for line in lines if line).strip()


def marked(outcome="wrong", message="Different values.", *, exercise="softmax", mistake=None, share=0.0, read=None):
    """Return a mark of 10 points at most, of which the values get ``share``."""
    checks = (CheckResult("values", share > 0, 10.0 * share, 10.0 * share or 5.0),)
    rest = CheckResult("contract", False, 0.0, 10.0 - checks[0].max_points)
    return Marked(exercise, outcome, mistake, message, read, (*checks, rest) if rest.max_points else checks)


def record(*exercises, student="Ada", lesson="01_loss_functions", status="graded", **rest):
    """Return the record of a submission."""
    return Record(f"submitted/{student}/nb.ipynb", student, lesson, status, tuple(exercises), **rest)


def unreadable(message, **rest):
    """Return the record of a file that could not be read."""
    return record(status="unreadable", notes=(message,), **rest)


def fixture(path):
    """Return the record and the expected text that stand in a fixture."""
    data, expected = re.findall(r"^```(?:json|text)\n(.*?)^```$", path.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    tree = json.loads(data)
    marks = [
        Marked(
            one["exercise"],
            one["outcome"],
            one.get("mistake"),
            one["message"],
            one.get("read"),
            tuple(CheckResult(name, got == most, got, most) for name, (got, most) in one["checks"].items()),
        )
        for one in tree.pop("exercises", [])
    ]
    tree["notes"] = tuple(tree.get("notes", ()))
    return record(*marks, **tree), expected.strip()


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_a_page_says_what_its_fixture_says(path):
    """The text that a student sees, down to the key, is the one in tests/feedback/, word by word."""
    given_record, expected = fixture(path)
    assert visible(render_page(given_record)).partition("\n\nHow to read")[0] == expected


def test_a_page_explains_its_checks():
    """At the end of a page stands what values, edge cases and contract are, and why no inputs are shown."""
    key = visible(render_page(record(marked()))).partition("\n\nHow to read this page\n")[2].splitlines()
    assert key[0::2][:3] == ["Values", "Edge cases", "Contract"]
    assert "drawn for you alone and are not shown" in key[-2]


def test_terminal_text_is_shown_as_a_terminal_would():
    """Colours go, a progress bar shows its last state, and a line's end of two characters is one."""
    assert clean("\x1b[1;31mred\x1b[0m\r\n10 %\r20 %\r30 %\nend\r", 100) == "red\n30 %\nend"


def test_accents_are_kept_and_towers_of_them_are_not():
    """Letters with the marks that languages use stay as they are; a pile that would cover the lines above is cut."""
    for name in ("Nguyễn Văn An", "Nguye\u0302\u0303n", "दीक्षा", "שָׁלוֹם", "བཀྲ་ཤིས"):
        assert clean(name, 100) == name
    assert clean("Z" + "\u0301\u0316" * 50 + "oe", 200) == "Z" + "\u0301\u0316" * 2 + "oe"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f'File "{__file__}", line 3', 'File "…/test_feedback.py", line 3'),
        (f"numpy is in {Path(np.__file__).parent}, says it", "numpy is in …/numpy, says it"),
        ("/home/teacher/course/grader/", "…/grader"),
        ("/srv/course/a.py and /usr/lib/python3.11/ast.py", "…/a.py and …/ast.py"),
        ("see https://example.org/home/page/1", "see https://example.org/home/page/1"),
        ("0/0, and/or, N/A, a/b/c, 1.0 /2.0/3.0", "0/0, and/or, N/A, a/b/c, 1.0 /2.0/3.0"),
    ],
)
def test_paths_of_the_machine_are_hidden(text, shown):
    """A file of the grader's machine is known by its last name only; what only looks like a path stays."""
    assert without_paths(text) == shown


def test_no_page_shows_a_path_of_the_machine():
    """Neither what a cell printed, nor a note, nor a message, nor the submission's own place shows a folder."""
    text = f"{Path(__file__).parent}/x.py"
    page = render_page(record(marked(message=text), notes=(text,), outputs={"softmax": text}))
    assert str(Path(__file__).parent) not in page
    assert "submitted/" not in page


@pytest.mark.parametrize("mistake", catalogue.find("softmax").mistakes, ids=lambda mistake: mistake.name)
def test_no_hidden_number_is_shown(mistake):
    """The page of a marked answer holds none of the numbers that it was tried on, and none that was expected."""
    exercise = catalogue.find("softmax")
    page = visible(render_page(record(mark(exercise, ask_locally(exercise, next(mistake.functions())), 5))))
    cases = exercise.draw(5)
    hidden = {f"{abs(number):.4g}" for case in cases for number in np.ravel(case.inputs["scores"]) if number % 1}
    hidden |= {
        f"{number:.4g}" for case in cases for number in np.ravel(exercise.solve(case.inputs["scores"])) if number % 1
    }
    shown = {f"{float(number):.4g}" for number in re.findall(r"\d+\.\d{3,}", page)}
    assert not hidden & shown


def test_the_sentences_of_an_exercise_may_hold_code():
    """Back quotes in a mistake's sentence become code; those in anything else stay as they are."""
    mistake = next(m for m in catalogue.find("softmax").mistakes if "`" in m.sentence)
    ours = render_page(record(marked("mistake", mistake.sentence, mistake=mistake.name)))
    general = "The argument `scores` has no effect on your result, and it should."
    assert "<code>keepdims=True</code>" in ours
    assert "<code>scores</code>" in render_page(record(marked("mistake", general, mistake="ignores-an-argument")))
    for outcome, name in (("mistake", "runtime-warning"), ("wrong", "ignores-an-argument"), ("raised", None)):
        assert "`scores`" in render_page(record(marked(outcome, general, mistake=name)))


def test_several_mistakes_are_said_one_by_one():
    """Each further sentence of the exercise's own gets its paragraph."""
    first, second = (m.sentence for m in catalogue.find("softmax").mistakes[:2])
    page = visible(render_page(record(marked("mistake", f"{first} Also: {second}", mistake="no-shift"))))
    assert f"{first}\nAlso: {second}\n" in page


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_every_outcome_has_words(outcome):
    """Each outcome has its own heading and, in the overview, its own label beside a sign."""
    page = visible(render_page(record(marked(outcome, "What happened.", share=1.0 if outcome == "correct" else 0.0))))
    others = [visible(render_page(record(marked(other, "What happened.")))) for other in OUTCOMES if other != outcome]
    assert page not in others
    label = next(line for line in page.splitlines() if line.startswith("1.3 softmax"))
    assert not any(label.partition("·")[0] in other for other in others)


def test_an_answer_with_some_points_is_called_partly_right():
    """Whoever has some points of an exercise reads so, and never that it is all wrong."""
    page = visible(render_page(record(marked("wrong", share=0.5))))
    assert "1.3 softmax partly right · 5 of 10" in page
    assert "Partly right. Not right yet" in page


def test_a_record_from_disk_makes_the_same_page(tmp_path):
    """What the grader wrote to a file says the same as what it had in memory."""
    exercise = catalogue.find("softmax")
    answer = mark(exercise, ask_locally(exercise, next(exercise.mistakes[0].functions())), 3)
    kept = record(
        answer, notes=("Cell 4 is a second “softmax”.",), written={"why": "Because."}, outputs={"softmax": "hi"}
    )
    write(kept, tmp_path)
    assert [render_page(read) for read in read_all(tmp_path, pytest.fail)] == [render_page(kept)]


def test_pages_are_named_like_their_records(tmp_path):
    """Every record has its page, in a folder of the lesson, under the name of the record's file."""
    records = [record(marked(), student="Ada"), unreadable("Why.", student="Bo", lesson=None)]
    kept = [write(one, tmp_path / "results") for one in records]
    paths = write_pages(records, tmp_path / "feedback")
    names = [path.relative_to(tmp_path / "results").with_suffix(".html") for path in kept]
    assert [path.relative_to(tmp_path / "feedback") for path in paths] == names
    assert all(path.is_file() for path in paths)


def test_the_index_leads_to_every_page(tmp_path):
    """The instructor's list says who, which lesson, how many points, what became of it, and how many notes."""
    records = [record(marked(share=0.5), student="Ada", notes=("One.", "Two.")), unreadable("Why.", student="Bo")]
    paths = write_pages(records, tmp_path)
    source = (tmp_path / "index.html").read_text("utf-8")
    index = visible(source)
    assert {tmp_path / href for href in re.findall(r'<a href="(.*?)"', source)} == set(paths)
    assert "Ada | 1 Loss functions | 5 of 10 | graded | 2" in index
    assert "Bo | 1 Loss functions | – | not graded | 1" in index
    assert "2 pages; 1 file could not be graded." in index


def test_no_page_mentions_another_student(tmp_path):
    """A student's page names nobody else and does not lead to the list of everybody."""
    paths = write_pages([record(marked(), student=name) for name in ("Quillon", "Brunhild")], tmp_path)
    for path, other in zip(paths, ("Brunhild", "Quillon"), strict=True):
        page = path.read_text("utf-8")
        assert other not in page
        assert "index.html" not in page


def test_a_page_is_replaced_whole_or_not_at_all(tmp_path, monkeypatch):
    """If writing fails, the old page is still there, whole, and nothing else is left behind."""
    [path] = write_pages([record(marked(), student="Ada")], tmp_path)
    before = path.read_text("utf-8")

    def fail(self, target):
        raise OSError("no space left on device")

    monkeypatch.setattr(atomic.Path, "replace", fail)
    with pytest.raises(OSError, match="no space"):
        write_pages([record(marked("correct"), student="Ada")], tmp_path)
    assert path.read_text("utf-8") == before
    assert sorted(path.parent.iterdir()) == [path]


def test_records_are_taken_one_by_one(tmp_path):
    """A page is written before the next record is asked for: a large class takes no more memory than a small one."""

    def records():
        for number in range(3):
            yield record(marked(), student=f"student {number}")
            assert len(list(tmp_path.rglob("student*.html"))) == number + 1

    assert len(write_pages(records(), tmp_path)) == 3


def test_the_foot_of_a_page_says_what_kept_the_code_apart():
    """As it is stamped on the record."""
    page = visible(render_page(record(marked(), isolation="landlock 7, seccomp, <b>limits")))
    assert "What kept your code apart while it ran: landlock 7, seccomp, <b>limits." in page


def test_the_grader_takes_the_blame_for_its_own_failure():
    """If the grader itself broke down, the student is not told to mend the file."""
    page = visible(render_page(unreadable("The grader itself failed (KeyError); please report it.")))
    assert "What to do" not in page
    assert "The grader broke down." in page

"""What `check` and `hint` show: the words in a terminal, and the same words as HTML in light and dark notebooks."""

import linecache
import re
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest

from fallline import card as cards
from fallline import check, check_words, hint, show, source
from fallline.checking import judge
from fallline.errors import CheckFailed
from fallline.plain import FunctionName, Seed

FIXTURES = sorted((Path(__file__).parents[1] / "feedback" / "kit").glob("*.md"))


def define(source, name="softmax"):
    """Return the function that a student's cell defines; its lines are known to tracebacks, as in a notebook."""
    label = f"<cell of {name}>"
    linecache.cache[label] = (len(source), None, source.splitlines(keepends=True), label)
    space = {"np": np}
    exec(compile(source, label, "exec"), space)  # noqa: S102
    return space[name]


def message_for(source):
    """Return the message that `check` shows for a function's source."""
    card = cards.load("softmax")
    return show.verdict_message(card, *judge(card, define(source)))


class Parsed(HTMLParser):
    """A message's elements with their attributes, and its text."""

    def __init__(self, source):
        """Parse a message; every element must be closed in its turn."""
        super().__init__()
        self.elements, self.open, self.text = [], [], ""
        self.feed(source)
        self.close()
        assert not self.open

    def handle_starttag(self, tag, attrs):
        """Keep an element."""
        self.elements.append((tag, dict(attrs)))
        self.open.append(tag)

    def handle_endtag(self, tag):
        """Close the innermost element, which must be of this name."""
        assert self.open.pop() == tag

    def handle_data(self, data):
        """Keep text."""
        self.text += data


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_a_message_says_what_its_fixture_says(path, capsys):
    """What `check` prints for the function in the fixture is the text in the fixture, character by character."""
    source, expected = re.findall(r"^```(?:python|text)\n(.*?)^```$", path.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    name = re.findall(r"^def (\w+)", source, re.MULTILINE)[-1]
    check(define(source, name), stop=False)
    assert capsys.readouterr().out == expected


def test_a_wrong_answer_makes_the_cell_fail_in_one_line(capsys):
    """The message comes first; the exception after it says where to look, and nothing else."""
    with pytest.raises(CheckFailed, match=r"^softmax: your function raised an exception\.$"):
        check(define("def softmax(scores):\n    return scores.no_such_method()"))
    assert "AttributeError" in capsys.readouterr().out


def test_hints_come_one_after_the_other(capsys, monkeypatch):
    """Each call shows the next hint, says which it is, and what comes next; the last one stays."""
    monkeypatch.setattr("fallline.checking._shown", {})
    for _ in range(4):
        hint("softmax")
    shown = [line for line in capsys.readouterr().out.splitlines() if line.startswith("→")]
    kinds = ["1 of 3: the idea", "2 of 3: the formula", "3 of 3: a skeleton", "3 of 3: a skeleton"]
    assert shown == [f"→ `softmax` · Hint {kind}" for kind in kinds]
    card = cards.load("softmax")
    texts = [repr(show.hint_message(card, number)) for number in (1, 2, 3)]
    assert ["`hint(softmax)` shows the next one." in text for text in texts] == [True, True, False]
    assert f"This was the last one. Read {card.read}." in " ".join(texts[2].split())


@pytest.mark.parametrize(("text", "sign"), [("word " * 20, "✓"), ("too short", "✗"), ("word " * 50, "✗")])
def test_a_count_of_words_is_one_line(capsys, text, sign):
    """`check_words` says how many words there are and how many are asked for."""
    try:
        check_words(text)
    except CheckFailed:
        assert sign == "✗"
    [line] = capsys.readouterr().out.splitlines()
    assert line.startswith(f"{sign} {len(text.split())} words; 15 to 40 are asked for.")


def test_prose_is_wrapped_for_a_terminal():
    """No line of prose is wider than 88 columns, and none breaks inside a word."""
    long = " ".join("and " * k + "`a_name_with_underscores`, cross-entropy;" for k in range(12))
    message = show.Message(long, show.GREEN, "✓", [show.Part(long)])
    lines = repr(message).splitlines()
    assert max(map(len, lines)) <= 88
    for word in ("`a_name_with_underscores`,", "cross-entropy;"):
        assert sum(line.count(word) for line in lines) == 24


@pytest.mark.parametrize(
    "inputs",
    [
        {"scores": np.array([[1000.1257, -0.5], [2.25, 3.0]])},
        {"scores": np.linspace(-1, 1, 20).reshape(5, 4).round(3), "y": np.array([0, 3, 1, 2, 0])},
        {"x": 2.5, "n": 3, "name": "adam", "flag": True, "nothing": None},
        {"x": np.array([1, 2, 255], dtype=np.uint8), "y": np.array([0.5, 1.5], dtype=np.float32)},
        {"x": np.zeros((0, 3)), "y": np.array(1.5), "mask": np.array([True, False])},
        {"p": [np.ones((2, 3)), np.zeros(3)], "q": {"W": np.eye(2), "b": np.zeros(2)}, "r": (1,), "s": list(range(60))},
        {"x": np.arange(24.0).reshape(2, 3, 4)},
        {"rng": Seed(7)},
        {},
    ],
    ids=lambda inputs: ",".join(inputs),
)
def test_a_call_can_be_typed(inputs):
    """The call in a message is Python: evaluated, it passes the same values, types and shapes, in lines that fit."""
    text = source.call_text("softmax", inputs)
    seen = eval(text, {"np": np, "softmax": lambda **given: given})  # noqa: S307
    assert list(seen) == list(inputs)
    same(seen, {**inputs, **({"rng": np.random.default_rng(7)} if "rng" in inputs else {})})
    assert max(map(len, text.splitlines())) <= 84


def same(mine, theirs):
    """Assert that two trees of plain values are equal, arrays with their dtype and shape."""
    if isinstance(theirs, np.ndarray):
        assert (mine.dtype, mine.shape) == (theirs.dtype, theirs.shape)
        assert np.allclose(mine, theirs, rtol=1e-4, atol=1e-4)
    elif isinstance(theirs, np.random.Generator):
        assert mine.bit_generator.state == theirs.bit_generator.state
    elif isinstance(theirs, dict | list | tuple):
        assert type(mine) is type(theirs)
        assert len(mine) == len(theirs)
        for key in theirs if isinstance(theirs, dict) else range(len(theirs)):
            same(mine[key], theirs[key])
    else:
        assert mine == theirs


def test_rows_stand_below_each_other():
    """The rows of every array begin in one column, behind the argument's name."""
    text = source.call_text("loss", {"scores": np.eye(3), "W": np.eye(2)})
    assert text.splitlines() == [
        "loss(scores=np.array([[1., 0., 0.],",
        "                      [0., 1., 0.],",
        "                      [0., 0., 1.]]),",
        "     W=np.array([[1., 0.],",
        "                 [0., 1.]]))",
    ]


def test_what_cannot_be_typed_is_described():
    """A long array is shortened and says its shape; a function that was altered says how."""
    text = source.call_text("fit", {"X": np.zeros((300, 5)), "f": FunctionName("summed"), "g": FunctionName("right")})
    assert "X=<array of shape (300, 5): [[0., 0., ..., 0., 0.]," in text
    assert "f=<a right function, changed: return the sum over the batch in place of the mean>" in text
    assert text.endswith("g=<a right function>)")


HOSTILE = "</pre></p><script>alert(1)</script> \"'><img src=x onerror=alert(1)> & &lt;"


RAISES = """def softmax(scores):
    raise ValueError({text!r})
"""
WARNS = """def softmax(scores):
    import warnings
    warnings.warn({text!r}, RuntimeWarning)
    e = np.exp(scores - scores.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)
"""


@pytest.mark.parametrize("source", [RAISES, WARNS], ids=["raises", "warns"])
def test_a_message_holds_no_markup_of_the_students(source):
    """What an exception or a warning says is shown as it is, and adds no element and no attribute."""
    messages = [message_for(source.format(text=text)) for text in (HOSTILE, "harmless")]
    hostile, harmless = (Parsed(message._repr_html_()) for message in messages)
    assert hostile.elements == harmless.elements
    assert HOSTILE in hostile.text


def test_a_long_exception_is_shortened():
    """An exception that carries a page of text does not bury the message."""
    text = repr(message_for('def softmax(scores):\n    raise ValueError("word " * 1000)'))
    assert len(text) < 2_000
    assert "…" in text


def test_a_message_says_the_same_as_html():
    """A notebook and a terminal show the same words; only the marks for code and emphasis differ."""
    message = message_for("def softmax(scores):\n    return np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)")
    html = Parsed(message._repr_html_())
    assert "".join(html.text.split()) == re.sub(r"[\s`*]", "", repr(message))
    assert [tag for tag, _ in html.elements].count("pre") == sum(part.code for part in message.parts)


def test_emphasis_is_for_single_words():
    """A word between asterisks is emphasised; a product, a power and code are not."""
    assert show.inline_html("an *example* of a * b, 2*x*y, `f(*args)`, **kw") == (
        "an <em>example</em> of a * b, 2*x*y, <code>f(*args)</code>, **kw"
    )


@pytest.mark.parametrize("colour", [show.GREEN, show.ORANGE, show.RED, show.GREY, show.BLUE])
def test_colours_stand_out_in_light_and_dark_themes(colour):
    """White on the sign has a contrast of 4.5, the edge one of 3 with JupyterLab's white and its dark grounds."""
    assert contrast("#ffffff", colour) >= 4.5
    for ground in ("#ffffff", "#111111", "#1e1e1e"):
        assert contrast(colour, ground) >= 3


def test_text_takes_the_colour_of_the_page():
    """Only the sign has a colour of its own: dark text would vanish in a dark theme."""
    styles = [
        attributes["style"]
        for _, attributes in Parsed(message_for("def softmax(scores): return None")._repr_html_()).elements
        if "style" in attributes
    ]
    with_colour = [style for style in styles if re.search(r"(?<![-\w])color:", style)]
    assert with_colour == [style for style in styles if style.startswith("display:inline-block")]


def contrast(a, b):
    """Return the contrast of two colours as WCAG 2 defines it."""
    lights = []
    for colour in (a, b):
        parts = np.array([int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)])
        linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
        lights.append(linear @ [0.2126, 0.7152, 0.0722] + 0.05)
    return max(lights) / min(lights)

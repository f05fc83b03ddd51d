"""The markup of the pages: no student's text adds to it, it loads and runs nothing, and everybody can read it."""

import re
from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.feedback import line_of, render_index, render_page
from grader.marking import CheckResult, Marked
from grader.results import GRADED, UNREADABLE, Record

OUTCOMES = ("correct", "mistake", "wrong", "raised", "not attempted", "timeout", "memory", "crashed")
CHECKS = (CheckResult("values", True, 5.0, 5.0), CheckResult("contract", False, 0.0, 5.0))

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'><style>*{display:none}</style>",
    "</pre></details><h1>100 of 100</h1>",
    "</title></head><body onload=alert(1)>",
    "<!-- <iframe src=https://example.org>",
    "&lt;b&gt; &#60;b&#62; {{ 7 * 7 }} {% raw %}",
    "`code` *word* `",
    "]]> <![CDATA[ <svg/onload=alert(1)>",
    "\x1b[31mred\x1b[0m \x1b]0;title\x07 \x9b1m",
    "\u202egnp.exe\u2066 \u200fabc\u061c",
    "half a character: \ud83d",
    "nul \x00 bell \x07 back \x08 delete \x7f feed \x0c",
    "x" * 100_000,
    "\n".join("line" for _ in range(20_000)),
    "Also: something. Also: more",
    "é" + "\u0301" * 5_000,
]


class Parsed(HTMLParser):
    """A page's elements with their attributes, its title and its style sheet."""

    def __init__(self, page):
        """Parse a page; every element must be closed in its turn."""
        super().__init__()
        self.elements, self.open, self.style, self.title, self.text = [], [], "", "", ""
        self.feed(page)
        self.close()
        assert not self.open

    def handle_starttag(self, tag, attrs):
        """Keep an element."""
        self.elements.append((tag, tuple(attrs)))
        self.open += [] if tag in ("meta", "link", "br", "wbr") else [tag]

    def handle_startendtag(self, tag, attrs):
        """Keep an element that has no content."""
        self.elements.append((tag, tuple(attrs)))

    def handle_endtag(self, tag):
        """Close the innermost element, which must be of this name."""
        assert self.open.pop() == tag

    def handle_data(self, data):
        """Keep text with the element that it stands in."""
        kind = self.open[-1] if self.open and self.open[-1] in ("style", "title") else "text"
        setattr(self, kind, getattr(self, kind) + data)

    def values(self, name):
        """Return the values of an attribute, wherever it stands."""
        return [value for _, attributes in self.elements for key, value in attributes if key == name]


def record_with(text):
    """Return a record in which every text that a student has a hand in is ``text``."""
    return Record(
        submission=f"submitted/{text}.ipynb",
        student=text,
        lesson="01_loss_functions",
        status=GRADED,
        exercises=tuple(Marked("softmax", outcome, "runtime-warning", text, None, CHECKS) for outcome in OUTCOMES),
        notes=(text, f"Cell 3 is a second “{text}”."),
        written={"why": text, "take-home-scores": f'take_home_scores = """{text}"""'},
        outputs={"softmax": text},
    )


def unreadable(text):
    """Return the record of a file that could not be read."""
    return Record("submitted/nb.ipynb", text, None, UNREADABLE, notes=(text,))


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text[:20]))
def test_hostile_text_adds_no_element_and_no_attribute(text):
    """A page with hostile text has the same elements and attributes as one with harmless text."""
    assert Parsed(render_page(record_with(text))).elements == Parsed(render_page(record_with("harmless"))).elements


@given(st.text(st.characters(exclude_categories=()), min_size=1, max_size=60))
@settings(max_examples=60, deadline=None)
def test_no_text_adds_an_element(text):
    """Whatever a student writes, the page's elements stay the same, and the page can be written to a file."""
    page = render_page(record_with(f"a{text}z"))
    assert Parsed(page).elements == Parsed(render_page(record_with("harmless"))).elements
    assert page.encode("utf-8").decode("utf-8") == page


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text[:20]))
def test_hostile_text_adds_nothing_to_the_index(text):
    """The instructor's list has the same elements too."""
    pages = [
        Parsed(render_index([line_of(Path("lesson/page.html"), record_with(name))])) for name in (text, "harmless")
    ]
    assert pages[0].elements == pages[1].elements


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text[:20]))
def test_a_page_holds_no_character_that_acts(text):
    """Control characters, terminal escapes, direction marks and lone surrogates do not reach a page or the index."""
    acting = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
    for page in (render_page(record_with(text)), render_index([line_of(Path("a.html"), record_with(text))])):
        assert not acting.search(page)


def test_long_texts_are_shortened():
    """However much a student writes or prints, a page stays small, and says that something was left out."""
    page = render_page(record_with("word " * 200_000))
    assert len(page) < 120_000
    assert Parsed(page).text.count("…") >= 5
    many = Record("nb.ipynb", "Ada", None, GRADED, notes=tuple(f"Note {k}." for k in range(1_000)))
    text = Parsed(render_page(many)).text
    assert "… and 970 more." in text
    assert text.count("Note ") == 30


@pytest.mark.parametrize("text", ["harmless", *HOSTILE[:3]])
def test_nothing_is_loaded_and_nothing_runs(text):
    """No page has a script, an inline style, an event handler, or an address outside itself."""
    pages = [
        render_page(record_with(text)),
        render_page(unreadable(text)),
        render_index([line_of(Path("a.html"), record_with(text))]),
    ]
    for page in map(Parsed, pages):
        tags = {tag for tag, _ in page.elements}
        assert not tags & {"script", "iframe", "img", "object", "embed", "form", "base", "audio", "video", "use"}
        assert all(value.startswith(("#", "data:")) or value == "a.html" for value in page.values("href"))
        assert not page.values("src")
        assert not [
            key for _, attributes in page.elements for key, _ in attributes if key == "style" or key[:2] == "on"
        ]
        assert not re.search(r"url\(|@import|expression", page.style)


@pytest.mark.parametrize("page", [render_page(record_with("harmless")), render_index([])], ids=["page", "index"])
def test_the_policy_allows_our_style_sheet_only(page):
    """The security policy forbids everything but the style sheet of this hash and pictures inside the page."""
    parsed = Parsed(page)
    policy = next(value for value in parsed.values("content") if value.startswith("default-src"))
    digest = b64encode(sha256(parsed.style.encode()).digest()).decode()
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert rules == {
        "default-src": "'none'",
        "style-src": f"'sha256-{digest}'",
        "img-src": "data:",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    assert page.index("Content-Security-Policy") < page.index("<style>")


@pytest.mark.parametrize(
    "page",
    [
        render_page(record_with("harmless")),
        render_page(unreadable("Why.")),
        render_index([line_of(Path("a"), record_with("harmless"))]),
    ],
    ids=["graded", "unreadable", "index"],
)
def test_pages_can_be_read_by_everybody(page):
    """A page has a language, one main heading, names for its parts, heads for its columns, and hides its pictures."""
    parsed = Parsed(page)
    tags = [tag for tag, _ in parsed.elements]
    ids = parsed.values("id")
    assert ("html", (("lang", "en"),)) in parsed.elements
    assert ("meta", (("charset", "utf-8"),)) in parsed.elements
    assert parsed.title
    assert tags.count("h1") == 1
    assert len(ids) == len(set(ids))
    targets = [href[1:] for href in parsed.values("href") if href.startswith("#")]
    assert set(targets + parsed.values("aria-labelledby")) <= set(ids)
    assert all(dict(attributes).get("scope") for tag, attributes in parsed.elements if tag == "th")
    assert all(dict(attributes).get("aria-hidden") == "true" for tag, attributes in parsed.elements if tag == "svg")
    assert tags.count("table") == tags.count("caption")


def test_colours_stand_out():
    """Every colour of text has a contrast of 4.5 or more with the page and its boxes, in light, dark and print."""
    sheets = re.findall(r":root \{(.*?)\}", Parsed(render_index([])).style, re.DOTALL)
    assert len(sheets) == 3
    for sheet in sheets:
        colours = dict(re.findall(r"--(\w+): (#\w{6})", sheet))
        for name in ("ink", "soft", "good", "part", "miss", "stop", "idle", "link"):
            for ground in ("page", "tint"):
                assert contrast(colours[name], colours[ground]) >= 4.5, (name, ground)


def contrast(a, b):
    """Return the contrast of two colours as WCAG 2 defines it."""
    lights = []
    for colour in (a, b):
        parts = np.array([int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)])
        linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
        lights.append(linear @ [0.2126, 0.7152, 0.0722] + 0.05)
    return max(lights) / min(lights)

"""The pages that students get: what they say, that nothing a student writes can harm them, and that they need nothing."""

import dataclasses
import json
import re
from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader import catalogue, feedback
from grader.marking import CheckResult, Marked, ask_locally, mark
from grader.results import Record, path_of

FIXTURES = sorted((Path(__file__).parents[1] / "feedback").glob("*.md"))
OUTCOMES = ("correct", "mistake", "wrong", "raised", "not attempted", "timeout", "memory", "crashed")
VOID = {"meta", "link", "br", "hr", "img", "input"}


class Parsed(HTMLParser):
    """A page as its elements with their attributes, and as the text that a reader sees."""

    BLOCKS = frozenset(
        "p h1 h2 li dt dd tr section header nav table caption pre details summary div ol ul dl thead tbody".split()
    )

    def __init__(self, page):
        super().__init__()
        self.elements, self.open, self.seen, self.style, self.title = [], [], [], "", ""
        self.feed(page)
        self.close()
        assert not self.open, f"never closed: {self.open}"

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, tuple(attributes)))
        if tag not in VOID:
            self.open.append(tag)
        if tag in ("h2", "h1"):
            self.seen.append("\n\n")
        elif tag in self.BLOCKS or tag == "br":
            self.seen.append("\n")
        elif tag in ("td", "th"):
            self.seen.append(" | ")

    def handle_startendtag(self, tag, attributes):
        self.elements.append((tag, tuple(attributes)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag
        if tag in self.BLOCKS:
            self.seen.append("\n")

    def handle_data(self, text):
        if "style" in self.open:
            self.style += text
        elif "title" in self.open:
            self.title += text
        else:
            self.seen.append(text if "pre" in self.open else re.sub(r"\s+", " ", text))

    @property
    def text(self):
        lines = [line.strip().removeprefix("| ") for line in "".join(self.seen).split("\n")]
        return re.sub(r"\n{3,}", "\n\n", re.sub(r"(?<!\n)\n+(?!\n)", "\n", "\n".join(_without_double_blanks(lines)))).strip()

    def values(self, name):
        return [value for _, attributes in self.elements for key, value in attributes if key == name]

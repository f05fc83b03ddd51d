"""What can be seen in the texts that come out of grading, and should not be: treasures, references, markup."""

from __future__ import annotations

import ast
import html
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from corpus.scene import ROOT, Scene

LINES_OF_THE_REFERENCE = 30
STEERS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
ACTIVE = {
    "script",
    "iframe",
    "img",
    "svg",
    "object",
    "embed",
    "link",
    "meta",
    "base",
    "form",
    "style",
    "video",
    "audio",
}


def texts(scene: Scene, records: Sequence[dict[str, Any]], out: str, err: str) -> Iterator[tuple[str, str]]:
    """Yield every text that came out of grading, with whose it is."""
    for record in records:
        yield record["submission"], json.dumps(record, ensure_ascii=False)
    yield "standard output", "" if records else out
    yield "standard error", err
    owners = {}
    for path in sorted((scene.course / "results").glob("*/*.json")):
        text = path.read_text(encoding="utf-8", errors="replace")
        owners[f"{path.parent.name}/{path.stem}"] = whose = json.loads(text)["submission"]
        yield whose, text
    for path in sorted((scene.course / "feedback").rglob("*.html")):
        whose = owners.get(f"{path.parent.name}/{path.stem}", f"the page {path.name}")
        yield f"page: {whose}", path.read_text(encoding="utf-8", errors="replace")


def sights(scene: Scene, place: str, text: str) -> Iterator[str]:
    """Yield what is seen in a text that nobody should see there."""
    plain = html.unescape(text)
    for where, canary in scene.canaries.items():
        if canary in plain:
            yield f"shows the treasure of: {where}"
    for deed in re.findall(rf"BREACH-{scene.mark}-(\w+)", plain):
        yield f"did it: {deed}"
    if f"INPUT_{scene.mark}" in plain:
        yield "shows a hidden input"
    for line in lines_of_the_reference():
        if line in plain:
            yield f"shows the reference: {line}"
    if place.startswith(("page", "the page")):
        yield from _Page(f"inject{scene.mark}").sights(text)
    if place == "standard error" and (found := STEERS.search(text)):
        yield f"a character that steers, {found[0]!r}"


class _Page(HTMLParser):
    """A page of feedback, read for what a student could have made active in it."""

    def __init__(self, word: str) -> None:
        super().__init__(convert_charrefs=True)
        self.word, self.seen, self.inside = word, list[str](), ""

    def sights(self, text: str) -> list[str]:
        """Return what is active and holds the word."""
        self.feed(text)
        found = STEERS.search(text.replace("\r", ""))
        return [*self.seen, *([f"a page holds {found[0]!r}"] if found else [])]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.inside = tag if tag in ("script", "style") else ""
        for name, value in attrs:
            is_link = name in ("href", "src") and (value or "").strip().lower().startswith(("javascript:", "data:"))
            if self.word in name or (self.word in (value or "") and (tag in ACTIVE or name[:2] == "on" or is_link)):
                self.seen.append(f"a page has an active <{tag} {name}>")
        if self.word in tag:
            self.seen.append("a page has a tag of the student's")

    def handle_data(self, data: str) -> None:
        if self.inside and self.word in data:
            self.seen.append(f"a page has text of the student's in <{self.inside}>")

    def handle_comment(self, data: str) -> None:
        self.handle_decl(data)

    def handle_decl(self, decl: str) -> None:
        if self.word in decl:
            self.seen.append("a page has a comment or declaration of the student's")

    def handle_endtag(self, tag: str) -> None:
        self.inside = ""


@cache
def lines_of_the_reference() -> tuple[str, ...]:
    """Return lines that stand in the hidden exercises alone, and look the same in JSON, in HTML and as they are."""
    public = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "notebooks").glob("*/*.ipynb"))
    public += "".join(path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("*.py"))
    public += "".join(path.read_text(encoding="utf-8") for path in (ROOT / "examples").rglob("*.py"))
    found = [line for path in sorted((ROOT / "grader" / "exercises").rglob("*.py")) for line in _code_lines(path)]
    return tuple(line for line in dict.fromkeys(found) if line not in public)


def _code_lines(path: Path) -> Iterable[str]:
    """Return a module's longer lines of code, without docstrings and sentences."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    lines = path.read_text(encoding="utf-8").splitlines()
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign | ast.Return | ast.Expr) and node.lineno == node.end_lineno:
            line = lines[node.lineno - 1].strip()
            if len(line) >= LINES_OF_THE_REFERENCE and not set(line) & set("\"'<>&\\"):
                yield line

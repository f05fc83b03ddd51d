"""Hundreds of hostile, broken and odd honest submissions: nothing gets through, and the honest have their marks."""

import importlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux can confine")
HERE = Path(__file__).parent
GROUPS = ("honest", "roster", "leak", "tamper", "forge", "wire", "resource", "host", "notebook", "bundle")


@pytest.fixture(scope="module")
def verdicts():
    """Return the verdict on every entry of the corpus."""
    run = subprocess.run([sys.executable, HERE / "run_corpus.py", "--json"], capture_output=True, text=True)
    assert run.stdout, run.stderr
    return json.loads(run.stdout)


@pytest.mark.slow
@pytest.mark.parametrize("group", GROUPS)
def test_nothing_gets_through(verdicts, group):
    """Each submission has the marks that it deserves, shows nothing, changes nothing and leaves nothing behind."""
    of_group = {verdict["name"]: verdict["breaches"] for verdict in verdicts if verdict["group"] == group}
    assert of_group
    assert {name: breaches for name, breaches in of_group.items() if breaches} == {}


@pytest.mark.slow
def test_the_corpus_is_large(verdicts):
    """There are at least 130 hostile or broken submissions, and 18 honest ones that look odd."""
    honest = [verdict for verdict in verdicts if verdict["group"] == "honest"]
    hostile = [verdict for verdict in verdicts if verdict["group"] not in ("honest", "roster")]
    assert len(hostile) >= 130
    assert len(honest) >= 18


@pytest.fixture
def eyes(monkeypatch):
    """Return the module that looks through texts; the corpus is a folder of scripts, not an installed package."""
    monkeypatch.syspath_prepend(str(HERE))
    return importlib.import_module("corpus.eyes")


@pytest.fixture
def judge(eyes):
    """Return the module that judges."""
    return importlib.import_module("judge")


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("<p>CANARY-key-0123456789abcdef</p>", "shows the treasure of: key"),
        ("<p>BREACH-flmark-forked</p>", "did it: forked"),
        ("<script>injectflmark()</script>", "a page has text of the student's in <script>"),
        ("<img src=x onerror=injectflmark()>", "a page has an active <img onerror>"),
        ("<a href='javascript:injectflmark()'>x</a>", "a page has an active <a href>"),
        ("<!-- injectflmark -->", "a page has a comment or declaration of the student's"),
        ("<p>\x1b[31mred</p>", "a page holds '\\x1b'"),
        ("&lt;script&gt;injectflmark()&lt;/script&gt; BREACH-other-forked", None),
    ],
)
def test_the_judge_sees(eyes, tmp_path, text, seen):
    """What was planted, what was claimed and what is active in a page; not what is only quoted."""
    scene = eyes.Scene(tmp_path, mark="flmark", canaries={"key": "CANARY-key-0123456789abcdef"})
    assert list(eyes.sights(scene, "page: x", text)) == ([seen] if seen else [])


def test_the_judge_sees_a_line_of_the_reference(eyes, tmp_path):
    """There are dozens of lines that stand nowhere but in the hidden exercises; each of them counts."""
    lines = eyes.lines_of_the_reference()
    assert len(lines) > 100
    assert f"shows the reference: {lines[7]}" in list(eyes.sights(eyes.Scene(tmp_path), "x", f"see: {lines[7]} there"))


def test_the_judge_sees_what_was_done_to_the_course(judge):
    """A file that was written, touched, added or opened to all; a process that was slowed; a file left behind."""
    scenes = importlib.import_module("corpus.scene")
    with scenes.set_up() as scene:
        before, state = scene.snapshot(), scenes.state_of(scene.known["victim"])
        assert list(judge._changes(before, scene.snapshot())) == []
        assert scene.litter() == []
        (scene.course / "notes.txt").write_text("other")
        os.utime(scene.course / "solutions" / "answers.txt", (1, 1))
        (scene.home / ".ssh" / "config").touch()
        (scene.course / ".course-secret").chmod(0o666)
        (scene.scratch / "left").touch()
        os.setpriority(os.PRIO_PROCESS, scene.known["victim"], 5)
        changed = {line.split(":")[1].strip() for line in judge._changes(before, scene.snapshot())}
        assert {
            "course/notes.txt",
            "course/solutions/answers.txt",
            "home/.ssh/config",
            "course/.course-secret",
        } <= changed
        assert scene.litter() == [str(scene.scratch / "left")]
        assert scenes.state_of(scene.known["victim"]) != state


def test_the_judge_sees_wrong_marks(judge):
    """Too many points, too few, a status that is wrong, and time that is up."""
    entry = judge.Entry("x", "leak", "", lambda scene, folder: None, {"standardise": 0.0, "one_hot": judge.AtMost(1.0)})
    exercises = [
        {"exercise": name, "points": 2.0, "message": ""} for name in ("standardise", "one_hot", "pairwise_sq_dist")
    ]
    record = {"status": "graded", "seconds": 99.0, "notes": [], "exercises": exercises}
    faults = list(judge._faults(record, entry))
    assert [fault.split(" has ")[0] for fault in faults] == [
        "took 99.0 s, more than 30",
        "standardise",
        "one_hot",
        "pairwise_sq_dist",
    ]
    assert "not graded" in next(judge._faults({**record, "status": "unreadable"}, entry))

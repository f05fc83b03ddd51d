"""Any file at all becomes a list of cells or a sentence for its author; nothing else comes out of reading it."""

import json
import os
import socket
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.errors import IntakeError
from grader.intake import MAX_BYTES, MAX_CELLS, MAX_SOURCE, Cell, belongs_to, parse_notebook, read_notebook


def notebook(*cells, **more):
    """Return a notebook's bytes."""
    return json.dumps({"cells": list(cells), "metadata": {}, "nbformat": 4, "nbformat_minor": 5, **more}).encode()


def code(source="x = 1", **more):
    """Return a code cell."""
    return {"cell_type": "code", "source": source, "metadata": {}, "outputs": [], "execution_count": None, **more}


def marked(**marks):
    """Return the metadata of one of nbgrader's cells."""
    return {"nbgrader": {"schema_version": 3, "task": False, **marks}}


def test_a_cell_is_read_with_its_names():
    """Kind, source, id and nbgrader's marks are taken over."""
    answer = marked(grade=False, solution=True, locked=False, grade_id="softmax")
    [cell] = parse_notebook(notebook(code("a = 1", id="cell-1", metadata=answer)))
    assert cell == Cell("code", "a = 1", "cell-1", "softmax", graded=False, answer=True)


def test_a_source_may_be_lines_or_one_text():
    """Both forms of the format are the same source."""
    cells = parse_notebook(notebook(code(["a = 1\n", "b = 2"]), code("a = 1\nb = 2")))
    assert cells[0].source == cells[1].source == "a = 1\nb = 2"


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\0" * 100,
        b"not JSON",
        b"PK\x03\x04",
        b"\x89PNG\r\n",
        b"# %% a script\nx = 1",
        b"[]",
        b"3",
        b"null",
        b'"cells"',
        b"{}",
        b'{"cells": null}',
        b'{"cells": {}}',
        b'{"cells": "cells"}',
        b'{"cells": [',
        b'{"cells": []} {"cells": []}',
        b"[" * 100_000,
        b'{"cells":' * 100_000,
        b'{"cells": [' + b"[" * 50_000 + b"]" * 50_000 + b"]}",
        b'{"cells": [' + b"9" * 5_000 + b"]}",
        b"\xff\xfe\x00",
        b"\xed\xa0\x80",
        notebook(*[code()] * (MAX_CELLS + 1)),
        json.dumps({"worksheets": [{"cells": []}], "nbformat": 3}).encode(),
        b"<<<<<<< HEAD\n" + notebook(code()),
    ],
    ids=lambda raw: repr(raw[:20]),
)
def test_what_is_no_notebook_is_said_in_a_sentence(raw):
    """The message says what is wrong and what to do about it."""
    with pytest.raises(IntakeError) as caught:
        parse_notebook(raw)
    assert len(str(caught.value)) > 30
    assert str(caught.value).isprintable()


@pytest.mark.parametrize(
    "tree",
    [
        None,
        3,
        "cell",
        [],
        {},
        {"cell_type": "code"},
        {"cell_type": "code", "source": None},
        {"cell_type": "code", "source": 3},
        {"cell_type": "code", "source": {"text": "x"}},
        {"cell_type": "code", "source": ["x", 3]},
        {"cell_type": "code", "source": [["x"]]},
        {"cell_type": "task", "source": "x"},
        {"cell_type": ["code"], "source": "x"},
        {"cell_type": {}, "source": "x"},
        {"cell_type": "code", "source": "x" * (MAX_SOURCE + 1)},
    ],
    ids=lambda tree: repr(tree)[:40],
)
def test_a_damaged_cell_is_left_out_and_the_others_are_read(tree):
    """One broken cell does not cost the notebook."""
    assert [cell.source for cell in parse_notebook(notebook(code("a"), tree, code("b")))] == ["a", "b"]


@pytest.mark.parametrize("metadata", [None, [], "text", {"nbgrader": None}, {"nbgrader": []}, {"tags": "demo"}])
def test_damaged_metadata_are_no_metadata(metadata):
    """The source counts; names that cannot be read are not there."""
    [cell] = parse_notebook(notebook(code("a", id=["list"], metadata=metadata)))
    assert cell == Cell("code", "a")


@pytest.mark.parametrize(
    "marks",
    [
        {"grade_id": 3, "grade": 1, "solution": "yes"},
        {"grade_id": ["softmax"], "grade": [True], "solution": {}},
        {"grade_id": "x" * 10_000, "grade": None, "solution": 1.0},
    ],
)
def test_marks_of_the_wrong_type_are_not_believed(marks):
    """A name is a short text, and a switch is true or false."""
    [cell] = parse_notebook(notebook(code("a", metadata=marked(**marks))))
    assert (cell.grade_id, cell.graded, cell.answer) == ("", False, False)


def test_outputs_kernels_tags_and_points_are_not_read():
    """What a notebook says about itself does not come through."""
    metadata = {**marked(grade=True, solution=False, points=1e9, grade_id="check-a"), "tags": ["skip-execution", "x"]}
    forged = [{"output_type": "stream", "name": "stdout", "text": "10 of 10 points"}]
    raw = notebook(code("a", metadata=metadata, outputs=forged), metadata={"kernelspec": {"name": "bash"}}, nbformat=99)
    assert parse_notebook(raw) == [Cell("code", "a", "", "check-a", graded=True)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_a_notebook_may_be_saved_in_any_unicode_encoding(encoding):
    """An editor's byte order mark is no damage."""
    raw = json.dumps({"cells": [code("# Gefälle ☃")]}, ensure_ascii=False).encode(encoding)
    assert parse_notebook(raw)[0].source == "# Gefälle ☃"


def test_half_characters_are_replaced():
    """A source that no file could hold becomes one that can."""
    [cell] = parse_notebook(b'{"cells": [{"cell_type": "code", "source": "x = \'\\ud800\'"}]}')
    assert cell.source == "x = '?'"


def test_windows_line_ends_do_not_matter():
    """A source with carriage returns is read as it is; it is the comparison that ignores them."""
    assert parse_notebook(notebook(code("a = 1\r\nb = 2")))[0].source.splitlines() == ["a = 1", "b = 2"]


json_values = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5), st.sampled_from(["code", "raw"])
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(
            st.sampled_from(["cells", "cell_type", "source", "metadata", "nbgrader", "grade_id", "id", "tags"]),
            inner,
            max_size=5,
        ),
    ),
    max_leaves=20,
)


@settings(max_examples=300)
@given(json_values)
def test_any_json_is_read_or_refused(tree):
    """No tree raises anything but IntakeError."""
    for raw in (tree, {"cells": tree}, {"cells": [tree, {"cell_type": "code", "source": "x", "metadata": tree}]}):
        try:
            cells = parse_notebook(json.dumps(raw).encode())
        except IntakeError:
            continue
        for cell in cells:
            cell.source.encode()


@given(st.binary(max_size=80))
def test_any_bytes_are_read_or_refused(raw):
    """No bytes raise anything but IntakeError."""
    with pytest.raises(IntakeError):
        parse_notebook(raw)


def test_a_regular_file_is_read(tmp_path):
    """The ordinary case."""
    path = tmp_path / "01_loss_functions.ipynb"
    path.write_bytes(notebook(code("a")))
    assert read_notebook(path) == [Cell("code", "a")]


def _link(path):
    target = path.with_name("secret.ipynb")
    target.write_bytes(notebook(code("secret")))
    path.symlink_to(target)


def _pipe(path):
    os.mkfifo(path)


def _socket(path):
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(path))


def _loop(path):
    path.symlink_to(path)


def _sparse(path):
    with path.open("wb") as file:
        file.truncate(2**40)


@pytest.mark.parametrize(
    "make",
    [_link, _pipe, _socket, _loop, _sparse, lambda path: path.mkdir(), lambda path: None],
    ids=["link", "pipe", "socket", "loop", "a sparse terabyte", "folder", "nothing"],
)
def test_what_is_no_regular_file_of_sensible_size_is_refused_at_once(tmp_path, make):
    """Links are not followed, pipes not waited for, giants not read."""
    path = tmp_path / "a.ipynb"
    make(path)
    started = time.monotonic()
    with pytest.raises(IntakeError):
        read_notebook(path)
    assert time.monotonic() - started < 2


def test_devices_are_refused(tmp_path):
    """An endless file is not read to its end."""
    from pathlib import Path

    with pytest.raises(IntakeError):
        read_notebook(Path("/dev/zero"))


def test_a_file_at_the_limit_is_read_and_one_byte_more_is_not(tmp_path):
    """The cap is on the file's size, before it is parsed."""
    path = tmp_path / "a.ipynb"
    body = notebook(code("a"))
    path.write_bytes(body + b" " * (MAX_BYTES - len(body)))
    assert read_notebook(path) == [Cell("code", "a")]
    path.write_bytes(body + b" " * (MAX_BYTES - len(body) + 1))
    with pytest.raises(IntakeError):
        read_notebook(path)


@pytest.mark.parametrize(
    "name", ["a\nb.ipynb", "-rf.ipynb", "$(touch x).ipynb", "\udcff.ipynb", "a" * 240 + ".ipynb", "ü ☃.ipynb"]
)
def test_odd_names_are_only_names(tmp_path, name):
    """A file's name is used to open it and for nothing else."""
    path = tmp_path / name
    path.write_bytes(notebook(code("a")))
    assert read_notebook(path) == [Cell("code", "a")]


RELEASED = {
    "00_warm_up": [Cell("markdown", "t", "text-001"), Cell("code", "", "one_hot", "one_hot", answer=True)],
    "01_loss_functions": [
        Cell("markdown", "t", "text-001"),
        Cell("code", "", "softmax", "softmax", answer=True),
        Cell("code", "", "demo-1"),
    ],
}


@pytest.mark.parametrize(
    ("cells", "lesson"),
    [
        ([Cell("code", "x", grade_id="softmax")], "01_loss_functions"),
        ([Cell("code", "x", id="demo-1")], "01_loss_functions"),
        ([Cell("code", "x", id="text-001"), Cell("code", "x", grade_id="one_hot")], "00_warm_up"),
        ([Cell("code", "x", id="another", grade_id="unknown")], None),
        ([], None),
    ],
)
def test_a_notebook_belongs_to_the_lesson_with_which_it_shares_most_names(cells, lesson):
    """The file's name does not matter, nor does a name that all lessons share decide."""
    assert belongs_to(cells, RELEASED) == lesson


def test_without_lessons_a_notebook_belongs_to_none():
    """An empty course is no crash."""
    assert belongs_to([Cell("code", "x", grade_id="softmax")], {}) is None

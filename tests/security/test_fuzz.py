"""Frames of any kind do no harm; and the fuzz that says so finds what it is there to find."""

import secrets
import sys
import tracemalloc
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fallline.errors import PlainDataError
from fallline.plain import decode, encode
from grader.errors import WorkerDied, WorkerTimeout
from grader.sandbox import frames
from grader.sandbox.answers import read_call, read_cell
from grader.sandbox.policy import Policy

sys.path.insert(0, str(Path(__file__).parent))  # The script finds its other half there when it is run by hand.
import frame_makers
import frame_oracles
import fuzz_frames

FRAMES, ENOUGH = 40_000, 3_000
KEPT = list(fuzz_frames.kept())
TIMES = 64
"""Bytes that a byte of the densest JSON becomes, at most, before its parts are counted: lists in lists in lists."""


@pytest.mark.slow
def test_forty_thousand_new_frames_do_no_harm():
    """Each run of the tests tries others; the seed stands in the message of a failure."""
    ends = fuzz_frames.run(FRAMES, secrets.randbits(32))
    assert ends.total() == FRAMES
    assert min(ends[end] for end in ("taken", "SandboxError", "WorkerDied")) > FRAMES / 50


@pytest.mark.parametrize(("what", "end"), [each[1:] for each in KEPT], ids=[remark for remark, *_ in KEPT])
def test_what_is_kept_does_no_harm_and_ends_as_it_must(what, end):
    """Frames found by fuzzing or by thought, and numbers of frames of a seed."""
    with fuzz_frames.watched():
        ended = fuzz_frames.check(what) if isinstance(what, bytes) else fuzz_frames.check_number(*what)
    assert end in ("", ended)


def test_a_frame_is_made_from_its_seed_and_number_alone():
    """Else no failure could be looked at a second time."""
    forth, back = (
        {number: frame_makers.a_stream(frame_makers.generator(5, number)) for number in numbers}
        for numbers in (range(30), reversed(range(30)))
    )
    assert forth == back
    assert len(set(forth.values())) > 20


def test_a_frame_is_kept_as_it_was(monkeypatch, tmp_path):
    """The line that a failure prints, and one of a seed, mean the same when they are read back."""
    lines = [f"{fuzz_frames.line_of(b'any#bytes')} taken", "seed 5 17  # a value", "", "# a remark alone"]
    (tmp_path / "lines").write_text("\n".join(lines))
    monkeypatch.setattr(fuzz_frames, "KEPT", tmp_path / "lines")
    assert list(fuzz_frames.kept()) == [("", b"any#bytes", "taken"), ("a value", (5, 17), "")]


UNITS = ["[],", '{"":0},', '{"":[]},', "[[[[0]]]],", "[" * 13 + "0" + "]" * 13 + ",", "1e5,", '"\\ud800",', "-0,"]


@pytest.mark.parametrize("unit", ["[],", "[" * 13 + "0" + "]" * 13 + ","])
def test_the_largest_frame_is_refused_before_it_takes_much_memory(unit):
    """Eight million brackets are counted as bytes, not as lists."""
    body = frame_makers.with_header(b"[" + unit.encode() * (Policy().frame_bytes // len(unit)) + b"0]")
    tracemalloc.start()
    try:
        with pytest.raises(PlainDataError, match="too many parts"):
            decode(body)
        assert tracemalloc.get_traced_memory()[1] < 4 * len(body)
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("unit", UNITS)
def test_a_frame_takes_memory_in_proportion_to_its_length(unit):
    """Also one that is refused, which happens only when all of it has become objects."""
    count = frame_makers.LIMIT // len(unit)
    body = frame_makers.with_header(b"[" + unit.encode() * count + b"0]")
    tracemalloc.start()
    try:
        with suppress(PlainDataError):
            decode(body)
        assert tracemalloc.get_traced_memory()[1] < TIMES * len(body)
    finally:
        tracemalloc.stop()


@given(
    st.dictionaries(st.text(), st.one_of(st.none(), st.integers(1 - 2**63, 2**63 - 1), st.floats(), st.text())),
    st.integers(1, 40),
)
def test_a_message_in_pieces_arrives_whole(message, pieces):
    """Wherever the pieces end, also within the eight bytes of the length."""
    body = encode(message)
    stream = len(body).to_bytes(8, "big") + body
    assert fuzz_frames.alike(fuzz_frames.arrived(stream, pieces), message)
    assert fuzz_frames.arrived(stream[:-1], pieces) is WorkerDied
    assert fuzz_frames.arrived(stream[:-1], stalls=True) is WorkerTimeout


def _raises(body):
    if b"$tuple" in body:
        raise KeyError("$tuple")
    return decode(body)


def _forgets_tuples(body):
    value = decode(body)
    return list(value) if isinstance(value, tuple) else value


def _takes_anything(body):
    try:
        return decode(body)
    except PlainDataError:
        return {}


def _takes_memory(_body):
    return bytes(2 * fuzz_frames.MEMORY)


def _hangs(_body):
    while True:
        pass


def _keeps_all_output(answer, most):
    return replace(read_cell(answer, most), output=str(answer.get("output")))


def _hashes(answer, arguments):
    return replace(read_call(answer, arguments), overwritten=tuple({answer.get("overwritten")}))


def _believes(answer, arguments):
    return replace(read_call(answer, arguments), unsupported=answer.get("unsupported"))


@pytest.mark.parametrize(
    ("place", "name", "broken"),
    [
        (fuzz_frames, "decode", _raises),
        (frames, "decode", _raises),
        (fuzz_frames, "decode", _forgets_tuples),
        (frames, "decode", _takes_anything),
        (frames, "decode", _takes_memory),
        (frames, "decode", _hangs),
        (frame_oracles, "read_cell", _keeps_all_output),
        (frame_oracles, "read_call", _hashes),
        (frame_oracles, "read_call", _believes),
    ],
)
def test_the_fuzz_finds_a_reader_that_does_harm(monkeypatch, place, name, broken):
    """A few thousand frames are enough for each of these; the message says how to see it again."""
    monkeypatch.setattr(place, name, broken)
    monkeypatch.setattr(fuzz_frames, "SECONDS", 0.3)
    with pytest.raises(fuzz_frames.Harm, match=r"(?s)\d+ of seed 11: .*a line for fuzz_seeds.txt:\n(frame|seed) "):
        fuzz_frames.run(ENOUGH, 11)

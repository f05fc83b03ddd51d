"""A message arrives whole and in time, or one of three exceptions says why not, whatever the other side sends."""

import socket
import threading
import time
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fallline.observe import Observation
from fallline.plain import MAX_BYTES, encode
from grader.errors import SandboxError, WorkerDied, WorkerTimeout
from grader.sandbox import frames
from grader.sandbox.answers import CellResult, Missing
from grader.sandbox.client import WorkerHandle, deadline_in
from grader.sandbox.policy import Policy
from grader.sandbox.watch import Watch


@pytest.fixture
def ends():
    """Return both ends of a socket."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield ours, theirs


def wire(message):
    """Return a message's bytes on the wire, written here a second time."""
    body = encode(message)
    return len(body).to_bytes(8, "big") + body


def test_a_message_arrives_as_it_was_sent(ends):
    """Small and large messages survive, one after the other."""
    ours, theirs = ends
    message = {"id": 3, "value": np.arange(10.0)}
    frames.send(ours, message, deadline_in(5))
    frames.send(ours, {"next": True}, deadline_in(5))
    there = frames.receive(theirs, deadline_in(5))
    np.testing.assert_array_equal(there["value"], message["value"])
    assert frames.receive(theirs, deadline_in(5)) == {"next": True}


def test_silence_is_a_time_out(ends):
    """No bytes until the deadline, and no byte more than announced, are a time-out."""
    ours, theirs = ends
    with pytest.raises(WorkerTimeout):
        frames.receive(ours, deadline_in(0.05))
    theirs.sendall(wire({"id": 1})[:-1])
    with pytest.raises(WorkerTimeout):
        frames.receive(ours, deadline_in(0.05))


def test_a_closed_end_is_a_death(ends):
    """If the other side is gone in the middle of a message, the worker died."""
    ours, theirs = ends
    theirs.sendall(wire({"id": 1})[:-1])
    theirs.close()
    with pytest.raises(WorkerDied):
        frames.receive(ours, deadline_in(5))
    with pytest.raises(WorkerDied):
        frames.send(ours, {"text": "x" * 10**6}, deadline_in(5))


def test_a_message_that_nobody_takes_is_a_time_out(ends):
    """A worker that does not read cannot hold up the grader."""
    with pytest.raises(WorkerTimeout):
        frames.send(ends[0], {"text": "x" * 10**7}, deadline_in(0.1))


def test_one_deadline_holds_for_all_bytes(ends):
    """A message that drips in byte by byte is late, although every byte comes quickly."""
    ours, theirs = ends
    body = wire({"text": "x" * 10_000})
    over = threading.Event()

    def drip():
        for k in range(len(body)):
            if over.wait(0.005):
                return
            theirs.sendall(body[k : k + 1])

    thread = threading.Thread(target=drip)
    thread.start()
    started = time.monotonic()
    try:
        with pytest.raises(WorkerTimeout):
            frames.receive(ours, deadline_in(0.2))
        assert time.monotonic() - started < 5
    finally:
        over.set()
        thread.join()


def test_bytes_that_wait_are_too_late_after_the_deadline(ends):
    """Past the deadline nothing is read any more, though it be there: else a flood would be read for ever."""
    ours, theirs = ends
    theirs.sendall(wire({"id": 1}))
    with pytest.raises(WorkerTimeout):
        frames.receive(ours, deadline_in(-0.001))
    with pytest.raises(WorkerTimeout):
        frames.send(ours, {"id": 1}, deadline_in(-0.001))


@pytest.mark.parametrize("size", [MAX_BYTES + 1, 2**40, 2**63, 2**64 - 1])
def test_a_giant_length_is_refused_at_once(ends, size):
    """The announced size alone is enough to refuse it; nothing is waited for or made room for."""
    ours, theirs = ends
    theirs.sendall(size.to_bytes(8, "big"))
    with pytest.raises(SandboxError) as caught:
        frames.receive(ours, deadline_in(5))
    assert not isinstance(caught.value, WorkerTimeout)


@given(st.binary(max_size=60))
def test_no_body_raises_anything_else(body):
    """Garbage of the right length is a SandboxError."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.sendall(len(body).to_bytes(8, "big") + body)
        with pytest.raises(SandboxError):
            frames.receive(ours, deadline_in(5))


@pytest.mark.parametrize("value", [None, 3, [1], "text", np.ones(2)], ids=repr)
def test_a_value_that_is_no_record_is_refused(ends, value):
    """A message is a record."""
    ours, theirs = ends
    theirs.sendall(wire(value))
    with pytest.raises(SandboxError):
        frames.receive(ours, deadline_in(5))


def handle(sock):
    """Return the trusted side of a worker that is nothing but the other end of this socket."""
    return WorkerHandle(SimpleNamespace(policy=Policy()), 0, sock, Watch(Policy(), 0, Path("nowhere")))


garbage = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-(2**40), 2**40),
        st.floats(),
        st.text(max_size=3),
        st.sampled_from(["x0", "\x1b[31m", "\ud800", "MemoryError", "undefined"]),
        st.just(np.array([1, 2])),
        st.just(np.zeros((0, 3))),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.lists(inner, max_size=3).map(tuple),
        st.dictionaries(st.sampled_from(["type", "message", "lines", "x"]), inner, max_size=3),
    ),
    max_leaves=6,
)
answers = st.fixed_dictionaries(
    {"id": st.one_of(st.just(1), garbage)},
    optional={
        key: garbage
        for key in ("value", "raised", "unsupported", "warned", "overwritten", "missing", "output", "function")
    },
)


def texts(thing):
    """Return every text in a record of the trusted side, the student's value aside."""
    if isinstance(thing, str):
        return [thing]
    if isinstance(thing, tuple | list):
        return [text for item in thing for text in texts(item)]
    if hasattr(thing, "__dataclass_fields__"):
        return [text for key in thing.__dataclass_fields__ if key != "value" for text in texts(getattr(thing, key))]
    return []


@given(answers, st.booleans())
def test_any_answer_becomes_a_record_or_the_workers_death(answer, is_call):
    """No answer of a hostile worker raises anything else, and each text taken over is short and fit for a file."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.sendall(wire(answer))
        theirs.shutdown(socket.SHUT_WR)
        worker = handle(ours)
        try:
            seen = worker.call("f", {"x0": 1.0}, deadline_in(5)) if is_call else worker.run_cell("", "", deadline_in(5))
        except SandboxError:
            return
    assert isinstance(seen, CellResult | Observation | Missing)
    for text in texts(seen):
        text.encode("utf-8")
        assert len(text) <= 20_000


@pytest.mark.parametrize(
    "answer",
    [
        {"id": np.array([1, 2])},
        {"id": True},
        {"id": 1.0},
        {"id": "1"},
        {"id": 2},
        {"id": None},
        {},
    ],
    ids=repr,
)
def test_an_answer_to_another_question_is_the_workers_death(ends, answer):
    """Only the number of the question itself will do, as an integer."""
    ours, theirs = ends
    theirs.sendall(wire(answer))
    with pytest.raises(WorkerDied):
        handle(ours).run_cell("", "", deadline_in(5))


def test_an_answer_given_in_advance_is_not_taken_for_the_next_question(ends):
    """An answer sent too often is found out at the next question."""
    ours, theirs = ends
    theirs.sendall(wire({"id": 1, "value": 5}) * 2)
    worker = handle(ours)
    assert worker.call("f", {}, deadline_in(5)).value == 5
    with pytest.raises(WorkerDied):
        worker.call("f", {}, deadline_in(5))


@pytest.mark.parametrize("key", ["output", "raised", "unsupported", "warned", "missing"])
def test_no_text_of_a_worker_steers_a_terminal_or_breaks_a_file(ends, key):
    """Half characters and escape sequences do not get into sentences; in blocks of output half characters do not."""
    ours, theirs = ends
    odd = "\ud800\x1b[31m\x07\u202e"
    value = {"raised": {"type": odd, "message": odd, "lines": [[1, odd, odd]]}, "warned": [odd]}.get(key, odd)
    theirs.sendall(wire({"id": 1, key: value}))
    worker = handle(ours)
    seen = worker.run_cell("", "", deadline_in(5)) if key == "output" else worker.call("f", {}, deadline_in(5))
    found = texts(seen)
    assert found
    for text in found:
        text.encode("utf-8")
    blocks = [text for text in found if "?" in text]
    assert all(text.isprintable() for text in found if text not in blocks)
    assert len(blocks) <= (key in ("output", "raised"))


def test_output_longer_than_the_cap_is_cut_on_this_side_too(ends):
    """A worker that does not keep to the cap gains no space in the records."""
    ours, theirs = ends
    theirs.sendall(wire({"id": 1, "output": "x" * 100_000}))
    assert len(handle(ours).run_cell("", "", deadline_in(5)).output) < 2 * Policy().output_characters


def test_overwritten_arguments_are_those_that_were_passed(ends):
    """A worker cannot claim to have overwritten what it was not given, nor anything that is no name."""
    ours, theirs = ends
    theirs.sendall(wire({"id": 1, "value": 1, "overwritten": ["x", "other", [], {}, None, np.ones(2)]}))
    assert handle(ours).call("f", {"x": 1.0}, deadline_in(5)).overwritten == ("x",)


def test_a_flood_of_questions_ends_at_the_deadline(ends):
    """A worker that keeps asking for a function, faster than it can be answered, does not keep the grader."""
    ours, theirs = ends
    over = threading.Event()

    def ask():
        while not over.is_set():
            try:
                theirs.sendall(wire({"function": "f", "args": [], "named": {}}) * 50)
            except OSError:
                return

    def read():
        while not over.is_set():
            try:
                if not theirs.recv(1 << 20):
                    return
            except OSError:
                return

    threads = [threading.Thread(target=target) for target in (ask, read)]
    for thread in threads:
        thread.start()
    started = time.monotonic()
    try:
        with pytest.raises(WorkerTimeout):
            handle(ours).call("f", {}, deadline_in(0.3), functions={"f": lambda: 1.0}.get)
        assert time.monotonic() - started < 5
    finally:
        over.set()
        ours.close()
        for thread in threads:
            thread.join()

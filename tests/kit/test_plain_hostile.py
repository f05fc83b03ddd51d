"""Bytes of any kind do no harm on arrival: they are plain data, or raise the one exception."""

import contextlib
import json
import random
import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fallline.errors import PlainDataError
from fallline.plain import DTYPES, MAX_BYTES, FunctionName, Seed, decode, encode, from_json

TERABYTE = 2**40


def frame(header, blob=b""):
    """Return a message with this header, written by somebody who does not use ``encode``."""
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return len(text).to_bytes(4, "big") + text + blob


@pytest.mark.parametrize("shape", [[TERABYTE], [2**39, 2**39, 0], [2**31, 0], [0, TERABYTE], [1] * 33, [2**70, 0]])
@pytest.mark.parametrize("size", [0, 8, TERABYTE])
def test_a_header_that_claims_terabytes_is_refused_without_taking_memory(shape, size):
    """A header is believed only as far as there are bytes; nor may an empty array be terabytes wide."""
    message = frame({"$array": ["float64", shape, size]}, bytes(8))
    tracemalloc.start()
    try:
        with pytest.raises(PlainDataError):
            decode(message)
        assert tracemalloc.get_traced_memory()[1] < 2**20
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    "message",
    [
        b"",
        b"\0\0\0",
        b"\xff\xff\xff\xff",
        frame(b"\xff\xfe"),
        frame(b"[" * 100_000),
        frame(b"1" * 5_000),
        frame(b"[" + b"0," * 300_000 + b"0]"),
        frame(b"NaN"),
        frame(b"-Infinity"),
        frame(b"1e999"),
        frame(2**63),
        frame({"a": 1}),
        frame({"$tuple": [], "$dict": {}}),
        frame({"$tuple": {}}),
        frame({"$dict": []}),
        frame({"$float": 1.0}),
        frame({"$float": ["nan"]}),
        frame({"$float": "1.0"}),
        frame({"$seed": -1}),
        frame({"$seed": True}),
        frame({"$seed": 2**63}),
        *(frame({"$generator": body}) for body in ([], {}, "1", ["1", "1", 0], ["1", "1", 0, 0, 0], [1, 1, 0, 0])),
        *(frame({"$generator": ["1", inc, 0, 0]}) for inc in ("0", "2", "f" * 31 + "e")),
        *(frame({"$generator": [text, "1", 0, 0]}) for text in ("", "-1", "g", "A", "1_0", " 1", "0x1", "1" * 33)),
        *(frame({"$generator": ["1", "1", *rest]}) for rest in ((2, 0), (-1, 0), (0, -1), (0, 2**32), (0, 1.0))),
        *(frame({"$generator": ["1", "1", *rest]}) for rest in ((True, 0), (0, False), (None, 0), ("0", 0))),
        frame({"$function": None}),
        frame({"$array": ["float64", [1], 8]}),
        frame({"$array": ["float64", [1], 8]}, bytes(9)),
        frame({"$array": ["float64", [1], True]}, bytes(8)),
        frame({"$array": ["float64", [-1, -8], 64]}, bytes(64)),
        frame({"$array": ["float64", [True], 8]}, bytes(8)),
        frame({"$array": ["float64", [1.0], 8]}, bytes(8)),
        frame({"$array": ["float64", "1", 8]}, bytes(8)),
        frame({"$array": ["object", [1], 8]}, bytes(8)),
        frame({"$array": ["O", [1], 8]}, bytes(8)),
        frame({"$array": ["<f8", [1], 8]}, bytes(8)),
        frame({"$array": [["float64"], [1], 8]}, bytes(8)),
        frame({"$array": ["bool", [3], 3]}, b"\0\2\1"),
        frame({"$array": ["int8", [1], -1]}, b"\0"),
        frame({"$array": []}),
    ],
)
def test_bytes_that_encode_would_not_make_are_refused(message):
    """Each of these breaks one rule of the format."""
    with pytest.raises(PlainDataError):
        decode(message)


def test_a_message_above_the_cap_is_refused():
    """The cap holds before anything is parsed."""
    with pytest.raises(PlainDataError):
        decode(bytes(MAX_BYTES + 1))


def _survives(message):
    """Decode hostile bytes; if they decode, what comes out must be plain."""
    try:
        value = decode(message)
    except PlainDataError:
        return
    encode(value)


def _mutated(rng, message):
    """Return a message with a few bytes changed, cut out, doubled or added."""
    data = bytearray(message)
    for _ in range(rng.randint(1, 4)):
        place = rng.randrange(len(data) + 1)
        match rng.randrange(4):
            case 0 if data:
                data[place % len(data)] = rng.randrange(256)
            case 1:
                del data[place : place + rng.randint(1, 5)]
            case 2:
                data[place:place] = data[place : place + rng.randint(1, 9)]
            case _:
                data[place:place] = rng.choice([b"9", b"0", b"[", b"}", b"-", b"e9", b'"$array"', b"null", b"\0"])
    return bytes(data)


def _fuzz(count, seed):
    rng = random.Random(seed)  # noqa: S311
    good = [
        encode(value)
        for value in (
            {"id": 1, "value": np.arange(6.0).reshape(2, 3), "warned": ["x"], "ok": True},
            (np.float32(1), [np.array([True, False]), -0.0, float("nan")], Seed(3), FunctionName("f")),
            [np.zeros((0, 3)), "ü\udc80", {"a": {"b": ({},)}}],
        )
    ]
    for _ in range(count):
        message = _mutated(rng, rng.choice(good))
        # The first four bytes are the header's length; most mutations of it tell nothing new.
        if rng.random() < 0.9 and len(message) > 4:
            end = message.find(b"\0", 4) if rng.random() < 0.5 else -1
            header = message[4:end] if end > 0 else message[4:]
            message = frame(header, message[end:] if end > 0 else b"")
        _survives(message)
        _survives(rng.randbytes(rng.randrange(60)))


def test_mutated_messages_raise_the_one_exception_or_decode_to_plain_data():
    """No bytes raise anything but PlainDataError."""
    _fuzz(4_000, seed=1)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2, 6))
def test_very_many_mutated_messages_raise_the_one_exception(seed):
    """The same, with some hundred thousand messages."""
    _fuzz(60_000, seed)


json_trees = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-(2**70), 2**70),
        st.floats(allow_nan=False, allow_infinity=False),
        st.sampled_from(["", "nan", "float64", "bool", "int8", "complex128", "AAAA"]),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(
            st.sampled_from([*("$array", "$tuple", "$dict", "$float", "$seed", "$generator", "$function"), "x"]),
            inner,
            max_size=2,
        ),
        st.tuples(
            st.sampled_from([*sorted(DTYPES), "object"]), st.lists(st.integers(-1, 2**42), max_size=4), inner
        ).map(lambda body: {"$array": list(body)}),
    ),
    max_leaves=12,
)


@settings(max_examples=400)
@given(json_trees, st.binary(max_size=16))
def test_any_json_tree_as_header_raises_the_one_exception_or_decodes(tree, blob):
    """A header that is JSON of the right marks in the wrong places does no harm either."""
    _survives(frame(tree, blob))
    with contextlib.suppress(PlainDataError):
        from_json(tree)

"""Plain data survive the journey there and back, nothing else sets out, and bytes of any kind do no harm on arrival."""

import json
import math
import random
import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from fallline.errors import PlainDataError
from fallline.plain import DTYPES, MAX_BYTES, FunctionName, Seed, decode, encode, from_json, to_json

TERABYTE = 2**40


def same(a, b):
    """Return whether two values are equal to the last bit and the last type, nan being equal to nan."""
    if type(a) is not type(b):
        return False
    if isinstance(a, np.ndarray):
        return a.dtype == b.dtype and a.shape == b.shape and a.tobytes() == b.tobytes()
    if isinstance(a, float):
        return (math.isnan(a) and math.isnan(b)) or (a == b and math.copysign(1, a) == math.copysign(1, b))
    if isinstance(a, list | tuple):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, dict):
        return list(a) == list(b) and all(same(a[key], b[key]) for key in a)
    return a == b


def frame(header, blob=b""):
    """Return a message with this header, written by somebody who does not use ``encode``."""
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return len(text).to_bytes(4, "big") + text + blob


numpy_arrays = arrays.arrays(
    st.sampled_from(sorted(DTYPES)).map(np.dtype), arrays.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=4)
)
leaves = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(1 - 2**63, 2**63 - 1),
    st.floats(),
    st.text(st.characters(exclude_categories=[])),
    numpy_arrays,
    st.builds(Seed, st.integers(0, 2**63 - 1)),
    st.builds(FunctionName, st.text(max_size=5)),
)
plain = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.lists(inner, max_size=3).map(tuple),
        st.dictionaries(st.text(max_size=4), inner, max_size=3),
    ),
    max_leaves=8,
)


@given(plain)
def test_every_plain_value_comes_back_as_it_was(value):
    """Encoding and decoding changes no bit, no type, no shape and no order of keys."""
    assert same(decode(encode(value)), value)


@given(plain)
def test_every_plain_value_comes_back_from_a_card_as_it_was(value):
    """The form for cards survives the journey through a JSON file as well."""
    assert same(from_json(json.loads(json.dumps(to_json(value)))), value)


@pytest.mark.parametrize("name", sorted(DTYPES))
@pytest.mark.parametrize("shape", [(), (0,), (3, 0, 2), (5,), (2, 3)])
def test_arrays_of_every_plain_dtype_and_shape_come_back(name, shape):
    """Each dtype survives in each shape, 0-d and empty ones included."""
    array = np.resize(np.array([0, 1, 1]), shape).astype(name)
    assert same(decode(encode(array)), array)


@pytest.mark.parametrize(
    "array",
    [
        np.arange(12.0).reshape(3, 4).T,
        np.arange(12.0)[::-3],
        np.asfortranarray(np.arange(6).reshape(2, 3)),
        np.broadcast_to(np.float32(2.5), (3, 2)),
        np.arange(5, dtype=">i4"),
        np.array([1.5, np.nan, -0.0], dtype=">f8"),
    ],
    ids=["transposed", "reversed", "Fortran order", "broadcast", "big-endian integers", "big-endian floats"],
)
def test_how_an_array_lies_in_memory_does_not_matter(array):
    """The numbers arrive, in this machine's own byte order and in one piece."""
    there = decode(encode(array))
    np.testing.assert_array_equal(there, array)
    assert there.dtype == array.dtype.newbyteorder("=")
    assert there.flags.c_contiguous


@given(st.sampled_from([float("nan"), float("inf"), -float("inf"), -0.0, 5e-324, 1.7976931348623157e308]))
def test_odd_floats_come_back(value):
    """Nan, both infinities, minus zero and the extremes survive as Python floats and inside of arrays."""
    assert same(decode(encode(value)), value)
    assert same(decode(encode(np.array([value]))), np.array([value]))


def test_numpy_scalars_become_0d_arrays():
    """A NumPy scalar is a 0-d array of its dtype, half and long precision those of the nearest plain dtype."""
    for scalar, name in [(np.float64(2.5), "float64"), (np.int8(-3), "int8"), (np.bool_(True), "bool")]:
        assert same(decode(encode(scalar)), np.array(scalar, dtype=name))
    assert same(decode(encode(np.float16(0.5))), np.array(0.5, np.float32))
    assert same(decode(encode(np.longdouble(0.25))), np.array(0.25))


def test_decoded_arrays_are_fresh_and_writeable():
    """Whoever gets an array may overwrite it without touching the message or the sender's array."""
    array = np.zeros(3)
    message = encode(array)
    decode(message)[0] = 7.0
    assert same(decode(message), np.zeros(3))
    assert same(array, np.zeros(3))


class _Integer(int):
    pass


class _Text(str):
    pass


class _List(list):
    pass


class _Float(np.float64):
    pass


class _Impostor:
    """Claims to be an array by its class, and answers with one that it is not."""

    @property
    def __class__(self):
        return np.float64

    def __array__(self, *_, **__):
        return np.zeros(3)


@pytest.mark.parametrize(
    "value",
    [
        np.ma.masked_array([1.0, 2.0], mask=[True, False]),
        np.ma.masked,
        np.ones((1, 1)).view(np.matrix),
        np.rec.array([(1, 2.0)]),
        np.array([1, "a", None], dtype=object),
        np.array(["text"]),
        np.array([b"bytes"]),
        np.datetime64("2021-01-01"),
        np.zeros(2, dtype=[("x", float)]),
        np.clongdouble(1),
        {1, 2},
        frozenset(),
        b"bytes",
        1j,
        range(3),
        ...,
        NotImplemented,
        object(),
        len,
        {1: "a key that is no text"},
        _Integer(3),
        _Text("x"),
        _List(),
        _Float(1.0),
        _Impostor(),
        2**63,
        -(2**63),
        10**100,
        [1, [2, {"x": {3}}]],
    ],
    ids=repr,
)
def test_nothing_else_is_plain(value):
    """Subclasses, objects, other containers and huge integers are refused, at any depth, with the one exception."""
    with pytest.raises(PlainDataError):
        encode(value)
    with pytest.raises(PlainDataError):
        to_json(value)


def test_cycles_and_deep_or_wide_values_are_refused():
    """A value that contains itself, lies a thousand lists deep or has a million parts is refused, and quickly."""
    cycle = []
    cycle.append(cycle)
    bush = []
    for _ in range(15):
        bush = [bush] * 100
    deep = []
    for _ in range(1000):
        deep = [deep]
    for value in (cycle, bush, deep, [0] * 1_000_000):
        with pytest.raises(PlainDataError):
            encode(value)


@pytest.mark.parametrize(
    "value",
    [
        np.broadcast_to(0.0, (10**6, 10**6)),
        np.broadcast_to(np.int8(0), (2**16, 2**16)),
        [np.zeros(2**20)] * 1000,
        ["x" * 2**20] * 1000,
        [{"k" * 2**20: None}] * 1000,
        np.empty((2**39, 0)),
        np.zeros((1,) * 33),
    ],
    ids=["broadcast", "broadcast bytes", "many arrays", "many texts", "many long keys", "wide and empty", "33 axes"],
)
def test_values_too_large_to_send_are_refused_before_they_are_copied(value):
    """A view that claims terabytes costs no memory: a student's notebook survives it, and so does the grader."""
    tracemalloc.start()
    try:
        with pytest.raises(PlainDataError):
            encode(value)
        assert tracemalloc.get_traced_memory()[1] < 2.5 * MAX_BYTES
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("shape", [[TERABYTE], [2**39, 2**39, 0], [2**31, 0], [0, TERABYTE], [1] * 33, [2**70, 0]])
@pytest.mark.parametrize("size", [0, 8, TERABYTE])
def test_a_header_that_claims_terabytes_is_refused_without_taking_memory(shape, size):
    """What a header claims is believed only as far as there are bytes; an empty array may not be terabytes wide either."""
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
            st.sampled_from(["$array", "$tuple", "$dict", "$float", "$seed", "$function", "x"]), inner, max_size=2
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
    try:
        from_json(tree)
    except PlainDataError:
        pass

"""Plain data survive the journey there and back, and nothing else sets out."""

import json
import math
import tracemalloc
from collections import OrderedDict, defaultdict, namedtuple
from functools import partial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from fallline.errors import PlainDataError
from fallline.plain import (
    DTYPES,
    MAX_BYTES,
    FunctionName,
    GeneratorState,
    Seed,
    copied,
    decode,
    encode,
    from_json,
    to_json,
)


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
    st.builds(
        GeneratorState,
        st.integers(0, 2**128 - 1),
        st.integers(0, 2**127 - 1).map(lambda k: 2 * k + 1),
        st.integers(0, 1),
        st.integers(0, 2**32 - 1),
    ),
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


@given(st.one_of(plain, arrays.arrays(arrays.scalar_dtypes(), arrays.array_shapes(max_dims=3, max_side=4))))
def test_the_short_way_to_a_copy_ends_where_the_long_one_does(value):
    """A copy is what the journey through bytes gives, or the same refusal, whatever the dtype and order of bytes."""
    turned = value[::-1].T if type(value) is np.ndarray and value.ndim else value
    for one in (value, turned):
        try:
            there_and_back = decode(encode(one))
        except PlainDataError:
            with pytest.raises(PlainDataError):
                copied(one)
        else:
            copy = copied(one)
            assert same(copy, there_and_back)
            if isinstance(copy, np.ndarray):
                assert copy.flags.owndata
                assert copy.flags.c_contiguous
                assert copy.flags.writeable


def test_the_short_way_refuses_what_claims_too_much():
    """A view of one number that says it is terabytes is refused before anything is taken."""
    with pytest.raises(PlainDataError, match="at most"):
        copied(np.broadcast_to(1.0, (10**6, 10**6)))


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


@pytest.mark.parametrize("kind", [dict, OrderedDict, partial(defaultdict, float)])
def test_every_kind_of_dictionary_is_read_as_a_plain_one(kind):
    """A student who keeps results in an OrderedDict has returned a dictionary."""
    value = kind({"dx": 0.5, "out": np.arange(3)})
    back = decode(encode(value))
    assert type(back) is dict
    assert list(back) == ["dx", "out"]
    assert back["dx"] == 0.5


def test_a_named_tuple_is_read_as_a_plain_one():
    """A student who names the parts of a result has returned these parts."""
    pair = namedtuple("Gradients", "dW db")
    back = decode(encode(pair(np.arange(3), 0.5)))
    assert type(back) is tuple
    assert back[1] == 0.5

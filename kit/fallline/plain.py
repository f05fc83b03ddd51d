"""Plain data: the closed set of values that cross a process border or stand in an answer card, and their encoding.

A value is plain if it is None, a bool, int, float or str, a NumPy array of a plain dtype, a list, tuple or dict (with
text keys) of plain values, or one of three stand-ins: ``Seed`` and ``GeneratorState`` for a random generator and
``FunctionName`` for a function that lives elsewhere. Nothing else is ever built from bytes: no pickle, no ``repr``, no
class of the sender's choice.
"""

from __future__ import annotations

import base64
import binascii
import json
import math
import re
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from fallline.errors import PlainDataError
from fallline.standins import FunctionName as FunctionName
from fallline.standins import GeneratorState as GeneratorState
from fallline.standins import Seed as Seed

DTYPES = frozenset(
    [
        *("bool", "float32", "float64", "complex64", "complex128"),
        *(f"{sign}int{bits}" for sign in ("", "u") for bits in (8, 16, 32, 64)),
    ]
)
MAX_DEPTH = 16
MAX_NODES = 200_000
MAX_BYTES = 64 * 2**20
MAX_AXES = 32
_HEX = re.compile("[0-9a-f]{1,32}")
_NATIVE = {name: np.dtype(name) for name in DTYPES}
_SENT = {name: dtype.newbyteorder("<") for name, dtype in _NATIVE.items()}
# NumPy works a dtype's name out anew whenever it is asked, and every array asks.
_NAMES = {dtype: name for name, dtype in _NATIVE.items()}
_SENT_AS = {"float16": "float32", "longdouble": "float64", "float128": "float64"}
_COPIED = frozenset(dtype for name, dtype in _NATIVE.items() if name != "bool")
_to_text = json.JSONEncoder(separators=(",", ":")).encode

Plain = Any
"""What ``encode`` takes and ``decode`` returns; see the module's first lines."""


def encode(value: object) -> bytes:
    """Encode plain data as a JSON header followed by the arrays' raw bytes.

    Raises
    ------
    PlainDataError
        If the value is not plain data, or larger than ``MAX_BYTES``.
    """
    blobs: list[bytes] = []

    def store(raw: bytes) -> int:
        blobs.append(raw)
        return len(raw)

    header = _to_text(_Packer(store, MAX_BYTES).pack(value)).encode()
    size = 4 + len(header) + sum(map(len, blobs))
    if size > MAX_BYTES:
        raise too_large(size)
    return b"".join([len(header).to_bytes(4, "big"), header, *blobs])


def decode(raw: bytes) -> Plain:
    """Decode what ``encode`` made; the arrays are fresh and writeable.

    Raises
    ------
    PlainDataError
        On bytes that are no encoded value.
    """
    if not 4 <= len(raw) <= MAX_BYTES:
        raise PlainDataError(f"{len(raw):,} bytes are no encoded value")
    start = 4 + int.from_bytes(raw[:4], "big")
    if start > len(raw):
        raise PlainDataError("the header is longer than the message")
    position = start

    def fetch(size: object) -> bytes:
        nonlocal position
        if type(size) is not int or not 0 <= size <= len(raw) - position:
            raise PlainDataError("an array is longer than the message")
        position += size
        return raw[position - size : position]

    value = _Unpacker(fetch).unpack(_parse(raw[4:start]))
    if position != len(raw):
        raise PlainDataError(f"{len(raw) - position:,} bytes are left over")
    return value


def copied(value: object) -> Plain:
    """Return what ``decode(encode(value))`` returns, without the way through bytes where none is needed.

    Raises
    ------
    PlainDataError
        If the value is not plain data, or too large.
    """
    if type(value) is float:
        return value
    if type(value) is np.ndarray and value.dtype in _COPIED:
        _require_shape(value.shape, value.dtype)
        # A broadcast view of a few bytes may claim as many as fit; only then they are taken.
        return np.array(value, order="C")
    return decode(encode(value))


def to_json(value: object) -> Any:
    """Return plain data as a tree that ``json`` can write, arrays as base64: the form in which cards hold it."""
    return _Packer(lambda raw: base64.b64encode(raw).decode(), math.inf).pack(value)


def from_json(tree: object) -> Plain:
    """Return the plain data that ``to_json`` wrote; raises PlainDataError on anything else."""

    def fetch(text: object) -> bytes:
        if type(text) is not str:
            raise PlainDataError("an array's bytes are not text")
        try:
            return base64.b64decode(text, validate=True)
        except (binascii.Error, ValueError) as error:
            raise PlainDataError("an array's bytes are not base64") from error

    return _Unpacker(fetch).unpack(tree)


def _parse(header: bytes) -> object:
    # Before its parts can be counted one by one, JSON takes many times the room of its bytes: count what makes parts.
    if sum(map(header.count, (b"[", b"{", b","))) > 8 * MAX_NODES:
        raise PlainDataError("the header has too many parts")
    try:
        return json.loads(header.decode())
    except (ValueError, RecursionError) as error:
        raise PlainDataError("the header is not JSON") from error


def too_large(size: float, most: int = MAX_BYTES) -> PlainDataError:
    """Return the exception for a value that takes more than ``most`` bytes."""
    # Sizes come from shapes that anybody may have made up; Python prints no number of more than 4,300 digits.
    told = f"{size:,}" if size < 1e18 else "far too many"
    return PlainDataError(f"the value takes {told} bytes; at most {most:,} can be sent; return something smaller")


class _Packer:
    """Turns plain data into a JSON tree; ``store`` keeps an array's bytes and returns how to find them again.

    Texts and arrays are weighed against ``room`` before they are copied: a broadcast view can claim terabytes.
    """

    def __init__(self, store: Callable[[bytes], int | str], room: float) -> None:
        self.store, self.room = store, room
        self.nodes, self.size = 0, 0

    def pack(self, value: object, depth: int = 0) -> Any:
        self.nodes += 1
        if depth > MAX_DEPTH or self.nodes > MAX_NODES:
            raise PlainDataError("the value is nested too deeply or has too many parts; return an array")
        kind = type(value)
        if value is None or kind is bool:
            return value
        if type(value) is str:
            return self._weighed(value, len(value))
        if kind is int:
            return _pack_int(value)
        if kind is float:
            return _pack_float(value)
        if kind is np.ndarray or (issubclass(kind, np.generic) and kind.__module__ == "numpy"):
            return self._pack_array(np.asarray(value))
        return self._pack_container(value, depth + 1)

    def _weighed(self, value: Any, size: int) -> Any:
        self.size += size
        if self.size > self.room:
            raise too_large(self.size)
        return value

    def _pack_array(self, array: np.ndarray[Any, Any]) -> Any:
        name = _NAMES.get(array.dtype) or _SENT_AS.get(array.dtype.name, array.dtype.name)
        if name not in DTYPES:
            raise PlainDataError(f"an array of dtype {array.dtype} is not plain data; use numbers")
        dtype = _SENT[name]
        _require_shape(array.shape, dtype)
        self._weighed(array, array.size * dtype.itemsize)
        raw = np.asarray(array, dtype=dtype, order="C").tobytes()
        return {"$array": [name, list(array.shape), self.store(raw)]}

    def _pack_container(self, value: Any, depth: int) -> Any:
        kind = type(value)
        if kind is list:
            return [self.pack(item, depth) for item in value]
        if issubclass(kind, tuple):  # a named one, too
            return {"$tuple": [self.pack(item, depth) for item in tuple.__iter__(value)]}
        if kind in _DICTS and all(type(key) is str for key in value):
            return {"$dict": {self._weighed(key, len(key)): self.pack(item, depth) for key, item in value.items()}}
        if kind is Seed:
            return {"$seed": value.value}
        if kind is GeneratorState:
            return {"$generator": [f"{value.state:x}", f"{value.inc:x}", value.has_uint32, value.uinteger]}
        if kind is FunctionName:
            return {"$function": value.name}
        raise PlainDataError(f"a value of type {kind.__module__}.{kind.__qualname__} is not plain data")


_DICTS = (dict, OrderedDict, defaultdict)
"""Each is read as a plain dict."""


def _pack_int(value: Any) -> Any:
    if abs(value) >= 2**63:
        raise PlainDataError("an integer of more than 63 bits is not plain data")
    return value


def _pack_float(value: Any) -> Any:
    return value if math.isfinite(value) else {"$float": repr(value)}


class _Unpacker:
    """Turns a JSON tree back into plain data; ``fetch`` returns the bytes of an array."""

    def __init__(self, fetch: Callable[[object], bytes]) -> None:
        self.fetch = fetch
        self.nodes = 0

    def unpack(self, tree: object, depth: int = 0) -> Plain:
        self.nodes += 1
        if depth > MAX_DEPTH or self.nodes > MAX_NODES:
            raise PlainDataError("the tree is too deep or has too many parts")
        if tree is None or isinstance(tree, bool | str):
            return tree
        if isinstance(tree, float) and math.isfinite(tree):
            return tree
        if isinstance(tree, int):
            return _pack_int(tree)
        if isinstance(tree, list):
            return [self.unpack(item, depth + 1) for item in tree]
        if isinstance(tree, dict) and len(tree) == 1:
            [(mark, body)] = tree.items()
            return self._unpack_marked(mark, body, depth + 1)
        raise PlainDataError("the tree holds something that is not plain data")

    def _unpack_marked(self, mark: str, body: Any, depth: int) -> Plain:
        if mark == "$array" and isinstance(body, list) and len(body) == 3:
            return _build_array(body[0], body[1], self.fetch(body[2]))
        if mark == "$tuple" and isinstance(body, list):
            return tuple(self.unpack(item, depth) for item in body)
        if mark == "$dict" and isinstance(body, dict):
            return {key: self.unpack(item, depth) for key, item in body.items()}
        if mark == "$float" and body in ("nan", "inf", "-inf"):
            return float(body)
        if mark == "$seed" and type(body) is int and 0 <= body < 2**63:
            return Seed(body)
        if mark == "$generator" and isinstance(body, list) and len(body) == 4:
            return _build_state(*body)
        if mark == "$function" and type(body) is str:
            return FunctionName(body)
        raise PlainDataError("the tree holds a mark that is not plain data")


def _build_state(state: object, inc: object, has_uint32: object, uinteger: object) -> GeneratorState:
    if not all(isinstance(text, str) and _HEX.fullmatch(text) for text in (state, inc)):
        raise PlainDataError("a generator's state is not made of numbers")
    if type(has_uint32) is not int or type(uinteger) is not int or has_uint32 not in (0, 1) or uinteger >> 32:
        raise PlainDataError("a generator's state is out of range")
    increment = int(str(inc), 16)
    # With an even increment the numbers of a PCG64 repeat after a few, and what waits for a good one waits for ever.
    if increment % 2 == 0:
        raise PlainDataError("a generator's increment is even, which it never is")
    return GeneratorState(int(str(state), 16), increment, has_uint32, uinteger)


def _build_array(name: object, shape: object, raw: bytes) -> np.ndarray[Any, Any]:
    if not isinstance(name, str) or name not in DTYPES:
        raise PlainDataError("an array's dtype is not plain")
    if not isinstance(shape, list) or not all(type(n) is int and n >= 0 for n in shape):
        raise PlainDataError("an array's shape is not a list of sizes")
    dtype = _SENT[name]
    _require_shape(shape, dtype)
    if math.prod(shape) * dtype.itemsize != len(raw):
        raise PlainDataError("an array's shape does not fit its bytes")
    if dtype.kind == "b" and raw.strip(b"\x00\x01"):
        raise PlainDataError("an array of bools holds something else")
    return np.frombuffer(raw, dtype).reshape(shape).astype(_NATIVE[name])


def _require_shape(shape: Sequence[int], dtype: np.dtype[Any]) -> None:
    """Refuse shapes that NumPy cannot build, or that fill the memory once an axis of length 0 is summed away."""
    if len(shape) > MAX_AXES:
        raise PlainDataError(f"an array of {len(shape)} axes is not plain data; at most {MAX_AXES} are; reshape it")
    size = math.prod(n or 1 for n in shape) * dtype.itemsize
    if size > MAX_BYTES:
        raise too_large(size)

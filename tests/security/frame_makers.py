"""Makes the frames of the fuzz: valid ones, valid ones with something wrong in them, and bytes of any kind.

A frame is eight bytes of length and a body; a body is four bytes of length, a header in JSON and the arrays' bytes. All
of it is drawn from a generator that is handed in, so a seed and a number give the same frame again.
"""

from __future__ import annotations

import json
import math
import random
import re
import struct
from collections.abc import Callable
from typing import Any

import numpy as np

from fallline.plain import DTYPES, FunctionName, GeneratorState, Seed, encode

LIMIT = 1 << 20
"""Bytes of the largest frame that the fuzz has taken; small, so that many frames claim more."""

MARKS = ("$array", "$tuple", "$dict", "$float", "$seed", "$generator", "$function")
ODD_JSON = [
    *(b"null true false -0 1e999 -1e999 1E-400 0.1 NaN Infinity -Infinity 1.0 -1 0 64 nan ''".split()),
    *(str(n).encode() for n in (2**31, 2**63 - 1, 2**63, -(2**63), 2**64, 10**400)),
    *(b"9" * 4300, b"9" * 4301, b"-" + b"9" * 5000, b"[" * 40 + b"]" * 40, b"[" * 2000, b'{"x":' * 30),
    *(b'"\\ud800"', b'"\\u0000"', b'"\xed\xa0\x80"', b"\xff", b"\xef\xbb\xbf", b'"\\ud83d\\ude00"', b'"\\x"', b'"'),
    *(b"[]", b"{}", b'{"x":1,"x":2}', b'{"$seed":1,"$seed":-1}', b'{"$float":"nan"}', b'{"$tuple":[[],{}]}'),
    *(b'{"$array":["float64",[0,9223372036854775807],0]}', b'{"$array":["bool",[],1]}', b'{"$dict":{"":[]}}'),
    *(f'"{mark}"'.encode() for mark in MARKS),
    *(f'"{dtype}"'.encode() for dtype in (*sorted(DTYPES), "object", "O", "<f8", "float16", "longdouble", "U9", "V8")),
]
ODD_WORDS = [
    "",
    "x0",
    "ValueError",
    "nan",
    "\x1b[31m",
    "\ud800",
    "\0",
    "ü" * 90,
    "\u202e",
    "a value of type x.y",
    "x" * 90,
]
KEYS = [
    "id",
    "value",
    "raised",
    "unsupported",
    "warned",
    "overwritten",
    "missing",
    "output",
    "function",
    "args",
    "named",
]
_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*"|[-+.\w]+|[\[\]{}:,]')

Rng = random.Random
Maker = Callable[[Rng], bytes]


def a_number(rng: Rng) -> int:
    """Return an integer of any length up to 63 bits."""
    return rng.getrandbits(rng.randrange(64)) * rng.choice((1, -1))


def an_array(rng: Rng) -> np.ndarray[Any, Any]:
    """Return an array of any plain dtype, with axes of any order, length 0 included, and any bytes it may have."""
    dtype = np.dtype(rng.choice(sorted(DTYPES)))
    shape = [rng.choice((0, 1, 1, 2, 3, 5)) for _ in range(rng.randrange(4))]
    raw = rng.randbytes(math.prod(shape) * dtype.itemsize)
    array = np.frombuffer(bytes(b & 1 for b in raw) if dtype.kind == "b" else raw, dtype).reshape(shape)
    return array.T if rng.random() < 0.3 else array.astype(dtype.newbyteorder(rng.choice("<>")))


def a_value(rng: Rng, depth: int = 0) -> Any:
    """Return plain data of any kind."""
    if depth < 4 and rng.random() < 0.25:
        inner = [a_value(rng, depth + 1) for _ in range(rng.randrange(4))]
        return rng.choice((inner, tuple(inner), {a_word(rng) + str(k): each for k, each in enumerate(inner)}))
    return rng.choice(LEAVES)(rng)


def a_state(rng: Rng) -> GeneratorState:
    """Return any state of a generator; its increment is odd, as it always is."""
    increment = rng.getrandbits(rng.randrange(1, 129)) | 1
    return GeneratorState(rng.getrandbits(128), increment, rng.randrange(2), rng.getrandbits(32))


def a_float(rng: Rng) -> float:
    """Return a float of any bits."""
    return float(struct.unpack("<d", rng.randbytes(8))[0])


def a_word(rng: Rng) -> str:
    """Return a text: a word that means something somewhere, or any characters and halves of characters."""
    if rng.random() < 0.7:
        return rng.choice(ODD_WORDS)
    text = "".join(chr(rng.randrange(0x110000 if rng.random() < 0.5 else 0x800)) for _ in range(5))
    # To JSON two halves that fit together are one character.
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")


LEAVES: tuple[Callable[[Rng], Any], ...] = (
    lambda rng: rng.choice((None, True, False)),
    lambda rng: Seed(abs(a_number(rng))),
    lambda rng: FunctionName(a_word(rng)),
    *(a_number, a_float, a_float, a_word, an_array, a_state),
)


def an_answer(rng: Rng) -> bytes:
    """Return a record such as a worker sends, with something else under a few of its keys."""
    often = 300 if rng.random() < 0.05 else 1
    line = rng.choice(([1, "f", "<cell>"], [True, "f", 3], [a_value(rng), a_word(rng), a_word(rng)], a_value(rng)))
    answer = {
        "id": 1,
        "raised": {"type": a_word(rng), "message": a_word(rng) * often, "lines": [line] * rng.choice((0, 1, 15))},
        "warned": [a_word(rng), a_value(rng)],
        "overwritten": ["x0", a_value(rng)],
        "output": a_word(rng) * often,
    }
    question = {"function": "f", "args": [a_value(rng), a_value(rng)], "named": {a_word(rng): a_value(rng)}}
    odd = {key: a_value(rng) for key in rng.sample(KEYS, rng.randrange(5))}
    return encode({**(answer if rng.random() < 0.7 else question), **odd})


def with_header(header: bytes, blob: bytes = b"") -> bytes:
    """Return a body as somebody writes it who does not use ``encode``."""
    return len(header).to_bytes(4, "big") + header + blob


def halves(body: bytes) -> tuple[bytes, bytes]:
    """Return a valid body's header and the bytes of its arrays."""
    end = 4 + int.from_bytes(body[:4], "big")
    return body[4:end], body[end:]


def noise(rng: Rng) -> bytes:
    """Return any bytes."""
    return rng.randbytes(rng.randrange(80))


def a_valid_one(rng: Rng) -> bytes:
    """Return a body that ``encode`` made."""
    return an_answer(rng) if rng.random() < 0.5 else encode(a_value(rng))


def cut_and_pasted(rng: Rng) -> bytes:
    """Return a valid body with bits turned, bytes cut out or doubled, or the end of another one."""
    data = bytearray(a_valid_one(rng))
    for _ in range(rng.randint(1, 4)):
        place, length = rng.randrange(len(data) + 1), rng.randint(1, 9)
        match rng.randrange(5):
            case 0 if data:
                data[place % len(data)] ^= 1 << rng.randrange(8)
            case 1:
                del data[place : place + length]
            case 2:
                data[place:place] = data[place : place + length]
            case 3:
                data[place:] = a_valid_one(rng)[place:]
            case _:
                data[:4] = rng.choice((bytes(4), b"\xff" * 4, rng.randbytes(4), len(data).to_bytes(4, "big")))
    return bytes(data)


def edited(rng: Rng) -> bytes:
    """Return a valid body, one to three words of whose header are others; its length fits."""
    header, blob = halves(a_valid_one(rng))
    for _ in range(rng.randint(1, 3)):
        if words := list(_TOKEN.finditer(header)):
            word = rng.choice(words)
            header = header[: word.start()] + rng.choice(ODD_JSON) + header[word.end() :]
    return with_header(header, blob)


def in_another_alphabet(rng: Rng) -> bytes:
    """Return a valid body whose header is JSON in an encoding that ``json`` knows too, or nearly."""
    header, blob = halves(a_valid_one(rng))
    text = header.decode().encode(rng.choice(("utf-16", "utf-16-le", "utf-32-be", "utf-8-sig", "utf-7")))
    return with_header(text[: len(text) - rng.choice((0, 0, 1))], blob)


def a_tree(rng: Rng, depth: int = 0) -> Any:
    """Return a JSON tree that has the format's marks in right and wrong places."""
    kind = rng.randrange(9 if depth < 5 else 4)
    if kind < 4:
        return rng.choice((None, True, a_number(rng), 2**63 + a_number(rng), 0.5, a_word(rng), "float64", [], {}))
    inner = [a_tree(rng, depth + 1) for _ in range(rng.randrange(4))]
    if kind < 6:
        return inner
    mark = rng.choice((*MARKS, "x"))
    return (
        {"$array": a_claim(rng)} if kind < 8 else {mark: rng.choice((inner, {"a": inner}, a_word(rng), None, True, -1))}
    )


def a_claim(rng: Rng) -> list[Any]:
    """Return what a header says of an array, believable or not."""
    sizes = (0, 0, 1, 2, 8, 2**31, 2**40, 2**63 - 1, 2**70, 10**4299, -1, -8, True, 1.0, "1", None)
    shape = [rng.choice(sizes) for _ in range(rng.choice((0, 1, 2, 3, 33)))]
    dtype = rng.choice((*sorted(DTYPES), "object", "O", "<f8", "float16", "V8", ["int8"], 3))
    return [dtype, rng.choice((shape, shape, shape, 3, "")), rng.choice((*sizes, 4, 16))]


def a_tree_of_marks(rng: Rng) -> bytes:
    """Return a body whose header is any JSON tree."""
    return with_header(json.dumps(a_tree(rng)).encode(), rng.randbytes(rng.choice((0, 1, 8, 16))))


def large(rng: Rng) -> bytes:
    """Return a body that takes much time or memory if it is read carelessly."""
    count = rng.randrange(LIMIT // 8)
    unit = rng.choice((b"[],", b'{"":0},', b"[[[[0]]]],", b"0,", b'"\\ud800",', b"1e5,", b'{"$tuple":[]},'))
    deep = rng.choice((b"[", b'{"$tuple":[', b'{"$dict":{"x":', b'{"a":'))
    header = rng.choice((b"[" + unit * (count // len(unit)) + b"0]", deep * (count // 8), b"9" * count))
    whole = encode({"value": np.arange(count // 8), "output": "\n" * count})
    return rng.choice((with_header(header), with_header(b'"' + b"\xf0\x9f\x98\x80" * (count // 4) + b'"'), whole))


MAKERS: dict[Maker, float] = {
    noise: 10,
    a_valid_one: 15,
    cut_and_pasted: 25,
    edited: 25,
    in_another_alphabet: 3,
    a_tree_of_marks: 20,
    large: 0.02,
}


def generator(seed: int, number: int) -> Rng:
    """Return what one frame of a seed is drawn from."""
    return Rng(seed << 32 | number)


def a_stream(rng: Rng) -> bytes:
    """Return the bytes on the wire of one frame: length and body, one of them wrong now and then."""
    [make] = rng.choices(list(MAKERS), list(MAKERS.values()))
    body = make(rng)
    length = len(body).to_bytes(8, "big")
    match rng.randrange(20):
        case 0:
            length = rng.choice((0, len(body) + 1, max(0, len(body) - 1), LIMIT + 1, 2**63, 2**64 - 1)).to_bytes(
                8, "big"
            )
        case 1:
            length = rng.randbytes(8)
        case 2:
            return (length + body)[: rng.randrange(8 + len(body))]
    return length + body

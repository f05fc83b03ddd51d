"""Throws made-up frames at everything that reads a worker's words, and says which of them does harm.

    .venv/bin/python tests/security/fuzz_frames.py [--frames 1000000] [--seed 7]

Whatever the bytes are, ``decode`` returns plain data or raises PlainDataError, ``receive`` returns what ``decode`` does
or raises the one SandboxError that fits, and no word of an answer gets into a record unless it fits there; soon, and
with little memory. Valid values come back as they were. A frame that does harm is printed as a line for
``fuzz_seeds.txt``, whose frames the test suite tries at every run.
"""

from __future__ import annotations

import argparse
import base64
import resource
import secrets
import signal
import socket
import sys
import threading
import time
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from frame_makers import LIMIT, a_stream, a_value, generator
from frame_oracles import Harm, alike, check_records, require, weigh

from fallline.errors import PlainDataError
from fallline.plain import decode, encode
from grader.errors import SandboxError, WorkerDied, WorkerTimeout
from grader.sandbox import frames

KEPT = Path(__file__).with_name("fuzz_seeds.txt")
MEMORY = 256 * LIMIT
"""Bytes of address space that the run may add to the process; its threads alone reserve half of them."""
SECONDS = 20
"""After so long a frame is said to hang."""
PIECES, STALLS, VALUES = 300, 300, 4
"""One frame in so many comes piece by piece, leaves the line open when it is over, and has a valid value behind it."""


def check(stream: bytes, *, stalls: bool = False, pieces: int = 1) -> str:
    """Return what became of a stream: "taken", or the name of the exception it ends in.

    Raises Harm, or whatever exception it is that nobody expects.
    """
    body = stream[8:]
    is_plain, value = decoded(body)
    expected: Any = WorkerTimeout if stalls else WorkerDied
    if len(stream) >= 8:
        size = int.from_bytes(stream[:8], "big")
        if size > LIMIT:
            expected = SandboxError
        elif size <= len(body):
            is_plain, value = (is_plain, value) if size == len(body) else decoded(body[:size])
            expected = value if is_plain and isinstance(value, dict) else SandboxError
    got = arrived(stream, pieces, stalls)
    # On a busy machine a frame that is whole may come too late for a deadline this near.
    is_late = stalls and got is WorkerTimeout
    require(is_late or alike(got, expected), f"receive gave {got!r:.200}; expected {expected!r:.200}")
    if isinstance(got, dict):
        check_records(got)
        return "taken"
    return str(got.__name__)


def decoded(body: bytes) -> tuple[bool, Any]:
    """Return whether a body is plain data, and the data; anything but that and PlainDataError is harm."""
    try:
        value = decode(body)
    except PlainDataError:
        return False, None
    behind = len(body) - 4 - int.from_bytes(body[:4], "big")
    require(weigh(value) == behind, f"{behind} bytes behind the header, but not as many in the arrays")
    require(alike(value, decode(encode(value))), "what was decoded is not plain data")
    return True, value


def arrived(stream: bytes, pieces: int = 1, stalls: bool = False) -> Any:
    """Return what ``receive`` makes of a stream: a record, or the class of its exception."""
    ours, theirs = socket.socketpair()
    sender = threading.Thread(target=_send, args=(theirs, stream, pieces, stalls))
    with ours, theirs:
        # What fits into the socket's buffer needs no thread, and a thread takes longer than all the rest.
        sender.run() if pieces == 1 and len(stream) < 1 << 15 else sender.start()
        try:
            return frames.receive(ours, time.monotonic() + (0.005 if stalls else SECONDS), LIMIT)
        except SandboxError as error:
            return type(error)
        finally:
            ours.close()
            if sender.ident:
                sender.join()


def _send(sock: socket.socket, stream: bytes, pieces: int, stalls: bool) -> None:
    step = len(stream) // pieces + 1
    try:
        for start in range(0, len(stream), step):
            sock.sendall(stream[start : start + step])
            if pieces > 1:
                time.sleep(0.0002)
        if not stalls:
            sock.shutdown(socket.SHUT_WR)
    except OSError:  # the reader has seen enough
        return


def check_valid(value: Any) -> None:
    """Require that a valid value comes back as it was, from ``decode`` and over a socket."""
    require(alike(value, decode(encode(value))), f"{value!r:.200} did not come back as it was")
    ours, theirs = socket.socketpair()
    with ours, theirs:
        frames.send(theirs, {"value": value}, time.monotonic() + SECONDS)
        got = frames.receive(ours, time.monotonic() + SECONDS)
    require(alike({"value": value}, got), f"{value!r:.200} did not arrive as it was")


def check_number(seed: int, number: int) -> str:
    """Make and check one frame of a seed; return what became of it."""
    rng = generator(seed, number)
    stream = a_stream(rng)
    pieces = rng.randint(2, 9) if rng.randrange(PIECES) == 0 else 1
    stalls = rng.randrange(STALLS) == 0
    with _named(f"frame {number} of seed {seed}", lambda: line_of(stream)):
        outcome = check(stream, pieces=pieces, stalls=stalls)
    if number % VALUES:
        return outcome
    with _named(f"value {number} of seed {seed}", lambda: f"seed {seed} {number}"):
        check_valid(a_value(rng))
    return outcome


@contextmanager
def _named(what: str, line: Callable[[], str]) -> Iterator[None]:
    """Turn whatever goes wrong into Harm that says with what, and how to keep it; a hang is wrong too."""
    signal.setitimer(signal.ITIMER_REAL, SECONDS)
    try:
        yield
    except Exception as error:
        wrong = f"{type(error).__name__}: {error!s:.300}"
        raise Harm(f"{what}: {wrong}\na line for {KEPT.name}:\n{line()}") from error
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def run(count: int, seed: int) -> Counter[str]:
    """Check so many frames of a seed; return how many ended how. Raises Harm at the first that does harm."""
    with watched():
        return Counter(check_number(seed, number) for number in range(count))


@contextmanager
def watched(memory: int = MEMORY) -> Iterator[None]:
    """Turn a frame that hangs, or takes more than so much memory, into an exception."""
    before = resource.getrlimit(resource.RLIMIT_AS)
    handler = signal.signal(signal.SIGALRM, _hangs)
    if sys.platform == "linux":  # elsewhere the limit does not hold, or a process does not know its size
        pages = int(Path("/proc/self/statm").read_text().split()[0])
        resource.setrlimit(resource.RLIMIT_AS, (pages * resource.getpagesize() + memory, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, before)
        signal.signal(signal.SIGALRM, handler)


def _hangs(*_: object) -> None:
    raise Harm(f"no end after {SECONDS} seconds")


def line_of(stream: bytes) -> str:
    """Return a stream as a line of ``fuzz_seeds.txt``."""
    return "frame " + base64.b64encode(zlib.compress(stream, 9)).decode()


def kept() -> Iterator[tuple[str, bytes | tuple[int, int], str]]:
    """Yield what is kept: a remark; a stream, or a seed and a frame's number; and how it must end, "" if unknown."""
    for line in KEPT.read_text(encoding="utf-8").splitlines():
        words, _, remark = (part.strip() for part in line.partition("#"))
        match words.split():
            case ["frame", text, *end]:
                yield remark, zlib.decompress(base64.b64decode(text)), "".join(end)
            case ["seed", seed, number]:
                yield remark, (int(seed), int(number)), ""


def main() -> None:
    """Run the command line; the exit code is 1 if a frame does harm."""
    parser = argparse.ArgumentParser(description="Throw made-up frames at the protocol.")
    parser.add_argument("--frames", type=int, default=100_000, metavar="N", help="how many frames (100,000)")
    parser.add_argument(
        "--seed", type=int, default=secrets.randbits(32), help="what they are drawn from; fresh if left out"
    )
    options = parser.parse_args()
    print(f"seed {options.seed}", flush=True)
    started = time.perf_counter()
    try:
        ends = run(options.frames, options.seed)
    except Harm as harm:
        raise SystemExit(str(harm)) from harm
    seconds = time.perf_counter() - started
    print(f"{options.frames:,} frames in {seconds:.0f} s, {options.frames / seconds:,.0f} frames/s, no harm done")
    print(", ".join(f"{name} {count:,}" for name, count in ends.most_common()))


if __name__ == "__main__":
    main()

"""Messages over a socket: eight bytes of length, then one plain-data value. The sandbox speaks nothing else."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from typing import Any

from fallline.errors import PlainDataError
from fallline.plain import MAX_BYTES, decode, encode
from grader.errors import SandboxError, WorkerDied, WorkerTimeout

_CHUNK = 1 << 20

Left = Callable[[], float | None]
"""Returns the seconds to wait before it wants to be asked again; raises a SandboxError when there are none left."""


def send(sock: socket.socket, message: dict[str, Any], deadline: float | Left | None = None) -> None:
    """Send one message.

    Raises
    ------
    WorkerTimeout, WorkerDied
        If the other side does not take it in time, or is gone.
    """
    send_encoded(sock, encode(message), deadline)


def send_encoded(sock: socket.socket, payload: bytes, deadline: float | Left | None = None) -> None:
    """Send one message that is encoded already; raises as ``send``."""
    rest = memoryview(len(payload).to_bytes(8, "big") + payload)
    left = _left(deadline)
    while rest:
        _set_timeout(sock, left())
        try:
            rest = rest[sock.send(rest) :]
        except TimeoutError:
            continue
        except OSError as error:
            raise WorkerDied("the worker closed its end") from error


def receive(sock: socket.socket, deadline: float | Left | None = None, limit: int = MAX_BYTES) -> dict[str, Any]:
    """Return the next message; one deadline holds for all of its bytes.

    Raises
    ------
    WorkerTimeout, WorkerDied, SandboxError
        If it does not come in time, if the other side is gone, or if it is not a message.
    """
    left = _left(deadline)
    size = int.from_bytes(_exactly(sock, 8, left), "big")
    if size > limit:
        raise SandboxError(f"a message of {size:,} bytes; at most {limit:,} are taken")
    try:
        message = decode(_exactly(sock, size, left))
    except PlainDataError as error:
        raise SandboxError(f"a message that is not plain data: {error}") from error
    if not isinstance(message, dict):
        raise SandboxError("a message that is not a record")
    return message


def _exactly(sock: socket.socket, size: int, left: Left) -> bytes:
    parts = bytearray()
    while len(parts) < size:
        _set_timeout(sock, left())
        try:
            part = sock.recv(min(size - len(parts), _CHUNK))
        except TimeoutError:
            continue
        except OSError as error:
            raise WorkerDied("the worker closed its end") from error
        if not part:
            raise WorkerDied("the worker ended before it answered")
        parts += part
    return bytes(parts)


def _set_timeout(sock: socket.socket, seconds: float | None) -> None:
    """Set a socket's timeout, which takes a system call, if it is another one than before."""
    if sock.gettimeout() != seconds:
        sock.settimeout(seconds)


def _left(deadline: float | Left | None) -> Left:
    return deadline if callable(deadline) else lambda: _until(deadline)


def _until(deadline: float | None) -> float | None:
    """Return the seconds until a deadline; past it even bytes that are there already are too late."""
    if deadline is None:
        return None
    left = deadline - time.monotonic()
    if left <= 0:
        raise WorkerTimeout("no answer in time")
    return left

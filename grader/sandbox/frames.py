"""Messages over a socket: eight bytes of length, then one plain-data value. The sandbox speaks nothing else."""

from __future__ import annotations

import socket
import time
from typing import Any

from fallline.errors import PlainDataError
from fallline.plain import MAX_BYTES, decode, encode
from grader.errors import SandboxError, WorkerDied, WorkerTimeout

_CHUNK = 1 << 20


def send(sock: socket.socket, message: dict[str, Any], deadline: float | None = None) -> None:
    """Send one message.

    Raises
    ------
    WorkerTimeout, WorkerDied
        If the other side does not take it in time, or is gone.
    """
    payload = encode(message)
    try:
        sock.settimeout(_left(deadline))
        sock.sendall(len(payload).to_bytes(8, "big") + payload)
    except TimeoutError as error:
        raise WorkerTimeout("the worker did not take a message in time") from error
    except OSError as error:
        raise WorkerDied("the worker closed its end") from error


def receive(sock: socket.socket, deadline: float | None = None, limit: int = MAX_BYTES) -> dict[str, Any]:
    """Return the next message; one deadline holds for all of its bytes.

    Raises
    ------
    WorkerTimeout, WorkerDied, SandboxError
        If it does not come in time, if the other side is gone, or if it is not a message.
    """
    size = int.from_bytes(_exactly(sock, 8, deadline), "big")
    if size > limit:
        raise SandboxError(f"a message of {size:,} bytes; at most {limit:,} are taken")
    try:
        message = decode(_exactly(sock, size, deadline))
    except PlainDataError as error:
        raise SandboxError(f"a message that is not plain data: {error}") from error
    if not isinstance(message, dict):
        raise SandboxError("a message that is not a record")
    return message


def _exactly(sock: socket.socket, size: int, deadline: float | None) -> bytes:
    parts = bytearray()
    while len(parts) < size:
        try:
            sock.settimeout(_left(deadline))
            part = sock.recv(min(size - len(parts), _CHUNK))
        except TimeoutError as error:
            raise WorkerTimeout("no answer in time") from error
        except OSError as error:
            raise WorkerDied("the worker closed its end") from error
        if not part:
            raise WorkerDied("the worker ended before it answered")
        parts += part
    return bytes(parts)


def _left(deadline: float | None) -> float | None:
    """Return the seconds until a deadline; past it even bytes that are there already are too late."""
    if deadline is None:
        return None
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left

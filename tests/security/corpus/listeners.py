"""Sockets that nobody should talk to: they note who does, and pay with a treasure."""

from __future__ import annotations

import os
import selectors
import socket
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any

GREETING_SECONDS = 0.2


class Listeners:
    """Listens on loopback and on Unix sockets of both kinds, until it is left."""

    def __init__(self, treasure: str, mark: str, door: Path) -> None:
        self.treasure, self.visits = treasure, list[str]()
        self._selector = selectors.DefaultSelector()
        self._open: list[socket.socket] = []
        self._wake, self._awake = socket.socketpair()
        abstract = f"\0{mark}"
        self.addresses: dict[str, Any] = {
            "tcp": self._listen("tcp", socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", 0))[1],
            "udp": self._listen("udp", socket.AF_INET, socket.SOCK_DGRAM, ("127.0.0.1", 0))[1],
            "abstract": self._listen("abstract", socket.AF_UNIX, socket.SOCK_STREAM, abstract),
            "datagram": self._listen("datagram", socket.AF_UNIX, socket.SOCK_DGRAM, f"{abstract}-datagram"),
            "door": self._listen("door", socket.AF_UNIX, socket.SOCK_STREAM, str(door)),
            "letterbox": self._listen("letterbox", socket.AF_UNIX, socket.SOCK_DGRAM, f"{door}-letters"),
        }
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self) -> Listeners:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._wake.send(b"x")
        self._thread.join(5)
        for each in (*self._open, self._wake, self._awake):
            each.close()
        self._selector.close()

    def _listen(self, name: str, family: int, kind: int, address: Any) -> Any:
        listener = socket.socket(family, kind)
        listener.bind(address)
        if family == socket.AF_UNIX and isinstance(address, str) and not address.startswith("\0"):
            os.chmod(address, 0o666)
        if kind == socket.SOCK_STREAM:
            listener.listen(64)
        listener.setblocking(False)
        self._open.append(listener)
        self._selector.register(listener, selectors.EVENT_READ, name)
        found = listener.getsockname()
        return found.decode() if isinstance(found, bytes) else found

    def _serve(self) -> None:
        self._selector.register(self._awake, selectors.EVENT_READ, "")
        while True:
            for key, _ in self._selector.select():
                if not key.data:
                    return
                with suppress(OSError):
                    self._greet(key.fileobj, key.data)  # type: ignore[arg-type]

    def _greet(self, listener: socket.socket, name: str) -> None:
        """Note a visit; whoever knocks is paid."""
        if listener.type == socket.SOCK_DGRAM:
            data, sender = listener.recvfrom(65_536)
            self.visits.append(f"{name}: {data[:60]!r}")
            if sender:
                listener.sendto(self.treasure.encode(), sender)
            return
        visitor, _ = listener.accept()
        with visitor:
            visitor.settimeout(GREETING_SECONDS)
            visitor.sendall(self.treasure.encode())
            with suppress(TimeoutError):
                self.visits.append(f"{name}: {visitor.recv(60)!r}")
                return
            self.visits.append(f"{name}: silent")

"""The demonstration's endpoint with faults on demand: what a rehearsal polls."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from decimal import Decimal
from types import TracebackType
from typing import Final, Self

_DROP_S: Final = 0.2
_JUMP_YUAN: Final = 10**11
_PAGE: Final = b"<!DOCTYPE html><title>Wi-Fi</title>Please log in"


class Misbehaving:
    """Listens on loopback and answers each request with `tell()`, as `fault` (empty: none) would have it."""

    def __init__(self, tell: Callable[[], bytes]) -> None:
        """`tell` gives the sound answer of the present, JSON."""
        self.fault = ""
        self._tell = tell
        self._stood = b""
        self._over = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._accept, name="misbehaving", daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        """Where it is polled."""
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}/metrics.json"

    def close(self) -> None:
        """Listen no more."""
        self._over.set()
        with suppress(OSError):  # wakes accept where closing alone does not
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(5)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _accept(self) -> None:
        while not self._over.is_set():
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with suppress(OSError), connection:
            connection.settimeout(30)
            head = b""
            while b"\r\n\r\n" not in head:
                read = connection.recv(65_536)
                if not read:
                    return
                head += read
            self._answer(connection, self.fault)

    def _answer(self, connection: socket.socket, fault: str) -> None:
        body = self._tell()
        if fault == "stand":
            body = self._stood or body
        self._stood = body
        match fault:
            case "refuse":
                return
            case "silence":
                self._over.wait(30)
            case "drip":
                for drop in _reply(body):
                    if self._over.wait(_DROP_S):
                        return
                    connection.sendall(bytes((drop,)))
            case "garbage":
                connection.sendall(_reply(body[: len(body) // 2]))
            case "portal":
                connection.sendall(_reply(_PAGE, kind="text/html"))
            case "busy":
                connection.sendall(_reply(b"", status="503 Service Unavailable"))
            case "fall" | "jump":
                connection.sendall(_reply(_changed(body, fault)))
            case _:
                connection.sendall(_reply(body))


def _changed(body: bytes, fault: str) -> bytes:
    said = json.loads(body)
    gmv = Decimal(said["gmv"])
    said["gmv"] = str(round(gmv / 2, 2) if fault == "fall" else gmv + _JUMP_YUAN)
    return json.dumps(said, ensure_ascii=False).encode()


def _reply(body: bytes, *, status: str = "200 OK", kind: str = "application/json") -> bytes:
    head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    return head.encode() + body

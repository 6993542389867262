"""The demonstration's endpoint with faults on demand: what a rehearsal polls."""

from __future__ import annotations

import json
import socket
import threading
import zlib
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from types import TracebackType
from typing import Any, Final, Self

_DROP_S: Final = 0.2
_JUMP_YUAN: Final = 10**11
_UNPACKED: Final = 64 * 2**20
_FLOOD: Final = b" " * 2**16
_AN_HOUR: Final = timedelta(hours=1)
_A_MINUTE: Final = timedelta(minutes=1)
_REFUSALS: Final = {
    "busy": ("503 Service Unavailable", ""),
    "throttle": ("429 Too Many Requests", "Retry-After: 5\r\n"),
    "denied": ("401 Unauthorized", ""),
    "redirect": ("302 Found", "Location: http://127.0.0.1:9/\r\n"),
}
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
            case "cut":
                connection.sendall(_reply(body)[: -len(body) // 2])
            case "flood":
                connection.sendall(_reply(body, length=2**40))
                while not self._over.is_set():
                    connection.sendall(_FLOOD)
            case _:
                connection.sendall(_answered(body, fault))


def _answered(body: bytes, fault: str) -> bytes:
    """A whole answer as a fault would have it."""
    if fault in _REFUSALS:
        status, more = _REFUSALS[fault]
        return _reply(b"", status=status, more=more)
    if fault == "portal":
        return _reply(_PAGE, kind="text/html")
    if fault == "bomb":
        return _reply(_bomb(), more="Content-Encoding: gzip\r\n")
    return _reply(_broken(body, fault) or _changed(body, fault))


def _broken(body: bytes, fault: str) -> bytes | None:
    """The answer as no JSON that may be read; None for other faults."""
    match fault:
        case "garbage":
            return body[: len(body) // 2]
        case "nan":
            return body.replace(b'"gmv"', b'"gmv":NaN,"was"', 1)
        case "twice":
            return body.replace(b'"gmv"', b'"gmv":"1.00","gmv"', 1)
        case _:
            return None


def _changed(body: bytes, fault: str) -> bytes:
    """The answer with another content; itself where the fault is not in its content."""
    if not fault or fault == "stand":
        return body
    said = json.loads(body)
    gmv = Decimal(said["gmv"])
    match fault:
        case "fall":
            said["gmv"] = str(round(gmv / 2, 2))
        case "jump":
            said["gmv"] = str(gmv + _JUMP_YUAN)
        case "late":
            said |= {"at": _shifted(said, -_A_MINUTE), "gmv": str(round(gmv * 9 / 10, 2))}
        case "future":
            said["at"] = _shifted(said, _AN_HOUR)
        case "missing":
            said = {name: said[name] for name in ("contract", "simulated", "rate", "at", "gmv") if name in said}
        case "mistyped":
            said |= {"orders": "many", "buyers": True, "payments_per_second": [1]}
        case "negative":
            said |= {"orders": -1, "buyers": -5, "payments_per_second": -75}
        case "strange":
            said["cities"] = [*said.get("cities", ()), {"code": "999999", "gmv": "1.00"}]
            brand = {"id": "markup", "name": {"en": "<b>Bold</b> & <img src=x>"}, "gmv": "1.00"}
            said["best_selling_brands"] = [*said.get("best_selling_brands", ()), brand]
    return json.dumps(said, ensure_ascii=False).encode()


def _shifted(said: dict[str, Any], by: timedelta) -> str:
    return (datetime.fromisoformat(said["at"]) + by).isoformat(timespec="milliseconds")


@lru_cache(maxsize=1)
def _bomb() -> bytes:
    """Zeros without end to whoever unpacks it."""
    packer = zlib.compressobj(9, wbits=31)
    return b"".join([packer.compress(bytes(2**20)) for _ in range(_UNPACKED // 2**20)]) + packer.flush()


def _reply(
    body: bytes, *, status: str = "200 OK", kind: str = "application/json", more: str = "", length: int | None = None
) -> bytes:
    size = len(body) if length is None else length
    head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {size}\r\n{more}Connection: close\r\n\r\n"
    return head.encode() + body

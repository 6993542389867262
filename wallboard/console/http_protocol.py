"""How the console speaks HTTP: what is no request is answered like all else, and a close lets the answer arrive."""

from __future__ import annotations

import asyncio
import re
import sys
from collections.abc import Iterable
from contextlib import suppress
from typing import Any, Final, cast

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from wallboard.console.answers import RefusalAnswer, refused
from wallboard.console.guards import HEADERS

LINGER_S: Final = 1.0
LINGER_BYTES: Final = 4_000_000
"""So long, and so much, is read and thrown away after an answer: a close before would reset the connection, and the
answer would be lost on its way."""
HEAD_S: Final = 10.0
"""How long a client may take to say what it wants."""
MOST_OF_ONE: Final = 64
"""Connections of one address; the others are for everybody else."""
_LONGEST_LINE: Final = 8192
_MOST_HEADERS: Final = 120
"""What the parser of WebSocket handshakes takes; it cuts off what is more, without an answer."""
_NO_VALUE: Final = re.compile(rb"[^\x09\x20-\x7e\x80-\xff]")


class Lingering(asyncio.Protocol):
    """Takes a connection over whose answer is under way: reads on and forgets, until the other side closes."""

    def __init__(self, transport: asyncio.Transport, former: asyncio.BaseProtocol) -> None:
        self._transport, self._former = transport, former
        self._left = LINGER_BYTES
        self._timer = asyncio.get_running_loop().call_later(LINGER_S, transport.close)

    def data_received(self, data: bytes) -> None:
        """Forget it."""
        self._left -= len(data)
        if self._left < 0:
            self._transport.close()

    def pause_writing(self) -> None:
        """Nothing more is written."""

    def resume_writing(self) -> None:
        """Nothing more is written."""

    def connection_lost(self, exc: Exception | None) -> None:
        """The other side has closed, or has had its time."""
        self._timer.cancel()
        self._former.connection_lost(exc)


class PoliteTransport:
    """A transport that lingers when it is closed; in all else the one it stands for."""

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        self._is_closing = False
        self.lingers = True

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)

    def is_closing(self) -> bool:
        """Whether it is closed as far as its protocol is concerned."""
        return self._is_closing or self._transport.is_closing()

    def write(self, data: bytes) -> None:
        """Write, unless that is over."""
        if not self._is_closing:
            self._transport.write(data)

    def close(self) -> None:
        """Say that nothing more is said, and read on for a moment."""
        if self.is_closing():
            return
        self._is_closing = True
        if not self.lingers:
            self._transport.close()
            return
        former = self._transport.get_protocol()
        self._transport.set_protocol(Lingering(self._transport, former))
        with suppress(OSError, RuntimeError):
            self._transport.resume_reading()
        try:
            if self._transport.can_write_eof():
                self._transport.write_eof()
        except OSError:  # the client has reset the connection, and the loop has not seen it yet: nobody reads on
            self._transport.abort()


class PoliteHttp(H11Protocol):
    """uvicorn's protocol, with answers to what it would cut off, and an end to those who say nothing."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn's own
        """A client has come."""
        super().connection_made(cast("asyncio.Transport", PoliteTransport(transport)))
        self._slow = self.loop.call_later(HEAD_S, self._is_slow)
        if self._of_one() > MOST_OF_ONE:
            self._refuse(refused("busy", n=1))

    def connection_lost(self, exc: Exception | None) -> None:
        """The client is gone."""
        self._slow.cancel()
        super().connection_lost(exc)

    def _of_one(self) -> int:
        """How many connections the client's address has."""
        host = self.client and self.client[0]
        found = (getattr(other, "client", None) for other in self.connections)
        return sum(client is not None and client[0] == host for client in found)

    def _is_slow(self) -> None:
        if cast("object", self.headers) is None:  # uvicorn sets them with the first request
            self._refuse(refused("slow"))

    def shutdown(self) -> None:
        """The console ends: nobody is waited for."""
        cast("PoliteTransport", self.transport).lingers = False
        super().shutdown()

    def send_400_response(self, msg: str) -> None:
        """Answer what is no request; called while its error is handled."""
        if self.cycle is not None:
            self.cycle.disconnected = True  # nothing more is said of a request that was begun
        status = getattr(sys.exception(), "error_status_hint", 400)
        self._refuse(refused("head_too_large" if status == 431 else "head"))

    def handle_websocket_upgrade(self, event: h11.Request) -> None:
        """Hand the connection to the WebSocket, unless its parser would cut it off."""
        lines = [(event.target, b""), *list(event.headers)]
        if len(lines) > _MOST_HEADERS or any(len(name) + len(value) > _LONGEST_LINE - 64 for name, value in lines):
            self._refuse(refused("head_too_large"))
        elif _has_odd_bytes(value for _, value in lines):
            self._refuse(refused("head"))
        else:
            super().handle_websocket_upgrade(event)

    def _refuse(self, refusal: RefusalAnswer) -> None:
        body = bytes(refusal.response().body)
        told = {
            **HEADERS,
            "content-type": "application/json",
            "content-length": str(len(body)),
            "connection": "close",
        }
        headers = [(name.encode(), value.encode()) for name, value in told.items()]
        try:
            answer = h11.Response(status_code=refusal.status, headers=headers, reason=b"")
            self.transport.write(self.conn.send(answer) or b"")
            self.transport.write(self.conn.send(h11.Data(data=body)) or b"")
            self.transport.write(self.conn.send(h11.EndOfMessage()) or b"")
        except h11.LocalProtocolError:
            pass  # another answer is under way: nothing fits behind it
        self.transport.close()


def _has_odd_bytes(values: Iterable[bytes]) -> bool:
    """Whether a value holds bytes that are no text of any header."""
    return any(_NO_VALUE.search(value) for value in values)

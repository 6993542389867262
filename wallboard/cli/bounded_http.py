"""How the press desk speaks HTTP: a client that is slow to ask, or that takes nothing of its answer, is let go."""

from __future__ import annotations

import asyncio
from typing import Final, Literal

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

_Wait = Literal["asking", "stalled"]
HEAD_S: Final = 15.0
"""A request's head must be there so long after the connection was made, or after the answer before."""
STALLED_S: Final = 60.0
"""An answer of which nothing is taken for so long is given up."""
MOST_CONNECTIONS: Final = 6000
"""So many are kept at once; beyond it new ones are closed at once, so that those that read along go on."""


class BoundedHttp(H11Protocol):
    """uvicorn's protocol, with an end to waiting."""

    _timers: dict[_Wait, asyncio.TimerHandle]

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn's own
        """A client has come."""
        self._timers = {}
        super().connection_made(transport)
        if len(self.connections) > MOST_CONNECTIONS:
            transport.abort()
        else:
            self._await("asking", HEAD_S)

    def connection_lost(self, exc: Exception | None) -> None:
        """It has gone."""
        self._cancel("asking")
        self._cancel("stalled")
        super().connection_lost(exc)

    def handle_events(self) -> None:
        """Something of a request has come; only a whole head counts."""
        before = self.cycle
        super().handle_events()
        if self.cycle is not before:
            self._cancel("asking")

    def send_400_response(self, msg: str) -> None:
        """Answer what is no request; nothing more is said of one that was begun, and nothing into an answer."""
        if self.cycle is not None:
            self.cycle.disconnected = True
        if self.conn.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            super().send_400_response(msg)
        else:
            self.transport.close()

    def on_response_complete(self) -> None:
        """An answer is on its way; the next request may follow."""
        self._cancel("asking")
        if not self.transport.is_closing():
            self._await("asking", HEAD_S)
        super().on_response_complete()

    def pause_writing(self) -> None:
        """The client takes nothing at the moment."""
        super().pause_writing()
        self._await("stalled", STALLED_S)

    def resume_writing(self) -> None:
        """It has taken what there was."""
        self._cancel("stalled")
        super().resume_writing()

    def _await(self, what: _Wait, patience_s: float) -> None:
        """Let the client go after a while, unless that is cancelled."""
        self._cancel(what)
        self._timers[what] = self.loop.call_later(patience_s, self.transport.abort)

    def _cancel(self, what: _Wait) -> None:
        timer = self._timers.pop(what, None)
        if timer is not None:
            timer.cancel()

"""A console that ends in the very turn in which a page closes its socket ends as it should."""

from __future__ import annotations

import asyncio
import socket
from contextlib import closing

import uvicorn
from starlette.types import Receive, Scope, Send
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidState
from websockets.frames import Frame

from tests.patience import PATIENCE_S
from wallboard.console.socket_protocol import PoliteSocket


async def _page(_scope: Scope, receive: Receive, send: Send) -> None:
    """Accept a socket, and wait for its end."""
    await receive()
    await send({"type": "websocket.accept"})
    await receive()


async def _ended(at: socket.socket) -> list[BaseException | None]:
    """What ending the connection raises when its client's close frame has just been answered."""
    found: list[BaseException | None] = []

    class Ending(PoliteSocket):
        def handle_close(self, event: Frame) -> None:
            super().handle_close(event)
            try:
                self.shutdown()
            except InvalidState as error:
                found.append(error)
            else:
                found.append(None)

    server = uvicorn.Server(uvicorn.Config(_page, ws=Ending, lifespan="off", log_config=None))
    serving = asyncio.create_task(server.serve(sockets=[at]))
    host, port = at.getsockname()
    async with asyncio.timeout(PATIENCE_S):
        page = await connect(f"ws://{host}:{port}/")
        await page.close()
        server.should_exit = True
        await serving
    return found


def test_a_connection_may_end_twice() -> None:
    """uvicorn's own protocol raises in the same place: once it no longer does, `PoliteSocket` can go."""
    with closing(socket.create_server(("127.0.0.1", 0))) as at:
        assert asyncio.run(_ended(at)) == [None]

"""The event stream: every reader is told which version the desk has, in small groups, so that nobody else waits."""

from __future__ import annotations

import asyncio
from typing import Final

GROUP: Final = 50
"""So many readers are told before others get their turn."""
MOST: Final = 4000
"""So many readers the stream takes; the others are asked to come back, and reload as without script."""
ALIVE_S: Final = 15.0
"""How often a stream that says nothing shows that it lives, so that one whose reader is gone ends."""


class Audience:
    """The readers of the stream; lives in the server's loop."""

    def __init__(self) -> None:
        self.version = ""
        self._waiting: set[asyncio.Future[None]] = set()
        self._telling: asyncio.Task[None] | None = None
        self.count = 0
        self.closed = False

    def tell(self, version: str) -> None:
        """A new version is there; called in the server's loop."""
        if version == self.version:
            return
        self.version = version
        waiting, self._waiting = self._waiting, set()
        self._telling = asyncio.get_running_loop().create_task(_wake(waiting, self._telling))

    def close(self) -> None:
        """Let every reader go; called in the server's loop."""
        self.closed = True
        for future in self._waiting:
            if not future.done():
                future.set_result(None)

    async def next(self, known: str) -> str | None:
        """The next version after the `known` one; None when nothing came for a while."""
        if known != self.version or self.closed:
            return self.version
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.add(future)
        try:
            await asyncio.wait_for(future, ALIVE_S)
        except TimeoutError:
            return None
        finally:
            self._waiting.discard(future)
        return self.version


async def _wake(waiting: set[asyncio.Future[None]], before: asyncio.Task[None] | None) -> None:
    if before is not None:
        await asyncio.wait([before])
    for place, future in enumerate(waiting):
        if not future.done():
            future.set_result(None)
        if place % GROUP == GROUP - 1:
            await asyncio.sleep(0.002)

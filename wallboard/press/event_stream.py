"""The event stream: every reader is told which version the desk has, in small groups, so that nobody else waits."""

from __future__ import annotations

import asyncio
from collections import Counter
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Final, Literal

GROUP: Final = 50
"""So many readers are told before others get their turn."""
MOST: Final = 4000
"""So many readers the stream takes; the others are asked to come back, and reload as without script."""
ALIVE_S: Final = 15.0
"""How often a stream that says nothing shows that it lives, so that one whose reader is gone ends."""


PER_ADDRESS: Final = 400
"""So many of them may be of one address, behind which a whole press room may sit."""


def origin_of(address: str) -> str:
    """Who an address counts as: itself; of IPv6 its network of 64 bits; "" for this machine and what is no address.

    A web server beside the desk asks from this machine for all of its readers.
    """
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return ""
    if isinstance(found, IPv6Address) and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    if found.is_loopback:
        return ""
    return str(found) if isinstance(found, IPv4Address) else str(IPv6Network((found, 64), strict=False))


class Audience:
    """The readers of the stream; lives in the server's loop."""

    def __init__(self, per_address: int = PER_ADDRESS) -> None:
        self._per_address = per_address
        self._origins = Counter[str]()
        self.version = ""
        self._waiting: set[asyncio.Future[None]] = set()
        self._telling: asyncio.Task[None] | None = None
        self.count = 0
        self.closed = False

    def enter(self, origin: str) -> Literal["taken", "too many", "too many of one"]:
        """Take in one more reader of an origin, if there is room; whoever was taken in leaves in the end."""
        if self.count >= MOST:
            return "too many"
        if origin and self._origins[origin] >= self._per_address:
            return "too many of one"
        self.count += 1
        self._origins[origin] += 1
        return "taken"

    def leave(self, origin: str) -> None:
        """A reader of an origin is gone."""
        self.count -= 1
        self._origins[origin] -= 1
        if not self._origins[origin]:
            del self._origins[origin]

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

"""Open Sound Control: messages of lighting desks and show control, from senders that are listed, as an operator's."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterator
from typing import Any, Final

from pythonosc.osc_message import OscMessage
from pythonosc.osc_packet import OscPacket

from wallboard.config.console_settings import OscSettings
from wallboard.console.answers import RefusalAnswer
from wallboard.console.devices import Device
from wallboard.console.hub import Hub, Wish
from wallboard.console.rate_limits import ACTIONS, RateLimits

log = logging.getLogger(__name__)

ROOT: Final = "/wallboard/"
MOST_BYTES: Final = 2048
MOST_MESSAGES: Final = 16
"""Of one packet: a bundle holds several."""


def wishes_of(packet: bytes) -> Iterator[Wish]:
    """What a packet asks for; nothing where it is no OSC, or asks the wall for nothing.

    `/wallboard/take` does the action `take`, `/wallboard/layout/map` shows a layout, `/wallboard/prepare/map` prepares
    one. Texts behind it name the canvas. A first number of 0 is a key that is let go, which asks for nothing.
    """
    if len(packet) > MOST_BYTES:
        return
    try:
        messages = OscPacket(packet).messages
    except Exception:  # noqa: BLE001 - the library raises of several kinds for what strangers send
        return
    for timed in messages[:MOST_MESSAGES]:
        wish = _wish(timed.message)
        if wish is not None:
            yield wish


def _wish(message: OscMessage) -> Wish | None:
    address = str(message.address)
    if not address.startswith(ROOT):
        return None
    first, _, rest = address.removeprefix(ROOT).partition("/")
    values: list[Any] = list(message.params)
    if values and isinstance(values[0], int | float) and not values[0]:
        return None
    canvas = next((value for value in values if isinstance(value, str)), "")[:100]
    if first in ("layout", "prepare") and rest:
        return Wish(f"layout:{rest[:100]}", {"preview": True} if first == "prepare" else {}, canvas)
    return None if rest else Wish(first[:100], {}, canvas)


class OscListener(asyncio.DatagramProtocol):
    """Takes packets in; what comes of them stands in the journal, and nobody is answered."""

    def __init__(self, hub: Hub, settings: OscSettings, mono_us: Callable[[], int]) -> None:
        self._hub, self._settings, self._mono_us = hub, settings, mono_us
        self._limits = RateLimits(ACTIONS)
        self._asking: set[asyncio.Task[None]] = set()

    async def listen(self) -> asyncio.DatagramTransport | None:
        """Begin to listen; None where that cannot be, which is told: the console goes on without it."""
        try:
            transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(
                lambda: self, local_addr=self._settings.address
            )
        except OSError as error:
            log.error("OSC is not listened to at %s: %s", self._settings.listen, error.strerror)
            return None
        return transport

    def datagram_received(self, data: bytes, addr: tuple[str | Any, int]) -> None:
        """A packet has come."""
        sender = str(addr[0])
        if sender not in self._settings.senders or self._limits.wait_s(sender, self._mono_us()):
            return
        for wish in wishes_of(data):
            task = asyncio.get_running_loop().create_task(self._ask(sender, wish))
            self._asking.add(task)
            task.add_done_callback(self._asking.discard)

    async def _ask(self, sender: str, wish: Wish) -> None:
        """As an operator: no quit, and nothing that is the chief's."""
        answer = await self._hub.ask(Device(f"OSC {sender}", "operator", 0, 0), wish)
        if isinstance(answer, RefusalAnswer):
            log.info("OSC %s: %s is not done: %s", sender, wish.action, answer.why.first("en"))

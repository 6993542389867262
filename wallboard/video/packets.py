"""The packets of a stream, each with the instant at which it came."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from wallboard.video.clock import DecoderClock

MOST_PACKETS, MOST_BYTES = 512, 64_000_000
"""What lies there and waits to be decoded; a stream that sends more waits, or loses some of it."""
STALL_US: Final = 1_500_000
"""Without a packet for so long a stream has stalled."""
_MOST_HELD: Final = 120


@dataclass(frozen=True, slots=True)
class Arrived:
    """A packet, and when it came (monotonic microseconds)."""

    packet: Any
    us: int


Reading = Callable[[Any, Any, DecoderClock], Iterator[Arrived]]
"""Reads the packets of a stream of a container. Raises what FFmpeg raises."""


def in_turn(container: Any, stream: Any, clock: DecoderClock) -> Iterator[Arrived]:
    """Read each packet when it is asked for: for sources that wait for us."""
    for packet in container.demux(stream):
        yield Arrived(packet, clock.mono_us())


def as_they_come(container: Any, stream: Any, clock: DecoderClock) -> Iterator[Arrived]:
    """Read in a thread of its own, so that it is known when each packet came, however late it is decoded.

    The thread may still read when nobody asks any more: the container must then be left to the end of the process.
    """
    inbox = _Inbox(clock)
    threading.Thread(target=inbox.fill, args=(container.demux(stream),), name="packets", daemon=True).start()
    return inbox.packets()


def without_leftovers(packets: Iterator[Arrived], held_s: float = 0.0) -> Iterator[Arrived]:
    """The packets without what a stream lets go of as it ends after a stall: that had lain in store, and is old.

    The first ones after a stall are therefore held until more than `held_s` of the stream has come, and at least the
    next packet: a playlist goes on with a whole segment at once, a dead one ends with the last few packets that were
    still being taken apart.
    """
    heard_us: int | None = None
    held: list[Arrived] = []
    for arrived in packets:
        has_stalled = heard_us is not None and arrived.us - heard_us > STALL_US
        heard_us = arrived.us
        if not arrived.packet.size and (has_stalled or held):
            return
        if held or has_stalled:
            held.append(arrived)
            if len(held) == 1 or (len(held) < _MOST_HELD and _apart_s(held[0].packet, arrived.packet) < held_s):
                continue
            yield from held
            held.clear()
        else:
            yield arrived


def _apart_s(first: Any, last: Any) -> float:
    """How far apart two packets are decoded, in seconds of the stream; 0 where it does not say."""
    if first.dts is None or last.dts is None or last.time_base is None:
        return 0.0
    return float((last.dts - first.dts) * last.time_base)


class _Inbox:
    """Packets between the thread that reads them and the one that decodes them."""

    def __init__(self, clock: DecoderClock) -> None:
        self._clock = clock
        self._packets: deque[Arrived] = deque()
        self._bytes = 0
        self._fault: BaseException | None = None
        self._is_over = False
        self._changed = threading.Condition()

    def fill(self, packets: Iterator[Any]) -> None:
        """Read all packets; whatever ends that is raised where they are asked for."""
        try:
            for packet in packets:
                self._put(Arrived(packet, self._clock.mono_us()))
        except BaseException as fault:  # noqa: BLE001 - told where the packets are asked for
            self._fault = fault
        with self._changed:
            self._is_over = True
            self._changed.notify()

    def _put(self, arrived: Arrived) -> None:
        with self._changed:
            while self._packets and (len(self._packets) >= MOST_PACKETS or self._bytes > MOST_BYTES):
                self._changed.wait()
            self._packets.append(arrived)
            self._bytes += arrived.packet.size
            self._changed.notify()

    def packets(self) -> Iterator[Arrived]:
        """The packets in their order, until the stream ends or fails."""
        while True:
            with self._changed:
                while not self._packets and not self._is_over:
                    self._changed.wait()
                if not self._packets:
                    break
                arrived = self._packets.popleft()
                self._bytes -= arrived.packet.size
                self._changed.notify()
            yield arrived
        if self._fault is not None:
            raise self._fault

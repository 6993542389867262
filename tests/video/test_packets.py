"""Packets that are read in a thread: in order, with the instant at which they came, however late they are asked for."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from tests.patience import PATIENCE_S
from wallboard.video import packets
from wallboard.video.clock import DecoderClock
from wallboard.video.packets import Arrived, as_they_come


@dataclass(frozen=True)
class Packet:
    number: int
    size: int = 1000


class Container:
    """Sends packets, one a millisecond of its own clock; then it ends, or fails."""

    def __init__(self, count: int, fault: BaseException | None = None, size: int = 1000) -> None:
        self.now_us, self.read = 0, 0
        self.ended = threading.Event()
        self._count, self._fault, self._size = count, fault, size

    def demux(self, _stream: Any) -> Iterator[Packet]:
        for number in range(self._count):
            self.now_us += 1000
            self.read += 1
            yield Packet(number, self._size)
        self.ended.set()
        if self._fault is not None:
            raise self._fault

    def started(self) -> Iterator[Arrived]:
        return as_they_come(self, None, DecoderClock(lambda: self.now_us, lambda _: None))


def test_packets_come_in_order_with_the_instant_of_their_coming_however_late_they_are_asked_for() -> None:
    container = Container(100)
    found = container.started()
    assert container.ended.wait(PATIENCE_S)
    assert [(each.packet.number, each.us) for each in found] == [(n, 1000 * (n + 1)) for n in range(100)]


def test_what_ends_a_stream_is_told_after_its_last_packet() -> None:
    found = Container(3, OSError("gone")).started()
    assert [next(found).packet.number for _ in range(3)] == [0, 1, 2]
    with pytest.raises(OSError, match="gone"):
        next(found)


@pytest.mark.parametrize(("size", "most"), [(1, packets.MOST_PACKETS), (packets.MOST_BYTES // 10 + 1, 10)])
def test_a_flood_waits_and_loses_nothing(size: int, most: int) -> None:
    container = Container(3 * packets.MOST_PACKETS, size=size)
    numbers = []
    for each in container.started():
        numbers.append(each.packet.number)
        assert container.read <= len(numbers) + most + 1
    assert numbers == [*range(3 * packets.MOST_PACKETS)]

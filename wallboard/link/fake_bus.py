"""A broker in memory, whose time a test turns: messages take time, are lost, doubled and overtaken as it says."""

from __future__ import annotations

import heapq
import itertools
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from queue import SimpleQueue

from wallboard.link.bus import BusMessage, Contact


def matches(pattern: str, topic: str) -> bool:
    """Whether a topic is one of a pattern in which "+" stands for any one level."""
    wanted, given = pattern.split("/"), topic.split("/")
    return len(wanted) == len(given) and all(one in ("+", other) for one, other in zip(wanted, given, strict=True))


@dataclass
class Weather:
    """What happens on the way: the delay in microseconds, and how likely a message is lost, doubled or held up."""

    delay_us: int = 1_000
    jitter_us: int = 0
    lost: float = 0.0
    doubled: float = 0.0
    held_up: float = 0.0


@dataclass
class FakeBroker:
    """Carries messages between `FakeBus`es when `advance` is called; `may` says who may publish where."""

    chance: random.Random = field(default_factory=lambda: random.Random(1))
    weather: Weather = field(default_factory=Weather)
    may: Callable[[str, str], bool] = lambda user, topic: True
    now_us: int = 0
    up: bool = True
    buses: list[FakeBus] = field(default_factory=list)
    carried: int = 0

    def __post_init__(self) -> None:
        self._kept: dict[str, BusMessage] = {}
        self._wire: list[tuple[int, int, FakeBus, BusMessage]] = []
        self._order = itertools.count()

    def bus(self, user: str) -> FakeBus:
        """The bus of a machine."""
        made = FakeBus(self, user)
        self.buses.append(made)
        return made

    def advance(self, until_us: int) -> None:
        """Deliver what arrives until then."""
        self.now_us = until_us
        for bus in self.buses:
            bus.meet()
        while self._wire and self._wire[0][0] <= until_us:
            _, _, bus, message = heapq.heappop(self._wire)
            if self.up and bus.contact.reached:
                bus.take(message)

    def kill(self) -> None:
        """End the broker: what it kept, and what was on the way, is gone."""
        self.up = False
        self._kept.clear()
        self._wire.clear()
        for bus in self.buses:
            bus.contact.reached = False

    def start(self) -> None:
        """Start it anew; the buses find it at the next `advance`."""
        self.up = True

    def carry(self, user: str, message: BusMessage, *, keep: bool) -> None:
        """Take what a machine publishes."""
        if not self.up or not self.may(user, message.topic):
            return
        self.carried += 1
        if keep:
            self._kept[message.topic] = BusMessage(message.topic, message.payload, True, message.reply_to)
        for bus in self.buses:
            if bus.wants(message.topic):
                self._send(bus, message)

    def catch_up(self, bus: FakeBus) -> None:
        """Hand what was kept to a machine that has just come."""
        for topic, message in self._kept.items():
            if bus.wants(topic):
                self._send(bus, message, sure=True)

    def _send(self, bus: FakeBus, message: BusMessage, *, sure: bool = False) -> None:
        weather, chance = self.weather, self.chance
        if not sure and chance.random() < weather.lost:
            return
        for _ in range(2 if not sure and chance.random() < weather.doubled else 1):
            late = 20 if not sure and chance.random() < weather.held_up else 1
            due_us = self.now_us + late * (weather.delay_us + chance.randint(0, weather.jitter_us))
            heapq.heappush(self._wire, (due_us, next(self._order), bus, message))


class FakeBus:
    """The bus of one machine; `cut` and `mend` are its cable."""

    def __init__(self, broker: FakeBroker, user: str) -> None:
        self.contact = Contact()
        self._broker = broker
        self._user = user
        self._topics: list[tuple[str, SimpleQueue[BusMessage]]] = []
        self._gone: tuple[str, bytes] | None = None
        self._cut = self._pulled = False

    def publish(self, topic: str, payload: bytes, *, keep: bool = False) -> None:
        """See `Bus`."""
        if self.contact.reached and not self._pulled:
            self._broker.carry(self._user, BusMessage(topic, payload), keep=keep)

    def subscribe(self, topics: Sequence[str]) -> SimpleQueue[BusMessage]:
        """See `Bus`."""
        queue: SimpleQueue[BusMessage] = SimpleQueue()
        self._topics += [(topic, queue) for topic in topics]
        if self.contact.reached:
            self._broker.catch_up(self)
        return queue

    def ask(self, topic: str, payload: bytes, reply_to: str) -> None:
        """See `Bus`."""
        if self.contact.reached and not self._pulled:
            self._broker.carry(self._user, BusMessage(topic, payload, False, reply_to), keep=False)

    def presence(self, topic: str, gone: bytes) -> Contact:
        """See `Bus`."""
        self._gone = topic, gone
        self.meet()
        return self.contact

    def close(self) -> None:
        """See `Bus`."""
        self._gone, self.contact.reached = None, False

    def meet(self) -> None:
        """Find the broker, if it can be reached now."""
        if self._gone is not None and self._broker.up and not self._cut and not self.contact.reached:
            self.contact.reached = True
            self.contact.times += 1
            self._broker.catch_up(self)

    def cut(self) -> None:
        """Pull the cable: the broker tells the others."""
        self._cut, gone = True, self._gone
        if self.contact.reached and gone is not None:
            self.contact.reached = False
            self._broker.carry(self._user, BusMessage(*gone), keep=True)

    def pull(self) -> None:
        """Pull the cable, of which this machine learns nothing: no word comes or goes; the broker tells the others."""
        self._pulled, gone = True, self._gone
        if self.contact.reached and gone is not None:
            self._broker.carry(self._user, BusMessage(*gone), keep=True)

    def mend(self) -> None:
        """Plug it in again."""
        self._cut = self._pulled = False

    def wants(self, topic: str) -> bool:
        """Whether it has subscribed to a topic."""
        return self.contact.reached and not self._pulled and any(matches(pattern, topic) for pattern, _ in self._topics)

    def take(self, message: BusMessage) -> None:
        """Receive a message."""
        for queue in {id(q): q for pattern, q in self._topics if matches(pattern, message.topic)}.values():
            queue.put(message)

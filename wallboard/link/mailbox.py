"""What goes out to the other machines, sealed, and what comes in from them, opened and counted where it is refused."""

from __future__ import annotations

from collections.abc import Callable
from queue import Empty
from typing import Final

from wallboard.link.bus import Bus, BusMessage, Contact
from wallboard.link.hearing import examine_topic
from wallboard.link.messages import AnyMessage, Ask, Beat, Ping, Refused, Sealer, Topics
from wallboard.link.refusals import Refusals

MOST_A_TURN: Final = 256


class Mailbox:
    """One machine's end of the bus; nothing is heard before `open`."""

    def __init__(self, bus: Bus, topics: Topics, node: str, key: bytes) -> None:
        self._bus, self._topics, self._node = bus, topics, node
        self._sealer = Sealer(key)
        self.refusals = Refusals()
        self.spoilt = False
        """What the lead keeps with the broker was overwritten or cleared by a message that is worth nothing."""

    def open(self, gone: Beat) -> Contact:
        """Be there from now on, and hear all that concerns a machine; `gone` is said when it is lost."""
        topics = self._topics
        heard = (topics.lead, topics.rows, topics.head, topics.control, topics.ask, topics.request, topics.node("+"))
        self._inbox = self._bus.subscribe((*heard, topics.to(self._node)))
        topic = topics.node(self._node)
        return self._bus.presence(topic, self._sealer.sealed(topic, gone))

    def send(self, topic: str, message: AnyMessage, keep: bool = False) -> None:
        """Publish it."""
        self._bus.publish(topic, self._sealer.sealed(topic, message), keep=keep)

    def ask(self, question: Ask | Ping) -> None:
        """Put a question to the lead."""
        topics = self._topics
        self._bus.ask(topics.ask, self._sealer.sealed(topics.ask, question), topics.to(self._node))

    def take_in(self, wait_s: float, take: Callable[[AnyMessage, BusMessage], None]) -> bool:
        """Hand on what has come, waiting so long at most for a first message; whether there was anything.

        What `take` refuses is counted.
        """
        for number in range(MOST_A_TURN):
            try:
                message = self._inbox.get(timeout=wait_s) if wait_s > 0 else self._inbox.get_nowait()
            except Empty:
                return number > 0
            wait_s = 0.0
            if not message.payload:
                self._spoil(message.topic)
                continue  # what was kept under a topic was cleared
            try:
                told = self._sealer.opened(message.topic, message.payload)
                examine_topic(told, message.topic, self._topics, self._node)
                take(told, message)
            except Refused as refused:
                self.refusals.count(refused.why, message.topic)
                self._spoil(message.topic)
        return True

    def _spoil(self, topic: str) -> None:
        self.spoilt |= topic in (self._topics.lead, self._topics.control)

    def close(self) -> None:
        """Leave."""
        self._bus.close()

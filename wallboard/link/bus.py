"""The port to the other machines: four methods, so that another engine is one more module."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from queue import SimpleQueue
from typing import Protocol

import msgspec


@dataclass(frozen=True, slots=True)
class BusMessage:
    """What was published: where, what, whether it had been kept for those who come later, and where to answer.

    `at_us` is when it arrived (monotonic clock); 0 where that is not known.
    """

    topic: str
    payload: bytes
    kept: bool = False
    reply_to: str = ""
    at_us: int = field(default=0, compare=False)


class Contact(msgspec.Struct):
    """Whether the broker is reached, how often it has been so far, and why not."""

    reached: bool = False
    times: int = 0
    why: str = ""


class Bus(Protocol):
    """Carries messages between machines. Nothing here waits or raises: what cannot be sent now is lost."""

    def publish(self, topic: str, payload: bytes, *, keep: bool = False) -> None:
        """Send to all who have subscribed; `keep`: also to those who will, until another one takes its place."""

    def subscribe(self, topics: Sequence[str]) -> SimpleQueue[BusMessage]:
        """What is published under these topics from now on ("+" stands for any one level), in the order of arrival."""

    def ask(self, topic: str, payload: bytes, reply_to: str) -> None:
        """Send a question, the answers to which come under the topic `reply_to`."""

    def presence(self, topic: str, gone: bytes) -> Contact:
        """Be there from now on: reach the broker, again and again; it publishes `gone` when this machine is lost."""

    def close(self) -> None:
        """Leave; nobody is told that this machine is lost."""

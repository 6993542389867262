"""The port: two tests that run against the fake in memory and against a real Mosquitto."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from queue import Empty, SimpleQueue

import pytest

from tests.patience import PATIENCE_S
from tests.sources.servers import Mosquitto, running
from wallboard.link.bus import Bus, BusMessage
from wallboard.link.fake_bus import FakeBroker, FakeBus
from wallboard.link.mqtt_bus import Broker, MqttBus


@dataclass
class Wire:
    """Makes buses, waits for what they carry, and loses a machine without a word."""

    make: Callable[[str], Bus]
    take: Callable[[SimpleQueue[BusMessage]], BusMessage]
    lose: Callable[[Bus], None]


@pytest.fixture(scope="module")
def mosquitto() -> Iterator[Mosquitto]:
    with running(Mosquitto) as server:
        yield server


@pytest.fixture(
    params=["fake", pytest.param("mqtt", marks=[pytest.mark.servers, pytest.mark.xdist_group("mosquitto")])]
)
def wire(request: pytest.FixtureRequest) -> Iterator[Wire]:
    with ExitStack() as stack:
        if request.param == "fake":
            broker = FakeBroker()

            def next_of(queue: SimpleQueue[BusMessage]) -> BusMessage:
                broker.advance(broker.now_us + 10_000)
                return queue.get_nowait()

            def cut(bus: Bus) -> None:
                assert isinstance(bus, FakeBus)
                bus.cut()

            yield Wire(broker.bus, next_of, cut)
            return
        server = request.getfixturevalue("mosquitto")

        def made(name: str) -> Bus:
            bus = MqttBus(Broker(f"mqtt://127.0.0.1:{server.port}", name))
            stack.callback(bus.close)
            return bus

        def lose(bus: Bus) -> None:
            assert isinstance(bus, MqttBus)
            sock = bus._client.socket()
            assert sock is not None
            bus._client._reconnect_on_failure = False
            sock.close()

        yield Wire(made, lambda queue: queue.get(timeout=PATIENCE_S), lose)


def joined(wire: Wire, name: str, *topics: str) -> tuple[Bus, SimpleQueue[BusMessage]]:
    """A machine that is there and hears these topics."""
    bus = wire.make(name)
    queue = bus.subscribe((*topics, f"met/{name}"))
    contact = bus.presence(f"node/{name}", b"gone")
    until = time.monotonic() + 20
    while not contact.reached and time.monotonic() < until:
        with pytest.raises(Empty):
            queue.get(timeout=0.02)
    while True:  # a subscription is in force when what one says oneself comes back
        bus.publish(f"met/{name}", b"?")
        try:
            assert wire.take(queue).topic == f"met/{name}"
        except Empty:
            continue
        return bus, queue


def test_what_is_published_reaches_all_who_listen_and_what_is_kept_also_those_who_come_later(wire: Wire) -> None:
    one, _ = joined(wire, "one")
    _, two = joined(wire, "two", "wall/rows", "wall/node/+")

    one.publish("wall/rows", b"live")
    assert wire.take(two) == BusMessage("wall/rows", b"live")
    one.publish("wall/node/one", b"kept", keep=True)
    assert wire.take(two).payload == b"kept"
    one.ask("wall/rows", b"a question", "wall/to/one")
    assert wire.take(two) == BusMessage("wall/rows", b"a question", False, "wall/to/one")

    late = wire.make("late")
    queue = late.subscribe(("wall/node/+",))
    late.presence("node/late", b"gone")
    assert wire.take(queue) == BusMessage("wall/node/one", b"kept", kept=True)


def test_a_machine_that_is_lost_is_told_by_its_last_will_and_one_that_leaves_is_not(wire: Wire) -> None:
    _, watching = joined(wire, "watching", "node/+")
    leaving, _ = joined(wire, "leaving")
    lost, _ = joined(wire, "lost")

    leaving.close()
    wire.lose(lost)

    assert wire.take(watching) == BusMessage("node/lost", b"gone")

"""MQTT as a source, against a real broker: the newest message counts, and silence is no news."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

import pytest

from tests.sources.asked import answer, failed, only, opened
from tests.sources.servers import Mosquitto
from wallboard.core.system_clocks import system_mono_us
from wallboard.sources.failover import Failover
from wallboard.sources.protocol import Answer, NotModified

pytestmark = pytest.mark.xdist_group("mosquitto")

Ask = Callable[..., Failover]
_TOPICS = count(1)


def body(gmv: int) -> bytes:
    return json.dumps({"contract": "wallboard/1", "at": "2026-11-27T19:00:00Z", "gmv": gmv}).encode()


@pytest.fixture
def topic() -> str:
    """A topic that no other test has."""
    return f"shop/{next(_TOPICS)}/figures"


@pytest.fixture
def ask(mosquitto: Mosquitto, topic: str) -> Iterator[Ask]:
    """Open the broker's topic."""
    made: list[Failover] = []

    def start(environ: dict[str, str] | None = None, **keys: Any) -> Failover:
        table = {"kind": "mqtt", "url": mosquitto.url, "topic": topic, "password_env": "WALL_PASSWORD"}
        made.append(opened(table | keys, environ=environ))
        return made[-1]

    yield start
    for source in made:
        source.close()


def test_a_retained_message_is_there_at_the_first_fetch(mosquitto: Mosquitto, topic: str, ask: Ask) -> None:
    mosquitto.publish(topic, body(5))
    assert answer(ask()).body == body(5)


def test_the_newest_message_counts_and_one_that_is_known_is_no_news(mosquitto: Mosquitto, topic: str, ask: Ask) -> None:
    mosquitto.publish(topic, body(5))
    source = ask()
    first = answer(source)
    assert isinstance(source.fetch(system_mono_us() + 20_000_000, first.validators), NotModified)
    for gmv in range(6, 30):
        mosquitto.publish(topic, body(gmv))
    until_us = system_mono_us() + 30_000_000
    told: Answer | NotModified = first
    while not (isinstance(told, Answer) and told.body == body(29)) and system_mono_us() < until_us:
        told = source.fetch(system_mono_us() + 20_000_000, first.validators)
    assert isinstance(told, Answer)
    assert told.body == body(29)


def test_a_message_that_is_cleared_leaves_what_was_said(mosquitto: Mosquitto, topic: str, ask: Ask) -> None:
    mosquitto.publish(topic, body(5))
    source = ask()
    first = answer(source)
    mosquitto.publish(topic, b"")
    mosquitto.publish(f"{topic}/other", body(7))
    assert isinstance(source.fetch(system_mono_us() + 20_000_000, first.validators), NotModified)


def test_without_a_message_it_is_said_what_to_do(ask: Ask) -> None:
    told = failed(ask(), 3.0)
    assert (told.kind, "published with retain" in told.message) == ("deadline", True)


def test_a_wrong_password_is_told_without_it(ask: Ask) -> None:
    told = failed(ask({"WALL_PASSWORD": "another-Secret-77"}))
    assert (told.kind, "another-Secret-77" in told.message, "password_env" in told.message) == ("auth", False, True)


def test_a_broker_that_was_restarted_is_asked_again(mosquitto: Mosquitto, topic: str, ask: Ask) -> None:
    mosquitto.publish(topic, body(5))
    source = only(ask())
    answer(source)
    mosquitto.process.stop()
    assert failed(source, 3.0).kind in ("refused", "unreachable")
    mosquitto.process.start()
    mosquitto.publish(topic, body(6))
    assert answer(source).body == body(6)


def test_nobody_listens_there(ask: Ask) -> None:
    assert failed(ask(url="mqtt://127.0.0.1:1")).kind == "refused"


def test_a_broker_without_tls_is_told_from_one_with_it(mosquitto: Mosquitto, ask: Ask) -> None:
    told = failed(ask(url=f"mqtts://wall@127.0.0.1:{mosquitto.port}"), 5.0)
    assert told.kind in ("tls", "unreachable")


def test_a_message_beyond_the_cap_is_refused(mosquitto: Mosquitto, topic: str) -> None:
    mosquitto.publish(topic, b"[" + b" " * 5000 + b"]")
    table = {"kind": "mqtt", "url": mosquitto.url, "topic": topic, "password_env": "WALL_PASSWORD"}
    source = opened(table, max_body_mb=0.002)
    assert failed(source).kind == "too_large"
    source.close()


def test_a_password_in_a_message_is_masked(mosquitto: Mosquitto, topic: str, ask: Ask) -> None:
    mosquitto.publish(topic, b'{"leak": "brass-Lantern-88"}')
    assert b"Lantern" not in answer(ask()).body

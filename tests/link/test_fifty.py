"""Fifty machines on simulated time: what the lead says is bounded, nothing is refused, nobody lacks a row."""

from __future__ import annotations

import math
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.link.world import World
from tests.recording.orphans import orphans_in
from wallboard.link.bus import BusMessage
from wallboard.recording.replica import last_commit

NAMES = tuple(f"n{number:02}" for number in range(50))
LEAD = NAMES[0]
JOINING_S, COUNTED_S = 4, 5


@pytest.fixture
def world() -> Iterator[World]:
    """Fifty machines, whose files lie in memory where that can be: one disk has not the time of fifty."""
    with tempfile.TemporaryDirectory() as folder:
        made = World(Path(folder), NAMES)
        yield made
        made.close()


@pytest.fixture
def said(world: World, monkeypatch: pytest.MonkeyPatch) -> Counter[tuple[str, str]]:
    """How many messages each machine has published by kind of topic, and under "bytes" how much that was."""
    counted: Counter[tuple[str, str]] = Counter()
    carry = world.broker.carry

    def counting(user: str, message: BusMessage, *, keep: bool) -> None:
        counted[user, message.topic.split("/")[3]] += 1
        counted[user, "bytes"] += len(message.payload)
        carry(user, message, keep=keep)

    monkeypatch.setattr(world.broker, "carry", counting)
    return counted


def test_a_lead_of_fifty_machines(world: World, said: Counter[tuple[str, str]]) -> None:
    others = len(NAMES) - 1
    world.start()
    world.run(JOINING_S)
    assert Counter(world.roles().values()) == {"lead": 1, "follower": others}
    # A machine that joins asks for the clock sixteen times, then every 0.73 s, and for rows a few times.
    assert max(said[name, "ask"] for name in NAMES) <= 16 + math.ceil(JOINING_S / 0.73) + 4

    said.clear()
    world.run(COUNTED_S)

    # However many follow, rows and head are said once a commit, and a beat once a second.
    assert said[LEAD, "rows"] == COUNTED_S
    assert COUNTED_S <= said[LEAD, "head"] <= 2 * COUNTED_S
    assert said[LEAD, "node"] == COUNTED_S
    assert said[LEAD, "lead"] == said[LEAD, "control"] == 0
    pings = math.ceil(COUNTED_S / 0.73)
    assert others * (pings - 1) <= said[LEAD, "to"] <= others * pings  # answers of the clock alone: no row was missed
    assert said[LEAD, "bytes"] < 10_000 * COUNTED_S
    for name in NAMES[1:]:
        assert (said[name, "node"], said[name, "ask"]) <= (COUNTED_S, pings)

    links = [machine.link for machine in world.machines.values() if machine.link is not None]
    seen = [machine for link in links for machine in link.state.machines]
    assert len(seen) == len(NAMES) ** 2
    assert all(machine.up and machine.lag_us is not None and machine.lag_us <= 250_000 for machine in seen)
    world.settle(1)
    assert [link.refusals.counts for link in links] == [{}] * len(NAMES)
    assert len({machine.digest for machine in world.machines.values()}) == 1
    assert last_commit(world[LEAD].folder) > 0
    assert not any(orphans_in(machine.folder) for machine in world.machines.values())

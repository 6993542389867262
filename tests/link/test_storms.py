"""Faults in any order on simulated time: in the end all replicas are the lead's recording, no row lost or doubled."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.link.world import World
from wallboard.recording.batch import groups_of
from wallboard.recording.replica import last_commit
from wallboard.recording.transactions import TransactionTail


def rows_of(folder: Path) -> list[int]:
    """The commits of a recording, in the order of its rows."""
    tail, found = TransactionTail(folder), []
    for _ in range(60):
        for batch in tail.poll():
            found += [commit_us for commit_us, _ in groups_of(batch.tables)]
    tail.close()
    return found


def broker_dies(world: World, chance: random.Random) -> None:
    world.broker.kill()
    world.run(chance.uniform(0.1, 4))
    world.broker.start()


def link_dies(world: World, chance: random.Random) -> None:
    machine = world[chance.choice("abc")]
    machine.kill_link()
    world.run(chance.uniform(0.1, 3))
    machine.start()


def machine_dies(world: World, chance: random.Random) -> None:
    machine = world[chance.choice("abc")]
    machine.kill()
    world.run(chance.uniform(0.5, 9))
    machine.collects = True
    machine.start()


def cable_is_pulled(world: World, chance: random.Random) -> None:
    bus = world[chance.choice("abc")].bus
    assert bus is not None
    bus.cut()
    world.run(chance.uniform(0.2, 9))
    bus.mend()


FAULTS: tuple[Callable[[World, random.Random], None], ...] = (broker_dies, link_dies, machine_dies, cable_is_pulled)


@pytest.mark.parametrize("seed", range(3))
def test_after_any_faults_every_machine_holds_the_recording_of_the_one_lead(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    world = World(tmp_path, seed=seed)
    weather = world.broker.weather
    weather.lost, weather.doubled, weather.held_up, weather.jitter_us = 0.03, 0.05, 0.05, 8_000
    world.start()
    world.run(7)
    for _ in range(4):
        chance.choice(FAULTS)(world, chance)
        world.run(chance.uniform(0.5, 4))
    weather.lost = 0.0
    world.run(12)

    assert sorted(world.roles().values()) == ["follower", "follower", "lead"]
    world.settle()
    digests = {name: machine.digest for name, machine in world.machines.items()}
    assert len(set(digests.values())) == 1, digests
    commits = rows_of(world["c"].folder)
    assert commits == sorted(set(commits))
    assert commits[-1] == last_commit(world["a"].folder)
    world.close()

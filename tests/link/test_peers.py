"""What the beats of the machines say, whoever sends them."""

from __future__ import annotations

from pathlib import Path

from msgspec.structs import replace

from tests.link.world import World
from wallboard.link.messages import Beat, Sealer, Topics
from wallboard.link.peers import Peers

FORGED = Beat("b", 2**60, 1, True, "follower")


def publish(world: World, beat: Beat) -> None:
    topic = Topics(world.wall).node(beat.node)
    world.broker.bus("someone").presence("nowhere", b"")
    world.broker.buses[-1].publish(topic, Sealer(world.key).sealed(topic, beat))


def test_a_second_machine_of_the_same_name_ends_no_link_and_is_counted(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.start()
    world.run(4)
    publish(world, FORGED)
    world.run(3)

    link = world["b"].link
    assert link is not None
    assert link.refusals.counts == {"same name": 1}
    assert world.roles() == {"a": "lead", "b": "follower", "c": "follower"}
    world.close()


def test_a_machine_that_starts_among_more_names_than_there_may_be_says_its_own_all_the_same(tmp_path: Path) -> None:
    world = World(tmp_path)
    world["a"].start()
    world.run(4)
    world["b"].start()
    for number in range(200):
        publish(world, replace(FORGED, node=f"x{number}"))
    world.run(3)

    link = world["b"].link
    assert link is not None
    assert {machine.node for machine in link.state.machines if machine.up} >= {"b"}
    assert link.refusals.counts["too many"] > 0
    world.close()


def test_a_lead_that_has_just_said_so_is_not_gone_because_its_last_beat_was_long_ago() -> None:
    peers = Peers("b")
    peers.take(Beat("a", 1, 1, True, "lead", 1), 1_000_000, kept=False)
    now_us = 60_000_000

    assert peers.gone_us("a", 3, now_us) == 1_000_000
    peers.claimed("a", 3, now_us)
    assert peers.gone_us("a", 3, now_us) == now_us
    peers.claimed("c", 4, now_us)  # which has never been heard
    assert peers.gone_us("c", 4, now_us) == now_us

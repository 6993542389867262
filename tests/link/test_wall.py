"""The wall of several machines on simulated time: replicas, take-over, orphans, the wall without a broker."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.link.world import World
from tests.recording.orphans import orphans_in
from tests.recording.rig import SECOND, START_US, Clock, record
from wallboard.actions.control import Control
from wallboard.core.errors import RecordingError
from wallboard.link.messages import Topics
from wallboard.recording.folder import RoleLock, segments_in
from wallboard.recording.journal import Journal
from wallboard.recording.link_files import CONTROL_FILE, read_control
from wallboard.recording.replica import last_commit


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path)
    yield made
    made.close()


def assert_alike(world: World) -> None:
    digests = {name: machine.digest for name, machine in world.machines.items()}
    assert len(set(digests.values())) == 1, digests
    assert last_commit(world["a"].folder) > 0


def test_the_first_candidate_leads_and_the_others_hold_its_recording_whole(world: World) -> None:
    world.start()
    world.run(15)

    assert world.roles() == {"a": "lead", "b": "follower", "c": "follower"}
    world.settle()
    assert_alike(world)


def test_a_machine_that_joins_late_gets_all_that_was_before(world: World) -> None:
    world["a"].start()
    world["b"].start()
    world.run(20)
    world["c"].start()
    world.run(3)

    world.settle()
    assert_alike(world)


def test_the_broker_may_die_at_any_time_and_forget_everything(world: World) -> None:
    world.start()
    world.run(8)
    for _ in range(3):
        world.broker.kill()
        world.run(3)
        world.broker.start()
        world.run(3)

    assert world.roles() == {"a": "lead", "b": "follower", "c": "follower"}
    world.settle()
    assert_alike(world)


def test_the_second_candidate_takes_over_and_a_lead_that_returns_follows(world: World) -> None:
    world.start()
    world.run(10)
    world["a"].kill()
    world.run(12)
    assert world.roles() == {"b": "lead", "c": "follower"}
    world["a"].collects = True
    world["a"].start()
    world.run(8)

    assert world.roles() == {"a": "follower", "b": "lead", "c": "follower"}
    world.settle()
    assert_alike(world)


def test_a_machine_that_led_long_ago_listens_before_it_leads_or_records_anything(world: World) -> None:
    world.start()
    world.run(10)
    world["a"].kill()
    held = last_commit(world["a"].folder)
    world.run(12)
    assert world.roles() == {"b": "lead", "c": "follower"}
    world.broker.weather.delay_us = 900_000  # it is a while until it hears that it was succeeded
    lock = RoleLock(world["a"].folder, "collect")  # its collector is there again, too
    world["a"].start()
    for _ in range(20):
        world.run(0.1)
        assert world.roles()["a"] != "lead"
    lock.release()
    world.broker.weather.delay_us = 1_000
    world.run(8)

    assert last_commit(world["a"].folder) > held
    assert world.roles() == {"a": "follower", "b": "lead", "c": "follower"}
    world.settle()
    assert_alike(world)


def test_a_machine_that_is_started_anew_before_anybody_takes_over_leads_on(world: World) -> None:
    world.start()
    world.run(10)
    world["a"].kill()
    world.run(1)
    world["a"].collects = True
    world["a"].start()
    world.run(8)

    assert world.roles() == {"a": "lead", "b": "follower", "c": "follower"}
    assert world["a"].link is not None
    assert world["a"].link.state.epoch == 1
    world.settle()
    assert_alike(world)


def test_a_lead_whose_cable_is_pulled_goes_on_for_itself_and_its_rows_are_kept_as_an_orphan(world: World) -> None:
    world.start()
    world.run(10)
    bus = world["a"].bus
    assert bus is not None
    bus.cut()
    world.run(15)
    assert world.roles() == {"a": "lead", "b": "lead", "c": "follower"}
    alone = world["a"].digest
    bus.mend()
    world.run(10)

    assert world.roles() == {"a": "follower", "b": "lead", "c": "follower"}
    world.settle()
    assert_alike(world)
    (orphan,) = orphans_in(world["a"].folder)
    assert last_commit(orphan) > 0
    assert alone != world["a"].digest
    assert not orphans_in(world["b"].folder)


@pytest.mark.parametrize("seconds", [4, 9, 14, 40])
def test_a_second_candidate_whose_cable_is_out_unnoticed_takes_nothing_over(world: World, seconds: int) -> None:
    """No end of a connection is told for a while when a plug is out: silence of the lead proves nothing then."""
    world.start()
    world.run(10)
    bus, link = world["b"].bus, world["b"].link
    assert bus is not None
    assert link is not None
    bus.pull()
    world.run(seconds)

    assert (bus.contact.reached, link.state.reached) == (True, False)  # the first as far as the connection knows
    assert world.roles() == {"a": "lead", "b": "follower", "c": "follower"}
    bus.mend()
    world.run(3)
    assert (bus.contact.reached, link.state.reached) == (True, True)
    assert world.roles() == {"a": "lead", "b": "follower", "c": "follower"}
    world.settle()
    assert_alike(world)
    assert not any(orphans_in(machine.folder) for machine in world.machines.values())


def test_without_a_broker_the_first_candidate_leads_alone_and_the_second_waits(world: World) -> None:
    world.broker.up = False
    world.start()
    world.run(12)

    assert world.roles() == {"a": "lead", "b": "waiting", "c": "waiting"}
    world.broker.start()
    world.run(5)
    assert world.roles() == {"a": "lead", "b": "follower", "c": "follower"}
    world.settle()
    assert_alike(world)


def test_a_link_that_is_killed_comes_back_to_a_collector_that_has_gone_on(world: World) -> None:
    world.start()
    world.run(8)
    world["a"].kill_link()
    world.run(2)
    world["a"].start()
    world.run(4)

    assert world.roles() == {"a": "lead", "b": "follower", "c": "follower"}
    world.settle()
    assert_alike(world)
    assert not any(orphans_in(machine.folder) for machine in world.machines.values())


def test_a_claim_of_an_epoch_that_is_over_does_not_stay_with_the_broker(world: World) -> None:
    world.start()
    world.run(10)
    bus = world["a"].bus
    assert bus is not None
    bus.cut()
    world.run(12)
    assert world.roles()["b"] == "lead"
    bus.mend()  # it says once more that it leads before it hears of the other
    world.run(3)
    world["c"].kill_link()
    world["c"].start()
    world.run(4)

    assert world.roles() == {"a": "follower", "b": "lead", "c": "follower"}
    world.settle()
    assert_alike(world)


@pytest.mark.parametrize("topic", ["lead", "control"])
@pytest.mark.parametrize("payload", [b"", b"rubbish"])
def test_rubbish_in_the_place_of_what_the_lead_keeps_with_the_broker_is_set_right(
    world: World, topic: str, payload: bytes
) -> None:
    world.start()
    world.run(5)
    with Journal(world["a"].folder) as journal:
        journal.write(START_US + world.now_us, START_US, "blackout", "{}", Control(blackout=True).to_json())
    world.run(1)
    stranger = world.broker.bus("stranger")
    stranger.presence("anywhere", b"")
    stranger.publish(getattr(Topics(world.wall), topic), payload, keep=True)
    world.run(2)
    world["c"].kill_link()
    (world["c"].folder / CONTROL_FILE).unlink()
    world["c"].start()
    world.run(4)

    assert world.roles() == {"a": "lead", "b": "follower", "c": "follower"}
    (row,) = read_control(world["c"].folder)
    assert Control.from_json(row.state).blackout


def test_a_replica_that_came_to_differ_is_begun_anew_within_seconds_and_what_it_held_is_kept(world: World) -> None:
    world.start()
    world.run(8)
    follower = world["c"]
    follower.kill_link()
    ((_, segment),) = segments_in(follower.folder)
    with closing(sqlite3.connect(segment)) as connection, connection:
        connection.execute("UPDATE answer SET orders = orders + 1 WHERE id = (SELECT MAX(id) FROM answer)")
    follower.start()
    world.run(9)

    world.settle()
    assert_alike(world)
    assert len(orphans_in(follower.folder)) == 1


def test_a_machine_that_was_away_for_a_moment_late_in_an_hour_is_back_with_the_others_at_once(world: World) -> None:
    record(world["a"].folder, 1200, clock=Clock(START_US - 2500 * SECOND))
    world["a"].start()
    world["b"].start()
    world.run(6)
    world["c"].start()
    world.run(4)  # it has asked for what was before it
    for _ in range(2):
        world["c"].kill_link()
        world.run(4)
        world["c"].start()
        world.run(4)

    assert last_commit(world["a"].folder) - last_commit(world["c"].folder) < 1_500_000  # while live rows go on


def test_a_follower_whose_disk_is_full_says_so_and_is_whole_again_once_there_is_room(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.start()
    world.run(6)
    follower = world["c"].link
    assert follower is not None
    replica = follower.following.replica
    assert replica is not None

    def full(_batch: object, _epoch: int) -> bool:
        msg = "cannot be written (No space left on device)"
        raise RecordingError(msg)

    with monkeypatch.context() as patched:
        patched.setattr(replica, "take", full)
        world.run(5)
        assert [*follower.state.alarms] == ["cannot be written (No space left on device)"]  # what `S` names
        assert world.roles() == {"a": "lead", "b": "follower", "c": "follower"}
    world.run(6)

    assert not [*follower.state.alarms]
    world.settle()
    assert_alike(world)

"""A recording that is played to a wall of three machines: the same frame at the same instant, and one operator."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from tests.link.screens import Screens
from tests.link.world import World
from tests.recording.orphans import orphans_in
from tests.recording.rig import FACTS, START_US, Clock, Hand, body
from tests.recording.rig import recorder as recorder_of
from tests.recording.rows_digest import rows_digest
from wallboard.actions.table import default_keys
from wallboard.config.load import load
from wallboard.config.settings import Settings
from wallboard.link.node_place import NodePlace
from wallboard.recording.link_files import forget_link
from wallboard.recording.recorded_folder import RecordedFolder
from wallboard.recording.replica import last_commit
from wallboard.recording.request_inbox import RequestInbox
from wallboard.recording.tools.archive import pack
from wallboard.stage.playback_source import Opening

SECONDS = 90
SKEWS = {"a": (0, 0), "b": (3_600_000_000, -1_800_000_000), "c": (-47_123_456, 777_777)}


def night(folder: Path, seconds: int = SECONDS, orders: int = 1) -> Path:
    """A recording of so many seconds."""
    clock = Clock()
    with recorder_of(folder, clock) as recorder:
        hand = Hand(recorder, clock)
        for second in range(seconds):
            clock.pass_s(1)
            hand.take(body(second, 1000.0 * second, orders=orders * second))
    return folder


class ReplayWorld(World):
    """The machines of a replay."""

    def place(self, name: str) -> NodePlace:
        return NodePlace("hall-replay", name, self.candidates, replay=True, plays=self.plays.get(name))


@pytest.fixture
def settings() -> Settings:
    return load(None, known_actions=default_keys())


@pytest.fixture
def hall(tmp_path: Path, qapp: QApplication, settings: Settings) -> Iterator[Screens]:
    world = ReplayWorld(tmp_path)
    world.plays = {"a": night(tmp_path / "night")}
    for name, (mono_us, utc_us) in SKEWS.items():
        world[name].skew_us, world[name].utc_skew_us = mono_us, utc_us
    world["c"].ppm = 40.0
    world.broker.weather.jitter_us = 4_000
    with ExitStack() as stack:
        yield Screens(world, settings, stack)
    world.close()


def started(hall: Screens) -> None:
    for name in "abc":
        hall.replay(name, Opening())
    hall.run(7)


def test_three_machines_show_the_same_replayed_frame_at_the_same_instant(hall: Screens) -> None:
    started(hall)

    seen = set()
    for _ in range(8):
        hall.run(0.46)
        frames = hall.frames()
        assert len(set(frames)) == 1, frames
        seen.add(frames[0])
    assert len({picture for _, _, picture in seen}) > 2, "the picture moves"
    at_us, playhead_us, _ = frames[0]
    assert START_US < playhead_us < START_US + SECONDS * 1_000_000
    assert abs(at_us - hall.world["a"].utc_us()) < 100_000  # the wall's time is the lead's


def test_keys_of_the_lead_are_in_force_on_all_machines_from_one_frame_on(hall: Screens) -> None:
    started(hall)

    for action in ("pause", "frame_on", "pause", "double_speed", "reverse", "start", "half_speed", "loop", "blackout"):
        assert hall.of["a"].act(action), action
        for _ in range(5):
            hall.run(0.1)
            assert len(set(hall.frames())) == 1, action
    assert all(screen.loop.operator.control.blackout for screen in hall.of.values())


def test_a_key_on_a_follower_is_the_leads_to_do_for_all(hall: Screens) -> None:
    started(hall)
    hall.of["c"].act("pause")
    assert hall.of["c"].loop.operator.control.playhead.mode == "playing"
    hall.run(0.3)
    inbox = RequestInbox(hall.world["a"].folder)

    (asked,) = inbox.poll()
    inbox.close()
    assert (asked.action, asked.who) == ("pause", "c: keyboard")


def test_a_machine_that_joins_late_shows_nothing_but_what_all_show(hall: Screens) -> None:
    hall.replay("a", Opening(rate=2.0))
    hall.replay("b", Opening())
    hall.run(6)
    hall.of["a"].act("pause")
    hall.run(2)
    hall.replay("c", Opening())
    assert hall.of["c"].loop.playback.first_us is None  # nothing of it is here
    hall.run(4)

    frames = hall.frames()
    assert len(set(frames)) == 1
    assert all(screen.loop.operator.control.playhead.mode == "paused" for screen in hall.of.values())


def test_the_recording_that_is_played_is_not_touched_and_another_takes_the_place_of_its_copies(
    hall: Screens, tmp_path: Path
) -> None:
    source = hall.world.plays["a"]
    before = {path.name: path.read_bytes() for path in source.iterdir() if path.suffix == ".wallboard"}
    started(hall)
    assert {path.name: path.read_bytes() for path in source.iterdir() if path.suffix == ".wallboard"} == before
    assert {rows_digest(hall.world[name].folder) for name in "bc"} == {rows_digest(source)}
    hall.world["a"].kill_link()
    hall.stack.close()
    hall.of.clear()
    hall.world.plays["a"] = pack(night(tmp_path / "second", 40, orders=7), tmp_path / "second.wallboard")

    hall.replay("a", Opening())
    hall.run(9)
    for name in "bc":
        assert rows_digest(hall.world[name].folder) == rows_digest(hall.world.plays["a"])
        assert not orphans_in(hall.world[name].folder)
        assert last_commit(hall.world[name].folder) == last_commit(hall.world.plays["a"])


def test_the_broker_may_be_lost_and_every_machine_plays_on_in_step(hall: Screens) -> None:
    started(hall)
    hall.world.broker.kill()
    hall.run(4)
    assert len(set(hall.frames())) == 1
    hall.world.broker.start()
    hall.run(3)

    assert hall.of["a"].act("pause")
    hall.run(0.5)
    assert len(set(hall.frames())) == 1
    assert {screen.loop.operator.control.playhead.mode for screen in hall.of.values()} == {"paused"}


def test_a_lead_that_is_lost_is_succeeded_and_the_replay_goes_on_as_if_nothing_had_been(hall: Screens) -> None:
    started(hall)
    (at_us, playhead_us, _), *_ = hall.frames()
    hall.world["a"].kill()
    del hall.of["a"]
    for _ in range(12):
        hall.run(1)
        frames = hall.frames()
        assert len(set(frames)) == 1, frames
        assert frames[0][1] - playhead_us == frames[0][0] - at_us  # it plays on at its rate, by the same time
    assert hall.world.roles() == {"b": "lead", "c": "follower"}

    for action in ("pause", "frame_on", "pause", "reverse", "blackout"):
        assert hall.of["b"].act(action), action
        for _ in range(4):
            hall.run(0.1)
            assert len(set(hall.frames())) == 1, action


def test_who_began_a_replay_and_was_succeeded_follows_with_its_own_recording_and_may_succeed_again(
    hall: Screens,
) -> None:
    started(hall)
    hall.world["a"].kill_link()
    hall.run(12)
    assert hall.world.roles() == {"b": "lead", "c": "follower"}
    hall.world["a"].start()
    hall.run(5)
    assert hall.world.roles() == {"a": "follower", "b": "lead", "c": "follower"}
    link = hall.world["a"].link
    assert link is not None
    assert link.problems == ()
    assert hall.of["b"].act("half_speed")
    hall.run(0.5)
    assert len(set(hall.frames())) == 1

    hall.world["b"].kill()
    del hall.of["b"]
    hall.run(12)
    assert hall.world.roles() == {"a": "lead", "c": "follower"}
    assert len(set(hall.frames())) == 1
    assert hall.of["a"].act("pause")
    hall.run(0.5)
    assert len(set(hall.frames())) == 1


def test_who_has_not_all_of_it_does_not_take_over(hall: Screens) -> None:
    hall.replay("a", Opening())
    hall.replay("c", Opening())
    hall.run(7)
    hall.world["a"].kill()
    hall.run(1)
    hall.replay("b", Opening())
    hall.run(15)

    assert hall.world.roles()["b"] != "lead"
    assert hall.world.roles()["c"] == "follower"  # it is no candidate


def test_another_recording_that_is_started_takes_the_place_of_one_that_only_goes_on(
    hall: Screens, tmp_path: Path
) -> None:
    started(hall)
    hall.world["a"].kill()
    hall.run(12)
    assert hall.world.roles() == {"b": "lead", "c": "follower"}
    hall.world.plays["a"] = night(tmp_path / "second", 40, orders=7)
    forget_link(hall.world["a"].folder)  # as the command does
    del hall.of["a"]
    hall.stack.pop_all().close()
    hall.of.clear()
    hall.replay("a", Opening())
    hall.run(10)

    assert hall.world.roles() == {"a": "lead", "b": "follower", "c": "follower"}
    for name in "bc":
        assert rows_digest(hall.world[name].folder) == rows_digest(hall.world.plays["a"])


def test_of_two_that_play_the_second_is_told_so(hall: Screens, tmp_path: Path) -> None:
    started(hall)
    hall.world.plays["b"] = night(tmp_path / "other", 20)
    hall.world["b"].kill_link()
    hall.world["b"].start()
    hall.run(5)

    assert hall.world.roles()["a"] == "lead"
    link = hall.world["b"].link
    assert link is not None
    assert any("a plays a recording on this wall already" in problem for problem in link.problems)


def test_a_key_on_a_machine_whose_time_of_day_is_another_reaches_the_lead(hall: Screens) -> None:
    started(hall)
    hall.of["b"].act("pause")  # its UTC is half an hour behind
    hall.run(0.3)
    inbox = RequestInbox(hall.world["a"].folder)

    (asked,) = inbox.poll()
    inbox.close()
    assert (asked.action, asked.who) == ("pause", "b: keyboard")


def test_what_is_played_is_the_recording_that_is_named(hall: Screens) -> None:
    started(hall)
    copy = RecordedFolder(hall.world["c"].folder, FACTS, live=False)
    own = RecordedFolder(hall.world.plays["a"], None, live=False)

    assert (copy.bounds, copy.milestones) == (own.bounds, own.milestones)
    copy.close()
    own.close()

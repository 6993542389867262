"""The wall that is live, on machines whose clocks differ: the same frame for the same instant of the grid."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from tests.link.screens import Screens
from tests.link.world import World
from tests.recording.rig import START_US
from wallboard.actions.table import default_keys
from wallboard.config.load import load
from wallboard.stage.shared_control import with_local


@pytest.fixture
def hall(tmp_path: Path, qapp: QApplication) -> Iterator[Screens]:
    world = World(tmp_path)
    world["c"].skew_us, world["c"].utc_skew_us = -47_123_456, 3_600_000_000
    world["b"].skew_us = 86_400_000_000
    world["b"].ppm, world["c"].ppm = -30.0, 40.0
    world.broker.weather.jitter_us = 4_000
    with ExitStack() as stack:
        screens = Screens(world, load(None, known_actions=default_keys()), stack)
        for name in "abc":
            screens.start(name)
        screens.run(12)
        yield screens
    world.close()


def test_frames_for_one_instant_are_the_same_on_all_machines(hall: Screens) -> None:
    seen = set()
    for number in range(24):
        if number == 8:
            assert hall.of["a"].act("freeze")
        if number == 16:
            assert hall.of["a"].act("freeze")
        hall.run(0.31)
        frames = hall.frames()
        assert len(set(frames)) == 1, frames
        seen.add(frames[0][2])

    assert len(seen) > 4, "the picture moves"


def test_what_is_set_is_in_force_on_all_machines_from_one_frame_on(hall: Screens) -> None:
    for action in ("layout:map", "freeze", "blackout"):
        assert hall.of["a"].act(action)
        for _ in range(20):
            hall.run(0.02)
            settled = [screen.loop.operator.settle(screen.loop.playback.now()) for screen in hall.of.values()]
            assert len({with_local(control, settled[0]).to_json() for control in settled}) == 1, action


def test_the_recording_that_grows_is_played_back_in_step(hall: Screens) -> None:
    for action in ("pause", "pause", "half_speed", "reverse"):
        assert hall.of["a"].act(action)
        for _ in range(6):
            hall.run(0.31)
            frames = hall.frames()
            assert len(set(frames)) == 1, (action, frames)


def test_a_follower_whose_utc_is_an_hour_off_shows_what_the_others_show(hall: Screens) -> None:
    (a, _, _), (c, _, _) = hall.frames("a", "c")

    assert a == c
    assert abs(a - hall.world["a"].utc_us()) < 100_000


def test_the_walls_time_goes_on_while_another_machine_takes_over(hall: Screens) -> None:
    """The clocks of the machines stand days apart, and until the new lead records its own session theirs goes on."""
    world = hall.world
    world["a"].kill()
    off_us = []
    for _ in range(240):
        hall.run(0.06)
        nows = [hall.of[name].loop.playback.now().now_us for name in "bc"]
        off_us.append([now_us - (START_US + world.now_us) for now_us in nows])

    assert world.roles() == {"b": "lead", "c": "follower"}
    assert all(-400_000 < each < 100_000 for both in off_us for each in both), off_us

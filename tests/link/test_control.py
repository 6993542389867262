"""What the lead's operator sets, on its way to the others, on simulated time with clocks that differ."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.link.world import World
from tests.recording.rig import START_US
from wallboard.actions.control import Control
from wallboard.core.playhead import Playhead
from wallboard.recording.journal import Journal
from wallboard.recording.link_files import read_control
from wallboard.recording.requests import Request, RequestWriter

SKEWS = {"a": 0, "b": 3_600_000_000, "c": -47_123_456}


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path)
    for name, skew in SKEWS.items():
        made[name].skew_us = skew
    made["c"].ppm = 40.0
    made.broker.weather.jitter_us = 4_000
    made.start()
    made.run(6)
    yield made
    made.close()


def set_on_lead(world: World, control: Control) -> int:
    """The lead's display writes into its journal; the instant, by the lead's monotonic clock, at which it holds."""
    at_us = START_US + world.now_us + 300_000
    with Journal(world["a"].folder) as journal:
        journal.write(at_us, at_us, "blackout", "{}", control.to_json())
    return world["a"].mono_us() + 300_000


def test_every_machine_knows_in_time_what_holds_from_one_instant_on_by_its_own_clock(world: World) -> None:
    lead_us = set_on_lead(world, Control(blackout=True, playhead=Playhead("playing", 5, world["a"].mono_us(), 2.0)))
    anchor_us = world["a"].mono_us()
    world.run(0.2)

    for name in "bc":
        (row,) = read_control(world[name].folder)
        offset_us = world[name].mono_us() - world["a"].mono_us()
        assert row.from_us == pytest.approx(lead_us + offset_us, abs=2_500)
        assert world[name].mono_us() < row.from_us, "it is known before it holds"
        state = Control.from_json(row.state)
        assert state.blackout
        assert state.playhead.anchor_mono_us == pytest.approx(anchor_us + offset_us, abs=2_500)


def test_a_machine_that_comes_late_learns_how_everything_stands(world: World) -> None:
    world["c"].kill_link()
    set_on_lead(world, Control(blackout=True))
    world.run(2)
    world["c"].start()
    world.run(3)

    (row,) = read_control(world["c"].folder)
    assert Control.from_json(row.state).blackout


def test_what_is_asked_on_a_follower_is_put_before_the_leads_display_once(world: World) -> None:
    asked = Request("0123456789", "console 1", "take", {"layout": "map"}, asked_us=START_US + world.now_us)
    with RequestWriter(world["c"].folder, "console") as writer:
        writer.ask(asked)
        world.run(0.3)

    with RequestWriter(world["a"].folder, "link") as put:
        assert put.waiting() == ("0123456789",)


def test_the_clock_of_the_lead_is_known_to_the_others(world: World) -> None:
    world.run(10)

    for name in "bc":
        link = world[name].link
        assert link is not None
        entry = link.state.clocks[-1]
        truth_us = world["a"].mono_us() - world[name].mono_us()
        assert entry.at(world[name].mono_us()) == pytest.approx(truth_us, abs=2_500)

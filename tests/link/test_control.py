"""What the lead's operator sets, on its way to the others, on simulated time with clocks that differ."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.link.world import World
from tests.recording.rig import FACTS, START_US
from wallboard.actions.control import Control
from wallboard.core.playhead import Playhead
from wallboard.recording.journal import Journal
from wallboard.recording.link_files import read_control
from wallboard.recording.linked_folder import LinkWatch, live_folder
from wallboard.recording.newest_session import newest_session
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
    """The lead's display writes into its journal; the instant, in recording time, at which it holds."""
    link, at_us = world["a"].link, START_US + world.now_us + 300_000
    assert link is not None
    with Journal(world["a"].folder) as journal:
        journal.write(at_us, at_us, "blackout", "{}", control.to_json())
    session = newest_session(world["a"].folder)
    assert session is not None
    return session.commit_us + world["a"].mono_us() + 300_000 - session.mono_us


def set_by(world: World, name: str, control: Control) -> None:
    """The display of the machine that leads writes into its journal."""
    at_us = world[name].utc_us() + 290_000
    with Journal(world[name].folder) as journal:
        journal.write(at_us, at_us, "take", "{}", control.to_json())
        world.run(0.06)


def test_every_machine_knows_in_time_what_holds_from_one_instant_on(world: World) -> None:
    control = Control(blackout=True, playhead=Playhead("playing", 5, START_US, 2.0))
    lead_us = set_on_lead(world, control)
    world.run(0.2)

    for name in "bc":
        (row,) = read_control(world[name].folder)
        assert row.from_us == pytest.approx(lead_us, abs=1)
        assert Control.from_json(row.state) == control
        recorded = live_folder(world[name].folder, FACTS, LinkWatch(world[name].folder, world[name].mono_us))
        now_us = recorded.now_us(world[name].mono_us(), world[name].utc_us())
        recorded.close()
        assert 0 < row.from_us - now_us < 300_000, "it is known before it holds"


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


@pytest.mark.parametrize("step_us", [-40_000_000, -3_600_000_000, 40_000_000])
def test_a_lead_whose_time_of_day_is_set_goes_on_to_be_heard(world: World, step_us: int) -> None:
    watch = LinkWatch(world["c"].folder, world["c"].mono_us)
    seen = []
    for layout in ("map", "counter", "overview"):
        set_by(world, "a", Control(layout=layout))
        world.run(0.4)
        seen += [Control.from_json(row.state).layout for row in watch.control()]
        if layout == "map":
            world["a"].utc_skew_us += step_us
            world.run(0.2)

    assert seen == ["map", "counter", "overview"]


def test_a_lead_that_is_started_anew_within_its_epoch_goes_on_to_be_heard(world: World) -> None:
    watch = LinkWatch(world["c"].folder, world["c"].mono_us)
    set_by(world, "a", Control(layout="map"))
    world.run(0.4)
    assert [Control.from_json(row.state).layout for row in watch.control()] == ["map"]
    world["a"].kill()
    world["a"].skew_us -= 86_400_000_000  # its monotonic clock begins anew
    world.run(0.5)
    world["a"].collects = True
    world["a"].start()
    world.run(6)
    set_by(world, "a", Control(layout="counter"))
    world.run(0.4)

    assert world.roles() == {"a": "lead", "b": "follower", "c": "follower"}
    assert [Control.from_json(row.state).layout for row in watch.control()] == ["counter"]


def test_what_was_set_before_the_clock_of_a_new_lead_is_known_waits_and_holds_at_once(world: World) -> None:
    world["b"].skew_us += 10**12
    world["a"].kill()
    for _ in range(100):
        world.run(0.1)
        if world.roles().get("b") == "lead":
            break
    watch = LinkWatch(world["c"].folder, world["c"].mono_us)
    set_by(world, "b", Control(layout="map"))
    world.run(3)

    (row,) = watch.control()
    recorded = live_folder(world["c"].folder, FACTS, watch)
    now_us = recorded.now_us(world["c"].mono_us(), world["c"].utc_us())
    recorded.close()
    assert Control.from_json(row.state).layout == "map"
    assert 0 < now_us - row.from_us < 3_000_000

"""The rundown on a display: it moves the wall once, and never against the operator."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.stage.conftest import Rig
from tests.stage.rig import HOUR, SECOND, START_US
from wallboard.actions.control import Control
from wallboard.actions.refusal import Asked
from wallboard.config.load import load
from wallboard.config.settings import Settings
from wallboard.core.event_clock import ClockPoint

NIGHT = """
[[entry]]
at = "00:59:00"
layout = "map"

[[entry]]
at = "01:00:10"
layouts = { left = "rankings", "*" = "overview" }

[[entry]]
at = "01:00:20"
layout = "global"
hard = true

[[entry]]
at = "01:00:05"
message = { en = "Doors close" }
"""


@pytest.fixture
def night(tmp_path: Path) -> Settings:
    (tmp_path / "rundown.toml").write_text(NIGHT)
    (tmp_path / "wallboard.toml").write_text(
        '[display]\nrundown = "rundown.toml"\n[event]\nstart = "2016-11-11T00:00:00+08:00"\n'
    )
    return load(tmp_path / "wallboard.toml")


@pytest.fixture
def rig(open_display: Callable[..., Rig], night: Settings) -> Rig:
    """A display at 01:00:00 of the event."""
    rig = open_display(night)
    state = rig.recorded.state
    rig.recorded.state = replace(state, clock=ClockPoint(START_US, START_US))
    rig.display.keeper.arrange()
    rig.display.operator.control = Control(layout="counter", fullscreen=False)
    return rig


def turn(rig: Rig, seconds: float = 0) -> Control:
    rig.clocks.pass_us(round(seconds * SECOND))
    rig.display._loop.rundown.turn()
    return rig.display.operator.control


def layouts(control: Control) -> tuple[str, str]:
    return control.on("left").layout, control.on("right").layout


def test_it_puts_each_entry_on_air_once_and_a_message_too(rig: Rig) -> None:
    assert layouts(turn(rig)) == ("map", "map")
    assert layouts(turn(rig)) == ("map", "map")
    control = turn(rig, 9)
    assert control.message is not None
    assert control.message.texts == (("en", "Doors close"),)
    assert layouts(turn(rig, 5)) == ("rankings", "overview")
    assert layouts(turn(rig, 10)) == ("global", "global")
    assert [(name, argument["entry"]) for name, argument, _ in rig.journal.rows] == [
        ("rundown", 0), ("rundown", 3), ("rundown", 1), ("rundown", 2),
    ]  # fmt: skip
    assert {change.who for change in control.changes} == {"rundown"}


def test_a_display_that_comes_late_is_where_the_night_is(rig: Rig) -> None:
    control = turn(rig, HOUR / SECOND)
    assert layouts(control) == ("global", "global")
    assert len(rig.journal.rows) == 1


def test_what_is_taken_by_hand_stays_until_it_is_resumed(rig: Rig) -> None:
    operator = rig.display.operator
    turn(rig)
    operator.act(operator.actions["layout:counter"])
    assert layouts(turn(rig, 14)) == ("counter", "counter")
    operator.act(operator.actions["resume"])
    assert layouts(turn(rig)) == ("rankings", "overview")
    assert operator.control.rundown_held_us is None


def test_a_hard_entry_comes_whatever_was_taken(rig: Rig) -> None:
    operator = rig.display.operator
    turn(rig)
    operator.ask(operator.actions["layout:counter"], Asked("phone 1", "request-0001", "left"))
    assert (layouts(turn(rig, 19.9)), operator.control.rundown_held_by) == (("counter", "map"), "phone 1")
    assert layouts(turn(rig, 0.2)) == ("global", "global")
    assert operator.control.rundown_held_us is None


def test_pages_provinces_and_what_is_prepared_do_not_hold_it(rig: Rig) -> None:
    operator = rig.display.operator
    turn(rig)
    operator.act(operator.actions["next_page"])
    operator.ask(operator.actions["layout:counter"], Asked("phone 1", "request-0001", prepares=True))
    assert layouts(turn(rig, 14)) == ("rankings", "overview")
    assert [picture.layout for picture in operator.control.preview] == ["counter"]


@pytest.mark.parametrize("action", ["blackout", "freeze", "pause", "back_60s", "lock"])
def test_a_wall_that_is_black_frozen_elsewhere_or_locked_is_not_moved(rig: Rig, action: str) -> None:
    turn(rig)
    operator = rig.display.operator
    operator.act(operator.actions[action])
    before = operator.control
    turn(rig, 14)
    assert layouts(operator.control) == layouts(before) == ("map", "map")
    operator.control = replace(before, blackout=False, frozen_us=None, locked=False, playhead=Control().playhead)
    assert layouts(turn(rig)) == ("rankings", "overview")


def test_the_next_entry_is_prepared_and_taken(rig: Rig) -> None:
    turn(rig)
    operator = rig.display.operator
    operator.act(operator.actions["prepare_next"])
    assert operator.control.preview[0].message is not None  # the message comes next
    operator.ask(operator.actions["prepare_next"], Asked("phone", "request-0001", argument={"entry": 1}))
    prepared = {canvas: operator.control.prepared(canvas) for canvas in ("left", "right")}
    assert [picture.layout for picture in prepared.values() if picture] == ["rankings", "overview"]
    operator.act(operator.actions["take"])
    assert layouts(turn(rig, 14)) == ("rankings", "overview")
    assert operator.control.rundown_held_us is not None


def test_a_rundown_with_mistakes_is_an_alarm_and_the_wall_goes_on(
    open_display: Callable[..., Rig], night: Settings
) -> None:
    assert night.display.rundown is not None
    night.display.rundown.write_text('[[entry]]\nlayout = "nothing"\n')
    rig = open_display(night)
    alarms = rig.display.notes(rig.display.driver).alarms
    assert any("the rundown is not played" in alarm and "rundown.toml:2" in alarm for alarm in alarms)
    assert turn(rig).layout == rig.display.settings.display.layout


def test_an_entry_with_several_parts_puts_each_on_air_once(open_display: Callable[..., Rig], night: Settings) -> None:
    assert night.display.rundown is not None
    night.display.rundown.write_text(
        '[[entry]]\nat = "00:59:58"\nlayout = "map"\nmessage = { en = "Hello" }\nrecap = "left"\n'
        '[[entry]]\nat = "00:59:59"\nlayout = "global"\n'
    )
    rig = open_display(night)
    state = rig.recorded.state
    rig.recorded.state = replace(state, clock=ClockPoint(START_US, START_US))
    rig.display.keeper.arrange()
    rig.display.operator.control = Control(layout="counter", fullscreen=False)
    for _ in range(3):
        control = turn(rig, 1)
    assert layouts(control) == ("global", "global")
    assert control.message is not None
    assert control.recap is not None
    assert control.recap.canvas == "left"
    assert [name for name, _, _ in rig.journal.rows] == ["rundown"] * 3

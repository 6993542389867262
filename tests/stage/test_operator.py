"""The operator's hand: journal, alarms, coming back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from tests.stage.conftest import Rig
from tests.stage.rig import SECOND, START_US, Clocks, Journal, Recorded
from wallboard.actions.action import Action
from wallboard.actions.control import CanvasPicture, Control
from wallboard.actions.table import ACTIONS, layout_action
from wallboard.config.settings import Settings
from wallboard.core.playhead import FOLLOWING, Playhead
from wallboard.core.recording_state import HeldValue, RecordingState
from wallboard.stage.playback_source import first_control

ACTION: dict[str, Action] = {action.id: action for action in ACTIONS}
Open = Callable[..., Rig]


def test_a_full_disk_keeps_no_key_from_working_and_is_an_alarm_until_it_is_over(open_display: Open) -> None:
    rig = open_display()
    rig.journal.full = True
    rig.display.operator.act(ACTION["blackout"])
    assert rig.display.operator.control.blackout
    assert rig.display.operator.alarm == "the disk is full"
    rig.journal.full = False
    rig.display.operator.act(ACTION["blackout"])
    assert rig.display.operator.alarm == ""


def test_what_is_done_after_the_recording_was_exchanged_goes_to_the_new_journal(open_display: Open) -> None:
    rig, other = open_display(), Journal()
    rig.display.turn_to(Recorded(), other)
    rig.display.operator.act(ACTION["blackout"])
    assert [action for action, _, _ in other.rows] == ["blackout"]
    assert rig.journal.rows == []


def test_an_action_without_anything_to_act_on_is_not_journalled(open_display: Open) -> None:
    rig = open_display()
    assert not rig.display.operator.act(ACTION["accept_held"])
    assert rig.journal.rows == []


def test_the_key_of_a_layout_that_needs_a_start_says_why_it_does_nothing(
    open_display: Open, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    rig = open_display()
    state = rig.recorded.state
    rig.recorded.state = replace(state, facts=replace(state.facts, start_us=None, end_us=None))
    before = rig.display.operator.control
    assert not rig.display.operator.act(layout_action(settings, "finale"))
    assert rig.display.operator.control.layout == before.layout
    assert "'finale' needs the event's start: write start = " in rig.display.operator.remark
    assert "needs the event's start" in caplog.text
    assert rig.display.operator.act(layout_action(settings, "map"))
    assert rig.display.operator.remark == ""


def test_keys_work_while_the_recording_cannot_be_read(open_display: Open) -> None:
    rig = open_display()
    rig.recorded.fails = "the disk is gone"
    assert rig.display.operator.act(ACTION["blackout"])


def test_a_mark_can_be_gone_back_to_at_once(open_display: Open) -> None:
    rig = open_display()
    rig.display.operator.act(ACTION["mark"])
    (marked_us,) = rig.display.operator.marks
    rig.clocks.pass_us(60 * SECOND)
    rig.display.operator.act(ACTION["previous_mark"])
    assert rig.display.operator.control.playhead.anchor_us == marked_us


def test_a_display_begins_as_configured(settings: Settings) -> None:
    control = first_control(settings, None, windowed=True, layout=None, clocks=Clocks())
    assert control == Control(layout="countdown", fullscreen=False)


def test_a_display_comes_back_as_the_journal_left_it(settings: Settings) -> None:
    left = Control(layout="counter", language="en", frozen_us=5, playhead=Playhead("paused", START_US, 9))
    assert first_control(settings, left.to_json(), windowed=False, layout=None, clocks=Clocks()) == left


def test_a_playing_playhead_goes_on_playing_after_a_restart_of_the_display(settings: Settings) -> None:
    left = Control(playhead=Playhead("playing", START_US, 400 * SECOND))
    assert first_control(settings, left.to_json(), windowed=False, layout=None, clocks=Clocks()) == left


def test_a_playing_playhead_goes_live_after_a_restart_of_the_machine(settings: Settings) -> None:
    left = Control(playhead=Playhead("playing", START_US, 9_000 * SECOND))
    back = first_control(settings, left.to_json(), windowed=False, layout=None, clocks=Clocks())
    assert back == replace(left, playhead=FOLLOWING)


def test_the_safe_layout_overrides_what_was_up(settings: Settings) -> None:
    left = Control(layout="map", rotating_us=5, language="en", own=(CanvasPicture("left", "global"),))
    back = first_control(settings, left.to_json(), windowed=False, layout="counter", clocks=Clocks())
    assert back == Control(layout="counter", language="en")


def test_a_journal_that_makes_no_sense_is_told_and_the_configured_wall_shown(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    back = first_control(settings, '{"locked": 3}', windowed=False, layout=None, clocks=Clocks())
    assert back == Control(layout="countdown")
    assert "the journal holds no control state" in caplog.text


def test_while_another_instant_is_on_air_the_operator_is_told_what_the_present_holds(open_display: Open) -> None:
    rig = open_display()
    held = HeldValue(4, 5, 5, "fall", "the total falls")
    rig.recorded.state = replace(rig.recorded.state, held=held)
    rig.display.operator.control = replace(rig.display.operator.control, frozen_us=START_US)
    assert "live: the total falls (End, then H or Shift+H)" in rig.display.notes(rig.display.driver).alarms
    rig.display.operator.control = replace(rig.display.operator.control, frozen_us=None)
    assert not any(alarm.startswith("live:") for alarm in rig.display.notes(rig.display.driver).alarms)


def test_a_key_and_the_frame_that_shows_it_ask_the_recording_once(
    open_display: Open, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    rig = open_display()
    rig.display.driver.tick()
    asked: list[int] = []
    state_at = rig.recorded.state_at

    def counted(at_us: int) -> RecordingState:
        asked.append(at_us)
        return state_at(at_us)

    monkeypatch.setattr(rig.recorded, "state_at", counted)
    rig.clocks.pass_us(SECOND)
    rig.display.operator.act(layout_action(settings, "finale"))
    rig.clocks.pass_us(SECOND // 60)
    rig.display.operator.act(ACTION["pause"])
    assert len(asked) == 2

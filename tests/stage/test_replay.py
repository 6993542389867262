"""A finished recording on the display: how it begins, where its keys lead, and that nothing is written beside it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace as with_
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from tests.recording.rig import record
from tests.stage.conftest import Rig
from tests.stage.rig import FACTS, FAR_US, HOUR, SECOND, START_US
from tests.stage.test_every_key import press
from wallboard.actions.control import Control
from wallboard.actions.recorded_actions import RecordedAction
from wallboard.config.settings import Settings
from wallboard.core.badges import badges
from wallboard.core.playhead import FOLLOWING, Playhead
from wallboard.core.recording_state import Milestone, RecordingState
from wallboard.recording.recorded_folder import RecordedFolder
from wallboard.stage.playback_source import Opening, entered
from wallboard.stage.replay import played as played_from

Open = Callable[..., Rig]
END_US = START_US + HOUR


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's data folder."""
    for name in ("HOME", "XDG_DATA_HOME", "LOCALAPPDATA", "USERPROFILE"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    return tmp_path / "home"


def playing(at_us: int, rate: float = 1.0, mono_us: int = 500 * SECOND) -> Playhead:
    return Playhead("playing", at_us, mono_us, rate)


@pytest.mark.parametrize(
    ("opening", "playhead", "loop_us"),
    [
        (Opening(), playing(START_US), (None, None)),
        (Opening(START_US + 9, 2.5), playing(START_US + 9, 2.5), (None, None)),
        (Opening(rate=-1.0), playing(END_US, -1.0), (None, None)),
        (Opening(loop=True), playing(START_US), (START_US, END_US)),
    ],
    ids=["from its first row", "at an instant and a speed", "backwards from its end", "over and over"],
)
def test_a_finished_recording_begins_to_play_by_itself(
    open_display: Open, opening: Opening, playhead: Playhead, loop_us: tuple[int | None, int | None]
) -> None:
    rig = open_display(live=False, opening=opening)
    control = entered(Control(), rig.display._played)
    assert (control.playhead, control.loop_us) == (playhead, loop_us)


def test_a_live_one_is_followed(open_display: Open) -> None:
    assert entered(Control(), open_display().display._played).playhead == FOLLOWING


def test_it_is_never_live_also_at_its_end(open_display: Open) -> None:
    rig = open_display(live=False)
    rig.display.start()
    rig.clocks.pass_us(2 * HOUR)
    rig.display.driver.tick()
    frame = rig.display.driver.frame
    assert frame is not None
    assert (frame.moment.playhead_us, frame.moment.mode) == (END_US, "paused")
    assert badges(frame.moment)[0].kind == "replay"


def test_over_and_over_it_comes_back_to_the_beginning(open_display: Open) -> None:
    rig = open_display(live=False, opening=Opening(loop=True))
    rig.display.start()
    rig.clocks.pass_us(HOUR + 5 * SECOND)
    rig.display.driver.tick()
    frame = rig.display.driver.frame
    assert frame is not None
    assert (frame.moment.playhead_us, frame.moment.mode) == (START_US + 5 * SECOND, "playing")


def test_space_on_the_live_wall_burns_in_replay_and_end_takes_it_away(open_display: Open) -> None:
    rig = open_display()
    rig.display.keeper.arrange()
    kinds = []
    for key in ("Space", "Left", "Space", "End"):
        press(rig, key)
        rig.clocks.pass_us(SECOND)
        rig.display.driver.tick()
        assert rig.display.driver.frame is not None
        kinds.append(badges(rig.display.driver.frame.moment)[0].kind)
    assert kinds == ["replay", "replay", "replay", "waiting"]


def test_the_keys_jump_between_marks_and_milestones_alike(open_display: Open) -> None:
    milestone = Milestone(10**11, START_US + 52 * SECOND, START_US + 60 * SECOND)
    mark_us = START_US + 90 * SECOND
    rig = open_display(live=False, marks={mark_us: ""})
    rig.recorded.state = RecordingState(FACTS, 0, FAR_US, milestones=(milestone,))
    rig.display.keeper.arrange()
    rig.display.operator.control = Control(playhead=Playhead("paused", START_US, 0), fullscreen=False)
    stood = []
    for key in ("Ctrl+Right", "Ctrl+Right", "Ctrl+Right", "Ctrl+Left"):
        press(rig, key)
        stood.append(rig.display.operator.control.playhead.anchor_us)
    assert stood == [milestone.commit_us, mark_us, mark_us, milestone.commit_us]


def test_what_the_night_s_operator_did_is_done_again_until_a_key_says_otherwise(open_display: Open) -> None:
    actions = (
        RecordedAction(START_US + 10 * SECOND, Control(layout="map")),
        RecordedAction(START_US + 20 * SECOND, Control(layout="global")),
    )
    rig = open_display(live=False, actions=actions)
    rig.display.start()
    shown = []
    for key in ("", "", "2", "", "Home"):
        if key:
            press(rig, key)
        shown.append(rig.display.operator.control.layout)
        rig.clocks.pass_us(6 * SECOND)
        rig.display.driver.tick()
    assert shown == ["countdown", "countdown", "counter", "counter", "countdown"]


def test_the_mouse_on_the_strip_goes_there_and_only_where_it_rests_is_written_down(open_display: Open) -> None:
    rig = open_display(live=False)
    rig.display.keeper.arrange()
    rig.display.operator.control = Control(playhead=Playhead("paused", START_US, 0), fullscreen=False, timeline=True)
    rig.display.driver.tick()
    host = rig.display.host()
    window = next(w for w in rig.display.keeper.windows if w.view is not None and w.view.screen == host)
    width, height = window.width(), window.height()
    here, there = QPoint(width // 4, round(height * 0.88)), QPoint(width // 2, round(height * 0.88))
    QTest.mousePress(window, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, here)
    pressed_us = rig.display.operator.control.playhead.anchor_us
    assert rig.journal.rows == []
    QTest.mouseRelease(window, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, there)
    released_us = rig.display.operator.control.playhead.anchor_us
    assert START_US < pressed_us < released_us < END_US
    assert [(name, argument) for name, argument, _ in rig.journal.rows] == [("seek", {"at_us": released_us})]


@pytest.mark.parametrize("closed", ["no strip", "locked"])
def test_the_mouse_changes_nothing_without_the_strip_or_under_lock(open_display: Open, closed: str) -> None:
    rig = open_display(live=False)
    rig.display.keeper.arrange()
    before = Control(playhead=Playhead("paused", START_US, 0), fullscreen=False)
    before = with_(before, timeline=True, locked=True) if closed == "locked" else before
    rig.display.operator.control = before
    rig.display.driver.tick()
    for window in rig.display.keeper.windows:
        QTest.mouseClick(
            window, Qt.MouseButton.LeftButton, pos=QPoint(window.width() // 2, round(window.height() * 0.88))
        )
    assert rig.display.operator.control == before


def test_a_photo_s_caption_lies_beside_each_picture(open_display: Open, settings: Settings, tmp_path: Path) -> None:
    display = settings.display.model_copy(update={"snapshot_folder": tmp_path})
    rig = open_display(settings.model_copy(update={"display": display}))
    rig.display._caption = lambda moment, picture: f"{picture} at {moment.playhead_us}"
    rig.display.keeper.arrange()
    press(rig, "F12")
    pictures = sorted(tmp_path.glob("*.png"))
    assert len(pictures) == 3
    (at_us,) = {p.with_suffix(".txt").read_text(encoding="utf-8").removeprefix(f"{p.name} at ") for p in pictures}
    assert int(at_us) == END_US - FACTS.delay_us


def night(folder: Path) -> Path:
    """A small recording."""
    record(folder, 3)
    return folder


def opened(recorded: RecordedFolder) -> Opening:
    return Opening()


def test_marks_of_a_replay_are_kept_in_the_user_s_folder_and_come_back(data: Path, tmp_path: Path) -> None:
    folder = night(tmp_path / "night")
    before = sorted(folder.iterdir())
    with played_from(folder, opened, with_operator=False) as played:
        played.journal.write(1, 2, "mark", json.dumps({"at_us": 7}), Control().to_json())
    with played_from(folder, opened, with_operator=False) as played:
        assert tuple(played.marks) == (7,)
    assert sorted(folder.iterdir()) == before


def test_a_second_replay_at_the_same_time_plays_too_and_forgets_its_marks(
    data: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = night(tmp_path / "night")
    with played_from(folder, opened, with_operator=False), played_from(folder, opened, with_operator=False) as second:
        assert second.journal.write(1, 2, "mark", json.dumps({"at_us": 7}), Control().to_json()) == 0
    assert "will be forgotten" in caplog.text


def test_a_recording_without_its_configuration_states_its_own_facts(data: Path, tmp_path: Path) -> None:
    with played_from(night(tmp_path / "night"), opened, with_operator=False) as played:
        first_us = (played.recorded.bounds or (0, 0))[0]
        assert played.recorded.state_at(first_us).facts.name.first("en") == "Night"

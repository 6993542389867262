"""Every action of the table, pressed as a key in a real window: what the help says happens."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.patience import PATIENCE_S
from tests.stage.conftest import Rig
from tests.stage.rig import HOUR, SECOND, START_US
from wallboard.actions.control import CanvasPicture, Control, Message, Undoable
from wallboard.actions.table import ACTIONS
from wallboard.config.settings import Settings
from wallboard.core.contract.snapshot import Snapshot
from wallboard.core.event_clock import ClockPoint
from wallboard.core.pages import Turning
from wallboard.core.playhead import FOLLOWING, Playhead
from wallboard.core.recording_state import HeldValue, Milestone, Sample

NOW_US = START_US + HOUR
EDGE_US = NOW_US - 3 * SECOND
HALF_US = START_US + HOUR // 2
PAUSED = Control(playhead=Playhead("paused", HALF_US, 0))
PLAYING = Control(playhead=Playhead("playing", HALF_US, 500 * SECOND))
_SYMBOLS = {"?": Qt.Key.Key_Question, "[": Qt.Key.Key_BracketLeft, "]": Qt.Key.Key_BracketRight,
            "{": Qt.Key.Key_BraceLeft, "}": Qt.Key.Key_BraceRight, "-": Qt.Key.Key_Minus,
            ",": Qt.Key.Key_Comma, ".": Qt.Key.Key_Period, "PgDown": Qt.Key.Key_PageDown,
            "PgUp": Qt.Key.Key_PageUp, "Esc": Qt.Key.Key_Escape}  # fmt: skip
_MODIFIERS = {"Ctrl": Qt.KeyboardModifier.ControlModifier, "Shift": Qt.KeyboardModifier.ShiftModifier}


def press(rig: Rig, key: str, *, down_only: bool = False) -> None:
    """Press a key of a binding in the first window."""
    *held, last = key.split("+")
    modifiers = Qt.KeyboardModifier.NoModifier
    for name in held:
        modifiers |= _MODIFIERS[name]
    qt_key = _SYMBOLS.get(last) or getattr(Qt.Key, f"Key_{last}")
    window = rig.display.keeper.windows[0]
    (QTest.keyPress if down_only else QTest.keyClick)(window, qt_key, modifiers)


def playing(at_us: int, rate: float = 1.0) -> Playhead:
    return Playhead("playing", at_us, 500 * SECOND, rate)


def paused(at_us: int) -> Playhead:
    return Playhead("paused", at_us, 500 * SECOND)


MAP = CanvasPicture(layout="map")
LINE = Message((("en", "Hello"),), EDGE_US + SECOND)
CHANGES: dict[str, tuple[Control, Control]] = {
    "take": (Control(preview=(MAP,)), Control(layout_us=EDGE_US, left="overview", left_us=EDGE_US)),
    "cut": (Control(preview=(MAP,)), Control(layout_us=EDGE_US)),
    "clear_preview": (Control(preview=(MAP,)), Control()),
    "choose": (Control(), Control(strip=True)),
    "blackout_screen": (Control(chosen="left"), Control(chosen="left", black=("left",))),
    "rotation": (Control(), Control(rotating_us=EDGE_US, left="overview", left_us=EDGE_US)),
    "blackout": (Control(), Control(blackout=True)),
    "photo_countdown": (Control(), Control(photo_us=NOW_US)),
    "clear_message": (Control(message=LINE), Control()),
    "undo": (
        Control(undoable=Undoable("freeze", (), (MAP,), (), ())),
        Control(preview=(MAP,)),
    ),
    "freeze": (Control(), Control(frozen_us=EDGE_US)),
    "language": (Control(), Control(language="en")),
    "next_page": (Control(), Control(turning=Turning(1))),
    "previous_page": (Control(), Control(turning=Turning(-1))),
    "pin_page": (Control(), Control(turning=Turning(0, EDGE_US))),
    "next_province": (Control(), Control(province=1)),
    "previous_province": (Control(province=2), Control(province=1)),
    "country": (Control(province=2), Control()),
    "currency": (Control(), Control(currency="second")),
    "definition": (Control(), Control(overlay="definition")),
    "last_milestone": (Control(), Control(milestone_us=EDGE_US)),
    "pause": (Control(), Control(playhead=paused(EDGE_US))),
    "back_5s": (Control(), Control(playhead=playing(EDGE_US - 5 * SECOND))),
    "forward_5s": (PLAYING, Control(playhead=playing(HALF_US + 5 * SECOND))),
    "forward_60s": (PLAYING, Control(playhead=playing(HALF_US + 60 * SECOND))),
    "back_60s": (PLAYING, Control(playhead=playing(HALF_US - 60 * SECOND))),
    "back_1s": (PLAYING, Control(playhead=playing(HALF_US - SECOND))),
    "forward_1s": (PLAYING, Control(playhead=playing(HALF_US + SECOND))),
    "slower": (PLAYING, Control(playhead=playing(HALF_US, 1 / 1.1))),
    "faster": (PLAYING, Control(playhead=playing(HALF_US, 1.1))),
    "half_speed": (PLAYING, Control(playhead=playing(HALF_US, 0.5))),
    "double_speed": (PLAYING, Control(playhead=playing(HALF_US, 2.0))),
    "reverse": (PLAYING, Control(playhead=playing(HALF_US, -1.0))),
    "normal_speed": (Control(playhead=playing(HALF_US, 4.0)), Control(playhead=playing(HALF_US))),
    "frame_back": (PAUSED, Control(playhead=paused(HALF_US - SECOND // 60))),
    "frame_on": (PAUSED, Control(playhead=paused(HALF_US + SECOND // 60))),
    "start": (Control(), Control(playhead=playing(START_US))),
    "live": (PAUSED, Control(playhead=FOLLOWING)),
    "previous_mark": (Control(), Control(playhead=playing(START_US + SECOND))),
    "next_mark": (replace(PAUSED, playhead=paused(START_US)), Control(playhead=paused(START_US + SECOND))),
    "loop": (PLAYING, replace(PLAYING, loop_us=(HALF_US, None))),
    "timeline": (Control(), Control(timeline=True)),
    "help": (Control(), Control(overlay="help")),
    "status": (Control(), Control(overlay="status")),
    "identify": (Control(), Control(identify_until_us=NOW_US + 5 * SECOND)),
    "close": (Control(overlay="help", timeline=True), Control()),
    "fullscreen": (Control(), Control(fullscreen=True)),
    "lock": (Control(), Control(locked=True)),
}
"""The control state before and after each key that changes it."""
UNNUMBERED = (
    *("choose", "timeline", "help", "status", "definition", "identify", "close", "fullscreen", "lock"),
    "photo_countdown",
)
"""What changes nothing of what canvases show."""

EFFECTS: dict[str, dict[str, int]] = {
    "screens_anew": {},
    "accept_held": {"answer_id": 7},
    "refuse_held": {"answer_id": 7},
    "mark": {"at_us": EDGE_US},
    "photo": {"at_us": EDGE_US},
}
"""What the journal says beside each key that reaches further."""

HELD = {action.id for action in ACTIONS if action.hold_us}
KEYS = [pytest.param(action.id, key, id=f"{action.id}-{key}") for action in ACTIONS for key in action.keys]


@pytest.fixture
def rig(open_display: Callable[..., Rig]) -> Rig:
    """A display whose recording has passed a milestone and holds a value, with one mark; in windows."""
    rig = open_display(marks={START_US + SECOND: ""})
    state = rig.recorded.state
    milestone = Milestone(1, START_US, START_US)
    rig.recorded.state = replace(state, milestones=(milestone,), held=HeldValue(7, 1, START_US, "fall", ""))
    rig.display.keeper.arrange()
    return rig


def test_every_action_is_tried_here() -> None:
    # in test_requests, and of pictures in actions/test_pictures: they need more around them
    elsewhere = {"recap", "next_message", "withdraw", "prepare_next", "resume", "hold_rundown"}
    elsewhere |= {"mute_picture", "next_source", "reconnect"}
    assert {action.id for action in ACTIONS if action.keys} == {*CHANGES, *EFFECTS, *HELD, *elsewhere}


@pytest.mark.parametrize(("action", "key"), [p for p in KEYS if p.values[0] in CHANGES])
def test_a_key_changes_what_its_title_says_and_the_journal_has_it(rig: Rig, action: str, key: str) -> None:
    before, after = (replace(control, layout="overview") for control in CHANGES[action])
    if action in ("take", "cut"):
        after = replace(after, layout="map")
    if action != "fullscreen":
        before, after = (replace(control, fullscreen=False) for control in (before, after))
    else:
        before = replace(before, fullscreen=False)
    rig.display.operator.control = before
    press(rig, key)
    ((name, _, state),) = rig.journal.rows
    assert rig.display.operator.control == state
    assert (name, replace(state, revision=0, changes=(), undoable=None, locked_us=0)) == (action, after)
    assert state.revision == (action not in UNNUMBERED)


@pytest.mark.parametrize(("action", "key"), [p for p in KEYS if p.values[0] in EFFECTS and p.values[0] != "photo"])
def test_a_key_that_reaches_further_leaves_its_argument_in_the_journal(rig: Rig, action: str, key: str) -> None:
    press(rig, key)
    assert [(name, argument) for name, argument, _ in rig.journal.rows] == [(action, EFFECTS[action])]


def test_a_photo_keeps_a_picture_of_every_canvas(
    open_display: Callable[..., Rig], settings: Settings, tmp_path: object
) -> None:
    rig = open_display(
        settings.model_copy(update={"display": settings.display.model_copy(update={"snapshot_folder": tmp_path})})
    )
    rig.display.keeper.arrange()
    press(rig, "F12")
    names = sorted(path.name.split(" ", 1)[1] for path in tmp_path.iterdir())  # type: ignore[attr-defined]
    assert names == ["center center.png", "left left.png", "right right.png"]


def test_a_layout_key_shows_its_layout(rig: Rig, settings: Settings) -> None:
    for name, layout in settings.layouts.items():
        if layout.key is not None and layout.needs is None:
            press(rig, layout.key)
            assert rig.display.operator.control.layout == name


def test_quitting_takes_two_seconds_of_holding(rig: Rig, qtbot: QtBot) -> None:
    press(rig, "Ctrl+Shift+Q")
    assert not rig.display.keyboard.is_holding
    press(rig, "Ctrl+Shift+Q", down_only=True)
    assert rig.ended == []
    qtbot.waitUntil(lambda: rig.ended == [1], timeout=round(1000 * PATIENCE_S))
    assert rig.journal.rows[-1][0] == "quit"


def test_declaring_the_sum_final_takes_two_seconds_too(rig: Rig, qtbot: QtBot) -> None:
    up = Sample(START_US, 1, "", Snapshot(START_US, 4_200), 0, ClockPoint(START_US, START_US))
    rig.recorded.state = replace(rig.recorded.state, current=up)
    press(rig, "Ctrl+Shift+F")
    press(rig, "Ctrl+Shift+F", down_only=True)
    qtbot.waitUntil(lambda: bool(rig.journal.rows), timeout=round(1000 * PATIENCE_S))
    assert [row[:2] for row in rig.journal.rows] == [("declare_final", {"gmv_fen": 4_200, "final": 1})]


def test_locked_keys_do_nothing_until_unlocked(rig: Rig) -> None:
    press(rig, "Ctrl+L")
    press(rig, "B")
    assert not rig.display.operator.control.blackout
    press(rig, "Ctrl+L")
    press(rig, "B")
    assert rig.display.operator.control.blackout

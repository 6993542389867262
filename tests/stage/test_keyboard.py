"""From pressed keys to actions."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from pytestqt.qtbot import QtBot

from wallboard.actions.action import Action
from wallboard.actions.bindings import bindings
from wallboard.stage.keyboard import Keyboard, spellings

NONE = Qt.KeyboardModifier.NoModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
CTRL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier
KEYPAD = Qt.KeyboardModifier.KeypadModifier
Key = Qt.Key

ONCE = Action("once", "wall", ("B", "?"))
AGAIN = Action("again", "wall", ("Left",), repeats=True)
HELD = Action("held", "wall", ("Ctrl+Shift+Q",), hold_us=40_000)


@pytest.mark.parametrize(
    ("key", "text", "modifiers", "spelling"),
    [
        pytest.param(Key.Key_B, "b", NONE, "B", id="letter"),
        pytest.param(Key.Key_B, "B", NONE, "B", id="letter-with-caps-lock"),
        pytest.param(Key.Key_V, "V", SHIFT, "Shift+V", id="letter-with-shift"),
        pytest.param(Key.Key_L, "\x0c", CTRL, "Ctrl+L", id="letter-with-ctrl"),
        pytest.param(Key.Key_Q, "\x11", CTRL | SHIFT, "Ctrl+Shift+Q", id="chord"),
        pytest.param(Key.Key_Question, "?", SHIFT, "?", id="symbol-that-takes-shift"),
        pytest.param(Key.Key_BraceLeft, "{", SHIFT, "{", id="brace"),
        pytest.param(Key.Key_BracketLeft, "[", NONE, "[", id="bracket"),
        pytest.param(Key.Key_BracketLeft, "[", CTRL | ALT, "[", id="bracket-with-altgr-on-windows"),
        pytest.param(Key.Key_BracketLeft, "[", ALT, "[", id="bracket-with-option-on-macos"),
        pytest.param(Key.Key_1, "1", NONE, "1", id="digit"),
        pytest.param(Key.Key_1, "1", SHIFT, "1", id="digit-that-takes-shift"),
        pytest.param(Key.Key_1, "1", KEYPAD, "1", id="digit-of-the-keypad"),
        pytest.param(Key.Key_Minus, "-", KEYPAD, "-", id="minus-of-the-keypad"),
        pytest.param(Key.Key_Space, " ", NONE, "Space", id="space"),
        pytest.param(Key.Key_PageDown, "", NONE, "PgDown", id="named"),
        pytest.param(Key.Key_Right, "", CTRL, "Ctrl+Right", id="named-with-ctrl"),
        pytest.param(Key.Key_F12, "", NONE, "F12", id="function-key"),
    ],
)
def test_a_pressed_key_is_spelt_as_bindings_are(
    key: Qt.Key, text: str, modifiers: Qt.KeyboardModifier, spelling: str
) -> None:
    assert spelling in spellings(int(key), text, modifiers)


@pytest.mark.parametrize("key", [Key.Key_Shift, Key.Key_Control, Key.Key_AltGr, Key.Key_CapsLock])
def test_a_modifier_alone_is_no_key(key: Qt.Key) -> None:
    assert spellings(int(key), "", NONE) == ()


@pytest.fixture
def done() -> list[str]:
    return []


@pytest.fixture
def keyboard(qtbot: QtBot, done: list[str]) -> Keyboard:
    return Keyboard(bindings((ONCE, AGAIN, HELD)), lambda action: done.append(action.id))


def event(
    key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE, *, down: bool = True, repeat: bool = False, at_ms: int = 0
) -> QKeyEvent:
    kind = QEvent.Type.KeyPress if down else QEvent.Type.KeyRelease
    made = QKeyEvent(kind, int(key), modifiers, "", repeat)
    made.setTimestamp(at_ms)
    return made


def test_holding_a_key_does_again_only_what_may_repeat(keyboard: Keyboard, done: list[str]) -> None:
    for key in (Key.Key_B, Key.Key_Left):
        keyboard.press(event(key))
        keyboard.press(event(key, repeat=True))
    assert done == ["once", "again", "again"]


def test_an_unbound_key_does_nothing(keyboard: Keyboard, done: list[str]) -> None:
    keyboard.press(event(Key.Key_X))
    assert done == []


def test_a_held_key_acts_once_it_has_been_down_long_enough(keyboard: Keyboard, done: list[str], qtbot: QtBot) -> None:
    keyboard.press(event(Key.Key_Q, CTRL | SHIFT))
    assert done == []
    keyboard.press(event(Key.Key_Q, CTRL | SHIFT, repeat=True))
    keyboard.release(event(Key.Key_Q, CTRL | SHIFT, down=False, repeat=True))
    qtbot.waitUntil(lambda: done == ["held"])


@pytest.mark.parametrize("key", [Key.Key_Q, Key.Key_Shift, Key.Key_Control])
def test_letting_go_of_any_key_of_the_chord_ends_the_hold(keyboard: Keyboard, key: Qt.Key, qtbot: QtBot) -> None:
    keyboard.bound = bindings((replace(HELD, hold_us=10_000_000),))
    keyboard.press(event(Key.Key_Q, CTRL | SHIFT))
    keyboard.release(event(key, CTRL, down=False))
    qtbot.waitUntil(lambda: not keyboard.is_holding)


def test_a_repeat_that_qt_took_for_a_release_and_a_press_is_still_a_repeat(
    keyboard: Keyboard, done: list[str], qtbot: QtBot
) -> None:
    keyboard.press(event(Key.Key_B, at_ms=100))
    keyboard.press(event(Key.Key_Q, CTRL | SHIFT, at_ms=200))
    for at_ms in range(210, 250, 10):
        keyboard.release(event(Key.Key_B, down=False, at_ms=at_ms))
        keyboard.press(event(Key.Key_B, at_ms=at_ms))
        keyboard.release(event(Key.Key_Q, CTRL | SHIFT, down=False, at_ms=at_ms))
        keyboard.press(event(Key.Key_Q, CTRL | SHIFT, at_ms=at_ms))
    qtbot.waitUntil(lambda: done == ["once", "held"])


def test_another_key_or_the_loss_of_focus_ends_the_hold(keyboard: Keyboard) -> None:
    keyboard.press(event(Key.Key_Q, CTRL | SHIFT))
    keyboard.press(event(Key.Key_X))
    assert not keyboard.is_holding
    keyboard.press(event(Key.Key_Q, CTRL | SHIFT))
    keyboard.let_go()
    assert not keyboard.is_holding


def test_a_modifier_pressed_late_does_not_end_the_hold(keyboard: Keyboard) -> None:
    keyboard.press(event(Key.Key_Q, CTRL | SHIFT))
    keyboard.press(event(Key.Key_Alt, CTRL | SHIFT))
    assert keyboard.is_holding
    keyboard.let_go()

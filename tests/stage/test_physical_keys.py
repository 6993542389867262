"""A key goes by its place where no binding knows what it types: other scripts, input methods, French digits."""

from __future__ import annotations

import sys

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from pytestqt.qtbot import QtBot

from wallboard.actions.bindings import bindings
from wallboard.actions.table import ACTIONS
from wallboard.config.key_names import normal_key
from wallboard.stage.keyboard import Keyboard
from wallboard.stage.physical_keys import at_position, spellings_by_place

UNKNOWN = int(Qt.Key.Key_unknown)
DEAD_CIRCUMFLEX = int(Qt.Key.Key_Dead_Circumflex)


@pytest.mark.parametrize(
    ("platform", "scan_code", "virtual_key", "key"),
    [
        ("linux", 41, 0, "F"), ("linux", 56, 0, "B"), ("linux", 10, 0, "1"), ("linux", 19, 0, "0"),
        ("linux", 34, 0, "["), ("linux", 61, 0, "/"), ("linux", 24, 0, "Q"), ("linux", 49, 0, "`"),
        ("win32", 33, 0x46, "F"), ("win32", 48, 0, "B"), ("win32", 2, 0, "1"), ("win32", 53, 0, "/"),
        ("darwin", 0, 3, "F"), ("darwin", 0, 11, "B"), ("darwin", 0, 0, "A"), ("darwin", 1, 18, "1"),
        ("darwin", 0, 29, "0"), ("darwin", 0, 33, "["), ("darwin", 0, 50, "`"), ("darwin", 0, 44, "/"),
        ("linux", 9, 0, None), ("linux", 50, 0, None), ("linux", 106, 0, None), ("linux", 0, 0, None),
        ("win32", 0x135, 0, None), ("win32", 42, 0, None), ("darwin", 0, 10, None), ("darwin", 0, 36, None),
        ("darwin", 0, 56, None), ("darwin", 0, 126, None),
    ],
)  # fmt: skip
def test_a_place_is_named_by_the_key_of_a_us_keyboard(
    platform: str, scan_code: int, virtual_key: int, key: str | None
) -> None:
    assert at_position(scan_code, virtual_key, platform) == key


@pytest.mark.parametrize("platform", ["linux", "win32", "darwin"])
def test_every_place_that_types_is_a_key_of_its_own_that_may_be_bound(platform: str) -> None:
    found = [at_position(code, code, platform) for code in range(256)]
    named = [key for key in found if key is not None]
    assert len(set(named)) == len(named) == 47
    assert all(normal_key(key) == key for key in named)


@pytest.mark.parametrize(
    ("key", "text", "place", "held", "spelt"),
    [
        pytest.param(0x410, "а", "F", [], ("F",), id="russian letter"),
        pytest.param(0x41C, "М", "V", ["Shift"], ("Shift+V",), id="russian letter with shift"),
        pytest.param(0x414, "\x0c", "L", ["Ctrl"], ("Ctrl+L",), id="russian letter with ctrl"),
        pytest.param(0x425, "х", "[", [], ("[",), id="russian letter at a bracket"),
        pytest.param(0x425, "Х", "[", ["Shift"], ("{", "Shift+["), id="russian letter at a brace"),
        pytest.param(0x3B1, "α", "A", [], ("A",), id="greek"),
        pytest.param(0x61F, "؟", "/", ["Shift"], ("?", "Shift+/"), id="arabic question mark"),
        pytest.param(UNKNOWN, "", "F", [], ("F",), id="kept by an input method"),
        pytest.param(0x3001, "、", "\\", [], ("\\",), id="chinese comma"),
        pytest.param(int(Qt.Key.Key_Ampersand), "&", "1", [], ("1",), id="french 1"),
        pytest.param(0xC9, "é", "2", [], ("2",), id="french 2"),
        pytest.param(int(Qt.Key.Key_Ampersand), "", "1", ["Ctrl"], ("Ctrl+1",), id="french 1 with ctrl"),
        pytest.param(int(Qt.Key.Key_Q), "q", "A", [], (), id="a french letter is what is on its cap"),
        pytest.param(0xDF, "ß", "-", [], (), id="a german letter too"),
        pytest.param(0xDC, "ü", "[", [], (), id="and one at a bracket"),
        pytest.param(DEAD_CIRCUMFLEX, "", "[", [], (), id="an accent that waits"),
        pytest.param(int(Qt.Key.Key_Exclam), "!", "1", ["Shift"], (), id="an american exclamation mark"),
        pytest.param(int(Qt.Key.Key_X), "x", "X", [], (), id="an unbound letter"),
        pytest.param(0xFF0C, "，", ",", [], (), id="a wide comma is a comma"),
        pytest.param(UNKNOWN, "", None, [], (), id="no place"),
    ],
)  # fmt: skip
def test_what_a_key_is_spelt_by_its_place(
    key: int, text: str, place: str | None, held: list[str], spelt: tuple[str, ...]
) -> None:
    assert spellings_by_place(key, text, place, held) == spelt


@pytest.fixture
def done() -> list[str]:
    return []


@pytest.fixture
def keyboard(qtbot: QtBot, done: list[str]) -> Keyboard:
    return Keyboard(bindings(ACTIONS), lambda action: done.append(action.id))


def pressed(key: int, text: str, scan_code: int, virtual_key: int = 0) -> QKeyEvent:
    none = Qt.KeyboardModifier.NoModifier
    return QKeyEvent(QEvent.Type.KeyPress, key, none, scan_code, virtual_key, 0, text)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the codes are X11's")
def test_a_russian_f_freezes_the_picture(keyboard: Keyboard, done: list[str]) -> None:
    keyboard.press(pressed(0x410, "а", 41))
    assert done == ["freeze"]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the codes are X11's")
def test_a_letter_that_is_bound_itself_goes_before_its_place(keyboard: Keyboard, done: list[str]) -> None:
    keyboard.bound = {**keyboard.bound, "А": next(action for action in ACTIONS if action.id == "help")}
    keyboard.press(pressed(0x410, "а", 41))
    keyboard.press(pressed(int(Qt.Key.Key_B), "b", 41))
    assert done == ["help", "blackout"]

"""The table of actions: complete, in both languages, free of clashes."""

from __future__ import annotations

import pytest

from wallboard.actions.action import Action
from wallboard.actions.table import ACTIONS, actions_of, default_keys
from wallboard.config.key_names import normal_key
from wallboard.config.settings import Settings

PROMISED = {
    *("0", "PgDown", "N", "PgUp", "P", "B", "F", "I", "S", "?", "F1", "L", "C", "M", "F12", "D", "R", "T"),
    *("F11", "Esc", "V", "Shift+V", "Ctrl+V", "H", "Shift+H", "Ctrl+Shift+Q", "Ctrl+L"),
    *("Space", "Left", "Right", "Up", "Down", "Shift+Left", "Shift+Right", "Ctrl+Left", "Ctrl+Right", "Home", "End"),
    *("[", "]", "{", "}", "-", "Backspace", ",", ".", "A"),
}


def test_every_promised_key_has_an_action() -> None:
    assert {key for keys in default_keys().values() for key in keys} >= PROMISED


def test_default_keys_are_spelt_normally() -> None:
    keys = [key for action in ACTIONS for key in action.keys]
    assert keys == [normal_key(key) for key in keys]


def test_no_two_actions_share_a_default_key_or_an_id() -> None:
    keys = [key for action in ACTIONS for key in action.keys]
    assert len(keys) == len(set(keys))
    assert len(default_keys()) == len(ACTIONS)


def test_default_keys_leave_the_digits_to_the_layouts() -> None:
    assert not {str(digit) for digit in range(1, 10)} & {key for action in ACTIONS for key in action.keys}


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.id)
def test_an_action_is_titled_in_both_languages_and_writable_as_a_toml_key(action: Action) -> None:
    assert action.title.first("zh")
    assert action.title.first("en")
    assert action.id.replace("_", "").isalnum()


def test_layouts_come_in_the_order_of_their_keys_and_those_without_one_last(settings: Settings) -> None:
    ids = [action.id for action in actions_of(settings)]
    assert ids[:4] == ["layout:counter", "layout:overview", "layout:backdrop", "rotation"]


def test_a_layout_is_called_by_its_title_or_else_as_the_catalogues_have_it(settings: Settings) -> None:
    titles = [(action.title.first("zh"), action.title.first("en")) for action in actions_of(settings)[:2]]
    assert titles == [("成交总额", "Counter"), ("总览", "Overview")]


def test_keys_that_step_repeat_while_they_are_held_and_no_others_do() -> None:
    steps = {"PgDown", "N", "PgUp", "P", "Left", "Right", "Up", "Down", "Shift+Left", "Shift+Right", "[", "]"}
    frames = {",", "."}
    assert {key for action in ACTIONS if action.repeats for key in action.keys} == steps | frames

"""Bindings of a configured wall, and the reference made from them."""

from __future__ import annotations

import pytest

from wallboard.actions.bindings import bindings, cap, find, markdown, reference
from wallboard.actions.table import actions_of
from wallboard.config.settings import Settings


def test_a_remapped_action_answers_to_its_new_keys_alone(settings: Settings) -> None:
    bound = bindings(actions_of(settings))
    assert bound["Ctrl+B"] is bound["F5"]
    assert bound["F5"].id == "blackout"
    assert "B" not in bound


def test_an_unbound_action_has_no_key_and_no_line_in_the_reference(settings: Settings) -> None:
    assert "F12" not in bindings(actions_of(settings))
    assert "photo" not in [row.action for row in reference(settings)]


def test_the_first_bound_spelling_of_a_pressed_key_counts(settings: Settings) -> None:
    found = find(bindings(actions_of(settings)), ("Shift+/", "?"))
    assert found is not None
    assert found.id == "help"
    assert find(bindings(actions_of(settings)), ("Shift+1", "!")) is None


@pytest.mark.parametrize(
    ("key", "written"),
    [("Ctrl+Left", "Ctrl+←"), ("PgDown", "PgDn"), ("+", "+"), ("Ctrl++", "Ctrl++"), ("shift+v", "Shift+V")],
)
def test_keys_are_written_as_on_their_caps(key: str, written: str) -> None:
    assert cap(key) == written


def test_the_reference_goes_group_by_group(settings: Settings) -> None:
    groups = [row.group.first("en") for row in reference(settings)]
    assert list(dict.fromkeys(groups)) == ["Layouts", "Picture", "Rankings and map", "Figures", "Time", "The wall"]
    assert groups == sorted(groups, key=list(dict.fromkeys(groups)).index)


def test_the_markdown_reference_names_keys_titles_and_the_name_to_remap_by(settings: Settings) -> None:
    table = markdown(reference(settings))
    assert "| `Ctrl+B` `F5` | Blackout | 黑屏 | `blackout` |" in table
    assert "| `2` | Overview | 总览 |  |" in table

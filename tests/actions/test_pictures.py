"""What the operator does to live pictures: meant by name, by the pointer, else all that are seen."""

from typing import Any

from wallboard.actions import pictures
from wallboard.actions.context import Context
from wallboard.actions.control import Control

BOTH = {"pictures": ("backstage", "stage"), "pictures_up": ("backstage", "stage")}


def context(**more: Any) -> Context:
    return Context(now_us=9, edge_us=9, playhead_us=5, mono_us=9, **(BOTH | more))


def test_all_that_are_seen_are_covered_and_shown_again_together() -> None:
    covered = pictures.mute(Control(muted=("stage",)), context())
    assert covered.muted == ("backstage", "stage")
    assert pictures.mute(covered, context()).muted == ()


def test_one_is_meant_by_its_name_or_by_the_pointer() -> None:
    asked, pointed = context(asked={"panel": "stage"}), context(pointed_panel="backstage")
    assert pictures.mute(Control(), asked).muted == ("stage",)
    assert pictures.next_source(Control(), pointed).picture_sources == (("backstage", 1),)
    assert pictures.meant(Control(), asked) == {"panel": "stage"}


def test_what_is_asked_for_says_which_way_so_that_two_at_once_do_not_undo_each_other() -> None:
    asked = context(asked={"panel": "stage"})
    first = pictures.which_way(Control(), asked), pictures.turned_to(Control(), asked)
    after = pictures.next_source(pictures.mute(Control(), asked), asked)
    second = pictures.which_way(after, asked), pictures.turned_to(after, asked)
    assert first == ({"panel": "stage", "muted": 1}, {"panel": "stage", "turn": 1})
    assert second == ({"panel": "stage", "muted": 0}, {"panel": "stage", "turn": 2})
    assert pictures.turned_to(Control(), context()) == {"panel": "backstage, stage"}


def test_what_is_no_picture_is_not_meant_by_a_request() -> None:
    for panel in ("gmv", "", 5, None):
        wrong = context(asked={"panel": panel})
        assert pictures.meant(Control(), wrong) is None
        assert pictures.mute(Control(), wrong) == Control()


def test_sources_and_reconnections_are_counted_for_each_picture() -> None:
    control = Control()
    for _ in range(3):
        control = pictures.reconnect(pictures.next_source(control, context(asked={"panel": "stage"})), context())
    assert control.picture_sources == (("stage", 3),)
    assert control.reconnects == (("backstage", 3), ("stage", 3))


def test_a_journal_gives_it_all_back() -> None:
    control = pictures.next_source(pictures.mute(Control(), context()), context())
    assert Control.from_json(control.to_json()) == control

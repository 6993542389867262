"""What an operator of the night did, done again."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from wallboard.actions.control import Control
from wallboard.actions.recorded_actions import RecordedAction, recorded_action_at, recorded_actions, repeated
from wallboard.core.pages import Turning
from wallboard.core.playhead import Playhead

NIGHT = Control(
    layout="map", layout_us=5, rotating_us=6, turning=Turning(2), blackout=True, language="en", currency="second",
    province=3, milestone_us=7,
)  # fmt: skip


def test_deeds_come_in_the_order_of_the_recording() -> None:
    rows = [(20, Control(layout="b").to_json()), (10, Control(layout="a").to_json())]
    assert [(recorded.at_us, recorded.control.layout) for recorded in recorded_actions(rows)] == [(10, "a"), (20, "b")]


def test_what_was_done_while_looking_back_is_no_deed_of_the_night() -> None:
    assert recorded_actions([(10, Control(playhead=Playhead("paused", 10, 0)).to_json())]) == ()


def test_a_row_of_another_version_is_left_out() -> None:
    assert [recorded.at_us for recorded in recorded_actions([(10, '{"locked": 3}'), (11, "{}")])] == [11]


@pytest.mark.parametrize(("at_us", "found"), [(9, None), (10, 10), (19, 10), (20, 20), (99, 20)])
def test_a_deed_holds_until_the_next(at_us: int, found: int | None) -> None:
    actions = (RecordedAction(10, NIGHT), RecordedAction(20, NIGHT))
    recorded = recorded_action_at(actions, at_us)
    assert (None if recorded is None else recorded.at_us) == found


def test_all_that_the_audience_saw_is_repeated_and_nothing_else() -> None:
    own = Control(
        locked=True, overlay="status", timeline=True, frozen_us=1, playhead=Playhead("playing", 1, 2), loop_us=(1, 2)
    )
    assert repeated(own, RecordedAction(0, NIGHT)) == replace(
        NIGHT, locked=True, overlay="status", timeline=True, frozen_us=1, playhead=own.playhead, loop_us=(1, 2)
    )


def test_before_the_first_deed_nothing_changes() -> None:
    assert repeated(NIGHT, None) is NIGHT

"""What a recording says of its operator: actions, marks and their names, without a trace of having been read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.recording.rig import record
from wallboard.actions.control import Control
from wallboard.recording.journal import JournalRow
from wallboard.recording.operator_log import TimelineMark, marks_of, recorded_actions_in, recording_id, replays_folder


def row(action: str, playhead_us: int, **argument: int | str) -> JournalRow:
    return JournalRow(1, 0, playhead_us, action, json.dumps(argument), Control().to_json())


def test_marks_come_in_the_order_of_the_recording_each_once() -> None:
    rows = [row("mark", 0, at_us=20), row("mark", 0, at_us=10), row("blackout", 5), row("mark", 0, at_us=20)]
    assert marks_of(rows) == (TimelineMark(10), TimelineMark(20))


@pytest.mark.parametrize(
    ("names", "left"), [(("a",), (TimelineMark(10, "a"),)), (("a", "b"), (TimelineMark(10, "b"),)), (("",), ())]
)
def test_the_last_name_counts_and_none_at_all_removes_the_mark(
    names: tuple[str, ...], left: tuple[TimelineMark, ...]
) -> None:
    rows = [row("mark", 0, at_us=10), *(row("name_mark", 0, at_us=10, name=name) for name in names)]
    assert marks_of(rows) == left


def test_naming_a_mark_is_no_deed_of_the_night() -> None:
    assert [d.at_us for d in recorded_actions_in([row("blackout", 5), row("name_mark", 7, at_us=7, name="a")])] == [5]


def test_a_recording_has_one_identity_wherever_it_lies(tmp_path: Path) -> None:
    record(tmp_path / "night", 2)
    identity = recording_id(tmp_path / "night")
    (tmp_path / "night").rename(tmp_path / "elsewhere")
    assert identity is not None
    assert recording_id(tmp_path / "elsewhere") == identity


def test_what_is_no_recording_has_none_and_no_place_for_its_replays(tmp_path: Path) -> None:
    assert recording_id(tmp_path) is None
    assert replays_folder(tmp_path) is None

"""What the display says of the other machines, from the file that the link writes."""

from __future__ import annotations

from pathlib import Path

import pytest

from wallboard.recording.link_files import ClockEntry, LinkState, Machine, write_link
from wallboard.recording.linked_folder import LinkWatch
from wallboard.stage.shared_control import AHEAD_US, FolderLink

NOW = 90_000_000
FOLLOWS = LinkState("hall", "right", "follower", 1, 0, "left", True, NOW - 500_000)


def told(folder: Path, **changes: object) -> FolderLink:
    fields = {name: getattr(FOLLOWS, name) for name in LinkState.__struct_fields__}
    write_link(folder, LinkState(**{**fields, **changes}))
    return FolderLink(folder, LinkWatch(folder, lambda: NOW))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, []),
        ({"written_us": NOW - 6_000_000}, ["the link to the other machines does not run"]),
        ({"reached": False}, ["the broker is not reached"]),
        ({"lead": ""}, ["no machine leads the wall"]),
        ({"machines": (Machine("middle", "follower", False),)}, ["the machine middle is gone"]),
        ({"machines": (Machine("middle", "follower", True, 1, 3_000_000, 0.0),)}, ["the machine middle is 3,000 ms"]),
        ({"refused": {"forged": 2, "stale": 1}}, ["messages refused: 3 (forged 2, stale 1)"]),
        ({"clocks": (ClockEntry(0, NOW, 0.0, 500.0, 40_000.0),)}, ["the clock of right is uncertain by 40 ms"]),
        ({"clocks": (ClockEntry(0, NOW, 0.0, 500.0, 9_000.0),)}, []),
    ],
)
def test_what_is_wrong_among_the_machines_is_said(tmp_path: Path, changes: dict[str, object], said: list[str]) -> None:
    lines = [alarm.first("en") for alarm in told(tmp_path, **changes).alarms()]

    assert len(lines) == len(said)
    assert all(line.startswith(begins) for line, begins in zip(lines, said, strict=True))


def test_a_key_is_the_leads_to_decide_only_while_the_lead_can_be_heard(tmp_path: Path) -> None:
    assert told(tmp_path).forwards
    assert not told(tmp_path, reached=False).forwards
    assert not told(tmp_path, written_us=0).forwards
    assert not told(tmp_path, role="lead", lead="right").forwards
    assert told(tmp_path, role="lead", lead="right").ahead_us == AHEAD_US
    assert told(tmp_path, role="lead", lead="right", reached=False).ahead_us == 0


def test_what_this_machines_own_link_cannot_do_is_said(tmp_path: Path) -> None:
    full = "cannot be written (No space left on device)"

    assert told(tmp_path, alarms=(full,)).problems == (full,)
    assert told(tmp_path, alarms=(full,), written_us=0).problems == ()  # nobody knows

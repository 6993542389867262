"""The display of one of several machines: what is set is in force everywhere at one instant to come."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.stage.conftest import Rig
from tests.stage.rig import SECOND
from wallboard.actions.action import Action
from wallboard.actions.control import Control
from wallboard.actions.refusal import Asked
from wallboard.actions.table import ACTIONS
from wallboard.config.picture_panels import PictureSource, VideoOptions
from wallboard.config.settings import Settings
from wallboard.recording.link_files import ControlRow
from wallboard.stage.shared_control import AHEAD_US, DueControl

ACTION: dict[str, Action] = {action.id: action for action in ACTIONS}
Open = Callable[..., Rig]


@dataclass
class Link:
    """The other machines, as a test has them."""

    ahead_us: int = 0
    forwards: bool = False
    asked: list[tuple[str, Asked]] = field(default_factory=list)
    done: list[str] = field(default_factory=list)
    rows: list[ControlRow] = field(default_factory=list)

    def forward(self, action: str, asked: Asked, utc_us: int) -> None:
        self.asked.append((action, asked))

    def answered(self, request: str) -> None:
        self.done.append(request)

    def control(self) -> tuple[ControlRow, ...]:
        rows, self.rows = tuple(self.rows), []
        return rows

    problems: tuple[str, ...] = ()

    def alarms(self) -> tuple[()]:
        return ()

    def lines(self) -> tuple[()]:
        return ()


def settled(rig: Rig) -> Control:
    return rig.display.operator.settle(rig.display.playback.now())


def test_what_the_leads_operator_sets_is_in_force_300_ms_later_and_is_journalled_with_that_instant(
    open_display: Open,
) -> None:
    rig = open_display(link=Link(ahead_us=AHEAD_US))

    rig.display.operator.act(ACTION["blackout"])

    assert not settled(rig).blackout
    assert [(action, control.blackout) for action, _, control in rig.journal.rows] == [("blackout", True)]
    rig.clocks.pass_us(AHEAD_US - 20_000)
    assert not settled(rig).blackout
    rig.clocks.pass_us(40_000)  # the next instant of the grid
    assert settled(rig).blackout


def test_a_second_key_within_that_time_follows_from_the_first(open_display: Open) -> None:
    rig = open_display(link=Link(ahead_us=AHEAD_US))

    rig.display.operator.act(ACTION["blackout"])
    rig.clocks.pass_us(100_000)
    rig.display.operator.act(ACTION["blackout"])
    rig.clocks.pass_us(250_000)

    assert settled(rig).blackout
    rig.clocks.pass_us(SECOND)
    assert not settled(rig).blackout


def test_a_pause_stands_where_the_playhead_is_when_it_is_in_force(open_display: Open) -> None:
    rig = open_display(link=Link(ahead_us=AHEAD_US))
    now = rig.display.playback.now()

    rig.display.operator.act(ACTION["pause"])
    rig.clocks.pass_us(2 * SECOND)

    playhead = settled(rig).playhead
    assert playhead.mode == "paused"
    assert playhead.anchor_us == pytest.approx(now.edge_us + AHEAD_US, abs=40_000)


def test_what_is_open_over_the_picture_is_a_machines_own_and_opens_at_once(open_display: Open) -> None:
    link = Link(ahead_us=AHEAD_US)
    rig = open_display(link=link)
    rig.display.operator.act(ACTION["blackout"])

    rig.display.operator.act(ACTION["status"])

    assert settled(rig).overlay == "status"
    rig.clocks.pass_us(SECOND)
    assert (settled(rig).overlay, settled(rig).blackout) == ("status", True)


def test_a_key_on_a_machine_that_follows_is_asked_of_the_lead_and_changes_nothing_here(open_display: Open) -> None:
    link = Link(forwards=True)
    rig = open_display(link=link)

    rig.display.operator.act(ACTION["blackout"])
    rig.display.operator.act(ACTION["status"])

    assert [action for action, _ in link.asked] == ["blackout"]
    control = settled(rig)
    assert (control.blackout, control.overlay) == (False, "status")


def test_what_the_lead_has_set_is_in_force_here_at_the_same_instant_and_stands_in_this_journal(
    open_display: Open,
) -> None:
    link = Link(forwards=True)
    rig = open_display(link=link)
    rig.display.operator.act(ACTION["status"])
    state = replace(Control(layout="overview"), blackout=True).to_json()
    told = json.dumps({"request": "12345678", "who": "right: keyboard"})
    link.rows.append(ControlRow(4, 1, rig.clocks.utc + 200_000, 7, 8, "blackout", told, state))

    assert not settled(rig).blackout
    rig.clocks.pass_us(200_000 + 20_000)

    assert settled(rig).blackout
    assert settled(rig).overlay == "status"
    assert rig.journal.rows[-1][:2] == ("blackout", json.loads(told))
    assert link.done == ["12345678"]


def test_a_machine_that_is_cut_off_obeys_its_own_keys(open_display: Open) -> None:
    rig = open_display(link=Link())

    rig.display.operator.act(ACTION["blackout"])

    assert settled(rig).blackout


@given(set_=st.lists(st.integers(0, 100), max_size=12), looks=st.lists(st.integers(0, 220)))
def test_at_any_instant_the_newest_state_that_is_due_is_in_force(set_: list[int], looks: list[int]) -> None:
    """Against an oracle: what was put last for an instant at or before now, as put in the order of putting."""
    due, control = DueControl(), Control()
    puts = [(at, number) for number, at in enumerate(sorted(set_))]
    for at, number in puts:
        due.put(at, replace(Control(), revision=number + 1))
    for look in sorted(looks):
        control = due.at(control, look)
        expected = max((number + 1 for at, number in puts if at <= look), default=0)
        assert control.revision == expected


@pytest.mark.parametrize(
    ("action", "meant"),
    [("mute_picture", {"panel": "stage", "muted": 1}), ("next_source", {"panel": "stage", "turn": 1})],
)
def test_a_key_for_a_live_picture_asks_the_lead_for_the_way_that_was_meant(
    open_display: Open, settings: Settings, action: str, meant: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = VideoOptions(sources=(PictureSource(device="/dev/video0"), PictureSource(device="/dev/video1")))
    link = Link(forwards=True)
    rig = open_display(settings.model_copy(update={"panels": settings.panels | {"stage": stage}}), link=link)
    monkeypatch.setattr(rig.display.operator.contexts, "pointed_panel", lambda: "stage")
    rig.display.operator.act(ACTION[action])
    assert [(name, asked.argument) for name, asked in link.asked] == [(action, meant)]

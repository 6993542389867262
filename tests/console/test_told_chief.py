"""What the console tells of what the chief decides about: the final sum, the end, the correction, the releases."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from msgspec.structs import replace as with_

from tests.truth.rig import FACTS, RULES, Wall
from wallboard.actions.control import Control
from wallboard.collect.operator_decisions import EndDecision
from wallboard.config.load import load
from wallboard.config.settings import Settings
from wallboard.console.told_actions import told_actions
from wallboard.console.told_chief import told_chief
from wallboard.console.wall_view import Done, SeenWall
from wallboard.core.moment import Moment
from wallboard.recording.journal import JournalRow
from wallboard.stage.playback import Now

SECOND = 1_000_000


@pytest.fixture(scope="module")
def settings() -> Settings:
    return load(None, demonstration=True)


@pytest.fixture
def wall(tmp_path: Path) -> Iterator[Wall]:
    with Wall(tmp_path / "night") as made:
        yield made


def seen(moment: Moment) -> SeenWall:
    return SeenWall(Now(moment.playhead_us, moment.playhead_us, 0, 0), Control(), 0, moment)


def corrected(wall: Wall) -> Moment:
    """The picture after enough polls have told a lower sum."""
    for gmv in (9_000, 10_000, *[8_000] * (RULES.confirmations + 1)):
        moment = wall.tell(gmv)
    for _ in range(2):
        moment = wall.tell(8_000)
    return moment


def test_the_end_is_told_with_what_was_configured_once_it_is_moved(wall: Wall, settings: Settings) -> None:
    before = told_chief(seen(wall.tell(1_000_000)), settings)["end"]
    assert (before["us"], before["moved"], before["at"]) == (FACTS.end_us, False, before["was"])
    assert FACTS.end_us is not None
    wall.words.append(EndDecision(FACTS.end_us + 300 * SECOND, FACTS.end_us, wall.utc_us()))
    after = told_chief(seen(wall.tell(1_000_100)), settings)["end"]
    assert (after["us"], after["moved"], after["was"]) == (FACTS.end_us + 300 * SECOND, True, before["at"])


def test_an_event_without_a_start_has_no_end_to_move(tmp_path: Path, settings: Settings) -> None:
    with Wall(tmp_path / "open", facts=with_(FACTS, start_us=None, end_us=None)) as wall:
        assert told_chief(seen(wall.tell(1_000_000)), settings)["end"] is None


def test_the_sum_is_told_to_the_unit_and_whether_it_is_final(wall: Wall, settings: Settings) -> None:
    told = told_chief(seen(wall.tell(1_234_567)), settings)["final"]
    assert (told["gmv_fen"], told["final"]) == (123_456_700, False)
    assert "1,234,567" in told["sum"]["en"]


def test_nothing_is_told_of_press_pages_without_an_embargo(wall: Wall, settings: Settings) -> None:
    assert told_chief(seen(wall.tell(1_000_000)), settings)["releases"] == []
    assert told_chief(SeenWall(Now(0, 0, 0, 0), Control(), 0, None), settings) == {
        "final": None, "end": None, "correction": None, "releases": [],
    }  # fmt: skip


def test_a_correction_is_told_with_the_chiefs_line_beside_it_and_with_no_other(wall: Wall, settings: Settings) -> None:
    moment = corrected(wall)
    found = moment.state.corrected
    assert found is not None
    words = {"en": "Counted twice.", "zh": "重复计入。"}
    lines = {found.commit_us: words, found.commit_us - 1: {"en": "Of another correction."}}
    told = told_chief(replace(seen(moment), press_lines=lines), settings)["correction"]
    assert (told["commit_us"], told["line"]) == (found.commit_us, words)
    assert told_chief(seen(moment), settings)["correction"]["line"] == {}


@pytest.mark.parametrize(
    ("action", "argument", "says"),
    [
        ("move_end", {"end_us": FACTS.end_us}, "moved the end to 00:00:00"),
        ("move_end", {"end_us": 10**30}, "End 10 min later (hold for 2 s)"),
        ("move_end", {"end_us": "x"}, "End 10 min later (hold for 2 s)"),
        ("declare_final", {"gmv_fen": 7, "final": 1}, "declared the sum final"),
        ("declare_final", {"gmv_fen": 7, "final": 0}, "took FINAL back"),
        ("withdraw", {"panel": "gmv_line", "hidden": 1}, "hid gmv line"),
        ("withdraw", {"panel": "gmv", "hidden": 0}, "showed gmv again"),
        ("mute_picture", {"panel": "back_stage, stage"}, "back stage, stage: Live picture off, on"),
        ("mute_picture", {"panel": "stage", "muted": 1}, "hid stage"),
        ("mute_picture", {"panel": "stage", "muted": 0}, "showed stage again"),
        ("reconnect", {"panel": "stage"}, "stage: Open the picture's source anew"),
        ("reconnect", {}, "Open the picture's source anew"),
        ("rundown", {"entry": 2}, "entry 3: rundown"),
    ],
)
def test_the_journal_says_which_way_a_decision_went(
    action: str, argument: dict[str, object], says: str, settings: Settings
) -> None:
    done = Done(JournalRow(1, 0, 0, action, "{}", "{}"), argument)
    (told,) = told_actions([done], settings, FACTS.zoneinfo)
    assert told["text"]["en"] == says

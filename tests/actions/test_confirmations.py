"""What a key says it has done, in both languages."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from tests.actions.conftest import HOUR, Press
from wallboard.actions.action import Action, perform
from wallboard.actions.confirmations import confirmed, gone_over, locked, prepared, refused
from wallboard.actions.context import Context
from wallboard.actions.control import Control
from wallboard.actions.table import ACTIONS
from wallboard.core.contract.snapshot import Name
from wallboard.core.playhead import Playhead

NOW = Context(now_us=HOUR, edge_us=HOUR, playhead_us=HOUR, mono_us=0, first_us=0)
BY_ID = {action.id: action for action in ACTIONS}
QUIET = {"definition", "help", "status", "identify", "timeline", "close", "quit"}


def said(action: str, after: Control) -> str | None:
    name = confirmed(BY_ID[action], after, NOW, "Ctrl+L")
    return None if name is None else name.first("en")


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.id)
def test_every_action_says_something_in_both_languages_or_is_seen_itself(action: Action) -> None:
    name = confirmed(action, Control(), NOW, "Ctrl+L")
    assert (name is None) == (action.id in QUIET)
    assert name is None or (name.first("zh") and name.first("en"))


@pytest.mark.parametrize(
    ("action", "after", "words"),
    [
        ("rotation", Control(rotating_us=1), "Layouts take turns: on"),
        ("rotation", Control(), "Layouts take turns: off"),
        ("blackout", Control(blackout=True), "Blackout: on"),
        ("freeze", Control(frozen_us=1), "Freeze the picture: on"),
        ("pause", Control(playhead=Playhead("paused", 0, 0)), "Paused"),
        ("pause", Control(playhead=Playhead("playing", 0, 0)), "Playing"),
        ("reverse", Control(playhead=Playhead("playing", 0, 0, -1.0)), "Speed −1×"),
        ("faster", Control(playhead=Playhead("playing", 0, 0, 1.1)), "Speed 1.1×"),
        ("faster", Control(playhead=Playhead("paused", 0, 0, 1.21)), "Speed 1.21×, paused"),
        ("loop", Control(loop_us=(1, None)), "Loop: A is set"),
        ("loop", Control(loop_us=(1, 2)), "Loop: from A to B"),
        ("loop", Control(), "Loop: off"),
        ("language", Control(language="en"), "English leads"),
        ("currency", Control(currency="second"), "US Dollar leads"),
        ("lock", Control(locked=True), "The keys are locked, Ctrl+L unlocks"),
        ("lock", Control(), "The keys are unlocked"),
        ("mark", Control(), "Mark this moment"),
    ],
)
def test_what_has_an_end_state_says_it(action: str, after: Control, words: str) -> None:
    assert said(action, after) == words


def test_a_key_that_does_nothing_says_so(press: Press) -> None:
    assert refused(BY_ID["live"], Control(), NOW).first("en") == "Back to live: nothing to do now"
    assert refused(BY_ID["photo"], Control(blackout=True), NOW).first("en").endswith("no picture is taken of black")
    assert not refused(BY_ID["photo"], Control(), NOW).first("en").endswith("black")


@pytest.mark.parametrize("action", ["pause", "back_5s", "half_speed", "start", "live", "loop"])
def test_under_a_frozen_picture_a_key_of_time_says_that_it_is_not_seen(action: str) -> None:
    frozen = Control(frozen_us=HOUR)
    told = confirmed(BY_ID[action], frozen, NOW, "Ctrl+L", "F")
    assert told is not None
    assert told.first("en").endswith(": the picture is still frozen, F lets it go")
    alone = confirmed(BY_ID[action], frozen, NOW, "Ctrl+L")
    assert alone is not None
    assert alone.first("zh").endswith("画面仍定格")
    assert "frozen" not in str(said(action, Control()))
    assert "frozen" not in str(confirmed(BY_ID["mark"], frozen, NOW, "", "F"))


def test_no_count_begins_under_black() -> None:
    count, black = BY_ID["photo_countdown"], Control(blackout=True)
    assert perform(count, black, NOW) is None
    assert refused(count, black, NOW).first("en").endswith("no picture is taken of black")
    counting = perform(count, Control(), NOW)
    assert counting is not None
    broken_off = perform(count, replace(counting.control, blackout=True), NOW)
    assert broken_off is not None
    assert broken_off.control.photo_us is None


def test_a_lock_without_a_key_names_none() -> None:
    assert (locked("").first("en"), locked("F9").first("zh")) == ("The keys are locked", "按键已锁定，F9 解锁")


def test_a_layout_whose_time_is_over_says_what_shows_instead() -> None:
    over = gone_over(Name(zh="倒计时", en="Countdown"), Name(zh="总览", en="Overview"))
    assert (over.first("zh"), over.first("en")) == ("倒计时已结束，显示总览", "Countdown is over, Overview shows")
    assert prepared(over, "B").first("en") == "Countdown is over, Overview shows: prepared under black, B shows it"


def test_a_loop_set_on_a_paused_picture_does_not_start_it(press: Press) -> None:
    paused = Control(playhead=Playhead("paused", HOUR // 2, 0), loop_us=(HOUR // 4, None))
    after = press("A", control=paused)
    assert (after.loop_us, after.playhead.mode) == ((HOUR // 4, HOUR), "paused")


def test_without_a_rate_there_is_no_other_currency_and_its_key_says_so() -> None:
    alone = replace(NOW, exchanged=False)
    assert perform(BY_ID["currency"], Control(), alone) is None
    assert (
        refused(BY_ID["currency"], Control(), alone).first("en")
        == "Swap the currencies: no rate of exchange is configured"
    )
    swapped = perform(BY_ID["currency"], Control(), NOW)
    assert swapped is not None
    assert swapped.control.currency == "second"

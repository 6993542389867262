"""What a caption says beside a picture."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from tests.export.conftest import OVERVIEW, SIZE
from tests.export.night import SECOND
from tests.nights import moment as at
from wallboard.actions.control import Control
from wallboard.config.settings import Settings
from wallboard.core.contract.snapshot import Name
from wallboard.core.event_clock import ClockPoint
from wallboard.core.moment import Moment
from wallboard.export.captions import caption
from wallboard.wall import RenderRequest, Wall


def line(text: str, label: str) -> str:
    """What stands behind a label."""
    return next(row.partition(label)[2] for row in text.splitlines() if row.startswith(label))


def of(moment: Moment) -> str:
    return caption(moment, "night", "picture.png")


def test_the_amount_is_the_one_on_the_picture_in_both_currencies_and_languages() -> None:
    moment = at("02:00:00")
    yuan = (moment.figure("gmv") or 0) // 100
    dollars = (moment.figure("gmv") or 0) * 100 // 680 // 100
    text = of(moment)
    assert line(text, "成交总额：").startswith(f"人民币 {yuan:,} 元（474.94亿元），折合 {dollars:,} 美元")
    assert line(text, "GMV: ") == f"RMB {yuan:,} (RMB 47.49 billion), US$ {dollars:,}"


def test_time_rate_and_definition_stand_in_both_languages() -> None:
    text = of(at("02:00:00"))
    assert line(text, "画面时刻：") == "2016-11-11 02:00:00（北京时间），开场计时 02:00:00"
    assert line(text, "Time: ") == "2016-11-11 02:00:00 (Beijing), elapsed 02:00:00"
    assert line(text, "汇率：") == "1 美元 = 人民币 6.80 元"
    assert line(text, "Rate of exchange: ") == "US$ 1 = RMB 6.80"
    assert "Alipay" in line(text, "Definition: ")


def test_a_name_that_says_the_year_is_not_followed_by_it() -> None:
    moment = at("02:00:00")
    named = replace(moment.facts, name=Name(en="Autumn Sale 2016"))
    assert line(of(replace(moment, state=replace(moment.state, facts=named))), "Event: ") == "Autumn Sale 2016"


def test_a_time_that_the_clocks_show_twice_is_told_with_its_offset() -> None:
    moment = at("02:00:00")
    state = replace(moment.state, facts=replace(moment.facts, zone="Europe/Berlin"))
    for event_us, hour in ((1_792_886_450_000_000, "UTC+2"), (1_792_890_050_000_000, "UTC+1")):
        clock = ClockPoint(moment.playhead_us + moment.facts.delay_us, event_us)
        text = of(replace(moment, state=replace(state, clock=clock)))
        assert line(text, "Time: ").startswith(f"2026-10-25 02:00:50 (Beijing, {hour}), ")


def test_the_confirmed_amounts_enclose_the_one_shown() -> None:
    moment = at("02:00:00")
    assert moment.state.current is not None
    assert moment.state.following is not None
    amounts = [f"RMB {s.snapshot.gmv_fen // 100:,} (" for s in (moment.state.current, moment.state.following)]
    assert all(amount in line(of(moment), "Confirmed before and after: ") for amount in amounts)


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (at("02:00:00"), ("SIMULATED",)),
        (replace(at("02:00:00"), mode="paused"), ("SIMULATED", "REPLAY", "2016-11-11 02:00:00+08:00")),
        (replace(at("02:00:00"), frozen=True), ("SIMULATED", "FROZEN")),
        (replace(at("02:00:00"), playhead_us=at("02:00:00").playhead_us + 20 * SECOND), ("STALE", "21 s")),
    ],
    ids=["live", "replay", "frozen", "stale"],
)
def test_every_badge_of_the_picture_is_explained(moment: Moment, words: tuple[str, ...]) -> None:
    text = of(moment)
    assert all(word in line(text, "Provenance: ") for word in words)
    assert all(word in line(text, "画面性质：") for word in words if word.isupper())


def test_before_the_first_snapshot_nothing_is_made_up() -> None:
    moment = at("02:00:00")
    text = of(replace(moment, state=replace(moment.state, current=None, following=None, clock=None)))
    assert [line(text, label) for label in ("GMV: ", "Time: ", "Confirmed before and after: ")] == ["—"] * 3
    assert line(text, "Provenance: ") == "No data yet"


def test_under_a_card_the_amount_is_the_sum_that_was_passed_and_not_the_rolling_one() -> None:
    moment = at("00:07:06")
    passed = next(m for m in moment.state.milestones if m.gmv_fen == 10**12)
    text = caption(moment, "night", "picture.png", ("zh", "en"), passed)
    assert line(text, "GMV: ") == "RMB 10,000,000,000 (RMB 10.00 billion), US$ 1,470,588,235"
    assert line(text, "成交总额：").startswith("人民币 10,000,000,000 元（100.00亿元）")
    assert line(text, "Reached at: ") == "00:06:58 (2016-11-11 00:06:58+08:00)"
    assert str((moment.figure("gmv") or 0) // 100)[:5] not in text.replace(",", "")


def test_the_wall_says_whose_card_a_picture_shows(wall: Wall, settings: Settings) -> None:
    for into, shown in (("00:07:06", 10**12), ("00:20:30", None)):
        request = RenderRequest("*", SIZE, at(into), OVERVIEW, still=True)
        card = wall.card_up(request)
        assert (None if card is None else card.gmv_fen) == shown
    calm = RenderRequest("*", SIZE, at("00:07:06"), Control(layout="backdrop"), still=True)
    assert wall.card_up(calm) is None, "no card covers the backdrop"

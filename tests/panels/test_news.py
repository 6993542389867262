"""The news of an event: sentences with their times, the most newsworthy first, none of what does not hold any more."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from tests.panels.evening import evening
from wallboard.core.instants import MINUTE_US, SECOND_US
from wallboard.core.moment import Moment
from wallboard.core.recording_state import Lead
from wallboard.panels.news import STOOD_US, News, news_of
from wallboard.panels.panel_context import PanelContext

ENGLISH = PanelContext(languages=("en", "zh"))


def told(moment: Moment, setting: PanelContext = ENGLISH) -> tuple[News, ...]:
    return news_of(moment, setting, sums=True, more=True)


def said(moment: Moment, language: str = "en") -> list[str]:
    return [each.said.first(language) for each in told(moment)]


def led(moment: Moment, who: str, ago_us: int) -> Moment:
    """The moment when a city has had the lead for so long."""
    at_us = moment.playhead_us - ago_us
    return replace(moment, state=replace(moment.state, leads={"cities": Lead(who, at_us, at_us)}))


def leading_city(moment: Moment) -> str:
    assert moment.state.current is not None
    return max(moment.state.current.snapshot.cities or (), key=lambda city: city.gmv_fen).code


def test_sums_peaks_and_leads_are_told_in_both_languages() -> None:
    moment = evening("02:00:00")
    moment = led(moment, leading_city(moment), 10 * MINUTE_US)
    assert "Shanghai takes the lead: Cities" in said(moment)
    assert "上海登上城市消费榜榜首" in said(moment, "zh") or any("榜首" in text for text in said(moment, "zh"))
    assert any(text.startswith("Payments") and "118,555" in text for text in said(moment))
    assert any("40" in text and "passes" in text for text in said(moment))


def test_who_has_lost_the_lead_again_is_not_said_to_have_taken_it() -> None:
    assert not any("lead" in text for text in said(led(evening("02:00:00"), "000000", 10 * MINUTE_US)))


@pytest.mark.parametrize(("ago_us", "is_told"), [(STOOD_US - 1, False), (STOOD_US, True)])
def test_a_lead_is_news_once_it_has_stood_for_a_minute(ago_us: int, is_told: bool) -> None:
    moment = evening("02:00:00")
    assert any("lead" in text for text in said(led(moment, leading_city(moment), ago_us))) is is_told


def test_a_sum_that_a_correction_took_back_is_not_told() -> None:
    moment = evening("02:00:00")
    taken = replace(moment, state=replace(moment.state, milestones=moment.state.milestones[:-1]))
    assert [text for text in said(moment) if text not in said(taken)] == [said(moment)[0]]


def test_the_whole_day_of_an_earlier_year_is_told_as_such_and_first() -> None:
    assert said(evening("15:20:00"))[0] == "2015's whole day, passed"


def test_nothing_is_told_twice_and_the_order_stays_as_time_goes_by() -> None:
    moment = evening("02:00:00")
    moment = led(moment, leading_city(moment), 10 * MINUTE_US)
    first = said(moment)
    assert len(first) == len(set(first))
    for minutes in (1, 30, 600):
        assert said(replace(moment, playhead_us=moment.playhead_us + minutes * 60 * SECOND_US)) == first

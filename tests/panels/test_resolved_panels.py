"""Panels that are asked only now and then say what they would say if they were asked at each moment."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace as with_fields
from PySide6.QtWidgets import QApplication

from tests import nights
from wallboard.config.panels import CounterOptions, FiguresOptions, TrendOptions
from wallboard.core.moment import TICK_US, Moment
from wallboard.panels.kinds import KINDS
from wallboard.panels.panel_context import PanelContext
from wallboard.wall.resolved_panels import ResolvedPanel, said

HERO = CounterOptions(metric="gmv", size="hero")
BUYERS = CounterOptions(metric="buyers")
RATE = CounterOptions(metric="orders_per_second")
RATES = FiguresOptions.model_validate({"metrics": ["orders_per_second"]})
PLAIN = PanelContext(languages=("zh", "en"))
AT = st.sampled_from(("-00:00:02", "00:00:01", "00:00:20", "00:06:57", "02:00:00", "23:59:59"))
INTO_US = st.lists(st.integers(0, 4_000_000), min_size=1, max_size=6)


def within(moment: Moment, into: list[int]) -> list[Moment]:
    """Moments of one state, in any order."""
    state = moment.state
    span_us = max(1, min(state.until_us, state.from_us + 4_000_000) - state.from_us)
    return [with_fields(moment, playhead_us=state.from_us + into_us % span_us) for into_us in into]


@pytest.mark.parametrize("options", [HERO, BUYERS, RATE], ids=["hero", "buyers", "rate"])
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=AT, into=INTO_US)
@example(at="02:00:00", into=[1_000_000, 400_001])  # the sun of the horizon moves on within the tick
def test_a_counter_says_in_any_order_what_it_says_at_the_moment(
    qapp: QApplication, options: CounterOptions, at: str, into: list[int]
) -> None:
    known: dict[str, ResolvedPanel] = {}
    for moment in within(nights.moment(at, into[0]), into):
        assert said(known, "gmv", moment, options, PLAIN) == KINDS["counter"].resolve(moment, options, PLAIN)


@pytest.mark.parametrize("options", [TrendOptions(), RATES])
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=AT, into=INTO_US)
def test_a_curve_and_rates_say_what_they_said_at_most_a_tick_before(
    qapp: QApplication, options: TrendOptions | FiguresOptions, at: str, into: list[int]
) -> None:
    known: dict[str, ResolvedPanel] = {}
    kind = KINDS[options.kind]
    for moment in within(nights.moment(at, into[0]), into):
        assert kind.seen_at is not None
        seen_us = kind.seen_at(moment, options)
        assert moment.playhead_us - TICK_US < seen_us <= moment.playhead_us
        assert seen_us >= min(moment.state.from_us, moment.playhead_us)
        seen = with_fields(moment, playhead_us=seen_us)
        assert said(known, "it", moment, options, PLAIN) == kind.resolve(seen, options, PLAIN)


def test_a_picture_that_stands_is_of_the_moment_itself(qapp: QApplication) -> None:
    trend, shown = TrendOptions(), nights.moment("02:00:00", 96_000)
    for held in (with_fields(shown, frozen=True), with_fields(shown, mode="paused")):
        assert said({}, "it", held, trend, PLAIN) == KINDS["trend"].resolve(held, trend, PLAIN)
    still = replace(PLAIN, still=True)
    assert said({}, "it", shown, trend, still) == KINDS["trend"].resolve(shown, trend, still)

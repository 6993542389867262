"""What can be read on the wall is never ahead of the truth, and never falls without a correction."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtWidgets import QApplication

from tests.panels.boxes import texts
from tests.panels.evening import evening, old, saying, speechless, unborn
from tests.panels.reading import all_ops, amounts, digits_of, figure_of, photographed, stated
from tests.panels.tape import confirmed, corrected, live, playheads, tapes
from wallboard.config import panels as options
from wallboard.core.currencies import Currency
from wallboard.core.instants import SECOND_US
from wallboard.core.moment import Moment
from wallboard.core.money import exchanged
from wallboard.core.numerals import MISSING
from wallboard.core.recording_state import Sample
from wallboard.paint.fonts import load_fonts
from wallboard.paint.ops import Placed
from wallboard.paint.theme import NIGHT, Look
from wallboard.panels import audience, counter, figures, milestone, ranking, trend
from wallboard.panels.kinds import KINDS
from wallboard.panels.panel_context import PanelContext
from wallboard.scene.grid import Rect

LOOK, BOX = Look(NIGHT, 1920, 1080), Rect(100, 100, 1700, 260)
RATE = Decimal("6.80")
CNY, DOLLAR = Currency("CNY"), Currency("USD")
RMB = PanelContext(own=CNY, exchange=(DOLLAR, RATE))
USD = PanelContext(("en", "zh"), "second", CNY, (DOLLAR, RATE))
ELSEWHERE = (
    PanelContext(("de", "en"), "own", Currency("EUR")),
    PanelContext(("ja", "en"), "own", Currency("JPY", 0)),
    PanelContext(("en",), "own", Currency("KWD", 3)),
    PanelContext(("en-IN",), "second", Currency("INR"), (Currency("KWD", 3), Decimal("270.5"))),
    PanelContext(("pt",), "second", Currency("CLF", 4), (Currency("JPY", 0), Decimal("0.0037"))),
)
"""Currencies with no minor unit up to four digits of it, and exchanges between them."""
GMV = options.CounterOptions(metric="gmv", size="hero")
BRANDS = options.RankingOptions(of="best_selling_brands", rows=3)


@pytest.fixture(autouse=True, scope="module")
def _fonts(qapp: QApplication) -> None:
    load_fonts()
    for setting in (RMB, USD, *ELSEWHERE):  # what is read once is no part of any test's time
        placed(evening("02:00:00"), GMV, setting)


def placed(moment: Moment, asked: Any, setting: PanelContext = RMB) -> Placed:
    """The display list of one panel."""
    kind = KINDS[asked.kind]
    return kind.place(kind.resolve(moment, asked, setting), BOX, LOOK)


def test_the_tape_has_what_the_properties_are_about() -> None:
    moment = evening("02:00:00")
    assert stated(digits_of(placed(moment, GMV))) > 10**10


@given(tapes(), st.data())
def test_a_counter_never_exceeds_the_newest_confirmed_sum(samples: tuple[Sample, ...], data: st.DataObject) -> None:
    at_us = data.draw(playheads(samples))
    moment = live(samples, at_us)
    if moment.figure("gmv") is None:
        return
    fen = confirmed(samples, at_us, "gmv")
    assert stated(digits_of(placed(moment, GMV))) <= fen // 100
    assert stated(digits_of(placed(moment, GMV, USD))) <= exchanged(fen, CNY, DOLLAR, RATE) // 100


@given(tapes(), st.data(), st.sampled_from([RMB, USD]))
def test_a_counter_never_falls_without_a_correction(
    samples: tuple[Sample, ...], data: st.DataObject, setting: PanelContext
) -> None:
    instants = sorted(data.draw(st.lists(playheads(samples), min_size=2, max_size=6)))
    for earlier_us, later_us in pairwise(instants):
        before, after = live(samples, earlier_us), live(samples, later_us)
        if before.figure("gmv") is None or corrected(samples, earlier_us, later_us):
            continue
        assert stated(digits_of(placed(after, GMV, setting))) >= stated(digits_of(placed(before, GMV, setting)))


@given(tapes(), st.data(), st.sampled_from(["gmv", "orders"]))
def test_no_photograph_of_rolling_digits_reads_more_than_they_state(
    samples: tuple[Sample, ...], data: st.DataObject, metric: str
) -> None:
    moment = live(samples, data.draw(playheads(samples)))
    if moment.figure(metric) is not None:
        digits = digits_of(placed(moment, options.CounterOptions(metric=metric, size="large")))
        assert photographed(digits) <= stated(digits)


@given(st.integers(0, 10**14))
def test_compact_forms_beside_a_counter_are_rounded_down(fen: int) -> None:
    said = saying(evening("02:00:00"), gmv_fen=fen)
    told = amounts(op for op in placed(said, GMV).live if op != digits_of(placed(said, GMV)))
    assert len(told) == 2 or fen < 10_000 * 100  # a sum that fills no unit is not said twice
    truths = (Decimal(fen) / 100, Decimal(fen) / 100 / RATE)
    for shown, truth in zip(told, truths[-len(told) :], strict=True):
        step = max(Decimal(1), truth / 100)
        assert shown <= truth < shown + step


@given(tapes(), st.data())
def test_key_figures_never_exceed_the_newest_confirmed_total(samples: tuple[Sample, ...], data: st.DataObject) -> None:
    at_us = data.draw(playheads(samples))
    asked = options.FiguresOptions(metrics=("orders",))  # type: ignore[arg-type]  # pydantic makes figures of names
    moment = live(samples, at_us)
    shown = amounts(all_ops(placed(moment, asked)))
    assert bool(shown) == (moment.figure("orders") is not None)
    assert all(figure <= confirmed(samples, at_us, "orders") for figure in shown)


@given(tapes(), st.data())
def test_rows_never_exceed_the_confirmed_sums_and_stand_in_their_order(
    samples: tuple[Sample, ...], data: st.DataObject
) -> None:
    at_us = data.draw(playheads(samples))
    moment = live(samples, at_us)
    sample = moment.sample_of("best_selling_brands")
    view = ranking.resolve(moment, BRANDS, RMB)
    truth = {b.id: b.gmv_fen for b in (sample.snapshot.best_selling_brands or () if sample else ())}
    for row in view.lines:
        assert figure_of(row.amount.digits, row.amount.unit) * 100 <= truth[row.id]
    assert [row.id for row in view.lines] == sorted((b for b in truth if truth[b]), key=lambda b: (-truth[b], b))


@given(tapes(), st.data())
def test_a_milestone_is_listed_as_passed_only_when_its_sum_is_confirmed(
    samples: tuple[Sample, ...], data: st.DataObject
) -> None:
    at_us = data.draw(playheads(samples))
    moment = live(samples, at_us)
    view = milestone.resolve(moment, options.MilestoneOptions(rows=9), RMB)
    passed = [line.amount for line in view.lines if line.at]
    assert len(passed) == len(moment.state.milestones)
    assert all(figure_of(a.digits, a.unit) * 100 <= confirmed(samples, at_us, "gmv") for a in passed)


@given(tapes(falling=False), st.data())
def test_the_curves_head_states_no_more_than_the_confirmed_sum_and_never_falls(
    samples: tuple[Sample, ...], data: st.DataObject
) -> None:
    instants = sorted(data.draw(st.lists(playheads(samples), min_size=2, max_size=4)))
    least = Decimal(0)
    for at_us in instants:
        moment = live(samples, at_us)
        head = trend.resolve(moment, options.TrendOptions(), RMB).head
        assert head is not None or moment.figure("gmv") is None
        if head is not None:
            shown = figure_of(head[2].digits, head[2].unit)
            assert least <= shown <= Decimal(confirmed(samples, at_us, "gmv")) / 100
            least = shown


METRICS = (
    "orders",
    "buyers",
    "countries_and_regions",
    "brands",
    "orders_per_second",
    "mobile_share",
    "viewers",
    "shakes",
)


@pytest.mark.parametrize("metric", METRICS)
def test_what_is_missing_is_a_dash_and_not_zero(metric: str) -> None:
    read = texts(all_ops(placed(speechless(), options.CounterOptions(metric=metric, size="large"))))
    assert MISSING in read
    assert not any(char.isdigit() for text in read for char in text)


@pytest.mark.parametrize("metric", METRICS)
def test_a_key_figure_that_is_missing_is_a_dash_too(metric: str) -> None:
    read = texts(all_ops(placed(speechless(), options.FiguresOptions(metrics=(metric,)))))  # type: ignore[arg-type]  # a name
    assert MISSING in read
    assert not any(char.isdigit() for text in read for char in text)


def test_before_the_first_snapshot_the_sum_is_a_dash() -> None:
    assert MISSING in texts(all_ops(placed(unborn(), GMV)))


@pytest.mark.parametrize(
    "of", ["categories", "products", "best_selling_brands", "selling_to_china", "cities", "provinces"]
)
@pytest.mark.parametrize("said", [(), None])
def test_an_empty_or_missing_list_has_no_data_and_no_rows(of: str, said: tuple[()] | None) -> None:
    lists = ("cities", "categories", "best_selling_brands", "selling_to_china", "buying_from_china")
    moment = saying(evening("00:10:00"), **dict.fromkeys(lists, said))
    view = ranking.resolve(moment, options.RankingOptions(of=of), RMB)
    assert (view.lines, view.empty) == ((), ("暂无数据", "No data"))


def test_without_categories_no_other_list_stands_under_best_sellers() -> None:
    view = ranking.resolve(saying(evening("00:10:00"), categories=()), options.RankingOptions(of="products"), RMB)
    assert (view.lines, view.empty) == ((), ("暂无数据", "No data"))


@pytest.mark.parametrize("said", [(), None])
def test_an_audience_of_nobody_known_is_no_data(said: tuple[()] | None) -> None:
    view = audience.resolve(saying(evening("-00:00:20"), audience=said), options.AudienceOptions(), RMB)
    assert (view.channels, view.total, view.empty) == ((), None, ("暂无数据", "No data"))


@pytest.mark.parametrize("metric", ["orders_per_second", "payments_per_second", "mobile_share", "viewers"])
def test_beyond_five_minutes_a_rate_is_a_dash(metric: str) -> None:
    asked = options.CounterOptions(metric=metric, size="large")
    fresh, stale = old(evening("02:00:00"), 299 * SECOND_US), old(evening("02:00:00"), 301 * SECOND_US)
    assert counter.resolve(fresh, asked, RMB).figure is not None
    assert counter.resolve(stale, asked, RMB).figure is None


def test_beyond_five_minutes_totals_stay() -> None:
    stale = old(evening("02:00:00"), 3600 * SECOND_US)
    assert stale.state.current is not None
    assert stated(digits_of(placed(stale, GMV))) == stale.state.current.snapshot.gmv_fen // 100
    assert figures.resolve(stale, options.FiguresOptions(metrics=("orders",)), RMB).items[0].figure is not None  # type: ignore[arg-type]  # a name


def test_beyond_five_minutes_nobody_is_said_to_be_watching() -> None:
    read = texts(all_ops(placed(old(evening("-00:00:20"), 301 * SECOND_US), options.AudienceOptions())))
    assert "暂无数据" in " ".join(read)


def whole_money(fen: int, setting: PanelContext) -> int:
    """What an amount of the source's is in whole money of the currency that leads: the oracle, in fractions."""
    own = Fraction(fen, 10**setting.own.digits)
    exact = own if setting.lead == "own" or setting.exchange is None else own / Fraction(setting.exchange[1])
    return exact.numerator // exact.denominator


@given(tapes(), st.data(), st.sampled_from(ELSEWHERE))
def test_in_every_currency_a_counter_stays_below_the_confirmed_sum_and_never_falls(
    samples: tuple[Sample, ...], data: st.DataObject, setting: PanelContext
) -> None:
    shown = 0
    instants = sorted(data.draw(st.lists(playheads(samples), min_size=2, max_size=4)))
    for before_us, at_us in pairwise([instants[0], *instants]):
        moment = live(samples, at_us)
        if moment.figure("gmv") is None:
            continue
        read = int("".join(c for c in digits_of(placed(moment, GMV, setting)).text if c.isdigit()))
        assert read <= whole_money(confirmed(samples, at_us, "gmv"), setting)
        assert read >= shown or corrected(samples, before_us, at_us)
        shown = read

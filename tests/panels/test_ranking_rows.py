"""Rows of a ranking come and go with their page, and a new first is marked."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from msgspec.structs import replace as with_fields
from PySide6.QtWidgets import QApplication

from tests.panels.boxes import boxes
from tests.panels.evening import LONG_EN, evening, spoken
from wallboard.config.panels import RankingOptions
from wallboard.core.moment import Moment
from wallboard.core.pages import LEAVE_US, Turning
from wallboard.paint.ops import Fill, Text
from wallboard.paint.theme import THEMES, Look
from wallboard.panels import ranking, ranking_place
from wallboard.panels.panel_context import PanelContext
from wallboard.scene.grid import Rect
from wallboard.scene.places import Places, places
from wallboard.scene.region_places import RegionPlaces

DWELL_US = 12_000_000
PAGED = RankingOptions(kind="ranking", of="cities", rows=5, pages=2)
SETTING = PanelContext(languages=("zh", "en"), page_dwell_us=DWELL_US)
BOX = Rect(0, 0, 600, 400)
LOOK = Look(THEMES["night"], 1920, 1080)


def before_the_turn(by_us: int) -> Moment:
    """A moment so long before the next page is due."""
    moment = evening("02:00:00")
    return with_fields(moment, playhead_us=(moment.playhead_us // DWELL_US + 1) * DWELL_US - by_us)


def view(by_us: int, setting: PanelContext = SETTING) -> ranking.RankingView:
    return ranking.resolve(before_the_turn(by_us), PAGED, setting)


LONG = (
    "Deutsche Gesellschaft zur Rettung",
    "Kinder und Jugendliche in Not",
    "Arbeiter-Samariter-Bund",
    "味の素冷凍食品株式会社オンラインストア",
    "Associação de Pais e Amigos",
)


@pytest.fixture(autouse=True)
def fonts(qapp: QApplication) -> None:
    """Placing measures texts."""
    spoken("zh")


def test_rows_leave_before_their_page_turns_and_stand_until_then() -> None:
    gone = [view(by_us).gone for by_us in (DWELL_US - 1_000_000, LEAVE_US, LEAVE_US // 2, 1)]
    assert gone[:2] == [0.0, 0.0]
    assert 0 < gone[2] < gone[3] <= 1


def test_rows_that_leave_fade_where_they_stand() -> None:
    names = {item.first for item in view(2 * LEAVE_US).lines}
    drawn = [
        [op for op in ranking_place.place(view(by_us), BOX, LOOK).live if isinstance(op, Text) and op.text in names]
        for by_us in (2 * LEAVE_US, LEAVE_US // 2, LEAVE_US // 8)
    ]
    for earlier, later in pairwise(drawn):
        assert len(earlier) == len(later) == PAGED.rows
        assert all(a.x == b.x and a.opacity > b.opacity for a, b in zip(earlier, later, strict=True))


@pytest.mark.parametrize("setting", [replace(SETTING, still=True), replace(SETTING, turning=Turning(0, 0))])
def test_a_still_and_a_page_that_is_kept_lose_no_rows(setting: PanelContext) -> None:
    assert view(1, setting).gone == 0.0


def test_a_new_first_has_a_golden_wash_that_fades() -> None:
    found = view(2_000_000)
    led = with_fields(found, lines=(with_fields(found.lines[0], lead=1.0), *found.lines[1:]))
    gold = LOOK.color("gold")

    def washes(shown: ranking.RankingView) -> list[float]:
        live = ranking_place.place(shown, BOX, LOOK).live
        return [op.opacity for op in live if isinstance(op, Fill) and op.color == gold and op.color2 == gold]

    assert washes(found) == []
    assert len(washes(led)) == 1


def test_in_a_still_the_rows_stand_in_the_order_of_their_ranks() -> None:
    """Just after the lists' first snapshot all ranks change: a list caught in between would read 9, 16, 4."""
    products = RankingOptions(kind="ranking", of="products")
    at_once = evening("00:00:04", 1_000)
    caught, held = (ranking.resolve(at_once, products, replace(SETTING, still=still)).lines for still in (False, True))
    assert any(item.place != item.rank - 1 for item in caught)
    assert [item.place for item in held] == [item.rank - 1 for item in held] == list(range(10))


@pytest.mark.parametrize("wide", [560, 600, 660])
@pytest.mark.parametrize("name", LONG)
def test_a_long_name_stands_in_two_lines_within_its_row_before_it_is_cut(name: str, wide: int) -> None:
    long = with_fields(view(2 * LEAVE_US).lines[0], first=name, second="")
    shown = with_fields(view(2 * LEAVE_US), lines=(long,))
    texts = [op for op in ranking_place.place(shown, Rect(0, 0, wide, 400), LOOK).live if isinstance(op, Text)]
    told = [op for op in texts if op.text.strip() and op.text.strip() in name]
    assert "".join(op.text for op in told).replace(" ", "") == name.replace(" ", "")
    assert len({op.y for op in told}) in {1, 2}
    assert all(op.face.size >= LOOK.least * 0.85 for op in told)
    drawn = ranking_place.place(shown, Rect(0, 0, wide, 400), LOOK).live
    bar = min(op.y for op in drawn if isinstance(op, Fill) and op.h <= 3)
    assert all(op.y < bar for op in told)


HINDI = "भारतीय इलेक्ट्रॉनिक्स एवं घरेलू उपकरण विशेष बिक्री केंद्र"


@pytest.mark.parametrize("wide", [420, 560, 660])
@pytest.mark.parametrize("name", [HINDI, *LONG, LONG_EN])
def test_two_lines_of_any_script_stay_in_their_row_and_apart_and_are_cut_at_their_end_alone(
    name: str, wide: int
) -> None:
    found = view(2 * LEAVE_US)
    shown = with_fields(found, lines=tuple(with_fields(row, first=name, second="") for row in found.lines))
    live = ranking_place.place(shown, Rect(0, 0, wide, 400), LOOK).live
    left = min(op.x for op in live if isinstance(op, Fill) and op.h <= 3)
    bars = sorted({op.y for op in live if isinstance(op, Fill) and op.h <= 3})
    words = [op for op in live if isinstance(op, Text) and op.x >= left - 1 and op.text.strip(" …")]
    words = [op for op in words if op.text.strip(" …").removesuffix("-") in name]
    inks = [(box.top, box.bottom) for box in boxes(words)]
    for row, bar in enumerate(bars):
        above = bars[row - 1] if row else bar - (bars[1] - bars[0])
        lines = sorted({op.y for op in words if above < op.y < bar})
        assert 1 <= len(lines) <= 2
        assert all(top >= above - 1 and bottom <= bar + 1 for top, bottom in inks if above < (top + bottom) / 2 < bar)
        told = [" ".join("".join(op.text for op in words if op.y == y) for y in [y]).strip() for y in lines]
        assert not any(text.endswith("…") for text in told[:-1])
        plain = (text if text in name else text.removesuffix("-") for text in told)
        whole = "".join(plain).removesuffix("…").replace(" ", "")
        assert name.replace(" ", "").startswith(whole)


NOWHERE = RegionPlaces((), ())


@pytest.mark.parametrize(("known", "title"), [(None, "Provinces"), (places(), "Provinces"), (NOWHERE, "Regions")])
def test_only_parts_of_china_are_called_provinces(known: Places | None, title: str) -> None:
    asked = RankingOptions(kind="ranking", of="provinces", rows=5)
    setting = PanelContext(languages=("en", "zh"), known=known)
    assert ranking.resolve(evening("02:00:00"), asked, setting).title[0] == title

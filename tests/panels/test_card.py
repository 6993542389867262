"""The card of a milestone: what it says on the way, and what stays clear of what."""

from __future__ import annotations

from itertools import chain, pairwise

import msgspec
import pytest
from msgspec.structs import replace
from PySide6.QtWidgets import QApplication

from tests.panels.boxes import boxes, cut_figures, outside, overlapping, texts
from tests.panels.evening import evening, facts, spoken
from wallboard.actions.control import Control
from wallboard.core.instants import SECOND_US
from wallboard.core.moment import Moment
from wallboard.paint.fonts import CAP, advance
from wallboard.paint.ops import Digits, Op, Picture
from wallboard.panels.card import ARRIVES_US, HOLD_US, TRAVEL_US
from wallboard.panels.match_cut import row_of
from wallboard.panels.milestone import gain, to_spare
from wallboard.wall import CARD, Composition, RenderRequest, Wall

pytestmark = pytest.mark.usefixtures("unmeasured")
NOW_US, THEN_US = 418 * SECOND_US, 748 * SECOND_US


@pytest.fixture(params=["zh+en", "zh", "en"])
def wall(request: pytest.FixtureRequest, qapp: QApplication) -> Wall:
    assert qapp is not None
    return Wall(spoken(request.param))


def card(wall: Wall, size: tuple[int, int], moment: Moment) -> tuple[Op, ...]:
    """All that the card consists of at a moment."""
    placed = wall.compose(RenderRequest("*", size, moment, Control(layout="overview"))).placed[CARD]
    return (*placed.ground, *placed.live)


@pytest.mark.parametrize(("now_us", "then_us"), [(NOW_US, THEN_US), (THEN_US, NOW_US), (NOW_US, NOW_US)])
def test_a_gain_is_what_is_published(now_us: int, then_us: int) -> None:
    words = gain(now_us, then_us).first("en").split()
    parts = zip(words[:-1:2], words[1:-1:2], strict=True)
    assert sum(int(n) * {"h": 3600, "min": 60, "s": 1}[unit] for n, unit in parts) == abs(then_us - now_us) // SECOND_US


def test_a_card_says_the_whole_gain_or_nothing_of_it_at_any_instant(wall: Wall) -> None:
    def said(into_us: int) -> list[int]:
        request = RenderRequest("*", (1920, 1080), evening("00:06:58", into_us), Control(layout="overview"))
        live = wall.compose(request).placed[CARD].live
        return [int(op.text) for op in live if isinstance(op, Digits) and op.text.isdigit()]

    seen = [said(into_us) for into_us in range(2_000_000, 8_000_000, 100_000)]
    assert seen[0] == []
    assert seen[-1] == [5, 30]
    assert all(each in ([], [5, 30]) for each in seen)


SHAPES = [(1920, 1080), (3840, 860), (1280, 720), (7680, 1080), (1080, 1920), (1080, 1080), (1920, 360)]


@pytest.mark.parametrize("size", SHAPES)
@pytest.mark.parametrize("at", ["00:06:58", "15:19:30"], ids=["sum", "record day"])
def test_nothing_on_a_card_overlaps_or_leaves_the_safe_area(wall: Wall, at: str, size: tuple[int, int]) -> None:
    for into_us in (1_400_000, 2_600_000, 6_000_000):
        found = [*boxes(card(wall, size, evening(at, into_us)), "card")]
        assert not [*outside(found, *size, 0.05), *overlapping(found), *cut_figures(found)]


def stands(row: Digits) -> tuple[float, float, float]:
    """The middle of a row, across and down, and how far its first digit stands from its last one."""
    first, last = (row.x + cell.x + advance(cell.digit, row.face) / 2 for cell in (row.cells[0], row.cells[-1]))
    return (first + last) / 2, row.y - row.face.size * CAP / 2, last - first


@pytest.mark.parametrize("size", SHAPES)
def test_the_row_of_digits_goes_from_where_it_carried_to_its_line_on_the_card(
    wall: Wall, size: tuple[int, int]
) -> None:
    def composed(into_us: int) -> Composition:
        return wall.compose(RenderRequest("*", size, evening("00:06:58", into_us), Control(layout="overview")))

    held = row_of(chain.from_iterable(p.live for p in composed(HOLD_US - 1).placed.values()), "¥")
    assert held is not None
    way = []
    for step in range(9):
        cache = composed(HOLD_US + TRAVEL_US * step // 9)
        row = [place for place in cache.over if isinstance(place, Picture)]
        assert len(row) == len(cache.over) == len(held.cells)
        assert not cache.card
        assert row_of(chain.from_iterable(p.live for p in cache.placed.values()), "¥") is None  # never twice
        first, last = (place.x + place.w / 2 for place in (row[0], row[-1]))
        way.append(((first + last) / 2, row[0].y + row[0].h / 2, last - first))
    arrived = composed(ARRIVES_US)
    (goal,) = arrived.over
    assert isinstance(goal, Digits)
    assert goal.text == "¥10,000,000,000"
    assert goal in arrived.placed[CARD].live
    begin, end = stands(held), stands(goal)
    for axis in range(3):
        course = [begin[axis], *(place[axis] for place in way), end[axis]]
        assert course[1] == pytest.approx(begin[axis], abs=2 + 0.02 * begin[2])
        steps = [after - before for before, after in pairwise(course)]
        assert min(steps) > -2 or max(steps) < 2  # never back


def test_a_layout_has_its_digits_again_when_the_playhead_goes_back(wall: Wall) -> None:
    def shown(into_us: int) -> bool:
        cache = wall.compose(RenderRequest("*", (1920, 1080), evening("00:06:58", into_us), Control(layout="overview")))
        return row_of(chain.from_iterable(p.live for p in cache.placed.values()), "¥") is not None

    assert [shown(into_us) for into_us in (100_000, HOLD_US + 200_000, 100_000, 8_900_000)] == [True, False, True, True]


def test_a_whole_earlier_day_that_is_passed_says_so_with_its_source(wall: Wall) -> None:
    said = texts(card(wall, (1920, 1080), evening("15:19:30", 3 * SECOND_US)))
    assert any("15:19:" in text and "2016-11-11" in text for text in said)
    assert any(("SIMULATED" in text) or ("模拟" in text) for text in said)
    assert "¥91,200,000,000" in said
    later = texts(card(wall, (1920, 1080), evening("15:19:30", 7 * SECOND_US)))
    assert not any("2016-11-11" in text for text in later)


def test_how_much_of_the_day_is_left_is_never_rounded_up() -> None:
    assert [to_spare(31_247 * SECOND_US + 999_999).first(tag) for tag in ("zh", "en")] == [
        "提前8小时40分",
        "8 h 40 min to spare",
    ]
    assert [to_spare(59 * SECOND_US).first(tag) for tag in ("zh", "en")] == ["提前0分", "0 min to spare"]


def test_without_an_earlier_year_a_card_has_no_race(wall: Wall) -> None:
    moment = evening("00:06:58", 4 * SECOND_US)
    alone = msgspec.structs.replace(facts(), earlier_years=())
    ops = card(wall, (3840, 860), replace(moment, state=replace(moment.state, facts=alone)))
    assert "00:06:58" in texts(ops)
    assert "2015" not in texts(ops)

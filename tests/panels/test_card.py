"""The card of a milestone: what it says on the way, and what stays clear of what."""

from __future__ import annotations

from dataclasses import replace

import msgspec
import pytest
from PySide6.QtWidgets import QApplication

from tests.panels.boxes import boxes, texts
from tests.panels.evening import evening, facts, spoken
from wallboard.actions.control import Control
from wallboard.core.contract.snapshot import Name
from wallboard.core.instants import SECOND_US
from wallboard.core.moment import Moment
from wallboard.paint.fonts import CAP
from wallboard.paint.ops import Digits, Op, Picture
from wallboard.panels.milestone import gain
from wallboard.wall import CARD, RenderRequest, Wall

NOW_US, THEN_US = 418 * SECOND_US, 748 * SECOND_US
UP = [evening("00:06:58", into_us) for into_us in range(300_000, 8_500_000, 400_000)]
BURSTS = ("trails", "embers")


@pytest.fixture(params=["zh+en", "zh", "en"])
def wall(request: pytest.FixtureRequest, qapp: QApplication) -> Wall:
    assert qapp is not None
    return Wall(spoken(request.param))


def card(wall: Wall, size: tuple[int, int], moment: Moment) -> tuple[Op, ...]:
    """All that the card consists of at a moment."""
    placed = wall.compose(RenderRequest("*", size, moment, Control(layout="overview"))).placed[CARD]
    return (*placed.ground, *placed.live)


def bursts(ops: tuple[Op, ...]) -> list[Picture]:
    return [op for op in ops if isinstance(op, Picture) and op.key[0] in BURSTS]


@pytest.mark.parametrize(("now_us", "then_us"), [(NOW_US, THEN_US), (THEN_US, NOW_US), (NOW_US, NOW_US)])
def test_a_gain_counts_up_to_what_is_published_and_never_beyond(now_us: int, then_us: int) -> None:
    whole = abs(then_us - now_us)
    shown = [seconds(gain(now_us, then_us, whole * k // 100)) for k in range(-5, 120)]
    assert shown == sorted(shown)
    assert shown[0] == 0
    assert shown[-1] == seconds(gain(now_us, then_us)) == whole // SECOND_US


def seconds(said: Name) -> int:
    """A gain in words, in seconds."""
    words = said.first("en").split()
    return sum(
        int(n) * {"h": 3600, "min": 60, "s": 1}[unit] for n, unit in zip(words[:-1:2], words[1:-1:2], strict=True)
    )


def test_a_count_keeps_the_places_of_the_whole_gain() -> None:
    assert gain(NOW_US, THEN_US, 7 * SECOND_US).zh == "提前0分07秒"
    assert gain(NOW_US, THEN_US).zh == "提前5分30秒"


def test_a_card_at_rest_says_the_gain_and_on_the_way_less(wall: Wall) -> None:
    def said(into_us: int) -> list[int]:
        request = RenderRequest("*", (1920, 1080), evening("00:06:58", into_us), Control(layout="overview"))
        return [int(op.text) for op in wall.compose(request).placed[CARD].live if isinstance(op, Digits)]

    assert said(1_500_000) == []
    assert [0, 0] <= said(2_700_000) < said(3_000_000) < said(5_000_000) == [5, 30]


@pytest.mark.parametrize("size", [(1920, 1080), (3840, 860), (1280, 720), (7680, 1080), (1080, 1920)])
def test_fireworks_stay_in_the_safe_area_and_clear_of_all_that_is_written(wall: Wall, size: tuple[int, int]) -> None:
    gap, (x, y) = 0.0195 * size[1], (0.05 * size[0], 0.05 * size[1])
    seen = 0
    for moment in UP:
        ops = card(wall, size, moment)
        amount = next(op for op in ops if isinstance(op, Picture) and op.key[0] == "relief")
        pad = amount.h / (CAP + 0.05 + 0.32) * 0.16
        written = [(b.left, b.top, b.right, b.bottom) for b in boxes(ops)]
        written.append((amount.x + pad, amount.y + pad, amount.x + amount.w - pad, amount.y + amount.h - pad))
        for burst in bursts(ops):
            seen += 1
            left, top, right, bottom = burst.x, burst.y, burst.x + burst.w, burst.y + burst.h
            assert x - 1 <= left
            assert right <= size[0] - x + 1
            assert y <= top
            assert bottom <= size[1] - y
            for a, b, c, d in written:
                assert left - c >= gap or a - right >= gap or top - d >= gap or b - bottom >= gap, (
                    burst.key,
                    a,
                    b,
                    c,
                    d,
                )
    assert seen > len(UP)


def test_without_an_earlier_year_a_card_has_no_race_and_is_festive_all_the_same(wall: Wall) -> None:
    moment = evening("00:06:58", 4 * SECOND_US)
    alone = msgspec.structs.replace(facts(), earlier_years=())
    ops = card(wall, (3840, 860), replace(moment, state=replace(moment.state, facts=alone)))
    assert bursts(ops)
    assert "00:06:58" in texts(ops)
    assert "2015" not in texts(ops)

"""The line of news: where it has travelled to at an instant, and what stands at its beginning."""

from __future__ import annotations

from itertools import pairwise

import pytest
from msgspec.structs import replace

from tests.panels.boxes import texts
from tests.panels.evening import evening
from wallboard.config.panels import TickerOptions
from wallboard.core.currencies import Currency
from wallboard.core.instants import MINUTE_US, SECOND_US
from wallboard.paint.ops import Clip, Fill
from wallboard.paint.theme import NIGHT, Look
from wallboard.panels import ticker
from wallboard.panels.panel_context import PanelContext
from wallboard.scene.grid import Rect

pytestmark = pytest.mark.usefixtures("wall")  # which loads the fonts

BOX = Rect(96, 970, 1728, 60)


def test_the_line_travels_evenly_through_every_hour() -> None:
    moment = evening("02:00:00")
    ways = [
        ticker.resolve(
            replace(moment, playhead_us=moment.playhead_us + k * MINUTE_US), TickerOptions(), PanelContext()
        ).way
        for k in range(-2, 130)
    ]
    steps = [later - sooner for sooner, later in pairwise(ways)]
    assert steps == pytest.approx([TickerOptions().speed * 60] * len(steps))


def test_a_new_milestone_begins_the_line() -> None:
    moment = evening("00:06:58")
    newest = max(moment.state.milestones, key=lambda m: m.commit_us)
    view = ticker.resolve(
        replace(moment, playhead_us=newest.commit_us + SECOND_US), TickerOptions(), PanelContext(own=Currency("CNY"))
    )
    assert view.way == pytest.approx(TickerOptions().speed)
    assert "100亿元" in view.messages[0][0]


def test_what_is_read_at_rest_begins_with_the_newest() -> None:
    view = ticker.resolve(evening("02:00:00"), TickerOptions(), PanelContext(still=True, own=Currency("CNY")))
    placed = ticker.place(view, BOX, Look(NIGHT, 1920, 1080))
    assert "".join(texts(placed.live)).startswith("01:13:00 成交额突破400亿元")


def test_no_letter_is_cut_through_at_the_ends_of_a_line_that_travels() -> None:
    placed = ticker.place(
        ticker.resolve(evening("02:00:00"), TickerOptions(), PanelContext()), BOX, Look(NIGHT, 1920, 1080)
    )
    (clip,) = placed.live
    assert isinstance(clip, Clip)
    left, right = (op for op in clip.ops if isinstance(op, Fill))
    assert (left.x, right.x + right.w) == (clip.x, clip.x + clip.w)
    assert left.opacity == 1.0
    assert left.opacity2 == 0.0


def test_the_time_of_a_milestone_is_said_once_and_its_sum_in_both_languages() -> None:
    first, second = ticker.resolve(
        evening("02:00:00"), TickerOptions(), PanelContext(languages=("en", "zh"), own=Currency("CNY"))
    ).messages[0]
    assert first == "01:13:00 GMV passes ¥40bn"
    assert second == "成交额突破400亿元"

"""The horizon that is the day: its rays are what was sold, no more and no less, and the sun stands at the hour."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication

from tests.golden.compare import pixels
from tests.panels.boxes import boxes, cut_figures, outside, overlapping
from tests.panels.evening import evening, facts, spoken
from wallboard.actions.control import Control
from wallboard.core.instants import HOUR_US, MINUTE_US
from wallboard.core.recording_state import Curve
from wallboard.paint.ops import Line, Picture, Text
from wallboard.paint.theme import NIGHT, Look
from wallboard.panels import day_horizon
from wallboard.panels.day_horizon import EACH_US, STEPS, Day, day_of, sold_in_each
from wallboard.panels.panel_context import PanelContext
from wallboard.scene.grid import Rect
from wallboard.wall import RenderRequest, Wall

points = st.lists(st.tuples(st.integers(0, 24 * 60), st.integers(0, 10**12)), min_size=1, max_size=40)
SIZES = [(1280, 720), (1920, 1080), (3840, 2160), (1080, 1920), (1080, 1080)]


def curve(minutes: list[int], fen: list[int]) -> Curve:
    at = np.array(minutes, np.int64) * MINUTE_US
    return Curve(at, at, np.array(fen, np.int64))


@pytest.fixture(scope="module")
def wall(qapp: QApplication) -> Wall:
    assert qapp is not None
    return Wall(spoken("zh+en"))


@given(points)
def test_the_rays_add_up_to_what_is_confirmed(found: list[tuple[int, int]]) -> None:
    minutes = sorted({minute for minute, _ in found})
    sums = np.cumsum([fen for _, fen in found][: len(minutes)]).tolist()
    sold = sold_in_each(curve(minutes, sums), 0, 24 * HOUR_US, EACH_US)
    assert all(fen >= 0 for fen in sold)
    assert sum(sold) <= sums[-1] - sums[0] <= sum(sold) + len(sold)
    assert len(sold) <= 24 * 12


def test_a_ray_is_what_was_sold_in_its_five_minutes() -> None:
    sold = sold_in_each(curve([*range(21)], [m * m for m in range(21)]), 0, 24 * HOUR_US, EACH_US)
    assert sold == (25, 75, 125, 175, 0)


def test_the_longest_ray_has_all_its_length_and_the_sun_stands_at_the_hour() -> None:
    day = day_of(evening("06:00:00"), PanelContext())
    assert day is not None
    assert max(day.rays) == STEPS
    assert day.now == pytest.approx(0.25, abs=0.001)
    assert day.count == 288
    assert [text for _, text in day.ticks] == ["00", "03", "06", "09", "12", "15", "18", "21", "24"]


@pytest.mark.parametrize("changes", [{"end_us": None}, {"start_us": None, "end_us": None}], ids=["open", "no start"])
def test_an_event_without_a_day_has_no_horizon(changes: dict[str, None]) -> None:
    moment = evening("02:00:00")
    unknown = msgspec.structs.replace(facts(), **changes)
    assert day_of(replace(moment, state=replace(moment.state, facts=unknown)), PanelContext()) is None


@pytest.mark.parametrize(
    ("at", "said"),
    [
        ("15:00:00", ("to go to 2015's whole day", "距2015年全天成交额还差")),
        ("00:20:00", ("to go to ¥30bn", "距300亿还差")),
    ],
)
@pytest.mark.parametrize("leading", ["zh", "en"])
def test_the_counter_says_what_is_left_to_the_nearest_goal(
    wall: Wall, leading: str, at: str, said: tuple[str, str]
) -> None:
    control = Control(layout="counter", language="zh" if leading == "zh" else "en")
    cache = wall.compose(RenderRequest("*", (1920, 1080), evening(at), control, still=True))
    read = "".join(box.text for box in boxes(cache.placed["gmv"].live))
    assert all(words in read for words in said)


def test_a_final_sum_has_nothing_to_go(wall: Wall) -> None:
    request = RenderRequest("*", (1920, 1080), evening("24:00:20"), Control(layout="counter", language="en"))
    assert not any("to go" in box.text for box in boxes(wall.compose(request).placed["gmv"].live))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("at", ["00:00:20", "00:20:00", "15:00:00", "23:59:50"])
def test_nothing_over_the_horizon_overlaps_or_leaves_the_picture(wall: Wall, at: str, size: tuple[int, int]) -> None:
    for language in ("zh", "en"):
        control = Control(layout="counter", language="zh" if language == "zh" else "en")
        placed = wall.compose(RenderRequest("*", size, evening(at), control)).placed["gmv"]
        found = [*boxes((*placed.ground, *placed.live), "gmv")]
        assert not [*outside(found, *size, 0.05), *overlapping(found), *cut_figures(found)], language


def high_in_the_middle(at: int) -> Day:
    """A day whose longest ray stands in a part `at` of its 288."""
    rays = tuple(STEPS if n == at else STEPS // 40 for n in range(200))
    return Day(rays, 288, 0.7, ((0.0, "00"), (1.0, "24")), ("¥7.21bn", "00:05"), ("Each ray", "每道光"))


@pytest.mark.parametrize("size", [(1920, 1080), (1080, 1080), (1080, 1920)])
@pytest.mark.parametrize("first", ["Each ray is 5 minutes, as long as the sales in them", "Short"])
def test_what_a_ray_is_has_one_size_in_both_languages(qapp: QApplication, first: str, size: tuple[int, int]) -> None:
    assert qapp is not None
    look = Look(NIGHT, *size)
    box = Rect(round(size[0] * 0.05), round(size[1] * 0.1), round(size[0] * 0.9), round(size[1] * 0.85))
    day = replace(high_in_the_middle(0), key=(first, "每道光为五分钟，长度为其间成交额"))
    found = [op for op in day_horizon.place(day, box, Rect(box.x, box.y, 0, 0), look).ground if isinstance(op, Text)]
    (leading,) = (op.face.size for op in found if op.text.strip() == first)
    (double,) = (op.face.size for op in found if op.text.strip() == day.key[1])
    assert leading == pytest.approx(double, rel=0.2)  # han characters are set a little smaller


def test_hours_that_are_over_are_gold(wall: Wall) -> None:
    request = RenderRequest("*", (1920, 1080), evening("15:00:00"), Control(layout="counter", language="en"))
    lines = [op for op in wall.compose(request).placed["gmv"].ground if isinstance(op, Line)]
    gold = Look(NIGHT, 1920, 1080).color("gold")
    assert [op.color == gold for op in lines] == [True] * 6 + [False] * 3


@pytest.mark.parametrize("at", [*range(0, 200, 12), 199])
@pytest.mark.parametrize(("width", "height"), [(1920, 1080), (1080, 1080), (1080, 1920)])
def test_rays_rise_beside_the_texts_above_them_and_never_through_one(
    wall: Wall, at: int, width: int, height: int
) -> None:
    look = Look(NIGHT, width, height)
    box = Rect(round(width * 0.05), round(height * 0.1), round(width * 0.9), round(height * 0.85))
    texts = Rect(round(width * 0.36), round(height * 0.46), round(width * 0.28), round(height * 0.07))
    day = high_in_the_middle(at)
    found = day_horizon.place(day, box, texts, look)
    (rays,) = (op for op in found.live if isinstance(op, Picture))
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(0)
    painter = QPainter(image)
    painter.translate(rays.x, rays.y)
    rays.paint.draw(painter)
    painter.end()
    lit = pixels(image)[texts.y : texts.bottom, texts.x : texts.right, :3]
    assert not lit.any()
    words = [op for op in found.live if isinstance(op, Text)]
    assert all(
        op.y < texts.y or op.y - op.face.size > texts.bottom or op.x > texts.right or op.x + op.width < texts.x
        for op in words
    )
    for column in (0, width - 1):  # none leans out of the picture: its length is what it says
        assert not pixels(image)[:, column, :3].any()
    if at < 12 and width > height:  # nothing stands in their way at the edge of the day
        assert rays.y < texts.y + 1

"""A column on every city: as high as its sum, on a cell of its own, named beside the land, with a legend to scale."""

from __future__ import annotations

from itertools import combinations
from typing import Literal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from PySide6.QtWidgets import QApplication
from shapely.geometry import LineString

from tests.panels.boxes import boxes, overlapping, texts
from tests.panels.evening import evening
from wallboard.config.map_panels import ChinaMapOptions
from wallboard.core.motion import chase
from wallboard.paint.fonts import load_fonts
from wallboard.paint.ops import Line, Op, Picture, Text
from wallboard.paint.theme import NIGHT, Look
from wallboard.panels import country_map
from wallboard.panels.maps import hexagon_place
from wallboard.panels.maps.hexagon_columns import GROW_US, columns_of, tone_of
from wallboard.panels.maps.pulses import round_sums
from wallboard.panels.panel_context import PanelContext
from wallboard.scene.geography import china
from wallboard.scene.grid import Rect
from wallboard.scene.places import tally

SIZES = {
    "16:9": (Look(NIGHT, 1920, 1080), Rect(96, 260, 1728, 766)),
    "wide": (Look(NIGHT, 3840, 860), Rect(1230, 140, 2418, 680)),
    "tall": (Look(NIGHT, 1080, 1920), Rect(54, 480, 972, 940)),
}


@pytest.fixture(autouse=True, scope="module")
def _fonts(qapp: QApplication) -> None:
    assert qapp is not None
    load_fonts()


def live(size: str, at: str = "02:00:00", language: Literal["zh", "en"] = "zh") -> tuple[Op, ...]:
    look, box = SIZES[size]
    options = ChinaMapOptions(style="hexagons", labels=10)
    return country_map.place(
        country_map.resolve(
            evening(at), options, PanelContext(languages=(language, "en" if language == "zh" else "zh"))
        ),
        box,
        look,
    ).live


def test_every_city_with_a_sum_has_a_column_and_no_two_share_a_foot() -> None:
    found = tally(evening("02:00:00").sample_of("cities").snapshot.cities)  # type: ignore[union-attr]
    columns = [op for op in live("16:9") if isinstance(op, Picture)]
    legend = 3
    assert len(columns) - legend >= 0.9 * len(found.cities)
    feet = {(op.x, op.y + op.h) for op in columns}
    assert len(feet) == len(columns)


def test_the_legend_is_to_scale() -> None:
    columns = [op for op in live("16:9") if isinstance(op, Picture)]
    highest, *legend = (op.key[1] for op in (max(columns[:-3], key=lambda op: op.key[1]), *columns[-3:]))
    sums = evening("02:00:00").sample_of("cities").snapshot.cities  # type: ignore[union-attr]
    most = max(city.gmv_fen for city in sums or ())
    for fen, high in zip(round_sums(most), legend, strict=True):
        assert high == pytest.approx(highest * fen / most, abs=1)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("size", SIZES)
def test_names_touch_no_name_and_stay_in_the_panel(size: str, language: Literal["zh", "en"]) -> None:
    look, box = SIZES[size]
    written = [op for op in live(size, language=language) if isinstance(op, Text)]
    assert list(overlapping(boxes(written))) == []
    assert "".join(texts(written)).count("bn" if language == "en" else "亿") >= 8
    assert all(op.x >= box.x - 1 and op.x + op.width <= box.right + 1 for op in written)
    assert look.least > 0


@pytest.mark.parametrize("size", SIZES)
def test_no_leader_crosses_another(size: str) -> None:
    lines = [LineString([(op.x1, op.y1), (op.x2, op.y2)]) for op in live(size) if isinstance(op, Line)]
    assert len(lines) >= 12
    assert not any(a.crosses(b) for a, b in combinations(lines[::2], 2))


@pytest.mark.parametrize("size", SIZES)
def test_all_islands_and_dashes_stand_at_their_place_within_the_panel(size: str) -> None:
    look, box = SIZES[size]
    frame = hexagon_place._frame(china(), box, look)
    assert frame.composition.islands
    assert frame.composition.inset is None
    for line in (*china().dashes, *(ring for area in china().provinces for ring in area.rings)):
        at = frame.composition.fit.points(line)
        assert at[:, 0].min() >= box.x - 1
        assert at[:, 0].max() <= frame.rail.x
        assert at[:, 1].min() >= box.y - 1
        assert at[:, 1].max() <= box.bottom + 1


@pytest.mark.parametrize("size", SIZES)
def test_the_land_fills_what_the_names_leave_in_width_or_in_height(size: str) -> None:
    look, box = SIZES[size]
    frame = hexagon_place._frame(china(), box, look)
    fit, (west, _, east, north) = frame.composition.fit, china().extent
    below = china().extent_with_islands[1]
    (left, top), (right, bottom) = fit.at(west, north), fit.at(east, below)
    assert 0.5 < fit.tilt < 0.9
    assert right - left >= 0.9 * (frame.rail.x - box.x) or bottom - top >= 0.95 * box.height
    if size == "16:9":
        assert right - left >= 0.58 * look.width


STEPS = st.lists(st.tuples(st.integers(200_000, 3_000_000), st.integers(1, 10**12)), min_size=1, max_size=5)


@given(STEPS, st.integers(0, 12_000_000))
def test_all_columns_at_once_stand_where_each_alone_would(steps: list[tuple[int, int]], t_us: int) -> None:
    history, at_us = [], 0
    for apart_us, fen in steps:
        history.append((at_us, {"a": 10**12, "b": fen}))
        at_us += apart_us
    found = columns_of(("a", "b"), np.zeros((2, 2)), history, 400.0, 10.0, 0.7)
    alone = chase([(us, sums["b"] / 10**12 * 400) for us, sums in history], GROW_US, t_us)
    assert found.at(t_us) == [400, round(alone)] or abs(found.at(t_us)[1] - alone) <= 0.5 + 1e-6
    assert found.at(found.phase(t_us)) == found.at(t_us)


@given(st.integers(1, 10**14), st.integers(1, 10**14))
def test_more_is_never_a_colder_colour(a: int, b: int) -> None:
    most = max(a, b)
    assert tone_of(min(a, b), most) <= tone_of(most, most)


@given(st.integers(0, 10**16))
def test_the_scale_holds_round_sums_within_reach(most: int) -> None:
    found = round_sums(most)
    assert list(found) == sorted(found)
    assert all(fen <= most and str(fen).rstrip("0") in {"1", "2", "5"} for fen in found)
    assert most < 100 or found[-1] * 2.5 >= most


def test_nothing_moves_once_the_columns_have_grown() -> None:
    moment = evening("02:00:00")
    look, box = SIZES["16:9"]
    options = ChinaMapOptions(style="hexagons")
    late = [replace(moment, playhead_us=moment.playhead_us + s * 1_000_000) for s in (20, 21)]
    first, second = (country_map.place(country_map.resolve(m, options, PanelContext()), box, look).live for m in late)
    assert first is second

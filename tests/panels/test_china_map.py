"""The map of China: names that never overlap and never move without need, honest lights, and golden pictures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import lru_cache

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication

from tests.golden.plugin import Golden
from tests.panels.boxes import boxes, overlapping, texts
from tests.panels.evening import evening, saying
from wallboard.config.map_panels import ChinaMapOptions
from wallboard.core.contract.snapshot import City
from wallboard.core.currencies import Currency
from wallboard.core.moment import Moment
from wallboard.paint.brush import Brush
from wallboard.paint.fonts import load_fonts
from wallboard.paint.sprites import Sprites
from wallboard.paint.theme import NIGHT, Look
from wallboard.panels import country_map
from wallboard.panels.maps import composition
from wallboard.panels.maps.country_labels import Label, PlacedLabels, lettered
from wallboard.panels.maps.map_regions import inset_name
from wallboard.panels.maps.pulses import settled
from wallboard.panels.panel_context import PanelContext
from wallboard.scene.geography import china
from wallboard.scene.grid import Rect
from wallboard.scene.places import places

LOOK, BOX = Look(NIGHT, 1920, 1080), Rect(534, 337, 852, 495)
SMALL, SMALL_BOX = Look(NIGHT, 640, 360), Rect(0, 0, 640, 360)
WEIGHTINGS = 200


@pytest.fixture(autouse=True, scope="module")
def _fonts(qapp: QApplication) -> None:
    assert qapp is not None
    load_fonts()


@lru_cache(maxsize=1)
def weightings() -> tuple[Mapping[str, int], ...]:
    """Random sums of all cities, heavy-tailed as sums of cities are."""
    random = np.random.default_rng(11)
    codes = [c.code for c in places().cities.values() if c.dot]
    drawn = random.pareto(0.9, (WEIGHTINGS, len(codes))) * 1e10
    return tuple({c: int(v) + 1 for c, v in zip(codes, row, strict=True)} for row in drawn)


@lru_cache(maxsize=WEIGHTINGS)
def placed(number: int) -> PlacedLabels:
    """The names under one of the weightings, worked out once for all tests."""
    return named(weightings()[number])


def named(sums: Mapping[str, int], count: int = 12) -> PlacedLabels:
    """The names of the leading cities under some sums, on the overview."""
    most = max(sums.values())
    labels = [
        Label(
            c,
            places().cities[c].zh,
            places().cities[c].en,
            f"{sums[c] / 1e10:.1f}"[:5],
            "亿",
            (most // sums[c]).bit_length(),
        )
        for c in settled(sums, count)
    ]
    laid = composition.country_composition(china(), BOX, LOOK, listed=False, both=True)
    return lettered(tuple(labels), china(), laid, LOOK, LOOK.h(0.112), "")


def drawn(moment: Moment, options: ChinaMapOptions, look: Look = SMALL, box: Rect = SMALL_BOX) -> QImage:
    """The panel alone on black."""
    image = QImage(look.width, look.height, QImage.Format.Format_RGB32)
    image.fill(QColor("#060D1D"))
    painter = QPainter(image)
    found = country_map.place(country_map.resolve(moment, options, PanelContext()), box, look)
    Brush(Sprites(NIGHT)).draw(painter, (*found.ground, *found.live))
    painter.end()
    return image


def said(
    moment: Moment, options: ChinaMapOptions | None = None, setting: PanelContext | None = None
) -> tuple[str, ...]:
    """All that can be read on the panel."""
    view = country_map.resolve(moment, options or ChinaMapOptions(), setting or PanelContext())
    found = country_map.place(view, BOX, LOOK)
    return tuple(t.strip() for t in texts((*found.ground, *found.live)))


def meets(a: Iterable[float], b: Iterable[float]) -> bool:
    (left, top, right, bottom), (west, north, east, south) = a, b
    return left < east and right > west and top < south and bottom > north


def test_no_name_lies_on_another_under_any_weighting() -> None:
    for number in range(WEIGHTINGS):
        assert list(overlapping(boxes(placed(number).texts))) == []


def test_every_name_stays_in_the_panel_and_off_taiwan_and_hainan() -> None:
    laid = composition.country_composition(china(), BOX, LOOK, listed=False, both=True)
    guarded = []
    for code in ("710000", "460000"):
        area = china().province(code)
        assert area is not None
        island = laid.fit.points(max(area.rings, key=len))
        guarded.append((*island.min(axis=0), *island.max(axis=0)))
    for number in range(WEIGHTINGS):
        for spot in placed(number).spots:
            assert spot.box[0] >= BOX.x
            assert spot.box[2] <= BOX.right
            assert not any(meets(spot.box, island) for island in guarded)


def test_nearly_all_of_a_dozen_are_named_under_any_weighting() -> None:
    counts = [len(placed(number).spots) for number in range(WEIGHTINGS)]
    assert min(counts) >= 9
    assert sum(counts) >= 0.98 * 12 * WEIGHTINGS


def test_names_stay_where_they_are_while_the_same_cities_lead() -> None:
    for number, sums in enumerate(weightings()[:60]):
        leading = settled(sums, 12)
        grown = {c: fen + (fen // 500 if c in leading else 0) for c, fen in sums.items()}
        if set(settled(grown, 12)) == set(leading):
            assert {s.code: s.box for s in named(grown).spots} == {s.code: s.box for s in placed(number).spots}


def test_another_name_moves_few_of_the_others() -> None:
    moved = []
    for number, sums in enumerate(weightings()[:60]):
        leading = settled(sums, 13)
        passed = {**sums, leading[12]: sums[leading[11]] * 12 // 10}
        before = {s.code: s.box for s in placed(number).spots}
        after = {s.code: s.box for s in named(passed).spots}
        moved.append(sum(before[c] != after[c] for c in before.keys() & after.keys()))
    assert np.mean(moved) < 1.5


def test_the_same_instant_is_drawn_twice_alike() -> None:
    assert drawn(evening("02:00:00"), ChinaMapOptions()) == drawn(evening("02:00:00"), ChinaMapOptions())


def test_nothing_moves_once_the_data_have_stopped() -> None:
    moment = evening("02:00:00")
    late = [replace(moment, playhead_us=moment.playhead_us + s * 1_000_000) for s in (20, 21)]
    first, second = (
        country_map.place(country_map.resolve(m, ChinaMapOptions(), PanelContext()), BOX, LOOK).live for m in late
    )
    assert first == second


def test_only_a_change_of_colour_touches_the_ground() -> None:
    moment = evening("02:00:00")
    later = evening("02:00:02")
    first, second = (
        country_map.place(country_map.resolve(m, ChinaMapOptions(), PanelContext()), BOX, LOOK).ground
        for m in (moment, later)
    )
    assert first == second


def test_without_cities_the_map_says_so() -> None:
    assert any("暂无数据" in text for text in said(saying(evening("02:00:00"), cities=None)))


def test_an_unknown_city_changes_nothing_on_the_map() -> None:
    moment = evening("02:00:00")
    assert moment.state.current is not None
    cities = moment.state.current.snapshot.cities or ()
    told = said(saying(moment, cities=(*cities, City("Atlantis", 10**15), City("杭州", -5))))
    assert told == said(saying(moment, cities=cities))


def test_a_metric_that_cities_do_not_have_leaves_the_map_empty() -> None:
    assert any("暂无数据" in text for text in said(evening("02:00:00"), ChinaMapOptions(metric="orders")))


def test_a_province_shows_its_own_cities_only() -> None:
    told = " ".join(said(evening("02:00:00"), ChinaMapOptions(province="330000")))
    assert "浙江" in told
    assert "杭州" in told
    assert "上海" not in told


def test_the_operator_steps_through_the_leading_provinces() -> None:
    headings = [said(evening("02:00:00"), setting=PanelContext(province=k)) for k in (1, 2)]
    assert [next(t for t in told if t in {"广东", "浙江"}) for told in headings] == ["广东", "浙江"]


def test_a_province_that_does_not_exist_shows_the_country() -> None:
    assert "上海" in said(evening("02:00:00"), ChinaMapOptions(province="990000"))


def test_the_list_stands_beside_the_map() -> None:
    told = said(evening("02:00:00"), ChinaMapOptions(list=True))
    assert "省份消费榜" in told
    assert "城市消费榜" in told


def test_no_labels_means_no_names() -> None:
    assert "上海" not in said(evening("02:00:00"), ChinaMapOptions(labels=0))


def test_dollars_are_marked() -> None:
    told = said(
        evening("02:00:00"),
        setting=PanelContext(("en", "zh"), "second", Currency("CNY"), (Currency("USD"), Decimal("6.80"))),
    )
    assert any(text.startswith("$") for text in told)


@pytest.mark.parametrize("size", [(3840, 2160, 1704, 989), (1920, 1080, 852, 495), (3840, 860, 931, 691)])
def test_the_inset_hides_neither_taiwan_nor_hainan_nor_a_dash(size: tuple[int, int, int, int]) -> None:
    look, box = Look(NIGHT, *size[:2]), Rect(100, 60, *size[2:])
    laid = composition.country_composition(china(), box, look, listed=False, both=True)
    assert laid.inset is not None
    frame = (laid.inset.x, laid.inset.y, laid.inset.right, laid.inset.bottom)
    area = china().province("710000")
    assert area is not None
    north = [r for r in (*area.rings, *china().dashes[:3]) if r[:, 1].min() > composition.NORTH_OF_SOUTH_SEA_M]
    for points in map(laid.fit.points, north):
        assert not meets(frame, (*points.min(axis=0), *points.max(axis=0)))


def test_the_name_of_the_inset_covers_no_dash_and_no_island() -> None:
    laid = composition.country_composition(china(), BOX, LOOK, listed=False, both=True)
    inset = china().inset
    assert laid.inset is not None
    assert laid.south_sea is not None
    assert inset is not None
    (name,) = boxes(inset_name(laid.inset, ("南海诸岛", ""), LOOK))
    for points in map(laid.south_sea.points, (inset.islets, *inset.dashes)):
        assert points[:, 1].max() < name.top


def test_a_tall_panel_shows_the_islands_at_their_place() -> None:
    laid = composition.country_composition(china(), Rect(516, 110, 958, 916), LOOK, listed=False, both=True)
    assert laid.islands
    assert laid.inset is None
    assert laid.fit.at(0, china().extent_with_islands[1])[1] <= 110 + 916


def test_the_country_looks_as_it_did(golden: Golden) -> None:
    golden("maps/china", drawn(evening("02:00:00"), ChinaMapOptions(hub="330100")))


def test_a_province_looks_as_it_did(golden: Golden) -> None:
    golden("maps/zhejiang", drawn(evening("02:00:00"), ChinaMapOptions(province="330000", hub="330100")))


def test_a_city_of_the_province_that_is_shown_is_not_told_apart_by_it() -> None:
    assert country_map._within("Yichun (Heilongjiang)", ("黑龙江", "Heilongjiang")) == "Yichun"
    assert country_map._within("Yichun (Heilongjiang)", ("江西", "Jiangxi")) == "Yichun (Heilongjiang)"
    assert country_map._within("伊春（黑龙江）", ("黑龙江", "")) == "伊春"
    assert country_map._within("Yichun (Heilongjiang)", ("", "")) == "Yichun (Heilongjiang)"


def test_columns_stand_on_the_leading_cities_where_they_are_wanted(qapp: QApplication) -> None:
    def drawn(*, columns: bool) -> QImage:
        options = ChinaMapOptions(columns=columns)
        found = country_map.place(country_map.resolve(evening("00:10:00"), options, PanelContext()), BOX, LOOK)
        image = QImage(1920, 1080, QImage.Format.Format_RGB32)
        image.fill(0)
        painter = QPainter(image)
        Brush(Sprites(NIGHT)).draw(painter, found.live)
        painter.end()
        return image

    assert drawn(columns=True) == drawn(columns=True)
    assert drawn(columns=True) != drawn(columns=False)

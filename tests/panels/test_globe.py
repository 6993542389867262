"""The globe: true day and night, the dashes and Taiwan in China's colour, names that keep clear, memory given back."""

from __future__ import annotations

import gc
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication
from shapely.geometry import LineString

from tests.golden.plugin import Golden
from tests.panels.boxes import boxes, overlapping
from tests.panels.evening import evening
from wallboard.config.map_panels import WorldMapOptions
from wallboard.core.moment import Moment
from wallboard.paint.brush import Brush
from wallboard.paint.fonts import load_fonts
from wallboard.paint.ops import Live, Picture, Placed, Text
from wallboard.paint.piecework import Piecework
from wallboard.paint.sprites import Sprites
from wallboard.paint.theme import NIGHT, Look
from wallboard.panels import world_map
from wallboard.panels.maps import globe_place
from wallboard.panels.maps.globe_picture import ACROSS, DASH, DOWN, LEVELS, SEAM, STRIPS, Disc, palette, texture
from wallboard.panels.panel_context import PanelContext
from wallboard.scene.geography import world
from wallboard.scene.globe import View, vectors
from wallboard.scene.grid import Rect

SIZES = {
    "16:9": (Look(NIGHT, 1280, 720), Rect(330, 172, 620, 512)),
    "wide": (Look(NIGHT, 1920, 430), Rect(475, 70, 970, 338)),
    "tall": (Look(NIGHT, 720, 1280), Rect(36, 330, 648, 390)),
}
LOOK = Look(NIGHT, 640, 360)
OPTIONS = WorldMapOptions(style="globe", hub=(120.6, 30.7))


@pytest.fixture(autouse=True, scope="module")
def _fonts(qapp: QApplication) -> None:
    assert qapp is not None
    load_fonts()


def placed(moment: Moment, size: str = "16:9", options: WorldMapOptions = OPTIONS, *, zh: bool = True) -> Placed:
    look, box = SIZES[size]
    setting = PanelContext(languages=("zh", "en") if zh else ("en", "zh"))
    return world_map.place(world_map.resolve(moment, options, setting), box, look)


def drawn(found: Placed, size: str = "16:9") -> QImage:
    look, _ = SIZES[size]
    image = QImage(look.width, look.height, QImage.Format.Format_RGB32)
    image.fill(QColor("#060D1D"))
    painter = QPainter(image)
    Brush(Sprites(NIGHT)).draw(painter, (*found.ground, *found.live))
    painter.end()
    return image


@pytest.mark.parametrize("zh", [True, False], ids=["zh", "en"])
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("at", ["02:00:00", "17:00:00"])
def test_no_name_lies_on_another_and_no_leader_crosses(size: str, at: str, zh: bool) -> None:
    _, box = SIZES[size]
    found = placed(evening(at), size, zh=zh).live
    written = [op for op in found if isinstance(op, Text)]
    assert list(overlapping(boxes(written))) == []
    assert all(op.x >= box.x - 1 and op.x + op.width <= box.right + 1 for op in written)
    lines = [
        LineString([(op.x + op.key[1], op.y + op.key[2]), (op.x + op.key[3], op.y + op.key[4])])
        for op in found
        if isinstance(op, Picture) and op.key[0] == "leader"
    ]
    assert len(lines) >= 5
    assert not any(a.crosses(b) for a, b in combinations(lines, 2))


@pytest.mark.parametrize("zh", [True, False], ids=["zh", "en"])
@pytest.mark.parametrize("size", SIZES)
def test_all_names_have_their_double_or_none(size: str, zh: bool) -> None:
    written = [op for op in placed(evening("17:00:00"), size, zh=zh).live if isinstance(op, Text)]
    leaders = sum(
        isinstance(op, Picture) and op.key[0] == "leader" for op in placed(evening("17:00:00"), size, zh=zh).live
    )
    assert sum(not op.fact and bool(op.text.strip()) for op in written) in (0, leaders)


def test_the_sides_of_day_and_night_are_those_of_the_sun() -> None:
    disc = Disc(256, 24.0, (255, 255, 255))
    colors = np.repeat(np.arange(LEVELS, dtype=np.uint32)[:, None], 256, axis=1)
    sun = (120.0, -17.0)
    shift = round((120.0 - SEAM) / 360 * ACROSS)
    for number in range(STRIPS):
        disc.strip(number, shift, sun, colors)
    view = View(shift / ACROSS * 360 + SEAM, 24.0)
    near = view.seen(vectors(120.0, -17.0))[0]
    far = view.seen(vectors(-160.0, 60.0))[0]
    day, night = (int(disc.pixels[round(128 - p[1] * 127), round(128 + p[0] * 127)]) for p in (near, far))
    assert day > LEVELS * 0.8
    assert night < LEVELS * 0.45


def test_taiwan_and_the_dashes_are_drawn_as_chinas() -> None:
    numbers = Piecework(texture, 1)(-66.0)

    def at(lon: float, lat: float) -> int:
        return int(numbers[round((90 - lat) / 180 * DOWN) * ACROSS + round((lon - SEAM) / 360 * ACROSS)])

    colors = palette({}, frozenset({"CN"}), LOOK)[LEVELS - 1]
    assert colors[at(121.0, 23.8)] == colors[at(105.0, 33.0)] != colors[at(138.5, 36.3)]
    assert np.count_nonzero(numbers == DASH) > 10 * 4
    assert len(world().dashes) == 10


def test_every_pixel_shows_the_country_that_lies_there() -> None:
    disc = Disc(256, 24.0, (0, 0, 0))
    colors = np.repeat(np.arange(256, dtype=np.uint32)[None, :], LEVELS, axis=0)
    shift = round((105.0 - SEAM) / 360 * ACROSS)
    for number in range(STRIPS):
        disc.strip(number, shift, (105.0, 0.0), colors)
    view = View(shift / ACROSS * 360 + SEAM, 24.0)
    by_number = {code: n for n, code in enumerate((a.code for a in world().countries), 1)}
    for code, place in {"CN": (103.0, 33.0), "IN": (78.0, 22.0), "AU": (134.0, -24.0), "RU": (100.0, 62.0)}.items():
        ((x, y, _),) = view.seen(vectors(*place))
        assert disc.pixels[int(128 - y * 128), int(128 + x * 128)] == by_number[code]


def test_a_frame_brings_few_strips_up_to_date() -> None:
    moment = evening("17:00:00")
    before: tuple[object, ...] = ()
    for frame in range(60):
        found = placed(replace(moment, playhead_us=moment.playhead_us + frame * 16_667)).live
        keys = tuple(op.key for op in found if isinstance(op, Live) and op.key[0] == "globe")
        assert len(keys) == STRIPS
        assert not before or sum(a != b for a, b in zip(keys, before, strict=True)) <= 2
        before = keys


def test_any_instant_is_drawn_alike_whatever_was_drawn_before() -> None:
    moment = evening("17:00:00")
    later = replace(moment, playhead_us=moment.playhead_us + 90_000_000)
    first = drawn(placed(moment))
    drawn(placed(later))
    assert drawn(placed(moment)) == first


def test_a_globe_that_does_not_turn_stands() -> None:
    moment = evening("17:00:00")
    still = OPTIONS.model_copy(update={"turns": False, "arcs": False})
    late = [replace(moment, playhead_us=moment.playhead_us + s * 1_000_000) for s in (0, 50)]
    one, other = (placed(m, options=still).live for m in late)
    assert one[:STRIPS] == other[:STRIPS]


def test_its_memory_is_small_and_given_back() -> None:
    found = placed(evening("17:00:00"))
    (disc,) = globe_place._DISCS.values()
    share = (disc.diameter / 1490) ** 2
    what = disc.sampled
    held = sum(a.nbytes for a in (what.base, what.outside, what.coarse, disc.pixels, *what.edge))
    assert held / share + what.map.nbytes < 30e6
    del found, disc
    gc.collect()
    assert not globe_place._DISCS


def test_without_countries_the_globe_says_so() -> None:
    found = placed(evening("-00:10:00"))
    assert any(isinstance(op, Text) and op.text.startswith("暂无数据") for op in found.live)


def test_the_globe_looks_as_it_did(golden: Golden) -> None:
    golden("maps/globe", drawn(placed(evening("17:00:00"))))

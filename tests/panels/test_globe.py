"""The globe: true day and night, the dashes and Taiwan in China's colour, names that keep clear, memory given back."""

from __future__ import annotations

import gc
from itertools import combinations, pairwise

import numpy as np
import pytest
from msgspec.structs import replace
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
from wallboard.paint.piecework import made_of
from wallboard.paint.sprites import Sprites
from wallboard.paint.theme import NIGHT, Look
from wallboard.panels import world_map
from wallboard.panels.maps import globe_place
from wallboard.panels.maps.globe_picture import COARSE, FINE, LEVELS, NIGHT_LIGHT, STRIPS, Disc, _mean, palette
from wallboard.panels.maps.globe_texture import ACROSS, COAST, DASH, DOWN, OTHER, SEA, SEAM, texels_of, texture
from wallboard.panels.panel_context import PanelContext
from wallboard.scene.geography import world
from wallboard.scene.globe import SWAY_US, View, vectors
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


def test_land_can_be_made_out_at_midnight() -> None:
    colors = palette({}, frozenset({"CN"}), LOOK)
    night = round(NIGHT_LIGHT * (LEVELS - 1))
    china = 1 + next(n for n, area in enumerate(world().countries) if area.code == "CN")

    def luminance(number: int) -> float:
        found = QColor(int(colors[night, number]))
        linear = [((c / 255 + 0.055) / 1.055) ** 2.4 for c in (found.red(), found.green(), found.blue())]
        return float(0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2])

    for number in (china, COAST):
        assert (luminance(number) + 0.05) / (luminance(SEA) + 0.05) >= 2.5
    assert luminance(OTHER) > 2 * luminance(SEA)


def test_small_globes_have_soft_coasts_and_large_ones_cost_one_sample() -> None:
    for diameter, count in ((256, 2), (FINE + 56, 1)):
        disc = Disc(diameter, 24.0, (0, 0, 0))
        assert len(disc.sampled.bases) == count
    one, other = np.uint32(0xFF204060), np.uint32(0xFF40A0E1)
    (mixed,) = _mean(np.array([one]), np.array([other]))
    assert [int(mixed) >> shift & 255 for shift in (24, 16, 8, 0)] == [255, 0x30, 0x70, (0x60 + 0xE1) // 2]


def test_taiwan_and_the_dashes_are_drawn_as_chinas() -> None:
    pictures = made_of(texture(-66.0, 1.0))
    numbers = texels_of(pictures)

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


def test_a_step_of_the_globe_is_spread_over_frames() -> None:
    moment = evening("17:00:00")
    steps = []
    for frame in range(90):
        found = placed(replace(moment, playhead_us=moment.playhead_us + frame * 16_667)).live
        strips = tuple(op.key for op in found if isinstance(op, Live) and op.key[0] == "globe")
        arcs = [op.still for op in found if isinstance(op, Live) and op.key[0] == "arcs"]
        lines = {op.key for op in found if isinstance(op, Picture) and op.key[0] == "leader"}
        steps.append((strips, arcs, lines))
    moved = [(a[0] != b[0], a[1] != b[1], len(b[2] - a[2])) for a, b in pairwise(steps)]
    assert sum(arcs for _, arcs, _ in moved) >= 2
    assert sum(lines for _, _, lines in moved) >= 2 * len(steps[0][2]) - 4  # all of them move with each step
    assert max(lines for _, _, lines in moved) <= len(steps[0][2]) / len(globe_place.NAMES_US) + 1
    assert not any(arcs and lines for _, arcs, lines in moved)
    assert sum(strips and bool(arcs or lines) for strips, arcs, lines in moved) <= 2  # frames are 17 ms, steps 22 apart


def test_no_line_from_east_of_the_hub_crosses_its_country_however_the_globe_sways() -> None:
    moment = evening("17:00:00")
    for part in range(24):
        at_us = moment.playhead_us + part * SWAY_US // 24
        found = placed(replace(moment, playhead_us=at_us)).live
        disc = next(op for op in found if isinstance(op, Live) and op.key[0] == "globe")
        right = {op.text.strip() for op in found if isinstance(op, Text) and op.x > disc.x + disc.w / 2}
        assert {"韩国", "日本", "澳大利亚"} <= right


def test_names_are_joined_to_where_their_countries_are_seen_while_they_take_turns() -> None:
    moment = evening("17:00:00")
    one, other = (
        [
            op.x + op.key[1]
            for op in placed(replace(moment, playhead_us=at)).live
            if isinstance(op, Picture) and op.key[0] == "leader"
        ]
        for at in (moment.playhead_us, moment.playhead_us + 16_667)
    )
    assert one
    assert all(abs(a - b) <= 2 for a, b in zip(one, other, strict=True))


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
    what = disc.sampled
    held = sum(a.nbytes for a in (what.bases[0], what.outside, disc.pixels, *what.edge))
    light, second = what.coarse.nbytes, what.bases[1].nbytes
    large = held + light * (what.step / COARSE) ** 2  # large discs: one sample a pixel, light for one of sixteen
    for diameter, kept in ((1490, large), (FINE, held + light + second)):
        assert kept * (diameter / disc.diameter) ** 2 + what.map.nbytes < 30e6
    del found, disc
    gc.collect()
    assert not globe_place._DISCS


def test_without_countries_the_globe_says_so() -> None:
    found = placed(evening("-00:10:00"))
    assert any(isinstance(op, Text) and op.text.startswith("暂无数据") for op in found.live)


def test_the_globe_looks_as_it_did(golden: Golden) -> None:
    golden("maps/globe", drawn(placed(evening("17:00:00"))))

"""The map of the world: who trades with China, in both directions, with names that do not overlap."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication

from tests.golden.plugin import Golden
from tests.panels.boxes import boxes, overlapping, texts
from tests.panels.evening import evening, saying
from wallboard.config.map_panels import WorldMapOptions
from wallboard.core.contract.snapshot import Country
from wallboard.core.moment import Moment
from wallboard.paint.brush import Brush
from wallboard.paint.fonts import load_fonts
from wallboard.paint.ops import Placed
from wallboard.paint.sprites import Sprites
from wallboard.paint.theme import NIGHT, Look
from wallboard.panels import world_map
from wallboard.panels.maps.world_place import fit_of
from wallboard.panels.panel_context import PanelContext
from wallboard.scene.geography import world
from wallboard.scene.grid import Rect

SIZES = {
    "1080p": (Look(NIGHT, 1920, 1080), Rect(96, 250, 1728, 560)),
    "4K": (Look(NIGHT, 3840, 2160), Rect(192, 500, 3456, 1120)),
    "ultrawide": (Look(NIGHT, 3840, 860), Rect(869, 122, 2102, 695)),
}
LOOK, BOX = SIZES["1080p"]


@pytest.fixture(autouse=True, scope="module")
def _fonts(qapp: QApplication) -> None:
    assert qapp is not None
    load_fonts()


def placed(moment: Moment, options: WorldMapOptions | None = None, size: tuple[Look, Rect] = (LOOK, BOX)) -> Placed:
    look, box = size
    return world_map.place(world_map.resolve(moment, options or WorldMapOptions(), PanelContext()), box, look)


def said(moment: Moment, options: WorldMapOptions | None = None) -> str:
    return " ".join(texts(placed(moment, options).live))


@pytest.mark.parametrize("size", SIZES)
def test_no_name_lies_on_another(size: str) -> None:
    assert list(overlapping(boxes(placed(evening("02:00:00"), size=SIZES[size]).live))) == []


def test_both_directions_are_told_with_sums_and_ranks() -> None:
    told = said(evening("02:00:00"))
    assert "美国" in told
    assert "俄罗斯" in told
    assert "对华销售" in told
    assert "购自中国" in told


def test_one_direction_tells_nothing_of_the_other() -> None:
    told = said(evening("02:00:00"), WorldMapOptions(direction="selling_to_china"))
    assert "美国" in told
    assert "俄罗斯" not in told


def test_without_countries_the_map_says_so() -> None:
    assert "暂无数据" in said(saying(evening("02:00:00"), selling_to_china=None, buying_from_china=None))


def test_a_country_that_nobody_knows_is_left_out() -> None:
    moment = evening("02:00:00")
    odd = saying(moment, selling_to_china=(Country("QQ", 10**14), Country("JP", 10**11), Country("CN", 10**14)))
    told = said(odd, WorldMapOptions(direction="selling_to_china"))
    assert "日本" in told
    assert "QQ" not in told
    assert "中国" not in told.replace("购自中国", "")


def test_every_country_lies_within_the_panel() -> None:
    fit = fit_of(BOX, LOOK)
    west, south, east, north = world().extent
    left, top = fit.at(west, north)
    right, bottom = fit.at(east, south)
    assert BOX.x <= left + 1
    assert right <= BOX.right + 1
    assert BOX.y <= top + 1
    assert bottom <= BOX.bottom + 1


def test_nothing_moves_without_arcs() -> None:
    moment = evening("02:00:00")
    options = WorldMapOptions(arcs=False, style="flat")
    later = Moment(moment.state, moment.state.from_us + 1_000_000)
    assert placed(moment, options).live == placed(later, options).live


def test_the_world_looks_as_it_did(golden: Golden) -> None:
    look, box = Look(NIGHT, 640, 360), Rect(0, 40, 640, 280)
    image = QImage(640, 360, QImage.Format.Format_RGB32)
    image.fill(QColor("#060D1D"))
    painter = QPainter(image)
    found = placed(evening("02:00:00"), WorldMapOptions(hub=(120.6, 30.7)), size=(look, box))
    Brush(Sprites(NIGHT)).draw(painter, (*found.ground, *found.live))
    painter.end()
    golden("maps/world", image)

"""Land and bare grounds that are kept between runs look the same as those that were just made."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication

from tests import nights
from wallboard.actions.control import Control
from wallboard.paint import glow
from wallboard.paint.kept_pictures import keep_pictures_in
from wallboard.paint.ops import Live
from wallboard.paint.piecework import bands
from wallboard.panels.maps import extruded_land, light
from wallboard.panels.maps.hexagon_place import keep_lands_of
from wallboard.wall import RenderRequest, Wall

SIZE = (960, 540)


@pytest.fixture(autouse=True)
def _forgotten() -> Iterator[None]:
    keep_lands_of(0)
    yield
    keep_pictures_in(None)
    keep_lands_of(1)


def picture(layout: str, theme: str = "night") -> bytes:
    """A layout as a new run paints it."""
    keep_lands_of(0)
    settings = nights.settings()
    settings = settings.model_copy(update={"theme": settings.theme.model_copy(update={"name": theme})})
    image = Wall(settings).image(RenderRequest("*", SIZE, nights.moment("02:00:00"), Control(layout=layout)))
    return bytes(image.constBits())


@cache
def fresh_picture(layout: str, theme: str = "night") -> bytes:
    """The same where nothing is kept, painted once for the tests that compare with it."""
    return picture(layout, theme)


@pytest.mark.parametrize(("layout", "files"), [("overview", 2), ("map", 2), ("global", 3)])
def test_land_from_a_file_looks_the_same(layout: str, files: int, tmp_path: Path, qapp: QApplication) -> None:
    fresh = fresh_picture(layout)
    keep_pictures_in(tmp_path / "maps")
    assert picture(layout) == fresh
    used = {file: file.stat().st_mtime_ns for file in (tmp_path / "maps").iterdir()}
    assert len(used) == files  # the land, or countries and disc of the globe, and the bare ground
    assert picture(layout) == fresh
    again = {file: file.stat().st_mtime_ns for file in (tmp_path / "maps").iterdir()}
    assert again.keys() == used.keys()
    assert all(again[file] >= used[file] for file in used)


@pytest.mark.parametrize("rows", [1, 37])
@pytest.mark.parametrize(("layout", "theme"), [("overview", "night"), ("map", "night"), ("overview", "bright")])
def test_land_made_in_narrow_bands_looks_the_same(
    layout: str, theme: str, rows: int, monkeypatch: pytest.MonkeyPatch, qapp: QApplication
) -> None:
    whole = fresh_picture(layout, theme)
    used = []

    def narrow(width: int, height: int, _most_px: int = 0) -> list[tuple[int, int]]:
        used.append(height)
        return bands(width, height, width * rows)

    for module in (glow, light, extruded_land):
        monkeypatch.setattr(module, "bands", narrow)
    assert picture(layout, theme) == whole
    assert used


def test_another_theme_has_land_of_its_own(tmp_path: Path, qapp: QApplication) -> None:
    bright = fresh_picture("overview", "bright")
    keep_pictures_in(tmp_path)
    picture("overview")
    assert picture("overview", "bright") == bright
    assert len(list(tmp_path.iterdir())) == 4  # two lands, two bare grounds


@pytest.mark.parametrize("box", [(0, 0, 960, 540), (300, 200, 40, 30), (481, 3, 7, 500), (0, 520, 960, 20)])
def test_a_part_of_the_land_looks_as_in_the_whole(box: tuple[int, int, int, int], qapp: QApplication) -> None:
    wall = Wall(nights.settings())
    made = wall.compose(RenderRequest("*", SIZE, nights.moment("02:00:00"), Control(layout="overview")))
    land = [op for placed in made.placed.values() for op in placed.ground if isinstance(op, Live)]
    whole, part = (QImage(*SIZE, QImage.Format.Format_RGB32) for _ in range(2))
    for image, clip in ((whole, None), (part, QRect(*box))):
        image.fill(0xFF102030)
        painter = QPainter(image)
        if clip is not None:
            painter.setClipRect(clip)
        wall.brush.draw(painter, land)
        painter.end()
    assert part.copy(*box) == whole.copy(*box)
    assert land

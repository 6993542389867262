"""Land that is kept between runs looks the same as land that was just made."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication

from tests import nights
from wallboard.actions.control import Control
from wallboard.paint.ops import Live
from wallboard.panels.maps.hexagon_place import keep_lands_of
from wallboard.panels.maps.kept_land import keep_land_in
from wallboard.wall import RenderRequest, Wall

SIZE = (960, 540)


@pytest.fixture(autouse=True)
def _forgotten() -> Iterator[None]:
    keep_lands_of(0)
    yield
    keep_land_in(None)
    keep_lands_of(1)


def picture(layout: str, theme: str = "night") -> bytes:
    """A layout as a new run paints it."""
    keep_lands_of(0)
    settings = nights.settings()
    settings = settings.model_copy(update={"theme": settings.theme.model_copy(update={"name": theme})})
    image = Wall(settings).image(RenderRequest("*", SIZE, nights.moment("02:00:00"), Control(layout=layout)))
    return bytes(image.constBits())


@pytest.mark.parametrize("layout", ["overview", "map"])
def test_land_from_a_file_looks_the_same(layout: str, tmp_path: Path, qapp: QApplication) -> None:
    fresh = picture(layout)
    keep_land_in(tmp_path / "maps")
    assert picture(layout) == fresh
    (file,) = (tmp_path / "maps").iterdir()
    used = file.stat().st_mtime_ns
    assert picture(layout) == fresh
    (again,) = (tmp_path / "maps").iterdir()
    assert again == file
    assert again.stat().st_mtime_ns >= used


def test_another_theme_has_land_of_its_own(tmp_path: Path, qapp: QApplication) -> None:
    bright = picture("overview", "bright")
    keep_land_in(tmp_path)
    picture("overview")
    assert picture("overview", "bright") == bright
    assert len(list(tmp_path.iterdir())) == 2


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

"""The map of countries by number that the globe samples, drawn once, in pieces."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from wallboard.core.resources import shipped
from wallboard.paint.kept_pictures import Making, code_of, kept
from wallboard.paint.picture_files import MappedPictures
from wallboard.panels.maps.paths import path_of
from wallboard.scene.geography import WORLD, Points, world
from wallboard.scene.globe import degrees

ACROSS, DOWN = 4096, 2048
"""Texels of the map of countries around the earth and from pole to pole."""
COUNTRIES = 24
"""Countries that are filled in before the next frame may be painted."""
SEA, OTHER, BORDER, COAST, DASH, GRID = 0, 250, 251, 252, 253, 254
"""Numbers of the map of countries; the countries are 1 and so on, in the order of the map of the world."""
SEAM = -30.0
"""The longitude at which the map of countries begins, in degrees east."""


def kept_name(*made_of: object) -> str:
    """The name under which what is made of the shipped map of the world, and of these, is kept between runs."""
    map_file = shipped(WORLD).stat()
    return repr(("globe", code_of(Path(__file__).parent), map_file.st_size, map_file.st_mtime_ns, *made_of))


def texture(lowest: float, line: float = 1.0) -> Generator[None, None, MappedPictures]:
    """The number of the country at each texel, from the north pole down to a latitude: one picture of 7 MB, in pieces.

    `line` is the width of borders and coasts in texels. The last row stands twice. Kept in a file.
    """
    rows = min(DOWN, round((90.0 - lowest) / 180 * DOWN) + 2)
    return (yield from kept(kept_name("countries", rows, line), (ACROSS, rows + 1), lambda: _drawn(rows, line)))


def texels_of(pictures: MappedPictures) -> npt.NDArray[np.uint8]:
    """The texels of a texture, row by row; they live as long as the pictures do."""
    return np.frombuffer(pictures.images[0].constBits(), np.uint8)


def _drawn(rows: int, line: float) -> Making:
    image = QImage(ACROSS, rows + 1, QImage.Format.Format_Grayscale8)
    image.fill(SEA)
    shipped = world()
    yield
    painter = QPainter(image)
    try:
        _graticule(painter)
        painter.setPen(Qt.PenStyle.NoPen)
        for number, area in enumerate(shipped.countries, 1):
            _filled(painter, area.rings, number)
            if number % COUNTRIES == 0:
                yield
        _filled(painter, shipped.other_land, OTHER)
        for lines, number, wide in (
            (shipped.borders, BORDER, line),
            (shipped.coasts, COAST, line),
            (shipped.dashes, DASH, 2.6 * line),
        ):
            yield
            path = path_of([_texels(metres) for metres in lines])
            yield
            painter.strokePath(path, QPen(QColor(number, number, number), wide))
    finally:
        painter.end()
    yield
    pixels = np.frombuffer(image.bits(), np.uint8).reshape(rows + 1, ACROSS)
    pixels[-1] = pixels[-2]
    return (image,)


def _graticule(painter: QPainter) -> None:
    painter.setPen(QPen(QColor(GRID, GRID, GRID), 1))
    for step in range(12):
        painter.drawLine(step * ACROSS // 12, 0, step * ACROSS // 12, DOWN)
    for step in range(1, 6):
        painter.drawLine(0, step * DOWN // 6, ACROSS, step * DOWN // 6)


def _texels(metres: Points) -> Points:
    lon, lat = degrees(metres).T
    return np.column_stack(((lon - SEAM) / 360 * ACROSS, (90 - lat) / 180 * DOWN))


def _filled(painter: QPainter, rings: Sequence[Points], number: int) -> None:
    """Rings as one area, each an island or a lake of it."""
    painter.fillPath(path_of([_texels(ring) for ring in rings], closed=True), QColor(number, number, number))

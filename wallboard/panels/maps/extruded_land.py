"""The land as a lit slab: everything that lies under and over the provinces' colours, painted once for a size."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence

import msgspec
import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen

from wallboard.paint.glow import canvas, drawing_on, in_bands, shining
from wallboard.paint.kept_pictures import Making, kept
from wallboard.paint.picture_files import MappedPictures
from wallboard.paint.piecework import Piecework, bands
from wallboard.paint.theme import Look
from wallboard.panels.maps.kept_land import name_of
from wallboard.panels.maps.light import inner_light, side
from wallboard.panels.maps.paths import path_of, sizeable, strokes, thinned
from wallboard.panels.maps.ramp import color_at, table
from wallboard.scene.fit import Fit
from wallboard.scene.geography import Points

Box = tuple[int, int, int, int]
LANDS_KEPT = 2
"""Prepared lands that are kept for each canvas: ten bytes for each pixel of their boxes."""
THICKNESS_M = 96_000
"""How deep the slab is, in metres of the map."""


class ExtrudedLand(msgspec.Struct, frozen=True, eq=False):
    """What is raised: coloured areas (rings in metres, in the order of their colour classes), outline, borders, lines.

    `dashes` are the ten dashes as far as they belong on this map.
    """

    name: str
    areas: tuple[tuple[Points, ...], ...]
    outline: tuple[Points, ...]
    borders: tuple[Points, ...]
    dashes: tuple[Points, ...]


class LandLayers(msgspec.Struct, frozen=True, eq=False):
    """The prepared parts of a slab that fill a picture at (x, y).

    `index` has shape (height, width): 0 off the land, else 1 + the number of the area; `mask` is the land's soft edge.
    """

    x: int
    y: int
    below: QImage
    index: npt.NDArray[np.uint8]
    mask: QImage
    above: QImage
    pictures: MappedPictures

    def paint_below(self, painter: QPainter) -> None:
        """Draw what lies under the land, in canvas coordinates."""
        painter.drawImage(self.x, self.y, self.below)

    def paint_land(self, painter: QPainter, classes: Sequence[int], look: Look, shade: float = 0.0) -> None:
        """Draw the land with a colour class for each area.

        `shade` darkens it: a large face of one hot colour would outshine the lights on it.
        """
        palette = table(look.theme.ramp, look.color("no_data"))
        colors = np.concatenate((np.zeros(1, np.uint32), palette[np.asarray(classes, np.intp)]))
        part = self._asked(painter)
        if part.isEmpty():
            return
        left, top, width, height = part.x(), part.y(), part.width(), part.height()
        pixels = np.ascontiguousarray(colors[self.index[top : top + height, left : left + width]])
        land = QImage(pixels.data, width, height, width * 4, QImage.Format.Format_ARGB32_Premultiplied)
        inner = QPainter(land)
        if shade:
            inner.fillRect(land.rect(), QColor(0, 0, 0, round(255 * shade)))
        inner.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationIn)
        inner.drawImage(-left, -top, self.mask)
        inner.end()
        painter.drawImage(self.x + left, self.y + top, land)

    def paint_above(self, painter: QPainter) -> None:
        """Draw what lies over the land."""
        painter.drawImage(self.x, self.y, self.above)
        self.pictures.rest()

    def _asked(self, painter: QPainter) -> QRect:
        """What of the land a painter draws at all: a ground that is touched up asks for a small part."""
        whole = QRect(0, 0, self.below.width(), self.below.height())
        if not painter.hasClipping():
            return whole
        return painter.clipBoundingRect().toAlignedRect().translated(-self.x, -self.y).intersected(whole)


def _layers(land: ExtrudedLand, fit: Fit, box: Box, look: Look) -> Generator[None, None, LandLayers]:
    """The prepared parts of a land in a box (x, y, width, height) of the canvas; some hundred milliseconds."""
    x, y, width, height = box
    here = fit.moved(-x, -y)

    def make() -> Making:
        below, mask, above = yield from land_parts(land, fit, box, look)
        areas = [[thinned(here.points(r)) for r in rings] for rings in land.areas]
        index = yield from _index(areas, width, height)
        return below, index, mask, above

    pictures = yield from kept(name_of("areas", lines_of(land), fit, box, look), (width, height), make)
    below, numbers, mask, above = pictures.images
    line = numbers.bytesPerLine()
    index = np.frombuffer(numbers.constBits(), np.uint8).reshape(height, line)[:, :width]
    return LandLayers(x, y, below, index, mask, above, pictures)


layers = Piecework(_layers, LANDS_KEPT)


def lines_of(land: ExtrudedLand) -> list[Points]:
    """All that a land consists of."""
    return [*(ring for rings in land.areas for ring in rings), *land.outline, *land.borders, *land.dashes]


def land_parts(
    land: ExtrudedLand, fit: Fit, box: Box, look: Look
) -> Generator[None, None, tuple[QImage, QImage, QImage]]:
    """What lies below the land's colours, its soft edge, and what lies above them; some hundred milliseconds."""
    x, y, width, height = box
    here = fit.moved(-x, -y)
    unit = look.height / 2160
    outline = [thinned(here.points(r)) for r in land.outline]
    yield
    rings, islets = sizeable(outline, 3.0 * unit)
    raised, _ = sizeable(rings, 26.0 * unit)
    yield
    mask = yield from _filled(path_of(rings, closed=True), width, height)
    solid = yield from _filled(path_of(raised, closed=True), width, height)
    light = "#38BEFF" if look.theme.dark else look.color("blue")
    inner = yield from inner_light(solid, look.h(0.0095), light, 0.36)
    above = canvas(width, height)
    with drawing_on(above) as painter:
        for _ in in_bands(painter, width, height):
            painter.drawImage(0, 0, inner)
            yield
        yield from _strokes(painter, [thinned(here.points(line)) for line in land.borders], rings, look)
        dots(painter, islets, 1.6 * unit, look)
        dashes(painter, [here.points(d) for d in land.dashes], look.h(0.0021), look)
        yield
    below = yield from _below(solid, fit, look)
    edge = yield from _opacity(mask)
    return below, edge, above


def _filled(outline: QPainterPath, width: int, height: int) -> Generator[None, None, QImage]:
    image = canvas(width, height)
    outline.setFillRule(Qt.FillRule.WindingFill)
    with drawing_on(image) as painter:
        for _ in in_bands(painter, width, height):
            painter.fillPath(outline, QColor("#FFFFFF"))
            yield
    return image


def _opacity(mask: QImage) -> Generator[None, None, QImage]:
    """A mask without its colour."""
    width, height = mask.width(), mask.height()
    edge = QImage(width, height, QImage.Format.Format_Alpha8)
    found = np.frombuffer(edge.bits(), np.uint8).reshape(height, edge.bytesPerLine())
    pixels = np.frombuffer(mask.constBits(), np.uint8).reshape(height, width, 4)
    for top, bottom in bands(width, height):
        found[top:bottom, :width] = pixels[top:bottom, :, 3]
        yield
    return edge


def _index(areas: Sequence[Sequence[Points]], width: int, height: int) -> Generator[None, None, QImage]:
    """Which area each pixel belongs to; carried two pixels over every edge, where the soft mask still shows a bit."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor(0, 0, 0))
    painter = QPainter(image)
    for number, rings in enumerate(areas):
        painter.fillPath(path_of(rings, closed=True), QColor(0, 0, number + 1))
    painter.end()
    yield
    pixels = np.frombuffer(image.constBits(), np.uint8).reshape(height, image.bytesPerLine() // 4, 4)
    numbers = QImage(width, height, QImage.Format.Format_Grayscale8)
    found = np.frombuffer(numbers.bits(), np.uint8).reshape(height, numbers.bytesPerLine())[:, :width]
    parts = bands(width, height)
    for top, bottom in parts:
        found[top:bottom] = pixels[top:bottom, :width, 0]
        yield
    for _ in range(2):
        for way in (-1, 1):
            for top, bottom in reversed(parts) if way > 0 else parts:  # what is taken is as it was
                first, last = max(top, way), min(bottom, height + min(0, way))
                _taken_over(found[first:last], found[first - way : last - way].copy())
                yield
        for way in (-1, 1):
            for top, bottom in parts:
                first, last = max(0, way), width + min(0, way)
                here = found[top:bottom]
                _taken_over(here[:, first:last], here[:, first - way : last - way].copy())
                yield
    return numbers


def _taken_over(numbers: npt.NDArray[np.uint8], beside: npt.NDArray[np.uint8]) -> None:
    """Give places without a number that of the place beside them."""
    np.copyto(numbers, beside, where=numbers == 0)


def _below(solid: QImage, fit: Fit, look: Look) -> Generator[None, None, QImage]:
    """The light on the floor, and the slab's side."""
    below = canvas(solid.width(), solid.height())
    depth = max(3, round(min(THICKNESS_M * fit.scale, look.h(0.0145) * (1.2 if look.wide else 1.0))))
    stops = ((0.0, look.color("slab_top")), (1.0, look.color("slab_bottom")))
    with drawing_on(below) as painter:
        if look.theme.dark:
            yield from shining(painter, solid, look.h(0.034), "#0F4FD0", 0.62, look.h(0.022))
            yield from shining(painter, solid, look.h(0.012), look.color("blue"), 0.55)
        else:
            yield from shining(painter, solid, look.h(0.030), look.color("slab_bottom"), 0.25, look.h(0.022))
        made = yield from side(solid, [color_at(stops, ((k + 1) / depth) ** 0.8) for k in range(depth)])
        for _ in in_bands(painter, made.width(), made.height()):
            painter.drawImage(0, 0, made)
            yield
    return below


def _strokes(painter: QPainter, borders: Sequence[Points], outline: Sequence[Points], look: Look) -> Iterator[None]:
    unit = look.height / 2160
    for lines, closed, width, color, opacity in (
        (borders, False, 3.4, "#040A1A", 0.55),
        (borders, False, 1.4, "#96CDFF", 0.40),
        (outline, True, 7.0, look.color("blue"), 0.40),
        (outline, True, 2.4, look.color("rim"), 1.0),
    ):
        tint = QColor(color)
        tint.setAlphaF(opacity)
        yield from strokes(painter, lines, max(1.0, width * unit), tint, closed=closed)
        yield


def dots(painter: QPainter, at: Sequence[tuple[float, float]], radius: float, look: Look) -> None:
    """Islands too small to have a shape."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(look.color("rim")))
    radius = max(1.0, radius)
    for x, y in at:
        painter.drawEllipse(QPointF(x, y), radius, radius)


def dashes(painter: QPainter, lines: Sequence[Points], width: float, look: Look) -> None:
    """The dashes, bright over a dark edge."""
    path = path_of(lines)
    for wide, color, opacity in ((width * 2.1, look.color("halo"), 0.7), (width, look.color("rim"), 1.0)):
        tint = QColor(color)
        tint.setAlphaF(opacity)
        pen = QPen(tint, max(1.4, wide))
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.strokePath(path, pen)

"""All small lights of a map in one pixmap, so that hundreds of them are drawn by one call."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence

import msgspec
import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QPixmap

from wallboard.paint.glow import Mask, canvas, drawing_on, tinted, to_image
from wallboard.paint.piecework import Piecework
from wallboard.paint.theme import Look

Rows = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.intp]
Points = tuple[Numbers, Rows, Rows, Rows]
"""Lights: the numbers of their sprites, x and y in pixels and opacity, arrays of one length."""

POINT_SQUASH = 0.78
RING_SQUASH = 0.62
RINGS = 20
"""Lights that are drawn before the next frame may be painted."""
GLOW_MOST, RING_MOST, TRAIL_MOST = 54.0, 112.0, 5.0
"""The largest radii in pixels of a 2160 pixels high canvas."""
FAINTEST = 1 / 256
"""The step in which Qt counts opacity: what is fainter changes no pixel."""
FIELDS = 10
"""Numbers of a QPainter.PixmapFragment: x, y, left, top, width, height, scale x, scale y, rotation, opacity."""

_COLORS = {
    (True, False): ("#FF9E3D", "#FFE9C0", "#FFB648", "#FFD98E"),
    (True, True): ("#2FB4FF", "#D6F4FF", "#7FD8FF", "#9BE2FF"),
    (False, False): ("#D9480F", "#D9480F", "#C2410C", "#B93A06"),
    (False, True): ("#0B6BB8", "#0B6BB8", "#0B6BB8", "#0A5A9C"),
}
"""Glow, its core, ring and spark, by (dark theme, cold)."""


class Kinds(msgspec.Struct, frozen=True, cache_hash=True):
    """How many sprites there are of each kind, one for each whole radius in pixels from 1 on.

    They are numbered from 0: all glows, then all rings, then all sparks.
    """

    glows: int
    rings: int
    sparks: int

    def glow(self, radius: Rows) -> Numbers:
        """The numbers of the glows of these radii."""
        return _numbered(radius, self.glows, 0)

    def ring(self, radius: Rows) -> Numbers:
        """The numbers of the rings of these radii."""
        return _numbered(radius, self.rings, self.glows)

    def spark(self, radius: Rows) -> Numbers:
        """The numbers of the sparks of these radii."""
        return _numbered(radius, self.sparks, self.glows + self.rings)


def _numbered(radius: Rows, most: int, before: int) -> Numbers:
    number = np.minimum(np.maximum(np.rint(radius), 1), most)
    return (number + (before - 1)).astype(np.intp)


class Atlas(msgspec.Struct, frozen=True, eq=False):
    """The sprites of all `kinds`: `sprites` holds (left, top, width, height) of each in the pixmap, shape (n, 4)."""

    pixmap: QPixmap
    sprites: Rows
    kinds: Kinds
    unit: float


def fragments(sprites: Rows, number: Numbers, x: Rows, y: Rows, opacity: Rows) -> Rows:
    """Rows of fragments, shape (n, 10): for each the sprite of a number centred on whole pixels."""
    rows = np.empty((len(number), FIELDS))
    rows[:, 2:6] = sprites.take(number, axis=0)
    # sprites are of odd size: centred on half pixels their corners lie on whole ones, and nothing is resampled
    rows[:, 0] = np.floor(x) + 0.5
    rows[:, 1] = np.floor(y) + 0.5
    rows[:, 6] = rows[:, 7] = 1.0
    rows[:, 8] = 0.0
    rows[:, 9] = opacity
    return rows


def together(sprites: Rows, parts: Sequence[Points]) -> Rows:
    """Lights in their order as one array of fragments, without those that leave every pixel as it is.

    numpy is asked once, not for each light.
    """
    if not parts:
        return np.empty((0, FIELDS))
    number, x, y, opacity = map(np.concatenate, zip(*parts, strict=True))
    return fragments(sprites, number, x, y, opacity)[opacity >= FAINTEST]


def _atlas(look: Look, cold: bool) -> Generator[None, None, Atlas]:
    unit = look.height / 2160
    dark = look.theme.dark
    colors = [look.theme.lit(color) for color in _COLORS[dark, cold]]
    glows = []
    for radius in range(1, max(3, round(GLOW_MOST * unit)) + 1):
        glows.append(_glow(radius, colors[0], colors[1]))
        if radius % RINGS == 0:
            yield
    thick = max(1.4, 2.4 * unit)
    yield
    rings = []
    for radius in range(1, max(4, round(RING_MOST * unit)) + 1):
        rings.append(_ring(radius, thick, colors[2]))
        if radius % RINGS == 0:
            yield
    sparks = [_spark(r, colors[3]) for r in range(1, max(2, round(TRAIL_MOST * unit)) + 1)]
    yield
    boxes, pixmap = yield from _packed([*glows, *rings, *sparks])
    return Atlas(pixmap, boxes, Kinds(len(glows), len(rings), len(sparks)), unit)


_atlases = Piecework(_atlas, 6)


def atlas(look: Look, *, cold: bool = False) -> Atlas:
    """The sprites for a canvas height: warm ones for money, cold ones for what leaves the country."""
    return _atlases(look, cold)


def atlas_ahead(look: Look, *, cold: bool = False) -> Iterator[None]:
    """The same, made piece by piece before it is needed."""
    while _atlases.step(look, cold):
        yield


def _glow(radius: int, color: str, core: str) -> QImage:
    """A soft point with a small bright core."""
    distance = _distance(radius, POINT_SQUASH)
    soft = np.interp(distance, (0, 0.25, 0.55, 1.0), (1.0, 0.45, 0.13, 0.0)).astype(np.float32)
    heart = np.clip(1.25 - distance * max(2.4, radius / 2.6), 0, 1).astype(np.float32)
    light = tinted(soft, color, 0.9)
    return to_image(np.maximum(light, tinted(heart, core)))


def _spark(radius: int, color: str) -> QImage:
    return to_image(tinted(np.clip((1.0 - _distance(radius, 1.0)) * max(1.0, radius * 0.8), 0, 1), color))


def _distance(radius: int, squash: float) -> Mask:
    down = max(1, round(radius * squash))
    ys, xs = np.mgrid[-down : down + 1, -radius : radius + 1]
    return np.asarray(np.sqrt((xs / (radius + 0.5)) ** 2 + (ys / (down + 0.5)) ** 2), np.float32)


def _ring(radius: int, thick: float, color: str) -> QImage:
    down = max(1, round(radius * RING_SQUASH))
    edge = int(thick) + 1
    image = QImage(2 * (radius + edge) + 1, 2 * (down + edge) + 1, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    middle = QPointF(radius + edge + 0.5, down + edge + 0.5)
    soft = QColor(color)
    soft.setAlphaF(0.22)
    for pen in (QPen(soft, thick * 2.4), QPen(QColor(color), thick)):
        painter.setPen(pen)
        painter.drawEllipse(middle, radius, radius * RING_SQUASH)
    painter.end()
    return image


def _packed(images: list[QImage]) -> Generator[None, None, tuple[Rows, QPixmap]]:
    """Images on shelves of one pixmap, and where each of them lies."""
    across = max(512, *(image.width() for image in images))
    boxes, x, y, shelf = [], 0, 0, 0
    for image in images:
        if x + image.width() > across:
            x, y, shelf = 0, y + shelf, 0
        boxes.append((x, y, image.width(), image.height()))
        x += image.width()
        shelf = max(shelf, image.height())
    sheet = canvas(across, y + shelf)
    with drawing_on(sheet) as painter:
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
        for number, (image, box) in enumerate(zip(images, boxes, strict=True)):
            painter.drawImage(QRect(*box), image)
            if number % RINGS == RINGS - 1:
                yield
    return np.array(boxes, np.float64), QPixmap.fromImage(sheet)

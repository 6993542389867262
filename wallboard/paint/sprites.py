"""Prepared pictures of everything that is drawn often: texts, digits, glows; the least recently used go first."""

from __future__ import annotations

import math
import re
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from functools import lru_cache

import msgspec
import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QImage,
    QLinearGradient,
    QPainter,
    QPixmap,
)

from wallboard.paint.fonts import CAP, advance, metrics, qfont
from wallboard.paint.glow import alpha_of, blurred, canvas, painter_on, point, shone, to_image
from wallboard.paint.halo import HALO, halo
from wallboard.paint.ops import Face, Text
from wallboard.paint.outlines import outline
from wallboard.paint.theme import Theme

LEAST_BYTES = 18 * 1024 * 1024
BYTES_A_PIXEL = 6
"""What is kept for each pixel of the canvases: the overview of 4K takes 14 MB, 36 with a milestone's card over it."""
MOST = 8192
"""Sprites kept at most: of many small ones the objects take more than the pixels."""
PASSING = 4
"""Kept of pictures that take each other's place: the one that is up and the next, and the two of another canvas."""
SMALLEST = 24
"""The em in pixels from which the digits of a run do not touch."""
GRID = 64
"""The rasterizer's steps in a pixel."""
_DIGITS = re.compile(r"(?=.*[0-9])[0-9.,:%]{2,}")
HANZI_CAP = 0.86
"""Height of a Chinese character above the baseline as a fraction of its em."""


class Sprite(msgspec.Struct, frozen=True):
    """A pixmap and where its top left corner lies against the text's (left end, baseline)."""

    pixmap: QPixmap
    dx: int
    dy: int


class Sprites:
    """A cache of prepared pictures for one theme, bounded in bytes; sprites grow with the canvases that they stand on.

    `progressed` is called after each picture made: a layout's first painting takes its time, and is no standstill.
    """

    def __init__(
        self, theme: Theme, max_bytes: int = LEAST_BYTES, *, progressed: Callable[[], None] = lambda: None
    ) -> None:
        self.progressed = progressed
        self.theme = theme
        self._max_bytes = max_bytes
        self.made = 0
        """How many were made so far."""
        self._bytes = 0
        self._kept: OrderedDict[tuple[Hashable, ...], Sprite] = OrderedDict()

    @property
    def has_room(self) -> bool:
        """Whether as much again may be kept as is: what nobody has asked for must not push out what is needed next."""
        return self._bytes < self._max_bytes / 2

    @property
    def held(self) -> int:
        """Bytes of all that is kept."""
        return self._bytes

    def serve(self, canvases: Iterable[tuple[int, int]]) -> None:
        """Keep as much as canvases of these sizes (device pixels) need together; with less, frames make it anew."""
        self._max_bytes = max(LEAST_BYTES, BYTES_A_PIXEL * sum(width * height for width, height in canvases))
        self._evict()

    def text(self, op: Text) -> Sprite:
        """A run of text with its halo and glow."""
        key = (op.text, op.face, op.color, op.halo, op.halo_px, op.glow, op.joined)
        kept = self._kept.get(key)
        if kept is None:
            return self._cached(key, lambda: self._text(op))
        self._kept.move_to_end(key)  # as below: a frame asks for forty texts
        return kept

    def stamps(self, op: Text) -> tuple[tuple[Sprite, int], ...]:
        """The sprites that make up a run of text, each with its place right of the run's left edge.

        A rate on its way is another figure in every frame: it is put together from digits, each of which is kept, or
        its pictures would push out all that stays.
        """
        places = () if op.halo or op.glow else _places(op.text, op.face)
        if not places:
            return ((self.text(op), 0),)
        return tuple((self._digit(letter, op.face, op.color, part), pixel) for letter, pixel, part in places)

    def _digit(self, letter: str, face: Face, color: str, part: float) -> Sprite:
        """A digit that begins so far right of a whole pixel."""
        key = (letter, face, color, part)
        return self._cached(key, lambda: self._text(Text(0, 0, 0, letter, face, color), part))

    def letter(self, letter: str, face: Face, color: str, glow: str) -> Sprite:
        """One place of a figure with its glow."""
        key = (letter, face, color, "", 0.0, glow, False)
        return self._cached(key, lambda: self._text(Text(0, 0, 0, letter, face, color, glow=glow)))

    def streak(self, face: Face, color: str) -> Sprite:
        """What is seen of a place that turns fast: all ten digits at once, smeared along their way."""
        return self._cached(("streak", face, color), lambda: self._streak(face, color))

    def glow(self, radius: float, color: str, squash: float) -> Sprite:
        """A point of light; radii are taken in steps so that a pulse needs few pictures."""
        step = max(1, round(radius / 16))
        radius = max(1, round(radius / step) * step)
        return self._cached(("glow", radius, color, squash), lambda: self._glow(radius, color, squash))

    def picture(self, key: Hashable, make: Callable[[], QImage], passing: Hashable = None) -> Sprite:
        """Any prepared image under a key of its own; of those that are alike in what is `passing` few are kept."""
        made = self.made
        sprite = self._cached(("picture", key, passing), lambda: Sprite(QPixmap.fromImage(make()), 0, 0))
        if passing is not None and self.made != made:
            alike = [kept for kept in self._kept if kept[0] == "picture" and kept[2] == passing]
            for old in alike[:-PASSING]:
                self._let_go(old)
        return sprite

    def has_picture(self, key: Hashable, passing: Hashable = None) -> bool:
        """Whether a prepared image is kept under a key."""
        return ("picture", key, passing) in self._kept

    def _cached(self, key: tuple[Hashable, ...], make: Callable[[], Sprite]) -> Sprite:
        kept = self._kept.get(key)
        if kept is not None:
            self._kept.move_to_end(key)
            return kept
        made = make()
        self.made += 1
        self.progressed()
        self._kept[key] = made
        self._bytes += _bytes(made)
        self._evict()
        return made

    def _evict(self) -> None:
        while (self._bytes > self._max_bytes and len(self._kept) > 1) or len(self._kept) > MOST:
            self._let_go(next(iter(self._kept)))

    def _let_go(self, key: tuple[Hashable, ...]) -> None:
        self._bytes -= _bytes(self._kept.pop(key))

    def brush(self, color: str, face: Face) -> QBrush:
        """A colour, or a fill of the theme from the cap top of a text on baseline 0 down to the baseline."""
        if not color.startswith("@"):
            return QBrush(QColor(color))
        top = -face.size * (CAP if face.family == "latin" else HANZI_CAP)
        bottom = 0.0 if face.family == "latin" else face.size * 0.08
        gradient = QLinearGradient(0, top, 0, bottom)
        for at, stop in self.theme.fills[color[1:]]:
            gradient.setColorAt(at, QColor(stop))
        return QBrush(gradient)

    def _text(self, op: Text, begins: float = 0.0) -> Sprite:
        """A run of text whose first letter begins so far right of a whole pixel."""
        text, face, color = op.text, op.face, op.color
        recipe = self.theme.glows[op.glow].copies if op.glow else ()
        drop = self.theme.glows[op.glow].drop * face.size if op.glow else 0.0
        reach = max((radius for radius, _, _ in recipe), default=0.0) * face.size * 1.6 + drop
        pad = math.ceil(reach + op.halo_px * HALO[0][0] + face.size * 0.12) + 2
        measure = metrics(face)
        width = math.ceil(begins + advance(text, face)) + 2 * pad
        height = math.ceil(measure.ascent() + measure.descent()) + 2 * pad
        baseline = pad + math.ceil(measure.ascent())
        image = QImage(width, height, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(pad, baseline)
        path = outline(begins, 0, qfont(face), text)
        painter.fillPath(path, self.brush(color, face))
        if op.halo and op.halo_px > 0:
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationOver)
            if op.joined:
                painter.setClipRect(QRectF(0, -baseline, width, height))
            painter.drawImage(-pad, -baseline, halo(image, path, (pad, baseline), op.halo, op.halo_px))
        painter.end()
        if recipe:
            image = _lit(image, [(r * face.size, a, c) for r, a, c in recipe], drop)
        return _trimmed(image, -pad, -baseline)

    def _streak(self, face: Face, color: str) -> Sprite:
        cell = advance("0", face)
        cap = face.size * CAP
        pad = math.ceil(cap * 0.14) + 2
        width, height = math.ceil(cell) + 4, math.ceil(cap) + 2 * pad
        total = np.zeros((height, width), np.float32)
        for digit in "0123456789":
            image = QImage(width, height, QImage.Format.Format_ARGB32_Premultiplied)
            image.fill(Qt.GlobalColor.transparent)
            painter = QPainter(image)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.fillPath(outline((width - cell) / 2, pad + cap, qfont(face), digit), QColor("#FFFFFF"))
            painter.end()
            total += alpha_of(image) / 10
        # all digits at once, smeared along the whole of their way as on a turning drum: a streak nobody takes for a
        # figure, where a softer smear of ten digits came out as a 0
        way = blurred(np.tile(total[pad : pad + math.ceil(cap)].mean(axis=0), (height, 1)), cell * 0.08)
        across = np.clip(way[height // 2] / way[height // 2].max(), 0, 1) ** 0.7
        rows = np.abs(np.arange(height) - (pad + cap / 2)) / (cap / 2 + pad * 0.85)
        level = np.clip(1 - rows**3, 0, 1)[:, None] * across[None, :] * 0.92
        strip = QImage(1, height, QImage.Format.Format_ARGB32_Premultiplied)
        strip.fill(Qt.GlobalColor.transparent)
        painter = QPainter(strip)
        painter.translate(0, pad + cap)
        painter.fillRect(0, -height * 2, 1, height * 4, self.brush(color, face))
        painter.end()
        tint = np.frombuffer(strip.constBits(), np.uint8).reshape(height, 4).astype(np.float32) / 255
        picture = np.asarray(level[..., None] * tint[:, None, :], dtype=np.float32)
        return Sprite(QPixmap.fromImage(to_image(picture)), -2, -(pad + math.ceil(cap)))

    def _glow(self, radius: float, color: str, squash: float) -> Sprite:
        image = point(radius, color, squash)
        return Sprite(QPixmap.fromImage(image), -(image.width() // 2), -(image.height() // 2))


@lru_cache(maxsize=1024)
def _places(text: str, face: Face) -> tuple[tuple[str, int, float], ...]:
    """The digits of a run, the pixel that each begins in, and how far right of it; none where it is one picture.

    Each begins on the grid of the rasterizer, which keeps their pictures few.
    """
    if face.size < SMALLEST or not _DIGITS.fullmatch(text):
        return ()
    begins = [math.floor(advance(text[:number], face) * GRID + 0.5) / GRID for number in range(len(text))]
    return tuple((letter, math.floor(x), x - math.floor(x)) for letter, x in zip(text, begins, strict=True))


def _trimmed(image: QImage, dx: int, dy: int) -> Sprite:
    """A picture without its empty margins: two thirds of a lit digit, and of what a cache holds, would be nothing."""
    alpha = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1, 4)[:, : image.width(), 3]
    rows, columns = np.flatnonzero(alpha.any(axis=1)), np.flatnonzero(alpha.any(axis=0))
    if not len(rows):
        return Sprite(QPixmap.fromImage(image.copy(0, 0, 1, 1)), dx, dy)
    left, top = int(columns[0]), int(rows[0])
    part = image.copy(left, top, int(columns[-1]) + 1 - left, int(rows[-1]) + 1 - top)
    return Sprite(QPixmap.fromImage(part), dx + left, dy + top)


def _lit(image: QImage, copies: list[tuple[float, float, str]], drop: float) -> QImage:
    """An image over blurred, tinted copies of itself, which lie `drop` pixels lower."""
    light = canvas(image.width(), image.height())
    painter = painter_on(light)
    for radius, opacity, color in copies:
        shone(painter, image, radius, color, opacity, drop)
    painter.drawImage(0, 0, image)
    painter.end()
    return light


def _bytes(sprite: Sprite) -> int:
    return sprite.pixmap.width() * sprite.pixmap.height() * 4

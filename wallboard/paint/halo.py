"""The halo around letters: how much of it covers each pixel, reckoned from the letters' own opacity.

Stroking outlines would give the same, but at 3840 x 2160 takes ten milliseconds for a name with its amount.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QColor, QImage, QPainterPath

from wallboard.paint.glow import canvas, drawing_on

HALO = ((1.25, 0.25), (1.0, 0.35), (0.75, 0.6))
"""The layers of a halo from the outermost inwards, (part of its width, opacity): 0.8 at the letters, soft outside."""
LEAST_PX = 4.0
"""Narrower halos are reckoned on a finer grid: letters thinner than a pixel have no full opacity to begin from."""

FINEST = 4
"""The grid has at most so many points in a pixel in each direction."""
ROUNDER_PX = 0.15
"""How much further a halo reaches than its letters' opacity grows: what covers half a pixel grows half as strongly."""

Levels = npt.NDArray[np.uint16]


def halo(image: QImage, path: QPainterPath, at: tuple[int, int], color: str, halo_px: float) -> QImage:
    """The halo, `halo_px` wide, of letters that fill a path moved to `at` in an image; it lies beneath them too."""
    fine = max(1, min(FINEST, math.ceil(LEAST_PX / halo_px)))
    letters = _opacity(image) if fine == 1 else _opacity(_finer(image, path, at, fine))
    through = np.full(letters.shape, 255, np.float32)
    layers = _grown(letters, [halo_px * share * fine + ROUNDER_PX for share, _ in HALO])
    for layer, (_, opacity) in zip(layers, HALO, strict=True):
        through -= through * (layer * np.float32(opacity / 255))
    width, height = image.width(), image.height()
    if fine > 1:
        through = through.reshape(height, fine, width, fine).mean(axis=(1, 3))
    pixels = _shades(color).take((255.5 - through).astype(np.uint8))
    return QImage(pixels.data, width, height, width * 4, QImage.Format.Format_ARGB32_Premultiplied).copy()


@lru_cache(maxsize=8)
def _shades(color: str) -> npt.NDArray[np.uint32]:
    """A colour at each opacity, 0..255, as Qt has it."""
    tint, level = QColor(color), np.arange(256, dtype=np.uint32)
    red, green, blue = ((level * channel + 127) // 255 for channel in (tint.red(), tint.green(), tint.blue()))
    return np.asarray(level << 24 | red << 16 | green << 8 | blue, np.uint32)


def _opacity(image: QImage) -> npt.NDArray[np.uint8]:
    """The opacity of an ARGB32 image, 0..255, shape (height, width)."""
    pixels = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)
    return pixels[..., 3].copy()


def _finer(image: QImage, path: QPainterPath, at: tuple[int, int], fine: int) -> QImage:
    """The letters of an image drawn `fine` times larger."""
    larger = canvas(image.width() * fine, image.height() * fine)
    with drawing_on(larger) as painter:
        painter.scale(fine, fine)
        painter.translate(*at)
        painter.fillPath(path, QColor("#FFFFFF"))
    return larger


def _grown(mask: npt.NDArray[np.uint8], radii: list[float]) -> Iterator[Levels]:
    """A mask (0..255) grown by each of some radii: between two whole ones it is a mixture of both."""
    wider = _widened(mask, math.floor(max(radii)) + 1)
    discs: dict[int, Levels] = {}
    for radius in radii:
        whole = int(radius)
        for each in (whole, whole + 1):
            if each not in discs:
                discs[each] = _disc(wider, each)
        yield _mixed(discs[whole], discs[whole + 1], radius - whole)


def _widened(mask: npt.NDArray[np.uint8], most: int) -> list[Levels]:
    """A mask grown sideways alone, by 0 to `most` pixels."""
    rows = [mask]
    for by in range(1, most + 1):
        row = rows[-1].copy()
        np.maximum(row[:, by:], mask[:, :-by], out=row[:, by:])
        np.maximum(row[:, :-by], mask[:, by:], out=row[:, :-by])
        rows.append(row)
    return [row.astype(np.uint16) for row in rows]


def _disc(wider: list[Levels], radius: int) -> Levels:
    """A mask grown by a disc of a whole radius: chord by chord, each above and below."""
    found = wider[radius].copy()
    for off in range(1, radius + 1):
        half = math.sqrt(radius**2 - off**2)
        chord = _mixed(wider[int(half)], wider[min(radius, int(half) + 1)], half - int(half))
        np.maximum(found[off:], chord[:-off], out=found[off:])
        np.maximum(found[:-off], chord[off:], out=found[:-off])
    return found


def _mixed(one: Levels, other: Levels, share: float) -> Levels:
    part = round(share * 256)
    return one if not part else (one * np.uint16(256 - part) + other * np.uint16(part)) >> np.uint16(8)

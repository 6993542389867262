"""Soft light and depth computed from a mask of the land: small pictures, blurred, drawn large."""

from __future__ import annotations

from collections.abc import Generator, Sequence

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRect
from PySide6.QtGui import QImage, QPainter

from wallboard.paint.glow import blurred, canvas, painter_on, reduced, tinted, to_image

Rgb = tuple[int, int, int]
PIECE = 400
"""Rows of pixels that are worked out before the next frame may be painted."""


def inner_light(mask: QImage, radius: float, color: str, opacity: float) -> Generator[None, None, QImage]:
    """Light that falls inwards from the edge of a mask and stays within it, made piece by piece."""
    by = max(1, int(radius / 6))
    blur = blurred(reduced(mask, by), radius / by)
    yield
    edge = np.clip(1.0 - blur, 0, 1) ** 1.25
    small = to_image(tinted(np.asarray(edge, np.float32), color, opacity * 1.9))
    yield
    image = canvas(mask.width(), mask.height())
    painter = painter_on(image)
    painter.drawImage(QRect(0, 0, small.width() * by, small.height() * by), small)
    yield
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationIn)
    painter.drawImage(0, 0, mask)
    painter.end()
    return image


def side(mask: QImage, colors: Sequence[Rgb]) -> Generator[None, None, QImage]:
    """The side of a slab under a mask, made piece by piece.

    It is as deep as there are colours, one for each row of pixels from the top down.
    """
    soft = np.frombuffer(mask.constBits(), np.uint8).reshape(mask.height(), mask.bytesPerLine() // 4, 4)[
        :, : mask.width(), 3
    ]
    depth = len(colors)
    below = np.full(soft.shape, depth, np.uint8)
    distance = np.full(soft.shape[1], depth, np.uint8)
    for row in range(soft.shape[0]):
        np.minimum(distance + 1, depth, out=distance)
        distance[soft[row] > 127] = 0
        below[row] = distance
        if row % PIECE == PIECE - 1:
            yield
    reach = yield from _downwards(soft, depth)
    table = np.array([0xFF000000 | r << 16 | g << 8 | b for r, g, b in (colors[0], *colors)], np.uint32)
    pixels = table[below]
    yield
    width, height = mask.width(), mask.height()
    image = QImage(pixels.data, width, height, width * 4, QImage.Format.Format_ARGB32_Premultiplied).copy()
    painter = QPainter(image)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationIn)
    painter.drawImage(0, 0, QImage(reach.data, width, height, width, QImage.Format.Format_Alpha8))
    painter.end()
    return image


def _downwards(soft: npt.NDArray[np.uint8], depth: int) -> Generator[None, None, npt.NDArray[np.uint8]]:
    """A mask dragged `depth` pixels downwards, by doubling."""
    reach = soft.copy()
    done = 0
    while done < depth:
        step = min(done + 1, depth - done)
        grown = reach.copy()
        np.maximum(grown[step:], reach[:-step], out=grown[step:])
        reach, done = grown, done + step
        yield
    return reach

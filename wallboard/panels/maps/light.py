"""Soft light and depth computed from a mask of the land: small pictures, blurred, drawn large."""

from __future__ import annotations

from collections.abc import Generator, Sequence

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRect
from PySide6.QtGui import QImage, QPainter

from wallboard.paint.glow import blurred, canvas, drawing_on, in_bands, lit, reduced
from wallboard.paint.piecework import bands

Rgb = tuple[int, int, int]
PIECE = 400
"""Rows of pixels that are worked out before the next frame may be painted."""
PIECE_PX = 500_000
"""Pixels of a side that are coloured before the next frame may be painted."""


def inner_light(mask: QImage, radius: float, color: str, opacity: float) -> Generator[None, None, QImage]:
    """Light that falls inwards from the edge of a mask and stays within it, made piece by piece."""
    by = max(1, int(radius / 6))
    small = reduced(mask, by)
    yield
    blur = blurred(small, radius / by)
    yield
    edge = np.clip(1.0 - blur, 0, 1) ** 1.25
    light = yield from lit(np.asarray(edge, np.float32), color, opacity * 1.9)
    image = canvas(mask.width(), mask.height())
    with drawing_on(image) as painter:
        for _ in in_bands(painter, mask.width(), mask.height()):
            painter.drawImage(QRect(0, 0, light.width() * by, light.height() * by), light)
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationIn)
            painter.drawImage(0, 0, mask)
            yield
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
    width, height = mask.width(), mask.height()
    image = canvas(width, height)
    pixels = np.frombuffer(image.bits(), np.uint32).reshape(height, width)
    for top, bottom in bands(width, height, PIECE_PX):
        np.take(table, below[top:bottom], out=pixels[top:bottom], mode="clip")
        yield
    with drawing_on(image) as painter:
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationIn)
        reached = QImage(reach.data, width, height, width, QImage.Format.Format_Alpha8)
        for _ in in_bands(painter, width, height):
            painter.drawImage(0, 0, reached)
            yield
    return image


def _downwards(soft: npt.NDArray[np.uint8], depth: int) -> Generator[None, None, npt.NDArray[np.uint8]]:
    """A mask dragged `depth` pixels downwards, by doubling."""
    reach = np.empty_like(soft, order="C")
    for top, bottom in bands(soft.shape[1], soft.shape[0]):
        reach[top:bottom] = soft[top:bottom]
        yield
    done = 0
    while done < depth:
        step = min(done + 1, depth - done)
        for top, bottom in reversed(bands(soft.shape[1], soft.shape[0])):  # upwards: what is taken is as it was
            first = max(top, step)
            if first < bottom:
                np.maximum(reach[first:bottom], reach[first - step : bottom - step], out=reach[first:bottom])
                yield
        done += step
    return reach

"""Pictures of the operator's own: a logo, the sponsors' strip; fitted into a height, never stretched."""

from __future__ import annotations

import logging
from functools import lru_cache
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF
from PySide6.QtGui import QImage, QImageReader, QPainter

from wallboard.config.files import MIB, read_file
from wallboard.core.errors import DisplayError
from wallboard.paint.ops import Painted, Picture

log = logging.getLogger(__name__)

FORMATS = (b"png", b"jpeg", b"webp", b"bmp", b"gif")
"""Pictures made of pixels; an SVG could name other files."""
MOST_BYTES, MOST_PIXELS = 32 * MIB, 40_000_000


def load_picture(path: str) -> QImage:
    """The picture in a file, within bounds.

    Raises:
        DisplayError: the file cannot be read, holds no picture of pixels, or one beyond all screens.
    """
    try:
        data = QByteArray(read_file(Path(path), MOST_BYTES))
    except OSError as error:
        msg = f"the picture cannot be read ({error.strerror}): {path}"
        raise DisplayError(msg) from None
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setAutoTransform(True)  # upright, as a camera or telephone states it
    size = reader.size()
    if bytes(reader.format().data()) not in FORMATS or not size.isValid():
        msg = f"the picture cannot be read, use PNG or JPEG: {path}"
        raise DisplayError(msg)
    if size.width() * size.height() > MOST_PIXELS:
        msg = f"the picture is too large ({size.width()} x {size.height()} pixels), make it smaller: {path}"
        raise DisplayError(msg)
    image = reader.read()
    if image.isNull():
        msg = f"the picture is damaged, save it anew as PNG or JPEG: {path}"
        raise DisplayError(msg)
    return image


@lru_cache(maxsize=8)
def usable_picture(path: str) -> QImage | None:
    """The picture, or None where it cannot be used; said once, because the panel that it adorns is needed."""
    try:
        return load_picture(path)
    except DisplayError as error:
        log.error("%s", error)
        return None


def fitted_picture(path: str, x: float, bottom: float, height: float, room: float) -> Picture | None:
    """The picture of a file with its lower left corner at (x, bottom), `height` high unless that is wider than `room`.

    None where the file is no picture that can be used: the log says once why.
    """
    image = usable_picture(path)
    if image is None:
        return None
    wide = height * image.width() / image.height()
    if wide > room:
        wide, height = room, height * room / wide

    def paint(painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(QRectF(0, 0, wide, height), image)

    return Picture(x, bottom - height, wide, height, ("file", path), Painted(paint))

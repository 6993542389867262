"""Pictures of the operator's own: a logo, the sponsors' strip; fitted into a height, never stretched."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from wallboard.core.errors import DisplayError
from wallboard.paint.ops import Painted, Picture


@lru_cache(maxsize=8)
def _loaded(path: str) -> QImage:
    image = QImage(path)
    if image.isNull():
        msg = f"the picture cannot be read, use PNG or JPEG: {path}"
        raise DisplayError(msg)
    return image


def fitted_picture(path: str, x: float, bottom: float, height: float, room: float) -> Picture:
    """The picture of a file with its lower left corner at (x, bottom), `height` high unless that is wider than `room`.

    Raises:
        DisplayError: the file is no picture that Qt reads.
    """
    image = _loaded(path)
    wide = height * image.width() / image.height()
    if wide > room:
        wide, height = room, height * room / wide

    def paint(painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(QRectF(0, 0, wide, height), image)

    return Picture(x, bottom - height, wide, height, ("file", path), Painted(paint))

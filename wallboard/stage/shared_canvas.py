"""One canvas on several windows: its picture is painted once a frame, and every window copies what it shows of it."""

from __future__ import annotations

from PySide6.QtGui import QImage, QPainter, QTransform

from wallboard.paint.damage import Box
from wallboard.paint.damage_snapshot import differences
from wallboard.wall import Composition, Wall


class SharedCanvas:
    """The picture of a canvas, to be copied from.

    It is brought to whatever composition comes, by way of what differs from the one before: nothing that is shown
    depends on what was asked earlier.
    """

    def __init__(self, wall: Wall, size: tuple[int, int]) -> None:
        self._wall = wall
        self._size = size
        self._image = QImage(*size, QImage.Format.Format_RGB32)
        self._shown: Composition | None = None
        self._compared: tuple[Composition, Composition, list[Box] | None] | None = None

    def at(self, made: Composition) -> QImage:
        """The canvas of a composition; raises what painting raises."""
        before, self._shown = self._shown, None  # after a failure there is nothing to go on from
        if before is not made:
            boxes = None if before is None else self.differences(before, made)
            painter = QPainter(self._image)
            try:
                if boxes is None or not self._wall.touch_up(painter, made, boxes):
                    self._wall.paint(painter, made)
            finally:
                painter.end()
        self._shown = made
        return self._image

    def differences(self, before: Composition, now: Composition) -> list[Box] | None:
        """Where two pictures differ (None: everywhere), worked out once for all windows that ask about the same two."""
        told = self._compared
        if told is None or told[0] is not before or told[1] is not now:
            old, new, sprites = before.sheet, now.sheet, self._wall.brush.sprites
            found = None if old is None or new is None else differences(old, new, self._size, sprites)
            told = self._compared = before, now, found
        return told[2]


def is_one_to_one(painter: QPainter) -> bool:
    """Whether a pixel of the canvas is one of the device's: where it is not, a copied picture would be blurred."""
    kinds = QTransform.TransformationType
    return painter.deviceTransform().type() in (kinds.TxNone, kinds.TxTranslate)

"""One canvas on several windows: its picture is painted once a frame, and every window copies what it shows of it."""

from __future__ import annotations

from PySide6.QtGui import QImage, QPainter, QTransform

from wallboard.paint.damage import Box
from wallboard.paint.damage_snapshot import DamageSnapshot, differences
from wallboard.wall import RenderRequest, Wall


class SharedCanvas:
    """The picture of a canvas, to be copied from.

    It is brought to whatever request comes, by way of what differs from the one before: nothing that is shown
    depends on what was asked earlier.
    """

    def __init__(self, wall: Wall, size: tuple[int, int]) -> None:
        self._wall = wall
        self._size = size
        self._image = QImage(*size, QImage.Format.Format_RGB32)
        self._request: RenderRequest | None = None
        self._sheet: DamageSnapshot | None = None
        self._compared: tuple[DamageSnapshot, DamageSnapshot, list[Box] | None] | None = None

    def at(self, request: RenderRequest, sheet: DamageSnapshot | None) -> QImage:
        """The canvas of a request that consists of `sheet` (None: it is painted whole); raises what painting raises."""
        if self._request is not None and self._request.is_of_the_same(request):
            return self._image
        before, self._request, self._sheet = self._sheet, None, None  # after a failure there is nothing to go on from
        boxes = None if before is None or sheet is None else self.differences(before, sheet)
        painter = QPainter(self._image)
        try:
            if boxes is None or not self._wall.touch_up(painter, request, boxes):
                self._wall.paint(painter, request)
        finally:
            painter.end()
        self._request, self._sheet = request, sheet
        return self._image

    def differences(self, before: DamageSnapshot, now: DamageSnapshot) -> list[Box] | None:
        """Where two sheets differ (None: everywhere), worked out once for all windows that ask about the same two."""
        told = self._compared
        if told is None or not (told[0].is_the_same(before) and told[1].is_the_same(now)):
            told = before, now, differences(before, now, self._size, self._wall.brush.sprites)
            self._compared = told
        return told[2]


def is_one_to_one(painter: QPainter) -> bool:
    """Whether a pixel of the canvas is one of the device's: where it is not, a copied picture would be blurred."""
    kinds = QTransform.TransformationType
    return painter.deviceTransform().type() in (kinds.TxNone, kinds.TxTranslate)

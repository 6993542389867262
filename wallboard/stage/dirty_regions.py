"""Painting a window where its picture differs: what lies in its backing store, and what was asked to be painted."""

from __future__ import annotations

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter, QRegion

from wallboard.paint.damage import Box
from wallboard.scene.grid import Rect
from wallboard.stage.screen_renderer import ScreenComposition, ScreenRenderer


class DirtyRegions:
    """Keeps what one window shows, to compare the next frame with.

    Whatever else may have painted or thrown away the backing store (an exposure, a resize, a grab), the next frame is
    painted whole.
    """

    def __init__(self) -> None:
        self._shown: ScreenComposition | None = None
        self._next: ScreenComposition | None = None
        self._boxes: list[Box] | None = None
        self._asked = QRegion()
        self._part: Rect | None = None

    def ask(self, renderer: ScreenRenderer, made: ScreenComposition, part: Rect) -> QRegion | None:
        """The region of the window (its pixels show `part` of the canvas, one to one) to paint; None for all of it."""
        self._next, self._boxes = made, None
        if part != self._part:  # the picture has drifted, or the canvas lies elsewhere
            self._part, self._shown = part, None
        if self._shown is None:
            return None
        self._boxes = renderer.differences(self._shown, made)
        if self._boxes is None:
            return None
        region = QRegion()
        for left, top, right, bottom in self._boxes:
            region = region.united(QRect(left - part.x, top - part.y, right - left, bottom - top))
        region = region.intersected(QRect(0, 0, part.width, part.height))
        self._asked = self._asked.united(region)
        return region

    def paint(
        self, painter: QPainter, renderer: ScreenRenderer, made: ScreenComposition, part: Rect, region: QRegion
    ) -> bool:
        """Paint what was asked for, the painter's origin being the window's; False where all has to be painted."""
        asked, self._asked = self._asked, QRegion()
        if self._boxes is None or self._shown is None or region != asked or part != self._part:
            return False
        self._shown = None
        painter.translate(-part.x, -part.y)
        if not renderer.touch_up(painter, made, self._boxes):
            return False
        self._shown = made
        return True

    def painted_whole(self, *, all_of_it: bool) -> None:
        """All has been painted, or only what the window system had lost of it."""
        self._shown = self._next if all_of_it and self._boxes is None else None
        self._asked = QRegion()

    def forget(self) -> None:
        """Nothing is known of what the window shows."""
        self._shown = self._next = self._boxes = None
        self._asked = QRegion()

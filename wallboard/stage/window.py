"""One window on one monitor: paints its piece of a canvas in device pixels, and never flashes, beeps or asks."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import (
    QCloseEvent,
    QColor,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QRegion,
    QResizeEvent,
    QScreen,
)
from PySide6.QtWidgets import QWidget

from wallboard.core.told_once import ToldOnce
from wallboard.scene.canvases import Placement
from wallboard.scene.grid import Rect
from wallboard.stage.dirty_regions import DirtyRegions
from wallboard.stage.keyboard import Keyboard
from wallboard.stage.screen_renderer import Frame, ScreenRenderer, ScreenView

log = logging.getLogger(__name__)

BLACK: Final = 0xFF000000
SETTLE_MS: Final = 200


class CanvasWindow(QWidget):
    """Shows one view of whatever frame it was given last.

    A QWidget rather than a QWindow: only widgets can flush through Qt's RHI ([display] flush), and its backing store
    keeps what was painted. `is_due`: a frame that looks different has been given and not been painted yet.
    """

    def __init__(
        self, renderer: ScreenRenderer, keyboard: Keyboard, on_close: Callable[[], None], on_size: Callable[[], None]
    ):
        super().__init__(None, Qt.WindowType.Window)
        self.renderer = renderer
        self.is_due = False
        self.placement: Placement | None = None
        self._fullscreen = True
        self._keyboard = keyboard
        self._on_close = on_close
        self._on_size = on_size
        self.on_point: Callable[[ScreenView, float, float, bool], None] = _nowhere
        """Told where on the canvas (device pixels) the left button is down, and whether it has just been let go."""
        self.patches: DirtyRegions | None = None
        """Set where only what differs is to be painted."""
        self._frame: Frame | None = None
        self._good: Frame | None = None
        self._told = ToldOnce()
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, on=False)
        self._desk_size = (1, 1)
        self._settling = QTimer(self)
        self._settling.setSingleShot(True)
        self._settling.setInterval(SETTLE_MS)
        self._settling.timeout.connect(self._on_settled)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    @property
    def view(self) -> ScreenView | None:
        """What it shows; None before it was put anywhere."""
        placement = self.placement
        if placement is None:
            return None
        place = placement.screen.geometry
        geometry = f"{placement.screen.pixels[0]}×{placement.screen.pixels[1]}+{place.x}+{place.y}"
        size = placement.canvas_size if self._fullscreen else self._desk_size
        return ScreenView(placement.canvas, size, placement.screen.name, geometry)

    @property
    def fills(self) -> bool:
        """Whether it fills a monitor; False where it stands on a desk."""
        return self._fullscreen

    @property
    def has_painted(self) -> bool:
        """Whether there is a picture on it yet."""
        return self._good is not None

    @property
    def device_size(self) -> tuple[int, int]:
        """Width and height in device pixels."""
        ratio = self.devicePixelRatioF()
        return max(1, round(self.width() * ratio)), max(1, round(self.height() * ratio))

    @property
    def is_exposed(self) -> bool:
        """Whether the window system would show what is painted."""
        handle = self.windowHandle()
        return self.isVisible() and handle is not None and handle.isExposed()

    def fill(self, placement: Placement, screen: QScreen) -> None:
        """Fill a monitor. The order of the three calls matters to window managers."""
        self.placement, self._fullscreen = placement, True
        self.setWindowTitle(f"wallboard {placement.canvas}")
        self.setCursor(Qt.CursorShape.BlankCursor)
        self.setScreen(screen)
        self.setGeometry(screen.geometry())
        self.showFullScreen()

    def state(self, placement: Placement, screen: QScreen, rect: Rect) -> None:
        """Stand as an ordinary window at `rect` (logical pixels of the desktop); the canvas takes the window's size."""
        self.placement, self._fullscreen = placement, False
        self.setWindowTitle(f"wallboard {placement.canvas}")
        self.unsetCursor()
        self.setScreen(screen)
        self.showNormal()
        self.setGeometry(rect.x, rect.y, rect.width, rect.height)
        self._desk_size = self.device_size

    def show_frame(self, frame: Frame) -> None:
        """Show a frame that looks different from the one before."""
        self._frame = frame
        region = self._to_paint(frame)
        if region is None:
            self.is_due = True
            self.update()
        elif not region.isEmpty():
            self.is_due = True
            self.update(region)
        elif not self.is_due:  # nothing that this window shows of its canvas is different
            self._good = frame

    def keep_frame(self, frame: Frame) -> None:
        """Take note of a frame that looks the same, for when the window system asks for the picture."""
        if self._frame is None:
            self.show_frame(frame)
        self._frame = frame

    def _to_paint(self, frame: Frame) -> QRegion | None:
        """Where a frame differs from what is up; None for everywhere."""
        view, placement, patches = self.view, self.placement, self.patches
        if patches is None or view is None or placement is None or self._good is None:
            return None
        part = self._part(placement, frame)
        if self.devicePixelRatioF() != 1 or (part.width, part.height) != self.device_size:
            patches.forget()
            return None
        try:
            return patches.ask(self.renderer, self.renderer.compose(view, frame), part)
        except Exception:  # noqa: BLE001 - the window's edge: what cannot be compared is painted whole, and fails there
            patches.forget()
            return None

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        painter = QPainter(self)
        try:
            if not self._patched(painter, event.region()):
                self._paint(painter)
                if self.patches is not None:
                    self.patches.painted_whole(all_of_it=event.region() == QRegion(self.rect()))
        finally:
            painter.end()

    def _part(self, placement: Placement, frame: Frame) -> Rect:
        """What of the canvas the window shows, in the canvas's pixels."""
        if not self._fullscreen:
            return Rect(0, 0, *self._desk_size)
        across, down = self.renderer.offset(frame)
        part = placement.part
        return Rect(part.x - across, part.y - down, part.width, part.height)

    def _patched(self, painter: QPainter, region: QRegion) -> bool:
        """Paint only where the picture differs, if that can be."""
        view, placement, patches, frame = self.view, self.placement, self.patches, self._frame
        if patches is None or view is None or placement is None or frame is None:
            return False
        part = self._part(placement, frame)
        painter.save()
        try:
            made = self.renderer.compose(view, frame)
            patched = patches.paint(painter, self.renderer, made, part, region)
        except Exception:  # noqa: BLE001 - the window's edge, as above
            patches.forget()
            patched = False
        finally:
            painter.restore()
        if patched:
            self._good, self.is_due = frame, False
        return patched

    def _paint(self, painter: QPainter) -> None:
        for frame in (self._frame, self._good):
            if frame is not None and self._painted(painter, frame):
                self._good, self.is_due = frame, False
                return
        painter.resetTransform()
        painter.fillRect(self.rect(), BLACK)

    def _painted(self, painter: QPainter, frame: Frame) -> bool:
        view, placement = self.view, self.placement
        assert view is not None
        assert placement is not None
        painter.save()
        try:
            ratio = self.devicePixelRatioF()
            painter.scale(1 / ratio, 1 / ratio)
            part = self._part(placement, frame)
            width, height = self.device_size
            if (part.x, part.y) != (placement.part.x, placement.part.y):  # it drifts: what it leaves bare is ground
                painter.fillRect(0, 0, width, height, QColor(self.renderer.bare))
            if (part.width, part.height) != (width, height):
                painter.scale(width / part.width, height / part.height)
            painter.translate(-part.x, -part.y)
            self.renderer.paint(painter, self.renderer.compose(view, frame))
        except Exception as error:  # noqa: BLE001 - the window's edge: whatever fails, the last good picture stays up
            cause = f"{type(error).__name__}: {error}"
            if self._told.is_new(cause):
                log.error("canvas %s keeps its last good picture: %s", view.canvas, cause)
            return False
        finally:
            painter.restore()
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        self._keyboard.press(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        self._keyboard.release(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        self._point(event, released=False)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        self._point(event, released=False)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        self._point(event, released=True)

    def show_pointer(self, *, shown: bool) -> None:
        """Show the mouse pointer while there is something to point at; a window on a desk always has it."""
        if shown or not self._fullscreen:
            self.unsetCursor()
        else:
            self.setCursor(Qt.CursorShape.BlankCursor)

    def _point(self, event: QMouseEvent, *, released: bool) -> None:
        view, placement = self.view, self.placement
        held = Qt.MouseButton.LeftButton in (event.button(), event.buttons() & Qt.MouseButton.LeftButton)
        if view is None or placement is None or not held:
            return
        self.on_point(view, *self.on_canvas(event.position()), released)

    def on_canvas(self, at: QPoint | QPointF) -> tuple[float, float]:
        """Where on the canvas (its pixels) a point of the window lies."""
        ratio, (width, height) = self.devicePixelRatioF(), self.device_size
        x, y = at.x() * ratio, at.y() * ratio
        if self._fullscreen and self.placement is not None:
            part = self.placement.part
            x, y = part.x + x * part.width / width, part.y + y * part.height / height
        return x, y

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        self._keyboard.let_go()
        super().focusOutEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self._settling.start()

    def _on_settled(self) -> None:
        """A canvas of a new size is only laid out when the hand on the window's edge rests; until then it is scaled."""
        if self._desk_size != self.device_size:
            self._desk_size = self.device_size
            self._on_size()

    def event(self, event: QEvent) -> bool:
        """Tab belongs to the wall, not to Qt's way of moving the focus."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            self.keyPressEvent(event)
            return True
        return super().event(event)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """A fullscreen window stays: quitting takes the held key. Closing an ordinary one ends the display."""
        event.ignore()
        if not self._fullscreen:
            self._on_close()


def _nowhere(_view: ScreenView, _x: float, _y: float, _released: bool) -> None:
    """Nobody is told."""

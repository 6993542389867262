"""A small copy of what each canvas shows, once a second, for whoever wants to see what was painted."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QImage, QPainter

from wallboard.recording.program_file import ProgramPicture, ProgramWriter, size_for
from wallboard.stage.playback import Now
from wallboard.stage.screen_renderer import Frame, ScreenView
from wallboard.stage.window import CanvasWindow

log = logging.getLogger(__name__)

EVERY_MS: Final = 1000


class ProgramCopy(QObject):
    """Copies what stands in the windows' stores, never paints anything itself, and never raises.

    `up_on` names the layout that is up on a canvas.
    """

    def __init__(
        self,
        path: Path,
        windows: Callable[[], Sequence[CanvasWindow]],
        *,
        now: Callable[[], Now],
        frame: Callable[[], Frame | None],
        up_on: Callable[[str, Frame], str],
    ) -> None:
        super().__init__()
        self.alarm = ""
        self._path = path
        self._windows = windows
        self._now = now
        self._frame = frame
        self._up_on = up_on
        self._writer: ProgramWriter | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self.look)

    def start(self) -> None:
        """Begin to copy."""
        self._timer.start()

    def stop(self) -> None:
        """Copy no more; the last copies stay."""
        self._timer.stop()
        if self._writer is not None:
            self._writer.close()
            self._writer = None

    def look(self) -> None:
        """Copy every canvas that has been painted."""
        frame = self._frame()
        if frame is None:
            return
        shown: dict[str, list[CanvasWindow]] = {}
        for window in self._windows():
            if window.view is not None and window.has_painted:
                shown.setdefault(window.view.canvas, []).append(window)
        try:
            self._writer = self._writer or ProgramWriter(self._path)
            for canvas, windows in shown.items():
                self._copy(self._writer, canvas, windows, frame)
        except OSError as error:
            if not self.alarm:
                log.error("what is on air cannot be copied for the console (%s): %s", error.strerror, self._path)
            self.alarm = f"what is on air cannot be copied for the console ({error.strerror}): {self._path}"
        else:
            self.alarm = ""

    def keep(self, view: ScreenView, image: QImage, frame: Frame) -> None:
        """Copy a whole canvas that was painted off screen; does not raise."""
        size = size_for(view.size)
        fast = Qt.TransformationMode.FastTransformation
        small = image.scaled(*size, Qt.AspectRatioMode.IgnoreAspectRatio, fast)
        try:
            self._writer = self._writer or ProgramWriter(self._path)
        except OSError:
            return
        self._write(self._writer, view.canvas, small.convertToFormat(QImage.Format.Format_RGB32), frame)

    def _copy(self, writer: ProgramWriter, canvas: str, windows: Sequence[CanvasWindow], frame: Frame) -> None:
        image = copied(windows)
        if image is not None:
            self._write(writer, canvas, image, frame)

    def _write(self, writer: ProgramWriter, canvas: str, image: QImage, frame: Frame) -> None:
        now = self._now()
        layout = "" if frame.control.on(canvas).blackout else self._up_on(canvas, frame)
        width, height = image.width(), image.height()
        playhead_us = frame.moment_on(canvas).playhead_us
        pixels = bytes(image.constBits())
        writer.write(ProgramPicture(canvas, layout, now.mono_us, now.utc_us, playhead_us, width, height, pixels))


def copied(windows: Sequence[CanvasWindow]) -> QImage | None:
    """What windows of one canvas show, put together and scaled by nearest sampling; None where no store can be read."""
    view = windows[0].view
    if view is None:
        return None
    width, height = size_for(view.size)
    whole = QImage(width, height, QImage.Format.Format_RGB32)
    whole.fill(0xFF000000)
    painter = QPainter(whole)
    found = False
    for window in windows:
        store, placement = window.backingStore(), window.placement
        device = store.paintDevice() if store is not None else None
        if not isinstance(device, QImage) or placement is None:
            continue
        x, y, across, down = 0, 0, *view.size
        if window.fills:
            part = placement.part
            x, y, across, down = part.x, part.y, part.width, part.height
        left, top = x * width // view.size[0], y * height // view.size[1]
        right, bottom = (x + across) * width // view.size[0], (y + down) * height // view.size[1]
        pixels_across, pixels_down = window.device_size
        if (device.width(), device.height()) != (pixels_across, pixels_down):
            device = device.copy(0, 0, pixels_across, pixels_down)
        fast = Qt.TransformationMode.FastTransformation
        small = device.scaled(right - left, bottom - top, Qt.AspectRatioMode.IgnoreAspectRatio, fast)
        painter.drawImage(left, top, small)
        found = True
    painter.end()
    return whole if found else None

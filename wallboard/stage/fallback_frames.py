"""Leaving the last picture of every screen where the curtain finds it, so that no desktop shows when a display dies."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, QRect, QTimer
from PySide6.QtGui import QImage

from wallboard.stage.fallback_file import keep
from wallboard.stage.fallback_header import EVERY_US, SUFFIX
from wallboard.stage.window import CanvasWindow

log = logging.getLogger(__name__)

LOOK_MS: Final = 250


class FallbackFrames(QObject):
    """Keeps the picture of every fullscreen window: what is on the screen, read back from the window's own store.

    One window a look, so that several large screens never cost one frame. Windows on a desk leave nothing, and take
    away what was kept; so the desk is the operator's again. Black is kept at once: what was hidden stays hidden.
    """

    def __init__(
        self,
        folder: Path,
        windows: Callable[[], tuple[CanvasWindow, ...]],
        *,
        mono_us: Callable[[], int],
        hidden: Callable[[str], bool],
    ) -> None:
        """`hidden` says whether the operator has blacked a canvas out."""
        super().__init__()
        self.alarm = ""
        self._folder = folder
        self._windows = windows
        self._mono_us = mono_us
        self._hidden = hidden
        self._was_hidden: frozenset[str] = frozenset()
        self._taken: dict[str, int] = {}
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self.look)

    def start(self) -> None:
        """Begin to look."""
        self._timer.start()

    def stop(self) -> None:
        """Look no more; what is kept stays, for the moment until the next display is up."""
        self._timer.stop()

    def look(self) -> None:
        """Keep the picture that is due most; never raises: the wall does not depend on its curtain."""
        now_us = self._mono_us()
        shown = {window.placement.canvas for window in self._windows() if window.placement is not None}
        hidden = frozenset(canvas for canvas in shown if self._hidden(canvas))
        if hidden != self._was_hidden:
            self._was_hidden = hidden
            self._taken.clear()
        windows = {w.placement.screen.name: w for w in self._windows() if w.placement is not None and w.fills}
        if not windows:
            self._take_away()
            return
        name = min(windows, key=lambda screen: self._taken.get(screen, 0))
        window = windows[name]
        if now_us - self._taken.get(name, -EVERY_US) < EVERY_US or not (window.is_exposed and window.has_painted):
            return
        image = self._picture_of(window)
        if image is None:
            return
        try:
            keep(self._folder, name, image, now_us)
        except OSError as error:
            if not self.alarm:
                log.error("the last picture cannot be kept (%s): %s", error.strerror, self._folder)
            self.alarm = f"the last picture cannot be kept ({error.strerror}): {self._folder}"
        else:
            self.alarm = ""
        self._taken[name] = now_us

    def _picture_of(self, window: CanvasWindow) -> QImage | None:
        """What the window shows, read from its store without painting anything."""
        if window.placement is not None and self._hidden(window.placement.canvas):
            black = QImage(16, 9, QImage.Format.Format_RGB32)
            black.fill(0xFF000000)
            return black
        store = window.backingStore()
        device = store.paintDevice() if store is not None else None
        if not isinstance(device, QImage):
            return None
        width, height = window.device_size
        if (device.width(), device.height()) == (width, height):
            return device
        return device.copy(QRect(0, 0, width, height))

    def _take_away(self) -> None:
        for path in self._folder.glob(f"*{SUFFIX}") if self._taken else ():
            path.unlink(missing_ok=True)
        self._taken.clear()

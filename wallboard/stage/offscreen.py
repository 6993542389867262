"""A wall without a display: the newest picture of every configured screen, as files that are replaced whole."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QImage

from wallboard.config.settings import Settings
from wallboard.core.errors import WallboardError
from wallboard.stage.imagined_screens import imagined
from wallboard.stage.photos import file_name, save
from wallboard.stage.screen_renderer import Frame, ScreenRenderer, ScreenView

log = logging.getLogger(__name__)

EVERY_MS: Final = 2000
FPS: Final = 4.0
"""Ticks a second: often enough for the supervisor to see that it lives."""


class PaperScreen:
    """Stands in for a window: it is never seen, so it never owes a paint, and keeps the newest frame for the files."""

    def __init__(self, view: ScreenView) -> None:
        self.is_due = False
        self.is_exposed = False
        self.frame: Frame | None = None
        self._view = view

    @property
    def view(self) -> ScreenView:
        """What it shows."""
        return self._view

    def show_frame(self, frame: Frame) -> None:
        """Take the newest frame."""
        self.frame = frame

    def keep_frame(self, frame: Frame) -> None:
        """Take the newest frame."""
        self.frame = frame


def paper_screens(settings: Settings) -> tuple[PaperScreen, ...]:
    """One for each canvas of the configured screens."""
    return tuple(
        PaperScreen(ScreenView(p.canvas, p.canvas_size, p.screen.name, f"{p.canvas_size[0]}×{p.canvas_size[1]}"))
        for p in imagined(settings)
    )


def file_of(folder: Path, view: ScreenView) -> Path:
    """The file that always holds a screen's newest picture; the canvas of all screens that are not named is `wall`."""
    return folder / f"{file_name(view.canvas, 'wall')}.png"


class Printer(QObject):
    """Writes the pictures of all screens every two seconds; a full disk is told once, and writing goes on after it.

    One picture at a time, so that the display beats between several large ones.
    """

    def __init__(
        self,
        renderer: ScreenRenderer,
        screens: Sequence[PaperScreen],
        folder: Path,
        on_picture: Callable[[ScreenView, QImage, Frame], None] = lambda _view, _image, _frame: None,
    ) -> None:
        """`on_picture` is given each picture that was painted, with its frame."""
        super().__init__()
        self._on_picture = on_picture
        self.renderer = renderer
        self._failing: dict[Path, str] = {}
        self._screens = tuple(screens)
        self._folder = folder
        self._turn = 0
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS // max(1, len(self._screens)))
        self._timer.timeout.connect(self.write_next)

    @property
    def alarm(self) -> str:
        """Why a picture could not be written just now; "" while all can be."""
        return next(iter(self._failing.values()), "")

    def start(self) -> None:
        """Write all now, and each every two seconds from then on."""
        self._timer.start()
        self.write()

    def stop(self) -> None:
        """Write the last pictures."""
        self._timer.stop()
        self.write()

    def write(self) -> None:
        """Write the newest picture of every screen."""
        for screen in self._screens:
            if not self._write(screen):
                return

    def write_next(self) -> None:
        """Write the newest picture of the screen whose turn it is."""
        if self._screens:
            self._turn = (self._turn + 1) % len(self._screens)
            self._write(self._screens[self._turn])

    def _write(self, screen: PaperScreen) -> bool:
        """Write a picture, if there is one; whether nothing stood in the way."""
        if screen.frame is None:
            return True
        path = file_of(self._folder, screen.view)
        try:
            image = self.renderer.wall.image(screen.frame.request(screen.view))
            self._on_picture(screen.view, image, screen.frame)
            save(image, path)
        except WallboardError as error:
            if not self._failing:
                log.error("%s", error)
            self._failing[path] = str(error)
            return False
        self._failing.pop(path, None)
        return True

"""The curtain: beneath the wall's windows a window on every screen with the last picture, for when the wall is gone."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, QRectF, Qt, QTimer
from PySide6.QtGui import QColor, QFont, QGuiApplication, QImage, QPainter, QPaintEvent, QRasterWindow, QScreen

from wallboard.core.instants import SECOND_US
from wallboard.core.wording import say
from wallboard.paint.fonts import HANZI, LATIN, MORE, ensure, load_fonts
from wallboard.paint.outlines import write
from wallboard.stage.fallback_file import file_of, kept
from wallboard.stage.fallback_header import EVERY_US
from wallboard.stage.lost_windows import LostWindows
from wallboard.stage.shutdown import OneLineEach, Shutdown

log = logging.getLogger(__name__)

LOOK_MS: Final = 250
MARKED_AFTER_US: Final = 2 * EVERY_US
"""A picture this old is no longer renewed by anybody: from now on it says so itself."""
_BENEATH: Final = ("xcb", "windows")
"""Window systems on which a window can be put beneath all others; elsewhere a curtain might cover the wall."""


class Veil(QRasterWindow):
    """One screen's last picture; without keys or focus, and beneath everything from the first instant."""

    def __init__(self, screen: QScreen, languages: Sequence[str] = ("zh", "en")) -> None:
        super().__init__()
        self._languages = languages
        self._image = QImage()
        self.age_s: int | None = None
        """How long the picture has stood still, where it says so."""
        self.setFlags(
            Qt.WindowType.Window
            | Qt.WindowType.FramelessWindowHint
            | Qt.WindowType.WindowStaysOnBottomHint
            | Qt.WindowType.WindowDoesNotAcceptFocus
        )
        self.setTitle(f"wallboard-curtain {screen.name()}")
        self.setCursor(Qt.CursorShape.BlankCursor)
        self.setScreen(screen)
        self.setGeometry(screen.geometry())
        self.create()
        self.lower()  # before it is mapped, so that not even one frame of it lies above the wall

    def follow(self, screen: QScreen) -> None:
        """Cover the screen as it is now, and stay beneath."""
        if self.geometry() != screen.geometry():
            self.setScreen(screen)
            self.setGeometry(screen.geometry())
            self.lower()
        if not self.isVisible():
            self.show()
            self.lower()

    def show_picture(self, image: QImage) -> None:
        """Show another picture."""
        self._image = image
        self.update()

    def mark(self, age_s: int | None) -> None:
        """Say that the picture stands still, and for how long; None: it is the present."""
        if age_s != self.age_s:
            self.age_s = age_s
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        painter = QPainter(self)
        try:
            whole = QRectF(0, 0, self.width(), self.height())
            if self._image.isNull():
                painter.fillRect(whole, QColor("black"))
            else:
                painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
                painter.drawImage(whole, self._image)
            if self.age_s is not None:
                _draw_mark(painter, whole, self._words(self.age_s))
        finally:
            painter.end()

    def _words(self, age_s: int) -> str:
        said = say("wall.stopped", time=say("age.seconds", n=age_s))
        return " · ".join(said.first(language) for language in self._languages)


def _draw_mark(painter: QPainter, whole: QRectF, words: str) -> None:
    """A band over the picture's foot: nobody shall take a figure on it for the present."""
    height = whole.height() * 0.075
    band = QRectF(0, whole.height() - height, whole.width(), height)
    painter.fillRect(band, QColor(0x7A, 0x10, 0x18))
    ensure(words, "latin")
    font = QFont([LATIN, HANZI, *MORE])
    font.setWeight(QFont.Weight.Bold)
    font.setPixelSize(max(8, round(height * 0.62)))
    write(painter, band, words, font, QColor("white"))


class Curtain(QObject):
    """A veil beneath every screen of which a last picture is kept; `beat` is called at each completed look.

    A veil that another program has destroyed is made again at once.
    """

    def __init__(
        self,
        app: QGuiApplication,
        folder: Path,
        languages: Sequence[str] = ("zh", "en"),
        *,
        mono_us: Callable[[], int],
        beat: Callable[[], None],
    ) -> None:
        super().__init__()
        self._languages = languages
        self._app = app
        self._folder = folder
        self._mono_us = mono_us
        self._beat = beat
        self._veils: dict[str, Veil] = {}
        self._seen: dict[str, int] = {}
        self._taken: dict[str, int] = {}
        self._lost = LostWindows(app, self._on_lost)
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self.look)

    @property
    def veils(self) -> dict[str, Veil]:
        """By the names of the screens."""
        return self._veils

    def start(self) -> None:
        """Look now, and again and again."""
        self._timer.start()
        self.look()

    def stop(self) -> None:
        """Let go of all windows."""
        self._timer.stop()
        self._lost.stop()
        for veil in self._veils.values():
            veil.close()
            veil.deleteLater()
        self._veils.clear()

    def look(self) -> None:
        """Follow the screens and the kept pictures."""
        if self._app.platformName() in (*_BENEATH, "offscreen"):
            screens = {screen.name(): screen for screen in self._app.screens()}
            for name, screen in screens.items():
                self._attend(name, screen)
            for name in self._veils.keys() - screens.keys():
                self._veils[name].hide()
        self._beat()

    def _on_lost(self, number: int) -> None:
        name = next((name for name, veil in self._veils.items() if int(veil.winId()) == number), None)
        if name is None:
            return
        log.error("a window was destroyed from outside and is made again: %s", self._veils[name].title())
        self._seen.pop(name, None)
        veil = self._veils.pop(name)
        veil.close()
        veil.deleteLater()
        self.look()

    def _attend(self, name: str, screen: QScreen) -> None:
        try:
            written_ns = file_of(self._folder, name).stat().st_mtime_ns
        except OSError:
            if name in self._veils:
                self._veils[name].hide()
            self._seen.pop(name, None)
            return
        veil = self._veils.get(name) or self._veils.setdefault(name, Veil(screen, self._languages))
        if self._seen.get(name) != written_ns:
            picture = kept(self._folder, name)
            if picture is not None:
                self._seen[name], self._taken[name] = written_ns, picture.head.mono_us
                veil.show_picture(picture.image)
        age_us = self._mono_us() - self._taken.get(name, 0)
        veil.mark(age_us // SECOND_US if age_us > MARKED_AFTER_US and name in self._taken else None)
        veil.follow(screen)


def hang(
    folder: Path,
    *,
    languages: Sequence[str] = ("zh", "en"),
    mono_us: Callable[[], int],
    beat: Callable[[], None],
    is_cut: Callable[[], bool],
    takes_leave: bool = True,
) -> int:
    """Be the curtain until standard input is cut or a signal comes; the exit status. Raises DisplayError."""
    lines = OneLineEach()
    if sys.platform != "win32" and not os.environ.get("QT_QPA_PLATFORM"):
        os.environ["QT_QPA_PLATFORM"] = "xcb"
    app = QGuiApplication(["wallboard-curtain"])
    app.setQuitOnLastWindowClosed(False)
    load_fonts()
    curtain = Curtain(app, folder, languages, mono_us=mono_us, beat=beat)
    ending = Shutdown(app.exit, is_cut=is_cut, mono_us=mono_us, takes_leave=takes_leave)
    try:
        curtain.start()
        return app.exec()
    finally:
        ending.stop()
        curtain.stop()
        app.processEvents()
        lines.stop()

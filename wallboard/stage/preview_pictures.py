"""Small pictures of what is prepared, for the strip on the operator's canvas: made between frames, piece by piece."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from typing import Final

import msgspec
from msgspec.structs import replace as with_fields
from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QImage

from wallboard.actions.control import CanvasPicture, Control, shown_with
from wallboard.config.settings import Settings
from wallboard.core.instants import SECOND_US
from wallboard.stage.screen_renderer import Frame, ScreenView
from wallboard.wall import RenderRequest, Wall

log = logging.getLogger(__name__)

PAUSE_MS: Final = 3
WIDTH: Final = 384
MOST_HEIGHT: Final = 384
FRESH_US: Final = 2 * SECOND_US
"""After so long a picture is made anew: its figures have moved on."""
_DONE = object()


class PreviewPicture(msgspec.Struct, frozen=True):
    """What is prepared for a canvas, drawn; `number` is another one for each picture that is made."""

    number: int
    image: QImage


class PreviewPictures(QObject):
    """Draws what is prepared on a wall of its own, a piece after each frame, and keeps the newest of each canvas."""

    def __init__(self) -> None:
        super().__init__()
        self._wall: Wall | None = None
        self._made: dict[str, tuple[CanvasPicture, int, PreviewPicture]] = {}
        self._steps: Iterator[None] = iter(())
        self._is_done = True
        self._number = 0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.step)

    def of(self, canvas: str, control: Control) -> PreviewPicture | None:
        """The picture of what is prepared for a canvas; None while it is being drawn."""
        made, wanted = self._made.get(canvas), control.prepared(canvas)
        return made[2] if made is not None and made[0] == wanted else None

    def look(self, settings: Settings, views: Sequence[ScreenView], frame: Frame) -> None:
        """After each tick: take up a picture that is wanted, or go on with it."""
        if self._is_done:
            due = next(self._due(views, frame), None)
            if due is not None:
                self._steps, self._is_done = self._steps_of(settings, due, frame), False
        if not self._is_done:
            self._timer.start(PAUSE_MS)

    def let_go(self) -> None:
        """The strip is closed: keep nothing."""
        self._timer.stop()
        self._steps, self._is_done, self._wall = iter(()), True, None
        self._made.clear()

    def step(self) -> None:
        """Do the next piece of work."""
        try:
            self._is_done = next(self._steps, _DONE) is _DONE
        except Exception as error:  # noqa: BLE001 - a panel's edge: the wall does not depend on a small picture
            log.debug("no picture of what is prepared: %r", error)
            self._steps, self._is_done = iter(()), True
        if not self._is_done:
            self._timer.start(0)  # in all the time that frames leave

    def _due(self, views: Sequence[ScreenView], frame: Frame) -> Iterator[ScreenView]:
        for view in {view.canvas: view for view in views}.values():
            wanted, made = frame.control.prepared(view.canvas), self._made.get(view.canvas)
            if wanted is not None and (made is None or made[0] != wanted or frame.now_us - made[1] >= FRESH_US):
                yield view

    def _steps_of(self, settings: Settings, view: ScreenView, frame: Frame) -> Iterator[None]:
        if self._wall is None or self._wall.settings is not settings:
            self._wall = Wall(settings)
            yield
        wanted = frame.control.prepared(view.canvas)
        if wanted is None:
            return
        control = shown_with(frame.control.on(view.canvas), wanted)
        control = with_fields(control, blackout=False, left="", rotating_us=None)
        size = WIDTH, max(1, min(MOST_HEIGHT, round(WIDTH * view.size[1] / view.size[0])))
        request = RenderRequest(view.canvas, size, frame.moment, control, still=True)
        yield from self._wall.prepare(request, ground=True)
        self._number += 1
        picture = PreviewPicture(self._number, self._wall.image(request))
        self._made[view.canvas] = wanted, frame.now_us, picture

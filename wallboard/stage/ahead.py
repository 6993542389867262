"""Work for the snapshot that is shown next, done between frames: it is known a playout delay before it counts."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
from PySide6.QtCore import QObject, QTimer

from wallboard.core.moment import Curve, Moment
from wallboard.paint.theme import Look
from wallboard.panels.kinds import KINDS
from wallboard.stage.picture import Easel, Frame, View

log = logging.getLogger(__name__)

_DONE = object()
PAUSE_MS = 3
"""After a tick, so that the frame it made is painted first."""


class Ahead(QObject):
    """Resolves and places one panel of the next picture after each frame, and prepares its texts and curves.

    All of it lands in caches: nothing that is shown depends on it, and what turns out otherwise is made when it is due.
    """

    def __init__(self) -> None:
        super().__init__()
        self._for: tuple[object, ...] = ()
        self._steps: Iterator[None] = iter(())
        self._is_done = True
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE_MS)
        self._timer.timeout.connect(self.step)

    def look(self, easel: Easel, views: Sequence[View], frame: Frame) -> None:
        """After each tick: take up what comes next, or go on with it."""
        following = frame.moment.stand.following
        wanted = (easel, None if following is None else following.commit_us, frame.control.layout, tuple(views))
        if wanted != self._for:
            self._for = wanted
            coming = None if frame.moment.frozen or frame.control.blackout else next_moment(frame.moment)
            shown = dict.fromkeys((view.canvas, view.size) for view in views)
            self._steps = iter(()) if coming is None else steps(easel, tuple(shown), replace(frame, moment=coming))
            self._is_done = coming is None
        if not self._is_done:
            self._timer.start()

    def stop(self) -> None:
        """Prepare no more."""
        self._timer.stop()
        self._steps = iter(())

    def step(self) -> None:
        """Do the next piece of work, if there is any."""
        try:
            self._is_done = next(self._steps, _DONE) is _DONE
        except Exception as error:  # noqa: BLE001 - a panel's edge: it fails where it is shown, and is told there
            log.debug("nothing is prepared for the next snapshot: %r", error)
            self._steps, self._is_done = iter(()), True


def next_moment(moment: Moment) -> Moment | None:
    """The moment at which the snapshot that follows comes up, as far as it can be told now."""
    stand = moment.stand
    following = stand.following
    if following is None or stand.current is None:
        return None
    curve = stand.curve
    if curve is not None:
        curve = Curve(
            np.append(curve.commit_us, following.commit_us),
            np.append(curve.at_us, following.snapshot.at_us),
            np.append(curve.gmv_fen, following.snapshot.gmv_fen),
            curve.gaps,
        )
    coming = replace(
        stand,
        from_us=following.commit_us,
        until_us=following.commit_us + 1,
        current=following,
        following=None,
        before=(*stand.before[1:], stand.current),
        curve=curve,
    )
    return replace(moment, stand=coming, playhead_us=following.commit_us)


def steps(easel: Easel, canvases: Sequence[tuple[str, tuple[int, int]]], frame: Frame) -> Iterator[None]:
    """The pieces of work for a frame to come: per panel its words and places, then its sprites."""
    wall, moment, control = easel.wall, frame.moment, frame.control
    for canvas, size in canvases:
        look = Look(wall.theme, *size, wall.settings.display.safe_margin)
        setting = wall.setting(canvas, control, frame.notes)
        for slot in wall.slots(canvas, wall.layout_at(control, moment), size):
            options = wall.settings.panels[slot.panel]
            kind = KINDS[options.kind]
            placed = kind.place(kind.resolve(moment, options, setting), slot.rect, look)
            yield
            for op in placed.live:
                if wall.brush.prepare(op):
                    yield

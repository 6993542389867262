"""The display of a soak: one display for all nights, played on by the script, counted at the end of each night."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import cast

import numpy as np
from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from wallboard.actions.table import actions_of
from wallboard.config.event_facts import facts_of
from wallboard.config.settings import Settings
from wallboard.core.instants import SECOND_US
from wallboard.core.system_clocks import SystemClocks
from wallboard.soak.desk import FakeScreens, Setup
from wallboard.soak.nights import Nights, SoakTeller, Tell, due, folder_of, photos_in
from wallboard.soak.objects import python_figures, python_types
from wallboard.soak.qt_objects import qt_figures
from wallboard.soak.recorded import first_night, next_night
from wallboard.soak.script import MONITORS, RELOAD, script
from wallboard.stage.display import Display
from wallboard.stage.playback_source import PlaybackSource
from wallboard.stage.shutdown import OneLineEach, Shutdown

_LOOK_MS = 50
_COUNT_US = 600_000
"""So long before the end of a night it is counted: the collector has ended, and the next recording is still empty."""
_MOST_FRAMES = 200_000
"""Frames of one night, 55 minutes at 60 a second; what is beyond is not counted."""
_ENDLESS_US = 5 * SECOND_US
"""So long after the last night the display ends in any case."""


class Frames:
    """When frames were completed, within one night; its room is taken once, so that it is no growth itself."""

    def __init__(self, mono_us: Callable[[], int]) -> None:
        self._mono_us = mono_us
        self._at_us = np.zeros(_MOST_FRAMES, np.int64)
        self._count = 0

    def beat(self) -> None:
        """Another frame is complete."""
        if self._count < len(self._at_us):
            self._at_us[self._count] = self._mono_us()
            self._count += 1

    def take(self) -> dict[str, float]:
        """How many frames there were and the intervals between them, in milliseconds; begins anew."""
        intervals_ms = np.diff(self._at_us[: self._count]) / 1000
        count, self._count = self._count, 0
        if not len(intervals_ms):
            return {"frames": float(count)}
        p50, p99 = np.percentile(intervals_ms, (50, 99))
        return {"frames": float(count), "interval ms": float(p50), "interval p99 ms": float(p99)}


class SoakDisplay(QObject):
    """Leads a display through the nights: exchanges the recording, does what the script says, counts at the end."""

    def __init__(
        self,
        app: QApplication,
        settings: Settings,
        nights: Nights,
        parent: Path,
        *,
        setup: Setup,
        mono_us: Callable[[], int],
        tell: Tell,
    ) -> None:
        super().__init__()
        self._app, self._nights, self._parent = app, nights, parent
        self._pulled = setup.pulled
        self._mono_us = mono_us
        self._tell = tell
        self._settings = settings
        self._number = -1
        self._counted = -1
        self._share = 0.0
        shown = (name for name, it in settings.layouts.items() if it.needs != "picture" or settings.live_pictures)
        self._script = script(tuple(shown))
        self._actions = {action.id: action for action in actions_of(settings)}
        self._frames = Frames(mono_us)
        self._facts = facts_of(settings)
        self._night = first_night(folder_of(parent, 0), self._facts)
        self._desk = FakeScreens(app, spare=setup.spare)
        self.display = Display(
            cast("QGuiApplication", self._desk),  # all that a display asks of it are the screens
            settings,
            PlaybackSource(self._night.recorded, SystemClocks(), self._night.journal, str(parent)),
            windowed=setup.windowed,
            beat=self._frames.beat,
            end=app.exit,
        )
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_MS)
        self._timer.timeout.connect(self._on_look)

    def start(self) -> None:
        """Open the windows, and begin with the first night."""
        self.display.start()
        self._timer.start()

    def stop(self) -> None:
        """Let go of everything; a night that a slow machine has not counted yet is counted now."""
        self._timer.stop()
        if self._number > self._counted:
            self._counted = self._number
            self._count(self._number)
        self.display.stop()
        self._night.close()

    def _on_look(self) -> None:
        now_us = self._mono_us()
        number = self._nights.number_at(now_us)
        if self._number > self._counted and self._nights.begin_us(self._number + 1) - now_us <= _COUNT_US:
            self._counted = self._number
            self._count(self._number)
        if number >= self._nights.count:
            self._timer.stop()
            self._app.exit()
            return
        if number < 0:
            return
        if number != self._number:
            if number > 0 and not self._turns_to(number):
                return
            self._number, self._share = number, 0.0
            self._frames.take()
        share = self._nights.share_at(now_us)
        steps, self._share = due(self._script, self._share, share), share
        for step in steps:
            self._do(step)

    def _turns_to(self, number: int) -> bool:
        """Go on with the recording of a night once something is in it; whether that was so."""
        night = next_night(folder_of(self._parent, number), self._facts)
        if night is None:
            return False
        self.display.turn_to(night.recorded, night.journal)
        self._night.close()
        self._night = night
        return True

    def _do(self, step: str) -> None:
        if step in MONITORS:
            if not self._pulled:
                self._desk.change(step)
        elif step == RELOAD:
            self.display.adopt(self._settings)
        else:
            self.display.operator.act(self._actions[step])

    def _count(self, number: int) -> None:
        frames = self._frames.take()
        python = python_figures()
        types = python_types()
        qt, by_class = qt_figures(self._app)
        named = {f"Qt {name}": count for name, count in by_class.items()}
        self._tell(SoakTeller(number, frames | python | qt, types | named))


def show_nights(
    settings: Settings,
    nights: Nights,
    parent: Path,
    *,
    setup: Setup,
    mono_us: Callable[[], int],
    is_cut: Callable[[], bool],
    tell: Tell,
) -> int:
    """Show every night until the last is over or `is_cut`; the exit status. Raises RecordingError, DisplayError."""
    display = settings.display.model_copy(update={"snapshot_folder": photos_in(parent)})
    settings = settings.model_copy(update={"display": display})
    lines = OneLineEach()
    app = QApplication(["wallboard"])
    app.setQuitOnLastWindowClosed(False)
    evening = SoakDisplay(app, settings, nights, parent, setup=setup, mono_us=mono_us, tell=tell)
    ending = Shutdown(
        app.exit, is_cut=is_cut, mono_us=mono_us, until_mono_us=nights.begin_us(nights.count) + _ENDLESS_US
    )
    try:
        evening.start()
        return app.exec()
    finally:
        ending.stop()
        evening.stop()
        app.processEvents()
        lines.stop()

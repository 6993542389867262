"""What a display tells of itself once a second, for whoever watches the wall from outside."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QObject, QTimer

from wallboard.config.settings import Settings
from wallboard.core.badges import badges
from wallboard.core.instants import SECOND_US
from wallboard.core.process_reports import DisplayReport
from wallboard.stage.driver import FrameDriver
from wallboard.wall.active_layout import layout_at

EVERY_MS: Final = 1000
_MOST, _LONGEST = 5, 300
"""Of alarms: a report is one short line."""


def report_of(
    driver: FrameDriver, settings: Settings, place: str, screens: Sequence[str], alarms: Sequence[str]
) -> DisplayReport:
    """How a display stands, by its newest frame."""
    frame = driver.frame
    told = tuple(alarm[:_LONGEST] for alarm in alarms if alarm)[:_MOST]
    if frame is None:
        return DisplayReport(driver.frames, 0, None, (), "", place, tuple(screens), told)
    age_us = frame.moment.age_us
    return DisplayReport(
        frames=driver.frames,
        frames_per_s=driver.painted_per_s,
        age_s=None if age_us is None else age_us // SECOND_US,
        badges=tuple(badge.kind for badge in badges(frame.moment)),
        layout=layout_at(settings, frame.control, frame.moment),
        place=place,
        screens=tuple(screens),
        alarms=told,
    )


class Reporting(QObject):
    """Hands a report to `report` once a second; None: nobody wants one."""

    def __init__(self, make: Callable[[], DisplayReport], report: Callable[[DisplayReport], None] | None) -> None:
        super().__init__()
        self._make = make
        self._report = report
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self._on_second)

    def start(self) -> None:
        """Begin to report."""
        if self._report is not None:
            self._timer.start()

    def stop(self) -> None:
        """Report no more."""
        self._timer.stop()

    def _on_second(self) -> None:
        if self._report is not None:
            self._report(self._make())

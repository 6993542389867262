"""The monitors of a soak: the real or imagined ones, of which the last goes, comes back and changes as the script asks.

No hardware is touched: the display is only told that the monitor is not there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication, QScreen

from wallboard.soak.script import MONITOR_CHANGES, MONITOR_GOES, MONITOR_RETURNS


@dataclass(frozen=True, slots=True)
class Setup:
    """How the display of a soak is set up: its windows on a desk, or fullscreen.

    `spare`: the last screen is kept back, see `Desk`. `pulled`: the monitors are really pulled from outside, and the
    desk imagines nothing.
    """

    windowed: bool
    spare: bool
    pulled: bool


class FakeScreens(QObject):
    """Stands before the application, as far as its screens go.

    With a `spare` the application's last screen is kept back, and takes the place of the last of the others when that
    changes: a monitor of another size.
    """

    screenAdded = Signal(QScreen)  # noqa: N815 - Qt's name
    screenRemoved = Signal(QScreen)  # noqa: N815 - Qt's name
    primaryScreenChanged = Signal(QScreen)  # noqa: N815 - Qt's name

    def __init__(self, app: QGuiApplication, *, spare: bool) -> None:
        super().__init__()
        self._app = app
        self._spare = spare
        self._state = MONITOR_RETURNS
        app.screenAdded.connect(self.screenAdded)
        app.screenRemoved.connect(self.screenRemoved)
        app.primaryScreenChanged.connect(self.primaryScreenChanged)

    def screens(self) -> list[QScreen]:
        """The monitors that are there."""
        found = self._app.screens()
        kept, spare = (found[:-1], found[-1:]) if self._spare else (found, [])
        if self._state == MONITOR_GOES:
            return kept[:-1]
        return [*kept[:-1], *spare] if self._state == MONITOR_CHANGES and spare else kept

    def primaryScreen(self) -> QScreen:  # noqa: N802 - Qt's name
        """The first of them."""
        return self._app.primaryScreen()

    def __getattr__(self, name: str) -> Any:
        """Whatever else is asked of an application is asked of the real one."""
        return getattr(self._app, name)

    def change(self, what: str) -> None:
        """The last monitor goes, comes back, or is another one."""
        self._state = what
        # not screenAdded: it is the same object of Qt's that comes back, and it is followed already
        self.primaryScreenChanged.emit(self._app.primaryScreen())

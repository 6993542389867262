"""Windows that another program destroys: an X server lets it, and Qt would go on painting what is no longer there."""

from __future__ import annotations

import ctypes
import struct
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QAbstractNativeEventFilter, QByteArray, QTimer
from PySide6.QtGui import QGuiApplication

_DESTROY_NOTIFY: Final = 17
"""Without the bit of an event that another client has sent: of such a one nothing has happened."""
_EVENT: Final = struct.Struct("=BxHII")
"""Type, sequence, the window that is told, the window that was destroyed (xcb_destroy_notify_event_t)."""


class LostWindows(QAbstractNativeEventFilter):
    """Calls `on_lost` with the id of each window of this process that is destroyed, also of those it destroys itself.

    The call comes from the event loop, after Qt has dealt with the event. On other window systems than X11 no program
    can destroy the windows of another, and nothing is watched.
    """

    def __init__(self, app: QGuiApplication, on_lost: Callable[[int], None]) -> None:
        super().__init__()
        self._app = app
        self._on_lost = on_lost
        self._lost: list[int] = []
        self._telling = QTimer()
        self._telling.setSingleShot(True)
        self._telling.setInterval(0)
        self._telling.timeout.connect(self._tell)
        if app.platformName() == "xcb":
            app.installNativeEventFilter(self)

    def stop(self) -> None:
        """Watch no more."""
        self._app.removeNativeEventFilter(self)
        self._telling.stop()

    def nativeEventFilter(  # noqa: N802 - Qt's name
        self,
        eventType: QByteArray | bytes | bytearray | memoryview,  # noqa: N803 - likewise
        message: int,
    ) -> object:
        kind, _, _, window = _EVENT.unpack(ctypes.string_at(int(message), _EVENT.size))
        if kind == _DESTROY_NOTIFY:
            self._lost.append(window)
            self._telling.start()
        return False, 0

    def _tell(self) -> None:
        lost, self._lost = self._lost, []
        for window in lost:
            self._on_lost(window)

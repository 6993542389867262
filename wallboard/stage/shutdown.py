"""How a display ends (a signal, the end of standard input, a time limit), and how it outlives what is unforeseen."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from types import TracebackType
from typing import Final

from PySide6.QtCore import QMessageLogContext, QObject, QTimer, QtMsgType, qInstallMessageHandler

from wallboard.core.system_signals import handle_signals
from wallboard.core.told_once import ToldOnce

log = logging.getLogger(__name__)
qt_log = logging.getLogger("wallboard.qt")

_LOOK_MS: Final = 100
_LEVELS: Final = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


class Shutdown(QObject):
    """Calls `end` once when the display is to end.

    `is_cut` says, without waiting, whether whoever started this process is gone: the contract is that of a supervised
    child, whose standard input comes to its end. It is asked ten times a second from a timer, which works on every
    system and needs no thread; the timer also lets Python see signals while Qt waits. `until_mono_us` is a time limit.
    """

    def __init__(
        self,
        end: Callable[[], None],
        *,
        is_cut: Callable[[], bool],
        mono_us: Callable[[], int],
        until_mono_us: int | None = None,
        takes_leave: bool = True,
    ) -> None:
        """`takes_leave`: a signal calls `end` as well; else it ends the process on the spot, which is started anew."""
        super().__init__()
        self._end = end
        self._is_cut = is_cut
        self._mono_us = mono_us
        self._until_mono_us = until_mono_us
        self._asked = False
        self._restore_signals = handle_signals(self._on_signal if takes_leave else None)
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_MS)
        self._timer.timeout.connect(self._on_look)
        self._timer.start()

    def stop(self) -> None:
        """Look no more, and give the signals back."""
        self._timer.stop()
        self._restore_signals()

    def _on_signal(self) -> None:
        self._asked = True

    def _on_look(self) -> None:
        over = self._until_mono_us is not None and self._mono_us() >= self._until_mono_us
        if self._asked or over or self._is_cut():
            self._timer.stop()
            self._end()


class OneLineEach:
    """Unforeseen errors and Qt's own messages go to the log, one line for each new cause, and the display goes on."""

    def __init__(self) -> None:
        self._told = ToldOnce()
        self._hook = sys.excepthook
        self._handler = qInstallMessageHandler(self._on_message)
        sys.excepthook = self._on_error

    def stop(self) -> None:
        """Give both back."""
        sys.excepthook = self._hook
        qInstallMessageHandler(self._handler)

    def _on_error(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            return
        while trace is not None and trace.tb_next is not None:
            trace = trace.tb_next
        where = "" if trace is None else f" ({trace.tb_frame.f_code.co_name}, line {trace.tb_lineno})"
        self._tell(log, logging.ERROR, f"unforeseen, and the display goes on: {kind.__name__}: {error}{where}")

    def _on_message(self, kind: QtMsgType, _context: QMessageLogContext, message: str | None) -> None:
        self._tell(qt_log, _LEVELS.get(kind, logging.WARNING), message or "")

    def _tell(self, to: logging.Logger, level: int, line: str) -> None:
        if self._told.is_new(line):
            to.log(level, "%s", " ".join(line.split()))

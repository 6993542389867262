"""Keeping the displays awake for as long as the wall is up, by whatever the system offers."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Final

import msgspec

WHY: Final = "a wall display is running"
_PATIENCE_S: Final = 2.0


class Awake(msgspec.Struct):
    """Holds the displays awake from `start` to `stop`; `how` says by what, and is empty where nothing could be done."""

    how: str = ""
    _undo: list[Callable[[], object]] = msgspec.field(default_factory=list)

    def start(self, platform: str) -> None:
        """Begin; `platform` is Qt's name of the window system, such as xcb. Never raises: the display must go on."""
        if sys.platform == "win32":
            ways = [_windows]
        elif sys.platform == "darwin":
            ways = [_macos]
        else:
            ways = [_screensaver_service, _x_server] if platform == "xcb" else [_screensaver_service]
        if platform in ("offscreen", "minimal"):
            ways = []
        found = [name for way in ways if (name := way(self._undo))]
        self.how = " + ".join(found)

    def stop(self) -> None:
        """Give the displays back to the system's own habits."""
        while self._undo:
            with suppress(OSError, subprocess.SubprocessError):
                self._undo.pop()()
        self.how = ""


def _screensaver_service(undo: list[Callable[[], object]]) -> str:
    """The desktop's own service (freedesktop.org ScreenSaver), on X11 and Wayland alike."""
    if not os.environ.get("DBUS_SESSION_BUS_ADDRESS"):
        return ""
    from PySide6.QtDBus import QDBusConnection, QDBusInterface, QDBusMessage  # noqa: PLC0415 - only where there is one

    bus = QDBusConnection.sessionBus()
    if not bus.isConnected():
        return ""
    service = QDBusInterface("org.freedesktop.ScreenSaver", "/org/freedesktop/ScreenSaver", "", bus)
    service.setTimeout(round(_PATIENCE_S * 1000))
    reply = service.call("Inhibit", "wallboard", WHY)
    if reply.type() != QDBusMessage.MessageType.ReplyMessage:
        return ""
    cookie = reply.arguments()[0]
    undo.append(lambda: service.call("UnInhibit", cookie))
    return "the desktop's service"


def _x_server(undo: list[Callable[[], object]]) -> str:
    """The X server's own blanking and power saving, put back as they were at the end."""
    xset = shutil.which("xset")
    if xset is None:
        return ""
    try:
        before = _run([xset, "q"])
        _run([xset, "s", "off"])
    except (OSError, subprocess.SubprocessError):
        return ""
    timeout = re.search(r"timeout:\s+(\d+)\s+cycle:\s+(\d+)", before)
    if timeout is not None:
        undo.append(lambda: _run([xset, "s", timeout[1], timeout[2]]))
    if "DPMS is Enabled" in before:
        with suppress(OSError, subprocess.SubprocessError):
            _run([xset, "-dpms"])
            undo.append(lambda: _run([xset, "+dpms"]))
    return "xset"


def _macos(undo: list[Callable[[], object]]) -> str:
    """caffeinate, which ends with this process however that ends."""
    command = ["/usr/bin/caffeinate", "-d", "-i", "-w", str(os.getpid())]
    try:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
    except OSError:
        return ""
    undo.append(process.wait)
    undo.append(process.terminate)
    return "caffeinate"


if sys.platform == "win32":
    import ctypes

    def _windows(undo: list[Callable[[], object]]) -> str:
        """The thread's execution state, which Windows forgets when the thread ends."""
        continuous, system, display = 0x80000000, 0x1, 0x2
        set_state = ctypes.windll.kernel32.SetThreadExecutionState
        if not set_state(continuous | system | display):
            return ""
        undo.append(lambda: set_state(continuous))
        return "Windows"

else:

    def _windows(_undo: list[Callable[[], object]]) -> str:
        return ""


def _run(command: list[str]) -> str:
    done = subprocess.run(
        command, check=True, timeout=_PATIENCE_S, capture_output=True, text=True, stdin=subprocess.DEVNULL
    )
    return done.stdout

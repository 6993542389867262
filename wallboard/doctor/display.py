"""Whether there is a display to draw on, and which of Qt's platform plugins is to be used for it."""

from __future__ import annotations

import re
import socket
import sys
from collections.abc import Mapping
from pathlib import Path

PLATFORM = "QT_QPA_PLATFORM"
_X_DISPLAY = re.compile(r"(?P<host>.*):(?P<number>\d+)(?:\.\d+)?")
_LIMIT_S = 2.0
_X_PORT = 6000


def no_display_because(environment: Mapping[str, str], system: str = sys.platform) -> str | None:
    """Why nothing can be shown on a screen, in words; None if there is a display.

    On Linux and the BSDs a display is an X server that answers, or Wayland; Windows and macOS always have one.
    """
    chosen = environment.get(PLATFORM, "")
    if chosen:
        words = chosen.split(":")[0]
        return f"{PLATFORM} is {chosen}" if words in ("offscreen", "minimal", "vnc") else None
    if system in ("win32", "darwin") or environment.get("WAYLAND_DISPLAY"):
        return None
    display = environment.get("DISPLAY")
    if not display:
        return "neither DISPLAY nor WAYLAND_DISPLAY is set"
    return None if _x_answers(display) else f"the X server of DISPLAY={display} does not answer"


def qt_environment(environment: Mapping[str, str], system: str = sys.platform) -> dict[str, str]:
    """What to add to the environment of a process that draws.

    Without a display Qt draws off screen. With both X11 and Wayland at hand X11 is taken: under Wayland a program can
    neither place nor stack its windows, and some compositors put a fullscreen window on a monitor of their own choice;
    Wayland remains for when X11 fails. Set QT_QPA_PLATFORM to decide otherwise.
    """
    if environment.get(PLATFORM):
        return {}
    if no_display_because(environment, system) is not None:
        return {PLATFORM: "offscreen"}
    if environment.get("DISPLAY") and environment.get("WAYLAND_DISPLAY"):
        return {PLATFORM: "xcb;wayland"}
    return {}


def _x_answers(display: str) -> bool:
    """Whether something listens where the X protocol has a display: a local socket, or TCP port 6000 and up."""
    match = _X_DISPLAY.fullmatch(display)
    if match is None:
        return Path(display).exists()  # a path, as macOS writes it
    host, number = match["host"], int(match["number"])
    if sys.platform != "win32" and host in ("", "unix"):
        path = f"/tmp/.X11-unix/X{number}"
        return _listens(socket.AF_UNIX, f"\0{path}") or _listens(socket.AF_UNIX, path)
    return _listens(socket.AF_INET, (host, _X_PORT + number))


def _listens(family: int, address: str | tuple[str, int]) -> bool:
    with socket.socket(family, socket.SOCK_STREAM) as tried:
        tried.settimeout(_LIMIT_S)
        try:
            tried.connect(address)
        except OSError:
            return False
        return True

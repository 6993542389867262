"""Whether there is a display at all: asked before Qt is started, since Qt ends the process when there is none."""

from __future__ import annotations

import ctypes
import ctypes.util
import os
import re
import socket
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

_INVISIBLE: Final = ("offscreen", "minimal", "vnc")
_DISPLAY: Final = re.compile(r"(?:unix/|tcp/)?(?P<host>[^/]*):(?P<number>[0-9]{1,5})(?:\.[0-9]+)?")
_FIRST_PORT: Final = 6000
_PATIENCE_S: Final = 0.2
_RESET_S: Final = 1.0
_PAUSE_S: Final = 0.02


def has_display(environ: Mapping[str, str]) -> bool:
    """Whether there is a window system, as far as can be told without Qt.

    A plugin that was chosen is believed: where its server is away Qt ends the process, and whoever chose it starts it
    anew. Drawn off screen instead, a wall would stay dark when the server is back.
    """
    chosen = environ.get("QT_QPA_PLATFORM", "").partition(":")[0]
    if chosen:
        return chosen not in _INVISIBLE
    if sys.platform in ("win32", "darwin"):
        return True
    return wayland_answers(environ) or x_server_answers(environ.get("DISPLAY", ""))


def wayland_answers(environ: Mapping[str, str]) -> bool:
    """Whether the Wayland compositor's socket is there."""
    name = environ.get("WAYLAND_DISPLAY", "")
    return bool(name) and (Path(environ.get("XDG_RUNTIME_DIR", "")) / name).exists()


def x_server_answers(display: str) -> bool:
    """Whether an X server can be spoken to at `display`, such as ":0"."""
    library = ctypes.util.find_library("xcb")
    if not display or library is None:
        return False
    xcb = ctypes.CDLL(library)
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connect.argtypes = [ctypes.c_char_p, ctypes.c_void_p]
    xcb.xcb_connection_has_error.argtypes = [ctypes.c_void_p]
    xcb.xcb_disconnect.argtypes = [ctypes.c_void_p]

    def answers() -> bool:
        connection = xcb.xcb_connect(os.fsencode(display), None)
        fails = bool(xcb.xcb_connection_has_error(connection))
        xcb.xcb_disconnect(connection)
        return not fails

    return asked_again(answers, lambda: x_server_listens(display))


def asked_again(
    answers: Callable[[], bool],
    listens: Callable[[], bool],
    pause: Callable[[float], None] = time.sleep,
    mono_s: Callable[[], float] = time.monotonic,
) -> bool:
    """Whether a server answers, asked again for a second while it listens at least.

    An X server that was started without -noreset begins anew when its last client leaves, and refuses whoever comes
    meanwhile: the look before this one may have been that client.
    """
    until_s = mono_s() + _RESET_S
    while not answers():
        if mono_s() >= until_s or not listens():
            return False
        pause(_PAUSE_S)
    return True


def x_server_listens(display: str) -> bool:
    """Whether somebody listens where the X server of `display` should; never hangs with it, as `x_server_answers` may.

    A server on another machine counts as one that does: already the look for its name could hang.
    """
    found = _DISPLAY.fullmatch(display)
    if found is None:
        return False
    host, number = found["host"], int(found["number"])
    if host in ("", "unix"):
        local = f"/tmp/.X11-unix/X{number}"
        unix: int | None = getattr(socket, "AF_UNIX", None)
        return unix is not None and (_listens(unix, f"\0{local}") or _listens(unix, local))
    return host != "localhost" or _listens(socket.AF_INET, ("127.0.0.1", _FIRST_PORT + number))


def _listens(family: int, place: str | tuple[str, int]) -> bool:
    with socket.socket(family) as tried:
        tried.settimeout(_PATIENCE_S)
        try:
            tried.connect(place)
        except (OSError, OverflowError):  # the latter of a port that no machine has
            return False
    return True

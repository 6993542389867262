"""Whether there is a display at all: asked before Qt is started, since Qt ends the process when there is none."""

from __future__ import annotations

import ctypes
import ctypes.util
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

_INVISIBLE: Final = ("offscreen", "minimal", "vnc")


def has_display(environ: Mapping[str, str]) -> bool:
    """Whether a window system answers, as far as can be told without Qt."""
    chosen = environ.get("QT_QPA_PLATFORM", "").partition(":")[0]
    if chosen:
        return chosen not in _INVISIBLE and (chosen != "xcb" or x_server_answers(environ.get("DISPLAY", "")))
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
    connection = xcb.xcb_connect(os.fsencode(display), None)
    fails = bool(xcb.xcb_connection_has_error(connection))
    xcb.xcb_disconnect(connection)
    return not fails

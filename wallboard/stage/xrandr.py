"""Asking an X server about its monitors, and telling it to have others: for rehearsals and soaks, not for the wall."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import Final

_PATIENCE_S: Final = 10.0


def has_xrandr() -> bool:
    """Whether there is an X server and the tool to talk to it."""
    return bool(os.environ.get("DISPLAY")) and shutil.which("xrandr") is not None


def xrandr(*words: str) -> str:
    """What the X server answers, or nothing."""
    try:
        done = subprocess.run(
            ("xrandr", *words),
            capture_output=True,
            text=True,
            timeout=_PATIENCE_S,
            stdin=subprocess.DEVNULL,
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout

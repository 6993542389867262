"""What an operator and the monitors do in each night of a soak: every part of the display is used, and all is put back.

A step is the id of an action (see `wallboard keys`), or one of the words below.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

MONITOR_GOES: Final = "monitor goes"
MONITOR_CHANGES: Final = "monitor changes"
MONITOR_RETURNS: Final = "monitor returns"
RELOAD: Final = "reload"
"""The configuration is read anew."""
MONITORS: Final = (MONITOR_GOES, MONITOR_CHANGES, MONITOR_RETURNS)

_SCREENS: Final = (*MONITORS, MONITOR_GOES, MONITOR_RETURNS, "fullscreen", "fullscreen", "blackout")
_PAGES: Final = ("next_page", "next_page", "pin_page", "previous_page", "pin_page")
_PLACES: Final = ("next_province", "next_province", "previous_province", "next_province", "country")
_OVERLAYS: Final = (
    "help", "close", "status", "close", "definition", "close", "identify", "timeline", "lock", "lock", "photo",
)  # fmt: skip
_REPLAY: Final = (
    "freeze", "freeze", "pause", "back_5s", "back_60s", "frame_on", "frame_back", "pause", "reverse", "normal_speed",
    "start", "double_speed", "double_speed", "half_speed", "loop", "forward_5s", "loop", "loop", "previous_mark",
    "next_mark", "live", "last_milestone",
)  # fmt: skip


def script(layouts: Sequence[str]) -> tuple[str, ...]:
    """The steps of one night on a wall with these layouts, in order; the last ones put everything back."""
    tour = tuple(f"layout:{name}" for name in layouts)
    first = tour[:1]
    return (
        *tour,
        *_SCREENS, *first,
        "language", "currency", *tour, *_PAGES,
        *_PLACES,
        *_OVERLAYS,
        "language", "currency", *first,
        *_REPLAY,
        "timeline", RELOAD, "rotation", *tour,
    )  # fmt: skip

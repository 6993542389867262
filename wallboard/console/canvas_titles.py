"""What a canvas is called: the usual names in the console's languages, all others as the configuration calls them."""

from __future__ import annotations

from typing import Final

from wallboard.config.layouts import ANY_CANVAS
from wallboard.console.answers import same
from wallboard.core.wording import Said, say

_KNOWN_CANVASES: Final = ("left", "center", "centre", "middle", "right")


def canvas_title(name: str, *, short: bool = False) -> Said:
    """What a canvas is called; the one of all screens that are not named is the wall."""
    if name == ANY_CANVAS:
        return say("console.canvas.wall")
    if name in _KNOWN_CANVASES:
        known = "center" if name in ("centre", "middle") else name
        return say(f"console.canvas.{known}{'_short' if short else ''}")
    return same(name[:3] if short else name)

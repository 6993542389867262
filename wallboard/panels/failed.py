"""failed: what stands where a panel could not be drawn and has no last good picture."""

from __future__ import annotations

from wallboard.core.wording import say
from wallboard.paint.lettering import fitted, line
from wallboard.paint.ops import Placed
from wallboard.paint.theme import Look
from wallboard.panels.panel_context import PanelContext
from wallboard.scene.grid import Rect


def place(box: Rect, look: Look, setting: PanelContext) -> Placed:
    """A dash, and a quiet line that says so; no technical word on the public picture."""
    first, second = setting.pair(say("wall.failed"))
    em = look.h(0.02)
    small = look.style(em, "mist", 500, 500)
    pieces = fitted(((first, small), ("  " + second if second else "", small)), box.width)
    dash = look.style(em * 3, "mist", 600)
    middle = box.y + box.height / 2
    return Placed(
        (
            *line(box.x + box.width / 2, middle, (("—", dash),), "m"),
            *line(box.x + box.width / 2, middle + em * 1.6, pieces, "m"),
        )
    )

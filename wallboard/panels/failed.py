"""failed: what stands where a panel could not be drawn and has no last good picture."""

from __future__ import annotations

from wallboard.core.wording import say
from wallboard.paint.lettering import first_fit, line
from wallboard.paint.ops import Placed
from wallboard.paint.theme import Look
from wallboard.panels.panel_context import PanelContext
from wallboard.scene.grid import Rect


def place(box: Rect, look: Look, setting: PanelContext) -> Placed:
    """A dash, and a quiet line that says so; no technical word on the public picture."""
    first, second = setting.pair(say("wall.failed"))
    em = min(max(look.least, look.type(0.02)), box.height * 0.3)
    small = look.style(em, "steel", 500, 500)
    pieces = first_fit((((first, small), ("  " + second if second else "", small)), ((first, small),)), box.width)
    dash = look.style(min(em * 3, box.height * 0.5), "steel", 600)
    middle = box.y + box.height / 2
    return Placed(
        (
            *line(box.x + box.width / 2, middle, (("—", dash),), "m"),
            *line(box.x + box.width / 2, middle + em * 1.5, pieces, "m"),
        )
    )

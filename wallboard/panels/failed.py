"""failed: what stands where a panel could not be drawn and has no last good picture."""

from __future__ import annotations

from wallboard.core.wording import say
from wallboard.paint.lettering import first_fit, line
from wallboard.paint.ops import Placed
from wallboard.paint.theme import Look
from wallboard.panels.headings import label
from wallboard.panels.panel_context import PanelContext
from wallboard.scene.grid import Rect

Title = tuple[str, str]
"""What a panel is called, in both languages; empty for one that has no heading."""


def place(box: Rect, look: Look, setting: PanelContext, title: Title = ("", "")) -> Placed:
    """The heading of the panel, a dash, and a quiet line that says so; no technical word on the public picture."""
    return dashed(setting.pair(say("wall.failed")), box, look, title)


def dashed(words: Title, box: Rect, look: Look, title: Title) -> Placed:
    """A dash, as for whatever is not known, and words beneath it, under what the panel is called."""
    heading_em = min(look.type(0.0213), box.height * 0.2)
    heading = label(title, box.x, box.y + heading_em * 0.95, heading_em, look, box.width)[0] if title[0] else ()
    top = box.y + (heading_em * 1.4 if heading else 0.0)
    high = box.bottom - top
    first, second = words
    em = min(max(look.least, look.type(0.02)), high * 0.3)
    small = look.style(em, "steel", 600, 500)
    pieces = first_fit((((first, small), ("  " + second if second else "", small)), ((first, small),)), box.width)
    dash = look.style(min(em * 3, high * 0.5), "steel", 600)
    middle, centre = top + high / 2, box.x + box.width / 2
    return Placed((*heading, *line(centre, middle, (("—", dash),), "m"), *line(centre, middle + em * 1.5, pieces, "m")))

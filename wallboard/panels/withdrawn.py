"""withdrawn: what stands where the operator has hidden a panel's figures."""

from __future__ import annotations

from wallboard.core.wording import say
from wallboard.paint.lettering import fitted, line
from wallboard.paint.ops import Placed
from wallboard.paint.theme import Look
from wallboard.panels.panel_context import PanelContext
from wallboard.scene.grid import Rect


def place(box: Rect, look: Look, setting: PanelContext) -> Placed:
    """A dash, as for whatever is not known, and the word."""
    first, second = setting.pair(say("wall.withdrawn"))
    em = min(look.type(0.024), box.height * 0.25)
    small = look.style(em, "steel", 600, 500)
    pieces = fitted(((first, small), ("  " + second if second else "", small)), box.width)
    middle, centre = box.y + box.height / 2, box.x + box.width / 2
    dash = look.style(min(em * 2.4, box.height * 0.4), "steel", 600)
    return Placed((*line(centre, middle, (("—", dash),), "m"), *line(centre, middle + em * 1.5, pieces, "m")))

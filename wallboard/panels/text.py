"""text: words of the operator's own, centred and as large as the box allows."""

from __future__ import annotations

import msgspec

from wallboard.config.panels import TextOptions
from wallboard.core.moment import Moment
from wallboard.paint.lettering import fitted, line
from wallboard.paint.ops import Placed
from wallboard.paint.theme import Look
from wallboard.panels.panel_context import PanelContext
from wallboard.scene.grid import Rect


class TextView(msgspec.Struct, frozen=True):
    """The words in the leading language and in the other one."""

    first: str
    second: str
    size: str


def resolve(_moment: Moment, options: TextOptions, setting: PanelContext) -> TextView:
    """The same at every moment."""
    return TextView(*setting.pair(options.text), options.size)


def place(view: TextView, box: Rect, look: Look) -> Placed:
    """One line, and the other language beneath it."""
    em = min({"hero": look.h(0.14), "large": look.h(0.06), "normal": look.type(0.0315)}[view.size], box.height * 0.5)
    color = "@hero" if view.size == "hero" else "ice"
    first = fitted(((view.first, look.style(em, color, 700, 900)),), box.width, 0.4)
    double = look.style(em * 0.5, "steel", 600, 500, tracking=em * 0.03, caps=True, fact=False)
    second = fitted(((view.second, double),), box.width, 0.5)
    middle = box.y + box.height / 2 + em * (0.1 if second else 0.3)
    x = box.x + box.width / 2
    return Placed((*line(x, middle, first, "m"), *line(x, middle + em * 0.85, second, "m")))

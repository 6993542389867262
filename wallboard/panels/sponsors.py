"""The sponsors' strip: words or a picture at the foot of every public canvas, beneath everything that is said."""

from __future__ import annotations

from wallboard.core.wording import Said
from wallboard.paint.images import fitted_picture
from wallboard.paint.lettering import doubled, line
from wallboard.paint.ops import Placed
from wallboard.paint.theme import Look
from wallboard.panels.panel_context import PanelContext


def place(text: Said | None, image: str, look: Look, setting: PanelContext) -> Placed:
    """The strip in the lower safe margin, so that it never takes room from a figure."""
    margin = look.h(look.safe)
    left, room = look.width * look.safe, look.width * (1 - 2 * look.safe)
    picture = fitted_picture(image, left, look.height - margin * 0.12, margin * 0.76, room) if image else None
    if picture is not None:
        return Placed((picture,))
    if text is None:
        return Placed()
    first, second = setting.pair(text)
    style = look.style(margin * 0.36, "steel", 600, 500, tracking=margin * 0.02, fact=False)
    words = doubled((first, style), ("   " + second if second else "", style), room)
    return Placed(line(look.width / 2, look.height - margin * 0.36, words, "m"))

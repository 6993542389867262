"""A line at the lower edge for the operator: what the last key did, or what black hides."""

from __future__ import annotations

from wallboard.core.wording import Said
from wallboard.paint.lettering import fitted, line, width
from wallboard.paint.ops import Fill, Op
from wallboard.paint.theme import Look
from wallboard.stage.overlays.overlay_card import Words, bilingual

_ABOVE_THE_STRIP = 0.2
"""How far from the lower edge, as a share of the height: the timeline strip ends below it."""


def place_notice(
    look: Look,
    text: Said,
    words: Words,
    *,
    small: bool,
    alarm: bool = False,
    progress: float | None = None,
    row: int = 0,
    raised: float = 0.0,
) -> tuple[Op, ...]:
    """A plate in the left lower corner of the safe area, its `row` above others; `small` where the public looks on.

    `raised`: by how much of the height, above a strip that is open.
    """
    size = look.h(0.02 if small else 0.032)
    margin = max(look.h(0.05), look.width * look.safe)
    pieces = fitted(
        bilingual(look, text, words, size, "red" if alarm else "cream"), look.width - 2 * margin - size * 1.6
    )
    high, wide = size * 1.9, width(pieces) + size * 1.6
    bottom = look.height * (1 - max(_ABOVE_THE_STRIP, raised + 0.07)) - row * high * 1.15
    plate = (margin, bottom - high, wide, high)
    ops: list[Op] = [
        Fill(*plate, look.color("ground"), 0.92, radius=size * 0.3),
        Fill(*plate, look.color("red" if alarm else "hairline"), 0.6, radius=size * 0.3, stroke=look.line),
    ]
    if progress is not None:
        ops.append(Fill(margin, bottom - size * 0.22, wide * progress, size * 0.22, look.color("gold")))
    return (*ops, *line(margin + size * 0.8, bottom - high * 0.32, pieces))

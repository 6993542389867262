"""Headings: a label in both languages, and the rule with its gold tick that opens a section."""

from __future__ import annotations

from functools import lru_cache

from wallboard.paint.lettering import doubled, fitted, line, whole, width
from wallboard.paint.ops import Fill, Op
from wallboard.paint.theme import Look
from wallboard.scene.grid import Rect

LEAST = 0.55
"""How small, of its own size, a heading may become before it is cut."""


@lru_cache(maxsize=512)
def label(
    title: tuple[str, str], x: float, y: float, em: float, look: Look, room: float
) -> tuple[tuple[Op, ...], float]:
    """A two-language label on baseline `y`, and its width."""
    first, second = title
    leading, double = look.heading(em)
    pieces = doubled((first, leading), ("  " + second if second else "", double), room)
    if not whole(pieces, first):  # smaller rather than cut
        pieces = fitted(((first, leading),), room, LEAST)
    if not whole(pieces, first):  # of "Best sellers · Phones" what tells it from the other pages
        pieces = fitted(((first.rpartition(" · ")[2], leading),), room, LEAST)
    return line(x, y, pieces), width(pieces)


@lru_cache(maxsize=256)
def section(
    title: tuple[str, str], box: Rect, em: float, look: Look, taken: float = 0.0
) -> tuple[tuple[Op, ...], float]:
    """The heading at the top of a section, over a hairline with a gold tick; and the y where its content begins.

    `taken` pixels at the right end of its line are left to something else.
    """
    texts, _ = label(title, box.x, box.y + em * 0.95, em, look, box.width - taken)
    y = box.y + em * 1.42
    return (*texts, *rule(box.x, y, box.width, look)), y + look.line


def rule(x: float, y: float, width_px: float, look: Look, tick: str = "gold") -> tuple[Op, ...]:
    """A hairline with a short, thicker beginning in an accent colour."""
    thick = max(2.0, round(look.h(0.0019)))
    return (
        Fill(x, round(y), width_px, look.line, look.color("hairline"), 0.26),
        Fill(x, round(y) - (thick - look.line), min(width_px, look.h(0.036)), thick, look.color(tick)),
    )

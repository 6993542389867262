"""The line under a hero's digits: as long as the sum's rate against the event's peak, with both in words."""

from __future__ import annotations

from wallboard.paint.lettering import Piece, line, width
from wallboard.paint.ops import Fill, Glow, Op
from wallboard.paint.theme import Look
from wallboard.panels.counter import Heat
from wallboard.scene.grid import Rect


def line_room(look: Look) -> float:
    """The height that the line under the digits takes, with the air above it."""
    return max(2.0, round(look.h(0.0032))) * 3.5


def words_em(title_em: float, look: Look) -> float:
    """The em of what is said under the digits of a counter that has the canvas to itself."""
    return max(look.least, title_em * 0.62)


def rate_line(
    heat: Heat, to_go: tuple[tuple[str, str, str], ...], box: Rect, top: float, em: float, look: Look
) -> tuple[Op, ...]:
    """A line under the digits as long as the rate is high, with both in words of `em` where there is room for them.

    In the middle between them stands what is left to the nearest goal, where that has room too.
    """
    thick = max(2.0, round(look.h(0.0032)))
    y = round(top + thick * 2)
    reach = max(thick, heat.level * box.width)
    spark = look.h(0.016)
    ops: list[Op] = [
        Fill(box.x, y, box.width, thick, look.color("hairline"), 0.2),
        Fill(box.x, y, reach, thick, look.color("ember"), 1.0, look.color("gold"), 1.0, direction="h"),
        Glow(box.x + reach, y + thick / 2, spark, look.color("amber"), 0.9),
        Fill(box.right - thick, y - thick * 1.5, thick, thick * 4, look.color("cream")),
    ]
    em = max(look.least, min(em, (box.bottom - y - thick) / 1.5))
    if y + thick + em * 1.5 > box.bottom:
        return tuple(ops)
    goal: tuple[Piece, ...] = ()
    for size in (em, look.least) if to_go else ():
        before, left, behind = to_go[0]
        plain, figure = look.style(size, "ice", 600, 700), look.style(size * 1.1, "gold", 700, 700)
        goal = ((before, plain), (left, figure), (behind, plain))
        now, peak = _rates(heat, size, look)
        if width(goal) <= box.width - 2 * (max(width((now,)), width((peak,))) + size):
            em = size
            break
        goal = ()
    now, peak = _rates(heat, em, look)
    base = y + thick + em * 1.25
    ops += (*line(box.x, base, (now,)), *line(box.right, base, (peak,), "r"))
    return (*ops, *line(box.x + box.width / 2, base, goal, "m")) if goal else tuple(ops)


def _rates(heat: Heat, em: float, look: Look) -> tuple[Piece, Piece]:
    """The rate and its peak as they are written."""
    return (heat.now, look.style(em, "gold", 600, 700)), (heat.peak, look.style(em, "steel", 500, 500))

"""What photographers see: the count, and while the picture is held the marks of the frame."""

from __future__ import annotations

from typing import Final

from wallboard.paint.lettering import line
from wallboard.paint.ops import Fill, Op
from wallboard.paint.theme import Look

ARM: Final = 0.06
"""The length of a mark's arms, as a share of the height."""


def place_photo(look: Look, count: int) -> tuple[Op, ...]:
    """The number on a plate; at 0 the four corners of the safe area, in which everything stands that is stated."""
    if count:
        size = min(look.h(0.4), look.width * 0.4)
        x, y = look.width / 2, look.height / 2
        plate = Fill(x - size * 0.5, y - size * 0.6, size, size * 1.2, look.color("ground"), 0.85, radius=size * 0.12)
        return plate, *line(x, y + size * 0.35, ((str(count), look.style(size, "gold", 800, 900)),), "m")
    across, down = look.width * look.safe, look.height * look.safe
    arm, thick = look.h(ARM), max(2.0, look.h(0.004))
    ops: list[Op] = []
    for left in (True, False):
        for top in (True, False):
            x = across if left else look.width - across
            y = down if top else look.height - down
            ops.append(Fill(x if left else x - arm, y if top else y - thick, arm, thick, look.color("ice")))
            ops.append(Fill(x if left else x - thick, y if top else y - arm, thick, arm, look.color("ice")))
    return tuple(ops)

"""The identify overlay: each screen says in big letters which one it is and what it shows."""

from __future__ import annotations

from wallboard.paint.lettering import fitted, line, width
from wallboard.paint.ops import Fill, Op
from wallboard.paint.theme import Look
from wallboard.stage.overlays.overlay_card import plain, shade


def place_identify(look: Look, screen: str, canvas: str, geometry: str) -> tuple[Op, ...]:
    """The name of the canvas, and under it the screen and its geometry, on a plate over the darkened picture."""
    size = look.h(0.22)
    room = look.width * 0.9
    middle_x, middle_y = look.width / 2, look.height / 2
    name = fitted(((plain(canvas), look.style(size, "gold", 800, 900)),), room, 0.2)
    where = fitted(((plain(f"{screen}   {geometry}"), look.style(size * 0.3, "ice", 600, 700)),), room, 0.2)
    wide = max(width(name), width(where)) + size * 0.6
    plate = (middle_x - wide / 2, middle_y - size * 0.85, wide, size * 1.75)
    return (
        shade(look, 0.6 if look.theme.dark else 0.85),
        Fill(*plate, look.color("ground"), radius=look.h(0.02)),
        Fill(0, 0, look.width, look.height, look.color("gold"), stroke=max(2.0, look.h(0.008))),
        *line(middle_x, middle_y + size * 0.1, name, "m"),
        *line(middle_x, middle_y + size * 0.62, where, "m"),
    )

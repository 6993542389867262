"""Texts that are drawn once for all walls of a test process: each new wall would draw the same again."""

from __future__ import annotations

from wallboard.paint.ops import Text
from wallboard.paint.sprites import Sprite, Sprites
from wallboard.paint.theme import Theme

MOST = 8192
_drawn: dict[tuple[object, ...], tuple[Theme, Sprite]] = {}
_draw = Sprites._text


def drawn_once(sprites: Sprites, op: Text, begins: float = 0.0) -> Sprite:
    """What `Sprites._text` draws of a text, kept by all that `Sprites` keeps it by, and the theme."""
    key = (id(sprites.theme), op.text, op.face, op.color, op.halo, op.halo_px, op.glow, op.joined, begins)
    if key not in _drawn:
        if len(_drawn) >= MOST:
            _drawn.clear()
        _drawn[key] = sprites.theme, _draw(sprites, op, begins)  # the theme too, so that its id is no other's
    return _drawn[key][1]

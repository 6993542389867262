"""Pictures of a display list: drawn once for each key, all at once or piece by piece between frames."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any

import msgspec
from PySide6.QtGui import QImage, QPainter

from wallboard.paint.glow import canvas
from wallboard.paint.ops import Picture
from wallboard.paint.sprites import Sprite, Sprites


class _Begun(msgspec.Struct, frozen=True, eq=False):
    """A picture of which some pieces have been drawn already, and those that are left."""

    key: Hashable
    image: QImage
    pieces: tuple[Callable[[Any], None], ...]


class Pictures:
    """Makes the sprites of pictures; one at a time may have been begun beforehand."""

    def __init__(self, sprites: Sprites) -> None:
        self._sprites = sprites
        self._begun: _Begun | None = None

    def sprite(self, op: Picture) -> Sprite:
        """The prepared image; what is left to draw of it is drawn."""

        def make() -> QImage:
            begun = self._as_far_as_drawn(op)
            self._begun = None
            _draw(begun.image, begun.pieces)
            return begun.image

        return self._sprites.picture(_key(op), make, _passing(op))

    def prepare(self, op: Picture) -> bool:
        """Draw the next piece of a picture; whether there was any left."""
        if self._sprites.has_picture(_key(op), _passing(op)):
            return False
        begun, self._begun = self._as_far_as_drawn(op), None  # a piece that fails leaves nothing to go on from
        _draw(begun.image, begun.pieces[:1])
        self._begun = _Begun(begun.key, begun.image, begun.pieces[1:])
        if not self._begun.pieces:
            self.sprite(op)
        return True

    def _as_far_as_drawn(self, op: Picture) -> _Begun:
        if self._begun is not None and self._begun.key == _key(op):
            return self._begun
        return _Begun(_key(op), canvas(round(op.w), round(op.h)), op.paint.pieces)


def _key(op: Picture) -> Hashable:
    return op.key, round(op.w), round(op.h)


def _passing(op: Picture) -> Hashable:
    """What the pictures have in common that take each other's place; None where none does."""
    return (op.key[0], round(op.w), round(op.h)) if op.passing else None


def _draw(image: QImage, pieces: tuple[Callable[[Any], None], ...]) -> None:
    """Draw pieces of a picture, each as if it were alone."""
    for piece in pieces:
        painter = QPainter(image)
        try:
            piece(painter)
        finally:
            painter.end()

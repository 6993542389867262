"""The display list: everything a panel wants drawn, as frozen values that can be compared, searched and measured.

Lengths are device pixels of the canvas, y grows downwards. A colour is "#RRGGBB", or "@name" for a fill of the theme.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import msgspec

Family = Literal["latin", "hanzi", "devanagari", "bengali", "tamil", "thai", "hebrew", "arabic"]
"""One of the theme's two, or that of a script whose letters have to be shaped."""


class Face(msgspec.Struct, frozen=True, cache_hash=True):
    """A font at a size: CSS weight, em in pixels, tracking in pixels."""

    family: Family
    weight: int
    size: int
    tracking: float = 0.0
    italic: bool = False


class Text(msgspec.Struct, frozen=True):
    """One run of plain text in one face with its left edge at `x` on the baseline `y`; `width` is its advance.

    `halo` is a colour drawn around the glyphs (`halo_px` wide) to keep them readable on a map; of a run that is
    `joined` to the one before it, it begins at the run's left edge, or it would bite into that one's last letter.
    `glow` names a glow of the theme. `fact` is False for decoration and doubles that nobody must be able to read from
    the back row.
    """

    x: float
    y: float
    width: float
    text: str
    face: Face
    color: str
    opacity: float = 1.0
    halo: str = ""
    halo_px: float = 0.0
    glow: str = ""
    fact: bool = True
    joined: bool = False


class Fill(msgspec.Struct, frozen=True):
    """A rectangle, rounded by `radius`; with `color2` a gradient along "h" (left to right) or "v" (top to bottom)."""

    x: float
    y: float
    w: float
    h: float
    color: str
    opacity: float = 1.0
    color2: str = ""
    opacity2: float = 1.0
    direction: Literal["h", "v"] = "h"
    radius: float = 0.0
    stroke: float = 0.0
    """If not 0: only the outline, this wide."""


class Shape(msgspec.Struct, frozen=True):
    """A small sign centred on (x, y) within `size`: drawn as a path, since fonts do not have all of them."""

    kind: Literal[
        "up",
        "down",
        "dash",
        "diamond",
        "dot",
        "ring",
        "left_turn",
        "clock",
        "pause",
        "flag",
        "flag_back",
        "cross",
        "check",
    ]
    x: float
    y: float
    size: float
    color: str
    opacity: float = 1.0


class Glow(msgspec.Struct, frozen=True):
    """A soft light of radius `r` added to what lies beneath; `squash` flattens it."""

    x: float
    y: float
    r: float
    color: str
    opacity: float = 1.0
    squash: float = 1.0


class Line(msgspec.Struct, frozen=True):
    """A straight stroke; `dash` in multiples of its width."""

    x1: float
    y1: float
    x2: float
    y2: float
    width: float
    color: str
    opacity: float = 1.0
    dash: tuple[float, ...] = ()


class Cell(msgspec.Struct, frozen=True):
    """One place of a rolling figure.

    At rest `turn` is 1 and only `digit` shows; on its way it comes down from above as `previous` leaves (`turn` 0..1).
    `streak` is the opacity of the streak behind a digit that changes faster than it could be seen to turn.
    """

    x: float
    digit: str
    previous: str = ""
    turn: float = 1.0
    streak: float = 0.0
    opacity: float = 1.0


class Digits(msgspec.Struct, frozen=True):
    """A figure in places of equal width on the baseline `y`, in one face, fill and glow."""

    x: float
    y: float
    width: float
    cells: tuple[Cell, ...]
    face: Face
    color: str
    glow: str = ""
    text: str = ""
    """What the figure reads as."""


class Picture(msgspec.Struct, frozen=True):
    """A prepared image at (x, y), drawn by `paint` into `w` x `h` pixels once for each new `key`.

    `paint` gets a QPainter whose origin is the image's top left corner; it is not compared.
    """

    x: float
    y: float
    w: float
    h: float
    key: tuple[Any, ...]
    paint: Painted
    opacity: float = 1.0
    zoom: float = 1.0
    """Larger or smaller about its own centre."""
    texts: tuple[Text, ...] = ()
    """The texts that the picture holds, in canvas coordinates, for those who measure."""
    passing: bool = False
    """Snapshots bring others in its place, of this size and this first word of the key: few of them are kept."""


class Painted:
    """A way of drawing that never makes two display lists differ: only a picture's `key` does.

    One that takes long is given in `pieces`, each of a few milliseconds, so that it can be made ready between frames.
    `ahead` makes the next piece of what drawing would have to make first, and says whether there was any.
    """

    __slots__ = ("ahead", "pieces")

    def __init__(self, *pieces: Callable[[Any], None], ahead: Callable[[], bool] = bool) -> None:
        self.pieces = pieces
        self.ahead = ahead

    def draw(self, painter: Any) -> None:
        """Draw all of it."""
        for piece in self.pieces:
            piece(painter)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Painted)

    def __hash__(self) -> int:
        return 0


class Live(msgspec.Struct, frozen=True):
    """Something that moves in every frame and draws itself: `paint` gets the QPainter in canvas coordinates.

    `key` says what is to be seen: equal keys, equal pixels. Two of one `still` that is not empty look the same but in
    the boxes (left, top, right, bottom in pixels) of `moving` that only one of them has, each with what is there, and
    of `standing`, the same for what stays from frame to frame: the very same set is not looked through.
    `covers` is a box that it fills with opaque pixels: nothing beneath it there is ever seen.
    """

    x: float
    y: float
    w: float
    h: float
    key: tuple[Any, ...]
    paint: Painted
    texts: tuple[Text, ...] = ()
    still: tuple[Any, ...] = ()
    moving: frozenset[tuple[Any, tuple[int, int, int, int]]] = frozenset()
    standing: frozenset[tuple[Any, tuple[int, int, int, int]]] = frozenset()
    covers: tuple[int, int, int, int] | None = None


class Clip(msgspec.Struct, frozen=True):
    """Ops of which only what lies within a rectangle is seen."""

    x: float
    y: float
    w: float
    h: float
    ops: tuple[Op, ...]


Op = Clip | Text | Fill | Shape | Glow | Line | Digits | Picture | Live


class Placed(msgspec.Struct, frozen=True):
    """Where a panel puts everything: `ground` is painted once until it changes, `live` in every frame."""

    ground: tuple[Op, ...] = ()
    live: tuple[Op, ...] = ()

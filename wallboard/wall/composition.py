"""What a canvas shows in one frame, as a value: made once, and carried from "has it changed?" to its last pixel."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from wallboard.paint.damage_snapshot import DamageSnapshot
from wallboard.paint.ops import Op, Placed
from wallboard.wall.render_request import RenderRequest
from wallboard.wall.travelling import Journey

CARD = "milestone card"
"""The name under which a milestone's card stands among the panels of a canvas."""


class Composition(msgspec.Struct, frozen=True, eq=False):
    """The panels of a canvas in one frame, placed and measured.

    `key` is what all of it is made for: the layout, first, then the language, and whether the canvas is black.
    `sheet` has the boxes of all that is drawn; None where the canvas is painted whole: black, or in mid-change.
    """

    request: RenderRequest
    key: tuple[object, ...]
    placed: Mapping[str, Placed]
    card: bool = False
    """Whether a milestone's card is up, in the place of the layout."""
    veil: float = 0.0
    """How much (0..1) the bare ground covers what goes or comes by a dissolve: a layout, a card."""
    over: tuple[Op, ...] = ()
    """What the ground does not cover in mid-change: a row of digits on its way to its line on a card."""
    beside: Composition | None = None
    """What stands of the layout that is going; a wipe takes it away, right of the `edge` (0..1 of the way)."""
    edge: float = 1.0
    seen: Mapping[str, float] = msgspec.field(default_factory=dict)
    """How much (0..1) of each panel is to be seen in a change in which the sum and the map travel."""
    travels: bool = False
    """Whether the layout is changing that way; what stands `beside` then has its own `seen`."""
    journey: Journey | None = None
    """The land on its way from where the layout beside has it to where this one has it."""
    sheet: DamageSnapshot | None = None

    @property
    def layout(self) -> str:
        """The layout that stands; empty where none does."""
        return str(self.key[0]) if self.key else ""

    @property
    def is_changing(self) -> bool:
        """Whether the canvas is between two layouts."""
        return self.veil > 0 or self.beside is not None or bool(self.over)

    def looks_like(self, other: Composition) -> bool:
        """Whether both are the same picture, told from what was measured or else from all that is seen."""
        if self.sheet is not None and other.sheet is not None:
            return self.sheet.is_the_same(other.sheet)
        return self._seen == other._seen

    @property
    def _seen(self) -> tuple[object, ...]:
        beside = None if self.beside is None else self.beside._seen
        journey = self.seen, self.travels, self.journey
        return self.key, self.card, self.veil, self.over, self.edge, journey, beside, self.placed

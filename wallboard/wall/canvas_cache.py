"""What a canvas shows: kept from frame to frame to save work, never anything that a picture depends on."""

from __future__ import annotations

from dataclasses import dataclass, field

from wallboard.paint.damage_snapshot import DamageSnapshot
from wallboard.paint.kept_grounds import Ground
from wallboard.paint.ops import Op, Placed
from wallboard.wall.render_request import RenderRequest


@dataclass(slots=True)
class CanvasCache:
    """What a canvas showed last: per panel its view and where it was placed, so that a still panel costs nothing."""

    key: tuple[object, ...] = ()
    """What all of it is made for: the layout, first, then the language, and whether the canvas is black."""
    views: dict[str, object] = field(default_factory=dict)
    placed: dict[str, Placed] = field(default_factory=dict)
    good: dict[str, Placed] = field(default_factory=dict)
    """What was painted whole last: what a panel falls back to whose paint fails."""
    grounds: list[Ground] = field(default_factory=list)
    card: bool = False
    """Whether a milestone's card is up, in the place of the layout."""
    veil: float = 0.0
    """How much (0..1) the bare ground covers what goes or comes by a dissolve: a layout, a card."""
    over: tuple[Op, ...] = ()
    """What the ground does not cover in mid-change: a row of digits on its way to its line on a card."""
    beside: CanvasCache | None = None
    """What stands of the layout that a wipe is taking away, right of the `edge` (0..1 of the way)."""
    edge: float = 1.0
    asked: RenderRequest | None = None
    """What it was brought up to last; None where it has to be worked out again."""
    broken: str = ""
    """The panel whose paint failed in the frame that is being painted."""
    painted: bool = False
    sheet: DamageSnapshot | None = None
    """What stands as of the last time that somebody asked, with the boxes of all that is drawn."""
    looked_ahead: bool = False
    """Whether what its layout goes over to has been painted beforehand."""

    @property
    def layout(self) -> str:
        """The layout that stands; empty where none does yet."""
        return str(self.key[0]) if self.key else ""

    @property
    def is_changing(self) -> bool:
        """Whether the canvas is between two layouts."""
        return self.veil > 0 or self.beside is not None or bool(self.over)

    @property
    def seen(self) -> tuple[object, ...]:
        """All that is to be seen, as a value: equal ones, equal pictures."""
        beside = None if self.beside is None else (self.beside.key, dict(self.beside.placed))
        return self.key, self.card, self.veil, self.over, self.edge, beside, dict(self.placed)

    def apart(self) -> CanvasCache:
        """What stands now, to go on standing beside a layout that takes its place; the grounds stay common."""
        return CanvasCache(self.key, self.views, self.placed, self.good, self.grounds)

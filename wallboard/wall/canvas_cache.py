"""What a canvas shows: kept from frame to frame to save work, never anything that a picture depends on."""

from __future__ import annotations

import msgspec

from wallboard.paint.damage_snapshot import DamageSnapshot
from wallboard.paint.kept_grounds import Ground
from wallboard.paint.ops import Op, Placed
from wallboard.wall.composition import Composition
from wallboard.wall.render_request import RenderRequest
from wallboard.wall.resolved_panels import ResolvedPanel
from wallboard.wall.travelling import Journey


class CanvasCache(msgspec.Struct):
    """What a canvas showed last: per panel its view and where it was placed, so that a still panel costs nothing.

    From it each frame's `Composition` is made; what the two have in common is said there.
    """

    key: tuple[object, ...] = ()
    views: dict[str, object] = msgspec.field(default_factory=dict)
    said: dict[str, ResolvedPanel] = msgspec.field(default_factory=dict)
    """What each panel that need not be asked in every frame said last."""
    fits: dict[str, tuple[float, ...]] = msgspec.field(default_factory=dict)
    """How large each panel would be set by itself, and below how large it was set beside its neighbours."""
    common: dict[str, tuple[float, ...]] = msgspec.field(default_factory=dict)
    placed: dict[str, Placed] = msgspec.field(default_factory=dict)
    good: dict[str, Placed] = msgspec.field(default_factory=dict)
    """What was painted whole last: what a panel falls back to whose paint fails."""
    grounds: list[Ground] = msgspec.field(default_factory=list)
    card: bool = False
    veil: float = 0.0
    over: tuple[Op, ...] = ()
    beside: CanvasCache | None = None
    edge: float = 1.0
    seen: dict[str, float] = msgspec.field(default_factory=dict)
    travels: bool = False
    journey: Journey | None = None
    last: Composition | None = None
    """The composition that was made of it last."""
    sheet: DamageSnapshot | None = None
    """What was measured last, of which the next frame takes over all that stays."""

    @property
    def layout(self) -> str:
        """The layout that stands; empty where none does yet."""
        return str(self.key[0]) if self.key else ""

    def composition(self, request: RenderRequest) -> Composition:
        """What stands, as a value that goes on standing; not measured."""
        beside = None if self.beside is None else self.beside.composition(request)
        return Composition(
            request, self.key, dict(self.placed), self.card, self.veil, self.over, beside, self.edge, self.seen,
            self.travels, self.journey,
        )  # fmt: skip

    def apart(self) -> CanvasCache:
        """What stands now, to go on standing beside a layout that takes its place; the grounds stay common."""
        return CanvasCache(
            self.key, self.views, self.said, self.fits, self.common, self.placed, self.good, self.grounds
        )

"""What a canvas shows: kept from frame to frame to save work, never anything that a picture depends on."""

from __future__ import annotations

from dataclasses import dataclass, field

from wallboard.paint.kept_grounds import Ground
from wallboard.paint.ops import Placed
from wallboard.paint.sheet import Sheet


@dataclass(slots=True)
class Standing:
    """What a canvas showed last: per panel its view and where it was placed, so that a still panel costs nothing."""

    key: tuple[object, ...] = ()
    views: dict[str, object] = field(default_factory=dict)
    placed: dict[str, Placed] = field(default_factory=dict)
    good: dict[str, Placed] = field(default_factory=dict)
    """What was painted whole last: what a panel falls back to whose paint fails."""
    grounds: list[Ground] = field(default_factory=list)
    card: float = 0.0
    asked: tuple[object, ...] = ()
    broken: str = ""
    """The panel whose paint failed in the frame that is being painted."""
    painted: bool = False
    sheet: Sheet | None = None
    """What stands as of the last time that somebody asked, with the boxes of all that is drawn."""
    looked_ahead: bool = False
    """Whether what its layout goes over to has been painted beforehand."""

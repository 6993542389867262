"""What a painted canvas consists of, panel by panel, so that the next picture can be painted where it differs."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from wallboard.paint.damage import EMPTY, Box, MeasuredOps, area, beside, damage, holds, laid, meet, merged, on_canvas
from wallboard.paint.ops import Placed
from wallboard.paint.sprites import Sprites

WORTH = 0.7
"""Where more of the canvas than this differs, all of it is painted: that is simpler and no slower."""


class DamageSnapshot(msgspec.Struct, frozen=True, eq=False):
    """The panels of a canvas in their order, each with its ground and live list. Other `key`s, other pictures."""

    key: tuple[object, ...]
    panels: Mapping[str, tuple[MeasuredOps, MeasuredOps]]

    def is_the_same(self, other: DamageSnapshot) -> bool:
        """Whether it is made of the same lists in the same order: a picture of the one is a picture of the other."""
        if self.key != other.key or tuple(self.panels) != tuple(other.panels):
            return False
        pairs = zip(self.panels.values(), other.panels.values(), strict=True)
        return all(a.version == b.version for ours, theirs in pairs for a, b in zip(ours, theirs, strict=True))


def sheet_of(
    key: tuple[object, ...], panels: Mapping[str, Placed], sprites: Sprites, before: DamageSnapshot | None = None
) -> DamageSnapshot:
    """The sheet of placed panels; boxes that `before` knows already are taken over."""
    known = {} if before is None else before.panels
    found = {}
    for name, placed in panels.items():
        ground, live = known.get(name, (EMPTY, EMPTY))
        found[name] = laid(placed.ground, sprites, ground), laid(placed.live, sprites, live)
    return DamageSnapshot(key, found)


def differences(
    before: DamageSnapshot | None, now: DamageSnapshot, size: tuple[int, int], sprites: Sprites
) -> list[Box] | None:
    """The boxes to paint again on a canvas of `size`; None if that is all of it."""
    if before is None or before.key != now.key or tuple(before.panels) != tuple(now.panels):
        return None
    found: list[Box] = []
    covered: list[Box] = []
    covers = _covers(now)
    for place, (name, lists) in enumerate(now.panels.items()):
        for is_live, (old, new) in enumerate(zip(before.panels[name], lists, strict=True)):
            boxes = damage(old, new, sprites)
            if covers and boxes:
                anew = (own for own in new.covers if any(holds(box, own) for box in boxes))
                covered += (own for own in anew if _is_apart(own, now, place))
                hidden = (*covered, *(cover for above, cover in covers if above > place or not is_live))
                boxes = _outside(boxes, hidden)
            found += boxes
    whole = [box for _, live in now.panels.values() for box in live.whole]
    boxes = merged(found, size, whole) + [on_canvas(box, size) for box in dict.fromkeys(covered)]
    return boxes if sum(area(box) for box in boxes) < WORTH * size[0] * size[1] else None


def _covers(sheet: DamageSnapshot) -> list[tuple[int, Box]]:
    """The boxes in which nothing beneath a live list is seen, each with the place of its panel."""
    return [(place, box) for place, (_, live) in enumerate(sheet.panels.values()) for box in live.covers]


def _is_apart(cover: Box, sheet: DamageSnapshot, place: int) -> bool:
    """Whether a cover may be painted by itself: what must not be cut of what lies above it is all in it, or beside."""
    above = [box for _, live in [*sheet.panels.values()][place:] for box in live.whole]
    return all(holds(cover, box) or not meet(cover, box) for box in above)


def _outside(boxes: list[Box], hidden: tuple[Box, ...]) -> list[Box]:
    for cover in hidden:
        boxes = [part for box in boxes for part in beside(box, cover)]
    return boxes

"""What a painted canvas consists of, panel by panel, so that the next picture can be painted where it differs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from wallboard.paint.damage import EMPTY, Box, MeasuredOps, area, damage, laid, merged
from wallboard.paint.ops import Placed
from wallboard.paint.sprites import Sprites

WORTH = 0.7
"""Where more of the canvas than this differs, all of it is painted: that is simpler and no slower."""


@dataclass(frozen=True, slots=True, eq=False)
class DamageSnapshot:
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
    for name, lists in now.panels.items():
        for old, new in zip(before.panels[name], lists, strict=True):
            found += damage(old, new, sprites)
    whole = [box for _, live in now.panels.values() for box in live.whole]
    boxes = merged(found, size, whole)
    return boxes if sum(area(box) for box in boxes) < WORTH * size[0] * size[1] else None

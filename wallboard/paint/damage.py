"""What of a display list has to be painted again: the boxes that its ops touch, and those in which two lists differ."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from itertools import count

import msgspec
from msgspec.structs import replace

from wallboard.paint.fonts import CAP
from wallboard.paint.ops import Cell, Clip, Digits, Fill, Glow, Line, Live, Op, Picture, Shape, Text
from wallboard.paint.sprites import Sprite, Sprites

Box = tuple[int, int, int, int]
"""Left, top, right and bottom in device pixels; right and bottom are the first pixels beyond."""

NOWHERE: Box = (0, 0, 0, 0)
SPARED_PX = 40_000
"""Two boxes become one where that adds fewer pixels: setting out for a box costs about as much as these."""


class MeasuredOps(msgspec.Struct, frozen=True, eq=False):
    """A display list with the box that each op touches, and the box of them all.

    `whole` are the boxes of ops whose pixels may come out another way when only a part of them is painted, `covers`
    those in which nothing beneath the list is seen. Lists of one
    `version` draw the same; it was made from the version `since`, of which only the ops `differing` (numbers) differ.
    """

    ops: tuple[Op, ...]
    boxes: tuple[Box, ...]
    box: Box
    whole: tuple[Box, ...] = ()
    covers: tuple[Box, ...] = ()
    version: int = 0
    since: int = -1
    differing: tuple[int, ...] = ()

    def within(self, box: Box) -> Iterator[Op]:
        """The ops that touch a box, in order."""
        if not meet(self.box, box):
            return
        left, top, right, bottom = box
        for op, (a, b, c, d) in zip(self.ops, self.boxes, strict=True):
            if a < right and c > left and b < bottom and d > top:
                yield _near(op, left, right) if type(op) is Digits else op


def _near(op: Digits, left: int, right: int) -> Digits:
    """A figure without the places that are far from what lies between `left` and `right`."""
    em = op.face.size
    near = tuple(cell for cell in op.cells if op.x + cell.x - em < right and op.x + cell.x + 2 * em > left)
    return op if len(near) == len(op.cells) else msgspec.structs.replace(op, cells=near)


EMPTY = MeasuredOps((), (), NOWHERE)
_VERSIONS = count(1)


def laid(ops: tuple[Op, ...], sprites: Sprites, before: MeasuredOps = EMPTY) -> MeasuredOps:
    """A list with its boxes; those of ops that `before` holds in the same place are taken over."""
    if ops is before.ops:
        return before
    if len(ops) != len(before.ops):
        found = tuple(box_of(op, sprites) for op in ops)
        return MeasuredOps(ops, found, around(found), _whole(ops, found), _covers(ops), next(_VERSIONS))
    pairs = zip(ops, before.ops, strict=True)
    differing = tuple(number for number, (op, old) in enumerate(pairs) if op is not old and op != old)
    if not differing:
        return replace(before, ops=ops)
    boxes = list(before.boxes)
    for number in differing:
        boxes[number] = box_of(ops[number], sprites)
    found, box, whole = tuple(boxes), before.box, before.whole
    if found != before.boxes or any(_is_whole(ops[k]) != _is_whole(before.ops[k]) for k in differing):
        box, whole = around(found), _whole(ops, found)
    return MeasuredOps(ops, found, box, whole, _covers(ops), next(_VERSIONS), before.version, differing)


def _covers(ops: tuple[Op, ...]) -> tuple[Box, ...]:
    return tuple(op.covers for op in ops if type(op) is Live and op.covers is not None)


def _whole(ops: tuple[Op, ...], boxes: tuple[Box, ...]) -> tuple[Box, ...]:
    return tuple(box for op, box in zip(ops, boxes, strict=True) if _is_whole(op))


def _is_whole(op: Op) -> bool:
    """Gradients and slanting strokes are rounded from where they begin to be painted."""
    match op:
        case Fill():
            return bool(op.color2)
        case Line():
            return op.x1 != op.x2 and op.y1 != op.y2
        case Picture():
            return op.zoom != 1
        case Clip():
            return any(_is_whole(inner) for inner in op.ops)
    return False


def damage(before: MeasuredOps, now: MeasuredOps, sprites: Sprites) -> list[Box]:
    """The boxes outside which two lists look the same."""
    if before.version == now.version:
        return []
    first, last, last_before = 0, len(now.ops), len(before.ops)
    if last != last_before:  # something came or went: what stands at both ends is the same
        shorter = min(last, last_before)
        while first < shorter and before.ops[first] == now.ops[first]:
            first += 1
        while min(last, last_before) > first and before.ops[last_before - 1] == now.ops[last - 1]:
            last, last_before = last - 1, last_before - 1
        return [box for box in (*before.boxes[first:last_before], *now.boxes[first:last]) if box != NOWHERE]
    found: list[Box] = []
    for number in now.differing if now.since == before.version else range(last):
        old, new, was, box = before.ops[number], now.ops[number], before.boxes[number], now.boxes[number]
        if old is new or old == new:
            continue
        if type(old) is Digits and type(new) is Digits:
            found += _turned(old, new, sprites)
        elif type(old) is Live and type(new) is Live and old.still and old.still == new.still and was == box:
            found += (common(part, box) for _, part in old.moving ^ new.moving)
            if old.standing is not new.standing:
                found += (common(part, box) for _, part in old.standing ^ new.standing)
        else:
            found += (was, box)
    return [box for box in found if box != NOWHERE]


def _turned(old: Digits, new: Digits, sprites: Sprites) -> list[Box]:
    """The places of a figure that look different."""
    same = (old.x, old.y, old.face, old.color, old.glow) == (new.x, new.y, new.face, new.color, new.glow)
    pairs = zip(old.cells, new.cells, strict=True) if same and len(old.cells) == len(new.cells) else None
    if pairs is None:
        return [box_of(old, sprites), box_of(new, sprites)]
    changed = [(a, b) for a, b in pairs if a != b]
    return [_cell(op, cell, sprites) for a, b in changed for op, cell in ((old, a), (new, b))]


def merged(boxes: Iterable[Box], size: tuple[int, int], whole: Sequence[Box] = ()) -> list[Box]:
    """Few boxes that cover all of `boxes` on a canvas of `size`, and cut none of `whole`."""
    found: list[Box] = []
    for box in boxes:
        cut = on_canvas(box, size)
        if cut != NOWHERE:
            _take_in(found, cut)
    uncut = [box for box in (on_canvas(box, size) for box in whole) if box != NOWHERE]
    while uncut:
        grown = [around((box, *(other for other in uncut if meet(other, box)))) for box in found]
        if grown == found:
            break
        found = []
        for box in grown:
            _take_in(found, box)
    return found


def common(one: Box, other: Box) -> Box:
    """What two boxes have in common."""
    left, top, right, bottom = one
    a, b, c, d = other
    # compared by hand, as below: a frame cuts a hundred boxes
    left, top = left if left > a else a, top if top > b else b  # noqa: FURB136
    right, bottom = right if right < c else c, bottom if bottom < d else d  # noqa: FURB136
    return (left, top, right, bottom) if left < right and top < bottom else NOWHERE


def beside(box: Box, covered: Box) -> list[Box]:
    """What of a box lies outside another one, in up to four boxes."""
    hidden = common(box, covered)
    if hidden == NOWHERE:
        return [box]
    left, top, right, bottom = box
    a, b, c, d = hidden
    parts = (left, top, right, b), (left, d, right, bottom), (left, b, a, d), (c, b, right, d)
    return [part for part in parts if part[0] < part[2] and part[1] < part[3]]


def holds(outer: Box, inner: Box) -> bool:
    """Whether a box holds all of another one."""
    return outer[0] <= inner[0] and outer[1] <= inner[1] and outer[2] >= inner[2] and outer[3] >= inner[3]


def on_canvas(box: Box, size: tuple[int, int]) -> Box:
    """What of a box lies on a canvas of `size`."""
    left, top, right, bottom = box
    width, height = size
    if 0 <= left < right <= width and 0 <= top < bottom <= height:
        return box
    return common(box, (0, 0, width, height))


def _take_in(found: list[Box], box: Box) -> None:
    at = 0
    left, top, right, bottom = box
    pixels = (right - left) * (bottom - top)
    while at < len(found):
        a, b, c, d = found[at]
        # compared by hand: min() and max() would take half of the time that a frame spends on its boxes
        l, t = left if left < a else a, top if top < b else b  # noqa: E741, FURB136 - edges
        r, u = right if right > c else c, bottom if bottom > d else d  # noqa: FURB136
        both = (r - l) * (u - t)
        if both - (c - a) * (d - b) - pixels < SPARED_PX:
            found.pop(at)
            left, top, right, bottom, pixels, at = l, t, r, u, both, 0  # larger now: may take in what it passed by
        else:
            at += 1
    found.append((left, top, right, bottom))


def area(box: Box) -> int:
    """Pixels of a box."""
    return (box[2] - box[0]) * (box[3] - box[1])


def meet(one: Box, other: Box) -> bool:
    """Whether two boxes have a pixel in common."""
    return one[0] < other[2] and one[2] > other[0] and one[1] < other[3] and one[3] > other[1]


def around(boxes: Iterable[Box]) -> Box:
    """The smallest box that holds all of them; those that hold nothing do not count."""
    left, top, right, bottom = NOWHERE
    for box in boxes:
        a, b, c, d = box
        if a >= c:
            continue
        if left == right:
            left, top, right, bottom = box
            continue
        left, top = (min(left, a)), (min(top, b))
        right, bottom = (max(right, c)), (max(bottom, d))
    return left, top, right, bottom


def box_of(op: Op, sprites: Sprites) -> Box:  # noqa: PLR0911 - one for each kind of op
    """The box that the brush touches for an op: never too small, hardly ever a pixel too large."""
    match op:
        case Text():
            return around(_stamp(round(op.x) + right, op.y, sprite) for sprite, right in sprites.stamps(op))
        case Fill():
            return _roomy(op.x, op.y, op.w, op.h, 2)
        case Shape():
            reach = max(1, round(op.size)) + 2
            return round(op.x) - reach, round(op.y) - reach, round(op.x) + reach, round(op.y) + reach
        case Glow():
            return _stamp(op.x, op.y, sprites.glow(op.r, op.color, op.squash))
        case Line():
            wide, high = op.x2 - op.x1, op.y2 - op.y1
            left, top = min(op.x1, op.x2), min(op.y1, op.y2)
            return _roomy(left, top, abs(wide), abs(high), math.ceil(op.width) + 2)
        case Digits():
            return around(_cell(op, cell, sprites) for cell in op.cells)
        case Picture():
            spare_w, spare_h = op.w * max(0.0, op.zoom - 1) / 2, op.h * max(0.0, op.zoom - 1) / 2
            return _roomy(op.x - spare_w, op.y - spare_h, op.w + 2 * spare_w, op.h + 2 * spare_h, 2)
        case Live():
            return _roomy(op.x, op.y, op.w, op.h, 1)
        case Clip():
            left, top, right, bottom = _roomy(op.x, op.y, op.w, op.h, 1)
            return common((left, top, right, bottom), around(box_of(inner, sprites) for inner in op.ops))


def _cell(op: Digits, cell: Cell, sprites: Sprites) -> Box:
    """The box of one place; a turning one is only seen through its window."""
    if cell.turn >= 1:
        letter = sprites.letter(cell.digit, op.face, op.color, "" if cell.streak else op.glow)
        box = _stamp(op.x + cell.x, op.y, letter)
        return around((box, _stamp(op.x + cell.x, op.y, sprites.streak(op.face, op.color)))) if cell.streak else box
    kept = [sprites.letter(d, op.face, op.color, op.glow) for d in (cell.digit, cell.previous) if d]
    if not kept:
        return NOWHERE
    left, _, right, _ = around(_stamp(op.x + cell.x, op.y, sprite) for sprite in kept)
    cap = op.face.size * CAP
    return left, math.floor(op.y - cap * 1.10) - 1, right, math.ceil(op.y + cap * 0.12) + 1


def _stamp(x: float, y: float, sprite: Sprite) -> Box:
    left, top = round(x) + sprite.dx, round(y) + sprite.dy
    return left, top, left + sprite.pixmap.width(), top + sprite.pixmap.height()


def _roomy(x: float, y: float, w: float, h: float, spare: int) -> Box:
    """A box of fractions of a pixel with some room around it; nothing may have a negative extent here."""
    left, right = min(x, x + w), max(x, x + w)
    top, bottom = min(y, y + h), max(y, y + h)
    return math.floor(left) - spare, math.floor(top) - spare, math.ceil(right) + spare, math.ceil(bottom) + spare

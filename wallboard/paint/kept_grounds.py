"""Painted grounds: made once for a layout, and repainted in place where the next snapshot changes them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

import msgspec
from msgspec import structs
from PySide6.QtGui import QImage, QPainter

from wallboard.paint.damage import Box, meet
from wallboard.paint.damage_snapshot import DamageSnapshot, differences, sheet_of
from wallboard.paint.grounds import ground
from wallboard.paint.kept_pictures import Making, code_of, kept
from wallboard.paint.ops import Live, Op, Painted, Placed
from wallboard.paint.picture_files import MappedPictures
from wallboard.paint.piecework import made_of
from wallboard.paint.sprites import Sprites
from wallboard.paint.theme import Theme

PIECE_PX = 1_000_000
"""How many pixels of a ground are painted in one piece, on each other in some layers."""
GROUNDS_KEPT = 2
"""Painted grounds kept for each canvas: the layout that is up and the one before it (a 4K ground is 33 MB)."""

RESTS = 1
"""The ground of a layout that has been up is let go when it was not painted from for more rests than these."""
CARD_RESTS = 6
"""The same of what a card covers, which comes back when the card goes, and of a card."""

Size = tuple[int, int]
Draw = Callable[[QPainter, str, Iterable[Op]], None]
"""Draws a panel's ops; raises if that fails."""


class Patch(msgspec.Struct, frozen=True, eq=False):
    """A box of a ground to come: the ops in it, panel by panel, and the picture of them."""

    box: Box
    ops: tuple[tuple[str, tuple[Op, ...]], ...]
    image: QImage


class Use(msgspec.Struct):
    """Whether a ground has been up, and how often it has rested since it was last."""

    shown: bool = False
    rests: int = 0


class Ground(msgspec.Struct, frozen=True, eq=False):
    """An RGB32 image of a canvas's size, and what is painted on it."""

    key: tuple[object, ...]
    image: QImage
    sheet: DamageSnapshot
    patches: list[Patch] = msgspec.field(default_factory=list)
    """What will stand in some of its boxes after the next snapshot."""
    use: Use = msgspec.field(default_factory=Use)


class Grounds:
    """The bare grounds of the sizes in use, and how a canvas's own are painted on them."""

    def __init__(self, theme: Theme, sprites: Sprites) -> None:
        self._theme = theme
        self._sprites = sprites
        self._bare: dict[Size, MappedPictures] = {}

    @property
    def bare_bytes(self) -> int:
        """Of all bare grounds that are kept, but not in files."""
        return sum(pictures.held for pictures in self._bare.values())

    def bare(self, size: Size, in_use: Collection[Size]) -> QImage:
        """The ground of a size before anything stands on it: 100 ms at 4K, too long for a change of layout."""
        if size not in self._bare:
            self._bare = {known: image for known, image in self._bare.items() if known in in_use}
            name = repr(("bare", size, code_of(), self._theme.told))
            self._bare[size] = made_of(kept(name, size, lambda: self._made(size)))
            self._sprites.progressed()
        return self._bare[size].images[0]

    def _made(self, size: Size) -> Making:
        """A bare ground, all of it at once."""
        yield from ()
        return (ground(self._theme, *size),)

    def rest_bare(self) -> None:
        """A change of layout is over: what of bare grounds is in memory may go until they are drawn again."""
        for pictures in self._bare.values():
            pictures.rest()

    def rest(self, kept: list[Ground]) -> None:
        """Let go of what was not needed lately: pages of bare grounds, and grounds of layouts that went long ago."""
        self.rest_bare()
        for known in kept:
            known.use.rests += 1
        kept[:] = [g for g in kept if g is kept[-1] or not g.use.shown or g.use.rests <= _rests(g, kept[-1])]

    def painted(
        self, kept: list[Ground], name: tuple[object, ...], panels: Mapping[str, Placed], bare: QImage, draw: Draw
    ) -> Ground:
        """The ground of `panels` under the layout `name`; `kept`, those of the canvas, are brought up to date.

        Raises what drawing raises; then nothing half-painted is kept.
        """
        return made_of(self.ahead(kept, name, panels, bare, draw))

    def ahead(
        self, kept: list[Ground], name: tuple[object, ...], panels: Mapping[str, Placed], bare: QImage, draw: Draw
    ) -> Generator[None, None, Ground]:
        """The same panel by panel, where nothing of it is up yet; what is up is brought up to date at once."""
        panels, key = _grounded(name, panels)
        for known in kept:
            if known.key == key:
                if known is not kept[-1]:  # what is up goes last, however early it was painted
                    kept.remove(known)
                    kept.append(known)
                return known
        size = bare.width(), bare.height()
        like, now, boxes = self._compared(kept, name, panels, size)
        patches, use = list[Patch](), Use()
        if like is None or boxes is None:
            image, boxes = QImage(bare.size(), bare.format()), _bands((0, 0, *size), now)
        else:  # the same layout a snapshot later
            image, patches, use = like.image, like.patches, like.use
            kept.remove(like)
            boxes = _patched(image, boxes, patches, now)
        painting = self._paint(image, bare, boxes, now, draw)
        if like is None:
            yield
            yield from painting
        else:
            for _ in painting:
                pass
        made = Ground(key, image, now, patches, use)
        kept[:] = [*kept[-(GROUNDS_KEPT - 1) :], made]
        return made

    def patches_ahead(
        self, kept: list[Ground], name: tuple[object, ...], panels: Mapping[str, Placed], bare: QImage, draw: Draw
    ) -> Iterator[None]:
        """Paint beforehand, piece by piece, what will differ in the ground that is up; the ground itself stays."""
        panels, key = _grounded(name, panels)
        size = bare.width(), bare.height()
        like, now, boxes = self._compared(kept, name, panels, size)
        if like is None or boxes is None or like.key == key:
            return
        like.patches.clear()
        for box in boxes:
            image = QImage(box[2] - box[0], box[3] - box[1], bare.format())
            for band in _bands(box, now):
                yield from self._paint(image, bare, [band], now, draw, box[:2])
            like.patches.append(Patch(box, _within(now, box), image))

    def _compared(
        self, kept: list[Ground], name: tuple[object, ...], panels: Mapping[str, Placed], size: Size
    ) -> tuple[Ground | None, DamageSnapshot, list[Box] | None]:
        """The kept ground of the same layout, what panels stand on now, and where the two differ."""
        like = next((k for k in kept if k.sheet.key == name and tuple(k.sheet.panels) == tuple(panels)), None)
        grounds = {panel: Placed(live=placed.ground) for panel, placed in panels.items()}
        now = sheet_of(name, grounds, self._sprites, None if like is None else like.sheet)
        return like, now, None if like is None else differences(like.sheet, now, size, self._sprites)

    def _paint(
        self,
        image: QImage,
        bare: QImage,
        boxes: Sequence[Box],
        now: DamageSnapshot,
        draw: Draw,
        corner: tuple[int, int] = (0, 0),
    ) -> Iterator[None]:
        """Paint boxes of a ground on an image whose left top corner lies at `corner`."""
        painter = QPainter(image)
        painter.translate(-corner[0], -corner[1])
        try:
            for box in boxes:
                painter.setClipRect(box[0], box[1], box[2] - box[0], box[3] - box[1])
                painter.drawImage(0, 0, bare)
                yield
                for panel, (_, live) in now.panels.items():
                    for ops in _pieces(live.within(box)):
                        draw(painter, panel, ops)
                        self._sprites.progressed()
                        yield
        finally:
            painter.end()


def _rests(known: Ground, up: Ground) -> int:
    """For how many rests a ground waits that is not up."""
    return CARD_RESTS if known.sheet.key == up.sheet.key else RESTS


def _pieces(ops: Iterable[Op]) -> Iterator[tuple[Op, ...]]:
    """Ops in parts that are drawn one after the other; what draws itself in pieces is one for each of them."""
    plain: list[Op] = []
    for op in ops:
        if isinstance(op, Live):
            if plain:
                yield tuple(plain)
                plain = []
            for piece in op.paint.pieces:
                yield (structs.replace(op, paint=Painted(piece)),)
        else:
            plain.append(op)
    yield tuple(plain)


def _grounded(name: tuple[object, ...], panels: Mapping[str, Placed]) -> tuple[dict[str, Placed], tuple[object, ...]]:
    """The panels that have a ground, and the key of it.

    It is compared, not hashed: a list that is the very same is recognised at once, hashing would read all of it.
    """
    found = {panel: placed for panel, placed in panels.items() if placed.ground}
    return found, (name, tuple(placed.ground for placed in found.values()))


def _within(now: DamageSnapshot, box: Box) -> tuple[tuple[str, tuple[Op, ...]], ...]:
    return tuple((panel, tuple(live.within(box))) for panel, (_, live) in now.panels.items())


def _patched(image: QImage, boxes: list[Box], patches: list[Patch], now: DamageSnapshot) -> list[Box]:
    """Put in place what was painted beforehand as it is wanted now; the boxes that are still to be painted."""
    left, painter = [], QPainter(image)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
    for box in boxes:
        patch = next((p for p in patches if p.box == box and p.ops == _within(now, box)), None)
        if patch is None:
            left.append(box)
        else:
            painter.drawImage(box[0], box[1], patch.image)
            patches.remove(patch)
    painter.end()
    return left


def _bands(box: Box, now: DamageSnapshot) -> list[Box]:
    """A box in parts that are painted one after the other; none cuts what comes out another way in parts."""
    left, top, right, bottom = box
    whole = [held for _, live in now.panels.values() for held in live.whole if meet(held, box)]
    rows = max(1, PIECE_PX // (right - left))
    edges = range(top + rows, bottom, rows)
    free = (edge for edge in edges if not any(held[1] < edge < held[3] for held in whole))
    return [(left, first, right, last) for first, last in pairwise((top, *free, bottom))]

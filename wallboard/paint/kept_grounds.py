"""Painted grounds: made once for a layout, and repainted in place where the next snapshot changes them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass

from PySide6.QtGui import QImage, QPainter

from wallboard.paint.damage_snapshot import DamageSnapshot, differences, sheet_of
from wallboard.paint.grounds import ground
from wallboard.paint.ops import Op, Placed
from wallboard.paint.sprites import Sprites
from wallboard.paint.theme import Theme

GROUNDS_KEPT = 2
"""Painted grounds kept for each canvas: the layout that is up and the one before it (a 4K ground is 33 MB)."""

Size = tuple[int, int]
Draw = Callable[[QPainter, str, Iterable[Op]], None]
"""Draws a panel's ops; raises if that fails."""


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """An RGB32 image of a canvas's size, and what is painted on it."""

    key: tuple[object, ...]
    image: QImage
    sheet: DamageSnapshot


class Grounds:
    """The bare grounds of the sizes in use, and how a canvas's own are painted on them."""

    def __init__(self, theme: Theme, sprites: Sprites) -> None:
        self._theme = theme
        self._sprites = sprites
        self._bare: dict[Size, QImage] = {}

    @property
    def bare_ones(self) -> Collection[QImage]:
        """All bare grounds that are kept."""
        return self._bare.values()

    def bare(self, size: Size, in_use: Collection[Size]) -> QImage:
        """The ground of a size before anything stands on it: 100 ms at 4K, too long for a change of layout."""
        if size not in self._bare:
            self._bare = {known: image for known, image in self._bare.items() if known in in_use}
            self._bare[size] = ground(self._theme, *size)
            self._sprites.progressed()
        return self._bare[size]

    def painted(
        self, kept: list[Ground], name: tuple[object, ...], panels: Mapping[str, Placed], bare: QImage, draw: Draw
    ) -> Ground:
        """The ground of `panels` under the layout `name`; `kept`, those of the canvas, are brought up to date.

        Raises what drawing raises; then nothing half-painted is kept.
        """
        pieces = self.ahead(kept, name, panels, bare, draw)
        while True:
            try:
                next(pieces)
            except StopIteration as end:
                made: Ground = end.value
                return made

    def ahead(
        self, kept: list[Ground], name: tuple[object, ...], panels: Mapping[str, Placed], bare: QImage, draw: Draw
    ) -> Generator[None, None, Ground]:
        """The same panel by panel, where nothing of it is up yet; what is up is brought up to date at once."""
        panels = {panel: placed for panel, placed in panels.items() if placed.ground}
        # compared, not hashed: a list that is the very same is recognised at once, hashing would read all of it
        key = (name, tuple(placed.ground for placed in panels.values()))
        for known in kept:
            if known.key == key:
                if known is not kept[-1]:  # what is up goes last, however early it was painted
                    kept.remove(known)
                    kept.append(known)
                return known
        size = bare.width(), bare.height()
        like = next((k for k in kept if k.sheet.key == name and tuple(k.sheet.panels) == tuple(panels)), None)
        grounds = {panel: Placed(live=placed.ground) for panel, placed in panels.items()}
        now = sheet_of(name, grounds, self._sprites, None if like is None else like.sheet)
        boxes = None if like is None else differences(like.sheet, now, size, self._sprites)
        if like is None or boxes is None:
            image, boxes = QImage(bare.size(), bare.format()), [(0, 0, *size)]
        else:  # the same layout a snapshot later
            image = like.image
            kept.remove(like)
        painting = self._paint(image, bare, boxes, now, draw)
        if like is None:
            yield
            yield from painting
        else:
            for _ in painting:
                pass
        made = Ground(key, image, now)
        kept[:] = [*kept[-(GROUNDS_KEPT - 1) :], made]
        return made

    def _paint(
        self, image: QImage, bare: QImage, boxes: list[tuple[int, int, int, int]], now: DamageSnapshot, draw: Draw
    ) -> Iterator[None]:
        painter = QPainter(image)
        try:
            for box in boxes:
                painter.setClipRect(box[0], box[1], box[2] - box[0], box[3] - box[1])
                painter.drawImage(0, 0, bare)
                for panel, (_, live) in now.panels.items():
                    draw(painter, panel, live.within(box))
                    self._sprites.progressed()
                    yield
        finally:
            painter.end()

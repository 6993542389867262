"""A composition painted: one layout, or two of which one becomes the other."""

from __future__ import annotations

from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QRegion

from wallboard.paint.brush import Brush
from wallboard.paint.damage import Box, MeasuredOps, around, box_of, holds, meet
from wallboard.paint.kept_grounds import Ground, Grounds
from wallboard.paint.ops import Live, Op, Placed
from wallboard.paint.piecework import made_of
from wallboard.wall.composition import CARD, Composition
from wallboard.wall.cut_out import cut_out
from wallboard.wall.error_boundary import ErrorBoundary, PanelBrokeError
from wallboard.wall.render_request import Size
from wallboard.wall.transitions import veils, wiped_px
from wallboard.wall.travelling import Land, land_of

Lands = Sequence[tuple[QImage, QRectF, float]]
"""Pictures of land on their way: where each is drawn, and how much of it is seen."""


class ScenePainter:
    """Paints with one brush; what a panel's paint raises is told, and comes out as PanelBrokeError."""

    def __init__(self, brush: Brush, edge: ErrorBoundary, stays: Callable[[str], bool]) -> None:
        """`stays` says of a panel whether a card, or a change of layout, leaves it where it is."""
        self.sizes: Collection[Size] = ()
        """Those of the canvases that are up."""
        self._brush = brush
        self._edge = edge
        self._stays = stays
        self._grounds = Grounds(brush.sprites.theme, brush.sprites)
        self._cut: dict[tuple[str, Size, str], tuple[Ground, QImage]] = {}

    @property
    def bare_bytes(self) -> int:
        """Of the bare grounds of the sizes in use, those that are kept in memory."""
        return self._grounds.bare_bytes

    def rest(self, kept: list[Ground]) -> None:
        """Let go of what was not needed lately, of the grounds of a canvas too."""
        self._grounds.rest(kept)

    def scene(self, made: Composition) -> dict[str, Placed]:
        """The panels that are to be seen, in their order: all of them, or the card and what stays above it."""
        panels = {name: placed for name, placed in made.placed.items() if name != CARD}
        if not made.card:
            return panels
        return {CARD: made.placed[CARD], **{n: placed for n, placed in panels.items() if self._stays(n)}}

    def ground(self, kept: list[Ground], key: tuple[object, ...], size: Size, panels: Mapping[str, Placed]) -> Ground:
        """The painted ground of panels, to be shown now; `kept`, those of the canvas, are brought up to date."""
        made = self._grounds.painted(kept, key, panels, self._bare(size), self._draw)
        made.use.shown, made.use.rests = True, 0
        return made

    def ground_ahead(
        self, kept: list[Ground], key: tuple[object, ...], size: Size, panels: Mapping[str, Placed]
    ) -> Iterator[None]:
        """The same for a picture to come, piece by piece."""
        yield from self._grounds.ahead(kept, key, panels, self._bare(size), self._draw)

    def patches_ahead(
        self, kept: list[Ground], key: tuple[object, ...], size: Size, panels: Mapping[str, Placed]
    ) -> Iterator[None]:
        """Where the ground that is up will differ at the next snapshot, piece by piece."""
        yield from self._grounds.patches_ahead(kept, key, panels, self._bare(size), self._draw)

    def cut_ahead(
        self, canvas: str, key: tuple[object, ...], size: Size, scene: Mapping[str, Placed], kept: list[Ground]
    ) -> Iterator[None]:
        """The land of a layout to come, for its way there, piece by piece."""
        land = land_of(scene)
        if land is not None:
            ground = self._grounds.painted(kept, key, scene, self._bare(size), self._draw)
            yield from self._cut_of((canvas, size, str(key[0])), land, scene, ground)

    def paint(self, painter: QPainter, made: Composition, kept: list[Ground]) -> None:
        """Paint all of a canvas."""
        old, size = made.beside, made.request.size
        if not made.travels and self._cut:
            self._cut = {key: cut for key, cut in self._cut.items() if key[:2] != (made.request.canvas, size)}
        if old is not None and made.travels:
            self._paint_travelling(painter, made, old, kept)
        elif old is not None:
            across = wiped_px(made.edge, size[0])
            with _of_the_old_one():
                self._paint_part(painter, old, (across, size[0]), kept)
            self._paint_part(painter, made, (0, across), kept)
        else:
            self._paint_layout(painter, made, kept)
        if made.is_changing and not made.travels:
            self._veil(painter, made, size)
        self._draw(painter, CARD, made.over)
        if not made.is_changing:
            self._grounds.rest_bare()

    def touch_up(
        self, painter: QPainter, made: Composition, kept: list[Ground], boxes: Sequence[Box], over: MeasuredOps
    ) -> None:
        """Paint only `boxes` of a canvas that was measured, and in them what lies `over` it."""
        assert made.sheet is not None, "what is touched up was measured"
        ground = self.ground(kept, made.key, made.request.size, self.scene(made)).image
        with kept_state(painter):
            for box in boxes:
                left, top, right, bottom = box
                painter.setClipRect(left, top, right - left, bottom - top)
                panels = [*made.sheet.panels.items()]
                seen = _lowest_seen(panels, box)
                if seen is None:
                    painter.drawImage(left, top, ground, left, top, right - left, bottom - top)
                for name, (_, live) in panels[seen:]:
                    ops = tuple(live.within(box)) if meet(live.box, box) else ()
                    if ops:
                        self._draw(painter, name, ops)
                self._brush.draw(painter, over.within(box))

    def _paint_layout(self, painter: QPainter, made: Composition, kept: list[Ground]) -> None:
        scene = self.scene(made)
        painter.drawImage(0, 0, self.ground(kept, made.key, made.request.size, scene).image)
        for name, placed in scene.items():
            self._draw(painter, name, placed.live)

    def _paint_part(self, painter: QPainter, made: Composition, edges: tuple[int, int], kept: list[Ground]) -> None:
        """Paint what of a layout lies between two upright edges."""
        left, right = edges
        with kept_state(painter):
            painter.setClipRect(left, 0, right - left, made.request.size[1])
            self._paint_layout(painter, made, kept)

    def _veil(self, painter: QPainter, made: Composition, size: Size) -> None:
        """Lay the bare ground over what goes or comes: all of it, or along the edge of a wipe. The badges stay."""
        bare = self._bare(size)
        uncovered = QRegion(0, 0, *size)
        for name, placed in made.placed.items():
            if self._stays(name):
                uncovered -= self._reach(placed)
        with kept_state(painter):
            painter.setClipRegion(uncovered, Qt.ClipOperation.IntersectClip)
            for left, right, opacity in veils(made.veil, made.edge, size[0]):
                painter.setOpacity(opacity)
                painter.drawImage(left, 0, bare, left, 0, right - left, size[1])

    def _paint_travelling(self, painter: QPainter, made: Composition, old: Composition, kept: list[Ground]) -> None:
        """Paint what of both layouts is to be seen, each panel for itself, over the land on its way."""
        size = made.request.size
        bare, lands = self._bare(size), self._lands(made, old, kept)
        panels = [
            (layout.seen.get(name, 0.0), layout, name, placed)
            for layout in (old, made)
            for name, placed in self.scene(layout).items()
        ]
        seen = sorted((p for p in panels if p[0] > 0), key=lambda panel: -panel[0])
        taken, regions = QRegion(), {}
        for _, layout, name, placed in seen:  # where panels reach into each other, the one that is seen more is seen
            box = QRegion(self._reach(placed))
            regions[layout is made, name] = box - taken
            taken += box
        _draw_beneath(painter, bare, lands, 1.0)
        journey = made.journey
        on_its_way = (None, None) if journey is None else (journey.old.panel, journey.new.panel)
        for layout in (old, made):
            shown = [name for _, its, name, _ in seen if its is layout]
            if shown:
                with kept_state(painter), _of_the_old_one(is_old=layout is old):
                    self._paint_panels(painter, layout, shown, on_its_way[layout is made], regions, kept)
        for opacity, layout, name, _ in seen:
            if opacity < 1:
                with kept_state(painter):
                    painter.setClipRegion(regions[layout is made, name], Qt.ClipOperation.IntersectClip)
                    _draw_beneath(painter, bare, lands, 1 - opacity)

    def _paint_panels(
        self,
        painter: QPainter,
        made: Composition,
        shown: Sequence[str],
        land: str | None,
        regions: Mapping[tuple[bool, str], QRegion],
        kept: list[Ground],
    ) -> None:
        """Paint the panels of a layout that are to be seen, each where it reaches; land on its way is not theirs."""
        scene, here, size = self.scene(made), made.travels, made.request.size
        every, grounded = QRegion(), QRegion()
        for name in shown:
            every += regions[here, name]
            if name != land:
                grounded += regions[here, name]
        with kept_state(painter):
            painter.setClipRegion(grounded, Qt.ClipOperation.IntersectClip)
            standing = {name: scene[name] for name in scene if name in shown and name != land}
            if any(isinstance(op, Live) for placed in standing.values() for op in placed.ground):
                painter.drawImage(0, 0, self.ground(kept, made.key, size, scene).image)
            else:  # plain things are drawn by themselves: the whole ground of what comes would hold up the first frame
                painter.drawImage(0, 0, self._bare(size))
                for name, placed in standing.items():
                    self._draw(painter, name, placed.ground)
        painter.setClipRegion(every, Qt.ClipOperation.IntersectClip)
        for name in scene:
            if name in shown:
                self._draw(painter, name, scene[name].live)

    def _lands(self, made: Composition, old: Composition, kept: list[Ground]) -> Lands:
        journey = made.journey
        if journey is None:
            return ()
        found = []
        for layout, land, opacity in ((old, journey.old, 1.0), (made, journey.new, journey.mix)):
            if opacity > 0 and not (layout is old and journey.mix == 1):
                found.append((self._cut_out(layout, land, kept), QRectF(*journey.at(land)), opacity))
        return found

    def _cut_out(self, made: Composition, land: Land, kept: list[Ground]) -> QImage:
        """The land of a layout without the ground around it, taken out of its painted ground."""
        size, scene = made.request.size, self.scene(made)
        ground = self.ground(kept, made.key, size, scene)
        return made_of(self._cut_of((made.request.canvas, size, made.layout), land, scene, ground))

    def _cut_of(
        self, key: tuple[str, Size, str], land: Land, scene: Mapping[str, Placed], ground: Ground
    ) -> Generator[None, None, QImage]:
        cut = self._cut.get(key)
        if cut is None or cut[0] is not ground:
            others = [self._reach(Placed(p.ground)) for name, p in scene.items() if name != land.panel and p.ground]
            bare = self._bare(key[1])
            picture = yield from cut_out(ground.image, bare, QRectF(*land.box).toRect(), others)
            cut = self._cut[key] = ground, picture
        return cut[1]

    def _reach(self, placed: Placed) -> QRect:
        left, top, right, bottom = around(box_of(op, self._brush.sprites) for op in (*placed.ground, *placed.live))
        return QRect(left, top, right - left, bottom - top)

    def _draw(self, painter: QPainter, panel: str, ops: Iterable[Op]) -> None:
        """Draw ops of a panel. Raises PanelBrokeError, told already, where that fails."""
        try:
            self._brush.draw(painter, ops)
        except Exception as error:
            self._edge.note(panel, error)
            painter.setOpacity(1.0)
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
            raise PanelBrokeError(panel) from error

    def _bare(self, size: Size) -> QImage:
        return self._grounds.bare(size, self.sizes)


def _lowest_seen(panels: Sequence[tuple[str, tuple[MeasuredOps, MeasuredOps]]], box: Box) -> int | None:
    """The place of the highest panel that covers a box: nothing beneath it is seen there. None: the ground is."""
    for place in range(len(panels) - 1, -1, -1):
        if any(holds(cover, box) for cover in panels[place][1][1].covers):
            return place
    return None


def _draw_beneath(painter: QPainter, bare: QImage, lands: Lands, opacity: float) -> None:
    """Draw the bare ground and the land that is on its way over it, as thick as `opacity`."""
    painter.setOpacity(opacity)
    painter.drawImage(0, 0, bare)
    for picture, box, share in lands:
        painter.setOpacity(opacity * share)
        painter.drawImage(box, picture)
    painter.setOpacity(1.0)


@contextmanager
def kept_state(painter: QPainter) -> Iterator[None]:
    """Give a painter its state back, clip and all, however what is done with it ends."""
    painter.save()
    try:
        yield
    finally:
        painter.restore()


@contextmanager
def _of_the_old_one(*, is_old: bool = True) -> Iterator[None]:
    """What breaks in here belongs to the layout that is going."""
    try:
        yield
    except PanelBrokeError as broken:
        raise PanelBrokeError(broken.panel, beside=is_old) from broken

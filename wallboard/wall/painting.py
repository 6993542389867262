"""The wall's canvases painted: whole, or where they differ from what is up."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from msgspec.structs import replace as with_fields
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QImage, QPainter, QRegion

from wallboard.actions.control import Control
from wallboard.config.settings import Settings
from wallboard.core.event_info import EventInfo
from wallboard.core.moment import Moment
from wallboard.paint.brush import Brush
from wallboard.paint.damage import EMPTY, Box, MeasuredOps, around, box_of
from wallboard.paint.damage_snapshot import DamageSnapshot, sheet_of
from wallboard.paint.fonts import load_fonts
from wallboard.paint.kept_grounds import Grounds
from wallboard.paint.ops import Op, Placed
from wallboard.paint.sprites import Sprites
from wallboard.paint.theme import dressed
from wallboard.panels import opening
from wallboard.panels.panel_context import PanelContext
from wallboard.scene.grid import Slot
from wallboard.wall.active_layout import can_show, coming, layout_at, leaving
from wallboard.wall.canvas_cache import CanvasCache
from wallboard.wall.composing import BLOOM, CARD, Composer
from wallboard.wall.error_boundary import ErrorBoundary
from wallboard.wall.render_request import RenderRequest, Size
from wallboard.wall.transitions import veils, wiped_px

BLACK = ("blackout",)
"""What a canvas that is black stands for."""


class Wall:
    """Paints any canvas of the configured wall; keeps prepared pictures, never state that a frame depends on."""

    def __init__(self, settings: Settings, progressed: Callable[[], None] = lambda: None) -> None:
        """Needs a QApplication. `progressed` is called after each piece of a long preparation.

        Raises:
            DisplayError: the bundled fonts cannot be loaded.
        """
        load_fonts()
        self.settings = settings
        colours = tuple(sorted(settings.theme.colours.items()))
        self.theme = dressed(settings.theme.name, colours, for_cameras=settings.display.camera != "off")
        self.brush = Brush(Sprites(self.theme, progressed=progressed))
        self._standing: dict[tuple[str, int, int], CanvasCache] = {}
        self._grounds = Grounds(self.theme, self.brush.sprites)
        self._edge = ErrorBoundary()
        self._composer = Composer(settings, self.theme, self._edge)

    def layout_at(self, control: Control, moment: Moment) -> str:
        """The name of the layout that is up: as chosen, gone over by itself at the start or end, or rotating."""
        return layout_at(self.settings, control, moment)

    def leaving(self, control: Control, moment: Moment) -> tuple[str, int]:
        """Which layout a change that begins now leaves, and since when (recording time) it counts as being left."""
        return leaving(self.settings, control, moment)

    def absent(self, facts: EventInfo) -> frozenset[str]:
        """The layouts that say nothing about the event."""
        return frozenset(name for name in self.settings.layouts if not can_show(self.settings, facts, name))

    def coming(self, control: Control, moment: Moment) -> str | None:
        """The layout that nobody sees yet but will see in a few seconds, by a key or by itself."""
        return coming(self.settings, control, moment)

    def next_card(self, control: Control, moment: Moment) -> int | None:
        """When (recording time) the card comes up that waits for the one which is up; None where none waits."""
        return self._composer.next_card(control, moment)

    def is_operator(self, canvas: str) -> bool:
        """Whether a canvas is for the operator's eyes."""
        return self.settings.role(canvas) == "operator"

    def _is_black(self, request: RenderRequest) -> bool:
        """Whether the operator has blacked the canvas out; never the operator's own."""
        return request.control.blackout and not self.is_operator(request.canvas)

    def setting(self, request: RenderRequest) -> PanelContext:
        """How a canvas is spoken to; operators' notes are for operators' canvases."""
        return self._composer.setting(request)

    def slots(self, canvas: str, layout: str, size: Size) -> tuple[Slot, ...]:
        """Where each panel of a canvas stands in a layout."""
        return self._composer.slots(canvas, layout, size)

    def changed(self, request: RenderRequest) -> bool:
        """Whether a canvas has to be painted again to show this."""
        cache = self._standing.get((request.canvas, *request.size))
        if self._is_black(request):
            black = cache is not None and cache.painted and cache.key == BLACK
            return not black
        before = None if cache is None or not cache.painted else cache.seen
        if cache is not None and cache.painted and not cache.looked_ahead:
            self._look_ahead(request, cache)
        return self.compose(request).seen != before

    def _look_ahead(self, request: RenderRequest, cache: CanvasCache) -> None:
        """Paint what a layout goes over to where nobody sees it, once, when its own picture is up.

        A map that is painted for the first time takes a second at 4K, and zero hour does not wait.
        """
        cache.looked_ahead = True
        layout = self.settings.layouts.get(cache.layout)
        after = None if layout is None or layout.until is None else layout.then or self.settings.event.opening
        if after not in self.settings.layouts:
            return
        then = with_fields(request.control, layout=after, left="", rotating_us=None)
        canvas = (request.canvas, *request.size)
        del self._standing[canvas]
        try:
            image = self.image(RenderRequest(request.canvas, request.size, request.moment, then))
            painter = QPainter(image)
            self.brush.draw(painter, opening.place(1.0, self._composer.look(request.size)).live)
            painter.end()
            cache.grounds[:] = [*self._standing[canvas].grounds[-1:], *cache.grounds[-1:]]
        finally:
            self._standing[canvas] = cache

    def compose(self, request: RenderRequest) -> CanvasCache:
        """Resolve and place every panel of the canvas; a panel that fails keeps its last good list."""
        cache = self._standing.get((request.canvas, *request.size))
        if cache is None:
            # a canvas has one size at a time: what it kept for another one goes
            self._standing = {key: kept for key, kept in self._standing.items() if key[0] != request.canvas}
            cache = self._standing[request.canvas, *request.size] = CanvasCache()
            self.brush.sprites.serve((width, height) for _, width, height in self._standing)
        self._composer.compose(cache, request)
        return cache

    def prepare(self, request: RenderRequest, *, ground: bool = False) -> Iterator[None]:
        """Make beforehand, piece by piece, the sprites of a moment to come, its card's ground, and (`ground`) its own.

        All of it lands in caches. The ground of the layout that is up would be brought forward in place: not that one.
        """
        kept = self._standing.get((request.canvas, *request.size))
        apart = CanvasCache(grounds=[] if kept is None else kept.grounds)
        for _ in self._composer.compose_ahead(apart, request):
            yield
        scene = {name: placed for name, placed in apart.placed.items() if name not in (CARD, BLOOM)}
        for placed in scene.values():
            for op in (*placed.ground, *placed.live) if ground else placed.live:
                while self.brush.prepare(op):
                    yield
        if ground:
            self._ground(apart, request.size, scene)
            yield
        first: Placed | None = None
        for placed in self._composer.card_ahead(apart, request):
            first = first or (placed if placed.ground else None)
            for op in placed.live:
                while self.brush.prepare(op):
                    yield
        if first is not None:
            stays = {name: placed for name, placed in scene.items() if self._composer.stays(name)}
            self._ground(apart, request.size, {CARD: first, **stays})
            yield

    def paint(self, painter: QPainter, request: RenderRequest) -> None:
        """Paint the whole canvas, in device pixels, at the painter's origin."""
        if self._is_black(request):
            painter.fillRect(0, 0, *request.size, 0xFF000000)
            black = self._standing.setdefault((request.canvas, *request.size), CanvasCache())
            black.key, black.views, black.placed, black.asked, black.painted = BLACK, {}, {}, None, True
            return
        cache = self.compose(request)
        cache.asked = None
        while (broken := self._painted(painter, cache, request.size)) is not None:
            self._composer.fall_back(broken, request)
        cache.painted, cache.good = True, dict(cache.placed)

    def sheet(self, request: RenderRequest) -> DamageSnapshot | None:
        """What a canvas consists of, for `touch_up`; None where it is painted whole: black, carded, in mid-change."""
        if self._is_black(request):
            return None
        cache = self.compose(request)
        if cache.card or cache.is_changing:
            return None
        try:
            cache.sheet = sheet_of((self.theme, *cache.key), cache.placed, self.brush.sprites, cache.sheet)
        except Exception:  # noqa: BLE001 - the panel's edge: what cannot be measured is painted whole, and fails there
            cache.sheet = None
        return cache.sheet

    def touch_up(
        self, painter: QPainter, request: RenderRequest, boxes: Sequence[Box], over: MeasuredOps = EMPTY
    ) -> bool:
        """Paint only `boxes` of a canvas, the very pixels that `paint` would, and in them what lies `over` it.

        They may overlap. False: all of the canvas has to be painted.
        """
        sheet = self.sheet(request)
        if sheet is None:
            return False
        cache = self._standing[request.canvas, *request.size]
        cache.broken = ""
        ground = self._ground(cache, request.size, cache.placed)
        for left, top, right, bottom in boxes:
            painter.save()
            painter.setClipRect(left, top, right - left, bottom - top)
            painter.drawImage(0, 0, ground)
            for name, (_, live) in sheet.panels.items():
                self._draw(painter, name, tuple(live.within((left, top, right, bottom))), cache)
            self.brush.draw(painter, over.within((left, top, right, bottom)))
            painter.restore()
        if cache.broken:
            cache.asked = None
            return False
        cache.painted, cache.good = True, dict(cache.placed)
        return True

    def _painted(self, painter: QPainter, cache: CanvasCache, size: Size) -> CanvasCache | None:
        """Paint what stands; as soon as a panel fails, what it stands in, whose `broken` then names it."""
        old = cache.beside
        if old is None:
            self._paint_layout(painter, cache, size)
        else:
            across = wiped_px(cache.edge, size[0])
            for layout, left, right in ((old, across, size[0]), (cache, 0, across)):
                painter.save()
                painter.setClipRect(left, 0, right - left, size[1])
                self._paint_layout(painter, layout, size)
                painter.restore()
        broken = next((s for s in (old, cache) if s is not None and s.broken), None)
        if broken is None and cache.is_changing:
            self._paint_ground_between(painter, cache, size)
            self._draw(painter, CARD, cache.over, cache)
        return broken or (cache if cache.broken else None)

    def _paint_ground_between(self, painter: QPainter, cache: CanvasCache, size: Size) -> None:
        """Lay the bare ground over what goes or comes: all of it, or along the edge of a wipe. The badges stay."""
        bare, sprites = self._bare(size), self.brush.sprites
        uncovered = QRegion(0, 0, *size)
        for name, placed in cache.placed.items():
            if self._composer.stays(name):
                left, top, right, bottom = around(box_of(op, sprites) for op in (*placed.ground, *placed.live))
                uncovered -= QRect(left, top, right - left, bottom - top)
        painter.save()
        painter.setClipRegion(uncovered, Qt.ClipOperation.IntersectClip)
        for left, right, opacity in veils(cache.veil, cache.edge, size[0]):
            painter.setOpacity(opacity)
            painter.drawImage(left, 0, bare, left, 0, right - left, size[1])
        painter.restore()

    def _paint_layout(self, painter: QPainter, cache: CanvasCache, size: Size) -> None:
        """Paint one layout; in vain if a panel fails, which `standing.broken` then names."""
        cache.broken = ""
        scene = {n: p for n, p in cache.placed.items() if n != CARD}
        if cache.card:
            scene = {CARD: cache.placed[CARD], **{n: p for n, p in scene.items() if self._composer.stays(n)}}
        painter.drawImage(0, 0, self._ground(cache, size, scene))
        for name, placed in scene.items():
            self._draw(painter, name, placed.live, cache)

    def image(self, request: RenderRequest) -> QImage:
        """The canvas as an RGB32 image."""
        image = QImage(*request.size, QImage.Format.Format_RGB32)
        painter = QPainter(image)
        try:
            self.paint(painter, request)
        finally:
            painter.end()
        return image

    def _draw(self, painter: QPainter, panel: str, ops: tuple[Op, ...], cache: CanvasCache) -> None:
        if cache.broken:
            return
        try:
            self.brush.draw(painter, ops)
        except Exception as error:  # noqa: BLE001 - the panel's edge, see above
            self._edge.note(panel, error)
            cache.broken = panel
            painter.setOpacity(1.0)
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)

    def _ground(self, cache: CanvasCache, size: Size, panels: Mapping[str, Placed]) -> QImage:
        def draw(painter: QPainter, name: str, ops: tuple[Op, ...]) -> bool:
            self._draw(painter, name, ops, cache)
            return not cache.broken

        return self._grounds.painted(cache.grounds, cache.key, panels, self._bare(size), draw)

    def _bare(self, size: Size) -> QImage:
        return self._grounds.bare(size, {(width, height) for _, width, height in self._standing})

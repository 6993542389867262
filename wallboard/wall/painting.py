"""The wall's canvases painted: whole, or where they differ from what is up."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress

from msgspec.structs import replace
from PySide6.QtGui import QImage, QPainter

from wallboard.actions.control import Control
from wallboard.config.settings import Settings
from wallboard.core.event_info import EventInfo
from wallboard.core.moment import Moment
from wallboard.core.recording_state import Milestone
from wallboard.paint.brush import Brush
from wallboard.paint.damage import EMPTY, Box, MeasuredOps
from wallboard.paint.damage_snapshot import sheet_of
from wallboard.paint.fonts import draw_as_in, load_fonts
from wallboard.paint.ops import Live, Op, Placed, Text
from wallboard.paint.sprites import Sprites
from wallboard.paint.theme import dressed
from wallboard.panels import opening
from wallboard.panels.maps.hexagon_place import keep_lands_of, land_held
from wallboard.panels.panel_context import PanelContext
from wallboard.scene.grid import Slot
from wallboard.wall.active_layout import can_show, coming, layout_at, leaving
from wallboard.wall.canvas_cache import CanvasCache
from wallboard.wall.composing import BLOOM, Composer
from wallboard.wall.composition import CARD, Composition
from wallboard.wall.error_boundary import ErrorBoundary, PanelBrokeError
from wallboard.wall.render_request import RenderRequest, Size
from wallboard.wall.scene_painter import ScenePainter

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
        draw_as_in(settings.display.languages)
        self.settings = settings
        colours = tuple(sorted(settings.theme.colours.items()))
        self.theme = dressed(settings.theme.name, colours, for_cameras=settings.display.camera != "off")
        self.brush = Brush(Sprites(self.theme, progressed=progressed))
        self._standing: dict[tuple[str, int, int], CanvasCache] = {}
        self._edge = ErrorBoundary()
        self._composer = Composer(settings, self.theme, self._edge)
        self._scenes = ScenePainter(self.brush, self._edge, self._composer.cards.stays)

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
        return self._composer.cards.next(control, moment)

    def card_up(self, request: RenderRequest) -> Milestone | None:
        """The milestone whose card a canvas shows at a moment; None where none is up."""
        return self._composer.card_up(request)

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

    def compose(self, request: RenderRequest) -> Composition:
        """What a canvas shows, resolved, placed and measured; the same value for as long as the request is the same.

        A panel that fails keeps its last good list.
        """
        cache = self._cache(request)
        last = cache.last
        if last is not None and last.request.is_of_the_same(request):
            return last
        if self._is_black(request):
            cache.key, cache.views, cache.placed = BLACK, {}, {}
            made = Composition(request, BLACK, {})
        else:
            self._composer.compose(cache, request)
            made = self._measured(cache, request)
        cache.last = made
        return made

    def _measured(self, cache: CanvasCache, request: RenderRequest) -> Composition:
        """What stands on a canvas, with the boxes of all that is drawn where it may be touched up."""
        made = cache.composition(request)
        if made.is_changing:
            return made
        try:
            key = (self.theme, *made.key, made.card)
            cache.sheet = sheet_of(key, self._scenes.scene(made), self.brush.sprites, cache.sheet)
        except Exception:  # noqa: BLE001 - the panel's edge: what cannot be measured is painted whole, and fails there
            cache.sheet = None
        return replace(made, sheet=cache.sheet)

    def _cache(self, request: RenderRequest) -> CanvasCache:
        cache = self._standing.get((request.canvas, *request.size))
        if cache is None:
            # a canvas has one size at a time: what it kept for another one goes
            self._standing = {key: kept for key, kept in self._standing.items() if key[0] != request.canvas}
            cache = self._standing[request.canvas, *request.size] = CanvasCache()
            sizes = [(width, height) for _, width, height in self._standing]
            self.brush.sprites.serve(sizes)
            keep_lands_of(len(set(sizes)))
            self._scenes.sizes = frozenset(sizes)
        return cache

    def prepare(self, request: RenderRequest, *, ground: bool = False) -> Iterator[None]:
        """Make beforehand, piece by piece, the sprites of a moment to come, its card's ground, and (`ground`) its own.

        All of it lands in caches. Of the layout that is up only the parts of the ground are made that will differ.
        """
        kept = self._standing.get((request.canvas, *request.size))
        apart = CanvasCache(grounds=[] if kept is None else kept.grounds)
        for _ in self._composer.compose_ahead(apart, request):
            yield
        scene = {name: placed for name, placed in apart.placed.items() if name not in (CARD, BLOOM)}
        if ground:
            yield from self._layout_ahead(request, apart, scene)
        else:
            yield from self._sprites_ahead(op for placed in scene.values() for op in placed.live)
            with suppress(PanelBrokeError):  # it breaks again where it is shown
                yield from self._scenes.patches_ahead(apart.grounds, apart.key, request.size, scene)
        if _has_not_begun(request.moment):
            yield from self._sprites_ahead(opening.place(1.0, self._composer.look(request.size)).live)
        first: Placed | None = None
        for placed in self._composer.card_ahead(apart, request):
            first = first or (placed if placed.ground else None)
            yield from self._sprites_ahead((*placed.ground, *placed.live))
        if first is not None:
            stays = {name: placed for name, placed in scene.items() if self._composer.cards.stays(name)}
            yield from self._prepare_ground(apart, request.size, {CARD: first, **stays})

    def _layout_ahead(self, request: RenderRequest, apart: CanvasCache, scene: Mapping[str, Placed]) -> Iterator[None]:
        """What a layout to come is drawn with, in the order in which a change needs it: land, then panel by panel."""
        order = {
            slot.panel: (slot.rect.y, slot.rect.x) for slot in self.slots(request.canvas, apart.layout, request.size)
        }
        panels = [scene[name] for name in sorted(scene, key=lambda name: order.get(name, (0, 0)))]
        ops = [op for placed in panels for op in (*placed.ground, *placed.live)]
        yield from self._sprites_ahead(op for op in ops if isinstance(op, Live))
        yield from self._sprites_ahead(op for placed in panels for op in placed.ground)
        with suppress(PanelBrokeError):  # it breaks again where it is shown
            yield from self._scenes.ground_ahead(apart.grounds, apart.key, request.size, scene)
            yield
            if self.settings.display.change == "travel":
                yield from self._scenes.cut_ahead(request.canvas, apart.key, request.size, scene, apart.grounds)
        yield from self._sprites_ahead(ops)

    def prepare_unseen(self, request: RenderRequest) -> Iterator[None]:
        """Make, piece by piece, what the panels are drawn with that a change has not brought yet.

        What a layout that is coming was prepared with grows old while it comes: a globe turns, sums grow.
        """
        cache = self._standing.get((request.canvas, *request.size))
        made = None if cache is None else cache.last
        if made is not None and made.travels:
            unseen = (placed for name, placed in made.placed.items() if not made.seen.get(name))
            yield from self._sprites_ahead(op for placed in unseen for op in placed.live)

    def _sprites_ahead(self, ops: Iterable[Op]) -> Iterator[None]:
        for op in ops:
            while self.brush.prepare(op):
                yield

    def prepare_others(self, request: RenderRequest) -> Iterator[None]:
        """Make beforehand, piece by piece, what all other layouts take long to make: land, and texts with their halos.

        Any of them may be a key away. It lands in caches that hold it as long as they have room.
        """
        control = request.control
        seen = {self.layout_at(control, request.moment)}
        for name in self.settings.layouts:
            then = replace(control, layout=name, left="", rotating_us=None, own=())
            layout = self.layout_at(then, request.moment)
            if layout in seen:
                continue
            seen.add(layout)
            apart = CanvasCache()
            for _ in self._composer.compose_ahead(apart, replace(request, control=then)):
                yield
            for placed in apart.placed.values():
                for op in (*placed.ground, *(op for op in placed.live if isinstance(op, Text))):
                    may = isinstance(op, Live) or (isinstance(op, Text) and self.brush.sprites.has_room)
                    while may and self.brush.prepare(op):
                        yield

    def _prepare_ground(self, cache: CanvasCache, size: Size, scene: Mapping[str, Placed]) -> Iterator[None]:
        with suppress(PanelBrokeError):  # it breaks again where it is shown
            yield from self._scenes.ground_ahead(cache.grounds, cache.key, size, scene)
            yield

    def paint(self, painter: QPainter, made: Composition) -> None:
        """Paint the whole of a canvas, in device pixels, at the painter's origin."""
        request = made.request
        cache = self._cache(request)
        if cache.last is not made:  # a picture from before is asked for again
            made = self.compose(request)
        if made.key == BLACK:
            painter.fillRect(0, 0, *request.size, 0xFF000000)
            return
        while True:
            try:
                self._scenes.paint(painter, made, cache.grounds)
                break
            except PanelBrokeError as broken:
                self._composer.fall_back(cache.beside if broken.beside else cache, broken.panel, request)
                made = cache.last = self._measured(cache, request)
        cache.good = dict(cache.placed)

    def touch_up(self, painter: QPainter, made: Composition, boxes: Sequence[Box], over: MeasuredOps = EMPTY) -> bool:
        """Paint only `boxes` of a canvas, the very pixels that `paint` would, and in them what lies `over` it.

        They may overlap. False: all of the canvas has to be painted.
        """
        cache = self._cache(made.request)
        if made.sheet is None or cache.last is not made:
            return False
        try:
            self._scenes.touch_up(painter, made, cache.grounds, boxes, over)
        except PanelBrokeError:
            return False
        cache.good = dict(cache.placed)
        return True

    def rest(self) -> None:
        """Let go of pictures that were not needed lately; called every few seconds."""
        for cache in self._standing.values():
            self._scenes.rest(cache.grounds)

    def held(self) -> dict[str, int]:
        """Bytes of the pictures that are kept, by kind; of land only what is no file's."""
        kept = [known.image for cache in self._standing.values() for known in cache.grounds]
        grounds = sum(image.sizeInBytes() for image in kept) + self._scenes.bare_bytes
        return {"grounds": grounds, "sprites": self.brush.sprites.held, "land": land_held()}

    def image(self, request: RenderRequest) -> QImage:
        """The canvas as an RGB32 image."""
        image = QImage(*request.size, QImage.Format.Format_RGB32)
        painter = QPainter(image)
        try:
            self.paint(painter, self.compose(request))
        finally:
            painter.end()
        return image


def _has_not_begun(moment: Moment) -> bool:
    """Whether the start of the event, over which the opening shines, is still to come."""
    start_us, event_us = moment.facts.start_us, moment.event_us
    return start_us is not None and event_us is not None and event_us < start_us

"""What stands on a canvas at a moment: its panels resolved and placed, the card and the light over them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from msgspec.structs import replace as with_fields

from wallboard.config.checks import CARRIES_BADGES
from wallboard.config.picture_panels import DECODED
from wallboard.config.settings import Settings
from wallboard.core.moment import Moment
from wallboard.core.recording_state import Milestone
from wallboard.paint.ops import Placed
from wallboard.paint.theme import Look, Theme
from wallboard.panels import card, countdown, failed, match_cut, opening, sponsors, withdrawn
from wallboard.panels.kinds import KINDS
from wallboard.panels.panel_context import NO_NOTES, PanelContext
from wallboard.panels.panel_titles import title_shown
from wallboard.scene.grid import Rect, Slot, arrange
from wallboard.scene.region_map import configured_regions, places_of
from wallboard.wall.active_layout import Up, layout_at, up_at
from wallboard.wall.canvas_cache import CanvasCache
from wallboard.wall.card_composing import PARTS_US, SPONSORS, CardComposer
from wallboard.wall.composition import CARD
from wallboard.wall.error_boundary import ErrorBoundary
from wallboard.wall.operator_message import said_now
from wallboard.wall.render_request import RenderRequest, Size
from wallboard.wall.resolved_panels import said
from wallboard.wall.transitions import edge, is_leaving, veil
from wallboard.wall.travelling import journey, progress, same_figure, turns, without

BLOOM = "opening light"
SLOTS_KEPT = 64


class Composer:
    """Resolves and places the panels of any canvas of the configured wall."""

    def __init__(self, settings: Settings, theme: Theme, edge: ErrorBoundary) -> None:
        self._settings = settings
        self._theme = theme
        self._edge = edge
        self.cards = CardComposer(settings, edge)
        self._known = places_of(settings) if any(configured_regions(settings)) else None
        self._spoken = PanelContext()
        self._slots: dict[tuple[str, str, Size], tuple[Slot, ...]] = {}

    def setting(self, request: RenderRequest) -> PanelContext:
        """How a canvas is spoken to; operators' notes are for operators' canvases."""
        display, control = self._settings.display, request.control
        operator = self._settings.role(request.canvas) == "operator"
        found = PanelContext(
            languages=display.led_by(control.language),
            lead=control.currency,
            own=request.moment.own,
            exchange=request.moment.exchange,
            turning=control.turning,
            page_dwell_us=round(display.page_dwell_s * 1e6),
            province=control.province,
            role="operator" if operator else "public",
            still=request.still,
            notes=request.notes if operator else NO_NOTES,
            known=self._known,
            message=said_now(control.message, request.moment.playhead_us),
            message_us=0 if control.message is None else control.message.since_us,
            withdrawn=control.withdrawn,
            pictures=request.pictures,
            logo=str(self._settings.theme.logo or ""),
        )
        if found.pictures or self._spoken.pictures or found != self._spoken:  # the same one is compared at no cost
            self._spoken = found
        return self._spoken

    def look(self, size: Size) -> Look:
        """The theme on a canvas of `size`."""
        return Look(self._theme, *size, self._settings.display.safe_margin)

    def slots(self, canvas: str, layout: str, size: Size) -> tuple[Slot, ...]:
        """Where each panel of a canvas stands in a layout."""
        kept = self._slots.get((canvas, layout, size))
        if kept is None:
            if len(self._slots) >= SLOTS_KEPT:  # a window is being drawn to ever new sizes
                self._slots.clear()
            composition = self._settings.composition(layout, canvas, size[0] / size[1])
            kept = arrange(composition, *size, self._settings.display.safe_margin)
            self._slots[canvas, layout, size] = kept
        return kept

    def compose(self, cache: CanvasCache, request: RenderRequest) -> None:
        """Bring what stands on the canvas up to a request; a panel that fails keeps its last good list."""
        setting = self.setting(request)
        up = self._up(request, setting)
        layout, cache.veil, cache.edge, cache.travels = up.layout, 0.0, 1.0, False
        if up.way in ("travel", "wipe"):
            if cache.beside is None:
                same = cache.layout == up.left
                cache.beside = cache.apart() if same else CanvasCache(grounds=cache.grounds)
            cache.beside.veil = 0.0
            self._bring_all(cache.beside, request, up.left, setting)
        else:
            cache.beside = None
        if up.way == "dissolve":
            cache.veil = round(veil(up.over), 3)
            layout = up.left if is_leaving(up.over) else up.layout
        self._bring_all(cache, request, layout, setting)
        if cache.beside is not None and not (up.way == "travel" and self._may_travel(cache, cache.beside, request, up)):
            cache.edge = round(edge(up.over), 4)

    def _may_travel(self, cache: CanvasCache, old: CanvasCache, request: RenderRequest, up: Up) -> bool:
        """Whether something travels; a change whose way cannot be worked out wipes, as one in which nothing does."""
        try:
            return self._sets_out(cache, old, request, up)
        except Exception as error:  # noqa: BLE001 - the panels' edge: what they hold may be measured for the first time
            self._edge.note("a change of layout", error)
            cache.travels, cache.over = False, ()
            return False

    def _sets_out(self, cache: CanvasCache, old: CanvasCache, request: RenderRequest, up: Up) -> bool:
        """Let the figure and the map travel that both layouts show, and the rest go and come; whether any does.

        Where none does, the wall would be empty in between: then, and beneath a card, the new layout wipes in.
        """
        if cache.card or old.card or cache.over or old.over or cache.veil or old.veil:
            return False
        theirs, ours = (
            {slot.panel: slot.rect for slot in self.slots(request.canvas, name, request.size)}
            for name in (up.left, up.layout)
        )
        stands = {n for n in ours if n in theirs and ours[n] == theirs[n] and cache.placed[n] == old.placed[n]}
        stands |= {name for name in cache.placed if self.cards.stays(name) or name not in ours}
        going, coming = (
            {name: c.placed[name] for name in rects if name not in stands}
            for c, rects in ((old, theirs), (cache, ours))
        )
        figure, cache.journey = same_figure(going, coming), journey(going, coming, up.over, dark=self._theme.dark)
        if figure is None and cache.journey is None:
            return False
        goes, comes = turns({n: theirs[n] for n in going}, {n: ours[n] for n in coming}, up.over)
        old.seen = goes | {name: 1.0 for name in old.placed if name not in theirs and name not in cache.placed}
        cache.seen = comes | dict.fromkeys(stands, 1.0)
        cache.travels = True
        if figure is not None:
            before, start, panel, goal = figure
            for its, name, row in ((old, before, start), (cache, panel, goal)):
                its.placed[name] = without(its.placed[name], row)
                its.views.pop(name, None)
            come = progress(up.over, dark=self._theme.dark)
            cache.over = match_cut.on_its_way(goal, start, come, self.look(request.size))
        return True

    def compose_ahead(self, cache: CanvasCache, request: RenderRequest) -> Iterator[None]:
        """The same for a moment to come, when the layout of the control state is up, piece by piece."""
        layout, setting = layout_at(self._settings, request.control, request.moment), self.setting(request)
        look = self.look(request.size)
        for slot in self.slots(request.canvas, layout, request.size):
            options = self._settings.panels[slot.panel]
            kind = KINDS[options.kind]
            if kind.ahead is not None:
                yield from kind.ahead(kind.resolve(request.moment, options, setting), slot.rect, look)
        yield from self._bring(cache, request, layout, setting)

    def card_ahead(self, cache: CanvasCache, request: RenderRequest) -> Iterator[Placed]:
        """The card that will be up at a moment to come, as it looks when each of its parts has come in."""
        setting, moment = self.setting(request), request.moment
        slots = self.slots(request.canvas, layout_at(self._settings, request.control, moment), request.size)
        for into_us in PARTS_US:
            later = with_fields(request, moment=with_fields(moment, playhead_us=moment.playhead_us + into_us))
            self.cards.compose(slots, self.look(request.size), later, setting, cache)
            if cache.over:
                yield Placed(live=cache.over)
            if CARD in cache.placed:
                yield cache.placed[CARD]

    def _bring_all(self, cache: CanvasCache, request: RenderRequest, layout: str, setting: PanelContext) -> None:
        for _ in self._bring(cache, request, layout, setting):
            pass

    def _up(self, request: RenderRequest, setting: PanelContext) -> Up:
        """What is up on a canvas: stills, operators' canvases, and all of them beneath a card, know no mid-change."""
        up = up_at(self._settings, request.control, request.moment)
        if not up.left:
            return up
        one, other = (self._settings.layout_on(request.canvas, name) for name in (up.left, up.layout))
        if one == other or setting.still or setting.role == "operator":
            return Up(up.layout)
        calm = any(self.cards.is_calm(self.slots(request.canvas, name, request.size)) for name in (up.left, up.layout))
        return up if calm or self.cards.celebrated(request.control, request.moment) is None else Up(up.layout)

    def _bring(self, cache: CanvasCache, request: RenderRequest, layout: str, setting: PanelContext) -> Iterator[None]:
        """Resolve and place what a layout consists of, panel by panel."""
        key = (layout, setting.language, request.control.blackout)
        if key != cache.key:
            cache.key, cache.views, cache.placed, cache.good = key, {}, {}, {}
            cache.said, cache.fits, cache.common = {}, {}, {}
        look = self.look(request.size)
        slots = self.slots(request.canvas, layout, request.size)
        views: dict[str, Any] = {}
        for slot in slots:
            self._resolve_panel(slot, request.moment, setting, look, cache, views)
            yield
        for slot in slots:
            if slot.panel in views:
                self._place_panel(
                    slot, views[slot.panel], self._common(slot, slots, cache), request.moment, look, setting, cache
                )
                yield
        sponsored = self._settings.theme.sponsors
        if sponsored is not None and setting.role == "public" and SPONSORS not in cache.placed:
            strip = sponsors.place(sponsored.text, str(sponsored.image or ""), look, setting)
            cache.placed[SPONSORS] = strip
        self.cards.compose(slots, self.look(request.size), request, setting, cache)
        self._compose_bloom(request, setting, cache)

    def fall_back(self, cache: CanvasCache | None, name: str, request: RenderRequest) -> None:
        """Put the last good picture in the place of the panel that broke; a card that breaks comes down."""
        if cache is None:
            return
        if name == CARD:
            cache.placed.pop(CARD, None)
            cache.card, cache.over, cache.veil = False, (), 0.0
            return
        good, broken = cache.good.pop(name, None), cache.placed[name]
        rect = next((s.rect for s in self.slots(request.canvas, cache.layout, request.size) if s.panel == name), None)
        if good is not None and good is not broken:
            cache.placed[name] = good
        elif rect is None:
            cache.placed[name] = Placed()
        else:
            sign = self._sign_of(name, rect, request.moment, self.look(request.size), self.setting(request))
            cache.placed[name] = Placed() if broken == sign else sign

    def _resolve_panel(
        self, slot: Slot, moment: Moment, setting: PanelContext, look: Look, cache: CanvasCache, views: dict[str, Any]
    ) -> None:
        """What a panel says, into `views`, and how large it would be set by itself; nothing where it fails."""
        options = self._settings.panels[slot.panel]
        if slot.panel in setting.withdrawn and options.kind not in CARRIES_BADGES:
            cache.views.pop(slot.panel, None)
            cache.placed[slot.panel] = withdrawn.place(slot.rect, look, setting, title_shown(options, moment, setting))
            return
        try:
            kind = KINDS[options.kind]
            if options.kind in DECODED:
                setting = replace(setting, picture=setting.pictures.get(slot.panel))
            view = said(cache.said, slot.panel, moment, options, setting)
            if kind.fit is not None and (slot.panel not in cache.fits or cache.views.get(slot.panel) != view):
                cache.fits[slot.panel] = kind.fit(view, slot.rect, look)
            views[slot.panel] = view
        except Exception as error:  # noqa: BLE001 - the panel's edge: one that fails must not take the wall with it
            self._failed(slot, error, moment, look, setting, cache)

    def _common(self, slot: Slot, slots: tuple[Slot, ...], cache: CanvasCache) -> tuple[float, ...]:
        """The least of the sizes of all panels of a kind that stand in one row of the layout; none for one alone."""
        kind = self._settings.panels[slot.panel].kind
        row = [
            cache.fits[other.panel]
            for other in slots
            if other.rect.y == slot.rect.y
            and other.panel in cache.fits
            and self._settings.panels[other.panel].kind == kind
        ]
        return tuple(map(min, *row)) if len(row) > 1 else ()

    def _place_panel(
        self,
        slot: Slot,
        view: Any,
        common: tuple[float, ...],
        moment: Moment,
        look: Look,
        setting: PanelContext,
        cache: CanvasCache,
    ) -> None:
        """Where it stands; the same again while it says the same beside neighbours of the same size."""
        panel = slot.panel
        if panel in cache.placed and cache.views.get(panel) == view and cache.common.get(panel, ()) == common:
            return
        try:
            kind = KINDS[self._settings.panels[panel].kind]
            beside = (common,) if kind.fit is not None else ()
            cache.placed[panel] = kind.place(view, slot.rect, look, *beside)
            cache.views[panel], cache.common[panel] = view, common
        except Exception as error:  # noqa: BLE001 - the panel's edge: see above
            self._failed(slot, error, moment, look, setting, cache)

    def _failed(
        self, slot: Slot, error: Exception, moment: Moment, look: Look, setting: PanelContext, cache: CanvasCache
    ) -> None:
        """A panel that fails keeps its last good list; one that never had one says so."""
        self._edge.note(slot.panel, error)
        if slot.panel not in cache.placed:
            cache.placed[slot.panel] = self._sign_of(slot.panel, slot.rect, moment, look, setting)

    def _sign_of(self, panel: str, rect: Rect, moment: Moment, look: Look, setting: PanelContext) -> Placed:
        """What stands where a panel could not be drawn."""
        return failed.place(rect, look, setting, title_shown(self._settings.panels[panel], moment, setting))

    def card_up(self, request: RenderRequest) -> Milestone | None:
        """The milestone whose card a canvas shows at a moment; None where none is up, or nothing may cover it."""
        up, setting = self.cards.celebrated(request.control, request.moment), self.setting(request)
        layout = layout_at(self._settings, request.control, request.moment)
        calm = self.cards.is_calm(self.slots(request.canvas, layout, request.size))
        if up is None or setting.role == "operator" or calm or request.control.blackout:
            return None
        return None if card.resolve(request.moment, *up, self.cards.card_us, setting).held else up[0]

    def _compose_bloom(self, request: RenderRequest, setting: PanelContext, cache: CanvasCache) -> None:
        """Let the opening shine where a countdown goes over by itself, under which the layouts change."""
        cache.placed.pop(BLOOM, None)
        layouts, first = self._settings.layouts, self._settings.display.layout
        shine = 0.0 if setting.still or setting.role == "operator" else opening.light(request.moment)
        chosen = request.control.layout
        if shine and layouts[chosen if chosen in layouts else first].until == "start":
            look, up = self.look(request.size), layout_at(self._settings, request.control, request.moment)
            panels = self._settings.panels
            boxes = (
                s.rect for s in self.slots(request.canvas, up, request.size) if panels[s.panel].kind == "countdown"
            )
            cache.placed[BLOOM] = opening.place(shine, look, next((countdown.sun(box, look) for box in boxes), None))

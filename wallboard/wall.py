"""One canvas at one moment: the layout's panels resolved, placed and painted; no windows here."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Mapping, Sequence

from msgspec.structs import replace as with_fields
from PySide6.QtGui import QImage, QPainter

from wallboard.actions.control import Control
from wallboard.config.settings import Settings
from wallboard.core.moment import Moment
from wallboard.paint.brush import Brush
from wallboard.paint.damage import EMPTY, Box, Laid
from wallboard.paint.fonts import load_fonts
from wallboard.paint.kept_grounds import Grounds
from wallboard.paint.ops import Op, Placed
from wallboard.paint.sheet import Sheet, sheet_of
from wallboard.paint.sprites import Sprites
from wallboard.paint.standing import Standing
from wallboard.paint.theme import THEMES, Look, limited, recoloured
from wallboard.panels import card, card_place, failed, opening, sponsors
from wallboard.panels.kinds import KINDS
from wallboard.panels.setting import NO_NOTES, Notes, Setting
from wallboard.scene.grid import Rect, Slot, arrange

log = logging.getLogger(__name__)

BLACK = ("blackout",)
"""What a canvas that is black stands for."""
CARD = "milestone card"
"""The name under which a milestone's card stands among the panels of a canvas."""
SPONSORS = "sponsors' strip"
BLOOM = "opening light"
CALM = ("backdrop", "countdown")
"""Kinds of panel that no card covers: people stand before the one, the other has an appointment."""


class Wall:
    """Paints any canvas of the configured wall; keeps prepared pictures, never state that a frame depends on."""

    def __init__(self, settings: Settings) -> None:
        """Needs a QApplication.

        Raises:
            DisplayError: the bundled fonts cannot be loaded.
        """
        load_fonts()
        self.settings = settings
        theme = recoloured(THEMES[settings.theme.name], settings.theme.colours)
        self.theme = theme if settings.display.camera == "off" else limited(theme)
        self.brush = Brush(Sprites(self.theme), dark=self.theme.dark)
        self._standing: dict[tuple[str, int, int], Standing] = {}
        self._grounds = Grounds(self.theme, self.brush.sprites)
        self._failed: set[tuple[str, str, str]] = set()

    def layout_at(self, control: Control, moment: Moment) -> str:
        """The name of the layout that is up: as chosen, gone over by itself at the start or end, or rotating."""
        settings = self.settings
        layouts = settings.layouts
        name = control.layout if control.layout in layouts else settings.display.layout
        rotation = tuple(n for n in settings.display.rotation if n in layouts)
        if control.rotating_us is not None and rotation:
            turns = (moment.playhead_us - control.rotating_us) // round(settings.display.dwell_s * 1e6)
            name = rotation[turns % len(rotation)]
        event_us = moment.event_us
        for _ in layouts:
            layout = layouts[name]
            due_us = {"start": moment.facts.start_us, "end": moment.facts.end_us}.get(layout.until or "")
            after = layout.then or settings.event.opening
            if due_us is None or event_us is None or event_us < due_us or after not in layouts:
                break
            name = after
        return name

    def is_operator(self, canvas: str) -> bool:
        """Whether a canvas is for the operator's eyes."""
        return self.settings.role(canvas) == "operator"

    def setting(self, canvas: str, control: Control, notes: Notes, *, still: bool = False) -> Setting:
        """How a canvas is spoken to under a control state."""
        display = self.settings.display
        operator = self.is_operator(canvas)
        both = display.languages == "zh+en"
        return Setting(
            language=control.language if both else display.leading,
            both=both,
            currency=control.currency,
            turning=control.turning,
            page_dwell_us=round(display.page_dwell_s * 1e6),
            province=control.province,
            role="operator" if operator else "public",
            still=still,
            notes=notes if operator else NO_NOTES,
            logo=str(self.settings.theme.logo or ""),
        )

    def changed(
        self, canvas: str, size: tuple[int, int], moment: Moment, control: Control, notes: Notes = NO_NOTES
    ) -> bool:
        """Whether a canvas has to be painted again to show this moment."""
        standing = self._standing.get((canvas, *size))
        if control.blackout:
            black = standing is not None and standing.painted and standing.key == BLACK
            return not black
        before = (
            None if standing is None or not standing.painted else (standing.key, standing.card, dict(standing.placed))
        )
        if standing is not None and standing.painted and not standing.looked_ahead:
            self._look_ahead(canvas, size, moment, control, standing)
        now = self.compose(canvas, size, moment, control, notes)
        return before is None or before != (now.key, now.card, now.placed)

    def _look_ahead(
        self, canvas: str, size: tuple[int, int], moment: Moment, control: Control, standing: Standing
    ) -> None:
        """Paint what a layout goes over to where nobody sees it, once, when its own picture is up.

        A map that is painted for the first time takes a second at 4K, and zero hour does not wait.
        """
        standing.looked_ahead = True
        layout = self.settings.layouts.get(str(standing.key[0]))
        after = None if layout is None or layout.until is None else layout.then or self.settings.event.opening
        if after not in self.settings.layouts:
            return
        del self._standing[canvas, *size]
        try:
            image = self.image(canvas, size, moment, with_fields(control, layout=after, rotating_us=None))
            painter = QPainter(image)
            self.brush.draw(painter, opening.place(1.0, Look(self.theme, *size)).live)
            painter.end()
            standing.grounds[:] = [*self._standing[canvas, *size].grounds[-1:], *standing.grounds[-1:]]
        finally:
            self._standing[canvas, *size] = standing

    def compose(
        self,
        canvas: str,
        size: tuple[int, int],
        moment: Moment,
        control: Control,
        notes: Notes = NO_NOTES,
        *,
        still: bool = False,
    ) -> Standing:
        """Resolve and place every panel of the canvas; a panel that fails keeps its last good list."""
        standing = self._standing.get((canvas, *size))
        if standing is None:
            # a canvas has one size at a time: what it kept for another one goes
            self._standing = {key: kept for key, kept in self._standing.items() if key[0] != canvas}
            standing = self._standing[canvas, *size] = Standing()
        asked = (moment, control, notes, still)
        if standing.asked and all(a is b for a, b in zip(asked, standing.asked, strict=True)):
            return standing  # `changed` has just asked the same
        standing.asked = asked
        layout = self.layout_at(control, moment)
        setting = self.setting(canvas, control, notes, still=still)
        key = (layout, setting.language, control.blackout)
        if key != standing.key:
            standing.key, standing.views, standing.placed, standing.good = key, {}, {}, {}
        look = Look(self.theme, size[0], size[1], self.settings.display.safe_margin)
        slots = self.slots(canvas, layout, size)
        for slot in slots:
            self._compose_panel(slot, moment, setting, look, standing)
        sponsored = self.settings.theme.sponsors
        if sponsored is not None and setting.role == "public" and SPONSORS not in standing.placed:
            strip = sponsors.place(sponsored.text, str(sponsored.image or ""), look, setting)
            standing.placed[SPONSORS] = strip
        self._compose_card(slots, moment, control, setting, look, standing)
        self._compose_bloom(moment, control, setting, look, standing)
        return standing

    def _compose_card(
        self,
        slots: tuple[Slot, ...],
        moment: Moment,
        control: Control,
        setting: Setting,
        look: Look,
        standing: Standing,
    ) -> None:
        """Bring up the card of a milestone, on every public canvas in the same frame."""
        standing.placed.pop(CARD, None)
        standing.card = 0.0
        card_us = round(self.settings.milestones.card_s * 1e6)
        up = card.celebrated(moment, card_us, control.milestone_us)
        kinds = {self.settings.panels[slot.panel].kind for slot in slots}
        if up is None or setting.role == "operator" or kinds & set(CALM):
            return
        try:
            view = card.resolve(moment, *up, card_us, setting)
            standing.placed[CARD] = card_place.place(view, self._below_the_bar(slots, look), look)
        except Exception as error:  # noqa: BLE001 - the panel's edge: a card that fails does not come up
            self._note_failure(CARD, error)
            return
        standing.card = 1.0 if setting.still else view.shown

    def _compose_bloom(
        self, moment: Moment, control: Control, setting: Setting, look: Look, standing: Standing
    ) -> None:
        """Let the opening shine where a countdown goes over by itself, under which the layouts change."""
        standing.placed.pop(BLOOM, None)
        layouts, first = self.settings.layouts, self.settings.display.layout
        shine = 0.0 if setting.still or setting.role == "operator" else opening.light(moment)
        if shine and layouts[control.layout if control.layout in layouts else first].until == "start":
            standing.placed[BLOOM] = opening.place(shine, look)

    def _below_the_bar(self, slots: tuple[Slot, ...], look: Look) -> Rect:
        """The safe area beneath the bar, which a card leaves alone: it carries the badges."""
        bars = [s.rect.bottom for s in slots if self.settings.panels[s.panel].kind in ("title_bar", "status")]
        left, top = round(look.width * look.safe), round(look.height * look.safe)
        bottom = look.height - top
        top = next((b for b in bars if b < look.height / 2), top)
        return Rect(left, top, look.width - 2 * left, bottom - top)

    def slots(self, canvas: str, layout: str, size: tuple[int, int]) -> tuple[Slot, ...]:
        """Where each panel of a canvas stands in a layout."""
        composition = self.settings.composition(layout, canvas, size[0] / size[1])
        return arrange(composition, *size, self.settings.display.safe_margin)

    def ops(self, canvas: str, size: tuple[int, int], moment: Moment, control: Control) -> tuple[Op, ...]:
        """The whole display list of a canvas, grounds first: for those who measure instead of looking."""
        placed = self.compose(canvas, size, moment, control).placed.values()
        return tuple(op for p in placed for op in p.ground) + tuple(op for p in placed for op in p.live)

    def paint(
        self,
        painter: QPainter,
        canvas: str,
        size: tuple[int, int],
        moment: Moment,
        control: Control,
        notes: Notes = NO_NOTES,
        *,
        still: bool = False,
    ) -> None:
        """Paint the whole canvas of `size` device pixels at the painter's origin."""
        if control.blackout:
            painter.fillRect(0, 0, *size, 0xFF000000)
            black = self._standing.setdefault((canvas, *size), Standing())
            black.key, black.views, black.placed, black.asked, black.painted = BLACK, {}, {}, (), True
            return
        standing = self.compose(canvas, size, moment, control, notes, still=still)
        standing.asked = ()
        while not self._painted(painter, standing, size):
            self._fall_back(canvas, size, standing, self.setting(canvas, control, notes, still=still))
        standing.painted, standing.good = True, dict(standing.placed)

    def sheet(
        self, canvas: str, size: tuple[int, int], moment: Moment, control: Control, notes: Notes = NO_NOTES
    ) -> Sheet | None:
        """What a canvas consists of, for `touch_up`; None where it is painted whole: black, or under a card."""
        if control.blackout:
            return None
        standing = self.compose(canvas, size, moment, control, notes)
        if standing.card > 0:
            return None
        try:
            standing.sheet = sheet_of((self.theme, *standing.key), standing.placed, self.brush.sprites, standing.sheet)
        except Exception:  # noqa: BLE001 - the panel's edge: what cannot be measured is painted whole, and fails there
            standing.sheet = None
        return standing.sheet

    def touch_up(
        self,
        painter: QPainter,
        canvas: str,
        size: tuple[int, int],
        moment: Moment,
        control: Control,
        notes: Notes,
        boxes: Sequence[Box],
        over: Laid = EMPTY,
    ) -> bool:
        """Paint only `boxes` of a canvas, the very pixels that `paint` would, and in them what lies `over` it.

        They may overlap. False: all of the canvas has to be painted.
        """
        sheet = self.sheet(canvas, size, moment, control, notes)
        if sheet is None:
            return False
        standing = self._standing[canvas, *size]
        standing.broken = ""
        ground = self._ground(standing, size, standing.placed)
        for left, top, right, bottom in boxes:
            painter.save()
            painter.setClipRect(left, top, right - left, bottom - top)
            painter.drawImage(0, 0, ground)
            for name, (_, live) in sheet.panels.items():
                self._draw(painter, name, tuple(live.within((left, top, right, bottom))), standing)
            self.brush.draw(painter, over.within((left, top, right, bottom)))
            painter.restore()
        if standing.broken:
            standing.asked = ()
            return False
        standing.painted, standing.good = True, dict(standing.placed)
        return True

    def _painted(self, painter: QPainter, standing: Standing, size: tuple[int, int]) -> bool:
        """Paint what stands; False as soon as a panel fails, which `standing.broken` then names."""
        standing.broken = ""
        scene = {n: p for n, p in standing.placed.items() if n != CARD}
        if standing.card < 1:
            painter.drawImage(0, 0, self._ground(standing, size, scene))
            for name, placed in scene.items():
                self._draw(painter, name, placed.live, standing)
        if standing.card > 0:
            bars = {n: p for n, p in scene.items() if self._stays(n)}
            above = {CARD: standing.placed[CARD], **bars}
            painter.setOpacity(standing.card)
            painter.drawImage(0, 0, self._ground(standing, size, above))
            painter.setOpacity(1.0)
            for name, placed in above.items():
                if standing.card == 1 or name != CARD:
                    self._draw(painter, name, placed.live, standing)
        return not standing.broken

    def _fall_back(self, canvas: str, size: tuple[int, int], standing: Standing, setting: Setting) -> None:
        """Put the last good picture in the place of the panel that broke; a card that breaks comes down."""
        name = standing.broken
        if name == CARD:
            standing.placed.pop(CARD)
            standing.card = 0.0
            return
        good, broken = standing.good.pop(name, None), standing.placed[name]
        rect = next((s.rect for s in self.slots(canvas, str(standing.key[0]), size) if s.panel == name), None)
        if good is not None and good is not broken:
            standing.placed[name] = good
        elif rect is None:
            standing.placed[name] = Placed()
        else:
            look = Look(self.theme, *size, self.settings.display.safe_margin)
            sign = failed.place(rect, look, setting)
            standing.placed[name] = Placed() if broken == sign else sign

    def _stays(self, panel: str) -> bool:
        """Whether a panel stays above a milestone's card: what carries the badges, and the sponsors."""
        panels = self.settings.panels
        return panel == SPONSORS or (panel in panels and panels[panel].kind in ("title_bar", "status"))

    def image(
        self,
        canvas: str,
        size: tuple[int, int],
        moment: Moment,
        control: Control,
        notes: Notes = NO_NOTES,
        *,
        still: bool = False,
    ) -> QImage:
        """The canvas as an RGB32 image."""
        image = QImage(*size, QImage.Format.Format_RGB32)
        painter = QPainter(image)
        try:
            self.paint(painter, canvas, size, moment, control, notes, still=still)
        finally:
            painter.end()
        return image

    def _compose_panel(self, slot: Slot, moment: Moment, setting: Setting, look: Look, standing: Standing) -> None:
        options = self.settings.panels[slot.panel]
        try:
            kind = KINDS[options.kind]
            view = kind.resolve(moment, options, setting)
            if slot.panel in standing.placed and standing.views.get(slot.panel) == view:
                return
            standing.placed[slot.panel] = kind.place(view, slot.rect, look)
            standing.views[slot.panel] = view
        except Exception as error:  # noqa: BLE001 - the panel's edge: one that fails must not take the wall with it
            self._note_failure(slot.panel, error)
            if slot.panel not in standing.placed:
                standing.placed[slot.panel] = failed.place(slot.rect, look, setting)

    def _draw(self, painter: QPainter, panel: str, ops: tuple[Op, ...], standing: Standing) -> None:
        if standing.broken:
            return
        try:
            self.brush.draw(painter, ops)
        except Exception as error:  # noqa: BLE001 - the panel's edge, see above
            self._note_failure(panel, error)
            standing.broken = panel
            painter.setOpacity(1.0)
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)

    def _note_failure(self, panel: str, error: Exception) -> None:
        frames = traceback.extract_tb(error.__traceback__)
        cause = (panel, type(error).__name__, f"{frames[-1].filename}:{frames[-1].lineno}" if frames else "")
        if cause not in self._failed:
            self._failed.add(cause)
            log.error("panel %s failed and keeps its last good picture: %r", panel, error, exc_info=error)

    def _ground(self, standing: Standing, size: tuple[int, int], panels: Mapping[str, Placed]) -> QImage:
        def draw(painter: QPainter, name: str, ops: tuple[Op, ...]) -> bool:
            self._draw(painter, name, ops, standing)
            return not standing.broken

        bare = self._grounds.bare(size, {(width, height) for _, width, height in self._standing})
        return self._grounds.painted(standing.grounds, standing.key, panels, bare, draw)

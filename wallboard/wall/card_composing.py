"""The card of a milestone on a canvas: when it is up, what it takes over from the layout, and where it stands."""

from __future__ import annotations

from msgspec.structs import replace

from wallboard.actions.control import Control
from wallboard.config.settings import Settings
from wallboard.core.moment import Moment
from wallboard.core.recording_state import Milestone
from wallboard.paint.ops import Digits
from wallboard.paint.theme import Look
from wallboard.panels import card, card_place, match_cut
from wallboard.panels.panel_context import PanelContext
from wallboard.scene.grid import Rect, Slot
from wallboard.wall.canvas_cache import CanvasCache
from wallboard.wall.composition import CARD
from wallboard.wall.error_boundary import ErrorBoundary
from wallboard.wall.render_request import RenderRequest
from wallboard.wall.transitions import is_leaving, veil
from wallboard.wall.travelling import without

SPONSORS = "sponsors' strip"
CALM = ("backdrop", "countdown")
"""Kinds of panel that no card covers: the backdrop is being photographed, and the countdown must stay visible."""
PARTS_US = (card.HOLD_US, card.ARRIVES_US, card.ARRIVES_US + 500_000, card.ARRIVES_US + 3_000_000)
"""When all that a card brings in one after the other has come in: amount, full figure, race and gain."""

_STATE_THE_SUM = ("counter", "milestone")
SUNK = 0.65
"""How far the ground covers what stands around a row of digits on its way to a card, and the card when it comes."""


class CardComposer:
    """Brings cards up over any canvas of the configured wall, and takes them down."""

    def __init__(self, settings: Settings, edge: ErrorBoundary) -> None:
        self._settings = settings
        self._edge = edge

    def compose(
        self, slots: tuple[Slot, ...], look: Look, request: RenderRequest, setting: PanelContext, cache: CanvasCache
    ) -> None:
        """Bring up the card of a milestone, on every public canvas in the same frame."""
        cache.placed.pop(CARD, None)
        cache.card, cache.over = False, ()
        up = self.celebrated(request.control, request.moment)
        if (
            up is None
            or not request.cards
            or setting.role == "operator"
            or self.is_calm(slots)
            or self._is_sum_withdrawn(setting)
        ):
            return
        try:
            view = card.resolve(request.moment, *up, self.card_us, setting)
            if view.held:
                return
            made = card_place.place(view, self._below_the_bar(slots, look), look)
        except Exception as error:  # noqa: BLE001 - the panel's edge: a card that fails does not come up
            self._edge.note(CARD, error)
            return
        if view.gone:  # it goes as layouts do: nothing of it is read through the picture
            cache.card = is_leaving(view.gone)
            cache.veil = max(cache.veil, round(veil(view.gone), 3))
        else:
            cache.card = view.travel >= 1
            cache.veil = max(cache.veil, round(SUNK * (1 - view.settled if cache.card else view.travel), 3))
            if not cache.card:
                start = self._taken_row(cache, view.full.sign)
                cache.over = match_cut.on_its_way(made.row, start, view.travel, look, match_cut.DIMMED)
            elif view.settled < 1:
                cache.over = (made.row,)
        if cache.card:
            cache.placed[CARD] = made.placed

    def _taken_row(self, cache: CanvasCache, sign: str) -> Digits | None:
        """The row of digits that a layout shows of the sum, taken out of it: it is on its way to the card."""
        rows = {name: match_cut.row_of(placed.live, sign) for name, placed in cache.placed.items()}
        shown = {name: row for name, row in rows.items() if row is not None and not self.stays(name)}
        name = max(shown, key=lambda each: shown[each].face.size, default=None)
        if name is None:
            return None
        row = shown[name]
        cache.placed[name] = without(cache.placed[name], row)
        cache.views.pop(name, None)
        return row

    @property
    def card_us(self) -> int:
        """How long a card stays."""
        return round(self._settings.milestones.card_s * 1e6)

    def celebrated(self, control: Control, moment: Moment) -> tuple[Milestone, int] | None:
        """The milestone whose card is up, where one may come up, and since when."""
        return card.celebrated(moment, self.card_us, control.milestone_us)

    def next(self, control: Control, moment: Moment) -> int | None:
        """When (recording time) the card comes up that waits for the one which is up; None where none waits."""
        up = self.celebrated(control, moment)
        if up is None:
            return None
        due_us = up[1] + self.card_us
        then = self.celebrated(control, replace(moment, playhead_us=due_us))
        return due_us if then is not None else None

    def stays(self, panel: str) -> bool:
        """Whether a panel stays above a milestone's card: what carries the badges, and the sponsors."""
        panels = self._settings.panels
        return panel == SPONSORS or (panel in panels and panels[panel].kind in ("title_bar", "status"))

    def is_calm(self, slots: tuple[Slot, ...]) -> bool:
        """Whether no card may cover these panels."""
        return any(self._settings.panels[slot.panel].kind in CALM for slot in slots)

    def _is_sum_withdrawn(self, setting: PanelContext) -> bool:
        """Whether the operator has hidden the sum: then no card states it."""
        panels = self._settings.panels
        return any(name in panels and panels[name].kind in _STATE_THE_SUM for name in setting.withdrawn)

    def _below_the_bar(self, slots: tuple[Slot, ...], look: Look) -> Rect:
        """The safe area beneath the bar, which a card leaves alone: it carries the badges."""
        bars = [s.rect.bottom for s in slots if self._settings.panels[s.panel].kind in ("title_bar", "status")]
        left, top = round(look.width * look.safe), round(look.height * look.safe)
        bottom = look.height - top
        top = next((b for b in bars if b < look.height / 2), top)
        return Rect(left, top, look.width - 2 * left, bottom - top)

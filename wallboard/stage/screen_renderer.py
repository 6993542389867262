"""What one screen shows in one frame: the canvas, and over it what the operator has opened."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import msgspec
from PySide6.QtGui import QPainter

from wallboard.actions.bindings import BindingRow, cap_of
from wallboard.actions.confirmations import black
from wallboard.actions.control import Control
from wallboard.actions.photo_countdown import count
from wallboard.actions.table import layout_title
from wallboard.core.moment import Moment
from wallboard.paint.damage import EMPTY, Box, MeasuredOps, laid
from wallboard.paint.damage_snapshot import DamageSnapshot, differences
from wallboard.paint.ops import Op
from wallboard.paint.theme import Look
from wallboard.panels.panel_context import NO_NOTES, Notes
from wallboard.stage.key_notices import KeyNotice
from wallboard.stage.overlays.definition_overlay import place_definition
from wallboard.stage.overlays.help_overlay import place_help
from wallboard.stage.overlays.identify_overlay import place_identify
from wallboard.stage.overlays.notice_overlay import place_notice
from wallboard.stage.overlays.overlay_card import Words
from wallboard.stage.overlays.photo_overlay import place_photo
from wallboard.stage.overlays.preview_strip import HIGH, StripEntry, place_strip
from wallboard.stage.overlays.status_overlay import place_status
from wallboard.stage.overlays.timeline_strip import TimelineTrack, place_timeline
from wallboard.stage.pixel_shift import offset
from wallboard.stage.shared_canvas import SharedCanvas, is_one_to_one
from wallboard.video.signal import LivePicture
from wallboard.wall import Composition, RenderRequest, Wall

OVERLAYS: Final = "overlays"
"""The name under which they stand among the panels of a canvas."""


class ScreenView(msgspec.Struct, frozen=True):
    """A canvas on a screen: `size` is the whole canvas in device pixels, `geometry` the screen's, in words."""

    canvas: str
    size: tuple[int, int]
    screen: str
    geometry: str = ""


class Frame(msgspec.Struct, frozen=True):
    """Everything a picture is a function of; one for all. `host` is the screen of overlays and the `notice`."""

    moment: Moment
    control: Control
    now_us: int
    notes: Notes = NO_NOTES
    track: TimelineTrack | None = None
    host: str | None = None
    notice: KeyNotice | None = None
    strip: tuple[StripEntry, ...] = ()
    apart: Mapping[str, Moment] = msgspec.field(default_factory=dict)
    pictures: Mapping[str, LivePicture] = msgspec.field(default_factory=dict)

    def moment_on(self, canvas: str) -> Moment:
        """The moment that a canvas shows: the one for all, or its own (`apart`)."""
        return self.apart.get(canvas, self.moment)

    def request(self, view: ScreenView, *, still: bool = False) -> RenderRequest:
        """The canvas of a view in this frame; `still` catches nothing half-way."""
        control, moment = self.control.on(view.canvas), self.moment_on(view.canvas)
        own = view.canvas in self.apart
        return RenderRequest(view.canvas, view.size, moment, control, self.notes, still or own, not own, self.pictures)


class ScreenComposition(msgspec.Struct, frozen=True, eq=False):
    """What a view shows in a frame: its canvas, and over it what the operator has opened, measured."""

    view: ScreenView
    frame: Frame
    canvas: Composition
    over: MeasuredOps
    changed: bool
    """Whether it looks different from what the view showed in the frame before."""

    @property
    def sheet(self) -> DamageSnapshot | None:
        """What the picture consists of, overlays last; None where it has to be painted whole."""
        below = self.canvas.sheet
        return None if below is None else DamageSnapshot(below.key, {**below.panels, OVERLAYS: (EMPTY, self.over)})


class ScreenRenderer:
    """Paints any view of a frame, and knows whether it has to be painted again."""

    def __init__(self, wall: Wall, rows: Sequence[BindingRow]) -> None:
        """`rows` are the lines of the help overlay."""
        self.wall = wall
        self._rows = tuple(rows)
        self._helped: tuple[tuple[object, ...], tuple[Op, ...]] | None = None
        self._up: dict[ScreenView, ScreenComposition] = {}
        self._common: dict[tuple[str, tuple[int, int]], SharedCanvas] = {}

    def share(self, views: Iterable[ScreenView]) -> None:
        """Take note of what is up: a canvas that several windows show is painted once for all of them.

        What was kept of a view that is no longer up is let go: monitors may come and go, and change, for months.
        """
        up = dict.fromkeys(views)
        if not self._up.keys() <= up.keys():
            self._up = {view: made for view, made in self._up.items() if view in up}
        shown = Counter((view.canvas, view.size) for view in up)
        several = [canvas for canvas, windows in shown.items() if windows > 1]
        if several != list(self._common):
            self._common = {key: self._common.get(key) or SharedCanvas(self.wall, key[1]) for key in several}

    def compose(self, view: ScreenView, frame: Frame) -> ScreenComposition:
        """What a view shows in a frame: worked out once, whoever asks and however often."""
        before = self._up.get(view)
        if before is not None and before.frame is frame:
            return before
        if before is not None and _shows_the_same(view, before.frame, frame):
            canvas = before.canvas
        else:
            canvas = self.wall.compose(frame.request(view))
        ops = self.overlays(view, frame)
        over = laid(ops, self.wall.brush.sprites, EMPTY if before is None else before.over) if ops else EMPTY
        changed = (
            before is None
            or self.offset(before.frame) != self.offset(frame)
            or not (canvas is before.canvas or canvas.looks_like(before.canvas))
            or over.version != before.over.version
        )
        made = self._up[view] = ScreenComposition(view, frame, canvas, over, changed)
        return made

    def offset(self, frame: Frame) -> tuple[int, int]:
        """How many pixels to the right and down a picture that fills its screen stands, against burn-in."""
        return offset(frame.now_us) if self.wall.settings.display.drift else (0, 0)

    @property
    def bare(self) -> str:
        """The colour of what a drifting picture leaves bare at the edges of its screen."""
        return self.wall.theme["ground"]

    def paint(self, painter: QPainter, made: ScreenComposition) -> None:
        """Paint the whole canvas of a view at the painter's origin."""
        common = self._common.get((made.view.canvas, made.view.size))
        if common is not None and is_one_to_one(painter):
            painter.drawImage(0, 0, common.at(made.canvas))
        else:
            self.wall.paint(painter, made.canvas)
        self.wall.brush.draw(painter, made.over.ops)

    def differences(self, before: ScreenComposition, now: ScreenComposition) -> list[Box] | None:
        """The boxes to paint again where `before` is shown; None if that is all of the canvas."""
        common = self._common.get((now.view.canvas, now.view.size))
        if common is not None and before.over.version == now.over.version:
            return common.differences(before.canvas, now.canvas)
        old, new = before.sheet, now.sheet
        return None if old is None or new is None else differences(old, new, now.view.size, self.wall.brush.sprites)

    def touch_up(self, painter: QPainter, made: ScreenComposition, boxes: Sequence[Box]) -> bool:
        """Paint only `boxes` of the canvas of a view; False where all of it has to be painted."""
        common = self._common.get((made.view.canvas, made.view.size))
        if common is None or not is_one_to_one(painter):
            return self.wall.touch_up(painter, made.canvas, boxes, made.over)
        picture = common.at(made.canvas)
        for left, top, right, bottom in boxes:
            painter.save()
            painter.setClipRect(left, top, right - left, bottom - top)
            painter.drawImage(left, top, picture, left, top, right - left, bottom - top)
            self.wall.brush.draw(painter, made.over.within((left, top, right, bottom)))
            painter.restore()
        return True

    def overlays(self, view: ScreenView, frame: Frame) -> tuple[Op, ...]:
        """What lies over the picture of a view.

        A public canvas that is blacked out is black, and one that is being photographed bears nothing of the operator.
        """
        control = frame.control
        operator = self.wall.is_operator(view.canvas)
        if control.on(view.canvas).blackout and not operator:
            return ()
        look = self.look(view)
        words = self.words(control)
        ops: tuple[Op, ...] = ()
        counted = count(control, frame.now_us)
        strip = control.strip and not control.overlay  # what is open is to be read to its end
        if view.screen == frame.host and (operator or counted is None):
            ops += self._opened(look, frame, words)
            if control.timeline and frame.track is not None:
                ops += place_timeline(look, frame.track, frame.moment, words)
            if strip:
                ops += place_strip(look, frame.strip, words, 0.15 if control.timeline else 0.0)
            if frame.notice is not None and self._may_say(frame.notice, view, frame):
                ops += place_notice(
                    look,
                    frame.notice.text,
                    words,
                    small=not operator,
                    alarm=frame.notice.alarm,
                    progress=frame.notice.progress,
                    raised=HIGH if strip else 0.0,
                )
        if control.on(view.canvas).blackout:
            layout = layout_title(self.wall.settings, self.wall.layout_at(control.on(view.canvas), frame.moment))
            text = black(layout, cap_of(self.wall.settings, "blackout"))
            ops += place_notice(look, text, words, small=False, alarm=True, row=1)
        if counted is not None:
            ops += place_photo(look, counted)
        if control.identify_until_us > frame.now_us:
            ops += place_identify(look, view.screen, view.canvas, view.geometry)
        return ops

    def _may_say(self, notice: KeyNotice, view: ScreenView, frame: Frame) -> bool:
        """Whether a key's notice stands on this canvas: never before people who stand in front of it for a picture."""
        wanted = self.wall.settings.display.confirm_keys
        if wanted == "off" or self.wall.is_operator(view.canvas):
            return wanted != "off"
        layout = self.wall.layout_at(frame.control.on(view.canvas), frame.moment)
        panels = self.wall.settings.panels
        photographed = any(
            panels[slot.panel].kind == "backdrop" for slot in self.wall.slots(view.canvas, layout, view.size)
        )
        return wanted == "pointer" and notice.public and not photographed

    def look(self, view: ScreenView) -> Look:
        """The theme on the canvas of a view."""
        return Look(self.wall.theme, *view.size, self.wall.settings.display.safe_margin)

    def words(self, control: Control) -> Words:
        """The languages that are shown, the leading one first."""
        return self.wall.settings.display.led_by(control.language)

    def _opened(self, look: Look, frame: Frame, words: Words) -> tuple[Op, ...]:
        match frame.control.overlay:
            case "help":
                key = (look, words)
                if self._helped is None or self._helped[0] != key:
                    self._helped = key, place_help(look, self._rows, words)
                return self._helped[1]
            case "status":
                return place_status(look, frame.moment, frame.notes, words)
            case "definition":
                return place_definition(look, frame.moment, words)
            case _:
                return ()


def _shows_the_same(view: ScreenView, one: Frame, other: Frame) -> bool:
    """Whether two frames cannot differ: a frozen or paused picture need not even be worked out again."""
    a, b = one.moment_on(view.canvas), other.moment_on(view.canvas)
    still = a.state is b.state and (a.playhead_us, a.mode, a.frozen) == (b.playhead_us, b.mode, b.frozen)
    same = still and one.control == other.control and one.notes == other.notes
    return same and one.pictures == other.pictures

"""What one screen shows in one frame: the canvas, and over it what the operator has opened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtGui import QPainter

from wallboard.actions.control import Control
from wallboard.actions.keys import Row
from wallboard.core.moment import Moment
from wallboard.paint.damage import EMPTY, Box, Laid, laid
from wallboard.paint.ops import Op
from wallboard.paint.sheet import Sheet
from wallboard.paint.theme import Look
from wallboard.panels.setting import NO_NOTES, Notes
from wallboard.stage.drift import offset
from wallboard.stage.overlays.definition import place_definition
from wallboard.stage.overlays.help import place_help
from wallboard.stage.overlays.identify import place_identify
from wallboard.stage.overlays.sheet import Words
from wallboard.stage.overlays.status import place_status
from wallboard.stage.overlays.timeline import Track, place_timeline
from wallboard.wall import Shot, Wall

OVERLAYS: Final = "overlays"
"""The name under which they stand among the panels of a canvas."""


@dataclass(frozen=True, slots=True)
class View:
    """A canvas on a screen: `size` is the whole canvas in device pixels, `geometry` the screen's, in words."""

    canvas: str
    size: tuple[int, int]
    screen: str
    geometry: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """Everything a picture is a function of; one for all screens. `host` is the screen that shows the overlays."""

    moment: Moment
    control: Control
    now_us: int
    notes: Notes = NO_NOTES
    track: Track | None = None
    host: str | None = None

    def shot(self, view: View, *, still: bool = False) -> Shot:
        """The canvas of a view in this frame; `still` catches nothing half-way."""
        return Shot(view.canvas, view.size, self.moment, self.control, self.notes, still)


class Easel:
    """Paints any view of a frame, and knows whether it has to be painted again."""

    def __init__(self, wall: Wall, rows: Sequence[Row]) -> None:
        """`rows` are the lines of the help overlay."""
        self.wall = wall
        self._rows = tuple(rows)
        self._helped: tuple[tuple[object, ...], tuple[Op, ...]] | None = None
        self._asked: dict[View, Frame] = {}
        self._over: dict[View, tuple[Op, ...]] = {}
        self._laid: dict[View, Laid] = {}
        self._told: dict[tuple[str, tuple[int, int]], tuple[Frame, bool]] = {}

    def changed(self, view: View, frame: Frame) -> bool:
        """Whether a view looks different from its last picture. Ask once a frame: the answer is not given twice."""
        asked, self._asked[view] = self._asked.get(view), frame
        below = (
            asked is None
            or self.offset(asked) != self.offset(frame)
            or (not _shows_the_same(asked, frame) and self._differs(view, asked, frame))
        )
        over = self.overlays(view, frame)
        if self._over.get(view, ()) == over:
            return below
        self._over[view] = over
        return True

    def _differs(self, view: View, asked: Frame, frame: Frame) -> bool:
        """Whether the canvas itself differs; nothing is worked out for a black one."""
        if frame.control.blackout or asked.control.blackout:
            return frame.control.blackout != asked.control.blackout
        canvas = view.canvas, view.size
        told = self._told.get(canvas)
        if told is None or told[0] is not frame:  # the wall says so once: several screens may show one canvas
            told = frame, self.wall.changed(frame.shot(view))
            self._told[canvas] = told
        return told[1]

    def offset(self, frame: Frame) -> tuple[int, int]:
        """How many pixels to the right and down a picture that fills its screen stands, against burn-in."""
        return offset(frame.now_us) if self.wall.settings.display.drift else (0, 0)

    @property
    def bare(self) -> str:
        """The colour of what a drifting picture leaves bare at the edges of its screen."""
        return self.wall.theme["ground"]

    def paint(self, painter: QPainter, view: View, frame: Frame) -> None:
        """Paint the whole canvas of the view at the painter's origin."""
        self.wall.paint(painter, frame.shot(view))
        self.wall.brush.draw(painter, self.overlays(view, frame))

    def sheet(self, view: View, frame: Frame) -> Sheet | None:
        """What the picture of a view consists of, overlays last; None where it has to be painted whole."""
        below = self.wall.sheet(frame.shot(view))
        if below is None:
            self._laid.pop(view, None)
            return None
        over = laid(self.overlays(view, frame), self.wall.brush.sprites, self._laid.get(view, EMPTY))
        self._laid[view] = over
        return Sheet(below.key, {**below.panels, OVERLAYS: (EMPTY, over)})

    def touch_up(self, painter: QPainter, view: View, frame: Frame, boxes: Sequence[Box]) -> bool:
        """Paint only `boxes` of the canvas of a view; False where all of it has to be painted."""
        return self.wall.touch_up(painter, frame.shot(view), boxes, self._laid.get(view, EMPTY))

    def overlays(self, view: View, frame: Frame) -> tuple[Op, ...]:
        """What lies over the picture of a view. A public canvas that is blacked out is black."""
        control = frame.control
        operator = self.wall.is_operator(view.canvas)
        if control.blackout and not operator:
            return ()
        look = self.look(view)
        words = self.words(control)
        ops: tuple[Op, ...] = ()
        if view.screen == frame.host:
            ops += self._opened(look, frame, words)
            if control.timeline and frame.track is not None:
                ops += place_timeline(look, frame.track, frame.moment, words)
        if control.identify_until_us > frame.now_us:
            ops += place_identify(look, view.screen, view.canvas, view.geometry)
        return ops

    def look(self, view: View) -> Look:
        """The theme on the canvas of a view."""
        return Look(self.wall.theme, *view.size, self.wall.settings.display.safe_margin)

    def words(self, control: Control) -> Words:
        """The languages that are shown, the leading one first."""
        display = self.wall.settings.display
        if display.languages != "zh+en":
            return (display.leading,)
        return ("zh", "en") if control.language == "zh" else ("en", "zh")

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
                return place_definition(look, frame.moment.facts, words, simulated=frame.moment.simulated)
            case _:
                return ()


def _shows_the_same(one: Frame, other: Frame) -> bool:
    """Whether two frames cannot differ: a frozen or paused picture need not even be worked out again."""
    a, b = one.moment, other.moment
    still = a.stand is b.stand and (a.playhead_us, a.mode, a.frozen) == (b.playhead_us, b.mode, b.frozen)
    return still and one.control == other.control and one.notes == other.notes

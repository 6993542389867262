"""Which texts of the wall are too small for the back row: measured on the display lists, not on the pictures.

The rule is the sign makers' one inch of letter for 25 feet of distance (1 : 300, 11.5 minutes of arc), as the United
States Sign Council's visibility chart of 1998 has it for capitals in good contrast. ISO 9241-3 asks for 16 minutes
where people read all day, and characters of 10 can still be made out: a wall is glanced at, the rule lies between them.
Measured is the height of capitals and figures; of a Chinese text the height of its characters. What says nothing that
is not said larger beside it (the double in the other language, the name of the inset) may be three tenths smaller.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from wallboard.actions.control import Control
from wallboard.config.event_facts import facts_of
from wallboard.config.layouts import ANY_CANVAS
from wallboard.core.instants import HOUR_US, SECOND_US
from wallboard.core.moment import Moment
from wallboard.demo.moments import moment_at
from wallboard.paint.fonts import CAP, ensure, metrics
from wallboard.paint.ops import Clip, Digits, Face, Family, Live, Op, Picture, Text
from wallboard.wall import RenderRequest, Wall

DISTANCE_PER_HEIGHT = 300
"""How many times its own height away a letter can still be read: 25 feet for an inch."""
SECONDARY = 0.7
"""The least height of what is secondary, as a share of that of what is stated: doubles and notes."""
_PLAIN: dict[Family, str] = {
    "hanzi": "田", "devanagari": "क", "bengali": "ক", "tamil": "க", "thai": "ก", "hebrew": "ה", "arabic": "ط",
}  # fmt: skip
"""A plain letter of each script, as high as most."""
"""A character that fills its square as most do."""
_HOURS = (2 * 3600, 12 * 3600, -272, 10)
"""Seconds from the start at which layouts are looked at, until one has it up; the last from the event's end."""


@dataclass(frozen=True, slots=True)
class Room:
    """How far away the back row sits, in metres, and the height and width of a pixel of the wall, in millimetres."""

    distance_m: float
    pitch_mm: float

    @property
    def least_mm(self) -> float:
        """The smallest height that can be read from the back row."""
        return self.distance_m * 1000 / DISTANCE_PER_HEIGHT

    @property
    def least_px(self) -> float:
        """The same in pixels of the wall."""
        return self.least_mm / self.pitch_mm

    def reach_m(self, height_px: float) -> float:
        """From how far a letter of a height can be read."""
        return height_px * self.pitch_mm * DISTANCE_PER_HEIGHT / 1000


@dataclass(frozen=True, slots=True)
class MeasuredText:
    """The texts of one height in a panel of a layout: what is `stated`, or what is secondary."""

    layout: str
    canvas: str
    panel: str
    language: str
    height_px: float
    texts: tuple[str, ...]
    stated: bool = True

    def fits(self, room: Room) -> bool:
        """Whether the back row of a room can read them."""
        return self.height_px >= room.least_px * (1.0 if self.stated else SECONDARY)


def lettering(wall: Wall, size: tuple[int, int]) -> Iterator[MeasuredText]:
    """Every text on any canvas of any layout, on the demonstration's figures."""
    display = wall.settings.display
    for layout, laid in wall.settings.layouts.items():
        moment = _moment(wall, layout)
        if moment is None:
            continue
        for canvas in dict.fromkeys((ANY_CANVAS, *laid.canvas)):
            if canvas not in laid.canvas and ANY_CANVAS not in laid.canvas:
                continue
            for language in display.languages:
                control = Control(layout=layout, language=language, currency=wall.settings.money.lead)
                cache = wall.compose(RenderRequest(canvas, size, moment, control, still=True))
                for panel, placed in cache.placed.items():
                    alike: dict[tuple[float, bool], list[str]] = defaultdict(list)
                    for text, height, stated in written((*placed.ground, *placed.live)):
                        alike[round(height, 1), stated].append(text)
                    for (height, stated), texts in sorted(alike.items()):
                        yield MeasuredText(layout, canvas, panel, language, height, tuple(dict.fromkeys(texts)), stated)


def written(ops: Iterable[Op]) -> Iterator[tuple[str, float, bool]]:
    """Every text of a display list, the height of its letters in pixels, and whether it states something."""
    for op in ops:
        if isinstance(op, Text):
            if op.opacity > 0 and op.text.strip():
                yield op.text.strip(), letter_height(op.face), op.fact
        elif isinstance(op, Digits):
            yield op.text, letter_height(op.face), True
        elif isinstance(op, Clip):
            yield from written(op.ops)
        elif isinstance(op, (Picture, Live)):
            yield from written(op.texts)


@lru_cache(maxsize=512)
def letter_height(face: Face) -> float:
    """The height of a face's capitals and figures, or of a plain letter of its script, in pixels."""
    if face.family == "latin":
        return CAP * face.size
    plain = _PLAIN[face.family]
    ensure(plain, face.family)
    return metrics(face).tightBoundingRect(plain).height()


def _moment(wall: Wall, layout: str) -> Moment | None:
    """An instant of the demonstration at which a layout stays up; None if it never does."""
    facts = facts_of(wall.settings)
    last_us = facts.length_us or 24 * HOUR_US
    instants_us = [s * SECOND_US for s in _HOURS[:-1]] + [last_us + _HOURS[-1] * SECOND_US]
    for elapsed_us in instants_us:
        moment = moment_at(elapsed_us, facts)
        if wall.layout_at(Control(layout=layout), moment) == layout:
            return moment
    return None

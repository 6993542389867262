"""The badges as they are drawn: a framed sign and word, never told by colour alone."""

from __future__ import annotations

from dataclasses import dataclass

from wallboard.core.badges import Badge
from wallboard.core.moment import Moment
from wallboard.core.numerals import Language, rough_age
from wallboard.paint.lettering import Style, line, width
from wallboard.paint.ops import Fill, Op, Shape
from wallboard.paint.theme import Look
from wallboard.panels.event_words import time_of_day
from wallboard.panels.panel_context import PanelContext
from wallboard.panels.wording import say

_LOOKS: dict[str, tuple[str, str]] = {
    "simulated": ("cyan", "diamond"),
    "replay": ("ice", "left_turn"),
    "frozen": ("last_year", "pause"),
    "waiting": ("steel", "clock"),
    "stale": ("red", "clock"),
    "delayed": ("amber", "clock"),
    "clock": ("amber", "clock"),
    "corrected": ("amber", "check"),
    "final": ("gold", "check"),
    "live": ("gold", "dot"),
}


@dataclass(frozen=True, slots=True)
class BadgeWord:
    """A badge in words: its kind, its leading text and the smaller one beside it."""

    kind: str
    first: str
    second: str


def worded(badge: Badge, moment: Moment, setting: PanelContext) -> BadgeWord:
    """What a badge says: SIMULATED 模拟, REPLAY 00:06:58, STALE 12 s."""
    first, second = say(badge.kind).en or "", say(badge.kind).zh or ""
    first = first.upper()
    if badge.event_us is not None:
        first = f"{first} {time_of_day(moment.facts, badge.event_us, 'en')}"
    if badge.age_s is not None:
        first = f"{first} {_age(badge, 'en')}"
    if badge.kind == "simulated":
        return BadgeWord(badge.kind, first, second)  # in whatever language: nobody may take a simulation for the night
    if not setting.both:
        return (
            BadgeWord(badge.kind, first, "")
            if setting.language == "en"
            else BadgeWord(badge.kind, "", _in_chinese(badge, moment))
        )
    return BadgeWord(badge.kind, first, second)


def _in_chinese(badge: Badge, moment: Moment) -> str:
    text = say(badge.kind).zh or ""
    if badge.event_us is not None:
        return f"{text} {time_of_day(moment.facts, badge.event_us, 'zh')}"
    return text if badge.age_s is None else f"{text} {_age(badge, 'zh')}"


def _age(badge: Badge, language: Language) -> str:
    """12 s of STALE; 90 s, 12 min, 8 h of DELAYED, cut; +8 h of a CLOCK."""
    age_s = badge.age_s or 0
    if badge.kind == "stale":
        return f"{age_s:,}秒" if language == "zh" else f"{age_s:,} s"
    return ("+" if badge.kind == "clock" else "") + rough_age(age_s, language)


def badge_ops(
    words: tuple[BadgeWord, ...], right: float, middle: float, height: float, look: Look
) -> tuple[tuple[Op, ...], float]:
    """The badges in a row that ends at `right`, centred on `middle`; and the width they take."""
    ops: list[Op] = []
    x = right
    for word in reversed(words):
        color, sign = look.color(_LOOKS[word.kind][0]), _LOOKS[word.kind][1]
        style = Style(height * 0.66, look.color("ice"), 700, 700)
        small = Style(height * 0.60, look.color("ice"), 600, 500)
        pieces = [(word.first, style)] if word.first else []
        if word.second:
            pieces.append(((" " if word.first else "") + word.second, small))
        pad, mark = height * 0.34, height * 0.52
        wide = pad * 2 + mark + height * 0.2 + width(pieces)
        x -= wide
        box = (x, middle - height / 2, wide, height)
        ops.append(Fill(*box, look.color("ground_bottom"), 0.72, radius=height * 0.16))
        ops.append(Fill(*box, color, 0.10 if word.kind != "stale" else 0.30, radius=height * 0.16))
        ops.append(Fill(*box, color, radius=height * 0.16, stroke=max(1.5, look.h(0.0022))))
        size = mark if sign != "dot" else mark * 0.7
        ops.append(Shape(sign, x + pad + mark / 2, middle, size, color))  # type: ignore[arg-type]  # the signs of the table above
        ops += line(x + pad + mark + height * 0.2, middle + height * 0.235, pieces)
        x -= height * 0.3
    return tuple(ops), right - x - (height * 0.3 if words else 0)

"""The badges as they are drawn: a framed sign and word, never told by colour alone."""

from __future__ import annotations

import msgspec

from wallboard.core.badges import Badge
from wallboard.core.moment import Moment
from wallboard.core.wording import say
from wallboard.paint.lettering import Style, line, width
from wallboard.paint.ops import Fill, Op, Shape
from wallboard.paint.theme import Look
from wallboard.panels.event_words import rough_age, short_age, time_of_day
from wallboard.panels.panel_context import PanelContext

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


class BadgeWord(msgspec.Struct, frozen=True):
    """A badge in words: its kind, its leading text and the smaller one beside it."""

    kind: str
    first: str
    second: str


def worded(badge: Badge, moment: Moment, setting: PanelContext) -> BadgeWord:
    """What a badge says: SIMULATED 模拟, REPLAY 00:06:58, STALE 12 s."""
    languages = setting.languages
    if badge.kind == "simulated" and not any(tag.startswith("en") for tag in languages):
        languages = (*languages[:1], "en")  # in whatever language: nobody may take a simulation for the night
    capitals = [tag for tag in languages if not is_ideographic(say(f"badge.{badge.kind}").first(tag))]
    if not capitals and len(languages) == 1:
        return BadgeWord(badge.kind, "", _written(badge, moment, languages[0]))
    leading = (capitals or list(languages))[0]
    word = say(f"badge.{badge.kind}")
    first = word.first(leading).upper()
    second = next((word.first(tag) for tag in languages if tag != leading), "")
    said = second if second.upper() != first else ""
    return BadgeWord(badge.kind, first + _written(badge, moment, leading).removeprefix(word.first(leading)), said)


def is_ideographic(text: str) -> bool:
    """Whether a word has no capitals to stand first in: it is written in Chinese characters or kana."""
    return any(c >= "\u2e80" for c in text)


def _written(badge: Badge, moment: Moment, language: str) -> str:
    """The badge in one language: 12 s of STALE; 90 s, 12 min, 8 h of DELAYED, cut; +8 h of a CLOCK."""
    text = say(f"badge.{badge.kind}").first(language)
    if badge.event_us is not None:
        return f"{text} {time_of_day(moment.facts, badge.event_us, language)}"
    if badge.age_s is None:
        return text
    age = short_age(badge.age_s) if badge.kind == "stale" else rough_age(badge.age_s)
    return f"{text} {'+' if badge.kind == 'clock' else ''}{age.first(language)}"


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

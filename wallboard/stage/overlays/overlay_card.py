"""The card that overlays are written on: a darkened ground, a title, and rows that fit."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from wallboard.core.wording import Said
from wallboard.paint.lettering import Piece, Style, first_fit, fitted, line, width
from wallboard.paint.ops import Fill, Line, Op
from wallboard.paint.theme import Look
from wallboard.panels.panel_context import text_of

Words = tuple[str, ...]
"""The languages that are shown, the leading one first."""

BELOW_BAR = {"wide": 0.132, "ribbon": 0.168, "tall": 0.124, "square": 0.112}
"""Where the bar's row ends in the shipped layouts of each shape, as a fraction of the height."""
LARGEST = 0.03
"""How large the rows of a sheet are at most, as a share of the picture's height."""


class Box(msgspec.Struct, frozen=True):
    """A rectangle in device pixels."""

    x: float
    y: float
    w: float
    h: float

    @property
    def right(self) -> float:
        """The right edge."""
        return self.x + self.w

    @property
    def bottom(self) -> float:
        """The lower edge."""
        return self.y + self.h


class CardEntry(msgspec.Struct, frozen=True):
    """One row of a sheet: what it is called and what it says; `alarm` draws it in the colour of alarms."""

    label: Said
    text: Said | str
    alarm: bool = False


def card(look: Look, box: Box, title: Said, words: Words) -> tuple[tuple[Op, ...], Box]:
    """The card filling `box` with its title, and the box that is left for its content.

    It hides what it covers: at 4 % through it the hero's digits would still be seen behind the words.
    """
    pad = look.h(0.03)
    size = min(look.h(0.036), box.h * 0.12)
    baseline = box.y + pad + size * 0.8
    rule = baseline + size * 0.55
    ops: tuple[Op, ...] = (
        shade(look, 0.6),
        Fill(box.x, box.y, box.w, box.h, look.color("ground"), radius=look.h(0.012)),
        Fill(box.x, box.y, box.w, box.h, look.color("hairline"), 0.5, radius=look.h(0.012), stroke=look.line),
        *line(box.x + pad, baseline, fitted(bilingual(look, title, words, size, "gold"), box.w - 2 * pad)),
        Line(box.x + pad, rule, box.right - pad, rule, look.line, look.color("hairline"), 0.35),
    )
    top = rule + pad * 0.6
    return ops, Box(box.x + pad, top, box.w - 2 * pad, box.bottom - pad * 0.7 - top)


def middle(look: Look, width: float, height: float) -> Box:
    """A box in the middle of the canvas below its bar, of fractions of its size, no wider than reading allows."""
    top = below_the_bar(look)
    w, h = min(look.width * width, look.height * 2.2), min(look.height * height, look.height * 0.96 - top)
    return Box((look.width - w) / 2, max(top, (look.height - h) / 2), w, h)


def below_the_bar(look: Look) -> float:
    """Where overlays may begin: the badges in the bar stay readable whatever is opened over the picture."""
    return look.h(BELOW_BAR.get(look.shape or "", 0.1))


def shade(look: Look, opacity: float) -> Fill:
    """What makes the picture recede beneath an overlay: towards black in the dark, by daylight towards white."""
    top = round(below_the_bar(look))
    return Fill(0, top, look.width, look.height - top, "#000000" if look.theme.dark else look.color("halo"), opacity)


def bilingual(look: Look, name: Said, words: Words, size: float, color: str = "ice") -> tuple[Piece, ...]:
    """A name in the leading language, and smaller behind it in the other one if that is shown too."""
    first = (name.first(words[0]), look.style(size, color, 600, 700))
    second = name.exact(words[1]) if len(words) > 1 else ""
    second = "" if second == first[0] else second
    return (first, (f"  {second}", look.style(size * 0.82, "steel", 500, 500))) if second else (first,)


def rows(look: Look, box: Box, entries: Sequence[CardEntry], words: Words) -> tuple[Op, ...]:
    """Labels and what they say, one under the other, as large as the box allows."""
    pitch = min(look.h(LARGEST) * 1.7, box.h / max(1, len(entries)))
    size = pitch / 1.7
    label_width = min(box.w * 0.36, size * 17)
    ops: list[Op] = []
    for number, entry in enumerate(entries):
        y = box.y + pitch * (number + 0.68)
        label = bilingual(look, entry.label, words, size, "steel")
        ops += line(box.x, y, first_fit((label, label[:1]), label_width - size))
        style = look.style(size, "red" if entry.alarm else "ice", 600, 500)
        ops += line(
            box.x + label_width, y, fitted(((plain(text_of(entry.text).first(words[0])), style),), box.w - label_width)
        )
    return tuple(ops)


def paragraph(look: Look, box: Box, y: float, text: str, style: Style) -> tuple[tuple[Op, ...], float]:
    """A text broken into lines of the box's width from the baseline `y` on, and the baseline after the last."""
    ops: list[Op] = []
    rest = plain(text)
    while rest:
        head = _fitting(rest, style, box.w)
        ops += line(box.x, y, ((head.rstrip(), style),))
        rest = rest[len(head) :].lstrip()
        y += style.size * 1.45
    return tuple(ops), y


def _fitting(text: str, style: Style, room: float) -> str:
    """The longest beginning of a text that fits, cut after a space or beside a Chinese character; at least one."""
    if width(((text, style),)) <= room:
        return text
    end = 1
    for index in range(1, len(text)):
        if text[index - 1] == " " or max(text[index - 1], text[index]) >= "\u2e80":
            if width(((text[:index].rstrip(), style),)) > room:
                break
            end = index
    return text[:end]


def plain(text: str) -> str:
    """A text without what would break the drawing: control characters and lone surrogates."""
    return "".join(c for c in text if c.isprintable() and not "\ud800" <= c <= "\udfff")

"""Setting type: Chinese and Latin on one line, fitted by size first and by an ellipsis last."""

from __future__ import annotations

import operator
import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Literal, cast

import msgspec

from wallboard.paint.fonts import advance, metrics
from wallboard.paint.line_ends import halves_in_words, halves_of
from wallboard.paint.ops import Face, Family, Text

HANZI_SCALE = 0.88
"""The em of Chinese against that of Latin beside it, so that both look equally tall."""

_SHAPED: dict[Family, str] = {
    "devanagari": r"\u0900-\u097f\u1cd0-\u1cff\ua8e0-\ua8ff",
    "bengali": r"\u0980-\u09ff",
    "tamil": r"\u0b80-\u0bff",
    "thai": r"\u0e01-\u0e3e\u0e40-\u0e7f",
}
"""The letters of scripts that are written from the left and have to be shaped."""
_HANZI = r"\u1100-\u11ff\u2e80-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff"
"""Characters that fill a square: Chinese, Japanese and Korean."""
_SCRIPTS = re.compile(
    "|".join((rf"(?P<hanzi>[{_HANZI}]+)", *(rf"(?P<{name}>[{of}][{of}\u200c\u200d]*)" for name, of in _SHAPED.items())))
)
_HEBREW, _FROM_THE_RIGHT = r"\u0590-\u05ff\ufb1d-\ufb4f", re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")
_IS_HEBREW = re.compile(f"[{_HEBREW}]")
ELLIPSIS = "…"


class Style(msgspec.Struct, frozen=True):
    """How a piece of text looks: the Latin em in pixels, both weights, colour; `caps` tracks Latin capitals."""

    size: float
    color: str
    latin: int = 700
    hanzi: int = 700
    tracking: float = 0.0
    caps: bool = False
    italic: bool = False
    hanzi_scale: float = HANZI_SCALE
    opacity: float = 1.0
    halo: str = ""
    halo_px: float = 0.0
    glow: str = ""
    fact: bool = True

    def scaled(self, factor: float) -> Style:
        """The same at another size."""
        return msgspec.structs.replace(
            self, size=self.size * factor, tracking=self.tracking * factor, halo_px=self.halo_px * factor
        )


Piece = tuple[str, Style]


@lru_cache(maxsize=1024)
def runs(text: str, style: Style) -> tuple[tuple[str, Face, float], ...]:
    """A text cut into (run, face, advance width) where the script changes."""
    if style.caps:
        text = text.upper()
    return tuple((run, face, advance(run, face)) for run, face in _cut_by_script(text, style))


def _cut_by_script(text: str, style: Style) -> Iterator[tuple[str, Face]]:
    """The runs of a text, each in one face; what holds letters written from the right stays whole for Qt to order."""
    right = _FROM_THE_RIGHT.search(text)
    if right:
        script: Family = "hebrew" if _IS_HEBREW.match(right.group()) else "arabic"
        head, tail = len(text) - len(text.lstrip()), len(text.rstrip())
        cut: list[tuple[str, Family]] = [(text[:head], "latin"), (text[head:tail], script), (text[tail:], "latin")]
        yield from ((run, _face(style, family)) for run, family in cut if run)
        return
    at = 0
    for match in _SCRIPTS.finditer(text):
        if match.start() > at:
            yield text[at : match.start()], _face(style, "latin")
        yield match.group(), _face(style, cast("Family", match.lastgroup))
        at = match.end()
    if at < len(text):
        yield text[at:], _face(style, "latin")


def _face(style: Style, family: Family) -> Face:
    if family == "hanzi":
        return Face("hanzi", style.hanzi, max(1, round(style.size * style.hanzi_scale)))
    tracking = style.tracking if family == "latin" else 0.0  # the letters of other scripts hang together
    return Face(family, style.latin, max(1, round(style.size)), tracking, style.italic)


def width(pieces: Sequence[Piece]) -> float:
    """The width in pixels of pieces set one after the other."""
    total = 0.0
    for text, style in pieces:
        for _, _, wide in runs(text, style):
            total += wide
    return total


def ink_of(pieces: Sequence[Piece]) -> tuple[float, float]:
    """How far the letters of pieces rise above their line and hang below it, in pixels."""
    found = [_ink(run, face) for text, style in pieces for run, face, _ in runs(text, style)]
    return max((up for up, _ in found), default=0.0), max((down for _, down in found), default=0.0)


@lru_cache(maxsize=2048)
def _ink(run: str, face: Face) -> tuple[float, float]:
    rect = metrics(face).tightBoundingRect(run)
    return max(0.0, -rect.top()), max(0.0, rect.bottom())


def line(x: float, y: float, pieces: Sequence[Piece], align: Literal["l", "m", "r"] = "l") -> tuple[Text, ...]:
    """Pieces on one baseline `y`, with `x` as their left end, middle or right end."""
    if align != "l":
        x -= width(pieces) * (0.5 if align == "m" else 1.0)
    placed: list[Text] = []
    for text, style in pieces:
        for run, face, run_width in runs(text, style):
            joined = bool(style.halo and placed) and not (run[0].isspace() or placed[-1].text[-1].isspace())
            placed.append(
                Text(
                    x, y, run_width, run, face, style.color, style.opacity,
                    style.halo, style.halo_px, style.glow, style.fact, joined,
                )
            )  # fmt: skip
            x += run_width
    return tuple(placed)


def fitted(pieces: Sequence[Piece], room: float, least: float = 0.75) -> tuple[Piece, ...]:
    """Pieces that fit into `room` pixels: made smaller down to `least`, then cut with an ellipsis.

    What stands last gives way first: a piece that cannot keep at least one letter goes altogether.
    """
    pieces = tuple(p for p in pieces if p[0])
    needed = width(pieces)
    if needed <= room:
        return pieces
    factor = max(least, room / needed)
    smaller = tuple((text, style.scaled(factor)) for text, style in pieces)
    if factor > least and width(smaller) > room:  # letters are as wide as the steps of their sizes let them be
        smaller = tuple((text, style.scaled(max(least, factor * 0.985))) for text, style in pieces)
    while smaller and width(smaller) > room:
        *rest, (text, style) = smaller
        spare = room - width(rest)
        cut = _cut(text, style, spare)
        if cut:
            return (*rest, (cut, style))
        smaller = tuple(rest)
    return smaller


def in_lines(piece: Piece, room: float, least: float = 0.75) -> tuple[Piece, ...]:
    """A sentence in one line where it fits, made smaller down to `least`; else in two where it can be broken."""
    whole = fitted((piece,), room, least)
    if "".join(part for part, _ in whole) == piece[0]:
        return whole
    return in_two(piece, room, least) or whole


def in_two(piece: Piece, room: float, least: float = 0.75, *, in_words: bool = False) -> tuple[Piece, ...]:
    """A sentence in two lines, made smaller down to `least`, broken where they are most even.

    What two lines of that size cannot hold is cut at its end, and nowhere before; nothing where no line can end.
    `in_words`: lines may end within words.
    """
    text, style = piece
    halves = halves_in_words(text) if in_words else halves_of(text)
    if not halves:
        return ()
    even = _most_even(halves, style)
    factor = min(1.0, *(room / width(((half, style),)) for half in even))
    smaller = style.scaled(max(least, factor))
    if all(width(((half, smaller),)) <= room for half in even):
        return tuple((half, smaller) for half in even)
    held = bisect_right(halves, room, key=lambda pair: width(((pair[0], smaller),)))
    if not held:
        return ()
    first, second = halves[held - 1]
    return ((first, smaller), *fitted(((second, smaller),), room, 1.0))


def _most_even(halves: Sequence[tuple[str, str]], style: Style) -> tuple[str, str]:
    """The halves whose wider one is narrowest: where the first outgrows the second, or just before."""

    def widths(pair: tuple[str, str]) -> tuple[float, float]:
        return width(((pair[0], style),)), width(((pair[1], style),))

    outgrown = bisect_left(halves, True, key=lambda pair: operator.ge(*widths(pair)))
    return min(halves[max(0, outgrown - 1) : outgrown + 1], key=lambda pair: max(widths(pair)))


def first_fit(variants: Sequence[Sequence[Piece]], room: float) -> tuple[Piece, ...]:
    """The first variant that fits into `room` pixels, else the last made smaller until it does: no figure is cut."""
    for variant in variants:
        pieces = tuple(p for p in variant if p[0])
        if width(pieces) <= room:
            return pieces
    pieces = tuple(p for p in variants[-1] if p[0])
    factor = room / max(1.0, width(pieces)) * 0.99
    return tuple((text, style.scaled(factor)) for text, style in pieces)


def doubled(first: Piece, second: Piece, room: float, least: float = 0.75) -> tuple[Piece, ...]:
    """Words with the other language beside them, both made smaller down to `least`; half a translation is none."""
    both = fitted((first, second), room, least)
    if not second[0] or (len(both) > 1 and both[-1][0] == second[0]):
        return both
    return fitted((first,), room, least)


def named(first: Piece, second: Piece, room: float) -> tuple[Piece, ...]:
    """A name with its double beside it; the double gives way before the name is made smaller or cut."""
    if not second[0]:
        return fitted((first,), room)
    smaller = (second[0], second[1].scaled(0.85))
    for pieces in ((first, second), (first, smaller)):
        if width(pieces) <= room:
            return pieces
    return fitted((first,), room)


def whole(pieces: Sequence[Piece], text: str) -> bool:
    """Whether a text stands in these pieces as it is, and not cut."""
    return bool(pieces) and pieces[0][0] == text


@lru_cache(maxsize=1024)
def _cut(text: str, style: Style, room: float) -> str:
    """The longest beginning of a text that fits together with an ellipsis, or nothing."""
    short, long = 0, len(text)
    while short < long:
        middle = (short + long + 1) // 2
        if width(((text[:middle].rstrip() + ELLIPSIS, style),)) <= room:
            short = middle
        else:
            long = middle - 1
    while 0 < short < len(text) and unicodedata.category(text[short]).startswith("M"):
        short -= 1  # a letter is never cut from its vowel sign
    return text[:short].rstrip() + ELLIPSIS if short and text[:short].strip() else ""

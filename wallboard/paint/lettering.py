"""Setting type: Chinese and Latin on one line, fitted by size first and by an ellipsis last."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Literal

import msgspec

from wallboard.paint.fonts import advance
from wallboard.paint.ops import Face, Text

HANZI_SCALE = 0.88
"""The em of Chinese against that of Latin beside it, so that both look equally tall."""

_SCRIPTS = re.compile(
    r"(?P<hanzi>[\u2e80-\u9fff\uf900-\ufaff\u3000-\u303f\uff00-\uffef\U00020000-\U0003ffff]+)"
    r"|[\u0900-\u097f\u1cd0-\u1cff\ua8e0-\ua8ff][\u0900-\u097f\u1cd0-\u1cff\ua8e0-\ua8ff\u200c\u200d]*"
)
ELLIPSIS = "…"
IDEOGRAPHS = "\u2e80"
"""From here on characters need no blank between them for a line to end."""
NO_BEGINNING = "、。，．）」』】！？：；ーっゃゅょッャュョ々"
"""What never begins a line."""


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


@lru_cache(maxsize=4096)
def runs(text: str, style: Style) -> tuple[tuple[str, Face, float], ...]:
    """A text cut into (run, face, advance width) where the script changes."""
    if style.caps:
        text = text.upper()
    found = []
    at = 0
    for match in _SCRIPTS.finditer(text):
        if match.start() > at:
            found.append((text[at : match.start()], _face(style, "latin")))
        found.append((match.group(), _face(style, "hanzi" if match["hanzi"] else "devanagari")))
        at = match.end()
    if at < len(text):
        found.append((text[at:], _face(style, "latin")))
    return tuple((run, face, advance(run, face)) for run, face in found)


def _face(style: Style, family: Literal["latin", "hanzi", "devanagari"]) -> Face:
    if family == "hanzi":
        return Face("hanzi", style.hanzi, max(1, round(style.size * style.hanzi_scale)))
    tracking = style.tracking if family == "latin" else 0.0  # letters of Devanagari hang on one line
    return Face(family, style.latin, max(1, round(style.size)), tracking, style.italic)


def width(pieces: Sequence[Piece]) -> float:
    """The width in pixels of pieces set one after the other."""
    return sum(w for text, style in pieces for _, _, w in runs(text, style))


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
    """A sentence in one line where it fits, made smaller down to `least`; else in two, broken where they are most even.

    Only a word that is too long for a line of its own is cut.
    """
    text, style = piece
    whole = fitted((piece,), room, least)
    halves = _halves(text)
    if not halves or "".join(part for part, _ in whole) == text:
        return whole
    even = min(halves, key=lambda pair: max(width(((half, style),)) for half in pair))
    factor = min(1.0, *(room / width(((half, style),)) for half in even))
    smaller = style.scaled(max(least, factor))
    return tuple(cut for half in even for cut in fitted(((half, smaller),), room, 1.0))


def _halves(text: str) -> list[tuple[str, str]]:
    """A text in two wherever a line may end: at blanks, behind hyphens, and between characters that need no blanks."""
    found = []
    for at in range(1, len(text)):
        before, after = text[at - 1], text[at]
        if " " in (before, after) or before in "-–/·・&" or (before > IDEOGRAPHS and after > IDEOGRAPHS):
            first, second = text[:at].rstrip(), text[at:].lstrip()
            if first and second and second[0] not in NO_BEGINNING:
                found.append((first, second))
    return found


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


@lru_cache(maxsize=4096)
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

"""The measure of a display list: where its letters really lie, and what is wrong with that."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

import msgspec

from wallboard.paint.fonts import CAP, metrics
from wallboard.paint.ops import Clip, Digits, Face, Live, Op, Picture, Text

HAIR = 2.0
"""Pixels that rounding may cost."""
_CUT_FIGURE = re.compile(r"[\s¥$%A-Z+−:.,\d]*\d[\d,.]*…")


class Box(msgspec.Struct, frozen=True, gc=False):
    """The ink of one text: (left, top, right, bottom) in pixels of the canvas."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    fact: bool
    panel: str = ""

    def overlap(self, other: Box) -> float:
        """How many pixels deep two texts lie in each other; 0 where they are apart."""
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.bottom, other.bottom) - max(self.top, other.top)
        return max(0.0, min(across, down))


@lru_cache(maxsize=16384)
def _ink(text: str, face: Face) -> tuple[float, float, float, float]:
    measure, inked = metrics(face), text.lstrip()
    rect = measure.tightBoundingRect(inked)
    begins = measure.horizontalAdvance(text[: len(text) - len(inked)])  # Qt's rectangle would begin with the blanks
    return begins + rect.left(), rect.top(), begins + rect.right(), rect.bottom()


def boxes(ops: Iterable[Op], panel: str = "") -> Iterator[Box]:
    """The ink of everything that can be read; what a clip hides does not count."""
    for op in ops:
        if isinstance(op, Text):
            if op.opacity > 0.02 and op.text.strip():
                left, top, right, bottom = _ink(op.text, op.face)
                yield Box(op.text, op.x + left, op.y + top, op.x + right, op.y + bottom, op.fact, panel)
        elif isinstance(op, Digits):
            first, last = op.cells[0], op.cells[-1]
            left, right = _ink(first.digit, op.face)[0] + first.x, _ink(last.digit, op.face)[2] + last.x
            yield Box(op.text, op.x + left, op.y - op.face.size * CAP, op.x + right, op.y, True, panel)
            yield from _beyond_the_line(op, panel)
        elif isinstance(op, Clip):
            for b in boxes(op.ops, panel):
                kept = (max(b.left, op.x), max(b.top, op.y), min(b.right, op.x + op.w), min(b.bottom, op.y + op.h))
                if kept[0] < kept[2] and kept[1] < kept[3]:
                    yield Box(b.text, *kept, b.fact, panel)
        elif isinstance(op, (Picture, Live)):
            yield from boxes(op.texts, panel)


def _beyond_the_line(op: Digits, panel: str) -> Iterator[Box]:
    """The ink of a figure's signs above its capitals and below its line: the dollar's ends, the commas' tails."""
    for cell in op.cells:
        if cell.digit.isdigit() or not cell.digit:
            continue
        left, top, right, bottom = _ink(cell.digit, op.face)
        x, line = op.x + cell.x, op.y - op.face.size * CAP
        if op.y + top < line - HAIR:
            yield Box(f"{cell.digit} above", x + left, op.y + top, x + right, line, True, panel)
        if bottom > HAIR:
            yield Box(f"{cell.digit} below", x + left, op.y, x + right, op.y + bottom, True, panel)


def texts(ops: Iterable[Op]) -> tuple[str, ...]:
    """All that can be read of a display list, in its order."""
    return tuple(b.text for b in boxes(ops))


def outside(found: Iterable[Box], width: float, height: float, safe: float) -> Iterator[str]:
    """Texts that leave the canvas, and facts that leave its safe area."""
    for b in found:
        x, y = (safe * width, safe * height) if b.fact else (0.0, 0.0)
        beyond = max(x - b.left, y - b.top, b.right - (width - x), b.bottom - (height - y))
        if beyond > HAIR:
            where = "the safe area" if b.fact else "the canvas"
            yield f"{b.panel}: {b.text!r} leaves {where} by {beyond:.0f} px"


def overlapping(found: Iterable[Box]) -> Iterator[str]:
    """Pairs of texts that lie on each other by more than a hair."""
    ordered = sorted(found, key=lambda b: b.top)
    for index, b in enumerate(ordered):
        for other in ordered[index + 1 :]:
            if other.top >= b.bottom:
                break
            # most stand beside each other: asked first, since there are millions of pairs
            if other.left < b.right and b.left < other.right and b.overlap(other) > HAIR:
                yield f"{b.panel} {b.text!r} and {other.panel} {other.text!r} overlap by {b.overlap(other):.0f} px"


def cut_figures(found: Iterable[Box]) -> Iterator[str]:
    """Figures that were cut by an ellipsis."""
    for b in found:
        if _CUT_FIGURE.fullmatch(b.text):
            yield f"{b.panel}: the figure {b.text!r} is cut"

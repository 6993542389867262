"""correction: the slate of a corrected sum: what was stated and what holds, both with their times."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from wallboard.config.panels import CorrectionOptions
from wallboard.core.moment import Moment
from wallboard.core.numerals import full_amount
from wallboard.core.wording import say
from wallboard.paint.lettering import Piece, fitted, line, width
from wallboard.paint.ops import Line, Op, Placed
from wallboard.paint.theme import Look
from wallboard.panels.event_words import time_of_day
from wallboard.panels.panel_context import PanelContext
from wallboard.scene.grid import Rect

WIDE = 3.0
"""From this many times its height on a box holds both sums beside each other."""
FORMER = 0.4
"""The share of such a box that the former sum takes."""


class CorrectionView(msgspec.Struct, frozen=True):
    """The title in both languages, the former and the present sum with their times, and the operator's line."""

    title: tuple[str, str]
    was: str = ""
    was_at: str = ""
    now: str = ""
    now_at: str = ""
    line: tuple[str, str] = ("", "")


def resolve(moment: Moment, _options: CorrectionOptions, setting: PanelContext) -> CorrectionView:
    """The newest correction of the sum before the playhead; where there is none it says so."""
    found = moment.state.corrected
    if found is None:
        return CorrectionView(setting.pair(say("wall.no_correction")))
    language = setting.language
    was, now = (
        str(full_amount(*setting.leading(fen), language, "headline")) for fen in (found.before_fen, found.gmv_fen)
    )
    was_at, now_at = (time_of_day(moment.facts, at_us, language) for at_us in (found.before_at_us, found.at_us))
    own = ("", "") if setting.message is None else setting.pair(setting.message)
    return CorrectionView(setting.pair(say("wall.correction")), was, was_at, now, now_at, own)


def place(view: CorrectionView, box: Rect, look: Look) -> Placed:
    """The title, the former sum struck out, the present one large (beside it where there is room), the line beneath."""
    wide = box.width >= WIDE * box.height
    em = min(box.height * (0.17 if wide else 0.13), box.width * 0.095)
    title = _both(view.title, look, em * 0.8, "gold")
    if not view.now:
        return Placed(_centred(box.x + box.width / 2, box.y + box.height * 0.2, title, box.width))
    ops = [*_centred(box.x + box.width / 2, box.y + box.height * (0.16 if wide else 0.2), title, box.width)]
    if wide:
        line_y, gap = box.y + box.height * 0.62, box.width * 0.03
        former = Rect(box.x, box.y, round(box.width * FORMER - gap), box.height)
        present = Rect(round(box.x + box.width * FORMER), box.y, round(box.width * (1 - FORMER)), box.height)
        ops += _former(view, former, line_y, (box.height * 0.26, box.height * 0.11), look)
        ops += _present(view, present, line_y, (box.height * 0.4, box.height * 0.12), look)
    else:
        ops += _former(view, box, box.y + box.height * 0.42, (em, em * 0.4), look)
        ops += _present(view, box, box.y + box.height * 0.7, (em * 1.45, em * 0.44), look)
    if view.line[0]:
        own = _both(view.line, look, em * 0.46, "ice")
        ops += _centred(box.x + box.width / 2, box.y + box.height * (0.96 if wide else 0.92), own, box.width)
    return Placed(tuple(ops))


def _former(view: CorrectionView, box: Rect, y: float, ems: tuple[float, float], look: Look) -> Iterator[Op]:
    """The sum as it was stated, struck out, in the middle of a box on the line `y`, and its time beneath."""
    x, (em, beneath) = box.x + box.width / 2, ems
    was = fitted(((view.was, look.style(em, "steel", 600, 500)),), box.width * 0.96, 0.3)
    yield from line(x, y, was, "m")
    high, wide = was[0][1].size, width(was)
    through = y - high * 0.33
    yield Line(x - wide / 2, through, x + wide / 2, through, max(2.0, high * 0.05), look.color("steel"))
    small = look.style(beneath, "steel", 600, 500)
    yield from _centred(x, y + small.size * 1.55, ((view.was_at, small),), box.width)


def _present(view: CorrectionView, box: Rect, y: float, ems: tuple[float, float], look: Look) -> Iterator[Op]:
    """The sum that holds, large, in the middle of a box on the line `y`, and its time beneath."""
    x, (em, beneath) = box.x + box.width / 2, ems
    now = fitted(((view.now, look.style(em, "@hero", 700, 900)),), box.width * 0.96, 0.3)
    yield from line(x, y, now, "m")
    small = look.style(beneath, "ice", 600, 500)
    yield from _centred(x, y + small.size * 1.5, ((view.now_at, small),), box.width)


def _both(pair: tuple[str, str], look: Look, size: float, color: str) -> tuple[Piece, ...]:
    first, second = pair
    pieces: tuple[Piece, ...] = ((first, look.style(size, color, 700, 700)),)
    return (*pieces, (f"  {second}", look.style(size * 0.7, "steel", 600, 500, fact=False))) if second else pieces


def _centred(x: float, y: float, pieces: tuple[Piece, ...], room: float) -> tuple[Op, ...]:
    return line(x, y, fitted(pieces, room, 0.3), "m")

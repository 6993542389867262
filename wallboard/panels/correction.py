"""correction: the slate of a corrected sum: what was stated and what holds, both with their times."""

from __future__ import annotations

from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class CorrectionView:
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
    """The title, the former sum struck out, the present one large, and the line beneath."""
    em = min(box.height * 0.13, box.width * 0.095)
    x, y = box.x + box.width / 2, box.y + box.height * 0.2
    ops: list[Op] = [*_centred(x, y, _both(view.title, look, em * 0.8, "gold"), box.width)]
    if not view.now:
        return Placed(tuple(ops))
    was = fitted(((view.was, look.style(em, "steel", 600, 500)),), box.width * 0.96, 0.3)
    y = box.y + box.height * 0.42
    ops += line(x, y, was, "m")
    high, wide = was[0][1].size, width(was)
    through = y - high * 0.33
    ops.append(Line(x - wide / 2, through, x + wide / 2, through, max(2.0, high * 0.05), look.color("steel")))
    ops += _centred(x, y + em * 0.62, ((view.was_at, look.style(em * 0.4, "steel", 600, 500)),), box.width)
    y = box.y + box.height * 0.7
    ops += _centred(x, y, ((view.now, look.style(em * 1.45, "@hero", 700, 900)),), box.width * 0.96)
    ops += _centred(x, y + em * 0.66, ((view.now_at, look.style(em * 0.44, "ice", 600, 500)),), box.width)
    if view.line[0]:
        ops += _centred(x, box.y + box.height * 0.92, _both(view.line, look, em * 0.46, "ice"), box.width)
    return Placed(tuple(ops))


def _both(pair: tuple[str, str], look: Look, size: float, color: str) -> tuple[Piece, ...]:
    first, second = pair
    pieces: tuple[Piece, ...] = ((first, look.style(size, color, 700, 700)),)
    return (*pieces, (f"  {second}", look.style(size * 0.7, "steel", 600, 500, fact=False))) if second else pieces


def _centred(x: float, y: float, pieces: tuple[Piece, ...], room: float) -> tuple[Op, ...]:
    return line(x, y, fitted(pieces, room, 0.3), "m")

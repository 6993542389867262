"""ticker: one line that travels: the news of the event, and the operator's messages."""

from __future__ import annotations

import msgspec

from wallboard.config.panels import TickerOptions
from wallboard.core.moment import Moment
from wallboard.paint.lettering import Piece, line, width
from wallboard.paint.ops import Clip, Fill, Placed, Shape
from wallboard.paint.theme import Look
from wallboard.panels.news import news_of
from wallboard.panels.panel_context import PanelContext
from wallboard.scene.grid import Rect


class TickerView(msgspec.Struct, frozen=True):
    """The messages, the most newsworthy first, each (leading language, other one); `way` in canvas widths."""

    messages: tuple[tuple[str, str], ...]
    way: float
    own: int = 0
    """How many of them, the first ones, are the operator's."""


def resolve(moment: Moment, options: TickerOptions, setting: PanelContext) -> TickerView:
    """The line at a moment: how far it has travelled follows from recording time alone.

    It sets out anew when there is news, and never jumps in between.
    """
    news = news_of(moment, setting, sums=options.milestones, more=options.news)
    told = [(each.at, setting.pair(each.said)) for each in news]
    told_now = ((f"{at} {first}", second) for at, (first, second) in told)
    own = () if setting.message is None else (setting.pair(setting.message),)
    shown = (*own, *told_now, *(setting.pair(message) for message in options.messages))
    newest_us = max((setting.message_us if own else 0, *(each.since_us for each in news)))
    way = 0.0 if setting.still else (moment.playhead_us - newest_us) / 1e6 * options.speed
    return TickerView(shown, way, len(own))


def place(view: TickerView, box: Rect, look: Look) -> Placed:
    """A band with a mark at its left; the line stands still where it fits."""
    em = min(box.height * 0.52, look.type(0.0263))
    base = box.y + box.height / 2 + em * 0.33
    left = box.x + em * 1.2
    if not view.messages:
        return Placed()
    ground = (
        Fill(box.x, box.y, box.width, look.line, look.color("hairline"), 0.26),
        Fill(box.x, box.bottom - look.line, box.width, look.line, look.color("hairline"), 0.26),
        Shape("diamond", box.x + em * 0.45, base - em * 0.33, em * 0.5, look.color("gold")),
    )
    pieces: list[Piece] = []
    for number, (first, second) in enumerate(view.messages):
        pieces.append((first + "   ", look.style(em, "gold" if number < view.own else "ice", 600, 700)))
        if second:
            pieces.append((second, look.style(em * 0.85, "steel", 600, 500, fact=False)))
        pieces.append(("     ", look.style(em, "steel")))
    long = width(pieces)
    room = box.right - left
    offset = 0.0 if long <= room else view.way * look.width % long
    ops = line(left - offset, base, pieces)
    if offset:
        ops += line(left - offset + long, base, pieces)
    inside = tuple(op for op in ops if op.x + op.width > left and op.x < box.right)
    ends = _ends(left, box, em, look) if long > room else ()
    veils = ends if offset else ends[1:]
    return Placed(ground, (Clip(left, box.y, room, box.height, (*inside, *veils)),))


def _ends(left: float, box: Rect, em: float, look: Look) -> tuple[Fill, Fill]:
    """The line comes out of the dark and goes into it: no letter is cut through."""
    y, high = box.y + 2 * look.line, box.height - 4 * look.line
    dark, wide = look.color("ground_bottom"), em * 2.4
    return (
        Fill(left, y, wide, high, dark, 1.0, dark, 0.0),
        Fill(box.right - wide, y, wide, high, dark, 0.0, dark, 1.0),
    )

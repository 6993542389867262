"""audience: the gala's viewers channel by channel, each against the largest."""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

from wallboard.config.panels import AudienceOptions
from wallboard.core.instants import SECOND_US
from wallboard.core.moment import Moment
from wallboard.core.numerals import MISSING, Figure
from wallboard.core.wording import say
from wallboard.paint.lettering import Piece, first_fit, line, named, width
from wallboard.paint.ops import Fill, Glow, Op, Placed
from wallboard.paint.theme import Look
from wallboard.panels.amounts import short
from wallboard.panels.event_words import title_of
from wallboard.panels.headings import rule
from wallboard.panels.panel_context import PanelContext
from wallboard.scene.grid import Rect


class ChannelView(msgspec.Struct, frozen=True):
    """A channel's names, its viewers, and its part of the largest channel's (0..1); None for the sum of all."""

    title: tuple[str, str]
    figure: Figure
    level: float | None


class AudienceView(msgspec.Struct, frozen=True):
    """The channels in the source's order; `total` is their sum, None where it is not shown or not known.

    `shaken` are the words for the shakes of phones, `shakes` how many there were, None likewise.
    """

    title: tuple[str, str]
    venue: tuple[str, str]
    watching: tuple[str, str]
    total: Figure | None
    shaken: tuple[str, str]
    shakes: Figure | None
    channels: tuple[ChannelView, ...]
    columns: int
    empty: tuple[str, str] | None
    age_s: int | None


def resolve(moment: Moment, options: AudienceOptions, setting: PanelContext) -> AudienceView:
    """The audience at a moment; after the stale limit nobody is said to be watching."""
    sample = moment.sample_of("audience") if moment.figure("viewers") is not None else None
    channels = sample.snapshot.audience or () if sample is not None else ()
    largest = max((c.viewers for c in channels), default=0)
    total = moment.figure("viewers")
    shaken = moment.metric("shakes")
    shakes = moment.figure("shakes") if options.shakes else None
    age_us = moment.age_of("audience")
    return AudienceView(
        title=setting.pair(options.title or say("wall.audience")),
        venue=setting.pair(moment.facts.venue),
        watching=setting.pair(say("wall.watching")),
        total=short(total, setting) if total is not None and options.total else None,
        shaken=setting.pair(title_of(shaken, moment.facts)),
        shakes=short(shakes, setting) if shakes else None,
        channels=tuple(
            ChannelView(setting.pair(c.name), short(c.viewers, setting), c.viewers / largest if largest else 0.0)
            for c in channels
        ),
        columns=options.columns,
        empty=setting.pair(say("wall.no_data")) if not channels else None,
        age_s=None if age_us is None else age_us // SECOND_US,
    )


def place(view: AudienceView, box: Rect, look: Look) -> Placed:
    """A line with the venue and the sum, then the channels side by side, in rows where there are many.

    Where their last row leaves a cell free, the sum stands there.
    """
    em = min(look.type(0.0222), box.height * 0.16)
    view = _gathered(view)
    live: list[Op] = list(_headline(view, box, em, look))
    top = box.y + em * 2.3
    if view.empty is not None:
        style = look.style(em, "steel", 600, 500)
        live += line(box.x + box.width / 2, top + em, ((" ".join(filter(None, view.empty)), style),), "m")
        return Placed((), tuple(live))
    rows = -(-len(view.channels) // view.columns)
    columns = min(view.columns, len(view.channels))
    gap = look.h(0.036)
    cell_w = (box.width - gap * (columns - 1)) / columns
    cell_h = (box.bottom - top) / rows
    ground: list[Op] = []
    for index, channel in enumerate(view.channels):
        x = box.x + (index % columns) * (cell_w + gap)
        y = top + (index // columns) * cell_h
        _channel(channel, (x, y, cell_w, cell_h * (0.92 if rows > 1 else 1.0)), em, look, (ground, live))
    return Placed(tuple(ground), tuple(live))


def _gathered(view: AudienceView) -> AudienceView:
    """The sum of all in the cell that the last row of channels leaves free, and the shakes where it leaves two."""
    for name, words, figure in (("total", view.watching, view.total), ("shakes", view.shaken, view.shakes)):
        beyond = len(view.channels) % view.columns
        if figure is not None and len(view.channels) > view.columns and beyond:
            cell = ChannelView(_headed(words), figure, None)
            view = replace(view, **{name: None, "channels": (*view.channels, cell)})
    return view


def _headed(words: tuple[str, str]) -> tuple[str, str]:
    """Words that stand as a heading among names."""
    first, second = (word[:1].upper() + word[1:] for word in words)
    return first, second


def _headline(view: AudienceView, box: Rect, em: float, look: Look) -> tuple[Op, ...]:
    """The venue, who is watching, and how often phones were shaken: side by side in the middle of the line.

    Where a cell holds the sum the venue stands at the left, as a heading, and the shakes at the right.
    """
    name = view.venue if view.venue[0] else view.title
    venue = [(name[0], look.style(em * 1.1, "cream", 700, 700)), *_doubled(name[1], em, look)]
    gathered = any(channel.level is None for channel in view.channels)
    if view.total is None and view.empty is None and not gathered:
        venue.append(("    " + MISSING, look.style(em, "steel")))
    if view.age_s is not None:
        venue.append((f"   {view.age_s} s", look.style(em, "red", 600)))
    told = [
        _told(_headed(words), figure, em, look)
        for words, figure in ((view.watching, view.total), (view.shaken, view.shakes))
        if figure is not None
    ]
    base = box.y + em * 1.2
    if not gathered:
        apart = ("      ", look.style(em, "ice", 600))
        full, short = ([p for group in groups for p in (apart, *group)][1:] for groups in _both(venue, told))
        return line(box.x + box.width / 2, base, first_fit((full, short), box.width), "m")
    ops: list[Op] = []
    room: float = box.width
    for pieces in told[:1]:
        fitting = first_fit((pieces, pieces[:3]), box.width * 0.5)
        ops += line(box.right, base, fitting, "r")
        room -= width(fitting) + em
    return (*line(box.x, base, first_fit((venue, venue[:1] + venue[2:]), room)), *ops)


def _both(venue: list[Piece], told: list[list[Piece]]) -> tuple[list[list[Piece]], list[list[Piece]]]:
    """The groups of the line with the other language's words, and without them."""
    return [venue, *told], [venue[:1] + venue[2:], *(pieces[:3] for pieces in told)]


def _told(words: tuple[str, str], figure: Figure, em: float, look: Look) -> list[Piece]:
    return [
        (words[0] + " ", look.style(em, "ice", 600, 500)),
        (figure.digits, look.style(em * 1.5, "gold", 700)),
        (figure.gap + figure.unit, look.style(em, "gold", 600, 700)),
        *_doubled(words[1], em, look),
    ]


def _doubled(text: str, em: float, look: Look) -> list[Piece]:
    """The other language's words, two spaces behind the leading one's; nothing where there are none."""
    return [("  " + text, look.style(em * 0.9, "steel", 600, 500, caps=True, fact=False))] if text else []


def _channel(
    channel: ChannelView,
    cell: tuple[float, float, float, float],
    em: float,
    look: Look,
    lists: tuple[list[Op], list[Op]],
) -> None:
    ground, live = lists
    x, y, w, h = cell
    name_em = min(em, h * 0.26)
    double = look.style(name_em * 0.82, "steel", 600, 500, caps=True, fact=False)
    title = named(
        (channel.title[0], look.style(name_em, "ice", 700, 700)),
        ("  " + channel.title[1] if channel.title[1] else "", double),
        w,
    )
    ground += line(x, y + name_em, title)
    whole = channel.level is None
    ground += rule(x, y + name_em * 1.5, w, look, "gold" if whole else "cyan")
    thick = max(2.0, look.h(0.0026))
    low = y + h - thick * 3  # where the bar lies at the lowest
    between = low - y - name_em * 1.5  # the figure touches neither the rule above it nor the bar
    big = min(h * 0.5, between / 0.92, look.type(0.0694), w * 0.34)
    base = min(y + name_em * 1.5 + (h - name_em * 1.5) * 0.5 + big * 0.26, low - big * 0.12)
    figure = (
        (channel.figure.digits, look.style(big, "gold" if whole else "ice", 700)),
        (
            " " + channel.figure.unit,
            look.style(max(big * 0.42, min(look.least, big * 0.55)), "gold" if whole else "steel", 600, 500),
        ),
    )
    live += line(x, base, first_fit((figure,), w))
    if channel.level is None:
        return
    bar_y = min(base + big * 0.3, low)
    ground.append(Fill(x, bar_y, w, thick, look.color("hairline"), 0.16))
    long = w * channel.level
    live.append(Fill(x, bar_y, long, thick, look.color("blue"), 1.0, look.color("cyan")))
    live.append(Glow(x + long, bar_y + thick / 2, big * 0.16, look.color("cyan"), 0.8))

"""audience: the gala's viewers channel by channel, each against the largest."""

from __future__ import annotations

from dataclasses import dataclass, replace

from wallboard.config.panels import AudienceOptions
from wallboard.core.instants import SECOND_US
from wallboard.core.moment import Moment
from wallboard.core.numerals import MISSING, Figure
from wallboard.core.wording import say
from wallboard.paint.lettering import first_fit, line, named
from wallboard.paint.ops import Fill, Glow, Op, Placed
from wallboard.paint.theme import Look
from wallboard.panels.amounts import short
from wallboard.panels.headings import rule
from wallboard.panels.panel_context import PanelContext
from wallboard.scene.grid import Rect


@dataclass(frozen=True, slots=True)
class ChannelView:
    """A channel's names, its viewers, and its part of the largest channel's (0..1); None for the sum of all."""

    title: tuple[str, str]
    figure: Figure
    level: float | None


@dataclass(frozen=True, slots=True)
class AudienceView:
    """The channels in the source's order; `total` is their sum, None where it is not shown or not known."""

    title: tuple[str, str]
    venue: tuple[str, str]
    watching: tuple[str, str]
    total: Figure | None
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
    age_us = moment.age_of("audience")
    return AudienceView(
        title=setting.pair(options.title or say("wall.audience")),
        venue=setting.pair(moment.facts.venue),
        watching=setting.pair(say("wall.watching")),
        total=short(total, setting) if total is not None and options.total else None,
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
    if view.total is not None and len(view.channels) > view.columns and len(view.channels) % view.columns:
        first, second = (word[:1].upper() + word[1:] for word in view.watching)  # a heading among names
        whole = ChannelView((first, second), view.total, None)
        view = replace(view, total=None, channels=(*view.channels, whole))
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


def _headline(view: AudienceView, box: Rect, em: float, look: Look) -> tuple[Op, ...]:
    name = view.venue if view.venue[0] else view.title
    gathered = bool(view.channels) and view.channels[-1].level is None
    words = [
        (name[0], look.style(em * 1.1, "cream", 700, 700)),
        ("  " + name[1] if name[1] else "", look.style(em * 0.9, "steel", 600, 500, caps=True, fact=False)),
    ]
    if view.total is not None:
        words += [
            ("    " + view.watching[0] + " ", look.style(em, "ice", 600, 500)),
            (view.total.digits, look.style(em * 1.5, "gold", 700)),
            (view.total.gap + view.total.unit, look.style(em, "gold", 600, 700)),
            ("  " + view.watching[1] if view.watching[1] else "",
             look.style(em * 0.9, "steel", 600, 500, caps=True, fact=False)),
        ]  # fmt: skip
    elif view.empty is None and not gathered:
        words.append(("    " + MISSING, look.style(em, "steel")))
    if view.age_s is not None:
        words.append((f"   {view.age_s} s", look.style(em, "red", 600)))
    fitting = first_fit((words, words[:1] + words[2:]), box.width)
    if gathered:
        return line(box.x, box.y + em * 1.2, fitting)
    return line(box.x + box.width / 2, box.y + em * 1.2, fitting, "m")


def _channel(
    channel: ChannelView,
    cell: tuple[float, float, float, float],
    em: float,
    look: Look,
    lists: tuple[list[Op], list[Op]],
) -> None:
    ground, live = lists
    x, y, w, h = cell
    name_em = min(em, h * 0.24)
    double = look.style(name_em * 0.82, "steel", 600, 500, caps=True, fact=False)
    title = named(
        (channel.title[0], look.style(name_em, "ice", 700, 700)),
        ("  " + channel.title[1] if channel.title[1] else "", double),
        w,
    )
    ground += line(x, y + name_em, title)
    whole = channel.level is None
    ground += rule(x, y + name_em * 1.5, w, look, "gold" if whole else "cyan")
    big = min(h * 0.52, look.type(0.0694), w * 0.34)
    base = y + name_em * 1.5 + (h - name_em * 1.5) * 0.5 + big * 0.26
    figure = (
        (channel.figure.digits, look.style(big, "gold" if whole else "ice", 700)),
        (" " + channel.figure.unit, look.style(big * 0.42, "gold" if whole else "steel", 600, 500)),
    )
    live += line(x, base, first_fit((figure,), w))
    if channel.level is None:
        return
    thick = max(2.0, look.h(0.0026))
    bar_y = min(base + big * 0.3, y + h - thick * 3)
    ground.append(Fill(x, bar_y, w, thick, look.color("hairline"), 0.16))
    long = w * channel.level
    live.append(Fill(x, bar_y, long, thick, look.color("blue"), 1.0, look.color("cyan")))
    live.append(Glow(x + long, bar_y + thick / 2, big * 0.16, look.color("cyan"), 0.8))

"""Where the night's curve, its axes, flags and earlier years stand."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import msgspec
import numpy as np

from wallboard.paint.curves import Trace, draw_curves
from wallboard.paint.lettering import Piece, Style, first_fit, fitted, in_lines, line, whole, width
from wallboard.paint.ops import Fill, Glow, Line, Op, Painted, Picture, Placed, Shape, Text
from wallboard.paint.theme import Look
from wallboard.panels.trend import Flag, TrendView
from wallboard.scene.grid import Rect

HIGH = 14.0
"""From this height, in ems of the heading, the caption is set larger."""
FINEST = 240
"""Points that lie further apart than this part of the axis are joined by steps: nobody knows what was between."""
WIDEST_YEARS = 0.38
"""How much of the plot's room the names of the earlier years take at most."""
WIDEST_WITHIN = 0.45
"""How much of the plot's width they take at most where they stand within it."""
_GHOST_LOOKS: tuple[tuple[str, tuple[float, ...]], ...] = (
    ("cyan", (4.0, 2.4)),
    ("steel", (1.0, 3.0)),
    ("mist", (2.0, 4.0)),
)


class Plot(msgspec.Struct, frozen=True):
    """The rectangle of the curve in pixels and the data it spans: x 0..`window` (s), y 0..`top` (fen)."""

    x: float
    y: float
    w: float
    h: float
    window: float
    top: float

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Data to pixels."""
        return self.x + x / self.window * self.w, self.y + self.h - y / self.top * self.h


def place(view: TrendView, box: Rect, look: Look) -> Placed:
    """A caption at the left, the plot at the right over its time axis."""
    em = look.type(0.0213)
    high = box.height > em * HIGH  # there is room to say the gain as large as it is worth
    longest = max((width(((word, look.heading(em)[0]),)) for word in view.title[0].split()), default=0.0)
    least_w = min(box.width * 0.3, longest * _least(em, look) + em * 0.7)  # one long word has nowhere to break
    caption_w = max(box.width * (0.19 if high else 0.14), em * (6.2 if look.shape else 5.2), least_w)
    axis_em = look.type(0.0185)
    beside = _years_width(view, axis_em, box.width - caption_w, look)
    plot = Plot(
        box.x + caption_w, box.y + em * 0.3, box.width - caption_w - beside, box.height - em * 0.3 - axis_em * 1.75,
        view.window_s, view.top,
    )  # fmt: skip
    ground = (
        *_caption(view.title, view.lead, box, em, caption_w, look),
        *_axis(view.ticks, view.window_s, view.step_s, plot, box.right, axis_em, look),
    )
    if view.empty is not None:
        words = "  ".join(filter(None, view.empty))
        style = look.style(em, "steel", 600, 500)
        return Placed(ground, line(plot.x + plot.w / 2, plot.y + plot.h / 2, ((words, style),), "m"))
    live: list[Op] = [_curves(view, plot, look)]
    head_label = _head(view, plot, box.right, em, look, live)
    taken = _year_labels(view, plot, axis_em, look, live, within=not beside)
    flags = _flags(view, plot, box.right, em, look, head_label, taken)
    return Placed(ground, (*live, *taken, *flags))


@lru_cache(maxsize=32)
def _caption(
    title: tuple[str, str],
    lead: tuple[str, str, str],
    box: Rect,
    em: float,
    room: float,
    look: Look,
) -> tuple[Op, ...]:
    leading, double = look.heading(em)
    x, y = box.x, box.y + em * 1.3
    room -= em * 0.6
    least = _least(em, look)
    ops: list[Op] = []
    for number, each in enumerate(in_lines((title[0], leading), room, least)):
        y += em * 1.15 if number else 0.0
        ops += line(x, y, (each,))
    if title[1]:
        y += em * 1.25
        told = fitted(((title[1], double),), room, min(0.7, least / 0.8))
        ops += line(x, y, told) if whole(told, title[1]) else ()  # half a translation is none
    won, short, against = lead
    if won and box.height > em * 6:
        big = look.style(em * (2.0 if box.height > em * HIGH else 1.5), "gold", 700, 700)
        y += em * (2.6 if box.height > em * HIGH else 2.15)
        ops += line(x, y, first_fit((((won, big),), ((short, big),)), room))
        ops += line(x, y + em * 1.3, first_fit((((against, look.style(em * 0.85, "steel", 600, 500)),),), room))
    return tuple(ops)


def _least(em: float, look: Look) -> float:
    """How small a title may be made before it is broken or cut."""
    return min(0.75, look.least / em)


@lru_cache(maxsize=32)
def _axis(
    ticks: tuple[tuple[float, str], ...],
    window_s: float,
    step_s: float,
    plot: Plot,
    edge: float,
    em: float,
    look: Look,
) -> tuple[Op, ...]:
    """The time axis: each time under the middle of its tick, the last one left of `edge`."""
    base = plot.y + plot.h
    ops: list[Op] = [Fill(plot.x, round(base), plot.w, look.line, look.color("hairline"), 0.5)]
    style = look.style(em, "ice", 600, 500)
    free = 0.0
    usual = "00:00:00" if window_s < 3600 else "00:00"
    label = max(width(((text, style),)) for text in (usual, *(t for _, t in ticks if len(t) > len(usual)))) + em * 1.2
    every = max(1, -int(-label // (step_s / window_s * plot.w)))  # a narrow plot names every second or third
    for tick, (at_s, text) in enumerate(ticks):
        x = plot.x + at_s / window_s * plot.w
        ops.append(Fill(round(x), round(base), look.line, em * 0.3, look.color("hairline"), 0.6))
        wide = width(((text, style),))
        left = min(x - wide / 2, edge - wide)
        if tick % every == 0 and left >= free:
            free = left + wide + em * 0.6
            ops += line(left, base + em * 1.35, ((text, style),))
    return tuple(ops)


def _curves(view: TrendView, plot: Plot, look: Look) -> Picture:
    traces = [_ghost(view, index, look) for index in range(len(view.ghosts))]
    zero = (0.0,) if view.track.from_zero else ()
    xs, ys = stepped((*zero, *view.track.xs), (*zero, *view.track.ys), view.window_s / FINEST)
    own = Trace(xs, ys, look.color("amber"), max(2.0, look.h(0.0028)), fill=look.color("orange"))
    filled = Trace(view.filled.xs, view.filled.ys, look.color("amber"), max(1.0, look.h(0.0014)), dash=(2.0, 2.0))
    size = (plot.w, plot.h)
    shown = (*reversed(traces), own, *((filled,) if view.filled.xs else ()))
    known = view.track.key, view.track.from_zero, view.filled.key
    return Picture(
        plot.x, plot.y, plot.w, plot.h,
        ("trend", known, view.window_s, view.top, tuple(y.year for y in view.ghosts), size),
        Painted(lambda painter: draw_curves(painter, size, (0, view.window_s), view.top, shown)),
        passing=True,
    )  # fmt: skip


def _ghost(view: TrendView, index: int, look: Look) -> Trace:
    """An earlier year: in steps from one published sum to the next, with a mark on each; nothing is known between."""
    color, dash = _GHOST_LOOKS[min(index, len(_GHOST_LOOKS) - 1)]
    points = view.ghosts[index].points
    xs, ys = stepped((0.0, *(at_us / 1e6 for at_us, _ in points)), (0.0, *(float(fen) for _, fen in points)), 0.0)
    xs, ys = (*xs, max(view.window_s, xs[-1])), (*ys, ys[-1])
    return Trace(
        xs, ys, look.color(color), max(1.5, look.h(0.0016)), dash,
        markers=tuple(range(2, len(xs) - 1, 2)), marker_px=look.h(0.006), opacity=0.8,
    )  # fmt: skip


def stepped(xs: tuple[float, ...], ys: tuple[float, ...], beyond: float) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """A curve that keeps each value until the next is known, where points lie further apart than `beyond` in x."""
    made: list[tuple[float, float]] = []
    for nth, point in enumerate(zip(xs, ys, strict=True)):
        if nth and point[0] - xs[nth - 1] > beyond:
            made.append((point[0], ys[nth - 1]))
        made.append(point)
    return tuple(x for x, _ in made), tuple(y for _, y in made)


def _head(
    view: TrendView, plot: Plot, right: float, em: float, look: Look, live: list[Op]
) -> tuple[float, float, float]:
    """The point where the night stands, with its amount, left of `right`; returns (left, top, bottom) of the label."""
    if view.head is None:
        return plot.x + plot.w, plot.y, plot.y
    x, y = plot.at(view.head[0], view.head[1])
    if view.track.xs:
        from_x, from_y = plot.at(view.track.xs[-1], view.track.ys[-1])
        bold = max(2.0, look.h(0.0028))
        live.append(
            Line(from_x, from_y, x, y, look.line, look.color("steel"), 0.8)
            if view.stale
            else Line(from_x, from_y, x, y, bold, look.color("amber"))
        )
    live.append(Fill(round(x), y, look.line, plot.y + plot.h - y, look.color("gold"), 0.5))
    if not view.stale:
        live.append(Glow(x, y, look.h(0.020), look.color("amber"), 0.9))
    live.append(Shape("ring", x, y, look.h(0.014), look.color("steel" if view.stale else "gold")))
    live.append(Shape("dot", x, y, look.h(0.007), look.color("cream")))
    figure, halo, wide = view.head[2], look.color("halo"), em * 0.12  # earlier years pass behind it
    pieces: list[Piece] = [
        (view.year + " " if view.year else "", look.style(em * 1.05, "gold", 600, halo=halo, halo_px=wide)),
        (figure.sign + figure.digits, look.style(em * 1.35, "cream", 700, halo=halo, halo_px=wide)),
        (figure.gap + figure.unit, look.style(em, "cream", 600, 700, halo=halo, halo_px=wide)),
    ]
    left = min(x + look.h(0.016), right - width(pieces))
    base = min(max(y + em * 0.45, plot.y + em * 1.4), plot.y + plot.h - em * 0.45)  # clear of what the axis says
    if left < x + look.h(0.009):  # no room beside the ring of the point: above it
        base = y - em * 0.9
    live += line(left, base, pieces)
    return left, base - em * 1.1, base + em * 0.3


def _year_pieces(view: TrendView, index: int, em: float, look: Look) -> tuple[Piece, ...]:
    """An earlier year and the sum that it is known to have passed."""
    color, halo = "last_year" if index == 0 else "steel", look.color("halo")
    return (
        (f"{view.ghosts[index].year} ", look.style(em, color, 600, halo=halo, halo_px=em * 0.1)),
        (view.reached[index], look.style(em * 1.1, color, 700, halo=halo, halo_px=em * 0.1)),
    )


def _years_width(view: TrendView, em: float, room: float, look: Look) -> float:
    """The width of what stands right of the plot: the earlier years; 0 where the plot would be too narrow beside it."""
    told = [width(_year_pieces(view, index, em, look)) for index, sum_ in enumerate(view.reached) if sum_]
    wide = max(told, default=0.0) + em * 0.5
    return wide if told and wide < room * WIDEST_YEARS else 0.0


def _year_labels(
    view: TrendView, plot: Plot, em: float, look: Look, live: list[Op], *, within: bool
) -> tuple[Text, ...]:
    """Year and sum right of the end of each earlier curve, kept apart from each other and from the head's label.

    They stand above one another as their curves do. On a plot that is too narrow for that they stand `within` it, each
    beneath the end of its curve.
    """
    told = [index for index, reached in enumerate(view.reached) if reached]
    most = max((width(_year_pieces(view, index, em, look)) for index in told), default=0.0)
    left = plot.x + plot.w + (-most - em * 0.4 if within else em * 0.5)
    if within and most > plot.w * WIDEST_WITHIN:
        return ()
    texts = [op for op in live if isinstance(op, Text) and op.x + op.width > (left if within else plot.x + plot.w)]
    free = [(op.y - op.face.size, op.y + em * 0.2) for op in texts]
    ends = {index: plot.at(view.window_s, _end(view, index))[1] for index in told}
    bases: list[float] = []
    for index in told:
        wish = ends[index] + em * (1.1 if within else 0.36)
        base = _nearest(wish, free, em, (plot.y + em, plot.y + plot.h - em * 0.25))
        free.append((base - em, base + em * 0.2))
        bases.append(base)
    ops: list[Text] = []
    for base, index in zip(sorted(bases), sorted(told, key=ends.__getitem__), strict=True):
        pieces = _year_pieces(view, index, em, look)
        ops += line(left + most if within else left, base, pieces, "r" if within else "l")
    return tuple(ops)


def _nearest(wish: float, taken: list[tuple[float, float]], em: float, bounds: tuple[float, float]) -> float:
    """The baseline nearest to `wish`, between two bounds, on which a text lies on none of the spans (top, bottom)."""
    first, last = bounds
    tries = sorted(
        (first + step * em * 0.2 for step in range(int((last - first) / (em * 0.2)) + 1)), key=lambda b: abs(b - wish)
    )
    clear = (b for b in tries if not any(b - em < low and b + em * 0.2 > high for high, low in taken))
    wished = min(max(wish, first), last)
    if not any(wished - em < low and wished + em * 0.2 > high for high, low in taken):
        return wished
    return next(clear, wished)


def _end(view: TrendView, index: int) -> float:
    """The sum, in minor units, at which an earlier year's curve meets the plot's right edge."""
    points = view.ghosts[index].points
    return float(max((fen for at_us, fen in points if at_us / 1e6 <= view.window_s), default=0))


def _flags(
    view: TrendView, plot: Plot, edge: float, em: float, look: Look, head: tuple[float, float, float],
    years: Sequence[Text],
) -> tuple[Op, ...]:  # fmt: skip
    """Flags on poles left of `edge`, the latest first; one that finds no room keeps its mark on the curve alone."""
    ops: list[Op] = []
    words: list[Op] = []
    step = em * 0.3
    steps = max(1, int(plot.h / step))
    taken: list[tuple[float, float, float, float]] = [(head[0], plot.x + plot.w * 2, head[1], head[2])]
    taken += [(text.x, text.x + text.width, text.y - text.face.size, text.y + em * 0.2) for text in years]
    for flag in sorted(view.flags, key=lambda f: -f.y):
        if not 0 <= flag.x <= view.window_s:
            continue
        x, y = plot.at(flag.x, flag.y)
        ops.append(Shape("dot", x, y, look.h(0.006), look.color("cream")))
        pieces = _flag_pieces(flag, em, look)
        left = x + em * 0.85
        right = left + width(pieces) + em * 0.5
        if right > edge:
            continue
        _, curve_y = plot.at(0, _height_at(view, min(1.0, (right - plot.x) / plot.w) * view.window_s))
        for up in range(steps):
            base = min(y, curve_y) - em * 0.75 - up * step
            if base - em < plot.y:
                break
            spot = (x - em * 0.3, right, base - em * 0.95, base + em * 0.3)
            poles = (x - 2, x + 2, base, y)
            if any(_overlap(spot, other) for other in taken) or any(_overlap(poles, other) for other in taken[1:]):
                continue
            taken.append(spot)
            ops.append(Fill(round(x), base - em * 0.8, look.line, y - base + em * 0.8, look.color("gold"), 0.75))
            ops.append(Shape("flag", x + em * 0.26, base - em * 0.55, em * 0.5, look.color("gold")))
            words += line(left, base, pieces)
            break
    return (*ops, *words)


def _flag_pieces(flag: Flag, em: float, look: Look) -> tuple[Piece, ...]:
    halo, wide = look.color("halo"), em * 0.16  # the pole of a later flag may pass behind it
    amount: Style = look.style(em * 1.02, "gold", 700, 700, halo=halo, halo_px=wide)
    at = flag.at.removeprefix("00:").removeprefix("0") if look.wide else flag.at
    by = ((f"{flag.by} ", look.style(em * 0.74, "ice", 500, halo=halo, halo_px=wide)),) if flag.by else ()
    return (
        (f"{flag.amount} ", amount),
        *by,
        (at, look.style(em * 0.92, "ice", 600, halo=halo, halo_px=wide)),
    )


def _height_at(view: TrendView, x: float) -> float:
    """The curve's height in fen at an elapsed second, the head's beyond it."""
    if not view.track.xs:
        return 0.0
    last = view.head[1] if view.head is not None and x >= view.track.xs[-1] else None
    ys = np.nan_to_num(np.array(view.track.ys))
    return last if last is not None else float(np.interp(x, view.track.xs, ys))


def _overlap(a: tuple[float, float, float, float], b: tuple[float, float, float, float]) -> bool:
    """Whether two rectangles (left, right, top, bottom) share a point."""
    return a[0] < b[1] and b[0] < a[1] and a[2] < b[3] and b[2] < a[3]

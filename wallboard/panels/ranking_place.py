"""ranking: where rank, name, bar, amount, rise and fall of each row stand, and how large they are set."""

from __future__ import annotations

import math
import re
from functools import lru_cache

from msgspec.structs import replace

from wallboard.paint.lettering import ELLIPSIS, Piece, fitted, in_two, ink_of, line, named, whole, width
from wallboard.paint.ops import Fill, Glow, Op, Placed, Shape, Text
from wallboard.paint.theme import Look
from wallboard.panels.headings import section
from wallboard.panels.ranking import RankingLine, RankingView
from wallboard.scene.grid import Rect

NAME, DOUBLE, AMOUNT = 0.83, 0.66, 0.86
"""The ems of a row's name, its double and its amount, in ems of the row."""
ACROSS = 12.0
"""How many of its ems a row is wide at least."""
LOOSEST = 1.7
"""How far apart rows stand at most, in their ems."""
MOST_COLUMNS = 4
"""In how many columns the rows of a list stand at most on a ribbon."""
GIVING_WAY = ((1.0, False), (0.72, False), (1.0, True), (0.72, True), (0.5, False), (0.5, True))
"""How a name gives way before it is cut: how small it is set, against what the back row can read, and whether a line
may end within a word."""
PAGES_BESIDE = 21.0
"""From this width, in ems of its heading, a ranking tells its page beside the heading and not beneath the rows."""
_DIGIT = re.compile(r"\d")


def fit(view: RankingView, box: Rect, look: Look) -> tuple[float, float, float]:
    """How large a list is set by itself: the em of its rows, and the scales of the names and of their doubles."""
    _, top, foot, _, _ = _framed(view, box, look)
    view, size = _columned(view, box.width, box.bottom - foot - top, look)
    column_w = (box.width - _gap(view, look) * (view.columns - 1)) / view.columns
    return size, *_scales(_measured(view, size, look), column_w - size * _name_at(view), size, look)


def place(view: RankingView, box: Rect, look: Look, common: tuple[float, ...] = ()) -> Placed:
    """Heading, rows in one or more columns, and the dots of the pages at the foot.

    `common` are the sizes of all lists of its row of the layout: none is set larger than its neighbours.
    """
    em = look.type(0.0213)
    ground, top, foot, pages, age = _framed(view, box, look)
    size, *scales = fit(view, box, look)
    if common:
        size, scales = common[0], [min(common[1], scales[0]), min(common[2], scales[1])]
    view, _ = _columned(view, box.width, box.bottom - foot - top, look)
    each = -(-view.rows // view.columns)
    gap = _gap(view, look)
    column_w = (box.width - gap * (view.columns - 1)) / view.columns
    pitch = min((box.bottom - foot - top) / each, size * LOOSEST)
    live: list[Op] = []
    if view.empty is not None:
        style = look.style(em, "steel", 600, 500)
        words = view.empty[0] + ("  " + view.empty[1] if view.empty[1] else "")
        live += line(box.x, top + pitch, fitted(((words, style),), box.width, 0.6))
    # rows that rise are painted last: they pass in front of those they overtake
    for item in sorted(view.lines, key=lambda entry: (entry.warmth, -entry.rank)):
        column = min(int((item.place + 0.5) // each), view.columns - 1)
        x = box.x + column * (column_w + gap)
        y = top + (item.place - column * each) * pitch
        past = max(0.0, item.place - (view.rows - 1))
        shown = max(0.0, item.shown * (1 - past) * (1 - view.gone))
        live += _row_ops(item, (x, y, column_w, pitch), (size, scales[0], scales[1]), view, look, shown)
    for item in view.lines:  # the number belongs to the place in the list: it does not travel with a row
        slot = item.rank - view.first
        if 0 <= slot < view.rows:
            column = slot // each
            at = (box.x + column * (column_w + gap), top + (slot - column * each) * pitch, pitch)
            live += _rank(item.rank, at, size, look, item.shown * (1 - view.gone))
    live += line(box.right - (box.right - pages[0].x + em * 0.6 if pages else 0.0), box.y + em * 0.95, age, "r")
    if view.dots is not None:
        live += pages or _dots(view, box, em, look)
    return Placed(ground, tuple(live))


def _framed(
    view: RankingView, box: Rect, look: Look
) -> tuple[tuple[Op, ...], float, float, tuple[Fill | Text, ...], tuple[Piece, ...]]:
    """Around the rows: the heading, where it ends, what the foot takes, the page beside the heading, and the age."""
    em = look.type(0.0213)
    age = () if view.age_s is None else ((f"{view.age_s} s", look.style(em, "red", 600)),)
    pages = () if view.dots is None or box.width < em * PAGES_BESIDE else _pages(view, box, em, look)
    beside_title = width(age) + em * 0.6 if age else 0.0
    if pages:
        beside_title += box.right - pages[0].x + em * 0.6
    ground, top = section(view.title, box, em, look, beside_title)
    return ground, top, em * 1.9 if view.dots is not None and not pages else 0.0, pages, age


def _gap(view: RankingView, look: Look) -> float:
    """Between the columns of a list, in pixels."""
    return look.type(0.024) if view.columns > 1 else 0.0


def _columned(view: RankingView, room: float, high: float, look: Look) -> tuple[RankingView, float]:
    """The list in the columns it has, on a ribbon in those in which it is largest; and the em of its rows.

    That is as large as the height allows, but never so large that the names lose their doubles for want of width.
    """

    def size(columns: int) -> float:
        gap = look.type(0.024) if columns > 1 else 0.0
        wide = (room - gap * (columns - 1)) / columns
        return min(high / -(-view.rows // columns), look.h(0.078) * math.sqrt(look.enlarged), wide / ACROSS)

    columns = view.columns
    if look.shape == "ribbon":
        columns = max(range(view.columns, max(view.columns, MOST_COLUMNS) + 1), key=lambda n: (round(size(n)), -n))
    return replace(view, columns=columns), size(columns)


def _name_at(view: RankingView) -> float:
    """Where the names begin, in ems of the rows: behind the rank and, where it is told, the rise or fall."""
    return 1.76 if view.changes else 1.05


def _measured(view: RankingView, size: float, look: Look) -> tuple[tuple[str, str, str], ...]:
    """The names and amounts of the rows, with a 0 for each digit: what their widths follow from."""
    return tuple(
        (item.first, item.second, item.amount.sign + _DIGIT.sub("0", item.amount.digits) + " " + item.amount.unit)
        for item in view.lines
    )


@lru_cache(maxsize=64)
def _scales(rows: tuple[tuple[str, str, str], ...], room: float, size: float, look: Look) -> tuple[float, float]:
    """How large the names of a list and their doubles are set, so that all rows show both alike.

    A name too long for its row is left out of this: it is made smaller or cut, and its neighbours keep their size. (1,
    0) where too few could keep their doubles: then none has one.
    """
    first, second = look.style(size * NAME, "ice", 600, 700), look.style(size * DOUBLE, "steel", 500, 500)
    digits = look.style(size * AMOUNT, "ice", 700)
    spare = [
        (room - width(((amount, digits),)) - size * 0.35, width(((name, first),)), width((("  " + double, second),)))
        for name, double, amount in rows
        if double
    ]
    told = [entry for entry in spare if entry[1] <= entry[0]]
    for name, double in ((1.0, 1.0), (1.0, 0.86), (1.0, 0.76), (0.92, 0.86), (0.9, 0.66), (0.88, 0.78), (0.82, 0.72)):
        if all(wide * name + beside_it * double <= most for most, wide, beside_it in told):
            return name, double
    return 1.0, 0.0


def _rank(rank: int, at: tuple[float, float, float], size: float, look: Look, shown: float) -> tuple[Op, ...]:
    """The number of a place; `at` is the place's left and top, and how high it is."""
    x, y, high = at
    x += (1 - shown) * look.h(0.011)
    style = look.style(size * 0.82, "gold" if rank <= 3 else "last_year", 700, opacity=max(0.0, shown))
    return tuple(line(x, _base(y, high, size), ((str(rank), style),)))


def _base(y: float, high: float, size: float) -> float:
    """The baseline of a row from its top, its height and its em."""
    return y + high - size * 0.28 - (high - size) * 0.25


def _row_ops(
    item: RankingLine,
    cell: tuple[float, float, float, float],
    sizes: tuple[float, float, float],
    view: RankingView,
    look: Look,
    shown: float,
) -> tuple[Op, ...]:
    """One row in its cell; `sizes` are the em of the row, and the scales of the names and of their doubles."""
    x, y, w, high = cell
    x += (1 - item.shown) * look.h(0.011)
    pitch, name_scale, double_scale = sizes
    thick = max(1.0, look.h(0.0021))  # thin enough that what hangs below the line keeps clear of it
    base = _base(y, high, pitch)
    top3 = item.rank <= 3
    ops: list[Op] = []
    on_its_way = abs(item.place - round(item.place))
    if item.warmth > 0 and on_its_way:  # it passes in front: what it passes must not be read through it
        ops.append(Fill(x, y, w, high, look.color("ground"), min(1.0, on_its_way * 8) * 0.94 * shown))
    if item.lead > 0:  # a new first of the list is worth more than a row that rose
        ops.append(
            Fill(
                x,
                y + high * 0.06,
                w,
                high * 0.88,
                look.color("gold"),
                0.34 * item.lead * shown,
                look.color("gold"),
                0.04 * item.lead * shown,
            )
        )
    if item.warmth > 0:
        ops.append(
            Fill(
                x,
                y + high * 0.06,
                w,
                high * 0.88,
                look.color("orange"),
                0.22 * item.warmth * shown,
                look.color("orange"),
                0.0,
            )
        )
    name_x = x + pitch * _name_at(view)
    if view.changes:
        ops += _change(item, x + pitch * 1.06, base, pitch, look, shown)
    digits = look.style(pitch * AMOUNT, "gold" if top3 else "ice", 700, opacity=shown)
    # without its unit an amount says nothing: it is never set smaller than the back row can read
    unit = look.style(max(pitch * 0.50, min(look.least, pitch * 0.8)), "steel", 500, 500, opacity=shown)
    amount = ((item.amount.sign + item.amount.digits, digits), (item.amount.unit and " " + item.amount.unit, unit))
    ops += line(x + w, base, amount, "r")
    marked = pitch * 0.5 if item.corrected else 0.0
    if item.corrected:  # its sum was set anew: the sign of CORRECTED, before it
        at = (x + w - width(amount) - marked * 0.6, base - pitch * 0.26)
        ops.append(Shape("check", *at, pitch * 0.36, look.color("amber"), shown))
    double = look.style(pitch * DOUBLE * (double_scale or 1.0), "steel", 500, 500, opacity=shown, fact=False)
    first = (item.first, look.style(pitch * NAME * name_scale, "ice", 600, 700, opacity=shown))
    beside = ("  " + item.second if item.second and double_scale else "", double)
    room = x + w - name_x - width(amount) - marked - pitch * 0.35
    name = named(first, beside, room)
    ops += line(name_x, base, name) if whole(name, item.first) else _long(first, (name_x, y, base, high), room, look)
    if view.bars:
        bar_y = y + high - thick - 1
        full = x + w - name_x
        ops.append(Fill(name_x, bar_y, full, thick, look.color("hairline"), 0.13 * shown))
        long = full * min(1.0, item.bar)
        ops.append(Fill(name_x, bar_y, long, thick, look.color("ember"), 0.9 * shown, look.color("amber"), shown))
        if top3 and long > 0:
            ops.append(Glow(name_x + long, bar_y + thick / 2, pitch * 0.2, look.color("gold"), 0.8 * shown))
    return tuple(ops)


def _long(name: Piece, at: tuple[float, float, float, float], room: float, look: Look) -> tuple[Text, ...]:
    """A name too long for its row: in one line or two, whichever is larger and whole, and cut last of all.

    `at` are its left, the row's top, the baseline of one line, and how high the row is.
    """
    x, _, base, _ = at
    text, style = name
    for smaller, in_words in GIVING_WAY:
        least = min(0.75, look.least * smaller / style.size)
        one = fitted((name,), room, least)
        em = one[0][1].size if whole(one, text) else 0.0
        two = _two_lines(name, at, room, least, in_words=in_words, look=look)
        if em and em >= (two[0].face.size if two else 0):
            return line(x, base, one)
        if two and not two[-1].text.endswith(ELLIPSIS):
            return two
    return _two_lines(name, at, room, min(0.75, look.least / style.size), look=look) or line(
        x, base, fitted((name,), room)
    )


def _two_lines(
    name: Piece, at: tuple[float, float, float, float], room: float, least: float, look: Look, *, in_words: bool = False
) -> tuple[Text, ...]:
    """A name in two lines of its row, cut at its end where it must be; nothing where they would be too small."""
    x, y, _, high = at
    style = name[1]
    half = min(0.75, high * 0.46 / style.size)
    lines = in_two((name[0], style.scaled(half)), room, min(1.0, least / half), in_words=in_words)
    if len(lines) < 2:
        return ()
    em = lines[0][1].size
    above, below = (ink_of((each,)) for each in lines)
    apart = max(em, above[1] + below[0] + 1)
    free = high - max(1.0, look.h(0.0021)) - 2  # less the bar
    if (tall := above[0] + apart + below[1]) > free:  # marks above and below the letters, as Hindi has them
        em, apart = em * free / tall, apart * free / tall
        above, below = ((up * free / tall, down * free / tall) for up, down in (above, below))
    if em < style.size * least * 0.95:
        return ()
    first = min(max(high * 0.53 - em * 0.26, above[0] + 1), 1 + free - apart - below[1])
    return tuple(
        each
        for number, (text, own) in enumerate(lines)
        for each in line(x, y + first + number * apart, ((text, own.scaled(em / own.size)),))
    )


def _change(item: RankingLine, x: float, base: float, pitch: float, look: Look, shown: float) -> tuple[Op, ...]:
    """Up and down differ in shape and colour; who is new has a dot, who stands where it stood has nothing."""
    middle = base - pitch * 0.26
    size = pitch * 0.28
    if item.risen is None:
        return (Shape("dot", x, middle, size * 0.7, look.color("gold"), shown),)
    if item.risen == 0:
        return ()
    color = look.color("amber" if item.risen > 0 else "down")
    style = look.style(pitch * 0.52, "amber" if item.risen > 0 else "down", 600, opacity=shown, fact=False)
    places = line(x + size * 0.8, base - pitch * 0.04, ((str(min(99, abs(item.risen))), style),))
    return (Shape("up" if item.risen > 0 else "down", x, middle, size, color, shown), *places)


def _pages(view: RankingView, box: Rect, em: float, look: Look) -> tuple[Fill | Text, ...]:
    """Which page is up, at the end of the heading's line: a pill that fills as its time passes, and the number."""
    assert view.dots is not None
    index, count, dwelt = view.dots
    number = line(
        box.right, box.y + em * 0.95, ((f"{index + 1}/{count}", look.style(em * 0.9, "steel", 600, fact=False)),), "r"
    )
    size, long = em * 0.34, em * 1.7
    x, y = (
        box.right - width(((f"{count}/{count}", look.style(em * 0.9, "steel", 600)),)) - em * 0.5 - long,
        box.y + em * 0.64,
    )
    return (
        Fill(x, y - size / 2, long, size, look.color("gold"), 0.35, radius=size / 2),
        Fill(x, y - size / 2, max(size, long * dwelt), size, look.color("gold"), radius=size / 2),
        *number,
    )


def _dots(view: RankingView, box: Rect, em: float, look: Look) -> tuple[Op, ...]:
    """A dot a page; the one that is up is a pill that fills as its time passes, with the names beside as they fit."""
    assert view.dots is not None
    index, count, dwelt = view.dots
    size = em * 0.34
    y = box.bottom - em * 0.5
    x = float(box.x)
    ops: list[Op] = []
    for dot in range(count):
        if dot == index:
            long = size * 3
            ops.append(Fill(x, y - size / 2, long, size, look.color("gold"), 0.35, radius=size / 2))
            ops.append(Fill(x, y - size / 2, max(size, long * dwelt), size, look.color("gold"), radius=size / 2))
            x += long + size * 0.9
        else:
            ops.append(Fill(x, y - size / 2, size, size, look.color("mist"), 0.8, radius=size / 2))
            x += size * 1.9
    x += em * 0.5
    order = [*range(index, len(view.names)), *range(index)]
    for turn in order:
        style = look.style(
            em * 0.92, "gold" if turn == index else "steel", 600, 700 if turn == index else 500, fact=turn == index
        )
        text = view.names[turn] + "  "
        if x + width(((text, style),)) > box.right:
            break
        ops += line(x, y + em * 0.32, ((text, style),))
        x += width(((text, style),))
    return tuple(ops)

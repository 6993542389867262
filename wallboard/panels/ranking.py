"""ranking: rank, name, bar, amount, rise and fall; rows glide when they change places, pages turn."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from wallboard.config.panels import Ranking
from wallboard.core.instants import SECOND_US
from wallboard.core.moment import Moment
from wallboard.core.motion import cubic_out, progress
from wallboard.core.numerals import Figure
from wallboard.core.pages import LEAVE_US, TURN_US, page_at
from wallboard.core.ranking import SETTLED_US, rows, settled_us
from wallboard.core.snapshot import Name
from wallboard.paint.lettering import fitted, line, named, width
from wallboard.paint.ops import Fill, Glow, Op, Placed, Shape, Text
from wallboard.paint.theme import Look
from wallboard.panels.amounts import beside, money_like
from wallboard.panels.entries import FIELD_OF, Keyed, category_pages, entries
from wallboard.panels.headings import section
from wallboard.panels.setting import Setting
from wallboard.panels.words import say
from wallboard.scene.grid import Rect

STAGGER_US = 25_000
DWELT_STEPS = 64
"""In which the pill of a page fills: it is hardly as many pixels long."""
NAME, DOUBLE, AMOUNT = 0.83, 0.66, 0.86
"""The ems of a row's name, its double and its amount, in ems of the row."""
ACROSS = 12.0
"""How many of its ems a row is wide at least."""
LOOSEST = 1.4
"""How far apart rows stand at most, in their ems."""
PAGES_BESIDE = 21.0
"""From this width, in ems of its heading, a ranking tells its page beside the heading and not beneath the rows."""
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Line:
    """One row in words: where it stands (`place`, in rows), its bar (0..1), its names and its amount.

    `risen`: places gained (negative: lost), None for one that is new. `shown` (0..1) fades it in after a page turn.
    """

    id: str
    rank: int
    risen: int | None
    place: float
    bar: float
    warmth: float
    lead: float
    first: str
    second: str
    amount: Figure
    shown: float


@dataclass(frozen=True, slots=True)
class View:
    """A page of a ranking; `dots` is (index, count, dwelt) of the pages, `names` what they are called.

    `gone` (0..1): how far its rows have left already, since the next page is due.
    """

    title: tuple[str, str]
    lines: tuple[Line, ...]
    rows: int
    columns: int
    bars: bool
    changes: bool
    dots: tuple[int, int, float] | None
    names: tuple[str, ...]
    empty: tuple[str, str] | None
    age_s: int | None
    gone: float = 0.0


def resolve(moment: Moment, options: Ranking, setting: Setting) -> View:
    """The page that is up at a moment."""
    of, title = options.of, say(options.of) if options.category is None else say("products")
    names: tuple[str, ...] = ()
    pages, skip = options.pages, 0
    sample = moment.sample_of(FIELD_OF.get(of, "categories"))
    category = options.category
    if of == "products" or category:
        found = category_pages(sample)
        if of == "products":
            pages = len(found)
            names = tuple(name.first(setting.language) for _, name in found)
    page = page_at(moment.playhead_us, setting.page_dwell_us, pages, setting.turning)
    if of == "products" and names:
        category, name = found[page.index]
        title = _product_title(name)
    elif category:
        title = _product_title(dict(found).get(category, Name(en=category)))
    elif pages > 1:
        skip = page.index * options.rows
    samples = [s for s in moment.samples() if sample is None or s.commit_us < sample.commit_us]
    chain = tuple(Keyed(s) for s in (*samples, *(() if sample is None else (sample,))))
    turn_us = (min(moment.playhead_us, page.since_us + TURN_US + options.rows * STAGGER_US), page.since_us)
    lines = _lines(
        (of, category, moment.facts.usd_rate),
        chain,
        None if moment.stand.earlier is None else Keyed(moment.stand.earlier),
        _moving_us((of, category), chain, skip + options.rows, moment.playhead_us, setting),
        turn_us if pages > 1 else None,
        (skip, options.rows),
        setting,
    )
    own_age_us = moment.age_of(FIELD_OF.get(of, "categories"))
    return View(
        title=setting.pair(options.title) if options.title else setting.pair(title),
        lines=lines,
        rows=options.rows,
        columns=options.columns,
        bars=options.bars,
        changes=options.changes,
        dots=(page.index, page.count, int(page.dwelt * DWELT_STEPS) / DWELT_STEPS) if pages > 1 else None,
        names=names,
        empty=setting.pair(say("no_data")) if not lines else None,
        age_s=None if own_age_us is None else own_age_us // SECOND_US,
        gone=0.0 if setting.still else _gone(page.until_us, moment.playhead_us),
    )


def _gone(until_us: int | None, playhead_us: int) -> float:
    """How far (0..1) the rows have left a page that is up until an instant."""
    if until_us is None:
        return 0.0
    return round(progress(playhead_us, until_us - LEAVE_US, LEAVE_US) ** 2, 3)


def _moving_us(
    what: tuple[str, str | None], chain: tuple[Keyed, ...], limit: int, playhead_us: int, setting: Setting
) -> int:
    """The instant to draw rows at: the playhead's while any of them moves, else one at which all stand.

    In a still they always stand: caught changing places, the list would not be in the order of its ranks.
    """
    if not chain:
        return 0
    moving = not setting.still and playhead_us < _settled_us(what, chain, limit)
    return playhead_us if moving else chain[-1].sample.commit_us + SETTLED_US


@lru_cache(maxsize=64)
def _settled_us(what: tuple[str, str | None], chain: tuple[Keyed, ...], limit: int) -> int:
    of, category = what
    return settled_us([(k.sample.commit_us, entries(of, k.sample, category)) for k in chain], limit)


def _product_title(name: Name) -> Name:
    best = say("products")
    zh = (name.zh or name.en or "") + (best.zh or "")
    return Name(zh=zh, en=f"{best.en} · {name.en or name.zh}")


@lru_cache(maxsize=128)
def _lines(
    what: tuple[str, str | None, str],
    chain: tuple[Keyed, ...],
    earlier: Keyed | None,
    t_us: int,
    turn_us: tuple[int, int] | None,
    page: tuple[int, int],
    setting: Setting,
) -> tuple[Line, ...]:
    """The rows of a page at `t_us`; asked again and again while nothing moves, so the last answers are kept.

    `what`: (ranking, category, rate of exchange); `turn_us`: (now, since when the page is up); `page`: (skipped, rows).
    """
    of, category, usd_rate = what
    skip, limit = page
    history = tuple((k.sample.commit_us, entries(of, k.sample, category)) for k in chain)
    reference = entries(of, earlier.sample, category) if earlier is not None else ()
    if not reference or reference[0].gmv_fen == 0:
        reference = ()  # among sums of nothing there was no order to rise from
    standing = rows(history, reference, t_us, skip + limit)
    found = []
    for row in standing:
        if row.place <= skip - 1:
            continue
        first = row.entry.name.first(setting.language)
        shown = 1.0
        if turn_us is not None and not setting.still:
            begin_us = turn_us[1] + (row.rank - 1 - skip) * STAGGER_US
            shown = round(cubic_out(progress(turn_us[0], begin_us, TURN_US)), 3)
        found.append(
            Line(
                row.entry.id,
                row.rank,
                row.risen if reference else 0,
                round(row.place - skip, 4),
                round(row.bar, 4),
                round(row.warmth, 3),
                round(row.lead, 3),
                first,
                beside(first, row.entry.name.second(setting.language)) if setting.both else "",
                money_like(row.entry.gmv_fen, standing[0].entry.gmv_fen, Decimal(usd_rate), setting),
                shown,
            )
        )
    return tuple(found)


def place(view: View, box: Rect, look: Look) -> Placed:
    """Heading, rows in one or more columns, and the dots of the pages at the foot."""
    em = look.type(0.0213)
    age = () if view.age_s is None else ((f"{view.age_s} s", look.style(em, "red", 600)),)
    pages = () if view.dots is None or box.width < em * PAGES_BESIDE else _pages(view, box, em, look)
    beside_title = width(age) + em * 0.6 if age else 0.0
    if pages:
        beside_title += box.right - pages[0].x + em * 0.6
    ground, top = section(view.title, box, em, look, beside_title)
    foot = em * 1.9 if view.dots is not None and not pages else 0.0
    each = -(-view.rows // view.columns)
    gap = look.h(0.03) if view.columns > 1 else 0.0
    column_w = (box.width - gap * (view.columns - 1)) / view.columns
    # as large as the height allows, but never so large that the names lose their doubles for want of width
    size = min((box.bottom - foot - top) / each, look.h(0.078), column_w / ACROSS)
    pitch = min((box.bottom - foot - top) / each, size * LOOSEST)
    scales = _scales(_measured(view, size, look), column_w - size * _name_at(view), size, look)
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
        live += _row_ops(item, (x, y, column_w, pitch), (size, *scales), view, look, shown)
    live += line(box.right - (box.right - pages[0].x + em * 0.6 if pages else 0.0), box.y + em * 0.95, age, "r")
    if view.dots is not None:
        live += pages or _dots(view, box, em, look)
    return Placed(ground, tuple(live))


def _name_at(view: View) -> float:
    """Where the names begin, in ems of the rows: behind the rank and, where it is told, the rise or fall."""
    return 1.76 if view.changes else 1.05


def _measured(view: View, size: float, look: Look) -> tuple[tuple[str, str, str], ...]:
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


def _row_ops(
    item: Line, cell: tuple[float, float, float, float], sizes: tuple[float, float, float], view: View, look: Look,
    shown: float,
) -> tuple[Op, ...]:  # fmt: skip
    """One row in its cell; `sizes` are the em of the row, and the scales of the names and of their doubles."""
    x, y, w, high = cell
    x += (1 - item.shown) * look.h(0.011)
    pitch, name_scale, double_scale = sizes
    thick = max(1.0, look.h(0.0021))  # thin enough that what hangs below the line keeps clear of it
    base = y + high - pitch * 0.28 - (high - pitch) * 0.25
    top3 = item.rank <= 3
    ops: list[Op] = []
    on_its_way = abs(item.place - round(item.place))
    if item.warmth > 0 and on_its_way:  # it passes in front: what it passes must not be read through it
        ops.append(Fill(x, y, w, high, look.color("ground"), min(1.0, on_its_way * 8) * 0.94 * shown))
    if item.lead > 0:  # a new first of the list is worth more than a row that rose
        ops.append(Fill(x, y + high * 0.06, w, high * 0.88, look.color("gold"), 0.34 * item.lead * shown,
                        look.color("gold"), 0.04 * item.lead * shown))  # fmt: skip
    if item.warmth > 0:
        ops.append(Fill(x, y + high * 0.06, w, high * 0.88, look.color("orange"), 0.22 * item.warmth * shown,
                        look.color("orange"), 0.0))  # fmt: skip
    rank = look.style(pitch * 0.82, "gold" if top3 else "last_year", 700, opacity=shown)
    ops += line(x + pitch * 0.76, base, ((str(item.rank), rank),), "r")
    name_x = x + pitch * _name_at(view)
    if view.changes:
        ops += _change(item, x + pitch * 1.06, base, pitch, look, shown)
    digits = look.style(pitch * AMOUNT, "gold" if top3 else "ice", 700, opacity=shown)
    # without its unit an amount says nothing: it is never set smaller than the back row can read
    unit = look.style(max(pitch * 0.50, min(look.least, pitch * 0.8)), "steel", 500, 500, opacity=shown)
    amount = ((item.amount.sign + item.amount.digits, digits), (item.amount.unit and " " + item.amount.unit, unit))
    ops += line(x + w, base, amount, "r")
    double = look.style(pitch * DOUBLE * (double_scale or 1.0), "steel", 500, 500, opacity=shown, fact=False)
    name = named(
        (item.first, look.style(pitch * NAME * name_scale, "ice", 600, 700, opacity=shown)),
        ("  " + item.second if item.second and double_scale else "", double),
        x + w - name_x - width(amount) - pitch * 0.35,
    )
    ops += line(name_x, base, name)
    if view.bars:
        bar_y = y + high - thick - 1
        full = x + w - name_x
        ops.append(Fill(name_x, bar_y, full, thick, look.color("hairline"), 0.13 * shown))
        long = full * min(1.0, item.bar)
        ops.append(Fill(name_x, bar_y, long, thick, look.color("ember"), 0.9 * shown, look.color("amber"), shown))
        if top3 and long > 0:
            ops.append(Glow(name_x + long, bar_y + thick / 2, pitch * 0.2, look.color("gold"), 0.8 * shown))
    return tuple(ops)


def _change(item: Line, x: float, base: float, pitch: float, look: Look, shown: float) -> tuple[Op, ...]:
    """Up and down differ in shape and colour; who stands where it stood has a dash, who is new a dot."""
    middle = base - pitch * 0.26
    size = pitch * 0.28
    if item.risen is None:
        return (Shape("dot", x, middle, size * 0.7, look.color("gold"), shown),)
    if item.risen == 0:
        return (Shape("dash", x, middle, size, look.color("steel"), 0.7 * shown),)
    color = look.color("amber" if item.risen > 0 else "down")
    style = look.style(pitch * 0.52, "amber" if item.risen > 0 else "down", 600, opacity=shown, fact=False)
    places = line(x + size * 0.8, base - pitch * 0.04, ((str(min(99, abs(item.risen))), style),))
    return (Shape("up" if item.risen > 0 else "down", x, middle, size, color, shown), *places)


def _pages(view: View, box: Rect, em: float, look: Look) -> tuple[Fill | Text, ...]:
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


def _dots(view: View, box: Rect, em: float, look: Look) -> tuple[Op, ...]:
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
        style = look.style(em * 0.92, "gold" if turn == index else "steel", 600, 700 if turn == index else 500,
                           fact=turn == index)  # fmt: skip
        text = view.names[turn] + "  "
        if x + width(((text, style),)) > box.right:
            break
        ops += line(x, y + em * 0.32, ((text, style),))
        x += width(((text, style),))
    return tuple(ops)

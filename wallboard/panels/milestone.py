"""milestone: the sums passed and when, against an earlier year's published times."""

from __future__ import annotations

import msgspec

from wallboard.config.panels import MilestoneOptions
from wallboard.core.currencies import Currency, Manner, is_home
from wallboard.core.event_info import EarlierYear, EventInfo
from wallboard.core.instants import elapsed
from wallboard.core.moment import Moment
from wallboard.core.numerals import MISSING, Figure, compact, trimmed
from wallboard.core.numerals import money as as_money
from wallboard.core.recording_state import Milestone
from wallboard.core.wording import Said, say
from wallboard.paint.lettering import Piece, line, width
from wallboard.paint.ops import Fill, Op, Placed, Shape
from wallboard.paint.theme import Look
from wallboard.panels.amounts import amount_of
from wallboard.panels.headings import section
from wallboard.panels.panel_context import PanelContext
from wallboard.scene.grid import Rect

NOTED: tuple[tuple[str, ...], ...] = (("before", "gain"), ("gain",))
"""What is told of the earlier year, the fullest form first."""
ACROSS = 9.0
"""How many of its ems a row is wide at least."""


class Passed(msgspec.Struct, frozen=True):
    """A sum: when it was reached (empty: not yet), with "by" before it where that is all that is known.

    `before` is the earlier year's published time; `gain` how much faster, in words, where both are known. `whole` marks
    the sum of that whole year.
    """

    amount: Figure
    at: str
    by: str
    before: str
    gain: tuple[str, str]
    newest: bool
    whole: tuple[str, str] = ("", "")
    double: str = ""
    """The sum as the other language writes it."""


class MilestoneView(msgspec.Struct, frozen=True):
    """The sums in order of size; `year` is the one they are compared with."""

    title: tuple[str, str]
    year: str
    lines: tuple[Passed, ...]
    rows: int
    columns: int


def resolve(moment: Moment, options: MilestoneOptions, setting: PanelContext) -> MilestoneView:
    """The sums at a moment: those last passed, and the next one to come."""
    facts = moment.facts
    passed = {m.gmv_fen: m for m in moment.state.milestones}
    sums = sorted(options.sums_fen or {*facts.milestones_fen, *passed})
    reached = [fen for fen in sums if fen in passed]
    coming = [fen for fen in sums if fen not in passed]
    room = options.rows
    shown = [*reached[-max(0, room - min(1, len(coming))) :], *coming]
    year = compared_year(facts, options.against)
    newest = max(passed.values(), key=lambda m: (m.commit_us, m.gmv_fen), default=None)
    return MilestoneView(
        title=setting.pair(options.title or say("wall.milestones")),
        year=str(year.year) if year else "",
        lines=tuple(_passed(fen, passed.get(fen), year, moment, setting, newest) for fen in shown[:room]),
        rows=room,
        columns=options.columns,
    )


def is_comparable(milestone: Milestone | None) -> bool:
    """Whether a sum's time may stand beside an earlier year's: not where nobody saw it pass, or only "by" is known."""
    return milestone is None or (milestone.record and milestone.exact)


def compared_year(facts: EventInfo, against: int | None) -> EarlierYear | None:
    """The year that this night is compared with: the one asked for, else the latest."""
    years = [y for y in facts.earlier_years if against is None or y.year == against]
    return max(years, key=lambda y: y.year, default=None)


def gain(now_us: int, then_us: int) -> Said:
    """How much sooner (or later) than then, in words: 提前5分30秒, 5 min 30 s faster."""
    seconds = abs(then_us - now_us) // 1_000_000
    counts = zip(("hours", "minutes", "seconds"), (seconds // 3600, seconds // 60 % 60, seconds % 60), strict=True)
    places = tuple((unit, str(count)) for unit, count in counts if count)
    return say("wall.faster" if now_us <= then_us else "wall.slower", time=Span(places or (("seconds", "0"),)))


def to_spare(left_us: int) -> Said:
    """How much of the day is left when the sum of a whole earlier one falls: 提前8小时40分, 8 h 40 min to spare."""
    hours, minutes = left_us // 3_600_000_000, left_us // 60_000_000 % 60
    places = (*([("hours", str(hours))] if hours else []), ("minutes", str(minutes)))
    return say("wall.to_spare", time=Span(places))


class Span(msgspec.Struct, frozen=True):
    """A length of time in its places, each (unit, digits): 5 min 30 s."""

    places: tuple[tuple[str, str], ...]

    def first(self, language: str) -> str:
        """The places one after the other, as the language sets them."""
        gap = say("span.gap").first(language)
        return gap.join(say(f"span.{unit}", n=digits).first(language) for unit, digits in self.places)

    def exact(self, language: str) -> str:
        """The same: every language of the wall has the units."""
        return self.first(language)


class RoundSum(msgspec.Struct, frozen=True):
    """A round sum of the source's in words, by language: RMB 10 bn, 100亿元.

    `abroad` is how languages of other countries than the currency's write it, if not as its own ones do: ¥10bn.
    """

    minor: int
    currency: Currency
    manner: Manner = "text"
    abroad: Manner | None = None

    def first(self, language: str) -> str:
        """The sum as running text."""
        plain = compact(self.minor, self.currency.scale, language)
        manner = self.manner if self.abroad is None or is_home(self.currency.code, language) else self.abroad
        gap = " " if manner == "text" and plain.unit.isascii() and plain.unit else plain.gap
        figure = Figure("", trimmed(plain.digits, language), plain.unit, gap)
        return str(as_money(figure, self.currency.code, language, manner))

    def exact(self, language: str) -> str:
        """The same: every language has its numbers."""
        return self.first(language)


def _passed(
    fen: int,
    milestone: Milestone | None,
    year: EarlierYear | None,
    moment: Moment,
    setting: PanelContext,
    newest: Milestone | None,
) -> Passed:
    then_us = year.reached(fen) if year and is_comparable(milestone) else None
    now_us = None if milestone is None else milestone.at_us - (moment.facts.start_us or 0)
    words = gain(now_us, then_us) if now_us is not None and then_us is not None else None
    return Passed(
        amount_of(fen, setting),
        "" if milestone is None else moment.facts.told(milestone.at_us),
        "" if milestone is None or milestone.exact else say("wall.by").first(setting.language),
        "" if then_us is None else elapsed(then_us),
        ("", "") if words is None else (words.first(setting.language), ""),
        milestone is not None and milestone is newest,
        setting.pair(say("wall.full_day")) if year is not None and fen == year.final() else ("", ""),
        str(amount_of(fen, setting, setting.other)) if setting.other else "",
    )


def place(view: MilestoneView, box: Rect, look: Look) -> Placed:
    """A row a sum: flag, amount, time, and before it the earlier year's time and the gain.

    Of these all rows tell what has room in all of them.
    """
    if not view.lines:  # an event without sums: a heading over nothing says nothing
        return Placed()
    em = look.type(0.0213)
    ground, top = section(view.title, box, em, look)
    year = "" if view.year in view.title[0] else view.year  # the heading has said it
    gap, columns = look.h(0.03), view.columns
    while columns > 1 and (box.width - gap * (columns - 1)) / columns < look.least * ACROSS:
        columns -= 1  # in columns so narrow nobody could read them
    each = max(1, -(-view.rows // columns))
    pitch = min((box.bottom - top) / each, look.type(0.085))
    column_w = (box.width - gap * (columns - 1)) / columns
    rows = []
    for index, item in enumerate(view.lines):
        x = box.x + (index // each) * (column_w + gap)
        rows.append(_written(item, year, (x, top + (index % each) * pitch, column_w, pitch), look, columns > 1))
    noted = next((form for form in NOTED if all(_has_room(row, year, form, look) for row in rows)), ())
    return Placed(ground, tuple(op for row in rows for op in _row(row, year, noted, look)))


class _Row(msgspec.Struct, frozen=True):
    """A sum in its cell (x, y, width, height), at the size that it and its time need.

    `waits`: a time to beat, which stands beside its sum instead of at the end of the row.
    """

    item: Passed
    cell: tuple[float, float, float, float]
    size: float
    amount: list[Piece]
    time: list[Piece]
    waits: bool

    @property
    def room(self) -> float:
        """What is left between the sum and its time, in pixels."""
        return self.cell[2] - self.size * 1.6 - width(self.amount) - width(self.time)


def _written(item: Passed, year: str, cell: tuple[float, float, float, float], look: Look, beside: bool) -> _Row:
    _, _, w, pitch = cell
    size = min(pitch * 0.66, look.type(0.036), w / ACROSS)
    amount, time = _amount(item, size, look), _time(item, year, size, look)
    spare = size * 1.5
    if width(amount) + width(time) > w - spare:
        amount = amount[:2]  # the word for the whole day gives way before anything is made smaller
    if width(amount) + width(time) > w - spare:
        size *= (w - spare) / (width(amount) + width(time)) * 0.98
        amount, time = _amount(item, size, look)[:2], _time(item, year, size, look)
    double: Piece = ("  " + item.double, look.style(size * 0.62, "steel", 600, 500, fact=False))
    waits = beside and not item.at and bool(item.before)
    if waits and item.double and width(amount) + width((double,)) + width(time) <= w - size * 2.6:
        amount.insert(2, double)
    return _Row(item, cell, size, amount, time, waits)


def _note(row: _Row, year: str, form: tuple[str, ...], look: Look) -> list[Piece]:
    """What the earlier year made of a sum that was passed: its time, the gain, or both."""
    item, low = row.item, _low(row.size, 0.62, look)
    if not item.at or not item.before:
        return []
    before: Piece = (f"{year}  {item.before}   ".lstrip(), look.style(low, "last_year", 600))
    won: Piece = (item.gain[0], look.style(low, "gold", 600, 500))
    return [piece for name, piece in (("before", before), ("gain", won)) if name in form and piece[0]]


def _has_room(row: _Row, year: str, form: tuple[str, ...], look: Look) -> bool:
    return width(_note(row, year, form, look)) <= row.room


def _row(row: _Row, year: str, noted: tuple[str, ...], look: Look) -> tuple[Op, ...]:
    (x, y, w, pitch), size, item = row.cell, row.size, row.item
    base = y + pitch * 0.5 + size * 0.33
    ops: list[Op] = [Shape("flag", x + size * 0.25, base - size * 0.36, size * 0.5, look.color(_color(item)))]
    ops += line(x + size * 0.85, base, row.amount)
    end = min(x + w, x + size * 2.6 + width(row.amount) + width(row.time)) if row.waits else x + w
    ops += line(end, base, row.time, "r")
    ops += line(x + w - width(row.time) - size * 0.5, base, _note(row, year, noted, look), "r")
    ops.append(Fill(x, y + pitch - look.line, w, look.line, look.color("hairline"), 0.16))
    return tuple(ops)


def _color(item: Passed) -> str:
    return "gold" if item.newest else "ice" if item.at else "steel"


def _amount(item: Passed, size: float, look: Look) -> list[Piece]:
    pieces: list[Piece] = [
        (item.amount.sign + item.amount.digits, look.style(size, _color(item), 700)),
        (
            (" " if item.amount.unit else "") + item.amount.unit,
            look.style(_low(size, 0.72, look), _color(item), 600, 700),
        ),
    ]
    if item.whole[0] and item.at:
        pieces.append(("  " + item.whole[0], look.style(_low(size, 0.6, look), "steel", 600, 500)))
    return pieces


def _low(size: float, share: float, look: Look) -> float:
    """The em of what stands small in a row of `size`: so much of it, but never less than the back row can read."""
    return max(size * share, min(look.least, size))


def _time(item: Passed, year: str, size: float, look: Look) -> list[Piece]:
    """When it was reached; before tonight has, the earlier year's time is the one to beat."""
    low = _low(size, 0.62, look)
    if not item.at and item.before:  # of a whole year the time is its end: nobody is told that a day has 24 hours
        before = item.whole[0] or item.before
        told: Piece = (before, look.style(size, "last_year", 700))
        return [(f"{year}  ", look.style(low, "last_year", 600)), told] if year else [told]
    return [
        (item.by + " " if item.by else "", look.style(low, "steel", 600, 500)),
        (item.at or MISSING, look.style(size, _color(item), 700)),
    ]

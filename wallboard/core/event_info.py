"""What a recording states about its event once, so that a replay needs no configuration of it."""

from __future__ import annotations

from decimal import Decimal, DecimalException
from functools import lru_cache
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

import msgspec

from wallboard.core.contract.metric import Metric
from wallboard.core.contract.snapshot import Name
from wallboard.core.currencies import MOST_DIGITS, USUAL_DIGITS, Currency
from wallboard.core.instants import SECOND_US, clock, elapsed, from_us
from wallboard.core.mapping import usable_scale

MOST_RATES = 1_000
LONGEST_RATE, LARGEST_RATE = 40, 15
"""Characters of a rate, and the power of ten beyond which it is none: an exponent may claim any number of digits."""
ROLL_GUARD_US = 100_000
"""How much sooner than the playout delay a roll may begin: the time a committed row needs to be known to a display."""
SPREAD_US = 300_000
"""The time a committed row needs to be known to every display of a wall of several machines."""


@lru_cache(maxsize=64)
def _exact(rate: str) -> Decimal:
    return Decimal(rate)


def is_rate(text: str) -> bool:
    """Whether a text is a rate of exchange: a number above zero, within what any two currencies are worth."""
    if len(text) > LONGEST_RATE:
        return False
    try:
        rate = Decimal(text)
    except DecimalException:
        return False
    return rate.is_finite() and rate > 0 and abs(rate.adjusted()) <= LARGEST_RATE


class EarlierYear(msgspec.Struct, frozen=True):
    """Published sums of an earlier year: (elapsed microseconds, fen), ascending."""

    year: int
    points: tuple[tuple[int, int], ...]

    def reached(self, gmv_fen: int) -> int | None:
        """The published elapsed time of exactly that sum; never interpolated."""
        return next((elapsed_us for elapsed_us, amount in self.points if amount == gmv_fen), None)

    def final(self) -> int:
        """The last published sum in fen, the day's total where the day is complete."""
        return self.points[-1][1]


class EventInfo(msgspec.Struct, frozen=True):
    """The event, its money and its pace, as every display of the recording must take them.

    What nobody has stated is empty or None: an event without `start_us` has no elapsed time, one without `end_us` is
    open, without `currency` amounts stand without a symbol, without a rate there is no second currency.
    """

    name: Name
    start_us: int | None = None
    end_us: int | None = None
    zone: str = "UTC"
    logo: str = ""
    year: str = ""
    place: Name = Name()
    venue: Name = Name()
    home: Annotated[str, msgspec.Meta(max_length=2)] = ""
    """The country whose trade with others the lists of countries tell (ISO 3166-1, two letters)."""
    definition: Name = Name()
    total: Name = Name()
    """What the total is called; empty: gross merchandise volume."""
    period: Name = Name()
    """What the time of the event is called, such as tonight; empty: sums are said to be "so far"."""
    currency: str = ""
    minor_digits: Annotated[int, msgspec.Meta(ge=0, le=MOST_DIGITS)] = USUAL_DIGITS
    """How many digits the minor unit has that every amount of the recording counts; two where none are stated."""
    second: Annotated[str, msgspec.Meta(max_length=3)] = "USD"
    """The second currency, shown where it has a rate."""
    usd_rate: str = ""
    """What one unit of the second currency costs in the event's, at its start."""
    rates: Annotated[tuple[tuple[int, str], ...], msgspec.Meta(max_length=MOST_RATES)] = ()
    """Later rates, each with the instant (microseconds) from which on it counts, ascending."""
    rate_source: str = ""
    interval_us: int = 2 * SECOND_US
    delay_us: int = 3 * SECOND_US
    spread_us: int = 0
    """How long a row may be on its way to the other machines of the wall; before, it counts on none. 0: it is one."""
    stale_after_us: int = 300 * SECOND_US
    milestones_fen: tuple[int, ...] = ()
    earlier_years: tuple[EarlierYear, ...] = ()
    metrics: tuple[Metric, ...] = ()
    confirmations: int = 3
    """At how many polls the sum must stand after the end to be final."""
    time_from: Literal["", "arrival", "date"] = ""
    """What stands in for the time of the figures where the source states none."""
    end_moved_us: int | None = None
    """When the chief last moved the end (UTC); None: the end is the configured one."""
    configured_end_us: int | None = None
    """The end that the configuration stated when it was moved; None where it was open."""

    def __post_init__(self) -> None:
        """Raise ValueError for what no clock or figure can take; msgspec.ValidationError when a recording is read."""
        try:
            self.zoneinfo  # noqa: B018 - whether there is one on this machine
        except (KeyError, ValueError, OSError):
            msg = f"no time zone is called {self.zone!r} here"
            raise ValueError(msg) from None
        for text in (self.usd_rate, *(rate for _, rate in self.rates)):
            if text and not is_rate(text):
                msg = f"{text!r} is no rate of exchange"
                raise ValueError(msg)
        for metric in self.metrics:
            usable_scale(metric.scale)
        if self.end_us is not None and (self.start_us is None or self.end_us <= self.start_us):
            msg = "the event ends before it starts, or has an end and no start"
            raise ValueError(msg)
        if self.interval_us <= 0:
            msg = "the figures come at no interval"
            raise ValueError(msg)

    @property
    def zoneinfo(self) -> ZoneInfo:
        """The event's own zone."""
        return ZoneInfo(self.zone)

    def year_beside(self, name: str) -> str:
        """The year, to stand beside a name of the event; empty where that says it itself."""
        return "" if self.year in name else self.year

    @property
    def own(self) -> Currency:
        """The stated currency of the amounts, with the minor unit that they count."""
        return Currency(self.currency, self.minor_digits)

    def rate_at(self, at_us: int | None) -> Decimal | None:
        """The rate that counts at an instant: the event's currency for one unit of the second; None: none is stated."""
        text = self.usd_rate
        for from_us_, rate in self.rates:
            if at_us is not None and from_us_ <= at_us:
                text = rate
        return _exact(text) if text else None

    @property
    def length_us(self) -> int | None:
        """How long the event lasts; None where its start or end is open."""
        return None if self.start_us is None or self.end_us is None else self.end_us - self.start_us

    def told(self, at_us: int) -> str:
        """An instant in the event's own words: the time since its start, or the time of day where it has none."""
        return clock(at_us, self.zoneinfo) if self.start_us is None else elapsed(at_us - self.start_us)

    def dated(self, at_us: int) -> str:
        """The same for a terminal, where an event without a start needs the date."""
        return self.told(at_us) if self.start_us is not None else f"{from_us(at_us, self.zoneinfo):%Y-%m-%d %H:%M:%S}"

    @property
    def stale_us(self) -> int:
        """The age from which data are STALE: more than three intervals."""
        return 3 * self.interval_us

    @property
    def known_ahead_us(self) -> int:
        """How far beyond the playhead rows count already: live that is now, or as of when every machine has them."""
        return max(0, self.delay_us - self.spread_us)

    def roll_us(self, apart_us: int, stale_us: int | None = None) -> int:
        """How long a total rolls towards a snapshot committed `apart_us` after the one before it.

        A display learns of a snapshot one playout delay before it plays it, so the roll fits into the delay;
        after a gap (more than `stale_us`, three intervals by itself) it catches up within one second.
        """
        stale_us = self.stale_us if stale_us is None else stale_us
        reach_us = max(0, self.delay_us - max(ROLL_GUARD_US, self.spread_us))
        return min(reach_us, SECOND_US) if apart_us > stale_us else min(reach_us, apart_us)

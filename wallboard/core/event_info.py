"""What a recording states about its night once, so that a replay needs no configuration of it."""

from __future__ import annotations

from decimal import Decimal, DecimalException
from zoneinfo import ZoneInfo

import msgspec

from wallboard.core.contract.metric import Metric
from wallboard.core.contract.snapshot import Name
from wallboard.core.instants import SECOND_US

ROLL_GUARD_US = 100_000
"""How much sooner than the playout delay a roll may begin: the time a committed row needs to be known to a display."""


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
    """The event, its money and its pace, as every display of the recording must take them."""

    name: Name
    start_us: int
    end_us: int
    zone: str = "Asia/Shanghai"
    logo: str = "11.11"
    year: str = ""
    place: Name = Name(zh="北京时间", en="Beijing")
    venue: Name = Name()
    definition: Name = Name()
    currency: str = "CNY"
    usd_rate: str = "6.80"
    rate_source: str = ""
    interval_us: int = 2 * SECOND_US
    delay_us: int = 3 * SECOND_US
    stale_after_us: int = 300 * SECOND_US
    milestones_fen: tuple[int, ...] = ()
    earlier_years: tuple[EarlierYear, ...] = ()
    metrics: tuple[Metric, ...] = ()

    def __post_init__(self) -> None:
        """Raise ValueError for what no clock or figure can take; msgspec.ValidationError when a recording is read."""
        try:
            self.zoneinfo  # noqa: B018 - whether there is one on this machine
        except (KeyError, ValueError, OSError):
            msg = f"no time zone is called {self.zone!r} here"
            raise ValueError(msg) from None
        try:
            rate = self.yuan_per_dollar
        except DecimalException:
            rate = Decimal("NaN")
        if not rate.is_finite() or rate <= 0:
            msg = f"{self.usd_rate!r} is no rate of exchange"
            raise ValueError(msg)
        if self.end_us <= self.start_us or self.interval_us <= 0:
            msg = "the event ends before it starts, or its figures come at no interval"
            raise ValueError(msg)

    @property
    def zoneinfo(self) -> ZoneInfo:
        """The event's own zone."""
        return ZoneInfo(self.zone)

    @property
    def yuan_per_dollar(self) -> Decimal:
        """The stated rate of exchange."""
        return Decimal(self.usd_rate)

    @property
    def stale_us(self) -> int:
        """The age from which data are STALE: more than three intervals."""
        return 3 * self.interval_us

    def roll_us(self, apart_us: int) -> int:
        """How long a total rolls towards a snapshot committed `apart_us` after the one before it.

        A display learns of a snapshot one playout delay before it plays it, so the roll fits into the delay;
        after a gap it catches up within one second.
        """
        reach_us = max(0, self.delay_us - ROLL_GUARD_US)
        return min(reach_us, SECOND_US) if apart_us > self.stale_us else min(reach_us, apart_us)

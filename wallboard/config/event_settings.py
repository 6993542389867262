"""What is being shown: the event, how its money is stated, its milestones and its earlier years."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from wallboard.config.value_types import Bilingual, Count, ElapsedUs, Fen, Model, Rate, fail, nearest
from wallboard.core.instants import to_us


def _instant(value: object) -> object:
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            raise fail(f"{value!r} is no date and time; write 2016-11-11T00:00:00+08:00") from None
    if not isinstance(value, datetime):
        msg = "is no date and time; write 2016-11-11T00:00:00+08:00 without quotes"
        raise fail(msg)
    if value.tzinfo is None:
        raise fail(f"{value.isoformat()} does not say its offset from UTC; write {value.isoformat()}+08:00 or the like")
    return value


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        import zoneinfo  # noqa: PLC0415 - the long list of zones is only needed for a mistake

        known = nearest(name, zoneinfo.available_timezones())
        raise fail(f'no time zone is called {name!r}; write an IANA name such as "Asia/Shanghai"', known) from None
    return name


LONGEST = timedelta(days=400)
"""No event lasts longer: a slip in the year would squeeze the night's curve into a line."""

Instant = Annotated[datetime, BeforeValidator(_instant)]


class Event(Model):
    """The event: `start` and `end` are instants with an offset; `zone` is where its clock hangs."""

    name: Bilingual = Bilingual(zh="全球狂欢节", en="Global Shopping Festival")
    logo: str = "11.11"
    year: Count = 2016
    start: Instant
    end: Instant
    zone: Annotated[str, AfterValidator(_zone)] = "Asia/Shanghai"
    place: Bilingual = Bilingual(zh="北京时间", en="Beijing")
    """What the clock on the wall is called."""
    venue: Bilingual | None = None
    """A line about the occasion, shown under the countdown."""
    opening: str = "overview"
    """The layout shown when the event begins."""

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Self:
        if self.end <= self.start:
            raise fail(f"the event ends ({self.end.isoformat()}) before it starts ({self.start.isoformat()})")
        if self.end - self.start > LONGEST:
            raise fail(f"the event lasts longer than {LONGEST.days} days: is the year of its start or end right?")
        return self

    @property
    def start_us(self) -> int:
        """The start in microseconds since the Unix epoch."""
        return to_us(self.start)

    @property
    def end_us(self) -> int:
        """The end in microseconds since the Unix epoch."""
        return to_us(self.end)

    @property
    def zone_info(self) -> ZoneInfo:
        """The zone as an object."""
        return ZoneInfo(self.zone)


class Money(Model):
    """How money is stated: `usd_rate` is CNY per USD, and the same all night; `lead` is what the headline is in."""

    currency: Literal["CNY"] = "CNY"
    usd_rate: Rate = Decimal("6.80")
    lead: Literal["RMB", "USD"] = "RMB"
    definition: Bilingual = Bilingual(
        zh="成交总额：活动期间经支付宝结算的商品成交金额",
        en="GMV: the value of goods settled through Alipay during the event",
    )


class Milestones(Model):
    """The sums that are celebrated; `amounts_fen` rises."""

    amounts_fen: tuple[Fen, ...] = Field(default=(), alias="amounts", max_length=500)
    card_s: Annotated[float, Field(strict=True, ge=0, le=60)] = 9.0
    """How long the card of a milestone stands before the picture; 0 shows none."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        for earlier, later in pairwise(self.amounts_fen):
            if later <= earlier:
                raise fail(f"the amounts must rise: {later // 100} does not follow {earlier // 100}")
        return self


class EarlierYearTable(Model):
    """A published curve of an earlier year: `points` are (elapsed microseconds, fen), both rising."""

    year: Count
    points: tuple[tuple[ElapsedUs, Fen], ...] = ()
    total_fen: Fen | None = Field(default=None, alias="total")

    @model_validator(mode="after")
    def _rises(self) -> Self:
        for (early_us, less_fen), (late_us, more_fen) in pairwise(self.points):
            if late_us <= early_us or more_fen < less_fen:
                raise fail(f"the points of {self.year} must rise in time and amount; {more_fen // 100} does not")
        return self

"""What is being shown: the event, how its money is stated, its milestones and its earlier years."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Annotated, Final, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo, model_validator

from wallboard.config.value_types import (
    Bilingual,
    ElapsedUs,
    Fen,
    Mistake,
    Model,
    Rate,
    Text,
    Year,
    fail,
    former_lead,
    nearest,
    raise_complaints,
)
from wallboard.core.currencies import codes
from wallboard.core.event_info import MOST_RATES
from wallboard.core.instants import in_zone, to_us
from wallboard.core.strict_json import shortened
from wallboard.core.system_clocks import system_zone

EXAMPLE = "2026-11-27T18:00:00+01:00"
"""How an instant is written, for whoever has to be told."""
EARLIEST, LATEST = 1990, 2200
"""The years in which an event, and what a source says of it, can lie."""


def _instant(value: object, info: ValidationInfo) -> object:
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            raise fail(f"{shortened(value)} is no date and time; write {EXAMPLE}") from None
    if not isinstance(value, datetime):
        msg = f"is no date and time; write {EXAMPLE} without quotes"
        raise fail(msg)
    if value.tzinfo is None:
        raise fail(_without_offset(value, (info.context or {}).get("zone")))
    if not EARLIEST <= value.year <= LATEST:
        raise fail(f"{value.isoformat()} is not between the years {EARLIEST} and {LATEST}")
    return value


def _without_offset(moment: datetime, zone: object) -> str:
    """What to write for a time that has no offset: the one of the event's zone, where that is stated."""
    try:
        place = ZoneInfo(zone) if isinstance(zone, str) else None
    except (KeyError, ValueError, OSError):
        place = None
    said = f"{moment.isoformat()} does not say its offset from UTC"
    if place is None:
        return f"{said}; write it behind, as in {EXAMPLE}"
    try:
        return f"{said}; in {zone} it is {in_zone(moment, place).isoformat()}"
    except ValueError as error:
        return str(error)


def _end(value: object, info: ValidationInfo) -> object:
    return None if value == "open" else _instant(value, info)


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        import zoneinfo  # noqa: PLC0415 - the long list of zones is only needed for a mistake

        known = nearest(name, [each for each in zoneinfo.available_timezones() if "/" in each])
        raise fail(
            f'no time zone is called {shortened(name)}; write an IANA name such as "Europe/Berlin"', known
        ) from None
    return name


_NO_COUNTRIES: Final = frozenset({"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"})
"""Codes of CLDR that are of unions, of tests, or of nothing known."""


def _country(code: str) -> str:
    from babel.core import Locale  # noqa: PLC0415 - only an event that states its home needs it

    tag = code.upper()
    if len(tag) != len("CN") or not tag.isalpha() or tag in _NO_COUNTRIES or tag not in Locale("en").territories:
        raise fail(f'{shortened(code)} is no country; write its ISO 3166-1 code of two letters, such as "DE"')
    return tag


def _currency(code: str) -> str:
    known = codes()
    if code not in known:
        raise fail(f'{shortened(code)} is no currency; write its ISO 4217 code, such as "EUR"', nearest(code, known))
    return code


Lead = Literal["own", "second"]


LONGEST = timedelta(days=400)
"""No event lasts longer: a slip in the year would squeeze the night's curve into a line."""


class Event(Model):
    """The event: `start` and `end` are instants with an offset; `zone` is where its clock hangs.

    All of it may be left out: what nobody states is not made up.
    """

    name: Bilingual | None = None
    """What it is called; the first source's name when left out."""
    logo: Text = ""
    year: Year | None = None
    """The year of its start when left out."""
    start: Annotated[datetime, BeforeValidator(_instant)] | None = None
    end: Annotated[datetime | None, BeforeValidator(_end)] = None
    """Left out or "open": nobody knows it yet."""
    zone: Annotated[str, AfterValidator(_zone)] = Field(default_factory=system_zone)
    """The machine's own when left out."""
    place: Bilingual | None = None
    """What the clock on the wall is called; the zone's city when left out."""
    venue: Bilingual | None = None
    """A line about the occasion, shown under the countdown."""
    home: Annotated[str, AfterValidator(_country)] | None = None
    """The country whose trade with others the lists of countries tell; nobody's own when left out."""
    period: Bilingual | None = None
    """What the time of the event is called: "tonight"; sums are said to be "so far" when left out."""
    opening: str = "overview"
    """The layout shown when the event begins."""

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Self:
        if self.end is not None:
            said = None
            if self.start is None:
                said = f"stands without a start; write start = {EXAMPLE}, or leave both out"
            elif self.end == self.start:
                said = f"the event ends when it starts ({self.start.isoformat()}); write a later end, or leave it out"
            elif self.end < self.start:
                said = f"the event ends ({self.end.isoformat()}) before it starts ({self.start.isoformat()})"
            elif self.end - self.start > LONGEST:
                said = f"the event lasts longer than {LONGEST.days} days: is the year of its start or end right?"
            raise_complaints([] if said is None else [(("end",), said)])
        return self

    @property
    def start_us(self) -> int | None:
        """The start in microseconds since the Unix epoch."""
        return None if self.start is None else to_us(self.start)

    @property
    def end_us(self) -> int | None:
        """The end in microseconds since the Unix epoch."""
        return None if self.end is None else to_us(self.end)

    @property
    def of_year(self) -> int | None:
        """The year as stated, else that of the start in the event's zone."""
        if self.year is not None or self.start is None:
            return self.year
        return self.start.astimezone(ZoneInfo(self.zone)).year


CurrencyCode = Annotated[str, AfterValidator(_currency)]


class LaterRate(Model):
    """A rate of exchange, and the instant from which on it counts."""

    since: Annotated[datetime, BeforeValidator(_instant)] = Field(alias="from")
    rate: Rate


class Money(Model):
    """How money is stated: `rate` is what one unit of the `second` currency costs in the source's own."""

    currency: CurrencyCode | None = None
    """The ISO 4217 code of what the source's amounts are in; what the source says when left out."""
    second: CurrencyCode | None = None
    """Another currency beside it; US dollars when only a rate is stated."""
    rate: Rate | None = None
    """Without it there is no second currency."""
    usd_rate: Rate | None = None
    """The same as `rate`, of US dollars."""
    rates: Annotated[tuple[LaterRate, ...], Field(max_length=MOST_RATES)] = ()
    """Rates that follow the first, each from an instant on; what was shown before keeps the rate it was shown at."""
    rate_source: str = ""
    """Where the rate comes from."""
    lead: Annotated[Lead, BeforeValidator(former_lead)] = "own"
    """What the headline is in: the source's `own` currency, or the `second`."""
    total: Bilingual | None = None
    """What the total is called, wherever the wall names it: donations, say; gross merchandise volume when left out."""
    definition: Bilingual | None = None
    """What the total means, shown by key D."""

    @model_validator(mode="before")
    @classmethod
    def _lead_by_code(cls, value: object) -> object:
        """`lead` may name the currency itself."""
        if isinstance(value, dict) and isinstance(code := value.get("lead"), str):
            named = {value.get("second"): "second", value.get("currency"): "own"}
            return value | {"lead": named.get(code, code)}
        return value

    @model_validator(mode="after")
    def _second_has_a_rate(self) -> Self:
        found: list[Mistake] = []
        code = self.second or "USD"
        if self.usd_rate is not None and (self.rate is not None or code != "USD"):
            found.append((("usd_rate",), 'is a second rate; write second = "…" and rate = "…" alone'))
        if self.second_rate is None:
            line = f'needs a rate; write rate = "…", what one {code} costs'
            found += [((key,), line) for key in ("second", "rates") if getattr(self, key)]
            if self.lead == "second":
                found.append((("lead",), line))
        if self.currency is not None and self.currency == code and self.second_rate is not None:
            found.append(
                (("second",) if self.second else ("currency",), f"{code} is the source's own currency already")
            )
        for index, (earlier, later) in enumerate(pairwise(self.rates), 1):
            if later.since <= earlier.since:
                found.append((("rates", index, "from"), "does not follow the instant of the rate before it"))
        raise_complaints(found)
        return self

    @property
    def second_rate(self) -> Decimal | None:
        """What one unit of the second currency costs at first; None where there is none."""
        return self.rate if self.usd_rate is None else self.usd_rate


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

    year: Year
    points: tuple[tuple[ElapsedUs, Fen], ...] = ()
    total_fen: Fen | None = Field(default=None, alias="total")

    @model_validator(mode="after")
    def _rises(self) -> Self:
        for (early_us, less_fen), (late_us, more_fen) in pairwise(self.points):
            if late_us <= early_us or more_fen < less_fen:
                raise fail(f"the points of {self.year} must rise in time and amount; {more_fen // 100} does not")
        return self

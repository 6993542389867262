"""What the settings state about the night, as a recording keeps it and every display takes it."""

from __future__ import annotations

from collections.abc import Sequence

from wallboard.config.settings import Settings
from wallboard.config.value_types import Bilingual
from wallboard.core.contract.snapshot import Name
from wallboard.core.currencies import digits_of
from wallboard.core.event_info import SPREAD_US, EarlierYear, EventInfo
from wallboard.core.instants import HOUR_US, SECOND_US, to_us
from wallboard.core.number_forms import locale_of
from wallboard.core.wording import say


def facts_of(settings: Settings) -> EventInfo:
    """The facts of the configured event, its money and its pace; what is not configured stays neutral."""
    event, money, polling = settings.event, settings.money, settings.polling
    spread_us = 0 if settings.cluster is None else SPREAD_US
    return EventInfo(
        name=_title(settings),
        start_us=event.start_us,
        end_us=event.end_us,
        zone=event.zone,
        logo=event.logo,
        year="" if event.of_year is None else str(event.of_year),
        place=_name(event.place) if event.place else place_of(event.zone, settings.display.languages),
        venue=_name(event.venue),
        home=event.home or "",
        definition=_name(money.definition),
        total=_name(money.total),
        period=_name(event.period),
        currency=money.currency or "",
        minor_digits=digits_of(money.currency or ""),
        second=money.second or "USD",
        usd_rate="" if money.second_rate is None else str(money.second_rate),
        rates=tuple((to_us(later.since), str(later.rate)) for later in money.rates),
        rate_source=money.rate_source,
        interval_us=round(polling.interval_s * SECOND_US),
        delay_us=max(spread_us, round(polling.delay_s * SECOND_US)),
        spread_us=spread_us,
        stale_after_us=round(settings.display.stale_after_s * SECOND_US),
        confirmations=settings.judgement.confirmations,
        milestones_fen=settings.milestones.amounts_fen,
        earlier_years=tuple(
            EarlierYear(year.year, points)
            for year in settings.earlier_years
            if year.year < (event.of_year or 0) and (points := _points(year.points, year.total_fen))
        ),
        metrics=settings.own_metrics,
        time_from="" if "at" not in settings.mapping else settings.mapping["at"].taken_from or "",
    )


def place_of(zone: str, languages: Sequence[str] = ()) -> Name:
    """What a clock of a zone is called: its city, as CLDR names it in the languages, else nothing."""
    from babel.dates import get_timezone_location  # noqa: PLC0415 - once a session, and it reads much

    if zone in ("UTC", "Etc/UTC"):
        return Name(zh="UTC", en="UTC")
    if "/" not in zone or zone.startswith(("Etc/", "SystemV/")):
        return Name()
    return Name.of({
        language: say(
            "wall.local_time", city=str(get_timezone_location(zone, locale=locale_of(language), return_city=True))
        ).first(language)
        for language in ("zh", "en", *languages)
    })  # fmt: skip


def _title(settings: Settings) -> Name:
    """The event's name, else what its first source is called."""
    title = settings.theme.title or settings.event.name
    if title is not None:
        return _name(title)
    first = settings.sources[0] if settings.sources else None
    label = (first.join or first.label) if first is not None else "wallboard"
    return Name(zh=label, en=label)


def _points(points: tuple[tuple[int, int], ...], total_fen: int | None) -> tuple[tuple[int, int], ...]:
    """The published points, closed by the day's total where it is stated apart from them."""
    if total_fen is not None and (not points or points[-1][1] < total_fen):
        return (*points, (24 * HOUR_US, total_fen))
    return points


def _name(text: Bilingual | None) -> Name:
    return Name() if text is None else text.name

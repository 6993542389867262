"""What the settings state about the night, as a recording keeps it and every display takes it."""

from __future__ import annotations

from wallboard.config.settings import Settings
from wallboard.config.value_types import Bilingual
from wallboard.core.contract.snapshot import Name
from wallboard.core.event_info import EarlierYear, EventInfo
from wallboard.core.instants import HOUR_US, SECOND_US


def facts_of(settings: Settings) -> EventInfo:
    """The facts of the configured event, its money and its pace."""
    event, money, polling = settings.event, settings.money, settings.polling
    return EventInfo(
        name=_name(settings.theme.title or event.name),
        start_us=event.start_us,
        end_us=event.end_us,
        zone=event.zone,
        logo=event.logo,
        year=str(event.year),
        place=_name(event.place),
        venue=_name(event.venue),
        definition=_name(money.definition),
        currency=money.currency,
        usd_rate=str(money.usd_rate),
        interval_us=round(polling.interval_s * SECOND_US),
        delay_us=round(polling.delay_s * SECOND_US),
        stale_after_us=round(settings.display.stale_after_s * SECOND_US),
        milestones_fen=settings.milestones.amounts_fen,
        earlier_years=tuple(
            EarlierYear(year.year, points)
            for year in settings.earlier_years
            if year.year < event.year and (points := _points(year.points, year.total_fen))
        ),
        metrics=settings.own_metrics,
    )


def _points(points: tuple[tuple[int, int], ...], total_fen: int | None) -> tuple[tuple[int, int], ...]:
    """The published points, closed by the day's total where it is stated apart from them."""
    if total_fen is not None and (not points or points[-1][1] < total_fen):
        return (*points, (24 * HOUR_US, total_fen))
    return points


def _name(text: Bilingual | None) -> Name:
    return Name() if text is None else Name(zh=text.zh or None, en=text.en or None)

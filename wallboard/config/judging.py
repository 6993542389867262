"""When a figure is believed, by the settings: for the collector and for whoever asks beforehand."""

from __future__ import annotations

from wallboard.config.settings import Settings
from wallboard.core.currencies import currency_of, units_a_yuan
from wallboard.core.instants import SECOND_US
from wallboard.core.judge_state import Rules

PLAUSIBLE_PER_S = 200_000_000
"""The fastest growth that is believed at once, in yuan a second, where none is stated: six times the peak of 2016."""


def rules_of(settings: Settings) -> Rules:
    """When a figure is believed, by the settings."""
    judgement, figures = settings.judgement, settings.figures
    code = settings.money.currency or ""
    plausible_fen_per_s = judgement.plausible_fen_per_s
    if plausible_fen_per_s is None:
        plausible_fen_per_s = PLAUSIBLE_PER_S * units_a_yuan(code) * currency_of(code).scale
    every_s = settings.polling.updates_every_s
    return Rules(
        code,
        judgement.confirmations,
        plausible_fen_per_s,
        judgement.plausible_count_rate,
        may_fall=frozenset(name for name, rule in figures.items() if rule.may_fall),
        sliding=frozenset(name for name, rule in figures.items() if not rule.cumulative),
        money=frozenset({"gmv", *(metric.name for metric in settings.own_metrics if metric.kind == "money")}),
        ahead_us=round(judgement.clock_tolerance_s * SECOND_US),
        offsets={
            s.join or s.label: round(s.clock_offset_s * SECOND_US)
            for s in settings.sources
            if s.clock_offset_s is not None
        },
        stale_after_us=round(settings.display.stale_after_s * SECOND_US),
        updates_every_us=None if every_s is None else round(every_s * SECOND_US),
        start_us=settings.event.start_us,
        end_us=settings.event.end_us,
    )

"""Cards of milestones for tests: whole, and as far into them as a test wants."""

from __future__ import annotations

from typing import Any

from wallboard.core.numerals import full_money
from wallboard.panels.card import CardView, Race
from wallboard.panels.milestone import amount_of
from wallboard.panels.panel_context import PanelContext

TEN_BILLION_FEN = 10_000_000_000_00


def race_of(now_us: int, then_us: int, run: float = 1.0, lead: str = "5 minutes") -> Race:
    """The way to a sum in two years, in microseconds, of which so much (0..1) is over."""
    return Race(("Two years", ""), "2016", "2015", now_us, then_us, "00:06:58", "00:12:28", (lead, ""), lead, run)


def card_of(race: Race | None = None, **changes: Any) -> CardView:
    """The card of ten billion."""
    values: dict[str, Any] = {
        "passes": ("GMV passes", ""),
        "reached": ("reached at", ""),
        "amount": amount_of(TEN_BILLION_FEN, PanelContext()),
        "full": full_money(TEN_BILLION_FEN, "¥"),
        "at": "00:06:58",
        "by": "",
        "race": race,
        "into_us": 4_000_000,
        "come": 1.0,
        "gone": 0.0,
        "zoom": 1.0,
        "title": 1.0,
        "sweep": 0.0,
        "seed": 7,
    }
    return CardView(**{**values, **changes})

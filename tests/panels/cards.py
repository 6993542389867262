"""Races of milestones' cards for tests, as far into them as a test wants."""

from __future__ import annotations

from wallboard.panels.card import Race


def race_of(now_us: int, then_us: int, run: float = 1.0) -> Race:
    """The way to a sum in two years, in microseconds, of which so much (0..1) is over."""
    return Race(("Two years", ""), "2016", "2015", now_us, then_us, "00:06:58", "00:12:28", ("5 minutes", ""), run)

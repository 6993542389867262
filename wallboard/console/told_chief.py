"""What the chief decides about: the final sum, the end, the newest correction, the press pages that wait."""

from __future__ import annotations

from typing import Any, Final

from wallboard.config.settings import Settings
from wallboard.console.answers import in_languages, same
from wallboard.console.wall_view import SeenWall
from wallboard.core.event_info import EventInfo
from wallboard.core.instants import clock
from wallboard.core.moment import Moment
from wallboard.core.numerals import amount, full_amount
from wallboard.core.wording import Said, say

Told = dict[str, Any]
_MOST_RELEASES: Final = 6


def told_chief(seen: SeenWall, settings: Settings) -> Told:
    """All of it; what there is nothing to decide about is None or empty."""
    moment = seen.moment
    return {
        "final": None if moment is None else _final(moment),
        "end": None if moment is None else _end(moment.facts),
        "correction": None if moment is None else _correction(moment, seen),
        "releases": _releases(seen, settings),
    }


def _final(moment: Moment) -> Told | None:
    """The sum that is up, and whether it is final."""
    current = moment.state.current
    if current is None:
        return None
    fen = current.snapshot.gmv_fen
    sum_ = {tag: str(full_amount(fen, moment.own, tag)) for tag in ("en", "zh")}
    return {"final": moment.final, "gmv_fen": fen, "sum": sum_}


def _end(facts: EventInfo) -> Told | None:
    """When the event ends (`us`: UTC), and whether that was moved; None for an event that can have no end."""
    if facts.start_us is None:
        return None
    configured_us = facts.configured_end_us if facts.end_moved_us is not None else facts.end_us
    return {
        "start_us": facts.start_us,
        "us": facts.end_us,
        "at": None if facts.end_us is None else facts.told(facts.end_us),
        "was": None if configured_us is None else facts.told(configured_us),
        "moved": facts.end_moved_us is not None,
    }


def _correction(moment: Moment, seen: SeenWall) -> Told | None:
    """The newest correction of the sum that the picture knows: both sums, both times, the chief's line beside it."""
    found = moment.state.corrected
    if found is None:
        return None
    zone = moment.facts.zoneinfo
    return {
        "before": {tag: str(full_amount(found.before_fen, moment.own, tag)) for tag in ("en", "zh")},
        "now": {tag: str(full_amount(found.gmv_fen, moment.own, tag)) for tag in ("en", "zh")},
        "before_at": clock(found.before_at_us, zone),
        "at": clock(found.at_us, zone),
        "commit_us": found.commit_us,
        "line": dict(seen.press_lines.get(found.commit_us, {})),
    }


def _releases(seen: SeenWall, settings: Settings) -> list[Told]:
    """The newest sums that were passed and whether their press pages are released; none without an embargo."""
    moment = seen.moment
    if settings.press is None or not settings.press.embargo or moment is None:
        return []
    newest = moment.state.milestones[-_MOST_RELEASES:]
    return [
        {
            "gmv_fen": passed.gmv_fen,
            "sum": {tag: str(amount(passed.gmv_fen, moment.own, tag, 0)) for tag in ("en", "zh")},
            "at": in_languages(_at(moment.facts.told(passed.at_us), exact=passed.exact)),
            "released": passed.gmv_fen in seen.released,
        }
        for passed in reversed(newest)
    ]


def _at(text: str, *, exact: bool) -> Said:
    return same(text) if exact else say("console.chief.by", time=text)

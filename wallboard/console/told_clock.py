"""The event's clock and the playhead on the strip of the night, as the console tells them."""

from __future__ import annotations

from datetime import UTC, tzinfo
from typing import Any, Final

from wallboard.actions.control import Control
from wallboard.console.answers import in_languages
from wallboard.console.wall_view import SeenWall
from wallboard.core.instants import SECOND_US, clock, elapsed, from_us
from wallboard.core.moment import Moment

Told = dict[str, Any]
_MOST_MARKS: Final = 100


def zone_of(seen: SeenWall) -> tzinfo:
    """Where the clock of the event hangs; UTC while nobody has said."""
    return UTC if seen.moment is None else seen.moment.facts.zoneinfo


def told_clock(moment: Moment | None, control: Control) -> Told:
    """The event's clock: elapsed and time of day in milliseconds, how fast it runs, and where it hangs."""
    if moment is None or moment.event_us is None:
        return {"elapsed_ms": None, "local": None, "rate": 0.0, "place": {"en": "", "zh": ""}}
    facts, point = moment.facts, moment.state.clock
    runs = {"following": 1.0, "playing": control.playhead.rate, "paused": 0.0}[control.playhead.mode]
    rate = 0.0 if moment.frozen or point is None else runs * point.rate
    offset = from_us(moment.event_us, facts.zoneinfo).utcoffset()
    return {
        "elapsed_ms": None if facts.start_us is None else (moment.event_us - facts.start_us) // 1000,
        "local_ms": moment.event_us // 1000 + (0 if offset is None else int(offset.total_seconds() * 1000)),
        "rate": rate,
        "place": in_languages(facts.place) if facts.place.texts else {"en": facts.zone, "zh": facts.zone},
    }


def told_playhead(seen: SeenWall) -> Told:
    """Where the playhead stands, and what the strip shows beneath it: marks, milestones, times."""
    playhead, moment = seen.control.playhead, seen.moment
    at_us = playhead.position(seen.now.edge_us, seen.now.control_us, seen.first_us)
    first_us, edge_us = seen.first_us or at_us, seen.now.edge_us
    span_us = max(1, edge_us - first_us)
    recorded = None
    if moment is not None and moment.event_us is not None and playhead.mode != "following":
        facts = moment.facts
        recorded = facts.told(moment.event_us)
    return {
        "mode": playhead.mode,
        "rate": playhead.rate,
        "behind_s": round(max(0, seen.now.now_us - at_us) / SECOND_US, 1),
        "recorded": recorded,
        "place": min(1.0, max(0.0, (at_us - first_us) / span_us)),
        "marks": [round((us - first_us) / span_us, 4) for us in seen.marks if first_us <= us <= edge_us][-_MOST_MARKS:],
        "milestones": [
            round((m.commit_us - first_us) / span_us, 4) for m in seen.milestones if first_us <= m.commit_us <= edge_us
        ][-_MOST_MARKS:],
        "ticks": _ticks(moment, first_us, edge_us),
    }


def _ticks(moment: Moment | None, first_us: int, edge_us: int) -> list[str]:
    """What stands under the strip of the night: five times, evenly."""
    if moment is None or moment.state.clock is None:
        return []
    point, facts = moment.state.clock, moment.facts
    times = [point.at(first_us + (edge_us - first_us) * n // 4 + facts.delay_us) for n in range(5)]
    if facts.start_us is None:
        return [clock(us, facts.zoneinfo, seconds=False) for us in times]
    return [elapsed(us - facts.start_us)[: -len(":00")] for us in times]

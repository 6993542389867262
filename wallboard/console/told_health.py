"""How the wall is doing, in the console's words: rows that stay where they are, and alarms, the worst first."""

from __future__ import annotations

from typing import Any, Final, Literal

from wallboard.console.answers import in_languages
from wallboard.console.wall_view import SeenWall
from wallboard.core.instants import SECOND_US
from wallboard.core.numerals import MISSING
from wallboard.core.wording import Said, say

Level = Literal["act", "attention"]
FULL_BYTES: Final = 2_000_000_000
"""Less than this of the disk is worth a glance."""


def health_rows(seen: SeenWall) -> list[dict[str, Any]]:
    """Source, fetch, screens, frames, disk, display, alarms: always these, in this order."""
    return [_source(seen), _fetch(seen), _screens(seen), _frames(seen), _disk(seen), _display(seen), _alarms(seen)]


def _row(name: str, *, well: bool, value: str | Said, more: str | Said = "") -> dict[str, Any]:
    return {
        "name": name,
        "title": in_languages(say(f"console.health.{name}")),
        "well": well,
        "value": _text(value),
        "more": _text(more),
    }


def _text(value: str | Said) -> dict[str, str]:
    return {"en": value, "zh": value} if isinstance(value, str) else in_languages(value)


def _source(seen: SeenWall) -> dict[str, Any]:
    moment = seen.moment
    if moment is None or moment.age_us is None:
        return _row("source", well=False, value=MISSING, more=say("console.health.no_data"))
    age_s = moment.age_us / SECOND_US
    age = f"{age_s:.1f}" if age_s < 10 else f"{age_s:.0f}"
    return _row(
        "source",
        well=not moment.stale,
        value=moment.state.intake.source or MISSING,
        more=say("console.health.old", age=age),
    )


def _fetch(seen: SeenWall) -> dict[str, Any]:
    report = None if seen.health is None else seen.health.collector
    intake = None if seen.moment is None else seen.moment.state.intake
    if report is not None and report.failure:
        return _row("fetch", well=False, value=say("console.health.failed"), more=report.failure[:60])
    if intake is None or intake.answer_us is None or seen.moment is None:
        return _row("fetch", well=False, value=MISSING)
    known_us = seen.moment.playhead_us + seen.moment.facts.delay_us
    ago = f"{max(0, known_us - intake.answer_us) / SECOND_US:.1f}"
    took = "" if intake.fetch_us is None else f"{intake.fetch_us / 1000:.0f} ms"
    return _row("fetch", well=True, value=say("console.health.ago", age=ago), more=took)


def _screens(seen: SeenWall) -> dict[str, Any]:
    report = None if seen.health is None else seen.health.display
    if report is None:
        return _row("screens", well=False, value=MISSING)
    if report.place == "screens":
        names = " ".join(report.screens)
        return _row("screens", well=bool(report.screens), value=str(len(report.screens)), more=names[:40])
    return _row("screens", well=True, value=say(f"console.health.{_place(report.place)}"))


def _place(place: str) -> str:
    return "windows" if place == "windows" else "off_screen"


def _frames(seen: SeenWall) -> dict[str, Any]:
    report = None if seen.health is None else seen.health.display
    if report is None:
        return _row("frames", well=False, value=MISSING)
    return _row("frames", well=report.frames_per_s > 0, value=f"{report.frames_per_s}/s")


def _disk(seen: SeenWall) -> dict[str, Any]:
    free = None if seen.health is None else seen.health.disk_free_bytes
    if free is None:
        return _row("disk", well=seen.health is not None, value=MISSING)
    return _row("disk", well=free > FULL_BYTES, value=f"{free / 1e9:.0f} GB", more=say("console.health.free"))


def _display(seen: SeenWall) -> dict[str, Any]:
    health = seen.health
    show = None if health is None else health.children.get("show")
    if health is None or show is None:
        return _row("display", well=False, value=MISSING)
    minutes = health.up_us // (60 * SECOND_US)
    up = say("console.health.up", hours=str(minutes // 60), minutes=str(minutes % 60))
    return _row(
        "display", well=show.up and not show.plain, value=up, more=say("console.health.restarts", n=show.restarts)
    )


def _alarms(seen: SeenWall) -> dict[str, Any]:
    count = len(alarms(seen))
    return _row("alarms", well=not count, value=str(count) if count else say("console.health.none"))


def alarms(seen: SeenWall) -> list[dict[str, Any]]:
    """What needs a person, the worst first; each with the card that says more."""
    found: list[tuple[Level, str, Said | str, Said | str]] = []
    moment = seen.moment
    if seen.health is None or any("no wall runs" in line or "stood still" in line for line in seen.wrong):
        found.append(("act", "health", say("console.alarm.no_wall"), say("console.alarm.no_wall_do")))
    if moment is not None and moment.stale and moment.age_us is not None:
        age = str(moment.age_us // SECOND_US)
        found.append(("act", "health", say("console.alarm.stale", age=age), say("console.alarm.stale_do")))
    if moment is not None and moment.state.held is not None:
        level: Level = "attention" if moment.state.held.reason in ("fall", "clock") else "act"
        found.append((level, "held", say("console.alarm.held"), say("console.alarm.held_do")))
    free_bytes = None if seen.health is None else seen.health.disk_free_bytes
    if free_bytes is not None and free_bytes < FULL_BYTES:
        free = f"{free_bytes / 1e9:.1f}"
        found.append(("attention", "health", say("console.alarm.disk", free=free), say("console.alarm.disk_do")))
    report = None if seen.health is None else seen.health.display
    found += [("attention", "health", line, "") for line in (() if report is None else report.alarms)]
    if seen.problem:
        found.append(("act", "health", seen.problem, ""))
    order = sorted(found, key=lambda each: each[0] != "act")
    return [{"level": level, "card": card, "text": _text(text), "do": _text(do)} for level, card, text, do in order]

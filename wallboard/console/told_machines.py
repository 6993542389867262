"""The machines of a wall of several, in the console's words: a row for each, as `wallboard cluster` lists them."""

from __future__ import annotations

from typing import Any, Final
from zoneinfo import ZoneInfo

from wallboard.config.settings import Settings
from wallboard.console.answers import in_languages
from wallboard.core.instants import SECOND_US, clock
from wallboard.core.numerals import MISSING
from wallboard.core.wording import Said, say
from wallboard.recording.link_files import LinkState, Machine

BEHIND_US: Final = 2 * SECOND_US


def machine_rows(link: LinkState | None, settings: Settings) -> list[dict[str, Any]]:
    """Each machine with its role, rank, recording, lag, clock, frames, refused messages and alarms; the lead first."""
    if link is None:
        return []
    order = sorted(link.machines, key=lambda each: (each.role != "lead" or not each.up, each.node))
    return [_row(machine, link, settings) for machine in order]


def told_link(link: LinkState | None, settings: Settings) -> dict[str, Any] | None:
    """Who leads, who is there, and how far the lead's recording goes, as this machine knows it; None: it is alone."""
    if link is None:
        return None
    head_us = _head_us(link)
    return {
        "wall": link.wall,
        "node": link.node,
        "lead": link.lead,
        "epoch": link.epoch,
        "reached": link.reached,
        "there": sum(machine.up for machine in link.machines),
        "of": len(link.machines),
        "newest": _time(head_us, settings),
        "refused": sum(link.refused.values()),
        "refused_why": ", ".join(f"{why} {count}" for why, count in sorted(link.refused.items())),
        "alarms": list(link.alarms),
    }


def _row(machine: Machine, link: LinkState, settings: Settings) -> dict[str, Any]:
    behind = machine.lag_us is not None and machine.lag_us > BEHIND_US
    candidates = () if settings.cluster is None else settings.cluster.candidates
    missing_us = max(0, _head_us(link) - machine.commit_us) if machine.commit_us else None
    return {
        "name": f"machine-{machine.node}",
        "title": {"en": machine.node, "zh": machine.node},
        "well": machine.up and not behind and not machine.alarms,
        "value": in_languages(_role(machine)),
        "more": in_languages(_more(machine)),
        "node": machine.node,
        "here": machine.node == link.node,
        "up": machine.up,
        "role": machine.role if machine.up else "gone",
        "rank": candidates.index(machine.node) + 1 if machine.node in candidates else None,
        "recorded": _time(machine.commit_us, settings),
        "missing_s": None if missing_us is None else missing_us // SECOND_US,
        "lag_ms": None if machine.lag_us is None else machine.lag_us // 1000,
        "clock_ms": None if machine.offset_us is None else round(machine.offset_us / 1000, 3),
        "frames_per_s": machine.frames_per_s,
        "refused": machine.refused,
        "alarms": list(machine.alarms),
    }


def _head_us(link: LinkState) -> int:
    """The newest commit of the lead's recording; of all recordings where nobody has said."""
    return link.head_us or max((machine.commit_us for machine in link.machines), default=0)


def _time(commit_us: int, settings: Settings) -> str:
    return clock(commit_us, ZoneInfo(settings.event.zone)) if commit_us else MISSING


def _role(machine: Machine) -> Said:
    if not machine.up:
        return say("console.machine.gone")
    if machine.role == "lead":
        return say("console.machine.lead")
    return say("console.machine.follower") if machine.role == "follower" else say("console.machine.waiting")


def _more(machine: Machine) -> Said:
    lag = MISSING if machine.lag_us is None else str(machine.lag_us // 1000)
    clock = MISSING if machine.offset_us is None else f"{machine.offset_us / 1000:+.1f}"
    told = say("console.machine.more", lag=lag, clock=clock, frames=str(machine.frames_per_s))
    return say("joined", what=told, how=machine.alarms[0]) if machine.alarms else told

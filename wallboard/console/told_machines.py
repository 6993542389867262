"""The machines of a wall of several, in the console's words: a row for each, as `wallboard cluster` lists them."""

from __future__ import annotations

from typing import Any, Final

from wallboard.console.answers import in_languages
from wallboard.core.instants import SECOND_US
from wallboard.core.numerals import MISSING
from wallboard.core.wording import Said, say
from wallboard.recording.link_files import LinkState, Machine

BEHIND_US: Final = 2 * SECOND_US


def machine_rows(link: LinkState | None) -> list[dict[str, Any]]:
    """Each machine with its role, how far it is behind, its clock, its frames and its alarms; the lead first."""
    if link is None:
        return []
    order = sorted(link.machines, key=lambda each: (each.role != "lead" or not each.up, each.node))
    return [_row(machine) for machine in order]


def _row(machine: Machine) -> dict[str, Any]:
    behind = machine.lag_us is not None and machine.lag_us > BEHIND_US
    return {
        "name": f"machine-{machine.node}",
        "title": {"en": machine.node, "zh": machine.node},
        "well": machine.up and not behind and not machine.alarms,
        "value": in_languages(_role(machine)),
        "more": in_languages(_more(machine)),
        "node": machine.node,
        "role": machine.role if machine.up else "gone",
        "lag_ms": None if machine.lag_us is None else machine.lag_us // 1000,
        "clock_ms": None if machine.offset_us is None else round(machine.offset_us / 1000, 3),
        "frames_per_s": machine.frames_per_s,
        "alarms": list(machine.alarms),
    }


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

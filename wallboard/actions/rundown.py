"""The rundown as a function: what is on air by it at an instant of the event, what comes next, and why not yet."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Literal

import msgspec

from wallboard.actions.control import Control
from wallboard.actions.recap import LENGTH_US
from wallboard.config.rundown_file import RundownEntry
from wallboard.core.instants import MINUTE_US
from wallboard.core.recording_state import Curve

MESSAGE_US: Final = 10 * MINUTE_US
"""How long a message of the rundown stays that does not say so."""
Reached = Callable[[int], int | None]
"""When, on the event's clock, the sum (minor units) was reached that stands to this day; None: it is not reached."""
Stop = Literal["", "held", "replay", "frozen", "black", "locked", "no_clock"]
"""Why the rundown does not move the wall."""


class Cue(msgspec.Struct, frozen=True):
    """An entry that has its time: `on_us` on the event's clock is when it comes; `number` counts from 0 in the file."""

    number: int
    entry: RundownEntry
    due_us: int
    on_us: int

    @property
    def key(self) -> str:
        """What the journal calls it: its place and what it shows, so that an edited file is noticed."""
        shown = ",".join(f"{canvas}={layout}" for canvas, layout in sorted(self.entry.shown.items()))
        more = "message" if self.entry.message is not None else self.entry.recap or ""
        return f"{self.number}:{shown}:{more}"


class OnAir(msgspec.Struct, frozen=True):
    """What is on air by the rundown: the `cue` whose layouts are up, the ones whose `message` and `recap` are,
    the `next` to come.

    `waiting` are entries whose sum is not reached yet.
    """

    cue: Cue | None = None
    message: Cue | None = None
    recap: Cue | None = None
    next: Cue | None = None
    waiting: tuple[RundownEntry, ...] = ()


class Rundown(msgspec.Struct, frozen=True):
    """The entries of a night; `start_us` is when the event starts (UTC; None: it has no start)."""

    entries: tuple[RundownEntry, ...]
    start_us: int | None


def on_air(rundown: Rundown, event_us: int, reached: Reached) -> OnAir:
    """What is on air at an instant of the event's clock: a function of it and of the recording alone.

    So a restart, a late start or a jump of the clock lands right. Entries come in the order in which they are due; one
    whose predecessor holds waits for the end of that, and is passed over where a hard one comes first.
    """
    cues = _cues(rundown, event_us, reached)
    past = [cue for cue in cues if cue.on_us <= event_us]
    layouts = [cue for cue in past if cue.entry.shown]
    messages = [cue for cue in past if cue.entry.message is not None and event_us < ends_us(cue)]
    recaps = [cue for cue in past if cue.entry.recap is not None and event_us < cue.on_us + LENGTH_US]
    later = [cue for cue in cues if cue.on_us > event_us]
    waiting = tuple(
        e for e in rundown.entries if e.after is not None and _due_us(rundown, e, event_us, reached) is None
    )
    return OnAir(
        layouts[-1] if layouts else None,
        messages[-1] if messages else None,
        recaps[-1] if recaps else None,
        min(later, key=lambda cue: cue.on_us, default=None),
        waiting,
    )


def ends_us(cue: Cue) -> int:
    """When a cue's message ends, on the event's clock."""
    return cue.on_us + (cue.entry.hold or MESSAGE_US)


def _due_us(rundown: Rundown, entry: RundownEntry, event_us: int, reached: Reached) -> int | None:
    """When an entry is due by itself; None where it is not known, or comes by hand."""
    if entry.at is not None:
        return None if rundown.start_us is None else rundown.start_us + entry.at
    if entry.after is not None:
        due_us = reached(entry.after)
        return due_us if due_us is not None and due_us <= event_us else None
    return None


def _cues(rundown: Rundown, event_us: int, reached: Reached) -> list[Cue]:
    """All entries whose time is known, as they come on."""
    due = [
        (due_us, number, entry)
        for number, entry in enumerate(rundown.entries)
        if (due_us := _due_us(rundown, entry, event_us, reached)) is not None
    ]
    made: list[Cue] = []
    free_us: int | None = None
    for due_us, number, entry in sorted(due, key=lambda each: (each[0], each[1])):
        on_us = due_us if entry.hard or free_us is None else max(due_us, free_us)
        if entry.hard:
            made = [cue for cue in made if cue.on_us < due_us or not cue.entry.shown]
        if entry.shown:
            free_us = on_us + entry.hold
        else:
            on_us = due_us  # a message alone takes nobody's place
        made.append(Cue(number, entry, due_us, on_us))
    return made


def held_at(rundown: Rundown, held_us: int | None, event_us: int) -> bool:
    """Whether what was taken by hand at `held_us` (the event's clock) still holds the rundown: until a hard entry."""
    if held_us is None:
        return False
    start_us = rundown.start_us
    hard = (start_us + e.at for e in rundown.entries if e.hard and e.at is not None and start_us is not None)
    return not any(held_us < due_us <= event_us for due_us in hard)


def next_hard(rundown: Rundown, event_us: int) -> int | None:
    """When the next hard entry comes, whatever holds; None where there is none."""
    start_us = rundown.start_us
    if start_us is None:
        return None
    hard = (start_us + entry.at for entry in rundown.entries if entry.hard and entry.at is not None)
    return min((due_us for due_us in hard if due_us > event_us), default=None)


def stopped(rundown: Rundown, control: Control, event_us: int | None) -> Stop:
    """Why the rundown does not move the wall now; "" where it does."""
    if event_us is None:
        return "no_clock"
    if control.playhead.mode != "following":
        return "replay"
    if control.frozen_us is not None:
        return "frozen"
    if control.blackout:
        return "black"
    if control.locked:
        return "locked"
    return "held" if held_at(rundown, control.rundown_held_us, event_us) else ""


def reached_in(curve: Curve, playhead_us: int, start_us: int | None) -> Reached:
    """When sums were reached for good in what is recorded up to a playhead.

    A correction that takes a sum back leaves it not reached; what was before the start counts for nothing.
    """
    known = curve.commit_us <= playhead_us
    if start_us is not None:
        known &= curve.at_us >= start_us
    at_us, gmv_fen = curve.at_us[known], curve.gmv_fen[known]

    def reached(sum_fen: int) -> int | None:
        below = (gmv_fen < sum_fen).nonzero()[0]
        first = int(below[-1]) + 1 if len(below) else 0
        return int(at_us[first]) if first < len(at_us) else None

    return reached

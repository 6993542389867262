"""Where a machine stands among the others, from one step to the next, and the file that says so."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Final

from msgspec.structs import replace

from wallboard.link.messages import LeadMessage
from wallboard.recording.folder import is_taken
from wallboard.recording.link_files import SILENT_US, ClockEntry, LinkState, read_link, write_link

log = logging.getLogger(__name__)

MOST_EPOCHS: Final = 64
_CLOCKS: Final = 4


def resumed(folder: Path, wall: str, node: str, mono_us: int) -> LinkState:
    """Where a machine stands when its link begins: a lead whose collector has gone on goes on leading.

    One that was away for longer may have been succeeded, and listens first.
    """
    before = read_link(folder)
    if before is None or (before.wall, before.node) != (wall, node):
        return LinkState(wall, node)
    away_us = mono_us - before.written_us
    goes_on = before.role == "lead" and 0 <= away_us < SILENT_US and is_taken(folder, "collect")
    kept = replace(before, reached=False, machines=(), refused={}, alarms=())
    return kept if goes_on else replace(kept, role="waiting", lead="")


def with_lead(state: LinkState, lead: LeadMessage) -> LinkState:
    """Another machine leads, in a newer epoch."""
    history = dict(state.history) | dict(lead.history)
    return replace(state, epoch=lead.epoch, history=tuple(sorted(history.items())[-MOST_EPOCHS:]))


def as_lead(state: LinkState, epoch: int, since_us: int, mono_us: int, base_us: int | None = None) -> LinkState:
    """This machine leads from here on: `since_us` is the newest commit that it takes over.

    `base_us`: by how much the wall's time in a replay is ahead of its monotonic clock.
    """
    history = {epoch: since_us} | dict(state.history)
    entry = ClockEntry(since_us + 1 if base_us is None else base_us, mono_us, 0.0)
    clocks = state.clocks if state.led == epoch and base_us is not None else (*state.clocks, entry)[-_CLOCKS:]
    kept = tuple(sorted(history.items())[-MOST_EPOCHS:])
    return replace(state, role="lead", epoch=epoch, led=epoch, lead=state.node, history=kept, clocks=clocks)


def with_clock(state: LinkState, entry: ClockEntry) -> LinkState:
    """The lead's clock as it is known now."""
    older = tuple(each for each in state.clocks if each.since_us < entry.since_us)
    return replace(state, clocks=(*older, entry)[-_CLOCKS:])


def save(folder: Path, state: LinkState, *, durable: bool) -> None:
    """Write it for the other processes of this machine. Raises OSError: what must be on the disk is not."""
    try:
        write_link(folder, state, durable=durable)
    except OSError as error:
        if durable:
            raise
        log.warning("cannot say how this machine stands among the others (%s): %s", error.strerror, folder)

"""Which page of a rotating panel is up: a function of recording time and of what the operator turned."""

from __future__ import annotations

import msgspec

TURN_US = 320_000
"""How long a row takes to come with its page."""
LEAVE_US = 180_000
"""How long the rows take to leave before the next page comes."""


class Turning(msgspec.Struct, frozen=True):
    """The operator's hand on the pages: turned by `offset`, and standing still at `pinned_us` unless that is None."""

    offset: int = 0
    pinned_us: int | None = None


class Page(msgspec.Struct, frozen=True):
    """The page that is up: `index` of `count`; `dwelt` of its time is over (0..1); it came up at `since_us`.

    `until_us` is when the next one does; None where it stays.
    """

    index: int
    count: int
    dwelt: float
    since_us: int
    until_us: int | None = None


def page_at(t_us: int, dwell_us: int, count: int, turning: Turning) -> Page:
    """The page of `count` at recording time `t_us` when each is up for `dwell_us`."""
    if count <= 0:
        return Page(0, 0, 0.0, t_us)
    clock_us = turning.pinned_us if turning.pinned_us is not None else t_us
    turn, into_us = divmod(clock_us, dwell_us)
    dwelt = 0.0 if turning.pinned_us is not None else into_us / dwell_us
    until_us = None if turning.pinned_us is not None or count < 2 else (turn + 1) * dwell_us
    return Page((turn + turning.offset) % count, count, dwelt, clock_us - into_us, until_us)

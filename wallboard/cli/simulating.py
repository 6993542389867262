"""`wallboard simulate`: the demonstration's endpoint as a process of its own."""

from __future__ import annotations

import threading
import time
from decimal import Decimal

import click

from wallboard.cli.logs import start_logging
from wallboard.core.instants import elapsed, parse_instant
from wallboard.demo.clock import EventClock
from wallboard.demo.endpoint import Endpoint
from wallboard.demo.knots import EVENT_START_US, EVENT_ZONE
from wallboard.supervise.lifeline import Beats, when_cut
from wallboard.supervise.supervisor import stopped_by_signals

_TURN_S = 0.25


def elapsed_at(start_at: str) -> int:
    """The T of a demonstration as microseconds since its start. Raises UsageError."""
    return parse_instant(start_at, EVENT_START_US, EVENT_ZONE) - EVENT_START_US


def run_simulate(
    start_at: str,
    speed: Decimal,
    host: str,
    port: int,
    seed: int,
    anchor_us: int | None,
    seconds: float | None,
    *,
    supervised: bool,
) -> None:
    """Tell the night until a signal, the end of standard input where it is supervised, or `seconds` have passed.

    `anchor_us`: UTC in microseconds at which the night stood at `start_at`, so that a restarted endpoint goes on with
    the same night; now, if it is None.
    """
    start_logging("simulate")
    clock = EventClock(elapsed_at(start_at), time.time_ns() // 1000 if anchor_us is None else anchor_us, speed)
    stop = threading.Event()
    end_mono = None if seconds is None else time.monotonic() + seconds
    if supervised:
        when_cut(stop.set)
    with stopped_by_signals(stop.set), Endpoint(clock, seed=seed, host=host, port=port) as endpoint:
        if not supervised:
            click.echo(f"{endpoint.url} tells the night from {elapsed(clock.start_at_us)}, ×{speed}; Ctrl-C ends")
        beats = Beats() if supervised else None
        while not stop.wait(_TURN_S) and (end_mono is None or time.monotonic() < end_mono):
            if beats is not None:
                beats.beat()

"""`wallboard simulate`: the demonstration's endpoint as a process of its own."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from decimal import Decimal

import click

from wallboard.cli.child_options import supervised_option
from wallboard.cli.logs import start_logging
from wallboard.cli.options import (
    log_level_option,
    night_speed_option,
    port_option,
    seconds_option,
    seed_option,
    start_option,
)
from wallboard.cli.output import say
from wallboard.core.instants import elapsed, parse_instant
from wallboard.core.system_clocks import system_utc_us
from wallboard.core.system_signals import stopped_by_signals
from wallboard.demo.endpoint import DemoEndpoint
from wallboard.demo.knots import EVENT_START_US, EVENT_ZONE
from wallboard.demo.simulated_clock import EventClock
from wallboard.supervise.heartbeat import Beats, NoBeats, when_cut

_TURN_S = 0.25


@dataclass(frozen=True, slots=True)
class Simulated:
    """A night to simulate, and where, in the words of the command line; `port` 0 is any free one."""

    start_at: str
    speed: Decimal
    seed: int
    port: int
    host: str = "127.0.0.1"

    def clock(self, anchor_us: int) -> EventClock:
        """The event's clock, which stands at `start_at` at `anchor_us` (UTC in microseconds).

        Raises:
            UsageError: the night cannot be played from there, or so fast.
        """
        start_at_us = parse_instant(self.start_at, EVENT_START_US, EVENT_ZONE) - EVENT_START_US
        return EventClock(start_at_us, anchor_us, self.speed)

    def words(self) -> tuple[str, ...]:
        """The words again, for a child."""
        night = ("--start-at", self.start_at, "--speed", str(self.speed), "--seed", str(self.seed))
        return (*night, "--host", self.host, "--port", str(self.port))


@click.command()
@start_option
@night_speed_option
@port_option
@seed_option
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at.")
@seconds_option
@log_level_option
@click.option("--anchor-us", type=int, hidden=True)
@supervised_option
def simulate(
    start_at: str,
    speed: Decimal,
    port: int,
    seed: int,
    host: str,
    seconds: float | None,
    anchor_us: int | None,
    supervised: bool,
) -> None:
    """The demonstration's endpoint alone.

    A real HTTP server that plays the night of 2016-11-11, for collectors here or elsewhere.
    """

    run_simulate(Simulated(start_at, speed, seed, port, host), anchor_us, seconds, supervised=supervised)


def run_simulate(simulated: Simulated, anchor_us: int | None, seconds: float | None, *, supervised: bool) -> None:
    """Tell the night until a signal, the end of standard input where it is supervised, or `seconds` have passed.

    `anchor_us`: UTC in microseconds at which the night stood at its start, so that a restarted endpoint goes on with
    the same night; now, if it is None. Raises UsageError, EndpointError.
    """
    start_logging("simulate")
    clock = simulated.clock(system_utc_us() if anchor_us is None else anchor_us)
    stop = threading.Event()
    end_mono = None if seconds is None else time.monotonic() + seconds
    if supervised:
        when_cut(stop.set)
    with (
        stopped_by_signals(stop.set),
        DemoEndpoint(clock, seed=simulated.seed, host=simulated.host, port=simulated.port) as endpoint,
    ):
        if not supervised:
            say(f"{endpoint.url} tells the night from {elapsed(clock.start_at_us)}, ×{clock.speed}; Ctrl-C ends")
        beats = Beats() if supervised else NoBeats()
        while not stop.wait(_TURN_S) and (end_mono is None or time.monotonic() < end_mono):
            beats.beat()

"""`wallboard soak`: the processes put together, and its report."""

# ruff: noqa: PLC0415 - the collector of a soak must not load Qt, nor its display requests

from __future__ import annotations

import json
import os
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click

from wallboard.cli.logs import redacted, start_logging
from wallboard.cli.settling import load_settings, with_endpoint
from wallboard.core.instants import SECOND_US
from wallboard.doctor.display import PLATFORM, no_display_because, qt_environment
from wallboard.recording.clock import system_mono_us
from wallboard.supervise.child import child_environment, program
from wallboard.supervise.lifeline import is_cut, when_cut
from wallboard.supervise.supervisor import stopped_by_signals

if TYPE_CHECKING:
    from wallboard.soak.nights import Nights
    from wallboard.soak.parts import Part

_LEAD_US = 8 * SECOND_US
"""How long before the first night the processes are started."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The words of the command line."""

    nights: int
    seconds: float
    speed: Decimal
    off_screen: bool
    screens: int | None
    size: tuple[int, int]
    windowed: bool
    record: Path | None
    config: Path | None

    def plan(self, anchor_us: int) -> Nights:
        """The nights, the first from `anchor_us` on."""
        from wallboard.soak.nights import Nights

        return Nights(anchor_us, round(self.seconds * SECOND_US), self.nights, self.speed)


def run_soak(asked: Asked, *, as_json: bool) -> int:
    """Play all nights and report; 1 if anything grew, or if they could not be played to their end.

    Raises:
        ConfigError, UsageError, EndpointError: it cannot begin.
    """
    from wallboard.soak.monitors import Monitors, imagine, split
    from wallboard.soak.parts import Part
    from wallboard.soak.report import HEAD, line_of, lines
    from wallboard.soak.run import soak
    from wallboard.soak.script import script

    start_logging("soak")
    settings, file = load_settings(asked.config)
    environment = dict(os.environ)
    unseen = asked.off_screen or no_display_because(environment) is not None
    with _place(asked.record) as parent, TemporaryDirectory(prefix="wallboard-") as scratch:
        count = asked.screens or 1
        shown = ["--windowed"] if asked.windowed else []
        if unseen:
            environment[PLATFORM] = imagine(Path(scratch) / "screens.json", count, asked.size)
            shown.append("--spare")
            screens = f"{count} × {asked.size[0]} × {asked.size[1]}, off screen"
        else:
            environment |= qt_environment(environment)
            screens = "the monitors that are there"
        anchor_us = system_mono_us() + _LEAD_US
        nights = asked.plan(anchor_us)

        def started(url: str) -> Sequence[Part]:
            words = (
                *("soak", "--nights", str(asked.nights), "--seconds", str(asked.seconds), "--speed", str(asked.speed)),
                *("--anchor-us", str(anchor_us), "--record", str(parent), *(("--config", str(file)) if file else ())),
            )
            own = child_environment(environment)
            return (
                Part("collector", program(*words, "--part", "collect", "--url", url), own),
                Part("display", program(*words, "--part", "show", *shown), own),
            )

        def run(monitors: Monitors | None) -> int:
            took = asked.nights * asked.seconds / 60
            click.echo(f"{asked.nights} nights, {took:.0f} minutes; {screens}; recording to {parent}", err=as_json)
            click.echo(HEAD, err=as_json)
            stop = threading.Event()
            with stopped_by_signals(stop.set):
                report = soak(
                    nights,
                    parent,
                    started,
                    screens=screens,
                    monitors=monitors,
                    mono_us=system_mono_us,
                    script=script(tuple(settings.layouts)),
                    tell=lambda night: click.echo(line_of(night), err=as_json),
                    stopped=stop.is_set,
                )
            if as_json:
                import msgspec

                click.echo(msgspec.json.format(msgspec.json.encode(report), indent=1).decode())
            else:
                for line in lines(report):
                    click.echo(line)
            return int(report.played < report.asked or any(m.trend.grows for m in report.measures))

        if asked.screens is None or unseen:
            return run(None)
        with split(count) as monitors:
            screens = f"{count} monitors of {monitors.width // count} × {monitors.height} by xrandr"
            shown.append("--pulled")
            return run(monitors)


def run_part(part: str, asked: Asked, url: str, anchor_us: int, *, spare: bool, pulled: bool) -> int:
    """One of the two processes. Raises what it is stopped by."""
    start_logging(f"soak-{part}")
    settings, _ = load_settings(asked.config)
    nights, parent = asked.plan(anchor_us), (asked.record or Path()).absolute()
    if part == "collect":
        from wallboard.soak.collecting import collect_nights

        cut = threading.Event()
        when_cut(cut.set)
        settings = with_endpoint(settings, url)
        with stopped_by_signals(cut.set):
            collect_nights(settings, nights, parent, cut, mono_us=system_mono_us, say=_say, tell=_tell)
        return 0
    from wallboard.cli.qt import load_qt

    load_qt()
    from wallboard.soak.showing import show_nights

    return show_nights(
        settings,
        nights,
        parent,
        windowed=asked.windowed,
        spare=spare,
        pulled=pulled,
        mono_us=system_mono_us,
        is_cut=is_cut,
        tell=_tell,
    )


@contextmanager
def _place(named: Path | None) -> Iterator[Path]:
    """Where the recordings of the nights lie: where it was asked for, or a place that goes with them."""
    if named is not None:
        yield named.absolute()
        return
    with TemporaryDirectory(prefix="wallboard-soak-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def _say(line: str) -> None:
    click.echo(redacted(line), err=True)


def _tell(found: dict[str, object]) -> None:
    """One line of JSON for the process that started this one."""
    sys.stdout.write(json.dumps(found) + "\n")
    sys.stdout.flush()

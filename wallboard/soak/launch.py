"""Starts the collector and the displays of `wallboard soak`, waits for its nights, and prints the report."""

# ruff: noqa: PLC0415 - the collector of a soak must not load Qt, nor its display requests

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from wallboard.cli.command_settings import load_settings, with_endpoint
from wallboard.cli.logs import start_logging
from wallboard.cli.output import json_document, say
from wallboard.core.instants import SECOND_US
from wallboard.core.masking import redacted
from wallboard.core.system_clocks import system_mono_us
from wallboard.core.system_signals import stopped_by_signals
from wallboard.doctor.display_check import PLATFORM, no_display_because, qt_environment
from wallboard.supervise.child import child_environment, program
from wallboard.supervise.heartbeat import is_cut, when_cut

if TYPE_CHECKING:
    from wallboard.soak.monitors import Monitors
    from wallboard.soak.nights import Nights, SoakTeller
    from wallboard.soak.parts import SoakPart
    from wallboard.soak.report import SoakReport

_LEAD_US = 8 * SECOND_US
"""How long before the first night the processes are started."""


@dataclass(frozen=True, slots=True)
class SoakWords:
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

    def words(self, anchor_us: int, parent: Path) -> tuple[str, ...]:
        """The words of the same nights, the first from `anchor_us` on, for a process that records below `parent`."""
        return (
            *("soak", "--nights", str(self.nights), "--seconds", str(self.seconds), "--speed", str(self.speed)),
            *("--anchor-us", str(anchor_us), "--record", str(parent)),
        )


@dataclass(frozen=True, slots=True)
class Screens:
    """What a soak is shown on: in words, and what the display's process is started with.

    `monitors` are those that are changed from outside; None where the display only imagines it.
    """

    said: str
    environment: Mapping[str, str]
    words: tuple[str, ...]
    monitors: Monitors | None = None


def run_soak(asked: SoakWords, *, as_json: bool) -> int:
    """Play all nights and report; 1 if anything grew, or if they could not be played to their end.

    Raises:
        ConfigError, UsageError, EndpointError: it cannot begin.
    """
    from wallboard.soak.report import HEAD, line_of
    from wallboard.soak.run import soak
    from wallboard.soak.script import script

    start_logging("soak")
    settings, file = load_settings(asked.config, demonstration=True)
    with _place(asked.record) as parent, _screens(asked) as screens:
        nights = asked.plan(system_mono_us() + _LEAD_US)
        took = asked.nights * asked.seconds / 60
        say(f"{asked.nights} nights, {took:.0f} minutes; {screens.said}; recording to {parent}", err=as_json)
        say(HEAD, err=as_json)
        words = (*asked.words(nights.anchor_us, parent), *(("--config", str(file)) if file else ()))
        stop = threading.Event()
        with stopped_by_signals(stop.set):
            report = soak(
                nights,
                parent,
                lambda url: _started(words, url, screens),
                screens=screens.said,
                monitors=screens.monitors,
                mono_us=system_mono_us,
                script=script(tuple(settings.layouts)),
                tell=lambda night: say(line_of(night), err=as_json),
                stopped=stop.is_set,
            )
    _print(report, as_json=as_json)
    return int(report.played < report.asked or any(m.trend.grows for m in report.measures))


@contextmanager
def _screens(asked: SoakWords) -> Iterator[Screens]:
    """The monitors of the soak until its end: imagined ones, an X server's screen split up, or those that are there.

    Raises:
        UsageError: the screen cannot be split up.
    """
    from wallboard.soak.monitors import imagine, split

    count, shown = asked.screens or 1, ("--windowed",) if asked.windowed else ()
    environment = dict(os.environ)
    if asked.off_screen or no_display_because(environment) is not None:
        with TemporaryDirectory(prefix="wallboard-") as scratch:
            environment[PLATFORM] = imagine(Path(scratch) / "screens.json", count, asked.size)
            said = f"{count} × {asked.size[0]} × {asked.size[1]}, off screen"
            yield Screens(said, environment, (*shown, "--spare"))
        return
    environment |= qt_environment(environment)
    if asked.screens is None:
        yield Screens("the monitors that are there", environment, shown)
        return
    with split(count) as monitors:
        said = f"{count} monitors of {monitors.width // count} × {monitors.height} by xrandr"
        yield Screens(said, environment, (*shown, "--pulled"), monitors)


def _started(words: Sequence[str], url: str, screens: Screens) -> Sequence[SoakPart]:
    """The two processes, started. Raises OSError."""
    from wallboard.soak.parts import SoakPart

    own = child_environment(screens.environment)
    return (
        SoakPart("collector", program(*words, "--part", "collect", "--url", url), own),
        SoakPart("display", program(*words, "--part", "show", *screens.words), own),
    )


def _print(report: SoakReport, *, as_json: bool) -> None:

    from wallboard.soak.report import lines

    if as_json:
        json_document(report)
        return
    for line in lines(report):
        say(line)


def run_part(part: str, asked: SoakWords, url: str, anchor_us: int, *, spare: bool, pulled: bool) -> int:
    """One of the two processes. Raises what it is stopped by."""
    start_logging(f"soak-{part}")
    settings, _ = load_settings(asked.config, demonstration=True)
    nights, parent = asked.plan(anchor_us), (asked.record or Path()).absolute()
    if part == "collect":
        from wallboard.soak.collecting import collect_nights

        cut = threading.Event()
        when_cut(cut.set)
        settings = with_endpoint(settings, url)
        with stopped_by_signals(cut.set):
            collect_nights(settings, nights, parent, cut, mono_us=system_mono_us, say=_say, tell=_tell)
        return 0
    from wallboard.cli.qt_loading import load_qt

    load_qt()
    from wallboard.soak.desk import Setup
    from wallboard.soak.showing import show_nights

    return show_nights(
        settings,
        nights,
        parent,
        setup=Setup(asked.windowed, spare, pulled),
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
    say(redacted(line), err=True)


def _tell(found: SoakTeller) -> None:
    """One line of JSON for the process that started this one."""
    import msgspec

    stream = sys.__stdout__  # not the cleaned one for people: a class may be called like a secret
    if stream is not None:
        stream.buffer.write(msgspec.json.encode(found) + b"\n")
        stream.flush()

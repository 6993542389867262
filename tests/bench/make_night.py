"""Make the recording of a whole demonstration night (a snapshot a second) for benchmarks, as a collector would have.

python -m tests.bench.make_night FOLDER [--hours 24] [--interval 1] [--stretch 100]

The whole night takes about a quarter of an hour of processor time. With `--stretch` only so many snapshots from the
middle of each hour are recorded, which takes half a minute.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
from rich.progress import Progress as Bar

from wallboard.collect.loop import Collector
from wallboard.collect.pace import Pace
from wallboard.config.event_facts import facts_of
from wallboard.config.load import load
from wallboard.core.event_info import EventInfo
from wallboard.core.judge_state import Rules
from wallboard.demo.moments import begins_us
from wallboard.demo.night import snapshot_at
from wallboard.recording.segment_series import SegmentRules
from wallboard.recording.writer import Recorder
from wallboard.sources.fake import ScriptedSource
from wallboard.sources.protocol import Answer

SECOND_US = 1_000_000
HOUR_US = 3600 * SECOND_US
FETCH_US = 40_000


@dataclass
class Clock:
    """Both clocks of a machine whose time is that of the event."""

    now_us: int

    def read(self) -> int:
        """Microseconds."""
        return self.now_us


def body_at(elapsed_us: int, interval_us: int) -> bytes:
    """What the demonstration's endpoint answers."""
    document = snapshot_at(elapsed_us, sequence=elapsed_us // interval_us + 1)
    return msgspec.json.encode(document)


def make_night(
    folder: Path,
    hours: float = 24,
    interval_s: float = 1,
    *,
    facts: EventInfo | None = None,
    stretch: int | None = None,
) -> int:
    """Record `hours` from the event's start into `folder`, which is new; returns the number of snapshots.

    `stretch`: only so many from the middle of each hour.
    """
    interval_us = round(interval_s * SECOND_US)
    instants: Sequence[int] = range(0, round(hours * 3600 / interval_s) * interval_us, interval_us)
    if stretch is not None:
        middles = range(HOUR_US // 2, round(hours * HOUR_US), HOUR_US)
        instants = [middle + place * interval_us for middle in middles for place in range(stretch)]
    facts = facts or facts_of(load(None, demonstration=True))
    clock = Clock(begins_us(facts) + FETCH_US)
    settings = load(None, demonstration=True)
    rules = Rules(settings.money.currency or "")
    with (
        Bar(transient=True, disable=not sys.stderr.isatty()) as bar,
        Recorder(folder, facts, utc_us=clock.read, mono_us=clock.read, rules=SegmentRules(durable=False)) as recorder,
    ):
        collector = Collector(
            ScriptedSource((b"",)),
            recorder,
            facts,
            rules,
            Pace(0, interval_us, interval_us),
            say=_say,
            mono_us=clock.read,
            utc_us=clock.read,
        )
        task = bar.add_task("recording", total=len(instants))
        for at_us in instants:
            clock.now_us = begins_us(facts) + at_us + FETCH_US
            collector.take(Answer(body_at(at_us, interval_us), 200, "demo", FETCH_US))
            bar.advance(task)
    return len(instants)


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")


def main() -> None:
    """The command."""
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("folder", type=Path)
    words.add_argument("--hours", type=float, default=24)
    words.add_argument("--interval", type=float, default=1)
    words.add_argument("--stretch", type=int)
    given = words.parse_args()
    began = time.monotonic()
    count = make_night(given.folder, given.hours, given.interval, stretch=given.stretch)
    size = sum(path.stat().st_size for path in given.folder.iterdir())
    line = f"{count} snapshots in {time.monotonic() - began:.0f} s, {size / count / 1000:.2f} KB each: {given.folder}"
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main()

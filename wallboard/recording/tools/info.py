"""What a recording holds, in a few figures."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from wallboard.core.event_info import EventInfo
from wallboard.recording.journal import actions_of
from wallboard.recording.reader import RecordingReader
from wallboard.recording.tools.files import files_of


@dataclass(frozen=True, slots=True)
class Info:
    """The figures; times in microseconds, `bounds` in recording time, `event` what the event's clock showed there."""

    path: Path
    facts: EventInfo | None
    segments: int
    size_bytes: int
    sessions: int
    answers: int
    shown: int
    held: int
    rejected: int
    filled: int
    failures: int
    gaps: int
    milestones: int
    actions: int
    bounds: tuple[int, int]
    event: tuple[int, int] | None
    gmv_fen: int | None
    simulated: bool
    problems: tuple[str, ...]


def info(source: Path) -> Info:
    """Look at the recording at `source`. Raises RecordingError where there is none."""
    parts = files_of(source)
    with RecordingReader(source) as reader:
        index = reader.index
        bounds = reader.bounds
        assert bounds is not None  # an empty recording is refused by the reader
        clocks = index.clocks["commit_us"]
        event = None
        if len(clocks):
            first_us, last_us = (max(bound, int(clocks[0])) for bound in bounds)
            first, last = reader.clock_at(first_us), reader.clock_at(last_us)
            assert first is not None
            assert last is not None
            starts, events, ends = reader.clock_spans()  # a machine that was set back has shown other times between
            within = (starts >= first_us) & (starts <= last_us)
            between = (*events[within].tolist(), *ends[:-1][within[1:]].tolist())
            event = (min(first.at(first_us), *between), max(last.at(last_us), *between))
        newest = len(index.shown) - 1
        return Info(
            source,
            reader.facts_at(bounds[1]),
            len(parts.segments),
            parts.size_bytes,
            len(index.sessions),
            len(index.answers),
            len(index.shown),
            len(index.held),
            len(index.rejected) + len(index.refused),
            len(index.filled),
            len(index.failures),
            len(index.gaps),
            len(index.milestones),
            len(actions_of(source)),
            bounds,
            event,
            int(index.shown["gmv_fen"][newest]) if newest >= 0 else None,
            reader.simulated,
            reader.problems,
        )

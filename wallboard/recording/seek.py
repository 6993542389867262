"""Which playhead a wanted event time means, and the bounds within which there is one."""

from __future__ import annotations

from pathlib import Path

from wallboard.core.errors import UsageError
from wallboard.core.event_info import EventInfo
from wallboard.core.instants import SECOND_US, elapsed
from wallboard.recording.errors import NotARecordingError
from wallboard.recording.reader import RecordingReader


class OutsideError(UsageError):
    """An instant was asked for that a recording does not hold; the message names its bounds."""

    def __init__(self, event_us: int, span_us: tuple[int, int], facts: EventInfo | None, name: str) -> None:
        """All times are event time; `facts` say how they are told."""
        told = elapsed if facts is None else facts.dated
        first, last = map(told, whole_seconds(span_us))
        asked = told(event_us)
        super().__init__(f"{asked} lies outside the recording, whose event clock runs from {first} to {last}: {name}")


def whole_seconds(span_us: tuple[int, int]) -> tuple[int, int]:
    """The first and the last full second within a span: what is told of bounds can be asked for again."""
    return -(-span_us[0] // SECOND_US) * SECOND_US, span_us[1] // SECOND_US * SECOND_US


def event_span(reader: RecordingReader, path: Path) -> tuple[int, int]:
    """The earliest and the latest that the event's clock stood at, from the first snapshot until the last row had
    been played; on a machine that was never set back that is the time at its first and its last.

    Raises:
        NotARecordingError: nothing was recorded that the wall could show.
    """
    bounds, clocks = reader.bounds, reader.index.clocks
    if bounds is None or not len(clocks):
        msg = f"the recording holds no snapshot that could be shown: {path}"
        raise NotARecordingError(msg)
    delay_us, spread_us = _pace(reader, bounds[1])
    end_us, first_us = bounds[1] + delay_us, int(clocks["commit_us"][0])
    last = reader.clock_at(end_us - min(delay_us, spread_us))
    assert last is not None, "there is a clock from the first point on"
    _, events, ends = reader.clock_spans(_pace(reader, first_us)[1])
    return int(events.min()), max(last.at(end_us), int(ends.max()))


def playhead_at(reader: RecordingReader, event_us: int, path: Path) -> int:
    """Recording time of the playhead at which the wall's event clock first shows `event_us`.

    The event clock runs one playout delay ahead of the playhead, because live it shows the present: a picture at T is
    what stood on the wall when its clock stood at T, with the totals as far as they were played by then.

    Raises:
        OutsideError: the clock never showed it.
        NotARecordingError: nothing was recorded that the wall could show.
    """
    span_us = event_span(reader, path)
    located = reader.locate(event_us)
    if located is not None and (spread_us := _pace(reader, located)[1]):
        located = reader.locate(event_us, spread_us)
    if located is None or not span_us[0] <= event_us <= span_us[1]:
        raise OutsideError(event_us, span_us, reader.facts_at(0), str(path))
    return located - _pace(reader, located)[0]


def origin_us(reader: RecordingReader, facts: EventInfo) -> int:
    """What elapsed times on the command line count from: the event's start, else event time at the first commit."""
    if facts.start_us is not None:
        return facts.start_us
    clocks, bounds = reader.index.clocks, reader.bounds
    return int(clocks["event_us"][0]) if len(clocks) else bounds[0] if bounds else 0


def _pace(reader: RecordingReader, recording_us: int) -> tuple[int, int]:
    """The playout delay, and how much later rows count on a wall of several machines."""
    facts = reader.facts_at(recording_us)
    return (0, 0) if facts is None else (facts.delay_us, facts.spread_us)

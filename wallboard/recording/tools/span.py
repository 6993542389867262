"""Which part of a recording is meant by two instants of the command line."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from wallboard.core.errors import UsageError
from wallboard.core.instants import clock, elapsed, from_us, parse_instant
from wallboard.recording.reader import RecordingReader
from wallboard.recording.seek import origin_us, whole_seconds


def span(reader: RecordingReader, begin: str | None, end: str | None) -> tuple[int, int]:
    """Recording time from `begin` to `end`, each a T of the command line; None: as far as the recording goes.

    Raises:
        UsageError: an instant is outside (the bounds are named), cannot be read, or they are the wrong way round.
    """
    bounds = reader.bounds
    assert bounds is not None
    first = bounds[0] if begin is None else instant(reader, begin)
    last = bounds[1] if end is None else instant(reader, end)
    if first > last:
        msg = f"{begin} is after {end}: name the earlier instant first"
        raise UsageError(msg)
    return first, last


def instant(reader: RecordingReader, text: str) -> int:
    """Recording time at which the event's clock showed a T. Raises UsageError, naming the bounds."""
    facts, bounds = reader.facts_at(2**62), reader.bounds
    assert bounds is not None
    zone = ZoneInfo("UTC") if facts is None else facts.zoneinfo
    event_us = parse_instant(text, 0 if facts is None else origin_us(reader, facts), zone)
    found = reader.locate(event_us)
    if found is not None and bounds[0] <= found <= bounds[1]:
        return found
    first, last = whole_seconds((_event_at(reader, bounds[0]), _event_at(reader, bounds[1])))
    told = elapsed if facts is None else facts.told
    between = f"from {told(first)} to {told(last)}"
    times = f"{_written(first, zone)} to {_written(last, zone)}"
    msg = f"{text} is outside the recording, which goes {between} ({times})"
    raise UsageError(msg)


def _event_at(reader: RecordingReader, recording_us: int) -> int:
    """What the event's clock showed, carried back before its first point."""
    point = reader.clock_at(recording_us)
    if point is None and len(reader.index.clocks):
        point = reader.clock_at(int(reader.index.clocks["commit_us"][0]))
    return recording_us if point is None else point.at(recording_us)


def _written(event_us: int, zone: ZoneInfo) -> str:
    return f"{from_us(event_us, zone).date()} {clock(event_us, zone)}"

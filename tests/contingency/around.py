"""Faults around the data: clocks, disks, processes that ended, panels that fail."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from tests.contingency.faults import Fault
from tests.contingency.rig import CANVAS, SIZE, Night, Seen, Strike
from wallboard.core.instants import SECOND_US
from wallboard.panels.kinds import KINDS
from wallboard.recording.folder import segments_in
from wallboard.wall import RenderRequest, Wall

# time


def _stepped(seconds: int) -> Strike:
    """The wall clock is set; the collector's and the display's time runs on as if nothing were."""

    def strike(night: Night) -> None:
        night.clock.step_us += seconds * SECOND_US
        night.good(2)

    return strike


def _asleep(seconds: int) -> Strike:
    """The machine was suspended: when it wakes, everything is as old as it is."""
    return lambda night: night.clock.pass_us(seconds * SECOND_US)


def _rates_are_dashes(night: Night, seen: Seen) -> None:
    """Beyond five minutes nothing that is true of an instant alone is stated."""
    rates = seen.words("rates")
    assert night.scene.replayed or not rates or "—" in rates


# processes


def _collector_starts_anew(night: Night) -> None:
    night.end_collecting()
    night.begin_collecting()
    night.good(2)


def _collector_is_killed(night: Night) -> None:
    """What was committed is in the files, and the next collector goes on from there."""
    assert night.recorder is not None
    night.recorder._lock.release()
    night.recorder._series.current.connection.close()
    night.tail.close()
    night.begin_collecting()
    night.good(2)


def _collector_is_away(night: Night) -> None:
    """Nobody collects for twelve seconds."""
    night.end_collecting()
    night.clock.pass_us(12 * SECOND_US)
    night.begin_collecting()


def _display_starts_anew(night: Night) -> None:
    night.good()
    night.begin_showing()


def _display_first(night: Night) -> None:
    """The display is up, and opens the recording only in the middle of a fetch."""
    night.begin_showing()
    night.look()
    night.good(3)


def _restart_within_a_fall(night: Night) -> None:
    """A collector that starts anew while a fall is held holds it still."""
    if night.scene.name == "zero hour":
        night.good(60)
    night.doubt(night.document(gmv=str(night.yuan_now() / 20)))
    night.end_collecting()
    night.begin_collecting()


# disks


def _pages(night: Night, more: int | None) -> None:
    """Let the file beneath the recorder grow by so many pages from now on; None: without limit."""
    assert night.recorder is not None
    connection = night.recorder._series.current.connection
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    connection.execute(f"PRAGMA max_page_count={2**30 if more is None else pages + more}")


def _full_disk(night: Night) -> None:
    """No page is free: the picture keeps the last figure that was recorded; and then there is space again."""
    assert night.recorder is not None
    night.recorder._series._places.fallback = None
    _pages(night, 0)
    for _ in range(5):
        night.doubt(bytes(night.sequence) + _incompressible(night))
        night.kept.pop()
    _pages(night, None)
    assert any("full" in line for line in night.said), night.said
    assert night.recorder is not None


def _incompressible(night: Night) -> bytes:
    import random  # noqa: PLC0415 - only here

    return random.Random(night.sequence).randbytes(60_000)


def _told_as_missing(night: Night, _seen: Seen) -> None:
    night.good()
    assert "the recording goes on; 5 answers are missing from it" in night.said


def _fallback(night: Night) -> None:
    """The first disk is full, and the recording goes on in the other place: nothing is missing on the wall."""
    _pages(night, 0)
    for _ in range(3):
        night.clock.pass_us(2 * SECOND_US)
        night.believe(night.document(extra=_incompressible(night).hex()))


def _torn(night: Night, spoil: Callable[[Path], object]) -> None:
    """The newest file is damaged while nobody writes: it is set aside, and the night goes on in another."""
    night.end_collecting()
    night.recorded.close()
    (_, path) = segments_in(night.folder)[-1]
    spoil(path)
    night.clock.pass_us(2 * SECOND_US)
    night.kept.clear()
    night.begin_collecting()
    night.begin_showing()
    night.good(5)


def _journal_is_damaged(night: Night) -> None:
    """The operator's journal is not the recording: without it collecting and showing go on."""
    (night.folder / "journal.wallboard").write_bytes(b"not a database" * 100)
    night.good(2)


def _reader_in_the_way(night: Night) -> None:
    """Somebody else holds the recording open for reading all the while."""
    (_, path) = segments_in(night.folder)[-1]
    other = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)
    night.stack.callback(other.close)
    other.execute("SELECT * FROM answer").fetchone()
    night.good(3)


# panels


class _BrokenError(Exception):
    """A fault of the program itself."""


def _broken(*_: Any) -> Any:
    raise _BrokenError


def _panel_fails(kind: str, *, what: str) -> Strike:
    """A panel raises at every frame: its last good picture stays, and the others are unharmed."""

    def strike(night: Night) -> None:
        night.good()
        night.settle()
        night.look()
        before = KINDS[kind]
        KINDS[kind] = replace(before, place=_broken) if what == "place" else replace(before, resolve=_broken)
        night.stack.callback(KINDS.__setitem__, kind, before)
        night.wall._standing.clear() if what == "place" else None
        night.good()

    return strike


def _others_are_unharmed(night: Night, seen: Seen) -> None:
    assert "bar" in seen.said
    assert seen.said["bar"]


def _paint_fails(night: Night) -> None:
    """Painting itself fails in the middle of a frame: what can be painted is, and the frame is completed."""
    night.good()
    night.settle()
    moment = night.playback.moment(night.control, night.playback.now())
    wall: Wall = night.wall
    draw = wall.brush.draw
    wall.image(RenderRequest(CANVAS, SIZE, moment, night.control))
    calls = iter(range(10**6))

    def sometimes(*words: Any) -> None:
        if next(calls) == 3:
            raise _BrokenError
        draw(*words)

    wall.brush.draw = sometimes  # type: ignore[method-assign,assignment]  # it raises, whatever it is given
    try:
        image = wall.image(RenderRequest(CANVAS, SIZE, moment, night.control))
    finally:
        wall.brush.draw = draw  # type: ignore[method-assign]
    assert image.pixel(SIZE[0] // 2, 3) != 0xFF000000
    night.good()


AROUND = (
    Fault("the clock set forward by an hour", "41", "time", _stepped(3600)),
    Fault("the clock set back by an hour", "41", "time", _stepped(-3600)),
    Fault("the clock set forward by a year", "41", "time", _stepped(366 * 86_400)),
    Fault("the clock set back by a second", "42", "time", _stepped(-1)),
    Fault("asleep for a minute", "43", "time", _asleep(60), never=("zero hour",)),
    Fault("asleep for ten minutes", "43", "time", _asleep(600), check=_rates_are_dashes, never=("eve", "finale")),
    Fault("asleep for forty days", "44", "time", _asleep(40 * 86_400), check=_rates_are_dashes, never=("eve",)),
    Fault("a collector that starts anew", "54", "process", _collector_starts_anew),
    Fault("a collector that is killed", "54", "process", _collector_is_killed),
    Fault("no collector for a while", "17", "process", _collector_is_away),
    Fault("a display that starts anew", "58", "process", _display_starts_anew),
    Fault("a display that opens late", "58", "process", _display_first),
    Fault(
        "a collector that starts anew within a fall",
        "24",
        "process",
        _restart_within_a_fall,
        "the total falls",
        never=("eve",),
    ),
    Fault("a full disk", "53", "disk", _full_disk, failure="not_recorded", check=_told_as_missing),
    Fault("a full disk and another place", "53", "disk", _fallback, failure="the recording goes on in"),
    Fault(
        "a torn file",
        "56",
        "disk",
        lambda n: _torn(n, lambda p: p.write_bytes(p.read_bytes()[:5000])),
        "Alarm: is damaged",
        never=("replay",),
        damages=True,
    ),
    Fault(
        "a file of zeros",
        "56",
        "disk",
        lambda n: _torn(n, lambda p: p.write_bytes(bytes(9000))),
        "Alarm: is damaged",
        never=("replay",),
        damages=True,
    ),
    Fault(
        "a file of another kind",
        "56",
        "disk",
        lambda n: _torn(n, lambda p: p.write_text("hello")),
        "Alarm: is damaged",
        never=("replay",),
        damages=True,
    ),
    Fault("a damaged journal", "56", "disk", _journal_is_damaged),
    Fault("another reader", "56", "disk", _reader_in_the_way),
    Fault("the ranking fails", "52", "panels", _panel_fails("ranking", what="resolve"), check=_others_are_unharmed),
    Fault("the curve fails", "52", "panels", _panel_fails("trend", what="resolve"), check=_others_are_unharmed),
    Fault("the map fails", "52", "panels", _panel_fails("china_map", what="resolve"), check=_others_are_unharmed),
    Fault("the figures fail", "52", "panels", _panel_fails("figures", what="place"), check=_others_are_unharmed),
    Fault("the ticker fails", "52", "panels", _panel_fails("ticker", what="resolve"), check=_others_are_unharmed),
    Fault("the audience fails", "52", "panels", _panel_fails("audience", what="place"), check=_others_are_unharmed),
    Fault("painting fails", "52", "panels", _paint_fails),
)

"""A recording that goes on in another place while its disk is full, and comes together again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from tests.recording.rig import FACTS, Clock, Hand, body, noise
from wallboard.recording.errors import DiskFullError
from wallboard.recording.folder import segments_in
from wallboard.recording.reader import RecordingReader
from wallboard.recording.segment import Segment
from wallboard.recording.segment_series import SegmentRules, SegmentSeries
from wallboard.recording.storage_places import StoragePlaces
from wallboard.recording.writer import Recorder

HOUR_S = 3600
PLENTY = 2**40


@dataclass
class Disks:
    """Two folders, each of which is told to be full or not."""

    home: Path
    spare: Path
    full: set[str] = field(default_factory=set)

    def limit(self, segment: Segment) -> None:
        """As the disk beneath a segment would."""
        (pages,) = segment.connection.execute("PRAGMA page_count").fetchone()
        full = self.is_full(segment.path)
        segment.connection.execute(f"PRAGMA max_page_count={pages if full else 2**30}")

    def is_full(self, path: Path) -> bool:
        return ("home" if self.home in (path, *path.parents) else "spare") in self.full

    def free(self, folder: Path) -> int:
        return 0 if self.is_full(folder) else PLENTY


@pytest.fixture
def disks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Disks:
    made = Disks(tmp_path / "night", tmp_path / "spare")
    begin = SegmentSeries._begun

    def refused(self: SegmentSeries, place: Path, *more: object) -> Segment:
        if made.is_full(place):
            msg = f"the disk is full: {place}"
            raise DiskFullError(msg)
        return begin(self, place, *more)  # type: ignore[arg-type]  # passes on what it was given

    monkeypatch.setattr(SegmentSeries, "_begun", refused)
    return made


@dataclass
class Scene:
    """A collector's hand over a recorder on those disks; `take` is one snapshot that does not compress."""

    disks: Disks
    clock: Clock
    recorder: Recorder
    hand: Hand
    taken: int = 0

    def take(self, count: int = 1) -> None:
        for _ in range(count):
            self.clock.pass_s(2)
            self.taken += 1
            self.disks.limit(self.recorder._series.current)
            self.hand.take(body(self.taken, self.taken * 100, pad=noise(3000, self.taken)))


@pytest.fixture
def begin(disks: Disks) -> Callable[..., Scene]:
    def made(**more: Any) -> Scene:
        clock = Clock()
        opened = Recorder(
            disks.home,
            FACTS,
            utc_us=clock.utc_us,
            mono_us=clock.mono_us,
            rules=replace(SegmentRules(fallback=disks.spare, free=disks.free), **more),
        )
        return Scene(disks, clock, opened, Hand(opened, clock))

    return made


def _ids(reader: RecordingReader) -> list[int]:
    return [int(id_) for id_ in reader.index.answers["id"]]


def test_a_full_disk_costs_no_snapshot(begin: Callable[..., Scene], disks: Disks) -> None:
    scene = begin()
    with scene.recorder, RecordingReader(disks.home, live=True) as reader:
        scene.take(3)
        disks.full.add("home")
        scene.take(3)
        reader.refresh()
        assert _ids(reader) == [1, 2, 3, 4, 5, 6]
        assert scene.recorder.segment.is_relative_to(disks.spare)


def test_the_operator_is_told_as_long_as_it_lasts(begin: Callable[..., Scene], disks: Disks) -> None:
    scene = begin()
    with scene.recorder, RecordingReader(disks.home, live=True) as reader:
        disks.full.add("home")
        scene.take(2)
        reader.refresh()
        assert [failure.kind for failure in reader.index.failures] == ["disk_full"]
        assert "goes on in" in reader.problems[-1]
        disks.full.clear()
        scene.clock.pass_s(90)
        scene.take(2)
        reader.refresh()
        assert reader.problems == ()


def test_the_segments_join_up_again_when_there_is_space(begin: Callable[..., Scene], disks: Disks) -> None:
    scene = begin()
    with scene.recorder, RecordingReader(disks.home, live=True) as reader:
        scene.take(2)
        disks.full.add("home")
        scene.take(2)
        reader.refresh()
        disks.full.clear()
        scene.clock.pass_s(90)
        for _ in range(6):
            scene.take()
            reader.refresh()
        assert [path.parent for _, path in segments_in(disks.home)] == [disks.home] * 3
        assert list(disks.spare.iterdir()) == []
        assert _ids(reader) == list(range(1, 11))
        assert reader.sample(2).snapshot.gmv_fen == 30_000
        assert reader.problems == ()


def test_a_collector_that_starts_anew_goes_on_where_it_was(begin: Callable[..., Scene], disks: Disks) -> None:
    scene = begin()
    with scene.recorder:
        disks.full.add("home")
        scene.take(2)
    again = begin()
    with again.recorder:
        assert again.recorder.segment.is_relative_to(disks.spare)
        assert again.recorder.stamp().answer_id == 3


def test_when_no_place_is_left_the_error_says_so_and_recording_goes_on_later(
    begin: Callable[..., Scene], disks: Disks
) -> None:
    scene = begin()
    with scene.recorder, RecordingReader(disks.home, live=True) as reader:
        scene.take()
        disks.full |= {"home", "spare"}
        with pytest.raises(DiskFullError, match="full"):
            scene.take()
        disks.full.clear()
        scene.take()
        reader.refresh()
        assert _ids(reader) == [1, 2]


def test_room_that_is_made_is_used_before_another_place(begin: Callable[..., Scene], disks: Disks) -> None:
    tidied: list[bool] = []

    def tidy() -> None:
        tidied.append(True)
        disks.full.clear()
        disks.limit(scene.recorder._series.current)

    scene = begin(tidy=tidy)
    with scene.recorder:
        disks.full.add("home")
        scene.take()
        assert tidied == [True]
        assert scene.recorder.segment.parent == disks.home


def test_a_new_segment_begins_each_hour_without_a_gap(begin: Callable[..., Scene], disks: Disks) -> None:
    scene = begin(max_us=HOUR_S * 1_000_000)
    with scene.recorder, RecordingReader(disks.home) as reader:
        for _ in range(6):
            scene.clock.pass_s(HOUR_S / 3)
            scene.take()
            reader.refresh()
        assert len(segments_in(disks.home)) == 3
        assert _ids(reader) == [1, 2, 3, 4, 5, 6]
        ticks = reader.index.ticks["commit_us"].tolist()
        assert ticks == sorted(set(ticks))


def test_there_is_room_at_home_when_sixty_four_megabytes_are_left_beyond_what_comes(tmp_path: Path) -> None:
    for left, room in ((67_108_864, False), (67_108_865, True)):
        places = StoragePlaces(tmp_path, None, "recording", lambda _folder, left=left: left)  # type: ignore[misc]  # bound
        assert places.has_room_at_home(0) is room

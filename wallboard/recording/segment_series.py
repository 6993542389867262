"""The segments of the recording that is being written: one is open, the finished ones are sealed."""

from __future__ import annotations

import importlib.metadata
import sqlite3
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from wallboard.recording.errors import (
    DiskFullError,
    LaterVersionError,
    NotARecordingError,
    is_damage,
    write_error,
)
from wallboard.recording.folder import segments_in
from wallboard.recording.schema import USER_VERSION, Meta
from wallboard.recording.segment import FIRST_IDS, SKIPPED_IDS, Ids, Segment, seal
from wallboard.recording.storage_places import FreeBytes, StoragePlaces, free_bytes

MAX_SEGMENT_BYTES = 256_000_000
MAX_SEGMENT_US = 3600 * 1_000_000
"""A finished segment opens without its rows being read: an hour of snapshots is read in some 50 ms."""


def _nothing() -> None:
    """There is nothing to tidy away."""


@dataclass(frozen=True, slots=True)
class SegmentRules:
    """When a new segment begins, and where.

    `fallback` is the folder in which to go on while the disk is full; `tidy` is asked to make room, at each new segment
    and when there is none. Not `durable`: for recordings that can be made again.
    """

    max_bytes: int = MAX_SEGMENT_BYTES
    max_us: int = MAX_SEGMENT_US
    fallback: Path | None = None
    tidy: Callable[[], None] = _nothing
    free: FreeBytes = free_bytes
    durable: bool = True


DEFAULT_RULES = SegmentRules()


class SegmentSeries:
    """Opens, rolls over, moves and seals segments; `ids` are those that the next rows get."""

    def __init__(self, folder: Path, own: Sequence[str], rules: SegmentRules) -> None:
        """Go on in the newest segment of `folder`, or begin one; `own` are columns of the operator's metrics.

        Raises RecordingError.
        """
        self._folder = folder
        self._own = tuple(own)
        self._rules = rules
        self._unsealed: list[Path] = []
        self._waiting: list[Segment] = []
        self._gone: Path | None = None
        self._meta: Meta = {"recording": uuid.uuid4().hex, "program": _program_version()}
        self.last_us = 0
        """The newest commit of what was there already; 0 where nothing was."""
        self.current = self._newest()
        self.ids = dict(self.current.next_ids)
        self.begun_us = self.current.begun_us
        """The commit of the first row of the current segment; None where it has none yet."""
        self._places = StoragePlaces(folder, rules.fallback, str(self._meta["recording"]), rules.free)

    @contextmanager
    def writing(self) -> Iterator[Ids]:
        """A transaction; the ids it took count only when it is on the disk. Raises RecordingError."""
        ids = dict(self.ids)
        try:
            with self.current.transaction():
                yield ids
        except sqlite3.Error as error:
            raise write_error(error, self.current.path) from error
        self.ids = ids

    def roll_over_if_due(self, now_us: int) -> None:
        """Begin a new segment where the current one is full, old, deleted or in the fallback without need."""
        if self._unsealed or self._waiting:
            self._seal_finished()
        away = self._places.is_away(self.current.path)
        try:
            if not self.current.is_there():
                self._begin_anew()
            elif away and self._places.has_room_at_home(now_us):
                self._move_to(self._folder)
            elif self._is_due(now_us):
                self._rules.tidy()
                self._move_to(self.current.path.parent)
            elif not away:
                self._places.join_one(self.current.path)
        except (DiskFullError, OSError):
            return  # there may still be room in the present segment; a later call tries again

    def make_room(self) -> None:
        """Delete what the retention policy lets go."""
        self._rules.tidy()

    def go_elsewhere(self) -> tuple[Path, Path] | None:
        """Go on where there is space: the folder that was left and the new one; None where there is none."""
        place = self._places.other(self.current.path)
        if place is None:
            return None
        left = self.current.path.parent
        self._move_to(place)
        return left, place

    def take_gone(self) -> Path | None:
        """The segment that was deleted or moved while it was written, told once."""
        gone, self._gone = self._gone, None
        return gone

    def close(self) -> None:
        """Seal what can be sealed. Does not raise."""
        for segment in (*self._waiting, self.current):
            if not segment.close():
                self._unsealed.append(segment.path)
        self._waiting = []
        self._seal_finished()

    def _newest(self) -> Segment:
        """The newest readable segment; a new one where there is none, or the newest is damaged or of another form."""
        damaged = 0
        found = segments_in(self._folder)
        for number, path in reversed(found):
            try:
                segment = Segment(number, path, durable=self._rules.durable)
            except LaterVersionError:
                raise
            except NotARecordingError:
                damaged += 1
                continue
            except sqlite3.Error as error:
                if not is_damage(error):
                    raise write_error(error, path) from None
                damaged += 1
                continue
            self._meta["recording"] = segment.recording
            self._unsealed = [older for n, older in found if n < number]
            self.last_us = segment.last_us
            if not damaged and segment.version == USER_VERSION and set(self._own) <= set(segment.own):
                return segment
            ids = {table: free + damaged * SKIPPED_IDS for table, free in segment.next_ids.items()}
            self._unsealed.append(path)
            segment.close()
            return self._begun(self._folder, found[-1][0] + 1, ids)
        ids = {table: free + damaged * SKIPPED_IDS for table, free in FIRST_IDS.items()}
        return self._begun(self._folder, found[-1][0] + 1 if found else 1, ids)

    def _begun(self, place: Path, number: int, ids: Ids) -> Segment:
        while True:
            try:
                return Segment.begin(place, number, ids, self._meta, self._own, durable=self._rules.durable)
            except LaterVersionError:
                raise
            except NotARecordingError:
                number += 1  # something else has that name: a directory, a link, a file of strangers
            except (sqlite3.Error, OSError) as error:
                raise write_error(error, place) from None

    def _begin_anew(self) -> None:
        gone = self.current
        gone.path.parent.mkdir(parents=True, exist_ok=True)
        self.current, self.begun_us = self._begun(gone.path.parent, gone.number + 1, self.ids), None
        gone.close()  # without a name it can never be sealed, and trying would go on for ever
        self._gone = gone.path

    def _is_due(self, now_us: int) -> bool:
        aged = self.begun_us is not None and now_us - self.begun_us >= self._rules.max_us
        return aged or self.current.size_bytes() >= self._rules.max_bytes

    def _move_to(self, place: Path) -> None:
        """Go on in a new segment there."""
        begun = self._begun(place, self.current.number + 1, self.ids)
        self._waiting.append(self.current)
        self.current, self.begun_us = begun, None
        self._seal_finished()

    def _seal_finished(self) -> None:
        # On a full disk nothing can be sealed: an open connection keeps what readers need beside the file.
        self._waiting = [segment for segment in self._waiting if not segment.sealed()]
        self._unsealed = [path for path in self._unsealed if not seal(path)]


def _program_version() -> str:
    try:
        return importlib.metadata.version("wallboard")
    except importlib.metadata.PackageNotFoundError:
        return "unknown"  # run from a checkout that is not installed

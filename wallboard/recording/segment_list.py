"""The segments of a recording as they appear: in its directory, in the one it goes on in, or a single file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from wallboard.core.errors import RecordingError
from wallboard.core.judge_state import JudgeState, decoded, decoded_parts
from wallboard.core.plausibility import Accepted
from wallboard.recording.bounds import MOST_STATE, table
from wallboard.recording.folder import fallback_of, segment_path, segments_in
from wallboard.recording.segment_file import SegmentFile


class SegmentList:
    """All segments that have appeared, oldest first; never stops for a damaged one."""

    def __init__(self, path: Path, *, live: bool) -> None:
        """`path`: a directory or one file; `live`: it may still come to be, and grows."""
        self._path = path
        self._live = live
        self._segments: list[SegmentFile] = []
        self._known: set[int] = set()
        self._folder_mtime = -1
        self._fallback: Path | None = None

    def __len__(self) -> int:
        return len(self._segments)

    def __iter__(self) -> Iterator[SegmentFile]:
        return iter(self._segments)

    def __getitem__(self, position: int) -> SegmentFile:
        return self._segments[position]

    def close(self) -> None:
        """Let go of all files."""
        for segment in self._segments:
            segment.close()

    def discover(self) -> None:
        """Take up segments that have appeared; the next is asked for by name, because a directory's time is coarse.

        Raises RecordingError where the directory cannot be read, but not of a live one.
        """
        if self._path.is_file():
            # Whoever names a link to a recording means what it leads to; within a recording no link is followed.
            found: tuple[tuple[int, Path], ...] = ((1, self._path.resolve()),)
        else:
            try:
                mtime = self._path.stat().st_mtime_ns
                if mtime == self._folder_mtime and not self._has_next():
                    return
                self._fallback = fallback_of(self._path)
                found = segments_in(self._path)
            except OSError as error:
                if self._live:
                    return
                msg = f"cannot be read ({error.strerror}): {self._path}"
                raise RecordingError(msg) from None
            self._folder_mtime = mtime
        for number, path in found:
            if number not in self._known:
                self._known.add(number)
                home = segment_path(self._path, number) if self._path.is_dir() else path
                self._segments.append(SegmentFile(number, path, home, live=self._live))

    @property
    def problems(self) -> tuple[str, ...]:
        """One line for each segment that cannot be read, or not to its end, and one while the disk is full."""
        problems = tuple(segment.problem for segment in self._segments if segment.problem is not None)
        newest = self._segments[-1].path.parent if self._segments else self._path
        if self._live and newest == self._fallback:
            return (*problems, f"the disk is full, the recording goes on in {newest}: free some space for {self._path}")
        return problems

    def last_judge_state(self) -> JudgeState | None:
        """Where the judge stood after the newest judgement that can be read, without the parts."""
        text = self._last_meta("standing")
        try:
            if text is None:
                return None
            table(text, MOST_STATE)
            return decoded(text)
        except ValueError:
            return None  # as another version put it: the judge begins anew rather than with half of it

    def last_parts(self) -> tuple[int, dict[str, Accepted]]:
        """The figures of the parts as they were last kept, and when that was; nothing at 0 where they never were."""
        text = self._last_meta("parts")
        try:
            if text is None:
                return 0, {}
            table(text, MOST_STATE)
            return decoded_parts(text)
        except ValueError:
            return 0, {}

    def last_digest(self) -> bytes | None:
        """The digest of the newest answer that can be read, so that the same one is not stored again."""
        return next((found for s in reversed(self._segments) if (found := s.last_digest()) is not None), None)

    def _last_meta(self, key: str) -> str | None:
        return next((text for s in reversed(self._segments) if (text := s.meta(key)) is not None), None)

    def _has_next(self) -> bool:
        """Whether the segment after the newest known one has appeared, here or in the fallback directory."""
        following = self._segments[-1].number + 1 if self._segments else 1
        places = (self._path,) if self._fallback is None else (self._path, self._fallback)
        return any(segment_path(place, following).exists() for place in places)

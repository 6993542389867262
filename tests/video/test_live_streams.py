"""A stream that cannot be held back: what it does in mid-stream, by a clock that only sleep and stalls move."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import av
import pytest

from tests.video.material import FakeClock, Over, film
from wallboard.video import decoder
from wallboard.video.decoder import Decoder
from wallboard.video.frame_file import DecoderNote, FrameReader, frames_path, make_frame_file
from wallboard.video.job import DecoderJob
from wallboard.video.wanted import Wanted, WantedPicture, write_wanted


class Stream:
    """A container whose packets come as a network brings them: `before` a packet of a number something happens.

    Of those in `spoilt` nothing can be decoded.
    """

    def __init__(self, path: Path, before: Callable[[int], None], spoilt: range = range(0)) -> None:
        self._container: Any = av.open(str(path))
        self._before, self._spoilt = before, spoilt
        self.streams, self.duration = self._container.streams, None

    def __enter__(self) -> Stream:
        return self

    def __exit__(self, *_: object) -> None:
        self._container.close()

    def demux(self, stream: Any) -> Iterator[Any]:
        """The packets in turn, the empty one at the end too."""
        for number, packet in enumerate(self._container.demux(stream)):
            self._before(number)
            yield Spoilt(packet) if number in self._spoilt else packet


class Spoilt:
    """A packet of which nothing can be decoded."""

    def __init__(self, packet: Any) -> None:
        self.is_keyframe, self.size = packet.is_keyframe, packet.size

    def decode(self) -> list[Any]:
        """Nothing."""
        return []


class Watched:
    """What a stream made of a decoder: how many frames were handed over by when, and what it said last."""

    def __init__(
        self, folder: Path, path: Path, monkeypatch: pytest.MonkeyPatch, kind: str = "stream", **stalls: int
    ) -> None:
        """`at`: before which packet the stream stalls, `stall_us`: for how long; `first` and `last` of spoilt ones."""
        frames = frames_path(folder, "stage")
        make_frame_file(frames)
        write_wanted(folder, Wanted({"stage": WantedPicture(32, 18)}))
        self.reader = FrameReader(frames)
        assert self.reader.open()
        self.written: list[int] = []
        fake = FakeClock(60, self._look)
        at, stall_us = stalls.get("at", -1), stalls.get("stall_us", 0)

        def before(number: int) -> None:
            if number == at:
                self._look()
                self.before = len(self.written)
                fake.now_us += stall_us

        spoilt = range(stalls.get("first", 0), stalls.get("last", -1) + 1)
        monkeypatch.setattr(decoder, "opened", lambda *_: Stream(path, before, spoilt))
        self.before = 0
        with suppress(Over):
            Decoder(DecoderJob("stage", str(folder), kind, "udp://127.0.0.1:9"), fake.clock).run()
        self._look()

    def _look(self) -> None:
        frame = self.reader.at(10**12)
        if frame is not None and (not self.written or self.written[-1] != frame.number):
            self.written.append(frame.number)

    @property
    def note(self) -> DecoderNote:
        """What it said last."""
        found = self.reader.decoder_note()
        assert found is not None
        return found


@pytest.mark.parametrize(
    ("kind", "at"), [("stream", 47), ("stream", 50), *(("playlist", at) for at in (40, 46, 49, 50))]
)
def test_what_a_stream_had_held_back_is_not_shown_as_it_ends_after_a_stall(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, at: int
) -> None:
    path = film(tmp_path / "a.ts", form="mpegts", frames=50)
    seen = Watched(tmp_path, path, monkeypatch, kind, at=at, stall_us=5_000_000)
    assert seen.before > 20
    assert seen.written[-1] <= seen.written[seen.before - 1] + 1  # one may have been on its way as the stream stalled
    assert (seen.note.phase, seen.note.reason) == ("failed", "ended")


def test_a_playlist_that_goes_on_after_a_stall_is_shown_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = film(tmp_path / "a.ts", form="mpegts", frames=50)
    seen = Watched(tmp_path, path, monkeypatch, "playlist", at=25, stall_us=5_000_000)
    assert seen.reader.at(10**12).number == 50  # type: ignore[union-attr]  # there is one


def test_after_a_short_stall_nothing_is_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = film(tmp_path / "a.ts", form="mpegts", frames=50)
    seen = Watched(tmp_path, path, monkeypatch, at=25, stall_us=1_000_000)
    assert seen.reader.at(10**12).number == 50  # type: ignore[union-attr]  # there is one


def test_one_whose_codec_has_changed_for_good_is_opened_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = film(tmp_path / "a.ts", form="mpegts", codec="mpeg2video", frames=50)
    new = film(tmp_path / "b.ts", form="mpegts", frames=100)
    path = tmp_path / "both.ts"
    path.write_bytes(old.read_bytes() + new.read_bytes())
    seen = Watched(tmp_path, path, monkeypatch)
    assert (seen.note.phase, seen.note.reason) == ("failed", "unreadable")
    assert "another codec" in seen.note.detail
    assert len(seen.written) > 20


@pytest.mark.parametrize(("last", "reason"), [(179, "ended"), (299, "unreadable")])
def test_after_a_loss_the_next_key_frame_is_waited_for_however_far_apart_they_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, last: int, reason: str
) -> None:
    path = film(tmp_path / "a.ts", form="mpegts", frames=300, options={"g": "100", "sc_threshold": "0"})
    seen = Watched(tmp_path, path, monkeypatch, first=120, last=last)
    assert (seen.note.phase, seen.note.reason) == ("failed", reason)
    assert (len(seen.written) > 130) is (reason == "ended")

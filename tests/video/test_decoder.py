"""What a decoder hands over, and which reason it gives where it cannot: by a clock that only sleep moves."""

from __future__ import annotations

import gc
import itertools
from collections.abc import Callable
from contextlib import suppress
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from av.stream import Disposition

from tests.video.material import FakeClock, Over, film
from wallboard.video.decoder import Decoder
from wallboard.video.frame_file import DecoderNote, FrameReader, SharedFrame, frames_path, make_frame_file
from wallboard.video.frames import FrameShaper
from wallboard.video.job import DecoderJob
from wallboard.video.wanted import Wanted, WantedPicture, write_wanted

AREA = (32, 18)


class Handed:
    """A decoder's run: the frames that a display would have drawn, and what the decoder said last."""

    def __init__(self, folder: Path, kind: str, url: Path | str, *, seconds: float = 3.0, **job: object) -> None:
        path = frames_path(folder, "stage")
        make_frame_file(path)
        self.reader = FrameReader(path)
        assert self.reader.open()
        self.seen: list[tuple[int, int, tuple[int, int], int]] = []
        """Of each frame: its number, its level in the middle, its size, when it was due."""
        self._fake = FakeClock(seconds, self._look)
        if not (folder / "wanted.json").exists():
            write_wanted(folder, Wanted({"stage": WantedPicture(*AREA)}))
        with suppress(Over):
            Decoder(DecoderJob("stage", str(folder), kind, str(url), **job), self._fake.clock).run()  # type: ignore[arg-type]  # fields of the job
        self._look()

    def _look(self) -> None:
        frame = self.reader.at(self._fake.now_us)
        if frame is not None and (not self.seen or self.seen[-1][0] != frame.number):
            self.seen.append((frame.number, middle(frame), (frame.width, frame.height), frame.due_us))

    @property
    def note(self) -> DecoderNote:
        """What it said last."""
        note = self.reader.decoder_note()
        assert note is not None
        return note


def middle(frame: SharedFrame) -> int:
    """The level of the green in the middle."""
    return frame.pixels[(frame.height // 2 * frame.width + frame.width // 2) * 4 + 1]


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    return film(tmp_path / "clip.mp4", frames=20)


def test_a_file_is_played_evenly_again_and_again(tmp_path: Path, clip: Path) -> None:
    seen = Handed(tmp_path, "file", clip, seconds=2.5).seen
    levels = [level for _, level, _, _ in seen]
    assert len(seen) > 55
    assert all(abs(level - (16 + 8 * (n % 20))) <= 6 for n, level in enumerate(levels))
    dues = [due for *_, due in seen]
    assert {later - due for due, later in itertools.pairwise(dues)} == {40_000}


def test_a_file_stands_still_while_nobody_sees_it(tmp_path: Path, clip: Path) -> None:
    write_wanted(tmp_path, Wanted({"stage": WantedPicture(0, 0)}))
    handed = Handed(tmp_path, "file", clip)
    assert len(handed.seen) == 1
    assert handed.note.phase == "paused"


def test_a_file_that_is_seen_again_plays_once_its_next_frame_is_there(tmp_path: Path, clip: Path) -> None:
    make_frame_file(frames_path(tmp_path, "stage"))
    reader = FrameReader(frames_path(tmp_path, "stage"))
    assert reader.open()
    write_wanted(tmp_path, Wanted({"stage": WantedPicture(0, 0)}))
    seen: list[tuple[str, int]] = []

    def look() -> None:
        note, frame = reader.decoder_note(), reader.at(10**12)
        seen.append(("" if note is None else note.phase, 0 if frame is None else frame.number))
        if len(seen) == 20:
            write_wanted(tmp_path, Wanted({"stage": WantedPicture(*AREA)}))

    with suppress(Over):
        Decoder(DecoderJob("stage", str(tmp_path), "file", str(clip)), FakeClock(4, look).clock).run()
    later = seen[20:]
    assert {number for phase, number in later if phase == "paused"} <= {1, 2}
    assert all(number > 1 for phase, number in later if phase == "playing")
    assert later[-1][0] == "playing"


@pytest.mark.parametrize(
    ("fit", "pixel", "expected"),
    [("crop", None, AREA), ("fit", None, (32, 18)), ("fit", Fraction(3, 4), (24, 18)), ("fit", Fraction(2), (32, 9))],
)
def test_a_picture_comes_in_the_size_of_its_area_with_the_shape_that_it_states(
    tmp_path: Path, fit: str, pixel: Fraction | None, expected: tuple[int, int]
) -> None:
    path = film(tmp_path / "wide.mp4", pixel=pixel)
    assert Handed(tmp_path, "file", path, seconds=0.3, fit=fit).seen[-1][2] == expected


@pytest.mark.parametrize("size", [(1, 64), (640, 1), (16, 16)])
def test_however_thin_a_picture_is_it_is_shown(tmp_path: Path, size: tuple[int, int]) -> None:
    path = film(tmp_path / "thin.mkv", size=size, codec="rawvideo")
    seen = Handed(tmp_path, "file", path, seconds=0.5).seen
    assert seen
    assert all(size == AREA for _, _, size, _ in seen)


def test_a_frame_is_gone_once_it_has_been_handed_over(tmp_path: Path, clip: Path) -> None:
    container = av.open(str(clip))
    shaper, most = FrameShaper("crop"), 0
    gc.collect()
    gc.disable()
    try:
        for frame in container.decode(video=0):
            shaper.shaped(frame, AREA)
        most = sum(isinstance(each, av.VideoFrame) for each in gc.get_objects())
    finally:
        gc.enable()
    assert most <= 3


@pytest.mark.parametrize(
    ("codec", "layout"),
    [
        ("qtrle", "argb"), ("qtrle", "rgb24"), ("png", "rgba"), ("prores_ks", "yuva444p10le"), ("mjpeg", "yuvj422p"),
        ("rawvideo", "uyvy422"), ("ffv1", "yuv422p10le"), ("libx264", "yuv422p10le"),
    ],
)  # fmt: skip
def test_a_picture_of_any_codec_and_layout_is_shown_from_its_first_frame(
    tmp_path: Path, codec: str, layout: str
) -> None:
    path = film(tmp_path / ("a.mkv" if codec == "ffv1" else "a.mov"), codec=codec, layout=layout)
    seen = Handed(tmp_path, "file", path, seconds=0.5).seen
    assert abs(seen[0][1] - 16) <= 6
    assert len(seen) > 8


def joined(path: Path, *parts: Path) -> Path:
    """Transport streams one after the other, as one that changes on the way."""
    path.write_bytes(b"".join(part.read_bytes() for part in parts))
    return path


def transport(path: Path, **more: Any) -> Path:
    return film(path, form="mpegts", **more)


def test_a_stream_may_change_its_size_and_rate_on_the_way(tmp_path: Path) -> None:
    stream = joined(
        tmp_path / "joined.ts",
        transport(tmp_path / "a.ts"),
        transport(tmp_path / "b.ts", size=(128, 36)),
        transport(tmp_path / "c.ts", rate=50),
    )
    handed = Handed(tmp_path, "file", stream, seconds=2.4)
    assert len(handed.seen) > 48
    assert handed.note.phase == "playing"


def test_a_stream_that_jumps_in_time_is_shown_evenly_without_a_gap(tmp_path: Path) -> None:
    begins = (0, 3600, 40_000, 5)
    parts = [transport(tmp_path / f"{begin}.ts", begins_s=begin) for begin in begins]
    seen = Handed(tmp_path, "file", joined(tmp_path / "jumps.ts", *parts), seconds=3.9).seen
    assert {later - due for (*_, due), (*_, later) in itertools.pairwise(seen)} == {40_000}
    assert len(seen) > 93
    assert all(abs(level - (16 + 8 * (n % 25))) <= 6 for n, (_, level, _, _) in enumerate(seen))


def test_a_stream_may_change_its_aspect_on_the_way(tmp_path: Path) -> None:
    aspects = (Fraction(1), Fraction(2), Fraction(3, 4))
    parts = [transport(tmp_path / f"{n}.ts", pixel=aspect) for n, aspect in enumerate(aspects)]
    seen = Handed(tmp_path, "file", joined(tmp_path / "aspects.ts", *parts), seconds=2.9, fit="fit").seen
    assert [size for size, _ in itertools.groupby(size for _, _, size, _ in seen)] == [(32, 18), (32, 9), (24, 18)]


def test_what_follows_in_another_codec_is_passed_over_and_the_picture_goes_on_after_it(tmp_path: Path) -> None:
    old, other = transport(tmp_path / "a.ts", codec="mpeg2video"), transport(tmp_path / "b.ts")
    handed = Handed(tmp_path, "file", joined(tmp_path / "codecs.ts", old, other, old), seconds=1.9)
    numbers = [round((level - 16) / 8) for _, level, _, _ in handed.seen]
    anew = numbers.index(0, 1)
    assert anew > 20  # the last frames of the old one may be lost with what follows
    assert numbers == [*range(anew), *range(len(numbers) - anew)]
    assert handed.note.phase == "playing"


def test_a_stream_that_begins_without_a_key_frame_waits_for_one(tmp_path: Path) -> None:
    options = {"x264-params": "keyint=20:min-keyint=20:scenecut=0:repeat-headers=1", "tune": "zerolatency"}
    whole = film(tmp_path / "whole.ts", form="mpegts", frames=60, options=options).read_bytes()
    cut = tmp_path / "cut.ts"
    cut.write_bytes(whole[len(whole) // 10 // 188 * 188 :])
    seen = Handed(tmp_path, "file", cut, seconds=0.6).seen
    assert abs(seen[0][1] - (16 + 8 * 20)) <= 6


def garbage(path: Path) -> Path:
    path.write_bytes(bytes(range(256)) * 400)
    return path


def sound_alone(path: Path) -> Path:
    with av.open(str(path), "w", format="mpegts") as container:
        stream = container.add_stream("aac", rate=48_000)
        frame = av.AudioFrame(format="fltp", layout="stereo", samples=1024)
        frame.sample_rate = 48_000
        for plane in frame.planes:
            plane.update(bytes(plane.buffer_size))
        for packet in (*stream.encode(frame), *stream.encode(None)):
            container.mux(packet)
    return path


def leads_on(path: Path) -> Path:
    path.write_text("#EXTM3U\n#EXTINF:1,\nfile:///etc/hostname\n#EXT-X-ENDLIST\n", encoding="utf-8")
    return path


def joins(path: Path) -> Path:
    path.write_text("ffconcat version 1.0\nfile /etc/hostname\n", encoding="utf-8")
    return path


def huge(path: Path) -> Path:
    return film(path.with_suffix(".mkv"), size=(7680, 4320), frames=1, options={"preset": "ultrafast"})


def with_cover(path: Path, *, alone: bool) -> Path:
    """A film, or sound, with a picture of its cover that is larger than the film."""
    with av.open(str(path), "w", format="mp4") as container:
        cover: Any = container.add_stream("mjpeg", rate=1)
        cover.width, cover.height, cover.pix_fmt, cover.disposition = 640, 640, "yuvj420p", Disposition.attached_pic
        clip: Any = None if alone else container.add_stream("libx264", rate=25)
        if clip is not None:
            clip.width, clip.height, clip.pix_fmt = 64, 36, "yuv420p"
        for stream, count in ((cover, 1), (clip, 25)):
            for number in range(count if stream is not None else 0):
                level = np.full((stream.height, stream.width, 3), 200 if stream is cover else 60, np.uint8)
                frame = av.VideoFrame.from_ndarray(level, format="rgb24").reformat(format=stream.pix_fmt)
                frame.pts = number
                for packet in stream.encode(frame):
                    container.mux(packet)
            for packet in () if stream is None else stream.encode(None):
                container.mux(packet)
    return path


def test_a_cover_is_no_picture_however_large_it_is(tmp_path: Path) -> None:
    seen = Handed(tmp_path, "file", with_cover(tmp_path / "film.mp4", alone=False), seconds=0.5).seen
    assert {round(level, -1) for _, level, _, _ in seen} == {60}
    assert Handed(tmp_path, "file", with_cover(tmp_path / "song.mp4", alone=True)).note.reason == "no_picture"


@pytest.mark.parametrize(
    ("made", "reason"),
    [
        (garbage, "unreadable"),
        (sound_alone, "no_picture"),
        (leads_on, "unreadable"),
        (joins, "unreadable"),
        (huge, "too_large"),
        (lambda path: path, "no_file"),
        (lambda path: path.parent, "no_file"),
    ],
)
def test_a_file_that_is_no_picture_says_which(tmp_path: Path, made: Callable[[Path], Path], reason: str) -> None:
    handed = Handed(tmp_path, "file", made(tmp_path / "bad.ts"))
    assert (handed.note.phase, handed.note.reason) == ("failed", reason)
    assert not handed.seen
    assert str(tmp_path) not in handed.note.detail


def test_pictures_of_a_folder_take_turns_and_what_is_none_is_passed_over(tmp_path: Path) -> None:
    folder = tmp_path / "slides"
    folder.mkdir()
    for number, level in enumerate((40, 200)):
        film(folder / f"{number}.png", frames=1, codec="png", form="image2", levels=iter((level,)))
    (folder / "1a.jpg").write_bytes(b"no picture")
    (folder / "notes.txt").write_bytes(b"words")
    handed = Handed(tmp_path, "slides", folder, seconds=5, dwell_s=1.0, dissolve_s=0.0)
    assert [round(level, -1) for _, level, _, _ in handed.seen] == [40, 200] * 3
    assert handed.note.detail == "cannot be read: 1a.jpg"


def test_a_dissolve_goes_from_one_picture_to_the_other(tmp_path: Path) -> None:
    folder = tmp_path / "slides"
    folder.mkdir()
    for number, level in enumerate((40, 200)):
        film(folder / f"{number}.png", frames=1, codec="png", form="image2", levels=iter((level,)))
    levels = [level for _, level, _, _ in Handed(tmp_path, "slides", folder, seconds=2.0, dwell_s=1.0).seen]
    assert len(levels) > 15
    assert levels == sorted(levels)


def test_an_empty_folder_says_so_and_shows_what_is_put_there(tmp_path: Path) -> None:
    folder = tmp_path / "slides"
    folder.mkdir()
    handed = Handed(tmp_path, "slides", folder, seconds=2.0)
    assert (handed.note.phase, handed.note.reason) == ("waiting", "empty_folder")
    assert Handed(tmp_path, "slides", tmp_path / "none").note.reason == "no_file"

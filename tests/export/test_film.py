"""A film, read back with PyAV: as many frames, as large, as long and as they were on the screen."""

from __future__ import annotations

from dataclasses import replace as with_cues
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import av
import numpy as np
import numpy.typing as npt
import pytest
from av.video.reformatter import ColorRange, Colorspace
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from tests.export.conftest import OVERVIEW, SIZE
from tests.export.night import SECOND
from wallboard.actions.control import Control
from wallboard.core.errors import UsageError, WallboardError
from wallboard.demo.moments import begins_us
from wallboard.export import video
from wallboard.export.cues import FilmCue
from wallboard.export.film import Camera, Script, make_film
from wallboard.export.footage import RecordedFootage
from wallboard.export.video import VideoFile
from wallboard.wall import RenderRequest, Wall

FPS = 25


def script(footage: RecordedFootage, first_s: float, last_s: float, *layouts: FilmCue[str]) -> Script:
    first_us, until_us = (footage.playhead_at(begins_us(footage.facts) + round(s * SECOND)) for s in (first_s, last_s))
    return Script((FilmCue(first_us, Fraction(1)),), until_us, layouts or (FilmCue(first_us, "overview"),), FPS)


def pixels(image: QImage) -> npt.NDArray[np.uint8]:
    """Height, width and red, green, blue."""
    rgb = image.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(rgb.constBits(), np.uint8).reshape(rgb.height(), rgb.bytesPerLine())
    return rows[:, : rgb.width() * 3].reshape(rgb.height(), rgb.width(), 3).copy()


def in_film_colours(picture: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """A picture with the colours of every four pixels shared, as any yuv420p film has them before it is compressed."""
    frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
    coded = frame.reformat(format="yuv420p", dst_colorspace=Colorspace.ITU709, dst_color_range=ColorRange.MPEG)
    return np.asarray(coded.to_ndarray(format="rgb24", src_colorspace="itu709"), np.uint8)


@pytest.fixture
def made(wall: Wall, footage: RecordedFootage, tmp_path: Path) -> tuple[Path, Script]:
    """Two seconds around the opening, with a change of layout in the middle."""
    begin_us = footage.playhead_at(begins_us(footage.facts) - SECOND)
    cut = script(footage, -1, 1, FilmCue(begin_us, "countdown"), FilmCue(begin_us + SECOND, "counter"))
    path = tmp_path / "film.mp4"
    with VideoFile(path, SIZE, FPS) as file:
        camera = Camera(wall, footage, "*", SIZE)
        assert make_film(camera, cut, OVERVIEW, file, progress=lambda _: None, stop=lambda: False)
    return path, cut


def test_frames_size_length_and_colours_are_right(made: tuple[Path, Script]) -> None:
    with av.open(str(made[0])) as film:
        (stream,) = film.streams
        assert isinstance(stream, av.VideoStream)
        context = stream.codec_context
        assert stream.duration is not None
        assert stream.time_base is not None
        assert (stream.frames, sum(1 for _ in film.decode(stream))) == (50, 50)
        assert (context.name, context.width, context.height, context.pix_fmt) == ("h264", *SIZE, "yuv420p")
        assert (stream.average_rate, stream.duration * stream.time_base) == (Fraction(FPS), Fraction(2))
        assert (context.color_primaries, context.color_trc, context.colorspace, context.color_range) == (1, 1, 1, 1)


def test_its_frames_are_those_of_the_screen(
    made: tuple[Path, Script], footage: RecordedFootage, settings: object
) -> None:
    path, cut = made
    with av.open(str(path)) as film:
        frames = [f.to_ndarray(format="rgb24", src_colorspace="itu709") for f in film.decode(video=0)]
    for number in (0, 24, 25, 49):
        playhead_us = cut.playheads()[number]
        moment = footage.moment_at(playhead_us, "playing")
        cold = Wall(settings)  # type: ignore[arg-type]  # the shipped ones
        shown = cold.image(RenderRequest("*", SIZE, moment, cut.control(OVERVIEW, playhead_us)))
        screen = in_film_colours(pixels(shown))
        assert np.abs(frames[number].astype(int) - screen.astype(int)).mean() < 2.6
        assert np.abs((frames[number].astype(int) - screen.astype(int)).mean(axis=(0, 1))).max() < 1.5


def test_the_layout_changes_when_it_is_said_to(made: tuple[Path, Script]) -> None:
    with av.open(str(made[0])) as film:
        frames = [f.to_ndarray(format="rgb24").astype(int) for f in film.decode(video=0)]
    changes = [np.abs(later - earlier).mean() for earlier, later in pairwise(frames)]
    assert int(np.argmax(changes)) == 24


def test_a_frame_is_drawn_again_only_where_it_looks_different(wall: Wall, footage: RecordedFootage) -> None:
    camera = Camera(wall, footage, "*", SIZE)
    begin_us = footage.playhead_at(begins_us(footage.facts) + 30 * SECOND)
    backdrop = Control(layout="backdrop", blackout=True)
    assert camera.frame(begin_us, backdrop) is not None
    assert camera.frame(begin_us, backdrop) is None
    assert camera.frame(begin_us, replace(backdrop, blackout=False)) is not None


def test_a_camera_s_frames_are_those_of_a_wall_that_shows_nothing_else(
    wall: Wall, footage: RecordedFootage, settings: object
) -> None:
    camera = Camera(wall, footage, "*", SIZE)
    last: QImage | None = None
    for playhead_us in script(footage, 19.5, 21).playheads()[::3]:
        last = camera.frame(playhead_us, OVERVIEW) or last
        cold = Wall(settings)  # type: ignore[arg-type]  # the shipped ones
        assert last == cold.image(RenderRequest("*", SIZE, footage.moment_at(playhead_us, "playing"), OVERVIEW))


def test_a_film_that_is_stopped_leaves_nothing_and_the_one_before_it_alone(
    wall: Wall, footage: RecordedFootage, tmp_path: Path
) -> None:
    path = tmp_path / "film.mp4"
    path.write_bytes(b"an earlier film")
    done: list[int] = []
    with VideoFile(path, SIZE, FPS) as file:
        camera = Camera(wall, footage, "*", SIZE)
        cut = script(footage, 1, 3)
        assert not make_film(camera, cut, OVERVIEW, file, progress=done.append, stop=lambda: len(done) == 5)
    assert [entry.name for entry in tmp_path.iterdir()] == ["film.mp4"]
    assert path.read_bytes() == b"an earlier film"


def test_a_width_that_qt_pads_is_filmed_straight(qapp: QApplication, tmp_path: Path) -> None:
    image = QImage(322, 180, QImage.Format.Format_RGB32)
    image.fill(0xFF800000)
    image.setPixel(0, 0, 0xFFFFFFFF)
    with VideoFile(tmp_path / "film.mp4", (322, 180), FPS) as file:
        file.add(image)
        file.repeat()
        file.finish()
    with av.open(str(tmp_path / "film.mp4")) as film:
        first, second = (f.to_ndarray(format="rgb24", src_colorspace="itu709") for f in film.decode(video=0))
    assert np.abs(first[20:].astype(int) - (128, 0, 0)).max() < 6
    assert np.abs(second.astype(int) - first).max() < 6


@given(
    st.sampled_from([(322, 180), (64, 64), (610, 302)]),
    st.lists(st.tuples(*[st.integers(0, 610)] * 4), min_size=1, max_size=3),
    st.integers(0, 2**32 - 1),
)
def test_boxes_are_converted_as_the_whole_picture_would_be(
    size: tuple[int, int], corners: list[tuple[int, int, int, int]], seed: int
) -> None:
    """Noise shows every pixel that a conversion takes in beside its own."""
    width, height = size
    chance = np.random.default_rng(seed)
    before, now = (chance.integers(0xFF000000, 2**32, (height, width), np.uint32) for _ in range(2))
    boxes = [
        (min(a, c, width - 1), min(b, d, height - 1), min(max(a, c) + 1, width), min(max(b, d) + 1, height))
        for a, b, c, d in corners
    ]
    mixed = before.copy()
    for left, top, right, bottom in boxes:
        mixed[top:bottom, left:right] = now[top:bottom, left:right]
    with (
        TemporaryDirectory() as folder,
        VideoFile(Path(folder) / "a.mp4", size, FPS) as parts,
        VideoFile(Path(folder) / "b.mp4", size, FPS) as whole,
    ):
        parts.add(image_of(before))
        parts.add(image_of(mixed), boxes)
        whole.add(image_of(mixed))
        assert np.array_equal(parts.picture.to_ndarray(), whole.picture.to_ndarray())


def image_of(pixels: npt.NDArray[np.uint32]) -> QImage:
    """A picture of pixels as Qt has them."""
    height, width = pixels.shape
    return QImage(pixels.tobytes(), width, height, width * 4, QImage.Format.Format_RGB32).copy()


@pytest.mark.parametrize("size", [(641, 360), (640, 361)])
def test_an_odd_size_is_refused_with_an_even_one_beside_it(size: tuple[int, int], tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="640x360 would be"):
        VideoFile(tmp_path / "film.mp4", size, FPS)


def test_without_pyav_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(video, "_missing", "No module named 'av'")
    with pytest.raises(UsageError, match=r"pip install 'wallboard\[film\]'"):
        VideoFile(tmp_path / "film.mp4", SIZE, FPS)


def test_a_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(WallboardError, match=r"cannot be written .*film\.mp4"):
        VideoFile(tmp_path / "file" / "film.mp4", SIZE, FPS)


def test_a_layout_cue_is_a_change_that_takes_its_time_in_the_film_whatever_the_speed(footage: RecordedFootage) -> None:
    begun = script(footage, 10, 60)
    first_us, cut_us = begun.speeds[0].at_us, begun.speeds[0].at_us + 20 * SECOND
    cues = (FilmCue(first_us, "overview"), FilmCue(cut_us, "counter"))
    filmed = with_cues(begun, layouts=cues, speeds=(FilmCue(first_us, Fraction(10)),))
    control = filmed.control(Control(), cut_us + 1)
    assert (control.layout, control.left, control.left_us, control.playhead.rate) == ("counter", "overview", cut_us, 10)
    assert filmed.control(Control(), first_us).left == ""

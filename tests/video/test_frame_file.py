"""Frames in shared memory: the newest that is due is found, none that is half written, none while it is drawn."""

import random
from pathlib import Path

import pytest

from wallboard.video.frame_file import (
    CLAIM_US,
    MOST_PIXELS,
    DecoderNote,
    FrameReader,
    FrameWriter,
    KeeperNote,
    frames_path,
    make_frame_file,
)

MS = 1_000


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = frames_path(tmp_path, "stage/../幕")
    make_frame_file(made)
    return made


def put(writer: FrameWriter, level: int, due_us: int, now_us: int = 0, size: tuple[int, int] = (4, 2)) -> int:
    slot, pixels = writer.begin(*size, now_us)
    pixels[:] = bytes([level]) * len(pixels)
    return writer.publish(slot, *size, due_us, now_us)


def opened(path: Path) -> FrameReader:
    reader = FrameReader(path)
    assert reader.open()
    return reader


def test_the_newest_frame_that_is_due_is_found(path: Path) -> None:
    writer, reader = FrameWriter(path), opened(path)
    assert reader.at(0) is None
    put(writer, 1, 100 * MS)
    put(writer, 2, 140 * MS)
    seen = [(at, frame.pixels[0]) for at in (100, 139, 140, 900) if (frame := reader.at(at * MS)) is not None]
    assert seen == [(100, 1), (139, 1), (140, 2), (900, 2)]
    assert reader.at(99 * MS) is None


def test_a_frame_that_is_drawn_is_not_written_over(path: Path) -> None:
    writer, reader = FrameWriter(path), opened(path)
    put(writer, 1, 0)
    drawn = reader.at(10 * MS)
    for level in range(2, 40):
        put(writer, level, level * MS, now_us=20 * MS)
    assert drawn is not None
    assert reader.is_whole(drawn)
    assert set(drawn.pixels) == {1}


def test_the_claim_of_a_display_that_hangs_is_let_go_and_it_learns_that_its_frame_is_gone(path: Path) -> None:
    writer, reader = FrameWriter(path), opened(path)
    put(writer, 1, 0)
    drawn = reader.at(10 * MS)
    for level in range(2, 6):
        put(writer, level, level * MS, now_us=10 * MS + CLAIM_US)
    assert drawn is not None
    assert not reader.is_whole(drawn)


def test_what_a_killed_decoder_has_left_half_written_is_never_found(path: Path) -> None:
    reader = opened(path)
    chance = random.Random(18)
    last = 0
    for life in range(1, 101):
        writer = FrameWriter(path)
        for _ in range(chance.randrange(3)):
            assert put(writer, life, life * MS) > last
            last += 1
        _, pixels = writer.begin(4, 2, life * MS)
        cut = chance.randrange(1, len(pixels))
        pixels[:cut] = b"\xff" * cut  # and killed here
        frame = reader.at(life * MS)
        assert frame is None or 255 not in frame.pixels
        assert frame is None or frame.number == last


def test_frames_of_any_size_follow_each_other_and_one_beyond_all_screens_is_refused(path: Path) -> None:
    writer, reader = FrameWriter(path), opened(path)
    for size in ((1, 1), (640, 360), (1, 1080), (1920, 1)):
        number = put(writer, 7, 0, size=size)
        frame = reader.at(0)
        assert frame is not None
        assert (frame.number, frame.width, frame.height, len(frame.pixels)) == (number, *size, size[0] * size[1] * 4)
    with pytest.raises(ValueError, match="does not fit"):
        writer.begin(MOST_PIXELS, 2, 0)


def test_notes_are_read_as_they_were_written_however_long(path: Path) -> None:
    writer, reader = FrameWriter(path), opened(path)
    assert reader.decoder_note() is None
    writer.note(DecoderNote("failed", "timeout", "x" * 5_000))
    writer.note(KeeperNote(source=2, starts=5))
    note = reader.decoder_note()
    assert note is not None
    assert (note.reason, len(note.detail)) == ("timeout", 200)
    assert reader.keeper_note() == KeeperNote(source=2, starts=5)


def test_a_file_that_is_made_anew_is_taken_up_and_one_that_is_no_such_file_is_not(path: Path, tmp_path: Path) -> None:
    reader = opened(path)
    make_frame_file(path)
    put(FrameWriter(path), 9, 0)
    reader.open()
    frame = reader.at(0)
    assert frame is not None
    assert frame.pixels[0] == 9
    strange = tmp_path / "strange"
    strange.write_bytes(b"something else")
    assert not FrameReader(strange).open()

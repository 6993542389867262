"""Decoders as processes: they end with their keeper, say why they failed, and their command lines hold no secret."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from tests.video.material import film
from wallboard.video.decoder_process import StartedDecoder, start_decoder
from wallboard.video.frame_file import FrameWriter, frames_path, make_frame_file
from wallboard.video.job import DecoderJob

LONG_S = 60


def started(folder: Path, url: str, **more: str) -> StartedDecoder:
    make_frame_file(frames_path(folder, "stage"))
    job = DecoderJob("stage", str(folder), more.pop("kind", "file"), url, **more)  # type: ignore[arg-type]  # texts
    return start_decoder(msgspec.json.encode(job))


def test_a_decoder_ends_with_its_keeper(tmp_path: Path) -> None:
    decoder = started(tmp_path, str(film(tmp_path / "clip.mp4")))
    assert decoder.process.stdin is not None
    decoder.process.stdin.close()
    assert decoder.process.wait(LONG_S) == 0


def test_one_that_fails_says_why_and_ends(tmp_path: Path) -> None:
    decoder = started(tmp_path, str(tmp_path / "none.mp4"))
    assert decoder.process.wait(LONG_S) == 0
    decoder.end()
    note = FrameWriter(frames_path(tmp_path, "stage")).decoder_note()
    assert note is not None
    assert (note.phase, note.reason) == ("failed", "no_file")


@pytest.mark.skipif(sys.platform != "linux", reason="asks /proc")
def test_its_secret_stands_in_no_command_line(tmp_path: Path) -> None:
    url = "rtsp://127.0.0.1:9/stage"
    decoder = started(tmp_path, url, kind="stream", user="wall", password="hunter2hunter2")
    try:
        told = Path(f"/proc/{decoder.process.pid}/cmdline").read_bytes()
        told += Path(f"/proc/{decoder.process.pid}/environ").read_bytes()
        assert b"hunter2" not in told
        decoder.process.wait(LONG_S)
        note = FrameWriter(frames_path(tmp_path, "stage")).decoder_note()
        assert note is not None
        assert "hunter2" not in repr(note)
    except subprocess.TimeoutExpired:
        pass
    finally:
        decoder.end()

"""RTSP with a real decoder process: a picture, a right and a wrong login, a server that goes away."""

from __future__ import annotations

import socket
import time
from pathlib import Path

import msgspec
import pytest

from tests.video.rtsp_server import rtsp_stage
from wallboard.video.decoder_process import start_decoder
from wallboard.video.frame_file import DecoderNote, FrameReader, frames_path, make_frame_file
from wallboard.video.job import DecoderJob
from wallboard.video.wanted import Wanted, WantedPicture, write_wanted

PATIENCE_S = 90.0


def first_note(folder: Path, url: str, user: str = "", password: str = "") -> DecoderNote:
    """What a decoder says once it plays or has failed."""
    make_frame_file(frames_path(folder, "stage"))
    write_wanted(folder, Wanted({"stage": WantedPicture(64, 36)}))
    reader = FrameReader(frames_path(folder, "stage"))
    assert reader.open()
    job = DecoderJob("stage", str(folder), "stream", url, user=user, password=password)
    decoder = start_decoder(msgspec.json.encode(job))
    try:
        end = time.monotonic() + PATIENCE_S
        while (note := reader.decoder_note() or DecoderNote()).phase not in ("playing", "failed"):
            assert time.monotonic() < end, note
            time.sleep(0.02)
        return note
    finally:
        decoder.end()


def test_a_stream_over_rtsp_is_live(tmp_path: Path) -> None:
    with rtsp_stage() as url:
        note = first_note(tmp_path, url)
    assert (note.phase, note.live, note.picture.startswith("320 × 180")) == ("playing", True, True)


@pytest.mark.parametrize(("password", "expected"), [("p@ss/w:1 é", ("playing", "")), ("guess", ("failed", "no_login"))])
def test_who_may_see_it_does_and_who_may_not_is_told(tmp_path: Path, password: str, expected: tuple[str, str]) -> None:
    with rtsp_stage("wall", "p@ss/w:1 é") as url:
        note = first_note(tmp_path, url, "wall", password)
    assert (note.phase, note.reason) == expected


def test_a_server_that_is_not_there_is_told(tmp_path: Path) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))  # it is taken, and nobody listens there
        note = first_note(tmp_path, f"rtsp://127.0.0.1:{nobody.getsockname()[1]}/stage")
    assert (note.phase, note.reason) == ("failed", "refused")

"""What `check` and `probe` tell of live pictures, before the night."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Command

LAYOUT = '[layouts.gala.canvas."*"]\nareas = ["bar", "stage"]\n'


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (lambda path: None, "is not there yet"),
        (lambda path: path.mkdir(), "cannot be played, being no regular file"),
        (lambda path: path.symlink_to("/dev/null"), "cannot be played, being no regular file"),
        (lambda path: path.write_bytes(b"1"), ""),
    ],
    ids=["none", "folder", "device", "file"],
)
def test_a_file_that_cannot_be_played_is_told_before_the_night(wallboard: Command, made: object, said: str) -> None:
    made(Path("a.mp4"))  # type: ignore[operator]  # one of those above
    Path("wallboard.toml").write_text(f'[panels.stage]\nkind = "video"\nsources = ["a.mp4"]\n{LAYOUT}')
    told = wallboard("check")
    assert told.status == 0
    assert (f"a.mp4 {said}" in told.out.replace("\n", " ")) == bool(said)


def test_the_address_of_a_picture_is_tried(wallboard: Command) -> None:
    told = wallboard("probe", "udp://127.0.0.1")
    assert told.status != 0
    assert "names no port" in told.err
    told = wallboard("probe", "rtsp://127.0.0.1:1/stage?token=0123456789abcdef")
    assert told.status == 1
    assert "refused" in told.out
    assert "see that the encoder runs" in " ".join(told.out.split())
    assert "0123456789abcdef" not in told.out + told.err

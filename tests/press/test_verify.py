"""A signed picture, the list beside it, and the recording: what is changed is found, and what is said is so."""

from __future__ import annotations

import datetime as dt
import os
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QImage

from tests.press.rig import BILLION, EVENT, NoPictures, publisher
from tests.truth.rig import Wall
from wallboard.core.errors import UsageError, WallboardError
from wallboard.press import credentials
from wallboard.press.verifying import verify

pytest.importorskip("c2pa")
NOW = dt.datetime(2026, 11, 27, tzinfo=dt.UTC)


class Painted(NoPictures):
    """Draws small pictures that are whole: those that are to be signed are read by others."""

    def __call__(self, recording, orders, folder):  # type: ignore[no-untyped-def]  # as the protocol has it
        image = QImage(64, 36, QImage.Format.Format_RGB32)
        image.fill(QColor("#FF9A1F"))
        for order in orders:
            for name in (order.png, order.jpg, order.thumb):
                if name:
                    image.save(str(folder / name))


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("keys")
    credentials.make_keys(folder, "A desk of tests", NOW)
    return folder


@pytest.fixture
def wall(tmp_path: Path) -> Wall:
    made = Wall(tmp_path / "night", facts=EVENT, into_s=100)
    made.tell(0.9 * BILLION)
    made.tell("1050000000.25")
    return made


def issued(wall: Wall, folder: Path, keys: Path | None) -> Path:
    """The folder of the first edition of the sum that was passed."""
    made = publisher(wall.folder, folder)
    made.draw = Painted()
    if keys is not None:
        made.site = replace(made.site, key=credentials.read_key(keys))
    bounds = made.desks.reader.bounds
    assert bounds is not None
    desk = made.desk_at(bounds[1], "paused")
    made.issue(desk, made.missing(desk))
    made.write(desk)
    made.desks.reader.close()
    assert desk.milestones[0].id == "gmv-1bn"
    return folder / "m" / "gmv-1bn" / "r1"


@pytest.mark.parametrize("name", ["-1920x1080.png", "-1920x1080.jpg", "-overview-1920x1080.png"])
def test_a_signed_picture_is_as_made_and_the_recording_agrees(
    wall: Wall, keys: Path, tmp_path: Path, name: str
) -> None:
    picture = issued(wall, tmp_path / "desk", keys) / f"gmv-1bn-r1{name}"
    alone, beside = verify(picture), verify(picture, wall.folder)
    assert (alone.outcome, alone.status, beside.outcome) == ("as made", 0, "as made")
    assert "the recording says the same" in beside.headline
    told = dict(beside.lines)
    assert "A desk of tests" in told["signed by"]
    assert ("1050000000.25" if "overview" in name else "1000000000.00") in told["claims"]


def test_any_bit_that_is_turned_is_found(wall: Wall, keys: Path, tmp_path: Path) -> None:
    folder = issued(wall, tmp_path / "desk", keys)
    listed = folder / "SHA256SUMS"
    for name in ("gmv-1bn-r1-1920x1080.png", "gmv-1bn-r1-1920x1080.jpg"):
        whole = (folder / name).read_bytes()
        figure = whole.find(b"1000000000.00", whole.find(b"org.wallboard.figure"))
        assert figure > 0
        changed = tmp_path / name
        pixels = len(whole) - 20  # of the picture itself, behind its notes
        for at in (figure, pixels):
            body = bytearray(whole)
            body[at] ^= 1
            changed.write_bytes(bytes(body))
            found = verify(changed, wall.folder)
            assert (found.outcome, found.status) == ("altered", 1), (name, at)
        for at in range(0, len(whole), len(whole) // 40):
            body = bytearray(whole)
            body[at] ^= 1
            changed.write_bytes(bytes(body))
            assert verify(changed, None, listed).outcome == "altered", (name, at)


def test_a_list_that_was_changed_is_found(wall: Wall, keys: Path, tmp_path: Path) -> None:
    folder = issued(wall, tmp_path / "desk", keys)
    picture, listed = folder / "gmv-1bn-r1-1920x1080.png", folder / "SHA256SUMS"
    assert verify(picture, None, listed).outcome == "as made"
    listed.write_bytes(listed.read_bytes().replace(b"totals.csv", b"totale.csv"))
    assert verify(picture, None, listed).outcome == "altered"


def test_without_credentials_nobody_can_say_but_the_list(wall: Wall, tmp_path: Path) -> None:
    folder = issued(wall, tmp_path / "desk", None)
    picture = folder / "gmv-1bn-r1-1920x1080.png"
    assert verify(picture).outcome == "cannot say"
    assert verify(picture, wall.folder).status == 3
    assert verify(picture, wall.folder, folder / "SHA256SUMS").outcome == "as made"


def test_a_sum_that_was_taken_back_is_corrected_since(wall: Wall, keys: Path, tmp_path: Path) -> None:
    folder = issued(wall, tmp_path / "desk", keys)
    for _ in range(4):
        wall.tell(0.95 * BILLION)
    for name in ("gmv-1bn-r1-1920x1080.png", "gmv-1bn-r1-overview-1920x1080.png"):
        found = verify(folder / name, wall.folder)
        assert (found.outcome, found.status) == ("corrected", 2), name


def test_another_recording_contradicts(wall: Wall, keys: Path, tmp_path: Path) -> None:
    picture = issued(wall, tmp_path / "desk", keys) / "gmv-1bn-r1-1920x1080.png"
    other = Wall(tmp_path / "other", facts=EVENT, into_s=100)
    other.tell(0.5 * BILLION)
    assert verify(picture, other.folder).status == 4


def test_what_is_no_picture_or_not_there_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"\x89PNG\r\n\x1a\nnonsense<x:xmpmeta>&broken</x:xmpmeta>")
    assert verify(tmp_path / "a.png").outcome in ("cannot say", "altered")
    (tmp_path / "b.txt").write_bytes(b"")
    assert verify(tmp_path / "b.txt").outcome == "cannot say"
    with pytest.raises(WallboardError, match="cannot be read"):
        verify(tmp_path / "none.png")


def test_keys_are_secret_and_never_replaced(keys: Path) -> None:
    if sys.platform != "win32":
        modes = {name: os.stat(keys / name).st_mode & 0o777 for name in ("leaf.key", "root.key")}  # noqa: PTH116
        assert modes == {"leaf.key": 0o600, "root.key": 0o600}
    before = (keys / "leaf.key").read_bytes()
    with pytest.raises(UsageError, match="keys already"):
        credentials.make_keys(keys, "Another", NOW)
    assert (keys / "leaf.key").read_bytes() == before


def test_no_key_stands_in_the_desk(wall: Wall, keys: Path, tmp_path: Path) -> None:
    issued(wall, tmp_path / "desk", keys)
    secret = b"".join((keys / "leaf.key").read_bytes().splitlines()[1:-1])[:40]
    for path in (tmp_path / "desk").rglob("*"):
        if path.is_file():
            body = path.read_bytes()
            assert b"PRIVATE KEY" not in body, path
            assert secret not in body, path

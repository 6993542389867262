"""A configuration makes the program read nothing but the files it names, and those only within bounds."""

from __future__ import annotations

import json
import os
import struct
import sys
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from tests import nights
from tests.cli.conftest import Command
from wallboard.actions.control import Control
from wallboard.config.files import read_file
from wallboard.config.load import load
from wallboard.core.errors import DisplayError
from wallboard.paint.images import load_picture
from wallboard.scene.base_map import load_base_map
from wallboard.scene.geography import MapError
from wallboard.sources.protocol import FetchFailed
from wallboard.sources.secrets import TokenFromFile
from wallboard.wall import RenderRequest, Wall

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="there are no such files")
DEVICES = [pytest.param("/dev/zero", marks=POSIX), pytest.param("/dev/null", marks=POSIX)]


def pipe(folder: Path) -> Path:
    """A pipe that nobody writes to: whoever opens it waits."""
    made = folder / "pipe"
    os.mkfifo(made)
    return made


def written(folder: Path, text: str) -> Path:
    """A configuration."""
    file = folder / "wall.toml"
    file.write_text(text, encoding="utf-8")
    return file


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few hundred bytes that claims so many pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(9999))) + chunk(b"IEND", b"")
    )


SVG = """<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/hostname">]>
<svg xmlns="http://www.w3.org/2000/svg" width="90" height="90"><text>&x;</text>
<image href="file:///etc/hostname" width="9" height="9"/></svg>"""


@pytest.mark.parametrize("device", DEVICES)
def test_a_device_is_no_configuration(device: str, wallboard: Command) -> None:
    said = wallboard("check", device)
    assert said.status == 2
    assert f"{device}: cannot be read: it is no regular file" in said.err


@POSIX
def test_a_pipe_is_no_configuration_and_nobody_waits_for_it(tmp_path: Path, wallboard: Command) -> None:
    assert "it is no regular file" in wallboard("check", str(pipe(tmp_path))).err


def test_a_configuration_of_two_megabytes_is_refused(tmp_path: Path, wallboard: Command) -> None:
    said = wallboard("check", str(written(tmp_path, "#" * 2_000_000)))
    assert (said.status, said.err.count("\n")) == (2, 1)
    assert "it is larger than 1 MiB" in said.err


@pytest.mark.parametrize("path", ["/dev/zero", "/dev", "../../../../../../../../dev/zero", "missing"])
@pytest.mark.parametrize(
    "key",
    [
        "[theme]\nlogo",
        "[theme.sponsors]\nimage",
        "[[source]]\nurl='https://h/'\ntoken_file",
        "[panels.m]\nkind='china_map'\nbase_map",
    ],
)
def test_check_names_a_file_that_is_none(key: str, path: str, tmp_path: Path, wallboard: Command) -> None:
    said = wallboard("check", str(written(tmp_path, f"{key} = {json.dumps(path)}")))
    assert said.status == 2
    assert "no regular file" in said.err or "no such file" in said.err
    assert said.err.count("\n") == 1


@POSIX
def test_a_link_is_followed_to_what_it_names_and_no_further(tmp_path: Path) -> None:
    (tmp_path / "token").symlink_to("/dev/zero")
    with pytest.raises(FetchFailed, match="no regular file"):
        TokenFromFile(tmp_path / "token").read()
    (tmp_path / "there").write_text("t0ken")
    (tmp_path / "link").symlink_to(tmp_path / "there")
    assert TokenFromFile(tmp_path / "link").read().reveal() == "t0ken"


@POSIX
def test_a_pipe_in_place_of_a_token_is_refused_at_once(tmp_path: Path) -> None:
    file = pipe(tmp_path)
    with pytest.raises(FetchFailed, match="no regular file"):
        TokenFromFile(file).read()


def test_a_token_file_that_is_another_file_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text("x" * 70_000)
    with pytest.raises(FetchFailed, match="larger than 64 KiB"):
        TokenFromFile(file).read()


def test_a_file_that_grows_while_it_is_read_is_cut_at_its_bound(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "growing"
    file.write_bytes(b"x" * 5000)
    before = os.fstat
    monkeypatch.setattr(os, "fstat", lambda handle: os.stat_result((*tuple(before(handle))[:6], 10, 0, 0, 0)))
    with pytest.raises(OSError, match="larger than 1 KiB"):
        read_file(file, 1024)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (bomb(60_000, 60_000), "too large"),
        (bomb(6000, 6000)[:200], "damaged"),
        (SVG.encode(), "use PNG or JPEG"),
        (b"GIF89a", "use PNG or JPEG"),
        (b"", "use PNG or JPEG"),
        (b"\0" * 34_000_000, "larger than 32 MiB"),
    ],
    ids=["bomb", "cut", "svg", "empty gif", "nothing", "huge"],
)
def test_a_picture_that_is_none_is_refused_with_one_line(data: bytes, why: str, tmp_path: Path) -> None:
    file = tmp_path / "logo.png"
    file.write_bytes(data)
    with pytest.raises(DisplayError, match=why) as raised:
        load_picture(str(file))
    assert str(raised.value).endswith("logo.png")
    assert "\n" not in str(raised.value)


def test_a_wall_with_a_bad_logo_keeps_its_badges(tmp_path: Path, qapp: QApplication, caplog: Any) -> None:
    assert qapp is not None
    (tmp_path / "logo.png").write_bytes(bomb(60_000, 60_000))
    settings = load(written(tmp_path, '[theme]\nlogo = "logo.png"\n[theme.sponsors]\nimage = "logo.png"'))
    wall = Wall(settings)
    judge_state = wall.compose(RenderRequest("center", (1280, 720), nights.moment("02:00:00"), Control()))
    from tests.panels.boxes import texts  # noqa: PLC0415 - Qt first

    assert "SIMULATED" in " ".join(texts((*judge_state.placed["bar"].ground, *judge_state.placed["bar"].live)))
    assert caplog.text.count("too large") == 1


def _feature(coordinates: object, kind: str = "Polygon", code: object = "330000") -> dict[str, Any]:
    return {"type": "Feature", "properties": {"adcode": code}, "geometry": {"type": kind, "coordinates": coordinates}}


def _collection(*features: object) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


SQUARE = [[[118, 28], [121, 28], [121, 31], [118, 31], [118, 28]]]
DEEP = b'{"features":' + b"[" * 100_000 + b"]" * 100_000 + b"}"
COLLECTED = (
    b'{"features":[{"properties":{},"geometry":'
    + b'{"type":"GeometryCollection","geometries":[' * 400
    + b"]}" * 400
    + b"}]}"
)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"null",
        b'{"features": 5}',
        DEEP,
        b'{"features": [1, "a", null, []]}',
        _collection(_feature([["a", "b"]])),
        _collection(_feature([[[1e308, 1e308]] * 4])),
        _collection(_feature(5)),
        _collection(_feature(SQUARE, code="../../etc")),
        _collection(_feature(SQUARE, code="\x1b[31m")),
        COLLECTED,
        lambda: _collection(_feature([[[120, 30]] * 500_001])),
        b'{"features": [{"geometry": {"type": "Polygon", "coordinates": [[[1e999, 3]]]}}]}',
        b"\xff\xfe" * 50,
        lambda: b" " * 65 * 2**20,
    ],
    ids=range(16),
)
def test_a_hostile_base_map_is_refused_with_one_line(data: bytes | Callable[[], bytes], tmp_path: Path) -> None:
    file = tmp_path / "map.json"
    file.write_bytes(data if isinstance(data, bytes) else data())
    with pytest.raises(MapError) as raised:
        load_base_map(file)
    assert str(raised.value).isprintable()
    assert str(file) in str(raised.value)


@pytest.mark.parametrize("path", DEVICES)
def test_a_device_is_no_base_map(path: str) -> None:
    with pytest.raises(MapError, match="no regular file"):
        load_base_map(Path(path))


@pytest.mark.parametrize("device", ["/dev/zero", "/dev"])
@pytest.mark.parametrize("command", ["record info", "record verify", "still", "marks"])
def test_a_device_is_no_recording(command: str, device: str, tmp_path: Path, wallboard: Command) -> None:
    words = [*command.split(), device, *(("--at", "0", "-o", str(tmp_path / "x.png")) if command == "still" else ())]
    said = wallboard(*words)
    assert said.status == 2
    assert said.err.count("\n") == 1, said.err


@pytest.mark.parametrize("device", DEVICES)
def test_a_device_is_no_rehearsal(device: str, wallboard: Command) -> None:
    said = wallboard("rehearse", device)
    assert said.status == 2
    assert said.err.count("\n") == 1, said.err

"""Pictures as people put them into a folder: turned by a camera, see-through, in any layout, or none at all."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

import av
import numpy as np
import numpy.typing as npt
import pytest

from wallboard.video.faults import NoPictureError
from wallboard.video.frames import FrameShaper, into
from wallboard.video.slides import still

Rows = npt.NDArray[np.uint8]
RED, DARK = (40, 40, 220), (20, 20, 20)


def written(path: Path, rows: Rows, codec: str, layout: str) -> Path:
    """A picture of rows of blue, green, red and how opaque each pixel is."""
    container: Any = av.open(str(path), "w", format="image2", options={"update": "1"})
    with container:
        stream = container.add_stream(codec, rate=1)
        stream.width, stream.height, stream.pix_fmt = rows.shape[1], rows.shape[0], layout
        frame = av.VideoFrame.from_ndarray(rows, format="bgra").reformat(format=layout)
        for packet in (*stream.encode(frame), *stream.encode()):
            container.mux(packet)
    return path


def marked(width: int = 96, height: int = 48) -> Rows:
    """A dark picture whose upper left quarter is red."""
    rows = np.full((height, width, 4), (*DARK, 255), np.uint8)
    rows[: height // 2, : width // 2, :3] = RED
    return rows


def seen(path: Path, area: tuple[int, int] = (96, 96)) -> Rows:
    """What a decoder would hand over."""
    fit, rows = FrameShaper("fit").shaped(still(path), area)
    target = bytearray(fit.shown[0] * fit.shown[1] * 4)
    into(memoryview(target), fit, rows)
    return np.frombuffer(target, np.uint8).reshape(fit.shown[1], fit.shown[0], 4)


def oriented(jpeg: Path, orientation: int, order: str) -> Path:
    """The same file with the EXIF tag of a camera that was held otherwise."""
    entry = struct.pack(f"{order}HHIHH", 0x0112, 3, 1, orientation, 0)
    head = b"II*\0" if order == "<" else b"MM\0*"
    tags = b"Exif\0\0" + head + struct.pack(f"{order}IH", 8, 1) + entry + bytes(4)
    data = jpeg.read_bytes()
    jpeg.write_bytes(data[:2] + b"\xff\xe1" + struct.pack(">H", len(tags) + 2) + tags + data[2:])
    return jpeg


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize(
    ("orientation", "size", "corner"),
    [(1, (96, 48), (0, 0)), (3, (96, 48), (1, 1)), (6, (48, 96), (1, 0)), (8, (48, 96), (0, 1))],
)
def test_a_picture_stands_upright_however_the_camera_was_held(
    tmp_path: Path, orientation: int, size: tuple[int, int], corner: tuple[int, int], order: str
) -> None:
    rows = seen(oriented(written(tmp_path / "a.jpg", marked(), "mjpeg", "yuvj444p"), orientation, order))
    assert (rows.shape[1], rows.shape[0]) == size
    is_red = {
        (x, y): int(rows[round(rows.shape[0] * (0.2 + 0.6 * y)), round(rows.shape[1] * (0.2 + 0.6 * x)), 2]) > 150
        for x in (0, 1)
        for y in (0, 1)
    }
    assert [place for place, red in is_red.items() if red] == [corner]


@pytest.mark.parametrize("layout", ["rgba", "rgba64be", "ya8"])
def test_what_is_see_through_lies_before_black_whatever_colour_it_hides(tmp_path: Path, layout: str) -> None:
    picture = np.full((48, 96, 4), 255, np.uint8)
    picture[:, :32, 3] = 0
    picture[:, 32:64, 3] = 128
    rows = seen(written(tmp_path / "a.png", picture, "png", layout))
    assert [int(rows[24, x, 0]) for x in (16, 48, 80)] == pytest.approx([0, 128, 255], abs=2)


@pytest.mark.parametrize("layout", ["rgb24", "rgb48be", "gray", "gray16be", "monob", "ya16be"])
@pytest.mark.parametrize("size", [(96, 48), (97, 49), (1, 1)])
def test_a_white_picture_is_white_in_every_layout(tmp_path: Path, layout: str, size: tuple[int, int]) -> None:
    picture = np.full((size[1], size[0], 4), 255, np.uint8)
    assert int(seen(written(tmp_path / "a.png", picture, "png", layout), (96, 96))[:, :, :3].min()) >= 254


@pytest.mark.parametrize(
    "data", [b"", b"GIF89a", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe1\x00\x08Exif\0\0\xff\xd9", bytes(4000)]
)
@pytest.mark.parametrize("ending", ["png", "jpg", "webp", "bmp"])
def test_what_is_no_picture_is_told_as_such(tmp_path: Path, data: bytes, ending: str) -> None:
    path = tmp_path / f"a.{ending}"
    path.write_bytes(data)
    with pytest.raises((NoPictureError, ValueError, OSError, av.error.FFmpegError)):
        still(path)


def test_a_picture_that_would_fill_the_memory_is_refused_by_its_head(tmp_path: Path) -> None:
    path = written(tmp_path / "a.png", marked(), "png", "rgb24")
    data = bytearray(path.read_bytes())
    data[16:24] = struct.pack(">II", 30_000, 30_000)
    path.write_bytes(data)
    with pytest.raises((NoPictureError, OSError, ValueError)):
        still(path)

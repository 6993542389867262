"""Pictures as people put them into a folder: turned by a camera, see-through, in any layout, or none at all."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

import av
import numpy as np
import numpy.typing as npt
import pytest
from av.sidedata.sidedata import Type
from PySide6.QtGui import QImage

from wallboard.paint.images import load_picture
from wallboard.video.faults import NoPictureError
from wallboard.video.frames import FrameShaper, into
from wallboard.video.orientation import orientation_of, stood
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
    frame, stands = still(path)
    fit, rows = FrameShaper("fit").shaped(frame, area, stands=stands)
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
    [
        (1, (96, 48), (0, 0)), (2, (96, 48), (1, 0)), (3, (96, 48), (1, 1)), (4, (96, 48), (0, 1)),
        (5, (48, 96), (0, 0)), (6, (48, 96), (1, 0)), (7, (48, 96), (1, 1)), (8, (48, 96), (0, 1)),
    ],
)  # fmt: skip
def test_a_picture_stands_upright_however_the_camera_was_held_or_mirrored(
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


@pytest.mark.parametrize("orientation", range(9))
def test_one_picture_of_a_file_stands_as_those_of_a_folder_do(tmp_path: Path, orientation: int) -> None:
    path = oriented(written(tmp_path / "a.jpg", marked(), "mjpeg", "yuvj444p"), orientation, "<")
    image = load_picture(str(path)).convertToFormat(QImage.Format.Format_RGB32)
    drawn = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)
    of_folder = seen(path)
    assert drawn.shape == of_folder.shape
    assert np.abs(drawn[:, :, :3].astype(int) - of_folder[:, :, :3]).mean() < 8


class Stated:
    """A frame whose source states how it is to be seen."""

    def __init__(self, matrix: tuple[int, int, int, int]) -> None:
        across_x, across_y, down_x, down_y = (65_536 * each for each in matrix)
        data = struct.pack("=9i", across_x, across_y, 0, down_x, down_y, 0, 0, 0, 1 << 30)
        self.side_data = {Type.DISPLAYMATRIX: data}


@pytest.mark.parametrize(
    "matrix", [(1, 0, 0, 1), (-1, 0, 0, 1), (1, 0, 0, -1), (-1, 0, 0, -1), (0, 1, 1, 0), (0, 1, -1, 0), (0, -1, 1, 0)]
)
def test_a_stream_is_seen_as_its_matrix_states(matrix: tuple[int, int, int, int]) -> None:
    across_x, across_y, down_x, down_y = matrix
    rows = np.arange(6, dtype=np.uint32).reshape(2, 3)
    places = {
        int(rows[y, x]): (across_y * x + down_y * y, across_x * x + down_x * y) for y in range(2) for x in range(3)
    }
    least = tuple(min(place[axis] for place in places.values()) for axis in (0, 1))
    found = stood(rows.view(np.uint8), orientation_of(Stated(matrix))).view(np.uint32)
    assert {value: (y + least[0], x + least[1]) for (y, x), value in np.ndenumerate(found)} == places


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

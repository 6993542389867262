"""Pictures kept in files between runs."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path
from typing import TypeVar

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtGui import QImage

from wallboard.paint import picture_files
from wallboard.paint.picture_files import KeptPictureFiles, MappedPictures

Made = TypeVar("Made")


def made(pieces: Generator[None, None, Made]) -> Made:
    """All pieces made."""
    while True:
        try:
            next(pieces)
        except StopIteration as end:
            found: Made = end.value
            return found


def drawn(seed: int, width: int, height: int, form: QImage.Format) -> QImage:
    """A picture of noise."""
    image = QImage(width, height, form)
    noise = np.random.default_rng(seed).integers(0, 256, image.sizeInBytes(), np.uint8)
    np.frombuffer(image.bits(), np.uint8)[:] = noise
    return image


def pictures(seed: int = 1) -> tuple[QImage, ...]:
    return (
        drawn(seed, 37, 21, QImage.Format.Format_ARGB32_Premultiplied),
        drawn(seed + 1, 37, 21, QImage.Format.Format_Grayscale8),
        drawn(seed + 2, 37, 21, QImage.Format.Format_Alpha8),
    )


def pixels(image: QImage) -> bytes:
    """Its bytes, without what fills up its lines."""
    lines = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return lines[:, : image.width() * image.depth() // 8].tobytes()


def same(found: MappedPictures | None, expected: tuple[QImage, ...]) -> bool:
    return (
        found is not None
        and [image.format() for image in found.images] == [image.format() for image in expected]
        and [pixels(image) for image in found.images] == [pixels(image) for image in expected]
    )


def test_what_was_kept_is_found_by_another_run(tmp_path: Path) -> None:
    kept = made(KeptPictureFiles(tmp_path / "new").keep("china", pictures()))
    assert kept.mapped is not None
    assert same(kept, pictures())
    found = made(KeptPictureFiles(tmp_path / "new").find("china"))
    assert same(found, pictures())
    kept.rest()
    assert same(kept, pictures())
    assert made(KeptPictureFiles(tmp_path / "new").find("japan")) is None


@given(st.data())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
def test_a_damaged_file_is_no_picture_or_the_right_one(tmp_path: Path, data: st.DataObject) -> None:
    files = KeptPictureFiles(tmp_path)
    made(files.keep("china", pictures()))
    (path,) = tmp_path.iterdir()
    whole = path.read_bytes()
    if data.draw(st.booleans()):
        spoiled = whole[: data.draw(st.integers(0, len(whole) - 1))]
    else:
        at = data.draw(st.integers(0, 200) | st.integers(0, len(whole) - 1))
        spoiled = whole[:at] + bytes([data.draw(st.integers(0, 255))]) + whole[at + 1 :]
    path.write_bytes(spoiled)
    found = made(files.find("china"))
    if found is not None:
        assert same(found, pictures())


@pytest.mark.parametrize("form", [-1, 0, QImage.Format.NImageFormats.value, 2**30])
def test_a_format_that_qt_does_not_have_is_no_picture(tmp_path: Path, form: int) -> None:
    files = KeptPictureFiles(tmp_path)
    made(files.keep("china", pictures()))
    (path,) = tmp_path.iterdir()
    whole = bytearray(path.read_bytes())
    at = len(picture_files.MARK) + picture_files.HEAD.size
    whole[at : at + 4] = form.to_bytes(4, "little", signed=True)
    path.write_bytes(whole)
    assert made(files.find("china")) is None


def test_where_nothing_can_be_written_the_pictures_stand_in_memory(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    found = made(KeptPictureFiles(tmp_path / "file").keep("china", pictures()))
    assert found.mapped is None
    assert same(found, pictures())


def test_writing_that_is_given_up_leaves_nothing(tmp_path: Path) -> None:
    writing = KeptPictureFiles(tmp_path).keep("china", pictures())
    next(writing)
    assert list(tmp_path.iterdir())
    writing.close()
    assert not list(tmp_path.iterdir())


def test_the_files_used_least_recently_go_when_there_are_too_many(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = KeptPictureFiles(tmp_path)
    made(files.keep("first", pictures()))
    (size,) = (path.stat().st_size for path in tmp_path.iterdir())
    monkeypatch.setattr(picture_files, "MOST_BYTES", 2 * size)
    for name in ("second", "third"):
        made(files.keep(name, pictures()))
    found = [name for name in ("first", "second", "third") if made(files.find(name)) is not None]
    assert len(found) == 2
    assert "third" in found

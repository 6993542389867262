"""What Qt needs of the system, read from its own files."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from wallboard.doctor.elf import needed
from wallboard.doctor.libraries import NoQtError, missing, needed_by_qt

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="these are files of Linux")


@linux
def test_qts_needs_are_read_from_its_own_files() -> None:
    sonames = needed_by_qt({})
    assert {"libEGL.so.1", "libxcb-cursor.so.0", "libdbus-1.so.3"} <= set(sonames)
    assert not any(name.startswith("libQt6") for name in sonames)


@linux
def test_waylands_libraries_are_wanted_only_on_wayland() -> None:
    assert "libwayland-client.so.0" not in needed_by_qt({})
    assert "libwayland-client.so.0" in needed_by_qt({"WAYLAND_DISPLAY": "wayland-0"})


@linux
def test_what_cannot_be_loaded_is_missing_and_nothing_else() -> None:
    assert missing(["libc.so.6", "libno-such-thing.so.7"]) == ("libno-such-thing.so.7",)


def test_a_pyside_without_its_files_is_told() -> None:
    with pytest.raises(NoQtError, match="install it again"):
        needed_by_qt({}, Path("nowhere"))


@pytest.mark.parametrize("content", [b"", b"\x7fELF", b"#!/bin/sh\n" * 100, b"\x7fELF\x02\x01" + b"\xff" * 100])
def test_what_is_no_library_is_refused(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "lib.so").write_bytes(content)
    with pytest.raises(ValueError, match=r"lib\.so"):
        needed(tmp_path / "lib.so")

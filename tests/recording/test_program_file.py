"""Small pictures of what is on air: written by one process, read by others, never torn."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from wallboard.recording.program_file import (
    MOST_CANVASES,
    MOST_HEIGHT,
    WIDTH,
    ProgramPicture,
    ProgramReader,
    ProgramWriter,
    size_for,
)


def picture(canvas: str = "left", value: int = 7, height: int = 360, layout: str = "map") -> ProgramPicture:
    return ProgramPicture(canvas, layout, 1, 2, 3, WIDTH, height, bytes([value]) * (WIDTH * height * 4))


def test_what_was_written_is_read(tmp_path: Path) -> None:
    writer, reader = ProgramWriter(tmp_path / "p"), ProgramReader(tmp_path / "p")
    shown = [picture("左屏", 1), picture("right", 2, 1138, ""), picture("*", 3, 143)]
    for each in shown:
        assert writer.write(each)
    assert reader.pictures() == tuple(shown)
    writer.write(replace(shown[0], utc_us=9))
    assert reader.of("左屏") == replace(shown[0], utc_us=9)
    assert reader.of("nowhere") is None


def test_a_display_that_comes_back_is_followed(tmp_path: Path) -> None:
    first, reader = ProgramWriter(tmp_path / "p"), ProgramReader(tmp_path / "p")
    first.write(picture(value=1))
    assert reader.pictures() == (picture(value=1),)
    first.close()
    second = ProgramWriter(tmp_path / "p")
    assert reader.pictures() == ()
    second.write(picture(value=2))
    assert reader.pictures() == (picture(value=2),)


def test_more_canvases_than_any_wall_has_are_left_out(tmp_path: Path) -> None:
    writer = ProgramWriter(tmp_path / "p")
    written = [writer.write(picture(f"c{number}", height=1)) for number in range(MOST_CANVASES + 2)]
    assert written == [True] * MOST_CANVASES + [False, False]


@pytest.mark.parametrize("content", [b"", b"x" * 100, b"wallprog1" + b"\xff" * 50_000, None])
def test_what_is_no_such_file_shows_nothing(tmp_path: Path, content: bytes | None) -> None:
    if content is None:
        ProgramWriter(tmp_path / "p")
        with (tmp_path / "p").open("r+b") as file:
            file.seek(64)
            file.write(b"\xfe" * 4096)
    else:
        (tmp_path / "p").write_bytes(content)
    assert ProgramReader(tmp_path / "p").pictures() == ()
    assert ProgramReader(tmp_path / "none").pictures() == ()


@pytest.mark.skipif(sys.platform == "win32", reason="the other process waits for its input as POSIX can")
def test_a_picture_is_never_torn_while_another_process_writes(tmp_path: Path) -> None:
    program = (
        "import itertools, pathlib, select, sys\n"
        "from wallboard.recording.program_file import *\n"
        "writer = ProgramWriter(pathlib.Path(sys.argv[1]))\n"
        "print('up', flush=True)\n"
        "for n in itertools.count():\n"
        "    if n % 8 == 0 and select.select([sys.stdin], [], [], 0.001)[0]:\n"
        "        break\n"
        "    v = n % 255 + 1\n"
        "    writer.write(ProgramPicture('c', str(v), n, v, v, WIDTH, 90, bytes([v]) * (WIDTH * 90 * 4)))\n"
    )
    reader = ProgramReader(tmp_path / "p")
    seen: set[int] = set()
    with subprocess.Popen([sys.executable, "-c", program, tmp_path / "p"], stdin=-1, stdout=-1) as child:
        assert child.stdout is not None
        assert child.stdin is not None
        child.stdout.readline()
        while len(seen) < 30 and child.poll() is None:
            for each in reader.pictures():
                assert set(each.pixels) == {each.utc_us}
                assert each.layout == str(each.utc_us)
                seen.add(each.mono_us)
        child.stdin.close()
    assert len(seen) == 30


@given(st.tuples(st.integers(1, 16384), st.integers(1, 16384)))
def test_every_canvas_fits(size: tuple[int, int]) -> None:
    width, height = size_for(size)
    assert width == WIDTH
    assert 1 <= height <= MOST_HEIGHT

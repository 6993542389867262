"""What is written down, and that no secret is."""

from __future__ import annotations

import errno
import io
import logging
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from wallboard.cli.logs import LOG_FOLDER, LogFile, log_file, start_logging, wall_log_folder
from wallboard.cli.options import LOG_LEVEL
from wallboard.core.masking import redacted


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A folder for logs; whatever writes there is let go afterwards."""
    yield tmp_path / "logs"
    logger = logging.getLogger("wallboard")
    for handler in tuple(logger.handlers):
        logger.removeHandler(handler)
        handler.close()


def started(folder: Path) -> logging.Logger:
    start_logging("test", folder)
    return logging.getLogger("wallboard")


@pytest.mark.parametrize(
    "text",
    [
        "GET https://me:hidden@host/path failed",
        "GET https://host/path?signature=hidden&x=hidden failed",
        "Authorization: Bearer hidden-token-of-length",
        "sent bearer hidden0123456789",
        "api_key=hidden",
        "password: hidden",
    ],
)
def test_secrets_are_masked(text: str) -> None:
    assert "hidden" not in redacted(text)


def test_what_is_no_secret_stays() -> None:
    assert redacted("http://127.0.0.1:8000/metrics.json answers") == "http://127.0.0.1:8000/metrics.json answers"


def test_warnings_are_single_lines_on_the_terminal(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    started(folder).warning("two\nlines")
    assert capsys.readouterr().err == "two lines\n"


def test_remarks_go_to_the_file_alone(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    started(folder).info("a remark")
    file = log_file()
    assert file is not None
    assert "a remark" in file.read_text(encoding="utf-8")
    assert capsys.readouterr().err == ""


def test_secrets_in_tracebacks_are_masked_too(folder: Path) -> None:
    started(folder).info("failed", exc_info=ValueError("https://me:hidden@host/"))
    file = log_file()
    assert file is not None
    text = file.read_text(encoding="utf-8")
    assert "ValueError" in text
    assert "hidden" not in text


def test_a_folder_that_cannot_be_written_leaves_the_terminal(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    start_logging("test", tmp_path / "file" / "logs")
    assert log_file() is None


class FullDisk(io.BytesIO):
    """Takes nothing."""

    def write(self, _bytes: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")


def test_a_full_disk_under_the_log_costs_no_more_than_its_lines(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    logger = started(folder)
    file = next(handler for handler in logger.handlers if isinstance(handler, LogFile))
    before = file.stream
    assert before is not None
    file.setStream(io.TextIOWrapper(FullDisk(), write_through=True))
    logger.warning("the disk is full")
    file.setStream(before)
    assert capsys.readouterr().err == "the disk is full\n"


def test_no_two_walls_share_a_folder_and_one_keeps_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(LOG_FOLDER, str(tmp_path))
    one, other = wall_log_folder(Path("/a/night")), wall_log_folder(Path("/b/night"))
    assert one != other
    assert one.parent == other.parent == tmp_path
    assert wall_log_folder(Path("/a/night")) == one


def test_the_logs_of_the_oldest_walls_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(LOG_FOLDER, str(tmp_path))
    for number in range(30):
        folder = tmp_path / f"night-{number:06x}"
        folder.mkdir()
        (folder / "show.log.1").touch()
        os.utime(folder, (number, number))
    (tmp_path / "mine").mkdir()
    wall_log_folder(Path("/a/night"))
    assert {path.name for path in tmp_path.iterdir()} == {"mine", *(f"night-{n:06x}" for n in range(10, 30))}


@pytest.mark.parametrize(("level", "kept"), [("debug", 2), ("info", 1), ("error", 0), ("nonsense", 1), ("", 1)])
def test_the_level_says_what_is_kept(folder: Path, monkeypatch: pytest.MonkeyPatch, level: str, kept: int) -> None:
    monkeypatch.setenv(LOG_LEVEL, level)
    logger = started(folder)
    logger.debug("detail")
    logger.info("remark")
    file = log_file()
    assert file is not None
    assert len(file.read_text(encoding="utf-8").splitlines()) == kept

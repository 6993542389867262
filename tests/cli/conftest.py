"""The command line as a user meets it: words in, lines and an exit status out."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from wallboard.cli.main import run


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended: its status, and what it wrote."""

    status: int
    out: str
    err: str


Command = Callable[..., Ended]


@pytest.fixture
def wallboard(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Command]:
    """Runs a command of the program within this process, in an empty folder and with an empty home."""
    monkeypatch.chdir(tmp_path)
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / "home"))

    def command(*words: str) -> Ended:
        status = run(words)
        written = capsys.readouterr()
        return Ended(status, written.out, written.err)

    yield command
    for handler in tuple(logging.getLogger("wallboard").handlers):
        logging.getLogger("wallboard").removeHandler(handler)
        handler.close()

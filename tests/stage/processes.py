"""Displays as processes of their own: what a test process cannot be itself."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import wallboard
from tests.patience import PATIENCE_S

_SHOW = """
import logging, sys
from pathlib import Path
from wallboard.actions.table import default_keys
from wallboard.config.load import load
from wallboard.stage.show import DisplayOptions, show
from wallboard.supervise.heartbeat import Beats, is_cut
logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(name)s %(levelname)s %(message)s")
folder, config, windowed = sys.argv[1:4]
file = Path(config) if config else None
options = DisplayOptions(
    windowed=bool(windowed), beat=Beats().beat, is_cut=is_cut, tell=lambda line: print(line, file=sys.stderr)
)
sys.exit(show(load(file, known_actions=default_keys()), Path(folder), options))
"""


def wait_until(holds: Callable[[], bool], what: str) -> None:
    """Wait for a condition that another process will meet. Raises TimeoutError."""
    limit = time.monotonic() + PATIENCE_S
    while not holds():
        if time.monotonic() > limit:
            raise TimeoutError(what)
        time.sleep(0.02)


def small_wall(folder: Path) -> tuple[str, str]:
    """The words that give a wall one small screen, by a file in a folder: for tests that look at no picture."""
    file = folder / "small.toml"
    file.write_text('[screens.center]\ncanvas = "center"\ngeometry = "320x180"\n', encoding="utf-8")
    return "--config", str(file)


@dataclass
class Process:
    """A running display."""

    popen: subprocess.Popen[bytes]
    folder: Path
    log: Path

    def actions(self) -> list[tuple[str, dict[str, object]]]:
        """The journal so far: each action and the control state after it."""
        path = self.folder / "journal.wallboard"
        if not path.exists():
            return []
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
            rows = connection.execute("SELECT action, state FROM action ORDER BY id").fetchall()
        return [(action, json.loads(state)) for action, state in rows]

    def beats(self) -> int:
        """How many beats it has given."""
        return (self.log.with_suffix(".beats")).read_bytes().count(b"beat")

    def wait_for_beat(self) -> None:
        """Wait until it has painted."""
        before = self.beats()
        wait_until(lambda: self.beats() > before, f"a beat; {self.log.read_text()}")

    def end(self) -> int:
        """Close its standard input, as a supervisor does; the exit status."""
        assert self.popen.stdin is not None
        self.popen.stdin.close()
        return self.popen.wait(PATIENCE_S)


@contextmanager
def display(
    folder: Path, environment: Mapping[str, str], *, config: str = "", windowed: bool = False, first: str = ""
) -> Iterator[Process]:
    """A display of the recording in `folder`, killed at the end if it still runs; `first` is run in it before."""
    log = folder.with_suffix(".log")
    inherited = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")}
    inherited["PYTHONPATH"] = str(Path(wallboard.__file__).parents[1])
    with log.open("ab") as errors, log.with_suffix(".beats").open("ab") as beats:
        words = [sys.executable, "-c", first + _SHOW, str(folder), config, "yes" if windowed else ""]
        popen = subprocess.Popen(
            words, stdin=subprocess.PIPE, stdout=beats, stderr=errors, env=inherited | dict(environment)
        )
    try:
        yield Process(popen, folder, log)
    finally:
        if popen.stdin is not None:
            popen.stdin.close()
        if popen.poll() is None:
            popen.kill()
        popen.wait()

"""The transport keys and the mouse in a real window under a real X server."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

import wallboard
from tests.export.night import FROM_S, TO_S, collect
from tests.patience import PATIENCE_S
from tests.stage.processes import wait_until
from tests.stage.rig import SECOND
from tests.stage.x_server import XServer, x_server
from wallboard.config.event_facts import facts_of
from wallboard.config.load import load
from wallboard.config.settings import Settings
from wallboard.demo.moments import begins_us

pytestmark = [pytest.mark.servers, pytest.mark.xdist_group("walls")]


@dataclass
class Replay:
    """A replay in a window, and what its journal has."""

    server: XServer
    data: Path
    start_us: int

    def rows(self) -> list[tuple[str, float, dict[str, object]]]:
        """Each action, the playhead after it in seconds of the event, and the control state."""
        found = list(self.data.glob("**/replays/*/journal.wallboard"))
        if not found:
            return []
        with closing(sqlite3.connect(f"{found[0].as_uri()}?mode=ro", uri=True)) as connection:
            rows = connection.execute("SELECT action, recording_us, state FROM action ORDER BY id").fetchall()
        return [(action, (at_us - self.start_us) / SECOND, json.loads(state)) for action, at_us, state in rows]

    def press(self, key: str, action: str) -> tuple[float, dict[str, object]]:
        """Press a key, and wait until the journal has what it did: the playhead, and the control state."""
        before = len(self.rows())
        self.server.key(key)
        return self.done(before, action)

    def done(self, before: int, action: str) -> tuple[float, dict[str, object]]:
        """Wait until this is the last row of the journal, and a new one."""
        wait_until(lambda: len(rows := self.rows()) > before and rows[-1][0] == action, f"the action {action}")
        _, at_s, state = self.rows()[-1]
        return at_s, state

    def wait_for_keys(self) -> None:
        """Wait until the window has the keyboard."""

        def heard() -> bool:
            self.server.key("l")
            return bool(self.rows())

        wait_until(heard, "a key to arrive")


@pytest.fixture
def replay(settings: Settings, tmp_path: Path) -> Iterator[Replay]:
    facts = facts_of(load(None, demonstration=True))
    collect(tmp_path / "night", facts)
    with x_server() as server:
        server.add_monitor("C", 0, "screen")
        places = dict.fromkeys(("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"), str(tmp_path / "home"))
        environment = os.environ | server.environment | places
        environment["PYTHONPATH"] = str(Path(wallboard.__file__).parents[1])
        words = [sys.executable, "-m", "wallboard", "replay", str(tmp_path / "night"), "--at", "00:00:30"]
        with (tmp_path / "log").open("wb") as log:
            process = subprocess.Popen(words, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        try:
            wait_until(lambda: bool(server.windows()) or process.poll() is not None, "a window")
            assert process.poll() is None, (tmp_path / "log").read_text()
            made = Replay(server, tmp_path / "home", begins_us(facts))
            made.wait_for_keys()
            yield made
        finally:
            process.terminate()
            process.wait(PATIENCE_S)


def test_time_goes_where_the_keys_of_mpv_send_it(replay: Replay) -> None:
    paused_s, _ = replay.press("space", "pause")
    assert 26 < paused_s < 60
    assert replay.press("Left", "back_5s")[0] == pytest.approx(paused_s - 5)
    assert replay.press("shift+Right", "forward_1s")[0] == pytest.approx(paused_s - 4)
    assert replay.press("period", "frame_on")[0] == pytest.approx(paused_s - 4 + 1 / 60, abs=1e-4)
    assert replay.press("Home", "start")[0] == pytest.approx(FROM_S, abs=0.1)
    assert replay.press("ctrl+Right", "next_mark")[0] == pytest.approx(20, abs=2.1)
    assert replay.press("End", "live")[0] == pytest.approx(TO_S, abs=0.1)


def test_speed_direction_and_loop_are_set_by_key(replay: Replay) -> None:
    replay.press("space", "pause")
    rates = [replay.press(key, action)[1]["playhead"]["rate"] for key, action in (  # type: ignore[index]  # JSON
        ("braceright", "double_speed"), ("bracketright", "faster"), ("minus", "reverse"), ("BackSpace", "normal_speed"),
    )]  # fmt: skip
    assert rates == pytest.approx([2, 2.2, -2.2, 1])
    a_s, _ = replay.press("a", "loop")
    replay.press("Left", "back_5s")
    _, looping = replay.press("a", "loop")
    ends_us = [replay.start_us + round(s * SECOND) for s in (a_s - 5, a_s)]
    assert looping["loop_us"] == pytest.approx(ends_us, abs=2)
    assert looping["playhead"]["mode"] == "paused"  # type: ignore[index]  # JSON
    assert replay.press("space", "pause")[1]["playhead"]["mode"] == "playing"  # type: ignore[index]  # JSON


def test_the_mouse_seeks_on_the_strip(replay: Replay) -> None:
    replay.press("space", "pause")
    replay.press("t", "timeline")
    stood = []
    for x in (200, 400):
        before = len(replay.rows())
        replay.server.run("xdotool", "mousemove", str(x), "318", "click", "1")
        stood.append(replay.done(before, "seek")[0])
    assert FROM_S < stood[0] < stood[1] < TO_S

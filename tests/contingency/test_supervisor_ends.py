"""How a real wall ends and does not: what its supervisor is sent, what the system is told, and what is left behind."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.contingency.signal_storm import children_of
from tests.patience import PATIENCE_S
from tests.stage.processes import wait_until
from wallboard.supervise.health import read_health
from wallboard.supervise.wall_folder import running_walls

pytestmark = [
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="it looks into /proc"),
    pytest.mark.contingency(0),
]


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Of a wall without a display, whose folders are all its own."""
    left_out = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM", "NOTIFY_SOCKET")
    own = {name: value for name, value in os.environ.items() if name not in left_out}
    own |= dict.fromkeys(("HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME"), str(tmp_path / "home"))
    return own | {"PYTHONPATH": str(Path(__file__).parents[2])}


Start = Callable[..., subprocess.Popen[bytes]]


@pytest.fixture
def start(tmp_path: Path, environment: dict[str, str]) -> Iterator[Start]:
    """Starts the demonstration; what still runs of it at the end is killed."""
    walls: list[subprocess.Popen[bytes]] = []

    def begin(**more: str) -> subprocess.Popen[bytes]:
        words = (sys.executable, "-m", "wallboard", "demo", "--record", str(tmp_path / "night"))
        popen = subprocess.Popen(words, env=environment | more, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        walls.append(popen)
        return popen

    yield begin
    for wall in walls:
        wall.kill()
        wall.wait()
        for stream in (wall.stdout, wall.stderr):
            if stream is not None:
                stream.close()


def is_up(folder: Path) -> bool:
    """Whether the display of the wall has told of itself."""
    found = read_health(folder)
    return found is not None and found.display is not None and found.display.frames > 0


def mine(folder: Path) -> list[str]:
    """The walls that run on a recording."""
    return [wall.recording for wall in running_walls() if wall.recording == str(folder)]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_supervisor_that_is_asked_ends_with_status_0_and_leaves_nothing(
    tmp_path: Path, start: Start, number: signal.Signals
) -> None:
    wall = start()
    wait_until(lambda: is_up(tmp_path / "night"), "the wall")
    children = [pid for pid, _ in children_of(wall.pid)]
    assert mine(tmp_path / "night")
    wall.send_signal(number)
    assert wall.wait(PATIENCE_S) == 0
    assert mine(tmp_path / "night") == []
    assert not any(Path(f"/proc/{pid}").exists() for pid in children)


def test_a_terminal_that_closes_and_output_that_nobody_reads_end_nothing(tmp_path: Path, start: Start) -> None:
    wall = start()
    assert wall.stdout is not None
    assert wall.stderr is not None
    wait_until(lambda: is_up(tmp_path / "night"), "the wall")
    wall.stdout.close()
    wall.stderr.close()
    for number in (signal.SIGHUP, signal.SIGPIPE, signal.SIGUSR1, signal.SIGUSR2):
        wall.send_signal(number)
    (collector,) = (pid for pid, words in children_of(wall.pid) if b"collect" in words)
    os.kill(collector, signal.SIGKILL)  # there is something to say

    def is_back() -> bool:
        found = read_health(tmp_path / "night")
        return found is not None and found.children["collect"].restarts == 1 and found.children["collect"].up

    wait_until(is_back, "the collector")
    assert wall.poll() is None


def test_what_a_killed_supervisor_leaves_goes_with_its_last_child(tmp_path: Path, start: Start) -> None:
    wall = start()
    wait_until(lambda: is_up(tmp_path / "night"), "the wall")
    children = [pid for pid, _ in children_of(wall.pid)]
    wall.kill()
    wall.wait()
    wait_until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in children), "the children to end")


def test_what_is_killed_all_at_once_is_cleared_at_the_next_start(tmp_path: Path, start: Start) -> None:
    first = start()
    wait_until(lambda: is_up(tmp_path / "night"), "the wall")
    memory = Path("/dev/shm")
    before = {path for path in memory.glob("wallboard-*") if _tells_of(path, first.pid)}
    assert len(before) == 1
    for pid in (first.pid, *(pid for pid, _ in children_of(first.pid))):
        os.kill(pid, signal.SIGKILL)
    first.wait()
    second = start()
    wait_until(lambda: any(_tells_of(path, second.pid) for path in memory.glob("wallboard-*")), "the next wall")
    assert not any(path.exists() for path in before)


def _tells_of(folder: Path, pid: int) -> bool:
    about = folder / "wall.json"
    return about.exists() and json.loads(about.read_bytes())["pid"] == pid


def test_systemd_is_told_that_it_is_up_that_it_turns_and_that_it_ends(tmp_path: Path, start: Start) -> None:
    with closing(socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)) as listener:
        listener.bind(str(tmp_path / "notify"))
        listener.settimeout(PATIENCE_S)
        wall = start(NOTIFY_SOCKET=str(tmp_path / "notify"), WATCHDOG_USEC="2000000")
        told: list[str] = []

        def hear() -> bool:
            told.extend(listener.recv(9999).decode().splitlines())
            return "READY=1" in told and told.count("WATCHDOG=1") > 2

        wait_until(hear, "READY and signs of life")
        children = [Path(f"/proc/{pid}/environ").read_bytes() for pid, _ in children_of(wall.pid)]
        assert not any(b"NOTIFY_SOCKET" in environ or b"WATCHDOG" in environ for environ in children)
        wall.terminate()
        wait_until(lambda: "STOPPING=1" in listener.recv(9999).decode().splitlines(), "the end")
        assert wall.wait(PATIENCE_S) == 0


def test_each_process_is_named_by_its_part(tmp_path: Path, start: Start) -> None:
    wall = start()
    wait_until(lambda: is_up(tmp_path / "night"), "the wall")

    def names() -> set[str]:
        return {Path(f"/proc/{pid}/comm").read_text().strip() for pid, _ in children_of(wall.pid)}

    wait_until(lambda: names() >= {"wall-simulate", "wall-collect", "wall-show", "wall-standby"}, "all parts")
    assert Path(f"/proc/{wall.pid}/comm").read_text().strip() == "wall-demo"
    held = int((tmp_path / "night" / "show.lock").read_text())
    assert b"wallboard show" in Path(f"/proc/{held}/cmdline").read_bytes()
    assert b"standby" not in Path(f"/proc/{held}/cmdline").read_bytes()

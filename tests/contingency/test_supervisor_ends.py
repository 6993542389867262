"""How a real wall ends and does not: what its supervisor is sent, what the system is told, and what is left behind."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.contingency.signal_storm import children_of
from tests.patience import PATIENCE_S
from tests.stage.processes import small_wall, wait_until
from wallboard.supervise.health import read_health
from wallboard.supervise.wall_folder import running_walls

pytestmark = [
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="it looks into /proc"),
    pytest.mark.contingency(0),
]


def environment(home: Path) -> dict[str, str]:
    """Of a wall without a display, whose folders are all its own."""
    left_out = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM", "NOTIFY_SOCKET")
    own = {name: value for name, value in os.environ.items() if name not in left_out}
    own |= dict.fromkeys(("HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME"), str(home))
    return own | {"PYTHONPATH": str(Path(__file__).parents[2])}


Start = Callable[..., subprocess.Popen[bytes]]


@contextmanager
def starting(folder: Path) -> Iterator[Start]:
    """Starts demonstrations that record in a folder; what still runs of them at the end is killed."""
    walls: list[subprocess.Popen[bytes]] = []

    def begin(**more: str) -> subprocess.Popen[bytes]:
        words = (sys.executable, "-m", "wallboard", "demo", "--record", str(folder / "night"), *small_wall(folder))
        own = environment(folder / "home") | more
        walls.append(subprocess.Popen(words, env=own, stdout=subprocess.PIPE, stderr=subprocess.PIPE))
        return walls[-1]

    try:
        yield begin
    finally:
        for wall in walls:
            wall.kill()
            wall.wait()
            for stream in (wall.stdout, wall.stderr):
                if stream is not None:
                    stream.close()


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts the demonstration."""
    with starting(tmp_path) as begin:
        yield begin


@dataclass(frozen=True, slots=True)
class Running:
    """A wall that is up: its supervisor, and the folder of its recording."""

    process: subprocess.Popen[bytes]
    night: Path


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """One wall for the tests that leave it as it is; the last of them asks it to end."""
    folder = tmp_path_factory.mktemp("wall")
    with starting(folder) as begin:
        found = Running(begin(), folder / "night")
        wait_until(lambda: is_up(found.night), "the wall")
        yield found


def is_up(folder: Path) -> bool:
    """Whether the display of the wall has told of itself."""
    found = read_health(folder)
    return found is not None and found.display is not None and found.display.frames > 0


def mine(folder: Path) -> list[str]:
    """The walls that run on a recording."""
    return [wall.recording for wall in running_walls() if wall.recording == str(folder)]


def test_each_process_is_named_by_its_part(running: Running) -> None:
    def names() -> set[str]:
        return {Path(f"/proc/{pid}/comm").read_text().strip() for pid, _ in children_of(running.process.pid)}

    wait_until(lambda: names() >= {"wall-simulate", "wall-collect", "wall-show", "wall-standby"}, "all parts")
    assert Path(f"/proc/{running.process.pid}/comm").read_text().strip() == "wall-demo"
    held = int((running.night / "show.lock").read_text())
    assert b"wallboard show" in Path(f"/proc/{held}/cmdline").read_bytes()
    assert b"standby" not in Path(f"/proc/{held}/cmdline").read_bytes()


def test_a_terminal_that_closes_and_output_that_nobody_reads_end_nothing(running: Running) -> None:
    wall = running.process
    assert wall.stdout is not None
    assert wall.stderr is not None
    wall.stdout.close()
    wall.stderr.close()
    for number in (signal.SIGHUP, signal.SIGPIPE, signal.SIGUSR1, signal.SIGUSR2):
        wall.send_signal(number)
    (collector,) = (pid for pid, words in children_of(wall.pid) if b"collect" in words)
    os.kill(collector, signal.SIGKILL)  # there is something to say

    def is_back() -> bool:
        found = read_health(running.night)
        return found is not None and found.children["collect"].restarts == 1 and found.children["collect"].up

    wait_until(is_back, "the collector")
    assert wall.poll() is None


def ends_clean(wall: Running, number: signal.Signals) -> None:
    """Ask a wall to end: it does, with status 0, and nothing of it is left."""
    children = [pid for pid, _ in children_of(wall.process.pid)]
    assert children
    assert mine(wall.night)
    wall.process.send_signal(number)
    assert wall.process.wait(PATIENCE_S) == 0
    assert mine(wall.night) == []
    assert not any(Path(f"/proc/{pid}").exists() for pid in children)


def test_a_supervisor_that_is_interrupted_ends_with_status_0_and_leaves_nothing(running: Running) -> None:
    ends_clean(running, signal.SIGINT)


def test_what_is_killed_all_at_once_is_cleared_at_the_next_start_and_what_a_supervisor_leaves_with_its_last_child(
    tmp_path: Path, start: Start
) -> None:
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
    wait_until(lambda: len([*children_of(second.pid)]) > 2 and is_up(tmp_path / "night"), "all of the next wall")
    children = [pid for pid, _ in children_of(second.pid)]
    second.kill()
    second.wait()
    wait_until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in children), "the children to end")


def _tells_of(folder: Path, pid: int) -> bool:
    about = folder / "wall.json"
    return about.exists() and json.loads(about.read_bytes())["pid"] == pid


def test_systemd_is_told_that_it_is_up_that_it_turns_and_that_it_ends_which_it_does_with_status_0(
    tmp_path: Path, start: Start
) -> None:
    with closing(socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)) as listener:
        listener.bind(str(tmp_path / "notify"))
        listener.settimeout(PATIENCE_S)
        wall = Running(start(NOTIFY_SOCKET=str(tmp_path / "notify"), WATCHDOG_USEC="2000000"), tmp_path / "night")
        told: list[str] = []

        def hear() -> bool:
            told.extend(listener.recv(9999).decode().splitlines())
            return "READY=1" in told and told.count("WATCHDOG=1") > 2

        wait_until(hear, "READY and signs of life")
        children = [Path(f"/proc/{pid}/environ").read_bytes() for pid, _ in children_of(wall.process.pid)]
        assert not any(b"NOTIFY_SOCKET" in environ or b"WATCHDOG" in environ for environ in children)
        ends_clean(wall, signal.SIGTERM)
        wait_until(lambda: "STOPPING=1" in listener.recv(9999).decode().splitlines(), "the end")

"""A display under a real X server: monitors that come and go, and keys as a keyboard sends them."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.patience import PATIENCE_S
from tests.stage.monitors import CONFIG, PLACES, TITLES, WIDTH, filled
from tests.stage.processes import Process, display, wait_until
from tests.stage.x_server import XServer, x_server

pytestmark = [
    pytest.mark.servers,
    pytest.mark.xdist_group("walls"),
    pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="there is no X server"),
]

ALL = {name: (place, WIDTH) for name, place in PLACES.items()}


@pytest.fixture
def server() -> Iterator[XServer]:
    with three_monitors() as made:
        yield made


@pytest.fixture
def shown(server: XServer, tmp_path: Path) -> Iterator[Process]:
    """A display that has painted on all three monitors."""
    with painted(server, tmp_path) as process:
        yield process


@pytest.fixture(scope="module")
def keyed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[XServer, Process]]:
    """One such display for all keys: to start it takes longer than to press them."""
    with three_monitors() as server, painted(server, tmp_path_factory.mktemp("keyed")) as process:
        yield server, process


@contextmanager
def three_monitors() -> Iterator[XServer]:
    with x_server() as made:
        for name, place in PLACES.items():
            made.add_monitor(name, place, "none" if place else "screen")
        yield made


@contextmanager
def painted(server: XServer, folder: Path) -> Iterator[Process]:
    config = folder / "wall.toml"
    config.write_text(CONFIG)
    with display(folder / "night", server.environment, config=str(config)) as process:
        wait_until(lambda: server.windows() == filled(ALL) or process.popen.poll() is not None, "three windows")
        assert process.popen.poll() is None, process.log.read_text()
        process.wait_for_beat()
        yield process


def last(process: Process, action: str) -> dict[str, object]:
    """The control state after an action, once the journal has it at its end."""
    wait_until(lambda: [name for name, _ in process.actions()][-1:] == [action], f"the action {action}")
    return process.actions()[-1][1]


def test_each_monitor_shows_its_canvas(shown: Process, server: XServer) -> None:
    assert server.windows() == filled(ALL)


def test_a_monitor_that_goes_takes_its_window_with_it_and_brings_it_back(shown: Process, server: XServer) -> None:
    server.remove_monitor("R")
    wait_until(lambda: server.windows() == filled({name: ALL[name] for name in ("L", "C")}), "the window to hide")
    shown.wait_for_beat()
    server.add_monitor("R", PLACES["R"])
    wait_until(lambda: server.windows() == filled(ALL), "the window to come back")
    shown.wait_for_beat()


def test_a_monitor_that_changes_is_filled_anew(shown: Process, server: XServer) -> None:
    server.remove_monitor("R")
    # between two looks of Qt a virtual monitor can change without a trace; a real one announces each step by itself
    wait_until(lambda: TITLES["R"] not in server.windows(), "the window to hide")
    server.add_monitor("R", PLACES["R"], width=320)
    wait_until(lambda: server.windows() == filled(ALL | {"R": (PLACES["R"], 320)}), "the window to fit")
    shown.wait_for_beat()


def test_without_any_monitor_it_keeps_running_and_comes_back(shown: Process, server: XServer) -> None:
    for name in PLACES:
        server.remove_monitor(name)
    wait_until(lambda: server.windows() == {}, "all windows to hide")
    shown.wait_for_beat()
    server.add_monitor("C", PLACES["C"], "screen")
    wait_until(lambda: server.windows() == filled({"C": ALL["C"]}), "the window to come back")
    shown.wait_for_beat()


@pytest.mark.parametrize(
    ("keysym", "action"),
    [
        ("2", "layout:counter"),
        ("b", "blackout"),
        ("question", "help"),
        ("F1", "help"),
        ("Next", "next_page"),
        ("shift+v", "previous_province"),
        ("ctrl+v", "country"),
        ("ctrl+l", "lock"),
        ("s", "status"),
        ("KP_2", "layout:counter"),
    ],
)
def test_keys_arrive_as_their_actions(keyed: tuple[XServer, Process], keysym: str, action: str) -> None:
    server, process = keyed
    for _ in range(2 if action == "country" else 0):  # one of the two leads to a province, whichever was up before
        pressed(server, process, "v", "next_province")
    pressed(server, process, keysym, action)
    if action == "lock":
        pressed(server, process, keysym, action)


def pressed(server: XServer, process: Process, keysym: str, action: str) -> None:
    """Press a key, and wait until the journal has its action as the next one."""
    before = len(process.actions())
    server.key(keysym)
    wait_until(lambda: [name for name, _ in process.actions()][before:] == [action], f"the action {action}")


def test_only_holding_the_keys_quits_and_then_with_status_0(shown: Process, server: XServer) -> None:
    server.key("Escape", "ctrl+shift+q")
    server.key("b")
    last(shown, "blackout")
    server.run("xdotool", "keydown", "ctrl", "keydown", "shift", "keydown", "q")
    assert shown.popen.wait(PATIENCE_S) == 0
    assert shown.actions()[-1][0] == "quit"


def test_a_killed_display_comes_back_as_it_was(shown: Process, server: XServer) -> None:
    server.key("2", "l", "f", "ctrl+l")
    left = last(shown, "lock")
    shown.popen.kill()
    shown.popen.wait()
    with display(shown.folder, server.environment) as again:
        wait_until(lambda: len(server.windows()) == 3, "three windows")
        again.wait_for_beat()
        pressed(server, again, "ctrl+l", "lock")  # the journal already ends with the first one
        back = again.actions()[-1][1]
    assert back == left | {"locked": False, "locked_us": 0}


def test_a_second_display_of_the_same_recording_is_refused(shown: Process, server: XServer) -> None:
    with display(shown.folder, server.environment) as second:
        assert second.popen.wait(PATIENCE_S) != 0
    assert "another wallboard show" in second.log.read_text()


def test_the_screen_saver_is_off_while_it_runs_and_as_before_afterwards(shown: Process, server: XServer) -> None:
    def timeout() -> str:
        return server.run("xset", "q").split("timeout:")[1].split()[0]

    assert timeout() == "0"
    assert shown.end() == 0
    assert timeout() != "0"

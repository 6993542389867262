"""Windows that another program destroys are made again: the wall's, and the curtain's beneath it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from tests.patience import PATIENCE_S
from wallboard.stage.fallback_file import keep

from .monitors import CONFIG, PLACES, TITLES, WIDTH, filled
from .processes import Process, display, wait_until
from .x_server import DESKTOP, XServer, x_server

pytestmark = [
    pytest.mark.servers,
    pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="there is no X server"),
]

ALL = {name: (place, WIDTH) for name, place in PLACES.items()}
RED = 0xC00000


@pytest.fixture(params=["", "openbox"], ids=["no window manager", "openbox"])
def server(request: pytest.FixtureRequest) -> Iterator[XServer]:
    with x_server() as made:
        for name, place in PLACES.items():
            made.add_monitor(name, place, "none" if place else "screen")
        made.color_desktop()
        with beside(made, request.param):
            yield made


@contextmanager
def beside(server: XServer, manager: str) -> Iterator[None]:
    """A window manager, if one is wanted."""
    if not manager:
        yield
        return
    popen = subprocess.Popen([manager], env=dict(server.environment), stderr=subprocess.DEVNULL)
    try:
        wait_until(lambda: "window id" in server.run("xprop", "-root", "_NET_SUPPORTING_WM_CHECK"), manager)
        yield
    finally:
        popen.kill()
        popen.wait(PATIENCE_S)


def ids(server: XServer) -> dict[str, list[str]]:
    return {title: server.numbers(title) for title in TITLES.values()}


def uncovered(server: XServer) -> bool:
    """Whether the desktop is to be seen anywhere."""
    return bool((server.pixels() == DESKTOP).any())


@pytest.fixture
def shown(server: XServer, tmp_path: Path) -> Iterator[Process]:
    config = tmp_path / "wall.toml"
    config.write_text(CONFIG)
    with display(tmp_path / "night", server.environment, config=str(config)) as process:
        wait_until(lambda: server.windows() == filled(ALL) or process.popen.poll() is not None, "three windows")
        wait_until(lambda: not uncovered(server), "a picture on all monitors")
        yield process


@pytest.mark.parametrize("struck", [["C"], ["L", "R"], ["L", "C", "R"]], ids="+".join)
def test_a_wall_window_that_is_destroyed_is_made_again_at_once(
    shown: Process, server: XServer, struck: list[str]
) -> None:
    before = ids(server)
    for name in struck:
        server.destroy(TITLES[name])
    wait_until(lambda: server.windows() == filled(ALL) and not uncovered(server), "the windows to come back")
    after = ids(server)
    assert {title for title in after if after[title] != before[title]} == {TITLES[name] for name in struck}
    assert shown.popen.poll() is None
    shown.wait_for_beat()


def test_a_wall_window_that_is_taken_off_the_screen_comes_back(shown: Process, server: XServer) -> None:
    for name in ("L", "R"):
        server.run("xdotool", "windowunmap", "--sync", server.numbers(TITLES[name])[0])
    wait_until(lambda: server.windows() == filled(ALL) and not uncovered(server), "the windows to come back")
    shown.wait_for_beat()
    server.key("2")
    wait_until(lambda: [name for name, _ in shown.actions()] == ["layout:counter"], "the key")


def test_keys_arrive_at_a_window_that_was_made_again(shown: Process, server: XServer) -> None:
    for title in TITLES.values():
        server.destroy(title)
    wait_until(lambda: server.windows() == filled(ALL) and not uncovered(server), "the windows to come back")
    shown.wait_for_beat()
    server.key("2")
    wait_until(lambda: [name for name, _ in shown.actions()] == ["layout:counter"], "the key")


def test_a_window_that_waits_for_its_monitor_may_be_destroyed_too(shown: Process, server: XServer) -> None:
    number = server.numbers(TITLES["R"])[0]
    server.remove_monitor("R")
    wait_until(lambda: not server.numbers(TITLES["R"]), "the window to hide")
    server.run("xdotool", "windowclose", number)
    server.add_monitor("R", PLACES["R"])
    wait_until(lambda: server.windows() == filled(ALL) and not uncovered(server), "the window to come back")


def test_a_wall_window_that_is_asked_to_close_stays(shown: Process, server: XServer) -> None:
    before = ids(server)
    server.run("xdotool", "windowquit", server.numbers(TITLES["C"])[0])
    shown.wait_for_beat()
    assert ids(server) == before


def test_a_curtain_window_that_is_destroyed_is_made_again(server: XServer, tmp_path: Path) -> None:
    image = QImage(64, 36, QImage.Format.Format_RGB32)
    image.fill(0xFF000000 | RED)
    for name in PLACES:
        keep(tmp_path, name, image, 0)
    command = (sys.executable, "-m", "wallboard", "curtain", str(tmp_path))
    popen = subprocess.Popen(command, env=dict(server.environment), stderr=subprocess.DEVNULL)
    try:
        wait_until(lambda: not uncovered(server), "the curtain")
        before = server.numbers("wallboard-curtain .")
        server.destroy("wallboard-curtain .")
        wait_until(
            lambda: not uncovered(server) and len(server.numbers("wallboard-curtain .")) == 3, "the curtain anew"
        )
        assert set(before).isdisjoint(server.numbers("wallboard-curtain ."))
    finally:
        popen.kill()
        popen.wait(PATIENCE_S)

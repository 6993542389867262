"""Under a real X server and the shipped [screens], which go by position: every monitor keeps its canvas."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from .monitors import PLACES, WIDTH, filled
from .processes import Process, display, wait_until
from .x_server import XServer, x_server

pytestmark = [
    pytest.mark.servers,
    pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="there is no X server"),
]

ALL = {name: (place, WIDTH) for name, place in PLACES.items()}
FAR = 3 * WIDTH


@pytest.fixture
def server() -> Iterator[XServer]:
    with x_server("2560x360") as made:
        for name, place in PLACES.items():
            made.add_monitor(name, place)
        made.hide_own_monitor()
        yield made


def wait_for(server: XServer, process: Process, **monitors: int) -> None:
    """Wait until exactly these monitors (name to place) show their own canvas each."""
    wanted = filled({name: (place, WIDTH) for name, place in monitors.items()})
    wait_until(lambda: server.windows() == wanted or process.popen.poll() is not None, f"{wanted}")
    assert process.popen.poll() is None, process.log.read_text()
    process.wait_for_beat()


@pytest.fixture
def shown(server: XServer, tmp_path: Path) -> Iterator[Process]:
    with display(tmp_path / "night", server.environment) as process:
        wait_for(server, process, **PLACES)
        yield process


@pytest.mark.parametrize("gone", PLACES)
def test_the_others_stay_where_they_are_when_one_goes(shown: Process, server: XServer, gone: str) -> None:
    server.remove_monitor(gone)
    wait_for(server, shown, **{name: place for name, place in PLACES.items() if name != gone})
    server.add_monitor(gone, FAR)
    wait_for(server, shown, **PLACES | {gone: FAR})


def test_they_stay_when_the_display_starts_again_while_one_is_gone(shown: Process, server: XServer) -> None:
    server.remove_monitor("R")
    wait_for(server, shown, L=PLACES["L"], C=PLACES["C"])
    shown.popen.kill()
    shown.popen.wait()
    with display(shown.folder, server.environment) as again:
        wait_for(server, again, L=PLACES["L"], C=PLACES["C"])
        server.add_monitor("R", FAR)
        wait_for(server, again, L=PLACES["L"], C=PLACES["C"], R=FAR)


def test_the_operator_may_have_it_decided_anew(shown: Process, server: XServer) -> None:
    server.remove_monitor("L")
    wait_for(server, shown, C=PLACES["C"], R=PLACES["R"])
    server.add_monitor("L", FAR)
    wait_for(server, shown, **PLACES | {"L": FAR})
    server.key("shift+i")
    titles = {"wallboard left": PLACES["C"], "wallboard center": PLACES["R"], "wallboard right": FAR}
    wait_until(lambda: {title: box[0] for title, box in server.windows().items()} == titles, "the new arrangement")


def test_the_last_monitor_that_goes_takes_its_window_with_it_although_qt_says_nothing(
    shown: Process, server: XServer
) -> None:
    for name in ("L", "R"):
        server.remove_monitor(name)
    wait_for(server, shown, C=PLACES["C"])
    server.remove_monitor("C")
    wait_for(server, shown)
    server.add_monitor("R", FAR)
    wait_for(server, shown, R=FAR)


def pressed(shown: Process, server: XServer) -> str:
    """The last action of the journal after a mark was asked for by key."""
    before = len(shown.actions())
    server.key("m")
    wait_until(lambda: len(shown.actions()) > before, "the key")
    return shown.actions()[-1][0]


@pytest.mark.parametrize("gone", ["L", "C", "R", "LCR"])
def test_keys_go_on_working_without_a_window_manager_when_monitors_come_and_go(
    shown: Process, server: XServer, gone: str
) -> None:
    assert pressed(shown, server) == "mark"
    for name in gone:
        server.remove_monitor(name)
    wait_for(server, shown, **{name: place for name, place in PLACES.items() if name not in gone})
    if len(gone) == 1:
        assert pressed(shown, server) == "mark"
    for name in gone:
        server.add_monitor(name, PLACES[name])
    wait_for(server, shown, **PLACES)
    assert pressed(shown, server) == "mark"


def test_keys_go_on_working_without_a_window_manager_in_windows_and_back(shown: Process, server: XServer) -> None:
    for _ in range(2):
        before = server.windows()
        server.key("F11")
        wait_until(lambda before=before: server.windows() != before, "other windows")  # type: ignore[misc]
        shown.wait_for_beat()
        assert pressed(shown, server) == "mark"

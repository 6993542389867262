"""The console beside a real wall: whatever becomes of its process, the display goes on as if nothing were."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from tests.console.hall import hall
from tests.patience import PATIENCE_S
from tests.stage.processes import small_wall
from wallboard.cli.child_specs import with_console
from wallboard.config.console_settings import ConsoleSettings
from wallboard.config.load import load
from wallboard.supervise.child_spec import ChildSpec
from wallboard.supervise.health import WallHealth, read_health

pytestmark = pytest.mark.xdist_group("walls")
LIMIT_TURNS = 6000
SHOW = ChildSpec("show", ("show", "--record", "rec", "--supervised"), again=("show", "--resume"))


def test_nothing_listens_unless_it_is_configured(tmp_path: Path) -> None:
    settings = load(None)
    assert with_console((SHOW,), settings, tmp_path) == (SHOW,)


def test_the_console_and_its_pictures_are_children_that_the_wall_does_without(tmp_path: Path) -> None:
    settings = load(None).model_copy(update={"console": ConsoleSettings()})
    show, console, preview = with_console((SHOW,), settings, tmp_path, environment={"QT_QPA_PLATFORM": "offscreen"})
    assert [plan.name for plan in (show, console, preview)] == ["show", "console", "preview"]
    assert console.dispensable
    assert preview.dispensable
    program = str(tmp_path / "program")
    for plan in (show, console, preview):
        assert plan.argv[plan.argv.index("--program") + 1] == program
        assert plan.argv[plan.argv.index("--record") + 1] == "rec"
    assert show.again is not None
    assert program in show.again


@pytest.fixture
def wall(tmp_path: Path) -> Iterator[Path]:
    """A demonstration with its console, off screen, in folders of its own."""
    folder = tmp_path / "recording"
    words = ["demo", "--console", "--record", str(folder), "--start-at", "00:10:00", *small_wall(tmp_path)]
    own = {"XDG_DATA_HOME": str(tmp_path / "data"), "XDG_STATE_HOME": str(tmp_path / "state")}
    environment = {**os.environ, **own, "QT_QPA_PLATFORM": "offscreen"}
    with subprocess.Popen(
        [sys.executable, "-m", "wallboard", *words],
        env=environment,
        stdout=subprocess.DEVNULL,
    ) as process:
        try:
            yield folder
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(PATIENCE_S)


def health_when(folder: Path, fits: Callable[[WallHealth], bool], what: str) -> WallHealth:
    """How the wall is doing, once that is as it should be."""
    pause = threading.Event()
    for _ in range(LIMIT_TURNS):
        found = read_health(folder)
        if found is not None and fits(found):
            return found
        pause.wait(0.05)
    msg = f"not within five minutes: {what}"
    raise AssertionError(msg)


@pytest.mark.skipif(sys.platform == "win32", reason="it stops and kills by signals")
def test_a_console_that_hangs_or_is_killed_is_started_anew_and_the_display_never_notices(wall: Path) -> None:
    before = health_when(
        wall, lambda h: h.children["console"].up and h.display is not None and h.display.frames > 0, "all is up"
    )
    show, console = before.children["show"], before.children["console"]
    assert console.pid is not None
    assert before.display is not None
    os.kill(console.pid, signal.SIGSTOP)
    # more than one restart is right too: another program may have taken the port meanwhile
    hung = health_when(wall, lambda h: h.children["console"].restarts >= 1 and h.children["console"].up, "a new one")
    again = hung.children["console"].pid
    assert again is not None
    assert again != console.pid
    restarts = hung.children["console"].restarts
    os.kill(again, signal.SIGKILL)
    after = health_when(wall, lambda h: h.children["console"].restarts > restarts, "a third console")
    assert after.display is not None
    assert (after.children["show"].pid, after.children["show"].restarts) == (show.pid, show.restarts)
    assert after.display.frames > before.display.frames


@pytest.mark.servers
def test_a_flooded_console_slows_those_who_flood_and_the_display_never_notices(tmp_path: Path) -> None:
    answers: list[int] = []

    def flood(client: httpx.Client) -> None:
        for turn in range(120):
            if turn % 2:
                answers.append(client.get("/api/1/state").status_code)
            else:
                answers.append(client.post("/api/1/do/no_such", json={}).status_code)

    with hall(tmp_path, screens=1) as wall:
        before = health_when(wall.folder, lambda h: h.display is not None and h.display.frames > 0, "frames")
        clients = [wall.client(f"flood {number}") for number in range(6)]
        flooding = [threading.Thread(target=flood, args=(client,)) for client in clients]
        for each in flooding:
            each.start()
        for each in flooding:
            each.join()
        for client in clients:
            client.close()
        assert len(answers) == 6 * 120
        # 503: on a machine that others keep busy the console may not have heard of its display for a while
        assert {404, 429} <= set(answers) <= {200, 404, 429, 503}
        assert before.display is not None
        shown = before.display.frames
        after = health_when(wall.folder, lambda h: h.display is not None and h.display.frames > shown, "more frames")
        for name in ("show", "console"):
            old, new = before.children[name], after.children[name]
            assert (new.pid, new.restarts) == (old.pid, old.restarts)
        with wall.client("calm") as calm:
            assert calm.post("/api/1/do/layout:map", json={}).status_code == 200

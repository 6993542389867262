"""A console on a real socket, and a wall behind it that does what is asked with the real table of actions."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from tests.patience import PATIENCE_S
from wallboard.actions.control import Control
from wallboard.config.cluster_settings import ClusterSettings
from wallboard.config.console_settings import ConsoleSettings, OscSettings
from wallboard.config.event_facts import facts_of
from wallboard.config.load import load
from wallboard.config.rundown_file import load_rundown
from wallboard.config.settings import Settings
from wallboard.console.devices import Devices
from wallboard.console.roles import Role
from wallboard.console.starting import PictureSources, Running, start
from wallboard.core.event_info import EventInfo
from wallboard.core.moment import Moment
from wallboard.core.system_clocks import SystemClocks, system_mono_us, system_utc_us
from wallboard.recording.journal import Journal
from wallboard.recording.recorded_folder import RecordedFolder
from wallboard.recording.request_inbox import RequestInbox
from wallboard.stage.operator import Operator
from wallboard.stage.playback import Playback
from wallboard.stage.request_desk import RequestDesk
from wallboard.wall.active_layout import can_show, layout_at, leaving

CANVASES = ("left", "center", "right")


class _Layouts:
    """Says which layout is up, as the wall's painter does."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def layout_at(self, control: Control, moment: Moment) -> str:
        return layout_at(self._settings, control, moment)

    def absent(self, facts: EventInfo) -> frozenset[str]:
        return frozenset(name for name in self._settings.layouts if not can_show(self._settings, facts, name))

    def leaving(self, control: Control, moment: Moment) -> tuple[str, int]:
        return leaving(self._settings, control, moment)


class AnsweringWall(threading.Thread):
    """The display without its windows: takes requests, performs them, journals them."""

    def __init__(self, settings: Settings, folder: Path) -> None:
        super().__init__(name="answering wall", daemon=True)
        self._settings, self._folder = settings, folder
        self._over = threading.Event()

    def run(self) -> None:
        settings, folder = self._settings, self._folder
        playback = Playback(RecordedFolder(folder, facts_of(settings), live=True), SystemClocks(), delay_us=0)
        with Journal(folder) as journal:
            operator = Operator(
                Control(layout="overview"),
                playback,
                _Layouts(settings),
                settings,
                journal,
                effects={},
                changed=lambda _now: None,
                canvases=lambda: CANVASES,
            )
            if settings.display.rundown is not None:
                operator.contexts.rundown = load_rundown(settings.display.rundown, settings)
            inbox = RequestInbox(folder)
            desk = RequestDesk(inbox, operator)
            while not self._over.wait(0.005):
                playback.refresh()
                desk.turn()
            inbox.close()

    def stop(self) -> None:
        """End it."""
        self._over.set()
        self.join(PATIENCE_S)


@dataclass(frozen=True, slots=True)
class Rig:
    """A console that serves, and what is around it."""

    running: Running
    devices: Devices
    folder: Path
    settings: Settings

    @property
    def host(self) -> str:
        """Host and port, as a Host header has them."""
        return f"127.0.0.1:{self.running.port}"

    @property
    def origin(self) -> str:
        """What a browser says that shows the console's page."""
        return f"http://{self.host}"

    def token(self, role: Role = "chief", name: str = "companion") -> str:
        """A token of a new device."""
        return self.devices.add(name, role)[0]

    def client(self, token: str | None = None, **headers: str) -> httpx.Client:
        """A program that talks to it."""
        own = {"Authorization": f"Bearer {token}"} if token else {}
        return httpx.Client(base_url=self.origin, headers={**own, **headers}, timeout=PATIENCE_S)

    def do(self, client: httpx.Client, action: str, **body: Any) -> httpx.Response:
        """Ask for an action."""
        return client.post(f"/api/1/do/{action}", json=body)


@contextmanager
def console(
    tmp_path: Path,
    *,
    wall: bool = True,
    pictures: Path | None = None,
    mono_us: Callable[[], int] = system_mono_us,
    osc: OscSettings | None = None,
    rundown: str = "",
    written: str = "",
    cluster: ClusterSettings | None = None,
) -> Iterator[Rig]:
    """A console on a free port, with a wall behind it or none, with a rundown or none; `written`: configuration.

    `cluster`: the wall is one of several machines.
    """
    if written:
        (tmp_path / "wallboard.toml").write_text(written, "utf-8")
    settings = load(tmp_path / "wallboard.toml" if written else None, demonstration=True)
    if rundown:
        (tmp_path / "rundown.toml").write_text(rundown, "utf-8")
        display = settings.display.model_copy(update={"rundown": tmp_path / "rundown.toml"})
        settings = settings.model_copy(update={"display": display})
    settings = settings.model_copy(update={"cluster": cluster})
    folder = tmp_path / "recording"
    folder.mkdir(exist_ok=True)
    devices = Devices(tmp_path / "devices", system_utc_us)
    behind = AnsweringWall(settings, folder) if wall else None
    chosen = ConsoleSettings(listen="127.0.0.1:0", folder=tmp_path / "devices", osc=osc)
    running = start(settings, chosen, devices, folder, PictureSources(pictures), lambda: None, mono_us)
    thread = threading.Thread(target=running.run, name="console", daemon=True)
    if behind is not None:
        behind.start()
    thread.start()
    rig = Rig(running, devices, folder, settings)
    try:
        _wait_for_state(rig)
        yield rig
    finally:
        running.stop()
        thread.join(PATIENCE_S)
        if behind is not None:
            behind.stop()
        devices.close()


def _wait_for_state(rig: Rig) -> None:
    """Until the console has read the wall once."""
    limit = threading.Event()
    for _ in range(6000):
        if rig.running.hub.seen is not None:
            return
        limit.wait(0.05)
    msg = "the console has not come up"
    raise AssertionError(msg)

"""The console put together: its files, its parts, its socket."""

from __future__ import annotations

import socket
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from wallboard.config.console_settings import ConsoleSettings
from wallboard.config.settings import Settings
from wallboard.console.application import ConsoleParts, application
from wallboard.console.asked_actions import known_actions
from wallboard.console.devices import Devices
from wallboard.console.guards import Reached
from wallboard.console.hub import Hub
from wallboard.console.serving import ConsoleServer, Tls, check_tls, listening
from wallboard.console.told_state import StateTeller
from wallboard.console.wall_view import WallView
from wallboard.core.system_clocks import SystemClocks, system_mono_us, system_utc_us
from wallboard.preview.picture_files import PictureFiles


@dataclass(frozen=True, slots=True)
class Running:
    """A console that listens already; `run` serves until `stop`."""

    address: str
    port: int
    hub: Hub
    server: ConsoleServer
    at: socket.socket

    def run(self) -> None:
        """Serve."""
        with self.at:
            self.server.run(self.at)

    def stop(self) -> None:
        """End; from any thread."""
        self.server.stop()


@dataclass(frozen=True, slots=True)
class PictureSources:
    """Where pictures come from: the folder of the process `preview`, and the display's file of what it shows."""

    drawn: Path | None = None
    program: Path | None = None


def start(
    settings: Settings,
    chosen: ConsoleSettings,
    devices: Devices,
    folder: Path,
    pictures: PictureSources,
    beat: Callable[[], None],
    mono_us: Callable[[], int] = system_mono_us,
) -> Running:
    """A console on the recording in `folder`. Raises ConfigError, ListenError, RecordingError."""
    tls = None
    if chosen.certificate is not None and chosen.key is not None:
        tls = Tls(chosen.certificate, chosen.key)
        check_tls(tls)
    host, port = chosen.address
    at = listening(host, port)
    port = at.getsockname()[1]
    teller = StateTeller(settings)

    def view() -> WallView:
        return WallView(settings, folder, SystemClocks(), pictures.program)

    hub = Hub(view, teller, folder, known_actions(settings), system_utc_us)
    console = ConsoleParts(
        settings=settings,
        hub=hub,
        devices=devices,
        pictures=PictureFiles(pictures.drawn, teller.canvases, settings.layouts),
        reached=Reached.at(chosen.scheme, host, port, chosen.hosts),
        mono_us=mono_us,
        utc_us=system_utc_us,
        osc=chosen.osc,
    )
    return Running(address_of(chosen, port), port, hub, ConsoleServer(application(console), tls, beat), at)


def address_of(chosen: ConsoleSettings, port: int) -> str:
    """How a browser is told to reach it: by the first configured name, else by the address that is listened at."""
    host, _ = chosen.address
    name = chosen.hosts[0] if chosen.hosts else host
    written = f"[{name}]" if ":" in name else name
    usual = {"http": 80, "https": 443}[chosen.scheme] == port
    return f"{chosen.scheme}://{written}" + ("" if usual else f":{port}")

"""A whole evening's place: a wall on three screens of an X server, its console, and the devices that are paired."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from tests.stage.x_server import XServer, x_server
from wallboard.console.devices import Devices
from wallboard.console.roles import Role
from wallboard.core.system_clocks import system_utc_us
from wallboard.supervise.health import WallHealth, read_health

SCREENS = ("left", "center", "right")
PATIENCE_S = 240.0


@dataclass
class Hall:
    """What there is to act on and to look at."""

    x: XServer
    folder: Path
    """The recording."""
    devices: Devices
    port: int
    tokens: dict[str, str] = field(default_factory=dict)

    @property
    def origin(self) -> str:
        """The console's address."""
        return f"http://127.0.0.1:{self.port}"

    def token(self, name: str, role: Role = "chief") -> str:
        """The token of a device, which is paired if it is not yet."""
        if name not in self.tokens:
            self.tokens[name] = self.devices.add(name, role)[0]
        return self.tokens[name]

    def client(self, name: str, role: Role = "chief") -> httpx.Client:
        """A program that talks to the console as that device."""
        headers = {"Authorization": f"Bearer {self.token(name, role)}"}
        return httpx.Client(base_url=self.origin, headers=headers, timeout=30.0)

    def state(self, name: str = "watcher") -> dict[str, Any] | None:
        """The wall as the console tells it; None while it does not."""
        with suppress(httpx.HTTPError), self.client(name) as client:
            answer = client.get("/api/1/state")
            if answer.status_code == 200:
                return dict(answer.json())
        return None

    def health(self) -> WallHealth:
        """How the wall is doing."""
        found: WallHealth = self.wait(lambda: read_health(self.folder), "the wall says how it is doing")
        return found

    def pid(self, child: str) -> int:
        """The process of a child that is up."""

        def there() -> int | None:
            health = read_health(self.folder)
            found = None if health is None else health.children.get(child)
            return None if found is None or not found.up else found.pid

        return int(self.wait(there, f"{child} is up"))

    def kill(self, child: str) -> int:
        """Kill a child; the number of the process that is gone."""
        pid = self.pid(child)
        os.kill(pid, signal.SIGKILL)
        return pid

    def wait(self, holds: Callable[[], Any], what: str, within_s: float = PATIENCE_S) -> Any:
        """What `holds` gives, as soon as it gives anything. Raises AssertionError."""
        limit = time.monotonic() + within_s
        while time.monotonic() < limit:
            found = holds()
            if found:
                return found
            time.sleep(0.1)
        msg = f"not within {within_s:.0f} s: {what}"
        raise AssertionError(msg)


@contextmanager
def hall(
    place: Path, *, start_at: str = "02:24:30", rundown: str = "", screens: int = 3, fps: int = 30
) -> Iterator[Hall]:
    """The demonstration on `screens` monitors of 640 x 360, with a console that answers; all of it ends afterwards."""
    names = SCREENS[:screens] if screens > 1 else ("center",)
    lines = ["[display]", f"fps = {fps}"]
    if rundown:
        (place / "rundown.toml").write_text(rundown, "utf-8")
        lines.append('rundown = "rundown.toml"')
    for number, name in enumerate(names):
        lines += [f"[screens.{name}]", f"position = {number + 1}"]
    (place / "wall.toml").write_text("\n".join(lines) + "\n", "utf-8")
    folder = place / "recording"
    devices = Devices(place / "data" / "wallboard" / "console", system_utc_us)
    with x_server(f"{640 * screens}x360") as x:
        for number, name in enumerate(names):
            x.add_monitor(name.upper(), 640 * number, "screen" if number == 0 else "none")
        words = ["demo", "--console", "--record", str(folder), "--config", str(place / "wall.toml")]
        own = {"XDG_DATA_HOME": str(place / "data"), "XDG_STATE_HOME": str(place / "state")}
        with (place / "wall.log").open("w") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "wallboard", *words, "--start-at", start_at],
                env={**os.environ, **x.environment, **own},
                stdout=log,
                stderr=log,
            )
        made = Hall(x, folder, devices, 0)
        try:
            made.port = made.wait(lambda: _port(place / "wall.log"), "the wall says where its console is")
            made.wait(
                lambda: len(x.windows()) == screens and made.state() is not None, "the wall is up with its console"
            )
            yield made
        except AssertionError as error:
            error.add_note((place / "wall.log").read_text("utf-8", "replace"))
            raise
        finally:
            process.send_signal(signal.SIGTERM)
            with suppress(subprocess.TimeoutExpired):
                process.wait(30)
            process.kill()
            devices.close()


def _port(log: Path) -> int | None:
    """Where the console listens, as the demonstration has told it."""
    found = re.search(r"console is at http://127\.0\.0\.1:(\d+)", log.read_text("utf-8"))
    return int(found[1]) if found else None

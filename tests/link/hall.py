"""A wall of real machines on this one: a broker, an endpoint, and for each machine an X server, a cable, a wall.

Long looks at it are commands: `python -m tests.link.watch` and `python -m tests.link.kills`.
"""

from __future__ import annotations

import os
import signal
import subprocess
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

import numpy as np
import numpy.typing as npt

from tests.link.frame_notes import FrameNotes
from tests.link.proxy import Cable
from tests.sources.servers import Mosquitto, free_port
from tests.stage.x_server import XServer
from wallboard.core.system_clocks import system_mono_us
from wallboard.recording.link_files import LinkState, read_link
from wallboard.supervise.child import program
from wallboard.supervise.health import WallHealth, read_health

PATIENCE_S = 120.0


def configured(
    home: Path,
    name: str,
    candidates: tuple[str, ...],
    endpoint: int,
    broker: int | str,
    *,
    interval_s: float = 1.0,
    more: str = "",
) -> Path:
    """The configuration of a machine of the wall `hall`; the endpoint and the broker are ports of this machine.

    The broker may be an address, too.
    """
    listed = ", ".join(f'"{each}"' for each in candidates)
    url = broker if isinstance(broker, str) else f"mqtt://127.0.0.1:{broker}"
    config = home / "wallboard.toml"
    config.write_text(
        f'[[source]]\nurl = "http://127.0.0.1:{endpoint}/metrics.json"\n'
        f"[polling]\ninterval_s = {interval_s}\n"
        f'[cluster]\nwall = "hall"\nnode = "{name}"\nbroker = "{url}"\n'
        f"candidates = [{listed}]\n{more}",
        encoding="utf-8",
    )
    return config


@dataclass
class Node:
    """One machine."""

    name: str
    folder: Path
    config: Path
    cable: Cable
    screen: XServer | None
    notes: FrameNotes
    process: subprocess.Popen[bytes] | None = None

    @property
    def recording(self) -> Path:
        return self.folder / "recording"

    @property
    def state(self) -> LinkState | None:
        return read_link(self.recording)

    @property
    def health(self) -> WallHealth | None:
        return read_health(self.recording)

    def start(self) -> None:
        """Start its wall."""
        environment = {**os.environ, "XDG_DATA_HOME": str(self.folder), "XDG_STATE_HOME": str(self.folder)}
        environment |= {"XDG_CACHE_HOME": str(self.folder)}
        environment.pop("QT_QPA_PLATFORM", None)
        environment.pop("DISPLAY", None)
        if self.screen is not None:
            environment |= self.screen.environment
        environment |= self.notes.environment
        words = program("run", "--config", str(self.config), "--record", str(self.recording), "--layout", "overview")
        with (self.folder / "output").open("ab") as output:
            self.process = subprocess.Popen(
                words, stdin=subprocess.DEVNULL, stdout=output, stderr=output, env=environment
            )

    def pid(self, child: str) -> int:
        """The process of a child. Raises KeyError: it does not run."""
        health = self.health
        pid = None if health is None or child not in health.children else health.children[child].pid
        if pid is None:
            raise KeyError(child)
        return pid

    def kill(self, child: str) -> None:
        """SIGKILL for a child."""
        os.kill(self.pid(child), signal.SIGKILL)

    def lose(self) -> None:
        """The machine is lost: every process of it at once."""
        assert self.process is not None
        health = self.health
        pids = [self.process.pid, *(c.pid for c in health.children.values() if c.pid)] if health else [self.process.pid]
        for pid in pids:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        self.process.wait(PATIENCE_S)
        self.process = None

    def end(self) -> None:
        """End its wall in order."""
        if self.process is not None:
            self.process.terminate()
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.lose()
            self.process = None

    def pixels(self) -> npt.NDArray[np.uint32]:
        assert self.screen is not None
        return self.screen.pixels()


class Hall:
    """All of it, in a folder."""

    def __init__(
        self,
        folder: Path,
        names: tuple[str, ...] = ("left", "middle", "right"),
        *,
        size: str = "1280x720",
        screens: bool = True,
        start_at: str = "00:06:40",
        layout: str = "",
        fps: int = 30,
    ) -> None:
        self._stack = ExitStack()
        self.broker = Mosquitto("set_tcp_nodelay true")
        self._stack.callback(self.broker.close)
        self.port = free_port()
        self.endpoint = subprocess.Popen(
            program("simulate", "--start-at", start_at, "--port", str(self.port)),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._stack.callback(self.endpoint.terminate)
        self.nodes: dict[str, Node] = {}
        for name in names:
            home = folder / name
            home.mkdir(parents=True)
            screen = None
            if screens:
                place = home / "x"
                place.mkdir()
                screen = XServer(size, place)
                self._stack.callback(screen.end)
            cable = Cable(self.broker.port)
            self._stack.callback(cable.close)
            display = f"[display]\nfps = {fps}\n{layout}"
            config = configured(home, name, names[:2], self.port, cable.port, more=display)
            self.nodes[name] = Node(name, home, config, cable, screen, FrameNotes(home / "frames"))

    def __enter__(self) -> Hall:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        for node in self.nodes.values():
            if node.process is not None:
                node.process.terminate()  # all at once: nobody succeeds one that has ended before the others
        for node in self.nodes.values():
            node.end()
        self._stack.close()

    def start(self) -> None:
        for node in self.nodes.values():
            node.start()

    def until(self, holds: object, seconds: float = PATIENCE_S) -> float:
        """Wait until `holds()`; how long that took. Raises TimeoutError."""
        assert callable(holds)
        begun = time.monotonic()
        while not holds():
            if time.monotonic() - begun > seconds:
                raise TimeoutError({name: node.state for name, node in self.nodes.items()})
            time.sleep(0.05)
        return time.monotonic() - begun

    def roles(self) -> dict[str, str]:
        return {name: ("" if node.state is None else node.state.role) for name, node in self.nodes.items()}

    def pictures(self) -> tuple[int, dict[str, npt.NDArray[np.uint32]]]:
        """What is on all screens at (nearly) one instant; how many microseconds the reading took."""
        begun = system_mono_us()
        found = {name: node.pixels() for name, node in self.nodes.items() if node.screen is not None}
        return system_mono_us() - begun, found

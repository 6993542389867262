"""Networks of machines on this one: namespaces with a bridge where they are allowed, else cables of TCP."""

from __future__ import annotations

import os
import subprocess
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Protocol

from tests.link.proxy import Cable
from tests.programs import installed
from tests.sources.servers import Process, free_port

PORT = 8883


class Network(Protocol):
    """Machines that reach one broker, each over a cable that can be pulled."""

    how: str

    def address(self, name: str) -> str:
        """The broker's address for a machine."""

    def words(self, name: str, *argv: str) -> tuple[str, ...]:
        """A command line on that machine."""

    def pull(self, name: str) -> None:
        """Pull the machine's cable, of which nobody is told."""

    def plug_in(self, name: str) -> None:
        """Plug it in again."""


class Namespaces:
    """Each machine is a network namespace, whose one interface hangs on a bridge; the broker has one of its own."""

    how = "network namespaces"

    def __init__(self, names: tuple[str, ...], folder: Path, stack: ExitStack) -> None:
        """Raises OSError, subprocess.CalledProcessError: this machine does not allow it."""
        self._mark = f"wb{os.getpid() % 100_000}"
        self._net = f"10.{93 + os.getpid() % 100}.{os.getpid() // 100 % 250}"
        bridge = f"{self._mark}b"
        _ip("link", "add", bridge, "type", "bridge")
        stack.callback(_undone, "link", "del", bridge)
        _ip("link", "set", bridge, "up")
        self._of = {name: f"{self._mark}n{number}" for number, name in enumerate(("broker", *names))}
        for number, space in enumerate(self._of.values(), 1):
            _ip("netns", "add", space)
            stack.callback(_undone, "netns", "del", space)
            _ip("link", "add", space, "type", "veth", "peer", "name", "eth0", "netns", space)
            _ip("link", "set", space, "master", bridge, "up")
            _ip("-n", space, "link", "set", "lo", "up")
            _ip("-n", space, "addr", "add", f"{self._net}.{number}/24", "dev", "eth0")
            _ip("-n", space, "link", "set", "eth0", "up")
        words = self.words("broker", *_mosquitto(folder, PORT, f"{self._net}.1"))
        broker = Process(list(words), folder, None, lambda: None)
        broker.start()
        stack.callback(broker.stop)

    def address(self, _name: str) -> str:
        return f"mqtt://{self._net}.1:{PORT}"

    def words(self, name: str, *argv: str) -> tuple[str, ...]:
        return ("ip", "netns", "exec", self._of[name], *argv)

    def pull(self, name: str) -> None:
        _ip("link", "set", self._of[name], "down")

    def plug_in(self, name: str) -> None:
        _ip("link", "set", self._of[name], "up")


class Cables:
    """All on the loopback, each over a TCP proxy."""

    how = "TCP proxies on the loopback"

    def __init__(self, names: tuple[str, ...], folder: Path, stack: ExitStack) -> None:
        port = free_port()
        broker = Process(_mosquitto(folder, port, "127.0.0.1"), folder, None, lambda: None)
        broker.start()
        stack.callback(broker.stop)
        self.cables = {name: Cable(port) for name in names}
        for cable in self.cables.values():
            stack.callback(cable.close)

    def address(self, name: str) -> str:
        return f"mqtt://127.0.0.1:{self.cables[name].port}"

    def words(self, _name: str, *argv: str) -> tuple[str, ...]:
        return argv

    def pull(self, name: str) -> None:
        self.cables[name].pull()

    def plug_in(self, name: str) -> None:
        self.cables[name].plug_in()


def network(names: tuple[str, ...], folder: Path, stack: ExitStack) -> Network:
    """Namespaces where this machine allows them, else cables of TCP: `how` says which."""
    with ExitStack() as tried, suppress(OSError, subprocess.CalledProcessError):
        made = Namespaces(names, folder, tried)
        stack.push(tried.pop_all())
        return made
    return Cables(names, folder, stack)


def _mosquitto(folder: Path, port: int, host: str) -> list[str]:
    file = folder / "mosquitto.conf"
    root = "user root\n" if os.geteuid() == 0 else ""
    file.write_text(f"listener {port} {host}\n{root}allow_anonymous true\nset_tcp_nodelay true\n", encoding="utf-8")
    return [installed("mosquitto"), "-c", str(file)]


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True)


def _undone(*words: str) -> None:
    with suppress(OSError):
        subprocess.run(["ip", *words], check=False, capture_output=True)

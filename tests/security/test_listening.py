"""Nothing listens but what was asked for, and that on loopback alone: read from the kernel's own tables."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

import wallboard
from tests.patience import PATIENCE_S
from tests.stage.processes import small_wall

pytestmark = [
    pytest.mark.xdist_group("walls"),
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="it looks into /proc"),
]
# Of the demonstration `tests/cli/test_demo.py` asks the same.
LISTENING, UNCONNECTED, ACCEPTING = "0A", "07", "00010000"
LOOPBACK = ("0100007F", "00000000000000000000000001000000")


@dataclass(frozen=True, slots=True)
class Listener:
    """A socket that waits for strangers: its protocol, the words of its process, its address in hexadecimal."""

    protocol: str
    words: tuple[str, ...]
    address: str


def family_of(root: int) -> set[int]:
    """A process and all its descendants."""
    parents: dict[int, int] = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            parents[int(status.parent.name)] = int(status.read_text().rpartition(")")[2].split()[1])
    found = {root}
    while more := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= more
    return found


def sockets_of(pids: set[int]) -> dict[str, int]:
    """The inodes of all sockets of some processes."""
    found = {}
    for pid in pids:
        with suppress(OSError):
            for handle in Path(f"/proc/{pid}/fd").iterdir():
                with suppress(OSError):
                    target = os.readlink(handle)  # noqa: PTH115 - it is no path
                    if target.startswith("socket:["):
                        found[target[8:-1]] = pid
    return found


def listeners(pids: set[int]) -> list[Listener]:
    """Every socket of these processes to which a stranger could connect."""
    ours = sockets_of(pids)
    found: list[tuple[str, str, str]] = []
    for protocol in ("tcp", "tcp6", "udp", "udp6"):
        with suppress(OSError):
            for line in Path(f"/proc/net/{protocol}").read_text().splitlines()[1:]:
                fields = line.split()
                if fields[3] == (LISTENING if protocol.startswith("tcp") else UNCONNECTED):
                    found.append((protocol, fields[9], fields[1].split(":")[0]))
    for line in Path("/proc/net/unix").read_text().splitlines()[1:]:
        fields = line.split()
        if fields[3] == ACCEPTING:
            found.append(("unix", fields[6], " ".join(fields[7:])))
    return [Listener(p, _words(ours[inode]), address) for p, inode, address in found if inode in ours]


def _words(pid: int) -> tuple[str, ...]:
    with suppress(OSError):
        return tuple(Path(f"/proc/{pid}/cmdline").read_bytes().decode().split("\0"))
    return ()


@contextmanager
def started(folder: Path, *words: str) -> Iterator[set[int]]:
    """The processes of a command, once its display has kept a picture."""
    environment = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")}
    environment |= dict.fromkeys(("HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"), str(folder / "home"))
    environment["PYTHONPATH"] = str(Path(wallboard.__file__).parents[1])
    popen = subprocess.Popen(
        [sys.executable, "-m", "wallboard", *words, "--record", "night", *small_wall(folder)],
        cwd=folder,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        limit = time.monotonic() + PATIENCE_S
        while not list(folder.glob("night/pictures/*.png")):
            if time.monotonic() > limit or popen.poll() is not None:
                pytest.fail(f"{words} keeps no picture")
            time.sleep(0.05)
        yield family_of(popen.pid)
    finally:
        popen.terminate()
        popen.wait(PATIENCE_S)


def test_the_wall_itself_lets_nobody_in(tmp_path: Path) -> None:
    with started(tmp_path, "run", "--endpoint", "http://127.0.0.1:1/metrics.json") as pids:
        assert len(pids) >= 3
        assert listeners(pids) == []


def test_a_socket_that_listens_would_be_seen() -> None:
    import socket  # noqa: PLC0415 - only here

    with socket.create_server(("0.0.0.0", 0)):
        (found,) = (one for one in listeners({os.getpid()}) if one.protocol == "tcp")
    assert found.address not in LOOPBACK

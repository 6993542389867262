"""Links as processes on networks of their own: a cable that is pulled unnoticed makes nobody lead, and back it is."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.link.networks import Cables, Network, network
from tests.recording.rig import record
from tests.recording.rows_digest import rows_digest
from wallboard.core.errors import RecordingError
from wallboard.recording.link_files import LinkState, read_link

pytestmark = [pytest.mark.servers, pytest.mark.xdist_group("mosquitto")]
NAMES = ("left", "middle", "right")
PATIENCE_S = 300.0


@pytest.fixture
def net(tmp_path: Path) -> Iterator[Network]:
    """The best network that this machine allows; what it is is printed (`pytest -rP`)."""
    with ExitStack() as stack:
        made = network(NAMES, tmp_path, stack)
        sys.stdout.write(f"over {made.how}\n")
        yield made


def state(folder: Path) -> LinkState:
    return read_link(folder / "recording") or LinkState("hall", folder.name)


def until(holds: Callable[[], bool], what: str) -> None:
    limit = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < limit, what
        time.sleep(0.05)


def alike(folders: list[Path]) -> bool:
    try:
        return len({rows_digest(folder / "recording") for folder in folders}) == 1
    except RecordingError:
        return False


def start(net: Network, tmp_path: Path, stack: ExitStack, rows: int) -> dict[str, Path]:
    """The links of all machines, `left` with so many snapshots; the folder of each."""
    folders = {name: tmp_path / name for name in NAMES}
    for name, folder in folders.items():
        (folder / "recording").mkdir(parents=True)
        config = folder / "wallboard.toml"
        config.write_text(
            f'[cluster]\nwall = "hall"\nnode = "{name}"\nbroker = "{net.address(name)}"\n'
            'candidates = ["left", "middle"]\n',
            encoding="utf-8",
        )
        if name == "left":
            record(folder / "recording", rows)
        argv = (sys.executable, "-m", "wallboard", "link", "--config", str(config))
        words = net.words(name, *argv, "--record", str(folder / "recording"))
        process = subprocess.Popen(words, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        stack.callback(process.wait)
        stack.callback(process.kill)
    until(lambda: [state(f).role for f in folders.values()] == ["lead", "follower", "follower"], net.how)
    return folders


def test_a_cable_that_is_pulled_and_plugged_in_again(net: Network, tmp_path: Path) -> None:
    with ExitStack() as stack:
        folders = start(net, tmp_path, stack, 20)
        left, middle = folders["left"], folders["middle"]
        until(lambda: alike(list(folders.values())), net.how)

        net.pull("middle")
        until(lambda: not state(middle).reached, net.how)
        until(lambda: any(m.node == "middle" and not m.up for m in state(left).machines), net.how)
        assert (state(left).role, state(middle).role) == ("lead", "follower")
        net.plug_in("middle")
        until(lambda: state(middle).reached and state(middle).lead == "left", net.how)

        assert (state(left).led, state(middle).led) == (state(left).epoch, 0)  # it never led
        assert alike(list(folders.values()))


def test_over_a_cable_that_is_slow_a_machine_gets_all_and_knows_the_leads_clock(tmp_path: Path) -> None:
    """40 ms each way and 60 kB/s: a clock that is off by the delay would show another frame."""
    with ExitStack() as stack:
        net = Cables(NAMES, tmp_path, stack)
        net.cables["right"].delay_s, net.cables["right"].bytes_per_s = 0.04, 60_000
        folders = start(net, tmp_path, stack, 300)
        until(lambda: alike(list(folders.values())), net.how)
        until(lambda: 0 < abs(offset_us(state(folders["left"]), "right")) < 35_000, "both have one clock here")


def offset_us(state: LinkState, name: str) -> float:
    """By how much the lead's clock leads a machine's, as that has said; 0: it has not."""
    return next((m.offset_us or 0.0 for m in state.machines if m.node == name), 0.0)

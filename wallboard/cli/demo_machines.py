"""`wallboard demo --machines N`: one wall of several machines on this one, with an endpoint and a broker of its own."""

from __future__ import annotations

import os
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from msgspec.structs import replace as with_fields

from wallboard.cli.child_specs import free_port
from wallboard.cli.command_settings import DEMO_MACHINE, DEMO_SHARE
from wallboard.cli.options import ShowOptions
from wallboard.cli.output import say
from wallboard.cli.simulate import Simulated
from wallboard.config.cluster_settings import ClusterSettings
from wallboard.core.errors import UsageError, WallboardError
from wallboard.core.system_clocks import system_mono_us, system_utc_us
from wallboard.core.system_signals import stopped_by_signals
from wallboard.demo.endpoint import PATH
from wallboard.doctor.display_check import no_display_because
from wallboard.doctor.packages import program_path
from wallboard.recording.folder import new_folder
from wallboard.supervise.child import child_environment, program

NAMES: Final = ("left", "middle", "right", "fourth", "fifth", "sixth")
WALL: Final = "demo"
_PATIENCE_S: Final = 10.0
_TURN_S: Final = 0.2


@dataclass(frozen=True, slots=True)
class DemoWords:
    """What else the command line says: the recordings' folder, a configuration, a limit, the console."""

    record: Path | None
    config: Path | None
    seconds: float | None
    console: bool


def run_machines(simulated: Simulated, count: int, showing: ShowOptions, asked: DemoWords) -> None:
    """Run the machines until a signal, the end of all of them, or the limit. Raises WallboardError, UsageError."""
    mosquitto = program_path("mosquitto")
    if mosquitto is None:
        msg = "a wall of several machines needs a broker, Mosquitto: `wallboard doctor --fix --machines` installs it"
        raise WallboardError(msg)
    if asked.console:
        msg = "the console of a wall of several machines is configured under [console], not by --console"
        raise UsageError(msg)
    anchor_us = system_utc_us()
    simulated.clock(anchor_us)  # what cannot be played is refused before anything is made
    simulated = replace(simulated, port=simulated.port or free_port(simulated.host))
    parent = asked.record.absolute() if asked.record else new_folder(anchor_us).absolute()
    names = NAMES[:count]
    with ExitStack() as stack:
        broker = free_port("127.0.0.1")
        stack.enter_context(_broker(mosquitto, broker))
        words = program("simulate", *simulated.words(), "--anchor-us", str(anchor_us))
        endpoint = stack.enter_context(_running(words, child_environment()))
        url = f"http://{simulated.host}:{simulated.port}{PATH}"
        say(f"{count} machines, {', '.join(names)}; {names[0]} leads, {names[1]} takes over when it is lost")
        say(f"the endpoint is at {url}, the broker at mqtt://127.0.0.1:{broker}, the recordings are in {parent}")
        walls = []
        for number, name in enumerate(names):
            told = ClusterSettings(wall=WALL, node=name, broker=f"mqtt://127.0.0.1:{broker}", candidates=names[:2])
            environment = {**child_environment(), DEMO_MACHINE: told.model_dump_json(exclude_none=True)}
            environment |= {DEMO_SHARE: f"{number}/{count}"}
            words = program("demo", *_words(parent / name, url, showing, asked))
            walls.append(stack.enter_context(_running(words, environment)))
        stop = threading.Event()
        until_us = None if asked.seconds is None else system_mono_us() + round(asked.seconds * 1e6)
        with stopped_by_signals(stop.set):
            while any(wall.poll() is None for wall in walls) and endpoint.poll() is None:
                if stop.wait(_TURN_S) or (until_us is not None and system_mono_us() >= until_us):
                    return
    failed = [wall.returncode for wall in walls if wall.returncode]
    if failed or endpoint.returncode:
        msg = "a part of the wall has ended by itself; its lines above say why"
        raise WallboardError(msg)


def _words(folder: Path, url: str, showing: ShowOptions, asked: DemoWords) -> Iterator[str]:
    """The words of one machine; on a screen each is a window of its own."""
    yield from ("--record", str(folder), "--endpoint", url)
    if no_display_because(os.environ) is None:
        yield from with_fields(showing, windowed=True).words()
    else:
        yield from showing.words()
    if asked.config is not None:
        yield from ("--config", str(asked.config.absolute()))


@contextmanager
def _broker(mosquitto: str, port: int) -> Iterator[None]:
    """A broker for this machine alone, which keeps nothing. Raises WallboardError: it does not start."""
    from wallboard.link.broker_files import loopback_configuration  # noqa: PLC0415 - a part that is an extra

    with tempfile.TemporaryDirectory(prefix="wallboard-broker-") as place:
        folder = Path(place)
        folder.chmod(0o755)  # started as root, it becomes a user of its own
        file = folder / "mosquitto.conf"
        file.write_text(loopback_configuration(port), encoding="utf-8")
        file.chmod(0o644)
        with _running((mosquitto, "-c", str(file)), child_environment()) as process:
            until = time.monotonic() + _PATIENCE_S
            while not _listens(port):
                if process.poll() is not None or time.monotonic() > until:
                    msg = f"the broker does not start: {mosquitto}"
                    raise WallboardError(msg)
                time.sleep(0.05)
            yield


def _listens(port: int) -> bool:
    import socket  # noqa: PLC0415 - here alone

    with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
        return True
    return False


@contextmanager
def _running(words: tuple[str, ...], environment: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """A process that ends with this one's part; Ctrl-C reaches it through this one alone."""
    quiet = subprocess.DEVNULL if "mosquitto" in words[0] else None
    process = subprocess.Popen(
        words, stdin=subprocess.DEVNULL, stdout=quiet, stderr=quiet, env=environment, start_new_session=True
    )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(_PATIENCE_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

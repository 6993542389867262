"""How fast a machine that joins late catches up: `python -m tests.link.speed FOLDER [--snapshots N]`.

A recording of so many snapshots is replicated over a real Mosquitto by processes of their own, while live rows go on;
what is printed is how long it took, how old live rows were where they arrived, and the lead's processor time.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path

from tests.recording.rig import FACTS, Hand, body
from tests.recording.rows_digest import rows_digest
from tests.sources.servers import Mosquitto
from wallboard.core.system_clocks import system_mono_us, system_utc_us
from wallboard.link.mqtt_bus import Broker, MqttBus
from wallboard.link.node import LinkNode
from wallboard.link.node_place import NodePlace
from wallboard.recording.link_files import read_link
from wallboard.recording.replica import last_commit
from wallboard.recording.segment_series import SegmentRules
from wallboard.recording.writer import Recorder

NAMES = ("lead", "near", "late")


def link(name: str, folder: Path, port: int) -> None:
    """One machine's link, until it is killed."""
    bus = MqttBus(Broker(f"mqtt://127.0.0.1:{port}", name))
    place = NodePlace("speed", name, ("lead",))
    node = LinkNode(place, folder, bus, mono_us=system_mono_us, utc_us=system_utc_us)
    while True:
        node.turn(0.01)
        used = resource.getrusage(resource.RUSAGE_SELF)
        (folder / "cpu.part").write_text(f"{used.ru_utime + used.ru_stime}")
        (folder / "cpu.part").replace(folder / "cpu")


def write(folder: Path, count: int) -> None:
    """A recording of so many snapshots."""
    begun = system_utc_us() - count * 1_000_000
    now = [begun]
    rules = SegmentRules(durable=False)
    with Recorder(folder, FACTS, utc_us=lambda: now[0], mono_us=lambda: now[0] - begun, rules=rules) as recorder:
        hand = Hand(recorder, None)  # type: ignore[arg-type]  # its clock is never asked
        for second in range(count):
            now[0] += 1_000_000
            cities = [{"code": str(110_000 + city), "gmv": str(second * city)} for city in range(20)]
            hand.take(body(second % 3600, 100 * second, cities=cities, orders=second))


def main() -> None:
    words = argparse.ArgumentParser()
    words.add_argument("folder", type=Path)
    words.add_argument("--snapshots", type=int, default=86_400)
    words.add_argument("--link", nargs=2)
    given = words.parse_args()
    if given.link:
        link(given.link[0], given.folder, int(given.link[1]))
    given.folder.mkdir(parents=True)
    folders = {name: given.folder / name for name in NAMES}
    write(folders["lead"], given.snapshots)
    size = sum(path.stat().st_size for path in folders["lead"].iterdir())
    with_broker = Mosquitto("set_tcp_nodelay true", "max_queued_messages 4000")
    running: list[subprocess.Popen[bytes]] = []

    def start(name: str) -> None:
        folders[name].mkdir(exist_ok=True)
        words = [sys.executable, "-m", "tests.link.speed", str(folders[name]), "--link", name, str(with_broker.port)]
        running.append(subprocess.Popen(words, env=dict(os.environ)))

    try:
        start("lead")
        start("near")
        until(lambda: last_commit(folders["near"]) == last_commit(folders["lead"]), 600)
        lags: list[int] = []
        with Recorder(folders["lead"], FACTS) as recorder:
            hand = Hand(recorder, None)  # type: ignore[arg-type]  # its clock is never asked
            begun = time.monotonic()
            start("late")
            took, second = 0.0, given.snapshots
            while not took and time.monotonic() - begun < 600:
                time.sleep(0.5)
                second += 1
                hand.take(body(second % 3600, 100 * second))
                state = read_link(folders["near"])
                mine = [m.lag_us for m in (state.machines if state else ()) if m.node == "near"]
                lags += [lag for lag in mine if lag is not None]
                if last_commit(folders["lead"]) - last_commit(folders["late"]) < 1_500_000:
                    took = time.monotonic() - begun
        until(lambda: last_commit(folders["late"]) == last_commit(folders["lead"]), 60)
        alike = len({rows_digest(folder) for folder in folders.values()}) == 1
        report = {
            "snapshots": given.snapshots,
            "megabytes": size / 1e6,
            "caught_up_s": round(took, 1),
            "live_lag_ms": [round(lag / 1000) for lag in sorted(lags)],
            "lead_cpu_s": float((folders["lead"] / "cpu").read_text()),
            "alike": alike,
        }
        sys.stdout.write(json.dumps(report, indent=1) + "\n")
    finally:
        for process in running:
            process.kill()
        with_broker.close()


def until(holds: object, seconds: float) -> None:
    """Wait for a condition. Raises TimeoutError."""
    assert callable(holds)
    limit = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > limit:
            raise TimeoutError
        time.sleep(0.1)


if __name__ == "__main__":
    main()

"""Fifty machines without displays over a real broker: `python -m tests.link.fifty FOLDER [--seconds 60]`.

The lead is a link and a collector, as processes of their own; the others are links, many to a process, each with its
own connection, recording and clock. What is printed is how old rows were where they came in, as each machine measured,
and the processor time that the lead's link took of a core, while the figures came once a second.
"""

from __future__ import annotations

import argparse
import json
import os
import select
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

from tests.link.hall import configured
from tests.recording.rows_digest import rows_digest
from tests.sources.servers import Mosquitto, free_port
from wallboard.core.errors import RecordingError
from wallboard.core.system_clocks import system_mono_us, system_utc_us
from wallboard.link.mqtt_bus import Broker, MqttBus
from wallboard.link.node import LinkNode
from wallboard.link.node_place import NodePlace
from wallboard.recording.replica import last_commit
from wallboard.supervise.child import program

LEAD, DEPUTY = CANDIDATES = ("n00", "n01")
TURN_S = 0.02
PATIENCE_S = 180.0


def followers(folder: Path, port: int, names: list[str]) -> None:
    """The links of some machines, until standard input ends; then the age of every row that came, on each of them."""
    nodes = []
    for name in names:
        bus = MqttBus(Broker(f"mqtt://127.0.0.1:{port}", f"wallboard-hall-{name}"))
        place = NodePlace("hall", name, CANDIDATES)
        nodes.append(LinkNode(place, folder / name, bus, mono_us=system_mono_us, utc_us=system_utc_us))
    lags = list[int]()
    newest = dict.fromkeys(names, 0)
    due, said = time.monotonic(), ""
    while said != "end\n":
        due = max(time.monotonic(), due + TURN_S)
        for node in nodes:
            node.turn()
            commit_us = node.following.commit_us
            if commit_us != newest[node.place.node]:
                newest[node.place.node] = commit_us
                if said == "count\n" and node.lag_us is not None:
                    lags.append(node.lag_us)
        if select.select([sys.stdin], [], [], max(0.0, due - time.monotonic()))[0]:
            said = sys.stdin.readline()
    for node in nodes:
        node.close()
    sys.stdout.write(json.dumps({"lags": lags, "refused": [node.refusals.counts for node in nodes]}))


def used_s(pid: int) -> float:
    """The processor time that a process has taken."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main() -> None:
    words = argparse.ArgumentParser()
    words.add_argument("folder", type=Path)
    words.add_argument("--seconds", type=float, default=60.0)
    words.add_argument("--machines", type=int, default=50)
    words.add_argument("--followers", nargs="+")
    given = words.parse_args()
    if given.followers:
        followers(given.folder, int(given.followers[0]), given.followers[1:])
        return
    names = [f"n{number:02}" for number in range(given.machines)]
    report: dict[str, Any] = {"machines": len(names), "seconds": given.seconds}
    with ExitStack() as stack:
        broker = Mosquitto("set_tcp_nodelay true")
        stack.callback(broker.close)
        endpoint = free_port()
        (given.folder / LEAD).mkdir(parents=True)
        config = configured(given.folder / LEAD, LEAD, CANDIDATES, endpoint, broker.port)

        def start(*argv: str, pipes: bool = False) -> subprocess.Popen[str]:
            pipe = subprocess.PIPE if pipes else subprocess.DEVNULL
            process = subprocess.Popen(argv, stdin=pipe, stdout=pipe, stderr=None, text=True)
            stack.callback(process.wait)
            stack.callback(process.kill)
            return process

        start(*program("simulate", "--start-at", "00:06:40", "--port", str(endpoint)))
        recording = given.folder / LEAD / "recording"
        own = ("--config", str(config), "--record", str(recording))
        collector = start(*program("collect", *own))
        lead = start(*program("link", *own))
        until(lambda: last_commit(recording) > 0)
        others, groups = names[1:], []
        places = [given.folder / name for name in others]
        for number in range(4):
            mine = others[number::4]
            for name in mine:
                (given.folder / name).mkdir()
            ours = (sys.executable, "-m", "tests.link.fifty", str(given.folder), "--followers", str(broker.port), *mine)
            groups.append(start(*ours, pipes=True))
        until(lambda: all(last_commit(place) > 0 for place in places))
        time.sleep(5)
        for group in groups:
            assert group.stdin is not None
            group.stdin.write("count\n")
            group.stdin.flush()
        begun, used = time.monotonic(), used_s(lead.pid)
        time.sleep(given.seconds)
        report["lead_link_percent_of_a_core"] = round(100 * (used_s(lead.pid) - used) / (time.monotonic() - begun), 1)
        collector.terminate()
        until(lambda: len({last_commit(folder) for folder in (recording, *places)}) == 1)
        told = [json.loads(group.communicate("end\n", PATIENCE_S)[0]) for group in groups]
        lags = sorted(lag for each in told for lag in each["lags"])
        report |= {
            "rows_that_came": len(lags),
            "lag_ms_median": round(statistics.median(lags) / 1000, 1),
            "lag_ms_p99": round(lags[int(len(lags) * 0.99)] / 1000, 1),
            "lag_ms_max": round(lags[-1] / 1000, 1),
            "refused": [counts for each in told for counts in each["refused"] if counts],
            "machines_with_the_same_rows": alike([recording, *places]),
        }
    sys.stdout.write(json.dumps(report, indent=1) + "\n")


def alike(folders: list[Path]) -> int:
    """How many recordings hold the same rows."""
    return max(Counter(rows_digest(folder) for folder in folders).values())


def until(holds: Callable[[], bool]) -> None:
    """Wait for a condition. Raises TimeoutError."""
    limit = time.monotonic() + PATIENCE_S
    while time.monotonic() < limit:
        with suppress(RecordingError, OSError):  # there is none yet
            if holds():
                return
        time.sleep(0.2)
    raise TimeoutError


if __name__ == "__main__":
    main()

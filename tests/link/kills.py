"""A hundred SIGKILLs each of broker, link and lead: `python -m tests.link.kills FOLDER [--kills 100] [--of lead]`.

With `--of cable` the machines are network namespaces instead (TCP proxies where those are not allowed; the report says
which), and it is a cable that is pulled, of which nobody is told, and plugged in again after up to nine seconds.

Five machines on a real Mosquitto that keeps nothing: a lead, a deputy, three followers, each a link and, where it may
lead, a collector, as processes of their own. After each kill the wall must be whole again: one lead, and every follower
holds its rows. At the end every replica is equal row for row, no row is there twice, and each that any collector ever
committed is in the wall's recording or in an orphan.
"""

from __future__ import annotations

import argparse
import json
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any

from tests.link.hall import configured
from tests.link.networks import Cables, Namespaces, Network, network
from tests.recording.orphans import orphans_in
from tests.recording.rows_digest import rows_digest
from tests.sources.servers import Mosquitto, free_port
from wallboard.core.errors import RecordingError
from wallboard.core.system_clocks import system_mono_us
from wallboard.recording.batch import groups_of
from wallboard.recording.link_files import SILENT_US, LinkState, read_link
from wallboard.recording.replica import last_commit
from wallboard.recording.transactions import TransactionTail
from wallboard.supervise.child import program

NAMES = ("left", "middle", "right", "fourth", "fifth")
PATIENCE_S = 90.0


def commits_of(folder: Path, after_us: int = 0) -> list[int]:
    """The commits of a recording after an instant, in the order of its rows."""
    tail, found, idle = TransactionTail(folder, after_us), list[int](), 0
    while idle < 200:
        batches = tail.poll()
        idle = 0 if batches else idle + 1
        for batch in batches:
            found += [commit_us for commit_us, _ in groups_of(batch.tables)]
    tail.close()
    return found


Words = Callable[..., tuple[str, ...]]


def _as_it_is(*words: str) -> tuple[str, ...]:
    return words


class Machine:
    """Link and collector of one machine."""

    def __init__(self, folder: Path, config: Path, words: Words, *, collects: bool) -> None:
        """`words` makes a command line one on that machine."""
        self.folder, self._config, self._words = folder, config, words
        self._kinds = ("link", "collect") if collects else ("link",)
        self.running: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, kinds: tuple[str, ...] = ()) -> None:
        """Start what does not run."""
        for kind in kinds or self._kinds:
            with (self._config.parent / f"{kind}.output").open("ab") as output:
                words = self._words(*program(kind, "--config", str(self._config), "--record", str(self.folder)))
                self.running[kind] = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=output, stderr=output)

    def end(self, number: int, kinds: tuple[str, ...] = ()) -> None:
        """Send a signal, and wait until they are gone."""
        ended = [self.running.pop(kind) for kind in kinds or tuple(self.running) if kind in self.running]
        for process in ended:
            process.send_signal(number)
        for process in ended:
            process.wait(PATIENCE_S)

    @property
    def state(self) -> LinkState | None:
        """What its link says, as long as that is alive."""
        state = read_link(self.folder)
        return state if state is not None and system_mono_us() - state.written_us < SILENT_US else None

    @property
    def commit_us(self) -> int:
        try:
            return last_commit(self.folder)
        except (RecordingError, OSError):
            return 0


class Wall:
    """The machines, and what must hold between two kills."""

    def __init__(self, folder: Path, stack: ExitStack, net: Network | None) -> None:
        """`net`: cables between them can be pulled; None: all are on the loopback, and the broker can be killed."""
        self.net = net
        self.broker = None if net is not None else Mosquitto("set_tcp_nodelay true")
        if self.broker is not None:
            stack.callback(self.broker.close)
        self.machines: dict[str, Machine] = {}
        port = free_port()
        if net is None or isinstance(net, Cables):
            self._endpoint(stack, port, _as_it_is)
        for name in NAMES:
            home = folder / name
            home.mkdir(parents=True)
            words = _as_it_is if net is None else partial(net.words, name)
            if isinstance(net, Namespaces) and name in NAMES[:2]:
                self._endpoint(stack, port, words)  # each has a loopback of its own
            broker = self.broker.port if self.broker is not None else "" if net is None else net.address(name)
            config = configured(home, name, NAMES[:2], port, broker, interval_s=0.5)
            self.machines[name] = Machine(home / "recording", config, words, collects=name in NAMES[:2])
            stack.callback(self.machines[name].end, signal.SIGKILL)

    def _endpoint(self, stack: ExitStack, port: int, words: Words) -> None:
        argv = words(*program("simulate", "--start-at", "00:01:00", "--port", str(port)))
        quiet = subprocess.DEVNULL
        endpoint = subprocess.Popen(argv, stdin=quiet, stdout=quiet, stderr=quiet)
        stack.callback(endpoint.kill)

    @property
    def lead(self) -> str:
        """Who leads, "" unless it is one machine alone."""
        states = {name: machine.state for name, machine in self.machines.items()}
        leads = [name for name, state in states.items() if state is not None and state.role == "lead"]
        return leads[0] if len(leads) == 1 else ""

    def is_whole(self, since_us: int) -> bool:
        """Whether one machine leads and has recorded after an instant, and all others follow it and hold that."""
        lead = self.lead
        if not lead:
            return False
        states = [machine.state for name, machine in self.machines.items() if name != lead]
        if any(each is None or each.role != "follower" or each.lead != lead or not each.reached for each in states):
            return False
        return all(machine.commit_us > since_us for machine in self.machines.values())

    def until(self, holds: Callable[[], bool], seconds: float = PATIENCE_S) -> float:
        """Wait; how long that took. Raises TimeoutError, which says how all stand."""
        begun = time.monotonic()
        while not holds():
            if time.monotonic() - begun > seconds:
                raise TimeoutError({name: (m.state, m.commit_us) for name, m in self.machines.items()})
            time.sleep(0.1)
        return time.monotonic() - begun

    def newest_us(self) -> int:
        return max(machine.commit_us for machine in self.machines.values())


def kill_broker(wall: Wall, _chance: random.Random) -> None:
    assert wall.broker is not None
    wall.broker.process.stop(signal.SIGKILL)
    wall.broker.process.start()


def kill_link(wall: Wall, chance: random.Random) -> None:
    machine = wall.machines[chance.choice(NAMES)]
    machine.end(signal.SIGKILL, ("link",))
    machine.start(("link",))


def kill_lead(wall: Wall, _chance: random.Random) -> None:
    lead = wall.lead
    machine = wall.machines[lead]
    machine.end(signal.SIGKILL)
    wall.until(lambda: wall.lead not in ("", lead))
    machine.start()


def pull_cable(wall: Wall, chance: random.Random) -> None:
    assert wall.net is not None
    name = chance.choice(NAMES)
    wall.net.pull(name)
    time.sleep(chance.uniform(0.5, 9))
    wall.net.plug_in(name)


KILLS = {"broker": kill_broker, "link": kill_link, "lead": kill_lead, "cable": pull_cable}


def main() -> None:
    words = argparse.ArgumentParser()
    words.add_argument("folder", type=Path)
    words.add_argument("--kills", type=int, default=100)
    words.add_argument("--seed", type=int, default=1)
    words.add_argument("--of", choices=[*KILLS], action="append", help="of these alone; broker, link, lead else")
    given = words.parse_args()
    chance, report = random.Random(given.seed), dict[str, Any]()
    committed: set[int] = set()
    with ExitStack() as stack:
        kinds = given.of or ["broker", "link", "lead"]
        given.folder.mkdir(parents=True)
        net = network(NAMES, given.folder, stack) if "cable" in kinds else None
        report["over"] = "the loopback" if net is None else net.how
        wall = Wall(given.folder, stack, net)
        for machine in wall.machines.values():
            machine.start()
        wall.until(lambda: wall.is_whole(0))
        for role, kill in {kind: KILLS[kind] for kind in kinds}.items():
            took: list[float] = []
            for number in range(given.kills):
                time.sleep(chance.uniform(0, 0.5))
                before_us = wall.newest_us()
                led = wall.lead
                begun = time.monotonic()
                kill(wall, chance)
                for name in {led} - {""}:
                    committed |= set(commits_of(wall.machines[name].folder, before_us - 10_000_000))
                since_us = wall.newest_us()
                wall.until(lambda since_us=since_us: wall.is_whole(since_us))  # type: ignore[misc]
                took.append(time.monotonic() - begun)
                if number % 10 == 9:
                    sys.stdout.write(f"{role} {number + 1}: whole again after {max(took):.1f} s at most\n")
                    sys.stdout.flush()
            median, longest = sorted(took)[len(took) // 2], max(took)
            report[role] = {"kills": len(took), "median_s": round(median, 1), "longest_s": round(longest, 1)}
        for machine in wall.machines.values():
            committed |= set(commits_of(machine.folder))
            machine.end(signal.SIGTERM, ("collect",))
        wall.until(lambda: len({machine.commit_us for machine in wall.machines.values()}) == 1)
        time.sleep(2)
        folders = {name: machine.folder for name, machine in wall.machines.items()}
        refused = {name: (machine.state.refused if machine.state else None) for name, machine in wall.machines.items()}
        for machine in wall.machines.values():
            machine.end(signal.SIGTERM)
        commits = commits_of(folders["fifth"])
        orphans = [path for folder in folders.values() for path in orphans_in(folder)]
        beside = {commit for path in orphans for commit in commits_of(path)}
        report |= {
            "alike": len({rows_digest(folder) for folder in folders.values()}) == 1,
            "transactions": len(commits),
            "doubled": len(commits) - len(set(commits)),
            "in order": commits == sorted(commits),
            "committed by any collector": len(committed),
            "missing": len(committed - set(commits) - beside),
            "only in orphans": len((committed & beside) - set(commits)),
            "orphans": len(orphans),
            "refused": refused,
        }
    (given.folder / "report.json").write_text(json.dumps(report, indent=1), encoding="utf-8")
    sys.stdout.write(json.dumps(report, indent=1) + "\n")


if __name__ == "__main__":
    main()

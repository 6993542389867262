"""A wall of several machines in one process: the fake broker, links, and collectors of ten lines, on turned clocks."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.recording.rig import SECOND, START_US, Clock, Hand, body
from tests.recording.rig import recorder as recorder_of
from tests.recording.rows_digest import rows_digest
from wallboard.link.fake_bus import FakeBroker, FakeBus
from wallboard.link.node import LinkNode
from wallboard.link.node_place import NodePlace
from wallboard.recording.link_files import read_link
from wallboard.recording.writer import Recorder

STEP_US = 20_000


@dataclass
class SkewedClock(Clock):
    """The clocks of a collector; its machine has been up for another while than others."""

    skew_us: int = 0

    def mono_us(self) -> int:
        return self.now_us - START_US + 5_000 * SECOND + self.skew_us


@dataclass
class Machine:
    """One machine: its clocks, its recording, its link, and a collector that works while it leads."""

    name: str
    folder: Path
    world: World
    skew_us: int = 0
    utc_skew_us: int = 0
    ppm: float = 0.0
    clock: Clock = field(default_factory=Clock)
    link: LinkNode | None = None
    bus: FakeBus | None = None
    recorder: Recorder | None = None
    hand: Hand | None = None
    asked: int = 0
    collects: bool = True

    def mono_us(self) -> int:
        passed = self.world.now_us
        return self.clock.mono_us() + passed + self.skew_us + round(passed * self.ppm / 1e6)

    def utc_us(self) -> int:
        return START_US + self.world.now_us + self.utc_skew_us

    def start(self) -> None:
        """Start its link."""
        self.bus = self.world.broker.bus(self.name)
        self.link = LinkNode(
            self.world.place(self.name), self.folder, self.bus, mono_us=self.mono_us, utc_us=self.utc_us
        )

    def kill_link(self) -> None:
        """SIGKILL for its link: no word, and the broker tells the others."""
        assert self.link is not None
        assert self.bus is not None
        self.bus.cut()
        self.world.broker.buses.remove(self.bus)
        if self.link.leading is not None:
            self.link.leading.serving.close()
        self.link.following.close()
        self.link = self.bus = None

    def kill(self) -> None:
        """The whole machine is lost."""
        self.collects = False
        self.end_collector()
        self.kill_link()

    def collect(self) -> None:
        """What its collector does a second: it obeys the file of the link."""
        state = read_link(self.folder)
        leads = state is not None and state.role == "lead" and self.collects
        if not leads:
            self.end_collector()
            return
        if self.recorder is None:
            timed = SkewedClock(START_US + self.world.now_us, skew_us=self.skew_us)
            self.recorder = recorder_of(self.folder, timed)
            self.hand = Hand(self.recorder, timed)
        assert self.hand is not None
        self.hand.clock.now_us = START_US + self.world.now_us
        self.world.polls += 1
        second = self.world.polls
        self.hand.take(body(second, 100 * second, orders=second, brands=sum(map(ord, self.name))))

    def end_collector(self) -> None:
        if self.recorder is not None:
            self.recorder.close()
            self.recorder = self.hand = None

    @property
    def digest(self) -> str:
        return rows_digest(self.folder)


class World:
    """Machines, the broker, and the time."""

    wall = "hall"

    def __init__(self, folder: Path, names: Sequence[str] = "abc", *, seed: int = 1, key: bytes = b"") -> None:
        """The first two are candidates."""
        self.now_us = 0
        self.polls = 0
        self.key = key
        self.candidates = tuple(names[:2])
        self.broker = FakeBroker(random.Random(seed))
        self.plays: dict[str, Path] = {}
        """The recordings that machines start to play to a wall."""
        self.machines = {name: Machine(name, folder / name, self) for name in names}
        self._polled_us = 0
        for machine in self.machines.values():
            machine.folder.mkdir()

    def place(self, name: str) -> NodePlace:
        """Which machine of which wall one is."""
        return NodePlace(self.wall, name, self.candidates, key=self.key)

    def __getitem__(self, name: str) -> Machine:
        return self.machines[name]

    def start(self) -> None:
        for machine in self.machines.values():
            machine.start()

    def run(self, seconds: float, each: Callable[[], None] = lambda: None) -> None:
        """Let time pass."""
        until_us = self.now_us + round(seconds * 1e6)
        while self.now_us < until_us:
            self.now_us += STEP_US
            self.broker.advance(self.now_us)
            if self.now_us - self._polled_us >= 1_000_000:
                self._polled_us = self.now_us
                for machine in self.machines.values():
                    machine.collect()
            for machine in self.machines.values():
                if machine.link is not None:
                    machine.link.turn()
            each()

    def settle(self, seconds: float = 6.0) -> None:
        """Let time pass in which nothing is collected, so that all may catch up."""
        for machine in self.machines.values():
            machine.collects = False
            machine.end_collector()
        self._polled_us = self.now_us + 10**12
        self.run(seconds)

    def roles(self) -> dict[str, str]:
        return {name: m.link.role for name, m in self.machines.items() if m.link is not None}

    def close(self) -> None:
        for machine in self.machines.values():
            machine.end_collector()
            if machine.link is not None:
                machine.link.close()
